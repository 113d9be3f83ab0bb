"""What may be shown: every group of every table, decided together before any value is seen."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.improve import Choice, Limits, choose, merged_candidates
from skcore.disclosure.lasting import WAVE, same_over_time, stays_withheld, to_keep
from skcore.disclosure.layout import Cut, Layout, cut_text, people_of_groups, read_layout
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.disclosure.planned import ReleasePlan, as_releases, problems_of
from skcore.disclosure.policy import DisclosurePolicy, Kind
from skcore.disclosure.reasons import COMPLEMENTARY, first_reasons
from skcore.errors import DisclosureError
from skcore.inputs import takes


class CostlyCutsWarning(UserWarning):
    """The cuts can be shown together only at the price of many groups."""


@takes("counts", numbers=["n"], optional=["n"])
def plan_release(
    counts: pd.DataFrame,
    *,
    cuts: Iterable[Any],
    policy: DisclosurePolicy,
    n: str | Sequence[str] = "n",
    earlier: EarlierRelease | Sequence[ReleasePlan | EarlierRelease] = (),
    kind: Kind = "means",
    within: ReleasePlan | None = None,
    weights: Mapping[Any, float] | None = None,
    improve: bool = True,
    time_limit: float = 120.0,
    barred: pd.DataFrame | None = None,
    apart: Iterable[Collection[int]] = (),
    follows: Sequence[str] = (),
) -> ReleasePlan:
    """Decide which groups may be shown, over all tables at once and without any value.

    A group of fewer than the minimum is not shown (``primary``), nor is one that would let
    anybody work out, from all that is shown now and was shown before, what fewer than the minimum
    answered, by adding and subtracting groups (``complementary``).

    Parameters
    ----------
    counts
        One row per base cell, for example wave × unit × role × occupation: class columns without
        gaps and the number of people, a whole number. Rows with the same classes are added up.
    cuts
        Tuples of class columns that will be shown anywhere; ``()`` is the total. A pair
        ``(column, value)`` in place of a column keeps only the groups with that value, for
        figures over part of the respondents: ``("unit", ("panel", "both"))``.
    policy
        The limits. There is no default: whoever plans has read them.
    n
        The column with the number of people; several, one per variable, where missing answers
        make them differ. Each is planned, and a group is shown only when it is safe for all.
    earlier
        Plans or releases shown before (see ``earlier_releases``), taken as known to everybody. A
        base cell whose number of people has changed since is taken as the old people and those
        who came or went. What one decided not to show of a survey whose people are the same
        stays so: a second run shows what the first did.
    kind
        What will be shown of the groups; decides which of the policy's limits holds.
    within
        A plan whose shown groups bound this one.
    weights
        What not showing a group costs, per cut (1 where not given): what the reader needs most.
    improve
        Whether to look for the plan that withholds least, instead of the first safe one.
    time_limit
        Seconds after which improving stops on a machine far too slow; else work is counted, so
        that the same counts give the same plan everywhere.
    barred
        Groups that must not be shown for another reason: ``cut`` and class columns.
    apart
        Groups of the plan, by row of ``groups``, that must not all be shown together.
    follows
        Class columns that follow from the others in each cell and may be defined anew between
        releases, such as the levels above a unit or the union it is compared in: the same people
        are found again in earlier releases without them.

    Returns
    -------
    ReleasePlan
        Its ``groups`` hold ``cut``, class columns, n, ``hidden``, ``hidden_reason``
        (``primary``, ``complementary``, ``no data`` or empty).

    Raises
    ------
    InputError
        When counts or cuts cannot be used, all problems at once.
    DisclosureError
        When the policy is missing, the kind unknown, or an earlier release cannot be judged
        together with the counts.

    Notes
    -----
    Somebody is exposed when a non-zero combination of the shown groups rests on fewer people than
    the minimum. The order of rows does not matter, and no value is needed, so what is not shown
    says nothing about what was answered.

    References
    ----------
    Fischetti, M., & Salazar, J. J. (2001). Solving the cell suppression problem on tabular data
    with linear constraints. Management Science, 47(7). https://doi.org/10.1287/mnsc.47.7.1008.9805

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"unit": ["A", "B", "C"], "n": [9, 8, 3]})
    >>> plan = plan_release(counts, cuts=[(), ("unit",)], policy=DisclosurePolicy())
    >>> plan.groups[["cut", "unit", "n", "hidden_reason", "hidden"]].fillna("-")
         cut unit   n  hidden_reason  hidden
    0  total    -  20                  False
    1   unit    A   9                  False
    2   unit    B   8  complementary    True
    3   unit    C   3        primary    True
    """
    minimum = policy.minimum_for(kind)
    releases = as_releases(earlier)
    needed = [column for release in releases for column in release.needed(counts, follows)]
    layout = read_layout(counts, cuts, n, needed, follows)
    _warn_of_costly_cuts(layout.cuts)
    problems = problems_of(layout, releases)
    reason = first_reasons(layout, minimum, within, barred)
    stays = [row for row in stays_withheld(layout, releases) if reason[row] == ""]
    reason[stays] = COMPLEMENTARY
    per_cut = _cut_weights(layout, weights or {})
    forced = _weight_of(layout, reason, per_cut)
    limits = Limits(seconds=time_limit) if improve else Limits(rounds=0)

    def chosen(keep: npt.NDArray[np.float64]) -> tuple[list[list[int]], Choice, float, set[int]]:
        """Choose with these groups dear; what is withheld, and who loses one survey of several."""
        order = _candidates(layout, reason, keep)
        cost = _costs(layout, order, per_cut, keep)
        groups = [part[0] for part in order]
        found = choose(
            problems,
            groups,
            cost,
            minimum=minimum,
            step=_step(per_cut),
            limits=limits,
            apart=_as_candidates(together, order),
        )
        lost = {g for i, part in enumerate(order) if i not in found.shown for g in part}
        weight = sum(per_cut[layout.groups["cut"].iloc[group]] for group in lost)
        return order, found, weight, _lost_once(layout, reason, lost)

    together = [frozenset(cut) for cut in apart]
    keep = to_keep(layout, reason, releases)
    best = chosen(keep)
    if improve and best[3]:
        again = chosen(np.where(np.isin(np.arange(len(keep)), list(best[3])), 0.0, keep))
        best = min(best, again, key=lambda one: (one[2], len(one[3])))
    candidates, choice, *_ = best
    for index, part in enumerate(candidates):
        if index not in choice.shown:
            reason[part] = COMPLEMENTARY
    because = {
        group: tuple(candidates[other][0] for other in sorted(choice.reasons.get(index, ())))
        for index, part in enumerate(candidates)
        if index not in choice.shown
        for group in part
    }
    withheld = _weight_of(layout, reason, per_cut)
    return ReleasePlan(
        cuts=layout.cuts,
        classes=layout.classes,
        variables=layout.variables,
        policy=policy,
        kind=kind,
        minimum=minimum,
        withheld=withheld,
        lower_bound=min(forced + choice.lower_bound, withheld),
        earlier=releases,
        weights=per_cut,
        _groups=_decided(layout, reason),
        _layout=layout,
        _reasons=because,
        cut_short=choice.cut_off,
        # what has been told of a group is told, whichever of its plans it came through with
        _told={} if within is None else within._told,
    )


def plan_again(
    plan: ReleasePlan,
    *,
    kind: Kind | None = None,
    within: ReleasePlan | None = None,
    barred: pd.DataFrame | None = None,
    apart: Iterable[Collection[int]] = (),
) -> ReleasePlan:
    """Plan the same groups anew: for another kind, inside a plan, with some barred or apart."""
    return plan_release(
        plan.counts,
        cuts=plan.cuts,
        policy=plan.policy,
        n=plan.variables,
        earlier=plan.earlier,
        kind=kind or plan.kind,
        within=within,
        weights=plan.weights,
        barred=barred,
        apart=apart,
        follows=plan.follows,
    )


def _warn_of_costly_cuts(cuts: tuple[Cut, ...]) -> None:
    texts = {frozenset(map(repr, cut)): cut_text(cut) for cut in cuts}
    costly = [
        f"{texts[key - {repr('role')}]} and {text}"
        for key, text in texts.items()
        if repr("role") in key and key - {repr("role")} in texts
    ]
    if costly:
        warnings.warn(
            "All staff beside the roles gives the leader of a unit away, so many groups cannot be "
            f"shown: {'; '.join(costly)}. Leave out the all-staff cut, or expect to lose about a "
            "third of the groups.",
            CostlyCutsWarning,
            stacklevel=3,
        )


def _lost_once(layout: Layout, reason: npt.NDArray[np.object_], lost: set[int]) -> set[int]:
    """Groups of which one survey is withheld and another could be shown: all their surveys."""
    if WAVE not in layout.classes:
        return set()
    together: dict[tuple[object, ...], set[int]] = {}
    for group, name in enumerate(same_over_time(layout)):
        if reason[group] == "":
            together.setdefault(name, set()).add(group)
    split = [own for own in together.values() if own & lost and own - lost]
    return set().union(*split)


def _weight_of(
    layout: Layout, reason: npt.NDArray[np.object_], per_cut: Mapping[str, float]
) -> float:
    """What it costs the reader that groups of enough people are withheld."""
    return float(sum(per_cut[cut] for cut in layout.groups["cut"][reason == COMPLEMENTARY]))


def _candidates(
    layout: Layout, reason: npt.NDArray[np.object_], keep: npt.NDArray[np.float64]
) -> list[list[int]]:
    """Put groups that may be shown in order, largest first, those with the same people together."""
    keys = people_of_groups(layout, layout.variables)
    people = layout.groups[list(layout.variables)].to_numpy(dtype=np.int64).max(axis=1)
    merged = merged_candidates(np.flatnonzero(reason == ""), keys)
    # among groups worth as much the order of names, which is the same in every survey
    size = np.where(keep > 0, 0, people)
    return sorted(merged, key=lambda part: (-keep[part[0]], -size[part[0]], part[0]))


def _as_candidates(
    together: Sequence[frozenset[int]], order: Sequence[Sequence[int]]
) -> list[frozenset[int]]:
    """Sets of groups as places of candidates; those of which one is not shown anyhow are met."""
    place = {group: index for index, part in enumerate(order) for group in part}
    kept = [cut for cut in together if cut <= place.keys()]
    return list(dict.fromkeys(frozenset(place[group] for group in cut) for cut in kept))


def _cut_weights(layout: Layout, weights: Mapping[Any, float]) -> dict[str, float]:
    per_cut = {cut_text(cut): 1.0 for cut in layout.cuts}
    for cut, weight in weights.items():
        # a text is one column, or a cut as it is written
        text = cut if cut in per_cut else cut_text((cut,) if isinstance(cut, str) else tuple(cut))
        if text not in per_cut:
            raise DisclosureError(f"weights names {text!r}, which is not among the cuts.")
        if not 0 < weight < float("inf"):
            raise DisclosureError(f"The weight of {text!r} must be above 0, not {weight!r}.")
        per_cut[text] = float(weight)
    return per_cut


def _step(per_cut: Mapping[str, float]) -> float:
    """Smallest difference between what two choices withhold: weights shared by whole numbers."""
    values = set(per_cut.values())
    if len(values) == 1:
        return values.pop()
    return float(gcd(*map(int, values))) if all(v.is_integer() for v in values) else 0.0


def _costs(
    layout: Layout,
    candidates: list[list[int]],
    per_cut: Mapping[str, float],
    keep: npt.NDArray[np.float64],
) -> list[float]:
    """Cost of not showing each candidate; among equals the one less worth keeping goes."""
    tie = 1e-3 * min(per_cut.values()) / max(keep.sum(), 1.0)
    texts = layout.groups["cut"].to_numpy()
    return [sum(per_cut[texts[g]] + tie * keep[g] for g in part) for part in candidates]


def _decided(layout: Layout, reason: npt.NDArray[np.object_]) -> pd.DataFrame:
    """Return the groups with the fewest people behind any of their figures, and why not shown."""
    groups = layout.groups.copy()
    if "n" not in groups:
        people = groups[list(layout.variables)].to_numpy(dtype=float)
        smallest = np.where(people > 0, people, np.inf).min(axis=1)
        groups["n"] = np.where(np.isfinite(smallest), smallest, 0).astype(np.int64)
    groups["hidden"] = reason != ""
    groups["hidden_reason"] = reason.astype(str)
    return groups
