"""The horizontal axis that rows of dots share, and words along a line that keep apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from skcore.plots.style import LINE, QUIET, SIZE, Canvas
from skcore.plots.words import text_width

__all__ = [
    "AXIS_HEIGHT",
    "NOTE_HEIGHT",
    "axis_note",
    "axis_range",
    "decimals_of",
    "keep_apart",
    "nice_ticks",
    "words_width",
    "write_axis",
]

AXIS_HEIGHT = 36.0  # px under the rows: the tick numbers
NOTE_HEIGHT = 30.0  # px more where the axis has to say something


def axis_range(options: Any) -> tuple[float, float]:
    """Return where the axis begins and ends: ``options["axis"]``, else 0 to 100."""
    low, high = options.get("axis") or (0, 100)
    return float(low), float(high)


def nice_ticks(low: float, high: float, *, most: int = 5) -> list[float]:
    """Return round numbers between two ends, at most ``most`` of them.

    Examples
    --------
    >>> nice_ticks(0, 100), nice_ticks(30, 100), nice_ticks(-1, 1)
    ([0.0, 25.0, 50.0, 75.0, 100.0], [40.0, 60.0, 80.0, 100.0], [-1.0, -0.5, 0.0, 0.5, 1.0])
    """
    if (low, high) == (0, 100) and most >= 5:
        return [0.0, 25.0, 50.0, 75.0, 100.0]
    span = high - low
    for step in _steps(span / most):
        first = math.ceil(round(low / step, 9))
        last = math.floor(round(high / step, 9))
        if last - first + 1 <= most:
            return [round(n * step, 9) + 0.0 for n in range(first, last + 1)]
    return [low, high]


def _steps(rough: float) -> list[float]:
    power = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    return [power * factor for factor in (1, 2, 5, 10, 20, 50, 100)]


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


def keep_apart(
    wanted: Sequence[float], widths: Sequence[float], low: float, high: float, gap: float = 12
) -> list[float]:
    """Return middles of texts on one line: as near to where wanted as they can without touching.

    Parameters
    ----------
    wanted
        Middles, in rising order.
    widths
        Of the texts, same unit.
    low, high
        Ends of the line.
    gap
        Free room between two texts.

    Examples
    --------
    >>> keep_apart([50, 52], [20, 20], 0, 100, gap=4)
    [39.0, 63.0]
    """
    offsets = [0.0]
    for first, second in pairwise(widths):
        offsets.append(offsets[-1] + (first + second) / 2 + gap)
    # without the room each needs, the places only have to rise: pool neighbours that do not
    pools: list[list[float]] = []
    for middle, offset in zip(wanted, offsets, strict=True):
        pools.append([middle - offset, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            value, count = pools.pop()
            before = pools[-1]
            before[0] = (before[0] * before[1] + value * count) / (before[1] + count)
            before[1] += count
    rising = [value for value, count in pools for _ in range(int(count))]
    first = low + widths[0] / 2 if widths else low
    last = high - widths[-1] / 2 - offsets[-1] if widths else high
    return [
        max(min(value, last), first) + offset for value, offset in zip(rising, offsets, strict=True)
    ]


def words_width(words: str, *, bold: bool = False) -> float:
    """Return the width of one line in px at the figures' text size."""
    return text_width(words, SIZE, bold=bold)
