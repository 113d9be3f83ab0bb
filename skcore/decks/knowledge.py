"""Six slides of inspiration: one idea each, with its source, and the null result among them."""

from __future__ import annotations

import pandas as pd

from skcore.decks.phrases import Phrases
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide

#: idea -> its drawing; what studies found is drawn alike
DRAWN = {"core": "core", "directions": "directions", "groups": "group"}
OF_SICK_LEAVE = ("association", "null", "trial")


def knowledge_slides(release: StudyRelease) -> list[Slide]:
    """Say what social capital is and what is known of it, one idea and one source a slide.

    Parameters
    ----------
    release
        From ``release_study``; no number of the study is told.

    Returns
    -------
    list of Slide
        Six, each with its drawing: what carries the core task and its three directions, that it
        belongs to groups, an association with sick leave, a study that found none, and a trial.
        The last three belong to a study that has sick leave; a study that is about something else
        gets none.

    Examples
    --------
    >>> import skcore
    >>> len(skcore.knowledge_slides(release))
    6
    """
    p = Phrases(release)
    if not release.facts.is_about_capital:
        return []
    ideas = (*DRAWN, *OF_SICK_LEAVE) if p.has_sick_leave else DRAWN
    return [_slide(p, idea) for idea in ideas]


def _slide(p: Phrases, idea: str) -> Slide:
    said = p.raw(f"deck.knowledge.{idea}")
    drawn = {**(p.raw("deck.knowledge.found") if "ratio" in said else {}), **said["drawn"]}
    labels = [label.format(**p.facts.words) for label in drawn.values()]
    words = pd.DataFrame({"group": list(drawn), "label": labels})
    options = {"language": p.language, "ratio": said.get("ratio")}
    figure = Chart(DRAWN.get(idea, "found"), words, options)
    *told, asked = said["body"]  # the last is what the room talks about
    body = [p.marked(text) for text in told]
    if idea == "directions" and not _asks_across(p):
        body.append(p.body("deck.knowledge.not_measured"))
    return p.slide(
        kicker=p.text("deck.kicker_knowledge"),
        title=p.text(f"deck.knowledge.{idea}.title"),
        figure=figure,
        body=tuple(body),
        boxes=((p.text("deck.talk"), asked.strip("*")),),
        alt=p.text(f"deck.knowledge.{idea}.alt"),
        notes=said["notes"],
        footnote=p.text("deck.knowledge.source", source=said["source"]),
    )


def _asks_across(p: Phrases) -> bool:
    """Whether the study asks about collaboration across, or has nobody to collaborate with."""
    return bool(p.facts.only_workplace) or any("across" in i.about for i in p.facts.instruments)
