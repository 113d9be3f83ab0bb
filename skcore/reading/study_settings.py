"""What ``study.toml`` may say, and everything in it that cannot be used."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from skcore.disclosure.policy import DisclosurePolicy, policy_faults
from skcore.instruments.loader import find_instrument
from skcore.instruments.model import Instrument, Reference
from skcore.look import Look, read_look
from skcore.problems import Problem
from skcore.reading.export_columns import ALL_ITEMS, Layout
from skcore.reading.own_questions import OwnQuestion, parse_questions
from skcore.reading.study_rules import (
    PRESETS,
    REGISTERS,
    choice_problems,
    field_problems,
    forgiven,
    inner_table_problems,
    instrument_conflicts,
    meeting_problems,
    scale_problems,
)
from skcore.reading.study_waves import date_of, evaluation_problems, wave_problems
from skcore.settings import keys_of
from skcore.texts import LANGUAGES, load_texts

Made = TypeVar("Made")

#: columns of people that are there whatever was asked
NO_BACKGROUND = frozenset(
    {"respondent", "wave", "unit", "role", "answered", "comparison", "complete", "timing"}
)


@dataclass(frozen=True)
class Wave:
    """One survey. An empty label stands for the usual one ("1. måling")."""

    id: str
    label: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    #: said of a survey that looks like one whose answers were shown, and is of other people
    other_people: bool = False


@dataclass(frozen=True)
class NetworkDeck:
    """What may be named in the network deck, and who agreed to it when."""

    named_units: bool = False
    agreed_by: str = ""
    agreed_on: dt.date | None = None
    #: the groups above the workplace, also where they are few workplaces or few people
    named_levels: bool = False
    #: trust between management and employees, by named group
    named_management: bool = False

    @property
    def agreed(self) -> bool:
        """Whether any name stands there by agreement."""
        return self.named_units or self.named_levels or self.named_management


@dataclass(frozen=True)
class Evaluation:
    """How the participating workplaces were chosen, and which surveys tell of their action."""

    chosen: str = "low"  # lot, low or own_wish
    told: bool = False  # whether anybody said how; without, the usual way is taken
    started: dt.date | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ResponseFile:
    """One export and how it is laid out."""

    file: str
    layout: Layout


@dataclass(frozen=True, kw_only=True)
class Description:
    """What ``study.toml`` says of a study and its meeting, whatever its files hold."""

    title: str
    language: str
    organisation: str
    preset: str
    levels: tuple[str, ...]
    instruments: tuple[Instrument, ...]
    waves: tuple[Wave, ...]
    backgrounds: tuple[str, ...]
    linked: bool
    policy: DisclosurePolicy
    meeting: Mapping[str, Any] = field(default_factory=dict)
    network_deck: NetworkDeck = field(default_factory=NetworkDeck)
    evaluation: Evaluation = field(default_factory=Evaluation)
    words: Mapping[str, str] = field(default_factory=dict)
    goals: Mapping[str, float] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    look: Look = field(default_factory=Look)
    questions: tuple[OwnQuestion, ...] = ()
    form: Mapping[str, Any] = field(default_factory=dict)  # what the printed form says
    #: whether the study says what numbers in its files mean, where words would have said it
    in_numbers: bool = False


@dataclass(frozen=True, kw_only=True)
class Settings(Description):
    """All that ``study.toml`` says, checked."""

    responses: tuple[ResponseFile, ...]
    files: Mapping[str, str]
    #: register -> {a unit as its file writes it -> the unit's id or name}
    unit_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: a cause as the absence list writes it -> our word or one that means it
    causes: Mapping[str, str] = field(default_factory=dict)


def parse_settings(
    raw: Mapping[str, Any], *, folder: Path
) -> tuple[Settings | None, list[Problem]]:
    """Return the settings and everything that is wrong with them.

    Settings come back also with problems, as long as the study's files can be found with them:
    so one run tells what is wrong in all of them.
    """
    raw = forgiven(raw)
    problems = field_problems(raw)
    if any(problem.key in ("missing_key", "wrong_kind") for problem in problems):
        return None, problems
    instruments, instrument_problems = _instruments(raw, folder)
    shape = [*choice_problems(raw), *instrument_problems, *inner_table_problems(raw)]
    shape += _background_problems(raw, instruments)
    problems += [*shape, *wave_problems(raw), *meeting_problems(raw), *evaluation_problems(raw)]
    if shape:
        return None, problems
    problems += scale_problems(raw, instruments)
    questions, question_problems = parse_questions(raw, instruments)
    problems += question_problems
    policy, policy_problems = _policy(raw["disclosure"])
    look, look_problems = read_look(raw.get("look", {}), folder=folder, name=raw["organisation"])
    problems += [*policy_problems, *look_problems]
    return _settings(raw, instruments, policy, look, questions), problems


def _instruments(
    raw: Mapping[str, Any], folder: Path
) -> tuple[tuple[Instrument, ...], list[Problem]]:
    found: list[Instrument] = []
    problems: list[Problem] = []
    for name in raw["instruments"]:
        instrument, faults = find_instrument(name, folder=folder)
        problems += faults
        if instrument is not None:
            found.append(instrument)
    if not raw["instruments"]:
        values = {"key": "instruments", "where": "study.toml"}
        problems.append(Problem("missing_key", "instruments", values))
    problems += instrument_conflicts(found, str(raw["language"]))
    return tuple(sorted(found, key=_leads)), problems


def _leads(instrument: Instrument) -> tuple[bool, bool, int, str]:
    """Order what is asked by what it holds, wherever it stands in the list.

    Social capital leads, health data come last; of two alike the one that asks more leads.
    """
    capital = "social_capital" in instrument.about
    return instrument.is_health, not capital, -len(instrument.items), instrument.id


def _background_problems(
    raw: Mapping[str, Any], instruments: Sequence[Instrument]
) -> list[Problem]:
    """A background is a column of its own: no place, survey or role, and no question."""
    asked = {code for i in instruments for code in (*i.item_codes, *i.scale_codes)}
    return [
        Problem("background_taken", "backgrounds", {"background": name})
        for name in raw.get("backgrounds", ())
        if name in asked | NO_BACKGROUND or re.fullmatch(r"level_\d+", name)
    ]


def _policy(raw: Mapping[str, Any]) -> tuple[DisclosurePolicy, list[Problem]]:
    """Return the policy; with a problem, the default one stands in while the rest is checked."""
    said = {field.name: raw[field.name] for field in fields(DisclosurePolicy) if field.name in raw}
    problems = [Problem(key, "disclosure", values) for key, values in policy_faults(said)]
    return DisclosurePolicy(**({} if problems else said)), problems


def _settings(
    raw: Mapping[str, Any],
    instruments: tuple[Instrument, ...],
    policy: DisclosurePolicy,
    look: Look,
    questions: tuple[OwnQuestion, ...],
) -> Settings:
    preset = raw.get("preset", PRESETS[0])
    levels = raw.get("levels") or load_texts(raw["language"]).raw(f"presets.{preset}.levels")
    backgrounds = tuple(raw.get("backgrounds", ()))
    meeting = dict(raw.get("meeting", {}))
    if "date" in meeting:
        meeting["date"] = date_of(meeting["date"])
    told = raw.get("evaluation", {})
    return _made(
        Settings,
        raw,
        preset=preset,
        levels=tuple(levels),
        instruments=instruments,
        waves=tuple(_made(Wave, wave) for wave in raw["waves"]),
        backgrounds=backgrounds,
        linked=raw.get("answers", {}).get("linked", False),
        policy=policy,
        responses=tuple(
            _response_file(entry, backgrounds, raw.get("questionnaire", {}).get("options", {}))
            for entry in raw["responses"]
        ),
        causes=raw.get("absence", {}).get("values", {}).get("cause", {}),
        unit_words={
            name: raw[name].get("values", {}).get("unit", {}) for name in REGISTERS if name in raw
        },
        files={name: raw["files"][name] for name in REGISTERS if name in raw.get("files", {})},
        meeting=meeting,
        network_deck=_made(NetworkDeck, raw.get("network_deck", {})),
        evaluation=_made(Evaluation, told, told="chosen" in told),
        goals={s: float(v) for s, v in raw.get("goals", {}).items() if isinstance(v, int | float)},
        references=tuple(_reference(entry) for entry in raw.get("reference", ())),
        look=look,
        questions=questions,
        form=raw.get("questionnaire", {}),
        in_numbers=any(
            "numbers" in entry or ALL_ITEMS in entry.get("values", {}) for entry in raw["responses"]
        ),
    )


def _response_file(
    raw: Mapping[str, Any], backgrounds: tuple[str, ...], choices: Mapping[str, Sequence[str]]
) -> ResponseFile:
    layout = _made(
        Layout,
        raw,
        translations=raw.get("values", {}),
        backgrounds=backgrounds,
        not_asked=tuple(raw.get("not_asked", ())),
        choices=choices,
    )
    return ResponseFile(raw["file"], layout)


def _made(kind: type[Made], raw: Mapping[str, Any], **more: object) -> Made:
    """Make one of a kind of the keys of a table that it has; days are read as such."""
    own = {f.name: f.type for f in fields(kind) if f.name in raw}  # type: ignore[arg-type]
    days = {name: date_of(raw[name]) for name in own if "date" in str(own[name])}
    return kind(**{name: raw[name] for name in own} | days | more)


def _reference(raw: Mapping[str, Any]) -> Reference:
    known = {key: value for key, value in raw.items() if key in keys_of("instrument")["reference"]}
    label = dict.fromkeys(LANGUAGES, raw["label"])
    return Reference(**{"n": None, **known, "label": label, "value": float(raw["value"])})
