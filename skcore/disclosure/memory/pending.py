"""A release on its way out: all of its files are in place and remembered, or nothing has happened.

Several files cannot be replaced at once. So a note is written first: what the ledgers will hold,
and which files will be moved from where to where. Then the files are moved, and then the ledgers
are written. Who finds the note of a stopped run knows: where a file has been moved, somebody may
have seen it, and the rest is carried out; where none has, nothing was shown, and the note goes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from skcore.errors import DisclosureError
from skcore.storage import UNFINISHED, move, write_whole

_NAME = "{stem}.pending.json"


@dataclass(frozen=True)
class Pending:
    """What shall be: ``ledgers`` (file name -> text), and ``files`` moved from bench to out.

    Folders below the one with the ledgers are told from there, so that all may be moved together.
    A file of ``made`` (name -> hash as it was made) that somebody has edited since is kept aside,
    under the name that ``edited`` makes of its own.
    """

    ledgers: Mapping[str, str]
    files: Sequence[str] = ()
    bench: str = ""
    out: str = ""
    made: Mapping[str, str] = field(default_factory=dict)
    edited: str = "{name} ({number})"

    def left(self, folder: Path) -> list[str]:
        """Files that are still to be moved."""
        return [name for name in self.files if (folder / self.bench / name).is_file()]

    def is_shown(self, folder: Path) -> bool:
        """Whether somebody may have seen a file: one lies no longer where it was made."""
        return not self.files or len(self.left(folder)) < len(self.files)

    def finish(self, folder: Path) -> list[str]:
        """Move what is still to be moved, and write the ledgers; return what is kept aside."""
        kept: list[str] = []
        for name in self.left(folder):
            target = folder / self.out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name in self.made and target.is_file():
                kept += self._kept_aside(target, name)
            move(folder / self.bench / name, target)
        for name, content in self.ledgers.items():
            write_whole(folder / name, content.encode("utf-8"))
        return kept

    def _kept_aside(self, file: Path, name: str) -> Iterator[str]:
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() == self.made[name]:
            return
        for number in count(1):
            words = self.edited.format(name=file.stem, number=number)
            aside = file.with_name(f"{words}{file.suffix}")
            if not aside.exists():
                write_whole(aside, content)
            if aside.read_bytes() == content:  # or a stopped run has kept it already
                yield f"{name.removesuffix(file.name)}{aside.name}"
                return


def carry_out(pending: Pending, folder: Path, stem: str) -> list[str]:
    """Bring a release out; ``folder`` holds the ledgers, and the caller holds the folder.

    Returns
    -------
    list of str
        Names of edited files that are kept aside.
    """
    note = folder / _NAME.format(stem=stem)
    body = asdict(pending)
    content = {"pending": body, "sha256": _checksum(body)}
    write_whole(note, json.dumps(content, ensure_ascii=False).encode("utf-8"))
    try:
        kept = pending.finish(folder)
    except BaseException:
        if not pending.is_shown(folder):
            note.unlink()
        raise
    note.unlink()
    return kept


def finish_stopped(folder: Path) -> list[Path]:
    """Carry out what stopped runs have begun to show, and forget what nobody has been shown.

    Returns
    -------
    list of Path
        Benches whose files are all in place now.
    """
    finished = []
    for note, pending in _pending_in(folder):
        if pending.is_shown(folder):
            pending.finish(folder)
            finished.append((folder / pending.bench).resolve())
        note.unlink()
    for stray in folder.glob(f"{UNFINISHED}*"):
        if stray.is_file():  # a file that was being written
            with suppress(OSError):  # or is, on Windows
                stray.unlink()
    return finished


def _pending_in(folder: Path) -> Iterator[tuple[Path, Pending]]:
    """Yield the notes of stopped runs.

    Raises
    ------
    DisclosureError
        When one cannot be read; it holds the file's name.
    """
    for note in sorted(folder.glob(_NAME.format(stem="*"))):
        try:
            content: dict[str, Any] = json.loads(note.read_text(encoding="utf-8-sig"))
            if content["sha256"] != _checksum(content["pending"]):
                raise ValueError
            pending = Pending(**content["pending"])
        except FileNotFoundError:
            continue  # its run has just ended
        except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
            raise DisclosureError(note.name) from error
        yield note, pending


def shown_by_a_stopped_run(folder: Path) -> dict[str, str]:
    """Ledgers as they will be, file name -> text, where a stopped run has shown something."""
    shown: dict[str, str] = {}
    for _, pending in _pending_in(folder):
        if pending.is_shown(folder):
            shown |= pending.ledgers
    return shown


def _checksum(body: object) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
