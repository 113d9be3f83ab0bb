"""The contrast of units with and without an action, computed in every way that may be trusted."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import pandas as pd

from skcore.association.inference import Array, floats
from skcore.evaluation.contrasts import ENOUGH_CLUSTERS, why_not
from skcore.evaluation.regression_contrast import regress, sides_of
from skcore.evaluation.unit_contrast import difference_in_differences
from skcore.inputs import takes

MOST_EXACT = 20_000  # ways to draw the treated that are all tried; of more, so many are drawn
DRAWN = 9_999
FEW = (
    f"fewer than {ENOUGH_CLUSTERS} units on a side: claims too much; "
    "a wild cluster bootstrap would be needed"
)


@takes("data", numbers=["outcome"], flags=["treated", "post"], classes=["unit"])
def action_checks(
    data: pd.DataFrame,
    *,
    outcome: str,
    treated: str,
    post: str,
    unit: str,
    baseline_adjusted: bool = True,
    conf_level: float = 0.95,
    seed: int = 1,
) -> pd.DataFrame:
    """Compare units with and without the action in every way, so that no one way decides.

    Parameters
    ----------
    data
        One row per respondent and period (or per unit and period).
    outcome
        Column with the outcome.
    treated
        Column with 1 where the action took place, 0 elsewhere; one value per unit.
    post
        Column with 0 before and 1 after.
    unit
        Column with the unit that was followed.
    baseline_adjusted
        Which contrast is checked: from the same start (the default, for units that were not
        drawn by lot), or of changes alone.
    conf_level
        Confidence level of the intervals, 0-1.
    seed
        For the permutations, where there are too many to try all.

    Returns
    -------
    pandas.DataFrame
        One row per ``analysis``: ``units`` (the main one: `difference_in_differences` on unit
        means), ``permutation`` (of which units were treated), ``jackknife`` (over units, on
        people's answers) and ``sandwich`` (cluster-robust CR1 on the same, only from 20 units a
        side). ``estimate, std_error, conf_low, conf_high, p_value, least_p`` (the smallest p that
        there can be with so many units; of ``permutation``), ``n`` (rows used by the first),
        ``n_clusters, n_treated, n_comparison`` (units), ``n_permutations`` (tried), ``method,
        reason``.

    Raises
    ------
    InputError
        A column is missing, holds no numbers, `treated` or `post` holds other than 0 and 1, or
        a unit is both treated and not.

    Notes
    -----
    Units that are there in one period only count in none of the ways. The permutation keeps the
    units' starts and draws anew who was treated: all ways up to 20,000 of them, else 9,999 at
    random; its statistic is the t of the main contrast. ``least_p`` is one way in all (two where
    changes of two sides alike are compared): 3 against 3 never goes below 0.10. The jackknife
    leaves out one unit at a time (CV3), t with Welch's degrees of freedom over the two sides'
    units. Answers weigh alike in it, units in the first two: estimates differ by that. CR1 has t
    on the units less one; with fewer than 20 units a side it claims effects that are not there
    (11-38 % false alarms), and a wild cluster bootstrap (not made here) would be needed. Validated
    against pyfixest (CRV3 without its factor, times (G - 1)/G; CRV1) and with R:
    clubSandwich::vcovCR, sandwich::vcovCL, and lm over all permutations. How often each is wrong:
    benchmarks/coverage_actions.md.

    References
    ----------
    .. [1] MacKinnon, Nielsen & Webb (2023), J. Econometrics 232, 272-299,
       doi 10.1016/j.jeconom.2022.04.001.
    .. [2] MacKinnon & Webb (2018), Econometrics J. 21, 114-135, doi 10.1111/ectj.12107.
    .. [3] Ernst (2004), Statist. Sci. 19, 676-685, doi 10.1214/088342304000000396.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> units = pd.DataFrame({
    ...     "unit": list("abcdefgh") * 2, "action": [1, 1, 1, 1, 0, 0, 0, 0] * 2,
    ...     "after": [0] * 8 + [1] * 8,
    ...     "trust": [55, 60, 52, 58, 57, 61, 54, 60, 63, 66, 61, 62, 58, 63, 54, 63],
    ... })
    >>> table = skcore.action_checks(
    ...     units, outcome="trust", treated="action", post="after", unit="unit",
    ...     baseline_adjusted=False)
    >>> table[["analysis", "p_value", "least_p"]].round(3)
          analysis  p_value  least_p
    0        units    0.006      NaN
    1  permutation    0.029    0.029
    2    jackknife    0.014      NaN
    3     sandwich      NaN      NaN
    """
    rows = floats(data, [outcome]).set_axis(["outcome"], axis=1)
    rows[["treated", "post"]] = data[[treated, post]].astype("float64").to_numpy()
    rows = rows.assign(unit=data[unit]).dropna()
    rows = rows[rows.groupby("unit")["post"].transform("nunique") == 2].reset_index(drop=True)
    main = difference_in_differences(
        rows,
        outcome="outcome",
        treated="treated",
        post="post",
        unit="unit",
        baseline_adjusted=baseline_adjusted,
        conf_level=conf_level,
    ).iloc[0]
    counts = main[["n", "n_clusters", "n_treated", "n_comparison"]].to_dict()
    found = [dict(main.drop(["n_permutations", *counts])) | {"analysis": "units"}]
    found.append(_permuted(rows, main["estimate"], baseline_adjusted, seed))
    found += _on_answers(rows, baseline_adjusted, conf_level)
    table = pd.DataFrame([counts | row for row in found])
    columns = ["analysis", "estimate", "std_error", "conf_low", "conf_high", "p_value", "least_p"]
    return table.reindex(columns=[*columns, *counts, "n_permutations", "method", "reason"])


def _permuted(
    rows: pd.DataFrame, estimate: float, baseline_adjusted: bool, seed: int
) -> dict[str, Any]:
    """Draw anew which units were treated, and count the draws that are as extreme."""
    row = {"analysis": "permutation", "estimate": estimate, "method": "permutation of units"}
    means = rows.pivot_table("outcome", index=["unit", "treated"], columns="post").reset_index()
    treated = means["treated"].to_numpy(dtype=float)
    n, chosen = len(treated), int(treated.sum())
    if min(chosen, n - chosen) == 0:
        return row | {"reason": "no units on one side"}
    before, after = means[0.0].to_numpy(), means[1.0].to_numpy()
    start = np.column_stack([np.ones(n), before - before.mean()])
    held, outcome = (start, after) if baseline_adjusted else (start[:, :1], after - before)
    reason = why_not(np.column_stack([held, treated]), outcome)
    if reason:
        return row | {"reason": reason}
    ways = comb(n, chosen)
    exact = ways <= MOST_EXACT
    drawn = _every_way(n, chosen) if exact else _some_ways(n, chosen, seed)
    statistic = _squared_t(np.vstack([treated, drawn]), held, outcome)
    extreme = int((statistic[1:] >= statistic[0] * (1 - 1e-10)).sum())
    p_value = extreme / ways if exact else (1 + extreme) / (1 + DRAWN)
    # of changes on two sides alike, each draw has a mirror image that is as extreme
    mirrored = 2 * chosen == n and not baseline_adjusted
    least = max((2 if mirrored else 1) / ways, 0 if exact else 1 / (1 + DRAWN))
    method = f"permutation of units ({'exact' if exact else f'{DRAWN} drawn'})"
    tried = ways if exact else DRAWN
    told = {"p_value": p_value, "least_p": least, "n_permutations": tried, "reason": ""}
    return row | told | {"method": method}


def _every_way(n: int, chosen: int) -> Array:
    ways = np.zeros((comb(n, chosen), n))
    picks = np.array(list(combinations(range(n), chosen)))
    np.put_along_axis(ways, picks, 1.0, axis=1)
    return ways


def _some_ways(n: int, chosen: int, seed: int) -> Array:
    order = np.random.default_rng(seed).random((DRAWN, n)).argsort(axis=1)
    return (order < chosen).astype(float)


def _squared_t(ways: Array, held: Array, outcome: Array) -> Array:
    """Squared t, but for its degrees of freedom, of each row of ``ways`` beside what is held."""
    basis = np.linalg.qr(held)[0]
    left = outcome - basis @ (basis.T @ outcome)
    inner = ways - (ways @ basis) @ basis.T
    size = (inner**2).sum(axis=1)
    explained = np.divide((inner @ left) ** 2, size, out=np.zeros(len(ways)), where=size > 1e-12)
    rest = np.maximum((left**2).sum() - explained, 1e-12 * (left**2).sum())
    return np.asarray(explained / rest)


def _on_answers(
    rows: pd.DataFrame, baseline_adjusted: bool, conf_level: float
) -> list[dict[str, Any]]:
    """Regress the answers themselves, with errors over units: jackknife and sandwich."""
    from statsmodels.regression.linear_model import OLS

    table = rows.assign(cluster=rows["unit"])
    columns = table[["post", "treated"]].assign(both=table["treated"] * table["post"])
    if baseline_adjusted:
        start = rows[rows["post"] == 0].groupby("unit")["outcome"].mean()
        table = table[table["post"] == 1]
        columns = pd.DataFrame(
            {"start": table["unit"].map(start - start.mean()), "treated": table["treated"]}
        )
    outcome = table["outcome"]
    left_out = regress(table, columns, outcome, conf_level=conf_level)
    jackknife = {"analysis": "jackknife", "estimate": left_out.estimate, **left_out.ends.columns}
    jackknife |= {"std_error": left_out.std_error, "method": left_out.method}
    jackknife |= {"reason": left_out.reason}
    sandwich = {"analysis": "sandwich", "estimate": left_out.estimate}
    sandwich |= {"method": "regression, cluster-robust (CR1)", "reason": left_out.reason}
    if not left_out.reason and min(sides_of(table)[:2]) < ENOUGH_CLUSTERS:
        sandwich["reason"] = FEW
    if sandwich["reason"]:
        return [jackknife, sandwich]
    groups = {"groups": pd.factorize(table["cluster"])[0]}
    design = columns.assign(constant=1.0)
    fit = OLS(outcome, design).fit(cov_type="cluster", cov_kwds=groups, use_t=True)
    last = columns.columns[-1]
    low, high = fit.conf_int(1 - conf_level).loc[last]
    sandwich |= {"std_error": fit.bse[last], "p_value": fit.pvalues[last]}
    return [jackknife, sandwich | {"conf_low": low, "conf_high": high}]
