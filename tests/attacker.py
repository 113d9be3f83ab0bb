"""Somebody who knows everything that is shown and wants one colleague's answers.

Written apart from the library, from people up: a column per person, a row per shown group. Two
ways, that must agree: every small set of people by rank, and one mixed-integer programme.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import milp


def shown_rows(people: pd.DataFrame, groups: pd.DataFrame, classes: Sequence[str]) -> np.ndarray:
    """0/1 matrix of shown groups over people, from the plan's public table alone."""
    rows = []
    for group in groups[~groups["hidden"]].to_dict("records"):
        inside = np.ones(len(people), dtype=bool)
        for name in classes:
            if pd.notna(group.get(name)):
                inside &= (people[name] == group[name]).to_numpy()
        rows.append(inside)
    return np.array(rows, dtype=float).reshape(-1, len(people))


def attack(rows: np.ndarray, minimum: int) -> set[int] | None:
    """People (columns) singled out by sums, fewer than the minimum; None when nobody is.

    A programme that does not finish counts as a find (an empty set).
    """
    rows = np.unique(rows[:, rows.any(axis=0)], axis=0) if rows.size else rows
    if not rows.size or not rows.any():
        return None
    columns, behind = _alike(rows)
    k, m = columns.shape
    # maximise nothing: u = columns' · weight of each row, |u| <= z, one u is 1
    big = np.zeros((0, k + 2 * m))
    eye, none = np.eye(m), np.zeros((m, m))
    big = np.vstack(
        [
            np.hstack([columns.T, -eye, none]),
            np.hstack([-columns.T, -eye, none]),
            np.hstack([-columns.T, none, 2 * eye]),
            np.hstack([np.zeros(k), behind, np.zeros(m)])[None, :],
        ]
    )
    upper = np.r_[np.zeros(2 * m), np.ones(m), minimum - 1]
    one = np.hstack([np.zeros(k + m), np.ones(m)])[None, :]
    lower = np.full(len(upper), -np.inf)
    from scipy.optimize import Bounds, LinearConstraint

    result = milp(
        np.zeros(k + 2 * m),
        integrality=np.r_[np.zeros(k), np.ones(2 * m)],
        bounds=Bounds(
            np.r_[np.full(k, -np.inf), np.zeros(2 * m)], np.r_[np.full(k, np.inf), np.ones(2 * m)]
        ),
        constraints=[LinearConstraint(big, lower, upper), LinearConstraint(one, 1, 1)],
        options={"time_limit": 60},
    )
    if result.status == 2:
        return None
    if result.x is None:
        return set()
    return {int(i) for i in np.flatnonzero(result.x[k : k + m] > 0.5)}


def attack_by_rank(rows: np.ndarray, minimum: int) -> bool:
    """Whether any set of fewer than ``minimum`` people is singled out, set by set."""
    rows = rows[:, rows.any(axis=0)] if rows.size else rows
    if not rows.size:
        return False
    columns, behind = _alike(rows)
    full = np.linalg.matrix_rank(columns)
    for chosen in _small_sets(behind.astype(int).tolist(), minimum - 1):
        rest = np.delete(columns, chosen, axis=1)
        # a combination that vanishes on everybody else but not on the chosen
        if (np.linalg.matrix_rank(rest) if rest.size else 0) < full:
            return True
    return False


def _alike(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """People in the same groups as one column, with how many they are."""
    columns, count = np.unique(rows, axis=1, return_counts=True)
    return columns, count.astype(float)


def _small_sets(weights: list[int], most: int) -> Iterable[list[int]]:
    small = [i for i, weight in enumerate(weights) if weight <= most]
    for size in range(1, most + 1):
        for chosen in itertools.combinations(small, size):
            if sum(weights[i] for i in chosen) <= most:
                yield list(chosen)
