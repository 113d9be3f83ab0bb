"""The questions that an organisation adds to the questionnaire, as ``study.toml`` tells them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skcore.instruments.checks import RESERVED
from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Instrument, Item, Option
from skcore.problems import Problem, short
from skcore.settings import Field, check_fields, not_among, repeated
from skcore.texts import LANGUAGES, load_texts

QUESTIONS = "questions"  # what ``numbers`` calls them, beside the instruments
WHERE = "[[questions]]"
FIELDS = {
    "code": Field("text"),
    "text": Field("text", required=True),
    "theme": Field("text"),
    "other_question": Field("flag"),
}
_LONG = 40  # letters of a code made of a question's words
#: what is written where somebody wants people's own words
_OPEN = frozenset(
    (
        *("open", "free", "text", "free text", "comment", "comments"),
        *("tekst", "fritekst", "åben", "kommentar", "kommentarer"),
    )
)


@dataclass(frozen=True)
class OwnQuestion:
    """A question with its options, in the order of the form; ``code`` names its column.

    ``counted``: options of the share that is told, none where nobody said which.
    ``other_question``: said to be none of those that were shown of the same survey and are gone.
    """

    code: str
    text: str
    options: tuple[Option, ...]
    theme: str = ""
    other_question: bool = False
    counted: tuple[Option, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether the options are numbers (0 to 10) and not words."""
        return all(_is_number(word) for option in self.options for word in option.label.values())

    @property
    def most_first(self) -> bool:
        """Whether the options go from more to less: by their words, else by what is counted."""
        centre = (len(self.options) - 1) / 2
        leans = [_lean(option) for option in self.options]
        counted = [float(option in self.counted) for option in self.options]
        for said in (leans, [mark - sum(counted) / len(counted) for mark in counted]):
            if slope := sum((place - centre) * lean for place, lean in enumerate(said)):
                return slope < 0
        return False


def parse_questions(
    raw: Mapping[str, Any], instruments: Sequence[Instrument]
) -> tuple[tuple[OwnQuestion, ...], list[Problem]]:
    """Return the questions of a study file and everything that is wrong with them."""
    found: list[OwnQuestion] = []
    problems: list[Problem] = []
    for table in raw.get(QUESTIONS, ()):
        plain = {key: said for key, said in table.items() if key not in ("options", "share_of")}
        faults = check_fields(plain, FIELDS, where=WHERE)
        if faults:
            problems += faults
            continue
        text, other = table["text"], table.get("other_question", False)
        options, wrong = _options(table.get("options"), text, instruments)
        problems += wrong
        counted = _counted(table.get("share_of"), options, instruments)
        if options and counted is None:
            allowed = ", ".join(option.label[LANGUAGES[0]] for option in options)
            values = {"text": short(text), "allowed": allowed}
            problems.append(Problem("question_share", "share_of", values))
        code, theme = table.get("code") or _code_of(text), table.get("theme", "")
        found.append(OwnQuestion(code, text, options, theme, other, counted or ()))
    problems += repeated([q.code for q in found], "code", where=WHERE)
    problems += repeated([normalise_label(q.text) for q in found], "text", where=WHERE)
    taken = {code for i in instruments for code in (*i.item_codes, *i.scale_codes)}
    taken |= {*RESERVED, *raw.get("backgrounds", ())}
    problems += [
        Problem("code_unusable", q.code, {"code": short(q.code)})
        for q in found
        if q.code in taken or not _is_code(q.code)
    ]
    return tuple(found), problems


def as_instrument(questions: Sequence[OwnQuestion]) -> Instrument:
    """Return the questions as what files are read by: options and wording, and no scale."""
    items = tuple(Item(q.code, _both(q.text), _both(q.text), options=q.code) for q in questions)
    return Instrument(
        id=QUESTIONS,
        version="",
        title={one: load_texts(one)("check.own_questions") for one in LANGUAGES},
        source="",
        doi="",
        licence="",
        languages=LANGUAGES,
        validated=False,
        options={q.code: q.options for q in questions},
        items=items,
        scales=(),
        composites=(),
        references=(),
    )


