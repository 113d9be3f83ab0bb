"""What an action's workplaces did beside the others, its checks, and what could be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import hmean, t

from skcore.aggregation.membership import counted_people
from skcore.association.level_trap import unit_mean_reliability
from skcore.disclosure import Released, protect
from skcore.disclosure.rounding import round_half_away
from skcore.evaluation.chance_change import regression_to_the_mean
from skcore.evaluation.contrast_checks import action_checks
from skcore.evaluation.study_size import study_power
from skcore.evaluation.unit_contrast import difference_in_differences
from skcore.reading.study import Study
from skcore.release.change import unit_changes
from skcore.release.compared import (
    Compared,
    action_surveys,
    begun_actions,
    compare_on,
    participating_units,
)
from skcore.release.dots import FEWEST_OF_A_SIDE, as_told, in_steps, step_of_few
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
    study: Study, plans: Plans, on: Compared, answers: pd.DataFrame, means: pd.DataFrame
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
    step = plans.step(on.instrument.leading, on)
    ends = in_steps(wide["before"].agg(["min", "max"]), step, study.policy).to_numpy(dtype=float)
    center = float(wide["before"].mean())
    line = pd.DataFrame({"points": ends, "fitted": center + reliability * (ends - center)})
    return chance.assign(reliability=reliability), line


CUT = "wave × comparison × role"


@dataclass(frozen=True)
class ActionTables:
    """What stands beside the contrast of an action, over exactly its workplaces."""

    checks: Released  # rows of action_checks
    power: Released | None  # rows of study_power, with ``scenario``; None without a told spread
    chance: Released | None  # of workplaces chosen as low, the row of regression_to_the_mean
    line: Released | None  # and the line that no action would follow
    units: Released  # before and after of every workplace
    n_outside: int  # workplaces whose action began before or after both surveys: on no side
    one_start: bool  # whether all that took part began at once, as far as dates are told
    sides: Mapping[str, float]  # unit -> 1 where it took part, 0 where not
    starts: Mapping[str, dt.date]  # unit -> when its action began, as far as told
    step: int  # in which the means of few workplaces are counted, as their dots stand; else 1


@dataclass(frozen=True)
class Participation:
    """The contrast of an action, or why there is none."""

    row: Released | None
    tables: ActionTables | None
    missing: str
    on: Compared | None


def participants(study: Study, people: pd.DataFrame, plans: Plans) -> Participation:
    """Compare how participating workplaces and the others developed in social capital.

    Those marked in the list of workplaces take part; where none is, those of the register whose
    action began between the surveys. Only units that are shown both times: a figure over units
    must not give away one that is not. Units that were not drawn by lot are set beside others that
    began where they did: those that lay low rise by themselves.

    Returns
    -------
    Participation
        ``row``: ``variable, estimate`` (points, participating minus others), ``conf_low,
        conf_high``, each side's mean change with its interval (``treated, treated_low,
        treated_high, n_treated, others, ...``), where units were not drawn by lot ``expected,
        expected_low, expected_high`` (change of the participating that was to be expected without
        an action), ``treated_before, others_before, method, reason, caution``. Or why there is
        none: ``none_marked``, ``health`` (never told of workplaces), ``management`` (what the
        surveys have in common points at leaders: by agreement only), ``which_surveys``,
        ``before_all`` or ``after_all`` (the action began before or after all surveys),
        ``other_time`` (no action of the register began between the surveys),
        ``no_answers``, ``nothing_common``, ``all_marked``, ``few`` (fewer than three on a side: a
        workplace's own result is told to nobody else by name); empty with one survey.
    """
    nothing = Participation(None, None, "", None)
    if len(study.waves) < 2:
        return nothing
    surveys = action_surveys(study)
    why, on = "", None
    if not study.units["intervention"].any() and begun_actions(study).empty:
        why = "none_marked"
    elif study.instruments[0].is_health:
        why = "health"
    elif isinstance(surveys, str):
        why = surveys
    else:
        on = compare_on(study, people, *surveys)
        why = "" if on.scales else "nothing_common"
        if not why and on.instrument.scale(on.instrument.leading).about_management:
            why = "" if study.network_deck.named_management else "management"
        why = why if {on.first, on.last} <= set(people["wave"]) else "no_answers"
    if why or on is None:
        return Participation(None, None, why, on)
    taking_part, starts = _sides(study, people, on)
    answers, used, changed = _of_shown_units(study, people, plans, on)
    answers["treated"] = answers["comparison"].map(taking_part)
    answers = answers.dropna(subset="treated")
    sides = answers.groupby("treated")["comparison"].nunique()
    if len(sides) < 2 or sides.min() < FEWEST_OF_A_SIDE or changed is None:
        took = [side for side in taking_part.values() if pd.notna(side)]
        few = "all_marked" if all(taking_part.values()) and took else "few"
        few = "other_time" if len(took) < len(taking_part) and not any(took) else few
        return Participation(None, None, few, on)
    step = step_of_few(plans.step(on.instrument.leading, on), *sides)
    answers["value"] = as_told(answers, "value", ["comparison", "post"], step, study.policy)
    by_lot, code = study.evaluation.chosen == "lot", on.instrument.leading
    used = used[used["comparison"].isin(answers["comparison"])]
    plan = plans.means[study.instruments[0].id]

    def through(table: pd.DataFrame, decimals: dict[str, int] | int = 1) -> Released:
        return protect(table, plan, kind="model", over=used, decimals=decimals)

    cells = answers.groupby(["comparison", "treated", "post"])["value"]
    means = cells.mean().rename("mean").reset_index()
    row = contrast_units(means, by_lot=by_lot).assign(variable=code)
    checks = action_checks(
        answers,
        outcome="value",
        treated="treated",
        post="post",
        unit="comparison",
        baseline_adjusted=not by_lot,
    )
    power = power_of(study, plans, on, answers)
    chance, line = by_chance(study, plans, on, answers, means)
    tables = ActionTables(
        checks=through(checks, {"p_value": 3, "least_p": 3} | dict.fromkeys(_SIZES, 1)),
        power=None if power is None else through(power),
        chance=None if chance is None else through(chance),
        line=None if line is None else through(line),
        units=changed,
        n_outside=sum(pd.isna(side) for side in taking_part.values()),
        one_start=len(set(starts.values())) <= 1,
        sides={u: taking_part[group] for u, group in unions_of(people).items()},
        starts=starts,
        step=step,
    )
    return Participation(through(row), tables, "", on)


_CHANGED = ("variable", "role", "hidden", "comparison")
_SIZES = ("estimate", "std_error", "conf_low", "conf_high")


def _of_shown_units(
    study: Study, people: pd.DataFrame, plans: Plans, on: Compared
) -> tuple[pd.DataFrame, pd.DataFrame, Released | None]:
    """Answers of the units shown both times, the groups of the plan they are, and their change."""
    changed, code = unit_changes(study, people, plans, on), on.instrument.leading
    columns = ["comparison", "post", "value"]
    table = changed.table if changed is not None else pd.DataFrame(columns=_CHANGED)
    kept = table[(table["variable"] == code) & (table["role"] == "employee") & ~table["hidden"]]
    counted = counted_people(people, study.instruments[0]) & (people["role"] == "employee")
    counted &= people["wave"].isin([on.first, on.last])
    chosen = people[counted & people["comparison"].isin(kept["comparison"])]
    chosen = chosen.assign(**on.in_place(people).loc[chosen.index])
    chosen = chosen.assign(value=chosen[code], post=(chosen["wave"] == on.last).astype(int))
    used = kept[["comparison", "role"]].assign(wave=on.last, cut=CUT)
    return chosen[columns].dropna(), used, changed


def _sides(
    study: Study, people: pd.DataFrame, on: Compared
) -> tuple[dict[str, float], dict[str, dt.date]]:
    """Tell of each comparison group whether it takes part, and when each of its units began.

    NaN where that was at another time than between the surveys.
    """
    groups = unions_of(people)
    side = dict.fromkeys(map(str, groups.values()), 0.0)
    units = participating_units(study, before=on.first, after=on.last)
    # of units compared together one that took part between the surveys decides
    for unit, took_part in (
        units[["unit", "participating"]]
        .sort_values("participating", na_position="first")
        .itertuples(index=False)
    ):
        if unit in groups and took_part != 0:
            side[groups[unit]] = took_part
    began = units[units["participating"].eq(1)].dropna(subset=["since"])
    return side, dict(zip(began["unit"], began["since"], strict=True))


def unions_of(people: pd.DataFrame) -> dict[str, str]:
    """Unit -> the group that it is compared in."""
    return dict(zip(people["unit"], people["comparison"], strict=True))


def contrast_units(means: pd.DataFrame, *, by_lot: bool) -> pd.DataFrame:
    """Compute the row of the actions slide from unit means before and after.

    Parameters
    ----------
    means
        One row per unit and survey: ``comparison, post, treated, mean``.
    by_lot
        Whether the participating were drawn by lot: the changes alone are compared then.

    Returns
    -------
    pandas.DataFrame
        As ``participants``; what was expected is the shown change less the shown estimate.
    """
    row = difference_in_differences(
        means,
        outcome="mean",
        treated="treated",
        post="post",
        unit="comparison",
        baseline_adjusted=not by_lot,
    )
    wide = means.pivot_table(index=["comparison", "treated"], columns="post", values="mean")
    before = wide[0].groupby("treated").mean()
    row = row.assign(
        treated_before=before[1], others_before=before[0], **_side_means(wide[1] - wide[0])
    )
    rounded = [round_half_away(row[name], 1) for name in ("treated", "estimate")]
    moved = rounded[0] - rounded[1] - row["expected"]
    for name in ("expected", "expected_low", "expected_high"):
        row[name] += moved
    return row


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
