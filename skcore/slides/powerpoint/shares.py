"""Native stacked bars: how answers are distributed, parted at the middle answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from skcore.plots.axis import words_width
from skcore.plots.rows import reason_words, records
from skcore.plots.shares import _DARK, SHADES, _below, _blend, _reach
from skcore.plots.style import HATCH, INK, LINE, QUIET, WHITE, Canvas
from skcore.plots.words import balanced, shorten
from skcore.slides.powerpoint.chart_xml import (
    Series,
    Word,
    axis_xml,
    chart_space,
    fill_xml,
    series_xml,
)
from skcore.slides.powerpoint.field import Box, Native, canvas_of, wrapped_labels
from skcore.slides.powerpoint.workbook import Book, Range

__all__ = ["distribution_pieces"]

LABEL_GAP = 14.0


END = 30.0  # px right of the bars, for a number that its bar is too short for
COLUMN_GAP = 12.0


@dataclass(frozen=True)
class _Line:
    """A bar and what stands before it, or (without shares of its own) a question above bars."""

    words: str
    rows: pd.DataFrame | None = None


@dataclass(frozen=True)
class _Column:
    """Numbers right of the bars: how many answers, or a share outside the scale."""

    head: tuple[str, ...]
    numbers: tuple[float | None, ...]
    words: tuple[str, ...]
    width: float


def distribution_pieces(
    table: pd.DataFrame, options: Mapping[str, Any], size: tuple[float, float]
) -> list[Native | Box]:
    """Return one diverging bar per row, and the answers' key above them."""
    canvas = canvas_of(options)
    categories = [str(name) for name in options.get("categories", ())] or list(
        dict.fromkeys(table["category"])
    )
    lines = _lines(table)
    columns = _columns(lines, categories, canvas)
    room = END + sum(column.width for column in columns)
    colours = SHADES.get(len(categories)) or _blend(len(categories))
    names = wrapped_labels([line.words for line in lines], size[0] * 0.4, 3)
    left = max(words_width(part) for label in names for part in label) + LABEL_GAP
    key, header = _key(categories, colours, size[0] - room)
    heads, taller = _heads(columns, size[0] - room + END, header)
    header = max(header, taller)
    each = min((size[1] - header - 8) / len(lines), 96.0)
    height = each * len(lines)
    bars = _Bars(lines, categories, columns, size[0] - left - room, each, canvas)
    area = (left / size[0], 0.0, (size[0] - left) / size[0], 1.0)
    space = chart_space(bars.plots(colours), bars.language, area=area)
    spare = (size[1] - header - 8 - height) / 2
    chart = Native(space, bars.book, 0, header + spare, size[0], height)
    return [*(replace(box, top=box.top + spare) for box in (*key, *heads)), chart]


def _lines(table: pd.DataFrame) -> list[_Line]:
    """Return a line per bar; a question that several groups answered stands above their bars."""
    grouped = "group" in table and (table["group"] != "").any()
    lines = []
    for label, part in table.groupby("label", sort=False):
        if not grouped:
            lines.append(_Line(str(label), part))
            continue
        lines.append(_Line(str(label)))
        lines += [_Line(str(name), rows) for name, rows in part.groupby("group", sort=False)]
    return lines


def _columns(lines: Sequence[_Line], categories: Sequence[str], canvas: Canvas) -> list[_Column]:
    """Return the number of answers behind each bar, and each share outside the scale."""
    bars = [line.rows for line in lines if line.rows is not None]
    outside = dict.fromkeys(name for rows in bars for name in rows["category"])
    found = [("n", canvas.texts("plots.answers"), "")] if "n" in bars[0] else []
    found += [(n, n, canvas.texts("plots.percent")) for n in outside if n and n not in categories]
    columns = []
    for name, head, sign in found:
        values = tuple(_beside(line.rows, name) for line in lines)
        words = tuple("" if v is None else canvas.number(v, 0) + sign for v in values)
        heads = tuple(shorten(balanced(head, 120, 23), 3))
        wide = max(words_width(text) for text in (*heads, *words))
        columns.append(_Column(heads, values, words, wide + COLUMN_GAP))
    return columns


