"""A shown difference is the difference of the shown numbers, whatever the exact ones are."""

from __future__ import annotations

import math

import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st

from skcore import DisclosurePolicy
from skcore.disclosure.rounding import round_half_away
from skcore.release.differences import held_sides, shown_difference

POLICY = DisclosurePolicy()
POINTS = st.floats(0, 100, allow_nan=False)
INSIDE = st.floats(POLICY.floor, POLICY.ceiling, allow_nan=False)
HALVES = st.floats(0.01, 40)


def told(first: float, second: float, half: float) -> pd.Series:
    series = (pd.Series([value]) for value in (first, second, half))
    return shown_difference(*series, POLICY).iloc[0]


def shown(value: float) -> float:
    return float(round_half_away(pd.Series([value])).iloc[0])


@given(INSIDE, INSIDE, HALVES)
def test_it_is_that_of_the_two_numbers_beside_it(first: float, second: float, half: float) -> None:
    assert told(first, second, half)["estimate"] == shown(second) - shown(first)


@given(INSIDE, INSIDE, HALVES)
def test_its_interval_claims_what_the_exact_one_does(
    first: float, second: float, half: float
) -> None:
    row, exact = told(first, second, half), second - first
    sure = exact - half > 0 or exact + half < 0
    assert math.isnan(row["conf_low"]) == (row["estimate"] == 0 and sure and half < 1)
    if not math.isnan(row["conf_low"]):
        assert (row["conf_low"] > 0 or row["conf_high"] < 0) == sure
        assert row["conf_low"] <= row["estimate"] <= row["conf_high"]
    assert math.isnan(row["conf_low"]) == math.isnan(row["conf_high"])


@given(INSIDE, INSIDE, HALVES)
def test_an_end_that_is_not_zero_is_never_written_as_zero(
    first: float, second: float, half: float
) -> None:
    row = told(first, second, half)
    ends = row[["conf_low", "conf_high"]].dropna()
    assume(len(ends))
    whole = all(float(end).is_integer() for end in ends)
    exact = (row["estimate"] - half, row["estimate"] + half)
    assert not whole or all(
        abs(end) >= 0.05 or abs(e) < 0.05 for end, e in zip(ends, exact, strict=True)
    )


@given(POINTS, POINTS, HALVES)
def test_none_is_told_beside_under_5_or_over_95(first: float, second: float, half: float) -> None:
    table = pd.DataFrame({"before": [first], "after": [second], "half": [half]})
    row = held_sides(table, ["before", "after"], POLICY).iloc[0]
    beyond = [not POLICY.floor <= side <= POLICY.ceiling for side in (first, second)]
    assert math.isnan(row["estimate"]) == any(beyond)
    assert POLICY.floor <= row["before"] <= POLICY.ceiling
    assert POLICY.floor <= row["after"] <= POLICY.ceiling
    for side, exact in {"before": first, "after": second}.items():
        word = "below" if exact < POLICY.floor else "above" if exact > POLICY.ceiling else ""
        assert row[f"{side}_bounded"] == word
