"""A scale as its source reports it: its own range, the published band, and the value to compare."""

from __future__ import annotations

import pandas as pd

from skcore.decks.phrases import Phrases
from skcore.decks.rows import Body, whole_means
from skcore.decks.spreads import spread_note
from skcore.decks.views import items_slides, untold
from skcore.instruments.model import Published, Reference
from skcore.release import StudyRelease
from skcore.slides.slide import Slide, TableFigure
from skcore.texts import numbers


def published_slide(release: StudyRelease) -> Slide | None:
    """The whole on the published range, with band and reference; None without such a scale.

    With the answers to its questions where these may be told: one slide for a staff meeting. Where
    the mean is held at the ends ("over 95") nothing finer is told of it here either. The value
    follows from the points as they are shown, so it tells nothing more than they do.
    """
    p = Phrases(release)
    wave = release.facts.last_wave
    whole = whole_means(release, wave)
    pairs = ((s, s.published) for s in release.facts.primary.scales if s.code in whole.index)
    scale, published = next((pair for pair in pairs if pair[1]), (None, None))
    if scale is None or published is None:
        return None
    row = whole[whole.index == scale.code].iloc[0]
    if row["bounded"] in ("below", "above"):
        return None
    words = published_words(p, scale.code, row["estimate"])
    known = [r for r in _references(p) if r.scale == scale.code]
    answers = items_slides(release, scale.code)
    told = answers[0] if len(answers) == 1 else None
    spoken = p.text("deck.published.alt", value=words)
    return p.slide(
        kicker=p.text("deck.kicker_results"),
        title=f"{p.scale(scale.code, capital=True)}: {words}",
        figure=told.figure if told else _table(p, whole, known),
        body=_body(p, published, row, known if told else []),
        boxes=p.box("deck.items.ask"),
        alt=f"{spoken} {told.alt}" if told else spoken,
        notes=[p.text("deck.published.notes"), told.notes if told else ""],
        footnote=p.footnote(
            p.answered(wave),
            *(p.text("deck.published.source", source=r.source) for r in known),
            spread_note(p, wave),
            untold(p, scale.items[0]) if told else "",
        ),
    )


def published_words(p: Phrases, code: str, points: float) -> str:
    """Say a scale's mean as its source writes it, with the band; empty without such a range."""
    published = getattr(p.facts.scale(code), "published", None)
    if published is None:
        return ""
    value = _on(published, points)
    band = next((b.label[p.language] for b in published.bands if value <= b.upper), "")
    words = f"{p.number(value, published.decimals)} {published.label[p.language]}"
    return f"{words} – {band}" if band else words


def published_line(p: Phrases, shown: pd.DataFrame) -> Body:
    """A workplace's mean as the source reports it, where the questionnaire has that one scale."""
    row = shown.iloc[0]
    words = "" if row["bounded"] else published_words(p, row["variable"], row["estimate"])
    return (p.body("unit.profile.published", words=words),) if words and len(shown) == 1 else ()


def _body(p: Phrases, published: Published, row: pd.Series, known: list[Reference]) -> Body:
    """Its points with their uncertainty, what to compare with, and whom a band is about."""
    key = "deck.published.points" + ("" if pd.notna(row["conf_low"]) else "_alone")
    interval = p.interval(row["conf_low"], row["conf_high"])
    body = [p.body(key, points=p.number(row["estimate"]), interval=interval)]
    for one in known:
        value, points = _values(p, published, one.value)
        said = {"label": numbers.capitalise(one.label[p.language]), "year": one.year}
        body.append(p.body("deck.published.reference", **said, value=value, points=points))
    return (*body, *([p.body("deck.published.group")] if published.bands else []))


def _table(p: Phrases, whole: pd.DataFrame, known: list[Reference]) -> TableFigure:
    """Every scale that its source reports in the same way, and what to compare with."""
    rows, label = [], ""
    for scale in p.facts.primary.scales:
        if scale.published is None or scale.code not in whole.index:
            continue
        row = whole[whole.index == scale.code].iloc[0]
        label = label or scale.published.label[p.language]
        if row["bounded"] not in ("below", "above") and scale.published.label[p.language] == label:
            rows.append(
                (p.scale(scale.code, capital=True), *_values(p, scale.published, row["estimate"]))
            )
        for one in known:
            if one.scale == scale.code:
                said = f"{numbers.capitalise(one.label[p.language])} ({one.year})"
                rows.append((said, *_values(p, scale.published, one.value)))
    return TableFigure(
        columns=("", numbers.capitalise(label), "0–100"),
        rows=tuple(rows),
        align=("left", "right", "right"),
        emphasis=("", "strong", ""),
    )


def _references(p: Phrases) -> list[Reference]:
    """Values to compare with: the questionnaire's and the study's own."""
    return [*p.facts.primary.references, *p.facts.references]


def _values(p: Phrases, published: Published, points: float) -> tuple[str, str]:
    """Points as the source writes them, and as they are."""
    return (p.number(_on(published, points), published.decimals), p.number(points))


def _on(published: Published, points: float) -> float:
    """Points on 0-100 as the source writes them."""
    span = published.high - published.low
    return numbers.round_half_away(published.low + span * points / 100, published.decimals)
