"""Absence around an action, period by period: did both sides run alike before it began."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from skcore.association.count_models import usable_counts
from skcore.association.inference import Array, floats, t_interval, undefined
from skcore.errors import InputError, SkcoreError
from skcore.evaluation.contrasts import compare_changes, one_side_each, too_few_to_show
from skcore.inputs import takes
from skcore.reading.dates import as_date, as_months


@takes("data", numbers=["outcome", "exposure"], flags=["treated"], classes=["month", "unit"])
def event_study(
    data: pd.DataFrame,
    *,
    outcome: str,
    exposure: str,
    month: str,
    unit: str,
    treated: str,
    start: str | pd.Timestamp,
    months: int = 3,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Absence of units with the action against those without, in the periods around its start.

    Parameters
    ----------
    data
        One row per unit and month.
    outcome
        Column with spells (or days).
    exposure
        Column with time at risk, for example available days or full-time years.
    month
        Column with the month: dates, or text such as 2024-03.
    unit
        Column with the unit; its months belong together.
    treated
        Column with 1 for units with the action, 0 for comparison units.
    start
        First month after the action began: a date for all, or the name of a column with each
        treated unit's own date (what it holds for comparison units is not used).
    months
        Length of a period in months; 3 by default, so that a period has some spells.
    conf_level
        Confidence level of the intervals, 0-1.

    Returns
    -------
    pandas.DataFrame
        One row per whole period, in order: ``months_after`` (its first month counted from the
        start: -12, -9, ..., 0, 3), ``estimate`` (rate ratio of treated against comparison units,
        both relative to the last period before the start), ``conf_low, conf_high, p_value, n``
        (units), ``n_treated, n_comparison, method, reason``. The last period before is 1 by
        definition, without an interval.

    Raises
    ------
    InputError
        A column is missing or holds no numbers, a month cannot be read, counts are negative or
        without exposure, a unit is both treated and not, or a treated unit has no start.
    SkcoreError
        `start` is neither a date nor a column, or `months` is below 1.

    Notes
    -----
    A unit counts in the periods of which it has every month. log rate of each unit and period
    (half a count added), minus that of its last period before; the two sides' means of these by
    the t of `difference_in_differences`. Of staggered starts each treated unit is set beside the
    comparison units in its own months (Callaway and Sant'Anna's estimator with never-treated
    units, each treated unit weighing alike; the pooled variance is of one start's changes, since
    those of several average out in the comparison): a regression on time since the start would
    compare with units already treated. Periods before that lie off 1 say that the sides did not
    run alike anyway; that none does is no proof, where intervals are wide. Validated against R
    (t.test) and, for one start, with pyfixest's ``i(period, treated, ref)`` at 1e-6.

    References
    ----------
    .. [1] Callaway & Sant'Anna (2021), J. Econometrics 225, 200-230,
       doi 10.1016/j.jeconom.2020.12.001.
    .. [2] Roth (2022), Am. Econ. Rev.: Insights 4, 305-322, doi 10.1257/aeri.20210236.

    Examples
    --------
    >>> import numpy as np, pandas as pd, skcore
    >>> rng = np.random.default_rng(1)
    >>> named = pd.period_range("2023-01", periods=24, freq="M").astype(str)
    >>> table = pd.DataFrame(
    ...     [(u, m, int(u < 5)) for u in range(10) for m in named],
    ...     columns=["unit", "month", "action"])
    >>> table = table.assign(spells=rng.poisson(4, len(table)), fte_years=1.2)
    >>> periods = skcore.event_study(
    ...     table, outcome="spells", exposure="fte_years", month="month", unit="unit",
    ...     treated="action", start="2024-01", months=6)
    >>> periods[["months_after", "n_treated", "n_comparison"]]
       months_after  n_treated  n_comparison
    0           -12          5             5
    1            -6          5             5
    2             0          5             5
    3             6          5             5
    """
    if months < 1:
        raise SkcoreError("months is the length of a period: give 1 or more.")
    table = floats(data, [outcome, exposure])
    usable = usable_counts(table, outcome, exposure, None)
    table = table.set_axis(["outcome", "exposure"], axis=1)
    table = table.assign(treated=data[treated], unit=data[unit])
    dates = as_months(data[month], "event_study")
    table["month"] = _count(dates)
    table["start"] = _starts(data, start)
    table = table[usable & table[["treated", "month", "unit"]].notna().all(axis=1)]
    one_side_each(table, unit, "event_study")
    chosen = table[table["treated"] == 1].groupby("unit")["start"].agg(["min", "max"])
    lacking = chosen[chosen["min"].isna() | (chosen["min"] < chosen["max"])]
    if len(lacking):
        text = f"{len(lacking)} treated units have no start, or several; give each one date."
        problem = pd.DataFrame([{"column": start, "problem": text, "n": len(lacking), "rows": ""}])
        raise InputError("event_study needs to know when the action began.", problem)
    own, others, single = _away_from_the_start(table, chosen["min"], months)
    periods = sorted({*own.columns, *others.columns})
    rows = [_period(own, others, single, k, months, conf_level) for k in periods]
    columns = ["months_after", "estimate", "conf_low", "conf_high", "p_value", "n", "n_treated"]
    return pd.DataFrame(rows, columns=[*columns, "n_comparison", "method", "reason"])


