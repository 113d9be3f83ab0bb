"""Associations against R: values of golden/make_association.R, every column compared."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import skcore

PREDICTORS = ["trust", "nurses", "night"]
PER = {"trust": 10, "nurses": 0.1}


@pytest.fixture(scope="module")
def expected(golden: Path) -> pd.DataFrame:
    return pd.read_csv(golden / "association_golden.csv")


@pytest.fixture(scope="module")
def people(golden: Path) -> pd.DataFrame:
    return pd.read_csv(golden / "association_people.csv")


@pytest.fixture(scope="module")
def units(golden: Path) -> pd.DataFrame:
    return pd.read_csv(golden / "association_units.csv")


def agree(
    expected: pd.DataFrame, case: str, term: str, row: pd.Series, *, rtol: float = 1e-6
) -> None:
    wanted = expected[(expected["case"] == case) & (expected["term"] == term)]
    assert len(wanted) > 1, f"no golden values for {case}, {term}"
    for column, value in zip(wanted["column"], wanted["value"], strict=True):
        np.testing.assert_allclose(row[column], value, rtol=rtol, err_msg=f"{case} {term} {column}")


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_plain_correlations_agree_with_cor_test(expected, people, method):
    row = skcore.correlate(people, x="trust", y="who5", method=method).iloc[0]
    agree(expected, method, "trust-who5", row)


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_partial_correlations_agree_with_regression_residuals(expected, people, method):
    row = skcore.correlate(
        people.drop(columns="unit"), x="trust", y="who5", covariates="age", method=method
    ).iloc[0]
    # R dropped the same rows: nobody lacks a unit.
    agree(expected, f"partial {method}", "trust-who5", row)


@pytest.mark.parametrize(
    ("case", "options"),
    [
        ("cluster pearson", {}),
        ("cluster spearman", {"method": "spearman"}),
        ("cluster partial", {"covariates": ["age"]}),
    ],
)
def test_cluster_intervals_agree_with_a_jackknife_in_r(expected, people, case, options):
    row = skcore.correlate(people, x="trust", y="who5", group="unit", **options).iloc[0]
    agree(expected, case, "trust-who5", row)


def test_exact_permutation_p_agrees_with_cor_test(expected, units):
    few = units.head(8)
    few = few.assign(rate=few["absence_days"] / few["fte_years"])
    row = skcore.permutation_correlation(few, x="trust", y="rate").iloc[0]
    assert row["n_permutations"] == 40320
    agree(expected, "exact spearman", "few", row)


def test_levels_agree_with_waba(expected, people):
    table = skcore.within_between(people, x="trust", y="who5", group="unit")
    for _, row in table.iterrows():
        agree(expected, "levels", row["level"], row)


def test_reliability_of_unit_means_agrees_with_multilevel(expected, people):
    row = skcore.unit_mean_reliability(people, values="trust", group="unit").iloc[0]
    agree(expected, "icc2", "trust", row)
    once = skcore.unit_mean_reliability(people, values="trust", group="unit", weight="unit").iloc[0]
    agree(expected, "icc2 once", "trust", once)
    assert once["estimate"] < row["estimate"]  # small units count as much, and are less reliable


def test_random_intercept_agrees_with_lme4_and_nlme(expected, people):
    whole = people.dropna()
    whole = whole.assign(unit_trust=whole.groupby("unit")["trust"].transform("mean"))
    table = skcore.mixed_model(
        whole, outcome="who5", predictors=["trust", "age", "unit_trust"], group="unit"
    )
    assert table["converged"].all()
    for _, row in table.iterrows():
        agree(expected, "mixed", row["term"], row, rtol=1e-4)


@pytest.mark.parametrize(
    ("case", "outcome", "family", "cluster", "rtol"),
    [
        ("quasi", "absence_days", "quasi_poisson", None, 1e-6),
        ("quasi cluster", "absence_days", "quasi_poisson", "department", 1e-6),
        ("nb", "spells", "negative_binomial", None, 1e-4),
        ("nb cluster", "spells", "negative_binomial", "department", 1e-4),
    ],
)
def test_rate_ratios_agree_with_glm_nb_and_sandwich(
    expected, units, case, outcome, family, cluster, rtol
):
    table = skcore.count_model(
        units,
        outcome=outcome,
        predictors=PREDICTORS,
        exposure="fte_years",
        family=family,
        cluster=cluster,
        per=PER,
    )
    assert table["term"].to_list() == PREDICTORS
    for _, row in table.iterrows():
        agree(expected, case, row["term"], row, rtol=rtol)


def test_decimals_in_a_negative_binomial_are_told_as_by_glm_nb(expected, units):
    days = {"outcome": "absence_days", "predictors": "trust", "exposure": "fte_years"}
    with pytest.warns(UserWarning, match=r"55 values .* no whole numbers.*quasi_poisson"):
        row = skcore.count_model(units, **days).iloc[0]
    agree(expected, "nb of days", "trust", row, rtol=1e-4)
    assert row["method"].endswith("; outcome with decimals")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        whole = skcore.count_model(units, **days | {"outcome": "spells"})
        quasi = skcore.count_model(units, family="quasi_poisson", **days)
    assert not any("decimals" in method for method in [*whole["method"], *quasi["method"]])


def test_sizes_over_units_agree_with_hc3_and_the_delta_method(expected, units):
    table = skcore.unit_association(
        units,
        outcome="absence_days",
        predictor="trust",
        exposure="fte_years",
        reliability=0.7,
        reliability_std_error=0.06,
    )
    assert len(table) == 4
    for _, row in table.iterrows():
        agree(expected, "units", f"{row['measure']} {row['estimand']}", row)


def test_the_ends_of_the_line_agree_with_hc3(expected, units):
    line = skcore.association_line(
        units, outcome="absence_days", predictor="trust", exposure="fte_years"
    )
    agree(expected, "line", "first", line.iloc[0])
    agree(expected, "line", "last", line.iloc[-1])


def test_other_outcomes_agree_with_least_squares_and_hc3(expected, units):
    table = skcore.unit_association(
        units, outcome="quality", predictor="trust", covariates="nurses"
    )
    agree(expected, "units", "difference adjusted", table.iloc[1])
    assert table["adjusted_for"].to_list() == ["", "nurses"]


def insurance() -> pd.DataFrame:
    """Claims of 64 classes of insured drivers, MASS data(Insurance): published numbers."""
    holders = """197 264 246 1680 284 536 696 3582 133 286 355 1640 24 71 99 452
        85 139 151 931 149 313 419 2443 66 175 221 1110 9 48 72 322
        35 73 89 648 53 155 240 1635 24 78 121 692 7 29 43 245
        20 33 40 316 31 81 122 724 18 39 68 344 3 16 25 114"""
    claims = """38 35 20 156 63 84 89 400 19 52 74 233 4 18 19 77
        22 19 22 87 25 51 49 290 14 46 39 143 4 15 12 53
        5 11 10 67 10 24 37 187 8 19 24 101 3 2 8 37
        2 5 4 36 7 10 22 102 5 7 16 63 0 6 8 33"""
    table = pd.MultiIndex.from_product([range(4), range(4), range(4)]).to_frame(index=False)
    table.columns = ["district", "group", "age"]
    table["holders"] = [int(v) for v in holders.split()]
    table["claims"] = [int(v) for v in claims.split()]
    for level in (1, 2, 3):
        table[f"D{level + 1}"] = (table["district"] == level).astype(int)
    steps = np.arange(4.0) - 1.5
    contrasts = [steps, steps**2 - (steps**2).mean(), steps**3 - steps * (steps**4).sum() / 5]
    for name in ("group", "age"):
        for label, contrast in zip("LQC", contrasts, strict=True):
            scaled = contrast / np.sqrt((contrast**2).sum())
            table[f"{name}_{label}"] = scaled[table[name]]
    return table


def test_insurance_claims_give_the_published_coefficients():
    predictors = ["D2", "D3", "D4"] + [f"{n}_{c}" for n in ("group", "age") for c in "LQC"]
    table = skcore.count_model(
        insurance(),
        outcome="claims",
        predictors=predictors,
        exposure="holders",
        family="quasi_poisson",
    ).set_index("term")
    np.testing.assert_allclose(table.loc["D2", "coefficient"], 0.025868191, rtol=1e-6)
    np.testing.assert_allclose(table.loc["group_L", "coefficient"], 0.429707539, rtol=1e-6)
    assert (table["n"] == 64).all()


def test_real_soldiers_show_the_level_trap(real_data):
    soldiers = pd.read_csv(real_data / "lq2002.csv")
    table = skcore.within_between(soldiers, x="TSIG", y="HOSTILE", group="COMPID")
    table = table.set_index("level")
    assert table.loc["raw", "n"] == 2042
    assert table.loc["between", "n"] == 49
    # WABA of R's multilevel on the same table.
    wanted = [-0.344866524475, -0.311628187413, -0.697280779266]
    np.testing.assert_allclose(table["estimate"].iloc[:3], wanted, rtol=1e-6)


def test_standard_errors_of_ships_are_the_likelihoods_and_not_those_of_a_known_theta(
    golden: Path, expected: pd.DataFrame
) -> None:
    """MASS and sandwich take theta as known: the docstring says by how much that differs."""
    ships = pd.read_csv(golden / "association_ships.csv")
    ships = ships.assign(B=(ships["type"] == "B") * 1, P75=(ships["period"] == 75) * 1)
    names = {"outcome": "incidents", "predictors": ["yr", "P75", "B"], "exposure": "service"}
    plain = skcore.count_model(ships, **names)
    clustered = skcore.count_model(ships, cluster="type", **names)
    for _, row in plain.iterrows():
        agree(expected, "ships", row["term"], row, rtol=1e-4)
    for _, row in clustered.iterrows():
        agree(expected, "ships cluster", row["term"], row, rtol=1e-4)
    known = expected[expected["case"] == "ships known theta"].pivot(
        index="term", columns="column", values="value"
    )
    for fit, column, low, high in (
        (plain, "coefficient_std_error", 0.04, 0.051),
        (clustered, "cluster_std_error", 0.27, 0.285),
    ):
        found = fit.set_index("term")["coefficient_std_error"]
        assert low < (found / known[column] - 1).abs().max() < high
