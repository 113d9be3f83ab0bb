"""Slides as data, paging, and the one HTML file they become."""

from __future__ import annotations

import json
import logging
import math
import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from os import environ
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from slide_examples import (
    HOSTILE,
    LONG_UNIT,
    deck_notebook,
    example_deck,
    hidden_profile_chart,
    profile_chart,
    spread_chart,
    trying_deck,
)

from skcore.errors import DisclosureError, SkcoreError
from skcore.exporting import MeetingSlidesExporter
from skcore.figures.drawing import svg_of
from skcore.figures.kinds import drawn_table
from skcore.slides import Chart, Slide, TableFigure, render_deck, runs
from skcore.slides.fit import body_height, lay_out
from skcore.slides.markup import Run, plain
from skcore.slides.paging import paged
from skcore.slides.slide import MIME_TYPE
from skcore.slides.table_layout import table_layout

ROOT = Path(__file__).parents[1]


class Reader(HTMLParser):
    """Collects tags with their attributes, and the text of each section."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def read(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(html)
    return reader.tags


def cell(*data: dict[str, object], source: str = "x", kind: str = "") -> nbformat.NotebookNode:
    made = new_code_cell(source, outputs=[new_output("display_data", data=entry) for entry in data])
    if kind:
        made.metadata["slideshow"] = {"slide_type": kind}
    return made


def markdown(source: str, kind: str = "") -> nbformat.NotebookNode:
    made = new_markdown_cell(source)
    if kind:
        made.metadata["slideshow"] = {"slide_type": kind}
    return made


def export(*cells: nbformat.NotebookNode, **settings: object) -> str:
    html, _ = MeetingSlidesExporter(**settings).from_notebook_node(new_notebook(cells=list(cells)))
    return html


# --- the slide


@pytest.mark.parametrize("slide", [*example_deck(), *trying_deck()], ids=lambda s: s.title[:30])
def test_a_slide_survives_its_json(slide):
    text = json.dumps(slide.to_json(), allow_nan=False)
    again = Slide.from_json(text)
    assert again == slide
    assert again.to_json() == slide.to_json()
    assert hash(again) == hash(slide)


def test_a_slide_shows_itself_and_carries_the_same_content_as_json():
    slide = example_deck()[2]
    bundle = slide._repr_mimebundle_()
    assert Slide.from_json(bundle[MIME_TYPE]) == slide
    assert 'lang="da"' in bundle["text/html"]
    assert "Høj tillid mellem ledelse og medarbejdere" in bundle["text/plain"]
    assert bundle == slide._repr_mimebundle_()


def test_all_problems_of_a_slide_are_told_at_once():
    with pytest.raises(SkcoreError, match=r"needs a title.*needs 'alt'.*Layout 'wide'.*'sv' is"):
        Slide("", figure=profile_chart(), layout="wide", language="sv")
    with pytest.raises(SkcoreError, match="figure is a DataFrame; a Chart or TableFigure"):
        Slide("Titel", figure=pd.DataFrame())


def test_a_slide_cannot_be_changed_nor_its_input_table():
    table = profile_chart().table
    before = table.copy()
    chart = Chart("profile", table, {"language": "da"})
    chart.table.loc[0, "estimate"] = 0
    pd.testing.assert_frame_equal(table, before)
    with pytest.raises(AttributeError):
        Slide("Titel").title = "Anden"


def test_charts_and_tables_refuse_what_does_not_fit():
    with pytest.raises(SkcoreError, match="Chart kind 'pie' is not one of profile"):
        Chart("pie", pd.DataFrame())
    with pytest.raises(SkcoreError, match="missing: estimate, conf_low"):
        Chart("profile", pd.DataFrame({"label": ["a"]}))
    with pytest.raises(SkcoreError, match="1 rows of a table figure do not have its 2 columns"):
        TableFigure(("a", "b"), (("1",),))
    with pytest.raises(SkcoreError, match="'align' of a table figure needs one of"):
        TableFigure(("a",), (), align=("up",))
    with pytest.raises(DisclosureError, match="not a released table"):
        drawn_table(profile_chart().table, None)


def test_another_version_is_refused():
    with pytest.raises(SkcoreError, match="not a slide of version 1"):
        Slide.from_json({"version": 7})


def test_hidden_values_travel_as_missing_not_as_zero():
    data = hidden_profile_chart().to_json()
    assert data["table"]["estimate"][1] is None
    assert math.isnan(Chart.from_json(data).table["estimate"][1])


# --- words


@given(st.text(max_size=60))
def test_values_are_never_parsed_as_marks(value):
    made = runs("**{a}** og ~~{a}~~ {a}", a=value)
    from skcore.figures.words import clean

    styled = {run.style: run.text for run in made if run.style}
    expected = {"strong": clean(value), "quiet": clean(value)} if clean(value) else {}
    assert styled == expected


def test_marks_that_do_not_close_and_fractions_are_refused():
    with pytest.raises(SkcoreError, match="not closed"):
        runs("**åben")
    with pytest.raises(SkcoreError, match="Marks cross"):
        runs("**a ~~b** c~~")
    with pytest.raises(SkcoreError, match="needs a value for 'n'"):
        runs("{n} svar")
    with pytest.raises(SkcoreError, match="numbers are rounded and written by"):
        runs("{n} point", n=1.5)
    with pytest.raises(SkcoreError, match="Style 'loud'"):
        Run("x", "loud")
    assert plain(runs("{n} svar {{x}}", n=24)) == "24 svar {x}"


def test_control_characters_and_direction_marks_are_taken_out():
    slide = Slide(HOSTILE, notes="en\nto\x00", body=((Run("a\u202eb"),),))
    assert "\u202e" not in slide.title
    assert "\x07" not in slide.title
    assert slide.notes == "en\nto"
    assert slide.body[0][0].text == "ab"


# --- what fits


def test_every_page_fits_by_measure_and_nothing_is_lost():
    for slide in [*example_deck(), *trying_deck()]:
        pages = paged(slide)
        if isinstance(slide.figure, TableFigure):
            rows = [row for page in pages for row in page.figure.rows]
            assert rows == list(slide.figure.rows)
        for page in pages:
            layout = lay_out(page)
            if isinstance(page.figure, TableFigure):
                laid = table_layout(page.figure, layout.figure_width, layout.figure_height)
                assert laid.height <= layout.figure_height
            if page.layout == "content" and not layout.below:
                height = body_height(page.body, layout.body_width, layout.body)
                assert height <= layout.main_height


def test_parted_text_keeps_every_word():
    slide = next(s for s in trying_deck() if s.title == "Lang tekst")
    words = [w for page in paged(slide) for p in page.body for w in plain(p).split()]
    assert words == [w for p in slide.body for w in plain(p).split()]


def test_two_hundred_units_become_pages_with_numbered_titles():
    slide = next(s for s in trying_deck() if s.title == "To hundrede")
    pages = paged(slide)
    assert pages[0].title == f"To hundrede (1 af {len(pages)})"
    assert len(pages) > 10


def test_rows_to_write_in_share_the_height():
    table = TableFigure(("Hvad?", "Hvem?"), (("", ""), ("", "")))
    laid = table_layout(table, 1152, 400)
    assert laid.form
    assert 380 <= laid.height <= 400


# --- HTML


def test_a_deck_is_one_file_that_asks_for_nothing_outside():
    html = render_deck([*example_deck(), *trying_deck()], title="Prøve", language="da")
    assert len(html.encode()) < 1_500_000
    for tag, attributes in read(html):
        assert tag not in {"link", "iframe", "object", "embed", "base"}
        for name in ("src", "href", "xlink:href", "srcset", "action"):
            assert str(attributes.get(name) or "#").startswith(("#", "data:")), (tag, name)
    css = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"url\((?!\"?(#|data:|&#))|@import", css)
    assert len(re.findall(r'@font-face\{[^}]*src:url\("data:font/woff', css)) == 2
    assert "default-src 'none'" in html
    assert "sourceMappingURL" not in html


def test_vendored_files_carry_their_licence():
    folder = ROOT / "skcore" / "slides" / "assets" / "reveal"
    assert "Permission is hereby granted, free of charge" in (folder / "LICENSE").read_text()
    fonts = ROOT / "skcore" / "figures" / "fonts"
    assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts / "OFL.txt").read_text()
    assert len(list(fonts.glob("*.ttf"))) == len(list(fonts.glob("*.woff"))) == 2
    assert "5.2.1" in (folder / "reveal.js").read_text(encoding="utf-8")


def test_every_slide_is_a_labelled_section_with_heading_and_figures_have_words():
    tags = read(render_deck(example_deck(), title="Prøve", language="da"))
    assert next(a for t, a in tags if t == "html")["lang"] == "da"
    sections = [a for t, a in tags if t == "section"]
    headings = {a["id"] for t, a in tags if t == "h2"}
    assert [a["aria-labelledby"] for a in sections if a["aria-labelledby"] not in headings] == []
    drawings = [a for t, a in tags if t == "svg"]
    assert len(drawings) == 12
    assert all(a["role"] == "img" and a["aria-label"] for a in drawings)
    ids = [a["id"] for _, a in tags if a.get("id")]
    assert len(ids) == len(set(ids))
    scopes = {a["scope"] for t, a in tags if t == "th"}
    assert scopes == {"col", "row"}


def test_hostile_text_is_escaped_everywhere():
    html = render_deck(trying_deck(), title=HOSTILE, language="da")
    assert html.count("<script>") == 2
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_right_to_left_names_do_not_turn_the_words_after_them():
    html = render_deck([Slide("قسم 24 af 31")], title="x", language="da")
    assert "<bdi>قسم" in html


@pytest.mark.whole
def test_the_same_slides_give_the_same_bytes_in_every_process():
    from hashlib import sha256

    html = render_deck(example_deck(), title="Prøve", language="da")
    code = (
        "import sys, hashlib; sys.path[:0] = ['tests', '.']\n"
        "from slide_examples import example_deck; from skcore.slides import render_deck\n"
        "html = render_deck(example_deck(), title='Prøve', language='da')\n"
        "print(hashlib.sha256(html.encode()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**environ, "PYTHONHASHSEED": "11"},
    )
    assert done.stdout.strip() == sha256(html.encode()).hexdigest()


def test_a_deck_as_notebook_is_valid_and_counts_its_cells():
    notebook = deck_notebook(example_deck(), title="Prøve", language="da")
    nbformat.validate(notebook)
    assert [c.id for c in notebook.cells][:2] == ["slide-1", "slide-2"]
    assert notebook.metadata["skcore"] == {"title": "Prøve", "language": "da"}


def test_notes_and_shortened_texts_are_in_the_notes_only():
    long_title = Slide(f"{LONG_UNIT} " * 6, notes="Sig det.")
    html = render_deck([long_title], title="x", language="da")
    notes = re.search(r'<aside class="notes">(.*?)</aside>', html, re.DOTALL)
    assert notes is not None
    assert notes.group(1).startswith("Sig det.\nFuld tekst: Specialrehabiliterings")


# --- notebooks


def test_markdown_cells_with_slide_metadata_become_slides_and_notes():
    slide = Slide("Fundet")
    html = export(
        cell(slide._repr_mimebundle_()),
        markdown("Sig det **roligt**.", "notes"),
        markdown("# Vores *egen* plan\n\n- et punkt", "slide"),
        markdown("Siden efter", "fragment"),
        markdown("## Under", "subslide"),
        markdown("Springes over", "skip"),
        markdown("# Notebogens egen tekst"),
    )
    titles = re.findall(r'<h2 id="[^"]*">(.*?)</h2>', html)
    assert titles == ["Fundet", "Vores egen plan", "Under"]
    assert "Sig det **roligt**." in html
    assert '<div class="fragment"><p>Siden efter</p>' in html
    assert "Springes over" not in html
    assert "Notebogens egen tekst" not in html


def test_ordinary_outputs_stay_out_of_skcore_decks_and_the_author_is_told(caplog):
    secret = {"text/plain": "svar 4711", "text/html": "<b>svar 4711</b>"}
    with caplog.at_level(logging.WARNING):
        exporter = MeetingSlidesExporter()
        exporter.log = logging.getLogger("test")
        cells = [markdown("tekst"), cell(secret, source="import skcore"), cell(secret)]
        html, _ = exporter.from_notebook_node(new_notebook(cells=cells))
    assert "4711" not in html
    assert "cell 2, 3" in caplog.text
    assert "4711" not in caplog.text


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd, skcore",
        "%run analysis.py",
        "importlib.import_module('sk' + 'core')",
        "from skcore.figures.public import plot_gap",
        "print(1)",
    ],
)
def test_outputs_are_left_out_whatever_a_notebook_imports(source, caplog):
    with caplog.at_level(logging.WARNING):
        exporter = MeetingSlidesExporter()
        exporter.log = logging.getLogger("test")
        secret = {"text/plain": "svar 4711", "text/html": "<b>svar 4711</b>", "image/png": "aGVq"}
        cells = [markdown("# Vores dag"), cell(secret, source=source)]
        html, resources = exporter.from_notebook_node(new_notebook(cells=cells))
    assert "Vores dag" in html
    assert "4711" not in html
    assert "aGVq" not in html
    assert "cell 2" in caplog.text
    assert "outputs" not in resources or not resources["outputs"]


def test_confidential_cells_never_leave_even_as_slides_or_text():
    secret = cell(Slide("Hemmelig")._repr_mimebundle_())
    words = markdown("# Fortroligt", "slide")
    for made in (secret, words):
        made.metadata["tags"] = ["confidential"]
    html = export(cell(Slide("Fundet")._repr_mimebundle_()), secret, words)
    assert "Fundet" in html
    assert "Hemmelig" not in html
    assert "Fortroligt" not in html
    tagged = cell({"text/plain": "svar 4711"})
    tagged.metadata["tags"] = ["confidential"]
    assert "4711" not in export(tagged, ordinary=True)


@pytest.mark.parametrize(
    "given",
    [
        cell({"text/plain": "1"}, source="import pandas as pd, skcore"),
        cell({"text/plain": "<skcore.Study>"}),
        cell({"text/plain": "1"}, source="x = STUDY"),
        cell(Slide("A")._repr_mimebundle_()),
        markdown("Vi bruger skcore"),
    ],
)
def test_a_notebook_that_speaks_of_a_study_cannot_be_declared_ordinary(given):
    with pytest.raises(DisclosureError, match="cell 2 names skcore, a Slide or STUDY"):
        export(markdown("tekst"), given, ordinary=True)


def test_slides_with_results_are_refused_where_no_study_vouches_for_them():
    for slide in example_deck():
        if slide.figure is not None or slide.result_id:
            with pytest.raises(DisclosureError, match="Celle 1 viser slides med resultater"):
                export(cell(slide._repr_mimebundle_()))


def test_other_notebooks_are_exported_whole_and_made_harmless():
    html = export(
        markdown("# Titel <script>alert(1)</script>\n\ntekst ![b](https://example.org/b.png)"),
        cell({"text/html": "<table><tr><td onclick='x()'>7</td></tr></table><script>x</script>"}),
        cell({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>"}),
        cell({"image/png": "aGVq"}),
        ordinary=True,
    )
    assert "<td>7</td>" in html
    assert "onclick" not in html
    assert html.count("<script>") == 2
    assert "data:image/svg+xml;base64," in html
    assert "data:image/png;base64,aGVq" in html
    assert 'src="https' not in html


def test_language_title_and_theme_can_be_set():
    html = export(markdown("# Hello", "slide"), language="en", title="Meeting", theme="dark")
    assert '<html lang="en"' in html
    assert "<title>Meeting</title>" in html
    assert 'data-theme="dark"' in html


def test_a_slide_in_another_language_says_so():
    html = render_deck([Slide("Dansk"), Slide("English", language="en")], title="x", language="da")
    assert [a.get("lang") for t, a in read(html) if t == "section"] == [None, "en"]


@pytest.mark.whole
def test_nbconvert_knows_the_exporter_by_name(tmp_path):
    notebook = deck_notebook([Slide("Velkommen")], title="Prøve", language="da")
    path = tmp_path / "deck.ipynb"
    nbformat.write(notebook, path)
    subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", "--to", "meeting-slides", str(path)],
        check=True,
        capture_output=True,
    )
    html = (tmp_path / "deck.slides.html").read_text(encoding="utf-8")
    assert "Velkommen" in html


def test_a_form_has_as_much_room_to_write_in_each_column():
    heads = ("Hvad prøver vi?", "Hvem tager det første skridt?", "Hvornår ser vi på det igen?")
    form = TableFigure(heads, (("", "", ""),) * 4)
    assert table_layout(form, 1152, 500).widths == (384, 384, 384)


def test_four_themes_under_a_title_of_two_lines_stay_on_one_slide():
    names = ["Tillid mellem ledelse og medarbejdere", "Tillid mellem kolleger"]
    names += ["Retfærdighed", "Fællesskab og samarbejde"]
    chart = profile_chart()
    table = pd.concat([chart.table.iloc[[0]]] * 4, ignore_index=True).assign(label=names)
    title = (
        "Retfærdighed, fællesskab og samarbejde samt tillid mellem ledelse og medarbejdere ligger"
    )
    boxes = (("Styrke", "Hvordan hjælper I hinanden på de travle dage?"),) * 2
    options = {**chart.options, "note": "Stregen: hospitalet. Gråt: Den kan være tilfældig."}
    figure = Chart("profile", table, options)
    slide = Slide(
        f"{title} over hospitalets gennemsnit", kicker="K", figure=figure, boxes=boxes, alt="x"
    )
    assert len(paged(slide)) == 1


@pytest.mark.parametrize("rows", [4, 5, 7, 9])
def test_a_workplaces_themes_have_room_for_the_lines_of_their_names(rows):
    """Seven themes with long names under a title of three lines touched one another."""
    labels = [f"Samarbejde mellem faggrupper på tværs {n}" for n in range(rows)]
    chart = profile_chart()
    table = pd.concat([chart.table.iloc[[0]]] * rows, ignore_index=True).assign(label=labels)
    options = {**chart.options, "note": "Stregen: hospitalet. Gråt: Den kan være tilfældig."}
    boxes = (("Styrke", "Hvornår går det godt?"), ("Opmærksomhedspunkt", "Hvornår er det svært?"))
    title = "Mening i arbejdet samt tillid mellem ledelse og medarbejdere ligger over " * 2
    slide = Slide(title, figure=Chart("profile", table, options), boxes=boxes, alt="x")
    pages = paged(slide)
    assert sum(len(page.figure.table) for page in pages) == rows
    for page in pages:
        laid = lay_out(page)
        size = {"width": laid.figure_width, "height": laid.figure_height}
        svg = svg_of("profile", page.figure.table, page.figure.options, **size)
        lines = r'y="([\d.]+)"[^>]*>(?:Samarbejde|faggrup|på tværs)'
        names = sorted(float(y) for y in re.findall(lines, svg))
        assert len(names) >= len(page.figure.table)
        assert min((b - a for a, b in pairwise(names)), default=99) >= 26


def test_a_spread_in_a_slide_keeps_its_points_unnamed():
    slide = Slide("Spredning", figure=spread_chart(), alt="Prikker.")
    assert set(slide.to_json()["figure"]["table"]) == {"label", "estimate", "overall", "dimension"}
