"""The manifest beside the decks: what they were made from, so that they can be made again."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from skcore.errors import SkcoreError

if TYPE_CHECKING:
    from skcore.release import StudyRelease

__all__ = ["MANIFEST", "ledgers_of", "verify_folder", "write_manifest"]

MANIFEST = "manifest.json"
#: packages whose version can move a number or a pixel
PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "pingouin", "matplotlib", "babel")


def write_manifest(
    folder: Path, files: Sequence[str], release: StudyRelease, *, ledgers: Sequence[str]
) -> str:
    """Write the manifest of decks that lie in ``folder`` and return its name.

    It holds no clock time (the same input gives the same bytes), no answers and no counts of
    people: names and hashes of the decks, hashes of the input, rules and versions, and the ledgers
    beside the study file that remember what was shown.
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
        "files": {name: _hash(folder / name) for name in files},
    }
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    return MANIFEST


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
