"""One workplace's own deck, beside notebook 2 run for that workplace by papermill and nbconvert.

Run from the repository's root: python -m pytest benchmarks/test_own_deck.py -s
A deck's share of a run of all decks (reading, planning and drawing, one process) stands beside a
new kernel for each workplace; the drawing alone beside the slides' cells alone, in a kernel that
holds the release. Goals: 10 and 3 times faster. papermill is no dependency: pip install papermill.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert.exporters import SlidesExporter

import skcore
from skcore.commands.slides import make_decks
from skcore.runs.rendering import each_rendered

papermill = pytest.importorskip("papermill")

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "notebooks" / "2_dialogue.ipynb"
UNITS = ["hjem-02", "hjem-03", "hjem-04"]
READY = 2  # cells before the slides: parameters, and the release


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def own_share(folder: Path) -> float:
    """Seconds of a run of all own decks, by deck."""
    made: list[Any] = []
    taken = seconds(
        lambda: made.append(make_decks(folder / "study.toml", out=folder / "out", jobs=1))
    )
    return taken / sum(file.suffix == ".html" for file in made[0].files)


def drawn(study: Path) -> float:
    """Seconds of one own deck and its workbook, of a release that is there."""
    release = skcore.release_study(skcore.load_study(study), earlier={})
    how: dict[str, Any] = {"formats": ["html"], "template": None, "jobs": 1}
    list(each_rendered({UNITS[0]: UNITS[0]}, release, **how))  # as with the warm kernel
    names: dict[str, str | None] = dict(zip(UNITS, UNITS, strict=True))
    return seconds(lambda: list(each_rendered(names, release, **how))) / len(UNITS)


def new_kernels(study: Path, folder: Path) -> float:
    def one(unit: str) -> None:
        done = folder / f"{unit}.ipynb"
        given = {"STUDY": str(study), "UNIT": unit}
        papermill.execute_notebook(str(BOOK), str(done), parameters=given, progress_bar=False)
        SlidesExporter().from_filename(str(done))

    return seconds(lambda: [one(unit) for unit in UNITS]) / len(UNITS)


def warm_kernel(study: Path) -> float:
    """Seconds by workplace in a kernel that has read and planned already."""
    notebook = nbformat.read(BOOK, as_version=4)
    cells = [(at, cell) for at, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    client = NotebookClient(notebook, resources={"metadata": {"path": str(BOOK.parent)}})
    with client.setup_kernel():
        cells[0][1].source = f"STUDY, UNIT = {str(study)!r}, ''"
        for at, cell in cells[:READY]:
            client.execute_cell(cell, at)

        def one(unit: str) -> None:
            cells[0][1].source = f"unit = {unit!r}"
            for at, cell in (cells[0], *cells[READY:]):
                client.execute_cell(cell, at)
            SlidesExporter().from_notebook_node(notebook)

        one(UNITS[0])  # what only the first costs is not counted
        return seconds(lambda: [one(unit) for unit in UNITS]) / len(UNITS)


def test_an_own_deck_beside_notebook_2(benchmark: Any, tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "data" / "sample", tmp_path / "study")
    study = folder / "study.toml"
    share = benchmark.pedantic(own_share, args=(folder,), rounds=1)
    papermills, warm, alone = new_kernels(study, tmp_path), warm_kernel(study), drawn(study)
    benchmark.extra_info.update(
        times_faster_than_papermill=round(papermills / share, 1),
        times_faster_than_a_warm_kernel=round(warm / alone, 1),
    )
    print(f"\n{share:.2f} s of a run of all, papermill {papermills:.2f} s")
    print(f"{alone:.2f} s to draw one, a warm kernel {warm:.2f} s")
    print(benchmark.extra_info)
    assert share > 0
