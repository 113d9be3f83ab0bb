"""The judge's own arithmetic: the smallest set of people that shown sums single out.

Nothing here is shared with the search that plans: whole numbers instead of a prime, smallest rows
first instead of largest, and programmes solved by branch and bound instead of a depth-first walk.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array, hstack, identity, vstack

from skcore.disclosure.bundles import bundles
from skcore.disclosure.solver import solve_mixed

Row = dict[int, int]
Floats = npt.NDArray[np.float64]

#: more bundles than this go into one programme over the whole block
_MOST_BUNDLES = 200


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


def independent_blocks(
    weights: Sequence[int], rows: Sequence[Sequence[int]]
) -> list[list[tuple[Row, Row]]]:
    """Combinations that say the same as the rows, put into blocks that share no cell."""
    return _blocks(_small_rows(weights, rows, sum(weights) + 1))


def _small_rows(
    weights: Sequence[int], rows: Sequence[Sequence[int]], minimum: int
) -> list[tuple[Row, Row]]:
    """Independent combinations that touch no cell of ``minimum`` people, each with its history."""
    pivots: dict[int, int] = {}
    kept: list[tuple[Row, Row]] = []
    small: list[tuple[Row, Row]] = []
    for label in sorted(range(len(rows)), key=lambda index: (len(rows[index]), index)):
        row, history = dict(Counter(rows[label])), {label: 1}
        waiting = [pivots[cell] for cell in row if cell in pivots]
        heapq.heapify(waiting)
        while waiting:
            pivot_pair = kept[heapq.heappop(waiting)]
            cell = next(iter(pivot_pair[0]))
            if cell not in row:
                continue
            for fresh in _clear((row, history), pivot_pair, cell):
                if fresh in pivots:
                    heapq.heappush(waiting, pivots[fresh])
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
    """Shrink a block until each part is decided or small, then ask the programme."""
    found: list[Exposure] = []
    waiting = [block]
    while waiting:
        part = waiting.pop()
        if len(part) == 1:
            row, history = part[0]
            if sum(weights[cell] for cell in row) < minimum:
                found.append(Exposure(frozenset(row), frozenset(history)))
            continue
        columns = _parallel_columns([row for row, _ in part])
        people = [sum(weights[cell] for cell in cells) for cells in columns]
        large = [cells[0] for cells, n in zip(columns, people, strict=True) if n >= minimum]
        if large:
            # cells that only come and go together count together: too many to expose anyone
            waiting += _blocks(_eliminated(part, large))
        else:
            found += _solve(part, columns, people, minimum, seconds)
    return found


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


def _eliminated(block: list[tuple[Row, Row]], cells: list[int]) -> list[tuple[Row, Row]]:
    """Combinations of the rows that hold none of the cells."""
    rows = {index: (dict(row), dict(history)) for index, (row, history) in enumerate(block)}
    holders: dict[int, set[int]] = {}
    for index, (row, _) in rows.items():
        for cell in row:
            holders.setdefault(cell, set()).add(index)
    for cell in cells:
        at = sorted(holders.pop(cell, ()), key=lambda index: (len(rows[index][0]), index))
        if at:
            pivot = rows.pop(at[0])
            for other in pivot[0]:
                holders.get(other, set()).discard(at[0])
            for index in at[1:]:
                _clear(rows[index], pivot, cell)
                for other in pivot[0]:
                    if other != cell:
                        (set.add if other in rows[index][0] else set.discard)(holders[other], index)
    return list(rows.values())


def _clear(pair: tuple[Row, Row], pivot: tuple[Row, Row], cell: int) -> list[int]:
    """Make the cell vanish from a row with the help of the pivot's; return what came in."""
    up, down = pivot[0][cell], pair[0][cell]
    fresh = _combine(pair[0], pivot[0], up, down)
    _combine(pair[1], pivot[1], up, down)
    if abs(up) != 1:
        _shrink(*pair)
    return fresh


def _solve(
    block: list[tuple[Row, Row]],
    columns: list[list[int]],
    people: list[int],
    minimum: int,
    seconds: float,
) -> list[Exposure]:
    """Ways in one block, by mixed-integer programmes over the rows that could cancel at all."""
    matrix, pivots = _reduced([row for row, _ in block], columns, people)
    parts = bundles(matrix, pivots, people, minimum)
    if parts is None or len(parts) > _MOST_BUNDLES:
        parts = [frozenset(range(len(matrix)))]
    found: dict[frozenset[int], Exposure] = {}
    for part in parts:
        rows = matrix[sorted(part)]
        used = np.flatnonzero(rows.any(axis=0))
        weights = [people[i] for i in used]
        for chosen in _ways(rows[:, used], weights, minimum, seconds):
            keep = {cell for index in chosen or range(len(used)) for cell in columns[used[index]]}
            exact = _exact(block, keep) if chosen else None
            if exact is None:
                labels = frozenset(label for _, history in block for label in history)
                exact = Exposure(frozenset(keep), labels, decided=False)
            found.setdefault(exact.cells, exact)
    return list(found.values())


def _ways(
    matrix: Floats, people: list[int], minimum: int, seconds: float, most: int = 10
) -> list[list[int]]:
    """Columns of each way, up to ``most``; an empty list stands for "not decided"."""
    found: list[list[int]] = []
    while len(found) < most:
        status, chosen = _programme(matrix, people, minimum, found, seconds)
        if status == "none":
            break
        found.append(chosen)
        if status == "undecided":
            break
    return found


def _reduced(
    rows: list[Row], columns: list[list[int]], people: list[int]
) -> tuple[Floats, list[int]]:
    """Reduced echelon form over one cell per column, exact until the last step, and its pivots."""
    place = {cells[0]: index for index, cells in enumerate(columns)}
    table = [
        {place[cell]: Fraction(value) for cell, value in row.items() if cell in place}
        for row in rows
    ]
    pivots: list[int] = []
    for index, row in enumerate(table):
        # heavy pivots leave room for few rows at a time
        pivot = max(row, key=lambda i: (people[i], -i))
        scale = row[pivot]
        table[index] = row = {i: value / scale for i, value in row.items()}
        for other, line in enumerate(table):
            if other != index and pivot in line:
                factor = line[pivot]
                for i, value in row.items():
                    line[i] = line.get(i, Fraction(0)) - factor * value
                    if not line[i]:
                        del line[i]
        pivots.append(pivot)
    matrix = np.zeros((len(rows), len(columns)))
    for index, row in enumerate(table):
        for i, value in row.items():
            matrix[index, i] = float(value)
    return matrix, pivots


def _programme(
    matrix: Floats, people: list[int], minimum: int, barred: list[list[int]], seconds: float
) -> tuple[str, list[int]]:
    """One feasibility programme: "none", "undecided", or "found" with the columns.

    Scaled so that the largest entry of the combination is 1, an entry lies in −z…z with z = 1 for
    the cells it rests on, and one entry is 1: no large constant, hence no numerical slack.
    """
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
    result = solve_mixed(
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
        rest = _eliminated(rest, [outside])
    return None
