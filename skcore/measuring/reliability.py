"""Do the items of a scale measure one thing? Alpha, and Spearman-Brown for two items."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from skcore.inputs import Floats, takes
from skcore.measuring.item_table import Missing, item_matrix


@takes("data", numbers=["items"])
def cronbach_alpha(
    data: pd.DataFrame,
    *,
    items: Sequence[str] | None = None,
    missing: Missing = "listwise",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    r"""Cronbach's alpha with Feldt's interval.

    Parameters
    ----------
    data
        One row per respondent; item columns scored in the same direction (see `score_items`).
    items
        Columns of the scale; all columns when None.
    missing
        ``"listwise"``: respondents with every item; ``"pairwise"``: each covariance from all who
        answered both items.
    conf_level
        Level of the interval.

    Returns
    -------
    pandas.DataFrame
        One row: ``estimate, conf_low, conf_high, n, n_items, method, reason``. ``n`` counts the
        respondents used: complete ones, or pairwise those with two answers or more. ``reason``
        also names items that run against the sum of the others, as unreversed codes do.

    Raises
    ------
    InputError
        Columns that are not there or not numeric; an unknown ``missing`` or ``conf_level``.

    Notes
    -----
    .. math:: \alpha = \frac{k}{k-1}\left(1 - \frac{\sum_i s_i^2}{s_T^2}\right)

    The interval inverts :math:`(1-\alpha)/(1-\hat\alpha) \sim F(n-1, (n-1)(k-1))`, with ``n``
    after deletion. Pairwise, no single n belongs to the matrix: the smallest pair's n is used,
    which makes the interval rather too wide, and ``method`` names it. Alpha needs items with equal
    loadings and uncorrelated errors; it says nothing about whether there is one dimension. A
    constant item counts as an item and lowers alpha. Alpha and factor models of ordered
    categories are R's: ``skcore export --to lavaan``, and `read_lavaan`.
    Validated against ``psych::alpha`` (R).

    References
    ----------
    Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability
    coefficient twenty. Psychometrika, 30, 357-370. https://doi.org/10.1007/BF02289499

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> answers = pd.DataFrame({"TE1": [75, 50, 25, 100], "TE2": [75, 25, 25, 100],
    ...                         "TE3": [50, 50, 0, 75]})
    >>> skcore.cronbach_alpha(answers)[["estimate", "conf_low", "n"]].round(3)
       estimate  conf_low  n
    0      0.95      0.67  4
    """
    names, values = item_matrix(data, items)
    n, n_interval = _people(values, missing)
    rests_on = f" on the smallest pair's n = {n_interval}" if missing == "pairwise" else ""
    method = f"Cronbach's alpha, {missing}, Feldt interval{rests_on}"
    matrix = covariance(values, missing)
    reason = _why_no_alpha(names, matrix, n, n_interval)
    if reason:
        return one_row(n=n, n_items=len(names), method=method, reason=reason)
    estimate = alpha_of(matrix)
    k, tail = len(names), (1 - conf_level) / 2
    freedom = n_interval - 1, (n_interval - 1) * (k - 1)
    low = 1 - (1 - estimate) * stats.f.ppf(1 - tail, *freedom)
    high = 1 - (1 - estimate) * stats.f.ppf(tail, *freedom)
    against = [str(name) for name, r in zip(names, item_rest(matrix), strict=True) if r < -1e-9]
    doubt = ", ".join(sorted(against)) + ": against the other items, is it reversed (score_items)?"
    reason = doubt if against else ""
    return one_row(estimate, low, high, n=n, n_items=k, method=method, reason=reason)


@takes("data", numbers=["items"])
def spearman_brown(
    data: pd.DataFrame, *, items: Sequence[str] | None = None, conf_level: float = 0.95
) -> pd.DataFrame:
    r"""Reliability of a two-item scale by Spearman and Brown.

    Parameters
    ----------
    data
        One row per respondent; both items scored in the same direction.
    items
        The two columns; all columns when None.
    conf_level
        Level of the interval.

    Returns
    -------
    pandas.DataFrame
        One row: ``estimate, conf_low, conf_high, n, n_items, method, reason``; undefined, with
        the reason, for any number of items but two.

    Raises
    ------
    InputError
        Columns that are not there or not numeric; a ``conf_level`` outside 0-1.

    Notes
    -----
    :math:`2r / (1 + r)` of respondents who answered both items; the interval is that of r by
    Fisher's z, carried through the same formula. It equals alpha when both items have the same
    variance and is higher otherwise. Validated against ``cor.test`` (R).

    References
    ----------
    Eisinga, R., te Grotenhuis, M., & Pelzer, B. (2013). The reliability of a two-item scale.
    International Journal of Public Health, 58, 637-642. https://doi.org/10.1007/s00038-012-0416-3

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> answers = pd.DataFrame({"SW1": [75, 50, 25, 100, 75], "SW2": [75, 25, 25, 100, 50]})
    >>> skcore.spearman_brown(answers)[["estimate", "n"]].round(3)
       estimate  n
    0     0.952  5
    """
    names, values = item_matrix(data, items)
    n, _ = _people(values, "listwise")
    method = "Spearman–Brown, listwise, interval by Fisher's z"
    matrix = covariance(values, "listwise")
    reason = _why_no_alpha(names, matrix, n, n)
    if not reason and len(names) != 2:
        reason = f"Spearman–Brown is for two items; there are {len(names)}: use cronbach_alpha"
    flat = [name for name, s2 in zip(names, np.diag(matrix), strict=True) if s2 <= 0]
    if not reason and flat:
        reason = f"every answer to {' and '.join(flat)} is the same"
    if reason:
        return one_row(n=n, n_items=len(names), method=method, reason=reason)
    r = float(np.clip(matrix[0, 1] / np.sqrt(matrix[0, 0] * matrix[1, 1]), -1, 1))
    if 1 + r < 1e-12:
        reason = (
            f"{names[0]} and {names[1]} are exact opposites: is one of them turned the wrong way?"
        )
        return one_row(n=n, n_items=2, method=method, reason=reason)
    ends = np.full(2, np.nan)
    if n > 3 and abs(r) < 1:
        z = stats.norm.ppf(0.5 + conf_level / 2) / np.sqrt(n - 3)
        ends = np.tanh(np.arctanh(r) + np.array([-z, z]))
    stepped = 2 * np.array([r, *ends]) / (1 + np.array([r, *ends]))
    return one_row(*stepped, n=n, n_items=2, method=method)


def alpha_of(matrix: Floats) -> float:
    """Cronbach's alpha of a covariance matrix; NaN where the sum of the items does not vary."""
    k = len(matrix)
    if k < 2 or not _varies(matrix):
        return float("nan")
    return float(k / (k - 1) * (1 - np.trace(matrix) / matrix.sum()))


