"""As little withheld as possible: the groups to give up are chosen together, not one by one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from skcore.disclosure.exposure import ShownRows, merge_cells
from skcore.disclosure.history import Problem
from skcore.disclosure.layout import Ints

__all__ = ["Choice", "Limits", "choose"]


@dataclass(frozen=True)
class Limits:
    """Where improving stops: counted work, so that every machine stops at the same place.

    ``seconds`` is only a net for a machine far too slow; a plan it cut short says so.
    """

    rounds: int = 40
    work: float = 6e7
    nodes: int = 2000
    seconds: float = 120.0


@dataclass(frozen=True)
class Choice:
    """Candidates that may be shown together, and how good the choice is known to be."""

    shown: frozenset[int]
    cost: float
    lower_bound: float
    rounds: int
    cut_short: bool
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
    limits: Limits,
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
    limits
        Where to stop.
    """
    engines = [_Engine.of(problem, candidates, minimum) for problem in problems]
    began, work = time.monotonic(), 0
    cost = np.asarray(costs, dtype=float)
    everyone = list(range(len(candidates)))
    shown, reasons, spent = _show_one_by_one(engines, everyone)
    work += spent
    best = Choice(shown, _cost(cost, shown), 0.0, 0, False, reasons)
    cuts = dict.fromkeys(cut for cut in reasons.values() if cut)
    bound, rounds, late = 0.0, 0, False
    if len(shown) == len(everyone):
        return best
    while rounds < limits.rounds and work < limits.work and best.cost > bound + 1e-6:
        late = time.monotonic() - began > limits.seconds
        if late:
            break
        rounds += 1
        given_up, bound_now = _cover(list(cuts), cost, limits.nodes)
        bound = max(bound, bound_now)
        order = [c for c in everyone if c not in given_up] + [c for c in everyone if c in given_up]
        shown, reasons, spent = _show_one_by_one(engines, order)
        work += spent
        if _cost(cost, shown) < best.cost - 1e-9:
            best = Choice(shown, _cost(cost, shown), bound, rounds, False, reasons)
        new = [cut for cut in reasons.values() if cut and cut not in cuts]
        if not new:
            break
        cuts.update(dict.fromkeys(new))
    return Choice(best.shown, best.cost, min(bound, best.cost), rounds, late, best.reasons)


def _cost(costs: np.ndarray, shown: frozenset[int]) -> float:
    return float(sum(cost for index, cost in enumerate(costs) if index not in shown))


def _show_one_by_one(
    engines: Sequence[_Engine], order: Sequence[int]
) -> tuple[frozenset[int], dict[int, frozenset[int]], int]:
    """Show candidates in this order, each unless it would expose somebody.

    Returns what is shown, for the others the candidates that would expose somebody together
    (empty when the search was cut off), and the work done.
    """
    states = [engine.start(order) for engine in engines]
    shown: list[int] = []
    reasons: dict[int, frozenset[int]] = {}
    for candidate in order:
        reduced = []
        for engine, state in zip(engines, states, strict=True):
            row, made_of = state.reduce(candidate, engine.rows[candidate])
            finding = state.try_row(row, made_of)
            if finding is not None:
                # rows shown earlier cannot be given up any more: only candidates can
                reasons[candidate] = frozenset(label for label in finding.rows if label >= 0)
                break
            reduced.append((row, made_of))
        else:
            shown.append(candidate)
            for state, (row, made_of) in zip(states, reduced, strict=True):
                state.show(row, made_of)
    return frozenset(shown), reasons, sum(state.work for state in states)


def _cover(cuts: list[frozenset[int]], cost: np.ndarray, nodes: int) -> tuple[set[int], float]:
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
    result = milp(
        cost[used],
        integrality=np.ones(len(used)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, lb=1),
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
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
