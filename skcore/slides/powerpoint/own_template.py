"""The organisation's own template: how much room its layout leaves, and a title that fits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skcore.errors import SkcoreError
from skcore.figures.words import NO_BREAK, text_width, wrap
from skcore.slides.fit import INNER, SIDE
from skcore.slides.powerpoint.sheet import Frame
from skcore.slides.powerpoint.text import EMU, write_title

LEAST_SCALE = 0.55  # of the slide's width; smaller text is not read at the back of a room
FOOTERS = (13, 15, 16)  # page number, footer and date, as placeholder types
EDGE = 20.0  # px kept free at the bottom
TOP_PART, BOTTOM_PART = 0.3, 0.75  # of the height: a logo's there is no ground of the slide
TITLE_LINE = 1.2  # of the size, where the template says nothing


@dataclass(frozen=True)
class Area:
    """The room that a layout leaves for our content, px of its own slide."""

    left: float
    top: float
    scale: float

    def frame(self) -> Frame:
        """Return how our places become the template's; our left margin is the template's."""
        return Frame(self.left - SIDE * self.scale, self.top, self.scale)


def area_of(presentation: Any, layout: Any, needed: float) -> Area:
    """Return where content of the height ``needed`` (px of our slide) stands under the title.

    Raises
    ------
    SkcoreError
        When the layout leaves too little room to be read.
    """
    wide, high = presentation.slide_width / EMU, presentation.slide_height / EMU
    title = next(p for p in layout.placeholders if p.placeholder_format.type in (1, 3))
    left, top = title.left / EMU, (title.top + title.height) / EMU + 10
    width = title.width / EMU
    logos, feet = _in_the_way(layout, high, top)
    top = max([top, *logos])
    bottom = min([*feet, high - EDGE]) - 6
    scale = min(width / INNER, (bottom - top) / needed)
    if scale < LEAST_SCALE * wide / 1280:
        centimetres = " × ".join(f"{px * EMU / 360000:.1f}" for px in (width, bottom - top))
        raise SkcoreError(
            f"The layout '{layout.name}' leaves only {centimetres} cm under its title, too little "
            "for text that is read at the back of a room. Make its title lower and wider in "
            "PowerPoint (View, Slide Master)."
        )
    return Area(left + (width - INNER * scale) / 2, top, scale)


def _in_the_way(layout: Any, high: float, top: float) -> tuple[list[float], list[float]]:
    """Return where logos below the title end, and where whatever stands at the bottom begins."""
    feet = [p for p in layout.placeholders if int(p.placeholder_format.type) in FOOTERS]
    drawn = [s for s in layout.shapes if not s.is_placeholder]
    if layout._element.get("showMasterSp") != "0":
        drawn += [s for s in layout.slide_master.shapes if not s.is_placeholder]
    at_bottom = [
        *(foot.top / EMU for foot in feet if foot.top / EMU > high / 2),
        *(shape.top / EMU for shape in drawn if shape.top / EMU > high * BOTTOM_PART),
    ]
    ends = [(s.top + s.height) / EMU + 6 for s in drawn if hasattr(s, "image")]
    return [end for end in ends if top < end < high * TOP_PART], at_bottom


def fit_title(shape: Any, text: str, language: str) -> None:
    """Write a title in the template's own size, or in the largest smaller one that fits."""
    size = _size_of(shape)
    width, height = shape.width / EMU - 20, shape.height / EMU - 10
    if max(text_width(part, size, bold=True) for part in text.split(" ")) > width:
        text = text.replace(NO_BREAK, " ")  # what was tied for our own width
    fitting = size
    while fitting > 14 and (
        len(wrap(text, width, fitting, bold=True)) * fitting * TITLE_LINE > height
    ):
        fitting -= 1
    write_title(shape, text, language, size=0 if fitting == size else fitting)


def _size_of(shape: Any) -> float:
    """Return a title's size in px: what the layout says, else its master."""
    layout = shape.part.slide_layout
    kind = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    places = [p._element for p in layout.placeholders if p.placeholder_format.type in (1, 3)]
    master = layout.slide_master
    places += [p._element for p in master.placeholders if p.placeholder_format.type in (1, 3)]
    places += master._element.xpath("p:txStyles/p:titleStyle")
    told = (part.get("sz") for e in places for part in e.findall(".//a:lvl1pPr/a:defRPr", kind))
    return int(next(filter(None, told), 4400)) / 75
