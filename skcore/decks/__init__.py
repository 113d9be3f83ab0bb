"""The two decks: the network meeting's, and a workplace's own.

The network deck shows the whole and the spread over unnamed workplaces. A workplace's own numbers
are in its own deck only: no workplace meets its number for the first time on the wall.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from skcore.arguments import checks_arguments
from skcore.decks.about import about_slide
from skcore.decks.actions import actions_slide, chance_slide
from skcore.decks.agenda import by_programme, closing_slide
from skcore.decks.around_action import action_absence_slide
from skcore.decks.changed import change_slide, unit_change_slide
from skcore.decks.conclusion import conclusion_slide
from skcore.decks.frame import anonymity_slide, programme_slide, reflection_slide, title_slide
from skcore.decks.knowledge import knowledge_slides
from skcore.decks.meetings_seen import observation_slide
from skcore.decks.named_levels import levels_slide
from skcore.decks.other_results import deck_outcome_slides
from skcore.decks.overall import named_units_slide, spread_slide
from skcore.decks.own_shares import own_question_slides, own_share_slide
from skcore.decks.promised import promise_slide
from skcore.decks.register import agreed_slide, register_slide
from skcore.decks.rows import beside_the_first, shown_scales, shown_workplaces
from skcore.decks.sick_leave import absence_slide, trend_slide
from skcore.decks.source_range import published_slide
from skcore.decks.unit import (
    next_slide,
    profile_slide,
    questions_slide,
    story_slide,
    unit_title_slide,
)
from skcore.decks.views import gap_slide, items_slides
from skcore.decks.wellbeing import wellbeing_slide
from skcore.decks.who_answered import response_slide
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide

FEW_SLIDES = 2  # of questions and their answers, that a meeting of many workplaces takes as well


def show(slides: Iterable[Slide | None]) -> None:
    """Show several slides under one notebook cell; those that are None are left out.

    Parameters
    ----------
    slides
        Slides; what is None is left out.

    Examples
    --------
    >>> import skcore
    >>> skcore.show([None])  # in a notebook, a slide in place of None is shown
    """
    from IPython.display import display

    for slide in slides:
        if slide is not None:
            display(slide)  # type: ignore[no-untyped-call]


def network_deck(release: StudyRelease) -> list[Slide]:
    """Make the slides of a network meeting, in the order of the meeting.

    Parameters
    ----------
    release
        From ``release_study``.

    Returns
    -------
    list of Slide
        Slides whose data the study does not have are left out.

    Examples
    --------
    >>> import skcore
    >>> len(skcore.network_deck(release)) > 15
    True
    """
    blocks = {name: _there(slides) for name, slides in _blocks(release).items()}
    programme = list(by_programme(release, blocks))
    middle = programme or [*chain.from_iterable(blocks.values()), closing_slide(release)]
    return [title_slide(release), *_said_once(middle), about_slide(release, beside=middle)]


def _blocks(release: StudyRelease) -> dict[str, list[Slide | None]]:
    """Slides by the content that a point of the programme asks for, in the order without one."""
    return {
        "welcome": [programme_slide(release)],
        "knowledge": [*knowledge_slides(release)],
        "results": [
            response_slide(release),
            *_level_of_the_first(release),
            *(spread_slide(release, beside) for beside in beside_the_first(release)),
            named_units_slide(release),
            levels_slide(release),
            gap_slide(release),
            *own_question_slides(release),
        ],
        "change": [
            change_slide(release),
            actions_slide(release),
            chance_slide(release),
            promise_slide(release),
            conclusion_slide(release),
        ],
        "sick_leave": [absence_slide(release), trend_slide(release), action_absence_slide(release)],
        "outcomes": [*deck_outcome_slides(release), wellbeing_slide(release)],
        "actions": [register_slide(release)],
        "anonymity": [*_of_the_one(release), anonymity_slide(release)],
        "observed": [observation_slide(release)],
        "reflection": [reflection_slide(release)],
    }


def _there(slides: Iterable[Slide | None]) -> list[Slide]:
    return [slide for slide in slides if slide is not None]


def _said_once(slides: Sequence[Slide]) -> list[Slide]:
    """Say why nothing is shown of the whole once, not of answers and of results."""
    said = {(slide.title, slide.body): slide for slide in slides if not slide.notes}
    return [s for s in slides if said.get((s.title, s.body), s) is s]


def _level_of_the_first(release: StudyRelease) -> list[Slide | None]:
    """What the leading questionnaire found: its level, as its source reports it, its questions.

    Of one scale without dots the published slide says what the other would. The questions come
    along where they are few; beside many workplaces they are more than a meeting takes.
    """
    few = shown_workplaces(release).empty
    published = published_slide(release)
    charted = published is not None and isinstance(published.figure, Chart)
    scale = next(s.code for s in release.facts.primary.scales if s.published) if charted else ""
    left = [code for code in release.facts.primary.items_by_scale if code != scale]
    answers = [slide for code in left for slide in items_slides(release, code)]
    alone = few and published is not None and len(shown_scales(release)) == 1
    return [
        None if alone else spread_slide(release),
        published,
        *(answers if few or len(answers) <= FEW_SLIDES else []),
    ]


def own_decks(release: StudyRelease) -> list[str]:
    """Workplaces that get slides of their own: none of well-being, nor where there is only one.

    Of one workplace the network deck and its own are one deck.
    """
    facts = release.facts
    together = facts.primary.is_health or facts.only_workplace
    return [] if together else facts.workplaces(facts.last_wave)


def _of_the_one(release: StudyRelease) -> list[Slide]:
    """What a workplace's own deck has beside its numbers, where there is only one workplace."""
    unit = release.facts.only_workplace
    parts = (questions_slide, story_slide, next_slide)
    return [part(release, unit) for part in parts] if unit else []


@checks_arguments
def unit_deck(release: StudyRelease, unit: str) -> list[Slide]:
    """Make a workplace's own slides.

    Parameters
    ----------
    release
        From ``release_study``.
    unit
        Id of the workplace.

    Returns
    -------
    list of Slide
        Where the workplace's numbers may not be shown, the deck says why and keeps the questions.

    Examples
    --------
    >>> import skcore
    >>> skcore.unit_deck(release, "hjem-01")[0].title
    'Hjemmepleje Tranebjælke'
    """
    profile = profile_slide(release, unit)
    slides = [
        unit_title_slide(release, unit),
        agreed_slide(release, unit),
        profile,
        unit_change_slide(release, unit),
        own_share_slide(release, unit),
        observation_slide(release, unit),
        story_slide(release, unit),
        next_slide(release, unit),
        anonymity_slide(release),
    ]
    if isinstance(profile.figure, Chart):
        slides.append(about_slide(release, unit, beside=slides))
    return _there(slides)
