"""The door: a table goes through with its plan, and what comes out may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Never

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.figures import (
    bound,
    check_figures,
    default_bounded,
    is_number_column,
    rounded,
)
from skcore.disclosure.layout import Cut, cut_text
from skcore.disclosure.matching import Places, match_rows
from skcore.disclosure.plan import NO_DATA, ReleasePlan, plan_release
from skcore.disclosure.policy import Kind, check_kind
from skcore.errors import DisclosureError

__all__ = ["Released", "protect", "require_released"]

_SEAL = object()
#: columns that name a row without being a figure
_NAMES = ("variable", "item", "scale", "term")


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
        return (_plain, (self._table,))

    def __repr__(self) -> str:
        hidden = int(self._table["hidden"].sum()) if "hidden" in self._table else 0
        return f"<Released {self._kind}: {len(self._table)} rows, {hidden} of them not shown>"

    def __len__(self) -> int:
        return len(self._table)

    @property
    def table(self) -> pd.DataFrame:
        """A copy of the table; changing it changes nothing here, and it is not released."""
        return self._table.copy()

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
        """
        keep = np.ones(len(self._table), dtype=bool)
        if cut is not None:
            text = cut if isinstance(cut, str) else cut_text(cut)
            keep &= (self._table["cut"] == text).to_numpy(dtype=bool)
        for name, value in (where or {}).items():
            keep &= (self._need(name) == value).to_numpy(dtype=bool, na_value=False)
        part = self._table[keep]
        if rows is not None:
            chosen = np.asarray(rows)
            part = part[chosen] if chosen.dtype == bool else part.iloc[chosen]
        if columns is not None:
            for name in columns:
                self._need(name)
            stay = {*self._plan.classes, "cut", "hidden", "hidden_reason", *columns}
            part = part[[c for c in part.columns if c in stay or str(c).endswith("bounded")]]
        return _sealed(part, self._plan, self._kind)

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
        naming = {"cut", *self._plan.classes, *_NAMES}
        keys = list(on or [c for c in self._table if c in naming and c in other._table])
        kinds: set[Kind] = {self._kind, other._kind}
        strict: Kind = "distribution" if "distribution" in kinds else self._kind
        figures = list(dict.fromkeys([*self._table.columns, *other._table.columns]))
        check_figures([str(c) for c in figures if c not in naming], strict)
        joined = self._table.merge(other._table, on=keys, how="left", suffixes=("", "_right"))
        for name in ("hidden", "hidden_reason"):
            right = f"{name}_right"
            if right in joined:
                # a row that only the stricter side hides stays shown in the other's columns
                joined = joined.rename(columns={right: f"{name}_{other._kind}"})
        if len(joined) != len(self._table):
            raise DisclosureError("Rows match several times; name more columns with on=[...].")
        return _sealed(joined, self._plan, self._kind)

    def _need(self, name: str) -> pd.Series:
        if name not in self._table.columns:
            there = ", ".join(map(repr, self._table.columns))
            raise DisclosureError(f"There is no column {name!r}. Use one of {there}.")
        return self._table[name]


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    return table.copy()


def _sealed(table: pd.DataFrame, plan: ReleasePlan, kind: Kind) -> Released:
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


