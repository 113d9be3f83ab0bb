"""Are these still the decks that were made, and does the study still give their numbers?

Bytes answer the first question. They do not answer the second: a newer library may draw a pixel
elsewhere. So the study is computed again and its numbers are held against those of the manifest,
slide by slide.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from skcore.commands.other_inputs import other_inputs, other_template
from skcore.commands.slides import numbers_of_study
from skcore.commands.why_moved import other_versions, why_moved
from skcore.errors import DisclosureError
from skcore.reading.study import load_study
from skcore.release.fingerprints import code_version, inputs_of
from skcore.runs.manifest import SHOWN, Shown, read_manifest, read_shown
from skcore.slides.read_back import said_numbers
from skcore.texts import Texts, load_texts
from skcore.texts.numbers import format_number, join_words

Page = Mapping[str, str]
Pages = Sequence[Page]

#: of one part of one slide; more would bury the sentence
MOST_NAMED = 6


@dataclass(frozen=True)
class Verdict:
    """What differs, line by line, and what else is worth knowing."""

    differences: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


def verify_folder(folder: str | Path, *, language: str | None = None) -> list[str]:
    """Compare the decks of a folder with its manifest.

    ``language`` is that of the refusal where the manifest does not tell it.

    Returns
    -------
    list of str
        One line per deck that is missing or has changed, and for a changed one the numbers in its
        words and tables that are not those it was made with; empty when all are as they were made.

    Raises
    ------
    SkcoreError
        When there is no readable manifest.
    """
    place = Path(folder)
    manifest = read_manifest(place, language)
    text = load_texts(str(manifest["language"]))
    lines: list[str] = []
    for name, made in manifest["files"].items():
        if not (place / name).is_file():
            lines.append(text("verify.missing", file=name))
        elif hashlib.sha256((place / name).read_bytes()).hexdigest() != made:
            lines += _changed(place, name, manifest, text)
    return lines + [text("verify.unknown", file=name) for name in _not_made(place, manifest)]


def _not_made(place: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Decks of an earlier run in another format, which may show other numbers."""
    files = manifest["files"]
    stems = {name.rpartition(".")[0] for name in files if not name.endswith(SHOWN)}
    twins = (f"{stem}.{kind}" for stem in sorted(stems) for kind in ("html", "pptx"))
    return [name for name in twins if name not in files and (place / name).is_file()]


def _changed(place: Path, name: str, manifest: Mapping[str, Any], text: Texts) -> list[str]:
    """Say that a file has changed, and whether its words still say the same numbers."""
    changed = text("verify.changed", file=name)
    deck, _, kind = name.rpartition(".")
    made = read_shown(place, manifest).get(deck)
    if kind not in {"html", "pptx"} or made is None or name.endswith(SHOWN):
        return [changed]
    try:
        content = (place / name).read_bytes()
        found = said_numbers(content, kind=kind, language=str(manifest["language"]))
    except (LxmlError, zipfile.BadZipFile, KeyError, ValueError, OSError):
        return [f"{changed} {text('verify.unreadable')}"]
    # shapes of a slide stand in another order than its words are read in
    pages = [{"words": " ".join(_ordered(page, kind))} for page in found]
    wanted = [{"words": " ".join(_ordered(p.get("words", "").split(), kind))} for p in made]
    differences = list(_differences(name, wanted, pages, text))
    return [changed, *differences] if differences else [f"{changed} {text('verify.same_words')}"]


def _ordered(numbers: list[str], kind: str) -> list[str]:
    return numbers if kind == "html" else sorted(numbers)


def verify_numbers(
    folder: str | Path,
    study: str | Path,
    *,
    released: Sequence[str | Path] = (),
    template: str | Path | None = None,
    on_step: Callable[[str, int, int], None] = lambda *_: None,
) -> Verdict:
    """Compute a study again and compare its numbers with those that decks were made with.

    Nothing is written, and no ledger changes. Versions of libraries may differ from those that
    the decks were made with: bytes then differ, and numbers should not.

    Parameters
    ----------
    folder
        Where the decks and their manifest lie.
    study
        The study file.
    released
        For decks of a later edition: the study files as they were when released.
    template
        The organisation's own PowerPoint template; looked for beside the study file, beside the
        decks and here where None.
    on_step
        Called with words, steps done and steps in all.

    Returns
    -------
    Verdict
        ``differences`` names deck, slide and numbers; ``told`` how many numbers are the same, and
        which versions are others than those the decks were made with.

    Raises
    ------
    SkcoreError
        When the manifest or the study cannot be read.
    """
    place = Path(folder)
    manifest = read_manifest(place)
    text = load_texts(str(manifest["language"]))
    places = [Path(study).parent, place, Path()] if template is None else [Path(template)]
    another, told = other_template(manifest, places, text)
    on_step(text("made.computing"), 0, 0)
    try:
        release, now, words = numbers_of_study(
            study,
            language=str(manifest["language"]),
            edition=manifest["edition"],
            decks=[place],
            released=released,
        )
    except DisclosureError as error:
        inputs = inputs_of(load_study(study, language=str(manifest["language"])))
        changed = list(other_inputs(manifest, study, inputs, text))
        if not changed:
            raise
        moved = [text("verify.not_compared")]
        # of a later edition, planned afresh, the plan would differ and not the files
        if manifest["edition"] == 1 and not any(other.of_people for other in changed):
            afresh = numbers_of_study(study, language=str(manifest["language"]), afresh=True)[1]
            moved = _moved(read_shown(place, manifest), afresh, text, old_only=True)
            moved = moved or [text("verify.none_moved")]
        lines = [other.line for other in changed]
        return Verdict((*lines, *another, *moved, str(error)), tuple(told))
    before = read_shown(place, manifest)
    then, here = other_versions(manifest, code_version())
    changed = list(other_inputs(manifest, study, release.inputs, text))
    lines = [other.line for other in changed]
    if any(other.of_people for other in changed):
        # what other answers give is one more release, which nobody would remember, and which of
        # the old numbers stay tells what one who came late answered
        return Verdict((*lines, *another, text("verify.not_compared")), tuple(told))
    reworded = list[str]()
    if then:
        words_of = {"then": then, "now": here}
        spoken = {k: join_words(v, language=text.language) for k, v in words_of.items()}
        told.append(text("verify.other_versions", **spoken))
    known = "all_inputs" in manifest
    moved = _moved(before, now, text, old_only=bool(changed) or not known)
    if not moved and before:
        told.insert(0, text("verify.same_numbers", **_counted(before, text)))
        reworded += _other_words(read_shown(place, manifest, "words"), words, text)
    if not known:
        told.append(text("verify.not_noted" if before else "verify.only_answers"))
    if manifest["code"] != code_version():  # which may say the same in other words
        told, reworded = [*told, *reworded], []
    if moved:
        moved += why_moved([other.name for other in changed], then, text)
    return Verdict((*lines, *another, *moved, *reworded), tuple(told))


