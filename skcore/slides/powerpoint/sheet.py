"""One PowerPoint slide as a sheet to put shapes on: places in px of 1280×720, scaled and moved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
from pptx.oxml import parse_xml

from skcore.figures.drawing import figure_of, write_figure
from skcore.figures.words import text_width
from skcore.figures.writer import Look, Words, Writer
from skcore.slides.figure import Chart, TableFigure
from skcore.slides.powerpoint.table import table_xml
from skcore.slides.powerpoint.text import (
    EMU,
    NAMESPACES,
    fill_xml,
    paragraph_xml,
    run_xml,
    text_body,
    xfrm_xml,
)
from skcore.slides.table_layout import TableLayout
from skcore.texts import Texts, load_texts

ASCENT, LINE = 0.905, 1.149  # of Arial, in text sizes
UNIT = 100  # steps of a px inside a shape's outline
_ALIGN = {"left": ("l", 0.0), "center": ("ctr", 0.5), "right": ("r", 1.0)}
_BARE = "<a:noFill/><a:ln><a:noFill/></a:ln>"
_WORDS = (
    '<a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></a:bodyPr>'
)
Box = tuple[float, float, float, float]


class ShapeWriter(Writer):
    """Writes shapes as XML; ``corner`` is where the figure begins on the sheet, px of the slide."""

    def __init__(
        self, width: float, height: float, sheet: Sheet, corner: tuple[float, float]
    ) -> None:
        super().__init__(width, height)
        self.sheet, self.corner = sheet, corner
        self.parts: list[str] = []

    def circle(self, x: float, y: float, radius: float, look: Look) -> None:
        box = (x - radius, y - radius, 2 * radius, 2 * radius)
        self._add("dot", box, _preset("ellipse") + self._paint(look))

    def shape(self, pieces: Sequence[Any], look: Look, *, closed: bool) -> None:
        corners = np.vstack(pieces)
        left, top = corners.min(axis=0)
        wide, high = np.ptp(corners, axis=0)
        box = (left, top, wide, high)
        paint = self._paint(look)
        if not closed and len(corners) == 2:
            rises = (corners[1] - corners[0]).prod() < 0
            self._add("line", box, _preset("line") + paint, flip=' flipV="1"' if rises else "")
        elif closed and len(pieces) == 1 and _is_rectangle(corners):
            self._add("area", box, _preset("rect") + paint)
        else:
            outline = _outline([(piece - (left, top)) * UNIT for piece in pieces], closed=closed)
            size = f'w="{round(wide * UNIT)}" h="{round(high * UNIT)}"'
            path = f"<a:path {size}{'' if closed else _NO_FILL}>{outline}</a:path>"
            geometry = f"<a:custGeom><a:avLst/><a:pathLst>{path}</a:pathLst></a:custGeom>"
            self._add("area" if closed else "line", box, geometry + paint)

    def words(self, x: float, y: float, text: str, look: Look, how: Words) -> None:
        align, share = _ALIGN[how.anchor]
        wide = text_width(text, how.size, bold=how.bold) + 2
        box = (x - share * wide, y - ASCENT * how.size, wide, LINE * how.size)
        size = how.size * self.sheet.scale
        run = run_xml(text, self.sheet.language, size=size, colour=look.fill, bold=how.bold)
        paragraph = paragraph_xml(run, align=align, end=self.sheet.language)
        body = f"<p:txBody>{_WORDS}<a:lstStyle/>{paragraph}</p:txBody>"
        self._add("words", box, _preset("rect") + _BARE, body)

    def group(self, name: str, alt: str) -> str:
        """Return all of it as one group with words for those who do not see it."""
        place = xfrm_xml(self._box((0, 0, self.width, self.height)), inside=True)
        told = self.sheet.properties(name, alt=alt)
        head = f"<p:nvGrpSpPr>{told}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        head += f"<p:grpSpPr>{place}</p:grpSpPr>"
        return f"<p:grpSp>{head}{''.join(self.parts)}</p:grpSp>"

    def _box(self, box: Box) -> Box:
        x, y, wide, high = (float(px) * self.sheet.scale for px in box)
        return x + self.corner[0], y + self.corner[1], wide, high

    def _paint(self, look: Look) -> str:
        fill = fill_xml(look.fill, look.alpha) if look.fill else "<a:noFill/>"
        if not look.line:
            return f"{fill}<a:ln><a:noFill/></a:ln>"
        steps = [round(1e5 * px / look.width) for px in look.dashes]
        pairs = zip(steps[::2], steps[1::2], strict=True)
        dashes = "".join(f'<a:ds d="{on}" sp="{off}"/>' for on, off in pairs)
        dash = f"<a:custDash>{dashes}</a:custDash>" if dashes else ""
        width = round(look.width * self.sheet.scale * EMU)
        line = fill_xml(look.line, look.line_alpha)
        return f'{fill}<a:ln w="{width}" cap="flat">{line}{dash}<a:round/></a:ln>'

    def _add(self, kind: str, box: Box, look: str, body: str = "", *, flip: str = "") -> None:
        place = xfrm_xml(self._box(box), flip=flip)
        told = self.sheet.properties(f"{self.sheet.texts(f'pptx.{kind}')} {self.sheet.number + 1}")
        words = ' txBox="1"' if body else ""
        self.parts.append(
            f"<p:sp><p:nvSpPr>{told}<p:cNvSpPr{words}/><p:nvPr/></p:nvSpPr><p:spPr>{place}{look}"
            f"</p:spPr>{body}</p:sp>"
        )


_NO_FILL = ' fill="none"'


def _preset(name: str) -> str:
    return f'<a:prstGeom prst="{name}"><a:avLst/></a:prstGeom>'


def _is_rectangle(corners: Any) -> bool:
    """Whether an outline is a box with level and upright sides."""
    return len(corners) in (4, 5) and all(len(np.unique(side.round(3))) == 2 for side in corners.T)


def _outline(pieces: Sequence[Any], *, closed: bool) -> str:
    parts = []
    for piece in pieces:
        points = [f'<a:pt x="{round(x)}" y="{round(y)}"/>' for x, y in piece]
        steps = "".join(f"<a:lnTo>{point}</a:lnTo>" for point in points[1:])
        parts.append(f"<a:moveTo>{points[0]}</a:moveTo>{steps}{'<a:close/>' if closed else ''}")
    return "".join(parts)


Place = Box
_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative xmlns:adec='
    '"http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


@dataclass(frozen=True)
class Frame:
    """How px of our slide become px of the template's: moved, and scaled."""

    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0

    def place(self, place: Place) -> Place:
        """Return where something stands."""
        x, y, wide, high = (value * self.scale for value in place)
        return x + self.left, y + self.top, wide, high


