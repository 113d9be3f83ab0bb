"""Intraclass correlations as multilevel and lme4 give them, each undefined case with its reason."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skcore.errors import InputError
from skcore.measuring.intraclass import icc

NUMBERS = ["icc1", "icc2", "conf_low", "conf_high", "k", "n", "n_groups"]


def test_both_methods_agree_with_r_in_every_number(golden):
    table = pd.read_csv(golden / "measurement_survey.csv")
    expected = pd.read_csv(golden / "measurement_icc.csv")
    for row in expected.to_dict("records"):
        found = icc(
            table,
            values=row["variable"],
            group="unit",
            method=row["method"],
            conf_level=row["conf_level"],
        )
        exact = row["method"] == "anova"
        np.testing.assert_allclose(
            found[NUMBERS].to_numpy(float)[0],
            [row[name] for name in NUMBERS],
            rtol=1e-6 if exact else 1e-4,
            atol=0 if exact else 1e-7,
        )
        assert found["reason"].item() == ""
    assert set(expected["method"]) == {"anova", "reml"}


def test_the_soldiers_companies_differ_as_published(real_data):
    soldiers = pd.read_csv(real_data / "lq2002.csv")
    anova = icc(soldiers, values="LEAD", group="COMPID")
    assert anova["icc1"].item() == pytest.approx(0.08795621852, abs=1e-10)
    assert anova["icc2"].item() == pytest.approx(0.800754373, abs=1e-9)
    reml = icc(soldiers, values="LEAD", group="COMPID", method="reml")
    assert reml["icc1"].item() == pytest.approx(0.10782934846, abs=1e-6)


def test_several_variables_come_in_the_order_asked_for_with_their_own_n():
    table = pd.DataFrame(
        {"u": list("aabbcc"), "x": [1, 2, 5, 6, 8, 9], "y": [3, np.nan, 1, 4, 2, 2]}
    )
    found = icc(table, values=["y", "x"], group="u")
    assert found["variable"].tolist() == ["y", "x"]
    assert found["n"].tolist() == [5, 6]
    assert found["k"].tolist() == pytest.approx([5 / 3, 2])


@pytest.mark.parametrize("method", ["anova", "reml"])
@pytest.mark.parametrize(
    ("unit", "x", "reason", "n"),
    [
        ("aaa", [1, 2, 3], "only one group", 3),
        ("abc", [1, 2, 3], "no group has two respondents", 3),
        ("aabb", [2.1, 2.1, 2.1, 2.1], "every value is the same", 4),
        ("aabb", [np.nan] * 4, "no respondent has both", 0),
        ("a", [1], "only one group", 1),
    ],
)
def test_an_undefined_icc_is_missing_with_its_reason(method, unit, x, reason, n):
    table = pd.DataFrame({"u": list(unit), "x": np.array(x, dtype=float)})
    found = icc(table, values="x", group="u", method=method)
    assert found[["icc1", "icc2", "conf_low", "conf_high"]].isna().all(axis=None)
    assert reason in found["reason"].item()
    assert found["n"].item() == n


def test_unanimous_units_that_differ_have_an_icc_of_one():
    table = pd.DataFrame({"u": list("aabbcc"), "x": [1, 1, 4, 4, 9, 9.0]})
    anova = icc(table, values="x", group="u")
    assert anova[["icc1", "icc2", "conf_low", "conf_high"]].to_numpy()[0].tolist() == [1, 1, 1, 1]
    reml = icc(table, values="x", group="u", method="reml")
    assert reml["icc1"].item() == pytest.approx(1, abs=1e-6)


def test_units_more_alike_than_chance_are_negative_by_anova_and_zero_by_reml():
    table = pd.DataFrame({"u": list("aaabbb"), "x": [1, 5, 9, 1, 5, 9.1]})
    assert icc(table, values="x", group="u")["icc1"].item() < 0
    reml = icc(table, values="x", group="u", method="reml")
    assert reml[["icc1", "icc2", "conf_low"]].to_numpy()[0].tolist() == [0, 0, 0]


def test_people_without_a_unit_do_not_count():
    table = pd.DataFrame({"u": ["a", "a", "b", "b", None], "x": [1, 2, 5, 6, 99.0]})
    found = icc(table, values="x", group="u")
    pd.testing.assert_frame_equal(found, icc(table.iloc[:4], values="x", group="u"))
    assert found["n"].item() == 4


def test_unknown_methods_and_columns_are_refused():
    table = pd.DataFrame({"u": list("ab"), "x": [1, 2]})
    with pytest.raises(InputError, match="method must be one of 'anova', 'reml', not"):
        icc(table, values="x", group="u", method="ml")
    with pytest.raises(InputError, match=r"no column 'q'\. It has: 'u', 'x'"):
        icc(table, values=["q"], group="u")


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 20)), min_size=6, max_size=30),
    st.sampled_from(["anova", "reml"]),
    st.randoms(use_true_random=False),
)
def test_order_shift_and_unit_of_the_values_never_matter(drawn, method, random):
    table = pd.DataFrame(drawn, columns=["u", "x"]).astype({"x": float})
    rows = list(table.index)
    random.shuffle(rows)
    moved = table.loc[rows].assign(x=lambda t: t["x"] * 4 - 30)
    pd.testing.assert_frame_equal(
        icc(moved, values="x", group="u", method=method),
        icc(table, values="x", group="u", method=method),
        rtol=1e-5,
        atol=1e-6,
    )


def test_people_whose_unit_is_empty_text_are_of_no_unit() -> None:
    from skcore import mixed_model
    from skcore.measuring.group_agreement import agreement
    from skcore.measuring.shrinkage import shrunken_means

    rng = np.random.default_rng(1)
    unit = np.repeat(["", "a", "b", "c"], [4, 9, 8, 7])
    table = pd.DataFrame({"unit": unit, "x": rng.integers(1, 6, 28), "y": rng.normal(size=28)})
    named = table[table["unit"] != ""]
    for column in (table["unit"], table["unit"].astype("category"), table["unit"].astype(object)):
        given_table = table.assign(unit=column)
        found = icc(given_table, values="x", group="unit")
        assert found["n_groups"].tolist() == [3]
        assert found.equals(icc(named, values="x", group="unit"))
        assert set(shrunken_means(given_table, values="x", group="unit")["group"]) == {*"abc"}
        groups = agreement(given_table, items=["x"], group="unit")
        assert groups["group"].isna().tolist() == [False] * 3 + [True]
        model = mixed_model(given_table, outcome="y", predictors="x", group="unit")
        assert model["n_groups"].unique().tolist() == [3]
    assert (table["unit"] == "").sum() == 4
