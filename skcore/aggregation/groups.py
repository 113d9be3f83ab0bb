"""Figures of groups: response rates, means with their intervals, and two views side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from skcore.errors import InputError
from skcore.inputs import same_kind, takes
from skcore.measuring.welch import welch_error


@takes("responses", classes=["by"])
@takes("invited", numbers=["=invited"], classes=["by"])
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
        where the number of invitations is not known; above 100 where more answered).

    Raises
    ------
    InputError
        A table lacks one of the columns.

    Notes
    -----
    Everybody who answered counts, also those behind no mean. A group that was invited and did
    not answer stands with 0; one that answered and was not invited with a missing rate. So does
    a group with a unit in it that answered and is not among the invited: its answers would stand
    above a line that its people are missing below.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> answers = pd.DataFrame({"wave": ["1"] * 3, "unit": ["a", "a", "b"]})
    >>> asked = pd.DataFrame({"wave": ["1", "1"], "unit": ["a", "b"], "invited": [4, 2]})
    >>> skcore.response_rates(answers, asked, by=["wave", "unit"])
      wave unit  n  invited  response_rate
    0    1    a  2      4.0           50.0
    1    1    b  1      2.0           50.0
    """
    keys = list(by)
    n = responses.groupby(keys).size().rename("n").reset_index()
    if invited is None:
        return n.assign(invited=np.nan, response_rate=np.nan)
    same_kind("response_rates", responses, invited, {key: key for key in keys})
    asked = invited.groupby(keys)["invited"].sum(min_count=1).reset_index()
    table = asked.merge(n, on=keys, how="outer")
    table["n"] = table["n"].fillna(0).astype(int)
    short = pd.MultiIndex.from_frame(table[keys]).isin(_not_all_counted(responses, invited, keys))
    table["invited"] = table["invited"].astype(float).mask(short)
    table["response_rate"] = 100 * table["n"] / table["invited"].where(table["invited"] > 0)
    return table[[*keys, "n", "invited", "response_rate"]]


def _not_all_counted(
    responses: pd.DataFrame, invited: pd.DataFrame, keys: list[str]
) -> pd.MultiIndex:
    """Groups with answers from a unit (by wave and role) whose invited nobody counted."""
    parts = [c for c in ("wave", "unit", "role") if c in responses and c in invited]
    cells = list(dict.fromkeys([*keys, *parts]))
    told = responses[responses["unit"] != ""] if "unit" in parts else responses
    known = invited.dropna(subset="invited")[cells].drop_duplicates()
    both = told[cells].drop_duplicates().merge(known, on=cells, how="left", indicator=True)
    return pd.MultiIndex.from_frame(both.loc[both["_merge"] == "left_only", keys])


