"""Releases in turn, from files: a second survey, merged units, linked and late answers."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from attacker import attack

import skcore
from skcore.commands.slides import make_decks
from skcore.disclosure import audit_release
from skcore.errors import DisclosureError
from skcore.release.history import earlier_of, ledger_path, record, released_plans
from skcore.release.plans import panel_column, people_of, plan_study

COPSOQ = "copsoq3-social-capital"
PANEL = panel_column("2025", "2026")


@pytest.fixture
def folder(lean: Path) -> Path:
    """Most of what is asked here is the same with and without registers."""
    return lean


def first_survey_only(folder: Path) -> None:
    """The study as it was after the first survey: one wave, no crosswalk, no later units."""
    file = folder / "study.toml"
    text = file.read_text(encoding="utf-8")
    start = text.index('[[waves]]\nid = "2026"')
    text = text[:start] + text[text.index("# --- besvarelser") :]
    for line in ('crosswalk = "crosswalk.csv"\n', '"2. måling" = "2026"\n'):
        assert line in text
        text = text.replace(line, "")
    file.write_text(text, encoding="utf-8")
    tables = {"responses": ("Måling", "1. måling"), "invited": ("wave", "2025")}
    for name, (column, kept) in tables.items():
        table = read(folder, name)
        save(folder, name, table[table[column] == kept])
    units = read(folder, "units")
    save(folder, "units", units[units["wave"].fillna("").isin(["", "2025"])])


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", sep=";", dtype=str, encoding="utf-8-sig")


def save(folder: Path, name: str, table: pd.DataFrame) -> None:
    table.to_csv(folder / f"{name}.csv", sep=";", index=False, encoding="utf-8-sig")


def remembered(folder: Path) -> None:
    """Release the study and remember it, as making its decks does."""
    study = skcore.load_study(folder / "study.toml")
    record(study, skcore.release_study(study))


def put_back(folder: Path, original: Path) -> None:
    """The whole study again; ledgers and decks of the first survey stay."""
    for file in original.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())


def link(folder: Path, once: int) -> None:
    """Give pseudonyms that hold over both surveys; ``once`` employees of the second are new."""
    table = read(folder, "responses")
    pseudonyms = pd.Series("", index=table.index)
    for role, part in table.groupby("Stilling"):
        # the same number among those of the same workplace and occupation, as far as they go
        place = part.groupby(["Måling", "Arbejdsplads", "Faggruppe"], dropna=False).cumcount()
        same = part["Arbejdsplads"] + part["Faggruppe"].fillna("") + place.astype(str)
        first, last = (same[part["Måling"] == f"{n}. måling"] for n in (1, 2))
        ordered = [side.index[~side.isin(other)] for side, other in ((first, last), (last, first))]
        stay = last[last.isin(first)]
        new = once if role == "Medarbejder" else 0
        both = min(len(first), len(last) - new)
        partner = pd.Series(first.index, index=first)
        before = [*partner[stay], *ordered[0]]
        after = [*stay.index, *ordered[1]]
        pseudonyms[before] = [f"{role}-{i}" for i in range(len(before))]
        names = [f"{role}-{i}" for i in range(both)]
        pseudonyms[after] = [*names, *(f"{role}-ny-{i}" for i in range(len(after) - both))]
    save(folder, "responses", table.assign(**{"Løbenr.": pseudonyms}))
    file = folder / "study.toml"
    text = file.read_text(encoding="utf-8")
    assert "linked = false" in text
    file.write_text(text.replace("linked = false", "linked = true "), encoding="utf-8")


def rows_of(entry: dict[str, Any], people: pd.DataFrame) -> np.ndarray:
    """Groups that a ledger's entry says were shown, as rows over people."""
    rows = []
    for part in entry["shown"]:
        columns = [c[0] if isinstance(c, list) else c for c in part["cut"]]
        for values in part["groups"]:
            inside = np.ones(len(people), dtype=bool)
            for column, value in zip(columns, values, strict=True):
                inside &= (people[column] == value).to_numpy()
            rows.append(inside)
    return np.array(rows, dtype=float)


def counted(study: skcore.Study) -> pd.DataFrame:
    people = people_of(study)
    codes = study.instruments[0].scale_codes
    return people.dropna(subset=[c for c in codes if c in people]).fillna({"occupation": "–"})


