"""A slide's chart as native pieces: charts whose numbers can be edited, and keys beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from skcore.slides.figure import Chart
from skcore.slides.powerpoint.field import Box, Native
from skcore.slides.powerpoint.pairs import change_pieces, gap_pieces
from skcore.slides.powerpoint.points import scatter_pieces, trend_pieces
from skcore.slides.powerpoint.rows import levels_pieces, profile_pieces, spread_pieces
from skcore.slides.powerpoint.shares import distribution_pieces

__all__ = ["chart_pieces"]

Pieces = list[Native | Box]
_DRAW: dict[str, Callable[[pd.DataFrame, Mapping[str, Any], tuple[float, float]], Pieces]] = {
    "profile": profile_pieces,
    "spread": spread_pieces,
    "scatter": scatter_pieces,
    "distribution": distribution_pieces,
    "change": change_pieces,
    "levels": levels_pieces,
    "trend": trend_pieces,
    "gap": gap_pieces,
}


def chart_pieces(chart: Chart, *, language: str, width: float, height: float) -> Pieces:
    """Return the native pieces of a chart, in a figure of ``width`` × ``height`` px.

    Parameters
    ----------
    chart
        Of any kind.
    language
        The slide's; what the chart's own options say goes before.
    width, height
        Of the figure, px; pieces' places count from its upper left corner.
    """
    options = {"language": language, **chart.options}
    return _DRAW[chart.kind](chart.table, options, (width, height))
