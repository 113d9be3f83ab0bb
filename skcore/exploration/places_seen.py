"""Workplaces' means beside their size, and what is between them beside what is within."""

from __future__ import annotations

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes

from skcore.arguments import checks_arguments
from skcore.association.level_trap import within_between
from skcore.exploration.seen import Seen, of_study
from skcore.measuring.shrinkage import shrunken_means
from skcore.reading.study import Study
from skcore.texts.numbers import format_number

FUNNEL = 1.96  # standard errors: where 95 % of equal workplaces would lie


@checks_arguments
@of_study
def explore_units(study: Study, *, scale: str = "", wave: str = "", ax: Axes | None = None) -> Axes:
    """Draw workplaces' means against how many answered, as measured and shrunken.

    Confidential: workplaces below the minimum are seen.

    Returns
    -------
    matplotlib.axes.Axes
        A measured and a shrunken point (REML, empirical Bayes) per workplace, and the funnel in
        which 95 % of the means would lie, were the workplaces equal.

    Examples
    --------
    >>> import skcore
    >>> ax = explore_units(study)
    >>> ax.get_ylabel()
    'Tillid mellem ledelse og medarbejdere (point)'
    """
    seen = Seen(study)
    code = seen.scale(scale)
    rows = seen.employees(wave or seen.last).dropna(subset=[code])
    means = shrunken_means(rows, values=[code], group="unit")
    words = {"mean": "measured", "estimate": "shrunken"}
    kinds = {name: seen.text(f"exploration.{key}") for name, key in words.items()}
    long = means.melt(id_vars=["group", "n"], value_vars=list(kinds), var_name="kind")
    long["kind"] = long["kind"].map(kinds)
    ax = seen.axes(seen.text("exploration.units", wave=seen.wave(wave or seen.last)), ax)
    whole = float(rows[code].mean())
    within = rows[code] - rows.groupby("unit")[code].transform("mean")
    spread = float(np.sqrt((within**2).sum() / max(len(rows) - rows["unit"].nunique(), 1)))
    n = np.linspace(max(means["n"].min(), 1), means["n"].max(), 200)
    for side in (-1, 1):
        ax.plot(n, whole + side * FUNNEL * spread / np.sqrt(n), color="#767676", linewidth=1)
    ax.axhline(whole, color="#767676", linewidth=1, linestyle="--")
    sns.scatterplot(long, x="n", y="value", hue="kind", style="kind", ax=ax)
    return seen.finish(ax, seen.text("exploration.n"), seen.in_points(code))


@checks_arguments
def explore_levels(
    study: Study, *, x: str = "", y: str = "", wave: str = "", ax: Axes | None = None
) -> Axes:
    """Draw two scales against one another, with the line within and the line between workplaces.

    Confidential: every employee is a point.

    Parameters
    ----------
    study
        From ``load_study``.
    x, y
        Codes of two scales; by default the leading instrument's first, and the first well-being
        scale or else its second.
    wave
        Id of a survey; the last by default.
    ax
        Where to draw; a figure of its own by default.

    Returns
    -------
    matplotlib.axes.Axes
        Employees as faint points, workplaces as larger ones (area: people), the two least-squares
        lines, and the correlations of ``within_between`` in the title.

    Raises
    ------
    SkcoreError
        When there is no such scale.

    Examples
    --------
    >>> import skcore
    >>> ax = explore_levels(study, x="TE", y="WHO5")
    >>> len(ax.get_lines())
    2
    """
    seen = Seen(study)
    first = seen.scale(x)
    health = [s.code for i in study.instruments for s in i.scales if s.dimension == "wellbeing"]
    second = (
        seen.scale(y) if y else next((c for c in health if c != first), seen.scale("", place=1))
    )
    rows = seen.employees(wave or seen.last).dropna(subset=[first, second])
    if first == second or rows["unit"].nunique() < 3:
        return seen.nothing("one_scale", ax)
    told = within_between(rows, x=first, y=second, group="unit", n_resamples=200).set_index("level")
    said = {
        str(level): format_number(value, 2, language=study.language)
        for level, value in told["estimate"].astype(float).items()
    }
    ax = seen.axes(seen.text("exploration.levels", **said), ax)
    means = rows.groupby("unit").agg(x=(first, "mean"), y=(second, "mean"), n=(first, "size"))
    sns.scatterplot(x=rows[first], y=rows[second], color="#9aa5b1", s=12, alpha=0.5, ax=ax)
    marks = {"sizes": (30, 200), "color": "#1f5f99", "legend": False}
    sns.scatterplot(means, x="x", y="y", size="n", **marks, ax=ax)
    ends = np.array([rows[first].min(), rows[first].max()])
    inside = rows[[first, second]] - rows.groupby("unit")[[first, second]].transform("mean")
    slope = float((inside[first] * inside[second]).sum() / max((inside[first] ** 2).sum(), 1e-12))
    within = rows[second].mean() + slope * (ends - rows[first].mean())
    ax.plot(ends, within, "--", color="#5b6672", label=seen.text("exploration.within"))
    there = np.array([means["x"].min(), means["x"].max()])
    steep, level = np.polyfit(means["x"], means["y"], 1, w=np.sqrt(means["n"]))
    ax.plot(there, level + steep * there, color="#1f5f99", label=seen.text("exploration.between"))
    return seen.finish(ax, seen.label(first), seen.label(second))
