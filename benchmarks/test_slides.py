"""How long does it take to export a finished notebook, against nbconvert's own slides exporter?

Run from the repository's root: python -m pytest benchmarks/test_slides.py -s
The three exporters get the same notebook in the same run; ratios to nbconvert's own are printed
and stored with the benchmark (``extra_info``), and so is the very first export of a new process,
its modules loaded. No drawing is kept from one export to the next. What is compared is processor
time, which other work on the machine moves less; nothing fails for being slow.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from nbconvert.exporters import SlidesExporter

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from slide_examples import deck_notebook, example_deck

from skcore.exporting import MeetingSlidesExporter, PptxExporter
from skcore.figures.drawing import svg_of
from skcore.slides.fit import lay_out
from skcore.slides.slide import Chart, Slide

ROOT = Path(__file__).resolve().parents[1]
LIMITS = {"html": 0.5, "pptx": 1.5}  # seconds for one finished notebook


class Html(MeetingSlidesExporter):
    """The invented slides are of no study that could be released again."""

    def _release(self, *_: Any) -> None:
        return None


class Pptx(PptxExporter):
    """The invented slides are of no study that could be released again."""

    def _release(self, *_: Any) -> None:
        return None


EXPORTERS: dict[str, Any] = {"html": Html, "pptx": Pptx}


def finished() -> Any:
    """A notebook with fifteen slides; every cell shows its slide in HTML too."""
    slides: list[Slide] = example_deck()
    notebook = deck_notebook(slides, title="Prøve", language="da")
    for cell, slide in zip(notebook.cells, slides, strict=True):
        cell.outputs[0].data["text/html"] = slide._repr_mimebundle_()["text/html"]
        cell.metadata["slideshow"] = {"slide_type": "slide"}
    return notebook


def seconds(exporter: Any, notebook: Any) -> float:
    """Processor seconds of one export."""
    start = time.process_time()
    exporter().from_notebook_node(notebook)
    return time.process_time() - start


def first(kind: str) -> float:
    """Processor seconds of a new process's first export, once everything is imported."""
    code = (
        "import sys; sys.path[:0] = ['benchmarks', 'tests', '.']\n"
        "import test_slides as t\n"
        f"notebook = t.finished(); print(t.seconds(t.EXPORTERS[{kind!r}], notebook))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=dict(os.environ),
    )
    return float(done.stdout)


@pytest.mark.parametrize("kind", ["html", "pptx"])
def test_export_of_a_finished_notebook(kind: str, benchmark: Any) -> None:
    notebook = finished()
    seconds(SlidesExporter, notebook)  # both with their modules loaded
    seconds(EXPORTERS[kind], notebook)
    peer = min(seconds(SlidesExporter, notebook) for _ in range(3))
    benchmark.pedantic(
        lambda: EXPORTERS[kind]().from_notebook_node(notebook), rounds=3, iterations=1
    )
    own = min(seconds(EXPORTERS[kind], notebook) for _ in range(3))
    benchmark.extra_info["nbconvert_slides_seconds"] = peer
    benchmark.extra_info["ratio_to_nbconvert_slides"] = own / peer
    benchmark.extra_info["first_of_a_new_process_seconds"] = new = first(kind)
    benchmark.extra_info["within_limit"] = max(own, new) < LIMITS[kind]
    print(
        f"\n{kind}: {own:.2f} s, the first of a new process {new:.2f} s, nbconvert's slides "
        f"{peer:.2f} s, ratio {own / peer:.2f}, limit on a quiet machine {LIMITS[kind]} s"
    )
    assert peer > 0


FIGURES = {slide.figure.kind: slide for slide in example_deck() if isinstance(slide.figure, Chart)}
#: ms of processor time for one figure and its SVG; those of workplaces' own decks are stricter
MOST = dict.fromkeys(FIGURES, 120) | {"profile": 60, "change": 60}


@pytest.mark.parametrize("kind", FIGURES)
def test_one_figure(benchmark: Any, kind: str) -> None:
    slide = FIGURES[kind]
    chart, laid = slide.figure, lay_out(slide)
    options = {"language": "da", **chart.options}
    size = {"width": laid.figure_width, "height": laid.figure_height}
    drawn = benchmark.pedantic(
        svg_of, (chart.kind, chart.table, options), size, rounds=9, warmup_rounds=2
    )
    took = 1000 * benchmark.stats.stats.median
    benchmark.extra_info |= {"ms": round(took), "most": MOST[kind]}
    print(f"\n{kind}: {took:.0f} ms for figure and SVG (at most {MOST[kind]})")
    assert drawn.startswith("<svg")
