"""What fits on a slide of 1280×720 px: where things stand, and how many lines text takes.

Widths are those of the font that is drawn (see ``skcore.figures.words``). Text is never made
smaller to fit: long tables and many rows go on to a further slide
(``skcore.slides.paging``), and only names of absurd length are shortened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skcore.figures.words import text_width, wrap
from skcore.slides.figure import TableFigure
from skcore.slides.markup import Run
from skcore.slides.slide import Slide
from skcore.slides.tables import least_width, table_layout

__all__ = [
    "HEIGHT",
    "WIDTH",
    "Layout",
    "body_height",
    "lay_out",
    "paragraph_lines",
]

WIDTH, HEIGHT = 1280, 720
SIDE = 64
INNER = WIDTH - 2 * SIDE
TOP = 40
BOTTOM = 36
KICKER_SIZE, KICKER_LINE = 19, 24
TITLE_SIZE, TITLE_LINE, TITLE_MOST = 36, 42, 3
BODY_SIZE, BODY_LINE, BODY_GAP = 23, 33, 13
WIDE_SIZE, WIDE_LINE = 28, 40  # text that has the slide to itself
FOOT_SIZE, FOOT_LINE, FOOT_MOST = 16, 20, 3
FOOT_ROOM = 190  # px for result id and page number
GAP = 48  # between figure and text
TEXT_WIDTHS = (384, 470, 540)
BELOW_MOST = 4 * BODY_LINE


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
    figure_height: int
    body_width: int
    below: bool  # the text stands under the figure, which takes the whole width
    body_size: int
    body_line: int


def lay_out(slide: Slide) -> Layout:
    """Return where a slide's parts stand, and which texts are shown shortened."""
    kicker, kicker_lines = _cut(slide.kicker.upper(), INNER - 40, KICKER_SIZE * 1.1, 2, bold=True)
    size, line, most = _title_size(slide)
    # a dash stays with the words before it
    whole = slide.title.replace(" – ", "\u00a0– ")
    title, title_lines = _cut(whole, INNER, size, most, bold=True)
    foot, foot_lines = _cut(slide.footnote, INNER - FOOT_ROOM, FOOT_SIZE, FOOT_MOST)
    pairs = ((whole, title), (slide.footnote, foot))
    left_out = tuple(full for full, shown in pairs if full != shown)
    head = TOP + KICKER_LINE * kicker_lines + line * title_lines + 18
    foot_height = 14 + 9 + FOOT_LINE * max(foot_lines, 1) + BOTTOM
    main = HEIGHT - head - foot_height
    below = _needs_width(slide, main)
    body_width = INNER if below else _body_width(slide, main)
    beside = bool(slide.body) and not below
    under = body_height(slide.body, INNER) + BODY_GAP if below else 0
    wide = slide.figure is None
    return Layout(
        kicker=slide.kicker if kicker == slide.kicker.upper() else kicker,
        title=title,
        title_size=size,
        title_line=line,
        footnote=foot,
        left_out=left_out,
        main_height=main,
        figure_width=INNER - body_width - GAP if beside else INNER,
        figure_height=main - under,
        body_width=body_width,
        below=below,
        body_size=WIDE_SIZE if wide else BODY_SIZE,
        body_line=WIDE_LINE if wide else BODY_LINE,
    )


def _needs_width(slide: Slide, height: float) -> bool:
    """Whether the figure needs the whole width, so that its text had better stand under it."""
    under = body_height(slide.body, INNER)
    if not slide.body or slide.figure is None or under > BELOW_MOST:
        return False
    if isinstance(slide.figure, TableFigure):
        beside = INNER - TEXT_WIDTHS[0] - GAP
        room = height - under - BODY_GAP
        return (
            least_width(slide.figure) > beside
            and table_layout(slide.figure, INNER, room).height <= room
        )
    return slide.figure.kind == "levels" and slide.figure.table["scale"].nunique() > 2


def _title_size(slide: Slide) -> tuple[int, int, int]:
    """Return size, line height and most lines of the title."""
    if slide.layout == "content":
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
    for width in TEXT_WIDTHS:
        if body_height(slide.body, width) <= height:
            return width
    return TEXT_WIDTHS[-1]


def paragraph_lines(paragraph: Sequence[Run], width: float, size: float = BODY_SIZE) -> int:
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


def body_height(
    body: Sequence[Sequence[Run]], width: float, *, size: int = BODY_SIZE, line: int = BODY_LINE
) -> int:
    """Return the height of paragraphs in a column, px."""
    gaps = BODY_GAP * max(len(body) - 1, 0)
    return sum(paragraph_lines(paragraph, width, size) * line for paragraph in body) + gaps
