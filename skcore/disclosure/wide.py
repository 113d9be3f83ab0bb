"""A plan in which nothing that is not shown is nearly known from the values that are."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.improve import merged_candidates
from skcore.disclosure.layout import Ints, cut_text
from skcore.disclosure.memory.earlier import Problem
from skcore.disclosure.plan import plan_again
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.ranges import Clock, Ranges

Floats = npt.NDArray[np.float64]

#: points that the range of a mean not shown must keep
NARROWEST = 10.0
#: of at most so many groups that pin a mean down those are sought that are enough
_TRIED = 12
#: times the whole is planned anew, more often where it is small; after that, groups only go
_REPLANNED, _REPLANNED_MOST, _GROUPS_REPLANNED = 4, 60, 8_000


@dataclass(frozen=True)
class Scores:
    """What was answered, summed up over a plan's base cells (confidential).

    Parameters
    ----------
    sums
        One row per row of ``plan.counts``, one column per score: points 0–100 added up.
    steps
        Points between two neighbouring values that a person's score may have.
    follow
        Scores that follow from others, whether a table tells them or not: nothing holds them at
        the ends.
    """

    sums: pd.DataFrame
    steps: Mapping[str, float]
    follow: frozenset[str] = frozenset()


def with_wide_ranges(
    plan: ReleasePlan,
    scores: Scores,
    *,
    narrowest: float = NARROWEST,
    seconds: float = 60.0,
    also: pd.DataFrame | None = None,
) -> ReleasePlan:
    """Plan again without groups that pin a mean down that is not shown, until none does.

    Everything shown is taken as known exactly, today's and earlier, and nobody's answer may be
    certain where a group's mean is told to lie beyond floor or ceiling. Decided here for all
    tables at once, so that what is barred in one is told in none.

    Parameters
    ----------
    plan
        Of means of points.
    scores
        The answers behind it.
    narrowest
        Points that the range of each mean not shown must keep.
    seconds
        Processor seconds that programmes may take, the same on a machine that does other things
        beside; a mean not decided by then counts as nearly known.
    also
        Groups that the plan was made without, and that stay so.

    Returns
    -------
    ReleasePlan
        With ``checked`` naming the scores; ``cut_short`` where something is withheld that could
        not be asked in time, ``lower_bound`` of all plans that leave nothing nearly known.
    """
    clock = Clock(time.process_time() + seconds)
    first = plan
    alike = _same_people(plan)
    apart: dict[frozenset[int], None] = {}
    barred: set[int] = set()
    size = max(len(plan.groups), 1)
    often = min(max(_GROUPS_REPLANNED // size, _REPLANNED), _REPLANNED_MOST)
    for turn in range(often + len(plan.groups)):
        found = _telling(plan, scores, narrowest, clock)
        if not found:
            break
        if turn < often and not found <= apart.keys():
            apart |= dict.fromkeys(sorted(found, key=sorted))
            plan = plan_again(plan, barred=also, apart=apart)
            continue
        barred |= {twin for cut in found for twin in alike[_cheapest(plan, cut)]}
        rows = pd.concat([plan.groups.loc[sorted(barred)], also])
        # from here on the cheapest goes: what must be withheld is known of the plan before
        least = plan.lower_bound
        plan = replace(plan_again(plan, barred=rows, within=plan), lower_bound=least)
    late = clock.was_missed and plan.withheld > first.withheld
    return replace(plan, checked=frozenset(scores.steps), cut_short=late or plan.cut_short)


def _same_people(plan: ReleasePlan) -> dict[int, list[int]]:
    """Groups of the same people as each group, itself among them: a unit compared with itself."""
    keys = [members.tobytes() for members in plan.members]
    return {g: part for part in merged_candidates(np.arange(len(keys)), keys) for g in part}


def _cheapest(plan: ReleasePlan, cut: frozenset[int]) -> int:
    groups = plan.groups
    weight = groups["cut"].map(plan.weights).to_numpy(dtype=float)
    people = groups[list(plan.variables)].to_numpy(dtype=float).max(axis=1)
    return min(cut, key=lambda group: (weight[group], people[group], group))


def _telling(
    plan: ReleasePlan, scores: Scores, narrowest: float, clock: Clock
) -> set[frozenset[int]]:
    """Sets of shown groups, of all variables and scores, that tell too much together."""
    groups = plan.groups
    told = np.flatnonzero(~groups["hidden"]).tolist()
    shown = list({plan.members[group].tobytes(): group for group in reversed(told)}.values())[::-1]
    found: set[frozenset[int]] = set()
    for problem in plan.problems():
        known = {name: _known_sums(plan, problem, scores, name) for name in scores.steps}
        today = {problem.groups[group].tobytes() for group in shown}
        by_rows: dict[tuple[int, ...], Ranges] = {}
        targets = [*_hidden_people(plan, problem), *_pieces(problem, plan.minimum)]
        for name, step in scores.steps.items():
            values = scores.sums[name].to_numpy(dtype=float)
            # told as an end, an earlier group is not known exactly, and must not become so
            held = name not in scores.follow
            ends = [r for r, total in known[name].items() if _at_end(problem, r, total, step)]
            ends = ends if held else []
            rows = tuple(sorted(set(known[name]) - set(ends)))
            sums = [known[name][row] for row in rows]
            sums += [float(values[plan.members[group]].sum()) for group in shown]
            if rows not in by_rows:
                by_rows[rows] = Ranges(problem, shown, rows, clock)
            ranges = by_rows[rows]
            points = _true_points(ranges, values)
            if points is None:
                points = ranges.points(np.array(sums))
            view = _View(ranges, np.array(sums), [points])
            found |= view.certain(plan.policy.floor, plan.policy.ceiling, step, held=held)
            found |= view.certain_unshown(step)
            earlier = [problem.known[row] for row in ends]
            earlier = [cells for cells in earlier if cells.tobytes() not in today]
            found |= view.narrow([*targets, *earlier], narrowest)
    return found


def _at_end(problem: Problem, row: int, total: float, step: float) -> bool:
    """Whether everybody in a group that was shown earlier stood at the same end."""
    return _is_at_end(total, float(problem.weights[problem.known[row]].sum()), step)


def _is_at_end(total: float, size: float, step: float) -> bool:
    return bool(total < step - 1e-6 or total > 100 * size - step + 1e-6)


def _hidden_people(plan: ReleasePlan, problem: Problem) -> list[Ints]:
    """Cells of each group that is not shown, where no part of it is a group that is or was.

    Of a whole that holds shown groups it may be known: the rest of it is asked instead. So it is
    where people picked out by one class are a shown group but for a few, such as all but one who
    skipped a question: the mean of both is nearly the same, and those few are whom it is about.
    """
    groups = plan.groups
    cells = [np.unique(part) for part in problem.groups]
    hidden = groups["hidden"].to_numpy(dtype=bool)
    picking = {cut_text(cut) for cut in plan.cuts if any(isinstance(part, tuple) for part in cut)}
    picked = groups["cut"].isin(picking).to_numpy()
    holders: dict[int, set[int]] = {}
    told = [*(cells[group] for group in np.flatnonzero(~hidden)), *map(np.unique, problem.known)]
    for place, part in enumerate(told):
        for cell in part.tolist():
            holders.setdefault(cell, set()).add(place)
    found: dict[bytes, Ints] = {}
    for group in np.flatnonzero(hidden).tolist():
        inside = set(cells[group].tolist())
        around = set().union(*(holders.get(cell, set()) for cell in inside))
        if not inside or any(inside.issuperset(told[place].tolist()) for place in around):
            continue
        asked = [cells[group]]
        if picked[group] and problem.weights[asked[0]].sum() >= plan.minimum:
            wider = [told[place] for place in around if inside.issubset(told[place].tolist())]
            rests = [np.setdiff1d(part, asked[0]) for part in wider]
            few = [rest for rest in rests if problem.weights[rest].sum() < plan.minimum]
            asked = few or asked
        found |= {part.tobytes(): part for part in asked}
    return list(found.values())


def _pieces(problem: Problem, minimum: int) -> list[Ints]:
    """Few people who came or went between releases, each lot by itself."""
    rows = problem.cell_rows
    parts = np.bincount(rows[rows >= 0], minlength=1)
    moved = [c for c, row in enumerate(rows.tolist()) if row < 0 or parts[row] > 1]
    return [np.array([c]) for c in moved if problem.weights[c] < minimum]


def _true_points(ranges: Ranges, values: Floats) -> Floats | None:
    """Sum of each merged cell; None where a cell is in pieces, and nobody says who is in which."""
    rows = ranges.problem.cell_rows
    if (rows < 0).any() or len(set(rows.tolist())) < len(rows):
        return None
    return np.array([values[rows[part]].sum() for part in ranges.cells])


def _known_sums(plan: ReleasePlan, problem: Problem, scores: Scores, name: str) -> dict[int, float]:
    """Sums of the groups shown earlier: as today where nobody came or went, else as they were."""
    values = scores.sums[name].to_numpy(dtype=float)
    people = plan.counts[problem.variable].to_numpy()
    found = {}
    for row, cells in enumerate(problem.known):
        once, times = np.unique(cells, return_counts=True)
        rows = problem.cell_rows[once]
        if (rows >= 0).all():
            there = np.bincount(rows, weights=problem.weights[once], minlength=len(people))
            if (there[np.unique(rows)] == people[np.unique(rows)]).all():
                first = np.unique(rows, return_index=True)[1]
                found[row] = float((values[rows[first]] * times[first]).sum())
                continue
        release, place = problem.known_from[row]
        told = plan.earlier[release].sums
        if told is not None and name in told:
            part = plan.earlier[release].members()[place]
            total = float(told[name].to_numpy(dtype=float)[part].sum())
            found |= {} if np.isnan(total) else {row: total}
    return found


@dataclass(frozen=True)
class _View:
    """One score over the shown rows; what tells too much comes as sets of groups."""

    ranges: Ranges
    sums: Floats
    points: list[Floats]

    def certain(
        self, floor: float, ceiling: float, step: float, *, held: bool = True
    ) -> set[frozenset[int]]:
        """Groups that make somebody's answer certain in one beyond floor or ceiling.

        ``held``: whether a mean beyond is told as an end, and not how far beyond.
        """
        found = set()
        for row, group in enumerate(self.ranges.shown, len(self.ranges.known)):
            size, total = self.ranges.size(row), self.sums[row]
            if floor * size <= total <= ceiling * size:
                continue
            if _is_at_end(total, size, step):
                room = floor if total < step else 100 - ceiling
                # told as an end alone it leaves doubt where there are enough; the rest may not
                if not held or room * size <= step + 1e-6:
                    found.add(frozenset({group}))
                else:
                    others = self._everybody_is_known(row, step)
                    found |= set() if others is None else {others | {group}}
                continue
            for place in dict.fromkeys(self.ranges.rows[row]):
                if self.ranges.is_certain(place, self.points, self.sums, step):
                    rows = self.ranges.tells(np.array(self.ranges.cells[place]), self.sums)
                    found.add(frozenset({group, *(g for r in rows for g in self._shown(r))}))
        return found

    def certain_unshown(self, step: float) -> set[frozenset[int]]:
        """Groups that make certain what everybody answered who is no group that is shown.

        However many they are: five who came late and all stood at an end follow from their
        workplace before and after. Who is in a group told as an end is asked for there.
        """
        at_end = [self._stands_at_an_end(row, step) for row in range(len(self.ranges.rows))]
        told = {c for row in np.flatnonzero(at_end) for c in self.ranges.rows[row]}
        found = set()
        places = {*range(len(self.ranges.cells))} - told
        for place in self.ranges.certain_among(places, self.points, self.sums, step):
            rows = self.ranges.tells(np.array(self.ranges.cells[place]), self.sums)
            found.add(frozenset(g for r in rows for g in self._shown(r)))
        return found - {frozenset()}

    def _stands_at_an_end(self, row: int, step: float) -> bool:
        return _is_at_end(self.sums[row], self.ranges.size(row), step)

    def _everybody_is_known(self, row: int, step: float) -> frozenset[int] | None:
        """Other groups that tell that everybody in this row stands at its end; None if none do."""
        own = set(self.ranges.rows[row])
        order = [r for r, cells in enumerate(self.ranges.rows) if set(cells) != own]
        others = self.ranges.only(order)
        cells = np.concatenate([self.ranges.cells[place] for place in own])
        low, high = others.range_of(cells, self.sums[order])
        total = self.sums[row] if len(own) == len(self.ranges.rows[row]) else np.nan
        open_ = total - low >= step - 1e-6 or high - total >= step - 1e-6
        if open_ and not others.clock.is_up():
            return None
        rows = [order[r] for r in others.tells(cells, self.sums[order])]
        return frozenset(group for r in rows for group in self._shown(r))

    def narrow(self, targets: Sequence[Ints], narrowest: float) -> set[frozenset[int]]:
        """Groups from which a mean is too narrowly known that is not shown.

        Nothing of what groups shown earlier tell anyhow.
        """
        found: set[frozenset[int]] = set()
        many: set[int] = set()  # blocks that hold such a mean already: one at a time, where large
        for cells in targets:
            blocks = self.ranges.blocks_of(cells)
            if blocks & many:
                continue
            if self.ranges.is_narrower(cells, self.points, self.sums, narrowest):
                rows = self._needed(cells, narrowest)
                many |= blocks if len(rows) > _TRIED else set()
                telling = frozenset(group for row in rows for group in self._shown(row))
                found |= {telling} if telling else set()
        return found

    def _needed(self, cells: Ints, narrowest: float) -> set[int]:
        """Rows that pin a mean down together, and no fewer of them do; all around where late."""
        if self.ranges.clock.is_up():
            return set(self.ranges.around(cells))
        rows = self.ranges.tells(cells, self.sums)
        wanted = narrowest * float(self.ranges.problem.weights[cells].sum()) - 1e-6
        for row in sorted(rows, key=lambda r: (r < len(self.ranges.known), self.ranges.size(r))):
            order = sorted(rows - {row})  # as the other question has them
            if len(rows) > _TRIED:
                break
            low, high = self.ranges.only(order).range_of(cells, self.sums[order])
            rows = set(order) if high - low < wanted else rows
        return rows

    def _shown(self, row: int) -> list[int]:
        """The group of a row; none of one that was shown earlier."""
        return [self.ranges.shown[row - n]] if row >= (n := len(self.ranges.known)) else []


def narrow_groups(
    problem: Problem, means: Mapping[int, float], targets: Sequence[int], narrowest: float
) -> set[int]:
    """Shown groups to give up, where only their means are known and not the answers.

    Parameters
    ----------
    problem
        Cells and groups of the plan.
    means
        Mean of each shown group, unrounded, 0–100; nothing is said of means that contradict one
        another, since they are not plain means of the people.
    targets
        Groups that are not shown.
    narrowest
        Points.
    """
    ranges = Ranges(problem, sorted(means))
    sums = np.array([means[g] * ranges.size(row) for row, g in enumerate(ranges.shown)])
    hidden = [problem.groups[target] for target in targets]
    view = _View(ranges, sums, [ranges.points(sums, hidden)])
    cuts = view.narrow(hidden, narrowest)
    size = {group: ranges.size(row) for row, group in enumerate(ranges.shown)}
    return {min(cut, key=lambda group: (size[group], group)) for cut in cuts}