def item_rest(matrix: Floats) -> Floats:
    """Correlation of each item with the sum of the others, from the covariances."""
    with_all = matrix.sum(axis=1)
    variance = np.diag(matrix)
    rest = matrix.sum() - 2 * with_all + variance
    varies = (variance > 0) & (rest > 1e-12 * max(np.nan_to_num(np.trace(matrix)), 1e-300))
    product = np.where(varies, variance * rest, np.nan)
    return np.asarray((with_all - variance) / np.sqrt(product))


def covariance(values: Floats, missing: Missing) -> Floats:
    """Covariances (divisor n - 1) of items, listwise or pairwise; NaN where nobody answers."""
    if missing == "listwise":
        values = values[~np.isnan(values).any(axis=1)]
    if len(values) < 2:
        return np.full((values.shape[1], values.shape[1]), np.nan)
    return pd.DataFrame(values).cov(min_periods=2).to_numpy()


def one_row(
    estimate: float = np.nan,
    conf_low: float = np.nan,
    conf_high: float = np.nan,
    *,
    n: int,
    n_items: int,
    method: str,
    reason: str = "",
) -> pd.DataFrame:
    """One estimate as the table that every reliability function returns."""
    row = {"estimate": estimate, "conf_low": conf_low, "conf_high": conf_high}
    return pd.DataFrame(
        [{**row, "n": n, "n_items": n_items, "method": method, "reason": reason}]
    ).astype({"estimate": float, "conf_low": float, "conf_high": float})


def _people(values: Floats, missing: Missing) -> tuple[int, int]:
    """How many people are used, and the n that an interval may rest on."""
    there = ~np.isnan(values)
    if missing == "listwise":
        n = int(there.all(axis=1).sum())
        return n, n
    pairs = there.T.astype(float) @ there.astype(float)
    smallest = int(pairs[np.triu_indices(len(pairs), 1)].min(initial=len(values)))
    return int((there.sum(axis=1) >= 2).sum()), smallest


def _varies(matrix: Floats) -> bool:
    """Tell whether the sum of the items varies by more than floating-point noise."""
    return bool(matrix.sum() > 1e-12 * np.trace(matrix))


def _why_no_alpha(names: list[str], matrix: Floats, n: int, n_interval: int) -> str:
    if len(names) < 2:
        return "a single item has no internal consistency"
    if min(n, n_interval) < 2:
        return f"fewer than two respondents with the answers needed (n = {n})"
    if not _varies(matrix):
        return "the sum of the items does not vary"
    return ""
