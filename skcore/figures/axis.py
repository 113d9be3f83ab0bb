"""Where an axis begins and ends, which numbers stand along it, and what it has to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axis import Axis
from matplotlib.text import Annotation
from matplotlib.ticker import Formatter, MaxNLocator

from skcore.figures.style import QUIET, SMALL, Canvas
from skcore.figures.words import text_width

FOOT = 40.0  # px under the rows: the numbers of the axis
NOTE_SIZE = 20.0
NOTE = 30.0  # px more where the axis has to say something
WHOLE = 60.0  # of an axis at least as long a quarter is whole: 25, 50, 75
TENS = 10.0  # from here on values that are all alike have round fives beside them
DOT = 0.03  # of what an axis spans, that a dot reaches to its sides
#: ends that make sense: points and percentages lie between
POINTS = (0.0, 100.0)
_LEVEL = ("estimate", "conf_low", "conf_high", "reference", "overall", "goal")
#: kind -> columns that its axis must reach
_REACHED = {"change": ("before", "after"), "gap": ("leader", "employee")}


class _Numbers(Formatter):
    """Writes ticks as the language does, with as many decimals as the closest need."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def set_locs(self, locs: Any) -> None:
        """Remember what stands along the axis."""
        self.ticks = np.asarray(locs, dtype=float)

    def __call__(self, x: float, pos: int | None = None) -> str:  # noqa: ARG002 - matplotlib's
        ticks = self.ticks
        exact = (d for d in range(4) if np.allclose(ticks, ticks.round(d), atol=1e-9))
        return self.canvas.number(x + 0.0, next(exact, 4))


def number_axis(axis: Axis, canvas: Canvas, *, most: int) -> None:
    """Write at most so many round numbers along an axis."""
    low, high = axis.get_view_interval()
    axis.set_major_locator(_locator(low, high, max(most - 1, 1)))
    axis.set_major_formatter(_Numbers(canvas))


def _locator(low: float, high: float, parts: int) -> MaxNLocator:
    steps = (1, 2, 2.5, 5, 10) if abs(high - low) >= WHOLE else (1, 2, 5, 10)
    return MaxNLocator(parts, steps=steps, min_n_ticks=2)


def near_values(options: Mapping[str, Any], values: Sequence[float]) -> tuple[float, float]:
    """Return an axis near points from 0 to 100, in whole tens, so that two dots are told apart.

    It spans 40 points at least, and says where it begins. Of other values, as correlations and
    differences, it is what the options say.

    Examples
    --------
    >>> near_values({}, [61, 63, 74]), near_values({}, [99])
    ((50.0, 90.0), (60.0, 100.0))
    """
    shown = pd.Series(values, dtype=float).dropna()
    if options.get("axis") or shown.empty or shown.min() < 0:
        low, high = (float(end) for end in options.get("axis") or POINTS)
        return low, high
    low = max(POINTS[0], 10.0 * np.floor((shown.min() - 4) / 10))
    high = min(POINTS[1], 10.0 * np.ceil((shown.max() + 4) / 10))
    low = float(min(low, 60.0))
    return low, float(max(high, low + 40))


def reached(kind: str, table: pd.DataFrame) -> list[float]:
    """Return every number that the axis of a chart of rows must reach."""
    names = _REACHED.get(kind, _LEVEL)
    columns = [table[name] for name in names if name in table]
    if kind == "change" and {"before", "conf_low", "conf_high"} <= set(table.columns):
        columns += [table["before"] + table[end] for end in ("conf_low", "conf_high")]
    return pd.concat(columns).astype(float).tolist() if columns else []


def limits_of(
    given: Any, values: Sequence[pd.Series], *, from_zero: bool = False
) -> tuple[float, float]:
    """Return round ends outside all values; from zero where nothing is negative.

    Examples
    --------
    >>> limits_of(None, [pd.Series([41, 68.5])])
    (40.0, 70.0)
    >>> limits_of(None, [pd.Series([4.1, 6.2])], from_zero=True)
    (0.0, 8.0)
    """
    if given:
        return float(given[0]), float(given[1])
    every = pd.concat([pd.Series(column, dtype=float) for column in values]).dropna()
    if every.empty:
        return POINTS
    low, high = float(every.min()), float(every.max())
    positive = low >= 0
    if not from_zero:  # a dot on the end of an axis would lie on the numbers beside it
        room = DOT * (high - low)
        low, high = (end if end in POINTS else end + by for end, by in ((low, -room), (high, room)))
        low, high = (max(low, 0.0) if positive else low), high
    if from_zero and positive:
        low, high = 0.0, high * 1.02 or 1.0
    elif low == high:
        room = 5.0 if low >= TENS else 1.0
        low, high = low - room, min(high + room, 100.0) if high <= 100 else high + room
    ticks: Any = _locator(low, high, 5).tick_values(low, high)
    ends = float(ticks[ticks <= low + 1e-9].max()), float(ticks[ticks >= high - 1e-9].min())
    ends = round(ends[0], 9), round(ends[1], 9)
    return (max(ends[0], 0.0), ends[1]) if positive else ends


def axis_note(canvas: Canvas, low: float, up: float = 0) -> str:
    """Return the words under an axis; empty when it (and that ``up``) begins at zero, unnamed."""
    label = str(canvas.options.get("x_label", ""))
    parts = [label] if label else []
    if low > 0 or up > 0:
        start, upwards = canvas.number(low, 0), canvas.number(up, 0 if up == int(up) else 1)
        each = "each" if up > 0 < low else "up" if up > 0 else "starts"
        key = f"plots.axis_{'both' if start == upwards else each}"
        parts.append(canvas.texts(key, start=start, up=upwards))
    words = " · ".join(parts)
    return words[:1].upper() + words[1:]


def foot_of(*notes: str) -> float:
    """Return how much room the numbers of an axis and the notes under them take, px."""
    return FOOT + NOTE * sum(map(bool, notes))


def write_note(canvas: Canvas, note: str, *, key: str, left: float) -> Annotation:
    """Write where the axis begins beside its numbers, and what the marks mean below them.

    ``left`` px are free beside the numbers; a longer note stands below. Returns what marks mean.
    """
    how: dict[str, Any] = {"colour": QUIET, "frame": "axes fraction"}
    beside = not note or note_room(note) <= left
    if note and beside:
        canvas.text(0, 0, note, right=-30, up=-8 - SMALL / 2, anchor="end", size=NOTE_SIZE, **how)
    elif note:
        canvas.text(1, 0, note, right=8, up=-FOOT - NOTE / 2, anchor="end", size=SMALL, **how)
    up = -FOOT - NOTE / 2 - (0 if beside else NOTE)
    return canvas.text(0, 0, key, right=-left, up=up, anchor="start", size=SMALL, **how)


def note_room(note: str) -> float:
    """Return the px that a note takes beside the axis's numbers."""
    return text_width(note, NOTE_SIZE) + 34
