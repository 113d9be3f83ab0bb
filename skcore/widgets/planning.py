"""``plan_programme``: a meeting's points with their minutes; clock times and warnings follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomlkit

from skcore.commands.slides import make_decks
from skcore.decks.frame import planned_slide
from skcore.errors import SkcoreError
from skcore.meeting.programme import build_programme, list_programmes
from skcore.problems import problem_table
from skcore.reading.study import Study
from skcore.release.facts import words_of_study
from skcore.release.fingerprints import inputs_of
from skcore.settings import decoded
from skcore.storage import write_whole
from skcore.texts import load_texts
from skcore.texts.readable import readable_html
from skcore.widgets.ground import Board, choice, html, listed, row, typed
from skcore.wording.points import (
    LONGEST,
    TOLD,
    filled_in,
    point_problems,
    points_of,
    raw_points,
    starts_at,
    title_of,
    words_of,
)

FIELDS = ("minutes", "point", "who", "content", "form", "materials", "say")


class _Programme(Board):
    """The points as they stand now, and the one that is edited."""

    def __init__(self, study: Study) -> None:
        self.study, self.text = study, load_texts(study.language)
        self.words, self.result_id = words_of_study(study), inputs_of(study).result_id
        #: ``[meeting]`` of the study file as it would be saved
        self.meeting: dict[str, Any] = dict(study.meeting)
        self.points = raw_points(self.meeting, study.language)
        text, ours = self.text, {name: name for name in list_programmes()}
        self.begin_with = choice(text("planning.begin_with"), {"": text("planning.own")} | ours, "")
        self.start = typed(text("planning.start"), starts_at(self.meeting))
        self.list = listed(text("planning.list"))
        self.fields = {name: self._field(name) for name in FIELDS}
        self.problems = html("")
        self._quiet = False
        super().__init__(
            study.language,
            text("planning.title"),
            row(self.begin_with, self.start),
            self.list,
            row(
                self.button(text("cards.up"), lambda: self.move(-1)),
                self.button(text("cards.down"), lambda: self.move(1)),
                self.button(text("planning.add"), self.add),
                self.button(text("planning.remove"), self.remove),
            ),
            row(*self.fields.values()),
            row(
                self.button(text("planning.save"), self.save),
                self.button(text("planning.decks"), self.decks),
            ),
            below=[self.problems],
        )
        self.begin_with.observe(lambda change: self._begin(change["new"]), "value")
        self.start.observe(lambda change: self._starts(change["new"]), "value")
        self.list.observe(lambda _: self._open(), "value")
        for name, field in self.fields.items():
            field.observe(lambda change, name=name: self._typed(name, change["new"]), "value")
        self._lay(0)

    def _field(self, name: str) -> Any:
        import ipywidgets

        label = self.text(f"planning.fields.{name}")
        if name == "content":
            return choice(label, self.text.raw("planning.contents"), "own")
        if name == "minutes":
            made = ipywidgets.BoundedIntText(1, min=1, max=LONGEST, description=label)
            made.add_class("sk-field")
            return made
        return typed(label)

    def _now(self) -> dict[str, Any]:
        """Return the meeting as it stands: all of its points its own."""
        kept = {key: value for key, value in self.meeting.items() if key != "programme"}
        return {**kept, "start": self.start.value.strip(), "points": self.points}

    def _lay(self, chosen: int) -> None:
        """List the points with their times, with one of them in the fields."""
        self._quiet = True
        now, language = self._now(), self.text.language
        try:
            rows = build_programme(now, language=language, words=self.words).itertuples()
            lines = [f"{r.time} · {r.minutes} min. · {r.point} · {r.who}".strip(" ·") for r in rows]
            points = points_of(now, language=language, words=self.words)
            title = title_of(now, language) or self.text("programme.title")
            told = {"title": title, "result_id": self.result_id}
            self.slide = planned_slide(points, self.text, **told) if points else None
        except SkcoreError:  # what is wrong stands below
            lines = [f"{p.get('minutes')} min. · {p.get('point')}" for p in self.points]
            self.slide = None
        self.list.options = [(line, at) for at, line in enumerate(lines)]
        self.list.value = min(max(chosen, 0), len(lines) - 1) if lines else None
        table = problem_table(point_problems(now), language=language)
        self.problems.value = readable_html(table, language) if len(table) else ""
        self._quiet = False
        self._open()

    def _open(self) -> None:
        if self._quiet:
            return
        self._quiet = True
        at = self.list.value
        point = {} if at is None else self.points[at]
        for name, field in self.fields.items():
            value = point.get(name, 1 if name == "minutes" else "")
            if name == "content":
                value = " ".join(words_of(value or "own"))
                if value not in {key for _, key in field.options}:
                    said = self.text.raw("planning.contents")
                    both = " + ".join(said.get(word, word) for word in value.split())
                    field.options = [*field.options, (both, value)]
            # a place for the organisation's own word is shown filled, and kept until it is edited
            field.value = filled_in(value, self.words) if isinstance(value, str) else value
            field.disabled = at is None
        self._quiet = False

    def _typed(self, name: str, value: Any) -> None:
        at = self.list.value
        if self._quiet or at is None:
            return
        if name == "content":
            value = value.split() if " " in value else value
        self.points[at] = {**self.points[at], name: value}
        if name in TOLD and not value.strip() and name != "point":
            del self.points[at][name]
        self._lay(at)

    def _begin(self, programme: str) -> None:
        """Begin anew with a programme of ours, or with the study's own as it was read."""
        self.meeting = {k: v for k, v in self.study.meeting.items() if k not in ("start", "title")}
        if programme:
            self.meeting = {**self.meeting, "programme": programme, "points": []}
        else:
            self.meeting = dict(self.study.meeting)
        self.points = raw_points(self.meeting, self.text.language)
        self._lay(0)

    def _starts(self, _: str) -> None:
        if not self._quiet:
            self._lay(self.list.value or 0)

    def move(self, by: int) -> None:
        """Move the chosen point one place up or down."""
        at = self.list.value
        if at is None:
            return
        to = min(max(at + by, 0), len(self.points) - 1)
        self.points.insert(to, self.points.pop(at))
        self._lay(to)

    def add(self) -> None:
        """Put a point of one's own after the chosen one."""
        at = 0 if self.list.value is None else self.list.value + 1
        new = {"minutes": 10, "point": self.text("planning.new_point"), "content": "own"}
        self.points.insert(at, new)
        self._lay(at)
        self.say(self.text("planning.added"))

    def remove(self) -> None:
        """Take the chosen point out."""
        if self.list.value is not None:
            at = self.list.value
            del self.points[at]
            self._lay(at)
            self.say(self.text("planning.removed"))

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
        self.say(self.text("planning.saved", file=path.name, n=len(self.points)))
        return path

    def _changed(self, there: dict[str, Any]) -> bool:
        """Whether what the file says now is another programme than the board's."""
        same = raw_points(there, self.text.language) == self.points
        return not same or starts_at(there) != self.start.value.strip()

    def decks(self) -> Path:
        """Save, and make the network meeting's slides in a folder beside the study file."""
        path = self.save()
        self.say(self.text("widgets.working"))
        out = path.parent / self.text("planning.folder")
        made = make_decks(path, out=out, language=self.study.language, units=["none"], jobs=1)
        self.say(*made.told)
        return made.files[0]


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
