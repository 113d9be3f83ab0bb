"""One chart as axes or as SVG text; nothing here decides what may be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from skcore.errors import SkcoreError
from skcore.plots.kinds import COLUMNS, KINDS, TEXT_COLUMNS
from skcore.plots.pairs import draw_change, draw_gap
from skcore.plots.panels import draw_levels
from skcore.plots.points import draw_scatter, draw_trend
from skcore.plots.profiles import draw_profile, draw_spread
from skcore.plots.shares import draw_distribution
from skcore.plots.style import Canvas
from skcore.plots.svg import HATCH_WIDTH, SvgAxes
from skcore.plots.words import clean

__all__ = ["chart_svg", "draw"]

_DRAW: dict[str, Callable[[pd.DataFrame, Canvas], None]] = {
    "profile": draw_profile,
    "spread": draw_spread,
    "scatter": draw_scatter,
    "distribution": draw_distribution,
    "change": draw_change,
    "levels": draw_levels,
    "trend": draw_trend,
    "gap": draw_gap,
}

#: nothing of the user's own matplotlib settings may come into a deck
_SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "hatch.linewidth": HATCH_WIDTH,
    "path.simplify": True,
    "text.usetex": False,
    "axes.autolimit_mode": "data",
}


def draw(
    kind: str, table: pd.DataFrame, options: Mapping[str, Any], ax: Axes, *, own: bool = False
) -> Axes:
    """Draw a chart on axes.

    Parameters
    ----------
    kind
        One of ``skcore.plots.kinds.KINDS``.
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
    with mpl.rc_context(_SETTINGS):
        _draw(kind, table, Canvas(ax, options, own))
    return ax


def _draw(kind: str, table: pd.DataFrame, canvas: Canvas) -> None:
    if kind not in KINDS:
        raise SkcoreError(f"Chart kind '{kind}' is not one of {', '.join(KINDS)}.")
    missing = [name for name in KINDS[kind] if name not in table.columns]
    if missing:
        raise SkcoreError(f"A chart of kind '{kind}' lacks the columns {', '.join(missing)}.")
    if table.empty:
        raise SkcoreError(f"There is nothing to draw: the table of the {kind} chart has no row.")
    _DRAW[kind](_plain(table), canvas)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with plain numbers, texts and true/false, whatever pandas held them in."""
    made: dict[str, list[Any]] = {}
    for name in (str(name) for name in table.columns if name in COLUMNS):
        column = table[name]
        if name in TEXT_COLUMNS or name == "month":
            made[name] = ["" if pd.isna(value) else clean(value) for value in column]
        elif name == "hidden":
            made[name] = [not pd.isna(value) and bool(value) for value in column]
        else:
            made[name] = pd.to_numeric(column).astype("float64").to_list()
    return pd.DataFrame(made)


def chart_svg(
    kind: str,
    table: pd.DataFrame,
    options: Mapping[str, Any],
    *,
    width: int,
    height: int,
    ids: str = "",
    told: str = "",
) -> str:
    """Return a chart as an ``<svg>`` element: text is text, the same input gives the same bytes.

    Parameters
    ----------
    kind, table, options
        As for ``draw``.
    width, height
        px.
    ids
        What its ids begin with; each figure of a page needs its own.
    told
        Attributes for those who do not see it, escaped.
    """
    axes = SvgAxes(width, height, ids=ids)
    _draw(kind, table, Canvas(axes, options, own=True))
    return axes.svg(told)
