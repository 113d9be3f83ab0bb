"""What is known already: earlier releases, and how their people overlap with today's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from skcore.disclosure.layout import Cut, Ints, Layout, cut_columns, keys_of, times_of
from skcore.errors import DisclosureError

#: cut, classes of the group, and the variable whose spread or share has been told
Told = tuple[str, tuple[object, ...], str]
#: survey, whose and which score -> the spread that its intervals rest on, and degrees of freedom;
#: none of these where it is a convention, no spread where no interval is told
Spreads = dict[tuple[str, str, str], tuple[float | None, int | None]]


@dataclass(frozen=True)
class EarlierRelease:
    """Groups shown earlier and the base cells they were made of; no values.

    Parameters
    ----------
    label
        How messages name the release.
    classes, variables
        Class columns and n columns of ``cells``.
    cells
        One row per base cell of that release.
    shown
        One entry per shown group: cut and the classes of the group, by column.
    planned
        The cuts that were decided on, in words, also where no group of one was shown.
    told
        Whether a group's ``spread`` or its ``share`` was shown; beside each other they would give
        the whole distribution away.
    """

    label: str
    classes: tuple[str, ...]
    variables: tuple[str, ...]
    cells: pd.DataFrame
    shown: tuple[tuple[Cut, dict[str, object]], ...]
    told: Mapping[Told, str] = field(default_factory=dict)
    #: spreads told once, and used again unchanged
    spreads: Spreads = field(default_factory=dict)
    planned: frozenset[str] = frozenset()
    #: what was answered then, summed up per row of ``cells``; in memory only, for who looks at
    #: what values give away
    sums: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    #: what its ledger knows it by, where its cells are put in other words than there
    key: str = field(default="", repr=False, compare=False)

    def needed(self, counts: pd.DataFrame, follows: Sequence[str] = ()) -> list[str]:
        """Columns that the counts of a later release must tell apart, and those that they can.

        A column that the shown cuts use must still be there, unless it follows from others; others
        only if they are.
        """
        lacking = sorted(self._used() - set(counts.columns) - set(follows))
        if lacking:
            raise DisclosureError(
                f"Release {self.label!r} was made with {', '.join(map(repr, lacking))}, which "
                "the counts lack. Keep these columns in the counts, so that both can be judged "
                "together."
            )
        return [name for name in self.classes if name in counts.columns]

    def _used(self) -> set[str]:
        return {name for cut, _ in self.shown for name in cut_columns(cut)}

    def over(self, columns: Sequence[str]) -> EarlierRelease:
        """Give the same release over fewer columns, cells that they cannot tell apart added up."""
        kept = [name for name in self.classes if name in {*columns, *self._used()}]
        if len(kept) == len(self.classes):
            return self
        numbers = list(self.variables)
        if not kept:
            cells = self.cells[numbers].sum().to_frame().T
        else:
            cells = self.cells.groupby(kept, sort=False, as_index=False)[numbers].sum()
        return replace(self, classes=tuple(kept), cells=cells, sums=None)

    def people(self, cut: Cut) -> dict[tuple[object, ...], int]:
        """People of each group of a cut, by its classes; none where the cells lack a column."""
        if not set(cut_columns(cut)) <= set(self.classes):
            return {}
        cells = self.cells[times_of(self.cells, cut) > 0]
        held = {part[0]: part[1] for part in cut if isinstance(part, tuple)}
        keys = keys_of(cells.assign(**held), cut_columns(cut))
        numbers = cells[list(self.variables)].groupby(pd.Index(keys, tupleize_cols=False)).sum()
        return dict(zip(numbers.index, numbers.max(axis=1).tolist(), strict=True))

    def members(self) -> list[Ints]:
        """Rows of ``cells`` behind each shown group."""
        found: list[Ints] = []
        index: dict[Cut, dict[tuple[object, ...], Ints]] = {}
        for cut, values in self.shown:
            named = [part for part in cut if not isinstance(part, tuple)]
            if cut not in index:
                times = times_of(self.cells, cut)
                gathered: dict[tuple[object, ...], list[int]] = {}
                for row, key in enumerate(keys_of(self.cells, named)):
                    gathered.setdefault(key, []).extend([row] * int(times[row]))
                index[cut] = {key: np.array(part) for key, part in gathered.items()}
            key = tuple(values[name] for name in named)
            found.append(index[cut].get(key, np.array([], dtype=np.int64)))
        return found


@dataclass(frozen=True)
class Problem:
    """One variable's cells in people, and the rows over them that are or may be shown.

    ``weights`` are people per cell (all positive); ``groups`` and ``known`` are cells per
    candidate group and per group shown earlier; ``labels`` name the cells in words;
    ``known_from`` holds the number of each known row's release and its place there.
    """

    variable: str
    weights: Ints
    groups: list[Ints]
    known: list[Ints]
    known_labels: list[str]
    cell_rows: Ints
    known_from: list[tuple[int, int]]


def sources(variable: str, earlier: Sequence[EarlierRelease]) -> list[str]:
    """Which earlier variables may be the same answers as this one.

    The one of the same name; a release without it is taken with each of its variables in turn,
    since a new name must not make old knowledge vanish.
    """
    other = {name for e in earlier if variable not in e.variables for name in e.variables}
    return sorted(other) or [variable]


def build_problem(
    layout: Layout, variable: str, earlier: Sequence[EarlierRelease] = (), source: str | None = None
) -> Problem:
    """Lay today's groups and those shown earlier over one set of cells.

    A base cell whose number of people differs between releases is cut into pieces: those in all
    of them, and those who came (or went) between two of them. With 12 answers and then 13, the
    late answer is a cell of its own.
    """
    people = layout.cells[variable].to_numpy()
    earlier = [release.over(layout.base) for release in earlier]
    named = [(release, _same_answers(release, variable, source)) for release in earlier]
    used = [(release, name) for release, name in named if name is not None]
    numbers = [index for index, (_, name) in enumerate(named) if name is not None]
    levels, places = _levels(layout, people, used)
    weights: list[int] = []
    rows: list[int] = []
    pieces: list[list[tuple[int, int]]] = []
    for row, wanted in enumerate(levels):
        upper = 0
        own: list[tuple[int, int]] = []
        for level in sorted(wanted - {0}):
            own.append((level, len(weights)))
            weights.append(level - upper)
            rows.append(row if row < len(people) else -1)
            upper = level
        pieces.append(own)

    def upto(row: int, level: int) -> list[int]:
        return [cell for top, cell in pieces[row] if top <= level]

    today = [np.array(upto(row, int(people[row])), dtype=np.int64) for row in range(len(people))]
    groups = [_joined([today[row] for row in part]) for part in layout.members]
    known, labels, origin = [], [], []
    for number, (release, name), place in zip(numbers, used, places, strict=True):
        counts = release.cells[name].to_numpy()
        parts = zip(release.shown, release.members(), strict=True)
        for index, ((cut, values), part) in enumerate(parts):
            origin.append((number, index))
            cells = [
                np.array(upto(row, int(counts[old]) if exact else int(people[row])), dtype=np.int64)
                for old in part
                for row, exact in place[old]
            ]
            known.append(_joined(cells))
            words = " · ".join(str(values[c]) for c in cut_columns(cut)) or "total"
            labels.append(f"{words} ({release.label})")
    return Problem(
        variable, np.array(weights, dtype=np.int64), groups, known, labels, np.array(rows), origin
    )


def _joined(parts: list[Ints]) -> Ints:
    return np.sort(np.concatenate(parts)) if parts else np.array([], dtype=np.int64)


def _same_answers(release: EarlierRelease, variable: str, source: str | None) -> str | None:
    if variable in release.variables:
        return variable
    return source if source in release.variables else None


def _levels(
    layout: Layout, people: Ints, used: list[tuple[EarlierRelease, str]]
) -> tuple[list[set[int]], list[list[list[tuple[int, bool]]]]]:
    """Numbers of people that each cell had in any release, and where each old cell is today.

    The second part gives, per release and old cell, today's rows and whether the old cell is
    exactly that row (then its own old number counts) or is spread over several.
    """
    levels: list[set[int]] = [{int(n)} for n in people]
    lasting = _lasting(layout.base, layout)
    at = {key: row for row, key in enumerate(keys_of(layout.cells, lasting))}
    places: list[list[list[tuple[int, bool]]]] = []
    for release, name in used:
        known = _lasting(release.classes, layout)
        _check_told_apart(release, known)
        if set(known) != set(lasting):
            places.append(_spread(layout, people, release, name, known))
            continue
        _check_nobody_moved(release, name, layout, people, lasting)
        place: list[list[tuple[int, bool]]] = []
        counts = release.cells[name].tolist()
        for now, count in zip(keys_of(release.cells, lasting), counts, strict=True):
            if now not in at:
                at[now] = len(levels)
                levels.append(set())
            levels[at[now]].add(int(count))
            place.append([(at[now], True)])
        places.append(place)
    return levels, places


def _lasting(columns: Sequence[str], layout: Layout) -> list[str]:
    """Columns by which the same people are found again."""
    return [name for name in columns if name not in layout.follows]


def _check_told_apart(release: EarlierRelease, known: list[str]) -> None:
    keys = keys_of(release.cells, known)
    if len(set(keys)) < len(keys):
        raise DisclosureError(
            f"Release {release.label!r} was made with classes that the columns "
            f"{', '.join(known) or 'left'} do not tell apart, so it cannot be judged together with "
            "these counts. Do not say that the others follow from them."
        )


def _check_nobody_moved(
    release: EarlierRelease, name: str, layout: Layout, people: Ints, lasting: list[str]
) -> None:
    """Counts that grew here and shrank there cannot say whether the same people moved.

    Taken as others, somebody who moved would be counted twice, and a difference that rests on
    few people would look as if it rested on more.
    """
    now = dict(zip(keys_of(layout.cells, lasting), people.tolist(), strict=True))
    before = dict(zip(keys_of(release.cells, lasting), release.cells[name].tolist(), strict=True))
    shrank = any(now.get(key, 0) < count for key, count in before.items())
    # a whole new survey is no move: only groups of the surveys that were released are asked
    wave = lasting.index("wave") if "wave" in lasting else -1
    waves = {key[wave] for key in before} if wave >= 0 else set()
    grew = any(
        count > before.get(key, 0) for key, count in now.items() if wave < 0 or key[wave] in waves
    )
    if shrank and grew:
        raise DisclosureError(
            f"Since release {release.label!r} some groups have grown and others have shrunk: "
            "answers were corrected or replaced, or it is other people who answered both times. "
            "The counts cannot say who moved, so the two cannot be judged together. Keep to the "
            "released input."
        )


def _spread(
    layout: Layout, people: Ints, release: EarlierRelease, name: str, known: list[str]
) -> list[list[tuple[int, bool]]]:
    """Today's rows of each old cell, where today's cells are finer; numbers must agree."""
    rows_of: dict[tuple[object, ...], list[int]] = {}
    for row, key in enumerate(keys_of(layout.cells, known)):
        rows_of.setdefault(key, []).append(row)
    place = []
    counts = release.cells[name].tolist()
    for key, count in zip(keys_of(release.cells, known), counts, strict=True):
        rows = rows_of.get(key, [])
        if sum(int(people[row]) for row in rows) != int(count):
            raise DisclosureError(
                f"Release {release.label!r} was made from other answers and with fewer class "
                "columns than today's, so the two cannot be judged together. Plan with counts of "
                f"the same class columns: {', '.join(known) or 'none'}."
            )
        place.append([(row, False) for row in rows])
    return place
