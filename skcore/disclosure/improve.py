"""As little withheld as possible: the groups to give up are chosen together, not one by one."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array

from skcore.disclosure.exposure import ShownRows, merge_cells
from skcore.disclosure.layout import Ints
from skcore.disclosure.memory.earlier import Problem
from skcore.disclosure.solver import solve_mixed

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Limits:
    """Where improving stops: counted work, so that every machine stops at the same place.

    ``seconds`` is only a net for a machine far too slow.
    """

    rounds: int = 40
    work: float = 4_000_000
    work_per_cell: float = 100
    nodes: int = 200
    repairs: int = 6
    gap: float = 2e-4
    lean: float = 1e-3
    seconds: float = 120.0


@dataclass(frozen=True)
class Choice:
    """Candidates that may be shown together, and how good the choice is known to be."""

    shown: frozenset[int]
    lower_bound: float
    #: whether something is not shown because the work did not suffice to examine it
    cut_off: bool = False
    reasons: dict[int, frozenset[int]] = field(default_factory=dict)


@dataclass
class _Engine:
    """One variable's merged cells and rows, ready to be shown one by one in any order."""

    weights: list[int]
    known: list[list[int]]
    rows: list[list[int]]
    minimum: int

    @classmethod
    def of(cls, problem: Problem, candidates: Sequence[int], minimum: int) -> _Engine:
        rows = [*problem.known, *(problem.groups[group] for group in candidates)]
        weights, members = merge_cells(problem.weights, rows)
        count = len(problem.known)
        return cls(weights, members[:count], members[count:], minimum)

    def start(self, order: Sequence[int]) -> ShownRows:
        """Rows shown earlier, already in; cells that later candidates need rank low as pivots."""
        shown = ShownRows(self.weights, self.minimum, self._rank(order))
        for index, cells in enumerate(self.known):
            shown.show(*shown.reduce(-1 - index, cells))
        return shown

    def _rank(self, order: Sequence[int]) -> list[int]:
        held: list[list[int]] = [[] for _ in self.weights]
        for place, candidate in enumerate(order):
            for cell in self.rows[candidate]:
                held[cell].append(place)
        rank = [0] * len(self.weights)
        for place, cell in enumerate(sorted(range(len(held)), key=held.__getitem__)):
            rank[cell] = place
        return rank


def choose(
    problems: Sequence[Problem],
    candidates: Sequence[int],
    costs: Sequence[float],
    *,
    minimum: int,
    step: float,
    limits: Limits,
    apart: Sequence[frozenset[int]] = (),
) -> Choice:
    """Choose which candidates to show, at the least cost of those that are not.

    Each way to expose somebody that the one-by-one search meets is a cut: one of its groups must
    go. A covering programme over all cuts so far says which; showing the rest one by one gives
    either a better plan or new cuts. The programme's own bound says how far from the best the
    plan can be at most.

    Parameters
    ----------
    problems
        One per variable; a group is shown for all of them or for none.
    candidates
        Groups (as numbered in the problems) that reach the minimum, largest first.
    costs
        What not showing each candidate costs.
    minimum
        Fewest people that any combination may rest on.
    step
        What all costs are multiples of, apart from less than half a percent of it; 0 for none.
    limits
        Where to stop.
    apart
        Candidates, by their place, that must not all be shown.
    """
    engines = [_Engine.of(problem, candidates, minimum) for problem in problems]
    search = _Improving(engines, np.asarray(costs, dtype=float), step, limits, apart)
    search.show_after(set())
    while not search.is_finished():
        search.one_round()
    return search.result()


