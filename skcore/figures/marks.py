"""The marks of a row: track, band, dot, stroke and number, and what stands where none is shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from skcore.figures.kinds import BOUNDED
from skcore.figures.room import Place, freest
from skcore.figures.style import (
    GREY,
    HATCH,
    INK,
    LINE,
    QUIET,
    SHADE,
    SIZE,
    SMALL,
    TRACK,
    VALUE,
    WHITE,
    Canvas,
    colour_of,
    widest,
)
from skcore.texts import Texts
from skcore.texts.numbers import format_number

EDGE = 26.0  # px right of an axis: half of a number that stands at its end
ABOVE = 2.0 + VALUE  # px from a mark's middle to that of the number above it
REASON = SIZE
TALL = 56.0  # px of a hatched row, at most


class Marks:
    """Draws on axes whose rows stand at 0, 1, 2 … from the top down.

    Parameters
    ----------
    canvas
        The figure's.
    ax
        Axes with their limits set.
    wide
        Width of the axes, px.
    each
        Height of a row, px.
    """

    def __init__(self, canvas: Canvas, ax: Axes, *, wide: float, each: float) -> None:
        self.canvas, self.ax, self.each = canvas, ax, each
        self.low, self.high = ax.get_xlim()
        self.px = (self.high - self.low) / wide  # units of the axis in a px
        self.tall = min(TALL, each - 6)
        self.goals: list[tuple[float, float, float]] = []

    def track(self, y: float) -> None:
        """Draw the pale bar from one end of the axis to the other."""
        self.ax.plot([self.low, self.high], [y, y], color=TRACK, lw=12, zorder=1, clip_on=False)

    def zero(self) -> None:
        """Draw an upright line at zero where the axis goes to both sides of it."""
        if self.low < 0 < self.high:
            self.ax.axvline(0, color=QUIET, lw=1.5, zorder=1.5, clip_on=False)

    def interval(self, low: float, high: float, y: float, colour: str) -> None:
        """Draw the uncertainty: a band in the colour of its estimate."""
        if math.isnan(low) or math.isnan(high):
            return
        ends = [min(max(float(end), self.low), self.high) for end in (low, high)]
        self.ax.plot(ends, [y, y], color=colour, alpha=SHADE, lw=7, zorder=2.5, clip_on=False)

    def dot(
        self, x: float, y: float, colour: str, *, filled: bool = True, size: float = 20
    ) -> None:
        """Draw an estimate: ringed in white where it is filled, so that its band ends before it."""
        look: dict[str, Any] = {"mfc": WHITE, "mec": colour, "mew": 3.5, "ms": size - 4}
        if filled:
            look = {"mfc": colour, "mec": WHITE, "mew": 2, "ms": size}
        self.ax.plot([x], [y], "o", zorder=3, clip_on=False, **look)

    def stroke(self, x: float, y: float, *, height: float = 36, **how: Any) -> None:
        """Draw an upright stroke: what the row is compared with."""
        if not math.isnan(x):
            reach = min(height / self.each, 1) / 2  # never into the next row
            ends = [y - reach, y + reach]
            look: dict[str, Any] = {"color": INK, "lw": 4, "zorder": 4, **how}
            self.ax.plot([x, x], ends, clip_on=False, **look)

    def goal(self, row: Mapping[str, Any], y: float, *, height: float = 36) -> None:
        """Draw a goal as a dashed stroke; ``name_goals`` names it once all rows are drawn."""
        at = float(row.get("goal", math.nan))
        if not math.isnan(at):
            self.stroke(at, y, height=height, ls=(0, (1.6, 1)), zorder=3.5)
            self.goals.append((at, y, height))

    def name_goals(self) -> None:
        """Name the goals beside their strokes, where nothing else stands."""
        for at, y, height in self.goals:
            words = self.canvas.texts("plots.goal", value=self.canvas.number(at))
            ups = [up * (height / 2 + by) for by in (2, 9) for up in (-1, 1)]
            sides = [
                (way * px, end) for px in (9, 24, 40) for way, end in ((1, "start"), (-1, "end"))
            ]
            places = [Place(right, up, anchor) for up in ups for right, anchor in sides]
            right, up, anchor = freest(self.canvas, (at, y), words, SMALL, places)
            how: dict[str, Any] = {"right": right, "up": up, "anchor": anchor, "bold": True}
            self.canvas.text(at, y, words, size=SMALL, frame=self.ax.transData, **how)

    def value(self, x: float, y: float, words: str, colour: str = INK, size: float = VALUE) -> None:
        """Write a number above its mark, moved in where it would leave the figure."""
        half = widest([words], size, bold=True) / 2 * self.px
        x = min(max(x, self.low + half), self.high + EDGE * self.px - half)
        frame = self.ax.transData
        look: dict[str, Any] = {"colour": ink_of(colour), "bold": True, "size": size}
        self.canvas.text(x, y, words, up=2 + size, frame=frame, **look)

    def hidden(self, row: Mapping[str, Any], y: float, *, wider: float = 0) -> None:
        """Draw what is not shown: hatched with its reason, never zero; missing data another way.

        ``wider`` px beyond the axis are free in such a row and taken too.
        """
        none = _key_of(row) == "no_data"
        long = self.high - self.low + wider * self.px
        high = self.tall
        lines = _that_fit(self.canvas, row, long / self.px - 20, high)
        if none:
            ends = [self.low, self.low + long]
            self.ax.plot(ends, [y, y], color=HATCH, lw=2, ls=(0, (1, 3)), zorder=1, clip_on=False)
        else:
            look = {"facecolor": "none", "edgecolor": HATCH, "hatch": "//", "gid": "not-shown"}
            self._bar(y, high, self.low, long, lw=1.5, zorder=1, **look)
        wide = (widest(lines, REASON) + 16) * self.px
        middle = self.low + long / 2
        self.clear(middle - wide / 2, y, wide, len(lines))
        frame = self.ax.transData
        self.canvas.lines(lines, middle, y, colour=QUIET, size=REASON, frame=frame)

    def clear(self, left: float, y: float, wide: float, lines: int) -> None:
        """Make room for so many lines of words on the track of a row."""
        self._bar(y, LINE * lines * 0.96, left, wide, color=WHITE, zorder=2.2)

    def _bar(self, y: float, high: float, left: float, wide: float, **look: Any) -> None:
        self.ax.barh(y, wide, high / self.each, left=left, clip_on=False, **look)


def _key_of(row: Mapping[str, Any]) -> str:
    return str(row.get("hidden_reason") or "primary").replace(" ", "_")


def _that_fit(canvas: Canvas, row: Mapping[str, Any], room: float, high: float) -> list[str]:
    """Return the reason on one line or two, and in short where there is no room for it."""
    words = reason_words(canvas.texts, row, canvas.options)
    if widest([words], REASON) <= room:
        return [words]
    head, bracket, reason = words.partition(" (")
    lines = [head, f"({reason}"]
    if bracket and widest(lines, REASON) <= room and high + 4 >= 2 * LINE:
        return lines
    return [canvas.texts("plots.no_data" if _key_of(row) == "no_data" else "plots.not_shown")]


def reason_words(text: Texts, row: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    """Return why a row is not shown, in words."""
    key = f"hidden.{_key_of(row)}"
    if key in text:
        return text(key, minimum=options.get("minimum", 5))
    return str(row["hidden_reason"])


def is_hidden(row: Mapping[str, Any]) -> bool:
    """Whether a row is not shown."""
    return bool(row.get("hidden", False)) or pd.isna(row.get("estimate", 0.0))


def bounded_words(
    text: Texts, row: Mapping[str, Any], decimals: int = 0, name: str = "estimate"
) -> str:
    """Return the words of a row's mean: "under 5" or "over 95" where it lies beyond."""
    side = str(row.get(BOUNDED[name]) or "")
    words = format_number(float(row[name]), 0 if side else decimals, language=text.language)
    if not side:
        return words
    under = side in {"below", "low", "under", "floor"}
    return text(f"plots.{'under' if under else 'over'}", value=words)


def row_colour(row: Mapping[str, Any]) -> str:
    """Return a row's colour: grey where its difference is no larger than the uncertainty."""
    certain = row.get("certain")
    if certain is not None and not pd.isna(certain) and not certain:
        return GREY
    return colour_of(row.get("dimension", "overall"))


def ink_of(colour: str) -> str:
    """Return the colour of words about a mark: grey words need more contrast than grey dots."""
    return QUIET if colour == GREY else colour


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows one by one."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
