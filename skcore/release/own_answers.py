"""The organisation's own questions: how many gave which answer, each through its own plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from skcore.disclosure import Released, ReleasePlan, protect
from skcore.reading.own_questions import OwnQuestion
from skcore.reading.study import Study
from skcore.release.questions import CUTS, answered, given, told_parts, waves_split
from skcore.texts.numbers import round_to_total


@dataclass(frozen=True)
class OwnAnswers:
    """One question: the options of all employees, and one share of every group.

    ``options``: ``wave, role, variable, category`` (codes put together, with +), ``estimate``
    (whole percentages that add up to 100), ``n``. ``shares``: ``cut``, class columns, ``variable,
    share`` (percent who gave one of the question's ``counted`` options; from nobody to two people
    told alike, and so at the other end), ``bounded, conf_low, conf_high, n, method``; not of
    surveys in which it would tell of few inside a part of the options. None where none is told.
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
    for wave, own in rows.groupby("wave"):
        parts = told_parts(own[question.code], question)
        exact = [100 * int(own[question.code].isin(part).sum()) / len(own) for part in parts]
        told = round_to_total(exact) if parts else []
        found += [
            (wave, "employee", "+".join(f"{code:g}" for code in part), share, len(own))
            for part, share in zip(parts, told, strict=True)
        ]
    table = pd.DataFrame(found, columns=["wave", "role", "category", "estimate", "n"])
    table = table.assign(variable=question.code, cut="wave × role")
    return protect(table, plan, kind="distribution")


def _shares(rows: pd.DataFrame, question: OwnQuestion, plan: ReleasePlan) -> Released | None:
    from statsmodels.stats.proportion import proportion_confint

    rows = rows[~rows["wave"].isin(waves_split(rows, question))]
    if not question.counted or rows.empty:
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
