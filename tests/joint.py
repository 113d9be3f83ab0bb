"""Somebody who puts every table of a study into one programme, answers in whole people.

Written apart from the library. Unknown is how many of those who stand in the same groups gave
which answer to each question; known are means, also early and late and of those who answered both
times, the answers to questions, shares of who answers well, the word that answers lie far apart,
and the spread behind intervals. Asks whether anybody's answer to a question is certain, and how
closely the mean of a workplace is known that is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from outsider import ENDS_TOLD, NARROW
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from small_study import ITEMS

import skcore
from skcore.aggregation.membership import counted_people
from skcore.measuring.scoring import score_items
from skcore.release.plans import people_of

POINTS = np.array([0.0, 25, 50, 75, 100])
GOOD = np.where(POINTS > 50, 100.0, 0.0)
CLASSES = ["unit", "role", "occupation", "timing", "level_1", "complete", "panel"]
#: steps that answers far apart lie from their mean, and the least spread told, in points
APART, LEAST = 5 / 6, 20.0
Terms = dict[int, float]


@dataclass
class Joint:
    """One survey: people by the groups they stand in (``cells``), and what is told of sums."""

    people: pd.DataFrame  # of those who are counted: their groups, and points per question
    themes: Mapping[str, Sequence[str]]  # the questions of each
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        given = self.people[ITEMS].notna()
        classes = [c for c in CLASSES if c in self.people]
        keys = [*(self.people[c].astype(str) for c in classes), *(given[item] for item in ITEMS)]
        self.people["cell"] = self.people.groupby(keys, sort=False).ngroup()
        self.cells = self.people.drop_duplicates("cell").set_index("cell")
        self.size = self.people["cell"].value_counts().sort_index()
        for cell in self.cells.index:
            for item in ITEMS:
                n = self.size[cell] * int(pd.notna(self.cells.loc[cell, item]))
                self.rows.append((dict.fromkeys(self.places(cell, item), 1.0), n, n))

    def places(self, cell: int, item: str) -> range:
        """Where the numbers of those who gave each answer stand."""
        start = (cell * len(ITEMS) + ITEMS.index(item)) * len(POINTS)
        return range(start, start + len(POINTS))

    def theme(self, cells: pd.Index[Any], theme: str, of: Any = POINTS) -> Terms:
        """Points of these people added up (or another value of each answer), by their means."""
        found: Terms = {}
        for cell in cells:
            given = self.cells.loc[cell]
            # on what two surveys asked; else on all that was answered
            asked = self.themes[theme], self.themes[theme.removesuffix(SHORTER)]
            own = [items for one in asked if (items := [i for i in one if pd.notna(given[i])])]
            for item in own[0]:
                points = zip(self.places(cell, item), of / len(own[0]), strict=True)
                found |= {place: float(value) for place, value in points}
        return found

    def inside(self, **group: Any) -> pd.Index[Any]:
        """Cells of a group."""
        match = [self.cells[c].astype(str) == str(value) for c, value in group.items()]
        return self.cells.index[np.all(match, axis=0)]

    def told_mean(self, theme: str, value: float, end: str, n: int, **group: Any) -> None:
        cells = self.inside(**group)
        assert self.size[cells].sum() == n
        low, high = ENDS_TOLD.get(end, (value - 0.5, value + 0.5))
        self.rows.append((self.theme(cells, theme), low * n, high * n))

    def told_share(self, theme: str, value: float, end: str, n: int, **group: Any) -> None:
        ends = {"below": (0.0, value), "above": (value, 100.0)}
        low, high = ends.get(end, (value - 0.5, value + 0.5))
        self.rows.append((self.theme(self.inside(**group), theme, GOOD), low * n, high * n))

    def told_word(self, theme: str, word: str, mean: float, n: int, **group: Any) -> None:
        """Distances from the mean of one question, where there is room for the word."""
        if len(self.themes[theme]) > 1 or 8 * mean * (100 - mean) / 1e4 < 1.25 * APART:
            return
        off = self.theme(self.inside(**group), theme, abs(POINTS - mean) / 25)
        low, high = (APART - 0.03, 4.0) if word else (0.0, APART + 0.03)
        self.rows.append((off, low * n, high * n))

    def told_spread(self, theme: str, points: float, df: int, means: pd.DataFrame) -> None:
        """Squares of one question added up inside workplaces whose means are known exactly."""
        cells = self.inside(role="employee")
        staff = self.cells.loc[cells]
        sizes = means.set_index("unit")["n"].astype(float)
        exact = (sizes >= 5).all() and (sizes < 25).all() and set(staff["unit"]) == {*sizes.index}
        exact = exact and 3 * (sizes.max() - 1) <= df == (sizes - 1).sum()
        if not exact or len(self.themes[theme]) > 1 or (means["bounded"] != "").any():
            return
        totals = (means["estimate"].to_numpy(float) * sizes.to_numpy() / 25).round()
        known = float((totals**2 / sizes.to_numpy()).sum())
        ends = [(points + half) ** 2 * df / 625 for half in (-0.5, 0.5)]
        low = known + (ends[0] if points > LEAST else 0.0)
        self.rows.append((self.theme(cells, theme, (POINTS / 25) ** 2), low, known + ends[1]))

    def told_answers(self, item: str, part: str, value: float, n: int, **group: Any) -> None:
        """A part of the answers, within a percent: percentages are made to add up."""
        cells = [c for c in self.inside(**group) if pd.notna(self.cells.loc[c, item])]
        assert self.size[cells].sum() == n
        wanted = [POINTS.tolist().index(float(points)) for points in part.split("+")]
        terms = {self.places(cell, item)[place]: 1.0 for cell in cells for place in wanted}
        self.rows.append((terms, (value - 1) * n / 100, (value + 1) * n / 100))

    @cached_property
    def known(self) -> LinearConstraint:
        entries = [(r, c, v) for r, (terms, *_) in enumerate(self.rows) for c, v in terms.items()]
        row, column, value = zip(*entries, strict=True)
        shape = len(self.rows), len(self.cells) * len(ITEMS) * len(POINTS)
        low, high = np.array([ends for _, *ends in self.rows], dtype=float).T
        return LinearConstraint(csr_array((value, (row, column)), shape), low - 1e-6, high + 1e-6)

    def least(self, terms: Mapping[int, float], *, whole: bool = True) -> Any:
        """Return the solution in which this sum is least; in whole people, or in parts of them."""
        cost = np.zeros(self.known.A.shape[1])
        cost[list(terms)] = list(terms.values())
        most = np.repeat(self.size.to_numpy(dtype=float), len(ITEMS) * len(POINTS))
        kind = np.full(len(cost), int(whole))
        return milp(cost, integrality=kind, bounds=Bounds(0, most), constraints=self.known)

    def certain(self) -> Iterator[str]:
        """Answers that everybody in a cell gave, and could not have given otherwise."""
        seen = [self.least({}).x]
        for (cell, item), own in self.people.melt("cell", ITEMS).groupby(["cell", "variable"]):
            answers = own["value"].dropna().unique()
            if len(answers) != 1:
                continue
            place = self.places(int(cell), str(item))[POINTS.tolist().index(answers[0])]
            if not any(one[place] < self.size[cell] - 0.5 for one in seen):
                seen.append(self.least({place: 1.0}).x)
                if seen[-1][place] > self.size[cell] - 0.5:
                    yield f"{item}: {answers[0]:g} of all {self.size[cell]} of cell {cell}"

    def narrow(self, shown: Callable[[str, str], bool]) -> Iterator[str]:
        """Means of workplaces that are not shown and are known within ten points."""
        for (unit, role), own in self.people.groupby(["unit", "role"]):
            for theme in () if shown(str(unit), str(role)) else self.themes:
                terms = self.theme(self.inside(unit=unit, role=role), theme)
                low = self.least(terms, whole=False).fun
                high = -self.least({k: -v for k, v in terms.items()}, whole=False).fun
                low, high = low / len(own), high / len(own)
                if high - low < NARROW:
                    yield f"{theme}: {unit} {role} within {low:.0f}-{high:.0f}"


SHORTER = ", shorter"  # ends the name of a theme on what two surveys asked


def joint_finds(study: skcore.Study) -> list[str]:
    """What one release of a study tells, all of its tables put together."""
    release, people = skcore.release_study(study, earlier={}), people_of(study)
    points = score_items(study.responses, study.instruments[0]).set_axis(people.index)[ITEMS]
    people = people.drop(columns=ITEMS).join(points)
    people = people[counted_people(people, study.instruments[0])]
    panel = [str(c) for c in people if str(c).startswith("panel_")]
    people["panel"] = people[panel[0]] if panel else "once"
    on = release.compared
    themes = {scale.code: scale.items for scale in study.instruments[0].scales}
    themes |= {f"{c}{SHORTER}": items for c, items in (on.shortened if on else {}).items()}
    found = []
    for wave, own in people.groupby("wave"):
        joint = Joint(own.copy(), themes)
        tables = (release.levels["one"], release.items, release.early_late, release.spread)
        means, answers, timed, words = (
            t.table[~t.table["hidden"] & (t.table["wave"] == wave)] if t is not None else NOTHING
            for t in tables
        )
        for row in means.dropna(subset="estimate").to_dict("records"):
            told = row["variable"], row["estimate"], row["bounded"], row["n"]
            joint.told_mean(*told, **_group(row))
        for row in timed.to_dict("records"):
            for side in ("early", "late"):
                told = row["variable"], row[side], row[f"{side}_bounded"], row[f"n_{side}"]
                joint.told_mean(*told, role="employee", timing=side)
        for row in answers.to_dict("records"):
            group = {"role": "employee"} | ({"complete": "all"} if row["complete"] == "all" else {})
            joint.told_answers(row["variable"], row["category"], row["estimate"], row["n"], **group)
        _changes(joint, release, "before" if on and wave == on.first else "after")
        units = means[means["cut"] == "wave × unit × role"]
        beside = words.merge(units.drop(columns=["n", "cut"]), on=["unit", "role", "variable"])
        for row in beside[beside["bounded"] == ""].to_dict("records"):
            group = {"unit": row["unit"], "role": row["role"]}
            told = row["variable"], row["spread"], row["estimate"], row["n"]
            joint.told_word(*told, **group)
        staff = units[units["role"] == "employee"]
        spreads = release.plans.means["one"].spreads
        for theme, rows in staff.groupby("variable"):
            spread, df = spreads[str(wave), "employee", str(theme)]
            if spread and df:
                joint.told_spread(str(theme), spread, df, rows)
        shown = set(zip(units["unit"], units["role"], strict=True))
        found += [*joint.certain(), *joint.narrow(lambda *group, told=shown: group in told)]
    return found


NOTHING = pd.DataFrame({"unit": [], "role": [], "variable": []}, dtype=object)


def _changes(joint: Joint, release: skcore.StudyRelease, side: str) -> None:
    """Means and shares of one of two surveys, as they stand beside those of the other."""
    shorter = release.compared.shortened if release.compared else {}
    number = "n_first" if side == "before" else "n_last"
    changes = (release.changes, release.unit_changes, release.level_changes)
    shares = (release.share_changes, release.level_share_changes)
    for released in (*changes, *shares):
        table = released.table[~released.table["hidden"]] if released is not None else NOTHING
        for row in table.to_dict("records"):
            tell = joint.told_share if released in shares else joint.told_mean
            theme = row["variable"] + (SHORTER if row["variable"] in shorter else "")
            tell(theme, row[side], row[f"{side}_bounded"], row[number], **_group(row))


def _group(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Classes of the group that a row is about."""
    parts = str(row["cut"]).split(" × ")
    both = {"panel": "both"} if any(part.startswith("panel_") for part in parts) else {}
    return {part: row[part] for part in parts if part in row and part != "wave"} | both
