"""Sick leave around an action, at the workplaces that took part and the others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skcore.disclosure import Released, protect
from skcore.evaluation import absence_trend, event_study
from skcore.release.whole_absence import MONTH_MINIMUM

if TYPE_CHECKING:
    from skcore.reading.study import Study
    from skcore.release.absence import Absence
    from skcore.release.participants import ActionTables

__all__ = ["ActionAbsence", "absence_around"]

FEWEST_UNITS = 3  # on a side, as for the answers
FEWEST_SPELLS = 5  # of a side in a period: those of fewer are somebody's
MOST_BEFORE, MOST_AFTER = -12, 9  # months from the start that periods begin in
SIZES = ["estimate", "conf_low", "conf_high"]


@dataclass(frozen=True)
class ActionAbsence:
    """Sick leave of both sides, period by period and after the start as a whole."""

    periods: Released  # rows of event_study; sizes in percent more or less than the others
    after: Released | None  # the level after the start (absence_trend); None of several starts
    start: dt.date | None  # first whole month of the action; None of several starts
    outcome: str  # spells, or absence_days where the register tells no spells


def absence_around(
    study: Study, absence: Absence | None, action: ActionTables | None
) -> ActionAbsence | None:
    """Compare sick leave of participating workplaces and the others around the action's start.

    Over the workplaces whose sick leave is shown, and periods in which both sides have five spells
    or more; with fewer than three workplaces, or fewer than fifty employed, on a side there is
    nothing. Where nobody says when the action began, neither.
    """
    if absence is None or action is None or study.absence is None:
        return None
    shown = absence.rates.table.loc[~absence.rates.table["hidden"], ["unit"]]
    months = study.absence[study.absence["cause"] == "own_sickness"]
    outcome = "spells" if "spells" in months and months["spells"].notna().any() else "absence_days"
    months = months[months["unit"].isin(shown["unit"])]
    months = months.assign(side=months["unit"].map(action.sides)).dropna(subset=["side"])
    months["start"] = months["unit"].map(action.starts).map(_month_from, na_action="ignore")
    months = months[(months["side"] == 0) | months["start"].notna()]
    employed = (
        months.groupby(["side", "unit"])["employed"].mean().groupby("side").agg(["sum", "size"])
    )
    if set(employed.index) != {0.0, 1.0} or employed["size"].min() < FEWEST_UNITS:
        return None
    if employed["sum"].min() < MONTH_MINIMUM:
        return None
    names: dict[str, Any] = {
        "outcome": outcome,
        "exposure": "available_days",
        "month": "month",
        "unit": "unit",
    }
    periods = event_study(months, treated="side", start="start", **names)
    periods = periods[periods["months_after"].between(MOST_BEFORE, MOST_AFTER)]
    periods = periods[
        periods["n_treated"].ge(FEWEST_UNITS) & periods["n_comparison"].ge(FEWEST_UNITS)
    ]
    if outcome == "spells":
        periods = periods[periods["months_after"].map(_spells(months)).ge(FEWEST_SPELLS)]
    if not (periods["months_after"] >= 0).any():
        return None
    starts = months["start"].dropna().unique()
    start, after = None, None
    if len(starts) == 1:
        start = pd.Timestamp(starts[0]).date()
        after = absence_trend(months, treated="side", start=starts[0], **names).head(1)
    over = shown[shown["unit"].isin(months["unit"])].assign(cut="unit")
    plan = absence.rates.plan

    def through(table: pd.DataFrame) -> Released:
        percent = table.assign(**{name: 100 * (table[name] - 1) for name in SIZES})
        return protect(percent, plan, kind="model", over=over, decimals={"p_value": 3})

    whole = None if after is None else through(after)
    return ActionAbsence(through(periods), whole, start, outcome)


def _month_from(start: dt.date) -> pd.Timestamp:
    """Return the first whole month after a start."""
    day = pd.Timestamp(start)
    return day if day.day == 1 else day + pd.offsets.MonthBegin(1)


def _spells(months: pd.DataFrame) -> pd.Series:
    """Spells of the side with fewer, by the period's first month counted from the start.

    Each start's months are counted for the others too, as they are compared.
    """
    found = []
    for start, own in months[months["side"] == 1].groupby("start"):
        here = pd.concat([own, months[months["side"] == 0]])
        date = pd.to_datetime(here["month"])
        day = pd.Timestamp(str(start))
        away = (date.dt.year - day.year) * 12 + date.dt.month - day.month
        found.append(here.assign(first=3 * np.floor(away / 3).astype(int)))
    sums = pd.concat(found).groupby(["first", "side"])["spells"].sum().unstack(fill_value=0)
    fewer: pd.Series = sums.min(axis=1)
    return fewer
