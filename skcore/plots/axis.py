"""Where an axis begins and ends, which numbers stand along it, and what it has to say."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from skcore.plots.style import LINE, QUIET, SIZE, Canvas
from skcore.plots.words import text_width

__all__ = [
    "AXIS_HEIGHT",
    "NOTE_HEIGHT",
    "axis_note",
    "axis_range",
    "decimals_of",
    "even_ends",
    "limits_of",
    "near_values",
    "nice_ticks",
    "words_width",
    "write_axis",
]

AXIS_HEIGHT = 36.0  # px under the rows: the tick numbers
NOTE_HEIGHT = 30.0  # px more where the axis has to say something


def axis_range(options: Mapping[str, Any]) -> tuple[float, float]:
    """Return where the axis begins and ends: ``options["axis"]``, else 0 to 100.

    Ends that bear no number of a short row of ticks move outwards, within 0 to 100.
    """
    low, high = (float(end) for end in options.get("axis") or (0, 100))
    if low >= 0 and high <= 100:
        return even_ends(low, high, least=0, most=100)
    return even_ends(low, high)


def even_ends(
    low: float, high: float, *, least: float = -math.inf, most: float = math.inf
) -> tuple[float, float]:
    """Return the nearest ends outside two values that three to five round ticks reach.

    Parameters
    ----------
    low, high
        What the axis must show; ``high`` lies above ``low``.
    least, most
        Ends that the axis never goes beyond.

    Examples
    --------
    >>> even_ends(30, 100, least=0, most=100), even_ends(39, 71), even_ends(-0.9, 0.7)
    ((25.0, 100.0), (35.0, 75.0), (-1.0, 1.0))
    """
    found = []
    for step in (s for s in _steps((high - low) / 5) if s <= 2 * (high - low)):
        half = round(step / 2, 9)
        # a tick on 35 is as round as one on 30, but 0.25 is not as short as 0.2
        grid = half if low >= 0 and decimals_of([half]) <= decimals_of([step]) else step
        nearest = math.floor(round(low / grid, 9))
        for first, count in itertools.product((nearest, nearest - 1), (2, 3, 4)):
            ends = round(first * grid, 9) + 0.0, round(first * grid + count * step, 9) + 0.0
            if ends[1] >= high and least <= ends[0] and ends[1] <= most:
                found.append((ends[1] - ends[0], first * grid % step, -count, ends))
    return min(found)[3] if found else (low, high)


def near_values(options: Mapping[str, Any], values: Any) -> tuple[float, float]:
    """Return an axis near points from 0 to 100, so that two dots are told apart.

    It spans 40 points at least, and says where it begins.
    """
    if options.get("axis"):
        return axis_range(options)
    shown = pd.Series(values, dtype=float).dropna()
    if shown.empty:
        return 0.0, 100.0
    low = max(0.0, 10.0 * ((shown.min() - 4) // 10))
    high = min(100.0, 10.0 * -((-shown.max() - 4) // 10))
    low = min(low, 60.0)
    return even_ends(low, max(high, low + 40), least=0, most=100)


def limits_of(
    given: Any, values: Sequence[pd.Series], *, from_zero: bool = False
) -> tuple[float, float]:
    """Return ends round all values; from zero where nothing is negative."""
    if given:
        return float(given[0]), float(given[1])
    every = pd.concat([pd.Series(column, dtype=float) for column in values]).dropna()
    if every.empty:
        return 0.0, 100.0
    low, high = float(every.min()), float(every.max())
    if from_zero and low >= 0:
        return even_ends(0.0, high * 1.02, least=0) if high > 0 else (0.0, 1.0)
    if low == high:
        air = max(abs(low) * 0.1, 1.0)
        low, high = (max(low - air, 0.0) if low >= 0 else low - air), high + air
    return even_ends(low, high, least=0 if low >= 0 else -math.inf)


def nice_ticks(low: float, high: float, *, most: int = 5) -> list[float]:
    """Return round numbers from end to end: two at least, at most ``most``.

    Where no round step reaches both ends, the ticks lie between them.

    Examples
    --------
    >>> nice_ticks(0, 100), nice_ticks(50, 90, most=3), nice_ticks(-15, 15)
    ([0.0, 25.0, 50.0, 75.0, 100.0], [50.0, 70.0, 90.0], [-15.0, 0.0, 15.0])
    >>> nice_ticks(25, 100, most=3), nice_ticks(38, 71)
    ([25.0, 100.0], [40.0, 50.0, 60.0, 70.0])
    """
    span = high - low
    reaching = [s for s in _steps(span / 5) if _whole(span / s) and (low >= 0 or _whole(low / s))]
    if _whole((low + high) / 20):  # a ten, or zero, stands in the middle
        reaching.append(span / 2)
    for step in reaching:
        count = round(span / step)
        if 2 <= count < most:
            return [round(low + n * step, 9) + 0.0 for n in range(count + 1)]
    for step in _steps(span / most):
        first = math.ceil(round(low / step, 9))
        last = math.floor(round(high / step, 9))
        if 3 <= last - first + 1 <= most:
            return [round(n * step, 9) + 0.0 for n in range(first, last + 1)]
    return [float(low), float(high)]


def _whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-9


def _steps(rough: float) -> list[float]:
    """Return round steps from about ``rough`` upwards; a quarter only where it has no decimal."""
    power = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    quarters = [s for s in (power * 2.5, power * 25) if s >= 25]
    return sorted([*(power * factor for factor in (1, 2, 5, 10, 20, 50, 100)), *quarters])


def decimals_of(ticks: Sequence[float]) -> int:
    """Return how many decimals the ticks need."""
    return next(
        (d for d in range(4) if all(abs(round(t, d) - t) < 1e-9 for t in ticks)),
        4,
    )


def axis_note(canvas: Canvas, low: float, label: str = "") -> str:
    """Return the words under an axis; empty when it begins at zero and has no name."""
    parts = [label] if label else []
    if low > 0:
        digits = decimals_of([low])
        parts.append(canvas.texts("plots.axis_starts", start=canvas.number(low, digits)))
    words = " · ".join(parts)
    return words[:1].upper() + words[1:]


def write_axis(canvas: Canvas, low: float, high: float, *, note: str = "") -> None:
    """Write tick numbers under the axes, and the note below them."""
    most = max(3, int(canvas.size[0] // 80))
    ticks = nice_ticks(low, high, most=min(5, most))
    digits = decimals_of(ticks)
    for tick in ticks:
        words = canvas.number(tick, digits)
        canvas.text(tick, 0, words, up=-20, colour=QUIET, frame=("data", "axes fraction"))
    if note:
        _write_note(canvas, note)


def _write_note(canvas: Canvas, note: str) -> None:
    """Right-align the note with the axes; it may be longer than they are."""
    canvas.text(
        1, 0, note, right=8, up=-20 - LINE, anchor="end", colour=QUIET, frame=("axes fraction",) * 2
    )


def words_width(words: str, *, bold: bool = False) -> float:
    """Return the width of one line in px at the figures' text size."""
    return text_width(words, SIZE, bold=bold)
