"""Do those who answered late answer otherwise? They stand nearest to the silent."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from skcore.errors import InputError, SkcoreError
from skcore.inputs import Floats, takes
from skcore.measuring.item_table import item_matrix
from skcore.measuring.welch import welch_error
from skcore.reading.dates import as_date


def timing(answered: pd.Series, *, split: object = None) -> pd.Series:
    """Say of each answer whether it came early or late.

    Parameters
    ----------
    answered
        When each answer came: dates, or the order of arrival as numbers.
    split
        The first date (or number) that counts as late, for example that of the first reminder;
        the middle of the answers when None. Answers of one moment are never parted.

    Returns
    -------
    pandas.Series
        ``early``, ``late``, or missing where it is not known when.

    Examples
    --------
    >>> timing(pd.Series([1, 2, 3, 4])).tolist()
    ['early', 'early', 'late', 'late']
    """
    if not (
        pd.api.types.is_numeric_dtype(answered) or pd.api.types.is_datetime64_any_dtype(answered)
    ):
        raise InputError(
            f"Column '{answered.name}' holds neither dates nor numbers. Turn it into dates first "
            "(pandas.to_datetime), or give the order of arrival as numbers."
        )
    known = answered.dropna()
    words = pd.Series(pd.NA, index=answered.index, dtype="string")
    if known.empty:
        return words
    first_late: Any = known.sort_values().iloc[len(known) // 2] if split is None else split
    if pd.api.types.is_datetime64_any_dtype(answered):
        first_late = as_date(first_late, "split")
    elif not isinstance(first_late, Real):
        raise SkcoreError("split must be a number, as the column is, or None for its middle.")
    words[answered.notna().to_numpy()] = np.where(known >= first_late, "late", "early")
    return words


@takes("data", numbers=["values"], classes=["answered"])
def compare_early_late(
    data: pd.DataFrame,
    *,
    values: Sequence[str],
    answered: str,
    split: object = None,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Compare those who answered late with those who answered early.

    Parameters
    ----------
    data
        One row per respondent.
    values
        Columns with scores (0-100).
    answered
        Column that says when: dates, or the order of arrival as numbers.
    split
        The first date (or number) that counts as late; the middle of the answers when None.
    conf_level
        Level of the interval.

    Returns
    -------
    pandas.DataFrame
        One row per variable: ``variable, early, late`` (means), ``estimate`` (late - early,
        points), ``conf_low, conf_high, p_value, n_early, n_late, method, reason``.

    Raises
    ------
    InputError
        Columns that are missing or not numeric; ``answered`` that holds neither dates nor numbers.

    Notes
    -----
    Welch's t. Those who answer only after reminders stand in for the silent: where they differ,
    the silent may differ more. Where they do not, that is no proof: the silent have not answered
    at all. Validated against ``t.test`` (R).

    References
    ----------
    Armstrong, J. S., & Overton, T. S. (1977). Estimating nonresponse bias in mail surveys.
    Journal of Marketing Research, 14(3), 396-402. https://doi.org/10.1177/002224377701400320

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> answers = pd.DataFrame({"answered": [1, 2, 3, 4, 5, 6], "TM": [50.0, 60, 70, 40, 50, 60]})
    >>> skcore.compare_early_late(answers, values=["TM"], answered="answered")[
    ...     ["variable", "early", "late", "estimate", "n_early", "n_late"]]
      variable  early  late  estimate  n_early  n_late
    0       TM   60.0  50.0     -10.0        3       3
    """
    names, scores = item_matrix(data, list(values))
    when = timing(data[answered], split=split).to_numpy(dtype=object, na_value="")
    early, late = scores[when == "early"].T, scores[when == "late"].T
    rows = [_difference(*sides, conf_level) for sides in zip(early, late, strict=True)]
    return pd.DataFrame([{"variable": n, **row} for n, row in zip(names, rows, strict=True)])


def _difference(early: Floats, late: Floats, conf_level: float) -> dict[str, Any]:
    """Welch's interval and p-value, or the reason why there is none."""
    from scipy.stats import t

    sides = [side[~np.isnan(side)] for side in (early, late)]
    n_early, n_late = map(len, sides)
    means = [float(side.mean()) if len(side) else np.nan for side in sides]
    estimate = means[1] - means[0]
    low, high, p_value, reason = np.nan, np.nan, np.nan, ""
    if min(n_early, n_late) < 2:
        reason = "fewer than two answers on one side"
    elif (first := sides[0].var(ddof=1)) + (last := sides[1].var(ddof=1)) == 0:
        reason = "no spread on either side"
    else:
        error, freedom = welch_error(first, n_early, last, n_late)
        half = t.ppf((1 + conf_level) / 2, freedom) * error
        low, high = estimate - half, estimate + half
        p_value = 2 * t.sf(abs(estimate) / error, freedom)
    told = {"early": means[0], "late": means[1], "estimate": estimate}
    told |= {"conf_low": low, "conf_high": high, "p_value": p_value}
    told |= {"n_early": n_early, "n_late": n_late}
    return {**told, "method": "difference of means, Welch", "reason": reason}
