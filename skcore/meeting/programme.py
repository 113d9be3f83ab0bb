"""The programme of a network meeting: points with minutes become points with clock times."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from skcore.problems import Problem, refuse_errors
from skcore.release.facts import StudyFacts
from skcore.settings import not_among
from skcore.texts import load_texts
from skcore.texts.numbers import format_date, join_words
from skcore.wording.points import (
    Point,
    clock,
    clock_of,
    point_problems,
    points_of,
    programmes,
    title_of,
    warned_of,
)


def list_programmes() -> list[str]:
    """Return the ids of the programmes that can be built.

    Returns
    -------
    list of str

    Examples
    --------
    >>> import skcore
    >>> skcore.list_programmes()
    ['programme-1', 'programme-2']
    """
    return list(programmes())


def build_programme(
    points_or_id: str | Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    language: str,
    words: Mapping[str, str],
    start: str | None = None,
) -> pd.DataFrame:
    """Lay the points of a programme after one another from the start.

    Parameters
    ----------
    points_or_id
        Id of a programme (see ``list_programmes``), a list of points (``minutes, point`` and,
        where known, ``who, content, form, materials, say, workplaces``), or ``[meeting]`` of a
        study file: a programme with changes.
    language
        ``da`` or ``en``.
    words
        The study's words, for ``{h_med}`` and ``{top_director}``.
    start
        Time of day (``11.00``); the programme's own where None.

    Returns
    -------
    pandas.DataFrame
        One row per point: ``time`` (11.00-11.10, closed en dash), ``minutes, point, who,
        content`` (what the deck shows under it), ``warning`` (a presentation under 10 minutes,
        90 minutes without a break; empty where there is nothing to think over), ``form,
        materials, say``.

    Raises
    ------
    InputError
        Everything in the points that cannot be used, at once.

    Examples
    --------
    >>> words = {"h_med": "H-MED", "top_director": "Kommunaldirektøren"}
    >>> programme = build_programme("programme-1", language="da", words=words)
    >>> programme[["time", "point", "who"]].iloc[0].tolist()
    ['11.00–11.10', 'Velkomst, formål og program', 'Kommunaldirektøren']
    >>> own = [{"minutes": 15, "point": "Kaffe", "content": "pause"}]
    >>> build_programme(own, language="da", words=words, start="9.30")["time"].tolist()
    ['09.30–09.45']
    """
    meeting: Mapping[str, Any]
    if isinstance(points_or_id, str):
        meeting = {"programme": points_or_id}
    elif isinstance(points_or_id, Mapping):
        meeting = points_or_id
    else:
        meeting = {"points": [dict(point) for point in points_or_id]}
    if start is not None:
        meeting = {**meeting, "start": start}
    _refuse(meeting, language)
    points = points_of(meeting, language=language, words=words)
    said = {
        warned.at: load_texts(language)(f"programme.{warned.key}")
        for warned in warned_of(meeting, language)
    }
    rows = [
        (
            said_span(point.begins, point.ends, language),
            *(point.minutes, point.point, point.who, " ".join(point.content), said.get(at, "")),
            *(point.form, point.materials, point.say),
        )
        for at, point in enumerate(points)
    ]
    first = ["time", "minutes", "point", "who", "content", "warning"]
    return pd.DataFrame(rows, columns=[*first, "form", "materials", "say"])


def _refuse(meeting: Mapping[str, Any], language: str) -> None:
    problems = list(point_problems(meeting))
    chosen = meeting.get("programme")
    if chosen is not None and chosen not in programmes():
        problems.append(not_among("programme", chosen, programmes(), where="[meeting]"))
    if "start" in meeting and clock_of(str(meeting["start"])) is None:
        problems.append(Problem("not_a_clock", "start", {"key": "start", "where": "[meeting]"}))
    first = load_texts(language)("programme.refused")
    refuse_errors(problems, first=first, language=language)


def meeting_points(facts: StudyFacts) -> list[Point]:
    """Return the points of a study's network meeting; none where it has no programme.

    Workplaces that the study names stand by their names where ours says "Arbejdsplads 1".
    """
    points = points_of(facts.meeting, language=facts.language, words=facts.words)
    number = rf"{facts.texts('agenda.workplace', number='').strip()}\w* \d+(–\d+)?"
    called = []
    for point in points:
        units = [workplace_named(facts, name) for name in point.workplaces]
        found = re.match(number, point.point)
        if units and all(units) and found:
            names = join_words([facts.unit_name(unit) for unit in units], language=facts.language)
            point = replace(point, point=names + point.point[found.end() :])
        called.append(point)
    return called


def workplace_named(facts: StudyFacts, name: str) -> str:
    """Id of a workplace that a study's programme names by its id or its name."""
    units = facts.units
    found = units.loc[(units["unit"] == name) | (units["name"] == name), "unit"]
    return str(found.iloc[-1]) if len(found) else ""


def occasion(facts: StudyFacts, style: str = "long") -> list[str]:
    """Return which network meeting it is and its day, as far as the study says."""
    meeting, said = facts.meeting, []
    if "number" in meeting:
        said.append(facts.texts("deck.meeting_line", number=meeting["number"]))
    if "date" in meeting:
        said.append(format_date(meeting["date"], style, language=facts.language))
    return said


def programme_title(facts: StudyFacts) -> str:
    """Return the sentence that stands above a study's programme."""
    return title_of(facts.meeting, facts.language) or facts.texts("programme.title")


def said_span(begins: dt.datetime, ends: dt.datetime, language: str) -> str:
    """Return from when to when, with a closed en dash."""
    return f"{clock(begins, language)}–{clock(ends, language)}"
