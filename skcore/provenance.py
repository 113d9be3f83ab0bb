"""The manifest beside the decks: what they were made from and which numbers they show."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from skcore.errors import SkcoreError

if TYPE_CHECKING:
    from skcore.release import StudyRelease

__all__ = ["MANIFEST", "SHOWN", "ledgers_of", "shown_bytes", "verify_folder", "write_manifest"]

MANIFEST = "manifest.json"
#: the numbers of the workplaces' own decks, in their folder
SHOWN = "shown.json"

#: deck -> the numbers of each of its pages, from ``skcore.slides.shown``
Shown = Mapping[str, Sequence[Mapping[str, str]]]

#: packages whose version can move a number or a pixel
PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "pingouin", "matplotlib", "babel")


def write_manifest(
    folder: Path,
    files: Sequence[str],
    release: StudyRelease,
    *,
    ledgers: Sequence[str],
    shown: Shown,
) -> str:
    """Write the manifest of decks that lie in ``folder`` and return its name.

    It holds no clock time (the same input gives the same bytes), no answers and no number that is
    not on the network deck's slides: names and hashes of the decks, hashes of the input, rules and
    versions, the ledgers beside the study file that remember what was shown, and the numbers that
    the network deck shows. Those of the workplaces' own decks are in ``shown.json`` beside these
    decks, so that the manifest may go wherever the network deck goes.
    """
    facts = release.facts
    content = {
        "result_id": release.result_id,
        "language": facts.language,
        "title": facts.title,
        "input": dict(sorted(release.fingerprints.items())),
        "policy": {
            name: getattr(facts.policy, name) for name in sorted(facts.policy.__dataclass_fields__)
        },
        "skcore": importlib.metadata.version("skcore"),
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "ledgers": list(ledgers),
        "shown": shown,
        "files": {name: _hash(folder / name) for name in files},
    }
    (folder / MANIFEST).write_bytes(_json_bytes(content))
    return MANIFEST


def shown_bytes(shown: Shown) -> bytes:
    """Return the file with the numbers of the workplaces' own decks."""
    return _json_bytes({"shown": shown})


def _json_bytes(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def ledgers_of(folder: Path, title: str) -> list[str]:
    """Names of the ledgers that a folder's decks of the study with this title were made with."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    if not isinstance(content, dict) or content.get("title") != title:
        return []
    return [str(name) for name in content.get("ledgers", [])]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def verify_folder(folder: str | Path) -> list[str]:
    """Compare the decks of a folder with its manifest.

    Returns
    -------
    list of str
        One line per deck that is missing or has changed; empty when all are as they were made.

    Raises
    ------
    SkcoreError
        When there is no readable manifest.
    """
    place = Path(folder)
    try:
        content = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        files = dict(content["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SkcoreError(
            f"{MANIFEST} in '{place}' cannot be read. Point to a folder that `skcore slides` wrote."
        ) from error
    lines = []
    for name, made in files.items():
        if not (place / name).is_file():
            lines.append(f"{name}: missing")
        elif _hash(place / name) != made:
            lines.append(f"{name}: changed since it was made")
    return lines
