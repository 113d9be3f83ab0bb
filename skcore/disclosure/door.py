"""The door: a table goes through with its plan, and what comes out may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.figure_kinds import (
    bound,
    check_figures,
    default_bounded,
    is_number_column,
    rounded,
)
from skcore.disclosure.matching import Places, match_rows
from skcore.disclosure.memory.earlier import Problem, Told
from skcore.disclosure.plan import plan_again
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.policy import Kind, check_kind
from skcore.disclosure.reasons import NO_DATA, PRIMARY
from skcore.disclosure.released import ROW_NAMES, Released, seal
from skcore.disclosure.told import check_not_told, telling
from skcore.disclosure.wide import NARROWEST, narrow_groups
from skcore.errors import DisclosureError


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
    fewer: bool = False,
    narrowest: float = NARROWEST,
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
    fewer
        Whether figures may rest on fewer people than their group has, since the plan holds those
        who are left out as a group of their own.
    narrowest
        Points that the range of a mean not shown must keep, given the means shown beside it. Where
        extreme means leave less, one more group is not shown; 0 leaves this out.

    Returns
    -------
    Released
        ``.table`` with ``hidden`` and ``hidden_reason``; numbers of people below the minimum are
        blank, others stay.

    Raises
    ------
    DisclosureError
        When the plan is not one, the kind unknown, a row matches no planned group, a number of
        people differs from the plan's, or columns would give single answers away, together or
        beside what was brought through before: a group's spread and its share.

    Examples
    --------
    >>> import pandas as pd
    >>> from skcore.disclosure import DisclosurePolicy, plan_release
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
    own = plan if plan.kind == kind else plan_again(plan, kind=kind, within=plan)
    names = {*own.classes, "cut", *ROW_NAMES}
    figures = [str(c) for c in table.columns if c not in names]
    _refuse_taken(figures)
    check_figures(figures, kind, pooled_intervals=pooled_intervals)
    places = match_rows(table, own, sides or ({},))
    _check_numbers(table, own, places, figures, fewer=fewer)
    means = default_bounded(figures, own.variables) if bounded_columns is None else bounded_columns
    if sides:
        means = []  # differences have no floor and ceiling of their own
    lacking = [name for name in means if name not in figures]
    if lacking:
        raise DisclosureError(f"bounded_columns names {lacking}, which the table does not have.")
    if len(places) == 1 and (kind == "means" or bounded_columns):
        own = _with_wide_ranges(table, own, places[0], list(means), narrowest)
    hidden, reason = _hidden(own, places)
    told: dict[Told, str] = {}
    if len(places) == 1 and kind == "distribution":
        told = telling(table, own, places[0], ~hidden, own_intervals=not pooled_intervals)
        check_not_told(told, [own._told, *(release.told for release in own.earlier)])
    result = _blanked(table, figures, hidden, own.minimum, reason)
    result = rounded(bound(result, list(means), own.policy, kind), figures, decimals)
    for name in [c for c in result.columns if str(c).endswith("bounded")]:
        result[name] = result[name].astype("string").mask(hidden)
    result["hidden"] = hidden
    result["hidden_reason"] = reason
    released = seal(result, own, kind)
    # only now: a table that was refused has told nothing
    own._told.update(told)
    return released


def _with_wide_ranges(
    table: pd.DataFrame, plan: ReleasePlan, place: Places, means: list[str], narrowest: float
) -> ReleasePlan:
    """Plan again without groups that pin a hidden mean down, until none does."""
    named = [name for name in ROW_NAMES if name in table.columns]
    scores = set(table["variable"]) if "variable" in named else set(means)
    while narrowest > 0 and not scores <= plan.checked:
        groups = plan.groups
        hidden = groups["hidden"].to_numpy(dtype=bool)
        # of a larger group it may be known: showing it, or what it follows from, is safe
        targets = np.flatnonzero(groups["hidden_reason"] == PRIMARY).tolist()
        barred: set[int] = set()
        for name in means:
            parts = table.groupby(named, dropna=False).indices.values() if named else [...]
            for rows in parts:
                found = dict(zip(place[rows], table[name].to_numpy(dtype=float)[rows], strict=True))
                known = {int(g): v for g, v in found.items() if not hidden[g] and 0 <= v <= 100}
                for problem in _people_behind(plan, table, rows, name) if known else ():
                    barred |= narrow_groups(problem, known, targets, narrowest)
        if not barred:
            return plan
        plan = plan_again(plan, within=plan, barred=groups.loc[sorted(barred)])
    return plan


def _people_behind(plan: ReleasePlan, table: pd.DataFrame, rows: Any, name: str) -> list[Problem]:
    """Cells with the numbers of this figure's own people; all numbers where none is named so."""
    said = {name}
    if "variable" in table.columns:
        said |= set(table["variable"].iloc[rows].astype(str))
    names = {form for code in said for form in (code, f"{code}_n", f"n_{code}")}
    problems = plan.problems()
    return [problem for problem in problems if problem.variable in names] or problems


def _refuse_taken(figures: Sequence[str]) -> None:
    taken = [name for name in figures if name in {"hidden", "hidden_reason", "bounded"}]
    if taken:
        raise DisclosureError(
            f"The table already has {', '.join(map(repr, taken))}; protect adds these itself."
        )


def _check_numbers(
    table: pd.DataFrame,
    plan: ReleasePlan,
    places: Sequence[Places],
    figures: Sequence[str],
    *,
    fewer: bool,
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
        if fewer:
            own = np.where(own < planned.min(axis=1, keepdims=True), planned[:, :1], own)
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
    result = rounded(result, [str(c) for c in table.columns], decimals)
    result["hidden"], result["hidden_reason"] = False, ""
    return seal(result, plan, "model")
