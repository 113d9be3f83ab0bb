"""How many more answer positively than last time, and of whom that may be told."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from skcore.aggregation.groups import group_means
from skcore.aggregation.membership import counted_people
from skcore.disclosure import Released, ReleasePlan, protect
from skcore.disclosure.figure_kinds import share_end
from skcore.disclosure.matching import match_rows
from skcore.disclosure.told import shares_beside_spreads
from skcore.instruments.model import MIDDLE, Instrument
from skcore.reading.study import Study
from skcore.release.answer_parts import ALL_OPTIONS_FROM, BOUNDED_BELOW, SMALLEST_PART
from skcore.release.answered import was_another
from skcore.release.change import change_of, held_together, shares_of_few, shown_panel
from skcore.release.compared import Compared
from skcore.release.differences import held_sides, protect_difference
from skcore.release.item_answers import FEWEST_QUESTIONS
from skcore.release.plans import Plans
from skcore.release.spread import SHARE, SHARE_PAIRED, change_half
from skcore.release.survey import SMALLEST_CELL, WORKPLACE

NAME = "level_1"
CUT, WHOLE = f"wave × {NAME} × role", "wave × role"


@dataclass(frozen=True)
class ToldShares:
    """Groups and scales of which the share of both surveys is told, and the plan that knows it."""

    plan: ReleasePlan
    table: pd.DataFrame


def told_shares(
    study: Study,
    people: pd.DataFrame,
    shares: pd.DataFrame,
    plans: Plans,
    on: Compared | None,
    items: Released,
) -> ToldShares | None:
    """Decide whose share of favourable answers is told of both surveys.

    Of the whole and of the parts just below it that are several workplaces and the same ones both
    times. Of a workplace is told whether its answers lie far apart (``spread_words``): with mean,
    share and that word some answers would follow, so no share is told from which a workplace's
    own follows. Nor one that its mean, or the answers to its questions, leave too little doubt.
    """
    plan = plans.distributions
    instrument = study.instruments[0]
    values = [] if on is None else compared_shares(shares, on, instrument)
    values = [code for code in values if code not in _put_together(items, instrument)]
    if on is None or not values or any(was_another(plan, w) for w in (on.first, on.last)):
        return None  # of a new edition, less the first, it would be the share of who came late
    staff = people[counted_people(people, instrument) & (people["role"] == "employee")]
    staff = staff[staff["wave"].isin([on.first, on.last])]
    panel = shown_panel(study, plans, on)
    table = _of_the_whole(staff, shares[values], on, panel)
    if CUT in set(plan.groups["cut"]):
        table = pd.concat([table, _of_parts(staff, shares[values], on)], ignore_index=True)
    else:
        table[NAME] = None
    table = _beside_spreads(_shown_twice(table, plan), plan)
    once = staff[staff[panel] != "both"] if panel else staff.head(0)
    parts = table[table["cut"] == CUT]
    open_ = [
        rows
        for code, rows in parts.groupby("variable", sort=False)
        if _leave_the_rest_open(rows, staff, once, shares[[code]], on)
    ]
    table = pd.concat([table[table["cut"] != CUT], *open_], ignore_index=True)
    return None if table.empty else ToldShares(_knowing(table, plan), table)


def _of_the_whole(
    staff: pd.DataFrame, shares: pd.DataFrame, on: Compared, panel: str
) -> pd.DataFrame:
    """Shares of all employees; of those who answered both times where they are compared."""
    whole = staff[staff[panel] == "both"] if panel else staff
    columns = ["wave", "role", *([panel] if panel else [])]
    table = _shares(whole, shares, on.instrument, columns)
    return table.assign(cut=f"{WHOLE} × {panel} = both" if panel else WHOLE)


def _of_parts(staff: pd.DataFrame, shares: pd.DataFrame, on: Compared) -> pd.DataFrame:
    """Shares of the parts that are several workplaces and the same ones both times.

    None of a part of which one share would leave too little doubt.
    """
    each = _shares(staff, shares, on.instrument, ["wave", NAME, "role"])
    places = staff.groupby([NAME, "wave"])["unit"].nunique().groupby(NAME).min()
    several = held_together(staff, NAME) & set(places.index[places > 1])
    each = each[each[NAME].isin(several)].sort_values("n", ascending=False, kind="stable")
    doubted = each[NAME].isin(each.loc[~each["doubt"], NAME])
    return each[~doubted].assign(cut=CUT)


def _shown_twice(table: pd.DataFrame, plan: ReleasePlan) -> pd.DataFrame:
    """Keep what leaves doubt and is shown of both surveys, with the plan's ``row`` of each."""
    table = table.assign(row=match_rows(table, plan)[0] if len(table) else 0)
    hidden = plan.groups["hidden"].to_numpy(dtype=bool)
    table = table[table["doubt"] & ~hidden[table["row"]]].drop(columns="doubt")
    twice = table.groupby(["cut", NAME, "variable"], dropna=False)["wave"].transform("nunique")
    return table[twice == 2]


