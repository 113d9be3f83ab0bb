"""Notebooks and templates as people make them: pasted pictures, formulas, scripts, macro files."""

from __future__ import annotations

import base64
import io
import logging
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from pptx import Presentation

import skcore
from skcore.exporting import MeetingSlidesExporter, PptxExporter
from skcore.slides.pptx import render_pptx

PNG = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15"
    b"\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
).decode()


def notebook(source: str, attachments: dict[str, Any] | None = None, output: Any = None) -> Any:
    cell = nbformat.v4.new_markdown_cell(source, metadata={"slideshow": {"slide_type": "slide"}})
    if attachments is not None:
        cell["attachments"] = attachments
    cells = [cell]
    if output is not None:
        shown = nbformat.v4.new_output("display_data", output)
        cells.append(nbformat.v4.new_code_cell("1", outputs=[shown]))
    return nbformat.v4.new_notebook(cells=cells)


def exported(nb: Any, exporter: Any) -> Any:
    return exporter().from_notebook_node(nb)[0]


@pytest.mark.parametrize("form", ["![Rummet](attachment:r.png)", '<img src="attachment:r.png">'])
def test_a_picture_pasted_into_markdown_is_shown(form: str) -> None:
    nb = notebook(f"# Rummet\n\n{form}", {"r.png": {"image/png": PNG}})
    assert f"data:image/png;base64,{PNG}" in exported(nb, MeetingSlidesExporter)
    with zipfile.ZipFile(io.BytesIO(exported(nb, PptxExporter))) as deck:
        assert [name for name in deck.namelist() if "media/" in name]


@pytest.mark.parametrize("source", ["<attachment:et rum.png>", "attachment:et%20rum.png"])
def test_a_pasted_picture_may_have_blanks_in_its_name(source: str) -> None:
    nb = notebook(f"# Rummet\n\n![Rummet]({source})", {"et rum.png": {"image/png": PNG}})
    assert f"data:image/png;base64,{PNG}" in exported(nb, MeetingSlidesExporter)
    with zipfile.ZipFile(io.BytesIO(exported(nb, PptxExporter))) as deck:
        assert [name for name in deck.namelist() if "media/" in name]


@pytest.mark.parametrize("data", ["@@@", "", PNG[:24], base64.b64encode(b"%PDF-1.4").decode()])
def test_a_picture_that_nobody_can_read_leaves_its_words(data: str) -> None:
    pasted = notebook("# A\n\n![Opstilling](attachment:r.png)", {"r.png": {"image/png": data}})
    typed = notebook(f"# A\n\n![Opstilling](data:image/png;base64,{data})")
    fetched = notebook("# A\n\n![Opstilling](https://example.org/r.png)")
    for nb in (pasted, typed, fetched):
        deck = Presentation(io.BytesIO(exported(nb, PptxExporter)))
        said = [s.text_frame.text for page in deck.slides for s in page.shapes if s.has_text_frame]
        assert "Opstilling" in " ".join(said)
        assert exported(nb, MeetingSlidesExporter)


@pytest.mark.parametrize("tag", ["confidential", "Confidential ", "CONFIDENTIAL", "fortroligt"])
@pytest.mark.parametrize("exporter", [MeetingSlidesExporter, PptxExporter])
def test_a_confidential_cell_stays_however_its_tag_is_spelt(tag: str, exporter: Any) -> None:
    nb = notebook("# A\n\ntekst")
    secret = nbformat.v4.new_markdown_cell("# Hemmeligt", metadata=dict(nb.cells[0].metadata))
    secret.metadata["tags"] = ["x", tag]
    nb.cells.append(secret)
    made = exported(nb, exporter)
    if isinstance(made, bytes):
        deck = Presentation(io.BytesIO(made))
        made = "".join(s.text_frame.text for p in deck.slides for s in p.shapes if s.has_text_frame)
    assert "Hemmeligt" not in made
    assert "tekst" in made


def test_a_pasted_picture_that_is_lost_leaves_its_words() -> None:
    for attachments in (None, {}, {"r.svg": {"image/svg+xml": "<svg/>"}}):
        nb = notebook("# Rummet\n\n![Opstilling](attachment:r.svg) her", attachments)
        assert "Opstilling her" in exported(nb, MeetingSlidesExporter)
        assert exported(nb, PptxExporter)[:2] == b"PK"


def test_nothing_but_pictures_comes_in_as_data() -> None:
    nb = notebook('# A\n\n<img src="data:text/html;base64,AA=="> <a href="data:text/html,x">y</a>')
    body = exported(nb, MeetingSlidesExporter)
    assert "data:text/html" not in body


