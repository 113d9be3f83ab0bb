"""Associations of people within units and of units apart: the level trap made visible."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from skcore.association.inference import (
    Array,
    Interval,
    floats,
    t_interval,
    undefined,
)
from skcore.inputs import takes
from skcore.measuring.intraclass import icc

LEVELS = ("raw", "within", "between", "between_unweighted")
WEIGHTS = {"size": "ICC(2), ANOVA", "unit": "ICC(2), ANOVA, each unit counted once"}


@takes("data", numbers=["x", "y"], classes=["group"])
def within_between(
    data: pd.DataFrame,
    *,
    x: str,
    y: str,
    group: str,
    conf_level: float = 0.95,
    n_resamples: int = 10_000,
    seed: int = 1,
) -> pd.DataFrame:
    """Correlation over all people, among people within units, and among units.

    Parameters
    ----------
    data
        One row per person.
    x, y
        Columns with the two measurements.
    group
        Column with the unit.
    conf_level
        Confidence level of the intervals, 0-1.
    n_resamples
        Draws of units, with replacement, behind the standard errors.
    seed
        Seed of the draws.

    Returns
    -------
    pandas.DataFrame
        Four rows, ``level`` = raw, within, between (each unit counts by its size) and
        between_unweighted (each unit counts once), with ``estimate, conf_low, conf_high, n,
        n_groups, method, reason``. ``n`` counts people for raw and within, units for the two
        others, after dropping incomplete rows.

    Raises
    ------
    InputError
        A column is missing or holds no numbers.

    Notes
    -----
    within: deviations from the unit's means; between: unit means repeated for every person
    (WABA). A unit-level correlation says nothing about people, and the other way round
    (ecological fallacy): never show one as the other. Whole units are drawn; the interval is
    Fisher's z with the bootstrap standard error times sqrt(G/(G-1)) and t on G - 1 degrees of
    freedom. Percentile intervals were tried and left: with 12 units they held the truth in only
    90-93 % of simulated studies. Validated against waba() of R's multilevel at 1e-6.

    References
    ----------
    .. [1] Dansereau, Alutto & Yammarino (1984), Theory testing in organizational behavior.
    .. [2] Robinson (1950), Am. Sociol. Rev. 15, 351-357, doi 10.2307/2087176.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> people = pd.DataFrame({
    ...     "unit": ["a"] * 3 + ["b"] * 3 + ["c"] * 3 + ["d"] * 3,
    ...     "trust": [50, 55, 60, 60, 62, 70, 70, 78, 80, 65, 75, 72],
    ...     "hours": [37, 40, 38, 38, 36, 39, 35, 37, 36, 38, 37, 39],
    ... })
    >>> levels = skcore.within_between(people, x="trust", y="hours", group="unit")
    >>> levels[["level", "estimate", "n"]].round(2)
                    level  estimate   n
    0                 raw     -0.31  12
    1              within      0.37  12
    2             between     -0.79   4
    3  between_unweighted     -0.79   4
    """
    numbers = floats(data, [x, y])
    keep = numbers.notna().all(axis=1) & data[group].notna()
    sums = _unit_sums(numbers.loc[keep, x], numbers.loc[keep, y], data.loc[keep, group])
    n_groups, n = len(sums), int(sums[:, 0].sum())
    estimates = _correlations(sums, np.ones((1, n_groups)))[0] if n_groups else np.full(4, np.nan)
    reasons = [_why_not(r, n_groups) for r in estimates]
    ends = [undefined()] * 4
    if n_groups >= 3:
        draws = _drawn(sums, n_resamples, np.random.default_rng(seed))
        ends = _intervals(estimates, draws, n_groups, conf_level)
        reasons = [
            reason or ("" if np.isfinite(e.low) else "too little spread to draw units")
            for reason, e in zip(reasons, ends, strict=True)
        ]
    return pd.DataFrame(
        {
            "level": LEVELS,
            "estimate": estimates,
            "conf_low": [e.low for e in ends],
            "conf_high": [e.high for e in ends],
            "n": [n, n, n_groups, n_groups],
            "n_groups": n_groups,
            "method": "pearson, cluster bootstrap of units, t(G-1)",
            "reason": reasons,
        }
    )


@takes("data", numbers=["values"], classes=["group"])
def unit_mean_reliability(
    data: pd.DataFrame,
    *,
    values: str,
    group: str,
    weight: Literal["size", "unit"] = "size",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Reliability of unit means, as ICC(2), with the standard error that corrections need.

    Parameters
    ----------
    data
        One row per person.
    values
        Column with the scale score.
    group
        Column with the unit.
    weight
        How units count in what is to be corrected: ``"size"`` for rates, whose exposure follows
        the number of people (ICC(2) itself), ``"unit"`` where each counts once (least squares,
        ranks): the means of small units then weigh more, and are less reliable.
    conf_level
        Confidence level of the interval, 0-1.

    Returns
    -------
    pandas.DataFrame
        One row: ``variable, estimate, std_error, conf_low, conf_high, n, n_groups, method,
        reason``; NaN with a reason where the estimate is not above 0.

    Raises
    ------
    InputError
        A column is missing or holds no numbers.
    SkcoreError
        An option does not exist.

    Notes
    -----
    By size (MSB - MSW)/MSB; by unit 1 - MSW mean(1/n) / (variance of the plain unit means), the
    same where units are equally large. 1 - ICC(2) = 1/F, so the interval follows from the F
    distribution, and the standard error is (1 - ICC(2)) times that of log F,
    sqrt(2/(G - 1) + 2/(N - G)); by unit both are approximations. Simulated with units of 5-80
    people, least squares corrected by size held the truth in 91 % of studies of 200 units.
    Validated against ``multilevel::ICC2`` (R).

    References
    ----------
    .. [1] Bliese (2000), in Klein & Kozlowski (eds), Multilevel theory, research, and methods
       in organizations, 349-381.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> people = pd.DataFrame({"unit": list("aaabbbccc"), "trust": [1, 2, 3, 4, 5, 6, 7, 8, 9]})
    >>> row = skcore.unit_mean_reliability(people, values="trust", group="unit").iloc[0]
    >>> round(row.estimate, 3)
    np.float64(0.963)
    """
    found = icc(data, values=values, group=group).iloc[0]
    n_groups, n, reason = int(found["n_groups"]), int(found["n"]), str(found["reason"])
    estimate, std_error, ends = float(found["icc2"]), np.nan, undefined()
    if weight == "unit" and n_groups >= 3 and not reason:
        estimate = _each_once(data, values, group)
    if n_groups < 3:
        estimate, reason = np.nan, "fewer than 3 units"
    elif not reason and not estimate > 0:
        estimate, reason = np.nan, "units do not differ more than chance"
    elif not reason:
        std_error, ends = _around_icc2(estimate, n, n_groups, conf_level)
    row = {"variable": values, "estimate": estimate, "std_error": std_error}
    row |= {"conf_low": ends.low, "conf_high": ends.high, "n": n, "n_groups": n_groups}
    return pd.DataFrame([row | {"method": WEIGHTS[weight], "reason": reason}])


