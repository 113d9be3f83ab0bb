"""Notebooks to one HTML file of slides: ``jupyter nbconvert --to meeting-slides``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from traitlets import Unicode

from skcore.look import Look
from skcore.slides.exporter import DeckExporter
from skcore.slides.notebook import deck_notebook
from skcore.slides.pages import Draft
from skcore.slides.render import (
    FreePage,
    SlidePage,
    render_fragment,
    render_pages,
    slide_page,
)
from skcore.slides.slide import Slide
from skcore.texts import load_texts

__all__ = ["MeetingSlidesExporter", "render_deck", "slide_fragment"]


class MeetingSlidesExporter(DeckExporter):
    """Export a notebook's slides as one HTML file that works without a network.

    What becomes a slide is decided by ``skcore.slides.exporter.DeckExporter``.
    """

    export_from_notebook = "Meeting slides (one HTML file)"
    output_mimetype = "text/html"

    theme = Unicode("light", help="light or dark").tag(config=True)

    def _file_extension_default(self) -> str:
        return ".slides.html"

    # text exporters return text where the base class says notebook; nbconvert's own do the same
    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the deck and nbconvert's resources."""
        deck, resources = self._deck(nb, resources, **kw)
        html = render_pages(
            _numbered(deck.stacks, deck.language),
            title=deck.title,
            language=deck.language,
            theme=self.theme,
            look=deck.look,
        )
        return html, resources


def _numbered(stacks: Sequence[Sequence[Draft]], language: str) -> list[list[SlidePage | FreePage]]:
    """Give every page its place in the deck; title slides show no number."""
    place = 0
    numbered: list[list[SlidePage | FreePage]] = []
    for stack in stacks:
        pages: list[SlidePage | FreePage] = []
        for draft in stack:
            place += 1
            pages.append(_page(draft, place, language))
        numbered.append(pages)
    return numbered


def _page(draft: Draft, place: int, language: str) -> SlidePage | FreePage:
    if draft.slide is not None:
        number = 0 if draft.slide.layout == "title" else place
        return slide_page(draft.slide, place=place, number=number, deck_language=language)
    return FreePage(
        title=draft.title,
        parts=tuple(draft.parts),
        notes="\n".join(draft.notes),
        number=place,
        number_words=load_texts(language)("slides.page", page=place),
        place=place,
    )


def render_deck(
    slides: Iterable[Slide],
    *,
    title: str,
    language: Literal["da", "en"],
    look: Look | None = None,
) -> str:
    """Return slides as one HTML file, through the exporter that notebooks use too.

    Parameters
    ----------
    slides
        In the order of the deck; what is too long is parted.
    title
        The page title.
    language
        ``da`` or ``en``.
    look
        The organisation's colour and logo (``study.look``); ours where None.

    Examples
    --------
    >>> html = render_deck([Slide("Velkommen")], title="1. netværksmøde", language="da")
    >>> html.startswith("<!DOCTYPE html>"), 'lang="da"' in html
    (True, True)
    """
    notebook = deck_notebook(slides, title=title, language=language)
    exporter: Any = MeetingSlidesExporter
    html, _ = exporter(look=look or Look()).from_notebook_node(notebook)
    return str(html)


def slide_fragment(slide: Slide) -> str:
    """Return one slide as HTML for a notebook's output; the same slide gives the same bytes."""
    content = json.dumps(slide.to_json(), sort_keys=True).encode()
    return render_fragment(slide, identity=hashlib.sha256(content).hexdigest()[:8])
