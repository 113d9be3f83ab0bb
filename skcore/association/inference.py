"""What every statistical room needs first: checked numbers in, interval and p-value out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from skcore.errors import InputError, SkcoreError
from skcore.inputs import check_table, is_numeric

__all__ = [
    "Array",
    "Interval",
    "as_list",
    "check_choice",
    "check_conf_level",
    "numeric_columns",
    "require_columns",
    "t_interval",
    "two_level_column",
    "undefined",
]

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


def require_columns(data: pd.DataFrame, columns: Iterable[str], *, function: str) -> None:
    """Refuse a table that lacks columns, naming all of them at once."""
    columns = list(columns)
    check_table(data, columns, function=function)
    missing = [name for name in dict.fromkeys(columns) if name not in data.columns]
    if missing:
        _refuse(function, [(name, f"Column '{name}' is not in the table.", 0) for name in missing])


def numeric_columns(data: pd.DataFrame, columns: Iterable[str], *, function: str) -> pd.DataFrame:
    """Return these columns as floats (infinite as missing), or name those that hold no numbers."""
    names = list(dict.fromkeys(columns))
    require_columns(data, names, function=function)
    wrong = [
        (name, f"Column '{name}' holds text or dates where numbers are needed; recode it.", 0)
        for name in names
        if not (data[name].isna().all() or is_numeric(data[name]))
    ]
    if wrong:
        _refuse(function, wrong)
    numbers = pd.DataFrame({name: pd.to_numeric(data[name]) for name in names}, index=data.index)
    return numbers.astype("float64").replace([np.inf, -np.inf], np.nan)


def two_level_column(data: pd.DataFrame, name: str, *, function: str) -> pd.Series[float]:
    """Return a 0/1 (or false/true) column as floats, or refuse anything else."""
    values = numeric_columns(data, [name], function=function)[name]
    strange = values.notna() & ~values.isin([0.0, 1.0])
    if strange.any():
        n = int(strange.sum())
        problem = f"Column '{name}' must hold 0 and 1 (or false and true); {n} rows do not."
        _refuse(function, [(name, problem, n)])
    return values


def t_interval(
    estimate: float, std_error: float, *, df: float = np.inf, conf_level: float = 0.95
) -> Interval:
    """Wald interval and p-value by Student's t (the normal distribution where df is infinite)."""
    if not (np.isfinite(estimate) and np.isfinite(std_error)) or std_error <= 0 or df <= 0:
        return undefined()
    half = float(stats.t.ppf((1 + conf_level) / 2, df)) * std_error
    p_value = 2 * float(stats.t.sf(abs(estimate) / std_error, df))
    return Interval(estimate - half, estimate + half, p_value)


def _refuse(function: str, problems: list[tuple[str, str, int]]) -> None:
    table = pd.DataFrame(
        [{"column": c, "problem": text, "n": n, "rows": ""} for c, text, n in problems]
    )
    msg = f"{function}: the table cannot be used as it is."
    raise InputError(msg, table)
