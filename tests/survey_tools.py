"""Survey tools in small: each reads the file that was made for it and writes its own export.

They know nothing of our form: codes, words and order come from the file, as in the real tools.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from re import sub
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class Asked:
    """A question as a tool holds it: heading code, words, and the answers' codes and words."""

    code: str
    text: str
    answers: Mapping[str, str]
    group: str = ""
    group_words: str = ""


def limesurvey_rows(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline=""), delimiter="\t"))


def _flat(html: str) -> str:
    return unescape(sub(r"<[^>]*>", " ", html)).strip()


def limesurvey(path: Path, language: str) -> list[Asked]:
    """Questions in the file's order, whatever their ids."""
    found: list[tuple[str, str, dict[str, str]]] = []
    for row in limesurvey_rows(path):
        if row["language"] == language and row["class"] == "Q":
            found.append((row["name"], _flat(row["text"]), {}))
        elif row["language"] == language and row["class"] == "A":
            found[-1][2][row["name"]] = _flat(row["text"])
    return [Asked(code, text, answers) for code, text, answers in found]


def _rows(sheet: Worksheet) -> list[dict[str, str]]:
    heads, *rows = [
        ["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True)
    ]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def odk(path: Path, language: str) -> list[Asked]:
    book = openpyxl.load_workbook(path)
    choices, label = _rows(book["choices"]), f"label::{language}"
    found, group, words = [], "", ""
    for row in _rows(book["survey"]):
        kind, _, name = row["type"].partition(" ")
        group, words = (row["name"], row[label]) if kind == "begin_group" else (group, words)
        if kind in ("select_one", "text"):
            answers = {c["name"]: c[label] for c in choices if c["list_name"] == name}
            found.append(Asked(row["name"], row[label], answers, group, words))
    return found


def typed_in(page: Mapping[str, Any]) -> list[Asked]:
    """What somebody types into SurveyXact or Enalyzer who follows the printed page."""
    found = []
    for section in page["sections"]:
        if section.get("level") == 3:
            code = section["before"][0].split(": ", 1)[1].split(" (")[0]
            text = section["title"].split(". ", 1)[1]
            found.append(Asked(code, text, dict(section["rows"])))
    return found


def export(
    questions: Sequence[Asked],
    answers: pd.DataFrame,
    ours: Sequence[str],
    *,
    heading: str,
    words: bool,
) -> pd.DataFrame:
    """Give the table that a tool exports: headings and answers as codes or words.

    ``answers`` hold the answer's place in our list of choices or what was written, by our column.
    """
    columns: dict[str, list[str]] = {}
    for number, (asked, our) in enumerate(zip(questions, ours, strict=True), 1):
        name = {
            "code": asked.code,
            "text": asked.text,
            "both": f"{asked.code}. {asked.text}",
            "slash": f"{asked.group}/{asked.code}",
            "dash": f"{asked.group}-{asked.code}",
            "dot": f"{asked.group}.{asked.code}",
            "colon": f"{asked.group}:{asked.code}",
            "grouped words": f"{asked.group_words}/{asked.text}",
            "numbered": f"{number}. {asked.text}",
            "underscores": asked.text.replace(" ", "_"),
            "html": f"<p><strong>{escape(asked.text)}</strong></p>",
        }[heading]
        pairs = list(asked.answers.items())
        columns[name] = [
            "" if pd.isna(a) else str(a) if not pairs else pairs[int(a)][1 if words else 0]
            for a in answers[our]
        ]
    return pd.DataFrame(columns)


def with_own_columns(table: pd.DataFrame, tool: str) -> pd.DataFrame:
    """Add what the tool itself writes beside the answers."""
    n = len(table)
    own = {
        "limesurvey": {
            "before": {"id": range(1, n + 1), "submitdate": "1980-01-01 00:00:00", "lastpage": 4},
            "after": {"startlanguage": "da", "seed": range(70_000, 70_000 + n)},
        },
        "odk": {
            "before": {"SubmissionDate": "2027-03-08T09:12:44.000Z", "introduction": ""},
            "after": {"meta-instanceID": [f"uuid:{k:04x}" for k in range(n)], "ReviewState": ""},
        },
        "surveyxact": {
            "before": {"respondent_key": [f"AB{k}" for k in range(n)]},
            "after": {"statoverall_1": 1, "statoverall_2": 0},
        },
    }[tool]
    before, after = (pd.DataFrame(own[side], index=table.index) for side in ("before", "after"))
    return pd.concat([before, table, after], axis=1)


def type_in(path: Path, answers: pd.DataFrame) -> None:
    """Type paper forms into the workbook that came with them, choosing from its lists."""
    book = openpyxl.load_workbook(path)
    page, lists = book.worksheets[0], book["x"]
    assert page.column_dimensions["A"].number_format == "@"
    codes = [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)]
    numbers = [row[1].value for row in book.worksheets[1].iter_rows(min_row=2)]
    heads = [cell.value for cell in page[1]]
    assert all(head.startswith(f"{n}. ") for head, n in zip(heads, numbers, strict=True))
    for column, our in enumerate(codes, 1):
        words = [cell.value for cell in lists[lists.cell(1, column).column_letter] if cell.value]
        for row, answer in enumerate(answers[our], 2):
            if not pd.isna(answer):
                cell = page.cell(row, column)
                cell.value = words[int(answer)] if words else str(answer)
                cell.data_type = "s"  # as Excel does in columns of text
    book.save(path)


def quoted(text: str | list[str]) -> str:
    """Write a text or a list as TOML takes it."""
    return json.dumps(text, ensure_ascii=False)
