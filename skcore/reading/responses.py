"""Reading survey exports: which column is which, and everything that is wrong with the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from skcore.errors import InputError
from skcore.instruments.loader import load_instrument
from skcore.instruments.model import Instrument, Item
from skcore.problems import NOTE, Problem, has_errors, problem_table
from skcore.reading.answers import read_answers
from skcore.reading.export_columns import (
    ALL_ITEMS,
    Layout,
    Values,
    half_translated,
    match_columns,
    recode,
)
from skcore.reading.people import read_people
from skcore.reading.tables import RawTable, read_table

__all__ = ["check_responses", "parse_responses", "read_responses"]

InstrumentLike = Instrument | str | Sequence["Instrument | str"]


def read_responses(
    path: str | Path,
    instruments: InstrumentLike,
    *,
    columns: Mapping[str, str] | None = None,
    values: Values | None = None,
    wave: str | None = None,
    backgrounds: Sequence[str] = (),
    not_asked: Sequence[str] = (),
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
    wave
        The survey that the file belongs to, when it has no column ``wave`` (default ``"1"``).
    backgrounds
        Further columns to keep as text, e.g. ``["occupation"]``. All others are left behind.
    not_asked
        Items of the instruments that this survey left out.
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
    Answers may be codes or labels in either language of the instrument. "No colleagues",
    "ved ikke", "ikke relevant" and blanks are missing, never the lowest code. Without a column
    ``role`` everybody is an employee; without ``respondent`` the row number, with the wave before
    it, stands in. Text that looks like a formula or a web page is text.

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
    layout = Layout(columns or {}, values or {}, wave, tuple(backgrounds), tuple(not_asked))
    table, problems = parse_responses(path, _instruments(instruments), layout)
    if has_errors(problems):
        errors = [problem for problem in problems if problem.severity != NOTE]
        raise InputError(
            f"The answers in '{Path(path).name}' cannot be used:",
            problem_table(errors, language=language),
        )
    return table.reset_index(drop=True)


def check_responses(
    path: str | Path,
    instruments: InstrumentLike,
    *,
    columns: Mapping[str, str] | None = None,
    values: Values | None = None,
    wave: str | None = None,
    backgrounds: Sequence[str] = (),
    not_asked: Sequence[str] = (),
    language: str = "en",
) -> pd.DataFrame:
    """List everything that is wrong with a survey export, without anybody's answers.

    Parameters
    ----------
    path, instruments, columns, values, wave, backgrounds, not_asked, language
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
    "There is no file 'no-such-file.csv'. Correct the name, or put the file in the folder."
    """
    layout = Layout(columns or {}, values or {}, wave, tuple(backgrounds), tuple(not_asked))
    _, problems = parse_responses(path, _instruments(instruments), layout)
    return problem_table(problems, language=language)


def parse_responses(
    path: str | Path, instruments: Sequence[Instrument], layout: Layout
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the answers, indexed by the file's row numbers, and all that is wrong with them."""
    raw = read_table(path)
    if raw.frame.empty:
        return pd.DataFrame(), list(raw.problems)
    items = {item.code: (item, used) for used in instruments for item in used.items}
    names, problems = match_columns(raw, [item for item, _ in items.values()], layout)
    people, people_problems = read_people(raw, names, layout)
    answers, answer_problems = _read_items(raw, names, items, layout)
    unanswered = tuple(answers.index[answers.isna().all(axis=1)])
    found = [*problems, *people_problems, *answer_problems]
    if unanswered and not has_errors(found):
        found.append(Problem("no_answers", rows=unanswered, n=len(unanswered), severity=NOTE))
    file = Path(path).name
    table = pd.concat([people, answers], axis=1)
    return table, [*raw.problems, *(problem.headed(names).within(file) for problem in found)]


def _read_items(
    raw: RawTable,
    names: Mapping[str, str],
    items: Mapping[str, tuple[Item, Instrument]],
    layout: Layout,
) -> tuple[pd.DataFrame, list[Problem]]:
    columns: dict[str, pd.Series[float]] = {}
    problems: list[Problem] = []
    for code, (item, instrument) in items.items():
        if code not in names:
            columns[code] = pd.Series(float("nan"), index=raw.frame.index)
            continue
        column = raw.frame[names[code]].rename(code)
        labels = raw.labels.get(names[code], {})
        if (column == "").all():
            problems.append(Problem("column_empty", code))
        own = {**layout.translations.get(ALL_ITEMS, {}), **layout.translations.get(code, {})}
        mixed = half_translated(column, own)
        if mixed:
            problems.append(Problem("half_translated", code, rows=mixed, n=len(mixed)))
        if own:  # the study's own translation decides, over SPSS's words too
            column, labels = recode(column, own, labels), {}
        read = read_answers(
            column, instrument.options[item.options], labels=labels, instrument=instrument.id
        )
        columns[code] = read.numbers
        problems += read.problems
    return pd.DataFrame(columns, index=raw.frame.index), problems


def _instruments(instruments: InstrumentLike) -> list[Instrument]:
    several = [instruments] if isinstance(instruments, Instrument | str) else instruments
    return [load_instrument(one) if isinstance(one, str) else one for one in several]