def _moved(before: Shown, now: Shown, text: Texts, *, old_only: bool) -> list[str]:
    """Say which numbers of all decks are others."""
    return [
        line
        for deck, pages in before.items()
        for line in _differences(deck, pages, now.get(deck, ()), text, old_only=old_only)
    ]


def _counted(shown: Mapping[str, Pages], text: Texts) -> dict[str, str]:
    """How many numbers, slides and decks there are, as the language writes them."""
    pages = [page for deck in shown.values() for page in deck]
    parts = (part for page in pages for part in page.values())
    counts = {
        "numbers": sum(len(part.split()) for part in parts),
        "slides": len(pages),
        "decks": len(shown),
    }
    return {name: format_number(n, 0, language=text.language) for name, n in counts.items()}


def _other_words(
    made: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]], text: Texts
) -> Iterator[str]:
    """Yield a line per slide whose words are not the same."""
    for deck, pages in made.items():
        for number, (old, new) in enumerate(zip(pages, now.get(deck, ()), strict=False), start=1):
            if old != new:
                yield text("verify.other_words", deck=deck, slide=number)


def _differences(
    deck: str, made: Pages, now: Pages, text: Texts, *, old_only: bool = False
) -> Iterator[str]:
    """Yield one line per part of a slide whose numbers are not the same, in the same order.

    ``old_only``: which of those shown do not come out, and never what does instead.
    """
    if len(made) != len(now) and not old_only:
        yield text("verify.slides", deck=deck, before=len(made), after=len(now))
    for number, old, new in _paired(made, now) if list(made) != list(now) else ():
        if (old is None or new is None) and not old_only:
            lost = "gone" if new is None else "new"
            yield text(f"verify.slide_{lost}", deck=deck, slide=number)
            continue
        there = [page or {} for page in (old, new)]
        for part in {name: None for page in there for name in page}:
            before, after = (page.get(part, "").split() for page in there)
            changes = list(_changes(before, after, text, old_only=old_only))
            if changes:
                rest = len(changes) - MOST_NAMED
                more = [text("verify.more", n=rest)] if rest > 0 else []
                yield text(
                    "verify.no_longer" if old_only else "verify.differs",
                    deck=deck,
                    slide=number,
                    part=text(f"verify.{part}"),
                    changes="; ".join([*changes[:MOST_NAMED], *more]),
                )


def _paired(made: Pages, now: Pages) -> Iterator[tuple[int, Page | None, Page | None]]:
    """Hold every slide against what it became, in order: as many numbers alike as there can be.

    A slide that is gone stands beside none, and so does one that is new.
    """
    old, new = ([Counter(" ".join(p.values()).split()) for p in pages] for pages in (made, now))
    alike = {(i, j): _alike(a, b) for i, a in enumerate(old) for j, b in enumerate(new)}
    best = np.zeros((len(made) + 1, len(now) + 1))
    for i in reversed(range(len(made))):
        for j in reversed(range(len(now))):
            best[i, j] = max(best[i + 1, j + 1] + alike[i, j], best[i + 1, j], best[i, j + 1])
    i = j = 0
    while i < len(made) or j < len(now):
        both = i < len(made) and j < len(now)
        if both and best[i, j] == best[i + 1, j + 1] + alike[i, j]:
            yield i + 1, made[i], now[j]
            i, j = i + 1, j + 1
        elif i < len(made) and best[i, j] == best[i + 1, j]:
            yield i + 1, made[i], None
            i += 1
        else:
            yield j + 1, None, now[j]
            j += 1


def _alike(before: Counter[str], after: Counter[str]) -> float:
    """How many of two slides' numbers are the same ones, 0-1; a little where none are."""
    most = max(before.total(), after.total())
    return (1 + 100 * (before & after).total()) / (1 + 100 * most)


def _changes(before: list[str], after: list[str], text: Texts, *, old_only: bool) -> Iterator[str]:
    if before == after:
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = " ".join(before[a:b]), " ".join(after[c:d])
        if old_only:
            yield from [old] if old else []
        elif tag == "replace":
            yield f"{old} → {new}"
        elif tag == "delete":
            yield text("verify.gone", numbers=old)
        elif tag == "insert":
            yield text("verify.new", numbers=new)
