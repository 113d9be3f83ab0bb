"""Two means of different people: how sure their difference is, by Welch."""

from __future__ import annotations

from typing import Any

import numpy as np


def welch_error(var_first: Any, n_first: Any, var_last: Any, n_last: Any) -> tuple[Any, Any]:
    """Return the standard error of a difference of two means and its degrees of freedom.

    Parameters
    ----------
    var_first, var_last
        Variances of the two sides (n - 1 below): numbers or columns of the same length.
    n_first, n_last
        People behind them.

    Examples
    --------
    >>> error, freedom = welch_error(16.0, 8, 9.0, 9)
    >>> round(float(error), 3), round(float(freedom), 2)
    (1.732, 12.92)
    """
    first, last = var_first / n_first, var_last / n_last
    freedom = (first + last) ** 2 / (first**2 / (n_first - 1) + last**2 / (n_last - 1))
    return np.sqrt(first + last), freedom