class Sheet:
    """Puts shapes on one slide, each with its name, words for those who do not see it, language."""

    def __init__(self, slide: Any, frame: Frame, language: str) -> None:
        self.slide = slide
        self.frame = frame
        self.language = language
        self.tree = slide.shapes._spTree
        self.number = max((shape.shape_id for shape in slide.shapes), default=1)

    @property
    def texts(self) -> Texts:
        """Our words in the slide's language."""
        return load_texts(self.language)

    @property
    def scale(self) -> float:
        """Size of a px of our slide here."""
        return self.frame.scale

    def properties(self, name: str, *, alt: str = "", decorative: bool = False) -> str:
        """Return a shape's number, name and alt text."""
        self.number += 1
        told = f" descr={quoteattr(alt)}" if alt else ""
        inside = _DECORATIVE if decorative else ""
        return f'<p:cNvPr id="{self.number}" name={quoteattr(name)}{told}>{inside}</p:cNvPr>'

    def add(self, xml: str) -> Any:
        """Put a shape on the slide."""
        element = parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {NAMESPACES}", xml, count=1))
        self.tree.append(element)
        return element

    def shape(
        self,
        name: str,
        place: Place,
        body: str,
        *,
        fill: str = "",
        corner: float = 0,
        decorative: bool = False,
    ) -> None:
        """Add a rectangle or text box; ``body`` is its text body, ``corner`` px are round."""
        part = round(corner / min(place[2:]) * 100000)
        outline = (
            f'<a:prstGeom prst="roundRect"><a:avLst><a:gd name="adj" fmla="val {part}"/></a:avLst>'
            if corner
            else '<a:prstGeom prst="rect"><a:avLst/>'
        ) + "</a:prstGeom>"
        box = "" if fill else ' txBox="1"'
        ground = fill_xml(fill) if fill else "<a:noFill/>"
        self.add(
            f"<p:sp><p:nvSpPr>{self.properties(name, decorative=decorative)}<p:cNvSpPr{box}/>"
            f"<p:nvPr/></p:nvSpPr><p:spPr>{xfrm_xml(self.frame.place(place))}"
            f"{outline}{ground}<a:ln><a:noFill/></a:ln></p:spPr>{body}</p:sp>"
        )

    def placeholder(self, kind: str, idx: int, name: str, place: Place, body: str) -> None:
        """Add a footer or page number of the layout, at a place of this slide."""
        self.add(
            f'<p:sp><p:nvSpPr>{self.properties(name)}<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f'<p:nvPr><p:ph type="{kind}" sz="quarter" idx="{idx}"/></p:nvPr></p:nvSpPr><p:spPr>'
            f"{xfrm_xml(self.frame.place(place))}</p:spPr>{body}</p:sp>"
        )

    def rule(self, place: Place, colour: str) -> None:
        """Add a thin line that says nothing."""
        empty = text_body(paragraph_xml("", end=self.language))
        self.shape(self.texts("pptx.rule"), place, empty, fill=colour, decorative=True)

    def figure(self, chart: Chart, place: Place, *, alt: str) -> None:
        """Add a chart as one group of shapes."""
        x, y, wide, high = place
        options = {"language": self.language, **chart.options}
        figure = figure_of(chart.kind, chart.table, options, width=wide, height=high)
        corner = self.frame.place((x, y, 0, 0))[:2]
        writer = ShapeWriter(wide, high, self, corner)
        write_figure(figure, writer)
        self.add(writer.group(self.texts("pptx.figure"), alt))

    def table(
        self, figure: TableFigure, laid: TableLayout, left: float, top: float, *, alt: str
    ) -> None:
        """Add a native table."""
        height = sum(laid.row_heights) + laid.header_height * figure.show_header
        place = (left, top, sum(laid.widths), max(height, 1))
        content = table_xml(figure, laid, self.language, self.scale)
        told = self.properties(self.texts("pptx.table"), alt=alt)
        self.add(
            f"<p:graphicFrame><p:nvGraphicFramePr>{told}<p:cNvGraphicFramePr>"
            '<a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
            f"{xfrm_xml(self.frame.place(place), 'p')}<a:graphic>"
            f'<a:graphicData uri="{_TABLE}">{content}</a:graphicData></a:graphic></p:graphicFrame>'
        )

    def picture(self, content: bytes, place: Place, *, alt: str) -> None:
        """Add a picture, as large as it fits its place."""
        import io

        image, rid = self.slide.part.get_or_add_image_part(io.BytesIO(content))
        wide, high = image._px_size
        x, y, width, height = place
        scale = min(width / wide, height / high, 2.0)
        middle = (x + (width - wide * scale) / 2, y + (height - high * scale) / 2)
        inside = (*middle, wide * scale, high * scale)
        self.add(
            f"<p:pic><p:nvPicPr>{self.properties(self.texts('pptx.picture'), alt=alt)}<p:cNvPicPr>"
            '<a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/></p:nvPicPr><p:blipFill>'
            f'<a:blip r:embed="{rid}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr>'
            f'{xfrm_xml(self.frame.place(inside))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            "</p:spPr></p:pic>"
        )
