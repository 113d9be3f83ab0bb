"""A regression over months whose errors remember the month before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from skcore.association.inference import Array

STRONGEST = 0.99  # autocorrelation: beyond, level and memory cannot be told apart
STEP = 1e-3  # of the derivatives


@dataclass(frozen=True)
class SerialFit:
    """Coefficients with their errors and degrees of freedom, and the autocorrelation."""

    coefficients: Array
    std_errors: Array
    df: Array
    autocorrelation: float


def fit_ar1(y: Array, design: Array, month: Array) -> SerialFit:
    r"""Generalised least squares with first-order autocorrelated errors, by REML.

    Parameters
    ----------
    y, design
        Outcome (months) and its predictors (months × terms).
    month
        Number of each month, rising; one that is missing counts as a step more.

    Notes
    -----
    With autocorrelation :math:`\rho` each month less :math:`\rho^g` times the one g months before,
    over :math:`\sqrt{1-\rho^{2g}}`, has independent errors; :math:`\rho` minimises the restricted
    deviance. Satterthwaite's degrees of freedom, since :math:`\rho` is estimated too. Agrees with
    ``gls(correlation = corAR1(form = ~month))`` of R's nlme, and emmeans' degrees of freedom.
    """
    gap, (n, p) = np.diff(month), design.shape
    everything = np.column_stack([y, design])

    def at(rho: float) -> tuple[Array, Array, float, float]:
        """Coefficients, their bread, what is left, and the determinants of the deviance."""
        memory = np.sign(rho) ** gap * np.abs(rho) ** gap
        width = np.sqrt(1 - memory**2)
        later = (everything[1:] - memory[:, None] * everything[:-1]) / width[:, None]
        rows = np.vstack([everything[:1], later])
        bread = np.linalg.inv(rows[:, 1:].T @ rows[:, 1:])
        b = bread @ rows[:, 1:].T @ rows[:, 0]
        left = float(((rows[:, 0] - rows[:, 1:] @ b) ** 2).sum())
        return b, bread, left, 2 * float(np.log(width).sum()) - np.linalg.slogdet(bread)[1]

    def profile(rho: float) -> float:
        _, _, left, size = at(rho)
        return float((n - p) * np.log(left) + size)

    tried = np.linspace(-STRONGEST, STRONGEST, 67)
    best = int(np.argmin([profile(rho) for rho in tried]))
    ends = tried[max(best - 1, 0)], tried[min(best + 1, len(tried) - 1)]
    rho = float(minimize_scalar(profile, bounds=ends, options={"xatol": 1e-10}).x)
    b, bread, left, _ = at(rho)
    variance = left / (n - p) * np.diag(bread)

    def deviance(z: float, s: float) -> float:
        _, _, rest, size = at(float(np.tanh(np.arctanh(rho) + z)))
        return float((n - p) * s + rest / (left / (n - p) * np.exp(s)) + size)

    h, here = STEP, deviance(0, 0)
    twice = [deviance(*(h * v)) - 2 * here + deviance(*(-h * v)) for v in np.eye(2)]
    mixed = [deviance(h * i, h * j) * i * j for i in (-1, 1) for j in (-1, 1)]
    curve = np.array([[twice[0], sum(mixed) / 4], [sum(mixed) / 4, twice[1]]]) / (2 * h**2)
    sides = [np.diag(at(float(np.tanh(np.arctanh(rho) + z)))[1]) for z in (h, -h)]
    slope = np.stack([left / (n - p) * (sides[0] - sides[1]) / (2 * h), variance])
    df = 2 * variance**2 / np.einsum("ik,ij,jk->k", slope, np.linalg.inv(curve), slope)
    return SerialFit(b, np.sqrt(variance), df, rho)
