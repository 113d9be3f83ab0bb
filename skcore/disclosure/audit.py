"""What an outsider could still work out of a plan: asked of the plan, not of the planner."""

from __future__ import annotations

import pandas as pd

from skcore.disclosure.judge import Exposure, find_exposures
from skcore.disclosure.layout import Cut, group_keys
from skcore.disclosure.memory.earlier import Problem
from skcore.disclosure.planned import ReleasePlan
from skcore.errors import DisclosureError


def audit_release(plan: ReleasePlan, *, seconds: float = 60.0) -> pd.DataFrame:
    """Judge a plan anew, with arithmetic of its own: who could be worked out, and from what.

    Everything shown now and earlier is taken as known, with every number of people. Somebody is
    exposed when a non-zero combination of shown groups rests on fewer than the plan's minimum:
    adding and subtracting gives what they answered, or gives it to whoever knows some of them.

    Parameters
    ----------
    plan
        A plan made by ``plan_release``.
    seconds
        Longest time for one connected block. A block not decided by then counts as exposed, so
        a plan is never called safe because time ran out.

    Returns
    -------
    DataFrame
        One row per finding, none when the plan is safe: ``people`` (classes of the cells), ``n``
        (how many people), ``groups`` (the shown groups it follows from), ``reason`` (``worked
        out``, or ``undecided``).

    Raises
    ------
    DisclosureError
        When ``plan`` is not a plan.

    Notes
    -----
    Exact: cells are eliminated in whole numbers, and each block that is left is one mixed-integer
    feasibility programme; only "infeasible" counts as safe.

    Examples
    --------
    >>> import pandas as pd
    >>> from skcore.disclosure.plan import plan_release
    >>> from skcore.disclosure.policy import DisclosurePolicy
    >>> counts = pd.DataFrame({"unit": ["A", "B", "C"], "n": [9, 8, 3]})
    >>> plan = plan_release(counts, cuts=[(), ("unit",)], policy=DisclosurePolicy())
    >>> audit_release(plan).empty
    True
    """
    if not isinstance(plan, ReleasePlan):
        raise DisclosureError(f"audit_release needs a plan, not {type(plan).__name__}.")
    groups = plan.groups
    shown = [int(i) for i in groups.index[~groups["hidden"]]]
    names = group_names(groups, plan.cuts)
    cell_names = _cell_names(plan)
    found: list[dict[str, object]] = []
    for problem in plan.problems():
        rows = [problem.groups[group] for group in shown] + problem.known
        labels = [names[group] for group in shown] + problem.known_labels
        people, members, cells = merged_cells(problem, [part.tolist() for part in rows])
        found += [
            _described(exposure, people, cells, labels, problem, cell_names)
            for exposure in find_exposures(people, members, plan.minimum, seconds=seconds)
        ]
    table = pd.DataFrame(found, columns=["people", "n", "groups", "reason"])
    return table.drop_duplicates(ignore_index=True).astype({"n": "int64"})


def group_names(groups: pd.DataFrame, cuts: tuple[Cut, ...]) -> list[str]:
    """Each group in words: its classes, or "total"."""
    return [" · ".join(map(str, key)) or "total" for _, key in group_keys(groups, cuts)]


def _cell_names(plan: ReleasePlan) -> list[str]:
    table = plan.counts.drop(columns=list(plan.variables)).to_numpy(dtype=object)
    return [" · ".join(map(str, row)) or "total" for row in table]


def merged_cells(
    problem: Problem, rows: list[list[int]]
) -> tuple[list[int], list[list[int]], list[list[int]]]:
    """Cells that lie in the same rows as one, with the cells behind each."""
    holders: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        for cell in row:
            holders.setdefault(cell, []).append(index)
    together: dict[tuple[int, ...], list[int]] = {}
    for cell, held_by in holders.items():
        together.setdefault(tuple(held_by), []).append(cell)
    members: list[list[int]] = [[] for _ in rows]
    for place, rows_of_cell in enumerate(together):
        for index in rows_of_cell:
            members[index].append(place)
    people = [int(problem.weights[cells].sum()) for cells in together.values()]
    return people, members, list(together.values())


def _described(
    exposure: Exposure,
    people: list[int],
    cells: list[list[int]],
    labels: list[str],
    problem: Problem,
    cell_names: list[str],
) -> dict[str, object]:
    behind = [problem.cell_rows[cell] for place in exposure.cells for cell in cells[place]]
    words = {cell_names[row] if row >= 0 else "people of an earlier release" for row in behind}
    return {
        "people": "; ".join(sorted(words)),
        "n": sum(people[place] for place in exposure.cells),
        "groups": "; ".join(sorted(labels[row] for row in exposure.rows)),
        "reason": "worked out" if exposure.decided else "undecided",
    }
