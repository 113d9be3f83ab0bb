"""How far can a unit's mean be trusted? Reliability by its own n, and shrunken means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, cast

import numpy as np
import pandas as pd
from scipy import stats

from skcore.arguments import checks_arguments
from skcore.errors import InputError
from skcore.inputs import Floats, takes
from skcore.measuring.intraclass import Groups, at_ratio, reml_ratio, summarise, why_undefined
from skcore.measuring.item_table import group_codes, item_matrix

Numbers = TypeVar("Numbers", float, Floats, "pd.Series[float]")


@checks_arguments
def unit_reliability(n: Numbers, icc1: float) -> Numbers:
    r"""Reliability of a unit's mean with its own number of respondents.

    Parameters
    ----------
    n
        Respondents: a number, an array or a Series of counts.
    icc1
        ICC(1) of the variable, from `icc`; a negative one counts as 0.

    Returns
    -------
    float, numpy.ndarray or pandas.Series
        Same shape as ``n``, between 0 and 1; NaN where nobody answered.

    Raises
    ------
    InputError
        ``icc1`` above 1 or a negative ``n``.

    Notes
    -----
    Spearman and Brown: :math:`n\rho / (1 + (n-1)\rho)`. With an ICC of .07-.20, usual for
    workplace social capital, the mean of five people has a reliability of only .27-.56.
    Validated against ``lme4::lmer`` (R): the weights behind ``ranef``.

    References
    ----------
    Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability. In K. J. Klein
    & S. W. J. Kozlowski (Eds.), Multilevel theory, research, and methods in organizations.

    Examples
    --------
    >>> import skcore
    >>> round(skcore.unit_reliability(5, 0.2), 2)
    0.56
    """
    counts = np.asarray(n, dtype=float)
    if icc1 > 1 or (counts < 0).any():
        raise InputError(
            "unit_reliability needs counts of at least 0 and an ICC(1) of at most 1. "
            "Give n from the unit's respondents and icc1 from icc()."
        )
    share = max(icc1, 0.0)
    result = np.where(
        counts > 0, counts * share / (1 + (np.maximum(counts, 1) - 1) * share), np.nan
    )
    if isinstance(n, pd.Series):
        return pd.Series(result, index=n.index, name="reliability")
    return cast("Numbers", result if result.ndim else float(result))


@takes("data", numbers=["values"], classes=["group"])
def shrunken_means(
    data: pd.DataFrame, *, values: str | Sequence[str], group: str, conf_level: float = 0.95
) -> pd.DataFrame:
    r"""Empirical-Bayes means: each unit's mean drawn towards the whole by its unreliability.

    Parameters
    ----------
    data
        One row per respondent.
    values
        Column or columns with scores.
    group
        Column that says which unit a respondent belongs to.
    conf_level
        Level of the interval.

    Returns
    -------
    pandas.DataFrame
        One row per variable and unit with answers: ``variable, group, n, mean`` (raw),
        ``estimate`` (shrunken), ``std_error, conf_low, conf_high, reliability, method, reason``.
        Where units cannot be told apart from chance, every estimate is the common mean.

    Raises
    ------
    InputError
        Columns that are not there or not numeric; a ``conf_level`` outside 0-1.

    Notes
    -----
    One-way random model by REML: estimate = :math:`\hat\mu + r_j(\bar y_j - \hat\mu)` with
    :math:`r_j` from `unit_reliability`; the standard error holds the uncertainty of the common
    mean and takes the variance components as known. For the confidential room only: a shrunken
    figure beside a raw or a hidden one gives the raw one away. Shrunken means are better guesses
    on average and too close to the middle for the unit that really stands out.
    Validated against ``lme4::lmer`` with ``coef`` (R).

    References
    ----------
    Efron, B., & Morris, C. (1977). Stein's paradox in statistics. Scientific American, 236(5),
    119-127. https://doi.org/10.1038/scientificamerican0577-119

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> scores = pd.DataFrame({"unit": ["Elmely"] * 3 + ["Birkely"] * 3 + ["Egely"] * 2,
    ...                        "TM": [60, 70, 65, 40, 55, 50, 75, 85]})
    >>> units = skcore.shrunken_means(scores, values="TM", group="unit")
    >>> units[["group", "n", "mean", "estimate"]].round(1)
         group  n  mean  estimate
    0  Birkely  3  48.3      49.3
    1    Egely  2  80.0      78.7
    2   Elmely  3  65.0      65.0
    """
    wanted = [values] if isinstance(values, str | int) else list(values)
    names, columns = item_matrix(data, wanted)
    codes, labels = group_codes(data, group)
    reach = float(stats.norm.ppf(0.5 + conf_level / 2))
    tables = []
    for name, column in zip(names, columns.T, strict=True):
        groups = summarise(column, codes)
        table = pd.DataFrame(
            {
                "variable": name,
                "group": labels[groups.codes],
                "n": groups.n.astype(int),
                "mean": groups.mean,
                **_shrunken(groups, reach),
            }
        )
        tables.append(table.assign(method="REML, empirical Bayes", reason=why_undefined(groups)))
    return pd.concat(tables, ignore_index=True)


def _shrunken(groups: Groups, reach: float) -> dict[str, Floats]:
    names = ("estimate", "std_error", "conf_low", "conf_high", "reliability")
    if why_undefined(groups):
        return {name: np.full(len(groups.n), np.nan) for name in names}
    ratio = reml_ratio(groups)
    weights, centre, squares = at_ratio(ratio, groups)
    residual = squares / (groups.n.sum() - 1)
    reliability = unit_reliability(groups.n, ratio)
    estimate = centre + reliability * (groups.mean - centre)
    between = ratio / (1 - ratio) * residual
    of_centre = residual / weights.sum()
    error = np.sqrt(between * (1 - reliability) + (1 - reliability) ** 2 * of_centre)
    found = (estimate, error, estimate - reach * error, estimate + reach * error, reliability)
    return dict(zip(names, found, strict=True))
