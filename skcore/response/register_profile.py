"""Are those who answered the people who were asked? Roles, occupations, parts of the house."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from skcore.errors import InputError
from skcore.inputs import Floats, same_kind, takes

NOT_TOLD = "–"  # a missing class would vanish in a groupby
_MOST = 1e9  # more were never invited, and the distribution would take hours


@takes("responses", classes=["by"])
@takes("register", numbers=["count"], classes=["by"])
def compare_with_register(
    responses: pd.DataFrame,
    register: pd.DataFrame,
    *,
    by: Sequence[str],
    count: str = "invited",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Compare who answered with who could have: role, occupation, part of the organisation.

    Parameters
    ----------
    responses
        One row per respondent with the columns in ``by``.
    register
        Columns in ``by`` and the number of people invited (or employed); rows are added up.
    by
        Columns that make the classes, for example ``["role"]`` or ``["wave", "occupation"]``.
    count
        The register's column with the number of people.
    conf_level
        Share of random draws that fall within ``chance_low`` to ``chance_high``.

    Returns
    -------
    pandas.DataFrame
        ``by``; ``n`` (answers), ``invited``; ``part_answered`` and ``part_invited`` (the class's
        part of the answers and of the register, percent), ``part_difference`` (percentage points,
        rounded nowhere), ``chance_low, chance_high`` (percent: between these lies the part of the
        answers when as many are drawn by lot), ``response_rate`` and ``reason``.

    Raises
    ------
    InputError
        Columns that are missing; a register without people.

    Notes
    -----
    Parts are of those whose class is told; an answer without a class stands in a row ``–``.
    The range is the hypergeometric distribution's (validated against R's ``qhyper``). A class
    outside it answered more or less often than chance would have it. A profile that fits says
    nothing about whether those who answered *think* as the others.

    References
    ----------
    Cochran WG. Sampling Techniques. 3rd ed. Wiley 1977, chapter 3: shares in a finite population.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> answers = pd.DataFrame({"role": ["nurse"] * 30 + ["aide"] * 30})
    >>> staff = pd.DataFrame({"role": ["nurse", "aide"], "invited": [35, 65]})
    >>> skcore.compare_with_register(answers, staff, by=["role"])[
    ...     ["role", "part_answered", "part_invited", "part_difference"]]
        role  part_answered  part_invited  part_difference
    0   aide           50.0          65.0            -15.0
    1  nurse           50.0          35.0             15.0
    """
    keys = list(by)
    if not register[count].sum() > 0:
        raise InputError(
            f"Column '{count}' of the register counts nobody. Give the number of people invited."
        )
    told = responses[keys].astype(object).reset_index(drop=True)
    same_kind(
        "compare_with_register", told, register[keys].astype(object), {key: key for key in keys}
    )
    told = told.where(told.notna() & (told != ""), NOT_TOLD)
    n = told.groupby(keys).size().rename("n")
    asked = register.groupby(keys)[count].sum(min_count=1).rename("invited")
    table = pd.concat([asked, n], axis=1).sort_index().reset_index()
    table["n"] = table["n"].fillna(0).astype(int)
    table["invited"] = table["invited"].astype(float)
    unknown = (table[keys] == NOT_TOLD).any(axis=1) | table["invited"].isna()
    answers, invited = table["n"].mask(unknown), table["invited"].mask(unknown)
    table["part_answered"] = 100 * answers / (answers.sum() or np.nan)
    table["part_invited"] = 100 * invited / (invited.sum() or np.nan)
    table["part_difference"] = table["part_answered"] - table["part_invited"]
    ends = _by_lot(answers.to_numpy(dtype=float), invited.to_numpy(dtype=float), conf_level)
    table["chance_low"], table["chance_high"] = ends
    table["response_rate"] = 100 * answers / invited.where(invited > 0)
    more = table["n"] > table["invited"]
    table["reason"] = np.select([unknown, more], ["not in the register", "more than invited"], "")
    return table


def _by_lot(answers: Floats, invited: Floats, conf_level: float) -> tuple[Floats, Floats]:
    """Percent of the answers that a class would have, were the respondents drawn by lot."""
    from scipy.stats import hypergeom

    drawn, people = np.nansum(answers), np.nansum(invited)
    counted = (invited == invited.round()) & (people < _MOST)
    possible = ~np.isnan(invited) & (drawn > 0) & (drawn <= people) & counted
    share = (1 - conf_level) / 2
    ends = []
    for quantile in (share, 1 - share):
        end = np.full(len(invited), np.nan)
        found = hypergeom.ppf(quantile, people, invited[possible], drawn)
        end[possible] = 100 * found / drawn
        ends.append(end)
    return ends[0], ends[1]
