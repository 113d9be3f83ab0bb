"""Which decks lie about, as their manifests tell, and whether their ledgers still know of them."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from skcore.disclosure.memory.ledger import Ledger

MANIFEST = "manifest.json"
_ANY = "study.….ledger.json"  # a manifest of 0.1.0 may name no ledger, though there was one
_ELSEWHERE = ".decks.txt"  # ends the name of the file that says where decks lie outside the folder
_MOST_FOLDERS = 5_000  # looked through: a study file may lie in a home folder


@dataclass(frozen=True)
class Decks:
    """What a manifest says of where its decks are remembered."""

    path: Path
    result_id: str
    ledgers: tuple[str, ...]
    #: whether every ledger then wrote down each result that it remembers
    by_result: bool


def decks_in(folder: Path) -> list[Decks]:
    """Return what the manifests in a folder say, of decks and of exported notebooks."""
    return [decks for path in sorted(folder.glob(f"*{MANIFEST}")) if (decks := _read(path))]


def _read(path: Path) -> Decks | None:
    if path.name != MANIFEST and not path.name.endswith(f".{MANIFEST}"):
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        if "result_id" not in content or "skcore" not in content:
            return None  # somebody else's: many programs have a file of this name
        ledgers = tuple(str(name) for name in content.get("ledgers", [_ANY]))
        return Decks(path, str(content["result_id"]), ledgers, by_result="code" in content)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def decks_below(folders: Iterable[Path]) -> Iterator[Decks]:
    """Yield all decks that lie in the folders or below them, or are said to lie elsewhere.

    What lies below the study file of somebody else is theirs.
    """
    for top in folders:
        yield from decks_in(top)
        for place in (*_below(top), *_elsewhere(top)):
            yield from decks_in(place)


def _below(top: Path) -> Iterator[Path]:
    waiting, seen = deque([top]), 0
    while waiting and seen < _MOST_FOLDERS:
        place = waiting.popleft()
        try:
            inner = sorted(entry.path for entry in os.scandir(place) if _is_folder(entry))
        except OSError:
            continue
        for path in map(Path, inner):
            seen += 1
            if not (path / "study.toml").is_file():
                waiting.append(path)
                yield path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)


def _elsewhere(top: Path) -> list[Path]:
    """Folders outside of this one, as written down here; a copy of it elsewhere has its own."""
    found = []
    for path in sorted(top.glob(f"*{_ELSEWHERE}")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        pairs = [line.split("\t") for line in lines if line.count("\t") == 1]
        found += [Path(place) for home, place in pairs if home == str(top.resolve())]
    return found


def folder_remembered(study: Path, out: Path) -> dict[str, str]:
    """Return what tells beside the study file of decks not below its folder: name -> text."""
    home, place = study.parent.resolve(), out.resolve()
    path = study.with_name(f"{study.stem}{_ELSEWHERE}")
    if place.is_relative_to(home) or place in _elsewhere(study.parent):
        return {}
    before = path.read_bytes().decode(errors="replace") if path.is_file() else ""
    return {path.name: f"{before}{home}\t{place}\n"}


def lost_ledgers(decks: Iterable[Decks], ledgers: Mapping[str, Ledger]) -> dict[Path, list[str]]:
    """Manifest -> names of the ledgers that remember its decks and are gone, or older than they.

    A ledger that was renamed together with its study file still knows which results it remembers.
    """
    known = {result for ledger in ledgers.values() for result in ledger.results}
    lost: dict[Path, list[str]] = {}
    for made in decks:
        named = [] if ledgers and made.ledgers == (_ANY,) else made.ledgers
        lacking = [name for name in named if not _remembers(ledgers.get(name), made)]
        if lacking and made.result_id in known:
            lacking = [n for n in lacking if not any(_like(n, k, made) for k in ledgers.items())]
        lost |= {made.path: lacking} if lacking else {}
    return lost


def _remembers(ledger: Ledger | None, made: Decks) -> bool:
    return ledger is not None and (not made.by_result or made.result_id in ledger.results)


def _like(name: str, known: tuple[str, Ledger], made: Decks) -> bool:
    """Whether a ledger is this one under another study file's name."""
    other, ledger = known
    ends: Sequence[str] = [name.split(".", n)[-1] for n in range(1, name.count(".") - 1)]
    return made.result_id in ledger.results and any(other.endswith(f".{end}") for end in ends)
