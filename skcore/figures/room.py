"""Where words have room among marks: the place, of some, that lies on the fewest of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.collections import PathCollection, PolyCollection

from skcore.figures.style import Canvas, widest
from skcore.figures.writer import SvgWriter

AIR = 3.0  # px round words
FAR = 0.5  # px² of other marks that a place may lie on to be a px nearer
OUTSIDE = 1e6
GROUND = 10.0  # px: a line as broad is not written round
PIECES = 120


class Place(NamedTuple):
    """Where a line of words stands from its point, px, and which of its ends is there."""

    right: float
    up: float
    anchor: str


def freest(
    canvas: Canvas, point: tuple[float, float], words: str, size: float, places: Sequence[Place]
) -> Place:
    """Return the place that lies on the least of what is drawn so far, near ones first.

    Parameters
    ----------
    canvas
        The figure's, with all that the words must not lie on.
    point
        What the words name, in the units of the axes.
    words, size
        One line, bold, and its size in px.
    places
        Where it may stand.
    """
    taken = _boxes(canvas)
    scale = _scale(canvas)
    x, y = canvas.ax.transData.transform(point) / scale
    wide, high = widest([words], size, bold=True) + 2 * AIR, 0.75 * size + 2 * AIR
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}
    left = np.array([x + place.right - share[place.anchor] * wide for place in places])
    low = np.array([y + place.up - high / 2 for place in places])
    own = np.column_stack([left, low, left + wide, low + high])[:, None]
    sides = np.minimum(own[..., 2:], taken[:, 2:]) - np.maximum(own[..., :2], taken[:, :2])
    cost = sides.clip(0).prod(axis=2).sum(axis=1)
    width, height = canvas.figure_size
    outside = (left < 0) | (left + wide > width) | (low < 0) | (low + high > height)
    cost += (
        FAR * np.array([abs(place.up) + abs(place.right) for place in places]) + OUTSIDE * outside
    )
    return places[int(cost.argmin())]


def _scale(canvas: Canvas) -> float:
    """Return how many px of the screen are one of ours."""
    figure: Any = canvas.ax.get_figure(root=True)
    return float(figure.dpi) / 72


def _boxes(canvas: Canvas) -> Any:
    """Return words, dots, bars and strokes as boxes in px: left, bottom, right, top; a row each.

    Broad lines are the ground that words may stand on.
    """
    scale, renderer = _scale(canvas), SvgWriter(*canvas.figure_size)
    found: list[Any] = [text.get_window_extent(renderer).extents for text in canvas.ax.texts]
    found += [_pieces(line, scale) for line in canvas.ax.lines if line.get_linewidth() < GROUND]
    for area in canvas.ax.collections:
        if isinstance(area, PathCollection):
            points = canvas.ax.transData.transform(area.get_offsets())
            reach = np.sqrt(np.resize(area.get_sizes(), len(points)))[:, None] / 2 * scale
            found.append(np.hstack([points - reach, points + reach]))
        elif type(area) is PolyCollection:  # bars; bands are another
            to_px = canvas.ax.transData.transform_path
            found += [to_px(path).get_extents().extents for path in area.get_paths()]
    return np.vstack([np.empty((0, 4)), *found]) / scale


def _pieces(line: Any, scale: float) -> Any:
    """Return a dot's box, or those of a line piece by piece: a slope has no box of its own."""
    points = line.get_transform().transform(np.asarray(line.get_xydata(), float))
    reach = 2.0
    if line.get_marker() not in ("", "None", None):
        reach = line.get_markersize() / 2
    elif len(points) > 1:
        at, steps = np.arange(len(points)), np.linspace(0, len(points) - 1, PIECES)
        points = np.column_stack([np.interp(steps, at, axis) for axis in points.T])
    return np.hstack([points - reach * scale, points + reach * scale])
