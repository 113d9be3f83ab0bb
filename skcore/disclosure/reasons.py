"""Why a group is not shown, as far as that is known before any combination is looked at."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.layout import Cut, Layout, cut_columns, cut_text
from skcore.disclosure.memory.earlier import keys_of
from skcore.disclosure.planned import ReleasePlan
from skcore.errors import DisclosureError

PRIMARY, COMPLEMENTARY, NO_DATA = "primary", "complementary", "no data"


def first_reasons(
    layout: Layout, minimum: int, within: ReleasePlan | None, barred: pd.DataFrame | None
) -> npt.NDArray[np.object_]:
    """Reasons known before any combination is looked at; empty for candidates."""
    people = layout.groups[list(layout.variables)].to_numpy(dtype=np.int64)
    reason = np.full(len(people), "", dtype=object)
    if within is not None:
        reason[:] = _bounded_by(layout, within)
    if barred is not None:
        taken = set(_group_keys(barred, layout.cuts))
        held = [key in taken for key in _group_keys(layout.groups, layout.cuts)]
        reason[np.array(held)] = COMPLEMENTARY
    reason[((people > 0) & (people < minimum)).any(axis=1)] = PRIMARY
    reason[(people == 0).all(axis=1)] = NO_DATA
    return reason


def _group_keys(groups: pd.DataFrame, cuts: tuple[Cut, ...]) -> list[tuple[object, ...]]:
    """Cut and classes of each group, as a key."""
    keys: list[tuple[object, ...]] = [()] * len(groups)
    texts = groups["cut"].to_numpy()
    for cut in cuts:
        rows = np.flatnonzero(texts == cut_text(cut))
        found = keys_of(groups.iloc[rows], cut_columns(cut))
        for row, key in zip(rows, found, strict=True):
            keys[row] = (cut_text(cut), *key)
    return keys


def _bounded_by(layout: Layout, within: ReleasePlan) -> list[str]:
    if not isinstance(within, ReleasePlan):
        raise DisclosureError(f"within must be a plan, not {type(within).__name__}.")
    known = dict(
        zip(_group_keys(within._groups, within.cuts), within._groups["hidden_reason"], strict=True)
    )
    keys = _group_keys(layout.groups, layout.cuts)
    lacking = sorted({str(key[0]) for key in keys if key not in known})
    if lacking:
        raise DisclosureError(
            f"The plan given as within does not hold all groups of {', '.join(lacking)}. "
            "Plan them there first, or leave them out here."
        )
    return [known[key] for key in keys]
