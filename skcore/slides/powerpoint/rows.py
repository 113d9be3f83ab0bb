"""Native charts of named rows: profile, spread, and groups side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from skcore.plots.apart import swarm
from skcore.plots.axis import axis_note, axis_range, words_width
from skcore.plots.rows import (
    bounded_words,
    hidden_reasons,
    is_hidden,
    reason_words,
    records,
    row_colour,
)
from skcore.plots.style import INK, LINE, QUIET, Canvas
from skcore.plots.words import balanced, shorten
from skcore.slides.powerpoint.chart_xml import Mark, Stroke
from skcore.slides.powerpoint.field import (
    Box,
    Native,
    canvas_of,
    is_number,
    lay_rows,
    taken_by,
    wrapped_labels,
)
from skcore.slides.powerpoint.sketch import Sketch
from skcore.slides.powerpoint.workbook import Book

__all__ = [
    "book_of",
    "estimates",
    "levels_pieces",
    "profile_pieces",
    "spread_pieces",
    "write_labels",
    "zero_line",
]

PANEL_GUTTER = 26.0
Row = dict[str, Any]


def book_of(canvas: Canvas, lines: Sequence[Row], columns: Mapping[str, str]) -> Book:
    """Return a workbook of the shown numbers; rows not shown hold their reason and no number."""
    texts = canvas.texts
    hidden = [is_hidden(row) for row in lines]
    heads = [texts(f"pptx.{word}") if word else "" for word in columns.values()]
    rows: list[list[str | float | None]] = []
    for row, gone in zip(lines, hidden, strict=True):
        values: list[str | float | None] = []
        for name in columns:
            value = row.get(name)
            number = None if gone or not is_number(value) else value
            values.append(str(row[name]) if name in {"label", "scale"} else number)
        rows.append([*values, reason_words(canvas, row) if gone else ""])
    names = (texts("pptx.numbers_sheet"), texts("pptx.places_sheet"))
    return Book([*heads, texts("pptx.not_shown")], rows, names=names)


def write_labels(sketch: Sketch, lines: Sequence[Sequence[str]]) -> None:
    for label, middle in zip(lines, sketch.field.middles, strict=True):
        sketch.lines(sketch.field.left - 9, middle, label, "end")


def zero_line(sketch: Sketch) -> list[tuple[float, float]]:
    """Draw an upright line at zero where the axis goes to both sides; return the px it takes."""
    field = sketch.field
    if not field.low < 0 < field.high:
        return []
    top, bottom = field.middles[0], field.middles[-1]
    ends = [top - field.row_height / 2, bottom + field.row_height / 2]
    sketch.stroke("0", [0.0, 0.0], ends, Stroke(QUIET, 1.5))
    return [taken_by(field, 0, 0, least=0.75)]


def _bounded(row: Row) -> bool:
    return bool(row.get("bounded")) and not pd.isna(row.get("bounded"))


def estimates(sketch: Sketch, lines: Sequence[Row], *, size: float = 18, wider: float = 0) -> None:
    """Draw each row's bar, its band and its dot, or that it is not shown."""
    field, texts = sketch.field, sketch.texts
    zero = zero_line(sketch)
    marks = {}
    for place, (row, middle) in enumerate(zip(lines, field.middles, strict=True)):
        if is_hidden(row):
            sketch.not_shown(row, middle, wider=wider)
            continue
        value = row["estimate"]
        taken = [*zero, taken_by(field, value, value, least=size / 2 - 0.5)]
        if is_number(row.get("conf_low")) and is_number(row.get("conf_high")):
            taken.append(taken_by(field, row["conf_low"], row["conf_high"]))
        if is_number(row.get("reference")):
            taken.append(taken_by(field, row["reference"], row["reference"], least=1.75))
        sketch.track(middle, taken)
        name = texts("pptx.uncertainty_of", label=row["label"])
        sketch.band(name, sketch.book.across(place, 2, 3), middle, row_colour(row))
        marks[place] = Mark(row_colour(row), size, filled=not _bounded(row))
    sketch.row_dots(1, lines, marks)


