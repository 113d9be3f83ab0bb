"""What a table given to a function must be: one rule, at the door of each that takes one.

A function says which of its arguments name numbers, 0/1 columns and classes; the rest is here.
Accepted alike are pandas tables and those that narwhals reads (polars, Arrow), numbers of every
type, also as objects or as categories that are numbers. Refused alike, all at once, is what no
statistic can read.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.arguments import bind
from skcore.errors import InputError

_ROWS_NAMED = 10  # more would bury the sentence; the count says how many there are

_NAMELESS = ("group", "cluster")  # arguments whose people without a name are of no group

_LISTS = "holds lists{where}. Give it one value per row (explode)."

P = ParamSpec("P")
R = TypeVar("R")
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]


def takes(
    table: str,
    *,
    numbers: Sequence[str] = (),
    flags: Sequence[str] = (),
    classes: Sequence[str] = (),
    optional: Sequence[str] = (),
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function's table usable before it begins, or refuse it with one message.

    Parameters
    ----------
    table
        The argument that is the table; after a dot where messages shall name another function.
    numbers, flags, classes
        What must be numbers, 0 and 1, or classes: arguments that name columns (also an instrument,
        for its items), or else names of columns, with ``=`` before one that an argument also has.
        ``items`` that are not given are all columns.
    optional
        Columns that need not be there, or that the function itself misses.

    Examples
    --------
    >>> @takes("data", numbers=["values"])
    ... def total(data, *, values):
    ...     return float(data[values].sum())
    >>> total(pd.DataFrame({"x": [1, None, 2]}, dtype=object), values="x")
    3.0
    """
    called, _, table = table.rpartition(".")

    def at_the_door(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            bound = bind(function, signature, args, kwargs)
            given = bound.arguments
            if given.get(table) is None and "None" in str(signature.parameters[table].annotation):
                return function(*args, **kwargs)
            for name, value in given.items():
                if isinstance(value, Iterator):
                    given[name] = list(value)
            who = f"{called or function.__name__} cannot use {table} as it is"
            frame = as_frame(given[table], who)
            wanted = {
                role: _columns(names, signature, given, frame)
                for role, names in (("numbers", numbers), ("flags", flags), ("classes", classes))
            }
            may_lack = _columns(optional, signature, given, frame)
            nobody = _columns([n for n in classes if n in _NAMELESS], signature, given, frame)
            given[table] = _without_blanks(_usable(frame, wanted, may_lack, who), nobody)
            return function(*bound.args, **bound.kwargs)

        return checked

    return at_the_door


def name_rows(mask: Mask) -> str:
    """Name the marked rows, counted from 1: 'rows 17, 52, 80'; the first ten of many."""
    rows = np.flatnonzero(mask) + 1
    named = ", ".join(str(row) for row in rows[:_ROWS_NAMED])
    more = f" and {len(rows) - _ROWS_NAMED} more" if len(rows) > _ROWS_NAMED else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {named}{more}"


def lists_in(column: pd.Series) -> Mask:
    """Mark cells that hold several values, which no row can be grouped by."""
    if column.dtype != object:
        return np.zeros(len(column), dtype=bool)
    kinds = (list, dict, set, tuple, np.ndarray)
    return np.array([isinstance(cell, kinds) for cell in column], dtype=bool)


def as_frame(given: object, who: str) -> pd.DataFrame:
    """Return the table as pandas has it; its columns are there once."""
    frame = given if isinstance(given, pd.DataFrame) else _from_others(given, who)
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()].unique()
        text = "is there twice. Keep one of them."
        raise _refused(who, [_problem(name, text) for name in twice])
    return frame


def _from_others(given: Any, who: str) -> pd.DataFrame:
    import narwhals

    known = narwhals.from_native(given, eager_only=True, pass_through=True)
    if not isinstance(known, narwhals.DataFrame):
        kind = f"{type(given).__module__.partition('.')[0]}.{type(given).__name__}"
        raise InputError(
            f"{who}: it needs a table with named columns, not {kind}. Give a pandas DataFrame, "
            "pandas.DataFrame(data), or collect() what is lazy."
        )
    return pd.DataFrame({name: known[name].to_list() for name in known.columns})


