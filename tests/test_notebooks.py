"""The three notebooks walk any study: two surveys or one, with registers or without."""

from __future__ import annotations

import ast
import functools
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from many_studies import ONE_SURVEY, first_answers

from skcore.columns import GLOSSARY
from skcore.simulation.study_folder import write_study
from skcore.simulation.whole_study import simulate_study
from skcore.slides.slide import Slide
from skcore.texts.readable import heading_of

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def two_surveys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two") / "study"
    write_study(simulate_study(units=14, seed=8), folder)
    return folder / "study.toml"


@pytest.fixture(scope="module")
def one_survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One survey, no registers, no backgrounds, no invited numbers."""
    folder = tmp_path_factory.mktemp("one") / "study"
    write_study(simulate_study(units=14, seed=9), folder)
    first = first_answers(folder)
    first.to_csv(folder / "responses.csv", sep=";", index=False, encoding="utf-8-sig")
    (folder / "study.toml").write_text(ONE_SURVEY, encoding="utf-8")
    return folder / "study.toml"


@functools.cache
def walk(notebook: Path, study: Path) -> list[Any]:
    """Run the cells one after another; return what each of them ends in."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    space: dict[str, Any] = {}
    ends = []
    for cell in (c for c in cells if c["cell_type"] == "code"):
        source = "".join(cell["source"]).replace("../data/sample/study.toml", study.as_posix())
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, notebook.name, "exec"), space)  # noqa: S102 - our own notebook
        if last is not None:
            ends.append(eval(compile(ast.Expression(last.value), notebook.name, "eval"), space))  # noqa: S307
    return ends


@pytest.mark.whole
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_walks_a_study_with_two_surveys(notebook: Path, two_surveys: Path) -> None:
    ends = walk(notebook, two_surveys)
    slides = [end for end in ends if isinstance(end, Slide)]
    assert len(slides) >= 3
    assert all(slide.language == "da" for slide in slides)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_walks_a_study_with_one_survey_and_nothing_else(
    notebook: Path, one_survey: Path
) -> None:
    ends = walk(notebook, one_survey)
    assert not any(isinstance(end, Exception) for end in ends)
    if notebook.stem == "3_evaluation":
        assert [end for end in ends if isinstance(end, Slide)] == []
    else:
        assert sum(isinstance(end, Slide) for end in ends) >= 3


def test_every_column_that_a_notebook_shows_has_a_heading_in_danish(two_surveys: Path) -> None:
    shown = {
        str(column)
        for notebook in NOTEBOOKS
        for end in walk(notebook, two_surveys)
        if isinstance(end, pd.DataFrame)
        for column in end
    }
    assert len(shown) > 80
    bare = {name for name in shown & set(GLOSSARY) if heading_of(name, "da")[0] == name}
    assert bare == {"hidden"}  # which is not shown


def test_no_cell_shows_rows_of_respondents(two_surveys: Path) -> None:
    for notebook in NOTEBOOKS:
        for end in walk(notebook, two_surveys):
            if isinstance(end, pd.DataFrame):
                assert "respondent" not in end.columns
                assert len(end) < 200
