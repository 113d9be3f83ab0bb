"""Groups that a plan withholds: because of which others, and what merge of them could be shown."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pandas as pd

from skcore.disclosure.audit import group_names
from skcore.disclosure.exposure import ShownRows, merge_cells
from skcore.disclosure.lasting import WAVE, same_over_time
from skcore.disclosure.layout import Ints
from skcore.disclosure.memory.earlier import Problem
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.reasons import COMPLEMENTARY, NO_DATA
from skcore.errors import DisclosureError

#: combinations of units tried per unit; beyond, no merge is named
_MOST_TRIES = 60


def explain(plan: ReleasePlan, *, merges: bool = True) -> pd.DataFrame:
    """Say for each group that is not shown why, and the smallest merge that could be shown.

    Parameters
    ----------
    plan
        A plan made by ``plan_release``.
    merges
        Whether to look for merges. A merge joins groups of one cut that lie in the same
        next-larger shown group and differ in one class, never the survey; none of them is shown,
        nor are all of them together. It has been tried against all sums shown now and before, not
        against what values would tell.

    Returns
    -------
    DataFrame
        ``cut``, class columns, ``n``, ``hidden_reason``, ``because`` (groups shown, now or before,
        from which together with this one a few people's answers could be worked out) and
        ``merge_with`` (groups to show it together with; empty when none was found).

    Raises
    ------
    DisclosureError
        When ``plan`` is not a plan.

    Examples
    --------
    >>> import pandas as pd
    >>> from skcore.disclosure.plan import plan_release
    >>> from skcore.disclosure.policy import DisclosurePolicy
    >>> counts = pd.DataFrame({"unit": ["A", "B", "C"], "n": [9, 4, 3]})
    >>> plan = plan_release(counts, cuts=[(), ("unit",)], policy=DisclosurePolicy())
    >>> explain(plan)[["unit", "hidden_reason", "merge_with"]]
      unit hidden_reason merge_with
    0    B       primary          C
    1    C       primary          B
    """
    if not isinstance(plan, ReleasePlan):
        raise DisclosureError(f"explain needs a plan, not {type(plan).__name__}.")
    groups = plan.groups
    names = group_names(groups, plan.cuts)
    hidden = np.flatnonzero(groups["hidden"])
    found = _Merges(plan, groups)
    table = groups.loc[hidden, ["cut", *plan.classes, "n", "hidden_reason"]]
    table["because"] = ["; ".join(found.because(int(g), names)) for g in hidden]
    table["merge_with"] = [
        "; ".join(names[other] for other in found.of(int(g))) if merges else "" for g in hidden
    ]
    return table.reset_index(drop=True)


def coverage(plan: ReleasePlan) -> pd.DataFrame:
    """Say how much of each cut is shown.

    Returns
    -------
    DataFrame
        One row per cut: ``cut``, ``groups`` and ``people`` (with data), ``groups_shown`` and
        ``people_shown`` (shares, 0-1).
    """
    groups = plan.groups
    present = groups[groups["hidden_reason"] != NO_DATA]
    rows = []
    for cut, part in present.groupby("cut", sort=False):
        shown = part[~part["hidden"]]
        rows.append(
            {
                "cut": cut,
                "groups": len(part),
                "people": int(part["n"].sum()),
                "groups_shown": len(shown) / len(part),
                "people_shown": shown["n"].sum() / part["n"].sum(),
            }
        )
    columns = ["cut", "groups", "people", "groups_shown", "people_shown"]
    return pd.DataFrame(rows, columns=columns)


class _Merges:
    """Looks for groups that could be shown as one beside all that is shown."""

    def __init__(self, plan: ReleasePlan, groups: pd.DataFrame) -> None:
        self.plan = plan
        self.cuts = groups["cut"].to_numpy()
        self.reasons = groups["hidden_reason"].to_numpy()
        self.hidden = groups["hidden"].to_numpy(dtype=bool)
        self.people = groups[list(plan.variables)].to_numpy(dtype=np.int64)
        self.order = self._order(plan)
        self.problems = plan.problems()
        self.names = same_over_time(plan._layout)
        waves = groups[WAVE].tolist() if WAVE in groups else [""] * len(groups)
        self.waves = np.array(waves, dtype=object)
        self.members = self.problems[0].groups
        self.home = self._homes(self.members)
        self.judges = [_Judge(problem, self.hidden, plan.minimum) for problem in self.problems]

    def _order(self, plan: ReleasePlan) -> list[tuple[int, str]]:
        """Rank of each group to merge with: fewest people over all surveys first, alike in each."""
        names = [" · ".join(map(str, name)) for name in same_over_time(plan._layout)]
        total: Counter[str] = Counter()
        for name, people in zip(names, self.people.sum(axis=1).tolist(), strict=True):
            total[name] += people
        return [(total[name], name) for name in names]

    def _homes(self, members: list[Ints]) -> list[int]:
        """Smallest shown group around each group, of a cut that divides none of its kind; else -1.

        Early answers lie around a workplace only where all its people happened to answer early.
        """
        divided = self._divided(members)
        shown = [g for g in np.flatnonzero(~self.hidden).tolist() if len(members[g])]
        shown.sort(key=lambda g: (len(members[g]), g))
        holders: dict[int, list[int]] = {}
        for place, group in enumerate(shown):
            for cell in members[group].tolist():
                holders.setdefault(cell, []).append(place)
        homes = []
        for cut, cells in zip(self.cuts, members, strict=True):
            around = [set(holders.get(cell, ())) for cell in cells.tolist()]
            shared = set.intersection(*around) if around else set()
            whole = [place for place in shared if cut not in divided[self.cuts[shown[place]]]]
            homes.append(shown[min(whole)] if whole else -1)
        return homes

    def _divided(self, members: list[Ints]) -> dict[str, set[str]]:
        """For each cut, the cuts of which it puts one group's people into more than one of its."""
        lengths = [len(cells) for cells in members]
        cells = np.concatenate(members)
        owner = np.repeat(np.arange(len(members)), lengths)
        first = cells[(np.cumsum(lengths) - lengths)[owner]]
        divided = {}
        for cut in set(self.cuts):
            label = np.full(cells.max(initial=-1) + 1, -1)
            own = self.cuts[owner] == cut
            label[cells[own]] = owner[own]
            divided[cut] = set(self.cuts[owner[label[cells] != label[first]]])
        return divided

    def because(self, group: int, names: list[str]) -> list[str]:
        """Shown groups from which, with this one, somebody could be worked out."""
        if self.reasons[group] != COMPLEMENTARY:
            return []
        for judge in self.judges:
            rows = judge.exposing(group)
            if rows:
                return [row if isinstance(row, str) else names[row] for row in rows]
        return []

    def of(self, group: int) -> tuple[int, ...]:
        """Fewest other groups to merge with, those that add fewest people first."""
        if not self.people[group].any():
            return ()
        alike = (self.cuts == self.cuts[group]) & self.hidden & self.people.any(axis=1)
        others = [
            g
            for g in np.flatnonzero(alike & (self.waves == self.waves[group])).tolist()
            if self.home[g] == self.home[group]
            and sum(a != b for a, b in zip(self.names[g], self.names[group], strict=True)) == 1
        ]
        others.sort(key=self.order.__getitem__)
        sets = itertools.chain(*(itertools.combinations(others, size) for size in (1, 2, 3)))
        for chosen in itertools.islice(sets, _MOST_TRIES):
            both = [group, *chosen]
            people = self.people[both].sum(axis=0)
            enough = ((people >= self.plan.minimum) | (people == 0)).all()
            if enough and not self._is_home(both) and all(j.may_show(both) for j in self.judges):
                return chosen
        return ()

    def _is_home(self, groups: list[int]) -> bool:
        """Whether all of these together are shown already."""
        home = self.home[groups[0]]
        joined = sum(len(self.members[g]) for g in groups)
        return home >= 0 and joined == len(self.members[home])


class _Judge:
    """All shown rows of one variable, and whether one more may stand beside them."""

    def __init__(self, problem: Problem, hidden: np.ndarray, minimum: int) -> None:
        rows = [*problem.known, *problem.groups]
        weights, members = merge_cells(problem.weights, rows)
        count = len(problem.known)
        self.members = members[count:]
        self.state = ShownRows(weights, minimum, [0] * len(weights))
        # a group shown before and now is the one of now
        named: dict[tuple[int, ...], int | str] = {
            tuple(cells): label
            for cells, label in zip(members[:count], problem.known_labels, strict=True)
        }
        named |= {tuple(self.members[g]): int(g) for g in np.flatnonzero(~hidden)}
        self.labels = list(named.values())
        rows_shown = sorted(enumerate(named), key=lambda pair: len(pair[1]), reverse=True)
        for label, cells in rows_shown:
            self.state.show(*self.state.reduce(label, cells))

    def exposing(self, group: int) -> list[int | str]:
        """Shown rows that expose somebody together with this group: its number, or its label."""
        found = self.state.try_row(*self.state.reduce(-1, self.members[group]))
        return [] if found is None else [self.labels[i] for i in sorted(found) if i >= 0]

    def may_show(self, groups: list[int]) -> bool:
        cells = sorted({cell for group in groups for cell in self.members[group]})
        return self.state.try_row(*self.state.reduce(-1, cells)) is None
