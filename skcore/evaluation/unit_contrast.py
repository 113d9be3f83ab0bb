"""Did units with the action change more than those without."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skcore.association.inference import floats
from skcore.errors import SkcoreError
from skcore.evaluation.contrasts import Contrast, compare_changes, one_side_each, same_start
from skcore.evaluation.regression_contrast import regress, sides_of
from skcore.inputs import takes


@takes("data", numbers=["outcome"], flags=["treated", "post"], classes=["unit", "cluster"])
def difference_in_differences(
    data: pd.DataFrame,
    *,
    outcome: str,
    treated: str,
    post: str,
    unit: str | None = None,
    cluster: str | None = None,
    equal_variances: bool = True,
    baseline_adjusted: bool = False,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Change of those with the action minus change of those without.

    Parameters
    ----------
    data
        One row per unit and period, or per respondent and period.
    outcome
        Column with the outcome.
    treated
        Column with 1 where the action took place, 0 elsewhere; one value per unit.
    post
        Column with 0 before and 1 after.
    unit
        Column with the unit that was followed. Each unit's change then counts once: the way to
        choose whenever units are known in both periods.
    cluster
        Column with what belongs together where no unit can be followed; with `unit` the level
        above it (departments).
    equal_variances
        With `unit`: Student's t, which takes the units' changes as equally spread on both sides;
        otherwise Welch's, for where the action itself spreads them.
    baseline_adjusted
        With `unit`: compare with comparison units of the same start (regression of the outcome
        after on the outcome before and `treated`), instead of with all of them. The way to choose
        whenever the units were not drawn by lot: units that lay low rise by themselves.
    conf_level
        Confidence level of the interval, 0-1.

    Returns
    -------
    pandas.DataFrame
        One row: ``estimate, std_error, conf_low, conf_high, p_value, n`` (rows used),
        ``n_clusters`` (units or clusters; NaN without), ``n_treated, n_comparison`` (of these,
        or rows; a cluster with both counts on both sides), ``n_permutations`` (ways to draw the
        treated units), ``expected, expected_low, expected_high`` (`baseline_adjusted`: change
        of the treated without the action, by one slope of both sides on the start), ``method,
        reason, caution``.

    Raises
    ------
    InputError
        A column is missing, holds no numbers, `treated` or `post` holds other than 0 and 1, or
        a unit is both treated and not.
    SkcoreError
        `baseline_adjusted` without `unit`, or with `cluster`.

    Notes
    -----
    With `unit`: Student's t on the units' changes. Simulated, it keeps 5 % false alarms from 1
    against 24 to 20 against 20 units; Welch's has 8 % at 3 against 20. With so few units that no
    permutation could reach p below 1 - `conf_level` (3 against 3: 20 of them, so never below
    .10) there is no interval, p is the exact permutation p, and `reason` says so. Of units chosen
    because they lay low, and with no effect, changes alone claim a rise in 17-25 % of studies, with
    `baseline_adjusted` in 2 % (benchmarks/coverage_actions.md).
    With `cluster`: regression with interaction, jackknife over clusters (CV3), t with Welch's
    degrees of freedom over the two sides' clusters; 3-5 % false alarms from 3 against 20 up, where
    the sandwich has 11-38 %. `reason` stands instead of an interval below three clusters on a
    side. With neither: the regression's own errors, for independent people. Validated against R:
    t.test, lm and clubSandwich::vcovCR (CR3 times (G - 1)/G) at 1e-6.
    Rests on both sides having had the same trend without the action.

    References
    ----------
    .. [1] Donald & Lang (2007), Rev. Econ. Stat. 89, 221-233, doi 10.1162/rest.89.2.221.
    .. [2] MacKinnon & Webb (2018), Econometrics J. 21, 114-135, doi 10.1111/ectj.12107.
    .. [3] Vickers & Altman (2001), BMJ 323, 1123-1124, doi 10.1136/bmj.323.7321.1123.
    .. [4] MacKinnon, Nielsen & Webb (2023), J. Appl. Econometrics 38, 671-694,
       doi 10.1002/jae.2969.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> units = pd.DataFrame({
    ...     "unit": list("abcdefgh") * 2, "action": [1, 1, 1, 1, 0, 0, 0, 0] * 2,
    ...     "after": [0] * 8 + [1] * 8,
    ...     "trust": [55, 60, 52, 58, 57, 61, 54, 60, 63, 66, 61, 62, 58, 63, 54, 63],
    ... })
    >>> row = skcore.difference_in_differences(
    ...     units, outcome="trust", treated="action", post="after", unit="unit").iloc[0]
    >>> f"{row.estimate:.2f} ({row.conf_low:.2f} to {row.conf_high:.2f}), {row.n_clusters} units"
    '5.25 (2.11 to 8.39), 8 units'
    """
    table = floats(data, [outcome]).set_axis(["outcome"], axis=1)
    table[["treated", "post"]] = data[[treated, post]].astype("float64").to_numpy()
    labels = {"unit": unit, "cluster": cluster}
    for key, name in labels.items():
        if name is not None:
            table[key] = data[name]
    table = table.dropna().reset_index(drop=True)
    if len(table):  # only differences are told: changes far from zero tie as those near it do
        table["outcome"] -= table["outcome"].iloc[0]
    if baseline_adjusted and (unit is None or cluster is not None):
        msg = "baseline_adjusted needs unit=, and no cluster=: it is about units' own starts."
        raise SkcoreError(msg)
    if unit is None:
        design = np.column_stack(
            [table["post"], table["treated"], table["treated"] * table["post"]]
        )
        return _row(
            regress(table, design, table["outcome"], conf_level=conf_level), table, len(table)
        )
    changes, n = _unit_changes(table, unit)
    if cluster is not None:
        found = regress(changes, changes[["treated"]], changes["change"], conf_level=conf_level)
        return _row(found, changes, n)
    if baseline_adjusted:
        return _row(same_start(changes, conf_level=conf_level), changes, n)
    sides = [changes.loc[changes["treated"] == side, "change"].to_numpy() for side in (1, 0)]
    found = compare_changes(*sides, equal_variances=equal_variances, conf_level=conf_level)
    return _row(found, changes, n)