def protect(
    table: pd.DataFrame,
    plan: ReleasePlan,
    *,
    kind: Kind = "means",
    decimals: int | Mapping[str, int] | None = None,
    bounded_columns: Sequence[str] | None = None,
    sides: Sequence[Mapping[str, Any]] | None = None,
    over: pd.DataFrame | None = None,
    pooled_intervals: bool = False,
) -> Released:
    """Bring a table through the door: what must not be shown is blanked, the rest rounded once.

    Parameters
    ----------
    table
        One row per group (and variable): class columns of the plan, figures, and a column ``cut``
        where cuts with the same columns are mixed. Every row must belong to a planned group.
    plan
        Made by ``plan_release``.
    kind
        What the table shows. Another kind than the plan's is planned anew at its own minimum,
        inside what the plan shows.
    decimals
        Digits kept, one number for all or per column; 0 where not given.
    bounded_columns
        Means on 0–100 to hold within the policy's floor and ceiling; by default ``mean`` and the
        codes of the plan's variables. Shares are in percent and held within 10–90.
    sides
        For differences: the classes of both sides, for example
        ``[{"role": "leader"}, {"role": "employee"}]``. Shown only where all sides are.
    over
        For ``kind="model"``: the groups the model was computed over, one row each. All must be
        shown, and reach the model minimum together.
    pooled_intervals
        Whether intervals beside means come from a spread pooled over many groups: then they tell
        nothing of a group's own spread, and need no more people than its mean.

    Returns
    -------
    Released
        ``.table`` with ``hidden`` and ``hidden_reason``; numbers of people below the minimum are
        blank, others stay.

    Raises
    ------
    DisclosureError
        When the plan is not one, the kind unknown, a row matches no planned group, a number of
        people differs from the plan's, or columns together would give single answers away.

    Examples
    --------
    >>> import pandas as pd
    >>> from skcore.disclosure.policy import DisclosurePolicy
    >>> counts = pd.DataFrame({"unit": ["A", "B", "C"], "n": [9, 8, 4]})
    >>> plan = plan_release(counts, cuts=[("unit",)], policy=DisclosurePolicy())
    >>> means = pd.DataFrame({"unit": ["A", "B", "C"], "n": [9, 8, 4], "mean": [62.5, 97.0, 50.0]})
    >>> protect(means, plan).table.drop(columns="hidden_reason")
      unit     n  mean bounded  hidden
    0    A     9  63.0           False
    1    B     8  95.0   above   False
    2    C  <NA>   NaN    <NA>    True
    """
    check_kind(kind)
    if not isinstance(plan, ReleasePlan):
        raise DisclosureError(f"protect needs a plan from plan_release, not {type(plan).__name__}.")
    if not isinstance(table, pd.DataFrame):
        raise DisclosureError(f"protect needs a table, not {type(table).__name__}.")
    if kind == "model":
        return _protect_model(table, plan, over, decimals)
    if over is not None:
        raise DisclosureError("over belongs to kind='model' only.")
    own = plan if plan.kind == kind else _planned_for(plan, kind)
    names = {*own.classes, "cut", *_NAMES}
    figures = [str(c) for c in table.columns if c not in names]
    _refuse_taken(figures)
    check_figures(figures, kind, pooled_intervals=pooled_intervals)
    places = match_rows(table, own, sides or ({},))
    _check_numbers(table, own, places, figures)
    means = default_bounded(figures, own.variables) if bounded_columns is None else bounded_columns
    if sides:
        means = []  # differences have no floor and ceiling of their own
    lacking = [name for name in means if name not in figures]
    if lacking:
        raise DisclosureError(f"bounded_columns names {lacking}, which the table does not have.")
    hidden, reason = _hidden(own, places)
    result = _blanked(table, figures, hidden, own.minimum, reason)
    numbers = [c for c in figures if is_number_column(c)]
    numeric = [c for c in figures if c not in numbers and pd.api.types.is_numeric_dtype(table[c])]
    result = rounded(bound(result, list(means), own.policy, kind), numeric, decimals)
    for name in [c for c in result.columns if str(c).endswith("bounded")]:
        result[name] = result[name].astype("string").mask(hidden)
    result["hidden"] = hidden
    result["hidden_reason"] = reason
    return _sealed(result, own, kind)


def _planned_for(plan: ReleasePlan, kind: Kind) -> ReleasePlan:
    """Plan the same groups at another kind's minimum, inside what the plan shows."""
    return plan_release(
        plan.counts,
        cuts=plan.cuts,
        policy=plan.policy,
        n=plan.variables,
        earlier=plan.earlier,
        kind=kind,
        within=plan,
    )


