"""One PowerPoint slide as a sheet to put shapes on: places in px of 1280×720, scaled and moved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pptx.oxml import parse_xml

from skcore.figures.drawing import figure_of, write_figure
from skcore.slides.figure import Chart, TableFigure
from skcore.slides.powerpoint.shapes import ShapeWriter
from skcore.slides.powerpoint.table import table_xml
from skcore.slides.powerpoint.text import (
    NAMESPACES,
    fill_xml,
    paragraph_xml,
    quoteattr,
    text_body,
    xfrm_xml,
)
from skcore.slides.table_layout import TableLayout
from skcore.texts import Texts, load_texts

Place = tuple[float, float, float, float]
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

    def _properties(self, name: str, *, alt: str = "", decorative: bool = False) -> str:
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
            f"<p:sp><p:nvSpPr>{self._properties(name, decorative=decorative)}<p:cNvSpPr{box}/>"
            f"<p:nvPr/></p:nvSpPr><p:spPr>{xfrm_xml(self.frame.place(place))}"
            f"{outline}{ground}<a:ln><a:noFill/></a:ln></p:spPr>{body}</p:sp>"
        )

    def placeholder(self, kind: str, idx: int, name: str, place: Place, body: str) -> None:
        """Add a footer or page number of the layout, at a place of this slide."""
        self.add(
            f'<p:sp><p:nvSpPr>{self._properties(name)}<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f'<p:nvPr><p:ph type="{kind}" sz="quarter" idx="{idx}"/></p:nvPr></p:nvSpPr><p:spPr>'
            f"{xfrm_xml(self.frame.place(place))}</p:spPr>{body}</p:sp>"
        )

    def rule(self, place: Place, colour: str) -> None:
        """Add a thin line that says nothing."""
        empty = text_body(paragraph_xml("", end=self.language))
        self.shape(self.texts("pptx.rule"), place, empty, fill=colour, decorative=True)

    def _graphic(self, name: str, alt: str, place: Place, data: str) -> None:
        self.add(
            f"<p:graphicFrame><p:nvGraphicFramePr>{self._properties(name, alt=alt)}"
            '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/>'
            f"</p:nvGraphicFramePr>{xfrm_xml(self.frame.place(place), 'p')}<a:graphic>{data}"
            "</a:graphic></p:graphicFrame>"
        )

    def figure(self, chart: Chart, place: Place, *, alt: str) -> None:
        """Add a chart as one group of shapes."""
        x, y, wide, high = place
        options = {"language": self.language, **chart.options}
        figure = figure_of(chart.kind, chart.table, options, width=wide, height=high)
        names = {kind: self.texts(f"pptx.{kind}") for kind in ("dot", "line", "area", "words")}
        corner = self.frame.place((x, y, 0, 0))[:2]
        how: dict[str, Any] = {"names": names, "language": self.language, "first": self.number}
        writer = ShapeWriter(wide, high, place=corner, scale=self.scale, **how)
        write_figure(figure, writer)
        self.add(writer.group(self.texts("pptx.figure"), alt))
        self.number = writer.number

    def table(
        self, figure: TableFigure, laid: TableLayout, left: float, top: float, *, alt: str
    ) -> None:
        """Add a native table."""
        height = sum(laid.row_heights) + laid.header_height * figure.show_header
        place = (left, top, sum(laid.widths), max(height, 1))
        content = table_xml(figure, laid, self.language, self.scale)
        data = f'<a:graphicData uri="{_TABLE}">{content}</a:graphicData>'
        self._graphic(self.texts("pptx.table"), alt, place, data)

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
            f"<p:pic><p:nvPicPr>{self._properties(self.texts('pptx.picture'), alt=alt)}<p:cNvPicPr>"
            '<a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/></p:nvPicPr><p:blipFill>'
            f'<a:blip r:embed="{rid}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr>'
            f'{xfrm_xml(self.frame.place(inside))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            "</p:spPr></p:pic>"
        )
