"""Axes that write SVG: what our figures ask of matplotlib's axes, and nothing else.

A figure of ours is a few dozen bars, lines, dots and words whose places are known in pixels.
matplotlib lays out ticks, measures text and keeps an artist for each before it writes the same
few elements, which takes twenty times as long. Axes of matplotlib stay the reference: a test
holds every mark and every word drawn here against them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from markupsafe import escape
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from skcore.plots.style import COLOURS, GRID, HATCH, INK, QUIET, TRACK, WHITE

__all__ = ["HATCH_WIDTH", "SvgAxes"]

Point = tuple[float, float]

#: colours become variables, so that the dark and the high-contrast theme reach them
VARIABLES = {
    INK: "--ink",
    QUIET: "--quiet",
    TRACK: "--track",
    GRID: "--grid",
    HATCH: "--hatch",
    WHITE: "--paper",
    COLOURS["trust"]: "--trust",
    COLOURS["justice"]: "--justice",
    COLOURS["community"]: "--community",
    COLOURS["wellbeing"]: "--wellbeing",
}
HATCH_WIDTH = 1.4
ANCHORS = {"left": "start", "center": "middle", "right": "end"}
CAPS = {"projecting": "square", "butt": "butt", "round": "round"}
#: what is drawn first where nothing is said, as in matplotlib
LINES, WORDS = 2.0, 3.0


class Box(NamedTuple):
    """Where axes stand, as parts of the figure."""

    x0: float
    y0: float
    width: float
    height: float


class SvgAxes:
    """Axes of a figure of ``width`` × ``height`` px (72 px per inch), written as SVG.

    Parameters
    ----------
    width, height
        Of the figure, px.
    ids
        What ids begin with, so that several figures may stand in one page.
    """

    def __init__(self, width: int, height: int, *, ids: str) -> None:
        self.width, self.height, self.ids = width, height, ids
        self.bounds = (0.0, 0.0, 1.0, 1.0)  # left, bottom, width, height as parts of the figure
        self.x_ends, self.y_ends = (0.0, 1.0), (0.0, 1.0)
        self._marks: list[tuple[float, Callable[[], str]]] = []

    # --- what figures ask for

    def get_figure(self, *, root: bool = True) -> SvgAxes:  # noqa: ARG002 - as matplotlib's
        """Return what knows the figure's size."""
        return self

    def get_size_inches(self) -> Point:
        """Return the figure's size in inches of 72 px."""
        return self.width / 72, self.height / 72

    def get_position(self) -> Box:
        """Return where the axes stand, as parts of the figure."""
        return Box(*self.bounds)

    def set_position(self, bounds: tuple[float, float, float, float]) -> None:
        """Give the axes this part of the figure."""
        self.bounds = bounds

    def set_axis_off(self) -> None:
        """Do nothing: there never is a frame."""

    def get_xlim(self) -> Point:
        """Return both ends of the x axis."""
        return self.x_ends

    def get_ylim(self) -> Point:
        """Return both ends of the y axis, the lower one first."""
        return self.y_ends

    def set_xlim(self, low: float, high: float) -> None:
        """Let the x axis go from ``low`` to ``high``."""
        self.x_ends = float(low), float(high)

    def set_ylim(self, low: float, high: float) -> None:
        """Let the y axis go from ``low`` at the bottom to ``high``."""
        self.y_ends = float(low), float(high)

    def add_patch(self, patch: Any) -> None:
        """Draw a rectangle."""
        self._add(patch.get_zorder(), lambda: self._rectangle(patch))

    def bar(
        self, x: float, height: float, width: float, *, bottom: float, color: str, **_: Any
    ) -> SimpleNamespace:
        """Draw a bar from its left edge; return what holds it, so that it may be changed."""
        patch = Rectangle((x, bottom), width, height, facecolor=color)
        self.add_patch(patch)
        return SimpleNamespace(patches=[patch])

    def plot(self, x: Iterable[Any], y: Iterable[Any], **how: Any) -> None:
        """Draw a line through points, or a dot at each where a marker is asked for."""
        points = [self._px(*point) for point in zip(_floats(x), _floats(y), strict=True)]
        draw = self._dots if how.get("marker") else self._line
        self._add(how.get("zorder", LINES), lambda: draw(points, how))

    def scatter(
        self, x: Any, y: Any, *, s: Any, c: str, alpha: float, zorder: float, **how: Any
    ) -> None:
        """Draw dots of the areas ``s`` (square px, as matplotlib counts them)."""
        points = [self._px(*point) for point in zip(_floats(x), _floats(y), strict=True)]
        sizes = [math.sqrt(area) for area in _floats(s)]
        style = _fill(c, alpha)
        self._add(
            zorder, lambda: self._circles(points, sizes, style, clip=how.get("clip_on", True))
        )

    def fill_between(
        self, x: Any, low: Any, high: Any, *, color: str, alpha: float, zorder: float, **_: Any
    ) -> None:
        """Fill the band between two lines, parted where either is missing."""
        below = [self._px(*point) for point in zip(_floats(x), _floats(low), strict=True)]
        above = [self._px(*point) for point in zip(_floats(x), _floats(high), strict=True)]
        whole = [_known(*a, *b) for a, b in zip(below, above, strict=True)]
        outlines = [[*below[part], *reversed(above[part])] for part in _runs(whole)]
        data = " ".join(_path(outline) + "Z" for outline in outlines)
        style = _fill(color, alpha)
        self._add(zorder, lambda: self._element("path", clip=True, d=data, style=style))

    def annotate(self, words: str, **how: Any) -> None:
        """Write one line of text, so many px from a point."""
        x, y = self._place(how["xy"], how["xycoords"])
        right, up = how["xytext"]
        self._add(WORDS, lambda: self._text(words, x + right, y - up, how))

    # --- what is written

    def svg(self, told: str) -> str:
        """Return the ``<svg>`` element; ``told`` are attributes for those who do not see it."""
        marks = sorted(self._marks, key=lambda mark: mark[0])
        body = "\n".join(filter(None, (write() for _, write in marks)))
        left, top, right, bottom = self._frame()
        frame = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        rectangle = "".join(f' {name}="{_short(value)}"' for name, value in frame.items())
        definitions = f'<clipPath id="{self.ids}axes"><rect{rectangle}/></clipPath>'
        if f"#{self.ids}hatch)" in body:
            definitions += self._hatch()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}"{told and " " + told}>'
            f"<defs>{definitions}</defs>\n{body}\n</svg>"
        )

    def _add(self, zorder: float, write: Callable[[], str]) -> None:
        self._marks.append((float(zorder), write))

    def _frame(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the axes, px from the upper left corner."""
        left, bottom, width, height = self.bounds
        below = self.height * (1 - bottom)
        return (
            left * self.width,
            below - height * self.height,
            (left + width) * self.width,
            below,
        )

    def _place(self, point: Point, frame: str | tuple[str, str]) -> Point:
        """Return where a point is, each of its parts in data or as a part of the axes."""
        first, second = (frame, frame) if isinstance(frame, str) else frame
        left, top, right, bottom = self._frame()
        x = self._part(point[0], self.x_ends) if first == "data" else point[0]
        y = self._part(point[1], self.y_ends) if second == "data" else point[1]
        return left + x * (right - left), bottom - y * (bottom - top)

    def _px(self, x: float, y: float) -> Point:
        return self._place((x, y), "data")

    @staticmethod
    def _part(value: float, ends: Point) -> float:
        return (float(value) - ends[0]) / (ends[1] - ends[0])

    def _rectangle(self, patch: Any) -> str:
        x, y = self._px(patch.get_x(), patch.get_y())
        right, bottom = self._px(
            patch.get_x() + patch.get_width(), patch.get_y() + patch.get_height()
        )
        style = _fill(to_hex(patch.get_facecolor()))
        named: dict[str, str] = {}
        if patch.get_hatch():
            line = _colour(to_hex(patch.get_edgecolor()))
            style = f"fill: url(#{self.ids}hatch); stroke: {line}"
            named = {"class": f"sk-{patch.get_gid()}"}
        place = {"x": min(x, right), "y": min(y, bottom)}
        size = {"width": abs(right - x), "height": abs(bottom - y)}
        clip = bool(patch.get_clip_on())
        return self._element("rect", clip=clip, **named, **place, **size, style=style)

    def _line(self, points: Sequence[Point], how: dict[str, Any]) -> str:
        parts = [points[part] for part in _runs([_known(*point) for point in points])]
        data = " ".join(_path(part) for part in parts)
        width, dashes = how["lw"], how.get("ls")
        cap = CAPS[how.get("solid_capstyle", "projecting")] if dashes is None else "butt"
        style = f"fill: none; stroke: {_colour(how['color'])}; stroke-width: {_short(width)}"
        style += f"; stroke-linecap: {cap}; stroke-linejoin: round"
        if "alpha" in how:
            style += f"; stroke-opacity: {_short(how['alpha'])}"
        if dashes is not None:
            style += f"; stroke-dasharray: {','.join(_short(part * width) for part in dashes[1])}"
        return self._element("path", clip=how.get("clip_on", True), d=data, style=style)

    def _dots(self, points: Sequence[Point], how: dict[str, Any]) -> str:
        style = _fill(how["mfc"], how.get("alpha", 1))
        if how.get("mew", 1) and how["mec"] != "none":
            style += f"; stroke: {_colour(how['mec'])}; stroke-width: {_short(how['mew'])}"
        sizes = [float(how["ms"])] * len(points)
        return self._circles(points, sizes, style, clip=how.get("clip_on", True))

    def _circles(
        self, points: Sequence[Point], sizes: Sequence[float], style: str, *, clip: bool
    ) -> str:
        circles = [
            self._element("circle", clip=False, cx=x, cy=y, r=size / 2)
            for (x, y), size in zip(points, sizes, strict=True)
            if _known(x, y)
        ]
        clipped = self._clip(clip=clip)
        return f'<g{clipped} style="{style}">{"".join(circles)}</g>' if circles else ""

    def _text(self, words: str, x: float, y: float, how: dict[str, Any]) -> str:
        if not _known(x, y):
            return ""
        weight = "font-weight: 700; " if how["fontweight"] == "bold" else ""
        style = (
            f"{weight}font-size: {_short(how['fontsize'])}px; text-anchor: {ANCHORS[how['ha']]}; "
        )
        style += _fill(how["color"])
        return f'<text style="{style}" x="{_short(x)}" y="{_short(y)}">{escape(words)}</text>'

    def _hatch(self) -> str:
        """Return the pattern of what is not shown: strokes from lower left to upper right."""
        line = f"stroke: {_colour(HATCH)}; stroke-width: {HATCH_WIDTH}"
        return (
            f'<pattern id="{self.ids}hatch" patternUnits="userSpaceOnUse" width="8" height="8">'
            f'<rect width="8" height="8" style="{_fill(WHITE)}"/>'
            f'<path d="M-2 2L2 -2M-2 10L10 -2M6 10L10 6" style="{line}"/></pattern>'
        )

    def _clip(self, *, clip: bool) -> str:
        return f' clip-path="url(#{self.ids}axes)"' if clip else ""

    def _element(self, name: str, *, clip: bool, **attributes: str | float) -> str:
        if attributes.get("d") == "":
            return ""
        written = "".join(
            f' {key}="{value if isinstance(value, str) else _short(value)}"'
            for key, value in attributes.items()
        )
        return f"<{name}{self._clip(clip=clip)}{written}/>"


def _floats(values: Any) -> list[float]:
    return [float(value) for value in np.asarray(values, dtype=float)]


def _known(*values: float) -> bool:
    return all(math.isfinite(value) for value in values)


def _runs(whole: Sequence[bool]) -> Iterator[slice]:
    """Yield where the unbroken parts of a course are."""
    for there, places in groupby(range(len(whole)), key=whole.__getitem__):
        if there:
            part = list(places)
            yield slice(part[0], part[-1] + 1)


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points)


def _fill(colour: str, opacity: float = 1) -> str:
    return f"fill: {_colour(colour)}" + (
        f"; fill-opacity: {_short(opacity)}" if opacity != 1 else ""
    )


def _colour(colour: str) -> str:
    variable = VARIABLES.get(colour)
    return f"var({variable},{colour})" if variable else colour


def _short(value: float) -> str:
    """Return a number of px to a thousandth, as briefly as it goes."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
