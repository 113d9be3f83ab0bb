"""Sick leave and well-being beside the survey: exactly the shown units, never one person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skcore.aggregation import counted_people
from skcore.association import (
    association_line,
    unit_association,
    unit_mean_reliability,
    within_between,
)
from skcore.disclosure import Released, ReleasePlan, plan_release, protect
from skcore.reading.registers import absence_summary
from skcore.release.survey import shown_groups

if TYPE_CHECKING:
    from skcore.reading.study import Study
    from skcore.release.plans import Plans

__all__ = [
    "Absence",
    "absence_and_capital",
    "absence_by_month",
    "absence_by_year",
    "primary_code",
    "wellbeing",
]

MONTHS = 12
MONTH_MINIMUM = 50  # people employed behind a monthly figure
MIN_ABSENT = 5  # people absent behind a unit's total, where the register tells
FEWEST_UNITS = 3  # with fewer there is nothing to relate
UNITS_FOR_MIX = 30  # units needed before the mix of occupations is held constant


@dataclass(frozen=True)
class Absence:
    """The association of social capital with sick leave over the shown workplaces."""

    wave: str
    start: dt.date
    months: int
    points: Released  # one row per workplace: estimate (points 0-100)
    rates: Released  # one row per workplace: days_per_fte, employed
    model: Released  # rows of unit_association, measured and with the mix of occupations
    line: Released  # the line drawn is the line of the sentence


def primary_code(study: Study) -> str:
    """Return the code of what stands for social capital: the composite, else the first scale."""
    instrument = study.instruments[0]
    return (instrument.composites or instrument.scales)[0].code


def absence_and_capital(study: Study, people: pd.DataFrame, plans: Plans) -> Absence | None:
    """Relate the workplaces' social capital to their sick leave in the twelve months after.

    Parameters
    ----------
    study, people, plans
        The study, ``people_of(study)`` and ``plan_study``'s plans.

    Returns
    -------
    Absence or None
        None where the study has no absence, or no survey with twelve months of absence after it.
    """
    if study.absence is None:
        return None
    plan = plans.means[study.instruments[0].id]
    for wave in reversed(study.waves):
        start = _month_after(wave.end or wave.start)
        if start is None:
            continue
        register = absence_summary(study.absence, start=start, months=MONTHS)
        register = register[register["n_months"] == MONTHS]
        units = _unit_table(study, people, plan, wave.id, register)
        if units is not None:
            return _associated(plan, wave.id, start, *units)
    return None


def _month_after(date: dt.date | None) -> dt.date | None:
    """Return the first day of the month after a survey: survey first, then absence."""
    if date is None:
        return None
    return dt.date(date.year + date.month // 12, date.month % 12 + 1, 1)


def _unit_table(
    study: Study, people: pd.DataFrame, plan: ReleasePlan, wave: str, register: pd.DataFrame
) -> tuple[pd.DataFrame, ReleasePlan, pd.Series] | None:
    """Units that are shown both for the survey and for sick leave, with both their figures."""
    if len(register) < 2 or register["employed"].isna().all():
        return None
    shown = shown_groups(plan, ["wave", "unit", "role"])
    shown = shown[(shown["wave"] == wave) & (shown["role"] == "employee")]
    register = register.dropna(subset=["employed"]).assign(
        employed=lambda t: t["employed"].round().astype(int)
    )
    too_few = pd.Series(False, index=register.index)
    if "persons_absent" in register:
        too_few = register["persons_absent"] < MIN_ABSENT
    barred = register.loc[~register["unit"].isin(shown["unit"]) | too_few, ["unit"]]
    absence_plan = plan_release(
        register[["unit", "employed"]].rename(columns={"employed": "n"}),
        cuts=[(), ("unit",)],
        policy=study.policy,
        kind="absence",
        barred=barred.assign(cut="unit"),
    )
    allowed = shown_groups(absence_plan, ["unit"])
    code = primary_code(study)
    instrument = study.instruments[0]
    counted = people[counted_people(people, instrument) & (people["role"] == "employee")]
    counted = counted[counted["wave"] == wave]
    means = counted.groupby("unit")[code].mean().rename("points").reset_index()
    table = means.merge(allowed, on="unit").merge(register, on="unit")
    for background in study.backgrounds[:1]:
        mix = pd.crosstab(counted["unit"], counted[background], normalize="index")
        common = mix.loc[:, mix.mean() > 0.02].iloc[:, 1:].add_prefix("mix: ")
        table = table.merge(common.reset_index(), on="unit", how="left")
    if len(table) < FEWEST_UNITS:
        return None
    behind = counted[counted["unit"].isin(table["unit"])]
    return table, absence_plan, unit_mean_reliability(behind, values=code, group="unit").iloc[0]


def _associated(
    plan: ReleasePlan,
    wave: str,
    start: dt.date,
    units: pd.DataFrame,
    absence_plan: ReleasePlan,
    icc2: pd.Series,
) -> Absence:
    over = units[["unit"]].assign(wave=wave, role="employee", cut="wave × unit × role")
    mix = (
        [str(c) for c in units if str(c).startswith("mix: ")] if len(units) >= UNITS_FOR_MIX else []
    )
    model = unit_association(
        units,
        outcome="absence_days",
        predictor="points",
        exposure="fte_years",
        covariates=mix or None,
        reliability=None if np.isnan(icc2["estimate"]) else float(icc2["estimate"]),
        reliability_std_error=float(np.nan_to_num(icc2["std_error"])),
    )
    model["adjusted_for"] = np.where(model["adjusted_for"] == "", "", "occupations")
    line = association_line(
        units, outcome="absence_days", predictor="points", exposure="fte_years", n_points=25
    )
    rates = units[["unit", "days_per_fte", "employed"]].assign(cut="unit")
    points = over.merge(units[["unit", "points"]], on="unit").rename(columns={"points": "estimate"})
    return Absence(
        wave=wave,
        start=start,
        months=MONTHS,
        points=protect(points, plan, kind="means", bounded_columns=["estimate"]),
        rates=protect(rates, absence_plan, kind="absence", decimals={"days_per_fte": 1}),
        model=protect(model, plan, kind="model", over=over, decimals=2),
        line=protect(line, plan, kind="model", over=over, decimals=1),
    )


def _own_sickness_by_month(study: Study) -> pd.DataFrame:
    """Own sickness of the whole organisation, months with enough people employed."""
    if study.absence is None or "employed" not in study.absence:
        return pd.DataFrame(columns=["month", "absence_days", "available_days", "n"])
    own = study.absence[study.absence["cause"] == "own_sickness"]
    months = own.assign(month=own["month"].astype(str).str[:7])
    months = months.groupby("month", as_index=False).agg(
        absence_days=("absence_days", "sum"),
        available_days=("available_days", "sum"),
        n=("employed", "sum"),
    )
    months["n"] = months["n"].round().astype(int)
    return months[(months["n"] >= MONTH_MINIMUM) & (months["available_days"] > 0)]


def _rates(study: Study, table: pd.DataFrame, column: str) -> Released | None:
    if table.empty:
        return None
    table = table.assign(absence_percent=100 * table["absence_days"] / table["available_days"])
    table = table[[column, "n", "absence_percent"]].reset_index(drop=True)
    plan = plan_release(table, cuts=[(column,)], policy=study.policy, kind="absence")
    return protect(table, plan, kind="absence", decimals={"absence_percent": 1})


def absence_by_month(study: Study) -> Released | None:
    """Absence rate of the whole organisation month by month, own sickness.

    Returns
    -------
    Released or None
        ``month`` (2025-03), ``absence_percent`` (one decimal) and ``n`` employed; None without
        a register or without numbers of employed.
    """
    return _rates(study, _own_sickness_by_month(study), "month")


def absence_by_year(study: Study) -> Released | None:
    """Absence rate of the whole organisation in the last full twelve months and those before.

    Returns
    -------
    Released or None
        ``period`` (2024-10/2025-09), ``absence_percent`` and ``n`` employed on average.
    """
    months = _own_sickness_by_month(study).sort_values("month", ignore_index=True)
    periods: list[dict[str, Any]] = []
    for end in range(len(months), MONTHS - 1, -MONTHS):
        year = months.iloc[end - MONTHS : end]
        days = year[["absence_days", "available_days"]].sum()
        name = f"{year['month'].iloc[0]}/{year['month'].iloc[-1]}"
        periods.insert(0, {"period": name, **days, "n": round(year["n"].mean())})
    return _rates(study, pd.DataFrame(periods), "period")


def wellbeing(study: Study, people: pd.DataFrame, plans: Plans) -> Released | None:
    """Relate well-being to social capital, people within and between the shown workplaces.

    Returns
    -------
    Released or None
        Rows of ``within_between`` (``level, estimate, conf_low, conf_high, n, method``) with the
        scale as ``variable``; None where the study asks about nothing but social capital.
    """
    health = [s for i in study.instruments[1:] for s in i.scales if s.dimension == "wellbeing"]
    if not health or health[0].code not in people:
        return None
    plan = plans.means[study.instruments[0].id]
    wave = study.waves[-1].id
    shown = shown_groups(plan, ["wave", "unit", "role"])
    shown = shown[(shown["wave"] == wave) & (shown["role"] == "employee")]
    chosen = people.merge(shown, on=["wave", "unit", "role"])
    chosen = chosen.dropna(subset=[primary_code(study), health[0].code])
    chosen = chosen[counted_people(chosen, study.instruments[0])]
    if chosen["unit"].nunique() < 3 or len(chosen) < study.policy.model_minimum:
        return None
    rows = within_between(chosen, x=primary_code(study), y=health[0].code, group="unit")
    over = chosen[["wave", "unit", "role"]].drop_duplicates().assign(cut="wave × unit × role")
    rows = rows.assign(variable=health[0].code)
    return protect(rows, plan, kind="model", over=over, decimals=2)
