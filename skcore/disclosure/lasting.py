"""The same groups from survey to survey: where the choice is free, what is withheld stays so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from skcore.disclosure.layout import Layout, cut_columns, cut_text
from skcore.disclosure.memory.earlier import EarlierRelease, keys_of
from skcore.disclosure.reasons import PRIMARY

__all__ = ["WAVE", "same_over_time", "to_keep"]

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
    shown = {
        (cut_text(cut), *(values[name] for name in cut_columns(cut)))
        for release in releases
        for cut, values in release.shown
    }
    cuts = {text for text, *_ in shown}
    waves = {wave for r in releases if WAVE in r.classes for wave in r.cells[WAVE].unique()}
    found = set()
    for cut in layout.cuts:
        rows = np.flatnonzero(layout.groups["cut"] == cut_text(cut))
        keys = keys_of(layout.groups.iloc[rows], cut_columns(cut))
        for row, key in zip(rows.tolist(), keys, strict=True):
            known = layout.groups[WAVE].iloc[row] in waves and cut_text(cut) in cuts
            if known and people[row] and (cut_text(cut), *key) not in shown:
                found.add(names[row])
    return found
