"""What the columns of a file are, told by their headings: questions, and who, where and when."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Instrument, Item
from skcore.reading.answers import are_answers
from skcore.reading.cell_values import blanks
from skcore.reading.dates import DAY, MONTH, date_of_text
from skcore.reading.question_headings import match_questions, perhaps_asked
from skcore.reading.rows_beside import STATES
from skcore.reading.tables import RawTable
from skcore.reading.vocabulary import words_for

Words = Mapping[str, Sequence[str]]

#: our column -> the beginnings of words that headings of it hold; the first that fits is taken
PEOPLE: Words = words_for("headings.begin.people")
ABSENCE, INVITED = (
    {
        ours: [*(PEOPLE[ours] if ours in ("unit", "wave") else ()), *words]
        for ours, words in kind.items()
    }
    for kind in (words_for("headings.begin.absence"), words_for("headings.begin.invited"))
)
MOST_OPTIONS = 11  # of a closed question: 0 to 10
_KINDS: Mapping[str, str] = words_for("kinds")
_SHORT = 6  # words of a heading that is no sentence
_SENTENCE = 5  # more words than this in a cell, as a rule, are a comment
_ONE = 0.9  # so much of a workplace's answers must say one thing above it


@dataclass(frozen=True)
class Found:
    """An instrument with its questions' headings; those that only look alike are not sure."""

    instrument: Instrument
    headings: Mapping[str, str]  # item -> heading
    unsure: tuple[str, ...] = ()


def find_columns(headings: Sequence[str], words: Words) -> dict[str, str]:
    """Return our column -> the heading that says it; each heading once, the plainest word first."""
    found: dict[str, str] = {}
    for ours, known in words.items():
        never = words_for("headings.never").get(ours)
        free = [
            name
            for name in headings
            if name not in found.values()
            and not (never and re.search(never, normalise_label(name)))
        ]
        for word in known:
            hits = [name for name in free if _says(name, word)]
            if hits:
                found[ours] = min(hits, key=len)
                break
    return found


def in_order(headings: Sequence[str], ours: str) -> list[str]:
    """Every heading that may say what of people it is, the plainest first."""
    left, order = list(headings), list[str]()
    while hit := find_columns(left, {ours: PEOPLE[ours]}):
        order.append(hit[ours])
        left.remove(hit[ours])
    return order


def is_plain(heading: str, ours: str) -> bool:
    """Whether a heading names what its cells are, or asks for just that.

    Another question, or a long sentence, holds a word like "workplace" for other reasons.
    """
    if not asks(heading) and len(heading.split()) <= _SHORT:
        return True
    asked = words_for("headings.asked").get(ours)
    return bool(asked and re.search(asked, normalise_label(heading)))


def asks(heading: str) -> bool:
    """Whether a heading is a question."""
    return re.search(r"\?\s*(\[[^\]]*\])?$", heading) is not None  # SPSS's name behind it


def kind_of(heading: str, cells: pd.Series[str]) -> str:
    """Return ``answers``, ``days``, ``comments``, ``persons`` or ``forms``; else nothing.

    ``forms`` is where a tool says how far a form has come. None of them divides people: it
    tells what one of them said, when, or whom they meant.
    """
    plain, written = normalise_label(heading), cells[~blanks(cells)]
    if written.empty:
        return ""
    if plain in STATES:
        return "forms"
    answers = re.compile(_KINDS["answers"])
    if written.map(lambda cell: bool(answers.search(normalise_label(cell)))).mean() >= 1 / 2:
        return "answers"
    if re.search(_KINDS["comments"], plain) or written.map(_words).mean() > _SENTENCE:
        return "comments"
    numbers = bool(written.str.isdecimal().all())
    if not numbers and written.map(_is_day).mean() >= 1 / 2:
        return "days"
    named = re.search(_KINDS["persons"], plain)
    if named or (re.search(_KINDS["leaders"], plain) and not asks(heading)):
        return "persons"
    return ""


def _words(cell: str) -> int:
    return len(cell.split())


def _is_day(cell: str) -> bool:
    return any(date_of_text(cell, order) for order in (DAY, MONTH))


def divides(fine: pd.Series[str], coarse: pd.Series[str]) -> bool:
    """Whether what stands in one column settles, but for slips, what stands in the other."""
    known = (fine != "") & (coarse != "")
    if not known.any():
        return False
    most = coarse[known].groupby(fine[known]).agg(lambda cells: cells.value_counts().iloc[0])
    return bool(most.sum() > _ONE * known.sum())


def _says(heading: str, word: str) -> bool:
    plain = normalise_label(heading.replace("_", " "))
    return re.search(rf"(?<!\w){re.escape(word.replace('_', ' '))}", plain) is not None


def parent_of(frame: pd.DataFrame, unit: str, used: Sequence[str]) -> str:
    """Heading of the column that every workplace has one value of, and that divides them."""
    for name in map(str, frame):
        above_it = any(_says(name, word) for word in words_for("headings.above")["parent"])
        if name in used or not above_it or kind_of(name, frame[name]) == "persons":
            continue
        known = frame[(frame[unit] != "") & (frame[name] != "")]
        above = known.groupby(unit)[name].agg(
            lambda cells: cells.value_counts(normalize=True).max()
        )
        if len(above) and (above > _ONE).all() and known[name].nunique() < known[unit].nunique():
            return name
    return ""


def find_items(raw: RawTable, instruments: Sequence[Instrument]) -> list[Found]:
    """Instruments of which at least half the questions are among the columns, the fullest first.

    What is sure is what ``check`` reads without a word in the study file; where the words are only
    much alike, somebody must be asked.
    """
    every = [_matched(raw, instrument) for instrument in instruments]
    every = [f for f in every if 2 * len(f.headings) >= len(f.instrument.items)]
    taken: set[str] = set()
    chosen = []
    for found in sorted(every, key=lambda f: -len(f.headings)):
        own = set(found.headings.values())
        if 2 * len(own - taken) > len(own):
            chosen.append(found)
            taken |= own
    return sorted(chosen, key=lambda f: f.instrument.is_health)


def _matched(raw: RawTable, instrument: Instrument) -> Found:
    asked = match_questions(
        [str(name) for name in raw.frame],
        instrument.items,
        fits=lambda heading, item: _answers(raw, heading, instrument, item),
    )
    return Found(instrument, {**asked.sure, **asked.perhaps}, tuple(asked.perhaps))


def _answers(raw: RawTable, heading: str, instrument: Instrument, item: Item) -> bool:
    options = instrument.options_of(item.code)
    return are_answers(raw.frame[heading], options, raw.labels.get(heading, {}))


def in_other_words(raw: RawTable, found: Found, taken: Collection[str]) -> dict[str, str]:
    """Return questions not found -> headings much like them, under which stand other answers.

    ``taken`` are headings known to be something else.
    """
    lacking = [item for item in found.instrument.items if item.code not in found.headings]
    free = [str(name) for name in raw.frame if name not in taken]
    free = [name for name in free if 2 <= raw.frame[name].nunique() <= MOST_OPTIONS]
    return perhaps_asked(
        free,
        lacking,
        words={},
        fits=lambda heading, item: not _answers(raw, heading, found.instrument, item),
    )