@takes("data", numbers=["values"], classes=["groups", "within"])
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

    Raises
    ------
    InputError
        A column is missing, or ``conf_level`` lies outside 0-1.

    Notes
    -----
    A group's own standard deviation together with mean and n fixes the answers of a small group;
    the pooled one does not, and it is the better estimate in small groups. Intervals are
    mean ± t(N - G) · s_pooled / √n. Where groups and cells are the same they are validated against
    R's predict(lm(x ~ cell), interval = "confidence").

    References
    ----------
    Kutner, M. H., Nachtsheim, C. J., Neter, J., & Li, W. (2005). Applied linear statistical
    models, chapter 17 (intervals of factor level means). McGraw-Hill.

    Examples
    --------
    >>> d = pd.DataFrame({"unit": list("aabb"), "x": [40.0, 60, 50, 70]})
    >>> group_means(d, values=["x"], groups=["unit"], within=["unit"])[["unit", "estimate", "n"]]
      unit  estimate  n
    0    a      50.0  2
    1    b      60.0  2
    """
    taken = {"variable", "estimate", "conf_low", "conf_high", "n", "sd", "sd_within"} & {*groups}
    if taken:
        raise InputError(
            f"group_means gives a column {', '.join(map(repr, sorted(taken)))} of its own: call "
            "the groups something else."
        )
    scores = data[[*dict.fromkeys(values)]]
    inside = data.dropna(subset=[*within])  # of no group at all pandas has no mean to give
    cells = inside.groupby(list(within), observed=True)[[*scores]]
    squares = (inside[[*scores]] - cells.transform("mean")) ** 2
    df = scores.notna().sum() - (cells.count() > 0).sum()
    by_group = data.groupby(list(groups), observed=True)[[*scores]]
    figures = {"estimate": by_group.mean(), "n": by_group.count(), "sd": by_group.std()}
    tables = []
    for variable in values:
        table = pd.DataFrame({name: figure[variable] for name, figure in figures.items()})
        tables.append(
            means_with_intervals(
                table[table["n"] > 0].reset_index(),
                groups,
                variable,
                squares=float(squares[variable].dropna().sum()),
                df=int(df[variable]),
                conf_level=conf_level,
            )
        )
    return pd.concat(tables, ignore_index=True)


def means_with_intervals(
    table: pd.DataFrame,
    groups: Sequence[str],
    variable: str,
    *,
    squares: float,
    df: int,
    conf_level: float,
) -> pd.DataFrame:
    """Put intervals beside the estimates of one variable, from its pooled squares within cells."""
    from scipy.stats import t

    pooled = np.sqrt(squares / df) if df > 0 else np.nan
    half = t.ppf((1 + conf_level) / 2, df) * pooled / np.sqrt(table["n"]) if df > 0 else np.nan
    return pd.DataFrame(
        {
            **{name: table[name] for name in groups},
            "variable": variable,
            "estimate": table["estimate"],
            "conf_low": table["estimate"] - half,
            "conf_high": table["estimate"] + half,
            "n": table["n"],
            "sd": table["sd"],
            "sd_within": pooled,
            "method": "mean, pooled within-group SD, t",
        }
    )


@takes("data", numbers=["values"], classes=["groups", "role"])
def role_gap(
    data: pd.DataFrame,
    *,
    values: Sequence[str],
    groups: Sequence[str] = (),
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Leaders' mean minus employees' mean: two views of the same working day, no verdict.

    Parameters
    ----------
    data
        One row per respondent, with ``role`` (employee or leader).
    values
        Columns with scores (0-100).
    groups
        Columns that make the groups; none for one row per variable.
    conf_level
        Confidence level of the interval, 0-1.

    Returns
    -------
    pandas.DataFrame
        ``groups``, ``variable, employee, leader, estimate`` (leader - employee, points),
        ``conf_low, conf_high, n_employee, n_leader, method`` (Welch). The interval is missing
        with fewer than two on a side.

    Raises
    ------
    InputError
        A column is missing, or ``conf_level`` lies outside 0-1.

    Notes
    -----
    Validated against R's t.test(leader, employee). Whether a gap up or down goes with harm is not
    settled (Gibson 2009 and Tafvelin 2017 disagree), so the sign is reported and nothing more.

    References
    ----------
    Gibson, C. B., Cooper, C. D., & Conger, J. A. (2009). Do you see what we see? Journal of
    Applied Psychology, 94(1), 62-76. https://doi.org/10.1037/a0013073
    Welch, B. L. (1947). Biometrika, 34, 28-35. https://doi.org/10.1093/biomet/34.1-2.28

    Examples
    --------
    >>> d = pd.DataFrame({"role": ["employee"] * 3 + ["leader"] * 2, "TM": [50.0, 60, 70, 70, 80]})
    >>> role_gap(d, values=["TM"])[["variable", "employee", "leader", "estimate", "n_leader"]]
      variable  employee  leader  estimate  n_leader
    0       TM      60.0    75.0      15.0       2.0
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
        error, df = welch_error(wide[("var", "employee")], n_e, wide[("var", "leader")], n_l)
        estimate = wide[("mean", "leader")] - wide[("mean", "employee")]
        half = t.ppf((1 + conf_level) / 2, df) * error
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
