"""Those who answered both times beside those who answered once: who stayed, and what it changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from skcore.errors import InputError
from skcore.evaluation.between_waves import compare_waves
from skcore.inputs import takes


@takes("data", numbers=["values"], classes=["subject", "wave"])
def compare_linked(
    data: pd.DataFrame,
    *,
    values: str | Sequence[str],
    subject: str,
    wave: str,
    first: Any,
    last: Any,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Change of those who answered twice beside the change of all, and how those who left differ.

    Confidential: of few who left, the means are theirs.

    Parameters
    ----------
    data
        One row per answer; of two surveys, other rows are left out.
    values
        Columns with the measurements.
    subject
        Column with the pseudonym that links answers.
    wave
        Column with the survey.
    first, last
        Ids of the two surveys.
    conf_level
        Confidence level of the intervals, 0-1.

    Returns
    -------
    pandas.DataFrame
        Up to four rows per variable (a side of nobody has none), ``contrast``: ``linked`` (change
        of those who answered both times, paired), ``unlinked`` (change of all), ``left`` (in the
        first survey: those who answered both less those who answered it alone) and ``joined`` (in
        the last: those who answered it alone less those who answered both); ``variable, estimate,
        conf_low, conf_high, p_value, n_first, n_last, method, reason``.

    Raises
    ------
    InputError
        A survey without rows.

    Notes
    -----
    ``compare_waves`` throughout (paired t, and Welch). Where ``left`` is far from 0 the paired
    change is that of other people than the first survey's; the unlinked change then mixes change
    and exchange. The n of each row tells how many stayed, left and joined.
    Validated through `compare_waves`, which is held against R's ``t.test``.

    References
    ----------
    .. [1] Welch (1947), Biometrika 34, 28-35, doi 10.1093/biomet/34.1-2.28.


    Examples
    --------
    >>> import pandas as pd, skcore
    >>> people = pd.DataFrame({
    ...     "respondent": list("abcdef") + list("abcdxy"), "wave": ["1"] * 6 + ["2"] * 6,
    ...     "TM": [50, 60, 70, 55, 30, 35, 55, 66, 74, 62, 70, 80]})
    >>> table = skcore.compare_linked(
    ...     people, values="TM", subject="respondent", wave="wave", first="1", last="2")
    >>> table[["contrast", "estimate", "n_first", "n_last"]]
       contrast   estimate  n_first  n_last
    0    linked   5.500000        4       4
    1  unlinked  17.833333        6       6
    2      left  26.250000        2       4
    3    joined  10.750000        4       2
    """
    rows = data[data[wave].isin([first, last])].reset_index(drop=True)
    missing = [str(one) for one in (first, last) if not rows[wave].isin([one]).any()]
    if missing or first == last:
        said = f" has no rows of {', '.join(missing)}" if missing else ": first and last are one"
        raise InputError(f"Column '{wave}'{said}.")
    twice = rows.groupby(subject)[wave].transform("nunique") == 2
    stayed = twice.map({True: "stayed", False: "once"})
    compare = partial(compare_waves, values=values, conf_level=conf_level)
    surveys = partial(compare, wave=wave, order=[first, last])
    parts = {"linked": surveys(rows[twice], subject=subject), "unlinked": surveys(rows)}
    for name, survey, sides in (
        ("left", first, ["once", "stayed"]),
        ("joined", last, ["stayed", "once"]),
    ):
        own = rows[rows[wave] == survey]
        side = stayed[own.index]
        if side.nunique() == 2:
            parts[name] = compare(own.assign(side=side), wave="side", order=sides)
    table = pd.concat([part.assign(contrast=name) for name, part in parts.items()])
    columns = ["contrast", "variable", "estimate", "conf_low", "conf_high", "p_value"]
    columns += ["n_first", "n_last", "method", "reason"]
    table["place"] = table["variable"].map(list(dict.fromkeys(table["variable"])).index)
    return table.sort_values("place", kind="stable", ignore_index=True)[columns]
