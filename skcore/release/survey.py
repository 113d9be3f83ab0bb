"""What the survey says about each group: response, levels, differences, two views, answers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skcore.aggregation.groups import group_means, response_rates, role_gap
from skcore.aggregation.membership import (
    counted_people,
    level_columns,
    share_favourable,
    unit_paths,
)
from skcore.association.occupations import OCCUPATION
from skcore.disclosure import Released, ReleasePlan, protect
from skcore.disclosure.figure_kinds import beyond
from skcore.disclosure.told import known_by_shares
from skcore.instruments.model import Instrument
from skcore.measuring.detectable import detectable_change
from skcore.measuring.group_agreement import agreement
from skcore.measuring.scoring import score_items
from skcore.reading.study import Study
from skcore.release.differences import held, held_sides, protect_difference, shown_difference
from skcore.release.plans import Plans
from skcore.release.spread import change_half, half_widths

SMALLEST_CELL = ["wave", "unit", "role"]
WORKPLACE = " × ".join(SMALLEST_CELL)
#: how much further apart answers of this mean could lie than what is called far apart; where it
#: is little, mean and word give the answers away
ROOM_FOR_A_WORD = 1.2


def group_columns(plan: ReleasePlan) -> list[list[str]]:
    """Class columns of the plan's cuts that are groups of people as they work (no part groups)."""
    return [list(cut) for cut in plan.cuts if all(isinstance(part, str) for part in cut)]


def levels(people: pd.DataFrame, instrument: Instrument, plans: Plans) -> Released:
    """Mean of every scale in every group, beside the employees of the whole organisation.

    Returns
    -------
    Released
        ``cut``, class columns, ``variable, estimate, conf_low, conf_high, n, reference,
        difference, diff_low, diff_high, detectable, reference_bounded``; points, as they are
        told (``shown_difference``). ``reference`` is the mean of all employees in the same wave;
        the group is part of it, which the interval of the difference takes into account; both are
        missing where that whole is not shown, or is nobody but the group itself.
        ``detectable`` is the smallest difference from it that a group of this size can show.
    """
    plan = plans.means[instrument.id]
    counted = people[counted_people(people, instrument)]
    values = [code for code in instrument.scale_codes if code in people]
    tables = [
        group_means(counted, values=values, groups=columns, within=SMALLEST_CELL).assign(
            cut=" × ".join(columns)
        )
        for columns in group_columns(plan)
    ]
    table = pd.concat(tables, ignore_index=True)
    whole = tables[0].loc[tables[0]["role"] == "employee"]
    whole = whole.set_index(["wave", "variable"])[["estimate", "n"]]
    beside = whole.reindex(pd.MultiIndex.from_frame(table[["wave", "variable"]]))
    told = set(plan.shown_groups(("wave", "role"), role="employee")["wave"])
    reference = held(beside["estimate"], plan.policy).to_numpy()
    # beside a group that is shown, a whole that is not must not be told either; none beside itself
    itself = (table["role"] == "employee") & (table["n"] == beside["n"].to_numpy())
    itself &= table["cut"] != tables[0]["cut"].iloc[0]
    table["reference"] = np.where(table["wave"].isin(told) & ~itself, reference, np.nan)
    table[["half", "sd_within"]] = half_widths(plan.spreads, table)[["half", "sd"]]
    table["conf_low"] = (table["estimate"] - table["half"]).clip(0, 100)
    table["conf_high"] = (table["estimate"] + table["half"]).clip(0, 100)
    half = table["half"] * _part_of_whole(table["n"], beside["n"])
    # neither the group's mean nor the whole's can lie outside 0-100
    around = beside["estimate"].set_axis(table.index).where(table["reference"].notna())
    table["reference_bounded"] = beyond(around, plan.policy.floor, plan.policy.ceiling)
    limits = -table["reference"], 100 - table["reference"]
    apart = shown_difference(around, table["estimate"], half, plan.policy, limits=limits)
    table[["difference", "diff_low", "diff_high"]] = apart[["estimate", "conf_low", "conf_high"]]
    table["detectable"] = _detectable(table, beside["n"])
    return protect(
        table.drop(columns=["sd", "sd_within", "half", "method"]),
        plan,
        kind="means",
        decimals={"diff_low": 1, "diff_high": 1},
        bounded_columns=["estimate"],
        pooled_intervals=True,
    )


def _part_of_whole(n: pd.Series, whole: pd.Series) -> np.ndarray:
    """Shrink the half-width of a group's mean to that of its distance from the whole it is in."""
    share = n.to_numpy(dtype=float) / whole.to_numpy(dtype=float)
    root: np.ndarray = np.sqrt(np.clip(1 - share, 0, 1))
    return root


def _detectable(table: pd.DataFrame, whole: pd.Series) -> pd.Series:
    """Smallest distance from the whole that a group can show: it is the rest that it is unlike."""
    inside = np.where(table["role"] == "employee", table["n"], 0)
    rest = pd.Series(whole.to_numpy(dtype=float) - inside, index=table.index)
    apart = detectable_change(table["n"].astype(float), 1.0, n_last=rest)
    smallest: pd.Series = apart * table["sd_within"] * rest / whole.to_numpy(dtype=float)
    return smallest


