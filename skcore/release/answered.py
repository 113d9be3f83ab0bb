"""What was answered, summed up over base cells: for whoever looks at what values give away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from skcore.aggregation.membership import counted_people
from skcore.disclosure import ReleasePlan
from skcore.disclosure.lasting import shown_keys
from skcore.disclosure.layout import group_keys
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.disclosure.wide import Scores
from skcore.instruments.model import Instrument
from skcore.release.shared import PART

NOBODY = "–"  # class of a cell that was invited and has no respondents


def scores_of(
    people: pd.DataFrame,
    instrument: Instrument,
    plan: ReleasePlan,
    steps: Mapping[str, float],
    follow: Collection[str],
) -> Scores:
    """What those who are counted answered, summed up over the plan's cells: scores and parts."""
    classes = [str(name) for name in plan.counts if name not in plan.variables]
    sums = _sums(people, instrument, plan.counts[classes], list(steps))
    return Scores(sums.fillna(0.0), steps, follow=frozenset(follow))


def _sums(
    people: pd.DataFrame, instrument: Instrument, cells: pd.DataFrame, codes: Sequence[str]
) -> pd.DataFrame:
    """Points added up over each row of ``cells``, a table of classes; missing where nobody is."""
    classes = list(cells.columns)
    counted = people.loc[counted_people(people, instrument), [*classes, *codes]]
    # of a scale that the survey did not ask nothing is told: one that it asked stands in
    counted[list(codes)] = counted[list(codes)].bfill(axis=1).ffill(axis=1)
    counted[classes] = counted[classes].fillna(NOBODY)
    sums = counted.groupby(classes, as_index=False)[list(codes)].sum()
    both = cells.merge(sums.astype(dict.fromkeys(classes, object)), how="left", on=classes)
    return both[list(codes)]


def with_sums(
    release: EarlierRelease, people: Mapping[str, pd.DataFrame], instrument: Instrument
) -> EarlierRelease:
    """Put beside an earlier release what was answered in it, as far as the studies then tell.

    Parameters
    ----------
    release
        As the ledger holds it.
    people
        By survey, ``people_of`` the study as it was released.
    instrument
        Whose scales.
    """
    classes = list(release.classes)
    if "wave" not in classes or not all(set(classes) <= set(own) for own in people.values()):
        return release
    parts = [str(c) for own in people.values() for c in own if str(c).startswith(PART)]
    codes = [*instrument.scale_codes, *dict.fromkeys(parts)]
    codes = [c for c in codes if all(c in own for own in people.values())]
    rows = [own[own["wave"] == wave] for wave, own in people.items()]
    together = pd.concat(rows, ignore_index=True)
    sums = _sums(together, instrument, release.cells[classes], codes)
    nobody = (release.cells[list(release.variables)] == 0).all(axis=1)
    return replace(release, sums=sums.mask(nobody, 0.0))


def withheld_then(plan: ReleasePlan, earlier: Sequence[EarlierRelease]) -> pd.DataFrame:
    """Groups that a survey's last edition withheld, where nobody says what was answered before it.

    Shown again without ``--released`` nobody could look at what the answers of before it give away
    beside a group that is shown now and was not then. Empty where all of it is known.
    """
    before = [(r, _answers_by_wave(r.cells, r.variables[0])) for r in earlier if "wave" in r.cells]
    told = {}
    for wave, n in _answers_by_wave(plan.counts, plan.variables[0]).items():
        same = [r for r, own in before if own.get(wave) == n]
        if same and any(r.sums is None and own.get(wave, 0) not in (0, n) for r, own in before):
            told[wave] = shown_keys(same)
    groups = plan.groups[~plan.groups["hidden"] & plan.groups["wave"].isin(list(told))]
    keys = zip(group_keys(groups, plan.cuts), groups["wave"], strict=True)
    return groups[np.array([key not in told[wave] for key, wave in keys], dtype=bool)]


def was_another(plan: ReleasePlan, wave: str) -> bool:
    """Whether a survey was released with other answers: then its numbers of people differ."""
    now = _answers_by_wave(plan.counts, plan.variables[0]).get(wave, 0)
    known = [_answers_by_wave(r.cells, r.variables[0]) for r in plan.earlier if "wave" in r.cells]
    return any(own.get(wave, 0) not in (0, now) for own in known)


def _answers_by_wave(cells: pd.DataFrame, variable: str) -> dict[str, int]:
    return {str(w): int(n) for w, n in cells.groupby("wave")[variable].sum().items()}


def step_of(instrument: Instrument, code: str) -> float:
    """Points between neighbouring values of a score where nothing was skipped."""
    scale = instrument.scale(code)
    parts = getattr(scale, "scales", (code,))
    items = [item for part in parts for item in getattr(instrument.scale(part), "items", ())]
    points = sorted({o.points for o in instrument.options_of(items[0]) if o.points == o.points})
    return min(b - a for a, b in pairwise(points)) / len(items)
