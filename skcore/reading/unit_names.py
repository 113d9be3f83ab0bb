"""Names of workplaces as files write them: the same one under two spellings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.problems import ASK, NOTE, Problem, short
from skcore.reading.register_columns import match_names, unknown_among
from skcore.reading.spelling import SURE, likeness, meant_among, one_for_one
from skcore.texts import LANGUAGES, load_texts

MANY = 5  # so many answers make a name of what was written
_PAIRS = 3  # so many pairs are named
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
    counts = given.value_counts()
    least = MANY if table == "responses" else 1  # a rarer one may be what one person wrote
    unknown = [text for text in ids.unique() if text and text not in names]
    meant, perhaps = _meant(unknown[:_MOST], names, ids, {t: counts[t] < least for t in unknown})
    ids = ids.replace(meant)
    problems = []
    if meant:
        written = {t: f"'{short(t)}' = " if counts[t] >= least else "" for t in meant}
        listed = ", ".join(f"{written[t]}'{short(names[u])}'" for t, u in meant.items())
        values = {"names": listed}
        problems.append(Problem("units_matched", "unit", values, n=len(meant), severity=NOTE))
    found = unknown_among(ids, names.keys(), key="unit_unknown", hints=names.values(), least=least)
    left = [text for text in unknown if text not in meant and counts.get(text, 0) >= least]
    if 0 < len(left) <= _BLOCK:
        lines = [f'"{short(text)}" = "{perhaps.get(text, "…")}"' for text in left]
        block = "\n".join([f"[{table}.values.unit]", *lines])
        values = {"block": block}
        problems.append(Problem("unit_block", "unit", values, n=len(left), severity=NOTE))
    return ids, [*found, *problems]


def _meant(
    unknown: Sequence[str], names: Mapping[str, str], ids: pd.Series[str], rare: Mapping[str, bool]
) -> tuple[dict[str, str], dict[str, str]]:
    """Unit that each name surely means, as no other name of the column does; and perhaps."""
    times, direct = Counter(names.values()), set(ids[ids.isin(names)])
    single = {name: unit for unit, name in names.items() if times[name] == 1}
    found = {text: meant_among(text, single, rare=rare[text]) for text in unknown}
    meant = {text: single[name] for text, (name, _) in found.items() if name}
    claimed = Counter(meant.values())
    once = {unit for unit, n in claimed.items() if n == 1} - direct
    taken = {text: unit for text, unit in meant.items() if rare[text] or unit in once}
    perhaps = {text: single[others[0]] for text, (_, others) in found.items() if others}
    return taken, {**perhaps, **meant}


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


def look_alikes(column: pd.Series[str], name: str = "unit") -> list[Problem]:
    """Ask about names that may be one workplace, or one occupation, spelt in two ways.

    Only a name that many gave is said: another may be what one person wrote, in a column that is
    not the workplaces'.
    """
    counts = column[column != ""].value_counts()
    if len(counts) > _MOST:
        return []
    pairs = [pair for pair in combinations(sorted(counts.index), 2) if likeness(*pair) >= SURE]
    pairs = [pair for pair in pairs if name == "unit" or one_for_one(*pair)]
    told = [sorted(one for one in pair if counts[one] >= MANY) for pair in pairs]
    told = [names for names in told if names]
    if not told:
        return []
    listed = {}
    for language in LANGUAGES:
        few = load_texts(language)("check.few_wrote")
        pairs_said = [[*(f"'{short(one)}'" for one in names), few][:2] for names in told[:_PAIRS]]
        more = " …" if len(told) > _PAIRS else ""
        listed[language] = ", ".join(map(" / ".join, pairs_said)) + more
    values = {"names": listed}
    key = "units_alike" if name == "unit" else "classes_alike"
    return [Problem(key, name, values, n=len(told), severity=ASK)]
