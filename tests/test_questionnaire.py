"""Questionnaires out and answers in: what was asked comes back without any mapping by hand."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections import Counter
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from typing import Any

import docx
import numpy as np
import openpyxl
import pandas as pd
import pypdf
import pytest
import survey_tools as tools
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.commands.instrument import check_instrument, new_instrument
from skcore.commands.questionnaire import Made, _settings, make_questionnaire
from skcore.errors import InputError, SkcoreError
from skcore.figures.words import clean
from skcore.questionnaire.asking import Asked, _numbered, form_of
from skcore.questionnaire.coming_back import responses_part
from skcore.questionnaire.form import Choice, Form, Question, Section, Wording
from skcore.questionnaire.limesurvey import limesurvey_file
from skcore.questionnaire.paper import _across, form_docx, form_pdf
from skcore.questionnaire.preparation import answers_needed, expected_shown
from skcore.questionnaire.setup import setup_page
from skcore.questionnaire.xlsform import xlsform_file
from skcore.reading.own_questions import as_instrument
from skcore.settings import read_settings
from skcore.texts import load_texts

HOSTILE = "=cmd|'/C calc'!A0\t\"x\"\n<b>fed</b> ${unit} {TOKEN} & 5 < 6"
#: tabs and line ends are blanks in a form
FLAT = "=cmd|'/C calc'!A0 \"x\" <b>fed</b> ${unit} {TOKEN} & 5 < 6"
UNITS = ["Børnehuset Æblegården", '=Team "Ø"', "12", "Plejecenter <Åen>"]
OCCUPATIONS = ["Pædagog", "+Sygeplejerske", "3-4 fag"]
runner = CliRunner()
COPSOQ = skcore.load_instrument("copsoq3-social-capital")
STUDY = """
title = "Samarbejde og trivsel 2027"
language = "da"
organisation = "Fjordby Kommune"
instruments = ["copsoq3-social-capital", "who-5"]
levels = ["arbejdsplads"]
backgrounds = ["occupation"]

[[waves]]
id = "2027"
start = 2027-03-01
end = 2027-03-19

[[questions]]
code = "own_go"
text = {hostile}
options = ["Ja", {hostile}, "=1+1"]

[[questions]]
code = "recommend"
text = "Vil du anbefale os?"
options = ["0", "1", "2", "3"]

[files]
units = "enheder.csv"
invited = "inviterede.csv"

[disclosure]
minimum = 5

[questionnaire]
purpose = "Vi vil vide, hvordan det går."
contact = "Bo Holm, tlf. 12 34 56 78"
return_to = "HR, Rådhuset"
results = 2027-05-04

