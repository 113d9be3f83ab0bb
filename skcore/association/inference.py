"""What every statistical room needs first: checked numbers in, interval and p-value out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from skcore.errors import SkcoreError

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Interval:
    """Two ends of a confidence interval and the two-sided p-value of the same statistic."""

    low: float
    high: float
    p_value: float


def undefined() -> Interval:
    """Return the interval of something that cannot be estimated."""
    return Interval(np.nan, np.nan, np.nan)


def as_list(names: str | Sequence[str] | None) -> list[str]:
    """Return one name, several or none as a list."""
    if names is None:
        return []
    return [names] if isinstance(names, str) or not isinstance(names, Iterable) else list(names)


def check_choice(value: str, *, name: str, allowed: Iterable[str]) -> None:
    """Refuse an option that does not exist, naming those that do."""
    known = list(allowed)
    if value not in known:
        quoted = ", ".join(f"'{option}'" for option in known)
        msg = f"{name} must be one of {quoted}, not '{value}'."
        raise SkcoreError(msg)


def check_conf_level(conf_level: float) -> None:
    """Refuse a confidence level that is not a share."""
    if not 0 < conf_level < 1:
        msg = f"conf_level must lie between 0 and 1 (0.95 for 95 %), not {conf_level}."
        raise SkcoreError(msg)


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
