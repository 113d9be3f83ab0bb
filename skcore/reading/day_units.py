"""Which unit a number of absence has: full working days or hours, told by words or by nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.problems import ASK, Problem, in_rows, short

#: hours of a full working day (dagsværk), as Danmarks Statistik counts them
HOURS_PER_DAY = 7.4
#: our columns that hold full working days
DAY_COLUMNS = ("absence_days", "available_days", "long_term_days")

_HOURS = re.compile(r"timer\b|timetal|\bhours?\b|\bhrs?\b|_hours\b")
_PERCENT = re.compile(r"procent|pct|%|percent|rate\b")
_DAYS = re.compile(r"dag|day|\bdv\b")
_LONGEST_MONTH = 31
_FEW_UNITS = 4  # of fewer, nothing tells whether absence grows with the workplace
_LOW = 0.03  # of what could be worked, all causes: municipalities lie at 0.06 and above
_GROWTH = 0.5  # days grow as the workplace does (1), percentages do not (0)
_UNLIKE = 1.5  # the largest workplace beside the smallest


def unit_said(heading: str) -> str:
    """Return ``hours`` or ``days``, as a heading says; nothing where it says neither, or both.

    Examples
    --------
    >>> headings = ("Fraværstimer", "Mulige dagsværk", "Sygefravær", "Sygedage (timer)")
    >>> [unit_said(heading) for heading in headings]
    ['hours', 'days', '', '']
    """
    plain = normalise_label(heading)
    hours, days = bool(_HOURS.search(plain)), bool(_DAYS.search(plain))
    return "" if hours == days else "hours" if hours else "days"


def percentages_among(headings: Iterable[str]) -> str:
    """Name the headings that say percentages, which no number of ours can be made of.

    Examples
    --------
    >>> percentages_among(["Enhed", "Sygefravær %"])
    "'Sygefravær %'"
    """
    found = [f"'{short(h)}'" for h in headings if _PERCENT.search(normalise_label(h))]
    return ", ".join(found)


def longer_than_months(absence: pd.DataFrame) -> list[Problem]:
    """List that most rows have more available days for each employed than a month has."""
    if not {"available_days", "employed"} <= set(absence):
        return []
    each = (absence["available_days"] / absence["employed"].where(absence["employed"] > 0)).dropna()
    if each.empty or each.median() <= _LONGEST_MONTH:
        return []
    return in_rows("days_are_hours", "available_days", each.index[each > _LONGEST_MONTH])


def like_percentages(absence: pd.DataFrame) -> list[Problem]:
    """Ask whether days of absence are percentages: few in all, and no more where more work."""
    months = absence.groupby(["unit", "month"]).agg(
        absent=("absence_days", "sum"), available=("available_days", "max")
    )
    means = months.groupby("unit").mean()
    means = means[(means > 0).all(axis=1)]
    absent, available = means["absent"], means["available"]
    if len(means) < _FEW_UNITS or available.max() < _UNLIKE * available.min():
        return []
    growth = np.polyfit(np.log(available), np.log(absent), 1)[0]
    if growth > _GROWTH or absent.sum() > _LOW * available.sum():
        return []
    return [Problem("days_are_percentages", "absence_days", severity=ASK)]
