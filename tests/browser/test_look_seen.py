"""The organisation's logo and colour in a real browser: seen, readable, and nothing in it runs."""

from __future__ import annotations

from typing import Any

import pytest
from browser_walk import axe_violations, walk
from slide_examples import example_deck

from skcore.look import Look
from skcore.slides.html import render_deck

pytestmark = pytest.mark.browser

HOSTILE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><script>alert(1)</script>'
    b'<image href="https://example.org/x.png"/>'
    b'<rect width="400" height="100" fill="#7a1f4d"/></svg>'
)
LOOK = Look(accent="#7a1f4d", name="Fjordby Kommune", logo=HOSTILE, kind="svg")
COLOUR = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"


def test_a_hostile_logo_is_seen_and_neither_runs_nor_asks(open_deck: Any) -> None:
    opened = open_deck(render_deck(example_deck(), title="Prøve", language="da", look=LOOK))
    dialogs: list[str] = []
    opened.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    picture = opened.page.locator(".sk-title .sk-logo").first.screenshot()
    assert len(picture) > 200
    assert walk(opened.page) == {}
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    assert (opened.said, dialogs) == ([], [])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_use_a_deck_in_the_organisations_colour(open_deck: Any, theme: str) -> None:
    html = render_deck(example_deck(), title="Prøve", language="da", look=LOOK)
    opened = open_deck(html, bypass_csp=True)
    if theme == "dark":
        opened.page.keyboard.press("t")
    wanted = {"light": "#7a1f4d", "dark": "#7fb6e6"}
    assert opened.page.evaluate(COLOUR).strip() == wanted[theme]
    assert axe_violations(opened.page) == {}


def test_high_contrast_keeps_its_own_colour(open_deck: Any) -> None:
    html = render_deck(example_deck(), title="Prøve", language="da", look=LOOK)
    opened = open_deck(html, contrast="more")
    assert opened.page.evaluate(COLOUR).strip() == "#0b4376"
