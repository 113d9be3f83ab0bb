"""How many more answer positively in a part of the organisation than last time."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from skcore.aggregation.groups import group_means
from skcore.aggregation.membership import counted_people
from skcore.disclosure import Released, protect
from skcore.instruments.model import MIDDLE, Instrument
from skcore.reading.study import Study
from skcore.release.change import compared_shares, held_together, shares_of_few
from skcore.release.compared import Compared
from skcore.release.differences import TENTHS, held_sides
from skcore.release.item_answers import BOUNDED_BELOW, SMALLEST_PART
from skcore.release.plans import Plans
from skcore.release.spread import SHARE, change_half
from skcore.release.survey import SMALLEST_CELL

NAME = "level_1"
CUT, WHOLE = f"wave × {NAME} × role", "wave × role"


def level_share_changes(
    study: Study, people: pd.DataFrame, shares: pd.DataFrame, plans: Plans, on: Compared | None
) -> Released | None:
    """Change of the share of favourable answers of the parts just below the whole.

    Of parts of several workplaces that hold the same ones both times, and of which the plan of
    what needs more people shows both surveys. Of a workplace is told whether its answers lie far
    apart: with mean, share and that word some answers would follow. None where anybody's spread
    was told by hand.

    Returns
    -------
    Released or None
        ``cut, level_1, role, variable, before, after, estimate, conf_low, conf_high, n_first,
        n_last, before_bounded, after_bounded``; before and after in percent, ``estimate`` in
        percentage points. Intervals from the surveys' told spreads of shares.
    """
    plan, primary = plans.distributions, study.instruments[0]
    by_hand = [r for r in (plan.as_earlier(""), *plan.earlier) if "spread" in r.told.values()]
    values = [] if on is None or by_hand else compared_shares(shares, on)
    if on is None or not values or CUT not in set(plan.groups["cut"]):
        return None
    staff = people[counted_people(people, primary) & (people["role"] == "employee")]
    staff = staff[staff["wave"].isin([on.first, on.last])]
    each = _shares(staff, shares[values], on.instrument, ["wave", NAME, "role"]).assign(cut=CUT)
    whole = _shares(staff, shares[values], on.instrument, ["wave", "role"]).assign(cut=WHOLE)
    known = pd.concat([whole, each], ignore_index=True)
    known = known[["cut", "wave", NAME, "role", "variable", "share", "n"]]
    # parts barred here would leave a share that is not shown nearly known
    plan = protect(known, plan, kind="distribution", bounded_columns=["share"]).plan
    places = staff.groupby([NAME, "wave"])["unit"].nunique().groupby(NAME).min()
    several = held_together(staff, NAME) & set(places.index[places > 1])
    table = _both(each[each[NAME].isin(several)], on)
    if table.empty:
        return None
    sides = {"n_first": (on.first, SHARE), "n_last": (on.last, SHARE)}
    table["half"] = change_half(plans.means[primary.id].spreads, table, sides)
    few = (table[["n_first", "n_last"]] < BOUNDED_BELOW).any(axis=1)
    parts = [shares_of_few(part, study.policy) for _, part in table.groupby(few)]
    return protect(
        pd.concat([held_sides(part, ["before", "after"], policy) for part, policy in parts]),
        plan,
        kind="distribution",
        decimals=TENTHS,
        sides=[{"wave": on.first}, {"wave": on.last}],
        pooled_intervals=True,
    )


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
    """Put both surveys' shares side by side; none of a part of which one leaves no doubt."""
    table = table[~table[NAME].isin(table.loc[~table["doubt"], NAME])]
    keys = ["cut", NAME, "role", "variable"]
    sides = [table[table["wave"] == wave].set_index(keys) for wave in (on.first, on.last)]
    first, last = (side[["share", "n"]] for side in sides)
    both = first.add_suffix("_first").join(last.add_suffix("_last"), how="inner").reset_index()
    return both.rename(columns={"share_first": "before", "share_last": "after"})
