"""What must hold in the lists of invited, of outcomes and of units before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.problems import NOTE, Problem, has_errors, in_rows, short
from skcore.reading.people import EMPLOYEE, ROLES
from skcore.reading.register_columns import broken_rules, read_register, unknown_among
from skcore.reading.unit_names import known_units
from skcore.settings import keys_of

_SHARES_MAY_MISS = 0.005  # shares are typed with a few decimals: a third three times is 0.999

INVITED = keys_of("lists")["invited"]
OUTCOMES = keys_of("lists")["outcomes"]
CROSSWALK = keys_of("lists")["crosswalk"]

Names = Mapping[str, str]  # unit -> name
Parsed = tuple[pd.DataFrame, list[Problem]]


def parse_invited(path: str | Path, *, names: Names | None, waves: Sequence[str]) -> Parsed:
    """Return the invited, indexed by the file's row numbers, and what is wrong with them."""
    invited, problems = read_register(path, INVITED)
    if not set(INVITED) <= set(invited):
        return pd.DataFrame(), problems
    invited = invited[[c for c in INVITED if c != "occupation" or (invited[c] != "").any()]]
    blank = (invited["role"] == "").all()
    found = [Problem("invited_without_role", "role", severity=NOTE)] if blank else []
    roles = invited["role"].map(normalise_label).map(ROLES)
    invited["role"] = roles.where(roles.notna() | (invited["role"] != ""), EMPLOYEE)
    found += in_rows("register_role_unknown", "role", invited.index[invited["role"].isna()])
    invited, unit_problems = _units_and_waves(invited, names, waves)
    once = [str(c) for c in invited if c != "invited"]
    found += [*unit_problems, *broken_rules(invited, INVITED, once)]
    return _finished(invited, problems, found, path, whole="invited")


def parse_outcomes(path: str | Path, *, names: Names | None, waves: Sequence[str]) -> Parsed:
    """Return the outcomes, indexed by the file's row numbers, and what is wrong with them."""
    outcomes, problems = read_register(path, OUTCOMES)
    if not set(OUTCOMES) <= set(outcomes):
        return pd.DataFrame(), problems
    told = [name for name in OUTCOMES if not outcomes[name].isin([""]).all()]
    outcomes, found = _units_and_waves(outcomes[told], names, waves)
    found += broken_rules(outcomes, OUTCOMES, ["unit", "wave", "outcome"])
    return _finished(outcomes, problems, found, path)


def parse_crosswalk(path: str | Path, *, names: Names | None) -> Parsed:
    """Return the crosswalk, indexed by the file's row numbers, and what is wrong with it."""
    crosswalk, problems = read_register(path, CROSSWALK)
    if crosswalk.empty or has_errors(problems):
        return pd.DataFrame(), problems
    found: list[Problem] = []
    for side in ("unit_before", "unit_after"):
        if names is not None:
            crosswalk[side], wrong = known_units(crosswalk[side], names, table="crosswalk")
            found += wrong
    sides = ["unit_before", "unit_after"]
    found += [*broken_rules(crosswalk, CROSSWALK, sides), *_shares(crosswalk)]
    crosswalk[sides] = crosswalk[sides].mask(crosswalk[sides] == "")
    return _finished(crosswalk, problems, found, path)


def _shares(crosswalk: pd.DataFrame) -> list[Problem]:
    """All of a unit went somewhere; what opened from nothing (no unit before) has no share."""
    left = crosswalk[crosswalk["unit_before"] != ""]
    problems = in_rows("cell_blank", "share", left.index[left["share"].isna()])
    sums = left.groupby("unit_before")["share"].sum(min_count=1)
    wrong = sums.index[(sums - 1).abs() > _SHARES_MAY_MISS]
    for unit in wrong:
        rows = tuple(int(str(row)) for row in left.index[left["unit_before"] == unit])
        problems.append(Problem("shares_off", "share", {"unit": short(unit)}, rows=rows))
    return problems


def _units_and_waves(frame: pd.DataFrame, names: Names | None, waves: Sequence[str]) -> Parsed:
    """Hold units and waves against the study's; one wave needs no column."""
    problems: list[Problem] = []
    frame = frame.copy()
    if names is not None:
        frame["unit"], problems = known_units(frame["unit"], names)
    if waves:
        blank = frame["wave"] == ""
        if len(waves) == 1:
            frame["wave"] = frame["wave"].mask(blank, waves[0])
        else:
            problems += in_rows("wave_blank", "wave", frame.index[blank])
        problems += unknown_among(frame["wave"], waves, key="wave_unknown")
    return frame, problems


def _finished(
    frame: pd.DataFrame,
    problems: list[Problem],
    found: list[Problem],
    path: str | Path,
    *,
    whole: str = "",
) -> Parsed:
    named = [*problems, *(problem.within(Path(path).name) for problem in found)]
    if whole and not has_errors(named):
        frame = frame.astype({whole: "int64"})
    return frame, named
