"""An organisation's own questions: read, checked, and told through a plan of their own."""

from __future__ import annotations

import itertools
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from attacker import attack, shown_rows
from random_whole import write_whole
from small_study import ITEMS

import skcore
from skcore.codebook.sheets import codebook_sheets
from skcore.commands.check import check_ahead
from skcore.commands.explain import explain_plans
from skcore.commands.slides import make_decks
from skcore.decks.own_shares import own_question_slides, own_share_slide
from skcore.disclosure.figure_kinds import share_end
from skcore.errors import DisclosureError
from skcore.reading.own_questions import parse_questions
from skcore.release.history import earlier_of, ledger_path, record, released_plans
from skcore.release.plans import study_plans
from skcore.release.questions import (
    CUTS,
    _with_open_ends,
    question_ledger,
    question_view,
    share_of,
)

AGREE = ["Helt enig", "Delvist enig", "Hverken enig eller uenig", "Delvist uenig", "Helt uenig"]
ASKED = """
[[questions]]
code = "recommend"
text = "Jeg vil anbefale min arbejdsplads til andre"
options = "agreement"
theme = "At være her"

[[questions]]
text = "Har du overvejet et andet job?"
options = ["Ja", "Nej"]
"""
JOB = "Har du overvejet et andet job?"
OWN_JOB = "own_har_du_overvejet_et_andet_job"

Told = tuple[skcore.Study, skcore.StudyRelease]


def read(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "responses.csv", sep=";", dtype=str, encoding="utf-8-sig")


def save(folder: Path, table: pd.DataFrame) -> None:
    table.to_csv(folder / "responses.csv", sep=";", index=False, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def asked_once(lean_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lean study with two questions more, the first under a heading of its own."""
    folder = shutil.copytree(lean_study, tmp_path_factory.mktemp("asked") / "study")
    rng = np.random.default_rng(5)
    table = read(folder)
    table["Anbefaler"] = rng.choice(AGREE, len(table), p=[0.3, 0.3, 0.2, 0.1, 0.1])
    table[JOB] = rng.choice(["Ja", "Nej", "ved ikke"], len(table), p=[0.3, 0.6, 0.1])
    save(folder, table)
    add(folder, ASKED)
    return folder


@pytest.fixture
def asked(asked_once: Path, tmp_path: Path) -> Path:
    """A copy of that study, to change."""
    return shutil.copytree(asked_once, tmp_path / "study")


@pytest.fixture(scope="module")
def told(asked_once: Path) -> Told:
    """That study as it is, and what may be shown of it."""
    return released(asked_once)


def add(folder: Path, text: str) -> None:
    file = folder / "study.toml"
    settings = file.read_text(encoding="utf-8") + text
    place, line = "[responses.columns]\n", '"Anbefaler" = "recommend"\n'
    settings = settings if line in settings else settings.replace(place, place + line)
    file.write_text(settings, "utf-8")


def released(folder: Path) -> Told:
    study = skcore.load_study(folder)
    return study, skcore.release_study(study)


def test_words_are_read_and_blanks_are_missing(asked: Path) -> None:
    study, table = skcore.load_study(asked), read(asked)
    assert skcore.check_study(asked).query("severity == 'error'").empty
    assert study.responses["recommend"].tolist() == [AGREE.index(w) + 1 for w in table["Anbefaler"]]
    said = table[JOB].map({"Ja": 1.0, "Nej": 2.0})
    pd.testing.assert_series_equal(study.responses[OWN_JOB], said, check_names=False)


def test_numbers_are_asked_about_as_those_of_the_questionnaire_are(asked: Path) -> None:
    table, file = read(asked), asked / "study.toml"
    text = file.read_text("utf-8").replace('numbers = "codes"', "# numbers")
    file.write_text(text, "utf-8")
    save(asked, table.assign(Anbefaler=table["Anbefaler"].map(lambda w: str(5 - AGREE.index(w)))))
    problems = skcore.check_study(asked)
    (line,) = problems[problems["severity"] == "error"]["problem"]
    assert "'jeres egne spørgsmål'" in line
    assert "Jeg vil anbefale min arbejdsplads" in line
    numbers = "numbers = { questions = { 1 = 5, 2 = 4, 3 = 3, 4 = 2, 5 = 1 } }\n[responses.columns]"
    file.write_text(text.replace("[responses.columns]", numbers), "utf-8")
    study = skcore.load_study(asked)
    assert study.responses["recommend"].tolist() == [AGREE.index(w) + 1 for w in table["Anbefaler"]]


def test_numbers_may_be_the_options_themselves(asked: Path) -> None:
    table = read(asked)
    marks = np.random.default_rng(2).integers(0, 11, len(table)).astype(str)
    save(asked, table.assign(Tilfreds=marks))
    options = ", ".join(f'"{mark}"' for mark in range(11))
    add(asked, f'\n[[questions]]\ntext = "Tilfreds"\noptions = [{options}]\n')
    study = skcore.load_study(asked)
    assert study.responses["own_tilfreds"].tolist() == [float(mark) for mark in marks]
    assert study.questions[2].counted == ()
    add(asked, "share_of = [9, 10]\n")
    assert [o.code for o in skcore.load_study(asked).questions[2].counted] == [9, 10]


@pytest.mark.parametrize(
    ("options", "counted"),
    [
        ('["Ja", "Nej"]', [1]),
        ('["Ja", "Nej", "Ved ikke"]', []),
        ('["Lav", "Mellem", "Høj"]', []),
        ('["0", "1"]', []),
        ("[1, 2, 3, 4, 5]", []),
        ('"agreement"', [1, 2]),
        (
            str(AGREE).replace("'", '"').lower(),
            [1, 2],
        ),
        (
            str(AGREE[::-1]).replace("'", '"'),
            [],
        ),
        ('["Ja", "Nej", "Ved ikke"]\nshare_of = ["nej", "Ved ikke"]', [2, 3]),
        ('"agreement"\nshare_of = ["Helt enig"]', [1]),
    ],
)
def test_which_answers_count_is_said_or_follows_from_a_known_set(
    asked: Path, options: str, counted: list[int]
) -> None:
    add(
        asked,
        f'\n[[questions]]\ntext = "Recommend"\noptions = {options}\n'.replace("Recommend", "X?"),
    )
    raw = tomllib.loads((asked / "study.toml").read_text("utf-8"))
    questions, problems = parse_questions(raw, [])
    assert problems == []
    assert [option.code for option in questions[-1].counted] == counted


@pytest.mark.parametrize(
    "share", ['["Måske"]', '["Ja", "Nej", "Ved ikke"]', "[]", '"Ja"', '["Ja", "x"]']
)
def test_a_share_of_what_is_no_option_or_of_all_is_refused(asked: Path, share: str) -> None:
    add(
        asked,
        f'\n[[questions]]\ntext = "X?"\noptions = ["Ja", "Nej", "Ved ikke"]\nshare_of = {share}\n',
    )
    problems = skcore.check_study(asked).query("severity == 'error'")["problem"]
    assert problems.str.contains(
        "share_of til 'X\\?' .*og ikke dem alle: Ja, Nej, Ved ikke", regex=True
    ).any()


THREE = """
[[questions]]
code = "job"
text = "Søger du et andet job?"
options = ["Ja", "Nej", "Ved ikke endnu"]
"""


def write_on(folder: Path, text: str) -> None:
    with (folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.fixture(scope="module")
def three_once(lean_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lean study with a question whose options have no order that anybody knows."""
    folder = shutil.copytree(lean_study, tmp_path_factory.mktemp("three") / "study")
    table, rng = read(folder), np.random.default_rng(4)
    said = rng.choice(["Ja", "Nej", "Ved ikke endnu"], len(table), p=[0.3, 0.4, 0.3])
    save(folder, table.assign(job=said))
    write_on(folder, THREE)
    return folder


@pytest.fixture(scope="module")
def three_told(three_once: Path) -> Told:
    """That study as it is, and what may be shown of it."""
    return released(three_once)


@pytest.fixture
def three(three_once: Path, tmp_path: Path) -> Path:
    """A copy of that study, to change."""
    return shutil.copytree(three_once, tmp_path / "study")


@pytest.fixture(scope="module")
def yes_counts(three_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """That study where it is said which answer counts, and what may be shown of it."""
    folder = shutil.copytree(three_once, tmp_path_factory.mktemp("yes") / "study")
    write_on(folder, 'share_of = ["Ja"]\n')
    return released(folder)


def test_without_a_word_on_what_counts_the_whole_is_told_and_no_workplaces_share(
    three_once: Path, three_told: Told
) -> None:
    study, release = three_told
    answers = release.questions["job"]
    assert answers.shares is None
    assert not answers.options.table["hidden"].any()
    (slide,) = own_question_slides(release)
    most = answers.options.table.query("wave == 'after' or wave == @release.facts.last_wave")
    assert f"{most['estimate'].max():.0f}" in slide.title
    assert all(own_share_slide(release, unit) is None for unit in study.units["unit"])
    assert any("share_of" in line for line in check_ahead(three_once)[1])
    assert explain_plans(study, release.plans)


def test_a_share_that_is_said_later_is_told_and_another_is_refused(
    three_told: Told, three: Path
) -> None:
    record(skcore.load_study(three), three_told[1])
    write_on(three, 'share_of = ["Ja"]\n')
    study = skcore.load_study(three)
    release = skcore.release_study(study, earlier=earlier_of(study))
    assert not release.questions["job"].shares.table["hidden"].all()
    record(study, release)
    file = three / "study.toml"
    told = file.read_text("utf-8")
    file.write_text(told.replace('["Ja"]\n', '["Nej"]\n'), "utf-8")
    with pytest.raises(DisclosureError, match=r'svarer "Ja", vist før.*share_of = \["Ja"\]'):
        earlier_of(skcore.load_study(three))
    file.write_text(
        told.replace('code = "job"', 'code = "work"')
        .replace('["Ja"]\n', '["Nej"]\n')
        .replace("[responses.columns]\n", '[responses.columns]\n"job" = "work"\n'),
        "utf-8",
    )
    with pytest.raises(DisclosureError, match="vist før"):  # known by its answers
        earlier_of(skcore.load_study(three))
    file.write_text(told.replace('share_of = ["Ja"]\n', ""), "utf-8")
    assert earlier_of(skcore.load_study(three))


@pytest.mark.parametrize("kept", [["Ja"], ["1"]], ids=["by words", "by places, as in 0.2.0"])
def test_a_share_is_known_by_its_words_and_not_by_the_place_of_an_option(
    yes_counts: Told, three: Path, kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_on(three, 'share_of = ["Ja"]\n')
    study, release = skcore.load_study(three), yes_counts[1]
    assert share_of(study.questions[-1]) == ["Ja"]
    if kept == ["1"]:
        monkeypatch.setattr("skcore.release.history.share_of", lambda _: kept)
    record(study, release)
    assert earlier_of(skcore.load_study(three))  # the same share
    file = three / "study.toml"
    told = file.read_text("utf-8")
    other = told.replace('share_of = ["Ja"]', 'share_of = ["Nej"]')
    if kept == ["Ja"]:  # the option that now stands where the other stood is not the other
        other = other.replace('["Ja", "Nej", "Ved', '["Nej", "Ja", "Ved')
    file.write_text(other, "utf-8")
    with pytest.raises(DisclosureError, match=r'svarer "Ja", vist før.*share_of = \["Ja"\]'):
        earlier_of(skcore.load_study(three))


def test_options_in_another_order_are_told_as_that_and_not_as_other_answers(three: Path) -> None:
    write_on(three, 'share_of = ["Ja"]\n')
    study, release = released(three)
    record(study, release)
    file = three / "study.toml"
    told = file.read_text("utf-8")
    file.write_text(told.replace('["Ja", "Nej", "Ved', '["Nej", "Ja", "Ved'), "utf-8")
    with pytest.raises(DisclosureError, match=r"job\?” står i en anden rækkefølge") as no:
        earlier_of(skcore.load_study(three))
    assert 'options = ["Ja", "Nej", "Ved ikke endnu"]' in str(no.value)
    file.write_text(told, "utf-8")
    assert earlier_of(skcore.load_study(three))


def test_ved_ikke_is_an_answer_where_it_is_an_option(lean: Path) -> None:
    folder = lean
    table = read(folder)
    said = ["Ja", "ved ikke", "Nej", ""] * len(table)
    save(folder, table.assign(job=said[: len(table)]))
    write_on(folder, THREE.replace("Ved ikke endnu", "Ved ikke…"))
    study = skcore.load_study(folder)
    assert study.responses["job"].tolist()[:3] == [1.0, 3.0, 2.0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('text = "Andet?"', "Åbne svar kan ikke være med: Ord og hændelser røber"),
        ('text = "Andet?"\noptions = "fritekst"', "Åbne svar kan ikke være med"),
        ('text = "Andet?"\noptions = ["Ja"]', "mindst to forskellige svarmuligheder"),
        ('text = "Andet?"\noptions = ["Ja", "ja"]', "mindst to forskellige svarmuligheder"),
        ('text = "Andet?"\noptions = "agrement"', "Mente du 'agreement'"),
        ('text = "Andet?"\noptions = "yes_no"\ncode = "TM1"', "'TM1' kan ikke bruges som kode"),
        ('text = "Andet?"\noptions = "yes_no"\ncode = "occupation"', "kan ikke bruges som kode"),
        ('text = "Andet?"\noptions = "yes_no"\ncode = "a_n"', "'a_n' kan ikke bruges som kode"),
        ('options = "yes_no"', "'text' mangler i [[questions]]"),
        (
            'text = "Andet?"\noptions = "yes_no"\nthemes = "x"',
            "'themes' i [[questions]]",
        ),
        ('text = "Andet?"\noptions = "yes_no"\ncode = "recommend"', "står mere end én gang"),
    ],
)
def test_what_cannot_be_used_is_told_with_the_way_out(folder: Path, line: str, said: str) -> None:
    add(folder, f"{ASKED}\n[[questions]]\n{line}\n")
    problems = skcore.check_study(folder)
    assert any(said in words for words in problems.query("severity == 'error'")["problem"])


def test_sets_have_as_many_words_in_both_languages() -> None:
    for name in ("agreement", "extent", "frequency", "satisfaction", "yes_no"):
        (question,), problems = parse_questions(
            {"questions": [{"text": "x", "options": name}]}, [skcore.load_instrument("who-5")]
        )
        assert problems == []
        assert all(set(option.label) == {"da", "en"} for option in question.options)


def test_shares_are_those_counted_anew_and_small_groups_have_none(told: Told) -> None:
    study, release = told
    people = study.responses[study.responses["role"] == "employee"]
    table = release.questions["recommend"].shares.table
    shown = table[~table["hidden"]]
    assert shown["n"].min() >= 10
    assert len(shown[shown["cut"] == "wave × unit × role"]) > 3
    for row in shown.to_dict("records"):
        own = people[(people["wave"] == row["wave"]) & people["recommend"].notna()]
        own = own if pd.isna(row["unit"]) else own[own["unit"] == row["unit"]]
        exact = 100 * (own["recommend"] <= 2).mean()
        assert row["n"] == len(own)
        least = 20 if len(own) < 20 else 10
        assert row["share"] == min(max(np.floor(exact + 0.5), least), 100 - least)
        at_end = "below" if exact <= least else "above" if exact >= 100 - least else ""
        assert row["bounded"] == at_end
    hidden = table[table["hidden"]]
    assert hidden["share"].isna().all()


def test_the_whole_is_told_option_by_option_and_adds_up(told: Told) -> None:
    _, release = told
    table = release.questions["recommend"].options.table
    assert table.groupby("wave")["estimate"].sum().tolist() == [100.0, 100.0]
    assert (table["n"] >= 50).all()


@pytest.mark.whole
def test_one_of_ten_is_told_as_none_of_ten(asked: Path) -> None:
    study = skcore.load_study(asked)
    sizes = study.responses[study.responses["role"] == "employee"].groupby(["wave", "unit"]).size()
    wave, unit = sizes[sizes >= 12].index[0]
    table = read(asked)
    rows = (study.responses["unit"] == unit) & (study.responses["wave"] == wave)
    rows &= study.responses["role"] == "employee"
    told = []
    for yes in (0, 1):
        said = pd.Series("", index=table.index).mask(rows, "Nej")
        places = table.index[rows.to_numpy()]
        said[places[:yes]] = "Ja"
        said[places[10:]] = ""  # exactly ten answer
        others = table[JOB].where(~rows.to_numpy(), said)
        save(asked, table.assign(**{JOB: others}))
        for ledger in asked.glob("*.ledger.json"):
            ledger.unlink()
        _, release = released(asked)
        shares = release.questions[OWN_JOB].shares.table
        row = shares[(shares["unit"] == unit) & (shares["wave"] == wave)].iloc[0]
        told.append(row[["share", "bounded", "conf_low", "conf_high", "hidden"]].tolist())
    assert str(told[0]) == str(told[1])


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.whole) for n in (1, 2, 3))]
)
def test_nobody_can_be_worked_out_from_what_is_shown(asked: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = read(asked)
    blank = rng.random(len(table)) < 0.4
    save(asked, table.assign(**{JOB: table[JOB].mask(blank, "")}))
    study, release = released(asked)
    people = study.responses[(study.responses["role"] == "employee")]
    means = release.plans.means["copsoq3-social-capital"].groups
    hidden = means[means["hidden"] & (means["role"] == "employee")]
    for code, plan in release.plans.questions.items():
        shown = plan.groups[~plan.groups["hidden"]]
        assert shown.merge(
            hidden[["cut", "wave", "unit", "role"]], on=["cut", "wave", "unit", "role"]
        ).empty
        own = people[people[code].notna()].assign(role="employee")
        rows = shown_rows(own, plan.groups, ["wave", "unit", "role"])
        assert attack(rows, 10) is None
        assert len(rows) > 0


def test_questions_that_come_later_change_nothing_of_what_was_shown(
    lean: Path, lean_release: skcore.StudyRelease
) -> None:
    folder, before = lean, lean_release
    study = skcore.load_study(folder)
    record(study, before)
    prints = study.fingerprints
    table = read(folder)
    rng = np.random.default_rng(1)
    save(folder, table.assign(Anbefaler=rng.choice(AGREE, len(table)), **{JOB: "Ja"}))
    add(folder, ASKED)
    study, after = released(folder)
    assert study.fingerprints == prints
    for name, levels in before.levels.items():
        pd.testing.assert_frame_equal(levels.table, after.levels[name].table)
    assert ledger_path(study, question_ledger("recommend")).name in record(study, after)


def test_an_answer_corrected_after_it_was_shown_is_refused(told: Told, asked: Path) -> None:
    study, release = skcore.load_study(asked), told[1]
    record(study, release)
    table = read(asked)
    first = table.index[table["Anbefaler"] == AGREE[0]][0]
    table.loc[first, "Anbefaler"] = AGREE[4]
    save(asked, table)
    with pytest.raises(DisclosureError, match="er ændret, siden noget blev vist"):
        earlier_of(skcore.load_study(asked))


def renamed(folder: Path, *pairs: tuple[str, str]) -> Path:
    """The study with another code, or other words, of its first question."""
    file = folder / "study.toml"
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return folder


OTHER_CODE = ('"Anbefaler" = "recommend"', '"Anbefaler" = "again"'), ('"recommend"', '"again"')


def late(folder: Path) -> None:
    """Somebody who had left the question out answers it."""
    table = read(folder)
    first = table.index[(table["Måling"] == "2. måling") & table["Anbefaler"].notna()][0]
    table.loc[first, "Anbefaler"] = None if table.loc[first, "Anbefaler"] else AGREE[0]
    save(folder, table)


def test_a_question_is_known_by_its_answers_whatever_its_code(
    told: Told, asked: Path, tmp_path: Path
) -> None:
    study, release = skcore.load_study(asked), told[1]
    record(study, release)
    old = shutil.copytree(asked, tmp_path / "old")
    (known,) = earlier_of(study)[question_ledger("recommend")]
    renamed(asked, *OTHER_CODE, ("Jeg vil anbefale", "Jeg vil gerne anbefale"))
    for _ in range(2):
        study = skcore.load_study(asked)
        earlier = earlier_of(study)[question_ledger("again")]
        assert earlier
        assert all(again.shown == known.shown for again in earlier)
        record(study, skcore.release_study(study))
    table = read(asked)
    last = table[table["Måling"] == "2. måling"].iloc[[0]].assign(**{"Løbenr.": "late"})
    save(asked, pd.concat([table, last]))
    changed = skcore.load_study(asked)
    with pytest.raises(DisclosureError, match="er ændret, siden noget blev vist"):
        earlier_of(changed)
    earlier = earlier_of(changed, edition=2, released=[old / "study.toml"])
    assert all(again.shown == known.shown for again in earlier[question_ledger("again")])


@pytest.mark.parametrize(
    "study_too",
    [False, pytest.param(True, marks=pytest.mark.whole)],
    ids=["", "and the study file"],
)
def test_a_late_answer_does_not_come_in_under_another_code(asked: Path, study_too: bool) -> None:
    table = read(asked)
    second = table["Måling"] == "2. måling"
    save(asked, table.assign(Anbefaler=table["Anbefaler"].where(second)))  # it was asked once
    record(*released(asked))
    renamed(asked, *OTHER_CODE)
    late(asked)
    if study_too:
        (asked / "study.toml").rename(asked / "next.toml")
    path = asked / ("next.toml" if study_too else "study.toml")
    study = skcore.load_study(path)
    with pytest.raises(DisclosureError, match=r"andre” er nyt.*koden 'recommend'") as said:
        earlier_of(study)
    assert "other_question = true" in str(said.value)
    text = path.read_text("utf-8")
    path.write_text(text.replace("[[questions]]\n", "[[questions]]\nother_question = true\n", 1))
    assert question_ledger("again") in earlier_of(skcore.load_study(path))


@pytest.mark.whole
def test_without_the_memory_of_questions_who_came_late_follows_from_another_code(
    asked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = read(asked)
    save(asked, table.assign(Anbefaler=table["Anbefaler"].where(table["Måling"] == "2. måling")))
    first = released(asked)
    record(*first)
    renamed(asked, *OTHER_CODE)
    late(asked)
    monkeypatch.setattr("skcore.release.history.remembered_question", lambda *_: [])
    study = skcore.load_study(asked)
    plans = study_plans(study, earlier=earlier_of(study)).questions
    told = [first[1].plans.questions["recommend"].groups, plans["again"].groups]
    (before,), (after,) = (
        groups.query("cut == 'wave × role' and not hidden and role == 'employee'")["n"]
        for groups in told
    )
    assert abs(after - before) == 1  # and each option's percent is told of both


@pytest.mark.whole
def test_a_late_answer_does_not_come_in_under_the_code_of_another_survey(asked: Path) -> None:
    both = read(asked)
    first = both["Måling"] == "1. måling"
    save(asked, both.assign(Anbefaler=both["Anbefaler"].where(first), Igen=both["Anbefaler"]))
    save(asked, read(asked).assign(Igen=read(asked)["Igen"].where(~first)))
    add(asked, '\n[[questions]]\ncode = "again"\ntext = "Igen"\noptions = "agreement"\n')
    record(*released(asked))
    table = read(asked)
    table["Anbefaler"] = table["Anbefaler"].fillna(table["Igen"])
    save(asked, table.drop(columns="Igen"))
    late(asked)
    file = asked / "study.toml"
    file.write_text(file.read_text("utf-8").rpartition("\n[[questions]]")[0], "utf-8")
    with pytest.raises(DisclosureError, match=r"andre” er nyt i måling.*koden 'again'"):
        earlier_of(skcore.load_study(asked))


def test_an_unchanged_question_is_not_refused_for_others_that_come_or_go(
    told: Told, asked: Path
) -> None:
    record(skcore.load_study(asked), told[1])
    file = asked / "study.toml"
    text, table = file.read_text("utf-8"), read(asked)
    save(asked, table.assign(Ny=np.random.default_rng(3).choice(["Ja", "Nej"], len(table))))
    new = '\n[[questions]]\ntext = "Ny"\noptions = "yes_no"\n'
    place = text.index("[[questions]]")
    file.write_text(text[:place] + new.lstrip() + "\n" + text[place:], "utf-8")
    study = skcore.load_study(asked)  # one before the others
    assert [q.code for q in study.questions] == ["own_ny", "recommend", OWN_JOB]
    assert len(earlier_of(study)[question_ledger(OWN_JOB)]) == 1
    none = text[:place].replace('"Anbefaler" = "recommend"\n', "")
    file.write_text(none, "utf-8")  # none at all
    (asked / "study.toml").rename(asked / "next.toml")  # and the year after, under another name
    study = skcore.load_study(asked / "next.toml")
    record(study, skcore.release_study(study))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tilfreds?", "own_tilfreds"),
        ("Ærlig, åben og øm", "own_aerlig_aaben_og_oem"),
        ("Ja/N", "own_ja_nq"),
        ("Ω", "own__faed5d"),
        ("I hvilken grad er du enig i det, der står her: B", "own_i_hvilken_grad"),
    ],
)
def test_a_question_without_a_code_has_one_of_its_words(text: str, code: str) -> None:
    raw = {"questions": [{"text": text, "options": "yes_no"}]}
    (question,), problems = parse_questions(raw, [])
    assert not problems
    assert question.code.startswith(code)
    assert len(question.code) <= 52


@pytest.mark.whole
def test_late_answers_are_planned_with_what_was_shown(
    told: Told, asked: Path, tmp_path: Path
) -> None:
    study, release = skcore.load_study(asked), told[1]
    record(study, release)
    old = shutil.copytree(asked, tmp_path / "old")
    table = read(asked)
    late = table[table["Måling"] == "2. måling"].iloc[[0]].assign(**{"Løbenr.": "late"})
    save(asked, pd.concat([table, late]))
    study = skcore.load_study(asked)
    earlier = earlier_of(study, edition=2, released=[old / "study.toml"])
    again = skcore.release_study(study, earlier=earlier)
    record(study, again, edition=2)
    plan = released_plans(study, again)[question_ledger("recommend")]
    assert len(plan.earlier) == 1


def test_a_fingerprint_of_few_answers_cannot_be_guessed(asked: Path) -> None:
    study = skcore.load_study(asked)
    view = question_view(study, OWN_JOB)
    assert "recommend" not in view.responses
    assert set(study.instrument_items) < set(view.responses)  # the hash is of whole forms
    assert view.fingerprints != study.fingerprints


def test_the_network_deck_tells_all_answers_by_theme(told: Told) -> None:
    _, release = told
    first, second = own_question_slides(release)
    assert release.facts.wave_label(release.facts.last_wave) in first.footnote
    assert first.kicker == "At være her"
    assert second.kicker == "Vores egne spørgsmål"
    answers = release.questions["recommend"].options.table
    shares = answers[answers["wave"] == "2026"]["estimate"].tolist()
    # fewer than two hundred answered, so the two at each end stand together
    assert first.title.split("\u00a0%")[0] == f"{shares[0]:.0f}"
    assert "”Helt enig / Delvist enig”" in first.title
    assert list(first.figure.table["share"]) == shares
    # the programme adds when it is shown
    assert first in [replace(slide, time="") for slide in skcore.network_deck(release)]


@pytest.mark.parametrize(
    ("options", "share", "right"),
    [
        (AGREE, [], "Helt enig"),
        (AGREE[::-1], [], "Helt enig"),
        (AGREE[::-1], ["Helt uenig"], "Helt enig"),  # words decide, not what is counted
        (["Overvejende uenig", "Hverken eller", "Overvejende enig"], [], "Overvejende enig"),
        (["Aldrig", "Sjældnere", "Hver uge"], [], "Hver uge"),
        (["Not satisfied", "Somewhat satisfied"], [], "Somewhat satisfied"),
        (["Ja", "Nej", "Ved ikke"], [], "Ja"),
        (["Vagt", "Dag", "Aften"], ["Vagt"], "Vagt"),  # no word tells: what is counted
        (["Vagt", "Dag", "Aften"], ["Aften"], "Aften"),
        (["Vagt", "Dag", "Aften"], [], "Aften"),  # nor that: as it is read on the form
        ([str(mark) for mark in range(11)], [], "10"),
    ],
)
def test_the_option_of_most_lies_to_the_right_whatever_its_place_on_the_form(
    told: Told, options: list[str], share: list[str], right: str
) -> None:
    raw = {"text": "X?", "options": options} | ({"share_of": share} if share else {})
    (question,), problems = parse_questions({"questions": [raw]}, [])
    assert problems == []
    _, release = told
    code, answers = "recommend", release.questions["recommend"]
    plain = answers.options.table.iloc[[0]].assign(wave=release.facts.last_wave, n=90)
    rows = [plain.assign(category=f"{o.code:g}", estimate=10.0) for o in question.options]
    shown = SimpleNamespace(table=pd.concat(rows, ignore_index=True))
    facts = replace(release.facts, questions=(replace(question, code=code),))
    made = replace(answers, options=shown, shares=None)
    (slide,) = own_question_slides(replace(release, facts=facts, questions={code: made}))
    places = slide.figure.options["categories"]
    assert places[-1] == right
    assert sorted(places) == sorted(options)


def test_a_workplace_sees_its_share_beside_the_whole_from_ten_answers(told: Told) -> None:
    _, release = told
    shares = release.questions["recommend"].shares.table
    own = shares[(shares["cut"] == "wave × unit × role") & (shares["wave"] == "2026")]
    shown, hidden = own[~own["hidden"]], own[own["hidden"]]
    slide = own_share_slide(release, shown["unit"].iloc[0])
    assert slide is not None
    assert len(slide.figure.columns) == 5
    assert slide.figure.rows[0][0] == "Jeg vil anbefale min arbejdsplads til andre"
    ends = shares.assign(bounded="above", share=80.0)  # "mindst 80 %" begins a title
    ends = replace(release.questions["recommend"], shares=SimpleNamespace(table=ends))
    ends = replace(release, questions={**release.questions, "recommend": ends})
    title = own_share_slide(ends, shown["unit"].iloc[0]).title
    assert title.startswith("Mindst 80")
    other = release.questions[OWN_JOB].shares.table
    for unit in hidden["unit"]:
        rest = other[(other["unit"] == unit) & (other["wave"] == "2026") & ~other["hidden"]]
        slide = own_share_slide(release, unit)
        assert (slide is None) == rest.empty
        if slide is not None:
            assert [row[0] for row in slide.figure.rows] == [JOB]


def test_the_code_book_and_the_export_hold_them(told: Told, asked: Path) -> None:
    study, release = skcore.load_study(asked), told[1]
    items, options, _, answers = codebook_sheets(release)
    assert ("recommend", "Jeg vil anbefale min arbejdsplads til andre") in {
        row[:2] for row in items.rows
    }
    assert sum(row[1] == "recommend" for row in options.rows) == 5
    assert any(row[1] == OWN_JOB for row in answers.rows)
    table, columns = (pd.read_csv(p) for p in skcore.export_scores(study, asked / "x.csv"))
    assert table["recommend"].tolist() == study.responses["recommend"].tolist()
    named = columns.set_index("column")["values"]
    assert named[OWN_JOB] == "1 = Ja; 2 = Nej"


@pytest.mark.whole
def test_decks_are_made_with_the_questions_in_both_languages(asked: Path) -> None:
    made = make_decks(asked / "study.toml", out=asked / "out", language="en", jobs=1)
    page = made.files[0].read_text(encoding="utf-8")
    assert "Our own questions" in page
    assert "Strongly agree" in page
    assert any("question.recommend" in p.name for p in asked.glob("*.ledger.json"))


def cells_of(given: list[int], n: list[int]) -> pd.DataFrame:
    units = [f"u{i}" for i in range(len(n))]
    table = pd.DataFrame({"wave": "1", "unit": units, "role": "employee", "n": n, "given": given})
    return table.assign(most=(table["n"] * share_end(table["n"]) / 100).astype(int))


