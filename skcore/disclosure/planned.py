"""The plan as it is held: which groups may be shown, of whom, and what is known beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from skcore.disclosure.layout import Cut, Ints, Layout, cut_columns, cut_text, group_keys
from skcore.disclosure.memory.earlier import (
    EarlierRelease,
    Problem,
    Spreads,
    Told,
    build_problem,
    sources,
)
from skcore.disclosure.policy import DisclosurePolicy, Kind
from skcore.errors import DisclosureError


@dataclass(frozen=True)
class ReleasePlan:
    """Which groups may be shown, made by :func:`plan_release`.

    Attributes
    ----------
    cuts, classes, variables
        What was planned: cuts, class columns and n columns.
    policy, kind, minimum
        The limits, the kind of figure and the fewest people that follow from both.
    withheld, lower_bound
        Groups of enough people that are not shown, weighted, and the proven least for any plan:
        where they differ, the search for the best one stopped on the way.
    cut_short
        Whether something is withheld that could not be examined with the work or the time allowed.
    weights
        What not showing a group costs, per cut.
    """

    cuts: tuple[Cut, ...]
    classes: tuple[str, ...]
    variables: tuple[str, ...]
    policy: DisclosurePolicy
    kind: Kind
    minimum: int
    withheld: float
    lower_bound: float
    earlier: tuple[EarlierRelease, ...] = field(repr=False)
    weights: Mapping[str, float] = field(repr=False)
    _groups: pd.DataFrame = field(repr=False)
    _layout: Layout = field(repr=False)
    _reasons: Mapping[int, tuple[int, ...]] = field(repr=False)
    #: scores of which no mean that is not shown is nearly known from those that are
    checked: frozenset[str] = field(default=frozenset(), repr=False)
    cut_short: bool = False
    #: what the intervals of its tables rest on
    spreads: Spreads = field(default_factory=dict, repr=False, compare=False)
    #: whether a group's spread or its share has been told, by what ``protect`` brought through
    _told: dict[Told, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def groups(self) -> pd.DataFrame:
        """One row per group: ``cut``, class columns, n columns, ``hidden``, ``hidden_reason``."""
        return self._groups.copy()

    def shown_groups(self, cut: Cut, **held: str) -> pd.DataFrame:
        """Class columns of the shown groups of one cut, or of those of its classes that are named.

        Empty where it is not planned.
        """
        here = (self._groups["cut"] == cut_text(cut)) & ~self._groups["hidden"]
        for name, value in held.items() if here.any() else ():
            here &= self._groups[name] == value
        return self._groups[here].reindex(columns=list(cut_columns(cut)))

    @property
    def counts(self) -> pd.DataFrame:
        """Base cells planned over: all columns that tell them apart, and n columns."""
        return self._layout.cells.copy()

    @property
    def members(self) -> list[Ints]:
        """Rows of ``counts`` behind each row of ``groups``."""
        return self._layout.members

    @property
    def follows(self) -> tuple[str, ...]:
        """Class columns that follow from the others, and may be defined anew later."""
        return self._layout.follows

    @property
    def reasons(self) -> dict[int, tuple[int, ...]]:
        """For complementary rows of ``groups``, the rows that would expose somebody together."""
        return dict(self._reasons)

    def problems(self) -> list[Problem]:
        """Return the rows and cells of each variable, for whoever judges the plan."""
        return problems_of(self._layout, self.earlier)

    def as_earlier(self, label: str) -> EarlierRelease:
        """Return what later plans must know of this one; no values, since the plan holds none."""
        rows = self._groups[~self._groups["hidden"]]
        cuts = {cut_text(cut): cut for cut in self.cuts}
        shown = [
            (cuts[text], dict(zip(cut_columns(cuts[text]), key, strict=True)))
            for text, key in group_keys(rows, self.cuts)
        ]
        return EarlierRelease(
            label,
            self._layout.base,
            self.variables,
            self._layout.cells.copy(),
            tuple(shown),
            dict(self._told),
            dict(self.spreads),
            frozenset(cuts),
        )


def problems_of(layout: Layout, releases: Sequence[EarlierRelease]) -> list[Problem]:
    """One problem per variable and possible source; variables with the same people once."""
    problems, seen = [], set()
    for variable in layout.variables:
        for source in sources(variable, releases):
            problem = build_problem(layout, variable, releases, source)
            key = (
                problem.weights.tobytes(),
                tuple(part.tobytes() for part in problem.groups),
                tuple(part.tobytes() for part in problem.known),
            )
            if key not in seen:
                seen.add(key)
                problems.append(problem)
    return problems


def as_releases(
    earlier: EarlierRelease | Sequence[ReleasePlan | EarlierRelease],
) -> tuple[EarlierRelease, ...]:
    given = [earlier] if isinstance(earlier, (ReleasePlan, EarlierRelease)) else list(earlier)
    releases: list[EarlierRelease] = []
    for place, release in enumerate(given, start=1):
        if isinstance(release, ReleasePlan):
            releases += [r for r in release.earlier if r not in releases]
            release = release.as_earlier(f"release {place}")
        if not isinstance(release, EarlierRelease):
            raise DisclosureError(
                "earlier must hold plans or what earlier_releases() gives, "
                f"not {type(release).__name__}."
            )
        releases.append(release)
    return tuple(releases)
