"""Paper for the network meeting: programme with the facilitator's script, and who sits where."""

from __future__ import annotations

from typing import Any

import pandas as pd

from skcore.errors import SkcoreError
from skcore.handouts.handout import Sheet, shortened
from skcore.handouts.printing import Paper
from skcore.meeting.programme import meeting_points, occasion, programme_title, said_span
from skcore.release import StudyRelease
from skcore.texts import numbers
from skcore.wording.points import TOLD

SEATS = 6  # at a table, where the study does not say


def programme(release: StudyRelease) -> Paper:
    """The programme on one page, and the facilitator's script: when, who, how, with what, and say.

    Raises
    ------
    SkcoreError
        When the study has no programme.
    """
    sheet = Sheet(release)
    points = meeting_points(release.facts)
    if not points:
        raise SkcoreError(release.facts.texts("handouts.no_programme"))
    rows = [
        {
            "time": said_span(point.begins, point.ends, release.facts.language),
            "minutes": sheet.said("common.minutes", n=point.minutes),
            **{name: getattr(point, name) for name in TOLD},
            "pause": "pause" in point.content,
        }
        for point in points
    ]
    return sheet.paper(
        "programme",
        {"programme": {}},
        kicker=_occasion(sheet),
        lead=programme_title(release.facts),
        points=rows,
        things=list(dict.fromkeys(point.materials for point in points if point.materials)),
    )


def _occasion(sheet: Sheet) -> str:
    """Which meeting, the day, where, and whose."""
    facts = sheet.release.facts
    parts = [*occasion(facts, "day"), facts.meeting.get("place", ""), facts.organisation]
    return " · ".join(filter(None, parts))


def participants(release: StudyRelease, people: pd.DataFrame) -> Paper:
    """Lists by level and by table, and name tags; tables are mixed by level and workplace.

    Parameters
    ----------
    release
        For the words and the meeting; no number of it is shown.
    people
        ``name, level, unit`` from the study's list of participants.
    """
    sheet = Sheet(release)
    facts = release.facts
    levels = facts.texts.raw("participants.levels")
    seated = seats(people, per_table=int(facts.meeting.get("seats", SEATS)))
    rows: list[dict[str, Any]] = [
        {
            "name": shortened(person["name"]),
            "level": levels[person["level"]],
            "unit": shortened(facts.unit_name(person["unit"]) if person["unit"] else ""),
            "table": person["table"],
        }
        for person in seated.to_dict("records")
    ]
    last = max((r["table"] for r in rows), default=0)
    by_table = [[r for r in rows if r["table"] == t] for t in range(1, last + 1)]
    by_level = [
        {"level": said, "people": [r for r in rows if r["level"] == said]}
        for said in levels.values()
    ]
    return sheet.paper(
        "participants",
        {"participants": {}},
        kicker=_occasion(sheet),
        levels=by_level,
        tables=by_table,
        tags=rows,
        missing=[group["level"] for group in by_level if not group["people"]],
    )


def seats(people: pd.DataFrame, *, per_table: int) -> pd.DataFrame:
    """Seat people so that every table has all levels, and few from one workplace.

    Dealt like cards: level by level, workplace by workplace, one to each table in turn, so that
    tables differ by one person at most and no level by more than one.

    Parameters
    ----------
    people
        ``name, level, unit``.
    per_table
        People at a table, at most.

    Returns
    -------
    pandas.DataFrame
        The input in the order of levels and names, with ``table`` (from 1).

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"name": list("abcdefg"), "level": "hr", "unit": ""})
    >>> seats(people, per_table=3)["table"].tolist()
    [1, 2, 3, 1, 2, 3, 1]
    """
    order = {"top": 0, "middle": 1, "med": 2, "hr": 3, "workplace": 4}
    told = people[["level", "unit", "name"]].to_numpy().tolist()
    keys = [(order[level], unit, numbers.sort_key(name)) for level, unit, name in told]
    at = sorted(range(len(people)), key=keys.__getitem__)
    tables = max(-(-len(people) // per_table), 1)
    dealt = people.iloc[at].assign(table=[k % tables + 1 for k in range(len(people))])
    return dealt.reset_index(drop=True)
