"""How far could a result move, had the silent answered otherwise?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.arguments import checks_arguments
from skcore.errors import InputError

Numbers: TypeAlias = "float | Sequence[float] | npt.NDArray[np.float64] | pd.Series[Any]"


@checks_arguments
def response_bounds(
    mean: Numbers,
    n: Numbers,
    invited: Numbers,
    *,
    low: float = 0.0,
    high: float = 100.0,
    shift: float = 10.0,
    move: float = 5.0,
) -> pd.DataFrame:
    r"""Say how far a mean could move if the silent had answered otherwise.

    Parameters
    ----------
    mean
        Mean of those who answered: a number, or one per group.
    n
        How many answered.
    invited
        How many were invited.
    low, high
        Ends of the scale: what the silent could have answered at most.
    shift
        A difference that is thought possible: points that the silent lie below or above.
    move
        Points that would matter.

    Returns
    -------
    pandas.DataFrame
        One row per mean, the index of a Series kept: ``estimate, n, invited, response_rate``;
        ``possible_low, possible_high`` (every silent person answers ``low`` or ``high``);
        ``shifted_low, shifted_high`` (the silent lie ``shift`` below or above those who answered);
        ``needed`` (points that the silent must lie apart to move the mean by ``move``; infinite
        when all answered); ``reason``.

    Raises
    ------
    InputError
        ``low`` not below ``high``, or a negative ``shift`` or ``move``.

    Notes
    -----
    With :math:`r = n / N`: :math:`r\,m + (1-r)\,s` for the silent's mean :math:`s` at ``low``, at
    ``high`` and at :math:`m \mp shift` (held within the scale); and :math:`move / (1-r)`.
    Nothing is assumed about why people did not answer, so the outer bounds are wide unless nearly
    all did. Chance is not in them: they stand beside the interval and not in place of it.
    Validated against filling in the silent one by one in R.

    References
    ----------
    Manski, C. F. (2003). Partial identification of probability distributions. Springer.
    https://doi.org/10.1007/b97478

    Examples
    --------
    >>> import skcore
    >>> skcore.response_bounds(60, 75, 100).drop(columns="reason").T[0].round(1).to_dict()
    ... # doctest: +NORMALIZE_WHITESPACE
    {'estimate': 60.0, 'n': 75.0, 'invited': 100.0, 'response_rate': 75.0, 'possible_low': 45.0,
     'possible_high': 70.0, 'shifted_low': 57.5, 'shifted_high': 62.5, 'needed': 20.0}
    """
    if not low < high:
        raise InputError(f"low is {low:g} and high {high:g}; give the lower end first.")
    if shift < 0 or move < 0:
        raise InputError("shift and move are distances in points: give them without a sign.")
    index = next((x.index for x in (mean, n, invited) if isinstance(x, pd.Series)), None)
    columns = [np.atleast_1d(np.asarray(x, dtype=float)) for x in (mean, n, invited)]
    middle, answers, people = (np.array(x) for x in np.broadcast_arrays(*columns))
    reason = np.select(
        [np.isnan(people), np.isnan(middle), people < answers, people <= 0],
        ["invited not known", "no mean", "more than invited", "nobody invited"],
        default="",
    )
    rate = np.where(reason == "", answers / np.where(people > 0, people, np.nan), np.nan)
    silent = 1 - rate
    with np.errstate(divide="ignore"):
        needed = np.where(np.isnan(silent), np.nan, np.divide(move, silent))
    lower, higher = (np.clip(middle + side * shift, low, high) for side in (-1, 1))
    return pd.DataFrame(
        {
            "estimate": middle,
            "n": answers,
            "invited": people,
            "response_rate": 100 * rate,
            "possible_low": rate * middle + silent * low,
            "possible_high": rate * middle + silent * high,
            "shifted_low": rate * middle + silent * lower,
            "shifted_high": rate * middle + silent * higher,
            "needed": needed,
            "reason": reason,
        },
        index=index,
    )
