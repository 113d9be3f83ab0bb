"""The three notebooks walk any study: two surveys or one, with registers or without."""

from __future__ import annotations

import ast
import functools
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from many_studies import ONE_SURVEY, first_answers
from matplotlib import pyplot as plt

import skcore
from skcore.columns import GLOSSARY
from skcore.commands.promise import lock_promises
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
        plt.close("all")  # as notebooks do with what a cell has drawn
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


@pytest.mark.whole
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


@pytest.mark.whole
def test_no_cell_shows_rows_of_respondents(two_surveys: Path) -> None:
    for notebook in NOTEBOOKS:
        for end in walk(notebook, two_surveys):
            if isinstance(end, pd.DataFrame):
                assert "respondent" not in end.columns
                assert len(end) < 200


def test_reliability_is_of_the_survey_before_alone(two_surveys: Path) -> None:
    ends = walk(next(n for n in NOTEBOOKS if n.stem == "3_evaluation"), two_surveys)
    study = skcore.load_study(two_surveys)
    people = skcore.scored_people(study).query("role == 'employee'")
    (before, after), scale = (w.id for w in study.waves), study.instruments[0].scales[0].code
    means = people.pivot_table(index="unit", columns="wave", values=scale).dropna().reset_index()
    first = people[people["wave"] == before]
    icc2, pooled = (skcore.icc(p, values=scale, group="unit")["icc2"][0] for p in (first, people))
    assert abs(pooled - icc2) > 0.02
    known = {"before": before, "after": after, "reliability": max(icc2, 0.0)}
    expected = skcore.reliable_change(means, **known, better="high")
    shown = next(end for end in ends if isinstance(end, pd.DataFrame) and "index" in end)
    assert shown["index"].tolist() == pytest.approx(expected["index"].tolist())
    took = skcore.participating_units(study).set_index("unit")["participating"]
    means["chosen"] = means["unit"].map(took)
    row = skcore.regression_to_the_mean(means, **known, selected="chosen")
    assert row["n"][0] == shown["chosen"].sum() > 2
    assert _told(ends, "regression to the mean")["estimate"][0] == pytest.approx(row["estimate"][0])


@pytest.mark.whole
@pytest.mark.parametrize("dates", ["same", "different"])
def test_the_register_of_actions_says_who_took_part_where_nobody_is_marked(
    two_surveys: Path, tmp_path: Path, dates: str
) -> None:
    folder = tmp_path / "study"
    shutil.copytree(two_surveys.parent, folder)
    units = pd.read_csv(folder / "units.csv", sep=";", dtype=str, encoding="utf-8-sig")
    marked = units.loc[units["intervention"] == "ja", "unit"].unique()
    units.drop(columns="intervention").to_csv(folder / "units.csv", sep=";", index=False)
    register = pd.read_csv(folder / "actions.csv", sep=";", dtype=str, encoding="utf-8-sig")
    acts = pd.DataFrame([dict(register.iloc[0], unit=unit) for unit in marked])
    acts["since"] = ["2025-09-01"] * (len(acts) - 1) + [
        "2025-09-01" if dates == "same" else "2025-11-01"
    ]
    acts.to_csv(folder / "actions.csv", sep=";", index=False, encoding="utf-8")
    study = skcore.load_study(folder / "study.toml")
    took = skcore.participating_units(study, before=study.waves[0].id, after=study.waves[1].id)
    assert sorted(took.loc[took["participating"] == 1, "unit"]) == sorted(marked)
    assert took["since"].dropna().nunique() == (1 if dates == "same" else 2)
    ends = walk(NOTEBOOKS[2], folder / "study.toml")
    assert _told(ends, "regression to the mean")["n"][0] == len(marked)
    tables = [end for end in ends if isinstance(end, pd.DataFrame)]
    whole = [end for end in tables if "term" in end and "n_clusters" in end]
    periods = [end for end in tables if "months_after" in end and "n_treated" in end]
    # the break and its months as a sample, or the periods around each one's own beginning
    assert len(whole) == (2 if dates == "same" else 0)
    for table in whole or periods[-1:]:
        assert table["n_treated"].max() == len(marked)


def _told(ends: list[Any], method: str) -> pd.DataFrame:
    tables = [end for end in ends if isinstance(end, pd.DataFrame) and "observed" in end]
    return next(end for end in tables if "method" in end and end["method"].eq(method).all())


