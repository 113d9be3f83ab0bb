"""Studies of 1 to 200 named workplaces with long names: nothing overflows in either format."""

from __future__ import annotations

import io
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from browser_walk import walk
from many_studies import study_of_many
from pptx import Presentation

import skcore
from skcore.slides.pptx import render_pptx

pytestmark = pytest.mark.browser

PX = 9525


@pytest.mark.parametrize("units", [1, 12, 45, 200])
def test_a_study_of_any_number_of_named_workplaces_fits_its_slides(
    open_deck: Any, tmp_path: Path, units: int
) -> None:
    release = skcore.release_study(skcore.load_study(study_of_many(tmp_path / "study", units)))
    places = release.facts.workplaces(release.facts.last_wave)
    assert len(places) == units
    deck = [*skcore.network_deck(release), *skcore.unit_deck(release, places[-1])]
    html = skcore.render_deck(deck, title="Prøve", language="da")
    opened = open_deck(html)
    assert walk(opened.page) == {}
    assert opened.said == []
    heads = opened.page.locator("section.sk-slide tbody :is(th, td):first-child")
    written = {head.replace("\u00ad", "") for head in heads.all_text_contents()}
    named = {release.facts.unit_name(place) for place in places} if units > 1 else set()
    assert named - written == set()  # of the only workplace all slides tell
    pages = Presentation(io.BytesIO(render_pptx(deck, title="Prøve", language="da")))
    assert len(pages.slides) == html.count('<section class="sk-slide')
    assert [problem for page in pages.slides for problem in misplaced(page, pages)] == []


def misplaced(page: Any, pages: Any) -> list[str]:
    """Return what leaves a slide of PowerPoint, and tables and texts that lie on one another."""
    title = page.shapes.title.text
    boxes = {shape.shape_id: shape for shape in page.shapes}
    found = [
        f"{title}: {shape.name} leaves the slide"
        for shape in boxes.values()
        if min(shape.left, shape.top) < 0
        or shape.left + shape.width > pages.slide_width
        or shape.top + shape.height > pages.slide_height
    ]
    solid = [s for s in boxes.values() if s.has_table or s.is_placeholder or s.name == "Tekst"]
    for a, b in combinations(solid, 2):
        wide = min(a.left + a.width, b.left + b.width) - max(a.left, b.left)
        high = min(a.top + a.height, b.top + b.height) - max(a.top, b.top)
        if wide > PX and high > PX:
            found.append(f"{title}: {a.name} on {b.name}")
    return found
