"""Social capital and sick leave over the workplaces, and sick leave month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases, is_certain
from skcore.slides.slide import Chart, Slide
from skcore.texts import numbers

if TYPE_CHECKING:
    from skcore.release import StudyRelease
    from skcore.release.absence import Absence
    from skcore.slides.markup import Run

__all__ = ["absence_slide", "trend_slide"]

PER = 10  # points of social capital that a size is for


def absence_slide(release: StudyRelease) -> Slide | None:
    """Social capital and sick leave over the shown workplaces: the line is the sentence's."""
    if release.absence is None:
        return None
    p = Phrases(release)
    absence = release.absence
    model = absence.model.table
    plain = model[(model["estimand"] == "measured") & (model["adjusted_for"] == "")]
    few = bool((plain["measure"] == "rank_correlation").any())
    row = plain[plain["measure"].isin(["days_per_fte", "rank_correlation"])].iloc[0]
    units = p.workplaces(int(row["n"]))
    title, sentences = _association_words(p, row, units, few=few)
    mixed = _mix_sentence(p, model)
    points = absence.points.table.merge(absence.rates.table, on="unit", suffixes=("", "_rate"))
    points = points[~points["hidden"] & ~points["hidden_rate"]]
    return Slide(
        kicker=p.text("deck.kicker_absence"),
        title=title,
        figure=_scatter(p, absence, points, line=not few),
        body=(*sentences, *mixed, p.body("deck.absence.dot"), p.body("deck.absence.not_cause")),
        alt=p.text("deck.absence.alt", units=units, sentence=title),
        notes=p.text("deck.absence.notes"),
        footnote=_absence_footnote(p, absence, mixed=bool(mixed)),
        result_id=release.result_id,
        language=p.language,
    )


def _association_words(
    p: Phrases, row: pd.Series, units: str, *, few: bool
) -> tuple[str, list[tuple[Run, ...]]]:
    certain = is_certain(row["conf_low"], row["conf_high"])
    direction = "none"
    if certain:
        direction = "lower" if row["estimate"] < 0 else "higher"
    title = p.text(f"deck.absence.title_{direction}")
    if few:
        key = "sentence_few" if direction == "none" else f"sentence_few_{direction}"
        interval = p.interval(row["conf_low"], row["conf_high"], 2)
        sentence = p.body(
            f"deck.absence.{key}",
            units=units,
            estimate=p.number(row["estimate"], 2),
            interval=interval,
        )
        return title, [sentence, p.body("deck.absence.may_be")]
    days = p.number(abs(row["estimate"]), 1) if certain else p.change(row["estimate"], 1)
    interval = (p.distance if certain else p.interval)(row["conf_low"], row["conf_high"], 1)
    sentence = p.body(
        f"deck.absence.sentence_{direction}", units=units, per=PER, days=days, interval=interval
    )
    return title, [sentence] if certain else [sentence, p.body("deck.absence.may_be_many")]


def _mix_sentence(p: Phrases, model: pd.DataFrame) -> list[tuple[Run, ...]]:
    """Answer the first question in the room: is it not just the occupational groups?"""
    keep = (model["adjusted_for"] != "") & (model["measure"] == "days_per_fte")
    rows = model[keep & (model["estimand"] == "measured")].dropna(subset=["estimate"])
    if rows.empty:
        return []
    row = rows.iloc[0]
    interval = p.interval(row["conf_low"], row["conf_high"], 1)
    days = p.change(row["estimate"], 1)
    return [p.body("deck.absence.occupations_sentence", days=days, interval=interval)]


def _scatter(p: Phrases, absence: Absence, points: pd.DataFrame, *, line: bool) -> Chart:
    options: dict[str, object] = {
        "language": p.language,
        "x_label": p.text("deck.absence.x_label"),
        "y_label": p.text("deck.absence.y_label"),
        "dimension": "overall",
    }
    if line:
        drawn = absence.line.table.rename(columns={"points": "x", "fitted": "estimate"})
        options["line"] = drawn[["x", "estimate", "conf_low", "conf_high"]].to_dict("records")
    table = pd.DataFrame(
        {
            "x": points["estimate"],
            "y": points["days_per_fte"],
            "size": points["employed"].astype(float),
        }
    )
    return Chart("scatter", table, options)


def _absence_footnote(p: Phrases, absence: Absence, *, mixed: bool) -> str:
    start = numbers.format_date(absence.start, "long", language=p.language)
    window = p.text("deck.absence.window", months=absence.months, start=start)
    mix = p.text("deck.absence.occupations_yes" if mixed else "deck.absence.occupations_not")
    return p.footnote(p.answered(absence.wave), window, mix)


def trend_slide(release: StudyRelease) -> Slide | None:
    """Sick leave of the whole organisation month by month, with the surveys marked."""
    if release.months is None:
        return None
    p = Phrases(release)
    facts = release.facts
    table = release.months.table
    rows = table[~table["hidden"]].sort_values("month")
    if len(rows) < 12:
        return None
    dates = pd.to_datetime(rows["month"])
    title = _trend_title(p, release)
    chart = pd.DataFrame(
        {"month": rows["month"], "estimate": rows["absence_percent"], "group": facts.words["whole"]}
    )
    events = [
        {"date": f"{wave.start:%Y-%m-%d}", "label": facts.wave_label(wave.id)}
        for wave in facts.waves
        if wave.start is not None
    ]
    first, last = (
        numbers.format_date(d.date(), "month", language=p.language)
        for d in (dates.iloc[0], dates.iloc[-1])
    )
    options = {
        "language": p.language,
        "y_label": p.text("deck.trend.y_label"),
        "events": events,
        "decimals": 1,
    }
    return Slide(
        kicker=p.text("deck.kicker_absence"),
        title=title,
        figure=Chart("trend", chart, options),
        body=(
            p.body("deck.trend.how"),
            p.body("deck.trend.waves"),
            p.body("deck.trend.season"),
        ),
        alt=p.text("deck.trend.alt", title=title),
        notes=p.text("deck.trend.notes"),
        footnote=p.footnote(p.text("deck.trend.footnote", first=first, last=last)),
        result_id=release.result_id,
        language=p.language,
    )


def _trend_title(p: Phrases, release: StudyRelease) -> str:
    years = release.years.table if release.years is not None else pd.DataFrame()
    shares = [p.percent(v, 1) for v in years.get("absence_percent", [])]
    if len(shares) >= 2:
        return p.text("deck.trend.title_lower", last=shares[-1], before=shares[-2])
    return p.text("deck.trend.title_single", last=shares[-1])
