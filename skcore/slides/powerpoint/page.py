"""One slide of ours on a PowerPoint slide: title, figure, text, footer, page number, notes."""

from __future__ import annotations

import re
from typing import Any

from pptx.oxml import parse_xml

from skcore.figures.style import COLOURS, GRID, INK, QUIET
from skcore.figures.words import balanced, text_width, wrap
from skcore.slides import fit
from skcore.slides.figure import Chart, TableFigure
from skcore.slides.fit import Layout, Type
from skcore.slides.powerpoint.own_template import area_of, fit_title
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
    write_title,
)
from skcore.slides.slide import Slide
from skcore.slides.table_layout import table_layout

FOOT_TOP_GAP = 9
BOX = "#dce8f3"  # behind what the room talks about
TITLE_GAP = 18
SLACK = 8  # px more than were measured: other programs set the same font a little wider
SECTION_DOWN = 150  # a divider begins lower: it is read across the room
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
    kind = "content" if slide.layout == "method" else slide.layout
    page = template.presentation.slides.add_slide(template.layouts[kind])
    laid = fit.lay_out(slide)
    if slide.layout == "title":
        _title_slide(template, page, slide, laid)
    else:
        _content_slide(template, page, slide, laid, number)
    add_notes(page, fit.speaker_notes(slide, laid), slide.language)
    return page


def _put(shape: Any, frame: Frame, place: tuple[float, float, float, float]) -> None:
    x, y, wide, high = (round(value * EMU) for value in frame.place(place))
    shape.left, shape.top, shape.width, shape.height = x, y, wide, high


def _title_slide(template: Template, page: Any, slide: Slide, laid: Layout) -> None:
    """Fill the title and the subtitle; further lines stand under them."""
    title, under = page.shapes.title, _subtitle(slide)
    if not template.ours:
        fit_title(title, laid.title, slide.language)
        _fill_subtitle(page, under, own=False)
        return
    frame = Frame()
    sheet = Sheet(page, frame, slide.language)
    top = title.top / EMU
    high = _title_lines(laid) * laid.title_line + 8
    _put(title, frame, (fit.SIDE, top, _title_width(laid), high))
    write_title(title, laid.title, slide.language, size=laid.title_size, line=laid.title_line)
    room = fit.HEIGHT - 60 - (top + high + 12)
    _fill_subtitle(page, under, own=True)
    for shape in page.placeholders:
        if shape.placeholder_format.idx == 1:
            _put(shape, frame, (fit.SIDE, top + high + 12, fit.INNER, room))
    if laid.footnote:
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
        body.clear_content()
        if not own:  # the organisation's own line height
            paragraphs = re.sub(r"<a:lnSpc>.*?</a:lnSpc>", "", paragraphs)
        for new in parse_xml(f"<a:body {NAMESPACES}>{paragraphs}</a:body>"):
            body.append(new)


def _content_slide(template: Template, page: Any, slide: Slide, laid: Layout, number: int) -> None:
    kicker = wrap(laid.kicker.upper(), fit.INNER - 40, fit.KICKER_SIZE * 1.1, bold=True)
    head = len(kicker) * fit.KICKER_LINE if laid.kicker else 0
    title = _title_lines(laid) * laid.title_line
    main_top = fit.TOP + head + title + TITLE_GAP
    if template.ours:
        down = SECTION_DOWN if slide.layout == "section" else 0
        frame = Frame()
        sheet = Sheet(page, frame, slide.language)
        _put(page.shapes.title, frame, (fit.SIDE, fit.TOP + head + down, _title_width(laid), title))
        size = 0 if laid.title_size == 36 else laid.title_size
        write_title(page.shapes.title, laid.title, slide.language, size=size, line=laid.title_line)
        _kicker(sheet, laid.kicker, fit.TOP + down, head)
        top, height = float(main_top + down), float(laid.main_height - down)
    else:
        needed = head + OWN_GAP + laid.main_height + 14 + FOOT_TOP_GAP + fit.FOOT_LINE
        area = area_of(template.presentation, page.slide_layout, needed)
        fit_title(page.shapes.title, laid.title, slide.language)
        for shape in list(page.placeholders):
            if shape.placeholder_format.type not in (1, 3):
                shape._element.getparent().remove(shape._element)
        sheet = Sheet(page, area.frame(), slide.language)
        _kicker(sheet, laid.kicker, 0, head)
        top, height = float(head + OWN_GAP), float(laid.main_height)
    _main(sheet, slide, laid, top, height)
    _foot(sheet, slide, laid, number, top=None if template.ours else top + height)


def _title_width(laid: Layout) -> float:
    """Return a width at which the title's lines are about equally long: no word stands alone."""
    lines = balanced(laid.title, fit.INNER, laid.title_size, bold=True)
    widths = [text_width(line, laid.title_size, bold=True) for line in lines]
    return fit.INNER if len(lines) == 1 else min(max(widths) + 8, fit.INNER)


def _title_lines(laid: Layout) -> int:
    return len(wrap(laid.title, fit.INNER, laid.title_size, bold=True))


