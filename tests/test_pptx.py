"""PowerPoint decks by content: titles, notes, charts whose numbers are read back, places, bytes."""

from __future__ import annotations

import io
import os
import re
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Emu
from slide_examples import (
    HOSTILE,
    LONG_UNIT,
    change_chart,
    deck_notebook,
    distribution_chart,
    example_deck,
    gap_chart,
    hidden_profile_chart,
    levels_chart,
    profile_chart,
    scatter_chart,
    spread_chart,
    trend_chart,
    trying_deck,
)

from skcore.errors import SkcoreError
from skcore.exporting import PptxExporter
from skcore.figures.drawing import svg_of
from skcore.figures.style import QUIET
from skcore.slides.figure import Chart, TableFigure
from skcore.slides.fit import lay_out
from skcore.slides.html import render_deck
from skcore.slides.markup import plain
from skcore.slides.paging import paged
from skcore.slides.powerpoint.template import OWN
from skcore.slides.pptx import render_pptx
from skcore.slides.slide import Slide, runs

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SAME = str.maketrans({"\u00a0": " ", "\u2011": "-", "\u2212": "-"})


@pytest.fixture(scope="module")
def content() -> bytes:
    return render_pptx(example_deck(), title="Prøve", language="da")


@pytest.fixture(scope="module")
def deck(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


@pytest.fixture(scope="module")
def hard() -> Any:
    return Presentation(io.BytesIO(render_pptx(trying_deck(), title="Svær", language="da")))


def one(slide: Slide) -> Any:
    """Return the first slide of a deck that holds this one."""
    return Presentation(
        io.BytesIO(render_pptx([slide], title="x", language=slide.language))
    ).slides[0]


def with_chart(chart: Chart, **how: Any) -> Any:
    return one(Slide("Titel", figure=chart, alt="Figur.", **how))


def groups(page: Any) -> list[Any]:
    """Return the figures of a slide."""
    return [shape for shape in page.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP]


def words(group: Any) -> list[str]:
    """Return what is written on a figure, line by line."""
    return [text.text for text in group._element.iter(f"{A}t")]


def marks(group: Any, name: str) -> list[Any]:
    """Return a figure's shapes of one kind, by the word that names them."""
    return [shape for shape in group.shapes if shape.name.startswith(f"{name} ")]


def middle(shape: Any) -> tuple[float, float]:
    return shape.left + shape.width / 2, shape.top + shape.height / 2


def texts(page: Any) -> Iterator[str]:
    for text in page._element.iter(f"{A}t"):
        yield text.text or ""


# --- words


def test_our_template_is_what_its_script_makes() -> None:
    """After a change of colours or places the script is run again."""
    script = Path(__file__).parent / "golden" / "make_template.py"
    made = runpy.run_path(str(script))["template_bytes"]()
    with zipfile.ZipFile(io.BytesIO(made)) as new, zipfile.ZipFile(OWN) as shipped:
        assert shipped.namelist() == new.namelist()
        assert [shipped.read(n) for n in shipped.namelist()] == [
            new.read(n) for n in new.namelist()
        ]


def test_titles_are_the_layouts_own_placeholders(deck: Any) -> None:
    titles = [page.shapes.title.text_frame.text for page in deck.slides]
    assert [t.replace("\u00a0", " ") for t in titles] == [s.title for s in example_deck()]
    assert not any(" – " in title for title in titles)  # no dash begins a line
    assert all(page.shapes.title.is_placeholder for page in deck.slides)
    layouts = {page.slide_layout.name for page in deck.slides}
    assert layouts == {"Titelslide", "Kun titel", "Afsnitsoverskrift"}


def test_body_text_keeps_its_strong_and_quiet_words(deck: Any) -> None:
    slide = example_deck()[4]
    box = next(s for s in deck.slides[4].shapes if s.name == "Tekst")
    assert [p.text.replace("\u00a0", " ") for p in box.text_frame.paragraphs] == [
        plain(p).replace("\u00a0", " ") for p in slide.body
    ]
    found = [run for p in box.text_frame.paragraphs for run in p.runs]
    strong = [run.text for run in found if run.font.bold]
    assert strong == ["sammen med"]
    quiet = [run.text for run in found if str(run.font.color.rgb) == "5B6672"]
    assert quiet[0].startswith("(95 %-sikkerhedsinterval")


def test_notes_keep_their_lines_and_the_full_text_of_what_is_shortened(
    hard: Any, deck: Any
) -> None:
    assert deck.slides[2].notes_slide.notes_text_frame.text == (
        "Sig det roligt.\nSpørg salen.\nResultatets navn: r-3f9a"
    )
    assert not deck.slides[0].has_notes_slide
    assert "Fuld tekst: " + LONG_UNIT * 5 in hard.slides[0].notes_slide.notes_text_frame.text


def test_every_graphic_has_words_for_those_who_do_not_see_it(deck: Any, hard: Any) -> None:
    graphics = [
        element
        for presentation in (deck, hard)
        for page in presentation.slides
        for tag in ("graphicFrame", "pic", "grpSp")
        for element in page.shapes._spTree.xpath(f"./p:{tag}")
    ]
    assert len(graphics) > 20
    assert all(element.xpath("./*[1]/p:cNvPr/@descr")[0] for element in graphics)


def test_shapes_that_say_nothing_are_marked_as_decoration(deck: Any) -> None:
    rules = [s for page in deck.slides for s in page.shapes if s.name == "Streg"]
    silent = [s for s in rules if not s.text_frame.text]
    assert silent
    assert all("decorative" in s._element.xml for s in silent)


@pytest.mark.parametrize(("language", "tag"), [("da", "da-DK"), ("en", "en-GB")])
def test_every_run_tells_its_language(language: str, tag: str) -> None:
    chart = Chart("profile", profile_chart().table, {"reference_label": "all"})
    table = TableFigure(("Unit", "Points"), (("A", "1"),))
    slides = [
        Slide(
            "Title", kicker="k", figure=chart, alt="a", notes="n", footnote="f", language=language
        ),
        Slide(
            "Title", figure=table, body=(runs("**b** ~~c~~"),), result_id="r-1", language=language
        ),
    ]
    content = render_pptx(slides, title="x", language=language)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = [n for n in file.namelist() if re.match(r"ppt/(slides|notesSlides)/[^/]+xml", n)]
        assert len(parts) == 4
        for name in parts:
            found = re.findall(r"<a:rPr[^>]*>", file.read(name).decode())
            assert all(f'lang="{tag}"' in run for run in found if "slidenum" not in run), name


def test_pages_are_numbered_with_a_field_but_title_slides_are_not(deck: Any) -> None:
    fields = ["slidenum" in page._element.xml for page in deck.slides]
    assert fields == [False] + [True] * (len(fields) - 1)
    number = next(s for s in deck.slides[2].shapes if s.name == "Sidetal")
    assert number.text_frame.text.endswith("3")
    assert "r-3f9a" not in number.text_frame.text  # in the notes, and on the last slide
    foot = next(s for s in deck.slides[2].shapes if s.name == "Fodnote")
    assert foot.is_placeholder
    assert foot.text_frame.text == example_deck()[2].footnote


def test_properties_name_the_deck_and_nobody(deck: Any) -> None:
    properties = deck.core_properties
    assert properties.title == "Prøve"
    assert (properties.author, properties.last_modified_by, properties.keywords) == ("", "", "")
    assert (deck.slide_width, deck.slide_height) == (Emu(12192000), Emu(6858000))


# --- figures


def test_a_figure_is_one_group_of_native_shapes_and_no_picture(content: bytes, deck: Any) -> None:
    drawn = [slide for slide in example_deck() if isinstance(slide.figure, Chart)]
    found = [group for page in deck.slides for group in groups(page)]
    assert len(found) == len(drawn)
    assert [group._element.xpath("./p:nvGrpSpPr/p:cNvPr/@descr")[0] for group in found] == [
        slide.alt for slide in drawn
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert not [n for n in file.namelist() if re.match(r"ppt/(charts|media|embeddings)/", n)]


def test_no_two_shapes_of_a_slide_share_a_number(deck: Any, hard: Any) -> None:
    for page in (*deck.slides, *hard.slides):
        ids = page.shapes._spTree.xpath(".//p:cNvPr/@id")
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("scale", ["level", "profile"])
def test_dots_lie_where_their_numbers_say(scale: str) -> None:
    (group,) = groups(with_chart(CHARTS[scale]))
    table = CHARTS[scale].table.dropna(subset="estimate")
    at = [middle(dot)[0] for dot in marks(group, "Prik")]
    words = [(s.text_frame.text, middle(s)) for s in marks(group, "Ord")]
    foot = max(y for t, (_, y) in words if t.isdigit())
    ticks = {int(t): x for t, (x, y) in words if t.isdigit() and abs(y - foot) < 9525}
    low, high = min(ticks), max(ticks)
    wide = (ticks[high] - ticks[low]) / (high - low)
    told = [low + (x - ticks[low]) / wide for x in at]
    assert told == pytest.approx(table["estimate"].tolist(), abs=0.1)


def test_what_is_not_shown_has_its_reason_and_no_number() -> None:
    (group,) = groups(with_chart(hidden_profile_chart()))
    said = words(group)
    assert {"vises ikke (færre end 5 svar)", "ingen data", "over 95"} <= set(said)
    assert len(marks(group, "Prik")) == 2


def test_a_spread_holds_every_unnamed_point() -> None:
    (group,) = groups(with_chart(spread_chart(45)))
    assert len(marks(group, "Prik")) == 4 * 45
    assert {"61", "67", "58", "74"} <= set(words(group))


def test_words_can_be_retyped_and_stand_at_their_anchor() -> None:
    (group,) = groups(with_chart(profile_chart()))
    labels = [
        s
        for s in marks(group, "Ord")
        if s.text_frame.text in {"Retfærdighed", "Tillid mellem kolleger"}
    ]
    assert len(labels) == 2
    assert {s._element.xpath(".//a:pPr/@algn")[0] for s in labels} == {"r"}
    ends = {round((s.left + s.width) / 9525) for s in labels}
    assert max(ends) - min(ends) <= 1
    fonts = set(group._element.xpath(".//a:latin/@typeface"))
    assert fonts == {"Arial"}


def test_outlines_with_room_are_closed_and_lines_are_not_filled() -> None:
    (group,) = groups(with_chart(hidden_profile_chart()))
    for shape in marks(group, "Linje"):
        assert not shape._element.xpath("./p:spPr/a:solidFill")
    assert all(shape._element.xpath("./p:spPr/a:solidFill") for shape in marks(group, "Flade"))


CHARTS = {
    "profile": profile_chart(reference_label="hele kommunen"),
    "hidden": hidden_profile_chart(),
    "spread": spread_chart(),
    "scatter": scatter_chart(),
    "distribution": distribution_chart(),
    "change": change_chart(),
    "change alone": change_chart(levels=False),
    "gap": gap_chart(),
    "level": levels_chart(),
    "levels": levels_chart(4),
    "trend": trend_chart(),
}


def numbers(parts: list[str]) -> set[str]:
    """Return the number strings, with one kind of minus and space."""
    joined = " | ".join(parts).translate(SAME)
    return set(re.findall(r"[+-]?\d+(?:[.,]\d+)*", joined))


@pytest.mark.parametrize("name", CHARTS)
def test_words_are_written_as_in_the_browser(name: str) -> None:
    chart = CHARTS[name]
    page = with_chart(chart)
    laid = lay_out(Slide("Titel", figure=chart, alt="Figur."))
    size = {"width": laid.figure_width, "height": laid.figure_height}
    svg = svg_of(chart.kind, chart.table, {"language": "da", **chart.options}, **size)
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    (group,) = groups(page)
    assert words(group) == [unescape(text) for text in drawn]


def test_tables_hold_the_same_cells(deck: Any) -> None:
    slide = example_deck()[1]
    table = next(s for s in deck.slides[1].shapes if s.has_table).table
    found = [tuple(cell.text for cell in row.cells) for row in table.rows]
    assert found == list(slide.figure.rows)


def test_a_word_longer_than_its_column_is_parted_with_a_hyphen() -> None:
    word = "Specialrehabiliteringsteamet"
    rows = ((word, *["Hjerneskadekoordinatorfunktionen"] * 5),)
    page = one(Slide("Titel", figure=TableFigure(tuple("abcdef"), rows)))
    cells = next(s for s in page.shapes if s.has_table).table.rows[1].cells
    assert [cell.text.replace("-\v", "") for cell in cells] == list(rows[0])
    assert all("-\v" in cell.text for cell in cells)


def test_a_tables_headers_are_marked_as_such() -> None:
    page = one(Slide("Titel", figure=TableFigure(("Enhed", "Point"), (("A", "71"),))))
    table = next(s for s in page.shapes if s.has_table).table
    assert table.first_row
    assert [cell.text for cell in table.rows[0].cells] == ["Enhed", "Point"]


def test_every_number_of_a_page_is_in_the_browsers_page_too(deck: Any) -> None:
    html = render_deck(example_deck(), title="Prøve", language="da")
    sections = re.findall(r'<section class="sk-slide.*?</section>', html, flags=re.DOTALL)
    for page, section in zip(deck.slides, sections, strict=True):
        seen = re.sub(r"<[^>]+>", " | ", re.sub(r"<style.*?</style>", "", section))
        assert numbers(list(texts(page))) <= numbers([seen])


# --- geometry


def boxes(page: Any) -> list[tuple[str, int, int, int, int]]:
    return [(s.name, s.left, s.top, s.left + s.width, s.top + s.height) for s in page.shapes]


@pytest.mark.parametrize("which", ["deck", "hard"])
def test_everything_is_inside_the_slide_and_nothing_overlaps(
    which: str, request: pytest.FixtureRequest
) -> None:
    presentation = request.getfixturevalue(which)
    slack = Emu(9525)
    for number, page in enumerate(presentation.slides, start=1):
        for name, left, top, right, bottom in boxes(page):
            assert left >= 0, (number, name)
            assert top >= 0, (number, name)
            assert right <= presentation.slide_width, (number, name)
            assert bottom <= presentation.slide_height, (number, name)
        for a, b in combinations(boxes(page), 2):
            wide = min(a[3], b[3]) - max(a[1], b[1])
            high = min(a[4], b[4]) - max(a[2], b[2])
            panels = a[0] != b[0] and {"Figur", "Tekst"}.isdisjoint({a[0], b[0]})
            room = Emu(9525 * 14) if panels else slack  # panels share the gutter between them
            assert wide <= room or high <= slack, (number, a, b)


@pytest.mark.parametrize("name", CHARTS)
def test_words_on_a_figure_stay_inside_its_frame(name: str) -> None:
    (group,) = groups(with_chart(CHARTS[name], body=() if name == "levels" else (runs("Tekst."),)))
    slack = 9525 * 4
    for shape in marks(group, "Ord"):
        text = shape.text_frame.text
        assert shape.left >= group.left - slack, text
        assert shape.left + shape.width <= group.left + group.width + slack, text
        assert shape.top >= group.top - slack, text
        assert shape.top + shape.height <= group.top + group.height + slack, text


@pytest.mark.parametrize("units", [1, 12, 45, 200])
def test_any_number_of_units_is_shown_in_full(units: int) -> None:
    rows = tuple((f"{LONG_UNIT} {n}", "71", "66–76") for n in range(units))
    slide = Slide("Alle", figure=TableFigure(("Enhed", "Point", "Usikkerhed"), rows))
    presentation = Presentation(io.BytesIO(render_pptx([slide], title="x", language="da")))
    found = [
        row.cells[0].text
        for page in presentation.slides
        for shape in page.shapes
        if shape.has_table
        for row in list(shape.table.rows)[1:]
    ]
    assert found == [row[0] for row in rows]
    assert len(presentation.slides) == len(paged(slide))


def test_text_is_large_enough_to_be_read_at_the_back(deck: Any) -> None:
    runs = [
        run
        for page in deck.slides
        for group in groups(page)
        for run in group._element.xpath(".//a:r")
    ]
    look = [
        (run.rPr.get("sz"), run.rPr.get("b"), run.xpath("string(.//a:srgbClr/@val)"))
        for run in runs
    ]
    sizes = {int(size) / 75 for size, *_ in look}
    assert min(sizes) >= 20
    # what is smaller than a label is a quiet note: where the axis begins, heads of side columns
    assert {colour for size, _, colour in look if int(size) < 24 * 75} == {QUIET[1:].upper()}
    numbers = [
        int(size) / 75
        for run, (size, bold, _) in zip(runs, look, strict=True)
        if bold == "1" and run.text.isdecimal()
    ]
    assert min(numbers) >= 30
    assert len(numbers) > 20


# --- bytes, hostile text


@pytest.mark.whole
def test_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from slide_examples import example_deck\n"
        "from skcore.slides.pptx import render_pptx\n"
        "deck = render_pptx(example_deck(), title='x', language='da')\n"
        "import hashlib; print(hashlib.sha256(deck).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[1],
        env={**os.environ, "PYTHONHASHSEED": "1", "TZ": "UTC1"},
    )
    here = render_pptx(example_deck(), title="x", language="da")
    assert done.stdout.strip() == sha256(here).hexdigest()


def test_no_part_bears_a_clock_time(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}
        assert not [name for name in file.namelist() if "thumbnail" in name or "printer" in name]


def test_hostile_text_is_shown_as_text() -> None:
    chart = Chart("profile", profile_chart().table.assign(label=[HOSTILE, "b", "c", "d"]), {})
    table = TableFigure((HOSTILE,), ((HOSTILE,),))
    common = {
        "kicker": HOSTILE,
        "footnote": HOSTILE,
        "notes": HOSTILE,
        "body": (runs("{x}", x=HOSTILE),),
    }
    slides = [
        Slide(HOSTILE, figure=chart, alt=HOSTILE, **common),
        Slide(HOSTILE, figure=table, **common),
        Slide(HOSTILE, layout="title", kicker=HOSTILE),
    ]
    content = render_pptx(slides, title=HOSTILE, language="da")
    presentation = Presentation(io.BytesIO(content))
    shown = " ".join(texts(presentation.slides[1]))
    assert "<script>alert(1)</script>" in shown
    assert "**stjerner**" in shown
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            data = file.read(name)
            assert b"\x07" not in data or not name.endswith("xml")
            assert "\u202e".encode() not in data or not name.endswith("xml")


# --- the organisation's template


def template(path: Path, names: dict[int, str], *, wide: bool = False) -> Path:
    """Write a template whose layouts bear these names; a slide of its own must not come along."""
    presentation = Presentation()
    for place, name in names.items():
        presentation.slide_layouts[place]._element.cSld.set("name", name)
    if wide:
        presentation.slide_width, presentation.slide_height = Emu(12192000), Emu(6858000)
    presentation.slides.add_slide(presentation.slide_layouts[0]).shapes.title.text = "Gammel"
    presentation.save(str(path))
    return path


@pytest.mark.parametrize(
    "names", [{0: "Forside", 5: "1_Kun titel"}, {}, {0: "Title", 1: "Indhold"}]
)
def test_an_own_template_is_used_by_the_names_of_its_layouts(
    tmp_path: Path, names: dict[int, str]
) -> None:
    own = template(tmp_path / "own.pptx", names)
    content = render_pptx(example_deck(), title="x", language="da", template=own)
    presentation = Presentation(io.BytesIO(content))
    assert "Gammel" not in [page.shapes.title.text_frame.text for page in presentation.slides]
    assert presentation.slides[0].slide_layout.name == names.get(0, "Title Slide")
    assert presentation.slides[2].slide_layout.name == names.get(5, "Title Only")
    assert len(presentation.slides) == len(example_deck())
    for page in presentation.slides:
        for name, left, top, right, bottom in boxes(page):
            assert min(left, top) >= 0, name
            assert right <= presentation.slide_width, name
            assert bottom <= presentation.slide_height, name


def test_words_do_not_change_with_the_template(tmp_path: Path, deck: Any) -> None:
    own = template(tmp_path / "own.pptx", {})
    content = render_pptx(example_deck(), title="x", language="da", template=own)
    for ours, theirs in zip(deck.slides, Presentation(io.BytesIO(content)).slides, strict=True):
        assert [words(g) for g in groups(ours)] == [words(g) for g in groups(theirs)]


def test_a_template_without_the_layouts_is_refused_by_name(tmp_path: Path) -> None:
    own = template(tmp_path / "own.pptx", {0: "Intro", 1: "a", 5: "b"})
    with pytest.raises(SkcoreError, match=r"no layout for title slides.*\n.*no layout for results"):
        render_pptx(example_deck(), title="x", language="da", template=own)


def test_a_layout_without_title_or_room_is_refused(tmp_path: Path) -> None:
    own = template(tmp_path / "own.pptx", {5: "x", 1: "y", 6: "Kun titel"})
    with pytest.raises(SkcoreError, match=r"layout 'Kun titel'.* has no title"):
        render_pptx(example_deck(), title="x", language="da", template=own)
    presentation = Presentation()
    presentation.slide_layouts[5].placeholders[0].top = Emu(4500000)
    presentation.save(str(tmp_path / "low.pptx"))
    with pytest.raises(SkcoreError, match=r"leaves only .* cm under its title"):
        render_pptx(example_deck(), title="x", language="da", template=tmp_path / "low.pptx")


@pytest.mark.parametrize("data", [b"hej", b"PK\x03\x04nothing"])
def test_a_template_that_is_none_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "own.pptx").write_bytes(data)
    with pytest.raises(SkcoreError, match=r"'own\.pptx' is (no PowerPoint file|damaged)"):
        render_pptx(example_deck(), title="x", language="da", template=tmp_path / "own.pptx")
    with pytest.raises(SkcoreError, match="cannot be read"):
        render_pptx(example_deck(), title="x", language="da", template=tmp_path / "none.pptx")


