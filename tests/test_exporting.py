"""Slides of a study leave a notebook the way of ``skcore slides``: planned, remembered, known."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

import skcore
from skcore.errors import DisclosureError
from skcore.exporting import MeetingSlidesExporter, PptxExporter
from skcore.production import make_decks
from skcore.slides.slide import Slide


@pytest.fixture(scope="module")
def shown(small_study: Path) -> Slide:
    release = skcore.release_study(skcore.load_study(small_study / "study.toml"), earlier={})
    slide = skcore.anonymity_slide(release)
    assert slide.result_id == release.result_id
    return slide


def notebook(folder: Path, slide: Slide) -> Path:
    """A notebook beside the study, as running it leaves it."""
    parameters = new_code_cell('STUDY = "study.toml"', metadata={"tags": ["parameters"]})
    output = new_output("display_data", data=slide._repr_mimebundle_())
    made = new_notebook(cells=[parameters, new_code_cell("skcore.x(release)", outputs=[output])])
    made.metadata["widgets"] = {"state": {"typed": "HEMMELIGT"}}
    path = folder / "noter.ipynb"
    nbformat.write(made, path)
    return path


def a_late_answer(folder: Path) -> None:
    file = folder / "responses.csv"
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    late = ";".join(["9999", *lines[-1].split(";")[1:]])
    file.write_text("\n".join([*lines, late]) + "\n", encoding="utf-8-sig")


def test_an_export_is_remembered_and_a_late_answer_is_refused_afterwards(
    folder: Path, shown: Slide
) -> None:
    path = notebook(folder, shown)
    html, resources = MeetingSlidesExporter().from_filename(str(path))
    assert shown.title in html
    assert "HEMMELIGT" not in html
    assert list(folder.glob("study.*.ledger.json"))
    manifest = json.loads(resources["outputs"]["noter.manifest.json"])
    assert manifest["result_id"] == shown.result_id
    assert set(manifest["files"]) == {"noter.slides.html"}
    assert "noter" in manifest["shown"]
    a_late_answer(folder)
    with pytest.raises(DisclosureError, match="er ændret, siden noget blev vist"):
        make_decks(folder / "study.toml", out=folder / "out", units=["none"], jobs=1)
    with pytest.raises(DisclosureError, match="er ændret, siden noget blev vist"):
        PptxExporter().from_filename(str(path))


def test_slides_of_answers_as_they_were_are_refused(folder: Path, shown: Slide) -> None:
    path = notebook(folder, shown)
    a_late_answer(folder)
    with pytest.raises(DisclosureError, match="Celle 2 viser slides af et andet resultat"):
        MeetingSlidesExporter().from_filename(str(path))


@pytest.mark.parametrize("named", ["nothing.toml", r"\\example.org\x\study.toml", "study.csv"])
def test_slides_of_a_study_that_is_not_there_are_refused(
    folder: Path, shown: Slide, named: str
) -> None:
    path = notebook(folder, shown)
    with pytest.raises(skcore.SkcoreError, match=r"kan ikke indlæses|ikke stien til"):
        MeetingSlidesExporter(study=named).from_filename(str(path))


def test_the_command_line_says_one_sentence_and_writes_nothing(folder: Path, shown: Slide) -> None:
    path = notebook(folder, shown)
    a_late_answer(folder)
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", "--to", "meeting-slides", str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(skcore.__file__).parents[1])},
    )
    assert done.returncode == 1
    assert "et andet resultat" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "noter.slides.html").exists()


def test_what_is_typed_into_a_widget_is_not_stored_when_a_notebook_is_run() -> None:
    for exporter in (MeetingSlidesExporter(), PptxExporter()):
        assert exporter.config.ExecutePreprocessor.store_widget_state is False


def test_people_shown_in_an_executed_notebook_reach_no_deck(
    executed_notebook: Callable[[str], Path], tmp_path: Path, caplog: Any
) -> None:
    made = nbformat.read(executed_notebook("1_measurement"), as_version=4)
    made.cells.append(
        new_code_cell(
            "people.head()", outputs=[new_output("display_data", {"text/html": "<b>svar 4711</b>"})]
        )
    )
    path = shutil.copy(executed_notebook("1_measurement"), tmp_path / "1.ipynb")
    nbformat.write(made, path)
    html, _ = MeetingSlidesExporter().from_filename(str(path))
    assert "4711" not in html
    assert html.count('<section class="sk-slide') >= 10
