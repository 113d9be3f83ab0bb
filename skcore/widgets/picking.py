"""``pick_cards``: the proposed dialogue cards with their reasons, to swap, to reorder, to print."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from skcore.decks.unit import questions_slide
from skcore.handouts import HANDOUTS
from skcore.handouts.printing import Printer
from skcore.meeting.deal import choose_cards, other_cards
from skcore.release import StudyRelease
from skcore.storage import write_whole
from skcore.widgets.ground import choice, html, row
from skcore.widgets.listing import Listing


class _Hand(Listing):
    """The cards as they lie now, and the one that is looked at."""

    def __init__(self, release: StudyRelease, unit: str, n: int | None) -> None:
        self.release, self.unit = release, unit
        #: rows as those of ``choose_cards``
        self.cards: pd.DataFrame = choose_cards(release, unit, n=n)
        text = release.facts.texts
        self.other = choice(text("cards.swap_with"), {"": ""}, "")
        self.other.add_class("sk-wide")
        self.one = html("")
        buttons = [
            self.button(text("cards.up"), lambda: self.move(-1)),
            self.button(text("cards.down"), lambda: self.move(1)),
        ]
        super().__init__(
            release.facts.language,
            text("cards.title", unit=release.facts.unit_name(unit)),
            text("cards.list"),
            row(*buttons, self.other, self.button(text("cards.swap"), self.swap)),
            self.one,
            row(self.button(text("cards.print"), self.print)),
        )
        self._lay(str(self.cards["card"].iloc[0]))

    def _lay(self, card: str) -> None:
        """Show the cards as they lie, with one of them chosen."""
        rows = enumerate(self.cards.itertuples(), start=1)
        pairs = [(f"{n}. {r.heading} · {r.theme}: {r.text}", str(r.card)) for n, r in rows]
        self.lay(pairs, card)
        self.slide = questions_slide(self.release, self.unit, cards=self.cards)

    def open(self, chosen: str) -> None:
        """Show the chosen card with its reason, and offer the others for its place."""
        one = self.cards.set_index("card").loc[chosen]
        why = self.text("cards.why", reason=one["reason"])
        said = [str(one["text"]), str(one["follow_up"]), why]
        self.one.value = "".join(f"<p>{escape(sentence)}</p>" for sentence in said if sentence)
        others = other_cards(self.release, self.cards, chosen)
        words = {str(r.card): f"{r.theme}: {r.text}" for r in others.itertuples()}
        words = words or {"": self.text("cards.none_left")}
        self.other.options = [(words[key], key) for key in words]

    def move(self, by: int) -> None:
        """Lay the chosen card one place up or down."""
        order = list(self.cards["card"])
        at = order.index(self.list.value)
        to = min(max(at + by, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        self.cards = self.cards.set_index("card", drop=False).loc[order].reset_index(drop=True)
        self._lay(order[to])
        self.say(self.text("cards.moved", n=to + 1))

    def swap(self) -> None:
        """Lay another card in the place of the chosen one."""
        if not self.other.value:
            return
        others, new = other_cards(self.release, self.cards, self.list.value), self.other.value
        at = list(self.cards["card"]).index(self.list.value)
        chosen = others[others["card"] == new]
        parts = [self.cards.iloc[:at], chosen, self.cards.iloc[at + 1 :]]
        self.cards = pd.concat(parts, ignore_index=True)
        self._lay(new)
        self.say(self.text("cards.swapped"))

    def print(self) -> Path:
        """Write the cards as PDF beside the notebook."""
        paper = HANDOUTS["cards"].make(self.release, self.unit, chosen=self.cards)
        name = self.text("handouts.files.cards")
        file = Path(f"{name}-{self.unit}.pdf").absolute()
        write_whole(file, Printer().pdf(paper))
        self.say(self.text("cards.printed", file=file))
        return file


def pick_cards(release: StudyRelease, unit: str, *, n: int | None = None) -> Any:
    """Look through a workplace's dialogue cards: why each, swap one, move one, print them.

    Parameters
    ----------
    release
        From ``release_study``. Nothing but its released tables is read.
    unit
        Id of the workplace.
    n
        Number of cards, as for ``choose_cards``.

    Returns
    -------
    Board
        Shows itself in a notebook. ``.cards`` is the table as it stands (``choose_cards`` is the
        proposal), ``.slide`` the questions as a ``Slide``, ``.print()`` the PDF.

    Raises
    ------
    SkcoreError
        When ``n`` is not 8 to 12.

    Examples
    --------
    >>> import skcore
    >>> hand = pick_cards(release, "dagoest-01")
    >>> first = hand.cards["card"].iloc[0]
    >>> hand.move(1)
    >>> hand.cards["card"].iloc[1] == first
    True
    """
    return _Hand(release, unit, n)
