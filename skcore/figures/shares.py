"""How answers are distributed: bars that part at the middle answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.colors import to_rgb

from skcore.figures.apart import keep_apart
from skcore.figures.marks import EDGE, records
from skcore.figures.named_rows import (
    HEAD_LINE,
    KEY,
    KEY_LINE,
    Column,
    Rows,
    column_of,
    write_columns,
)
from skcore.figures.style import INK, SIZE, SMALL, VALUE, Canvas, widest

BAR = 46.0  # px, at most
BRACKETED = 110.0  # px right of a bar for the share that the title names
#: from the least to the most favourable answer; no red and no green: nobody is
#: marked; none is a theme's own colour, which another theme of the page would change under its ink
SHADES = ("#c25701", "#f0c8a4", "#d5dbe1", "#a9c6df", "#1f5f9a")
#: inks that stay what they are in the dark theme, since the bars do
ON_PALE = "#1d2734"
ON_DARK = "#fffffe"


def draw_distribution(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw one diverging bar per row; categories go from least to most favourable.

    Rows of one question in several groups (column ``group``) are bars of their own. Categories
    that the option ``categories`` leaves out lie outside the scale: their share stands in a
    column beside the bars and is part of none. Each bar's number of answers stands there too.
    """
    lines = _lines(table)
    table = table.assign(bar=_bar_names(table))
    told = [str(name) for name in canvas.options.get("categories", ())]
    categories = told or list(dict.fromkeys(table["category"]))
    shown = table[~table["hidden"].astype(bool)] if "hidden" in table else table
    wide = shown.pivot_table(index="bar", columns="category", values="share", aggfunc="first")
    shares = wide.reindex(index=[line.bar for line in lines if line.bar], columns=categories)
    columns = _columns(canvas, shown, [line.bar for line in lines], categories)
    right = EDGE + sum(column.width for column in columns)
    each = canvas.figure_size[0] / len(categories)
    names = [canvas.wrapped(name, each - 14, 3, size=KEY) for name in categories]
    key = max(map(len, names)) * KEY_LINE + 24
    head = max(key, *(len(column.head) * HEAD_LINE + key for column in columns), 0)
    labels = [line.words if line.bar else "" for line in lines]
    low, high = _reach(shares)
    if told_row := str(canvas.options.get("named_row", "")):  # its share stands at the bar's end
        high += (high - low) * BRACKETED / (canvas.figure_size[0] - right)
    rows = Rows(canvas, labels, (low, high), right=right, head=head, ticks=False)
    colours = shades(len(categories), neutral=bool(canvas.options.get("neutral")))
    of_bar = {str(bar): row for bar, row in shares.iterrows()}
    for y, line in enumerate(lines):
        if not line.bar:
            _heading(rows, line.words, y)
        elif of_bar[line.bar].isna().all():
            rows.hidden(records(table[table["bar"] == line.bar])[0], y)
        else:
            _bar(rows, of_bar[line.bar].fillna(0).to_list(), y, colours)
            if line.bar == told_row:
                _bracket(rows, of_bar[line.bar].fillna(0), y)
    _key(rows, names, colours)
    write_columns(rows, columns, head)


def shades(count: int, *, neutral: bool = False) -> list[str]:
    """Return the colours of so many answers, from the least to the most favourable.

    Where nobody has said which end is the good one they go from pale to dark of one hue.
    """
    from seaborn import blend_palette

    return list(blend_palette(SHADES[2:] if neutral else SHADES, count).as_hex())


def _ink_on(colour: str) -> str:
    """Return the colour of a number written on an answer's colour."""
    return ON_DARK if np.dot(to_rgb(colour), (0.299, 0.587, 0.114)) < 0.55 else ON_PALE


class _Line(NamedTuple):
    """A bar and what stands before it, or a question above the bars of its groups."""

    words: str
    bar: str = ""


def _bar_names(table: pd.DataFrame) -> pd.Series:
    """Return one name per bar: the question, and the group where there are some."""
    if "group" not in table or not (table["group"] != "").any():
        return table["label"]
    return table["label"] + " · " + table["group"]


def _lines(table: pd.DataFrame) -> list[_Line]:
    bars = _bar_names(table)
    if bars.equals(table["label"]):
        return [_Line(label, label) for label in dict.fromkeys(bars)]
    lines = []
    for question, part in (
        table.assign(bar=bars).drop_duplicates("bar").groupby("label", sort=False)
    ):
        lines += [_Line(str(question)), *map(_Line, part["group"], part["bar"])]
    return lines


def below(shares: Sequence[float]) -> float:
    """Return how much of a bar lies left of the middle: half the middle answer goes each way.

    Examples
    --------
    >>> below([10, 20, 40, 20, 10])
    50.0
    """
    half = len(shares) // 2
    return float(sum(shares[:half]) + (shares[half] / 2 if len(shares) % 2 else 0.0))


