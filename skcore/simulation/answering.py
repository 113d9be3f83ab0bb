"""Who answers, and what: one wave of an anonymous questionnaire."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skcore.simulation.levels import (
    LEADER_WELLBEING,
    WELLBEING_ITEM_SD,
    Persons,
    item_middles,
    occupation_capital,
    wellbeing_middle,
)
from skcore.simulation.organisation import municipality
from skcore.simulation.truth import (
    ITEM_SD,
    ITEMS,
    SCALES,
    WELLBEING_ITEMS,
    Flags,
    Floats,
    Truth,
    Whole,
)

REVERSED = ("TM3", "TE1", "TE2")  # asked the other way round: a high code is bad
WELLBEING_CODES = ("WHO5_1", "WHO5_2", "WHO5_3", "WHO5_4", "WHO5_5")

RESPONSE_SPREAD = 0.35  # standard deviation of the workplaces' log odds of answering
BREAK_OFF = 0.015  # share who stop somewhere after the third question
NO_OCCUPATION = 0.01  # share who do not tell their occupation


def draw_response(rng: np.random.Generator, *, unit: Whole, present: Flags, truth: Truth) -> Flags:
    """Tell for each position whether its person answers; chance does not look at the answers."""
    odds = np.log(truth.response_rate / (1 - truth.response_rate))
    tendency = odds + rng.normal(0, RESPONSE_SPREAD, int(unit.max()) + 1)
    answers: Flags = rng.random(len(unit)) < 1 / (1 + np.exp(-tendency[unit]))
    return present & answers


def answer(
    rng: np.random.Generator,
    people: pd.DataFrame,
    *,
    unit: str,
    levels: Floats,
    persons: Persons,
    wellbeing: Floats,
    capital: Floats,
    centre: float,
    truth: Truth,
) -> pd.DataFrame:
    """
    Draw everybody's answers to one wave, as option codes of the instrument files.

    Parameters
    ----------
    rng
        Source of chance.
    people
        One row per position.
    unit
        Column of `people` with the workplace's number in this wave.
    levels
        Workplace x scale, points from the middle.
    persons
        What the people bring.
    wellbeing
        One number per workplace, points.
    capital
        True social capital per workplace, 0-100.
    centre
        Its mean in the first wave.
    truth
        The study's numbers.

    Returns
    -------
    One row per position: ``TM1 ... SW3`` as 1-5 with reversed items as they are asked, WHO-5
    as 0-5; NaN where a question was left out.
    """
    place = people[unit].to_numpy()
    leader = (people["role"] == "leader").to_numpy()
    middles = item_middles(levels, place, occupation_capital(people))
    codes: dict[str, Floats] = {}
    for column, scale in enumerate(SCALES):
        own = persons.capital[:, column] + leader * truth.gap(scale)
        for item in ITEMS[scale]:
            value = middles[item] + own + rng.normal(0, ITEM_SD, len(people))
            step = np.clip(np.floor(value / 25 + 0.5), 0, 4)
            codes[item] = 5 - step if item in REVERSED else step + 1
    feeling = wellbeing_middle(
        truth,
        capital=capital[place],
        centre=centre,
        general=persons.general,
        own=persons.wellbeing + wellbeing[place] + leader * LEADER_WELLBEING,
    )
    for item, mean in zip(WELLBEING_CODES, WELLBEING_ITEMS, strict=True):
        value = mean + feeling + rng.normal(0, WELLBEING_ITEM_SD, len(people))
        codes[item] = np.clip(np.floor(value / 20 + 0.5), 0, 5)
    return leave_out(rng, pd.DataFrame(codes), truth)


def leave_out(rng: np.random.Generator, codes: pd.DataFrame, truth: Truth) -> pd.DataFrame:
    """Take answers away: single ones, more often late in the form, and the rest of a form."""
    n, n_items = codes.shape
    share = np.linspace(truth.item_missing[0], truth.item_missing[1], n_items)
    missing = rng.random((n, n_items)) < share
    stops = rng.random(n) < BREAK_OFF * (truth.item_missing[1] > 0)
    last = rng.integers(3, n_items, n)
    missing |= stops[:, None] & (np.arange(n_items) >= last[:, None])
    missing[missing.all(axis=1), 0] = False  # an empty form is nobody's answer
    return codes.mask(missing)


def measured_capital(codes: pd.DataFrame) -> Floats:
    """Mean of the scale scores TM, TE and JU of each row, 0-100, as far as answered."""
    scores = []
    for scale in ("TM", "TE", "JU"):
        points = (codes[list(ITEMS[scale])] - 1) * 25
        turned = [item for item in ITEMS[scale] if item in REVERSED]
        points[turned] = 100 - points[turned]
        scores.append(points.mean(axis=1))
    result: Floats = pd.concat(scores, axis=1).mean(axis=1).to_numpy()
    return result


def tidy(
    rng: np.random.Generator,
    people: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    answered: Flags,
    unit: str,
    units: pd.Series,
    wave: str,
) -> pd.DataFrame:
    """Put the forms that came in into the order of a shuffled pile, numbered from 1."""
    pile = rng.permutation(np.flatnonzero(answered))
    names = {key: row["name"] for key, row in municipality()["occupations"].items()}
    occupation = people["occupation"].iloc[pile].map(names).to_numpy(dtype=object)
    occupation[rng.random(len(pile)) < NO_OCCUPATION] = ""
    front = pd.DataFrame(
        {
            "respondent": [f"{wave}:{number}" for number in range(1, len(pile) + 1)],
            "wave": wave,
            "unit": units.to_numpy()[people[unit].to_numpy()[pile]],
            "role": people["role"].to_numpy()[pile],
            "occupation": occupation,
        }
    )
    return pd.concat([front, codes.iloc[pile].reset_index(drop=True)], axis=1)
