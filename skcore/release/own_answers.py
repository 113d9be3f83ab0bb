"""The organisation's own questions: how many gave which answer, each through its own plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from skcore.disclosure import Released, ReleasePlan, protect
from skcore.reading.own_questions import OwnQuestion
from skcore.reading.study import Study
from skcore.release.item_answers import answer_groups
from skcore.release.questions import CUTS, answered, given
from skcore.texts.numbers import round_to_total

FEWEST_APART = 50  # answers from which more than one share is told: below, its ends must be held


@dataclass(frozen=True)
class OwnAnswers:
    """One question: the options of all employees, and one share of every group.

    ``options``: ``wave, role, variable, category`` (codes put together, with +), ``estimate``
    (whole percentages that add up to 100), ``n``. ``shares``: ``cut``, class columns, ``variable,
    share`` (percent who gave one of the question's ``counted`` options; from nobody to two people
    told alike, and so at the other end), ``bounded, conf_low, conf_high, n, method``; None where
    none are counted.
    """

    options: Released
    shares: Released | None


def own_answers(
    study: Study, people: pd.DataFrame, plans: Mapping[str, ReleasePlan]
) -> dict[str, OwnAnswers]:
    """Bring every question through the door; those that nobody answered are left out."""
    return {
        question.code: OwnAnswers(
            _options(answered(people, question), question, plans[question.code]),
            _shares(answered(people, question), question, plans[question.code]),
        )
        for question in study.questions
        if len(answered(people, question))
    }


def _options(rows: pd.DataFrame, question: OwnQuestion, plan: ReleasePlan) -> Released:
    found = []
    # from 100 to 0 in the order of the options, as those of a questionnaire
    span = max(len(question.options) - 1, 1)
    codes = {100 - 100 * i / span: float(o.code) for i, o in enumerate(question.options)}
    for wave, own in rows.groupby("wave"):
        counts = {place: int((own[question.code] == code).sum()) for place, code in codes.items()}
        groups = answer_groups([counts]) if len(own) >= FEWEST_APART else []
        exact = [100 * sum(counts[c] for c in together) / len(own) for together in groups]
        told = round_to_total(exact) if groups else []
        found += [
            (wave, "employee", "+".join(f"{codes[c]:g}" for c in together), share, len(own))
            for together, share in zip(groups, told, strict=True)
        ]
    table = pd.DataFrame(found, columns=["wave", "role", "category", "estimate", "n"])
    table = table.assign(variable=question.code, cut="wave × role")
    return protect(table, plan, kind="distribution")


def _shares(rows: pd.DataFrame, question: OwnQuestion, plan: ReleasePlan) -> Released | None:
    from statsmodels.stats.proportion import proportion_confint

    if not question.counted:
        return None
    counted = given(rows, question)
    tables = []
    for cut in CUTS:
        by = counted.groupby([rows[name] for name in cut])
        table = by.agg(["sum", "size"]).reset_index().rename(columns={"size": "n"})
        tables.append(table.assign(cut=" × ".join(cut)))
    table = pd.concat(tables, ignore_index=True)
    low, high = proportion_confint(table["sum"], table["n"], method="wilson")
    table["share"] = 100 * table["sum"] / table["n"]
    table = table.assign(conf_low=100 * low, conf_high=100 * high, method="Wilson score")
    return protect(
        table.drop(columns="sum").assign(variable=question.code), plan, kind="distribution"
    )
