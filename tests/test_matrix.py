"""Any study: checked, made into decks and explained, whatever was asked, of whom and how often.

Each pair of settings occurs in one of some sixty studies. Every fourth of the smaller ones is
tried each time, all of them and five hundred others by ``make test-deep``.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from matrix_studies import OWN, Case, matrix, write_case
from typer.testing import CliRunner

from skcore.cli import app

CASES = matrix()
#: words that only studies may use that have what they speak of
WORDS = {
    "company": {"da": r"virksomhed", "en": r"\bcompany"},
    "municipality": {"da": r"kommun|borger", "en": r"municipality|citizen"},
    "hospital": {"da": r"\bhospital(et|s)\b|patient", "en": r"the hospital\b|patient"},
}
CAPITAL = {"da": "social kapital", "en": "social capital"}
ABOUT_CAPITAL = {"copsoq3-social-capital", "fire-hurtige", "kouvonen-8"}


def run(*words: str) -> str:
    """Run a command that must succeed; return what it said."""
    done = CliRunner().invoke(app, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, f"{words[0]}: {done.output}"
    return done.output


def holds(case: Case, folder: Path) -> None:
    """What must hold of every study."""
    study = str(write_case(case, folder))
    run("check", study)
    run("slides", study, "--out", str(folder / "out"), "--jobs", "1")
    run("explain", study)
    decks = sorted((folder / "out").rglob("*.html"))
    assert decks
    assert (len(decks) == 1) == (case.workplaces == 1 or set(case.instruments) == {"who-5"})
    for deck in decks:
        speaks_of_what_there_is(case, seen(deck))


def seen(deck: Path) -> str:
    """What is read on the slides and in their notes."""
    content = deck.read_text(encoding="utf-8")
    slides = "".join(re.findall(r"<section.*?</section>", content, re.S))
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", slides)).split()).replace("\u00ad", "")


def speaks_of_what_there_is(case: Case, said: str) -> None:
    """No preset's words but the study's own, and no social capital where it was not asked about."""
    if ABOUT_CAPITAL & set(case.instruments):
        # research is told of hospitals, and of what it asked there
        return
    for preset, words in WORDS.items():
        if preset != case.preset:
            assert not re.search(words[case.language], said.lower()), preset
    assert CAPITAL[case.language] not in said.lower()


QUICK = [case for case in CASES if case.workplaces <= 14][::4]


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_any_study_is_checked_made_and_explained(case: Case, tmp_path: Path) -> None:
    holds(case, tmp_path)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(10))
def test_six_hundred_other_studies_are_too(seed: int, tmp_path: Path) -> None:
    for case in matrix(seed):
        holds(case, tmp_path / case.name)


def test_each_pair_of_questionnaire_and_size_is_tried() -> None:
    pairs = {(case.first, case.workplaces) for case in CASES}
    assert len(pairs) == len({c.first for c in CASES}) * len({c.workplaces for c in CASES})
    assert {c.options for c in CASES if OWN in c.instruments} >= {2, 4, 11, "words", "uneven"}
