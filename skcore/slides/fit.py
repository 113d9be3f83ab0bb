"""What fits on a slide of 1280×720 px: where things stand, and how many lines text takes.

Widths are those of the font that is drawn (see ``skcore.figures.words``). Text is never made
smaller to fit: long tables and many rows go on to a further slide
(``skcore.slides.paging``), and only names of absurd length are shortened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from skcore.figures.words import clauses, text_width, tied, wrap
from skcore.slides.figure import Chart, TableFigure
from skcore.slides.markup import Run
from skcore.slides.slide import Slide
from skcore.slides.table_layout import table_layout
from skcore.texts import load_texts
from skcore.texts.numbers import capitalise

WIDTH, HEIGHT = 1280, 720
SIDE = 64
INNER = WIDTH - 2 * SIDE
TOP = 40
BOTTOM = 30
KICKER_SIZE, KICKER_LINE = 20, 24
TITLE_SIZE, TITLE_LINE, TITLE_MOST = 36, 42, 3
BODY_GAP = 13
HEAD_SIZE, HEAD_LINE = 20, 26  # in a box: whose question it is
BOX_PAD = 14
FOOT_SIZE, FOOT_LINE = 18, 24
MARK, NUMBER = 44, 56  # px for the organisation's logo and the page number, with 8 before each
FOOT_ROOM = MARK + NUMBER + 16
METHOD_FOOT_ROOM = FOOT_ROOM + 110  # and the result's id
GAP = 36  # between figure and text
TEXT_WIDTHS = (312, 384, 470, 540)
BELOW_MOST = 200
SEPARATOR = " · "  # between the parts of a footnote

#: charts of rows, whose axes take the width of the slide: their text stands under them
ROW_KINDS = frozenset({"profile", "spread", "distribution", "change", "levels", "gap"})


class Type(NamedTuple):
    """How text is set, px: its size, from line to line, and between paragraphs."""

    size: float
    line: float
    gap: float = BODY_GAP


BODY, WIDE = Type(24, 32), Type(34, 46, 24)  # beside a figure; with the slide to itself
METHOD = Type(20, 27)  # what is read and not talked about
ASK, WIDE_ASK = Type(26, 34), Type(34, 44)  # in a box: the question


@dataclass(frozen=True)
class Layout:
    """Where the parts of one slide stand, in px."""

    kicker: str
    title: str
    title_size: int
    title_line: int
    footnote: str
    left_out: tuple[str, ...]  # full texts of what is shown shortened
    main_height: int
    figure_width: int
    figure_height: float
    body_width: int
    below: bool  # the text stands under the figure, which takes the whole width
    under: float  # px that it takes there
    body: Type
    ask: Type
    wide: bool  # text alone, boxes at the bottom


def lay_out(slide: Slide) -> Layout:
    """Return where a slide's parts stand, and which texts are shown shortened."""
    kicker, kicker_lines = _cut(slide.kicker.upper(), INNER - 40, KICKER_SIZE * 1.1, 2, bold=True)
    size, line, most = _title_size(slide)
    titled = tied(slide.title, end=slide.layout == "title")  # whoever breaks a cover's lines
    whole = clauses(titled, INNER, size, bold=True)
    title, title_lines = _cut(whole, INNER, size, most, bold=True)
    foot, _ = _cut(slide.footnote, foot_width(slide), FOOT_SIZE, 1)
    pairs = ((slide.title, whole == title), (slide.footnote, slide.footnote == foot))
    left_out = tuple(full for full, shown in pairs if not shown)
    head = TOP + KICKER_LINE * kicker_lines + line * title_lines + 18
    foot_height = 14 + 9 + FOOT_LINE + BOTTOM
    main = HEIGHT - head - foot_height
    below = _needs_width(slide, main)
    told = bool(slide.body or slide.boxes)
    under = _strip_height(slide) if told and slide.figure is not None and below else 0
    body, ask = _types(slide)
    body_width = _strip_width(slide) if below else _body_width(slide, main)
    beside = told and not below and slide.figure is not None
    return Layout(
        kicker=slide.kicker if kicker == slide.kicker.upper() else kicker,
        title=title,
        title_size=size,
        title_line=line,
        footnote=foot,
        left_out=left_out,
        main_height=main,
        figure_width=INNER - body_width - GAP if beside else INNER,
        figure_height=main - (under + BODY_GAP if under else 0),
        body_width=body_width,
        below=below,
        under=under,
        body=body,
        ask=ask,
        wide=slide.figure is None and slide.layout == "content",
    )


def _types(slide: Slide) -> tuple[Type, Type]:
    """Return how the text and the questions in boxes are set."""
    body, ask = (WIDE, WIDE_ASK) if slide.figure is None else (BODY, ASK)
    return METHOD if slide.layout == "method" else body, ask


def foot_width(slide: Slide) -> int:
    """Return the room for a footnote, px."""
    return INNER - (METHOD_FOOT_ROOM if slide.layout == "method" else FOOT_ROOM)


