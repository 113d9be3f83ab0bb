"""Named rows on a common horizontal axis: where labels, rows and the axis stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from skcore.figures.axis import axis_note, foot_of, number_axis, write_note
from skcore.figures.marks import ABOVE, EDGE, Marks, is_hidden
from skcore.figures.style import GRID, LINE, SIZE, SMALL, VALUE, Canvas, widest
from skcore.figures.words import balanced, wrap

__all__ = ["Rows", "label_room", "rows_that_fit"]

LABEL_SHARE = 0.4  # of the figure's width, at most
ROW_MOST = 104.0  # px: rows farther apart than this do not belong together any more
ROW_LEAST = 38.0
LINES_MOST = 3
GAP = 16.0  # between label and axis
AIRY = ABOVE + VALUE / 2 + 18  # px that a row needs for a number above its mark


class Rows(Marks):
    """Rows at 0, 1, 2 … from the top down; they have set margins, limits, labels and axis.

    Parameters
    ----------
    canvas
        Where to draw.
    labels
        One per row.
    axis
        Where the axis begins and ends.
    right
        px kept for words right of the axis.
    head, below
        px kept above the rows, and between them and the axis.
    above
        px that the first row's marks reach above its middle, or with its head above that.
    ticks
        Whether the axis has numbers.
    note
        What stands under the axis; what ``axis_note`` says where None.
    """

    def __init__(
        self,
        canvas: Canvas,
        labels: Sequence[str],
        axis: tuple[float, float],
        *,
        right: float = EDGE,
        head: float = 0.0,
        above: float = 0.0,
        below: float = 0.0,
        ticks: bool = True,
        note: str | None = None,
    ) -> None:
        told = axis_note(canvas, axis[0]) if note is None else note
        foot = (foot_of(told) if ticks else 0) + 4
        width, height = canvas.figure_size
        room = height - head - below - foot
        each = min(room / max(len(labels), 1), ROW_MOST)
        lack = max(0.0, above - head - each / 2) * 1.1
        head, room = head + lack, room - lack
        each = min(room / max(len(labels), 1), ROW_MOST)
        wrapped = _wrapped(canvas, labels, width * LABEL_SHARE, max(1, int(each // LINE)))
        left = widest([line for lines in wrapped for line in lines]) + GAP
        spare = (room - each * len(labels)) / 2
        canvas.margins(left=left, right=right, top=spare, bottom=foot + spare)
        canvas.bare()
        if not canvas.own:
            each = (canvas.size[1] - head - below) / max(len(labels), 1)
        canvas.ax.set_xlim(*axis)
        canvas.ax.set_ylim(len(labels) - 0.5 + below / each, -0.5 - head / each)
        super().__init__(canvas, canvas.ax, wide=canvas.size[0], each=each)
        self.airy = self.each >= AIRY
        for y, lines in enumerate(wrapped):
            canvas.lines(lines, 0, y, right=-GAP, anchor="end", frame=canvas.across)
        if ticks:
            number_axis(self.ax.xaxis, canvas, most=max(3, min(6, int(canvas.size[0] // 84))))
            self.ax.grid(axis="x", color=GRID, lw=1.2, clip_on=False)
            if told:
                write_note(canvas, told)
        else:
            self.ax.xaxis.set_visible(False)

    def top(self, px: float) -> float:
        """Return the y of a place so many px under the upper edge of the axes."""
        return self.ax.get_ylim()[1] + px / self.each

    def beside(self, y: float, words: Sequence[str], *, right: float = 36, **how: Any) -> None:
        """Write words right of the axis."""
        place = {"right": right, "anchor": "start", "frame": self.canvas.across, "size": SIZE}
        self.canvas.lines(words, 1, y, **{**place, **how})

    def differ(self, y: float, parts: Sequence[str], *, stacked: bool = True) -> None:
        """Write a difference and, below or after it, its uncertainty."""
        if not parts:
            return
        if stacked and self.airy:
            for place, (part, bold) in enumerate(zip(parts, (True, False), strict=False)):
                self.beside(y, [part], up=LINE / 2 * (len(parts) - 1 - 2 * place), bold=bold)
        else:
            self.beside(y, [" ".join(parts)])

    def name_stroke(self, lines: Sequence[Mapping[str, Any]], label: str) -> None:
        """Write what the stroke stands for, once, under the last one."""
        shown = [
            (y, float(row["reference"]))
            for y, row in enumerate(lines)
            if pd.notna(row.get("reference")) and not is_hidden(row)
        ]
        if label and shown:
            y, reference = shown[-1]
            half = widest([label], SMALL) / 2 * self.px
            x = min(max(reference, self.low + half), self.high + EDGE * self.px - half)
            self.canvas.text(x, y, label, up=-34, size=SMALL)


def _wrapped(canvas: Canvas, labels: Sequence[str], width: float, most: int) -> list[list[str]]:
    """Wrap labels; where a label is too long for its lines, let the column grow a little."""
    most = min(LINES_MOST, most)
    for wider, lines_most in ((0.75, 2), (1.0, 2), (1.0, LINES_MOST), (1.2, LINES_MOST)):
        wrapped = [balanced(label, width * wider, SIZE) for label in labels]
        if all(len(lines) <= min(lines_most, most) for lines in wrapped):
            return wrapped
    return [canvas.wrapped(label, width * 1.2, most) for label in labels]


def label_room(canvas: Canvas, labels: Sequence[str]) -> float:
    """Return the most px that labels may take left of the axis."""
    return min(widest(labels), canvas.figure_size[0] * LABEL_SHARE * 1.2) + GAP


def rows_that_fit(
    labels: Sequence[str],
    width: float,
    height: float,
    *,
    taken: float = 80,
    least: float = ROW_LEAST,
) -> int:
    """Return how many rows a figure carries without shortening a label (at least one).

    Parameters
    ----------
    labels
        All rows' labels.
    width, height
        Of the figure, px.
    taken
        px of the height that axis and headers need.
    least
        px that a row needs whatever its label.
    """
    room = width * LABEL_SHARE * 1.2
    lines = max((min(len(wrap(label, room, SIZE)), LINES_MOST) for label in labels), default=1)
    return max(1, int((height - taken) // max(least, lines * LINE + 6)))
