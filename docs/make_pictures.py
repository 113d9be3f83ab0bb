"""Pictures of real slides and handouts for the README, of the sample study, without a network.

Run with ``python docs/make_pictures.py`` after a change that people see.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

import skcore
from skcore.handouts import HANDOUTS
from skcore.handouts.printing import Printer

HERE = Path(__file__).parent
UNIT = "dagoest-01"


def pictures(release: Any) -> dict[str, Any]:
    """File name -> slide."""
    return {
        "spread": skcore.spread_slide(release),
        "profile": skcore.profile_slide(release, UNIT),
        "absence": skcore.absence_slide(release),
    }


def paper(release: Any, name: str) -> None:
    """First page of a workplace's handout, by poppler's pdftoppm."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "paper.pdf"
        file.write_bytes(Printer().pdf(HANDOUTS[name].make(release, UNIT)))
        size = ["-scale-to-x", "1000", "-scale-to-y", "-1"]
        page = ["pdftoppm", "-png", "-singlefile", *size, str(file), str(HERE / name)]
        subprocess.run(page, check=True)  # noqa: S603 - our own words


def main() -> None:
    release = skcore.release_study(skcore.load_study(HERE.parent / "data/sample/study.toml"))
    for name in ("cards", "poster"):
        paper(release, name)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True).new_page()
        for name, slide in pictures(release).items():
            page.set_content(skcore.render_deck([slide], title=name, language="da"))
            page.wait_for_function("window.Reveal && Reveal.isReady()")
            page.wait_for_timeout(300)
            page.screenshot(path=str(HERE / f"{name}.png"))
        browser.close()
    for file in HERE.glob("*.png"):  # few colours: half the size
        Image.open(file).convert("RGB").quantize(256).save(file, optimize=True)


if __name__ == "__main__":
    main()
