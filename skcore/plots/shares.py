"""How answers are distributed: bars that part at the middle answer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skcore.plots.axis import words_width
from skcore.plots.rows import Rows, draw_hidden, lay_rows, records
from skcore.plots.style import LINE, WHITE, Canvas

__all__ = ["draw_distribution"]

#: from the least to the most favourable answer; no red and no green: nobody is marked
SHADES = {
    2: ("#e3a46f", "#7fa8cc"),
    3: ("#e3a46f", "#d5dbe1", "#7fa8cc"),
    4: ("#c25700", "#f0c8a4", "#a9c6df", "#1f5f99"),
    5: ("#c25700", "#f0c8a4", "#d5dbe1", "#a9c6df", "#1f5f99"),
    6: ("#c25700", "#e3a46f", "#f3d9c1", "#c9dceb", "#7fa8cc", "#1f5f99"),
    7: ("#c25700", "#e3a46f", "#f3d9c1", "#d5dbe1", "#c9dceb", "#7fa8cc", "#1f5f99"),
}
_DARK = {"#c25700", "#1f5f99"}
#: ink that stays dark in the dark theme, since the pale bars stay pale
ON_PALE = "#1d2734"


def draw_distribution(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw one diverging bar per row; categories go from least to most favourable."""
    categories = [str(name) for name in canvas.options.get("categories", ())] or list(
        dict.fromkeys(table["category"])
    )
    labels = list(dict.fromkeys(table["label"]))
    shares = _wide(table, labels, categories)
    left, right = _reach(shares)
    names = _names(canvas, categories)
    header = LINE * max(len(lines) for lines in names) + 22
    rows = lay_rows(canvas, labels, axis=(-left, right), header=header, ticks=False, right=30)
    colours = SHADES.get(len(categories)) or _blend(len(categories))
    for label, middle in zip(labels, rows.middles, strict=True):
        _bar(canvas, shares.loc[label], rows, middle, colours)
        if shares.loc[label].isna().all():
            draw_hidden(canvas, records(table[table["label"] == label])[0], rows, middle)
    _key(canvas, names, colours)


def _wide(table: pd.DataFrame, labels: list[str], categories: list[str]) -> pd.DataFrame:
    shown = table[~table["hidden"].astype(bool)] if "hidden" in table else table
    wide = shown.pivot_table(index="label", columns="category", values="share", aggfunc="first")
    return wide.reindex(index=labels, columns=categories)


def _below(shares: pd.Series) -> float:
    """Return how much of a bar lies left of the middle: half the middle answer goes each way."""
    count = len(shares)
    half = count // 2
    below = float(shares.iloc[:half].sum())
    return below + (float(shares.iloc[half]) / 2 if count % 2 else 0.0)


def _reach(shares: pd.DataFrame) -> tuple[float, float]:
    shown = shares.dropna(how="all").fillna(0)
    if shown.empty:
        return 50.0, 50.0
    below = shown.apply(_below, axis=1)
    return float(below.max()), float((shown.sum(axis=1) - below).max())


def _bar(
    canvas: Canvas, shares: pd.Series, rows: Rows, middle: float, colours: tuple[str, ...]
) -> None:
    per_px = (rows.high - rows.low) / canvas.size[0]
    height = min(46.0, rows.height - 8)
    start = -_below(shares.fillna(0))
    last = len(shares) - 1
    for place, (share, colour) in enumerate(zip(shares, colours, strict=True)):
        if pd.isna(share) or share <= 0:
            continue
        canvas.bar(start, middle, share, height, color=colour)
        words = canvas.number(share)
        if share / per_px >= words_width(words) + 4:
            tint = WHITE if colour in _DARK else ON_PALE
            canvas.text(start + share / 2, middle, words, colour=tint)
        elif place == 0:
            canvas.text(start, middle, words, right=-6, anchor="end")
        elif place == last:
            canvas.text(start + share, middle, words, right=6, anchor="start")
        start += share


def _names(canvas: Canvas, categories: list[str]) -> list[list[str]]:
    width = canvas.figure_size[0] / len(categories) - 12
    return [canvas.wrapped(name, width, 3) for name in categories]


def _key(canvas: Canvas, names: list[list[str]], colours: tuple[str, ...]) -> None:
    """Write the answers once above the bars, in the bars' order, each under its colour."""
    full, inside = canvas.figure_size[0], canvas.size[0]
    low, high = canvas.ax.get_xlim()
    per_px = (high - low) / inside
    begin = high - (full - 30) * per_px if canvas.own else low
    each = (high - begin) / len(names)
    for place, (lines, colour) in enumerate(zip(names, colours, strict=True)):
        x = begin + each * place
        strip = canvas.ax.bar(
            x + 3 * per_px, 10, each - 6 * per_px, bottom=0, color=colour, align="edge", lw=0
        )
        strip.patches[0].set_clip_on(False)
        canvas.lines(lines, x + each / 2, 14 + len(lines) * LINE / 2)


def _blend(count: int) -> tuple[str, ...]:
    """Return shades for more answers than usual (0-10 scales, say)."""
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    scale = LinearSegmentedColormap.from_list("answers", SHADES[7])
    return tuple(to_hex(scale(value)) for value in np.linspace(0.12, 0.88, count))
