"""How large a difference the surveys around an action could show, and what chance alone gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import hmean

from skcore.association.level_trap import unit_mean_reliability
from skcore.disclosure.rounding import round_half_away
from skcore.evaluation.chance_change import regression_to_the_mean
from skcore.evaluation.study_size import study_power

if TYPE_CHECKING:
    from skcore.reading.study import Study
    from skcore.release.compared import Compared
    from skcore.release.plans import Plans

MORE = 1.25  # answers of the next survey, were it to have more


def power_of(
    study: Study, plans: Plans, on: Compared, answers: pd.DataFrame
) -> pd.DataFrame | None:
    """What these surveys could show, and the next one: with more answers, or half taking part."""
    plan, code = plans.means[study.instruments[0].id], on.instrument.leading
    spread, df = plan.spreads.get((on.first, "employee", on.named(code)), (None, None))
    if not spread or df is None:
        return None
    cells = answers.groupby(["comparison", "treated", "post"])["value"].agg(["mean", "size"])
    wide = cells["mean"].unstack()
    people = float(hmean(cells["size"]))
    inner = wide - wide.groupby("treated").transform("mean")
    spreads = inner.cov().to_numpy() * (len(inner) - 1) / (len(inner) - 2)
    variance, covariance = float(spreads.diagonal().mean()), float(spreads[0, 1])
    noise = spread**2 / people
    between = max(variance - noise, 0.0)
    # what two surveys of a workplace have in common is its level first, then the same people
    stable = float(np.clip(covariance / between, 0, 1)) if between else 0.0
    repeated = float(np.clip((covariance - between) / noise, 0, 1))
    starts = wide[0].groupby("treated").mean()
    sizes = wide.groupby("treated").size()
    sides, half = (int(sizes[1.0]), int(sizes[0.0])), len(wide) // 2
    apart = float(starts[1.0] - starts[0.0])
    contrast = "changes" if study.evaluation.chosen == "lot" else "same_start"
    scenarios = {
        "this": (sides, people, apart),
        "more_answers": (sides, people * MORE, apart),
        "half_take_part": ((half, len(wide) - half), people, 0.0),
    }
    tables = []
    for scenario, (units, answering, distance) in scenarios.items():
        table = study_power(
            units,
            answering,
            float(np.sqrt(spread**2 + between)),
            icc=between / (spread**2 + between),
            correlation=stable,
            repeated=repeated,
            apart=distance,
        )
        table = table[table["contrast"] == contrast]
        table = table.assign(scenario=scenario, n_treated=units[0], n_comparison=units[1])
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def by_chance(
    study: Study, answers: pd.DataFrame, means: pd.DataFrame
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """Rise to be expected of workplaces chosen as low, and the line that no action would follow."""
    before = answers[answers["post"] == 0]
    table = before.rename(columns={"value": "before"})
    icc2 = unit_mean_reliability(table, values="before", group="comparison", weight="unit").iloc[0]
    reliability = float(icc2["estimate"])
    wide = means.pivot_table("mean", index=["comparison", "treated"], columns="post").reset_index()
    wide = wide.rename(columns={0: "before", 1: "after"})
    low = wide.groupby("treated")["before"].mean()
    if study.evaluation.chosen != "low" or np.isnan(reliability) or low[1.0] >= low[0.0]:
        return None, None
    reliability = min(max(reliability, 0.0), 1.0)
    chance = regression_to_the_mean(
        wide, before="before", after="after", selected="treated", reliability=reliability
    )
    ends = round_half_away(wide["before"].agg(["min", "max"]).to_numpy(dtype=float))
    center = float(wide["before"].mean())
    line = pd.DataFrame({"points": ends, "fitted": center + reliability * (ends - center)})
    return chance.assign(reliability=reliability), line