def _beside_spreads(table: pd.DataFrame, plan: ReleasePlan) -> pd.DataFrame:
    """Keep the groups whose share tells none of a group that has a spread."""
    groups = table.groupby(["cut", NAME], sort=False, dropna=False).ngroup()
    rows = [sorted(set(part)) for _, part in table["row"].groupby(groups)]
    may = pd.Series(shares_beside_spreads(plan, rows, also=WORKPLACE), dtype=bool)
    return table[groups.map(may).astype(bool)].drop(columns="row")


def _leave_the_rest_open(
    parts: pd.DataFrame, staff: pd.DataFrame, once: pd.DataFrame, shares: pd.DataFrame, on: Compared
) -> bool:
    """Whether the share that follows of everybody else might be told as well.

    The whole's less those of its parts is that of who is in none, or in one that is told as an
    end: it leaves doubt, and is at no end. Where those who answered both times are the whole, so
    it is with those who answered once.
    """
    told = parts[~_at_an_end(parts)]
    exact = pd.MultiIndex.from_frame(told[["wave", NAME]])
    others = staff[~pd.MultiIndex.from_frame(staff[["wave", NAME]]).isin(exact)]
    others = others[others["wave"].isin(told["wave"])]
    tables = [_shares(p, shares, on.instrument, ["wave", "role"]) for p in (others, once) if len(p)]
    return all((rest["doubt"] & ~_at_an_end(rest)).all() for rest in tables)


def _at_an_end(table: pd.DataFrame) -> pd.Series[bool]:
    """Say of shares of few whether they are told alike with those of nobody, or of everybody."""
    end = share_end(table["n"])
    inside = table["share"].between(end, 100 - end, inclusive="neither")
    return (table["n"] < BOUNDED_BELOW) & ~inside


def _knowing(table: pd.DataFrame, plan: ReleasePlan) -> ReleasePlan:
    """Return the plan that knows these shares as told, and what must not stand beside them."""
    # what is barred here would leave a share that is not shown nearly known; held at an end none is
    told = table.assign(share=table["share"].mask(_at_an_end(table)))
    return protect(told, plan, kind="distribution", bounded_columns=["share"]).plan


def compared_shares(shares: pd.DataFrame, on: Compared, instrument: Instrument) -> list[str]:
    """Scales whose share may be told: the same questions both times, three at least.

    Of scales that share questions the shortest: eight times a share, less three times those of
    two of its parts, would be that of the two questions left.
    """
    apart: dict[str, set[str]] = {}
    for scale in sorted(instrument.scales, key=lambda own: len(own.items)):
        items = set(scale.items)
        if len(items) >= FEWEST_QUESTIONS and not any(items & own for own in apart.values()):
            apart[scale.code] = items
    asked = [str(c) for c in shares if c in on.scales and c not in on.shortened]
    return [code for code in asked if code in apart]


def _put_together(items: Released, instrument: Instrument) -> set[str]:
    """Scales of few whose share would tell more of questions that are told.

    Where good answers to one are told together with others, or one is not told, the scale's share
    tells how many were good, and some answers follow.
    """
    few = (items.table["n"] < ALL_OPTIONS_FROM).fillna(False)
    rows = items.table[~items.table["hidden"] & few]
    found: set[str] = set()
    for _, told in rows.groupby("wave"):
        points = told["category"].astype(str).str.split("+")
        apart = [(min(own) > MIDDLE) == (max(own) > MIDDLE) for own in points.map(_numbers)]
        known, mixed = set(told["variable"]), set(told["variable"][~np.array(apart, dtype=bool)])
        for scale in instrument.scales:
            own = set(scale.items)
            found |= {scale.code} if own & known and (own & mixed or own - known) else set()
    return found


