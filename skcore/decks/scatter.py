"""Workplaces as unnamed points, with the line that the sentence beside them tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases, is_certain
from skcore.slides.slide import Chart

if TYPE_CHECKING:
    from skcore.release import Relation
    from skcore.slides.markup import Run

__all__ = ["PER", "direction", "main_row", "mix_note", "mix_sentence", "scatter", "workplace_rows"]

PER = 10  # points of social capital that a size is for
ALL_OF_THE_MIX = 80  # percent of the differences in mix from which occupations count as held


def main_row(model: pd.DataFrame, measures: tuple[str, ...]) -> pd.Series:
    """Return the row that the sentence is made from: as measured, nothing held constant."""
    plain = model[(model["estimand"] == "measured") & (model["adjusted_for"] == "")]
    return plain[plain["measure"].isin(measures)].iloc[0]


def direction(row: pd.Series) -> str:
    """Say what a row shows: lower, higher, none, or nothing where it could not be computed.

    Examples
    --------
    >>> import pandas as pd
    >>> direction(pd.Series({"estimate": -1.6, "conf_low": -4.8, "conf_high": 1.6}))
    'none'
    """
    if pd.isna(row["estimate"]) or pd.isna(row["conf_low"]) or pd.isna(row["conf_high"]):
        return "nothing"
    if not is_certain(row["conf_low"], row["conf_high"]) or row["estimate"] == 0:
        return "none"
    return "lower" if row["estimate"] < 0 else "higher"


def workplace_rows(relation: Relation) -> pd.DataFrame:
    """One row per workplace with its points, as ``x``, for joining its result to."""
    points = relation.points.table
    return points.loc[~points["hidden"], ["unit", "estimate"]].rename(columns={"estimate": "x"})


def scatter(
    p: Phrases, rows: pd.DataFrame, relation: Relation, *, y_label: str, line: bool
) -> Chart:
    """Draw ``x``, ``y`` and, where there is one, ``size`` of unnamed workplaces."""
    options: dict[str, object] = {
        "language": p.language,
        "x_label": p.text("deck.absence.x_label"),
        "y_label": y_label,
        "dimension": "overall",
    }
    if line:
        drawn = relation.line.table.rename(columns={"points": "x"})
        drawn = drawn.rename(columns={"fitted": "estimate"})
        options["line"] = drawn[["x", "estimate", "conf_low", "conf_high"]].to_dict("records")
    columns = [c for c in ("x", "y", "size") if c in rows]
    return Chart("scatter", rows[columns].astype(float).reset_index(drop=True), options)


def _mix_row(model: pd.DataFrame, measure: str) -> pd.Series | None:
    keep = (model["adjusted_for"] != "") & (model["measure"] == measure)
    rows = model[keep & (model["estimand"] == "measured")].dropna(subset=["estimate"])
    return None if rows.empty else rows.iloc[0]


def mix_sentence(p: Phrases, model: pd.DataFrame, measure: str, key: str) -> list[tuple[Run, ...]]:
    """Answer the first question in the room: is it not just the occupational groups?"""
    row = _mix_row(model, measure)
    if row is None:
        return []
    interval = p.interval(row["conf_low"], row["conf_high"], 1)
    return [p.body(key, days=p.change(row["estimate"], 1), interval=interval)]


def mix_note(p: Phrases, model: pd.DataFrame, measure: str) -> str:
    """Say whether occupations are taken into account, wholly, in part, or why not."""
    row = _mix_row(model, measure)
    if row is not None:
        if row["mix_percent"] >= ALL_OF_THE_MIX:
            return p.text("deck.absence.occupations_yes")
        share = p.percent(row["mix_percent"])
        return p.text("deck.absence.occupations_partly", percent=share)
    asked = bool((model["adjusted_for"] != "").any())
    return p.text(f"deck.absence.occupations_{'few' if asked else 'not'}")
