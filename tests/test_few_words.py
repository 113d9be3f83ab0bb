"""What one or a few gave as a background stands in the answers, and in no file that is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given
from leaks import documents_of
from random_whole import whole_answers, write_whole
from test_leaks import tables
from twins import INPUTS
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.commands.codebook import make_codebook
from skcore.disclosure.memory.entries import as_release
from skcore.release.few_words import numbered, with_words, words_of
from skcore.release.history import earlier_of

ONE, THREE, MANY = "Zzrare", "Yyfew", "nurse"


@pytest.fixture
def answers() -> pd.DataFrame:
    """Of 89 forms in two surveys one says what nobody else does, and three what no others do."""
    table = whole_answers(7)
    table.loc[table.index[3], "occupation"] = ONE
    table.loc[table.index[[5, 9, 14]], "occupation"] = THREE
    return table


@pytest.fixture
def study(answers: pd.DataFrame, tmp_path: Path) -> Path:
    return write_whole(tmp_path / "study", answers)


def files_that_say(folder: Path, word: str) -> set[str]:
    """Names of files, but those that somebody put in, in which a word can be read."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in INPUTS]
    assert files
    return {
        path.name
        for path in files
        if any(word.lower() in text.lower() for text in documents_of(path).values())
    }


def run(*command: str) -> str:
    done = CliRunner().invoke(app, list(command))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.whole
def test_no_file_and_no_command_repeats_what_few_gave_as_a_background(study: Path) -> None:
    folder = study.parent
    said = run("slides", str(study), "--out", str(folder / "out"))
    said += run("handouts", str(study), "--out", str(folder / "papers"))
    said += "".join(run(name, str(study)) for name in ("codebook", "check", "explain"))
    assert len(list(folder.rglob("*"))) > 20
    for word in (ONE, THREE):
        assert word not in said
        assert files_that_say(folder, word) == set()
    assert "study.one.ledger.json" in files_that_say(folder, MANY)


@pytest.mark.whole
def test_without_numbers_for_rare_words_the_ledgers_tell_what_one_gave(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a ledger of before, which holds the words, holds none after the next run."""
    with monkeypatch.context() as patch:
        patch.setattr("skcore.release.history.numbered", lambda entry, **_: dict(entry))
        make_codebook(study)
    assert len(files_that_say(study.parent, ONE)) == 2
    (before,) = earlier_of(skcore.load_study(study))["one"]
    make_codebook(study)
    assert files_that_say(study.parent, ONE) == set()
    (after,) = earlier_of(skcore.load_study(study))["one"]
    assert after.cells.equals(before.cells)
    assert after.shown == before.shown


@pytest.mark.whole
def test_no_table_of_a_release_names_what_few_gave(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named() -> set[str]:
        found = tables(skcore.release_study(skcore.load_study(study), earlier={}))
        texts = {name: told.table.to_csv() + told._repr_html_() for name, told in found.items()}
        assert any(MANY in text for text in texts.values())
        return {name for name, text in texts.items() if ONE in text or THREE in text}

    assert named() == set()
    monkeypatch.setattr("skcore.release.without_words_of_few", lambda told, _: told)
    assert named() == {"levels.one."}


def ledgers(study: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in study.parent.glob("*.ledger.json")}


def rare_in(release: Any) -> dict[str, int]:
    """How many gave each rare word, as memory has it."""
    cells = release.cells[release.cells["occupation"].isin([ONE, THREE])]
    return {str(word): int(n) for word, n in cells.groupby("occupation")["n"].sum().items()}


@pytest.mark.whole
def test_the_same_again_and_a_late_answer_are_held_beside_the_words(
    study: Path, answers: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_codebook(study)
    kept, (first,) = ledgers(study), earlier_of(skcore.load_study(study))["one"]
    assert rare_in(first).keys() <= {ONE, THREE}
    assert rare_in(first)
    make_codebook(study)
    assert ledgers(study) == kept
    late = answers.iloc[[3]].assign(respondent="late", occupation=ONE, answered="2025-03-23")
    table = pd.concat([answers, late], ignore_index=True)
    again = write_whole(tmp_path / "again", table)
    for name, content in kept.items():
        (again.parent / name).write_bytes(content)
    how: dict[str, Any] = {"edition": 2, "released": [study]}
    (known,) = earlier_of(skcore.load_study(again), **how)["one"]
    assert rare_in(known) == rare_in(first)
    make_codebook(again, **how)
    assert files_that_say(again.parent, ONE) == set()
    assert len(json.loads((again.parent / "study.one.ledger.json").read_bytes())["releases"]) == 2
    # were numbers not put into words again, the one would be somebody else, and is refused
    monkeypatch.setattr("skcore.release.history.with_words", lambda release, *_: release)
    with pytest.raises(skcore.DisclosureError):
        make_codebook(study)


@given(st.lists(st.sampled_from(["a", "b", "word 1 of 3", "word 9 of 3", ""]), max_size=30))
def test_numbers_lead_back_to_the_words(given_words: list[str]) -> None:
    words = {("2025", "print"): {"job": sorted({*given_words} - {""})}}
    cells = [["2025", word, n] for n, word in enumerate(given_words)]
    entry = {
        "classes": ["wave", "job"],
        "variables": ["n"],
        "cells": cells,
        "shown": [],
        "fingerprints": {"2025": "print"},
    }
    put = numbered(entry, words, minimum=5)
    few = {word for word in given_words if word and _people(cells, word) < 5}
    assert not few & {cell[1] for cell in put["cells"]} - {"word 1 of 3", "word 9 of 3"}
    assert numbered(put, words, minimum=5) == put
    told = with_words(as_release(put, ""), put, words)
    assert told.cells.to_numpy().tolist() == cells
    assert numbered(entry, {}, minimum=5) == entry  # of a study that is not at hand


def _people(cells: list[list[Any]], word: str) -> int:
    return sum(cell[2] for cell in cells if cell[1] == word)


def test_words_stand_in_no_order_of_the_alphabet(study: Path) -> None:
    words = next(iter(words_of(skcore.load_study(study)).values()))["occupation"]
    assert {MANY, "cook"} <= {*words}
    assert list(words) != sorted(words)
