"""Which rows of a file are headings, and which heading surely is which of our columns."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from skcore.instruments.labels import is_blank, normalise_label
from skcore.instruments.model import Instrument, Item
from skcore.reading.question_headings import inside, liked
from skcore.reading.workbooks import Cells

_TITLES = 15  # so many rows may stand above the headings
_NUMBERED = re.compile(r"(?:q|spm|spørgsmål|question)?[. ]?\d+ ?[.):]+ ?(?=\D)")
_GROUPED = re.compile(r"(?:\w+[.:-])+(\w+)")  # what tools put before a question's code
_KINDS = 3  # so many different answers are not alike by chance
_TOOLS_WORDS = frozenset(("response", "open-ended response", "svar", "åbent svar"))
_SLIP = 0.8  # so much like an answer that it is one, misspelt
_SEVERAL = 3  # so many rows of headings may stand under one another


@dataclass(frozen=True)
class Wanted:
    """Headings that somebody named or that are ours (normalised), and the words of answers."""

    named: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()
    answers: frozenset[str] = frozenset()
    items: frozenset[str] = field(default_factory=frozenset)  # headings of questions
    questions: tuple[Item, ...] = ()

    def says(self, cells: Sequence[str]) -> list[int]:
        """How much each cell of a row says as a heading.

        3 when it was named, 2 but for a number or a group before it, 1 when it holds a code or is
        much like a question, as others are.
        """
        told = [
            3
            if normalise_label(cell) in self.named
            else 2 * (not self.named.isdisjoint(spellings(cell)))
            or int(bool(inside(cell, self.codes)))
            for cell in cells
        ]
        alike = liked([c for c, t in zip(cells, told, strict=True) if not t], self.questions)
        return [t or int(cell in alike) for cell, t in zip(cells, told, strict=True)]


def wanted_of(
    instruments: Sequence[Instrument], columns: Mapping[str, str], ours: Iterable[str]
) -> Wanted:
    """Collect what a survey export's headings and answers may be called."""
    items = {item.code: item for used in instruments for item in used.items}
    options = [o for used in instruments for several in used.options.values() for o in several]
    asked = {*items, *(text for item in items.values() for text in item.text.values() if text)}
    asked |= {source for source, our in columns.items() if our in items}
    return Wanted(
        named=frozenset(map(normalise_label, [*asked, *columns, *ours])),
        codes=tuple(items),
        answers=frozenset(
            normalise_label(word) for o in options for word in (*o.label.values(), *o.aliases)
        ),
        items=frozenset(map(normalise_label, asked)),
        questions=tuple(items.values()),
    )


def heading_rows(filled: Sequence[Cells], wanted: Wanted) -> tuple[int, int]:
    """Place of the headings and of the first row below them.

    The row that holds most of the named headings wins. Where none does, it is the first row at
    least half as full as the fullest near it: above stand titles, dates of export and groups.
    """
    near = filled[:_TITLES]
    said = [sum(wanted.says(cells)) for _, cells in near]
    full = [sum(map(bool, cells)) for _, cells in near]
    if max(said) > 1:
        at = said.index(max(said))
    else:
        at = 0 if max(full) < 3 else next(n for n, f in enumerate(full) if 2 * f > max(full))
    below = at + 1
    while below < min(at + _SEVERAL, len(filled) - 1) and _is_heading(filled, at, below, wanted):
        below += 1
    return at, below


