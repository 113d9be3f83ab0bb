"""One study file, and everything that can be wrong in it: told at once, in its language."""

from __future__ import annotations

import copy
import datetime as dt
import re
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from real_studies import lq2002_study, prevent_osa_study

import skcore
from skcore.errors import InputError, SkcoreError
from skcore.problems import problem_table
from skcore.reading.study_settings import parse_settings

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"

STUDY = """
title = "Prøve"
language = "da"
organisation = "Sandby Kommune"
preset = "municipality"
instruments = ["fire-hurtige"]
levels = ["område", "arbejdsplads"]

[[waves]]
id = "2025"
start = 2025-03-03
end = 2025-03-21

[[waves]]
id = 2026
label = "Anden gang"
start = 2026-03-02

[[responses]]
file = "one.csv"
wave = "2025"
numbers = "codes"

[[responses]]
file = "two.csv"
wave = "2026"
numbers = "codes"
[responses.values.role]
"Chef" = "leader"

[files]
units = "units.csv"

[disclosure]
minimum = 6
"""
ONE = "respondent;unit;role;TM1;TMX2;JU1;JU4\n1;a;medarbejder;5;4;3;2\n2;b;leder;1;1;1;1\n"
TWO = "respondent;unit;role;TM1;TMX2;JU1;JU4\n1;Åhjemmet;medarbejder;5;4;3;2\n2;b;Chef;1;1;1;1\n"
UNITS = "unit;name;parent\nO;Øst;\na;Åhjemmet;O\nb;Bøgen;O\n"


def study(folder: Path, text: str = STUDY, **files: str) -> Path:
    files = {"one": ONE, "two": TWO, "units": UNITS} | files
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder / "study.toml"


def told(path: Path, **options: str) -> str:
    return "\n".join(skcore.check_study(path, **options)["problem"])  # type: ignore[arg-type]


def test_a_study_ties_its_files_together(tmp_path: Path) -> None:
    loaded = skcore.load_study(study(tmp_path))
    assert loaded.title == "Prøve"
    assert [wave.id for wave in loaded.waves] == ["2025", "2026"]
    assert loaded.wave("2025").end == dt.date(2025, 3, 21)
    assert loaded.wave("2026").label == "Anden gang"
    assert loaded.policy.minimum == 6
    assert loaded.responses["unit"].tolist() == ["a", "b", "a", "b"]
    assert loaded.responses["role"].tolist() == ["employee", "leader", "employee", "leader"]
    assert loaded.units["level"].tolist() == ["område", "arbejdsplads", "arbejdsplads"]
    assert loaded.instrument_items == ("TM1", "TMX2", "JU1", "JU4")
    assert loaded.scale("FH").items == loaded.instrument_items
    assert loaded.invited is None
    assert not loaded.network_deck.named_units


def test_the_sample_study_is_without_a_fault() -> None:
    assert skcore.check_study(SAMPLE).empty
    loaded = skcore.load_study(SAMPLE / "study.toml", language="en")
    assert loaded.language == "en"
    assert loaded.meeting["date"] == dt.date(2026, 10, 29)
    assert loaded.goals == {"JU": 65.0}
    assert loaded.absence["cause"].nunique() == 4
    assert loaded.responses.groupby("wave").size().to_dict() == {"2025": 714, "2026": 680}
    with pytest.raises(SkcoreError, match=r"^Sproget 'sv' kendes ikke\. Skriv --language da / en"):
        skcore.load_study(SAMPLE / "study.toml", language="sv")


@pytest.mark.parametrize("top", ["forvaltning", "Administration"])
def test_our_own_words_for_levels_are_understood_in_either_language(
    tmp_path: Path, top: str
) -> None:
    units = (
        f"unit;name;parent;level\nO;Øst;;{top}\na;Åhjemmet;O;arbejdsplads\nb;Bøgen;O;workplace\n"
    )
    text = STUDY.replace('levels = ["område", "arbejdsplads"]\n', "")
    path = study(tmp_path, text, units=units)
    levels = {
        language: skcore.load_study(path, language=language).units["level"].tolist()
        for language in ("da", "en")
    }
    assert levels["da"] == ["forvaltning", "arbejdsplads", "arbejdsplads"]
    assert levels["en"] == ["administration", "workplace", "workplace"]


