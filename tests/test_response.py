"""Who answered, and how far the answers may speak for the silent, against R and by property."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skcore.errors import InputError
from skcore.response.bounds import response_bounds
from skcore.response.early_late import compare_early_late, timing
from skcore.response.register_profile import compare_with_register

DIFFERENCE = ["early", "late", "estimate", "conf_low", "conf_high", "p_value", "n_early", "n_late"]
PROFILE = ["n", "invited", "part_answered", "part_invited", "part_difference"]
PROFILE += ["chance_low", "chance_high", "response_rate"]
BOUNDS = ["response_rate", "possible_low", "possible_high", "shifted_low", "shifted_high"]


# --- early against late


def test_early_against_late_agrees_with_t_test(golden):
    survey = pd.read_csv(golden / "measurement_survey.csv")
    survey["arrived"] = np.arange(1, len(survey) + 1)
    for row in pd.read_csv(golden / "response_early_late.csv").itertuples():
        found = compare_early_late(
            survey,
            values=[row.variable],
            answered="arrived",
            split=None if np.isnan(row.split) else row.split,
            conf_level=row.conf_level,
        )
        expected = [getattr(row, name) for name in DIFFERENCE]
        np.testing.assert_allclose(found[DIFFERENCE].to_numpy(float)[0], expected, rtol=1e-6)
        assert found["reason"].item() == ""


def test_dates_are_split_at_the_reminder_and_unknown_ones_belong_to_neither_side():
    when = pd.Series(pd.to_datetime(["2025-03-03", "2025-03-10", None, "2025-03-11"]))
    assert timing(when, split="2025-03-10").tolist() == ["early", "late", pd.NA, "late"]
    data = pd.DataFrame({"answered": when, "x": [40.0, 50, 99, 60]})
    found = compare_early_late(data, values=["x"], answered="answered", split="2025-03-10")
    assert found[["early", "late", "n_early", "n_late"]].to_numpy().tolist() == [[40, 55, 1, 2]]


def test_answers_of_one_moment_are_never_parted():
    assert timing(pd.Series([1, 2, 2, 2, 3])).tolist() == ["early", *["late"] * 4]
    assert timing(pd.Series([5, 5, 5])).tolist() == ["late"] * 3
    assert timing(pd.Series([], dtype=float)).empty


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([1.0, 2, 3, np.nan], "fewer than two answers on one side"),
        ([4.0, 4, 6, 6], "no spread on either side"),
    ],
)
def test_a_comparison_that_cannot_be_judged_keeps_its_means_and_says_why(values, reason):
    data = pd.DataFrame({"x": values, "order": [1, 2, 3, 4]})
    found = compare_early_late(data, values=["x"], answered="order").iloc[0]
    assert found["reason"] == reason
    assert found[["conf_low", "conf_high", "p_value"]].isna().all()
    assert np.isfinite(found["estimate"])


def test_words_are_no_order_of_arrival():
    data = pd.DataFrame({"x": [1.0, 2], "when": ["marts", "april"]})
    with pytest.raises(InputError, match="'when' holds neither dates nor numbers"):
        compare_early_late(data, values=["x"], answered="when")
    with pytest.raises(InputError, match="no column 'day'"):
        compare_early_late(data, values=["x"], answered="day")
    with pytest.raises(InputError, match="no column 'y'"):
        compare_early_late(data.assign(when=[1, 2]), values=["y"], answered="when")


@given(
    st.lists(st.floats(0, 100), min_size=4, max_size=30),
    st.floats(-40, 40),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_and_a_shift_of_everybody_never_matter(values, shift, random):
    data = pd.DataFrame({"x": values, "order": range(len(values))})
    rows = list(data.index)
    random.shuffle(rows)
    moved = data.assign(x=data["x"] + shift).loc[rows]
    first, second = (
        compare_early_late(table, values=["x"], answered="order").iloc[0] for table in (data, moved)
    )
    assert second["estimate"] == pytest.approx(first["estimate"], abs=1e-9)
    assert (second["n_early"], second["n_late"]) == (first["n_early"], first["n_late"])


# --- respondents against the register


def test_profiles_agree_with_rs_parts_and_with_qhyper(golden):
    expected = pd.read_csv(golden / "response_register.csv")
    for _, rows in expected.groupby("case"):
        answers = pd.DataFrame({"class": np.repeat(rows["class"], rows["n"])})
        found = compare_with_register(
            answers,
            rows[["class", "invited"]].sample(frac=1, random_state=1),
            by=["class"],
            conf_level=rows["conf_level"].iloc[0],
        )
        assert found["class"].tolist() == sorted(rows["class"])
        wanted = rows.sort_values("class")[PROFILE].to_numpy(float)
        np.testing.assert_allclose(found[PROFILE].to_numpy(float), wanted, rtol=1e-6)


def test_an_answer_without_a_class_is_named_and_counts_in_no_part():
    answers = pd.DataFrame({"role": ["employee", "employee", "leader", None, ""]})
    staff = pd.DataFrame({"role": ["employee", "leader"], "employed": [3, 1]})
    found = compare_with_register(answers, staff, by=["role"], count="employed").set_index("role")
    assert found.loc["–", "n"] == 2
    assert found.loc["–", "reason"] == "not in the register"
    assert found.loc["employee", "part_answered"] == pytest.approx(200 / 3)
    assert found["part_answered"].sum() == pytest.approx(100)


def test_more_answers_than_people_are_told_and_not_hidden():
    answers = pd.DataFrame({"unit": ["a"] * 4 + ["b"]})
    staff = pd.DataFrame({"unit": ["a", "b", "c"], "invited": [3, 5, 2]})
    found = compare_with_register(answers, staff, by=["unit"]).set_index("unit")
    assert found["reason"].to_dict() == {"a": "more than invited", "b": "", "c": ""}
    assert found.loc["c", ["n", "part_answered", "response_rate"]].tolist() == [0, 0, 0]


def test_two_columns_make_classes_together():
    answers = pd.DataFrame({"wave": ["1", "1", "2"], "role": ["employee", "leader", "employee"]})
    staff = answers.assign(invited=2)
    found = compare_with_register(answers, staff, by=["wave", "role"])
    assert len(found) == 3
    assert found["part_difference"].abs().max() < 1e-9


def test_all_that_is_missing_is_said_at_once():
    with pytest.raises(InputError, match=r"(?s)cannot use register.*no column 'invited'.*'role'"):
        compare_with_register(pd.DataFrame({"role": [1]}), pd.DataFrame({"y": [1]}), by=["role"])
    with pytest.raises(InputError, match=r"(?s)cannot use responses.*no column 'role'"):
        compare_with_register(pd.DataFrame({"x": [1]}), pd.DataFrame({"y": [1]}), by=["role"])
    nobody = pd.DataFrame({"role": ["a"], "invited": [0]})
    with pytest.raises(InputError, match="counts nobody"):
        compare_with_register(pd.DataFrame({"role": ["a"]}), nobody, by=["role"])


# --- bounds


def test_bounds_agree_with_filling_in_the_silent(golden):
    for row in pd.read_csv(golden / "response_bounds.csv").itertuples():
        found = response_bounds(
            row.mean, row.n, row.invited, low=row.low, high=row.high, shift=row.shift
        )
        expected = [getattr(row, name) for name in BOUNDS]
        np.testing.assert_allclose(found[BOUNDS].to_numpy(float)[0], expected, rtol=1e-6)


def test_with_everybody_in_nothing_can_move_the_result():
    found = response_bounds(62.5, 20, 20, move=3).iloc[0]
    assert found[["possible_low", "possible_high", "shifted_low", "shifted_high"]].eq(62.5).all()
    assert np.isinf(found["needed"])
    assert response_bounds(60, 75, 100, move=3)["needed"].item() == pytest.approx(12)


def test_groups_keep_their_names_and_unknown_numbers_their_reason():
    means = pd.Series([60.0, np.nan, 50, 40], index=list("abcd"))
    found = response_bounds(means, [10, 10, 10, 10], [20, 20, np.nan, 5])
    assert found.index.tolist() == list("abcd")
    assert found["reason"].tolist() == ["", "no mean", "invited not known", "more than invited"]
    assert found.loc["b":, ["possible_low", "shifted_high", "needed"]].isna().all().all()


def test_ends_and_distances_that_make_no_sense_are_refused():
    with pytest.raises(InputError, match="lower end first"):
        response_bounds(3, 5, 6, low=5, high=1)
    with pytest.raises(InputError, match="without a sign"):
        response_bounds(3, 5, 6, shift=-1)


@given(
    st.floats(0, 100), st.integers(1, 500), st.integers(0, 500), st.floats(0, 50), st.floats(0, 50)
)
def test_bounds_always_hold_the_mean_and_shrink_as_more_answer(mean, n, silent, shift, more):
    here = response_bounds(mean, n, n + silent, shift=shift).iloc[0]
    slack = 1e-9
    assert here["possible_low"] - slack <= here["shifted_low"] <= mean + slack
    assert mean - slack <= here["shifted_high"] <= here["possible_high"] + slack
    fuller = response_bounds(mean, n + 1, n + max(silent, 1), shift=shift).iloc[0]
    fewer = response_bounds(mean, n, n + max(silent, 1), shift=shift).iloc[0]
    width = [row["possible_high"] - row["possible_low"] for row in (fuller, fewer)]
    assert width[0] <= width[1] + slack
    wider = response_bounds(mean, n, n + silent, shift=shift + more).iloc[0]
    assert wider["shifted_low"] <= here["shifted_low"] + slack
