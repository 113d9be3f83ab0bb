"""Scored data for researchers: whole, labelled, confidential by name, and never among slides."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from typer.testing import CliRunner

import skcore
import skcore.storage
from skcore.cli import app
from skcore.commands import export
from skcore.errors import SkcoreError
from skcore.storage import locked


def run(*asked: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(map(str, asked)))
    return done.exit_code, " ".join(done.output.split())


def read(path: Path) -> pd.DataFrame:
    if path.suffix == ".sav":
        return pyreadstat.read_sav(str(path))[0]
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype={"wave": str}, keep_default_na=True)
    import fastparquet

    return fastparquet.ParquetFile(str(path)).to_pandas()


@pytest.mark.parametrize("kind", ["csv", "parquet", "sav"])
def test_every_kind_holds_the_same_exact_scores(folder: Path, kind: str) -> None:
    study = skcore.load_study(folder)
    written = skcore.export_scores(study, folder / f"scores.{kind}")
    table, people = read(written[0]), skcore.scored_people(study)
    assert len(table) == len(people)
    for code in ("TM1", "TM3", "TM", "SC", "SC_n", "WHO5"):
        pd.testing.assert_series_equal(
            table[code].astype(float), people[code].astype(float), rtol=1e-12, check_names=False
        )
    assert table["wave"].tolist() == people["wave"].tolist()
    named = dict(zip(study.units["unit"], study.units["name"], strict=True))
    assert table["unit_name"].tolist() == people["unit"].map(named).tolist()
    assert set(table["level_1"]) <= {*named.values(), "–"}
    assert "respondent" not in table  # answers of this study are not linked over time


def test_spss_gets_words_for_codes_and_columns(folder: Path) -> None:
    (file,) = skcore.export_scores(skcore.load_study(folder), folder / "scores.sav")
    _, meta = pyreadstat.read_sav(str(file))
    assert meta.variable_value_labels["TMX2"][5.0] == "I meget høj grad"
    assert meta.variable_value_labels["role"]["leader"] == "ledere"
    labels = meta.column_names_to_labels
    assert labels["TMX2"].startswith("Kan man stole på de udmeldinger")
    assert "stillet omvendt" in labels["TM3"]  # the codes are the answers, not yet turned


def test_csv_and_parquet_come_with_a_list_of_their_columns(folder: Path) -> None:
    study = skcore.load_study(folder)
    for kind in ("csv", "parquet"):
        data, columns = skcore.export_scores(study, folder / f"scores.{kind}")
        listed = pd.read_csv(columns).set_index("column")
        assert list(listed.index) == list(read(data))
        assert listed.loc["TM1", "values"].startswith("5 = I meget høj grad; 4 = I høj grad")
        assert listed.loc["SC", "label"] == "Social kapital, 0–100"


def test_pseudonyms_leave_only_where_answers_are_linked(folder: Path) -> None:
    study = replace(skcore.load_study(folder), linked=True)
    table = read(skcore.export_scores(study, folder / "scores.csv")[0])
    assert table["respondent"].astype(str).tolist() == study.responses["respondent"].tolist()


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ("scores.csv", "scores-fortroligt.csv"),
        ("Fortrolige scorer.csv", "Fortrolige scorer.csv"),
        ("confidential_2026.csv", "confidential_2026.csv"),
    ],
)
def test_the_name_says_that_it_is_confidential(folder: Path, asked: str, got: str) -> None:
    written = skcore.export_scores(skcore.load_study(folder), folder / asked)
    assert written[0].name == got
    assert not [p for p in folder.iterdir() if p.name.startswith((".export", ".unfinished"))]


def test_the_log_says_what_left_and_holds_no_answer(folder: Path) -> None:
    file = folder / "study.toml"
    assert run("export", file, "--to", "csv")[0] == 0
    assert run("export", file, "--to", "sav", "--out", folder / "til forsker")[0] == 0
    lines = (folder / "study.export.log").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    sent = folder / "til forsker" / "scorer-fortroligt.sav"
    when, place, rows, digest, columns = lines[1].split("\t")
    assert when.startswith("20")
    assert place == str(sent.resolve())
    assert digest == f"sha256 {hashlib.sha256(sent.read_bytes()).hexdigest()}"
    assert rows == f"{len(read(sent))} rækker"
    assert columns.split(", ") == list(read(sent))


def test_what_cannot_be_logged_does_not_leave(folder: Path) -> None:
    (folder / "study.export.log").mkdir()
    code, said = run("export", folder / "study.toml")
    assert code == 1
    assert "kan ikke skrives" in said
    assert not list(folder.glob("*fortroligt*"))


def test_no_export_is_written_while_a_run_holds_the_study(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It clears away what was being written there, and would take the answers' file for that."""
    monkeypatch.setattr(skcore.storage, "_WAIT", 0.0)
    with locked(folder):
        code, said = run("export", folder / "study.toml", "--out", folder.parent / "elsewhere")
    assert code == 1
    assert "En anden kørsel er i gang i" in said
    assert not list(folder.parent.rglob("*fortroligt*"))
    assert not (folder / "study.export.log").exists()


def test_nothing_confidential_comes_among_slides(made_study: Path, tmp_path: Path) -> None:
    study = skcore.load_study(made_study)
    for place in (made_study / "out", made_study / "out" / "arbejdspladser"):
        with pytest.raises(SkcoreError, match=r"Der ligger slides i .*Vælg en anden mappe"):
            skcore.export_scores(study, place / "scores.csv")
        assert not list(place.glob("*fortrolig*"))


def test_slides_are_not_made_beside_what_is_confidential(folder: Path) -> None:
    run("export", folder / "study.toml", "--out", folder / "slides" / "x")
    code, said = run("slides", folder / "study.toml", "--out", folder / "slides")
    assert code == 1
    assert "x/scorer-fortroligt.csv" in said
    assert "Flyt dem" in said
    assert not list(folder.glob("slides/*.html"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--to", "xlsx"], "er ikke en af slagsene csv, parquet, sav"),
        (["--to", "sav", "--out", "scorer.csv"], "passer ikke sammen"),
    ],
)
def test_other_kinds_are_refused_with_the_way_out(
    folder: Path, asked: list[str], said: str
) -> None:
    code, words = run("export", folder / "study.toml", *asked)
    assert code == 1
    assert said in words
    assert not (folder / "study.export.log").exists()


def test_an_ending_without_a_writer_is_refused(folder: Path) -> None:
    with pytest.raises(SkcoreError, match=r"'scores.rds' kan ikke skrives.*csv, parquet, sav"):
        skcore.export_scores(skcore.load_study(folder), folder / "scores.rds")


def test_spss_takes_any_name_of_a_background() -> None:
    names = export._spss_names(["sc", "SC", "years at work", "2025", "by", "æble"])
    assert list(names.values()) == ["sc", "SC_2", "years_at_work", "v_2025", "by_2", "æble"]
