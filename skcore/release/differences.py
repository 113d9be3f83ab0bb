"""Differences as they are told: those of the shown numbers, with their interval moved along.

62 and 61 on a slide differ by one, whatever the exact means do: so nobody has to wonder, and the
difference tells nothing that the two numbers do not. What is certain is decided on the exact
values; where rounding would say otherwise the interval is left out, and nothing is claimed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from skcore.disclosure import DisclosurePolicy, Released, ReleasePlan, protect
from skcore.disclosure.figure_kinds import beyond
from skcore.disclosure.rounding import round_half_away

#: ends of a difference are told in tenths where a whole number would be a zero that is none
TENTHS = {"conf_low": 1, "conf_high": 1}


def held(values: pd.Series, policy: DisclosurePolicy) -> pd.Series:
    """Means as they are told: a distance from "over 95" must not tell how far over."""
    return values.clip(policy.floor, policy.ceiling)


def shown_difference(
    first: pd.Series,
    second: pd.Series,
    half: Any,
    policy: DisclosurePolicy,
    *,
    limits: tuple[Any, Any] = (-100.0, 100.0),
) -> pd.DataFrame:
    """Difference of two shown means or shares (second minus first), points, with its interval.

    Parameters
    ----------
    first, second
        Exact values on 0-100, same index.
    half
        Half of the interval, exact.
    policy
        Its floor and ceiling: beside "under 5" or "over 95" no difference is told.
    limits
        Least and largest difference that there can be.

    Returns
    -------
    pandas.DataFrame
        ``estimate, conf_low, conf_high``: whole numbers, both ends in tenths where one of them
        would round to zero. An end that by rounding the means would come to the other side of
        zero than the exact one stands a tenth on that side; both are missing where it cannot.

    Examples
    --------
    >>> from skcore import DisclosurePolicy
    >>> policy, pair = DisclosurePolicy(), (pd.Series([61.4]), pd.Series([72.6]))
    >>> shown_difference(*pair, pd.Series([8.3]), policy).to_numpy().tolist()
    [[12.0, 4.0, 20.0]]
    """
    at_end = [(side < policy.floor) | (side > policy.ceiling) for side in (first, second)]
    shown = [round_half_away(side.astype(float)) for side in (first, second)]
    estimate = (shown[1] - shown[0]).mask(at_end[0] | at_end[1])
    exact = second - first
    sure = (exact - half > 0) | (exact + half < 0)
    low = np.maximum(estimate - half, limits[0])
    high = np.minimum(estimate + half, limits[1])
    touches = (round_half_away(low) == 0) | (round_half_away(high) == 0)
    whole, tenths = ([round_half_away(end, at) for end in (low, high)] for at in (0, 1))
    low, high = (end.where(~touches, tenth) for end, tenth in zip(whole, tenths, strict=True))
    agree = ((low > 0) | (high < 0)) == sure
    near = pd.Series(np.sign(estimate) * np.where(sure, 0.1, -0.1), index=estimate.index)
    told = agree | (estimate != 0)
    low = low.where(agree, near.where(estimate > 0, tenths[0])).where(told)
    high = high.where(agree, near.where(estimate < 0, tenths[1])).where(told)
    return pd.DataFrame({"estimate": estimate, "conf_low": low, "conf_high": high})


def protect_difference(
    table: pd.DataFrame, plan: ReleasePlan, name: str, first: str, second: str
) -> Released:
    """Bring differences through the door: their sides are alike but for the class ``name``."""
    sides = [{name: first}, {name: second}]
    how: dict[str, Any] = {"decimals": TENTHS, "sides": sides, "pooled_intervals": True}
    return protect(table, plan, kind=plan.kind, **how)


def held_sides(table: pd.DataFrame, sides: list[str], policy: DisclosurePolicy) -> pd.DataFrame:
    """Hold two means within floor and ceiling, and put their difference (second minus first) by.

    ``half`` is half of its interval. ``<side>_bounded`` says which lies beyond: the number that
    stands for it may be another's own.
    """
    first, second = (table[side] for side in sides)
    told = shown_difference(first, second, table["half"], policy)
    ends: dict[str, Any] = {side: held(table[side], policy) for side in sides}
    ends |= {f"{side}_bounded": beyond(table[side], policy.floor, policy.ceiling) for side in sides}
    return table.drop(columns="half").assign(**ends, **{str(n): told[n] for n in told})
