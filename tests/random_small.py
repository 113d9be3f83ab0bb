"""Small random organisations: few people, answers near the ends, a leader here and there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

AREAS = {f"u{i}": f"area{i % 2}" for i in range(8)}
#: points between neighbouring values of each theme
STEPS = {"A": 25.0, "B": 25.0, "C": 12.5}


def units() -> pd.DataFrame:
    """Eight workplaces in two areas."""
    rows = [(area, "", "area") for area in sorted(set(AREAS.values()))]
    rows += [(unit, area, "work") for unit, area in AREAS.items()]
    return pd.DataFrame(rows, columns=["unit", "parent", "level"])


def lists_of(
    table: pd.DataFrame, kind: str, seed: int, *, again: bool
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """The tree of units, and how many were invited, when a study is shown first or again.

    ``table``: everybody who answered. A workplace ``alone`` has no other; where the register has
    ``grown``, more were invited when shown again, also in workplaces of which nobody has answered.
    """
    tree, there = units(), set(table["unit"])
    if kind == "alone":
        tree = tree[tree["unit"].isin(there | {AREAS[unit] for unit in there})]
    if kind != "grown":
        return tree, None
    rng = np.random.default_rng([7, seed])
    asked = table.groupby(["wave", "unit", "role"]).size().rename("invited").reset_index()
    asked["invited"] += rng.integers(0, 4, len(asked))
    if not again:
        return tree[tree["unit"].isin(there | set(AREAS.values()))], asked
    asked["invited"] += rng.integers(0, 2, len(asked)) * rng.integers(1, 9, len(asked))
    last = asked["wave"].max()
    silent = [[last, unit, "employee", int(rng.integers(1, 9))] for unit in set(AREAS) - there]
    return tree, pd.concat([asked, pd.DataFrame(silent, columns=asked.columns)])


def answers(
    rng: np.random.Generator, n: int, wave: str, unit: str, role: str, *, plain: bool = False
) -> list[list[Any]]:
    """Answers of a group, near an end more often than people are; ``plain`` ones as people are."""
    middle = rng.normal(3.6, 0.4) if plain else rng.choice([1.0, 1.3, 2.5, 3.5, 4.2, 4.8, 5.0])
    spread = 0.9 if plain else rng.choice([0.0, 0.4, 1.0])
    drawn = np.clip(np.round(rng.normal(middle, spread, (n, 4))), 1, 5).astype(int)
    return [[wave, unit, role, *row] for row in drawn.tolist()]


def organisation(
    seed: int, waves: tuple[str, ...] = ("2025",), *, plain: bool = False
) -> list[list[Any]]:
    """Everybody's answers of one random organisation."""
    rng = np.random.default_rng(seed)
    chosen = list(AREAS)[: rng.integers(2, 9)]
    rows: list[list[Any]] = []
    for unit in chosen:
        size = int(rng.choice([1, 2, 3, 4, 5, 6, 7, 9, 12]))
        for wave in waves:
            n = max(size + int(rng.integers(-1, 2)), 1) if wave != waves[0] else size
            rows += answers(rng, n, wave, unit, "employee", plain=plain)
            if rng.random() < 0.5:
                rows += answers(rng, 1, wave, unit, "leader", plain=plain)
    return rows
