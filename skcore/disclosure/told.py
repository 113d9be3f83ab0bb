"""What has been told of a group: its spread or its share, never one beside the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.figure_kinds import spreads_and_shares
from skcore.disclosure.layout import Ints, cut_columns, cut_text, group_keys, people_of_groups
from skcore.disclosure.matching import Places
from skcore.disclosure.memory.earlier import Problem, Told
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.released import ROW_NAMES
from skcore.errors import DisclosureError

#: cut and classes of a group
Group = tuple[str, tuple[object, ...]]

#: stands for any variable, where a table does not say which it is about
ANY = ""


def telling(
    table: pd.DataFrame,
    plan: ReleasePlan,
    place: Places,
    shown: npt.NDArray[np.bool_],
    *,
    own_intervals: bool,
) -> dict[Told, str]:
    """Say of which groups and variables the shown rows of a table tell the spread or the share.

    Parameters
    ----------
    table
        What is being brought through.
    plan
        Its plan.
    place
        Row of ``plan.groups`` for each row of the table.
    shown
        Which rows will be shown.
    own_intervals
        Whether its intervals come from each group's own spread.
    """
    figures = [str(c) for c in table.columns if c not in {*plan.classes, "cut", *ROW_NAMES}]
    stems = spreads_and_shares(figures, own_intervals=own_intervals)
    if table.empty or not any(stems.values()):
        return {}
    named = [name for name in ROW_NAMES if name in table.columns]
    rows = table[named].astype(str).agg(" · ".join, axis=1) if named else [ANY] * len(table)
    same = _groups_of_same_people(plan)
    told: dict[Told, str] = {}
    for group, row, is_shown in zip(place.tolist(), rows, shown.tolist(), strict=True):
        if is_shown:
            for what, names in stems.items():
                told |= {(*key, row or stem): what for key in same[group] for stem in names}
    return told


def check_not_told(told: Mapping[Told, str], known: Iterable[Mapping[Told, str]]) -> None:
    """Refuse a spread where the share is known, and the other way round."""
    found: set[str] = set()
    for before in known:
        by_group: dict[Group, dict[str, str]] = {}
        for (cut, key, name), what in before.items():
            by_group.setdefault((cut, key), {})[name] = what
        for (cut, key, name), what in told.items():
            for other, other_what in by_group.get((cut, key), {}).items():
                if other_what != what and (name == other or ANY in (name, other)):
                    found.add(" · ".join(map(str, key)) or "total")
    if found:
        what = next(iter(told.values()))
        other = "share" if what == "spread" else "spread"
        groups = "1 group" if len(found) == 1 else f"{len(found)} groups"
        listed = ", ".join(sorted(found)[:5]) + (", …" if len(found) > 5 else "")
        raise DisclosureError(
            f"The {other} of {groups} has been brought through already ({listed}). The "
            f"{what} beside it would give the whole distribution of their answers away. Keep to "
            f"the {other}, or plan anew if nobody has seen it."
        )


def shares_beside_spreads(
    plan: ReleasePlan, candidates: Sequence[Collection[int]], *, also: str
) -> list[bool]:
    """Say of shares, in turn, which leave open the share of every group whose spread is told.

    Shares add up: that of the whole less those of its parts is the share of what is left.

    Parameters
    ----------
    plan
        Of what is told; what it and earlier releases told counts.
    candidates
        Rows of ``plan.groups`` that each share is told of, a change of both surveys.
    also
        A cut whose earlier groups count as told of, whatever the ledger says of their spread.
    """
    may = [True] * len(candidates)
    for problem in plan.problems():
        spreads = _cells_told(plan, problem, "spread", also)
        told = _cells_told(plan, problem, "share")
        known = _following(spreads, told)
        for place, rows in enumerate(candidates):
            more = [*told, *(problem.groups[row] for row in rows)]
            may[place] = may[place] and _following(spreads, more) <= known
            told = more if may[place] else told
    return may


def known_by_shares(plan: ReleasePlan, rows: Sequence[int]) -> set[int]:
    """Which rows of ``plan.groups`` have a share that follows from the shares told earlier."""
    found: set[int] = set()
    for problem in plan.problems():
        places = _following([problem.groups[r] for r in rows], _cells_told(plan, problem, "share"))
        found |= {rows[place] for place in places}
    return found


def _cells_told(plan: ReleasePlan, problem: Problem, what: str, also: str = "") -> list[Ints]:
    """Cells of the groups whose spread or share is told, now and earlier."""
    told = {key[:2] for key, own in plan._told.items() if own == what}
    keys = group_keys(plan.groups, plan.cuts)
    cells = [own for own, key in zip(problem.groups, keys, strict=True) if key in told]
    before = [{key[:2] for key, own in r.told.items() if own == what} for r in plan.earlier]
    for own, (number, place) in zip(problem.known, problem.known_from, strict=True):
        cut, values = plan.earlier[number].shown[place]
        key = cut_text(cut), tuple(values[name] for name in cut_columns(cut))
        cells += [own] if key[0] == also or key in before[number] else []
    return cells


def _following(targets: Sequence[Ints], shown: Sequence[Ints]) -> set[int]:
    """Places of the targets that sums and differences of what is shown give exactly."""
    found: set[int] = set()
    if not shown:
        return found
    size = 1 + max((int(cells.max()) for cells in (*shown, *targets) if len(cells)), default=0)
    within = np.zeros((len(shown), size))
    for row, cells in zip(within, shown, strict=True):
        row[cells] = 1
    atoms, of = np.unique(within, axis=1, return_inverse=True)
    sizes = np.bincount(of.ravel())
    for place, cells in enumerate(targets):
        own = np.bincount(of.ravel()[cells], minlength=len(sizes))
        inside = (own > 0).astype(float)
        if len(cells) and (own == sizes * inside).all():
            fit = np.linalg.lstsq(atoms.T, inside, rcond=None)[0]
            found |= {place} if np.allclose(atoms.T @ fit, inside) else set()
    return found


def _groups_of_same_people(plan: ReleasePlan) -> list[list[Group]]:
    """Of each group, itself and those of other cuts that are the same people.

    A division of one workplace is that workplace: the spread of one is the spread of the other.
    """
    keys = group_keys(plan.groups, plan.cuts)
    same: list[set[int]] = [set() for _ in keys]
    for variable in plan.variables:
        people = people_of_groups(plan._layout, [variable])
        alike: dict[bytes, set[int]] = {}
        for group, cells in enumerate(people):
            alike.setdefault(cells, set()).add(group)
        for group, cells in enumerate(people):
            same[group] |= alike[cells] if cells else {group}
    return [[keys[other] for other in sorted(others)] for others in same]
