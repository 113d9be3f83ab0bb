"""Native stacked bars: how answers are distributed, parted at the middle answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from skcore.plots.axis import words_width
from skcore.plots.rows import reason_words, records
from skcore.plots.shares import _DARK, SHADES, _below, _blend, _reach, _wide
from skcore.plots.style import HATCH, INK, LINE, QUIET, WHITE
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


def distribution_pieces(
    table: pd.DataFrame, options: Mapping[str, Any], size: tuple[float, float]
) -> list[Native | Box]:
    """Return one diverging bar per row, and the answers' key above them."""
    canvas = canvas_of(options)
    categories = [str(name) for name in options.get("categories", ())] or list(
        dict.fromkeys(table["category"])
    )
    labels = list(dict.fromkeys(table["label"]))
    colours = SHADES.get(len(categories)) or _blend(len(categories))
    names = wrapped_labels(labels, size[0] * 0.4, 3)
    left = max(words_width(line) for label in names for line in label) + LABEL_GAP
    key, header = _key(categories, colours, size[0] - 30)
    each = min((size[1] - header - 8) / len(labels), 96.0)
    height = each * len(labels)
    bars = _Bars(table, labels, categories, size[0] - left - 30, each, canvas)
    share = (size[0] - left - 30) / size[0]
    space = chart_space(bars.plots(colours), bars.language, area=(left / size[0], 0.0, share, 1.0))
    spare = (size[1] - header - 8 - height) / 2
    chart = Native(space, bars.book, 0, header + spare, size[0], height)
    return [*(replace(box, top=box.top + spare) for box in key), chart]


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
        table: pd.DataFrame,
        labels: Sequence[str],
        categories: Sequence[str],
        inside: float,
        each: float,
        canvas: Any,
    ) -> None:
        self.table, self.labels, self.categories = table, list(labels), list(categories)
        self.inside, self.each, self.canvas = inside, each, canvas
        self.shares = _wide(table, self.labels, self.categories)
        reach = _reach(self.shares)
        self.left, self.total = reach[0], sum(reach)
        self.language = "en-GB" if canvas.language == "en" else "da-DK"
        self.book = self._book()

    def _book(self) -> Book:
        texts = self.canvas.texts
        rows: list[list[str | float | None]] = []
        for label in self.labels:
            values = [None if pd.isna(v) else float(v) for v in self._row(label)]
            rows.append([label, *values, self._reason(label)])
        heads = [texts("pptx.question"), *self.categories, texts("pptx.not_shown")]
        return Book(heads, rows, names=(texts("pptx.numbers_sheet"), texts("pptx.places_sheet")))

    def _row(self, label: str) -> list[float]:
        """Return a row's shares, NaN where there is none."""
        found: list[float] = self.shares.iloc[self.labels.index(label)].astype(float).tolist()
        return found

    def _gone(self, label: str) -> bool:
        return bool(self.shares.loc[label].isna().all())

    def _reason(self, label: str) -> str:
        if not self._gone(label):
            return ""
        row = records(self.table[self.table["label"] == label])[0]
        return reason_words(self.canvas, row)

    def plots(self, colours: Sequence[str]) -> str:
        """Return the plot area's content."""
        texts = self.canvas.texts
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
        air = [
            self.book.place(texts(f"pptx.{n}"), v) for n, v in (("left", before), ("right", after))
        ]
        hatched = self.book.place(texts("pptx.not_shown"), gone)
        reasons = {
            at: Word(0, 0, self._reason(label), colour=QUIET, plate=WHITE)
            for at, label in enumerate(self.labels)
            if self._gone(label)
        }
        every = [
            (texts("pptx.left"), air[0], clear, outside[0], "inEnd"),
            *drawn,
            (texts("pptx.right"), air[1], clear, outside[1], "inBase"),
        ]
        if reasons:
            every.append((texts("pptx.not_shown"), hatched, hatch, reasons, "ctr"))
        xml = "".join(self._bar(at, names, *entry) for at, entry in enumerate(every))
        gap = round(max(0.0, self.each / self._thick - 1) * 100)
        return (
            '<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
            f'{xml}<c:gapWidth val="{min(gap, 500)}"/><c:overlap val="100"/>'
            '<c:axId val="1001"/><c:axId val="1002"/></c:barChart>'
            f"{_names_axis()}"
            f"{axis_xml('valAx', 1002, 1001, 'b', (0.0, self.total), between=True)}"
        )

    @property
    def _thick(self) -> float:
        return min(46.0, self.each - 8)

    def _unseen(self) -> tuple[list[float], list[float], list[float | None]]:
        """Return the air left and right of each bar, and the hatched bar where nothing is shown."""
        before, after, gone = [], [], []
        for label in self.labels:
            shares = pd.Series(self._row(label)).fillna(0)
            start = 0.0 if self._gone(label) else self.left - _below(shares)
            before.append(start)
            after.append(0.0 if self._gone(label) else self.total - start - float(shares.sum()))
            gone.append(self.total if self._gone(label) else None)
        return before, after, gone

    def _words(self, place: int, colour: str, outside: list[dict[int, Word]]) -> dict[int, Word]:
        """Return a category's numbers; those of narrow end pieces stand outside the bar."""
        words: dict[int, Word] = {}
        last = len(self.categories) - 1
        for at, label in enumerate(self.labels):
            share = self._row(label)[place]
            if pd.isna(share) or share <= 0:
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
        name: Range | str,
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
