"""Tables beside the slides in the notebooks: released numbers with their n, interval and method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases

if TYPE_CHECKING:
    from skcore.release import StudyRelease

__all__ = ["association_table", "cause_table", "change_table", "comparison_table"]


def association_table(release: StudyRelease) -> pd.DataFrame:
    """Social capital and sick leave: every size, measured and corrected, with and without the mix.

    Returns
    -------
    pandas.DataFrame
        Rows of ``unit_association`` over the shown workplaces, with ``components`` (numbers that
        the mix of occupations is summed up in) and ``mix_percent`` (percent of the differences in
        mix that they hold). Where nothing can be related, one row whose ``reason`` says why.
    """
    if release.absence is None:
        p = Phrases(release)
        return pd.DataFrame({"reason": [p.absence_missing()]})
    return release.absence.model.table.drop(columns=["hidden", "hidden_reason"])


def cause_table(release: StudyRelease) -> pd.DataFrame:
    """Absence rate of the whole organisation by cause, in its last full twelve months.

    Returns
    -------
    pandas.DataFrame
        ``cause, absence_percent, n`` (people employed on average); empty without a full year.
    """
    if release.causes is None:
        return pd.DataFrame()
    table = release.causes.table
    return table.loc[~table["hidden"], ["cause", "absence_percent", "n"]]


def change_table(release: StudyRelease) -> pd.DataFrame:
    """Change of every scale for all employees, in points and in share favourable.

    Returns
    -------
    pandas.DataFrame
        ``variable, measure`` (points, or percentage points of the share favourable), ``before,
        after, estimate, conf_low, conf_high, n_first, n_last, method``; empty with one survey.
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


def comparison_table(release: StudyRelease) -> pd.DataFrame:
    """Workplaces that were reorganised, and the group over which they are compared.

    Returns
    -------
    pandas.DataFrame
        ``unit, name, group``; empty where nothing was reorganised.
    """
    facts = release.facts
    rows = [
        {"unit": unit, "name": facts.unit_name(unit), "group": group}
        for unit, group in facts.comparison.items()
        if unit != group
    ]
    return pd.DataFrame(rows, columns=["unit", "name", "group"])
