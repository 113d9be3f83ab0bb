"""PowerPoint files open in another program than ours, as they will at the meeting: LibreOffice."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pypdf import PdfReader

import skcore
from skcore.slides.pptx import render_pptx

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no LibreOffice")
        pytest.skip("no LibreOffice: soffice is not there")
    return found


@pytest.mark.parametrize("kind", ["network", "own"])
def test_libreoffice_shows_a_page_per_slide_with_every_title(
    soffice: str, sample_release: Any, tmp_path: Path, kind: str
) -> None:
    slides = skcore.network_deck(sample_release)
    if kind == "own":
        slides = skcore.unit_deck(sample_release, "hjem-01")
    deck = tmp_path / "deck.pptx"
    deck.write_bytes(render_pptx(slides, title="Prøve", language="da"))
    subprocess.run(
        [
            *(soffice, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(deck)),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    pages = [
        " ".join(page.extract_text().split()) for page in PdfReader(deck.with_suffix(".pdf")).pages
    ]
    titles = [" ".join(slide.shapes.title.text.split()) for slide in Presentation(str(deck)).slides]
    assert len(pages) == len(titles) >= len(slides)
    for page, title in zip(pages, titles, strict=True):
        assert title.replace(" ", "") in page.replace(" ", "")
