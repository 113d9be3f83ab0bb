"""Slides as one HTML file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from itertools import count
from typing import Literal

from skcore.look import Look
from skcore.slides.pages import Deck, Draft, deck_of
from skcore.slides.render import Page, free_page, render_fragment, render_pages, slide_page
from skcore.slides.slide import Slide


def render_stacks(deck: Deck, *, theme: str = "") -> str:
    """Return a deck as one HTML file that works without a network."""
    places = count(1)
    return render_pages(
        [[_page(draft, next(places), deck.language) for draft in stack] for stack in deck.stacks],
        title=deck.title,
        language=deck.language,
        theme=theme or deck.look.theme,
        look=deck.look,
    )


def _page(draft: Draft, place: int, language: str) -> Page:
    """Prepare a page by its place in the deck; title slides show no number."""
    if draft.slide is None:
        return free_page(draft, place=place, deck_language=language)
    number = 0 if draft.slide.layout == "title" else place
    return slide_page(draft.slide, place=place, number=number, deck_language=language)


def render_deck(
    slides: Iterable[Slide], *, title: str, language: Literal["da", "en"], look: Look | None = None
) -> str:
    """Return slides as one HTML file, made as notebooks' are.

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

    Returns
    -------
    str
        The whole page: styles, script and font within, nothing fetched.

    Examples
    --------
    >>> html = render_deck([Slide("Velkommen")], title="1. netværksmøde", language="da")
    >>> html.startswith("<!DOCTYPE html>"), 'lang="da"' in html
    (True, True)
    """
    return render_stacks(deck_of(slides, title=title, language=language, look=look))


def slide_fragment(slide: Slide) -> str:
    """Return one slide as HTML for a notebook's output; the same slide gives the same bytes."""
    content = json.dumps(slide.to_json(), sort_keys=True).encode()
    return render_fragment(slide, identity=hashlib.sha256(content).hexdigest()[:8])


Slide.as_html = slide_fragment