def responses(study: Study, plans: Plans) -> Released:
    """Answers, invitations and response rate of every group by role.

    Returns
    -------
    Released
        ``cut``, class columns, ``answers, invited, response_rate`` (percent, whole numbers).
        ``answers`` is everybody who answered; a mean may rest on fewer.
    """
    plan = plans.means[study.instruments[0].id]
    paths = unit_paths(study.units, levels=study.levels, waves=[w.id for w in study.waves])
    items = [code for code in study.instruments[0].item_codes if code in study.responses]
    # who answered another questionnaire only did not answer this one
    filled = study.responses[study.responses[items].notna().any(axis=1)]
    answered = filled.merge(paths, on=["wave", "unit"], how="left")
    invited = None
    if study.invited is not None:
        invited = study.invited.merge(paths, on=["wave", "unit"], how="left")
    levels = [["wave", c, "role"] for c in level_columns(study.levels)]
    planned = group_columns(plan)  # of well-being, no workplaces
    tables = [
        response_rates(answered, invited, by=by).assign(cut=" × ".join(by))
        for by in [["wave", "role"], *levels, SMALLEST_CELL]
        if by in planned
    ]
    by = ["wave", "role", OCCUPATION]
    if invited is not None and OCCUPATION in invited and by in planned:
        # of an occupation that nobody answered of there is no group
        rates = response_rates(answered, invited, by=by).assign(cut=" × ".join(by))
        tables.append(rates.merge(plan.groups[["cut", *by]]))
    table = pd.concat(tables, ignore_index=True).rename(columns={"n": "answers"})
    return protect(table, plan, kind="means")


def gaps(study: Study, people: pd.DataFrame, plans: Plans) -> Released:
    """Leaders' mean beside employees', for the whole and the top level.

    Returns
    -------
    Released
        Class columns without role, ``variable, employee, leader, estimate, conf_low, conf_high,
        n_employee, n_leader, employee_bounded, leader_bounded``; only where both sides are shown.
    """
    instrument = study.instruments[0]
    counted = people[counted_people(people, instrument)]
    values = [code for code in instrument.scale_codes if code in people]
    planned = group_columns(plans.distributions)  # of well-being, no level with few workplaces
    tables = [
        role_gap(counted, values=values, groups=columns).assign(cut=" × ".join([*columns, "role"]))
        for columns in (["wave"], *(["wave", c] for c in level_columns(study.levels)[:1]))
        if [*columns, "role"] in planned
    ]
    table = pd.concat(tables, ignore_index=True).drop(columns="method")
    numbers = ["n_employee", "n_leader"]
    table[numbers] = table[numbers].fillna(0).astype(int)
    spreads = plans.means[instrument.id].spreads
    for wave, rows in table.groupby("wave"):
        whose = {"n_employee": (str(wave), "employee"), "n_leader": (str(wave), "leader")}
        table.loc[rows.index, "half"] = change_half(spreads, rows, whose)
    table = held_sides(table, ["employee", "leader"], study.policy)
    return protect_difference(table, plans.distributions, "role", "leader", "employee")


def favourable_shares(study: Study, people: pd.DataFrame) -> pd.DataFrame:
    """Share favourable per respondent and scale, of those who are counted (confidential)."""
    instrument = study.instruments[0]
    shares = share_favourable(study.responses, instrument).set_axis(people.index)
    return pd.concat([people[SMALLEST_CELL], shares], axis=1)[counted_people(people, instrument)]


def spread_words(study: Study, people: pd.DataFrame, plans: Plans) -> Released:
    """Say where a unit's answers lie far apart, in one coarse word and nothing finer.

    Returns
    -------
    Released
        ``wave, unit, role, variable, spread`` (``apart`` or empty), ``n``. ``apart`` where the
        average deviation exceeds a sixth of the number of options (no practical agreement), and
        the mean leaves open how. No row of who had their share told before.
    """
    instrument = study.instruments[0]
    plan = plans.distributions
    rows = np.flatnonzero((plan.groups["cut"] == WORKPLACE) & ~plan.groups["hidden"]).tolist()
    rows = sorted({*rows} - known_by_shares(plan, rows))
    shown = plan.groups.loc[rows].reindex(columns=SMALLEST_CELL)
    chosen = people[counted_people(people, instrument)].merge(shown, on=SMALLEST_CELL)
    points = score_items(chosen, instrument)
    number = chosen.groupby(SMALLEST_CELL, sort=False).ngroup()  # in order of appearance, as keys
    keys = chosen[SMALLEST_CELL].drop_duplicates().to_numpy()
    tables = []
    for scale in instrument.scales:
        items = [code for code in scale.items if code in points]
        if not items or chosen.empty:
            continue
        # answer steps, wherever the options' points lie: 33.33 and unequal ones are steps too
        steps = {item: sorted({p for p, _ in instrument.points_of(item)}) for item in items}
        options = max(map(len, steps.values()))
        places = {
            item: points[item].map(
                {p: place * (options - 1) / (len(own) - 1) for place, p in enumerate(own)}
            )
            for item, own in steps.items()
        }
        answered = pd.DataFrame(places).assign(group=number)
        found = agreement(
            answered, items=items, group="group", categories=options, missing="pairwise"
        )
        found[SMALLEST_CELL] = keys[found["group"].to_numpy(dtype=int)]
        least = options / 6  # of a mean so near an end only one way of answering lies so far apart
        part = chosen.groupby(number)[scale.code].mean().reindex(found["group"]).to_numpy() / 100
        room = 2 * part * (1 - part) * (options - 1) >= ROOM_FOR_A_WORD * least
        word = np.where((found["ad_mean"] > least) & room, "apart", "")
        tables.append(found[[*SMALLEST_CELL, "n"]].assign(variable=scale.code, spread=word))
    table = pd.concat(tables, ignore_index=True) if tables else shown.assign(variable="", spread="")
    return protect(table.assign(cut=WORKPLACE), plan, kind="distribution")
