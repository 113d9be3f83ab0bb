"""Exports as they come: read rightly, or refused with a sentence that helps."""

from __future__ import annotations

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
from skcore.instruments.labels import is_blank
from skcore.reading.cell_values import read_numbers
from skcore.reading.tables import read_table

FOUR = "fire-hurtige"
HEADER = "respondent;wave;unit;role;TM1;TMX2;JU1;JU4"
ROWS = (
    "1;2025;Hjemmepleje Ørsø;medarbejder;5;4;3;2",
    "2;2025;Hjemmepleje Ørsø;leder;4;4;4;4",
    "3;2025;Skolen på Åen;medarbejder;1;2;3;",
)


def write(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "export.csv"
    path.write_bytes("\r\n".join([header, *(rows or ROWS)]).encode(encoding))
    return path


def read(path: Path | str, instruments: object, **options: object) -> pd.DataFrame:
    return skcore.read_responses(path, instruments, **{"numbers": "codes", **options})  # type: ignore[arg-type]


def problems(path: Path, instruments: object = FOUR, **options: object) -> pd.DataFrame:
    options = {"numbers": "codes", **options}
    return skcore.check_responses(path, instruments, **options)  # type: ignore[arg-type]


def told(path: Path, instruments: object = FOUR, **options: object) -> str:
    return "\n".join(problems(path, instruments, **options)["problem"])


# --- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_danish_letters_survive_every_encoding_that_exports_use(
    tmp_path: Path, encoding: str
) -> None:
    table = read(write(tmp_path, encoding=encoding), FOUR)
    assert table["unit"].tolist() == ["Hjemmepleje Ørsø", "Hjemmepleje Ørsø", "Skolen på Åen"]
    assert table["role"].tolist() == ["employee", "leader", "employee"]
    assert table["TM1"].tolist() == [5.0, 4.0, 1.0]
    assert table["JU4"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_also_beside_decimal_commas(tmp_path: Path, delimiter: str) -> None:
    rows = [row.replace(";", delimiter) for row in ROWS]
    path = write(tmp_path, *rows, header=HEADER.replace(";", delimiter))
    assert read(path, FOUR).shape == (3, 8)
    if delimiter != ",":
        path = write(
            tmp_path,
            rows[0].replace(f"{delimiter}5{delimiter}", f"{delimiter}5,0{delimiter}"),
            header=HEADER.replace(";", delimiter),
        )
        assert read(path, FOUR)["TM1"].tolist() == [5.0]


def test_excels_separator_line_is_no_header_and_rows_are_numbered_as_seen(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, "1;2025;Nord;leder;9;4;4;4", header="sep=;")
    assert problems(path)["rows"].tolist() == ["3"]


def test_labels_in_either_language_become_codes(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "1;1;N;leder;I meget høj grad (5);i HØJ grad;To a large extent;Delvis",
        "2;1;N;employee;1 - I meget ringe grad;Somewhat;  I ringe  grad ;ved ikke",
    )
    table = read(path, FOUR)
    assert table[["TM1", "TMX2", "JU1"]].to_numpy().tolist() == [[5, 4, 4], [1, 3, 2]]
    assert table["JU4"].iloc[0] == 3
    assert pd.isna(table["JU4"].iloc[1])


def test_no_colleagues_is_missing_and_never_the_lowest_code(tmp_path: Path) -> None:
    header = "unit;role;SW1;SW2;SW3"
    path = write(
        tmp_path,
        "N;leder;Aldrig / næsten aldrig;Somme tider;Altid",
        "N;medarbejder;Jeg har ingen kolleger;no colleagues;Ikke relevant/ved ikke",
        header=header,
    )
    others = [
        c for c in skcore.load_instrument("copsoq3-social-capital").item_codes if c[:2] != "SW"
    ]
    table = read(path, "copsoq3-social-capital", not_asked=others)
    assert table.loc[0, ["SW1", "SW2", "SW3"]].tolist() == [1, 3, 5]
    assert table.loc[1, ["SW1", "SW2", "SW3"]].isna().all()
    assert table[others].isna().all(axis=None)


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("Ved ikke", True),
        ("#N/A", True),
        ("", True),
        ("Don’t know", True),
        ("0", False),
        ("Aldrig", False),
    ],
)
def test_what_counts_as_no_answer(text: str, blank: bool) -> None:
    assert is_blank(text) is blank


