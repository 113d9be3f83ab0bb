"""Days as survey tools write them: one order of day and month for a whole column, never guessed."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from skcore.beginning.asked import Asker
from skcore.problems import short
from skcore.reading.dates import (
    DAY,
    MONTH,
    SHORT,
    UNCLEAR,
    USUAL,
    date_of_text,
    day_order,
    months_of,
)

_FIRST_YEAR = 2000  # 1980-01-01 stands for a day that a tool has taken out
_LONGEST = 200  # days between the first and the last answer of one survey


def order_of(column: pd.Series[str]) -> str:
    """Return ``year``, ``day`` or ``month``, whichever comes first; empty where nothing tells.

    Examples
    --------
    >>> order_of(pd.Series(["03/04/2026", "03/14/2026"])), order_of(pd.Series(["03/04/2026"]))
    ('month', '')
    """
    texts = [str(text) for text in column.unique() if text]
    unsaid = [text for text in texts if SHORT.match(text.strip())]
    order = day_order(unsaid) if unsaid else "year"
    return UNCLEAR if order == USUAL else order


def days_of(column: pd.Series[str], order: str) -> pd.Series[pd.Timestamp]:
    """Read the days; what is none, or lies before surveys were made so, is missing."""
    known = order if order in (DAY, MONTH) else UNCLEAR
    days = {text: date_of_text(text, known) for text in column.unique()}
    read = pd.to_datetime(column.map(days))
    return read.where(read.dt.year >= _FIRST_YEAR)


def months_said(column: pd.Series[str], file: str, heading: str, ask: Asker) -> pd.Series[str]:
    """Return months of which nothing in the column tells day and month apart, as somebody says.

    Where nobody says it they stay as they are, and ``check`` asks for them.
    """
    if months_of(column.unique())[1]:
        return column
    choices = {DAY: ask.text("new.from.day_first"), MONTH: ask.text("new.from.month_first")}
    order = ask.choose("month_order", choices, None, file=file, heading=short(heading))
    days = days_of(column, order)
    return column.where(days.isna() | (order == ""), days.dt.strftime("%Y-%m"))


def span_of(days: pd.Series[pd.Timestamp]) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a survey; nothing where they lie too far apart to be one."""
    known = days.dropna()
    if known.empty or (known.max() - known.min()).days > _LONGEST:
        return None, None
    return known.min().date(), known.max().date()
