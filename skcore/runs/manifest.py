"""The manifest beside the decks: what they were made from and which numbers they show."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from skcore.disclosure.memory.made_decks import MANIFEST
from skcore.errors import SkcoreError
from skcore.release import StudyRelease
from skcore.texts import load_texts
from skcore.texts.reader import reader_language

#: the numbers of the workplaces' own decks, in their folder
SHOWN = "shown.json"

#: what stands in the name of a file that holds people's answers, in either language
CONFIDENTIAL = re.compile("fortrolig|confidential", re.IGNORECASE)

#: deck -> the numbers of each of its pages, from ``skcore.slides.shown``
Shown = Mapping[str, Sequence[Mapping[str, str]]]
#: deck -> a hash of the words of each of its pages
Words = Mapping[str, Sequence[str]]

#: packages whose version can move a number or a pixel
PACKAGES = (
    *("numpy", "pandas", "scipy", "statsmodels", "pingouin"),
    *("matplotlib", "babel", "python-pptx", "seaborn", "xlsxwriter", "typst"),
)


def manifest_bytes(
    release: StudyRelease,
    *,
    files: Mapping[str, str],
    ledgers: Sequence[str],
    shown: Shown,
    words: Words,
    edition: int = 1,
    template: str | Path | None = None,
    failed: Sequence[str] = (),
) -> bytes:
    """Return the manifest of decks, whose names and hashes ``files`` are.

    It holds no clock time (the same input gives the same bytes), no answers and no number that is
    not on the network deck's slides: names and hashes of the decks, of all that went in (keyed, so
    that no small list can be guessed), rules and versions, the ledgers beside the study file that
    remember what was shown, and the numbers that the network deck shows, with a hash of each
    page's words. Those of the workplaces' own decks are in ``shown.json`` beside these decks, so
    that the manifest may go wherever the network deck goes. An organisation's own PowerPoint
    template is named with its hash, never with its path. ``failed`` are decks that could not be
    made.
    """
    facts = release.facts
    content = {
        "result_id": release.result_id,
        "language": facts.language,
        "title": facts.title,
        **release.inputs.told(),
        "policy": {
            name: getattr(facts.policy, name) for name in sorted(facts.policy.__dataclass_fields__)
        },
        "edition": edition,
        "skcore": versions()["skcore"],
        "python": platform.python_version(),
        "packages": {name: versions()[name] for name in PACKAGES},
        "template": None
        if template is None
        else {"file": Path(template).name, "sha256": file_hash(Path(template))},
        "ledgers": list(ledgers),
        "shown": shown,
        "words": words,
        "failed": list(failed),
        "files": dict(files),
    }
    return _json_bytes(content)


@cache
def versions() -> Mapping[str, str]:
    """Return the versions here of skcore, of Python and of what can move a number or a pixel."""
    there = {name: importlib.metadata.version(name) for name in ("skcore", *PACKAGES)}
    return there | {"Python": platform.python_version()}


def run_key(release: StudyRelease, **options: object) -> str:
    """Return a short name of all that goes into a run: what was read, options and our code.

    Parameters
    ----------
    release
        Which knows the hashes of its inputs.
    options
        What else is made how; a path stands for what its file holds.
    """
    inputs = [release.inputs.key, release.inputs.settings, release.facts.language]
    told = {n: file_hash(v) if isinstance(v, Path) else v for n, v in options.items()}
    content = json.dumps([inputs, told, versions(), platform.python_version(), _code_hash()])
    return hashlib.sha256(content.encode()).hexdigest()[:12]


@cache
def _code_hash() -> str:
    """Hash of our own code and words: between two versions they change too."""
    package = Path(__file__).parents[1]
    files = (f for f in sorted(package.rglob("*")) if f.is_file() and f.suffix != ".pyc")
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def shown_bytes(shown: Shown, words: Words) -> bytes:
    """Return the file with the numbers of the workplaces' own decks, and hashes of their words."""
    return _json_bytes({"shown": shown, "words": words})


def _json_bytes(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def decks_before(folder: Path) -> dict[str, str]:
    """Names of the files that lie in a folder from an earlier run, and their hashes as made."""
    try:
        return dict(read_manifest(folder)["files"])
    except SkcoreError:
        return {}


def deck_folder(folder: Path) -> Path | None:
    """Return the folder of slides that a folder is or lies inside of, if there is one."""
    place = folder.resolve()
    return next((here for here in (place, *place.parents) if decks_before(here)), None)


def confidential_files(folder: Path) -> list[str]:
    """Names of the tables in a folder and its folders that say that they hold people's answers."""
    found = [
        path.relative_to(folder).as_posix()
        for path in (*folder.glob("*"), *folder.glob("*/*"))
        if CONFIDENTIAL.search(path.name) and path.suffix in (".csv", ".parquet", ".sav")
    ]
    return sorted(found)


#: what a file that is none of ours, too deep, or holds numbers beyond measure comes out as
_BROKEN = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
_MOST_EDITIONS = 10_000


def _checked_shown(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers and hashes of words that a file holds, as what they have to be."""
    shown = {
        str(deck): [{str(part): str(told) for part, told in page.items()} for page in pages]
        for deck, pages in content.get("shown", {}).items()
    }
    words = {str(deck): list(map(str, p)) for deck, p in content.get("words", {}).items()}
    return {"shown": shown, "words": words}


def read_manifest(folder: Path, language: str | None = None) -> dict[str, Any]:
    """Return the manifest of a folder.

    Raises
    ------
    SkcoreError
        When there is none, or it cannot be read.
    """
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        content["files"] = {str(name): str(made) for name, made in content["files"].items()}
        content["language"] = {"da": "da", "en": "en"}[content["language"]]
        content["edition"] = range(1, _MOST_EDITIONS)[int(content.get("edition", 1)) - 1]
        content |= _checked_shown(content)
        own = content.get("template")
        content["template"] = own and {name: str(own[name]) for name in ("file", "sha256")}
        for name in ("input", "inputs", "code", "packages"):
            content[name] = {str(k): str(v) for k, v in content.get(name, {}).items()}
    except _BROKEN as error:
        text = load_texts(language or reader_language())
        raise SkcoreError(text("verify.no_manifest", file=MANIFEST, folder=folder)) from error
    return dict(content)


def read_shown(folder: Path, manifest: Mapping[str, Any], part: str = "shown") -> dict[str, Any]:
    """Return the numbers of every deck of a folder that they are known of, or its ``words``."""
    found = dict(manifest[part])
    for name in manifest["files"]:
        place, _, file = name.rpartition("/")
        if file != SHOWN or not (folder / name).is_file():
            continue
        try:
            content = _checked_shown(json.loads((folder / name).read_text(encoding="utf-8")))
        except _BROKEN:
            continue  # said to have changed by its hash
        found |= {f"{place}/{deck}": pages for deck, pages in content[part].items()}
    return found


def file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
