"""What is wrong with a file, told to the person who can mend it: all of it at once.

A problem names the file, the column or setting and the rows. It never holds what anybody
answered: the reader of the message opens the file at the row and looks.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from skcore.errors import InputError
from skcore.texts import Texts, load_texts
from skcore.texts.reader import program

ERROR = "error"
NOTE = "note"
ASK = "ask"  # stops nothing, but somebody must look before anything is shown
PROBLEM_COLUMNS = ("file", "column", "problem", "n", "rows", "severity")

_ROWS_NAMED = 12  # more would bury the sentence; the count says how many there are
_COLUMNS_NAMED = 16  # a questionnaire of usual length; of more, the first
_BEGINS_ALIKE = 20  # so many letters in common are what a tool put before each question
_LONGEST_NAME = 60  # a longer "name" is more likely an open comment in the wrong column


@dataclass(frozen=True)
class Problem:
    """One thing to mend. ``key`` names the wording under ``[check]`` in the text files.

    ``heading`` is what the file calls the column, where that is another name than ours. A value
    that differs by language is a mapping from language to words; ``hint`` is a text or several.
    """

    key: str
    column: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    n: int = 1
    file: str = ""
    severity: str = ERROR
    heading: str = ""
    members: tuple[Problem, ...] = ()  # the same in several columns, told in one sentence

    def text(self, language: str) -> str:
        """Return the sentence; wordings with ``one`` and ``many`` follow ``n``."""
        texts = load_texts(language)
        template = texts.raw(f"check.{self.key}")
        if isinstance(template, Mapping):
            form = "several" if self.members else "one" if self.n == 1 else "many"
            template = template.get(form, template["many"])
        said = {name: _spoken(value, language) for name, value in self.values.items()}
        places: dict[str, object] = {
            "program": program(),
            "column": self.column,
            "n": self.n,
            **said,
        }
        for place in ("kind", "slip"):
            if place in places:
                places[place] = texts(f"check.{place}s.{places[place]}")
        if places.get("where") == "":
            places["where"] = texts("check.whole_file")
        where = "one" if len(self.rows) == 1 else "many"
        places["rows"] = (
            texts(f"check.rows.{where}", rows=join_rows(self.rows)) if self.rows else ""
        )
        places |= {"named": self._named(texts), "in_column": self._in_column(texts)}
        places["called"] = _called(str(places.get("key", "")), texts)
        sentence = str(template).format(**places)
        if self.hints:
            words = ", ".join(f"'{_spoken(hint, language)}'" for hint in self.hints)
            sentence = f"{sentence} {texts('check.did_you_mean', hint=words)}"
        return sentence

    @property
    def hints(self) -> list[object]:
        """What was probably meant, each once."""
        hint = self.values.get("hint", "")
        several = list(hint) if isinstance(hint, list | tuple) else [hint]
        return [word for at, word in enumerate(several) if word and word not in several[:at]]

    def alike(self) -> object:
        """What problems share that can be told in one sentence but for their columns."""
        said = sorted((name, repr(value)) for name, value in self.values.items() if name != "hint")
        return self.key, self.file, self.severity, *said

    def within(self, file: str) -> Problem:
        """Return the same problem, found in ``file``."""
        return replace(self, file=file)

    def headed(self, headings: Mapping[str, str]) -> Problem:
        """Return the same problem with what the file calls its column."""
        heading = headings.get(self.column, "")
        if not heading or heading.casefold() == self.column.casefold():
            return self
        return replace(self, heading=short(heading))

    def joined(self, others: Sequence[Problem]) -> Problem:
        """Return this and others of the same kind, in several columns, as one."""
        if not others:
            return self
        group = (self, *others)
        return replace(
            self,
            column=", ".join(problem.column for problem in group),
            values={**self.values, "hint": [hint for problem in group for hint in problem.hints]},
            rows=tuple(sorted({row for problem in group for row in problem.rows})),
            n=sum(problem.n for problem in group),
            members=group,
        )

    def _named(self, texts: Texts) -> str:
        """Our name of the column, with the file's own heading; of several, the first dozen."""
        if self.members:
            names = [member._named(texts) for member in self.members[:_COLUMNS_NAMED]]
            return ", ".join(names) + (" …" if len(self.members) > _COLUMNS_NAMED else "")
        if self.heading:
            return texts("check.named", column=self.column, heading=self.heading)
        return f"'{self.column}'{_called(self.column, texts)}"

    def _in_column(self, texts: Texts) -> str:
        return texts("check.in_column", heading=self.heading) if self.heading else ""


