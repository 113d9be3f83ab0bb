"""Who answered, where and in which survey: the columns beside the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping

import pandas as pd

from skcore.instruments.labels import is_blank, normalise_label, whole_number
from skcore.problems import ASK, NOTE, Problem, in_rows, short
from skcore.reading.cell_values import blanks
from skcore.reading.dates import DAY, MONTH, date_of_text, day_order
from skcore.reading.export_columns import ANSWERED, Layout, class_text
from skcore.reading.rows_beside import TRIALS
from skcore.reading.tables import RawTable, garbled_cells
from skcore.reading.vocabulary import words_for

EMPLOYEE, LEADER = "employee", "leader"

#: how a role may be written -> our word
ROLES = {word: role for role, words in words_for("roles").items() for word in words}
#: what words for a leader hold; a guess, to be asked about
LEADING = re.compile(r"leder|chef|leader|manager|director|direktør|supervisor")
_FIRST_YEAR = 2000
_NAMED = 3  # so many unknown words are quoted; the rows tell the rest
_CODE = re.compile(r"\d{1,3}")  # a tool's, and nobody's own words
_BLOCK = 20  # so many lines are offered to paste
_OFTEN = 3  # a rarer one may be something that a person wrote, in a column that is not the role's


def read_people(
    raw: RawTable, names: Mapping[str, str], layout: Layout
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return ``respondent, wave, unit, role`` and the backgrounds, with what is wrong in them.

    With ``answered`` (a date) where the file has such a column.
    """
    columns: dict[str, pd.Series[str]] = {}
    problems: list[Problem] = []
    for name in ("respondent", "wave", "unit", "role", *layout.backgrounds):
        if name in names:
            columns[name] = class_text(raw, names[name], name, layout)
            problems += in_rows("garbled", name, garbled_cells(columns[name]))
        else:
            columns[name] = pd.Series("", index=raw.frame.index, dtype="str")
    unwritten = set[str]()
    for name in ("unit", *layout.backgrounds):  # a ward may be called "NA": its list tells
        listed = [*map(normalise_label, layout.choices.get(name, ()))]
        none = {
            t for t in columns[name].unique() if is_blank(t) and normalise_label(t) not in listed
        }
        columns[name] = columns[name].mask(columns[name].isin([*none]), "")
        unwritten |= none - {""} if name == "unit" else set()
    for name in layout.backgrounds:
        columns[name], found = _listed(columns[name], name, layout)
        problems += found
    columns["wave"], wave_problems = _waves(columns["wave"], layout.wave, named="wave" in names)
    columns["role"], role_problems = _roles(columns["role"], named="role" in names)
    columns["respondent"] = _respondents(columns["respondent"], columns["wave"])
    table = pd.DataFrame(columns, index=raw.frame.index)
    problems += wave_problems + role_problems
    if ANSWERED in names:
        written = class_text(raw, names[ANSWERED], ANSWERED, layout)
        table[ANSWERED], date_problems = _dates(written, layout.dates.partition("_")[0])
        problems += date_problems
    if "unit" in names:
        problems += _units_in_doubt(columns["unit"], unwritten)
    return table, [*problems, *_repeated(table)]


def _waves(
    column: pd.Series[str], given: str | None, *, named: bool
) -> tuple[pd.Series[str], list[Problem]]:
    if not named:
        wave = "1" if given is None else given
        return pd.Series(wave, index=column.index, dtype="str"), []
    problems = in_rows("wave_blank", "wave", column.index[column == ""])
    if given is not None:
        other = column.index[(column != "") & (column != given)]
        problems += in_rows("wave_differs", "wave", other, {"wave": given})
    return column, problems


