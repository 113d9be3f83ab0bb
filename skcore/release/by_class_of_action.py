"""Workplaces with an action beside those without: by theme, by status, and by dose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, t

from skcore.disclosure import Released, protect
from skcore.reading.study import Study
from skcore.release.compared import Compared, begun_actions
from skcore.release.dots import FEWEST_OF_A_SIDE
from skcore.release.held_to_promise import acting, in_time, shown_changes
from skcore.release.participants import CUT, contrast_units
from skcore.release.plans import Plans

NUMBERS = ("estimate", "conf_low", "conf_high")
KEPT = [*NUMBERS, "p_value", "n_treated", "n_comparison", "method", "reason"]


def classes_of_action(
    study: Study, people: pd.DataFrame, plans: Plans, changes: Released | None, on: Compared | None
) -> Released | None:
    """Contrast each theme, each status and the dose of the register with workplaces without.

    Made from the released means of workplaces, so that nothing else is told by it. A workplace
    whose theme is a scale is held against the others on that scale.

    Returns
    -------
    Released or None
        ``kind, group, variable, estimate, conf_low, conf_high, p_value, p_adjusted, n_treated,
        n_comparison, method, reason``; None where no action began between the surveys, or fewer
        than three workplaces are in every class.
    """
    actions = begun_actions(study)
    units = None if on is None or actions.empty else shown_changes(study, plans, changes, on)
    if on is None or units is None:
        return None
    units = units.dropna()
    inside = in_time(study, people, actions, on).drop_duplicates("comparison")
    others = units[~units["comparison"].isin(acting(study, people))]
    rows = [*_rows(study, inside, units, others, on.instrument.leading)]
    if not rows:
        return None
    result = pd.DataFrame(rows)
    result["p_adjusted"] = np.nan
    known = result["p_value"].notna()
    if known.any():
        p = result.loc[known, "p_value"].to_numpy(dtype=float)
        result.loc[known, "p_adjusted"] = false_discovery_control(p)
    over = units.loc[
        units["comparison"].isin({*others["comparison"], *inside["comparison"]}),
        ["comparison", "role"],
    ].drop_duplicates()
    decimals = dict.fromkeys(NUMBERS, 1) | {"p_value": 3, "p_adjusted": 3}
    plan = plans.means[study.instruments[0].id]
    over = over.assign(wave=on.last, cut=CUT)
    return protect(result, plan, kind="model", over=over, decimals=decimals)


def _rows(
    study: Study, inside: pd.DataFrame, units: pd.DataFrame, others: pd.DataFrame, code: str
) -> Iterator[dict[str, Any]]:
    """A row per theme that is a scale, per status, and one of the dose."""
    classes = [("theme", c, part) for c, part in inside.groupby("variable", sort=False) if c]
    classes += [("status", s, part) for s, part in inside.groupby("status", sort=False)]
    for kind, group, part in classes:
        variable = str(group) if kind == "theme" else code
        own = units[units["comparison"].isin(part["comparison"])].assign(treated=1)
        both = pd.concat([own, others.assign(treated=0)])
        both = both[both["variable"] == variable]
        sides = both.groupby("treated")["comparison"].nunique()
        if len(sides) == 2 and sides.min() >= FEWEST_OF_A_SIDE:
            told = {"kind": kind, "group": str(group), "variable": variable}
            yield told | _contrast(both, by_lot=study.evaluation.chosen == "lot")
    dosed = inside.dropna(subset="dose").set_index("comparison")["dose"]
    part = units[(units["variable"] == code) & units["comparison"].isin(dosed.index)]
    plain = others[others["variable"] == code]
    if min(len(part), len(plain)) >= FEWEST_OF_A_SIDE:
        both = pd.concat([part.assign(dose=part["comparison"].map(dosed)), plain.assign(dose=0.0)])
        yield {"kind": "dose", "group": "0-100", "variable": code} | by_dose(
            both, by_lot=study.evaluation.chosen == "lot"
        )


def _contrast(both: pd.DataFrame, *, by_lot: bool) -> dict[str, Any]:
    long = both.melt(["comparison", "treated"], ["before", "after"], "post", "mean")
    long["post"] = (long["post"] == "after").astype(int)
    row = contrast_units(long, by_lot=by_lot).iloc[0]
    return {name: row[name] for name in KEPT}


def by_dose(units: pd.DataFrame, *, by_lot: bool) -> dict[str, Any]:
    """Points that all of what was planned goes with, against nothing: least squares over units.

    Of the mean after on dose / 100 and the mean before (of the change on the dose alone, where
    units were drawn by lot); agrees with R's ``lm``.
    """
    share = units["dose"].to_numpy(dtype=float) / 100
    before, after = (units[c].to_numpy(dtype=float) for c in ("before", "after"))
    columns = [np.ones(len(units)), share] if by_lot else [np.ones(len(units)), share, before]
    design, y = np.column_stack(columns), after - before
    treated = int((share > 0).sum())
    told: dict[str, Any] = {"n_treated": treated, "n_comparison": len(units) - treated}
    told |= {"method": "regression of unit means on dose", "reason": ""}
    df = len(y) - design.shape[1]
    if df < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        gone = dict.fromkeys([*NUMBERS, "p_value"], np.nan)
        return gone | told | {"reason": "doses that do not differ"}
    bread = np.linalg.inv(design.T @ design)
    slopes = bread @ design.T @ y
    error = float(np.sqrt(((y - design @ slopes) ** 2).sum() / df * bread[1, 1]))
    half = float(t.ppf(0.975, df)) * error
    size = float(slopes[1])
    p = 2 * float(t.sf(abs(size) / error, df)) if error > 0 else np.nan
    ends = {"estimate": size, "conf_low": size - half, "conf_high": size + half, "p_value": p}
    return ends | told
