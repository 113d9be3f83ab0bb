"""Which few rows could cancel one another at all, judged by where they have entries only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def bundles(
    matrix: npt.NDArray[np.float64],
    pivots: list[int],
    people: list[int],
    minimum: int,
    *,
    most_steps: int = 100_000,
) -> list[frozenset[int]] | None:
    """Sets of rows of which some combination might rest on fewer than ``minimum`` people.

    In reduced echelon form each row used keeps its pivot cell, and a cell in exactly one of the
    rows used stays. A set of rows whose pivots and single cells hold ``minimum`` people or more
    can be left out, whatever the factors are.

    Parameters
    ----------
    matrix
        Rows in reduced echelon form over the cells.
    pivots
        Pivot cell of each row.
    people
        People per cell.
    minimum
        Fewest people that a combination may rest on.
    most_steps
        Where to give up.

    Returns
    -------
    list of sets of row numbers, or None
        None when there were too many steps; then nothing is known.
    """
    free: list[set[int]] = [
        set(np.flatnonzero(row).tolist()) - {pivot}
        for row, pivot in zip(matrix, pivots, strict=True)
    ]
    holders: dict[int, list[int]] = {}
    for row, cells in enumerate(free):
        for cell in cells:
            holders.setdefault(cell, []).append(row)
    weight = [people[pivot] for pivot in pivots]
    found: set[frozenset[int]] = set()
    seen: set[frozenset[int]] = set()
    waiting = [frozenset([row]) for row in range(len(free)) if weight[row] < minimum]
    steps = 0
    while waiting:
        used = waiting.pop()
        if used in seen:
            continue
        seen.add(used)
        steps += 1
        if steps > most_steps:
            return None
        kept = sum(weight[row] for row in used)
        once = _held_once([free[row] for row in used])
        room = minimum - 1 - kept - sum(people[cell] for cell in once)
        if room >= 0:
            found.add(used)
        if minimum - 1 - kept < 1:
            continue
        cells = once if room < 1 else {cell for row in used for cell in free[row]}
        chosen = _too_heavy(cells, people, minimum - 2 - kept, holders) if room < 1 else cells
        waiting += [
            used | {row}
            for cell in chosen
            for row in holders[cell]
            if row not in used and kept + weight[row] < minimum
        ]
    return sorted(found, key=lambda rows: (len(rows), sorted(rows)))


def _held_once(rows: list[set[int]]) -> set[int]:
    once: set[int] = set()
    more: set[int] = set()
    for cells in rows:
        more |= once & cells
        once = (once | cells) - more
    return once


def _too_heavy(
    cells: set[int], people: list[int], room: int, holders: dict[int, list[int]]
) -> list[int]:
    """Few cells that cannot all stay when one more row is used; those in few rows first."""
    chosen: list[int] = []
    total = 0
    for cell in sorted(cells, key=lambda c: (len(holders[c]) / people[c], c)):
        chosen.append(cell)
        total += people[cell]
        if total > room:
            break
    return chosen
