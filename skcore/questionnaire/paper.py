"""A form on paper: as PDF, and as a Word file for those who must edit it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from skcore.questionnaire.form import Form, Question
from skcore.questionnaire.typesetting import typeset
from skcore.texts import load_texts

LISTED = 20  # more choices than this are written by hand on paper
BOX = "\u2610"


def form_pdf(form: Form, language: str) -> bytes:
    """Return the form as a tagged PDF in one language: a page per questionnaire."""
    return typeset("form", _printed(form, language))


def _printed(form: Form, language: str) -> dict[str, Any]:
    """What stands on paper in one language, in the order of the form."""
    text, numbers = load_texts(language), form.numbered()
    return {
        "title": form.title[language],
        "lang": language,
        "organisation": form.organisation,
        "page": text.raw("questionnaire.page"),
        "intro": form.intro[language],
        "ending": form.ending[language],
        "tick": text("questionnaire.tick"),
        "write_here": text("questionnaire.write_here"),
        "sections": [
            {
                "title": section.title[language],
                "lead": section.lead.get(language, ""),
                "page": bool(section.notice),  # a questionnaire begins on a page of its own
                "questions": [
                    {
                        "number": numbers[question.code],
                        "text": question.text[language],
                        "answers": (words := _answers(question, language)),
                        "across": _across(words),
                    }
                    for question in section.questions
                    if question.asked
                ],
                "notice": text("questionnaire.notice", notice=section.notice[language])
                if section.notice
                else "",
            }
            for section in form.sections
        ],
    }


def _answers(question: Question, language: str) -> list[str]:
    if len(question.choices) > LISTED:
        return []
    return [choice.label[language] for choice in question.choices]


def _across(words: list[str]) -> int:
    """How many answers stand in a row: all of a few short ones, two, or one below the other."""
    longest = max(map(len, words), default=0)
    word = max((len(part) for said in words for part in said.split()), default=0)
    if len(words) <= 11 and longest <= 3:
        return len(words)
    if len(words) <= 6 and longest <= 36 and word * max(len(words), 4) <= 70:
        return len(words)
    return 2 if longest <= 40 else 1


def form_docx(form: Form, language: str) -> bytes:
    """Return the form as a Word file in one language, with the same words in the same order."""
    from docx import Document
    from docx.shared import Pt, RGBColor

    page = _printed(form, language)
    document = Document()
    _set_up(document, page, language)
    small = document.styles.add_style("Small print", 1)
    small.font.name = "Arial"
    small.font.size, small.font.color.rgb = Pt(8), RGBColor(0x4A, 0x55, 0x60)
    small.paragraph_format.space_before = Pt(8)  # the last answers' second line stands above it
    if page["organisation"]:
        document.add_paragraph(page["organisation"])
    document.add_heading(page["title"], level=1)
    for part in page["intro"]:
        document.add_paragraph(part)
    document.add_paragraph().add_run(page["tick"]).bold = True
    for number, section in enumerate(page["sections"]):
        head = document.add_heading(section["title"], level=2)
        head.paragraph_format.page_break_before = number > 1 and section["page"]
        if section["lead"]:
            document.add_paragraph().add_run(f"{section['lead']} …").bold = True
        for question in section["questions"]:
            asked = document.add_paragraph()
            asked.add_run(f"{question['number']}. {question['text']}").bold = True
            asked.paragraph_format.keep_with_next = True
            asked.paragraph_format.space_before, asked.paragraph_format.space_after = Pt(7), Pt(0)
            _answer_boxes(document, question, page["write_here"])
        if section["notice"]:
            document.add_paragraph(section["notice"], style=small)
    for part in page["ending"]:
        document.add_paragraph().add_run(part).bold = True
    stream = io.BytesIO()
    document.save(stream)
    return _same_bytes(stream.getvalue())


def _set_up(document: Any, page: Mapping[str, Any], language: str) -> None:
    """A4, Arial, and the document's own title and language, which screen readers tell."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    area = document.sections[0]
    area.page_width, area.page_height = Cm(21), Cm(29.7)
    area.left_margin = area.right_margin = Cm(2.1)
    area.top_margin = area.bottom_margin = Cm(1.6)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    for level, size in ((1, 20), (2, 14)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = RGBColor(0x1D, 0x27, 0x33)
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), "")
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{name}"), None)
    spoken = document.styles.element.find(f".//{qn('w:lang')}")
    spoken.set(qn("w:val"), {"da": "da-DK", "en": "en-GB"}[language])
    told = document.core_properties
    told.title, told.author, told.comments = page["title"], page["organisation"], ""
    told.language, told.last_modified_by = language, ""
    told.created = told.modified = dt.datetime(2000, 1, 1)


def _answer_boxes(document: Any, question: Mapping[str, Any], write_here: str) -> None:
    """Boxes with their words beside them: a row for a few, two columns for many."""
    from docx.shared import Cm, Pt

    answers, across = question["answers"], question["across"]
    if not answers:
        document.add_paragraph(f"{write_here}: {'_' * 50}")
        return
    table = document.add_table(rows=-(-len(answers) // across), cols=across)
    table.autofit = False
    for at, words in enumerate(answers):
        cell = table.cell(at // across, at % across)
        cell.width = Cm(16.8 / across)
        line = cell.paragraphs[0]
        line.paragraph_format.space_after, line.paragraph_format.line_spacing = Pt(0), 0.9
        line.paragraph_format.left_indent = Cm(0.6)
        line.paragraph_format.first_line_indent = Cm(-0.6)
        line.add_run(f"{BOX} ").font.size = Pt(13)
        line.add_run(words).font.size = Pt(10)


def _same_bytes(content: bytes) -> bytes:
    from skcore.codebook.files import without_clock

    return without_clock(content)


def entry_workbook(form: Form, language: str) -> bytes:
    """Return the workbook to type paper forms into: a column per question, a list of its answers.

    A form a row. Headings are the form's numbers and words, and answers are chosen as words, so
    that nobody has to know a code.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    text, numbers = load_texts(language), form.numbered()
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2000, 1, 1), "author": "skcore"})
    bold = book.add_format({"bold": True})
    plain = book.add_format({"num_format": "@"})  # what is typed stays as it is typed
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
    page = book.add_worksheet(text("questionnaire.entry.answers"))
    key = book.add_worksheet(text("questionnaire.entry.questions"))
    lists = book.add_worksheet("x")
    lists.hide()
    page.freeze_panes(1, 0)
    for column, name in enumerate(text.raw("questionnaire.entry.columns")):
        key.write_string(0, column, name, bold)
    key.set_column(0, 1, 16)
    key.set_column(2, 3, 60)
    asked = [question for question in form.questions if question.asked]
    for column, question in enumerate(asked):
        words = [choice.label[language] for choice in question.choices]
        heading = f"{numbers[question.code]}. {question.text[language]}"
        page.write_string(0, column, heading, head)
        page.set_column(column, column, 26, plain)
        for at, word in enumerate(words):
            lists.write_string(at, column, word)
        if words:
            place = xlsxwriter.utility.xl_range_abs(0, column, len(words) - 1, column)
            page.data_validation(
                1, column, 5000, column, {"validate": "list", "source": f"=x!{place}"}
            )
        row = [
            question.code,
            str(numbers[question.code]),
            question.text[language],
            "\n".join(words),
        ]
        for at, cell in enumerate(row):
            key.write_string(column + 1, at, cell, wrapped)
    book.close()
    return stream.getvalue()
