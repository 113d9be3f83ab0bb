"""Whether the answer about sick leave hangs on how it was computed: for the notebook."""

from __future__ import annotations

import pandas as pd

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.scatter import PER, direction
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide

#: analyses drawn, so many that they can be read in a room: analysis, units used, lag
DRAWN = (
    ("quasi_poisson", "all", 0),
    ("quasi_poisson", "without_largest", 0),
    ("negative_binomial", "all", 0),
    ("quasi_poisson", "all", 6),
    ("quasi_poisson", "all", 12),
)


def sensitivity_table(release: StudyRelease) -> pd.DataFrame:
    """The association with sick leave by rank, quasi-Poisson and negative binomial, in one table.

    Each with all shown workplaces and without the largest, and with the twelve months of absence
    beginning 0, 3, 6 and 12 months after the survey.

    Parameters
    ----------
    release
        From ``release_study``.

    Returns
    -------
    pandas.DataFrame
        Rows of ``sensitivity`` with ``lag`` in months (``reason`` where the register is too
        short); empty without sick leave.

    Examples
    --------
    >>> import skcore
    >>> skcore.sensitivity_table(release).columns[:4].tolist()
    ['lag', 'analysis', 'units_used', 'measure']
    """
    if release.sensitivity is None:
        return pd.DataFrame()
    return release.sensitivity.table.drop(columns=["hidden", "hidden_reason"]).astype({"lag": int})


@of_release
def sensitivity_slide(release: StudyRelease) -> Slide | None:
    """The same association computed in other ways, as a forest of intervals round nothing.

    Returns
    -------
    Slide or None
        None without sick leave, and where few workplaces leave nothing but ranks.

    Examples
    --------
    >>> import skcore
    >>> skcore.sensitivity_slide(release).figure.kind
    'change'
    """
    table = sensitivity_table(release)
    if table.empty or release.absence is None:
        return None
    if (release.absence.model.table["measure"] == "rank_correlation").any():
        return None
    p = Phrases(release)
    rows = _drawn(table)
    if rows.empty:
        return None
    ways = [direction(row) for _, row in rows.iterrows()]
    key = ways[0] if len(set(ways)) == 1 else "depends"
    sure = sum(way != "none" for way in ways)
    chart = pd.DataFrame(
        {
            "label": [_label(p, row) for _, row in rows.iterrows()],
            **{c: rows[c].to_numpy(dtype=float) for c in ("estimate", "conf_low", "conf_high")},
            "dimension": "overall",
        }
    )
    options = {"language": p.language, "x_label": p.text("deck.sensitivity.x_label", per=PER)}
    title = p.text(f"deck.sensitivity.title_{key}", of=len(rows))
    return p.slide(
        kicker=p.text("deck.kicker_absence"),
        title=title,
        figure=Chart("change", chart, options),
        body=(
            p.body("deck.sensitivity.how", per=PER),
            p.body("deck.sensitivity.sure", sure=sure, of=len(rows)),
            p.body("deck.absence.not_cause"),
        ),
        alt=p.text("deck.sensitivity.alt", n=len(rows), sentence=title),
        notes=p.text("deck.sensitivity.notes"),
        footnote=p.footnote(p.answered(release.absence.wave)),
    )


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Rate ratios as percent more or less absence; what could not be computed is left out."""
    sizes = ["estimate", "conf_low", "conf_high"]
    keys = ["analysis", "units_used", "lag"]
    chosen = pd.DataFrame(DRAWN, columns=keys)
    rows = chosen.merge(table, on=keys).dropna(subset=sizes)
    rows[sizes] = (100 * (rows[sizes].astype(float) - 1)).round()
    return rows


def _label(p: Phrases, row: pd.Series) -> str:
    used = "" if row["units_used"] == "all" else "_without_largest"
    if row["lag"] > 0:
        return p.text("deck.sensitivity.lag", months=int(row["lag"]))
    return p.text(f"deck.sensitivity.{row['analysis']}{used}")
