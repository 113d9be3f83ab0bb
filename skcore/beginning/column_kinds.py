"""What the columns of a file are, told by their headings: questions, and who, where and when."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Instrument, Item
from skcore.reading.answers import are_answers
from skcore.reading.question_headings import match_questions, perhaps_asked
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


def _says(heading: str, word: str) -> bool:
    plain = normalise_label(heading.replace("_", " "))
    return re.search(rf"(?<!\w){re.escape(word.replace('_', ' '))}", plain) is not None


def parent_of(frame: pd.DataFrame, unit: str, used: Sequence[str]) -> str:
    """Heading of the column that every workplace has one value of, and that divides them."""
    for name in map(str, frame):
        if name in used or not any(
            _says(name, word) for word in words_for("headings.above")["parent"]
        ):
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
