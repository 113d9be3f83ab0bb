"""A form as an XLSForm, for ODK, KoboToolbox and others that read it."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence

from skcore.errors import SkcoreError
from skcore.questionnaire.coming_back import field_name
from skcore.questionnaire.form import NAMES, Form, Question

Row = list[str]
DROPDOWN = 12


def xlsform_file(form: Form) -> bytes:
    """Return the workbook: survey, choices and settings, each text in each language."""
    import xlsxwriter  # type: ignore[import-untyped]

    sheets = {"survey": _survey(form), "choices": _choices(form), "settings": _settings(form)}
    gaps = [place for name, rows in sheets.items() for place in empty_cells(name, rows)]
    if gaps:
        raise SkcoreError(f"The form has empty cells: {', '.join(gaps)}. Fill in the words there.")
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2000, 1, 1), "author": "skcore"})
    bold = book.add_format({"bold": True})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        page.freeze_panes(1, 0)
        for at, row in enumerate(rows):
            for column, words in enumerate(row):
                page.write_string(at, column, words, *([bold] if at == 0 else []))
        page.set_column(0, max(len(row) for row in rows) - 1, 24)
    book.close()
    return stream.getvalue()


def empty_cells(sheet: str, rows: Sequence[Row]) -> list[str]:
    """Name the labels that one language has and another lacks: XLSForm tools do not see them."""
    heads = rows[0]
    labels = [at for at, head in enumerate(heads) if head.startswith("label::")]
    return [
        f"{sheet}!{heads[at]} {number}"
        for number, row in enumerate(rows[1:], 2)
        if any(row[other] for other in labels)
        for at in labels
        if not row[at]
    ]


def _survey(form: Form) -> list[Row]:
    heads = ["type", "name", "required", "relevant", "appearance"]
    rows = [[*heads, *_labels(form)]]
    intro = ["\n\n".join(form.intro[language]) for language in form.languages]
    rows.append(["note", "introduction", "", "", "", *map(_text, intro)])
    for section in form.sections:
        titles = [_text(section.title[language]) for language in form.languages]
        rows.append(["begin_group", section.code, "", "", "field-list", *titles])
        leads = [_text(section.lead.get(language, "")) for language in form.languages]
        if any(leads):
            filled = [lead or title for lead, title in zip(leads, titles, strict=True)]
            rows.append(["note", f"{section.code}_lead", "", "", "", *filled])
        rows += [_question(question, form) for question in section.questions]
        if section.notice:
            notice = [_text(section.notice[language]) for language in form.languages]
            rows.append(["note", f"{section.code}_notice", "", "", "", *notice])
        rows.append(["end_group", section.code, "", "", "", *[""] * len(form.languages)])
    thanks = [_text(form.ending[language][0]) for language in form.languages]
    return [*rows, ["note", "thanks", "", "", "", *thanks]]


def _question(question: Question, form: Form) -> Row:
    kind = f"select_one {_list_of(question, form)}" if question.choices else "text"
    look = "minimal" if len(question.choices) > DROPDOWN else ""
    needed, shown = "yes" if question.required else "", "" if question.asked else "false()"
    texts = [_text(question.text[language]) for language in form.languages]
    return [kind, field_name(question.code), needed, shown, look, *texts]


def _choices(form: Form) -> list[Row]:
    rows = [["list_name", "name", *_labels(form)]]
    written = set()
    for question in form.questions:
        name = _list_of(question, form)
        if question.choices and name not in written:
            written.add(name)
            for choice in question.choices:
                texts = [_text(choice.label[language]) for language in form.languages]
                rows.append([name, choice.code, *texts])
    return rows


def _list_of(question: Question, form: Form) -> str:
    """Name of the choices: that of the first question that has the same."""
    first = next(q.code for q in form.questions if q.choices == question.choices)
    return f"{field_name(first)}_choices"


def _settings(form: Form) -> list[Row]:
    base = form.languages[0]
    heads = ["form_title", "form_id", "default_language", "style"]
    name = re.sub(r"[^a-z0-9]+", "_", f"skcore {form.title[base]} {form.wave}".lower()).strip("_")
    return [heads, [form.title[base], name, _language(base), "pages"]]


def _labels(form: Form) -> Iterator[str]:
    return (f"label::{_language(language)}" for language in form.languages)


def _language(code: str) -> str:
    return f"{NAMES[code]} ({code})"


def _text(words: str) -> str:
    """Keep ``${…}`` from being a formula, ``<b`` from being a tag, with a mark nobody sees."""
    return re.sub(r"\$(?=\{)|<(?=[A-Za-z/!?])", lambda mark: mark.group() + "\u2060", words)
