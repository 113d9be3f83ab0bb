"""Slides that follow the programme: a divider per point, pauses, presenting workplaces, the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.register import actions_of, said_action
from skcore.meeting.calendar import working_week
from skcore.meeting.programme import meeting_points, said_span, workplace_named
from skcore.release import StudyRelease
from skcore.slides.slide import Slide
from skcore.texts import numbers
from skcore.wording.points import Point, clock

#: slides about the numbers; those that no point asks for stand under the point of the results
NUMBERS = ("results", "change", "sick_leave", "outcomes", "anonymity")
STATEMENTS = 2  # that are read out standing
ON_SLIDE = 2  # actions of a presenting workplace
LISTENING = 0.4  # part of a presentation's time that the tables talk
NEXT_WEEKS = {"minutes": 1, "choose": 3, "med": 4, "look": 8}  # after the meeting
SURVEY_WEEKS = 52

Blocks = Mapping[str, Sequence[Slide]]


def by_programme(release: StudyRelease, blocks: Blocks) -> Iterator[Slide]:
    """Yield slides in the order of the programme's points, each with its point's time.

    Parameters
    ----------
    release
        What is shown.
    blocks
        Slides by the content that asks for them. What no point asks for follows the point of the
        results, what social capital is as well; without such a point it stands before the goodbye.
    """
    points = meeting_points(release.facts)
    if not points:
        return
    asked = {name for point in points for name in point.content}
    left = [name for name in NUMBERS if name in blocks and name not in asked]
    left += [] if "reflection" in asked else ["observed"]
    left += [] if "knowledge" in asked else ["knowledge"]
    number = 0
    for at, point in enumerate(points, 1):
        names = list(point.content)
        if "closing" in names and at == len(points):  # what no point asks for, before the goodbye
            yield from chain.from_iterable(blocks[name] for name in left)
            left = []
        if "results" in names:
            names, left = [*names, *left], []
        slides = [divider_slide(release, point, place=(at, len(points)))]
        for name in names:
            if name == "workplaces":
                slides += presenting_slides(release, point, first=number + 1)
                number += point.presenting
            elif name == "closing":
                slides.append(closing_slide(release))
            elif name == "reflection":  # with what was observed meanwhile
                slides += [*blocks["observed"], *blocks["reflection"]]
            else:
                slides += blocks.get(name, ())
        time = said_span(point.begins, point.ends, release.facts.language)
        yield from (replace(slide, time=time) for slide in slides)
    yield from chain.from_iterable(blocks[name] for name in left)


def divider_slide(release: StudyRelease, point: Point, *, place: tuple[int, int]) -> Slide:
    """Show where in the programme we are: when, what, who, and what the room is asked to do."""
    p = Phrases(release)
    language = p.language
    again = p.text("agenda.again", point=point.point, time=clock(point.ends, language))
    thanks = point.point == p.text("deck.closing_title")  # which the slide after it says as well
    name = p.text("agenda.closing") if thanks else point.point
    when = said_span(point.begins, point.ends, language)
    said = "**{when}** · {who}" if point.who else "**{when}**"
    number, of = place
    return Slide(
        layout="section",
        kicker=p.text("agenda.kicker", number=number, of=of),
        title=again if "pause" in point.content else name,
        body=(p.marked(said, when=when, who=point.who),),
        boxes=tuple(("", text) for text in _asked(p, point)),
        notes=script_line(p, point),
        language=language,
    )


def _asked(p: Phrases, point: Point) -> list[str]:
    """What the room is asked at a point, where the programme has something to ask."""
    if "statements" in point.content:
        pool = p.facts.wording.handouts(p.language).raw("statements.opening")
        return [f"”{text}”" for text in pool[:STATEMENTS]]
    asks = p.raw("agenda.asks")
    return [asks[name] for name in point.content if name in asks]


def script_line(p: Phrases, point: Point) -> str:
    """The facilitator's script of one point: when, who, how, with what, and the first sentence."""
    span = said_span(point.begins, point.ends, p.language)
    head = p.text("agenda.notes", span=span, minutes=point.minutes, who=point.who)
    parts = {"form": point.form, "materials": point.materials, "say": point.say}
    told = [p.text(f"agenda.notes_{key}", text=text) for key, text in parts.items() if text]
    return "\n".join([head.rstrip(" ·"), *told])


