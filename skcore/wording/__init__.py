"""Dialogue cards and the texts of handouts: ours, and a workplace's own beside its study file.

``cards.toml`` and ``handouts.toml`` lie in this folder. Files of those names beside ``study.toml``
win over ours, card by card and text by text; all that is wrong with them is told at once.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

from skcore.problems import Problem, closest
from skcore.settings import Field, check_fields, not_among, read_settings, repeated
from skcore.texts import LANGUAGES, Texts

OWN_FILES = CARDS, HANDOUTS = "cards.toml", "handouts.toml"
DIMENSIONS = (
    *("trust_vertical", "trust", "justice", "collaboration", "core_task", "wellbeing"),
    "theme",  # whatever an organisation's own questionnaire is about
)
THEME_USES = ("strength", "attention", "disagreement", "next_step")
#: of no dimension: what opens and closes every talk, and how many of each a workplace gets
FRAME_USES, FRAME_CARDS = ("opening", "closing"), 2
CHOICES = {
    "dimension": (*DIMENSIONS, "any"),
    "use": (*THEME_USES, *FRAME_USES),
    "direction": ("bonding", "bridging", "linking"),
    "form": ("alone", "pairs", "group", "all"),
    "kind": ("question", "statement"),
}
#: what is said of a card beside its words
PLACED = ("use", "dimension", "direction", "form", "minutes", "kind")
MOST_MINUTES = 20
#: letters that stand on a card of A6 in type that can be read across a table
LONGEST = {"text": 110, "follow": 90, "materials": 40}
CARD_FIELDS = {
    "id": Field("text", required=True),
    "minutes": Field("whole", required=True, low=1, high=MOST_MINUTES),
    **{name: Field("text", required=name != "kind") for name in CHOICES},
    **dict.fromkeys(LANGUAGES, Field("table")),
}
SIDE_FIELDS = {name: Field("text", required=name != "materials") for name in LONGEST}
CLOCK = re.compile(r"([01]?\d|2[0-3])[.:][0-5]\d")
#: who must not be spoken of in a statement that people place themselves by: a leader is one person
LEADERS = ("leder", "ledelse", "chef", "manager", "leader", "supervisor")


@dataclass(frozen=True)
class Card:
    """One dialogue card: where it belongs, how it is used, and what it says in each language."""

    id: str
    dimension: str
    use: str
    direction: str
    form: str
    minutes: int
    kind: str
    text: Mapping[str, Mapping[str, str]]

    def said(self, language: str) -> dict[str, Any]:
        """The card as a row of ``choose_cards``."""
        side = self.text[language]
        said = {"text": side["text"], "follow_up": side["follow"]}
        said["materials"] = side.get("materials", "")
        return {"card": self.id, **said, **{name: getattr(self, name) for name in PLACED}}


@dataclass(frozen=True)
class Wording:
    """Cards in the order they are taken, and the texts of handouts by language."""

    cards: tuple[Card, ...]
    table: Mapping[str, Any] = field(repr=False)

    def handouts(self, language: str) -> Texts:
        """The wording of handouts in one language."""
        return Texts(language=language, table=self.table[language])


@cache
def our_wording() -> Wording:
    """The cards and texts that come with the library."""
    cards = tomllib.loads(_ours(CARDS))["cards"]
    return Wording(tuple(map(_card, cards)), tomllib.loads(_ours(HANDOUTS)))


def _ours(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def read_wording(folder: Path, language: str) -> tuple[Wording, list[Problem]]:
    """Return our wording with what a folder's own files say instead, and what is wrong in them.

    Parameters
    ----------
    folder
        Where ``study.toml`` lies.
    language
        The study's language, in which own cards must be written; others may be left out.
    """
    ours = our_wording()
    cards, problems = ours.cards, []
    if (folder / CARDS).exists():
        raw, found = read_settings(folder / CARDS)
        found = found or card_problems(raw, language)
        problems += [p if p.file else p.within(CARDS) for p in found]
        if not found:
            cards = _with_own(raw)
            problems += [p.within(CARDS) for p in _cells_lacking(cards, language)]
    table = ours.table
    if (folder / HANDOUTS).exists():
        raw, found = read_settings(folder / HANDOUTS)
        found = found or list(text_problems(raw, ours.table, ""))
        problems += [p if p.file else p.within(HANDOUTS) for p in found]
        table = table if found else _merged(table, raw)
    return Wording(cards, table), problems


def _card(raw: Mapping[str, Any]) -> Card:
    text = {language: raw[language] for language in LANGUAGES if language in raw}
    parts = {"kind": "question"} | {name: raw[name] for name in ("id", *PLACED) if name in raw}
    return Card(**parts, text=text)


def _with_own(raw: Mapping[str, Any]) -> tuple[Card, ...]:
    own = tuple(map(_card, raw.get("cards", ())))
    gone = {card.id for card in own} | set(raw.get("remove", ()))
    return own + tuple(card for card in our_wording().cards if card.id not in gone)


def card_problems(raw: Mapping[str, Any], language: str) -> list[Problem]:
    """List everything that is wrong with a file of own cards."""
    fields = {"cards": Field("tables"), "remove": Field("texts")}
    problems = check_fields(raw, fields, where=CARDS)
    if problems:
        return problems
    ids = [card.id for card in our_wording().cards]
    problems += [
        not_among("remove", name, ids, where=CARDS)
        for name in raw.get("remove", ())
        if name not in ids
    ]
    own = raw.get("cards", ())
    problems += repeated([card.get("id") for card in own], "id", where="[[cards]]")
    for number, card in enumerate(own, 1):
        problems += _one_card(card, f"[[cards]] {card.get('id', number)}", language)
    return problems


def _one_card(card: Mapping[str, Any], where: str, language: str) -> Iterator[Problem]:
    shape = check_fields(card, CARD_FIELDS, where=where)
    yield from shape
    wrong = {problem.column for problem in shape}
    for name, allowed in CHOICES.items():
        if name in card and name not in wrong and card[name] not in allowed:
            yield not_among(name, card[name], allowed, where=where)
    if (card.get("use") in FRAME_USES) != (card.get("dimension") == "any") and not wrong:
        yield Problem("card_frame", "use", {"where": where, "uses": ", ".join(FRAME_USES)})
    if language not in card:
        yield Problem("missing_language", language, {"where": where, "language": language})
    for side in LANGUAGES:
        if isinstance(card.get(side), Mapping):
            yield from _one_side(card[side], f"{where} {side}")


def _one_side(side: Mapping[str, Any], where: str) -> Iterator[Problem]:
    shape = check_fields(side, SIDE_FIELDS, where=where)
    yield from shape
    for name, most in LONGEST.items():
        if not shape and len(side.get(name, "")) > most:
            values = {"key": name, "where": where, "n": len(side[name]), "most": most}
            yield Problem("card_long", name, values)


def _cells_lacking(cards: tuple[Card, ...], language: str) -> Iterator[Problem]:
    """Say which kinds of cards there are too few of to choose from."""
    there = [(card.dimension, card.use) for card in cards if language in card.text]
    wanted = [(cell, 1) for cell in product(DIMENSIONS, THEME_USES)]
    wanted += [(("any", use), FRAME_CARDS) for use in FRAME_USES]
    for cell, least in wanted:
        if there.count(cell) < least:
            values = {"dimension": cell[0], "use": cell[1], "least": least}
            yield Problem("card_cell", "cards", values)


def text_problems(own: Mapping[str, Any], ours: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """List texts of an own file that stand nowhere in ours, or have other places to fill."""
    where = f"[{path}]" if path else HANDOUTS
    for key, value in own.items():
        name = f"{path}.{key}" if path else key
        if key not in ours:
            values = {"key": key, "where": where, "hint": closest(key, ours)}
            yield Problem("unknown_key", key, values | {"allowed": ", ".join(ours)})
        elif isinstance(ours[key], Mapping) and isinstance(value, Mapping):
            yield from text_problems(value, ours[key], name)
        elif not _alike(value, ours[key]):
            kind = {str: "text", int: "whole", list: "texts"}.get(type(ours[key]), "table")
            yield Problem("wrong_kind", key, {"key": key, "where": where, "kind": kind})
        else:
            yield from _place_problems(value, ours[key], name)
            if key == "begins" and not CLOCK.fullmatch(str(value)):
                yield Problem("clock_needed", key, {"key": name})
            if ".statements." in f".{name}." and _leader_named(value):
                yield Problem("statement_leader", key, {"key": name})


def _alike(value: Any, ours: object) -> bool:
    """Whether a value can stand where ours stands: a text for a text, a like list for a list."""
    if isinstance(ours, list):
        full = isinstance(value, list) and bool(value)
        return full and all(_alike(part, ours[0]) for part in value)
    if isinstance(ours, Mapping):
        return (
            isinstance(value, Mapping)
            and value.keys() == ours.keys()
            and all(_alike(value[key], ours[key]) for key in ours)
        )
    return type(value) is type(ours)


def _place_problems(value: object, ours: object, name: str) -> Iterator[Problem]:
    allowed = _places(ours) or set()
    found = _places(value)
    if found is None or not found <= allowed:
        strange = "{" if found is None else ", ".join(sorted(found - allowed))
        values = {"key": name, "place": strange, "allowed": ", ".join(sorted(allowed)) or "–"}
        yield Problem("unknown_place", name, values)


def _places(value: object) -> set[str] | None:
    """Names of the places in braces of a text, or of all texts of a list; None where broken."""
    try:
        parts = [part for text in _texts_in(value) for part in string.Formatter().parse(text)]
    except ValueError:
        return None
    return {name for _, name, _, _ in parts if name is not None}


def _texts_in(value: Any) -> list[str]:
    """Every text of a text, a list or a table."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, Mapping) else value
    return [t for part in inside for t in _texts_in(part)] if isinstance(inside, Iterable) else []


def _leader_named(value: object) -> bool:
    said = " ".join(_texts_in(value)).casefold()
    return any(word in said for word in LEADERS)


def _merged(ours: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Our texts with the own ones in their place; lists are taken whole."""
    return {
        key: _merged(value, own[key])
        if isinstance(value, Mapping) and isinstance(own.get(key), Mapping)
        else own.get(key, value)
        for key, value in ours.items()
    }
