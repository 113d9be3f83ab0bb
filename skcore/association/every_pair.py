"""Every scale against sick leave, other results and well-being: one table for the researcher."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from skcore.aggregation.membership import scored_people
from skcore.association.correlation import adjusted, correlate
from skcore.association.count_models import count_model
from skcore.association.level_trap import unit_mean_reliability, within_between
from skcore.association.occupations import OCCUPATION, occupation_mix
from skcore.association.permutation import permutation_correlation
from skcore.association.random_intercept import mixed_model
from skcore.errors import SkcoreError
from skcore.inputs import takes
from skcore.reading.absence_register import WORKING_DAYS, absence_summary
from skcore.reading.dates import month_after

if TYPE_CHECKING:
    from skcore.reading.study import Study

LAGS = tuple(range(13))  # months from the survey to the twelve that are counted
RATES = ("days_per_fte", "spells_per_fte")
FEWEST_UNITS = 5
DRAWS = 2000
PER = 10.0  # points that a rate ratio is for
POWER = 0.8
COLUMNS = (
    *("x", "y", "level", "lag", "covariates", "measure", "estimate", "conf_low", "conf_high"),
    *("p_value", "p_adjusted", "detectable", "reliability", "disattenuated", "n", "n_groups"),
    *("method", "reason"),
)


@takes("persons", numbers=["absence_days", "available_days"], classes=["respondent"])
def associate(
    study: Study,
    *,
    wave: str = "",
    lags: Sequence[int] = LAGS,
    persons: pd.DataFrame | None = None,
    conf_level: float = 0.95,
    seed: int = 1,
) -> pd.DataFrame:
    """Hold every scale against sick leave, each other result, and every scale of well-being.

    Confidential, as all of the researcher's room: small workplaces are in it.

    Parameters
    ----------
    study
        From ``load_study``. Employees are counted.
    wave
        Id of the survey; by default the last that has answers, and for sick leave the latest that
        the register has twelve months after.
    lags
        Months from the survey to the twelve months of absence that are counted, 0-12.
    persons
        Absence of single people, where the researcher may have it: ``respondent, absence_days,
        available_days`` (days of the same period). Adds rows of ``level`` within and between.
    conf_level
        Confidence level of the intervals, 0-1.
    seed
        Seed of permutations and of the draws of units.

    Returns
    -------
    pandas.DataFrame
        One row per pair, ``level`` (``within`` and ``between`` for people's scores,
        ``between_unweighted`` for workplaces that count once), ``lag`` and ``covariates`` (empty,
        or ``occupation``): ``measure`` (``correlation`` of people's scores, ``rank_correlation``
        of workplaces, ``rate_ratio`` per 10 points and ``days_per_fte`` per point of single
        people's absence), ``estimate, conf_low, conf_high, p_value``, ``p_adjusted`` (FDR over the
        whole table), ``detectable`` (smallest size that so many find in 80 %, same measure),
        ``reliability`` (of the scale's workplace means) and ``disattenuated`` (of correlations of
        workplaces: what perfect means would give), ``n`` (people, or workplaces), ``n_groups,
        method, reason``.

    Raises
    ------
    InputError
        `persons` without its columns.
    SkcoreError
        No such survey, or a lag outside 0-12.

    Notes
    -----
    People's scores: ``within_between`` (whole workplaces drawn), p of Fisher's z and t(G - 1).
    Workplaces: ``permutation_correlation`` of ranks; with occupations the partial of the ranks,
    with their mix in as many components as the workplaces carry (``correlate``). Single people:
    quasi-Poisson with the workplace as cluster, and a linear model with a random intercept per
    workplace, each with the scale split into the workplace's mean and the person's distance from
    it. Lags overlap by eleven months of twelve: they are no independent tests, and the most
    striking of thirteen is not the truth. Associated, and not caused; of workplaces, not people.
    Validated through the functions it calls, each held against R by itself.

    References
    ----------
    .. [1] Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289-300,
       doi 10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> import skcore
    >>> table = skcore.associate(study, lags=[0])
    >>> sorted(table["level"].unique())
    ['between', 'between_unweighted', 'raw', 'within']
    """
    _check(study, wave, lags)
    people = scored_people(study)
    people = people[people["role"] == "employee"]
    there = [w.id for w in study.waves if (people["wave"] == w.id).any()]
    last = wave or (there or [study.waves[-1].id])[-1]
    rows = [*_of_people(study, people[people["wave"] == last], conf_level, seed)]
    rows += _of_results(study, people[people["wave"] == last], last, conf_level, seed)
    rows += _of_absence(study, people, wave, lags, conf_level, seed)
    if persons is not None:
        rows += _of_persons(study, people[people["wave"] == last], persons, conf_level)
    table = pd.DataFrame(rows, columns=[*dict.fromkeys([*COLUMNS, "std_error"])])
    table["p_adjusted"] = adjusted(table["p_value"].astype(float), "fdr_bh")
    return table[list(COLUMNS)]


def _check(study: Study, wave: str, lags: Sequence[int]) -> None:
    if wave:
        study.wave(wave)
    wrong = [lag for lag in lags if lag not in LAGS]
    if wrong or not len(lags):
        raise SkcoreError(f"lags: whole months from 0 to 12, such as [0, 6]; not {list(lags)}.")


# --- people's scores ------------------------------------------------------------------------------


def _of_people(
    study: Study, people: pd.DataFrame, conf_level: float, seed: int
) -> Iterator[dict[str, Any]]:
    """Every scale of the leading questionnaire with every scale of the others, by level."""
    first = [code for code in study.instruments[0].scale_codes if code in people]
    others = [code for i in study.instruments[1:] for code in i.scale_codes if code in people]
    covariates = _dummies(people) if OCCUPATION in study.backgrounds else pd.DataFrame()
    for x in first:
        for y in others:
            told = within_between(
                people, x=x, y=y, group="unit", conf_level=conf_level, n_resamples=DRAWS, seed=seed
            )
            for row in told[told["level"].isin(["within", "between"])].to_dict("records"):
                yield {"x": x, "y": y, **_on_z(row, row["n_groups"] - 1, conf_level)}
            if len(covariates.columns):
                data = people[["unit", x, y]].join(covariates)
                partial = correlate(
                    data,
                    x=x,
                    y=y,
                    covariates=list(map(str, covariates)),
                    group="unit",
                    conf_level=conf_level,
                ).iloc[0]
                told_row = _on_z(dict(partial), partial["n_groups"] - 1, conf_level)
                yield told_row | {"level": "raw", "covariates": OCCUPATION}


def _dummies(people: pd.DataFrame) -> pd.DataFrame:
    """Occupations as 0/1, one of them left out; those who did not tell are one of their own."""
    known = people[OCCUPATION].fillna("")
    return pd.get_dummies(known, prefix=OCCUPATION, drop_first=True, dtype=float)


def _on_z(row: Mapping[Any, Any], df: float, conf_level: float) -> dict[str, Any]:
    """Add what follows on Fisher's scale from the interval: p, and what would have been found."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z, low, high = np.arctanh([row["estimate"], row["conf_low"], row["conf_high"]])
    quantile = float(stats.t.ppf((1 + conf_level) / 2, df)) if df > 0 else np.nan
    error = (high - low) / (2 * quantile)
    p = 2 * float(stats.t.sf(abs(z) / error, df)) if error > 0 else np.nan
    found = float(np.tanh(error * (quantile + stats.norm.ppf(POWER))))
    given = row.get("p_value", np.nan)
    own = {"p_value": p if pd.isna(given) else given, "detectable": found}
    return {"measure": "correlation", "covariates": "", "lag": np.nan, **row, **own}


