"""What the columns of a file are, told by their headings: questions, and who, where and when."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Instrument, Item
from skcore.reading.answers import is_blank
from skcore.reading.tables import RawTable

__all__ = ["ABSENCE", "INVITED", "PEOPLE", "Found", "find_columns", "find_items", "with_headings"]

#: our column -> the beginnings of words that headings of it hold; the first that fits is taken
PEOPLE: Mapping[str, tuple[str, ...]] = {
    "answered": ("besvaret", "afsluttet", "svardato", "tidspunkt", "submit", "ended", "dato"),
    "role": ("leder", "rolle", "role", "manager", "stilling", "position"),
    "occupation": ("faggruppe", "faggr", "occupation", "profession", "personalegruppe"),
    "unit": ("afsnit", "arbejdsplads", "enhed", "team", "workplace", "unit", "afdeling", "ward"),
    "wave": ("måling", "survey wave", "wave", "runde"),
    "respondent": (
        "respondent",
        "løbenummer",
        "løbenr",
        "svarperson",
        "respondentid",
        "response id",
    ),
}
ABSENCE: Mapping[str, tuple[str, ...]] = {
    "unit": (*PEOPLE["unit"], "organisation", "sted"),
    "month": ("måned", "month", "periode", "dato"),
    "cause": ("fraværsårsag", "årsag", "cause", "fraværstype"),
    "available_days": ("mulige", "available", "normdage", "arbejdsdage"),
    "spells": ("fraværsperiode", "antal fraværsperiode", "perioder", "spells", "tilfælde"),
    "absence_days": ("fraværsdagsværk", "fraværsdage", "absence", "sygedage", "dagsværk"),
    "employed": ("ansatte", "antal ansatte", "medarbejdere", "employed", "hoveder"),
}
INVITED: Mapping[str, tuple[str, ...]] = {
    "unit": (*PEOPLE["unit"], "organisation"),
    "role": ("rolle", "role", "stilling"),
    "leaders": ("ledere", "antal ledere", "leaders"),
    "invited": ("invitere", "antal invit", "udsendt", "medarbejdere", "invited", "antal"),
}
_PARENT = ("afdeling", "center", "forvaltning", "område", "klinik", "direktør", "department")
_COMMON = frozenset(
    (
        *(
            "jeg",
            "har",
            "alt",
            "alle",
            "det",
            "den",
            "der",
            "som",
            "for",
            "fra",
            "med",
            "til",
            "din",
        ),
        *("deres", "dine", "man", "kan", "bliver", "blive", "være", "are", "the", "and", "you"),
        *("your", "our", "that", "for", "from", "with", "have", "has", "not", "does"),
    )
)
#: beginnings of words that mean the same in a question
_ALIKE = {"ansat": "medar", "perso": "medar", "leder": "ledel", "løst": "løses", "boss": "manag"}
_SURE, _MAYBE = 0.9, 0.3  # likeness from which a heading is the question, or may be it
_FITS = 0.8  # so many answers of a column must be answers to the question


@dataclass(frozen=True)
class Found:
    """An instrument with its questions' headings; those that only look alike are not sure."""

    instrument: Instrument
    headings: Mapping[str, str]  # item -> heading
    unsure: tuple[str, ...] = ()


def with_headings(raw: RawTable, instruments: Sequence[Instrument]) -> RawTable:
    """Take the row whose cells say the most as headings: tools write codes, words and ids in turn.

    Rows below it that are headings too (no cell of the questions occurs again) are left out.
    """
    frame = raw.frame
    rows = [list(frame.columns), *(frame.iloc[at].tolist() for at in range(min(2, len(frame))))]
    scores = [_told(row, instruments) for row in rows]
    best = int(np.argmax(scores))
    headings = [str(name) or f"({place})" for place, name in enumerate(rows[best], 1)]
    body = frame.iloc[best:].set_axis(headings, axis=1)
    body = body.loc[:, ~body.columns.duplicated()]
    for _ in range(2 - best):
        if len(body) < 3 or not _is_heading(body):
            break
        body = body.iloc[1:]
    labels = dict(zip(frame.columns, headings, strict=True))
    return replace(raw, frame=body, labels={labels[k]: v for k, v in raw.labels.items()})


def _told(row: Sequence[object], instruments: Sequence[Instrument]) -> float:
    """How much a row says as headings: the questions it names, and who, where and when."""
    names = [str(name) for name in row]
    items = {item.code: item for used in instruments for item in used.items}
    like = {c: [_likeness(name, item) for name in names] for c, item in items.items()}
    likest = {int(np.argmax(scores)) for scores in like.values() if max(scores) > _MAYBE}
    said = min(len(likest), sum(max(scores) > _MAYBE for scores in like.values()))
    return said + sum(bool(find_columns(names, {k: v})) for k, v in PEOPLE.items())


def _is_heading(body: pd.DataFrame) -> bool:
    """Say whether the first row is one more of headings: none of its cells occurs again."""
    first, rest = body.iloc[0], body.iloc[1:]
    filled = [str(name) for name in body if first[str(name)]]
    again = [name for name in filled if (rest[name] == first[name]).any()]
    few = [name for name in filled if rest[name].nunique() <= 12]
    return len(filled) > len(body.columns) / 2 and bool(few) and not again


