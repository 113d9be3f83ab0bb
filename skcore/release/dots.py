"""How finely workplaces without names tell what leads: as dots, and in sums of few beside them."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaln

from skcore.association.unit_line import FEW_UNITS
from skcore.disclosure import ReleasePlan
from skcore.disclosure.policy import DisclosurePolicy
from skcore.disclosure.rounding import round_half_away
from skcore.disclosure.wide import NARROWEST
from skcore.instruments.model import Composite, Instrument
from skcore.reading.study_settings import NetworkDeck
from skcore.release.differences import held

Floats = npt.NDArray[np.float64]
CUT = "wave × unit × role"


FEWEST_DOTS = 3  # fewer are two workplaces that know each other
RARELY = 1 / 1000  # chance that a survey's whole tells more of a dot than was meant
WIDEST = 27  # points, or the first step above: who is nearly all of a whole is told by it anyway


def dots_apart(instrument: Instrument, deck: NetworkDeck, code: str = "") -> int:
    """Whole points that dots of what leads are told in, so that none tells of one leader.

    A workplace far from all others is known among the dots, and the other themes stand on its
    poster: what is left of a mean of themes is the trust in its leader. As told, that is open by
    ten points, the least that a mean which is not shown keeps anywhere. ``code`` is another mean
    of themes than the one that leads.
    """
    return max(1, ceil(_open_by(instrument, deck, code)))


def _open_by(instrument: Instrument, deck: NetworkDeck, code: str) -> float:
    """Points that such a mean must be open by; 0 or less where there is no such rule."""
    whole = instrument.scale(code or instrument.leading)
    if deck.named_management or not isinstance(whole, Composite):
        return 0.0
    parts = [scale for scale in instrument.scales if scale.code in whole.scales]
    sizes = [len(scale.items) if whole.of == "items" else 1 for scale in parts]
    pairs = zip(parts, sizes, strict=True)
    share = sum(n for scale, n in pairs if scale.about_management) / sum(sizes)
    return NARROWEST * share - (1 - share)  # the others are whole points as well


def step_of_dots(
    instrument: Instrument, deck: NetworkDeck, plan: ReleasePlan, code: str = ""
) -> int:
    """Steps of the dots of a study: as ``dots_apart``, wider where few workplaces answered.

    The whole is told in points. Of three workplaces it says in one of three how a dot lies in a
    step of three, of ten hardly ever. Numbers of answers decide, and no values, so that a step
    says nothing; it is one for all surveys. Three steps make the next wider one: where a later
    edition has another, both together tell what the finer does.
    """
    step, least = dots_apart(instrument, deck, code), _open_by(instrument, deck, code)
    groups = plan.groups[(plan.groups["cut"] == CUT) & ~plan.groups["hidden"]]
    for _, own in groups[groups["role"] == "employee"].groupby("wave"):
        n = own["n"].to_numpy(dtype=float)
        while (
            1 < step < WIDEST and len(n) >= FEWEST_DOTS and told_by_whole(n, step, least) > RARELY
        ):
            step *= 3
    return step


def told_by_whole(n: Floats, step: float, least: float) -> float:
    r"""Chance at most that the whole narrows one of the dots to less than ``least`` points.

    Of a dot with share w of the answers that takes :math:`\sum_j w_j v_j + e < w \cdot least`,
    with the distances v of all from an end of their steps and e of the whole from its own. Taken
    as uniform that is the volume of a simplex; of any of the workplaces alone it is no less.

    Examples
    --------
    >>> import numpy as np
    >>> [told_by_whole(np.full(k, 20.0), 3, 8 / 3) < 0.001 for k in (3, 10)]
    [False, True]
    """
    share = np.sort(n / n.sum())[::-1]
    many = np.arange(1, len(share) + 1)
    edges = np.log(share * least)[:, None] * (many + 1)
    volume = edges - gammaln(many + 2) - many * np.log(step) - np.log(share).cumsum()
    return float(2 * np.exp(np.minimum(volume.min(axis=1), 0)).sum())


def step_of_few(instrument: Instrument, deck: NetworkDeck, plan: ReleasePlan, *sides: int) -> int:
    """Steps in which the means of these workplaces are counted; 1 where they are as they are.

    A mean in tenths says where in its step a dot lies, of three in one of five, of six in one of
    3,000; beside it stand its interval, the checks, what could be seen. So nothing is told of
    fewer than a line is drawn through but what follows from their dots.
    """
    return step_of_dots(instrument, deck, plan) if min(sides) < FEW_UNITS else 1


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
