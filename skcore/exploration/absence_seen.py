"""Sick leave beside social capital, workplace by workplace, and what the count model leaves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from skcore.arguments import checks_arguments
from skcore.association.count_fit import fit_counts
from skcore.association.every_pair import absence_after
from skcore.exploration.seen import Seen, of_study
from skcore.reading.study import Study

LAGS = (0, 3, 6, 12)  # months from the survey to the twelve that are counted
FEWEST = 5  # workplaces from which there is something to see


@checks_arguments
def units_with_absence(study: Study, *, scale: str = "", wave: str = "") -> pd.DataFrame:
    """Workplaces' means beside their own sickness in twelve months, from 0, 3, 6 and 12 on.

    Confidential, as all of this room.

    Parameters
    ----------
    study
        From ``load_study``.
    scale
        Code of a scale; the leading instrument's first by default.
    wave
        Id of the survey; the first whose months the register has by default.

    Returns
    -------
    pandas.DataFrame
        ``unit, mean, n, lag, absence_days, fte_years, days_per_fte``; empty without a register.

    Examples
    --------
    >>> import skcore
    >>> sorted(skcore.units_with_absence(study)["lag"].unique().tolist())  # 12 is to come
    [0, 3, 6]
    """
    columns = ["unit", "mean", "n", "lag", "absence_days", "fte_years", "days_per_fte"]
    seen = Seen(study)
    code = seen.scale(scale)
    if wave:
        study.wave(wave)
    parts: list[pd.DataFrame] = []
    surveys = [w for w in study.waves if w.end is not None and wave in ("", w.id)]
    for survey in surveys if study.absence is not None else ():
        rows = seen.employees(survey.id).dropna(subset=[code])
        means = rows.groupby("unit")[code].agg(["mean", "size"]).reset_index()
        means = means.rename(columns={"size": "n"})
        for lag in LAGS:
            year = absence_after(study, survey.id, lag)
            parts.append(means.merge(year, on="unit").assign(lag=lag))
        if sum(map(len, parts)):
            break
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)[columns]


@checks_arguments
@of_study
def explore_absence(study: Study, *, scale: str = "", ax: Axes | None = None) -> Axes:
    """Draw workplaces' own sickness against their means, by months from the survey.

    Confidential: small workplaces are seen. A line is least squares and no claim; the tested
    association is ``unit_association``.

    Returns
    -------
    matplotlib.axes.Axes
        Without a register or enough workplaces it says so.

    Examples
    --------
    >>> import skcore
    >>> ax = explore_absence(study)
    >>> ax.get_ylabel()
    'Dagsværk pr. fuldtidsår, egen sygdom'
    """
    seen = Seen(study)
    code = seen.scale(scale)
    rows = units_with_absence(study, scale=code)
    if rows["unit"].nunique() < FEWEST:
        return seen.nothing("no_absence", ax)
    ax = seen.axes(seen.text("exploration.absence", units=rows["unit"].nunique()), ax)
    lags = {lag: seen.text("exploration.lag", months=lag) for lag in sorted(rows["lag"].unique())}
    colours = dict(zip(lags, sns.color_palette("crest", len(lags)), strict=True))
    for lag, part in rows.groupby("lag"):
        how = {"color": colours[lag], "label": lags[lag], "scatter_kws": {"s": 18, "alpha": 0.7}}
        sns.regplot(part, x="mean", y="days_per_fte", ci=None, ax=ax, **how)
    return seen.finish(ax, seen.in_points(code), seen.text("exploration.days"))


@checks_arguments
@of_study
def explore_residuals(study: Study, *, scale: str = "", ax: Axes | None = None) -> Axes:
    """Draw what the count model of sick leave leaves: Pearson residuals against what it expects.

    Confidential: small workplaces are seen.

    Returns
    -------
    matplotlib.axes.Axes
        One point per workplace over the twelve months after the survey, area by full-time years;
        quasi-Poisson with full-time years as exposure, as ``count_model`` fits it (days have
        decimals, and are no counts). Without a
        register, enough workplaces or a model that arrives it says so.

    Examples
    --------
    >>> import skcore
    >>> ax = explore_residuals(study)
    >>> ax.get_ylabel()
    'Pearson-residual'
    """
    seen = Seen(study)
    rows = units_with_absence(study, scale=scale)
    rows = rows[rows["lag"] == LAGS[0]]
    if rows["unit"].nunique() < FEWEST:
        return seen.nothing("no_absence", ax)
    days, years = rows["absence_days"].to_numpy(float), rows["fte_years"].to_numpy(float)
    design = np.column_stack([np.ones(len(rows)), rows["mean"].to_numpy(float)])
    fit = fit_counts(days, design, years, family="quasi_poisson")
    if fit.reason:
        return seen.nothing("no_model", ax)
    expected = years * np.exp(design @ fit.coefficients)
    residual = (days - expected) / np.sqrt(fit.dispersion * expected)
    ax = seen.axes(seen.text("exploration.residuals", units=len(rows)), ax)
    ax.axhline(0, color="#767676", linewidth=1)
    sns.scatterplot(x=expected, y=residual, size=years, sizes=(20, 180), legend=False, ax=ax)
    names = (seen.text(f"exploration.{name}") for name in ("expected", "residual"))
    return seen.finish(ax, *names, key=False)