@pytest.mark.whole
def test_early_and_late_answers_are_held_against_each_other_where_days_are_known(
    two_surveys: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(two_surveys.parent, tmp_path / "study"))
    answers = pd.read_csv(folder / "responses.csv", sep=";", dtype=str, encoding="utf-8-sig")
    first = answers["Måling"].map({"1. måling": "2025-03-03", "2. måling": "2026-03-02"})
    days = pd.to_timedelta(answers.groupby("Måling").cumcount() * 7 % 18, unit="D")
    answers["Besvaret"] = (pd.to_datetime(first) + days).dt.strftime("%Y-%m-%d")
    answers.to_csv(folder / "responses.csv", sep=";", index=False, encoding="utf-8-sig")
    file = folder / "study.toml"
    told = file.read_text(encoding="utf-8")
    line = '"Stilling" = "role"\n'
    assert line in told
    file.write_text(told.replace(line, line + '"Besvaret" = "answered"\n'), encoding="utf-8")
    ends = walk(next(n for n in NOTEBOOKS if n.stem == "1_measurement"), file)
    # the last is the researcher's; before it stands what may be shown
    shown = [end for end in ends if isinstance(end, pd.DataFrame) and "n_late" in end][-1]
    study = skcore.load_study(file)
    people = skcore.scored_people(study).query("role == 'employee'")
    latest = people[people["wave"] == study.waves[-1].id]
    assert shown["n_early"].item() + shown["n_late"].item() == len(latest)
    in_order = latest.sort_values("answered")[shown["variable"].item()]
    assert shown["early"].item() == pytest.approx(in_order.head(shown["n_early"].item()).mean())
    published = next(end for end in ends if isinstance(end, pd.DataFrame) and "published" in end)
    assert published.index.tolist() == ["2005"]  # the year of the source's own mean, and no row


def _first_survey(answers: pd.DataFrame) -> pd.DataFrame:
    return answers[answers["Måling"] == "1. måling"]


def _one_workplace(answers: pd.DataFrame) -> pd.DataFrame:
    counts = answers.groupby("Arbejdsplads")["Måling"].value_counts().unstack().dropna().min(axis=1)
    return answers[answers["Arbejdsplads"] == counts.idxmax()]


@pytest.mark.whole
@pytest.mark.parametrize("name", ["1_measurement", "3_evaluation"])
@pytest.mark.parametrize("left", [_first_survey, _one_workplace])
def test_a_survey_without_answers_yet_and_one_workplace_alone_stop_no_notebook(
    two_surveys: Path, tmp_path: Path, name: str, left: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    folder = Path(shutil.copytree(two_surveys.parent, tmp_path / "study"))
    answers = pd.read_csv(folder / "responses.csv", sep=";", dtype=str, encoding="utf-8-sig")
    left(answers).to_csv(folder / "responses.csv", sep=";", index=False, encoding="utf-8-sig")
    ends = walk(next(n for n in NOTEBOOKS if n.stem == name), folder / "study.toml")
    assert sum(isinstance(end, pd.DataFrame) for end in ends) > 5
    if left is _first_survey:
        study = skcore.load_study(folder / "study.toml")
        assert {"raw", "within"} <= set(skcore.associate(study, lags=[0])["level"])


@pytest.mark.whole
def test_what_was_locked_is_held_against_what_was_found_and_not_the_register(
    two_surveys: Path, tmp_path: Path
) -> None:
    """The register was written over after the figures were known; the lock was not."""
    folder = Path(shutil.copytree(two_surveys.parent, tmp_path / "study"))
    units = pd.read_csv(folder / "units.csv", sep=";", dtype=str, encoding="utf-8-sig")
    leaves = units[~units["unit"].isin(units["parent"])]["unit"].to_list()[:4]
    rows = pd.DataFrame({"unit": leaves, "action": "Møde", "theme": "JU", "since": "2025-09-01"})
    rows = rows.assign(status="i gang", expected="7")
    answers = pd.read_csv(folder / "responses.csv", sep=";", dtype=str, encoding="utf-8-sig")
    first = answers[answers["Måling"] == "1. måling"]
    file = folder / "study.toml"
    assert 'actions = "actions.csv"' in file.read_text(encoding="utf-8")

    def save(name: str, table: pd.DataFrame) -> None:
        table.to_csv(folder / f"{name}.csv", sep=";", index=False, encoding="utf-8-sig")

    (folder / "study.promises.json").unlink(missing_ok=True)
    save("actions", rows)
    save("responses", first)
    lock_promises(file)
    save("responses", answers)
    save("actions", rows.assign(expected="2"))
    ends = walk(next(n for n in NOTEBOOKS if n.stem == "3_evaluation"), file)
    held = next(end for end in ends if isinstance(end, pd.DataFrame) and "promised" in end)
    assert held["promised"].to_list() == [7]
