"""Named rows on a common horizontal axis: where labels, rows and the axis stand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from skcore.plots.axis import AXIS_HEIGHT, NOTE_HEIGHT, words_width, write_axis
from skcore.plots.style import HATCH, LINE, QUIET, TRACK, Canvas, colour_of
from skcore.plots.words import balanced, wrap

__all__ = [
    "Rows",
    "bounded_words",
    "dot",
    "draw_hidden",
    "hidden_reasons",
    "interval",
    "is_hidden",
    "label_room",
    "lay_rows",
    "reason_words",
    "records",
    "row_colour",
    "rows_that_fit",
    "track",
    "zero_line",
]

LABEL_SHARE = 0.4  # of the figure's width, at most
ROW_MOST = 96.0  # px: rows farther apart than this do not belong together any more
ROW_LEAST = 36.0
LINES_MOST = 3
GAP = 14.0  # between label and axis


@dataclass(frozen=True)
class Rows:
    """Where the rows stand: middles in px from the top of the axes, and their height."""

    middles: tuple[float, ...]
    height: float
    low: float
    high: float

    @property
    def values_above(self) -> bool:
        """Whether there is room for a number above each mark."""
        return self.height >= 2 * LINE + 8


def lay_rows(
    canvas: Canvas,
    labels: Sequence[str],
    *,
    axis: tuple[float, float],
    right: float = 24.0,
    header: float = 0.0,
    below: float = 0.0,
    note: str = "",
    ticks: bool = True,
) -> Rows:
    """Set margins and limits, write labels and axis; return where the rows are.

    ``right`` is the px kept for a column of words right of the axis, ``header`` for a line above
    the rows, ``below`` for one between the rows and the axis.
    """
    width, height = canvas.figure_size
    foot = (AXIS_HEIGHT if ticks else 0) + (NOTE_HEIGHT if note else 0) + 8
    room = height - header - below - foot
    each = min(room / max(len(labels), 1), ROW_MOST)
    most_lines = max(1, min(LINES_MOST, int(each // LINE)))
    wrapped = _labels(canvas, labels, width * LABEL_SHARE, most_lines)
    left = max((words_width(line) for lines in wrapped for line in lines), default=0) + GAP
    spare = (room - each * len(labels)) / 2
    canvas.margins(left=left, right=right, top=spare, bottom=foot + spare)
    canvas.bare()
    inside = canvas.size[1]
    low, high = axis
    canvas.ax.set_xlim(low, high)
    canvas.ax.set_ylim(inside, 0)
    if not canvas.own:
        each = (inside - header - below) / max(len(labels), 1)
    middles = tuple(header + each * (place + 0.5) for place in range(len(labels)))
    for lines, middle in zip(wrapped, middles, strict=True):
        canvas.lines(lines, 0, middle, right=-GAP, anchor="end", frame=("axes fraction", "data"))
    if ticks:
        write_axis(canvas, low, high, note=note)
    return Rows(middles, each, low, high)


def _labels(canvas: Canvas, labels: Sequence[str], width: float, most: int) -> list[list[str]]:
    """Wrap labels; where a label is too long for its lines, let the column grow a little."""
    for wider, lines_most in ((0.75, 2), (1.0, 2), (1.0, LINES_MOST), (1.2, LINES_MOST)):
        wrapped = [balanced(label, width * wider, 23) for label in labels]
        if all(len(lines) <= min(lines_most, most) for lines in wrapped):
            return wrapped
    return [canvas.wrapped(label, width * 1.2, most) for label in labels]


def label_room(canvas: Canvas, labels: Sequence[str]) -> float:
    """Return the most px that labels may take left of the axis."""
    most = canvas.figure_size[0] * LABEL_SHARE * 1.2
    return min(max((words_width(label) for label in labels), default=0), most) + GAP


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
    lines = max(
        (min(len(wrap(label, width * LABEL_SHARE * 1.2, 23)), LINES_MOST) for label in labels),
        default=1,
    )
    return max(1, int((height - taken) // max(least, lines * LINE + 6)))


def is_hidden(row: Mapping[str, Any]) -> bool:
    """Whether a row is not shown."""
    return bool(row.get("hidden", False)) or pd.isna(row.get("estimate", 0.0))


def reason_words(canvas: Canvas, row: Mapping[str, Any]) -> str:
    """Return why a row is not shown, in words."""
    reason = str(row.get("hidden_reason") or "primary").replace(" ", "_")
    key = f"hidden.{reason}"
    if key in canvas.texts:
        return canvas.texts(key, minimum=canvas.options.get("minimum", 5))
    return str(row["hidden_reason"])


def hidden_reasons(canvas: Canvas, table: pd.DataFrame) -> str:
    """Return why rows are not shown, each reason once, for panels too narrow to say it in a row."""
    hidden = [row for row in records(table) if is_hidden(row)]
    text = " · ".join(dict.fromkeys(reason_words(canvas, row) for row in hidden))
    return text[:1].upper() + text[1:]


def draw_hidden(
    canvas: Canvas, row: Mapping[str, Any], rows: Rows, middle: float, *, wider: float = 0
) -> None:
    """Draw a row that is not shown: hatched with its reason; missing data another way.

    ``wider`` px beyond the axis are free in such a row and taken too.
    """
    words = reason_words(canvas, row)
    if str(row.get("hidden_reason", "")).replace(" ", "_") == "no_data":
        canvas.ax.plot([rows.low, rows.high], [middle, middle], color=HATCH, lw=1.5, ls=(0, (1, 4)))
        canvas.plate((rows.low + rows.high) / 2, middle, [words])
        return
    width = (rows.high - rows.low) * (1 + wider / canvas.size[0])
    canvas.hatched(rows.low, middle, width, min(54, rows.height - 4), words)


def bounded_words(canvas: Canvas, row: Mapping[str, Any], value: float) -> str:
    """Return the number's words: "under 5" or "over 95" where the mean lies beyond."""
    words = canvas.number(value)
    bounded = row.get("bounded", "")
    if isinstance(bounded, str):
        side = {"below": "under", "low": "under", "under": "under", "floor": "under"}.get(
            bounded, "over" if bounded else ""
        )
    else:
        side = "" if not bounded or pd.isna(bounded) else "under" if value <= 50 else "over"
    return canvas.texts(f"plots.{side}", value=words) if side else words


