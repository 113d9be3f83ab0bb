"""What a workplace may talk about: from shown results only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skcore.disclosure.released import require_released
from skcore.meeting.extremes import largest_certain, rows_where, size_of
from skcore.release import StudyRelease
from skcore.release.facts import StudyFacts
from skcore.texts import numbers

THEME_COLUMNS = ["unit", "variable", "kind", "reason", "certain", "size", "difference"]

#: variable, kind, reason, certain, size, difference
Theme = tuple[str, str, str, bool, str, float]


def dialogue_themes(release: StudyRelease, unit: str, *, for_all: bool = False) -> pd.DataFrame:
    """Say what a workplace may talk about: what works, what needs a look, where views differ.

    A theme is chosen by the size of its distance from the whole, by whether that is larger than
    the uncertainty, and by how far the answers lie apart; never by its place among other
    workplaces. Small differences are called small.

    Parameters
    ----------
    release
        From ``release_study``: every figure came through the door.
    unit
        Id of the workplace.
    for_all
        Whether others than the workplace's own people read what is made of it: then what points
        at its leader is no theme, as if nobody had been asked (but where it is agreed on).

    Returns
    -------
    pandas.DataFrame
        ``unit, variable, kind, reason, certain, size, difference``. ``kind`` is ``strength`` (at
        most one),
        ``attention`` (at most one), ``disagreement`` (every scale whose answers lie far apart),
        ``moved`` (the largest certain change since the last survey), and last again
        ``disagreement``, for the largest certain distance between leaders and employees, of the
        workplace or of the nearest level above it where both are shown. ``reason`` is a sentence
        with the shown numbers;
        ``certain``: larger than the uncertainty; ``size``: ``small, noticeable, important``;
        ``difference``: points from what it is held against, missing for answers far apart.
        Empty where nothing of the workplace is shown.

    Raises
    ------
    DisclosureError
        When a table of the release has not come through the door.

    Examples
    --------
    >>> dialogue_themes(release, "dagoest-01")["kind"].tolist()
    ['strength', 'attention', 'moved', 'disagreement']
    """
    speaker = _Speaker(release, unit, for_all and not release.facts.network_deck.named_management)
    rows = speaker.rows()
    found: list[Theme] = []
    if len(rows):
        found += speaker.beside_the_whole(rows)
        found += speaker.apart(rows)
        found += speaker.moved()
        found += speaker.two_views()
    return pd.DataFrame([(unit, *line) for line in found], columns=THEME_COLUMNS)


@dataclass(frozen=True)
class _Speaker:
    """One workplace's shown results, and the sentences about them."""

    release: StudyRelease
    unit: str
    for_all: bool

    @property
    def facts(self) -> StudyFacts:
        return self.release.facts

    @property
    def codes(self) -> list[str]:
        codes = [one.code for one in self.facts.primary.scales]
        return [code for code in codes if not self.for_all or self.facts.is_for_all(code)]

    def text(self, key: str, **values: object) -> str:
        return self.facts.texts(f"themes.{key}", **{**self.facts.words, **values})

    def number(self, value: float) -> str:
        return numbers.format_number(float(value), language=self.facts.texts.language)

    def between(self, low: float, high: float) -> str:
        language = self.facts.texts.language
        return numbers.format_interval(low, high, language=language, signed=low < 0)

    def label(self, code: str) -> str:
        return numbers.capitalise(self.facts.scale(code).label[self.facts.language])

    def size(self, points: float) -> str:
        return size_of(self.facts, points)

    def rows(self, role: str = "employee") -> pd.DataFrame:
        """Shown scales of the workplace in the last survey, in the order of the questionnaire."""
        primary = self.facts.primary
        table = require_released(self.release.levels[primary.id], "levels").table
        if "unit" not in table:  # well-being is never told of a workplace
            return pd.DataFrame(columns=[*table.columns, "unit"])
        own = {"cut": "wave × unit × role", "unit": self.unit, "role": role}
        rows = rows_where(table, wave=self.facts.last_wave, hidden=False, **own)
        order = {code: place for place, code in enumerate(self.codes)}
        rows = rows[rows["variable"].isin(order)]
        return rows.sort_values("variable", key=lambda codes: codes.map(order), ignore_index=True)

    def beside_the_whole(self, rows: pd.DataFrame) -> Iterator[Theme]:
        """What lies above the whole, and what lies below it or below the goal."""
        rows = rows.dropna(subset=["difference"])
        goals = rows["variable"].map(dict(self.facts.goals)).astype(float)
        taken = ""
        for kind, sign in (("strength", 1), ("attention", -1)):
            toward = sign * rows["difference"]
            fits = toward > 0
            if kind == "attention":
                fits |= rows["conf_high"] < goals
            left = rows[fits & (rows["variable"] != taken)]
            if left.empty:
                continue
            certain = (left["diff_low"] > 0) if sign > 0 else (left["diff_high"] < 0)
            far = toward[left.index]
            large = far >= self.facts.noticeable
            at = int(np.lexsort([-far, ~certain, ~large, ~(certain & large)])[0])
            row, sure = left.iloc[at], bool(certain.iloc[at])
            taken = row["variable"]
            reason = " ".join(filter(None, (self._distance(row, sure), self._goal(row))))
            points = float(row["difference"])
            yield taken, kind, reason, sure, self.size(points), points

    def _distance(self, row: pd.Series, certain: bool) -> str:
        points, scale = row["difference"], self.label(row["variable"])
        if points == 0:
            return self.text("equal", scale=scale)
        side = "above" if points > 0 else "below"
        said = {"points": self.number(abs(points)), **self._judged(points, certain)}
        return self.text(side, scale=scale, **said)

    def _judged(self, points: float, certain: bool) -> dict[str, str]:
        """Words for a size, and whether it is certain; what goes against the other with a but."""
        size = self.size(points)
        sure = "certain" if certain else "uncertain"
        but = "_but" if (size == "small") == certain else ""
        return {"size": self.text(size), "sure": self.text(f"{sure}{but}")}

    def _goal(self, row: pd.Series) -> str:
        """Where the workplace lies beside the goal, in words no surer than its interval."""
        goal = self.facts.goals.get(row["variable"])
        if goal is None:
            return ""
        place = "below" if row["conf_high"] < goal else "above"
        place = place if not row["conf_low"] <= goal <= row["conf_high"] else "near"
        return self.text(f"goal_{place}", goal=self.number(goal))

    def apart(self, rows: pd.DataFrame) -> Iterator[Theme]:
        """Every scale whose answers lie far apart; a coarse word, told from ten answers up."""
        table = require_released(self.release.spread, "spread").table
        own = {"unit": self.unit, "wave": self.facts.last_wave, "role": "employee"}
        told = set(rows_where(table, spread="apart", hidden=False, **own)["variable"])
        for code in rows["variable"]:
            if code in told:
                reason = self.text("apart", scale=self.label(code))
                yield code, "disagreement", reason, True, "noticeable", float("nan")

    def two_views(self) -> Iterator[Theme]:
        """The largest certain distance between leaders and employees, here or a level up."""
        for place, rows in self._gaps():
            if rows.empty:
                continue
            row = largest_certain(rows, self.facts.noticeable)
            if row is None:
                return
            side = "over" if row["estimate"] > 0 else "under"
            low, high = sorted((abs(row["conf_low"]), abs(row["conf_high"])))
            said = self.text(
                f"views_{side}",
                where=place or self.text("views_here"),
                scale=self.facts.scale(row["variable"]).label[self.facts.language],
                points=self.number(abs(row["estimate"])),
                interval=self.between(low, high),
            )
            above = self.text("views_level_up", minimum=self.facts.policy.minimum)
            reason = f"{said} {above}" if place else said
            gap = float(row["estimate"])
            yield row["variable"], "disagreement", reason, True, self.size(gap), gap
            return

    def _gaps(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Gaps of the workplace, of the group above it, of everybody: the first that is shown."""
        yield "", _gap_of(self.rows(), self.rows("leader"))
        table = require_released(self.release.gaps, "gaps").table
        table = rows_where(table, wave=self.facts.last_wave, hidden=False)
        table = table[table["variable"].isin(self.codes)]
        for column in self.facts.level_columns[:1]:
            rows = rows_where(table, cut=f"wave × {column} × role")
            above = self._above()
            if above and column in rows:
                rows = rows[rows[column] == above[-1]]
                # a department's head is one
                rows = rows[rows["variable"].map(self.facts.is_for_all).astype(bool)]
                yield self.text("views_in", unit=self.facts.unit_name(above[-1])), rows
        yield self.text("views_whole"), rows_where(table, cut="wave × role")

    def _above(self) -> list[str]:
        """Units above the workplace, the nearest first."""
        units = self.facts.units
        tree = units[units["wave"].isin(["", self.facts.last_wave])]
        parents = dict(zip(tree["unit"], tree["parent"], strict=True))
        found: list[str] = []
        here = parents.get(self.unit, "")
        while here and here not in found:
            found.append(here)
            here = parents.get(here, "")
        return found

    def moved(self) -> Iterator[Theme]:
        """The largest certain change since the last survey, of the workplace or its union."""
        if self.release.unit_changes is None:
            return
        table = require_released(self.release.unit_changes, "unit_changes").table
        union = self.facts.comparison.get(self.unit, self.unit)
        rows = rows_where(table, comparison=union, role="employee", hidden=False)
        row = largest_certain(rows[rows["variable"].isin(self.codes)])
        if row is None:
            return
        up = "up" if row["estimate"] > 0 else "down"
        reason = self.text(
            f"moved_{up}",
            scale=self.label(row["variable"]),
            before=self.number(row["before"]),
            after=self.number(row["after"]),
            **self._judged(row["estimate"], True),
        )
        if union != self.unit:
            reason = f"{reason} {self.text('moved_together')}"
        change = float(row["estimate"])
        yield row["variable"], "moved", reason, True, self.size(change), change


_SIDES = ("", "_leader")


def _gap_of(employees: pd.DataFrame, leaders: pd.DataFrame) -> pd.DataFrame:
    """Leaders less employees, of one workplace where both are shown."""
    told = ["variable", "estimate", "conf_low", "conf_high"]
    both = employees[told].merge(leaders[told], on="variable", suffixes=_SIDES)
    ends = [(both[f"conf_low{s}"], both[f"estimate{s}"], both[f"conf_high{s}"]) for s in _SIDES]
    half = [np.maximum(high - mean, mean - low) for low, mean, high in ends]
    gap, wide = both["estimate_leader"] - both["estimate"], np.hypot(*half)
    limits = {"conf_low": gap - wide, "conf_high": gap + wide}
    return pd.DataFrame({"variable": both["variable"], "estimate": gap, **limits})
