"""Random studies made into files, and an outsider who has nothing but these: nobody is found."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from artefacts import CIRCLE, Files, marks_of_page
from outsider import Outsider
from random_small import AREAS, STEPS
from random_whole import whole_study

from skcore.commands.slides import make_decks


def found_in(folder: Path, seed: int) -> list[str]:
    """What the files of a random study tell of few, and marks that stand finer than is told."""
    path, answers = whole_study(folder, seed)
    made = make_decks(path, out=folder / "out", formats=("html", "pptx"), jobs=1)
    assert len(made.files) > 3
    files = Files(folder / "out", sorted(answers["wave"].unique()))
    outsider = Outsider(_people(answers), AREAS)
    files.tell(outsider)
    return outsider.finds(STEPS) + files.finer()


def _people(answers: pd.DataFrame) -> dict[tuple[str, str, str, bool], int]:
    """Those behind the figures: everybody who answered every theme that the survey asked."""
    asked = answers.groupby("wave")[["Q3", "Q4"]].transform("count") > 0
    third = (answers[["Q3", "Q4"]].notna() & asked).any(axis=1)
    whole = answers[answers["Q1"].notna() & answers["Q2"].notna() & third]
    counts = whole.groupby(["wave", "unit", "role"]).size()
    return {(w, u, r, False): int(n) for (w, u, r), n in counts.items()}


@pytest.mark.parametrize("seed", [3, 115])
def test_nobody_is_found_in_the_files_of_random_studies(tmp_path: Path, seed: int) -> None:
    assert found_in(tmp_path, seed) == []


def test_a_mark_that_stands_finer_than_its_number_is_found(tmp_path: Path) -> None:
    assert found_in(tmp_path, 6) == []
    page = next(p for p in (tmp_path / "out" / "workplaces").glob("*.html") if _dots(p))
    moved = CIRCLE.sub(lambda m: f'<circle cx="{float(m[1]) + 2}" cy="{m[2]}"', page.read_text())
    page.write_text(moved, encoding="utf-8")
    files = Files(tmp_path / "out", ["2025"])
    assert len(files.finer()) == _dots(page) > 0


def _dots(page: Path) -> int:
    return sum(map(len, marks_of_page(page.read_text(encoding="utf-8"))))


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 130))
def test_nobody_is_found_in_the_files_of_many_studies(tmp_path: Path, seed: int) -> None:
    assert found_in(tmp_path, seed) == []