def test_an_unknown_wave_or_scale_is_answered_with_those_there_are(tmp_path: Path) -> None:
    loaded = skcore.load_study(study(tmp_path))
    with pytest.raises(SkcoreError, match=r"no wave '2024'. The study has: 2025, 2026"):
        loaded.wave("2024")
    with pytest.raises(SkcoreError, match=r"no scale 'TM'. The study has: FH"):
        loaded.scale("TM")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            'chosen = "lav"',
            r"'lav' kan ikke bruges som chosen i .*lot, low, own_wish",
        ),
        ('before = "2027"', r"'2027' kan ikke bruges som before i \[evaluation\]"),
        ('before = "2026"', r"Målingen før .'before'. skal ligge før målingen efter"),
        ('after = "2025"', r"Målingen før .'before'. skal ligge før målingen efter"),
        ('started = "i maj"', r"'started' i \[evaluation\] skal være en dato"),
        ("valgt = 1", r"'valgt' i \[evaluation\] kendes ikke"),
    ],
)
def test_what_cannot_be_of_an_evaluation_is_told(tmp_path: Path, lines: str, message: str) -> None:
    found = told(study(tmp_path, f"{STUDY}\n[evaluation]\n{lines}\n"))
    assert re.search(message, found), found


def test_an_evaluation_takes_numbers_for_surveys_and_asks_how_units_were_chosen(
    tmp_path: Path,
) -> None:
    chosen = UNITS.replace("parent", "parent;intervention", 1)
    first, *rows = chosen.splitlines()
    marked = "\n".join([first, *(f"{r};{'ja' if r[0] == 'a' else 'nej'}" for r in rows)]) + "\n"
    question = "Hvordan blev de deltagende arbejdspladser valgt"
    assert question in told(study(tmp_path, units=marked))
    assert question not in told(study(tmp_path))
    text = f'{STUDY}\n[evaluation]\nchosen = "lot"\nbefore = 2025\nafter = 2026\n'
    assert question not in told(study(tmp_path, text, units=marked))
    loaded = skcore.load_study(study(tmp_path, text, units=marked))
    assert (loaded.evaluation.chosen, loaded.evaluation.before) == ("lot", "2025")


# --- who is who over waves ------------------------------------------------------------------------


def test_anonymous_row_numbers_that_recur_are_no_link(tmp_path: Path) -> None:
    responses = skcore.load_study(study(tmp_path)).responses
    assert responses["respondent"].is_unique
    assert responses["respondent"].tolist() == ["2025:1", "2025:2", "2026:1", "2026:2"]


def test_pseudonyms_stay_when_the_study_says_that_they_link(tmp_path: Path) -> None:
    linked = STUDY + "\n[answers]\nlinked = true\n"
    responses = skcore.load_study(study(tmp_path, linked)).responses
    assert responses["respondent"].tolist() == ["1", "2", "1", "2"]


def test_the_same_form_in_two_files_of_a_wave_is_told_but_equal_numbers_are_not(
    tmp_path: Path,
) -> None:
    same = STUDY.replace('wave = "2026"\nnumbers', 'wave = "2025"\nnumbers')
    assert "2 besvarelser står i flere filer" in told(study(tmp_path, same, two=ONE))
    other = TWO.replace("5;4;3;2", "1;2;3;4").replace("1;1;1;1", "2;2;2;2")
    responses = skcore.load_study(study(tmp_path, same, two=other)).responses
    assert responses["respondent"].tolist() == ["2025:1:1", "2025:1:2", "2025:2:1", "2025:2:2"]
    linked = same + "\n[answers]\nlinked = true\n"
    assert "2 besvarelser står i flere filer" in told(study(tmp_path, linked, two=other))


def test_fingerprints_follow_the_answers_and_not_the_order_of_rows(tmp_path: Path) -> None:
    first = skcore.load_study(study(tmp_path)).fingerprints
    rows = ONE.splitlines()
    turned = "\n".join([rows[0], rows[2], rows[1]]) + "\n"
    assert skcore.load_study(study(tmp_path, one=turned)).fingerprints == first
    renumbered = ONE.replace("\n1;a", "\n17;a")
    assert skcore.load_study(study(tmp_path, one=renumbered)).fingerprints == first
    late = skcore.load_study(study(tmp_path, one=ONE + "3;a;leder;1;1;1;1\n")).fingerprints
    assert late["2025"] != first["2025"]
    assert late["2026"] == first["2026"]


# --- what a psychologist meets --------------------------------------------------------------------


def test_everything_wrong_over_all_files_is_told_at_once_in_danish(tmp_path: Path) -> None:
    path = study(
        tmp_path,
        STUDY.replace("minimum = 6", "minimum = 2") + '[goals]\nTM = 70\n[files2]\nx = "y"\n',
        one=ONE.replace("TMX2", "TMX").replace(";5;", ";8;"),
        two=TWO.replace("Åhjemmet", "Åhjemet"),
        units=UNITS.replace("b;Bøgen;O", "b;Bøgen;P"),
    )
    found = skcore.check_study(path)
    text = "\n".join(found["problem"])
    for part in (
        "'files2' i study.toml kendes ikke",
        "minimum = 2 i [disclosure] er for lidt: Der vises aldrig noget om færre end 3",
        "'TM' kan ikke bruges som scale i [goals]",
        "Kolonnen 'TMX2' mangler",
        "Mente du 'TMX'?",
        "uden for 1–5 (række 2)",
        "'P' står som overordnet, men ikke som enhed (række 4)",
    ):
        assert part in text
    assert set(found["file"]) == {"study.toml", "one.csv", "units.csv"}
    with pytest.raises(InputError, match="Undersøgelsen kan ikke indlæses") as caught:
        skcore.load_study(path)
    assert (caught.value.problems["severity"] == "error").all()


