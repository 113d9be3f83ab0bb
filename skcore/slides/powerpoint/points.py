"""Native charts with two axes: unnamed points with their line, and a course over months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skcore.plots.apart import keep_apart
from skcore.plots.axis import axis_note, decimals_of, limits_of, nice_ticks, words_width
from skcore.plots.months import (
    events_within,
    lone_months,
    month_numbers,
    month_ticks,
    month_words,
)
from skcore.plots.points import GROUP_COLOURS, dot_areas, trend_limits
from skcore.plots.style import GRID, INK, LINE, QUIET, SIZE, colour_of
from skcore.plots.words import balanced
from skcore.slides.powerpoint.chart_xml import Mark, Series, Stroke
from skcore.slides.powerpoint.field import Box, Field, Native, canvas_of
from skcore.slides.powerpoint.sketch import Sketch
from skcore.slides.powerpoint.workbook import Book

__all__ = ["scatter_pieces", "trend_pieces"]


@dataclass(frozen=True)
class _Plane(Field):
    """A field with an upright axis of values too."""

    top: float = 0.0
    bottom: float = 0.0
    y_low: float = 0.0
    y_high: float = 1.0

    @property
    def tall(self) -> float:
        """Height that the upright axis takes, px."""
        return self.height - self.top - self.bottom

    def up(self, px: float) -> float:
        """Return the upright axis' value for px from the top."""
        share = (self.height - self.bottom - px) / self.tall
        return self.y_low + share * (self.y_high - self.y_low)

    def down(self, value: float) -> float:
        """Return px from the top for a value."""
        share = (value - self.y_low) / (self.y_high - self.y_low)
        return self.height - self.bottom - share * self.tall


def _plane(
    options: Mapping[str, Any],
    size: tuple[float, float],
    x: tuple[float, float],
    y: tuple[float, float],
    *,
    right: float,
    above: float,
    note: str,
) -> tuple[_Plane, list[str]]:
    """Return where the axes stand, and the lines of the upright axis' name above it."""
    canvas = canvas_of(options)
    ticks = nice_ticks(*y, most=5)
    texts = [canvas.number(tick, decimals_of(ticks)) for tick in ticks]
    title = [p for p in balanced(str(options.get("y_label", "")), size[0] - 40, SIZE) if p]
    head = len(title) * LINE + 18 if title else 12
    plane = _Plane(
        *size,
        max(words_width(text) for text in texts) + 18,
        right,
        *x,
        top=head + above,
        bottom=44 + (34 if note else 0),
        y_low=y[0],
        y_high=y[1],
    )
    return plane, title


def _axes(
    sketch: Sketch, plane: _Plane, title: Sequence[str], x_ticks: Mapping[float, str]
) -> None:
    """Draw the grid, both axes' numbers and the upright axis' name."""
    ticks = nice_ticks(plane.y_low, plane.y_high, most=5)
    digits = decimals_of(ticks)
    begin, end = plane.left, plane.left + plane.inside
    xs: list[float | None] = []
    tops: list[float | None] = []
    for tick in ticks:
        down = plane.down(tick)
        xs += [plane.low, plane.high, None]
        tops += [down, down, None]
        words = sketch.canvas.number(tick, digits)
        sketch.write(begin - 9, down, words, "end", colour=QUIET)
    sketch.stroke(sketch.texts("pptx.grid"), xs[:-1], tops[:-1], Stroke(GRID, 1.2))
    base = plane.down(plane.y_low)
    sketch.stroke(
        sketch.texts("pptx.axis"), [plane.low, plane.high], [base] * 2, Stroke(QUIET, 1.5)
    )
    for tick, words in x_ticks.items():
        px = max(plane.px(tick), words_width(words) / 2)
        sketch.write(min(px, end + 20), base + 24, words, colour=QUIET)
    for place, words in enumerate(title):
        sketch.write(0, 14 + place * LINE, words, "start", colour=QUIET)


