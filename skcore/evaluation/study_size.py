"""What a study of so many workplaces and people could find, and what the next one could."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from skcore.arguments import checks_arguments
from skcore.errors import InputError
from skcore.evaluation.contrasts import too_few_to_show
from skcore.measuring.detectable import detectable_change, noncentrality


@checks_arguments
def study_power(
    units: Sequence[int],
    people: float,
    sd: float,
    *,
    icc: float,
    correlation: float,
    repeated: float = 0.0,
    apart: float = 0.0,
    power: float = 0.8,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    r"""Give the smallest differences that two surveys of so many units and people can show.

    Parameters
    ----------
    units
        Workplaces with the action, and workplaces without: ``(6, 29)``.
    people
        People who answer in each workplace, in each survey (of uneven sizes the harmonic mean).
    sd
        Standard deviation between people in the whole survey, points.
    icc
        ICC(1): the part of ``sd`` squared that lies between workplaces. A negative one counts as 0.
    correlation
        Of the workplaces' true levels in the two surveys, 0-1: 1 where no workplace moves by
        itself. (The correlation of their means as measured is lower, by noise.)
    repeated
        Correlation of what is noise in a workplace's two means, 0-1: the part of people who answer
        both times, times the correlation of their answers (0.7 of them, 0.6: 0.42). 0 where other
        people answer.
    apart
        Distance between the two sides' mean starts, points. Sides that began apart are harder to
        compare from the same start.
    power
        Chance of finding a difference of this size.
    conf_level
        Level of the interval that must not hold 0.

    Returns
    -------
    pandas.DataFrame
        One row per ``contrast``: ``workplace`` (the change of one), ``organisation`` (the change
        of all its people), ``changes`` (with the action against without) and ``same_start`` (the
        same, adjusted for the start): ``units`` (workplaces), ``people`` (in each survey),
        ``detectable`` (points), ``method, reason``.

    Raises
    ------
    InputError
        Units are not two whole numbers of 0 or more, fewer than two people, or a negative ``sd``,
        an ``icc`` above 1, a ``correlation`` or ``power`` outside 0-1.

    Notes
    -----
    With :math:`\tau^2 = \rho s^2` between units, :math:`\sigma^2 = (1 - \rho) s^2 / n` of a unit's
    mean, :math:`r` for ``correlation`` and :math:`q` for ``repeated``, a unit's change has the
    variance :math:`2 \tau^2 (1 - r) + 2 \sigma^2 (1 - q)`; from the same start what is left of the
    mean after has :math:`v - (r \tau^2 + q \sigma^2)^2 / v` with :math:`v = \tau^2 + \sigma^2`.
    The difference between the sides is found by t on N - 2 and N - 3 degrees of freedom; that the
    regression estimates its slope, and what lies between the sides' starts, is counted in. Where so
    few units are treated that no permutation reaches p = .05 there is no such difference, and
    ``reason`` says so. Validated against R's ``power.t.test`` and ``pwr::pwr.t2n.test``; simulated
    studies find what is claimed in 80 % (benchmarks/coverage_actions.md). Compute it before a
    study, or for the next one: of a finished study the interval says more.

    References
    ----------
    .. [1] Teerenstra et al. (2012), Stat. Med. 31, 2169-2178, doi 10.1002/sim.5352.
    .. [2] Borm, Fransen & Lemmens (2007), J. Clin. Epidemiol. 60, 1234-1238,
       doi 10.1016/j.jclinepi.2007.02.006.

    Examples
    --------
    >>> import skcore
    >>> table = skcore.study_power((6, 29), 12, 18, icc=0.12, correlation=0.85)
    >>> table[["contrast", "units", "people", "detectable"]].round(1)
           contrast  units  people  detectable
    0     workplace      1      12        20.2
    1  organisation     35     420         3.3
    2       changes     35     420        10.0
    3    same_start     35     420         8.9
    """
    _check(units, people, sd, icc, (correlation, repeated), power)
    sides = [int(side) for side in units]
    total, between = sum(sides), sd**2 * max(icc, 0.0)
    noise = (sd**2 - between) / people
    mean, carried = between + noise, between * correlation + noise * repeated
    share = sum(1 / side for side in sides) if min(sides) else np.nan
    slope = 1 / (total - 4) if total > 4 else np.nan
    shift = apart**2 * slope / mean if mean > 0 else 0.0
    after = mean - carried**2 / mean if mean > 0 else 0.0
    variances = {
        "changes": 2 * (mean - carried) * share,
        "same_start": after * (share * (1 + slope) + shift),
    }
    reason = (
        "no units on one side"
        if not min(sides)
        else too_few_to_show(sides[0], sides[1], conf_level)[1]
    )
    inner = sd * np.sqrt(1 - repeated)  # of people's change, over the root of two
    rows: list[dict[str, Any]] = [
        {
            "contrast": contrast,
            "units": n,
            "people": round(people * n),
            "detectable": detectable_change(people * n, inner, icc=icc, power=power),
            "method": "t of two surveys' answers",
        }
        for contrast, n in (("workplace", 1), ("organisation", total))
    ]
    for lost, (contrast, variance) in enumerate(variances.items(), start=2):
        df = float(total - lost)
        found = noncentrality(df, power, conf_level) * np.sqrt(variance) if df > 0 else np.nan
        row = {"contrast": contrast, "units": total, "people": round(people * total)}
        why = reason or ("" if np.isfinite(found) else "too few units")
        row |= {"detectable": np.nan if why else float(found), "reason": why}
        rows.append(row | {"method": f"t on {total - lost} degrees of freedom"})
    return pd.DataFrame(rows).fillna({"reason": ""})


def _check(
    units: Sequence[int],
    people: float,
    sd: float,
    icc: float,
    correlations: tuple[float, float],
    power: float,
) -> None:
    whole = [float(side) for side in units]
    wrong = {
        "units: give two whole numbers, workplaces with the action and without, such as (6, 29).": (
            len(whole) != 2 or any(side < 0 or not side.is_integer() for side in whole)
        ),
        "people: give the number who answer in each workplace, 2 or more.": not people >= 2,
        "sd: give the standard deviation between people in points, 0 or more.": not sd >= 0,
        "icc: give ICC(1) from icc(), at most 1.": not icc <= 1,
        "correlation and repeated: give numbers from 0 to 1.": (
            not all(0 <= one <= 1 for one in correlations)
        ),
        "power: give a chance between 0 and 1, such as 0.8.": not 0 < power < 1,
    }
    problems = [text for text, bad in wrong.items() if bad]
    if problems:
        table = pd.DataFrame({"problem": problems})
        raise InputError("study_power cannot use its arguments:", table)
