"""One PowerPoint slide as a sheet to put shapes on: places in px of 1280×720, scaled and moved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart

from skcore.slides.figure import TableFigure
from skcore.slides.powerpoint.chart_xml import fill_xml
from skcore.slides.powerpoint.field import Box, Native
from skcore.slides.powerpoint.layouts import xfrm_xml
from skcore.slides.powerpoint.table import row_heights, table_xml
from skcore.slides.powerpoint.text import (
    NAMESPACES,
    paragraph_xml,
    quoteattr,
    run_xml,
    text_body,
)
from skcore.slides.tables import TableLayout
from skcore.texts import Texts, load_texts

__all__ = ["Frame", "Sheet"]

Place = tuple[float, float, float, float]
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
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
        decorative: bool = False,
    ) -> None:
        """Add a rectangle or text box; ``body`` is its text body."""
        box = "" if fill else ' txBox="1"'
        ground = fill_xml(fill) if fill else "<a:noFill/>"
        self.add(
            f"<p:sp><p:nvSpPr>{self._properties(name, decorative=decorative)}<p:cNvSpPr{box}/>"
            f"<p:nvPr/></p:nvSpPr><p:spPr>{xfrm_xml(self.frame.place(place))}"
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{ground}<a:ln><a:noFill/></a:ln>'
            f"</p:spPr>{body}</p:sp>"
        )

    def placeholder(self, kind: str, idx: int, name: str, place: Place, body: str) -> None:
        """Add a footer or page number of the layout, at a place of this slide."""
        self.add(
            f'<p:sp><p:nvSpPr>{self._properties(name)}<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f'<p:nvPr><p:ph type="{kind}" sz="quarter" idx="{idx}"/></p:nvPr></p:nvSpPr><p:spPr>'
            f"{xfrm_xml(self.frame.place(place))}</p:spPr>{body}</p:sp>"
        )

    def lines(self, name: str, place: Place, lines: Sequence[str], **how: Any) -> None:
        """Add a text box of centred lines in one look."""
        align, line = how.pop("align", "ctr"), how.pop("line") * self.scale
        how["size"] *= self.scale
        paragraphs = "".join(
            paragraph_xml(
                run_xml(text, self.language, **how), line=line, align=align, end=self.language
            )
            for text in lines
        )
        self.shape(name, place, text_body(paragraphs))

    def box(self, box: Box, left: float, top: float) -> None:
        """Add a key's colour or its words."""
        place = (left + box.left, top + box.top, box.width, box.height)
        if box.fill:
            empty = text_body(paragraph_xml("", end=self.language))
            self.shape(
                box.name or self.texts("pptx.key"), place, empty, fill=box.fill, decorative=True
            )
        else:
            how: dict[str, Any] = {"colour": box.colour, "bold": box.bold, "size": 23, "line": 28}
            how["align"] = box.align
            self.lines(box.name or self.texts("pptx.key"), place, box.lines, **how)

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

    def chart(self, piece: Native, left: float, top: float, *, alt: str) -> None:
        """Add a native chart with its workbook."""
        package = self.slide.part.package
        name = package.next_partname(ChartPart.partname_template)
        xml = _scaled(piece.xml, self.scale)
        part = ChartPart.load(name, CT.DML_CHART, package, xml)
        part.chart_workbook.update_from_xlsx_blob(piece.book.to_xlsx())
        rid = self.slide.part.relate_to(part, RT.CHART)
        words = piece.name or self.texts("pptx.figure")
        place = (left + piece.left, top + piece.top, piece.width, piece.height)
        data = (
            f'<a:graphicData uri="{_CHART}"><c:chart xmlns:c="{_CHART}" r:id="{rid}"/>'
            "</a:graphicData>"
        )
        self._graphic(words, alt, place, data)

    def table(
        self, figure: TableFigure, laid: TableLayout, left: float, top: float, *, alt: str
    ) -> None:
        """Add a native table."""
        height = sum(row_heights(figure, laid)) + laid.header_height * figure.show_header
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


def _scaled(xml: bytes, scale: float) -> bytes:
    """Return a chart whose words, lines and marks are smaller or larger."""
    if scale == 1.0:
        return xml

    def changed(match: re.Match[bytes]) -> bytes:
        return match.group(1) + str(max(2, round(int(match.group(2)) * scale))).encode() + b'"'

    return re.sub(rb'( sz="|<a:ln w="|<c:size val=")(\d+)"', changed, xml)
