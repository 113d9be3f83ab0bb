"""Two axes: unnamed workplaces as points with a line, and a course over months."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from skcore.plots.apart import keep_apart
from skcore.plots.axis import axis_note, decimals_of, limits_of, nice_ticks, words_width
from skcore.plots.months import events_within, lone_months, month_numbers, month_ticks
from skcore.plots.style import COLOURS, GRID, INK, LINE, QUIET, SIZE, Canvas, colour_of
from skcore.plots.words import balanced

__all__ = ["GROUP_COLOURS", "dot_areas", "draw_scatter", "draw_trend", "trend_limits"]

#: of the lines of a course, in the groups' order
GROUP_COLOURS = (COLOURS["trust"], COLOURS["community"], COLOURS["wellbeing"], COLOURS["justice"])


def draw_scatter(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw unnamed points, the line the sentence is about, and its uncertainty."""
    line = pd.DataFrame(canvas.options.get("line") or [], columns=None)
    x_low, x_high = limits_of(canvas.options.get("x_axis"), [table["x"], *_columns(line, "x")])
    ys = [table["y"], *_columns(line, "estimate", "conf_low", "conf_high")]
    y_low, y_high = limits_of(canvas.options.get("y_axis"), ys, from_zero=True)
    x_label = str(canvas.options.get("x_label", ""))
    _frame(canvas, (x_low, x_high), (y_low, y_high), note=axis_note(canvas, x_low, x_label))
    colour = colour_of(canvas.options.get("dimension", "trust"))
    if not line.empty:
        _line(canvas, line)
    canvas.ax.scatter(
        table["x"],
        table["y"],
        s=dot_areas(table),
        c=colour,
        alpha=0.55,
        linewidths=0,
        zorder=3,
        clip_on=False,
    )


def _columns(line: pd.DataFrame, *names: str) -> list[pd.Series]:
    return [pd.to_numeric(line[name]) for name in names if name in line]


def dot_areas(table: pd.DataFrame) -> Any:
    """Return areas in square px: the more people, the larger, as far as tens tell."""
    if "size" not in table or table["size"].isna().all():
        return np.full(len(table), 250.0)
    size = table["size"].fillna(table["size"].median()).to_numpy(float)
    return 80 + 520 * np.minimum(size / max(size.max(), 1), 1)


def _line(canvas: Canvas, line: pd.DataFrame) -> None:
    line = line.sort_values("x")
    x = line["x"].to_numpy(float)
    if {"conf_low", "conf_high"} <= set(line.columns):
        band = line[["conf_low", "conf_high"]].to_numpy(float)
        canvas.ax.fill_between(x, band[:, 0], band[:, 1], color=QUIET, alpha=0.18, lw=0, zorder=2)
    canvas.ax.plot(x, line["estimate"].to_numpy(float), color=INK, lw=4, zorder=4)


def _frame(
    canvas: Canvas,
    x: tuple[float, float],
    y: tuple[float, float],
    *,
    note: str,
    right: float = 24,
    x_ticks: Mapping[float, str] | None = None,
    top: float = 0,
) -> None:
    """Set margins and limits, write both axes; the y axis's name stands level above it."""
    digits_of = nice_ticks(*y, most=5)
    digits = decimals_of(digits_of)
    texts = [canvas.number(tick, digits) for tick in digits_of]
    left = max(words_width(text) for text in texts) + 18
    title = balanced(str(canvas.options.get("y_label", "")), canvas.figure_size[0] - 40, SIZE)
    head = len(title) * LINE + 20 if title != [""] else 12
    foot = 44 + (34 if note else 0)
    canvas.margins(left=left, right=right, top=head + top, bottom=foot)
    canvas.bare()
    canvas.ax.set_xlim(*x)
    canvas.ax.set_ylim(*y)
    for tick, text in zip(digits_of, texts, strict=True):
        canvas.ax.plot(x, [tick, tick], color=GRID, lw=1.2, zorder=0, clip_on=False)
        canvas.text(
            0, tick, text, right=-12, anchor="end", colour=QUIET, frame=("axes fraction", "data")
        )
    base = y[0]
    canvas.ax.plot(x, [base, base], color=QUIET, lw=1.5, zorder=1, clip_on=False)
    if x_ticks is None:
        marks = nice_ticks(*x, most=6)
        x_digits = decimals_of(marks)
        x_ticks = {mark: canvas.number(mark, x_digits) for mark in marks}
    for mark, text in x_ticks.items():
        at = (mark - x[0]) / (x[1] - x[0]) * canvas.size[0]
        inside = words_width(text) / 2 - left - at  # a date at the left end moves in
        move = max(inside, 0)
        canvas.text(
            mark, 0, text, right=move, up=-24, colour=QUIET, frame=("data", "axes fraction")
        )
    for place, words in enumerate(title if title != [""] else []):
        up = top + 30 + (len(title) - 1 - place) * LINE
        canvas.text(
            0,
            1,
            words,
            right=-left,
            up=up,
            anchor="start",
            colour=QUIET,
            frame=("axes fraction",) * 2,
        )
    if note:
        canvas.text(0.5, 0, note, up=-58, colour=QUIET, frame=("axes fraction",) * 2)


