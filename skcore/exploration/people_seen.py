"""People's answers item by item, and what goes together in them."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from skcore.arguments import checks_arguments
from skcore.exploration.seen import Seen, of_study
from skcore.measuring.scoring import score_items
from skcore.reading.study import Study


@checks_arguments
@of_study
def explore_items(study: Study, *, scale: str = "", ax: Axes | None = None) -> Axes:
    """Draw how the answers to each question of a scale are distributed, survey by survey.

    Confidential: single answers are seen. Not for others than those who may see the export.

    Returns
    -------
    matplotlib.axes.Axes
        One bar of 100 % per question and survey, reversed questions turned as their short wording
        is, with the number of employees who answered.

    Examples
    --------
    >>> import skcore
    >>> len(explore_items(study, scale="TE").get_yticks())
    6
    """
    seen = Seen(study)
    code = seen.scale(scale)
    instrument, language = study.instrument_of(code), study.language
    items = next(own.items for own in instrument.scales if own.code == code)
    employees = seen.employees()
    scored = score_items(employees, instrument)
    plain = next((item for item in items if not instrument.item(item).reversed), items[0])
    labels = {points: option.label[language] for points, option in instrument.points_of(plain)}
    rows = []
    for item in items:
        for wave in (w.id for w in study.waves):
            answers = scored.loc[employees["wave"] == wave, item].dropna()
            line = f"{instrument.item(item).label[language]}\n{seen.wave(wave)}, n = {len(answers)}"
            rows.append(pd.DataFrame({"line": line, "answer": answers.map(labels)}))
    long = pd.concat(rows, ignore_index=True).dropna()
    ax = seen.axes(seen.text("exploration.items", scale=seen.label(code)), ax)
    how = {"hue_order": list(labels.values()), "palette": "crest", "shrink": 0.75}
    sns.histplot(long, y="line", hue="answer", multiple="fill", ax=ax, **how)
    ax.set(xlabel=seen.text("exploration.share"), ylabel="")
    ax.xaxis.set_major_formatter(seen.numbers)
    seen.legend(ax)
    return ax


@checks_arguments
def explore_correlations(study: Study, *, wave: str = "", ax: Axes | None = None) -> Axes:
    """Draw how the questions of the leading instrument go together, employee by employee.

    Confidential, as all of this room.

    Parameters
    ----------
    study
        From ``load_study``.
    wave
        Id of a survey; the last by default.
    ax
        Where to draw; a figure of its own by default.

    Returns
    -------
    matplotlib.axes.Axes
        Pearson correlations of the item scores (reversed questions turned), each over the
        employees who answered both.

    Examples
    --------
    >>> import skcore
    >>> ax = explore_correlations(study)
    >>> len(ax.texts) > 14
    True
    """
    seen = Seen(study)
    items = [item.code for item in seen.primary.items]
    scored = score_items(seen.employees(wave or seen.last), seen.primary)[items]
    names = [seen.primary.item(code).label[study.language] for code in items]
    table = scored.corr().set_axis(names, axis=0).set_axis(items, axis=1)
    title = seen.text("exploration.correlations", wave=seen.wave(wave or seen.last), n=len(scored))
    return seen.map(table, seen.axes(title, ax, keeps=0.8))
