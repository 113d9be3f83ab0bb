"""A contrast of units checked in several ways: what each may say, and when it may say nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import skcore
from skcore.columns import GLOSSARY
from skcore.errors import InputError


def people(n_treated: int, n_comparison: int, *, seed: int = 1, effect: float = 0.0):
    rng = np.random.default_rng(seed)
    size = rng.integers(6, 20, (n_treated + n_comparison, 2))
    unit = np.repeat(np.arange(len(size)), size.sum(axis=1))
    post = np.concatenate([np.repeat([0, 1], one) for one in size])
    level = rng.normal(60, 6, len(size)) + 0.0
    moved = rng.normal(0, 2, len(size))[unit] * post
    treated = (unit < n_treated).astype(int)
    trust = level[unit] + moved + effect * treated * post + rng.normal(0, 15, len(unit))
    return pd.DataFrame({"unit": unit, "post": post, "treated": treated, "trust": trust})


def checked(data: pd.DataFrame, **options):
    names = {"outcome": "trust", "treated": "treated", "post": "post", "unit": "unit"}
    return skcore.action_checks(data, **names, **options).set_index("analysis")


def test_three_against_three_never_go_below_a_tenth():
    table = checked(people(3, 3, effect=60.0), baseline_adjusted=False)
    assert table.loc["permutation", ["p_value", "least_p"]].to_list() == [0.1, 0.1]
    assert "p never below 0.10" in table.loc["units", "reason"]
    adjusted = checked(people(3, 3, effect=60.0))
    assert adjusted.loc["permutation", "least_p"] == pytest.approx(1 / 20)


def test_the_sandwich_is_given_from_twenty_units_a_side_only():
    few, enough = checked(people(19, 20)), checked(people(20, 20))
    assert np.isnan(few.loc["sandwich", "p_value"])
    assert "wild cluster bootstrap would be needed" in few.loc["sandwich", "reason"]
    assert 0 < enough.loc["sandwich", "p_value"] < 1


@pytest.mark.parametrize("adjusted", [True, False])
def test_one_effect_is_found_in_every_way(adjusted):
    table = checked(people(22, 24, effect=12.0), baseline_adjusted=adjusted)
    assert (table["p_value"] < 0.01).all()
    assert table["estimate"].between(8, 16).all()
    assert table.loc["permutation", "n_permutations"] == 9_999
    assert table.loc["permutation", "least_p"] == pytest.approx(1e-4)
    assert set(table.columns) <= set(GLOSSARY)


def test_the_main_one_is_the_difference_in_differences():
    data = people(6, 12)
    row = skcore.difference_in_differences(
        data, outcome="trust", treated="treated", post="post", unit="unit", baseline_adjusted=True
    ).iloc[0]
    main = checked(data).loc["units"]
    columns = ["estimate", "std_error", "conf_low", "conf_high", "p_value", "n_clusters"]
    np.testing.assert_array_equal(main[columns].astype(float), row[columns].astype(float))


def test_units_that_are_there_once_count_in_no_way():
    data = people(5, 9)
    gone = data[(data["unit"] != 13) | (data["post"] == 0)]
    without = checked(data[data["unit"] != 13])
    pd.testing.assert_frame_equal(checked(gone), without)
    assert (without["n_comparison"] == 8).all()


@pytest.mark.parametrize("marked", [0, 1])
def test_without_one_of_the_sides_every_way_says_so(marked):
    table = checked(people(4, 4).assign(treated=marked))
    assert table[["conf_low", "p_value"]].isna().all(axis=None)
    assert table["reason"].str.len().gt(0).all()


def test_one_period_alone_says_so():
    data = people(4, 4)
    table = checked(data[data["post"] == 0])
    assert table["p_value"].isna().all()
    assert table["reason"].str.len().gt(0).all()


def test_equal_changes_everywhere_are_no_certain_effect():
    data = people(4, 6)
    data["trust"] = 50.0 + 5 * data["post"]
    table = checked(data, baseline_adjusted=False)
    assert table["conf_low"].isna().all()
    assert not (table["p_value"] < 1).any()


def test_a_unit_on_both_sides_is_refused():
    data = people(4, 4)
    data.loc[data.index[0], "treated"] = 0
    with pytest.raises(
        InputError, match="difference_in_differences: a unit has the action or is a comparison"
    ):
        checked(data)


def test_permutations_by_chance_follow_the_seed():
    data = people(12, 14)
    p = [checked(data, seed=seed).loc["permutation", "p_value"] for seed in (1, 1, 2)]
    assert p[0] == p[1]
    assert p[2] == pytest.approx(p[0], abs=0.03)
