"""Sick leave month by month: the rolling year, and what a register's months do not tell."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from skcore.errors import SkcoreError
from skcore.inputs import takes
from skcore.problems import NOTE, Problem, problem_table, short
from skcore.reading.absence_register import REGISTER, WORKING_DAYS, chosen_causes, usable_register
from skcore.reading.dates import as_months

_NAMED = 5  # so many units are named in a message; the number tells the rest


@takes("absence", **REGISTER)
def rolling_absence(
    absence: pd.DataFrame, *, months: int = 12, cause: str | Sequence[str] = "own_sickness"
) -> pd.DataFrame:
    """Sum up each unit's absence over the months up to and with each month.

    Parameters
    ----------
    absence
        One row per unit, month and cause, as :func:`read_absence` gives it.
    months
        Length of the window; 12 takes out the seasons.
    cause
        One cause or several, summed.

    Returns
    -------
    pandas.DataFrame
        One row per unit and month from its first to its last: ``unit, month`` (the last of the
        window), ``absence_days, available_days`` (full working days), ``fte_years``
        (available days / 227), ``absence_percent, days_per_fte`` (per full-time year, also where
        the window is no year), ``n_months, reason``. The figures are missing until the window is
        full, and where a month in it is a gap.

    Raises
    ------
    InputError
        A column is missing.
    SkcoreError
        A window of no months, or a cause that does not occur.

    Notes
    -----
    A year of months may be shown of a unit from ten employed up; single months, shorter windows
    and causes from fifty (``release_study`` holds to that).

    See Also
    --------
    absence_summary : one window after or before a survey.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> register = pd.DataFrame({
    ...     "unit": "Nord", "month": pd.date_range("2025-01-01", periods=14, freq="MS"),
    ...     "cause": "own_sickness", "absence_days": range(14), "available_days": 227.0,
    ... })
    >>> skcore.rolling_absence(register)[["month", "days_per_fte", "n_months"]].tail(3)
            month  days_per_fte  n_months
    11 2025-12-01           5.5        12
    12 2026-01-01           6.5        12
    13 2026-02-01           7.5        12
    """
    if isinstance(months, bool) or not isinstance(months, int) or months < 1:
        raise SkcoreError(
            f"months={months!r} is no window. Give a whole number from 1, usually 12."
        )
    absence = usable_register(absence, "rolling_absence")
    causes = chosen_causes(absence, cause)
    table = _every_month(absence, causes)
    window = table.groupby("unit")[["absence_days", "available_days", "told"]].rolling(
        months, min_periods=1
    )
    sums = window.sum().reset_index(level="unit", drop=True).reindex(table.index)
    full = sums["told"] == months
    result = table[["unit", "month"]].copy()
    for name in ("absence_days", "available_days"):
        result[name] = sums[name].where(full)
    result["fte_years"] = result["available_days"] / WORKING_DAYS
    worked = result["fte_years"] > 0
    result["days_per_fte"] = (result["absence_days"] / result["fte_years"]).where(worked)
    result["absence_percent"] = 100 * result["days_per_fte"] / WORKING_DAYS
    result["n_months"] = sums["told"].astype(int)
    result["reason"] = ""
    told = result["n_months"].astype(str) + f" of {months} months in the register"
    result.loc[full & ~worked, "reason"] = "no available days in the register"
    result.loc[~full, "reason"] = told[~full]
    columns = ["unit", "month", "absence_days", "available_days", "fte_years"]
    return result[[*columns, "absence_percent", "days_per_fte", "n_months", "reason"]]


@takes("absence", **REGISTER)
def check_absence(absence: pd.DataFrame, *, language: str = "en") -> pd.DataFrame:
    """Say what a register does not tell: months without rows, units that open or close.

    Nothing is filled in or guessed: rates of windows with such months are missing.

    Parameters
    ----------
    absence
        One row per unit, month and cause, as :func:`read_absence` gives it.
    language
        Language of the sentences, ``da`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        ``file, column, problem, n, rows, severity``; all are notes, ``n`` counts units (or units
        and months). Empty where every unit has every month.

    Raises
    ------
    InputError
        A column is missing.

    Examples
    --------
    >>> import skcore
    >>> register = skcore.read_absence("data/sample/absence.csv")
    >>> skcore.check_absence(register)["problem"].tolist()
    ["1 unit stops before the register does: 'hjem-04'. Its rates end there."]
    """
    absence = absence.assign(month=as_months(absence["month"], "check_absence"))
    ends = absence.groupby("unit")["month"].agg(["min", "max"])
    problems = register_notes(absence)
    if len(ends):
        opens = ends.index[ends["min"] > ends["min"].min()]
        closes = ends.index[ends["max"] < ends["max"].max()]
        problems += [*_about("unit_opens", "month", opens), *_about("unit_closes", "month", closes)]
    return problem_table(problems, language=language)


def register_notes(absence: pd.DataFrame) -> list[Problem]:
    """Return gaps inside a unit's months, and months with more absence of all causes than days."""
    if absence.empty:
        return []
    known = absence.groupby("unit")["month"].agg(["min", "max", "nunique"])
    span = _number(known["max"]) - _number(known["min"]) + 1
    gaps = known.index[span > known["nunique"]]
    by_month = absence.groupby(["unit", "month"]).agg(
        absent=("absence_days", "sum"), available=("available_days", "max")
    )
    over = by_month.index[by_month["absent"] > by_month["available"] * (1 + 1e-9)]
    units = pd.Index(over.get_level_values("unit").unique())
    found = _about("month_gap", "month", gaps)
    return found + _about("more_absent_in_all", "absence_days", units)


def _about(key: str, column: str, units: pd.Index[str]) -> list[Problem]:
    if not len(units):
        return []
    names = ", ".join(f"'{short(str(unit))}'" for unit in units[:_NAMED])
    more = " …" if len(units) > _NAMED else ""
    return [Problem(key, column, {"names": names + more}, n=len(units), severity=NOTE)]


def _number(month: pd.Series[pd.Timestamp]) -> pd.Series[int]:
    """Months counted from the year 0, so that their distance is a subtraction."""
    return month.dt.year * 12 + month.dt.month


def _every_month(absence: pd.DataFrame, causes: Sequence[str]) -> pd.DataFrame:
    """One row per unit and month from its first to its last; ``told`` is 0 where it is a gap."""
    # one pass over the long table: zero days of the other causes add nothing
    days = absence["absence_days"].where(absence["cause"].isin(causes), 0.0)
    by_month = absence.assign(absence_days=days).groupby(["unit", "month"])
    monthly = by_month.agg(
        available_days=("available_days", "max"), absence_days=("absence_days", "sum")
    ).reset_index()
    ends = monthly.groupby("unit")["month"].agg(["min", "max"])
    months = [pd.date_range(first, last, freq="MS") for first, last in ends.to_numpy()]
    every = pd.DataFrame(
        {
            "unit": ends.index.repeat([len(span) for span in months]),
            "month": months[0].append(months[1:]) if months else pd.DatetimeIndex([]),
        }
    )
    every["month"] = every["month"].astype(monthly["month"].dtype)
    every = every.merge(monthly, on=["unit", "month"], how="left")
    every["told"] = every["available_days"].notna().astype(float)
    return every.fillna({"absence_days": 0.0, "available_days": 0.0})
