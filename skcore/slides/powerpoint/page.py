"""One slide of ours on a PowerPoint slide: title, figure, text, footer, page number, notes."""

from __future__ import annotations

import re
from typing import Any

from pptx.oxml import parse_xml

from skcore.figures.style import COLOURS, GRID, QUIET
from skcore.figures.words import wrap
from skcore.slides.figure import Chart, TableFigure
from skcore.slides.fit import (
    BODY_GAP,
    FOOT_LINE,
    FOOT_ROOM,
    FOOT_SIZE,
    HEIGHT,
    INNER,
    KICKER_LINE,
    KICKER_SIZE,
    SIDE,
    TOP,
    Layout,
    body_height,
    lay_out,
)
from skcore.slides.powerpoint.layouts import STRIPE
from skcore.slides.powerpoint.own import area_of, fit_title
from skcore.slides.powerpoint.sheet import Frame, Sheet
from skcore.slides.powerpoint.template import Template
from skcore.slides.powerpoint.text import (
    EMU,
    NAMESPACES,
    body_xml,
    language_tag,
    paragraph_xml,
    run_xml,
    text_body,
)
from skcore.slides.slide import Slide
from skcore.slides.tables import table_layout
from skcore.texts import load_texts

__all__ = ["add_notes", "add_page", "write_title"]

FOOT_TOP_GAP = 9
TITLE_GAP = 18
OWN_GAP = 10  # under the kicker, which stands below the title in other templates


def add_page(template: Template, slide: Slide, *, number: int) -> Any:
    """Add a slide to a presentation.

    Parameters
    ----------
    template
        The open template.
    slide
        What fits on one page.
    number
        Its place in the deck, which PowerPoint counts itself once the file is edited.
    """
    page = template.presentation.slides.add_slide(template.layouts[slide.layout])
    laid = lay_out(slide)
    if slide.layout == "title":
        _title_slide(template, page, slide, laid)
    else:
        _content_slide(template, page, slide, laid, number)
    texts = load_texts(slide.language)
    full = [texts("slides.shortened", text=text) for text in laid.left_out]
    add_notes(page, "\n".join([*([slide.notes] if slide.notes else []), *full]), slide.language)
    return page


def write_title(shape: Any, text: str, language: str, *, size: float = 0, line: float = 0) -> None:
    """Write a title placeholder's words; size and line height (px) only where given."""
    body = shape._element.txBody
    for paragraph in body.findall(f"{{{body.nsmap['a']}}}p"):
        body.remove(paragraph)
    run = run_xml(text, language, size=size)
    xml = paragraph_xml(run, line=line, end=language) if line else (
        f'<a:p>{run}<a:endParaRPr lang="{language_tag(language)}"/></a:p>'
    )  # fmt: skip
    body.append(parse_xml(xml.replace("<a:p>", f"<a:p {NAMESPACES}>", 1)))


def _put(shape: Any, frame: Frame, place: tuple[float, float, float, float]) -> None:
    x, y, wide, high = (round(value * EMU) for value in frame.place(place))
    shape.left, shape.top, shape.width, shape.height = x, y, wide, high


def _title_slide(template: Template, page: Any, slide: Slide, laid: Layout) -> None:
    """Fill the title and the subtitle; further lines stand under them."""
    lines = _title_lines(laid)
    under = _subtitle(slide)
    if not template.ours:
        fit_title(page.shapes.title, laid.title, slide.language)
        _fill_subtitle(page, under, own=False)
        return
    frame = Frame()
    sheet = Sheet(page, frame, slide.language)
    top = STRIPE[1] + 40
    high = lines * laid.title_line + 8
    _put(page.shapes.title, frame, (SIDE, top, INNER, high))
    write_title(
        page.shapes.title, laid.title, slide.language, size=laid.title_size, line=laid.title_line
    )
    room = HEIGHT - 60 - (top + high + 12)
    _fill_subtitle(page, under, own=True)
    for shape in page.placeholders:
        if shape.placeholder_format.idx == 1:
            _put(shape, frame, (SIDE, top + high + 12, INNER, room))
    if laid.footnote or slide.result_id:
        _foot(sheet, slide, laid, 0)


