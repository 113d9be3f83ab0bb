"""Weeks in which nobody meets, and the next one in which they do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from dateutil.easter import easter

WEEK = dt.timedelta(weeks=1)
ADVENT = 15  # of December: until then meetings are held, if with difficulty


def holiday(first: dt.date, last: dt.date) -> str:
    """Key of what makes a week a bad one to plan for; empty where nothing does.

    Winter holiday in weeks 7-8, the week before Easter, weeks 28-30, week 42, December.

    Examples
    --------
    >>> holiday(dt.date(2026, 10, 12), dt.date(2026, 10, 12)), holiday(*[dt.date(2026, 11, 2)] * 2)
    ('autumn', '')
    """
    for day in days_of(first, last):
        week = day.isocalendar().week
        if week in (7, 8):
            return "winter"
        if easter(day.year) - WEEK < day <= easter(day.year):
            return "easter"
        if 28 <= week <= 30:
            return "summer"
        if week == 42:
            return "autumn"
        if day.month == 12:
            return "december"
    return ""


def days_of(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Every day of the weeks from the first to the last, since steps are told in weeks."""
    day = first - dt.timedelta(days=first.weekday())
    end = last + dt.timedelta(days=6 - last.weekday())
    while day <= end:
        yield day
        day += dt.timedelta(days=1)


def working_week(day: dt.date) -> dt.date:
    """Return the day, or the same weekday of the next week in which a meeting can be held.

    Examples
    --------
    >>> working_week(dt.date(2026, 12, 22))
    datetime.date(2027, 1, 5)
    """
    while _is_off(list(days_of(day, day))):
        day += WEEK
    return day


def _is_off(days: list[dt.date]) -> bool:
    if any((d.month, d.day) == (1, 1) for d in days):
        return True
    return holiday(days[0], days[-1]) not in ("", "december") or any(
        d.month == 12 and d.day >= ADVENT for d in days
    )
