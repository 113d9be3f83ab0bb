"""From a list of spells to units and months: the persons in it go no further than this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from skcore.errors import InputError, SkcoreError
from skcore.inputs import takes
from skcore.instruments.labels import whole_number
from skcore.problems import ERROR, NOTE, Problem, in_rows, problem_table, refuse_errors, short
from skcore.reading.absence_causes import cause_words
from skcore.reading.absence_months import register_notes
from skcore.reading.dates import as_months
from skcore.reading.register_columns import broken_rules, read_register
from skcore.reading.unit_names import known_units
from skcore.settings import keys_of

SPELLS = keys_of("lists")["spells"]
LONG_TERM = 29  # consecutive calendar days from which a spell counts as long

Parsed = tuple[pd.DataFrame, list[Problem]]


AVAILABLE: Mapping[str, Sequence[str]] = {
    "numbers": ("available_days", "employed"),
    "classes": ("unit", "month"),
    "optional": ("employed",),
}


@takes("available", **AVAILABLE)
def read_spells(
    path: str | Path,
    *,
    available: pd.DataFrame,
    per_calendar_day: float,
    long_term_from: int = LONG_TERM,
    join_over_weekends: bool = True,
    language: str = "en",
) -> pd.DataFrame:
    r"""Read a list of spells (person, unit, start, end, cause) as a register of units and months.

    Parameters
    ----------
    path
        CSV, Excel or SPSS file with ``person``, ``unit``, ``start``, ``end`` (the last day of
        absence; blank while the spell goes on), ``cause`` (as in :func:`read_absence`; all own
        sickness where it is blank), for part-timers ``fte`` (1 is full time) and, for those who
        are away part of the time, ``share`` (.5 is half of it).
    available
        One row per unit and month that the list covers: ``unit, month, available_days`` (full
        working days, worked and absent) and, where it is known, ``employed``. Spells outside it
        are told and not counted.
    per_calendar_day
        Full working days (dagsværk) that a calendar day of a spell counts. Spells run over
        weekends and holidays, so this has to be stated: 227 / 365 counts a year of absence as a
        full-time year.
    long_term_from
        Consecutive calendar days from which all days of a spell are ``long_term_days``.
    join_over_weekends
        Whether a row that ends on a Friday and one of the same person and cause that begins on the
        Monday after are one spell, with the weekend; rows that follow day upon day always are.
    language
        Language of the messages, ``da`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        As :func:`read_absence` gives it, with ``persons_absent`` and ``long_term_days``; every
        unit and month of ``available`` has a row of own sickness. No person, no date of a spell.

    Raises
    ------
    InputError
        Spells that end before they begin, spells of the same person in the same unit that
        overlap, cells that cannot be read; all at once, by row and never by person.
    SkcoreError
        ``per_calendar_day`` is not above 0 and at most 1.

    See Also
    --------
    check_spells : the same list of problems, with the notes that stop nothing.

    Notes
    -----
    A spell counts in the month it starts, its days in the months they lie in. Payroll systems cut
    a leave at the end of every month: rows of one person and cause that adjoin are one spell.

    Examples
    --------
    >>> import pandas as pd, skcore, tempfile, pathlib
    >>> available = pd.DataFrame({
    ...     "unit": "Nord", "month": ["2025-03", "2025-04"], "available_days": [200.0, 190.0]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "spells.csv"
    ...     text = "person;unit;start;end;cause\n17;Nord;30-03-2025;03-04-2025;egen sygdom\n"
    ...     _ = path.write_text(text, encoding="utf-8")
    ...     register = skcore.read_spells(path, available=available, per_calendar_day=0.6)
    >>> register[["unit", "month", "absence_days", "spells", "persons_absent"]]
       unit      month  absence_days  spells  persons_absent
    0  Nord 2025-03-01           1.2       1               1
    1  Nord 2025-04-01           1.8       0               1
    """
    register, problems = _parse(
        path, available, per_calendar_day, long_term_from, weekends=join_over_weekends
    )
    first = f"The list '{Path(path).name}' cannot be used:"
    refuse_errors(problems, first=first, language=language)
    return register


@takes("available", **AVAILABLE)
def check_spells(
    path: str | Path,
    *,
    available: pd.DataFrame,
    per_calendar_day: float,
    join_over_weekends: bool = True,
    language: str = "en",
) -> pd.DataFrame:
    r"""List what is wrong or unclear in a list of spells, by row and never by person.

    Parameters
    ----------
    path, available, per_calendar_day, join_over_weekends, language
        As in :func:`read_spells`.

    Returns
    -------
    pandas.DataFrame
        ``file, column, problem, n, rows, severity``: errors (end before start, overlapping spells,
        unreadable cells) and notes (spells that go on, that lie outside ``available``, or that
        one person has in two units at once; units and months with more absence than days;
        gaps in ``available``).

    Raises
    ------
    InputError
        ``available`` lacks a column.

    Examples
    --------
    >>> import pandas as pd, skcore, tempfile, pathlib
    >>> available = pd.DataFrame({
    ...     "unit": ["Nord"], "month": ["2025-03"], "available_days": [200.0]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "spells.csv"
    ...     text = "person;unit;start;end\n17;Nord;30-03-2025;28-03-2025\n"
    ...     _ = path.write_text(text, encoding="utf-8")
    ...     told = skcore.check_spells(path, available=available, per_calendar_day=0.6)
    >>> told["severity"].tolist()  # it ends before it begins; no causes
    ['error', 'note']
    """
    weekends = join_over_weekends
    problems = _parse(path, available, per_calendar_day, LONG_TERM, weekends=weekends)[1]
    return problem_table(problems, language=language)


def _parse(
    path: str | Path,
    available: pd.DataFrame,
    per_calendar_day: float,
    long_term_from: int,
    *,
    weekends: bool,
) -> Parsed:
    if not 0 < per_calendar_day <= 1:
        raise SkcoreError(
            f"per_calendar_day={per_calendar_day!r} cannot be used. Give the full working days "
            "that a calendar day of absence counts, above 0 and at most 1 (227 / 365 is 0.62)."
        )
    room = _room(available)
    spells, problems = read_register(path, SPELLS)
    if not set(SPELLS) <= set(spells):
        return pd.DataFrame(), problems
    spells["person"] = spells["person"].map(whole_number)
    spells["cause"], found = cause_words(spells["cause"])
    units = {str(unit): str(unit) for unit in room["unit"].unique()}
    spells["unit"], matched = known_units(spells["unit"], units, table="spells")
    found += [p for p in matched if p.key == "units_matched"]  # ``spell_outside`` tells of others
    if len(spells) and not spells["unit"].isin(list(units)).any():
        found.append(Problem("spells_nowhere", "unit", n=len(spells)))
    found += broken_rules(spells, SPELLS)
    spells["fte"] = spells["fte"].fillna(1.0) * spells["share"].fillna(1.0)
    found += in_rows("spell_ends_first", "end", spells.index[spells["end"] < spells["start"]])
    if not any(p.column == "end" and p.severity == ERROR for p in problems):
        going_on = spells.index[spells["end"].isna() & spells["start"].notna()]
        found += in_rows("spell_open", "end", going_on, severity=NOTE)
    last = room["month"].max() + pd.offsets.MonthEnd(0)
    spells["end"] = spells["end"].fillna(last)
    spells = spells.dropna(subset=["start"])
    spells = spells[spells["end"] >= spells["start"]]
    found += _overlaps(spells)
    spells = _joined(spells, weekends=weekends)
    again = spells.index[spells["first"] < spells["start"]]
    found += in_rows("spells_joined", "start", again, severity=NOTE)
    register, outside = _by_month(spells, room, per_calendar_day, long_term_from)
    found += [*outside, *register_notes(register)]
    file = Path(path).name
    return register, [*problems, *(problem.within(file) for problem in found)]


def _room(available: pd.DataFrame) -> pd.DataFrame:
    if available.empty:
        raise InputError(
            "available needs one row per unit and month with the columns unit, month and "
            "available_days; it has no rows."
        )
    columns = [c for c in ("unit", "month", "available_days", "employed") if c in available]
    months = as_months(available["month"], "available")
    units = available["unit"].map(str).map(whole_number)  # as the list of spells has them
    room = available[columns].assign(unit=units, month=months.astype("datetime64[s]"))
    return room.groupby(["unit", "month"], as_index=False).max()


def _overlaps(spells: pd.DataFrame) -> list[Problem]:
    """Two spells of one person at once: an error in one unit, to be known of in two."""
    problems: list[Problem] = []
    for keys, key, severity in (
        (["person", "unit"], "spells_overlap", "error"),
        (["person"], "spells_in_two_units", NOTE),
    ):
        ordered = spells.sort_values([*keys, "start", "end"], kind="stable")
        days = ordered["end"].astype("datetime64[s]").astype("int64")
        latest = days.groupby([ordered[k] for k in keys]).cummax()
        before = latest.groupby([ordered[k] for k in keys]).shift()
        again = ordered["start"].astype("datetime64[s]").astype("int64") <= before
        problems += in_rows(key, "start", sorted(ordered.index[again]), severity=severity)
    return problems[:1] if len({problem.rows for problem in problems}) == 1 else problems


def _joined(spells: pd.DataFrame, *, weekends: bool) -> pd.DataFrame:
    """Add ``first`` and ``last`` day of the spell that each row is part of.

    A weekend between two rows of a spell belongs to the row before it.
    """
    keys = ["person", "cause"]
    rows = spells.sort_values([*keys, "start", "end"], kind="stable").reset_index(names="row")
    before = rows.groupby(keys)["end"].shift()
    gap = (rows["start"] - before).dt.days - 1
    over = weekends & (rows["start"].dt.day_of_week == 0) & (gap <= 2)  # only Saturday and Sunday
    over |= weekends & (rows["start"].dt.day_of_week == 6) & (gap == 1)
    adjoins = (gap == 0) | ((gap > 0) & over)
    last_day = (rows["start"] - pd.Timedelta(days=1)).where(adjoins).shift(-1)
    rows["end"] = last_day.fillna(rows["end"])
    chain = (~adjoins).cumsum()
    rows["first"] = rows.groupby(chain)["start"].transform("min")
    rows["last"] = rows.groupby(chain)["end"].transform("max")
    return rows.set_index("row").rename_axis(None).sort_index()


def _by_month(
    spells: pd.DataFrame, room: pd.DataFrame, per_calendar_day: float, long_term_from: int
) -> Parsed:
    """Lay every spell over its months and add up; what lies outside ``room`` is told."""
    days = _days_by_month(spells)
    days["absence_days"] = days["days"] * days["fte"] * per_calendar_day
    days["long_term_days"] = days["absence_days"].where(days["length"] >= long_term_from, 0.0)
    inside = days.merge(room[["unit", "month"]], on=["unit", "month"], how="left", indicator=True)
    known = (inside["_merge"] == "both").to_numpy()
    out = days[~known]
    values = {"names": ", ".join(f"'{short(str(u))}'" for u in out["unit"].unique()[:3])}
    problems = in_rows("spell_outside", "unit", sorted({*out["row"]}), values, severity=NOTE)
    keys = ["unit", "month", "cause"]
    counted = (
        days[known]
        .groupby(keys)
        .agg(
            absence_days=("absence_days", "sum"),
            spells=("begins", "sum"),
            persons_absent=("person", "nunique"),
            long_term_days=("long_term_days", "sum"),
        )
    )
    every = room[["unit", "month"]].assign(cause="own_sickness").set_index(keys).index
    counted = counted.reindex(counted.index.union(every), fill_value=0).reset_index()
    columns = [*keys, "absence_days", "available_days", "spells"]
    columns += ["employed"] if "employed" in room else []
    table = counted.merge(room, on=["unit", "month"])
    return table[[*columns, "persons_absent", "long_term_days"]], problems


def _days_by_month(spells: pd.DataFrame) -> pd.DataFrame:
    """One row per spell and month that it lies in, with its days there."""
    first = spells["start"].to_numpy().astype("datetime64[M]")
    last = spells["end"].to_numpy().astype("datetime64[M]")
    count = (last - first).astype(int) + 1
    at = np.repeat(np.arange(len(spells)), count)
    step = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    month = first[at] + step
    start = spells["start"].to_numpy().astype("datetime64[D]")
    end = spells["end"].to_numpy().astype("datetime64[D]")
    begin = np.maximum(start[at], month.astype("datetime64[D]"))
    stop = np.minimum(end[at], (month + 1).astype("datetime64[D]") - 1)
    chosen = spells.iloc[at]
    return pd.DataFrame(
        {
            "row": spells.index.to_numpy()[at],
            "person": chosen["person"].to_numpy(),
            "unit": chosen["unit"].to_numpy(),
            "cause": chosen["cause"].to_numpy(),
            "fte": chosen["fte"].to_numpy(dtype=float),
            "month": month.astype("datetime64[s]"),
            "days": (stop - begin).astype(int) + 1,
            "length": ((chosen["last"] - chosen["first"]).dt.days + 1).to_numpy(),
            "begins": ((step == 0) & (chosen["first"] == chosen["start"]).to_numpy()).astype(int),
        }
    )
