"""What is expected of actions: locked before the survey, and held against what it found."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lean import without

import skcore
from skcore.commands.check import check_ahead
from skcore.commands.promise import lock_promises
from skcore.decks.left_out import left_out
from skcore.decks.promised import verdict
from skcore.evaluation.beyond_others import promise_and_found
from skcore.reading.promises import lock_text, promise_path
from skcore.release.by_class_of_action import by_dose
from skcore.release.dots import as_dots
from skcore.release.held_to_promise import next_survey
from skcore.release.participants import unions_of
from skcore.release.plans import people_of, study_plans
from skcore.release.survey import levels
from skcore.slides.markup import plain

FILE = {"sep": ";", "encoding": "utf-8-sig"}


@pytest.fixture(scope="module")
def before(made_twice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study as it was before its second survey, with what is expected locked."""
    place = tmp_path_factory.mktemp("before") / "study"
    shutil.copytree(made_twice, place)
    answers = pd.read_csv(place / "responses.csv", dtype=str, **FILE)  # type: ignore[call-overload]
    answers[answers["Måling"] == "1. måling"].to_csv(place / "responses.csv", index=False, **FILE)  # type: ignore[call-overload]
    file = place / "study.toml"
    (place / "told.txt").write_text("\n".join(lock_promises(file)), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def made_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from skcore.simulation.study_folder import write_study
    from skcore.simulation.whole_study import simulate_study

    place = tmp_path_factory.mktemp("made") / "study"
    write_study(simulate_study(units=18, seed=5), place)
    without(place, "outcomes", "observations")
    promise_path(place / "study.toml").unlink()
    return place


@pytest.fixture(scope="module")
def kept(before: Path, made_twice: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Release of the study with what was locked; never to be changed."""
    place = shutil.copytree(made_twice, tmp_path_factory.mktemp("kept") / "study")
    shutil.copy(promise_path(before / "study.toml"), place)
    return released(place)


@pytest.fixture
def after(before: Path, made_twice: Path, tmp_path: Path) -> Path:
    """The study with its second survey, and what was locked before it."""
    place = shutil.copytree(made_twice, tmp_path / "study")
    shutil.copy(promise_path(before / "study.toml"), place)
    return place


def released(folder: Path) -> Any:
    return skcore.release_study(skcore.load_study(folder / "study.toml"), earlier={})


def words(slide: Any) -> str:
    return "\n".join([slide.title, *map(plain, slide.body), slide.footnote, slide.notes])


# --- the numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "scales", "adjusted"),
    [
        ("promises of three scales", None, True),
        ("promises of three scales changes", None, False),
        ("promises of one scale", ["JU"], True),
    ],
)
def test_promises_agree_with_r(
    golden: Path, term: str, scales: list[str] | None, adjusted: bool
) -> None:
    expected = pd.read_csv(golden / "evaluation_golden.csv").query("term == @term")
    units = pd.read_csv(golden / "evaluation_promises.csv")
    units = units if scales is None else units[units["variable"].isin(scales)]
    row = promise_and_found(units, baseline_adjusted=adjusted).iloc[0]
    assert len(expected) == 9
    for column, value in zip(expected["column"], expected["value"], strict=True):
        np.testing.assert_allclose(row[column], value, rtol=1e-6, err_msg=column)
    assert row["observed"] - row["predicted"] == pytest.approx(row["estimate"])


@pytest.mark.parametrize(
    ("keep", "reason"),
    [
        ("promised != promised", "no units with a promise"),
        ("promised == promised or unit < 'u10'", "fewer than 4 units of comparison"),
        ("promised == promised or variable != 'JU'", "scales without a comparison"),
    ],
)
def test_what_cannot_be_held_against_anything_says_why(
    golden: Path, keep: str, reason: str
) -> None:
    units = pd.read_csv(golden / "evaluation_promises.csv").query(keep)
    row = promise_and_found(units).iloc[0]
    assert (row["reason"], np.isnan(row["estimate"])) == (reason, True)


def test_a_unit_is_never_its_own_comparison(golden: Path) -> None:
    units = pd.read_csv(golden / "evaluation_promises.csv")
    units = pd.concat([units, units.head(1).assign(promised=np.nan, variable="SW")])
    with pytest.raises(skcore.InputError, match="that are their own comparison: u01"):
        promise_and_found(units)


@given(st.floats(-20, 20), st.floats(-20, 20), st.floats(0.1, 20))
def test_nothing_is_called_kept_that_may_be_nothing(
    promised: float, estimate: float, half: float
) -> None:
    row = {"promised": promised, "conf_low": estimate - half, "conf_high": estimate + half}
    said = verdict(pd.Series(row))
    inside = row["conf_low"] <= promised <= row["conf_high"]
    nothing = row["conf_low"] <= 0 <= row["conf_high"]
    assert (said in ("kept", "open")) == inside
    assert said != "kept" or not nothing


# --- the lock -------------------------------------------------------------------------------------


def test_what_is_locked_has_a_name_that_the_next_survey_shows(before: Path, kept: Any) -> None:
    lines = (before / "told.txt").read_text(encoding="utf-8").split("\n")
    name = skcore.load_study(before / "study.toml").promises[-1].name
    assert lines[0].startswith(f"Låst som {name} i study.promises.json")
    assert lines[1] == "Otte indsatser med noget ventet, som den næste måling skal se."
    assert "handler om tillid til ledelsen" in lines[2]
    assert "Næste måling ser kun forskelle på mindst ca." in lines[3]
    assert re.search(r"på \w+ arbejdspladser mod \w+ øvrige\.", lines[3])
    assert name in skcore.register_slide(released(before)).footnote
    assert name in skcore.promise_slide(kept).footnote


@pytest.mark.whole
def test_locking_twice_changes_nothing_and_a_new_action_is_locked_beside_the_old(
    before: Path, tmp_path: Path
) -> None:
    place = shutil.copytree(before, tmp_path / "study")
    file = promise_path(place / "study.toml")
    made = file.read_bytes()
    lock_promises(place / "study.toml")
    assert file.read_bytes() == made
    with (place / "actions.csv").open("a", encoding="utf-8") as register:
        register.write("hjem-01;Noget nyt;SW;Leder;2025-10-01;;planlagt;;7;\n")
    _, ahead = check_ahead(place / "study.toml")
    assert any("Det, der er ventet af en indsats, er ikke låst." in line for line in ahead)
    lock_promises(place / "study.toml")
    study = skcore.load_study(place / "study.toml")
    assert [len(entry.promises) for entry in study.promises] == [8, 9]
    assert file.read_text("utf-8").startswith(made.decode("utf-8")[:1500])


@pytest.mark.whole
def test_a_promise_of_two_workplaces_is_locked_and_said_to_be_held_against_nothing(
    before: Path, tmp_path: Path
) -> None:
    place = shutil.copytree(before, tmp_path / "study")
    promise_path(place / "study.toml").unlink()
    register = pd.read_csv(place / "actions.csv", dtype=str, keep_default_na=False, **FILE)  # type: ignore[call-overload]
    register.assign(expected=register["expected"].where(register.index < 2, "")).to_csv(
        place / "actions.csv", index=False, **FILE
    )
    assert "Det kræver mindst tre arbejdspladser" in lock_promises(place / "study.toml")[-1]


def test_a_promise_after_the_answers_is_refused(after: Path) -> None:
    register = pd.read_csv(after / "actions.csv", dtype=str, keep_default_na=False, **FILE)  # type: ignore[call-overload]
    begun = register[register["status"] != "planlagt"]
    begun.to_csv(after / "actions.csv", index=False, **FILE)
    with pytest.raises(skcore.SkcoreError, match="er begyndt før den seneste måling"):
        lock_promises(after / "study.toml")
    begun.assign(expected="").to_csv(after / "actions.csv", index=False, **FILE)
    with pytest.raises(skcore.SkcoreError, match="siger, hvad der er ventet af den"):
        lock_promises(after / "study.toml")


@pytest.mark.parametrize("place", ["expected", "surveys", "hash"])
def test_a_promise_that_was_edited_is_no_promise_and_check_says_so(after: Path, place: str) -> None:
    file = promise_path(after / "study.toml")
    content = json.loads(file.read_text(encoding="utf-8"))
    entry = content["promises"][0]
    changed = {"expected": 1.0, "surveys": [], "hash": "0" * 64}
    (entry["promises"][0] if place == "expected" else entry)[place] = changed[place]
    file.write_text(json.dumps(content), encoding="utf-8")
    study = skcore.load_study(after / "study.toml")
    problems = skcore.check_study(after / "study.toml")
    assert study.promises == ()
    assert problems["file"].to_list() == ["study.promises.json"]
    assert "Filen er rettet" in problems["problem"].item()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"promises": [1]}', '{"promises": [{}]}'])
def test_a_broken_file_of_promises_stops_nothing(after: Path, content: str) -> None:
    promise_path(after / "study.toml").write_text(content, encoding="utf-8")
    assert skcore.check_study(after / "study.toml")["severity"].to_list() == ["note"]


def test_without_a_lock_nothing_is_held_against_anything_and_it_is_said(
    made_twice: Path,
) -> None:
    release = released(made_twice)
    assert skcore.promise_slide(release) is None
    assert release.promised.missing == "not_locked"
    assert any("blev ikke låst, før målingen havde svar" in line for line in left_out(release))


# --- the slide ------------------------------------------------------------------------------------


def test_the_slide_shows_promise_and_finding_of_the_units_own_themes(
    made_twice: Path, kept: Any
) -> None:
    row = kept.promised.found.table.iloc[0]
    register = pd.read_csv(made_twice / "actions.csv", **FILE)  # type: ignore[call-overload]
    inside = register[register["status"] != "planlagt"]
    changes = kept.action.units.table.query("role == 'employee' and not hidden")
    group = unions_of(people_of(skcore.load_study(made_twice / "study.toml")))
    inside = inside.assign(unit=inside["unit"].map(group))
    own = changes.merge(
        inside, left_on=["comparison", "variable"], right_on=["unit", "theme"], how="inner"
    )
    own = own[own["variable"] != "TM"]  # trust in the management: by agreement only
    assert len(own) == row["n_treated"] > 3
    assert row["promised"] == pytest.approx(own["expected"].mean(), abs=0.0501)
    assert row["observed"] == pytest.approx((own["after"] - own["before"]).mean(), abs=0.0501)
    slide = skcore.promise_slide(kept)
    drawn = slide.figure.table.set_index("label")["estimate"]
    assert drawn.to_list() == [row["promised"], row["observed"], row["estimate"]]
    assert "indsatsen, der gjorde" in slide.notes


@pytest.mark.parametrize(
    ("ends", "title"),
    [
        ((2.0, 8.0), "svarer til det, arbejdspladserne ventede"),
        ((-3.0, 3.0), "er mindre end det, arbejdspladserne ventede"),
        ((7.0, 12.0), "er større end det, arbejdspladserne ventede"),
        ((-1.0, 9.0), "kan ikke afgøre"),
        ((np.nan, np.nan), "for få arbejdspladser"),
    ],
)
def test_the_title_says_what_the_interval_allows(
    kept: Any, ends: tuple[float, float], title: str
) -> None:
    table = kept.promised.found.table.assign(conf_low=ends[0], conf_high=ends[1], promised=5.6)
    told = replace(kept.promised, found=SimpleNamespace(table=table))
    assert title in skcore.promise_slide(replace(kept, promised=told)).title


@pytest.mark.whole
def test_a_register_that_says_something_else_now_is_told_and_the_lock_counts(
    after: Path, kept: Any
) -> None:
    register = pd.read_csv(after / "actions.csv", dtype=str, keep_default_na=False, **FILE)  # type: ignore[call-overload]
    register["expected"] = "1"
    register.to_csv(after / "actions.csv", index=False, **FILE)
    release, was = released(after), kept.promised.found.table["promised"].iloc[0]
    assert release.promised.found.table["promised"].iloc[0] == was
    assert "Om otte af indsatserne står der nu noget andet" in skcore.promise_slide(release).notes


def test_two_workplaces_with_a_promise_are_not_shown(after: Path, before: Path) -> None:
    file = promise_path(before / "study.toml")
    study = skcore.load_study(before / "study.toml")
    few = study.promises[-1].table.head(2)
    few = few.assign(since=few["since"].dt.strftime("%Y-%m-%d"))
    text, _ = lock_text((), ["2025"], few)
    promise_path(after / "study.toml").write_text(text, encoding="utf-8")
    release = released(after)
    points_at_leaders = (few["variable"] == "TM").any()
    assert release.promised.missing == ("management" if points_at_leaders else "few")
    assert release.promised.found is None
    assert file.is_file()


@pytest.mark.whole
def test_why_trust_in_the_management_is_held_against_nothing_is_said(
    after: Path, before: Path
) -> None:
    promises = skcore.load_study(before / "study.toml").promises[-1].table
    since = promises["since"].dt.strftime("%Y-%m-%d")
    text, _ = lock_text((), ["2025"], promises.assign(since=since, variable="TM"))
    promise_path(after / "study.toml").write_text(text, encoding="utf-8")
    release = released(after)
    assert release.promised.missing == "management"
    assert any("for det peger på den enkelte leder" in line for line in left_out(release))


# --- by theme, status and dose --------------------------------------------------------------------


@pytest.mark.parametrize(("term", "by_lot"), [("dose", False), ("dose by lot", True)])
def test_the_dose_agrees_with_r(golden: Path, term: str, by_lot: bool) -> None:
    expected = pd.read_csv(golden / "evaluation_golden.csv").query("term == @term")
    units = pd.read_csv(golden / "evaluation_promises.csv").query("variable == 'JU'")
    found = by_dose(units.assign(dose=10 * units["promised"].fillna(0)), by_lot=by_lot)
    assert len(expected) == 6
    for column, value in zip(expected["column"], expected["value"], strict=True):
        np.testing.assert_allclose(found[column], value, rtol=1e-6, err_msg=column)


def test_doses_that_do_not_differ_say_so(golden: Path) -> None:
    units = pd.read_csv(golden / "evaluation_promises.csv").query("variable == 'JU'")
    assert by_dose(units.assign(dose=0.0), by_lot=False)["reason"] == "doses that do not differ"


def test_classes_of_the_register_are_contrasted_with_workplaces_without(
    sample_release: Any,
) -> None:
    table = skcore.action_classes_table(sample_release).set_index("group")
    assert table[["n_treated", "n_comparison"]].min().min() >= 3
    units = sample_release.action.units.table.query("role == 'employee' and not hidden")
    own = sample_release.facts.actions.query("theme == 'SW' and unit not in ['hjem-05']")
    acting = set(sample_release.facts.actions.query("status != 'planned'")["unit"])
    groups = units["comparison"].astype(str)
    members = groups.map(lambda g: set(g.split(" + ")))
    beside = units[members.map(acting.isdisjoint)]
    chosen = units[~members.map(set(own["unit"]).isdisjoint)]
    row = table.loc["SW"]
    both = pd.concat([chosen.assign(chosen=1.0), beside.assign(chosen=0.0)])
    both = both[both["variable"] == "SW"]
    assert (row["n_treated"], row["n_comparison"]) == (
        both["chosen"].sum(),
        beside["comparison"].nunique(),
    )
    design = np.column_stack([np.ones(len(both)), both["before"], both["chosen"]]).astype(float)
    fitted = np.linalg.lstsq(design, both["after"].to_numpy(dtype=float), rcond=None)[0][2]
    assert row["estimate"] == pytest.approx(fitted, abs=0.051)


def test_without_a_register_there_are_no_classes(sample_release: Any) -> None:
    table = skcore.action_classes_table(replace(sample_release, action_classes=None))
    assert table.empty


def test_what_the_next_survey_could_see_of_few_follows_from_their_dots(
    before: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How far apart few workplaces lie says where in its step one does, beside all the dots."""
    study = skcore.load_study(before / "study.toml")
    plans = study_plans(study, earlier={})
    table = levels(people_of(study), study.instruments[0], plans).table
    assert plans.step("SC") == 3

    def told(means: pd.Series) -> pd.DataFrame:
        found = next_survey(study, plans, SimpleNamespace(table=table.assign(estimate=means)))
        assert found is not None
        return found.table

    dots = as_dots(table["estimate"], 3, study.policy)
    apart = dots + np.sign(dots - dots.mean())  # elsewhere in the same steps
    pd.testing.assert_frame_equal(told(apart), told(dots))
    monkeypatch.setattr("skcore.release.held_to_promise.as_dots", lambda means, *_: means)
    assert not told(apart).equals(told(dots))


def test_nothing_of_the_next_survey_is_told_where_all_that_is_asked_points_at_leaders(
    before: Path,
) -> None:
    study = skcore.load_study(before / "study.toml")
    plans = study_plans(study, earlier={})
    told = levels(people_of(study), study.instruments[0], plans)
    assert next_survey(study, plans, told) is not None
    primary = study.instruments[0]
    scales = tuple(scale for scale in primary.scales if scale.code == "TM")
    about = replace(primary, scales=scales, composites=())
    table = told.table.assign(variable=told.table["variable"].replace("SC", "TM"))
    of_leaders = replace(study, instruments=(about, *study.instruments[1:]))
    assert next_survey(of_leaders, plans, SimpleNamespace(table=table)) is None
