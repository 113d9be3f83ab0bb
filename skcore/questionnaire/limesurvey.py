"""A form as LimeSurvey's tab-separated survey structure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from html import escape

from skcore.questionnaire.coming_back import tool_codes
from skcore.questionnaire.form import Form, Question, Section

COLUMNS = (
    *("id", "class", "type/scale", "name", "relevance", "text", "help", "language"),
    *("validation", "mandatory", "other", "default", "same_default"),
)
#: nothing that tells people apart is kept: no address, no time, no page that they came from
SETTINGS = {
    "anonymized": "Y",
    "ipaddr": "N",
    "datestamp": "N",
    "refurl": "N",
    "savetimings": "N",
    "allowsave": "N",
    "format": "G",
    "allowprev": "Y",
    "showprogress": "Y",
    "publicstatistics": "N",
    "printanswers": "N",
    "listpublic": "N",
}
DROPDOWN = 12  # so many choices and more are a list to choose from


def limesurvey_file(form: Form) -> bytes:
    """Return the file, UTF-8 with a mark: one language whole, then each other with the same rows.

    Texts are HTML there and braces are its formulas, so both are written as characters.
    """
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, delimiter="\t", restval="", lineterminator="\r\n")
    writer.writeheader()
    base, *others = form.languages
    settings = {"language": base, "additional_languages": " ".join(others), **SETTINGS}
    for name, value in settings.items():
        writer.writerow({"class": "S", "name": name, "text": value})
    for language in form.languages:
        writer.writerows(_in_language(form, language))
    return stream.getvalue().encode("utf-8-sig")


def _in_language(form: Form, language: str) -> Iterator[Mapping[str, str]]:
    welcome = "".join(f"<p>{_text(part)}</p>" for part in form.intro[language])
    texts = {
        "surveyls_title": _text(form.title[language]),
        "surveyls_welcometext": welcome,
        "surveyls_endtext": f"<p>{_text(form.ending[language][0])}</p>",
    }
    for name, words in texts.items():
        yield {"class": "SL", "name": name, "text": words, "language": language}
    codes, number = tool_codes(form), 0
    for group, section in enumerate(form.sections, 1):
        yield _group(section, group, language)
        for question in section.questions:
            number += 1
            yield from _question(question, codes[question.code], number, language)


def _group(section: Section, number: int, language: str) -> Mapping[str, str]:
    said = section.notice.get(language, "")
    notice = f"<p><small>{_text(said)}</small></p>" if said else ""
    return {
        "id": str(number),
        "class": "G",
        "type/scale": str(number),
        "name": _text(section.title[language]),
        "relevance": "1",
        "text": _text(section.lead.get(language, "")) + notice,
        "language": language,
    }


def _question(
    question: Question, code: str, number: int, language: str
) -> Iterator[Mapping[str, str]]:
    kind = "S" if not question.choices else "!" if len(question.choices) > DROPDOWN else "L"
    shared = {"id": str(number), "language": language}
    yield {
        **shared,
        "class": "Q",
        "type/scale": kind,
        "name": code,
        "relevance": "1" if question.asked else "0",
        "text": _text(question.text[language]),
        "mandatory": "Y" if question.required else "N",
        "other": "N",
    }
    for choice in question.choices:
        answer = {"class": "A", "type/scale": "0", "name": choice.code, "relevance": "0"}
        yield {**shared, **answer, "text": _text(choice.label[language])}


def _text(words: str) -> str:
    """Write text as HTML that neither LimeSurvey's formulas nor Excel take for anything else."""
    safe = escape(words).replace("{", "&#123;").replace("}", "&#125;")
    return f"&#{ord(safe[0])};{safe[1:]}" if safe[:1] in ("=", "+", "-", "@") else safe