def _count(dates: pd.Series) -> pd.Series[float]:
    """Count months from the year 0 on."""
    found: pd.Series[float] = dates.dt.year * 12.0 + dates.dt.month
    return found


def _starts(data: pd.DataFrame, start: str | pd.Timestamp) -> pd.Series[float] | float:
    if isinstance(start, str) and start in data:
        return _count(as_months(data[start], "event_study"))
    first = as_date(start, "start")
    return first.year * 12.0 + first.month


def _away_from_the_start(
    table: pd.DataFrame, starts: pd.Series, months: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Log rates minus those of the last period before: of each treated unit, of each other.

    Both less the others' mean in the same months. The others' are means over the treated units'
    starts, with less noise than those of one start: the variance of these stands beside them.
    """
    own, others, weights = [], {}, {}
    for start, units in starts.groupby(starts):
        here = table[table["unit"].isin(units.index) | (table["treated"] == 0)]
        change = _log_rates(here.assign(start=start), months)
        change = change.sub(change.get(-1, np.nan), axis=0)
        beside = change[~change.index.isin(units.index)]
        own.append(change[change.index.isin(units.index)] - beside.mean())
        others[start], weights[start] = beside - beside.mean(), float(len(units))
    if not own:
        return pd.DataFrame(), pd.DataFrame(), pd.Series(dtype=float)
    stacked = pd.concat(others, names=["start", "unit"])
    weight = stacked.index.get_level_values("start").map(weights).to_numpy()
    by_unit = (stacked.mul(weight, axis=0).groupby("unit").sum(min_count=1)) / (
        stacked.notna().mul(weight, axis=0).groupby("unit").sum()
    )
    return pd.concat(own), by_unit - by_unit.mean(), stacked.groupby("start").var().mean()


def _log_rates(table: pd.DataFrame, months: int) -> pd.DataFrame:
    period = np.floor((table["month"] - table["start"]) / months).astype(int)
    sums = table.assign(period=period).groupby(["unit", "period"])
    cells = sums[["outcome", "exposure"]].sum()[sums["month"].nunique() == months]
    rate: pd.Series = ((cells["outcome"] + 0.5) / cells["exposure"]).map(np.log)
    return rate.unstack()


def _period(
    own: pd.DataFrame,
    others: pd.DataFrame,
    single: pd.Series,
    k: int,
    months: int,
    conf_level: float,
) -> dict[str, Any]:
    sides: list[Array] = [
        side[k].dropna().to_numpy() if k in side else np.array([]) for side in (own, others)
    ]
    n = [len(side) for side in sides]
    row: dict[str, Any] = {"months_after": k * months, "n": sum(n)}
    row |= {"n_treated": n[0], "n_comparison": n[1]}
    found = compare_changes(sides[0], sides[1], conf_level=conf_level)
    ends, reason = found.ends, found.reason
    if min(n) > 1 and not too_few_to_show(n[0], n[1], conf_level)[1]:
        # one variance of a single start's change for both sides; the others' mean has a part of it
        noise = float(single[k])
        pooled = ((n[0] - 1) * sides[0].var(ddof=1) + (n[1] - 1) * noise) / (sum(n) - 2)
        part = sides[1].var(ddof=1) / noise if noise > 0 else 1.0
        std_error = float(np.sqrt(pooled * (1 / n[0] + part / n[1])))
        ends = t_interval(found.estimate, std_error, df=sum(n) - 2, conf_level=conf_level)
    if k == -1:
        ends, reason = undefined(), "the period that the others are compared with"
    row |= {"estimate": float(np.exp(found.estimate)), **ends.through(np.exp).columns}
    return row | {"method": f"{found.method}, log rates", "reason": reason}
