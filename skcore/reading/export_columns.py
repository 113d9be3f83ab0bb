"""Which column of an export is which of ours, and which of them is missing or misspelt."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from skcore.instruments.labels import normalise_label, whole_number
from skcore.instruments.model import Instrument, Item
from skcore.problems import NOTE, Problem, apart, closest, short
from skcore.reading.answers import are_answers
from skcore.reading.bare_numbers import Numbers
from skcore.reading.headings import one_of_several, spellings
from skcore.reading.question_headings import Matched, match_questions
from skcore.reading.tables import RawTable
from skcore.reading.vocabulary import words_for

BASE = ("respondent", "wave", "unit", "role")
ANSWERED = "answered"  # when: taken where the export has it, never asked for
ALL_ITEMS = "items"  # as a column of ``values``: the mapping holds for every item column

Values = Mapping[str, Mapping[str, object]]
Items = Mapping[str, tuple[Item, Instrument]]  # by code, with the questionnaire that asks it

_NAMED = 16  # so many columns are listed
_MANY_MISSING = 4  # so many and more are told in one sentence


@dataclass(frozen=True)
class Layout:
    """How one export is laid out: what its columns and values are called, what it leaves out."""

    columns: Mapping[str, str] = field(default_factory=dict)
    translations: Values = field(default_factory=dict)
    wave: str | None = None
    backgrounds: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    numbers: Numbers | None = None
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of unit and backgrounds
    dates: str = ""  # day_first or month_first, where no day of the file tells
    other_people: bool = False  # said of forms that look like copies, and are none


def match_columns(
    raw: RawTable, items: Items, layout: Layout
) -> tuple[dict[str, str], list[Problem]]:
    """Match our columns to the file's: by the study's own list, then by name, then by wording.

    Returns
    -------
    tuple
        Our column -> the file's, for those found; and what is missing, misspelt or there twice.
    """
    file, people = list(raw.frame.columns), [*BASE, ANSWERED, *layout.backgrounds]
    ours = [*people, *items]
    mapped = _one_each(_mapped(layout.columns, file), layout.columns, raw.frame)
    names = _by_name(file, people)
    claimed = {our: mapped[source] for source, our in layout.columns.items() if source in mapped}
    told = {*mapped.values(), *names.values()}
    asked = match_questions(
        [name for name in file if name not in told],
        [item for code, (item, _) in items.items() if code not in claimed],
        words=raw.words,
        fits=lambda heading, item: are_answers(
            raw.frame[heading],
            items[item.code][1].options_of(item.code),
            raw.labels.get(heading, {}),
        ),
    )
    names |= asked.sure
    problems, named = _unknown_names(raw, ours, layout, mapped, names)
    names = {our: source for our, source in names.items() if source not in claimed.values()}
    names |= claimed
    problems += [
        Problem("column_repeated", short(source), {"column": short(source)})
        for source in names.values()
        if source in raw.repeated
    ]
    free = [name for name in raw.frame.columns if name not in names.values()]
    # what a misspelt line of the study file was about is told once, as that
    found = {**names, **dict.fromkeys(named, "")}
    problems += _missing_people(found, layout, free)
    problems += _missing_items([c for c in items if c not in found], layout, free)
    missing = {c: item for c, item in items.items() if c not in {*found, *layout.not_asked}}
    return names, [*problems, *_read_as(asked, names, items), *_likely(asked, missing)]


def recode(
    column: pd.Series[str], mapping: Mapping[str, object], labels: Mapping[str, str]
) -> pd.Series[str]:
    """Translate an export's values; SPSS values may be named by their code or by their word."""
    if not mapping and not labels:
        return column
    wanted = {normalise_label(str(old)): str(new) for old, new in mapping.items()}

    def translate(text: str) -> str:
        word = labels.get(text, text)
        said = map(normalise_label, (text, whole_number(text), word))
        return next((wanted[spelt] for spelt in said if spelt in wanted), word)

    return column.map({text: translate(text) for text in column.unique()})


def half_translated(column: pd.Series[str], mapping: Mapping[str, object]) -> tuple[int, ...]:
    """Return rows with a number that another number is translated to, and that is not itself.

    Where 0 becomes 1, an untranslated 1 would be taken for the same answer.
    """
    numbers = {str(old): str(new) for old, new in mapping.items() if str(old).lstrip("-").isdigit()}
    taken = {new for new in numbers.values() if new.isdigit()} - set(numbers)
    return tuple(column.index[column.isin(list(taken))]) if taken else ()


def class_text(raw: RawTable, source: str, ours: str, layout: Layout) -> pd.Series[str]:
    """Return a column that says where or who (unit, role, ...) in our words."""
    column = raw.frame[source].rename(ours)
    return recode(column, layout.translations.get(ours, {}), raw.labels.get(source, {}))


def _read_as(asked: Matched, names: Mapping[str, str], items: Items) -> list[Problem]:
    """Tell which headings that are not a question's code or name were read as which question."""
    longer = {
        code: heading
        for code, heading in asked.sure.items()
        if names.get(code) == heading
        and heading.casefold() != code.casefold()
        and heading not in items[code][0].label.values()
    }
    if not longer:
        return []
    said = apart(longer.values())
    pairs = [f"'{said[heading]}' → {code}" for code, heading in longer.items()]
    listed = ", ".join(pairs[:_NAMED]) + (" …" if len(pairs) > _NAMED else "")
    values = {"columns": listed}
    return [Problem("columns_read_as", "items", values, n=len(longer), severity=NOTE)]


