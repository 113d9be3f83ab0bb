"""How a number is rounded: once, half away from zero, the same on every slide and in every file."""

from __future__ import annotations

from typing import overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.errors import SkcoreError

#: how far below a half a float may lie and still be meant as one (0.285 is stored as 0.28499…)
_SLACK = 1e-9


@overload
def round_half_away(values: pd.Series, decimals: int = 0) -> pd.Series: ...
@overload
def round_half_away(values: float, decimals: int = 0) -> float: ...
@overload
def round_half_away(
    values: npt.NDArray[np.float64], decimals: int = 0
) -> npt.NDArray[np.float64]: ...
def round_half_away(
    values: pd.Series | npt.NDArray[np.float64] | float, decimals: int = 0
) -> pd.Series | npt.NDArray[np.float64] | float:
    """Round half away from zero, as people do by hand; missing stays missing.

    Python, NumPy and Babel round half to even, PowerPoint does not: the same mean would be 62 on
    one page and 63 on another. A value within 1e-9 of a half counts as that half.

    Parameters
    ----------
    values
        A number, an array or a Series.
    decimals
        Digits kept after the decimal point, 0 or more.

    Returns
    -------
    number, array or Series
        Same shape (and index) as ``values``, float.

    Raises
    ------
    SkcoreError
        When ``decimals`` is not a whole number from 0 to 12.

    Examples
    --------
    >>> round_half_away(62.5), round_half_away(-62.5), round_half_away(0.285, 2)
    (63.0, -63.0, 0.29)
    """
    if isinstance(decimals, bool) or not isinstance(decimals, (int, np.integer)):
        raise SkcoreError(f"decimals={decimals!r} is not a whole number. Give 0 to 12.")
    if not 0 <= decimals <= 12:
        raise SkcoreError(f"decimals={decimals} cannot be used. Give 0 to 12.")
    exact = np.asarray(values, dtype=np.float64)
    scale = 10.0**decimals
    grown = np.abs(exact) * scale
    with np.errstate(invalid="ignore"):
        rounded = np.floor(grown + 0.5 + _SLACK) / scale
        # + 0.0 turns a negative zero into a plain one, which text would otherwise show as "-0"
        result = np.copysign(rounded, exact) + 0.0
    if isinstance(values, pd.Series):
        return pd.Series(result, index=values.index, name=values.name)
    return float(result) if exact.ndim == 0 else result
