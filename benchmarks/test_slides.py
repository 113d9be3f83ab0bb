"""How long does it take to export a finished notebook, against nbconvert's own slides exporter?

Run from the repository's root: python -m pytest benchmarks/test_slides.py -s
The three exporters get the same notebook in the same run; ratios to nbconvert's own are printed
and stored with the benchmark (``extra_info``). Nothing fails for being slow: other work on the
machine counts too.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pytest
from nbconvert.exporters import SlidesExporter

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from slide_examples import example_deck

from skcore.plots import drawing
from skcore.slides.html import MeetingSlidesExporter
from skcore.slides.notebook import deck_notebook
from skcore.slides.pptx import PptxExporter
from skcore.slides.slide import Slide

LIMITS = {"html": 0.5, "pptx": 1.5}  # seconds for one finished notebook
EXPORTERS: dict[str, Any] = {"html": MeetingSlidesExporter, "pptx": PptxExporter}


def finished() -> Any:
    """A notebook with fifteen slides; every cell shows its slide in HTML too."""
    slides: list[Slide] = example_deck()
    notebook = deck_notebook(slides, title="Prøve", language="da")
    for cell, slide in zip(notebook.cells, slides, strict=True):
        cell.outputs[0].data["text/html"] = slide._repr_mimebundle_()["text/html"]
        cell.metadata["slideshow"] = {"slide_type": "slide"}
    return notebook


def forget() -> None:
    """Drop the drawings that an earlier round left, so that each round draws them all."""
    drawing._svg.cache_clear()


def seconds(exporter: Any, notebook: Any) -> float:
    start = time.perf_counter()
    exporter().from_notebook_node(notebook)
    return time.perf_counter() - start


@pytest.mark.parametrize("kind", ["html", "pptx"])
def test_export_of_a_finished_notebook(kind: str, benchmark: Any) -> None:
    notebook = finished()
    seconds(SlidesExporter, notebook)  # both with their modules loaded
    seconds(EXPORTERS[kind], notebook)
    peer = min(seconds(SlidesExporter, notebook) for _ in range(3))
    benchmark.pedantic(
        lambda: EXPORTERS[kind]().from_notebook_node(notebook), setup=forget, rounds=5, iterations=1
    )
    own = benchmark.stats.stats.min
    benchmark.extra_info["nbconvert_slides_seconds"] = peer
    benchmark.extra_info["ratio_to_nbconvert_slides"] = own / peer
    benchmark.extra_info["within_limit"] = own < LIMITS[kind]
    print(
        f"\n{kind}: {own:.2f} s, nbconvert's slides {peer:.2f} s, ratio {own / peer:.2f}, "
        f"limit on a quiet machine {LIMITS[kind]} s"
    )
    assert peer > 0
