"""Files written whole or not at all, one writer at a time, and a sentence where neither can be."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from skcore.errors import SkcoreError
from skcore.texts import Texts, load_texts

#: how all begins that a stopped run leaves behind
UNFINISHED = ".unfinished-"
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_IN_THE_WAY = (FileExistsError, NotADirectoryError, IsADirectoryError)
_WAIT = 2.0  # seconds for somebody else's short command to end
_LONGEST = 247 if sys.platform == "win32" else 10_000  # letters of a path to a folder


class BusyError(OSError):
    """Somebody else is at work in the folder."""


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place beside a file to write; then the file is replaced by it, and else as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{UNFINISHED}{os.getpid()}-{path.name}")
    try:
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        move(beside, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is either as it was or as it shall be, whenever this is stopped."""
    with suppress(FileNotFoundError):  # a run may just have cleared it away as a stopped one's
        with whole(path) as beside:
            beside.write_bytes(content)
        return
    with whole(path) as beside:
        beside.write_bytes(content)


def move(source: Path, target: Path) -> None:
    """Move a file over another; on Windows a virus scanner may hold what was just written."""
    for wait in (0.1, 0.4, 1.5) if sys.platform == "win32" else ():
        with suppress(PermissionError):
            source.replace(target)
            return
        time.sleep(wait)
    source.replace(target)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder while something is made of it or in it.

    The system lets go when the process ends, however it ends, and no file is left that could lock
    anybody out. Windows cannot hold a folder: there a file in it is held, and deleted afterwards.
    """
    if sys.platform == "win32":
        file = folder / ".skcore.lock"
        handle = os.open(file, os.O_RDWR | os.O_CREAT)
    else:
        handle = os.open(folder, os.O_RDONLY)
    try:
        until = time.monotonic() + _WAIT
        while not _held(handle):
            if time.monotonic() > until:
                raise BusyError(errno.EAGAIN, "busy", str(folder))
            time.sleep(0.05)
        yield
    finally:
        os.close(handle)
        if sys.platform == "win32":
            with suppress(OSError):  # somebody else has it open already
                file.unlink()


def _held(handle: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
    else:
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a disk that knows no locks must not lock anybody out
    return True


@contextmanager
def in_words(language: str) -> Iterator[None]:
    """Say in one sentence of the study's language why something cannot be written."""
    try:
        yield
    except OSError as error:
        raise SkcoreError(sentence(error, load_texts(language))) from error


def sentence(error: OSError, text: Texts) -> str:
    """What stands in the way, and what to do about it."""
    file = Path(str(error.filename2 or error.filename or ""))
    place = _named(file)
    # Windows says of a path that is too long that it is not there
    missing = isinstance(error, FileNotFoundError) and len(str(file.absolute())) > _LONGEST
    if error.errno == errno.ENAMETOOLONG or missing:
        return text("storage.long", place=place)
    if isinstance(error, BusyError):
        return text("storage.busy", folder=place)
    if error.errno in _FULL:
        return text("storage.full")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return text("storage.closed", place=place)
    if isinstance(error, _IN_THE_WAY):
        return text("storage.in_the_way", place=place)
    return text("storage.other", place=place, reason=error.strerror or type(error).__name__)


def _named(place: Path) -> Path:
    """The folder or file that somebody knows, where only we know the file."""
    ours = (part for part in (*place.parents, place) if part.name.startswith(UNFINISHED))
    outmost = min(ours, key=lambda part: len(part.parts), default=None)
    return place if outmost is None else outmost.parent
