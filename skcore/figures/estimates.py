"""One estimate a row: means of a workplace or of groups, correlations, changes alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import pandas as pd

from skcore.figures.axis import near_values, reached
from skcore.figures.marks import ABOVE, EDGE, bounded_words, ink_of, is_hidden, records, row_colour
from skcore.figures.named_rows import (
    GAP,
    HEAD,
    OVER,
    PLOT,
    SMALL_HEAD,
    Column,
    Rows,
    column_of,
    label_most,
    write_columns,
)
from skcore.figures.style import LINE, SIZE, SMALL, VALUE, Canvas, widest
from skcore.figures.words import wrap
from skcore.texts.numbers import format_change, format_interval, interval_decimals

#: how wide heads of columns may be, and their size, px: large and narrow first
HEADS = ((124.0, HEAD), (131.0, SMALL_HEAD), (160.0, SMALL_HEAD))


def draw_profile(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw a dot with its band and its number per row, what it is compared with as a stroke."""
    lines = records(table)
    numbers = [_number(canvas, row) for row in lines]
    stroke = str(canvas.options.get("reference_label", ""))
    beside = [_reference(canvas, row) for row in lines]
    compared = [_compared(canvas, row) for row in lines]
    heads = ((stroke, beside), (canvas.texts("plots.gap").lower(), compared))
    told = [(head, cells) for head, cells in heads if head and any(cells)]
    # what stands beside many rows leaves its room to the axis
    size = SMALL_HEAD if len(lines) > 5 else _head_size([head for head, _ in told])
    columns = [column_of(head, cells, size=VALUE, head_size=size) for head, cells in told]
    labels = [str(row["label"]) for row in lines]
    close = 12 + widest(numbers, VALUE, bold=True)  # a column of their own where rows stand close
    head = max((column.tall for column in columns), default=0)
    rows = Rows(
        canvas,
        labels,
        near_values(canvas.options, reached("profile", table)),
        right=EDGE + sum(one.width for one in columns),
        close=close,
        head=head,
        above=ABOVE + VALUE * 0.64,
        strong=[bool(row.get("certain")) for row in lines],
    )
    rows.zero()
    for y, (row, words) in enumerate(zip(lines, numbers, strict=True)):
        if is_hidden(row):
            rows.hidden(row, y)
            continue
        _estimate(rows, row, y)
        rows.goal(row, y, height=rows.free)
        rows.stroke(float(row.get("reference", math.nan)), y, height=rows.free)
        rows.told(row["estimate"], y, words, row_colour(row))
    if columns:
        write_columns(rows, columns, head, begin=EDGE if rows.airy else EDGE + close)
    rows.name_goals()


def _head_size(heads: Sequence[str]) -> float:
    """Return the size of heads whose words are to stay whole."""
    return HEAD if widest(" ".join(heads).split(" "), HEAD) <= HEADS[0][0] else SMALL_HEAD


def _reference(canvas: Canvas, row: Mapping[str, Any]) -> str:
    gone = is_hidden(row) or pd.isna(row.get("reference", math.nan))
    return "" if gone else bounded_words(canvas.texts, row, canvas.decimals, "reference")


def _compared(canvas: Canvas, row: Mapping[str, Any]) -> str:
    difference = row.get("difference")
    if is_hidden(row) or difference is None or pd.isna(difference):
        return ""
    return format_change(difference, canvas.decimals, language=canvas.language)


def _number(canvas: Canvas, row: Mapping[str, Any]) -> str:
    return "" if is_hidden(row) else bounded_words(canvas.texts, row, canvas.decimals)


def _estimate(rows: Rows, row: Mapping[str, Any], y: float) -> None:
    colour = row_colour(row)
    rows.track(y)
    rows.interval(row["conf_low"], row["conf_high"], y, colour)
    rows.dot(row["estimate"], y, colour, filled=not row.get("bounded"))


