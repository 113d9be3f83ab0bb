"""From respondents to groups: every figure by a second route, leaders always apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from skcore.aggregation.groups import group_means, response_rates, role_gap
from skcore.aggregation.membership import unit_paths
from skcore.errors import InputError

TREE = pd.DataFrame(
    {
        "unit": ["A", "B", "A1", "a1", "a2", "b1", "b1"],
        "parent": ["", "", "A", "A1", "A", "B", "A"],
        "level": ["top", "top", "middle", "team", "team", "team", "team"],
        "wave": ["", "", "", "", "", "1", "2"],
    }
)


@pytest.fixture
def people() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    n = 240
    data = pd.DataFrame(
        {
            "wave": rng.choice(["1", "2"], n),
            "unit": rng.choice(list("abcd"), n),
            "role": rng.choice(["employee", "leader"], n, p=[0.85, 0.15]),
            "TM": rng.normal(60, 15, n),
        }
    )
    data.loc[rng.choice(n, 20, replace=False), "TM"] = np.nan
    return data


def test_a_unit_keeps_its_ancestors_and_a_level_it_lacks_has_a_name() -> None:
    paths = unit_paths(TREE, levels=["top", "middle", "team"], waves=["1"]).set_index("unit")
    assert paths.loc["a1", ["level_1", "level_2"]].tolist() == ["A", "A1"]
    assert paths.loc["a2", ["level_1", "level_2"]].tolist() == ["A", "–"]
    assert not paths.isna().any().any()


def test_a_unit_that_moved_has_each_waves_own_parent() -> None:
    paths = unit_paths(TREE, levels=["top", "middle", "team"], waves=["1", "2"])
    moved = paths[paths["unit"] == "b1"].set_index("wave")["level_1"]
    assert moved.to_dict() == {"1": "B", "2": "A"}


def test_group_means_have_the_interval_of_the_pooled_spread(people: pd.DataFrame) -> None:
    within = ["wave", "unit", "role"]
    table = group_means(people, values=["TM"], groups=["wave", "unit"], within=within)
    valid = people.dropna(subset=["TM"])
    parts = [part["TM"].to_numpy() for _, part in valid.groupby(within)]
    df = sum(len(part) - 1 for part in parts)
    pooled = np.sqrt(sum(((part - part.mean()) ** 2).sum() for part in parts) / df)
    for row in table.itertuples():
        own = valid[(valid["wave"] == row.wave) & (valid["unit"] == row.unit)]["TM"]
        half = stats.t.ppf(0.975, df) * pooled / np.sqrt(len(own))
        assert row.n == len(own)
        assert row.estimate == pytest.approx(own.mean())
        assert row.conf_low == pytest.approx(own.mean() - half)
        assert row.conf_high == pytest.approx(own.mean() + half)
        assert row.sd_within == pytest.approx(pooled)


def test_a_wider_confidence_level_gives_wider_intervals(people: pd.DataFrame) -> None:
    arguments = {"values": ["TM"], "groups": ["unit"], "within": ["unit"]}
    narrow = group_means(people, **arguments, conf_level=0.8)
    wide = group_means(people, **arguments, conf_level=0.99)
    assert (wide["conf_low"] < narrow["conf_low"]).all()
    assert (wide["conf_high"] > narrow["conf_high"]).all()


def test_the_order_of_rows_does_not_matter(people: pd.DataFrame) -> None:
    arguments = {"values": ["TM"], "groups": ["unit"], "within": ["unit", "role"]}
    shuffled = people.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        group_means(people, **arguments), group_means(shuffled, **arguments)
    )


def test_one_person_per_group_has_a_mean_and_no_interval() -> None:
    data = pd.DataFrame({"unit": ["a", "b"], "x": [40.0, 60.0]})
    table = group_means(data, values=["x"], groups=["unit"], within=["unit"])
    assert table["estimate"].tolist() == [40.0, 60.0]
    assert table[["conf_low", "conf_high"]].isna().all().all()


def test_the_gap_is_welchs_leader_minus_employee(people: pd.DataFrame) -> None:
    table = role_gap(people, values=["TM"], groups=["wave"]).set_index("wave")
    for wave, part in people.dropna(subset=["TM"]).groupby("wave"):
        leader = part.loc[part["role"] == "leader", "TM"]
        employee = part.loc[part["role"] == "employee", "TM"]
        interval = stats.ttest_ind(leader, employee, equal_var=False).confidence_interval()
        row = table.loc[wave]
        assert row["estimate"] == pytest.approx(leader.mean() - employee.mean())
        assert (row["conf_low"], row["conf_high"]) == pytest.approx((interval.low, interval.high))
        assert (row["n_leader"], row["n_employee"]) == (len(leader), len(employee))


def test_without_leaders_the_gap_is_missing_and_nothing_breaks(people: pd.DataFrame) -> None:
    employees = people[people["role"] == "employee"]
    table = role_gap(employees, values=["TM"])
    assert table["estimate"].isna().all()
    assert table["employee"].notna().all()


def test_a_unit_that_was_invited_and_did_not_answer_has_rate_zero() -> None:
    answers = pd.DataFrame({"unit": ["a", "a"]})
    asked = pd.DataFrame({"unit": ["a", "b"], "invited": [4, 6]})
    table = response_rates(answers, asked, by=["unit"]).set_index("unit")
    assert table.loc["b", "response_rate"] == 0
    assert table.loc["a", "response_rate"] == 50


def test_a_sum_with_a_unit_that_nobody_counted_has_no_rate() -> None:
    people = {"wave": ["1"] * 5, "role": ["employee"] * 5, "unit": ["a", "a", "b", "c", ""]}
    answers = pd.DataFrame(people).assign(top=["x", "x", "y", "y", "x"])
    asked = pd.DataFrame(
        {"wave": "1", "role": "employee", "unit": ["a", "b"], "top": ["x", "y"], "invited": [4, 6]}
    )
    table = response_rates(answers, asked, by=["wave", "top", "role"]).set_index("top")
    # who told no workplace may be one of the invited; everybody at c is missing from them
    assert table.loc["x", "response_rate"] == 75
    assert np.isnan(table.loc["y", "invited"])
    assert table.loc["y", "n"] == 2
    assert response_rates(answers, asked, by=["wave", "role"])["response_rate"].isna().all()


def test_without_invited_numbers_the_rate_is_missing_not_a_hundred() -> None:
    table = response_rates(pd.DataFrame({"unit": ["a", "a"]}), None, by=["unit"])
    assert table["n"].tolist() == [2]
    assert table["response_rate"].isna().all()


def test_a_column_that_is_not_there_is_named(people: pd.DataFrame) -> None:
    with pytest.raises(InputError, match=r"(?s)role_gap cannot use data.*'TX'.*'team'"):
        role_gap(people, values=["TX"], groups=["team"])
    with pytest.raises(InputError, match="no column 'team'"):
        group_means(people, values=["TM"], groups=["unit"], within=["team"])
    with pytest.raises(InputError, match="no column 'invited'"):
        response_rates(people, people, by=["unit"])
    with pytest.raises(InputError, match="conf_level"):
        group_means(people, values=["TM"], groups=["unit"], within=["unit"], conf_level=95)


@pytest.mark.parametrize("name", ["n", "estimate", "sd"])
def test_groups_called_as_a_column_of_the_result_are_refused(name: str) -> None:
    table = pd.DataFrame({name: ["a", "a", "b", "b"], "TM": [50.0, 60, 70, 40]})
    with pytest.raises(InputError, match=f"gives a column '{name}' of its own"):
        group_means(table, values=["TM"], groups=[name], within=[name])


def test_a_survey_that_is_a_number_here_and_text_there_is_told() -> None:
    answers = pd.DataFrame({"wave": [2025, 2025], "unit": ["a", "b"]})
    asked = pd.DataFrame({"wave": ["2025", "2025"], "unit": ["a", "b"], "invited": [4, 2]})
    with pytest.raises(
        InputError, match=r"'wave' is a number \(or a day\) in one table and text in the other"
    ):
        response_rates(answers, asked, by=["wave", "unit"])
