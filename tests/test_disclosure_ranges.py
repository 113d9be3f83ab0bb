"""Extreme means shown may pin a hidden one down; then one group less is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skcore.disclosure.door import protect
from skcore.disclosure.plan import plan_release
from skcore.disclosure.policy import DisclosurePolicy
from skcore.disclosure.ranges import Ranges

COUNTS = pd.DataFrame({"dep": ["D"] * 3, "unit": ["u1", "u2", "u3"], "n": [20, 4, 4]})


def test_the_range_of_a_hidden_mean_is_what_the_rest_leaves() -> None:
    plan = plan_release(COUNTS, cuts=[("dep",), ("unit",)], policy=DisclosurePolicy())
    (problem,) = plan.problems()
    # department 28 people at 50, u1 20 people at 50: the other eight have 400 points together
    ranges = Ranges(problem, [0, 1])
    assert ranges.range_of(problem.groups[2], np.array([1400.0, 1000])) == pytest.approx((0, 400))
    assert ranges.around(problem.groups[2]) == [0, 1]
    # all points but 40 are taken: four people share 760 to 800 of 800
    low, high = ranges.range_of(problem.groups[3], np.array([2760.0, 2000]))
    assert (low / 4, high / 4) == pytest.approx((90, 100))
    assert np.isnan(ranges.range_of(problem.groups[2], np.array([0.0, 2000]))).all()


def test_points_that_agree_with_the_rows_give_every_row_its_sum() -> None:
    plan = plan_release(COUNTS, cuts=[("dep",), ("unit",)], policy=DisclosurePolicy())
    ranges, sums = Ranges(plan.problems()[0], [0, 1]), np.array([1400.0, 1000])
    points = ranges.points(sums)
    assert [points[cells].sum() for cells in ranges.rows] == pytest.approx(sums)


def test_cells_asked_together_are_certain_where_each_asked_alone_is() -> None:
    """Leaders, one in each place, of whom only all are shown: near an end each one follows."""
    rng, said = np.random.default_rng(8), []
    for at in (100, 75, 50) * 4:
        counts = pd.DataFrame(
            {"unit": [*"abcdef"] * 2, "role": ["e"] * 6 + ["l"] * 6, "n": [6] * 6 + [1] * 6}
        )
        policy = DisclosurePolicy()
        plan = plan_release(counts, cuts=[("unit",), ("role",)], policy=policy, kind="means")
        groups = np.flatnonzero(~plan.groups["hidden"]).tolist()
        ranges = Ranges(plan.problems()[0], groups)
        values = np.r_[rng.integers(3, 5, 6) * 150, np.where(rng.random(6) < 0.2, 75, at)] * 1.0
        order = plan.counts.merge(counts.assign(value=values))["value"].to_numpy()
        cells = ranges.problem.cell_rows
        point = np.array([order[cells[part]].sum() for part in ranges.cells])
        sums = np.array([point[row].sum() for row in ranges.rows])
        places = range(len(point))
        alone = [p for p in places if ranges.is_certain(p, [point], sums, 25)]
        assert ranges.certain_among(places, [point], sums, 25) == alone
        said.append(len(alone))
    assert 0 in said
    assert max(said) > 1


def test_a_group_that_pins_a_hidden_mean_down_is_not_shown() -> None:
    plan = plan_release(COUNTS, cuts=[("dep",), ("unit",)], policy=DisclosurePolicy())
    assert not plan.groups["hidden"].iloc[:2].any()
    table = pd.DataFrame(
        {"dep": ["D", None], "unit": [None, "u1"], "mean": [99.4, 99.9], "n": [28, 20]}
    )
    assert protect(table, plan).table["hidden"].sum() == 1
    assert protect(table, plan).table["hidden_reason"].max() == "complementary"
    assert not protect(table, plan, narrowest=0).table["hidden"].any()
    middling = table.assign(mean=[50.0, 51.0])
    assert not protect(middling, plan).table["hidden"].any()
