"""Words along a line that do not touch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


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
