"""Social capital and sick leave over the workplaces, and sick leave month by month."""

from __future__ import annotations

import pandas as pd

from skcore.decks.of_few import Few
from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.register import action_bars
from skcore.decks.rows import Body
from skcore.decks.scatter import (
    PER,
    association_words,
    beside,
    coarse_note,
    direction,
    main_row,
    mix_note,
    mix_row,
    mix_sentence,
    scatter,
)
from skcore.release import StudyRelease
from skcore.release.absence import Absence
from skcore.slides.slide import Chart, Slide
from skcore.texts import numbers

YEAR = 12  # months
MONTH = pd.offsets.MonthEnd()
MEASURES = ("days_per_fte", "rank_correlation")


@of_release
def absence_slide(release: StudyRelease) -> Slide | None:
    """Social capital and sick leave over the shown workplaces: the line is the sentence's.

    Returns
    -------
    Slide or None
        Where there is a register and nothing can be related, a slide that says why; None without
        a register.

    Examples
    --------
    >>> import skcore
    >>> skcore.absence_slide(release).figure.kind
    'scatter'
    """
    p = Phrases(release)
    absence = release.absence
    if absence is None:
        alone = bool(release.facts.only_workplace)
        return None if alone or release.absence_missing == "no_register" else _why_not(p)
    model = absence.model.table
    row = main_row(model, MEASURES)
    units = p.workplaces(int(row["n"]))
    title, sentences = association_words(p, row, units, about="deck.absence")
    shown = direction(row)
    line = shown if row["measure"] == "days_per_fte" else ""
    drawn = line not in ("", "nothing")
    y_label = p.text("deck.absence.y_label")
    told = [*sentences, *mix_sentence(p, model, "days_per_fte"), *_corrected(p, model)]
    return p.slide(
        kicker=p.text("deck.kicker_absence"),
        title=title,
        figure=scatter(
            p, absence, absence.rates.table, y="days_per_fte", y_label=y_label, line=line
        ),
        body=_answers(p, model, row),
        alt=p.text(
            "deck.absence.alt" if drawn else "deck.absence.alt_points", units=units, sentence=title
        ),
        notes=[
            *_notes(p, drawn),
            *told,
            p.text("deck.absence.not_cause"),
            Few(p, absence.step).why(p.scale(p.facts.primary.leading)),
        ],
        footnote=_absence_footnote(p, absence),
    )


def _answers(p: Phrases, model: pd.DataFrame, row: pd.Series) -> Body:
    """Answer the room's three questions: is there none, is it the occupations, whom is it about."""
    shown, units = direction(row), p.workplaces(int(row["n"]))
    if shown == "nothing":
        first = "any", p.body("deck.absence.any_nothing")
    elif shown == "none":
        first = "any", p.body("deck.absence.any_none")
    elif row["measure"] == "rank_correlation":
        ends = p.interval(row["conf_low"], row["conf_high"], 2)
        said = {"estimate": p.number(row["estimate"], 2), "interval": ends, "units": units}
        first = "size", p.body("deck.absence.size_ranks", **said)
    else:
        ends = p.distance(row["conf_low"], row["conf_high"], 1)
        said = {"estimate": _size(p, row), "interval": ends, "units": units}
        first = "size", p.body(f"deck.absence.size_{shown}", per=PER, **said)
    mix = mix_row(model, "days_per_fte")
    key, estimate = ("unknown", "") if mix is None else (direction(mix), _size(p, mix))
    pairs = [
        first,
        ("mix", p.body(f"deck.absence.mix_{key}", estimate=estimate, per=PER)),
        ("whom", p.body("deck.absence.whom_units")),
    ]
    return tuple(p.body(f"deck.absence.{head}") + p.marked(" ") + said for head, said in pairs)


def _size(p: Phrases, row: pd.Series) -> str:
    """Write a size; without its sign where the direction stands in words."""
    sure = direction(row) in ("lower", "higher")
    return p.number(abs(row["estimate"]), 1) if sure else p.change(row["estimate"], 1)


def _why_not(p: Phrases) -> Slide:
    return p.slide(
        kicker=p.text("deck.kicker_absence"),
        title=p.text("deck.absence.missing_title"),
        body=(p.marked("{why}", why=p.absence_missing()),),
        notes=_notes(p, None),
        footnote=p.footnote(),
    )


def _notes(p: Phrases, drawn: bool | None) -> list[str]:
    """How to read the dots, and the line where one is drawn; how not to; what others found."""
    how = [] if drawn is None else [p.text(f"deck.absence.notes_{'line' if drawn else 'points'}")]
    research = [p.text("deck.absence.research")] if p.facts.is_about_capital else []
    return [*how, p.text("deck.absence.notes"), *research]


