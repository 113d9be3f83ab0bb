"""From respondents to groups: units up the tree, response rates, means and two views.

Everything here stays in the confidential room; ``skcore.disclosure`` decides what may be seen.
A unit's figure is its employees'. Leaders stand apart: where a unit has one leader, a figure
of all beside a figure of the employees is that leader's answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skcore.measuring.scoring import score_items, score_scales

if TYPE_CHECKING:
    from skcore.instruments.model import Instrument
    from skcore.reading.study import Study

__all__ = [
    "counted_people",
    "group_means",
    "level_columns",
    "response_rates",
    "role_gap",
    "scored_people",
    "share_favourable",
    "unit_paths",
]

NO_LEVEL = "–"
FAVOURABLE_POINTS = 75.0  # the two best of five options on 0-100


def level_columns(levels: Sequence[str]) -> list[str]:
    """Class columns for the levels above the workplace, top first.

    Examples
    --------
    >>> level_columns(["forvaltning", "område", "arbejdsplads"])
    ['level_1', 'level_2']
    """
    return [f"level_{i}" for i in range(1, len(levels))]


def unit_paths(units: pd.DataFrame, *, levels: Sequence[str], waves: Sequence[str]) -> pd.DataFrame:
    """Ancestors of every unit in every wave.

    Parameters
    ----------
    units
        One row per unit (and wave, where the tree changes): ``unit, parent, level, wave``.
    levels
        Words for the levels, top to bottom; the last one is the workplace.
    waves
        Wave ids.

    Returns
    -------
    pandas.DataFrame
        ``wave, unit, level_1 ... `` one row per wave and unit; a level that a unit does not
        have is ``"–"``, never missing: a missing class would vanish in a groupby.

    Examples
    --------
    >>> tree = pd.DataFrame({"unit": ["A", "a1"], "parent": ["", "A"], "level": ["top", "team"],
    ...                      "wave": ["", ""]})
    >>> unit_paths(tree, levels=["top", "team"], waves=["1"])
      wave unit level_1
    0    1    A       A
    1    1   a1       A
    """
    columns = level_columns(levels)
    rank = {word: i for i, word in enumerate(levels)}
    rows: list[dict[str, str]] = []
    for wave in waves:
        tree = units[units["wave"].isin(["", wave])].set_index("unit")
        parent, level = tree["parent"].to_dict(), tree["level"].to_dict()
        for unit in tree.index:
            row = {"wave": wave, "unit": unit} | dict.fromkeys(columns, NO_LEVEL)
            above = unit
            while above:
                place = rank.get(level[above], len(columns))
                if place < len(columns):
                    row[columns[place]] = above
                above = parent.get(above, "")
            rows.append(row)
    return pd.DataFrame(rows, columns=["wave", "unit", *columns])


def scored_people(study: Study) -> pd.DataFrame:
    """Every respondent with scale scores and the levels above the unit.

    Returns
    -------
    pandas.DataFrame
        One row per respondent: ``respondent, wave, unit, role``, backgrounds, ``level_1`` ...,
        item codes as answered, then for every instrument its scales and composites on 0-100.
    """
    paths = unit_paths(study.units, levels=study.levels, waves=[w.id for w in study.waves])
    people = study.responses.merge(paths, on=["wave", "unit"], how="left", validate="many_to_one")
    scores = [score_scales(study.responses, instrument) for instrument in study.instruments]
    return pd.concat([people, *(s.set_axis(people.index) for s in scores)], axis=1)


def counted_people(people: pd.DataFrame, instrument: Instrument) -> pd.Series:
    """Tell who is behind the instrument's shown figures: those with every scale of it.

    One base for all scales: a composite and its scales are sums of one another, so the few who
    are behind one and not behind the other would be a group that could be worked out.
    """
    scales = [code for code in instrument.scale_codes if code in people]
    return people[scales].notna().all(axis=1)


def response_rates(
    responses: pd.DataFrame, invited: pd.DataFrame | None, *, by: Sequence[str]
) -> pd.DataFrame:
    """Count answers and invitations per group.

    Parameters
    ----------
    responses
        One row per respondent with the columns in ``by``.
    invited
        ``wave, unit, role, invited`` with the columns in ``by``; None where nobody counted.
    by
        Columns that make the groups.

    Returns
    -------
    pandas.DataFrame
        ``by``, ``n`` answers, ``invited`` people and ``response_rate`` in percent (missing
        where the number of invitations is not known; never above what was invited).

    Examples
    --------
    >>> answers = pd.DataFrame({"wave": ["1"] * 3, "unit": ["a", "a", "b"]})
    >>> asked = pd.DataFrame({"wave": ["1", "1"], "unit": ["a", "b"], "invited": [4, 2]})
    >>> response_rates(answers, asked, by=["wave", "unit"])
      wave unit  n  invited  response_rate
    0    1    a  2      4.0           50.0
    1    1    b  1      2.0           50.0
    """
    keys = list(by)
    n = responses.groupby(keys).size().rename("n").reset_index()
    if invited is None:
        return n.assign(invited=np.nan, response_rate=np.nan)
    asked = invited.groupby(keys)["invited"].sum(min_count=1).reset_index()
    table = asked.merge(n, on=keys, how="outer")
    table["n"] = table["n"].fillna(0).astype(int)
    table["invited"] = table["invited"].astype(float)
    table["response_rate"] = 100 * table["n"] / table["invited"].where(table["invited"] > 0)
    return table[[*keys, "n", "invited", "response_rate"]]


def group_means(
    data: pd.DataFrame,
    *,
    values: Sequence[str],
    groups: Sequence[str],
    within: Sequence[str],
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Mean of each variable in each group with an interval from the pooled spread.

    Parameters
    ----------
    data
        One row per respondent.
    values
        Columns with scores (0-100).
    groups
        Columns that make the groups.
    within
        Columns that make the smallest groups (for example wave, unit, role): the spread inside
        these, pooled over all of them, gives every interval.
    conf_level
        Share of intervals that would cover the group's long-run mean.

    Returns
    -------
    pandas.DataFrame
        ``groups``, ``variable, estimate, conf_low, conf_high, n, sd, sd_within, method``; ``sd``
        is the group's own and stays in the confidential room unless the policy allows it,
        ``sd_within`` the pooled one.

    Notes
    -----
    A group's own standard deviation together with mean and n fixes the answers of a small group;
    the pooled one does not, and it is the better estimate in small groups. Intervals are
    mean ± t(N - G) · s_pooled / √n.

    Examples
    --------
    >>> d = pd.DataFrame({"unit": list("aabb"), "x": [40.0, 60, 50, 70]})
    >>> group_means(d, values=["x"], groups=["unit"], within=["unit"])[["unit", "estimate", "n"]]
      unit  estimate  n
    0    a      50.0  2
    1    b      60.0  2
    """
    from scipy.stats import t

    tables = []
    for variable in values:
        valid = data[[*dict.fromkeys([*groups, *within]), variable]].dropna(subset=[variable])
        cells = valid.groupby(list(within), observed=True)[variable]
        df = len(valid) - cells.ngroups
        squares = float(((valid[variable] - cells.transform("mean")) ** 2).sum())
        pooled = np.sqrt(squares / df) if df > 0 else np.nan
        keys = list(groups)
        by_group = valid.groupby(keys, observed=True)[variable]
        table = by_group.agg(estimate="mean", n="size", sd="std").reset_index()
        half = t.ppf((1 + conf_level) / 2, df) * pooled / np.sqrt(table["n"]) if df > 0 else np.nan
        table = table.assign(
            variable=variable,
            conf_low=table["estimate"] - half,
            conf_high=table["estimate"] + half,
            sd_within=pooled,
            method="mean, pooled within-group SD, t",
        )
        tables.append(table)
    columns = [
        *groups,
        "variable",
        "estimate",
        "conf_low",
        "conf_high",
        "n",
        "sd",
        "sd_within",
        "method",
    ]
    return pd.concat(tables, ignore_index=True)[columns]


