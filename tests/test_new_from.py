"""From files as they come to a study that can be read, with few questions and nothing guessed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hospital_files import QUESTIONS, WARDS, write_hospital
from typer.testing import CliRunner

import skcore
from skcore.beginning import template
from skcore.beginning.asked import Files
from skcore.beginning.column_kinds import PEOPLE, find_columns
from skcore.beginning.proposal import propose
from skcore.beginning.survey_days import days_of, order_of, span_of
from skcore.beginning.tree import short_names
from skcore.cli import app
from skcore.commands.new import new_from
from skcore.errors import InputError, SkcoreError
from skcore.reading.spelling import meant_among
from skcore.texts import load_texts
from skcore.texts.reader import program

COPSOQ = skcore.load_instrument("copsoq3-social-capital")


def run(folder: Path, *asked: object, said: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, ["new", str(folder), *map(str, asked)], input=said)
    return done.exit_code, done.output


def hospital(tmp_path: Path, **how: bool) -> list[object]:
    export, absence, invited = write_hospital(tmp_path, **how)
    return ["--from", export, "--absence", absence, "--invited", invited]


def export_of(tmp_path: Path, heads: list[str], *rows: list[str], times: int = 12) -> Path:
    file = tmp_path / "export.csv"
    lines = [";".join(cells) for cells in [heads, *rows * times]]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_a_hospitals_files_become_a_study_with_at_most_five_questions(tmp_path: Path) -> None:
    code, said = run(tmp_path / "h", *hospital(tmp_path), said="Sygehus Eksempel\n\n\n\n\n")
    assert code == 0, said
    assert said.count("> ") <= 5
    assert "OK" in said.splitlines()
    study = skcore.load_study(tmp_path / "h")
    assert study.organisation == "Sygehus Eksempel"
    assert study.preset == "hospital"
    assert [(w.id, str(w.start), str(w.end)) for w in study.waves] == [
        ("2026", "2026-03-02", "2026-03-21")
    ]
    names = dict(zip(study.units["unit"], study.units["name"], strict=True))
    leaves = study.units[study.units["level"] == "afsnit"]
    assert set(leaves["name"]) == set(WARDS)
    assert {names[u] for u in leaves["parent"]} == {center for center, _ in WARDS.values()}
    answered = study.responses["unit"].map(names).value_counts()
    assert answered.to_dict() == dict.fromkeys(WARDS, 12)
    assert (study.responses["role"] == "leader").sum() == 14
    assert study.invited is not None
    assert study.invited.groupby("role")["invited"].sum().to_dict() == {
        "employee": 252,
        "leader": 14,
    }
    assert study.absence is not None
    assert set(study.absence["unit"]) == set(leaves["unit"])
    assert study.absence["available_days"].between(1100, 1400).all()
    assert set(study.absence["cause"]) == {"own_sickness", "child_sickness"}


def test_every_question_is_found_by_its_words_and_reads_as_the_file_says(tmp_path: Path) -> None:
    export, *_ = write_hospital(tmp_path)
    run(tmp_path / "h", "--from", export, "--yes")
    study = skcore.load_study(tmp_path / "h")
    raw = pd.read_csv(export, sep=";", encoding="cp1252", skiprows=1, dtype=str)
    for code, (heading, options) in QUESTIONS.items():
        codes = raw[heading].map({word: 5 - place for place, word in enumerate(options)})
        assert study.responses[code].tolist() == codes.tolist(), code


@pytest.mark.whole
def test_comments_stay_where_they_were(tmp_path: Path) -> None:
    code, said = run(tmp_path / "h", *hospital(tmp_path), "--yes")
    assert code == 0
    assert "Har du kommentarer?" in said
    assert "HEMMELIGT" not in said
    written = [p for p in (tmp_path / "h").rglob("*") if p.is_file()]
    assert not [p.name for p in written if b"HEMMELIGT" in p.read_bytes()]


@pytest.mark.whole
def test_numbers_are_asked_about_with_counts_and_never_guessed(tmp_path: Path) -> None:
    asked = hospital(tmp_path, numbers=True)
    code, said = run(tmp_path / "open", *asked, "--yes")
    assert code == 1
    assert "Ikke afgjort, for det må ikke gættes" in said
    assert (
        "numbers"
        not in tomllib.loads((tmp_path / "open/study.toml").read_text("utf-8"))["responses"][0]
    )
    code, said = run(tmp_path / "told", *asked, said="Sygehus\n\n1\n")
    assert code == 0, said
    assert "1 er svaret" in said
    assert "1 er 'I meget høj grad' (tallet er pladsen på skemaet" in said
    assert "1 er 'I meget ringe grad' (tallet er vores kode)" in said
    study = skcore.load_study(tmp_path / "told")
    words = hospital(tmp_path)
    run(tmp_path / "words", *words, "--yes")
    same = skcore.load_study(tmp_path / "words")
    pd.testing.assert_frame_equal(study.responses[list(QUESTIONS)], same.responses[list(QUESTIONS)])


@pytest.mark.whole
def test_english_is_spoken_where_it_is_asked_for(tmp_path: Path) -> None:
    code, said = run(tmp_path / "h", *hospital(tmp_path), "--yes", "--language", "en")
    assert code == 0, said
    assert "Without asking: What is the organisation called?" in said
    assert {p.name for p in (tmp_path / "h").iterdir()} == {
        *("study.toml", "responses.csv", "units.csv", "invited.csv", "absence.csv"),
        *("README.txt", "actions.csv", "observations.csv", "participants.csv", "notebooks"),
    }


@pytest.mark.whole
def test_a_study_file_that_was_proposed_can_be_made_into_slides(tmp_path: Path) -> None:
    run(tmp_path / "h", *hospital(tmp_path), "--yes")
    made = skcore.make_decks(
        tmp_path / "h" / "study.toml", out=tmp_path / "out", units=["none"], jobs=1
    )
    assert made.files[0].name == "netvaerksmoede.html"


def test_nothing_is_written_when_no_answer_comes(tmp_path: Path) -> None:
    code, said = run(tmp_path / "h", *hospital(tmp_path), said="")
    assert code == 1
    assert "Der kom intet svar" in said
    assert not (tmp_path / "h").exists()


@pytest.mark.parametrize("error", [EOFError, OSError("x"), RuntimeError("lost sys.stdin")])
def test_where_nobody_can_answer_it_ends_in_one_sentence(tmp_path: Path, error: Exception) -> None:
    def closed(_: str) -> str:
        raise error

    export = write_hospital(tmp_path)[0]
    with pytest.raises(SkcoreError, match="Der kom intet svar"):
        new_from(tmp_path / "h", Files(export), language="da", ask=closed, say=str)
    assert not (tmp_path / "h").exists()


def test_wrong_answers_without_end_are_nobodys(tmp_path: Path) -> None:
    asked = []
    export = write_hospital(tmp_path, numbers=True)[0]

    def wrong(words: str) -> str:
        asked.append(words)
        return "Region Syd" if len(asked) == 1 else "nine"

    with pytest.raises(SkcoreError, match="skriv --yes"):
        new_from(tmp_path / "h", Files(export), language="da", ask=wrong, say=str)
    assert len(asked) < 12
    assert not (tmp_path / "h").exists()


def test_a_file_that_would_be_left_unread_is_refused(tmp_path: Path) -> None:
    export, absence, _ = write_hospital(tmp_path)
    code, said = run(tmp_path / "h", "--from", export, "--from", absence, "--yes")
    assert code == 2
    assert "--from" in said
    assert "newest" in said or "nyeste" in said
    code, said = run(tmp_path / "h", "--from", export, absence, "--yes")
    assert code == 2
    assert "takes one file" in " ".join(re.sub("[│╭╰─╮╯]", " ", said).split())
    assert not (tmp_path / "h").exists()


@pytest.mark.whole
def test_a_name_cut_short_in_the_export_is_written_out_on_slides(tmp_path: Path) -> None:
    export, _, invited = write_hospital(tmp_path)
    text = export.read_bytes().decode("cp1252")
    short = "Gynækologisk sengeafs."
    export.write_bytes(text.replace("Gynækologisk Sengeafsnit", short).encode("cp1252"))
    code, said = run(tmp_path / "h", "--from", export, "--invited", invited, "--yes")
    assert code == 0, said
    assert f"'{short}' er 'Gynækologisk Sengeafsnit' i inviterede.csv" in said
    study = skcore.load_study(tmp_path / "h" / "study.toml")
    names = set(study.units["name"])
    assert "Gynækologisk Sengeafsnit" in names
    assert short not in names
    unit = study.units.set_index("name")["unit"]["Gynækologisk Sengeafsnit"]
    assert (study.responses["unit"] == unit).sum() >= 11


@pytest.mark.parametrize(
    ("started", "platform", "typed"),
    [
        ("/x/skcore/__main__.py", "linux", "python -m skcore"),
        ("C:/x/skcore/__main__.py", "win32", "py -m skcore"),
        ("/x/bin/skcore", "linux", "skcore"),
        ("C:/x/Scripts/skcore.exe", "win32", "skcore"),
        ("/x/ipykernel_launcher.py", "win32", "py -m skcore"),
        ("/x/ipykernel_launcher.py", "linux", "skcore"),
    ],
)
def test_messages_name_the_program_as_it_was_typed(
    started: str, platform: str, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", [started])
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("sys.executable", "/usr/bin/python")
    assert program() == typed
    assert f"{typed} new MAPPE" in load_texts("da")("new.from.no_questions", file="x.csv")
    for language, readme in (("da", "LAESMIG.txt"), ("en", "README.txt")):
        for name in (readme, "study.toml"):
            content = template(name, language).decode("utf-8")
            assert f"{typed} check study.toml" in content
            others = {"py -m skcore", "python -m skcore"} - {typed}
            assert not any(other in content for other in others)
            assert "{program}" not in content


def test_the_example_of_an_action_names_a_theme_of_the_studys_own_questionnaire() -> None:
    four = skcore.load_instrument("fire-hurtige")
    for language, readme in (("da", "LAESMIG.txt"), ("en", "README.txt")):
        said = [template(readme, language, of).decode() for of in ([], [COPSOQ], [four])]
        themes = [re.search(r"^ +(?:syd|south);[^;]+;([^;]+);", each, re.M)[1] for each in said]  # type: ignore[index]
        assert themes[0] == themes[1] == {"da": "retfærdighed", "en": "justice"}[language]
        assert themes[2] == four.scales[0].label[language].split(" (")[0]


@pytest.mark.whole
def test_a_word_that_is_no_choice_is_asked_for_again(tmp_path: Path) -> None:
    code, said = run(tmp_path / "h", *hospital(tmp_path, numbers=True), said="S\nja\n1\n\n9\n1\n")
    assert code == 0, said
    assert "Skriv et tal fra 1 til 2." in said
    assert "Skriv et tal fra 1 til 3." in said


def test_doubtful_questions_are_left_out_when_they_are_not_right(tmp_path: Path) -> None:
    run(tmp_path / "h", *hospital(tmp_path), said="S\n2\n\n")
    settings = tomllib.loads((tmp_path / "h" / "study.toml").read_text("utf-8"))
    response = settings["responses"][0]
    assert "TMX2" in response["columns"].values()  # known by its official words
    assert "TM1" not in response["columns"].values()
    assert "TM1" in response["not_asked"]


def test_a_question_under_which_other_words_stand_is_asked_about_and_not_called_not_asked(
    tmp_path: Path,
) -> None:
    heads = ["Enhed", "TM1", "TMX2", "JU1"]
    heads += ["Bliver arbejdsopgaverne fordelt på en rigtig retfærdig måde?", "Hvilken vagt?"]
    rows = [["Nord", *["Delvist"] * 3, word, "Dag"] for word in ("Enig", "Uenig") * 6]
    file = tmp_path / "export.csv"
    file.write_text("\n".join(";".join(row) for row in [heads, *rows]), encoding="utf-8")
    asked = {q.key: q for q in propose(Files(file), {}, language="da").questions}
    (key,) = [key for key in asked if key.startswith("other_words:")]
    assert "retfærdig måde?  →  JU4" in asked[key].text
    assert "vagt" not in asked[key].text
    assert "nig" not in asked[key].text.split("→")[1].replace("retfærdig", "")  # nobody's answer
    taken = propose(Files(file), {key: "yes"}, language="da")
    assert "JU4" in taken.columns.values()
    left = propose(Files(file), {key: "no"}, language="da")
    assert "JU4" not in left.columns.values()


@pytest.mark.parametrize("heading", ["tillid/{}", "G1Q1[{}]. Hvad siger du?", "{}. Stoler I?"])
def test_a_code_inside_a_heading_is_enough(tmp_path: Path, heading: str) -> None:
    codes = ["TM1", "TMX2", "JU1", "JU4"]
    file = export_of(
        tmp_path, ["Enhed", *(heading.format(c) for c in codes)], ["Nord"] + ["Delvist"] * 4
    )
    proposal = propose(Files(file), {}, language="da")
    assert [f.instrument.id for f in proposal.found] == ["fire-hurtige"]
    assert proposal.columns == {heading.format(c): c for c in codes} | {"Enhed": "unit"}


def test_causes_that_are_nobodys_to_guess_are_asked_about(tmp_path: Path) -> None:
    export, absence, _ = write_hospital(tmp_path)
    text = absence.read_bytes().decode("cp1252").replace("Barns 1. og 2. sygedag", "§ 56-sygdom")
    absence.write_bytes(text.encode("cp1252"))
    files = Files(export, absence)
    (asked,) = [q for q in propose(files, {}, language="da").questions if "cause" in q.key]
    assert asked.proposed is None
    assert "§ 56-sygdom" in asked.text
    told = propose(files, {asked.key: "own_sickness"}, language="da").absence
    assert told is not None
    assert set(told["cause"]) == {"own_sickness"}
    assert not told.duplicated(["unit", "month"]).any()  # both kinds of a month added up


def test_which_number_means_a_leader_is_asked_and_never_guessed(tmp_path: Path) -> None:
    codes = ["TM1", "TMX2", "JU1", "JU4"]
    heading = "2. Er du leder eller medarbejder?"
    file = export_of(tmp_path, ["Enhed", heading, *codes], ["Nord", "2", *["Delvist"] * 4])
    file.write_text(file.read_text("utf-8") + "\nNord;1;" + ";".join(["Delvist"] * 4), "utf-8")
    open_ = propose(Files(file), {}, language="da")
    (asked,) = [q for q in open_.questions if q.key == "leader_code"]
    assert asked.proposed is None
    assert heading in asked.text
    assert list(asked.choices) == ["1", "2", "none"]
    assert (open_.columns[heading], open_.roles) == ("role", {})  # check asks for the line
    told = propose(Files(file), {"leader_code": "1"}, language="da")
    assert told.roles == {"1": "leader", "2": "employee"}
    assert set(propose(Files(file), {"leader_code": "none"}, language="da").roles.values()) == {
        "employee"
    }


def test_a_date_order_that_nothing_settles_is_asked_for(tmp_path: Path) -> None:
    codes = ["TM1", "TMX2", "JU1", "JU4"]
    row = ["Nord", "03/04/2026", *["Delvist"] * 4]
    file = export_of(tmp_path, ["Enhed", "Besvaret den", *codes], row)
    (asked,) = [
        q for q in propose(Files(file), {}, language="da").questions if q.key == "date_order"
    ]
    assert asked.proposed is None
    assert "12 besvarelser" in asked.text
    for said, day in (("day", "2026-04-03"), ("month", "2026-03-04")):
        proposal = propose(Files(file), {"date_order": said}, language="da")
        assert set(proposal.responses["Besvaret den"]) == {day}
        assert str(proposal.waves[0][1]) == day


@pytest.mark.parametrize("day", ["03/04/2026", "03-04-2026"])
def test_a_date_order_that_nobody_told_new_is_asked_for_by_check(tmp_path: Path, day: str) -> None:
    codes = ["TM1", "TMX2", "JU1", "JU4"]
    file = export_of(tmp_path, ["Enhed", "Besvaret den", *codes], ["Nord", day, *["Delvist"] * 4])
    told: list[str] = []
    new_from(tmp_path / "s", Files(file), language="da", yes=True, say=told.append)
    assert not any("Besvaret den. Er det et spørgsmål" in line for line in told)
    found = skcore.check_study(tmp_path / "s")
    asked = found.loc[found["severity"] == "ask", "problem"].tolist()
    assert len(asked) == 1
    assert 'dates = "day_first"' in asked[0]
    settings = tmp_path / "s" / "study.toml"
    written = settings.read_text("utf-8")
    for order, said in (("day", "2026-04-03"), ("month", "2026-03-04")):
        line = f'[[responses]]\ndates = "{order}_first"'
        settings.write_text(written.replace("[[responses]]", line), "utf-8")
        assert set(skcore.load_study(settings).responses["answered"]) == {pd.Timestamp(said)}


def test_the_order_of_the_days_that_somebody_wrote_is_asked_for(tmp_path: Path) -> None:
    codes = ["TM1", "TMX2", "JU1", "JU4"]
    file = export_of(tmp_path, ["Enhed", *codes], ["Nord", *["Delvist"] * 4])
    said = {"survey": "3/4/2026 - 10/4/2026"}
    asked = propose(Files(file), said, language="da")
    assert "survey_order" in [question.key for question in asked.questions]
    assert asked.waves[0][1] is None
    told = propose(Files(file), said | {"survey_order": "day"}, language="da")
    assert list(map(str, told.waves[0][1:])) == ["2026-04-03", "2026-04-10"]


def test_two_spellings_that_many_gave_are_asked_about_by_new_and_by_check(tmp_path: Path) -> None:
    codes = ["TM1", "TMX2", "JU1", "JU4"]
    rows = [[name, *["Delvist"] * 4] for name in ("Å-bakken", "Aabakken")]
    file = export_of(tmp_path, ["Enhed", *codes], *rows)
    (asked,) = [
        q for q in propose(Files(file), {}, language="da").questions if q.key.startswith("spelt:")
    ]
    assert asked.proposed is None
    one, two = asked.choices
    same = propose(Files(file), {asked.key: one}, language="da")
    assert same.units["name"].tolist() == [one]
    assert len(propose(Files(file), {asked.key: two}, language="da").units) == 2
    new_from(tmp_path / "s", Files(file), language="da", yes=True, say=list)
    found = skcore.check_study(tmp_path / "s")
    (told,) = found.loc[found["severity"] == "ask", "problem"]
    assert "'Aabakken' / 'Å-bakken'" in told
    assert "er det to, så gør ingenting" in told


def test_two_spellings_of_what_workplaces_belong_to_are_asked_about(tmp_path: Path) -> None:
    codes = ["TM1", "TMX2", "JU1", "JU4"]
    places = [("Nord", "Ældreområdet"), ("Syd", "Aeldreomraadet"), ("Vest", "ÆLDREOMRÅDET")]
    places += [("Havnen", "Ældreområdet")]
    rows = [[unit, area, *["Delvist"] * 4] for unit, area in places]
    file = export_of(tmp_path, ["Enhed", "Område", *codes], *rows, times=6)
    still_open = propose(Files(file), {}, language="da")
    (asked,) = [q for q in still_open.questions if q.key.startswith("spelt:")]
    one, two = asked.choices
    for said, areas in ((one, 1), (two, 2)):
        units = propose(Files(file), {asked.key: said}, language="da").units
        assert len(units) == areas + 4


def test_two_spellings_of_an_occupation_are_asked_about_and_two_occupations_are_not(
    tmp_path: Path,
) -> None:
    codes = ["TM1", "TMX2", "JU1", "JU4"]
    said = ["SOSU-assistent", "Sosu assistent", "Sygeplejerske", "Ledende sygeplejerske"]
    rows = [["Nord", word, *["Delvist"] * 4] for word in said]
    file = export_of(tmp_path, ["Enhed", "Faggruppe", *codes], *rows, times=5)
    new_from(tmp_path / "s", Files(file), language="da", yes=True, say=list)
    found = skcore.check_study(tmp_path / "s")
    (told,) = found.loc[found["severity"] == "ask", "problem"]
    assert "på to måder: 'SOSU-assistent' / 'Sosu assistent'. Er det" in told
    assert "[responses.values.occupation]" in told


def test_the_days_of_the_survey_are_asked_for_where_no_file_has_them(tmp_path: Path) -> None:
    codes = ["TM1", "TMX2", "JU1", "JU4"]
    file = export_of(tmp_path, ["Enhed", *codes], ["Nord", *["Delvist"] * 4])
    for said in ("2.3.2026 - 20.3.2026", "2026-03-02 til 2026-03-20"):
        proposal = propose(Files(file), {"survey": said}, language="da")
        wave, start, end = proposal.waves[0]
        assert (wave, str(start), str(end)) == ("2026", "2026-03-02", "2026-03-20")


def test_an_export_without_a_questionnaire_is_refused_with_the_way_out(tmp_path: Path) -> None:
    file = export_of(tmp_path, ["Enhed", "Alder"], ["Nord", "44"])
    with pytest.raises(InputError, match=r"ikke fundet et spørgeskema.*skcore new MAPPE"):
        propose(Files(file), {}, language="da")


def test_a_list_without_the_columns_needed_is_refused_with_those_it_has(tmp_path: Path) -> None:
    export, absence, _ = write_hospital(tmp_path)
    absence.write_text("Afsnit;Farve\nFødegang;rød\n", encoding="utf-8")
    said = rf"I '{absence.name}' er disse kolonner ikke fundet: måned .*Filen har: Afsnit, Farve"
    with pytest.raises(InputError, match=said):
        propose(Files(export, absence), {}, language="da")
    absence.write_text("Afsnit;Måned;Fravær i %\nFødegang;2025-01;4,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"Procenter \('Fravær i %'\) kan ikke bruges i stedet"):
        propose(Files(export, absence), {}, language="da")


def test_a_file_that_cannot_be_read_is_told_as_check_tells_it(tmp_path: Path) -> None:
    code, said = run(tmp_path / "h", "--from", tmp_path / "no.csv", "--yes")
    assert code == 1
    assert "Filen 'no.csv' findes ikke" in said


@pytest.mark.whole
def test_a_question_whose_options_are_not_known_is_named_with_the_way_to_take_it_along(
    tmp_path: Path,
) -> None:
    export, *_ = write_hospital(tmp_path)
    lines = export.read_bytes().decode("cp1252").split("\r\n")
    said = [f"{['Dag', 'Nat', 'Aften'][n % 3]};{f'Ord {n}'}" for n in range(len(lines))]
    more = ["x1;x2", "Hvilken vagt?;Andet, I vil sige", *said]
    text = "\r\n".join(f"{a};{b}" for a, b in zip(lines, more, strict=False))
    export.write_bytes(text.encode("cp1252"))
    told = propose(Files(export), {}, language="da").told
    (asked,) = [line for line in told if "hvilke svarmuligheder der er" in line]
    assert "på skemaet: Hvilken vagt?. Er det et spørgsmål" in asked
    assert "Andet" not in asked
    assert "Nat" not in asked  # an answer is nobody's to see
    (left,) = [line for line in told if line.startswith("Ikke taget med: ")]
    assert "Andet, I vil sige" in left
    assert "Hvilken vagt?" not in left


@pytest.mark.whole
def test_workplaces_that_only_a_list_has_are_asked_about(tmp_path: Path) -> None:
    asked = hospital(tmp_path)
    listed = Path(str(asked[-1]))
    lines = listed.read_text("cp1252").splitlines()
    listed.write_text("\n".join([*lines[:-1], "Apoteket;9;1", "Køkkenet;11;1"]), "cp1252")
    code, said = run(tmp_path / "kept", *asked, "--yes")
    assert code == 0, said
    assert "To navne står i inviterede.csv og ikke i udtrækket: Apoteket, Køkkenet" in said
    assert len(skcore.load_study(tmp_path / "kept").units) == 4 + 16
    proposal = propose(
        Files(Path(str(asked[1])), invited=listed), {"extra:inviterede.csv": "leave"}, language="da"
    )
    assert set(proposal.units["name"]) & {"Apoteket", "Køkkenet"} == set()
    assert proposal.invited is not None
    assert proposal.invited["unit"].nunique() == 14


def test_a_place_under_another_name_in_a_list_is_the_same_place_where_somebody_says_so(
    tmp_path: Path,
) -> None:
    """Rows of one place under two names are added up, also of two in the same list."""
    asked = hospital(tmp_path)
    listed = Path(str(asked[-1]))
    lines = listed.read_text("cp1252").splitlines()
    listed.write_text("\n".join([*lines, "Barselsklinikken;9;"]), "cp1252")
    files = Files(Path(str(asked[1])), invited=listed)
    plain = propose(files, {"extra:inviterede.csv": "leave"}, language="da")
    question = propose(files, {}, language="da").questions
    (extra,) = [q for q in question if q.key == "extra:inviterede.csv"]
    assert extra.text.startswith("Et navn står i inviterede.csv")
    assert extra.choices["same"] == "Arbejdspladser fra udtrækket under et andet navn"
    answers = {"extra:inviterede.csv": "same"}
    (which,) = [q for q in propose(files, answers, language="da").questions if "same:" in q.key]
    assert "Barselsklinikken" in which.text
    assert "Fødegangen" in which.choices
    meant = propose(files, {**answers, which.key: "Fødegangen"}, language="da")
    assert plain.invited is not None
    assert meant.invited is not None
    unit = meant.units.set_index("name")["unit"]["Fødegangen"]
    many = [
        int(t.invited.set_index(["unit", "role"]).loc[(unit, "employee"), "invited"])
        for t in (plain, meant)
    ]
    assert many[1] == many[0] + 9
    assert len(meant.units) == len(plain.units)


def test_a_list_with_other_ids_makes_no_workplaces(tmp_path: Path) -> None:
    asked = hospital(tmp_path)
    listed = Path(str(asked[-1]))
    listed.write_text("\n".join(["Enhed;Antal", *(f"{1001 + n};18" for n in range(14))]))
    code, said = run(tmp_path / "h", *asked, "--yes")
    assert code == 1
    assert "Næsten ingen af arbejdspladserne i inviterede.csv står i udtrækket: 1001, 1002" in said
    assert not (tmp_path / "h").exists()


def test_the_column_with_the_exports_names_is_the_workplaces(tmp_path: Path) -> None:
    asked = hospital(tmp_path)
    lines = [f"{1001 + n};{ward};18" for n, ward in enumerate(WARDS)]
    listed = Path(str(asked[-1]))
    listed.write_text("\n".join(["Enhed;Beskrivelse;Antal", *lines]), encoding="utf-8")
    proposal = propose(Files(Path(str(asked[1])), invited=listed), {}, language="da")
    assert proposal.invited is not None
    assert set(proposal.invited["unit"]) == set(proposal.units["unit"][4:])


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Lungemed. sengeafsnit", "Lungemedicinsk Sengeafsnit"),
        ("Børneafd. 1", "Børneafdeling 1"),
        ("OPERATIONSGANGEN ", "Operationsgangen"),
        ("Øre-/næse-/hals", "Øre-næse-hals"),
        ("Solgården", "Plejehjemmet Solgården"),
        ("Team 3", ""),
        ("Plejehjemmet Solsikken", ""),
    ],
)
def test_names_are_matched_where_only_one_is_meant(name: str, meant: str) -> None:
    assert meant_among(name, [*WARDS, "Team 1", "Team 2", "Plejehjemmet Solgården"])[0] == meant


def test_names_that_may_be_two_are_asked_about() -> None:
    meant, perhaps = meant_among("Børnehuset Sol", ["Børnehuset Solen", "Børnehuset Solvej"])
    assert meant == ""
    assert set(perhaps) == {"Børnehuset Solen", "Børnehuset Solvej"}


def test_ids_are_plain_and_each_their_own() -> None:
    ids = short_names(["Ældre & Børn", "Ældre, Børn", "Øst", "***"])
    assert list(ids.values()) == ["aeldre-boern", "aeldre-boern-2", "oest", "enhed"]


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["03/04/2026", "14/04/2026"], "day"),
        (["03/04/2026", "04/14/2026"], "month"),
        (["3.4.2026"], "day"),
        (["2026-04-03T09:00:00"], "year"),
        (["03/04/2026"], ""),
        (["01-07-2023"], ""),
        (["01-07-2023", "07-13-2023"], "month"),
    ],
)
def test_one_order_holds_for_a_whole_column(days: list[str], order: str) -> None:
    assert order_of(pd.Series(days)) == order


def test_days_that_a_tool_has_taken_out_are_unknown() -> None:
    days = days_of(pd.Series(["1980-01-01", "2026-03-02", "", "2026-02-30"]), "year")
    assert days.notna().tolist() == [False, True, False, False]
    assert str(span_of(days)[0]) == "2026-03-02"


def test_answers_a_year_apart_are_not_one_survey() -> None:
    assert span_of(days_of(pd.Series(["2025-03-02", "2026-03-02"]), "year")) == (None, None)


def test_what_spss_asked_is_read_as_headings_and_its_words_as_answers(tmp_path: Path) -> None:
    import pyreadstat

    extent = [option.label["da"] for option in COPSOQ.options["extent"]]
    asked = [QUESTIONS[code][0] for code in ("TM1", "TMX2", "JU1", "JU4")]
    table = pd.DataFrame(
        {f"v{n}": [1.0, 2.0, 5.0] * 4 for n in range(4)} | {"sted": [1.0, 2.0] * 6}
    )
    words = {float(place): word for place, word in enumerate(extent, 1)}
    pyreadstat.write_sav(
        table,
        str(tmp_path / "e.sav"),
        column_labels={f"v{n}": q for n, q in enumerate(asked)} | {"sted": "Arbejdsplads"},
        variable_value_labels={f"v{n}": words for n in range(4)}
        | {"sted": {1.0: "Nord", 2.0: "Syd"}},
    )
    run(tmp_path / "h", "--from", tmp_path / "e.sav", "--yes")
    study = skcore.load_study(tmp_path / "h")
    assert [i.id for i in study.instruments] == ["fire-hurtige"]
    assert study.responses["TM1"].tolist() == [5.0, 4.0, 1.0] * 4  # the first option is the highest
    assert set(study.units["name"]) == {"Nord", "Syd"}


@pytest.mark.whole
def test_own_questions_are_proposed_where_the_order_of_their_options_is_known(
    tmp_path: Path,
) -> None:
    export, *_ = write_hospital(tmp_path)
    lines = export.read_bytes().decode("cp1252").split("\r\n")
    more = ["x1;x2;x3", "Vil du anbefale os?;Hvilken vagt?;Har du søgt andet job?"]
    more += [
        f"{['Enig', 'Delvist enig'][n % 2]};Dag;{['Ja', 'Nej'][n % 2]}" for n in range(len(lines))
    ]
    more = [line.replace("Enig", "Helt enig") for line in more]
    text = "\r\n".join(f"{a};{b}" for a, b in zip(lines, more, strict=False))
    export.write_bytes(text.encode("cp1252"))
    (asked,) = [q for q in propose(Files(export), {}, language="da").questions if q.key == "own"]
    assert "Vil du anbefale os?" in asked.text
    assert "Hvilken vagt?" not in asked.text
    code, said = run(tmp_path / "h", "--from", export, "--yes")
    assert code == 0, said
    study = skcore.load_study(tmp_path / "h")
    assert [(q.text, len(q.options)) for q in study.questions] == [
        ("Vil du anbefale os?", 5),
        ("Har du søgt andet job?", 2),
    ]
    assert "ikke, hvilke svarmuligheder" not in said  # all have had the same shift
    left = propose(Files(export), {"own": "no"}, language="da")
    assert left.own == {}
    assert "Vil du anbefale os?" not in left.responses


def test_a_folder_that_holds_something_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "h").mkdir()
    (tmp_path / "h" / "mine.txt").write_text("x", encoding="utf-8")
    code, said = run(tmp_path / "h", *hospital(tmp_path), said="Sygehus\n\n")
    assert code == 1
    assert "ikke tom" in said
    assert "> " not in said


@pytest.mark.parametrize(
    "asked", [["--absence", "x.csv"], ["--yes"], ["--from", "x.csv", "--example"]]
)
def test_options_that_belong_to_others_are_not_passed_over(
    tmp_path: Path, asked: list[str]
) -> None:
    code, said = run(tmp_path / "h", *asked)
    assert code == 1
    assert "belong to --from" in said or "hører til --from" in said
    assert not (tmp_path / "h").exists()


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    code, said = run(tmp_path / "h", *hospital(tmp_path), "--language", "sv")
    assert code == 1
    assert "Use da or en" in said


def test_the_first_person_comes_along_and_rows_not_read_are_told(tmp_path: Path) -> None:
    head = "Id;Arbejdsplads;TM1;TMX2;JU1;JU4"
    answered = [
        f"{n};{unit};I høj grad;Delvist;I ringe grad;{last}"
        for n, (unit, last) in enumerate(
            [("Nord", "I høj grad"), ("Nord", "Delvist"), ("Syd", "I ringe grad")] * 5, 2
        )
    ]
    rows = ["Trivsel", "", head, "1;Nord;Ved ikke;Ikke relevant;;", *answered]
    export = tmp_path / "x.csv"
    export.write_text("\n".join(rows), encoding="utf-8")
    code, said = run(tmp_path / "s", "--language", "da", "--yes", "--from", export)
    assert code == 0, said
    assert "x.csv: Overskrifterne er læst i række 3" in said.replace("\n", " ")
    kept = (tmp_path / "s" / "besvarelser.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(kept) == 17


WARD = next(iter(WARDS))


def listed(tmp_path: Path, name: str, *lines: str) -> Path:
    file = tmp_path / name
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "heading", ["Antal fraværende", "Personer med fravær", "Antal syge", "persons_absent"]
)
def test_how_many_were_absent_comes_along(tmp_path: Path, heading: str) -> None:
    """Without it the door takes spells for people, and one long leave may get its dot."""
    export, *_ = write_hospital(tmp_path)
    absence = listed(
        tmp_path,
        "absence.csv",
        f"Afsnit;Måned;Årsag;Fraværsdage;Langtidsdage;Mulige dage;Ansatte;{heading};Bilag",
        f"{WARD};2026-01;Egen sygdom;20;12;240;12;1;x",
        f"{WARD};2026-01;Barns sygdom;2;0;240;12;2;x",
    )
    proposal = propose(Files(export, absence, None), {}, language="da")
    assert proposal.absence is not None
    assert proposal.absence["persons_absent"].tolist() == ["1", "2"]
    assert proposal.absence["long_term_days"].tolist() == ["12", "0"]
    assert "Ikke taget med fra fraværslisten: Bilag." in proposal.told


def test_two_causes_that_are_one_have_the_most_people_of_either(tmp_path: Path) -> None:
    export, *_ = write_hospital(tmp_path)
    absence = listed(
        tmp_path,
        "absence.csv",
        "Afsnit;Måned;Årsag;Fraværsdage;Mulige dage;Ansatte;Antal fraværende",
        f"{WARD};2026-01;Barns 1. sygedag;20,5;240;12;1",
        f"{WARD};2026-01;Barns sygdom;2;240;12;4",
    )
    proposal = propose(Files(export, absence, None), {}, language="da")
    assert proposal.absence is not None
    (row,) = proposal.absence.to_dict("records")
    assert (row["absence_days"], row["available_days"]) == ("22,5", "240,0")
    assert (row["employed"], row["persons_absent"]) == ("12,0", "4,0")


@pytest.mark.parametrize("heading", ["Måling", "wave", "Runde", "Undersøgelse", "År"])
def test_the_invited_of_each_survey_are_that_surveys(tmp_path: Path, heading: str) -> None:
    export, *_ = write_hospital(tmp_path)
    invited = listed(
        tmp_path,
        "invited.csv",
        f"Afsnit;{heading};Stilling;Inviterede",
        f"{WARD};2025;Medarbejder;13",
        f"{WARD};2026;Medarbejder;14",
    )
    files = Files(export, None, invited)
    open_still = propose(files, {}, language="da")
    assert open_still.invited is not None
    assert open_still.invited["wave"].tolist() == ["2025", "2026"]  # check asks of the unknown one
    (asked,) = [q for q in open_still.questions if q.key == "wave:2025"]
    assert asked.proposed is None
    assert list(asked.choices) == ["2026", "–"]
    left = propose(files, {"wave:2025": "–"}, language="da")
    assert left.invited is not None
    assert left.invited[["wave", "invited"]].to_numpy().tolist() == [["2026", "14"]]


def test_what_few_wrote_for_a_survey_makes_none(tmp_path: Path) -> None:
    """It named a survey in study.toml, and in what check said of it."""
    export, *_ = write_hospital(tmp_path)
    codes, heads, *rows = export.read_text(encoding="cp1252").splitlines()
    surveys = ["2025"] * (len(rows) // 2) + ["2026"] * (len(rows) - len(rows) // 2)
    surveys[5] = "min chef lyver"
    pairs = zip([codes, heads, *rows], ["m", "Måling", *surveys], strict=True)
    export.write_text("\n".join(f"{row};{said}" for row, said in pairs), encoding="cp1252")
    assert [w for w, *_ in propose(Files(export), {}, language="da").waves] == ["2025", "2026"]
    code, said = run(tmp_path / "h", "--from", export, "--yes")
    assert code == 1
    assert "lyver" not in said + (tmp_path / "h" / "study.toml").read_text(encoding="utf-8")
    assert "har noget, der ikke er en måling i study.toml (række 7)" in said


def test_a_day_of_answering_is_never_the_workplace(tmp_path: Path) -> None:
    export, *_ = write_hospital(tmp_path)
    text = export.read_text(encoding="cp1252")
    assert "Afsnit" in text
    export.write_text(text.replace("Afsnit", "Hvor arbejder du?"), encoding="cp1252")
    proposal = propose(Files(export, None, None), {}, language="da")
    assert proposal.columns["Hvor arbejder du?"] == "unit"
    export.write_text(text.replace("Afsnit", "Spm. 31"), encoding="cp1252")
    proposal = propose(Files(export, None, None), {}, language="da")
    (asked,) = [q for q in proposal.questions if q.key == "unit"]
    assert not {h for h, ours in proposal.columns.items() if ours == "answered"} & {*asked.choices}


@pytest.mark.parametrize(
    ("headings", "day"),
    [
        (["Starttidspunkt", "Fuldførelsestidspunkt", "Mail"], "Fuldførelsestidspunkt"),
        (["Start time", "Completion time"], "Completion time"),
        (["StartDate", "EndDate", "RecordedDate"], "EndDate"),
        (["Start Date", "End Date"], "End Date"),
        (["Tidsstempel", "Hvor er du?"], "Tidsstempel"),
        (["Timestamp"], "Timestamp"),
        (["start", "_submission_time"], "_submission_time"),
        (["record_id", "trivsel_timestamp"], "trivsel_timestamp"),
        (["Oprettet den (dato)", "Invitation udsendt (dato)"], None),
    ],
)
def test_the_day_of_answering_is_known_by_what_tools_call_it(
    headings: list[str], day: str | None
) -> None:
    assert find_columns(headings, PEOPLE).get("answered") == day


def test_who_is_a_leader_is_no_question_though_its_answers_are_numbers_in_the_file(
    tmp_path: Path,
) -> None:
    said = np.random.default_rng(5).integers(1, 6, (30, 14)).tolist()
    people = [[n % 3 + 1, 1 + (n % 9 > 0), *answers] for n, answers in enumerate(said)]
    columns = ["afsnit", "leder", *(f"v{k}" for k in range(14))]
    options = [dict(enumerate(options, 1)) for _, options in QUESTIONS.values()]
    labels = {"afsnit": {1: "Øst", 2: "Vest", 3: "Nord"}, "leder": {1: "Ja", 2: "Nej"}}
    labels |= dict(zip(columns[2:], options, strict=True))
    words = ["Afsnit", "Er du leder?", *(asked for asked, _ in QUESTIONS.values())]
    file = tmp_path / "svar.sav"
    pyreadstat.write_sav(
        pd.DataFrame(people, columns=columns),
        str(file),
        column_labels=words,
        variable_value_labels=labels,
    )
    code, said = run(tmp_path / "h", "--from", file, "--yes")
    assert code == 0, said
    study = skcore.load_study(tmp_path / "h")
    assert (study.responses["role"] == "leader").sum() == 4
    assert study.responses["TM3"].tolist() == [6 - row[4] for row in people]


def with_column(tmp_path: Path, heading: str, said: list[str], **renamed: str) -> Path:
    """The hospital's export with one more column in front, and headings renamed."""
    export, *_ = write_hospital(tmp_path)
    codes, heads, *rows = export.read_text(encoding="cp1252").splitlines()
    for old, new in renamed.items():
        heads = heads.replace(old, new)
    cells = ["x", heading, *(said[n % len(said)] for n in range(len(rows)))]
    lines = [f"{cell};{row}" for cell, row in zip(cells, [codes, heads, *rows], strict=True)]
    export.write_text("\n".join(lines), encoding="cp1252")
    return export


