"""A Chromium without a network, that remembers every request and everything its console says."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "msedge")


@dataclass
class Opened:
    """A page and what it asked for and said."""

    page: Any
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def _executable() -> str:
    given = os.environ.get("SKCORE_CHROMIUM", "")
    found = given or next((path for path in map(shutil.which, NAMES) if path), "")
    if not found:
        message = "no Chromium: set SKCORE_CHROMIUM to its path"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return str(found)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    executable = _executable()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_deck(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a deck from a file, as from a USB stick: 1280×720, offline."""
    contexts = []

    def open_html(html: str, *, query: str = "", **settings: Any) -> Opened:
        context = browser.new_context(
            viewport={"width": 1280, "height": 720}, offline=True, **settings
        )
        contexts.append(context)
        file = tmp_path / f"deck-{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        opened = Opened(context.new_page())
        context.on("request", lambda request: opened.requests.append(request.url))
        context.on("console", lambda message: opened.said.append(message.text))
        context.on("weberror", lambda error: opened.said.append(str(error.error)))
        opened.page.goto(file.as_uri() + query)
        opened.page.wait_for_function("window.Reveal && Reveal.isReady()")
        if "print-pdf" in query:  # pages are laid out once the deck's font is there
            opened.page.wait_for_selector(".pdf-page", state="attached")
            opened.page.evaluate("document.fonts.ready.then(() => true)")
            opened.page.wait_for_timeout(300)
        return opened

    yield open_html
    for context in contexts:
        context.close()
