"""Whether answers said to be the same person's twice can be: same unit, same occupation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd

from skcore.problems import ERROR, NOTE, Problem

FEWEST_PAIRS = 10  # with fewer, nothing can be said
LEAST_BEYOND_CHANCE = 0.5  # of what chance leaves open; true links have .8 and more
MOST_BY_CHANCE = 0.8  # nearly everybody in one unit: also false links agree
STEP = 5  # percent that a share is told in: never one person


def link_problems(
    answers: pd.DataFrame,
    *,
    waves: Sequence[str],
    backgrounds: Sequence[str],
    headings: Mapping[str, str],
) -> list[Problem]:
    """Refuse links that agree hardly more than by chance, and tell how far the others agree.

    Parameters
    ----------
    answers
        One row per answer: ``respondent, wave, unit``, backgrounds.
    waves
        Ids of the surveys, in order.
    backgrounds
        Names of the background columns.
    headings
        What the export calls our columns.

    Returns
    -------
    list of Problem
        An error per pair of surveys whose links are none, a note per pair whose links may be
        links or that nobody answered twice; nothing where fewer than ten did.
    """
    problems = []
    for first, last in pairwise(waves):
        sides = (answers[answers["wave"] == wave].set_index("respondent") for wave in (first, last))
        before, after = (side[~side.index.duplicated()] for side in sides)
        both = before.merge(after, left_index=True, right_index=True, suffixes=("_1", "_2"))
        if both.empty and len(before) and len(after):
            values = {"first": first, "last": last}
            problems.append(Problem("links_none", "linked", values, severity=NOTE))
            continue
        found = {"unit": _agreement(both, "unit", [])}
        found |= {name: _agreement(both, name, ["unit_1", "unit_2"]) for name in backgrounds}
        judged = {name: share for name, share in found.items() if share is not None}
        problems += _told(judged, headings, {"first": first, "last": last})
    return problems


def _told(
    judged: Mapping[str, tuple[float, float]], headings: Mapping[str, str], waves: dict[str, str]
) -> list[Problem]:
    # a background may change over a year (day or night): the steadiest one decides
    steadiest = max((n for n in judged if n != "unit"), key=lambda n: judged[n][1], default="unit")
    for name in ("unit", steadiest):
        if name in judged and judged[name][1] < LEAST_BEYOND_CHANCE:
            same = STEP * math.ceil(100 * judged[name][0] / STEP)
            values = {**waves, "what": headings.get(name, name), "same": same}
            return [Problem("links_implausible", "linked", values, severity=ERROR)]
    shares = [
        f"{headings.get(name, name)} {STEP * int(100 * same / STEP)} %"
        for name, (same, _) in judged.items()
    ]
    if not shares:
        return []
    return [Problem("links_agree", "linked", {**waves, "shares": ", ".join(shares)}, severity=NOTE)]


def _agreement(both: pd.DataFrame, name: str, within: Sequence[str]) -> tuple[float, float] | None:
    """Share with the same class both times, and of that what chance within groups leaves open.

    Only classes that both surveys have: a unit that was closed or divided says nothing. None
    where chance alone would agree nearly always, or too few are left.
    """
    first, last = both[f"{name}_1"].fillna(""), both[f"{name}_2"].fillna("")
    known = (set(first) & set(last)) - {""}
    pairs = pd.DataFrame({"first": first, "last": last}).join(both[list(within)])
    pairs = pairs[first.isin(known) & last.isin(known)]
    if len(pairs) < FEWEST_PAIRS:
        return None
    same = float((pairs["first"] == pairs["last"]).mean())
    groups = [group for _, group in pairs.groupby(list(within))] if within else [pairs]
    # links drawn anew inside a group agree so often: what counts is that the same people agree
    drawn = sum(
        (group["first"].value_counts() * group["last"].value_counts()).sum() / len(group)
        for group in groups
    )
    chance = float(drawn) / len(pairs)
    return (same, (same - chance) / (1 - chance)) if chance <= MOST_BY_CHANCE else None
