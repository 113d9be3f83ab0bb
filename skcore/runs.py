"""One run: decks made in a folder of their own, then brought out together with their ledgers.

============  =======================================  ===========================================
A run that is has                                      and where it is stopped, the next run
============  =======================================  ===========================================
making        ``OUT/.unfinished-KEY/``, deck by deck;  goes on, where the key is the same (inputs,
              ``OUT`` and ledgers are untouched        code, options) and so are the ledgers
bringing out  ``STUDY.pending.json`` beside the study  finishes it where one deck was moved: it may
              file: ledgers to be, files to move       have been seen; else forgets the note
done          decks and manifest in ``OUT``, ledgers   makes all anew
============  =======================================  ===========================================

The folder with the study file is held all the while, ``OUT`` from the first deck on.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from skcore.disclosure.memory.pending import Pending, carry_out
from skcore.errors import SkcoreError
from skcore.provenance import decks_before, file_hash
from skcore.reading.study import Study
from skcore.storage import UNFINISHED, locked, move, sentence, write_whole
from skcore.texts import Texts, load_texts

__all__ = ["Bench", "at_work", "bring_out"]

_MOST_NAMED = 4  # files in one sentence
_MARK = ".made.json"


class Bench:
    """Where the decks of a run are made, one by one, each with a mark once it is whole.

    Parameters
    ----------
    out
        Where the decks will lie.
    key
        Of all that goes into the run.
    ledgers
        Folder whose ledgers the run was planned with: with other ones, decks are made anew.
    """

    def __init__(self, out: Path, key: str, *, ledgers: Path) -> None:
        self.place = out / f"{UNFINISHED}{key}"
        found = [path.read_bytes() for path in sorted(ledgers.glob("*.ledger.json"))]
        self._known = hashlib.sha256(b"\0".join(found)).hexdigest()

    def keep(self, deck: str, files: Mapping[str, bytes], **more: object) -> None:
        """Write a deck's files, and then that they are made; ``more`` is kept with the mark."""
        hashes = {name: self.write(name, content) for name, content in files.items()}
        mark = {"known": self._known, "files": hashes, **more}
        self.write(f"{deck}{_MARK}", json.dumps(mark).encode())

    def write(self, name: str, content: bytes) -> str:
        """Write one file of the run; return its hash."""
        write_whole(self.place / name, content)
        return hashlib.sha256(content).hexdigest()

    def mark(self, deck: str) -> dict[str, Any]:
        """Hashes of a finished deck's ``files`` and what was kept with them."""
        return dict(json.loads((self.place / f"{deck}{_MARK}").read_text(encoding="utf-8")))

    def is_made(self, deck: str) -> bool:
        """Whether a deck was finished, in this run or one that was stopped, and is as it was."""
        try:
            mark = self.mark(deck)
            files = mark["files"].items()
            return mark["known"] == self._known and all(
                file_hash(self.place / name) == made for name, made in files
            )
        except (OSError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
            return False

    def clear(self, *, others: bool = False) -> None:
        """Forget what is made here, and also what ``others`` were stopped at in the folder."""
        places = self.place.parent.glob(f"{UNFINISHED}*") if others else [self.place]
        for place in places:
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def at_work(out: Path, folder: Path) -> Iterator[None]:
    """Make and hold the folder for the decks; ``folder``, with the study file, is held already."""
    there = out.exists()
    out.mkdir(parents=True, exist_ok=True)
    try:
        with nullcontext() if out.samefile(folder) else locked(out):
            yield
    finally:
        if not there and not any(out.iterdir()):
            out.rmdir()


def bring_out(
    bench: Path,
    out: Path,
    files: Sequence[str],
    *,
    study: Study,
    ledgers: Mapping[str, str],
) -> list[str]:
    """Put files in their place and write the ledgers: all of it or, where that cannot be, nothing.

    Parameters
    ----------
    bench, out
        Where the files lie, and where they shall lie.
    files
        Their names; what tells of the others comes last.
    study
        Whose ledgers they are.
    ledgers
        What files beside the study file will hold.

    Returns
    -------
    list of str
        Files of an earlier run that somebody has edited, as they are called now.

    Raises
    ------
    SkcoreError
        When files cannot be replaced.
    """
    text = load_texts(study.language)
    _check_replaceable(out, files, text)
    folder = study.path.parent.resolve()
    made = {n: h for n, h in decks_before(out).items() if n.endswith((".pptx", ".xlsx"))}
    pending = Pending(
        ledgers,
        list(files),
        bench=_told_from(folder, bench),
        out=_told_from(folder, out),
        made={name: made[name] for name in files if name in made},
        edited=text.raw("made.edited_name"),
    )
    try:
        return carry_out(pending, folder, study.path.stem)
    except OSError as error:
        if not pending.is_shown(folder):
            raise
        reason = sentence(error, text)
        raise SkcoreError(text("storage.half", reason=reason, folder=out)) from error


def _check_replaceable(out: Path, files: Sequence[str], text: Texts) -> None:
    for folder in {(out / name).parent for name in files}:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, prefix=UNFINISHED):
            pass
    held = [name for name in files if _is_held(out / name)]
    if held:
        named = ", ".join(held[:_MOST_NAMED]) + (" …" if len(held) > _MOST_NAMED else "")
        raise SkcoreError(text("storage.held", files=named, folder=out))


def _is_held(file: Path) -> bool:
    """Whether a file cannot be replaced: another program has it open, or it is write-protected."""
    if not file.exists():
        return False
    try:
        with file.open("rb+"):
            pass
        move(file, file)
    except OSError:
        return True
    return False


def _told_from(folder: Path, place: Path) -> str:
    where = place.resolve()
    return (where.relative_to(folder) if where.is_relative_to(folder) else where).as_posix()
