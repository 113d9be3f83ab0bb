"""Do units differ? How much of the variation lies between groups, by ANOVA or REML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import optimize, stats

from skcore.inputs import Floats, Places, takes
from skcore.measuring.item_table import group_codes, item_matrix

_MOST = 1 - 1e-9  # an ICC of exactly 1 has no likelihood


@takes("data", numbers=["values"], classes=["group"])
def icc(
    data: pd.DataFrame,
    *,
    values: str | Sequence[str],
    group: str,
    method: Literal["anova", "reml"] = "anova",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    r"""Intraclass correlations ICC(1) and ICC(2) of one or several variables.

    Parameters
    ----------
    data
        One row per respondent.
    values
        Column or columns: scale scores, or single items.
    group
        Column that says which group a respondent belongs to.
    method
        ``"anova"`` (mean squares) or ``"reml"`` (restricted maximum likelihood).
    conf_level
        Level of the interval.

    Returns
    -------
    pandas.DataFrame
        One row per variable: ``variable, icc1, icc2, conf_low, conf_high`` (of ``icc1``), ``k``
        (N / G), ``n, n_groups, method, reason``. ``n`` counts respondents with a value and a
        group.

    Raises
    ------
    InputError
        Columns that are not there or not numeric; an unknown ``method`` or ``conf_level``.

    Notes
    -----
    ICC(1) is the share of the variation of single answers that lies between groups; ICC(2) the
    reliability of group means at the average group size k = N / G.

    ANOVA: ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW), ICC(2) = (MSB - MSW) / MSB, interval of
    ICC(1) from the F distribution. Both may be negative: groups then differ less than chance
    would have them; a negative value is an estimate of zero, not an error.

    REML: ICC(1) = :math:`\tau^2 / (\tau^2 + \sigma^2)`, never below 0, interval by profile
    likelihood; ICC(2) by Spearman and Brown at k. It weighs groups of unequal size better than
    ANOVA does. These are ICC(1,1) and ICC(1,k) of Shrout and Fleiss, and definitions differ
    elsewhere (some use another k for unequal groups): name the definition in a report.
    Validated against ``multilevel::ICC1``, ``ICC2`` and ``lme4::lmer`` (R).

    References
    ----------
    Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability. In K. J. Klein
    & S. W. J. Kozlowski (Eds.), Multilevel theory, research, and methods in organizations.
    Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations. Psychological Bulletin, 86,
    420-428. https://doi.org/10.1037/0033-2909.86.2.420

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> scores = pd.DataFrame({"unit": ["Elmely"] * 3 + ["Birkely"] * 3 + ["Egely"] * 3,
    ...                        "TM": [60, 70, 65, 40, 55, 50, 75, 70, 80]})
    >>> skcore.icc(scores, values="TM", group="unit")[["variable", "icc1", "icc2", "k"]].round(3)
      variable   icc1   icc2    k
    0       TM  0.824  0.934  3.0
    """
    wanted = [values] if isinstance(values, str | int) else list(values)
    names, columns = item_matrix(data, wanted)
    codes, _ = group_codes(data, group)
    rows = []
    for name, column in zip(names, columns.T, strict=True):
        groups = summarise(column, codes)
        estimate = _anova if method == "anova" else _reml
        reason = why_undefined(groups)
        numbers = (np.nan,) * 4 if reason else estimate(groups, conf_level)
        counts = int(groups.n.sum()), len(groups.n)
        rows.append((name, *numbers, counts[0] / max(counts[1], 1), *counts, reason))
    table = pd.DataFrame(
        rows,
        columns=[
            "variable",
            "icc1",
            "icc2",
            "conf_low",
            "conf_high",
            "k",
            "n",
            "n_groups",
            "reason",
        ],
    )
    words = {
        "anova": "ANOVA mean squares, k = N/G, F interval",
        "reml": "REML, ICC(2) by Spearman–Brown at k = N/G, profile-likelihood interval",
    }
    table.insert(8, "method", words[method])
    return table


@dataclass(frozen=True)
class Groups:
    """What a one-way model needs of its groups; groups without answers are left out."""

    n: Floats
    mean: Floats
    within: float  # sum of squares within groups
    codes: Places  # which of the input's groups these are

    @property
    def freedom(self) -> float:
        """Degrees of freedom within groups."""
        return float(self.n.sum() - len(self.n))


def summarise(values: Floats, codes: Places) -> Groups:
    """Sizes, means and within-group squares of the rows with a value and a group."""
    used = ~np.isnan(values) & (codes >= 0)
    there, where = np.unique(codes[used], return_inverse=True)
    answers = values[used]
    n = np.bincount(where, minlength=len(there)).astype(float)
    mean = np.bincount(where, answers, len(there)) / n
    within = float(np.sum((answers - mean[where]) ** 2))
    noise = len(answers) * (1e-12 * float(np.max(np.abs(answers), initial=0))) ** 2
    return Groups(n, mean, within if within > noise else 0.0, there)


def reml_ratio(groups: Groups) -> float:
    """Return the ICC(1) at which the restricted likelihood is highest."""
    if groups.within == 0:
        return _MOST
    # a grid first: the likelihood may have its top at the edge
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 0.5, 60), 1 - np.geomspace(1e-6, 0.49, 60)])
    grid.sort()
    heights = [_deviance(ratio, groups) for ratio in grid]
    at = int(np.argmin(heights))
    ends = grid[max(at - 1, 0)], grid[min(at + 1, len(grid) - 1)]
    found = optimize.minimize_scalar(
        _deviance, bounds=ends, args=(groups,), method="bounded", options={"xatol": 1e-12}
    )
    if at == 0 and heights[0] <= found.fun:
        return 0.0
    return float(found.x)


def _deviance(ratio: float, groups: Groups) -> float:
    """Restricted deviance (minus twice the log-likelihood) with the variance profiled out."""
    weights, _, squares = at_ratio(ratio, groups)
    freedom = groups.n.sum() - 1
    spread = np.log1p(groups.n * ratio / (1 - ratio)).sum()
    return float(freedom * np.log(squares) + spread + np.log(weights.sum()))


def at_ratio(ratio: float, groups: Groups) -> tuple[Floats, float, float]:
    """Return at this ICC(1) the groups' weights, the common mean and the sum of squares."""
    weights = groups.n / (1 + groups.n * ratio / (1 - ratio))
    centre = float(np.sum(weights * groups.mean) / weights.sum())
    return weights, centre, float(groups.within + np.sum(weights * (groups.mean - centre) ** 2))


