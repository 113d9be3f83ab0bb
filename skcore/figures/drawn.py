"""Drawings: what carries the core task, its directions, a group, what was found, who moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.patches import Rectangle

from skcore.figures import style
from skcore.figures.style import Canvas

#: words in a box keep so far from its sides, px
INSIDE = 16.0
PEOPLE: dict[str, Any] = {"marker": "o", "ms": 22, "lw": 0, "mec": style.WHITE, "zorder": 3}
#: what lies outside a range of ratios that can be drawn: a third less, a third more
RATIOS = (0.62, 1.38)
#: of a drawing that is 100 wide and 100 high: left, bottom, width, height
Box = tuple[float, float, float, float]


def _blank(canvas: Canvas, table: pd.DataFrame) -> dict[str, str]:
    """Clear the ground, 100 wide and 100 high, and return the words by what they name."""
    canvas.margins(left=0, right=0, top=0, bottom=0)
    canvas.bare()
    canvas.ax.xaxis.set_visible(False)
    canvas.ax.set(xlim=(0, 100), ylim=(0, 100))
    return dict(zip(table["group"], table["label"], strict=True)) if "group" in table else {}


def _box(canvas: Canvas, box: Box, colour: str) -> None:
    left, bottom, width, height = box
    canvas.ax.add_patch(Rectangle((left, bottom), width, height, facecolor=colour, zorder=2))


def _named(canvas: Canvas, box: Box, colour: str, words: str, ink: str = style.WHITE) -> None:
    """Draw a box with words in its middle, wrapped to its width."""
    left, bottom, width, height = box
    _box(canvas, box, colour)
    room = width / 100 * canvas.size[0] - INSIDE
    lines = canvas.wrapped(words, room, 3, size=style.SMALL, bold=True)
    look: dict[str, Any] = {"colour": ink, "bold": True, "size": style.SMALL}
    canvas.lines(lines, left + width / 2, bottom + height / 2, **look)


def _line(canvas: Canvas, across: Sequence[float], up: Sequence[float], colour: str) -> None:
    canvas.ax.plot(across, up, color=colour, lw=7, zorder=2.5, clip_on=False)


def draw_core(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw the core task above what carries it: the rows that are not ``core``, side by side."""
    words = _blank(canvas, table)
    _named(canvas, (4, 66, 92, 26), style.INK, words.pop("core"))
    width, gap = 28.0, 4.0
    for place, (group, label) in enumerate(words.items()):
        left = 4 + place * (width + gap)
        _line(canvas, [left + width / 2] * 2, [50, 66], style.GRID)
        _named(canvas, (left, 14, width, 36), style.COLOURS.get(group, style.QUIET), label)


