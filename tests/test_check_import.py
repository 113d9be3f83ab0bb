"""An export becomes a study by choosing: nothing guessed, nothing written over, no row shown."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import shutil
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import skcore

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with an export, as a survey tool gives it."""
    shutil.copy(SAMPLE / "responses.csv", tmp_path / "udtraek.csv")
    return tmp_path


def opened(place: Path) -> Any:
    board = skcore.check_import(place, language="da")
    board.files["export"].value = "udtraek.csv"
    return board


def bring(board: Any, name: str, content: bytes) -> None:
    """Upload a file as a browser hands it over."""
    given = {"name": name, "type": "", "size": len(content), "content": memoryview(content)}
    board.upload.value = ({**given, "last_modified": dt.datetime.now(dt.UTC)},)


def test_a_study_is_written_that_loads_and_holds_the_answers(place: Path) -> None:
    board = opened(place)
    written = board.save()
    assert written[-1] == place / "study.toml"
    assert "study = skcore.load_study" in board._said.value
    study = skcore.load_study(place)
    there = skcore.load_study(SAMPLE)
    assert len(study.responses) == len(there.responses)
    assert study.responses["TM1"].sum() == there.responses["TM1"].sum()


def test_answers_are_shown_as_numbers_per_option_and_never_as_rows(place: Path) -> None:
    board = opened(place)
    study = skcore.load_study(SAMPLE)
    n = int((study.responses["TM1"] == 5).sum())
    assert "TM1: Ledelsen stoler på medarbejderne" in board.counts.value
    assert f">{n}</td>" in board.counts.value
    assert board.counts.value.count("<tr>") == 3 + 14 + 5  # a table for each set of options


def test_no_row_of_anybody_is_shown(place: Path) -> None:
    file = place / "udtraek.csv"
    table = pd.read_csv(file, sep=";", dtype=str, encoding="utf-8-sig")
    table[table.columns[0]] = [f"RESP{n:05}QX" for n in range(len(table))]
    table["Kommentar"] = [f"Hemmelig {n}" for n in range(len(table))]
    table.to_csv(file, sep=";", index=False, encoding="utf-8-sig")
    board = opened(place)
    parts = [
        board.told,
        board.counts,
        board.problems,
        *(c.children[0] for c in board.controls.values()),
    ]
    shown = "".join(part.value for part in parts)
    assert "Kommentar" in shown
    assert "RESP" not in shown
    assert "Hemmelig" not in shown


def test_the_direction_of_bare_numbers_is_asked_in_words_and_never_guessed(place: Path) -> None:
    file = place / "udtraek.csv"
    table = pd.read_csv(file, sep=";", dtype=str, encoding="utf-8-sig")
    capital = skcore.load_instrument("copsoq3-social-capital")
    words = {o.label["da"]: str(6 - o.code) for o in capital.options_of("TM1")}
    heads = [name for name in table if any(code in str(name) for code in capital.item_codes)]
    assert heads
    table[heads] = table[heads].apply(lambda column: column.map(lambda v: words.get(v, v)))
    table.to_csv(file, sep=";", index=False, encoding="utf-8-sig")
    board = opened(place)
    (key,) = [key for key in board.controls if key.startswith("numbers")]
    words_of, asked = board.controls[key].children
    assert asked.value is None  # nothing is chosen beforehand
    assert "Hvad er" in words_of.value
    assert any("'I meget høj grad'" in said for said, _ in asked.options)
    asked.value = "codes"
    board.save()
    assert 'numbers = "codes"' in (place / "study.toml").read_text(encoding="utf-8")


@pytest.mark.whole
def test_a_heading_is_picked_by_hand_and_taken_away(place: Path) -> None:
    board = opened(place)
    picked = {c.description: c for c in board.picked.children[1].children}
    (item,) = [c for name, c in picked.items() if name.startswith("TM1:")]
    heading = item.value
    assert heading
    item.value = ""
    board.save()
    settings = tomllib.loads((place / "study.toml").read_text(encoding="utf-8"))
    (export,) = settings["responses"]
    assert "TM1" in export["not_asked"]
    assert export["columns"].get(heading) != "TM1"


def test_a_column_cannot_be_two_things(place: Path) -> None:
    board = opened(place)
    controls = list(board.picked.children[1].children)
    first, second = [c for c in controls if c.description[:4] in ("TM1:", "TE1:")]
    second.value = first.value
    assert "er valgt to gange: TE1, TM1" in board._said.value
    assert not board.attempt(board.save)
    assert not (place / "study.toml").exists()