def test_columns_and_values_are_translated_as_the_study_says(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a;Afd. 1;Chef;11;12;13;99",
        header="Nr;Afdeling;Stilling;Q1;Q2;Q3;Q4",
    )
    numbers = {"11": 5, "12": 4, "13": 3, "99": ""}
    table = read(
        path,
        FOUR,
        columns={"Nr": "respondent", "Afdeling": "unit", "Stilling": "role"}
        | dict(zip(["Q1", "Q2", "Q3", "Q4"], ["TM1", "TMX2", "JU1", "JU4"], strict=True)),
        values={"role": {"chef": "leader"}, "unit": {"Afd. 1": "a1"}, "items": numbers},
        wave="2025",
    )
    assert table.iloc[0, :7].tolist() == ["a", "2025", "a1", "leader", 5, 4, 3]
    assert pd.isna(table["JU4"].iloc[0])


def test_numbers_from_zero_are_translated_all_or_not_at_all(tmp_path: Path) -> None:
    path = write(tmp_path, "a;1;N;leder;0;1;2;99")
    some: dict[str, object] = {"0": 1, "99": ""}
    assert "'TMX2' holds numbers that stand in the file and" in told(path, values={"items": some})
    every = {**some, "1": 2, "2": 3, "3": 4, "4": 5}
    table = read(path, FOUR, values={"items": every})
    assert table.loc[0, ["TM1", "TMX2", "JU1"]].tolist() == [1, 2, 3]
    assert pd.isna(table.loc[0, "JU4"])


def test_a_heading_may_be_the_official_wording_of_the_question(tmp_path: Path) -> None:
    who = skcore.load_instrument("who-5")
    header = "unit;role;" + ";".join(item.text["da"] for item in who.items)
    path = write(tmp_path, "N;leder;0;1;2;3;Hele tiden".replace("Hele tiden", "5"), header=header)
    assert read(path, who)[list(who.item_codes)].iloc[0].tolist() == [
        0,
        1,
        2,
        3,
        5,
    ]


def test_only_what_is_asked_for_is_kept(tmp_path: Path) -> None:
    path = write(
        tmp_path, ROWS[0] + ";pædagog;Min leder hedder Bo", header=HEADER + ";job;kommentar"
    )
    assert "kommentar" not in read(path, FOUR)
    assert read(path, FOUR, backgrounds=["job"])["job"].tolist() == ["pædagog"]


def test_without_role_and_respondent_all_are_employees_with_row_numbers(tmp_path: Path) -> None:
    path = write(tmp_path, "N;1;1;1;1", "N;2;2;2;2", header="unit;TM1;TMX2;JU1;JU4")
    table = read(path, FOUR, wave="2025")
    assert table["respondent"].tolist() == ["2025-2", "2025-3"]
    assert set(table["role"]) == {"employee"}
    notes = problems(path)
    assert set(notes["severity"]) == {"note"}
    assert "Everybody counts as an employee" in told(path)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "=cmd()", "{n}", "[bold]x", "'; drop"]
)
def test_a_unit_may_be_called_anything(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, f'1;1;"{name}";leder;1;1;1;1', f'1;1;"{name}";leder;1;1;1;1')
    assert "several times" in told(path)
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(";"))
    book.active.append(["1", "1", name, "leder", 1, 2, 3, 4])
    book.active["C2"].data_type = "s"  # text, where openpyxl sees a formula
    book.save(tmp_path / "export.xlsx")
    table = read(tmp_path / "export.xlsx", FOUR)
    assert table["unit"].tolist() == [name]


def test_excel_is_read_from_its_first_filled_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Tom"
    for title in ("Svar", "Noter"):
        sheet = book.create_sheet(title)
        sheet.append(HEADER.split(";"))
        sheet.append([1, 2025, "Æblehaven", "Leder", 5, 4.0, "I høj grad", "ved ikke"])
    path = tmp_path / "export.xlsx"
    book.save(path)
    table = read(path, FOUR)
    assert table.iloc[0, :7].tolist() == ["1", "2025", "Æblehaven", "leader", 5, 4, 4]
    assert "Only the sheet 'Svar' has been read" in told(path)


def test_titles_merged_headings_and_totals_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    book = openpyxl.Workbook()
    for row in (
        ["Trivselsmåling 2026"],
        ["Arbejdsplads", "Baggrund", None, "Ledelsen", None, None, None, None],
        [None, "role", "Alder", "TM1", "TMX2", "JU1", "JU4", "Bemærkning"],
        ["Nord", "leder", 40, 5, 4, 3, 2, None],
        [],
        ["I alt", None, None, 5, 4, 3, 2, None],
    ):
        book.active.append(row)
    for cells in ("A2:A3", "B2:C2", "D2:H2"):
        book.active.merge_cells(cells)
    book.save(path)
    options = {"columns": {"Arbejdsplads": "unit"}, "wave": "1"}
    table = read(path, FOUR, **options)  # type: ignore[arg-type]
    assert table.iloc[0, 2:].tolist() == ["Nord", "leader", 5, 4, 3, 2]
    assert len(table) == 1
    said = told(path, language="da", **options)
    assert "Overskrifterne er læst i række 3. De andre rækker med overskrifter er ikke læst" in said
    assert "(række 1, 2)" in said
    assert "lægger andre sammen (i alt, gennemsnit) og er ikke læst (række 6)" in said


