"""Spell lists become units and months: no person leaves the room, and nothing is guessed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import skcore
from skcore.errors import InputError, SkcoreError
from skcore.reading.dates import date_of_text as _date

HEAD = "person;unit;start;end;cause;fte\n"
FACTOR = 227 / 365


def room(units: str = "ab", months: int = 12, days: float = 227.0, **more: object) -> pd.DataFrame:
    month = pd.date_range("2025-01-01", periods=months, freq="MS")
    tables = [pd.DataFrame({"unit": u, "month": month, "available_days": days}) for u in units]
    return pd.concat(tables, ignore_index=True).assign(**more)


def write(folder: Path, rows: str, head: str = HEAD) -> Path:
    path = folder / "spells.csv"
    path.write_text(head + rows, encoding="utf-8-sig")
    return path


def read(path: Path, **options: object) -> pd.DataFrame:
    settings = {"available": room(), "per_calendar_day": FACTOR} | options
    table = skcore.read_spells(path, **settings)  # type: ignore[arg-type]
    return table.set_index(["unit", "month", "cause"]).sort_index()


def test_days_lie_in_their_months_and_a_spell_counts_where_it_starts(tmp_path: Path) -> None:
    table = read(write(tmp_path, "7;a;30-03-2025;02-04-2025;egen sygdom;\n"))
    march, april = (table.loc[("a", f"2025-0{m}-01", "own_sickness")] for m in (3, 4))
    assert march["absence_days"] == pytest.approx(2 * FACTOR)
    assert april["absence_days"] == pytest.approx(2 * FACTOR)
    assert (march["spells"], april["spells"]) == (1, 0)
    assert (march["persons_absent"], april["persons_absent"]) == (1, 1)


def test_a_year_of_absence_by_the_stated_factor_is_a_full_time_year(tmp_path: Path) -> None:
    table = read(write(tmp_path, "7;a;01-01-2025;31-12-2025;sygdom;\n"))
    assert table.loc["a", "absence_days"].sum() == pytest.approx(227)
    half = read(write(tmp_path, "7;a;01-01-2025;31-12-2025;sygdom;0,5\n"))
    assert half.loc["a", "absence_days"].sum() == pytest.approx(227 / 2)


def test_no_person_and_no_date_of_a_spell_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path, "010190-1234;a;05-03-2025;09-03-2025;sygdom;\n")
    table = read(path).reset_index()
    assert list(table.columns) == [
        *("unit", "month", "cause", "absence_days", "available_days", "spells"),
        *("persons_absent", "long_term_days"),
    ]
    assert "1234" not in table.to_csv()


def test_no_message_names_a_person(tmp_path: Path) -> None:
    rows = (
        "010190-1234;a;05-03-2025;09-02-2025;sygdom;\n"
        "020290-5678;a;05-03-2025;09-03-2025;sygdom;\n020290-5678;a;07-03-2025;08-03-2025;sygdom;\n"
    )
    with pytest.raises(InputError, match=r"ends before it begins \(row 2\)") as caught:
        read(write(tmp_path, rows))
    assert "overlaps another of the same person in the same unit (row 4)" in str(caught.value)
    assert "1234" not in str(caught.value)
    assert "5678" not in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("7;a;31-02-2025;01-03-2025;sygdom;\n", "'start' .first day. is not a date.*14-03-2025"),
        ("7;a;01-03-2025;i går;sygdom;\n", r"'end' .last day. is not a date"),
        ("7;a;01-03-2025;02-03-2025;egen sygdm;\n", "misspelt"),
        ("7;a;01-03-2025;02-03-2025;sygdom;1,5\n", "'fte' must lie above 0 and be 1 at most"),
        (";a;01-03-2025;02-03-2025;sygdom;1\n", "'person' holds an empty cell"),
    ],
)
def test_what_cannot_be_read_is_told_by_row(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(write(tmp_path, rows))


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "7;a;01-03-2025\n", head="person;unit;start\n")
    with pytest.raises(InputError, match=r"Column 'end' .last day. is missing"):
        read(path)


def notes(path: Path, **options: object) -> str:
    settings = {"available": room(), "per_calendar_day": FACTOR} | options
    table = skcore.check_spells(path, **settings)  # type: ignore[arg-type]
    assert table["severity"].isin(["note", "ask"]).all()
    return "\n".join(table["problem"])


def test_what_is_unclear_is_noted_and_stops_nothing(tmp_path: Path) -> None:
    rows = (
        "7;a;01-12-2025;;sygdom;\n8;c;01-03-2025;04-03-2025;sygdom;\n"
        "9;a;01-05-2025;04-05-2025;sygdom;\n9;b;03-05-2025;06-05-2025;sygdom;\n"
    )
    told = notes(write(tmp_path, rows))
    assert "Is 03-04 in columns 'start' (first day), 'end' (last day) the 3rd of April?" in told
    assert "Is 03-04" not in notes(write(tmp_path, rows.replace("04-03", "14-03")))
    assert "A spell has no last day (row 2)" in told
    assert "available days are known (row 3): 'c'" in told
    assert "same person in another unit (row 5)" in told
    table = read(write(tmp_path, rows))
    december = table.loc[("a", "2025-12-01", "own_sickness"), "absence_days"]
    assert december == pytest.approx(31 * FACTOR)
    assert "c" not in table.index.get_level_values("unit")


def test_more_days_than_available_and_gaps_are_noted(tmp_path: Path) -> None:
    path = write(tmp_path, "7;a;01-03-2025;31-03-2025;sygdom;\n")
    tight = room(days=10.0)
    assert "more absence, all causes together, than available days: 'a'" in notes(
        path, available=tight
    )
    holes = room()[lambda t: ~((t["unit"] == "b") & (t["month"] == "2025-06-01"))]
    assert "lacks months in the middle of the register: 'b'" in notes(path, available=holes)


def test_units_and_months_without_spells_have_none(tmp_path: Path) -> None:
    available = room(employed=12)
    table = read(write(tmp_path, "7;a;05-03-2025;09-03-2025;barns sygdom;\n"), available=available)
    own = table.xs("own_sickness", level="cause")
    assert len(own) == 24
    assert own["absence_days"].eq(0).all()
    summary = skcore.absence_summary(table.reset_index(), start="2025-01-01")
    assert summary["days_per_fte"].eq(0).all()
    assert summary["employed"].eq(12).all()


def test_long_spells_are_told_apart_by_their_own_length(tmp_path: Path) -> None:
    rows = "7;a;01-03-2025;29-03-2025;sygdom;\n8;a;01-03-2025;28-03-2025;sygdom;\n"
    march = read(write(tmp_path, rows)).loc[("a", "2025-03-01", "own_sickness")]
    assert march["long_term_days"] == pytest.approx(29 * FACTOR)
    shorter = read(write(tmp_path, rows), long_term_from=22)
    assert shorter.loc["a", "long_term_days"].sum() == pytest.approx(57 * FACTOR)


def test_the_conversion_has_to_be_stated_and_possible(tmp_path: Path) -> None:
    path = write(tmp_path, "7;a;05-03-2025;09-03-2025;sygdom;\n")
    with pytest.raises(SkcoreError, match="missing a required argument: 'per_calendar_day'"):
        skcore.read_spells(path, available=room())  # type: ignore[call-arg]
    for wrong in (0, 1.4):
        with pytest.raises(SkcoreError, match=r"above 0 and at most 1 \(227 / 365 is 0\.62\)"):
            read(path, per_calendar_day=wrong)
    with pytest.raises(InputError, match="no column 'available_days'"):
        read(path, available=room().drop(columns="available_days"))


def test_excel_dates_are_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD.strip().split(";"))
    day = pd.Timestamp("2025-03-05").to_pydatetime()
    book.active.append(["7", "a", day, day, "sygdom", 1])
    path = tmp_path / "spells.xlsx"
    book.save(path)
    assert read(path)["spells"].sum() == 1


@pytest.mark.parametrize("text", ["2025-03-04", "04-03-2025", "4.3.2025", "4/3/2025"])
def test_dates_are_read_day_first(text: str) -> None:
    assert _date(text) == pd.Timestamp(2025, 3, 4)


SPELL = st.tuples(st.sampled_from("ab"), st.integers(0, 300), st.integers(0, 60))


@settings(max_examples=30)
@given(st.lists(SPELL, min_size=1, max_size=8))
def test_no_calendar_day_is_lost_or_counted_twice(
    tmp_path_factory: pytest.TempPathFactory, spells: list[tuple[str, int, int]]
) -> None:
    begin = date(2025, 1, 1)
    rows = "".join(
        f"{at};{unit};{begin + timedelta(days=start)};{begin + timedelta(days=start + more)};;\n"
        for at, (unit, start, more) in enumerate(spells)
    )
    path = write(tmp_path_factory.mktemp("spells"), rows)
    table = read(path, per_calendar_day=1.0)
    assert table["absence_days"].sum() == sum(more + 1 for _, _, more in spells)
    assert table["spells"].sum() == len(spells)


LEAVE = (
    "7;a;27-01-2025;31-01-2025;{0};\n7;a;01-02-2025;28-02-2025;{0};\n"
    "7;a;01-03-2025;09-03-2025;{1};\n"
)


def of_one(folder: Path, rows: str, **options: object) -> pd.DataFrame:
    path = folder / "spells.csv"
    path.write_text("person;unit;start;end;cause;fte\n" + rows, encoding="utf-8")
    room = pd.DataFrame(
        {"unit": "a", "month": ["2025-01", "2025-02", "2025-03"], "available_days": 400.0}
    )
    read = skcore.read_spells(path, available=room, per_calendar_day=227 / 365, **options)  # type: ignore[arg-type]
    return read[read["cause"] == "own_sickness"]


def test_a_leave_that_payroll_cuts_at_month_ends_is_one_spell(tmp_path: Path) -> None:
    cut = of_one(tmp_path, LEAVE.format("sygdom", "sygdom"))
    whole = of_one(tmp_path, "7;a;27-01-2025;09-03-2025;sygdom;\n")
    pd.testing.assert_frame_equal(cut, whole)
    assert cut["spells"].tolist() == [1, 0, 0]
    assert round(cut["long_term_days"].sum(), 2) == 26.12
    other = of_one(tmp_path, LEAVE.format("sygdom", "barns sygdom"))
    assert other["spells"].sum() == 1  # the child's is another cause
    assert round(other["long_term_days"].sum(), 2) == round(33 * 227 / 365, 2)


def test_a_spell_goes_on_over_a_weekend_unless_it_is_said_not_to(tmp_path: Path) -> None:
    rows = "7;a;27-01-2025;31-01-2025;sygdom;\n7;a;03-02-2025;07-02-2025;sygdom;\n"
    both = of_one(tmp_path, rows)
    assert both["spells"].sum() == 1
    assert round(both["absence_days"].sum() * 365 / 227) == 12
    apart = of_one(tmp_path, rows, join_over_weekends=False)
    assert apart["spells"].sum() == 2
    assert round(apart["absence_days"].sum() * 365 / 227) == 10
    thursday = "7;a;27-01-2025;30-01-2025;sygdom;\n7;a;03-02-2025;07-02-2025;sygdom;\n"
    assert of_one(tmp_path, thursday)["spells"].sum() == 2
    assert of_one(tmp_path, rows.replace("\n7;a;03", "\n8;a;03"))["spells"].sum() == 2


@pytest.mark.parametrize("heading", ["share", "Andel", "Fraværsprocent"])
def test_who_is_away_for_a_part_of_the_day_counts_for_that_part(
    heading: str, tmp_path: Path
) -> None:
    head = f"Tjenestenummer;Enhed;Fra dato;Til dato;Årsag;Beskæftigelsesgrad;{heading}\n"
    table = read(write(tmp_path, "7;a;01-01-2025;31-12-2025;sygdom;0,8;0,5\n", head))
    assert table.loc["a", "absence_days"].sum() == pytest.approx(227 * 0.4)
    path = write(tmp_path, "7;a;01-01-2025;31-12-2025;sygdom;;50\n", head)
    with pytest.raises(InputError, match=r"'share' must lie above 0 .* Divide percentages by 100"):
        read(path)


def test_days_in_one_column_tell_how_the_other_writes_them(tmp_path: Path) -> None:
    path = write(tmp_path, "7;a;1/27/2025;3/9/2025;sygdom;\n")
    assert read(path).loc["a", "absence_days"].sum() == pytest.approx(42 * FACTOR)
    path = write(tmp_path, "7;a;27/01/2025;09/03/2025;sygdom;\n")
    assert read(path).loc["a", "absence_days"].sum() == pytest.approx(42 * FACTOR)
    with pytest.raises(InputError, match="3/4 may be 3 April as well as 4 March"):
        read(write(tmp_path, "7;a;27-01-2025;09/03/2025;sygdom;\n"))


def test_one_number_of_an_employee_is_one_employee(tmp_path: Path) -> None:
    rows = "7;a;27-01-2025;31-01-2025;sygdom;\n7.0;a;01-02-2025;28-02-2025;sygdom;\n"
    table = read(write(tmp_path, rows)).loc["a"]
    assert table["spells"].sum() == 1
    assert table["long_term_days"].sum() == pytest.approx(33 * FACTOR)
