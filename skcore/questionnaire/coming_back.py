"""The lines of the study file by which the answers of a form are read, from whichever tool."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from skcore.beginning.writing import quoted
from skcore.figures.words import clean
from skcore.questionnaire.form import Form, Question
from skcore.settings import read_settings
from skcore.texts import Texts

_LONGEST = 20  # LimeSurvey's question codes


def responses_part(form: Form, text: Texts, files: Sequence[str] = ()) -> str:
    """Return the ``[[responses]]`` part: it fits every tool that the form is made for.

    Headings may be codes, the question's words, both, or a code within a group; answers may be
    codes or words in any of the form's languages. Of several ``files`` each has a part of its own.
    """
    export = f"{quoted(text('questionnaire.back.file'))}  # {text('questionnaire.back.which')}"
    parts = [_part(form, text, file) for file in [*map(quoted, files)] or [export]]
    return "\n".join([f"# {text('questionnaire.back.top')}", *parts])


def _part(form: Form, text: Texts, file: str) -> str:
    lines = ["[[responses]]", f"file = {file}"]
    if form.wave:
        lines.append(f"wave = {quoted(form.wave)}")
    lines.append('numbers = "codes"')
    left = [question.code for question in form.questions if not question.asked]
    if left:
        lines.append(f"not_asked = [{', '.join(map(quoted, left))}]")
    lines += ["", f"[responses.columns]  # {text('questionnaire.back.columns')}"]
    pairs = dict.fromkeys(_headings(form))
    lines += [f"{quoted(heading)} = {quoted(code)}" for heading, code in pairs]
    for question in form.questions:
        values = dict(_values(question))
        if question.asked and values:
            lines += ["", f"[responses.values.{quoted(question.code)}]"]
            lines += [f"{quoted(said)} = {quoted(ours)}" for said, ours in values.items()]
    return "\n".join(lines) + "\n"


def renumbered(form: Form, lines: Path) -> list[str]:
    """Name the answers that lines already written read as another one than this form does.

    A list that has got a name more gives its numbers out anew; answers to the form that is out
    would then be read as somebody else's.
    """
    before = read_settings(lines)[0].get("responses")
    values = before[0].get("values", {}) if isinstance(before, list) and before else {}
    found = []
    for question in form.questions:
        earlier = values.get(question.code, {})
        found += [
            f"{question.code} {said}: {earlier[said]} → {ours}"
            for said, ours in dict(_values(question)).items()
            if earlier.get(said, ours) != ours
        ]
    return found


def _headings(form: Form) -> Iterator[tuple[str, str]]:
    """What tools call the column of each question, and its code: nothing is left to likeness."""
    codes, numbers = tool_codes(form), form.numbered()
    for section in form.sections:
        for question in section.questions:
            if not question.asked:
                continue
            short, field = codes[question.code], field_name(question.code)
            texts = [question.text[language] for language in form.languages]
            named = [question.code, short, field, f"{section.code}-{field}"]
            named += [said for words in texts for said in (words, f"{short}. {words}")]
            at = numbers[question.code]  # which reading leaves out but where the words begin so too
            named += [f"{at}. {words}" for words in texts if words[:1].isdigit()]
            yield from ((name, question.code) for name in dict.fromkeys(filter(None, named)))


def _values(question: Question) -> Iterator[tuple[str, str]]:
    """What the answers are called, where reading does not know them."""
    for choice in question.choices:
        if not choice.known and choice.code != choice.ours:
            yield choice.code, choice.ours
        for words in dict.fromkeys(choice.label.values()):
            if not choice.known:
                yield words, choice.ours
            if words.startswith("="):  # LimeSurvey marks in its exports what Excel would run
                yield f"'{words}", choice.ours


def tool_code(code: str) -> str:
    """Return a code as LimeSurvey takes it: letters and digits, and reading knows it again."""
    return re.sub(r"[^A-Za-z0-9]", "", clean(code))


def field_name(code: str) -> str:
    """Return a code as XML takes it for a name."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", code)
    return name if name[:1].isalpha() else f"q_{name}"


def tool_codes(form: Form) -> dict[str, str]:
    """Codes of all questions for LimeSurvey, none longer than it takes and no two alike."""
    codes: dict[str, str] = {}
    for number, question in enumerate(form.questions, 1):
        short = tool_code(question.code)
        if (
            len(short) > _LONGEST
            or not short[:1].isalpha()
            or short.casefold() in map(str.casefold, codes.values())
        ):
            short = f"q{number}x{short[:12]}"
        codes[question.code] = short
    return codes
