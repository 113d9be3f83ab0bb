"""Words along a line that do not touch, and dots along a line that are all seen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from skcore.plots.style import LINE

__all__ = ["keep_apart", "swarm"]


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
    if not wanted:
        return []
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
    first = low + widths[0] / 2
    last = high - widths[-1] / 2 - offsets[-1]
    return [
        max(min(value, last), first) + offset for value, offset in zip(rising, offsets, strict=True)
    ]


def swarm(places: Sequence[float], height: float) -> tuple[list[float], float]:
    """Return how far each dot moves up or down so that all are seen, and the dots' radius, px.

    Parameters
    ----------
    places
        Along the line, px, in rising order: the order tells nothing but the values.
    height
        Of the row, px.

    Examples
    --------
    >>> swarm([10, 12, 40], 96)
    ([0.0, -10.0, 0.0], 5.5)
    """
    radius = 5.5 if len(places) <= 60 else 4.0 if len(places) <= 130 else 3.0
    half = max(min((height - LINE - 8) / 2 - radius, 22), radius)
    most = int(half // (2 * radius - 1))
    lanes = sorted(range(-most, most + 1), key=lambda lane: (abs(lane), lane))
    last = dict.fromkeys(lanes, -1e9)
    moves = []
    for place in places:
        free = [lane for lane in lanes if place - last[lane] >= 2 * radius]
        lane = free[0] if free else min(lanes, key=lambda entry: last[entry])
        last[lane] = place
        moves.append(lane * (2 * radius - 1))
    return moves, radius