def _numbers(words: list[str]) -> list[float]:
    return [float(word) for word in words]


def whole_share_changes(
    study: Study,
    people: pd.DataFrame,
    shares: pd.DataFrame,
    plans: Plans,
    on: Compared | None,
    told: ToldShares | None,
) -> Released | None:
    """Change of the share of favourable answers, in percentage points, for all employees.

    Returns
    -------
    Released or None
        As ``changes``; ``before, after`` in percent, ``estimate`` in percentage points.
    """
    if on is None or told is None:
        return None
    whole = told.table[told.table["cut"] != CUT]
    values = list(dict.fromkeys(whole["variable"]))
    employees = people.loc[shares.index].drop(columns=values).join(shares[values])
    employees = employees[employees["role"] == "employee"]
    own = replace(plans, distributions=told.plan)
    return change_of(study, employees, values, own, on, whose=(SHARE, SHARE_PAIRED))[0]


def level_share_changes(
    study: Study, plans: Plans, on: Compared | None, told: ToldShares | None
) -> Released | None:
    """Change of the share of favourable answers of the parts just below the whole.

    Returns
    -------
    Released or None
        ``cut, level_1, role, variable, before, after, estimate, conf_low, conf_high, n_first,
        n_last, before_bounded, after_bounded``; before and after in percent, ``estimate`` in
        percentage points. Intervals from the surveys' told spreads of shares.
    """
    table = None if on is None or told is None else _both(told.table, on)
    if on is None or told is None or table is None or table.empty:
        return None
    sides = {"n_first": (on.first, SHARE), "n_last": (on.last, SHARE)}
    spreads = plans.means[study.instruments[0].id].spreads
    table["half"] = change_half(spreads, table, sides)
    few = (table[["n_first", "n_last"]] < BOUNDED_BELOW).any(axis=1)
    parts = [shares_of_few(part, study.policy) for _, part in table.groupby(few)]
    both = pd.concat([held_sides(part, ["before", "after"], policy) for part, policy in parts])
    return protect_difference(both, told.plan, "wave", on.first, on.last)


def _shares(
    staff: pd.DataFrame, shares: pd.DataFrame, instrument: Instrument, columns: list[str]
) -> pd.DataFrame:
    """Share and number of each group and scale, and whether it and the mean leave doubt enough."""
    keys = [*columns, "variable"]
    codes = [str(code) for code in shares]
    means, table = (
        group_means(values, values=codes, groups=columns, within=SMALLEST_CELL)[
            [*keys, "estimate", "n"]
        ]
        for values in (staff, staff.drop(columns=codes).join(shares))
    )
    table = table.merge(means, on=[*keys, "n"], suffixes=("", "_mean"))
    doubt = [_leaves_doubt(row, instrument) for row in table.to_dict("records")]
    return table.rename(columns={"estimate": "share"}).assign(doubt=doubt)


def _leaves_doubt(row: Mapping[Hashable, Any], instrument: Instrument) -> bool:
    """Whether the favourable answers, and the others, may have been given in more than one way.

    A mean as low or as high as the share lets it be gives every answer away: so it lies five
    answers' steps or more from both.
    """
    scale = next(scale for scale in instrument.scales if scale.code == row["variable"])
    options = {tuple(sorted({p for p, _ in instrument.points_of(i)})) for i in scale.items}
    if len(options) > 1:  # what a share leaves open differs from question to question
        return False
    points = np.array(options.pop())
    share, sides = row["estimate"] / 100, [points[points > MIDDLE], points[points <= MIDDLE]]
    low, high = (share * end(sides[0]) + (1 - share) * end(sides[1]) for end in (min, max))
    room = (
        min(row["estimate_mean"] - low, high - row["estimate_mean"]) * row["n"] * len(scale.items)
    )
    return bool(room >= SMALLEST_PART * np.diff(points).max())


def _both(table: pd.DataFrame, on: Compared) -> pd.DataFrame:
    """Put both surveys' shares of the parts side by side."""
    table = table[table["cut"] == CUT]
    keys = ["cut", NAME, "role", "variable"]
    sides = [table[table["wave"] == wave].set_index(keys) for wave in (on.first, on.last)]
    first, last = (side[["share", "n"]] for side in sides)
    both = first.add_suffix("_first").join(last.add_suffix("_last"), how="inner").reset_index()
    return both.rename(columns={"share_first": "before", "share_last": "after"})
