"""Agreement within groups: as R's multilevel, the same on 1-5 and on 0-100, nobody lost unsaid."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_reliability import survey

from skcore.errors import InputError
from skcore.measuring.group_agreement import agreement

INDICES = ["rwg_j", "rwg_j_star", "ad_mean"]
ITEMS = [f"t{at}" for at in range(1, 7)]


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
@pytest.mark.parametrize("step", [1, 25])
def test_every_number_agrees_with_multilevel_on_1_to_5_and_on_0_to_100(golden, missing, step):
    expected = pd.read_csv(golden / "measurement_agreement.csv").query("missing == @missing")
    table = survey(golden)
    table[ITEMS] = (table[ITEMS] - 1) * step if step > 1 else table[ITEMS]
    found = agreement(table, items=ITEMS, group="unit", step=step, missing=missing)
    found = found[found["n"] > 0]  # R leaves units without a complete answer out
    assert found["group"].tolist() == expected["group"].tolist()
    np.testing.assert_allclose(
        found[["n", *INDICES]], expected[["n", *INDICES]], rtol=1e-6, atol=1e-12
    )


def test_agreement_in_the_soldiers_companies(real_data):
    soldiers = pd.read_csv(real_data / "lq2002.csv")
    found = agreement(soldiers, items=[f"LEAD{i:02d}" for i in range(1, 12)], group="COMPID")
    assert found["rwg_j"].agg(["mean", "min", "max"]).tolist() == pytest.approx(
        [0.8677849, 0.7748996, 0.9423067], abs=5e-8
    )
    assert found["rwg_j_star"].mean() == pytest.approx(0.3926211, abs=5e-8)
    assert found["ad_mean"].mean() == pytest.approx(0.8901965, abs=5e-8)
    companies = found.set_index("group")
    assert companies.loc[[2, 3], "rwg_j"].tolist() == pytest.approx([0.8075272584, 0.8959383151])
    assert companies.loc[[2, 3], "n"].tolist() == [24, 37]


def test_one_item_gives_rwg_and_categories_change_the_null_variance():
    table = pd.DataFrame({"g": ["a"] * 4, "x": [1, 2, 2, 3]})
    five = agreement(table, items=["x"], group="g")
    seven = agreement(table, items=["x"], group="g", categories=7)
    assert five["rwg_j"].item() == pytest.approx(1 - (2 / 3) / 2)
    assert five["rwg_j"].item() == five["rwg_j_star"].item()
    assert seven["rwg_j"].item() == pytest.approx(1 - (2 / 3) / 4)


def test_a_unanimous_unit_agrees_fully_and_a_split_one_not_at_all():
    table = pd.DataFrame({"g": list("aaabb"), "x": [4, 4, 4, 1, 5], "y": [0, 0, 0, 1, 5]})
    found = agreement(table, items=["x", "y"], group="g", categories=6)
    assert found.loc[0, INDICES].tolist() == [1, 1, 0]
    assert found.loc[1, "rwg_j"] == 0
    assert found.loc[1, "rwg_j_star"] < 0


def test_groups_too_small_and_people_without_a_group_stay_with_their_reason():
    table = pd.DataFrame(
        {
            "unit": ["b", "b", "a", None, "c", "c"],
            "x": [1, 2, 3, 3, np.nan, np.nan],
            "y": [1, 3, 3, 3, 1, 2],
        }
    )
    found = agreement(table, items=["x", "y"], group="unit")
    assert found["group"].tolist()[:3] == ["a", "b", "c"]
    assert pd.isna(found["group"].iloc[3])
    assert found["n"].tolist() == [1, 2, 0, 1]
    assert found["reason"].tolist() == [
        "fewer than two respondents",
        "",
        "fewer than two respondents",
        "these people belong to no group",
    ]
    assert found.loc[[0, 2, 3], INDICES].isna().all(axis=None)
    pairwise = agreement(table, items=["x", "y"], group="unit", missing="pairwise")
    assert pairwise["n"].tolist() == [1, 2, 2, 1]
    assert pairwise.loc[2, "rwg_j"] == pytest.approx(1 - 0.5 / 2)  # rests on y alone


def test_a_categorical_group_keeps_its_order_and_forgets_unused_names():
    unit = pd.Categorical(["b", "b", "a", "a"], categories=["z", "b", "a"], ordered=True)
    table = pd.DataFrame({"unit": unit, "x": [1, 2, 3, 5]})
    assert agreement(table, items=["x"], group="unit")["group"].tolist() == ["b", "a"]


def test_nobody_at_all_gives_an_empty_table():
    found = agreement(pd.DataFrame({"u": [], "x": []}, dtype=float), items=["x"], group="u")
    assert found.shape == (0, 6)


def test_a_step_that_cannot_be_that_of_the_answers_is_refused():
    hundred = pd.DataFrame({"g": ["a", "a"], "x": [0, 75]})
    with pytest.raises(InputError, match="reach over 75, but 5 options 1 apart reach over 4") as e:
        agreement(hundred, items=["x"], group="g")
    assert "step=25" in str(e.value)
    codes = pd.DataFrame({"g": ["a", "a"], "x": [1, 4]})
    with pytest.raises(InputError, match="differ by less than one step of 25"):
        agreement(codes, items=["x"], group="g", step=25)
    with pytest.raises(InputError, match="at least 2 answer options"):
        agreement(codes, items=["x"], group="g", categories=1)


def test_unusable_arguments_are_refused():
    table = pd.DataFrame({"g": ["a", "a"], "x": [1, 4]})
    with pytest.raises(InputError, match="There is no column 'unit'"):
        agreement(table, items=["x"], group="unit")
    with pytest.raises(InputError, match="missing must be one of 'listwise', 'pairwise', not"):
        agreement(table, items=["x"], group="g", missing="mean")


people = st.lists(
    st.tuples(st.sampled_from("abc"), *[st.one_of(st.none(), st.integers(1, 5))] * 3),
    min_size=1,
    max_size=25,
)


def table_of(drawn: list[tuple[object, ...]]) -> pd.DataFrame:
    table = pd.DataFrame(drawn, columns=["g", "x", "y", "z"])
    return table.astype({"x": float, "y": float, "z": float})


@given(people, st.sampled_from(["listwise", "pairwise"]))
def test_agreement_never_changes_by_recoding(drawn, missing):
    table = table_of(drawn)
    how = {"items": ["x", "y", "z"], "group": "g", "missing": missing}
    turned = table.assign(**{item: (5 - table[item]) * 25 for item in "xyz"})
    pd.testing.assert_frame_equal(
        agreement(turned, step=25, **how), agreement(table, **how), rtol=1e-9, atol=1e-9
    )


@given(people, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_items_never_matters(drawn, random):
    table = table_of(drawn)
    rows = list(table.index)
    random.shuffle(rows)
    pd.testing.assert_frame_equal(
        agreement(table.loc[rows], items=["z", "x", "y"], group="g"),
        agreement(table, items=["x", "y", "z"], group="g"),
        rtol=1e-9,
        atol=1e-9,
    )


@given(people)
def test_agreement_stays_within_its_bounds(drawn):
    found = agreement(table_of(drawn), items=["x", "y", "z"], group="g").dropna()
    assert found["rwg_j"].between(0, 1 + 1e-12).all()
    assert (found["rwg_j_star"] <= 1 + 1e-12).all()
    assert found["ad_mean"].between(0, 2 + 1e-12).all()
