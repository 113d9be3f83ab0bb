"""When things happen in a simulated study: months, waves, re-organisation and actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

FIRST_MONTH = (2023, 10)
N_MONTHS = 36

#: the months of the absence register, "2023-10" to "2026-09"
MONTHS = tuple(
    f"{FIRST_MONTH[0] + (FIRST_MONTH[1] - 1 + k) // 12}-{(FIRST_MONTH[1] - 1 + k) % 12 + 1:02d}"
    for k in range(N_MONTHS)
)

REORGANISATION = MONTHS.index("2025-05")  # from this month the divided workplace is gone
ACTION_START = MONTHS.index("2025-09")  # actions begin; full size by the second wave

#: days that a full-time employee is to work, January to December: 227 in a year
AVAILABLE_DAYS = (21, 19, 20, 18, 19, 20, 11, 19, 22, 19, 21, 18)
#: how often people fall ill, January to December, about 1 on average
SEASON = (1.25, 1.30, 1.18, 1.00, 0.90, 0.85, 0.70, 0.85, 0.95, 1.00, 1.10, 0.92)


@dataclass(frozen=True)
class SimulatedWave:
    """One survey wave."""

    id: str
    label: str
    start: dt.date
    end: dt.date


#: weeks 10-12 of both years: after the winter holidays, before Easter
WAVES = (
    SimulatedWave("2025", "1. måling", dt.date(2025, 3, 3), dt.date(2025, 3, 21)),
    SimulatedWave("2026", "2. måling", dt.date(2026, 3, 2), dt.date(2026, 3, 20)),
)


def wave_months() -> tuple[int, int]:
    """Return the positions in `MONTHS` of the two waves.

    Examples
    --------
    >>> wave_months()
    (17, 29)
    """
    first, second = (MONTHS.index(f"{wave.start:%Y-%m}") for wave in WAVES)
    return first, second