def _kicker(sheet: Sheet, text: str, top: float, height: float) -> None:
    if not text:
        return
    run = run_xml(
        text.upper(),
        sheet.language,
        size=fit.KICKER_SIZE * sheet.scale,
        colour=COLOURS["trust"],
        bold=True,
        spacing=fit.KICKER_SIZE * 0.06 * sheet.scale,
    )
    line = paragraph_xml(run, line=fit.KICKER_LINE * sheet.scale, end=sheet.language)
    sheet.shape(sheet.texts("pptx.kicker"), (fit.SIDE, top, fit.INNER, height), text_body(line))


def _main(sheet: Sheet, slide: Slide, laid: Layout, top: float, height: float) -> None:
    """Put the figure and, beside or under it, text and boxes."""
    used = 0.0
    if isinstance(slide.figure, TableFigure):
        table = table_layout(slide.figure, laid.figure_width, laid.figure_height)
        sheet.table(slide.figure, table, fit.SIDE, top, alt=slide.alt or slide.title)
        used = laid.figure_height
    elif isinstance(slide.figure, Chart):
        box = (fit.SIDE, top, laid.figure_width, laid.figure_height)
        sheet.figure(slide.figure, box, alt=slide.alt)
        used = laid.figure_height
    if laid.below:
        _texts(sheet, slide, laid, (fit.SIDE, top + used + fit.BODY_GAP), across=True)
        return
    spare = max(height - fit.column_height(slide, laid.body_width), 0) / 2
    centred = laid.wide or isinstance(slide.figure, Chart)
    left = fit.SIDE + fit.INNER - laid.body_width if slide.figure is not None else fit.SIDE
    _texts(sheet, slide, laid, (left, top + spare * centred), across=False, apart=spare * laid.wide)


def _texts(
    sheet: Sheet,
    slide: Slide,
    laid: Layout,
    corner: tuple[float, float],
    *,
    across: bool,
    apart: float = 0,
) -> None:
    """Put text and boxes side by side, or above each other; boxes ``apart`` px further down."""
    left, top = corner
    width = laid.body_width
    how = laid.body._replace(size=30, line=44) if slide.layout == "section" else laid.body
    if slide.body:
        high = fit.body_height(slide.body, width, how)
        scaled = Type(*(px * sheet.scale for px in how))
        text = body_xml(slide.body, slide.language, scaled)
        sheet.shape(sheet.texts("pptx.text"), (left, top, width + SLACK, high), text_body(text))
        left, top = (left + width + fit.GAP, top) if across else (left, top + high + fit.BODY_GAP)
    top += apart
    for box in slide.boxes:
        high = laid.under if across else fit.box_height(box, width, laid.ask)
        inset = fit.BOX_PAD * sheet.scale * EMU
        right = inset - SLACK * sheet.scale * EMU
        body = text_body(_asked(sheet, box, laid.ask), insets=(inset, inset * 0.8, right, 0))
        name = sheet.texts("pptx.question")
        sheet.shape(name, (left, top, width, high), body, fill=BOX, corner=10)
        left, top = (left + width + fit.GAP, top) if across else (left, top + high + fit.BODY_GAP)


def _asked(sheet: Sheet, box: tuple[str, str], ask: Type) -> str:
    """Return a box's paragraphs: whose question it is, and the question."""
    sizes = (
        (fit.HEAD_SIZE, fit.HEAD_LINE, COLOURS["trust"], True),
        (ask.size, ask.line, INK, False),
    )
    paragraphs = ""
    for words, (size, line, colour, bold) in zip(box, sizes, strict=True):
        if words:
            run = run_xml(words, sheet.language, size=size * sheet.scale, colour=colour, bold=bold)
            paragraphs += paragraph_xml(run, line=line * sheet.scale, end=sheet.language)
    return paragraphs


def _foot(
    sheet: Sheet, slide: Slide, laid: Layout, number: int, *, top: float | None = None
) -> None:
    """Put a thin line, the footnote and the page number; the result's id on the last slide."""
    start = fit.HEIGHT - fit.BOTTOM - fit.FOOT_LINE if top is None else top + 14 + FOOT_TOP_GAP
    if slide.layout != "title":
        sheet.rule((fit.SIDE, start - FOOT_TOP_GAP, fit.INNER, 1), GRID)
    how: dict[str, Any] = {"size": fit.FOOT_SIZE * sheet.scale, "colour": QUIET}
    line = fit.FOOT_LINE * sheet.scale
    room = fit.foot_width(slide)
    if laid.footnote:
        run = run_xml(laid.footnote, slide.language, **how)
        body = text_body(paragraph_xml(run, line=line, end=slide.language))
        sheet.placeholder("ftr", 11, "Fodnote", (fit.SIDE, start, room, fit.FOOT_LINE), body)
    name = slide.result_id if slide.layout == "method" else ""
    name += " · " if name and number else ""
    told = run_xml(name, slide.language, **how) if name else ""
    if number:
        told += _page_field(run_xml(str(number), slide.language, **how))
    if told:
        body = text_body(paragraph_xml(told, line=line, align="r", end=slide.language))
        left = room + fit.MARK + 16
        place = (fit.SIDE + left, start, fit.INNER - left, fit.FOOT_LINE)
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
    body.clear_content()
    for line in notes.split("\n"):
        run = run_xml(line, language) if line else ""
        end = f'<a:endParaRPr lang="{language_tag(language)}"/>'
        body.append(parse_xml(f"<a:p {NAMESPACES}>{run}{end}</a:p>"))
