"""Days as survey tools write them: one order of day and month for a whole column, never guessed."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from skcore.reading.dates import DAY, MONTH, UNCLEAR, date_of_text

__all__ = ["days_of", "order_of", "span_of"]

_DAY = re.compile(r"(\d{1,4})[-./](\d{1,2})[-./](\d{2,4})")
_FIRST_YEAR = 2000  # 1980-01-01 stands for a day that a tool has taken out
_LONGEST = 200  # days between the first and the last answer of one survey


def order_of(column: pd.Series[str]) -> str:
    """Return ``year``, ``day`` or ``month``, whichever comes first; empty where nothing tells.

    Examples
    --------
    >>> order_of(pd.Series(["03/04/2026", "03/14/2026"])), order_of(pd.Series(["03/04/2026"]))
    ('month', '')
    """
    found = [m for m in (_DAY.match(text.strip()) for text in column.unique()) if m]
    if any(len(m.group(1)) == 4 for m in found) or not found:
        return "year"
    if any("." in m.group(0) for m in found):
        return "day"  # 3.4.2026 is written by nobody who puts the month first
    if any(int(m.group(1)) > 12 for m in found):
        return "day"
    return "month" if any(int(m.group(2)) > 12 for m in found) else ""


def days_of(column: pd.Series[str], order: str) -> pd.Series[pd.Timestamp]:
    """Read the days; what is none, or lies before surveys were made so, is missing."""
    known = order if order in (DAY, MONTH) else UNCLEAR
    days = {text: date_of_text(text, known) for text in column.unique()}
    read = pd.to_datetime(column.map(days))
    return read.where(read.dt.year >= _FIRST_YEAR)


def span_of(days: pd.Series[pd.Timestamp]) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a survey; nothing where they lie too far apart to be one."""
    known = days.dropna()
    if known.empty or (known.max() - known.min()).days > _LONGEST:
        return None, None
    return known.min().date(), known.max().date()
