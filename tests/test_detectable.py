"""The smallest change a unit can show, as power.t.test has it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skcore.errors import InputError
from skcore.measuring.detectable import detectable_change


def test_every_change_agrees_with_power_t_test(golden):
    for row in pd.read_csv(golden / "measurement_detectable.csv").itertuples():
        found = detectable_change(
            row.n,
            row.sd,
            icc=row.icc,
            n_last=row.n_last,
            power=row.power,
            conf_level=row.conf_level,
        )
        assert found == pytest.approx(row.change, rel=1e-6)


def test_as_many_in_the_last_wave_is_the_default():
    assert detectable_change(12, 18) == detectable_change(12, 18, n_last=12)


def test_counts_keep_their_shape_and_lone_people_show_nothing():
    found = detectable_change(pd.Series([1, 5], index=["a", "b"]), 20)
    assert found.index.tolist() == ["a", "b"]
    assert np.isnan(found["a"])
    assert found["b"] == pytest.approx(40.4888195)
    many = detectable_change(np.array([5, 5]), 20, n_last=np.array([5, 1]))
    assert np.isnan(many[1])
    assert np.isnan(detectable_change(0, 20))


def test_all_impossible_arguments_are_named_at_once():
    with pytest.raises(InputError, match="sd is negative") as caught:
        detectable_change(5, -1, icc=2, power=80)
    assert "icc is above 1" in str(caught.value)
    assert "power is not between 0 and 1" in str(caught.value)


def test_fewer_than_nobody_is_refused_in_either_survey():
    for ns in ((-5, None), ([8, -1], None), (8, -5)):
        with pytest.raises(InputError, match="n is negative: give how many answered"):
            detectable_change(ns[0], 18, n_last=ns[1])


@given(st.integers(2, 200), st.floats(0, 0.9))
def test_larger_units_and_a_larger_icc_never_need_a_larger_change(n, icc):
    here = detectable_change(n, 20.0, icc=icc)
    assert detectable_change(n + 1, 20.0, icc=icc) < here
    assert detectable_change(n, 20.0, icc=icc + 0.05) < here
    assert detectable_change(n, 20.0, icc=-0.2) == detectable_change(n, 20.0)
