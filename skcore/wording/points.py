"""Points of a network meeting's programme: ours, changed by a study, or all of its own.

Ours stand in ``programmes.toml``. A study changes one by its id or its name (``change``), takes it
out (``minutes = 0``), puts its own before or after it, or lists all points itself.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from skcore.problems import NOTE, Problem
from skcore.settings import Field, check_fields, not_among

#: what the deck shows under a point
CONTENTS = (
    *("welcome", "statements", "knowledge", "exhibition", "workplaces", "pause", "buzz"),
    *("results", "change", "sick_leave", "outcomes", "actions", "reflection", "closing", "own"),
)
#: points at which somebody presents, and needs time for it
PRESENTED = frozenset(
    ("knowledge", "workplaces", "results", "change", "sick_leave", "outcomes", "actions")
)
FIELDS = {
    **{name: Field("text") for name in ("point", "who", "form", "materials", "say")},
    **{name: Field("text") for name in ("change", "after", "before")},
    "minutes": Field("whole"),
    "presenting": Field("whole", low=1, high=12),
    **{name: Field("words") for name in ("content", "workplaces")},
}
PLACES = ("change", "after", "before")
TOLD = ("point", "who", "form", "materials", "say")
LONGEST = 240  # minutes of a point
FEWEST = 10  # minutes that a presentation takes
UNBROKEN = 90  # minutes after which a meeting needs a break
USUAL = 180  # minutes of a network meeting, where the study does not say when it ends
ABOUT = 10  # minutes more or less that are still three hours


@dataclass(frozen=True)
class Point:
    """One point of a programme, with its clock times."""

    id: str
    begins: dt.datetime
    ends: dt.datetime
    point: str
    who: str
    content: tuple[str, ...]
    form: str
    materials: str
    say: str
    workplaces: tuple[str, ...]
    presenting: int

    @property
    def minutes(self) -> int:
        return int((self.ends - self.begins).total_seconds()) // 60


@dataclass(frozen=True)
class Warned:
    """What a programme should be told of: at which point (None: of the whole), and what."""

    at: int | None
    key: str
    values: Mapping[str, object]


@cache
def programmes() -> Mapping[str, Any]:
    """Our programmes by id, as ``programmes.toml`` has them."""
    content = files(__package__) / "programmes.toml"
    return tomllib.loads(content.read_text(encoding="utf-8"))


def clock_of(text: str) -> dt.datetime | None:
    """Return a time of day, as 11.00 or 11:00; None where it is none."""
    found = re.fullmatch(r"([01]?\d|2[0-3])[.:]([0-5]\d)", text)
    return dt.datetime(2000, 1, 1, int(found[1]), int(found[2])) if found else None


def clock(time: dt.datetime, language: str) -> str:
    """Return a time of day as it is written: 11.00 in Danish, 11:00 in English."""
    return f"{time:%H.%M}" if language == "da" else f"{time:%H:%M}"


def starts_at(meeting: Mapping[str, Any]) -> str:
    """Return when a meeting begins: as the study says, else as its programme does, else 11.00."""
    ours = programmes().get(meeting.get("programme", ""), {})
    return str(meeting.get("start") or ours.get("start", "11.00"))


def title_of(meeting: Mapping[str, Any], language: str) -> str:
    """Return the sentence above the programme: the study's own, else ours; empty for own points."""
    ours = programmes().get(meeting.get("programme", ""))
    if meeting.get("title") or ours is None:
        return str(meeting.get("title", ""))
    minutes = sum(point["minutes"] for point in _merged(meeting)[0])
    return str(ours["title" if abs(minutes - USUAL) <= ABOUT else "changed"][language])


def points_of(
    meeting: Mapping[str, Any], *, language: str, words: Mapping[str, str]
) -> list[Point]:
    """Return the points of a meeting with their clock times; none where it has no programme.

    What cannot be used (``point_problems``) is left out.
    """
    now = clock_of(starts_at(meeting)) or dt.datetime(2000, 1, 1, 11)
    raw, _ = _merged(meeting)
    ends = now + dt.timedelta(minutes=sum(point["minutes"] for point in raw))
    told = {**words, "end": clock(ends, language)}
    points = []
    for point in raw:
        later = now + dt.timedelta(minutes=point["minutes"])
        texts = {name: filled_in(_in(point.get(name, ""), language), told) for name in TOLD}
        workplaces = words_of(point.get("workplaces", ()))
        points.append(
            Point(
                **texts,
                id=str(point.get("id", "")),
                begins=now,
                ends=later,
                content=words_of(point.get("content", "own")),
                workplaces=workplaces,
                presenting=len(workplaces) or point.get("presenting", 1),
            )
        )
        now = later
    return points


