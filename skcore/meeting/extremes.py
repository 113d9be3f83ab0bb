"""Rows that a sentence is about: the largest, the smallest, their equals, and the certain ones."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from skcore.release.facts import StudyFacts


def reason_key(reason: str) -> str:
    """Key of the words for why something is not shown: primary, complementary or no_data."""
    return reason if reason in ("primary", "complementary") else "no_data"


def rows_where(table: pd.DataFrame, **wanted: str | bool) -> pd.DataFrame:
    """Rows with these values, by column."""
    keep = np.ones(len(table), dtype=bool)
    for name, value in wanted.items():
        keep &= np.asarray(table[name].to_numpy() == value, dtype=bool)
    return table[keep]


def size_of(facts: StudyFacts, difference: float) -> str:
    """Name the size of a difference, as it is shown: small, noticeable or important."""
    if abs(difference) >= max(facts.important, facts.noticeable):
        return "important"
    return "noticeable" if abs(difference) >= facts.noticeable else "small"


def is_certain(low: float, high: float) -> bool:
    """Tell whether an interval of a difference, as it is shown, leaves zero out."""
    return low > 0 or high < 0


def certain_rows(
    rows: pd.DataFrame, low: str = "conf_low", high: str = "conf_high"
) -> pd.DataFrame:
    """Rows of differences that are larger than the uncertainty."""
    return rows[(rows[low] > 0) | (rows[high] < 0)]


def up_and_down(rows: pd.DataFrame, column: str = "estimate") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows above zero, and rows below it."""
    return rows[rows[column] > 0], rows[rows[column] < 0]


def close_rows(rows: pd.DataFrame, within: float) -> pd.DataFrame:
    """Rows of differences whose whole interval is smaller than ``within``, and none of those left.

    Only of these is said that answers are alike: few answers are no proof that people agree.
    """
    ends = rows[["conf_low", "conf_high"]].astype(float)
    return rows[ends.notna().all(axis=1) & ends.abs().lt(within).all(axis=1)]


def largest_certain(rows: pd.DataFrame, least: float = 0.0) -> pd.Series | None:
    """Row of the largest difference that is certain and reaches ``least``; None without one."""
    rows = certain_rows(rows)
    rows = rows[rows["estimate"].abs() >= least]
    return None if rows.empty else farthest(rows, "estimate")


def highest(rows: pd.DataFrame, column: str) -> pd.Series:
    """Row with the highest value; the first of equals."""
    return rows.iloc[int(rows[column].fillna(-math.inf).to_numpy().argmax())]


def lowest(rows: pd.DataFrame, column: str) -> pd.Series:
    """Row with the lowest value; the first of equals."""
    return rows.iloc[int(rows[column].fillna(math.inf).to_numpy().argmin())]


def farthest(rows: pd.DataFrame, column: str) -> pd.Series:
    """Row whose value lies farthest from zero; the first of equals."""
    return rows.iloc[int(rows[column].abs().fillna(-1.0).to_numpy().argmax())]


def tied(rows: pd.DataFrame, row: pd.Series, column: str) -> pd.DataFrame:
    """Rows with the same value as one of them, as it is shown."""
    return rows.loc[rows[column].eq(row[column])]
