"""Native stacked bars: how answers are distributed, parted at the middle answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from skcore.plots.axis import words_width
from skcore.plots.bars import COLUMN_GAP, END, below, ink_on, reach_of, shades
from skcore.plots.rows import reason_words, records
from skcore.plots.style import HATCH, INK, LINE, QUIET, SIZE, WHITE, Canvas
from skcore.plots.words import balanced, shorten
from skcore.slides.powerpoint.chart_xml import (
    Series,
    Word,
    axis_xml,
    chart_space,
    fill_xml,
    series_xml,
)
from skcore.slides.powerpoint.field import ROW_MOST, Box, Native, canvas_of, wrapped_labels
from skcore.slides.powerpoint.workbook import Book, Range

__all__ = ["distribution_pieces"]

LABEL_GAP = 14.0


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
    """Return one diverging bar per row, the answers' key above them and the questions beside."""
    canvas = canvas_of(options)
    categories = [str(name) for name in options.get("categories", ())] or list(
        dict.fromkeys(table["category"])
    )
    lines = _lines(table)
    columns = _columns(lines, categories, canvas)
    room = END + sum(column.width for column in columns)
    colours = shades(len(categories))
    names = _key_words(categories, size[0] - room)
    header = LINE * max(len(words) for words in (*names, *(c.head for c in columns))) + 22
    each = min((size[1] - header - 8) / len(lines), ROW_MOST)
    spare = (size[1] - header - 8 - each * len(lines)) / 2
    labels, left = _labels(lines, size[0], each)
    bars = _Bars(lines, categories, columns, size[0] - left - room, each, canvas)
    place = (left, header + spare, size[0] - left, each * len(lines))
    chart = Native(chart_space(bars.plots(colours), bars.language), bars.book, *place)
    boxes = [
        *(replace(box, top=box.top + spare) for box in _key(names, colours, size[0] - room)),
        *(replace(box, top=box.top + spare) for box in _heads(columns, size[0] - room + END)),
        *(
            replace(box, top=box.top + spare + header, name=canvas.texts("pptx.question"))
            for box in labels
        ),
    ]
    return [*boxes, chart]


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
        heads = tuple(shorten(balanced(head, 120, SIZE), 3))
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


def _labels(lines: Sequence[_Line], width: float, each: float) -> tuple[list[Box], float]:
    """Return what stands before the bars, and the px it takes.

    A question above the bars of its groups may be as long as the figure is wide.
    """
    bars = [line.words for line in lines if line.rows is not None]
    wrapped = wrapped_labels(bars, width * 0.4, max(1, min(3, int(each // LINE))))
    left = max((words_width(part) for label in wrapped for part in label), default=0)
    names = iter(wrapped)
    boxes = []
    for place, line in enumerate(lines):
        bar = line.rows is not None
        words = next(names) if bar else shorten(balanced(line.words, width, SIZE), 1)
        high = len(words) * LINE
        top = each * (place + 0.5) - high / 2
        wide, align = (left + LABEL_GAP / 2, "r") if bar else (width, "l")
        boxes.append(Box(0, top, wide, high, tuple(words), colour=INK, align=align))
    return boxes, left + LABEL_GAP


def _heads(columns: Sequence[_Column], left: float) -> list[Box]:
    """Return the heads of the columns beside the bars."""
    boxes = []
    for column in columns:
        place = (left, 11, column.width, len(column.head) * LINE)
        boxes.append(Box(*place, column.head, colour=INK, align="r"))
        left += column.width
    return boxes


def _key_words(categories: Sequence[str], width: float) -> list[list[str]]:
    each = width / len(categories)
    return [shorten(balanced(name, each - 12, SIZE), 3) for name in categories]


def _key(names: Sequence[Sequence[str]], colours: Sequence[str], width: float) -> list[Box]:
    """Return the answers once, in the bars' order, each under its colour."""
    each = width / len(names)
    pieces = []
    for place, (lines, colour) in enumerate(zip(names, colours, strict=True)):
        pieces.append(Box(place * each + 3, 0, each - 6, 8, fill=colour))
        pieces.append(Box(place * each, 11, each, len(lines) * LINE, tuple(lines), colour=INK))
    return pieces


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
        reach = reach_of(pd.DataFrame(self.rows, columns=self.categories))
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
            f"{axis_xml('catAx', 1001, 1002, 'l', None)}"
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
            start = 0.0 if self._gone(at) else self.left - below(shares)
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
                words[at] = Word(0, 0, text, colour=ink_on(colour))
            elif place in (0, last):
                # a space keeps the number off its bar: such words have no margin of their own
                told = f"{text}\u00a0" if place == 0 else f"\u00a0{text}"
                outside[0 if place == 0 else 1][at] = Word(0, 0, told)
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