def _refuse_taken(figures: Sequence[str]) -> None:
    taken = [name for name in figures if name in {"hidden", "hidden_reason", "bounded"}]
    if taken:
        raise DisclosureError(
            f"The table already has {', '.join(map(repr, taken))}; protect adds these itself."
        )


def _check_numbers(
    table: pd.DataFrame, plan: ReleasePlan, places: Sequence[Places], figures: Sequence[str]
) -> None:
    """Figures over other respondents than the plan knows of would open a gap beside it."""
    if plan.kind == "absence" or len(places) > 1:
        return
    groups = plan.groups
    for name in figures:
        if not is_number_column(name) or not pd.api.types.is_numeric_dtype(table[name]):
            continue
        variables = [name] if name in plan.variables else list(plan.variables)
        planned = groups[variables].to_numpy(dtype=float)[places[0]]
        own = table[name].to_numpy(dtype=float, na_value=np.nan)[:, None]
        wrong = ~((planned == own).any(axis=1) | np.isnan(own[:, 0]) | (own[:, 0] == 0))
        if wrong.any():
            rows = ", ".join(map(str, np.flatnonzero(wrong)[:8]))
            raise DisclosureError(
                f"Column {name!r} holds other numbers of people than the plan (rows {rows}): the "
                "figures are over other respondents than were planned. Plan with these numbers, "
                "one n column per variable."
            )


def _hidden(
    plan: ReleasePlan, places: Sequence[Places]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.object_]]:
    """Hidden and why, over all sides; a side without a group has no data."""
    reasons = np.append(plan.groups["hidden_reason"].to_numpy(dtype=object), NO_DATA)
    reason = np.full(len(places[0]), "", dtype=object)
    for place in places:
        reason = np.where(reason == "", reasons[place], reason)
    return reason != "", reason


def _blanked(
    table: pd.DataFrame,
    figures: Sequence[str],
    hidden: npt.NDArray[np.bool_],
    minimum: int,
    reason: npt.NDArray[np.object_],
) -> pd.DataFrame:
    result = table.reset_index(drop=True)
    for name in figures:
        column = result[name]
        if is_number_column(name) and pd.api.types.is_numeric_dtype(column):
            # numbers of people are known from the minimum up, also where the figure is not shown
            too_few = (column.astype(float) < minimum).to_numpy() & (reason != NO_DATA)
            result[name] = column.astype("Int64").mask(too_few)
        elif pd.api.types.is_numeric_dtype(column):
            result[name] = column.astype(float).mask(hidden)
        else:
            result[name] = column.astype(object).mask(hidden, None)
    return result


def _protect_model(
    table: pd.DataFrame,
    plan: ReleasePlan,
    over: pd.DataFrame | None,
    decimals: int | Mapping[str, int] | None,
) -> Released:
    """Results over groups: exactly shown ones, and enough people together."""
    if not isinstance(over, pd.DataFrame) or over.empty:
        raise DisclosureError(
            "A model's results need over: a table of the groups it was computed over, one row each."
        )
    place = match_rows(over, plan)[0]
    groups = plan.groups
    hidden = groups["hidden"].to_numpy()[place]
    if hidden.any():
        raise DisclosureError(
            f"{int(hidden.sum())} of the {len(over)} groups behind this model are not shown. "
            "26 points and a line fitted on 27 give the hidden one away: fit it on the shown ones."
        )
    least = plan.policy.minimum_for("model")
    people = int(groups["n"].to_numpy()[np.unique(place)].sum())
    if people < least:
        raise DisclosureError(
            f"The model rests on {people} people; the policy asks for {least} at least."
        )
    result = table.reset_index(drop=True)
    numeric = [
        str(c)
        for c in table.columns
        if pd.api.types.is_numeric_dtype(table[c]) and not is_number_column(str(c))
    ]
    result = rounded(result, numeric, decimals)
    result["hidden"], result["hidden_reason"] = False, ""
    return _sealed(result, plan, "model")
