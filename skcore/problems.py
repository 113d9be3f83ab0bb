"""What is wrong with a file, told to the person who can mend it: all of it at once.

A problem names the file, the column or setting and the rows. It never holds what anybody
answered: the reader of the message opens the file at the row and looks.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from skcore.texts import load_texts

__all__ = [
    "ERROR",
    "NOTE",
    "Problem",
    "closest",
    "has_errors",
    "join_rows",
    "problem_table",
    "short",
]

ERROR = "error"
NOTE = "note"
PROBLEM_COLUMNS = ("file", "column", "problem", "n", "rows", "severity")

_ROWS_NAMED = 12  # more would bury the sentence; the count says how many there are
_LONGEST_NAME = 60  # a longer "name" is more likely an open comment in the wrong column


@dataclass(frozen=True)
class Problem:
    """One thing to mend. ``key`` names the wording under ``[check]`` in the text files."""

    key: str
    column: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    n: int = 1
    file: str = ""
    severity: str = ERROR

    def text(self, language: str) -> str:
        """Return the sentence; wordings with ``one`` and ``many`` follow ``n``."""
        texts = load_texts(language)
        template = texts.raw(f"check.{self.key}")
        if isinstance(template, Mapping):
            template = template["one" if self.n == 1 else "many"]
        places: dict[str, object] = {"column": self.column, "n": self.n, **self.values}
        if "kind" in places:
            places["kind"] = texts(f"check.kinds.{places['kind']}")
        rows = f"check.rows.{'one' if len(self.rows) == 1 else 'many'}"
        where = texts(rows, rows=join_rows(self.rows)) if self.rows else ""
        sentence = str(template).format(**places, rows=where)
        hint = self.values.get("hint")
        if hint:
            sentence = f"{sentence} {texts('check.did_you_mean', hint=hint)}"
        return sentence

    def within(self, file: str) -> Problem:
        """Return the same problem, found in ``file``."""
        return replace(self, file=file)


def problem_table(problems: Iterable[Problem], *, language: str) -> pd.DataFrame:
    """Problems as a table: ``file, column, problem, n, rows, severity``; errors first."""
    ordered = sorted(problems, key=lambda problem: problem.severity != ERROR)
    rows = [
        (p.file, p.column, p.text(language), p.n, join_rows(p.rows), p.severity) for p in ordered
    ]
    return pd.DataFrame(rows, columns=list(PROBLEM_COLUMNS)).astype({"n": "int64"})


def has_errors(problems: Iterable[Problem]) -> bool:
    """Say whether anything among the problems stops the work."""
    return any(problem.severity == ERROR for problem in problems)


def join_rows(rows: Sequence[int]) -> str:
    """Row numbers as text, the first dozen of them.

    Examples
    --------
    >>> join_rows([17, 52, 80])
    '17, 52, 80'
    """
    named = ", ".join(str(row) for row in rows[:_ROWS_NAMED])
    return f"{named} …" if len(rows) > _ROWS_NAMED else named


def closest(name: str, candidates: Iterable[str]) -> str:
    """Return the candidate that ``name`` was most likely meant to be, or nothing.

    Examples
    --------
    >>> closest("occupaton", ["occupation", "unit"]), closest("TM1", ["TMX2", "unit"])
    ('occupation', '')
    """
    lowered = {candidate.casefold(): candidate for candidate in candidates}
    found = difflib.get_close_matches(name.casefold(), lowered, n=1, cutoff=0.75)
    return lowered[found[0]] if found else ""


def short(name: str) -> str:
    """Return a name as it may stand in a message: one line, not longer than a name is."""
    line = " ".join(name.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…"
