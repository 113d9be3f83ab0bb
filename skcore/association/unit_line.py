"""The line over units behind sentence, figure and sensitivity table: fitted in one place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from skcore.association.count_fit import ALONE, CountFit, fit_counts
from skcore.association.count_models import usable_counts
from skcore.association.inference import Array, as_list, floats, t_interval

#: Below this many units the shape of a rate model cannot be judged, and ranks are used.
FEW_UNITS = 15


@dataclass(frozen=True)
class UnitLine:
    """A line over units: log rate (days) or level (other outcomes) by predictor and covariates."""

    fit: CountFit
    centre: Array
    logarithmic: bool
    explained: float


def unit_table(
    data: pd.DataFrame, outcome: str, predictor: str, exposure: str | None, held: list[str]
) -> pd.DataFrame:
    """Return the units that are complete, as numbers; refuse what cannot be read."""
    names = [outcome, predictor, *as_list(exposure), *held]
    numbers = floats(data, names).reset_index(drop=True)
    if exposure is None:
        return numbers.dropna().reset_index(drop=True)
    return numbers[usable_counts(numbers, outcome, exposure, None)].reset_index(drop=True)


def fit_unit_line(
    table: pd.DataFrame, outcome: str, predictor: str, exposure: str | None, held: list[str]
) -> UnitLine:
    """Fit the one line that sentence, figure and sensitivity table share."""
    x, z = table[predictor].to_numpy(), table[held].to_numpy()
    design = np.column_stack([np.ones(len(table)), x, z])
    y = table[outcome].to_numpy()
    if exposure is None:
        fit = _least_squares(y, design)
    else:
        fit = fit_counts(
            y, design, table[exposure].to_numpy(), family="quasi_poisson", robust="HC3"
        )
    explained = 0.0
    if held and not fit.reason:
        others = np.delete(design, 1, axis=1)
        left = x - others @ np.linalg.lstsq(others, x, rcond=None)[0]
        explained = float(1 - left.var() / x.var())
    centre = design.mean(axis=0) if len(design) else np.full(design.shape[1], np.nan)
    return UnitLine(fit, centre, exposure is not None, explained)


def _least_squares(y: Array, design: Array) -> CountFit:
    n, p = design.shape
    method, empty = "least squares, HC3, t(n-p)", np.full(p, np.nan)
    nothing = CountFit(empty, np.full((p, p), np.nan), np.nan, np.nan, n, np.nan, method, "")
    if n < p + 2:
        return replace(nothing, reason=f"fewer than {p + 2} units")
    inner = design - np.concatenate([[0.0], design[:, 1:].mean(axis=0)])
    if np.ptp(y) == 0 or np.linalg.matrix_rank(inner) < p:
        return replace(nothing, reason="no variance")
    bread = np.linalg.inv(design.T @ design)
    b = np.linalg.lstsq(design, y, rcond=None)[0]
    residuals = y - design @ b
    leverage = np.einsum("ij,jk,ik->i", design, bread, design)
    if leverage.max() > ALONE:
        return replace(nothing, reason="one row alone decides the line")
    free = design * (residuals / (1 - leverage))[:, None]
    phi = float((residuals**2).sum() / (n - p))
    return CountFit(b, bread @ (free.T @ free) @ bread, float(n - p), phi, n, np.nan, method, "")


def uncorrectable(reliability: float, std_error: float) -> str:
    """Return why nothing can be corrected by this reliability: dividing by near 0 says nothing."""
    if reliability <= 0:
        return "unit means not reliable beyond the covariates"
    return "reliability too uncertain to correct by" if reliability <= 2 * std_error else ""


def unit_sizes(
    line: UnitLine, estimand: str, icc2: float, icc2_error: float, *, per: float, conf_level: float
) -> list[dict[str, Any]]:
    """Return the sizes of one estimand; icc2 = 1 without error is the measured one."""
    fit = line.fit
    share = (icc2 - line.explained) / (1 - line.explained) if icc2 < 1 else 1.0
    share_error = icc2_error / (1 - line.explained)
    reason = fit.reason or uncorrectable(share, share_error)
    names = ["rate_ratio", "days_per_fte"] if line.logarithmic else ["difference"]
    rows = [{"measure": m, "estimand": estimand, "method": fit.method} for m in names]
    if reason:
        nothing = dict.fromkeys(["estimate", "conf_low", "conf_high", "p_value"], np.nan)
        return [row | nothing | {"reason": reason} for row in rows]
    slope = fit.coefficients[1] / share
    gradient = np.zeros(len(fit.coefficients) + 1)
    gradient[1], gradient[-1] = 1 / share, -slope / share
    whole = np.zeros((len(gradient), len(gradient)))
    whole[:-1, :-1], whole[-1, -1] = fit.covariance, share_error**2
    ends = t_interval(per * slope, per * _spread(gradient, whole), df=fit.df, conf_level=conf_level)
    if not line.logarithmic:
        found = [{"estimate": per * slope, **ends.columns}]
    else:
        level, half = float(np.exp(line.centre @ fit.coefficients)), per / 2
        days = level * 2 * np.sinh(half * slope)
        turned = level * 2 * half * np.cosh(half * slope) * gradient
        turned[:-1] += days * line.centre
        # One question, one p-value: that of the slope, for days as for the rate ratio.
        drawn = t_interval(days, _spread(turned, whole), df=fit.df, conf_level=conf_level)
        found = [
            {"estimate": float(np.exp(per * slope)), **ends.through(np.exp).columns},
            {"estimate": days, **drawn.columns, "p_value": ends.p_value},
        ]
    return [row | numbers | {"reason": ""} for row, numbers in zip(rows, found, strict=True)]


def _spread(gradient: Array, covariance: Array) -> float:
    return float(np.sqrt(gradient @ covariance @ gradient))