def draw_directions(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw two teams and the management, and what ties them: inside, across, up and down."""
    words = _blank(canvas, table)
    teams: list[Box] = [(2, 32, 32, 28), (66, 32, 32, 28)]
    _named(canvas, (30, 82, 40, 15), style.TRACK, words["management"], style.INK)
    _named(canvas, (2, 3, 96, 13), style.INK, words["core"])
    for left, bottom, width, height in teams:
        _box(canvas, (left, bottom, width, height), style.TRACK)
        middle = left + width / 2
        across, up = [middle - 9, middle, middle + 9], [39.0, 53.0, 39.0]
        _line(canvas, [*across, across[0]], [*up, up[0]], style.COLOURS["community"])
        canvas.ax.plot(across, up, color=style.COLOURS["community"], **PEOPLE)
        toward = 38 if middle < 50 else 62
        _line(canvas, [middle, toward], [60, 82], style.COLOURS["trust"])
    _line(canvas, [34, 66], [46, 46], style.COLOURS["justice"])
    look: dict[str, Any] = {"bold": True, "size": style.SMALL}
    room = 0.31 * canvas.size[0]
    for key, colour, x, y in (
        ("bonding", "community", 18.0, 25.0),
        ("bonding", "community", 82.0, 25.0),
        ("bridging", "justice", 50.0, 38.0),
        ("linking", "trust", 50.0, 71.0),
    ):
        lines = canvas.wrapped(words[key], room, 2, **look)
        canvas.lines(lines, x, y, colour=style.COLOURS[colour], **look)


def draw_group(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw people who are tied to one another, in a box, and one who stands alone outside it."""
    words = _blank(canvas, table)
    _box(canvas, (2, 30, 60, 60), style.TRACK)
    around = [(32.0, 82.0), (50, 70), (50, 50), (32, 38), (14, 50), (14, 70)]
    for place, one in enumerate(around):
        for other in around[place + 1 :]:
            ends = list(zip(one, other, strict=True))
            canvas.ax.plot(*ends, color=style.COLOURS["community"], lw=2.5, zorder=2.5)
    across, up = map(list, zip(*around, strict=True))
    canvas.ax.plot(across, up, color=style.COLOURS["community"], **PEOPLE | {"ms": 34})
    canvas.ax.plot([83], [60], color=style.GREY, **PEOPLE | {"ms": 34})
    look: dict[str, Any] = {"size": style.SMALL, "bold": True}
    captions = (("group", 32, style.COLOURS["community"], 0.6), ("one", 83, style.QUIET, 0.32))
    for key, x, colour, share in captions:
        lines = canvas.wrapped(words[key], share * canvas.size[0], 3, **look)
        canvas.lines(lines, x, 24 - style.LINE * len(lines) / 10, colour=colour, **look)


def draw_moved(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw units before (``label``) and after (``category``), and how large a part went where."""
    _blank(canvas, table)
    sides = [list(dict.fromkeys(table[name])) for name in ("label", "category")]
    middles = [
        {unit: 100 - 100 * (place + 0.5) / len(units) for place, unit in enumerate(units)}
        for units in sides
    ]
    places = ((0, style.INK), (66, style.COLOURS["trust"]))
    for (left, ink), units, middle in zip(places, sides, middles, strict=True):
        height = min(80 / len(units), 26.0)
        for unit in units:
            _named(canvas, (left, middle[unit] - height / 2, 34, height), ink, unit)
    for before, after, share in table[["label", "category", "share"]].to_numpy():
        start, end = middles[0][before], middles[1][after]
        known = pd.notna(share)  # what opened from nothing is no part of anything
        canvas.ax.plot(
            [34, 66], [start, end], color=style.GREY, lw=3 + share / 8 if known else 3, zorder=1
        )
        if not known:
            continue
        words = canvas.number(share, 0) + canvas.texts("plots.percent")
        near = 0.72 if (table["label"] == before).sum() > 1 else 0.28
        across, up = 34 + 32 * near, start + (end - start) * near
        aside = 30 if end < start else -30 if end > start else 0  # off the line, above it
        canvas.text(across, up, words, up=18, right=aside, size=style.SMALL, bold=True)


def draw_found(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw what a study found and its uncertainty, beside a stroke for no difference.

    The option ``ratio`` is the estimate with its lower and upper end; one and no difference are the
    same. Grey where the uncertainty reaches over it.
    """
    words = _blank(canvas, table)

    def at(ratio: float) -> float:
        low, high = RATIOS
        return 8 + 84 * (ratio - low) / (high - low)

    estimate, low, high = (at(float(value)) for value in canvas.options["ratio"])
    sure = not low <= at(1) <= high
    colour = style.COLOURS["trust"] if sure else style.GREY
    canvas.ax.plot([8, 92], [50, 50], color=style.TRACK, lw=18, zorder=1)
    canvas.ax.plot([at(1)] * 2, [30, 70], color=style.INK, lw=5, zorder=4)
    canvas.ax.plot([low, high], [50, 50], color=colour, lw=14, alpha=style.SHADE, zorder=2.5)
    canvas.ax.plot([estimate], [50], color=colour, **PEOPLE | {"ms": 34, "mew": 3})
    how: dict[str, Any] = {"size": style.SMALL}
    canvas.text(at(1), 76, words["none"], bold=True, **how)
    canvas.text(8, 20, f"← {words['less']}", colour=style.QUIET, anchor="start", **how)
    canvas.text(92, 20, f"{words['more']} →", colour=style.QUIET, anchor="end", **how)
    lines = canvas.wrapped(words["key"], canvas.size[0] * 0.84, 2, **how)
    canvas.lines(lines, 8, 5, colour=style.QUIET, anchor="start", **how)
