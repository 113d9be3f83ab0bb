"""Two numbers a row: before and after, or employees and leaders; and what lies between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from skcore.figures.apart import keep_apart
from skcore.figures.axis import near_values, reached
from skcore.figures.estimates import difference_room, difference_words, draw_differences
from skcore.figures.marks import ABOVE, EDGE, bounded_words, ink_of, records, row_colour
from skcore.figures.named_rows import KEY, Rows
from skcore.figures.style import GREY, INK, LINE, QUIET, SIZE, VALUE, Canvas, widest

MARK = 22.0  # px from the left edge of a small dot to the word that names it


class _Pair(NamedTuple):
    """Which columns the two dots come from."""

    open: str
    filled: str


BEFORE_AFTER, VIEWS = _Pair("before", "after"), _Pair("leader", "employee")


def draw_change(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw before (open) and after (filled), or the change alone where levels are not given."""
    names = [*BEFORE_AFTER]
    if not set(names) <= set(table.columns) or table[names].isna().all(axis=None):
        draw_differences(table, canvas)
        return
    _draw(table, canvas, BEFORE_AFTER, "change")


def draw_gap(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw the leaders' mean (open) and the employees' (filled): two views of one working day."""
    _draw(table, canvas, VIEWS, "gap")


def _draw(table: pd.DataFrame, canvas: Canvas, pair: _Pair, kind: str) -> None:
    told = canvas.options
    above = str(told.get("change_label") or canvas.texts(f"plots.{kind}"))
    lines = records(table)
    texts = [difference_words(canvas, row) for row in lines]
    stacked = len(lines) <= 5  # room for the interval on a line of its own
    shown = widest([" ".join(parts) for parts in texts], SIZE, bold=True)
    shown = difference_room(texts) if stacked else shown
    column = max(shown, widest([above], KEY)) if any(texts) else 0.0
    axis = near_values(told, reached(kind, table))
    labels = [str(row["label"]) for row in lines]
    right = column + 52 if column else EDGE
    sure = [bool(parts) and _is_sure(row) for row, parts in zip(lines, texts, strict=True)]
    above_first = ABOVE + VALUE * 0.64 + LINE
    how: dict[str, Any] = {"right": right, "head": LINE + 8, "above": above_first, "strong": sure}
    rows = Rows(canvas, labels, axis, **how)
    for y, (row, parts) in enumerate(zip(lines, texts, strict=True)):
        if _is_gone(row, pair):
            rows.hidden(row, y, wider=column + 36 if column else 0)
            continue
        _pair(rows, row, pair, y)
        colour = row_colour(row) if rows.strong[y] else QUIET
        rows.differ(y, parts, colour, sure=rows.strong[y], stacked=stacked)
    if column:
        rows.beside(rows.top(LINE / 2), [above], colour=QUIET, size=KEY)
    _name_dots(rows, [row for row in lines if not _is_gone(row, pair)], pair)


def _is_gone(row: Mapping[str, Any], pair: _Pair) -> bool:
    return bool(row.get("hidden")) or any(pd.isna(row[column]) for column in pair)


def _is_sure(row: Mapping[str, Any]) -> bool:
    """Whether the difference is larger than its uncertainty; where none is told it is not asked."""
    low, high = row.get("conf_low"), row.get("conf_high")
    if low is None or high is None:
        return True
    return bool(low > 0 or high < 0)


def _pair(rows: Rows, row: Mapping[str, Any], pair: _Pair, y: float) -> None:
    a, b = float(row[pair.open]), float(row[pair.filled])
    colour = row_colour(row) if _is_sure(row) else GREY
    rows.track(y)
    rows.ax.plot([a, b], [y, y], color=colour, lw=3, zorder=2.6, clip_on=False)
    if pair is BEFORE_AFTER and row.get("conf_low") is not None and pd.notna(row["conf_low"]):
        # the uncertainty of the change, laid round where it ends
        rows.interval(a + row["conf_low"], a + row["conf_high"], y, colour)
    rows.dot(a, y, colour, filled=False)
    rows.dot(b, y, colour)
    _two_numbers(rows, row, pair, y, colour)


def _two_numbers(rows: Rows, row: Mapping[str, Any], pair: _Pair, y: float, colour: str) -> None:
    """Write both numbers above their dots, moved apart where they would touch."""
    size = VALUE if rows.airy else SIZE
    order = sorted(pair, key=lambda name: row[name])
    values = {name: float(row[name]) for name in order}
    canvas = rows.canvas
    texts = [bounded_words(canvas.texts, row, canvas.decimals, name) for name in order]
    wanted = [(values[name] - rows.low) / rows.px for name in order]
    wide = [widest([text], size, bold=True) for text in texts]
    places = keep_apart(wanted, wide, -12, (rows.high - rows.low) / rows.px + EDGE, gap=10)
    for name, text, place in zip(order, texts, places, strict=True):
        strong = name == pair.filled
        look: dict[str, Any] = {"bold": strong, "size": size}
        look["colour"] = ink_of(colour) if strong else INK
        rows.canvas.text(rows.low + place * rows.px, y, text, up=8 + size * 0.8, **look)


def _name_dots(rows: Rows, shown: Sequence[Mapping[str, Any]], pair: _Pair) -> None:
    """Write what the dots stand for above the first row that is shown, always in the same order."""
    if not shown:
        return
    canvas = rows.canvas
    names = [
        str(canvas.options.get(f"{column}_label") or canvas.texts(f"pptx.heads.{column}").lower())
        for column in pair
    ]
    widths = [widest([text], KEY) + MARK for text in names]
    middle = sum(float(shown[0][column]) for column in pair) / 2
    wanted = [(middle - rows.low) / rows.px] * 2
    end = (rows.high - rows.low) / rows.px
    places = keep_apart(wanted, widths, -200, end + 4, gap=26)
    y = rows.top(LINE / 2)
    for text, filled, place, width in zip(names, (False, True), places, widths, strict=True):
        begin = rows.low + (place - width / 2) * rows.px
        rows.dot(begin + 8 * rows.px, y, QUIET, filled=filled, size=16)
        look: dict[str, Any] = {"colour": QUIET, "size": KEY, "anchor": "start"}
        canvas.text(begin + MARK * rows.px, y, text, **look)
