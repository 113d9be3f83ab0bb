"""Somebody who has every table that is shown, of one release or of several, and a computer.

Written apart from the library: knows who works where and who answered (as colleagues do), and of
the answers only the rounded numbers in what was shown. Asks how closely the mean of few people
is known, whose answer is certain, and what an interval says of the group it belongs to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog

#: survey, unit, role, and whether they came late
Cell = tuple[str, str, str, bool]
NARROW = 10.0


@dataclass
class Outsider:
    """What is known: people per cell, and sums of cells as they were told."""

    people: dict[Cell, int]
    area_of: Mapping[str, str]
    told: dict[str, list[tuple[frozenset[Cell], float, float]]] = field(default_factory=dict)
    widths: list[tuple[str, str, str, int, float, float]] = field(default_factory=list)

    def read(self, tables: Mapping[str, pd.DataFrame], there: Collection[Cell] = ()) -> None:
        """Take in every table of a release; ``there`` are the cells in it, where not all are."""
        for name, table in tables.items():
            for row in table[~table["hidden"]].to_dict("records"):
                for group, low, high in self._means(name, row):
                    cells = self._cells(group, there or self.people)
                    n = sum(self.people[cell] for cell in cells)
                    fact = (frozenset(cells), low * n, high * n)
                    self.told.setdefault(str(row["variable"]), []).append(fact)
                if name == "levels" and pd.notna(row["conf_high"]):
                    key = (row["wave"], row["role"], row["variable"])
                    self.widths.append((*key, int(row["n"]), row["estimate"], row["conf_high"]))

    def _means(
        self, name: str, row: Mapping[str, Any]
    ) -> Iterable[tuple[dict[str, Any], float, float]]:
        """Groups whose mean a row tells, with the least and the most that it can be."""
        where = {k: row.get(k) for k in ("wave", "role", "unit", "comparison", "level_1")}
        sides = {
            "levels": [("estimate", {}), ("reference", {"role": "employee", **WHOLE})],
            "gaps": [("employee", {"role": "employee"}), ("leader", {"role": "leader"})],
            "changes": [("before", {"wave": "2025"}), ("after", {"wave": "2026"})],
            "unit_changes": [("before", {"wave": "2025"}), ("after", {"wave": "2026"})],
            "bounds": [("estimate", {})],
        }
        for column, other in sides.get(name, []):
            if pd.notna(row.get(column)):
                value = float(row[column])
                low, high = max(value - 0.5, 0), min(value + 0.5, 100)
                if name != "bounds":  # made of means that are not held
                    said = "bounded" if column == "estimate" else f"{column}_bounded"
                    low, high = ENDS_TOLD.get(str(row[said]), (low, high))
                yield {**where, **other}, low, high

    def _cells(self, group: Mapping[str, Any], there: Collection[Cell]) -> list[Cell]:
        unit = group.get("unit") if pd.notna(group.get("unit")) else group.get("comparison")
        found = []
        for cell in there:
            wave, own, role, _ = cell
            inside = wave == group["wave"] and role == group["role"]
            inside &= pd.isna(unit) or own == unit
            inside &= pd.isna(group.get("level_1")) or self.area_of[own] == group["level_1"]
            if inside:
                found.append(cell)
        return found

    def range_of(self, variable: str, cells: Iterable[Cell]) -> tuple[float, float]:
        """Lowest and highest mean that these people may have."""
        order = list(self.people)
        wanted = np.array([float(cell in set(cells)) for cell in order])
        facts = self.told.get(variable, [])
        rows = np.array([[float(c in part) for c in order] for part, _, _ in facts]).reshape(
            -1, len(order)
        )
        bounds = [(0, 100 * self.people[cell]) for cell in order]
        a = np.vstack([rows, -rows])
        b = np.array([high for _, _, high in facts] + [-low for _, low, _ in facts])
        n = wanted @ np.array(list(self.people.values()))
        ends = [
            sign * linprog(sign * wanted, A_ub=a, b_ub=b + 1e-6, bounds=bounds).fun / n
            for sign in (1, -1)
        ]
        return ends[0], ends[1]

    def finds(self, steps: Mapping[str, float], *, unknown: Iterable[Cell] = ()) -> list[str]:
        """Few people whose mean is nearly known, and people whose answer is certain."""
        found = []
        single = {
            next(iter(part)) for facts in self.told.values() for part, *_ in facts if len(part) == 1
        }
        few = [[c] for c, n in self.people.items() if c not in single and n < 5]
        for variable, step in steps.items():
            for cells in few:
                low, high = self.range_of(variable, cells)
                if high - low < NARROW and not self._inside_one(variable, cells, (low, high), step):
                    found.append(f"{variable}: {cells} lie within {low:.1f}-{high:.1f}")
            for part, low, high in self.told.get(variable, []):
                n = sum(self.people[c] for c in part)
                if low >= 95 * n or high <= 5 * n:  # told as an end: is it more, with all the rest?
                    ends = self.range_of(variable, part)
                    low, high = max(low, n * ends[0]), min(high, n * ends[1])
                    # "over 95" is more than 95: of five people on one question, all of them
                    if 5 * n <= step or high < step - 1e-4 or low > 100 * n - step + 1e-4:
                        found.append(f"{variable}: all {n} of {sorted(part)} at the same end")
        return found + self.alike(steps, unknown) + self._spreads()

    def alike(self, steps: Mapping[str, float], cells: Iterable[Cell]) -> list[str]:
        """Who of these is known, all together, to have answered at the same end."""
        found = []
        for variable, cell in ((v, cell) for v in steps for cell in cells):
            n, (low, high) = self.people[cell], self.range_of(variable, [cell])
            if n * high < steps[variable] - 1e-3 or n * (100 - low) < steps[variable] - 1e-3:
                found.append(f"{variable}: all {n} of {cell} at the same end")
        return found

    def _inside_one(
        self, variable: str, cells: list[Cell], known: tuple[float, float], step: float
    ) -> bool:
        """Whether one shown group these are part of says as much alone, and nobody's answer.

        Four of five people whose mean is "under 5" lie near it too, whatever else is shown.
        """
        n = sum(self.people[cell] for cell in cells)
        if n * known[1] < step or n * (100 - known[0]) < step:
            return False
        for part, low, high in self.told.get(variable, []):
            rest = 100 * (sum(self.people[cell] for cell in part) - n)
            alone = max(low - rest, 0) / n, min(high / n, 100)
            if part > set(cells) and np.allclose(alone, known, atol=1e-3):
                return True
        return False

    def counts(self, variable: str, *, unknown: Iterable[Cell] = ()) -> list[str]:
        """Few people of whom it is known how many answered so, and groups of whom nobody, or all.

        Told as 100 points for everybody who answered so, and none for the others.
        """
        found = []
        facts = self.told.get(variable, [])
        shown = {part for part, *_ in facts}
        few = {frozenset([c]) for c, n in self.people.items() if n < 5 or c in set(unknown)}
        for part in (few | shown) if facts else ():
            n = sum(self.people[cell] for cell in part)
            low, high = (round(n * end / 100, 4) for end in self.range_of(variable, part))
            one = floor(high + 1e-3) == ceil(low - 1e-3)
            if (one and part in few) or high < 1 - 1e-3 or low > n - 1 + 1e-3:
                found.append(f"{variable}: {ceil(low - 1e-3)} of the {n} of {sorted(part)}")
        return found

    def _spreads(self) -> list[str]:
        """Groups whose interval says something of their own: another width than their number's."""
        found = []
        table = pd.DataFrame(self.widths, columns=["wave", "role", "variable", "n", "mean", "high"])
        for key, rows in table[table["high"] < 100].groupby(["wave", "role", "variable"]):
            root = np.sqrt(rows["n"].astype(float))
            half = rows["high"] - rows["mean"]
            if (half - 1).mul(root).max() > (half + 1).mul(root).min() + 1e-9:
                found.append(f"{key}: intervals that are not one spread's")
        return found


ENDS_TOLD = {"below": (0.0, 5.0), "above": (95.0, 100.0)}
ENDS = ("conf_low", "conf_high")
WHOLE = {"unit": None, "comparison": None, "level_1": None}


def tables_of(release: Any) -> dict[str, pd.DataFrame]:
    """Every table of means of a release that slides, files and notebooks are made from."""
    named = {name: getattr(release, name) for name in ("gaps", "changes", "unit_changes", "bounds")}
    named["levels"] = release.levels["one"]
    return {name: told.table for name, told in named.items() if told is not None}


def moved_intervals(first: pd.DataFrame, second: pd.DataFrame) -> int:
    """Groups of the same people in both releases whose interval is another in the second."""
    keys = [c for c in ("cut", "wave", "level_1", "unit", "role", "variable") if c in first]
    both = first.merge(second, on=keys)
    same = ~both["hidden_x"] & ~both["hidden_y"] & (both["n_x"] == both["n_y"]).fillna(False)
    same &= both["estimate_x"] == both["estimate_y"]
    ends = [(both[f"{c}_x"] != both[f"{c}_y"]) & both[f"{c}_x"].notna() for c in ENDS]
    return int((same & (ends[0] | ends[1])).sum())
