"""Days of answering: those outside their survey are unknown, and most of them are asked about."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from skcore.problems import NOTE, Problem, in_rows
from skcore.reading.export_columns import ANSWERED
from skcore.reading.study_settings import Wave

_FEW_DAYS = 5  # of fewer, nothing tells whose they are


def in_their_survey(
    table: pd.DataFrame, waves: Sequence[Wave], *, around: int = 7
) -> tuple[pd.DataFrame, list[Problem]]:
    """Make days of answering unknown that lie outside their survey, give or take a week.

    Tools write a day of 1980 where they have taken it out, and of 1899 where it was below zero.
    """
    if ANSWERED not in table:
        return table, []
    week, days = pd.Timedelta(days=around), table[ANSWERED]
    outside, problems = pd.Series(data=False, index=table.index), []
    for wave in waves:
        early = days < pd.Timestamp(wave.start) - week if wave.start else outside & False
        late = days > pd.Timestamp(wave.end) + week if wave.end else outside & False
        here = table["wave"] == wave.id
        problems += _another_survey(days[here], days[here & (early | late)], wave)
        outside |= here & (early | late)
    if not problems:
        problems = in_rows("outside_survey", ANSWERED, table.index[outside], severity=NOTE)
    return table.assign(answered=days.mask(outside)), problems


def _another_survey(
    days: pd.Series[pd.Timestamp], outside: pd.Series[pd.Timestamp], wave: Wave
) -> list[Problem]:
    """Ask whether a file is another survey's, where most of its days are; one day alone is none."""
    if len(outside) < _FEW_DAYS or 2 * len(outside) <= days.count() or outside.nunique() == 1:
        return []
    values = {"wave": wave.id, "of": int(days.count())}
    return [Problem("most_outside_survey", ANSWERED, values, n=len(outside))]
