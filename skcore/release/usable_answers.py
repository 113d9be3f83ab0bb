"""Can the answers be used, and do they speak for those who did not answer?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skcore.aggregation.membership import counted_people
from skcore.disclosure import Released, ReleasePlan, protect
from skcore.measuring.coding_audit import audit_coding
from skcore.reading.study import Study
from skcore.release.answered import was_another
from skcore.release.differences import held_sides, protect_difference
from skcore.release.plans import Plans, highest_levels
from skcore.release.spread import change_half
from skcore.response.bounds import response_bounds
from skcore.response.early_late import compare_early_late
from skcore.response.register_profile import compare_with_register

SHIFT = 10.0  # points that the silent may well lie apart from those who answered


def coding(study: Study, people: pd.DataFrame, plans: Plans) -> Released | None:
    """Say what looks wrong with the coding of each survey's answers.

    Every survey on its own, since every export is coded on its own; of those who are counted.
    A question that all answered alike is not named: beside its mean that is everybody's answer.
    Nothing of a new edition of a survey that was released: one more form with the same answer all
    through would be that of who came late.

    Returns
    -------
    Released or None
        Rows of ``audit_coding`` with ``wave``: ``item, label, key, problem, people, advice``; empty
        when nothing was found. ``people`` is a number in words, coarse below the minimum. None
        where too few answered to look at.
    """
    instrument = study.instruments[0]
    plan = plans.means[instrument.id]
    shown = _with_many(study, plan, plan.shown_groups(("wave", "role")))
    chosen = people[counted_people(people, instrument)].merge(shown, on=["wave", "role"])
    if chosen.empty:
        return None
    tables = [
        audit_coding(part, instrument, language=study.language).assign(wave=wave)
        for wave, part in chosen.groupby("wave")
        if len(part) >= study.policy.model_minimum and not was_another(plan, str(wave))
    ]
    names = ["wave", "item", "label", "key", "problem", "people", "advice"]
    table = pd.concat(tables) if tables else pd.DataFrame(columns=names)
    table = table[table["key"] != "constant"].reset_index(drop=True)
    if len(table):
        table["people"] = _in_words(study, table["n"])
    over = shown.assign(cut="wave × role")
    return protect(table.reindex(columns=names), plan, kind="model", over=over)


def _with_many(study: Study, plan: ReleasePlan, shown: pd.DataFrame) -> pd.DataFrame:
    """Groups of the surveys in which they hold as many together as a model needs, by the plan."""
    groups = plan.groups[plan.groups["cut"] == "wave × role"]
    people = shown.merge(groups[["wave", "role", "n"]]).groupby("wave")["n"].sum()
    many = people.index[people >= study.policy.minimum_for("model")]
    return shown[shown["wave"].isin(many)]


def _in_words(study: Study, n: pd.Series) -> pd.Series:
    """Write numbers of people, coarse below the minimum; nobody and a few are the same word."""
    few = study.texts("audit.few", minimum=study.policy.minimum)
    return n.astype(int).astype(str).where(n >= study.policy.minimum, few)


def missing(study: Study, people: pd.DataFrame, plans: Plans) -> Released | None:
    """Count the employees who left each question out, among those who answered anything.

    Returns
    -------
    Released or None
        ``wave, role, variable`` (item), ``people`` (a number in words, coarse below the minimum);
        questions that a survey did not ask are left out. None where too few answered.
    """
    plan = plans.means[study.instruments[0].id]
    shown = _with_many(study, plan, plan.shown_groups(("wave", "role"), role="employee"))
    items = [code for code in study.instrument_items if code in people]
    chosen = people[people[items].notna().any(axis=1) & (people["role"] == "employee")]
    chosen = chosen.merge(shown, on=["wave", "role"])
    over = shown.assign(cut="wave × role")
    if chosen.empty:
        return None
    left_out = chosen[items].isna().groupby(chosen["wave"]).sum()
    asked = chosen[items].notna().groupby(chosen["wave"]).any()
    table = left_out.where(asked).reset_index().melt("wave", value_name="n").dropna()
    table = table.assign(role="employee").sort_values("wave", kind="stable", ignore_index=True)
    table["people"] = _in_words(study, table["n"])
    columns = ["wave", "role", "variable", "people"]
    return protect(table[columns], plan, kind="model", over=over)


def early_late(study: Study, people: pd.DataFrame, plans: Plans) -> Released | None:
    """Compare employees who answered in the second half of the last survey with the others.

    Returns
    -------
    Released or None
        Rows of ``compare_early_late``: ``variable, early, late, estimate, conf_low, conf_high,
        n_early, n_late, method``; only where both sides are shown. None where nobody knows when.
    """
    if "timing" not in people:
        return None
    instrument = study.instruments[0]
    plan = plans.means[instrument.id]
    wave = study.waves[-1].id
    chosen = counted_people(people, instrument) & (people["role"] == "employee")
    chosen &= (people["wave"] == wave) & people["timing"].isin(["early", "late"])
    values = [code for code in instrument.scale_codes if code in people]
    late = people.assign(late=(people["timing"] == "late").astype(float)).loc[chosen]
    if late["late"].nunique() < 2:
        return None
    table = compare_early_late(late, values=values, answered="late", split=1)
    whose = dict.fromkeys(["n_early", "n_late"], (wave, "employee"))
    table["half"] = change_half(plan.spreads, table, whose)
    table = held_sides(table.drop(columns=["p_value", "reason"]), ["early", "late"], study.policy)
    table = table.assign(
        wave=wave,
        role="employee",
        cut="wave × role × timing",
        method="difference of means, told spread",
    )
    return protect_difference(table, plans.distributions, "timing", "early", "late")


def bounds(study: Study, levels: Released, responses: Released) -> Released | None:
    """Say how far the last survey's means could move, had the silent answered otherwise.

    Made from the released means and numbers of answers, so that nothing else is told by it.

    Returns
    -------
    Released or None
        Rows of ``response_bounds`` for all employees: ``variable, estimate, n, invited,
        response_rate, possible_low, possible_high, shifted_low, shifted_high, needed``; points,
        whole numbers. None where nobody knows how many were invited, or the means are not shown.
    """
    means, answers = (_whole(study, released.table) for released in (levels, responses))
    means = means[means["bounded"].fillna("") == ""]
    if means.empty or answers.empty or pd.isna(answers["invited"].iloc[0]):
        return None
    asked = float(answers["invited"].iloc[0])
    found = response_bounds(means["estimate"], means["n"].astype(float), asked, shift=SHIFT)
    named = means[["cut", "wave", "role", "variable"]].join(found.drop(columns="reason"))
    named = named.assign(n=means["n"].astype(int), needed=found["needed"].replace(np.inf, np.nan))
    return protect(named, levels.plan, kind="means", bounded_columns=[])


def _whole(study: Study, table: pd.DataFrame) -> pd.DataFrame:
    """Shown rows of all employees in the last survey."""
    keep = (table["cut"] == "wave × role") & (table["wave"] == study.waves[-1].id)
    return table[keep & (table["role"] == "employee") & ~table["hidden"]]


def profile(study: Study, responses: Released) -> Released | None:
    """Compare who answered the last survey with who was invited: roles, and the top level's parts.

    Made from the released numbers of answers, so that nothing else is told by it; parts are of
    the groups that are shown.

    Returns
    -------
    Released or None
        Rows of ``compare_with_register``: ``cut``, class columns, ``answers, invited,
        part_answered, part_invited, part_difference, chance_low, chance_high, response_rate``
        (percent, one decimal); None where nobody knows how many were invited.
    """
    table = responses.table
    table = table[(table["wave"] == study.waves[-1].id) & ~table["hidden"]]
    found = []
    for columns in (["role"], [*highest_levels(study)[-1:], "role"]):
        cut = " × ".join(["wave", *columns])
        rows = table[(table["cut"] == cut) & table["invited"].notna()]
        rows = rows if columns == ["role"] else rows[rows["role"] == "employee"]
        if len(rows) < 2 or columns == ["role", "role"]:
            continue
        one_each = rows.loc[rows.index.repeat(rows["answers"].astype(int)), columns]
        part = compare_with_register(one_each, rows, by=columns)
        found.append(part.assign(wave=study.waves[-1].id, cut=cut))
    if not found:
        return None
    both = pd.concat(found, ignore_index=True).rename(columns={"n": "answers"})
    decimals = {str(c): 1 for c in both if str(c).startswith(("part_", "chance_"))}
    return protect(both.drop(columns="reason"), responses.plan, kind="means", decimals=decimals)
