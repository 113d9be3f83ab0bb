"""Items and scales are scored by declared points, reversed once, missing by rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_instruments import small

from skcore.errors import InputError
from skcore.measuring.scoring import score_items, score_scales

NAN = np.nan


def answers() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit": ["x", "y", "z", "x"],
            "A1": [1.0, 5, NAN, 2],
            "A2": [5.0, 1, 4, NAN],
            "A3": [1.0, 5, NAN, 3],
            "B1": [1.0, NAN, NAN, 4],
            "B2": [2.0, NAN, 3, 4],
            "C1": [7.0, -1, 9, NAN],
        },
        index=[10, 20, 30, 40],
    )


def test_items_take_the_points_of_their_options_and_reversed_ones_turn_once():
    scored = score_items(answers(), small())
    expected = answers().assign(
        A1=[100, 0, NAN, 75],
        A2=[100, 0, 75, NAN],
        A3=[100, 0, NAN, 50],
        B1=[100, NAN, NAN, 25],
        B2=[75, NAN, 50, 25],
        C1=[100, 0, NAN, NAN],  # "no colleagues" carries no points: missing, never 0
    )
    pd.testing.assert_frame_equal(scored, expected, check_dtype=False)


def test_scales_are_means_of_answered_items_by_their_own_missing_rule():
    scores = score_scales(answers(), small())
    expected = pd.DataFrame(
        {
            "A": [100, 0, NAN, 62.5],
            "B": [87.5, NAN, 50, 25],
            "C": [100, 0, NAN, NAN],
            "AB": [93.75, NAN, NAN, 43.75],
            "A_n": [3, 3, 1, 2],
            "B_n": [2, 0, 1, 2],
            "C_n": [1, 1, 0, 0],
            "AB_n": [5, 3, 2, 4],
        },
        index=[10, 20, 30, 40],
    )
    pd.testing.assert_frame_equal(scores, expected)


def test_a_composite_of_items_weighs_items_and_not_scales():
    scores = score_scales(answers(), small(of="items"))
    np.testing.assert_allclose(scores["AB"], [95, NAN, NAN, (75 + 50 + 25 + 25) / 4])


def test_scoring_leaves_the_input_as_it_was():
    given_table = answers()
    score_items(given_table, small())
    score_scales(given_table, small())
    pd.testing.assert_frame_equal(given_table, answers())


@pytest.mark.parametrize("dtype", ["Int64", "float32", "object"])
def test_nullable_small_and_object_numbers_score_as_floats_do(dtype):
    table = answers().astype(dict.fromkeys(["A1", "A2", "A3", "B1", "B2"], dtype))
    pd.testing.assert_frame_equal(score_scales(table, small()), score_scales(answers(), small()))
    pd.testing.assert_frame_equal(score_items(table, small()), score_items(answers(), small()))


@pytest.mark.parametrize("function", [score_items, score_scales])
def test_every_column_with_undeclared_codes_is_listed_at_once_without_the_answers(function):
    table = answers()
    table.loc[[20, 40], "A2"] = [77, 88]
    table.loc[10, "C1"] = 0
    table.loc[30, "B1"] = 2.5
    with pytest.raises(InputError, match="do not fit instrument 'small'") as caught:
        function(table, small())
    text = str(caught.value)
    assert "Column 'A2' holds 2 values outside 1–5 (rows 2, 4). Recode them as missing" in text
    assert "Column 'B1' holds 1 value outside 1–5 (row 3)" in text
    assert "Column 'C1' holds 1 value outside -1, 2, 7, 9 (row 1)" in text
    assert "77" not in text
    assert "2.5" not in text
    assert caught.value.problems["column"].tolist() == ["A2", "B1", "C1"]
    assert caught.value.problems["n"].tolist() == [2, 1, 1]


def test_infinite_answers_are_refused_and_not_missing():
    with pytest.raises(InputError, match=r"Column 'A1' holds infinite values \(1: row 2\)"):
        score_scales(answers().assign(A1=[1, np.inf, 2, 3]), small())


def test_many_rows_are_counted_and_the_first_ten_named():
    table = pd.DataFrame({"C1": np.full(25, 8.0)})
    with pytest.raises(InputError, match="rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 15 more"):
        score_items(table, small())


def test_labels_in_an_item_column_are_refused_with_the_way_out():
    table = answers().assign(A1=["1", "2", None, "I høj grad"], B1=[1, "Delvist", None, 2])
    with pytest.raises(InputError, match=r"'A1' holds text \(3: rows 1, 2, 4\)") as e:
        score_scales(table, small())
    assert "read_responses" in str(e.value)
    assert "'B1' holds text (1: row 2)" in str(e.value)
    assert "Delvist" not in str(e.value)


def test_a_table_without_any_item_is_refused():
    with pytest.raises(InputError, match="None of the items of instrument 'small' is a column"):
        score_items(pd.DataFrame({"Q1": [1]}), small())


def test_a_column_that_is_there_twice_is_refused():
    table = pd.concat([answers(), answers()[["B2"]]], axis=1)
    with pytest.raises(InputError, match="Column 'B2' is there twice"):
        score_scales(table, small())


def test_a_shortened_scale_is_refused_unless_asked_for():
    table = answers().drop(columns=["A3", "B1"])
    with pytest.raises(InputError, match="a shortened scale is another scale") as caught:
        score_scales(table, small())
    assert "Scale 'A' lacks its item 'A3'" in str(caught.value)
    assert "Scale 'B' lacks its item 'B1'" in str(caught.value)
    scores = score_scales(table, small(), partial=True)
    np.testing.assert_allclose(scores["A"], [100, 0, NAN, NAN])
    assert scores["A_n"].tolist() == [2, 2, 1, 1]


def test_a_scale_without_items_in_the_table_is_left_out_with_its_composite():
    scores = score_scales(answers()[["A1", "A2", "A3", "C1"]], small())
    assert scores.columns.tolist() == ["A", "C", "A_n", "C_n"]


def test_no_respondents_give_an_empty_table_with_all_columns():
    scores = score_scales(answers().iloc[:0], small())
    assert scores.shape == (0, 8)
    assert score_items(answers().iloc[:0], small()).shape == (0, 7)


def test_rows_beyond_the_first_chunk_are_scored_and_checked_alike():
    table = pd.concat([answers()] * 9000, ignore_index=True)
    scores = score_scales(table, small())
    pd.testing.assert_frame_equal(
        scores.iloc[-4:].reset_index(drop=True),
        score_scales(answers(), small()).reset_index(drop=True),
    )
    table.loc[35_999, "A1"] = 6
    with pytest.raises(InputError, match=r"Column 'A1' holds 1 value outside 1–5 \(row 36000\)"):
        score_scales(table, small())


codes = st.one_of(st.none(), st.integers(1, 5))
rows = st.lists(st.tuples(codes, codes, codes, codes, codes), min_size=1, max_size=12)


def table_of(drawn: list[tuple[int | None, ...]]) -> pd.DataFrame:
    return pd.DataFrame(drawn, columns=["A1", "A2", "A3", "B1", "B2"], dtype=float)


@given(rows)
def test_scores_stay_within_0_and_100(drawn):
    scores = score_scales(table_of(drawn), small())[["A", "B", "AB"]].to_numpy()
    assert ((scores >= 0) & (scores <= 100) | np.isnan(scores)).all()


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_never_matters(drawn, random):
    table = table_of(drawn)
    order, columns = list(table.index), list(table.columns)
    random.shuffle(order)
    random.shuffle(columns)
    turned = score_scales(table.loc[order, columns], small())
    pd.testing.assert_frame_equal(turned.loc[table.index], score_scales(table, small()))


@given(rows)
def test_scales_follow_from_scored_items_by_pandas_own_mean(drawn):
    table = table_of(drawn)
    scored = score_items(table, small())
    mean = scored[["A1", "A2", "A3"]].mean(axis=1)
    mean[scored[["A1", "A2", "A3"]].count(axis=1) < 2] = NAN
    np.testing.assert_allclose(score_scales(table, small())["A"], mean)