def _is_heading(filled: Sequence[Cells], at: int, row: int, wanted: Wanted) -> bool:
    """Say whether a row under the headings holds more of them: labels, or ids of the tool.

    Its cells under questions are no answers, also none left unanswered or misspelt, and no
    two are alike; no cell comes again below, as a person's workplace does, or with another number,
    as an id and a day do.
    """
    cells = filled[row][1]
    if any(cell.startswith('{"ImportId"') for cell in cells):
        return True
    if sum(map(bool, cells)) > 1 and all(map(is_tools_word, filter(None, cells))):
        return True
    headings = filled[at][1]
    asks = liked(headings, wanted.questions)
    places = [
        place
        for place, name in enumerate(headings)
        if normalise_label(name) in wanted.items or inside(name, wanted.codes) or name in asks
    ]
    under = [(p, cells[p]) for p in places if p < len(cells) and cells[p]]
    words = [cell for _, cell in under]
    if len(under) < 2 or 2 * len(under) < len(places) or len(set(words)) < len(words):
        return False
    if any(
        is_blank(word)
        or not re.search(r"[^\W\d_]{2}", word)
        or difflib.get_close_matches(normalise_label(word), wanted.answers, n=1, cutoff=_SLIP)
        for word in words
    ):
        return False
    own = [(p, cell) for p, cell in enumerate(cells) if cell and cell not in headings[p : p + 1]]
    later = [cells for _, cells in filled[row + 1 :]]
    shapes = [(p, re.sub(r"\d+", "0", cell)) for p, cell in own if re.search(r"\d", cell)]
    return not any(
        p < len(other) and other[p] == cell for p, cell in own for other in later
    ) and not any(
        p < len(other) and re.sub(r"\d+", "0", other[p]) == shape
        for p, shape in shapes
        for other in later[:_TITLES]
    )


def is_tools_word(cell: str) -> bool:
    """Say whether a tool wrote a cell under the heading of a question whose answer is one cell."""
    return normalise_label(cell) in _TOOLS_WORDS


def spellings(heading: str) -> list[str]:
    """Return what a heading says without its groups, its number and the tool's blanks.

    Examples
    --------
    >>> spellings("baggrund/Enhed"), spellings("7. Hvor er du?"), spellings("about.unit")
    (['baggrund/enhed', 'enhed'], ['7. hvor er du?', 'hvor er du?'], ['about.unit', 'unit'])
    >>> spellings("Om_dig/Hvor_er_du?"), spellings("G1Q1[Enhed]. Hvor …")[-1]
    (['om dig/hvor er du?', 'hvor er du?'], 'enhed')
    """
    plain = normalise_label(heading.replace("_", " "))
    parts = plain.split("/")
    found = [plain, *("/".join(parts[at:]) for at in range(1, len(parts)))]
    found += [_NUMBERED.sub("", said) for said in found]
    code = _GROUPED.fullmatch(heading) or re.match(r"\w+\[(\w[^\]]*)\]", heading)
    inner = [normalise_label(code.group(1).replace("_", " "))] if code else []
    return list(dict.fromkeys([*found, *inner]))


def each_once(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return a table with each question once, and the headings that stand twice over other cells.

    Tools write a question's codes and its words under headings that are alike: the words are kept.
    """
    alike: dict[str, list[int]] = {}
    for at, heading in enumerate(frame.columns):
        alike.setdefault(_NUMBERED.sub("", spellings(heading)[0]), []).append(at)
    out: set[int] = set()
    for places in alike.values():
        kept = one_of_several([frame.iloc[:, at] for at in places]) if len(places) > 1 else None
        out |= set() if kept is None else {*places} - {places[kept]}
    left = frame.iloc[:, [at for at in range(frame.shape[1]) if at not in out]]
    again = left.columns.duplicated()
    return left.loc[:, ~again], tuple(left.columns[again].unique())


def one_of_several(columns: Sequence[pd.Series[str]]) -> int | None:
    """Place of the column with words, where the others hold a code for each of them, or the same.

    None where they differ.
    """
    said = pd.DataFrame(dict(enumerate(columns))).drop_duplicates()
    worded = [at for at in range(len(columns)) if not said[at].str.fullmatch(r"[\d.,]*").all()]
    apart = any(said[place].nunique() != len(said) for place in said)
    if apart or (said == "").nunique(axis=1).max() > 1:
        return None
    same = len(said) >= _KINDS and bool((said.nunique(axis=1) == 1).all())
    return worded[0] if len(worded) == 1 else 0 if same else None
