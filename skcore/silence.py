"""Compiled code kept from writing past ``sys.stdout`` and ``sys.stderr``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silenced(stream: int) -> Iterator[None]:
    """Send what is written to standard output (1) or standard error (2) nowhere.

    Where there is no such stream at all, as in a window without a console, nothing needs doing.
    """
    try:
        kept = os.dup(stream)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream)
        yield
    finally:
        os.dup2(kept, stream)
        os.close(kept)
        os.close(nowhere)
