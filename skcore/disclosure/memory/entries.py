"""One release as the ledger holds it: groups, numbers of people, hashes; no group's values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from skcore.disclosure.layout import Cut, cut_columns, cut_text, keys_of
from skcore.disclosure.memory.earlier import EarlierRelease, Spreads
from skcore.disclosure.planned import ReleasePlan
from skcore.errors import DisclosureError

#: what does not make a release another one
_BESIDE = {"label", "results", "edition", "told", "spreads", "dates", "words", "options"}


def as_entry(
    plan: ReleasePlan,
    label: str,
    fingerprints: Mapping[Any, str],
    edition: int,
    dates: Mapping[Any, Sequence[str]],
) -> dict[str, Any]:
    release = plan.as_earlier(label)
    # a cut of which nothing was shown stands there too: so it was decided
    shown: dict[str, dict[str, Any]] = {
        cut_text(cut): {
            "cut": [list(map(_plain, p)) if isinstance(p, tuple) else p for p in cut],
            "groups": [],
        }
        for cut in plan.cuts
    }
    for cut, values in release.shown:
        key = [_plain(values[name]) for name in cut_columns(cut)]
        shown[cut_text(cut)]["groups"].append(key)
    return {
        "label": str(label),
        "edition": edition,
        "kind": plan.kind,
        "minimum": plan.minimum,
        "lowered_because": plan.policy.lowered_because,
        "fingerprints": {str(wave): str(print_) for wave, print_ in fingerprints.items()},
        "classes": list(release.classes),
        "variables": list(release.variables),
        "cells": [
            list(map(_plain, key))
            for key in keys_of(release.cells, [*release.classes, *release.variables])
        ],
        "shown": list(shown.values()),
        **({"told": _told_lines(release)} if release.told else {}),
        **({"spreads": _spread_lines(release)} if release.spreads else {}),
        **({"dates": {str(wave): list(days) for wave, days in dates.items()}} if dates else {}),
    }


def _told_lines(release: EarlierRelease) -> list[list[Any]]:
    """Groups of which the spread or the share was told, in words; never how large it is."""
    lines = [
        [cut, list(map(_plain, key)), name, what] for (cut, key, name), what in release.told.items()
    ]
    return sorted(lines, key=lambda line: json.dumps(line))


def _spread_lines(release: EarlierRelease) -> list[list[Any]]:
    """Spreads as they are told on slides: the one kind of value that a later release needs."""
    return sorted([*key, *spread] for key, spread in release.spreads.items())


def _plain(value: object) -> str | int | float | bool:
    """Give a class as JSON holds it."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, (str, bool, int, float)):
        return plain
    raise DisclosureError(
        f"Classes in a ledger are texts or numbers, not {type(value).__name__}. Convert the class "
        "column to text first."
    )


def as_release(entry: Mapping[str, Any], label: str) -> EarlierRelease:
    classes, variables = tuple(entry["classes"]), tuple(entry["variables"])
    cells = pd.DataFrame(entry["cells"], columns=[*classes, *variables], dtype=object)
    for name in variables:
        cells[name] = cells[name].astype("int64")
    shown: list[tuple[Cut, dict[str, object]]] = []
    planned = set()
    for part in entry["shown"]:
        cut = tuple(tuple(p) if isinstance(p, list) else p for p in part["cut"])
        planned.add(cut_text(cut))
        columns = cut_columns(cut)
        shown += [(cut, dict(zip(columns, key, strict=True))) for key in part["groups"]]
    told = {(cut, tuple(key), name): what for cut, key, name, what in entry.get("told", ())}
    spreads: Spreads = {(w, who, name): (s, df) for w, who, name, s, df in entry.get("spreads", ())}
    decided = frozenset(planned)
    return EarlierRelease(label, classes, variables, cells, tuple(shown), told, spreads, decided)


def content_of(entry: Mapping[str, Any]) -> str:
    """What makes two entries the same release, whatever they are called."""
    kept = {key: value for key, value in entry.items() if key not in _BESIDE}
    kept["shown"] = [part for part in entry["shown"] if part["groups"]]  # as of old ledgers
    return json.dumps(kept, sort_keys=True)


def with_more_told(old: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """Add to a release under which ids it was shown, what was told of its groups, its dates."""
    more = [line for line in entry.get("told", ()) if line not in old.get("told", ())]
    known = {tuple(line[:3]) for line in old.get("spreads", ())}
    spreads = [line for line in entry.get("spreads", ()) if tuple(line[:3]) not in known]
    merged = dict(old)
    for name, lines in (("told", more), ("spreads", spreads)):
        merged |= {name: [*old.get(name, ()), *lines]} if lines else {}
    results = {old["label"], *old.get("results", ()), entry["label"]}
    if len(results) > 1:
        merged["results"] = sorted(results)
    if "dates" in entry:
        merged["dates"] = {**entry["dates"], **old.get("dates", {})}
    # an own question's, in their order: ledgers of 0.2.0 and before have none
    return merged | ({"options": entry["options"]} if "options" in {*entry} - {*old} else {})


def release_key(release: EarlierRelease) -> str:
    if release.key:
        return release.key
    cells = [
        [_plain(v) for v in key]
        for key in keys_of(release.cells, [*release.classes, *release.variables])
    ]
    shown = [
        [repr(cut), [_plain(values[name]) for name in cut_columns(cut)]]
        for cut, values in release.shown
    ]
    return json.dumps([release.classes, release.variables, cells, shown])
