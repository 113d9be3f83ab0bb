"""Somebody who has notebooks that were run, and their exports: nobody is found."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from attacked import KINDS, NOTEBOOKS, NOTEBOOKS_TWICE
from notebook_files import Notebooks, run_notebooks
from outsider import Outsider
from random_small import AREAS, STEPS, units
from random_whole import in_turn, whole_study, write_in_turn
from small_study import study_file
from test_artefacts import _people

import skcore


def unit_of(table: pd.DataFrame) -> str:
    """The workplace of most answers, whose own notebook is read."""
    return str(table["unit"].value_counts().index[0])


def is_told(study: Path, unit: str) -> bool:
    """Whether a workplace's own means are shown, so that its notebook has some."""
    table = skcore.release_study(skcore.load_study(study), earlier={}).levels["one"].table
    own = (table["unit"] == unit) & (table["wave"] == table["wave"].max())
    return bool((own & ~table["hidden"]).any())


def found_in(folder: Path, seed: int) -> list[str]:
    path, table = whole_study(folder / "study", seed)
    run_notebooks(path, folder / "out", unit=unit_of(table), export=True)
    waves = sorted(table["wave"].unique())
    files = Notebooks(folder / "out", waves, unit=unit_of(table), shortened=_shortened(table))
    outsider = Outsider(_people(table), AREAS)
    read = files.tell(outsider)
    assert read >= 3 or not is_told(path, unit_of(table))  # nobody is found in nothing
    return outsider.finds(STEPS) + files.finer() + files.unexplained()


def _shortened(table: pd.DataFrame) -> list[str]:
    """Themes that are compared on the questions asked both times."""
    return ["C"] if (table.groupby("wave")["Q4"].count() == 0).any() else []


@pytest.fixture
def in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is released is remembered, as Jupyter's kernel has it."""
    monkeypatch.setattr("skcore.release._is_notebook", lambda: True)


def found_in_time(folder: Path, kind: str, seed: int) -> list[str]:
    """What notebooks tell that were run when a study was first shown, and run again later."""
    tables = in_turn(kind, seed)
    first, second = write_in_turn(folder, kind, seed, tables)
    people = [_people(table) for table in tables]
    outsider = Outsider(people[0] | people[1], AREAS)
    is_new = set(tables[1]["wave"]) != set(tables[0]["wave"])
    edition = "" if is_new else f", edition=2, released=[{first.as_posix()!r}]"
    told: list[str] = []
    for place, path in enumerate((first, second)):
        table, out = tables[place], folder / f"out-{place}"
        run_notebooks(path, out, unit=unit_of(table), changed=edition * place)
        waves = sorted(table["wave"].unique())
        files = Notebooks(out, waves, unit=unit_of(table), shortened=_shortened(table))
        read = files.tell(outsider, people[place])
        assert place or read >= 3 or not is_told(path, unit_of(table))
        told += files.unexplained()
        for ledger in first.parent.glob("*.ledger.json"):
            if not place:
                shutil.copy(ledger, second.parent)
    return told + outsider.finds(STEPS, unknown=[cell for cell in outsider.people if cell[3]])


@pytest.mark.whole
@pytest.mark.parametrize("seed", NOTEBOOKS["CI"])
def test_nobody_is_found_in_notebooks_of_random_studies(tmp_path: Path, seed: int) -> None:
    assert found_in(tmp_path, seed) == []


@pytest.mark.whole
@pytest.mark.parametrize("seed", NOTEBOOKS_TWICE["CI"])
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_found_in_notebooks_run_twice(
    tmp_path: Path, kind: str, seed: int, in_a_notebook: None
) -> None:
    assert found_in_time(tmp_path, kind, seed) == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", NOTEBOOKS["deep"])
def test_nobody_is_found_in_notebooks_of_many_studies(tmp_path: Path, seed: int) -> None:
    assert found_in(tmp_path, seed) == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", NOTEBOOKS_TWICE["deep"])
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_found_in_notebooks_run_twice_of_many_studies(
    tmp_path: Path, kind: str, seed: int, in_a_notebook: None
) -> None:
    assert found_in_time(tmp_path, kind, seed) == []


@pytest.mark.whole
def test_without_the_plan_of_sums_notebooks_alone_give_three_people_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"u0": [3, 4, 3, 4, 2, 3, 4], "u2": [5, 2, 3], "u4": [1, 2, 5, 4, 2, 5]}
    rows = [
        [wave, unit, "employee", q, 3, 4, 2]
        for wave in ("2025", "2026")
        for unit, own in given.items()
        for q in own
    ]

    def found(folder: Path) -> list[str]:
        path = study_file(folder, rows, units=units(), waves=["2025", "2026"])
        text = path.read_text("utf-8")
        said = "[[responses]]\nother_people = true"
        path.write_text(text.replace("[[responses]]", said), "utf-8")
        outsider = Outsider(
            _people(pd.read_csv(folder / "responses.csv", sep=";", dtype={"wave": str})), AREAS
        )
        for unit in ("u0", "u4"):  # two workplaces lay their own notebooks together
            run_notebooks(path, folder / unit, unit=unit, only="2_")
            Notebooks(folder / unit, ["2025", "2026"], unit=unit).tell(outsider)
        assert outsider.told
        return outsider.finds(STEPS)

    assert found(tmp_path / "on") == []
    monkeypatch.setattr("skcore.disclosure.exposure.ShownRows.try_row", lambda *_: None)
    monkeypatch.setattr("skcore.disclosure.ranges.Ranges.is_narrower", lambda *_: False)
    assert any("u2" in one for one in found(tmp_path / "off"))


@pytest.mark.whole
def test_a_finer_mark_in_an_exported_notebook_is_found(tmp_path: Path) -> None:
    path, table = whole_study(tmp_path / "study", 6)
    run_notebooks(path, tmp_path / "out", unit=unit_of(table), export=True)
    files: Any = Notebooks(tmp_path / "out", sorted(table["wave"].unique()), unit=unit_of(table))
    assert files.tell(Outsider(_people(table), AREAS)) > 3
    assert files.finer() + files.unexplained() == []
    page = tmp_path / "out" / "2_dialogue.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</section>", "<p>Theme A: 61.37 points</p></section>", 1))
    assert files.unexplained() != []
