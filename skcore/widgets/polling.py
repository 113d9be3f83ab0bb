"""``quick_poll``: hands counted in the meeting, shown once when the question is closed."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import Any

import pandas as pd

from skcore.disclosure import Released
from skcore.instruments.loader import load_instrument
from skcore.measuring.published import published_score
from skcore.reading.study import Study
from skcore.release.fingerprints import inputs_of
from skcore.release.polls import MOMENTS, Asked, close_poll, poll_questions, why_hidden
from skcore.slides.html import slide_fragment
from skcore.slides.slide import Slide, TableFigure
from skcore.texts import numbers
from skcore.widgets.ground import Board, button, choice, html, row

Closed = dict[tuple[str, str], "Released"]  # by question and moment


class _Poll(Board):
    """Hands as they are counted, and what was closed; the numbers at each answer leave nothing."""

    def __init__(self, study: Study, tool: str, meeting: str) -> None:
        text = self.text = study.texts
        self.study, self.tool, self.meeting = study, tool, meeting
        self.asked = {asked.code: asked for asked in poll_questions(study, tool)}
        self.closed: Closed = {}
        self._hands: list[str] = []  # the answer of each hand, in the order of counting
        first = next(iter(self.asked))
        questions = {code: asked.text for code, asked in self.asked.items()}
        self.question = choice(text("polling.question"), questions, first)
        self.moment = choice(
            text("polling.moment"), {name: text(f"polling.{name}") for name in MOMENTS}, "before"
        )
        self.counted, self.figure, self.words = html(""), html(""), html("")
        answers: list[Any] = []  # which was pressed, and how often, is not told by their classes
        for words in self.asked[first].answers:
            button(words, self._adding(words), answers)
        named = text("polling.title", tool=tool_name(study, tool))
        super().__init__(
            study.language,
            named,
            row(self.question, self.moment),
            self.words,
            row(*answers),
            self.counted,
            row(
                self.button(text("polling.undo"), self.undo),
                self.button(text("polling.close"), self.close),
            ),
            below=[self.figure],
        )
        self.box.add_class("sk-poll")
        for control in (self.question, self.moment):
            self.follow(control, lambda _: self._anew())
        self._anew()

    def _adding(self, words: str) -> Any:
        return lambda: self.add(words)

    def _anew(self) -> None:
        self._hands.clear()
        asked = escape(self.asked[self.question.value].text)
        self.words.value = f"<h4>{asked}</h4><p>{escape(self.text('polling.choose'))}</p>"
        self._count()

    def _count(self) -> None:
        """Tell how many hands are counted in all; never how many at each answer."""
        self.counted.value = f"<p>{escape(self.text('polling.counted', n=len(self._hands)))}</p>"

    def add(self, answer: str) -> None:
        """Count one hand."""
        self._hands.append(answer)
        self._count()

    def undo(self) -> None:
        """Take the hand back that was counted last."""
        if self._hands:
            self._hands.pop()
        self._count()

    def close(self) -> Released:
        """Close the question: its figure is shown once, or it is said that there are too few."""
        asked, moment = self.asked[self.question.value], self.moment.value
        counts = {answer: self._hands.count(answer) for answer in asked.answers}
        closed = close_poll(self.study, asked, counts, moment=moment)
        n = len(self._hands)
        self._anew()
        if why := why_hidden(self.study, closed):
            self.say(why)
            return closed
        self.closed[asked.code, moment] = closed
        self.slide = poll_slide(self.study, self.tool, self.closed, meeting=self.meeting)
        self.figure.value = slide_fragment(self.slide)
        self.say(self.text("polling.closed", n=n))
        return closed


def tool_name(study: Study, tool: str) -> str:
    """What a tool is called."""
    if tool == "statements":
        return study.texts("polling.statements")
    return load_instrument(tool).title[study.language]


def poll_slide(study: Study, tool: str, closed: Closed, *, meeting: str) -> Slide:
    """What was counted in a meeting, question by question, before and after.

    Parameters
    ----------
    study, tool, meeting
        As for ``quick_poll``.
    closed
        What ``close_poll`` gave, by question and moment.

    Returns
    -------
    Slide
        A table: one row per question, before and after the talk.

    Examples
    --------
    >>> import skcore
    >>> study = skcore.load_study("data/sample/study.toml")
    >>> poll_slide(study, "fire-hurtige", {}, meeting="29. oktober").kicker
    'Talt i mødet · 29. oktober'
    """
    text = study.texts
    asked = [one for one in poll_questions(study, tool) if any(one.code == c for c, _ in closed)]
    moments = [name for name in MOMENTS if any(name == moment for _, moment in closed)]
    rows = [
        (one.text, *(_told(study, one, closed.get((one.code, name))) for name in moments))
        for one in asked
    ]
    heads = tuple(text(f"polling.{name}") for name in ("question", *moments))
    told = "; ".join(": ".join((line[0], ", ".join(filter(None, line[1:])))) for line in rows)
    sums = _sum(study, tool, closed, moments[-1]) if moments else ""
    return Slide(
        kicker=text("polling.kicker", meeting=meeting),
        title=text("polling.sum_title", words=sums) if sums else tool_name(study, tool),
        figure=TableFigure(heads, tuple(rows), emphasis=("", *("strong",) * len(moments))),
        boxes=((text("polling.ask"), text("polling.ask_body")),),
        alt=text("polling.alt", rows=told),
        notes=text("polling.notes"),
        result_id=inputs_of(study).result_id,
        language="en" if study.language == "en" else "da",
    )


def _told(study: Study, asked: Asked, closed: Released | None) -> str:
    if closed is None:
        return ""
    text, line = study.texts, closed.table.iloc[0]
    value = numbers.format_number(line[asked.figure], language=study.language)
    if line["bounded"]:
        ends = "deck.bounded" if asked.figure == "mean" else "deck.own"
        value = text(f"{ends}.{line['bounded']}", value=value)
    key = "points" if asked.figure == "mean" else "percent"
    n = text("polling.answers", n=int(line["n"]))
    return f"{text(f'polling.{key}', value=value)} ({n})"


def _sum(study: Study, tool: str, closed: Closed, moment: str) -> str:
    """Return the sum as its source reports it, of the shown means, where as many answered all."""
    asked = poll_questions(study, tool)
    lines = [closed[a.code, moment].table.iloc[0] for a in asked if (a.code, moment) in closed]
    published = asked[0].published
    same = len({int(line["n"]) for line in lines}) == 1
    if published is None or len(lines) < len(asked) or not same or any(r["bounded"] for r in lines):
        return ""
    instrument = load_instrument(tool)
    scale = next(one.code for one in instrument.scales if one.published)
    points = pd.DataFrame({scale: [sum(float(line["mean"]) for line in lines) / len(lines)]})
    told = published_score(points, instrument, scale, language=study.language).iloc[0]
    value = numbers.round_half_away(told["published"], published.decimals)
    words = numbers.format_number(value, published.decimals, language=study.language)
    band = f" – {told['band']}" if told["band"] else ""
    return f"{words} {published.label[study.language]}{band}"


def quick_poll(study: Study, tool: str, *, meeting: str = "") -> Any:
    """Count hands in the meeting, shown once when the question is closed.

    Parameters
    ----------
    study
        From ``load_study``.
    tool
        ``fire-hurtige`` (the four quick questions) or ``statements``.
    meeting
        What stands above the slide; today's date where empty. After a survey each question is
        closed once before and once after the talk, whatever the meeting is called.

    Returns
    -------
    Board
        Shows itself in a notebook: one press for each hand, then *close*. ``.slide`` is what was
        closed, before and after, as a ``Slide``. Below the minimum it says only that there are
        too few, and the question is closed. Nothing is kept of who answered what.

    Raises
    ------
    SkcoreError
        When there is no such tool.

    Examples
    --------
    >>> import skcore
    >>> board = quick_poll(skcore.load_study("data/sample/study.toml"), "fire-hurtige")
    >>> board.slide is None  # nothing is closed yet
    True
    """
    return _Poll(study, tool, meeting or dt.date.today().isoformat())
