"""What is proposed of a study, and the questions that are open; whoever asks them is not here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from skcore.beginning.column_kinds import Found
from skcore.texts import Texts

#: begins the key of an answer that says which heading is meant; empty for none
PICKED = "heading:"


@dataclass(frozen=True)
class Files:
    """Where the files lie: the export, and the lists of sick leave and of the invited."""

    export: Path
    absence: Path | None = None
    invited: Path | None = None

    @property
    def lists(self) -> tuple[Path | None, Path | None]:
        """The lists by workplace: of the invited, then of sick leave."""
        return self.invited, self.absence


@dataclass(frozen=True)
class Question:
    """One thing that no file tells. ``choices``: answer -> words; none where it is written.

    ``proposed`` is what seems right; None where nothing may be guessed. Not ``by_enter``: who sits
    there says it, since people would be left out, or a name be another's.
    """

    key: str
    text: str
    choices: Mapping[str, str] = field(default_factory=dict)
    proposed: str | None = None
    by_enter: bool = True


@dataclass
class Proposal:
    """A study as far as files and answers tell, with the questions still open."""

    language: str
    questions: list[Question] = field(default_factory=list)
    #: what was taken for what, in words
    told: list[str] = field(default_factory=list)
    organisation: str = ""
    preset: str = "municipality"
    levels: list[str] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    #: the export's columns that are used, in its own words, dates as 2026-03-02
    responses: pd.DataFrame = field(default_factory=pd.DataFrame)
    columns: dict[str, str] = field(default_factory=dict)  # heading -> ours
    own: dict[str, str] = field(default_factory=dict)  # heading of an own question -> its set
    backgrounds: list[str] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    waves: list[tuple[str, dt.date | None, dt.date | None]] = field(default_factory=list)
    #: unit, name, parent, level
    units: pd.DataFrame = field(default_factory=pd.DataFrame)
    spellings: dict[str, str] = field(default_factory=dict)  # in the export -> id
    invited: pd.DataFrame | None = None
    absence: pd.DataFrame | None = None


@dataclass
class Asker:
    """Answers that were given; a question without one is put down and its proposal taken."""

    proposal: Proposal
    answers: Mapping[str, str]
    text: Texts

    def choose(
        self,
        key: str,
        choices: Mapping[str, str],
        proposed: str | None,
        *,
        by_enter: bool = True,
        **words: object,
    ) -> str:
        kind = key.partition(":")[0]
        given = self.answers.get(key)
        if given in choices:
            return str(given)
        said = self.text(f"new.from.ask.{kind}", **words)
        self.proposal.questions.append(Question(key, said, choices, proposed, by_enter))
        return proposed or ""

    def for_text(self, key: str, proposed: str, **words: object) -> str:
        if key in self.answers:
            return self.answers[key].strip() or proposed
        said = self.text(f"new.from.ask.{key.partition(':')[0]}", **words)
        self.proposal.questions.append(Question(key, said, {}, proposed))
        return proposed
