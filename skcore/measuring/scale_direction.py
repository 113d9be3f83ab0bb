"""Scales that may be mirrored whole: no item shows it, what stands beside them may."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from skcore.instruments.loader import load_instrument
from skcore.instruments.model import MIDDLE, Instrument, Reference, Words
from skcore.measuring.scoring import score_scales
from skcore.problems import ASK, Problem
from skcore.texts import LANGUAGES, load_texts

Scored = Sequence[tuple[Instrument, pd.DataFrame]]

_PEOPLE = 30  # fewer tell neither a correlation nor a level from chance
_ERRORS = 2.0  # standard errors
_NEAR_MIDDLE = 5.0  # a reference so near to 50 is its own mirror image


def mirrored_scales(
    responses: pd.DataFrame, instruments: Sequence[Instrument], references: Sequence[Reference] = ()
) -> list[Problem]:
    """Ask of surveys whose numbers may be read from the wrong end, without any result.

    A scale that runs against well-being, or lies nearer to the mirror image of the value to compare
    with than to the value itself (both with 30 people and beyond two standard errors), is a
    question and no proof: a survey of a sad place looks so too.
    """
    found = []
    scores = [(used, score_scales(responses, used)) for used in _with_short(instruments)]
    for wave, rows in responses.groupby("wave", sort=False):
        here = [(used, table.loc[rows.index]) for used, table in scores]
        said: dict[str, object] = {"wave": str(wave)}
        against = list(_against_wellbeing(here))
        if against:
            spoken = {one: ", ".join(words[one] for words in against) for one in LANGUAGES}
            found.append(Problem("against_wellbeing", "numbers", said | {"scales": spoken}))
        for scale, reference in _beyond_the_middle(here, references):
            names = {"scale": scale, "reference": reference}
            found.append(Problem("level_mirrored", "numbers", said | names))
    return [replace(problem, severity=ASK) for problem in found]


def _with_short(instruments: Sequence[Instrument]) -> list[Instrument]:
    """Add Fire hurtige where its questions stand in a longer questionnaire: it has a value.

    Nobody who asked the longer one knows it by its name, so it is called four of the questions.
    """
    short = load_instrument("fire-hurtige")
    held = {item: one.options_of(item) for one in instruments for item in one.item_codes}
    inside = all(
        [(o.code, o.points) for o in held.get(item, ())]
        == [(o.code, o.points) for o in short.options_of(item)]
        for item in short.item_codes
    )
    known = any(one.id == short.id for one in instruments)
    label = {one: load_texts(one)("check.four_questions") for one in LANGUAGES}
    short = replace(short, scales=tuple(replace(scale, label=label) for scale in short.scales))
    return [*instruments, *([short] if inside and not known else [])]


def _against_wellbeing(scores: Scored) -> Iterator[Words]:
    """Labels of scales that go down where the first scale of well-being goes up."""
    every = [(scale, table[scale.code]) for one, table in scores for scale in one.scales]
    upward = [(scale, column if scale.high_is_good else -column) for scale, column in every]
    health = next((column for scale, column in upward if scale.health), None)
    for scale, column in upward:
        if health is None or scale.health:
            continue
        both = pd.concat([health, column], axis=1).dropna()
        if len(both) >= _PEOPLE and (both.std() > 0).all():
            r = np.clip(np.corrcoef(both.T)[0, 1], -0.999, 0.999)
            if math.atanh(r) + _ERRORS / math.sqrt(len(both) - 3) < 0:  # Fisher's z
                yield scale.label


def _beyond_the_middle(
    scores: Scored, references: Sequence[Reference]
) -> Iterator[tuple[Words, Words]]:
    """Scales on the other side of 50 than the value they are compared with; both names."""
    home = {code: (one, table) for one, table in scores for code in one.scale_codes}
    known = [*references, *(reference for one, _ in scores for reference in one.references)]
    for reference in known:
        one, table = home[reference.scale]
        side = math.copysign(1.0, reference.value - MIDDLE)
        values = side * (table[reference.scale].dropna() - MIDDLE)
        if len(values) < _PEOPLE or abs(reference.value - MIDDLE) < _NEAR_MIDDLE:
            continue
        if values.mean() + _ERRORS * values.std() / math.sqrt(len(values)) < 0:
            yield one.scale(reference.scale).label, reference.label
