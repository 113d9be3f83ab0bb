"""The shown workplaces with their social capital, and what a result of theirs goes with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from skcore.aggregation.membership import counted_people
from skcore.association.level_trap import unit_mean_reliability
from skcore.association.occupations import OCCUPATION, occupation_mix
from skcore.association.unit_line import FEW_UNITS
from skcore.association.workplace_association import association_line, unit_association
from skcore.disclosure import Released, ReleasePlan, protect
from skcore.disclosure.rounding import round_half_away
from skcore.reading.study import Study
from skcore.release.differences import held
from skcore.release.dots import CUT, FEWEST_DOTS, as_dots, as_told, in_steps, step_of_few
from skcore.release.plans import Plans

SIZES = ["estimate", "conf_low", "conf_high"]


@dataclass(frozen=True)
class Workplaces:
    """The workplaces shown for one survey (confidential: the people behind their means)."""

    wave: str
    plan: ReleasePlan
    employees: pd.DataFrame  # counted employees of the shown workplaces
    code: str  # what stands for social capital
    means: pd.DataFrame  # unit, points (as they are shown), exact
    step: int  # points that dots by it stand apart


@dataclass(frozen=True)
class Relation:
    """Social capital beside one result of the workplaces, over exactly the shown ones."""

    points: Released  # one row per workplace: estimate (points 0-100)
    model: Released  # rows of unit_association, with the mix of occupations where it can be told
    line: Released  # the line drawn is the line of the sentence
    step: int  # in which the means of few workplaces are counted, as their dots stand; else 1


def primary_code(study: Study) -> str:
    """Return the code of what stands for social capital."""
    return study.instruments[0].leading


def shown_workplaces(study: Study, people: pd.DataFrame, plans: Plans, wave: str) -> Workplaces:
    """Employees' mean social capital in every workplace that is shown for a survey.

    Held within the policy's floor and ceiling, as it is shown: a line over exact means would tell
    how far over 95 a workplace lies.
    """
    plan = plans.means[study.instruments[0].id]
    shown = plan.shown_groups(("wave", "unit", "role"), wave=wave, role="employee")
    code = primary_code(study)
    counted = people[counted_people(people, study.instruments[0]) & (people["role"] == "employee")]
    counted = counted[(counted["wave"] == wave) & counted["unit"].isin(shown["unit"])]
    if study.instruments[0].scale(code).about_management:
        counted = counted.head(0)  # a dot would point at a leader
    counted = counted.dropna(subset=[code])  # a survey that did not ask all of it has no workplaces
    means = counted.groupby("unit")[code].mean().rename("points").reset_index()
    means = means.assign(exact=means["points"], points=held(means["points"], plan.policy))
    return Workplaces(wave, plan, counted, code, means, plans.step(code))


def can_relate(study: Study, places: Workplaces, units: pd.DataFrame) -> bool:
    """Whether there are enough workplaces, and enough people behind them, for a model."""
    behind = places.employees["unit"].isin(units["unit"]).sum()
    return len(units) >= FEWEST_DOTS and behind >= study.policy.minimum_for("model")


def relate(
    study: Study, places: Workplaces, units: pd.DataFrame, *, outcome: str, exposure: str | None
) -> Relation:
    """Relate the social capital of the workplaces in ``units`` to an outcome of theirs.

    Parameters
    ----------
    study, places
        The study, and its shown workplaces.
    units
        One row per workplace that is shown with both: ``unit, points, exact``, the outcome and,
        for sick leave, its exposure.
    outcome, exposure
        Columns, as in ``unit_association``.

    Returns
    -------
    Relation
        Its ``model`` has besides the rows of ``unit_association`` (``adjusted_for`` is
        ``occupations`` or empty) ``components``, the numbers that the mix of occupations is summed
        up in, and ``mix_percent``, the percent of the differences in mix that they hold.
    """
    mix, explained = pd.DataFrame({"unit": units["unit"]}), 0.0
    if OCCUPATION in study.backgrounds and OCCUPATION in places.employees:
        mix, explained = occupation_mix(places.employees, units["unit"])
    covariates = [str(c) for c in mix if c != "unit"]
    step = step_of_few(places.step, len(units))
    table = in_steps_of_few(study, places, units).merge(mix, on="unit")
    behind = places.employees[places.employees["unit"].isin(units["unit"])]
    if step > 1:
        told = as_told(behind, places.code, ["unit"], step, study.policy)
        behind = behind.assign(**{places.code: told})
    # in a rate model workplaces count by their size, else each once
    weight: Literal["size", "unit"] = "size" if exposure and len(table) >= FEW_UNITS else "unit"
    icc2 = unit_mean_reliability(behind, values=places.code, group="unit", weight=weight).iloc[0]
    model = unit_association(
        table,
        outcome=outcome,
        predictor="points",
        exposure=exposure,
        covariates=covariates or None,
        reliability=None if np.isnan(icc2["estimate"]) else float(icc2["estimate"]),
        reliability_std_error=float(np.nan_to_num(icc2["std_error"])),
    )
    # as they are said in the room: whole tenths of a day, hundredths of a ratio or correlation
    tenths = model["measure"].isin(["days_per_fte", "difference"])
    model.loc[tenths, SIZES] = model.loc[tenths, SIZES].apply(round_half_away, decimals=1)
    adjusted = model["adjusted_for"] != ""
    model["adjusted_for"] = np.where(adjusted, "occupations", "")
    model["components"] = np.where(adjusted, len(covariates), 0)
    model["mix_percent"] = np.where(adjusted, explained, np.nan)
    # ends where the outmost dots are drawn; rounded to tenths, many points draw a staircase
    ends = table["points"].agg(["min", "max"])
    first, last = in_steps(ends, places.step, study.policy)
    line = association_line(
        table,
        outcome=outcome,
        predictor="points",
        exposure=exposure,
        n_points=min(max(int(last - first) + 1, 2), 10),
        ends=(first, last),
    )
    over = table[["unit"]].assign(wave=places.wave, role="employee", cut=CUT)
    points = over.assign(estimate=table["exact"])  # the door says which lie over 95
    decimals = dict.fromkeys(SIZES, 2) | {"p_value": 3}
    plan = places.plan
    return Relation(
        points=protect(points, plan, kind="means", bounded_columns=["estimate"]),
        model=protect(model, plan, kind="model", over=over, decimals=decimals),
        line=protect(line, plan, kind="model", over=over, decimals=1),
        step=step,
    )


def in_steps_of_few(study: Study, places: Workplaces, units: pd.DataFrame) -> pd.DataFrame:
    """Workplaces with their points as the dots tell them, where there are few."""
    step = step_of_few(places.step, len(units))
    return units.assign(points=as_dots(units["points"], step, study.policy))
