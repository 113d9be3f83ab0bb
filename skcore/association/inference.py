"""What every statistical room needs first: checked numbers in, interval and p-value out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Interval:
    """Two ends of a confidence interval and the two-sided p-value of the same statistic."""

    low: float
    high: float
    p_value: float

    @property
    def columns(self) -> dict[str, float]:
        """The interval as it stands in tables."""
        return {"conf_low": self.low, "conf_high": self.high, "p_value": self.p_value}

    def through(self, turn: Callable[[float], float]) -> Interval:
        """Return the interval on another scale; its p-value stays."""
        return Interval(float(turn(self.low)), float(turn(self.high)), self.p_value)


def undefined() -> Interval:
    """Return the interval of something that cannot be estimated."""
    return Interval(np.nan, np.nan, np.nan)


def as_list(names: str | Sequence[str] | None) -> list[str]:
    """Return one name, several or none as a list."""
    if names is None:
        return []
    return [names] if isinstance(names, str) or not isinstance(names, Iterable) else list(names)


def floats(data: pd.DataFrame, columns: Iterable[Hashable]) -> pd.DataFrame:
    """Return these columns as floats; that they are numbers was seen to at the door."""
    return data[list(dict.fromkeys(columns))].astype("float64")


def t_interval(
    estimate: float, std_error: float, *, df: float = np.inf, conf_level: float = 0.95
) -> Interval:
    """Wald interval and p-value by Student's t (the normal distribution where df is infinite)."""
    if not (np.isfinite(estimate) and np.isfinite(std_error)) or std_error <= 0 or df <= 0:
        return undefined()
    half = float(stats.t.ppf((1 + conf_level) / 2, df)) * std_error
    p_value = 2 * float(stats.t.sf(abs(estimate) / std_error, df))
    return Interval(estimate - half, estimate + half, p_value)