# --- notebooks


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


def test_a_notebook_that_knows_nothing_of_us_is_exported_too() -> None:
    table = pd.DataFrame({"a": [1, 2], "b": [3, 4]})._repr_html_()
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Velkommen\n\nEn **vigtig** sætning.\n\n- et\n- to"),
            new_code_cell("t", outputs=[new_output("execute_result", {"text/html": table})]),
            new_code_cell(
                "p",
                outputs=[
                    new_output("display_data", {"image/png": PIXEL, "image/svg+xml": "<svg/>"}),
                    new_output("display_data", {"image/svg+xml": "<svg/>"}),
                    new_output("stream", name="stdout", text="linje 1\nlinje 2"),
                ],
            ),
        ]
    )
    content, resources = PptxExporter(ordinary=True).from_notebook_node(notebook)
    presentation = Presentation(io.BytesIO(content))
    shown = [text for page in presentation.slides for text in texts(page)]
    assert {"vigtig", "• ", "linje 1"} <= set(shown)
    assert resources["output_extension"] == ".pptx"
    tables = [s.table for page in presentation.slides for s in page.shapes if s.has_table]
    assert [cell.text for cell in tables[0].rows[1].cells] == ["0", "1", "3"]
    pictures = [s for page in presentation.slides for s in page.shapes if s.shape_type == 13]
    assert len(pictures) == 1
    assert any("Tegningen (SVG)" in text for text in shown)


def test_in_our_notebooks_loose_outputs_are_left_out_and_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    notebook = deck_notebook([Slide("Vist")], title="x", language="da")
    notebook.cells.append(
        new_code_cell("t", outputs=[new_output("execute_result", {"text/plain": "HEMMELIGT"})])
    )
    exporter = PptxExporter()
    exporter.log.propagate = True
    with caplog.at_level("WARNING"):
        content, _ = exporter.from_notebook_node(notebook)
    presentation = Presentation(io.BytesIO(content))
    assert [page.shapes.title.text_frame.text for page in presentation.slides] == ["Vist"]
    assert "cell 2" in caplog.text


def test_the_exporter_is_found_by_its_name() -> None:
    from nbconvert.exporters import get_exporter

    assert get_exporter("pptx") is PptxExporter