def _columns(
    names: Sequence[str],
    signature: inspect.Signature,
    given: Mapping[str, Any],
    frame: pd.DataFrame,
) -> list[Hashable]:
    """Return the columns meant by arguments, or by names that are no arguments."""
    found: list[Hashable] = []
    for name in names:
        parameter = signature.parameters.get(name)
        if parameter is None:
            found.append(name.removeprefix("="))
            continue
        value = given.get(name, parameter.default)
        if value is None and name == "items":
            value = list(frame.columns)
        _check_shape(name, value, parameter)
        found += _flat(value, frame)
    return list(dict.fromkeys(found))


def _check_shape(name: str, value: object, parameter: inspect.Parameter) -> None:
    """Refuse no names where some are needed, and one named twice."""
    if not isinstance(value, list | tuple | pd.Index | np.ndarray) or name == "predictors":
        return
    names = list(value)
    if not names and parameter.default is inspect.Parameter.empty:
        raise InputError(f"No columns are named in {name}. Name at least one.")
    again = [one for at, one in enumerate(names) if one in names[:at]]
    if again:
        raise InputError(f"Column '{again[0]}' is named twice in {name}. Name it once.")


def _flat(value: Any, frame: pd.DataFrame) -> list[Hashable]:
    if value is None:
        return []
    if hasattr(value, "item_codes"):  # an instrument: what of it is asked is in the table
        return [code for code in value.item_codes if code in frame.columns]
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    return [name for part in value for name in _flat(part, frame)]


def _usable(
    frame: pd.DataFrame,
    wanted: Mapping[str, Sequence[Hashable]],
    may_lack: Sequence[Hashable],
    who: str,
) -> pd.DataFrame:
    """Return the table with its named columns as plain numbers and classes; the rest untouched."""
    problems, changed = [], {}
    every = dict.fromkeys(name for names in wanted.values() for name in names)
    for name in every:
        if name not in frame.columns:
            if name not in may_lack:
                text = f"There is no column '{name}'. It has: {_some(frame.columns)}."
                problems.append({"column": name, "problem": text, "n": 1, "rows": ""})
            continue
        column = frame[name]
        number = name in wanted["numbers"] or name in wanted["flags"]
        plain, fault, wrong = _number(column) if number else _class(column)
        if not fault and name in wanted["flags"]:
            wrong = (plain.notna() & ~plain.isin([0, 1])).to_numpy(dtype=bool)
            fault = "must hold 0 and 1 (or false and true){where}." if wrong.any() else ""
        if fault:
            problems.append(_problem(name, fault, wrong))
        elif plain is not column:
            changed[name] = plain.array
    if problems:
        raise _refused(who, problems)
    if changed:
        frame = frame.copy(deep=False)
        for name, values in changed.items():
            frame[name] = values
    return frame


def _without_blanks(frame: pd.DataFrame, names: Sequence[Hashable]) -> pd.DataFrame:
    """Make empty text missing: who names no workplace is in none, and not in one of that name."""
    for name in names:
        blank = (frame[name] == "").to_numpy(dtype=bool, na_value=False)
        if blank.any():
            frame = frame.copy(deep=False)
            frame[name] = frame[name].mask(blank)
    return frame


_INFINITE = "holds infinite values{where}. Set them missing, or correct the source."
_BEYOND = "holds numbers too large or too small to compute with{where}. Correct the source."
_HUGE = 1e100  # squares and their sums stay finite below


def _number(column: pd.Series) -> tuple[pd.Series, str, Mask]:
    """Return plain numbers, or why these are none and in which rows."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    none = np.zeros(len(column), dtype=bool)
    if column.dtype == object:
        column = column.where(column.notna(), np.nan)  # None, NaT and NA alike
        kind = pd.api.types.infer_dtype(column, skipna=True)
        if kind in ("integer", "floating", "mixed-integer-float", "decimal", "boolean", "empty"):
            try:
                column = pd.to_numeric(column)
                column = column.astype(float) if column.dtype == object else column
            except OverflowError:
                return column, _BEYOND, np.array([abs(x) > _HUGE for x in column], dtype=bool)
    elif column.isna().all():
        column = pd.Series(np.nan, index=column.index, name=column.name)
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_complex_dtype(column):
        return column, *_why_no_number(column)
    plain = _plain(column)
    sizes = np.abs(plain.to_numpy()) if plain.dtype.kind == "f" else np.zeros(len(plain))
    infinite, beyond = np.isinf(sizes), (sizes > _HUGE) | _tiny(sizes)
    if infinite.any():
        return plain, _INFINITE, infinite
    if beyond.any():
        return plain, _BEYOND, beyond
    return plain, "", none


def _tiny(sizes: npt.NDArray[Any]) -> Mask:
    """Numbers whose squares are nothing, where there are no larger ones beside them."""
    there = sizes > 0
    small: Mask = there & (sizes < 1 / _HUGE)
    return small if (small == there).all() else np.zeros_like(small)


def _plain(column: pd.Series) -> pd.Series:
    """Numbers as numpy's int64 or float64: differences of smaller types run over their end."""
    if column.dtype in (np.dtype("int64"), np.dtype("float64")):
        return column
    whole = pd.api.types.is_integer_dtype(column) or pd.api.types.is_bool_dtype(column)
    if whole and not column.isna().any() and column.dtype != np.dtype("uint64"):
        values: npt.NDArray[Any] = column.to_numpy(dtype=np.int64)
    else:
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return pd.Series(values, index=column.index, name=column.name)


