"""One estimate a row: means of a workplace or of groups, correlations, changes alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from skcore.figures.axis import FOOT, axis_note, axis_range, number_axis, write_note
from skcore.figures.marks import ABOVE, EDGE, Marks, bounded_words, is_hidden, reason_words, records
from skcore.figures.marks import row_colour as colour_of_row
from skcore.figures.rows import Rows, label_room
from skcore.figures.style import GRID, LINE, VALUE, Canvas, widest
from skcore.texts.numbers import format_change, format_interval

__all__ = ["difference_words", "draw_differences", "draw_levels", "draw_profile"]

GUTTER = 48.0  # px between panels: two numbers of neighbouring axes stand in it
PANEL_VALUE = 26.0


def draw_profile(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw a dot with its band and its number per row, what it is compared with as a stroke."""
    lines = records(table)
    label = str(canvas.options.get("reference_label", ""))
    numbers = [
        "" if is_hidden(row) else bounded_words(canvas.texts, row, canvas.decimals) for row in lines
    ]
    # where rows stand close their numbers have a column of their own
    column = EDGE if len(lines) <= 5 else EDGE + 24 + widest(numbers, bold=True)
    labels = [str(row["label"]) for row in lines]
    below = 26.0 if label else 0.0
    above = ABOVE + VALUE * 0.64
    axis = axis_range(canvas.options)
    rows = Rows(canvas, labels, axis, right=column, above=above, below=below)
    rows.zero()
    for y, (row, words) in enumerate(zip(lines, numbers, strict=True)):
        if is_hidden(row):
            rows.hidden(row, y)
            continue
        _estimate(rows, row, y)
        rows.stroke(float(row.get("reference", float("nan"))), y)
        if rows.airy:
            rows.value(row["estimate"], y, words, colour_of_row(row))
        else:
            rows.beside(y, [words], colour=colour_of_row(row), bold=True)
    rows.name_stroke(lines, label)


def _number(canvas: Canvas, row: Mapping[str, Any]) -> str:
    return "" if is_hidden(row) else bounded_words(canvas.texts, row, canvas.decimals)


def _estimate(marks: Marks, row: Mapping[str, Any], y: float, **how: float) -> None:
    colour = colour_of_row(row)
    marks.track(y)
    marks.interval(row["conf_low"], row["conf_high"], y, colour)
    marks.dot(row["estimate"], y, colour, filled=not row.get("bounded"), **how)


def draw_differences(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw changes alone round a line at zero, with their uncertainty in words beside."""
    lines = records(table)
    texts = [difference_words(canvas, row) for row in lines]
    column = widest([part for parts in texts for part in parts], bold=True)
    most = float(table[["estimate", "conf_low", "conf_high"]].abs().max().max())
    reach = 10.0 if pd.isna(most) else max(10.0, 10.0 * -(-most // 10))
    low, high = canvas.options.get("axis") or (-reach, reach)
    labels = [str(row["label"]) for row in lines]
    rows = Rows(canvas, labels, (low, high), right=column + 52)
    rows.zero()
    for y, (row, parts) in enumerate(zip(lines, texts, strict=True)):
        if is_hidden(row):
            rows.hidden(row, y, wider=column + 36)
            continue
        _estimate(rows, row, y)
        rows.differ(y, parts)


def difference_words(canvas: Canvas, row: Mapping[str, Any]) -> list[str]:
    """Return the difference and its uncertainty, in words; none where the row is not shown."""
    if is_hidden(row) or pd.isna(row.get("estimate")):
        return []
    digits = canvas.decimals
    lines = [format_change(row["estimate"], digits, language=canvas.language)]
    if pd.notna(row.get("conf_low")) and pd.notna(row.get("conf_high")):
        ends = format_interval(
            row["conf_low"], row["conf_high"], digits, language=canvas.language, signed=True
        )
        lines.append(f"({ends})")
    return lines


def draw_levels(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw one row per group; where there are several scales, an axis for each side by side."""
    scales = list(dict.fromkeys(table["scale"]))
    if len(scales) == 1:
        draw_profile(table, canvas)
        return
    labels = list(dict.fromkeys(table["label"]))
    names = _heads(canvas, labels, scales)
    note = axis_note(canvas, axis_range(canvas.options)[0]) or _reasons(canvas, table)
    head = max(map(len, names)) * LINE + 8
    below = FOOT + (LINE if note else 0)
    rows = Rows(canvas, labels, (0, 1), head=head, below=below, ticks=False, note="")
    inside = canvas.size[0]
    wide = (inside - GUTTER * (len(scales) - 1)) / len(scales)
    for place, (scale, words) in enumerate(zip(scales, names, strict=True)):
        part = table[table["scale"] == scale].drop_duplicates("label").set_index("label")
        start = place * (wide + GUTTER) / inside
        marks = _panel(rows, start, wide, len(labels), note=bool(note))
        found = {str(label): {**row, "label": label} for label, row in part.T.items()}
        lines = [
            found.get(label, {"estimate": None, "hidden_reason": "no_data"}) for label in labels
        ]
        colour = colour_of_row(next(iter(found.values())))
        middle, top = start + wide / inside / 2, rows.top(head / 2 - 6)
        canvas.lines(words, middle, top, colour=colour, bold=True)
        _fill(marks, lines)
    if note:
        write_note(canvas, note, up=FOOT + LINE)


def _heads(canvas: Canvas, labels: Sequence[str], scales: Sequence[str]) -> list[list[str]]:
    """Return the lines of each panel's head."""
    room = canvas.figure_size[0] - label_room(canvas, labels) - EDGE
    each = (room - GUTTER * (len(scales) - 1)) / len(scales)
    return [canvas.wrapped(scale, each + GUTTER - 12, 4, bold=True) for scale in scales]


def _reasons(canvas: Canvas, table: pd.DataFrame) -> str:
    """Return why rows are not shown, each reason once: panels are too narrow to say it in a row."""
    gone = [row for row in records(table) if is_hidden(row)]
    told = (reason_words(canvas.texts, row, canvas.options) for row in gone)
    text = " · ".join(dict.fromkeys(told))
    return text[:1].upper() + text[1:]


def _panel(rows: Rows, start: float, wide: float, count: int, *, note: bool) -> Marks:
    """Return the marks of one scale's axes, which stand inside the figure's."""
    canvas = rows.canvas
    high = canvas.size[1]
    foot = FOOT + (LINE if note else 0)
    place = (start, foot / high, wide / canvas.size[0], count * rows.each / high)
    ax = canvas.ax.inset_axes(place, zorder=1)
    ax.set_xlim(*axis_range(canvas.options))
    ax.set_ylim(count - 0.5, -0.5)
    ax.spines[:].set_visible(False)
    ax.yaxis.set_visible(False)
    ax.tick_params(length=0, pad=8)
    number_axis(ax.xaxis, canvas, most=3)
    ax.grid(axis="x", color=GRID, lw=1.2, clip_on=False)
    return Marks(canvas, ax, wide=wide, each=rows.each)


def _fill(marks: Marks, lines: Sequence[Mapping[str, Any]]) -> None:
    down = 10 / marks.each if marks.each < 84 else 0  # px below the middle, for the number above
    for y, row in enumerate(lines):
        if is_hidden(row):
            marks.hidden(row, y)
            continue
        _estimate(marks, row, y + down, size=15)
        words = _number(marks.canvas, row)
        marks.value(row["estimate"], y + down, words, colour_of_row(row), PANEL_VALUE)
