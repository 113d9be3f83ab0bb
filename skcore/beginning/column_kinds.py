"""What the columns of a file are, told by their headings: questions, and who, where and when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Instrument
from skcore.reading.answers import are_answers
from skcore.reading.question_headings import match_questions
from skcore.reading.tables import RawTable

#: our column -> the beginnings of words that headings of it hold; the first that fits is taken
PEOPLE: Mapping[str, tuple[str, ...]] = {
    "answered": (
        *("besvaret", "afsluttet", "svardato", "tidspunkt", "submission time", "submit", "ended"),
        *("end date", "enddate", "completion time", "completed", "fuldført", "fuldførelse"),
        *("sluttid", "tidsstempel", "timestamp", "dato"),
    ),
    "role": ("leder", "rolle", "role", "manager", "stilling", "position"),
    "occupation": ("faggruppe", "faggr", "occupation", "profession", "personalegruppe"),
    "unit": (
        *("afsnit", "arbejdsplads", "enhed", "hvor arbejder", "arbejdssted", "tjenestested"),
        *("where do you work", "team", "workplace", "unit", "afdeling", "ward"),
    ),
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
    "long_term_days": ("langtid", "long term", "long-term", "long_term"),
    "persons_absent": (
        *("fraværende", "antal fraværende", "personer med fravær", "antal personer med fravær"),
        *("antal syge", "syge personer", "sygemeldte", "antal sygemeldte"),
        *("persons absent", "persons_absent"),
    ),
    "available_days": (
        *("mulige", "available", "normdage", "arbejdsdage", "normtimer", "arbejdstimer"),
    ),
    "spells": ("fraværsperiode", "antal fraværsperiode", "perioder", "spells", "tilfælde"),
    "absence_days": (
        *("fraværsdagsværk", "fraværsdage", "absence", "sygedage", "dagsværk"),
        *("fraværstimer", "sygetimer", "sygefravær"),
    ),
    "employed": ("ansatte", "antal ansatte", "medarbejdere", "employed", "hoveder"),
}
INVITED: Mapping[str, tuple[str, ...]] = {
    "unit": (*PEOPLE["unit"], "organisation"),
    "wave": (*PEOPLE["wave"], "undersøgelse", "survey", "år", "year"),
    "role": ("rolle", "role", "stilling"),
    "leaders": ("ledere", "antal ledere", "leaders"),
    "invited": ("invitere", "antal invit", "udsendt", "medarbejdere", "invited", "antal"),
}
#: what a heading of ours never holds: shares are no days, and answers no invitations
_NEVER = {
    "invited": re.compile(r"svar|respon|retur|complet|procent|pct|%|rate"),
    "wave": re.compile(r"årsværk|årsag"),
    "answered": re.compile(r"start|begynd|opret|invit|udsend"),
    "long_term_days": re.compile(
        r"procent|pct|%|percent|rate|andel|periode|spell|antal|person|kalender|calendar"
    ),
    "persons_absent": re.compile(r"procent|pct|%|percent|rate|andel|dag|day|time|hour|periode"),
    **dict.fromkeys(
        ("absence_days", "available_days", "spells", "employed"),
        re.compile(r"procent|pct|%|percent|rate|andel|kalender|calendar"),
    ),
}
_PARENT = ("afdeling", "center", "forvaltning", "område", "klinik", "direktør", "department")
_ONE = 0.9  # so much of a workplace's answers must say one thing above it


@dataclass(frozen=True)
class Found:
    """An instrument with its questions' headings; those that only look alike are not sure."""

    instrument: Instrument
    headings: Mapping[str, str]  # item -> heading
    unsure: tuple[str, ...] = ()


def find_columns(headings: Sequence[str], words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return our column -> the heading that says it; each heading once, the plainest word first."""
    found: dict[str, str] = {}
    for ours, known in words.items():
        never = _NEVER.get(ours)
        free = [
            name
            for name in headings
            if name not in found.values() and not (never and never.search(normalise_label(name)))
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
        if name in used or not any(_says(name, word) for word in _PARENT):
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
        fits=lambda heading, item: are_answers(
            raw.frame[heading], instrument.options_of(item.code), raw.labels.get(heading, {})
        ),
    )
    return Found(instrument, {**asked.sure, **asked.perhaps}, tuple(asked.perhaps))
