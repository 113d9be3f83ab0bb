"""Monthly absence before and after an action, beside units that had none."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from skcore.association.count_fit import CountFit, Family, fit_counts
from skcore.association.count_models import usable_counts
from skcore.association.inference import (
    Array,
    Interval,
    floats,
    t_interval,
    undefined,
)
from skcore.evaluation.contrasts import ENOUGH_CLUSTERS, compare_changes, one_side_each
from skcore.evaluation.serial_errors import fit_ar1
from skcore.inputs import takes
from skcore.reading.dates import as_date, as_months

LEAST_MONTHS = 6
LEAST_SERIES = 36  # months, where they are the sample: with 24, 12 % false alarms
LEAST_DF = 2.0  # below, the months are nearly one, and the interval has no end


@takes("data", numbers=["outcome", "exposure"], flags=["treated"], classes=["month", "unit"])
def absence_trend(
    data: pd.DataFrame,
    *,
    outcome: str,
    exposure: str,
    month: str,
    unit: str,
    treated: str,
    start: str | pd.Timestamp,
    family: Family = "negative_binomial",
    errors: Literal["units", "ar1"] = "units",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Segmented time series: did absence jump or bend where the action was, more than elsewhere.

    Parameters
    ----------
    data
        One row per unit and month.
    outcome
        Column with spells (or days, with ``family="quasi_poisson"``).
    exposure
        Column with time at risk, for example available days or full-time years.
    month
        Column with the month: dates, or text such as 2024-03.
    unit
        Column with the unit; its months belong together.
    treated
        Column with 1 for units with the action, 0 for comparison units.
    start
        First month after the action began.
    family
        ``"negative_binomial"`` or ``"quasi_poisson"``.
    errors
        ``"units"``: as certain as so many units make it. ``"ar1"``: both sides are one series
        each, and the months the sample, each remembering the one before; the way for one or two
        treated units, from 36 months on. It knows nothing of how units differ.
    conf_level
        Confidence level of the intervals, 0-1.

    Returns
    -------
    pandas.DataFrame
        Two rows, ``term`` = level_change and trend_change: ``estimate`` (rate ratio of treated
        against comparison units at `start`, and per year after it), ``conf_low, conf_high,
        p_value, n`` (unit-months), ``n_clusters, n_treated, n_comparison`` (units), ``method,
        reason``.

    Raises
    ------
    InputError
        A column is missing or holds no numbers, a month cannot be read, counts are negative or
        without exposure, or a unit is both treated and not.
    SkcoreError
        `start` cannot be read as a date.

    Notes
    -----
    log rate = a + b time + c after + d time after, each also times treated, with one yearly wave
    from two years of months on; errors clustered by unit, G/(G - 1), t on G - 1. That holds its
    level only from about 20 units on each side. With fewer, the level alone is compared, averaged
    over the months after: how far each unit's log rate lies from where its own straight line
    through the two halves of the months before was heading (half a count added to each part), by
    the t of `difference_in_differences`. The line costs precision and keeps the level: with the
    treated units' absence already falling by 15 % a year, 4-7 % false alarms where the levels
    alone give 14-20 % (benchmarks/coverage_actions.md).
    Validated against R: ``t.test`` of few units' distances from their own lines, and ``glm`` with
    ``sandwich::vcovCL(type = "HC0")`` of many, at 1e-6.
    With ``errors="ar1"`` the log of the sides' ratio of rates (half a count added to each month) is
    regressed on the same terms by REML with autocorrelated errors and Satterthwaite's degrees of
    freedom; agrees with R (nlme::gls with corAR1, emmeans). 4-7 % false alarms at 36 and 60 months
    with an autocorrelation up to .3, and 8-10 % at .6, where independent errors give 30 %.

    References
    ----------
    .. [1] Lopez Bernal, Cummins & Gasparrini (2018), Int. J. Epidemiol. 47, 2082-2093,
       doi 10.1093/ije/dyy135.

    Examples
    --------
    >>> import numpy as np, pandas as pd, skcore
    >>> rng = np.random.default_rng(1)
    >>> months = pd.period_range("2023-01", periods=24, freq="M").astype(str)
    >>> table = pd.DataFrame(
    ...     [(u, m, int(u < 5)) for u in range(10) for m in months],
    ...     columns=["unit", "month", "action"])
    >>> table = table.assign(spells=rng.poisson(4, len(table)), fte_years=1.2)
    >>> trend = skcore.absence_trend(
    ...     table, outcome="spells", exposure="fte_years", month="month", unit="unit",
    ...     treated="action", start="2024-01")
    >>> trend[["term", "n_treated", "n_comparison"]]
               term  n_treated  n_comparison
    0  level_change          5             5
    1  trend_change          5             5
    >>> trend["method"][0]
    "t on unit-level changes, beyond each unit's trend before"
    """
    table = floats(data, [outcome, exposure])
    table["treated"] = data[treated]
    table["time"] = _years_after(data[month], start)
    table["unit"] = data[unit]
    usable = usable_counts(table[[outcome, exposure]], outcome, exposure, None)
    table = table[usable & table[["treated", "time", "unit"]].notna().all(axis=1)]
    one_side_each(table, unit, "absence_trend")
    sides = table.groupby("unit")["treated"].first()
    counts = {"n": len(table), "n_clusters": len(sides)}
    counts |= {"n_treated": int((sides == 1).sum()), "n_comparison": int((sides == 0).sum())}
    reason = _why_not(table, counts) if table[outcome].any() else "outcome is zero everywhere"
    if reason:
        rows = [_row(np.nan, undefined(), "none", reason)] * 2
    elif errors == "ar1":
        rows = _serial(table, outcome, exposure, conf_level)
    elif min(counts["n_treated"], counts["n_comparison"]) >= ENOUGH_CLUSTERS:
        rows = _segmented(table, outcome, exposure, family, conf_level)
    else:
        rows = _by_unit(table, outcome, exposure, conf_level)
    terms = pd.DataFrame({"term": ["level_change", "trend_change"]})
    result = pd.concat([terms, pd.DataFrame(rows)], axis=1).assign(**counts)
    columns = ["term", "estimate", "conf_low", "conf_high", "p_value", *counts]
    return result[[*columns, "method", "reason"]]