def test_formulas_are_told_with_their_cell(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        exported(notebook("# Alfa\n\n$$\\alpha = 1$$"), MeetingSlidesExporter)
    assert "Formulas stand in the deck as they were typed: cell 1" in caplog.text
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        exported(notebook("# Pris\n\nDet koster 5 $ eller 6 $ pr. gang"), MeetingSlidesExporter)
    assert "Formulas" not in caplog.text


def test_an_output_of_scripts_alone_is_no_blank_slide() -> None:
    before = exported(notebook("# A\n\ntekst"), PptxExporter)
    after = exported(
        notebook("# A\n\ntekst", output={"text/html": "<script>alert(1)</script> <div></div>"}),
        PptxExporter,
    )
    count = [len(Presentation(io.BytesIO(deck)).slides) for deck in (before, after)]
    assert count == [1, 1]


def test_a_template_without_a_field_for_notes_gets_one(tmp_path: Path) -> None:
    path = tmp_path / "skabelon.pptx"
    book = Presentation()
    page = book.slides.add_slide(book.slide_layouts[5])
    for shape in [*page.notes_slide.part.notes_master.placeholders]:
        if shape.placeholder_format.type is not None and "BODY" in str(
            shape.placeholder_format.type
        ):
            shape._element.getparent().remove(shape._element)
    book.save(str(path))
    slide = skcore.Slide(title="To", notes="Husk pausen")
    deck = render_pptx([slide], title="Møde", language="da", template=path)
    (made, *_) = [s for s in Presentation(io.BytesIO(deck)).slides if s.has_notes_slide][-1:]
    assert made.notes_slide.notes_text_frame.text == "Husk pausen"


PLAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def with_parts(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write a presentation whose parts are changed, or left out where None comes back."""
    book = Presentation()
    book.slides.add_slide(book.slide_layouts[5]).shapes.title.text = "Gammel"
    book.save(str(path))
    content = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return path


@pytest.mark.parametrize(
    "kind",
    [
        "vnd.openxmlformats-officedocument.presentationml.template",
        "vnd.openxmlformats-officedocument.presentationml.slideshow",
        "vnd.ms-powerpoint.presentation.macroEnabled",
        "vnd.ms-powerpoint.template.macroEnabled",
        "vnd.ms-powerpoint.slideshow.macroEnabled",
    ],
)
def test_a_template_of_any_kind_makes_a_plain_presentation(tmp_path: Path, kind: str) -> None:
    path = with_parts(
        tmp_path / "skabelon.pptm",
        lambda name, part: (
            part.replace(PLAIN.encode(), f"application/{kind}.main+xml".encode())
            if name == "[Content_Types].xml"
            else part
        ),
    )
    deck = render_pptx([skcore.Slide(title="To")], title="M", language="da", template=path)
    with zipfile.ZipFile(io.BytesIO(deck)) as made:
        types = made.read("[Content_Types].xml").decode()
    assert types.count(".main+xml") == types.count(PLAIN) == 1


def test_what_names_a_templates_old_slides_or_locks_it_does_not_come_along(tmp_path: Path) -> None:
    def change(name: str, part: bytes) -> bytes:
        if name != "ppt/presentation.xml":
            return part
        (rid,) = re.findall(rb'<p:sldId [^>]*r:id="(\w+)"', part)
        show = b'<p:custShowLst><p:custShow name="x" id="0"><p:sldLst><p:sld r:id="%s"/></p:sldLst>'
        show = show % rid + b"</p:custShow></p:custShowLst>"
        lock = b'<p:modifyVerifier cryptProviderType="rsaFull" spinCount="1" saltData="eA=="/>'
        part = re.sub(rb"(<p:notesSz [^>]*/>)", rb"\1" + show, part)
        return part.replace(b"</p:presentation>", lock + b"</p:presentation>")

    path = with_parts(tmp_path / "skabelon.pptx", change)
    assert b"custShow" in zipfile.ZipFile(path).read("ppt/presentation.xml")
    deck = render_pptx([skcore.Slide(title="To")], title="M", language="da", template=path)
    with zipfile.ZipFile(io.BytesIO(deck)) as made:
        main = made.read("ppt/presentation.xml")
        assert len(made.namelist()) == len(set(made.namelist()))
        assert not any(b"Gammel" in made.read(name) for name in made.namelist())
    assert b"custShow" not in main
    assert b"modifyVerifier" not in main


def test_a_template_that_lacks_a_layout_of_its_own_list_is_one_sentence(tmp_path: Path) -> None:
    path = with_parts(
        tmp_path / "skabelon.pptx",
        lambda name, part: None if name == "ppt/slideLayouts/slideLayout6.xml" else part,
    )
    with pytest.raises(skcore.SkcoreError, match=r"'skabelon\.pptx' is no PowerPoint file"):
        render_pptx([skcore.Slide(title="To")], title="M", language="en", template=path)
