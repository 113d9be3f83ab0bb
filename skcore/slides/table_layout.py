"""How wide a table's columns are and how high its rows, and where to part it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, combinations, count, pairwise

from skcore.figures.words import text_width, wrap
from skcore.slides.figure import TableFigure

#: size and line of a table's words, px: the largest that fits
SIZES = ((30, 35), (27, 32), (24, 28))
LEAST = SIZES[-1][0]
CELL_SIDE = 14
CELL_PADDINGS = (18, 14, 11, 8, 6, 4, 2)
AIRY = 8  # what larger words need above and below


@dataclass(frozen=True)
class TableLayout:
    """Column widths and row heights of a table, px."""

    size: int
    line: int
    widths: tuple[int, ...]
    padding: int
    header_height: int
    row_heights: tuple[int, ...]
    form: bool = False  # has rows to be written in

    @property
    def height(self) -> int:
        """Height of the whole table."""
        return self.header_height + sum(self.row_heights)

    def rows_within(self, height: float) -> list[int]:
        """Return where to part the rows so that each part fits, parts of about equal height."""
        room = height - self.header_height
        tops = list(accumulate(self.row_heights, initial=0))
        tried = (_even_cuts(tops, parts) for parts in count(1))
        return next(
            cuts
            for cuts in tried
            if len(cuts) > len(self.row_heights)
            or all(tops[b] - tops[a] <= room for a, b in pairwise(cuts))
        )


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
    """Return sizes, column widths and row heights: as large and airy as the height allows.

    Larger words are taken only where they need no more lines and no word is parted. Rows without
    a word are there to be written in: they share the height that is left.
    """
    fewest = 0
    for size, line in reversed(SIZES):
        if table.widths and size > LEAST:
            break
        widths = table.widths or _column_widths(table, width, size)
        lines = [_row_lines(row, widths, table.emphasis, size) for row in table.rows]
        strong = ("strong",) * len(widths)
        head = _row_lines(table.columns, widths, strong, size) if table.show_header else 0
        told = sum(lines) + (0 if any(map(any, table.rows)) else head)
        if size > LEAST and (told > fewest or least_width(table, size) > width):
            break
        fewest = told
        pads = [padding for padding in CELL_PADDINGS if size == LEAST or padding >= AIRY]
        tried = [_laid((size, line), widths, lines, head, padding) for padding in pads]
        airy = next((laid for laid in tried if laid.height <= height), None)
        if airy is None and size > LEAST:
            break
        best = tried[-3] if airy is None else _stretched(airy, table, height)
    return best


def _laid(
    size: tuple[int, int], widths: tuple[int, ...], lines: Sequence[int], head: int, padding: int
) -> TableLayout:
    return TableLayout(
        *size,
        widths=widths,
        padding=padding,
        header_height=head * size[1] + 2 * padding + 2 if head else 1,
        row_heights=tuple(count * size[1] + 2 * padding + 1 for count in lines),
    )


def _stretched(laid: TableLayout, table: TableFigure, height: float) -> TableLayout:
    empty = [not any(row) for row in table.rows]
    if not any(empty):
        return laid
    filled = sum(h for h, free in zip(laid.row_heights, empty, strict=True) if not free)
    room = (height - laid.header_height - filled) / sum(empty)
    each = int(max(min(room, 420), laid.row_heights[0]))
    heights = tuple(
        each if free else own for own, free in zip(laid.row_heights, empty, strict=True)
    )
    return replace(laid, row_heights=heights, form=True)


def _row_lines(
    row: Sequence[str], widths: Sequence[int], emphasis: Sequence[str], size: int
) -> int:
    return max(
        _cell_lines(text, wide, style == "strong", size)
        for text, wide, style in zip(row, widths, emphasis, strict=True)
    )


@lru_cache(maxsize=4096)
def _cell_lines(text: str, width: int, bold: bool, size: int) -> int:
    return len(wrap(text, width - 2 * CELL_SIDE, size, bold=bold))


@lru_cache(maxsize=256)  # asked again for each height that is tried, and by each writer
def _column_widths(table: TableFigure, width: float, size: int) -> tuple[int, ...]:
    """Give each column what it needs; where that is too much, the widest give way first."""
    natural = []
    for place, (head, style) in enumerate(zip(table.columns, table.emphasis, strict=True)):
        wide = [text_width(row[place], size, bold=style == "strong") for row in table.rows]
        if table.show_header:
            wide.append(text_width(head, size, bold=True))
        natural.append(max(wide, default=0) + 2 * CELL_SIDE + 4)
    each = width / len(natural)
    if not any(map(any, table.rows)) and max(_longest_words(table, size)) <= each:
        return (int(each),) * len(natural)  # to be written in, as much in each
    spare = (width - sum(natural)) / len(natural)
    if spare >= 0:
        return tuple(int(wide + spare) for wide in natural)
    if len(natural) <= 4:
        return _fewest_lines(table, natural, width, size)
    low, high = 0.0, max(natural)
    while high - low > 0.5:
        middle = (low + high) / 2
        fits = sum(min(n, middle) for n in natural) <= width
        low, high = (middle, high) if fits else (low, middle)
    return tuple(int(min(wide, low)) for wide in natural)


def _fewest_lines(
    table: TableFigure, natural: Sequence[float], width: float, size: int
) -> tuple[int, ...]:
    """Try a grid of widths; take the one whose rows need the fewest lines, the evenest of them.

    Columns that need little keep what they need, unless their heads on more lines save rows some.
    """
    free = list(range(len(natural)))
    room = width
    while small := [place for place in free if natural[place] <= room / len(free)]:
        room -= sum(natural[place] for place in small)
        free = [place for place in free if place not in small]
    least = _longest_words(table, size)
    found = [_best_of_grid(table, natural, least, free, room, size)]
    if len(free) < len(natural):
        every = list(range(len(natural)))
        found.append(_best_of_grid(table, natural, least, every, width, size))
    return min(found, key=lambda entry: entry[0][:2])[1]


def _best_of_grid(
    table: TableFigure,
    natural: Sequence[float],
    least: Sequence[float],
    free: Sequence[int],
    room: float,
    size: int,
) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Return the cost and the widths of the best way to share ``room`` among the free columns."""
    steps = 16 if len(free) < 4 else 12
    tried = []
    for parts in _compositions(steps, len(free)) if free else [()]:
        widths = [int(wide) for wide in natural]
        for place, part in zip(free, parts, strict=True):
            widths[place] = int(room * part / steps)
        parted = sum(widths[place] < least[place] for place in free)
        lines = sum(_row_lines(row, widths, table.emphasis, size) for row in table.rows)
        head = _row_lines(table.columns, widths, ("strong",) * len(widths), size)
        uneven = max((natural[place] / widths[place] for place in free), default=0)
        tried.append(((parted, lines + head * table.show_header, uneven), tuple(widths)))
    return min(tried)


def least_width(table: TableFigure, size: int = LEAST) -> float:
    """Return the width that a table needs if no word of it is to be parted, px."""
    return sum(_longest_words(table, size))


def _longest_words(table: TableFigure, size: int) -> list[float]:
    """Return the width that each column needs if no word of it is to be parted."""
    found = []
    for place, style in enumerate(table.emphasis):
        texts = [(row[place], style == "strong") for row in table.rows]
        texts += [(table.columns[place], True)] * table.show_header
        words = [(word, bold) for text, bold in texts for word in text.split(" ")]
        wide = [text_width(word, size, bold=bold) for word, bold in words]
        found.append(max(wide, default=0) + 2 * CELL_SIDE + 2)
    return found


def _compositions(total: int, parts: int) -> list[tuple[int, ...]]:
    """Return the ways to write a whole number as a sum of so many positive ones."""
    cuts = combinations(range(1, total), parts - 1)
    return [tuple(b - a for a, b in pairwise((0, *inner, total))) for inner in cuts]