def _unit_changes(table: pd.DataFrame, unit: str) -> tuple[pd.DataFrame, int]:
    one_side_each(table, unit, "difference_in_differences")
    keys = [name for name in ("unit", "treated", "cluster") if name in table.columns]
    cells = table.pivot_table("outcome", index=keys, columns="post", aggfunc=["mean", "count"])
    both = cells.dropna()
    if not {0.0, 1.0} <= set(table["post"]) or both.empty:
        columns = [*keys, "before", "after", "change"]
        return pd.DataFrame({name: [] for name in columns}, dtype="float64"), 0
    changes = pd.DataFrame({"before": both["mean"][0.0], "after": both["mean"][1.0]})
    changes = changes.assign(change=changes["after"] - changes["before"]).reset_index()
    return changes, int(both["count"].to_numpy().sum())


def _row(found: Contrast, table: pd.DataFrame, n: int) -> pd.DataFrame:
    n_treated, n_comparison, n_clusters = sides_of(table)
    row = {
        "estimate": found.estimate,
        "std_error": found.std_error,
        **found.ends.columns,
        "n": n,
        "n_clusters": n_clusters if {"unit", "cluster"} & set(table) else np.nan,
        "n_treated": n_treated,
        "n_comparison": n_comparison,
        "n_permutations": found.n_permutations,
        "expected": found.expected,
        "expected_low": found.around.low,
        "expected_high": found.around.high,
        "method": found.method,
        "reason": found.reason,
        "caution": found.caution,
    }
    return pd.DataFrame([row])
