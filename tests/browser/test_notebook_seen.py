"""Many figures of one exported notebook: each is seen as it is alone, and tables are as large."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nbconvert.exporters import HTMLExporter
from PIL import Image
from slide_examples import deck_notebook, example_deck

from skcore.slides.fit import lay_out
from skcore.slides.slide import Chart, Slide
from skcore.slides.table_layout import table_layout

pytestmark = pytest.mark.browser


def exported(slides: list[Slide]) -> str:
    """Return a notebook of slides as Jupyter's own HTML, which shows each as in the notebook."""
    notebook = deck_notebook(slides, title="Prøve", language="da")
    for cell, slide in zip(notebook.cells, slides, strict=True):
        cell.outputs[0].data["text/html"] = slide._repr_mimebundle_()["text/html"]
    html, _ = HTMLExporter(template_name="lab").from_notebook_node(notebook)
    return str(html)


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Callable[[list[Slide]], Any]:
    def shown(slides: list[Slide]) -> Any:
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.html"
        file.write_text(exported(slides), encoding="utf-8")
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.route("http*://**", lambda route: route.abort())
        page.goto(file.as_uri(), wait_until="domcontentloaded")
        return page

    return shown


def pixels(drawing: Any) -> Any:
    """What is seen of a drawing, as greys."""
    return np.asarray(Image.open(io.BytesIO(drawing.screenshot())).convert("L"), dtype=int)


def test_a_figure_looks_the_same_among_many_as_it_does_alone(show: Any) -> None:
    slides = [slide for slide in example_deck() if isinstance(slide.figure, Chart)]
    assert len(slides) > 10
    together = show(slides)
    drawings = together.query_selector_all("figure svg")
    assert len(drawings) == len(slides)
    for place in (0, 5, len(slides) - 1):
        (alone,) = show([slides[place]]).query_selector_all("figure svg")
        here, there = pixels(drawings[place]), pixels(alone)
        assert abs(np.subtract(here.shape, there.shape)).max() <= 1  # a place between two pixels
        height, width = np.minimum(here.shape, there.shape)
        unlike = abs(here[:height, :width] - there[:height, :width]) > 96
        assert unlike.mean() < 0.01, slides[place].title  # a drawing cut by another lacks far more


def test_no_id_of_our_drawings_is_there_twice(show: Any) -> None:
    page = show(list(example_deck()) * 2)
    assert page.evaluate("document.querySelectorAll('.sk-figure svg [id]').length") == 0


def test_tables_are_as_large_as_in_a_deck(show: Any) -> None:
    page = show([example_deck()[1]])
    size = "getComputedStyle(document.querySelector('.sk-table td')).fontSize"
    slide = example_deck()[1]
    laid = lay_out(slide)
    alone = table_layout(slide.figure, laid.figure_width, laid.figure_height)
    assert page.evaluate(size) == f"{alone.size}px"
    assert alone.size >= 24
