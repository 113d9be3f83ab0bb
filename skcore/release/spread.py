"""The spread behind every interval: one figure per scale and survey, told once and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from scipy.stats import t

from skcore.aggregation.membership import counted_people, share_favourable
from skcore.disclosure import ReleasePlan
from skcore.disclosure.memory.earlier import Spreads
from skcore.disclosure.rounding import round_half_away
from skcore.instruments.model import Instrument
from skcore.reading.study import Study

#: whose spread it is, where it is not a role's: changes of those who answered twice, and shares
#: of favourable answers, at once and changed
PAIRED, SHARE, SHARE_PAIRED = "paired", "share", "share paired"
FEWEST_GROUPS, FEWEST_IN_GROUP, FEWEST_DF = 5, 5, 30
#: the least spread told, of the points between neighbouring values, and the most that it is held at
LEAST_OF_A_STEP, MOST_HELD = 0.8, 25.0
CONF_LEVEL = 0.95


def spreads_of(
    study: Study,
    people: pd.DataFrame,
    instrument: Instrument,
    plan: ReleasePlan,
    *,
    steps: Mapping[str, float],
) -> Spreads:
    """Spread inside groups for each survey, role and scale: as told before, else computed.

    A spread pooled over few is theirs: mean, spread and number fix the answers of six people. So
    it comes from at least 30 degrees of freedom over at least five shown groups of at least five
    people, none of them with more than a third (the largest are left out until that holds), in
    whole points, and never near nothing (``least_spread``). Where there is none, the policy's
    conventional spread stands in (without degrees of freedom), for shares nothing.

    Parameters
    ----------
    study, people
        The study and ``people_of(study)``.
    instrument
        Whose scales.
    steps
        Points between neighbouring values of each of its scales, as columns of ``people`` name
        them, and of what surveys are compared on where they did not ask the same.
    plan
        The plan of its means; what it knows as told earlier is used again unchanged.

    Returns
    -------
    dict
        ``(survey, role or kind, scale) -> (points or None, degrees of freedom or None)``.
    """
    told: Spreads = {}
    for release in plan.earlier:
        told = {**release.spreads, **told}  # the first that was told stays
    found: Spreads = {}
    shares = {scale.code: 100 / len(scale.items) for scale in instrument.scales}
    for wave, who, values, groups in _lots(study, people, instrument, plan, list(steps)):
        points, df = _pooled(values, groups, study.policy.minimum)
        of_shares = who in (SHARE, SHARE_PAIRED)
        usual = None if of_shares else study.policy.conventional_spread
        for code in map(str, values.columns[values.notna().any()]):  # asked in this survey
            least = least_spread((shares if of_shares else steps)[code])
            key = (wave, who, code)
            own = usual if df is None else max(float(points[code]), least)
            found[key] = told.get(key, (own, df))
    return {**{key: told[key] for key in told if key not in found}, **found}


def least_spread(step: float) -> float:
    """Return the least spread that is told, in whole points, of values so many points apart.

    With all means known, that of six workplaces in five of which everybody answered 75 says so:
    nobody there may have answered otherwise. Half a step is as far apart as answers must lie for
    any means; a tenth more leaves open that two of 35 did, three tenths that they did where the
    answers to a question are told as well. Of wide steps what is usual anyhow.

    Examples
    --------
    >>> least_spread(25.0), least_spread(12.5), least_spread(100.0)
    (20.0, 10.0, 25.0)
    """
    return min(float(np.ceil(round(LEAST_OF_A_STEP * step, 6))), MOST_HELD)


def _lots(
    study: Study, people: pd.DataFrame, instrument: Instrument, plan: ReleasePlan, codes: list[str]
) -> Iterator[tuple[str, str, pd.DataFrame, pd.Series]]:
    """Survey, whose spread, values of those people, and the group that each is in."""
    counted = people[counted_people(people, instrument)]
    groups = _shown_group(counted, plan)
    for (wave, role), rows in counted.groupby(["wave", "role"]):
        yield str(wave), str(role), rows[codes], groups[rows.index]
    if instrument is not study.instruments[0]:
        return
    shares = share_favourable(study.responses, instrument).set_axis(people.index)
    staff = counted[counted["role"] == "employee"]
    for wave, rows in staff.groupby("wave"):
        yield str(wave), SHARE, shares.loc[rows.index], groups[rows.index]
    for name in (str(c) for c in people if str(c).startswith("panel_")):
        twice = staff[staff[name] == "both"].sort_values(["respondent", "wave"], kind="stable")
        first, last = twice.iloc[::2], twice.iloc[1::2]
        change = last[codes] - first[codes].to_numpy()
        yield name, PAIRED, change, groups[last.index]
        change = shares.loc[last.index] - shares.loc[first.index].to_numpy()
        yield name, SHARE_PAIRED, change, groups[last.index]


def _shown_group(counted: pd.DataFrame, plan: ReleasePlan) -> pd.Series:
    """Smallest group of people who work together that is shown with each person in it."""
    found = pd.Series(None, index=counted.index, dtype=object)
    columns = [str(c) for c in counted if str(c).startswith("level_")]
    for column in ["unit", *reversed(columns)]:
        cut = ["wave", column, "role"]
        shown = plan.shown_groups(tuple(cut))
        if shown.empty:
            continue
        known = pd.MultiIndex.from_frame(shown.astype(str))
        inside = pd.MultiIndex.from_frame(counted[cut].astype(str)).isin(known)
        named = column + " " + counted[column].astype(str)
        found = found.where(found.notna() | ~inside, named)
    return found


def _pooled(
    values: pd.DataFrame, groups: pd.Series, minimum: int
) -> tuple[Mapping[str, float], int | None]:
    """Pooled standard deviations in whole points, and degrees of freedom; none of too few."""
    sizes = groups.value_counts().sort_values(kind="stable")
    df = sizes[sizes >= max(FEWEST_IN_GROUP, minimum)] - 1
    while len(df) and 3 * df.iloc[-1] > df.sum():
        df = df.iloc[:-1]
    if len(df) < FEWEST_GROUPS or df.sum() < FEWEST_DF:
        return {}, None
    kept = groups.isin(df.index)
    inner = values[kept] - values[kept].groupby(groups[kept]).transform("mean")
    points = round_half_away(np.sqrt((inner**2).sum() / df.sum()))
    return dict(zip(map(str, values.columns), points, strict=True)), int(df.sum())


def half_widths(spreads: Spreads, table: pd.DataFrame, *, who: str = "role") -> pd.DataFrame:
    """Half of each mean's interval and the spread behind it, from the told spreads.

    Parameters
    ----------
    spreads
        Of ``spreads_of``.
    table
        ``wave, variable, n`` and, where ``who`` is "role", ``role``.
    who
        Whose spread: each row's own role, or one for all rows.

    Returns
    -------
    DataFrame
        Index of the table, ``half`` and ``sd``; NaN where there is no spread.
    """
    whose = table["role"] if who == "role" else [who] * len(table)
    keys = list(zip(table["wave"].astype(str), whose, table["variable"].astype(str), strict=True))
    width: dict[tuple[str, str, str], tuple[float, float]] = {}
    for key in dict.fromkeys(keys):
        points, df = spreads.get(key, (None, None))
        spread = np.nan if points is None else float(points)
        quantile = t.ppf((1 + CONF_LEVEL) / 2, np.inf if df is None else df)
        width[key] = spread, float(quantile) * spread
    sd, wide = np.array([width[key] for key in keys], dtype=float).reshape(-1, 2).T
    with np.errstate(divide="ignore", invalid="ignore"):
        half = wide / np.sqrt(table["n"].to_numpy(dtype=float))
    return pd.DataFrame({"half": half, "sd": sd}, index=table.index)


def change_half(
    spreads: Spreads, table: pd.DataFrame, sides: Mapping[str, tuple[str, str]]
) -> pd.Series:
    """Half of the interval of a difference between two groups of other people.

    Parameters
    ----------
    spreads
        Of ``spreads_of``.
    table
        ``variable`` and a column with the number of people of each side.
    sides
        By that column: survey and whose spread.
    """
    squares = [
        half_widths(spreads, table.assign(wave=wave, n=table[column]), who=who)["half"] ** 2
        for column, (wave, who) in sides.items()
    ]
    return (squares[0] + squares[1]).pow(0.5)
