"""Native charts with two numbers per row: before and after, or employees and leaders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from skcore.plots.apart import keep_apart
from skcore.plots.axis import axis_note, near_values, words_width
from skcore.plots.pairs import difference_words, values_of_pairs, widest_change
from skcore.plots.rows import is_hidden, records, row_colour
from skcore.plots.style import INK, LINE, QUIET
from skcore.slides.powerpoint.chart_xml import Mark, Stroke
from skcore.slides.powerpoint.field import Box, Native, canvas_of, is_number, lay_rows, taken_by
from skcore.slides.powerpoint.rows import book_of, estimates, write_labels
from skcore.slides.powerpoint.sketch import TRACK_WIDTH, Sketch

__all__ = ["change_pieces", "gap_pieces"]

MARK = 22.0
RADIUS = 9.0
Row = dict[str, Any]
#: the open dot's column, the filled dot's, and the words for both and for the difference
CHANGE = ("before", "after", "before", "after", "change")
GAP = ("leader", "employee", "leaders", "employees", "gap")


def change_pieces(
    table: pd.DataFrame, options: Mapping[str, Any], size: tuple[float, float]
) -> list[Native | Box]:
    """Return before (open) and after (filled), or the change alone where levels are not given."""
    if {"before", "after"} <= set(table.columns) and table[["before", "after"]].notna().any(
        axis=None
    ):
        return _pairs(table, options, size, CHANGE)
    return _differences(table, options, size)


def gap_pieces(
    table: pd.DataFrame, options: Mapping[str, Any], size: tuple[float, float]
) -> list[Native | Box]:
    """Return the employees' mean (filled) and the leaders' (open) per row."""
    return _pairs(table, options, size, GAP)


_ENDS = ("conf_low", "conf_high")


def _pairs(
    table: pd.DataFrame,
    options: Mapping[str, Any],
    size: tuple[float, float],
    kind: Sequence[str],
) -> list[Native | Box]:
    canvas, lines = canvas_of(options), records(table)
    words = {
        "open": str(
            options.get(f"{kind[2].rstrip('s')}_label") or canvas.texts(f"plots.{kind[2]}")
        ),
        "filled": str(
            options.get(f"{kind[3].rstrip('s')}_label") or canvas.texts(f"plots.{kind[3]}")
        ),
        "difference": str(options.get("change_label") or canvas.texts(f"plots.{kind[4]}")),
    }
    told = [difference_words(canvas, row) for row in lines]
    stacked = len(lines) <= 5
    column = _column_width(told, words["difference"], stacked=stacked)
    axis = near_values(options, values_of_pairs(table, kind[:2]))
    note = axis_note(canvas, axis[0], str(options.get("x_label", "")))
    right = column + 44 if column else 30
    labels = [str(row["label"]) for row in lines]
    field, names = lay_rows(labels, size, axis=axis, right=right, header=LINE + 6, note=note)
    columns = {"label": "theme", kind[0]: "open", kind[1]: "filled"}
    columns |= {"estimate": "difference", "conf_low": "low", "conf_high": "high"}
    book = book_of(canvas, lines, columns)
    book.columns[1:4] = [words["open"], words["filled"], words["difference"]]
    sketch = Sketch(field, book, canvas)
    write_labels(sketch, names)
    shown = [_both(row, kind) for row in lines]
    _links(sketch, lines, kind, shown)
    for row, middle, is_shown in zip(lines, field.middles, shown, strict=True):
        if not is_shown:
            sketch.not_shown(row, middle, wider=column + 28 if column else 0)
    for place, filled in ((1, False), (2, True)):
        marks = {
            at: Mark(row_colour(row), filled=filled) for at, row in enumerate(lines) if shown[at]
        }
        sketch.row_dots(place, lines, marks)
    _two_numbers(sketch, lines, kind, shown)
    _difference_column(sketch, told, words["difference"], stacked=stacked)
    _name_dots(sketch, lines, kind, shown, words)
    sketch.axis(note)
    return [sketch.finish()]


def _both(row: Row, kind: Sequence[str]) -> bool:
    return not is_hidden(row) and is_number(row[kind[0]]) and is_number(row[kind[1]])


def _column_width(told: Sequence[Sequence[str]], head: str, *, stacked: bool) -> float:
    if not any(told):
        return 0.0
    texts = [part for parts in told for part in (parts if stacked else [" ".join(parts)])]
    return max(words_width(text) for text in [*texts, head])


def _difference_column(
    sketch: Sketch, told: Sequence[Sequence[str]], head: str, *, stacked: bool
) -> None:
    field = sketch.field
    px = field.left + field.inside + 24
    for parts, middle in zip(told, field.middles, strict=True):
        sketch.lines(px, middle, parts if stacked else [" ".join(parts)], "start")
    if any(told):
        sketch.write(px, _head(sketch), head, "start", colour=QUIET)


def _head(sketch: Sketch) -> float:
    """Return the line above the rows, px from the top."""
    return sketch.field.middles[0] - sketch.field.row_height / 2 - LINE / 2 - 6


def _links(
    sketch: Sketch, lines: Sequence[Row], kind: Sequence[str], shown: Sequence[bool]
) -> None:
    """Join the two dots; lay the uncertainty of a change round where it ends."""
    for place, (row, middle) in enumerate(zip(lines, sketch.field.middles, strict=True)):
        if not shown[place]:
            continue
        y = [middle, middle]
        field = sketch.field
        taken = [taken_by(field, row[kind[0]], row[kind[1]], least=RADIUS - 0.5)]
        name = f"{row['label']}"
        colour = row_colour(row)
        if kind is CHANGE and is_number(row.get("conf_low")) and is_number(row.get("conf_high")):
            ends = [float(row["before"]) + float(row[end]) for end in _ENDS]
            ends = [min(max(end, field.low), field.high) for end in ends]
            taken.append(taken_by(field, *ends))
            told = sketch.texts("pptx.uncertainty_of", label=name)
            _band(sketch, told, ends, middle, float(row["before"]), colour)
        sketch.track(middle, taken)
        ends = sorted((sketch.field.px(row[kind[0]]), sketch.field.px(row[kind[1]])))
        if ends[1] - ends[0] > RADIUS * 2:
            # from edge to edge, so that no line crosses the open dot
            inner = [sketch.field.at(ends[0] + RADIUS), sketch.field.at(ends[1] - RADIUS)]
            sketch.stroke(name, inner, y, Stroke(colour, 3))


def _band(
    sketch: Sketch, name: str, ends: Sequence[float], middle: float, before: float, colour: str
) -> None:
    """Draw the uncertainty on both sides of the open dot, so that the dot stays open."""
    field = sketch.field
    low, high = (field.px(end) for end in ends)
    dot = (field.px(before) - RADIUS, field.px(before) + RADIUS)
    pieces = [(low, min(high, dot[0])), (max(low, dot[1]), high)]
    xs: list[float | None] = []
    for begin, end in pieces:
        if end - begin > 0.5:
            xs += [*([None] if xs else []), field.at(begin), field.at(end)]
    if xs:
        tops = [None if x is None else middle for x in xs]
        sketch.stroke(name, xs, tops, Stroke(colour, TRACK_WIDTH, alpha=0.45))


def _two_numbers(
    sketch: Sketch, lines: Sequence[Row], kind: Sequence[str], shown: Sequence[bool]
) -> None:
    """Write both numbers above their dots, moved apart where they would touch."""
    field = sketch.field
    for row, middle, is_shown in zip(lines, field.middles, shown, strict=True):
        if not is_shown:
            continue
        order = sorted(kind[:2], key=lambda name: row[name])
        texts = [sketch.canvas.number(row[name]) for name in order]
        wanted = [field.px(row[name]) for name in order]
        widths = [words_width(text, bold=True) for text in texts]
        ends = (field.left - 12, field.left + field.inside + 24)
        for name, text, px in zip(order, texts, keep_apart(wanted, widths, *ends), strict=True):
            strong = name == kind[1]
            tint = row_colour(row) if strong else INK
            sketch.write(px, middle - 27, text, colour=tint, bold=strong)


def _name_dots(
    sketch: Sketch,
    lines: Sequence[Row],
    kind: Sequence[str],
    shown: Sequence[bool],
    words: Mapping[str, str],
) -> None:
    """Write what the dots stand for above the first row that is shown."""
    if not any(shown):
        return
    row = lines[list(shown).index(True)]
    field, top = sketch.field, _head(sketch)
    told = [(row[kind[0]], words["open"], False), (row[kind[1]], words["filled"], True)]
    told.sort()
    widths = [words_width(text) + MARK for _, text, _ in told]
    wanted = [field.px(value) for value, _, _ in told]
    ends = (max(field.left - 160, 0), field.left + field.inside + 4)
    places = keep_apart(wanted, widths, *ends, gap=24)
    for (_, text, filled), px, width in zip(told, places, widths, strict=True):
        begin = px - width / 2
        x = sketch.book.place("x", [field.at(begin + 8)])
        sketch.dots(text, x, [top], Mark(QUIET, 14, filled=filled))
        sketch.write(begin + MARK - 4, top, text, "start", colour=QUIET)


def _differences(
    table: pd.DataFrame, options: Mapping[str, Any], size: tuple[float, float]
) -> list[Native | Box]:
    """Return changes alone, with their uncertainty, round a line at zero."""
    canvas, lines = canvas_of(options), records(table)
    reach = widest_change(table)
    low, high = options.get("axis") or (-reach, reach)
    told = [difference_words(canvas, row) for row in lines]
    column = max((words_width(part) for parts in told for part in parts), default=0)
    labels = [str(row["label"]) for row in lines]
    note = axis_note(canvas, 0, str(options.get("x_label", "")))
    how: dict[str, Any] = {"axis": (float(low), float(high)), "note": note}
    field, names = lay_rows(labels, size, right=column + 44, **how)
    if not field.values_above:
        wide = max((words_width(" ".join(parts)) for parts in told), default=0)
        field, names = lay_rows(labels, size, right=wide + 44, **how)
        column = wide
    columns = {"label": "theme", "estimate": "difference", "conf_low": "low", "conf_high": "high"}
    sketch = Sketch(field, book_of(canvas, lines, columns), canvas)
    write_labels(sketch, names)
    estimates(sketch, lines, wider=column + 28)
    for middle, parts in zip(field.middles, told, strict=True):
        words = parts if field.values_above else [" ".join(parts)]
        sketch.lines(field.left + field.inside + 24, middle, words, "start")
    sketch.axis(note)
    return [sketch.finish()]
