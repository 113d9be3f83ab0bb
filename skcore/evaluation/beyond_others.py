"""What was promised of actions before a survey, beside what the survey found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from skcore.association.inference import Array, t_interval
from skcore.errors import InputError
from skcore.inputs import takes

FEWEST_OTHERS = 4  # units without an action: a line and something to tell its noise from


@takes("data", numbers=["before", "after", "promised"], classes=["unit", "variable"])
def promise_and_found(
    data: pd.DataFrame,
    *,
    promised: str = "promised",
    unit: str = "unit",
    variable: str = "variable",
    before: str = "before",
    after: str = "after",
    baseline_adjusted: bool = True,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    r"""Hold what each unit's action was to give against what its own scale did beside the others.

    Parameters
    ----------
    data
        One row per unit and scale. Rows with a number in ``promised`` are units with an action,
        each with the scale that its action is about; rows without are the comparison, with every
        scale that anything is promised of.
    promised
        Column with the change that was promised, points.
    unit, variable, before, after
        Columns with the unit, the scale, and the unit's mean in both surveys, points.
    baseline_adjusted
        Whether units are set beside others that began where they did (as where they were not drawn
        by lot), or the changes alone are compared.
    conf_level
        Confidence level, 0-1.

    Returns
    -------
    pandas.DataFrame
        One row: ``promised`` (mean over the units with an action), ``observed`` (their mean
        change), ``predicted`` (for them by the comparison's lines), ``estimate`` (observed less
        predicted), ``std_error, conf_low, conf_high, p_value, n`` (units),
        ``n_treated, n_comparison, method, reason``.

    Raises
    ------
    InputError
        A unit that both has an action and is a comparison.

    Notes
    -----
    For every scale a line is fitted to the comparison units alone, and what the units with an
    action did beyond it is averaged. With residual covariances :math:`s_{vw}` of the comparison
    between scales, :math:`X_v` the comparison's starts and :math:`c_v` the sum of the treated
    units' rows with scale v, of n in all, the variance is

    .. math:: \frac{1}{n^2} \left( \sum_u s_{v(u) v(u)} + \sum_{v,w} s_{vw} c_v'
        (X_v'X_v)^{-1} X_v'X_w (X_w'X_w)^{-1} c_w \right)

    with t on the comparison's degrees of freedom. Of one scale it is the error of the mean of as
    many predictions (validated against R: ``predict.lm``; of several by matrices). It takes units
    with an action to spread about their line as the others do. Simulated studies find nothing where
    nothing is in 94.2 to 98.6 % (benchmarks/coverage_actions.md). "Found" is no proof that the
    action did it. ``predicted`` rests on the comparison alone; ``expected`` of
    `difference_in_differences` on one slope of both sides.

    References
    ----------
    .. [1] Seber & Lee (2003), Linear Regression Analysis, 2nd ed., Wiley, chapter 5: prediction,
       doi 10.1002/9780471722199.


    Examples
    --------
    >>> import pandas as pd, skcore
    >>> units = pd.DataFrame({
    ...     "unit": list("abcdefg"), "variable": "JU",
    ...     "before": [50, 60, 70, 55, 65, 40, 45], "after": [52, 60, 69, 57, 64, 50, 53],
    ...     "promised": [None] * 5 + [6, 8]})
    >>> skcore.promise_and_found(units)[["promised", "observed", "predicted", "estimate"]].round(1)
       promised  observed  predicted  estimate
    0       7.0       9.0        3.5       5.5
    """
    names = {before: "before", after: "after", promised: "promised", unit: "unit"}
    rows = data.rename(columns=names | {variable: "variable"})
    rows = rows.dropna(subset=["before", "after", "unit", "variable"])
    treated, others = rows[rows["promised"].notna()], rows[rows["promised"].isna()]
    both = sorted(set(treated["unit"].astype(str)) & set(others["unit"].astype(str)))
    if both:
        raise InputError(f"Units with an action that are their own comparison: {', '.join(both)}.")
    wide = others.pivot_table(index="unit", columns="variable", values=["before", "after"])
    wide = wide.dropna()
    lost = 2 if baseline_adjusted else 1
    change = (treated["after"] - treated["before"]).mean()
    told: dict[str, Any] = {
        "promised": treated["promised"].mean(),
        "observed": change,
        "n": len(treated) + len(wide),
        "n_treated": len(treated),
        "n_comparison": len(wide),
        "method": "beyond the comparison's line" if baseline_adjusted else "beyond its change",
    }
    numbers = ("predicted", "estimate", "std_error", "conf_low", "conf_high", "p_value")
    told |= dict.fromkeys(numbers, np.nan) | {"reason": _why_not(treated, wide)}
    if not told["reason"]:
        estimate, error = _beyond(treated, wide, lost == 2)
        ends = t_interval(estimate, error, df=len(wide) - lost, conf_level=conf_level)
        found = (change - estimate, estimate, error, ends.low, ends.high, ends.p_value)
        told |= dict(zip(numbers, found, strict=True))
        told["reason"] = "" if np.isfinite(ends.low) else "no variance"
    order = ["promised", "observed", *numbers, "n", "n_treated", "n_comparison"]
    return pd.DataFrame([told])[[*order, "method", "reason"]]


def _why_not(treated: pd.DataFrame, wide: pd.DataFrame) -> str:
    if treated.empty:
        return "no units with a promise"
    if len(wide) < FEWEST_OTHERS:  # also of none, where there is no column either
        return f"fewer than {FEWEST_OTHERS} units of comparison"
    missing = set(treated["variable"]) - set(wide["before"].columns)
    return "scales without a comparison" if missing else ""


def _beyond(treated: pd.DataFrame, wide: pd.DataFrame, from_start: bool) -> tuple[float, float]:
    """Mean of what the treated did beyond the comparison's lines, and its standard error."""
    scales = list(dict.fromkeys(treated["variable"]))

    def design(start: Array) -> Array:
        return np.column_stack(
            [np.ones(len(start)), start] if from_start else [np.ones(len(start))]
        )

    above, residuals, reach, noise = 0.0, [], [], []
    for scale in scales:
        x, y = design(wide["before"][scale]), (wide["after"] - wide["before"])[scale].to_numpy()
        own = treated[treated["variable"] == scale]
        inverse = np.linalg.pinv(x.T @ x)
        slopes = inverse @ x.T @ y
        chosen = design(own["before"])
        above += float(((own["after"] - own["before"]).to_numpy() - chosen @ slopes).sum())
        residuals.append(y - x @ slopes)
        reach.append(x @ inverse @ chosen.sum(axis=0))
        noise.append(len(own))
    errors, weights = np.array(residuals), np.array(reach)
    spread = errors @ errors.T / (len(wide) - (2 if from_start else 1))
    n = len(treated)
    variance = spread.diagonal() @ np.array(noise) + (spread * (weights @ weights.T)).sum()
    return above / n, float(np.sqrt(variance)) / n
