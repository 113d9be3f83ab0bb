"""Bars that part at the middle answer: where they lie, and the colours of the answers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skcore.plots.style import WHITE

__all__ = ["COLUMN_GAP", "END", "below", "ink_on", "named_bars", "reach_of", "shades"]

END = 30.0  # px right of the bars, for a number that its bar is too short for
COLUMN_GAP = 12.0
LEFT_ROOM = 0.11  # share of the bars' reach left of the longest, for such a number too

#: from the least to the most favourable answer; no red and no green: nobody is marked
_SHADES = {
    2: ("#e3a46f", "#7fa8cc"),
    3: ("#e3a46f", "#d5dbe1", "#7fa8cc"),
    4: ("#c25700", "#f0c8a4", "#a9c6df", "#1f5f99"),
    5: ("#c25700", "#f0c8a4", "#d5dbe1", "#a9c6df", "#1f5f99"),
    6: ("#c25700", "#e3a46f", "#f3d9c1", "#c9dceb", "#7fa8cc", "#1f5f99"),
    7: ("#c25700", "#e3a46f", "#f3d9c1", "#d5dbe1", "#c9dceb", "#7fa8cc", "#1f5f99"),
}
_DARK = {"#c25700", "#1f5f99"}
#: ink that stays dark in the dark theme, since the pale bars stay pale
_ON_PALE = "#1d2734"


def shades(count: int) -> tuple[str, ...]:
    """Return the colours of so many answers; blended where there are more than usual (0-10, say).

    Examples
    --------
    >>> shades(2)
    ('#e3a46f', '#7fa8cc')
    """
    if count in _SHADES:
        return _SHADES[count]
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    scale = LinearSegmentedColormap.from_list("answers", _SHADES[7])
    return tuple(to_hex(scale(value)) for value in np.linspace(0.12, 0.88, count))


def ink_on(colour: str) -> str:
    """Return the colour of a number written on an answer's colour."""
    return WHITE if colour in _DARK else _ON_PALE


def named_bars(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with one label per bar: the question, and the group where there are some.

    Examples
    --------
    >>> rows = pd.DataFrame({"label": ["Ro", "Ro"], "group": ["før", "efter"]})
    >>> named_bars(rows)["label"].tolist()
    ['Ro · før', 'Ro · efter']
    """
    if "group" not in table or not (table["group"] != "").any():
        return table
    both = [
        f"{label} · {group}".removesuffix(" · ")
        for label, group in zip(table["label"], table["group"], strict=True)
    ]
    return table.assign(question=table["label"], label=both)


def below(shares: pd.Series) -> float:
    """Return how much of a bar lies left of the middle: half the middle answer goes each way.

    Examples
    --------
    >>> below(pd.Series([10, 20, 40, 20, 10]))
    50.0
    """
    count = len(shares)
    half = count // 2
    first = float(shares.iloc[:half].sum())
    return first + (float(shares.iloc[half]) / 2 if count % 2 else 0.0)


def reach_of(shares: pd.DataFrame) -> tuple[float, float]:
    """Return how far bars go to the left and right of the middle, with room for a number left."""
    shown = shares.dropna(how="all").fillna(0)
    if shown.empty:
        return 50.0, 50.0
    left = shown.apply(below, axis=1)
    ends = float(left.max()), float((shown.sum(axis=1) - left).max())
    return ends[0] + LEFT_ROOM * sum(ends), ends[1]
