"""Ten years of monthly absence for 2,200 units and eight causes: how fast, in how much memory?

Run from the repository's root: python -m pytest benchmarks/test_absence.py -s
The peer is one bare pandas groupby of the same rows. Ratios are printed and stored with the
benchmark (``extra_info``).
"""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pandas as pd
import pytest

import skcore

UNITS, YEARS = 2_200, 10
CAUSES = ["own_sickness", "child_sickness", "work_accident", "maternity", "other"]
CAUSES += ["leave", "care", "course"]
MOST_SECONDS, MOST_BYTES = 5.0, 1e9


@pytest.fixture(scope="module")
def register() -> pd.DataFrame:
    """2,112,000 rows: one per unit, month and cause."""
    rng = np.random.default_rng(3)
    months = pd.date_range("2015-01-01", periods=12 * YEARS, freq="MS")
    cells, each = UNITS * len(months), len(CAUSES)
    n = cells * each
    return pd.DataFrame(
        {
            "unit": np.repeat([f"unit-{i:04d}" for i in range(UNITS)], len(months) * each),
            "month": np.tile(np.repeat(months, each), UNITS),
            "cause": np.tile(CAUSES, cells),
            "absence_days": rng.gamma(2, 3, n),
            "available_days": np.repeat(rng.uniform(150, 400, cells), each),
            "spells": rng.poisson(2, n),
            "employed": np.repeat(rng.integers(10, 40, cells), each),
            "persons_absent": rng.integers(0, 9, n),
        }
    )


def bare_groupby(register: pd.DataFrame) -> pd.Series:
    return register.groupby(["unit", "month"])["absence_days"].sum()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("absence_summary", {"start": "2015-01-01", "months": 12 * YEARS}),
        ("absence_summary", {"start": "2024-01-01"}),
        ("rolling_absence", {}),
    ],
    ids=["ten years", "last year", "rolling year"],
)
def test_two_million_rows_are_summed_up(benchmark, register, name, options):
    summed = getattr(skcore, name)
    table = benchmark.pedantic(summed, (register,), options, rounds=3, warmup_rounds=1)
    here = benchmark.stats.stats.min
    begin = time.perf_counter()
    bare_groupby(register)
    bare = time.perf_counter() - begin
    tracemalloc.start()
    summed(register, **options)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    told = {"seconds": here, "times_a_bare_groupby": here / bare, "peak_bytes": peak}
    benchmark.extra_info.update(told)
    print(f"\n{name} {options}: {here:.2f} s, {here / bare:.1f} x groupby, {peak / 1e6:.0f} MB")
    assert table["unit"].nunique() == UNITS
    assert here < MOST_SECONDS
    assert peak + register.memory_usage(deep=True).sum() < MOST_BYTES
