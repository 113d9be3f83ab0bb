"""Why a group is not shown, as far as that is known before any combination is looked at."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.layout import Layout, group_keys
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
        taken = set(group_keys(barred, layout.cuts))
        held = [key in taken for key in group_keys(layout.groups, layout.cuts)]
        reason[np.array(held)] = COMPLEMENTARY
    reason[((people > 0) & (people < minimum)).any(axis=1)] = PRIMARY
    reason[(people == 0).all(axis=1)] = NO_DATA
    return reason


def _bounded_by(layout: Layout, within: ReleasePlan) -> list[str]:
    if not isinstance(within, ReleasePlan):
        raise DisclosureError(f"within must be a plan, not {type(within).__name__}.")
    there = group_keys(within._groups, within.cuts)
    known = dict(zip(there, within._groups["hidden_reason"], strict=True))
    keys = group_keys(layout.groups, layout.cuts)
    lacking = sorted({key[0] for key in keys if key not in known})
    if lacking:
        raise DisclosureError(
            f"The plan given as within does not hold all groups of {', '.join(lacking)}. "
            "Plan them there first, or leave them out here."
        )
    return [known[key] for key in keys]
