"""PowerPoint decks by content: titles, notes, charts whose numbers are read back, places, bytes."""

from __future__ import annotations

import io
import math
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pptx import Presentation
from pptx.util import Emu
from slide_examples import (
    ANSWERS,
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
from skcore.plots.axis import words_width
from skcore.plots.drawing import chart_svg
from skcore.slides.figure import Chart, TableFigure
from skcore.slides.html import render_deck
from skcore.slides.markup import plain
from skcore.slides.paging import paged
from skcore.slides.powerpoint.drawing import chart_pieces
from skcore.slides.powerpoint.field import Native
from skcore.slides.pptx import render_pptx
from skcore.slides.slide import Slide, runs

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
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


def charts(page: Any) -> list[Any]:
    return [shape.chart for shape in page.shapes if shape.has_chart]


def cells(series: Any, tag: str) -> list[float | None]:
    """Read a series' cached cells; blanks are None."""
    found = series.find(f"{C}{tag}")
    count = int(found.find(f".//{C}ptCount").get("val"))
    values = {int(p.get("idx")): float(p.find(f"{C}v").text) for p in found.iter(f"{C}pt")}
    return [values.get(place) for place in range(count)]


def series(chart: Any) -> dict[str, Any]:
    """Return the series by name."""
    found = {}
    for element in chart._chartSpace.iter(f"{C}ser"):
        name = element.find(f"{C}tx").find(f".//{C}v").text
        found[name] = element
    return found


def words(chart: Any) -> list[str]:
    """Return what is written on a chart, line by line."""
    return [text.text for text in chart._chartSpace.iter(f"{A}t")]


def sheet(chart: Any, place: int = 0) -> list[tuple[Any, ...]]:
    """Return the rows of the workbook inside a chart."""
    blob = chart.part.chart_workbook.xlsx_part.blob
    book = openpyxl.load_workbook(io.BytesIO(blob))
    return [tuple(row) for row in book.worksheets[place].iter_rows(values_only=True)]


def texts(page: Any) -> Iterator[str]:
    for text in page._element.iter(f"{A}t"):
        yield text.text or ""


# --- words


def test_titles_are_the_layouts_own_placeholders(deck: Any) -> None:
    titles = [page.shapes.title.text_frame.text for page in deck.slides]
    wanted = [slide.title.replace(" – ", "\u00a0– ") for slide in example_deck()]
    assert titles == wanted
    assert all(page.shapes.title.is_placeholder for page in deck.slides)
    layouts = {page.slide_layout.name for page in deck.slides}
    assert layouts == {"Titelslide", "Kun titel", "Afsnitsoverskrift"}


def test_body_text_keeps_its_strong_and_quiet_words(deck: Any) -> None:
    slide = example_deck()[4]
    box = next(s for s in deck.slides[4].shapes if s.name == "Tekst")
    assert [p.text for p in box.text_frame.paragraphs] == [plain(p) for p in slide.body]
    found = [run for p in box.text_frame.paragraphs for run in p.runs]
    strong = [run.text for run in found if run.font.bold]
    assert strong == ["sammen med"]
    quiet = [run.text for run in found if str(run.font.color.rgb) == "5B6672"]
    assert quiet[0].startswith("(95 %-sikkerhedsinterval")


def test_notes_keep_their_lines_and_the_full_text_of_what_is_shortened(
    hard: Any, deck: Any
) -> None:
    assert deck.slides[2].notes_slide.notes_text_frame.text == "Sig det roligt.\nSpørg salen."
    assert not deck.slides[0].has_notes_slide
    assert "Fuld tekst: " + LONG_UNIT * 3 in hard.slides[0].notes_slide.notes_text_frame.text


def test_every_graphic_has_words_for_those_who_do_not_see_it(deck: Any, hard: Any) -> None:
    graphics = [
        element
        for presentation in (deck, hard)
        for page in presentation.slides
        for tag in ("graphicFrame", "pic")
        for element in page.shapes._spTree.iter(f"{{{page.shapes._spTree.nsmap['p']}}}{tag}")
    ]
    assert len(graphics) > 20
    assert all(element.xpath(".//p:cNvPr/@descr")[0] for element in graphics)


def test_shapes_that_say_nothing_are_marked_as_decoration(deck: Any) -> None:
    rules = [s for page in deck.slides for s in page.shapes if s.name in {"Streg", "Svarmulighed"}]
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
        parts = [
            n for n in file.namelist() if re.match(r"ppt/(slides|charts|notesSlides)/[^/]+xml", n)
        ]
        assert len(parts) == 4
        for name in parts:
            found = re.findall(r"<a:rPr[^>]*>", file.read(name).decode())
            assert all(f'lang="{tag}"' in run for run in found if "slidenum" not in run), name


def test_pages_are_numbered_with_a_field_but_title_slides_are_not(deck: Any) -> None:
    fields = ["slidenum" in page._element.xml for page in deck.slides]
    assert fields == [False] + [True] * (len(fields) - 1)
    number = next(s for s in deck.slides[2].shapes if s.name == "Sidetal")
    assert number.text_frame.text.endswith("3")
    assert "r-3f9a · " in number.text_frame.text
    foot = next(s for s in deck.slides[2].shapes if s.name == "Fodnote")
    assert foot.is_placeholder
    assert foot.text_frame.text == example_deck()[2].footnote


def test_properties_name_the_deck_and_nobody(deck: Any) -> None:
    properties = deck.core_properties
    assert properties.title == "Prøve"
    assert (properties.author, properties.last_modified_by, properties.keywords) == ("", "", "")
    assert (deck.slide_width, deck.slide_height) == (Emu(12192000), Emu(6858000))


# --- numbers


def test_a_profile_is_read_back_as_it_was_given() -> None:
    chart = profile_chart(reference_label="hele kommunen")
    (native,) = charts(with_chart(chart))
    found = series(native)
    for row in chart.table.to_dict("records"):
        assert cells(found[f"{row['label']}: Gennemsnit"], "xVal") == [row["estimate"]]
        band = found[f"Usikkerhed: {row['label']}"]
        assert cells(band, "xVal") == [row["conf_low"], row["conf_high"]]
    head, *rows = sheet(native)
    assert head[:5] == ("Tema", "Gennemsnit", "Usikkerhed fra", "Usikkerhed til", "Hele kommunen")
    names = ["label", "estimate", "conf_low", "conf_high", "reference"]
    assert [row[:5] for row in rows] == list(chart.table[names].itertuples(index=False, name=None))
    upright = cells(found["hele kommunen"], "xVal")
    assert upright[::3] == chart.table["reference"].tolist()


def test_what_is_not_shown_has_its_reason_and_no_number() -> None:
    (native,) = charts(with_chart(hidden_profile_chart()))
    said = words(native)
    assert "vises ikke (færre end 5 svar)" in said
    assert "ingen data" in said
    assert "over 95" in said
    rows = sheet(native)[1:]
    assert rows[1][1:4] == (None, None, None)
    assert rows[1][-1] == "vises ikke (færre end 5 svar)"
    hatched = series(native)["Vises ikke (færre end 5 svar)"]
    assert hatched.find(f".//{A}custDash") is not None
    assert not [name for name in series(native) if name.startswith("Tillid mellem kolleger")]


def test_a_spread_holds_the_unnamed_points_in_the_order_of_their_values() -> None:
    chart = spread_chart(45)
    (native,) = charts(with_chart(chart))
    for label, part in chart.table.groupby("label"):
        values = cells(series(native)[label], "xVal")
        assert values == sorted(part["estimate"])
    overall = cells(series(native)["Gennemsnit for alle"], "xVal")
    assert overall[::3] == [61, 67, 58, 74]


def test_a_theme_without_points_shows_none() -> None:
    table = spread_chart(5).table
    table.loc[table["label"] == "Tillid mellem ledelse og medarbejdere", "estimate"] = float("nan")
    (native,) = charts(with_chart(Chart("spread", table, {"axis": [30, 100]})))
    assert "Tillid mellem ledelse og medarbejdere" not in series(native)
    assert "61" in words(native)


def test_scatter_points_and_the_fitted_line_are_xy_series() -> None:
    chart = scatter_chart()
    (native,) = charts(with_chart(chart))
    found = series(native)
    assert cells(found["Arbejdspladser"], "xVal") == chart.table["x"].tolist()
    assert cells(found["Arbejdspladser"], "yVal") == chart.table["y"].tolist()
    line = pd.DataFrame(chart.options["line"])
    assert cells(found["Linje"], "xVal") == line["x"].tolist()
    for name, column in (("Linje", "estimate"), ("Usikkerhed fra", "conf_low")):
        assert cells(found[name], "yVal") == line[column].tolist()
    assert "Sygefravær (dagsværk pr. fuldtidsansat om året)" in words(native)
    assert not any("size" in str(head).lower() for head in sheet(native)[0])


def test_a_distribution_is_stacked_bars_with_the_shares_as_they_are() -> None:
    chart = distribution_chart()
    (native,) = charts(with_chart(chart))
    plot = native.plots[0]
    assert list(plot.categories) == list(dict.fromkeys(chart.table["label"]))
    found = {entry.name: list(entry.values) for entry in plot.series}
    for answer, part in chart.table.groupby("category"):
        assert found[answer] == part["share"].tolist()
    ends = found["Luft til venstre"], found["Luft til højre"]
    totals = {a + 100 + b for a, b in zip(*ends, strict=True)}
    assert len(totals) == 1


def grouped_chart() -> Chart:
    """Two questions in two surveys, the first of them not shown, and an answer off the scale."""
    rows = []
    for question in ("Konflikter løses", "Forslag tages alvorligt"):
        for group in ("1. måling", "2. måling"):
            gone = (question, group) == ("Konflikter løses", "1. måling")
            shares = dict(zip(ANSWERS, (2.0, 4, 10, 42, 42), strict=True)) | {"Ikke relevant": 8.0}
            for answer, share in shares.items():
                row = {"label": question, "group": group, "category": answer}
                shown = {"share": math.nan if gone else share, "n": math.nan if gone else 412}
                rows.append(row | shown | {"hidden": gone, "hidden_reason": "primary" * gone})
    return Chart("distribution", pd.DataFrame(rows), {"language": "da", "categories": ANSWERS})


def test_bars_of_groups_stand_under_their_question_with_an_answer_off_the_scale_beside() -> None:
    page = with_chart(grouped_chart())
    (native,) = charts(page)
    plot = native.plots[0]
    groups = ["1. måling", "2. måling"]
    lines = ["Konflikter løses", *groups, "Forslag tages alvorligt", *groups]
    assert list(plot.categories) == lines
    found = {entry.name: list(entry.values) for entry in plot.series}
    assert found["I høj grad"] == [None, None, 42, None, 42, 42]
    ground = {name: entry.find(f"{C}spPr")[0].tag for name, entry in series(native).items()}
    assert {ground[answer] for answer in ANSWERS} == {f"{A}solidFill"}
    assert ground["Ikke relevant"] == ground["svar"] == f"{A}noFill"
    told = [tuple(cell or None for cell in row[-3:]) for row in sheet(native)]
    assert told == [
        ("svar", "Ikke relevant", "Vises ikke"),
        (None, None, None),
        (None, None, "vises ikke (færre end 5 svar)"),
        (412, 8, None),
        (None, None, None),
        *[(412, 8, None)] * 2,
    ]
    assert words(native).count("8 %".replace(" ", "\u00a0")) == 3
    assert words(native).count("vises ikke (færre end 5 svar)") == 1
    beside = [shape for shape in page.shapes if shape.name == "Spørgsmål"]
    assert [shape.text_frame.text for shape in beside] == lines
    assert [shape.top for shape in beside] == sorted(shape.top for shape in beside)


def test_a_number_left_of_a_short_bar_has_room_before_the_labels() -> None:
    """As in the browser: a share of the bars' reach stays free left of the longest."""
    (native,) = charts(with_chart(grouped_chart()))
    found = {entry.name: list(entry.values) for entry in native.plots[0].series}
    longest = min(value for value in found["Luft til venstre"][2:] if value)
    assert longest == pytest.approx(0.11 * 100)
    assert "2\u00a0" in words(native)


def test_a_row_of_answers_that_is_not_shown_is_a_hatched_bar() -> None:
    table = distribution_chart().table.assign(hidden=False, hidden_reason="")
    gone = table["label"] == "Arbejdet fordeles retfærdigt"
    table.loc[gone, ["share", "hidden", "hidden_reason"]] = [float("nan"), True, "primary"]
    (native,) = charts(with_chart(Chart("distribution", table, distribution_chart().options)))
    assert "vises ikke (færre end 5 svar)" in words(native)
    hatched = series(native)["Vises ikke"]
    assert hatched.find(f".//{A}pattFill").get("prst") == "wdUpDiag"
    assert sheet(native)[4][1:6] == (None,) * 5


@pytest.mark.parametrize(
    ("chart", "names"),
    [
        (change_chart(), {"before": "1. måling", "after": "2. måling"}),
        (gap_chart(), {"leader": "ledere", "employee": "medarbejdere"}),
    ],
)
def test_two_numbers_per_row_are_two_series(chart: Chart, names: dict[str, str]) -> None:
    (native,) = charts(with_chart(chart))
    found = series(native)
    for row in chart.table.to_dict("records"):
        for column, name in names.items():
            if row.get("hidden"):
                assert f"{row['label']}: {name}" not in found
            else:
                assert cells(found[f"{row['label']}: {name}"], "xVal") == [row[column]]


def test_a_change_alone_stands_round_zero_with_its_words() -> None:
    (native,) = charts(with_chart(change_chart(levels=False)))
    assert {"+2", "(fra −2 til +6)", "−3"} <= set(words(native))
    assert cells(series(native)["0"], "xVal") == [0, 0]


@pytest.mark.parametrize("chart", [profile_chart(), change_chart(), gap_chart(), levels_chart()])
def test_the_pale_bar_leaves_out_what_is_drawn_on_it(chart: Chart) -> None:
    """Which of two overlapping series is on top differs between programs."""
    (native,) = charts(with_chart(chart))
    found = series(native)
    pale = found["Aksens spor"]
    ends = list(zip(cells(pale, "xVal"), cells(pale, "yVal"), strict=True))
    pieces = [(a[0], b[0], a[1]) for a, b in zip(ends[::3], ends[1::3], strict=True)]
    dots = [
        (cells(element, "xVal")[0], cells(element, "yVal")[0])
        for name, element in found.items()
        if ": " in name and "Usikkerhed" not in name
    ]
    assert dots
    for x, y in dots:
        assert any(piece[2] == y for piece in pieces)
        assert not any(low < x < high for low, high, at in pieces if at == y)


def test_levels_are_a_chart_per_theme() -> None:
    chart = levels_chart(4)
    page = with_chart(chart)
    assert len(charts(page)) == 4
    names = [shape.name for shape in page.shapes if shape.has_chart]
    assert names == list(dict.fromkeys(chart.table["scale"]))
    for native, (_, part) in zip(
        charts(page), chart.table.groupby("scale", sort=False), strict=True
    ):
        shown = part.dropna(subset="estimate")
        found = [
            cells(element, "xVal")[0]
            for name, element in series(native).items()
            if name.endswith(": Gennemsnit")
        ]
        assert found == shown["estimate"].tolist()


def test_a_trend_holds_months_in_words_and_each_groups_values() -> None:
    chart = trend_chart()
    (native,) = charts(with_chart(chart))
    for group, part in chart.table.groupby("group"):
        assert cells(series(native)[group], "yVal") == part["estimate"].tolist()
    rows = sheet(native)
    assert rows[1][0] == "jan. 2008"
    assert {"1. måling", "2. måling"} <= set(words(native))


def test_no_number_on_a_chart_depends_on_the_viewers_settings(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [name for name in file.namelist() if re.match(r"ppt/charts/chart\d+\.xml", name)]
        assert len(names) == 15
        for name in names:
            xml = file.read(name).decode()
            axes = re.findall(r"<c:valAx>.*?</c:valAx>", xml)
            assert all('<c:tickLblPos val="none"/>' in axis for axis in axes)
            labels = re.findall(r"<c:dLbl>.*?</c:dLbl>", xml)
            assert labels
            assert all("<c:rich>" in label for label in labels)


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
def test_numbers_are_written_as_in_the_browser(name: str) -> None:
    chart = CHARTS[name]
    svg = chart_svg(chart.kind, chart.table, chart.options, width=720, height=460)
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    pieces = chart_pieces(chart, language="da", width=720, height=460)
    written = [
        text
        for piece in pieces
        if isinstance(piece, Native)
        for text in re.findall(r"<a:t>([^<]*)", piece.xml.decode())
    ]
    assert numbers(written) == numbers(drawn)


def test_tables_hold_the_same_cells(deck: Any) -> None:
    slide = example_deck()[1]
    table = next(s for s in deck.slides[1].shapes if s.has_table).table
    found = [tuple(cell.text for cell in row.cells) for row in table.rows]
    assert found == list(slide.figure.rows)


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
        shown = [text for native in charts(page) for text in words(native)]
        assert numbers([*texts(page), *shown]) <= numbers([seen])


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
def test_words_on_a_chart_stay_inside_its_frame(name: str) -> None:
    width = 1152 if name == "levels" else 634
    for piece in chart_pieces(CHARTS[name], language="da", width=width, height=455):
        if not isinstance(piece, Native) or b"<c:scatterChart>" not in piece.xml:
            continue
        xml = piece.xml.decode()
        low, high = (
            float(re.search(rf'<c:{end} val="([^"]+)"', xml).group(1)) for end in ("min", "max")
        )
        first = re.search(r"<c:ser>.*?</c:ser>", xml).group(0)
        xs = re.findall(
            r'<c:pt idx="\d+"><c:v>([^<]*)', first.split("<c:xVal>")[1].split("</c:xVal>")[0]
        )
        labels = re.findall(
            r'<c:dLbl>.*?b="([01])".*?<a:t>(.*?)</a:t>.*?dLblPos val="(\w+)"', first
        )
        for x, (bold, text, side) in zip(xs, labels, strict=True):
            at = (float(x) - low) / (high - low) * piece.width
            wide = words_width(text, bold=bold == "1")
            begin = {"r": at, "ctr": at - wide / 2, "l": at - wide}[side]
            assert begin >= -14, text
            assert begin + wide <= piece.width + 14, text


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


def test_text_is_large_enough_to_be_read_at_the_back(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            if re.match(r"ppt/charts/chart\d+\.xml", name):
                sizes = {
                    int(size) for size in re.findall(r'\bsz="(\d+)"', file.read(name).decode())
                }
                assert sizes == {1725}, name


# --- bytes, hostile text


def test_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from slide_examples import example_deck\n"
        "from skcore.slides.pptx import render_pptx\n"
        "deck = render_pptx(example_deck(), title='x', language='da')\n"
        "import hashlib; print(hashlib.sha256(deck).hexdigest())"
    )
    root = Path(__file__).resolve().parents[1]
    found = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=root,
            env=environment,
        )
        found.append(done.stdout.strip())
    assert found[0] == found[1]


def test_no_part_bears_a_clock_time(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}
        books = [name for name in file.namelist() if name.endswith(".xlsx")]
        assert len(books) == 15
        with zipfile.ZipFile(io.BytesIO(file.read(books[0]))) as book:
            assert {entry.date_time[0] for entry in book.infolist()} == {1980}
            assert b"2000-01-01T00:00:00Z" in book.read("docProps/core.xml")
        assert not [name for name in file.namelist() if "thumbnail" in name or "printer" in name]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_name_that_begins_like_a_formula_stays_text(sign: str) -> None:
    name = f"{sign}cmd|'/c calc'!A0"
    table = profile_chart().table.assign(label=[name, "b", "c", "d"])
    (native,) = charts(with_chart(Chart("profile", table, {})))
    blob = native.part.chart_workbook.xlsx_part.blob
    book = openpyxl.load_workbook(io.BytesIO(blob))
    cell = book.worksheets[0]["A2"]
    assert cell.value == name
    assert cell.data_type == "s"
    assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(blob)) as file:
        assert not any(b"<f>" in file.read(part) for part in file.namelist())


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


def test_numbers_do_not_change_with_the_template(tmp_path: Path, deck: Any) -> None:
    own = template(tmp_path / "own.pptx", {})
    content = render_pptx(example_deck(), title="x", language="da", template=own)
    for ours, theirs in zip(deck.slides, Presentation(io.BytesIO(content)).slides, strict=True):
        assert [sheet(c) for c in charts(ours)] == [sheet(c) for c in charts(theirs)]
        assert [words(c) for c in charts(ours)] == [words(c) for c in charts(theirs)]


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
