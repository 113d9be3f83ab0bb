"""Decks in a real browser: nothing is fetched, nothing overflows, everybody can use them."""

# ruff: noqa: E501 - sentences are kept whole

from __future__ import annotations

import nbformat
import pytest
from browser_walk import axe_violations, walk
from slide_examples import HOSTILE, crowded_deck, example_deck, trying_deck

from skcore.exporting import MeetingSlidesExporter
from skcore.figures.words import text_width
from skcore.slides.html import render_deck
from skcore.slides.slide import Slide

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("make", [example_deck, trying_deck, crowded_deck])
def test_every_slide_has_a_title_and_nothing_overflows(open_deck, make):
    opened = open_deck(render_deck(make(), title="Prøve", language="da"))
    assert walk(opened.page) == {}


def test_words_are_as_wide_as_they_were_measured_whatever_fonts_the_machine_has(open_deck):
    opened = open_deck(render_deck(example_deck(), title="Prøve", language="da"))
    opened.page.evaluate("document.fonts.ready.then(() => true)")
    measure = """([words, weight]) => { const pen = document.createElement("canvas").getContext("2d");
      pen.font = `${weight} 100px "Skcore Sans"`; pen.fontKerning = "none";
      return pen.measureText(words).width; }"""
    for bold, weight in ((False, 400), (True, 700)):
        for words in (
            "Tillid mellem ledelse og medarbejdere",
            "Ærø, Ålborg – 12.345 (fra −2 til +6)",
        ):
            seen = opened.page.evaluate(measure, [words, weight])
            assert seen == pytest.approx(text_width(words, 100, bold=bold), rel=0.002)


def test_a_deck_asks_for_nothing_and_says_nothing_to_the_console(open_deck):
    opened = open_deck(render_deck([*example_deck(), *trying_deck()], title="Prøve", language="da"))
    walk(opened.page)
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert len(opened.requests) == 1
    assert opened.said == []


def test_hostile_text_is_shown_as_text(open_deck):
    opened = open_deck(render_deck(trying_deck(), title=HOSTILE, language="da"))
    opened.page.keyboard.press("ArrowRight")
    assert "<script>alert(1)</script>" in opened.page.inner_text("section.present .sk-body")
    assert opened.page.evaluate("document.scripts.length") == 2
    assert "\u202e" not in opened.page.content()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation_on_any_slide(open_deck, theme):
    html = render_deck(example_deck(), title="Prøve", language="da")
    opened = open_deck(html, bypass_csp=True)
    if theme == "dark":
        opened.page.keyboard.press("t")
        assert opened.page.get_attribute("html", "data-theme") == "dark"
    assert axe_violations(opened.page) == {}


def test_high_contrast_and_reduced_motion_are_respected(open_deck):
    html = render_deck(example_deck(), title="Prøve", language="da")
    opened = open_deck(html, reduced_motion="reduce", contrast="more")
    ink = opened.page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--ink')"
    )
    assert ink.strip() == "#000000"
    assert opened.page.evaluate("Reveal.getConfig().transition") == "none"


