"""The one place where mixed-integer and linear programmes are solved, without a word printed.

HiGHS prints a line now and then whatever its options say, past ``sys.stdout``; a table piped to a
file would hold it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize

from skcore.silence import silenced

Floats = npt.NDArray[np.float64]


def solve_mixed(*arguments: Any, **options: Any) -> Any:
    """Call ``scipy.optimize.milp`` silently."""
    with silenced(1):
        return optimize.milp(*arguments, **options)


def solve_linear(cost: Floats, matrix: Any, right: Floats, most: Floats, *, prices: bool) -> Any:
    """Make a cost least where ``matrix @ x`` is ``right`` and x lies between 0 and ``most``.

    Prices of the rows (``eqlin.marginals``) come from ``linprog``; ``milp`` finds the same x in
    half the time.
    """
    with silenced(1):
        if not prices:
            rows = (matrix, right, right)
            return optimize.milp(cost, bounds=optimize.Bounds(0, most), constraints=rows)
        bounds = np.column_stack([np.zeros_like(most), most])
        return optimize.linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds)
