"""Tables of change between two surveys, for the notebooks, with n and interval."""

from __future__ import annotations

import pandas as pd
from scipy.stats import false_discovery_control, norm

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.release import StudyRelease


@of_release
def change_table(release: StudyRelease) -> pd.DataFrame:
    """Change of every scale for all employees, in points and in share favourable.

    Returns
    -------
    pandas.DataFrame
        ``variable, measure`` (points, or percentage points of the share favourable), ``before,
        after, estimate, conf_low, conf_high, n_first, n_last, before_bounded, after_bounded,
        method``; empty with one survey. A share of fewer than fifty is told alike at the end and
        beyond it.

    Examples
    --------
    >>> import skcore
    >>> skcore.change_table(release).columns[:4].tolist()
    ['variable', 'measure', 'before', 'after']
    """
    parts = []
    for measure, released in (("points", release.changes), ("share", release.share_changes)):
        if released is not None:
            table = released.table
            parts.append(table[~table["hidden"]].assign(measure=measure))
    if not parts:
        return pd.DataFrame()
    columns = ["variable", "measure", "before", "after", "estimate", "conf_low", "conf_high"]
    columns += ["n_first", "n_last", "before_bounded", "after_bounded", "method"]
    return pd.concat(parts, ignore_index=True)[columns]


@of_release
def unit_change_table(release: StudyRelease) -> pd.DataFrame:
    """Change of every workplace and part of the organisation, with p-values for many at once.

    In points; of parts just below the whole in percentage points of the share favourable too,
    where the door lets it.

    Returns
    -------
    pandas.DataFrame
        Employees' rows that are shown: ``cut, group, name, variable, measure`` (points or share),
        ``before, after, estimate, conf_low, conf_high, p_value, p_adjusted`` (Benjamini and
        Hochberg over the groups of a cut, scale by scale), ``change_size`` (small, noticeable,
        important; of points), ``n_first, n_last, before_bounded, after_bounded``; empty with one
        survey.

    Notes
    -----
    p-values are read off the shown change and its interval, so they tell nothing that these do not;
    missing where a change has no interval.

    Examples
    --------
    >>> import skcore
    >>> table = skcore.unit_change_table(release)
    >>> (table["p_adjusted"].dropna() >= table["p_value"].dropna()).all().item()
    True
    """
    shares = release.level_share_changes
    parts = [t.table for t in (release.unit_changes, release.level_changes) if t is not None]
    parts = [table.assign(measure="points") for table in parts]
    parts += [] if shares is None else [shares.table.assign(measure="share")]
    columns = ["cut", "group", "name", "variable", "measure", "before", "after", "estimate"]
    columns += ["conf_low", "conf_high", "p_value", "p_adjusted", "change_size", "n_first"]
    columns += ["n_last", "before_bounded", "after_bounded"]
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True)
    table = table[(table["role"] == "employee") & ~table["hidden"].astype(bool)]
    classes = [c for c in ("comparison", *release.facts.level_columns) if c in table]
    table["group"] = table[classes].bfill(axis=1).iloc[:, 0]
    table["name"] = table["group"].map(release.facts.unit_name)
    table["p_value"] = 2 * norm.sf(LEVEL * table["estimate"].abs() / half_of(table))
    by_scale = table.groupby(["cut", "variable", "measure"], sort=False)["p_value"]
    table["p_adjusted"] = by_scale.transform(_for_many)
    points = table.loc[table["measure"] == "points", "estimate"].dropna()
    table["change_size"] = points.map(Phrases(release).size).astype(object)
    told = table[columns].round({"p_value": 3, "p_adjusted": 3})  # as every p-value
    return told.reset_index(drop=True)


LEVEL = float(norm.ppf(0.975))


def half_of(table: pd.DataFrame) -> pd.Series:
    """Half of each shown interval; missing where it is no more than rounding."""
    half: pd.Series = (table["conf_high"] - table["conf_low"]) / 2
    return half.where(half > 0)


def _for_many(p_values: pd.Series) -> pd.Series:
    """Adjust one scale's p-values for the false discovery rate, those that there are."""
    known = p_values.dropna()
    if known.empty:
        return p_values
    adjusted = false_discovery_control(known.to_numpy(dtype=float))
    return pd.Series(adjusted, index=known.index).reindex(p_values.index)


@of_release
def comparison_table(release: StudyRelease) -> pd.DataFrame:
    """Workplaces that were reorganised, and the group over which they are compared.

    Returns
    -------
    pandas.DataFrame
        ``unit, name, group``; empty where nothing was reorganised.

    Examples
    --------
    >>> import skcore
    >>> skcore.comparison_table(release).columns.tolist()
    ['unit', 'name', 'group']
    """
    rows = [
        {"unit": unit, "name": release.facts.unit_name(unit), "group": group}
        for unit, group in release.facts.comparison.items()
        if unit != group
    ]
    return pd.DataFrame(rows, columns=["unit", "name", "group"])
