"""PowerPoint decks at the command line: formats, the organisation's template, nothing half-made."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pptx
import pytest
from pptx import Presentation
from typer.testing import CliRunner

from skcore.cli import app
from skcore.commands.slides import make_decks
from skcore.commands.verify import verify_folder
from skcore.errors import SkcoreError

runner = CliRunner()


@pytest.fixture
def folder(lean: Path) -> Path:
    """What is asked here is the same with and without registers."""
    return lean


@pytest.fixture(scope="module")
def study(lean_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(lean_study, tmp_path_factory.mktemp("shown") / "study")
    return folder / "study.toml"


def run(study: Path, out: Path, *options: str) -> tuple[int, str]:
    result = runner.invoke(app, ["slides", str(study), "--out", str(out), "--jobs", "1", *options])
    return result.exit_code, result.output


def test_both_formats_hold_the_same_slides_and_stand_in_the_manifest(
    study: Path, tmp_path: Path
) -> None:
    unit = "hjem-02"
    code, said = run(study, tmp_path, "--format", "html,pptx", "--units", unit)
    assert code == 0, said
    files = {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    }
    decks = {"netvaerksmoede", f"arbejdspladser/{unit}"}
    assert files == {f"{name}.{kind}" for name in decks for kind in ("html", "pptx", "xlsx")} | {
        "manifest.json",
        "arbejdspladser/shown.json",
    }
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == files - {"manifest.json"}
    assert verify_folder(tmp_path) == []
    presentation = Presentation(str(tmp_path / "netvaerksmoede.pptx"))
    html = (tmp_path / "netvaerksmoede.html").read_text(encoding="utf-8")
    assert html.count('<section class="sk-slide') == len(presentation.slides)


@pytest.mark.whole
def test_powerpoint_alone_makes_no_html_and_the_same_bytes_again(
    study: Path, tmp_path: Path
) -> None:
    code, said = run(study, tmp_path, "--format", "pptx", "--units", "none")
    assert code == 0, said
    first = (tmp_path / "netvaerksmoede.pptx").read_bytes()
    assert not list(tmp_path.glob("*.html"))
    run(study, tmp_path, "--format", "pptx", "--units", "none")
    assert (tmp_path / "netvaerksmoede.pptx").read_bytes() == first


def test_the_organisations_template_is_used(study: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.pptx"
    presentation = Presentation()
    presentation.slide_layouts[0]._element.cSld.set("name", "Forside")
    presentation.save(str(own))
    out = tmp_path / "out"
    options = ("--format", "pptx", "--units", "none", "--template", str(own))
    code, said = run(study, out, *options)
    assert code == 0, said
    made = Presentation(str(out / "netvaerksmoede.pptx"))
    assert made.slides[0].slide_layout.name == "Forside"
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    assert manifest["template"] == {"file": "own.pptx", "sha256": digest}
    assert manifest["packages"]["python-pptx"] == pptx.__version__


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "docx"], "'docx' is not one of the formats html, pptx"),
        (["--format", ","], "Use --format html"),
        (["--template", "own.pptx"], "A template is for PowerPoint decks"),
        (["--format", "pptx", "--template", "nothing.pptx"], "'nothing.pptx' cannot be read"),
    ],
)
def test_wrong_formats_and_templates_are_told_before_anything_is_made(
    study: Path, tmp_path: Path, options: list[str], message: str
) -> None:
    code, said = run(study, tmp_path / "out", *options)
    assert code == 1
    assert message in said
    assert not (tmp_path / "out").exists()


def test_a_template_that_fails_late_leaves_no_files_and_no_ledger_entry(
    folder: Path, tmp_path: Path
) -> None:
    presentation = Presentation()
    presentation.slide_layouts[5].placeholders[0].top = 4500000
    presentation.save(str(tmp_path / "low.pptx"))
    before = {path.name for path in folder.iterdir()}
    with pytest.raises(SkcoreError, match="leaves only"):
        make_decks(
            folder / "study.toml",
            out=tmp_path / "out",
            formats=["pptx"],
            template=tmp_path / "low.pptx",
            units=["none"],
        )
    assert not (tmp_path / "out").exists()
    assert {path.name for path in folder.iterdir()} == before
