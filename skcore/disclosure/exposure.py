"""Whether showing one more group lets anyone work out what fewer than the minimum answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from skcore.disclosure.layout import Ints

#: exact arithmetic modulo a prime so large that a chance zero does not happen
PRIME = (1 << 61) - 1
#: steps after which one search counts as undecided; most take 25 at most, and some thousands where
#: few workplaces cross with occupations and dates of answers
WORK_LIMIT = 10_000
#: entries of rows that all searches of one planning may touch (about half a minute's worth)
SEARCH_LIMIT = 150_000_000

Row = dict[int, int]


def merge_cells(weights: Ints, rows: list[Ints]) -> tuple[list[int], list[list[int]]]:
    """Merge cells that the same rows hold: nothing shown can tell them apart.

    Returns the people per merged cell and the merged cells of each row; cells in no row go.
    """
    if not rows:
        return [], []
    cell = np.concatenate([*rows, np.array([], dtype=np.int64)])
    row = np.repeat(np.arange(len(rows)), [len(part) for part in rows])
    order = np.lexsort((row, cell))
    cell, row = cell[order], row[order].astype(np.int64)
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    ends = np.append(starts[1:], len(cell))
    merged: dict[bytes, int] = {}
    people: list[int] = []
    holders: list[Ints] = []
    for start, end in zip(starts, ends, strict=True):
        key = row[start:end].tobytes()
        if key not in merged:
            merged[key] = len(people)
            people.append(0)
            holders.append(row[start:end])
        people[merged[key]] += int(weights[cell[start]])
    members: list[list[int]] = [[] for _ in rows]
    for index, held_by in enumerate(holders):
        for holder in held_by.tolist():
            members[holder].append(index)
    return people, members


@dataclass
class ShownRows:
    """The shown rows, kept fully eliminated; says of each candidate whether it would expose.

    A combination that touches a cell of ``minimum`` people or more exposes nobody. Pivots are
    taken on such cells first, so the rows whose pivot is a small cell span everything that could
    expose anyone, and only they are searched.

    Parameters
    ----------
    weights
        People per cell.
    minimum
        Fewest people that a combination may rest on.
    rank
        Order of preference of the cells as pivots, highest first; cells that later candidates
        hold late keep the rows short.
    work_limit
        Steps after which one search is undecided (and the candidate is not shown).
    """

    weights: list[int]
    minimum: int
    rank: list[int]
    work_limit: int = field(default_factory=lambda: WORK_LIMIT)
    rows: dict[int, Row] = field(default_factory=dict)
    history: dict[int, Row] = field(default_factory=dict)
    small_at: list[set[int]] = field(default_factory=list)
    large_at: list[set[int]] = field(default_factory=list)
    work: int = 0
    searched: int = 0
    #: searches that ended before anything was known
    cut_off: int = 0

    def __post_init__(self) -> None:
        self.small_at = [set() for _ in self.weights]
        self.large_at = [set() for _ in self.weights]

    def reduce(self, label: int, cells: Iterable[int]) -> tuple[Row, Row]:
        """Candidate row with all pivots eliminated, and the labels it is now made of."""
        row = dict(Counter(cells))
        made_of = {label: 1}
        for cell in [c for c in row if c in self.rows]:
            factor = PRIME - row[cell]
            _add(row, self.rows[cell], factor)
            _add(made_of, self.history[cell], factor)
            self.work += len(self.rows[cell])
        return row, made_of

    def try_row(self, row: Row, made_of: Row) -> frozenset[int] | None:
        """Labels of the rows that would expose somebody; None when showing this one is safe.

        A search that was cut off has no rows to name and is not safe either: an empty set.
        """
        if not row or any(self.weights[cell] >= self.minimum for cell in row):
            return None
        return _Search(self).run(row, made_of)

    def show(self, row: Row, made_of: Row) -> None:
        """Add a reduced row; a row that follows from the others adds nothing."""
        if not row:
            return
        large = [cell for cell in row if self.weights[cell] >= self.minimum]
        pivot = min(
            large or row,
            key=lambda c: (len(self.small_at[c]) + len(self.large_at[c]), -self.rank[c]),
        )
        scale = pow(row[pivot], -1, PRIME)
        if scale != 1:
            row = {cell: value * scale % PRIME for cell, value in row.items()}
            made_of = {key: value * scale % PRIME for key, value in made_of.items()}
        at = self.small_at if not large else self.large_at
        for other in [*self.small_at[pivot], *self.large_at[pivot]]:
            self._eliminate(other, pivot, row, made_of)
        self.rows[pivot], self.history[pivot] = row, made_of
        for cell in row:
            if cell != pivot:
                at[cell].add(pivot)
        self.small_at[pivot], self.large_at[pivot] = set(), set()

    def _eliminate(self, other: int, pivot: int, row: Row, made_of: Row) -> None:
        target = self.rows[other]
        factor = PRIME - target[pivot]
        at = self.small_at if self.weights[other] < self.minimum else self.large_at
        _add(target, row, factor)
        _add(self.history[other], made_of, factor)
        self.work += len(row)
        for cell in row:
            if cell in target:
                at[cell].add(other)
            else:
                at[cell].discard(other)


def _add(target: Row, row: Row, factor: int) -> None:
    """Add ``factor`` times a row to the target, dropping zeros."""
    for cell, value in row.items():
        new = (target.get(cell, 0) + factor * value) % PRIME
        if new:
            target[cell] = new
        else:
            del target[cell]


@dataclass
class _Search:
    """Depth-first search for a combination with the candidate that rests on too few people.

    To bring a combination below the minimum, some of its cells must vanish. A cell vanishes only
    when a further row is used, and that row brings its pivot cell along, which stays. So each
    step costs people, and the depth is at most the minimum. ``_options`` names the rows that can
    make a cell vanish; cells without any stay for good.
    """

    shown: ShownRows
    steps: int = 0
    #: entries of rows looked at: what a search takes, on any machine
    touched: int = 0
    candidate: Row = field(default_factory=dict)
    #: pivots of rows that have been weighed, and those of them that are not too heavy
    weighed: set[int] = field(default_factory=set)
    light: set[int] = field(default_factory=set)

    def run(self, row: Row, made_of: Row) -> frozenset[int] | None:
        self.candidate = row
        try:
            used = self._explore(row, {}, [], frozenset())
        except _CutOffError:
            self.shown.cut_off += 1
            return frozenset()
        finally:
            self.shown.work += self.touched
            self.shown.searched += self.touched
        if used is None:
            return None
        total = dict(made_of)
        for pivot, factor in used.items():
            _add(total, self.shown.history[pivot], factor)
        return frozenset(total)

    def _explore(
        self, row: Row, used: Row, gone: list[tuple[int, Row, Row]], stays: frozenset[int]
    ) -> Row | None:
        """Rows used (pivot -> factor) by an exposing combination, None when there is none."""
        self.steps += 1
        self.touched += len(row) * (1 + len(gone))
        if self.steps > self.shown.work_limit or self.shown.searched + self.touched > SEARCH_LIMIT:
            raise _CutOffError
        weights, allowed = self.shown.weights, self.shown.minimum - 1
        if sum(weights[cell] for cell in row) <= allowed:
            return used
        # one more row brings at least one person, so what stays must leave room for it
        room = allowed - 1 - sum(weights[cell] for cell in stays)
        options, stuck = self._ways_out(row, gone, stays, room)
        room -= stuck
        for cell in self._must_lose_one(options, room):
            for pivot in sorted(options[cell]):
                if weights[pivot] - 1 <= room:
                    result = self._without(cell, pivot, row, used, gone, stays)
                    if result is not None:
                        return result
            # from here on this cell stays, since all ways to lose it have been tried
            stays = stays | {cell}
            room -= weights[cell]
            if room < 0:
                break
        return None

    def _ways_out(
        self, row: Row, gone: list[tuple[int, Row, Row]], stays: frozenset[int], room: int
    ) -> tuple[dict[int, set[int]], int]:
        """Rows that can make each cell vanish, and the people in cells that nothing can.

        Stops early, without any way out, once more people than there is room for must stay.
        """
        options: dict[int, set[int]] = {}
        stuck = 0
        for cell in row:
            if cell not in stays:
                found = self._options(cell, gone)
                if found:
                    options[cell] = found
                else:
                    stuck += self.shown.weights[cell]
            if stuck > room:
                return {}, stuck
        return options, stuck

    def _options(self, cell: int, gone: list[tuple[int, Row, Row]]) -> set[int]:
        """Pivots of small rows that can make the cell vanish."""
        at = self.shown.small_at
        sought, found = {cell}, at[cell]
        for lost, row, _ in reversed(gone):
            # rows that held the lost cell now hold whatever made it vanish
            if not row.keys().isdisjoint(sought):
                sought.add(lost)
                found = found | at[lost]
        fresh = found - self.weighed
        self.light.update(pivot for pivot in fresh if not self._is_heavy(pivot))
        self.weighed |= fresh
        return found & self.light

    def _is_heavy(self, pivot: int) -> bool:
        """Whether a row alone keeps too many people: cells that no other row or candidate holds."""
        weights, at = self.shown.weights, self.shown.small_at
        total = weights[pivot]
        for cell in self.shown.rows[pivot]:
            if cell != pivot and len(at[cell]) == 1 and cell not in self.candidate:
                total += weights[cell]
            if total >= self.shown.minimum:
                return True
        return False

    def _must_lose_one(self, options: dict[int, set[int]], room: int) -> list[int]:
        """Few cells that cannot all stay, those with few options and many people first."""
        weights = self.shown.weights
        chosen: list[int] = []
        total = 0
        for cell in sorted(options, key=lambda c: (len(options[c]) / weights[c], c)):
            chosen.append(cell)
            total += weights[cell]
            if total > room:
                return chosen
        return []

    def _without(
        self,
        cell: int,
        pivot: int,
        row: Row,
        used: Row,
        gone: list[tuple[int, Row, Row]],
        stays: frozenset[int],
    ) -> Row | None:
        """Go on with the cell made to vanish by the row of this pivot."""
        rows = self.shown.rows
        # first only where something must vanish: most rows turn out not to help
        values = {lost: rows[pivot].get(lost, 0) for lost in (*(part[0] for part in gone), cell)}
        parts: list[tuple[Row, Row, int]] = []
        for lost, lost_row, lost_used in gone:
            if values[lost]:
                factor = (PRIME - values[lost]) * pow(lost_row[lost], -1, PRIME) % PRIME
                parts.append((lost_row, lost_used, factor))
                for at in values:
                    values[at] = (values[at] + factor * lost_row.get(at, 0)) % PRIME
        self.touched += len(values) * (1 + len(parts))
        if not values[cell]:
            return None
        helper_used = {pivot: 1}
        for _, lost_used, factor in parts:
            _add(helper_used, lost_used, factor)
        if pivot not in helper_used:
            return None
        factor = (PRIME - row[cell]) * pow(values[cell], -1, PRIME) % PRIME
        new_used, new_stays = dict(used), stays | {pivot}
        _add(new_used, helper_used, factor)
        if self._is_last(new_stays) and self._keeps_too_many(new_used):
            self.steps += 1
            return None
        helper, new_row = dict(rows[pivot]), dict(row)
        for lost_row, _, part in parts:
            _add(helper, lost_row, part)
        _add(new_row, helper, factor)
        self.touched += len(helper) * (2 + len(parts))
        return self._explore(new_row, new_used, [*gone, (cell, helper, helper_used)], new_stays)

    def _is_last(self, stays: frozenset[int]) -> bool:
        """Whether no further row can be used, since each brings at least one person."""
        return sum(self.shown.weights[cell] for cell in stays) >= self.shown.minimum - 1

    def _keeps_too_many(self, used: Row) -> bool:
        """Whether cells that one row alone of a combination holds are too many people."""
        once, seen = set(self.candidate), set(self.candidate)
        for pivot in used:
            cells = self.shown.rows[pivot].keys()
            self.touched += len(cells)
            once = (once - cells) | (cells - seen)
            seen |= cells
        return sum(self.shown.weights[cell] for cell in once) >= self.shown.minimum


class _CutOffError(Exception):
    """The search took more steps than it may."""