def _subtitle(slide: Slide) -> str:
    """Return the lines under a title."""
    kicker = run_xml(slide.kicker, slide.language) if slide.kicker else ""
    paragraphs = [paragraph_xml(kicker, line=40, end=slide.language)] if kicker else []
    for paragraph in slide.body:
        runs = "".join(
            run_xml(run.text, slide.language, bold=True if run.style == "strong" else None)
            for run in paragraph
        )
        paragraphs.append(paragraph_xml(runs, line=40, end=slide.language))
    return "".join(paragraphs)


def _fill_subtitle(page: Any, paragraphs: str, *, own: bool) -> None:
    """Fill the first other placeholder of a title slide, and take away those left empty."""
    others = [s for s in page.placeholders if s.placeholder_format.type not in (1, 3)]
    text = [s for s in others if s.placeholder_format.type in (2, 4)]
    for shape in others:
        if not text or shape is not text[0] or not paragraphs:
            shape._element.getparent().remove(shape._element)
    if text and paragraphs:
        body = text[0]._element.txBody
        for old in body.findall(f"{{{body.nsmap['a']}}}p"):
            body.remove(old)
        if not own:  # the organisation's own line height
            paragraphs = re.sub(r"<a:lnSpc>.*?</a:lnSpc>", "", paragraphs)
        for new in parse_xml(f"<a:body {NAMESPACES}>{paragraphs}</a:body>"):
            body.append(new)


def _content_slide(template: Template, page: Any, slide: Slide, laid: Layout, number: int) -> None:
    kicker = _lines(laid.kicker.upper(), INNER - 40, KICKER_SIZE * 1.1, bold=True)
    head = kicker * KICKER_LINE
    title = _title_lines(laid) * laid.title_line
    main_top = TOP + head + title + TITLE_GAP
    if template.ours:
        down = 60 if slide.layout == "section" else 0
        frame = Frame()
        sheet = Sheet(page, frame, slide.language)
        _put(page.shapes.title, frame, (SIDE, TOP + head + down, INNER, title))
        size = 0 if laid.title_size == 36 and slide.layout == "content" else laid.title_size
        write_title(page.shapes.title, laid.title, slide.language, size=size, line=laid.title_line)
        _kicker(sheet, laid.kicker, TOP + down, head)
        top, height = float(main_top + down), float(laid.main_height - down)
    else:
        area = area_of(
            template.presentation,
            page.slide_layout,
            head + OWN_GAP + laid.main_height + _foot_height(laid),
        )
        fit_title(page.shapes.title, laid.title, slide.language)
        for shape in list(page.placeholders):
            if shape.placeholder_format.type not in (1, 3):
                shape._element.getparent().remove(shape._element)
        sheet = Sheet(page, area.frame(), slide.language)
        _kicker(sheet, laid.kicker, 0, head)
        top, height = float(head + OWN_GAP), float(laid.main_height)
    _main(sheet, slide, laid, top, height)
    _foot(sheet, slide, laid, number, top=None if template.ours else top + height)


def _title_lines(laid: Layout) -> int:
    return len(wrap(laid.title, INNER, laid.title_size, bold=True))


def _lines(text: str, width: float, size: float, *, bold: bool = False) -> int:
    return len(wrap(text, width, size, bold=bold)) if text else 0


def _foot_height(laid: Layout) -> float:
    return (
        14 + FOOT_TOP_GAP + FOOT_LINE * max(_lines(laid.footnote, INNER - FOOT_ROOM, FOOT_SIZE), 1)
    )


def _kicker(sheet: Sheet, text: str, top: float, height: float) -> None:
    if not text:
        return
    run = run_xml(
        text.upper(),
        sheet.language,
        size=KICKER_SIZE * sheet.scale,
        colour=COLOURS["trust"],
        bold=True,
        spacing=KICKER_SIZE * 0.06 * sheet.scale,
    )
    line = paragraph_xml(run, line=KICKER_LINE * sheet.scale, end=sheet.language)
    sheet.shape(sheet.texts("pptx.kicker"), (SIDE, top, INNER, height), text_body(line))