def test_a_title_above_a_csv_file_does_not_hide_its_delimiter(tmp_path: Path) -> None:
    path = write(tmp_path, "", HEADER, *ROWS, header="Udtræk, 3. marts 2026")
    assert read(path, FOUR).shape == (3, 8)


def write_spss(folder: Path, labels: dict[float, str], codes: list[float]) -> Path:
    path = folder / "export.sav"
    data = pd.DataFrame({"unit": [1.0] * len(codes), "TM1": codes})
    for item in ("TMX2", "JU1", "JU4"):
        data[item] = codes
    value_labels = {"unit": {1.0: "Børnehuset Ærten"}}
    value_labels |= dict.fromkeys(("TM1", "TMX2", "JU1", "JU4"), labels)
    pyreadstat.write_sav(data, str(path), variable_value_labels=value_labels)
    return path


def test_spss_words_decide_over_spss_numbers(tmp_path: Path) -> None:
    labels = {1.0: "I meget høj grad", 2.0: "I høj grad", 3.0: "Delvist", 9.0: "Ved ikke"}
    table = read(write_spss(tmp_path, labels, [1.0, 3.0, 9.0]), FOUR)
    assert table["unit"].unique().tolist() == ["Børnehuset Ærten"]
    assert table["TM1"].iloc[:2].tolist() == [5, 3]
    assert pd.isna(table["TM1"].iloc[2])


def test_spss_words_at_the_two_ends_leave_the_numbers_alone(tmp_path: Path) -> None:
    labels = {1.0: "I meget ringe grad", 5.0: "I meget høj grad"}
    table = read(write_spss(tmp_path, labels, [1.0, 3.0, 5.0]), FOUR)
    assert table["TM1"].tolist() == [1, 3, 5]


def test_unknown_spss_words_leave_the_numbers_with_a_note(tmp_path: Path) -> None:
    path = write_spss(tmp_path, {1.0: "Nej", 5.0: "Ja"}, [1.0, 5.0])
    assert read(path, FOUR)["TM1"].tolist() == [1, 5]
    assert "Check that they point the right way" in told(path)


def test_spss_row_numbers_begin_at_one(tmp_path: Path) -> None:
    path = write_spss(tmp_path, {}, [7.0, 5.0])
    found = problems(path)
    assert found.loc[found["column"] == "TM1, TMX2, JU1, JU4", ["rows", "n"]].iloc[0].tolist() == [
        "1",
        4,
    ]


def test_the_real_spss_file_is_read(real_data: Path) -> None:
    raw = read_table(real_data / "prevent_osa" / "responses.sav")
    assert raw.frame.shape == (581, 44)
    assert raw.labels["q0003"]["1"] == "Kontorsarbete (oavsett bransch)"


# --- what is refused ------------------------------------------------------------------------------


def test_all_problems_are_told_at_once_with_the_rows_that_the_user_sees(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "1;2025;Nord;medarbejder;7;4;3;2",
        "1;2025;;chefen;5;4;Altid;2",
        "3;2025;Nord;leder;6;I høj grad;3;",
        header=HEADER.replace("JU4", "JU 4"),
    )
    found = problems(path).set_index("column")
    assert found.loc["TM1", "problem"] == (
        "Column 'TM1' holds 2 values outside 1–5 (rows 2, 4). Correct them or leave them empty; if "
        "the file has numbers of its own, translate all of them under [responses.values.items]. "
        "The options are: 5 = To a very large extent, 4 = To a large extent, 3 = Somewhat, 2 = To "
        "a small extent, 1 = To a very small extent."
    )
    assert found.loc["TM1", ["n", "rows", "severity"]].tolist() == [2, "2, 4", "error"]
    assert "Did you mean 'JU 4'?" in found.loc["JU4", "problem"]
    assert "mixes answers in words and in numbers (row 4)" in found.loc["TMX2", "problem"]
    assert found.loc["TMX2", "severity"] == "note"  # the numbers' meaning is told
    assert "is no answer option of 'fire-hurtige' (row 3)" in found.loc["JU1", "problem"]
    assert "neither employee nor leader (row 3)" in found.loc["role", "problem"]
    assert "several times in one survey (rows 2, 3)" in found.loc["respondent", "problem"]
    assert found.loc["unit", "severity"] == "note"
    assert found["severity"].tolist() == sorted(found["severity"])
    with pytest.raises(InputError, match=r"export\.csv") as caught:
        read(path, FOUR)
    assert set(caught.value.problems["severity"]) == {"error"}
    assert len(caught.value.problems) == 5


