"""Named groups (administrations, say), one panel per theme beside each other."""

from __future__ import annotations

from typing import Any

import pandas as pd

from skcore.plots.axis import (
    AXIS_HEIGHT,
    axis_note,
    axis_range,
    decimals_of,
    nice_ticks,
    words_width,
)
from skcore.plots.rows import (
    Rows,
    bounded_words,
    dot,
    draw_hidden,
    hidden_reasons,
    interval,
    is_hidden,
    label_room,
    lay_rows,
    records,
    row_colour,
    track,
    zero_line,
)
from skcore.plots.style import HATCH, INK, LINE, QUIET, TRACK, Canvas, colour_of

__all__ = ["draw_levels"]

GUTTER = 26.0  # px between panels


def draw_levels(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw one row per group; one axis per scale, side by side."""
    scales = list(dict.fromkeys(table["scale"]))
    if len(scales) > 1:
        _draw_panels(table, canvas, scales)
    else:
        _draw_one(table, canvas)


def _draw_one(table: pd.DataFrame, canvas: Canvas) -> None:
    axis = axis_range(canvas.options)
    lines = records(table)
    column = max([words_width(_number(canvas, row), bold=True) for row in lines], default=0)
    rows = lay_rows(
        canvas,
        [str(row["label"]) for row in lines],
        axis=axis,
        right=30 if len(lines) <= 5 else column + 40,
        note=axis_note(canvas, max(axis[0], 0), str(canvas.options.get("x_label", ""))),
    )
    zero_line(canvas, rows)
    for row, middle in zip(lines, rows.middles, strict=True):
        if is_hidden(row):
            draw_hidden(canvas, row, rows, middle)
            continue
        track(canvas, rows, middle)
        interval(canvas, row["conf_low"], row["conf_high"], middle, row_colour(row))
        dot(canvas, row["estimate"], middle, row_colour(row))
        words = _number(canvas, row)
        if rows.values_above:
            canvas.text(row["estimate"], middle, words, up=28, colour=row_colour(row), bold=True)
        else:
            _beside(canvas, words, middle, row_colour(row))
    _reference(canvas, lines, rows)


def _number(canvas: Canvas, row: dict[str, Any]) -> str:
    return "" if is_hidden(row) else bounded_words(canvas, row, row["estimate"])


def _beside(canvas: Canvas, words: str, middle: float, colour: str) -> None:
    canvas.text(
        1,
        middle,
        words,
        right=16,
        anchor="start",
        colour=colour,
        bold=True,
        frame=("axes fraction", "data"),
    )


def _reference(canvas: Canvas, lines: list[dict[str, Any]], rows: Rows) -> None:
    for row, middle in zip(lines, rows.middles, strict=True):
        reference = row.get("reference")
        if reference is not None and pd.notna(reference) and not is_hidden(row):
            ends = [middle - 16, middle + 16]
            canvas.ax.plot([reference] * 2, ends, color=INK, lw=3.5, zorder=4)


def _draw_panels(table: pd.DataFrame, canvas: Canvas, scales: list[str]) -> None:
    labels = list(dict.fromkeys(table["label"]))
    low, high = axis_range(canvas.options)
    width = canvas.figure_size[0]
    each_px = (width - label_room(canvas, labels) - 30 - GUTTER * (len(scales) - 1)) / len(scales)
    most = max(len(canvas.wrapped(s, each_px + GUTTER - 8, 4, bold=True)) for s in scales)
    header = most * LINE + 12
    label = str(canvas.options.get("x_label", ""))
    note = axis_note(canvas, low, label) or hidden_reasons(canvas, table)
    # one axis from 0 to 1 over all panels; each panel has its part of it
    rows = lay_rows(
        canvas,
        labels,
        axis=(0, 1),
        header=header,
        ticks=False,
        right=30,
        below=AXIS_HEIGHT + (LINE if note else 0),
    )
    inside = canvas.size[0]
    each = (1 - GUTTER * (len(scales) - 1) / inside) / len(scales)
    wide = each * inside + GUTTER - 8
    names = [canvas.wrapped(scale, wide, most, bold=True) for scale in scales]
    for place, (scale, lines) in enumerate(zip(scales, names, strict=True)):
        start = place * (each + GUTTER / inside)
        panel = _Panel(canvas, start, each, low, high)
        part = table[table["scale"] == scale].drop_duplicates("label").set_index("label")
        first = records(part)[0]
        canvas.lines(lines, start + each / 2, header / 2 - 6, colour=row_colour(first), bold=True)
        for label, middle in zip(labels, rows.middles, strict=True):
            row = part.loc[label].to_dict() if label in part.index else {"hidden_reason": "no_data"}
            panel.row(row, middle, rows.height)
        panel.ticks(rows.middles[-1] + rows.height / 2 + 16)
    if note:
        canvas.text(
            1,
            0,
            note,
            anchor="end",
            up=LINE / 2,
            right=8,
            colour=QUIET,
            frame=("axes fraction",) * 2,
        )


class _Panel:
    """One scale's part of the axes."""

    def __init__(self, canvas: Canvas, start: float, width: float, low: float, high: float) -> None:
        self.canvas, self.start, self.width, self.low, self.high = canvas, start, width, low, high

    def x(self, value: float) -> float:
        """Return where a value lies in the panel."""
        share = (float(value) - self.low) / (self.high - self.low)
        return self.start + self.width * min(max(share, 0), 1)

    def row(self, row: dict[str, Any], middle: float, height: float) -> None:
        """Draw one group's estimate on this scale."""
        canvas = self.canvas
        if "estimate" not in row or is_hidden(row):
            self._hidden(row, middle, height)
            return
        colour = colour_of(row.get("dimension"))
        low_end = height < 2 * LINE + 8
        y = middle + (10 if low_end else 0)
        canvas.bar(self.start, y, self.width, 10, color=TRACK)
        interval(canvas, self.x(row["conf_low"]), self.x(row["conf_high"]), y, colour)
        dot(canvas, self.x(row["estimate"]), y, colour, size=13)
        words = bounded_words(canvas, row, row["estimate"])
        canvas.text(self.x(row["estimate"]), y, words, up=26, colour=colour, bold=True)

    def _hidden(self, row: dict[str, Any], middle: float, height: float) -> None:
        rows = Rows((middle,), height, self.start, self.start + self.width)
        if words_width("vises ikke (færre end 5 svar)") + 24 < self.width * self.canvas.size[0]:
            draw_hidden(self.canvas, row, rows, middle)
            return
        short = self.canvas.texts("plots.not_shown")
        if str(row.get("hidden_reason", "")).replace(" ", "_") == "no_data":
            short = self.canvas.texts("plots.no_data")
            ends = [self.start, self.start + self.width]
            self.canvas.ax.plot(ends, [middle] * 2, color=HATCH, lw=1.5, ls=(0, (1, 4)))
            self.canvas.plate(self.start + self.width / 2, middle, [short])
        else:
            self.canvas.hatched(self.start, middle, self.width, min(48, height - 4), short)

    def ticks(self, y: float) -> None:
        """Write the numbers of the axis under the panel."""
        most = max(2, min(5, int(self.width * self.canvas.size[0] // 70)))
        ticks = nice_ticks(self.low, self.high, most=most)
        for tick in ticks:
            words = self.canvas.number(tick, decimals_of(ticks))
            # the ends stay inside, so that neighbours do not run together
            anchor = "start" if tick == self.low else "end" if tick == self.high else "middle"
            self.canvas.text(self.x(tick), y, words, colour=QUIET, anchor=anchor)