def test_an_unknown_unit_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    path = study(tmp_path, two=TWO.replace("Åhjemmet", "Åhojemmo"))
    text = told(path)
    assert "'unit' (arbejdsplads) har noget, der ikke står i listen over enheder (række 2)" in text
    assert "'Åhojemmo'" not in text  # one person wrote it
    assert "Mente du 'Åhjemmet'?" in text
    assert "Did you mean 'Åhjemmet'?" in told(path, language="en")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title =", "titel =", "Mente du 'title'"),
        ("title =", "titel =", "'title' .titel. mangler i study.toml"),
        ('title = "Prøve"', "title = 5", "skal være en tekst"),
        ('language = "da"', 'language = "dk"', "'dk' kan ikke bruges som language"),
        ('preset = "municipality"', 'preset = "hopsital"', "'hopsital' kan ikke bruges som preset"),
        ('["fire-hurtige"]', '["fire-hurtig"]', "Mente du 'fire-hurtige'"),
        ('["fire-hurtige"]', "[]", "'instruments' .spørgeskemaer. mangler"),
        ("start = 2025-03-03", 'start = "3. marts"', "en dato som 2025-03-21"),
        ("end = 2025-03-21", "end = 2025-03-01", "slutter, før den begynder"),
        ("start = 2026-03-02", "start = 2024-03-02", "Sæt målingerne i rækkefølge"),
        ("id = 2026", 'id = "2025"', "'2025' står mere end én gang"),
        ('wave = "2026"', 'wave = "2027"', "'2027' kan ikke bruges som wave"),
        ('wave = "2026"\n', "", "Skriv wave = "),
        ('file = "two.csv"', 'file = "too.csv"', "Filen 'too.csv' findes ikke"),
        ("[disclosure]", "[disclosur]", "'disclosure' .* mangler"),
        ("minimum = 6", "minimun = 6", "Mente du 'minimum'"),
        ("minimum = 6", "minimum = 4", r"minimum i \[disclosure\] er svagere end reglerne"),
        ("minimum = 6", 'minimum = "6"', "skal være et helt tal"),
        ('"Chef" = "leader"', '"Chef" = 1.5', "skal være en tekst"),
        ("[responses.values.role]", "[responses.values.rolle]", "'rolle' er hverken"),
        ("[files]", "[meeting]\nstart = '25.00'\n[files]", "skal være et klokkeslæt"),
        ("[files]", "[network_deck]\nnamed_units = true\n[files]", "'agreed_on' mangler"),
        ("[files]", "[words]\nhmed = 'HMU'\n[files]", "Mente du 'h_med'"),
        ("[files]", "[goals]\nFH = 700\n[files]", "skal ligge fra 0 til 100"),
        ('levels = ["område", "arbejdsplads"]', 'levels = ["a", "a"]', "'a' står mere end én gang"),
        ('language = "da"', 'language = "da"\nbackgrounds = ["faggruppe"]', "'faggruppe' mangler"),
    ],
)
def test_each_slip_in_the_study_file_has_its_own_sentence(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in STUDY
    with pytest.raises(InputError, match=message):
        skcore.load_study(study(tmp_path, STUDY.replace(old, new, 1)))


@pytest.mark.parametrize(
    "date", ["2026-13-05", "2026-02-30", "05-03-2026", "5.3.2026", "05/03/2026", "2026-1-1"]
)
def test_a_day_that_is_none_is_told_as_a_day(tmp_path: Path, date: str) -> None:
    text = STUDY.replace("[disclosure]", f"[meeting]\ndate = {date}\n[disclosure]")
    said = told(study(tmp_path, text))
    assert "En dato skrives som 2026-03-20: år, måned (01–12) og en dag" in said
    assert "efter værdien" not in said


def test_a_study_file_with_the_line_ends_of_old_macs_is_read(tmp_path: Path) -> None:
    path = study(tmp_path)
    before = skcore.load_study(path).responses
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r"))
    assert skcore.load_study(path).responses.equals(before)


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Linje 3 kan ikke læses\. Efter = .* levels = x$"):
        skcore.load_study(study(tmp_path, 'title = "x"\nlanguage = "da"\nlevels = x\n'))
    with pytest.raises(InputError, match=r"Line 2 cannot be read\. A quotation mark"):
        skcore.load_study(study(tmp_path, 'language = "en"\ntitle = "x\n'))
    assert "Filen 'study.toml' findes ikke" in told(tmp_path / "nowhere" / "study.toml")


def test_a_windows_editors_mark_and_backslashes_do_no_harm(tmp_path: Path) -> None:
    path = study(tmp_path, "\ufeff" + STUDY.replace('"one.csv"', "'data\\one.csv'"))
    (tmp_path / "data").mkdir()
    shutil.move(tmp_path / "one.csv", tmp_path / "data" / "one.csv")
    assert len(skcore.load_study(path).responses) == 4


def test_two_questionnaires_share_an_item_but_never_with_other_options(tmp_path: Path) -> None:
    both = STUDY.replace('["fire-hurtige"]', '["fire-hurtige", "own.toml"]')
    own = (
        'id = "own"\nversion = "1"\nlanguages = ["da", "en"]\nvalidated = false\nsource = "us"\n'
        'licence = "ours"\ntitle = { da = "E", en = "O" }\n'
        '[[options.o]]\ncode = 1\npoints = 100\nlabel = { da = "a", en = "a" }\n'
        '[[options.o]]\ncode = 2\npoints = 0\nlabel = { da = "b", en = "b" }\n'
        '[[items]]\ncode = "TM1"\noptions = "o"\nlabel = { da = "x", en = "x" }\n'
        '[[scales]]\ncode = "FH"\nitems = ["TM1"]\nmin_answered = 1\ndimension = "other"\n'
        'label = { da = "x", en = "x" }\ndefinite = { da = "x", en = "x" }\n'
    )
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    text = told(study(tmp_path, both))
    assert "TM1 har ikke de samme svarmuligheder i 'fire-hurtige' og 'own'" in text
    assert "FH findes både i 'fire-hurtige' og 'own'" in text
    (tmp_path / "own.toml").write_text(own.replace("points = 0", "points = -1"), encoding="utf-8")
    assert "'points' i options.o skal ligge fra 0 til 100" in told(study(tmp_path, both))


def test_a_danish_study_needs_a_questionnaire_with_danish_words(tmp_path: Path) -> None:
    english = STUDY.replace('["fire-hurtige"]', '["own.toml"]')
    own = (
        'id = "own"\nversion = "1"\nlanguages = ["en"]\nvalidated = false\nsource = "us"\n'
        'licence = "ours"\ntitle = { en = "O" }\n'
        '[[options.o]]\ncode = 1\npoints = 100\nlabel = { en = "a" }\n'
        '[[options.o]]\ncode = 2\npoints = 0\nlabel = { en = "b" }\n'
        '[[items]]\ncode = "TM1"\noptions = "o"\nlabel = { en = "x" }\n'
        '[[scales]]\ncode = "X"\nitems = ["TM1"]\nmin_answered = 1\ndimension = "other"\n'
        'label = { en = "x" }\ndefinite = { en = "x" }\n'
    )
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    assert "own mangler tekst på sproget 'da'" in told(study(tmp_path, english))


def test_the_disclosure_policy_is_never_left_to_chance(tmp_path: Path) -> None:
    lowered = STUDY.replace("minimum = 6", 'minimum = 4\nlowered_because = "Aftalt i MED"')
    assert skcore.load_study(study(tmp_path, lowered)).policy.minimum == 4
    without = STUDY.replace("[disclosure]\nminimum = 6", "")
    with pytest.raises(InputError, match=r"'disclosure' .* mangler"):
        skcore.load_study(study(tmp_path, without))


def test_named_units_carry_who_agreed_and_when(tmp_path: Path) -> None:
    agreed = (
        '\n[network_deck]\nnamed_units = true\nagreed_by = "HovedMED"\nagreed_on = "2025-01-15"\n'
    )
    deck = skcore.load_study(study(tmp_path, STUDY + agreed)).network_deck
    assert (deck.agreed_by, deck.agreed_on) == ("HovedMED", dt.date(2025, 1, 15))
    for blank in (" ", ".", "\u200b"):  # nobody who reads the notes could ask them
        with pytest.raises(InputError, match="'agreed_by' mangler"):
            skcore.load_study(study(tmp_path, STUDY + agreed.replace("HovedMED", blank)))


def test_own_reference_values_bring_their_source(tmp_path: Path) -> None:
    reference = (
        '\n[[reference]]\nscale = "FH"\nvalue = 61.5\nlabel = "nabokommunen"\n'
        'source = "Nabokommunens rapport"\nyear = 2024\n'
    )
    (found,) = skcore.load_study(study(tmp_path, STUDY + reference)).references
    assert (found.value, found.n, found.label["da"]) == (61.5, None, "nabokommunen")
    with pytest.raises(InputError, match=r"'source' .kilde. mangler i \[reference\]"):
        skcore.load_study(study(tmp_path, STUDY + reference.replace("source", "kilde")))


# --- notes: they change what can be shown and stop nothing ----------------------------------------


def test_no_leaders_one_unit_and_no_invited_are_notes(tmp_path: Path) -> None:
    rows = ONE.replace("leder", "medarbejder").replace(";b;", ";a;")
    path = study(tmp_path, one=rows, two=rows)
    found = skcore.check_study(path)
    assert set(found["severity"]) == {"note"}
    text = "\n".join(found["problem"])
    assert "Der er ingen lederes svar" in text
    assert "Der er kun én arbejdsplads" in text
    assert "ingen tal for inviterede i målingen '2026'" in text
    assert skcore.load_study(path).units.shape == (3, 7)


def test_leaders_who_were_invited_and_answered_as_nobody_are_asked_about(tmp_path: Path) -> None:
    """Their word, read as employees', was a note."""
    path = study(
        tmp_path,
        STUDY.replace("[files]", '[files]\ninvited = "invited.csv"').replace(
            '"Chef" = "leader"', '"Chef" = "employee"'
        ),
        one=ONE.replace("leder", "medarbejder"),
        invited="unit;wave;role;invited\na;2026;medarbejder;9\nb;2026;leder;2\n",
    )
    found = skcore.check_study(path)
    (row,) = found[found["column"] == "role"].to_dict("records")
    assert row["severity"] == "ask"
    assert "har ledere, men ingen besvarelse er en leders" in row["problem"]


def test_a_wave_without_answers_and_more_answers_than_invited_are_told(tmp_path: Path) -> None:
    only = STUDY.replace(
        '[[responses]]\nfile = "two.csv"\nwave = "2026"\nnumbers = "codes"\n', ""
    ).replace('[responses.values.role]\n"Chef" = "leader"\n', "")
    invited = "unit;wave;role;invited\na;2025;medarbejder;0\nb;2025;leder;1\n"
    path = study(
        tmp_path, only.replace("[files]", '[files]\ninvited = "invited.csv"'), invited=invited
    )
    found = skcore.check_study(path)
    assert set(found["severity"]) == {"note", "ask"}
    text = "\n".join(found["problem"])
    assert "ingen svar i målingen '2026'" in text
    assert "Her har flere svaret, end der er inviteret: 'Åhjemmet' (2025)" in text
    assert "end der er inviteret" in found.loc[found["severity"] == "ask", "problem"].item()
    (row,) = found[found["column"] == "invited"].to_dict("records")
    assert (row["file"], row["n"], row["rows"]) == ("invited.csv", 1, "")
    assert not any(number in row["problem"].replace("2025", "") for number in "0123456789")


def test_workplaces_that_answered_and_are_not_among_the_invited_are_named(tmp_path: Path) -> None:
    path = study(
        tmp_path,
        STUDY.replace("[files]", '[files]\ninvited = "invited.csv"'),
        invited="unit;wave;role;invited\na;2025;medarbejder;9\na;2026;medarbejder;9\n",
    )
    found = skcore.check_study(path)
    text = "\n".join(found.loc[found["column"] == "invited", "problem"])
    assert "er der svaret, men ingen står som inviteret: 'Bøgen' (2025)" in text


def test_registers_are_held_against_the_tree(tmp_path: Path) -> None:
    files = '[files]\ninvited = "invited.csv"\nabsence = "absence.csv"\noutcomes = "outcomes.csv"\n'
    path = study(
        tmp_path,
        STUDY.replace("[files]\n", files + 'crosswalk = "crosswalk.csv"\n'),
        invited="unit;wave;role;invited\nx;2025;leder;1\n",
        absence="unit;month;cause;absence_days;available_days\ny;2025-04;egen sygdom;1;20\n",
        outcomes="unit;wave;outcome;value\nBøgen;2025;tilfredshed;70\n",
        crosswalk="unit_before;unit_after;share\nz;a;1\n",
    )
    found = skcore.check_study(path)
    errors = found[found["severity"] == "error"]
    assert errors["file"].tolist() == ["invited.csv", "absence.csv", "crosswalk.csv"]
    assert errors["problem"].str.contains("listen over enheder").all()


def test_a_register_row_about_a_unit_of_another_wave_is_a_note(tmp_path: Path) -> None:
    path = study(
        tmp_path,
        STUDY.replace("[files]", '[files]\ninvited = "invited.csv"'),
        units="unit;parent;wave\nO;;\na;O;\nÅhjemmet;O;2026\nb;O;\n",
        invited="unit;wave;role;invited\na;2025;leder;1\nÅhjemmet;2025;leder;1\n",
    )
    found = skcore.check_study(path)
    assert set(found["severity"]) == {"note"}
    assert "findes ikke i målingens træ (række 3)" in "\n".join(found["problem"])


def test_without_a_list_of_units_those_in_the_answers_stand_flat(tmp_path: Path) -> None:
    flat = STUDY.replace('[files]\nunits = "units.csv"\n', "")
    units = skcore.load_study(study(tmp_path, flat)).units
    assert units["unit"].tolist() == ["a", "b", "Åhjemmet"]
    assert set(units["parent"]) == {""}
    assert set(units["level"]) == {"arbejdsplads"}


def test_without_a_list_of_units_one_workplace_is_not_two(tmp_path: Path) -> None:
    flat = STUDY.replace('[files]\nunits = "units.csv"\n', "")
    names = ["Team Nord", "Team Nord", "team  nord", "Børnehus Sol", "Afd. 1", "Afd. 2"]
    names += ["Børnehuset Sol"] * 5 + ["Jeg elsker min leder", "Jeg elsker min lederr"]
    rows = [f"{at};{name};leder;1;1;1;1" for at, name in enumerate(names)]
    path = study(tmp_path, flat, one="\n".join([ONE.split("\n")[0], *rows]), two=TWO)
    units = set(skcore.load_study(path).units["unit"])
    assert units >= {"Team Nord", "Børnehuset Sol", "Børnehus Sol", "Afd. 1", "Afd. 2"}
    assert "team  nord" not in units
    text = told(path)
    assert "stavet på to måder: 'Børnehuset Sol' / et, som få har skrevet. Er det den samme" in text
    assert "elsker" not in text  # the wrong column may hold what people wrote


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=cmd()", "{n}"])
def test_a_unit_may_be_called_anything_and_stays_text(tmp_path: Path, name: str) -> None:
    flat = STUDY.replace('[files]\nunits = "units.csv"\n', "")
    loaded = skcore.load_study(study(tmp_path, flat, one=ONE.replace(";a;", f";{name};")))
    assert name in set(loaded.units["name"])


# --- what never happens ---------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.lists(st.integers(10**6, 10**9), min_size=4, max_size=4), st.sampled_from(["da", "en"]))
def test_no_answer_ever_stands_in_a_study_message(
    tmp_path_factory: pytest.TempPathFactory, answers: list[int], language: str
) -> None:
    row = ";".join(str(answer) for answer in answers)
    folder = tmp_path_factory.mktemp("study")
    path = study(folder, one=ONE + f"7;a;leder;{row}\n")
    found = skcore.check_study(path, language=language)
    assert (found["severity"] == "error").any()
    assert not any(str(answer) in found.to_csv() for answer in answers)


NONSENSE = st.sampled_from(
    [None, 1, -1.5, True, "", "x", [], [1], [{}], {}, {"a": {"b": []}}, dt.date(2020, 1, 1)]
)
FULL = tomllib.loads((SAMPLE / "study.toml").read_text(encoding="utf-8"))
PLACES = [(key,) for key in FULL] + [
    (key, inner) for key, table in FULL.items() if isinstance(table, dict) for inner in table
]


@settings(max_examples=60)
@given(st.sampled_from(PLACES), NONSENSE)
def test_no_slip_in_the_study_file_ends_in_a_crash(place: tuple[str, ...], value: object) -> None:
    raw = copy.deepcopy(FULL)
    table = raw if len(place) == 1 else raw[place[0]]
    if value is None:
        del table[place[-1]]
    else:
        table[place[-1]] = value
    found, problems = parse_settings(raw, folder=SAMPLE)
    assert found is not None or problems
    assert len(problem_table(problems, language="da")) == len(problems)


# --- real data ------------------------------------------------------------------------------------


def test_the_real_swedish_answers_load_with_their_words(tmp_path: Path, real_data: Path) -> None:
    loaded = skcore.load_study(prevent_osa_study(tmp_path, real_data))
    sizes = loaded.responses["unit"].value_counts().sort_values().tolist()
    assert sizes == [1, 6, 7, 15, 24, 60, 61, 89, 260]  # 58 forms without an answer are left out
    raw = pd.read_csv(real_data / "prevent_osa" / "item_labels.csv")
    assert len(loaded.instrument_items) == len(raw) == 40
    missing = loaded.responses[list(loaded.instrument_items)].isna().sum()
    assert (missing.min(), missing.max()) == (3, 49)
    assert skcore.check_study(loaded.path)["severity"].eq("note").all()


@pytest.mark.parametrize(
    ("scale", "alpha", "n"),
    [("ST", 0.8382, 489), ("LS", 0.9161, 480), ("PT", 0.9308, 472), ("AT", 0.8773, 491)],
)
def test_real_alphas_agree_with_the_published_numbers(
    tmp_path: Path, real_data: Path, scale: str, alpha: float, n: int
) -> None:
    loaded = skcore.load_study(prevent_osa_study(tmp_path, real_data))
    items = loaded.scale(scale).items
    row = skcore.cronbach_alpha(loaded.responses, items=list(items)).iloc[0]
    assert row["estimate"] == pytest.approx(alpha, abs=1e-4)
    assert row["n"] == n


def test_the_real_soldiers_load_in_49_companies(tmp_path: Path, real_data: Path) -> None:
    loaded = skcore.load_study(lq2002_study(tmp_path, real_data))
    assert loaded.responses.shape == (2042, 15)
    assert len(loaded.units) == 49
    items = list(loaded.scale("LEAD").items)
    alpha = skcore.cronbach_alpha(loaded.responses, items=items).iloc[0]["estimate"]
    assert alpha == pytest.approx(0.9022365658)


def test_a_later_file_inherits_the_numbers_while_headings_and_numbers_are_the_same(
    tmp_path: Path,
) -> None:
    text = STUDY.replace('wave = "2026"\nnumbers = "codes"', 'wave = "2026"').replace(
        'numbers = "codes"', 'numbers = "position"'
    )
    loaded = skcore.load_study(study(tmp_path, text))
    assert loaded.responses["TM1"].tolist() == [1, 5, 1, 5]
    for two in (TWO.replace("5;4;3;2", "4;4;3;2"), TWO.replace("JU4", "JU4 (ny)")):
        columns = '[responses.columns]\n"JU4 (ny)" = "JU4"\n[responses.values.role]'
        changed = text.replace("[responses.values.role]", columns) if "(ny)" in two else text
        found = skcore.check_study(study(tmp_path, changed, two=two), language="en")
        found = found[found["severity"] == "error"]
        assert found["file"].tolist() == ["two.csv"]
        assert "numbers alone do not tell" in found["problem"].iloc[0]


def test_a_study_file_of_an_earlier_version_gets_the_line_to_write(tmp_path: Path) -> None:
    said = told(study(tmp_path, STUDY.replace('numbers = "codes"\n', "")))
    assert 'numbers = "position", hvis 1 er' in said
    assert '"codes", hvis 1 er' in said
    broken = STUDY.replace('numbers = "codes"', "numbers = 3")
    assert "'numbers' i [responses] skal være" in told(study(tmp_path, broken))


def test_a_programme_that_does_not_exist_is_told_before_slides_are_made(tmp_path: Path) -> None:
    text = STUDY + '\n[meeting]\nprogramme = "programme-22"\n'
    said = told(study(tmp_path, text))
    assert "'programme-22' kan ikke bruges som programme i [meeting]" in said
    assert "Mente du 'programme-2'" in said


TREE = (
    "unit;name;parent\nO;Øst;\nlung;Lungemedicinsk Sengeafsnit;O\ngeri;Geriatrisk Sengeafsnit;O\n"
    "s1;Sengeafsnit 1;O\ns2;Sengeafsnit 2;O\n"
)


def with_absence(folder: Path, *units: str, block: str = "") -> Path:
    rows = [f"{unit};2025-04;egen sygdom;1;20" for unit in units]
    return study(
        folder,
        STUDY.replace("[files]", '[files]\nabsence = "absence.csv"') + block,
        units=TREE,
        one=ONE.replace(";a;", ";lung;").replace(";b;", ";geri;"),
        two=TWO.replace("Åhjemmet", "lung").replace(";b;", ";geri;"),
        absence="\n".join(["unit;month;cause;absence_days;available_days", *rows]),
    )


@pytest.mark.parametrize("column", ["unit", "wave"])
def test_what_few_wrote_for_a_workplace_or_a_survey_is_told_by_its_row(
    tmp_path: Path, column: str
) -> None:
    """Of a comment in the wrong column nothing is repeated; a name that many gave is."""
    rows = "".join(f"{n};a;medarbejder;5;4;3;2;2026\n" for n in range(1, 9))
    head = f"{TWO.splitlines()[0]};wave\n"
    cell = {"unit": ";a;", "wave": ";2026\n"}[column]
    said = {
        n: rows.replace(cell, cell.replace(cell.strip(";\n"), "min chef lyver"), n) for n in (4, 8)
    }
    setting = STUDY.replace('wave = "2026"\n', "")
    few, many = (
        told(study(tmp_path, setting, two=head + text), language="en") for text in said.values()
    )
    assert "min chef" not in few
    assert "(rows 2, 3, 4, 5)" in few
    assert "'min chef lyver'" in many


def test_a_workplace_spelt_a_little_differently_is_matched_and_told(tmp_path: Path) -> None:
    path = with_absence(tmp_path, "Lungemed. sengeafsnit", "Geriatrisk Sengafsnit")
    said = told(path, language="en")
    assert "'Lungemed. sengeafsnit' = 'Lungemedicinsk Sengeafsnit'" in said
    absence = skcore.load_study(path).absence
    assert absence is not None
    assert sorted(absence["unit"]) == ["geri", "lung"]


def test_a_workplace_that_could_be_two_or_none_gets_a_block_to_paste(tmp_path: Path) -> None:
    path = with_absence(tmp_path, "lung", "Sengeafsnit 3", "Lunge")
    said = told(path, language="en")
    # another number is another workplace: nothing to paste unread
    assert '[absence.values.unit]\n"Sengeafsnit 3" = "…"' in said
    assert '"Lunge" = "lung"' in said
    with pytest.raises(InputError, match="står ikke i listen over enheder"):
        skcore.load_study(path)
    block = '\n[absence.values.unit]\n"Sengeafsnit 3" = "s2"\n"Lunge" = "Geriatrisk Sengeafsnit"\n'
    absence = skcore.load_study(
        with_absence(tmp_path, "lung", "Sengeafsnit 3", "Lunge", block=block)
    )
    assert absence.absence is not None
    assert sorted(absence.absence["unit"]) == ["geri", "lung", "s2"]


def with_causes(folder: Path, words: str = "", *causes: str) -> Path:
    rows = "\n".join(f"lung;2025-04;{cause};{n};200" for n, cause in enumerate(causes, 1))
    path = with_absence(folder, "lung", block=words)
    head = "unit;month;cause;absence_days;available_days\n"
    (folder / "absence.csv").write_text(head + rows, encoding="utf-8")
    return path


def test_a_line_of_the_study_says_what_a_cause_is(tmp_path: Path) -> None:
    causes = ("Sygefravær", "Barns sygdom", "§ 56-sygdom")
    said = told(with_causes(tmp_path, "", *causes))
    assert '[absence.values.cause]\n"§ 56-sygdom" = "own_sickness"\n"Sygefravær" = ' in said
    words = '\n[absence.values.cause]\n"sygefravær" = "egen sygdom"\n"§ 56-sygdom" = "own_sickness"'
    absence = skcore.load_study(with_causes(tmp_path, words, *causes)).absence
    assert absence is not None
    days = absence.groupby("cause")["absence_days"].sum().to_dict()
    assert days == {"own_sickness": 4, "child_sickness": 2}
    one = words.partition('\n"§')[0]
    said = told(with_causes(tmp_path, one, *causes), language="en")
    assert "Is '§ 56-sygdom' own sickness?" in said
    assert "put this into study.toml instead" in said


@pytest.mark.parametrize(("words", "told_words"), [
    ('cause = { "Syg" = "sygelig" }', "'sygelig' kan ikke bruges som Syg i [absence.values"),
    ('cause = { "Syg" = 1 }', "'cause' i [absence.values] skal være"),
    ('cause = "Syg"', "'cause' i [absence.values] skal være"),
    ('causes = { "Syg" = "andet" }', "'causes' i [absence.values] kendes ikke"),
])  # fmt: skip
def test_a_line_about_causes_that_cannot_be_is_told(
    tmp_path: Path, words: str, told_words: str
) -> None:
    said = told(with_causes(tmp_path, f"\n[absence.values]\n{words}\n", "Egen sygdom"))
    assert told_words in said


LISTS = {
    "invited": "unit;wave;role;invited\n{};2025;employee;9\n",
    "outcomes": "unit;wave;outcome;value;n\n{};2025;users;70;9\n",
    "crosswalk": "unit_before;unit_after;share\n{};lung;1\n",
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_list_has_its_own_block_to_paste(tmp_path: Path, name: str, language: str) -> None:
    text = STUDY.replace("[files]", f'[files]\n{name} = "liste.csv"')
    block = f'[{name}.values.unit]\n"Sengeafsnit 3" = '

    def written(more: str = "") -> Path:
        lung, geri = ONE.replace(";a;", ";lung;").replace(";b;", ";geri;"), TWO
        geri = geri.replace("Åhjemmet", "lung").replace(";b;", ";geri;")
        path = study(tmp_path, text + more, units=TREE, one=lung, two=geri)
        (tmp_path / "liste.csv").write_text(LISTS[name].format("Sengeafsnit 3"), encoding="utf-8")
        return path

    assert block in told(written(), language=language)
    table = getattr(skcore.load_study(written(f'\n{block}"s2"\n')), name)
    assert "s2" in table[table.columns[0]].tolist()


def test_numbers_in_names_are_never_taken_for_one_another(tmp_path: Path) -> None:
    said = told(with_absence(tmp_path, "Sengeafsnit 3"), language="en")
    assert "has been taken for" not in said


def test_a_block_of_unit_names_that_is_none_is_told(tmp_path: Path) -> None:
    path = with_absence(tmp_path, "lung", block="\n[absence.values]\nunit = 3\n")
    assert "'unit' i [absence.values] skal være" in told(path)


@pytest.mark.parametrize("content", ["a = " + "[" * 100_000, "a = " + "9" * 5000])
def test_a_study_file_beyond_measure_is_one_sentence(tmp_path, content):
    file = tmp_path / "study.toml"
    file.write_text(content, encoding="utf-8")
    found = skcore.check_study(file, language="en")
    assert found["problem"].str.contains("beyond measure").tolist() == [True]


def test_a_study_that_is_printed_shows_no_row(sample_study):
    for said in (repr(sample_study), sample_study._repr_html_()):
        assert len(said) < 400
        assert "release_study(study)" in said
        assert "hjem-01" not in said


def test_a_release_that_is_printed_says_what_it_is(sample_release):
    said = repr(sample_release)
    assert len(said) < 400
    assert sample_release.result_id in said
    assert "network_deck(release)" in sample_release._repr_html_()
