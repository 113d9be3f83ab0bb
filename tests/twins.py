"""The same study with other answers behind what is not shown: nobody may see which is which.

Whole forms change places between people who stand in exactly the same shown groups. Every number
that is shown stays as it is, so every file must: whatever differs tells of who is not shown.
"""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from leaks import documents_of
from random_whole import WAVES, in_turn, write_in_turn
from small_study import ITEMS

import skcore
from skcore.disclosure import ReleasePlan
from skcore.release.history import Earlier, earlier_of
from skcore.release.plans import Plans, people_of, plan_study

#: what goes in, which nobody gets who has only the files
INPUTS = {"responses.csv", "units.csv", "one.toml", "study.toml", "study.inputs-confidential.json"}
#: names of results, keyed hashes, and ids of papers that hold such a name: they differ, and tell
#: nothing without all that went in
HASH = re.compile(r"\br-[0-9a-f]{6}\b|\b[0-9a-f]{8,64}\b|(?<=ID>)[^<]+(?=<)")


def write_twin(path: Path, folder: Path, table: pd.DataFrame, seed: int) -> int:
    """Write the twin of a study into a folder; returns how many people have other answers.

    Where values take part in what is shown, fewer change places until the plan is the same.
    """
    plans, alike = _planned(path)
    assert len(alike) == len(table)
    shutil.copytree(path.parent, folder)
    rng = np.random.default_rng(seed)
    moved = pd.Series(False, index=table.index)
    share = 1.0
    while share > 0.05 and not moved.any():
        twin = table.copy()
        for people in alike.groupby(alike).indices.values():
            if rng.random() < share:
                twin.loc[people, ITEMS] = table.loc[rng.permutation(people), ITEMS].to_numpy()
        twin.to_csv(folder / "responses.csv", sep=";", index=False)
        if _same(plans, _planned(folder / path.name)[0]):
            moved = (twin[ITEMS].fillna(-1) != table[ITEMS].fillna(-1)).any(axis=1)
        share /= 2
    return int(moved.sum())


def in_turn_beside_twins(
    folder: Path, kind: str, seed: int, make: Callable[..., None]
) -> tuple[int, list[str]]:
    """Show a study and its twin twice; how many have other answers, and what can be read in one.

    ``make`` shows a study: its file, and what it was when shown before where answers have changed.
    Nobody changes places but with who stands in the same groups both times.
    """
    first, last = in_turn(kind, seed)
    first = first.reset_index(drop=True) if last["late"].any() else first
    again = set(first["wave"]) == set(last["wave"])

    def shown(
        name: str, tables: Sequence[pd.DataFrame]
    ) -> tuple[Path, list[Plans], list[pd.Series]]:
        one, two = write_in_turn(folder / name, kind, seed, (tables[0], tables[1]))
        if not again:  # few people may answer alike by chance, and be others
            text = two.read_text(encoding="utf-8")
            other = text.replace(f'id = "{WAVES[1]}"', f'id = "{WAVES[1]}"\nother_people = true')
            two.write_text(other, encoding="utf-8")
        plans = [_planned(one)]
        make(one)
        for kept in one.parent.glob("*.json"):
            shutil.copy(kept, two.parent)
        changed = {"edition": 2, "released": [one]} if again else {}
        plans.append(_planned(two, earlier_of(skcore.load_study(two), **changed)))
        make(two, **changed)
        groups = [g.set_axis(t.index) for (_, g), t in zip(plans, tables, strict=True)]
        return folder / name, [p for p, _ in plans], groups

    one, plans, groups = shown("one", (first, last))
    everybody = last.combine_first(first)
    alike = pd.concat(groups, axis=1).reindex(everybody.index).fillna("").agg("|".join, axis=1)
    rng, twin = np.random.default_rng(seed), everybody.copy()
    for people in alike.groupby(alike).groups.values():
        twin.loc[people, ITEMS] = everybody.loc[rng.permutation(people), ITEMS].to_numpy()
    moved = (twin[ITEMS].fillna(-1) != everybody[ITEMS].fillna(-1)).any(axis=1)
    other, twins, _ = shown("two", [twin.loc[t.index, t.columns] for t in (first, last)])
    same = all(_same(a, b) for a, b in zip(plans, twins, strict=True))
    return int(moved.sum()) if same else 0, differences(one, other)


def _planned(path: Path, earlier: Earlier | None = None) -> tuple[Plans, pd.Series]:
    """The plans of a study, and for each answer in which shown groups it stands."""
    study = skcore.load_study(path)
    people = people_of(study)
    plans = plan_study(study, people, earlier=earlier or {})
    words = people["wave"] + people["role"]
    for item in ITEMS:
        words += people[item].isna().astype(str)
    for plan in (plans.means["one"], plans.distributions):
        for group in _shown(plan):
            inside = np.all([people[c] == value for c, value in group.items()], axis=0)
            words += np.where(inside, "1", "0")
    return plans, words


def _shown(plan: ReleasePlan) -> list[dict[str, object]]:
    groups = plan.groups
    rows = groups[~groups["hidden"]].to_dict("records")
    return [{c: row[c] for c in plan.classes if pd.notna(row.get(c))} for row in rows]


def _same(one: Plans, other: Plans) -> bool:
    """Whether the same is shown, on the same told spreads: these are figures of many."""
    pairs = [(p.means["one"].groups, p.distributions.groups) for p in (one, other)]
    spreads = [p.means["one"].spreads for p in (one, other)]
    return all(a.equals(b) for a, b in zip(*pairs, strict=True)) and spreads[0] == spreads[1]


def differences(one: Path, other: Path) -> list[str]:
    """What can be read in one study's files and not in its twin's."""
    texts = [_texts(folder) for folder in (one, other)]
    found = [f"only in one: {name}" for name in sorted(texts[0].keys() ^ texts[1].keys())]
    for name in sorted(texts[0].keys() & texts[1].keys()):
        words = [HASH.sub("#", text[name]).split() for text in texts]
        if words[0] != words[1]:
            changes = difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes()
            where = next(change for change in changes if change[0] != "equal")
            found.append(f"{name}: {' '.join(words[0][max(where[1] - 8, 0) : where[2]])}")
    return found


def _texts(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in INPUTS:
            own = documents_of(path)
            place = path.relative_to(folder).parent
            found |= {f"{place}/{k}": text.replace(str(folder), "") for k, text in own.items()}
    return found
