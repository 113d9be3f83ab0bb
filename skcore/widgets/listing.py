"""A board of lines in their order; what stands below belongs to the line that is chosen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from textwrap import shorten
from typing import Any

import ipywidgets

from skcore.problems import Problem, problem_table
from skcore.texts import load_texts
from skcore.texts.readable import readable_html
from skcore.widgets.ground import Board, html, live, row

LONGEST = 130  # letters of a line: as many as a board is wide


class Listing(Board, ABC):
    """Lines of which one is open."""

    def __init__(self, language: str, title: str, words: str, *parts: Any, **how: Any) -> None:
        self.list = live(ipywidgets.Select(description=words, rows=10))
        self.list.add_class("sk-list")
        above = how.pop("above", ())
        super().__init__(language, title, *above, self.list, *parts, **how)
        self.follow(self.list, lambda _: self._chosen())

    def lay(self, lines: Sequence[tuple[str, Any]], chosen: Any) -> None:
        """List the lines, with one of them open."""
        told = [(shorten(words, LONGEST, placeholder=" …"), key) for words, key in lines]
        with self.quietly(), self.list.hold_sync():
            self.list.options = told
            self.list.value = chosen
        self._chosen()

    def _chosen(self) -> None:
        with self.quietly():
            self.open(self.list.value)

    @abstractmethod
    def open(self, chosen: Any) -> None:
        """Show what belongs to the chosen line."""


class Form(Listing):
    """Rows that are edited one at a time, in fields below their list; words stand under ``key``."""

    def __init__(
        self,
        language: str,
        key: str,
        fields: Mapping[str, Any],
        *,
        steps: Mapping[str, Callable[[], object]],
        ends: Mapping[str, Callable[[], object]],
        **how: Any,
    ) -> None:
        text = load_texts(language)
        self.key, self.fields, self.problems = key, fields, html("")
        #: the rows as they stand now
        self.rows: list[dict[str, Any]] = []
        parts = [row(*(self.button(text(words), does) for words, does in steps.items()))]
        parts += [row(*fields.values())]
        parts += [row(*(self.button(text(words), does) for words, does in ends.items()))]
        title, words = text(f"{key}.title"), text(f"{key}.list")
        super().__init__(language, title, words, *parts, below=[self.problems], **how)
        for name, field in fields.items():
            self.follow(field, partial(self._typed, name))

    @abstractmethod
    def lines(self) -> Sequence[str]:
        """Return how each row stands in the list."""

    @abstractmethod
    def found(self) -> list[Problem]:
        """Return what is wrong with the rows, and what to think over."""

    def cell(self, there: dict[str, Any], name: str) -> Any:
        """Return what stands in a field of a row."""
        return there.get(name, "")

    def change(self, there: dict[str, Any], name: str, value: Any) -> None:
        """Let a row hold what was given in a field."""
        there[name] = value

    def called(self, value: str) -> str:
        """Return the words for a choice that a list does not offer by itself."""
        return value

    def show(self, chosen: int) -> None:
        """List the rows as they stand, with one of them in the fields, and what is wrong."""
        lines = [(line, at) for at, line in enumerate(self.lines())]
        self.lay(lines, min(max(chosen, 0), len(lines) - 1) if lines else None)
        table = problem_table(self.found(), language=self.text.language)
        self.problems.value = readable_html(table, self.text.language) if len(table) else ""

    def open(self, chosen: int | None) -> None:
        """Fill the fields with the chosen row."""
        for name, field in self.fields.items():
            value = self.cell({} if chosen is None else self.rows[chosen], name)
            if hasattr(field, "options") and value not in {key for _, key in field.options}:
                field.options = [*field.options, (self.called(value), value)]
            field.value = value
            field.disabled = chosen is None

    def _typed(self, name: str, value: Any) -> None:
        if self.list.value is not None:
            self.change(self.rows[self.list.value], name, value)
            self.show(self.list.value)

    def insert(self, at: int, new: dict[str, Any]) -> None:
        """Put a new row at a place, open to be filled in."""
        self.rows.insert(at, new)
        self.show(at)
        self.say(self.text(f"{self.key}.added"))

    def remove(self) -> None:
        """Take the chosen row out."""
        at = self.list.value
        if at is not None:
            del self.rows[at]
            self.show(at)
            self.say(self.text(f"{self.key}.removed"))

    def move(self, by: int) -> None:
        """Move the chosen row one place up or down."""
        at = self.list.value
        if at is not None:
            to = min(max(at + by, 0), len(self.rows) - 1)
            self.rows.insert(to, self.rows.pop(at))
            self.show(to)
