"""How strongly two measurements go together, and how sure one can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from skcore.association.inference import (
    Array,
    Interval,
    as_list,
    floats,
    t_interval,
    undefined,
)
from skcore.errors import SkcoreError
from skcore.inputs import takes

#: More units than this are left out in so many equal blocks: as exact, and quick.
MAX_BLOCKS = 200


@takes("data", numbers=["x", "y", "covariates"], classes=["group"])
def correlate(
    data: pd.DataFrame,
    *,
    x: str | Sequence[str],
    y: str | Sequence[str],
    covariates: str | Sequence[str] | None = None,
    group: str | None = None,
    method: Literal["pearson", "spearman"] = "pearson",
    adjust: Literal["fdr_bh", "fdr_by", "holm", "bonf", "sidak", "none"] = "fdr_bh",
    conf_level: float = 0.95,
    reliability: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Correlation of every x with every y, plain or partial, with interval.

    Parameters
    ----------
    data
        One row per person (or per unit, when units are the cases).
    x, y
        One column name or several. A pair is taken once; a column is not paired with itself.
    covariates
        Columns held constant (partial correlation).
    group
        Column with the unit that people sit in. The interval and the p-value then allow for
        people of one unit being alike: they leave out whole units in turn. Give it whenever
        people sit in units: without it the 95 % interval is too narrow (see Notes).
    method
        ``"pearson"`` or ``"spearman"`` (ranks; a partial one is the partial of the ranks).
    adjust
        Correction of the p-values over all pairs: ``"fdr_bh"``, ``"fdr_by"``, ``"holm"``,
        ``"bonf"``, ``"sidak"`` or ``"none"``.
    conf_level
        Confidence level of the interval, 0-1.
    reliability
        Reliability (0-1) by column name, for example Cronbach's alpha, or ICC(2) where the rows
        are units. Adds what the correlation would be without measurement error; a column that
        is not named counts as measured without error.

    Returns
    -------
    pandas.DataFrame
        One row per pair: ``x, y, estimate, conf_low, conf_high, p_value, p_adjusted, n,
        n_groups, method, reason``, and with `reliability` also ``disattenuated,
        disattenuated_low, disattenuated_high``. ``n`` counts the rows complete on the pair,
        its covariates and its group.

    Raises
    ------
    InputError
        A column is missing or holds no numbers.
    SkcoreError
        An option does not exist, or a reliability lies outside 0-1.

    See Also
    --------
    within_between : apart for people within units and for units.
    permutation_correlation : few units.

    Notes
    -----
    Without `group`: Fisher's z with standard error 1/sqrt(n - k - 3), k covariates; for ranks
    sqrt((1 + r^2/2)/(n - k - 3)) [1]_. With `group`: delete-one-unit jackknife of z with t on
    G - 1 degrees of freedom (in 200 blocks of units where there are more). In simulated studies
    of people in 12, 45 and 200 units (ICC .12) the 95 % interval without `group` held the truth in
    93, 91 and 91 % of them, with `group` in 95, 94 and 95 %. The disattenuated
    value is r / sqrt(rel_x rel_y), its interval takes the reliabilities as known; it can pass 1.
    Validated against R: cor.test, and partial correlations by regression residuals, at 1e-6.

    References
    ----------
    .. [1] Bonett & Wright (2000), Psychometrika 65, 23-28, doi 10.1007/BF02294183.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> data = pd.DataFrame({"trust": [40, 55, 60, 70, 75, 90], "who5": [52, 48, 60, 64, 80, 76]})
    >>> row = skcore.correlate(data, x="trust", y="who5").iloc[0]
    >>> f"{row.estimate:.2f} ({row.conf_low:.2f} to {row.conf_high:.2f}), n = {row.n}"
    '0.85 (0.13 to 0.98), n = 6'
    """
    _check_reliability(reliability)
    xs, ys, held = as_list(x), as_list(y), as_list(covariates)
    numbers = floats(data, [*xs, *ys, *held])
    labels = None if group is None else data[group]
    rows = [
        _pair(numbers, labels, a, b, held, method=method, conf_level=conf_level)
        for a, b in _pairs(xs, ys)
    ]
    result = pd.DataFrame(rows)
    result.insert(6, "p_adjusted", adjusted(result["p_value"], adjust))
    return result if reliability is None else _disattenuated(result, reliability)


def _pairs(xs: list[str], ys: list[str]) -> list[tuple[str, str]]:
    seen: set[frozenset[str]] = set()
    pairs = []
    for a in xs:
        for b in ys:
            if a != b and frozenset((a, b)) not in seen:
                seen.add(frozenset((a, b)))
                pairs.append((a, b))
    if not pairs:
        msg = "correlate: x and y name no two different columns; give at least one pair."
        raise SkcoreError(msg)
    return pairs


def _pair(
    numbers: pd.DataFrame,
    labels: pd.Series | None,
    x: str,
    y: str,
    held: list[str],
    *,
    method: str,
    conf_level: float,
) -> dict[str, Any]:
    wanted = list(dict.fromkeys([x, y, *held]))
    keep = numbers[wanted].notna().all(axis=1)
    if labels is not None:
        keep &= labels.notna()
    table = numbers.loc[keep, wanted]
    a, b, z = table[x].to_numpy(), table[y].to_numpy(), table[held].to_numpy()
    groups = None if labels is None else pd.factorize(labels[keep])[0]
    n_groups = np.nan if groups is None else len(np.unique(groups))
    reason = why_no_correlation(a, b, len(held))
    estimate, ends = np.nan, undefined()
    if reason == "":
        estimate = _correlation(a, b, z, method)
        reason = "" if np.isfinite(estimate) else "nothing left when the covariates are held"
    if reason == "" and groups is None:
        ends = _classical(estimate, len(a), len(held), method=method, conf_level=conf_level)
    elif reason == "" and n_groups < 3:
        reason = "fewer than 3 units"
    elif reason == "" and groups is not None:
        ends = _jackknife(a, b, z, groups, method=method, conf_level=conf_level)
        reason = "" if np.isfinite(ends.low) else "too little spread without one of the units"
    kind = f"{'partial ' if held else ''}{method}"
    how = "Fisher z" if labels is None else "jackknife over units, t(G-1)"
    return {
        "x": x,
        "y": y,
        "estimate": estimate,
        **ends.columns,
        "n": len(a),
        "n_groups": n_groups,
        "method": f"{kind}, {how}",
        "reason": reason,
    }


