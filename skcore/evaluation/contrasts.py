"""Units with the action against units without: changes alone, or from the same start."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from skcore.association.inference import Array, Interval, t_interval, undefined
from skcore.errors import InputError

#: cluster-robust errors raise false alarms when a side has fewer units than this
ENOUGH_CLUSTERS = 20


@dataclass(frozen=True)
class Contrast:
    """Treated minus comparison, with what can be said of its chance."""

    estimate: float
    std_error: float
    ends: Interval
    n_permutations: float
    method: str
    reason: str
    #: change of the treated without the action, by one slope of both sides, with its interval
    expected: float = np.nan
    around: Interval = field(default_factory=undefined)
    caution: str = ""


def one_side_each(table: pd.DataFrame, unit: str, where: str) -> None:
    """Refuse units (of columns ``unit, treated``) that are both treated and not."""
    sides = table.groupby("unit")["treated"].agg(["min", "max"])
    n = int((sides["min"] < sides["max"]).sum())
    if n:
        text = f"{n} units of column '{unit}' are both treated and not; give each one value."
        problem = pd.DataFrame([{"column": unit, "problem": text, "n": n, "rows": ""}])
        msg = f"{where}: a unit has the action or is a comparison, in all its rows."
        raise InputError(msg, problem)


def compare_changes(
    treated: Array, comparison: Array, *, equal_variances: bool = True, conf_level: float
) -> Contrast:
    """Contrast the changes of two sets of units, as far as their number allows.

    Parameters
    ----------
    treated, comparison
        One change per unit.
    equal_variances
        Student's t, otherwise Welch's.
    conf_level
        Confidence level, 0-1.

    Returns
    -------
    Contrast
        A t interval; permutation p without interval where units are too few; NaN with a reason.
    """
    n_treated, n_comparison = len(treated), len(comparison)
    method = "t on unit-level changes"
    if min(n_treated, n_comparison) == 0:
        return Contrast(np.nan, np.nan, undefined(), np.nan, method, "no units on one side")
    estimate = float(treated.mean() - comparison.mean())
    std_error, df, method = _two_sample(treated, comparison, equal_variances)
    ways, few = too_few_to_show(n_treated, n_comparison, conf_level)
    if few:
        ends = Interval(np.nan, np.nan, _permutation_p(treated, comparison))
        return Contrast(estimate, std_error, ends, ways, "permutation of units (exact)", few)
    ends = t_interval(estimate, std_error, df=df, conf_level=conf_level)
    reason = "" if np.isfinite(ends.low) else "no variance"
    return Contrast(estimate, std_error, ends, ways, method, reason)


def same_start(changes: pd.DataFrame, *, conf_level: float) -> Contrast:
    """Contrast treated units with comparison units that began where they did.

    Parameters
    ----------
    changes
        One row per unit: ``before, after, treated``.
    conf_level
        Confidence level, 0-1.

    Returns
    -------
    Contrast
        Of the regression of ``after`` on ``before`` and ``treated``: coefficient of ``treated``;
        ``expected``, change by the same line of a comparison unit at the treated units' mean start.
    """
    method = "regression of unit means on the start"
    treated, before = changes["treated"].to_numpy(), changes["before"].to_numpy()
    after = changes["after"].to_numpy()
    sides = [int((treated == side).sum()) for side in (1, 0)]
    start = float(before[treated == 1].mean()) if sides[0] else np.nan
    design = np.column_stack([np.ones(len(changes)), before - start, treated])
    reason = "no units on one side" if min(sides) == 0 else why_not(design, after)
    if reason:
        return Contrast(np.nan, np.nan, undefined(), np.nan, method, reason)
    ways, reason = too_few_to_show(sides[0], sides[1], conf_level)
    bread = np.linalg.inv(design.T @ design)
    b = bread @ design.T @ after
    df = len(after) - 3
    error = np.sqrt(((after - design @ b) ** 2).sum() / df * np.diag(bread))
    ends = [t_interval(b[k], error[k], df=df, conf_level=conf_level) for k in (2, 0)]
    if not reason and not np.isfinite(ends[0].low):
        reason = "no variance"
    if reason:
        ends = [undefined(), undefined()]
    around = Interval(ends[1].low - start, ends[1].high - start, np.nan)
    others = before[treated == 0]
    caution = ""
    if not others.min() <= start <= others.max():
        caution = "no comparison unit began as far out as the treated: the expected is extrapolated"
    return Contrast(
        float(b[2]), float(error[2]), ends[0], ways, method, reason, b[0] - start, around, caution
    )


def why_not(design: Array, y: Array) -> str:
    """Say why a regression cannot be fitted, or nothing."""
    n, p = design.shape
    if n == 0 or np.linalg.matrix_rank(design) < p:
        return "no rows on one side or in one period" if p != 3 else "all units began alike"
    if n <= p:
        return f"fewer than {p + 1} rows"
    return "no variance" if np.ptp(y) == 0 else ""


def too_few_to_show(n_treated: int, n_comparison: int, conf_level: float) -> tuple[int, str]:
    """Count the ways to draw the treated, and say whether they are too few for an interval."""
    ways = comb(n_treated + n_comparison, n_treated)
    # With as many on both sides each draw has a mirror image that is as extreme.
    least_p = (2 if n_treated == n_comparison else 1) / ways
    if least_p <= 1 - conf_level:
        return ways, ""
    return ways, (
        f"{n_treated} against {n_comparison} units: {ways} permutations, "
        f"p never below {least_p:.2f}, no {conf_level:.0%} interval"
    )


def _two_sample(a: Array, b: Array, equal_variances: bool) -> tuple[float, float, str]:
    if min(len(a), len(b)) > 1 and not equal_variances:
        of_a, of_b = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
        total = of_a + of_b
        if total == 0:
            return 0.0, np.nan, "t on unit-level changes (Welch)"
        df = total**2 / (of_a**2 / (len(a) - 1) + of_b**2 / (len(b) - 1))
        return float(np.sqrt(total)), float(df), "t on unit-level changes (Welch)"
    df = len(a) + len(b) - 2
    squares = ((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum()
    pooled = squares / df if df > 0 else np.nan
    method = "t on unit-level changes"
    return float(np.sqrt(pooled * (1 / len(a) + 1 / len(b)))), float(df), method


def _permutation_p(treated: Array, comparison: Array) -> float:
    changes = np.concatenate([treated, comparison])
    changes = changes - changes.mean()
    # With the sum fixed, the sum of the treated orders the differences.
    bar = abs(changes[: len(treated)].sum()) * (1 - 1e-10)
    sums = [changes[list(c)].sum() for c in combinations(range(len(changes)), len(treated))]
    return float((np.abs(sums) >= bar).mean())
