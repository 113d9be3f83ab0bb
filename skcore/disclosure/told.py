"""What has been told of a group: its spread or its share, never one beside the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.figure_kinds import spreads_and_shares
from skcore.disclosure.layout import cut_columns, cut_text, people_of_groups
from skcore.disclosure.matching import Places
from skcore.disclosure.memory.earlier import Told, keys_of
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
    if not any(stems.values()):
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


def _groups_of_same_people(plan: ReleasePlan) -> list[list[Group]]:
    """Of each group, itself and those of other cuts that are the same people.

    A division of one workplace is that workplace: the spread of one is the spread of the other.
    """
    keys = _group_keys(plan)
    same: list[set[int]] = [set() for _ in keys]
    for variable in plan.variables:
        people = people_of_groups(plan._layout, [variable])
        alike: dict[bytes, set[int]] = {}
        for group, cells in enumerate(people):
            alike.setdefault(cells, set()).add(group)
        for group, cells in enumerate(people):
            same[group] |= alike[cells] if cells else {group}
    return [[keys[other] for other in sorted(others)] for others in same]


def _group_keys(plan: ReleasePlan) -> list[Group]:
    groups = plan.groups
    keys: list[Group] = [("", ())] * len(groups)
    for cut in plan.cuts:
        rows = np.flatnonzero(groups["cut"] == cut_text(cut))
        for row, key in zip(rows, keys_of(groups.iloc[rows], cut_columns(cut)), strict=True):
            keys[row] = (cut_text(cut), key)
    return keys