def profile_pieces(
    table: pd.DataFrame, options: Mapping[str, Any], size: tuple[float, float]
) -> list[Native | Box]:
    """Return one dot with its band per row, and the whole's mean as an upright stroke."""
    canvas, lines = canvas_of(options), records(table)
    label = str(options.get("reference_label", ""))
    axis = axis_range(options)
    note = axis_note(canvas, axis[0], str(options.get("x_label", "")))
    wide = max(words_width(_number(canvas, row), bold=True) for row in lines)
    labels = [str(row["label"]) for row in lines]
    how: dict[str, Any] = {"axis": axis, "below": LINE if label else 0, "note": note}
    field, names = lay_rows(labels, size, right=30, **how)
    if not field.values_above:
        field, names = lay_rows(labels, size, right=wide + 34, **how)
    columns = {"label": "theme", "estimate": "estimate", "conf_low": "low", "conf_high": "high"}
    has_reference = any(is_number(row.get("reference")) for row in lines)
    if has_reference:
        columns["reference"] = "reference"
    book = book_of(canvas, lines, columns)
    if has_reference and label:
        book.columns[4] = label[:1].upper() + label[1:]
    sketch = Sketch(field, book, canvas)
    write_labels(sketch, names)
    estimates(sketch, lines)
    _references(sketch, lines, label)
    _numbers(sketch, lines)
    sketch.axis(note, below=LINE if label else 0)
    return [sketch.finish()]


def _number(canvas: Canvas, row: Row) -> str:
    return "" if is_hidden(row) else bounded_words(canvas, row, row["estimate"])


def _numbers(sketch: Sketch, lines: Sequence[Row], *, above: bool = False) -> None:
    """Write each number above its dot, or in a column where rows stand close."""
    field = sketch.field
    for row, middle in zip(lines, field.middles, strict=True):
        words = _number(sketch.canvas, row)
        how: dict[str, Any] = {"colour": row_colour(row), "bold": True}
        if not (above or field.values_above):
            sketch.write(field.left + field.inside + 12, middle, words, "start", **how)
        elif words:
            half = words_width(words, bold=True) / 2
            px = min(max(field.px(row["estimate"]), field.left + half), field.width - half - 4)
            sketch.write(px, middle - 27, words, **how)


def _references(sketch: Sketch, lines: Sequence[Row], label: str) -> None:
    field = sketch.field
    found = [
        (float(row["reference"]), middle)
        for row, middle in zip(lines, field.middles, strict=True)
        if is_number(row.get("reference")) and not is_hidden(row)
    ]
    name = label or sketch.texts("pptx.reference")
    sketch.uprights(name, found, Stroke(INK, 3.5))
    if found and label:
        half = words_width(label) / 2
        value, middle = found[-1]
        px = min(max(field.px(value), half), field.width - half - 4)
        sketch.write(px, middle + 33, label)


def spread_pieces(
    table: pd.DataFrame, options: Mapping[str, Any], size: tuple[float, float]
) -> list[Native | Box]:
    """Return every workplace as an unnamed dot, and everybody's mean as an upright stroke."""
    canvas = canvas_of(options)
    axis = axis_range(options)
    labels = list(dict.fromkeys(table["label"]))
    note = axis_note(canvas, axis[0], str(options.get("x_label", "")))
    crowded = 14 if len(labels) > 5 else 0  # the first number stands above its row
    field, names = lay_rows(labels, size, axis=axis, note=note, header=crowded)
    texts = canvas.texts
    rows = [[row["label"], row["estimate"], row["overall"]] for row in records(table)]
    heads = [texts(f"pptx.{word}") for word in ("theme", "workplace_mean", "overall")]
    sheets = (texts("pptx.numbers_sheet"), texts("pptx.places_sheet"))
    sketch = Sketch(field, Book(heads, rows, names=sheets), canvas)
    write_labels(sketch, names)
    first = 0
    overall = []
    for label, middle in zip(labels, field.middles, strict=True):
        part = table[table["label"] == label]
        values = part["estimate"].dropna().to_numpy(float)  # the last of a theme's are missing
        moves, radius = swarm([field.px(value) for value in values], field.row_height)
        cells = sketch.book.column(1, first=first, last=first + len(values))
        if len(values):
            colour = row_colour(records(part)[0])
            tops = [middle + 8 + move for move in moves]
            sketch.dots(label, cells, tops, Mark(colour, 2 * radius, alpha=0.55))
        first += len(part)
        shown = [*values, *part["overall"].dropna()]
        if shown:
            least = 2 * radius if len(values) else 2.5  # half of the upright stroke
            sketch.track(middle, [taken_by(field, min(shown), max(shown), least=least)])
        if is_number(part["overall"].iloc[0]):
            overall.append((float(part["overall"].iloc[0]), middle))
    sketch.uprights(heads[2], [(v, m + 8) for v, m in overall], Stroke(INK, 5), half=22)
    for value, middle in overall:
        sketch.write(field.px(value), middle - 30, canvas.number(value), bold=True)
    sketch.axis(note)
    return [sketch.finish()]