def _likely(asked: Matched, missing: Items) -> list[Problem]:
    """Offer lines to paste for questions that a heading is much like."""
    lines = [
        f'{json.dumps(" ".join(heading.split()), ensure_ascii=False)} = "{code}"'
        for code, heading in asked.perhaps.items()
        if code in missing
    ]
    if not lines:
        return []
    values = {"block": "\n".join(["[responses.columns]", *lines])}
    return [Problem("columns_block", "items", values, n=len(lines), severity=NOTE)]


def _by_name(file: Sequence[str], ours: Sequence[str]) -> dict[str, str]:
    """Match what is said of people exactly, then but for case, then but for groups and numbers."""
    plain = {normalise_label(our): our for our in ours}
    names: dict[str, str] = {}
    for source in file:
        our = source if source in ours else plain.get(normalise_label(source))
        if our and (our not in names or source == our):
            names[our] = source
    return _found_in(file, [our for our in ours if our not in names]) | names


def _mapped(columns: Mapping[str, str], file: Sequence[str]) -> dict[str, str]:
    """The study's name of a column -> the file's: as it stands, else but for case and groups."""
    there = {source: source for source in columns if source in file}
    return _found_in(file, [source for source in columns if source not in there]) | there


def _one_each(
    mapped: Mapping[str, str], columns: Mapping[str, str], frame: pd.DataFrame
) -> dict[str, str]:
    """Leave out the second heading of a question that has one for codes and one for words."""
    several: dict[str, list[str]] = {}
    for source, heading in mapped.items():
        claims = several.setdefault(columns[source], [])
        claims += [heading] if heading not in claims else []
    out: set[str] = set()
    for headings in several.values():
        kept = one_of_several([frame[name] for name in headings]) if len(headings) > 1 else None
        out |= set() if kept is None else {*headings} - {headings[kept]}
    return {source: heading for source, heading in mapped.items() if heading not in out}


def _found_in(file: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Name -> the one heading that says it, but for what tools put before it."""
    said = {heading: spellings(heading) for heading in file}
    found: dict[str, str] = {}
    for name in names:
        plain = spellings(name)[0]
        whole = [heading for heading, spelt in said.items() if spelt[0] == plain]
        part = whole or [heading for heading, spelt in said.items() if plain in spelt]
        found |= {name: part[0]} if len(part) == 1 else {}
    return found


def _unknown_names(
    raw: RawTable,
    ours: Sequence[str],
    layout: Layout,
    mapped: Mapping[str, str],
    found: Collection[str],
) -> tuple[list[Problem], set[str]]:
    """List what the study names that neither the file nor a questionnaire has.

    A column may have several lines, for the headings that a tool gives it: one of them is enough,
    or the column's own name. Returns also those of our columns that misspelt names stand for.
    """
    file = [name for name in raw.frame.columns if name not in mapped.values()]
    lines = Counter(layout.columns.values())
    there = {our for source, our in layout.columns.items() if source in mapped} | {*found}
    lost: dict[str, str] = {}
    for source, our in layout.columns.items():
        several = lines[our] > 1 and (our in there or our in lost.values())
        if source not in mapped and not several:
            lost[source] = our
    problems = [
        Problem("mapped_column_absent", short(source), {"hint": short(closest(source, file))})
        for source in lost
    ]
    targets = [*layout.columns.values(), *(v for v in layout.translations if v != ALL_ITEMS)]
    meant = {name: closest(name, ours) for name in dict.fromkeys(targets) if name not in ours}
    problems += [
        Problem("mapped_to_unknown", name, {"column": name, "hint": hint})
        for name, hint in meant.items()
    ]
    claims = Counter(
        our for _, our in {(mapped[s], o) for s, o in layout.columns.items() if s in mapped}
    )
    twice = {our for our, n in claims.items() if n > 1}
    problems += [Problem("column_claimed_twice", name) for name in sorted(twice)]
    wrongly = {hint for name, hint in meant.items() if name in layout.columns.values()}
    return problems, {*lost.values(), *wrongly} - {""}


def _missing_people(names: Mapping[str, str], layout: Layout, free: Sequence[str]) -> list[Problem]:
    needed = ("unit", *layout.backgrounds)
    problems = [_missing(name, free) for name in needed if name not in names]
    stand_ins = {"role": "no_roles", "respondent": "no_respondents"}
    if layout.wave is None:
        stand_ins["wave"] = "no_wave"
    for name, note in stand_ins.items():
        if name in names:
            continue
        # a column under another name must not quietly make employees of the leaders
        hint = _hint(name, free)
        if hint and name != "respondent":
            problems.append(_missing(name, free))
        else:
            problems.append(Problem(note, name, {"hint": short(hint)}, severity=NOTE))
    return problems


def _missing_items(codes: Sequence[str], layout: Layout, free: Sequence[str]) -> list[Problem]:
    missing = [code for code in codes if code not in layout.not_asked]
    misspelt = [code for code in missing if closest(code, free)]
    absent = [code for code in missing if code not in misspelt]
    problems = [_missing(code, free) for code in misspelt]
    if len(absent) < _MANY_MISSING:
        return problems + [Problem("item_absent", code, {"column": code}) for code in absent]
    listed = ", ".join(absent)
    return [*problems, Problem("items_absent", absent[0], {"columns": listed}, n=len(absent))]


def _missing(name: str, free: Sequence[str]) -> Problem:
    return Problem("column_missing", name, {"column": name, "hint": short(_hint(name, free))})


def _hint(name: str, free: Sequence[str]) -> str:
    found = closest(name, free)
    if found:
        return found
    usual = words_for("headings.often_in_exports").get(name, ())
    return next((column for column in free if normalise_label(column) in usual), "")