def _each_once(data: pd.DataFrame, values: str, group: str) -> float:
    by_unit = data[[values, group]].dropna().groupby(group, observed=True)[values]
    units = by_unit.agg(["size", "mean", "var"])
    inside = (units["var"].fillna(0) * (units["size"] - 1)).sum() / (units["size"] - 1).sum()
    spread = float(units["mean"].var())
    return 1 - float(inside * (1 / units["size"]).mean()) / spread if spread > 0 else np.nan


def _drawn(sums: Array, n_resamples: int, rng: np.random.Generator) -> Array:
    """Return the correlations of so many draws of units, a thousand at a time to spare memory."""
    n_groups = len(sums)
    even = np.full(n_groups, 1 / n_groups)
    parts = [
        _correlations(sums, rng.multinomial(n_groups, even, size=min(1000, n_resamples - done)))
        for done in range(0, n_resamples, 1000)
    ]
    return np.concatenate(parts)


def _unit_sums(x: pd.Series, y: pd.Series, group: pd.Series) -> Array:
    """Return per unit n and the sums of x, y, xx, yy, xy: all that any draw of units needs."""
    codes = pd.factorize(group)[0]
    # Centring first keeps the sums of squares exact for values far from zero.
    a = (x - x.mean()).to_numpy()
    b = (y - y.mean()).to_numpy()
    columns = [np.ones(len(a)), a, b, a * a, b * b, a * b]
    return np.column_stack([np.bincount(codes, weights=column) for column in columns])


def _correlations(sums: Array, weights: Array) -> Array:
    """Return one row per draw: raw, within, between, between_unweighted."""
    n, mean_x, mean_y = sums[:, 0], sums[:, 1] / sums[:, 0], sums[:, 2] / sums[:, 0]
    means = np.column_stack([mean_x**2, mean_y**2, mean_x * mean_y])
    total = weights @ sums
    between = weights @ (means * n[:, None])
    plain = weights @ np.column_stack([np.ones(len(n)), mean_x, mean_y, means])
    inside = total[:, 3:] - between
    within = _ratio(inside[:, 0], inside[:, 1], inside[:, 2], total[:, 3:])
    repeated = np.column_stack([total[:, :3], between])
    return np.column_stack([_moment(total), within, _moment(repeated), _moment(plain)])


def _moment(sums: Array) -> Array:
    w, sx, sy, sxx, syy, sxy = sums.T
    return _ratio(sxx - sx**2 / w, syy - sy**2 / w, sxy - sx * sy / w, sums[:, 3:])


def _ratio(var_x: Array, var_y: Array, cov: Array, scale: Array) -> Array:
    # A variance that is rounding noise of its own sums is no variance.
    usable = (var_x > 1e-12 * scale[:, 0]) & (var_y > 1e-12 * scale[:, 1])
    size = np.sqrt(np.where(usable, var_x * var_y, 1.0))
    return np.where(usable, np.clip(cov / size, -1, 1), np.nan)


def _intervals(estimates: Array, draws: Array, n_groups: int, conf_level: float) -> list[Interval]:
    limit = 1 - 1e-9
    scaled = np.arctanh(np.clip(draws, -limit, limit))
    spread = np.full(4, np.nan)
    for level in range(4):
        found = scaled[np.isfinite(scaled[:, level]), level]
        if len(found) > 1:
            spread[level] = found.std(ddof=1) * np.sqrt(n_groups / (n_groups - 1))
    ends = [
        t_interval(float(z), float(s), df=n_groups - 1, conf_level=conf_level)
        for z, s in zip(np.arctanh(np.clip(estimates, -limit, limit)), spread, strict=True)
    ]
    return [e.through(np.tanh) for e in ends]


def _why_not(estimate: float, n_groups: int) -> str:
    if n_groups < 3:
        return "fewer than 3 units"
    return "" if np.isfinite(estimate) else "no variance"


def _around_icc2(
    estimate: float, n: int, n_groups: int, conf_level: float
) -> tuple[float, Interval]:
    from scipy import stats

    freedom, rest = n_groups - 1, 1 - estimate
    tail = (1 - conf_level) / 2
    low, high = (stats.f.ppf(q, freedom, n - n_groups) for q in (1 - tail, tail))
    std_error = rest * np.sqrt(2 / freedom + 2 / (n - n_groups))
    return std_error, Interval(1 - low * rest, 1 - high * rest, np.nan)
