"""Random studies, every table of each in one programme: no answer is certain in whole people."""

from __future__ import annotations

from pathlib import Path

import pytest
from attacked import JOINT, JOINT_NEAR
from joint import joint_finds
from random_whole import near_study, whole_study

import skcore


def found_in(folder: Path, seed: int) -> list[str]:
    return joint_finds(skcore.load_study(whole_study(folder / str(seed), seed)[0]))


@pytest.mark.whole
@pytest.mark.parametrize("seed", JOINT["CI"])
def test_no_answer_is_certain_by_all_tables_together(tmp_path: Path, seed: int) -> None:
    assert found_in(tmp_path, seed) == []


@pytest.mark.parametrize(
    "seed",
    [
        *(pytest.param(n, marks=pytest.mark.whole) for n in JOINT_NEAR["CI"]),
        *(pytest.param(n, marks=pytest.mark.deep) for n in JOINT_NEAR["deep"]),
    ],
)
def test_no_answer_is_certain_where_workplaces_answer_nearly_alike(
    tmp_path: Path, seed: int
) -> None:
    assert joint_finds(skcore.load_study(near_study(tmp_path, seed))) == []


@pytest.mark.whole
def test_without_a_least_spread_answers_are_certain_where_workplaces_answer_nearly_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skcore.release.spread.least_spread", lambda _: 15.0)
    monkeypatch.setattr("joint.LEAST", 15.0)
    assert joint_finds(skcore.load_study(near_study(tmp_path, JOINT_NEAR["CI"][0])))


@pytest.mark.deep
@pytest.mark.parametrize("seed", JOINT["deep"])
def test_no_answer_is_certain_by_all_tables_of_many_studies(tmp_path: Path, seed: int) -> None:
    assert found_in(tmp_path, seed) == []


@pytest.mark.whole
def test_without_the_ranges_and_ends_answers_to_single_questions_are_certain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for rule in ("ranges.Ranges.is_narrower", "ranges.Ranges.is_certain"):
        monkeypatch.setattr(f"skcore.disclosure.{rule}", lambda *_: False)
    monkeypatch.setattr("skcore.disclosure.wide._View.certain", lambda *_, **__: set())
    assert any(found.startswith("Q3: ") for found in found_in(tmp_path, 2018))
    assert any("within" in found for found in found_in(tmp_path, 2020))