def track(canvas: Canvas, rows: Rows, middle: float) -> None:
    """Draw the pale bar from one end of the axis to the other."""
    canvas.bar(rows.low, middle, rows.high - rows.low, 12, color=TRACK)


def zero_line(canvas: Canvas, rows: Rows) -> None:
    """Draw an upright line at zero where the axis goes to both sides of it."""
    if rows.low < 0 < rows.high:
        ends = [rows.middles[0] - rows.height / 2, rows.middles[-1] + rows.height / 2]
        canvas.ax.plot([0, 0], ends, color=QUIET, lw=1.5, zorder=2.1)


def interval(canvas: Canvas, low: float, high: float, middle: float, colour: str) -> None:
    """Draw the uncertainty: a band in the colour of its estimate."""
    if math.isnan(low) or math.isnan(high):
        return
    a, b = canvas.ax.get_xlim()
    ends = [min(max(float(end), a), b) for end in (low, high)]
    canvas.ax.plot(
        ends, [middle, middle], color=colour, alpha=0.45, lw=6, solid_capstyle="round", zorder=2.5
    )


def dot(
    canvas: Canvas, x: float, middle: float, colour: str, *, filled: bool = True, size: float = 18
) -> None:
    """Draw an estimate."""
    canvas.ax.plot(
        [x],
        [middle],
        marker="o",
        ms=size if filled else size - 3,
        mfc=colour if filled else "#ffffff",
        mec=colour,
        mew=0 if filled else 3.5,
        ls="none",
        zorder=3,
        clip_on=False,
    )


def row_colour(row: Mapping[str, Any]) -> str:
    """Return a row's colour."""
    return colour_of(row.get("dimension", "overall"))


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows one by one."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
