"""A study of one small workplace: its spread is nobody's to know."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pandas as pd
import pytest

import skcore
from skcore.slides.markup import plain

COPSOQ = "copsoq3-social-capital"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> skcore.Study:
    folder = tmp_path_factory.mktemp("few")
    skcore.write_study(skcore.simulate_study(seed=8, units=12), folder)
    return skcore.load_study(folder / "study.toml")


def released(study: skcore.Study, last: int, first: int) -> Any:
    """Of one workplace, so many employees in the last survey and in the first."""
    answers = study.responses.dropna()
    answers = answers[(answers["role"] == "employee") & (answers["unit"] == "dagoest-02")]
    parts = [answers[answers["wave"] == w].head(n) for w, n in (("2026", last), ("2025", first))]
    alone = {"absence": None, "outcomes": None, "crosswalk": None}
    small = dataclasses.replace(study, responses=pd.concat(parts, ignore_index=True), **alone)
    return skcore.release_study(small, earlier={})


def test_a_pooled_spread_of_one_small_workplace_is_its_own_and_not_told(
    study: skcore.Study,
) -> None:
    release = released(study, last=7, first=2)
    table = release.levels[COPSOQ].table.query("not hidden")
    assert set(table["n"]) == {7}
    bands = ["conf_low", "conf_high", "diff_low", "diff_high", "detectable"]
    assert table[bands].isna().all(axis=None)
    # half the spread of two people in the first survey is no mark for anything
    assert release.facts.important == 10
    slides = [*skcore.network_deck(release), *skcore.unit_deck(release, "dagoest-02")]
    said = " ".join(plain(body) for slide in slides for body in slide.body)
    assert not re.search(r"\bnan\b", said.lower())


def test_an_interval_is_told_once_the_spread_is_that_of_enough_people(
    study: skcore.Study,
) -> None:
    table = released(study, last=12, first=0).levels[COPSOQ].table.query("not hidden")
    assert table[["conf_low", "conf_high"]].notna().all(axis=None)
