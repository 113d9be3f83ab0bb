"""Slides as one PowerPoint file."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pptx.shapes.group import GroupShape

from skcore.figures.words import clean
from skcore.look import Look
from skcore.slides.fit import MARK, SIDE, WIDTH
from skcore.slides.pages import Deck, deck_of
from skcore.slides.powerpoint.free import add_free_pages
from skcore.slides.powerpoint.page import add_page
from skcore.slides.powerpoint.sheet import Frame, Place, Sheet
from skcore.slides.powerpoint.template import Template, open_template
from skcore.slides.powerpoint.text import ACCENT, EMU
from skcore.slides.slide import Slide

TITLE_PLACE = (WIDTH - SIDE - 320, 40, 320, 110)
NUMBER_IDX = 12  # of the page number among our template's placeholders
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def dress(template: Template, look: Look, *, language: str) -> None:
    """Give emphasised words the organisation's colour, and slides its logo.

    The colours of themes on charts and in their keys stay: they mean the same in all decks. A
    template of the organisation's own has its logo already.
    """
    titles = {template.layouts["title"].name}
    for page in template.presentation.slides:
        if look.accent:
            for shape in page.shapes:
                if not isinstance(shape, GroupShape):
                    _recolour(shape, look.accent)
        if look.picture and template.ours:
            first = page.slide_layout.name in titles
            for place in [TITLE_PLACE] if first else _marks(page):
                Sheet(page, Frame(), language).picture(look.picture, place, alt=look.name)


def _marks(page: Any) -> list[Place]:
    """Return where a logo stands: before the page number, where footnotes leave room for it."""
    numbers = [s for s in page.placeholders if s.placeholder_format.idx == NUMBER_IDX]
    return [(n.left / EMU - MARK - 8, n.top / EMU + 2, MARK, 20) for n in numbers]


def _recolour(shape: Any, accent: str) -> None:
    for properties in shape._element.iter(f"{A}rPr"):
        for colour in properties.iter(f"{A}srgbClr"):
            if colour.get("val") == ACCENT[1:].upper():
                colour.set("val", accent[1:].upper())


EMPTY = ("author", "category", "comments", "content_status", "identifier", "keywords",
         "last_modified_by", "subject", "version")  # fmt: skip
FIXED_TIME = dt.datetime(2000, 1, 1)  # the file format knows no time zone
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def presentation_bytes(presentation: Any, *, title: str, language: str) -> bytes:
    """Return the file's bytes, its properties set to the title and otherwise empty."""
    properties = presentation.core_properties
    properties.title = clean(title)[:255]
    properties.language = language
    for name in EMPTY:
        setattr(properties, name, "")
    properties.created = properties.modified = properties.last_printed = FIXED_TIME
    properties.revision = 1
    rels = presentation.part.rels
    for name in [key for key, link in rels.items() if link.reltype.endswith("/vbaProject")]:
        rels.pop(name)
    stream = io.BytesIO()
    presentation.save(stream)
    return _fixed(stream.getvalue())


def _fixed(content: bytes) -> bytes:
    """Return a zip whose entries bear one time and no trace of the machine."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            new.writestr(entry, old.read(name))
    return stream.getvalue()


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
