"""The whole course in ISO weeks, as Danes plan, with the weeks in which nobody can be gathered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dateutil.relativedelta import relativedelta

from skcore.handouts.handout import Sheet
from skcore.meeting.calendar import WEEK, days_of, holiday
from skcore.release import StudyRelease

#: weeks before the first and after the last day of answering; of the meeting, before and after it
BEFORE = {"agreement": 8, "lists": 4, "told": 2}
AFTER = {"results": 2, "leaders": 3, "dialogue": 5}
MED_BEFORE, LOOK_AGAIN, NEXT_SURVEY = 2, 8, 52
FEWEST_WEEKS = 6  # from the last answer to a meeting at which all have seen their own numbers
APV_YEARS = 3  # a workplace assessment is due at least every third year


def course(release: StudyRelease) -> list[tuple[str, dt.date | None, dt.date | None]]:
    """Return the steps of the course: key, first and last day; None where no date is known.

    Counted from the last survey and the network meeting; what is agreed may lie elsewhere.
    """
    wave = release.facts.waves[-1]
    start, end = wave.start, wave.end or wave.start
    meeting = release.facts.meeting.get("date")
    days: dict[str, tuple[dt.date | None, dt.date | None]] = {}
    for step, weeks in BEFORE.items():
        days[step] = _moved(start, -weeks)
    days["survey"] = (start, end)
    for step, weeks in AFTER.items():
        days[step] = _moved(end, weeks)
    days["med"] = _moved(meeting, -MED_BEFORE)
    days["network"] = (meeting, meeting)
    days["follow_up"] = _moved(meeting, LOOK_AGAIN)
    days["again"] = _moved(end, NEXT_SURVEY)
    apv = None if end is None else end + relativedelta(years=APV_YEARS)
    days["apv"] = (apv, apv)
    return [(step, *both) for step, both in days.items()]


def _moved(day: dt.date | None, weeks: int) -> tuple[dt.date | None, dt.date | None]:
    there = None if day is None else day + weeks * WEEK
    return there, there


def rows(sheet: Sheet) -> list[dict[str, str]]:
    """The course in words: week, what, and a warning where the week is a bad one."""
    steps, warnings = sheet.said("start.steps"), sheet.said("start.warnings")
    made = []
    for step, first, last in course(sheet.release):
        week, warning = "", ""
        if first is not None and last is not None:
            week = _weeks(sheet, first, last)
            key = holiday(first, last) if step not in ("apv", "survey") else _all_of(first, last)
            warning = warnings[key] if key else ""
        made.append({"week": week, "what": steps[step], "warning": warning})
    return made


def _all_of(first: dt.date, last: dt.date) -> str:
    """A survey of several weeks may hold a holiday; warned of where one fills most of it."""
    keys = [holiday(day, day) for day in days_of(first, last) if day.weekday() == 0]
    found = [key for key in keys if key]
    return found[0] if 2 * len(found) > len(keys) else ""


def _weeks(sheet: Sheet, first: dt.date, last: dt.date) -> str:
    a, b = first.isocalendar(), last.isocalendar()
    if (a.year, a.week) == (b.year, b.week):
        return str(sheet.said("start.week", week=a.week, year=a.year))
    return str(sheet.said("start.weeks", first=a.week, last=b.week, year=b.year))


def too_short(sheet: Sheet) -> str:
    """Say so where the network meeting comes before everybody can have seen their own numbers."""
    wave, meeting = sheet.release.facts.waves[-1], sheet.release.facts.meeting.get("date")
    end = wave.end or wave.start
    if end is None or meeting is None or not end <= meeting < end + FEWEST_WEEKS * WEEK:
        return ""
    weeks: Any = (meeting - end).days // 7
    return str(sheet.said("start.too_short", weeks=weeks))


def apv_line(sheet: Sheet) -> str:
    """When the next workplace assessment is due, if this survey is part of one."""
    due = next(first for step, first, _ in course(sheet.release) if step == "apv")
    following = ""
    if due is not None:
        at = due.isocalendar()
        following = str(sheet.said("start.apv_next", week=at.week, year=at.year))
    return str(sheet.said("start.apv", next=following)).strip()