[questionnaire.options]
occupation = {occupations}
"""


def a_study(folder: Path) -> Path:
    """Write a study that nobody has answered yet, with names that tools take for something else."""
    folder.mkdir(parents=True, exist_ok=True)
    units = pd.DataFrame({"unit": ["u-a", "u b", "7", "ø"], "name": UNITS})
    units.assign(parent="", level="arbejdsplads").to_csv(
        folder / "enheder.csv", sep=";", index=False
    )
    invited = pd.DataFrame(
        {"unit": units["unit"], "wave": "2027", "role": "employee", "invited": [3, 8, 20, 40]}
    )
    invited.to_csv(folder / "inviterede.csv", sep=";", index=False)
    path = folder / "study.toml"
    words = STUDY.format(
        hostile=json.dumps(HOSTILE), occupations=json.dumps(OCCUPATIONS, ensure_ascii=False)
    )
    path.write_text(words, encoding="utf-8")
    return path


def fill_in(asking: Path) -> None:
    """Write a placeholder for each text that was asked for."""
    lines = asking.read_text(encoding="utf-8-sig").splitlines()
    filled, table = [], ""
    for line in lines:
        table = line if line.startswith("[") else table
        key = line.split(" = ")[0].strip('"').replace("\\", "")
        words = f"Ord {table.strip('[]')} {key}?".replace('"', "'")
        filled.append(line.replace('= ""', f"= {json.dumps(words)}", 1))
    asking.write_text("\n".join(filled), encoding="utf-8")


def made_of(study: Path, to: str, out: str, languages: str) -> Made:
    """Make a form; what it asks for is filled in once."""
    options: dict[str, Any] = {"to": to, "languages": languages, "out": study.parent / out}
    try:
        return make_questionnaire([study], **options)
    except InputError:
        fill_in(study.parent / "skematekster.toml")
        return make_questionnaire([study], **options)


def columns_of(study: Path) -> list[str]:
    who = skcore.load_instrument("who-5").item_codes
    return ["unit", "role", "occupation", *COPSOQ.item_codes, *who, "own_go", "recommend"]


def answers_of(study: Path, n: int = 60) -> pd.DataFrame:
    """Places of the chosen answers on the form; one in twelve is left out, but not who one is."""
    random = np.random.default_rng(18)
    sizes = dict.fromkeys(columns_of(study), 5) | {
        "unit": 4,
        "role": 2,
        "occupation": 3,
        "own_go": 3,
        "recommend": 4,
    }
    sizes |= {f"WHO5_{n}": 6 for n in range(1, 6)}
    table = pd.DataFrame(
        {name: random.integers(0, size, n).astype(float) for name, size in sizes.items()}
    )
    gaps = random.random(table.shape) < 1 / 12
    gaps[:, :3] = False
    return table.mask(pd.DataFrame(gaps, columns=table.columns))


def true_codes(answers: pd.DataFrame) -> pd.DataFrame:
    """Give what our tables should hold, by the questionnaires alone."""
    codes = pd.DataFrame(index=answers.index)
    for instrument in (COPSOQ, skcore.load_instrument("who-5")):
        for item in instrument.items:
            places = dict(enumerate(float(o.code) for o in instrument.options_of(item.code)))
            codes[item.code] = answers[item.code].map(places)
    codes["own_go"] = answers["own_go"] + 1
    codes["recommend"] = answers["recommend"]
    return codes


def read_back(
    export: Path, made: Made, study: Path, backgrounds: list[str] | None = None
) -> pd.DataFrame:
    """Read an export with the lines that were made, and nothing else."""
    lines = next(file for file in made.files if file.suffix == ".toml")
    part = tomllib.loads(lines.read_text(encoding="utf-8"))["responses"][0]
    raw, problems = read_settings(study)
    assert problems == []
    questions, _ = skcore_questions(raw)
    return skcore.read_responses(
        export,
        [COPSOQ, "who-5", as_instrument(questions)],
        columns=part["columns"],
        values=part["values"],
        numbers=part["numbers"],
        wave=part["wave"],
        backgrounds=backgrounds or ["occupation"],
        not_asked=part.get("not_asked", ()),
    )


def skcore_questions(raw: dict[str, Any]) -> Any:
    from skcore.reading.own_questions import parse_questions

    return parse_questions(raw, [COPSOQ, skcore.load_instrument("who-5")])


def assert_same(table: pd.DataFrame, answers: pd.DataFrame) -> None:
    """Scores are identical, and so is who said it, where."""
    true = true_codes(answers)
    pd.testing.assert_frame_equal(table[list(true)], true, check_names=False)
    for instrument in (COPSOQ, skcore.load_instrument("who-5")):
        pd.testing.assert_frame_equal(
            skcore.score_scales(table, instrument), skcore.score_scales(true, instrument)
        )
    assert table["role"].tolist() == answers["role"].map({0: "employee", 1: "leader"}).tolist()
    order = sorted(zip(UNITS, ["u-a", "u b", "7", "ø"], strict=True), key=lambda p: sort_key(p[0]))
    assert table["unit"].tolist() == [order[int(a)][1] for a in answers["unit"]]
    assert table["occupation"].tolist() == [OCCUPATIONS[int(a)] for a in answers["occupation"]]


def sort_key(name: str) -> Any:
    from skcore.texts.numbers import sort_key as danish

    return danish(name)


# --- round trips --------------------------------------------------------------------------------

LANGUAGES = ["da", "en", "da,en"]
NOT = [f"WHO5_{n}" for n in range(2, 6)]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_study(tmp_path_factory.mktemp("study"))


@pytest.mark.parametrize("languages", LANGUAGES)
def test_answers_from_limesurvey_come_back_as_codes_words_or_both(
    study: Path, languages: str
) -> None:
    made = made_of(study, "limesurvey", "skema.txt", languages)
    answers = answers_of(study)
    for language in languages.split(","):
        questions = tools.limesurvey(made.files[0], language)
        for heading, words in itertools.product(("code", "text", "both"), (False, True)):
            table = tools.export(
                questions, answers, columns_of(study), heading=heading, words=words
            )
            if words:  # LimeSurvey puts a mark before what Excel would run
                table = table.map(lambda cell: f"'{cell}" if cell.startswith("=") else cell)
            path = study.parent / "ls.csv"
            tools.with_own_columns(table, "limesurvey").to_csv(path, index=False)
            assert_same(read_back(path, made, study), answers)


@pytest.mark.parametrize("heading", ["code", "slash", "dash", "dot", "colon", "grouped words"])
@pytest.mark.parametrize("languages", ["da", "da,en"])
def test_answers_from_odk_come_back_with_groups_and_without(
    study: Path, languages: str, heading: str
) -> None:
    made = made_of(study, "xlsform", "skema.xlsx", languages)
    answers = answers_of(study)
    questions = tools.odk(made.files[0], "Dansk (da)")
    path = study.parent / "odk.csv"
    words = heading == "grouped words"  # Kobo's download with labels
    table = tools.export(questions, answers, columns_of(study), heading=heading, words=words)
    tools.with_own_columns(table, "odk").to_csv(path, index=False)
    assert_same(read_back(path, made, study), answers)


@pytest.mark.parametrize("heading", ["numbered", "underscores", "html"])
@pytest.mark.parametrize("words", [True, False])
def test_what_tools_put_round_a_heading_or_an_answer_is_no_hindrance(
    study: Path, heading: str, words: bool
) -> None:
    """Numbers, blanks written as underscores, marks of web pages; 1,0 for a code."""
    made = made_of(study, "limesurvey", "skema.txt", "da")
    answers = answers_of(study)
    questions = tools.limesurvey(made.files[0], "da")
    table = tools.export(questions, answers, columns_of(study), heading=heading, words=words)
    if words:
        table = table.map(lambda cell: f"<p>{escape(cell)}</p>" if cell else "")
    else:
        table = table.map(lambda cell: f"{cell},0" if cell else "")
    table.to_csv(study.parent / "ls.csv", sep=";", index=False)
    assert_same(read_back(study.parent / "ls.csv", made, study), answers)


@pytest.mark.parametrize("second", ["text", "numbered"])
def test_a_column_with_codes_and_one_with_words_are_one_question(
    study: Path, second: str, tmp_path: Path
) -> None:
    made = made_of(study, "limesurvey", "skema.txt", "da")
    answers = answers_of(study)
    questions = tools.limesurvey(made.files[0], "da")
    pair = [
        tools.export(questions, answers, columns_of(study), heading=heading, words=words)
        for heading, words in (("text", False), (second, True))
    ]
    table = pd.concat(pair, axis=1)
    table = table.iloc[:, np.argsort([*range(24), *range(24)], kind="stable")]
    table.to_csv(tmp_path / "two.csv", sep=";", index=False)
    assert_same(read_back(tmp_path / "two.csv", made, study), answers)
    if second == "numbered":  # the line names the other heading, and that is read
        return
    columns = [*table.columns]
    other = table.copy()
    other.iloc[0, 1] = table.iloc[:, 1][table.iloc[:, 1] != table.iloc[0, 1]].iloc[0]
    other.set_axis(columns, axis=1).to_csv(tmp_path / "two.csv", sep=";", index=False)
    with pytest.raises(InputError, match=r"unit|arbejdsplads"):  # they differ: nobody guesses
        read_back(tmp_path / "two.csv", made, study)


@pytest.mark.parametrize(
    ("given", "named"), [("7", ": '7'"), ("Tømrer", ": 'Tømrer'"), ("3-4  FAG", ""), ("", "")]
)
def test_a_class_outside_the_studys_list_is_named_and_asked_about(
    tmp_path: Path, given: str, named: str
) -> None:
    study = a_study(tmp_path)
    made = made_of(study, "limesurvey", "skema.txt", "da")
    answers = answers_of(study)
    questions = tools.limesurvey(made.files[0], "da")
    table = tools.export(questions, answers, columns_of(study), heading="code", words=False)
    table.loc[:3, "occupation"] = given
    table.to_csv(tmp_path / "besvarelser.csv", index=False)
    lines = made.files[-1].read_text(encoding="utf-8")
    study.write_text(study.read_text(encoding="utf-8") + lines, encoding="utf-8")
    problems = skcore.check_study(study)
    errors = problems[problems["severity"] == "error"]["problem"]
    if not named:
        assert errors.empty
        said = skcore.load_study(study).responses["occupation"]
        assert set(said) <= {*OCCUPATIONS, ""}
        return
    (line,) = errors
    assert (
        f"4 svar i kolonnen 'occupation' (faggruppe) står ikke på undersøgelsens liste{named} (rækk"
        in line
    )
    assert f'[responses.values.occupation]\n"{given}" = "…"' in line
    assert "'Pædagog', '+Sygeplejerske', '3-4 fag'" in line


def test_what_few_wrote_for_an_occupation_is_not_repeated(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    made = made_of(study, "limesurvey", "skema.txt", "da")
    questions = tools.limesurvey(made.files[0], "da")
    table = tools.export(
        questions, answers_of(study), columns_of(study), heading="code", words=False
    )
    table.loc[0, "occupation"] = "Bo Holm, vikar"
    table.to_csv(tmp_path / "besvarelser.csv", index=False)
    lines = made.files[-1].read_text(encoding="utf-8")
    study.write_text(study.read_text(encoding="utf-8") + lines, encoding="utf-8")
    problems = skcore.check_study(study)
    (line,) = problems[problems["severity"] == "error"]["problem"]
    assert line.startswith(
        "Et svar i kolonnen 'occupation' (faggruppe) står ikke på undersøgelsens liste (række 2)"
    )
    assert "Bo Holm" not in " ".join(problems["problem"])


def test_numbers_without_a_list_are_told_to_become_names_of_groups(tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_text("unit;occupation;WHO5_1\n" + "A;1;Hele tiden\nA;2;Hele tiden\n" * 3, "utf-8")
    told = skcore.check_responses(path, "who-5", backgrounds=["occupation"], language="da")
    assert told["problem"].str.contains('"1" = "…"').any()
    values = {"occupation": {"1": "SOSU"}}
    with pytest.raises(InputError, match=r"(?s)study’s list: '2'.*\"2\" = "):
        skcore.read_responses(
            path, "who-5", backgrounds=["occupation"], values=values, not_asked=NOT
        )
    path.write_text("unit;occupation;WHO5_1\n" + "A;Team 1;Hele tiden\n" * 3, "utf-8")
    told = skcore.check_responses(path, "who-5", backgrounds=["occupation"], language="da")
    assert not told["problem"].str.contains('"1" = "…"').any()


@pytest.mark.parametrize("words", [True, False])
@pytest.mark.parametrize("heading", ["code", "text"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_answers_typed_up_by_the_page_come_back_as_text_and_as_value(
    study: Path, language: str, heading: str, words: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[dict[str, Any]] = []

    def kept(form: Form, spoken: str, **rest: Any) -> dict[str, Any]:
        pages.append(setup_page(form, spoken, **rest))
        return pages[-1]

    monkeypatch.setattr("skcore.commands.questionnaire.setup_page", kept)
    made = made_of(study, "setup", "op.pdf", language)
    answers = answers_of(study)
    questions = tools.typed_in(pages[-1])
    path = study.parent / "sx.csv"
    table = tools.export(questions, answers, columns_of(study), heading=heading, words=words)
    own = tools.with_own_columns(table, "surveyxact")
    own.to_csv(path, sep=";", index=False, encoding="cp1252")
    assert_same(read_back(path, made, study), answers)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("to", ["pdf", "docx"])
def test_paper_typed_into_the_workbook_comes_back(study: Path, to: str, language: str) -> None:
    made = made_of(study, to, f"papir.{to}", language)
    answers = answers_of(study, n=12)
    typed = next(file for file in made.files if file.suffix == ".xlsx")
    tools.type_in(typed, answers)
    assert_same(read_back(typed, made, study), answers)


def test_typed_answers_and_edited_forms_are_never_overwritten(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    made = made_of(study, "docx", "papir.docx", "da")
    assert made_of(study, "docx", "papir.docx", "da").told == made.told  # nothing to keep
    typed = next(file for file in made.files if file.suffix == ".xlsx")
    tools.type_in(typed, answers_of(study, n=3))
    content = typed.read_bytes()
    again = made_of(study, "docx", "papir.docx", "da")
    aside = typed.with_name(f"{typed.stem} (tidligere 1).xlsx")
    assert aside.read_bytes() == content
    assert again.told[0].startswith("Der lå allerede en anden udgave. Den er gemt ved siden af")
    assert again.told[0].endswith(f": {aside.name}.")


def test_paper_in_two_languages_is_two_files_of_one_survey(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    made = made_of(study, "pdf", "papir.pdf", "da,en")
    typed = [file for file in made.files if file.suffix == ".xlsx"]
    assert len(typed) == 2
    answers = answers_of(study, n=20)
    for file, part in zip(typed, (answers[:12], answers[12:]), strict=True):
        tools.type_in(file, part)
    lines = made.files[-1].read_text(encoding="utf-8")
    study.write_text(study.read_text(encoding="utf-8") + lines, encoding="utf-8")
    loaded = skcore.load_study(study)
    true = true_codes(answers)
    pd.testing.assert_frame_equal(loaded.responses[list(true)], true, check_names=False)
    assert loaded.responses["respondent"].is_unique


def test_the_lines_pasted_into_the_study_file_load_the_study(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    made = made_of(study, "limesurvey", "skema.txt", "da")
    answers = answers_of(study)
    questions = tools.limesurvey(made.files[0], "da")
    table = tools.export(questions, answers, columns_of(study), heading="text", words=True)
    table.to_csv(tmp_path / "besvarelser.csv", index=False)
    lines = made.files[-1].read_text(encoding="utf-8")
    study.write_text(study.read_text(encoding="utf-8") + lines, encoding="utf-8")
    loaded = skcore.load_study(study)
    true = true_codes(answers)
    pd.testing.assert_frame_equal(loaded.responses[list(true)], true, check_names=False)
    assert set(loaded.responses["unit"]) == {"u-a", "u b", "7", "ø"}
    assert not (skcore.check_study(study)["severity"] == "error").any()


@pytest.mark.parametrize("to", ["limesurvey", "xlsform", "docx"])
def test_a_background_of_any_name_comes_back(tmp_path: Path, to: str) -> None:
    study = a_study(tmp_path)
    name = 'Faggruppe på "stedet" [1]'
    text = study.read_text(encoding="utf-8")
    text = text.replace('["occupation"]', tools.quoted([name]))
    text = text.replace("occupation = ", f"{tools.quoted(name)} = ")
    text = text.replace(
        "[questionnaire.options]",
        f'[questionnaire.labels]\n{tools.quoted(name)} = "Hvad laver du?"\n[questionnaire.options]',
    )
    study.write_text(text, encoding="utf-8")
    suffix = {"limesurvey": "txt", "xlsform": "xlsx", "docx": "docx"}[to]
    made = made_of(study, to, f"skema.{suffix}", "da")
    answers = answers_of(study).rename(columns={"occupation": name})
    export = tmp_path / "svar.csv"
    ours = [name if code == "occupation" else code for code in columns_of(study)]
    if to == "docx":
        export = next(file for file in made.files if file.suffix == ".xlsx")
        tools.type_in(export, answers)
    else:
        if to == "limesurvey":
            questions, heading = tools.limesurvey(made.files[0], "da"), "both"
        else:
            questions, heading = tools.odk(made.files[0], "Dansk (da)"), "dash"
        tools.export(questions, answers, ours, heading=heading, words=False).to_csv(
            export, index=False
        )
    read = read_back(export, made, study, backgrounds=[name])
    assert read[name].tolist() == [OCCUPATIONS[int(a)] for a in answers[name]]


def test_own_options_are_shown_in_the_language_they_are_written_in(tmp_path: Path) -> None:
    """English words in a list are no translation, though a set of ours has the same words."""
    study = a_study(tmp_path)
    text = study.read_text(encoding="utf-8").replace('language = "da"', 'language = "en"')
    text = text.replace('options = ["0", "1", "2", "3"]', 'options = ["Yes", "No"]')
    text += '[[questions]]\ncode = "set"\ntext = "Set?"\noptions = "yes_no"\n'
    study.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        make_questionnaire([study], languages="da", to="docx", out=tmp_path / "a.docx")
    asked = tomllib.loads((tmp_path / "questionnaire-texts.toml").read_text(encoding="utf-8-sig"))
    options = asked["da"]["options"]
    assert {key for key in options if key.startswith("recommend")} == {"recommend 1", "recommend 2"}
    assert not any(key.startswith("set") for key in options)


def test_who5_comes_back_in_both_languages_without_anything_filled_in(tmp_path: Path) -> None:
    made = make_questionnaire(["who-5"], to="limesurvey", languages="en,da", out=tmp_path / "w.txt")
    who = skcore.load_instrument("who-5")
    answers = pd.DataFrame(
        {"unit": ["Nord", "Syd"], "role": [0, 1]} | {c: [0, 5] for c in who.item_codes}
    )
    part = tomllib.loads(made.files[-1].read_text(encoding="utf-8"))["responses"][0]
    for language in ("da", "en"):
        questions = tools.limesurvey(made.files[0], language)
        table = tools.export(
            questions, answers, ["unit", "role", *who.item_codes], heading="both", words=True
        )
        table.to_csv(tmp_path / "w.csv", index=False)
        read = skcore.read_responses(
            tmp_path / "w.csv",
            "who-5",
            columns=part["columns"],
            values=part["values"],
            numbers=part["numbers"],
        )
        assert skcore.score_scales(read, who)["WHO5"].tolist() == [100.0, 0.0]


# --- what a tool may do to numbers --------------------------------------------------------------


def told_of(study: Path, made: Made, table: pd.DataFrame, line: str = "") -> pd.DataFrame:
    """Paste the lines, with another about numbers where one is given, and check the study."""
    table.to_csv(study.with_name("besvarelser.csv"), sep=";", index=False)
    lines = made.files[-1].read_text(encoding="utf-8")
    lines = lines.replace('numbers = "codes"', line) if line else lines
    whole = study.with_name("hele.toml")
    whole.write_text(study.read_text(encoding="utf-8") + lines, encoding="utf-8")
    return skcore.check_study(whole)


def errors_of(problems: pd.DataFrame) -> list[str]:
    return problems.loc[problems["severity"] == "error", "problem"].tolist()


LABEL_NUMBERS = ["all", "but who", "but who, and no role"]


@pytest.mark.parametrize("seen", [*LABEL_NUMBERS, "answers below the last"])
@pytest.mark.parametrize("to", ["setup", "limesurvey"])
def test_places_on_the_list_are_never_read_as_the_forms_codes(
    tmp_path: Path, to: str, seen: str
) -> None:
    """Enalyzer's preset export has the place of each answer, and the first of ours is the best."""
    study = a_study(tmp_path)
    end = {"setup": "pdf", "limesurvey": "txt"}[to]
    made = made_of(study, to, f"skema.{end}", "da")
    answers = answers_of(study)
    if seen == "answers below the last":  # so that nothing lies outside the codes
        answers = answers.clip(upper=4)
    table = answers.map(lambda place: "" if pd.isna(place) else str(int(place) + 1))
    if seen.startswith("but who"):
        names = {"unit": dict(enumerate(UNITS)), "role": {0: "Medarbejder", 1: "Leder"}}
        names["occupation"] = dict(enumerate(OCCUPATIONS))
        table = table.assign(**{name: answers[name].map(words) for name, words in names.items()})
    table = table.drop(columns="role") if seen.endswith("no role") else table
    (said,) = errors_of(told_of(study, made, table))
    if seen.startswith("but who"):
        assert "intet i filen viser, om tallene er dem, der står på skemaet" in said
        line = said.rpartition(": ")[2]
        assert line.startswith("numbers = { copsoq3-social-capital = ")
        again = told_of(study, made, table, line)  # somebody has looked and says so
        assert not any("intet i filen viser" in error for error in errors_of(again))
    else:
        assert (
            "pladserne på listen (1, 2 …), hvor linjerne fra skemaet har tallene 100, 101" in said
        )


