"""Somebody who puts every table of a study into one programme, answers in whole people.

Written apart from the library. Unknown is how many of those who stand in the same groups gave
which answer to each question; means, early and late, and the answers to questions are what is
known. Asks whether anybody's answer to a question is certain, and how closely the mean of a
workplace is known that is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
THEMES = {"A": ["Q1"], "B": ["Q2"], "C": ["Q3", "Q4"]}
CLASSES = ["unit", "role", "occupation", "timing", "level_1", "complete"]
Terms = dict[int, float]


@dataclass
class Joint:
    """One survey: people by the groups they stand in (``cells``), and what is told of sums."""

    people: pd.DataFrame  # of those who are counted: their groups, and points per question
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

    def theme(self, cells: pd.Index[Any], theme: str) -> Terms:
        """Points of these people added up, each the mean of what was answered."""
        found: Terms = {}
        for cell in cells:
            items = [item for item in THEMES[theme] if pd.notna(self.cells.loc[cell, item])]
            for item in items:
                points = zip(self.places(cell, item), POINTS / len(items), strict=True)
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
            for theme in () if shown(str(unit), str(role)) else THEMES:
                terms = self.theme(self.inside(unit=unit, role=role), theme)
                low = self.least(terms, whole=False).fun
                high = -self.least({k: -v for k, v in terms.items()}, whole=False).fun
                low, high = low / len(own), high / len(own)
                if high - low < NARROW:
                    yield f"{theme}: {unit} {role} within {low:.0f}-{high:.0f}"


def joint_finds(study: skcore.Study) -> list[str]:
    """What one release of a study tells, all of its tables put together."""
    release, people = skcore.release_study(study, earlier={}), people_of(study)
    points = score_items(study.responses, study.instruments[0]).set_axis(people.index)[ITEMS]
    people = people.drop(columns=ITEMS).join(points)
    people = people[counted_people(people, study.instruments[0])]
    found = []
    for wave, own in people.groupby("wave"):
        joint = Joint(own.copy())
        tables = (release.levels["one"], release.items, release.early_late)
        means, answers, *timed = (
            t.table[~t.table["hidden"] & (t.table["wave"] == wave)] for t in tables if t is not None
        )
        for row in means.dropna(subset="estimate").to_dict("records"):
            group = {c: row[c] for c in row["cut"].split(" × ") if c != "wave"}
            told = row["variable"], row["estimate"], row["bounded"], row["n"]
            joint.told_mean(*told, **group)
        for row in (row for table in timed for row in table.to_dict("records")):
            for side in ("early", "late"):
                told = row["variable"], row[side], row[f"{side}_bounded"], row[f"n_{side}"]
                joint.told_mean(*told, role="employee", timing=side)
        for row in answers.to_dict("records"):
            group = {"role": "employee"} | ({"complete": "all"} if row["complete"] == "all" else {})
            joint.told_answers(row["variable"], row["category"], row["estimate"], row["n"], **group)
        units = means[means["cut"] == "wave × unit × role"]
        shown = set(zip(units["unit"], units["role"], strict=True))
        found += [*joint.certain(), *joint.narrow(lambda *group, told=shown: group in told)]
    return found
