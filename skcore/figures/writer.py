"""A figure's marks and words, one by one, to whoever writes them; here as SVG.

Both writers (SVG, and PowerPoint's shapes) are asked by matplotlib to draw paths and words. They
measure words in the shipped font. The SVG has no id at all: two figures of a page cannot share
one, and none is lost where another is hidden.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from copy import copy
from typing import Any

import numpy as np
from markupsafe import escape
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.path import Path

from skcore.figures.style import VARIABLES
from skcore.figures.words import text_width

#: vertices of matplotlib's circle about zero
CIRCLE = 26
HATCH_STEP = 11.0  # px between two strokes


class Writer(RendererBase, ABC):
    """What matplotlib asks of a renderer, told as circles, shapes and lines of text in px."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height

    @abstractmethod
    def circle(self, x: float, y: float, radius: float, look: Look) -> None:
        """Write a dot."""

    @abstractmethod
    def shape(self, pieces: Sequence[Any], look: Look, *, closed: bool) -> None:
        """Write lines, or outlines of an area: arrays of points from the upper left corner."""

    @abstractmethod
    def words(self, x: float, y: float, text: str, look: Look, how: Words) -> None:
        """Write a line of text: ``x`` of its anchor, ``y`` of its baseline."""

    def write(self, figure: Figure) -> None:
        """Write a whole figure; its ground stays that of the page."""
        figure.patch.set_visible(False)
        figure.draw(self)

    # --- what matplotlib calls

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        return points

    def get_text_width_height_descent(
        self,
        s: str,
        prop: Any,
        ismath: Any,  # noqa: ARG002 - matplotlib's
    ) -> tuple[float, float, float]:
        size = prop.get_size_in_points()
        return text_width(s, size, bold=_is_bold(prop)), size * 0.93, size * 0.21

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:  # noqa: N803 - matplotlib's name
        look = Look(gc, rgbFace)
        if not (look.fill or look.line):
            return
        if len(path) == CIRCLE and path.codes is not None and path.codes[1] == Path.CURVE4:
            # the circles of a scatter come scaled already, those of a line do not
            (x, y), edge = transform.transform([(0.0, 0.0), path.vertices[0]])
            self.circle(x, self.height - y, float(np.hypot(*(edge - (x, y)))), look)
            return
        box = gc.get_clip_rectangle()
        clip = None if box is None or rgbFace is not None else box.extents
        path = path.cleaned(transform, remove_nans=True, clip=clip, curves=False, simplify=False)
        pieces = _pieces(path, self.height)
        if pieces:
            self.shape(pieces, look, closed=rgbFace is not None)
            if look.hatch:
                self.shape(hatching(np.vstack(pieces)), look.strokes(), closed=False)

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,  # noqa: ARG002 - none of our words is turned
        ismath: Any = False,  # noqa: ARG002 - matplotlib's
        mtext: Any = None,
    ) -> None:
        size, bold = prop.get_size_in_points(), _is_bold(prop)
        anchor = "left" if mtext is None else mtext.get_ha()
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[anchor]
        at = x + share * text_width(s, size, bold=bold)
        self.words(at, y, s, Look(gc, gc.get_rgb()), Words(size, bold, anchor))


class Words:
    """How a line of text is written."""

    def __init__(self, size: float, bold: bool, anchor: str) -> None:
        self.size, self.bold, self.anchor = size, bold, anchor


class Look:
    """How a mark is drawn: colours as ``#rrggbb``, empty where there is none."""

    def __init__(self, gc: Any, face: Any) -> None:
        edge = gc.get_rgb()
        self.alpha = 1.0
        self.fill, self.line, self.width = "", "", float(gc.get_linewidth())
        if face is not None and (len(face) < 4 or face[3] > 0):
            self.fill = to_hex(face)
            self.alpha = float(gc.get_alpha() if gc.get_forced_alpha() else face[3])
        self.line_alpha = float(edge[3])
        if self.width > 0 and self.line_alpha > 0:
            self.line = to_hex(edge)
        self.dashes = [float(px) for px in gc.get_dashes()[1] or ()]
        self.hatch = to_hex(gc.get_hatch_color()) if gc.get_hatch() else ""
        if self.hatch:
            self.line = self.hatch

    def strokes(self) -> Look:
        """Return the look of the strokes that hatch this mark."""
        strokes = copy(self)
        strokes.fill, strokes.hatch = "", ""
        return strokes


