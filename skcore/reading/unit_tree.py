"""The tree of units: who belongs under whom, and whether it is a tree at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.problems import NOTE, Problem, has_errors, in_rows, short
from skcore.reading.register_columns import match_names, read_register, unknown_among
from skcore.reading.study_rules import PRESETS
from skcore.settings import keys_of
from skcore.texts import LANGUAGES, load_texts

COLUMNS = keys_of("lists")["units"]
PREPOSITIONS = ("", "i", "på", "in", "at")


def parse_units(
    path: str | Path, *, levels: Sequence[str], waves: Sequence[str]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the tree, indexed by the file's row numbers, and what is wrong with it."""
    units, problems = read_register(path, COLUMNS)
    if units.empty or "unit" not in units:
        return pd.DataFrame(), problems
    units["name"] = units["name"].where(units["name"] != "", units["unit"])
    units["preposition"] = units["preposition"].str.lower()
    units["parent"] = match_names(
        units["parent"], dict(zip(units["unit"], units["name"], strict=True))
    )
    found = unknown_among(units["wave"], waves, key="wave_unknown") if waves else []
    found += unknown_among(units["preposition"], PREPOSITIONS, key="preposition_unknown")
    found += unknown_among(units["parent"], set(units["unit"]), key="parent_unknown")
    found += _repeated(units)
    found += in_rows("unit_numbered", "name", numbered(units), severity=NOTE)
    if not has_errors(found):
        found += _cycles(units)
    if not has_errors(found):
        units, level_problems = _levels(units, levels)
        found += level_problems
    file = Path(path).name
    return units, [*problems, *(problem.within(file) for problem in found)]


def flat_units(names: Collection[str], *, level: str) -> pd.DataFrame:
    """Return the units of a study that has no list of them: one level under the organisation."""
    ids = sorted(name for name in names if name)
    return pd.DataFrame(
        {
            "unit": pd.Series(ids, dtype="str"),
            "name": pd.Series(ids, dtype="str"),
            "parent": pd.Series("", index=range(len(ids)), dtype="str"),
            "level": pd.Series(level, index=range(len(ids)), dtype="str"),
            "intervention": pd.Series(False, index=range(len(ids)), dtype="bool"),
            "preposition": pd.Series("", index=range(len(ids)), dtype="str"),
            "wave": pd.Series("", index=range(len(ids)), dtype="str"),
        }
    )


def numbered(units: pd.DataFrame) -> pd.Index[int]:
    """Return the rows of units whose names are numbers and no words."""
    return units.index[units["name"].str.isdecimal()]


def units_of_wave(units: pd.DataFrame, wave: str) -> pd.DataFrame:
    """Return the tree as it was in one wave."""
    return units[units["wave"].isin(["", wave])]


def _repeated(units: pd.DataFrame) -> list[Problem]:
    """List units that stand twice in a wave; a row for all waves leaves no room for another."""
    always = set(units.loc[units["wave"] == "", "unit"])
    twice = units.duplicated(["unit", "wave"], keep=False)
    both = units["unit"].isin(always) & units["unit"].isin(units.loc[units["wave"] != "", "unit"])
    problems = in_rows("unit_repeated", "unit", units.index[twice | both])
    siblings = units.assign(plain=units["name"].map(normalise_label))
    same = siblings.duplicated(["plain", "parent", "wave"], keep=False) & ~twice
    return problems + in_rows("name_repeated", "name", units.index[same], severity=NOTE)


def _trees(units: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the tree of every wave; a unit may hang elsewhere in the next."""
    waves = [wave for wave in units["wave"].unique() if wave] or [""]
    return [units_of_wave(units, wave) for wave in waves]


def _cycles(units: pd.DataFrame) -> list[Problem]:
    """List the units that are above themselves, in the tree of any wave."""
    rows: set[int] = set()
    for tree in _trees(units):
        parent = dict(zip(tree["unit"], tree["parent"], strict=True))
        inside = [row for row, unit in tree["unit"].items() if _is_above_itself(unit, parent)]
        rows.update(int(str(row)) for row in inside)
    return in_rows("unit_cycle", "parent", sorted(rows))


def _is_above_itself(unit: str, parent: Mapping[str, str]) -> bool:
    above = parent.get(unit, "")
    for _ in range(len(parent)):
        if above in ("", unit):
            break
        above = parent.get(above, "")
    return above == unit


def _levels(units: pd.DataFrame, levels: Sequence[str]) -> tuple[pd.DataFrame, list[Problem]]:
    """Fill in levels that are not told, by depth, and hold those that are against the study's."""
    words = _written(levels)
    told = units["level"].map(lambda text: words.get(normalise_label(text), text))
    for tree in _trees(units):
        guess = _guessed(tree, levels)
        told = told.where((told != "") | ~told.index.isin(guess.index), guess)
    units = units.assign(level=told)
    problems = unknown_among(units["level"], list(levels), key="level_unknown")
    if problems:
        return units, problems
    wrong: set[int] = set()
    for tree in _trees(units):
        rank = tree["level"].map({level: place for place, level in enumerate(levels)})
        above = tree["parent"].map(dict(zip(tree["unit"], rank, strict=True)))
        wrong.update(tree.index[above.notna() & (above >= rank)])
    values = {"levels": " > ".join(short(level) for level in levels)}
    return units, in_rows("level_order", "level", sorted(wrong), values)


def _written(levels: Sequence[str]) -> dict[str, str]:
    """Return how levels may be written; ours in any language, since files stay as they are."""
    words: dict[str, str] = {}
    for preset in PRESETS:
        ours = [load_texts(language).raw(f"presets.{preset}.levels") for language in LANGUAGES]
        if list(levels) in ours:
            pairs = (pair for told in ours for pair in zip(told, levels, strict=True))
            words |= {normalise_label(word): level for word, level in pairs}
    return words | {normalise_label(level): level for level in levels}


def _guessed(tree: pd.DataFrame, levels: Sequence[str]) -> pd.Series[str]:
    """Leaves are workplaces; what is above them has its level from the top."""
    parent = dict(zip(tree["unit"], tree["parent"], strict=True))

    def depth(unit: str) -> int:
        steps = 0
        while parent.get(unit):
            unit, steps = parent[unit], steps + 1
        return steps

    inner = tree["unit"].isin(tree["parent"])
    place = tree["unit"].map(depth).clip(upper=max(len(levels) - 2, 0))
    return place.where(inner, len(levels) - 1).map(lambda at: levels[at])
