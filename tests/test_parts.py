"""Answers in many files give the numbers of one table, wherever they are computed."""

from __future__ import annotations

import itertools
from pathlib import Path

import fastparquet
import joblib
import numpy as np
import pandas as pd
import psutil
import pytest
from distributed import Client, LocalCluster
from small_instruments import item, scale, small

import skcore
from skcore.disclosure import DisclosurePolicy, plan_release, protect
from skcore.errors import InputError, SkcoreError
from skcore.instruments.model import Composite

CELLS = ["wave", "unit", "role"]
FORM = small(
    items=tuple(item(f"I{at}", reversed=at == 2) for at in range(1, 6)),
    scales=(scale("T", ("I1", "I2", "I3"), 2), scale("J", ("I4", "I5"), 1)),
    composites=(Composite("SC", ("T", "J"), "scales", {}, {}),),
)


def people(n: int = 700) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    codes = rng.integers(1, 6, (n, 5)).astype(float)
    codes[rng.random(codes.shape) < 0.2] = np.nan
    who = {
        "wave": rng.choice(["2025", "2026"], n),
        "unit": rng.choice([f"u{at:02d}" for at in range(12)], n),
        "role": rng.choice(["employee", "leader"], n, p=[0.9, 0.1]),
    }
    return pd.DataFrame({**who, **{f"I{at + 1}": codes[:, at] for at in range(5)}})


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """The answers in seven files of unequal length, as they come, by no order."""
    files = []
    ends = [0, 10, 11, 200, 350, 351, 600, 700]
    for at, (start, end) in enumerate(itertools.pairwise(ends)):
        files.append(tmp_path / f"part-{at}.parquet")
        fastparquet.write(str(files[-1]), people()[start:end].reset_index(drop=True))
    return files


def at_once(groups: list[str]) -> pd.DataFrame:
    answers = people()
    scored = answers[CELLS].join(skcore.score_scales(answers, FORM))
    return skcore.group_means(scored, values=["T", "J", "SC"], groups=groups, within=CELLS)


@pytest.mark.parametrize("groups", [CELLS, ["wave", "role"], ["unit"]])
def test_parts_add_up_to_the_means_intervals_and_spread_of_the_whole(
    parts: list[Path], groups: list[str]
) -> None:
    added = skcore.means_of_sums(skcore.cell_sums(parts, FORM, within=CELLS), groups=groups)
    order = [*groups, "variable"]
    pd.testing.assert_frame_equal(
        added.sort_values(order, ignore_index=True),
        at_once(groups).sort_values(order, ignore_index=True),
        check_dtype=False,
        rtol=1e-9,
    )


@pytest.mark.whole
def test_two_workers_of_a_cluster_add_up_the_same_to_the_last_bit(parts: list[Path]) -> None:
    here = skcore.cell_sums(parts, FORM, within=CELLS)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        there = skcore.cell_sums(parts, FORM, within=CELLS)
        assert cluster.scheduler.transition_counter > len(parts)
    pd.testing.assert_frame_equal(there, here, check_exact=True)


def test_the_sums_bring_a_table_through_the_door_as_the_people_do(parts: list[Path]) -> None:
    cells = skcore.cell_sums(parts, FORM, within=CELLS)
    counts = cells.pivot_table(index=CELLS, columns="variable", values="n", fill_value=0)
    cuts, scales = [("wave", "unit", "role")], ["T", "J", "SC"]
    plan = plan_release(
        counts.astype(int).reset_index(), cuts=cuts, policy=DisclosurePolicy(), n=scales
    )
    figures = [*CELLS, "variable", "n", "mean"]
    released = [
        protect(table.rename(columns={"estimate": "mean"})[figures], plan).table.sort_values(
            [*CELLS, "variable"], ignore_index=True
        )
        for table in (skcore.means_of_sums(cells, groups=CELLS), at_once(CELLS))
    ]
    pd.testing.assert_frame_equal(*released, check_dtype=False)
    assert 0 < released[0]["hidden"].sum() < len(released[0])


def test_a_file_without_a_class_or_with_an_undeclared_code_is_refused(
    parts: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="'level'"):
        skcore.cell_sums(parts, FORM, within=["level"])
    wrong = tmp_path / "wrong.parquet"
    fastparquet.write(str(wrong), people(20).assign(I1=7.0))
    with pytest.raises(InputError, match="I1"):
        skcore.cell_sums([*parts, wrong], FORM, within=CELLS)


def test_sums_of_nobody_are_asked_for() -> None:
    none = pd.DataFrame(columns=["unit", "variable", "n", "total", "squares"])
    with pytest.raises(SkcoreError, match="no cells to add up; give the rows of cell_sums"):
        skcore.means_of_sums(none, groups=["unit"])


def test_no_file_of_answers_is_open_when_its_sums_are_there(parts: list[Path]) -> None:
    """Windows deletes no file that somebody has open, and a folder of answers would stay."""
    with joblib.parallel_config(backend="sequential"):
        cells = skcore.cell_sums(parts, FORM, within=CELLS)
    assert len(cells)
    assert not [f.path for f in psutil.Process().open_files() if f.path.endswith(".parquet")]
    with parts[0].open("rb"):  # and it would be seen
        assert [f.path for f in psutil.Process().open_files() if f.path.endswith(".parquet")]
