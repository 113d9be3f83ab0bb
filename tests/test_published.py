"""The published score: the source's own range, and bands for group means without gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small_instruments import four_quick

from skcore.errors import InputError
from skcore.instruments.loader import load_instrument
from skcore.measuring.published import published_score
from skcore.measuring.scoring import score_items


def test_the_national_mean_is_10_2_of_16():
    result = published_score(pd.DataFrame({"FH": [63.75]}), four_quick(), "FH")
    np.testing.assert_allclose(result["published"], [10.2])
    assert result["band"].tolist() == ["gennemsnittet"]


def test_a_mean_is_rounded_half_up_to_the_published_decimals_before_the_band():
    sums = np.array([0, 8.0, 8.04, 8.06, 10.1, 10.149, 10.15, 10.24, 10.26, 12.34, 12.35, 16])
    result = published_score(
        pd.DataFrame({"FH": sums / 16 * 100}), four_quick(), "FH", language="en"
    )
    np.testing.assert_allclose(result["published"], sums)  # only the band rounds
    assert result["band"].tolist() == [
        *["very low"] * 3,
        *["slightly below"] * 3,
        *["the average"] * 2,
        *["slightly above"] * 2,
        *["very high"] * 2,
    ]


def test_a_missing_mean_has_no_band_and_the_index_is_kept():
    result = published_score(
        pd.DataFrame({"FH": [np.nan, 100]}, index=["u", "v"]), four_quick(), "FH"
    )
    assert result.index.tolist() == ["u", "v"]
    assert result["band"].tolist() == ["", "meget høj"]
    assert np.isnan(result["published"].iloc[0])


def test_a_scale_without_a_published_range_is_refused_naming_those_that_have_one():
    with pytest.raises(InputError, match=r"no published range for 'B'\. Scales with one: FH"):
        published_score(pd.DataFrame({"B": [50.0]}), four_quick(), "B")


def test_a_missing_column_is_refused():
    with pytest.raises(InputError, match="no column 'FH'"):
        published_score(pd.DataFrame({"A": [50.0]}), four_quick(), "FH")


def test_scores_outside_0_and_100_are_refused_by_row():
    with pytest.raises(InputError, match=r"'FH' goes outside 0–100 \(rows 1, 3\)"):
        published_score(pd.DataFrame({"FH": [-1, 50, 101.0]}), four_quick(), "FH")


def test_answers_of_published_nurses_give_their_published_means():
    # Cypriot nurses, percent answering 1 to 5: BMC Public Health 2018, 18:1055, table 2.
    percent = {
        "KV1": [4.1, 13.3, 21.0, 43.7, 16.6],
        "KV4": [0.6, 5.0, 11.3, 63.3, 18.5],
        "KV8": [3.6, 12.7, 27.6, 38.1, 16.0],
    }
    codes = {
        item: pd.Series(np.repeat(range(1, 6), np.rint(10 * np.array(p)).astype(int)))
        for item, p in percent.items()
    }
    points = score_items(pd.DataFrame(codes), load_instrument("kouvonen-8"))
    # percentages with one decimal give the second decimal of a mean or leave it one off
    np.testing.assert_allclose(points.mean() / 25 + 1, [3.56, 3.96, 3.51], atol=0.0075)
    np.testing.assert_allclose(points.std() / 25, [1.05, 0.74, 1.03], atol=0.0075)
