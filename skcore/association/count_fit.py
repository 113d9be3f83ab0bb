"""Fitting log-linear rate models: coefficients with a covariance that says what it rests on."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from skcore.association.inference import Array

#: A row of this leverage is met by the line exactly, and HC3 cannot judge it.
ALONE = 1 - 1e-8
#: said of a negative binomial whose outcome is no count, as R's glm.nb warns of it
DECIMALS = "; outcome with decimals"
Family = Literal["negative_binomial", "quasi_poisson"]


@dataclass(frozen=True)
class CountFit:
    """A fitted log-linear rate model; the first column of its design is the intercept."""

    coefficients: Array
    covariance: Array
    df: float
    dispersion: float
    n: int
    n_clusters: float
    method: str
    reason: str


def fit_counts(
    y: Array,
    design: Array,
    exposure: Array,
    *,
    family: Family,
    clusters: Array | None = None,
    robust: Literal["", "HC3"] = "",
) -> CountFit:
    """Fit a log-linear rate model; the confidential core of `count_model` and of the line.

    Parameters
    ----------
    y, design, exposure
        Counts, predictors with the intercept first, and time at risk, one row each.
    family
        ``"negative_binomial"`` or ``"quasi_poisson"``.
    clusters
        Codes of rows that belong together.
    robust
        ``"HC3"`` for independent rows whose variance follows no rule (quasi-Poisson only).

    Returns
    -------
    CountFit
        Coefficients per 1 of each predictor with covariance, or NaN with a reason.
    """
    reason = _why_not(y, design, clusters)
    if reason:
        return _nothing(len(y), design.shape[1], family, reason)
    broken = int((y % 1 != 0).sum()) if family == "negative_binomial" else 0
    if broken:
        warnings.warn(
            f"{broken} values of the outcome are no whole numbers, and the negative binomial is a "
            "distribution of counts. Use family='quasi_poisson' for days, or count spells.",
            stacklevel=4,
        )
    # Centred and scaled predictors keep the algebra well conditioned; undone at the end.
    centre, scale = design.mean(axis=0), design.std(axis=0)
    centre[0], scale[0] = 0.0, 1.0
    inner = (design - centre) / scale
    fit = _poisson(y, inner, exposure, clusters, robust)
    if family == "negative_binomial" and not fit.reason:
        fit = _negative_binomial(y, inner, exposure, clusters, fit)
    if fit.reason:
        return fit
    back = np.diag(1 / scale)
    back[0, 1:] = -centre[1:] / scale[1:]
    return replace(
        fit,
        coefficients=back @ fit.coefficients,
        covariance=back @ fit.covariance @ back.T,
        method=fit.method + (DECIMALS if broken else ""),
    )


def _why_not(y: Array, design: Array, clusters: Array | None) -> str:
    n, p = design.shape
    if n < p + 2:
        return f"fewer than {p + 2} rows"
    if y.sum() == 0:
        return "outcome is zero everywhere"
    if (np.ptp(design[:, 1:], axis=0) == 0).any():
        return "a predictor without variance"
    spread = design[:, 1:].std(axis=0)
    inner = np.column_stack([np.ones(n), (design[:, 1:] - design[:, 1:].mean(axis=0)) / spread])
    if np.linalg.matrix_rank(inner, tol=1e-8 * np.sqrt(n)) < p:
        return "predictors that add up to one another"
    if any(
        set(np.unique(c)) == {0.0, 1.0} and y[c == v].sum() == 0 for c in design.T for v in (0, 1)
    ):
        return "outcome is zero throughout a class"
    if clusters is not None and len(np.unique(clusters)) <= max(2, p - 1):
        return "fewer clusters than the model needs"
    return ""


def _nothing(n: int, p: int, family: str, reason: str) -> CountFit:
    empty = np.full(p, np.nan)
    name = "quasi-Poisson" if family == "quasi_poisson" else "negative binomial"
    return CountFit(empty, np.full((p, p), np.nan), np.nan, np.nan, n, np.nan, name, reason)


def _poisson(
    y: Array, design: Array, exposure: Array, clusters: Array | None, robust: str
) -> CountFit:
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    n, p = design.shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say is looked at: did it arrive, is it finite
        fitted = GLM(y, design, family=Poisson(), offset=np.log(exposure)).fit(
            maxiter=200, tol=1e-12, tol_criterion="params"
        )
    b, mu = np.asarray(fitted.params), np.asarray(fitted.mu)
    if not fitted.converged or not np.isfinite(b).all() or np.abs(b[1:]).max(initial=0) > 15:
        return _nothing(n, p, "quasi_poisson", "the fit did not converge")
    bread = np.linalg.inv((design * mu[:, None]).T @ design)
    phi = float(((y - mu) ** 2 / mu).sum() / (n - p))
    scores = design * (y - mu)[:, None]
    fit = CountFit(b, bread * phi, float(n - p), phi, n, np.nan, "quasi-Poisson, t(n-p)", "")
    if clusters is not None:
        return _sandwich(fit, bread, scores, clusters, "quasi-Poisson")
    if robust == "HC3":
        leverage = mu * np.einsum("ij,jk,ik->i", design, bread, design)
        if leverage.max() > ALONE:
            return _nothing(n, p, "quasi_poisson", "one row alone decides the line")
        free = scores / (1 - leverage)[:, None]
        return replace(
            fit, covariance=bread @ (free.T @ free) @ bread, method="quasi-Poisson, HC3, t(n-p)"
        )
    return fit


def _sandwich(fit: CountFit, bread: Array, scores: Array, clusters: Array, family: str) -> CountFit:
    codes = np.unique(clusters, return_inverse=True)[1]
    sums = np.column_stack([np.bincount(codes, weights=column) for column in scores.T])
    g, p = len(sums), len(fit.coefficients)
    whole = bread @ (sums.T @ sums) @ bread * g / (g - 1)
    method = f"{family}, cluster-robust G/(G-1), t(G-1)"
    return replace(
        fit, covariance=whole[:p, :p], df=float(g - 1), n_clusters=float(g), method=method
    )


def _negative_binomial(
    y: Array, design: Array, exposure: Array, clusters: Array | None, start: CountFit
) -> CountFit:
    from statsmodels.discrete.discrete_model import NegativeBinomial

    n, p = design.shape
    mu = exposure * np.exp(design @ start.coefficients)
    if (((y - mu) ** 2 - y).sum()) <= 0:
        return _at_poisson(y, design, mu, clusters, start)
    alpha = float(np.clip((((y - mu) ** 2 - y) / mu**2).mean(), 0.01, 5))
    model = NegativeBinomial(y, design, loglike_method="nb2", exposure=exposure)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # Quasi-Newton on log alpha arrives from afar, Newton's steps then make it exact.
            near = model.fit(
                np.append(start.coefficients, alpha), method="bfgs", maxiter=500, disp=0
            )
            fitted = model.fit(np.array(near.params), method="newton", tol=1e-10, disp=0)
            params = np.asarray(fitted.params)
            information = -np.asarray(model.hessian(params))
            bread = np.linalg.inv(information)
            top = bool((np.linalg.eigvalsh(information) > 0).all())
        except (np.linalg.LinAlgError, ValueError):
            return _nothing(n, p, "negative_binomial", "the fit did not converge")
        scores = np.asarray(model.score_obs(params))
    flat = np.abs(scores.sum(axis=0)).max() < 1e-4 * n
    if not (top and flat and params[-1] > 0 and np.abs(params[1:p]).max(initial=0) < 15):
        return _nothing(n, p, "negative_binomial", "the fit did not converge")
    name = "negative binomial"
    fit = CountFit(params[:p], bread[:p, :p], np.inf, float(params[-1]), n, np.nan, "", "")
    if clusters is not None:
        return _sandwich(fit, bread, scores, clusters, name)
    return replace(fit, method=f"{name}, observed information, z")


def _at_poisson(
    y: Array, design: Array, mu: Array, clusters: Array | None, start: CountFit
) -> CountFit:
    """Return the limit of no overdispersion, which is where the maximum lies."""
    bread = np.linalg.inv((design * mu[:, None]).T @ design)
    name = "negative binomial at alpha 0 (Poisson)"
    fit = replace(start, covariance=bread, df=np.inf, dispersion=0.0, method=f"{name}, z")
    if clusters is None:
        return fit
    return _sandwich(fit, bread, design * (y - mu)[:, None], clusters, name)