def _beside(rows: pd.DataFrame | None, name: str) -> float | None:
    if rows is None:
        return None
    shown = rows[~rows["hidden"].astype(bool)] if "hidden" in rows else rows
    values = shown["n"] if name == "n" else shown.loc[shown["category"] == name, "share"]
    value = values.max()
    return None if pd.isna(value) else float(value)


def _heads(columns: Sequence[_Column], left: float, header: float) -> tuple[list[Box], float]:
    """Return the heads of the columns beside the bars."""
    boxes, most = [], max((len(column.head) for column in columns), default=0) * LINE
    top = max(header - 13 - most, 0)
    for column in columns:
        place = (left, top, column.width, most)
        boxes.append(Box(*place, column.head, colour=INK, align="r"))
        left += column.width
    return boxes, most + 13


def _key(
    categories: Sequence[str], colours: Sequence[str], width: float
) -> tuple[list[Box], float]:
    """Return the answers once, in the bars' order, each under its colour; and the height taken."""
    each = width / len(categories)
    names = [shorten(balanced(name, each - 12, 23), 3) for name in categories]
    most = max(len(lines) for lines in names) * LINE
    pieces: list[Box] = []
    for place, (lines, colour) in enumerate(zip(names, colours, strict=True)):
        pieces.append(Box(place * each + 3, 0, each - 6, 8, fill=colour))
        pieces.append(Box(place * each, 11, each, most, tuple(lines), colour=INK))
    return pieces, most + 24