def _is_bold(prop: Any) -> bool:
    return prop.get_weight() in ("bold", 700)


def _pieces(path: Any, height: float) -> list[Any]:
    """Return a path's pieces as arrays of points, y from the top; curves are none of ours."""
    pieces: list[list[tuple[float, float]]] = []
    codes = [] if path.codes is None else path.codes
    for (x, y), code in zip(path.vertices, codes, strict=False):
        if code == Path.MOVETO:
            pieces.append([])
        if code in (Path.MOVETO, Path.LINETO) and pieces:
            pieces[-1].append((x, height - y))
        elif code == Path.CLOSEPOLY and pieces:
            pieces[-1].append(pieces[-1][0])
    return [np.array(piece) for piece in pieces if len(piece) > 1]


class SvgWriter(Writer):
    """Writes an ``<svg>`` element: text is text, and colours are CSS variables of the page."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(width, height)
        self.parts: list[str] = []

    def svg(self, told: str = "") -> str:
        """Return the element; ``told``: attributes for those who do not see it, escaped."""
        wide, high = _px(self.width), _px(self.height)
        head = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}"'
        size = f'width="{wide}" height="{high}"'
        return f"<svg {head} {size} {told}>{''.join(self.parts)}</svg>"

    def circle(self, x: float, y: float, radius: float, look: Look) -> None:
        place = f'cx="{_px(x)}" cy="{_px(y)}" r="{_px(radius)}"'
        self.parts.append(f'<circle {place} style="{_style(look)}"/>')

    def shape(self, pieces: Sequence[Any], look: Look, *, closed: bool) -> None:
        lines = "".join(_line(piece) + ("z" if closed else "") for piece in pieces)
        self.parts.append(f'<path d="{lines}" style="{_style(look)}"/>')

    def words(self, x: float, y: float, text: str, look: Look, how: Words) -> None:
        place = f'x="{_px(x)}" y="{_px(y)}" font-size="{_px(how.size)}"'
        anchor = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
        bold = ' font-weight="700"' if how.bold else ""
        style = f'style="fill:{_variable(look.fill)}"'
        self.parts.append(f"<text {place}{anchor[how.anchor]}{bold} {style}>{escape(text)}</text>")


def hatching(corners: Any) -> list[Any]:
    """Return slanting strokes that fill the rectangle round some points, ``HATCH_STEP`` apart."""
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    sums = np.arange(left + top + HATCH_STEP, right + bottom, HATCH_STEP)
    x = np.clip(np.column_stack([sums - bottom, sums - top]), left, right)
    return [np.column_stack([pair, total - pair]) for pair, total in zip(x, sums, strict=True)]


def _line(points: Any) -> str:
    return "M" + "L".join(f"{_px(x)} {_px(y)}" for x, y in points)


def _px(value: float) -> str:
    """Write a length: a tenth of a px is finer than anybody sees, and a dot's is a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _variable(colour: str) -> str:
    name = VARIABLES.get(colour)
    return f"var({name},{colour})" if name else colour


def _style(look: Look) -> str:
    style = f"fill:{_variable(look.fill) if look.fill else 'none'}"
    if look.fill and look.alpha < 1:
        style += f";fill-opacity:{look.alpha:g}"
    if look.line:
        style += f";stroke:{_variable(look.line)};stroke-width:{_px(look.width)}"
        style += f";stroke-opacity:{look.line_alpha:g}" if look.line_alpha < 1 else ""
    if look.dashes:
        style += f";stroke-dasharray:{' '.join(map(_px, look.dashes))}"
    return style
