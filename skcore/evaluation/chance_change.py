"""How much change there would be by chance alone, for one person and for units chosen as low."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from skcore.association.inference import as_list, floats
from skcore.errors import SkcoreError
from skcore.inputs import takes
from skcore.instruments.model import Composite, Scale


@takes("data", numbers=["before", "after"])
def reliable_change(
    data: pd.DataFrame,
    *,
    before: str,
    after: str,
    reliability: float,
    sd: float | None = None,
    better: str | Scale | Composite | None = None,
    cutoff: float | None = None,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Say of each change whether it is more than the scale's own noise.

    Parameters
    ----------
    data
        One row per person, both measurements.
    before, after
        Columns with the scores.
    reliability
        Reliability of the scale, 0-1.
    sd
        Standard deviation of people; without it that of `before`.
    better
        Which end of the scale is the good one, ``"high"`` or ``"low"``, or the instrument's scale
        (``instrument.scale("TM")``), which tells it. Never guessed: depression falls when it
        gets better.
    cutoff
        Score between those with and those without the complaint. Given it, a reliable
        improvement from the one side to the other is ``recovered``.
    conf_level
        The level beyond which a change is called reliable, 0-1.

    Returns
    -------
    pandas.DataFrame
        The input with ``change`` (after - before), ``index`` (change over its standard error)
        and ``category``: recovered (with a `cutoff`), improved, unchanged, deteriorated; missing
        where a score is.

    Raises
    ------
    InputError
        A column is missing or holds no numbers.
    SkcoreError
        The reliability is not from 0 up to below 1, the standard deviation not above 0, or nobody
        says which end is the good one.

    Notes
    -----
    index = change / (sd sqrt(2 (1 - reliability))). A score on the cut-off itself lies on neither
    side of it. Jacobson and Truax's cut-off c, from means and standard deviations of people with
    the complaint (1) and without (0), is (sd0 mean1 + sd1 mean0) / (sd0 + sd1). Validated against
    their worked example. For research with individual data only: the social capital scales are
    valid for groups, not for single people.

    References
    ----------
    .. [1] Jacobson & Truax (1991), J. Consult. Clin. Psychol. 59, 12-19,
       doi 10.1037/0022-006X.59.1.12.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> people = pd.DataFrame({"first": [40, 52, 60], "second": [72, 56, 36]})
    >>> skcore.reliable_change(
    ...     people, before="first", after="second", reliability=0.8, sd=16, better="high",
    ...     cutoff=50)["category"].to_list()
    ['recovered', 'unchanged', 'deteriorated']
    """
    upwards = _upwards(better)
    if not 0 <= reliability < 1:
        msg = "reliability must be 0 or more and below 1 (at 1 every change would be reliable)."
        raise SkcoreError(msg)
    numbers = floats(data, [before, after])
    spread = float(numbers[before].std()) if sd is None else float(sd)
    if sd is not None and not spread > 0:
        msg = "sd must be above 0: the standard deviation of people in points."
        raise SkcoreError(msg)
    change = numbers[after] - numbers[before]
    noise = spread * np.sqrt(2 * (1 - reliability))
    index = change / noise if noise > 0 else change * np.nan
    bar = float(stats.norm.ppf((1 + conf_level) / 2))
    good = upwards * index
    improved = good > bar
    over = False if cutoff is None else upwards * numbers[after] > upwards * cutoff
    under = False if cutoff is None else upwards * numbers[before] < upwards * cutoff
    category = np.select(
        [improved & over & under, improved, good < -bar],
        ["recovered", "improved", "deteriorated"],
        "unchanged",
    )
    named = pd.Series(category, index=data.index, dtype="object").where(index.notna())
    return data.assign(change=change, index=index, category=named)


def _upwards(better: str | Scale | Composite | None) -> int:
    """Return 1 where a higher score is better, -1 where a lower one is."""
    if isinstance(better, Composite):
        return 1
    if isinstance(better, Scale):
        return 1 if better.high_is_good else -1
    if not isinstance(better, str) or better not in ("high", "low"):
        msg = (
            "Say which end of the scale is the good one: better='high' or better='low', or "
            f"better=instrument.scale(...), which knows it; not {better!r}."
        )
        raise SkcoreError(msg)
    return 1 if better == "high" else -1


@takes("data", numbers=["before", "after"], flags=["selected"])
def regression_to_the_mean(
    data: pd.DataFrame,
    *,
    before: str,
    selected: str,
    reliability: float,
    after: str | None = None,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Rise to be expected, without any action, of units chosen because they were low.

    Parameters
    ----------
    data
        One row per unit, all units of the study and not the chosen ones alone.
    before
        Column with the unit mean of the first wave.
    selected
        Column with 1 for the units chosen, 0 for the others.
    reliability
        ICC(2) of the unit means, 0-1.
    after
        Column with the unit mean of the last wave, to set the observed change beside.
    conf_level
        Level of the range, 0-1.

    Returns
    -------
    pandas.DataFrame
        One row: ``estimate`` (expected change of the chosen units' mean, points), ``conf_low,
        conf_high`` (range in which that change would fall by chance), ``observed`` (NaN without
        `after`), ``n`` (units chosen), ``n_groups`` (all units), ``method, reason``.

    Raises
    ------
    InputError
        A column is missing, holds no numbers, or `selected` holds other than 0 and 1.
    SkcoreError
        The reliability lies outside 0-1.

    Notes
    -----
    Expected change of a unit: (1 - reliability)(grand mean - its mean), when nothing changes but
    the noise; its variance (1 - reliability^2) times that of the unit means. The range takes
    reliability, grand mean and variance as known. With comparison units chosen the same way,
    `difference_in_differences` needs none of this.
    Validated against the normal distribution of a truth given its noisy mean, computed in R.

    References
    ----------
    .. [1] Barnett, van der Pols & Dobson (2005), Int. J. Epidemiol. 34, 215-220,
       doi 10.1093/ije/dyh299.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> units = pd.DataFrame({"first": [48, 52, 60, 64, 70, 66], "chosen": [1, 1, 0, 0, 0, 0]})
    >>> row = skcore.regression_to_the_mean(
    ...     units, before="first", selected="chosen", reliability=0.6).iloc[0]
    >>> f"{row.estimate:.1f} points without any action"
    '4.0 points without any action'
    """
    if not 0 <= reliability <= 1:
        msg = "reliability must lie between 0 and 1."
        raise SkcoreError(msg)
    numbers = floats(data, [before, *as_list(after)])
    chosen = floats(data, [selected])[selected]
    complete = numbers[before].notna() & chosen.notna()
    means = numbers.loc[complete, before]
    low = numbers[complete & (chosen == 1) & numbers.notna().all(axis=1)]
    reason = ""
    if len(means) < 3:
        reason = "fewer than 3 units"
    elif low.empty:
        reason = "no unit is chosen"
    expected, half, observed = np.nan, np.nan, np.nan
    if not reason:
        expected = (1 - reliability) * float(means.mean() - low[before].mean())
        spread = np.sqrt((1 - reliability**2) * means.var() / len(low))
        half = float(stats.norm.ppf((1 + conf_level) / 2) * spread)
        observed = np.nan if after is None else float((low[after] - low[before]).mean())
    row = {"estimate": expected, "conf_low": expected - half, "conf_high": expected + half}
    row |= {"observed": observed, "n": len(low), "n_groups": len(means)}
    return pd.DataFrame([row | {"method": "regression to the mean", "reason": reason}])
