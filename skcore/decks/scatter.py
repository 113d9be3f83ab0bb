"""Workplaces as unnamed points, with the line that the sentence beside them tells."""

from __future__ import annotations

import pandas as pd

from skcore.decks.phrases import Phrases
from skcore.meeting.extremes import is_certain
from skcore.release.compared import Compared
from skcore.release.dots import as_dots
from skcore.release.workplaces import Relation
from skcore.slides.slide import Chart

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


def association_words(
    p: Phrases, row: pd.Series, units: str, *, about: str, **values: str
) -> tuple[str, list[str]]:
    """Title and sentences that claim no more than the numbers, as they are shown, do.

    ``about`` names the texts (``deck.absence``, ``deck.outcome``), ``values`` fill their places.
    """
    shown = direction(row)
    title = p.text(f"{about}.title_{shown}", **values)
    if shown == "nothing":
        return title, [p.text("deck.absence.sentence_nothing", units=units)]
    certain = shown != "none"
    low, high = row["conf_low"], row["conf_high"]
    if row["measure"] == "rank_correlation":
        estimate, interval = p.number(row["estimate"], 2), p.interval(low, high, 2)
        key, more = f"few_{shown}", [p.text("deck.absence.few_why")]
        more = more if certain else [p.text("deck.absence.may_be"), *more]
    elif certain:  # the direction stands in words
        estimate, interval = p.number(abs(row["estimate"]), 1), p.distance(low, high, 1)
        key, more = shown, []
    else:
        estimate, interval = p.change(row["estimate"], 1), p.interval(low, high, 1, signed=True)
        key, more = shown, [p.text("deck.absence.may_be_many")]
    told = {"units": units, "per": PER, "estimate": estimate, "interval": interval, **values}
    return title, [p.text(f"{about}.sentence_{key}", **told), *more]


def beside(p: Phrases, row: pd.Series, what: str) -> str:
    """Say the same association computed otherwise, in the words of the sentence above it."""
    shown = direction(row)
    low, high = row["conf_low"], row["conf_high"]
    if shown == "none":
        estimate, interval = p.change(row["estimate"], 1), p.interval(low, high, 1, signed=True)
    else:
        estimate, interval = p.number(abs(row["estimate"]), 1), p.distance(low, high, 1)
    return p.text(f"deck.beside.{shown}", what=p.text(what), estimate=estimate, interval=interval)


def scatter(
    p: Phrases, relation: Relation, results: pd.DataFrame, *, y: str, y_label: str, line: str
) -> Chart:
    """Draw unnamed workplaces by their points and their result, larger with more employed."""
    points = relation.points.table
    shown = points.loc[~points["hidden"], ["unit", "estimate"]].rename(columns={"estimate": "x"})
    rows = shown.merge(results[~results["hidden"]], on="unit")
    rows = rows.rename(columns={y: "y", "employed": "size"})
    rows["x"] = coarse(p, rows["x"])
    options: dict[str, object] = {
        "language": p.language,
        "x_label": p.text("deck.absence.x_label"),
        "y_label": y_label,
        "dimension": "overall",
    }
    if line in ("none", "lower", "higher"):
        options["certain"] = line != "none"
        drawn = relation.line.table.rename(columns={"points": "x"})
        drawn = drawn.rename(columns={"fitted": "estimate"})
        options["line"] = drawn[["x", "estimate", "conf_low", "conf_high"]].to_dict("records")
    columns = [c for c in ("x", "y", "size") if c in rows]
    return Chart("scatter", rows[columns].astype(float).reset_index(drop=True), options)


def coarse(p: Phrases, values: pd.Series, on: Compared | None = None) -> pd.Series:
    """Means of what leads as unnamed dots tell them."""
    return as_dots(values, _step(p, on), p.facts.policy)


def _step(p: Phrases, on: Compared | None) -> int:
    return p.release.plans.step((on.instrument if on else p.facts.primary).leading, on)


def coarse_note(p: Phrases, on: Compared | None = None) -> str:
    """Say in what steps dots stand, and why; empty where they are whole points."""
    step = _step(p, on)
    scale = p.scale((on.instrument if on else p.facts.primary).leading)
    return p.text("deck.dots_apart", step=step, scale=scale) if step > 1 else ""


def mix_row(model: pd.DataFrame, measure: str) -> pd.Series | None:
    keep = (model["adjusted_for"] != "") & (model["measure"] == measure)
    rows = model[keep & (model["estimand"] == "measured")].dropna(
        subset=["estimate", "conf_low", "conf_high"]
    )
    return None if rows.empty else rows.iloc[0]


def mix_sentence(p: Phrases, model: pd.DataFrame, measure: str) -> list[str]:
    """Answer the first question in the room: is it not just the occupational groups?"""
    row = mix_row(model, measure)
    return [] if row is None else [beside(p, row, "deck.beside.occupations")]


def mix_note(p: Phrases, model: pd.DataFrame, measure: str) -> str:
    """Say whether occupations are taken into account, wholly, in part, or why not."""
    row = mix_row(model, measure)
    if row is not None:
        if row["mix_percent"] >= ALL_OF_THE_MIX:
            return p.text("deck.absence.occupations_yes")
        share = p.percent(row["mix_percent"])
        return p.text("deck.absence.occupations_partly", percent=share)
    asked = bool((model["adjusted_for"] != "").any())
    return p.text(f"deck.absence.occupations_{'few' if asked else 'not'}")