RECOMMENDED = "Vil du anbefale din arbejdsplads til andre?"
LEADERS = ["Lone Hansen", "Karin Bo", "Bo Lund"]


def test_a_question_that_holds_the_word_is_not_the_workplace(tmp_path: Path) -> None:
    export = with_column(tmp_path, RECOMMENDED, ["Ja", "Måske", "Nej"], Afsnit="Afdeling")
    proposal = propose(Files(export), {}, language="da")
    assert proposal.columns["Afdeling"] == "unit"
    assert RECOMMENDED not in proposal.columns


def test_without_a_column_of_workplaces_that_is_said_and_no_answer_is(tmp_path: Path) -> None:
    """Dates, comments, questions and names of leaders were taken, and Ja, Nej listed."""
    export = with_column(tmp_path, RECOMMENDED, ["Ja", "Måske", "Nej"])
    table = pd.read_csv(export, sep=";", encoding="cp1252", skiprows=1, dtype=str)
    table = table.drop(columns=["Afsnit", "Center", "Faggruppe"])
    table.insert(0, "Oprettet", table["Besvaret den"])
    table["Hvem er din nærmeste leder?"] = [LEADERS[n % 3] for n in range(len(table))]
    table["Har du kommentarer?"] = ["Lone hører aldrig efter", "For travlt"] * (len(table) // 2)
    table.to_csv(export, sep=";", index=False, encoding="cp1252")
    with pytest.raises(InputError, match=r"mangler en kolonne i 'udtræk\.csv' med arbejdspladsen"):
        propose(Files(export), {}, language="da")


def test_of_two_columns_that_may_be_the_workplace_it_is_asked_which(tmp_path: Path) -> None:
    export = with_column(tmp_path, "Enhed", ["Nord", "Syd", "Øst"])
    (asked,) = [q for q in propose(Files(export), {}, language="da").questions if q.key == "unit"]
    assert [*asked.choices] == ["Afsnit", "Enhed", "none"]
    assert not asked.by_enter
    told = propose(Files(export), {"unit": "Enhed"}, language="da")
    assert told.columns["Enhed"] == "unit"
    code, said = run(tmp_path / "h", "--from", export, "--yes")
    assert code == 1
    assert "Det må ikke gættes: Hvilken kolonne er arbejdspladsen? Afsnit, Enhed" in said
    assert not (tmp_path / "h").exists()


@pytest.mark.parametrize("heading", ["Hvem er din nærmeste leder?", "Leder", "Afdelingsleder"])
def test_names_of_leaders_are_no_background_and_hide_no_role(tmp_path: Path, heading: str) -> None:
    """They became the occupation, and who is a leader was dropped: leaders were employees."""
    export = with_column(tmp_path, heading, LEADERS, Faggruppe="Spm. 31")
    proposal = propose(Files(export), {}, language="da")
    assert proposal.columns["Er du leder?"] == "role"
    assert sorted(set(proposal.roles.values())) == ["employee", "leader"]
    assert heading not in proposal.columns
    assert proposal.backgrounds == []
    assert "parent" not in proposal.units or "Lone Hansen" not in set(proposal.units["name"])
    assert any("kan være navne på mennesker: " + heading in line for line in proposal.told)


def test_of_two_columns_that_tell_leaders_apart_it_is_asked_which(tmp_path: Path) -> None:
    export = with_column(tmp_path, "Rolle", ["Leder", "Medarbejder"])
    asked = propose(Files(export), {}, language="da").questions
    (which,) = [q for q in asked if q.key == "which:role"]
    assert set(which.choices) == {"Rolle", "Er du leder?"}
    assert which.proposed is None
    told = propose(Files(export), {"which:role": "Rolle"}, language="da")
    assert told.columns["Rolle"] == "role"


def test_a_question_about_occupations_is_asked_about_and_else_left(tmp_path: Path) -> None:
    heading = "Hvor samarbejder faggrupperne?"
    export = with_column(tmp_path, heading, ["I vagtskiftet", "På gangen"], Faggruppe="Spm. 31")
    proposal = propose(Files(export), {}, language="da")
    assert [q.key for q in proposal.questions if q.key.startswith("which")] == ["which:occupation"]
    assert heading not in proposal.columns
    assert propose(Files(export), {"which:occupation": heading}, language="da").backgrounds


@pytest.mark.parametrize("heading", ["Bemærkning", "Leder", "Enhed", "Faggr."])
def test_a_column_in_which_nothing_stands_is_no_fault(tmp_path: Path, heading: str) -> None:
    """It ended in an error that nobody had foreseen."""
    export = with_column(tmp_path, heading, [""])
    proposal = propose(Files(export), {}, language="da")
    assert heading not in proposal.columns
    assert {"Afsnit", "Er du leder?", "Faggruppe"} <= set(proposal.columns)


def test_two_columns_that_nobody_filled_both_are_asked_about(tmp_path: Path) -> None:
    export = with_column(tmp_path, "Enhed", ["Nord", "Syd", "Øst"])
    table = pd.read_csv(export, sep=";", encoding="cp1252", skiprows=1, dtype=str)
    half = table.index < len(table) / 2
    table["Afsnit"], table["Enhed"] = table["Afsnit"].where(half), table["Enhed"].mask(half)
    table.to_csv(export, sep=";", index=False, encoding="cp1252")
    questions = propose(Files(export), {}, language="da").questions
    assert [[*q.choices] for q in questions if q.key == "unit"] == [["Afsnit", "Enhed", "none"]]


def named_places(tmp_path: Path, *names: str, heading: str = "Arbejdsplads") -> Path:
    codes = ["TM1", "TMX2", "JU1", "JU4"]
    rows = [[name, *["Delvist"] * 4] for name in names for _ in range(12)]
    file = tmp_path / "places.csv"
    lines = [";".join(row) for row in [[heading, *codes], *rows]]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_a_clinic_makes_no_hospital_of_a_municipality_and_what_is_taken_is_told(
    tmp_path: Path,
) -> None:
    """It was a hospital of the one name, and nothing was said."""
    places = Files(named_places(tmp_path, "Sygeplejeklinikken", "PPR", "Jobcentret"))
    found = propose(places, {"organisation": "Ålsund Kommune"}, language="da")
    assert found.preset == "municipality"
    assert any(line.startswith("Taget som en kommune") for line in found.told)
    assert not [q for q in found.questions if q.key == "preset"]
    unsaid = propose(places, {}, language="da")
    assert [q.proposed for q in unsaid.questions if q.key == "preset"] == ["municipality"]
    wards = Files(named_places(tmp_path, "Medicinsk ambulatorium", heading="Afsnit"))
    assert propose(wards, {}, language="da").preset == "hospital"


def test_names_joined_with_another_spelling_are_told_and_of_what_few_wrote_how_many(
    tmp_path: Path,
) -> None:
    places = [*["Vej & Park"] * 2, "Vej og Park", "Tandplejen"]
    file = named_places(tmp_path, *places)
    with file.open("a", encoding="utf-8") as more:
        more.write("\nTANDPLEJEN" + ";Delvist" * 4)
    told = propose(Files(file), {}, language="da").told
    assert "'Vej og Park' i places.csv er taget for 'Vej & Park'." in told
    assert [line for line in told if line.startswith("Et navn i places.csv, som få har skrevet")]
    assert "TANDPLEJEN" not in " ".join(told)


def test_a_question_with_a_rare_answer_may_be_ones_own_and_a_tools_status_is_not(
    tmp_path: Path,
) -> None:
    """It was the other way: the question stood among comments."""
    said = [*["Ja, helt sikkert", "Nej, nok ikke"] * 30, "Nej, slet ikke"]
    export = with_column(tmp_path, "Vil du anbefale stedet til andre?", said)
    told = propose(Files(export), {}, language="da").told
    (asked,) = [line for line in told if "hvilke svarmuligheder der er" in line]
    assert "Vil du anbefale" in asked
    assert "helt sikkert" not in asked
    export = with_column(tmp_path, "Status", ["Gennemført", "Gennemført", "Nogen svar"])
    told = propose(Files(export), {}, language="da").told
    assert not [line for line in told if "hvilke svarmuligheder der er" in line]


def test_questions_under_one_introduction_are_told_apart_by_what_follows_it(
    tmp_path: Path,
) -> None:
    """Eleven lines looked alike: a tool puts the same words before each question."""
    export, *_ = write_hospital(tmp_path)
    intro = "I hvilken grad oplever du følgende på din arbejdsplads, som den er nu? - "
    text = export.read_text(encoding="cp1252")
    for heading, _ in QUESTIONS.values():
        text = text.replace(heading, intro + heading)
    export.write_text(text, encoding="cp1252")
    asked = {q.key: q.text for q in propose(Files(export), {}, language="da").questions}
    assert "\n  … Bliver konflikter løst retfærdigt?  →  JU1" in asked["items"]
    assert "I hvilken grad" not in asked["items"]


def test_forms_that_nobody_finished_are_counted_and_what_is_done_with_them_is_told(
    tmp_path: Path,
) -> None:
    export = with_column(tmp_path, "Status", ["Gennemført", "Gennemført", "Nogen svar"])
    unfinished = export.read_text(encoding="cp1252").count("\nNogen svar;")
    told = propose(Files(export), {}, language="da").told
    assert [line for line in told if f": {unfinished} skemaer er ikke gjort færdige" in line]
