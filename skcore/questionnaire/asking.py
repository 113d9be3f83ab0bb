"""From questionnaires and a study's settings to the form that asks them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from skcore.disclosure.policy import DisclosurePolicy
from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Instrument, Item, Option
from skcore.problems import short
from skcore.questionnaire.form import Choice, Form, Question, Section, Wording
from skcore.questionnaire.introduction import ending, introduction
from skcore.reading.own_questions import OwnQuestion, option_sets
from skcore.reading.study_settings import Settings
from skcore.texts import load_texts

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Asked:
    """What a form is made from: a study's settings, or questionnaires alone."""

    instruments: tuple[Instrument, ...]
    settings: Settings | None = None
    units: Sequence[tuple[str, str]] = ()  # id and name of each workplace, in the order of the form
    not_asked: frozenset[str] = frozenset()
    wave: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)  # [questionnaire] of the study file

    @property
    def language(self) -> str:
        """Language that the study file is written in, empty without one."""
        return self.settings.language if self.settings else ""

    @property
    def policy(self) -> DisclosurePolicy:
        """Limits that the form promises."""
        return self.settings.policy if self.settings else DisclosurePolicy()


def form_of(asked: Asked, words: Wording) -> Form:
    """Return the form; what has no words yet is collected in ``words.missing``."""
    settings = asked.settings
    sections = [_people(asked, words)]
    taken: set[str] = set()
    for number, instrument in enumerate(asked.instruments, 1):
        sections.append(_instrument(instrument, asked, words, taken, f"part{number}"))
        taken |= set(instrument.item_codes)
    if settings and settings.questions:
        sections.append(_own(settings.questions, asked, words))
    about = {subject for instrument in asked.instruments for subject in instrument.about}
    key = next((key for key in ("social_capital", "wellbeing") if key in about), "other")
    title = {asked.language: settings.title} if settings else words.ours(f"title.{key}")
    return Form(
        title=words("words", "title", title),
        organisation=settings.organisation if settings else "",
        languages=words.languages,
        intro=introduction(asked, words),
        ending=ending(asked, words),
        sections=tuple(section for section in sections if section.questions or section.notice),
        wave=asked.wave,
    )


def ambiguous(form: Form) -> list[str]:
    """Name the questions whose answers could not be told apart when they come back, and the words.

    Two answers of a question with the same words, or one whose words are another's code; two
    questions with the same words.
    """
    asked = [question for question in form.questions if question.asked]
    answers = {
        q.code: [{c.code, *map(normalise_label, c.label.values())} for c in q.choices]
        for q in asked
    }
    found = {code: _twice(spoken) for code, spoken in answers.items()}
    again = _twice([set(map(normalise_label, q.text.values())) for q in asked])
    for text in again:
        codes = [q.code for q in asked if text in map(normalise_label, q.text.values())]
        found[" = ".join(codes)] = [text]
    return [
        f"{code}: {', '.join(f'“{short(word)}”' for word in words)}"
        for code, words in found.items()
        if words
    ]


def _twice(several: Sequence[set[str]]) -> list[str]:
    counts = Counter(word for words in several for word in words)
    return [word for word, times in counts.items() if times > 1]


# --- who somebody is ----------------------------------------------------------------------------


def _people(asked: Asked, words: Wording) -> Section:
    """Workplace, role and the study's backgrounds; a code where answers are linked."""
    settings = asked.settings
    units = [(unit, dict.fromkeys(words.languages, name)) for unit, name in asked.units]
    roles = [(role, words.ours(f"roles.{role}")) for role in ("employee", "leader")]
    questions = [
        Question("unit", words.ours("unit"), _numbered(units), required=True),
        Question("role", words.ours("role"), _numbered(roles), required=True),
    ]
    backgrounds = settings.backgrounds if settings else ()
    questions += [_background(name, asked, words) for name in backgrounds]
    if settings and settings.linked:
        questions.append(Question("respondent", words.ours("respondent")))
    return Section("about", words.ours("about"), tuple(questions))


