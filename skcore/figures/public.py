"""The figures, one function each: they take what came through the door and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from skcore.figures.drawing import draw
from skcore.figures.kinds import drawn_table

if TYPE_CHECKING:
    from skcore.disclosure.released import Released

__all__ = [
    "plot_change",
    "plot_distribution",
    "plot_gap",
    "plot_levels",
    "plot_profile",
    "plot_scatter",
    "plot_spread",
    "plot_trend",
]


Columns = Mapping[str, str] | None


def _plot(
    kind: str, released: Any, ax: Axes | None, columns: Columns, options: Mapping[str, Any]
) -> Axes:
    table = drawn_table(released, columns)
    own = ax is None
    if ax is None:
        from matplotlib import pyplot as plt

        figure = plt.figure(figsize=(10, 6.4), dpi=72)
        ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    return draw(kind, table, options, ax, own=own)


def plot_profile(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw means with their uncertainty, one row per theme, beside a reference.

    Parameters
    ----------
    released
        What ``protect`` returned; its table has ``label, estimate, conf_low, conf_high`` (points,
        0-100) and optionally ``reference, dimension, hidden, hidden_reason, bounded``.
    ax
        Where to draw; a figure of its own by default.
    columns
        Column named above -> the released table's column, where they differ.
    **options
        ``language`` ("da" or "en"), ``axis`` (from, to), ``reference_label``, ``minimum``.

    Returns
    -------
    Axes

    Raises
    ------
    DisclosureError
        When ``released`` is a bare table.
    SkcoreError
        When columns are missing or there is no row.
    """
    return _plot("profile", released, ax, columns, options)


def plot_spread(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw every workplace as an unnamed dot, one row per theme, with everybody's mean.

    The table has ``label`` (the theme), ``estimate`` (points, one row per workplace and theme),
    ``overall`` and optionally ``dimension``. All else is as in ``plot_profile``.
    """
    return _plot("spread", released, ax, columns, options)


def plot_scatter(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw unnamed workplaces on two axes, with the line that the sentence is about.

    The table has ``x``, ``y`` and optionally ``size`` (people employed, as far as tens tell).
    Options: ``x_label``, ``y_label``, ``x_axis``, ``y_axis`` (from, to), and ``line``: rows of
    ``x, estimate, conf_low, conf_high`` from a model of exactly the shown workplaces. All else is
    as in ``plot_profile``.
    """
    return _plot("scatter", released, ax, columns, options)


def plot_distribution(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw how answers are distributed, as bars that part at the middle answer.

    The table has ``label``, ``category`` and ``share`` (per cent). Options: ``categories``: the
    answers from least to most favourable; ``language``. All else is as in ``plot_profile``.
    """
    return _plot("distribution", released, ax, columns, options)


def plot_change(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw before and after as two dots, and the change with its uncertainty in words.

    The table has ``label, estimate, conf_low, conf_high`` (the change, points) and where levels
    are shown ``before, after``; optionally ``dimension, hidden, hidden_reason``. Options:
    ``before_label``, ``after_label``, ``axis``, ``language``. All else is as in ``plot_profile``.
    """
    return _plot("change", released, ax, columns, options)


def plot_levels(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw named groups above the workplace, one panel per theme.

    The table has ``label`` (the group), ``scale`` (the theme), ``estimate, conf_low, conf_high``
    and optionally ``dimension, hidden, hidden_reason``. All else is as in ``plot_profile``.
    """
    return _plot("levels", released, ax, columns, options)


def plot_trend(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw a course over months, one line per group, surveys as upright strokes.

    The table has ``month`` (YYYY-MM), ``estimate`` and ``group``. Options: ``events``: dates and
    labels of the surveys; ``y_label``, ``y_axis``, ``language``. All else is as in
    ``plot_profile``.
    """
    return _plot("trend", released, ax, columns, options)


def plot_gap(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw employees' and leaders' means: two views of the same working day.

    The table has ``label, employee, leader`` (points) and optionally ``estimate, conf_low,
    conf_high`` (leaders minus employees), ``dimension, hidden, hidden_reason``. All else is as in
    ``plot_profile``.
    """
    return _plot("gap", released, ax, columns, options)
