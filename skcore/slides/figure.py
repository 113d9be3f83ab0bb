"""A slide's figure as data: a chart's table and options, or a table of texts."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import pandas as pd

from skcore.errors import SkcoreError
from skcore.figures.kinds import DOTS, UNNAMED_KINDS, check_columns, plain_table
from skcore.figures.words import clean

ALIGNMENTS = ("left", "right", "center")
EMPHASES = ("", "strong", "quiet")
#: a difference behind a number: "61 (+6)", "48 (−7,5)"
_SIGNED = re.compile(r"\(([+\u2212])(\d+(?:[.,]\d+)?)\)$")


def _clean_deep(value: Any) -> Any:
    """Make options JSON-ready: tuples to lists, numpy numbers to Python's, text harmless."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {str(key): _clean_deep(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_clean_deep(entry) for entry in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float):
        return value
    return clean(value)


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart as data: what is drawn, not how.

    Parameters
    ----------
    kind
        One of ``profile, spread, scatter, distribution, change, levels, trend, gap``.
    table
        Rounded, released values only; see ``skcore.figures.kinds`` for the columns, others do not
        travel along. Rows of the
        unnamed kinds (spread, scatter) are put in the order of their values, so that their order
        does not tell which workplace is which; for the same reason ``size`` is coarsened to tens,
        and no interval of theirs travels along.
    options
        ``language``, ``x_label``, ``y_label``, ``axis`` (from, to), ``unit``, ``line`` and what
        else the kind reads.

    Raises
    ------
    SkcoreError
        When the kind is unknown or columns are missing.
    """

    kind: str
    table: pd.DataFrame
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_columns(self.kind, self.table)
        object.__setattr__(self, "table", _canonical(self.kind, self.table))
        object.__setattr__(self, "options", _clean_deep(dict(self.options)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Chart) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(json.dumps(self.to_json(), sort_keys=True))

    def to_json(self) -> dict[str, Any]:
        """Return the chart as JSON-ready data."""
        told = self.table.astype(object).where(self.table.notna(), None)
        columns = told.to_dict("list")
        return {"type": "chart", "kind": self.kind, "table": columns, "options": self.options}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Chart:
        """Make the chart that ``to_json`` described."""
        return cls(kind=data["kind"], table=pd.DataFrame(data["table"]), options=data["options"])


def _canonical(kind: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a plain copy: text, floats and true/false only, unnamed rows in order of value."""
    result = plain_table(table)
    if kind not in UNNAMED_KINDS:
        return result
    if "hidden" in result:
        result = result[~result["hidden"].astype(bool)]
    result = result[[name for name in result if name in DOTS[kind]]]
    if "size" in result:
        result = result.assign(size=(result["size"] / 10).round().clip(lower=1) * 10)
    order = [name for name in UNNAMED_KINDS[kind] if name in result]
    if "label" in result:
        labels = {label: place for place, label in enumerate(dict.fromkeys(result["label"]))}
        result = result.assign(_place=result["label"].map(labels))
        order = ["_place", *order]
    result = result.sort_values(order, kind="stable", ignore_index=True)
    return result.drop(columns="_place", errors="ignore")


@dataclass(frozen=True)
class TableFigure:
    """A table of texts; numbers are written before they come here.

    Parameters
    ----------
    columns
        Headers, one per column; a screen reader needs them even where they are not shown.
    rows
        Texts, as many per row as there are columns. The first column names the row.
    align
        ``left``, ``right`` or ``center`` per column; all left when empty.
    emphasis
        ``strong``, ``quiet`` or an empty text per column; none when empty.
    show_header
        Whether the headers are seen.
    tint_from
        Cells that end in a signed number in parentheses, "61 (+6)", have a quiet tint from this
        size up: the sign and the number say it, the tint helps to find it. None for no tints.
    widths
        Of the columns, px, on pages of one table: what is read across them lies at the same
        place. Empty where they are as wide as their texts need.

    Raises
    ------
    SkcoreError
        When the lengths do not fit each other, or there is no column.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[str, ...] = ()
    emphasis: tuple[str, ...] = ()
    show_header: bool = True
    tint_from: float | None = None
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        width = len(self.columns)
        if not width:
            raise SkcoreError("A table figure needs at least one column.")
        wrong = sum(len(row) != width for row in self.rows)
        if wrong:
            raise SkcoreError(f"{wrong} rows of a table figure do not have its {width} columns.")
        object.__setattr__(self, "columns", tuple(clean(text) for text in self.columns))
        rows = tuple(tuple(clean(text) for text in row) for row in self.rows)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "widths", tuple(self.widths))
        self._settle("align", ALIGNMENTS, "left")
        self._settle("emphasis", EMPHASES, "")

    def _settle(self, name: str, allowed: Sequence[str], default: str) -> None:
        given = tuple(getattr(self, name)) or (default,) * len(self.columns)
        if len(given) != len(self.columns) or not set(given) <= set(allowed):
            words = ", ".join(repr(word) for word in allowed)
            raise SkcoreError(
                f"'{name}' of a table figure needs one of {words} per column ({len(self.columns)})."
            )
        object.__setattr__(self, name, given)

    def tint(self, text: str) -> str:
        """Say whether a cell is tinted: ``above``, ``below`` or not at all.

        Examples
        --------
        >>> TableFigure(("", "Tillid"), (), tint_from=5).tint("61 (+6)")
        'above'
        """
        found = _SIGNED.search(text)
        if self.tint_from is None or found is None:
            return ""
        if float(found.group(2).replace(",", ".")) < self.tint_from:
            return ""
        return "above" if found.group(1) == "+" else "below"

    def to_json(self) -> dict[str, Any]:
        """Return the table as JSON-ready data."""
        return {"type": "table", **_clean_deep(asdict(self))}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TableFigure:
        """Make the table that ``to_json`` described."""
        return cls(**{one.name: data[one.name] for one in fields(cls) if one.name in data})


Figure = Chart | TableFigure


def figure_from_json(data: Mapping[str, Any] | None) -> Figure | None:
    """Make the figure that its ``to_json`` described."""
    if data is None:
        return None
    return Chart.from_json(data) if data["type"] == "chart" else TableFigure.from_json(data)
