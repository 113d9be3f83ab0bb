"""What was shown before is remembered, without a value."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from skcore.disclosure.memory import ledger as ledger_module
from skcore.disclosure.memory.ledger import (
    LedgerChangedError,
    earlier_releases,
    read_ledger,
    record_release,
)
from skcore.disclosure.plan import plan_release
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.policy import DisclosurePolicy
from skcore.errors import DisclosureError

COUNTS = pd.DataFrame({"wave": 1, "unit": ["A", "B"], "n": [12, 9]})
CUTS = [("wave", "unit"), ("wave",)]


def planned(counts: pd.DataFrame, earlier: tuple = ()) -> ReleasePlan:
    return plan_release(counts, cuts=CUTS, policy=DisclosurePolicy(), earlier=earlier)


def test_a_release_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "releases.json"
    record_release(path, planned(COUNTS), label="deck", fingerprints={1: "aa"})
    (release,) = earlier_releases(read_ledger(path, expected=True), fingerprints={1: "aa"})
    assert release.label == "deck (1)"
    assert len(release.shown) == 3
    assert release.cells["n"].tolist() == [12, 9]
    assert set(tmp_path.iterdir()) == {path}


def test_the_same_release_again_changes_no_byte(tmp_path: Path) -> None:
    path = tmp_path / "releases.json"
    record_release(path, planned(COUNTS), label="deck", fingerprints={1: "aa"})
    before = path.read_bytes()
    again = planned(COUNTS, earlier_releases(read_ledger(path)))
    record_release(path, again, label="deck", fingerprints={1: "aa"})
    assert path.read_bytes() == before


def test_the_same_release_under_another_result_adds_that_name_alone(tmp_path: Path) -> None:
    path = tmp_path / "releases.json"
    record_release(path, planned(COUNTS), label="deck", fingerprints={1: "aa"})
    (before,) = read_ledger(path).entries
    again = planned(COUNTS, earlier_releases(read_ledger(path)))
    record_release(path, again, label="deck of later", fingerprints={1: "aa"})
    (entry,) = read_ledger(path).entries
    assert {**entry, "results": []} == {**before, "results": []}
    assert read_ledger(path).results >= {"deck", "deck of later"}


def test_a_ledger_holds_groups_and_numbers_only(tmp_path: Path) -> None:
    path = tmp_path / "releases.json"
    record_release(path, planned(COUNTS), label="deck", fingerprints={1: "aa"})
    (entry,) = json.loads(path.read_text(encoding="utf-8"))["releases"]
    assert set(entry) == {
        *["label", "edition", "kind", "minimum", "lowered_because", "fingerprints"],
        *["classes", "variables", "cells", "shown"],
    }


def test_changed_input_needs_a_new_edition(tmp_path: Path) -> None:
    path = tmp_path / "releases.json"
    record_release(path, planned(COUNTS), label="deck", fingerprints={1: "aa"})
    ledger = read_ledger(path)
    with pytest.raises(DisclosureError, match="The input of wave 1 has changed since"):
        earlier_releases(ledger, fingerprints={1: "bb"})
    with pytest.raises(DisclosureError, match="one person gone and two new ones look like one"):
        earlier_releases(ledger, fingerprints={1: "bb"}, edition=2)
    known = earlier_releases(ledger, fingerprints={1: "bb"}, edition=2, only_added=[1])
    later = planned(COUNTS.assign(n=[13, 9]), known)
    by_unit = later.groups.set_index("unit")["hidden_reason"]
    assert by_unit["A"] == "complementary"
    assert by_unit["B"] == ""
    recorded = record_release(path, later, label="deck", fingerprints={1: "bb"}, edition=2)
    assert len(recorded) == 2


def test_corrected_answers_without_a_changed_number_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "releases.json"
    record_release(path, planned(COUNTS), label="deck", fingerprints={1: "aa"})
    known = earlier_releases(read_ledger(path), fingerprints={1: "bb"}, edition=2, only_added=[1])
    with pytest.raises(DisclosureError, match="the counts cannot say whose"):
        record_release(
            path, planned(COUNTS, known), label="deck", fingerprints={1: "bb"}, edition=2
        )


def test_a_plan_made_without_the_ledger_is_not_recorded(tmp_path: Path) -> None:
    path = tmp_path / "releases.json"
    record_release(path, planned(COUNTS), label="deck", fingerprints={1: "aa"})
    more = pd.concat([COUNTS, COUNTS.assign(wave=2)])
    with pytest.raises(DisclosureError, match=r"made without what was shown before \(deck\)"):
        record_release(path, planned(more), label="deck 2", fingerprints={1: "aa", 2: "cc"})
    known = earlier_releases(read_ledger(path), fingerprints={1: "aa", 2: "cc"})
    assert (
        len(record_release(path, planned(more, known), label="2", fingerprints={1: "aa", 2: "cc"}))
        == 2
    )


def test_a_plan_that_fails_the_audit_is_not_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = pd.DataFrame({"people": ["x"], "n": [1], "groups": ["g"], "reason": ["undecided"]})
    monkeypatch.setattr(ledger_module, "audit_release", lambda _: found)
    with pytest.raises(DisclosureError, match="The audit finds 1 ways"):
        record_release(tmp_path / "l.json", planned(COUNTS), label="d", fingerprints={1: "aa"})
    assert not (tmp_path / "l.json").exists()


def test_a_lost_ledger_is_said_loudly(tmp_path: Path) -> None:
    assert len(read_ledger(tmp_path / "none.json")) == 0
    with pytest.raises(DisclosureError, match="is missing, though something has been shown"):
        read_ledger(tmp_path / "none.json", expected=True)


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"format": 2, "releases": []}', '{"format": 1, "releases": [{}]}']
)
def test_a_broken_ledger_stops_everything(tmp_path: Path, text: str) -> None:
    path = tmp_path / "releases.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DisclosureError, match="cannot be read, so nothing can be released"):
        read_ledger(path)


def test_odd_classes_and_editions_are_refused(tmp_path: Path) -> None:
    dates = COUNTS.assign(wave=pd.Timestamp("2026-01-01"))
    with pytest.raises(DisclosureError, match="Classes in a ledger are texts or numbers"):
        record_release(tmp_path / "l.json", planned(dates), label="d", fingerprints={})
    with pytest.raises(DisclosureError, match="edition must be a whole number"):
        earlier_releases(read_ledger(tmp_path / "l.json"), edition=0)


def test_a_ledger_that_notepad_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "releases.json"
    record_release(path, planned(COUNTS), label="deck", fingerprints={1: "aa"})
    before = read_ledger(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_ledger(path) == before


def test_an_edited_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "releases.json"
    record_release(path, planned(COUNTS), label="deck", fingerprints={1: "aa"})
    text = path.read_text(encoding="utf-8")
    for old, new in (('"aa"', '"bb"'), ("12", "13"), ('"A"', '"Å"')):
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(LedgerChangedError, match=r"edited or damaged.*from a backup"):
            read_ledger(path)
    path.write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert len(read_ledger(path)) == 1


def test_a_ledger_of_the_first_version_is_read_and_upgraded_once_beside_a_copy(
    tmp_path: Path,
) -> None:
    path = tmp_path / "releases.json"
    record_release(path, planned(COUNTS), label="deck", fingerprints={1: "aa"})
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["sha256"]
    path.write_text(json.dumps(content | {"format": 1}), encoding="utf-8")
    old = path.read_bytes()
    for _ in range(2):
        again = planned(COUNTS, earlier_releases(read_ledger(path)))
        record_release(path, again, label="deck", fingerprints={1: "aa"})
        assert json.loads(path.read_text(encoding="utf-8")).keys() >= {"sha256"}
        assert (tmp_path / "releases.format-1.json").read_bytes() == old


@pytest.mark.parametrize("text", ["[" * 100_000, '{"format": 1, "releases": [' + "9" * 6000 + "]}"])
def test_a_ledger_beyond_measure_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "releases.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"releases\.json cannot be read"):
        read_ledger(path)


def test_a_number_of_people_of_thirty_digits_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "releases.json"
    record_release(path, planned(COUNTS), label="deck", fingerprints={1: "aa"})
    content = json.loads(path.read_text(encoding="utf-8"))
    content["releases"][0]["cells"][0][-1] = 10**30
    path.write_text(json.dumps(content | {"format": 1}), encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"releases\.json cannot be read"):
        read_ledger(path)
