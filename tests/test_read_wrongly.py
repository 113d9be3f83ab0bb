"""Files that looked read and gave wrong numbers: told, or read as their own words say."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

import skcore
from skcore.errors import InputError
from skcore.reading.absence_causes import cause_words
from skcore.reading.absence_register import parse_absence

ITEMS = ["TM1", "TMX2", "JU1", "JU4"]
FOUR = skcore.load_instrument("fire-hurtige")
CODES = pd.DataFrame({item: [5.0, 4.0, 2.0, 1.0] for item in ITEMS}).assign(unit="Nord")


def told(found: pd.DataFrame, severity: str = "error") -> str:
    return "\n".join(found.loc[found["severity"] == severity, "problem"])


# --- labels of SPSS and numbers -------------------------------------------------------------------


def spss(folder: Path, labelled: dict[str, str], language: str = "da") -> Path:
    """Write answers by place on the form; each labelled item by its ``places`` or ``codes``."""
    labels = {
        item: {
            float(6 - o.code if how == "places" else o.code): o.label[language]
            for o in FOUR.options_of(item)
        }
        for item, how in labelled.items()
    }
    places = CODES.assign(**{item: 6 - CODES[item] for item in ITEMS})
    pyreadstat.write_sav(places, str(folder / "x.sav"), variable_value_labels=labels)
    return folder / "x.sav"


@pytest.mark.parametrize("item", ["TM1", "JU4"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_labels_of_one_item_tell_what_the_numbers_of_the_others_mean(
    tmp_path: Path, item: str, language: str
) -> None:
    path = spss(tmp_path, {item: "places"}, language)
    assert skcore.read_responses(path, FOUR)[ITEMS].equals(CODES[ITEMS])
    assert skcore.read_responses(path, FOUR, numbers="position")[ITEMS].equals(CODES[ITEMS])


@pytest.mark.parametrize(("language", "words"), [("da", "strider mod"), ("en", "contradicted by")])
@pytest.mark.parametrize("numbers", ["codes", {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}])
def test_labels_that_contradict_what_was_said_of_numbers_are_an_error(
    tmp_path: Path, language: str, words: str, numbers: object
) -> None:
    path = spss(tmp_path, {"TM1": "places"})
    found = skcore.check_responses(path, FOUR, numbers=numbers, language=language)  # type: ignore[arg-type]
    assert words in told(found)
    assert "[responses.values." in told(found)
    assert found.loc[found["severity"] == "error", "column"].tolist() == ["TMX2, JU1, JU4"]
    with pytest.raises(InputError, match="contradicted by the words"):
        skcore.read_responses(path, FOUR, numbers=numbers)  # type: ignore[arg-type]
    own = {item: {str(n): str(n) for n in range(1, 6)} for item in ITEMS[1:]}
    read = skcore.read_responses(path, FOUR, numbers=numbers, values=own)  # type: ignore[arg-type]
    assert read["TMX2"].tolist() == [1, 2, 4, 5]


def test_words_beside_numbers_in_one_column_tell_of_the_others_too(tmp_path: Path) -> None:
    words = ["1 - I meget høj grad", "2 - I høj grad", "4 - I ringe grad", "5 - I meget ringe grad"]
    table = (6 - CODES[ITEMS]).astype(int).assign(TM1=words, unit="Nord")
    table.to_csv(tmp_path / "x.csv", sep=";", index=False)
    assert skcore.read_responses(tmp_path / "x.csv", FOUR)[ITEMS].equals(CODES[ITEMS])
    with pytest.raises(InputError, match="contradicted by the words"):
        skcore.read_responses(tmp_path / "x.csv", FOUR, numbers="codes")


def test_labels_that_do_not_agree_answer_nothing(tmp_path: Path) -> None:
    path = spss(tmp_path, {"TM1": "places", "TMX2": "codes"})
    with pytest.raises(InputError, match="numbers"):
        skcore.read_responses(path, FOUR)
    with pytest.raises(InputError, match="contradicted by the words"):
        skcore.read_responses(path, FOUR, numbers="codes")


# --- causes of absence ----------------------------------------------------------------------------


def register(folder: Path, *rows: tuple[str, str, int]) -> Path:
    head = "unit;month;cause;absence_days;available_days\n"
    text = "".join(f"a;{month};{cause};{days};300\n" for month, cause, days in rows)
    (folder / "absence.csv").write_text(head + text, encoding="utf-8")
    return folder / "absence.csv"


def days(path: Path) -> dict[str, float]:
    return skcore.read_absence(path).groupby("cause")["absence_days"].sum().to_dict()


@pytest.mark.parametrize("whole", ["Sygefravær", "Sygdom", "Sickness", "SYGEFRAVÆR "])
def test_sickness_at_large_beside_own_sickness_is_asked_about(tmp_path: Path, whole: str) -> None:
    own = "own sickness" if whole == "Sickness" else "Egen sygdom"
    path = register(tmp_path, ("2025-01", own, 5), ("2025-01", "Arbejdsskade", 2),
                    ("2025-01", whole, 7))  # fmt: skip
    assert days(path) == {"own_sickness": 5, "work_accident": 2, "other": 7}
    [asked] = [p for p in parse_absence(path, names=None)[1] if p.key == "cause_kin"]
    assert f"Er '{whole.strip()}' egen sygdom?" in asked.text("da")
    assert f"Is '{whole.strip()}' own sickness?" in asked.text("en")


@pytest.mark.parametrize("part", ["Barns sygdom", "Arbejdsulykke", "Barn syg", "Arbejdsskader"])
def test_sick_leave_beside_a_part_of_it_alone_is_asked_about(tmp_path: Path, part: str) -> None:
    path = register(tmp_path, ("2025-01", "Sygefravær", 7), ("2025-01", part, 2))
    problems = parse_absence(path, names=None)[1]
    assert [p.key for p in problems if p.severity == "error"] == ["no_own_sickness"]
    assert "Skriv 'egen sygdom' ved dem, der er det" in problems[-1].text("da")
    beside = register(tmp_path, ("2025-01", "Sygdom", 7), ("2025-01", part, 2))
    assert days(beside)["own_sickness"] == 7
    alone = register(tmp_path, ("2025-01", "Sygefravær", 7), ("2025-01", "Barsel", 2))
    assert days(alone)["own_sickness"] == 7


def test_a_word_for_sickness_that_another_took_over_from_is_no_sum(tmp_path: Path) -> None:
    path = register(tmp_path, ("2024-12", "Sygefravær", 7), ("2025-01", "Egen sygdom", 5))
    assert days(path) == {"own_sickness": 12}
    path = register(tmp_path, ("2025-01", "Sygdom", 7), ("2025-01", "Graviditetsgener", 5))
    assert days(path) == {"own_sickness": 12}


@pytest.mark.parametrize(
    "halves",
    [
        ("Korttidssygdom", "Langtidssygdom"),
        ("Langtidssygefravær", "Korttidssygefravær"),
        ("Short-term sickness", "Long-term sickness"),
    ],
)
def test_short_and_long_sickness_alone_are_own_sickness_together(
    tmp_path: Path, halves: tuple[str, str]
) -> None:
    path = register(tmp_path, *(("2025-01", word, 3) for word in halves))
    assert days(path) == {"own_sickness": 6}
    [note] = [p for p in parse_absence(path, names=None)[1] if p.key == "causes_halves"]
    assert "regnes tilsammen som det" in note.text("da")
    assert "together count as it" in note.text("en")
    beside = register(
        tmp_path, ("2025-01", "Egen sygdom", 6), *(("2025-01", word, 3) for word in halves)
    )
    assert days(beside)["own_sickness"] == 6


@pytest.mark.parametrize("cause", ["Langtidssygdom", "§ 56-sygdom", "Sygdom i alt (alle)"])
def test_a_register_without_own_sickness_is_an_error(tmp_path: Path, cause: str) -> None:
    path = register(tmp_path, ("2025-01", cause, 3), ("2025-01", "Barns sygdom", 3))
    with pytest.raises(InputError, match="No row of the absence list is own sickness"):
        skcore.read_absence(path)
    with pytest.raises(InputError, match="Ingen række i fraværslisten er egen sygdom"):
        skcore.read_absence(path, language="da")
    only = register(tmp_path, ("2025-01", "Barns sygdom", 3))
    assert days(only) == {"child_sickness": 3}


def test_rows_without_a_cause_are_told_by_row(tmp_path: Path) -> None:
    path = register(tmp_path, ("2025-01", "Egen sygdom", 3), ("2025-01", "", 4))
    problems = parse_absence(path, names=None)[1]
    [blank] = [p for p in problems if p.key == "cause_blank"]
    assert "(række 3)" in blank.text("da")
    assert "(row 3)" in blank.text("en")
    assert not any("''" in p.text("da") for p in problems)


# --- spells ---------------------------------------------------------------------------------------

ROOM = pd.DataFrame({"unit": ["Nord", "Team Syd"], "month": "2025-03", "available_days": 200.0})


def spells(folder: Path, *units: str) -> Path:
    rows = "".join(f"{n};{unit};03-03-2025;12-03-2025\n" for n, unit in enumerate(units, 1))
    (folder / "spells.csv").write_text("person;unit;start;end\n" + rows, encoding="utf-8")
    return folder / "spells.csv"


@pytest.mark.parametrize("written", ["NORD ", "nord", "Team  syd"])
def test_spells_find_their_unit_as_a_study_does(tmp_path: Path, written: str) -> None:
    read = skcore.read_spells(spells(tmp_path, written), available=ROOM, per_calendar_day=0.5)
    assert read["absence_days"].sum() == 5
    assert set(read["unit"]) == {"Nord", "Team Syd"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("da", "Ingen af fraværsperioderne ligger"), ("en", "None of the spells lies")],
)
def test_spells_of_no_known_unit_are_refused(tmp_path: Path, language: str, words: str) -> None:
    path = spells(tmp_path, "Vest", "Øst")
    with pytest.raises(InputError, match=words):
        skcore.read_spells(path, available=ROOM, per_calendar_day=0.5, language=language)
    path = spells(tmp_path, "Vest", "Nord")
    read = skcore.read_spells(path, available=ROOM, per_calendar_day=0.5)
    assert read["absence_days"].sum() == 5


# --- sheets ---------------------------------------------------------------------------------------

HEAD = ["unit", *ITEMS]


def workbook(folder: Path, *sheets: list[list[object]], hidden: int = -1, above: int = 0) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Ark{number + 1}")
        for row in [*[["Trivsel"]] * above, *rows]:
            sheet.append(row)
        if number == hidden:
            sheet.sheet_state = "hidden"
    book.save(folder / "x.xlsx")
    return folder / "x.xlsx"


@pytest.mark.parametrize("above", [0, 2])
@pytest.mark.parametrize(("language", "words"), [("da", "har samme"), ("en", "have the same")])
def test_answers_split_over_sheets_are_an_error(
    tmp_path: Path, above: int, language: str, words: str
) -> None:
    first, second = [HEAD, ["Nord", 5, 4, 3, 2]], [HEAD, ["Syd", 1, 2, 3, 4]]
    path = workbook(tmp_path, first, second, above=above)
    said = told(skcore.check_responses(path, FOUR, numbers="codes", language=language))
    assert words in said
    assert "'Ark1'" in said
    with pytest.raises(InputError, match="have the same headings and different rows"):
        skcore.read_responses(path, FOUR, numbers="codes")
    hidden = workbook(tmp_path, first, second, hidden=1)
    assert len(skcore.read_responses(hidden, FOUR, numbers="codes")) == 1


def test_a_register_split_over_sheets_is_an_error(tmp_path: Path) -> None:
    head = ["unit", "month", "absence_days", "available_days"]
    path = workbook(tmp_path, [head, ["a", "2025-01", 3, 300]], [head, ["a", "2025-02", 3, 300]])
    with pytest.raises(InputError, match="have the same headings and different rows"):
        skcore.read_absence(path)


def test_a_copy_of_the_sheet_or_a_sheet_of_something_else_is_a_note(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEAD, ["Nord", 5, 4, 3, 2]]
    for other in (rows, [["Kilde"], ["SurveyXact"]], [HEAD]):
        found = skcore.check_responses(workbook(tmp_path, rows, other), FOUR, numbers="codes")
        assert told(found) == ""
        assert "Only the sheet 'Ark1' has been read" in told(found, "note")


# --- small things ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Total", "I alt", "Gennemsnit"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_people_of_a_workplace_called_total_are_read(
    tmp_path: Path, name: str, language: str
) -> None:
    words = {o.code: o.label[language] for o in FOUR.options_of("TM1")}
    rows = [[name, *[words[n]] * 4] for n in (5, 4, 3)]
    rows += [["Nord", *[words[n]] * 4] for n in (1, 2)]
    rows += [["Total", "", "", "", "2,5"]]
    text = "\n".join(";".join(row) for row in [HEAD, *rows])
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    read = skcore.read_responses(tmp_path / "x.csv", FOUR)
    assert read["unit"].value_counts().to_dict() == {name: 3, "Nord": 2}


STUDY = """
title = "Prøve"
language = "da"
organisation = "Sandby"
preset = "municipality"
instruments = ["fire-hurtige"]
levels = ["arbejdsplads"]
[[waves]]
id = "2025"
start = 2025-03-03
end = 2025-03-21
[[responses]]
file = "x.csv"
numbers = "codes"
[disclosure]
minimum = 6
"""


@pytest.mark.parametrize(
    ("line", "other", "words"),
    [
        ('title = "Prøve"', 'title = " "', "title"),
        ('organisation = "Sandby"', 'organisation = ""', "organisation"),
        (
            "end = 2025-03-21",
            "end = 3025-03-21",
            "'end' (sidste dag) i [[waves]] skal ligge fra 1950 til 2100",
        ),
        (
            "start = 2025-03-03",
            "start = 0225-03-03",
            "'start' (første dag) i [[waves]] skal ligge fra 1950",
        ),
        ('["arbejdsplads"]', '["Arbejdsplads", "arbejdsplads"]', "arbejdsplads"),
    ],
)
def test_a_study_file_tells_what_cannot_be(
    tmp_path: Path, line: str, other: str, words: str
) -> None:
    CODES.to_csv(tmp_path / "x.csv", sep=";", index=False)
    path = tmp_path / "study.toml"
    path.write_text(STUDY, encoding="utf-8")
    assert told(skcore.check_study(path)) == ""
    path.write_text(STUDY.replace(line, other), encoding="utf-8")
    assert words in told(skcore.check_study(path))


def test_months_may_be_written_as_a_day_without_marks(tmp_path: Path) -> None:
    path = register(tmp_path, ("20250131", "Egen sygdom", 3), ("20250228", "Egen sygdom", 4))
    assert [str(m)[:7] for m in skcore.read_absence(path)["month"]] == ["2025-01", "2025-02"]
    with pytest.raises(InputError, match="month"):
        skcore.read_absence(register(tmp_path, ("20251331", "Egen sygdom", 3)))


def test_a_spell_of_no_employment_is_told(tmp_path: Path) -> None:
    path = tmp_path / "spells.csv"
    path.write_text("person;unit;start;end;fte\n1;Nord;03-03-2025;12-03-2025;0\n", encoding="utf-8")
    with pytest.raises(InputError, match="'fte' must lie above 0"):
        skcore.read_spells(path, available=ROOM, per_calendar_day=0.5)
    with pytest.raises(InputError, match=r".'fte'. skal være over 0"):
        skcore.read_spells(path, available=ROOM, per_calendar_day=0.5, language="da")


# --- workplaces that are called nothing -----------------------------------------------------------


@pytest.mark.parametrize("name", ["NA", "None", "Missing", "-"])
def test_a_workplace_on_the_list_is_one_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    rows = [f"{unit};I høj grad;Delvist;Delvist;I høj grad" for unit in [name] * 6 + ["Syd"] * 6]
    text = "\n".join(["unit;TM1;TMX2;JU1;JU4", *rows])
    (tmp_path / "svar.csv").write_text(text, encoding="utf-8")
    listed = f"unit;name;level\nu1;{name};arbejdsplads\nu2;Syd;arbejdsplads\n"
    (tmp_path / "enheder.csv").write_text(listed, encoding="utf-8")
    study = (
        'title="P"\nlanguage="da"\norganisation="S"\npreset="municipality"\n'
        'instruments=["fire-hurtige"]\nlevels=["arbejdsplads"]\n[[waves]]\nid="1"\n'
        '[[responses]]\nfile="svar.csv"\n[disclosure]\nminimum=5\n'
    )
    (tmp_path / "study.toml").write_text(study + '[files]\nunits="enheder.csv"\n', encoding="utf-8")
    units = skcore.load_study(tmp_path / "study.toml").responses["unit"]
    assert units.value_counts().to_dict() == {"u1": 6, "u2": 6}
    found = skcore.check_responses(tmp_path / "svar.csv", FOUR, language="da")
    words = f"Arbejdspladsen mangler for 6 besvarelser ('{name}')"
    assert words in told(found, "note")
    assert f"missing ('{name}')" in told(
        skcore.check_responses(tmp_path / "svar.csv", FOUR), "note"
    )
    (tmp_path / "study.toml").write_text(study, encoding="utf-8")
    assert words in told(skcore.check_study(tmp_path / "study.toml"), "note")


# --- the first person and rows of headings --------------------------------------------------------


@pytest.mark.parametrize(("head", "first", "rest"), [
    ("Id", "r1", "r{}"), ("Dato", "03-03-2025", "0{}-03-2025"), ("Alder", "41", "4{}"),
])  # fmt: skip
def test_a_first_person_with_words_of_their_own_is_no_row_of_headings(
    tmp_path: Path, head: str, first: str, rest: str
) -> None:
    lines = [f"{head};unit;TM1;TMX2;JU1;JU4", f"{first};Vest;Synes det;Tja;Måske;Både og"]
    lines += [f"{rest.format(n)};Syd;I høj grad;Delvist;Delvist;I høj grad" for n in range(2, 8)]
    (tmp_path / "x.csv").write_text("\n".join(lines), encoding="utf-8")
    found = skcore.check_responses(tmp_path / "x.csv", FOUR, language="da")
    assert "ikke er svarmuligheder" in told(found) or "som ikke er" in told(found)
    assert "2" in found.loc[found["severity"] == "error", "rows"].tolist()


def test_a_row_under_the_headings_is_told_with_what_to_do_if_it_is_a_form(tmp_path: Path) -> None:
    lines = ["unit;TM1;TMX2;JU1;JU4", "Vest;Synes det;Tja;Måske;Både og"]
    lines += ["Syd;I høj grad;Delvist;Delvist;I høj grad"] * 6
    (tmp_path / "x.csv").write_text("\n".join(lines), encoding="utf-8")
    said = told(skcore.check_responses(tmp_path / "x.csv", FOUR, language="da"), "note")
    assert "ikke læst (række 2). Er en af dem et skema, så skriv dets svar med skemaets ord" in said
    said = told(skcore.check_responses(tmp_path / "x.csv", FOUR), "note")
    assert "Is one of them a form, write its answers in the form’s words" in said


@pytest.mark.parametrize("name", ["Nord i alt", "Total: Nord", "I alt Nord", "Nord – subtotal"])
def test_a_row_that_sums_a_workplace_up_is_no_workplace(tmp_path: Path, name: str) -> None:
    lines = [f"{unit};2025-01;Egen sygdom;2;200" for unit in ("Nord", name, "Syd", "Hus i alt")]
    head = "unit;month;cause;absence_days;available_days"
    (tmp_path / "a.csv").write_text("\n".join([head, *lines]), encoding="utf-8")
    absence, problems = parse_absence(tmp_path / "a.csv", names=None)
    assert absence["unit"].tolist() == ["Nord", "Syd", "Hus i alt"]  # there is no other Hus
    assert [(p.key, p.rows) for p in problems] == [("total_row", (3,))]


@pytest.mark.parametrize("word", ["Barns sygedag", "barns 1. sygedag", "Barns første sygedag"])
def test_a_childs_day_of_sickness_is_a_childs_sickness(word: str) -> None:
    said, problems = cause_words(pd.Series([word, "egen sygdom"]))
    assert (said.tolist(), problems) == (["child_sickness", "own_sickness"], [])


@pytest.mark.parametrize(("heading", "word"), [("Samlet status", "Test"), ("STATUS", "preview")])
def test_what_the_survey_tool_calls_a_trial_is_left_out_and_said(
    tmp_path: Path, heading: str, word: str
) -> None:
    rows = [f"Gennemført;Nord;{'I høj grad;' * 4}", f"{word};Nord;{'I ringe grad;' * 4}"]
    path = tmp_path / "svar.csv"
    path.write_text("\n".join([f"{heading};unit;{';'.join(ITEMS)};x", *rows]), encoding="utf-8")
    read = skcore.read_responses(path, "fire-hurtige")
    assert read["TM1"].tolist() == [4]
    (said,) = (p for p in skcore.check_responses(path, "fire-hurtige").itertuples() if p.rows)
    assert (said.severity, said.rows) == ("note", "3")
    assert "called a trial" in said.problem


def test_a_workplace_that_is_called_like_a_trial_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    rows = [f"{unit};{'I høj grad;' * 4}" for unit in ("Nord", "Test")]
    path.write_text("\n".join([f"unit;{';'.join(ITEMS)};x", *rows]), encoding="utf-8")
    assert len(skcore.read_responses(path, "fire-hurtige")) == 2
    problems = skcore.check_responses(path, "fire-hurtige", language="da")["problem"]
    assert problems.str.contains(r"arbejdsplads med navn som et prøvesvar \(række 3\)").any()
