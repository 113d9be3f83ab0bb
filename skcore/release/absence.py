"""Sick leave beside the survey: exactly the shown workplaces, never one person."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from skcore.association.sensitivity_table import sensitivity
from skcore.disclosure import Released, ReleasePlan, plan_release, protect
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.disclosure.memory.entries import release_key
from skcore.disclosure.rounding import round_half_away
from skcore.reading.absence_register import absence_summary
from skcore.reading.dates import month_after
from skcore.reading.study import Study
from skcore.release.dots import CUT
from skcore.release.plans import Plans
from skcore.release.workplaces import (
    Relation,
    Workplaces,
    can_relate,
    in_steps_of_few,
    primary_code,
    relate,
    shown_workplaces,
)

LEDGER = "absence"  # under which name sick leave is remembered
YEAR = "year from "  # and the first month: what a survey of another study file is called
MONTHS = 12
LAGS = (0, 3, 6, 12)  # months from the survey to the twelve that are counted
MIN_ABSENT = 5  # people absent behind a total, where the register tells
MONTH_MINIMUM = 50  # people employed behind a monthly figure, a cause, spells, long-term absence
ALIKE = 5  # workplaces of which an unnamed point may be any
NO_YEAR = "no twelve months of absence so long after the survey"


@dataclass(frozen=True)
class Absence(Relation):
    """The association of social capital with sick leave over the shown workplaces."""

    wave: str
    start: dt.date
    months: int
    rates: Released  # one row per workplace: days_per_fte, employed (coarse, for the points)
    sensitivity: Released  # the same by other methods, without the largest, at other lags
    shown: int  # workplaces shown for the survey, with absence or without
    absent_told: bool  # whether the register tells how many were absent, or their spells


def absence_and_capital(
    study: Study, people: pd.DataFrame, plans: Plans
) -> tuple[Absence | None, str]:
    """Relate the workplaces' social capital to their sick leave in the twelve months after.

    Parameters
    ----------
    study, people, plans
        The study, ``people_of(study)`` and ``plan_study``'s plans.

    Returns
    -------
    Absence or None
        None where there is nothing to relate.
    str
        Why: ``no_register``, ``no_employed`` (the register does not tell how many are employed,
        so nobody can say what may be shown), ``no_year`` (no survey with twelve months of absence
        after it), ``no_dates`` (no survey has a day), ``not_asked`` (that survey did not ask
        all of social capital), ``few_units``, ``management`` (all of the questionnaire points at
        leaders); empty otherwise.
    """
    if study.absence is None or study.absence.empty:
        return None, "no_register"
    if "employed" not in study.absence:
        return None, "no_employed"
    if study.instruments[0].scale(primary_code(study)).about_management:
        return None, "management"
    why = "no_year" if any(wave.start or wave.end for wave in study.waves) else "no_dates"
    for wave in reversed(study.waves):
        last = wave.end or wave.start
        if last is None:
            continue
        start = month_after(last)
        register = _year_of(study, start, lag=0)
        if register.empty:
            continue
        places = shown_workplaces(study, people, plans, wave.id)
        asked = people.loc[people["wave"] == wave.id, places.code].notna().any()
        if not asked and (people["wave"] == wave.id).any():
            why = "not_asked"
            continue
        units, absence_plan = _both_shown(
            study, places, register, start, earlier=plans.earlier.get(LEDGER, ())
        )
        if can_relate(study, places, units):
            return _associated(study, places, start, units, absence_plan), ""
        why = "few_units"
    return None, why


def _year_of(study: Study, start: dt.date, *, lag: int) -> pd.DataFrame:
    """Own sickness of the units with all twelve months, ``lag`` months after the first of them."""
    begin = pd.Timestamp(start) + pd.DateOffset(months=lag)
    register = absence_summary(_own_sickness(study), start=begin, months=MONTHS)
    register = register[(register["n_months"] == MONTHS) & (register["reason"] == "")]
    register = register.dropna(subset=["employed"])
    return register.assign(employed=register["employed"].round().astype(int))


def _own_sickness(study: Study) -> pd.DataFrame:
    """Return the register; one without own sickness holds months of none, not an error."""
    absence = study.absence if study.absence is not None else pd.DataFrame()
    if (absence["cause"] == "own_sickness").any():
        return absence
    months = absence.drop_duplicates(["unit", "month"]).assign(cause="own_sickness")
    counts = [c for c in ("spells", "persons_absent", "long_term_days") if c in absence]
    return months.assign(absence_days=0.0, **dict.fromkeys(counts, 0))


def _both_shown(
    study: Study,
    places: Workplaces,
    register: pd.DataFrame,
    start: dt.date,
    *,
    earlier: Sequence[EarlierRelease] = (),
) -> tuple[pd.DataFrame, ReleasePlan]:
    """Workplaces that are shown both for the survey and for sick leave, with both figures.

    The months tell the whole organisation's sick leave, so the whole is always among what is
    known, with the units that have no full year. A unit of which too few were absent counts as
    one person: however many it employs, the sick leave that would follow by subtraction is that
    of a few.
    """
    begun = _begun(study, earlier)
    too_few = ~few_absent_told(register).ge(MIN_ABSENT) | _few_between(
        study, register, start, earlier, begun
    )
    then = register["unit"].isin(_withheld_then(earlier, begun, start))
    barred = register.loc[~register["unit"].isin(places.means["unit"]) | too_few | then, ["unit"]]
    counts = register[["unit"]].assign(n=register["employed"].mask(too_few, 1))
    rest = _without_a_year(study, start, register)
    # another survey's year is about other months: never taken for the same people
    cells = pd.concat([counts, rest], ignore_index=True).assign(wave=places.wave)
    plan = plan_release(
        cells,
        cuts=[(), ("unit",)],
        policy=study.policy,
        kind="absence",
        barred=pd.concat([barred, rest[["unit"]]]).assign(cut="unit"),
        earlier=_with_the_same_year(earlier, begun, cells, start),
        weights={(): 1000, ("unit",): 1},
    )
    return places.means.merge(plan.shown_groups(("unit",)), on="unit").merge(register), plan


def months_of_one(one: dt.date, other: dt.date) -> list[tuple[pd.Timestamp, int]]:
    """First month and number of those that only one of two years holds; none where none is common.

    Examples
    --------
    >>> alone = months_of_one(dt.date(2025, 3, 1), dt.date(2025, 1, 1))
    >>> [(str(first.date()), months) for first, months in alone]
    [('2025-01-01', 2), ('2026-01-01', 2)]
    >>> months_of_one(dt.date(2025, 1, 1), dt.date(2026, 1, 1))
    []
    """
    first, last = sorted(map(pd.Timestamp, (one, other)))
    apart = MONTHS * (last.year - first.year) + last.month - first.month
    begun = (first, first + pd.DateOffset(months=MONTHS)) if 0 < apart < MONTHS else ()
    return [(begin, apart) for begin in begun]


def _few_between(
    study: Study,
    register: pd.DataFrame,
    start: dt.date,
    earlier: Sequence[EarlierRelease],
    begun: Mapping[str, dt.date],
) -> pd.Series:
    """Workplaces whose year would tell, beside one told before, of months in which few were ill.

    Of two surveys a month apart the years less each other are two single months. Those take five
    who were absent, each side, as a year does; where nobody counts them, as many employed as a
    month of the whole. Of a survey that the study no longer names nobody knows which months.
    """
    told = {str(wave) for old in earlier for wave in old.cells["wave"]}
    few = pd.Series(not told <= begun.keys(), index=register.index)
    for begin, months in (m for w in told & begun.keys() for m in months_of_one(begun[w], start)):
        apart = absence_summary(_own_sickness(study), start=begin, months=months)
        least = few_absent_told(apart).replace(np.inf, np.nan)
        least = least.mask(least.isna() & (apart["employed"] >= MONTH_MINIMUM), MIN_ABSENT)
        few |= ~register["unit"].map(least.set_axis(apart["unit"])).ge(MIN_ABSENT)
    return few


def _begun(study: Study, earlier: Sequence[EarlierRelease]) -> dict[str, dt.date]:
    """First month of each survey's year, also of those that other study files told."""
    begun = {w.id: month_after(last) for w in study.waves if (last := w.end or w.start)}
    told = {str(wave) for old in earlier for wave in old.cells["wave"]}
    years = {wave for wave in told if wave.startswith(YEAR) and wave != YEAR}
    return begun | {wave: pd.Timestamp(wave.removeprefix(YEAR)).date() for wave in years}