def entries(folder: Path) -> list[dict[str, Any]]:
    path = folder / f"study.{COPSOQ}.ledger.json"
    return list(json.loads(path.read_text(encoding="utf-8"))["releases"])


def test_the_second_survey_with_merged_units_is_planned_with_the_first(
    folder: Path, lean_study: Path
) -> None:
    first_survey_only(folder)
    remembered(folder)
    put_back(folder, lean_study)
    remembered(folder)
    first, second = entries(folder)
    assert {cell[0] for cell in first["cells"]} == {"2025"}
    assert any(part["cut"] == ["wave", "comparison", "role"] for part in second["shown"])
    people = counted(skcore.load_study(folder / "study.toml"))
    assert people["comparison"].str.contains(" + ", regex=False).any()
    both = np.vstack([rows_of(first, people), rows_of(second, people)])
    assert attack(both, 5) is None
    alone = plan_study(
        skcore.load_study(lean_study / "study.toml"),
        people_of(skcore.load_study(lean_study / "study.toml")),
    )
    assert audit_release(alone.means[COPSOQ]).empty


def test_linked_answers_are_compared_person_by_person_where_that_is_safe(folder: Path) -> None:
    link(folder, once=12)
    remembered(folder)
    study = skcore.load_study(folder / "study.toml")
    release = skcore.release_study(study, earlier=earlier_of(study))
    table = release.changes.table
    assert table["method"].str.contains("paired").all()
    assert set(table[PANEL]) == {"both"}
    people = counted(study)
    pairs = people[(people[PANEL] == "both") & (people["role"] == "employee")]
    exact = pairs.groupby("wave")["TM"].mean()
    row = table[table["variable"] == "TM"].iloc[0]
    assert abs(row["estimate"] - (exact["2026"] - exact["2025"])) <= 0.5 + 1e-9
    assert row["n_first"] == row["n_last"] == len(pairs) / 2
    assert release.share_changes.table["method"].str.contains("paired").all()
    notes = " ".join(slide.notes for slide in skcore.network_deck(release))
    assert "Svarene er koblet" in notes
    (entry,) = entries(folder)
    assert attack(rows_of(entry, people), 5) is None


@pytest.mark.parametrize("once", [1, pytest.param(2, marks=pytest.mark.whole)])
def test_few_who_answered_once_are_not_given_away_by_those_who_answered_twice(
    folder: Path, once: int
) -> None:
    link(folder, once=once)
    study = skcore.load_study(folder / "study.toml")
    people = people_of(study)
    few = people[(people["wave"] == "2026") & (people["role"] == "employee")]
    assert 0 < (few[PANEL] == "once").sum() < 5
    release = skcore.release_study(study)
    table = release.changes.table
    assert table["method"].str.startswith("difference of means").all()
    assert not table["hidden"].any()
    notes = " ".join(slide.notes for slide in skcore.network_deck(release))
    assert "Svarene er koblet" not in notes
    for plan in released_plans(study, release).values():
        assert audit_release(plan).empty
    groups = release.plans.means[COPSOQ].groups
    pair = groups[groups["cut"] == f"wave × role × {PANEL} = both"]
    hidden = pair[(pair["wave"] == "2026") & (pair["role"] == "employee")]["hidden"]
    assert hidden.all()
    # switched off, the paired change is told beside the survey and the few follow
    people = counted(study)
    survey = (people["wave"] == "2026") & (people["role"] == "employee")
    rows = [survey, survey & (people[PANEL] == "both")]
    assert attack(np.array(rows, dtype=float), 5) is not None


def test_those_who_answered_twice_never_change_when_a_third_survey_comes() -> None:
    """So each pair of surveys has a column of its own."""
    assert panel_column("2025", "2026") != panel_column("2026", "2027")


def before_the_last(study: skcore.Study, late: pd.Series) -> skcore.Study:
    """The study as it was before these answers came."""
    return dataclasses.replace(
        study,
        responses=study.responses[~late].reset_index(drop=True),
        fingerprints={**study.fingerprints, "2026": "before the late answers"},
    )


