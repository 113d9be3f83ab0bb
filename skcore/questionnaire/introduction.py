"""What a form says before and after its questions: what for, for whom, and what is promised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from skcore.figures.words import clean
from skcore.instruments.who_sees import who_sees
from skcore.questionnaire.form import Wording
from skcore.reading.study_settings import NetworkDeck
from skcore.reading.study_waves import date_of
from skcore.texts import Texts, load_texts
from skcore.texts.numbers import format_date

if TYPE_CHECKING:
    from skcore.questionnaire.asking import Asked


def introduction(asked: Asked, words: Wording) -> Mapping[str, tuple[str, ...]]:
    """Purpose, anonymity, the minimum, who sees what and when results come, in each language.

    Every sentence follows from the study file, so that a form promises what the study keeps.
    """
    told = _told(asked, words)
    here = {one: {key: said[one] for key, said in told.items()} for one in words.languages}
    return {
        language: tuple(map(clean, _paragraphs(asked, here[language], text)))
        for language, text in _texts(words)
    }


def _told(asked: Asked, words: Wording) -> dict[str, Mapping[str, str]]:
    """What the study file says in its own language, in each: a form has one language, not two."""
    deck = asked.settings.network_deck if asked.settings else None
    said = {key: str(asked.own.get(key, "")) for key in ("purpose", "readers", "contact")}
    said["lowered_because"] = asked.policy.lowered_because or ""
    named = deck and (deck.named_units or deck.named_management)
    said["agreed_by"] = deck.agreed_by if deck and named else ""
    return {key: words("words", key, {asked.language: v}, v) for key, v in said.items() if v}


def ending(asked: Asked, words: Wording) -> Mapping[str, tuple[str, ...]]:
    """Thanks, and on paper where the form goes."""
    place = asked.own.get("return_to", "")
    said = words("words", "return_to", {asked.language: place}, place) if place else {}
    return {
        language: (
            text("questionnaire.thanks"),
            *([text("questionnaire.return_to", place=said[language])] if place else []),
        )
        for language, text in _texts(words)
    }


def _texts(words: Wording) -> list[tuple[str, Texts]]:
    return [(language, load_texts(language)) for language in words.languages]


def _paragraphs(asked: Asked, told: Mapping[str, str], text: Texts) -> list[str]:
    def say(key: str, **values: object) -> str:
        return text(f"questionnaire.intro.{key}", **values)

    settings, policy = asked.settings, asked.policy
    capital = any("social_capital" in instrument.about for instrument in asked.instruments)
    linked = bool(settings and settings.linked)
    lines = [
        told.get("purpose") or say("purpose_capital" if capital else "purpose"),
        f"{say('linked' if linked else 'anonymous')} {say('voluntary')}",
        say("minimum", minimum=policy.minimum),
    ]
    if reason := told.get("lowered_because"):
        lines[-1] += " " + say("lowered", minimum=policy.minimum, reason=reason)
    deck = settings.network_deck if settings else NetworkDeck()
    readers = say("readers", contact=told.get("readers") or say("those_who_count"))
    seen = who_sees(
        text,
        asked.instruments,
        minimum=policy.minimum,
        agreed_by=told.get("agreed_by", ""),
        named_units=deck.named_units,
        named_management=deck.named_management,
        own_questions=bool(settings and settings.questions),
    )
    lines.append(f"{readers} {seen}")
    when = [_deadline(asked, text, say), _results(asked, text, say)]
    when.append(say("contact", contact=told["contact"]) if "contact" in told else "")
    return list(filter(None, [*lines, " ".join(filter(None, when))]))


def _deadline(asked: Asked, text: Texts, say: Callable[..., str]) -> str:
    waves = {wave.id: wave for wave in asked.settings.waves} if asked.settings else {}
    day = date_of(asked.own.get("deadline")) or (
        waves[asked.wave].end if asked.wave in waves else None
    )
    return say("deadline", date=format_date(day, "day", language=text.language)) if day else ""


def _results(asked: Asked, text: Texts, say: Callable[..., str]) -> str:
    told = date_of(asked.own.get("results"))
    day = told or (asked.settings.meeting.get("date") if asked.settings else None)
    if day is None:
        return ""
    key = "results" if told else "results_meeting"
    return say(key, date=format_date(day, "day", language=text.language))
