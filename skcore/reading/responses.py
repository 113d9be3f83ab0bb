"""Reading survey exports: which column is which, and everything that is wrong with the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from skcore.instruments.loader import load_instrument
from skcore.instruments.model import Instrument, Item
from skcore.problems import ASK, NOTE, Problem, has_errors, in_rows, problem_table, refuse_errors
from skcore.reading.answers import Distinct, read_answers, told_by_words
from skcore.reading.bare_numbers import (
    Bare,
    Memory,
    Numbers,
    Translation,
    asked,
    by_instrument,
    translation,
)
from skcore.reading.export_columns import (
    ALL_ITEMS,
    ANSWERED,
    BASE,
    Layout,
    Values,
    half_translated,
    match_columns,
)
from skcore.reading.headings import wanted_of
from skcore.reading.people import read_people
from skcore.reading.renumbered import places_for_codes, unseen_options
from skcore.reading.same_answers import pasted_twice, rows_again
from skcore.reading.tables import RawTable, read_table

InstrumentLike = Instrument | str | Sequence["Instrument | str"]


def read_responses(
    path: str | Path,
    instruments: InstrumentLike,
    *,
    columns: Mapping[str, str] | None = None,
    values: Values | None = None,
    numbers: Numbers | None = None,
    wave: str | None = None,
    backgrounds: Sequence[str] = (),
    not_asked: Sequence[str] = (),
    other_people: bool = False,
    language: str = "en",
) -> pd.DataFrame:
    r"""Read a survey export (CSV, Excel, SPSS) into a table of codes.

    Parameters
    ----------
    path
        ``.csv`` (semicolon, comma or tab; UTF-8, UTF-16 or Windows-1252), ``.xlsx`` or ``.sav``.
    instruments
        The questionnaires that were asked, or their ids.
    columns
        The export's column name -> ours, e.g. ``{"Q7": "TM1", "Afdeling": "unit"}``.
    values
        Our column -> {the export's value -> ours}, e.g. ``{"role": {"Chef": "leader"}}``;
        the key ``"items"`` holds for every item column. An empty text means missing.
    numbers
        What numbers without words mean: ``"codes"`` (ours), ``"position"`` (the option's place on
        the form, the first is 1), a translation such as ``{1: 5, 2: 4}`` to our codes, or one of
        these by instrument (``{"who-5": "position"}``). Words decide where there are any.
    wave
        The survey that the file belongs to, when it has no column ``wave`` (default ``"1"``).
    backgrounds
        Further columns to keep as text, e.g. ``["occupation"]``. All others are left behind.
    not_asked
        Items of the instruments that this survey left out.
    other_people
        Said of forms that come in twos and threes as if pasted in twice, and are of other people.
    language
        Language of the messages, ``da`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        One row per respondent: ``respondent``, ``wave``, ``unit``, ``role`` (``employee`` or
        ``leader``), ``answered`` (a date) where the export says when, the backgrounds (text,
        empty where missing) and one column per item (codes as float, NaN where unanswered or not
        asked).

    Raises
    ------
    InputError
        ``problems`` lists everything that :func:`check_responses` finds.

    Notes
    -----
    Answers may be labels in either language of the instrument, or numbers. "No colleagues",
    "ved ikke", "ikke relevant" and blanks are missing, never the lowest code. Bare numbers are
    refused until ``numbers`` says which end is which: nothing in a file tells. Without a column
    ``role`` everybody is an employee; without ``respondent`` the row number, with the wave before
    it, stands in. Text that looks like a formula or a web page is text.
    Forms without a single answer are told by :func:`check_responses`; a study leaves them out.

    Examples
    --------
    >>> import skcore, tempfile
    >>> from pathlib import Path
    >>> export = Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = export.write_text("Enhed;TM1;TMX2;JU1;JU4\nNord;I høj grad;Delvist;ved ikke;Delvist")
    >>> table = skcore.read_responses(export, "fire-hurtige", columns={"Enhed": "unit"})
    >>> table[["unit", "role", "TM1", "JU1"]]
       unit      role  TM1  JU1
    0  Nord  employee  4.0  NaN
    """
    layout = Layout(
        *(columns or {}, values or {}, wave, tuple(backgrounds), tuple(not_asked), numbers),
        other_people=other_people,
    )
    table, problems = parse_responses(path, _instruments(instruments), layout)
    first = f"The answers in '{Path(path).name}' cannot be used:"
    refuse_errors(problems, first=first, language=language)
    return table.reset_index(drop=True)


def answered_forms(table: pd.DataFrame, instruments: Sequence[Instrument]) -> pd.DataFrame:
    """Leave out forms without any answer: they stand in no result and in no count."""
    items = [code for used in instruments for code in used.item_codes if code in table]
    return table[table[items].notna().any(axis=1)].reset_index(drop=True)


def check_responses(
    path: str | Path,
    instruments: InstrumentLike,
    *,
    columns: Mapping[str, str] | None = None,
    values: Values | None = None,
    numbers: Numbers | None = None,
    wave: str | None = None,
    backgrounds: Sequence[str] = (),
    not_asked: Sequence[str] = (),
    other_people: bool = False,
    language: str = "en",
) -> pd.DataFrame:
    """List everything that is wrong with a survey export, without anybody's answers.

    Parameters
    ----------
    path, instruments, columns, values, numbers, wave, backgrounds
    not_asked, other_people, language
        As in :func:`read_responses`.

    Returns
    -------
    pandas.DataFrame
        One row per problem: ``file``, ``column`` (several where the same is wrong in them),
        ``problem`` (what is wrong and what to do; no suggestion gives an answer of few away),
        ``n`` (cells or rows it concerns), ``rows`` (text, the first dozen; as the user sees them:
        the header is row 1, in SPSS the first case is row 1), ``severity`` (``error`` stops the
        reading, ``note`` does not). Empty when all is well.

    Examples
    --------
    >>> import skcore
    >>> skcore.check_responses("no-such-file.csv", "who-5").loc[0, "problem"]
    "There is no file 'no-such-file.csv'. Correct the name or the folder, or put the file there."
    """
    layout = Layout(
        *(columns or {}, values or {}, wave, tuple(backgrounds), tuple(not_asked), numbers),
        other_people=other_people,
    )
    _, problems = parse_responses(path, _instruments(instruments), layout)
    return problem_table(problems, language=language)


def parse_responses(
    path: str | Path,
    instruments: Sequence[Instrument],
    layout: Layout,
    *,
    memory: Memory | None = None,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the answers, indexed by the file's row numbers, and all that is wrong with them.

    ``memory`` holds what was said of the numbers of earlier files, and is added to.
    """
    ours = (*BASE, ANSWERED, *layout.backgrounds)
    raw = read_table(path, wanted_of(instruments, layout.columns, ours))
    if raw.frame.empty:
        return pd.DataFrame(), list(raw.problems)
    items = {item.code: (item, used) for used in instruments for item in used.items}
    names, problems = match_columns(raw, items, layout)
    people, people_problems = read_people(raw, names, layout)
    said, said_problems = by_instrument(layout.numbers, instruments)
    for instrument in instruments:  # what is said of one holds for the items it shares
        shared = {items[code][1].id for code in instrument.item_codes}
        said |= {
            other: said[instrument.id] for other in shared - set(said) if instrument.id in said
        }
    answers, answer_problems, bare = _read_items(raw, names, items, layout, said)
    known = memory if memory is not None else {}
    again = {b.instrument.id: known[b.key] for b in bare if not b.said and b.key in known}
    if again:
        answers, answer_problems, bare = _read_items(raw, names, items, layout, said | again)
    known |= {b.key: b.said for b in bare if b.said}
    told = [b for b in bare if b.said]
    if places := places_for_codes(raw, names, layout, told):
        # what else is wrong would be mended into the numbers being believed
        return pd.DataFrame(), [problem.headed(names).within(Path(path).name) for problem in places]
    answer_problems += unseen_options(answers, items, layout, told)
    unsaid = [] if said_problems else [b for b in bare if not b.said]
    ids = [b.instrument.id for b in unsaid]
    answer_problems += [asked(b, also=[i for i in ids if i != b.instrument.id]) for b in unsaid]
    found = [*problems, *people_problems, *said_problems, *answer_problems]
    if not has_errors(found):
        unanswered = answers.index[answers.isna().all(axis=1)]
        found += in_rows("no_answers", "", unanswered, severity=NOTE)
    file = Path(path).name
    table = pd.concat([people, answers], axis=1)
    table.attrs["headings"] = names
    if not (layout.other_people or has_errors(found)):
        copies = pasted_twice(table, [*items])
        rows = () if copies else tuple(rows_again(raw.frame))
        found += [*copies, *in_rows("row_again", "", rows, severity=ASK)]
    return table, [*raw.problems, *(problem.headed(names).within(file) for problem in found)]


def _read_items(
    raw: RawTable,
    names: Mapping[str, str],
    items: Mapping[str, tuple[Item, Instrument]],
    layout: Layout,
    said: Mapping[str, Numbers],
) -> tuple[pd.DataFrame, list[Problem], list[Bare]]:
    """Read every item; the last are the numbers without words, by instrument."""
    columns: dict[str, pd.Series[float]] = {}
    problems: list[Problem] = []
    bare: dict[str, Bare] = {}
    distinct = {code: pd.factorize(raw.frame[names[code]]) for code in items if code in names}
    worded = _worded(raw, names, items, distinct)
    for code, (item, instrument) in items.items():
        if code not in names:
            columns[code] = pd.Series(float("nan"), index=raw.frame.index)
            continue
        column = raw.frame[names[code]].rename(code)
        if not any(distinct[code][1]) and code not in layout.not_asked:
            problems.append(Problem("column_empty", code))
        own = {**layout.translations.get(ALL_ITEMS, {}), **layout.translations.get(code, {})}
        problems += in_rows("half_translated", code, half_translated(column, own))
        options = instrument.options[item.options]
        words = worded.get((instrument.id, item.options), [])
        numbers = translation(said.get(instrument.id), options)
        by_words = words[0] if numbers is None and len(words) == 1 else None
        read = read_answers(
            column,
            options,
            labels=raw.labels.get(names[code], {}),
            own=own,
            numbers=numbers or by_words,
            instrument=instrument.id,
            distinct=distinct[code],
        )
        columns[code] = read.numbers
        problems += read.problems
        if numbers and read.bare and any(w.get(n) != numbers.get(n) for w in words for n in w):
            n = read.bare.total()
            problems.append(Problem("numbers_against_words", code, n=n))
        if read.bare and by_words is None:
            found = bare.setdefault(instrument.id, Bare(instrument, said.get(instrument.id)))
            found.headings.append(names[code])
            found.counts[code] = read.bare
    return pd.DataFrame(columns, index=raw.frame.index), problems, list(bare.values())


def _worded(
    raw: RawTable,
    names: Mapping[str, str],
    items: Mapping[str, tuple[Item, Instrument]],
    distinct: Mapping[str, Distinct],
) -> dict[tuple[str, str], list[Translation]]:
    """What the file's words say that numbers mean, by instrument and its set of options."""
    worded: dict[tuple[str, str], list[Translation]] = {}
    for code, (_, texts) in distinct.items():
        item, instrument = items[code]
        options, labels = instrument.options[item.options], raw.labels.get(names[code], {})
        told = told_by_words(texts, options, labels)
        here = worded.setdefault((instrument.id, item.options), [])
        here += [told] if told and told not in here else []
    return worded


def _instruments(instruments: InstrumentLike) -> list[Instrument]:
    several = [instruments] if isinstance(instruments, Instrument | str) else instruments
    return [load_instrument(one) if isinstance(one, str) else one for one in several]
