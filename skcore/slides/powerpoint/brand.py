"""The organisation's colour and logo on slides that are made."""

from __future__ import annotations

from typing import Any

from pptx.shapes.group import GroupShape

from skcore.look import Look
from skcore.slides.fit import MARK, SIDE, WIDTH
from skcore.slides.powerpoint.sheet import Frame, Place, Sheet
from skcore.slides.powerpoint.template import Template
from skcore.slides.powerpoint.text import ACCENT, EMU

TITLE_PLACE = (WIDTH - SIDE - 320, 40, 320, 110)
NUMBER_IDX = 12  # of the page number among our template's placeholders
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def dress(template: Template, look: Look, *, language: str) -> None:
    """Give emphasised words the organisation's colour, and slides its logo.

    The colours of themes on charts and in their keys stay: they mean the same in all decks. A
    template of the organisation's own has its logo already.
    """
    titles = {template.layouts["title"].name}
    for page in template.presentation.slides:
        if look.accent:
            for shape in page.shapes:
                if not isinstance(shape, GroupShape):
                    _recolour(shape, look.accent)
        if look.picture and template.ours:
            first = page.slide_layout.name in titles
            for place in [TITLE_PLACE] if first else _marks(page):
                Sheet(page, Frame(), language).picture(look.picture, place, alt=look.name)


def _marks(page: Any) -> list[Place]:
    """Return where a logo stands: before the page number, where footnotes leave room for it."""
    numbers = [s for s in page.placeholders if s.placeholder_format.idx == NUMBER_IDX]
    return [(n.left / EMU - MARK - 8, n.top / EMU + 2, MARK, 20) for n in numbers]


def _recolour(shape: Any, accent: str) -> None:
    for properties in shape._element.iter(f"{A}rPr"):
        for colour in properties.iter(f"{A}srgbClr"):
            if colour.get("val") == ACCENT[1:].upper():
                colour.set("val", accent[1:].upper())