def _reach(shares: pd.DataFrame) -> tuple[float, float]:
    """Return how far bars go to the left and right of the middle."""
    bars = [row.fillna(0).to_list() for _, row in shares.dropna(how="all").iterrows()]
    if not bars:
        return -50.0, 50.0
    return -max(below(bar) for bar in bars), max(sum(bar) - below(bar) for bar in bars)


def _bar(rows: Rows, shares: Sequence[float], y: float, colours: Sequence[str]) -> None:
    """Draw one bar; a number that its piece is too short for stands above it."""
    high = min(BAR, rows.each - 14)
    lefts = np.cumsum([-below(shares), *shares[:-1]])
    above: list[tuple[float, str]] = []
    for share, left, colour in zip(shares, lefts, colours, strict=True):
        if share <= 0:
            continue
        look: dict[str, Any] = {"color": colour, "zorder": 2, "clip_on": False}
        rows.ax.barh(y, share, high / rows.each, left=left, **look)
        words, middle = rows.canvas.number(share), float(left + share / 2)
        wide = share / rows.px - 8
        size = VALUE if high >= VALUE and widest([words], VALUE) <= wide else SIZE
        if widest([words], size) <= wide:
            rows.canvas.text(middle, y, words, colour=_ink_on(colour), size=size)
        else:
            above.append((middle, words))
    if above and rows.each >= high + SMALL - 2:
        at = [(middle - rows.low) / rows.px for middle, _ in above]
        room = [widest([words], SMALL) for _, words in above]
        end = (rows.high - rows.low) / rows.px
        places = keep_apart(at, room, -20, end + 20, gap=6)
        for (_, words), place in zip(above, places, strict=True):
            x, up = rows.low + place * rows.px, high / 2 + SMALL * 0.52
            rows.canvas.text(x, y, words, up=up, size=SMALL)


def _bracket(rows: Rows, shares: pd.Series, y: float) -> None:
    """Draw a bracket over the answers that the title counts, their share at the bar's end."""
    answers = list(rows.canvas.options.get("named_answers", ()))
    begin = -below(shares.to_list())
    ends = begin + np.cumsum([0.0, *shares])
    places = [place for place, name in enumerate(shares.index) if name in answers]
    low, high = float(ends[min(places)]), float(ends[max(places) + 1])
    up = (min(BAR, rows.each - 14) / 2 + 6) / rows.each
    look: dict[str, Any] = {"color": INK, "lw": 3, "zorder": 4, "clip_on": False}
    rows.ax.plot([low, low, high, high], [y - up + 0.08, y - up, y - up, y - up + 0.08], **look)
    words = rows.canvas.number(sum(shares[name] for name in answers))
    words += rows.canvas.texts("plots.percent")
    how: dict[str, Any] = {"right": 10, "anchor": "start", "bold": True, "size": VALUE}
    rows.canvas.text(float(ends[-1]), y, words, frame=rows.ax.transData, **how)


def _heading(rows: Rows, words: str, y: float) -> None:
    """Write a question over the whole width, where its groups' bars begin below it."""
    canvas = rows.canvas
    width = canvas.figure_size[0]
    left = float(canvas.ax.get_position().x0) * width if canvas.own else 0.0
    text = canvas.wrapped(words, width, 1)
    canvas.lines(text, 0, y, right=-left, up=-6, anchor="start", frame=canvas.across)


def _columns(
    canvas: Canvas, shown: pd.DataFrame, bars: Sequence[str], categories: Sequence[str]
) -> list[Column]:
    """Number of answers behind each bar, and the share of every category outside the scale."""
    found: list[tuple[str, pd.Series, str]] = []
    if "n" in shown:
        found.append((canvas.texts("plots.answers"), shown.groupby("bar")["n"].max(), ""))
    for name in dict.fromkeys(shown["category"]):
        if name not in categories and name:
            part = shown[shown["category"] == name].groupby("bar")["share"].first()
            found.append((str(name), part, canvas.texts("plots.percent")))
    columns = []
    for head, values, sign in found:
        numbers = [values.get(bar, np.nan) for bar in bars]
        cells = ["" if pd.isna(v) else canvas.number(v, 0) + sign for v in numbers]
        columns.append(column_of(head, cells))
    return columns


def _key(rows: Rows, names: Sequence[Sequence[str]], colours: Sequence[str]) -> None:
    """Write the answers once above the bars, in the bars' order, each under its colour."""
    canvas = rows.canvas
    whole = canvas.figure_size[0] if canvas.own else canvas.size[0]
    left = float(canvas.ax.get_position().x0) * whole if canvas.own else 0.0
    each = whole * rows.px / len(names)
    begin = rows.low - left * rows.px
    top = rows.top(6)
    for place, (lines, colour) in enumerate(zip(names, colours, strict=True)):
        x, gap = begin + each * place, 4 * rows.px
        look: dict[str, Any] = {"color": colour, "clip_on": False, "gid": "key"}
        rows.ax.barh(top, each - 2 * gap, 12 / rows.each, left=x + gap, **look)
        y = rows.top(16 + len(lines) * KEY_LINE / 2)
        canvas.lines(lines, x + each / 2, y, size=KEY)
