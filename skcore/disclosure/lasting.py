"""The same groups from survey to survey: where the choice is free, what is withheld stays so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.layout import Layout, cut_columns, cut_text, group_keys, keys_of
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.disclosure.reasons import PRIMARY

WAVE = "wave"
Floats = npt.NDArray[np.float64]
Reasons = npt.NDArray[np.object_]


def same_over_time(layout: Layout) -> list[tuple[object, ...]]:
    """Name of each group without its survey: alike for the same group in several surveys."""
    others = [name for name in layout.classes if name != WAVE]
    classes = layout.groups[others].astype(object).where(layout.groups[others].notna(), "")
    return keys_of(classes.assign(cut=layout.groups["cut"]), ["cut", *others])


def to_keep(layout: Layout, reason: Reasons, releases: Sequence[EarlierRelease]) -> Floats:
    """How dearly each group would be missed among equals: people over all surveys.

    Nothing where the group is withheld in another survey, or was in an earlier release: it has no
    development to show, and another that has one would lose it.
    """
    people: Floats = layout.groups[list(layout.variables)].to_numpy(dtype=float).max(axis=1)
    if WAVE not in layout.classes:
        return people
    names = same_over_time(layout)
    total: dict[tuple[object, ...], float] = {}
    for name, n in zip(names, people, strict=True):
        total[name] = total.get(name, 0.0) + n
    lost = {name for name, why in zip(names, reason, strict=True) if why == PRIMARY}
    lost |= _withheld_before(layout, names, people, releases)
    return np.array([0.0 if name in lost else total[name] for name in names], dtype=np.float64)


def _withheld_before(
    layout: Layout,
    names: Sequence[tuple[object, ...]],
    people: Floats,
    releases: Sequence[EarlierRelease],
) -> set[tuple[object, ...]]:
    """Groups of a survey that was released, of which no release showed them."""
    shown = shown_keys(releases)
    cuts = {text for text, _ in shown}
    waves = {wave for r in releases if WAVE in r.classes for wave in r.cells[WAVE].unique()}
    return {
        names[row]
        for row, key in enumerate(group_keys(layout.groups, layout.cuts))
        if layout.groups[WAVE].iloc[row] in waves
        and key[0] in cuts
        and people[row]
        and key not in shown
    }


def stays_withheld(layout: Layout, releases: Sequence[EarlierRelease]) -> list[int]:
    """Groups that were decided on and not shown, in a survey whose people are who they were.

    A second run of the same shows the same. What was shown costs nothing to show again, so a
    search that begins with it may find a plan that shows more; the deck that lies on the table
    would then not be the one that is made.
    """
    shown = shown_keys(releases)
    people = layout.groups[list(layout.variables)].max(axis=1).tolist()
    surveys = layout.groups[WAVE].tolist() if WAVE in layout.groups else [None] * len(people)
    now = group_keys(layout.groups, layout.cuts)
    found: set[int] = set()
    for release in releases:
        same = _same_people(layout, release)
        then = {
            (cut_text(cut), key): n
            for cut in layout.cuts
            if cut_text(cut) in release.planned
            for key, n in release.people(cut).items()
        }
        found |= {
            row
            for row, key in enumerate(now)
            if key not in shown and then.get(key) == people[row] and surveys[row] in same
        }
    return sorted(found)


def _same_people(layout: Layout, release: EarlierRelease) -> set[object]:
    """Surveys of a release whose people today are who they were, cell by cell."""
    numbers = [name for name in layout.variables if name in release.variables]
    told = {*layout.base} - {*layout.follows}
    columns = [name for name in release.classes if name in told]
    if not numbers or not columns:
        return set()
    now, then = (cells.groupby(columns)[numbers].sum() for cells in (layout.cells, release.cells))
    moved = now.sub(then, fill_value=0).ne(0).any(axis=1).rename("moved").reset_index()
    surveys = moved.get(WAVE, pd.Series([None] * len(moved)))
    return {*release.cells.get(WAVE, [None])} - {*surveys[moved["moved"]]}


def shown_keys(releases: Sequence[EarlierRelease]) -> set[tuple[str, tuple[object, ...]]]:
    """Cut and classes of what was shown, as ``group_keys`` gives them of what is planned."""
    return {
        (cut_text(cut), tuple(values[name] for name in cut_columns(cut)))
        for release in releases
        for cut, values in release.shown
    }
