"""Tables beside the slides in the notebooks: released numbers with their n, interval and method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from scipy.stats import false_discovery_control, norm

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.disclosure import coverage

if TYPE_CHECKING:
    from skcore.disclosure import Released
    from skcore.release import StudyRelease

__all__ = [
    "action_checks_table",
    "association_table",
    "bounds_table",
    "cause_table",
    "change_table",
    "coding_table",
    "comparison_table",
    "coverage_table",
    "early_late_table",
    "power_table",
    "profile_table",
    "rates_table",
    "unit_change_table",
]


@of_release
def action_checks_table(release: StudyRelease) -> pd.DataFrame:
    """The contrast of an action computed in every way, so that no one way decides.

    Returns
    -------
    pandas.DataFrame
        Rows of ``action_checks`` over the shown workplaces; empty where no action is compared.

    Examples
    --------
    >>> import skcore
    >>> skcore.action_checks_table(release)["analysis"].tolist()
    ['units', 'permutation', 'jackknife', 'sandwich']
    """
    if release.action is None:
        return pd.DataFrame()
    return release.action.checks.table.drop(columns=["hidden", "hidden_reason"])


@of_release
def power_table(release: StudyRelease) -> pd.DataFrame:
    """What the surveys around an action could show, and what the next one could.

    Returns
    -------
    pandas.DataFrame
        Rows of ``study_power`` with ``scenario`` (this; more_answers, a quarter more;
        half_take_part), ``n_treated, n_comparison``; empty where no action is compared or nobody
        knows the spread between people.

    Examples
    --------
    >>> import skcore
    >>> skcore.power_table(release)["scenario"].tolist()
    ['this', 'more_answers', 'half_take_part']
    """
    if release.action is None or release.action.power is None:
        return pd.DataFrame()
    return release.action.power.table.drop(columns=["hidden", "hidden_reason"])


@of_release
def association_table(release: StudyRelease) -> pd.DataFrame:
    """Social capital and sick leave: every size, measured and corrected, with and without the mix.

    Returns
    -------
    pandas.DataFrame
        Rows of ``unit_association`` over the shown workplaces, with ``components`` (numbers that
        the mix of occupations is summed up in) and ``mix_percent`` (percent of the differences in
        mix that they hold). Where nothing can be related, one row whose ``reason`` says why.

    Examples
    --------
    >>> import skcore
    >>> skcore.association_table(release)["estimand"].nunique() > 1
    True
    """
    if release.absence is None:
        p = Phrases(release)
        return pd.DataFrame({"reason": [p.absence_missing()]})
    return release.absence.model.table.drop(columns=["hidden", "hidden_reason"])


@of_release
def cause_table(release: StudyRelease) -> pd.DataFrame:
    """Absence rate of the whole organisation by cause, in its last full twelve months.

    Returns
    -------
    pandas.DataFrame
        ``cause, absence_percent, n`` (people employed on average); empty without a full year.

    Examples
    --------
    >>> import skcore
    >>> skcore.cause_table(release).columns.tolist()
    ['cause', 'absence_percent', 'n']
    """
    if release.causes is None:
        return pd.DataFrame()
    table = release.causes.table
    return table.loc[~table["hidden"], ["cause", "absence_percent", "n"]]


@of_release
def change_table(release: StudyRelease) -> pd.DataFrame:
    """Change of every scale for all employees, in points and in share favourable.

    Returns
    -------
    pandas.DataFrame
        ``variable, measure`` (points, or percentage points of the share favourable), ``before,
        after, estimate, conf_low, conf_high, n_first, n_last, method``; empty with one survey.

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
    return pd.concat(parts, ignore_index=True)[[*columns, "n_first", "n_last", "method"]]


