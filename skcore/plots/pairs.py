"""Two numbers per row: before and after, or employees and leaders; and what lies between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from skcore.plots.apart import keep_apart
from skcore.plots.axis import axis_note, near_values, words_width
from skcore.plots.rows import (
    Rows,
    dot,
    draw_hidden,
    interval,
    is_hidden,
    lay_rows,
    records,
    row_colour,
    track,
    zero_line,
)
from skcore.plots.style import INK, LINE, QUIET, Canvas
from skcore.texts.numbers import format_change, format_interval

__all__ = ["difference_words", "draw_change", "draw_gap", "values_of_pairs", "widest_change"]

MARK = 22.0  # px from the left edge of a small dot to the word that names it


@dataclass(frozen=True)
class _Pair:
    """Which columns the two dots come from, and what they are called."""

    open: str
    filled: str
    open_label: str
    filled_label: str
    column: str  # head of the column of differences


def draw_change(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw before (open) and after (filled), or the change alone where levels are not given."""
    if not {"before", "after"} <= set(table.columns) or table[["before", "after"]].isna().all(
        axis=None
    ):
        _draw_differences(table, canvas)
        return
    words = canvas.texts
    pair = _Pair(
        "before",
        "after",
        str(canvas.options.get("before_label") or words("plots.before")),
        str(canvas.options.get("after_label") or words("plots.after")),
        str(canvas.options.get("change_label") or words("plots.change")),
    )
    _draw_pairs(table, canvas, pair)


