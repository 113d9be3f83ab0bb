"""What a deck may know of a study without knowing anything about anybody in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from skcore.aggregation.membership import level_columns
from skcore.disclosure.policy import DisclosurePolicy
from skcore.instruments.model import Instrument, Reference
from skcore.look import Look
from skcore.reading.action_register import carry_actions
from skcore.reading.own_questions import OwnQuestion
from skcore.reading.study import Study
from skcore.reading.study_settings import Evaluation, NetworkDeck, Wave
from skcore.reading.unit_tree import units_of_wave
from skcore.release.compared import asked_in
from skcore.texts import Texts, load_texts, numbers
from skcore.wording import Wording, our_wording


@dataclass(frozen=True)
class StudyFacts:
    """Title, words, waves, names of units, rules and meeting: no answers, no counts."""

    title: str
    language: str
    organisation: str
    levels: tuple[str, ...]
    waves: tuple[Wave, ...]
    instruments: tuple[Instrument, ...]
    backgrounds: tuple[str, ...]
    linked: bool
    policy: DisclosurePolicy
    meeting: Mapping[str, Any]
    network_deck: NetworkDeck
    evaluation: Evaluation
    words: Mapping[str, str]
    goals: Mapping[str, float]
    references: tuple[Reference, ...]
    units: pd.DataFrame
    #: unit -> the union of units it is compared in, where it was reorganised
    comparison: Mapping[str, str]
    #: points from which a difference is noticeable, and (half an SD of individuals) important
    noticeable: float
    important: float
    #: the organisation's colour and logo
    look: Look = field(default_factory=Look)
    questions: tuple[OwnQuestion, ...] = ()
    #: dialogue cards and texts of handouts, the study's own before ours
    wording: Wording = field(default_factory=our_wording)
    #: the other results that the study's list names
    outcome_names: tuple[str, ...] = ()
    #: what slides call them, and what they are counted in: ``measure, name_da, name_en``
    outcome_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: whether leaders have answered, and stand apart
    has_leaders: bool = False
    #: questions that the last survey asked: somebody answered them
    asked: frozenset[str] = frozenset()
    #: the register of actions, each with the units that have it now (``unit``) and had it
    #: (``unit_before``); no answers and no names of people. Empty without one
    actions: pd.DataFrame = field(default_factory=pd.DataFrame)
    #: what the register's file is called
    actions_file: str = ""
    #: which units became which (``unit_before, unit_after, share`` of the staff); None without
    crosswalk: pd.DataFrame | None = None

    @property
    def texts(self) -> Texts:
        """The wording in the deck's language."""
        return load_texts(self.language)

    @property
    def primary(self) -> Instrument:
        """The instrument that leads: social capital where it is asked about."""
        return self.instruments[0]

    @property
    def is_about_capital(self) -> bool:
        """Whether what leads is about social capital: its knowledge and words belong in a deck."""
        return "social_capital" in self.primary.about

    @property
    def only_workplace(self) -> str:
        """The one workplace of the latest wave; empty where there are more."""
        places = self.workplaces(self.last_wave)
        return places[0] if len(places) == 1 else ""

    @property
    def last_wave(self) -> str:
        """Id of the latest wave."""
        return self.waves[-1].id

    @property
    def level_columns(self) -> list[str]:
        """Class columns of the levels above the workplace."""
        return level_columns(self.levels)

    def wave_label(self, wave: str) -> str:
        """Return the wave's own label, or 1. måling, 2. måling ..."""
        place = [w.id for w in self.waves].index(wave)
        return self.waves[place].label or self.texts("deck.wave_label", number=place + 1)

    def outcome_name(self, outcome: str) -> str:
        """Return what slides call another result; its own name where none is told."""
        return self.outcome_words.get(outcome, {}).get(f"name_{self.language}") or outcome

    def outcome_measure(self, outcome: str) -> str:
        """Return what another result is counted in; empty where it is not told."""
        return self.outcome_words.get(outcome, {}).get("measure", "")

    def unit_name(self, unit: str) -> str:
        """Return the name of a unit, the latest one where it changed."""
        return str(self._names.get(unit, unit))

    @cached_property
    def _names(self) -> dict[str, Any]:
        return dict(zip(self.units["unit"], self.units["name"], strict=True))

    def workplaces(self, wave: str) -> list[str]:
        """Ids of the units without units below them in a wave, in tree order."""
        if wave not in self._workplaces:
            tree = self.units[self.units["wave"].isin(["", wave])]
            own = tree.loc[~tree["unit"].isin(tree["parent"]), "unit"].tolist()
            self._workplaces[wave] = own
        return list(self._workplaces[wave])

    @cached_property
    def _workplaces(self) -> dict[str, list[str]]:
        """What was asked before: decks ask it for every slide of every workplace."""
        return {}

    @property
    def first_workplace(self) -> str:
        """The first workplace of the latest wave, in tree order."""
        return self.workplaces(self.last_wave)[0]

    def scale(self, code: str) -> Any:
        """Return the scale or composite with this code, from whichever instrument has it."""
        for instrument in self.instruments:
            if code in instrument.scale_codes:
                return instrument.scale(code)
        raise KeyError(code)

    def is_for_all(self, code: str) -> bool:
        """Whether others than its own people see this scale of a workplace or a part by name.

        What points at a leader, or tells it beside the others, is told of these by agreement only.
        """
        return self.network_deck.named_management or not self.points_at_leaders(code)

    def points_at_leaders(self, code: str) -> bool:
        """Whether a scale points at a leader, or holds all asked questions of one that does.

        Eight times a whole of eight questions, less those of its other themes, is that theme.
        """
        own = self.scale(code)
        led = (s for one in self.instruments for s in one.scales if s.about_management)
        parts = [self.asked.intersection(scale.items) for scale in led]
        held = any(part and part <= {*getattr(own, "items", ())} for part in parts)
        return bool(own.about_management or held)

    def is_for_workplaces(self, code: str, *, in_steps: bool = False) -> bool:
        """Whether the network deck may tell this scale workplace by workplace, named or not.

        Trust between management and employees points at one leader there, and well-being is
        never told of a workplace. A scale that holds all of that trust is told ``in_steps`` alone.
        """
        scale = self.scale(code)
        told = not scale.about_management and (in_steps or self.is_for_all(code))
        return bool(told and scale.dimension != "wellbeing")


