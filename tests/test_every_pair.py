"""Every scale against every result: each row is what its own function gives, and all are judged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pingouin
import pytest
from scipy import stats

import skcore
from skcore.association.every_pair import absence_after


@pytest.fixture(scope="module")
def table(sample_study: Any) -> pd.DataFrame:
    return skcore.associate(sample_study, lags=[0, 6])


@pytest.fixture(scope="module")
def employees(sample_study: Any) -> pd.DataFrame:
    people = skcore.scored_people(sample_study)
    return people[(people["role"] == "employee") & (people["wave"] == "2026")]


def row_of(table: pd.DataFrame, **where: Any) -> pd.Series:
    keep = np.logical_and.reduce([table[name] == value for name, value in where.items()])
    assert keep.sum() == 1
    return table[keep].iloc[0]


def test_people_s_scores_are_told_within_and_between(
    table: pd.DataFrame, employees: pd.DataFrame
) -> None:
    told = skcore.within_between(employees, x="TM", y="WHO5", group="unit", n_resamples=2000)
    for level in ("within", "between"):
        row = row_of(table, x="TM", y="WHO5", level=level)
        own = told.set_index("level").loc[level]
        assert row[["estimate", "conf_low", "conf_high"]].to_list() == pytest.approx(
            own[["estimate", "conf_low", "conf_high"]].to_list()
        )
        # the p-value is that of the interval: at its own level an end lies at nothing
        df = row["n_groups"] - 1
        half = (np.arctanh(row["conf_high"]) - np.arctanh(row["conf_low"])) / 2
        error = half / stats.t.ppf(0.975, df)
        assert row["p_value"] == pytest.approx(
            2 * stats.t.sf(abs(np.arctanh(row["estimate"])) / error, df)
        )
        assert row["detectable"] > np.tanh(1.9 * error)


def test_occupations_are_held_constant_among_people(
    table: pd.DataFrame, employees: pd.DataFrame
) -> None:
    row = row_of(table, x="TM", y="WHO5", level="raw")
    dummies = pd.get_dummies(employees["occupation"], drop_first=True, dtype=float)
    data = employees[["TM", "WHO5"]].join(dummies).dropna()
    own = pingouin.partial_corr(data, x="TM", y="WHO5", covar=list(dummies.columns))
    assert row["estimate"] == pytest.approx(float(own["r"].iloc[0]))
    assert row["n"] == len(data)


def test_workplaces_are_related_to_sick_leave_from_each_lag_on(
    sample_study: Any, table: pd.DataFrame
) -> None:
    people = skcore.scored_people(sample_study).query("role == 'employee' and wave == '2025'")
    sizes = people.groupby("unit")["TM"].transform("size") >= 5
    for lag in (0, 6):
        means = people[sizes].groupby("unit")["TM"].mean().reset_index()
        units = means.merge(absence_after(sample_study, "2025", lag), on="unit")
        own = pingouin.corr(units["TM"], units["days_per_fte"], method="spearman")
        row = row_of(table, x="TM", y="days_per_fte", lag=lag, covariates="")
        assert row["estimate"] == pytest.approx(float(own["r"].iloc[0]))
        assert row["n"] == len(units)
        assert abs(row["disattenuated"]) == pytest.approx(
            abs(row["estimate"]) / np.sqrt(row["reliability"])
        )
    lags = table.dropna(subset=["lag"])
    assert set(lags["y"]) == {"days_per_fte", "spells_per_fte"}
    assert set(
        table.loc[table["lag"].isna() & (table["level"] == "between_unweighted"), "y"]
    ) == set(sample_study.outcomes["outcome"])


def test_p_values_are_adjusted_over_the_whole_table(table: pd.DataFrame) -> None:
    p = table["p_value"].to_numpy(dtype=float)
    order = np.argsort(p)
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(ranked[::-1])[::-1].clip(max=1)
    np.testing.assert_allclose(table["p_adjusted"], adjusted)


def test_single_people_s_absence_is_told_within_and_between(
    sample_study: Any, employees: pd.DataFrame
) -> None:
    rng = np.random.default_rng(3)
    inner = employees["TM"] - employees.groupby("unit")["TM"].transform("mean")
    days = rng.poisson(12 * np.exp(-0.02 * inner.fillna(0)) * rng.gamma(2, 0.5, len(inner)))
    own = pd.DataFrame({"respondent": employees["respondent"], "absence_days": days})
    found = skcore.associate(sample_study, lags=[0], persons=own.assign(available_days=227.0))
    rows = found[(found["y"] == "absence_days") & (found["x"] == "TM")]
    assert len(rows) == 8
    within = row_of(rows, level="within", measure="rate_ratio", covariates="")
    assert within["conf_low"] < np.exp(-0.2) < within["conf_high"] < 1
    slope = row_of(rows, level="within", measure="days_per_fte", covariates="")
    assert slope["conf_low"] < -0.24 < slope["conf_high"] < 0
    data = employees.assign(days=days, inner=inner).dropna(subset=["TM"])
    data["outer"] = data["TM"] - data["inner"]
    mixed = skcore.mixed_model(
        data, outcome="days", predictors=["inner", "outer"], group="unit"
    ).set_index("term")
    assert slope["estimate"] == pytest.approx(mixed.loc["inner", "estimate"])
    assert rows["n_groups"].eq(rows["n_groups"].iloc[0]).all()


def test_workplaces_of_few_answers_are_left_out_of_ranks_and_counted_in_the_reason(
    sample_study: Any, employees: pd.DataFrame
) -> None:
    found = skcore.associate(sample_study, lags=[0])
    ranks = found[(found["measure"] == "rank_correlation") & found["lag"].eq(0)]
    wave = next(w.id for w in sample_study.waves if len(absence_after(sample_study, w.id, 0)))
    units = set(absence_after(sample_study, wave, 0)["unit"])
    people = skcore.scored_people(sample_study).query("role == 'employee' and wave == @wave")
    sizes = people[people["unit"].isin(units)].groupby("unit").size()
    small = int((sizes < sample_study.policy.minimum).sum())
    assert small > 0
    assert ranks["n"].max() == len(sizes) - small
    assert ranks["reason"].str.contains(f"without {small} units of fewer than 5 answers").all()


def test_a_study_with_little_gives_a_smaller_table(sample_study: Any) -> None:
    bare = replace(
        sample_study, absence=None, outcomes=None, instruments=sample_study.instruments[:1]
    )
    table = skcore.associate(bare)
    assert table.empty
    assert list(table.columns)[:5] == ["x", "y", "level", "lag", "covariates"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lags": [13]}, r"lags: whole months from 0 to 12, such as \[0, 6\]; not \[13\]"),
        ({"lags": []}, "lags: whole months from 0 to 12"),
        ({"wave": "1999"}, "There is no wave '1999'"),
        ({"persons": pd.DataFrame({"respondent": ["a"]})}, "There is no column 'absence_days'"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    sample_study: Any, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(skcore.SkcoreError, match=message):
        skcore.associate(sample_study, **options)
