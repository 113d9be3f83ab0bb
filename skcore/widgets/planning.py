"""``plan_programme``: a meeting's points with their minutes; clock times and warnings follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets
import tomlkit

from skcore.commands.slides import make_decks
from skcore.decks.frame import planned_slide
from skcore.errors import SkcoreError
from skcore.meeting.programme import build_programme, list_programmes
from skcore.problems import Problem
from skcore.reading.study import Study
from skcore.release.facts import words_of_study
from skcore.release.fingerprints import inputs_of
from skcore.settings import decoded
from skcore.storage import write_whole
from skcore.texts import Texts
from skcore.widgets.ground import choice, field, row, typed
from skcore.widgets.listing import Form
from skcore.wording.points import (
    LONGEST,
    TOLD,
    clock,
    filled_in,
    point_problems,
    points_of,
    raw_points,
    starts_at,
    title_of,
    words_of,
)

FIELDS = ("minutes", "point", "who", "content", "form", "materials", "say")


class _Programme(Form):
    """The points as they stand now, and the one that is edited."""

    def __init__(self, study: Study) -> None:
        self.study, text = study, study.texts
        self.words, self.result_id = words_of_study(study), inputs_of(study).result_id
        #: ``[meeting]`` of the study file as it would be saved
        self.meeting: dict[str, Any] = dict(study.meeting)
        ours = {name: name for name in list_programmes()}
        self.begin_with = choice(text("planning.begin_with"), {"": text("planning.own")} | ours, "")
        self.start = typed(text("planning.start"), starts_at(self.meeting))
        super().__init__(
            study.language,
            "planning",
            {name: _field(text, name) for name in FIELDS},
            steps={
                "cards.up": lambda: self.move(-1),
                "cards.down": lambda: self.move(1),
                "planning.add": self.add,
                "planning.remove": self.remove,
            },
            ends={"planning.save": self.save, "planning.decks": self.decks},
            above=[row(self.begin_with, self.start)],
        )
        self.follow(self.begin_with, self._begin)
        self.follow(self.start, lambda _: self.show(self.list.value or 0))
        self._begin("")

    @property
    def points(self) -> list[dict[str, Any]]:
        """The points as they stand now."""
        return self.rows

    def _now(self) -> dict[str, Any]:
        """Return the meeting as it stands: all of its points its own."""
        kept = {key: value for key, value in self.meeting.items() if key != "programme"}
        return {**kept, "start": self.start.value.strip(), "points": self.rows}

    def lines(self) -> list[str]:
        """List the points with their times, which make the slide."""
        now, language = self._now(), self.text.language
        try:
            rows = build_programme(now, language=language, words=self.words).itertuples()
        except SkcoreError:  # what is wrong stands below
            self.slide = None
            return [f"{p.get('minutes')} min. · {p.get('point')}" for p in self.rows]
        points = points_of(now, language=language, words=self.words)
        title = title_of(now, language) or self.text("programme.title")
        told = {"title": title, "result_id": self.result_id}
        self.slide = planned_slide(points, self.text, **told) if points else None
        return [f"{r.time} · {r.minutes} min. · {r.point} · {r.who}".strip(" ·") for r in rows]

    def found(self) -> list[Problem]:
        """Return what is wrong, and where a point is too short or a break is missing."""
        return point_problems(self._now())

    def cell(self, there: dict[str, Any], name: str) -> Any:
        """Fill places for the organisation's own words; they are kept until they are edited."""
        if name == "minutes":
            return there.get(name, 1)
        value = there.get(name, "own" if name == "content" else "")
        return filled_in(" ".join(words_of(value)), self.words | {"end": self._end()})

    def _end(self) -> str:
        points = points_of(self._now(), language=self.text.language, words={})
        return clock(points[-1].ends, self.text.language) if points else ""

    def called(self, value: str) -> str:
        """Return the words for several things that are shown under one point."""
        said = self.text.raw("planning.contents")
        return " + ".join(said.get(word, word) for word in value.split())

    def change(self, there: dict[str, Any], name: str, value: Any) -> None:
        """Let a point hold what was given; when the meeting ends moves on with its points."""
        if name == "content" and " " in value:
            value = value.split()
        if "{end}" in str(there.get(name)):
            value = value.replace(self._end(), "{end}")
        there[name] = value
        if name in TOLD and not value.strip() and name != "point":
            del there[name]

    def _begin(self, programme: str) -> None:
        """Begin anew with a programme of ours, or with the study's own as it was read."""
        self.meeting = dict(self.study.meeting)
        if programme:
            kept = {k: v for k, v in self.meeting.items() if k not in ("start", "title")}
            self.meeting = {**kept, "programme": programme, "points": []}
        self.rows = raw_points(self.meeting, self.text.language)
        self.show(0)

    def add(self) -> None:
        """Put a point of one's own after the chosen one."""
        at = 0 if self.list.value is None else self.list.value + 1
        new = {"minutes": 10, "point": self.text("planning.new_point"), "content": "own"}
        self.insert(at, new)

    def save(self) -> Path:
        """Write the points into the study file; everything else in it stays as it is."""
        now, path = self._now(), Path(self.study.path)
        build_programme(now, language=self.text.language, words=self.words)
        content = path.read_bytes()
        text = decoded(content)
        if text is None:
            raise SkcoreError(self.text("check.toml_encoding"))
        document = tomlkit.parse(text)
        meeting: Any = document.setdefault("meeting", tomlkit.table())
        if self._changed(meeting.unwrap()):
            _put(meeting, now)
        mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
        write_whole(path, mark + tomlkit.dumps(document).encode("utf-8"))
        self.say(self.text("planning.saved", file=path.name, n=len(self.rows)))
        return path

    def _changed(self, there: dict[str, Any]) -> bool:
        """Whether what the file says now is another programme than the board's."""
        same = raw_points(there, self.text.language) == self.rows
        return not same or starts_at(there) != self.start.value.strip()

    def decks(self) -> Path:
        """Save, and make the network meeting's slides in a folder beside the study file."""
        path = self.save()
        self.say(self.text("widgets.working"))
        out = path.parent / self.text("planning.folder")
        made = make_decks(path, out=out, language=self.study.language, units=["none"], jobs=1)
        self.say(*made.told)
        return made.files[0]


