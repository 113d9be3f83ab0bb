"""The absence register: spells of illness month by month, with season and a heavy tail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from skcore.simulation.organisation import Organisation, municipality
from skcore.simulation.story import (
    ACTION_START,
    AVAILABLE_DAYS,
    FIRST_MONTH,
    MONTHS,
    N_MONTHS,
    REORGANISATION,
    SEASON,
    wave_months,
)
from skcore.simulation.truth import Flags, Floats, Truth, Whole

BURN_IN = 12  # months before the register begins, so that long spells run into it
FRAILTY_SHAPE = 0.8  # gamma shape of people's tendency to fall ill: small is unequal
UNIT_SD = 0.10  # standard deviation of the workplaces' own log rate
LONG_SPELL = 21  # working days; about 29 days in a row on the calendar
CAUSES = ("own_sickness", "child_sickness", "work_accident", "maternity")

SHORT, MIDDLE = 0.855, 0.11  # shares of spells; the rest are long
MEAN_SPELL = 5.6  # days, after what months and contracts cut off
SMALL_CHILDREN = 0.3

Lengths = Callable[[np.random.Generator, int], Floats]


def employed_in(people: pd.DataFrame, month: int) -> Flags:
    """Tell which positions are filled in the month."""
    filled: Flags = ((people["start"] <= month) & (month < people["end"])).to_numpy(bool)
    return filled


def absence_register(
    rng: np.random.Generator,
    organisation: Organisation,
    *,
    capital: Floats,
    centre: float,
    truth: Truth,
) -> pd.DataFrame:
    """
    Simulate three years of absence per workplace, month and cause.

    Parameters
    ----------
    rng
        Source of chance.
    organisation
        The tree and the people.
    capital
        Workplace x wave: true social capital, 0-100; NaN where the workplace is gone.
    centre
        Mean of the first wave.
    truth
        The study's numbers.

    Returns
    -------
    ``unit, month, cause, absence_days, available_days, spells, employed, persons_absent,
    long_term_days``; days are full working days (dagsværk), one row per cause also when zero.
    """
    people = organisation.people
    months = np.arange(-BURN_IN, N_MONTHS, dtype=np.int64)
    calendar = (months + FIRST_MONTH[1] - 1) % 12
    room = np.outer(np.ones(len(people)), np.array(AVAILABLE_DAYS, dtype=float)[calendar])
    unit = np.where(
        months < REORGANISATION,
        people[["unit_first"]].to_numpy(),
        people[["unit_second"]].to_numpy(),
    )
    season = np.array(SEASON)[calendar]
    path = _capital_path(capital, months) - centre
    own = _own_sickness_rate(rng, people, unit, path, truth=truth) * season
    n = len(people)
    parent = (rng.random(n) < SMALL_CHILDREN)[:, None]
    plans: list[tuple[str, Floats, Lengths]] = [
        ("maternity", np.full(own.shape, 0.022 / 12), _birth),
        ("work_accident", np.full(own.shape, 0.03 / 12), _accident),
        ("own_sickness", own, _illness),
        ("child_sickness", parent * season * 1.6 / 12, _sick_child),
    ]
    filled = _filled(people, months)
    left = room * filled
    tables = []
    for cause, rate, lengths in plans:
        # nobody falls ill from a month in which he or she is away anyway
        spells = rng.poisson(rate * left / room)
        days, long_days = _spread(rng, spells, lengths, room=room, left=left)
        left = left - days
        tables.append(_by_unit(people, unit, cause, spells=spells, days=days, long_days=long_days))
    register = pd.concat(tables, ignore_index=True)
    available = _by_unit(
        people, unit, "", spells=filled.astype(int), days=room * filled, long_days=room * 0
    ).rename(columns={"absence_days": "available_days", "spells": "employed"})
    register = register.merge(available[["unit", "month", "available_days", "employed"]])
    return _finish(register.loc[register["employed"] > 0], organisation.workplaces["unit"])


def _filled(people: pd.DataFrame, months: Whole) -> Floats:
    """Position x month: 1 where somebody is employed; the first month stands for earlier ones."""
    inside = np.maximum(months, 0)
    start, end = people[["start"]].to_numpy(), people[["end"]].to_numpy()
    return ((start <= inside) & (inside < end)).astype(float)


def _own_sickness_rate(
    rng: np.random.Generator, people: pd.DataFrame, unit: Whole, path: Floats, *, truth: Truth
) -> Floats:
    """Spells per month of each position before season: occupation, person, workplace, capital."""
    days = {key: row["days"] for key, row in municipality()["occupations"].items()}
    base = people["occupation"].map(days).to_numpy(dtype=float) / MEAN_SPELL / 12
    frailty = rng.gamma(FRAILTY_SHAPE, 1 / FRAILTY_SHAPE, len(people))
    workplace = rng.normal(0, UNIT_SD, len(path))
    slope = np.log(truth.absence_ratio) / 10
    log_rate = slope * path + workplace[:, None]
    rate: Floats = (base * frailty)[:, None] * np.exp(np.take_along_axis(log_rate, unit, axis=0))
    return rate


def _capital_path(capital: Floats, months: Whole) -> Floats:
    """Workplace x month: the first wave's level until actions begin, then on to the second's."""
    second = np.where(np.isnan(capital[:, 1]), capital[:, 0], capital[:, 1])
    done = np.clip((months - ACTION_START + 1) / (wave_months()[1] - ACTION_START + 1), 0, 1)
    path: Floats = capital[:, [0]] + (second - capital[:, 0])[:, None] * done
    return path


def _illness(rng: np.random.Generator, n: int) -> Floats:
    """Lengths of own-sickness spells in days: most short, a few very long."""
    kind = rng.random(n)
    short = rng.geometric(1 / 2.6, n)
    middle = 5 + rng.geometric(1 / 9, n)
    long = np.minimum(20 + rng.exponential(55, n).round(), 260)
    lengths: Floats = np.where(kind < SHORT, short, np.where(kind < SHORT + MIDDLE, middle, long))
    return lengths.astype(float)


def _accident(rng: np.random.Generator, n: int) -> Floats:
    lengths: Floats = np.where(rng.random(n) < 0.8, rng.geometric(1 / 4, n), 30.0)
    return lengths.astype(float)


def _birth(rng: np.random.Generator, n: int) -> Floats:
    lengths: Floats = rng.choice([60.0, 200.0], n, p=[0.15, 0.85])
    return lengths


def _sick_child(rng: np.random.Generator, n: int) -> Floats:
    return rng.integers(1, 3, n).astype(float)


def _spread(
    rng: np.random.Generator, spells: Any, lengths: Lengths, *, room: Floats, left: Floats
) -> tuple[Floats, Floats]:
    """Lay each spell over its months, never more days than there are; days and long-spell days."""
    position, month = (np.repeat(at, spells[spells > 0]) for at in np.nonzero(spells))
    rest = lengths(rng, len(position))
    long = rest >= LONG_SPELL
    free = np.ceil(room[position, month] * (1 - rng.random(len(position))))
    days, long_days = np.zeros_like(room), np.zeros_like(room)
    while len(position):
        taken = np.minimum(rest, free)
        np.add.at(days, (position, month), taken)
        np.add.at(long_days, (position[long], month[long]), taken[long])
        rest, month = rest - taken, month + 1
        on = (rest > 0) & (month < room.shape[1])
        position, month, rest, long = position[on], month[on], rest[on], long[on]
        free = room[position, month]
    days = np.minimum(days, left)
    return days, np.minimum(long_days, days)


def _by_unit(
    people: pd.DataFrame, unit: Whole, cause: str, *, spells: Any, days: Floats, long_days: Floats
) -> pd.DataFrame:
    """Add positions up to one row per workplace and month of the register."""
    keep = slice(BURN_IN, None)
    n_units, where = int(unit.max()) + 1, unit[:, keep]
    key = (where * N_MONTHS + np.arange(N_MONTHS)).ravel()
    hours = people[["fte"]].to_numpy()

    def total(values: Any) -> Any:
        return np.bincount(key, values[:, keep].ravel(), minlength=n_units * N_MONTHS)

    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(n_units), N_MONTHS),
            "month": np.tile(np.arange(N_MONTHS), n_units),
            "cause": cause,
            "absence_days": total(days * hours),
            "spells": total(spells).astype(int),
            "persons_absent": total(days > 0).astype(int),
            "long_term_days": total(long_days * hours),
        }
    )


def _finish(register: pd.DataFrame, units: pd.Series) -> pd.DataFrame:
    """Names for numbers, one decimal, and the order of a register."""
    register = register.assign(order=register["cause"].map(CAUSES.index))
    register = register.sort_values(["unit", "month", "order"], ignore_index=True)
    days = ["absence_days", "available_days", "long_term_days"]
    months = pd.to_datetime(np.array(MONTHS))[register["month"]]
    register = register.assign(unit=units.to_numpy()[register["unit"]], month=months)
    columns = ["unit", "month", "cause", "absence_days", "available_days", "spells", "employed"]
    return register[[*columns, "persons_absent", "long_term_days"]].round(dict.fromkeys(days, 1))
