"""What was promised of actions, locked before the survey that it is held against.

A file beside the study file holds what the register expected, with a hash over it and over all that
was locked before. Whoever has the hash from then (minutes, a slide) sees that nothing was written
afterwards. Which surveys had answers stands in for a date: a clock can be set.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from skcore.problems import NOTE, Problem

if TYPE_CHECKING:
    from skcore.reading.study import Study

ENDING = ".promises.json"
COLUMNS = ("unit", "action", "theme", "variable", "since", "expected")
SHORT = 10  # hexadecimal digits of the hash that people read


@dataclass(frozen=True)
class Locked:
    """What was promised at one time: rows of `COLUMNS`, and the surveys that had answers then."""

    surveys: tuple[str, ...]
    promises: tuple[tuple[Any, ...], ...]
    hash: str

    @property
    def name(self) -> str:
        """The hash as people read it."""
        return f"p-{self.hash[:SHORT]}"

    @property
    def table(self) -> pd.DataFrame:
        """The promises: ``unit, action, theme, variable, since`` (date or NaT), ``expected``."""
        rows = pd.DataFrame(list(self.promises), columns=list(COLUMNS))
        rows["since"] = pd.to_datetime(rows["since"].replace("", None))
        return rows.astype({"expected": "float64"})


def promise_path(study_file: Path) -> Path:
    """Where the locked promises of a study lie."""
    return study_file.with_name(f"{study_file.stem}{ENDING}")


def promised_actions(study: Study) -> pd.DataFrame:
    """Actions of the register that say what is expected of them, as they are locked."""
    if study.actions is None or study.actions.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    rows = study.actions[study.actions["expected"].notna()][list(COLUMNS)]
    since = pd.to_datetime(rows["since"]).dt.strftime("%Y-%m-%d").fillna("")
    return rows.assign(since=since).sort_values(["unit", "action", "since"], ignore_index=True)


def _hash(previous: str, surveys: Sequence[str], promises: Iterable[Sequence[Any]]) -> str:
    content = json.dumps([previous, list(surveys), [list(row) for row in promises]])
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def lock_text(
    before: Sequence[Locked], surveys: Iterable[str], promises: pd.DataFrame
) -> tuple[str, Locked]:
    """Return what the file holds with promises added to the earlier, and what is added.

    ``surveys`` are those that have answers already.
    """
    rows = tuple(tuple(row) for row in promises[list(COLUMNS)].itertuples(index=False))
    there = tuple(surveys)
    new = Locked(there, rows, _hash(before[-1].hash if before else "", there, rows))
    entries = [
        {
            "surveys": list(entry.surveys),
            "promises": [dict(zip(COLUMNS, row, strict=True)) for row in entry.promises],
            "hash": entry.hash,
        }
        for entry in (*before, new)
    ]
    return json.dumps({"promises": entries}, ensure_ascii=False, indent=2) + "\n", new


def read_promises(path: Path) -> tuple[tuple[Locked, ...], list[Problem]]:
    """Return what was locked, in order; nothing, and a note, where it is not as it was locked."""
    if not path.is_file():
        return (), []
    found: list[Locked] = []
    try:
        for entry in json.loads(path.read_text(encoding="utf-8"))["promises"]:
            rows = tuple(tuple(row[name] for name in COLUMNS) for row in entry["promises"])
            surveys = tuple(map(str, entry["surveys"]))
            if entry["hash"] != _hash(found[-1].hash if found else "", surveys, rows):
                raise ValueError
            found.append(Locked(surveys, rows, entry["hash"]))
        _ = [entry.table for entry in found]
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return (), [Problem("promises_changed", severity=NOTE).within(path.name)]
    return tuple(found), []


def locked_before(study: Study, survey: str) -> Locked | None:
    """Return the last promises that were locked before a survey had any answer."""
    there = [entry for entry in study.promises if survey not in entry.surveys]
    return there[-1] if there else None