def _years_after(month: pd.Series, start: str | pd.Timestamp) -> pd.Series[float]:
    dates, first = as_months(month, "absence_trend"), as_date(start, "start")
    years: pd.Series[float] = (dates.dt.year - first.year) + (dates.dt.month - first.month) / 12
    return years


def _why_not(table: pd.DataFrame, counts: dict[str, int]) -> str:
    if min(counts["n_treated"], counts["n_comparison"]) == 0:
        return "no units on one side"
    months = table["time"].drop_duplicates()
    if min((months < 0).sum(), (months >= 0).sum()) < LEAST_MONTHS:
        return f"fewer than {LEAST_MONTHS} months before or after"
    return ""


def _segmented(
    table: pd.DataFrame, outcome: str, exposure: str, family: Family, conf_level: float
) -> list[dict[str, Any]]:
    time, treated = table["time"].to_numpy(), table["treated"].to_numpy()
    shape, season = _course(time)
    columns: list[Array] = [np.ones(len(table)), treated, *shape, *(s * treated for s in shape)]
    columns += season
    fit = fit_counts(
        table[outcome].to_numpy(),
        np.column_stack(columns),
        table[exposure].to_numpy(),
        family=family,
        clusters=pd.factorize(table["unit"])[0],
    )
    return [_term(fit, position, conf_level) for position in (6, 7)]


def _course(time: Array) -> tuple[list[Array], list[Array]]:
    """Trend, jump and bend; and the season, from two years of months on."""
    after = (time >= 0).astype("float64")
    wave = [np.sin(2 * np.pi * time), np.cos(2 * np.pi * time)]
    return [time, after, time * after], wave if len(np.unique(time)) >= 24 else []


def _serial(
    table: pd.DataFrame, outcome: str, exposure: str, conf_level: float
) -> list[dict[str, Any]]:
    """Jump and bend of the ratio of the sides' rates, over months that remember each other."""
    sums = table.groupby(["time", "treated"])[[outcome, exposure]].sum()
    rate = ((sums[outcome] + 0.5) / sums[exposure]).map(np.log).unstack().dropna()
    time = rate.index.to_numpy(dtype=float)
    if len(time) < LEAST_SERIES:
        reason = f"fewer than {LEAST_SERIES} months with both sides"
        return [_row(np.nan, undefined(), "none", reason)] * 2
    shape, season = _course(time)
    design = np.column_stack([np.ones(len(time)), *shape, *season])
    fit = fit_ar1((rate[1] - rate[0]).to_numpy(), design, np.round(12 * time))
    method = f"segmented ratio of rates, AR(1) errors of {fit.autocorrelation:.2f}"
    rows = []
    for b, error, df in zip(fit.coefficients, fit.std_errors, fit.df, strict=True):
        known = df >= LEAST_DF
        ends = t_interval(b, error, df=df, conf_level=conf_level) if known else undefined()
        rows.append(_row(b, ends, method, "" if known else "months this alike tell too little"))
    return rows[2:4]


def _term(fit: CountFit, position: int, conf_level: float) -> dict[str, Any]:
    slope = float(fit.coefficients[position])
    std_error = float(np.sqrt(fit.covariance[position, position]))
    ends = t_interval(slope, std_error, df=fit.df, conf_level=conf_level)
    return _row(slope, ends, f"segmented {fit.method}", fit.reason)


def _by_unit(
    table: pd.DataFrame, outcome: str, exposure: str, conf_level: float
) -> list[dict[str, Any]]:
    """Compare each unit's level with where its own trend before the action was heading."""
    before = np.sort(table.loc[table["time"] < 0, "time"].unique())
    middle = before[len(before) // 2]
    window = np.select([table["time"] < middle, table["time"] < 0], ["early", "late"], "after")
    by_window = table.assign(window=window).groupby(["unit", "treated", "window"])
    parts = by_window[[outcome, exposure]].sum()
    rate = ((parts[outcome] + 0.5) / parts[exposure]).map(np.log).unstack()
    time = by_window["time"].mean().unstack()
    slope = (rate["late"] - rate["early"]) / (time["late"] - time["early"])
    center = (time["late"] + time["early"]) / 2
    level = (rate["late"] + rate["early"]) / 2 + slope * (time["after"] - center)
    change = (rate["after"] - level).dropna().rename("change").reset_index("treated")
    found = compare_changes(
        change.loc[change["treated"] == 1, "change"].to_numpy(),
        change.loc[change["treated"] == 0, "change"].to_numpy(),
        conf_level=conf_level,
    )
    trend = f"fewer than {ENOUGH_CLUSTERS} units on a side: the level alone is compared"
    method = f"{found.method}, beyond each unit's trend before"
    return [
        _row(found.estimate, found.ends, method, found.reason),
        _row(np.nan, undefined(), method, trend),
    ]


def _row(log_ratio: float, ends: Interval, method: str, reason: str) -> dict[str, Any]:
    row = {"estimate": float(np.exp(log_ratio)), **ends.through(np.exp).columns}
    return {**row, "method": method, "reason": reason}
