"""The smallest change that a unit of this size can show at all."""

from __future__ import annotations

from typing import TypeVar, cast

import numpy as np
import pandas as pd
from scipy import special, stats

from skcore.arguments import checks_arguments
from skcore.errors import InputError
from skcore.inputs import Floats

Numbers = TypeVar("Numbers", float, Floats, "pd.Series[float]")


@checks_arguments
def detectable_change(
    n: Numbers,
    sd: float,
    *,
    icc: float = 0.0,
    n_last: Numbers | None = None,
    power: float = 0.8,
    conf_level: float = 0.95,
) -> Numbers:
    r"""Give the smallest change between two waves that a unit of this size can show.

    Parameters
    ----------
    n
        Respondents of the unit in the first wave: a number, an array or a Series.
    sd
        Standard deviation between people in the whole survey, in the unit of the scale.
    icc
        ICC(1) of the scale, from `icc`: the part of ``sd`` that lies between units and does not
        blur the change of one of them. A negative one counts as 0.
    n_last
        Respondents in the last wave; as many as in the first when None.
    power
        Chance of finding a change of this size.
    conf_level
        Level of the interval that must not hold 0.

    Returns
    -------
    float, numpy.ndarray or pandas.Series
        Same shape as ``n``, in the unit of ``sd``; NaN where a wave has fewer than two.

    Raises
    ------
    InputError
        A negative ``sd``, an ``icc`` above 1, or ``power`` and ``conf_level`` outside 0-1.

    Notes
    -----
    :math:`\delta\, s\sqrt{1-\rho}\,\sqrt{1/n_1 + 1/n_2}` with :math:`\delta` the non-centrality at
    which a two-sided t-test on :math:`n_1 + n_2 - 2` degrees of freedom has this power; the far
    tail is neglected. The waves are taken as unlinked answers; linked answers of the same people
    can show smaller changes. The figure says what the unit's size allows, not what matters.
    Validated against ``power.t.test`` (R).

    References
    ----------
    Cohen, J. (1988). Statistical power analysis for the behavioral sciences (2nd ed.). Erlbaum.
    https://doi.org/10.4324/9780203771587

    Examples
    --------
    >>> import skcore
    >>> round(skcore.detectable_change(12, 18, icc=0.12), 1)
    20.2
    """
    _check(n, sd, icc, power)
    if n_last is not None:
        _check(n_last, sd, icc, power)
    first = np.asarray(n, dtype=float)
    last = first if n_last is None else np.asarray(n_last, dtype=float)
    enough = (first >= 2) & (last >= 2)
    first, last = np.where(enough, first, np.nan), np.where(enough, last, np.nan)
    freedom = first + last - 2
    shift = noncentrality(freedom, power, conf_level)
    within = sd * np.sqrt(1 - max(icc, 0.0))
    result = np.asarray(shift * within * np.sqrt(1 / first + 1 / last))
    if isinstance(n, pd.Series):
        return pd.Series(result, index=n.index, name="detectable_change")
    return cast("Numbers", result if result.ndim else float(result))


def noncentrality(df: Floats | float, power: float, conf_level: float) -> Floats:
    """Standard errors that a difference must measure to be found by t with this power."""
    limit = stats.t.ppf(0.5 + conf_level / 2, df)
    return np.asarray(special.nctdtrinc(df, 1 - power, limit))


def _check(n: Numbers, sd: float, icc: float, power: float) -> None:
    problems = []
    if (np.asarray(n, dtype=float) < 0).any():
        problems.append("n is negative: give how many answered")
    if not sd >= 0:
        problems.append("sd is negative or missing: give the standard deviation between people")
    if not icc <= 1:
        problems.append("icc is above 1 or missing: give ICC(1) from icc()")
    if not 0 < power < 1:
        problems.append("power is not between 0 and 1: give a chance such as 0.8")
    if problems:
        table = pd.DataFrame({"problem": [f"{text}." for text in problems]})
        raise InputError("detectable_change cannot use its arguments:", table)
