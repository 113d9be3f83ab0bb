"""A study of one small workplace: its spread is nobody's to know, so intervals say another."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import skcore
from skcore.slides.markup import plain

COPSOQ = "copsoq3-social-capital"


@pytest.fixture(scope="module")
def study(small_study: Path) -> skcore.Study:
    return skcore.load_study(small_study / "study.toml")


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
    # 1.96 of a conventional 25 points over the root of seven, whatever they answered
    half = 1.96 * 25 / 7**0.5
    assert (table["conf_low"] - (table["estimate"] - half).clip(0, 100)).abs().max() <= 1
    assert (table["conf_high"] - (table["estimate"] + half).clip(0, 100)).abs().max() <= 1
    # half the spread of two people in the first survey is no mark for anything
    assert release.facts.important == 10
    slides = [*skcore.network_deck(release), *skcore.unit_deck(release, "dagoest-02")]
    said = " ".join(plain(body) for slide in slides for body in slide.body)
    assert not re.search(r"\bnan\b", said.lower())


def test_a_convention_is_said_in_the_footnote_and_can_be_left_out(study: skcore.Study) -> None:
    slides = skcore.unit_deck(released(study, last=7, first=2), "dagoest-02")
    assert any("med en fast spredning (25 point)" in slide.footnote for slide in slides)
    none = skcore.DisclosurePolicy(conventional_spread=None)
    release = released(dataclasses.replace(study, policy=none), last=12, first=0)
    table = release.levels[COPSOQ].table.query("not hidden")
    bands = ["conf_low", "conf_high", "diff_low", "diff_high", "detectable"]
    assert table[bands].isna().all(axis=None)
    slides = skcore.unit_deck(release, "dagoest-02")
    assert any("Usikkerheden vises ikke" in slide.footnote for slide in slides)
