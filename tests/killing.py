"""Stop a piece of work just before any of the changes that it makes to files, as a crash would."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

KILLED, REFUSED = 9, 1
_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir"}

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked here")


def stopped(work: Callable[[], Any], *, before: int, interrupt: bool = False) -> int:
    """Do work in a process of its own that dies before its so-manieth change; return its exit code.

    With ``interrupt`` it gets what Ctrl-C gives there, and may clean up.
    """
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    code = REFUSED
    try:
        changes = count()

        def watch(event: str, args: tuple[Any, ...]) -> None:
            writes = event == "open" and isinstance(args[1], str) and args[1][:1] in "wax"
            if (writes or event in _CHANGES) and next(changes) == before:
                if interrupt:
                    raise KeyboardInterrupt
                os._exit(KILLED)

        sys.addaudithook(watch)
        work()
        code = 0
    except KeyboardInterrupt:
        code = KILLED
    finally:
        os._exit(code)


def changes_of(work: Callable[[], Any]) -> int:
    """How many changes to files a piece of work makes; it is done in a process of its own."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            changes = count()

            def watch(event: str, args: tuple[Any, ...]) -> None:
                writes = event == "open" and isinstance(args[1], str) and args[1][:1] in "wax"
                if writes or event in _CHANGES:
                    next(changes)

            sys.addaudithook(watch)
            work()
            os.write(writing, str(next(changes)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.wait()
    with os.fdopen(reading) as pipe:
        return int(pipe.read())


def content(*places: Path) -> dict[str, bytes]:
    """Every file below some folders, as it is."""
    return {
        f"{place.name}/{path.relative_to(place).as_posix()}": path.read_bytes()
        for place in places
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }
