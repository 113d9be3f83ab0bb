"""Evaluation slides of studies as they come: what was asked both times, around the action."""

from __future__ import annotations

import datetime as dt
import importlib
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lean import without
from statsmodels.stats.multitest import multipletests

import skcore
from skcore.aggregation.membership import counted_people
from skcore.commands.check import check_ahead
from skcore.commands.slides import make_decks
from skcore.decks.left_out import left_out
from skcore.measuring.scoring import score_items
from skcore.reading.study_settings import Evaluation, Wave
from skcore.release.compared import action_surveys, compare_on
from skcore.release.participants import contrast_units
from skcore.release.plans import people_of
from skcore.slides.markup import plain
from skcore.slides.paging import paged
from skcore.slides.workbook import render_workbook

FILE = {"sep": ";", "encoding": "utf-8-sig"}


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, **FILE)  # type: ignore[call-overload]


def save(folder: Path, name: str, table: pd.DataFrame) -> None:
    table.to_csv(folder / f"{name}.csv", index=False, **FILE)  # type: ignore[call-overload]


def told(folder: Path, lines: str) -> None:
    """Say something else, or nothing, under [evaluation]."""
    file = folder / "study.toml"
    text = file.read_text(encoding="utf-8")
    block = f"[evaluation]\n{lines}\n\n" if lines else ""
    file.write_text(re.sub(r"\[evaluation\].*?\n\n", block, text, flags=re.S), encoding="utf-8")


def not_asked(folder: Path, first: list[str], last: list[str]) -> None:
    """Let each survey have a file of its own, without some of the questions."""
    file = folder / "study.toml"
    text = file.read_text(encoding="utf-8")
    block = re.search(r"\[\[responses\]\].*?(?=\[answers\])", text, re.S)
    assert block is not None
    parts = []
    for number, missing in ((1, first), (2, last)):
        answers = read(folder, "responses")
        own = answers[answers["Måling"] == f"{number}. måling"].drop(columns=missing)
        save(folder, f"survey{number}", own)
        listed = ", ".join(f'"{item}"' for item in missing)
        source = f'file = "survey{number}.csv"\nnot_asked = [{listed}]'
        parts.append(block[0].replace('file = "responses.csv"', source))
    file.write_text(text.replace(block[0], "".join(parts)), encoding="utf-8")


def treated(folder: Path, count: int | None) -> None:
    """Let so many workplaces take part; all without a number."""
    units = read(folder, "units")
    chosen = units.index[units["intervention"] == "ja"]
    units["intervention"] = "ja" if count is None else "nej"
    if count is not None:
        units.loc[chosen[:count], "intervention"] = "ja"
    save(folder, "units", units)


def third_survey(folder: Path) -> None:
    """Add a survey with the answers of the second, one question's dealt out anew."""
    answers = read(folder, "responses")
    third = answers[answers["Måling"] == "2. måling"].assign(Måling="3. måling")
    third["TE1"] = np.roll(third["TE1"].to_numpy(), 7)
    save(folder, "responses", pd.concat([answers, third]))
    file = folder / "study.toml"
    text = file.read_text(encoding="utf-8")
    wave = '[[waves]]\nid = "2027"\nlabel = "3. måling"\nstart = 2027-03-01\nend = 2027-03-19\n\n'
    text = text.replace("[[responses]]", wave + "[[responses]]", 1)
    text = text.replace('"2. måling" = "2026"', '"2. måling" = "2026"\n"3. måling" = "2027"')
    file.write_text(text, encoding="utf-8")


def released(folder: Path) -> Any:
    return skcore.release_study(skcore.load_study(folder / "study.toml"), earlier={})


@pytest.fixture(scope="module")
def lean_sample(
    copy_sample: Callable[[Path], None], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The sample with what a contrast rests on: no occupations, well-being, sick leave, results."""
    place = tmp_path_factory.mktemp("lean") / "study"
    copy_sample(place)
    return without(place, "absence", "outcomes", "observations")


@pytest.fixture(scope="module")
def lean_sample_release(lean_sample: Path) -> Any:
    return released(lean_sample)


@pytest.fixture(scope="module")
def small(small_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study with surveys and actions, and neither results nor sick leave."""
    place = shutil.copytree(small_study, tmp_path_factory.mktemp("small") / "study")
    return without(Path(place), "absence", "outcomes", "observations")


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    """A copy of it, to change."""
    return Path(shutil.copytree(small, tmp_path / "study"))


@pytest.fixture
def sample_folder(lean_sample: Path, tmp_path: Path) -> Path:
    """A copy of it, to change."""
    return Path(shutil.copytree(lean_sample, tmp_path / "study"))


@pytest.fixture
def with_sick_leave(copy_sample: Callable[[Path], None], tmp_path: Path) -> Path:
    """The same with sick leave, to change."""
    copy_sample(tmp_path / "study")
    return without(tmp_path / "study", "outcomes", "observations")


def words(slide: Any) -> str:
    return "\n".join([slide.title, *map(plain, slide.body), slide.footnote, slide.notes])


# --- what was asked both times --------------------------------------------------------------------


def test_a_scale_asked_once_takes_nothing_else_away(sample_folder: Path) -> None:
    not_asked(sample_folder, ["JU1", "JU2", "JU3", "JU4"], [])
    release = released(sample_folder)
    assert release.changes.table["variable"].to_list() == ["TM", "TE", "SW", "SC"]
    assert not release.changes.table["hidden"].any()
    first = release.levels["copsoq3-social-capital"].table.query("wave == '2025'")
    assert {"TM", "TE", "SW"} == set(first.loc[~first["hidden"], "variable"])
    assert "Ikke spurgt begge gange: retfærdighed" in words(skcore.change_slide(release))
    actions = words(skcore.actions_slide(release))
    assert "social kapital på tillid mellem ledelse og medarbejdere, tillid mellem k" in actions
    assert any("Ikke spurgt begge gange: retfærdighed" in line for line in left_out(release))


def test_change_is_counted_over_the_questions_both_surveys_asked(
    folder: Path,
) -> None:
    before = released(folder).changes.table.set_index("variable")
    answers = read(folder, "responses")
    # were the third question counted once only, the scale would move by this alone
    asked = answers.index[answers["Måling"] == "2. måling"]
    answers.loc[asked[asked % 3 > 0], "TM3"] = "I meget høj grad"  # of all it would follow, and go
    save(folder, "responses", answers)
    not_asked(folder, ["TM3"], [])
    release = released(folder)
    study = skcore.load_study(folder / "study.toml")
    people = people_of(study)
    items = score_items(study.responses, study.instruments[0])[["TM1", "TMX2", "TM4"]]
    staff = people["role"].eq("employee") & counted_people(people, study.instruments[0])
    plain_means = items.mean(axis=1)[staff].groupby(people["wave"]).mean()
    after = release.changes.table.set_index("variable")
    assert after.loc["TM", "before"] == round(plain_means["2025"])
    assert after.loc["TM", "after"] == round(plain_means["2026"])
    for code in ("TE", "JU", "SW"):
        assert after.loc[code, "estimate"] == before.loc[code, "estimate"]
    assert "tillid mellem ledelse og medarbejdere på 3 af 4 spørgsmål" in words(
        skcore.change_slide(release)
    )
    assert release.share_changes.table["variable"].to_list() == ["TE", "JU", "SW"]


@pytest.mark.parametrize(
    ("first", "last", "scales", "left"),
    [
        (["JU1", "JU2"], [], ("TM", "TE", "JU", "SW", "SC"), ()),
        (["TM3", "TM4"], ["TM1", "TMX2"], ("TE", "JU", "SW", "SC"), ("TM",)),
        (
            ["TM1", "TMX2", "TM3", "TM4", "TE1", "TE2", "TE3"],
            ["JU1", "JU2", "JU3", "JU4", "SW1", "SW2", "SW3"],
            (),
            ("TM", "TE", "JU", "SW", "SC"),
        ),
    ],
)
def test_what_two_surveys_have_in_common(
    folder: Path, first: list[str], last: list[str], scales: tuple[str, ...], left: tuple[str, ...]
) -> None:
    not_asked(folder, first, last)
    study = skcore.load_study(folder / "study.toml")
    on = compare_on(study, people_of(study), "2025", "2026")
    assert (on.scales, on.left) == (scales, left)


def test_the_same_people_stand_behind_what_is_compared_and_what_is_shown(folder: Path) -> None:
    not_asked(folder, ["TM3"], ["JU2"])
    study = skcore.load_study(folder / "study.toml")
    release = skcore.release_study(study, earlier={})
    levels = release.levels["copsoq3-social-capital"].table
    whole = levels[(levels["cut"] == "wave × role") & (levels["role"] == "employee")]
    n = whole.set_index(["wave", "variable"])["n"]
    change = release.changes.table.set_index("variable")
    assert change.loc["TM", "n_first"] == n["2025", "TM"]
    assert change.loc["JU", "n_last"] == n["2026", "JU"]


def test_nothing_in_common_is_said_and_no_slide_claims_anything(folder: Path) -> None:
    not_asked(
        folder,
        ["TM1", "TMX2", "TM3", "TM4", "TE1", "TE2", "TE3"],
        ["JU1", "JU2", "JU3", "JU4", "SW1", "SW2", "SW3"],
    )
    release = released(folder)
    assert (release.change_missing, release.actions_missing) == ("nothing_common",) * 2
    assert skcore.change_slide(release) is None
    assert skcore.actions_slide(release) is None
    lines = " ".join(left_out(release))
    assert "Der er ingen slide om udvikling: 1. måling og 2. måling har for få spørgsm" in lines


# --- why a slide is left out ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "reason", "words_of_it"),
    [
        (0, "none_marked", "og ingen indsats i registret (indsatser.csv) er begyndt"),
        pytest.param(
            *(2, "few", "Færre end tre deltagende eller færre end tre øvrige arbejdspladser"),
            marks=pytest.mark.whole,
        ),
        pytest.param(
            *(None, "all_marked", "Alle arbejdspladser deltager"), marks=pytest.mark.whole
        ),
    ],
)
def test_why_there_is_nothing_about_the_action_is_said(
    folder: Path, count: int | None, reason: str, words_of_it: str
) -> None:
    treated(folder, count)
    if not count:  # where nobody is marked, the register says who takes part
        save(folder, "indsatser", read(folder, "actions").head(0))
        file = folder / "study.toml"
        text = file.read_text(encoding="utf-8").replace('"actions.csv"', '"indsatser.csv"')
        file.write_text(text, encoding="utf-8")
    release = released(folder)
    assert release.actions_missing == reason
    assert skcore.actions_slide(release) is None
    assert any(words_of_it in line for line in left_out(release))


@pytest.mark.whole
def test_without_the_rule_for_sides_one_workplace_s_own_change_is_told_by_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who takes part is no secret: the mean of a side of one is that workplace's."""
    treated(folder, 1)
    assert released(folder).participants is None
    module = importlib.import_module("skcore.release.participants")  # not the function of its name
    monkeypatch.setattr(module, "FEWEST_OF_A_SIDE", 1)
    release = released(folder)
    (row,) = release.participants.table.to_dict("records")
    assert row["n_treated"] == 1
    own = release.unit_changes.table
    (one,) = [unit for unit, side in release.action.sides.items() if side == 1]
    own = own[(own["comparison"] == one) & (own["variable"] == row["variable"])]
    assert abs(own.loc[own["role"] == "employee", "estimate"].item() - row["treated"]) <= 1


@pytest.mark.whole
def test_check_and_slides_say_what_is_left_out(folder: Path, tmp_path: Path) -> None:
    treated(folder, 2)
    text = "Der er ingen slide om indsatser: Færre end tre deltagende"
    _, ahead = check_ahead(folder / "study.toml")
    made = make_decks(folder / "study.toml", out=tmp_path / "out", units=["none"], jobs=1).told
    for lines in (ahead, made):
        assert any(line.startswith(text) for line in lines), lines


def test_a_second_survey_without_answers_is_said(folder: Path) -> None:
    answers = read(folder, "responses")
    save(folder, "responses", answers[answers["Måling"] == "1. måling"])
    _, ahead = check_ahead(folder / "study.toml")
    text = "En af målingerne 1. måling og 2. måling har ingen svar"
    assert sum(text in line for line in ahead) == 2


def test_a_whole_study_leaves_nothing_out(sample_release: Any) -> None:
    unnamed = left_out(sample_release)  # who presents is for the sample's reader to write
    assert [re.findall(r'"(workplaces-\d-\d)"', line) for line in unnamed] == [
        ["workplaces-1-3"],
        ["workplaces-4-6"],
    ]


# --- three surveys --------------------------------------------------------------------------------


def test_of_three_surveys_those_around_the_action_are_compared(
    sample_folder: Path, lean_sample_release: Any
) -> None:
    around = lean_sample_release.participants.table
    third_survey(sample_folder)
    release = released(sample_folder)
    on = release.compared_actions
    assert (on.first, on.last) == ("2025", "2026")
    assert release.participants.table.loc[0, "treated"] == around.loc[0, "treated"]
    assert (release.compared.first, release.compared.last) == ("2026", "2027")
    assert "Fra 1. måling til 2. måling" in words(skcore.actions_slide(release))


@pytest.mark.whole
def test_of_three_surveys_and_no_date_somebody_is_asked(folder: Path) -> None:
    third_survey(folder)
    told(folder, 'chosen = "low"')
    release = released(folder)
    assert release.participants is None
    assert any("Skriv started = (datoen" in line for line in left_out(release))


WAVES = (
    Wave("a", start=dt.date(2024, 3, 1)),
    Wave("b", start=dt.date(2025, 3, 1)),
    Wave("c", start=dt.date(2026, 3, 1)),
)


@pytest.mark.parametrize(
    ("evaluation", "found"),
    [
        (Evaluation(started=dt.date(2024, 8, 1)), ("a", "b")),
        (Evaluation(started=dt.date(2025, 8, 1)), ("b", "c")),
        (Evaluation(started=dt.date(2025, 8, 1), before="a"), ("a", "c")),
        (Evaluation(started=dt.date(2024, 8, 1), after="c"), ("a", "c")),
        (Evaluation(before="a", after="c"), ("a", "c")),
        (Evaluation(started=dt.date(2023, 8, 1)), "before_all"),
        (Evaluation(started=dt.date(2026, 8, 1)), "after_all"),
        (Evaluation(), "which_surveys"),
        (Evaluation(before="a"), "which_surveys"),
    ],
)
def test_surveys_before_and_after_follow_the_date_or_what_is_told(
    sample_study: Any, evaluation: Evaluation, found: tuple[str, str] | str
) -> None:
    assert action_surveys(replace(sample_study, waves=WAVES, evaluation=evaluation)) == found


def test_two_surveys_without_dates_are_before_and_after(sample_study: Any) -> None:
    waves = (Wave("a"), Wave("b"))
    told_date = Evaluation(started=dt.date(2024, 8, 1))
    for evaluation in (Evaluation(), told_date):
        assert action_surveys(replace(sample_study, waves=waves, evaluation=evaluation)) == (
            "a",
            "b",
        )


# --- the slide on actions -------------------------------------------------------------------------


def test_the_sample_s_participants_are_set_beside_their_own_start(sample_release: Any) -> None:
    """They were 10 points below the others; six are told from the steps of their dots."""
    row = sample_release.participants.table.iloc[0]
    assert row[["estimate", "conf_low", "conf_high"]].to_list() == [5.7, 1.2, 10.2]
    assert row[["treated", "expected", "others"]].to_list() == [8.0, 2.3, 0.6]
    slide = skcore.actions_slide(sample_release)
    assert "er steget mere på" in slide.title
    assert "end de øvriges udvikling peger på" in slide.title
    assert slide.figure.table["label"].to_list() == [
        "Deltagende arbejdspladser",
        "Øvrige arbejdspladser",
    ]
    assert "De deltagende lå 10 point under de øvrige i 1. måling" in words(slide)
    assert "regression af arbejdspladsernes gennemsnit" in slide.notes


def test_workplaces_drawn_by_lot_are_compared_by_their_changes(sample_folder: Path) -> None:
    told(sample_folder, 'chosen = "lot"')
    release = released(sample_folder)
    row = release.participants.table.iloc[0]
    assert pd.isna(row["expected"])
    assert row["method"] == "t on unit-level changes"
    assert release.action.chance is None  # nothing is expected of low numbers
    assert skcore.chance_slide(release) is None
    slide = skcore.actions_slide(release)
    assert len(slide.figure.table) == 2
    assert "valgt ved lodtrækning. Tallene viser ikke" in words(slide)


def test_the_actions_slide_says_what_the_surveys_could_show(sample_release: Any) -> None:
    table = skcore.power_table(sample_release).set_index("scenario")
    assert table.loc["this", ["n_treated", "n_comparison"]].to_list() == [6, 29]
    assert table.loc["this", "detectable"] > table.loc["more_answers", "detectable"]
    assert table.loc["more_answers", "detectable"] > table.loc["half_take_part", "detectable"]
    # the standard error of the contrast itself says the same
    half = sample_release.participants.table["std_error"].item() * 2.88
    assert table.loc["this", "detectable"] == pytest.approx(half, abs=0.4)
    slide = skcore.actions_slide(sample_release)
    (page,) = paged(slide)
    assert "29 øvrige · Regnet af tal afrundet til 3 point" in page.footnote
    assert "Så mange kan vise forskelle på mindst ca. 6 point" in slide.footnote
    assert "en ændring op til 3." in slide.notes
    # nothing is written in tenths that rests on steps
    assert not re.search(r"\d,\d point", " ".join([*map(plain, slide.body), slide.alt]))
    assert "deltager halvdelen af arbejdspladserne, på mindst ca. 4 point" in slide.notes


def test_a_difference_of_zero_is_neither_more_nor_less(sample_release: Any) -> None:
    row = sample_release.participants.table.assign(estimate=0.2, conf_low=-3.0, conf_high=3.4)
    slide = skcore.actions_slide(replace(sample_release, participants=SimpleNamespace(table=row)))
    (said,) = map(plain, slide.body)
    assert "ingen forskel fra det, de øvriges udvikling peger på" in said
    assert not re.search(r"\bmere\b|\bmindre\b", said)


def test_the_checks_stand_in_the_notes_with_the_smallest_p(sample_release: Any) -> None:
    table = skcore.action_checks_table(sample_release).set_index("analysis")
    assert table["n_clusters"].eq(35).all()
    assert "wild cluster bootstrap would be needed" in table.loc["sandwich", "reason"]
    notes = skcore.actions_slide(sample_release).notes
    assert "Regnet på andre måder bliver svaret det samme." in notes
    assert "i 1,4 % af tilfældene (mindst mulige: < 0,1 %)" in notes.replace("\u00a0", " ")
    checks = sample_release.action.checks
    weak = checks.table.assign(p_value=checks.table["p_value"].where(lambda p: p.isna(), 0.2))
    weak = SimpleNamespace(table=weak)
    doubted = replace(sample_release, action=replace(sample_release.action, checks=weak))
    assert "Vær varsom med at sige noget sikkert" in skcore.actions_slide(doubted).notes


def test_workplaces_chosen_as_low_are_shown_with_what_chance_gives(sample_release: Any) -> None:
    row = sample_release.action.chance.table.iloc[0]
    slide = skcore.chance_slide(sample_release)
    assert f"+{row['estimate']:.0f} point" in words(slide)
    assert row["conf_high"] < row["observed"]
    assert (
        slide.title
        == "De deltagende arbejdspladser steg mere, end lave tal ofte stiger af sig selv"
    )
    assert len(slide.figure.table) == 35
    line = slide.figure.options["line"]
    steep = (line[1]["estimate"] - line[0]["estimate"]) / (line[1]["x"] - line[0]["x"])
    assert steep == pytest.approx(row["reliability"], abs=0.06)
    marks = slide.figure.options["marks"]
    assert marks[0]["x"] == marks[1]["x"] == 51.0
    assert [mark["label"] for mark in marks] == ["Set: 59", "Af sig selv: 54"]


BESIDE = "De deltagendes tal flyttede sig +8 point; af sig selv kunne de flytte sig fra"


@pytest.mark.parametrize(
    ("ends", "chance", "title"),
    [
        ((1.3, 9.7), (-1.6, 7.2), "steg mere, end lave tal"),
        ((-1.3, 9.7), (-1.6, 7.2), BESIDE),
        ((np.nan, np.nan), (-1.6, 7.2), BESIDE),
        ((1.3, 9.7), (-1.6, 8.3), BESIDE),
        ((-1.3, 9.7), (-1.6, 8.3), "steg ikke sikkert mere"),
        ((np.nan, np.nan), (-1.6, 8.3), "steg ikke sikkert mere"),
        ((-9.7, -1.3), (8.1, 12.0), "steg mindre, end lave tal"),
        ((-9.7, -1.3), (-1.6, 7.2), BESIDE),
    ],
)
def test_what_low_numbers_do_is_claimed_only_where_the_comparison_claims_the_same(
    sample_release: Any, ends: tuple[float, float], chance: tuple[float, float], title: str
) -> None:
    row = sample_release.participants.table.assign(
        conf_low=ends[0], conf_high=ends[1], estimate=5.5 if ends[0] > -2 else -5.5
    )
    by_itself = sample_release.action.chance.table.assign(
        estimate=2.8, conf_low=chance[0], conf_high=chance[1]
    )
    tables = replace(sample_release.action, chance=SimpleNamespace(table=by_itself))
    release = replace(sample_release, participants=SimpleNamespace(table=row), action=tables)
    slide = skcore.chance_slide(release)
    assert title in slide.title
    # what chance gives and what the others' development points to are two numbers: it is said
    others = re.search(
        r"peger på (\S+ point) for de deltagende", skcore.actions_slide(release).notes
    )
    assert f"som peger på {others[1]}. Det er en anden regnemåde" in slide.notes


def test_expected_means_one_thing_in_the_slides_on_actions(sample_release: Any) -> None:
    """Only what workplaces wrote down was expected; two other comparisons had the same word."""
    for make in (skcore.actions_slide, skcore.chance_slide):
        slide = make(sample_release)
        told = words(slide) + slide.alt + str(slide.figure.options)
        assert not re.search("vente", told)
    assert "arbejdspladserne ventede" in words(skcore.promise_slide(sample_release))


def test_of_workplaces_that_did_not_lie_low_nothing_is_said_to_rise_by_itself(
    sample_release: Any,
) -> None:
    chance = sample_release.action.chance.table.assign(estimate=0.04, conf_low=-4.0, conf_high=4.0)
    tables = replace(sample_release.action, chance=SimpleNamespace(table=chance))
    assert skcore.chance_slide(replace(sample_release, action=tables)) is None
    tables = replace(tables, chance=SimpleNamespace(table=chance.assign(estimate=0.06)))
    assert skcore.chance_slide(replace(sample_release, action=tables)) is not None


@pytest.mark.whole
def test_of_workplaces_that_wished_it_nothing_is_expected_of_low_numbers(
    sample_folder: Path,
) -> None:
    told(sample_folder, 'chosen = "own_wish"')
    release = released(sample_folder)
    assert release.action.chance is None
    assert skcore.chance_slide(release) is None


# --- who took part, by the register of actions ----------------------------------------------------


def registered(folder: Path, since: list[str], *, status: str = "i gang") -> Any:
    """Nobody is marked; the register has an action for as many of the low workplaces as dates."""
    units = read(folder, "units")
    marked = units.loc[units["intervention"] == "ja", "unit"].to_list()
    treated(folder, 0)
    rows = [
        {"unit": unit, "action": "møde", "since": date, "status": status}
        for unit, date in zip(marked, since, strict=False)
    ]
    save(folder, "actions", pd.DataFrame(rows))
    return released(folder)


def test_who_takes_part_is_read_of_the_register_where_nobody_is_marked(
    sample_folder: Path, lean_sample_release: Any
) -> None:
    release = registered(sample_folder, ["2025-08-01"] * 6)
    told = lean_sample_release.participants.table
    pd.testing.assert_frame_equal(release.participants.table, told)
    assert "læst af handlingsregisteret" in skcore.actions_slide(release).notes


@pytest.mark.whole
def test_actions_of_another_time_are_on_neither_side(sample_folder: Path) -> None:
    dates = ["2025-08-01", "2025-09-01", "2025-10-01", "2025-01-01", "2026-06-01"]
    release = registered(sample_folder, dates)
    row = release.participants.table.iloc[0]
    assert (row["n_treated"], row["n_comparison"]) == (3, 30)
    notes = skcore.actions_slide(release).notes
    assert "To arbejdspladser er på ingen af siderne" in notes
    assert "begyndte på forskellige tidspunkter" in notes


def test_actions_that_all_began_at_another_time_are_said_to(sample_folder: Path) -> None:
    release = registered(sample_folder, ["2026-06-01"] * 6)
    assert release.actions_missing == "other_time"
    assert any(
        "Ingen indsats i registret begyndte mellem 1. måling og 2. måling" in line
        for line in left_out(release)
    )


@pytest.mark.whole
def test_planned_actions_are_none_yet(sample_folder: Path) -> None:
    release = registered(sample_folder, ["2025-08-01"] * 6, status="planlagt")
    assert release.actions_missing == "none_marked"
    assert skcore.actions_slide(release) is None


@pytest.mark.parametrize(
    ("evaluation", "words_of_it", "noted"),
    [
        (Evaluation(), "ikke valgt ved lodtrækning", True),
        (Evaluation(chosen="low", told=True), "ikke valgt ved lodtrækning", False),
        (Evaluation(chosen="own_wish", told=True), "har selv ønsket at være med", False),
    ],
)
def test_the_slide_says_how_the_participating_were_chosen(
    sample_release: Any, evaluation: Evaluation, words_of_it: str, noted: bool
) -> None:
    facts = replace(sample_release.facts, evaluation=evaluation)
    slide = skcore.actions_slide(replace(sample_release, facts=facts))
    assert words_of_it in words(slide)
    assert ("Der er regnet, som om det var, fordi de lå lavt" in slide.notes) == noted


@settings(max_examples=60)
@given(
    st.integers(3, 8),
    st.integers(3, 12),
    st.integers(0, 10**6),
    st.floats(-10, 10),
)
def test_what_was_seen_is_always_what_was_expected_and_the_difference(
    n_treated: int, n_others: int, seed: int, effect: float
) -> None:
    rng = np.random.default_rng(seed)
    n = n_treated + n_others
    before = rng.normal(60, 6, n)
    marked = (np.arange(n) < n_treated).astype(int)
    after = before + rng.normal(0, 4, n) + effect * marked
    unit = [str(place) for place in range(n)]
    parts = [
        pd.DataFrame({"comparison": unit, "treated": marked, "post": post, "mean": values})
        for post, values in ((0, before), (1, after))
    ]
    row = contrast_units(pd.concat(parts), by_lot=False).iloc[0]
    shown = {name: np.round(row[name] + 1e-9, 1) for name in ("treated", "expected", "estimate")}
    assert shown["treated"] - shown["expected"] == pytest.approx(shown["estimate"], abs=0.051)


# --- sick leave around the action -----------------------------------------------------------------


def test_sick_leave_around_the_action_claims_nothing_uncertain(sample_release: Any) -> None:
    told = sample_release.action_absence
    rows = told.periods.table.set_index("months_after")
    assert rows.index.to_list() == [-12, -9, -6, -3, 0, 3, 6, 9]
    assert rows.loc[-3, "estimate"] == 0
    assert (told.start, told.outcome) == (dt.date(2025, 8, 1), "spells")
    slide = skcore.action_absence_slide(sample_release)
    assert slide.title == "Ingen sikker forskel i sygefravær efter indsatsen"
    size = told.after.table["estimate"].item()
    assert f"{size:+.0f} % (usikkerhed:" in slide.notes
    assert "inden for usikkerheden" in slide.notes
    assert slide.figure.options["events"] == [{"date": "2025-08-01", "label": "Indsatsen begynder"}]


def test_a_difference_from_before_the_action_is_named_and_no_other(sample_release: Any) -> None:
    told = sample_release.action_absence
    rows = told.periods.table
    certain = {"estimate": -30.0, "conf_low": -45.0, "conf_high": -10.0}
    before = rows[rows["months_after"] < -3].index
    for months, p_value, title in (
        (-6, 0.009, "gik allerede hver sin vej"),
        (-6, 0.036, "Det er usikkert, om sygefraværet allerede"),
        (3, 0.001, "Ingen sikker forskel"),
    ):
        one = certain | {"p_value": p_value}
        moved = rows.assign(
            **{n: rows[n].where(rows["months_after"] != months, v) for n, v in one.items()}
        )
        changed = replace(told, periods=SimpleNamespace(table=moved))
        slide = skcore.action_absence_slide(replace(sample_release, action_absence=changed))
        assert title in slide.title
        # as R's p.adjust(p, "holm") and statsmodels have it: one of three looks is none by itself
        together, *_ = multipletests(moved.loc[before, "p_value"], method="holm")
        assert together.any() == slide.title.startswith("Sygefraværet gik allerede")
    whole = SimpleNamespace(table=told.after.table.assign(**certain))
    lower = replace(sample_release, action_absence=replace(told, after=whole))
    assert "blevet lavere på de deltagende" in skcore.action_absence_slide(lower).title


@pytest.mark.whole
def test_several_starts_are_each_seen_from_their_own(with_sick_leave: Path) -> None:
    dates = ["2025-06-01", "2025-08-15", "2025-08-20", "2025-10-01", "2025-10-01", "2025-10-01"]
    release = registered(with_sick_leave, dates)
    told = release.action_absence
    assert told.after is None
    assert told.start is None
    slide = skcore.action_absence_slide(release)
    assert "Der er ikke regnet ét samlet tal efter start" in slide.notes
    assert set(slide.figure.options["month_labels"].values()) >= {"−12", "0", "+3"}
    book = openpyxl.load_workbook(io.BytesIO(render_workbook([slide], language="da")))
    cells = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert {-12, 0, 3} <= {cell for cell in cells if isinstance(cell, int | float)}
    assert "2000" not in " ".join(map(str, cells))  # counted months are no dates


def test_without_a_start_there_is_no_slide_of_sick_leave(with_sick_leave: Path) -> None:
    told(with_sick_leave, 'chosen = "low"')
    release = released(with_sick_leave)
    assert release.participants is not None
    assert release.action_absence is None
    assert skcore.action_absence_slide(release) is None


# --- parts of the organisation --------------------------------------------------------------------


def test_parts_of_the_organisation_change_by_their_shown_means(sample_release: Any) -> None:
    table = sample_release.level_changes.table
    rows = table[(table["role"] == "employee") & (table["variable"] == "SC") & ~table["hidden"]]
    levels = sample_release.levels["copsoq3-social-capital"].table
    for _, row in rows[rows["level_1"].notna()].iterrows():
        for wave, side in (("2025", "before"), ("2026", "after")):
            shown = levels[
                (levels["cut"] == "wave × level_1 × role")
                & (levels["level_1"] == row["level_1"])
                & (levels["wave"] == wave)
                & (levels["role"] == "employee")
                & (levels["variable"] == "SC")
            ]
            assert shown["estimate"].item() == row[side]
        assert row["estimate"] == row["after"] - row["before"]


@pytest.mark.whole
def test_parts_that_workplaces_moved_between_are_not_compared(sample_folder: Path) -> None:
    answers = read(sample_folder, "responses")
    units = read(sample_folder, "units")
    moved = units.index[units["unit"] == "syg-01"]
    later = units.loc[moved].assign(parent="pleje", wave="2026")
    units.loc[moved, "wave"] = "2025"
    save(sample_folder, "units", pd.concat([units, later]))
    assert "syg-01" in set(answers["Arbejdsplads"])
    table = released(sample_folder).level_changes.table
    parts = set(table["level_2"].dropna())
    assert not {"syg", "pleje"} & parts
    assert {"dagoest", "fam"} <= parts


# --- what can be concluded, and of how many -------------------------------------------------------


def test_p_values_of_many_workplaces_are_read_off_what_is_shown_and_adjusted(
    sample_release: Any,
) -> None:
    table = skcore.unit_change_table(sample_release)
    assert {"wave × comparison × role", "wave × level_1 × role"} <= set(table["cut"])
    part = table[(table["cut"] == "wave × comparison × role") & (table["variable"] == "SC")]
    known = part.dropna(subset="p_value")
    _, adjusted = pingouin.multicomp(known["p_value"].to_numpy(), method="fdr_bh")
    # both are told in thousandths, and the adjusted are of the exact ones
    assert (known["p_value"].round(3) == known["p_value"]).all()
    np.testing.assert_allclose(known["p_adjusted"], adjusted, atol=0.01)
    # what an interval that leaves 0 out says, the p-value says: but for the rounding of ends
    outside = (known["conf_low"] > 0) | (known["conf_high"] < 0)
    assert (known["p_value"] < 0.05).eq(outside).mean() > 0.9
    assert set(table["change_size"].dropna()) == {"small", "noticeable", "important"}
    assert (
        "Tages der højde for, at der er set på mange" in skcore.change_slide(sample_release).notes
    )


def test_a_change_without_interval_has_no_p_value(sample_release: Any) -> None:
    shown = sample_release.unit_changes.table.assign(conf_low=np.nan)
    of_units = SimpleNamespace(table=shown)
    gone = {"level_changes": None, "level_share_changes": None}
    changed = replace(sample_release, unit_changes=of_units, **gone)
    table = skcore.unit_change_table(changed)
    assert len(table)
    assert table[["p_value", "p_adjusted"]].isna().all(axis=None)
    assert skcore.unit_change_table(replace(changed, unit_changes=None)).empty


def test_the_share_favourable_of_parts_changes_in_percentage_points(
    sample_release: Any, sample_study: Any
) -> None:
    table = sample_release.level_share_changes.table
    # a part of which nothing may be told has no row
    assert 0 < table["level_1"].nunique() < sample_release.level_changes.table["level_1"].nunique()
    told = table[~table["hidden"]]
    assert (told["after"] - told["before"] == told["estimate"]).all()
    people = people_of(sample_study)
    shares = skcore.share_favourable(sample_study.responses, sample_study.instruments[0])
    staff = counted_people(people, sample_study.instruments[0]) & (people["role"] == "employee")
    exact = shares.set_axis(people.index)[staff].groupby([people["wave"], people["level_1"]]).mean()
    for row in told.to_dict("records"):
        was = exact.loc[("2025", row["level_1"]), row["variable"]]
        assert row["before"] == pytest.approx(was, abs=0.51)
    shown = skcore.unit_change_table(sample_release)
    part = shown[shown["measure"] == "share"]
    assert set(part["cut"]) == {"wave × level_1 × role"}
    assert len(part) == len(told) > 0
    assert part["change_size"].isna().all()
    assert part["p_adjusted"].notna().all()


def test_the_conclusion_says_what_rose_stayed_and_could_have_been_seen(sample_release: Any) -> None:
    rows = dict(skcore.conclusion_slide(sample_release).figure.rows)
    rose = "Tillid mellem ledelse og medarbejdere\N{NO-BREAK SPACE}(+2)"
    assert rows["Steg"] == f"{rose} og fællesskab og samarbejde\N{NO-BREAK SPACE}(+2)"
    assert (
        rows["Stort set uændret"]
        == "Tillid mellem kolleger\N{NO-BREAK SPACE}(+1) og retfærdighed\N{NO-BREAK SPACE}(0)"
    )
    assert "Kan vi ikke sige" not in rows
    assert "end de øvriges udvikling peger på" in rows["Indsatsen"]
    assert "forskelle på mindst ca. 6 point" in rows["Kunne vi have set"]
    assert "Faldt" not in rows


def test_a_fall_is_concluded_and_an_action_that_is_not_there_is_not(sample_release: Any) -> None:
    table = sample_release.changes.table
    low = {"estimate": -9.0, "conf_low": -12.0, "conf_high": -6.0}
    fallen = table.assign(
        **{n: table[n].where(table["variable"] != "JU", value) for n, value in low.items()}
    )
    release = replace(
        sample_release, changes=SimpleNamespace(table=fallen), participants=None, action=None
    )
    rows = dict(skcore.conclusion_slide(release).figure.rows)
    assert rows["Faldt"] == "Retfærdighed\N{NO-BREAK SPACE}(−9)"
    assert "Indsatsen" not in rows
    assert "Deltagende mod øvrige" not in rows["Kunne vi have set"]


def test_one_survey_has_no_conclusion(sample_release: Any) -> None:
    assert skcore.conclusion_slide(replace(sample_release, changes=None)) is None


def test_a_study_of_one_workplace_has_no_contrast_and_still_a_deck(folder: Path) -> None:
    answers = read(folder, "responses")
    save(folder, "responses", answers[answers["Arbejdsplads"] == "hjem-01"])
    release = released(folder)
    assert release.participants is None
    assert release.action is None
    for slide in (skcore.actions_slide, skcore.chance_slide, skcore.action_absence_slide):
        assert slide(release) is None
    assert skcore.power_table(release).empty
    assert skcore.action_checks_table(release).empty
    assert skcore.network_deck(release)