def test_a_spelling_of_many_is_met_with_the_options_and_what_was_meant_but_no_rows(
    tmp_path: Path,
) -> None:
    rows = [f"{i};1;N;leder;I høi grad;I ringe grd;3;3" for i in range(5)]
    found = problems(write(tmp_path, *rows), language="da")
    assert found["column"].tolist() == ["TM1, TMX2"]
    assert found.loc[0, ["n", "rows"]].tolist() == [10, ""]
    assert found.loc[0, "problem"] == (
        "Kolonnerne 'TM1', 'TMX2' har i alt 10 svar, der er stavet anderledes end svarmulighederne "
        "i 'fire-hurtige'. Oversæt stavemåderne under [responses.values.items]. "
        "Svarmulighederne er: 5 = I meget høj grad, 4 = I høj grad, 3 = Delvist, 2 = I ringe grad, "
        "1 = I meget ringe grad. Mente du 'I høj grad', 'I ringe grad'?"
    )


def test_a_slip_of_few_has_its_rows_and_never_a_word_on_what_was_meant(tmp_path: Path) -> None:
    rows = [f"{i};1;N;leder;I høi grad;3;3;3" for i in range(4)]
    other = [f"{i};1;N;leder;I nogen grad;3;3;3" for i in range(10, 20)]
    found = problems(write(tmp_path, *rows, *other), language="da")
    assert found.loc[0, ["n", "rows"]].tolist() == [14, "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 …"]
    assert "Svarmulighederne er: 5 = I meget høj grad" in found.loc[0, "problem"]
    assert "Mente du" not in found.loc[0, "problem"]


def test_a_message_names_our_column_and_the_files_own_heading(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        *["N;Elev;9;3;3;3"] * 3,
        header="Sted;Stilling;Stoler ledelsen  på de ansatte?;TMX2;JU1;JU4",
    )
    columns = {"Sted": "unit", "stilling": "role", "Stoler ledelsen på de ansatte?": "TM1"}
    said = told(path, columns=columns, language="da")
    assert "Kolonnen 'TM1' (i filen: 'Stoler ledelsen på de ansatte?') har 3 værdier" in said
    assert "3 rækker i kolonnen 'Stilling' har en rolle" in said


def test_a_misspelt_line_of_the_study_file_is_told_once(tmp_path: Path) -> None:
    path = write(tmp_path, "N;leder;3;3;3;3", header="Sted;Stilling;Q1;Q2;Q3;Q4")
    columns = {"Stedet": "unit", "Stiling": "role", "Q01": "TM1", "q2": "TMX2", "Q3": "JU1"}
    found = problems(path, columns=columns | {"Q4": "JU44"}, language="da")
    found = found[found["severity"] == "error"]
    assert found["column"].tolist() == ["Stedet, Stiling, Q01", "JU44"]
    assert "Mente du 'Sted', 'Stilling', 'Q1'?" in found["problem"].iloc[0]
    assert "Mente du 'JU4'?" in found["problem"].iloc[1]


def test_messages_are_danish_when_asked(tmp_path: Path) -> None:
    path = write(tmp_path, "1;2025;Nord;medarbejder;7;4;3;2")
    assert "har en værdi uden for 1–5 (række 2)" in told(path, language="da")


def test_an_unknown_role_is_quoted_when_it_is_a_category_and_not_one_persons_words(
    tmp_path: Path,
) -> None:
    rows = [f"{i};1;N;Mellemleder;1;1;1;1" for i in range(3)]
    told_words = told(write(tmp_path, *rows, "9;1;N;jeg hedder Bo;1;1;1;1"))
    assert "4 rows have a role that is neither employee nor leader: 'Mellemleder'" in told_words
    assert "Bo" not in told_words


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (HEADER.replace("unit", "Enhed"), r"'unit' \(workplace\) is missing.*Did you mean 'Enhed'"),
        (HEADER.replace("role", "Rolle"), "'role' is missing.*Did you mean 'Rolle'"),
        (HEADER.replace("wave", "Måling"), r"'wave' \(survey\) is missing.*Did you mean 'Måling'"),
        (HEADER.replace("TMX2", "TMX_2"), "'TMX2' is missing.*Did you mean 'TMX_2'"),
        (HEADER.replace("TMX2", "Spm. 2"), "'TMX2' is not in the file.*not_asked"),
        (HEADER.replace("TMX2", "JU1"), "heading 'JU1' stands several times"),
        ("a;b;c;d;e;f;g;h", "items TM1, TMX2, JU1, JU4 are not in the file"),
    ],
)
def test_a_column_that_is_not_there_is_named_with_the_one_that_was_meant(
    tmp_path: Path, header: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(write(tmp_path, header=header), FOUR)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": {"Unitt": "unit"}}, "'Unitt' of .* is not in the file.*Did you mean 'unit'"),
        ({"columns": {"unit": "unitt"}}, "'unitt' is neither an item"),
        ({"values": {"rolle": {"a": "b"}}}, "'rolle' is neither an item"),
        ({"columns": {"unit": "TM1", "role": "TM1"}}, "Several columns are set to be 'TM1'"),
        ({"backgrounds": ["occupation"]}, "'occupation' is missing"),
        ({"wave": "2026"}, "3 rows belong to another survey than '2026'"),
    ],
)
def test_a_study_file_that_does_not_fit_the_export_is_told(
    tmp_path: Path, options: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(write(tmp_path), FOUR, **options)  # type: ignore[arg-type]


def test_a_wholly_empty_item_column_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "1;1;N;leder;1;;1;1", "2;1;N;leder;1;;1;1")
    assert "Column 'TMX2' is empty" in told(path)


