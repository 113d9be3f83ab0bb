"""Lists of sick leave and of the invited as payroll, Excel and people write them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from broken_files import sheet

import skcore
from skcore.errors import InputError

HEAD = ["Enhed", "Måned", "Årsag", "Fraværsdagsværk", "Mulige dagsværk"]
LEAVE = ["Nord", "2025-01", "Egen sygdom", "12,5", "1234,5"]


def csv(folder: Path, *rows: list[str], head: list[str] = HEAD) -> Path:
    path = folder / "fravaer.csv"
    path.write_text("\n".join(";".join(row) for row in [head, *rows]), encoding="utf-8")
    return path


def workbook(folder: Path, *rows: list[Any]) -> Path:
    path = folder / "fravaer.xlsx"
    path.write_bytes(sheet([list(HEAD), *rows]))
    return path


def with_month(*months: str) -> list[list[str]]:
    return [[f"Team {n}", month, *LEAVE[2:]] for n, month in enumerate(months)]


@pytest.mark.parametrize(
    "month",
    [
        "2025-01",
        "2025/1",
        "202501",
        "2025M01",
        "01-2025",
        "1/2025",
        "jan-25",
        "jan.25",
        "Jan 2025",
        "januar 2025",
        "2025 januar",
        "January 2025",
        "31-01-2025",
        "31.01.2025",
        "31/01/2025",
        "01/31/2025",
        "2025-01-31",
        "45658",
    ],
)
def test_a_month_is_read_however_it_is_written(month: str, tmp_path: Path) -> None:
    read = skcore.read_absence(csv(tmp_path, *with_month(month)))
    assert read["month"].tolist() == [pd.Timestamp(2025, 1, 1)]


@pytest.mark.parametrize(
    "month", ["13-2025", "00-2025", "1. kvartal 2025", "uge 3 2025", "4565", "99999", "2025"]
)
def test_what_is_no_month_is_told(month: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a month"):
        skcore.read_absence(csv(tmp_path, *with_month(month)))


def test_the_place_that_never_changes_is_the_days(tmp_path: Path) -> None:
    for months in (
        ["01/01/2025", "02/01/2025", "03/01/2025"],
        ["1/1/2025", "1/2/2025", "1/3/2025"],
    ):
        read = skcore.read_absence(csv(tmp_path, *with_month(*months)))
        assert read["month"].dt.month.tolist() == [1, 2, 3]
    with pytest.raises(InputError, match="3 April as well as 4 March"):
        skcore.read_absence(csv(tmp_path, *with_month("05/06/2025", "06/07/2025")))


def test_a_day_number_of_excel_is_its_month(tmp_path: Path) -> None:
    rows = [["Nord", 45658, "Egen sygdom", 12.5, 1234.567], ["Syd", dt.date(2025, 1, 1), "", 1, 9]]
    read = skcore.read_absence(workbook(tmp_path, *rows))
    assert read["month"].tolist() == [pd.Timestamp(2025, 1, 1)] * 2
    assert read["available_days"].tolist() == [1234.567, 9.0]


@pytest.mark.parametrize(
    ("absent", "available", "days"),
    [
        ("12,5", "1.234", 1234.0),  # the file's other numbers have decimal commas
        ("12.5", "1,234", 1234.0),  # and here points
        ("12,5", "1.234,5", 1234.5),
        ("12.5", "1,234.5", 1234.5),
        ("12,5", "1 234,5", 1234.5),
        ("12,5", "1\u00a0234", 1234.0),
        ("12", "1234,567", 1234.567),
    ],
)
def test_a_thousand_is_a_thousand(absent: str, available: str, days: float, tmp_path: Path) -> None:
    read = skcore.read_absence(csv(tmp_path, [*LEAVE[:3], absent, available]))
    assert read["available_days"].tolist() == [days]


def test_a_point_that_nothing_settles_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="may mark thousands or decimals"):
        skcore.read_absence(csv(tmp_path, [*LEAVE[:3], "1", "1.234"]))


def test_a_number_that_stands_as_text_in_excel_is_asked_about(tmp_path: Path) -> None:
    rows = [["Nord", "2025-01", "", 0.5, "1.234"], ["Syd", "2025-01", "", 0.5, 1300.25]]
    with pytest.raises(InputError, match=r"may mark thousands or decimals \(row 2\)"):
        skcore.read_absence(workbook(tmp_path, *rows))


@pytest.mark.parametrize("days", ["4,5 %", "12,5 dage", "12:30", "(12,5)", "12,5-", "ca. 12"])
def test_what_is_no_number_is_told_and_not_quoted(days: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"not a number \(row 2\)") as refused:
        skcore.read_absence(csv(tmp_path, [*LEAVE[:3], days, "1234"]))
    assert days not in str(refused.value)


def test_rows_that_sum_others_up_are_left_out_and_told(tmp_path: Path) -> None:
    rows = [LEAVE, ["I alt", *LEAVE[1:]], ["Syd", *LEAVE[1:]], ["Vest", *LEAVE[1:]]]
    rows += [["Øst", *LEAVE[1:]], ["Øst", "2025-01", "I alt", "20,5", "1234,5"]]
    path = csv(tmp_path, *rows)
    read = skcore.read_absence(path)
    assert read["unit"].tolist() == ["Nord", "Syd", "Vest", "Øst"]
    assert read["absence_days"].sum() == 4 * 12.5


def test_rows_that_are_there_twice_are_told_in_the_readers_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="med samme arbejdsplads, måned, årsag"):
        skcore.read_absence(csv(tmp_path, LEAVE, LEAVE), language="da")


@pytest.mark.parametrize(
    ("said", "n"), [("1.020", 1020), ("1,020", 1020), ("20,0", 20), ("20", 20)]
)
def test_people_are_counted_in_whole_numbers(said: str, n: int, tmp_path: Path) -> None:
    read = skcore.read_invited(csv(tmp_path, ["Nord", said], head=["Enhed", "Inviterede"]))
    assert read["invited"].tolist() == [n]


@pytest.mark.parametrize(("missing", "shown"), [([99], True), ([{"lo": 90, "hi": 99}], False)])
def test_what_spss_calls_missing_is_missing(
    missing: list[Any], shown: bool, tmp_path: Path
) -> None:
    """Also where 99 has no words, or words of its own."""
    import pyreadstat

    words = {5: "I meget høj grad", 4: "I høj grad", 3: "Delvist", 2: "I ringe grad"}
    words |= {1: "I meget ringe grad"} | ({99: "Vil ikke svare"} if shown else {})
    codes = ["TM1", "TMX2", "JU1", "JU4"]
    frame = pd.DataFrame([["Nord", 5, 99, 3, 4], ["Syd", 1, 2, 99, 99]], columns=["Enhed", *codes])
    path = tmp_path / "svar.sav"
    pyreadstat.write_sav(
        frame,
        str(path),
        variable_value_labels=dict.fromkeys(codes, words),
        missing_ranges=dict.fromkeys(codes, missing),
    )
    read = skcore.read_responses(path, "fire-hurtige", columns={"Enhed": "unit"})
    assert read[codes].isna().to_numpy().tolist() == [
        [False, True, False, False],
        [False, False, True, True],
    ]
    assert read["TM1"].tolist() == [5.0, 1.0]
