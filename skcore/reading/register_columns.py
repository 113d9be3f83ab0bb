"""Reading the lists beside the answers: their columns, numbers, months and yes/no, in our types."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from skcore.instruments.labels import is_blank, normalise_label, whole_number
from skcore.problems import ASK, NOTE, Problem, closest, in_rows, short
from skcore.reading.cell_values import blanks, decimal_mark, read_numbers
from skcore.reading.dates import DAY, MONTH, SHORT, USUAL, date_of_text, day_order, months_of
from skcore.reading.day_units import DAY_COLUMNS, percentages_among, unit_said
from skcore.reading.headings import Wanted
from skcore.reading.tables import RawTable, garbled_cells, read_table
from skcore.reading.vocabulary import words_for
from skcore.settings import Field
from skcore.texts import LANGUAGES, load_texts

_YES = frozenset(("ja", "yes", "true", "sand", "1", "x"))
_NO = frozenset(("nej", "no", "false", "falsk", "0", ""))
_QUOTED = 3  # so many unknown names are quoted; the rows tell the rest
_TOO_MANY = 20
_MOSTLY = 0.5  # so many cells of a column of days are days: a spell that goes on has no last one


def read_register(
    path: str | Path, columns: Mapping[str, Field]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the columns of a list, indexed by the file's row numbers; all columns are there."""
    known = [
        *columns,
        *(word for name in columns for word in words_for("headings.mean").get(name, ())),
    ]
    raw = read_table(path, Wanted(named=frozenset(known)))
    if raw.frame.empty:
        return pd.DataFrame(), list(raw.problems)
    found = _found(columns, list(raw.frame.columns))
    free = [name for name in raw.frame.columns if name not in found.values()]
    spells = _list_of_spells(raw, columns, found, free)
    problems = spells or _missing_columns(columns, found, free)
    if free:
        unread = ", ".join(map(short, free))
        problems.append(Problem("columns_unread", "", {"names": unread}, severity=NOTE))
    problems += [
        Problem("column_repeated", name, {"column": short(found[name])})
        for name in found
        if found[name] in raw.repeated
    ]
    table = {}
    counted = [found[name] for name in found if columns[name].kind == "number"]
    marks = {"number": decimal_mark(t for name in counted for t in raw.frame[name].unique())}
    # a day above 12 in one column tells how the whole file writes its days
    dated = [found[name] for name in found if columns[name].kind == "date"]
    days = [m for name in dated for t in raw.frame[name].unique() if (m := SHORT.match(t.strip()))]
    alike = len({match.group(2) for match in days}) == 1
    marks["date"] = day_order(match.group() for match in days) if alike else ""
    for name, column in columns.items():
        cells = raw.frame[found[name]] if name in found else _blank_column(raw)
        mark = marks.get(column.kind, marks["number"])
        table[name], wrong = _READERS[column.kind](cells.rename(name), raw, mark)
        problems += wrong
        if name in found and not column.blank:
            problems += _blanks(cells.rename(name), column)
    file = Path(path).name
    named = [*raw.problems, *(problem.headed(found).within(file) for problem in problems)]
    frame = pd.DataFrame(table, index=raw.frame.index)
    return frame[[name for name in columns if name in found or not columns[name].required]], named


def broken_rules(
    frame: pd.DataFrame, columns: Mapping[str, Field], unique: Sequence[str] = ()
) -> list[Problem]:
    """List numbers that lie where none can, and rows that are there twice by ``unique``."""
    import pandera.pandas as pa

    numbers = {
        name: pa.Column(float, pa.Check.in_range(c.low, c.high, error=c.wrong), nullable=True)
        for name, c in columns.items()
        if c.low > -math.inf and name in frame
    }
    schema = pa.DataFrameSchema(numbers, unique=list(unique) or None)
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.dropna(subset=["index"])
    else:
        return []
    problems = []
    for check, found in cases.groupby("check", sort=False):
        key = "rows_repeated" if "uniqueness" in str(check) else str(check)
        column = str(found["column"].iloc[0])
        values = {"columns": _called(unique)}
        rows = sorted({*found["index"]})
        if key == "rows_repeated":  # what cannot be read is told as that, and is not alike
            read = frame.index[frame[list(unique)].notna().all(axis=1)]
            rows = sorted({*rows} & {*read})
        problems += in_rows(key, column, rows, values)
    return problems


