"""Where things stand on a chart of named rows: the same places as in the browser's drawing.

The plot area of a native chart fills its frame, and its hidden axes are so chosen that a px of
the frame is a px of the slide: words and marks then stand where they do in HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from skcore.plots.axis import AXIS_HEIGHT, NOTE_HEIGHT, words_width
from skcore.plots.style import LINE, SIZE, Canvas
from skcore.plots.words import balanced, shorten
from skcore.slides.powerpoint.workbook import Book

__all__ = [
    "ROW_MOST",
    "Box",
    "Field",
    "Native",
    "canvas_of",
    "is_number",
    "lay_rows",
    "taken_by",
    "wrapped_labels",
]

LABEL_SHARE = 0.4
LINES_MOST = 3
ROW_MOST = 96.0
LABEL_GAP = 14.0


@dataclass(frozen=True)
class Native:
    """A native chart: its XML, its workbook, and where its frame stands in the figure, px."""

    xml: bytes
    book: Book
    left: float
    top: float
    width: float
    height: float
    name: str = ""


@dataclass(frozen=True)
class Box:
    """A native rectangle beside a chart: a key's colour, or words; ``name`` in the slide's list."""

    left: float
    top: float
    width: float
    height: float
    lines: tuple[str, ...] = ()
    fill: str = ""
    colour: str = ""
    bold: bool = False
    align: str = "ctr"
    name: str = ""


def canvas_of(options: Mapping[str, Any]) -> Canvas:
    """Return what writes a chart's numbers and words as in HTML; it has no axes to draw on."""
    return Canvas(None, options, own=True)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Field:
    """The part of a frame that an axis spans, and how values become px."""

    width: float
    height: float
    left: float
    right: float
    low: float
    high: float
    middles: tuple[float, ...] = ()  # of the rows, px from the top of the frame
    row_height: float = 0.0

    @property
    def inside(self) -> float:
        """Width that the axis takes, px."""
        return self.width - self.left - self.right

    @property
    def values_above(self) -> bool:
        """Whether there is room for a number above each mark."""
        return self.row_height >= 2 * LINE + 8

    def px(self, value: float) -> float:
        """Return where a value lies, px from the left of the frame."""
        return self.left + (float(value) - self.low) / (self.high - self.low) * self.inside

    def at(self, px: float) -> float:
        """Return the value that lies ``px`` from the left of the frame."""
        return self.low + (px - self.left) / self.inside * (self.high - self.low)

    def up(self, px: float) -> float:
        """Return the hidden upright axis' value for px from the top."""
        return self.height - px

    @property
    def x_limits(self) -> tuple[float, float]:
        """Ends of the hidden axis, so that it spans the whole frame."""
        return self.at(0), self.at(self.width)


def wrapped_labels(labels: Sequence[str], width: float, most: int) -> list[list[str]]:
    """Wrap labels as the browser's drawing does."""
    for wider, lines_most in ((0.75, 2), (1.0, 2), (1.0, LINES_MOST), (1.2, LINES_MOST)):
        wrapped = [balanced(label, width * wider, SIZE) for label in labels]
        if all(len(lines) <= min(lines_most, most) for lines in wrapped):
            return wrapped
    return [shorten(balanced(label, width * 1.2, SIZE), most) for label in labels]


def lay_rows(
    labels: Sequence[str],
    size: tuple[float, float],
    *,
    axis: tuple[float, float],
    right: float = 30.0,
    header: float = 0.0,
    below: float = 0.0,
    note: str = "",
) -> tuple[Field, list[list[str]]]:
    """Return where rows stand and their labels' lines; see ``skcore.plots.rows.lay_rows``."""
    width, height = size
    foot = AXIS_HEIGHT + (NOTE_HEIGHT if note else 0) + 8
    room = height - header - below - foot
    each = min(room / max(len(labels), 1), ROW_MOST)
    lines = wrapped_labels(labels, width * LABEL_SHARE, max(1, min(LINES_MOST, int(each // LINE))))
    left = max((words_width(line) for label in lines for line in label), default=0) + LABEL_GAP
    spare = (room - each * len(labels)) / 2
    middles = tuple(spare + header + each * (place + 0.5) for place in range(len(labels)))
    return Field(width, height, left, right, *axis, middles=middles, row_height=each), lines


def taken_by(field: Field, low: Any, high: Any, *, least: float = 0.0) -> tuple[float, float]:
    """Return the px of a row that lie between two values, kept inside the axis."""
    begin, end = sorted((field.px(low), field.px(high)))
    return max(begin - least, field.left), min(end + least, field.left + field.inside)


def is_number(value: Any) -> bool:
    """Whether there is a number to show."""
    return value is not None and not pd.isna(value)
