"""The last slide: how the numbers were made, for those who want to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skcore.decks.phrases import Phrases
from skcore.decks.rows import shown_scales
from skcore.decks.sick_leave import absence_basis
from skcore.decks.spreads import leaders_spread_note, spread_note
from skcore.decks.who_answered import counted_words
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide, TableFigure


def about_slide(
    release: StudyRelease, unit: str = "", *, beside: Iterable[Slide | None] | None = None
) -> Slide:
    """Questionnaire, who is counted, uncertainty, rounding and the result's name.

    ``unit`` leaves out what a workplace's own deck does not show; ``beside`` are the slides of its
    deck: of differences is told where some slide shows one.
    """
    p = Phrases(release)
    differ = beside is None or any(_differs(slide) for slide in beside if slide is not None)
    return p.slide(
        layout="method",
        kicker=p.text("deck.kicker_about"),
        title=p.text("deck.about.title"),
        body=tuple(p.marked(template, **said) for template, said in _parts(p, unit, differ)),
        notes=p.text("deck.about.notes"),
        footnote=p.footnote(),
    )


def _differs(slide: Slide) -> bool:
    """Whether a slide shows differences, or names their size."""
    figure = slide.figure
    if isinstance(figure, TableFigure):
        return figure.tint_from is not None
    if not isinstance(figure, Chart):
        return False
    return figure.kind in ("change", "gap", "levels") or "difference" in figure.table


def _parts(p: Phrases, unit: str, differ: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the sentences that this study's slides need, as templates and their values."""
    release = p.release
    facts = release.facts
    used = facts.instruments[:1] if unit else facts.instruments
    titles = p.joined([one.title[p.language] for one in used])
    yield p.raw("deck.about.scale"), {"instruments": titles}
    if not unit:
        yield from _composite(p)
    yield p.raw("deck.about.counted"), {"counted": " ".join(counted_words(p))}
    if seen := p.who_sees():
        yield p.raw("deck.about.who_sees"), {"words": seen}
    yield p.raw("deck.about.band"), {}
    if differ:
        yield p.raw("deck.about.colours"), {"sizes": p.sizes()}
        yield p.raw("deck.about.differences"), {}
        yield from [(p.raw("deck.about.part"), {})] if unit else ()
    leaders = "" if unit else leaders_spread_note(p, facts.last_wave)  # who stand in no own deck
    for note in filter(None, (spread_note(p, facts.last_wave), leaders)):
        yield "{note}", {"note": note}
    if release.participants is not None and not unit:
        yield p.raw("deck.about.adjusted"), {}
    if release.absence is not None and not unit:
        yield p.raw("deck.about.absence"), {"words": absence_basis(p, release.absence)}
    if facts.policy.lowered_because:
        yield "{note}", {"note": p.lowered()}


def _composite(p: Phrases) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what the index that workplaces are related by is the mean of."""
    primary = p.facts.primary
    for index in primary.composites:
        if index.code == primary.leading and set(index.scales) <= set(shown_scales(p.release)):
            parts = p.joined([p.scale(code) for code in index.scales])
            key = "composite" if index.of == "scales" else "composite_items"
            said = {"capital": p.facts.words["Capital"], "parts": parts}
            yield p.raw(f"deck.about.{key}"), said
