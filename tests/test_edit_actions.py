"""The register of actions as a form: what is not touched stays, what is wrong is not written."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import skcore

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    ledgers = shutil.ignore_patterns("*.ledger.json*")
    return shutil.copytree(SAMPLE, tmp_path / "study", ignore=ledgers)


def opened(place: Path) -> Any:
    return skcore.edit_actions(skcore.load_study(place))


def test_saving_what_was_not_touched_changes_no_cell(place: Path) -> None:
    before = pd.read_csv(place / "actions.csv", sep=";", dtype=str, encoding="utf-8-sig")
    assert opened(place).save() == place / "actions.csv"
    after = pd.read_csv(place / "actions.csv", sep=";", dtype=str, encoding="utf-8-sig")
    pd.testing.assert_frame_equal(before, after)


def test_an_action_is_added_filled_in_and_read_back(place: Path) -> None:
    board = opened(place)
    n = len(board.table)
    board.add()
    given = {"unit": "dagoest-01", "action": "Fælles frokost; om fredagen", "theme": "TE"}
    given |= {"who": "Leder", "since": "2026-09-01", "status": "planlagt", "expected": "4"}
    for name, value in given.items():
        board.fields[name].value = value
    board.save()
    assert f"gemt med {n + 1} indsatser" in board._said.value
    read = skcore.load_study(place).actions
    assert read is not None
    last = read[read["action"] == given["action"]].iloc[0]
    assert (last["unit"], last["variable"], last["status"]) == ("dagoest-01", "TE", "planned")
    assert last["expected"] == 4


def test_an_action_is_removed(place: Path) -> None:
    board = opened(place)
    first, n = board.table["action"].iloc[0], len(board.table)
    board.list.value = 0
    board.remove()
    board.save()
    read = skcore.load_study(place).actions
    assert read is not None
    assert first not in set(read["action"])
    assert len(board.table) == n - 1


@pytest.mark.parametrize(
    ("field", "value"), [("since", "i morgen"), ("expected", "900"), ("action", "")]
)
def test_what_is_wrong_is_told_while_writing_and_never_saved(
    place: Path, field: str, value: str
) -> None:
    board = opened(place)
    before = (place / "actions.csv").read_bytes()
    board.fields[field].value = value
    assert "skal rettes" in board.problems.value
    assert not board.attempt(board.save)
    assert "ikke gemt" in board._said.value
    assert (place / "actions.csv").read_bytes() == before


def test_without_a_register_one_is_begun_and_the_line_to_write_is_said(place: Path) -> None:
    (place / "actions.csv").unlink()
    file = place / "study.toml"
    kept = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("actions")]
    file.write_text("\n".join(kept), encoding="utf-8")
    board = opened(place)
    assert len(board.table) == 0
    assert board.fields["action"].disabled
    board.add()
    board.fields["unit"].value = "dagoest-01"
    board.fields["action"].value = "Fælles frokost"
    assert board.save().name == "indsatser.csv"
    assert "actions = &quot;indsatser.csv&quot;" in board._said.value


def test_a_register_that_is_no_csv_is_refused(place: Path) -> None:
    table = pd.read_csv(place / "actions.csv", sep=";", dtype=str, encoding="utf-8-sig")
    table.to_excel(place / "actions.xlsx", index=False)
    file = place / "study.toml"
    file.write_text(file.read_text("utf-8").replace("actions.csv", "actions.xlsx"), "utf-8")
    with pytest.raises(skcore.SkcoreError, match=r"'actions\.xlsx' er ikke en csv-fil"):
        opened(place)


def test_a_status_is_the_word_of_the_studys_language(place: Path) -> None:
    study = place / "study.toml"
    told = study.read_text(encoding="utf-8")
    study.write_text(told.replace('language = "da"', 'language = "en"'), encoding="utf-8")
    register = pd.read_csv(place / "actions.csv", sep=";", dtype=str, encoding="utf-8-sig")
    register.loc[0, "status"] = "næsten"
    register.loc[1, "status"] = ""
    register.to_csv(place / "actions.csv", sep=";", index=False, encoding="utf-8-sig")
    with pytest.raises(skcore.InputError, match="næsten"):
        opened(place)
    register.loc[0, "status"] = "Igang"
    register.to_csv(place / "actions.csv", sep=";", index=False, encoding="utf-8-sig")
    board = opened(place)
    assert board.table["status"].to_list()[:3] == ["running", "", "running"]
    assert {*board.table["status"]} == {"running", "", "done", "stopped", "planned"}
    board.save()
    assert skcore.load_study(place).actions["status"].to_list()[:2] == ["running", "planned"]
