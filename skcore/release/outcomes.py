"""Quality, citizen satisfaction, turnover: any other result of the shown workplaces."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from skcore.disclosure import Released, ReleasePlan, plan_release, protect
from skcore.reading.study import Study
from skcore.release.plans import Plans
from skcore.release.workplaces import Relation, Workplaces, can_relate, relate, shown_workplaces

WIDE = 10.0  # values that lie so far apart are told in whole numbers


@dataclass(frozen=True)
class Outcome(Relation):
    """The association of social capital with one outcome over the shown workplaces."""

    name: str
    wave: str
    figures: Released  # one row per workplace: the outcome's value


def outcomes_and_capital(study: Study, people: pd.DataFrame, plans: Plans) -> dict[str, Outcome]:
    """Relate the workplaces' social capital to each outcome of the same wave, the latest there is.

    A value may be a share (turnover), so it is shown from as many people as a distribution is; a
    value without its number of people is left out, since nobody can say whose it is.

    Parameters
    ----------
    study, people, plans
        The study, ``people_of(study)`` and ``plan_study``'s plans.

    Returns
    -------
    dict
        By outcome, in the order of the file; outcomes of too few shown workplaces are left out.
    """
    found: dict[str, Outcome] = {}
    if study.outcomes is None:
        return found
    known = study.outcomes.dropna(subset=["value", "n"])
    for wave in reversed(study.waves):
        rows = known[known["wave"] == wave.id]
        places = shown_workplaces(study, people, plans, wave.id) if len(rows) else None
        for name, own in rows.groupby("outcome", sort=False):
            if places is not None and name not in found:
                units, own_plan = _both_shown(study, places, own)
                if can_relate(study, places, units):
                    found[str(name)] = _associated(study, places, str(name), units, own_plan)
    return {name: found[name] for name in known["outcome"].unique() if name in found}


def _both_shown(
    study: Study, places: Workplaces, own: pd.DataFrame
) -> tuple[pd.DataFrame, ReleasePlan]:
    own = own.assign(n=own["n"].round().astype(int))
    barred = own.loc[~own["unit"].isin(places.means["unit"]), ["unit"]]
    plan = plan_release(
        own[["unit", "n"]],
        cuts=[(), ("unit",)],
        policy=study.policy,
        kind="distribution",
        barred=barred.assign(cut="unit"),
    )
    shown = plan.shown_groups(("unit",))
    return places.means.merge(shown, on="unit").merge(own[["unit", "value"]], on="unit"), plan


def _associated(
    study: Study, places: Workplaces, name: str, units: pd.DataFrame, own_plan: ReleasePlan
) -> Outcome:
    relation = relate(study, places, units, outcome="value", exposure=None)
    figures = units[["unit", "value"]].assign(cut="unit")
    # 26.3 percent is 5 of 19, and everybody knows which workplace has 19; 26 percent is many's
    wide = float(units["value"].max() - units["value"].min()) >= WIDE
    decimals = {"value": 0 if wide else 1}
    return Outcome(
        points=relation.points,
        model=relation.model,
        line=relation.line,
        step=relation.step,
        name=name,
        wave=places.wave,
        figures=protect(figures, own_plan, kind="distribution", decimals=decimals),
    )
