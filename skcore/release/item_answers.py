"""How the answers to each question are distributed, told in parts that hold people enough."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pandas as pd

from skcore.aggregation.membership import counted_people
from skcore.disclosure import Released, protect
from skcore.instruments.model import Instrument
from skcore.measuring.scoring import score_items
from skcore.reading.study import Study
from skcore.release.answer_parts import SMALLEST_PART, answer_groups
from skcore.release.answered import was_another
from skcore.release.plans import Plans
from skcore.release.skipped import everybody_shown
from skcore.texts.numbers import round_to_total

#: of fewer people a scale's mean may tell what lies inside the parts, of so few questions always
FEW_FROM_A_MEAN, FEWEST_QUESTIONS = 30, 3
COMPLETE = "wave × role × complete = all"


def answer_shares(study: Study, people: pd.DataFrame, plans: Plans) -> Released:
    """How the employees' answers to each item are distributed, for the whole organisation.

    Of everybody who is counted and answered the item, where the plan shows those who skipped some
    as a group of their own, since their scores follow from scale and items; else of those who
    answered every item. Nothing of a new edition of a survey that was released: less the first it
    would be the answers of who came late, of ten of them perhaps all the same.

    Returns
    -------
    Released
        ``wave, role, complete`` (``all`` where it is of those who answered every item),
        ``variable`` (item), ``category`` (points of the options in it, most positive first:
        ``100`` or ``100+75``), ``estimate`` (whole percentages that add up to 100 for every item),
        ``n``. See ``answer_groups`` for which options stand together; the same ones for all items
        of a scale.
    """
    instrument = study.instruments[0]
    plan = plans.means[instrument.id]
    chosen = counted_people(people, instrument) & (people["role"] == "employee")
    points = score_items(study.responses, instrument).set_axis(people.index)[chosen]
    complete = people.loc[chosen, "complete"] == "all"
    rows: list[tuple[object, ...]] = []
    waves = people.loc[chosen, "wave"]
    for wave, answers in points.groupby(waves):
        if was_another(plan, str(wave)):
            continue
        everybody = everybody_shown(plan, instrument, str(wave))
        for items in instrument.items_by_scale.values():
            own = {
                item: answers.loc[complete[answers.index] | (item in everybody), item].dropna()
                for item in items
                if item in answers
            }
            for item, told in _scale_shares(own, instrument).items():
                part = ("wave × role", None) if item in everybody else (COMPLETE, "all")
                rows += [(wave, "employee", *part, item, *line, len(own[item])) for line in told]
    names = ["wave", "role", "cut", "complete", "variable", "category", "estimate", "n"]
    shares = pd.DataFrame(rows, columns=names)
    return protect(shares, plans.distributions, kind="distribution", fewer=True)


def _scale_shares(
    answers: Mapping[str, pd.Series], instrument: Instrument
) -> dict[str, list[tuple[str, int]]]:
    """Category and share of each item's answers; no item for which no two parts can be told."""
    counts: dict[str, dict[float, int]] = {}
    for item, given in answers.items():
        steps = sorted({points for points, _ in instrument.points_of(item)}, reverse=True)
        counts[item] = {step: int((given == step).sum()) for step in steps}
    able = {item: own for item, own in counts.items() if answer_groups([own])}
    together = answer_groups(list(able.values()))
    parts = {item: together or answer_groups([own]) for item, own in able.items()}
    told: dict[str, list[tuple[str, int]]] = {}
    for item, own in able.items() if leaves_doubt(counts, parts) else ():
        shares = [
            100 * sum(own.get(s, 0) for s in part) / sum(own.values()) for part in parts[item]
        ]
        words = ["+".join(f"{step:g}" for step in part) for part in parts[item]]
        told[item] = list(zip(words, map(int, round_to_total(shares)), strict=True))
    return told


def leaves_doubt(
    counts: Mapping[str, Mapping[float, int]], parts: Mapping[str, list[list[float]]]
) -> bool:
    """Whether a scale's mean leaves open how the answers of few lie inside the parts told.

    Of one question or two the mean gives them nearly away, and so it does where all answers lie
    at the same end of their parts. Parts of one option each hold nothing more to tell, and a
    question that is not told is one part.
    """
    few = min((sum(own.values()) for own in counts.values()), default=0) < FEW_FROM_A_MEAN
    if not few or all(len(part) == 1 for told in parts.values() for part in told):
        return True
    inside = [(own, part) for item, own in counts.items() for part in parts.get(item, [list(own)])]
    room = [
        sum(own[step] * abs(step - end(part)) for own, part in inside for step in part)
        for end in (min, max)
    ]
    steps = sorted({step for own in counts.values() for step in own})
    widest = max(above - below for below, above in pairwise(steps))
    return len(counts) >= FEWEST_QUESTIONS and min(room) >= SMALLEST_PART * widest