def _listed(
    column: pd.Series[str], name: str, layout: Layout
) -> tuple[pd.Series[str], list[Problem]]:
    """Hold a background against the study's list of it; a number no line explains is no group."""
    said = layout.translations.get(name, {})
    listed = [*layout.choices.get(name, ()), *map(str, said.values())]
    ours = {normalise_label(word): word for word in dict.fromkeys(listed)}
    texts = [*column.unique()]
    column = column.map(
        {t: ours.get(normalise_label(t)) or ours.get(whole_number(t), t) for t in texts}
    )
    only = name in layout.choices
    coded = only or any(str(code).isdecimal() for code in said)
    others = {t for t in column.unique() if t and t not in ours.values()}
    unknown = column[column.isin([t for t in others if only or (coded and t.isdecimal())])]
    if unknown.empty:
        numbers = bool(others) and not ours and all(t.isdecimal() for t in others)
        return column, [Problem("class_numbers", name, severity=NOTE)] if numbers else []
    counts = unknown.value_counts()
    words = sorted(t for t in counts.index if counts[t] >= _OFTEN or _CODE.fullmatch(t))
    block = [f'{json.dumps(short(t), ensure_ascii=False)} = "…"' for t in words[:_BLOCK]]
    values = {
        "words": ": " + ", ".join(f"'{short(t)}'" for t in words[:_BLOCK]) if words else "",
        "allowed": ", ".join(f"'{short(word)}'" for word in filter(None, ours.values())),
        "block": "\n".join([f"[responses.values.{name}]", *(block or ['"…" = "…"'])]),
    }
    return column, in_rows("class_unknown", name, unknown.index, values)


def _roles(column: pd.Series[str], *, named: bool) -> tuple[pd.Series[str], list[Problem]]:
    if not named:
        return pd.Series(EMPLOYEE, index=column.index, dtype="str"), []
    blank = blanks(column)
    known = column.map({text: ROLES.get(normalise_label(text)) for text in column.unique()})
    unknown = column[~blank & known.isna()]
    counts = unknown.map(short).value_counts()
    words = [f"'{word}'" for word in counts.index[counts >= _OFTEN][:_NAMED]]
    values = {"words": ": " + ", ".join(words) if words else ""}
    problems = in_rows("role_unknown", "role", unknown.index, values)
    problems += in_rows("role_blank", "role", column.index[blank], severity=NOTE)
    return known.fillna(EMPLOYEE).astype("str"), problems


def _respondents(column: pd.Series[str], wave: pd.Series[str]) -> pd.Series[str]:
    """Row numbers recur from file to file, so the wave goes before them."""
    if (column != "").all():
        return column
    numbers = wave + "-" + column.index.to_series().astype("str")
    return column.where(column != "", numbers)


def _dates(column: pd.Series[str], said: str) -> tuple[pd.Series, list[Problem]]:
    """Read days as Danes, Excel, SPSS and survey tools write them; what is none is unknown.

    So is a year before there were such surveys: 1980 stands for a day that a tool has taken out.
    ``said`` is which comes first, day or month, where the column does not settle it.
    """
    texts = column.unique()
    settled = day_order(texts)
    order = settled if settled in (DAY, MONTH) else said
    days = {text: date_of_text(text, order) for text in texts}
    if said and days != {text: date_of_text(text, said) for text in texts}:
        problems = [Problem("date_order_other", ANSWERED, {"value": f"{order}_first"})]
        return pd.Series(pd.NaT, index=column.index), problems
    days = {text: day if day and day.year >= _FIRST_YEAR else None for text, day in days.items()}
    dates = pd.to_datetime(column.map(days)).astype("datetime64[s]")
    unread = column.index[dates.isna() & ~blanks(column)]
    if not order:
        return dates, [Problem("date_order_unknown", ANSWERED, severity=ASK)] if len(unread) else []
    return dates, in_rows("no_known_date", ANSWERED, unread, severity=NOTE)


def _units_in_doubt(column: pd.Series[str], words: Collection[str]) -> list[Problem]:
    rows = column.index[column == ""]
    if len(rows) == len(column):
        return [Problem("column_empty", "unit")]
    said = ", ".join(f"'{short(word)}'" for word in sorted(words)[:_NAMED])
    values = {"words": f" ({said})" if said else ""}
    called = [word for word in column.unique() if normalise_label(word) in TRIALS]
    found = in_rows("unit_is_trial", "unit", column.index[column.isin(called)], severity=NOTE)
    return [*found, *in_rows("unit_blank", "unit", rows, values, severity=NOTE)]


def _repeated(table: pd.DataFrame) -> list[Problem]:
    twice = table.duplicated(["wave", "respondent"], keep=False)
    return in_rows("respondent_repeated", "respondent", table.index[twice])
