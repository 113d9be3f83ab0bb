"""What may be shown: a table that came through the door, and the check for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Never

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.figure_kinds import check_figures
from skcore.disclosure.layout import Cut, cut_text
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.policy import Kind
from skcore.errors import DisclosureError, SkcoreError
from skcore.texts.readable import readable_html
from skcore.texts.reader import reader_language

_SEAL = object()
#: columns that name a row without being a figure
ROW_NAMES = ("variable", "item", "scale", "term")


class Released:
    """A table that came through the door; only :func:`protect` makes one.

    A guard against accident, not against a determined owner of the data: there is no way to make
    one by hand, a copy or an unpickled one is the plain table, and :meth:`select` and
    :meth:`join` never bring anything in that has not come through.
    """

    __slots__ = ("_kind", "_plan", "_seal", "_table")
    _kind: Kind
    _plan: ReleasePlan
    _seal: object
    _table: pd.DataFrame

    def __init__(self, *_: object, **__: object) -> None:
        raise DisclosureError("Only protect(table, plan) makes a Released table.")

    def __init_subclass__(cls) -> None:
        raise DisclosureError("Released cannot be subclassed; only protect() makes one.")

    def __setattr__(self, name: str, value: object) -> Never:
        raise DisclosureError(f"A Released table cannot be changed (tried to set {name!r}).")

    def __delattr__(self, name: str) -> Never:
        raise DisclosureError(f"A Released table cannot be changed (tried to delete {name!r}).")

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        # copies and pickles are plain tables: the right to be shown is not copied
        return (pd.DataFrame, (self._table.copy(),))

    def __repr__(self) -> str:
        hidden = int(self._table["hidden"].sum()) if "hidden" in self._table else 0
        return f"<Released {self._kind}: {len(self._table)} rows, {hidden} of them not shown>"

    def _repr_html_(self) -> str:
        """Show the rows as people read them, in the reader's language."""
        language = reader_language()
        return readable_html(self._table, language, minimum=self._plan.minimum)

    def __len__(self) -> int:
        return len(self._table)

    @property
    def table(self) -> pd.DataFrame:
        """A copy of the table; changing it changes nothing here, and it is not released."""
        return self._table.copy(deep=False)  # pandas copies what is changed

    @property
    def plan(self) -> ReleasePlan:
        """The plan it came through with."""
        return self._plan

    @property
    def kind(self) -> Kind:
        """What kind of figures it holds."""
        return self._kind

    def select(
        self,
        rows: npt.ArrayLike | pd.Series | None = None,
        *,
        cut: Cut | str | None = None,
        where: Mapping[str, Any] | None = None,
        columns: Sequence[str] | None = None,
    ) -> Released:
        """Part of the table, still released.

        Parameters
        ----------
        rows
            True and False per row, or row positions.
        cut
            Only groups of this cut.
        where
            Only rows with these values, by column.
        columns
            Only these columns; class columns and what is said of hidden rows always stay.

        Raises
        ------
        SkcoreError
            No row is as ``cut`` and ``where`` say, in a table that has rows.
        """
        keep = np.ones(len(self._table), dtype=bool)
        wanted = dict(where or {})
        if cut is not None:
            wanted = {"cut": cut if isinstance(cut, str) else cut_text(cut)} | wanted
        for name, value in wanted.items():
            column = self._need(name)
            keep &= (column == value).to_numpy(dtype=bool, na_value=False)
            if not keep.any() and len(keep):
                there = ", ".join(repr(v) for v in column.dropna().unique()[:12])
                asked = ", ".join(f"{n} = {v!r}" for n, v in wanted.items())
                raise SkcoreError(f"No row has {asked}. Column '{name}' holds: {there}.")
        part = self._table[keep]
        if rows is not None:
            chosen = np.asarray(rows)
            part = part[chosen] if chosen.dtype == bool else part.iloc[chosen]
        if columns is not None:
            for name in columns:
                self._need(name)
            stay = {*self._plan.classes, "cut", "hidden", "hidden_reason", *columns}
            part = part[[c for c in part.columns if c in stay or str(c).endswith("bounded")]]
        return seal(part, self._plan, self._kind)

    def join(self, other: Released, *, on: Sequence[str] | None = None) -> Released:
        """Both tables side by side; each row keeps what was hidden in either.

        Parameters
        ----------
        other
            Another released table of the same study.
        on
            Columns that both share (default: cut, classes and names of rows).

        Raises
        ------
        DisclosureError
            When ``other`` is not released, holds other people, or the two together would give
            more away than each alone.
        """
        require_released(other, "other")
        if other._plan.policy != self._plan.policy:
            raise DisclosureError("The two tables were made with different policies.")
        if not _same_counts(self._plan, other._plan):
            raise DisclosureError(
                "The two tables were planned over different people. Plan them together."
            )
        naming = {"cut", *self._plan.classes, *ROW_NAMES}
        keys = list(on or [c for c in self._table if c in naming and c in other._table])
        kinds: set[Kind] = {self._kind, other._kind}
        strict: Kind = "distribution" if "distribution" in kinds else self._kind
        figures = list(dict.fromkeys([*self._table.columns, *other._table.columns]))
        # both came through already: here it matters only what they are beside each other
        names = [str(c) for c in figures if c not in naming]
        check_figures(names, strict, pooled_intervals=True)
        joined = self._table.merge(other._table, on=keys, how="left", suffixes=("", "_right"))
        for name in ("hidden", "hidden_reason"):
            right = f"{name}_right"
            if right in joined:
                # a row that only the stricter side hides stays shown in the other's columns
                joined = joined.rename(columns={right: f"{name}_{other._kind}"})
        if len(joined) != len(self._table):
            raise DisclosureError("Rows match several times; name more columns with on=[...].")
        return seal(joined, self._plan, self._kind)

    def _need(self, name: str) -> pd.Series:
        if name not in self._table.columns:
            there = ", ".join(map(repr, self._table.columns))
            raise DisclosureError(f"There is no column {name!r}. Use one of {there}.")
        return self._table[name]


def seal(table: pd.DataFrame, plan: ReleasePlan, kind: Kind) -> Released:
    made = object.__new__(Released)
    parts = {"_table": table.reset_index(drop=True), "_plan": plan, "_kind": kind, "_seal": _SEAL}
    for name, value in parts.items():
        object.__setattr__(made, name, value)
    return made


def _same_counts(left: ReleasePlan, right: ReleasePlan) -> bool:
    shared = [c for c in left.classes if c in right.classes]
    both = [v for v in left.variables if v in right.variables]
    if not both:
        return False

    def totals(plan: ReleasePlan) -> pd.DataFrame:
        counts = plan.counts
        if not shared:
            return counts[both].sum().to_frame()
        summed = counts.groupby(shared, as_index=False)[both].sum()
        return summed.sort_values(shared, key=lambda c: c.astype(str), ignore_index=True)

    return totals(left).equals(totals(right))


def require_released(obj: object, name: str = "released") -> Released:
    """Return ``obj`` when it came through the door; everything else is refused.

    Parameters
    ----------
    obj
        What somebody wants to show.
    name
        What the caller calls it, for the message.

    Raises
    ------
    DisclosureError
        When it is not released.
    """
    if type(obj) is Released and getattr(obj, "_seal", None) is _SEAL:
        return obj
    raise DisclosureError(
        f"{name} is a {type(obj).__name__}, not a released table. Plan with plan_release(...) and "
        "bring the table through protect(table, plan); copies and unpickled tables count as not "
        "released."
    )