def shown_plan(cells: pd.DataFrame) -> skcore.ReleasePlan:
    return skcore.plan_release(
        cells[["wave", "unit", "role", "n"]],
        cuts=CUTS,
        policy=skcore.DisclosurePolicy(),
        kind="distribution",
    )


def possible(cells: pd.DataFrame, plan: skcore.ReleasePlan) -> list[set[int]]:
    """What each workplace's number may be, for all that is told: tried one by one."""
    groups = plan.groups[~plan.groups["hidden"]]
    shown = set(groups.loc[groups["cut"] == "wave × unit × role", "unit"])
    ranges = []
    for row in cells.itertuples():
        if row.unit not in shown:
            ranges.append(range(row.n + 1))
        elif row.given <= row.most:
            ranges.append(range(row.most + 1))
        elif row.given >= row.n - row.most:
            ranges.append(range(row.n - row.most, row.n + 1))
        else:
            ranges.append(range(row.given, row.given + 1))
    fits = [c for c in itertools.product(*ranges) if sum(c) == cells["given"].sum()]
    return [set(column) for column in zip(*fits, strict=True)]


GIVEN = [[0, 5, 6], [1, 5, 6], [0, 1, 6], [10, 5, 6], [0, 0, 7], [10, 9, 5], [0, 10, 5], [4, 5, 6]]


#: of workplaces of so many: nobody, or everybody, where no share is told
UNTOLD = [
    ([17, 0, 0], [24, 6, 6]),
    ([27, 14, 6, 10], [31, 18, 6, 10]),
    ([8, 10, 1, 0], [20, 20, 5, 9]),
]


def sure_of_all_others(given: list[int], n: Sequence[int] = (10, 11, 12)) -> bool:
    """Whether somebody who knows their own answer knows those of all others at their workplace."""
    cells = cells_of(given, list(n))
    nothing = pd.DataFrame(columns=["cut", "wave", "unit", "role"])
    plan = _with_open_ends(shown_plan(cells), cells.drop(columns="most"), nothing)
    numbers = zip(possible(cells, plan), n, strict=True)
    return any(many <= {0, 1} or many <= {size - 1, size} for many, size in numbers)


@pytest.mark.parametrize("given", GIVEN)
def test_nobody_is_known_to_have_answered_as_all_others_did(given: list[int]) -> None:
    assert not sure_of_all_others(given)