def _main(sheet: Sheet, slide: Slide, laid: Layout, top: float, height: float) -> None:
    """Put the figure and, beside or under it, the text."""
    text_top, text_height = top, height
    used = 0.0
    text_left = SIDE + INNER - laid.body_width if slide.figure is not None else SIDE
    if isinstance(slide.figure, TableFigure):
        table = table_layout(slide.figure, laid.figure_width, laid.figure_height)
        sheet.table(slide.figure, table, SIDE, top, alt=slide.alt or slide.title)
        used = min(table.height, laid.figure_height)
        text_height = (
            used if not laid.below and body_height(slide.body, laid.body_width) <= used else height
        )
    elif isinstance(slide.figure, Chart):
        box = (SIDE, top, laid.figure_width, laid.figure_height)
        sheet.figure(slide.figure, box, alt=slide.alt)
        used = laid.figure_height
    if laid.below:
        text_left, text_top = SIDE, top + used + BODY_GAP
        text_height = height - used - BODY_GAP
    if slide.body:
        size, line = laid.body_size * sheet.scale, laid.body_line * sheet.scale
        if slide.layout == "section":
            size, line = 30 * sheet.scale, 44 * sheet.scale
        gap = BODY_GAP * sheet.scale
        text = body_xml(slide.body, slide.language, size=size, line=line, gap=gap)
        beside = slide.figure is not None and not laid.below
        anchor = "ctr" if beside and isinstance(slide.figure, Chart) else "t"
        place = (text_left, text_top, laid.body_width, text_height)
        sheet.shape(sheet.texts("pptx.text"), place, text_body(text, anchor=anchor))


def _foot(
    sheet: Sheet,
    slide: Slide,
    laid: Layout,
    number: int,
    *,
    top: float | None = None,
) -> None:
    """Put a thin line, the footnote, the result's id and the page number."""
    lines = max(_lines(laid.footnote, INNER - FOOT_ROOM, FOOT_SIZE), 1)
    start = HEIGHT - 36 - FOOT_LINE * lines if top is None else top + 14 + FOOT_TOP_GAP
    if slide.layout != "title":
        sheet.rule((SIDE, start - FOOT_TOP_GAP, INNER, 1), GRID)
    how: dict[str, Any] = {"size": FOOT_SIZE * sheet.scale, "colour": QUIET}
    line = FOOT_LINE * sheet.scale
    if laid.footnote:
        run = run_xml(laid.footnote, slide.language, **how)
        body = text_body(paragraph_xml(run, line=line, end=slide.language))
        place = (SIDE, start, INNER - FOOT_ROOM, FOOT_LINE * lines)
        sheet.placeholder("ftr", 11, "Fodnote", place, body)
    name = slide.result_id + (" · " if slide.result_id and number else "")
    told = run_xml(name, slide.language, **how) if name else ""
    if number:
        told += _page_field(run_xml(str(number), slide.language, **how))
    if told:
        body = text_body(paragraph_xml(told, line=line, align="r", end=slide.language))
        place = (SIDE + INNER - FOOT_ROOM + 8, start, FOOT_ROOM - 8, FOOT_LINE)
        sheet.placeholder("sldNum", 12, "Sidetal", place, body)


def _page_field(run: str) -> str:
    """Return the page number as PowerPoint's own field, so that it counts on when slides move."""
    inside = run.removeprefix("<a:r>").removesuffix("</a:r>")
    return f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">{inside}</a:fld>'


_NOTES_FIELD = (
    f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="3" name="Notes"/><p:cNvSpPr/>'
    '<p:nvPr><p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr><p:spPr/>'
    "<p:txBody><a:bodyPr/><a:p/></p:txBody></p:sp>"
)


def add_notes(page: Any, notes: str, language: str) -> None:
    """Write the speaker's notes, a paragraph per line."""
    if not notes:
        return
    sheet = page.notes_slide
    if sheet.notes_text_frame is None:  # a template whose notes have no field for text
        sheet.shapes._spTree.append(parse_xml(_NOTES_FIELD))
    body = sheet.notes_text_frame._txBody
    for old in body.findall(f"{{{body.nsmap['a']}}}p"):
        body.remove(old)
    for line in notes.split("\n"):
        run = run_xml(line, language) if line else ""
        end = f'<a:endParaRPr lang="{language_tag(language)}"/>'
        body.append(parse_xml(f"<a:p {NAMESPACES}>{run}{end}</a:p>"))