def test_late_answers_of_new_people_are_planned_with_the_first_release(folder: Path) -> None:
    link(folder, once=12)
    study = skcore.load_study(folder / "study.toml")
    ids = study.responses["respondent"]
    late = ids.str.endswith(("ny-0", "ny-1")) & (study.responses["wave"] == "2026")
    assert late.sum() == 2
    early = before_the_last(study, late)
    record(early, skcore.release_study(early))
    with pytest.raises(DisclosureError, match=r"måling 2026 er ændret.*Har ingen set.*--edition 2"):
        earlier_of(study)
    with pytest.raises(DisclosureError, match="kræver svarene, som de var"):
        earlier_of(study, edition=2)
    known = earlier_of(study, edition=2, released=[early])
    release = skcore.release_study(study, earlier=known)
    levels = release.levels[COPSOQ].table
    whole = levels[(levels["cut"] == "wave × role") & (levels["role"] == "employee")]
    assert set(whole.loc[whole["hidden"], "wave"]) == {"2026"}
    # the whole that is not shown is not told beside the units either
    assert levels.loc[levels["wave"] == "2026", ["reference", "difference"]].isna().all(axis=None)
    assert levels.loc[(levels["wave"] == "2025") & ~levels["hidden"], "reference"].notna().all()
    record(study, release, edition=2)
    people, before = counted(study), counted(early)
    first, second = entries(folder)
    pairs = [list(zip(t["wave"], t["respondent"], strict=True)) for t in (people, before)]
    place = [pairs[0].index(pair) for pair in pairs[1]]
    old = rows_of(first, before)
    known = np.zeros((len(old), len(people)))
    known[:, place] = old
    assert attack(np.vstack([known, rows_of(second, people)]), 5) is None


def test_a_late_answer_that_makes_somebody_answer_twice_is_refused(folder: Path) -> None:
    """The counts would take one person for two: once before, both times now."""
    link(folder, once=12)
    study = skcore.load_study(folder / "study.toml")
    people = people_of(study)
    late = pd.Series(False, index=people.index)
    late[people.index[(people["wave"] == "2026") & (people[PANEL] == "both")][:2]] = True
    early = before_the_last(study, late)
    record(early, skcore.release_study(early))
    with pytest.raises(DisclosureError, match="grown and others have shrunk"):
        skcore.release_study(study, earlier=earlier_of(study, edition=2, released=[early]))


def test_one_gone_and_two_new_do_not_pass_for_one_late_answer(folder: Path) -> None:
    """Within one workplace the counts say: one more. The answers say otherwise."""
    study = skcore.load_study(folder / "study.toml")
    answers = study.responses
    unit = answers.loc[answers["wave"] == "2026", "unit"].mode()[0]
    own = answers.index[(answers["wave"] == "2026") & (answers["unit"] == unit)]
    own = own[answers.loc[own, "role"] == "employee"]
    apart = pd.Series(answers.index.isin(own[:2]), index=answers.index)
    early = before_the_last(study, apart)
    record(early, skcore.release_study(early))
    gone = answers.drop(index=own[2]).reset_index(drop=True)
    later = dataclasses.replace(study, responses=gone)
    assert len(gone) == len(early.responses) + 1
    with pytest.raises(DisclosureError, match="rettet eller skiftet ud"):
        earlier_of(later, edition=2, released=[early])
    corrected = answers.copy()
    corrected.loc[own[3], "TM1"] = 6 - corrected.loc[own[3], "TM1"] + 0.5
    later = dataclasses.replace(study, responses=corrected)
    with pytest.raises(DisclosureError, match="og ikke kun lagt til"):
        earlier_of(later, edition=2, released=[early])
    shuffled = answers.sample(frac=1, random_state=1).reset_index(drop=True)
    later = dataclasses.replace(study, responses=shuffled.astype({"TM1": object}))
    assert earlier_of(later, edition=2, released=[early])[COPSOQ]
    withdrawn = dataclasses.replace(early, fingerprints={**early.fingerprints, "2026": "less"})
    fewer = early.responses.drop(index=early.responses.index[-1])
    withdrawn = dataclasses.replace(withdrawn, responses=fewer)
    assert earlier_of(withdrawn, edition=2, released=[early])[COPSOQ]


