"""Weeks in which nobody meets, and the next one in which they do."""

from __future__ import annotations

import datetime as dt

from dateutil.easter import easter

#: weeks of the year in which schools, and so their parents, are off
HOLIDAYS = dict.fromkeys((7, 8), "winter") | dict.fromkeys((28, 29, 30), "summer") | {42: "autumn"}
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
        if easter(day.year) - WEEK < day <= easter(day.year):
            return "easter"
        december = "december" if day.month == 12 else ""
        if key := HOLIDAYS.get(day.isocalendar().week, december):
            return key
    return ""


def days_of(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day of the weeks from the first to the last, since steps are told in weeks."""
    monday = first - dt.timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    return [monday + dt.timedelta(days=place) for place in range(7 * weeks)]


def working_week(day: dt.date) -> dt.date:
    """Return the day, or the same weekday of the next week in which a meeting can be held.

    Examples
    --------
    >>> working_week(dt.date(2026, 12, 22))
    datetime.date(2027, 1, 5)
    """
    while _is_off(day):
        day += WEEK
    return day


def _is_off(day: dt.date) -> bool:
    late = ((d.month, d.day) for d in days_of(day, day))
    if any(at == (1, 1) or at >= (12, ADVENT) for at in late):
        return True
    return holiday(day, day) not in ("", "december")
