"""Words for a background that few gave: each may be one's own, so no table and no ledger holds it.

A ledger holds their number instead. Who has the answers of a survey, known by their hash, can tell
which word a number stands for; the ledger alone cannot. Ledgers of before hold the words, and are
read as they are.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from skcore.disclosure import Released, ReleasePlan
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.disclosure.memory.entries import release_key
from skcore.reading.study import Study
from skcore.release.answered import NOBODY

#: by survey and the hash of its answers: every word of each background, in an order of their own
Words = Mapping[tuple[str, str], Mapping[str, Sequence[str]]]
_NUMBERED = re.compile(r"word (\d+) of (\d+)")


def words_of(study: Study) -> Words:
    """Return the words that a study's surveys hold for each background."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for wave, rows in study.responses.groupby("wave"):
        if (print_ := study.fingerprints.get(str(wave))) is not None:
            asked = {name: {*rows[name].dropna().astype(str)} - {""} for name in study.backgrounds}
            found[str(wave), print_] = {n: sorted(own, key=_order) for n, own in asked.items()}
    return found


def _order(word: str) -> str:
    """No alphabet: it would tell between which words one stands."""
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()


def given_by(plan: ReleasePlan, background: str) -> pd.Series:
    """Count the people who gave each word: by survey and word."""
    words = plan.counts.groupby(["wave", background])
    return words[list(plan.variables)].sum().max(axis=1)


def without_words_of_few(told: Released, backgrounds: Sequence[str]) -> Released:
    """Leave out the rows of groups by a background that fewer than the minimum gave.

    They have no figure, and their name may be one person's own words.
    """
    table = told.table
    kept = pd.Series(True, index=table.index)
    for background in set(backgrounds) & set(table) & set(told.plan.counts):
        n = given_by(told.plan, background)
        few = set(n.index[n < told.plan.policy.minimum])
        pairs = zip(table["wave"], table[background], strict=True)
        rare = [pair in few and pair[1] != NOBODY for pair in pairs]
        kept &= ~pd.Series(rare, index=table.index)
    return told.select(kept)


def numbered(entry: Mapping[str, Any], words: Words, minimum: int) -> dict[str, Any]:
    """Return a ledger's entry with numbers for words of fewer than ``minimum`` people.

    As it is where that was done, or where answers behind it are not at hand.
    """
    if "words" in entry or not entry["fingerprints"].items() <= words.keys():
        return dict(entry)
    classes, cells = list(entry["classes"]), [list(cell) for cell in entry["cells"]]
    told = {key for part in entry["shown"] for group in part["groups"] for key in group}
    for wave, background, known in _lists(entry["fingerprints"], classes, words):
        at, when = classes.index(background), classes.index("wave")
        own = [cell for cell in cells if cell[when] == wave]
        people: Counter[str] = Counter()
        for cell in own:
            people[cell[at]] += max(cell[len(classes) :])
        put = {
            word: f"word {number} of {len(known)}"
            for number, word in enumerate(known, 1)
            if (people[word] < minimum and word not in told) or _NUMBERED.fullmatch(word)
        }
        for cell in own:
            cell[at] = put.get(cell[at], cell[at])
    changed = cells != entry["cells"]
    return {**entry, "cells": cells, **({"words": "numbered"} if changed else {})}


def with_words(release: EarlierRelease, entry: Mapping[str, Any], words: Words) -> EarlierRelease:
    """Return what an entry says was shown, with the words in the place of their numbers."""
    if "words" not in entry:
        return release
    cells = release.cells.copy()
    for wave, background, known in _lists(entry["fingerprints"], release.classes, words):
        pairs = zip(cells["wave"], cells[background], strict=True)
        said = [_word(word, known) if w == wave else word for w, word in pairs]
        cells[background] = pd.Series(said, index=cells.index, dtype=object)
    return replace(release, cells=cells, key=release_key(release))


def _word(said: object, known: Sequence[str]) -> object:
    """Return the word that a number of so many stands for; any other as it is."""
    found = _NUMBERED.fullmatch(str(said))
    number, many = map(int, found.groups()) if found else (0, 0)
    return known[number - 1] if many == len(known) and 0 < number <= many else said


def _lists(
    prints: Mapping[str, str], classes: Sequence[str], words: Words
) -> list[tuple[str, str, Sequence[str]]]:
    """Survey, background and its words, as far as answers with these hashes are at hand."""
    return [
        (wave, background, known)
        for wave, print_ in prints.items()
        for background, known in words.get((wave, print_), {}).items()
        if "wave" in classes and background in classes
    ]
