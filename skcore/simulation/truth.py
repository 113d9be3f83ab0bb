"""What is true in a simulated study, in numbers, before anybody has answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from skcore.errors import SkcoreError

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: scale -> item -> mean on 0-100 (in the good direction) in a workplace at the middle
ITEMS: dict[str, dict[str, float]] = {
    "TM": {"TM1": 70.0, "TMX2": 62.0, "TM3": 60.0, "TM4": 64.0},
    "TE": {"TE1": 65.0, "TE2": 62.0, "TE3": 68.0},
    "JU": {"JU1": 58.0, "JU2": 57.0, "JU3": 52.0, "JU4": 60.0},
    "SW": {"SW1": 80.0, "SW2": 76.0, "SW3": 74.0},
}
SCALES = tuple(ITEMS)

#: the five questions of WHO-5, in the order of the form, on 0-100
WELLBEING_ITEMS = (66.0, 61.0, 63.0, 55.0, 66.0)

PERSON_SD = 14.0  # how people of one workplace differ, over all scales
SCALE_SD = 9.0  # and further from scale to scale
ITEM_SD = 18.0  # and from item to item


@dataclass(frozen=True)
class Truth:
    """The numbers a study is simulated from; change one and see whether it is found again.

    Parameters
    ----------
    icc
        Share of the variance of people's social capital that lies between workplaces (0-1).
    area_share
        Share of that between-workplace variance that areas have in common (0-1).
    stability
        Correlation of a workplace's true level in the two waves (0-1).
    trend
        Change of every workplace from the first wave to the second, points.
    effect
        Further change of the workplaces with an action, points on every scale.
    selection
        How far those workplaces were chosen for being low in the first wave: 0 by lot,
        1 strictly the lowest measured means.
    leader_gap
        Points that leaders answer above their employees, by scale.
    absence_ratio
        Ratio of own-sickness rates per 10 points of a workplace's true social capital,
        given its occupations; 1 is no association.
    wellbeing_within, wellbeing_between
        Points of well-being per point of social capital: among colleagues of one workplace,
        and among workplaces.
    turnover, turnover_ratio
        Share of the employees who leave in a year, and its ratio per 10 points.
    satisfaction_slope
        Points of citizen satisfaction per point of social capital of the workplace.
    response_rate
        Share of the invited who answer (0-1).
    item_missing
        Share of answers left out at the first and at the last question (0-1).

    Examples
    --------
    >>> from skcore.simulation.truth import Truth
    >>> Truth(icc=0.2).between_sd > Truth(icc=0.1).between_sd
    True
    """

    icc: float = 0.12
    area_share: float = 0.2
    stability: float = 0.85
    trend: float = 1.0
    effect: float = 6.0
    selection: float = 0.8
    leader_gap: tuple[tuple[str, float], ...] = (("TM", 8.0), ("TE", 3.0), ("JU", 9.0), ("SW", 5.0))
    absence_ratio: float = 0.80
    wellbeing_within: float = 0.30
    wellbeing_between: float = 0.70
    turnover: float = 0.15
    turnover_ratio: float = 0.85
    satisfaction_slope: float = 0.5
    response_rate: float = 0.75
    item_missing: tuple[float, float] = (0.01, 0.03)

    def __post_init__(self) -> None:
        """Refuse numbers that no study can have."""
        alone = ("area_share", "stability", "selection", "turnover")
        shares = {name: getattr(self, name) for name in alone}
        both = ("the first of item_missing", "the second of item_missing")
        shares |= zip(both, self.item_missing, strict=True)
        wrong = [f"{name} is {value}" for name, value in shares.items() if not 0 <= value <= 1]
        if wrong:
            raise SkcoreError(f"Shares lie from 0 to 1, but {', '.join(wrong)}.")
        if not 0 <= self.icc < 1:
            raise SkcoreError(f"'icc' lies from 0 to below 1, but is {self.icc}.")
        if not 0 < self.response_rate < 1:
            raise SkcoreError(f"'response_rate' lies between 0 and 1, but is {self.response_rate}.")
        if self.absence_ratio <= 0 or self.turnover_ratio <= 0:
            raise SkcoreError("'absence_ratio' and 'turnover_ratio' are ratios above 0.")

    @property
    def within_variance(self) -> float:
        """Variance among colleagues of the mean of the scale scores TM, TE and JU, points²."""
        capital = [len(ITEMS[scale]) for scale in ("TM", "TE", "JU")]
        rounding = 25.0**2 / 12  # answers come in steps of 25 points
        noise = (ITEM_SD**2 + rounding) * sum(1 / n for n in capital) / 9
        return PERSON_SD**2 + SCALE_SD**2 / 3 + noise

    @property
    def between_sd(self) -> float:
        """Standard deviation of the workplaces' true social capital, points."""
        return float(np.sqrt(self.icc / (1 - self.icc) * self.within_variance))

    def gap(self, scale: str) -> float:
        """Points that leaders answer above employees on this scale."""
        return dict(self.leader_gap).get(scale, 0.0)


def expected_points(middle: Floats, *, spread: float, step: float) -> Floats:
    """
    Exact mean of answers that are a normal value rounded to steps and kept within 0-100.

    Parameters
    ----------
    middle
        Means of the normal values, points.
    spread
        Their standard deviation, points.
    step
        Distance between neighbouring answers: 25 for five options, 20 for six.

    Returns
    -------
    Array of the shape of `middle`, points 0-100.

    Notes
    -----
    E = step · Σ P(value > threshold), over the thresholds half-way between the answers.

    Examples
    --------
    >>> import numpy as np
    >>> expected_points(np.array([50.0]), spread=20, step=25).round(6)
    array([50.])
    """
    thresholds = np.arange(step / 2, 100, step)
    total = np.zeros_like(middle)
    for threshold in thresholds:
        total += ndtr((middle - threshold) / spread)
    return step * total
