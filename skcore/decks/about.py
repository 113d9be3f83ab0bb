"""The last slide: how the numbers were made, for those who want to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from skcore.decks.phrases import Phrases
from skcore.decks.sick_leave import absence_basis
from skcore.decks.who_answered import counted_words
from skcore.slides.slide import Slide

if TYPE_CHECKING:
    from skcore.release import StudyRelease

__all__ = ["about_slide"]


def about_slide(release: StudyRelease, unit: str = "") -> Slide:
    """Questionnaire, who is counted, uncertainty, rounding and the result's name.

    ``unit`` leaves out what a workplace's own deck does not show.
    """
    p = Phrases(release)
    return p.slide(
        layout="method",
        kicker=p.text("deck.kicker_about"),
        title=p.text("deck.about.title"),
        body=tuple(p.marked(template, **said) for template, said in _parts(p, unit)),
        notes=p.text("deck.about.notes"),
        footnote=p.footnote(),
    )


def _parts(p: Phrases, unit: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the sentences that this study's slides need, as templates and their values."""
    release = p.release
    facts = release.facts
    used = facts.instruments[:1] if unit else facts.instruments
    titles = p.joined([one.title[p.language] for one in used])
    yield p.raw("deck.about.scale"), {"instruments": titles}
    yield p.raw("deck.about.counted"), {"counted": " ".join(counted_words(p))}
    yield p.raw("deck.about.band"), {}
    yield p.raw("deck.about.differences"), {}
    yield p.raw("deck.about.sizes"), {"sizes": p.sizes()}
    conventions = (p.spread_note(facts.last_wave), p.leaders_spread_note(facts.last_wave))
    for note in filter(None, conventions):
        yield "{note}", {"note": note}
    if release.participants is not None and not unit:
        yield p.raw("deck.about.adjusted"), {}
    if release.absence is not None and not unit:
        yield p.raw("deck.about.absence"), {"words": absence_basis(p, release.absence)}
    if facts.policy.lowered_because:
        yield "{note}", {"note": p.lowered()}
