"""One number: what HTML, PowerPoint, workbooks, notebooks and the manifest say is the same.

Every reader here is its own: it knows the files, and nothing of how they were written.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from slide_examples import deck_notebook, example_deck

from skcore.columns import GLOSSARY
from skcore.commands.slides import make_decks
from skcore.decks import network_deck
from skcore.decks.change_tables import change_table
from skcore.decks.notebook_tables import association_table
from skcore.reading.study import load_study
from skcore.release import release_study
from skcore.slides.html import render_deck, slide_fragment
from skcore.slides.paging import paged
from skcore.slides.pptx import render_pptx
from skcore.slides.shown import numbers_in, shown_numbers
from skcore.slides.slide import MIME_TYPE, Chart, Slide, TableFigure, runs
from skcore.slides.workbook import render_workbook
from skcore.texts.numbers import format_number
from skcore.texts.readable import heading_of

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
UNSEEN = {"sk-unseen", "sk-id"}  # for screen readers only; page number and the result's id
NAMED = re.compile(r"(Resultatets navn|Name of the result): r-\w+")  # no number of a result
VOID = {"meta", "col", "link", "img", "br"}
#: columns of a chart's table whose numbers are written on it, and not only drawn
WRITTEN = {
    "profile": ("estimate",),
    "spread": ("overall",),
    "change": ("estimate",),
    "gap": ("employee", "leader"),
    "levels": ("estimate",),
}

WORKPLACES = ("hjem-02", "dagvest-01", "stab-01")


@dataclass
class Page:
    """The numbers of one slide of a deck, by where they stand."""

    words: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)  # written on the chart
    told: list[str] = field(default_factory=list)
    workbook: list[str] = field(default_factory=list)
    title: str = ""


class _Reader(HTMLParser):
    """Reads an HTML deck: what is seen on each slide, in what is drawn, and what is told."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pages: list[Page] = []
        self.open: list[tuple[str, set[str]]] = []
        self.text: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in VOID:
            return
        classes = set(given.get("class", "").split())
        if "sk-slide" in classes:
            self.text = {"words": [], "drawn": [], "told": []}
            self.title = ""
        self.open.append((tag, classes))
        if tag == "svg" and self.text:
            self.text["told"].append(given.get("aria-label", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        while self.open[-1][0] != tag:
            self.open.pop()
        _, classes = self.open.pop()
        if "sk-slide" in classes:
            found = {name: numbers_in("\n".join(t)) for name, t in self.text.items()}
            self.pages.append(Page(**found, title=plain_title(self.title)))
            self.text = {}

    def handle_data(self, data: str) -> None:
        if not self.text or not data.strip():
            return
        tags = {tag for tag, _ in self.open}
        classes = set().union(*(names for _, names in self.open))
        if "h2" in tags:
            self.title += data
        if "aside" in tags or "caption" in tags:
            self.text["told"].append(NAMED.sub("", data))
        elif "svg" in tags:
            self.text["drawn"].append(data)
        elif not classes & UNSEEN:
            # a bold word in a sentence is no line of its own, but no number goes across it
            self.text["words"].append(data)


def plain_title(words: str) -> str:
    return " ".join(words.replace("\u00ad", "").replace("\u2011", "-").split())


def html_pages(content: bytes) -> list[Page]:
    reader = _Reader()
    reader.feed(content.decode("utf-8"))
    return reader.pages


def pptx_pages(content: bytes) -> list[Page]:
    return [_pptx_page(page) for page in Presentation(io.BytesIO(content)).slides]


def _pptx_page(page: Any) -> Page:
    words, drawn, told = [], [], []
    for shape in page.shapes:
        told += [str(text) for text in shape._element.xpath("./*[1]/p:cNvPr/@descr")]
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            drawn += [t.text or "" for t in shape._element.iter(f"{A}t")]
        elif shape.name == "Sidetal":
            continue
        elif shape.has_table:
            rows = shape.table.rows
            words += [cell.text for row in rows for cell in row.cells]
        elif shape.has_text_frame:
            words += [p.text for p in shape.text_frame.paragraphs]
    if page.has_notes_slide:
        told.append(NAMED.sub("", page.notes_slide.notes_text_frame.text))
    texts = (words, drawn, told)
    title = plain_title(page.shapes.title.text)
    return Page(*(numbers_in("\n".join(text)) for text in texts), title=title)


def xlsx_pages(content: bytes) -> list[Page]:
    """Read a deck's workbook: numbers to plot anew, and what is written around them."""
    found = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        cells = [value for row in sheet.iter_rows(values_only=True) for value in row]
        numbers = [v for v in cells if isinstance(v, int | float)]
        written = [f"{v:g}".replace(".", ",") for v in numbers]
        words = numbers_in("\n".join(v for v in cells if isinstance(v, str)))
        found.append(Page(words=words, workbook=written, title=plain_title(sheet["A1"].value)))
    return found


@pytest.fixture(scope="module")
def made(small_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(small_study, tmp_path_factory.mktemp("one") / "study")
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    agreed = 'named_units = true\nagreed_by = "HovedMED"\nagreed_on = 2026-09-17'
    assert "\nnamed_units = false" in settings
    settings = settings.replace("\nnamed_units = false", f"\n{agreed}")
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    out = folder.parent / "out"
    formats = ("html", "pptx")
    make_decks(folder / "study.toml", out=out, units=WORKPLACES, formats=formats, jobs=1)
    return out


@pytest.fixture(scope="module")
def release(made: Path) -> Any:
    return release_study(load_study(made.parent / "study" / "study.toml"))


@pytest.fixture(scope="module")
def slides(release: Any) -> list[Slide]:
    return [page for slide in network_deck(release) for page in paged(slide)]


@pytest.fixture(scope="module")
def decks(made: Path) -> dict[str, tuple[list[Page], list[Page], list[dict[str, str]]]]:
    """Deck -> its pages in HTML, its pages in PowerPoint, what the manifest says of them."""
    found = {}
    for path in (made / "manifest.json", *made.rglob("shown.json")):
        for name, pages in json.loads(path.read_text(encoding="utf-8"))["shown"].items():
            html = html_pages((path.parent / f"{name}.html").read_bytes())
            pptx = pptx_pages((path.parent / f"{name}.pptx").read_bytes())
            book = xlsx_pages((path.parent / f"{name}.xlsx").read_bytes())
            for point, sheet in zip(pptx, book, strict=True):
                assert plain_title(sheet.title) == point.title
                point.workbook = sheet.workbook
            found[name] = (html, pptx, pages)
    return found


def test_every_deck_has_as_many_pages_everywhere(decks: Any) -> None:
    assert len(decks) == 4
    for html, pptx, manifest in decks.values():
        assert len(html) == len(pptx) == len(manifest) > 3


def test_words_and_tables_say_the_manifests_numbers_slide_by_slide(decks: Any) -> None:
    for name, (html, pptx, manifest) in decks.items():
        for number, (web, point, entry) in enumerate(zip(html, pptx, manifest, strict=True), 1):
            wanted = entry.get("words", "").split()
            where = f"{name}, slide {number}"
            # order: the table stands before the text in all three
            assert web.words == wanted, where
            assert Counter(point.words) == Counter(wanted), where


def test_what_is_told_is_the_same_for_those_who_do_not_see_or_do_not_speak(decks: Any) -> None:
    for name, (html, pptx, manifest) in decks.items():
        for number, (web, point, entry) in enumerate(zip(html, pptx, manifest, strict=True), 1):
            wanted = set(entry.get("told", "").split())
            # a table is told by its title where it has no words of its own
            spare = set(entry.get("words", "").split())
            assert wanted <= set(web.told) <= wanted | spare, f"{name}, slide {number}"
            assert wanted <= set(point.told) <= wanted | spare, f"{name}, slide {number}"


def test_charts_write_the_same_numbers_in_the_browser_and_in_powerpoint(decks: Any) -> None:
    seen = 0
    for name, (html, pptx, _) in decks.items():
        for number, (web, point) in enumerate(zip(html, pptx, strict=True), 1):
            assert Counter(web.drawn) == Counter(point.drawn), f"{name}, slide {number}"
            seen += len(web.drawn)
    assert seen > 100


def test_a_charts_workbook_holds_the_manifests_numbers_and_no_other(decks: Any) -> None:
    seen = 0
    for name, (_, pptx, manifest) in decks.items():
        for number, (point, entry) in enumerate(zip(pptx, manifest, strict=True), 1):
            wanted = Counter(entry.get("chart", "").split())
            assert Counter(point.workbook) == wanted, f"{name}, slide {number}"
            seen += sum(wanted.values())
    assert seen > 100


@pytest.mark.whole
def test_a_chart_says_in_words_what_it_is_about(slides: list[Slide], decks: Any) -> None:
    html, _, _ = decks["netvaerksmoede"]
    seen = set()
    for slide, web in zip(slides, html, strict=True):
        if not isinstance(slide.figure, Chart) or slide.figure.kind not in WRITTEN:
            continue
        table = slide.figure.table
        shown = table[~table["hidden"]] if "hidden" in table else table
        asked = WRITTEN[slide.figure.kind]
        values = {f"{v:g}".replace(".", ",") for name in asked for v in shown[name].dropna()}
        written = {number.lstrip("+") for number in web.drawn}
        assert values <= written, slide.title
        seen.add(slide.figure.kind)
    assert {"spread", "change", "profile"} <= seen


def test_every_kind_of_chart_says_the_same_in_both_formats() -> None:
    kinds = set()
    for slide in [page for whole in example_deck() for page in paged(whole)]:
        (web,) = html_pages(render_deck([slide], title="x", language="da").encode())
        (point,) = pptx_pages(render_pptx([slide], title="x", language="da"))
        assert Counter(web.words) == Counter(point.words), slide.title
        assert set(web.drawn) == set(point.drawn), slide.title
        (entry,) = shown_numbers([slide])
        (sheet,) = xlsx_pages(render_workbook([slide], language="da"))
        # how many answered stands once per row of a workbook, and with each share in a table
        assert set(sheet.workbook) == set(entry.get("chart", "").split()), slide.title
        assert set(sheet.words) >= set(entry.get("words", "").split()), slide.title
        kinds |= {slide.figure.kind} if isinstance(slide.figure, Chart) else set()
    assert len(kinds) == 8


def test_notebooks_show_the_same_slides_as_the_decks(slides: list[Slide], decks: Any) -> None:
    html, _, _ = decks["netvaerksmoede"]
    notebook = deck_notebook(slides, title="Prøve", language="da")
    for slide, cell, web in zip(slides, notebook.cells, html, strict=True):
        (shown,) = html_pages(slide_fragment(slide).encode())
        assert (shown.words, shown.drawn) == (web.words, web.drawn)
        data = cell.outputs[0].data
        assert shown_numbers([Slide.from_json(data[MIME_TYPE])]) == shown_numbers([slide])
        plain = Counter(numbers_in(data["text/plain"]))
        assert not Counter(web.words) - plain


def test_the_notebooks_table_of_change_holds_the_slides_numbers(
    release: Any, slides: list[Slide]
) -> None:
    charts = [s.figure for s in slides if isinstance(s.figure, Chart)]
    names = ["before", "after", "estimate", "conf_low", "conf_high"]
    drawn = pd.concat(c.table for c in charts if c.kind == "change" and "before" in c.table)
    table = change_table(release)
    known = {tuple(row) for row in table[names].round(6).itertuples(index=False)}
    assert len(drawn) >= 4
    assert {tuple(row) for row in drawn[names].round(6).itertuples(index=False)} <= known


def test_the_notebooks_table_of_association_holds_the_slides_number(
    release: Any, decks: Any, slides: list[Slide]
) -> None:
    html, _, _ = decks["netvaerksmoede"]
    first = association_table(release).iloc[0]
    said = {
        number.lstrip("-+")
        for slide, web in zip(slides, html, strict=True)
        if isinstance(slide.figure, Chart) and slide.figure.kind == "scatter"
        for number in [*web.words, *web.told]
    }
    digits = 2 if first["measure"] == "rank_correlation" else 1
    wanted = {format_number(abs(first["conf_low"]), digits, language="da")}
    assert wanted <= said


NOTEBOOKS = {"1_measurement": 5, "2_dialogue": 5, "3_evaluation": 1}


def outputs_of(notebook: Path) -> list[tuple[str, dict[str, str]]]:
    """Return what each cell of an executed notebook shows, after the cell's words."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    shown = [(cell["source"], o["data"]) for cell in code for o in cell["outputs"] if "data" in o]
    joined = {True: "".join, False: lambda value: value}
    return [
        (
            "".join(source),
            {kind: joined[isinstance(value, list)](value) for kind, value in data.items()},
        )
        for source, data in shown
    ]


@pytest.fixture(scope="module")
def all_pages(made_study: Path) -> dict[str, list[tuple[Page, Page]]]:
    """Title -> pages of that title in the decks of the notebooks' study, in both formats."""
    found: dict[str, list[tuple[Page, Page]]] = {}
    for path in sorted((made_study / "out").rglob("*.html")):
        html = html_pages(path.read_bytes())
        pptx = pptx_pages(path.with_suffix(".pptx").read_bytes())
        book = xlsx_pages(path.with_suffix(".xlsx").read_bytes())
        for web, point, sheet in zip(html, pptx, book, strict=True):
            assert web.title == point.title == sheet.title
            point.workbook = sheet.workbook
            found.setdefault(web.title, []).append((web, point))
    return found


@pytest.mark.parametrize(("name", "least"), NOTEBOOKS.items())
def test_slides_of_the_executed_notebooks_say_what_the_decks_say(
    executed_notebook: Any, all_pages: dict[str, list[tuple[Page, Page]]], name: str, least: int
) -> None:
    seen = 0
    for _, data in outputs_of(executed_notebook(name)):
        for page in html_pages(data["text/html"].encode()) if MIME_TYPE in data else []:
            same = all_pages.get(page.title, [])
            seen += bool(same)
            # a workplace's slide may bear the title of another's
            said = [
                (web.words, Counter(web.drawn))
                for web, point in same
                if (Counter(point.words), Counter(point.drawn))
                == (Counter(web.words), Counter(web.drawn))
            ]
            assert len(said) == len(same), page.title
            assert not same or (page.words, Counter(page.drawn)) in said, page.title
    assert seen >= least


def test_tables_of_the_executed_notebooks_hold_the_decks_numbers(
    executed_notebook: Any, all_pages: dict[str, list[tuple[Page, Page]]]
) -> None:
    ours = {heading_of(column, "da")[0]: column for column in reversed([*GLOSSARY])}
    tables = {
        source.strip(): found[0].rename(columns=ours)
        for name in NOTEBOOKS
        for source, data in outputs_of(executed_notebook(name))
        if MIME_TYPE not in data and "<table" in data.get("text/html", "")
        for html in [io.StringIO(data["text/html"].replace("\N{MINUS SIGN}", "-"))]
        for found in [pd.read_html(html, decimal=",", thousands=".")]
        if found  # of what this study has not, a table is empty
    }
    assert len(tables) > 10
    first = tables["skcore.association_table(release)"].iloc[0]
    ends = {format_number(abs(first[end]), 2, language="da") for end in ("conf_low", "conf_high")}
    told = [web for title, ((web, _), *_) in all_pages.items() if "og sygefravær" in title]
    assert any(ends <= {number.lstrip("-+") for number in web.told} for web in told)
    rates = tables["skcore.rates_table(release)"].dropna(subset=["answers"])
    assert set(rates["role"]) <= {"medarbejdere", "ledere"}
    answered = rates.loc[rates["role"] == "medarbejdere", "answers"].sum()
    (whole,) = [title for title in all_pages if "har svaret" in title and "medarbejdere" in title]
    assert 0 < answered <= int(numbers_in(whole)[0])
    change = tables["skcore.change_table(release)"]
    names = ["before", "after", "estimate", "conf_low", "conf_high"]
    known = {f"{v:g}".replace(".", ",") for v in change[names].to_numpy(float).ravel() if v == v}
    pages = [
        pages[0]
        for title, pages in all_pages.items()
        if "end sidst" in title or "sidste måling" in title
    ]
    assert pages
    assert any(set(point.workbook) <= known for _, point in pages if point.workbook)


@pytest.mark.parametrize(
    ("old", "new"), [(">73<", ">74<"), ("COPSOQ", "3 COPSOQ"), ("Gennemsnit: ", "Gennemsnit 1: ")]
)
def test_a_number_that_differs_or_is_added_is_found(made: Path, old: str, new: str) -> None:
    content = (made / "netvaerksmoede.html").read_text(encoding="utf-8")
    assert old in content
    assert html_pages(content.encode()) != html_pages(content.replace(old, new, 1).encode())


def test_signs_that_look_alike_are_one_number() -> None:
    slide = Slide(
        "Fra \u22122\u00a0til +6,5",
        figure=TableFigure(("2025", "Tema"), (("1.204", "COPSOQ\u20113"),)),
        body=(runs("**95\u00a0%** af 48"),),
        notes="Kl. 12.30",
    )
    assert shown_numbers([slide]) == [{"words": "-2 +6,5 2025 1.204 3 95 48", "told": "12.30"}]


def test_what_is_not_shown_has_no_number_in_the_manifest() -> None:
    table = pd.DataFrame(
        {
            "label": ["Tillid", "Retfærdighed"],
            "estimate": [71.5, 64.0],
            "conf_low": [66.0, 60.0],
            "conf_high": [75.0, 68.0],
            "hidden": [False, True],
            "hidden_reason": ["", "primary"],
        }
    )
    slide = Slide("Profil", figure=Chart("profile", table), alt="Figur.")
    assert shown_numbers([slide]) == [{"chart": "71,5 66 75"}]
