"""What the workplace is there for, and who leaves it: citizen satisfaction and turnover."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skcore.simulation.illness import employed_in
from skcore.simulation.organisation import Organisation
from skcore.simulation.story import WAVES, wave_months
from skcore.simulation.truth import Flags, Floats, Truth, Whole

SATISFACTION = "borgertilfredshed"
TURNOVER = "personaleomsætning"
#: what they are counted in, and what English slides call them
_CALLED = {SATISFACTION: ("0–100", "citizen satisfaction"), TURNOVER: ("%", "staff turnover")}

SATISFACTION_MEAN = 72.0
SATISFACTION_UNIT_SD = 3.0  # lasting differences that have nothing to do with social capital
SATISFACTION_CITIZEN_SD = 18.0


def _leaving(capital: Floats, *, centre: float, truth: Truth) -> Floats:
    """Probability of leaving within a year in each workplace."""
    ratio = np.exp(np.log(truth.turnover_ratio) * (capital - centre) / 10)
    share: Floats = np.clip(truth.turnover * ratio, 0, 0.9)
    return share


def draw_replacements(
    rng: np.random.Generator,
    organisation: Organisation,
    *,
    capital: Floats,
    centre: float,
    truth: Truth,
) -> tuple[Floats, Floats]:
    """Tell for each position whether its employee left in the year before each wave (1 or 0)."""
    people = organisation.people
    employee = (people["role"] == "employee").to_numpy()
    # people leave the workplace they knew: the first wave's level counts for both years
    chance = _leaving(capital, centre=centre, truth=truth)[people["unit_first"]]
    before, between = (
        (rng.random(len(people)) < chance) & employee & employed_in(people, month)
        for month in wave_months()
    )
    return before.astype(float), between.astype(float)


def outcome_table(
    rng: np.random.Generator,
    organisation: Organisation,
    *,
    capital: Floats,
    left: tuple[Floats, Floats],
    centre: float,
    truth: Truth,
) -> pd.DataFrame:
    """
    Make the outcomes of both waves.

    Returns
    -------
    ``unit, wave, outcome, value, n, measure, name_en``: `borgertilfredshed` 0-100 among `n`
    citizens, `personaleomsætning` in percent of `n` employees.
    """
    places, people = organisation.workplaces, organisation.people
    lasting = rng.normal(0, SATISFACTION_UNIT_SD, len(places))
    employee = (people["role"] == "employee").to_numpy()
    tables = []
    for position, (wave, column) in enumerate(
        zip(WAVES, ("unit_first", "unit_second"), strict=True)
    ):
        citizens = 8 + rng.poisson(1.3 * places["size"].to_numpy())
        noise = rng.normal(0, 1, len(places)) * SATISFACTION_CITIZEN_SD / np.sqrt(citizens)
        level = truth.satisfaction_slope * (capital[:, position] - centre)
        satisfaction = np.clip(SATISFACTION_MEAN + level + lasting + noise, 0, 100)
        serves = places["serves"].to_numpy() & ~np.isnan(satisfaction)
        tables.append(_outcome_rows(places, wave.id, SATISFACTION, satisfaction, citizens, serves))
        counted = employee & employed_in(people, wave_months()[position])
        unit = people[column].to_numpy()
        n = np.bincount(unit[counted], minlength=len(places))
        gone = np.bincount(unit[counted], left[position][counted], minlength=len(places))
        share = 100 * gone / np.maximum(n, 1)
        tables.append(_outcome_rows(places, wave.id, TURNOVER, share, n, n > 0))
    return pd.concat(tables, ignore_index=True)


def _outcome_rows(
    places: pd.DataFrame, wave: str, outcome: str, value: Floats, n: Whole, keep: Flags
) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "unit": places["unit"],
            "wave": wave,
            "outcome": outcome,
            "value": np.round(value, 1),
            "n": n,
            "measure": _CALLED[outcome][0],
            "name_en": _CALLED[outcome][1],
        }
    )
    return table.loc[keep]
