"""Slides as one HTML file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Literal

from skcore.look import Look
from skcore.slides.pages import Deck, Draft, deck_of
from skcore.slides.render import FreePage, SlidePage, render_fragment, render_pages, slide_page
from skcore.slides.slide import Slide
from skcore.texts import load_texts


def render_stacks(deck: Deck, *, theme: str = "") -> str:
    """Return a deck as one HTML file that works without a network."""
    return render_pages(
        _numbered(deck.stacks, deck.language),
        title=deck.title,
        language=deck.language,
        theme=theme or deck.look.theme,
        look=deck.look,
    )


def _numbered(stacks: Sequence[Sequence[Draft]], language: str) -> list[list[SlidePage | FreePage]]:
    """Give every page its place in the deck; title slides show no number."""
    places = count(1)
    return [[_page(draft, next(places), language) for draft in stack] for stack in stacks]


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
