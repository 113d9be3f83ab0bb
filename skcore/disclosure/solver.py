"""The one place where mixed-integer and linear programmes are solved, without a word printed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scipy import optimize

__all__ = ["solve_linear", "solve_mixed"]


def solve_mixed(*arguments: Any, **options: Any) -> Any:
    """Call ``scipy.optimize.milp`` silently."""
    with _silence():
        return optimize.milp(*arguments, **options)


def solve_linear(*arguments: Any, **options: Any) -> Any:
    """Call ``scipy.optimize.linprog`` silently."""
    with _silence():
        return optimize.linprog(*arguments, **options)


@contextmanager
def _silence() -> Iterator[None]:
    """Send what compiled code writes to standard output nowhere.

    HiGHS prints a line now and then whatever its options say, past ``sys.stdout``; a table piped
    to a file would hold it. Where there is no standard output at all, nothing needs doing.
    """
    try:
        kept = os.dup(1)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