def _called(name: str, texts: Texts) -> str:
    """What a column or key of a file is, in brackets; empty where its own name says it."""
    word = texts.raw("check.columns_called").get(name, name)
    return f" ({word})" if word != name else ""


def in_rows(
    key: str,
    column: str,
    rows: Iterable[Any],
    values: Mapping[str, object] | None = None,
    *,
    severity: str = ERROR,
) -> list[Problem]:
    """Return the problem that these rows have, in a list: empty where there are none.

    Examples
    --------
    >>> in_rows("cell_blank", "unit", []), in_rows("cell_blank", "unit", [2, 5])[0].n
    ([], 2)
    """
    found = tuple(int(row) for row in rows)
    problem = Problem(key, column, values or {}, rows=found, n=len(found), severity=severity)
    return [problem] if found else []


def refuse_errors(problems: Iterable[Problem], *, first: str, language: str) -> None:
    """Raise what stops the work as one message; notes stop nothing.

    Raises
    ------
    InputError
        Some of the problems are errors.
    """
    errors = [problem for problem in problems if problem.severity == ERROR]
    if errors:
        raise InputError(first, problem_table(errors, language=language))


def problem_table(problems: Iterable[Problem], *, language: str) -> pd.DataFrame:
    """Problems as a table: ``file, column, problem, n, rows, severity``; errors first.

    What is the same in several columns of a file stands in one row.
    """
    ordered = sorted(
        _grouped(problems), key=lambda problem: (ERROR, ASK, NOTE).index(problem.severity)
    )
    rows = [
        (p.file, p.column, p.text(language), p.n, join_rows(p.rows), p.severity) for p in ordered
    ]
    table = pd.DataFrame(rows, columns=list(PROBLEM_COLUMNS)).astype({"n": "int64"})
    table.attrs["language"] = language
    return table


def _grouped(problems: Iterable[Problem]) -> list[Problem]:
    """Join problems that differ by their column only, where there are words for several."""
    groups: dict[object, list[Problem]] = {}
    for number, problem in enumerate(problems):
        wording = load_texts("en").raw(f"check.{problem.key}")
        joined = isinstance(wording, Mapping) and "several" in wording
        groups.setdefault(problem.alike() if joined else number, []).append(problem)
    return [first.joined(others) for first, *others in groups.values()]


def _spoken(value: object, language: str) -> object:
    """Return a value in the language of the message, where it has one for each."""
    if isinstance(value, Mapping):
        return value.get(language, next(iter(value.values()), ""))
    return value


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


def apart(names: Iterable[str]) -> dict[str, str]:
    """Name -> the same as ``short`` says it; of long ones that begin alike, what follows.

    Examples
    --------
    >>> asked = "I hvilken grad oplever du følgende på din arbejdsplads, som den er nu? - "
    >>> [*apart([f"{asked}Tillid", f"{asked}Retfærdighed"]).values()]
    ['… Tillid', '… Retfærdighed']
    """
    names = list(names)
    said = {}
    for name in names:
        shared = [_shared(name, other) for other in names if other != name]
        begin = min((n for n in shared if n >= _BEGINS_ALIKE), default=0)
        begin = len(re.sub(r"\w+$", "", name[:begin])) if len(name) > _LONGEST_NAME else 0
        said[name] = short(f"… {name[begin:]}" if begin else name)
    return said


def _shared(one: str, other: str) -> int:
    """Count the letters that two names begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def short(name: str) -> str:
    """Return a name as it may stand in a message: one line, not longer than a name is."""
    line = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…"
