"""The lists beside the answers, and sick leave in Danish measures."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import skcore
from skcore.errors import InputError, SkcoreError
from skcore.reading.absence_register import parse_absence
from skcore.reading.dates import month_of_text as _month

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"


def write(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return path


# --- units ----------------------------------------------------------------------------------------

TREE = """unit;name;parent;level;intervention;preposition;wave
D;Ældreområdet;;forvaltning;nej;på;
O;Område Øst;D;område;nej;i;
a;Åhjemmet;O;arbejdsplads;ja;på;
b;Bøgen;O;arbejdsplads;nej;;
"""


LEVELS = ["forvaltning", "område", "arbejdsplads"]


def test_the_tree_is_read_with_its_words(tmp_path: Path) -> None:
    units = skcore.read_units(write(tmp_path, TREE), language="da")
    assert units["name"].tolist() == ["Ældreområdet", "Område Øst", "Åhjemmet", "Bøgen"]
    assert units["parent"].tolist() == ["", "D", "O", "O"]
    assert units["intervention"].tolist() == [False, False, True, False]
    assert units["preposition"].tolist() == ["på", "i", "på", ""]


def test_levels_follow_from_the_depth_where_they_are_not_told(tmp_path: Path) -> None:
    path = write(tmp_path, "unit;parent\nD;\nO;D\na;O\nb;D\n")
    units = skcore.read_units(path, levels=["top", "mid", "team"])
    assert units["level"].tolist() == ["top", "mid", "team", "team"]
    assert units["name"].tolist() == ["D", "O", "a", "b"]


def test_a_parent_may_be_given_by_name(tmp_path: Path) -> None:
    path = write(tmp_path, "unit;name;parent\nD;Ældreområdet;\na;Åhjemmet;ældreområdet\n")
    assert skcore.read_units(path)["parent"].tolist() == ["", "D"]


def test_danish_headings_that_mean_one_thing_are_taken_and_named_beside_ours(
    tmp_path: Path,
) -> None:
    head = "Arbejdsplads;Måned;Årsag;Fraværsdagsværk;Mulige dagsværk;Antal ansatte"
    register = skcore.read_absence(write(tmp_path, f"{head}\nNord;mar-25;Sygdom;12,5;1.234,5;60\n"))
    assert register.loc[0, "month"] == pd.Timestamp("2025-03-01")
    assert register.loc[0, ["available_days", "employed"]].tolist() == [1234.5, 60]
    path = write(tmp_path, f"{head}\nNord;2025-03;Sygdom;5 %;200;60\n")
    with pytest.raises(
        InputError, match=r"'absence_days' .i filen: 'Fraværsdagsværk'. har en værdi"
    ):
        skcore.read_absence(path, language="da")
    path = write(tmp_path, "Afdeling;Måned;Fraværsdage;Mulige dagsværk\nNord;2025-03;5;200\n")
    with pytest.raises(
        InputError, match=r"arbejdsplads.*fraværsdagsværk.* mangler.*'Afdeling', 'Fraværsdage'"
    ):
        skcore.read_absence(path, language="da")


@pytest.mark.parametrize(("wards", "asked"), [(4, True), (3, False)])
def test_percentages_in_a_column_of_days_are_asked_about(
    tmp_path: Path, wards: int, asked: bool
) -> None:
    """Percentages do not grow with the workplace, as days do: from four workplaces on it shows."""
    rooms = [(f"w{n}", month, 150 * (n + 1)) for n in range(wards) for month in ("01", "02")]

    def told(percent: bool) -> str:
        rows = [
            f"{unit};2025-{month};{4.2 if percent else room * 0.02:.1f};{room}"
            for unit, month, room in rooms
        ]
        path = write(tmp_path, "\n".join(["unit;month;absence_days;available_days", *rows]))
        found = parse_absence(path, names=None)[1]
        return "\n".join(p.text("da") for p in found if p.severity == "ask")

    assert ("Er tallene i kolonnen 'absence_days' (fraværsdagsværk) procent" in told(True)) == asked
    assert told(False) == ""


@pytest.mark.parametrize("heading", ["Fraværsprocent", "Sygefravær %", "Sygefravær i pct."])
def test_a_list_of_percentages_is_told_what_is_needed_and_not_to_change_its_heading(
    tmp_path: Path, heading: str
) -> None:
    path = write(tmp_path, f"Arbejdsplads;Måned;{heading}\na;2025-01;4,2\n")
    with pytest.raises(InputError) as refused:
        skcore.read_absence(path, language="da")
    said = str(refused.value)
    assert "(fraværsdagsværk), 'available_days' (mulige dagsværk) mangler, og" in said
    assert f"og '{heading}' er procenter. De kan ikke bruges" in said
    assert "Bed løn eller HR om" in said
    assert "Ret overskrift" not in said


@pytest.mark.parametrize("last", ["07-03-2025", ""])
def test_a_list_of_spells_is_told_as_that_and_what_is_needed(tmp_path: Path, last: str) -> None:
    rows = f"a;1;03-03-2025;{last}\nb;2;04-03-2025;2025-03-09\na;3;05-03-2025;06-03-2025\n"
    path = write(tmp_path, f"Arbejdsplads;Medarbejder;Fra;Til\n{rows}")
    problems = parse_absence(path, names=None)[1]
    (told,) = [problem.text("da") for problem in problems if problem.severity == "error"]
    assert "ligner en liste over fraværsperioder: 'Fra', 'Til' er datoer" in told
    assert "Bed løn eller HR" in told
    assert "skcore.read_spells" in told


def test_hours_are_no_days(tmp_path: Path) -> None:
    """By their heading, or because no month has so many days for each employed."""
    rows = "".join(f"Nord;2025-{month:02d};52;1600;10\n" for month in range(1, 4))
    path = write(tmp_path, f"Enhed;Måned;Fraværstimer;Mulige timer;Ansatte\n{rows}")
    with pytest.raises(InputError, match=r"mangler, og 'Fraværstimer', 'Mulige timer' er timer"):
        skcore.read_absence(path, language="da")
    path = write(tmp_path, f"Enhed;Måned;Fraværsdagsværk;Mulige dagsværk;Ansatte\n{rows}")
    with pytest.raises(InputError, match=r"flere mulige dagsværk pr. ansat, .*række 2, 3, 4"):
        skcore.read_absence(path, language="da")
    path.write_text(path.read_text(encoding="utf-8").replace(";10", ";80"), encoding="utf-8")
    assert len(skcore.read_absence(path)) == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("a;Åhjemmet;O", "a;Åhjemmet;X", r"'X' stands as a parent, but not as a unit \(row 4\)"),
        ("D;Ældreområdet;;", "D;Ældreområdet;O;", r"belongs to itself .*\(rows 2, 3\)"),
        ("b;Bøgen", "a;Bøgen", r"stands several times in one wave \(rows 4, 5\)"),
        ("O;arbejdsplads;ja", "O;arbejdspladds;ja", "Did you mean 'arbejdsplads'"),
        ("a;Åhjemmet;O", "a;Åhjemmet;b", r"same or a lower level \(row 4\)"),
        (";ja;på", ";måske;på", "neither yes nor no"),
        (";ja;på", ";ja;ved", "'ved' cannot be used"),
        ("b;Bøgen", ";Bøgen", r"'unit' \(workplace\) holds an empty cell \(row 5\)"),
        ("unit;name", "afdeling;name", r"'unit' \(workplace\) is missing.*Did you mean 'afdeling'"),
        ("Bøgen", "BÃ¸gen", r"Letters in column 'name' are broken \(row 5\)"),
    ],
)
def test_what_is_no_tree_is_told_with_its_rows(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in TREE
    with pytest.raises(InputError, match=message):
        skcore.read_units(write(tmp_path, TREE.replace(old, new)), levels=LEVELS)


def test_a_unit_may_stand_once_in_each_wave_but_not_beside_a_row_for_all(tmp_path: Path) -> None:
    split = TREE + "c;Cirklen;O;arbejdsplads;nej;;1\nc;Cirklen;D;arbejdsplads;nej;;2\n"
    units = skcore.read_units(write(tmp_path, split), levels=LEVELS, waves=["1", "2"])
    assert units["wave"].tolist()[-2:] == ["1", "2"]
    for old, new, message in (
        ("O;arbejdsplads;nej;;1", "O;arbejdsplads;nej;;", r"several times .*\(rows 6, 7\)"),
        ("nej;;2", "nej;;1", r"several times in one wave \(rows 6, 7\)"),
        ("nej;;2", "nej;;3", "wave '3' is not in study"),
    ):
        path = write(tmp_path, split.replace(old, new))
        with pytest.raises(InputError, match=message):
            skcore.read_units(path, levels=LEVELS, waves=["1", "2"])


def test_trees_that_turn_round_between_waves_do_not_hang(tmp_path: Path) -> None:
    path = write(tmp_path, "unit;parent;wave\na;b;1\nb;;1\nb;a;2\na;;2\n")
    units = skcore.read_units(path, levels=["x", "y"], waves=["1", "2"])
    assert len(units) == 4


# --- invited, outcomes, crosswalk -----------------------------------------------------------------


def test_invited_are_whole_numbers_by_unit_wave_and_role(tmp_path: Path) -> None:
    path = write(tmp_path, "unit;wave;role;invited\na;1;Medarbejder;1.028\na;1;Leder;1\n")
    invited = skcore.read_invited(path)
    assert invited["invited"].tolist() == [1028, 1]
    assert invited["role"].tolist() == ["employee", "leader"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a;1;leder;-2", "below zero"),
        ("a;1;leder;2,5", "not whole"),
        ("a;1;leder;mange", "not a number"),
        ("a;1;chef;2", "neither employee nor leader"),
        (
            "a;1;leder;2\na;1;leder;2",
            r"several rows with the same workplace, survey, role \(rows 2, 3\)",
        ),
        ("a;;leder;2", "wave. is missing in 1 row"),
        ("a;9;leder;2", "wave '9' is not"),
        ("a;1;leder;", "'invited' holds an empty cell"),
    ],
)
def test_invited_that_cannot_be_right_are_told(tmp_path: Path, rows: str, message: str) -> None:
    path = write(tmp_path, f"unit;wave;role;invited\n{rows}\n")
    with pytest.raises(InputError, match=message):
        skcore.read_invited(path, waves=["1", "2"])


def test_one_wave_and_no_roles_need_no_columns(tmp_path: Path) -> None:
    invited = skcore.read_invited(write(tmp_path, "unit;invited\na;5\n"), waves=["2025"])
    assert invited.iloc[0].tolist() == ["a", "2025", "employee", 5]


def test_outcomes_carry_their_own_n(tmp_path: Path) -> None:
    path = write(tmp_path, "unit;wave;outcome;value;n\na;1;tilfredshed;75,5;40\na;1;afgang;3;\n")
    outcomes = skcore.read_outcomes(path, waves=["1"])
    assert outcomes["value"].tolist() == [75.5, 3]
    assert outcomes["n"].isna().tolist() == [False, True]
    twice = write(tmp_path, "unit;wave;outcome;value\na;1;x;1\na;1;x;2\n")
    with pytest.raises(InputError, match="same workplace, survey, outcome"):
        skcore.read_outcomes(twice)


def test_shares_of_a_unit_add_up_to_one(tmp_path: Path) -> None:
    thirds = "unit_before;unit_after;share\na;x;0,333\na;y;0,333\na;z;0,333\n;ny;\nlukket;;1\n"
    crosswalk = skcore.read_crosswalk(write(tmp_path, thirds))
    assert crosswalk["unit_before"].isna().tolist() == [False, False, False, True, False]
    assert crosswalk["unit_after"].isna().tolist() == [False, False, False, False, True]
    with pytest.raises(InputError, match=r"shares of 'a' do not add up to 1 \(rows 2, 3, 4\)"):
        skcore.read_crosswalk(write(tmp_path, thirds.replace("z;0,333", "z;0,3")))
    with pytest.raises(InputError, match="'share' must lie from 0 to 1"):
        skcore.read_crosswalk(write(tmp_path, thirds.replace("lukket;;1", "lukket;;1,5")))


# --- absence --------------------------------------------------------------------------------------

REGISTER = "unit;month;cause;absence_days;available_days;spells\n"


@pytest.mark.parametrize(
    "text",
    [
        "2025-03",
        "2025-03-01",
        "01-03-2025",
        "3/2025",
        "202503",
        "2025M03",
        "marts 2025",
        "Mar. 2025",
    ],
)
def test_months_are_read_as_registers_write_them(text: str) -> None:
    assert _month(text) == pd.Timestamp(2025, 3, 1)


@pytest.mark.parametrize("text", ["2025", "2025-13", "ma 2025", "i marts", "13-2025"])
def test_what_is_no_month_is_not_guessed(text: str) -> None:
    assert _month(text) is None


def test_danish_causes_become_ours_and_pregnancy_complaints_own_sickness(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        REGISTER
        + "a;2025-03;Egen sygdom;2,5;100;1\na;2025-03;Graviditetsgener;1,5;100;1\n"
        + "a;2025-03;Barns sygdom;1;100;1\na;2025-03;Kursus;3;100;2\na;2025-03;Ferie;9;100;1\n",
    )
    absence = skcore.read_absence(path).set_index("cause")
    assert absence.loc["own_sickness", ["absence_days", "spells"]].tolist() == [4, 2]
    assert absence.loc["other", "absence_days"] == 12
    assert absence.loc["own_sickness", "available_days"] == 100
    assert "employed" not in absence


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a;2025-03;egen sygdm;1;9;1", "'egen sygdm' is probably misspelt.*Did you mean"),
        ("a;2025-03;egen sygdom;10;9;1", "more days of absence than available"),
        ("a;2025-03;egen sygdom;-1;9;1", "below zero"),
        ("a;2025-99;egen sygdom;1;9;1", "not a month"),
        ("a;2025-03;egen sygdom;1;9;1,5", "not whole"),
        (
            "a;2025-03;sygdom;1;9;1\na;2025-03;sygdom;1;9;1",
            "several rows with the same workplace, month",
        ),
    ],
)
def test_absence_that_cannot_be_right_is_told(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        skcore.read_absence(write(tmp_path, REGISTER + rows + "\n"))


def test_excel_dates_are_months(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(REGISTER.strip().split(";"))
    book.active.append(["a", pd.Timestamp("2025-03-01").to_pydatetime(), "sygdom", 1.234, 9.5, 1])
    path = tmp_path / "list.xlsx"
    book.save(path)
    absence = skcore.read_absence(path)
    assert absence["month"].tolist() == [pd.Timestamp("2025-03-01")]
    assert absence["absence_days"].tolist() == [1.234]


def register(days: float = 12.0, months: int = 24, **columns: object) -> pd.DataFrame:
    month = pd.date_range("2024-04-01", periods=months, freq="MS")
    base = {"unit": "a", "month": month, "cause": "own_sickness", "spells": 2.0}
    return pd.DataFrame(base | {"absence_days": days, "available_days": 227.0} | columns)


@pytest.mark.parametrize(("days", "percent"), [(12.0, 5.3), (13.2, 5.8), (14.7, 6.5)])
def test_the_rate_agrees_with_the_pairs_that_krl_has_published(days: float, percent: float) -> None:
    summary = skcore.absence_summary(register(days), start="2025-03-21").iloc[0]
    assert summary["days_per_fte"] == pytest.approx(days)
    assert round(summary["absence_percent"], 1) == percent
    assert summary["fte_years"] == pytest.approx(12)


def test_the_window_is_whole_months_after_or_before_the_survey() -> None:
    days = register(absence_days=range(24))
    after = skcore.absence_summary(days, start="2025-03-21")
    assert after["absence_days"].tolist() == [sum(range(12, 24))]
    first = skcore.absence_summary(days, start="2025-04-01", months=3)
    assert first["absence_days"].tolist() == [12 + 13 + 14]
    before = skcore.absence_summary(days, start="2025-03-21", months=-3)
    assert before["absence_days"].tolist() == [8 + 9 + 10]


def test_gaps_are_told_and_not_filled() -> None:
    short = register(months=9)
    summary = skcore.absence_summary(short, start="2024-04-01").iloc[0]
    assert summary["n_months"] == 9
    assert summary["reason"] == "9 of 12 months in the register"
    assert pd.isna(summary["days_per_fte"])
    assert summary["absence_days"] == 108
    allowed = skcore.absence_summary(short, start="2024-04-01", min_months=9).iloc[0]
    assert allowed["days_per_fte"] == pytest.approx(12)
    later = skcore.absence_summary(short, start="2030-01-01").iloc[0]
    assert (later["n_months"], later["reason"]) == (0, "0 of 12 months in the register")
    assert pd.isna(later["absence_days"])


def test_a_month_with_other_causes_only_has_no_own_sickness_and_is_no_gap() -> None:
    own, child = register(months=6), register(months=12, cause="child_sickness")
    summary = skcore.absence_summary(pd.concat([own, child]), start="2024-04-01").iloc[0]
    assert summary["n_months"] == 12
    assert summary["absence_days"] == 72
    assert summary["fte_years"] == pytest.approx(12)
    both = skcore.absence_summary(
        pd.concat([own, child]), start="2024-04-01", cause=["own_sickness", "child_sickness"]
    ).iloc[0]
    assert both["absence_days"] == 72 + 144


def test_people_are_told_where_the_register_tells() -> None:
    plain = skcore.absence_summary(register(), start="2024-04-01").iloc[0]
    assert pd.isna(plain["employed"])
    assert "persons_absent" not in plain
    told = register(employed=[10.0, 14.0] * 12, persons_absent=[1, 4] * 12, long_term_days=2.5)
    summary = skcore.absence_summary(told, start="2024-04-01").iloc[0]
    assert summary["long_term_days"] == 30
    assert (summary["employed"], summary["persons_absent"]) == (12, 4)


def test_what_cannot_be_summed_up_is_told() -> None:
    with pytest.raises(InputError, match="no column 'available_days'"):
        skcore.absence_summary(register().drop(columns="available_days"), start="2025-01-01")
    with pytest.raises(SkcoreError, match=r"'sick' does not occur.*own_sickness"):
        skcore.absence_summary(register(), start="2025-01-01", cause="sick")
    with pytest.raises(SkcoreError, match="months=0"):
        skcore.absence_summary(register(), start="2025-01-01", months=0)


@settings(max_examples=50)
@given(st.lists(st.floats(0, 20).map(lambda x: round(x, 1)), min_size=12, max_size=12))
def test_days_per_full_time_year_and_percent_are_one_number(days: list[float]) -> None:
    table = register(months=12, absence_days=days)
    before = table.copy()
    summary = skcore.absence_summary(table, start="2024-04-01").iloc[0]
    assert summary["absence_percent"] == pytest.approx(summary["days_per_fte"] / 227 * 100)
    assert summary["absence_percent"] == pytest.approx(100 * sum(days) / (12 * 227))
    pd.testing.assert_frame_equal(table, before)


def test_the_sample_registers_are_read() -> None:
    absence = skcore.read_absence(SAMPLE / "absence.csv")
    summary = skcore.absence_summary(absence, start="2025-03-21")
    whole = summary[summary["reason"] == ""]
    assert whole["days_per_fte"].between(0, 60).all()
    assert summary.loc[summary["unit"] == "hjem-04", "reason"].iloc[0].startswith("1 of 12")


def test_causes_are_known_by_their_words_and_the_kin_of_own_sickness_is_asked_about(
    tmp_path: Path,
) -> None:
    words = ["egen sygdom", "Barns 1. og 2. sygedag", "Barsel/adoption", "§ 56-sygdom", "Ferie"]
    path = tmp_path / "absence.csv"
    rows = [f"a;2025-01;{word};{n};100" for n, word in enumerate(words, 1)]
    head = "unit;month;cause;absence_days;available_days"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    read, problems = parse_absence(path, names=None)
    causes = read.set_index("absence_days")["cause"].to_dict()
    assert causes == {
        1: "own_sickness",
        2: "child_sickness",
        3: "maternity",
        9: "other",
    }
    [asked] = [problem for problem in problems if problem.key == "cause_kin"]
    assert "Er '§ 56-sygdom' egen sygdom?" in asked.text("da")
    assert "Is '§ 56-sygdom' own sickness?" in asked.text("en")


@pytest.mark.parametrize("mark", ["\u200b", "\u2060", "\u00ad", "\u200f"])
def test_a_name_of_marks_that_nobody_sees_is_no_name(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "units.csv"
    file.write_text(f"unit;name\nnord;{mark}\nsyd;{mark}Syd{mark}\n", encoding="utf-8")
    assert skcore.read_units(file)["name"].tolist() == ["nord", "Syd"]


def test_how_many_were_absent_has_danish_headings_and_what_is_not_read_is_told(
    tmp_path: Path,
) -> None:
    heads = "Arbejdsplads;Måned;Årsag;Fraværsdagsværk;Mulige dagsværk;Antal ansatte"
    path = write(tmp_path, f"{heads};Antal fraværende;Bilag\na;2026-01;Egen sygdom;20;240;12;1;x\n")
    table, problems = parse_absence(path, names=None)
    assert table["persons_absent"].tolist() == [1]
    (told,) = problems
    assert told.severity == "note"
    assert told.text("da") == "Disse kolonner læses ikke: Bilag."
