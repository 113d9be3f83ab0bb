"""A workplace's own means beside the organisation's, and the spread of unnamed workplaces."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from skcore.plots.apart import swarm
from skcore.plots.axis import axis_note, axis_range, words_width
from skcore.plots.rows import (
    Rows,
    bounded_words,
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
from skcore.plots.style import INK, LINE, Canvas

__all__ = ["draw_profile", "draw_spread"]


def draw_profile(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw one dot with its band per row, and the organisation's mean as an upright stroke."""
    axis = axis_range(canvas.options)
    label = str(canvas.options.get("reference_label", ""))
    lines = records(table)
    rows = lay_rows(
        canvas,
        [str(row["label"]) for row in lines],
        axis=axis,
        right=_value_column(canvas, lines),
        below=LINE if label else 0,
        note=axis_note(canvas, axis[0], str(canvas.options.get("x_label", ""))),
    )
    zero_line(canvas, rows)
    for row, middle in zip(lines, rows.middles, strict=True):
        if is_hidden(row):
            draw_hidden(canvas, row, rows, middle)
            continue
        track(canvas, rows, middle)
        interval(canvas, row["conf_low"], row["conf_high"], middle, row_colour(row))
        dot(canvas, row["estimate"], middle, row_colour(row), filled=not _is_bounded(row))
        _value(canvas, row, rows, middle)
        _reference(canvas, row, middle)
    _name_reference(canvas, lines, rows, label)


def _is_bounded(row: dict[str, Any]) -> bool:
    bounded = row.get("bounded", "")
    return bool(bounded) and not pd.isna(bounded)


def _value_column(canvas: Canvas, lines: list[dict[str, Any]]) -> float:
    """Keep room right of the axis for the numbers, used where rows stand close."""
    return 30.0 if len(lines) <= 5 else 30.0 + words_width(canvas.texts("plots.over", value="95"))


def _value(canvas: Canvas, row: dict[str, Any], rows: Rows, middle: float) -> None:
    words = bounded_words(canvas, row, row["estimate"])
    if rows.values_above:
        width = words_width(words, bold=True) / 2
        a, b = canvas.ax.get_xlim()
        per_px = (b - a) / canvas.size[0]
        # near the ends the number moves in, so that it does not leave the figure
        x = min(max(row["estimate"], a + width * per_px), b + 24 * per_px - width * per_px)
        canvas.text(x, middle, words, up=28, colour=row_colour(row), bold=True)
    else:
        canvas.text(
            1,
            middle,
            words,
            right=16,
            anchor="start",
            colour=row_colour(row),
            bold=True,
            frame=("axes fraction", "data"),
        )


def _reference(canvas: Canvas, row: dict[str, Any], middle: float) -> None:
    reference = row.get("reference", np.nan)
    if pd.notna(reference):
        ends = [middle - 16, middle + 16]
        _stroke(canvas, float(reference), ends, 3.5)


def _stroke(canvas: Canvas, x: float, ends: list[float], width: float) -> None:
    canvas.ax.plot(
        [x, x], ends, color=INK, lw=width, solid_capstyle="butt", zorder=4, clip_on=False
    )


def _name_reference(canvas: Canvas, lines: list[dict[str, Any]], rows: Rows, label: str) -> None:
    """Write what the stroke stands for, once, under the last stroke."""
    shown = [
        (middle, row["reference"])
        for row, middle in zip(lines, rows.middles, strict=True)
        if pd.notna(row.get("reference", np.nan)) and not is_hidden(row)
    ]
    if not label or not shown:
        return
    middle, reference = shown[-1]
    a, b = canvas.ax.get_xlim()
    per_px = (b - a) / canvas.size[0]
    half = words_width(label) / 2 * per_px
    x = min(max(float(reference), a + half), b - half + 24 * per_px)
    canvas.text(x, middle, label, up=-34, colour=INK)


def draw_spread(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw every workplace as an unnamed dot, and everybody's mean as an upright stroke."""
    axis = axis_range(canvas.options)
    labels = list(dict.fromkeys(table["label"]))
    note = axis_note(canvas, axis[0], str(canvas.options.get("x_label", "")))
    crowded = 14 if len(labels) > 5 else 0  # the first number stands above its row
    rows = lay_rows(canvas, labels, axis=axis, note=note, right=30, header=crowded)
    for label, middle in zip(labels, rows.middles, strict=True):
        part = table[table["label"] == label]
        track(canvas, rows, middle)
        first = records(part)[0]
        values = np.sort(part["estimate"].dropna().to_numpy(float))
        _swarm(canvas, values, middle + 8, rows.height, row_colour(first))
        _overall(canvas, first["overall"], middle)


def _overall(canvas: Canvas, overall: float, middle: float) -> None:
    if math.isnan(overall):
        return
    ends = [middle - 14, middle + 30]
    _stroke(canvas, overall, ends, 5)
    canvas.text(overall, middle, canvas.number(overall), up=28, bold=True)


def _swarm(canvas: Canvas, values: Any, middle: float, height: float, colour: str) -> None:
    """Place dots side by side so that each is seen; the order is that of the values."""
    a, b = canvas.ax.get_xlim()
    moves, radius = swarm((values - a) / (b - a) * canvas.size[0], height)
    canvas.ax.plot(
        values,
        middle + np.array(moves),
        marker="o",
        ms=2 * radius,
        mfc=colour,
        mec="none",
        alpha=0.55,
        ls="none",
        zorder=3,
        clip_on=False,
    )
