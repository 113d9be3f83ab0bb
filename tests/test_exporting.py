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
from nbconvert.preprocessors import ExecutePreprocessor
from nbconvert.writers import FilesWriter
from nbformat.v4 import new_code_cell, new_notebook, new_output

import skcore
from skcore.commands.slides import make_decks
from skcore.errors import DisclosureError
from skcore.exporting import MeetingSlidesExporter, PptxExporter
from skcore.slides.slide import Slide


@pytest.fixture
def folder(lean: Path) -> Path:
    """What is asked here is the same with and without registers."""
    return lean


@pytest.fixture(scope="module")
def shown(lean_release: Any) -> Slide:
    slide = skcore.anonymity_slide(lean_release)
    assert slide.result_id == lean_release.result_id
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


def test_an_export_from_the_notebooks_own_folder_writes_its_manifest_beside_it(
    folder: Path, shown: Slide, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, resources = MeetingSlidesExporter().from_filename(str(notebook(folder, shown)))
    monkeypatch.chdir(folder)
    FilesWriter().write(made, resources, notebook_name="noter")
    assert (folder / "noter.slides.html").read_text(encoding="utf-8") == made
    manifest = json.loads((folder / "noter.manifest.json").read_text(encoding="utf-8"))
    assert manifest["result_id"] == shown.result_id


def test_an_export_is_remembered_and_a_late_answer_is_refused_afterwards(
    folder: Path, shown: Slide
) -> None:
    path = notebook(folder, shown)
    html, resources = MeetingSlidesExporter().from_filename(str(path))
    assert shown.title in html
    assert "HEMMELIGT" not in html
    assert list(folder.glob("study.*.ledger.json"))
    manifest = json.loads(resources["outputs"]["./noter.manifest.json"])
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


@pytest.mark.whole
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


@pytest.mark.whole
def test_what_a_notebook_shows_is_remembered_though_nothing_is_exported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a kernel as Jupyter starts one; here the same is tried without, since that takes long."""
    monkeypatch.setenv("PYTHONPATH", str(Path(skcore.__file__).parents[1]))
    told = 'import skcore\nrelease = skcore.release_study(skcore.load_study("study.toml"))'
    made = new_notebook(cells=[new_code_cell(told), new_code_cell("release.levels")])
    ExecutePreprocessor(timeout=300).preprocess(made, {"metadata": {"path": str(folder)}})
    ledgers = {path: path.read_bytes() for path in folder.glob("*.ledger.json")}
    assert folder / "study.copsoq3-social-capital.ledger.json" in ledgers
    then = shutil.copytree(folder, folder.with_name("then")) / "study.toml"
    a_late_answer(folder)
    with pytest.raises(DisclosureError, match="er ændret, siden noget blev vist"):
        make_decks(folder / "study.toml", out=folder / "out", units=["none"], jobs=1)
    monkeypatch.setattr(skcore.release, "_is_notebook", lambda: True)
    study = skcore.load_study(folder / "study.toml")
    with pytest.raises(DisclosureError, match="er ændret, siden noget blev vist"):
        skcore.release_study(study)
    assert {path: path.read_bytes() for path in folder.glob("*.ledger.json")} == ledgers
    skcore.release_study(study, edition=2, released=[then])
    assert {path: path.read_bytes() for path in folder.glob("*.ledger.json")} != ledgers


def test_a_script_that_only_computes_remembers_nothing(folder: Path) -> None:
    study = skcore.load_study(folder / "study.toml")
    skcore.release_study(study)
    assert not list(folder.glob("*.ledger.json"))


def test_where_nothing_can_be_remembered_a_notebook_shows_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(skcore.release, "_is_notebook", lambda: True)
    monkeypatch.setattr("skcore.disclosure.memory.pending.write_whole", full)
    with pytest.raises(
        DisclosureError, match=r"skal huskes.*Disken er fuld.*mappe, hvor du må gemme"
    ):
        skcore.release_study(skcore.load_study(folder / "study.toml"))


@pytest.mark.whole
def test_an_export_of_a_new_edition_names_it_and_the_study_of_then(
    folder: Path, shown: Slide
) -> None:
    MeetingSlidesExporter().from_filename(str(notebook(folder, shown)))
    then = shutil.copytree(folder, folder.with_name("then")) / "study.toml"
    a_late_answer(folder)
    study = skcore.load_study(folder / "study.toml")
    release = skcore.release_study(study, edition=2, released=[then])
    path = notebook(folder, skcore.anonymity_slide(release))
    how = {"edition": 2, "released": [str(then)]}
    _, resources = MeetingSlidesExporter(**how).from_filename(str(path))
    assert json.loads(resources["outputs"]["./noter.manifest.json"])["edition"] == 2