def one_line(slide: Slide) -> Slide:
    """Return the slide with a footnote of one line: parts without room go on in the notes."""
    if text_width(slide.footnote, FOOT_SIZE) <= foot_width(slide):
        return slide
    kept: list[str] = []
    gone: list[str] = []
    for part in slide.footnote.split(SEPARATOR):
        fits = text_width(SEPARATOR.join([*kept, part]), FOOT_SIZE) <= foot_width(slide)
        (kept if fits else gone).append(part)
    notes = "\n".join(filter(None, [slide.notes, *map(capitalise, gone)]))
    return replace(slide, footnote=SEPARATOR.join(kept), notes=notes)


def box_height(box: tuple[str, str], width: float, ask: Type = ASK) -> float:
    """Return the height of a box with a question, px."""
    head, asked = box
    room = width - 2 * BOX_PAD
    heads = len(wrap(head, room, HEAD_SIZE, bold=True)) if head else 0
    return 2 * BOX_PAD - 4 + HEAD_LINE * heads + ask.line * len(wrap(asked, room, ask.size))


def _strip_width(slide: Slide) -> int:
    """Return the width of each text that stands under a figure: side by side, equally wide."""
    count = bool(slide.body) + len(slide.boxes)
    return int((INNER - GAP * (count - 1)) / max(count, 1))


def _strip_height(slide: Slide) -> float:
    width = _strip_width(slide)
    heights = [box_height(box, width) for box in slide.boxes]
    return max([*heights, body_height(slide.body, width) if slide.body else 0])


def _needs_width(slide: Slide, height: float) -> bool:
    """Whether the figure needs the whole width, so that its text had better stand under it."""
    if slide.figure is None or not (slide.body or slide.boxes):
        return False
    under = _strip_height(slide)
    if under > BELOW_MOST:
        return False
    if isinstance(slide.figure, TableFigure):
        room = height - under - BODY_GAP
        return table_layout(slide.figure, INNER, room).height <= room
    return slide.figure.kind in ROW_KINDS


def _title_size(slide: Slide) -> tuple[int, int, int]:
    """Return size, line height and most lines of the title."""
    if slide.layout in ("content", "method"):
        return TITLE_SIZE, TITLE_LINE, TITLE_MOST
    sizes = ((66, 74, 3), (48, 56, 5)) if slide.layout == "title" else ((48, 56, 3),)
    for size, line, most in sizes:
        if len(wrap(slide.title, INNER, size, bold=True)) <= most:
            return size, line, most
    return sizes[-1]


def _cut(text: str, width: float, size: float, most: int, *, bold: bool = False) -> tuple[str, int]:
    """Return the text, shortened only where it takes more than ``most`` lines, and its lines."""
    if not text:
        return "", 0
    lines = wrap(text, width, size, bold=bold)
    if len(lines) <= most:
        return text, len(lines)
    kept = text
    while len(wrap(kept + " …", width, size, bold=bold)) > most and len(kept) > 2:
        kept = kept.rsplit(" ", 1)[0] if " " in kept else kept[:-1]
    return kept.rstrip(" -,·") + " …", most


def _body_width(slide: Slide, height: float) -> int:
    """Return the narrowest column of text that holds the body beside its figure."""
    if slide.figure is None:
        return INNER
    widths = TEXT_WIDTHS if isinstance(slide.figure, Chart) else TEXT_WIDTHS[1:]
    fits = (width for width in widths if column_height(slide, width) <= height)
    return next(fits, TEXT_WIDTHS[-1])


def column_height(slide: Slide, width: float) -> float:
    """Return the height of a slide's text and boxes above each other, px."""
    body, ask = _types(slide)
    heights = [box_height(box, width, ask) for box in slide.boxes]
    if slide.body:
        heights.insert(0, body_height(slide.body, width, body))
    return sum(heights) + BODY_GAP * max(len(heights) - 1, 0)


def paragraph_lines(paragraph: Sequence[Run], width: float, size: float) -> int:
    """Return how many lines a paragraph takes, its strong words measured as such."""
    pieces = [
        (word, run.style == "strong") for run in paragraph for word in run.text.split(" ") if word
    ]
    lines, used = 1, 0.0
    space = text_width(" ", size)
    for word, bold in pieces:
        wide = text_width(word, size, bold=bold)
        if wide > width:
            parts = wrap(word, width, size, bold=bold)
            lines += len(parts) - (0 if used else 1)
            used = text_width(parts[-1], size, bold=bold)
        elif used and used + space + wide > width:
            lines, used = lines + 1, wide
        else:
            used += (space if used else 0) + wide
    return lines


def body_height(body: Sequence[Sequence[Run]], width: float, how: Type = BODY) -> float:
    """Return the height of paragraphs in a column, px."""
    lines = sum(paragraph_lines(paragraph, width, how.size) for paragraph in body)
    return lines * how.line + how.gap * max(len(body) - 1, 0)


def speaker_notes(slide: Slide, layout: Layout) -> str:
    """Return what the speaker reads: notes, what is shown shortened, and the result's id."""
    texts = load_texts(slide.language)
    full = [texts("slides.shortened", text=text) for text in layout.left_out]
    result = [texts("slides.result", id=slide.result_id)] if slide.result_id else []
    return "\n".join(filter(None, [slide.notes, *full, *result]))