class _Improving:
    """The best plan so far, the cuts met so far, and the work they took."""

    def __init__(
        self,
        engines: Sequence[_Engine],
        cost: Floats,
        step: float,
        limits: Limits,
        apart: Sequence[frozenset[int]],
    ) -> None:
        self.engines, self.cost, self.step, self.limits = engines, cost, step, limits
        self.everyone = range(len(cost))
        self.apart = apart
        self.cuts: dict[frozenset[int], None] = dict.fromkeys(apart)
        self.best: frozenset[int] = frozenset()
        self.best_cost, self.bound = float("inf"), 0.0
        self.reasons: dict[int, frozenset[int]] = {}
        self.cut_off = False
        self.rounds = self.work = 0
        cells = sum(len(engine.weights) for engine in engines)
        self.most_work = max(limits.work, limits.work_per_cell * cells)
        self.exhausted = False
        self.began = time.monotonic()

    def floor(self) -> float:
        """The proven least cost; where costs come in steps, the next step above the bound."""
        if not self.step:
            return self.bound
        return self.step * math.ceil(self.bound / self.step - 0.005)

    def is_finished(self) -> bool:
        """Whether nothing better exists, nothing new was met, or the work is done."""
        return (
            self.exhausted
            or self.best_cost - self.floor() <= 0.005 * self.step + 1e-6
            or self.rounds >= self.limits.rounds
            or self.work >= self.most_work
            or self.is_late()
        )

    def is_late(self) -> bool:
        return time.monotonic() - self.began > self.limits.seconds

    def show_after(self, given_up: set[int]) -> list[frozenset[int]]:
        """Show all that is not given up, then what else can be; returns cuts not met before."""
        order = [c for c in self.everyone if c not in given_up]
        order += [c for c in self.everyone if c in given_up]
        shown, reasons, states = _show_one_by_one(self.engines, order, self.apart)
        self.work += sum(state.work for state in states)
        cost = float(sum(c for index, c in enumerate(self.cost) if index not in shown))
        if cost < self.best_cost - 1e-9:
            self.best, self.best_cost, self.reasons = shown, cost, reasons
            self.cut_off = any(state.cut_off for state in states)
        new = [cut for cut in reasons.values() if cut and cut not in self.cuts]
        self.cuts.update(dict.fromkeys(new))
        return [cut for cut in new if given_up.isdisjoint(cut)]

    def one_round(self) -> None:
        """Cover all cuts at the least cost; repair by hand while that still meets new ones."""
        self.rounds += 1
        # among covers of equal cost the one nearest to the best plan is the most likely to hold
        away = np.array([candidate in self.best for candidate in self.everyone])
        leaning = self.cost * (1 + self.limits.lean * away)
        given_up, bound = _cover(list(self.cuts), leaning, self.limits)
        self.bound = max(self.bound, bound / (1 + self.limits.lean))
        # a programme takes about as long as three steps per entry of its cuts
        self.work += 3 * sum(map(len, self.cuts))
        for attempt in range(self.limits.repairs):
            missed = self.show_after(given_up)
            if not missed:
                # nothing new at the first attempt: the cover itself can be shown
                self.exhausted = attempt == 0
                return
            if self.work >= self.most_work:
                return
            given_up |= self._repair(missed)

    def _repair(self, missed: list[frozenset[int]]) -> set[int]:
        """Candidates that hit every missed cut, those in most of them first."""
        chosen: set[int] = set()
        left = list(missed)
        while left:
            count = Counter(candidate for cut in left for candidate in cut)
            pick = max(count, key=lambda c: (count[c] / self.cost[c], -c))
            chosen.add(pick)
            left = [cut for cut in left if pick not in cut]
        return chosen

    def result(self) -> Choice:
        least = min(self.floor(), self.best_cost)
        return Choice(self.best, least, self.cut_off, self.reasons)


def _show_one_by_one(
    engines: Sequence[_Engine], order: Sequence[int], apart: Sequence[frozenset[int]]
) -> tuple[frozenset[int], dict[int, frozenset[int]], list[ShownRows]]:
    """Show candidates in this order, each unless it would expose somebody or all of a set.

    Returns what is shown, for the others the candidates that would expose somebody together
    (empty when the search was cut off), and what counted the work.
    """
    states = [engine.start(order) for engine in engines]
    shown: list[int] = []
    reasons: dict[int, frozenset[int]] = {}
    left = [len(cut) for cut in apart]
    cuts_of: dict[int, list[int]] = {}
    for place, cut in enumerate(apart):
        for candidate in cut:
            cuts_of.setdefault(candidate, []).append(place)
    for candidate in order:
        last = [apart[place] for place in cuts_of.get(candidate, ()) if left[place] == 1]
        if last:
            reasons[candidate] = last[0]
            continue
        reduced = []
        for engine, state in zip(engines, states, strict=True):
            row, made_of = state.reduce(candidate, engine.rows[candidate])
            exposing = state.try_row(row, made_of)
            if exposing is not None:
                # rows shown earlier cannot be given up any more: only candidates can
                reasons[candidate] = frozenset(label for label in exposing if label >= 0)
                break
            reduced.append((row, made_of))
        else:
            shown.append(candidate)
            for place in cuts_of.get(candidate, ()):
                left[place] -= 1
            for state, (row, made_of) in zip(states, reduced, strict=True):
                state.show(row, made_of)
    return frozenset(shown), reasons, states


def _cover(cuts: list[frozenset[int]], cost: Floats, limits: Limits) -> tuple[set[int], float]:
    """Cheapest candidates to give up so that every cut loses one, and a bound on any such choice.

    Candidates in the same cuts compete only by cost, so the programme keeps the cheapest.
    """
    if not cuts:
        return set(), 0.0
    used = sorted(set().union(*cuts))
    column = {candidate: index for index, candidate in enumerate(used)}
    rows = np.repeat(np.arange(len(cuts)), [len(cut) for cut in cuts])
    columns = np.array([column[c] for cut in cuts for c in sorted(cut)])
    matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(cuts), len(used)))
    result = solve_mixed(
        cost[used],
        integrality=np.ones(len(used)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, lb=1),
        options={"node_limit": limits.nodes, "mip_rel_gap": limits.gap},
    )
    if result.x is None:
        return set(), 0.0
    given_up = {candidate for candidate, value in zip(used, result.x, strict=True) if value > 0.5}
    bound = result.mip_dual_bound
    return given_up, float(bound) if bound is not None and np.isfinite(bound) else 0.0


def merged_candidates(groups: Ints, keys: Sequence[bytes]) -> list[list[int]]:
    """Put groups with the same members together: they are shown or not shown as one."""
    found: dict[bytes, list[int]] = {}
    for group in groups.tolist():
        found.setdefault(keys[group], []).append(group)
    return list(found.values())