def _why_no_number(column: pd.Series) -> tuple[str, Mask]:
    if pd.api.types.is_datetime64_any_dtype(column) or pd.api.types.is_timedelta64_dtype(column):
        return "holds dates{where} where numbers are needed.", column.notna().to_numpy()
    lists = lists_in(column)
    if lists.any():
        return _LISTS, lists
    text = np.array([isinstance(value, str) for value in column], dtype=bool)
    said = column[text].astype("str").str.strip()
    comma = pd.to_numeric(said.str.replace(",", ".", regex=False), errors="coerce").notna()
    if text.any() and comma.all():
        how = " with a decimal comma" if said.str.contains(",").any() else ""
        way = "pandas.read_csv(…, decimal=',')" if how else "pandas.to_numeric"
        return f"holds numbers written as text{how}{{where}}. Read them by {way}.", text
    wrong = text if text.any() else column.notna().to_numpy()
    way = "Read answers by read_responses, which turns words into codes, or name another column."
    return f"holds text{{where}} where numbers are needed. {way}", wrong


def _class(column: pd.Series) -> tuple[pd.Series, str, Mask]:
    """Return a column that rows can be grouped by, as plain as numpy and pandas have it."""
    lists = lists_in(column)
    if lists.any():
        return column, _LISTS, lists
    if isinstance(column.dtype, pd.CategoricalDtype | np.dtype):
        return column, "", lists
    if pd.api.types.is_numeric_dtype(column):
        return _plain(column), "", lists
    if isinstance(column.dtype, pd.StringDtype) or pd.api.types.is_string_dtype(column):
        return column.astype("str"), "", lists
    return column, "", lists


def same_kind(who: str, one: pd.DataFrame, other: pd.DataFrame, keys: Mapping[str, str]) -> None:
    """Refuse to look up names of one table in another that writes them in another way.

    ``keys``: column of the first -> column of the other.

    Raises
    ------
    InputError
        Numbers, days or truths stand in one table and text in the other.
    """
    unlike = []
    for name, there in keys.items():
        both = [one[name], other[there]]
        kind = pd.api.types.infer_dtype(pd.concat([c.astype(object).dropna() for c in both]))
        numeric = {pd.api.types.is_numeric_dtype(column) for column in both}
        if kind in ("mixed", "mixed-integer") or len(numeric) > 1:
            unlike.append(repr(name))
    if unlike:
        raise InputError(
            f"{who}: {', '.join(unlike)} is a number (or a day) in one table and text in the "
            "other. Write it in the same way in both, for example as text."
        )


def _some(columns: pd.Index) -> str:
    named = ", ".join(f"'{name}'" for name in columns[:12])
    return f"{named} …" if len(columns) > 12 else named


def _problem(name: Hashable, fault: str, wrong: Mask | None = None) -> dict[str, object]:
    where = "" if wrong is None else f" ({int(wrong.sum())}: {name_rows(wrong)})"
    text = f"Column '{name}' {fault}".replace("{where}", where)
    rows = "" if wrong is None else name_rows(wrong).partition(" ")[2]
    return {
        "column": name,
        "problem": text,
        "n": 1 if wrong is None else int(wrong.sum()),
        "rows": rows,
    }


def _refused(who: str, problems: list[dict[str, object]]) -> InputError:
    return InputError(f"{who}:", pd.DataFrame(problems))
