"""Change against R: values of golden/make_association.R and make_evaluation.R, every column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import skcore


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
    table = skcore.compare_waves(
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
    row = skcore.difference_in_differences(
        changes, outcome="trust", treated="treated", post="post", **options
    ).iloc[0]
    agree(expected, "did", term, row)


CHECKED = {"outcome": "trust", "treated": "treated", "post": "post", "unit": "unit"}


@pytest.mark.parametrize("contrast", ["changes", "start"])
def test_checks_of_a_contrast_agree_with_r_and_pyfixest(expected, golden, changes, contrast):
    many = pd.read_csv(golden / "evaluation_people.csv")
    fitted = pd.read_csv(golden / "evaluation_pyfixest.csv").set_index(["file", "contrast", "kind"])
    adjusted = contrast == "start"
    for name, table in (("association_changes", changes), ("evaluation_people", many)):
        found = skcore.action_checks(table, baseline_adjusted=adjusted, **CHECKED)
        found = found.set_index("analysis")
        wanted = fitted.loc[(name, contrast, "CRV3")].copy()
        wanted["std_error"] *= np.sqrt(1 - 1 / found.loc["jackknife", "n_clusters"])
        ours = found.loc["jackknife", ["estimate", "std_error"]].astype(float)
        np.testing.assert_allclose(ours, wanted, rtol=1e-6)
    agree(expected, "did", f"{contrast} sandwich", found.loc["sandwich"])
    wanted = fitted.loc[("evaluation_people", contrast, "CRV1")]
    np.testing.assert_allclose(found.loc["sandwich", ["estimate", "std_error"]].astype(float),
                               wanted, rtol=1e-6)  # fmt: skip
    units = sorted(changes["unit"].unique())
    few = changes[changes["unit"].isin([*units[:4], *units[7:12]])]
    found = skcore.action_checks(few, baseline_adjusted=adjusted, **CHECKED)
    agree_few = found.set_index("analysis").loc["permutation"]
    rows = expected[expected["term"] == f"{contrast} permutation"]
    for column, value in zip(rows["column"], rows["value"], strict=True):
        np.testing.assert_allclose(agree_few[column], value, rtol=1e-6, err_msg=column)


def test_jackknife_from_the_same_start_agrees_with_clubsandwich(expected, changes):
    found = skcore.action_checks(changes, **CHECKED).set_index("analysis")
    row = found.loc["jackknife"].copy()
    rows = expected[(expected["term"] == "start jackknife") & (expected["column"] != "n")]
    for column, value in zip(rows["column"], rows["value"], strict=True):
        np.testing.assert_allclose(row[column], value, rtol=1e-6, err_msg=column)


def test_periods_around_an_action_agree_with_r_and_pyfixest(expected, golden):
    months = pd.read_csv(golden / "evaluation_months.csv")
    names = {"month": "month", "unit": "unit", "treated": "treated", "exposure": "fte"}
    table = skcore.event_study(months, outcome="spells", start="2024-04-01", **names)
    fitted = pd.read_csv(golden / "evaluation_pyfixest.csv").query("kind == 'event'")
    for _, row in table[table["months_after"] != -3].iterrows():
        agree(expected, "did", f"period {row['months_after']}", row)
        wanted = fitted.loc[fitted["contrast"] == str(row["months_after"]), "estimate"].item()
        np.testing.assert_allclose(np.log(row["estimate"]), wanted, rtol=1e-6)
    assert table["months_after"].to_list() == [-12, -9, -6, -3, 0, 3, 6, 9]


def test_a_jump_beyond_each_units_own_line_agrees_with_r(expected, golden):
    months = pd.read_csv(golden / "evaluation_months.csv")
    names = {"month": "month", "unit": "unit", "treated": "treated", "exposure": "fte"}
    named = names | {"outcome": "spells", "start": "2024-04-01"}
    agree(expected, "did", "trend of few", skcore.absence_trend(months, **named).iloc[0])
    parts = [
        months.assign(
            unit=months["unit"] + str(k), spells=(months["spells"] + k) // 4, fte=months["fte"] / 4
        )
        for k in range(4)
    ]
    many = skcore.absence_trend(pd.concat(parts), family="quasi_poisson", **named)
    for _, row in many.iterrows():
        agree(expected, "did", f"trend of many {row['term']}", row)


def test_shares_of_favourable_answers_agree_with_t_test(expected, golden):
    waves = pd.read_csv(golden / "association_waves.csv").query("unit == 'a'")
    order = ["before", "after"]
    row = skcore.compare_shares(waves, items="trust", wave="wave", order=order).iloc[0]
    agree(expected, "did", "shares", row)


def test_groups_means_with_the_spread_of_all_agree_with_lm(expected, golden):
    waves = pd.read_csv(golden / "association_waves.csv")
    cells = ["unit", "wave"]
    table = skcore.group_means(waves, values=["trust"], groups=cells, within=cells)
    after = table[table["wave"] == "after"]
    assert len(after) == 3
    for _, row in after.iterrows():
        agree(expected, "did", f"mean of {row['unit']}", row)


def test_what_units_chosen_as_low_do_by_themselves_agrees_with_r(expected, changes):
    units = changes.groupby(["unit", "post"])["trust"].mean().unstack()
    units = units.set_axis(["first", "last"], axis=1)
    low = (units["first"] < units["first"].median()).astype(int)
    row = skcore.regression_to_the_mean(
        units.assign(low=low), before="first", selected="low", after="last", reliability=0.7
    ).iloc[0]
    agree(expected, "did", "back to the mean", row)


@pytest.mark.parametrize(
    ("term", "contrast", "units", "options"),
    [
        ("6 and 29 units", "changes", (6, 29), {}),
        ("6 and 29 units people repeated", "changes", (6, 29), {"repeated": 0.42}),
        ("10 and 10 units", "changes", (10, 10), {}),
        ("420 people", "organisation", (6, 29), {}),
        ("6 and 29 from the same start", "same_start", (6, 29), {"apart": 5.0}),
    ],
)
def test_the_smallest_difference_agrees_with_r(expected, term, contrast, units, options):
    table = skcore.study_power(units, 12, 18, icc=0.12, correlation=0.85, **options)
    found = table.set_index("contrast").loc[contrast, "detectable"]
    wanted = expected.loc[expected["term"] == term, "value"].item()
    # power.t.test ends its search at 1e-4
    np.testing.assert_allclose(found, wanted, rtol=1e-4)


def test_real_job_satisfaction_by_wave(real_data):
    soldiers = pd.read_csv(real_data / "univbct.csv")
    row = skcore.compare_waves(soldiers, values="JSAT", wave="TIME").iloc[0]
    np.testing.assert_allclose([row["mean_first"], row["mean_last"]], [3.2350, 3.3384], atol=5e-5)
    assert (row["n_first"], row["n_last"]) == (468, 463)
    middle = skcore.compare_waves(soldiers[soldiers["TIME"] < 2], values="JSAT", wave="TIME").iloc[
        0
    ]
    np.testing.assert_allclose(middle["mean_last"], 3.2459, atol=5e-5)
    assert middle["n_last"] == 465
    linked = skcore.compare_waves(soldiers, values="JSAT", wave="TIME", subject="SUBNUM").iloc[0]
    assert linked["n_first"] == linked["n_last"] < 463


@pytest.mark.parametrize("term", ["level_change", "trend_change"])
def test_a_series_that_remembers_agrees_with_gls_and_emmeans(expected, golden, term):
    found = skcore.absence_trend(
        pd.read_csv(golden / "evaluation_series.csv"),
        outcome="spells",
        exposure="fte",
        month="month",
        unit="unit",
        treated="treated",
        start="2023-01",
        errors="ar1",
    ).set_index("term")
    rows = expected[expected["term"] == f"serial {term}"].set_index("column")["value"]
    assert found.loc[term, "estimate"] == pytest.approx(rows["estimate"], rel=1e-6)
    # emmeans takes its derivatives by coarser steps: degrees of freedom agree to a thousandth
    for column in ("conf_low", "conf_high", "p_value"):
        assert found.loc[term, column] == pytest.approx(rows[column], rel=2e-3), column
    assert found.loc[term, "method"].startswith("segmented ratio of rates, AR(1) errors of 0.")
    assert found.loc[term, ["n_treated", "n_comparison"]].to_list() == [1, 2]