def _background(name: str, asked: Asked, words: Wording) -> Question:
    """A background question, with the answers that the study file lists."""
    labels = asked.own.get("labels", NOTHING)
    known = {asked.language: labels[name]} if name in labels else NOTHING
    if not known and f"questionnaire.{name}" in load_texts("en"):
        known = words.ours(name)
    text = words("words", name, known, hint=name)
    options = asked.own.get("options", NOTHING).get(name, ())
    choices = [
        (option, words("words", f"{name} {option}", _in_all(option, asked, words), hint=option))
        for option in options
    ]
    return Question(name, text, _numbered(choices))


def _in_all(word: str, asked: Asked, words: Wording) -> dict[str, str]:
    """A word of the study file is in its language; a number is in all."""
    number = word.replace("-", "").replace("+", "").replace(" ", "").isdigit()
    return dict.fromkeys(words.languages, word) if number else {asked.language: word}


def _numbered(choices: Sequence[tuple[str, Mapping[str, str]]]) -> tuple[Choice, ...]:
    """Give choices numbers as codes, which every tool takes: nobody's name, and no place on a list.

    So an export of places in their stead (Enalyzer's label number) is seen when it is read.
    """
    names = {normalise_label(word) for ours, label in choices for word in (ours, *label.values())}
    first = next(
        start
        for start in (10**power for power in range(1, 9))
        if start > len(choices) and not names & {str(start + at) for at in range(len(choices))}
    )
    return tuple(
        Choice(str(number), label, ours, known=False)
        for number, (ours, label) in enumerate(choices, first)
    )


# --- questionnaires -----------------------------------------------------------------------------


def _instrument(
    instrument: Instrument, asked: Asked, words: Wording, taken: set[str], code: str
) -> Section:
    """A questionnaire without what another has asked already; its notice stands in any case."""
    questions = tuple(
        _item(item, instrument, asked, words) for item in instrument.items if item.code not in taken
    )
    title = words("words", instrument.id, instrument.title, hint=instrument.id)
    lead = {language: instrument.lead.get(language, "") for language in words.languages}
    said = dict.fromkeys(part.strip() for part in (instrument.source, instrument.licence))
    whole = " ".join(
        part if part.endswith((".", "!", "?")) else f"{part}." for part in said if part
    )
    every = {language: instrument.notice.get(language, whole) for language in words.languages}
    notice = every if any(every.values()) else {}
    return Section(code, title, questions, lead, notice)


def _item(item: Item, instrument: Instrument, asked: Asked, words: Wording) -> Question:
    hidden = item.code in asked.not_asked
    # a label says what a high score means, so of a reversed item the opposite of what is asked
    other = next((said for said in item.text.values() if said), "")
    text = item.label if hidden else words("items", item.code, item.text, other or item.label)
    text = {language: text.get(language, "") for language in words.languages}
    choices = []
    for option in instrument.options[item.options]:
        sure = {
            language: label
            for language, label in option.label.items()
            if item.options not in instrument.unverified.get(language, ())
        }
        key = f"{instrument.id} {item.options} {option.code}"
        label = option.label if hidden else words("options", key, sure, hint=option.label)
        choices.append(_choice(option, {lang: label.get(lang, "") for lang in words.languages}))
    return Question(item.code, text, tuple(choices), asked=not hidden)


def _own(questions: Sequence[OwnQuestion], asked: Asked, words: Wording) -> Section:
    """The organisation's own questions; sets of ours are in both languages, own words in one."""
    sets = option_sets(asked.instruments).values()
    ours = [option.label for options in sets for option in options]
    found = []
    for question in questions:
        text = words("items", question.code, {asked.language: question.text})
        choices = []
        for option in question.options:
            said = option.label[asked.language]
            known = option.label if option.label in ours else _in_all(said, asked, words)
            key = f"{question.code} {option.code}"
            choices.append(_choice(option, words("options", key, known)))
        hidden = question.code in asked.not_asked
        found.append(Question(question.code, text, tuple(choices), asked=not hidden))
    return Section("own", words.ours("own"), tuple(found))


def _choice(option: Option, label: Mapping[str, str]) -> Choice:
    spoken = {normalise_label(word) for word in (*option.label.values(), *option.aliases)}
    known = all(normalise_label(word) in spoken for word in label.values())
    return Choice(str(option.code), label, str(option.code), known)