def scatter_pieces(
    table: pd.DataFrame, options: Mapping[str, Any], size: tuple[float, float]
) -> list[Native | Box]:
    """Return unnamed points, the line the sentence is about, and its uncertainty."""
    canvas = canvas_of(options)
    line = pd.DataFrame(options.get("line") or [], columns=None)
    parts = [pd.to_numeric(line[name]) for name in ("x",) if name in line]
    x = limits_of(options.get("x_axis"), [table["x"], *parts])
    parts = [pd.to_numeric(line[n]) for n in ("estimate", "conf_low", "conf_high") if n in line]
    y = limits_of(options.get("y_axis"), [table["y"], *parts], from_zero=True)
    x_label = str(options.get("x_label", ""))
    note = axis_note(canvas, x[0], x_label)
    plane, title = _plane(options, size, x, y, right=24, above=0, note=note)
    sketch = Sketch(plane, _scatter_book(table, line, options), canvas)
    ticks = nice_ticks(*x, most=6)
    _axes(
        sketch,
        plane,
        title,
        {tick: canvas.number(tick, decimals_of(ticks)) for tick in ticks},
    )
    if not line.empty:
        _fitted(sketch, line)
    areas = dot_areas(table)
    colour = colour_of(options.get("dimension", "trust"))
    marks = {
        at: Mark(colour, round(2 * float(np.sqrt(area / np.pi)), 1), alpha=0.55)
        for at, area in enumerate(areas)
    }
    across, up = (sketch.book.column(place, last=len(table)) for place in (0, 1))
    sketch.book.place(canvas.texts("pptx.workplaces"), [])
    name = sketch.book.last_heading()
    sketch.series.append(Series(name, across, up, mark=next(iter(marks.values())), marks=marks))
    if note:
        middle = plane.left + plane.inside / 2
        sketch.write(middle, plane.down(y[0]) + 58, note, colour=QUIET)
    return [sketch.finish()]


def _scatter_book(table: pd.DataFrame, line: pd.DataFrame, options: Mapping[str, Any]) -> Book:
    """Return x and y of the points, and beside them the line with its uncertainty."""
    texts = canvas_of(options).texts
    names = [name for name in ("x", "estimate", "conf_low", "conf_high") if name in line]
    fitted = line.sort_values("x")[names].to_numpy(float) if names else np.empty((0, 0))
    heads = [str(options.get("x_label") or "x"), str(options.get("y_label") or "y")]
    words = {"x": "line_at", "estimate": "line", "conf_low": "low", "conf_high": "high"}
    rows: list[list[str | float | None]] = []
    for at in range(max(len(table), len(fitted))):
        point = table.iloc[at][["x", "y"]].tolist() if at < len(table) else [None, None]
        rows.append([*point, *(fitted[at].tolist() if at < len(fitted) else [None] * len(names))])
    sheets = (texts("pptx.numbers_sheet"), texts("pptx.places_sheet"))
    return Book([*heads, *(texts(f"pptx.{words[name]}") for name in names)], rows, names=sheets)


def _fitted(sketch: Sketch, line: pd.DataFrame) -> None:
    """Draw the line, and its uncertainty as two thin lines: an XY chart has no filled band."""
    columns = [name for name in ("x", "estimate", "conf_low", "conf_high") if name in line]
    book, last = sketch.book, len(line)
    x = book.column(2, last=last)
    for place, name in enumerate(columns[1:], start=3):
        main = name == "estimate"
        stroke = Stroke(INK, 4) if main else Stroke(QUIET, 2, dash=(6, 5))
        cells = book.column(place, last=last)
        sketch.series.append(Series(book.heading(place), x, cells, stroke=stroke))


def trend_pieces(
    table: pd.DataFrame, options: Mapping[str, Any], size: tuple[float, float]
) -> list[Native | Box]:
    """Return one line per group over the months, named at its end; surveys as upright strokes."""
    canvas = canvas_of(options)
    table = table.assign(at=month_numbers(table["month"]))
    first, last = int(table["at"].min()), int(table["at"].max())
    x = (first - 0.5, last + 0.5)
    y = trend_limits(table, options)
    groups = list(dict.fromkeys(table["group"]))
    names = [balanced(name, 220, SIZE, bold=True) for name in groups]
    wide = max((words_width(part, bold=True) for parts in names for part in parts), default=0)
    note = str(options.get("x_label", ""))
    right = wide + 26 if any(groups) else 24
    above = LINE + 10 if options.get("events") else 0
    plane, title = _plane(options, size, x, y, right=right, above=above, note=note)
    sketch = Sketch(plane, _trend_book(table, groups, canvas.language, options), canvas)
    _axes(sketch, plane, title, month_ticks(first, last, size[0], canvas.language))
    _strokes(sketch, plane, events_within(options, x))
    _names(sketch, plane, names, _courses(sketch, table, groups))
    if note:
        middle = plane.left + plane.inside / 2
        sketch.write(middle, plane.down(y[0]) + 58, note, colour=QUIET)
    return [sketch.finish()]


