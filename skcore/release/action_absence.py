"""Sick leave around an action, at the workplaces that took part and the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from skcore.disclosure import Released, protect
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.evaluation.event_periods import event_study
from skcore.evaluation.segmented_series import absence_trend
from skcore.reading.study import Study
from skcore.release.absence import MIN_ABSENT, MONTH_MINIMUM, Absence, few_absent_told
from skcore.release.dots import FEWEST_OF_A_SIDE
from skcore.release.participants import ActionTables

AROUND = "absence.action"  # under which name it is remembered
OTHERS = "others"
PERIOD, BEFORE = 3, -3  # months of a period, and the period that the others are compared with
MOST_BEFORE, MOST_AFTER = -12, 9  # months from the start that periods begin in
SIZES = ["estimate", "conf_low", "conf_high"]


@dataclass(frozen=True)
class ActionAbsence:
    """Sick leave of both sides, period by period and after the start as a whole."""

    periods: Released  # rows of event_study; sizes in percent more or less than the others
    after: Released | None  # the level after the start (absence_trend); None of several starts
    start: dt.date | None  # first whole month of the action; None of several starts
    outcome: str  # spells, or absence_days where the register tells no spells
    members: pd.DataFrame  # unit, wave: when it began (or others), the months, and the outcome


def absence_around(
    study: Study,
    absence: Absence | None,
    action: ActionTables | None,
    earlier: Sequence[EarlierRelease] = (),
) -> ActionAbsence | None:
    """Compare sick leave of participating workplaces and the others around the action's start.

    Over the workplaces whose sick leave is shown, and periods in which five people or more were
    absent on both sides (or, where nobody counts them, five spells began); where that is not so in
    the period that all are compared with, there is nothing, nor with fewer than three workplaces,
    or fewer than fifty employed, on a side. Where nobody says when the action began, neither; nor
    where the same start was shown over other workplaces: one more, and a mean tells its own.
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
    if set(employed.index) != {0.0, 1.0} or employed["size"].min() < FEWEST_OF_A_SIDE:
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
        periods["n_treated"].ge(FEWEST_OF_A_SIDE) & periods["n_comparison"].ge(FEWEST_OF_A_SIDE)
    ]
    periods = periods[periods["months_after"].map(_absent(months)).ge(MIN_ABSENT)]
    told = set(periods["months_after"])
    if BEFORE not in told or max(told) < 0:
        return None
    members = _members(months, max(told), outcome)
    if _was_otherwise(members, earlier):
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
    return ActionAbsence(through(periods), whole, start, outcome, members)


def _month_from(start: dt.date) -> pd.Timestamp:
    """Return the first whole month after a start."""
    day = pd.Timestamp(start)
    return day if day.day == 1 else day + pd.offsets.MonthBegin(1)


def _absent(months: pd.DataFrame) -> pd.Series:
    """At most how many were absent on the side with fewer, by the period's first month.

    Counted from the start; each start's months are counted for the others too, as they are
    compared.
    """
    found = []
    for start, own in months[months["side"] == 1].groupby("start"):
        here = pd.concat([own, months[months["side"] == 0]])
        date, day = pd.to_datetime(here["month"]), pd.Timestamp(str(start))
        away = (date.dt.year - day.year) * 12 + date.dt.month - day.month
        found.append(here.assign(first=PERIOD * (away // PERIOD), begun=start))
    of_units = pd.concat(found).groupby(["first", "side", "begun", "unit"])
    # nobody counts people over a period: as many as in the month with most, at the least
    how = {"persons_absent": "max", "spells": "sum"}
    counts = of_units.agg({name: kind for name, kind in how.items() if name in months})
    sums = counts.groupby(["first", "side"]).sum(min_count=1)
    fewer: pd.Series = few_absent_told(sums).unstack().fillna(0).min(axis=1)
    return fewer


def _members(months: pd.DataFrame, last: int, outcome: str) -> pd.DataFrame:
    """Workplaces on both sides, by when they began, with the months that are told of."""
    begun = pd.to_datetime(months["start"]).where(months["side"] == 1)
    first = max(months["month"].min(), begun.min() + pd.DateOffset(months=MOST_BEFORE))
    end = begun.max() + pd.DateOffset(months=last + PERIOD - 1)
    when = begun.dt.strftime("%Y-%m").fillna(OTHERS)
    told = months.assign(wave=when + f" {first:%Y-%m}/{end:%Y-%m} {outcome}")
    return told[["unit", "wave"]].drop_duplicates("unit")


def _was_otherwise(members: pd.DataFrame, earlier: Sequence[EarlierRelease]) -> bool:
    """Whether one of these starts was shown before over other workplaces, or nearly the same.

    Of another start too a side of one workplace more or less tells that one's months.
    """
    columns = ["unit", "wave"]
    tables = [
        members,
        *(pd.DataFrame([g for _, g in old.shown], columns=columns) for old in earlier),
    ]
    now, *before = ({(u, w.split(" ")[0]) for u, w in t[columns].to_numpy()} for t in tables)
    starts = {start for _, start in now} - {OTHERS}
    return any(
        then != now and (starts & {start for _, start in then} or _few_apart(now, then))
        for then in before
    )


def _few_apart(now: set[tuple[str, str]], then: set[tuple[str, str]]) -> bool:
    """Whether a side has a few workplaces more or less than it had, and most of the same."""
    sides = [
        [{unit for unit, start in pairs if (start == OTHERS) is others} for pairs in (now, then)]
        for others in (True, False)
    ]
    return any(0 < len(one ^ other) < FEWEST_OF_A_SIDE for one, other in sides)


def months_around(study: Study, members: pd.DataFrame) -> pd.DataFrame:
    """What the register tells of these workplaces in these months: ``wave``, and its figures.

    Nothing of those whose first months it has no longer.
    """
    if study.absence is None or members.empty:
        return pd.DataFrame(columns=["wave", "unit", "month", "figure", "available_days"])
    own = study.absence[study.absence["cause"] == "own_sickness"].merge(members, on="unit")
    parts = own["wave"].str.split(" ", expand=True)
    ends = parts[1].str.split("/", expand=True)
    month = pd.to_datetime(own["month"]).dt.strftime("%Y-%m")
    figure = own["spells"] if "spells" in own else own["absence_days"]
    own = own.assign(month=month, figure=figure.where(parts[2] == "spells", own["absence_days"]))
    inside = (month >= ends[0]) & (month <= ends[1]) & (ends[0] >= month.min())
    return own.loc[inside, ["wave", "unit", "month", "figure", "available_days"]]
