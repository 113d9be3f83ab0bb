"""Which kinds of chart there are, and which columns each is drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from skcore.disclosure.released import require_released
from skcore.errors import SkcoreError

__all__ = ["COLUMNS", "KINDS", "TEXT_COLUMNS", "UNNAMED_KINDS", "drawn_table", "held_side"]

#: kind -> columns its table must have
KINDS: dict[str, tuple[str, ...]] = {
    "profile": ("label", "estimate", "conf_low", "conf_high"),
    "spread": ("label", "estimate", "overall"),
    "scatter": ("x", "y"),
    "distribution": ("label", "category", "share"),
    "change": ("label", "estimate", "conf_low", "conf_high"),
    "levels": ("label", "scale", "estimate", "conf_low", "conf_high"),
    "trend": ("month", "estimate", "group"),
    "gap": ("label", "employee", "leader"),
    # drawings of an idea, without numbers
    "core": ("label", "group"),
    "directions": ("label", "group"),
    "group": ("label", "group"),
    "found": ("label", "group"),
}

#: kinds whose rows are unnamed points: the order of their rows must not tell who is who
UNNAMED_KINDS: dict[str, tuple[str, ...]] = {
    "spread": ("estimate",),
    "scatter": ("x", "y", "size"),
}

#: columns that hold words; every other column holds numbers or true/false
TEXT_COLUMNS = frozenset(
    {"label", "scale", "category", "group", "dimension", "hidden_reason", "bounded"}
)

#: every column that any chart reads; nothing else travels with a slide
COLUMNS = TEXT_COLUMNS.union(*KINDS.values()) | {
    *("hidden", "reference", "difference", "certain", "goal", "before", "after", "n", "size"),
}


def drawn_table(released: Any, columns: Mapping[str, str] | None) -> pd.DataFrame:
    """Return a released table with our names for the columns that it calls otherwise.

    Raises
    ------
    DisclosureError
        When ``released`` has not come through the door.
    SkcoreError
        When there is no such column.
    """
    table = require_released(released).table
    for ours, theirs in (columns or {}).items():
        if theirs not in table:
            raise SkcoreError(
                f"There is no column '{theirs}' to draw as '{ours}'. "
                f"Use one of {', '.join(map(str, table.columns))}."
            )
        table[ours] = table[theirs]
    return table


def held_side(row: Mapping[str, Any], name: str, options: Mapping[str, Any]) -> str:
    """Say whether a side of a difference lies beyond the number that stands for it.

    A difference is not told beside "under 5" or "over 95": the side that stands at such an end
    (option ``held``: floor and ceiling) is the one held there.
    """
    ends, told = options.get("held"), row.get("difference", row.get("estimate"))
    if not ends or not (told is None or pd.isna(told)) or row.get(name) not in ends:
        return ""
    return "below" if row[name] == ends[0] else "above"
