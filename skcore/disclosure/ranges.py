"""How closely what is shown pins a mean down that is not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from skcore.disclosure.judge import independent_blocks
from skcore.disclosure.memory.earlier import Problem
from skcore.disclosure.solver import solve_linear

__all__ = ["groups_to_bar", "mean_ranges"]

Floats = npt.NDArray[np.float64]


def mean_ranges(
    problem: Problem, means: Mapping[int, float], targets: Sequence[int]
) -> tuple[Floats, dict[int, set[int]]]:
    """Lowest and highest mean that each target may have, given all shown means.

    Points lie in 0–100, so with extreme means shown the rest may be nearly known. Blocks of cells
    that no shown group joins are independent, so one linear programme asks for one target per
    block at a time.

    Parameters
    ----------
    problem
        Cells and groups of the plan.
    means
        Mean of each shown group, unrounded, 0-100.
    targets
        Groups that are not shown.

    Returns
    -------
    array of shape (targets, 2), and per target the shown groups of its blocks
        NaN where the means contradict one another (they are not plain means of the people).
    """
    shown = sorted(means)
    people = problem.weights.astype(float)
    rows = [problem.groups[group].tolist() for group in shown]
    sums = [means[group] * people[cells].sum() for group, cells in zip(shown, rows, strict=True)]
    blocks = independent_blocks(problem.weights.tolist(), rows)
    block_of = {c: i for i, part in enumerate(blocks) for row, _ in part for c in row}
    behind = [{shown[label] for _, history in part for label in history} for part in blocks]
    low, high = np.zeros(len(targets)), np.zeros(len(targets))
    tasks: dict[int, list[tuple[int, list[int]]]] = {}
    around: dict[int, set[int]] = {}
    for place, target in enumerate(targets):
        cells = problem.groups[target].tolist()
        parts: dict[int, list[int]] = {}
        for cell in cells:
            parts.setdefault(block_of.get(cell, -1), []).append(cell)
        high[place] += 100 * people[parts.pop(-1, [])].sum()
        around[target] = {group for block in parts for group in behind[block]}
        for block, inside in parts.items():
            tasks.setdefault(block, []).append((place, inside))
    for turn in range(max(map(len, tasks.values()), default=0)):
        now = {block: todo[turn] for block, todo in tasks.items() if turn < len(todo)}
        _one_turn(now, blocks, sums, people, low, high)
    size = np.array([people[problem.groups[target]].sum() for target in targets])
    return np.column_stack([low, high]) / np.maximum(size, 1)[:, None], around


def _one_turn(
    now: Mapping[int, tuple[int, list[int]]],
    blocks: Sequence[Sequence[tuple[dict[int, int], dict[int, int]]]],
    sums: Sequence[float],
    people: Floats,
    low: Floats,
    high: Floats,
) -> None:
    """Add each block's lowest and highest sum to its target of this turn."""
    cells = sorted({cell for block in now for row, _ in blocks[block] for cell in row})
    column = {cell: index for index, cell in enumerate(cells)}
    pairs = [pair for block in now for pair in blocks[block]]
    entries = [(i, column[c], float(v)) for i, (row, _) in enumerate(pairs) for c, v in row.items()]
    i, j, v = map(np.array, zip(*entries, strict=True))
    matrix = csr_array((v, (i, j)), shape=(len(pairs), len(cells)))
    right = [sum(sums[label] * factor for label, factor in history.items()) for _, history in pairs]
    wanted = np.zeros(len(cells))
    for _, inside in now.values():
        wanted[[column[cell] for cell in inside]] = 1
    bounds = np.column_stack([np.zeros(len(cells)), 100 * people[cells]])
    for sign, result in ((1, low), (-1, high)):
        solved = solve_linear(sign * wanted, A_eq=matrix, b_eq=right, bounds=bounds)
        for place, inside in now.values():
            part = [column[cell] for cell in inside]
            result[place] += solved.x[part].sum() if solved.status == 0 else np.nan


def groups_to_bar(
    problem: Problem, means: Mapping[int, float], targets: Sequence[int], narrowest: float
) -> set[int]:
    """Choose shown groups to give up, so that no target is known more closely than that.

    One group per target that is too narrow: the smallest of those that share people with it,
    else the smallest of its block.
    """
    ranges, around = mean_ranges(problem, means, targets)
    barred: set[int] = set()
    for target, (low, high) in zip(targets, ranges, strict=True):
        if not high - low < narrowest - 1e-6 or not around[target]:
            continue
        own = set(problem.groups[target].tolist())
        sharing = [g for g in around[target] if not own.isdisjoint(problem.groups[g].tolist())]
        barred.add(min(sharing or around[target], key=lambda g: (len(problem.groups[g]), g)))
    return barred
