"""Social capital and sick leave over the workplaces, and sick leave month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases
from skcore.decks.scatter import (
    association_words,
    beside,
    direction,
    main_row,
    mix_note,
    mix_sentence,
    scatter,
)
from skcore.slides.slide import Chart, Slide
from skcore.texts import numbers

if TYPE_CHECKING:
    from skcore.release import Absence, StudyRelease
    from skcore.slides.markup import Run

__all__ = ["absence_slide", "trend_slide"]

YEAR = 12  # months
MONTH = pd.offsets.MonthEnd()
MEASURES = ("days_per_fte", "rank_correlation")


def absence_slide(release: StudyRelease) -> Slide | None:
    """Social capital and sick leave over the shown workplaces: the line is the sentence's.

    Returns
    -------
    Slide or None
        Where there is a register and nothing can be related, a slide that says why; None without
        a register.
    """
    p = Phrases(release)
    absence = release.absence
    if absence is None:
        alone = bool(release.facts.only_workplace)
        return None if alone or release.absence_missing == "no_register" else _why_not(p, release)
    model = absence.model.table
    row = main_row(model, MEASURES)
    units = p.workplaces(int(row["n"]))
    title, sentences = association_words(p, row, units, about="deck.absence")
    drawn = row["measure"] == "days_per_fte" and direction(row) != "nothing"
    y_label = p.text("deck.absence.y_label")
    return Slide(
        kicker=p.text("deck.kicker_absence"),
        title=title,
        figure=scatter(
            p, absence, absence.rates.table, y="days_per_fte", y_label=y_label, line=drawn
        ),
        body=(
            *sentences,
            *_beside(p, model),
            p.body("deck.absence.not_cause"),
        ),
        alt=p.text(
            "deck.absence.alt" if drawn else "deck.absence.alt_points", units=units, sentence=title
        ),
        notes=_notes(p),
        footnote=_absence_footnote(p, absence),
        result_id=release.result_id,
        language=p.language,
    )


def _why_not(p: Phrases, release: StudyRelease) -> Slide:
    return Slide(
        kicker=p.text("deck.kicker_absence"),
        title=p.text("deck.absence.missing_title"),
        body=(p.marked("{why}", why=p.absence_missing()),),
        notes=_notes(p),
        footnote=p.footnote(),
        result_id=release.result_id,
        language=p.language,
    )


def _notes(p: Phrases) -> str:
    research = [p.text("deck.absence.research")] if p.release.facts.is_about_capital else []
    return "\n".join([p.text("deck.absence.notes"), *research])


def _beside(p: Phrases, model: pd.DataFrame) -> list[tuple[Run, ...]]:
    """Beside the association as measured: with occupations held, and with means without noise."""
    parts = mix_sentence(p, model, "days_per_fte")
    keep = (model["estimand"] == "corrected") & (model["measure"] == "days_per_fte")
    rows = model[keep & (model["adjusted_for"] == "")]
    rows = rows.dropna(subset=["estimate", "conf_low", "conf_high"])
    parts += [beside(p, row, "deck.beside.corrected") for _, row in rows.iterrows()]
    space = p.marked(" ")
    return [sum((space + part for part in parts), ())[1:]] if parts else []


def _absence_footnote(p: Phrases, absence: Absence) -> str:
    start = numbers.format_date(absence.start, "long", language=p.language)
    window = p.text("deck.absence.window", months=absence.months, start=start)
    n = len(absence.points)
    part = p.text("deck.absence.part", n=p.number(n), of=p.workplaces(absence.shown))
    note = mix_note(p, absence.model.table, "days_per_fte")
    dot = p.text("deck.absence.dot")
    part = part if n < absence.shown else ""
    unknown = "" if absence.absent_told else p.text("deck.absence.absent_unknown")
    return p.footnote(dot, p.answered(absence.wave), window, part, unknown, note)


def trend_slide(release: StudyRelease) -> Slide | None:
    """Sick leave of the whole organisation month by month, with the surveys marked."""
    if release.months is None:
        return None
    p = Phrases(release)
    facts = release.facts
    table = release.months.table
    rows = table[~table["hidden"]].sort_values("month")
    if len(rows) < YEAR:
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
    inside = [
        e for e in events if dates.iloc[0] <= pd.Timestamp(e["date"]) <= dates.iloc[-1] + MONTH
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
            *(
                [p.body("deck.trend.waves" if len(inside) > 1 else "deck.trend.wave")]
                if inside
                else []
            ),
            *([p.body("deck.trend.season")] if len(rows) > YEAR else []),
        ),
        alt=p.text("deck.trend.alt", title=title),
        notes=p.text("deck.trend.notes"),
        footnote=p.footnote(p.text("deck.trend.footnote", first=first, last=last)),
        result_id=release.result_id,
        language=p.language,
    )


def _trend_title(p: Phrases, release: StudyRelease) -> str:
    years = release.years.table if release.years is not None else pd.DataFrame()
    shares = [p.percent(v, 1) for v in years.get("absence_percent", []) if pd.notna(v)]
    if not shares:
        return p.text("deck.trend.title_plain")
    if len(shares) >= 2:
        return p.text("deck.trend.title_two", last=shares[-1], before=shares[-2])
    return p.text("deck.trend.title_single", last=shares[-1])
