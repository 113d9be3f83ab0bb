"""A scale as its source reports it: its own range, the published band, and the value to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skcore.decks.phrases import Phrases
from skcore.decks.rows import whole_means
from skcore.slides.slide import Slide, TableFigure
from skcore.texts import numbers

if TYPE_CHECKING:
    from skcore.instruments.model import Published, Scale
    from skcore.release import StudyRelease

__all__ = ["published_slide"]


def published_slide(release: StudyRelease) -> Slide | None:
    """The whole on the published range, with band and reference; None without such a scale.

    Where the mean is held at the ends ("over 95") nothing finer is told of it here either. The
    value follows from the points as they are shown, so it tells nothing more than they do.
    """
    p = Phrases(release)
    facts = release.facts
    whole = whole_means(release, facts.last_wave)
    pairs = ((s, s.published) for s in facts.primary.scales if s.code in whole.index)
    scale, published = next((pair for pair in pairs if pair[1]), (None, None))
    if scale is None or published is None:
        return None
    row = whole.loc[scale.code]
    if row.get("bounded", "") in ("below", "above"):
        return None
    points = float(whole.at[scale.code, "estimate"])  # type: ignore[arg-type]
    value = _on(published, points)
    band = next((b.label[p.language] for b in published.bands if value <= b.upper), "")
    written = p.number(value, published.decimals)
    rows = [(p.text("deck.published.own"), written, p.number(points))]
    rows += _references(p, scale, published)
    title = p.text("deck.published.title", scale=p.scale(scale.code, capital=True), value=written)
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=f"{title}: {band}" if band else title,
        figure=TableFigure(
            columns=("", numbers.capitalise(published.label[p.language]), "0–100"),
            rows=tuple(rows),
            align=("left", "right", "right"),
            emphasis=("", "strong", ""),
        ),
        body=(p.body("deck.published.group"),),
        alt=p.text("deck.published.alt", value=written),
        notes=p.text("deck.published.notes"),
        footnote=p.footnote(
            p.answered(facts.last_wave),
            *(r.source for r in facts.primary.references if r.scale == scale.code),
            p.instrument_note(),
        ),
        result_id=release.result_id,
        language=p.language,
    )


def _on(published: Published, points: float) -> float:
    """Points on 0-100 as the source writes them."""
    span = published.high - published.low
    return numbers.round_half_away(published.low + span * points / 100, published.decimals)


def _references(p: Phrases, scale: Scale, published: Published) -> list[tuple[str, str, str]]:
    facts = p.release.facts
    references = [*facts.primary.references, *facts.references]
    return [
        (
            f"{numbers.capitalise(r.label[p.language])} ({r.year})",
            p.number(_on(published, r.value), published.decimals),
            p.number(r.value),
        )
        for r in references
        if r.scale == scale.code
    ]