def why_no_correlation(a: Array, b: Array, n_held: int, *, least: int = 4) -> str:
    """Return the reason why these two columns have no correlation, or nothing."""
    if len(a) - n_held < least:
        return f"fewer than {least + n_held} complete rows"
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return "no variance"
    return ""


def pearson_r(a: Array, b: Array) -> float:
    """Return the product-moment correlation."""
    a, b = a - a.mean(), b - b.mean()
    # Sums, not dot products: those start threads, which cost more than they save here.
    size = np.sqrt((a * a).sum() * (b * b).sum())
    return float(np.clip((a * b).sum() / size, -1, 1)) if size > 0 else np.nan


def _correlation(a: Array, b: Array, z: Array, method: str) -> float:
    if method == "spearman":
        a, b, z = stats.rankdata(a), stats.rankdata(b), stats.rankdata(z, axis=0)
    if z.shape[1] == 0:
        return pearson_r(a, b)
    # Away from their means, so that values far from zero leave what those near it leave.
    z = z - z.mean(axis=0)
    z = z / np.where(np.ptp(z, axis=0) > 0, np.ptp(z, axis=0), 1)
    both = np.column_stack([a - a.mean(), b - b.mean()])
    left = both - z @ np.linalg.lstsq(z, both, rcond=None)[0]
    # What remains of a column that the covariates explain fully is rounding noise.
    if (left.std(axis=0) <= 1e-9 * both.std(axis=0)).any():
        return np.nan
    return pearson_r(left[:, 0], left[:, 1])


def _classical(r: float, n: int, n_held: int, *, method: str, conf_level: float) -> Interval:
    """Fisher's interval with the p-value of t on n - k - 2 degrees of freedom."""
    ends = fisher_interval(r, n, n_held, method=method, conf_level=conf_level)
    df = n - n_held - 2
    t = abs(r) * np.sqrt(df / (1 - r**2)) if abs(r) < 1 else np.inf
    return Interval(ends.low, ends.high, 2 * float(stats.t.sf(t, df)))


def fisher_interval(r: float, n: int, n_held: int, *, method: str, conf_level: float) -> Interval:
    """Return the interval by Fisher's z; wider for ranks, by Bonett and Wright."""
    if n - n_held <= 3:
        return undefined()
    if abs(r) >= 1:
        return Interval(r, r, 0.0)
    spread = 1.0 if method == "pearson" else 1 + r**2 / 2
    ends = t_interval(
        float(np.arctanh(r)), np.sqrt(spread / (n - n_held - 3)), conf_level=conf_level
    )
    return ends.through(np.tanh)


def _jackknife(
    a: Array, b: Array, z: Array, groups: Array, *, method: str, conf_level: float
) -> Interval:
    blocks = groups % MAX_BLOCKS
    n_blocks = int(blocks.max()) + 1
    left_out = np.array(
        [
            _correlation(a[keep], b[keep], z[keep], method)
            for keep in (blocks != block for block in range(n_blocks))
        ]
    )
    scaled = np.arctanh(np.clip(left_out, -1 + 1e-12, 1 - 1e-12))
    spread = np.sqrt((n_blocks - 1) / n_blocks * ((scaled - scaled.mean()) ** 2).sum())
    whole = _correlation(a, b, z, method)
    if abs(whole) >= 1:
        return Interval(whole, whole, 0.0)
    ends = t_interval(
        float(np.arctanh(whole)), float(spread), df=n_blocks - 1, conf_level=conf_level
    )
    return ends.through(np.tanh)


def adjusted(p_values: pd.Series[float], adjust: str) -> Array:
    """Adjust the p-values of one table for each other; those that are missing stay so."""
    p = p_values.to_numpy(dtype="float64", copy=True)
    if adjust == "none" or np.isnan(p).all():
        return p
    there = ~np.isnan(p)
    if adjust.startswith("fdr_"):  # scipy is there already; pingouin loads seaborn and IPython
        p[there] = stats.false_discovery_control(p[there], method=adjust.removeprefix("fdr_"))
        return p
    import pingouin

    return np.asarray(pingouin.multicomp(p, method=adjust)[1], dtype="float64")


def _check_reliability(reliability: Mapping[str, float] | None) -> None:
    wrong = [name for name, value in (reliability or {}).items() if not 0 < value <= 1]
    if wrong:
        names = ", ".join(f"'{name}'" for name in wrong)
        msg = f"reliability must lie above 0 and not above 1; correct it for {names}."
        raise SkcoreError(msg)


def _disattenuated(result: pd.DataFrame, reliability: Mapping[str, float]) -> pd.DataFrame:
    rel_x = result["x"].map(lambda name: reliability.get(name, 1.0))
    rel_y = result["y"].map(lambda name: reliability.get(name, 1.0))
    shrink = np.sqrt(rel_x * rel_y)
    return result.assign(
        disattenuated=result["estimate"] / shrink,
        disattenuated_low=result["conf_low"] / shrink,
        disattenuated_high=result["conf_high"] / shrink,
    )