def _leading_words(study: Study) -> dict[str, str]:
    """What sentences call that which workplaces' results are related to."""
    primary, language = study.instruments[0], study.language
    whole = primary.scale(primary.leading)
    label, definite = whole.label[language], whole.definite[language]
    if "social_capital" in primary.about:
        label, definite = (load_texts(language)(f"deck.capital.{k}") for k in ("label", "definite"))
    plain = {"capital": label, "capital_definite": definite}
    plain |= {key: word for key, word in study.words.items() if key in plain}
    return plain | {key.capitalize(): numbers.capitalise(word) for key, word in plain.items()}


def words_of_study(study: Study) -> dict[str, str]:
    """Words of the preset and of what leads; the study's own win."""
    presets = study.texts.raw(f"presets.{study.preset}")
    words = {key: word for key, word in presets.items() if isinstance(word, str)}
    return words | _leading_words(study) | dict(study.words)


def study_facts(
    study: Study, people: pd.DataFrame, *, noticeable: float, important: float
) -> StudyFacts:
    """Take from a study what is not about people."""
    names = StudyFacts.__dataclass_fields__
    taken = {name: getattr(study, name) for name in names if hasattr(study, name)}
    taken |= {"words": words_of_study(study)}
    taken |= {"units": study.units.copy()}
    taken["actions"] = pd.DataFrame()
    if study.actions is not None:
        now = units_of_wave(study.units, study.waves[-1].id)["unit"]
        taken["actions"] = carry_actions(study.actions, units=now, crosswalk=study.crosswalk)
    if study.outcomes is not None:
        taken["outcome_names"] = tuple(study.outcomes["outcome"].unique())
        words_told = study.outcomes.columns.intersection(["measure", "name_da", "name_en"])
        first = study.outcomes.drop_duplicates("outcome").set_index("outcome")[words_told]
        taken["outcome_words"] = first.to_dict("index")
    wave = study.waves[-1].id
    taken["asked"] = frozenset().union(*(asked_in(people, i, wave) for i in study.instruments))
    last = people[people["wave"] == wave].drop_duplicates("unit")
    taken["has_leaders"] = bool((people["role"] == "leader").any())
    taken["comparison"] = dict(zip(last["unit"], last["comparison"], strict=True))
    return StudyFacts(**taken, noticeable=noticeable, important=important)
