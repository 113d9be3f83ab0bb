"""How fast are scoring and agreement, against NumPy and against R in the same run?

Run from the repository's root: python -m pytest benchmarks/test_measurement.py -s
Ratios are printed and stored with the benchmark (``extra_info``). R's part is skipped without R.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from small_instruments import item, scale, small

from skcore.instruments.model import Composite, Instrument
from skcore.measuring.group_agreement import agreement
from skcore.measuring.scoring import score_scales

SCALES = {"TM": range(1, 5), "TE": range(5, 8), "JU": range(8, 12), "SW": range(12, 15)}
REVERSED = {3, 5, 6}
ITEMS = [f"I{at}" for at in range(1, 15)]

SCORE_IN_R = """
suppressPackageStartupMessages(library(psych))
x <- matrix(readBin(commandArgs(TRUE)[1], "double", {n} * 14), {n}, 14)
x[is.nan(x)] <- NA
x <- as.data.frame(x); names(x) <- paste0("I", 1:14)
keys <- list(TM = c("I1", "I2", "-I3", "I4"), TE = c("-I5", "-I6", "I7"),
             JU = paste0("I", 8:11), SW = paste0("I", 12:14))
run <- function() system.time(scoreFast(keys, x, impute = "none", min = 1, max = 5))[["elapsed"]]
cat(min(run(), run(), run()))
"""
AGREE_IN_R = """
suppressPackageStartupMessages(library(multilevel))
x <- matrix(readBin(commandArgs(TRUE)[1], "double", {n} * 12), {n}, 12)
cat(system.time(rwg.j(as.data.frame(x[, 1:11]), x[, 12], ranvar = 2))[["elapsed"]])
"""


def instrument() -> Instrument:
    """Fourteen items in four scales and a composite, as COPSOQ's social capital has them."""
    return small(
        items=tuple(item(f"I{at}", reversed=at in REVERSED) for at in range(1, 15)),
        scales=tuple(scale(code, tuple(f"I{a}" for a in at), 2) for code, at in SCALES.items()),
        composites=(Composite("SC", ("TM", "TE", "JU"), "scales", {}, {}),),
    )


def answers(n: int, columns: list[str], *, holes: float) -> pd.DataFrame:
    rng = np.random.default_rng(7)
    values = rng.integers(1, 6, (n, len(columns))).astype(float)
    values[rng.random(values.shape) < holes] = np.nan
    return pd.DataFrame(values, columns=columns)


def fastest(run: Callable[[], object], times: int = 3) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return min(taken)


def in_r(script: str, table: pd.DataFrame, folder: Path) -> float | None:
    """Seconds that R takes for the computation alone, reading apart; None without R."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    data, code = folder / "table.bin", folder / "run.R"
    data.write_bytes(np.asfortranarray(table.to_numpy(float)).tobytes(order="F"))
    code.write_text(script.format(n=len(table)), encoding="utf-8")
    done = subprocess.run(
        [rscript, str(code), str(data)], capture_output=True, text=True, check=False
    )
    return float(done.stdout) if done.returncode == 0 else None


def told(benchmark, **ratios: float | None) -> None:
    known = {name: round(ratio, 3) for name, ratio in ratios.items() if ratio is not None}
    benchmark.extra_info.update(known)
    print("\n" + ", ".join(f"{name} = {ratio}" for name, ratio in known.items()))


def test_scoring_a_million_respondents(benchmark, tmp_path):
    table, copsoq = answers(1_000_000, ITEMS, holes=0.03), instrument()
    scores = benchmark.pedantic(score_scales, (table, copsoq), rounds=5, warmup_rounds=1)
    here = benchmark.stats.stats.min
    plain = table.to_numpy()
    bare = fastest(lambda: np.nanmean(plain, axis=1))
    tracemalloc.start()
    score_scales(table, copsoq)
    peak = tracemalloc.get_traced_memory()[1] / plain.nbytes
    tracemalloc.stop()
    r = in_r(SCORE_IN_R, table, tmp_path)
    told(
        benchmark,
        times_faster_than_psych_scoreFast=None if r is None else r / here,
        times_a_bare_numpy_nanmean=here / bare,
        peak_memory_over_input=peak,
    )
    assert scores.shape == (1_000_000, 10)
    assert peak < 3
    assert here / bare < 4
    assert r is None or r / here >= 4


@pytest.mark.parametrize("n", [100_000, 300_000, 900_000])
def test_scoring_costs_in_step_with_respondents(benchmark, n):
    table, copsoq = answers(n, ITEMS, holes=0.03), instrument()
    scores = benchmark.pedantic(score_scales, (table, copsoq), rounds=3, warmup_rounds=1)
    told(benchmark, microseconds_per_respondent=benchmark.stats.stats.min / n * 1e6)
    assert len(scores) == n


def units(n: int) -> pd.DataFrame:
    table = answers(n, [f"L{at}" for at in range(1, 12)], holes=0)
    return table.assign(unit=np.random.default_rng(8).integers(0, n // 20, n))


def test_agreement_of_200000_respondents_in_10000_units(benchmark, tmp_path):
    table = units(200_000)
    items = list(table.columns[:11])
    found = benchmark.pedantic(
        agreement, (table,), {"items": items, "group": "unit"}, rounds=5, warmup_rounds=1
    )
    here = benchmark.stats.stats.min
    tracemalloc.start()
    agreement(table, items=items, group="unit")
    peak = tracemalloc.get_traced_memory()[1] / table.to_numpy().nbytes
    tracemalloc.stop()
    r = in_r(AGREE_IN_R, table, tmp_path)
    told(
        benchmark,
        times_faster_than_multilevel_rwg_j=None if r is None else r / here,
        peak_memory_over_input=peak,
    )
    assert len(found) == 10_000
    assert peak < 3
    assert r is None or r / here >= 30


@pytest.mark.parametrize("n", [50_000, 100_000, 200_000])
def test_agreement_costs_in_step_with_respondents(benchmark, n):
    table = units(n)
    how = {"items": list(table.columns[:11]), "group": "unit"}
    found = benchmark.pedantic(agreement, (table,), how, rounds=3, warmup_rounds=1)
    told(benchmark, microseconds_per_respondent=benchmark.stats.stats.min / n * 1e6)
    assert len(found) == n // 20
