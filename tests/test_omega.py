"""Omega agrees with lavaan and says why it is undefined."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from test_reliability import survey

from skcore.measuring.omega import mcdonald_omega

NUMBERS = ["estimate", "conf_low", "conf_high", "n", "n_items"]


def test_omega_and_its_delta_method_interval_agree_with_lavaan(golden):
    expected = pd.read_csv(golden / "measurement_omega.csv")
    for row in expected.itertuples():
        found = mcdonald_omega(survey(golden), items=row.items.split(), conf_level=row.conf_level)
        numbers = [row.estimate, row.conf_low, row.conf_high, row.n, row.n_items]
        np.testing.assert_allclose(found[NUMBERS].to_numpy(float)[0], numbers, rtol=1e-4)
        assert found["reason"].item() == ""
    assert expected["n_items"].tolist() == [6, 4, 3]


def test_omega_of_the_soldiers_leadership_climate(real_data):
    items = [f"LEAD{i:02d}" for i in range(1, 12)]
    found = mcdonald_omega(pd.read_csv(real_data / "lq2002.csv"), items=items)
    assert found["estimate"].item() == pytest.approx(0.9036339, abs=1e-6)


def test_omega_of_an_exact_one_factor_matrix_is_its_formula():
    loadings, unique = np.array([0.9, 0.5, 0.7, 0.6]), np.array([0.3, 0.9, 0.5, 0.7])
    model = np.outer(loadings, loadings) + np.diag(unique)
    people = np.random.default_rng(3).normal(size=(60, 4))
    people -= people.mean(axis=0)
    white = people @ np.linalg.inv(np.linalg.cholesky(people.T @ people / 59)).T
    table = pd.DataFrame(white @ np.linalg.cholesky(model).T, columns=list("abcd"))
    expected = loadings.sum() ** 2 / (loadings.sum() ** 2 + unique.sum())
    assert mcdonald_omega(table)["estimate"].item() == pytest.approx(expected, rel=1e-9)
    # the unit of the answers does not matter, nor the order of items
    assert mcdonald_omega(table[list("dbca")] * 25)["estimate"].item() == pytest.approx(
        expected, rel=1e-9
    )


def heywood() -> pd.DataFrame:
    """Correlations .9, .9, .4: the best loading of the first item would be above 1."""
    wanted = np.array([[1, 0.9, 0.9], [0.9, 1, 0.65], [0.9, 0.65, 1]])
    people = np.random.default_rng(5).normal(size=(50, 3))
    people -= people.mean(axis=0)
    white = people @ np.linalg.inv(np.linalg.cholesky(people.T @ people / 49)).T
    return pd.DataFrame(white @ np.linalg.cholesky(wanted).T, columns=list("abc"))


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"a": [1, 2, 3, 4]}, "a single item has no common factor"),
        ({"a": [1, 2, 3, 4], "b": [1, 3, 2, 4]}, "use spearman_brown"),
        ({"a": [1, 2, 3], "b": [2, 1, 3], "c": [1, 3, 2]}, "too few complete respondents"),
        ({"a": [np.nan] * 5, "b": [1, 2, 3, 4, 5], "c": [2, 1, 4, 3, 5]}, r"\(n = 0\)"),
        (
            {"a": [2] * 6, "b": [1, 2, 3, 4, 5, 1], "c": [2, 1, 4, 3, 5, 1]},
            "every answer to a is the same",
        ),
        (
            {"a": [1, 2, 3, 4, 5, 1], "b": [1, 2, 3, 4, 5, 1], "c": [2, 1, 4, 3, 5, 1]},
            "follow exactly from the others",
        ),
        (heywood(), "negative residual variance of a"),
    ],
)
def test_an_undefined_omega_is_missing_with_its_reason(table, reason):
    found = mcdonald_omega(pd.DataFrame(table))
    assert np.isnan(found[["estimate", "conf_low", "conf_high"]].to_numpy()).all()
    assert pd.Series(found["reason"]).str.contains(reason).item()
