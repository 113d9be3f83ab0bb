"""The frame around the results: title, programme, knowledge, anonymity, reflection, closing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skcore.decks.named_levels import levels_slide
from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.meeting.programme import meeting_points, occasion, programme_title, said_span
from skcore.release import StudyRelease
from skcore.release.plans import workplace_coverage
from skcore.slides.slide import Slide, TableFigure
from skcore.texts import Texts
from skcore.wording.points import Point

BOTH = 2  # workplaces that are not called all


@of_release
def title_slide(release: StudyRelease) -> Slide:
    """Title of the study, the meeting and its date, the organisation.

    Examples
    --------
    >>> import skcore
    >>> skcore.title_slide(release).title == release.facts.title
    True
    """
    p = Phrases(release)
    said = p.facts.organisation.casefold() in p.facts.title.casefold()
    return Slide(
        layout="title",
        title=p.facts.title,
        kicker=" · ".join([*occasion(p.facts, "day"), *([] if said else [p.facts.organisation])]),
        notes="\n".join(note for note in (p.text("deck.title_notes"), p.agreement()) if note),
        footnote=p.footnote(),
        language=p.language,
    )


@of_release
def programme_slide(release: StudyRelease) -> Slide | None:
    """The programme with clock times; None where the study names no programme.

    Examples
    --------
    >>> import skcore
    >>> skcore.programme_slide(release).kicker
    'Program'
    """
    facts = release.facts
    points = meeting_points(facts)
    if not points:
        return None
    title = programme_title(facts)
    return planned_slide(points, facts.texts, title=title, result_id=release.result_id)


def planned_slide(points: Sequence[Point], text: Texts, *, title: str, result_id: str) -> Slide:
    """Points with their clock times, also of a programme that no study has yet."""
    language: Any = text.language
    spans = [said_span(point.begins, point.ends, language) for point in points]
    return Slide(
        kicker=text("deck.kicker_programme"),
        title=title,
        figure=TableFigure(
            columns=tuple(text.raw("deck.programme_columns")),
            rows=tuple((span, x.point, x.who) for span, x in zip(spans, points, strict=True)),
            emphasis=("strong", "", "quiet"),
            show_header=False,
        ),
        alt=text("deck.programme_alt"),
        notes=text("deck.programme_notes"),
        result_id=result_id,
        language=language,
    )


@of_release
def anonymity_slide(release: StudyRelease) -> Slide:
    """How nobody's answers can be worked out; the reason where the minimum is lowered.

    Examples
    --------
    >>> import skcore
    >>> skcore.anonymity_slide(release).kicker
    'Anonymitet'
    """
    p = Phrases(release)
    facts = release.facts
    policy = facts.policy
    values = {
        "minimum": policy.minimum,
        "distribution": policy.distribution_minimum,
        "absence": policy.absence_minimum,
    }
    body = [p.marked(text, **values) for text in p.raw("deck.anonymity.body")]
    later = [p.who_sees(), p.text("deck.anonymity.distribution", **values)]
    if p.has_sick_leave:
        later.append(p.text("deck.anonymity.absence", **values))
    hidden = p.units_not_shown(facts.last_wave)
    if not facts.only_workplace:
        body.append(p.body("deck.anonymity.counted"))
    if facts.primary.is_health:
        key = "health" if levels_slide(release) is None else "health_levels"
        scale = p.scale(facts.primary.scale_codes[0], capital=True)
        body.append(p.body(f"deck.anonymity.{key}", scale=scale))
    covered = workplace_coverage(release.plans.means[facts.primary.id], facts.last_wave)
    if covered and hidden and not (facts.only_workplace or facts.primary.is_health):
        wave = facts.wave_label(facts.last_wave)
        body.append(p.body("deck.anonymity.covered", percent=p.percent(covered), wave=wave))
    key = "title" if policy.lowered_because is None else "title_lowered"
    if not hidden and not facts.primary.is_health and not facts.only_workplace:
        n = len(facts.workplaces(facts.last_wave))
        both = "_both" if n == BOTH else ""
        hidden = p.text(f"deck.anonymity.none_hidden{both}", units=p.workplaces(n))
    late = any(plan.cut_short for plan in release.plans.means.values())
    return p.slide(
        kicker=p.text("deck.kicker_anonymity"),
        title=p.text(f"deck.anonymity.{key}", minimum=policy.minimum),
        body=tuple(body),
        notes=[p.text("deck.anonymity.notes"), *later],
        footnote=p.footnote(hidden, p.text("deck.anonymity.no_time") if late else ""),
    )


@of_release
def reflection_slide(release: StudyRelease) -> Slide:
    """Prompts for the reflecting team; of one workplace they are for everybody.

    Examples
    --------
    >>> import skcore
    >>> skcore.reflection_slide(release).kicker
    'Refleksion'
    """
    p = Phrases(release)
    alone = release.facts.only_workplace
    prompts = release.facts.wording.handouts(p.language).raw("prompts.reflection")
    return Slide(
        kicker=p.text("deck.kicker_reflection"),
        title=p.text("deck.reflection.title"),
        body=() if alone else (p.body("deck.reflection.who"),),
        boxes=tuple(("", prompt) for prompt in prompts),
        notes=p.text(f"deck.reflection.notes{'_alone' if alone else ''}"),
        language=p.language,
    )