def _called(columns: Iterable[str]) -> dict[str, str]:
    """Our columns in the words of each language."""
    words = {one: load_texts(one).raw("check.columns_called") for one in LANGUAGES}
    return {one: ", ".join(known.get(c, c) for c in columns) for one, known in words.items()}


def match_names(column: pd.Series[str], names: Mapping[str, str]) -> pd.Series[str]:
    """Turn names into ids: exports often hold the unit's name where we ask for its id."""
    ids = set(names)
    by_name: dict[str, list[str]] = {}
    for unit, name in names.items():
        by_name.setdefault(normalise_label(name), []).append(unit)
    for unit in names:
        by_name.setdefault(normalise_label(unit), [unit])

    def translate(text: str) -> str:
        found = by_name.get(normalise_label(text)) or by_name.get(whole_number(text), [])
        return text if text in ids or len(found) != 1 else found[0]

    return column.map({text: translate(text) for text in column.unique()})


def unknown_among(
    column: pd.Series[str],
    known: Collection[str],
    *,
    key: str,
    hints: Collection[str] = (),
    least: int = 1,
) -> list[Problem]:
    """List the names that are not among the known; blanks are told elsewhere.

    Of those that fewer than ``least`` rows hold only the rows are told: each may be what one person
    wrote, in a column that is not the one it is taken for.
    """
    unknown = column[~column.isin(known) & (column != "")]
    if unknown.empty:
        return []
    names = list(dict.fromkeys(unknown))
    counts = unknown.value_counts()
    often = [name for name in names if counts[name] >= least]
    quoted = ", ".join(f"'{short(name)}'" for name in often[:_QUOTED])
    if len(names) > _TOO_MANY:  # not names, but what people wrote: the wrong column is mapped
        quoted = f"({len(names)})"
        names = []
    elif not often:
        key = f"{key}_rare"
    more = " …" if names and len(names) > len(often[:_QUOTED]) else ""
    hint = closest(names[0], [*known, *hints]) if len(names) == 1 else ""
    values = {"names": quoted + more, "hint": short(hint)}
    values["allowed"] = ", ".join(short(name) for name in list(known)[:12])
    return in_rows(key, str(column.name), unknown.index, values)


def _found(columns: Mapping[str, Field], file: Sequence[str]) -> dict[str, str]:
    """Our column -> the file's, by our name or by the one Danish heading that means it."""
    plain = {normalise_label(name): name for name in file}
    found = {}
    for name in columns:
        also = [word for word in words_for("headings.mean").get(name, ()) if word in plain]
        if name in plain:
            found[name] = plain[name]
        elif len(also) == 1:
            found[name] = plain[also[0]]
    return found


def _blank_column(raw: RawTable) -> pd.Series[str]:
    return pd.Series("", index=raw.frame.index, dtype="str")


def _missing_columns(
    columns: Mapping[str, Field], found: Mapping[str, str], free: Sequence[str]
) -> list[Problem]:
    problems = []
    for name in columns:
        if name in found:
            continue
        often = words_for("headings.often").get(name, ())
        usual = [column for column in free if normalise_label(column) in often]
        hint = closest(name, free) or next(iter(usual), "")
        values = {"column": name, "hint": short(hint)}
        hours = [column for column in free if unit_said(column) == "hours"]
        if name in DAY_COLUMNS and columns[name].required and hours:
            values = {"heading": ", ".join(f"'{short(h)}'" for h in hours)}
            problems.append(Problem("hours_no_days", name, values))
        elif name in DAY_COLUMNS and columns[name].required and percentages_among(free):
            values = {"heading": percentages_among(free)}
            problems.append(Problem("percentages_no_days", name, values))
        elif columns[name].required:
            problems.append(Problem("register_column_missing", name, {"hint": short(hint)}))
        elif hint:
            problems.append(Problem("register_column_unread", name, values, severity=NOTE))
    return problems


