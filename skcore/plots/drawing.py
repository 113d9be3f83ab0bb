"""One chart as axes, as SVG text or as a picture; nothing here decides what may be shown."""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from skcore.errors import SkcoreError
from skcore.plots.kinds import COLUMNS, KINDS, TEXT_COLUMNS
from skcore.plots.pairs import draw_change, draw_gap
from skcore.plots.panels import draw_levels
from skcore.plots.points import draw_scatter, draw_trend
from skcore.plots.profiles import draw_profile, draw_spread
from skcore.plots.shares import draw_distribution
from skcore.plots.style import COLOURS, GRID, HATCH, INK, QUIET, TRACK, WHITE, Canvas
from skcore.plots.words import clean

__all__ = ["chart_png", "chart_svg", "draw"]

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
    "svg.fonttype": "none",
    "svg.hashsalt": "skcore",
    "svg.id": None,
    "font.family": "DejaVu Sans",
    "hatch.linewidth": 1.4,
    "path.simplify": True,
    "text.usetex": False,
    "axes.autolimit_mode": "data",
}

#: colours become variables in SVG, so that the dark and the high-contrast theme reach them
_VARIABLES = {
    INK: "--ink",
    QUIET: "--quiet",
    TRACK: "--track",
    GRID: "--grid",
    HATCH: "--hatch",
    WHITE: "--paper",
    COLOURS["trust"]: "--trust",
    COLOURS["justice"]: "--justice",
    COLOURS["community"]: "--community",
    COLOURS["wellbeing"]: "--wellbeing",
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
    if kind not in KINDS:
        raise SkcoreError(f"Chart kind '{kind}' is not one of {', '.join(KINDS)}.")
    missing = [name for name in KINDS[kind] if name not in table.columns]
    if missing:
        raise SkcoreError(f"A chart of kind '{kind}' lacks the columns {', '.join(missing)}.")
    if table.empty:
        raise SkcoreError(f"There is nothing to draw: the table of the {kind} chart has no row.")
    with mpl.rc_context(_SETTINGS):
        _DRAW[kind](_plain(table), Canvas(ax, options, own))
    return ax


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


def _figure(
    kind: str, table: pd.DataFrame, options: Mapping[str, Any], size: tuple[float, float]
) -> Figure:
    figure = Figure(figsize=(size[0] / 72, size[1] / 72), dpi=72)
    figure.patch.set_visible(False)
    draw(kind, table, options, figure.add_axes((0, 0, 1, 1)), own=True)
    return figure


def chart_svg(
    kind: str, table: pd.DataFrame, options: Mapping[str, Any], *, width: int, height: int
) -> str:
    """Return a chart as an ``<svg>`` element: text is text, the same input gives the same bytes.

    Ids are ``ID-…`` and must be made unique by whoever puts several into one page.
    """
    content = table.to_json(orient="split", double_precision=10)
    return _svg(kind, content, json.dumps(options, sort_keys=True), width, height)


@lru_cache(maxsize=256)
def _svg(kind: str, content: str, options: str, width: int, height: int) -> str:
    data = json.loads(content)
    table = pd.DataFrame(data["data"], columns=data["columns"])
    words = TEXT_COLUMNS | {"month", "hidden"}
    table = table.astype({name: "float64" for name in table.columns if name not in words})
    with mpl.rc_context(_SETTINGS), _other_scripts():
        figure = _figure(kind, table, json.loads(options), (width, height))
        stream = io.StringIO()
        figure.savefig(
            stream, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
        )
    return _tidy(stream.getvalue(), width, height)


@contextmanager
def _other_scripts() -> Iterator[None]:
    """Let names in scripts that DejaVu lacks pass silently: the browser has fonts for them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        yield


def _tidy(svg: str, width: int, height: int) -> str:
    """Keep only the drawing, with our size, relative fonts, theme colours and markable ids."""
    body = svg[svg.index("<svg") :]
    body = body[body.index(">") + 1 :]
    body = re.sub(r"\s*<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.DOTALL)
    body = re.sub(r"\*\{[^}]*\}", "", body)
    body = re.sub(r"<style[^>]*>\s*</style>", "", body)
    body = re.sub(r"font: (?:(bold|\d+) )?([\d.]+)px [^;\"]*", _font, body)
    for colour, variable in _VARIABLES.items():
        body = body.replace(f": {colour}", f": var({variable},{colour})")
    body = re.sub(r"font-family: [^;\"]*; ", "", body)
    body = re.sub(r' transform="rotate\(-0 [^)]*\)"', "", body)
    body = body.replace(' id="not-shown"', ' class="sk-not-shown"')
    body = re.sub(r' id="(?:[A-Za-z0-9]+_\d+|matplotlib\.axis_\d+)"', "", body)
    body = re.sub(r'( id="|url\(#|href="#)', r"\1ID-", body)
    body = re.sub(r"\n\s*", "\n", body)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
    )
    return f"{opening}ATTRIBUTES>{body.strip()}"


def _font(match: re.Match[str]) -> str:
    weight = match.group(1)
    return f"font-size: {match.group(2)}px" + ("; font-weight: bold" if weight else "")


def chart_png(
    kind: str,
    table: pd.DataFrame,
    options: Mapping[str, Any],
    *,
    width: int,
    height: int,
    scale: int = 2,
) -> bytes:
    """Return a chart as a picture, ``scale`` times ``width`` × ``height`` px."""
    with mpl.rc_context(_SETTINGS), _other_scripts():
        figure = _figure(kind, table, options, (width, height))
        figure.patch.set_visible(True)
        stream = io.BytesIO()
        figure.savefig(stream, format="png", dpi=72 * scale, metadata={"Software": None})
    return stream.getvalue()
