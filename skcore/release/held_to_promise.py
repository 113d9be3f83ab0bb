"""What was promised of the actions, as locked before the survey, beside what was found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import hmean

from skcore.disclosure import Released, protect
from skcore.disclosure.rounding import round_half_away
from skcore.evaluation.beyond_others import promise_and_found
from skcore.evaluation.study_size import study_power
from skcore.reading.action_register import carry_actions
from skcore.reading.promises import COLUMNS, Locked, locked_before, promised_actions
from skcore.reading.study import Study
from skcore.reading.unit_tree import units_of_wave
from skcore.release.compared import Compared, begun_actions
from skcore.release.dots import FEWEST_OF_A_SIDE, as_dots, step_of_few
from skcore.release.participants import CUT, unions_of
from skcore.release.plans import Plans

#: of workplaces' true levels a year apart, where only one survey tells; a convention
USUAL_CORRELATION = 0.85


@dataclass(frozen=True)
class Promised:
    """What was locked, what of it can be held against two surveys, and what they found."""

    locked: Locked | None  # in force; None where nothing was locked in time
    changed: int  # actions that the register says something else of now
    found: Released | None  # rows of promise_and_found, with ``variable``; empty for all scales
    missing: str  # why nothing is found; empty where something is
    step: int = 1  # in which the means of what leads are counted, where anything is promised of it


def promised_and_found(
    study: Study, people: pd.DataFrame, plans: Plans, changes: Released | None, on: Compared | None
) -> Promised | None:
    """Hold the promises of the register against what the two surveys around them found.

    Made from the released means of workplaces, so that nothing else is told by it.

    Parameters
    ----------
    study, people, plans
        The study, ``people_of(study)`` and ``plan_study``'s plans.
    changes
        Of workplaces between the two surveys (``unit_changes``).
    on
        The two surveys.

    Returns
    -------
    Promised or None
        None where nothing is promised, or there are no two surveys. ``missing``: ``not_locked``
        (or after the answers had come), ``few`` (fewer than three workplaces on a side with a
        promise whose time lies between the surveys), ``management`` (few, and some promise points
        at leaders). A promise about trust in the management counts only where it is agreed on that
        this may be told (``named_management``).
    """
    if on is None or (promised_actions(study).empty and not study.promises):
        return None
    locked = locked_before(study, on.last)
    if locked is None:
        return Promised(None, 0, None, "not_locked")
    now, then = (
        {tuple(row) for row in rows[list(COLUMNS)].astype(str).to_numpy()}
        for rows in (promised_actions(study), pd.DataFrame(locked.promises, columns=list(COLUMNS)))
    )
    changed = len(then - now)
    rows = shown_changes(study, plans, changes, on)
    units = pd.DataFrame() if rows is None else _units(study, people, rows, locked, on)
    tables = [] if units.empty else _tables(study, units)
    if not tables:
        inside = in_time(study, people, locked.table, on)
        why = "few" if about_leaders(study, inside).empty else "management"
        return Promised(locked, changed, None, why)
    over = units.drop_duplicates("comparison")[["comparison", "role"]]
    found = protect(
        pd.concat(tables, ignore_index=True),
        plans.means[study.instruments[0].id],
        kind="model",
        over=over.assign(wave=on.last, cut=CUT),
        decimals={"p_value": 3} | dict.fromkeys(_POINTS, 1),
    )
    step = plans.step(on.instrument.leading, on)
    step = step if (units["variable"] == on.instrument.leading).any() else 1
    return Promised(locked, changed, found, "", step)


_POINTS = ("promised", "observed", "predicted", "estimate", "std_error", "conf_low", "conf_high")


def _units(
    study: Study, people: pd.DataFrame, rows: pd.DataFrame, locked: Locked, on: Compared
) -> pd.DataFrame:
    """Shown workplaces before and after, with what was promised of them and of which scale."""
    promises = in_time(study, people, locked.table, on)
    leading = on.instrument.leading
    promises["variable"] = promises["variable"].where(promises["variable"] != "", leading)
    means = promises.groupby(["comparison", "variable"])["expected"].mean().reset_index()
    # of a workplace that promised several things the first counts: one unit, one row
    means = means.drop_duplicates("comparison").rename(columns={"expected": "promised"})
    active = {*means["comparison"], *acting(study, people)}
    own = rows.merge(means, on=["comparison", "variable"])
    others = rows[~rows["comparison"].isin(active)].assign(promised=np.nan)
    others = others[others["variable"].isin(own["variable"])]
    return pd.concat([own, others], ignore_index=True)


def shown_changes(
    study: Study, plans: Plans, changes: Released | None, on: Compared
) -> pd.DataFrame | None:
    """Shown workplaces before and after, by the scales on which they are compared.

    A scale that points at leaders is one of them by agreement only, and a mean of themes is told
    as dots tell it: classes of few workplaces share some of them.
    """
    if changes is None or "comparison" not in changes.table:
        return None
    table, agreed = changes.table, study.network_deck.named_management
    scales = [c for c in on.scales if agreed or not on.instrument.scale(c).about_management]
    keep = (table["role"] == "employee") & ~table["hidden"] & table["comparison"].notna()
    keep &= table["variable"].isin(scales)
    shown = table.loc[keep, ["comparison", "role", "variable", "before", "after"]]
    for code in on.scales:
        own, step = shown["variable"] == code, plans.step(code, on)
        told = shown[["before", "after"]].apply(as_dots, step=step, policy=study.policy)
        shown[["before", "after"]] = shown[["before", "after"]].mask(own, told)
    return shown


def in_time(
    study: Study, people: pd.DataFrame, actions: pd.DataFrame, on: Compared
) -> pd.DataFrame:
    """Actions that begin between the surveys, with the group that is compared."""
    carried = _compared_as(study, people, actions)
    waves = {wave.id: wave for wave in study.waves}
    since = pd.to_datetime(carried["since"].fillna(study.evaluation.started))
    first, last = (waves[one].start or waves[one].end for one in (on.first, on.last))
    inside = pd.Series(True, index=carried.index)
    if first is not None and last is not None:
        inside = since.isna() | since.between(pd.Timestamp(first), pd.Timestamp(last))
    return carried[inside & (carried["unit"] != "")]


def _compared_as(study: Study, people: pd.DataFrame, actions: pd.DataFrame) -> pd.DataFrame:
    """Give actions to the units there are now, and these to the groups they are compared in."""
    now = units_of_wave(study.units, study.waves[-1].id)["unit"]
    carried = carry_actions(actions, units=now, crosswalk=study.crosswalk)
    return carried.assign(comparison=carried["unit"].map(unions_of(people)))


def acting(study: Study, people: pd.DataFrame) -> set[str]:
    """Groups in which an action has begun, promised or not."""
    begun, group = begun_actions(study), unions_of(people)
    marked = {group[u] for u in study.units.loc[study.units["intervention"], "unit"] if u in group}
    if begun.empty:
        return marked
    return marked | set(_compared_as(study, people, begun)["comparison"].dropna())


def _tables(study: Study, units: pd.DataFrame) -> list[pd.DataFrame]:
    """Of all scales together, and of each with workplaces enough."""
    adjusted = study.evaluation.chosen != "lot"
    parts = [("", units)]
    codes = units.loc[units["promised"].notna(), "variable"].unique()
    parts += [(code, units[units["variable"] == code]) for code in codes if len(codes) > 1]
    tables = []
    for code, part in parts:
        sides = part.groupby(part["promised"].notna())["comparison"].nunique()
        if len(sides) < 2 or sides.min() < FEWEST_OF_A_SIDE:
            continue
        row = promise_and_found(part, unit="comparison", baseline_adjusted=adjusted)
        told = row.loc[0, ["observed", "estimate"]].to_numpy(dtype=float)
        seen, beyond = round_half_away(told, 1)  # as they are shown, so that the third fits them
        tables.append(row.assign(variable=code, predicted=seen - beyond))
    return tables if tables and tables[0]["variable"].item() == "" else []


def next_survey(study: Study, plans: Plans, levels: Released) -> Released | None:
    """Tell whether the next survey could see what is promised of actions that it will measure.

    Of one survey nobody knows how workplaces move by themselves: `USUAL_CORRELATION` stands in.

    Returns
    -------
    Released or None
        A row of ``study_power`` with ``promised`` (mean, points), ``n_treated, n_comparison``;
        None where nothing is promised after the last survey, or its spread is not told.
    """
    promises, instrument = to_come(study), study.instruments[0]
    promises = promises.drop(about_leaders(study, promises).index)
    wave = study.answered[-1]
    code = instrument.leading
    plan = plans.means[instrument.id]
    spread, df = plan.spreads.get((wave.id, "employee", code), (None, None))
    table = levels.table
    if promises.empty or not spread or df is None or "unit" not in table:
        return None
    if instrument.scale(code).about_management and not study.network_deck.named_management:
        return None  # how far apart few leaders lie is no more told than where they do
    keep = (table["wave"] == wave.id) & (table["role"] == "employee") & table["unit"].notna()
    shown = table[keep & (table["variable"] == code) & ~table["hidden"]]
    treated = shown["unit"].isin(promises["unit"])
    sides = (int(treated.sum()), int((~treated).sum()))
    if min(sides) < FEWEST_OF_A_SIDE:
        return None
    n = shown["n"].astype(float)
    step = step_of_few(plans.step(code), *sides)
    means = as_dots(shown["estimate"], step, study.policy)
    between = max(float(means.var()) - spread**2 * float((1 / n).mean()), 0.0)
    power = study_power(
        sides,
        float(hmean(n)),
        float(np.sqrt(spread**2 + between)),
        icc=between / (spread**2 + between),
        correlation=USUAL_CORRELATION,
    )
    contrast = "changes" if study.evaluation.chosen == "lot" else "same_start"
    row = power[power["contrast"] == contrast].assign(
        promised=promises["expected"].mean(), n_treated=sides[0], n_comparison=sides[1]
    )
    over = shown[["wave", "unit", "role"]].assign(cut="wave × unit × role")
    return protect(row, plan, kind="model", over=over, decimals=1)


def to_come(study: Study) -> pd.DataFrame:
    """Promises that the next survey will measure: those that begin after the last with answers."""
    promises = promised_actions(study)
    surveys = study.answered
    began = surveys[-1].start or surveys[-1].end
    if len(surveys) < 2 or began is None:
        return promises if len(surveys) < 2 else promises.head(0)
    since = pd.to_datetime(promises["since"].replace("", None))
    return promises[since >= pd.Timestamp(began)].reset_index(drop=True)


def about_leaders(study: Study, promises: pd.DataFrame) -> pd.DataFrame:
    """Promises that no survey is held against: of what points at leaders, but by agreement."""
    if study.network_deck.named_management:
        return promises.head(0)
    codes = {s.code for i in study.instruments for s in i.scales if s.about_management}
    return promises[promises["variable"].isin(codes)]


def locked_now(study: Study) -> str:
    """Name of what is locked for the next survey; empty where nothing is."""
    there = {wave.id for wave in study.answered}
    now = study.promises[-1] if study.promises else None
    return now.name if now is not None and there <= set(now.surveys) else ""
