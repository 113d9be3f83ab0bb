"""Which kinds of chart there are, and which columns each is drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from skcore.disclosure.released import require_released
from skcore.errors import SkcoreError
from skcore.figures.words import clean

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
    "moved": ("label", "category", "share"),
    # drawings of an idea, without numbers
    "core": ("label", "group"),
    "directions": ("label", "group"),
    "group": ("label", "group"),
    "found": ("label", "group"),
}

#: kinds whose rows are unnamed points: the order of their rows must not tell who is who
UNNAMED_KINDS: dict[str, tuple[str, ...]] = {"spread": ("estimate",), "scatter": ("x", "y", "size")}

#: what is drawn of them, and all that travels: an interval tells how many answered, so whose it is
DOTS: dict[str, frozenset[str]] = {
    "spread": frozenset({*KINDS["spread"], "overall_bounded", "dimension", "goal"}),
    "scatter": frozenset({*KINDS["scatter"], "size"}),
}

#: mean in a chart -> column that says whether it lies beyond the number that stands for it
BOUNDED = {"estimate": "bounded"} | {
    name: f"{name}_bounded"
    for name in ("before", "after", "employee", "leader", "reference", "overall")
}

#: columns that hold words; every other column holds numbers or true/false
TEXT_COLUMNS = frozenset(
    {"label", "scale", "category", "group", "dimension", "hidden_reason", *BOUNDED.values()}
)

#: every column that any chart reads; nothing else travels with a slide
COLUMNS = TEXT_COLUMNS.union(*KINDS.values()) | {
    *("hidden", "reference", "difference", "certain", "goal", "before", "after", "n", "size")
}


def check_columns(kind: str, table: pd.DataFrame) -> None:
    """Refuse a kind of chart that there is not, and a table that lacks its columns.

    Raises
    ------
    SkcoreError
        When the kind is unknown or columns are missing.
    """
    if kind not in KINDS:
        raise SkcoreError(f"Chart kind '{kind}' is not one of {', '.join(KINDS)}.")
    missing = [name for name in KINDS[kind] if name not in table.columns]
    if missing:
        raise SkcoreError(
            f"A chart of kind '{kind}' needs the columns {', '.join(KINDS[kind])}; "
            f"missing: {', '.join(missing)}."
        )


def plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return what charts read as plain numbers, texts, true and false, however pandas held them."""
    made: dict[str, list[Any]] = {}
    for name in (str(name) for name in table.columns if name in COLUMNS):
        column = table[name]
        if name in TEXT_COLUMNS or name == "month":
            made[name] = ["" if pd.isna(v) or v is False else clean(v) for v in column]
        elif name == "hidden":
            made[name] = [not pd.isna(value) and bool(value) for value in column]
        else:
            values = pd.to_numeric(column).astype("float64")
            made[name] = values.where(np.isfinite(values)).to_list()
    return pd.DataFrame(made)


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
        if BOUNDED.get(theirs) in table and ours in BOUNDED:
            table[BOUNDED[ours]] = table[BOUNDED[theirs]]
    return table