def _with_the_same_year(
    earlier: Sequence[EarlierRelease],
    begun: Mapping[str, dt.date],
    cells: pd.DataFrame,
    start: dt.date,
) -> list[EarlierRelease]:
    """What was told of the same twelve months after another survey, as of the same people.

    Each withholds others beside a workplace of few: both together would tell it.
    """
    n, found = cells.set_index("unit")["n"], []
    for old in earlier:
        same = old.cells["wave"].map(lambda wave: begun.get(str(wave)) == start)
        now = old.cells["unit"].map(n).where(same).fillna(old.cells["n"]).astype(int)
        known = old.cells.assign(n=now, wave=old.cells["wave"].mask(same, cells["wave"].iloc[0]))
        found.append(replace(old, cells=known, key=old.key or release_key(old)))
    return found


def _withheld_then(
    earlier: Sequence[EarlierRelease], begun: Mapping[str, dt.date], start: dt.date
) -> set[str]:
    """Workplaces withheld beside one of few in a year told before that has months of this one.

    Shown now, their year is nearly the one then, and what is left of that the days of the few.
    """
    found: set[str] = set()
    overlapping = {wave for wave, year in begun.items() if months_of_one(year, start)}
    for old in earlier:
        told = {group.get("unit") for _, group in old.shown}
        here = old.cells["wave"].astype(str).isin(overlapping)
        left = old.cells[here & ~old.cells["unit"].isin(told)]
        found |= set(left["unit"]) if (left["n"] == 1).any() else set()
    return found