def test_numbers_of_workplaces_and_roles_are_no_places_of_any_list(study: Path) -> None:
    made = made_of(study, "limesurvey", "skema.txt", "da")
    for question in tools.limesurvey(made.files[0], "da")[:3]:
        assert min(map(int, question.answers)) > len(question.answers)
    many = [(f"u{n}", {"da": f"Team {n} i Æ"}) for n in range(1_000)]
    codes = [int(choice.code) for choice in _numbered(many)]
    assert codes == list(range(10_000, 11_000))


def numbers_study(tmp_path: Path, change: Any) -> tuple[Path, Made, pd.DataFrame]:
    study = a_study(tmp_path)
    made = made_of(study, "limesurvey", "skema.txt", "da")
    answers = change(answers_of(study, n=200))
    questions = tools.limesurvey(made.files[0], "da")
    words = [False, True]
    codes, said = (
        tools.export(questions, answers, columns_of(study), heading="code", words=w) for w in words
    )
    return study, made, pd.concat([codes, said], keys=words)


@pytest.mark.parametrize("codes", [COPSOQ.item_codes, ("TM3",)])
def test_numbers_that_end_before_the_highest_are_asked_about(
    tmp_path: Path, codes: tuple[str, ...]
) -> None:
    """One of five answers was deleted in the tool, which gave the others the numbers 1 to 4."""
    items = list(codes)
    study, made, tables = numbers_study(
        tmp_path, lambda answers: answers.assign(**answers[items].clip(lower=1))
    )
    said = errors_of(told_of(study, made, tables.loc[False]))
    assert len(said) == (2 if len(codes) > 1 else 1)
    assert said[0].startswith(f"Ingen har svaret 5 ('I meget høj grad') i {items[0]}")
    line = said[0].rpartition(": ")[2]
    assert errors_of(told_of(study, made, tables.loc[False], line)) == []
    # words cannot be read wrongly: it is said, where all questions lack it
    problems = told_of(study, made, tables.loc[True])
    assert errors_of(problems) == []
    unseen = [text for text in problems["problem"] if text.startswith("Ingen har svaret")]
    assert len(unseen) == (2 if len(codes) > 1 else 0)