@of_release
def unit_change_table(release: StudyRelease) -> pd.DataFrame:
    """Change of every workplace and part of the organisation, with p-values for many at once.

    Returns
    -------
    pandas.DataFrame
        Employees' rows that are shown: ``cut, group, name, variable, before, after, estimate,
        conf_low, conf_high, p_value, p_adjusted`` (Benjamini and Hochberg over the groups of a cut,
        scale by scale), ``change_size`` (small, noticeable, important), ``n_first, n_last``; empty
        with one survey.

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
    parts = [t.table for t in (release.unit_changes, release.level_changes) if t is not None]
    columns = ["cut", "group", "name", "variable", "before", "after", "estimate", "conf_low"]
    columns += ["conf_high", "p_value", "p_adjusted", "change_size", "n_first", "n_last"]
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True)
    table = table[(table["role"] == "employee") & ~table["hidden"].astype(bool)]
    classes = [c for c in ("comparison", *release.facts.level_columns) if c in table]
    table["group"] = table[classes].bfill(axis=1).iloc[:, 0]
    table["name"] = table["group"].map(release.facts.unit_name)
    table["p_value"] = 2 * norm.sf(LEVEL * table["estimate"].abs() / half_of(table))
    by_scale = table.groupby(["cut", "variable"], sort=False)["p_value"]
    table["p_adjusted"] = by_scale.transform(_for_many)
    bars = [-1.0, release.facts.noticeable, release.facts.important]
    sizes = ["small", "noticeable", "important"]
    for bar, size in zip(bars, sizes, strict=True):
        table.loc[table["estimate"].abs() >= bar, "change_size"] = size
    return table[columns].reset_index(drop=True)


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
    facts = release.facts
    rows = [
        {"unit": unit, "name": facts.unit_name(unit), "group": group}
        for unit, group in facts.comparison.items()
        if unit != group
    ]
    return pd.DataFrame(rows, columns=["unit", "name", "group"])


@of_release
def coding_table(release: StudyRelease) -> pd.DataFrame:
    """What looks wrong with the coding of the answers, survey by survey, and what to do about it.

    Returns
    -------
    pandas.DataFrame
        ``wave, item, label, problem, people, advice``; empty where nothing was found or too few
        answered to look at.

    Examples
    --------
    >>> import skcore
    >>> skcore.coding_table(release).empty  # no question looks turned
    True
    """
    return _shown(release.coding, ["wave", "item", "label", "problem", "people", "advice"])


@of_release
def rates_table(release: StudyRelease) -> pd.DataFrame:
    """Who answered the last survey, workplace by workplace, in tree order.

    Returns
    -------
    pandas.DataFrame
        ``name, role, answers, invited, response_rate`` (percent) and ``hidden_reason`` where a
        number is not told: leaders only where enough were there to answer.

    Examples
    --------
    >>> import skcore
    >>> skcore.rates_table(release)["response_rate"].between(0, 100).any()
    np.True_
    """
    facts = release.facts
    table = release.responses.table
    table = table[(table["cut"] == "wave × unit × role") & (table["wave"] == facts.last_wave)]
    order = {unit: place for place, unit in enumerate(facts.workplaces(facts.last_wave))}
    table = table[table["unit"].isin(order) & ((table["role"] == "employee") | ~table["hidden"])]
    table = table.assign(place=table["unit"].map(order)).sort_values(["place", "role"])
    named = table.assign(name=table["unit"].map(facts.unit_name))
    columns = ["name", "role", "answers", "invited", "response_rate", "hidden_reason"]
    return named[columns].reset_index(drop=True)


@of_release
def profile_table(release: StudyRelease) -> pd.DataFrame:
    """Compare who answered with who was invited: roles, and the parts of the organisation.

    Returns
    -------
    pandas.DataFrame
        ``name`` (a part of the organisation; empty for all), ``role, answers, invited,
        part_answered, part_invited, part_difference, chance_low, chance_high, response_rate``;
        empty where nobody knows how many were invited.

    Examples
    --------
    >>> import skcore
    >>> skcore.profile_table(release).columns[:4].tolist()
    ['name', 'role', 'answers', 'invited']
    """
    columns = ["name", "role", "answers", "invited", "part_answered", "part_invited"]
    columns += ["part_difference", "chance_low", "chance_high", "response_rate"]
    if release.profile is None:
        return pd.DataFrame(columns=columns)
    table = release.profile.table
    top = table["level_1"] if "level_1" in table else [None] * len(table)
    names = [release.facts.unit_name(unit) if isinstance(unit, str) else "" for unit in top]
    return table.assign(name=names)[columns]


@of_release
def bounds_table(release: StudyRelease) -> pd.DataFrame:
    """How far the means could move, had those who did not answer answered otherwise.

    Returns
    -------
    pandas.DataFrame
        ``variable, estimate, n, invited, response_rate, possible_low, possible_high, shifted_low,
        shifted_high`` (10 points lower and higher), ``needed``; empty where nobody knows how many
        were invited.

    Examples
    --------
    >>> import skcore
    >>> skcore.bounds_table(release).columns[:4].tolist()
    ['variable', 'estimate', 'n', 'invited']
    """
    columns = ["variable", "estimate", "n", "invited", "response_rate", "possible_low"]
    columns += ["possible_high", "shifted_low", "shifted_high", "needed"]
    return _shown(release.bounds, columns)


@of_release
def early_late_table(release: StudyRelease) -> pd.DataFrame:
    """Compare those who answered in the second half of the survey's time with the others.

    Returns
    -------
    pandas.DataFrame
        ``variable, early, late, estimate`` (points, late minus early), ``conf_low, conf_high,
        n_early, n_late, method``; empty where the export does not say when people answered.

    Examples
    --------
    >>> import skcore
    >>> skcore.early_late_table(release).empty  # the sample has no dates of answering
    True
    """
    columns = ["variable", "early", "late", "estimate", "conf_low", "conf_high"]
    return _shown(release.early_late, [*columns, "n_early", "n_late", "method"])


@of_release
def coverage_table(release: StudyRelease) -> pd.DataFrame:
    """How much of what was planned may be shown, table by table.

    Returns
    -------
    pandas.DataFrame
        ``cut, groups, people, groups_shown, people_shown`` (shares, 0-1) of the first instrument.

    Examples
    --------
    >>> import skcore
    >>> skcore.coverage_table(release).columns.tolist()
    ['cut', 'groups', 'people', 'groups_shown', 'people_shown']
    """
    return coverage(release.plans.means[release.facts.primary.id])


def _shown(released: Released | None, columns: list[str]) -> pd.DataFrame:
    """Rows that are shown; an empty table with the same columns where there is nothing."""
    if released is None:
        return pd.DataFrame(columns=columns)
    table = released.table
    return table.loc[~table["hidden"].astype(bool), columns].reset_index(drop=True)