@pytest.mark.parametrize(("given", "n"), UNTOLD)
def test_the_whole_and_the_others_do_not_tell_what_everybody_answered_where_no_share_is_told(
    given: list[int], n: list[int]
) -> None:
    assert not sure_of_all_others(given, n)


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_known_to_have_answered_as_all_others_did_in_random_questions(seed: int) -> None:
    rng = np.random.default_rng([3, seed])
    for _ in range(25):
        n = rng.choice([5, 6, 8, 9, 10, 10, 11, 12, 13, 15, 21], int(rng.integers(2, 5)))
        given = rng.binomial(n, rng.choice([0.0, 0.1, 0.3, 0.8, 1.0], len(n)))
        if 2 <= given.sum() <= n.sum() - 2:
            assert not sure_of_all_others(given.tolist(), n.tolist()), (given, n)


def test_without_the_joint_rule_the_whole_tells_what_ends_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("skcore.release.questions._pinned", lambda *_: [])
    assert sure_of_all_others([0, 5, 6])
    assert sure_of_all_others([1, 5, 6])
    assert all(sure_of_all_others(*few) for few in UNTOLD)


def told_alike(n: int) -> list[set[int]]:
    """Numbers of so many people that one released share cannot tell apart."""
    counts = pd.DataFrame({"unit": ["A"], "n": [n]})
    policy = skcore.DisclosurePolicy()
    plan = skcore.plan_release(counts, cuts=[("unit",)], policy=policy, kind="distribution")
    found: dict[tuple[object, ...], set[int]] = {}
    for many in range(n + 1):
        table = counts.assign(share=100 * many / n)
        row = skcore.protect(table, plan, kind="distribution").table.iloc[0]
        found.setdefault((row["share"], row["bounded"]), set()).add(many)
    return list(found.values())


@pytest.mark.whole
def test_the_one_who_answered_otherwise_does_not_know_it_from_a_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """ "At most 10 percent" of ten people is nobody or one: that one knew how nine had answered."""

    def alone(n: int) -> bool:
        return any(many <= {0, 1} or many <= {n - 1, n} for many in told_alike(n))

    assert not any(alone(n) for n in range(10, 41))
    monkeypatch.setattr("skcore.disclosure.figure_kinds._AT_AN_END", 1)
    assert [n for n in range(10, 41) if alone(n)] == list(range(10, 20))


FIVE = ["always", "often", "sometimes", "seldom", "never"]


def of_fifty(folder: Path, given: list[int], share: list[str]) -> skcore.StudyRelease:
    """Three workplaces of whom so many gave each of five answers, and which answers count."""
    answers = np.random.default_rng(1).integers(1, 6, (sum(given), 4))
    table = pd.DataFrame(answers, columns=ITEMS).assign(wave="2025", role="employee")
    table["unit"] = [f"u{place % 3}" for place in range(len(table))]
    table["move"] = np.repeat(FIVE, given)
    table["respondent"] = [f"p{place}" for place in range(len(table))]
    path = write_whole(folder, table.assign(answered="2025-03-04", occupation="nurse"))
    asked = f"options = {FIVE}\nshare_of = {share}"
    told = path.read_text("utf-8").replace('options = ["yes", "no"]', asked)
    path.write_text(told, encoding="utf-8")
    return skcore.release_study(skcore.load_study(path), earlier={})


def inside_a_part(release: skcore.StudyRelease, part: str) -> set[int]:
    """How many of those whose answers are told together may have given one that counts."""
    own = release.questions["move"]
    together = own.options.table.set_index("category").loc[part, "estimate"]
    if own.shares is None:
        return set(range(int(together) // 2 + 1))
    row = own.shares.table.query("cut == 'wave × role'").iloc[0]
    many = int(row["share"]) // 2
    return set(range(many + 1)) if row["bounded"] == "below" else {many}


@pytest.mark.parametrize("given", [[20, 3, 9, 10, 8], [20, 0, 12, 10, 8], [3, 16, 13, 10, 8]])
def test_a_share_does_not_tell_of_few_inside_a_part_of_the_options(
    tmp_path: Path, given: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """46 percent answer "always" or "often", 40 "always": "often" is what three answered."""
    release = of_fifty(tmp_path / "on", given, ["always"])
    assert len(inside_a_part(release, "1+2")) > 4
    assert "–" not in own_question_slides(release)[0].title
    monkeypatch.setattr("skcore.release.questions._splits_a_part", lambda *_: False)
    release = of_fifty(tmp_path / "off", given, ["always"])
    assert (inside_a_part(release, "1+2") == {20}) == (given[0] == 20)


def test_a_share_is_told_where_five_gave_each_side_of_a_part(tmp_path: Path) -> None:
    release = of_fifty(tmp_path, [20, 6, 6, 10, 8], ["always"])
    assert inside_a_part(release, "1+2") == {20}


def test_explain_says_how_many_workplaces_a_question_is_told_of(asked: Path) -> None:
    study, release = released(asked)
    lines = explain_plans(study, release.plans)
    groups = release.plans.questions["recommend"].groups
    own = groups[(groups["cut"] == " × ".join(CUTS[1])) & (groups["hidden_reason"] != "no data")]
    at = lines.index("Jeg vil anbefale min arbejdsplads til andre")
    below = " ".join(lines[at + 1 : lines.index("", at) if "" in lines[at:] else len(lines)])
    assert f"{int((~own['hidden']).sum())} af {len(own)}" in below
    assert JOB in lines
