"""Days and months as Danes, survey tools and Excel write them, read in one way everywhere.

A column has one order of day and month. A day above 12 settles it, or a point, which nobody
puts who writes the month first. A hyphen is usual where the day is first, and settles nothing; nor
does a slash.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from skcore.errors import InputError, SkcoreError
from skcore.instruments.labels import normalise_label

DAY, MONTH, USUAL, UNCLEAR = "day", "month", "usual", ""
_SLIPS = 10  # one date of so many may be a slip; more of them leave the order open

_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
SHORT = re.compile(r"(\d{1,2})([-./])(\d{1,2})[-./](\d{4}|\d{2})(?!\d)")
_COMPACT = re.compile(r"(20\d{2}|19\d{2})(\d{2})(\d{2})")
_WORDS = re.compile(
    r"(\d{1,2})[. -]*([^\W\d_]{3,})[., -]*(\d{4})(?!\d)"
    r"|([^\W\d_]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)"
)
#: what may stand before a day: "ons. den 5. marts 2025", "Wednesday, 5 March 2025"
_WEEKDAY = re.compile(
    r"(?:(?:man|tir|ons|tor|fre|lør|søn)(?:s?dag)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri"
    r"|sat(?:ur)?|sun)(?:day)?)?[., ]*(?:den |the )?(?=\w)"
)
_SERIAL = re.compile(r"[2-6]\d{4}(?:[.,]\d+)?")  # Excel's days from 1954 to 2091
_LAST_MONTH = 12
_FIRST_MONTH = 32874  # of 1990: below, five figures are a year and a month
_CENTURIES = ("19", "20")
_EXCEL = dt.datetime(1899, 12, 30)
_MONTHS = {
    name: number
    for names in (
        "januar februar marts april maj juni juli august september oktober november december",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}


def day_order(texts: Iterable[str]) -> str:
    """Return whether the day or the month stands first in a whole column; empty when unclear.

    ``usual``: all with hyphens, so probably the day, and nothing settles it.

    Examples
    --------
    >>> day_order(["3/4/2026", "3/14/2026"]), day_order(["3.4.2026"])
    ('month', 'day')
    >>> day_order(["3/4/2026"]), day_order(["3-4-2026"])
    ('', 'usual')
    """
    found = [match for text in texts if (match := SHORT.match(text.strip()))]
    first = sum(int(match.group(1)) > 12 for match in found)
    second = sum(int(match.group(3)) > 12 for match in found)
    if second > _SLIPS * first:
        return MONTH
    same = all(int(match.group(1)) == int(match.group(3)) for match in found)
    marks = {match.group(2) for match in found}
    if first > _SLIPS * second or "." in marks or same:
        return DAY
    return USUAL if marks == {"-"} else UNCLEAR


def date_of_text(text: str, order: str = DAY) -> pd.Timestamp | None:
    """Return the day of a text, or nothing where it is none."""
    plain = _WEEKDAY.sub("", normalise_label(text), count=1)
    if found := _ISO.match(plain) or _COMPACT.fullmatch(plain):
        return _day(found.group(1), found.group(2), found.group(3))
    if found := SHORT.match(plain):
        first, last = found.group(1), found.group(3)
        if order == UNCLEAR and first != last:
            return None
        day, month = (last, first) if order == MONTH else (first, last)
        return _day(found.group(4), month, day)
    if found := _WORDS.match(plain):
        day = found.group(1) or found.group(5)
        month = str(_month_number(found.group(2) or found.group(4)) or 0)
        return _day(found.group(3) or found.group(6), month, day)
    if _SERIAL.fullmatch(plain):
        return pd.Timestamp(_EXCEL + dt.timedelta(days=int(plain[:5]))).as_unit("s")
    return None


def _day(year: str, month: str, day: str) -> pd.Timestamp | None:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return pd.Timestamp(full, int(month), int(day)).as_unit("s")
    except ValueError:
        return None


def month_of_text(text: str) -> pd.Timestamp | None:
    """Read 2025-03, 2025-03-01, 01-03-2025, 3/2025, 202503, 2025M03, marts 2025, mar-25.

    Examples
    --------
    >>> month_of_text("01-03-2025") == month_of_text("marts 2025") == month_of_text("202503")
    True
    """
    plain = normalise_label(text)
    if _COMPACT.fullmatch(plain) or (_SERIAL.fullmatch(plain) and int(plain[:5]) >= _FIRST_MONTH):
        day = date_of_text(plain)
        return day.replace(day=1) if day is not None else None
    for pattern, year, month in (
        (r"(\d{4})[-/.m ]?(\d{1,2})(?:[-/.]\d{1,2})?(?:[ t]00:00.*)?", 1, 2),
        (r"(?:\d{1,2}[-/.])?(\d{1,2})[-/.](\d{4})", 2, 1),
    ):
        found = re.fullmatch(pattern, plain)
        if found and 1 <= int(found.group(month)) <= 12 and found.group(year)[:2] in _CENTURIES:
            return pd.Timestamp(int(found.group(year)), int(found.group(month)), 1).as_unit("s")
    turned = re.fullmatch(r"(\d{4})[ -]([^\W\d_]{3,})\.?", plain)  # 2025 januar
    plain = f"{turned.group(2)} {turned.group(1)}" if turned else plain
    found = re.fullmatch(r"(?:\d{1,2}\.? )?([^\W\d_]{3,})(?:\.?,?[ -]'?|\.)(\d{4}|\d{2})", plain)
    if found:
        number = _month_number(found.group(1))
        year = int(found.group(2)) + (2000 if len(found.group(2)) == 2 else 0)
        return pd.Timestamp(year, number, 1).as_unit("s") if number else None
    return None


def months_of(texts: Collection[str]) -> tuple[dict[str, pd.Timestamp | None], bool]:
    """Read a column of months; also whether it settles the order where they are written as days.

    Months are written as one day of theirs, mostly the first: the place that has the same number
    in all rows is the day's.

    Examples
    --------
    >>> months, _ = months_of(["01/01/2025", "02/01/2025"])
    >>> [month.month for month in months.values()], months_of(["03/02/2025"])[1]
    ([1, 2], False)
    """
    written = {text: found for text in texts if (found := SHORT.fullmatch(text.strip()))}
    order = _order_of_months(written) if written else DAY
    months = {text: month_of_text(text) for text in texts if text not in written}
    for text in written:
        day = date_of_text(text, order)
        months[text] = day.replace(day=1) if day is not None else None
    return months, bool(order)


def _order_of_months(written: Mapping[str, re.Match[str]]) -> str:
    first, second = ({int(match.group(at)) for match in written.values()} for at in (1, 3))
    order = day_order(written)
    if order in (DAY, USUAL) and len(second) == 1 < len(first) and max(first) <= _LAST_MONTH:
        return UNCLEAR  # 04-01, 05-01 ...: days of one January, or months that somebody turned
    if order == UNCLEAR and len(first) == 1 and (len(second) > 1 or first == {1}):
        return DAY
    if order == UNCLEAR and len(second) == 1 and (len(first) > 1 or second == {1}):
        return MONTH
    return order


def as_date(value: object, name: str) -> pd.Timestamp:
    """Return an argument as a day: a date, ``01-07-2023``, ``2023-07``, ``juli 2023``.

    Raises
    ------
    SkcoreError
        The argument is no date; ``name`` is what the message calls it.

    Examples
    --------
    >>> as_date("01-07-2023", "start") == as_date("2023-07", "start")
    True
    """
    if isinstance(value, dt.date) and not pd.isna(value):
        return pd.Timestamp(value).tz_localize(None)
    if isinstance(value, pd.Period):
        return value.to_timestamp()
    text = "" if value is None else str(value)
    found = date_of_text(text, day_order([text]) or UNCLEAR)
    found = month_of_text(text) if found is None and "/" not in text else found
    if found is None:
        msg = (
            f"{name}={value!r} cannot be read as a date. Write 2023-07-01 or 01-07-2023 (the first "
            "of July), or a month as 2023-07."
        )
        raise SkcoreError(msg)
    return found


def as_months(column: pd.Series, function: str) -> pd.Series[Any]:
    """Return a column of days, periods or texts as the first days of its months.

    Raises
    ------
    InputError
        Cells that are no month, with their number; ``function`` begins the message. Times of
        another zone: midnight here is another month there. Periods longer than a month.
    """
    if isinstance(column.dtype, pd.PeriodDtype):
        if column.dtype.freq.base not in (pd.offsets.MonthEnd(), pd.offsets.Day()):
            raise _no_months(column, function, "no months; give months or days", len(column))
        return pd.Series(column.dt.to_timestamp().dt.to_period("M").dt.to_timestamp())
    if pd.api.types.is_datetime64_any_dtype(column):
        days = column.dt.tz_localize(None)
        elsewhere = int((days.dt.normalize() != days).sum()) if column.dt.tz is not None else 0
        if elsewhere:
            words = "times of a time zone; give days without one (.dt.tz_convert(...))"
            raise _no_months(column, function, words, elsewhere)
        return pd.Series(days.dt.to_period("M").dt.to_timestamp())
    texts = column.map(lambda cell: "" if pd.isna(cell) else _written(cell))
    months, _ = months_of(texts.unique())
    unread = int(sum(months[text] is None and text != "" for text in texts))
    if unread:
        words = f"{unread} rows cannot be read as months; write 2024-03"
        raise _no_months(column, function, words, unread)
    return pd.Series(pd.to_datetime(texts.map(months)))


def _no_months(column: pd.Series, function: str, words: str, n: int) -> InputError:
    text = f"Column '{column.name}': {words}."
    problem = pd.DataFrame([{"column": column.name, "problem": text, "n": n, "rows": ""}])
    return InputError(f"{function}: every row needs its month.", problem)


def _written(cell: object) -> str:
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _month_number(name: str) -> int | None:
    numbers: Collection[int] = {n for month, n in _MONTHS.items() if month.startswith(name)}
    return next(iter(numbers)) if len(numbers) == 1 else None


def month_after(date: dt.date) -> dt.date:
    """Return the first day of the month after a survey: survey first, then absence.

    Examples
    --------
    >>> month_after(dt.date(2025, 12, 1))
    datetime.date(2026, 1, 1)
    """
    return dt.date(date.year + date.month // 12, date.month % 12 + 1, 1)
