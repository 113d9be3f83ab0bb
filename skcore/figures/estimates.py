"""One estimate a row: means of a workplace or of groups, correlations, changes alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from skcore.figures.axis import near_values, reached
from skcore.figures.marks import ABOVE, EDGE, bounded_words, ink_of, is_hidden, records, row_colour
from skcore.figures.named_rows import (
    BESIDE,
    HEAD,
    HEAD_LINE,
    SMALL_HEAD,
    Rows,
    column_of,
    label_most,
    write_columns,
)
from skcore.figures.style import LINE, SMALL, VALUE, Canvas, widest
from skcore.texts.numbers import format_change, format_interval, interval_decimals


def draw_profile(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw a dot with its band and its number per row, what it is compared with as a stroke."""
    lines = records(table)
    numbers = [_number(canvas, row) for row in lines]
    stroke = str(canvas.options.get("reference_label", ""))
    beside = [_reference(canvas, row) for row in lines]
    compared = [_compared(canvas, row) for row in lines]
    # where rows stand close their numbers have a column of their own
    crowded = EDGE if len(lines) <= 5 else EDGE + 24 + widest(numbers, VALUE, bold=True)
    heads = ((stroke, beside), (canvas.texts("plots.gap").lower(), compared))
    columns = [
        column_of(canvas, head, cells, size=VALUE) for head, cells in heads if head and any(cells)
    ]
    right = crowded + sum(one.width for one in columns)
    labels = [str(row["label"]) for row in lines]
    head = max((len(column.head) for column in columns), default=0) * HEAD_LINE
    rows = Rows(
        canvas,
        labels,
        near_values(canvas.options, reached("profile", table)),
        right=right,
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
        rows.goal(row, y)
        rows.stroke(float(row.get("reference", math.nan)), y)
        rows.told(row["estimate"], y, words, row_colour(row))
    if columns:
        write_columns(rows, columns, head, begin=crowded)
    rows.name_goals()


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

    The option ``lead`` names the scale that is drawn; the first where it is not given.
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
    crowded = EDGE + (0 if len(labels) <= 5 else 44)
    longest = widest([word for label in labels for word in label.split(" ")])
    # heads give way where words have no room: in size, then in width; long words take more
    for most, size in ((124, HEAD), *((px, SMALL_HEAD) for px in (124, 160, BESIDE))):
        how = {"most": most, "head_size": size}
        columns = [column_of(canvas, scale, told, **how) for scale, told in others.items()]
        right = crowded + sum(column.width for column in columns)
        whole = widest([word for name in others for word in name.split(" ")], size) <= most
        if whole and label_most(canvas.figure_size[0], right) >= longest:
            break
    name = canvas.wrapped(lead, canvas.figure_size[0] * 0.4, 2, bold=True)
    head = max(len(name) * LINE, *(len(c.head) * HEAD_LINE for c in columns)) + 12
    values = reached("levels", table[table["scale"] == lead])
    rows = Rows(canvas, labels, near_values(canvas.options, values), right=right, head=head)
    colour = row_colour(next(iter(drawn.values())))
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
