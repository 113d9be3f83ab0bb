"""How finely workplaces without names tell what leads: as dots, and in sums of few beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.aggregation.membership import counted_people
from skcore.association.unit_line import FEW_UNITS
from skcore.disclosure import ReleasePlan
from skcore.disclosure.policy import DisclosurePolicy
from skcore.disclosure.rounding import round_half_away
from skcore.disclosure.wide import NARROWEST
from skcore.instruments.model import Composite, Instrument
from skcore.reading.study import Study
from skcore.reading.study_settings import NetworkDeck
from skcore.release.differences import held

Floats = npt.NDArray[np.float64]
CUT = "wave × unit × role"
FEWEST_DOTS = 3  # with fewer there is nothing to draw or to relate
FEWEST_OF_A_SIDE = 3  # one is named, and one of two knows the other
WIDEST = 27  # points, or the first step above: who is nearly all of a whole is told by it anyway


def dots_apart(
    instrument: Instrument, deck: NetworkDeck, code: str = "", led: Sequence[set[str]] = ()
) -> int:
    """Whole points that dots of what leads are told in, so that none tells of one leader.

    A workplace far from all others is known among the dots, and the other themes stand on its
    poster: what is left of a mean of themes is the trust in its leader. As told, that is open by
    ten points, the least that a mean which is not shown keeps anywhere. ``code`` is another mean
    of themes than the one that leads; ``led``: questions of themes that point at leaders, as asked.
    """
    return max(1, ceil(_open_by(instrument, deck, code, led)))


def _open_by(
    instrument: Instrument, deck: NetworkDeck, code: str, led: Sequence[set[str]]
) -> float:
    """Points that such a mean must be open by; 0 or less where there is no such rule."""
    whole = instrument.scale(code or instrument.leading)
    if deck.named_management:
        return 0.0
    if isinstance(whole, Composite):
        parts = [scale for scale in instrument.scales if scale.code in whole.scales]
        sizes = [len(scale.items) if whole.of == "items" else 1 for scale in parts]
        pairs = zip(parts, sizes, strict=True)
        share = sum(n for scale, n in pairs if scale.about_management) / sum(sizes)
    else:  # a scale that holds all questions of others
        inside = set().union(*(items for items in led if items < {*whole.items}))
        share = len(inside) / len(whole.items)
    return NARROWEST * share - (1 - share)  # the others are whole points as well


def steps_of_dots(study: Study, people: pd.DataFrame, plan: ReleasePlan) -> dict[str, int]:
    """Steps of the dots of each mean of themes: ``dots_apart``, wider where the whole tells more.

    The whole is told in points. Of three workplaces it may say where in a step of three a dot
    lies, of ten hardly ever; so what is told is looked at, and a step is one for all surveys. Three
    steps make the next wider one: where a later edition has another, both together tell what the
    finer does.
    """
    instrument, deck = study.instruments[0], study.network_deck
    counted = people[counted_people(people, instrument) & (people["role"] == "employee")]
    scales = [s for one in study.instruments for s in one.scales if s.about_management]
    items = [code for code in study.instrument_items if code in people]
    asked = people[items].notna().groupby(people["wave"]).any()
    led = [{i for i in s.items if row.get(i, False)} for _, row in asked.iterrows() for s in scales]
    steps: dict[str, int] = {}
    for code in (code for code in instrument.scale_codes if code in people):
        step = dots_apart(instrument, deck, code, led)
        least = _open_by(instrument, deck, code, led)
        for told in _surveys(counted, code, plan) if step > 1 else ():
            while step < WIDEST and left_open(*told, step) < least:
                step *= 3
        steps |= {code: step} if step > 1 else {}
    return steps


def _surveys(
    counted: pd.DataFrame, code: str, plan: ReleasePlan
) -> Iterator[tuple[Floats, Floats, float, int]]:
    """Of each survey means and answers of the workplaces shown, mean and answers of the whole."""
    wholes = plan.shown_groups(("wave", "role"), role="employee")["wave"]
    workplaces = plan.shown_groups(("wave", "unit", "role"), role="employee")
    for wave, own in counted.dropna(subset=[code]).groupby("wave"):
        shown = workplaces.loc[workplaces["wave"] == wave, "unit"]
        units = own.groupby("unit")[code].agg(["mean", "size"]).astype(float)
        units = units[units.index.isin(shown)]
        if wave in set(wholes) and len(units) >= FEWEST_DOTS:
            yield units["mean"].to_numpy(), units["size"].to_numpy(), own[code].mean(), len(own)


def left_open(means: Floats, n: Floats, whole: float, everybody: int, step: int) -> float:
    """Points that a dot is open by at least, to who knows the whole and all numbers of answers.

    Parameters
    ----------
    means, n
        Of the workplaces that are dots: points and answers.
    whole, everybody
        Mean and answers of all; who is no dot may have answered anything.
    step
        Points that the dots stand apart.

    Examples
    --------
    >>> import numpy as np
    >>> means, answers = np.full(4, 61.4), np.array([30.0, 20, 10, 10])
    >>> [round(left_open(means, answers, 61.4, 70, step), 1) for step in (3, 9)]
    [2.3, 7.0]
    """
    dots = step * round_half_away(round_half_away(means) / step)
    low, high = (dots - step / 2).clip(0), (dots + step / 2).clip(max=100)
    sums = (round_half_away(whole) + np.array([-0.5, 0.5])) * everybody
    least = (sums[0] - 100 * (everybody - n.sum()) - n @ high + n * high) / n
    most = (sums[1] - n @ low + n * low) / n
    return float((np.minimum(high, most) - np.maximum(low, least)).min())


def step_of_few(step: int, *sides: int) -> int:
    """Steps in which the means of these workplaces are counted; 1 where they are as they are.

    A mean in tenths says where in its step a dot lies, of three in one of five, of six in one of
    3,000; beside it stand its interval, the checks, what could be seen. So nothing is told of
    fewer than a line is drawn through but what follows from their dots.
    """
    return step if min(sides) < FEW_UNITS else 1


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