@pytest.mark.parametrize("query", ["?print-pdf", ""])
def test_printing_gives_one_page_per_slide(open_deck, query):
    deck = example_deck()
    opened = open_deck(render_deck(deck, title="Prøve", language="da"), query=query)
    opened.page.wait_for_timeout(500)
    pdf = opened.page.pdf(prefer_css_page_size=True, print_background=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == len(deck)


def test_speaker_view_works_from_a_file_without_network(open_deck):
    opened = open_deck(render_deck(example_deck(), title="Prøve", language="da"))
    for _ in range(2):
        opened.page.keyboard.press("ArrowRight")
    with opened.page.context.expect_page() as popup:
        opened.page.keyboard.press("s")
    view = popup.value
    assert view.title() == "Noter til oplægsholderen"
    assert "Spørg salen." in view.inner_text(".sk-say")
    assert view.locator(".sk-view").count() == 2
    before = view.inner_text(".sk-view >> nth=0 >> h2")
    view.keyboard.press("ArrowRight")
    assert view.inner_text(".sk-view >> nth=0 >> h2") != before
    assert opened.page.evaluate("Reveal.getIndices().h") == 3
    assert all(url.startswith(("file:", "about:")) for url in opened.requests)
    assert opened.said == []


def test_the_speaker_sees_minutes_left_in_the_point_and_which_slide_of_how_many(open_deck):
    slides = [
        Slide("Velkomst", time="11.00–11.10"),
        Slide("Program", time="11.00–11.10"),
        Slide("Pause", time="11.10–11.30"),
        Slide("Om tallene"),
    ]
    opened = open_deck(render_deck(slides, title="Prøve", language="da"))
    opened.page.clock.set_fixed_time("2026-10-29T11:08:00")
    with opened.page.context.expect_page() as popup:
        opened.page.keyboard.press("s")
    view = popup.value
    assert view.inner_text("#sk-left") == "2 min. tilbage (11.00–11.10)"
    assert view.get_attribute("#sk-left", "class") == "sk-soon"
    assert view.inner_text("#sk-place") == "Slide 1 af 4"
    opened.page.clock.set_fixed_time("2026-10-29T11:14:00")
    view.keyboard.press("ArrowRight")
    assert view.inner_text("#sk-left") == "4 min. over tiden (11.00–11.10)"
    assert view.get_attribute("#sk-left", "class") == "sk-late"
    view.keyboard.press("ArrowRight")
    assert view.inner_text("#sk-left") == "16 min. tilbage (11.10–11.30)"
    assert view.inner_text("#sk-place") == "Slide 3 af 4"
    view.keyboard.press("ArrowRight")
    assert view.inner_text("#sk-left") == ""


def test_at_a_rehearsal_the_minutes_run_from_when_the_point_is_opened(open_deck):
    slides = [Slide("Velkomst", time="11.00–11.10"), Slide("Pause", time="11.10–11.30")]
    opened = open_deck(render_deck(slides, title="Prøve", language="da"))
    opened.page.clock.set_fixed_time("2026-10-28T20:00:00")
    with opened.page.context.expect_page() as popup:
        opened.page.keyboard.press("s")
    assert popup.value.inner_text("#sk-left") == "10 min. tilbage (11.00–11.10)"
    popup.value.keyboard.press("ArrowRight")
    assert popup.value.inner_text("#sk-left") == "20 min. tilbage (11.10–11.30)"


def test_keyboard_reaches_first_last_and_the_buttons(open_deck):
    opened = open_deck(render_deck(example_deck(), title="Prøve", language="da"))
    opened.page.keyboard.press("End")
    assert opened.page.evaluate("Reveal.isLastSlide()")
    opened.page.keyboard.press("Home")
    assert opened.page.evaluate("Reveal.isFirstSlide()")
    opened.page.locator("[data-do=next]").focus()
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("Reveal.getIndices().h") == 1
    assert opened.page.evaluate("document.querySelector('.reveal').getAttribute('role')") is None


def test_without_scripts_all_slides_are_readable(open_deck, browser, tmp_path):
    deck = example_deck()
    file = tmp_path / "mailed.html"
    file.write_text(render_deck(deck, title="Prøve", language="da"), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    heights = [box.bounding_box()["height"] for box in page.locator("section.sk-slide").all()]
    context.close()
    assert len(heights) == len(deck)
    assert min(heights) > 700


def test_a_notebook_that_knows_nothing_of_skcore_is_exported_offline(open_deck):
    cell = nbformat.v4.new_code_cell("x")
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    cell.outputs = [
        nbformat.v4.new_output("display_data", data={"image/png": pixel}),
        nbformat.v4.new_output(
            "display_data",
            data={
                "text/html": "<b>fed</b><script>fetch('x')</script><img src='https://example.org/a.png'>"
            },
        ),
        nbformat.v4.new_output("stream", name="stdout", text="<i>ren tekst</i>"),
    ]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Overskrift\n\n- et punkt"), cell]
    )
    html, _ = MeetingSlidesExporter(ordinary=True).from_notebook_node(notebook)
    opened = open_deck(html)
    assert walk(opened.page) == {}
    assert "<i>ren tekst</i>" in opened.page.inner_text("section:last-child pre")
    assert len(opened.requests) == 1 + opened.requests.count(f"data:image/png;base64,{pixel}")
    assert opened.said == []
