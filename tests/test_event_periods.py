"""Absence around an action, period by period: one start, several, and what cannot be shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import skcore
from skcore.columns import GLOSSARY
from skcore.errors import InputError, SkcoreError

NAMES = {"outcome": "spells", "exposure": "fte", "month": "month", "unit": "unit"}


def months(n_treated: int, n_comparison: int, *, seed: int = 1, starts=("2024-01",), ratio=1.0):
    rng = np.random.default_rng(seed)
    dates = pd.period_range("2023-01", periods=30, freq="M")
    units = range(n_treated + n_comparison)
    table = pd.DataFrame([(u, m) for u in units for m in dates], columns=["unit", "month"])
    table["treated"] = (table["unit"] < n_treated).astype(int)
    own = [pd.Period(starts[u % len(starts)], "M") for u in units]
    table["start"] = table["unit"].map(dict(enumerate(own)))
    after = (table["month"] >= table["start"]) & (table["treated"] == 1)
    season = 1 + 0.3 * np.sin(2 * np.pi * np.array([m.month for m in table["month"]]) / 12)
    rate = 12 * season * np.where(after, ratio, 1.0)
    table["start"] = table["start"].astype(str).where(table["treated"] == 1)
    return table.assign(spells=rng.poisson(rate), fte=1.0, month=table["month"].astype(str))


def test_an_action_is_seen_after_its_start_and_not_before():
    table = skcore.event_study(
        months(8, 16, ratio=0.6), start="2024-01", treated="treated", **NAMES
    ).set_index("months_after")
    assert table.loc[0:, "estimate"].between(0.45, 0.8).all()
    before = table.loc[:-6]
    assert (before["conf_low"].lt(1) & before["conf_high"].gt(1)).all()
    assert table.loc[-3, "estimate"] == 1
    assert np.isnan(table.loc[-3, "conf_low"])
    assert set(table.reset_index().columns) <= set(GLOSSARY)


def test_the_season_both_sides_share_is_nobodys_change():
    table = skcore.event_study(
        months(8, 16, ratio=1.0, seed=3), start="2024-01", treated="treated", **NAMES
    )
    assert table["estimate"].between(0.7, 1.4).all()


def test_units_that_began_at_other_times_are_set_by_their_own_start():
    data = months(9, 20, ratio=0.5, starts=("2023-10", "2024-01", "2024-07"))
    table = skcore.event_study(data, start="start", treated="treated", **NAMES)
    table = table.set_index("months_after")
    assert table.loc[0, "n_treated"] == 9
    assert table.loc[0:9, "estimate"].between(0.4, 0.62).all()
    assert table.loc[-9:-6, "estimate"].between(0.8, 1.25).all()
    # a single date for all would take treated months for untreated ones
    one = skcore.event_study(data, start="2024-07", treated="treated", **NAMES)
    assert one.set_index("months_after").loc[0, "estimate"] > 0.7


def test_a_column_with_one_start_is_that_start():
    data = months(5, 9)
    by_column = skcore.event_study(data, start="start", treated="treated", **NAMES)
    by_date = skcore.event_study(data, start="2024-01", treated="treated", **NAMES)
    pd.testing.assert_frame_equal(by_column, by_date)


def test_periods_of_which_a_month_is_missing_are_left_out():
    data = months(5, 9)
    gone = data[(data["month"] != "2024-05") | (data["unit"] != 0)]
    table = skcore.event_study(gone, start="2024-01", treated="treated", **NAMES)
    assert table.set_index("months_after")["n_treated"].to_dict()[3] == 4
    year = skcore.event_study(data, start="2024-01", treated="treated", months=12, **NAMES)
    assert year["months_after"].to_list() == [-12, 0]


@pytest.mark.parametrize("marked", [0, 1])
def test_all_or_none_treated_has_no_interval(marked):
    data = months(4, 4).assign(treated=marked)
    table = skcore.event_study(data, start="2024-01", treated="treated", **NAMES)
    assert table[["conf_low", "p_value"]].isna().all(axis=None)


def test_a_start_after_all_months_leaves_nothing_after():
    table = skcore.event_study(months(4, 6), start="2026-01", treated="treated", **NAMES)
    assert (table["months_after"] < 0).all()
    assert table["conf_low"].isna().all()


def test_a_treated_unit_without_its_start_is_named():
    data = months(4, 6)
    data.loc[data["unit"] == 2, "start"] = None
    with pytest.raises(InputError, match="1 treated units have no start"):
        skcore.event_study(data, start="start", treated="treated", **NAMES)


def test_periods_have_a_length_and_starts_are_dates():
    with pytest.raises(SkcoreError, match="length of a period"):
        skcore.event_study(months(4, 6), start="2024-01", treated="treated", months=0, **NAMES)
    with pytest.raises(SkcoreError, match="start"):
        skcore.event_study(months(4, 6), start="spring", treated="treated", **NAMES)
