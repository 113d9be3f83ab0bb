"""The one place where mixed-integer and linear programmes are solved, without a word printed.

HiGHS prints a line now and then whatever its options say, past ``sys.stdout``; a table piped to a
file would hold it.
"""

from __future__ import annotations

from typing import Any

from scipy import optimize

from skcore.silence import silenced


def solve_mixed(*arguments: Any, **options: Any) -> Any:
    """Call ``scipy.optimize.milp`` silently."""
    with silenced(1):
        return optimize.milp(*arguments, **options)


def solve_linear(*arguments: Any, **options: Any) -> Any:
    """Call ``scipy.optimize.linprog`` silently."""
    with silenced(1):
        return optimize.linprog(*arguments, **options)