def few_absent_told(register: pd.DataFrame) -> pd.Series:
    """At most how many were absent: people where told, else spells, which are no fewer.

    A register that tells neither of anybody says nothing (infinitely many); one that tells it of
    some leaves the others missing.
    """
    most = pd.Series(np.nan, index=register.index)
    for name in ("persons_absent", "spells"):
        if name in register:
            most = most.fillna(register[name].astype(float))
    return most if most.notna().any() else most.fillna(np.inf)


def _without_a_year(study: Study, start: dt.date, register: pd.DataFrame) -> pd.DataFrame:
    """Units whose year is not full, with how many they employ; one where few were absent."""
    year = absence_summary(_own_sickness(study), start=start, months=MONTHS)
    rest = year[~year["unit"].isin(register["unit"])]
    employed = rest["employed"].fillna(1).round().clip(lower=1).astype(int)
    return rest[["unit"]].assign(n=employed.where(few_absent_told(rest).ge(MIN_ABSENT), 1))


def year_fingerprint(study: Study, wave: str) -> str | None:
    """Hash of the register's twelve months after a survey; None where there are none."""
    dates = {w.id: w.end or w.start for w in study.waves}
    last = dates.get(wave)
    if study.absence is None or last is None:
        return None
    register = _own_sickness(study)
    begin = pd.Timestamp(month_after(last))
    month = pd.to_datetime(register["month"].astype(str).str[:7])
    year = register[(month >= begin) & (month < begin + pd.DateOffset(months=MONTHS))]
    lines = sorted(year.sort_index(axis=1).to_csv(index=False, header=False).splitlines())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _associated(
    study: Study, places: Workplaces, start: dt.date, units: pd.DataFrame, absence_plan: ReleasePlan
) -> Absence:
    relation = relate(study, places, units, outcome="absence_days", exposure="fte_years")
    rates = units[["unit", "days_per_fte"]].assign(cut="unit", employed=size_classes(units))
    return Absence(
        wave=places.wave,
        start=start,
        months=MONTHS,
        points=relation.points,
        model=relation.model,
        line=relation.line,
        step=relation.step,
        rates=protect(rates, absence_plan, kind="absence", decimals={"days_per_fte": 1}),
        sensitivity=_sensitivity(study, places, start, units),
        shown=len(places.means),
        absent_told=bool(np.isfinite(few_absent_told(units)).all()),
    )


def size_classes(units: pd.DataFrame) -> pd.Series:
    """Employed of each workplace, as told by the size of its point: in three classes at most.

    Everybody knows who is the largest. A point of its own size would be a workplace by name, so
    every size is that of five workplaces or more; with fewer, all points are alike.

    Examples
    --------
    >>> size_classes(pd.DataFrame({"employed": [12, 14, 15, 18, 20, 31, 40, 44, 52, 190]})).tolist()
    [20, 20, 20, 20, 20, 70, 70, 70, 70, 70]
    """
    employed = units["employed"].astype(float)
    classes = pd.Series(0, index=units.index)
    for count in (3, 2):
        ends = employed.quantile([k / count for k in range(1, count)]).to_numpy()
        found = pd.Series(np.searchsorted(ends, employed), index=units.index)
        if found.value_counts().min() >= ALIKE:
            classes = found
            break
    tens: pd.Series = round_half_away(employed.groupby(classes).transform("mean") / 10) * 10
    return tens.astype(int)


def _sensitivity(study: Study, places: Workplaces, start: dt.date, units: pd.DataFrame) -> Released:
    """Tell whether the answer hangs on method, one large workplace, or the months counted.

    Over the shown workplaces only; a later year leaves out those that may not be shown in it.
    """
    years = [in_steps_of_few(study, places, units).assign(lag=0)]
    for lag in LAGS[1:]:
        register = _year_of(study, start, lag=lag)
        if not register.empty:
            begin = (pd.Timestamp(start) + pd.DateOffset(months=lag)).date()
            both, _ = _both_shown(study, places, register, begin)
            both = in_steps_of_few(study, places, both[both["unit"].isin(units["unit"])])
            years.append(both.assign(lag=lag))
    table = sensitivity(
        pd.concat(years, ignore_index=True),
        outcome="absence_days",
        predictor="points",
        exposure="fte_years",
        lag="lag",
    )
    missing = [lag for lag in LAGS if lag not in set(table["lag"])]
    if missing:
        words = {"analysis": "quasi_poisson", "units_used": "all", "measure": "rate_ratio"}
        words |= {"method": "", "reason": NO_YEAR}
        rows = [{"lag": lag, "n": 0} | words for lag in missing]
        absent = pd.DataFrame(rows, columns=table.columns).astype(table.dtypes)
        table = pd.concat([table, absent], ignore_index=True)
    over = units[["unit"]].assign(wave=places.wave, role="employee", cut=CUT)
    return protect(table, places.plan, kind="model", over=over, decimals=2)
