"""The codebook: complete, through the door, the same bytes every time, and text only."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from typer.testing import CliRunner

import skcore
from skcore.aggregation.membership import counted_people
from skcore.cli import app
from skcore.codebook.ddi import codebook_ddi
from skcore.codebook.files import codebook_html, codebook_xlsx
from skcore.codebook.sheets import Sheet, codebook_sheets
from skcore.errors import SkcoreError

runner = CliRunner()
HOSTILE = ("=1+1", "@SUM(A1)", "<script>alert(1)</script>", "+49", "\u202eomvendt")


@pytest.fixture(scope="module")
def sheets(sample_release: Any) -> dict[str, Sheet]:
    names = ("items", "options", "scales", "answers")
    return dict(zip(names, codebook_sheets(sample_release), strict=True))


def column(sheet: Sheet, name: str) -> dict[str, str]:
    """One column by the first one."""
    at = sheet.columns.index(name)
    return {row[0]: row[at] for row in sheet.rows}


def test_every_question_has_its_coding_and_its_wording_where_that_is_verified(
    sheets: dict[str, Sheet], sample_study: Any
) -> None:
    items = sheets["items"]
    assert [row[0] for row in items.rows] == list(sample_study.instrument_items)
    wording = column(items, "Officiel ordlyd")
    assert wording["TMX2"] == "Kan man stole på de udmeldinger, der kommer fra ledelsen?"
    assert wording["TM1"].startswith("(ordlyden er ikke efterprøvet")
    turned = column(items, "Vendt")
    assert {code for code, word in turned.items() if word == "ja"} == {"TM3", "TE1", "TE2"}
    assert column(items, "Tema")["JU1"] == "JU"


def test_missing_answers_are_numbers_from_the_minimum_up_and_words_below(
    sheets: dict[str, Sheet],
) -> None:
    told = column(sheets["items"], "Sprunget over")
    assert told["TM3"] == "1. måling: færre end 5; 2. måling: færre end 5"
    numbers = [int(n) for text in told.values() for n in re.findall(r": (\d+)", text)]
    assert min(numbers) >= 5
    assert len(numbers) > 20


def test_options_tell_code_words_and_points_also_when_turned(sheets: dict[str, Sheet]) -> None:
    rows = {row[1:] for row in sheets["options"].rows}
    assert ("I meget høj grad – I meget ringe grad", "5", "I meget høj grad", "100", "0") in rows
    assert ("Altid – Aldrig/næsten aldrig", "4", "Ofte", "75", "") in rows
    assert len(sheets["options"].rows) == 5 + 5 + 6


def test_scales_tell_what_they_are_made_of_and_their_missing_rule(sheets: dict[str, Sheet]) -> None:
    scales = sheets["scales"]
    assert column(scales, "Består af")["TE"] == "TE1, TE2, TE3"
    rule = column(scales, "Regnes ud når")
    assert rule["TM"] == "mindst 2 af 4 besvaret"
    assert rule["WHO5"] == "mindst 5 af 5 besvaret"
    assert column(scales, "Bemærk")["SC"] == "gennemsnit af temaerne"


def test_distributions_are_the_released_ones_in_the_words_that_were_answered(
    sheets: dict[str, Sheet], sample_release: Any, sample_study: Any
) -> None:
    rows = sheets["answers"].rows
    released = sample_release.items.table
    assert len(rows) == int((~released["hidden"]).sum())
    answers = sample_study.responses
    # everybody who is counted and answered the question
    counted = counted_people(skcore.scored_people(sample_study), sample_study.instruments[0])
    staff = answers[(answers["wave"] == "2026") & (answers["role"] == "employee") & counted]
    for code, option, value in (("TM3", "I meget høj grad", 5), ("JU1", "I ringe grad", 2)):
        (told,) = [
            row[4] for row in rows if row[0] == "2. måling" and row[1] == code and row[3] == option
        ]
        assert abs(int(told) - 100 * (staff[code].dropna() == value).mean()) < 1


def test_both_files_hold_the_same_cells(sample_release: Any, sheets: dict[str, Sheet]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(codebook_xlsx(list(sheets.values()))))
    page = codebook_html(sample_release, list(sheets.values()))
    for sheet in sheets.values():
        tab = [[cell or "" for cell in row] for row in book[sheet.name].iter_rows(values_only=True)]
        width = len(sheet.columns)
        assert [tuple(row[:width]) for row in tab[2:]] == [sheet.columns, *sheet.rows]
        assert tab[0][0] == sheet.note
    cells = [unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", page)]
    assert cells == [cell for sheet in sheets.values() for row in sheet.rows for cell in row]
    assert '<html lang="da">' in page
    assert "<script" not in page
    assert "http" not in re.sub(r"<p>.*?</p>", "", page)


def test_hostile_text_stays_text(sample_release: Any) -> None:
    sheet = Sheet("Ark", HOSTILE[0], ("=HEAD",), tuple((text,) for text in HOSTILE))
    book = openpyxl.load_workbook(io.BytesIO(codebook_xlsx([sheet])))
    cells = [cell for row in book["Ark"].iter_rows() for cell in row if cell.value is not None]
    assert [cell.data_type for cell in cells] == ["s"] * (2 + len(HOSTILE))
    assert all(cell.quotePrefix for cell in cells)
    page = codebook_html(sample_release, [sheet])
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_the_same_study_gives_the_same_bytes(sheets: dict[str, Sheet]) -> None:
    first, second = (codebook_xlsx(list(sheets.values())) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {info.date_time[0] for info in packed.infolist()} == {2000}
        assert b"2000-01-01T00:00:00Z" in packed.read("docProps/core.xml")


@pytest.mark.whole
def test_the_command_writes_all_files_or_the_one_that_is_named(lean: Path) -> None:
    folder = lean
    study = str(folder / "study.toml")
    done = runner.invoke(app, ["codebook", study])
    assert done.exit_code == 0, done.output
    assert (folder / "kodebog.xlsx").is_file()
    assert "Kodebog" in (folder / "kodebog.html").read_text(encoding="utf-8")
    assert b"ddi:codebook:2_5" in (folder / "kodebog.xml").read_bytes()
    assert list(folder.glob("*.ledger.json"))  # what was shown is remembered
    one = folder / "out" / "book.html"
    again = runner.invoke(app, ["codebook", study, "--out", str(one), "--language", "en"])
    assert again.exit_code == 0, again.output
    assert [path.name for path in one.parent.iterdir()] == ["book.html"]
    assert "Answer options" in one.read_text(encoding="utf-8")


def test_the_archives_file_is_as_the_standard_has_it_and_the_same_twice(
    sample_release: Any, sample_study: Any
) -> None:
    schema = etree.XMLSchema(
        etree.parse(Path(__file__).parent / "golden/ddi-codebook-2.5-part.xsd")
    )
    content = codebook_ddi(sample_release)
    assert content == codebook_ddi(sample_release)
    root = etree.fromstring(content)
    schema.assertValid(root)  # order, attributes, and every reference points at a variable
    names = [var.get("name") for var in root.iterfind(".//{*}var")]
    scales = [code for i in sample_study.instruments for code in i.scale_codes]
    people = ["respondent", "wave", "unit", "role", *sample_study.backgrounds]
    assert names == [*people, *sample_study.instrument_items, *scales]
    said = {var.get("name"): var for var in root.iterfind(".//{*}var")}
    assert said["TMX2"].findtext(".//{*}qstnLit", "").startswith("Kan man stole på")
    assert said["TM1"].find(".//{*}qstnLit") is None  # wording that is not verified is not there
    codes = [node.text for node in said["WHO5_1"].iterfind(".//{*}catValu")]
    assert codes == ["5", "4", "3", "2", "1", "0"]
    assert "vendt" in said["TM3"].findtext("{*}notes", "")
    assert "færre end 5" in root.findtext(".//{*}restrctn", "")


@pytest.mark.whole
def test_the_archives_file_holds_text_and_no_answers(sample_study: Any) -> None:
    import dataclasses

    study = dataclasses.replace(sample_study, title=HOSTILE[2], organisation="A & B \x00")
    release = skcore.release_study(study)
    root = etree.fromstring(codebook_ddi(release))
    assert root.findtext(".//{*}stdyDscr//{*}titl") == HOSTILE[2]
    assert root.findtext(".//{*}AuthEnty") == "A & B"
    tags = {etree.QName(node).localname for node in root.iter()}
    assert not tags & {"catStat", "sumStat", "TotlResp", "respRate"}


def test_wrong_input_is_said_and_nothing_is_written(sample_folder: Path) -> None:
    with pytest.raises(SkcoreError, match=r"Lad navnet ende på \.xlsx, \.html eller \.xml"):
        skcore.make_codebook(sample_folder / "study.toml", out=sample_folder / "book.pdf")
    missing = runner.invoke(app, ["codebook", str(sample_folder / "nothing.toml")])
    assert missing.exit_code == 1
    assert "nothing.toml" in missing.output
    assert not list(sample_folder.glob("*.ledger.json"))


def test_a_study_of_few_has_a_codebook_without_numbers(sample_study: Any) -> None:
    import dataclasses

    answers = sample_study.responses
    few = answers[answers["unit"] == answers["unit"].iloc[0]].head(4)
    study = dataclasses.replace(
        sample_study, responses=few, absence=None, outcomes=None, crosswalk=None
    )
    sheets = codebook_sheets(skcore.release_study(study))
    assert sheets[3].rows == ()
    assert set(column(sheets[0], "Sprunget over").values()) == {"vises ikke"}
