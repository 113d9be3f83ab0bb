"""One figure: from a released table to matplotlib's ``Figure``, and from that to SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from skcore.errors import SkcoreError
from skcore.figures.drawn import draw_core, draw_directions, draw_found, draw_group, draw_moved
from skcore.figures.estimates import draw_levels, draw_profile
from skcore.figures.kinds import check_columns, plain_table
from skcore.figures.pairs import draw_change, draw_gap
from skcore.figures.plane import draw_scatter, draw_trend
from skcore.figures.shares import draw_distribution
from skcore.figures.style import SETTINGS, Canvas, load_fonts
from skcore.figures.unnamed_dots import draw_spread
from skcore.figures.writer import SvgWriter, Writer

_DRAW: dict[str, Callable[[pd.DataFrame, Canvas], None]] = {
    "profile": draw_profile,
    "spread": draw_spread,
    "scatter": draw_scatter,
    "distribution": draw_distribution,
    "change": draw_change,
    "levels": draw_levels,
    "trend": draw_trend,
    "gap": draw_gap,
    "moved": draw_moved,
    "core": draw_core,
    "directions": draw_directions,
    "group": draw_group,
    "found": draw_found,
}


def draw(
    kind: str, table: pd.DataFrame, options: Mapping[str, Any], ax: Axes, *, own: bool = False
) -> Axes:
    """Draw a chart on axes.

    Parameters
    ----------
    kind
        One of ``skcore.figures.kinds.KINDS``.
    table
        Rounded values, with that kind's columns.
    options
        ``language`` and what else the kind reads.
    ax
        Where to draw.
    own
        Whether the whole figure is ours: margins are then set to what labels need.

    Raises
    ------
    SkcoreError
        When the kind is unknown, columns are missing or there is no row.
    """
    check_columns(kind, table)
    if table.empty:
        raise SkcoreError(f"There is nothing to draw: the table of the {kind} chart has no row.")
    load_fonts()
    with mpl.rc_context(SETTINGS):
        _DRAW[kind](plain_table(table), Canvas(ax, options, own=own))
    return ax


@contextmanager
def _our_settings() -> Iterator[None]:
    """Draw with matplotlib's own settings and ours, whatever the user's are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(SETTINGS)
        yield


def figure_of(
    kind: str, table: pd.DataFrame, options: Mapping[str, Any], *, width: float, height: float
) -> Figure:
    """Return a chart as a figure of its own, ``width`` × ``height`` px at 72 dots per inch."""
    load_fonts()
    with _our_settings():
        figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        draw(kind, table, options, figure.add_axes((0.0, 0.0, 1.0, 1.0)), own=True)
    return figure


def write_figure(figure: Figure, writer: Writer) -> None:
    """Let a writer write a figure; nothing of the user's own settings comes into it."""
    with _our_settings():
        writer.write(figure)


def svg_of(
    kind: str,
    table: pd.DataFrame,
    options: Mapping[str, Any],
    *,
    width: float,
    height: float,
    told: str = "",
) -> str:
    """Return a chart as an ``<svg>`` element: text is text, the same input gives the same bytes.

    Parameters
    ----------
    kind, table, options
        As for ``draw``.
    width, height
        px.
    told
        Attributes for those who do not see it, escaped.
    """
    writer = SvgWriter(width, height)
    write_figure(figure_of(kind, table, options, width=width, height=height), writer)
    return writer.svg(told)