def _options(
    said: object, text: str, instruments: Sequence[Instrument]
) -> tuple[tuple[Option, ...], list[Problem]]:
    """Options from a list of words, or from a set by its name: ours, or of a questionnaire."""
    if said is None or (isinstance(said, str) and normalise_label(said) in _OPEN):
        return (), [Problem("question_open", "options", {"text": short(text)})]
    if isinstance(said, str):
        sets = option_sets(instruments)
        if said not in sets:
            return (), [not_among("options", said, sets, where=WHERE)]
        return sets[said], []
    words = [str(word).strip() for word in said] if isinstance(said, list) else []
    plain = [normalise_label(word) for word in words]
    if len(words) < 2 or not all(plain) or len(set(plain)) < len(plain):
        again = [f"'{short(word)}'" for at, word in enumerate(words) if plain[at] in plain[:at]]
        values = {"text": short(text), "again": f" ({', '.join(again)})" if again else ""}
        return (), [Problem("question_options", "options", values)]
    return _numbered([_both(word) for word in words]), []


def _counted(
    said: object, options: Sequence[Option], instruments: Sequence[Instrument]
) -> tuple[Option, ...] | None:
    """Options of the share that is told: those said; None where they are not some of them.

    Else the first half of a set whose order is known, or the first of two words: it tells of the
    other as much. Which of other words or numbers are the better is not guessed.
    """
    words = [spoken(option) for option in options]
    if said is not None:
        chosen = {normalise_label(str(word)) for word in said} if isinstance(said, list) else set()
        found = tuple(o for o, spelt in zip(options, words, strict=True) if spelt & chosen)
        return found if len(chosen) == len(found) and 0 < len(found) < len(options) else None
    known = any(
        len(ours) == len(words) and all(map(set.intersection, map(spoken, ours), words))
        for ours in option_sets(instruments).values()
    )
    two = len(options) == 2 and not any(map(_is_number, set().union(*words)))
    return tuple(options[: len(options) // 2]) if known or two else ()


def _lean(option: Option) -> int:
    """Say whether an option's words speak of more (1), of less (-1) or of neither."""
    words = {word for label in spoken(option) for word in label.replace("/", " ").split()}
    poles = [load_texts(language).raw("answer_poles") for language in LANGUAGES]
    if any(words & set(pole["less"]) for pole in poles):
        return -1
    return int(any(words & set(pole["more"]) for pole in poles))


def spoken(option: Option) -> set[str]:
    """Return the words of an option in every language, as they are compared."""
    return {normalise_label(word) for word in option.label.values()}


def option_sets(instruments: Sequence[Instrument]) -> dict[str, tuple[Option, ...]]:
    """Options by the name of their set: those of the questionnaires, and a few of ours."""
    words = {language: load_texts(language).raw("answer_sets") for language in LANGUAGES}
    ours = {
        name: _numbered(
            [{language: words[language][name][at] for language in LANGUAGES} for at in range(n)]
        )
        for name, n in ((name, len(options)) for name, options in words[LANGUAGES[0]].items())
    }
    asked = {name: options for i in instruments for name, options in i.options.items()}
    return asked | ours


def _numbered(labels: Sequence[Mapping[str, str]]) -> tuple[Option, ...]:
    """Give each option its place on the form as code; numbers are their own codes."""
    own = all(_is_number(word) for label in labels for word in label.values())
    return tuple(
        Option(int(next(iter(label.values()))) if own else place, float("nan"), label)
        for place, label in enumerate(labels, 1)
    )


def _both(words: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, words)


def _is_number(word: str) -> bool:
    return word.isdecimal()


def _code_of(text: str) -> str:
    """Make a code of a question's words: its place would change when another is put before it."""
    plain = normalise_label(text)
    for letter, two in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        plain = plain.replace(letter, two)
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if len(code) > _LONG or len(code) < len(plain) / 2:  # then the words alone may be another's
        code = f"{code[:_LONG]}_{hashlib.sha256(plain.encode()).hexdigest()[:6]}"
    return f"own_{code}q" if code.endswith("_n") else f"own_{code}"


def _is_code(code: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", code)) and not code.endswith("_n")
