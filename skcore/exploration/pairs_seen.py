"""Every scale against every result at once, as a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from skcore.arguments import checks_arguments
from skcore.association.every_pair import RATES, associate
from skcore.exploration.seen import Seen
from skcore.reading.study import Study
from skcore.texts.numbers import capitalise, format_number, join_words

LEVEL = 0.05
LAGS = (0, 3, 6, 9, 12)
SEEN = ("within", "between", "between_unweighted")
MOST_NAMED = 1


@checks_arguments
def explore_associations(
    study: Study, *, wave: str = "", table: pd.DataFrame | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the correlations of every scale with sick leave, other results and well-being.

    Confidential, as all of this room.

    Parameters
    ----------
    study
        From ``load_study``.
    wave
        Id of a survey; as for ``associate``.
    table
        What ``associate`` gave, where it is there already.
    ax
        Where to draw; a figure of its own by default.

    Returns
    -------
    matplotlib.axes.Axes
        A row per scale, a column per result; a star where the p-value holds among all of the
        table (FDR). The title counts them, and names the strongest.

    Examples
    --------
    >>> import skcore
    >>> ax = explore_associations(study, table=skcore.associate(study, lags=[0]))
    >>> ax.get_title(loc="left").split(":")[0]
    'Sammenhænge, der holder blandt alle (FDR)'
    """
    seen = Seen(study)
    if table is None:
        table = associate(study, wave=wave, lags=LAGS)
    rows = table[(table["covariates"] == "") & table["level"].isin(SEEN)]
    rows = rows[rows["measure"].isin(["correlation", "rank_correlation"])]
    rows = rows.dropna(subset=["estimate"])
    if rows.empty:
        return seen.nothing("no_pairs", ax)
    rows = rows.assign(result=[_result(seen, row) for row in rows.to_dict("records")])
    wide, sure = (
        rows.pivot(index="x", columns="result", values=name).reindex(
            index=rows["x"].unique(), columns=rows["result"].unique()
        )
        for name in ("estimate", "p_adjusted")
    )
    wide, sure = (part.rename(index=seen.label) for part in (wide, sure))
    return seen.map(wide, seen.axes(_sentence(seen, rows), ax, keeps=0.8), sure=sure < LEVEL)


def _result(seen: Seen, row: Mapping[Any, Any]) -> str:
    """What a column is called: a scale and its level, or a result of the workplaces."""
    level = f"exploration.{row['level']}"
    if row["level"] != "between_unweighted":
        return f"{seen.label(str(row['y']))}\n{seen.text(level)}"
    if row["y"] in RATES:
        said = seen.text(f"exploration.{row['y']}")
        return f"{said}\n{seen.text('exploration.lag', months=int(float(str(row['lag']))))}"
    return capitalise(str(row["y"]))


def _sentence(seen: Seen, rows: pd.DataFrame) -> str:
    """Count what holds among all, and name the strongest."""
    held = rows[rows["p_adjusted"] < LEVEL]
    strongest = held.reindex(held["estimate"].abs().sort_values(ascending=False).index)
    named = [
        f"{seen.label(row['x'])} – {' '.join(row['result'].split())} "
        f"({format_number(row['estimate'], 2, language=seen.study.language)})"
        for row in strongest.head(MOST_NAMED).to_dict("records")
    ]
    told = join_words(named, language=seen.study.language)
    key = "pairs" if named else "pairs_none"
    return seen.text(f"exploration.{key}", held=len(held), of=len(rows), strongest=told)