# --- workplaces -----------------------------------------------------------------------------------


def _of_units(
    study: Study, people: pd.DataFrame, results: pd.DataFrame, y: str, conf_level: float, seed: int
) -> Iterator[dict[str, Any]]:
    """Rank correlations of workplaces' means with a result of theirs, plain and partial."""
    codes = [code for i in study.instruments for code in i.scale_codes if code in people]
    people = people[people["unit"].isin(results["unit"])]
    enough = people.groupby("unit")["respondent"].transform("size") >= study.policy.minimum
    small, people = people.loc[~enough, "unit"].nunique(), people[enough]
    left = f"without {small} units of fewer than {study.policy.minimum} answers" if small else ""
    units = people.groupby("unit")[codes].mean().reset_index().merge(results, on="unit")
    if len(units) < FEWEST_UNITS:
        return
    mix = pd.DataFrame({"unit": units["unit"]})
    if OCCUPATION in study.backgrounds:
        mix, _ = occupation_mix(people, units["unit"])
    units = units.merge(mix, on="unit")
    held = [str(name) for name in mix if name != "unit"]
    for x in codes:
        reliable = unit_mean_reliability(people, values=x, group="unit", weight="unit")
        icc2 = float(reliable["estimate"].iloc[0])
        rows = [permutation_correlation(units, x=x, y=y, conf_level=conf_level, seed=seed)]
        if held:
            kept = {"covariates": held, "method": "spearman", "conf_level": conf_level}
            rows.append(correlate(units, x=x, y=y, **kept))  # type: ignore[arg-type]
        for covariates, told in zip(("", OCCUPATION), rows, strict=False):
            row = dict(told.iloc[0])
            df = row["n"] - 3 - (len(held) if covariates else 0)
            known = {"level": "between_unweighted", "covariates": covariates, "reliability": icc2}
            known["disattenuated"] = row["estimate"] / np.sqrt(icc2) if icc2 > 0 else np.nan
            told_row = _on_z(row, np.inf if df > 0 else 0, conf_level)
            known["reason"] = "; ".join(filter(None, [str(row.get("reason") or ""), left]))
            yield told_row | known | {"measure": "rank_correlation", "n_groups": row["n"]}


