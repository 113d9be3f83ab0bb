"""What changed between the first and the last survey, for the whole and units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from skcore.aggregation.groups import group_means
from skcore.aggregation.membership import counted_people, level_columns
from skcore.disclosure import DisclosurePolicy, Released, ReleasePlan
from skcore.disclosure.figure_kinds import share_end
from skcore.evaluation.between_waves import compare_waves
from skcore.measuring.detectable import detectable_change
from skcore.reading.study import Study
from skcore.release.answer_parts import BOUNDED_BELOW
from skcore.release.compared import Compared
from skcore.release.differences import held_sides, protect_difference
from skcore.release.plans import Plans, panel_column
from skcore.release.spread import PAIRED, SHARE, change_half, half_widths
from skcore.release.survey import SMALLEST_CELL


def changes(
    study: Study, people: pd.DataFrame, plans: Plans, on: Compared | None
) -> tuple[Released | None, str]:
    """Change of every scale for all employees, last survey minus the one before.

    Parameters
    ----------
    study, people, plans
        The study, ``people_of(study)`` and ``plan_study``'s plans.
    on
        The last two surveys and what they have in common; None with one survey.

    Returns
    -------
    Released or None
        ``role, variable, before, after, estimate, conf_low, conf_high, n_first, n_last,
        before_bounded, after_bounded, method``.
        Where answers are linked and those who answered both times may be shown beside each
        survey, it is they who are compared.
    str
        Why there is none: ``no_answers`` (in one of the surveys), ``nothing_common`` (no scale
        was asked both times), ``not_shown``; empty with one survey, where nobody looks for it.
    """
    if on is None:
        return None, ""
    instrument = study.instruments[0]
    employees = people[counted_people(people, instrument) & (people["role"] == "employee")]
    employees = employees.assign(**on.in_place(people).loc[employees.index])
    return change_of(study, employees, list(on.scales), plans, on, whose=("employee", PAIRED))


def change_of(
    study: Study,
    employees: pd.DataFrame,
    values: list[str],
    plans: Plans,
    on: Compared,
    *,
    whose: tuple[str, str],
) -> tuple[Released | None, str]:
    """Compare the two surveys: over those who answered both where they may be shown, else all."""
    employees = employees[employees["wave"].isin([on.first, on.last])]
    if employees["wave"].nunique() < 2:
        return None, "no_answers"
    if not values:
        return None, "nothing_common"
    panel = shown_panel(study, plans, on)
    if panel:
        employees = employees[employees[panel] == "both"]
    table = _compared(employees, values, on, paired=bool(panel))
    table = _with_means(table, employees, values, on)
    spreads = plans.means[study.instruments[0].id].spreads
    behind = table.assign(variable=table["variable"].map(on.named))
    if panel:
        twice = behind.assign(wave=panel, n=table["n_last"])
        table["half"] = half_widths(spreads, twice, who=whose[1])["half"]
    else:
        sides = {"n_first": (on.first, whose[0]), "n_last": (on.last, whose[0])}
        table["half"] = change_half(spreads, behind, sides)
    shares = whose[0] == SHARE
    table, policy = shares_of_few(table, study.policy) if shares else (table, study.policy)
    table = held_sides(table, ["before", "after"], policy)
    classes = {"role": "employee", **({panel: "both"} if panel else {})}
    cut = " × ".join(["wave", "role", *([f"{panel} = both"] if panel else [])])
    method = "paired difference, told spread" if panel else "difference of means, told spread"
    table = table.assign(**classes, cut=cut, method=method).drop(columns="p_value")
    released = protect_difference(table, plans.distributions, "wave", on.first, on.last)
    return released, "not_shown" if released.table["hidden"].all() else ""


def shares_of_few(
    table: pd.DataFrame, policy: DisclosurePolicy
) -> tuple[pd.DataFrame, DisclosurePolicy]:
    """Hold shares of fewer than fifty at their ends: "below five" is none of twelve.

    Ends are held as well: beside 20 percent "under 20" of ten people would be nobody or one.
    """
    if (table[["n_first", "n_last"]] >= BOUNDED_BELOW).all(axis=None):
        return table, policy
    few = table[["n_first", "n_last"]].min(axis=1)  # of fewer than may be shown nothing is
    least = float(share_end(few.clip(lower=policy.distribution_minimum)).max())
    most = 100 - least
    sides = {
        name: table[name].mask(table[name] <= least, least - 1).mask(table[name] >= most, most + 1)
        for name in ("before", "after")
    }
    return table.assign(**sides), replace(policy, floor=least, ceiling=most)


def shown_panel(study: Study, plans: Plans, on: Compared) -> str:
    """Column of those who answered both times, where both their means may be shown; else empty.

    Beside all employees of a survey they are a group of their own: with three who answered once
    only, their answers would follow.
    """
    if not study.linked:
        return ""
    panel = panel_column(on.first, on.last)
    cut = ("wave", "role", (panel, "both"))
    shown = plans.distributions.shown_groups(cut, role="employee")["wave"]
    return panel if {on.first, on.last} <= set(shown) else ""


def _with_means(
    table: pd.DataFrame, employees: pd.DataFrame, values: list[str], on: Compared
) -> pd.DataFrame:
    """Put both means beside the change, as they stand on the slides."""
    means = employees.groupby("wave")[values].mean().T
    before, after = (table["variable"].map(means[w].to_dict()) for w in (on.first, on.last))
    return table.assign(before=before, after=after)


def _compared(
    employees: pd.DataFrame, values: list[str], on: Compared, *, paired: bool
) -> pd.DataFrame:
    order = pd.Categorical(employees["wave"], [on.first, on.last], ordered=True)
    ordered = employees.assign(wave=order)
    subject = "respondent" if paired else None
    table = compare_waves(ordered, values=values, wave="wave", subject=subject)
    return table.drop(columns=[c for c in ("group", "reason") if c in table])


def unit_changes(
    study: Study, people: pd.DataFrame, plans: Plans, on: Compared | None
) -> Released | None:
    """Change of every unit, or of the smallest union that a re-organisation leaves comparable.

    Returns
    -------
    Released or None
        ``comparison, role, variable, before, after, estimate, conf_low, conf_high, n_first,
        n_last, detectable`` (the smallest change that so many answers before and after can show).
        Intervals from the surveys' told spreads: a small group's own would give its answers away.
    """
    return _changes_by(study, people, plans, on, ["comparison"])


def level_changes(
    study: Study, people: pd.DataFrame, plans: Plans, on: Compared | None
) -> Released | None:
    """Change of the parts of the organisation above the workplace.

    Of those that hold the same workplaces (or unions of reorganised ones) both times: where
    workplaces moved between them, a part's change would be that of its members.

    Returns
    -------
    Released or None
        As ``unit_changes``, by ``cut`` with ``level_1``, ``level_2`` ... instead of ``comparison``.
    """
    return _changes_by(study, people, plans, on, level_columns(study.levels))


def _changes_by(
    study: Study, people: pd.DataFrame, plans: Plans, on: Compared | None, classes: list[str]
) -> Released | None:
    instrument = study.instruments[0]
    if on is None or not on.scales or instrument.is_health:
        return None
    plan = plans.means[instrument.id]
    counted = people[counted_people(people, instrument)]
    counted = counted.assign(**on.in_place(people).loc[counted.index])
    counted = counted[counted["wave"].isin([on.first, on.last])]
    planned = {*plan.groups["cut"]}
    cuts = [c for c in classes if " × ".join(["wave", c, "role"]) in planned]
    tables = [
        _both_times(counted[counted[c].isin(held_together(counted, c))], plan, on, c) for c in cuts
    ]
    tables = [table for table in tables if len(table)]
    if not tables:
        return None
    table = held_sides(pd.concat(tables, ignore_index=True), ["before", "after"], study.policy)
    return protect_difference(table, plan, "wave", on.first, on.last)


def held_together(counted: pd.DataFrame, name: str) -> set[str]:
    """Groups that hold the same workplaces, or whole unions of them, in both surveys."""
    members = counted.groupby([name, "wave"])["comparison"].agg(frozenset).unstack()
    same = members.nunique(axis=1).eq(1) & members.notna().all(axis=1)
    owners = counted.groupby("comparison")[name].nunique()
    split = counted.loc[counted["comparison"].map(owners) > 1, name].unique()
    return set(same.index[same]) - set(split)


def _both_times(counted: pd.DataFrame, plan: ReleasePlan, on: Compared, name: str) -> pd.DataFrame:
    """Means before and after of the groups of one class, with half of the change's interval."""
    columns, keys = ["wave", name, "role"], [name, "role", "variable"]
    means = group_means(counted, values=on.scales, groups=columns, within=SMALLEST_CELL)
    behind = means.assign(variable=means["variable"].map(on.named))
    means[["half", "sd"]] = half_widths(plan.spreads, behind)
    before, after = (
        means[means["wave"] == wave].set_index(keys)[["estimate", "half", "n", "sd"]]
        for wave in (on.first, on.last)
    )
    both = before.add_suffix("_before").join(after.add_suffix("_after"), how="inner")
    table = pd.DataFrame(
        {
            "before": both["estimate_before"],
            "after": both["estimate_after"],
            "half": np.hypot(both["half_before"], both["half_after"]),
            "n_first": both["n_before"],
            "n_last": both["n_after"],
            "detectable": _detectable(both),
        }
    )
    return table.reset_index().assign(cut=" × ".join(columns))


def _detectable(both: pd.DataFrame) -> pd.Series:
    """Smallest change that groups of these sizes can show, in points."""
    smallest = detectable_change(both["n_before"], 1.0, n_last=both["n_after"])
    sd: pd.Series = (both["sd_before"] ** 2 + both["sd_after"] ** 2).div(2).pow(0.5)
    return smallest * sd