def _reml(groups: Groups, conf_level: float) -> tuple[float, float, float, float]:
    ratio = reml_ratio(groups)
    k = groups.n.mean()
    best = _deviance(ratio, groups)
    reach = best + stats.chi2.ppf(conf_level, 1)

    def above(other: float) -> float:
        return _deviance(other, groups) - float(reach)

    low = 0.0 if above(0.0) <= 0 else optimize.brentq(above, 0.0, ratio, xtol=1e-12)
    high = 1.0 if above(_MOST) <= 0 else optimize.brentq(above, ratio, _MOST, xtol=1e-12)
    return ratio, float(k * ratio / (1 + (k - 1) * ratio)), float(low), float(high)


def _anova(groups: Groups, conf_level: float) -> tuple[float, float, float, float]:
    n, count = groups.n.sum(), len(groups.n)
    k = n / count
    centre = np.sum(groups.n * groups.mean) / n
    between = float(np.sum(groups.n * (groups.mean - centre) ** 2) / (count - 1))
    within = groups.within / groups.freedom
    tail = (1 - conf_level) / 2
    with np.errstate(divide="ignore"):
        f = np.divide(between, within)
    low = f / stats.f.ppf(1 - tail, count - 1, groups.freedom)
    high = f * stats.f.ppf(1 - tail, groups.freedom, count - 1)
    icc2 = (between - within) / between if between > 0 else np.nan
    ends = [(end - 1) / (end + k - 1) if np.isfinite(end) else 1.0 for end in (f, low, high)]
    return ends[0], icc2, ends[1], ends[2]


def why_undefined(groups: Groups) -> str:
    """Say why a one-way model cannot be fitted; empty when it can."""
    if len(groups.n) == 0:
        return "no respondent has both a value and a group"
    if len(groups.n) == 1:
        return "there is only one group"
    if groups.freedom < 1:
        return "no group has two respondents"
    scale = float(np.abs(groups.mean).max())
    if groups.within == 0 and np.ptp(groups.mean) <= 1e-12 * scale:
        return "every value is the same"
    return ""
