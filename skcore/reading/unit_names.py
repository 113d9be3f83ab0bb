"""Names of workplaces as files write them: the same one under two spellings."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from itertools import combinations

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.problems import NOTE, Problem, closest, short
from skcore.reading.register_columns import match_names, unknown_among

__all__ = ["UnitNames", "known_units", "look_alikes", "one_spelling"]

_MANY = 5  # so many answers make a name of what was written
_PAIRS = 3  # so many pairs are named
_ALIKE = 0.87  # of two words: "Børnehuset" and "Børnehus"; not "Vesterbro" and "Østerbro"
_SHORT = 4  # in shorter words a letter makes another workplace: "Afd. A" and "Afd. B"
_BLOCK = 20  # so many lines are offered to paste; more are no names of workplaces
_MOST = 400  # names compared with one another; more are no workplaces


class UnitNames(dict[str, str]):
    """Id -> name of the study's units, with the study's own translation of a file's names."""

    def __init__(
        self, names: Mapping[str, str], *, also: Mapping[str, str] | None = None, table: str = ""
    ) -> None:
        super().__init__(names)
        self.also = {normalise_label(old): new for old, new in (also or {}).items()}
        self.table = table


def known_units(
    column: pd.Series[str], names: Mapping[str, str], *, table: str = "responses"
) -> tuple[pd.Series[str], list[Problem]]:
    """Return ids for the names of a column, and what was matched though it is spelt differently.

    A name that is nearly that of one unit, and of no other, is taken for it and told. For the
    others there is a block to paste into ``study.toml``, with the likeliest unit of each.
    """
    also = getattr(names, "also", {})
    table = getattr(names, "table", "") or table
    given = column.map({text: also.get(normalise_label(text), text) for text in column.unique()})
    ids = match_names(given, names)
    direct = set(ids[ids.isin(names)])
    meant: dict[str, str] = {}
    unknown = [text for text in ids.unique() if text and text not in names]
    for text in unknown[:_MOST]:
        alike = [unit for unit, name in names.items() if _alike(text, name) or _cut(text, name)]
        if len(alike) == 1 and alike[0] not in direct:
            meant[text] = alike[0]
    taken = [unit for unit in meant.values() if list(meant.values()).count(unit) == 1]
    meant = {text: unit for text, unit in meant.items() if unit in taken}
    ids = ids.replace(meant)
    problems = []
    counts = given.value_counts()
    least = _MANY if table == "responses" else 1  # a rarer one may be what one person wrote
    if meant:
        written = {t: f"'{short(t)}' = " if counts[t] >= least else "" for t in meant}
        listed = ", ".join(f"{written[t]}'{short(names[u])}'" for t, u in meant.items())
        values = {"names": listed}
        problems.append(Problem("units_matched", "unit", values, n=len(meant), severity=NOTE))
    found = unknown_among(ids, names.keys(), key="unit_unknown", hints=names.values())
    left = [text for text in unknown if text not in meant and counts.get(text, 0) >= least]
    if 0 < len(left) <= _BLOCK:
        lines = [f'"{short(text)}" = "{_likeliest(text, names)}"' for text in left]
        block = "\n".join([f"[{table}.values.unit]", *lines])
        values = {"block": block}
        problems.append(Problem("unit_block", "unit", values, n=len(left), severity=NOTE))
    return ids, [*found, *problems]


def _likeliest(text: str, names: Mapping[str, str]) -> str:
    name = closest(text, names.values())
    return next((unit for unit, its in names.items() if name and its == name), "…")


def _cut(text: str, name: str) -> bool:
    """Say whether words are cut short by a point: ``Lungemed. sengeafsnit``."""
    first, second = text.casefold().split(), normalise_label(name).split()
    if len(first) != len(second) or not any(word.endswith(".") for word in first):
        return False
    return all(
        other.startswith(word[:-1]) if word.endswith(".") and len(word) > _SHORT else word == other
        for word, other in zip(first, second, strict=True)
    )


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
