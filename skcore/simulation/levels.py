"""The true level of every workplace in each wave, and what its people bring themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skcore.simulation.organisation import Organisation, municipality
from skcore.simulation.truth import (
    ITEM_SD,
    ITEMS,
    PERSON_SD,
    SCALE_SD,
    SCALES,
    WELLBEING_ITEMS,
    Flags,
    Floats,
    Truth,
    Whole,
    expected_points,
)

SCALE_SHARE = 0.1  # share of the between-workplace variance in which the scales differ
PERSON_STABILITY = 0.8  # correlation of a person's own level in the two waves
WELLBEING_PERSON_SD = 13.0
WELLBEING_UNIT_SD = 2.0
WELLBEING_ITEM_SD = 14.0
LEADER_WELLBEING = 3.0


@dataclass(frozen=True)
class WorkplaceLevels:
    """Deviations in points of every workplace from the middle, before any action."""

    first: Floats  # workplace x scale
    second: Floats
    wellbeing: Floats  # workplace x wave


@dataclass(frozen=True)
class Persons:
    """Deviations in points of the person in each position from the workplace."""

    capital: Floats  # position x scale
    general: Floats  # position: mean over the scales of social capital
    wellbeing: Floats  # position: what well-being holds beside social capital


def draw_workplaces(
    rng: np.random.Generator, organisation: Organisation, truth: Truth
) -> WorkplaceLevels:
    """Draw both waves' levels with the wished variance, areas in common and stability."""
    area = pd.factorize(organisation.workplaces["area"])[0]
    first, fresh = (_between(rng, area, truth) for _ in range(2))
    second = truth.stability * first + np.sqrt(1 - truth.stability**2) * fresh + truth.trend
    wellbeing = rng.normal(0, WELLBEING_UNIT_SD, (len(area), 2))
    return WorkplaceLevels(first, second, wellbeing)


def _between(rng: np.random.Generator, area: Whole, truth: Truth) -> Floats:
    variance = truth.between_sd**2
    common = variance * (1 - SCALE_SHARE)
    areas = rng.normal(0, np.sqrt(common * truth.area_share), int(area.max()) + 1)
    own = rng.normal(0, np.sqrt(common * (1 - truth.area_share)), len(area))
    # three scales make up social capital, so a third of their own variance is left in it
    by_scale = rng.normal(0, np.sqrt(3 * SCALE_SHARE * variance), (len(area), len(SCALES)))
    level: Floats = (areas[area] + own)[:, None] + by_scale
    return level


def draw_persons(
    rng: np.random.Generator, n: int, *, before: Persons | None = None, stay: Floats | None = None
) -> Persons:
    """Draw what `n` people bring; those who stay (1, else 0) keep most of what they had."""
    general = rng.normal(0, PERSON_SD, n)
    by_scale = rng.normal(0, SCALE_SD, (n, len(SCALES)))
    capital = general[:, None] + by_scale
    wellbeing = rng.normal(0, WELLBEING_PERSON_SD, n)
    if before is not None and stay is not None:
        keep = PERSON_STABILITY * stay
        rest = np.sqrt(1 - keep**2)
        capital = keep[:, None] * before.capital + rest[:, None] * capital
        wellbeing = keep * before.wellbeing + rest * wellbeing
    return Persons(capital, capital[:, :3].mean(axis=1), wellbeing)


def occupation_capital(people: pd.DataFrame) -> Floats:
    """Points that each position's occupation lies from its workplace."""
    points = {key: row["capital"] for key, row in municipality()["occupations"].items()}
    return people["occupation"].map(points).to_numpy(dtype=float)


def item_middles(levels: Floats, unit: Whole, extra: Floats) -> dict[str, Floats]:
    """Item -> expected value before rounding of each position, on 0-100."""
    return {
        item: mean + levels[unit, column] + extra
        for column, scale in enumerate(SCALES)
        for item, mean in ITEMS[scale].items()
    }


def true_means(
    people: pd.DataFrame, *, unit: str, levels: Floats, n_units: int, present: Flags
) -> pd.DataFrame:
    """
    Exact mean of each scale in each workplace: what endlessly many such employees would answer.

    Parameters
    ----------
    people
        One row per position.
    unit
        Column of `people` that holds the workplace's number.
    levels
        Workplace x scale, points from the middle.
    n_units
        Number of workplaces.
    present
        Whether the position is filled in the wave.

    Returns
    -------
    One row per workplace (NaN without employees): ``TM, TE, JU, SW, social_capital``, 0-100.
    """
    counted = (people["role"] == "employee").to_numpy() & present
    chosen = people.loc[counted]
    middles = item_middles(levels, chosen[unit].to_numpy(), occupation_capital(chosen))
    spread = float(np.sqrt(PERSON_SD**2 + SCALE_SD**2 + ITEM_SD**2))
    points = pd.DataFrame(
        {item: expected_points(value, spread=spread, step=25) for item, value in middles.items()}
    )
    means = points.groupby(chosen[unit].to_numpy()).mean().reindex(range(n_units))
    scales = pd.DataFrame({scale: means[list(ITEMS[scale])].mean(axis=1) for scale in SCALES})
    scales["social_capital"] = scales[["TM", "TE", "JU"]].mean(axis=1)
    return scales


def wellbeing_middle(
    truth: Truth, *, capital: Floats, centre: float, general: Floats, own: Floats
) -> Floats:
    """Well-being of each person before answering, as points from the items' means."""
    between = truth.wellbeing_between * (capital - centre)
    level: Floats = between + truth.wellbeing_within * general + own
    return level


def true_wellbeing(truth: Truth, *, capital: Floats, centre: float, unit: Floats) -> Floats:
    """Exact mean WHO-5 score (0-100) of the employees of each workplace."""
    level = truth.wellbeing_between * (capital - centre) + unit
    own = truth.wellbeing_within**2 * (PERSON_SD**2 + SCALE_SD**2 / 3) + WELLBEING_PERSON_SD**2
    spread = float(np.sqrt(own + WELLBEING_ITEM_SD**2))
    parts = [expected_points(mean + level, spread=spread, step=20) for mean in WELLBEING_ITEMS]
    result: Floats = np.mean(parts, axis=0)
    return result
