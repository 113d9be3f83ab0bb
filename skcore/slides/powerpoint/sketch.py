"""A native XY chart being drawn: lines, dots and words at places of its field."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skcore.plots.axis import NOTE_HEIGHT, decimals_of, nice_ticks, words_width
from skcore.plots.rows import reason_words
from skcore.plots.style import HATCH, LINE, QUIET, TRACK, WHITE, Canvas
from skcore.slides.powerpoint.chart_xml import (
    Mark,
    Series,
    Stroke,
    Word,
    chart_space,
    scatter_xml,
)
from skcore.slides.powerpoint.field import Field, Native
from skcore.slides.powerpoint.workbook import Book, Range
from skcore.texts import Texts

__all__ = ["TRACK_WIDTH", "Sketch"]

TRACK_WIDTH = 12.0
#: px: LibreOffice counts half a line's width as part of its length, and would squeeze the chart
STRIP = 24.0


@dataclass
class Sketch:
    """A chart being drawn: series in order, words gathered into one series of their own."""

    field: Field
    book: Book
    canvas: Canvas
    series: list[Series] = dataclasses.field(default_factory=list)
    words: list[Word] = dataclasses.field(default_factory=list)
    pieces: list[tuple[float, float, float]] = dataclasses.field(
        default_factory=list
    )  # of pale bars

    @property
    def texts(self) -> Texts:
        """Our words in the chart's language."""
        return self.canvas.texts

    def write(self, px: float, top: float, text: str, anchor: str = "middle", **how: Any) -> None:
        """Write one line whose middle (or end) is at a place of the frame."""
        if text:
            # a point on or over the edge of the hidden axes would not be drawn
            px = min(max(px, 1), self.field.width - 1)
            top = min(max(top, 1), self.field.height - 1)
            word = Word(self.field.at(px), self.field.up(top), text, anchor, **how)
            self.words.append(word)

    def lines(self, px: float, top: float, lines: Sequence[str], anchor: str, **how: Any) -> None:
        """Write several lines, their common middle at a place."""
        first = top - (len(lines) - 1) * LINE / 2
        for place, line in enumerate(lines):
            self.write(px, first + place * LINE, line, anchor, **how)

    def stroke(
        self,
        name: str,
        xs: Sequence[float | None],
        tops: Sequence[float | None],
        stroke: Stroke,
    ) -> None:
        """Draw a line through places: values along the axis, px from the top."""
        ups = [None if top is None else self.field.up(top) for top in tops]
        x, y = self.book.place(f"{name} x", xs), self.book.place(name, ups)
        self.series.append(Series(self.book.last_heading(), x, y, stroke=stroke))

    def band(self, name: str, cells: Range, top: float, colour: str) -> None:
        """Draw a row's uncertainty between two cells of the table."""
        if all(isinstance(value, float) for value in cells.values):
            y = self.book.place(name, [self.field.up(top)] * 2)
            stroke = Stroke(colour, TRACK_WIDTH, alpha=0.45)
            self.series.append(Series(self.book.last_heading(), cells, y, stroke=stroke))

    def dots(self, name: str, cells: Range, tops: Sequence[float], mark: Mark) -> None:
        """Draw dots in one look; their numbers stand in cells of the table."""
        y = self.book.place(name, [self.field.up(top) for top in tops])
        self.series.append(Series(self.book.last_heading(), cells, y, mark=mark))

    def row_dots(
        self, column: int, lines: Sequence[Mapping[str, Any]], marks: Mapping[int, Mark]
    ) -> None:
        """Draw one dot per row, a series named as the row, its number in the table's cell."""
        head = self.book.columns[column]
        for place, mark in sorted(marks.items()):
            cells = self.book.column(column, first=place, last=place + 1)
            name = str(lines[place]["label"])
            told = self.texts("pptx.of", label=name, what=head)
            self.dots(told, cells, [self.field.middles[place]], mark)

    def track(self, top: float, taken: Sequence[tuple[float, float]]) -> None:
        """Draw the pale bar of a row, but for what is drawn on it (px from, px to)."""
        begin, end = self.field.left, self.field.left + self.field.inside
        for low, high in sorted(taken):
            self._piece(begin, min(low, end), top)
            begin = max(begin, high)
        self._piece(begin, end, top)

    def _piece(self, begin: float, end: float, top: float) -> None:
        if end - begin > 1:
            self.pieces.append((self.field.at(begin), self.field.at(end), top))

    def _tracks(self) -> Series | None:
        """Return all pieces of the pale bars as one series."""
        xs: list[float | None] = []
        ups: list[float | None] = []
        for begin, end, top in self.pieces:
            xs += [begin, end, None]
            ups += [self.field.up(top), self.field.up(top), None]
        if not xs:
            return None
        name = self.texts("pptx.track")
        x, y = self.book.place(f"{name} x", xs[:-1]), self.book.place(name, ups[:-1])
        return Series(self.book.last_heading(), x, y, stroke=Stroke(TRACK, TRACK_WIDTH))

    def uprights(
        self, name: str, values: Sequence[tuple[float, float]], stroke: Stroke, half: float = 16
    ) -> None:
        """Draw an upright stroke at each (value, px from the top)."""
        xs: list[float | None] = []
        tops: list[float | None] = []
        for value, top in values:
            xs += [value, value, None]
            tops += [top - half, top + half, None]
        if xs:
            self.stroke(name, xs[:-1], tops[:-1], stroke)

    def not_shown(self, row: Mapping[str, Any], top: float, *, wider: float = 0) -> None:
        """Draw a row that is not shown: hatched, with its reason in words; never a value.

        No data is another thing: dotted. ``wider`` px beyond the axis are free in such a row.
        """
        field, words = self.field, reason_words(self.canvas, row)
        end = field.at(field.left + field.inside + wider)
        name = f"{words[:1].upper()}{words[1:]}"
        if str(row.get("hidden_reason", "")).replace(" ", "_") == "no_data":
            self.stroke(name, [field.low, field.high], [top] * 2, Stroke(HATCH, 1.5, dash=(2, 6)))
            self.write(field.left + field.inside / 2, top, words, colour=QUIET, plate=WHITE)
            return
        high = min(54.0, field.row_height - 4)
        strips = math.ceil(high / STRIP)
        for strip in range(strips):
            middle = top + (strip + 0.5) / strips * high - high / 2
            stroke = Stroke(HATCH, high / strips, dash=(1.5, 6))
            self.stroke(name, [field.low, end], [middle, middle], stroke)
        middle = field.left + (field.inside + wider) / 2
        lines = self._that_fit(words, field.inside + wider - 16, high)
        self.lines(middle, top, lines, "middle", colour=QUIET, plate=WHITE)

    def _that_fit(self, words: str, room: float, high: float) -> list[str]:
        """Return the reason on one line or two, and in short where there is no room for it."""
        if words_width(words) <= room:
            return [words]
        head, bracket, reason = words.partition(" (")
        if bracket and words_width(f"({reason}") <= room and high + 10 >= 2 * LINE:
            return [head, f"({reason}"]
        return [self.texts("plots.not_shown")]

    def axis(self, note: str = "", *, below: float = 0, panel: bool = False) -> None:
        """Write the axis' numbers ``below`` px under the rows, and what it has to say.

        In a ``panel`` the end numbers stay inside, so that neighbours do not run together.
        """
        field = self.field
        base = field.height - (NOTE_HEIGHT if note else 0) - 20
        if field.middles:
            base = min(base, field.middles[-1] + field.row_height / 2 + below + 28)
        least, each = (2, 70) if panel else (3, 80)
        ticks = nice_ticks(
            field.low, field.high, most=min(5, max(least, int(field.inside // each)))
        )
        digits = decimals_of(ticks)
        for tick in ticks:
            words = self.canvas.number(tick, digits)
            half = words_width(words) / 2 if panel else 0
            px = min(max(field.px(tick), field.left + half), field.left + field.inside - half)
            self.write(px, base, words, colour=QUIET)
        if note:
            width = words_width(note)
            middle = field.left + field.inside / 2
            middle = max(width / 2, min(middle, field.width - width / 2))
            self.write(middle, base + LINE, note, colour=QUIET)

    @property
    def up_limits(self) -> tuple[float, float]:
        """Ends of the hidden upright axis."""
        return self.field.up(self.field.height), self.field.up(0)

    def finish(self, *, left: float = 0, title: str = "") -> Native:
        """Return the chart; both programs write words over everything else."""
        name = self.texts("pptx.words")
        x = self.book.place(f"{name} x", [word.x for word in self.words])
        y = self.book.place(name, [word.y for word in self.words])
        words = Series(self.book.last_heading(), x, y, words=dict(enumerate(self.words)))
        tracks = self._tracks()
        every = [words, *([tracks] if tracks else []), *self.series]
        plots = scatter_xml(every, self.field.x_limits, self.up_limits, self.language)
        space = chart_space(plots, self.language)
        return Native(space, self.book, left, 0, self.field.width, self.field.height, title)

    @property
    def language(self) -> str:
        """Language of the words, as PowerPoint names it."""
        return "en-GB" if self.canvas.language == "en" else "da-DK"