def raw_points(meeting: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """Return a meeting's points as a study file lists its own: no times, {places} not filled."""
    raw = []
    for point in _merged(meeting)[0]:
        known = {name: value for name, value in point.items() if name in FIELDS}
        said = {name: _in(known[name], language) for name in TOLD if name in known}
        several = {n: v for n, v in known.items() if isinstance(v, list | tuple)}
        raw.append(known | said | {name: list(value) for name, value in several.items()})
    return raw


def _in(value: Any, language: str) -> str:
    return str(value[language]) if isinstance(value, Mapping) else str(value)


def filled_in(text: str, words: Mapping[str, str]) -> str:
    """Fill places that we know; other braces are the writer's own."""
    return re.sub(r"\{(\w+)\}", lambda m: str(words.get(m[1], m[0])), text)


def words_of(value: Any) -> tuple[str, ...]:
    """Return one text or several as several."""
    return (value,) if isinstance(value, str) else tuple(value)


def _merged(meeting: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return our points with the study's changes, and what of these cannot be placed."""
    ours = programmes().get(meeting.get("programme", ""))
    problems: list[Problem] = []
    points = [dict(point) for point in ours["points"]] if ours else []
    for number, point in enumerate(map(dict, meeting.get("points", ())), 1):
        where = f"[[meeting.points]] {number}"
        places = [name for name in PLACES if name in point]
        target = point.pop(places[0]) if len(places) == 1 else ""
        at = _place(points, target) if ours and target else None
        if ours is None and not places:
            points.append(point)
        elif ours is None or len(places) != 1:
            problems.append(Problem("point_unplaced", "points", {"where": where}))
        elif at is None:
            known = [name for entry in points for name in _names(entry)]
            problems.append(not_among(places[0], target, known, where=where))
        elif places[0] == "change":
            points[at] |= point
        else:
            points.insert(at + (places[0] == "after"), point)
    kept = [p for p in points if "point" in p and isinstance(p.get("minutes"), int)]
    return [point for point in kept if point["minutes"]], problems


def _names(point: Mapping[str, Any]) -> list[str]:
    title = point.get("point", "")
    titles = list(title.values()) if isinstance(title, Mapping) else [str(title)]
    return [name for name in (point.get("id", ""), *titles) if name]


def _place(points: Sequence[Mapping[str, Any]], target: str) -> int | None:
    wanted = " ".join(target.casefold().split())
    for at, point in enumerate(points):
        if wanted in (" ".join(name.casefold().split()) for name in _names(point)):
            return at
    return None


def point_problems(meeting: Mapping[str, Any]) -> list[Problem]:
    """List everything in ``[[meeting.points]]`` that cannot be used, and what to think over."""
    problems: list[Problem] = []
    for number, point in enumerate(meeting.get("points", ()), 1):
        where = f"[[meeting.points]] {number}"
        shape = check_fields(point, FIELDS, where=where)
        problems += shape
        wrong = {problem.column for problem in shape}
        if not wrong:
            problems += _one_point(point, where)
    if problems:
        return problems
    problems += _merged(meeting)[1]
    if not problems and (meeting.get("points") or meeting.get("programme") in programmes()):
        problems += [
            Problem(warned.key, "meeting", warned.values, severity=NOTE)
            for warned in warned_of(meeting)
        ]
    return problems


def _one_point(point: Mapping[str, Any], where: str) -> Iterator[Problem]:
    needed = () if "change" in point else ("minutes", "point")
    for key in needed:
        if point.get(key, "") == "":  # 0 minutes are there, and out of range
            yield Problem("missing_key", key, {"key": key, "where": where})
    least = 0 if "change" in point else 1
    if not least <= point.get("minutes", least) <= LONGEST:
        values = {"key": "minutes", "where": where, "low": least, "high": LONGEST}
        yield Problem("setting_outside", "minutes", values)
    for content in words_of(point.get("content", ())):
        if content not in CONTENTS:
            yield not_among("content", content, CONTENTS, where=where)


def warned_of(meeting: Mapping[str, Any], language: str = "da") -> list[Warned]:
    """Say where a meeting is too long, a presentation too short, or a break missing."""
    points = points_of(meeting, language=language, words={})
    found = []
    unbroken = 0
    for at, point in enumerate(points):
        each = point.minutes / point.presenting
        if PRESENTED & set(point.content) and each < FEWEST:
            values = {"point": point.point, "minutes": int(each)}
            found.append(Warned(at, "presentation_short", values))
        unbroken = 0 if "pause" in point.content else unbroken + point.minutes
        if unbroken >= UNBROKEN > unbroken - point.minutes:
            values = {"point": point.point, "minutes": UNBROKEN}
            found.append(Warned(at, "without_break", values))
    if points:
        last = clock_of(str(meeting.get("ends", "")))
        latest = last or points[0].begins + dt.timedelta(minutes=USUAL)
        over = int((points[-1].ends - latest).total_seconds()) // 60
        if over > 0:
            ends = {spoken: clock(points[-1].ends, spoken) for spoken in ("da", "en")}
            found.append(Warned(None, "over_time", {"ends": ends, "minutes": over}))
    return found
