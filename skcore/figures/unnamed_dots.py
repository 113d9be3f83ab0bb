"""The spread of unnamed workplaces: one dot each, and everybody's mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.backends.backend_template import RendererTemplate
from matplotlib.collections import PolyCollection

from skcore.figures.axis import near_values, reached
from skcore.figures.marks import bounded_words, row_colour
from skcore.figures.named_rows import Rows
from skcore.figures.style import QUIET, SHADE, VALUE, WHITE, Canvas, widest

MOST_DOTS = 200  # a row of more, or one too crowded, is drawn as counts
BINS = 40
WHY = 20.0  # px of the words in a row without dots
HALF = 60.0  # px that dots move up or down at most
SIZES = (18, 16, 14, 12, 10, 8, 7, 6, 5, 4)  # px a dot is given: the most that its row has room for
CLOSE = 12.0  # px: smaller dots are drawn half as large again, as far as this, and overlap a little


def draw_spread(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw every workplace as an unnamed dot, and everybody's mean as an upright stroke."""
    labels = list(dict.fromkeys(table["label"]))
    axis = near_values(canvas.options, reached("spread", table))
    rows = Rows(canvas, labels, axis, head=VALUE * 0.6)
    half = min((rows.each - VALUE - 6) / 2, HALF)
    first = table.drop_duplicates("label").set_index("label")
    colours = {str(label): row_colour(dict(row)) for label, row in first.T.items()}
    for y, label in enumerate(labels):
        rows.track(y)
        overall = float(first.loc[label, "overall"])
        rows.stroke(overall, y, height=2 * half + 6, lw=5)
        rows.goal(dict(first.loc[label]), y, height=2 * half + 6)
        if not np.isnan(overall):
            frame = rows.ax.transData
            words = bounded_words(canvas.texts, first.loc[label], canvas.decimals, "overall")
            up = half + VALUE * 0.62
            canvas.text(overall, y, words, up=up, size=VALUE, bold=True, frame=frame)
        if not first.loc[label].get("estimate", 0.0) >= 0:
            _alone(rows, label, overall, y)
    counts = table.groupby("label")["estimate"].count().loc[lambda n: n > 0]
    size = _size(rows, table, half)
    crowded = counts.index[counts > MOST_DOTS] if size else counts.index
    if len(crowded):
        rows.key.set_text(str(canvas.options.get("note_counts", "")))
    for label in crowded:
        values = table.loc[table["label"] == label, "estimate"].dropna().to_numpy(float)
        _counts(rows, values, labels.index(label), half, colours[label])
    _dots(rows, table[~table["label"].isin(crowded)], labels, size, colours)
    rows.name_goals()


def _alone(rows: Rows, label: str, overall: float, y: float) -> None:
    """Say why a row has no dots, beside its stroke."""
    canvas = rows.canvas
    words = str(canvas.options.get("alone", {}).get(label, ""))
    room = (rows.high - overall) / rows.px - 24
    if words and room > 200:
        lines = canvas.wrapped(words, room, 2, size=WHY)
        wide = (widest(lines, WHY) + 8) * rows.px
        rows.clear(overall + 14 * rows.px, y, wide, len(lines))
        canvas.lines(lines, overall, y, right=18, anchor="start", colour=QUIET, size=WHY,
                     frame=rows.ax.transData)  # fmt: skip


def _dots(
    rows: Rows, table: pd.DataFrame, labels: list[str], size: int, colours: dict[str, str]
) -> None:
    """Place dots side by side so that each is seen; the order is that of the values."""
    table = table.dropna(subset="estimate")
    if table.empty:
        return
    import seaborn as sns

    limits = rows.ax.get_xlim(), rows.ax.get_ylim()
    look: dict[str, Any] = {"alpha": SHADE, "edgecolor": WHITE, "linewidth": 0.7, "zorder": 3}
    look |= {"palette": colours, "size": size, "clip_on": False, "legend": False, "warn_thresh": 1}
    sns.swarmplot(table, x="estimate", y="label", hue="label", order=labels, ax=rows.ax, **look)
    rows.ax.set(xlabel="", ylabel="", xlim=limits[0], ylim=limits[1])
    swarms: Any = [points for points in rows.ax.collections if "draw" in vars(points)]
    nowhere: Any = RendererTemplate
    for points in swarms if rows.canvas.own else []:
        points.draw(nowhere(72))  # which gives them their places
        del points.draw
        points.set_sizes([max(size, min(1.5 * size, CLOSE)) ** 2])


def _size(rows: Rows, table: pd.DataFrame, half: float) -> int:
    """Return the largest dots of which no stack is higher than its row; 0 where all are."""
    parts = (part.dropna().to_numpy(float) for _, part in table.groupby("label")["estimate"])
    apart = [(part - part[:, None]) / rows.px for part in parts]
    for size in SIZES:
        # a dot moves by its height over one at its place, by less over one beside it
        moved = ((1 - (px / size) ** 2) * (px >= 0) for px in apart)
        tall = [np.sqrt(part.clip(0)).sum(axis=1).max(initial=0) for part in moved]
        if (max(tall, default=0) + 1) / 2 * size <= half + 3:  # the first lies in the middle
            return size
    return 0


def _counts(rows: Rows, values: np.ndarray, y: int, half: float, colour: str) -> None:
    """Draw how many workplaces lie where: the highest bar takes the height of the row."""
    step = max(1.0, round((rows.high - rows.low) / BINS))
    edges = np.arange(rows.low, rows.high + 1.5 * step, step) - step / 2
    count, _ = np.histogram(values, edges)
    tall = count / count.max(initial=1) * 2 * half / rows.each
    middles = edges[:-1] + step / 2
    base = y + half / rows.each
    look: dict[str, Any] = {"color": colour, "alpha": SHADE, "zorder": 3, "clip_on": False}
    half_bar = step * 0.43
    left, right, top = middles - half_bar, middles + half_bar, base - tall
    ground = np.full_like(top, base)
    corners = [(left, ground), (right, ground), (right, top), (left, top)]
    # all bars at once: one by one each takes milliseconds
    bars: Any = np.array(corners).transpose(2, 0, 1)[count > 0]
    rows.ax.add_collection(PolyCollection(bars, linewidths=0, **look), autolim=False)