def levels_pieces(
    table: pd.DataFrame, options: Mapping[str, Any], size: tuple[float, float]
) -> list[Native | Box]:
    """Return one chart per theme side by side, the groups' names left of the first."""
    scales = list(dict.fromkeys(table["scale"]))
    if len(scales) == 1:
        return profile_pieces(table.drop(columns="scale"), options, size)
    labels = list(dict.fromkeys(table["label"]))
    canvas = canvas_of(options)
    names = wrapped_labels(labels, size[0] * 0.4, 3)
    left = max(words_width(line) for label in names for line in label) + 14
    each = (size[0] - left - 30 - PANEL_GUTTER * (len(scales) - 1)) / len(scales)
    heads = [shorten(balanced(scale, each + 18, 23, bold=True), 4) for scale in scales]
    header = max(len(lines) for lines in heads) * LINE + 12
    low = axis_range(options)[0]
    note = axis_note(canvas, low, str(options.get("x_label", ""))) or hidden_reasons(canvas, table)
    below = LINE + 4 if note else 0
    pieces: list[Native | Box] = []
    if note:
        box = Box(0, size[1] - LINE, size[0], LINE, (note,), colour=QUIET, align="r")
        pieces.append(box)
    edge = left
    for place, (scale, head) in enumerate(zip(scales, heads, strict=True)):
        part = table[table["scale"] == scale].drop_duplicates("label").set_index("label")
        begin = left if place == 0 else PANEL_GUTTER / 2
        frame = (begin + each + PANEL_GUTTER / 2, size[1] - below)
        lines = _in_order(part, labels)
        panel = _panel(canvas, lines, frame, begin=begin, header=header)
        top = panel.field.middles[0] - panel.field.row_height / 2 - header / 2
        colour = row_colour(records(part)[0])
        panel.lines(begin + each / 2, top, head, "middle", colour=colour, bold=True)
        if place == 0:
            write_labels(panel, names)
        _fill_panel(panel, lines)
        pieces.append(panel.finish(left=edge - begin, title=scale))
        edge += each + PANEL_GUTTER
    return pieces


def _panel(
    canvas: Canvas, lines: Sequence[Row], frame: tuple[float, float], *, begin: float, header: float
) -> Sketch:
    """Return an empty panel whose axis begins ``begin`` px from its frame's left edge."""
    axis = axis_range(canvas.options)
    how: dict[str, Any] = {"axis": axis, "right": PANEL_GUTTER / 2, "header": header}
    field, _ = lay_rows([""] * len(lines), frame, **how)
    field = dataclasses.replace(field, left=begin)
    return Sketch(field, book_of(canvas, lines, _LEVEL_COLUMNS), canvas)


def _fill_panel(panel: Sketch, lines: Sequence[Row]) -> None:
    """Draw the rows; where they stand close, dots move down so that their numbers have room."""
    field = panel.field
    if not field.values_above:
        down = [m + 10 * (not is_hidden(r)) for m, r in zip(field.middles, lines, strict=True)]
        panel.field = dataclasses.replace(field, middles=tuple(down))
    estimates(panel, lines, size=13)
    _numbers(panel, lines, above=True)
    panel.axis(panel=True)


def _in_order(part: pd.DataFrame, labels: Sequence[str]) -> list[Row]:
    """Return a theme's rows in the order of all groups; a group it lacks has no data."""
    rows = part.reindex(list(labels)).reset_index()
    reasons = rows.get("hidden_reason", pd.Series("", index=rows.index))
    return records(rows.assign(hidden_reason=reasons.fillna("no_data")))


_LEVEL_COLUMNS = {"label": "group", "estimate": "estimate", "conf_low": "low", "conf_high": "high"}
