"""Which planned group each row of a table belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.layout import Cut, cut_columns, cut_text, group_keys
from skcore.disclosure.planned import ReleasePlan
from skcore.errors import DisclosureError

Places = npt.NDArray[np.int64]


def match_rows(
    table: pd.DataFrame, plan: ReleasePlan, sides: Sequence[Mapping[str, Any]] = ({},)
) -> list[Places]:
    """Planned group of each row, once per side.

    Parameters
    ----------
    table
        Class columns of the plan; a column ``cut`` (text or tuple) where it mixes cuts with the
        same columns. Otherwise the cut of a row is the one made of the classes it has.
    plan
        The plan.
    sides
        Classes to add to each row, for differences between groups; one entry, empty, else.

    Returns
    -------
    list of arrays
        Row numbers of ``plan.groups``; −1 where a side has no such group but another side has.
    """
    index = {key: row for row, key in enumerate(group_keys(plan.groups, plan.cuts))}
    places = [_places(_with(table, side, plan), plan.cuts, index) for side in sides]
    unmatched = np.logical_and.reduce([place < 0 for place in places])
    if unmatched.any():
        raise DisclosureError(_unmatched_message(table, plan, np.flatnonzero(unmatched)))
    return places


def _with(table: pd.DataFrame, side: Mapping[str, Any], plan: ReleasePlan) -> pd.DataFrame:
    unknown = [name for name in side if name not in plan.classes]
    taken = [name for name in side if name in table.columns and table[name].notna().any()]
    if unknown or taken:
        raise DisclosureError(
            f"A side names {', '.join(map(repr, [*unknown, *taken]))}: sides name class columns "
            "of the plan that the table itself does not hold."
        )
    named = [name for name in plan.classes if name in table.columns]
    part = table[[*named, *(["cut"] if "cut" in table.columns else [])]].astype(object)
    for name, value in side.items():
        part[name] = pd.Series([value] * len(part), index=part.index, dtype=object)
    return part


def _places(
    part: pd.DataFrame, cuts: tuple[Cut, ...], index: dict[tuple[str, tuple[object, ...]], int]
) -> Places:
    names = [name for name in part.columns if name != "cut"]
    present = part[names].notna().to_numpy()
    values = part[names].to_numpy(dtype=object)
    wanted = part["cut"].tolist() if "cut" in part.columns else [None] * len(part)
    by_columns: dict[frozenset[str], list[Cut]] = {}
    for cut in cuts:
        by_columns.setdefault(frozenset(cut_columns(cut)), []).append(cut)
    places = np.full(len(part), -1, dtype=np.int64)
    for row in range(len(part)):
        classes = {
            name: value
            for name, value, there in zip(names, values[row], present[row], strict=True)
            if there
        }
        for cut in by_columns.get(frozenset(classes), []):
            text = cut_text(cut)
            if not _asked_for(wanted[row], text):
                continue
            key = tuple(classes[name] for name in cut_columns(cut))
            places[row] = index.get((text, key), -1)
            if places[row] >= 0:
                break
    return places


def _asked_for(wanted: object, text: str) -> bool:
    """Whether a row's own word about its cut allows this one."""
    if wanted is None or (isinstance(wanted, float) and np.isnan(wanted)):
        return True
    return (cut_text(wanted) if isinstance(wanted, tuple) else str(wanted)) == text


def _unmatched_message(table: pd.DataFrame, plan: ReleasePlan, rows: Places) -> str:
    names = [name for name in plan.classes if name in table.columns]
    examples = []
    for row in rows[:5]:
        classes = ", ".join(
            f"{name} = {table.iloc[row][name]}" for name in names if pd.notna(table.iloc[row][name])
        )
        examples.append(f"row {row} ({classes or 'no class'})")
    more = ", …" if len(rows) > 5 else ""
    cuts = "; ".join(cut_text(cut) for cut in plan.cuts)
    return (
        f"{len(rows)} rows match no planned group: {', '.join(examples)}{more}. Planned cuts: "
        f"{cuts}. Plan these groups too, or leave the rows out of the table."
    )
