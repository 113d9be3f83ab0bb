"""The numbers that a deck's words and tables say, read from its file as anybody would open it."""

from __future__ import annotations

import io
from typing import Any

from lxml import html as lxml_html  # type: ignore[import-untyped]

from skcore.slides.shown import numbers_in
from skcore.texts import load_texts

#: what of an HTML slide is no word or table: drawings, what is told, page number and result's id
_APART = ("sk-unseen", "sk-id")
_PAGE_NUMBER = 13  # PowerPoint's kind of placeholder


def said_numbers(content: bytes, *, kind: str, language: str) -> list[list[str]]:
    """Return the numbers of every slide's kicker, title, table, text and footnote.

    Figures are left out: what is drawn in HTML cannot be told from its axis.

    Parameters
    ----------
    content
        The file.
    kind
        ``html`` or ``pptx``.
    language
        The deck's.

    Returns
    -------
    list of list of str
        One list per slide, in the order of the file; in PowerPoint that of the shapes.
    """
    return _html(content) if kind == "html" else _pptx(content, load_texts(language)("pptx.key"))


def _html(content: bytes) -> list[list[str]]:
    parser = lxml_html.HTMLParser(encoding="utf-8")
    root = lxml_html.document_fromstring(content, parser=parser)
    return [_slide(section) for section in root.iter("section") if "sk-slide" in _classes(section)]


def _slide(section: Any) -> list[str]:
    for node in list(section.iter("svg", "aside", "caption", "div", "p", "span")):
        if node.tag in {"svg", "aside", "caption"} or _classes(node) & set(_APART):
            node.drop_tree()
    return numbers_in("\n".join(section.itertext()))


def _classes(node: Any) -> set[str]:
    return set((node.get("class") or "").split())


def _pptx(content: bytes, key: str) -> list[list[str]]:
    from pptx import Presentation

    pages = Presentation(io.BytesIO(content)).slides
    return [numbers_in("\n".join(_texts(page, key))) for page in pages]


def _texts(page: Any, key: str) -> list[str]:
    texts: list[str] = []
    for shape in page.shapes:
        number = shape.is_placeholder and shape.placeholder_format.type == _PAGE_NUMBER
        # decks of 0.1.0 have charts, with their key beside them; ours are groups, read as no words
        if number or shape.name == key:
            continue
        if shape.has_table:
            texts += [cell.text for row in shape.table.rows for cell in row.cells]
        elif shape.has_text_frame:
            texts += [paragraph.text for paragraph in shape.text_frame.paragraphs]
    return texts