def test_a_form_without_answers_is_a_note(tmp_path: Path) -> None:
    path = write(tmp_path, *ROWS, "4;2025;N;leder;;;ved ikke;")
    assert "1 form holds no answer at all (row 5)" in told(path)
    assert len(read(path, FOUR)) == 4


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "e.csv", "The file is empty"),
        (HEADER.encode(), "e.csv", "The file is empty"),
        (b"PK\x03\x04 xl/workbook.xml", "e.csv", "an Excel file under another name"),
        (b"a;b\n\x81\x8d;1\n", "e.csv", "encoding cannot be recognised"),
        (b'a;b\n1;"2\n3;4\n', "e.csv", "quotation mark in the file is not closed"),
        (b"not a workbook", "e.xlsx", "cannot be opened as Excel"),
        (b"not spss", "e.sav", "cannot be opened as SPSS"),
        (b"old", "e.xls", "cannot be opened as Excel"),
        (b"\xd0\xcf\x11\xe0....", "e.xls", "Excel.s old kind"),
        (b"\xd0\xcf\x11\xe0....", "e.csv", "an Excel file under another name"),
        (b"not stata", "e.dta", "cannot be opened as Stata"),
        (b"\xd0\xcf\x11\xe0....", "e.xlsx", "protected by a password"),
        (b"PK\x03\x04 xl/workbook.xml", "e.xlsx", "cannot be opened as Excel"),
        (b"a;b;c\n1;2;3\n", "e.xlsx", "change the ending to .csv"),
        (b"old", "e.docx", "Save it as CSV, Excel"),
        (b"a;b\n1;2;3\n", "e.csv", "more cells than headings .row 2"),
        (b'"a;b;c"\n"1;2;3"\n', "e.csv", "Everything stands in one column"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_clear_sentence(
    tmp_path: Path, content: bytes, name: str, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read(path, FOUR)


def test_a_file_that_another_program_holds_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path)

    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "open", held)
    assert "Er den åben i Excel eller et andet program" in told(path, language="da")


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match=r"There is no file 'no\.csv'"):
        read("no.csv", FOUR)


@pytest.mark.parametrize("wrong", ["cp1252", "cp850", "mac_roman", "replace"])
def test_letters_that_broke_on_the_way_are_never_taken_for_names(
    tmp_path: Path, wrong: str
) -> None:
    name = "Hjemmepleje Nørresø"
    if wrong == "cp1252":  # UTF-8 once taken for Windows-1252, saved again
        broken = name.encode("utf-8").decode("cp1252").encode("utf-8")
    elif wrong == "replace":
        broken = name.encode("ascii", "replace")
    else:
        broken = name.encode(wrong)
    path = tmp_path / "export.csv"
    path.write_bytes(HEADER.encode() + b"\n1;1;" + broken + b";leder;1;1;1;1\n")
    with pytest.raises(InputError, match="encoding"):
        read(path, FOUR)


def test_a_broken_heading_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, header=HEADER + ";LÃ¸n")
    assert "The letters in the heading 'LÃ¸n' are broken" in told(path)


# --- what never happens ---------------------------------------------------------------------------

ANSWERS = st.one_of(
    st.integers(10**6, 10**9).map(str),
    st.text("QWXZ", min_size=6, max_size=80),
    st.floats(10**6, 10**9).map(repr),
)