@pytest.mark.whole
def test_each_instrument_and_what_needs_more_people_has_a_ledger_of_its_own(
    small_study: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(small_study, tmp_path / "study"))
    make_decks(folder / "study.toml", out=folder / "out", units=["none"], jobs=1)
    names = {path.name for path in folder.glob("*.ledger.json")}
    assert names == {
        f"study.{COPSOQ}.ledger.json",
        f"study.{COPSOQ}.distribution.ledger.json",
        "study.who-5.ledger.json",
        "study.absence.ledger.json",
        "study.absence.whole.ledger.json",
        "study.outcomes.ledger.json",
        "study.observations.ledger.json",
    }
    manifest = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["ledgers"]) == names
    study = skcore.load_study(folder / "study.toml")
    ledger = folder / "study.who-5.ledger.json"
    kept = ledger.read_bytes()
    ledger.unlink()
    with pytest.raises(
        DisclosureError, match=r"huskes i study\.who-5\.ledger\.json, og det mangler"
    ):
        make_decks(folder / "study.toml", out=folder / "out", units=["none"], jobs=1)
    ledger.write_bytes(kept)
    (folder / "study.outcomes.ledger.json").write_text("[", encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"study\.outcomes\.ledger\.json kan ikke læses"):
        earlier_of(study)
    shutil.rmtree(folder / "out")  # decks that nobody has seen
    for lost in (folder / "study.outcomes.ledger.json", ledger):
        lost.unlink()
    with pytest.raises(DisclosureError, match=r"i study\.outcomes\.ledger\.json, study\.who-5\."):
        earlier_of(study, decks=[folder / "out"])  # a code book alone leaves no decks either
    (folder / "study.inputs-confidential.json").unlink()
    # an instrument that comes in with the second survey has no ledger yet, and needs none
    assert earlier_of(study, decks=[folder / "out"])["who-5"] == ()


def test_what_was_shown_is_not_forgotten_under_another_name(folder: Path) -> None:
    make_decks(folder / "study.toml", out=folder / "out", units=["none"], jobs=1)
    study = skcore.load_study(folder / "study.toml")
    prints = {"2025": study.fingerprints["2025"], "2027": study.fingerprints["2026"]}
    with pytest.raises(DisclosureError, match="måling '2027' er vist før som måling '2026'"):
        earlier_of(dataclasses.replace(study, fingerprints=prints))


@pytest.mark.whole
def test_a_notebook_knows_of_the_decks_that_were_made_before(folder: Path) -> None:
    first_survey_only(folder)
    make_decks(folder / "study.toml", out=folder / "out", units=["none"], jobs=1)
    study = skcore.load_study(folder / "study.toml")
    assert len(skcore.release_study(study).plans.means[COPSOQ].earlier) == 1
    changed = dataclasses.replace(study, fingerprints={"2025": "other answers"})
    with pytest.raises(DisclosureError, match="måling 2025 er ændret"):
        skcore.release_study(changed)
    assert skcore.release_study(changed, earlier={}).plans.means[COPSOQ].earlier == ()


@pytest.mark.parametrize("out", ["slides", pytest.param("out/slides", marks=pytest.mark.whole)])
def test_decks_below_the_study_file_remember_which_ledgers_they_were_made_with(
    folder: Path, out: str
) -> None:
    make_decks(folder / "study.toml", out=folder / out, units=[], formats=["html"], jobs=1)
    for ledger in folder.glob("*.ledger.json"):
        ledger.unlink()
    with pytest.raises(DisclosureError, match=rf"mangler .*ligger her: {out}\. Har ingen set det"):
        skcore.release_study(skcore.load_study(folder / "study.toml"))
    assert not list(folder.glob("*.ledger.json"))


def test_an_edited_ledger_is_refused_in_the_studys_language(
    small_study: Path, small_release: Any, tmp_path: Path
) -> None:
    study = skcore.load_study(shutil.copytree(small_study, tmp_path / "study") / "study.toml")
    record(study, small_release)
    path = ledger_path(study, COPSOQ)
    content = json.loads(path.read_text(encoding="utf-8"))
    content["releases"][0]["edition"] = 7
    path.write_text(json.dumps(content), encoding="utf-8")
    for language, words in (("da", "er rettet eller beskadiget"), ("en", "edited or damaged")):
        with pytest.raises(DisclosureError, match=words):
            earlier_of(dataclasses.replace(study, language=language))
    path.write_text("[[[", encoding="utf-8")
    with pytest.raises(DisclosureError, match="kan ikke læses"):
        earlier_of(study)
