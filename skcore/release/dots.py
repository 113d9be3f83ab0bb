"""How finely workplaces without names tell what leads: as dots, and in sums of few beside them."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import pandas as pd

from skcore.association.unit_line import FEW_UNITS
from skcore.disclosure.policy import DisclosurePolicy
from skcore.disclosure.rounding import round_half_away
from skcore.disclosure.wide import NARROWEST
from skcore.instruments.model import Composite, Instrument
from skcore.reading.study_settings import NetworkDeck
from skcore.release.differences import held


def dots_apart(instrument: Instrument, deck: NetworkDeck, code: str = "") -> int:
    """Whole points that dots of what leads are told in, so that none tells of one leader.

    A workplace far from all others is known among the dots, and the other themes stand on its
    poster: what is left of a mean of themes is the trust in its leader. As told, that is open by
    ten points, the least that a mean which is not shown keeps anywhere. ``code`` is another mean
    of themes than the one that leads.
    """
    whole = instrument.scale(code or instrument.leading)
    if deck.named_management or not isinstance(whole, Composite):
        return 1
    parts = [scale for scale in instrument.scales if scale.code in whole.scales]
    sizes = [len(scale.items) if whole.of == "items" else 1 for scale in parts]
    pairs = zip(parts, sizes, strict=True)
    share = sum(n for scale, n in pairs if scale.about_management) / sum(sizes)
    return max(1, ceil(NARROWEST * share - (1 - share)))  # the others are whole points as well


def step_of_few(instrument: Instrument, deck: NetworkDeck, *sides: int) -> int:
    """Steps in which the means of these workplaces are counted; 1 where they are as they are.

    A mean in tenths says where in its step a dot lies, of three in one of five, of six in one of
    3,000; beside it stand its interval, the checks, what could be seen. So nothing is told of
    fewer than a line is drawn through but what follows from their dots.
    """
    return dots_apart(instrument, deck) if min(sides) < FEW_UNITS else 1


def in_steps(values: pd.Series, step: int, policy: DisclosurePolicy) -> pd.Series:
    """Round means to such steps; in wider ones they stay where the policy holds them."""
    told: pd.Series = step * round_half_away(values.astype(float) / step)
    return told.clip(policy.floor, policy.ceiling) if step > 1 else told


def as_dots(means: pd.Series, step: int, policy: DisclosurePolicy) -> pd.Series:
    """Means as dots tell them, whole points first; as they are where steps are of one."""
    return in_steps(round_half_away(means.astype(float)), step, policy) if step > 1 else means


def as_told(
    answers: pd.DataFrame, value: str, by: Sequence[str], step: int, policy: DisclosurePolicy
) -> pd.Series:
    """Answers of each group moved together until their mean is the one that is told of it.

    How far over 95 one lies must not follow either, where one group alone is a side.
    """
    mean = answers.groupby(list(by))[value].transform("mean")
    moved: pd.Series = answers[value] + as_dots(held(mean, policy), step, policy) - mean
    return moved
