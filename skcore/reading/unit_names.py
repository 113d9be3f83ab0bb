"""Workplaces that have no list: the same one under two spellings."""

from __future__ import annotations

import difflib
from itertools import combinations

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.problems import NOTE, Problem, short

__all__ = ["look_alikes", "one_spelling"]

_MANY = 5  # so many answers make a name of what was written
_PAIRS = 3  # so many pairs are named
_ALIKE = 0.87  # of two words: "Børnehuset" and "Børnehus"; not "Vesterbro" and "Østerbro"
_SHORT = 4  # in shorter words a letter makes another workplace: "Afd. A" and "Afd. B"
_MOST = 400  # names compared with one another; more are no workplaces


def one_spelling(column: pd.Series[str]) -> pd.Series[str]:
    """Return names that differ by case and spaces only in their most frequent spelling.

    Examples
    --------
    >>> import pandas as pd
    >>> one_spelling(pd.Series(["Team Nord", "Team Nord", "team  nord"])).unique().tolist()
    ['Team Nord']
    """
    counts = column.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    spelling: dict[str, str] = {}
    for name in counts.index:
        spelling.setdefault(normalise_label(name), name)
    return column.map({name: spelling[normalise_label(name)] for name in counts.index})


def look_alikes(column: pd.Series[str]) -> list[Problem]:
    """Note names that may be one workplace, misspelt.

    Only a name that many gave is said: another may be what one person wrote, in a column that is
    not the workplaces'.
    """
    counts = column[column != ""].value_counts()
    if len(counts) > _MOST:
        return []
    pairs = [pair for pair in combinations(sorted(counts.index), 2) if _alike(*pair)]
    told = [sorted(name for name in pair if counts[name] >= _MANY) for pair in pairs]
    told = [names for names in told if names]
    if not told:
        return []
    listed = ", ".join(" / ".join(f"'{short(name)}'" for name in names) for names in told[:_PAIRS])
    values = {"names": listed + (" …" if len(told) > _PAIRS else "")}
    return [Problem("units_alike", "unit", values, n=len(told), severity=NOTE)]


def _alike(one: str, other: str) -> bool:
    """Say whether all words are the same or nearly so; numbers and short words are what differs."""
    first, second = (normalise_label(name).replace("-", " ").split() for name in (one, other))
    if "".join(first) == "".join(second):
        return True
    if len(first) != len(second):
        return False
    different = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return all(
        a.isalpha()
        and b.isalpha()
        and min(len(a), len(b)) > _SHORT
        and difflib.SequenceMatcher(None, a, b).ratio() >= _ALIKE
        for a, b in different
    )
