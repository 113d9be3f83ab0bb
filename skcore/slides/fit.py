"""What fits on a slide of 1280×720 px: where things stand, and how many lines text takes.

Widths are measured in a wide font (see ``skcore.plots.words``), so what fits here fits in any
browser. Text is never made smaller to fit: long tables and many rows go on to a further slide
(``skcore.slides.paging``), and only names of absurd length are shortened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from skcore.plots.words import text_width, wrap
from skcore.slides.figure import TableFigure
from skcore.slides.markup import Run
from skcore.slides.slide import Slide

__all__ = [
    "HEIGHT",
    "WIDTH",
    "Layout",
    "TableLayout",
    "body_height",
    "lay_out",
    "paragraph_lines",
    "table_layout",
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
TEXT_WIDTHS = (384, 470)
TABLE_SIZE, TABLE_LINE = 23, 26
CELL_SIDE = 14
CELL_PADDINGS = (8, 6, 4, 2)


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
    body_width: int
    body_size: int
    body_line: int


def lay_out(slide: Slide) -> Layout:
    """Return where a slide's parts stand, and which texts are shown shortened."""
    kicker, kicker_lines = _cut(slide.kicker.upper(), INNER - 40, KICKER_SIZE * 1.07, 2)
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
    body_width = _body_width(slide, main)
    wide = slide.figure is None
    return Layout(
        kicker=slide.kicker if kicker == slide.kicker.upper() else kicker,
        title=title,
        title_size=size,
        title_line=line,
        footnote=foot,
        left_out=left_out,
        main_height=main,
        figure_width=INNER - body_width - GAP if slide.body else INNER,
        body_width=body_width,
        body_size=WIDE_SIZE if wide else BODY_SIZE,
        body_line=WIDE_LINE if wide else BODY_LINE,
    )


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


@dataclass(frozen=True)
class TableLayout:
    """Column widths and row heights of a table, px."""

    widths: tuple[int, ...]
    padding: int
    header_height: int
    row_heights: tuple[int, ...]

    @property
    def height(self) -> int:
        """Height of the whole table."""
        return self.header_height + sum(self.row_heights)

    def rows_within(self, height: float) -> list[int]:
        """Return where to part the rows so that each part fits, parts of about equal height."""
        room = height - self.header_height
        tops = list(accumulate(self.row_heights, initial=0))
        parts = 1
        while True:
            cuts = _even_cuts(tops, parts)
            spans = pairwise(cuts)
            if parts >= len(self.row_heights) or all(tops[b] - tops[a] <= room for a, b in spans):
                return cuts
            parts += 1


def _even_cuts(tops: Sequence[int], parts: int) -> list[int]:
    """Return row numbers that part the rows into ``parts`` of about equal height."""
    count = len(tops) - 1
    cuts = [0]
    for part in range(1, parts):
        wanted = tops[-1] * part / parts
        nearest = min(range(count + 1), key=lambda row: (abs(tops[row] - wanted), row))
        cuts.append(min(max(nearest, cuts[-1] + 1), count - (parts - part)))
    return [*cuts, count]


def table_layout(table: TableFigure, width: float, height: float) -> TableLayout:
    """Return column widths and row heights; rows stand as airy as the height allows."""
    widths = _column_widths(table, width)
    lines = [_row_lines(row, widths, table.emphasis) for row in table.rows]
    head = _row_lines(table.columns, widths, ("strong",) * len(widths)) if table.show_header else 0
    for padding in CELL_PADDINGS:
        laid = TableLayout(
            widths=widths,
            padding=padding,
            header_height=head * TABLE_LINE + 2 * padding + 2 if head else 1,
            row_heights=tuple(count * TABLE_LINE + 2 * padding + 1 for count in lines),
        )
        if laid.height <= height:
            return laid
    roomy = CELL_PADDINGS[1]
    return TableLayout(
        widths=widths,
        padding=roomy,
        header_height=head * TABLE_LINE + 2 * roomy + 2 if head else 1,
        row_heights=tuple(count * TABLE_LINE + 2 * roomy + 1 for count in lines),
    )


def _row_lines(row: Sequence[str], widths: Sequence[int], emphasis: Sequence[str]) -> int:
    return max(
        _cell_lines(text, wide, style == "strong")
        for text, wide, style in zip(row, widths, emphasis, strict=True)
    )


@lru_cache(maxsize=4096)
def _cell_lines(text: str, width: int, bold: bool) -> int:
    return len(wrap(text, width - 2 * CELL_SIDE, TABLE_SIZE, bold=bold))


def _column_widths(table: TableFigure, width: float) -> tuple[int, ...]:
    """Give each column what it needs; where that is too much, the widest give way first."""
    natural = []
    for place, (head, style) in enumerate(zip(table.columns, table.emphasis, strict=True)):
        wide = [text_width(row[place], TABLE_SIZE, bold=style == "strong") for row in table.rows]
        if table.show_header:
            wide.append(text_width(head, TABLE_SIZE, bold=True))
        natural.append(max(wide, default=0) + 2 * CELL_SIDE + 4)
    spare = width - sum(natural)
    if spare >= 0:
        share = spare / len(natural)
        return tuple(int(wide + share) for wide in natural)
    if len(natural) <= 4:
        return _fewest_lines(table, natural, width)
    low, high = 0.0, max(natural)
    while high - low > 0.5:
        middle = (low + high) / 2
        low, high = (
            (middle, high) if sum(min(n, middle) for n in natural) <= width else (low, middle)
        )
    return tuple(int(min(wide, low)) for wide in natural)


def _fewest_lines(table: TableFigure, natural: Sequence[float], width: float) -> tuple[int, ...]:
    """Try a grid of widths; take the one whose rows need the fewest lines, the evenest of them."""
    steps = 12
    fixed = [place for place, wide in enumerate(natural) if wide <= width / (2 * len(natural)) + 60]
    free = [place for place in range(len(natural)) if place not in fixed]
    room = width - sum(natural[place] for place in fixed)
    best: tuple[tuple[int, float], tuple[int, ...]] | None = None
    for parts in _compositions(steps, len(free)):
        widths = [int(wide) for wide in natural]
        for place, part in zip(free, parts, strict=True):
            widths[place] = int(room * part / steps)
        cost = sum(_row_lines(row, widths, table.emphasis) for row in table.rows)
        uneven = max(natural[place] / widths[place] for place in free)
        if best is None or (cost, uneven) < best[0]:
            best = (cost, uneven), tuple(widths)
    return best[1] if best else tuple(int(wide) for wide in natural)


def _compositions(total: int, parts: int) -> list[tuple[int, ...]]:
    """Return the ways to write a whole number as a sum of so many positive ones."""
    if parts == 1:
        return [(total,)]
    return [
        (first, *rest)
        for first in range(1, total - parts + 2)
        for rest in _compositions(total - first, parts - 1)
    ]