class _Bars:
    """The stacked bars of one chart: real shares, and unseen bars that move them into place."""

    def __init__(
        self,
        lines: Sequence[_Line],
        categories: Sequence[str],
        columns: Sequence[_Column],
        inside: float,
        each: float,
        canvas: Canvas,
    ) -> None:
        self.lines, self.categories, self.columns = lines, list(categories), columns
        self.inside, self.each, self.canvas = inside, each, canvas
        self.rows = [self._shares(line) for line in lines]
        reach = _reach(pd.DataFrame(self.rows, columns=self.categories))
        self.left, self.total = reach[0], sum(reach)
        self.language = "en-GB" if canvas.language == "en" else "da-DK"
        self.book = self._book()

    def _shares(self, line: _Line) -> list[float]:
        """Return a line's shares, NaN where there is none."""
        if line.rows is None:
            return [math.nan] * len(self.categories)
        shown = line.rows
        if "hidden" in shown:
            shown = shown[~shown["hidden"].astype(bool)]
        shares = dict(zip(shown["category"], shown["share"], strict=True))
        return [float(shares.get(name, math.nan)) for name in self.categories]

    def _book(self) -> Book:
        texts = self.canvas.texts
        rows: list[list[str | float | None]] = []
        for at, line in enumerate(self.lines):
            values = [None if math.isnan(share) else share for share in self.rows[at]]
            beside = [column.numbers[at] for column in self.columns]
            rows.append([line.words, *values, *beside, self._reason(at)])
        heads = [texts("pptx.question"), *self.categories]
        heads += [*(" ".join(column.head) for column in self.columns), texts("pptx.not_shown")]
        return Book(heads, rows, names=(texts("pptx.numbers_sheet"), texts("pptx.places_sheet")))

    def _gone(self, at: int) -> bool:
        return self.lines[at].rows is not None and all(math.isnan(v) for v in self.rows[at])

    def _reason(self, at: int) -> str:
        rows = self.lines[at].rows
        return "" if rows is None or not self._gone(at) else reason_words(
            self.canvas, records(rows)[0]
        )  # fmt: skip

    def plots(self, colours: Sequence[str]) -> str:
        """Return the plot area's content."""
        before, after, gone = self._unseen()
        names = self.book.column(0)
        outside: list[dict[int, Word]] = [{}, {}]
        drawn = []
        for place, colour in enumerate(colours):
            words = self._words(place, colour, outside)
            cells = self.book.column(place + 1)
            drawn.append((self.book.heading(place + 1), cells, fill_xml(colour), words, "ctr"))
        clear = "<a:noFill/>"
        hatch = (
            f'<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="{HATCH[1:].upper()}"/></a:fgClr>'
            '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>'
        )
        air = [self._air(name, lengths) for name, lengths in (("left", before), ("right", after))]
        hatched = self._air("not_shown", gone)
        reasons = {
            at: Word(0, 0, self._reason(at), colour=QUIET, plate=WHITE)
            for at in range(len(self.lines))
            if self._gone(at)
        }
        every = [
            (*air[0], clear, outside[0], "inEnd"),
            *drawn,
            (*air[1], clear, outside[1], "inBase"),
        ]
        if reasons:
            every.append((*hatched, hatch, reasons, "ctr"))
        every += [self._beside(column, END * (not at)) for at, column in enumerate(self.columns)]
        xml = "".join(self._bar(at, names, *entry) for at, entry in enumerate(every))
        room = END + sum(column.width for column in self.columns)
        end = self.total * (self.inside + room) / self.inside
        gap = round(max(0.0, self.each / self._thick - 1) * 100)
        return (
            '<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
            f'{xml}<c:gapWidth val="{min(gap, 500)}"/><c:overlap val="100"/>'
            '<c:axId val="1001"/><c:axId val="1002"/></c:barChart>'
            f"{_names_axis()}"
            f"{axis_xml('valAx', 1002, 1001, 'b', (0.0, end), between=True)}"
        )

    def _air(self, name: str, lengths: Sequence[float | None]) -> tuple[Range, Range]:
        """Return the name and the lengths of bars that hold no share."""
        cells = self.book.place(self.canvas.texts(f"pptx.{name}"), lengths)
        return self.book.last_heading(), cells

    @property
    def _thick(self) -> float:
        return min(46.0, self.each - 8)

    def _beside(self, column: _Column, before: float) -> tuple[Range, Range, str, Any, str]:
        """Return the unseen bar whose end bears a column's number."""
        px = self.total / self.inside
        words = {at: Word(0, 0, text, colour=QUIET) for at, text in enumerate(column.words) if text}
        lengths = [(before + column.width) * px] * len(self.lines)
        cells = self.book.place(" ".join(column.head), lengths)
        return self.book.last_heading(), cells, "<a:noFill/>", words, "inEnd"

    def _unseen(self) -> tuple[list[float], list[float], list[float | None]]:
        """Return the air left and right of each bar, and the hatched bar where nothing is shown."""
        before: list[float] = []
        after: list[float] = []
        gone: list[float | None] = []
        for at, row in enumerate(self.rows):
            shares = pd.Series(row).fillna(0)
            start = 0.0 if self._gone(at) else self.left - _below(shares)
            before.append(start)
            after.append(0.0 if self._gone(at) else self.total - start - float(shares.sum()))
            gone.append(self.total if self._gone(at) else None)
        return before, after, gone

    def _words(self, place: int, colour: str, outside: list[dict[int, Word]]) -> dict[int, Word]:
        """Return a category's numbers; those of narrow end pieces stand outside the bar."""
        words: dict[int, Word] = {}
        last = len(self.categories) - 1
        for at, row in enumerate(self.rows):
            share = row[place]
            if math.isnan(share) or share <= 0:
                continue
            text = self.canvas.number(share)
            if share / self.total * self.inside >= words_width(text) + 4:
                words[at] = Word(0, 0, text, colour=WHITE if colour in _DARK else INK)
            elif place in (0, last):
                outside[0 if place == 0 else 1][at] = Word(0, 0, text)
        return words

    def _bar(
        self,
        place: int,
        names: Range,
        name: Range,
        cells: Range,
        fill: str,
        words: Mapping[int, Word],
        side: str,
    ) -> str:
        series = Series(name, names, cells, words=words)
        return series_xml(series, place, self.language, kind="bar", fill=fill, side=side)


def _names_axis() -> str:
    """Return the axis with the rows' names, the first on top."""
    unseen = axis_xml("catAx", 1001, 1002, "l", None)
    return unseen.replace('<c:tickLblPos val="none"/>', '<c:tickLblPos val="low"/>')
