"""The figures, one function each: they take what came through the door and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from skcore.disclosure.released import Released
from skcore.explained import explained
from skcore.figures.drawing import draw
from skcore.figures.kinds import drawn_table

Columns = Mapping[str, str] | None

_explained = explained(
    {
        "released": "A table that came through the door: from ``protect``, or one of a release.",
        "ax": "Where to draw; a figure of its own by default.",
        "columns": "Column named above -> the released table's column, where they differ.",
        "options": 'Words and ends of the axes, as named above; ``language`` is "da" or "en".',
    },
    raises="""DisclosureError
    When ``released`` is a bare table.
SkcoreError
    When columns are missing or there is no row.""",
)


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


@_explained
def plot_profile(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw means with their uncertainty, one row per theme, beside a reference.

    The table has ``label, estimate, conf_low, conf_high`` (points, 0-100) and optionally
    ``reference, dimension, hidden, hidden_reason, bounded``. Options: ``language`` ("da" or "en"),
    ``axis`` (from, to), ``reference_label``, ``minimum``.

    Examples
    --------
    >>> import skcore
    >>> now = {"wave": "2026", "role": "employee"}
    >>> parts = release.levels["who-5"].select(cut="wave × level_1 × role", where=now)
    >>> axes = skcore.plot_profile(parts, columns={"label": "level_1"})
    >>> len(axes.figure.axes) > 0
    True
    """
    return _plot("profile", released, ax, columns, options)


@_explained
def plot_spread(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw every workplace as an unnamed dot, one row per theme, with everybody's mean.

    The table has ``label`` (the theme), ``estimate`` (points, one row per workplace and theme),
    ``overall`` and optionally ``dimension``.

    Examples
    --------
    >>> import skcore
    >>> now = {"wave": "2026", "role": "employee"}
    >>> units = release.levels["copsoq3-social-capital"].select(cut="wave × unit × role", where=now)
    >>> axes = skcore.plot_spread(units, columns={"label": "variable", "overall": "reference"})
    >>> len(axes.figure.axes) > 0
    True
    """
    return _plot("spread", released, ax, columns, options)


@_explained
def plot_scatter(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw unnamed workplaces on two axes, with the line that the sentence is about.

    The table has ``x``, ``y`` and optionally ``size`` (people employed, as far as tens tell).
    Options: ``x_label``, ``y_label``, ``x_axis``, ``y_axis`` (from, to), and ``line``: rows of
    ``x, estimate, conf_low, conf_high`` from a model of exactly the shown workplaces.

    Examples
    --------
    >>> import skcore
    >>> justice = release.unit_changes.select(where={"variable": "JU", "role": "employee"})
    >>> axes = skcore.plot_scatter(justice, columns={"x": "before", "y": "after"})
    >>> len(axes.figure.axes) > 0
    True
    """
    return _plot("scatter", released, ax, columns, options)


@_explained
def plot_distribution(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw how answers are distributed, as bars that part at the middle answer.

    The table has ``label``, ``category`` and ``share`` (per cent). Options: ``categories``: the
    answers from least to most favourable; ``language``.

    Examples
    --------
    >>> import skcore
    >>> names = {"label": "variable", "share": "estimate"}
    >>> now = release.items.select(where={"wave": "2026", "role": "employee"})
    >>> axes = skcore.plot_distribution(now, columns=names)
    >>> len(axes.figure.axes) > 0
    True
    """
    return _plot("distribution", released, ax, columns, options)


@_explained
def plot_change(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw before and after as two dots, and the change with its uncertainty in words.

    The table has ``label, estimate, conf_low, conf_high`` (the change, points) and where levels
    are shown ``before, after``; optionally ``dimension, hidden, hidden_reason``. Options:
    ``before_label``, ``after_label``, ``axis``, ``language``.

    Examples
    --------
    >>> import skcore
    >>> axes = skcore.plot_change(release.changes, columns={"label": "variable"})
    >>> len(axes.figure.axes) > 0
    True
    """
    return _plot("change", released, ax, columns, options)


@_explained
def plot_levels(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw named groups above the workplace, one panel per theme.

    The table has ``label`` (the group), ``scale`` (the theme), ``estimate, conf_low, conf_high``
    and optionally ``dimension, hidden, hidden_reason``.

    Examples
    --------
    >>> import skcore
    >>> names = {"label": "level_1", "scale": "variable"}
    >>> now = {"wave": "2026", "role": "employee"}
    >>> parts = release.levels["copsoq3-social-capital"].select(
    ...     cut="wave × level_1 × role", where=now)
    >>> axes = skcore.plot_levels(parts, columns=names)
    >>> len(axes.figure.axes) > 0
    True
    """
    return _plot("levels", released, ax, columns, options)


@_explained
def plot_trend(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw a course over months, one line per group, surveys as upright strokes.

    The table has ``month`` (YYYY-MM), ``estimate`` and ``group``. Options: ``events``: dates and
    labels of the surveys; ``y_label``, ``y_axis``, ``language``.

    Examples
    --------
    >>> import pandas as pd
    >>> import skcore
    >>> from skcore.disclosure import DisclosurePolicy, plan_release
    >>> counts = pd.DataFrame({"month": ["2026-01", "2026-02"], "group": "alle", "n": [64, 61]})
    >>> plan = plan_release(counts, cuts=[("month", "group")], policy=DisclosurePolicy())
    >>> shown = skcore.protect(counts.assign(estimate=[5.1, 6.3]), plan, decimals=1)
    >>> axes = skcore.plot_trend(shown)
    >>> len(axes.figure.axes) > 0
    True
    """
    return _plot("trend", released, ax, columns, options)


@_explained
def plot_gap(
    released: Released, *, ax: Axes | None = None, columns: Columns = None, **options: Any
) -> Axes:
    """Draw employees' and leaders' means: two views of the same working day.

    The table has ``label, employee, leader`` (points) and optionally ``estimate, conf_low,
    conf_high`` (leaders minus employees), ``dimension, hidden, hidden_reason``.

    Examples
    --------
    >>> import skcore
    >>> whole = release.gaps.select(cut="wave × role", where={"wave": "2026"})
    >>> axes = skcore.plot_gap(whole, columns={"label": "variable"})
    >>> len(axes.figure.axes) > 0
    True
    """
    return _plot("gap", released, ax, columns, options)