def _corrected(p: Phrases, model: pd.DataFrame) -> list[str]:
    """The association with means without noise, for the notes."""
    keep = (model["estimand"] == "corrected") & (model["measure"] == "days_per_fte")
    rows = model[keep & (model["adjusted_for"] == "")]
    rows = rows.dropna(subset=["estimate", "conf_low", "conf_high"])
    return [beside(p, row, "deck.beside.corrected") for _, row in rows.iterrows()]


def _absence_footnote(p: Phrases, absence: Absence) -> str:
    n = len(absence.points)
    part = p.text("deck.absence.part", n=p.number(n), of=p.number(absence.shown))
    part = part if n < absence.shown else ""
    unknown = "" if absence.absent_told else p.text("deck.absence.absent_unknown")
    note = mix_note(p, absence.model.table, "days_per_fte")
    answered = p.answered(absence.wave)
    sizes = absence.rates.table["employed"].nunique()
    sized = p.text("deck.absence.dot") if sizes > 1 else ""
    coarse = Few(p, absence.step).note() or coarse_note(p)
    return p.footnote(answered, _window(p, absence), part, sized, coarse, note, unknown)


def _window(p: Phrases, absence: Absence) -> str:
    start = numbers.format_date(absence.start, "long", language=p.language)
    return p.text("deck.absence.window", months=absence.months, start=start)


def absence_basis(p: Phrases, absence: Absence) -> str:
    """Say which months, whose answers and which occupations the association rests on."""
    note = mix_note(p, absence.model.table, "days_per_fte")
    said = (_window(p, absence), p.answered(absence.wave), note)
    return ". ".join(part.removesuffix(".") for part in said if part) + "."


@of_release
def trend_slide(release: StudyRelease) -> Slide | None:
    """Sick leave of the whole organisation month by month, with the surveys marked.

    Examples
    --------
    >>> import skcore
    >>> skcore.trend_slide(release).figure.kind
    'trend'
    """
    if release.months is None:
        return None
    p = Phrases(release)
    table = release.months.table
    rows = table[~table["hidden"]].sort_values("month")
    if len(rows) < YEAR:
        return None
    dates = pd.to_datetime(rows["month"])
    ends = dates.iloc[0], dates.iloc[-1] + MONTH
    title = _trend_title(p, release)
    chart = pd.DataFrame({"month": rows["month"], "estimate": rows["absence_percent"], "group": ""})
    events = [
        {"date": f"{wave.start:%Y-%m-%d}", "label": p.facts.wave_label(wave.id)}
        for wave in p.facts.waves
        if wave.start is not None
    ]
    inside = [event for event in events if ends[0] <= pd.Timestamp(event["date"]) <= ends[1]]
    first, last = (numbers.format_date(d.date(), "month", language=p.language) for d in ends)
    options = {
        "language": p.language,
        "y_label": p.text("deck.trend.y_label"),
        "events": events,
        **action_bars(p, *ends),
        "decimals": 1,
        "spans": _year_spans(release, rows),
    }
    told = ["waves" if len(inside) > 1 else "wave"] if inside else []
    told += ["season"] if len(rows) > YEAR else []  # one year has no month twice
    return p.slide(
        kicker=p.text("deck.kicker_absence"),
        title=title,
        figure=Chart("trend", chart, options),
        boxes=p.box("deck.trend.ask"),
        body=tuple(p.body(f"deck.trend.{key}") for key in told),
        alt=p.text("deck.trend.alt", title=title),
        notes=p.text("deck.trend.notes"),
        footnote=p.footnote(p.text("deck.trend.footnote", first=first, last=last)),
    )


def _year_spans(release: StudyRelease, rows: pd.DataFrame) -> list[dict[str, object]]:
    """The last two years' means, as the title tells them, over the months they are of."""
    shares = pd.Series(dtype=float)
    if release.years is not None:
        shares = release.years.table.get("absence_percent", shares).dropna()
    spans = []
    months = pd.to_datetime(rows["month"])
    for place, share in enumerate(shares.iloc[::-1].head(2)):
        part = months.iloc[max(len(months) - YEAR * (place + 1), 0) : len(months) - YEAR * place]
        if len(part) == YEAR:
            ends = f"{part.iloc[0]:%Y-%m-%d}", f"{part.iloc[-1]:%Y-%m-%d}"
            spans.append({"start": ends[0], "end": ends[1], "estimate": float(share)})
    return spans


def _trend_title(p: Phrases, release: StudyRelease) -> str:
    years = release.years.table if release.years is not None else pd.DataFrame()
    shares = [p.percent(v, 1) for v in years.get("absence_percent", []) if pd.notna(v)]
    if not shares:
        return p.text("deck.trend.title_plain")
    if len(shares) >= 2:
        key = "same" if shares[-1] == shares[-2] else "two"
        return p.text(f"deck.trend.title_{key}", last=shares[-1], before=shares[-2])
    return p.text("deck.trend.title_single", last=shares[-1])