def _trend_book(
    table: pd.DataFrame, groups: Sequence[str], language: str, options: Mapping[str, Any]
) -> Book:
    """Return months down, and per group its values (with ends where there are any)."""
    texts = canvas_of(options).texts
    heads = [texts("pptx.month")]
    every = range(int(table["at"].min()), int(table["at"].max()) + 1)
    columns: list[list[float | None]] = []
    for group in groups:
        mine = table[table["group"] == group].drop_duplicates("at").set_index("at")
        for name in _drawn(table):
            heads.append((group or texts("pptx.estimate")) if name == "estimate" else
                         f"{group}: {texts('pptx.' + name[5:])}")  # fmt: skip
            columns.append([_or_none(mine[name].get(month)) for month in every])
    rows: list[list[str | float | None]] = [
        [month_words(month, language), *(column[place] for column in columns)]
        for place, month in enumerate(every)
    ]
    return Book(heads, rows, names=(texts("pptx.numbers_sheet"), texts("pptx.places_sheet")))


def _or_none(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _drawn(table: pd.DataFrame) -> list[str]:
    return [name for name in ("estimate", "conf_low", "conf_high") if name in table]


def _courses(sketch: Sketch, table: pd.DataFrame, groups: Sequence[str]) -> list[float]:
    """Draw each group's line, a dot where a month stands alone; return where each ends, or NaN."""
    book = sketch.book
    first, last = int(table["at"].min()), int(table["at"].max())
    x = book.place(sketch.texts("pptx.month"), [float(month) for month in range(first, last + 1)])
    place, ends = 1, []
    for number, group in enumerate(groups):
        colour = GROUP_COLOURS[number % len(GROUP_COLOURS)]
        for name in _drawn(table):
            main = name == "estimate"
            stroke = Stroke(colour, 3.5, round=True) if main else Stroke(colour, 1.5, dash=(6, 5))
            cells = book.column(place)
            alone = lone_months(cells.values) if main else []
            marks = {at: Mark(colour, 10) for at in alone}
            sketch.series.append(Series(book.heading(place), x, cells, stroke, marks=marks))
            place += 1
        mine = table[table["group"] == group].sort_values("at")["estimate"].dropna()
        ends.append(float(mine.iloc[-1]) if len(mine) else float("nan"))
    return ends


def _names(
    sketch: Sketch, plane: _Plane, names: Sequence[Sequence[str]], ends: Sequence[float]
) -> None:
    """Write each line's name at its end, moved apart where lines end together."""
    there = [n for n, end in enumerate(ends) if end == end and any(names[n])]
    order = sorted(there, key=lambda n: -ends[n])
    wanted = [plane.down(ends[n]) for n in order]
    room = [len(names[n]) * LINE for n in order]
    limits = (plane.top, plane.height - plane.bottom)
    for n, middle in zip(order, keep_apart(wanted, room, *limits, gap=4), strict=True):
        colour = GROUP_COLOURS[n % len(GROUP_COLOURS)]
        px = plane.left + plane.inside + 8
        sketch.lines(px, middle, names[n], "start", colour=colour, bold=True)


def _strokes(sketch: Sketch, plane: _Plane, events: Sequence[tuple[float, str]]) -> None:
    """Draw surveys as upright strokes, named above."""
    for when, label in events:
        ends = [plane.top, plane.height - plane.bottom]
        sketch.stroke(label or "–", [when, when], ends, Stroke(INK, 2, dash=(10, 8)))
    widths = [words_width(label) for _, label in events]
    wanted = [plane.px(when) for when, _ in events]
    limits = (0.0, plane.left + plane.inside + 24)
    for (_, label), px in zip(events, keep_apart(wanted, widths, *limits), strict=True):
        sketch.write(px, plane.top - 18, label)
