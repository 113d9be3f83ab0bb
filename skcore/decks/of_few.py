"""What is computed of few workplaces rests on numbers in steps: written in points, and said so."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from skcore.decks.phrases import Phrases
from skcore.texts.numbers import round_half_away


class Few(NamedTuple):
    """How numbers are written that rest on workplaces' numbers in steps of so many points."""

    p: Phrases
    step: int

    @property
    def decimals(self) -> int:
        """Tenths would say more than numbers in steps do."""
        return 0 if self.step > 1 else 1

    def number(self, value: float) -> str:
        return self.p.number(value, self.decimals)

    def change(self, value: float) -> str:
        return self.p.change(value, self.decimals)

    def ends(
        self, row: pd.Series, low: str = "conf_low", high: str = "conf_high"
    ) -> tuple[float, float]:
        """Ends of an interval as they are written: in tenths where a whole one would be zero."""
        ends = float(row[low]), float(row[high])
        decimals = 1 if 0 in map(round_half_away, ends) else self.decimals
        return round_half_away(ends[0], decimals), round_half_away(ends[1], decimals)

    def interval(self, row: pd.Series) -> str:
        if pd.isna(row["conf_low"]):
            return "–"
        low, high = self.ends(row)
        return self.p.interval(low, high, self.decimals, signed=True)

    def note(self) -> str:
        """Say in few words what the numbers are computed of."""
        return self.p.text("deck.of_few_dots", step=self.step) if self.step > 1 else ""

    def why(self, scale: str) -> str:
        """Say it whole, with what it may do to a number, for the notes."""
        words = {"step": self.step, "scale": scale, "half": self.p.number(self.step / 2, 1)}
        return self.p.text("deck.of_few_dots_why", **words) if self.step > 1 else ""
