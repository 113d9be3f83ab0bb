"""One slide: a finding in words, one figure as data, and what a careful reader asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from skcore.errors import SkcoreError
from skcore.figures.words import clean
from skcore.slides.figure import Chart, Figure, TableFigure, figure_from_json
from skcore.slides.markup import Run, plain, runs

__all__ = ["MIME_TYPE", "Chart", "Run", "Slide", "TableFigure", "runs"]

#: under this name a slide travels in a notebook's outputs
MIME_TYPE = "application/vnd.skcore.slide+json"
VERSION = 1
LAYOUTS = ("title", "content", "section", "method")
LANGUAGES = ("da", "en")


@dataclass(frozen=True)
class Slide:
    """One slide, as data; it shows itself in a notebook and travels as JSON to the exporters.

    Parameters
    ----------
    title
        The finding in words.
    kicker
        Where we are: a unit's name or a theme, above the title; the line below it on a title slide.
    figure
        One chart or table, as data.
    body
        Paragraphs beside the figure, each made by ``skcore.slides.markup.runs``.
    boxes
        What the room talks about: a heading and a question each.
    alt
        What the figure shows, for those who do not see it. Required with a chart.
    notes
        What the speaker says; lines are kept.
    footnote
        One line: the answers behind the slide, what is not shown. Parts stand apart by a middle
        dot; those for which there is no room go on in the notes.
    result_id
        The release's short name, so that a number can be found again: told in the notes.
    layout
        ``title``, ``section``, ``content``, or ``method`` for what is read and not talked about.
    language
        ``da`` or ``en``.
    time
        From when to when the point of the programme lasts that the slide belongs to; the
        speaker's view counts the minutes down. Empty where there is no programme.

    Raises
    ------
    SkcoreError
        When something is missing or not allowed; all problems at once.

    Examples
    --------
    >>> slide = Slide(title="Tre timer til at lytte", body=(runs("**Velkommen** til alle."),))
    >>> Slide.from_json(slide.to_json()) == slide
    True
    """

    #: draws it for a notebook; ``slides.html``, which needs slides itself, says how
    as_html: ClassVar[Callable[[Slide], str]]

    title: str
    kicker: str = ""
    figure: Figure | None = None
    body: tuple[tuple[Run, ...], ...] = ()
    boxes: tuple[tuple[str, str], ...] = ()
    alt: str = ""
    notes: str = ""
    footnote: str = ""
    result_id: str = ""
    layout: Literal["title", "content", "section", "method"] = "content"
    language: Literal["da", "en"] = "da"
    time: str = ""

    def __post_init__(self) -> None:
        for name in ("title", "kicker", "alt", "footnote", "result_id", "time"):
            object.__setattr__(self, name, clean(getattr(self, name)))
        object.__setattr__(self, "notes", clean(self.notes, keep_lines=True))
        body = tuple(
            tuple(Run(clean(run.text, keep_ends=True), run.style) for run in paragraph)
            for paragraph in self.body
        )
        object.__setattr__(self, "body", body)
        boxes = tuple((clean(head), clean(asked)) for head, asked in self.boxes)
        object.__setattr__(self, "boxes", boxes)
        problems = self._problems()
        if problems:
            raise SkcoreError("This slide cannot be made: " + " ".join(problems))

    def _problems(self) -> list[str]:
        problems = []
        if not self.title:
            problems.append("It needs a title: the finding in words.")
        if isinstance(self.figure, Chart) and not self.alt:
            problems.append("A chart needs 'alt': what it shows, in words.")
        given: object = self.figure
        if given is not None and not isinstance(given, Chart | TableFigure):
            problems.append(
                f"Its figure is a {type(given).__name__}; a Chart or TableFigure is needed."
            )
        if self.layout not in LAYOUTS:
            problems.append(f"Layout '{self.layout}' is not one of {', '.join(LAYOUTS)}.")
        if self.language not in LANGUAGES:
            problems.append(f"Language '{self.language}' is not one of {', '.join(LANGUAGES)}.")
        return problems

    def to_json(self) -> dict[str, Any]:
        """Return the slide as JSON-ready data; ``from_json`` makes an equal slide of it."""
        return {
            "version": VERSION,
            "layout": self.layout,
            "language": self.language,
            "kicker": self.kicker,
            "title": self.title,
            "figure": None if self.figure is None else self.figure.to_json(),
            "body": [[[run.text, run.style] for run in paragraph] for paragraph in self.body],
            "boxes": [list(box) for box in self.boxes],
            "alt": self.alt,
            "notes": self.notes,
            "footnote": self.footnote,
            "result_id": self.result_id,
            **({"time": self.time} if self.time else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | str) -> Slide:
        """Make the slide that ``to_json`` described (data, or its text).

        Raises
        ------
        SkcoreError
            When it is not a slide of this version.
        """
        content = json.loads(data) if isinstance(data, str) else data
        if not isinstance(content, Mapping) or content.get("version") != VERSION:
            raise SkcoreError(
                f"This is not a slide of version {VERSION}. "
                "Run the notebook again with this skcore."
            )
        known = {name: content[name] for name in content if name not in {"version", "figure"}}
        known["body"] = tuple(
            tuple(Run(*run) for run in paragraph) for paragraph in content["body"]
        )
        return cls(figure=figure_from_json(content["figure"]), **known)

    def to_text(self) -> str:
        """Return the slide as plain text: what the notebook shows where HTML is not shown."""
        parts = [self.kicker, self.title, *(plain(paragraph) for paragraph in self.body)]
        parts += [f"{head}: {asked}" if head else asked for head, asked in self.boxes]
        if isinstance(self.figure, TableFigure):
            parts += [" | ".join(row) for row in (self.figure.columns, *self.figure.rows)]
        parts += [self.alt, " · ".join(part for part in (self.footnote, self.result_id) if part)]
        return "\n".join(part for part in parts if part)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """Show the slide in a notebook and carry the same content as JSON."""
        return {
            MIME_TYPE: self.to_json(),
            "text/html": self.as_html(),
            "text/plain": self.to_text(),
        }
