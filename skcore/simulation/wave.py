"""One survey wave of a simulated study: what is true, who answers, what comes in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skcore.simulation.answering import answer, draw_response, measured_capital, tidy
from skcore.simulation.illness import employed_in
from skcore.simulation.levels import Persons, true_means, true_wellbeing
from skcore.simulation.organisation import Organisation
from skcore.simulation.story import WAVES, wave_months
from skcore.simulation.truth import Flags, Floats, Truth, Whole

_COLUMNS = ("unit_first", "unit_second")


@dataclass(frozen=True)
class SimulatedForms:
    """What came in, and the true and the measured means of each workplace."""

    responses: pd.DataFrame
    true: pd.DataFrame  # TM, TE, JU, SW, social_capital, wellbeing, employees, measured


def true_capital(organisation: Organisation, levels: Floats, number: int) -> pd.DataFrame:
    """Exact scale means of each workplace in wave 0 or 1; NaN where it does not exist."""
    people = organisation.people
    present = employed_in(people, wave_months()[number])
    return true_means(
        people,
        unit=_COLUMNS[number],
        levels=levels,
        n_units=len(organisation.workplaces),
        present=present,
    )


def survey(
    rng: np.random.Generator,
    organisation: Organisation,
    *,
    number: int,
    levels: Floats,
    wellbeing: Floats,
    persons: Persons,
    centre: float,
    truth: Truth,
) -> SimulatedForms:
    """Hold wave 0 or 1 of the survey among everybody who is employed in its month."""
    people, column = organisation.people, _COLUMNS[number]
    unit = people[column].to_numpy()
    present = employed_in(people, wave_months()[number])
    true = true_capital(organisation, levels, number)
    capital = true["social_capital"].to_numpy()
    codes = answer(
        rng,
        people,
        unit=column,
        levels=levels,
        persons=persons,
        wellbeing=wellbeing,
        capital=capital,
        centre=centre,
        truth=truth,
    )
    came_in = draw_response(rng, unit=unit, present=present, truth=truth)
    responses = tidy(
        rng,
        people,
        codes,
        answered=came_in,
        unit=column,
        units=organisation.workplaces["unit"],
        wave=WAVES[number].id,
    )
    employee = (people["role"] == "employee").to_numpy()
    true = true.assign(
        wellbeing=true_wellbeing(truth, capital=capital, centre=centre, unit=wellbeing),
        employees=np.bincount(unit[present & employee], minlength=len(true)),
        measured=_mean_by(unit, measured_capital(codes), came_in & employee, len(true)),
    )
    return SimulatedForms(responses, true)


def invited_in(organisation: Organisation, number: int) -> pd.DataFrame:
    """Count the people invited to wave 0 or 1: ``unit, wave, role, invited``."""
    people = organisation.people
    here = people.loc[employed_in(people, wave_months()[number])]
    counts = here.groupby([_COLUMNS[number], "role"]).size().rename("invited").reset_index()
    names = organisation.workplaces["unit"].to_numpy()
    return pd.DataFrame(
        {
            "unit": names[counts[_COLUMNS[number]]],
            "wave": WAVES[number].id,
            "role": counts["role"],
            "invited": counts["invited"],
        }
    )


def _mean_by(unit: Whole, values: Floats, chosen: Flags, n_units: int) -> Floats:
    """Mean in each workplace of those chosen; NaN where there is nobody."""
    keep = chosen & ~np.isnan(values)
    n = np.bincount(unit[keep], minlength=n_units)
    total = np.bincount(unit[keep], values[keep], minlength=n_units)
    means: Floats = np.divide(total, n, out=np.full(n_units, np.nan), where=n > 0)
    return means