@settings(max_examples=40)
@given(st.lists(st.lists(ANSWERS, min_size=4, max_size=4), min_size=1, max_size=5))
def test_no_answer_ever_stands_in_a_message(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("answers")
    path = write(folder, *(f"{i};1;N;leder;{';'.join(row)}" for i, row in enumerate(rows)))
    for language in ("da", "en"):
        found = problems(path, language=language)
        assert (found["severity"] == "error").any()
        text = found.to_csv()
        assert not any(answer in text for row in rows for answer in row)


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_reading_never_changes_a_name_that_it_accepts(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("names")
    quoted = name.replace('"', '""')
    path = write(folder, f'1;1;"{quoted}";leder;1;1;1;1')
    try:
        unit = read(path, FOUR)["unit"].iloc[0]
    except InputError:
        return
    assert unit in (name.strip(" \t\r\n\u00a0\u200b\ufeff"), "")


@given(st.lists(st.floats(0, 10**6).map(lambda x: round(x, 2)), min_size=1, max_size=8))
def test_numbers_are_the_same_with_comma_or_point(numbers: list[float]) -> None:
    for mark in (",", "."):
        texts = [f"{number:.2f}".replace(".", mark) for number in numbers]
        read = read_numbers(pd.Series(texts, dtype="str", name="x"))
        assert read.numbers.tolist() == numbers
        assert not read.problems


def test_a_point_before_three_digits_is_asked_about_and_not_guessed() -> None:
    unclear = pd.Series(["1.234", "2"], dtype="str", name="days")
    (problem,) = read_numbers(unclear).problems
    assert "may mark thousands or decimals" in problem.text("en")
    assert read_numbers(unclear, exact=True).numbers.tolist() == [1.234, 2]
    danish = pd.Series(["1.234", "2,5", "1.234,5"], dtype="str", name="days")
    assert read_numbers(danish).numbers.tolist() == [1234, 2.5, 1234.5]
    english = pd.Series(["1.234", "2.5"], dtype="str", name="days")
    assert read_numbers(english).numbers.tolist() == [1.234, 2.5]


# --- numbers without words ------------------------------------------------------------------------

COPSOQ = "copsoq3-social-capital"
WHO = "WHO5_1;WHO5_2;WHO5_3;WHO5_4;WHO5_5"


def test_bare_numbers_are_asked_about_in_words_with_counts_and_the_line_to_write(
    tmp_path: Path,
) -> None:
    rows = [f"{n};1;N;leder;1;2;1;2" for n in range(12)]
    path = write(tmp_path, *rows)
    assert told(path, numbers=None, language="da") == (
        "Svarene i 'Fire hurtige om social kapital' er tal uden ord, og tal alene viser ikke, "
        "hvilken ende der er hvilken. 1 er svaret 12 gange under 'Ledelsen stoler på "
        "medarbejderne'. Er 1 'I meget høj grad' eller 'I meget ringe grad'? "
        "Skriv én linje under [[responses]] i study.toml: "
        "numbers = \"position\", hvis 1 er 'I meget høj grad' (tallet er pladsen på skemaet); "
        "numbers = \"codes\", hvis 1 er 'I meget ringe grad'. En oversættelse af tallene til vores "
        "koder skrives sådan: numbers = { 0 = 1, 1 = 2, 2 = 3, 3 = 4, 4 = 5 }."
    )
    with pytest.raises(InputError, match="numbers alone do not tell which end is which"):
        read(path, FOUR, numbers=None)
    assert "is answered" not in told(write(tmp_path, *rows[:4]), numbers=None)  # a few people's


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        ("codes", [1, 2, 4, 5]),
        ("position", [5, 4, 2, 1]),
        ({1: 5, 2: 4, 4: 2, 5: 1}, [5, 4, 2, 1]),
        ({"1": "2", "2": 3, "4": 4, "5": 5.0}, [2, 3, 4, 5]),
        ({FOUR: "position"}, [5, 4, 2, 1]),
    ],
)
def test_what_the_study_says_of_numbers_is_done(
    tmp_path: Path, numbers: object, codes: list[float]
) -> None:
    path = write(tmp_path, "1;1;N;leder;1;2;4;5")
    table = read(path, FOUR, numbers=numbers)
    assert table[["TM1", "TMX2", "JU1", "JU4"]].iloc[0].tolist() == codes


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ("place", "'place' cannot be used as numbers in .*codes, position"),
        ({"who-5": "codes"}, "'who-5' cannot be used as numbers .*fire-hurtige"),
        ({FOUR: "kode"}, "'kode' cannot be used as numbers"),
        ({1: 9}, "no codes of 'fire-hurtige'. To the right there may be: 1, 2, 3, 4, 5"),
        ({1: "I høj grad"}, "no codes of 'fire-hurtige'"),
        ({FOUR: 3}, "'3' cannot be used as numbers"),
    ],
)
def test_a_line_about_numbers_that_cannot_be_used_is_told(
    tmp_path: Path, numbers: object, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(write(tmp_path), FOUR, numbers=numbers)


def test_option_numbers_of_who_5_are_no_codes_though_nobody_chose_the_last(tmp_path: Path) -> None:
    path = write(tmp_path, *["N;leder;1;2;3;4;5"] * 6, header="unit;role;" + WHO)
    said = told(path, "who-5", numbers=None)
    assert "Is 1 'All of the time' or 'Some of the time'?" in said
    answers = read(path, "who-5", numbers="position")
    assert answers[WHO.split(";")].iloc[0].tolist() == [5, 4, 3, 2, 1]
    six = write(tmp_path, *["N;leder;1;2;3;4;6"] * 6, header="unit;role;" + WHO)
    assert "Is 1 'All of the time'? Then write the line numbers = \"position\"" in told(
        six, "who-5", numbers=None
    )
    none = write(tmp_path, *["N;leder;0;2;3;4;5"] * 6, header="unit;role;" + WHO)
    assert "Is 0 'At no time'? Then write the line numbers = \"codes\"" in told(
        none, "who-5", numbers=None
    )
    both = write(tmp_path, *["N;leder;0;2;3;4;6"] * 6, header="unit;role;" + WHO)
    assert "They fit neither the places on the form nor our codes" in told(
        both, "who-5", numbers=None
    )


def test_each_instrument_of_a_file_may_have_its_own_numbers(tmp_path: Path) -> None:
    header = f"unit;role;TM1;TMX2;JU1;JU4;{WHO}"
    path = write(tmp_path, *["N;leder;1;2;3;4;1;2;3;4;5"] * 6, header=header)
    said = problems(path, [FOUR, "who-5"], numbers=None)["problem"]
    assert said.str.contains('numbers = { fire-hurtige = "position", who-5 = "position" }').any()
    numbers = {FOUR: "position", "who-5": "codes"}
    table = read(path, [FOUR, "who-5"], numbers=numbers)
    assert table[["TM1", "WHO5_1"]].iloc[0].tolist() == [5, 1]
    only = told(path, [FOUR, "who-5"], numbers={FOUR: "position"})
    assert "The answers to 'Well-being (WHO-5)' are numbers" in only
    assert "'fire-hurtige' are numbers" not in only


def test_what_is_said_of_one_questionnaire_holds_for_the_items_it_shares(tmp_path: Path) -> None:
    path = write(tmp_path, "1;1;N;leder;1;1;1;1")
    others = [c for c in skcore.load_instrument(COPSOQ).item_codes if c not in HEADER.split(";")]
    for order in ([FOUR, COPSOQ], [COPSOQ, FOUR]):
        table = read(path, order, numbers={COPSOQ: "position"}, not_asked=others)
        assert table["TM1"].tolist() == [5]


@pytest.mark.parametrize(
    "form",
    [
        "{n} {w}",
        "[{n}] {w}",
        "({n}) {w}",
        "{n} - {w}",
        "{n}={w}",
        "{w} ({n})",
        "{w} [{n}]",
        "{n}. {w}",
        "{w} - {n}",
        "{n}: {w}",
    ],
)
@pytest.mark.parametrize("kind", ["csv", "sav"])
def test_words_with_a_number_are_read_by_word_in_every_file(
    tmp_path: Path, form: str, kind: str
) -> None:
    words = ["I meget høj grad", "I høj grad", "Delvist", "I ringe grad", "I meget ringe grad"]
    written = [form.format(n=n, w=w) for n, w in enumerate(words, 1)]
    if kind == "csv":
        path = write(tmp_path, *[f"{n};1;N;leder;{w};{w};{w};{w}" for n, w in enumerate(written)])
    else:
        labels = {float(n): w for n, w in enumerate(written, 1)}
        path = write_spss(tmp_path, labels, [1.0, 2.0, 3.0, 4.0, 5.0])
    assert read(path, FOUR, numbers=None)["TM1"].tolist() == [5, 4, 3, 2, 1]


def test_words_at_the_ends_tell_what_the_numbers_between_mean(tmp_path: Path) -> None:
    labels = {1.0: "I meget høj grad", 5.0: "I meget ringe grad"}
    path = write_spss(tmp_path, labels, [1.0, 2.0, 4.0, 5.0])
    assert read(path, FOUR, numbers=None)["TM1"].tolist() == [5, 4, 2, 1]
    rows = [
        f"{n};1;N;leder;{w};{w};{w};{w}" for n, w in enumerate(["1 I meget høj grad", "2", "4"])
    ]
    assert read(write(tmp_path, *rows), FOUR, numbers=None)["TM1"].tolist() == [5, 4, 2]
    # the middle alone fits both ways, and tells nothing
    path = write_spss(tmp_path, {3.0: "Delvist"}, [1.0, 3.0])
    assert "numbers alone do not tell" in told(path, numbers=None)


def test_a_translation_of_answers_settles_the_numbers_that_it_names(tmp_path: Path) -> None:
    path = write(tmp_path, "1;1;N;leder;1;2;99;1")
    whole = {"1": 5, "2": 4, "99": ""}
    table = read(path, FOUR, numbers=None, values={"items": whole})
    assert table[["TM1", "TMX2"]].iloc[0].tolist() == [5, 4]
    assert "numbers alone do not tell" in told(path, numbers=None, values={"items": {"99": ""}})


@settings(max_examples=30)
@given(
    st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=1, max_size=6),
    st.booleans(),
)
def test_bare_numbers_are_never_read_without_a_word(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[int]], excel: bool
) -> None:
    folder = tmp_path_factory.mktemp("bare")
    path = write(folder, *(f"{i};1;N;leder;{';'.join(map(str, r))}" for i, r in enumerate(rows)))
    if excel:
        path = folder / "export.xlsx"
        book = openpyxl.Workbook()
        book.active.append(HEADER.split(";"))
        for number, row in enumerate(rows):
            book.active.append([number, 1, "N", "leder", *row])
        book.save(path)
    with pytest.raises(InputError, match="numbers alone do not tell"):
        read(path, FOUR, numbers=None)


