"""An axis of months: which are written, and where surveys stand on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from skcore.texts.numbers import format_date

__all__ = ["events_within", "lone_months", "month_numbers", "month_ticks", "month_words"]

ROOM = 140.0  # px that a month's name takes


def month_numbers(months: pd.Series) -> Any:
    """Return months (YYYY-MM) counted from the year 0, so that neighbours are 1 apart.

    Examples
    --------
    >>> month_numbers(pd.Series(["2009-12", "2010-01"])).tolist()
    [24119, 24120]
    """
    periods = pd.PeriodIndex(pd.to_datetime(months.astype(str).str[:7]), freq="M")
    return np.asarray(periods.year * 12 + periods.month - 1, dtype=int)


def month_words(number: int, language: str) -> str:
    """Return a month's name and year."""
    date = pd.Timestamp(year=number // 12, month=number % 12 + 1, day=1)
    return format_date(date, "month", language=language)


def month_ticks(first: int, last: int, width: float, language: str) -> dict[float, str]:
    """Return month -> words, as many as a figure has room for, Januaries first; both ends if else
    only one would be written.
    """
    for step in (1, 2, 3, 6, 12, 24, 36):
        marks = [n for n in range(first, last + 1) if n % step == 0]
        if len(marks) <= width * 0.7 / ROOM:
            break
    if len(marks) < 2:
        marks = sorted({first, last})
    return {float(n): month_words(n, language) for n in marks}


def events_within(options: Mapping[str, Any], x: tuple[float, float]) -> list[tuple[float, str]]:
    """Return when surveys were, on the axis of months, and what they are called."""
    found = []
    for event in options.get("events") or []:
        date = pd.Timestamp(str(event["date"]))
        when = date.year * 12 + date.month - 1 + (date.day - 1) / 31
        if x[0] <= when <= x[1]:
            found.append((when, str(event.get("label", ""))))
    return sorted(found)


def lone_months(values: Iterable[object]) -> list[int]:
    """Return the places of values with none beside them: no line reaches them.

    Examples
    --------
    >>> lone_months([6.1, float("nan"), 5.8, 5.9])
    [0]
    """
    known = [False, *(value is not None and value == value for value in values), False]
    return [
        place - 1
        for place in range(1, len(known) - 1)
        if known[place] and not known[place - 1] and not known[place + 1]
    ]
