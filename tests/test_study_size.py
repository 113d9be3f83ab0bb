"""What a study can show: more with more, nothing with too few, and no half-told arguments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import skcore
from skcore.columns import GLOSSARY
from skcore.errors import InputError

ASSUMED = {"icc": 0.12, "correlation": 0.85}


def least(units=(6, 29), people=12, sd=18.0, **options):
    table = skcore.study_power(units, people, sd, **(ASSUMED | options))
    assert set(table.columns) <= set(GLOSSARY)
    return table.set_index("contrast")["detectable"]


@settings(max_examples=40, deadline=None)
@given(st.integers(4, 30), st.integers(4, 40), st.integers(5, 40), st.floats(0, 0.4))
def test_more_workplaces_and_more_people_never_show_less(treated, others, people, icc):
    now = least((treated, others), people, icc=icc)
    assert (least((treated + 1, others), people, icc=icc) <= now + 1e-9).all()
    assert (least((treated, others), people + 5, icc=icc) <= now + 1e-9).all()


def test_the_same_start_shows_more_than_changes_where_workplaces_move():
    moving = least(correlation=0.3)
    assert moving["same_start"] < moving["changes"]


def test_sides_that_began_apart_are_harder_to_compare_from_the_same_start():
    assert least(apart=10)["same_start"] > least()["same_start"]
    assert least(apart=10)["changes"] == least()["changes"]


def test_the_same_people_twice_show_smaller_differences_in_every_contrast():
    assert (least(repeated=0.4) < least()).all()


def test_a_higher_power_asks_for_a_larger_difference():
    assert (least(power=0.9) > least(power=0.8)).all()


@pytest.mark.parametrize(
    ("units", "why"),
    [((0, 20), "no units on one side"), ((3, 3), "p never below"), ((1, 1), "p never below")],
)
def test_too_few_workplaces_have_a_reason_and_no_number(units, why):
    table = skcore.study_power(units, 12, 18, **ASSUMED).set_index("contrast")
    for contrast in ("changes", "same_start"):
        assert np.isnan(table.loc[contrast, "detectable"])
        assert why in table.loc[contrast, "reason"]
    assert table.loc["organisation", "reason"] == ""


def test_a_negative_icc_counts_as_none():
    assert least(icc=-0.02).to_list() == least(icc=0.0).to_list()


def test_every_wrong_argument_is_told_at_once():
    with pytest.raises(InputError, match=r"study_power cannot use its arguments") as told:
        skcore.study_power((6.5, 2), 1, -1, icc=2, correlation=0.5, repeated=1.5, power=1)
    for name in ("units:", "people:", "sd:", "icc:", "correlation and repeated:", "power:"):
        assert name in str(told.value)