def presenting_slides(release: StudyRelease, point: Point, *, first: int = 1) -> list[Slide]:
    """One slide for each workplace that presents: its task, its minutes, a question for the room.

    Parameters
    ----------
    release
        What is shown; of the workplace no number is.
    point
        The point at which they present; workplaces are named where the study says which.
    first
        Number of the first of them, where they are not named.
    """
    p = Phrases(release)
    each = point.minutes // point.presenting
    listen = max(round(each * LISTENING), 1)
    told = {"each": each, "tell": each - listen, "listen": listen}
    slides = []
    for at in range(point.presenting):
        unit = workplace_named(p.facts, point.workplaces[at]) if at < len(point.workplaces) else ""
        name = p.facts.unit_name(unit) if unit else ""
        who = name or p.text("agenda.workplace", number=first + at)
        actions = [said_action(p, row) for row in actions_of(release.facts, unit)[:ON_SLIDE]]
        slides.append(
            Slide(
                kicker=p.text("agenda.presents", **told),
                title=p.text("agenda.presents_title", unit=who),
                body=(
                    *(p.marked(p.raw("agenda.agreed"), action=text) for text in actions),
                    *(p.marked(text) for text in p.raw("agenda.task")),
                ),
                boxes=((p.text("agenda.buzz"), p.text("agenda.buzz_ask")),),
                notes="\n".join([p.text("agenda.presents_notes", **told), script_line(p, point)]),
                language=p.language,
            )
        )
    return slides


@of_release
def closing_slide(release: StudyRelease) -> Slide:
    """What happens now, who sees to it, and when; thank you and safe journey home.

    Examples
    --------
    >>> import skcore
    >>> [row[2] for row in skcore.closing_slide(release).figure.rows]
    ['uge 45', 'uge 47', 'uge 48', '20. november 2026', 'uge 11, 2027']
    """
    p = Phrases(release)
    steps: Mapping[str, Sequence[str]] = p.raw("agenda.next")
    if release.facts.only_workplace:
        steps = {**steps, **p.raw("agenda.next_alone")}
    when = _when(p)
    rows = [
        (what.format(**release.facts.words), who.format(**release.facts.words), when[key])
        for key, (what, who) in steps.items()
        if key in when
    ]
    return p.slide(
        kicker=p.text("deck.closing_body"),
        title=p.text("deck.closing_title"),
        figure=p.table("agenda.next_columns", rows, emphasis=("", "quiet", "strong")),
        alt=p.text("agenda.next_alt"),
        notes=p.text("deck.closing_notes"),
    )


def _when(p: Phrases) -> dict[str, str]:
    """When each next step is due, counted from the meeting; by agreement where it has no date."""
    day = p.facts.meeting.get("date")
    agreed = p.text("agenda.to_agree")
    due = dict.fromkeys((*NEXT_WEEKS, "survey"), agreed)
    if day is not None:
        due |= {key: _week(p, day, weeks) for key, weeks in NEXT_WEEKS.items()}
        looks = p.facts.actions.get("next_look")
        later = [] if looks is None else sorted(d.date() for d in looks.dropna() if d.date() > day)
        if later:
            due["look"] = numbers.format_date(later[0], language=p.language)
    end = p.facts.waves[-1].end or p.facts.waves[-1].start
    if day is None or end is None or end + dt.timedelta(weeks=SURVEY_WEEKS) <= day:
        del due["survey"]
    else:
        due["survey"] = _week(p, end, SURVEY_WEEKS, year=True)
    return due


def _week(p: Phrases, day: dt.date, weeks: int, *, year: bool = False) -> str:
    at = working_week(day + dt.timedelta(weeks=weeks)).isocalendar()
    return p.text(f"agenda.week{'_of' if year else ''}", week=at.week, year=at.year)