def draw_gap(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw the employees' mean (filled) and the leaders' (open): two views of one working day."""
    words = canvas.texts
    pair = _Pair(
        "leader",
        "employee",
        str(canvas.options.get("leader_label") or words("plots.leaders")),
        str(canvas.options.get("employee_label") or words("plots.employees")),
        str(canvas.options.get("change_label") or words("plots.gap")),
    )
    _draw_pairs(table, canvas, pair)


def difference_words(canvas: Canvas, row: Mapping[str, Any]) -> list[str]:
    """Return the difference and its uncertainty, in words; none where the row is not shown."""
    if is_hidden(row) or pd.isna(row.get("estimate")):
        return []
    digits = int(canvas.options.get("decimals", 0))
    lines = [format_change(row["estimate"], digits, language=canvas.language)]
    if pd.notna(row.get("conf_low")) and pd.notna(row.get("conf_high")):
        ends = format_interval(
            row["conf_low"], row["conf_high"], digits, language=canvas.language, signed=True
        )
        lines.append(f"({ends})")
    return lines


def _draw_pairs(table: pd.DataFrame, canvas: Canvas, pair: _Pair) -> None:
    lines = records(table)
    axis = near_values(canvas.options, values_of_pairs(table, (pair.open, pair.filled)))
    words = [difference_words(canvas, row) for row in lines]
    joined = [" ".join(parts) for parts in words]
    stacked = len(lines) <= 5  # room for the interval on a line of its own
    shown = [part for parts in words for part in parts] if stacked else joined
    column = max([words_width(text) for text in shown] + [words_width(pair.column)], default=0)
    rows = lay_rows(
        canvas,
        [str(row["label"]) for row in lines],
        axis=axis,
        right=column + 44 if any(joined) else 30,
        header=LINE + 6,
        note=axis_note(canvas, axis[0], str(canvas.options.get("x_label", ""))),
    )
    for row, middle, parts in zip(lines, rows.middles, words, strict=True):
        if is_hidden(row) or pd.isna(row[pair.open]) or pd.isna(row[pair.filled]):
            draw_hidden(canvas, row, rows, middle, wider=column + 28 if any(joined) else 0)
            continue
        _pair(canvas, row, pair, rows, middle)
        texts = parts if stacked else [" ".join(parts)]
        _right_column(canvas, texts, middle)
    if any(joined):
        _right_column(canvas, [pair.column], LINE / 2, colour=QUIET)
    _name_dots(canvas, lines, pair)


def values_of_pairs(table: pd.DataFrame, names: Sequence[str]) -> list[float]:
    """Return every number that an axis of pairs must reach, ends of a change's uncertainty too."""
    columns = [table[name] for name in names]
    if "before" in names and {"conf_low", "conf_high"} <= set(table.columns):
        columns += [table["before"] + table[end] for end in ("conf_low", "conf_high")]
    return [float(value) for column in columns for value in column]


def _right_column(canvas: Canvas, texts: list[str], middle: float, **how: Any) -> None:
    canvas.lines(texts, 1, middle, right=28, anchor="start", frame=("axes fraction", "data"), **how)


def _pair(canvas: Canvas, row: dict[str, Any], pair: _Pair, rows: Rows, middle: float) -> None:
    a, b = float(row[pair.open]), float(row[pair.filled])
    colour = row_colour(row)
    track(canvas, rows, middle)
    canvas.ax.plot([a, b], [middle, middle], color=colour, lw=3, zorder=2.6)
    if pair.open == "before" and pd.notna(row.get("conf_low")):
        # the uncertainty of the change, laid round where it ends
        interval(canvas, a + row["conf_low"], a + row["conf_high"], middle, colour)
    dot(canvas, a, middle, colour, filled=False)
    dot(canvas, b, middle, colour)
    _two_numbers(canvas, {pair.open: a, pair.filled: b}, pair, middle, colour)


def _two_numbers(
    canvas: Canvas, values: dict[str, float], pair: _Pair, middle: float, colour: str
) -> None:
    """Write both numbers above their dots, moved apart where they would touch."""
    order = sorted((pair.open, pair.filled), key=lambda name: values[name])
    texts = [canvas.number(values[name]) for name in order]
    to_px, from_px = _px(canvas)
    places = keep_apart(
        [to_px(values[name]) for name in order],
        [words_width(text, bold=True) for text in texts],
        -12,
        canvas.size[0] + 24,
    )
    for name, text, place in zip(order, texts, places, strict=True):
        strong = name == pair.filled
        tint = colour if strong else INK
        canvas.text(from_px(place), middle, text, up=27, colour=tint, bold=strong)


def _px(canvas: Canvas) -> tuple[Callable[[float], float], Callable[[float], float]]:
    a, b = canvas.ax.get_xlim()
    width = canvas.size[0]
    return (lambda x: (x - a) / (b - a) * width), (lambda px: a + px / width * (b - a))


def _name_dots(canvas: Canvas, lines: list[dict[str, Any]], pair: _Pair) -> None:
    """Write what the dots stand for above the first row that is shown."""
    shown = [
        row
        for row in lines
        if not is_hidden(row) and pd.notna(row[pair.open]) and pd.notna(row[pair.filled])
    ]
    if not shown:
        return
    row = shown[0]
    marks = sorted(
        [
            (float(row[pair.open]), pair.open_label, False),
            (float(row[pair.filled]), pair.filled_label, True),
        ]
    )
    to_px, from_px = _px(canvas)
    widths = [words_width(text) + MARK for _, text, _ in marks]
    wanted = [to_px(value) for value, _, _ in marks]
    places = keep_apart(wanted, widths, -160, canvas.size[0] + 4, gap=24)
    for (_, text, filled), place, width in zip(marks, places, widths, strict=True):
        begin = place - width / 2
        dot(canvas, from_px(begin + 8), LINE / 2, QUIET, filled=filled, size=14)
        canvas.text(from_px(begin + MARK), LINE / 2, text, colour=QUIET, anchor="start")


def widest_change(table: pd.DataFrame) -> float:
    """Return how far an axis round zero goes to both sides, in whole tens."""
    most = float(table[["estimate", "conf_low", "conf_high"]].abs().max().max())
    return 10.0 if pd.isna(most) else max(10.0, 10.0 * -(-most // 10))


def _draw_differences(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw changes alone, with their uncertainty, round a line at zero."""
    lines = records(table)
    reach = widest_change(table)
    low, high = canvas.options.get("axis") or (-reach, reach)
    texts = [difference_words(canvas, row) for row in lines]
    column = max([words_width(part) for parts in texts for part in parts], default=0)
    rows = lay_rows(
        canvas,
        [str(row["label"]) for row in lines],
        axis=(low, high),
        right=column + 44,
        note=axis_note(canvas, 0, str(canvas.options.get("x_label", ""))),
    )
    zero_line(canvas, rows)
    for row, middle, parts in zip(lines, rows.middles, texts, strict=True):
        if is_hidden(row):
            draw_hidden(canvas, row, rows, middle, wider=column + 28)
            continue
        track(canvas, rows, middle)
        interval(canvas, row["conf_low"], row["conf_high"], middle, row_colour(row))
        dot(canvas, row["estimate"], middle, row_colour(row))
        _right_column(canvas, parts if rows.values_above else [" ".join(parts)], middle)
