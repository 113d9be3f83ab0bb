"""Pictures of real slides for the README: the sample study in Chromium, without a network.

Run with ``python docs/make_pictures.py`` after a change that people see.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

import skcore

HERE = Path(__file__).parent
UNIT = "dagoest-03"


def pictures() -> dict[str, Any]:
    """File name -> slide."""
    release = skcore.release_study(skcore.load_study(HERE.parent / "data/sample/study.toml"))
    return {
        "spread": skcore.spread_slide(release),
        "profile": skcore.profile_slide(release, UNIT),
        "absence": skcore.absence_slide(release),
        "change": skcore.actions_slide(release),
    }


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True).new_page()
        for name, slide in pictures().items():
            page.set_content(skcore.render_deck([slide], title=name, language="da"))
            page.wait_for_function("window.Reveal && Reveal.isReady()")
            page.wait_for_timeout(300)
            page.screenshot(path=str(HERE / f"{name}.png"))
        browser.close()


if __name__ == "__main__":
    main()