@pytest.mark.whole
def test_problems_are_told_while_choosing(place: Path) -> None:
    board = opened(place)
    assert "Svarprocenten vises ikke" in board.problems.value
    assert "godt at vide" in board.problems.value
    (roles,) = [
        c for c in board.picked.children[1].children if c.description == "leder eller medarbejder"
    ]
    roles.value = ""
    assert "besvarelser.csv" in board.problems.value


def macro() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/vbaProject.bin", "x")
    return content.getvalue()


def empty_sheet() -> bytes:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


def without_our_questions() -> bytes:
    """An export of Qualtrics: three rows of headings, and nothing about social capital."""
    rows = ["StartDate,Q1,Q2", "Start Date,Hvor gammel er du?,Kommentar"]
    rows += ['"{""ImportId"":""startDate""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"']
    rows += [f"2026-03-0{n} 08:00:00,{30 + n},ingen" for n in range(1, 8)]
    return "\n".join(rows).encode()


#: wrong files and what is said of them; in real JupyterLab too
WRONG = [
    ("rapport.pdf", b"%PDF-1.7 x", "'rapport.pdf' er ikke et udtræk"),
    ("tom.xlsx", empty_sheet(), "'tom.xlsx'"),
    ("makro.xlsm", macro(), "'makro.xlsm' er ikke et udtræk"),
    ("qualtrics.csv", without_our_questions(), "ikke fundet et spørgeskema om social kapital"),
]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        *WRONG,
        ("rapport.pdf", b"%PDF-1.7 x", "er ikke et udtræk. Gem det som csv, xlsx eller sav"),
        ("rapport.csv", b"%PDF-1.7\n\x00\x01\x02\xff\xfe", "rapport.csv"),
        ("makro.xlsx", macro(), "makro.xlsx"),
        ("udtraek.csv", b"a;b\n1;2\n", "der skrives ikke oven i noget"),
        ("../ude.csv", b"", "ude.csv"),
    ],
    ids=[
        *(name for name, _, _ in WRONG),
        *("pdf", "pdf-as-csv", "macro-as-xlsx", "there", "elsewhere"),
    ],
)
def test_a_wrong_upload_is_told_and_nothing_is_changed(
    place: Path, name: str, content: bytes, said: str
) -> None:
    board = skcore.check_import(place, language="da")
    before = {p: p.read_bytes() for p in place.rglob("*")}
    bring(board, name, content)
    assert "sk-problem" in board._said.value
    assert said in html.unescape(board._said.value)
    assert board.upload.value == ()
    assert {p: p.read_bytes() for p in place.rglob("*")} == before
    assert not (place.parent / "ude.csv").exists()


def test_a_right_upload_lies_in_the_folder_and_is_chosen(tmp_path: Path) -> None:
    board = skcore.check_import(tmp_path, language="da")
    bring(board, "svar.csv", (SAMPLE / "responses.csv").read_bytes())
    assert (tmp_path / "svar.csv").read_bytes() == (SAMPLE / "responses.csv").read_bytes()
    assert board.files["export"].value == "svar.csv"
    assert board.upload.value == ()
    assert board.proposal is not None


def test_nothing_is_written_over(place: Path) -> None:
    (place / "enheder.csv").write_text("min egen liste", encoding="utf-8")
    board = opened(place)
    assert not board.attempt(board.save)
    assert "Der ligger allerede enheder.csv i mappen" in board._said.value
    assert sorted(p.name for p in place.iterdir()) == ["enheder.csv", "udtraek.csv"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(skcore.SkcoreError, match=r"Mappen '.*ingen' findes ikke"):
        skcore.check_import(tmp_path / "ingen", language="da")


def test_saving_first_says_what_to_choose(tmp_path: Path) -> None:
    with pytest.raises(skcore.SkcoreError, match="Vælg først udtrækket"):
        skcore.check_import(tmp_path, language="da").save()


def test_nothing_of_the_file_leaves_the_notebook(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: put.append(data))
    board = opened(place)
    board._ipython_display_()
    text = json.dumps(put, ensure_ascii=False)
    assert board.slide is None
    assert "Ledelsen stoler" not in text
    assert "udtraek" not in text