def _field(text: Texts, name: str) -> Any:
    label = text(f"planning.fields.{name}")
    if name == "content":
        return choice(label, text.raw("planning.contents"), "own")
    if name == "minutes":
        return field(ipywidgets.BoundedIntText(1, min=1, max=LONGEST, description=label))
    return typed(label, wide=name == "say")


def _put(meeting: Any, now: dict[str, Any]) -> None:
    """Let a TOML table hold these points; one that is there keeps its comments."""
    there = {repr(dict(old.unwrap())): old for old in meeting.get("points", ())}
    meeting.pop("programme", None)
    meeting.pop("points", None)
    meeting["start"] = now["start"]
    points = tomlkit.aot()
    for point in now["points"]:
        points.append(there.get(repr(point)) or tomlkit.item(point))
    meeting["points"] = points


def plan_programme(study: Study) -> Any:
    """Plan a network meeting: minutes, order, points; clock times and warnings follow.

    Parameters
    ----------
    study
        From ``load_study``; its ``[meeting]`` is what the board begins with.

    Returns
    -------
    Board
        Shows itself in a notebook. ``.points`` are the points as they stand, ``.slide`` the
        programme as a ``Slide`` (``build_programme`` gives the same as a table). ``.save()``
        writes them into the study file, whose comments stay; ``.decks()`` also makes the slides
        of the meeting.

    Raises
    ------
    SkcoreError
        From ``.save()``: everything in the points that cannot be used, and nothing is written.

    Examples
    --------
    >>> import skcore
    >>> board = plan_programme(skcore.load_study("data/sample/study.toml"))
    >>> board.list.value = 1
    >>> board.fields["minutes"].value = 5
    >>> board.slide.figure.rows[2][0].startswith("12.")
    True
    """
    return _Programme(study)