def _list_of_spells(
    raw: RawTable, columns: Mapping[str, Field], found: Mapping[str, str], free: Sequence[str]
) -> list[Problem]:
    """Tell a list of spells, a row for each with its days, where months of workplaces are asked."""
    if "absence_days" not in columns or "month" in found:
        return []
    days = {text for name in free for text in raw.frame[name].unique() if date_of_text(text)}
    dated = [name for name in free if raw.frame[name].isin(days).mean() > _MOSTLY]
    if len(dated) < 2:
        return []
    values = {"headings": ", ".join(f"'{short(name)}'" for name in dated)}
    return [Problem("list_of_spells", "month", values)]


def _blanks(cells: pd.Series[str], column: Field) -> list[Problem]:
    if not column.required:
        return []
    blank = cells == "" if column.kind == "text" else blanks(cells)
    return in_rows("cell_blank", str(cells.name), cells.index[blank])


# --- one reader per kind: the column in our type, and what could not be read ---------------------

Read = tuple["pd.Series[Any]", list[Problem]]


def _read_text(cells: pd.Series[str], raw: RawTable, mark: str) -> Read:
    del raw, mark
    return cells, in_rows("garbled", str(cells.name), garbled_cells(cells))


def _read_number(cells: pd.Series[str], raw: RawTable, mark: str) -> Read:
    read = read_numbers(cells, exact=raw.exact, mark=mark)
    return read.numbers, [*read.problems, *_typed(cells, raw)]


def _read_whole(cells: pd.Series[str], raw: RawTable, mark: str) -> Read:
    read = read_numbers(cells, exact=raw.exact, whole=True, mark=mark)
    rows = cells.index[read.numbers.notna() & (read.numbers % 1 != 0)]
    broken = in_rows("not_whole", str(cells.name), rows)
    return read.numbers, [*read.problems, *_typed(cells, raw), *broken]


def _typed(cells: pd.Series[str], raw: RawTable) -> list[Problem]:
    """Numbers that stand as text in a workbook: a point in them may be a thousand's."""
    return in_rows("point_unclear", str(cells.name), cells.index[cells.isin(list(raw.typed))])


def _read_flag(cells: pd.Series[str], raw: RawTable, mark: str) -> Read:
    del raw, mark
    plain = cells.map(normalise_label)
    rows = cells.index[~plain.isin(_YES | _NO)]
    return plain.isin(_YES), in_rows("not_yes_or_no", str(cells.name), rows)


def _read_month(cells: pd.Series[str], raw: RawTable, mark: str) -> Read:
    del raw, mark
    months, settled = months_of(cells.unique())
    return _read_days(cells, months, "not_a_month" if settled else "date_order")


def _read_date(cells: pd.Series[str], raw: RawTable, mark: str) -> Read:
    del raw
    texts = cells.unique()
    order = day_order(texts)
    order = order if order in (DAY, MONTH) else mark if mark in (DAY, MONTH) else order
    dates = {text: date_of_text(text, order) for text in texts}
    read, problems = _read_days(cells, dates, "not_a_date" if order else "date_order")
    rows = cells.index[cells.str.match(SHORT) & (order == USUAL)]
    return read, problems + in_rows("date_order_usual", str(cells.name), rows, severity=ASK)


def _read_days(cells: pd.Series[str], days: Mapping[str, pd.Timestamp | None], key: str) -> Read:
    unread = cells.map(lambda text: days[text] is None and not is_blank(text)).astype(bool)
    problems = in_rows(key, str(cells.name), cells.index[unread])
    return pd.to_datetime(cells.map(days)).astype("datetime64[s]"), problems


_READERS: dict[str, Callable[[pd.Series[str], RawTable, str], Read]] = {
    "text": _read_text,
    "number": _read_number,
    "whole": _read_whole,
    "flag": _read_flag,
    "month": _read_month,
    "date": _read_date,
}