def trend_limits(table: pd.DataFrame, options: Mapping[str, Any]) -> tuple[float, float]:
    """Return the ends of a course's upright axis."""
    names = ("estimate", "conf_low", "conf_high")
    given = options.get("y_axis")
    return limits_of(given, [table[n] for n in names if n in table], from_zero=True)


def draw_trend(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw one line per group over the months, named at its end; surveys as upright strokes."""
    table = table.assign(at=month_numbers(table["month"]))
    first, last = int(table["at"].min()), int(table["at"].max())
    groups = list(dict.fromkeys(table["group"]))
    names = [balanced(name, 220, SIZE, bold=True) for name in groups]
    wide = max((words_width(part, bold=True) for parts in names for part in parts), default=0)
    x = (first - 0.5, last + 0.5)
    _frame(
        canvas,
        x,
        trend_limits(table, canvas.options),
        note=str(canvas.options.get("x_label", "")),
        right=wide + 22 if any(groups) else 24,
        x_ticks=month_ticks(first, last, canvas.figure_size[0], canvas.language),
        top=LINE + 10 if canvas.options.get("events") else 0,
    )
    _events(canvas, x)
    ends = []
    for group, colour in zip(groups, _cycle(len(groups)), strict=True):
        mine = table[table["group"] == group].drop_duplicates("at").set_index("at")
        ends.append(_course(canvas, mine.reindex(range(first, last + 1)), colour))
    _name_ends(canvas, names, ends, _cycle(len(groups)))


def _cycle(count: int) -> list[str]:
    return [GROUP_COLOURS[place % len(GROUP_COLOURS)] for place in range(count)]


def _course(canvas: Canvas, part: pd.DataFrame, colour: str) -> float:
    """Draw a line from month to month, a dot where a month stands alone; return where it ends."""
    at, values = part.index.to_numpy(float), part["estimate"].to_numpy(float)
    if {"conf_low", "conf_high"} <= set(part.columns):
        low, high = (part[name].to_numpy(float) for name in ("conf_low", "conf_high"))
        canvas.ax.fill_between(at, low, high, color=colour, alpha=0.18, lw=0, zorder=2)
    canvas.ax.plot(at, values, color=colour, lw=3.5, zorder=3, solid_joinstyle="round")
    for place in lone_months(values):
        canvas.ax.plot(
            at[[place]],
            values[[place]],
            marker="o",
            ms=10,
            mfc=colour,
            mec="none",
            ls="none",
            zorder=3,
            clip_on=False,
        )
    shown = values[~np.isnan(values)]
    return float(shown[-1]) if len(shown) else float("nan")


def _name_ends(
    canvas: Canvas, names: list[list[str]], ends: list[float], colours: list[str]
) -> None:
    """Write each line's name at its end, moved apart where lines end together."""
    low, high = canvas.ax.get_ylim()
    height = canvas.size[1]
    drawn = [place for place, end in enumerate(ends) if not np.isnan(end) and names[place] != [""]]
    # of lines that end together the first stands on top, as in the order of the groups
    order = sorted(drawn, key=lambda place: (ends[place], -place))
    wanted = [(ends[place] - low) / (high - low) * height for place in order]
    room = [len(names[place]) * LINE for place in order]
    for place, middle in zip(order, keep_apart(wanted, room, 0, height, gap=4), strict=True):
        canvas.lines(
            names[place],
            1,
            middle / height,
            right=12,
            anchor="start",
            colour=colours[place],
            bold=True,
            frame=("axes fraction",) * 2,
        )


def _events(canvas: Canvas, x: tuple[float, float]) -> None:
    """Draw surveys as upright strokes, named above."""
    marks = events_within(canvas.options, x)
    low, high = canvas.ax.get_ylim()
    width = canvas.size[0]
    for at, _ in marks:
        canvas.ax.plot([at, at], [low, high], color=INK, lw=2, ls=(0, (5, 4)), zorder=2)
    places = keep_apart(
        [(at - x[0]) / (x[1] - x[0]) * width for at, _ in marks],
        [words_width(label) for _, label in marks],
        0,
        width + 24,
    )
    for place, (_, label) in zip(places, marks, strict=True):
        canvas.text(place / width, 1, label, up=18, frame=("axes fraction",) * 2)
