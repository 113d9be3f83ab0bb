"""Few or many workplaces, long names, nothing to show: slides are paged and never made smaller."""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from slide_examples import LONG_UNIT

from skcore.slides.figure import Chart, TableFigure
from skcore.slides.html import render_deck
from skcore.slides.paging import paged
from skcore.slides.pptx import render_pptx
from skcore.slides.slide import Slide
from skcore.slides.table_layout import table_layout

COUNTS = (0, 1, 12, 45, 200)
SCALES = {"Tillid": "trust", "Retfærdighed": "justice", "Fællesskab": "community"}
SMALLEST = 20  # px: nothing on a slide but the footnote is smaller


def name(place: int, *, long: bool) -> str:
    return f"{LONG_UNIT} {place}" if long else f"Plejecenter {place}"


def levels(units: int, *, long: bool = False) -> Slide:
    """Every workplace by name on three themes; each seventh is not shown."""
    rows = [
        {
            "label": name(place, long=long),
            "scale": scale,
            "estimate": float("nan") if place % 7 == 6 else 50.0 + place % 40,
            "conf_low": float("nan") if place % 7 == 6 else 45.0 + place % 40,
            "conf_high": float("nan") if place % 7 == 6 else 55.0 + place % 40,
            "hidden": place % 7 == 6,
            "hidden_reason": "primary" if place % 7 == 6 else "",
            "dimension": dimension,
        }
        for place in range(units)
        for scale, dimension in SCALES.items()
    ]
    return Slide("Arbejdspladserne", figure=Chart("levels", pd.DataFrame(rows)), alt="Figur.")


def table(units: int, *, long: bool = False) -> Slide:
    rows = tuple((name(place, long=long), f"{50 + place % 40}") for place in range(units))
    return Slide("Arbejdspladserne", figure=TableFigure(("Arbejdsplads", "Point"), rows))


def labels(slide: Slide) -> list[str]:
    if isinstance(slide.figure, Chart):
        return list(dict.fromkeys(slide.figure.table["label"]))
    return [row[0] for row in slide.figure.rows] if slide.figure else []


@pytest.mark.parametrize("long", [False, True], ids=["short names", "long names"])
@pytest.mark.parametrize("make", [levels, table])
@pytest.mark.parametrize("units", COUNTS[1:])
def test_every_workplace_stands_once_and_in_order(make: Any, units: int, long: bool) -> None:
    pages = paged(make(units, long=long))
    found = [label for page in pages for label in labels(page)]
    assert found == [name(place, long=long) for place in range(units)]
    assert max(len(labels(page)) for page in pages) <= 14
    assert len(pages) > 1 or units <= 12
    if len(pages) > 1:
        assert pages[-1].title.endswith(f"({len(pages)} af {len(pages)})")


@pytest.mark.parametrize("make", [levels, table])
@pytest.mark.parametrize("units", [12, 200])
def test_no_word_is_smaller_in_the_browser_with_many(make: Any, units: int) -> None:
    slide = make(units, long=True)
    html = render_deck([slide], title="Prøve", language="da")
    assert html.count('<section class="sk-slide') == len(paged(slide))
    body = html[html.index("<main") :]
    sizes = [float(size) for size in re.findall(r"font-size: ?([\d.]+)px", body)]
    assert min(sizes, default=SMALLEST) >= SMALLEST


@pytest.mark.parametrize("make", [levels, table])
@pytest.mark.parametrize("units", [12, pytest.param(200, marks=pytest.mark.whole)])
def test_no_word_is_smaller_in_powerpoint_and_nothing_leaves_the_slide(
    make: Any, units: int
) -> None:
    slide = make(units, long=True)
    deck = Presentation(io.BytesIO(render_pptx([slide], title="x", language="da")))
    assert len(deck.slides) == len(paged(slide))
    for page in deck.slides:
        for shape in page.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            if shape.name in {"Fodnote", "Sidetal"}:
                continue
            sizes = [int(s) for s in re.findall(r'<a:rPr[^>]* sz="(\d+)"', _xml(shape._element))]
            least = 24 if shape.has_table else SMALLEST
            assert min(sizes, default=1800) >= least * 75


def _xml(element: Any) -> str:
    from lxml import etree

    return etree.tostring(element).decode()


@pytest.mark.parametrize("make", [levels, table])
def test_one_workplace_is_one_page_in_both_formats(make: Any) -> None:
    slide = make(1, long=True)
    assert render_deck([slide], title="x", language="da").count('<section class="sk-slide') == 1
    deck = Presentation(io.BytesIO(render_pptx([slide], title="x", language="da")))
    assert len(deck.slides) == 1


def test_pages_of_a_table_have_their_columns_and_words_alike() -> None:
    rows = tuple(
        (
            name(place, long=place % 20 < 8),
            "vises ikke (færre end 5 svar)" if place % 3 else "71 (+6)",
        )
        for place in range(120)
    )
    pages = paged(Slide("Arbejdspladserne", figure=TableFigure(("Arbejdsplads", "Point"), rows)))
    laid = [table_layout(page.figure, 1152, 500) for page in pages]  # type: ignore[arg-type]
    assert len(pages) > 5
    assert len({(page.widths, page.size) for page in laid}) == 1
    html = render_deck(list(pages), title="x", language="da")
    assert len(set(re.findall(r"<colgroup>.*?</colgroup>", html, re.DOTALL))) == 1


def test_an_empty_table_is_one_page_with_its_header() -> None:
    slide = table(0)
    html = render_deck([slide], title="x", language="da")
    deck = Presentation(io.BytesIO(render_pptx([slide], title="x", language="da")))
    (found,) = [s.table for s in deck.slides[0].shapes if s.has_table]
    assert "Arbejdsplads" in html.replace("\u00ad", "")
    assert found.cell(0, 0).text == "Arbejdsplads"


def test_where_all_are_hidden_every_row_says_so_and_none_has_a_number() -> None:
    slide = levels(3)
    hidden = slide.figure.table.assign(  # type: ignore[union-attr]
        hidden=True, hidden_reason="primary", estimate=float("nan")
    )
    empty = Slide("Ingen vises", figure=Chart("levels", hidden), alt="Ingen vises.")
    html = render_deck([empty], title="x", language="da")
    deck = Presentation(io.BytesIO(render_pptx([empty], title="x", language="da")))
    assert "ises ikke" in html
    (group,) = [s for s in deck.slides[0].shapes if s.shape_type == MSO_SHAPE_TYPE.GROUP]
    words = [s.text_frame.text for s in group.shapes if s.has_text_frame]
    assert sum("ises ikke" in text for text in words) >= 3  # once a row: one theme is drawn
    assert not {"nan", "NaN"} & set(" ".join(words).split())
