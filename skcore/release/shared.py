"""Questions that several scales hold: one base of people, and what follows from two such scales."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pandas as pd

from skcore.aggregation.membership import counted_people
from skcore.instruments.model import Instrument
from skcore.measuring.scoring import score_items
from skcore.reading.study import Study

#: how columns of people begin that hold a part of a scale
PART = "part: "


def sharing(instruments: Sequence[Instrument]) -> list[Instrument]:
    """The first instrument and those that share questions with it, directly or through others."""
    found = [instruments[0]]
    for _ in instruments:
        items = {item for own in found for item in own.item_codes}
        found += [i for i in instruments if i not in found and items & set(i.item_codes)]
    return found


def with_one_base(people: pd.DataFrame, instruments: Sequence[Instrument]) -> pd.DataFrame:
    """Take scores from who lacks a scale of any of the instruments that share questions.

    A scale over twelve people and the same questions in another questionnaire over the eleven who
    answered all of that one tell what the twelfth answered.
    """
    for place in range(len(instruments) - 1):
        people = _one_base(people, sharing(instruments[place:]))
    return people


def _one_base(people: pd.DataFrame, alike: Sequence[Instrument]) -> pd.DataFrame:
    if len(alike) < 2:
        return people
    complete = pd.Series(True, index=people.index)
    for instrument in alike:
        counted = counted_people(people, instrument)
        complete &= counted | ~counted.groupby(people["wave"]).transform("any")
    codes = [code for i in alike for code in i.scale_codes if code in people]
    return people.assign(**{code: people[code].where(complete) for code in codes})


def part_columns(people: pd.DataFrame, study: Study) -> dict[str, pd.Series]:
    """Scores of questions that no scale holds alone, and that follow from those that hold them.

    Where a theme of two questions stands beside the same theme on the one that both surveys asked,
    twice the first less the second is the other question; so it is with a scale and one that is
    part of it. Who skipped all questions of a part keeps the score of the scale.
    """
    columns = {}
    for items, code, instrument in _parts(people, study):
        points = score_items(people, instrument)[items]
        column = points.mean(axis=1).fillna(people[code])
        asked = points.notna().any(axis=1).groupby(people["wave"]).transform("any")
        columns[PART + "+".join(items)] = column.where(asked & people[code].notna())
    return columns


def ends_that_follow(instrument: Instrument, beside: Sequence[Instrument] = ()) -> set[str]:
    """Scales of whose mean no end hides how far beyond it lies: what stands beside them tells it.

    Three times social capital, less two of its themes, is the third; so it is with scales that
    have some of their questions in common (``beside``: all questionnaires of the study).
    """
    asked = [frozenset(scale.items) for own in beside for scale in own.scales]
    inside = {code for whole in instrument.composites for code in whole.scales}
    return inside | {
        scale.code
        for scale in instrument.scales
        if any(frozenset(scale.items) & other and {*scale.items} != other for other in asked)
    }


def part_steps(people: pd.DataFrame, study: Study) -> dict[str, float]:
    """Points between neighbouring values of each part's score."""
    steps = {}
    for items, _, instrument in _parts(people, study):
        points = sorted({p for p, _ in instrument.points_of(items[0])})
        gaps = [b - a for a, b in pairwise(points)]
        steps[PART + "+".join(items)] = min(gaps) / len(items)
    return steps


def _parts(people: pd.DataFrame, study: Study) -> Iterator[tuple[list[str], str, Instrument]]:
    """Questions that stand in the same scales and surveys, where these are not a whole scale."""
    holders: dict[str, list[tuple[str, Instrument]]] = {}
    scales = [(scale, own) for own in sharing(study.instruments) for scale in own.scales]
    for scale, own in scales:
        for item in scale.items:
            if item in people:
                holders.setdefault(item, []).append((scale.code, own))
    asked = people[list(holders)].notna().groupby(people["wave"]).any()
    alike: dict[tuple[object, ...], list[str]] = {}
    for item, own_holders in holders.items():
        codes = tuple(code for code, _ in own_holders)
        alike.setdefault((codes, tuple(asked[item])), []).append(item)
    told = {frozenset(scale.items) & frozenset(holders) for scale, _ in scales}
    for items in alike.values():
        if frozenset(items) not in told:
            yield items, *holders[items[0]][0]
