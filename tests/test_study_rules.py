"""Each key of ``study.toml`` with what it cannot hold: one sentence, in the study's language."""

from __future__ import annotations

import copy
import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from matrix_studies import Case, write_case

from skcore.problems import ERROR, Problem
from skcore.reading import own_questions
from skcore.reading.study_rules import _KEYS
from skcore.reading.study_settings import parse_settings
from skcore.settings import parse_toml
from skcore.wording import points

#: what somebody writes by mistake, of every kind that TOML has
SAID: tuple[Any, ...] = (
    *(-1, 0, 1, 500, 10**12, 1.5, float("nan"), float("inf"), True, False),
    *("", "  ", "x", "ukendt " * 100, "2025-13-01", "25.61"),
    *([], [1], ["x", "x"], [""], [[]], [{}], [{"x": 1}], {}, {"x": 1}, {"x": "y"}),
    *(dt.date(2025, 3, 3), dt.datetime(2025, 3, 3, 12, 0), dt.time(12, 0)),
)
FIELDS = {
    ("",): _KEYS["top"],
    **{(name,): fields for name, fields in _KEYS.items() if name != "top"},
    ("meeting", "points"): points.FIELDS,
    ("questions",): {**own_questions.FIELDS, "options": None, "share_of": None},
    ("goals",): {"TM": None, "x": None},
    ("words",): {"whole": None, "x": None},
    ("questionnaire", "options"): {"occupation": None},
    ("questionnaire", "labels"): {"occupation": None},
    ("absence",): {"values": None},
    ("absence", "values"): {"unit": None},
    ("absence", "values", "unit"): {"x": None},
    ("responses", "columns"): {"x": None},
    ("responses", "values"): {"unit": None, "TM1": None},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_case(
        Case(
            *(1, 7, "copsoq3-social-capital", 5, "who-5", 2, "ten", 2, "municipality", "many"),
            *("all", 2, 0.03, "da", True, True, True, True, True),
        ),
        tmp_path_factory.mktemp("study"),
    ).parent


@pytest.fixture(scope="module")
def whole(folder: Path) -> dict[str, Any]:
    """A study file with all that one may say."""
    raw = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
    raw["questions"] = [{"text": "Har du et fast skrivebord?", "options": ["Ja", "Nej"]}]
    raw["reference"] = [
        {"scale": "TM", "value": 50, "label": "Landet", "source": "En kilde", "year": 2020}
    ]
    raw["meeting"]["points"] = [{"change": "pause", "minutes": 15}]
    return raw | {"goals": {"TM": 70}, "words": {"whole": "huset"}}


def said_at(raw: dict[str, Any], place: tuple[str, ...], value: Any) -> dict[str, Any]:
    changed: dict[str, Any] = copy.deepcopy(raw)
    table = changed
    for name in place[:-1]:
        table = table.setdefault(name, {})
        table = table[0] if isinstance(table, list) else table
    table[place[-1]] = value
    return changed


def problems_of(raw: dict[str, Any], folder: Path) -> list[Problem]:
    return [p for p in parse_settings(raw, folder=folder)[1] if p.severity == ERROR]


def every_place() -> Iterator[tuple[str, ...]]:
    for table, fields in FIELDS.items():
        for key in fields:
            yield (*filter(None, table), key)


def test_whatever_a_key_holds_is_used_or_told_in_both_languages(
    folder: Path, whole: dict[str, Any]
) -> None:
    assert not problems_of(whole, folder)
    wrong = 0
    for place in every_place():
        for value in SAID:
            for problem in problems_of(said_at(whole, place, value), folder):
                danish, english = problem.text("da"), problem.text("en")
                assert danish != english, (place, value)
                assert "{" not in danish.replace(str(value), ""), (place, value)
                wrong += 1
    assert wrong > len(SAID) * 20


@pytest.mark.parametrize("kind", ["whole", "number", "flag", "date", "text", "file", "table"])
def test_another_kind_than_the_key_holds_is_told_with_the_kind(
    folder: Path, whole: dict[str, Any], kind: str
) -> None:
    value = 7 if kind in ("text", "file", "date", "flag", "table") else "seks"
    for table, fields in FIELDS.items():
        for key, field in fields.items():
            # what follows from the type alone; 2025 is taken for the text "2025"
            if getattr(field, "kind", "") != kind or key in (
                *("id", "wave", "chosen", "before", "after"),
            ):
                continue
            place = (*filter(None, table), key)
            told = problems_of(said_at(whole, place, value), folder)
            assert any(p.key == "wrong_kind" and f"'{key}'" in p.text("da") for p in told), place


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"minimum": 1}, "minimum = 1 i .disclosure. er for lidt: Der vises aldrig noget om færre"),
        ({"minimum": -5}, "minimum = -5 i .disclosure. er for lidt"),
        ({"minimum": 500}, "distribution_minimum=10, absence_minimum=10, model_minimum=30 må ikke"),
        ({"minimum": "fem"}, "'minimum' i .disclosure. skal være et helt tal"),
        ({"minimum": 4}, r"er svagere end reglerne.*; begrundelsen står på slides og i noterne"),
        ({"lowered_because": " "}, "lowered_because i .* skal være ord"),
        ({"floor": 60, "ceiling": 40}, "floor=60 og ceiling=40 .* skal være point fra 0 til 100"),
        ({"floor": float("nan")}, "skal være point fra 0 til 100"),
        ({"conventional_spread": 0}, "conventional_spread=0 .* skal være point over 0"),
    ],
)
def test_limits_that_cannot_be_are_told_in_the_language_of_the_study(
    folder: Path, whole: dict[str, Any], said: dict[str, Any], told: str
) -> None:
    found = problems_of({**whole, "disclosure": {"minimum": 5, **said}}, folder)
    sentences = [problem.text("da") for problem in found]
    assert len(sentences) == 1
    assert re.search(told, sentences[0])


def test_what_no_keyboard_writes_is_taken_out_of_texts() -> None:
    """ "svar\\fra.csv" holds a form feed, which no slide can."""
    table, problems = parse_toml(rb'title = "a\u0000b"' + b"\n" + rb'waves = [{id = "x\f"}]')
    assert (table, problems) == ({"title": "a b", "waves": [{"id": "x "}]}, [])


def test_a_key_of_a_reference_that_is_none_is_told_and_stops_nothing_else(
    folder: Path, whole: dict[str, Any]
) -> None:
    told = problems_of(said_at(whole, ("reference", "country"), "DK"), folder)
    assert [problem.key for problem in told] == ["unknown_key"]
