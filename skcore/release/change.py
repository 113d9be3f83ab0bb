"""What changed between the first and the last survey, for the whole, units and participants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import t

from skcore.aggregation import counted_people, group_means
from skcore.disclosure import Released, protect
from skcore.evaluation import compare_waves, difference_in_differences
from skcore.measuring.detectable import detectable_change
from skcore.release.plans import panel_column
from skcore.release.spread import PAIRED, SHARE, SHARE_PAIRED, change_half, half_widths
from skcore.release.survey import SMALLEST_CELL, held, held_sides

if TYPE_CHECKING:
    from skcore.reading.study import Study
    from skcore.release.plans import Plans

__all__ = ["changes", "participants", "share_changes", "unit_changes"]


FEWEST_OF_A_SIDE = 3  # one is named, and one of two knows the other


def _waves(study: Study) -> tuple[str, str]:
    return study.waves[-2].id, study.waves[-1].id


def changes(study: Study, people: pd.DataFrame, plans: Plans) -> Released | None:
    """Change of every scale for all employees, last survey minus the one before.

    Returns
    -------
    Released or None
        ``role, variable, before, after, estimate, conf_low, conf_high, n_first, n_last, method``;
        None with one wave. Where answers are linked and those who answered both times may be
        shown beside each survey, it is they who are compared.
    """
    if len(study.waves) < 2:
        return None
    instrument = study.instruments[0]
    first, last = _waves(study)
    employees = people[counted_people(people, instrument) & (people["role"] == "employee")]
    employees = employees[employees["wave"].isin([first, last])]
    values = [code for code in instrument.scale_codes if code in people]
    return _change_of(study, employees, values, plans, whose=("employee", PAIRED))


def _change_of(
    study: Study,
    employees: pd.DataFrame,
    values: list[str],
    plans: Plans,
    *,
    whose: tuple[str, str],
) -> Released | None:
    """Compare the two surveys: over those who answered both where they may be shown, else all."""
    first, last = _waves(study)
    if employees["wave"].nunique() < 2:  # one of them has no answers yet
        return None
    panel = _shown_panel(study, plans)
    if panel:
        employees = employees[employees[panel] == "both"]
    table = _compared(employees, values, first, last, paired=bool(panel))
    table = _with_means(table, employees, values, first, last)
    spreads = plans.means[study.instruments[0].id].spreads
    if panel:
        twice = table.assign(wave=panel, n=table["n_last"])
        table["half"] = half_widths(spreads, twice, who=whose[1])["half"]
    else:
        sides = {"n_first": (first, whose[0]), "n_last": (last, whose[0])}
        table["half"] = change_half(spreads, table, sides)
    table = held_sides(table, ["before", "after"], study.policy)
    classes = {"role": "employee", **({panel: "both"} if panel else {})}
    cut = " × ".join(["wave", "role", *([f"{panel} = both"] if panel else [])])
    method = "paired difference, told spread" if panel else "difference of means, told spread"
    table = table.assign(**classes, cut=cut, method=method).drop(columns="p_value")
    return protect(
        table,
        plans.distributions,
        kind="distribution",
        sides=[{"wave": first}, {"wave": last}],
        pooled_intervals=True,
    )


def _shown_panel(study: Study, plans: Plans) -> str:
    """Column of those who answered both times, where both their means may be shown; else empty.

    Beside all employees of a survey they are a group of their own: with three who answered once
    only, their answers would follow.
    """
    if not study.linked:
        return ""
    panel = panel_column(*_waves(study))
    groups = plans.distributions.groups
    both = groups[(groups["cut"] == f"wave × role × {panel} = both") & ~groups["hidden"]]
    shown = both.loc[both["role"] == "employee", "wave"]
    return panel if set(_waves(study)) <= set(shown) else ""


def _with_means(
    table: pd.DataFrame, employees: pd.DataFrame, values: list[str], first: str, last: str
) -> pd.DataFrame:
    """Put both means beside the change, as they stand on the slides."""
    means = employees.groupby("wave")[values].mean().T
    before, after = (table["variable"].map(means[wave].to_dict()) for wave in (first, last))
    return table.assign(before=before, after=after)


def _compared(
    employees: pd.DataFrame, values: list[str], first: str, last: str, *, paired: bool
) -> pd.DataFrame:
    ordered = employees.assign(wave=pd.Categorical(employees["wave"], [first, last], ordered=True))
    subject = "respondent" if paired else None
    table = compare_waves(ordered, values=values, wave="wave", subject=subject)
    return table.drop(columns=[c for c in ("group", "reason") if c in table])


def share_changes(
    study: Study, people: pd.DataFrame, shares: pd.DataFrame, plans: Plans
) -> Released | None:
    """Change of the share of favourable answers, in percentage points, for all employees.

    Returns
    -------
    Released or None
        As ``changes``; ``before, after`` in percent, ``estimate`` in percentage points.
    """
    if len(study.waves) < 2:
        return None
    first, last = _waves(study)
    employees = shares[(shares["role"] == "employee") & shares["wave"].isin([first, last])]
    values = [str(c) for c in shares if c not in ("wave", "unit", "role")]
    told = ["respondent", *(name for name in people if str(name).startswith("panel_"))]
    employees = employees.join(people.loc[employees.index, told])
    return _change_of(study, employees, values, plans, whose=(SHARE, SHARE_PAIRED))


def unit_changes(study: Study, people: pd.DataFrame, plans: Plans) -> Released | None:
    """Change of every unit, or of the smallest union that a re-organisation leaves comparable.

    Returns
    -------
    Released or None
        ``comparison, role, variable, before, after, estimate, conf_low, conf_high, n_first,
        n_last, detectable`` (the smallest change that so many answers before and after can show).
        Intervals from the surveys' told spreads: a small group's own would give its answers away.
    """
    if len(study.waves) < 2:
        return None
    instrument = study.instruments[0]
    plan = plans.means[instrument.id]
    first, last = _waves(study)
    keys = ["comparison", "role", "variable"]
    counted = people[counted_people(people, instrument)]
    values = [code for code in instrument.scale_codes if code in people]
    columns = ["wave", "comparison", "role"]
    means = group_means(counted, values=values, groups=columns, within=SMALLEST_CELL)
    means[["half", "sd"]] = half_widths(plan.spreads, means)
    before, after = (
        means[means["wave"] == wave].set_index(keys)[["estimate", "half", "n", "sd"]]
        for wave in (first, last)
    )
    both = before.add_suffix("_before").join(after.add_suffix("_after"), how="inner")
    if both.empty:
        return None
    table = pd.DataFrame(
        {
            "before": both["estimate_before"],
            "after": both["estimate_after"],
            "half": np.hypot(both["half_before"], both["half_after"]),
            "n_first": both["n_before"],
            "n_last": both["n_after"],
            "detectable": _detectable(both),
        }
    ).reset_index()
    table = held_sides(table, ["before", "after"], study.policy)
    return protect(
        table.assign(cut=" × ".join(columns)),
        plan,
        kind="means",
        sides=[{"wave": first}, {"wave": last}],
        pooled_intervals=True,
    )


def _detectable(both: pd.DataFrame) -> pd.Series:
    """Smallest change that groups of these sizes can show, in points."""
    smallest = detectable_change(both["n_before"], 1.0, n_last=both["n_after"])
    sd: pd.Series = (both["sd_before"] ** 2 + both["sd_after"] ** 2).div(2).pow(0.5)
    return smallest * sd


def participants(study: Study, people: pd.DataFrame, plans: Plans) -> Released | None:
    """Compare how participating workplaces and the others developed in social capital.

    Only units that are shown both times: a figure over units must not give away one that is not.

    Returns
    -------
    Released or None
        None with fewer than three workplaces on a side, since a workplace's own result is told to
        nobody else by name. One row: ``variable, estimate`` (points, participating minus others),
        ``conf_low, conf_high``, each side's mean change with its interval (``treated,
        treated_low, treated_high, n_treated, others, ...``), ``method, reason``.
    """
    changed = unit_changes(study, people, plans)
    if changed is None or not study.units["intervention"].any():
        return None
    instrument = study.instruments[0]
    code = instrument.composites[0].code if instrument.composites else instrument.scales[0].code
    first, last = _waves(study)
    table = changed.table
    kept = table[(table["variable"] == code) & (table["role"] == "employee") & ~table["hidden"]]
    treated = _intervention(study, people)
    counted = people[counted_people(people, instrument) & (people["role"] == "employee")]
    counted = counted[counted["comparison"].isin(kept["comparison"])]
    means = counted.groupby(["comparison", "wave"])[code].mean().reset_index()
    means[code] = held(means[code], study.policy)  # one unit alone may be a side
    means = means[means["wave"].isin([first, last])]
    means["post"] = (means["wave"] == last).astype(int)
    means["treated"] = means["comparison"].map(treated).astype(int)
    if means["treated"].nunique() < 2 or _names_a_workplace(means):
        return None
    row = difference_in_differences(
        means, outcome=code, treated="treated", post="post", unit="comparison"
    )
    wide = means.pivot_table(index=["comparison", "treated"], columns="post", values=code)
    before = wide[0].groupby("treated").mean()
    row = row.assign(
        variable=code,
        treated_before=before[1],
        others_before=before[0],
        **_side_means(wide[1] - wide[0]),
    )
    used = kept[["comparison", "role"]].assign(wave=last, cut="wave × comparison × role")
    return protect(row, plans.means[instrument.id], kind="model", over=used, decimals=1)


def _names_a_workplace(means: pd.DataFrame) -> bool:
    """Whether a side is so few that its mean is a workplace's: who takes part is known to all."""
    return bool(means.groupby("treated")["comparison"].nunique().min() < FEWEST_OF_A_SIDE)


def _side_means(change: pd.Series) -> dict[str, float]:
    """Mean change of each side over its units, with a t interval."""
    told: dict[str, float] = {}
    for name, part in change.groupby("treated"):
        side = "treated" if name else "others"
        half = np.nan
        if len(part) > 1:
            half = float(t.ppf(0.975, len(part) - 1) * part.std() / np.sqrt(len(part)))
        mean = float(part.mean())
        told |= {side: mean, f"{side}_low": mean - half, f"{side}_high": mean + half}
        told[f"n_{side}"] = len(part)
    return told


def _intervention(study: Study, people: pd.DataFrame) -> dict[str, bool]:
    """Tell which comparison groups hold a participating unit."""
    chosen = set(study.units.loc[study.units["intervention"], "unit"])
    by_group = people.assign(chosen=people["unit"].isin(chosen)).groupby("comparison")["chosen"]
    return {str(k): bool(v) for k, v in by_group.any().items()}
