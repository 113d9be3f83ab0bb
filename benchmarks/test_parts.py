"""A million answers of fourteen items, from Parquet to a table that may be seen.

Goals on two cores: under 15 s and 4 GB. The peer is fastparquet reading the same files.
"""

from __future__ import annotations

import time
from pathlib import Path

import fastparquet
import numpy as np
import pandas as pd
import psutil
import pytest

import skcore
from skcore.disclosure import DisclosurePolicy, Released, plan_release, protect

N, FILES, UNITS = 1_000_000, 10, 2_200
CELLS = ["wave", "unit", "role"]
FORM = skcore.load_instrument("copsoq3-social-capital")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    rng, folder = np.random.default_rng(3), tmp_path_factory.mktemp("parts")
    rows = N // FILES
    made = []
    for at in range(FILES):
        coded = {
            code: rng.choice([option.code for option in FORM.options_of(code)], rows)
            for code in FORM.item_codes[:14]
        }
        who = {
            "wave": rng.choice(["2025", "2026"], rows).astype(object),
            "unit": rng.choice([f"u{unit:04d}" for unit in range(UNITS)], rows).astype(object),
            "role": rng.choice(["employee", "leader"], rows, p=[0.93, 0.07]).astype(object),
        }
        made.append(folder / f"part-{at}.parquet")
        fastparquet.write(str(made[-1]), pd.DataFrame({**who, **coded}))
    return made


def released(files: list[Path]) -> Released:
    """All that lies between the files and a table that may be seen."""
    cells = skcore.cell_sums(files, FORM, within=CELLS)
    counts = cells.pivot_table(index=CELLS, columns="variable", values="n", fill_value=0)
    scales = list(counts.columns)
    plan = plan_release(
        counts.astype(int).reset_index(), cuts=[tuple(CELLS)], policy=DisclosurePolicy(), n=scales
    )
    means = skcore.means_of_sums(cells, groups=CELLS).rename(columns={"estimate": "mean"})
    return protect(means[[*CELLS, "variable", "n", "mean"]], plan)


def test_a_million_answers_from_parquet_to_a_released_table(
    benchmark: object, files: list[Path]
) -> None:
    table = benchmark.pedantic(released, args=(files,), rounds=3, warmup_rounds=1)  # type: ignore[attr-defined]
    start = time.perf_counter()
    for file in files:
        fastparquet.ParquetFile(str(file)).to_pandas()
    bare = time.perf_counter() - start
    here = psutil.Process()
    gigabytes = sum(p.memory_info().rss for p in (here, *here.children(recursive=True))) / 1e9
    ratio = benchmark.stats.stats.min / bare  # type: ignore[attr-defined]
    print(f"\n{ratio:.1f} times bare reading; {gigabytes:.2f} GB in all processes")
    assert len(table.table) > 10_000
    assert gigabytes < 4
