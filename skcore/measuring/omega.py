"""How much of a scale's variation is one common factor? McDonald's omega by maximum likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from scipy import optimize, stats

from skcore.inputs import Floats, takes
from skcore.measuring.item_table import item_matrix
from skcore.measuring.reliability import covariance, one_row

_LEAST_UNIQUE = 1e-4  # a residual share below this is a boundary solution (Heywood case)
_SINGULAR = 1e-8  # smallest eigenvalue of the correlations that still allows a fit


@takes("data", numbers=["items"])
def mcdonald_omega(
    data: pd.DataFrame, *, items: Sequence[str] | None = None, conf_level: float = 0.95
) -> pd.DataFrame:
    r"""McDonald's omega (total) of a one-factor model, with a delta-method interval.

    Parameters
    ----------
    data
        One row per respondent; item columns scored in the same direction (see `score_items`).
        Respondents with every item are used.
    items
        Columns of the scale, at least three; all columns when None.
    conf_level
        Level of the interval.

    Returns
    -------
    pandas.DataFrame
        One row: ``estimate, conf_low, conf_high, n, n_items, method, reason``. Undefined, with
        the reason, for fewer than three items, a constant item, items that determine one another,
        too few respondents, or a model that only fits with a negative residual variance.

    Raises
    ------
    InputError
        Columns that are not there or not numeric; a ``conf_level`` outside 0-1.

    Notes
    -----
    .. math:: \omega = \frac{(\sum_i \lambda_i)^2}{(\sum_i \lambda_i)^2 + \sum_i \theta_i}

    with loadings and residual variances that minimise
    :math:`\log|\Sigma| + \mathrm{tr}(S\Sigma^{-1})`. The standard error follows from the expected
    information by the delta method; the interval is cut at 0 and 1. Two items cannot identify the
    model: use `spearman_brown`. Answers are taken as continuous; for few, skewed categories a
    polychoric ("ordinal") omega would be the choice, which no maintained Python library offers:
    use R (``semTools::compRelSEM``). Omega assumes one factor; it does not test it.
    Validated against ``lavaan::cfa(std.lv = TRUE)`` (R).

    References
    ----------
    McDonald, R. P. (1999). Test theory: A unified treatment. Erlbaum.
    Raykov, T. (2002). Analytic estimation of standard error and confidence interval for scale
    reliability. Multivariate Behavioral Research, 37(1), 89-103.
    https://doi.org/10.1207/S15327906MBR3701_04

    Examples
    --------
    >>> import numpy as np, pandas as pd, skcore
    >>> rng = np.random.default_rng(1)
    >>> trust = rng.normal(60, 15, size=200)
    >>> answers = pd.DataFrame({f"TM{i}": trust + rng.normal(0, 15, size=200) for i in range(1, 5)})
    >>> omega = skcore.mcdonald_omega(answers)
    >>> omega[["n", "n_items"]]
         n  n_items
    0  200        4
    >>> bool(0.7 < omega["estimate"].item() < 0.9)
    True
    """
    names, values = item_matrix(data, items)
    n = int((~np.isnan(values).any(axis=1)).sum())
    matrix = covariance(values, "listwise")
    describe = partial(
        one_row,
        n=n,
        n_items=len(names),
        method="McDonald's omega, one-factor maximum likelihood, listwise, delta-method interval",
    )
    reason = _why_no_factor(names, matrix, n)
    if reason:
        return describe(reason=reason)
    scale = np.sqrt(np.diag(matrix))
    loadings, unique = _one_factor(matrix / np.outer(scale, scale))
    if unique.min() < _LEAST_UNIQUE:
        item = names[int(unique.argmin())]
        reason = f"one factor fits only with a negative residual variance of {item} (Heywood case)"
        return describe(reason=reason)
    estimate, error = _omega(loadings * scale, unique * scale**2, n)
    reach = stats.norm.ppf(0.5 + conf_level / 2) * error
    low, high = max(0.0, estimate - reach), min(1.0, estimate + reach)
    return describe(estimate, low, high)


def _why_no_factor(names: list[str], matrix: Floats, n: int) -> str:
    k = len(names)
    if k == 2:
        return "two items cannot identify a factor model: use spearman_brown"
    if k < 2:
        return "a single item has no common factor"
    if n <= k:
        return f"too few complete respondents for {k} items (n = {n})"
    flat = [name for name, s2 in zip(names, np.diag(matrix), strict=True) if not s2 > 0]
    if flat:
        return f"every answer to {', '.join(flat)} is the same"
    scale = np.sqrt(np.diag(matrix))
    if np.linalg.eigvalsh(matrix / np.outer(scale, scale))[0] < _SINGULAR:
        return "some items follow exactly from the others"
    return ""


def _one_factor(correlations: Floats) -> tuple[Floats, Floats]:
    """Fit one factor to a correlation matrix: loadings and residual variances."""
    k = len(correlations)
    size, direction = np.linalg.eigh(correlations)
    loadings = direction[:, -1] * np.sqrt(size[-1])
    start = np.concatenate([0.9 * loadings, np.log(np.maximum(1 - 0.8 * loadings**2, 0.1))])
    # the residual variance enters as its logarithm, so that every step stays admissible
    limits = [(None, None)] * k + [(np.log(_LEAST_UNIQUE / 10), np.log(10))] * k
    options = {"maxiter": 5000, "maxfun": 50_000, "ftol": 1e-15, "gtol": 1e-10, "maxcor": 30}
    found = optimize.minimize(
        _discrepancy, start, (correlations,), "L-BFGS-B", jac=True, bounds=limits, options=options
    )
    return _polish(found.x[:k], np.exp(found.x[k:]), correlations)


def _discrepancy(parameters: Floats, observed: Floats) -> tuple[float, Floats]:
    """ML discrepancy and its gradient in loadings and log residual variances."""
    k = len(observed)
    loadings, unique = parameters[:k], np.exp(parameters[k:])
    model = np.outer(loadings, loadings) + np.diag(unique)
    inverse = np.linalg.inv(model)
    value = np.linalg.slogdet(model)[1] + np.sum(observed * inverse)
    slope = inverse @ (model - observed) @ inverse
    gradient = np.concatenate([2 * slope @ loadings, np.diag(slope) * unique])
    return float(value), gradient


def _polish(loadings: Floats, unique: Floats, observed: Floats) -> tuple[Floats, Floats]:
    """Take scoring steps from the optimiser's answer, so that results agree to many digits."""
    k = len(observed)
    for _ in range(20):
        if unique.min() < _LEAST_UNIQUE:
            break
        inverse, weights = _information(loadings, unique)
        slope = inverse @ (observed - _implied(loadings, unique)) @ inverse
        gradient = np.concatenate([slope @ loadings, np.diag(slope) / 2])
        step = np.linalg.lstsq(weights, gradient, rcond=None)[0]
        loadings, unique = loadings + step[:k], unique + step[k:]
        if np.abs(step).max() < 1e-13:
            break
    return loadings, unique


def _implied(loadings: Floats, unique: Floats) -> Floats:
    return np.outer(loadings, loadings) + np.diag(unique)


def _information(loadings: Floats, unique: Floats) -> tuple[Floats, Floats]:
    """Inverse of the implied covariances, and the expected information per respondent."""
    inverse = np.asarray(np.linalg.inv(_implied(loadings, unique)), dtype=np.float64)
    weighted = inverse @ loadings
    by_loading = inverse * (loadings @ weighted) + np.outer(weighted, weighted)
    mixed = inverse * weighted[:, None]
    squared = inverse**2 / 2
    return inverse, np.block([[by_loading, mixed.T], [mixed, squared]])


def _omega(loadings: Floats, unique: Floats, n: int) -> tuple[float, float]:
    """Omega and its standard error by the delta method."""
    common, residual = loadings.sum(), unique.sum()
    total = common**2 + residual
    slopes = np.concatenate(
        [
            np.full(len(loadings), 2 * common * residual / total**2),
            np.full(len(unique), -(common**2) / total**2),
        ]
    )
    spread = slopes @ np.linalg.solve(n * _information(loadings, unique)[1], slopes)
    return float(common**2 / total), float(np.sqrt(spread))