def test_an_answer_in_the_middle_that_nobody_gave_is_said(tmp_path: Path) -> None:
    items = list(COPSOQ.item_codes)
    study, made, tables = numbers_study(
        tmp_path, lambda answers: answers.assign(**answers[items].replace(2, 3))
    )
    for words in (True, False):
        problems = told_of(study, made, tables.loc[words])
        assert errors_of(problems) == []
        said = problems.loc[problems["problem"].str.startswith("Ingen har svaret"), "problem"]
        assert said.str.contains("'Delvist' i TM1, TMX2").sum() == 1
        assert said.str.contains("Stod det på skemaet").all()


def test_lines_name_every_question_so_that_nothing_is_left_to_likeness(study: Path) -> None:
    made = made_of(study, "limesurvey", "skema.txt", "da")
    questions = tools.limesurvey(made.files[0], "da")
    answers = answers_of(study)
    for heading in ("code", "text", "both"):
        table = tools.export(questions, answers, columns_of(study), heading=heading, words=True)
        times = {f"{q.code}Time": "1.5" for q in questions}
        times |= {f"Question time: {q.code}": "1.5" for q in questions}
        times |= {"interviewtime": "40", "Group time: Om dig": "8"}
        problems = told_of(study, made, table.assign(**times))
        assert not problems["problem"].str.contains("er læst som").any(), heading
        assert errors_of(problems) == []


def test_limesurveys_times_are_no_second_column_of_a_question(tmp_path: Path) -> None:
    who = skcore.load_instrument("who-5")
    short = [code.replace("_", "") for code in who.item_codes]
    table = pd.DataFrame({"unit": ["Nord"], **dict.fromkeys(short, "Hele tiden")})
    table = table.assign(**{f"Question time: {code}": "2.5" for code in short})
    table.to_csv(tmp_path / "a.csv", index=False)
    read = skcore.read_responses(tmp_path / "a.csv", who)
    assert skcore.score_scales(read, who)["WHO5"].tolist() == [100.0]


def test_each_tool_has_lines_of_its_own(tmp_path: Path) -> None:
    names = []
    for to, end in (("pdf", "pdf"), ("docx", "docx"), ("limesurvey", "txt"), ("setup", "pdf")):
        made = make_questionnaire(["who-5"], to=to, languages="da", out=tmp_path / f"{to}.{end}")
        names.append(made.files[-1].name)
        assert names[-1] == f"besvarelser-linjer-{to}.toml"
    assert all((tmp_path / name).is_file() for name in names)


def test_a_form_says_only_what_is_true_of_it() -> None:
    who, copsoq = skcore.load_instrument("who-5"), COPSOQ
    alone = form_of(Asked((who,)), Wording(("da",)))
    both = form_of(Asked((copsoq, who)), Wording(("en",)))
    assert alone.title["da"] == "Spørgeskema om trivsel"
    assert both.title["en"] == "Questionnaire on working together at the workplace"
    said = " ".join(alone.intro["da"])
    assert "Svar om helbred og trivsel vises kun samlet for flere arbejdspladser." in said
    assert "sine egne temaer" not in said
    told = " ".join(both.intro["en"])
    assert "its own themes, trust between management and employees too, once at least 5" in told
    assert "Answers on health and well-being are shown for several workplaces together" in told
    (section,) = (s for s in alone.sections if s.code == "part1")
    assert section.notice["da"].startswith("WHO-5 Trivselsindeks: Verdenssundhedsorganisationen")