def _of_results(
    study: Study, people: pd.DataFrame, wave: str, conf_level: float, seed: int
) -> Iterator[dict[str, Any]]:
    if study.outcomes is None:
        return
    own = study.outcomes[study.outcomes["wave"] == wave]
    for name, part in own.groupby("outcome", sort=False):
        results = part[["unit", "value"]].rename(columns={"value": str(name)})
        yield from _of_units(study, people, results, str(name), conf_level, seed)


def _of_absence(
    study: Study, people: pd.DataFrame, wave: str, lags: Sequence[int], conf_level: float, seed: int
) -> Iterator[dict[str, Any]]:
    """Own sickness in the twelve months from each lag on."""
    waves = [w.id for w in reversed(study.waves) if wave in ("", w.id)]
    found = ((w, {lag: absence_after(study, w, lag) for lag in lags}) for w in waves)
    own, windows = next(((w, by) for w, by in found if any(map(len, by.values()))), ("", {}))
    for lag, results in windows.items():
        for rate in RATES:
            told = results.dropna(subset=rate)
            for row in _of_units(
                study, people[people["wave"] == own], told[["unit", rate]], rate, conf_level, seed
            ):
                yield row | {"lag": lag}


def absence_after(study: Study, wave: str, lag: int) -> pd.DataFrame:
    """Own sickness of each workplace in the twelve months from so many months after a survey on.

    Returns
    -------
    pandas.DataFrame
        ``unit, absence_days, fte_years, days_per_fte, spells_per_fte``; empty without a register,
        without a date of the survey, or where the register ends before.
    """
    end = study.wave(wave).end
    columns = ["unit", "absence_days", "fte_years", *RATES]
    if study.absence is None or end is None:
        return pd.DataFrame(columns=columns)
    begin = pd.Timestamp(month_after(end)) + pd.DateOffset(months=lag)
    year = absence_summary(study.absence, start=begin, months=12)
    year = year[year["fte_years"] > 0].dropna(subset=["days_per_fte"])
    spells = year.get("spells", np.nan)
    return year.assign(spells_per_fte=spells / year["fte_years"])[columns]


# --- single people --------------------------------------------------------------------------------


def _of_persons(
    study: Study, people: pd.DataFrame, persons: pd.DataFrame, conf_level: float
) -> Iterator[dict[str, Any]]:
    """Single people's absence: rate ratios, and days with a random intercept per workplace."""
    both = people.merge(persons[["respondent", "absence_days", "available_days"]], on="respondent")
    both = both[both["available_days"] > 0]
    both = both.assign(
        years=both["available_days"] / WORKING_DAYS,
        rate=WORKING_DAYS * both["absence_days"] / both["available_days"],
    )
    covariates = _dummies(both) if OCCUPATION in study.backgrounds else pd.DataFrame()
    covariates = covariates.loc[:, covariates.nunique() > 1] if len(covariates) else covariates
    for x in (c for i in study.instruments for c in i.scale_codes if c in both):
        data = both.dropna(subset=[x]).join(covariates)
        means = data.groupby("unit")[x].transform("mean")
        data = data.assign(between=means, within=data[x] - means)
        for held in ([], list(covariates)) if len(covariates.columns) else ([],):
            terms = ["within", "between", *map(str, held)]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                counts = count_model(
                    data,
                    outcome="absence_days",
                    predictors=terms,
                    exposure="years",
                    family="quasi_poisson",
                    cluster="unit",
                    per={"within": PER, "between": PER},
                    conf_level=conf_level,
                )
                days = mixed_model(
                    data, outcome="rate", predictors=terms, group="unit", conf_level=conf_level
                )
            label = OCCUPATION if held else ""
            for measure, told in (("rate_ratio", counts), ("days_per_fte", days)):
                for row in told[told["term"].isin(["within", "between"])].to_dict("records"):
                    known = {"x": x, "y": "absence_days", "level": row["term"], "measure": measure}
                    known["n_groups"] = row.get("n_groups", row.get("n_clusters"))
                    known |= {"covariates": label, "detectable": _found(row, measure)}
                    yield {**{str(name): value for name, value in row.items()}, **known}


def _found(row: Mapping[Any, Any], measure: str) -> float:
    """Smallest size that so many people find in four studies of five, in the row's measure."""
    reach = float(stats.norm.ppf(0.975) + stats.norm.ppf(POWER))
    if measure == "rate_ratio":
        return float(np.exp(reach * row["coefficient_std_error"] * PER))
    return reach * float(row["std_error"])
