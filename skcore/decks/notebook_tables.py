"""Tables beside the slides in the notebooks: released numbers with their n, interval and method."""

from __future__ import annotations

import pandas as pd

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.rows import employees
from skcore.disclosure import Released, coverage
from skcore.release import StudyRelease


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
    return _whole(release.action.checks if release.action else None)


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
    return _whole(release.action.power if release.action else None)


@of_release
def action_classes_table(release: StudyRelease) -> pd.DataFrame:
    """How workplaces with an action developed beside the others, by theme, status and dose.

    Returns
    -------
    pandas.DataFrame
        ``kind`` (theme, status, dose), ``group`` (code of the scale, status, or ``0-100``),
        ``variable`` (the theme's own scale; else what the action is judged by), ``estimate``
        (points beyond the workplaces without an action; of dose: all carried out against nothing),
        ``conf_low, conf_high, p_value, p_adjusted`` (over all rows), ``n_treated, n_comparison,
        method, reason``. Fewer than three workplaces are left out; empty without a register.
        Means of themes are counted in the steps in which dots tell them.

    Examples
    --------
    >>> import skcore
    >>> skcore.action_classes_table(release)["kind"].unique().tolist()
    ['theme', 'status', 'dose']
    """
    columns = ["kind", "group", "variable", "estimate", "conf_low", "conf_high", "p_value"]
    columns += ["p_adjusted", "n_treated", "n_comparison", "method", "reason"]
    return _shown(release.action_classes, columns)


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
        return pd.DataFrame({"reason": [Phrases(release).absence_missing()]})
    return _whole(release.absence.model)


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
    return _shown(release.causes, ["cause", "absence_percent", "n"])


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
def weighted_table(release: StudyRelease) -> pd.DataFrame:
    """Means as they would be, had every workplace or occupation answered as often.

    Beside the plain ones, and made of means that are shown alone: weights over anything finer
    (role × occupation × department, ``raked_means``) would be one more sum of those not shown.

    Returns
    -------
    pandas.DataFrame
        Of the last survey's employees, by scale: ``group`` (the class that counts as many as were
        invited), ``variable, unweighted, estimate, conf_low, conf_high`` (from the told spread,
        95 %), ``n`` (answers), ``n_groups, invited, method``. Empty where nobody knows how many
        were invited; by occupation where the list of invited has it. Never the default: where the
        columns differ, who answered matters.

    Examples
    --------
    >>> import skcore
    >>> skcore.weighted_table(release)[["variable", "unweighted", "estimate"]].shape[1]
    3
    """
    wave, rows = release.facts.last_wave, []
    asked = release.responses.table
    asked = asked[(asked["wave"] == wave) & (asked["role"] == "employee")]
    for name, cut in (("unit", "wave × unit × role"), ("occupation", "wave × role × occupation")):
        own = asked[asked["cut"] == cut]
        if own.empty:
            continue
        means = employees(release, cut, wave)
        means = means[~means[name].isin(["", "–"])]  # who told no occupation has no weight
        means["weight"] = means[name].map(own.set_index(name)["invited"]).astype(float)
        shown = means[~means["hidden"].astype(bool)].dropna(subset=["estimate", "weight"])
        for code, part in shown.groupby("variable", sort=False):
            rows.append({"group": name, "variable": code} | _weighted(part))
    columns = ["group", "variable", "unweighted", "estimate", "conf_low", "conf_high", "n"]
    return pd.DataFrame(rows, columns=[*columns, "n_groups", "invited", "method"])


def _weighted(part: pd.DataFrame) -> dict[str, object]:
    weight, n = part["weight"] / part["weight"].sum(), part["n"].astype(float)
    mean = float((weight * part["estimate"]).sum())
    half = float(((weight * (part["conf_high"] - part["conf_low"]) / 2) ** 2).sum(skipna=False))
    return {
        "unweighted": round(float((n * part["estimate"]).sum() / n.sum()), 1),
        "estimate": round(mean, 1),
        "conf_low": round(mean - half**0.5, 1),
        "conf_high": round(mean + half**0.5, 1),
        "n": int(n.sum()),
        "n_groups": len(part),
        "invited": int(part["weight"].sum()),
        "method": "shown groups weighted by their invited, told spread",
    }


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
        n_early, n_late, early_bounded, late_bounded, method``; empty where the export does not
        say when people answered.

    Examples
    --------
    >>> import skcore
    >>> skcore.early_late_table(release).empty  # the sample has no dates of answering
    True
    """
    columns = ["variable", "early", "late", "estimate", "conf_low", "conf_high"]
    columns += ["n_early", "n_late", "early_bounded", "late_bounded", "method"]
    return _shown(release.early_late, columns)


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


def _whole(released: Released | None) -> pd.DataFrame:
    """Rows of a table in which nothing is hidden; empty where there is none."""
    if released is None:
        return pd.DataFrame()
    return released.table.drop(columns=["hidden", "hidden_reason"])


def _shown(released: Released | None, columns: list[str]) -> pd.DataFrame:
    """Rows that are shown; an empty table with the same columns where there is nothing."""
    if released is None:
        return pd.DataFrame(columns=columns)
    table = released.table
    return table.loc[~table["hidden"].astype(bool), columns].reset_index(drop=True)
