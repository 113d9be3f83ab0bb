"""All that goes into a release, as hashes: what its id names, and what ``verify`` holds against it.

A hash of few figures is guessed: who knows all of a list but one number tries what that may be. So
what lies beside decks (``Inputs.told``) is keyed by all inputs together, and nobody who has not all
of them can try. The key, and a keyed hash of each row, stay beside the study file in a file whose
name says that it is confidential; it tells no more than the answers that lie there, and no less.
"""

from __future__ import annotations

import hashlib
import hmac
import importlib.metadata
import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from skcore.disclosure.memory.ledger import Ledger
from skcore.reading.study import Study
from skcore.reading.study_settings import Description
from skcore.reading.tables import numbered_rows
from skcore.release.questions import question_view

KEPT = ".inputs-confidential.json"  # ends the name of what is kept beside the study file


@dataclass(frozen=True)
class Inputs:
    """Hashes of the files that were read, of each survey's answers, and which code read them."""

    files: Mapping[str, str]
    surveys: Mapping[str, str]
    code: Mapping[str, str]
    settings: str
    given_key: str = ""

    @property
    def key(self) -> str:
        """Sum up all files and answers; beside decks it stands only as a hash of itself."""
        content = json.dumps([sorted(self.files.items()), sorted(self.surveys.items())])
        return self.given_key or _sum(content)

    def with_key(self, key: str) -> Inputs:
        """Give the same under the key of another time, to hold the two against each other."""
        return replace(self, given_key=key)

    @property
    def result_id(self) -> str:
        """Short name of all of it, so that a number on a slide can be found again."""
        told = [self.key, sorted(self.code.items()), self.settings]
        return "r-" + _sum(json.dumps(told))[:6]

    def told(self) -> dict[str, Any]:
        """What a manifest says of it, whoever may read that."""
        return {
            "all_inputs": _sum(self.key),
            "inputs": {name: keyed(self.key, made) for name, made in sorted(self.files.items())},
            "input": {wave: keyed(self.key, made) for wave, made in sorted(self.surveys.items())},
            "code": dict(self.code),
        }


def keyed(key: str, content: str) -> str:
    """Hash a text so that only who has the key can try what it was."""
    return hmac.new(key.encode(), content.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def inputs_of(study: Study) -> Inputs:
    """Return the hashes of all that goes into a study's release."""
    shipped = {i.id: files("skcore.instruments") / f"{i.id}.toml" for i in study.instruments}
    questionnaires = {
        name: hashlib.sha256(file.read_bytes()).hexdigest()
        for name, file in shipped.items()
        if file.is_file() and f"{name}.toml" not in study.hashes
    }
    surveys = dict(study.fingerprints)
    for question in study.questions:
        prints = question_view(study, question.code).fingerprints
        surveys |= {f"{wave} · {question.code}": made for wave, made in prints.items()}
    # a study changed in memory differs from its files in these
    settings = [repr(getattr(study, field.name)) for field in fields(Description)]
    return Inputs({**study.hashes, **questionnaires}, surveys, code_version(), _sum(repr(settings)))


@cache
def code_version() -> dict[str, str]:
    """Return our version and, of an installation from Git or a checkout, the commit."""
    ours = importlib.metadata.distribution("skcore")
    told = json.loads(ours.read_text("direct_url.json") or "{}")
    commit = str(told.get("vcs_info", {}).get("commit_id", "")) or _commit()
    return {"version": ours.version, **({"commit": commit} if commit else {})}


def _commit() -> str:
    """The commit of a checkout; nothing where our folder lies in somebody else's repository."""
    home = Path(__file__).resolve().parents[2]
    if not (home / ".git").exists():
        return ""
    try:
        asked = ["git", "-C", str(home), "rev-parse", "HEAD"]
        made = subprocess.run(asked, capture_output=True, text=True, check=True)  # noqa: S603
        return made.stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


# --- what is kept beside the study file -----------------------------------------------------------


def kept_path(study: Study) -> Path:
    """Where the keys and hashes of rows lie: as confidential as the answers beside them."""
    return study.path.with_name(f"{study.path.stem}{KEPT}")


def kept_text(
    study: Study, inputs: Inputs, plans: Iterable[str], *, anew: bool = False
) -> str | None:
    """Return what that file holds with a release's inputs added; None where they are there.

    ``plans`` are those whose ledgers remember it. ``anew``: nothing of the study is remembered, so
    that what was kept of earlier decks goes too.
    """
    kept = {"results": {}, "rows": {}} if anew else read_kept(kept_path(study))
    results, lists = dict(kept["results"]), dict(kept["rows"])
    if inputs.result_id in results:
        return None
    told = {"key": inputs.key, "files": dict(inputs.files), "plans": sorted(plans)}
    results[inputs.result_id] = told
    for name, path in study.sources.items():
        if inputs.files[name] not in lists and path.suffix not in (".toml", ".json"):
            rows = [keyed(inputs.files[name], row)[:12] for _, row in numbered_rows(path)]
            lists[inputs.files[name]] = rows
    return json.dumps({"results": results, "rows": lists}, ensure_ascii=False, indent=0) + "\n"


def read_kept(path: Path) -> dict[str, dict[str, Any]]:
    """Return what was kept; nothing where there is no such file, or none that can be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        results = {
            name: {
                "key": str(made["key"]),
                "files": {file: str(hash_) for file, hash_ in made["files"].items()},
                "plans": [str(plan) for plan in made.get("plans", [])],
            }
            for name, made in content["results"].items()
        }
        return {"results": results, "rows": dict(content["rows"])}
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return {"results": {}, "rows": {}}


def forgotten(path: Path, ledgers: Iterable[Ledger], tables: Set[str] | None) -> list[str]:
    """Names of ledgers that lack a result whose inputs were kept in a file, or are not there.

    Of results made of one of these ``tables`` (their hashes); of all where None.
    """
    known = [(ledger.path.name, ledger.results) for ledger in ledgers]
    lacking = {
        f"{path.name.removesuffix(KEPT)}.{plan or '…'}.ledger.json": None
        for result, made in read_kept(path)["results"].items()
        if tables is None or tables & {*made["files"].values()}
        for plan in made["plans"] or [""]
        if not any(result in r and name.endswith(f"{plan}.ledger.json") for name, r in known)
    }
    return list(lacking)


@dataclass(frozen=True)
class Moved:
    """Rows of a file that are not as they were, by the numbers that a reader of it sees."""

    rows: tuple[int, ...]
    gone: int


def moved_rows(path: Path, made: str, lists: Mapping[str, list[str]]) -> Moved | None:
    """Return which rows are new or changed since, and how many are gone; None where none is kept.

    In any order: a file that was only sorted has the same rows.
    """
    if made not in lists:
        return None
    before = Counter(lists[made])
    rows = []
    for number, row in numbered_rows(path):
        digest = keyed(made, row)[:12]
        if before[digest] > 0:
            before[digest] -= 1
        else:
            rows.append(number)
    return Moved(tuple(rows), before.total())
