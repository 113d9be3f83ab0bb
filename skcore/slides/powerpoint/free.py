"""Slides of a notebook that knows nothing of ours: its words, tables and pictures."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from typing import Any, Literal

from lxml import html as lxml_html  # type: ignore[import-untyped]

from skcore.slides.figure import TableFigure
from skcore.slides.fit import HEIGHT, INNER, SIDE
from skcore.slides.markup import Run
from skcore.slides.pages import Draft
from skcore.slides.paging import paged
from skcore.slides.powerpoint.page import add_page
from skcore.slides.powerpoint.sheet import Frame, Sheet
from skcore.slides.powerpoint.template import Template
from skcore.slides.slide import Slide
from skcore.texts import load_texts

_BLOCKS = {"p", "h3", "h4", "h5", "h6", "li", "pre", "blockquote", "dt", "dd", "figcaption"}
_STRONG = {"strong", "b", "h3", "h4", "h5", "h6", "dt", "th"}
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,(.+)", re.DOTALL)
Body = list[tuple[Run, ...]]
Shown = TableFigure | tuple[bytes, str]
Part = list[Run] | Shown  # a paragraph, or what is shown


def prefer_pictures(notebook: Any) -> None:
    """Drop a drawing (SVG) where the same output is there as a picture, which PowerPoint shows."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data or "image/jpeg" in data:
                data.pop("image/svg+xml", None)


def add_free_pages(template: Template, draft: Draft, *, language: str) -> None:
    """Add a page of Markdown and outputs: text first, each table and picture on a slide."""
    how: dict[str, Any] = {"notes": "\n".join(draft.notes), "language": language}
    slides = template.presentation.slides
    for body, shown in _content(draft, language):
        figure = shown if isinstance(shown, TableFigure) else None
        for part in paged(Slide(draft.title, body=tuple(body), figure=figure, **how)):
            page = add_page(template, part, number=len(slides) + 1)
        if isinstance(shown, tuple):
            picture, alt = shown
            place = (SIDE, 130.0, INNER, HEIGHT - 130.0 - 84)
            sheet = Sheet(page, _frame(template, page), language)
            sheet.picture(picture, place, alt=alt or draft.title)


def _content(draft: Draft, language: str) -> list[tuple[Body, Shown | None]]:
    """Return what stands on each slide: paragraphs before a table, and pictures alone."""
    body: Body = []
    pages: list[tuple[Body, Shown | None]] = []
    markup = lxml_html.fragment_fromstring("".join(draft.parts), create_parent="div")
    for part in _walk(markup, language):
        if isinstance(part, list):
            body.append(tuple(part))
            continue
        if isinstance(part, tuple) and body:
            pages.append((body, None))
            body = []
        pages.append((body, part))
        body = []
    return [*pages, (body, None)] if body or not pages else pages


def _frame(template: Template, page: Any) -> Frame:
    if template.ours:
        return Frame()
    from skcore.slides.powerpoint.own_template import area_of

    area = area_of(template.presentation, page.slide_layout, HEIGHT - 130.0)
    return Frame(area.left - SIDE * area.scale, area.top - 130 * area.scale, area.scale)


def _walk(element: Any, language: str) -> Iterator[Part]:
    """Yield paragraphs, tables and pictures in the order they stand."""
    if element.text and element.text.strip() and element.tag == "div":
        yield [Run(" ".join(element.text.split()))]
    for child in element:
        if child.tag == "table":
            table = _table(child, language)
            if table is not None:
                yield table
        elif child.tag == "img":
            yield from _image(child, language)
        elif child.tag in _BLOCKS:
            yield from _block(child, language)
        else:
            yield from _walk(child, language)
        if child.tail and child.tail.strip():
            yield [Run(" ".join(child.tail.split()))]


def _block(element: Any, language: str) -> Iterator[Part]:
    if element.tag == "pre":
        for line in element.text_content().splitlines():
            if line.strip():
                yield [Run(line.rstrip())]
        return
    runs = [*_runs(element, strong=element.tag in _STRONG)]
    if any(run.text.strip() for run in runs):
        yield [Run("• "), *runs] if element.tag == "li" else runs
    for image in element.iter("img"):
        yield from _image(image, language)
    for nested in element.iter("li"):
        if nested is not element:
            yield from _block(nested, language)


def _runs(element: Any, *, strong: bool) -> Iterator[Run]:
    style: Literal["", "strong"] = "strong" if strong else ""
    if element.text:
        yield Run(re.sub(r"\s+", " ", element.text), style)
    for child in element:
        if child.tag not in {"img", "ul", "ol", "table"}:
            yield from _runs(child, strong=strong or child.tag in _STRONG)
        if child.tail and child.tail.strip():
            yield Run(re.sub(r"\s+", " ", child.tail), style)


def _image(element: Any, language: str) -> Iterator[Part]:
    match = _PICTURE.match(element.get("src", ""))
    alt = element.get("alt") or ""
    if match and (picture := _picture(match.group(1))):
        yield picture, alt
    elif element.get("src", "").startswith("data:image/svg"):
        yield [Run(load_texts(language)("pptx.drawing_left_out"), "quiet")]
    elif alt:  # what is not fetched, or cannot be read, leaves its words
        yield [Run(alt)]


def _picture(data: str) -> bytes:
    """Return a picture's bytes; none where they are none that can be read."""
    from PIL import Image

    try:
        content = base64.b64decode(data)
        Image.open(io.BytesIO(content)).close()
    except (OSError, ValueError, SyntaxError):
        return b""
    return content


def _table(element: Any, language: str) -> TableFigure | None:
    rows = [
        [" ".join(cell.text_content().split()) for cell in row if cell.tag in {"td", "th"}]
        for row in element.iter("tr")
    ]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return None
    full = [(*row, *[""] * (width - len(row))) for row in rows]
    align = ("left", *["right"] * (width - 1))
    head, *body = full
    blank = load_texts(language)("slides.row")
    columns = tuple(text or (blank if at == 0 else "–") for at, text in enumerate(head))
    return TableFigure(columns, tuple(body), align=align)