def workbook_with(path: Path, old: bytes, new: bytes) -> Path:
    """A workbook of four cells, with something in its sheet replaced."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["unit", "wave"])
    sheet.write_row(1, 0, ["A", 3])
    book.close()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            if name.endswith("sheet1.xml"):
                assert old in content
                content = content.replace(old, new)
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<v>0</v>", b"<v>99999</v>"),  # a text that is not among the workbook's texts
        (b'r="A1"', b'r="ZZZZZZ99999999999"'),
        (b'r="B2"', b'r="XFD1048576"'),
        (b'<row r="2"', b'<row r="' + b"9" * 5000 + b'"'),
        (b"</sheetData>", b"<row r="),
    ],
)
def test_a_workbook_whose_cells_point_nowhere_is_one_sentence_and_no_panic(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], old: bytes, new: bytes
) -> None:
    table = read_table(workbook_with(tmp_path / "odd.xlsx", old, new))
    assert {problem.key for problem in table.problems} <= {"not_excel", "file_empty"}
    said = capfd.readouterr()
    assert said.err == said.out == ""


# --- rows of headings -----------------------------------------------------------------------------

PEOPLE = [
    f"{n};{unit};I høj grad;Delvist;I ringe grad;I høj grad"
    for n, unit in enumerate(["Nord", "Nord", "Syd"] * 4, 2)
]
LEFT_BLANK = [
    "1;Nord;Ved ikke;Ikke relevant;;",
    "1;Nord;Ved ikke;Ikke relevant;Ønsker ikke at svare;Ubesvaret",
    "1;Ene;Don't know;Not relevant;No answer;Prefer not to say",
]


@pytest.mark.parametrize("first", LEFT_BLANK)
def test_a_first_person_who_answered_nothing_is_no_row_of_headings(
    tmp_path: Path, first: str
) -> None:
    path = write(tmp_path, first, *PEOPLE, header="respondent;unit;TM1;TMX2;JU1;JU4")
    assert read(path, FOUR)["respondent"].tolist() == [str(n) for n in range(1, 14)]


@pytest.mark.parametrize("words", ["I noget grad;I høi grad;;", "måske;nej tak;altså;tja"])
@pytest.mark.parametrize(("language", "row"), [("da", "række 2"), ("en", "row 2")])
def test_a_first_person_with_words_of_their_own_is_told_by_row(
    tmp_path: Path, words: str, language: str, row: str
) -> None:
    path = write(tmp_path, f"1;Nord;{words}", *PEOPLE, header="respondent;unit;TM1;TMX2;JU1;JU4")
    found = skcore.check_responses(path, FOUR, language=language)
    wrong = found[found["severity"] == "error"]["problem"].tolist()
    assert len(wrong) == 1
    assert row in wrong[0]
    assert words.split(";", maxsplit=1)[0] not in wrong[0]


def test_a_second_row_of_headings_is_still_left_out(tmp_path: Path) -> None:
    labels = "Respondent;Afdeling;Tillid til leder;Tillid til ledelse;Retfærdighed;Konflikter"
    path = write(tmp_path, labels, *PEOPLE, header="respondent;unit;TM1;TMX2;JU1;JU4")
    assert len(read(path, FOUR)) == 12
    assert "række 2" in told(path, language="da")
