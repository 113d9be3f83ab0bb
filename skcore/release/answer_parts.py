"""Which answer options are told together, so that each part told holds people enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from skcore.instruments.model import MIDDLE

#: people from whom on every answer option is told apart; of fewer, above and below the middle
ALL_OPTIONS_FROM = 200
#: people that each told part of the answers holds, and its share of few people
SMALLEST_PART, SMALLEST_SHARE, BOUNDED_BELOW = 5, 0.1, 50
MOST_OPTIONS = 7  # of more, the parts above, in and below the middle are told


def answer_groups(counts: Sequence[Mapping[float, int]]) -> list[list[float]]:
    """Say which answer options are told apart; none where not even two parts can be told.

    All options from 200 people up, below that the two ends put together. Then the two lowest or
    the two highest parts are put together until each holds five people or more and is not
    everybody; below 50 people, until each holds 10-90 percent. Of fewer than ten nothing is told.

    Parameters
    ----------
    counts
        People by points of the option, most positive first; one per item that is told alike.

    Examples
    --------
    >>> answer_groups([{100: 20, 75: 30, 50: 22, 25: 6, 0: 2}])
    [[100, 75], [50], [25, 0]]
    >>> answer_groups([{100: 60, 75: 90, 50: 70, 25: 20, 0: 2}])
    [[100], [75], [50], [25, 0]]
    """
    if not counts:
        return []
    steps = list(counts[0])
    n = min(sum(own.values()) for own in counts)
    if any(list(own) != steps for own in counts):
        return []
    groups = [[step] for step in steps]
    if n < ALL_OPTIONS_FROM or len(steps) > MOST_OPTIONS:
        sides = groupby(steps, key=lambda step: (step > MIDDLE) - (step < MIDDLE))
        groups = [list(part) for _, part in sides]
    least = max(SMALLEST_PART, SMALLEST_SHARE * n if n < BOUNDED_BELOW else 0)
    while len(groups) > 1:
        size = [min(sum(own[s] for s in part) for own in counts) for part in groups]
        small = [place for place, people in enumerate(size) if people < least]
        if not small:
            return groups
        if small[0] < len(groups) - 1 - small[-1]:
            groups = [groups[0] + groups[1], *groups[2:]]
        else:
            groups = [*groups[:-2], groups[-2] + groups[-1]]
    return []
