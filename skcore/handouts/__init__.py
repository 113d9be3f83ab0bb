"""Paper for the meeting: every handout by name, whose it is, and what makes it.

A new handout is a line in ``HANDOUTS``, a function that returns a ``Paper``, a template beside the
others, and its file's name under ``[handouts.files]`` in the texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from skcore.handouts import gathering, whole, workplace
from skcore.handouts.printing import Paper


@dataclass(frozen=True)
class Handout:
    """One kind of handout: made of a release, and of a workplace, or of who takes part."""

    make: Callable[..., Paper]
    of_units: bool
    of_people: bool = False


HANDOUTS: Mapping[str, Handout] = {
    "cards": Handout(workplace.cards, True),
    "script": Handout(workplace.script, True),
    "room": Handout(workplace.room, True),
    "statements": Handout(workplace.statements, True),
    "reflection": Handout(workplace.reflection, True),
    "observation": Handout(workplace.observation, True),
    "poster": Handout(workplace.poster, True),
    "team": Handout(whole.team, False),
    "fire-hurtige": Handout(whole.quick, False),
    "start": Handout(whole.start, False),
    "core-task": Handout(whole.core_task, False),
    "letter": Handout(whole.letter, False),
    "steering": Handout(whole.steering, False),
    "programme": Handout(gathering.programme, False),
    "participants": Handout(gathering.participants, False, of_people=True),
}
