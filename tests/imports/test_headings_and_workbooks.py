"""Exports with headings of their own and workbooks that other programs wrote: read rightly."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import skcore
from skcore.errors import InputError
from skcore.reading import tables
from skcore.reading.tables import read_table

FOUR = "fire-hurtige"
ITEMS = ["TM1", "TMX2", "JU1", "JU4"]
ANSWERS = [["Nord", 5, 4, 3, 2], ["Syd", 1, 2, 3, 4], ["Nord", 2, 2, 4, 4]]


def read(path: Path, **options: object) -> pd.DataFrame:
    options = {"columns": {"Enhed": "unit"}, "wave": "1", "numbers": "codes", **options}
    return skcore.read_responses(path, FOUR, **options)  # type: ignore[arg-type]


def csv(folder: Path, *rows: str) -> Path:
    path = folder / "answers.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def is_right(table: pd.DataFrame) -> bool:
    return table[["unit", *ITEMS]].to_numpy().tolist() == ANSWERS


BODY = [";".join(map(str, row)) for row in ANSWERS]


@pytest.mark.parametrize(
    "rows",
    [
        ["Enhed;tillid/TM1;tillid/TMX2;retfærdighed/JU1;retfærdighed/JU4"],
        ["baggrund/Enhed;a/b/TM1;a/TMX2;c/JU1;c/JU4"],
        ["Enhed;G1Q1[TM1]. Stoler;G1Q1[TMX2]. Kan man;G2[JU1]. Løses;G2[JU4]. Fordeles"],
        ["G0[Enhed]. Hvor?;TM1. Stoler ledelsen;TMX2: Kan man;JU1 - Løses;JU4) Fordeles"],
        ["Enhed;tm1;Tmx2;ju1;JU4"],
        ["Enhed;Q3_TM1;Q3_TMX2;Q4_JU1;Q4_JU4"],
        [
            "Enhed;Does the management trust the employees to do their work well;"
            "2. Kan man stole på de udmeldinger der kommer fra ledelsen;"
            "Are conflicts resolved in a fair way?;Is the work distributed fairly?"
        ],
        ["Enhed;TM1;TMX2;JU1;JU4", "Hvor?;Stoler?;Kan man stole på det?;Løses?;Fordeles?"],
        [
            "Enhed;TM1;TMX2;JU1;JU4",
            "Hvor er du?;Stoler ledelsen?;Kan man stole?;Løses den?;Fordeles det?",
            '"{""ImportId"":""Q1""}";"{""ImportId"":""Q2""}";"{""ImportId"":""Q3""}";x;y',
        ],
        ["Enhed;TM1;TMX2;JU1;JU4", "Response;Response;Response;Response;Response"],
        ["Enhed;TM1. Stoler;TMX2. Kan man;JU1. Løses;JU4. Fordeles", "Open-Ended Response;;Svar;;"],
        ["Enhed;I hvor høj grad;;;", "Response;TM1;TMX2;JU1;JU4"],
        ["s_0;s_1;s_2;s_3;s_4", "Enhed;TM1;TMX2;JU1;JU4"],
        ["Trivsel 2025", "Udtrukket i dag", "", "s_0;s_1;s_2;s_3;s_4", "Enhed;TM1;TMX2;JU1;JU4"],
        ["sep=;", "Enhed;TM1;TMX2;JU1;JU4"],
    ],
    ids=lambda rows: rows[-1][:24],
)
def test_headings_of_survey_tools_are_found(tmp_path: Path, rows: list[str]) -> None:
    assert is_right(read(csv(tmp_path, *rows, *BODY)))


def test_an_answer_that_is_called_response_is_no_row_of_headings(tmp_path: Path) -> None:
    rows = ["Enhed;TM1;TMX2;JU1;JU4", "Response;5;4;3;2", *BODY]
    assert read(csv(tmp_path, *rows))["unit"].tolist() == ["Response", "Nord", "Syd", "Nord"]


def test_the_row_that_the_study_names_is_the_row_of_headings(tmp_path: Path) -> None:
    labels = "Hvor er du?;Stoler ledelsen?;Kan man stole?;Løses den?;Fordeles det?"
    path = csv(tmp_path, "s_0;s_1;s_2;s_3;s_4", labels, *BODY)
    for row in ("s_0;s_1;s_2;s_3;s_4", labels):
        ours = ["unit", *ITEMS]
        columns = dict(zip(row.split(";"), ours, strict=True))
        assert is_right(read(path, columns=columns))


def test_answers_in_words_are_never_taken_for_headings(tmp_path: Path) -> None:
    path = csv(tmp_path, "Enhed;TM1;TMX2;JU1;JU4", "Nord;I høj grad;Delvist;I ringe grad;ved ikke")
    assert len(read(path)) == 1


def test_a_code_in_two_headings_is_asked_about(tmp_path: Path) -> None:
    path = csv(tmp_path, "Enhed;TM1 før;TM1 efter;TMX2;JU1;JU4", "Nord;1;5;4;3;2")
    with pytest.raises(InputError, match="'TM1'"):
        read(path)


def test_a_reversed_questions_short_label_is_no_heading_of_it(tmp_path: Path) -> None:
    item = skcore.load_instrument("copsoq3-social-capital").item("TM3")
    path = csv(tmp_path, f"Enhed;{item.label['da']}", "Nord;1", "Syd;2")
    others = [c for c in skcore.load_instrument("copsoq3-social-capital").item_codes if c != "TM3"]
    with pytest.raises(InputError, match="'TM3' is not in the file"):
        skcore.read_responses(
            path, "copsoq3-social-capital", columns={"Enhed": "unit"}, not_asked=others
        )


# --- workbooks ------------------------------------------------------------------------------------


def workbook(folder: Path, *rows: list[object], name: str = "answers.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def rewritten(path: Path, part: str, old: str, new: str) -> Path:
    """Change the XML of a workbook as other programs write it."""
    content = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(content) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if re.fullmatch(part, name):
                text = re.sub(old, new, text.decode(), count=0).encode()
            after.writestr(name, text)
    return path


HEAD = ["Enhed", *ITEMS]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (r"xl/worksheets/sheet1.xml", r'<dimension ref="[^"]*"', '<dimension ref="A1"'),
        (r"xl/worksheets/sheet1.xml", r"<dimension [^>]*/>", ""),
        (r"xl/styles.xml", r"<patternFill/>", '<patternFill patternType="none_such"/>'),
        (r"xl/styles.xml", r'<color theme="1"/>', '<color rgb="zz"/>'),
        (r"xl/worksheets/sheet1.xml", r"</sheetData>", '<row r="1048576" ht="15"/></sheetData>'),
        (
            r"xl/worksheets/sheet1.xml",
            r"<sheetData>",
            '<cols><col min="1" max="16384" width="9" style="1"/></cols><sheetData>',
        ),
        (
            r"xl/.*\.xml|_rels/.*|\[Content.*",
            r"http://schemas.openxmlformats.org/(spreadsheetml|officeDocument)/2006/",
            r"http://purl.oclc.org/ooxml/\1/",
        ),
        (r"docProps/.*", r"<cp:|<dc:", "<broken:"),
    ],
    ids=[
        "dimension A1",
        "no dimension",
        "fill",
        "colour",
        "last row",
        "columns",
        "strict",
        "props",
    ],
)
def test_what_excel_opens_is_read_by_its_values(
    tmp_path: Path, part: str, old: str, new: str
) -> None:
    assert is_right(read(rewritten(workbook(tmp_path, HEAD, *ANSWERS), part, old, new)))


def test_merged_cells_hold_their_value_in_every_row(tmp_path: Path) -> None:
    rows = [["Nord", 5, 4, 3, 2], [None, 1, 2, 3, 4], ["Syd", 2, 2, 4, 4]]
    path = workbook(tmp_path, HEAD, *rows)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A2:A3")
    book.save(path)
    assert read(path)["unit"].tolist() == ["Nord", "Nord", "Syd"]


def test_a_hidden_sheet_is_not_the_answers(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["liste"], ["a"])
    book = openpyxl.load_workbook(path)
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("Svar")
    for row in (HEAD, *ANSWERS):
        sheet.append(row)
    book.active = 1
    book.save(path)
    assert is_right(read(path))


def test_a_hidden_sheet_is_read_where_only_that_has_headings(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["Rapport"], ["Side 1"])
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Svar")
    for row in (HEAD, *ANSWERS):
        sheet.append(row)
    sheet.sheet_state = "hidden"
    book.save(path)
    assert is_right(read(path))


def test_formulas_that_went_wrong_are_told_and_look_ups_without_a_find_are_blanks(
    tmp_path: Path,
) -> None:
    path = workbook(tmp_path, HEAD, *ANSWERS)
    book = openpyxl.load_workbook(path)
    for mark, told in (("#N/A", False), ("#REF!", True)):
        book.active.cell(2, len(HEAD)).value = mark
        book.active.cell(2, len(HEAD)).data_type = "e"
        book.save(path)
        found = skcore.check_responses(path, "copsoq3-social-capital", language="da")
        assert found["problem"].str.contains("formler, der er gået i stykker").any() == told


def test_formulas_that_nobody_has_calculated_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path, HEAD, *ANSWERS, ["Syd", "=1+1", 1, 1, 1])
    found = skcore.check_responses(path, FOUR, columns={"Enhed": "unit"}, numbers="codes")
    assert found["problem"].str.contains("formulas that nobody has calculated").any()


def test_an_empty_workbook_is_called_empty_and_a_broken_one_is_not(tmp_path: Path) -> None:
    assert "The file is empty" in str(
        skcore.check_responses(workbook(tmp_path), FOUR)["problem"][0]
    )
    path = workbook(tmp_path, HEAD, *ANSWERS)
    path.write_bytes(path.read_bytes()[:-400])
    assert "cannot be opened as Excel" in skcore.check_responses(path, FOUR)["problem"][0]


ERRORS = [ValueError, TypeError, KeyError, IndexError, AttributeError, MemoryError, OverflowError]
ERRORS += [AssertionError, RecursionError, UnicodeError, EOFError, LookupError, RuntimeError]


@pytest.mark.parametrize("error", [*ERRORS, OSError])
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.sav", "a.dta"])
def test_whatever_a_reading_library_raises_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception], name: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(tables, "read_workbook", fails)
    monkeypatch.setattr(tables, "_decode", fails)
    monkeypatch.setattr(pyreadstat, "read_sav", fails)
    monkeypatch.setattr(pyreadstat, "read_dta", fails)
    path = tmp_path / name
    path.write_bytes(b"anything")
    (problem,) = read_table(path).problems
    assert re.search("cannot be (read|opened)", problem.text("en"))


@settings(max_examples=60)
@given(st.binary(max_size=300), st.sampled_from([".csv", ".xlsx", ".xls", ".sav", ".dta", ".ods"]))
def test_no_file_is_a_crash(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{ending}"
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"$FL2", b"Enhed;TM1\n"):
        path.write_bytes(start + content)
        found = skcore.check_responses(path, FOUR)
        assert (found["severity"] == "error").any()


def test_one_impossible_date_of_spss_does_not_close_the_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.sav"
    table = pd.DataFrame([[*row, 13_960_000_000.0] for row in ANSWERS], columns=[*HEAD, "Svardato"])
    table.loc[1, "Svardato"] = 1e18
    pyreadstat.write_sav(table, str(path), variable_format={"Svardato": "DATETIME20"})
    answers = read(path, columns={"Enhed": "unit", "Svardato": "answered"})
    assert answers["answered"].isna().tolist() == [False, True, False]
    assert answers["answered"].dt.year[0] == 2025


def test_stata_is_read_by_its_words(tmp_path: Path) -> None:
    path = tmp_path / "answers.dta"
    words = {1: "I meget høj grad", 2: "I høj grad", 3: "Delvist", 4: "I ringe grad"}
    table = pd.DataFrame([["Nord", 1, 2, 3, 4]], columns=HEAD)
    pyreadstat.write_dta(table, str(path), variable_value_labels=dict.fromkeys(ITEMS, words))
    assert read(path, numbers=None)[ITEMS].iloc[0].tolist() == [5, 4, 3, 2]


@pytest.mark.parametrize("page", ["mac_roman", "cp850", "cp437"])
@pytest.mark.parametrize(
    "name",
    ["Ældreplejen", "Ørsø", "Åhaven", "Team Æblet", "Solå", "ældre", "Bække", "HØJEN", "ÆBLE"],
)
def test_letters_of_mac_and_dos_are_told_as_broken(tmp_path: Path, page: str, name: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(f"Enhed;TM1;TMX2;JU1;JU4\n{name};5;4;3;2\n".encode(page, "replace"))
    with pytest.raises(InputError, match="encoding"):
        read(path)


@pytest.mark.parametrize(
    "name",
    ["’Solsikken’", "O’Hara", "Medusa®", "Bo's Hus", "Café Noir", "Måløv", "»Æblet«", "Team 1"],
)
def test_marks_that_belong_in_a_name_are_no_broken_letters(tmp_path: Path, name: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(f"Enhed;TM1;TMX2;JU1;JU4\n{name};5;4;3;2\n".encode("cp1252"))
    assert read(path)["unit"].tolist() == [name]
