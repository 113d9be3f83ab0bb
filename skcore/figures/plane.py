"""Two axes: unnamed workplaces as points with a line, and a course over months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.dates
import pandas as pd
from matplotlib.colors import to_rgba
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, Locator

from skcore.figures import style
from skcore.figures.apart import keep_apart
from skcore.figures.axis import FOOT, NOTE_SIZE, axis_note, foot_of, limits_of, number_axis
from skcore.figures.room import Place, freest
from skcore.figures.style import Canvas, colour_of, widest
from skcore.figures.words import balanced
from skcore.texts.numbers import format_date

mdates: Any = matplotlib.dates  # it says nothing of its types
#: of the lines of a course, in the groups' order
GROUP_COLOURS = [style.COLOURS[name] for name in ("trust", "community", "wellbeing", "justice")]
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)  # from one written month to the next
MONTH_ROOM = 140.0  # px that a month's name takes
NAME_MOST = 230.0  # px of a line's name at its end
NUMBER_ROOM = 60.0  # days that half a year's number takes on the usual axis
BAR = 34.0  # px from one bar under the months to the next
ROOMY = 45  # dots that lie beside each other at their full size
TITLE = style.SMALL  # what is measured upwards


def draw_scatter(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw unnamed points, the line the sentence is about, and its uncertainty."""
    import seaborn as sns

    line = pd.DataFrame(canvas.options.get("line") or []).astype(float)
    ends = [line[name] for name in ("estimate", "conf_low", "conf_high") if name in line]
    xs = [table["x"], *([line["x"]] if "x" in line else [])]
    x = limits_of(canvas.options.get("x_axis"), xs)
    y = limits_of(canvas.options.get("y_axis"), [table["y"], *ends])
    _frame(canvas, x, y, note=axis_note(canvas, x[0], y[0]))
    number_axis(canvas.ax.xaxis, canvas, most=max(3, min(7, int(canvas.size[0] // 80))))
    if not line.empty:
        _line(canvas, line.sort_values("x"))
    part = min(1.0, ROOMY / max(len(table), 1))  # of many dots each is smaller
    size: dict[str, Any] = {"s": 24**2 * part}
    if "size" in table and table["size"].notna().any():
        table = table.assign(size=table["size"].fillna(table["size"].median()))
        most = max(float(table["size"].max()), 1.0)
        size = {"size": "size", "sizes": (16**2 * part, 34**2 * part), "size_norm": (0, most)}
    colour = colour_of(canvas.options.get("dimension", "trust"))
    # the edge is seen on white and on other dots; what lies behind is seen through the rest
    look = {"edgecolor": colour, "linewidth": 1.8, "zorder": 3, "clip_on": False, "legend": False}
    pale = to_rgba(colour, 0.45)
    sns.scatterplot(table, x="x", y="y", color=pale, ax=canvas.ax, **size, **look)
    canvas.ax.set(xlabel="", ylabel="", xlim=x, ylim=y)
    _marks(canvas, sorted(canvas.options.get("marks") or [], key=lambda mark: -float(mark["y"])))


def _marks(canvas: Canvas, marks: Sequence[Mapping[str, Any]]) -> None:
    """Draw the points the words speak of, ringed in white among others, and name them.

    The upper one's name stands above it, the lower one's below: no line crosses another.
    """
    places = [(float(mark["x"]), float(mark["y"])) for mark in marks]
    look: dict[str, Any] = {"zorder": 5, "clip_on": False}
    for at in places:
        canvas.ax.plot(*at, "D", ms=23, mfc="white", mec="none", **look)
    for at, mark in zip(places, marks, strict=True):
        fill = style.INK if mark.get("filled") else "white"
        canvas.ax.plot(*at, "D", ms=16, mfc=fill, mec=style.INK, mew=3, **look)
    for number, (at, mark) in enumerate(zip(places, marks, strict=True)):
        _name(canvas, at, str(mark["label"]), -1 if number else 1)


def _name(canvas: Canvas, at: tuple[float, float], words: str, side: int) -> None:
    """Name a point where there is room, with a thin line to it where that is far."""
    ends = ((18, "start"), (-18, "end"))
    places = [Place(right, side * up, end) for up in range(16, 200, 12) for right, end in ends]
    right, up, anchor = freest(canvas, at, words, style.SMALL, places)
    if abs(up) > style.LINE:
        line = {"arrowstyle": "-", "color": style.INK, "lw": 1.5, "shrinkB": 12}
        near: Any = (right, up - side * style.SMALL / 2)
        look: dict[str, Any] = {"textcoords": "offset points", "zorder": 5}
        canvas.ax.annotate("", at, near, arrowprops=line, annotation_clip=False, **look)
    canvas.text(*at, words, bold=True, size=style.SMALL, right=right, up=up, anchor=anchor)


def _line(canvas: Canvas, line: pd.DataFrame) -> None:
    x = line["x"].to_numpy()
    if {"conf_low", "conf_high"} <= set(line.columns):
        low, high = line["conf_low"].to_numpy(), line["conf_high"].to_numpy()
        canvas.ax.fill_between(x, low, high, color=style.QUIET, alpha=0.18, lw=0, zorder=2)
        for edge in (low, high):
            canvas.ax.plot(x, edge, color=style.QUIET, lw=1, zorder=2)
    dash: Any = "-" if canvas.options.get("certain", True) else (0, (3, 1.6))
    canvas.ax.plot(x, line["estimate"].to_numpy(), color=style.INK, lw=4, ls=dash, zorder=4)


def _frame(
    canvas: Canvas,
    x: tuple[float, float],
    y: tuple[float, float],
    *,
    note: str,
    left: float = 0,
    right: float = 24,
    top: float = 0,
    foot: float = 0,
) -> None:
    """Set margins and limits; the y axis's name stands level above it."""
    ax = canvas.ax
    ax.set_ylim(*y)
    number_axis(ax.yaxis, canvas, most=6)
    numbers = ax.yaxis.get_major_formatter().format_ticks(list(ax.yaxis.get_majorticklocs()))
    left = max(widest(numbers, style.SMALL) + 16, left)
    words = str(canvas.options.get("y_label", ""))
    title = balanced(words, canvas.figure_size[0] - 40, TITLE) if words else []
    head = len(title) * style.LINE + 22 if title else 14
    canvas.margins(left=left, right=right, top=head + top, bottom=foot_of(note) + foot)
    canvas.bare()
    ax.yaxis.set_visible(True)
    ax.tick_params(axis="y", pad=10)
    ax.tick_params(axis="x", pad=12)  # the lowest number stands left of the first
    ax.set_xlim(*x)
    ax.grid(axis="y", color=style.GRID, lw=1.2, clip_on=False)
    ax.spines["bottom"].set(visible=True, color=style.QUIET, lw=1.5)
    how: dict[str, Any] = {"frame": "axes fraction", "colour": style.QUIET}
    up = top + 16 + len(title) * style.LINE / 2
    canvas.lines(title, 0, 1, right=-left, up=up, anchor="start", size=TITLE, **how)
    if note:
        wide = canvas.figure_size[0]
        size = TITLE if widest([note], TITLE) <= wide - 8 else NOTE_SIZE
        # in the middle of the figure, not of the axes: longer notes reach left of them
        aside = (wide - canvas.size[0]) / 2 - left if canvas.own else 0.0
        canvas.text(0.5, 0, note, right=aside, up=-FOOT - 12, size=size, **how)


def draw_trend(table: pd.DataFrame, canvas: Canvas) -> None:
    """Draw one line per group over the months, named at its end; surveys as upright strokes."""
    months = pd.PeriodIndex(pd.to_datetime(table["month"].astype(str).str[:7]), freq="M")
    table = table.assign(at=mdates.date2num(months.to_timestamp()), place=months.astype("int64"))
    groups = [str(group) for group in dict.fromkeys(table["group"])]
    colours = {group: GROUP_COLOURS[n % 4] for n, group in enumerate(groups)}
    names = {g: balanced(g, NAME_MOST, style.SMALL, bold=True) for g in groups if g}
    wide = widest([part for parts in names.values() for part in parts], style.SMALL, bold=True)
    known = [table[name] for name in ("estimate", "conf_low", "conf_high") if name in table]
    y = limits_of(canvas.options.get("y_axis"), known, from_zero=True)
    x = (float(table["at"].min()) - 15, float(table["at"].max()) + 15)
    events = _events(canvas.options, x)
    note = str(canvas.options.get("x_label", ""))
    right = wide + 26 if names else 40
    top = style.LINE + 6 if events else 0
    bars = canvas.options.get("bars") or []
    foot = len(bars) * BAR + 6 if bars else 0
    left = MONTH_ROOM / 2 - 14
    _frame(canvas, x, y, note=note, left=left, right=right, top=top, foot=foot)
    _write_months(canvas, table)
    _draw_events(canvas, events, x)
    _courses(canvas, table, colours)
    _spans(canvas, table, [at for at, _ in events])
    canvas.ax.set(xlabel="", ylabel="", xlim=x, ylim=y)
    _name_ends(canvas, table, names, colours)
    for place, bar in enumerate(bars):
        _bar(canvas, bar, x, down=foot_of(note) + 6 + (place + 0.5) * BAR)


def _bar(canvas: Canvas, bar: Mapping[str, Any], x: tuple[float, float], *, down: float) -> None:
    """Draw from when to when something ran, under the months; its name beside it."""
    ends = [float(mdates.date2num(pd.Timestamp(str(bar[end])))) for end in ("start", "end")]
    low, high = (min(max(end, x[0]), x[1]) for end in ends)
    under: Any = canvas.ax.get_xaxis_transform()
    height = -down / canvas.size[1]
    look: dict[str, Any] = {"lw": BAR - 8, "solid_capstyle": "butt", "clip_on": False}
    canvas.ax.plot([low, high], [height] * 2, color=style.QUIET, transform=under, **look)
    how: dict[str, Any] = {"frame": under, "size": style.SMALL}
    edge = canvas.ax.get_position().x0 * canvas.figure_size[0] - 10  # px left of the axis
    room = [(low - x[0]) / (x[1] - x[0]) * canvas.size[0] + edge]
    room.append(canvas.size[0] - (high - x[0]) / (x[1] - x[0]) * canvas.size[0])
    before = room[0] >= room[1]
    words, wide = [str(bar["label"])], canvas.size[0] - sum(room) + edge
    if max(room) < widest(words, style.SMALL) < wide - 16:
        canvas.text(low, height, words[0], right=8, anchor="start", colour="white", **how)
        return
    words = canvas.wrapped(words[0], max(room), 1, size=style.SMALL)
    side = ("end", low, -8) if before else ("start", high, 8)
    canvas.text(side[1], height, words[0], right=side[2], anchor=side[0], **how)


def _courses(canvas: Canvas, table: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Draw a line from month to month, none across a missing one; a dot where a month is alone."""
    import seaborn as sns

    shown = table.dropna(subset="estimate").sort_values(["group", "place"], kind="stable")
    shown = shown.drop_duplicates(["group", "place"])
    run = (shown["place"].diff().ne(1) | shown["group"].ne(shown["group"].shift())).cumsum()
    shown = shown.assign(run=run)
    if {"conf_low", "conf_high"} <= set(shown.columns):
        for (group, _), part in shown.groupby(["group", "run"]):
            band: dict[str, Any] = {"color": colours[str(group)], "lw": 0, "zorder": 2}
            canvas.ax.fill_between(
                part["at"], part["conf_low"], part["conf_high"], alpha=0.18, **band
            )
    look: dict[str, Any] = {"estimator": None, "errorbar": None, "legend": False, "lw": 4}
    look |= {"hue": "group", "palette": dict(colours), "units": "run", "zorder": 3}
    sns.lineplot(shown, x="at", y="estimate", ax=canvas.ax, **look)
    alone = shown[shown.groupby("run")["run"].transform("size") == 1]
    for group, part in alone.groupby("group"):
        dot: dict[str, Any] = {"mfc": colours[str(group)], "mec": "none", "zorder": 3}
        canvas.ax.plot(part["at"], part["estimate"], "o", ms=11, clip_on=False, **dot)


def _spans(canvas: Canvas, table: pd.DataFrame, events: Sequence[float]) -> None:
    """Draw the means of whole stretches (a year) that the words speak of, each with its number.

    The number stands under its stretch and the line, where no survey's stroke goes through it.
    """
    for span in canvas.options.get("spans") or []:
        ends = [float(mdates.date2num(pd.Timestamp(str(span[end])))) for end in ("start", "end")]
        value = float(span["estimate"])
        canvas.ax.plot(ends, [value, value], color=style.INK, lw=5, zorder=4, clip_on=False)
        places = [ends[0] + part * (ends[1] - ends[0]) for part in (0.5, 0.3, 0.7, 0.15, 0.85)]
        free = [min((abs(x - at) for at in events), default=0.0) for x in places]
        x = places[0] if free[0] > NUMBER_ROOM or not events else places[free.index(max(free))]
        low, high = canvas.ax.get_ylim()
        near = table.loc[(table["at"] - x).abs() <= 1.5 * NUMBER_ROOM, "estimate"]
        lowest = min(value, near.min()) if len(near.dropna()) else value
        below = lowest - style.VALUE * (high - low) / canvas.size[1]
        words = canvas.number(value) + canvas.texts("plots.percent")
        frame = canvas.ax.transData
        canvas.text(x, below, words, bold=True, size=style.VALUE, frame=frame)


def _write_months(canvas: Canvas, table: pd.DataFrame) -> None:
    """Write as many months as there is room for, Januaries first; both ends if else only one."""
    axis, language = canvas.ax.xaxis, canvas.language
    if labels := canvas.options.get("month_labels"):
        months = table["month"].astype(str).str[:7]
        named = table.assign(label=months.map(labels)).dropna(subset="label")
        axis.set_major_locator(FixedLocator(named["at"].tolist()))
        axis.set_major_formatter(FixedFormatter(named["label"].tolist()))
        return
    room = max(canvas.size[0] / MONTH_ROOM, 2)
    first, last = int(table["place"].min()), int(table["place"].max())
    step = next((s for s in MONTHS if (last - first + 1) / s <= room), MONTHS[-1])
    ends = table["at"].min(), table["at"].max()
    locator: Locator = mdates.YearLocator(max(step // 12, 1))
    if step < 12:
        locator = mdates.MonthLocator(bymonth=range(1, 13, step))
    written = sum(place % step == 0 for place in range(first, last + 1))
    axis.set_major_locator(locator if written > 1 else FixedLocator(sorted(set(ends))))
    axis.set_major_formatter(
        FuncFormatter(lambda at, _: format_date(mdates.num2date(at), "month", language=language))
    )


def _name_ends(
    canvas: Canvas, table: pd.DataFrame, names: Mapping[str, list[str]], colours: Mapping[str, str]
) -> None:
    """Write each line's name at its end, moved apart where lines end together."""
    low, high = canvas.ax.get_ylim()
    height = canvas.size[1]
    shown = table.dropna(subset="estimate").sort_values("place", kind="stable")
    last = {str(group): float(part["estimate"].iloc[-1]) for group, part in shown.groupby("group")}
    # of lines that end together the first stands on top, as in the order of the groups
    order = [group for group in reversed(list(names)) if group in last]
    order.sort(key=lambda group: last[group])
    wanted = [(last[group] - low) / (high - low) * height for group in order]
    room = [len(names[group]) * style.LINE for group in order]
    look: dict[str, Any] = {"anchor": "start", "bold": True, "frame": "axes fraction"}
    for group, middle in zip(order, keep_apart(wanted, room, 0, height, gap=4), strict=True):
        words, colour = names[group], colours[group]
        canvas.lines(words, 1, middle / height, right=10, colour=colour, size=style.SMALL, **look)


def _events(options: Mapping[str, Any], x: tuple[float, float]) -> list[tuple[float, str]]:
    """Return when surveys were, on the axis of months, and what they are called."""
    told = options.get("events") or []
    found = [
        (float(mdates.date2num(pd.Timestamp(str(event["date"])))), str(event.get("label", "")))
        for event in told
    ]
    return sorted(event for event in found if x[0] <= event[0] <= x[1])


def _draw_events(canvas: Canvas, events: list[tuple[float, str]], x: tuple[float, float]) -> None:
    """Draw surveys as upright strokes, named above."""
    width = canvas.size[0]
    for at, _ in events:
        canvas.ax.axvline(at, color=style.INK, lw=2, ls=(0, (3, 2)), zorder=2)
    wanted = [(at - x[0]) / (x[1] - x[0]) * width for at, _ in events]
    room = [widest([label], TITLE) for _, label in events]
    places = keep_apart(wanted, room, 0, width + 24)
    for place, (_, label) in zip(places, events, strict=True):
        canvas.text(place / width, 1, label, up=18, frame="axes fraction", size=TITLE)
