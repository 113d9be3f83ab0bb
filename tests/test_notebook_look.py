"""A notebook's deck has its study's colour and logo; a notebook can slip none of its own in."""

from __future__ import annotations

import base64
import io
import logging
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from test_look import HOSTILE_SVG, PNG

from skcore.exporting import MeetingSlidesExporter, PptxExporter
from skcore.look import Look
from skcore.slides.notebook_look import study_of
from skcore.slides.slide import Slide, runs

SLIDE = Slide("Velkommen", kicker="Fjordby", body=(runs("**Vigtigt** ord"),))
STUDY = """
title = "Social kapital"
organisation = "Fjordby"
[look]
accent = "#7A1F4D"
logo = "logo.png"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(PNG)
    return tmp_path


def parameters(source: str, tag: str = "parameters") -> Any:
    return new_code_cell(source, metadata={"tags": [tag]})


def notebook(*cells: Any) -> Any:
    output = new_output("display_data", data=SLIDE._repr_mimebundle_())
    return new_notebook(cells=[*cells, new_code_cell("skcore.x(release)", outputs=[output])])


def export(folder: Path, *cells: Any, exporter: Any = MeetingSlidesExporter, **how: Any) -> Any:
    path = folder / "notebooks" / "1.ipynb"
    nbformat.write(notebook(*cells), path)
    made = exporter(**how)
    made.log = logging.getLogger("test")
    content, _ = made.from_filename(str(path))
    return content


def test_the_study_that_the_parameters_name_lends_its_look(folder: Path, caplog: Any) -> None:
    html = export(folder, parameters('STUDY = "../study.toml"  # stien'))
    assert "{--accent:#7a1f4d}" in html
    assert html.count(base64.b64encode(PNG).decode()) == 1
    deck = export(folder, parameters('STUDY = "../study.toml"'), exporter=PptxExporter)
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        assert archive.read("ppt/slides/slide1.xml").decode().count("7A1F4D") == 2
        assert any(archive.read(n) == PNG for n in archive.namelist() if "/media/" in n)
    assert not caplog.records


def test_parameters_that_were_put_in_later_and_an_option_go_first(folder: Path) -> None:
    other = STUDY.replace("#7A1F4D", "#1F4D7A").replace('logo = "logo.png"', "")
    (folder / "other.toml").write_text(other, encoding="utf-8")
    asked = parameters('STUDY = "../study.toml"')
    put_in = parameters('UNIT = "x"\nSTUDY = "../other.toml"', "injected-parameters")
    assert "--accent:#1f4d7a" in export(folder, asked, put_in)
    assert "--accent:#1f4d7a" in export(folder, asked, study=str(folder / "other.toml"))
    assert "--accent:#333333" in export(folder, asked, look=Look(accent="#333333"))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('accent = "#ffcc00"', "for lys"),
        ('accent = "#fff;}</style><script>alert(1)</script>"', "skal skrives som"),
        ("accent = 7", "skal skrives som"),
        ('logo = "logo.gif"', "SVG"),
        ('logo = "\\\\\\\\example.org\\\\x\\\\logo.png"', "kan ikke læses"),
        ('logo = "a\\u0000.png"', "findes ikke"),
        ("accent = ", "study.toml: Linje 2 kan ikke læses"),
    ],
)
def test_what_cannot_be_used_gives_our_look_and_a_warning(
    folder: Path, caplog: Any, table: str, message: str
) -> None:
    (folder / "study.toml").write_text(f"[look]\n{table}\n", encoding="utf-8")
    html = export(folder, parameters('STUDY = "../study.toml"'))
    assert "{--accent:" not in html
    assert "sk-logo,.sk-mark{" not in html
    assert "alert(1)" not in html
    assert message in caplog.text


@pytest.mark.parametrize(
    "named", ["../nothing.toml", "../logo.png", r"\\example.org\x\study.toml", "//e.org/s.toml"]
)
def test_a_study_that_is_not_there_gives_our_look_and_a_warning(
    folder: Path, caplog: Any, named: str
) -> None:
    html = export(folder, parameters(f"STUDY = {named!r}"))
    assert "sk-logo,.sk-mark{" not in html
    assert "has our look" in caplog.text


def test_a_logo_is_only_ever_an_image(folder: Path) -> None:
    (folder / "logo.svg").write_bytes(HOSTILE_SVG)
    (folder / "study.toml").write_text('[look]\nlogo = "logo.svg"\n', encoding="utf-8")
    html = export(folder, parameters('STUDY = "../study.toml"'))
    assert base64.b64encode(HOSTILE_SVG).decode() in html
    assert "alert(" not in html


def test_a_look_in_the_notebook_itself_is_not_read() -> None:
    made = notebook()
    made.metadata["skcore"] = {"look": {"accent": "#7a1f4d"}, "language": "da"}
    made.cells[-1].outputs[0].metadata["look"] = {"accent": "#7a1f4d"}
    html, _ = MeetingSlidesExporter().from_notebook_node(made)
    assert "7a1f4d" not in html


@pytest.mark.parametrize(
    "source", ["STUDY = path()", "STUDY = 7", "STUDY == 'a.toml'", "STUDY = 'a.toml", "!pip"]
)
def test_only_a_text_that_is_given_to_study_counts(source: str) -> None:
    assert study_of(new_notebook(cells=[parameters(source)])) == ""
    untagged = new_code_cell("STUDY = 'a.toml'")
    assert study_of(new_notebook(cells=[untagged])) == ""


def test_a_notebook_that_knows_nothing_of_ours_has_no_study(folder: Path, caplog: Any) -> None:
    path = folder / "notebooks" / "other.ipynb"
    nbformat.write(new_notebook(cells=[parameters('STUDY = "../study.toml"')]), path)
    html, _ = MeetingSlidesExporter().from_filename(str(path))
    assert "7a1f4d" not in html
    assert not caplog.records
