"""Means weighted to the register, and those who answered twice beside the others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind, ttest_rel

import skcore

MARGINS = ["role", "department"]


@pytest.fixture(scope="module")
def people(golden: Path) -> pd.DataFrame:
    return pd.read_csv(golden / "response_people.csv")


@pytest.fixture(scope="module")
def staff(golden: Path) -> pd.DataFrame:
    return pd.read_csv(golden / "response_staff.csv")


def test_weights_agree_with_rake_of_survey(
    golden: Path, people: pd.DataFrame, staff: pd.DataFrame
) -> None:
    wanted = pd.read_csv(golden / "response_weights.csv")
    found = skcore.rake_weights(people, staff, margins=MARGINS)
    np.testing.assert_allclose(found, wanted["weight"], rtol=1e-6)
    counted = pd.DataFrame({"occupation": ["care", "office"], "invited": [300, 140]})
    three = ["role", "occupation", "department"]
    by_three = skcore.rake_weights(people, [staff, counted], margins=three)
    np.testing.assert_allclose(by_three, wanted["with_occupation"], rtol=1e-6)
    assert not np.allclose(by_three, found)
    # a table for each margin is as good as one for both
    apart = [staff.groupby(name)["invited"].sum().reset_index() for name in MARGINS]
    np.testing.assert_allclose(skcore.rake_weights(people, apart, margins=MARGINS), found)


@pytest.mark.parametrize(("case", "cluster"), [("people", None), ("clusters", "unit")])
def test_weighted_means_agree_with_svymean(
    golden: Path, people: pd.DataFrame, staff: pd.DataFrame, case: str, cluster: str | None
) -> None:
    wanted = pd.read_csv(golden / "response_raked.csv").set_index("case").loc[case]
    row = skcore.raked_means(people, staff, values="trust", margins=MARGINS, cluster=cluster).iloc[
        0
    ]
    for column, value in wanted.items():
        np.testing.assert_allclose(row[column], value, rtol=1e-6, err_msg=str(column))
    assert (row["n"], row["reason"]) == (180, "")


@given(st.integers(0, 10_000))
def test_weighted_answers_have_the_registers_parts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    answers = pd.DataFrame({"a": list("xyz") * 12, "b": list("ppqq") * 9})
    register = pd.DataFrame({"a": list("xyz") * 2, "b": list("pppqqq")})
    register["invited"] = rng.integers(5, 200, 6)
    weights = skcore.rake_weights(answers, register, margins=["a", "b"])
    for name in ("a", "b"):
        got = weights.groupby(answers[name]).sum() / weights.sum()
        asked = register.groupby(name)["invited"].sum() / register["invited"].sum()
        np.testing.assert_allclose(got, asked, atol=1e-8)
    assert weights.mean() == pytest.approx(1)
    assert (weights > 0).all()


def test_what_cannot_be_weighted_is_named(people: pd.DataFrame, staff: pd.DataFrame) -> None:
    silent = pd.concat([staff, staff.head(1).assign(role="cook")])
    with pytest.raises(skcore.InputError, match="cook: invited, and no answer"):
        skcore.rake_weights(people, silent, margins=["role"])
    with pytest.raises(skcore.InputError, match="There is no column 'seniority'"):
        skcore.rake_weights(people, staff, margins=["seniority"])
    answers = pd.DataFrame({"a": ["x", "y"], "b": ["p", "q"]})
    register = pd.DataFrame({"a": list("xxyy"), "b": list("pqpq"), "invited": [1, 8, 9, 1]})
    with pytest.raises(skcore.InputError, match="cannot be reached together"):
        skcore.rake_weights(answers, register.assign(invited=[9, 8, 1, 1]), margins=["a", "b"])


def test_answers_outside_the_register_are_left_out_and_heavy_ones_told(
    people: pd.DataFrame, staff: pd.DataFrame
) -> None:
    known = staff[staff["role"] != "other"]
    weights = skcore.rake_weights(people, known, margins=["role"])
    assert weights.isna().to_list() == (people["role"] == "other").to_list()
    few = pd.concat([people[people["role"] == "nurse"], people[people["role"] == "aide"].head(1)])
    row = skcore.raked_means(few, known, values="trust", margins=["role"]).iloc[0]
    assert row["reason"] == "some answers count more than five"
    assert row["n_effective"] < 3


def test_linked_stand_beside_unlinked_and_those_who_left() -> None:
    rng = np.random.default_rng(2)
    first = pd.DataFrame({"who": range(40), "wave": "a", "TM": rng.normal(60, 10, 40)})
    last = pd.DataFrame({"who": range(15, 60), "wave": "b", "TM": rng.normal(64, 10, 45)})
    table = skcore.compare_linked(
        pd.concat([first, last]), values="TM", subject="who", wave="wave", first="a", last="b"
    ).set_index("contrast")
    stayed = [part[part["who"].between(15, 39)]["TM"].to_numpy() for part in (first, last)]
    assert table.loc["linked", "p_value"] == pytest.approx(ttest_rel(*stayed).pvalue)
    welch = ttest_ind(first["TM"], last["TM"], equal_var=False)
    assert table.loc["unlinked", "p_value"] == pytest.approx(welch.pvalue)
    left = first[first["who"] < 15]["TM"]
    assert table.loc["left", "estimate"] == pytest.approx(stayed[0].mean() - left.mean())
    assert table.loc["left", ["n_first", "n_last"]].to_list() == [15, 25]
    joined = last[last["who"] >= 40]["TM"]
    assert table.loc["joined", "estimate"] == pytest.approx(joined.mean() - stayed[1].mean())
    assert table.loc["joined", "p_value"] == pytest.approx(
        ttest_ind(joined, stayed[1], equal_var=False).pvalue
    )


def test_a_survey_without_answers_is_named_and_nobody_left_is_no_row() -> None:
    people = pd.DataFrame({"who": [1, 2, 3] * 2, "wave": ["a"] * 3 + ["b"] * 3, "TM": range(6)})
    names = {"values": "TM", "subject": "who", "wave": "wave"}
    table = skcore.compare_linked(people, first="a", last="b", **names)
    assert table["contrast"].to_list() == ["linked", "unlinked"]
    apart = skcore.compare_linked(people.assign(who=range(6)), first="a", last="b", **names)
    assert apart["contrast"].to_list() == ["unlinked"]
    with pytest.raises(skcore.InputError, match="has no rows of c"):
        skcore.compare_linked(people, first="a", last="c", **names)
