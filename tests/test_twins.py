"""Other answers behind what is not shown change no file: nothing there tells which it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from attacked import KINDS, TWINS, TWINS_TWICE
from random_whole import whole_study
from small_study import ITEMS
from test_widgets_meeting import page
from twins import HASH, differences, in_turn_beside_twins, write_twin
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.commands.slides import make_decks
from skcore.disclosure import ReleasePlan, door
from skcore.disclosure.matching import Places
from skcore.disclosure.reasons import NO_DATA


def make(path: Path, *, papers: bool) -> None:
    """All that somebody may be given of a study: decks, code book, ledgers, and handouts."""
    make_decks(path, out=path.parent / "out", formats=("html", "pptx"), jobs=1)
    commands = [["codebook", str(path)], ["explain", str(path)]]
    commands += [["handouts", str(path), "--out", str(path.parent / "papers")]] if papers else []
    for command in commands:
        done = CliRunner().invoke(app, command)
        assert done.exit_code == 0, done.output
        (path.parent / f"{command[0]}.txt").write_text(done.output, encoding="utf-8")


def traces(folder: Path, seed: int, *, papers: bool) -> list[str]:
    path, table = whole_study(folder / "one" / "study", seed)
    twin = folder / "two" / "study"
    if not write_twin(path, twin, table, seed):
        return []
    for study in (path, twin / path.name):
        make(study, papers=papers)
    return differences(folder / "one", folder / "two")


@pytest.mark.whole
def test_what_is_not_shown_leaves_no_trace_in_any_file_and_what_is_shown_does(
    tmp_path: Path,
) -> None:
    assert traces(tmp_path, *TWINS["CI"], papers=False) == []
    twin = tmp_path / "two" / "study"
    table = pd.read_csv(twin / "responses.csv", sep=";")
    assert len(list(twin.rglob("*.html"))) > 5  # there was a twin, and its files were read
    table[ITEMS] = 6 - table[ITEMS]
    table.to_csv(twin / "responses.csv", sep=";", index=False)
    for ledger in twin.glob("*.ledger.json"):
        ledger.unlink()
    shutil.rmtree(twin / "out")
    make(twin / "study.toml", papers=False)
    found = " ".join(differences(tmp_path / "one", tmp_path / "two"))
    assert all(f".{kind}" in found for kind in ("html", "pptx", "xlsx", "json"))


def show(path: Path, **changed: Any) -> None:
    """What somebody is given of a study, or of it as it is now, and what two commands say of it."""
    told = [f"--released={old}" for old in changed.get("released", [])]
    told += [f"--edition={changed['edition']}"] if changed else []
    said = [CliRunner().invoke(app, [name, str(path), *told]) for name in ("check", "explain")]
    make_decks(path, out=path.parent / "out", jobs=1, **changed)
    assert [done.exit_code for done in said] == [0, 0], [done.output for done in said]
    (path.parent / "said.txt").write_text("".join(done.output for done in said), encoding="utf-8")


@pytest.mark.whole
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", TWINS_TWICE["CI"])
def test_what_is_not_shown_leaves_no_trace_in_the_files_of_two_releases(
    tmp_path: Path, kind: str, seed: int
) -> None:
    moved, found = in_turn_beside_twins(tmp_path, kind, seed, show)
    assert moved
    assert found == []


@pytest.mark.deep
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", TWINS_TWICE["deep"])
def test_what_is_not_shown_leaves_no_trace_in_the_files_of_many_twice(
    tmp_path: Path, kind: str, seed: int
) -> None:
    moved, found = in_turn_beside_twins(tmp_path, kind, seed, show)
    assert not moved or found == []


@pytest.mark.whole
def test_where_the_door_hides_nothing_the_decks_of_twins_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planned as ever: what differs is of those who are planned not to be shown."""
    path, table = whole_study(tmp_path / "one" / "study", 204)
    twin = tmp_path / "two" / "study" / path.name
    assert write_twin(path, twin.parent, table, 204)

    def decks() -> list[str]:
        for study in (path, twin):
            make_decks(study, out=study.parent / "out", units=["none"], jobs=1, force=True)
        return differences(tmp_path / "one", tmp_path / "two")

    assert decks() == []
    hide_nothing(monkeypatch)
    assert any("network-meeting.html words" in found for found in decks())


def hide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_hidden(plan: ReleasePlan, places: Sequence[Places]) -> tuple[Any, Any]:
        hidden, reason = as_it_is(plan, places)
        return hidden & (reason == NO_DATA), np.where(reason == NO_DATA, reason, "")

    as_it_is = door._hidden
    monkeypatch.setattr(door, "_hidden", nothing_hidden)


def states(study: Path) -> list[str]:
    """What the page holds at every choice of ``explore``, and at every card of every workplace."""
    release = skcore.release_study(skcore.load_study(study), earlier={})
    board = skcore.explore(release)
    told = []

    def choose(*names: str) -> None:
        control = board.controls[names[0]]
        for _, value in control.options:
            control.value = value
            if names[1:]:
                choose(*names[1:])
            else:
                told.append(page(board))

    choose("level", "wave", "role", "scale", "unit", "beside")
    for unit in release.facts.workplaces(release.facts.last_wave):
        hand = skcore.pick_cards(release, unit)
        for card in hand.cards["card"]:
            hand.list.value = card
            told.append(page(hand))
    return [HASH.sub("#", json.dumps(state, default=str)) for state in told]


@pytest.mark.whole
def test_what_is_not_shown_leaves_no_trace_at_any_choice_in_a_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(  # pictures are made of it alone
        "skcore.widgets.exploring.slide_fragment", lambda slide: json.dumps(slide.to_json())
    )
    path, table = whole_study(tmp_path / "one" / "study", 204)
    twin = tmp_path / "two" / "study" / path.name
    assert write_twin(path, twin.parent, table, 204)
    one = states(path)
    assert len(one) > 100
    assert one == states(twin)
    hide_nothing(monkeypatch)
    assert states(path) != states(twin)


@pytest.mark.deep
@pytest.mark.parametrize("seed", TWINS["deep"])
def test_what_is_not_shown_leaves_no_trace_in_many_studies(tmp_path: Path, seed: int) -> None:
    assert traces(tmp_path, seed, papers=True) == []
