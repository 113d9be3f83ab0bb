"""Decks made by other computers are those made here, to the byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from distributed import LocalCluster

from skcore.commands.slides import make_decks
from skcore.errors import SkcoreError

UNITS = ["all"]


def made(study: Path, out: Path, **where: str) -> dict[str, bytes]:
    """Return the decks of a copy of the study, by file name."""
    folder = shutil.copytree(study, out / "study")
    files = make_decks(folder / "study.toml", out=out / "decks", units=UNITS, **where).files
    decks = {file.name: file.read_bytes() for file in files if file.suffix == ".html"}
    assert len(decks) > 3
    return decks


@pytest.mark.whole
def test_two_workers_of_a_cluster_make_the_same_bytes(small_study: Path, tmp_path: Path) -> None:
    here = made(small_study, tmp_path / "here")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        there = made(
            small_study, tmp_path / "there", backend="dask", scheduler=cluster.scheduler_address
        )
        tasks = cluster.scheduler.transition_counter
    assert tasks > len(here)
    assert there == here


@pytest.mark.whole
def test_a_scheduler_that_does_not_answer_is_told_and_nothing_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skcore.runs.rendering.PATIENCE", "1s")
    before = sorted(path.name for path in folder.iterdir())
    for address in ("tcp://127.0.0.1:9", "nowhere"):
        with pytest.raises(SkcoreError, match=f"Ingen Dask-scheduler svarer på '{address}'"):
            make_decks(folder / "study.toml", out=folder / "out", backend="dask", scheduler=address)
    left = {path.name for path in folder.iterdir()} - set(before)
    assert not any(name.endswith(".html") for name in left)
    assert not list(folder.rglob("*.html"))


def test_a_place_that_is_not_known_is_refused(folder: Path) -> None:
    for place in ({"backend": "spark"}, {"scheduler": "tcp://127.0.0.1:9"}):
        with pytest.raises(SkcoreError, match="Use --backend with one of local, dask"):
            make_decks(folder / "study.toml", out=folder / "out", **place)  # type: ignore[arg-type]
