"""Unit means drawn to the whole by their own unreliability, as lme4 draws them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from skcore.errors import InputError
from skcore.measuring.intraclass import icc
from skcore.measuring.shrinkage import shrunken_means, unit_reliability

NUMBERS = ["n", "mean", "estimate", "std_error", "reliability"]


def test_shrunken_means_and_their_errors_agree_with_lme4(golden):
    table = pd.read_csv(golden / "measurement_survey.csv")
    expected = pd.read_csv(golden / "measurement_shrunken.csv")
    found = shrunken_means(table, values="score", group="unit")
    assert found["group"].tolist() == expected["group"].tolist()
    np.testing.assert_allclose(found[NUMBERS], expected[NUMBERS], rtol=1e-4)
    np.testing.assert_allclose(
        found["conf_high"] - found["conf_low"], 2 * 1.959964 * expected["std_error"], rtol=1e-4
    )


def test_the_reliability_of_a_unit_is_that_of_the_reml_icc(golden):
    table = pd.read_csv(golden / "measurement_survey.csv")
    found = shrunken_means(table, values="score", group="unit")
    ratio = icc(table, values="score", group="unit", method="reml")["icc1"].item()
    np.testing.assert_allclose(found["reliability"], unit_reliability(found["n"], ratio))


def test_units_that_cannot_be_told_apart_all_get_the_common_mean():
    table = pd.DataFrame({"u": list("aaabbb"), "x": [1, 5, 9, 1, 5, 9.0], "y": range(6)})
    found = shrunken_means(table, values=["x", "y"], group="u", conf_level=0.8)
    assert found["variable"].tolist() == ["x", "x", "y", "y"]
    assert found["estimate"].tolist()[:2] == pytest.approx([5, 5])
    assert found["reliability"].tolist()[:2] == [0, 0]
    assert (found["reliability"].iloc[2:] > 0.5).all()


def test_one_unit_only_has_no_shrunken_mean_and_says_so():
    found = shrunken_means(pd.DataFrame({"u": ["a"] * 3, "x": [1, 2, 3]}), values="x", group="u")
    assert found["mean"].item() == 2
    assert np.isnan(found["estimate"].item())
    assert found["reason"].item() == "there is only one group"


def test_reliability_of_five_people_at_the_usual_iccs():
    assert unit_reliability(5, 0.07) == pytest.approx(0.27, abs=0.005)
    assert unit_reliability(5, 0.20) == pytest.approx(0.56, abs=0.005)


def test_reliability_keeps_the_shape_it_is_given():
    counts = pd.Series([0, 1, 30], index=["a", "b", "c"])
    found = unit_reliability(counts, 0.1)
    assert found.index.tolist() == ["a", "b", "c"]
    np.testing.assert_allclose(found, [np.nan, 0.1, 3 / 3.9])
    np.testing.assert_allclose(unit_reliability(np.array([1, 2]), -0.3), [0, 0])
    np.testing.assert_allclose(unit_reliability([1, 30], 0.1), [0.1, 3 / 3.9])  # type: ignore[type-var]


def test_impossible_counts_and_iccs_are_refused():
    with pytest.raises(InputError, match="counts of at least 0"):
        unit_reliability(-1, 0.1)
    with pytest.raises(InputError, match="at most 1"):
        unit_reliability(5, 1.2)
