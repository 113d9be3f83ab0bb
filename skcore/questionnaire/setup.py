"""How to type a form into a survey tool that takes no file: question by question."""

from __future__ import annotations

from typing import Any

from skcore.questionnaire.form import Form
from skcore.texts import load_texts
from skcore.texts.reader import program


def setup_page(form: Form, language: str, *, lines_file: str) -> dict[str, Any]:
    """Return the data of the page: steps, introduction, and each question with its values."""
    text, numbers = load_texts(language), form.numbered()
    raw = text.raw("questionnaire.setup")
    sections: list[dict[str, Any]] = [
        {
            "title": raw["steps_title"],
            "steps": [s.format(file=lines_file, program=program()) for s in raw["steps"]],
        },
        {"title": raw["intro_title"], "before": form.intro[language]},
    ]
    for section in form.sections:
        said = section.notice.get(language)
        notice = [text("questionnaire.notice", notice=said)] if said else []
        lead = section.lead.get(language, "")
        sections.append(
            {"title": section.title[language], "before": [*notice, *filter(None, [lead])]}
        )
        for question in section.questions:
            if not question.asked:
                continue
            variable = raw["variable"].format(code=question.code)
            needed = f" ({raw['required']})" if question.required else ""
            values = {"n": numbers[question.code], "text": question.text[language]}
            sections.append(
                {
                    "level": 3,
                    "title": raw["question"].format(**values),
                    "before": [variable + needed, *([] if question.choices else [raw["open"]])],
                    "columns": raw["columns"],
                    "rows": [[c.code, c.label[language]] for c in question.choices],
                }
            )
    return {
        "title": raw["title"],
        "lead": [raw["lead"].format(file=lines_file)],
        "sections": sections,
    }
