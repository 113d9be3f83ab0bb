"""Whether two figures of a few units go together, judged by counting permutations."""

from __future__ import annotations

from itertools import permutations
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from skcore.association.correlation import fisher_interval, pearson_r, why_no_correlation
from skcore.association.inference import Array, floats
from skcore.inputs import takes

#: Up to this many units every permutation is counted (8! = 40,320).
EXACT_UP_TO = 8


@takes("data", numbers=["x", "y"])
def permutation_correlation(
    data: pd.DataFrame,
    *,
    x: str,
    y: str,
    method: Literal["pearson", "spearman"] = "spearman",
    n_permutations: int = 9999,
    conf_level: float = 0.95,
    seed: int = 1,
) -> pd.DataFrame:
    """Correlation over few units, with a p-value that rests on counting permutations.

    Parameters
    ----------
    data
        One row per unit.
    x, y
        Column names.
    method
        ``"spearman"`` (default) or ``"pearson"``.
    n_permutations
        Random permutations drawn where there are too many to count (more than 8 units).
    conf_level
        Confidence level of the interval, 0-1.
    seed
        Seed of the random permutations.

    Returns
    -------
    pandas.DataFrame
        One row: ``x, y, estimate, conf_low, conf_high, p_value, n, n_permutations, method,
        reason``; ``n`` counts units. From 5 units up; an interval needs at least that many.

    Raises
    ------
    InputError
        A column is missing or holds no numbers.

    Notes
    -----
    p = share of permutations with at least as large an absolute correlation; of B random ones
    (b + 1)/(B + 1) [1]_. The interval is Fisher's z with Bonett and Wright's standard error for
    ranks. Simulated with 12 units its 95 % interval holds the truth in 95-96 % of studies.
    Exact p: validated against R's cor.test(method = "spearman", exact = TRUE) without ties.

    References
    ----------
    .. [1] Phipson & Smyth (2010), Stat. Appl. Genet. Mol. Biol. 9, 39,
       doi 10.2202/1544-6115.1585.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> units = pd.DataFrame({"trust": [52, 58, 61, 66, 70, 73], "days": [17, 15, 16, 11, 12, 9]})
    >>> row = skcore.permutation_correlation(units, x="trust", y="days").iloc[0]
    >>> f"{row.estimate:.2f}, p = {row.p_value:.3f}, n = {row.n}"
    '-0.89, p = 0.033, n = 6'
    """
    complete = floats(data, [x, y]).dropna()
    a, b = complete[x].to_numpy(), complete[y].to_numpy()
    if method == "spearman":
        a, b = stats.rankdata(a), stats.rankdata(b)
    row: dict[str, Any] = {"x": x, "y": y, "estimate": np.nan, "conf_low": np.nan}
    row |= {"conf_high": np.nan, "p_value": np.nan, "n": len(a), "n_permutations": 0}
    reason = why_no_correlation(a, b, 0, least=5)
    if reason == "":
        r = pearson_r(a, b)
        ends = fisher_interval(r, len(a), 0, method=method, conf_level=conf_level)
        p_value, counted = _permutation_p(a, b, n_permutations, seed)
        row |= {"estimate": r, **ends.columns, "p_value": p_value, "n_permutations": counted}
    exact = "exact" if len(a) <= EXACT_UP_TO else "random"
    return pd.DataFrame([row | {"method": f"{method}, {exact} permutation p", "reason": reason}])


def _permutation_p(a: Array, b: Array, n_permutations: int, seed: int) -> tuple[float, int]:
    a, b = a - a.mean(), b - b.mean()
    # Permutations that tie with the data must count as such whatever the order of the sum.
    bar = abs(a @ b) * (1 - 1e-10)
    if len(a) <= EXACT_UP_TO:
        orders = np.array(list(permutations(range(len(a)))))
        return float((np.abs(b[orders] @ a) >= bar).mean()), len(orders)
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.tile(b, (n_permutations, 1)), axis=1)
    hits = int((np.abs(shuffled @ a) >= bar).sum())
    return (hits + 1) / (n_permutations + 1), n_permutations
