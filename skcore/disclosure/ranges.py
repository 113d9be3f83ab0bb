"""How closely what is shown pins a mean down that is not shown, and whether an answer is certain.

Points lie in 0–100, so with extreme means shown the rest may be nearly known. Nearly every group
is plainly wide: what is hidden of it can change places with others that stand in exactly the same
shown rows. Only where that does not say so a linear programme over its own block of cells asks.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from skcore.disclosure.audit import merged_cells
from skcore.disclosure.judge import Row, independent_blocks
from skcore.disclosure.layout import Ints
from skcore.disclosure.memory.earlier import Problem
from skcore.disclosure.solver import solve_linear

Floats = npt.NDArray[np.float64]
Block = list[tuple[Row, Row]]

#: points kept for each score: more cost more than the programmes that they save
_MOST_POINTS = 60
#: how far from an end a sum may lie and still be meant as the end
_SLACK = 1e-6


@dataclass
class Clock:
    """Processor time that may be used, and whether anything was left unasked since it was up."""

    end: float = np.inf
    was_missed: bool = False

    def is_up(self) -> bool:
        """Whether nothing more may be asked; who asks leaves something undecided."""
        up = time.process_time() > self.end
        self.was_missed |= up
        return up


@dataclass
class Ranges:
    """The shown rows of one variable's cells, and what they leave open.

    Parameters
    ----------
    problem
        Cells and groups of the plan.
    shown
        Groups that are shown, by number.
    known
        Numbers of the rows shown earlier that are taken as known. They come first among the rows:
        of two that say the same it is the one shown earlier that tells.
    clock
        When it is up nothing more is asked; what is not decided by then counts as pinned.
    """

    problem: Problem
    shown: Sequence[int]
    known: Sequence[int] = ()
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        rows = [self.problem.known[row].tolist() for row in self.known]
        rows += [self.problem.groups[group].tolist() for group in self.shown]
        people, self.rows, self.cells = merged_cells(self.problem, rows)
        self.people = np.array(people, dtype=float)
        self._place = {cell: place for place, part in enumerate(self.cells) for cell in part}

    def only(self, rows: Sequence[int]) -> Ranges:
        """Give the same question over fewer rows."""
        count = len(self.known)
        shown = [self.shown[row - count] for row in rows if row >= count]
        known = [self.known[row] for row in rows if row < count]
        return Ranges(self.problem, shown, known, self.clock)

    @cached_property
    def blocks(self) -> list[Block]:
        """Combinations that say the same as the rows, in blocks that share no cell."""
        return independent_blocks([int(n) for n in self.people], self.rows)

    @cached_property
    def _block_of(self) -> dict[int, int]:
        return {c: i for i, block in enumerate(self.blocks) for row, _ in block for c in row}

    def size(self, row: int) -> float:
        """People of a row, those counted twice twice."""
        return float(self.people[self.rows[row]].sum())

    def points(self, sums: Floats, around: Iterable[Ints] | None = None) -> Floats:
        """One set of sums over the merged cells that gives the rows their sums; NaN where none.

        Of the blocks that hold some of the people ``around`` only, where they are given: a region
        has a block for every workplace, and few of them are asked about.
        """
        points = np.full(len(self.people), np.nan)
        asked = set(range(len(self.blocks)))
        if around is not None:
            asked = set().union(*map(self.blocks_of, around))
        for index in sorted(asked):
            found = self._solve(self.blocks[index], sums, {}, 0) or {}
            found.pop(-1, None)  # of nobody in particular, and no place of a cell
            points[list(found)] = list(found.values())
        alone = [c for c in range(len(points)) if c not in self._block_of]
        points[alone] = 0.0
        return points

    def parts(self, cells: Sequence[int] | Ints) -> tuple[dict[int, float], float]:
        """People of a group in each merged cell, and those that no row holds."""
        inside: dict[int, float] = {}
        free = 0.0
        for cell in cells:
            place = self._place.get(int(cell), -1)
            if place < 0:
                free += float(self.problem.weights[cell])
            else:
                inside[place] = inside.get(place, 0.0) + float(self.problem.weights[cell])
        return inside, free

    def is_narrower(
        self, cells: Sequence[int] | Ints, points: list[Floats], sums: Floats, narrowest: float
    ) -> bool:
        """Whether the mean of these people is known within fewer points than that.

        Parameters
        ----------
        cells
            Cells of the problem, all of them hidden.
        points
            Sums of the merged cells that agree with the rows: the true ones, or any. What the
            programmes find is added, since it may show other means to be open.
        sums
            Sum of each row.
        narrowest
            Points.
        """
        inside, free = self.parts(cells)
        wanted = narrowest * (free + sum(inside.values())) - _SLACK
        low, high = np.inf, -np.inf
        for point in points:
            ends = self._swapped(inside, point)
            low, high = min(low, ends[0]), max(high, ends[1])
            if 100 * free + high - low >= wanted or np.isnan(ends[0]):
                return False  # NaN: means that contradict one another are no plain means
        low, high = self.range_of(cells, sums, enough=wanted, points=points)
        return bool(high - low < wanted)

    def _swapped(self, inside: Mapping[int, float], point: Floats) -> tuple[float, float]:
        """Least and most of these people's sum where they change places within merged cells."""
        low = high = 0.0
        for cell, n in inside.items():
            low += max(0.0, point[cell] - 100 * (self.people[cell] - n))
            high += min(100 * n, point[cell])
        return (np.nan, np.nan) if np.isnan(high) else (low, high)

    def is_certain(self, place: int, points: list[Floats], sums: Floats, step: float) -> bool:
        """Whether everybody in a merged cell has but one possible answer, a step apart from others.

        Asked of cells in which all stand at an end, and of single people: in others two can always
        change places.
        """
        total, size = points[0][place], self.people[place]
        least = step - _SLACK
        if not self._may_be_certain(place, points[0], step):
            return False
        if any(abs(point[place] - total) >= least for point in points):
            return False
        for sign in (1, -1):
            room = total if sign > 0 else 100 * size - total
            if room >= least and not self.clock.is_up():
                found = self._ask(self._block_of[place], sums, {place: size}, sign, points)
                if np.isnan(found) or abs(found - total) >= least:
                    return False
        return True

    def _may_be_certain(self, place: int, point: Floats, step: float) -> bool:
        total, size = point[place], self.people[place]
        inner = step - _SLACK <= total <= 100 * size - step + _SLACK
        return bool(not np.isnan(total) and not (inner and size > 1))

    def certain_among(
        self, places: Collection[int], points: list[Floats], sums: Floats, step: float
    ) -> list[int]:
        """Those of the merged cells of which ``is_certain`` holds.

        A region has thousands of single people, and nearly all are open: one programme that moves
        all who are left as far as it can shows many of them to be so, and few are asked alone.
        """
        left = {p for p in places if self._may_be_certain(p, points[0], step)}
        for index in {self._block_of[p] for p in left if p in self._block_of}:
            for sign in (1, -1):
                part = moved = {p for p in left if self._block_of.get(p) == index}
                while len(part) > 1 and moved and not self.clock.is_up():
                    everybody = {p: self.people[p] for p in part}
                    point = self._reach(index, sums, everybody, sign, points)[1]
                    moved = {p for p in part if abs(point[p] - points[0][p]) >= step - _SLACK}
                    part, left = part - moved, left - moved
        return [p for p in sorted(left) if self.is_certain(p, points, sums, step)]

    def range_of(
        self,
        cells: Sequence[int] | Ints,
        sums: Floats,
        *,
        enough: float = np.inf,
        points: list[Floats] | None = None,
    ) -> tuple[float, float]:
        """Lowest and highest sum of these people's points; stops once they lie far enough apart.

        NaN where the sums contradict one another.
        """
        inside, free = self.parts(cells)
        low, high = 0.0, 100 * free
        by_block: dict[int, dict[int, float]] = {}
        for cell, n in inside.items():
            by_block.setdefault(self._block_of.get(cell, -1), {})[cell] = n
        high += 100 * sum(by_block.pop(-1, {}).values())
        for index, wanted in by_block.items():
            if high - low >= enough:
                break
            if self.clock.is_up():
                return 0.0, 0.0
            ends = [self._ask(index, sums, wanted, sign, points) for sign in (1, -1)]
            low, high = low + ends[0], high + ends[1]
        return low, high

    def _ask(
        self,
        index: int,
        sums: Floats,
        wanted: Mapping[int, float],
        sign: int,
        points: list[Floats] | None,
    ) -> float:
        """Least (1) or largest (−1) sum of a block's wanted part."""
        return self._reach(index, sums, wanted, sign, points or [self.people])[0]

    def _reach(
        self,
        index: int,
        sums: Floats,
        wanted: Mapping[int, float],
        sign: int,
        points: list[Floats],
    ) -> tuple[float, Floats]:
        """The same, and a point that has it; the point is kept, where there is room for it."""
        found = self._solve(self.blocks[index], sums, wanted, sign) or {-1: np.nan}
        end, point = found.pop(-1), points[0].copy()
        point[list(found)] = list(found.values())
        if found and len(points) < _MOST_POINTS:
            points.append(point)
        return end, point

    def _solve(
        self, block: Block, sums: Floats, wanted: Mapping[int, float], sign: int
    ) -> dict[int, float] | None:
        """Sums of a block's cells with the wanted part smallest (1) or largest (−1), as cell −1."""
        cells, split, solved = self._programme(block, sums, wanted, sign)
        if solved.status != 0:
            return None
        found = {cell: float(solved.x[place]) for cell, place in cells.items()}
        found |= {cell: found[cell] + float(solved.x[place]) for cell, place in split.items()}
        return found | {-1: float(solved.x[len(cells) :].sum())}

    def _programme(
        self,
        block: Block,
        sums: Floats,
        wanted: Mapping[int, float],
        sign: int,
        *,
        prices: bool = False,
    ) -> tuple[dict[int, int], dict[int, int], Any]:
        """Where each cell and each wanted part stands in the programme, and its solution."""
        cells = {c: i for i, c in enumerate(sorted({cell for row, _ in block for cell in row}))}
        split = {cell: len(cells) + index for index, cell in enumerate(sorted(wanted))}
        entries = [
            (i, place, float(v))
            for i, (row, _) in enumerate(block)
            for cell, v in row.items()
            for place in (cells[cell], split.get(cell, -1))
            if place >= 0
        ]
        i, j, v = map(np.array, zip(*entries, strict=True))
        matrix = csr_array((v, (i, j)), shape=(len(block), len(cells) + len(split)))
        right = [sum(sums[label] * f for label, f in history.items()) for _, history in block]
        most = [100 * (self.people[c] - wanted.get(c, 0.0)) for c in cells]
        most += [100 * wanted[cell] for cell in split]
        cost = np.r_[np.zeros(len(cells)), np.full(len(split), float(sign))]
        found = solve_linear(cost, matrix, np.array(right), np.array(most), prices=prices)
        return cells, split, found

    def tells(self, cells: Sequence[int] | Ints, sums: Floats) -> set[int]:
        """Rows from which the range of these people's mean follows: without others it is the same.

        They are those with a price in the programmes for its ends.
        """
        inside, _ = self.parts(cells)
        rows: Counter[int] = Counter()
        for index in {self._block_of[cell] for cell in inside if cell in self._block_of}:
            block = self.blocks[index]
            wanted = {cell: n for cell, n in inside.items() if self._block_of.get(cell) == index}
            for sign in (1, -1):
                solved = self._programme(block, sums, wanted, sign, prices=True)[2]
                if solved.status == 0:
                    price: Counter[int] = Counter()
                    for of_one, (_, history) in zip(solved.eqlin.marginals, block, strict=True):
                        for label, factor in history.items():
                            price[label] += of_one * factor
                    rows.update(label for label, of_all in price.items() if abs(of_all) > _SLACK)
        return set(rows)

    def blocks_of(self, cells: Sequence[int] | Ints) -> set[int]:
        """Blocks that hold some of these people."""
        inside, _ = self.parts(cells)
        return {self._block_of[cell] for cell in inside if cell in self._block_of}

    def around(self, cells: Sequence[int] | Ints) -> list[int]:
        """Rows from which something follows about these people; first those that hold some."""
        inside, _ = self.parts(cells)
        blocks = self.blocks_of(cells)
        rows = {r for b in blocks for _, history in self.blocks[b] for r in history}
        return sorted(
            rows, key=lambda r: (inside.keys().isdisjoint(self.rows[r]), len(self.rows[r]), r)
        )
