"""The sample study from its CSV to reliability and agreement, against R alone (make_sample.R).

When the sample is made anew, `make golden` makes these values anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import skcore


@pytest.fixture(scope="module")
def staff(sample_study: Any) -> pd.DataFrame:
    answers = sample_study.responses
    return answers[(answers["wave"] == "2026") & (answers["role"] == "employee")]


@pytest.fixture(scope="module")
def expected(golden: Path) -> pd.DataFrame:
    return pd.read_csv(golden / "sample_scales.csv").set_index("variable")


def test_scores_agree_with_r(staff: pd.DataFrame, expected: pd.DataFrame) -> None:
    copsoq = skcore.load_instrument("copsoq3-social-capital")
    scores = skcore.score_scales(staff, copsoq)[list(expected.index)]
    found = scores.agg(["count", "mean", "std"]).T
    np.testing.assert_allclose(found, expected[["n", "mean", "sd"]], rtol=1e-6)


@pytest.mark.parametrize("scale", ["TM", "TE", "JU", "SW"])
def test_reliability_and_icc_agree_with_r(
    staff: pd.DataFrame, expected: pd.DataFrame, scale: str
) -> None:
    copsoq = skcore.load_instrument("copsoq3-social-capital")
    points = skcore.score_items(staff, copsoq)
    items = list(copsoq.scale(scale).items)  # type: ignore[union-attr]
    row = expected.loc[scale]
    columns = ["estimate", "conf_low", "conf_high"]
    alpha = skcore.cronbach_alpha(points, items=items)[columns].to_numpy()[0]
    omega = skcore.mcdonald_omega(points, items=items)[columns].to_numpy()[0]
    np.testing.assert_allclose(
        alpha, row[["alpha", "alpha_low", "alpha_high"]].to_numpy(float), rtol=1e-6
    )
    np.testing.assert_allclose(
        omega, row[["omega", "omega_low", "omega_high"]].to_numpy(float), rtol=1e-4
    )
    scored = staff[["unit"]].join(skcore.score_scales(staff, copsoq)[[scale]])
    anova = skcore.icc(scored, values=[scale], group="unit").iloc[0]
    reml = skcore.icc(scored, values=[scale], group="unit", method="reml").iloc[0]
    np.testing.assert_allclose(
        [anova["icc1"], anova["icc2"]], [row["icc1"], row["icc2"]], rtol=1e-6
    )
    np.testing.assert_allclose(reml["icc1"], row["icc1_reml"], rtol=1e-4)


def test_agreement_of_every_unit_agrees_with_r(staff: pd.DataFrame, golden: Path) -> None:
    wanted = pd.read_csv(golden / "sample_agreement.csv").set_index("group")
    copsoq = skcore.load_instrument("copsoq3-social-capital")
    points = skcore.score_items(staff, copsoq)
    items = ["JU1", "JU2", "JU3", "JU4"]
    found = skcore.agreement(points, items=items, group="unit", step=25).set_index("group")
    columns = ["n", "rwg_j", "rwg_j_star", "ad_mean"]
    assert len(wanted) > 40
    np.testing.assert_allclose(
        found.loc[wanted.index, columns].to_numpy(float), wanted[columns], rtol=1e-6, atol=1e-12
    )
