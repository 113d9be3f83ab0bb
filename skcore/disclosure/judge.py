"""The judge's own arithmetic: the smallest set of people that shown sums single out.

Nothing here is shared with the search that plans: whole numbers instead of a prime, smallest rows
first instead of largest, and programmes solved by branch and bound instead of a depth-first walk.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity, vstack

__all__ = ["Exposure", "find_exposures"]

Row = dict[int, int]


@dataclass(frozen=True)
class Exposure:
    """Cells that a combination of rows rests on; ``decided`` is false when time ran out."""

    cells: frozenset[int]
    rows: frozenset[int]
    decided: bool = True


def find_exposures(
    weights: Sequence[int], rows: Sequence[Sequence[int]], minimum: int, *, seconds: float = 60.0
) -> list[Exposure]:
    """Find combinations of the rows that rest on fewer than ``minimum`` people.

    Parameters
    ----------
    weights
        People per cell, all positive.
    rows
        Cells of each shown group.
    minimum
        Fewest people that a combination may rest on.
    seconds
        Longest time for one block; a block not decided by then counts as exposed.

    Returns
    -------
    list of Exposure
        Empty only when every block is proven to have none.
    """
    found: list[Exposure] = []
    for block in _blocks(_small_rows(weights, rows, minimum)):
        found += _judge_block(block, weights, minimum, seconds)
    return found


def _small_rows(
    weights: Sequence[int], rows: Sequence[Sequence[int]], minimum: int
) -> list[tuple[Row, Row]]:
    """Independent combinations that touch no cell of ``minimum`` people, each with its history."""
    pivots: dict[int, int] = {}
    kept: list[tuple[Row, Row]] = []
    small: list[tuple[Row, Row]] = []
    for label in sorted(range(len(rows)), key=lambda index: (len(rows[index]), index)):
        row, history = dict.fromkeys(rows[label], 1), {label: 1}
        waiting = [pivots[cell] for cell in row if cell in pivots]
        heapq.heapify(waiting)
        while waiting:
            pivot_row, pivot_history = kept[heapq.heappop(waiting)]
            cell = next(iter(pivot_row))
            if cell not in row:
                continue
            up, down = pivot_row[cell], row[cell]
            for fresh in _combine(row, pivot_row, up, down):
                if fresh in pivots:
                    heapq.heappush(waiting, pivots[fresh])
            _combine(history, pivot_history, up, down)
            _shrink(row, history)
        if not row:
            continue
        pivot = max(row, key=lambda cell: (weights[cell], cell))
        pivots[pivot] = len(kept)
        row = {pivot: row.pop(pivot), **row}
        kept.append((row, history))
        if weights[pivot] < minimum:
            small.append((row, history))
    return small


def _combine(target: Row, other: Row, up: int, down: int) -> list[int]:
    """Set target to up × target − down × other; returns the cells that came in."""
    if up != 1:
        for cell in target:
            target[cell] *= up
    fresh = []
    for cell, value in other.items():
        if cell not in target:
            fresh.append(cell)
            target[cell] = -down * value
        elif target[cell] == down * value:
            del target[cell]
        else:
            target[cell] -= down * value
    return fresh


def _shrink(row: Row, history: Row) -> None:
    """Divide by what all entries share, so that numbers stay small."""
    if all(abs(value) == 1 for value in row.values()):
        return
    shared = gcd(*row.values(), *history.values())
    if shared > 1:
        for table in (row, history):
            for key in table:
                table[key] //= shared


def _blocks(rows: list[tuple[Row, Row]]) -> list[list[tuple[Row, Row]]]:
    """Rows that share cells, directly or through others, together."""
    parent: dict[int, int] = {}

    def top(cell: int) -> int:
        while parent.setdefault(cell, cell) != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    for row, _ in rows:
        first, *others = map(top, row)
        for other in others:
            parent[top(other)] = top(first)
    together: dict[int, list[tuple[Row, Row]]] = {}
    for pair in rows:
        together.setdefault(top(next(iter(pair[0]))), []).append(pair)
    return list(together.values())


def _judge_block(
    block: list[tuple[Row, Row]], weights: Sequence[int], minimum: int, seconds: float
) -> list[Exposure]:
    """Shrink a block until it is decided or small, then ask the programme."""
    while block:
        columns = _parallel_columns([row for row, _ in block])
        people = [sum(weights[cell] for cell in cells) for cells in columns]
        large = [cells[0] for cells, n in zip(columns, people, strict=True) if n >= minimum]
        if not large:
            break
        # cells that only come and go together count together: too many to expose anyone
        rest = _eliminated(block, large[0])
        parts = _blocks(rest)
        if len(parts) > 1:
            return [e for part in parts for e in _judge_block(part, weights, minimum, seconds)]
        block = rest
    if not block:
        return []
    if len(block) == 1:
        row, history = block[0]
        if sum(weights[cell] for cell in row) >= minimum:
            return []
        return [Exposure(frozenset(row), frozenset(history))]
    return _solve(block, columns, people, minimum, seconds)


def _parallel_columns(rows: list[Row]) -> list[list[int]]:
    """Cells whose entries are in the same proportion in all rows: zero together or not at all."""
    entries: dict[int, list[tuple[int, int]]] = {}
    for index, row in enumerate(rows):
        for cell, value in row.items():
            entries.setdefault(cell, []).append((index, value))
    alike: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for cell, column in entries.items():
        shared = gcd(*(value for _, value in column)) * (1 if column[0][1] > 0 else -1)
        alike.setdefault(tuple((i, value // shared) for i, value in column), []).append(cell)
    return list(alike.values())


def _eliminated(block: list[tuple[Row, Row]], cell: int) -> list[tuple[Row, Row]]:
    """Rows without the cell, one fewer than before."""
    holders = [pair for pair in block if cell in pair[0]]
    pivot = min(holders, key=lambda pair: len(pair[0]))
    rest = []
    for pair in block:
        if pair is pivot:
            continue
        row, history = dict(pair[0]), dict(pair[1])
        if cell in row:
            up, down = pivot[0][cell], row[cell]
            _combine(row, pivot[0], up, down)
            _combine(history, pivot[1], up, down)
            _shrink(row, history)
        rest.append((row, history))
    return rest


def _solve(
    block: list[tuple[Row, Row]],
    columns: list[list[int]],
    people: list[int],
    minimum: int,
    seconds: float,
    most: int = 10,
) -> list[Exposure]:
    """All (up to ``most``) ways in one block, by mixed-integer programming.

    Scaled so that the largest entry of the combination is 1, an entry lies in −z…z with z = 1 for
    the cells it rests on, and one entry is 1: no large constant, hence no numerical slack.
    """
    matrix = _reduced([row for row, _ in block], columns)
    found: list[Exposure] = []
    barred: list[list[int]] = []
    while len(found) < most:
        status, chosen = _programme(matrix, people, minimum, barred, seconds)
        if status == "none":
            break
        everyone = frozenset(cell for cells in columns for cell in cells)
        if status == "undecided":
            labels = frozenset(label for _, history in block for label in history)
            found.append(Exposure(everyone, labels, decided=False))
            break
        keep = {cell for index in chosen for cell in columns[index]}
        exact = _exact(block, keep)
        barred.append(chosen)
        if exact is None:
            labels = frozenset(label for _, history in block for label in history)
            found.append(Exposure(frozenset(keep), labels, decided=False))
        else:
            found.append(exact)
    return found


def _reduced(rows: list[Row], columns: list[list[int]]) -> np.ndarray:
    """Reduced echelon form over one cell per column, exact until the last step."""
    table = [[Fraction(row.get(cells[0], 0)) for cells in columns] for row in rows]
    for index, row in enumerate(table):
        place = next(i for i, value in enumerate(row) if value)
        table[index] = row = [value / row[place] for value in row]
        for other, line in enumerate(table):
            if other != index and line[place]:
                factor = line[place]
                table[other] = [a - factor * b for a, b in zip(line, row, strict=True)]
    return np.array(table, dtype=float)


def _programme(
    matrix: np.ndarray, people: list[int], minimum: int, barred: list[list[int]], seconds: float
) -> tuple[str, list[int]]:
    """One feasibility programme: "none", "undecided", or "found" with the columns."""
    rank, m = matrix.shape
    u = csr_array(matrix.T)
    eye, empty = identity(m, format="csr"), csr_array((m, m))
    ones = np.ones((1, m))
    weight = np.array(people, dtype=float)[None, :]
    parts = [
        hstack([u, -eye, empty]),  # u <= z
        hstack([-u, -eye, empty]),  # -u <= z
        hstack([-u, empty, 2 * eye]),  # u >= 2 s - 1
        hstack([csr_array((1, rank)), csr_array(weight), csr_array((1, m))]),
        hstack([csr_array((1, rank)), csr_array((1, m)), csr_array(ones)]),
    ]
    upper = [*np.zeros(2 * m), *np.ones(m), minimum - 1, 1]
    lower = [*np.full(3 * m, -np.inf), -np.inf, 1]
    for columns in barred:
        line = np.zeros((1, m))
        line[0, columns] = 1
        parts.append(hstack([csr_array((1, rank)), csr_array(line), csr_array((1, m))]))
        upper.append(len(columns) - 1)
        lower.append(-np.inf)
    result = milp(
        np.zeros(rank + 2 * m),
        integrality=np.r_[np.zeros(rank), np.ones(2 * m)],
        bounds=Bounds(np.r_[-np.ones(rank), np.zeros(2 * m)], 1),
        constraints=LinearConstraint(vstack(parts).tocsr(), lower, upper),
        options={"time_limit": seconds},
    )
    if result.status == 2:
        return "none", []
    if result.x is None:
        return "undecided", []
    return "found", [int(i) for i in np.flatnonzero(result.x[rank : rank + m] > 0.5)]


def _exact(block: list[tuple[Row, Row]], keep: set[int]) -> Exposure | None:
    """Find the combination that rests on ``keep`` only, exactly; None when there is none."""
    rest = list(block)
    while rest:
        outside = next((cell for row, _ in rest for cell in row if cell not in keep), None)
        if outside is None:
            row, history = min(rest, key=lambda pair: len(pair[0]))
            return Exposure(frozenset(row), frozenset(history))
        rest = _eliminated(rest, outside)
    return None
