"""Sick leave from the absence register, in the measures that Danish workplaces use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from skcore.errors import InputError, SkcoreError
from skcore.inputs import takes
from skcore.instruments.labels import normalise_label
from skcore.problems import NOTE, Problem, has_errors, in_rows, problem_table
from skcore.reading.absence_causes import cause_words, known_cause
from skcore.reading.dates import as_date, as_months
from skcore.reading.day_units import like_percentages, longer_than_months
from skcore.reading.register_columns import broken_rules, read_register
from skcore.reading.rows_beside import TOTALS
from skcore.reading.unit_names import known_units
from skcore.settings import keys_of

#: a number of months; below zero those before
Window = int

#: working days of a full-time employee in a calendar year, as KRL counts them
WORKING_DAYS = 227

ABSENCE = keys_of("lists")["absence"]
_NO_WORDS: Mapping[str, str] = {}
_ONCE = ["unit", "month", "said"]
#: what two causes of a workplace's month add up to; who is absent for both is one person
SUMMED = ("absence_days", "spells", "long_term_days")
_OPTIONAL = ("spells", "employed", "persons_absent", "long_term_days")
NUMBERS = ("absence_days", "available_days", *_OPTIONAL)

#: what a register must be to functions that take it as a table
REGISTER: Mapping[str, Sequence[str]] = {
    "numbers": NUMBERS,
    "classes": ("unit", "month", "=cause"),
    "optional": _OPTIONAL,
}


@takes("absence", **REGISTER)
def absence_summary(
    absence: pd.DataFrame,
    *,
    start: dt.date | str | pd.Timestamp,
    months: Window = 12,
    cause: str | Sequence[str] = "own_sickness",
    min_months: int | None = None,
) -> pd.DataFrame:
    """Sum up each unit's absence over whole months after (or before) a survey.

    Parameters
    ----------
    absence
        One row per unit, month and cause, as :func:`read_absence` gives it.
    start
        Date of the survey. The window begins with the first whole month from it on: a survey that
        ends on 21 March gives April to March.
    months
        Length of the window; below zero, the window is the whole months before ``start``.
    cause
        One cause or several, summed.
    min_months
        Months that a unit must have for its rates; all of the window by default.

    Returns
    -------
    pandas.DataFrame
        One row per unit: ``absence_days`` (full working days, dagsværk), ``available_days``
        (worked and absent), ``fte_years`` (full-time years: available days / 227),
        ``absence_percent`` (absence days / available days x 100), ``days_per_fte`` (absence days
        per full-time year), ``spells``, ``employed`` (people, mean over the months; missing
        where the register does not tell), ``n_months`` and ``reason``. With ``persons_absent``
        in the register, also that: the most in any month, so at least that many over the window;
        with ``long_term_days``, their sum.

    Raises
    ------
    InputError
        A column is missing.
    SkcoreError
        A window of no months, or a cause that does not occur.

    Notes
    -----
    ``absence_percent`` follows Danmarks Statistik, absence / (worked + absence); ``days_per_fte``
    is the same number per full-time employee and calendar year of 227 working days, as KRL
    counts (12 days are 5.3 %, 13.2 are 5.8 %, 14.7 are 6.5 %). A month without a row for the
    cause has none when the unit has rows for other causes; a month without any row is a gap.
    Gaps are told in ``n_months`` and ``reason`` and not filled: absence has a season, so the rates
    of a unit with gaps are missing unless ``min_months`` allows them.

    References
    ----------
    Danmarks Statistik, Fravær (documentation of statistics); KRL, fraværsstatistik.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> register = pd.DataFrame({
    ...     "unit": "Nord", "month": pd.date_range("2025-04-01", periods=12, freq="MS"),
    ...     "cause": "own_sickness", "absence_days": 12.0, "available_days": 227.0, "spells": 5,
    ... })
    >>> skcore.absence_summary(register, start="2025-03-21")[
    ...     ["unit", "fte_years", "absence_percent", "days_per_fte", "n_months"]].round(1)
       unit  fte_years  absence_percent  days_per_fte  n_months
    0  Nord       12.0              5.3          12.0        12
    """
    absence = usable_register(absence, "absence_summary")
    causes = chosen_causes(absence, cause)
    first, last = _window(start, months)
    inside = absence[absence["month"].between(first, last)]
    return _summed(absence, inside, causes, needed=abs(months), least=min_months)


def usable_register(absence: pd.DataFrame, function: str) -> pd.DataFrame:
    """Return a register with the first days of its months; refuse what would be summed wrongly.

    Raises
    ------
    InputError
        Rows that ``read_absence`` refuses in a file: a missing or negative number, several rows of
        one unit, month and cause, more days of absence than available days.
    """
    table = absence.assign(month=as_months(absence["month"], function), said=absence["cause"])
    days = ["absence_days", "available_days"]
    fine = (table[days] >= 0).all(axis=None) and not _impossible(table)
    if fine and not table.duplicated(_ONCE).any():
        return table.drop(columns="said")
    numbers = [name for name in NUMBERS if name in table]
    table = table.astype(dict.fromkeys(numbers, float)).reset_index(drop=True)
    table.index += 1
    lacking = [Problem("cell_blank", c, n=int(table[c].isna().sum())) for c in days]
    found = [problem for problem in lacking if problem.n]
    found += [*broken_rules(table, ABSENCE, _ONCE), *_impossible(table)]
    message = (
        f"{function} cannot use absence as it is. A month that nobody knows has no row at all."
    )
    raise InputError(message, problem_table(found, language="en"))


def chosen_causes(absence: pd.DataFrame, cause: str | Sequence[str]) -> list[str]:
    """Return the causes asked for, in a register that has its columns and holds them."""
    causes = [str(cause)] if not pd.api.types.is_list_like(cause) else list(cause)
    there = set(absence["cause"].unique())
    unknown = [name for name in causes if name not in there]
    if unknown and len(absence):
        raise SkcoreError(
            f"Cause '{unknown[0]}' does not occur in the register. It holds: "
            f"{', '.join(sorted(map(str, there)))}."
        )
    return causes


def parse_absence(
    path: str | Path, *, names: Mapping[str, str] | None, causes: Mapping[str, str] = _NO_WORDS
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the register, indexed by the file's row numbers, and what is wrong with it.

    ``causes`` is what the study says of the list's words for them.
    """
    absence, problems = read_register(path, ABSENCE)
    if not set(ABSENCE) <= set(absence):
        return pd.DataFrame(), problems
    absence, sums = _without_sums(absence)
    absence["said"] = absence["cause"]
    told = {normalise_label(word): known_cause(cause) for word, cause in causes.items()}
    spoken = absence["said"].map(lambda word: told.get(normalise_label(word)) or word)
    absence["cause"], found = cause_words(spoken, absence["month"])
    found = [*sums, *found]
    if names is not None:
        absence["unit"], unit_problems = known_units(absence["unit"], names, table="absence")
        found += unit_problems
    found += [*broken_rules(absence, ABSENCE, _ONCE), *_impossible(absence)]
    found += [*longer_than_months(absence), *like_percentages(absence)]
    absence = absence.drop(columns=[c for c in _OPTIONAL if absence[c].isna().all()])
    if not has_errors(found):
        absence = _one_row_per_cause(absence)
    file = Path(path).name
    named = [*problems, *(problem.within(file) for problem in found)]
    return absence.drop(columns="said", errors="ignore"), named