def find_columns(headings: Sequence[str], words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return our column -> the heading that says it; each heading once, the plainest word first."""
    found: dict[str, str] = {}
    for ours, known in words.items():
        free = [name for name in headings if name not in found.values()]
        for word in known:
            hits = [name for name in free if _says(name, word)]
            if hits:
                found[ours] = min(hits, key=len)
                break
    return found


def _says(heading: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}", normalise_label(heading)) is not None


def parent_of(frame: pd.DataFrame, unit: str, used: Sequence[str]) -> str:
    """Heading of the column that every workplace has one value of, and that divides them."""
    for name in map(str, frame):
        if name in used or not any(_says(name, word) for word in _PARENT):
            continue
        known = frame[(frame[unit] != "") & (frame[name] != "")]
        above = known.groupby(unit)[name].agg(
            lambda cells: cells.value_counts(normalize=True).max()
        )
        if len(above) and (above > _SURE).all() and known[name].nunique() < known[unit].nunique():
            return name
    return ""


# --- questions ----------------------------------------------------------------------------------


def find_items(raw: RawTable, instruments: Sequence[Instrument]) -> list[Found]:
    """Instruments of which at least half the questions are among the columns, the fullest first.

    A question is sure by its code inside the heading or by its wording; where the words are only
    much alike, each heading goes to the question that it is most like, and somebody must be asked.
    """
    every = [_assigned(raw, instrument) for instrument in instruments]
    every = [f for f in every if 2 * len(f.headings) >= len(f.instrument.items)]
    taken: set[str] = set()
    chosen = []
    for found in sorted(every, key=lambda f: -len(f.headings)):
        own = set(found.headings.values())
        if 2 * len(own - taken) > len(own):
            chosen.append(found)
            taken |= own
    health = {f.instrument.id: any(s.health for s in f.instrument.scales) for f in chosen}
    return sorted(chosen, key=lambda f: health[f.instrument.id])


def _assigned(raw: RawTable, instrument: Instrument) -> Found:
    from scipy.optimize import linear_sum_assignment

    headings, items = [str(name) for name in raw.frame], list(instrument.items)
    weight = _weights(items)
    like = np.array([[_likeness(name, item, weight) for name in headings] for item in items])
    for column, name in enumerate(headings):
        fits = {o: _fits(raw, name, instrument, o) for o in instrument.options}
        for row, item in enumerate(items):
            like[row, column] *= fits[item.options]
    rows, columns = linear_sum_assignment(-like)
    pairs = [(items[r].code, headings[c], like[r, c]) for r, c in zip(rows, columns, strict=True)]
    found = {code: name for code, name, score in pairs if score >= _MAYBE}
    unsure = tuple(code for code, _, score in pairs if _MAYBE <= score < _SURE)
    return Found(instrument, found, unsure)


def _fits(raw: RawTable, heading: str, instrument: Instrument, options: str) -> bool:
    """Say whether a column holds answers to such a question, in words or as whole numbers."""
    labels = raw.labels.get(heading, {})
    told = raw.frame[heading].value_counts().items()
    counts = {labels.get(str(cell), str(cell)): n for cell, n in told if not is_blank(str(cell))}
    words = {normalise_label(w) for o in instrument.options[options] for w in o.label.values()}
    words |= {normalise_label(w) for o in instrument.options[options] for w in o.aliases}
    most = 2 + len(instrument.options[options])

    def is_answer(cell: str) -> bool:
        plain = normalise_label(cell)
        number = re.match(r"\(?(\d+)\)?\s*\W?\s*", plain)
        left = plain[number.end() :] if number else plain
        return left in words or bool(number and not left and int(number.group(1)) <= most)

    good = sum(times for cell, times in counts.items() if is_answer(cell))
    return good >= _FITS * sum(counts.values()) if counts else False


def _likeness(heading: str, item: Item, weight: Mapping[str, float] | None = None) -> float:
    """From 0 to 1: 1 with the item's code inside the heading; else how many words they share."""
    if re.search(rf"(?<![A-Za-z0-9]){re.escape(item.code)}(?![A-Za-z0-9])", heading):
        return 1.0
    own = _stems(heading)
    if not own:
        return 0.0
    best = 0.0
    for words in (*item.label.values(), *item.text.values()):
        theirs = _stems(words)
        if not theirs:
            continue
        if normalise_label(words).rstrip("?") == normalise_label(heading).rstrip("?"):
            return 1.0
        both = sum(_of(weight, stem) for stem in own & theirs)
        # the share of the shorter counts for more: our labels leave words out
        least = min(sum(_of(weight, s) for s in own), sum(_of(weight, s) for s in theirs))
        every = sum(_of(weight, stem) for stem in own | theirs)
        best = max(best, 0.7 * both / least + 0.25 * both / every if both else 0.0)
    return best


def _of(weight: Mapping[str, float] | None, stem: str) -> float:
    return 1.0 if weight is None else weight.get(stem, 1.0)


def _weights(items: Sequence[Item]) -> dict[str, float]:
    """Give a word that few of the questions have more weight."""
    counts = Counter(
        stem
        for item in items
        for stem in set().union(*(_stems(w) for w in (*item.label.values(), *item.text.values())))
    )
    return {stem: 1 + math.log(len(items) / times) for stem, times in counts.items()}


@cache
def _stems(words: str) -> frozenset[str]:
    found = re.findall(r"[^\W\d_]+", normalise_label(words))
    stems = (word[:5] for word in found if len(word) > 2 and word not in _COMMON)
    return frozenset(_ALIKE.get(stem, stem) for stem in stems)
