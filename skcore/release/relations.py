"""Well-being and other scales beside social capital: people within and between workplaces."""

from __future__ import annotations

import pandas as pd

from skcore.aggregation.membership import counted_people
from skcore.association.level_trap import within_between
from skcore.disclosure import Released, protect
from skcore.reading.study import Study
from skcore.release.dots import CUT, FEWEST_DOTS, as_told, step_of_few
from skcore.release.plans import Plans
from skcore.release.workplaces import primary_code

BESIDE = ("wellbeing", "other")  # dimensions that are not social capital itself


def scale_relations(study: Study, people: pd.DataFrame, plans: Plans) -> dict[str, Released]:
    """Relate every other scale to social capital, apart for people and for workplaces.

    Returns
    -------
    dict
        Scale code -> rows of ``within_between`` (``level, estimate, conf_low, conf_high, n,
        method``) with the scale as ``variable``; well-being first. Never a figure per workplace.
    """
    scales = [s for i in study.instruments[1:] for s in i.scales if s.dimension in BESIDE]
    ordered = sorted(scales, key=lambda scale: BESIDE.index(scale.dimension))
    found = {s.code: _relation(study, people, plans, s.code) for s in ordered if s.code in people}
    return {code: table for code, table in found.items() if table is not None}


def _relation(study: Study, people: pd.DataFrame, plans: Plans, code: str) -> Released | None:
    wave, capital = study.waves[-1].id, primary_code(study)
    plan = plans.means[study.instruments[0].id]
    shown = plan.shown_groups(("wave", "unit", "role"), wave=wave, role="employee")
    chosen = people.merge(shown, on=["wave", "unit", "role"])
    chosen = chosen[counted_people(chosen, study.instruments[0])].dropna(subset=[capital])
    units = chosen.dropna(subset=[code])["unit"].nunique()
    step = step_of_few(plans.step(capital), units)
    if step > 1:  # no number of few workplaces tells more than their dots
        chosen[capital] = as_told(chosen, capital, ["unit"], step, study.policy)
    chosen = chosen.dropna(subset=[code])
    if units < FEWEST_DOTS or len(chosen) < study.policy.model_minimum:
        return None
    rows = within_between(chosen, x=capital, y=code, group="unit")
    over = chosen[["wave", "unit", "role"]].drop_duplicates().assign(cut=CUT)
    return protect(rows.assign(variable=code), plan, kind="model", over=over, decimals=2)