def _without_sums(absence: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Leave out rows whose cause sums the other causes of the month up."""
    sums = absence["cause"].map(normalise_label).isin(TOTALS)
    if sums.all():
        return absence, []
    return absence[~sums].copy(), in_rows("total_row", "cause", absence.index[sums], severity=NOTE)


def _one_row_per_cause(absence: pd.DataFrame) -> pd.DataFrame:
    """Add up causes that are one of ours; people may be absent for both, so at least the most."""
    keys = ["unit", "month", "cause"]
    if not absence.duplicated(keys).any():
        return absence
    how = dict.fromkeys(SUMMED, "sum")
    how |= dict.fromkeys(("available_days", "employed", "persons_absent"), "max")
    told = {column: rule for column, rule in how.items() if column in absence}
    return absence.groupby(keys, as_index=False, sort=False).agg(told)[[*keys, *told]]


def _impossible(absence: pd.DataFrame) -> list[Problem]:
    problems: list[Problem] = []
    for smaller, larger, key in (
        ("absence_days", "available_days", "more_absent_than_available"),
        ("persons_absent", "employed", "more_absent_than_employed"),
    ):
        if {smaller, larger} <= set(absence):
            more = absence.index[absence[smaller] > absence[larger]]
            problems += in_rows(key, smaller, more)
    return problems


def _window(start: dt.date | str | pd.Timestamp, months: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last month of the window."""
    if months == 0:
        raise SkcoreError(
            "months=0 is no window. Use 12 for the year after, -12 for the year before."
        )
    date = as_date(start, "start")
    month = date.replace(day=1).normalize()
    if months < 0:
        return month + pd.DateOffset(months=months), month - pd.DateOffset(months=1)
    first = month if date.day == 1 else month + pd.DateOffset(months=1)
    return first, first + pd.DateOffset(months=months - 1)


def _summed(
    absence: pd.DataFrame,
    inside: pd.DataFrame,
    causes: Sequence[str],
    *,
    needed: int,
    least: int | None,
) -> pd.DataFrame:
    units = absence["unit"].drop_duplicates()
    # available days and people stand on every cause's row of a month: count them once
    monthly = inside.groupby(["unit", "month"], sort=False).agg(
        available_days=("available_days", "max"),
        **{"employed": ("employed", "max")} if "employed" in inside else {},
    )
    by_unit = monthly.groupby("unit")
    table = pd.DataFrame(index=pd.Index(units, name="unit"))
    chosen = inside[inside["cause"].isin(causes)]
    days = chosen.groupby("unit")["absence_days"].sum()
    table["n_months"] = by_unit.size().reindex(table.index, fill_value=0)
    seen = table["n_months"] > 0
    table["absence_days"] = days.reindex(table.index, fill_value=0.0).where(seen)
    table["available_days"] = by_unit["available_days"].sum().reindex(table.index)
    table["fte_years"] = table["available_days"] / WORKING_DAYS
    complete = (table["n_months"] >= (needed if least is None else least)) & (
        table["fte_years"] > 0
    )
    table["days_per_fte"] = (table["absence_days"] / table["fte_years"]).where(complete)
    table["absence_percent"] = 100 * table["days_per_fte"] / WORKING_DAYS
    table["spells"] = _of(chosen, "spells", "sum", table.index).where(seen)
    table["employed"] = (
        by_unit["employed"].mean().reindex(table.index) if "employed" in monthly else float("nan")
    )
    columns = ["absence_days", "available_days", "fte_years", "absence_percent", "days_per_fte"]
    columns += ["spells", "employed"]
    if "persons_absent" in absence:
        table["persons_absent"] = _of(chosen, "persons_absent", "max", table.index)
        columns.append("persons_absent")
    if "long_term_days" in absence:
        table["long_term_days"] = _of(chosen, "long_term_days", "sum", table.index).where(seen)
        columns.append("long_term_days")
    table["reason"] = [
        _reason(n, needed, ok) for n, ok in zip(table["n_months"], complete, strict=True)
    ]
    return table[[*columns, "n_months", "reason"]].reset_index()


def _of(chosen: pd.DataFrame, column: str, how: str, units: pd.Index[str]) -> pd.Series[float]:
    if column not in chosen:
        return pd.Series(float("nan"), index=units)
    by_month = chosen.groupby(["unit", "month"])[column].sum(min_count=1).groupby("unit")
    return by_month.agg(how).reindex(units).astype("float64")


def _reason(n_months: int, needed: int, complete: bool) -> str:
    if complete:
        return ""
    if n_months < needed:
        return f"{n_months} of {needed} months in the register"
    return "no available days in the register"