def test_what_the_study_says_in_danish_is_asked_for_in_english(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    with pytest.raises(InputError, match="wording of 12 texts is missing"):
        make_questionnaire([study], languages="en", to="docx", out=tmp_path / "e.docx")
    asked = tomllib.loads((tmp_path / "skematekster.toml").read_text(encoding="utf-8-sig"))
    assert {"purpose", "contact", "return_to", "title"} <= set(asked["en"]["words"])
    fill_in(tmp_path / "skematekster.toml")
    made = make_questionnaire([study], languages="en", to="docx", out=tmp_path / "e.docx")
    text = words_of(made.files[0])
    assert "Ord en.words contact?" in text
    assert "Bo Holm" not in text


def test_a_background_that_is_only_given_answers_is_told_where_it_belongs(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    text = study.read_text(encoding="utf-8").replace('backgrounds = ["occupation"]\n', "")
    study.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r'står ikke i backgrounds\. Skriv backgrounds = \["occ'):
        make_questionnaire([study], languages="da")


def test_the_workbook_for_paper_shows_the_forms_numbers_and_words(tmp_path: Path) -> None:
    made = make_questionnaire(["who-5"], to="pdf", languages="da", out=tmp_path / "w.pdf")
    page = openpyxl.load_workbook(made.files[1]).worksheets[0]
    heads = [cell.value for cell in page[1]]
    assert heads[:2] == [
        "1. Hvilken arbejdsplads hører du til?",
        "2. Er du medarbejder eller leder?",
    ]
    assert heads[2].startswith("3. I de sidste 2 uger")


def test_a_question_that_begins_with_a_number_comes_back_from_the_workbook(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    new_instrument(file)
    text = file.read_text(encoding="utf-8").replace("Vi ved, hvad", "12 timer er for lidt til")
    file.write_text(text, encoding="utf-8")
    made = make_questionnaire([file], to="docx", languages="da", out=tmp_path / "w.docx")
    typed = next(path for path in made.files if path.suffix == ".xlsx")
    answers = pd.DataFrame({"unit": ["A"], "role": [0], "EG1": [4], "EG2": [0]})
    tools.type_in(typed, answers)
    part = tomllib.loads(made.files[-1].read_text(encoding="utf-8"))["responses"][0]
    own = skcore.load_instrument(file)
    given = {name: part[name] for name in ("columns", "values", "numbers")}
    assert skcore.read_responses(typed, own, **given)["EG1"].tolist() == [5.0]


def test_a_message_names_the_heading_that_the_file_has(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    made = made_of(study, "limesurvey", "skema.txt", "da")
    questions = tools.limesurvey(made.files[0], "da")
    table = tools.export(
        questions, answers_of(study), columns_of(study), heading="code", words=True
    )
    (said,) = errors_of(told_of(study, made, table.assign(unit="Nordpolen")))
    assert said.startswith("'Nordpolen' står ikke i listen over enheder")
    (said,) = errors_of(
        told_of(
            study,
            made,
            table.rename(columns={"unit": "about-unit"}).assign(**{"about-unit": "Nordpolen"}),
        )
    )
    assert said.startswith("'Nordpolen' i kolonnen 'about-unit' står ikke")


# --- what each file holds -----------------------------------------------------------------------


def test_limesurvey_rows_are_the_same_in_each_language(study: Path) -> None:
    made = made_of(study, "limesurvey", "skema.txt", "da,en")
    assert made.files[0].read_bytes().startswith(b"\xef\xbb\xbf")
    rows = tools.limesurvey_rows(made.files[0])
    ours = [row for row in rows if row["class"] != "S"]
    danish, english = ([row for row in ours if row["language"] == code] for code in ("da", "en"))
    same = ("id", "class", "type/scale", "relevance", "mandatory")
    assert [[r[k] for k in same] for r in danish] == [[r[k] for k in same] for r in english]
    named = [[r["name"] for r in rows if r["class"] in "QA"] for rows in (danish, english)]
    assert named[0] == named[1]
    assert ours == danish + english  # the base language whole, then the other
    counts = Counter(row["class"] for row in danish)
    choices = 4 + 2 + 3 + 14 * 5 + 5 * 6 + 3 + 4
    assert counts == {"SL": 3, "G": 4, "Q": 3 + 14 + 5 + 2, "A": choices}
    settings = {row["name"]: row["text"] for row in rows if row["class"] == "S"}
    assert settings["anonymized"] == "Y"
    assert [settings[name] for name in ("ipaddr", "datestamp", "refurl", "allowsave")] == ["N"] * 4
    assert (settings["language"], settings["additional_languages"]) == ("da", "en")
    assert all(
        re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", r["name"]) for r in danish if r["class"] == "Q"
    )
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,5}", r["name"]) for r in danish if r["class"] == "A")
    assert all(row["text"] for row in ours if row["class"] in ("Q", "A", "SL"))


def test_what_is_not_asked_keeps_its_place_with_a_relevance_of_0(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    text = study.read_text(encoding="utf-8")
    part = '[[responses]]\nfile = "x.csv"\nwave = "2027"\nnot_asked = ["TM3", "TE1"]\n'
    study.write_text(text + part, encoding="utf-8")
    made = made_of(study, "limesurvey", "skema.txt", "da")
    rows = tools.limesurvey_rows(made.files[0])
    shown = {row["name"]: row["relevance"] for row in rows if row["class"] == "Q"}
    assert {code for code, relevance in shown.items() if relevance == "0"} == {"TM3", "TE1"}
    answers = answers_of(study).assign(TM3=np.nan, TE1=np.nan)
    questions = tools.limesurvey(made.files[0], "da")
    table = tools.export(questions, answers, columns_of(study), heading="code", words=False)
    table.to_csv(tmp_path / "ls.csv", index=False)
    read = read_back(tmp_path / "ls.csv", made, study)
    assert read[["TM3", "TE1"]].isna().all(axis=None)
    pd.testing.assert_series_equal(read["TM4"], true_codes(answers)["TM4"], check_names=False)
    xls = made_of(study, "xlsform", "skema.xlsx", "da")
    survey = {
        row[1]: row[3]
        for row in openpyxl.load_workbook(xls.files[0])["survey"].iter_rows(values_only=True)
    }
    assert (survey["TM3"], survey["TM4"] or "") == ("false()", "")
    paper = made_of(study, "docx", "skema.docx", "da")
    assert "Ledelsen er åben om vigtig information" not in words_of(paper.files[0])


def test_pyxform_takes_the_form_without_a_warning(study: Path, tmp_path: Path) -> None:
    from pyxform.xls2xform import convert

    made = made_of(study, "xlsform", "skema.xlsx", "da,en")
    result = convert(made.files[0], validate=shutil.which("java") is not None)
    assert result.warnings == []
    from lxml import etree

    root = etree.fromstring(result.xform.encode())
    ns = {"x": "http://www.w3.org/2002/xforms", "h": "http://www.w3.org/1999/xhtml"}
    by_language = {
        node.get("lang"): {t.get("id"): "".join(t.itertext()).strip() for t in node}
        for node in root.iterfind(".//x:itext/x:translation", ns)
    }
    assert set(by_language) == {"Dansk (da)", "English (en)"}
    assert all(text for texts in by_language.values() for text in texts.values())
    shown = by_language["Dansk (da)"]["/data/own/own_go:label"]
    assert shown.replace("\u2060", "") == FLAT
    assert root.xpath("count(//h:body//x:output)", namespaces=ns) == 0  # nothing became a formula


def test_an_empty_cell_of_a_further_language_is_refused() -> None:
    gap = Question("a", {"da": "Hej?", "en": ""}, (Choice("1", {"da": "Ja", "en": "Yes"}, "1"),))
    with pytest.raises(SkcoreError, match=r"empty cells: survey!label::English \(en\) 4"):
        xlsform_file(form_with(gap))


def form_with(*questions: Question, languages: tuple[str, ...] = ("da", "en")) -> Form:
    said = dict.fromkeys(languages, FLAT)
    paragraphs = dict.fromkeys(languages, (FLAT,))
    section = Section("part1", said, questions, notice=said)
    return Form(said, FLAT, languages, paragraphs, paragraphs, (section,))


def test_hostile_texts_stay_text_in_every_format() -> None:
    said = dict.fromkeys(("da", "en"), FLAT)
    form = form_with(Question("a", said, (Choice("1", said, "1"), Choice("2", said, "2"))))
    content = limesurvey_file(form).decode("utf-8-sig")
    rows = [line.split("\t") for line in content.splitlines()]
    assert {len(row) for row in rows} == {13}  # no tab and no line end of a text
    cells = [cell for row in rows[1:] for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert not any("{" in cell or "<b>" in cell for cell in cells)
    book = openpyxl.load_workbook(path_of(xlsform_file(form), ".xlsx"))
    typed = {cell.data_type for sheet in book for row in sheet for cell in row if cell.value}
    assert typed == {"s"}
    label = book["survey"]["F4"].value
    assert label.replace("\u2060", "") == FLAT
    assert "${" not in label
    word = words_of(path_of(form_docx(form, "da"), ".docx"))
    assert word.count(FLAT) >= 5
    lines = tomllib.loads(responses_part(form, load_texts("da")))["responses"][0]
    assert lines["numbers"] == "codes"
    pdf = path_of(form_pdf(form, "da"), ".pdf")
    if shutil.which("pdftotext"):
        printed = subprocess.run(
            ["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True
        )
        assert "${unit} {TOKEN} & 5 < 6" in " ".join(printed.stdout.split())


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1).filter(lambda said: clean(said)), st.text(min_size=1))
def test_no_text_ever_becomes_a_formula_a_tag_or_another_cell(first: str, second: str) -> None:
    said = {"da": clean(first), "en": clean(second) or "x"}
    form = form_with(Question("a", said, (Choice("1", said, "1"), Choice("0", said, "0"))))
    rows = list(
        csv.DictReader(
            io.StringIO(limesurvey_file(form).decode("utf-8-sig"), newline=""), delimiter="\t"
        )
    )
    for language, words in said.items():
        own = [row for row in rows if row["language"] == language]
        asked = [unescape(row["text"]) for row in own if row["class"] in ("Q", "A")]
        assert asked == [words] * 3
        assert [row["name"] for row in own if row["class"] == "A"] == ["1", "0"]
    for row in rows:
        assert not any(
            cell.startswith(("=", "+", "-", "@")) or "{" in cell for cell in row.values()
        )
    book = openpyxl.load_workbook(io.BytesIO(xlsform_file(form)))
    label = str(book["survey"].cell(4, 6).value).replace("\u2060", "")
    assert label == said["da"].replace("\u2060", "")
    assert not any(c.data_type == "f" for sheet in book for row in sheet for c in row)
    lines = tomllib.loads(responses_part(form, load_texts("da")))["responses"][0]
    assert lines["numbers"] == "codes"


@pytest.mark.parametrize("write", [limesurvey_file, xlsform_file])
def test_files_for_tools_are_the_same_twice(write: Any) -> None:
    form = form_with(Question("a", {"da": "Hej?", "en": "Hi?"}))
    assert write(form) == write(form)


def path_of(content: bytes, suffix: str) -> Path:
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=suffix, delete=False) as file:
        file.write(content)
    return Path(file.name)


def words_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.mark.parametrize("language", ["da", "en"])
def test_pdf_is_tagged_titled_in_its_language_and_the_same_twice(language: str) -> None:
    form = form_of(Asked((skcore.load_instrument("who-5"),)), Wording(("da", "en")))
    content = form_pdf(form, language)
    assert content == form_pdf(form, language)
    assert b"/MarkInfo" in content
    assert b"/Lang" in content
    assert b"pdfuaid:part" in content
    assert b"LiberationSans" in content
    assert not set(re.findall(rb"/BaseFont /\w+\+(\w+)", content)) - {b"LiberationSans"}


def test_a_word_longer_than_the_page_goes_on_in_the_next_line(tmp_path: Path) -> None:
    word = "".join(f"{number:03}x" for number in range(75))
    said = {"da": word}
    form = form_with(
        Question("a", said, (Choice("1", said, "1"), Choice("2", {"da": "Nej"}, "2"))),
        languages=("da",),
    )
    file = path_of(form_pdf(replace(form, title=said), "da"), ".pdf")
    page = pypdf.PdfReader(file).pages[0]
    right = []

    def seen(text: str, _cm: Any, matrix: Any, _font: Any, size: float) -> None:
        right.append(matrix[4] + 0.5 * size * len(text.strip()))

    told = page.extract_text(visitor_text=seen)
    assert (
        "".join(told.split()).replace("\u200b", "").count(word) == 4
    )  # title, foot, question, answer
    assert max(right) < 595 - 40


def test_a_form_fills_its_pages(tmp_path: Path) -> None:
    """COPSOQ is on one page, and own questions go on below the last questionnaire."""
    made = made_of(a_study(tmp_path), "pdf", "papir.pdf", "en")
    pages = [page.extract_text() for page in pypdf.PdfReader(made.files[0]).pages]
    assert len(pages) == 3
    for code, page in (("TM1", 1), ("SW3", 1), ("WHO5_1", 2), ("WHO5_5", 2)):
        item = next(
            i for q in (COPSOQ, skcore.load_instrument("who-5")) for i in q.items if i.code == code
        )
        assert " ".join(item.text["en"].split()[:4]) in " ".join(pages[page].split())
    assert "More questions" in pages[2]


@pytest.mark.parametrize(
    ("words", "across"),
    [
        (["Ja", "Nej"], 2),
        ([str(n) for n in range(11)], 11),
        (["I meget høj grad", "I høj grad", "Delvist", "I ringe grad", "I meget ringe grad"], 5),
        (["Pædagog", "Social- og sundhedshjælper", "Administration", "Køkken", "Andet"], 2),
        (["Pædagog", "En svarmulighed, der er meget længere end en linje"], 1),
        ([f"Arbejdsplads {n}" for n in range(9)], 2),
    ],
)
def test_answers_stand_in_as_many_columns_as_their_words_have_room(
    words: list[str], across: int
) -> None:
    assert _across(words) == across


def test_what_to_delete_and_not_to_renumber_is_said(study: Path) -> None:
    made = made_of(study, "setup", "op.pdf", "da")
    told = " ".join(made.told)
    assert "også delene [responses.columns] og [responses.values. …]" in told
    said = " ".join(p.extract_text() for p in pypdf.PdfReader(made.files[0]).pages)
    assert "Lad ikke systemet give dem nye numre" in " ".join(said.split())


def test_a_notice_says_nothing_twice(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    new_instrument(file)
    text = re.sub(r'(source|licence) = ".*"', r'\1 = "Egen"', file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    made = make_questionnaire([file], to="docx", languages="da", out=tmp_path / "x.docx")
    assert "Kilde og rettigheder: Egen.\n" in words_of(made.files[0])


@pytest.mark.parametrize("language", ["da", "en"])
def test_word_file_has_headings_every_question_and_box_and_is_the_same_twice(language: str) -> None:
    who = skcore.load_instrument("who-5")
    form = form_of(Asked((who,)), Wording(("da", "en")))
    content = form_docx(form, language)
    assert content == form_docx(form, language)
    document = docx.Document(str(path_of(content, ".docx")))
    styles = [p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert styles == ["Heading 1", "Heading 2", "Heading 2"]
    text = words_of(path_of(content, ".docx"))
    assert all(item.text[language] in text for item in who.items)
    assert text.count("\u2610") == 2 + 5 * 6
    assert who.notice.get(language, who.licence) in text
    inside = zipfile.ZipFile(path_of(content, ".docx"))
    assert {"da": b'"da-DK"', "en": b'"en-GB"'}[language] in inside.read("word/styles.xml")


def test_copsoq_in_english_is_word_for_word_with_its_notice(tmp_path: Path) -> None:
    text = words_of(
        make_questionnaire([COPSOQ.id], to="docx", languages="en", out=tmp_path / "c.docx").files[0]
    )
    assert all(item.text["en"] in text for item in COPSOQ.items)
    assert COPSOQ.licence in text
    assert [o.label["en"] for o in COPSOQ.options["extent"]] == [
        "To a very large extent",
        "To a large extent",
        "Somewhat",
        "To a small extent",
        "To a very small extent",
    ]


# --- what is not made up ------------------------------------------------------------------------


def test_wording_that_is_not_verified_is_asked_for_and_never_made_up(tmp_path: Path) -> None:
    out = tmp_path / "c.pdf"
    with pytest.raises(
        InputError, match=r"Ordlyden mangler til 18 tekster \(TM1, TM3(?s:.*)skematekster\.toml"
    ):
        make_questionnaire([COPSOQ.id], languages="da", out=out)
    assert not out.exists()
    asking = tmp_path / "skematekster.toml"
    raw = tomllib.loads(asking.read_text(encoding="utf-8-sig"))
    assert set(raw["da"]["items"]) == set(COPSOQ.item_codes) - {"TMX2"}
    assert {*raw["da"]["items"].values(), *raw["da"]["options"].values()} == {""}
    lines = asking.read_text(encoding="utf-8-sig")
    assert COPSOQ.licence in lines
    for code in raw["da"]["items"]:  # the whole question, by which it is found in the official form
        assert f'"{code}" = ""  # {COPSOQ.item(code).text["en"]}\n' in lines
    with pytest.raises(InputError, match=r"hvor der er gjort plads"):
        make_questionnaire([COPSOQ.id], languages="da", out=out)  # what was filled in is kept
    fill_in(asking)
    made = make_questionnaire([COPSOQ.id], languages="da", out=out)
    assert out in made.files


def test_an_answer_typed_at_another_answers_code_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "c.pdf"
    with pytest.raises(InputError, match="Ordlyden mangler"):
        make_questionnaire([COPSOQ.id], languages="da", out=out)
    texts = tmp_path / "skematekster.toml"
    fill_in(texts)
    typed = texts.read_text(encoding="utf-8-sig")
    key = f'"{COPSOQ.id} frequency 5" = '
    begins = typed.index(key) + len(key)
    ends = typed.index("\n", begins)
    texts.write_text(f'{typed[:begins]}"Aldrig"{typed[ends:]}', encoding="utf-8")
    with pytest.raises(InputError, match=r'frequency 5 = "Aldrig"(?s:.*)ved sin egen kode'):
        make_questionnaire([COPSOQ.id], languages="da", out=out)
    assert not out.exists()


@pytest.mark.parametrize("to", ["limesurvey", "xlsform", "docx", "setup"])
def test_numbers_of_a_form_that_is_out_are_never_given_to_others(tmp_path: Path, to: str) -> None:
    study = a_study(tmp_path)
    first = made_of(study, "limesurvey", "skema.txt", "da")
    lines = first.files[-1].read_bytes()
    listed = pd.read_csv(study.with_name("enheder.csv"), sep=";", dtype=str)
    begun = {"unit": "ny", "name": "1. Abildgård", "parent": None, "level": "arbejdsplads"}
    pd.concat([listed, pd.DataFrame([begun], dtype=object)]).to_csv(
        study.with_name("enheder.csv"), sep=";", index=False
    )
    end = {"limesurvey": "txt", "xlsform": "xlsx", "docx": "docx", "setup": "pdf"}[to]
    with pytest.raises(SkcoreError, match=r"andre numre(?s:.*)unit \d+: .* → .*Flyt det tidligere"):
        made_of(study, to, f"nyt.{end}", "da")
    assert first.files[-1].read_bytes() == lines
    assert not list(tmp_path.glob("nyt*"))
    elsewhere = tmp_path / "nyt"
    elsewhere.mkdir()
    assert made_of(study, to, f"nyt/nyt.{end}", "da").files


def test_texts_in_an_unknown_language_are_refused(tmp_path: Path) -> None:
    texts = tmp_path / "questionnaire-texts.toml"
    texts.write_text('[fr.items]\na = "b"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)questionnaire-texts\.toml.*fr"):
        make_questionnaire(["who-5"], languages="en", out=tmp_path / "w.pdf")
    assert not (tmp_path / "w.pdf").exists()


def test_a_misspelt_code_among_the_texts_is_told_and_the_right_one_still_asked_for(
    tmp_path: Path,
) -> None:
    texts = tmp_path / "skematekster.toml"
    texts.write_text('[da.items]\nTM7 = "Stoler ledelsen?"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)mangler til 18 tekster.*ikke bruger: TM7\."):
        make_questionnaire([COPSOQ.id], languages="da", out=tmp_path / "c.pdf")
    raw = tomllib.loads(texts.read_text(encoding="utf-8-sig"))["da"]["items"]
    assert raw["TM7"] == "Stoler ledelsen?"  # what was typed is kept, and there is place for more
    assert raw["TM1"] == ""


def test_another_language_adds_places_and_leaves_the_rest_as_it_stands(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    with pytest.raises(InputError, match="ordret af efter det officielle skema"):
        make_questionnaire([study], languages="da", out=tmp_path / "a.pdf")
    texts = tmp_path / "skematekster.toml"
    fill_in(texts)
    before = texts.read_text(encoding="utf-8") + "\n# Afskrevet af Bo d. 3. maj\n"
    texts.write_text(before, encoding="utf-8")
    assert make_questionnaire([study], languages="da", out=tmp_path / "a.pdf").files
    with pytest.raises(InputError) as error:
        make_questionnaire([study], languages="da,en", out=tmp_path / "a.pdf")
    # only our own words are missing in English: nobody calls them official
    assert "officiel" not in str(error.value)
    lines = texts.read_text(encoding="utf-8-sig").splitlines()
    left = iter(lines)
    assert all(line in left for line in before.splitlines() if line.strip())  # in their order
    raw = tomllib.loads("\n".join(lines))
    assert raw["en"]["words"]["title"] == ""
    assert any(line.startswith('"title" = ""  # Samarbejde og trivsel 2027') for line in lines)
    assert sorted(tmp_path.glob("skematekster*")) == [texts]
    texts.write_text(
        before.replace("[da.items]", "[da.items]\n# egne").replace('"TM1" = ', '"TM0" = '), "utf-8"
    )
    with pytest.raises(InputError, match="TM1"):
        make_questionnaire([study], languages="da", out=tmp_path / "a.pdf")
    raw = tomllib.loads(texts.read_text(encoding="utf-8-sig"))["da"]
    assert raw["items"]["TM1"] == ""
    assert raw["items"]["TM0"]


def test_a_file_written_in_a_way_of_ones_own_is_not_spoilt(tmp_path: Path) -> None:
    texts = tmp_path / "skematekster.toml"
    own = '[da]\nitems.TM1 = "Stoler ledelsen på jer?"\n'
    texts.write_text(own, encoding="utf-8")
    with pytest.raises(InputError, match=r'(?s)\[da\.items\].*"TM3" = ""'):
        make_questionnaire([COPSOQ.id], languages="da", out=tmp_path / "c.pdf")
    assert texts.read_text(encoding="utf-8") == own


def test_a_verified_text_is_not_replaced(tmp_path: Path) -> None:
    texts = tmp_path / "questionnaire-texts.toml"
    texts.write_text('[en.items]\nWHO5_1 = "Happy?"\nTM1 = ""\n', encoding="utf-8")
    made = make_questionnaire(["who-5"], to="docx", languages="en", out=tmp_path / "w.docx")
    assert "Happy?" not in words_of(made.files[0])
    assert any("does not use: WHO5_1." in line for line in made.told)


# --- what it promises ---------------------------------------------------------------------------


def test_introduction_says_what_the_study_file_says(study: Path) -> None:
    text = words_of(made_of(study, "docx", "skema.docx", "da").files[0])
    for sentence in (
        "Vi vil vide, hvordan det går.",
        "Skemaet er anonymt. Skriv ikke navn på det.",
        "mindst 5 har svaret",
        "De enkelte skemaer læses kun af dem, der gør undersøgelsen op.",
        "Svar om helbred og trivsel vises kun samlet for flere arbejdspladser.",
        "sine egne temaer, også tilliden mellem ledelse og medarbejdere, når mindst 5 har svaret.",
        "På fælles møder vises ingen arbejdsplads med navn, medmindre den selv viser sine tal, "
        "og tilliden mellem ledelse og medarbejdere vises kun for alle under ét.",
        "Svar senest fredag den 19. marts 2027.",
        "Resultaterne kommer tirsdag den 4. maj 2027.",
        "Spørgsmål til undersøgelsen: Bo Holm, tlf. 12 34 56 78",
        "Aflevér eller send skemaet til: HR, Rådhuset",
    ):
        assert sentence in text


def test_introduction_does_not_promise_more_than_the_study_keeps(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    text = study.read_text(encoding="utf-8").replace(
        "minimum = 5", 'minimum = 4\nlowered_because = "MED har aftalt det"'
    )
    text += "[answers]\nlinked = true\n[network_deck]\nnamed_units = true\n"
    text += 'agreed_by = "HovedMED"\nagreed_on = 2027-01-05\n'
    study.write_text(text, encoding="utf-8")
    said = words_of(made_of(study, "docx", "skema.docx", "da").files[0])
    assert "Skemaet er anonymt" not in said
    assert "Du svarer under en kode" in said
    assert "Skriv din kode" in said
    assert "Grænsen er sat ned til 4, fordi MED har aftalt det." in said
    assert "med arbejdspladsens navn efter aftale med HovedMED" in said


@pytest.mark.parametrize(
    ("deck", "said", "not_said"),
    [
        (
            "named_units = true",
            "navn efter aftale med HMU, men tilliden mellem led",
            "også tilliden m",
        ),
        pytest.param(
            "named_units = false\nnamed_levels = true",
            "ingen arbejdsplads med navn, medmindre den selv",
            "HMU",
            marks=pytest.mark.whole,
        ),
        pytest.param(
            "named_units = false\nnamed_management = true",
            "vises for større grupper med navn efter aftale med HMU",
            "kun for",
            marks=pytest.mark.whole,
        ),
        pytest.param(
            "named_units = true\nnamed_management = true",
            "navn, også tilliden mellem ledelse og medarbejdere, efter aftale med HMU",
            "kun for alle",
            marks=pytest.mark.whole,
        ),
    ],
)
def test_form_and_slides_promise_the_same_of_who_sees_what(
    lean_study: Path, tmp_path: Path, deck: str, said: str, not_said: str
) -> None:
    folder = shutil.copytree(lean_study, tmp_path / "study")
    file = folder / "study.toml"
    text = file.read_text("utf-8")
    agreed = f'{deck}\nagreed_by = "HMU"\nagreed_on = 2026-01-05\n'
    assert text.count("\nnamed_units = false\n") == 1
    file.write_text(text.replace("named_units = false\n", agreed), "utf-8")
    release = skcore.release_study(skcore.load_study(file))
    said_of = _settings(file)
    made = form_of(Asked(said_of.instruments, said_of), Wording(("da",)))
    (form,) = (line for line in made.intro["da"] if "fælles møder" in line)
    assert said in form
    assert not_said not in form.partition("På fælles møder")[2]
    own = skcore.unit_deck(release, release.facts.first_workplace)
    for slides in (skcore.network_deck(release), own):
        last = " ".join(run.text for part in slides[-1].body for run in part)
        told = form.partition("Arbejdspladsen ser")[2]
        assert told in last
    assert told in skcore.anonymity_slide(release).notes


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "options", "match"),
    [
        (["who-5"], {"to": "word"}, "'word' er ikke et format. Skriv et af: pdf, docx"),
        (["who-5"], {"to": "docx", "out": "a.pdf"}, "'a.pdf' skal ende på .docx, når --to er docx"),
        (["who-5"], {"languages": "da,fr"}, "'fr' er ikke et sprog"),
        (["who-6"], {}, "'who-6' er hverken et spørgeskema, der følger med"),
        (["who-5"], {"to": "preparation"}, "--to preparation skal bruge en undersøgelses fil"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(
    sources: list[str],
    options: dict[str, Any],
    match: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SkcoreError, match=re.escape(match)):
        make_questionnaire(sources, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_study_and_a_questionnaire_together_are_refused(study: Path) -> None:
    with pytest.raises(SkcoreError, match="ikke begge dele"):
        make_questionnaire([study, "who-5"])
    with pytest.raises(SkcoreError, match=r"ingen måling '2030'\. Den har: 2027"):
        make_questionnaire([study], wave="2030")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"Pædagog", ', '"Pædagog", "pædagog", ', "occupation: “pædagog”"),
        (
            "Vil du anbefale os?",
            "Hvilken faggruppe hører du til?",
            r"occupation = recommend: “hvilken faggruppe hører du til\?”",
        ),
    ],
)
def test_answers_that_could_not_be_told_apart_are_refused(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    study = a_study(tmp_path)
    text = study.read_text(encoding="utf-8")
    assert old in text
    study.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SkcoreError, match=f"er koden for en anden. Det gælder {named}. Giv"):
        made_of(study, "limesurvey", "skema.txt", "da")


def test_a_survey_that_nobody_is_invited_to_has_no_preparation(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    text = study.read_text(encoding="utf-8")
    study.write_text(text.replace('invited = "inviterede.csv"\n', ""), encoding="utf-8")
    with pytest.raises(SkcoreError, match="listen over inviterede til målingen, og den mangler"):
        make_questionnaire([study], to="preparation")


def test_a_study_file_with_faults_tells_them_all(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    text = study.read_text(encoding="utf-8")
    text = text.replace("results = 2027", "result = 2027").replace(
        "[questionnaire.options]", '[questionnaire.options]\nteam = ["x"]'
    )
    study.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)result'.*results.*team"):
        make_questionnaire([study], languages="da")


def test_names_of_choices_never_pass_for_another_choices_code(study: Path) -> None:
    made = made_of(study, "limesurvey", "skema.txt", "da")
    units = tools.limesurvey(made.files[0], "da")[0].answers
    assert not set(units) & {*UNITS, "u-a", "u b", "7", "ø"}


# --- before the survey goes out -----------------------------------------------------------------


def invited_of(sizes: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    units = pd.DataFrame({"unit": [f"u{n}" for n in range(len(sizes))], "parent": "", "wave": ""})
    invited = units[["unit"]].assign(role="employee", invited=[float(n) for n in sizes])
    return invited, units.assign(level="team", name=units["unit"])


@pytest.mark.whole
def test_expected_number_is_that_of_the_binomial_tails_but_for_what_could_be_worked_out() -> None:
    sizes = [4, 6, 8, 8, 10, 12, 15, 20, 30, 40]
    invited, units = invited_of(sizes)
    given: dict[str, Any] = {"levels": ["team"], "policy": skcore.DisclosurePolicy(), "draws": 100}
    table = expected_shown(invited, units, shares=(0.5, 0.8), **given)
    for row in table.to_dict("records"):
        alone = sum(stats.binom.sf(4, n, row["share"]) for n in sizes)
        # beside the whole, one small workplace cannot stand alone: a second is left out with it
        assert alone - 1.5 < row["estimate"] <= alone + 0.3
        assert row["conf_low"] - 1 < row["estimate"] < row["conf_high"] + 1
    assert table["n"].tolist() == [10, 10]
    again = expected_shown(invited, units, shares=(0.5,), **given)
    pd.testing.assert_frame_equal(table.head(1), again)


def test_all_are_shown_where_all_answer_and_all_are_large_enough() -> None:
    invited, units = invited_of([5, 9, 30])
    policy = skcore.DisclosurePolicy()
    table = expected_shown(invited, units, levels=["team"], policy=policy, shares=(1.0,), draws=2)
    assert table[["estimate", "conf_low", "conf_high", "n"]].iloc[0].tolist() == [3, 3, 3, 3]
    invited, units = invited_of([4, 9, 30])
    table = expected_shown(invited, units, levels=["team"], policy=policy, shares=(1.0,), draws=2)
    assert table["estimate"].iloc[0] == 1  # the four, and one that would give them away


def test_a_change_of_half_a_standard_deviation_takes_as_many_answers_as_cohen_says() -> None:
    assert answers_needed(0.5) == 64  # Cohen 1988, table 2.4.1: d = .50, power .80, two-sided .05
    assert answers_needed(0.8) == 26
    assert answers_needed(0.2) == 394


@pytest.mark.whole
def test_the_preparation_is_told_and_printed(study: Path) -> None:
    made = make_questionnaire([study], to="preparation", out=study.parent / "forberedelse.pdf")
    assert made.files[0].read_bytes().startswith(b"%PDF")
    assert len(made.told) == 5
    sentence = r"Ved \d\d\xa0% svar kan \d af 4 arbejdspladser vises\."
    assert all(re.fullmatch(sentence, line) for line in made.told[:4])
    named = "har færre end 5 medarbejdere og kan ikke vises for sig"
    assert made.told[4].startswith(f"{UNITS[0]} {named}")


# --- one's own questionnaire, and the command line ----------------------------------------------


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_new_instrument_can_be_checked_and_asked_at_once(tmp_path: Path, language: str) -> None:
    file = tmp_path / "Vores skema.toml"
    told = runner.invoke(app, ["instrument", "new", str(file), "--language", language])
    assert told.exit_code == 0, told.output
    assert "skcore instrument check" in told.output
    done = runner.invoke(app, ["instrument", "check", str(file), "--language", language])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("OK: ")
    out = tmp_path / "skema.docx"
    arguments = [str(file), "--to", "docx", "--language", language, "--out", str(out)]
    made = runner.invoke(app, ["questionnaire", *arguments])
    assert made.exit_code == 0, made.output
    assert skcore.load_instrument(file).items[0].text[language] in words_of(out)


def test_a_new_instrument_overwrites_nothing_and_faults_are_told(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('id = "a"\n', encoding="utf-8")
    kept = runner.invoke(app, ["instrument", "new", str(file)])
    assert kept.exit_code == 1
    assert "findes allerede" in kept.output
    assert file.read_text(encoding="utf-8") == 'id = "a"\n'
    with pytest.raises(InputError, match=r"(?s)Spørgeskemaet i 'a.toml'.*languages"):
        check_instrument(file)
    with pytest.raises(SkcoreError, match=r"'a.txt' skal ende på \.toml"):
        new_instrument(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ('["0", "1", "2", "3", "4"]', [0, 1, 2, 3, 4]),
        ("[0, 1, 2, 3, 4]", [0, 1, 2, 3, 4]),
        ('["5", "4", "3", "2", "1"]', [5, 4, 3, 2, 1]),
        ('["0", "25", "50", "75", "100"]', [0, 25, 50, 75, 100]),
        ('["1", "2", "3", "4", "5 (mest)"]', [1, 2, 3, 4, 5]),
    ],
)
def test_options_that_are_numbers_are_their_own_codes_and_can_be_asked(
    tmp_path: Path, options: str, codes: list[int]
) -> None:
    file = tmp_path / "own.toml"
    new_instrument(file)
    text = file.read_text(encoding="utf-8")
    list_ = re.search(r"enig = (\[.*\])", text).group(1)  # type: ignore[union-attr]
    file.write_text(text.replace(list_, options), encoding="utf-8")
    assert len(check_instrument(file)) == 1
    own = skcore.load_instrument(file)
    assert [(o.code, o.points) for o in own.options["enig"]] == [
        (code, 25.0 * place) for place, code in enumerate(codes)
    ]
    made = make_questionnaire([file], to="limesurvey", languages="da", out=tmp_path / "l.txt")
    asked = tools.limesurvey(made.files[0], "da")
    table = pd.DataFrame(
        {"unit": ["A"] * 5, "EG1": [*asked[2].answers], "EG2": [*asked[3].answers]}
    )
    table.to_csv(tmp_path / "l.csv", index=False)
    read = skcore.read_responses(tmp_path / "l.csv", own, numbers="codes")
    assert skcore.score_items(read, own)["EG1"].tolist() == [0.0, 25.0, 50.0, 75.0, 100.0]
    assert skcore.score_items(read, own)["EG2"].tolist() == [100.0, 75.0, 50.0, 25.0, 0.0]


@pytest.mark.parametrize(
    "options",
    [
        '[{ code = 1, label = { da = "2" } }, { code = 2, label = { da = "1" } }]',
        '[{ code = 1, label = { da = "Nej" } }, { code = 2, label = { da = "1" } }]',
    ],
)
def test_check_tells_what_a_form_would_be_refused_for(tmp_path: Path, options: str) -> None:
    file = tmp_path / "own.toml"
    new_instrument(file)
    text = re.sub(r"enig = \[.*\]", f"enig = {options}", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    said = check_instrument(file)
    assert "er koden for en anden. Det gælder EG1: “" in said[1]
    assert "; EG2: “" in said[1]
    with pytest.raises(SkcoreError, match=re.escape(said[1])):
        make_questionnaire([file], to="docx", languages="da", out=tmp_path / "x.docx")


def test_check_tells_which_wording_an_instrument_lacks() -> None:
    lines = check_instrument("kouvonen-8")
    assert lines[0].startswith("OK: Social kapital i arbejdsenheden")
    assert any("Ordlyd på dansk mangler til: KV1, KV2" in line for line in lines)
    assert any("efterprøvet på engelsk: agreement, amount" in line for line in lines)


def test_letters_that_our_font_lacks_are_named_and_not_left_out() -> None:
    with pytest.raises(SkcoreError, match="tegn, som skriften ikke har: ☃"):
        form_pdf(form_with(Question("a", dict.fromkeys(("da", "en"), "Sne ☃?"))), "da")


def test_the_command_line_says_what_is_wrong_without_a_traceback(tmp_path: Path) -> None:
    done = runner.invoke(app, ["questionnaire", "who-6", "--out", str(tmp_path / "a.pdf")])
    assert done.exit_code == 1
    assert "who-5" in done.output
    assert "Traceback" not in done.output


def test_a_study_without_lists_asks_in_words_and_a_linked_one_for_the_code(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    text = study.read_text(encoding="utf-8")
    text = re.sub(r"(?s)\[files\].*?\n\n", "", text)
    text = re.sub(r"(?s)\[questionnaire\.options\].*", "", text) + "[answers]\nlinked = true\n"
    study.write_text(text, encoding="utf-8")
    made = made_of(study, "limesurvey", "skema.txt", "da")
    assert any("Arbejdspladserne er ikke kendt" in line for line in made.told)
    assert any("Svarmulighederne til occupation er ikke kendt" in line for line in made.told)
    questions = tools.limesurvey(made.files[0], "da")
    assert [q.code for q in questions][:4] == ["unit", "role", "occupation", "respondent"]
    answers = answers_of(study, n=4)
    written = {"unit": ["Nord"] * 4, "occupation": ["SOSU"] * 4, "respondent": list("abcd")}
    answers = answers.assign(**written)
    ours = ["unit", "role", "occupation", "respondent", *columns_of(study)[3:]]
    table = tools.export(questions, answers, ours, heading="text", words=True)
    table.to_csv(tmp_path / "svar.csv", index=False)
    read = read_back(tmp_path / "svar.csv", made, study)
    assert read["respondent"].tolist() == list("abcd")
    assert read["unit"].tolist() == ["Nord"] * 4
