"""What a form asks, in each of its languages, whatever tool it is asked in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from skcore.figures.words import clean
from skcore.texts import load_texts

#: languages as they call themselves, for tools that show a name
NAMES = {"da": "Dansk", "en": "English"}

Words = Mapping[str, str]  # language -> words


@dataclass(frozen=True)
class Choice:
    """One answer: its code in every tool, its words, and what our tables call it."""

    code: str
    label: Words
    ours: str
    known: bool = True  # whether reading knows these words of itself


@dataclass(frozen=True)
class Question:
    """One question; without choices people write. It is not ``asked`` where it is out of sight."""

    code: str
    text: Words
    choices: tuple[Choice, ...] = ()
    asked: bool = True
    required: bool = False


@dataclass(frozen=True)
class Section:
    """Questions that belong together: a questionnaire, or who somebody is."""

    code: str
    title: Words
    questions: tuple[Question, ...]
    lead: Words = field(default_factory=dict)
    notice: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A whole form. ``intro`` and ``ending`` are paragraphs in each language."""

    title: Words
    organisation: str
    languages: tuple[str, ...]
    intro: Mapping[str, tuple[str, ...]]
    ending: Mapping[str, tuple[str, ...]]
    sections: tuple[Section, ...]
    wave: str = ""

    @property
    def questions(self) -> Iterator[Question]:
        """All questions in order, also those that are not asked this time."""
        return (question for section in self.sections for question in section.questions)

    def numbered(self) -> dict[str, int]:
        """Number of each question that is asked, as it stands on paper."""
        return {q.code: n for n, q in enumerate((q for q in self.questions if q.asked), 1)}


@dataclass(frozen=True)
class Missing:
    """Words that nobody has given yet: where they belong in the file to fill in, and what for."""

    language: str
    table: str
    key: str
    hint: str


@dataclass
class Wording:
    """Finds the words of a form, and collects what is missing instead of making it up."""

    languages: tuple[str, ...]
    filled: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)
    used: set[tuple[str, str, str]] = field(default_factory=set)

    def ours(self, key: str) -> dict[str, str]:
        """A text of ours in every language."""
        return {one: load_texts(one)(f"questionnaire.{key}") for one in self.languages}

    def __call__(self, table: str, key: str, known: Words, hint: Words | str = "") -> Words:
        """Words in every language: those that are known, else those filled in, else missing."""
        found = {}
        for language in self.languages:
            words = known.get(language, "")
            if not words:
                words = self.filled.get(language, {}).get(table, {}).get(key, "").strip()
                self.used.add((language, table, key))
            if not words:
                said = hint if isinstance(hint, str) else hint.get(language, "")
                said = said or next(iter([*known.values(), key]))
                gap = Missing(language, table, key, said)
                self.missing += [gap] if gap not in self.missing else []
            found[language] = clean(words)
        return found
