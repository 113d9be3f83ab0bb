"""Sick leave of the whole organisation: by month, by year, by cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from skcore.disclosure import Released, plan_release, protect
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.reading.study import Study
from skcore.release.absence import (
    MIN_ABSENT,
    MONTH_MINIMUM,
    MONTHS,
    few_absent_told,
    months_of_one,
)


def _months(study: Study, elsewhere: Sequence[EarlierRelease]) -> pd.DataFrame:
    """Own sickness of the whole organisation, months with enough people employed."""
    if study.absence is None or "employed" not in study.absence:
        return pd.DataFrame(columns=["month", "absence_days", "available_days", "n"])
    # available days and people stand on every cause's row of a month: count them once
    by_unit = study.absence.groupby(["unit", "month"], as_index=False)
    room = by_unit.agg(available_days=("available_days", "max"), n=("employed", "max"))
    room = room.groupby("month")[["available_days", "n"]].sum()
    own = study.absence[study.absence["cause"] == "own_sickness"]
    room["absence_days"] = own.groupby("month")["absence_days"].sum()
    # a month in which few were ill is theirs
    told = [name for name in ("persons_absent", "spells") if name in own]
    ill = few_absent_told(own.groupby("month")[told].sum(min_count=1).reindex(room.index))
    enough = ~(ill < MIN_ABSENT)
    months = room[enough].fillna({"absence_days": 0.0}).reset_index()
    months["n"] = months["n"].round().astype(int)
    months = months[(months["n"] >= MONTH_MINIMUM) & (months["available_days"] > 0)]
    return months[~_nearly_told(months["month"].astype(str).str[:7], months["n"], elsewhere)]


def _nearly_told(
    figures: pd.Series, n: pd.Series, elsewhere: Sequence[EarlierRelease]
) -> pd.Series:
    """Which of these another study file told of a workplace more or less: it would be that one's.

    A month takes fifty employed; so does the difference of two.
    """
    found = pd.Series(False, index=figures.index)
    for old in elsewhere:
        told = old.cells.set_index("wave")["n"]
        apart = (figures.map(told[~told.index.duplicated()]) - n).abs()
        found |= apart.gt(0) & apart.lt(MONTH_MINIMUM)
    return found


def _is_year(months: pd.DataFrame) -> bool:
    """Whether these are twelve months in a row; with one missing, twelve rows are no year."""
    if len(months) != MONTHS:
        return False
    first, last = months["month"].iloc[0], months["month"].iloc[-1]
    return bool(last == first + pd.DateOffset(months=MONTHS - 1))


def _period(year: pd.DataFrame) -> str:
    return f"{year['month'].iloc[0]:%Y-%m}/{year['month'].iloc[-1]:%Y-%m}"


def _rates(study: Study, table: pd.DataFrame, column: str) -> Released | None:
    if table.empty:
        return None
    table = table.assign(absence_percent=100 * table["absence_days"] / table["available_days"])
    table = table[[column, "n", "absence_percent"]].reset_index(drop=True)
    plan = plan_release(table, cuts=[(column,)], policy=study.policy, kind="absence")
    return protect(table, plan, kind="absence", decimals={"absence_percent": 1})


def absence_by_month(study: Study, elsewhere: Sequence[EarlierRelease] = ()) -> Released | None:
    """Absence rate of the whole organisation month by month, own sickness.

    ``elsewhere``: months that other study files told of some of its workplaces, here and below.

    Returns
    -------
    Released or None
        ``month`` (2025-03), ``absence_percent`` (one decimal) and ``n`` employed; None without
        a register or without numbers of employed.
    """
    months = _months(study, elsewhere)
    return _rates(study, months.assign(month=months["month"].astype(str).str[:7]), "month")


def absence_by_year(study: Study, elsewhere: Sequence[EarlierRelease] = ()) -> Released | None:
    """Absence rate of the whole organisation in the last full twelve months and those before.

    Returns
    -------
    Released or None
        ``period`` (2024-10/2025-09), ``absence_percent`` and ``n`` employed on average.
    """
    months = _months(study, elsewhere).sort_values("month", ignore_index=True)
    periods: list[dict[str, Any]] = []
    for end in range(len(months), MONTHS - 1, -MONTHS):
        year = months.iloc[end - MONTHS : end]
        if not _is_year(year):
            break
        days = year[["absence_days", "available_days"]].sum()
        periods.insert(0, {"period": _period(year), **days, "n": round(year["n"].mean())})
    return _rates(study, pd.DataFrame(periods), "period")


def absence_by_cause(
    study: Study,
    elsewhere: Sequence[EarlierRelease] = (),
    earlier: Sequence[EarlierRelease] = (),
) -> Released | None:
    """Absence rate of the whole organisation by cause, in its last full twelve months.

    ``earlier``: what this study file told before.

    Returns
    -------
    Released or None
        ``cause``, ``absence_percent`` and ``n`` employed on average; causes for which fewer than
        five people are known to have been absent (or, where nobody counts people, that had fewer
        than five spells) are left out, also in the months by which a year told before differs.
        None where no year is full.
    """
    return _rates(study, _causes(study, elsewhere, earlier), "cause")


def _causes(
    study: Study, elsewhere: Sequence[EarlierRelease], earlier: Sequence[EarlierRelease]
) -> pd.DataFrame:
    """Days of each cause in the last twelve months, where enough people were absent for it."""
    months = _months(study, elsewhere).sort_values("month").tail(MONTHS)
    if study.absence is None or not _is_year(months):
        return pd.DataFrame()
    year = study.absence[study.absence["month"].isin(months["month"])]
    causes = year.groupby("cause", as_index=False)["absence_days"].sum()
    room = {"available_days": months["available_days"].sum(), "n": round(months["n"].mean())}
    begun, told = months["month"].iloc[0], (*earlier, *elsewhere)
    kept: pd.DataFrame = causes[
        (causes["cause"].map(_absent(year)) >= MIN_ABSENT)
        & ~causes["cause"].isin(_told_otherwise(study.absence, begun, room["n"], told))
    ]
    return kept.assign(period=_period(months), **room)


def _absent(rows: pd.DataFrame) -> pd.Series[float]:
    """How many are known to have been absent for each cause."""
    if "persons_absent" in rows:
        by_month = rows.groupby(["cause", "month"])["persons_absent"].sum()
        return by_month.groupby("cause").max()
    if "spells" in rows:  # no more people than spells, as a spell counts where it begins
        return rows.groupby("cause")["spells"].sum(min_count=1).fillna(MIN_ABSENT)
    return pd.Series(float(MIN_ABSENT), index=rows["cause"].unique())


def _told_otherwise(
    absence: pd.DataFrame, begun: pd.Timestamp, n: float, told: Sequence[EarlierRelease]
) -> set[str]:
    """Causes of which the year less one that was told before is the absence of few.

    What is left are the months of either alone; of own sickness these are told one by one. Of
    other employees' year nobody knows who of them were absent.
    """
    found = set()
    for figure, before in (pair for old in told for pair in old.cells[["wave", "n"]].to_numpy()):
        cause, _, period = str(figure).rpartition(" ")
        if cause in ("", "own_sickness"):
            continue
        year = pd.Timestamp(period[:7])
        few = year == begun and before != n
        for start, months in months_of_one(year, begun):
            end = start + pd.DateOffset(months=months - 1)
            known = _absent(absence[absence["month"].between(start, end)])
            few |= not known.get(cause, 0) >= MIN_ABSENT
        found |= {cause} if few else set()
    return found


def whole_figures(
    study: Study,
    elsewhere: Sequence[EarlierRelease] = (),
    earlier: Sequence[EarlierRelease] = (),
) -> pd.DataFrame:
    """Every figure of the whole organisation's sick leave that is shown, exactly: for its hash.

    Returns
    -------
    pandas.DataFrame
        ``figure`` (the month, or cause and period), ``absence_days, available_days, n``.
        Confidential; a year is the sum of its months.
    """
    months, causes = _months(study, elsewhere), _causes(study, elsewhere, earlier)
    months = months.assign(figure=months["month"].astype(str).str[:7])
    if len(causes):
        causes = causes.assign(figure=causes["cause"] + " " + causes["period"])
    columns = ["figure", "absence_days", "available_days", "n"]
    return pd.concat(
        [t[columns] for t in (months, causes) if len(t)] or [months.reindex(columns=columns)]
    )
