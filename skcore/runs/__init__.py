"""One run: what goes in, what is made of it in a folder of its own, and how that is brought out.

============  =======================================  ===========================================
A run that is has                                      and where it is stopped, the next run
============  =======================================  ===========================================
making        ``OUT/.unfinished-KEY/``, piece by       goes on, where the key is the same (inputs,
              piece; ``OUT`` and ledgers are           code, options) and so are the ledgers
              untouched
bringing out  ``STUDY.pending.json`` beside the study  finishes it where one file was moved: it may
              file: ledgers to be, files to move       have been seen; else forgets the note
done          files and manifest in ``OUT``, ledgers   makes all anew
============  =======================================  ===========================================

The folders of the study file and ``OUT`` are held meanwhile. Slides, handouts and the code book are
made so: each names its pieces, and makes those that are left.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from skcore.decks.left_out import without_numbers
from skcore.disclosure.memory.made_decks import MANIFEST
from skcore.disclosure.memory.pending import Pending, carry_out
from skcore.errors import SkcoreError
from skcore.reading.study import Study
from skcore.release import StudyRelease, release_study
from skcore.release.history import in_turn, ledgers_after
from skcore.release.taken import numbers_taken
from skcore.runs.bench import Bench, Failed, Piece
from skcore.runs.manifest import (
    SHOWN,
    confidential_files,
    decks_before,
    manifest_bytes,
    read_manifest,
    run_key,
    shown_bytes,
)
from skcore.storage import UNFINISHED, locked, move, sentence
from skcore.texts import Texts

Step = Callable[[str, int, int], None]  # words, steps done, steps in all
_MOST_NAMED = 4  # files in one sentence
_MINUTE = 60.0
#: makes the pieces of these names, one by one and in any order
Making = Callable[[Sequence[str]], Generator[tuple[str, Piece | Failed], None, None]]


@dataclass(frozen=True)
class Made:
    """What was written, the manifest last."""

    files: tuple[Path, ...]
    told: tuple[str, ...] = ()  # what was made, in the language of what was made
    failed: tuple[str, ...] = ()  # what could not be made; it stops nothing else


@contextmanager
def begin_run(
    study: Study,
    out: Path,
    *,
    edition: int = 1,
    released: Sequence[str | Path] = (),
    manifest: bool = True,
    on_step: Step = lambda *_: None,
) -> Iterator[Run]:
    """Hold the folders, and release a study beside what was shown of it.

    Parameters
    ----------
    study
        From ``load_study``.
    out
        Where the files will lie; made where it does not exist.
    edition, released
        As for ``make_decks``.
    manifest
        Whether one is to tell of the files.
    on_step
        Called with words, steps done and steps in all.

    Raises
    ------
    SkcoreError
        When ``out`` holds people's answers, somebody else is at work, files cannot be written, or
        what was shown before forbids a release.
    """
    text, decks = study.texts, [out] if manifest else []
    seen = in_turn(study, edition=edition, decks=decks, released=released)
    with seen as (earlier, finished):
        lying = [name for place in decks for name in confidential_files(place)]
        if lying:
            raise SkcoreError(text("refused.confidential", folder=out, files=", ".join(lying)))
        on_step(text("made.computing"), 0, 0)
        release = release_study(study, earlier=earlier)
        there = out.exists()
        out.mkdir(parents=True, exist_ok=True)
        try:
            with nullcontext() if out.samefile(study.path.parent) else locked(out):
                yield Run(study, release, out, edition, manifest, on_step, finished)
        finally:
            if not there and not any(out.iterdir()):
                out.rmdir()


@dataclass(frozen=True)
class Run:
    """A study and its release, and where what is made of them shall lie."""

    study: Study
    release: StudyRelease
    out: Path
    edition: int
    manifest: bool
    on_step: Step
    finished: Sequence[Path]  # folders of stopped runs whose files are all in place now

    def make(
        self,
        pieces: Sequence[str],
        making: Making,
        *,
        words: str,
        force: bool = False,
        **options: Any,
    ) -> Made:
        """Make what no stopped run has made yet, and bring all out together with the ledgers.

        Parameters
        ----------
        pieces
            Names of all that is to be made.
        making
            Makes those of them that are left. Each is written, and then forgotten: memory does
            not grow with their number.
        words
            Key of the text that says what is being done.
        force
            Whether to make all anew.
        options
            What else it depends on; a path stands for what its file holds.

        Returns
        -------
        Made
            ``told`` says what could not be made, what lies there from an earlier time, and which
            workplaces get no numbers.

        Raises
        ------
        SkcoreError
            When nothing can be made, or a file cannot be replaced. Then nothing has been shown,
            and nothing is remembered as shown.
        """
        key = run_key(self.release, edition=self.edition, pieces=pieces, **options)
        kind = "" if self.manifest else f"{pieces[0]}-"
        bench = Bench(self.out, key, kind=kind, ledgers=self.study.path.parent)
        before = decks_before(self.out)
        failed, kept = dict[str, str](), list[str]()
        if force:
            bench.clear()
        if force or not self._is_done(bench):
            failed = self._make_left(bench, pieces, making, words)
            kept = self._bring_out(bench, pieces, failed, options.get("template"))
        bench.clear(others=True)
        files = [*decks_before(self.out), MANIFEST] if self.manifest else []
        told = tuple(self._told(failed, before, kept))
        return Made(tuple(self.out / name for name in files), told, tuple(failed))

    def _is_done(self, bench: Bench) -> bool:
        """Whether all this was made before, and has just been brought out."""
        if not self.manifest or bench.place.resolve() not in self.finished:
            return False
        made = read_manifest(self.out)
        return made["result_id"] == self.release.result_id and not made["failed"]

    def _make_left(
        self, bench: Bench, pieces: Sequence[str], making: Making, words: str
    ) -> dict[str, str]:
        """Make what is not in the bench; return the names of what could not be, and why."""
        text = self.release.facts.texts
        left = [name for name in pieces if not bench.is_made(name)]
        failed: dict[str, str] = {}
        begun = time.monotonic()
        with closing(making(left)) as made:
            for done, (name, piece) in enumerate(made, len(pieces) - len(left) + 1):
                if isinstance(piece, Failed):
                    failed[name] = piece.reason
                else:
                    bench.keep(name, piece)
                each = (time.monotonic() - begun) / (done - len(pieces) + len(left))
                seconds = each * (len(pieces) - done)
                key = "made.minute_left" if seconds < _MINUTE else "made.minutes_left"
                said = text(key, doing=text(words), minutes=ceil(seconds / _MINUTE))
                self.on_step(said, done, len(pieces))
        if failed and len(failed) == len(pieces):
            raise SkcoreError(text("made.none", reason=next(iter(failed.values()))))
        return {name: failed[name] for name in pieces if name in failed}

    def _bring_out(
        self, bench: Bench, pieces: Sequence[str], failed: Mapping[str, str], template: Path | None
    ) -> list[str]:
        """Put all that was made in its place, with what tells of it, and write the ledgers.

        All of it or, where that cannot be, nothing. Returns files of an earlier run that somebody
        has edited, as they are called now.
        """
        files: dict[str, str] = {}
        folders: dict[str, dict[str, dict[str, Any]]] = {"": {"shown": {}, "words": {}}}
        for name in (name for name in pieces if name not in failed):
            mark = bench.mark(name)
            files |= mark["files"]
            place, _, deck = name.rpartition("/")
            for part, pages in mark["told"].items():
                folders.setdefault(place, {"shown": {}, "words": {}})[part][deck] = pages
        whole = folders.pop("")
        for place, own in folders.items():
            files[f"{place}/{SHOWN}"] = bench.write(f"{place}/{SHOWN}", shown_bytes(**own))
        out = self.out if self.manifest else None
        names, ledgers = ledgers_after(self.study, self.release, edition=self.edition, out=out)
        if self.manifest:
            told: dict[str, Any] = {"edition": self.edition, "template": template, **whole}
            told |= {"files": files, "ledgers": names, "failed": list(failed)}
            files[MANIFEST] = bench.write(MANIFEST, manifest_bytes(self.release, **told))
        return self._put(bench, list(files), ledgers)

    def _put(self, bench: Bench, files: Sequence[str], ledgers: Mapping[str, str]) -> list[str]:
        text = self.study.texts
        _check_replaceable(self.out, files, text)
        folder = self.study.path.parent.resolve()
        known = decks_before(self.out)
        edited = [n for n in files if n in known and n.endswith((".pptx", ".xlsx"))]
        pending = Pending(
            ledgers,
            files,
            bench=_told_from(folder, bench.place),
            out=_told_from(folder, self.out),
            made={name: known[name] for name in edited},
            edited=text.raw("made.edited_name"),
        )
        try:
            return carry_out(pending, folder, self.study.path.stem)
        except OSError as error:
            if not pending.is_shown(folder):
                raise
            reason = sentence(error, text)
            raise SkcoreError(text("storage.half", reason=reason, folder=self.out)) from error

    def _told(
        self, failed: Mapping[str, str], before: Mapping[str, str], kept: Sequence[str]
    ) -> Iterator[str]:
        """Say what failed, who gets no numbers, and what lies there that is not of this run."""
        text = self.release.facts.texts
        for name, reason in failed.items():
            yield text("made.failed", piece=name, reason=reason)
        yield from numbers_taken(self.study, self.release.plans)
        yield from without_numbers(self.release, self.study.path)
        gone = sorted(before.keys() - decks_before(self.out).keys())
        older = [n for n in gone if (self.out / n).is_file() and not n.endswith(SHOWN)]
        for key, names in (("made.kept", kept), ("made.older", older)):
            if names:
                yield text(key, files=_listed(names))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")


def _check_replaceable(out: Path, files: Sequence[str], text: Texts) -> None:
    for folder in {(out / name).parent for name in files}:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, prefix=UNFINISHED):
            pass
    held = [name for name in files if _is_held(out / name)]
    if held:
        raise SkcoreError(text("storage.held", files=_listed(held), folder=out))


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
