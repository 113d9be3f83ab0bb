"""A figure as native PowerPoint shapes in one group: words to retype, marks to recolour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np

from skcore.figures.words import text_width
from skcore.figures.writer import Look, Words, Writer
from skcore.slides.powerpoint.text import EMU, fill_xml, paragraph_xml, run_xml

ASCENT, LINE = 0.905, 1.149  # of Arial, in text sizes
UNIT = 100  # steps of a px inside a shape's outline
_ALIGN = {"left": ("l", 0.0), "center": ("ctr", 0.5), "right": ("r", 1.0)}
_BARE = "<a:noFill/><a:ln><a:noFill/></a:ln>"
_WORDS = (
    '<a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></a:bodyPr>'
)
Box = tuple[float, float, float, float]


class ShapeWriter(Writer):
    """Writes shapes as XML.

    Parameters
    ----------
    width, height
        Of the figure, px.
    place
        Where its upper left corner stands on the slide, px of the slide.
    scale
        Size of a px of the figure there.
    first
        The highest number that a shape of the slide has already.
    names
        What dots, lines, areas and words are called, under ``dot``, ``line``, ``area``, ``words``.
    language
        Of the words.
    """

    def __init__(
        self,
        width: float,
        height: float,
        *,
        place: tuple[float, float],
        scale: float,
        first: int,
        names: Mapping[str, str],
        language: str,
    ) -> None:
        super().__init__(width, height)
        self.place, self.scale, self.number = place, scale, first
        self.names, self.language = names, language
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
        size = how.size * self.scale
        run = run_xml(text, self.language, size=size, colour=look.fill, bold=how.bold)
        paragraph = paragraph_xml(run, align=align, end=self.language)
        body = f"<p:txBody>{_WORDS}<a:lstStyle/>{paragraph}</p:txBody>"
        self._add("words", box, _preset("rect") + _BARE, body)

    def group(self, name: str, alt: str) -> str:
        """Return all of it as one group with words for those who do not see it."""
        x, y, wide, high = self._box((0, 0, self.width, self.height))
        ends = f'<a:off x="{x}" y="{y}"/><a:ext cx="{wide}" cy="{high}"/>'
        ends += f'<a:chOff x="{x}" y="{y}"/><a:chExt cx="{wide}" cy="{high}"/>'
        self.number += 1
        told = f'id="{self.number}" name={quoteattr(name)} descr={quoteattr(alt)}'
        head = f"<p:nvGrpSpPr><p:cNvPr {told}/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        head += f"<p:grpSpPr><a:xfrm>{ends}</a:xfrm></p:grpSpPr>"
        return f"<p:grpSp>{head}{''.join(self.parts)}</p:grpSp>"

    def _box(self, box: Box) -> list[int]:
        x, y, wide, high = (float(px) * self.scale for px in box)
        return [round(px * EMU) for px in (x + self.place[0], y + self.place[1], wide, high)]

    def _paint(self, look: Look) -> str:
        fill = fill_xml(look.fill, look.alpha) if look.fill else "<a:noFill/>"
        if not look.line:
            return f"{fill}<a:ln><a:noFill/></a:ln>"
        steps = [round(1e5 * px / look.width) for px in look.dashes]
        pairs = zip(steps[::2], steps[1::2], strict=True)
        dashes = "".join(f'<a:ds d="{on}" sp="{off}"/>' for on, off in pairs)
        dash = f"<a:custDash>{dashes}</a:custDash>" if dashes else ""
        width, line = round(look.width * self.scale * EMU), fill_xml(look.line, look.line_alpha)
        return f'{fill}<a:ln w="{width}" cap="flat">{line}{dash}<a:round/></a:ln>'

    def _add(self, kind: str, box: Box, look: str, body: str = "", *, flip: str = "") -> None:
        self.number += 1
        x, y, wide, high = self._box(box)
        place = f'<a:off x="{x}" y="{y}"/><a:ext cx="{wide}" cy="{high}"/>'
        name = quoteattr(f"{self.names[kind]} {self.number}")
        words = ' txBox="1"' if body else ""
        self.parts.append(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{self.number}" name={name}/>'
            f"<p:cNvSpPr{words}/><p:nvPr/></p:nvSpPr><p:spPr>"
            f"<a:xfrm{flip}>{place}</a:xfrm>{look}</p:spPr>{body}</p:sp>"
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
