"""A contrast by regression: for independent people, or with a jackknife over clusters."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skcore.association.inference import Array, t_interval, undefined
from skcore.evaluation.contrasts import Contrast, why_not

FEWEST_CLUSTERS = 3  # on a side: below, no interval keeps its level


def sides_of(table: pd.DataFrame) -> tuple[int, int, int]:
    """Count treated, comparison and all clusters (or units, or rows) of a table."""
    names = [name for name in ("cluster", "unit") if name in table]
    if not names:
        n = int((table["treated"] == 1).sum())
        return n, len(table) - n, len(table)
    labels = table[names[0]]
    treated, others = (labels[table["treated"] == side].nunique() for side in (1, 0))
    return treated, others, labels.nunique()


def regress(
    table: pd.DataFrame, columns: Array | pd.DataFrame, outcome: pd.Series, *, conf_level: float
) -> Contrast:
    """Coefficient of the last column, with the errors that the table's people or clusters allow."""
    y = outcome.to_numpy()
    design = np.column_stack([np.ones(len(table)), columns])
    clustered = "cluster" in table
    method = "regression, " + ("jackknife over clusters" if clustered else "independent people")
    reason = why_not(design, y)
    if reason:
        return Contrast(np.nan, np.nan, undefined(), np.nan, method, reason)
    b = np.linalg.solve(design.T @ design, design.T @ y)
    if clustered and min(sides_of(table)[:2]) < FEWEST_CLUSTERS:
        reason = f"fewer than {FEWEST_CLUSTERS} clusters on a side: no interval"
        return Contrast(float(b[-1]), np.nan, undefined(), np.nan, method, reason)
    if clustered:
        std_error, df = _jackknife(table, design, y, b)
    else:
        df = len(y) - len(b)
        spread = ((y - design @ b) ** 2).sum() / df
        std_error = float(np.sqrt(spread * np.linalg.inv(design.T @ design)[-1, -1]))
    if std_error < 1e-10 * np.abs(y).max():  # nothing moves but by rounding
        std_error = 0.0
    ends = t_interval(float(b[-1]), std_error, df=df, conf_level=conf_level)
    reason = "" if np.isfinite(ends.low) else "no variance"
    return Contrast(float(b[-1]), std_error, ends, np.nan, method, reason)


def _jackknife(table: pd.DataFrame, design: Array, y: Array, b: Array) -> tuple[float, float]:
    """Error of the last coefficient by leaving out one cluster at a time (CV3), and its df.

    Welch's degrees of freedom where every cluster is on one side: the two sides' errors then add
    up. One less than the clusters otherwise.
    """
    codes, labels = pd.factorize(table["cluster"])
    whole, right = design.T @ design, design.T @ y
    moved = np.zeros(len(labels))
    for g in range(len(labels)):
        rows = codes == g
        left = whole - design[rows].T @ design[rows]
        if np.linalg.matrix_rank(left) < len(b):  # one cluster alone has a side's period
            return np.nan, np.nan
        moved[g] = np.linalg.solve(left, right - design[rows].T @ y[rows])[-1] - b[-1]
    squares = moved**2
    std_error = float(np.sqrt((len(labels) - 1) / len(labels) * squares.sum()))
    sides = table.groupby(codes)["treated"].agg(["min", "max"])
    if (sides["min"] < sides["max"]).any():
        return std_error, len(labels) - 1.0
    parts = [(squares[sides["max"] == side].sum(), (sides["max"] == side).sum()) for side in (0, 1)]
    welch = sum(part**2 / (n - 1) for part, n in parts)
    return std_error, float(squares.sum() ** 2 / welch) if welch > 0 else np.nan
