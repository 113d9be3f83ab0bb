"""Numbers are rounded once, half away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skcore.disclosure.rounding import round_half_away
from skcore.errors import SkcoreError


def test_halves_go_away_from_zero() -> None:
    values = np.array([0.5, 1.5, 2.5, -0.5, -2.5, 62.5])
    assert round_half_away(values).tolist() == [1, 2, 3, -1, -3, 63]


def test_a_half_that_binary_cannot_hold_counts_as_one() -> None:
    assert round_half_away(0.285, 2) == 0.29
    assert round_half_away(1.005, 2) == 1.01


def test_missing_stays_missing_and_the_index_is_kept() -> None:
    series = round_half_away(pd.Series([1.25, np.nan], index=["a", "b"], name="mean"), 1)
    assert series.index.tolist() == ["a", "b"]
    assert series.iloc[0] == 1.3
    assert np.isnan(series.iloc[1])
    assert str(round_half_away(-0.2)) == "0.0"


@given(st.integers(-(10**6), 10**6), st.integers(0, 3))
def test_decimal_numbers_round_as_by_hand(thousandths: int, decimals: int) -> None:
    exact = Decimal(thousandths) / 1000
    by_hand = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert round_half_away(thousandths / 1000, decimals) == float(by_hand)


@pytest.mark.parametrize("decimals", [-1, 13, 1.5, True])
def test_decimals_must_be_a_small_whole_number(decimals: object) -> None:
    with pytest.raises(SkcoreError, match="Give 0 to 12"):
        round_half_away(1.0, decimals)  # type: ignore[call-overload]
