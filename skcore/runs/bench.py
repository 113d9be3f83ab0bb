"""Where the pieces of a run are made, one by one: one that fails stops no other."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from skcore.errors import SkcoreError, where_of
from skcore.runs.manifest import file_hash
from skcore.storage import UNFINISHED, write_whole

T = TypeVar("T")
_MARK = ".made.json"


@dataclass(frozen=True)
class Piece:
    """What is made in one go: its files, and what the folder they lie in is to tell of it."""

    files: Mapping[str, bytes]
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Failed:
    """Why a piece could not be made; never what anybody answered."""

    reason: str


class Bench:
    """Where the pieces of a run are made, one by one, each with a mark once it is whole.

    Parameters
    ----------
    out
        Where the files will lie.
    key
        Of all that goes into the run.
    kind
        Of the run, where several kinds lie in one folder.
    ledgers
        Folder whose ledgers the run was planned with: with other ones, all is made anew.
    """

    def __init__(self, out: Path, key: str, *, kind: str, ledgers: Path) -> None:
        self._out, self._all = out, f"{UNFINISHED}{kind}*"
        self.place = out / f"{UNFINISHED}{kind}{key}"
        found = [path.read_bytes() for path in sorted(ledgers.glob("*.ledger.json"))]
        self._known = hashlib.sha256(b"\0".join(found)).hexdigest()

    def keep(self, name: str, piece: Piece) -> None:
        """Write a piece's files, and then that they are made."""
        hashes = {file: self.write(file, content) for file, content in piece.files.items()}
        mark = {"known": self._known, "files": hashes, "told": piece.told}
        self.write(f"{name}{_MARK}", json.dumps(mark).encode())

    def write(self, name: str, content: bytes) -> str:
        """Write one file of the run; return its hash."""
        write_whole(self.place / name, content)
        return hashlib.sha256(content).hexdigest()

    def mark(self, name: str) -> dict[str, Any]:
        """Hashes of a finished piece's ``files`` and what is ``told`` of it."""
        return dict(json.loads((self.place / f"{name}{_MARK}").read_text(encoding="utf-8")))

    def is_made(self, name: str) -> bool:
        """Whether a piece was finished, in this run or one that was stopped, and is as it was."""
        try:
            mark = self.mark(name)
            files = mark["files"].items()
            return mark["known"] == self._known and all(
                file_hash(self.place / file) == made for file, made in files
            )
        except (OSError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
            return False

    def clear(self, *, others: bool = False) -> None:
        """Forget what is made here, and also what ``others`` were stopped at in the folder."""
        for place in self._out.glob(self._all) if others else [self.place]:
            shutil.rmtree(place, ignore_errors=True)


def tried(make: Callable[[], T]) -> T | Failed:
    """Return what is made, or why it cannot be."""
    try:
        return make()
    except SkcoreError as error:
        return Failed(str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are made
        return Failed(where_of(error))
