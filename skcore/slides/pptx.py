"""Slides as one PowerPoint file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from skcore.look import Look
from skcore.slides.pages import Deck, deck_of
from skcore.slides.powerpoint.brand import dress
from skcore.slides.powerpoint.free import add_free_pages
from skcore.slides.powerpoint.package import presentation_bytes
from skcore.slides.powerpoint.page import add_page
from skcore.slides.powerpoint.template import open_template
from skcore.slides.slide import Slide


def pptx_of(deck: Deck, *, template: str | Path | None = None) -> bytes:
    """Return a deck as a PowerPoint file whose charts and tables can be edited."""
    opened = open_template(template or None)
    for draft in (draft for stack in deck.stacks for draft in stack):
        number = len(opened.presentation.slides) + 1
        if draft.slide is not None:
            add_page(opened, draft.slide, number=number)
        else:
            add_free_pages(opened, draft, language=deck.language)
    dress(opened, deck.look, language=deck.language)
    how = {"title": deck.title, "language": deck.language}
    return presentation_bytes(opened.presentation, **how)


def render_pptx(
    slides: Iterable[Slide],
    *,
    title: str,
    language: Literal["da", "en"],
    template: str | Path | None = None,
    look: Look | None = None,
) -> bytes:
    """Return slides as one PowerPoint file, made as notebooks' are.

    Parameters
    ----------
    slides
        In the order of the deck; what is too long is parted.
    title
        The document's title.
    language
        ``da`` or ``en``.
    template
        The organisation's own ``.pptx``; ours where None.
    look
        The organisation's colour and logo; a template of its own brings its own logo.

    Raises
    ------
    SkcoreError
        When the template cannot be read or lacks a layout.

    Examples
    --------
    >>> deck = render_pptx([Slide("Velkommen")], title="1. netværksmøde", language="da")
    >>> deck[:2]
    b'PK'
    """
    deck = deck_of(slides, title=title, language=language, look=look)
    return pptx_of(deck, template=template)
