"""Items described one by one, as psych does, with floor and ceiling by declared limits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_instruments import small
from test_reliability import survey

from skcore.errors import InputError
from skcore.measuring.item_description import item_distribution, item_statistics


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_every_number_agrees_with_psych(golden, missing):
    expected = pd.read_csv(golden / "measurement_items.csv").query("missing == @missing")
    items = list(expected["item"])
    found = item_statistics(survey(golden), items=items, missing=missing, limits=(1, 5))
    assert found["item"].tolist() == items
    numbers = expected.columns[2:]
    np.testing.assert_allclose(found[numbers], expected[numbers], rtol=1e-6)


def test_an_instrument_gives_labels_and_the_limits_of_scored_items():
    scored = pd.DataFrame({"A1": [0, 100, 50, 100.0], "A2": [0, 75, 50, 100.0]})
    found = item_statistics(scored, instrument=small(), language="en")
    assert found["label"].tolist() == ["label of A1", "label of A2"]
    np.testing.assert_allclose(found["ceiling"], [0.5, 0.25])
    np.testing.assert_allclose(found["floor"], [0.25, 0.25])


def test_without_limits_floor_and_ceiling_are_not_guessed():
    found = item_statistics(pd.DataFrame({"a": [1, 2, 5], "b": [1, 3, 5]}))
    assert found[["floor", "ceiling"]].isna().all(axis=None)


def test_constant_items_lone_items_and_empty_ones_are_missing_and_not_wrong():
    found = item_statistics(pd.DataFrame({"a": [2, 2, 2], "b": [1, 2, 4], "c": [1, 3, 4]}))
    assert np.isnan(found.loc[0, "item_rest_r"])
    assert found.loc[1, "item_rest_r"] == pytest.approx(np.corrcoef([1, 2, 4], [3, 5, 6])[0, 1])
    lone = item_statistics(pd.DataFrame({"a": [1.0, 2, 3]}), limits=(1, 3))
    assert lone[["item_rest_r", "alpha_if_deleted"]].isna().all(axis=None)
    empty = item_statistics(pd.DataFrame({"a": [np.nan] * 2, "b": [1.0, 2]}), limits=(1, 2))
    assert empty["n"].tolist() == [0, 0]
    assert empty["n_missing"].tolist() == [2, 0]
    assert empty[["mean", "floor", "ceiling"]].isna().all(axis=None)


def test_answers_outside_the_limits_are_refused_by_column():
    with pytest.raises(InputError, match="Answers outside 0–100 in b") as caught:
        item_statistics(pd.DataFrame({"a": [1, 2], "b": [1, 177]}), limits=(0, 100))
    assert "177" not in str(caught.value)
    with pytest.raises(InputError, match="give the lowest, then the highest"):
        item_statistics(pd.DataFrame({"a": [1, 2]}), limits=(5, 1))


def test_items_of_another_instrument_are_refused():
    with pytest.raises(InputError, match="Instrument 'small' has no item Q9"):
        item_statistics(pd.DataFrame({"A1": [0, 100], "Q9": [0, 100]}), instrument=small())


def test_a_distribution_counts_every_answer_and_adds_up_to_one():
    found = item_distribution(
        pd.DataFrame({"a": [1, 1, 2, np.nan], "b": [5, np.nan, 5, 5], "c": [np.nan] * 4})
    )
    assert found.columns.tolist() == ["item", "value", "n", "share"]
    counts = found.pivot_table(index="item", columns="value", values="n", aggfunc="sum")
    assert counts.to_numpy().tolist() == [[2, 1, 0], [0, 0, 3], [0, 0, 0]]
    sums = found.groupby("item")["share"].sum(min_count=1)
    np.testing.assert_allclose(sums, [1, 1, np.nan])


@given(st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=3, max_size=15))
def test_item_rest_never_holds_the_item_itself(drawn):
    table = pd.DataFrame(drawn, columns=list("abc"), dtype=float)
    found = item_statistics(table).set_index("item")["item_rest_r"]
    for item in table:
        rest = table.drop(columns=item).sum(axis=1)
        if np.ptp(table[item]) > 0 and np.ptp(rest) > 0:
            assert found[item] == pytest.approx(table[item].corr(rest), abs=1e-9)
        else:
            assert np.isnan(found[item])
