"""How answers are distributed: bars that part at the middle answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skcore.plots.axis import words_width
from skcore.plots.bars import COLUMN_GAP, END, below, ink_on, named_bars, reach_of, shades
from skcore.plots.rows import Rows, draw_hidden, lay_rows, records
from skcore.plots.style import LINE, QUIET, Canvas

__all__ = ["draw_distribution"]


def draw_distribution(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw one diverging bar per row; categories go from least to most favourable.

    Rows of one question in several groups (column ``group``) are bars of their own. Categories
    that the option ``categories`` leaves out lie outside the scale: their share stands in a
    column beside the bars and is part of none. Each bar's number of answers stands there too.
    """
    table = named_bars(table)
    categories = [str(name) for name in canvas.options.get("categories", ())] or list(
        dict.fromkeys(table["category"])
    )
    lines = _lines(table)
    labels = [line.bar for line in lines if line.bar]
    shares = _wide(table, labels, categories)
    left, right = reach_of(shares)
    beside = _columns_beside(table, canvas, [line.bar for line in lines], categories)
    room = END + sum(column.width for column in beside)
    names = _names(canvas, categories, room)
    header = LINE * max(len(words) for words in (*names, *(c.head for c in beside))) + 22
    written = ["" if line.heading else line.words for line in lines]
    rows = lay_rows(canvas, written, axis=(-left, right), header=header, ticks=False, right=room)
    colours = shades(len(categories))
    of_bar = {str(label): row for label, row in shares.iterrows()}
    for line, middle in zip(lines, rows.middles, strict=True):
        if line.heading:
            _heading(canvas, line.words, middle)
            continue
        _bar(canvas, of_bar[line.bar], rows, middle, colours)
        if of_bar[line.bar].isna().all():
            draw_hidden(canvas, records(table[table["label"] == line.bar])[0], rows, middle)
    _key(canvas, names, colours, room)
    _write_beside(canvas, beside, rows)


@dataclass(frozen=True)
class _Line:
    """A bar and what stands before it, or a question above the bars of its groups."""

    words: str
    bar: str = ""

    @property
    def heading(self) -> bool:
        return not self.bar


def _lines(table: pd.DataFrame) -> list[_Line]:
    if "question" not in table:
        return [_Line(label, label) for label in dict.fromkeys(table["label"])]
    lines = []
    for question, part in table.groupby("question", sort=False):
        names = dict(zip(part["label"], part["group"], strict=True))
        lines += [_Line(str(question)), *(_Line(words, bar) for bar, words in names.items())]
    return lines


def _heading(canvas: Canvas, words: str, middle: float) -> None:
    """Write a question over the whole width, where its groups' bars begin below it."""
    width = canvas.figure_size[0]
    left = float(canvas.ax.get_position().x0) * width if canvas.own else 0.0
    text = canvas.wrapped(words, width, 1)
    canvas.lines(text, 0, middle, right=-left, anchor="start", frame=("axes fraction", "data"))


@dataclass(frozen=True)
class _Column:
    """A column of numbers right of the bars: its head, and one text per bar."""

    head: list[str]
    cells: list[str]
    width: float


def _columns_beside(
    table: pd.DataFrame, canvas: Canvas, labels: Sequence[str], categories: Sequence[str]
) -> list[_Column]:
    """Number of answers behind each bar, and the share of every category outside the scale."""
    shown = table[~table["hidden"].astype(bool)] if "hidden" in table else table
    found: list[tuple[str, pd.Series, str]] = []
    if "n" in table:
        found.append((canvas.texts("plots.answers"), shown.groupby("label")["n"].max(), ""))
    for name in dict.fromkeys(table["category"]):
        if name not in categories and name:
            part = shown[shown["category"] == name].groupby("label")["share"].first()
            found.append((str(name), part, canvas.texts("plots.percent")))
    columns = []
    for head, values, sign in found:
        numbers = [values.get(label, np.nan) for label in labels]
        cells = ["" if pd.isna(v) else canvas.number(v, 0) + sign for v in numbers]
        lines = canvas.wrapped(head, 120, 3)
        wide = max(words_width(words) for words in [*lines, *cells])
        columns.append(_Column(lines, cells, wide + COLUMN_GAP))
    return columns


def _write_beside(canvas: Canvas, columns: Sequence[_Column], rows: Rows) -> None:
    right = END
    for column in columns:
        right += column.width
        place: dict[str, Any] = {"right": right, "anchor": "end"}
        place["frame"] = ("axes fraction", "data")
        canvas.lines(column.head, 1, 14 + len(column.head) * LINE / 2, **place)
        for words, middle in zip(column.cells, rows.middles, strict=True):
            if words:
                canvas.text(1, middle, words, colour=QUIET, **place)


def _wide(table: pd.DataFrame, labels: list[str], categories: list[str]) -> pd.DataFrame:
    shown = table[~table["hidden"].astype(bool)] if "hidden" in table else table
    wide = shown.pivot_table(index="label", columns="category", values="share", aggfunc="first")
    return wide.reindex(index=labels, columns=categories)


def _bar(
    canvas: Canvas, shares: pd.Series, rows: Rows, middle: float, colours: tuple[str, ...]
) -> None:
    per_px = (rows.high - rows.low) / canvas.size[0]
    height = min(46.0, rows.height - 8)
    start = -below(shares.fillna(0))
    last = len(shares) - 1
    for place, (share, colour) in enumerate(zip(shares, colours, strict=True)):
        if pd.isna(share) or share <= 0:
            continue
        canvas.bar(start, middle, share, height, color=colour)
        words = canvas.number(share)
        if share / per_px >= words_width(words) + 4:
            tint = ink_on(colour)
            canvas.text(start + share / 2, middle, words, colour=tint)
        elif place == 0:
            canvas.text(start, middle, words, right=-6, anchor="end")
        elif place == last:
            canvas.text(start + share, middle, words, right=6, anchor="start")
        start += share


def _names(canvas: Canvas, categories: list[str], room: float) -> list[list[str]]:
    width = (canvas.figure_size[0] - room) / len(categories) - 12
    return [canvas.wrapped(name, width, 3) for name in categories]


def _key(canvas: Canvas, names: list[list[str]], colours: tuple[str, ...], room: float) -> None:
    """Write the answers once above the bars, in the bars' order, each under its colour."""
    full, inside = canvas.figure_size[0], canvas.size[0]
    low, high = canvas.ax.get_xlim()
    per_px = (high - low) / inside
    begin = high - (full - room) * per_px if canvas.own else low
    each = (high - begin) / len(names)
    for place, (lines, colour) in enumerate(zip(names, colours, strict=True)):
        x = begin + each * place
        strip = canvas.ax.bar(
            x + 3 * per_px, 10, each - 6 * per_px, bottom=0, color=colour, align="edge", lw=0
        )
        strip.patches[0].set_clip_on(False)
        canvas.lines(lines, x + each / 2, 14 + len(lines) * LINE / 2)
