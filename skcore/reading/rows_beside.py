"""Rows of a file that are none of the table's: sums of others, trials, and what stands under it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.problems import NOTE, Problem, in_rows
from skcore.reading.vocabulary import words_for
from skcore.reading.workbooks import Cells

TOTALS, STATES, TRIALS, _UNFINISHED = (
    frozenset(words_for("rows")[key]) for key in ("total", "state", "trial", "unfinished")
)
_SUM = r"(?:i ?alt|(?:sub)?total|sum|samlet)"
#: "Nord i alt" and "Total: Nord" sum Nord up, where there is a Nord
_SUM_OF = re.compile(rf"{_SUM}[ :,–-]+(.+)|(.+?)[ :,–-]+{_SUM}", re.IGNORECASE)
_LONGEST_TOTAL, _UNDER = 20, 6  # letters of what sums up; lines under a table


def without_lines_under(body: Sequence[Cells], width: int) -> tuple[Sequence[Cells], list[Problem]]:
    """Leave out what stands under the table after an empty row: where it comes from, and when."""
    end = len(body)
    for at in range(len(body) - 1, max(len(body) - 1 - _UNDER, 0), -1):
        if width < 3 or sum(map(bool, body[at][1])) > 1:
            break
        if body[at][0] > body[at - 1][0] + 1:
            end = at
    rows = [number for number, _ in body[end:]]
    return body[:end], in_rows("lines_under", "", rows, severity=NOTE)


def without_headings_again(
    body: Sequence[Cells], header: Sequence[str]
) -> tuple[list[Cells], list[Problem]]:
    """Leave out rows that say the headings again, where exports are pasted under one another."""
    said = [*filter(None, header)]
    if len(said) < 2:
        return [*body], []
    first = (said[0], "")  # of a row that says them, the first cell that is filled
    again = tuple(
        n
        for n, cells in body
        if cells[0] in first and said[0] in cells and [*filter(None, cells)] == said
    )
    note = in_rows("headings_again", "", again, severity=NOTE)
    return [row for row in body if row[0] not in again], note


def without_totals(
    body: Sequence[Cells], answers: frozenset[str]
) -> tuple[list[Cells], list[Problem]]:
    """Leave out rows that sum others up: at the end, and where the first cell says so anywhere.

    Several of them with ``answers`` in words are people, whose workplace is called so.
    """
    names = {cells[0] for _, cells in body}
    said = {n for n in names if n[:_LONGEST_TOTAL].casefold().rstrip(" .:") in TOTALS}
    said |= _sums_of_others(names)
    last = {
        number
        for number, cells in body[-3:]
        if normalise_label(next(filter(None, cells))) in TOTALS
    }
    sums = [(number, cells) for number, cells in body if cells[0] in said or number in last]
    people = {n for n, cells in sums if any(normalise_label(cell) in answers for cell in cells[1:])}
    left_out = {number for number, _ in sums} - (people if len(people) > 1 else set())
    note = in_rows("total_row", "", sorted(left_out), severity=NOTE)
    return [row for row in body if row[0] not in left_out], note


def _sums_of_others(names: set[str]) -> set[str]:
    """Names that say of another name that they sum it up."""
    found = {name: match for name in names if (match := _SUM_OF.fullmatch(name))}
    known = set(map(normalise_label, names)) if found else set()
    return {name for name, match in found.items() if normalise_label(match[1] or match[2]) in known}


def trials(frame: pd.DataFrame, labels: Mapping[str, Mapping[str, str]]) -> list[int]:
    """Rows that a survey tool calls a trial, where it says how far each form has come."""
    return _said(frame, labels, TRIALS)


def unfinished(frame: pd.DataFrame, labels: Mapping[str, Mapping[str, str]]) -> int:
    """Count the forms that a survey tool says nobody has finished."""
    return len(_said(frame, labels, _UNFINISHED))


def _said(
    frame: pd.DataFrame, labels: Mapping[str, Mapping[str, str]], words: Collection[str]
) -> list[int]:
    rows: set[int] = set()
    for name in (str(n) for n in frame if normalise_label(str(n)) in STATES):
        known = labels.get(name, {})
        said = [v for v in frame[name].unique() if normalise_label(known.get(v, v)) in words]
        rows |= set(frame.index[frame[name].isin(said)])
    return sorted(rows)
