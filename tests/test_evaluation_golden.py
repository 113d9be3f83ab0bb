"""Change against R: values of golden/make_association.R and make_evaluation.R, every column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from skcore import evaluation


@pytest.fixture(scope="module")
def expected(golden: Path) -> pd.DataFrame:
    names = ("association_golden.csv", "evaluation_golden.csv")
    return pd.concat([pd.read_csv(golden / name) for name in names], ignore_index=True)


@pytest.fixture(scope="module")
def changes(golden: Path) -> pd.DataFrame:
    return pd.read_csv(golden / "association_changes.csv")


def agree(expected: pd.DataFrame, case: str, term: str, row: pd.Series) -> None:
    wanted = expected[(expected["case"] == case) & (expected["term"] == term)]
    assert len(wanted) > 3, f"no golden values for {case}, {term}"
    for column, value in zip(wanted["column"], wanted["value"], strict=True):
        np.testing.assert_allclose(row[column], value, rtol=1e-6, err_msg=f"{case} {term} {column}")


@pytest.mark.parametrize(("case", "subject"), [("welch", None), ("paired", "subject")])
def test_waves_agree_with_t_test(expected, golden, case, subject):
    answers = pd.read_csv(golden / "association_waves.csv")
    table = evaluation.compare_waves(
        answers,
        values="trust",
        wave="wave",
        group="unit",
        subject=subject,
        order=["before", "after"],
    )
    assert table["group"].to_list() == ["a", "b", "c"]
    for _, row in table.iterrows():
        agree(expected, case, row["group"], row)


@pytest.mark.parametrize(
    ("term", "options"),
    [
        ("unit", {"unit": "unit", "equal_variances": False}),
        ("unit by lm", {"unit": "unit"}),
        ("same start", {"unit": "unit", "baseline_adjusted": True}),
        ("people", {}),
        ("cluster", {"cluster": "unit"}),
        ("unit in department", {"unit": "unit", "cluster": "department"}),
    ],
)
def test_difference_in_differences_agrees_with_r(expected, changes, term, options):
    row = evaluation.difference_in_differences(
        changes, outcome="trust", treated="treated", post="post", **options
    ).iloc[0]
    agree(expected, "did", term, row)


def test_real_job_satisfaction_by_wave(real_data):
    soldiers = pd.read_csv(real_data / "univbct.csv")
    row = evaluation.compare_waves(soldiers, values="JSAT", wave="TIME").iloc[0]
    np.testing.assert_allclose([row["mean_first"], row["mean_last"]], [3.2350, 3.3384], atol=5e-5)
    assert (row["n_first"], row["n_last"]) == (468, 463)
    middle = evaluation.compare_waves(
        soldiers[soldiers["TIME"] < 2], values="JSAT", wave="TIME"
    ).iloc[0]
    np.testing.assert_allclose(middle["mean_last"], 3.2459, atol=5e-5)
    assert middle["n_last"] == 465
    linked = evaluation.compare_waves(soldiers, values="JSAT", wave="TIME", subject="SUBNUM").iloc[
        0
    ]
    assert linked["n_first"] == linked["n_last"] < 463