def draw_differences(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw changes alone round a line at zero, with their uncertainty in words beside."""
    lines = records(table)
    texts = [difference_words(canvas, row) for row in lines]
    column = difference_room(texts)
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
        rows.differ(y, parts, ink_of(row_colour(row)), sure=bool(row.get("certain", True)))


def difference_words(canvas: Canvas, row: Mapping[str, Any]) -> list[str]:
    """Return the difference and its uncertainty, in words; none where the row is not shown."""
    if is_hidden(row) or pd.isna(row.get("estimate")):
        return []
    digits = canvas.decimals
    lines = [format_change(row["estimate"], digits, language=canvas.language)]
    low, high = row.get("conf_low"), row.get("conf_high")
    if low is not None and high is not None and pd.notna(low) and pd.notna(high):
        digits = interval_decimals(low, high, digits)
        ends = format_interval(low, high, digits, language=canvas.language, signed=True)
        lines.append(f"({ends})")
    return lines


def difference_room(texts: Sequence[Sequence[str]]) -> float:
    """Return the px that differences take, each over its uncertainty."""
    heads = widest([parts[0] for parts in texts if parts], VALUE, bold=True)
    return max(heads, widest([part for parts in texts for part in parts[1:]], SMALL))


def draw_levels(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw one row per group on the axis of one scale; the others stand as numbers beside it.

    The option ``lead`` names the scale that is drawn; the first where it is not given. With
    ``over`` labels stand over their rows, as on the other pages of the slide.
    """
    scales = list(dict.fromkeys(table["scale"]))
    if len(scales) == 1:
        draw_profile(table, canvas)
        return
    lead = str(canvas.options.get("lead") or scales[0])
    labels = list(dict.fromkeys(table["label"]))
    by_scale = {
        str(scale): {str(row["label"]): row for row in records(part)}
        for scale, part in table.groupby("scale", sort=False)
    }
    drawn = by_scale.pop(lead)
    others = {  # numbers of the scales that are not drawn; a dash where one is not shown
        scale: [_number(canvas, rows.get(label, {"estimate": None})) or "–" for label in labels]
        for scale, rows in by_scale.items()
    }
    where = (True,) if canvas.options.get("over") else (False, True)
    columns, crowded, over = beside_levels(labels, others, canvas.figure_size[0], where)
    right = crowded + sum(column.width for column in columns)
    name = canvas.wrapped(lead, canvas.figure_size[0] * 0.4, 2, bold=True)
    head = max(len(name) * LINE, *(column.tall for column in columns)) + 12
    values = reached("levels", table[table["scale"] == lead])
    axis = near_values(canvas.options, values)
    first = OVER + LINE / 2 if over else 0.0
    rows = Rows(canvas, labels, axis, right=right, head=head, above=head + first, over=over)
    colour = ink_of(row_colour(next(iter(drawn.values()))))
    canvas.lines(name, 0, rows.top(head / 2 - 6), colour=colour, bold=True, anchor="start",
                 frame=canvas.across)  # fmt: skip
    for y, label in enumerate(labels):
        row = drawn.get(label, {"estimate": None, "hidden_reason": "no_data"})
        if is_hidden(row):
            rows.hidden(row, y)
            continue
        _estimate(rows, row, y)
        rows.told(row["estimate"], y, _number(canvas, row), colour)
    write_columns(rows, columns, head, begin=crowded)


def beside_levels(
    labels: Sequence[str],
    others: Mapping[str, Sequence[str]],
    width: float,
    where: Sequence[bool] = (False, True),
) -> tuple[list[Column], float, bool]:
    """Return the columns of the themes that are not drawn, where they begin, and where labels go.

    Parameters
    ----------
    labels
        Names of the groups.
    others
        Theme -> its numbers.
    width
        Of the figure, px.
    where
        Which places of labels may be taken: beside their rows, over them.

    Returns
    -------
    The columns, px from the axis to the first of them, and whether labels stand over their rows:
    where they have no room beside them on two lines each.
    """
    longest = widest([word for label in labels for word in label.split(" ")])
    for over, (most, size) in product(where, HEADS):
        crowded = EDGE + (44 if over or len(labels) > 5 else 0)
        how = {"most": most, "head_size": size}
        columns = [column_of(scale, told, **how) for scale, told in others.items()]
        right = crowded + sum(column.width for column in columns)
        whole = widest([word for name in others for word in name.split(" ")], size) <= most
        room = label_most(width, right)
        beside = room >= longest and all(len(wrap(label, room, SIZE)) <= 2 for label in labels)
        if whole and (width - right - GAP >= PLOT if over else beside):
            break
    return columns, crowded, over