def share_favourable(responses: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Share of answers in the two best options, per respondent and scale.

    Returns
    -------
    pandas.DataFrame
        Index of the input; one column per scale, 0-100: of the items that the respondent
        answered on the scale, the percentage in the two best options. Its mean over a group is
        the mean over items of the share favourable, when nobody skips an item.
    """
    items = score_items(responses, instrument)
    shares = {}
    for scale in instrument.scales:
        present = [code for code in scale.items if code in items]
        if not present:
            continue
        points = items[present]
        answered = points.notna().sum(axis=1)
        share = 100 * (points >= FAVOURABLE_POINTS).sum(axis=1) / answered.where(answered > 0)
        shares[scale.code] = share.where(answered >= scale.min_answered)
    return pd.DataFrame(shares, index=responses.index)


def role_gap(
    data: pd.DataFrame,
    *,
    values: Sequence[str],
    groups: Sequence[str] = (),
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Leaders' mean minus employees' mean: two views of the same working day, no verdict.

    Returns
    -------
    pandas.DataFrame
        ``groups``, ``variable, employee, leader, estimate`` (leader - employee, points),
        ``conf_low, conf_high, n_employee, n_leader, method`` (Welch).

    Notes
    -----
    Whether a gap up or down goes with harm is not settled (Gibson 2009 and Tafvelin 2017
    disagree), so the sign is reported and nothing more.
    """
    from scipy.stats import t

    everybody = "_all"  # one group for all, so that the table has the same shape with and without
    keys = list(groups) or [everybody]
    data = data.assign(**{everybody: 0})
    tables = []
    for variable in values:
        cells = data.dropna(subset=[variable]).groupby([*keys, "role"], observed=True)[variable]
        wide: pd.DataFrame = cells.agg(["mean", "var", "size"]).unstack("role")  # type: ignore[assignment]
        sides = pd.MultiIndex.from_product([["mean", "var", "size"], ["employee", "leader"]])
        wide = wide.reindex(columns=sides).astype(float)
        n_e, n_l = wide[("size", "employee")], wide[("size", "leader")]
        v_e, v_l = wide[("var", "employee")] / n_e, wide[("var", "leader")] / n_l
        estimate = wide[("mean", "leader")] - wide[("mean", "employee")]
        df = (v_e + v_l) ** 2 / (v_e**2 / (n_e - 1) + v_l**2 / (n_l - 1))
        half = t.ppf((1 + conf_level) / 2, df) * np.sqrt(v_e + v_l)
        columns = {
            "variable": variable,
            "employee": wide[("mean", "employee")],
            "leader": wide[("mean", "leader")],
            "estimate": estimate,
            "conf_low": estimate - half,
            "conf_high": estimate + half,
            "n_employee": n_e,
            "n_leader": n_l,
            "method": "difference of means, Welch",
        }
        tables.append(pd.DataFrame(columns, index=wide.index).reset_index())
    return pd.concat(tables, ignore_index=True).drop(columns=[everybody], errors="ignore")
