"""Associations: options, honest answers where there is no number, and rules that never break."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from statsmodels.regression.mixed_linear_model import MixedLM

import skcore
from skcore.columns import GLOSSARY
from skcore.errors import InputError, SkcoreError

NUMBERS = ["estimate", "conf_low", "conf_high", "p_value"]


def units(n: int = 40, *, seed: int = 1, slope: float = -0.03) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    trust = rng.normal(60, 6, n)
    fte = rng.uniform(6, 30, n)
    rate = np.exp(slope * (trust - 60)) * rng.gamma(10, 0.1, n)
    return pd.DataFrame(
        {
            "unit": np.arange(n),
            "trust": trust,
            "nurses": rng.beta(2, 2, n),
            "fte_years": fte,
            "absence_days": rng.gamma(fte * 0.3, 12 * rate / 0.3),
            "spells": rng.poisson(2 * fte * rate),
        }
    )


def people(n_units: int = 20, size: int = 8, *, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(n_units), size)
    shared = rng.normal(0, 8, n_units)[unit]
    trust = 60 + shared + rng.normal(0, 14, len(unit))
    who5 = 55 + shared + 0.2 * trust + rng.normal(0, 14, len(unit))
    return pd.DataFrame({"unit": unit, "trust": trust, "who5": who5})


def test_every_column_stands_in_the_glossary():
    data, staff = units(), people()
    tables = [
        skcore.correlate(data, x="trust", y="spells", reliability={"trust": 0.8}),
        skcore.permutation_correlation(data.head(10), x="trust", y="spells"),
        skcore.within_between(staff, x="trust", y="who5", group="unit"),
        skcore.unit_mean_reliability(staff, values="trust", group="unit"),
        skcore.mixed_model(staff, outcome="who5", predictors="trust", group="unit"),
        skcore.count_model(data, outcome="spells", predictors="trust"),
        skcore.unit_association(data, outcome="spells", predictor="trust"),
        skcore.sensitivity(data, outcome="spells", predictor="trust", exposure="fte_years"),
    ]
    strange = {name for table in tables for name in table.columns} - set(GLOSSARY)
    assert not strange
    line = skcore.association_line(data, outcome="spells", predictor="trust")
    assert set(line.columns) - set(GLOSSARY) == {"trust"}


def test_pairs_are_taken_once_and_p_values_adjusted_over_them():
    data = units()
    names = ["trust", "nurses", "spells"]
    table = skcore.correlate(data, x=names, y=names)
    assert list(zip(table["x"], table["y"], strict=True)) == [
        ("trust", "nurses"),
        ("trust", "spells"),
        ("nurses", "spells"),
    ]
    assert (table["p_adjusted"] >= table["p_value"]).all()
    holm = skcore.correlate(data, x=names, y=names, adjust="holm")["p_adjusted"]
    raw = skcore.correlate(data, x=names, y=names, adjust="none")["p_adjusted"]
    assert (holm >= table["p_adjusted"] - 1e-12).all()  # the smallest may be equal
    np.testing.assert_array_equal(raw, table["p_value"])


def test_a_group_with_people_alike_widens_the_interval():
    rng = np.random.default_rng(3)
    unit = np.repeat(np.arange(15), 20)
    alike = pd.DataFrame(
        {"unit": unit, "a": rng.normal(size=15)[unit] + rng.normal(size=300) * 0.3}
    ).assign(b=lambda t: rng.normal(size=15)[t["unit"]] + rng.normal(size=300) * 0.3)
    plain = skcore.correlate(alike, x="a", y="b").iloc[0]
    aware = skcore.correlate(alike, x="a", y="b", group="unit").iloc[0]
    assert aware["estimate"] == pytest.approx(plain["estimate"])
    assert aware["conf_high"] - aware["conf_low"] > 2 * (plain["conf_high"] - plain["conf_low"])
    assert aware["n_groups"] == 15


def test_many_units_are_left_out_in_blocks_with_nearly_the_same_interval():
    staff = people(400, 3)
    blocks = skcore.correlate(staff, x="trust", y="who5", group="unit").iloc[0]
    fewer = skcore.correlate(staff[staff["unit"] < 200], x="trust", y="who5", group="unit").iloc[0]
    width = [row["conf_high"] - row["conf_low"] for row in (blocks, fewer)]
    assert width[0] == pytest.approx(width[1] / np.sqrt(2), rel=0.25)
    assert blocks["n_groups"] == 400


def test_unreliable_measurement_is_corrected_in_its_own_columns():
    row = skcore.correlate(
        units(), x="trust", y="spells", reliability={"trust": 0.64}, conf_level=0.9
    ).iloc[0]
    assert row["disattenuated"] == pytest.approx(row["estimate"] / 0.8)
    assert row["disattenuated_low"] == pytest.approx(row["conf_low"] / 0.8)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"spells": 3}, "no variance"),
        ({"spells": np.nan}, "fewer than 4 complete rows"),
    ],
)
def test_no_correlation_is_nan_with_a_reason(change, reason):
    row = skcore.correlate(units().assign(**change), x="trust", y="spells").iloc[0]
    assert row[NUMBERS].isna().all()
    assert row["reason"] == reason


def test_an_outcome_that_follows_exactly_from_the_predictors_leaves_no_model():
    staff = people(30, 4)
    staff["who5"] = 3 * staff["trust"] + 1
    table = skcore.mixed_model(staff, outcome="who5", predictors="trust", group="unit")
    assert table[["estimate", "icc1"]].isna().all(axis=None)
    assert set(table["reason"]) == {"nothing left beside the predictors"}


def test_one_cluster_gives_the_correlation_without_interval():
    row = skcore.correlate(units().assign(unit=1), x="trust", y="spells", group="unit").iloc[0]
    assert np.isfinite(row["estimate"])
    assert np.isnan(row["conf_low"])
    assert row["reason"] == "fewer than 3 units"


def test_a_covariate_that_explains_everything_leaves_nothing():
    data = units().assign(twice=lambda t: 2 * t["trust"])
    row = skcore.correlate(data, x="trust", y="spells", covariates="twice").iloc[0]
    assert np.isnan(row["estimate"])
    assert row["reason"] == "nothing left when the covariates are held"


def test_all_missing_columns_are_named_at_once():
    with pytest.raises(InputError, match="no column 'nope'") as caught:
        skcore.correlate(units(), x=["trust", "nope"], y="neither")
    assert "'neither'" in str(caught.value)
    assert len(caught.value.problems) == 2


def test_text_where_numbers_are_needed_is_refused_without_showing_it():
    data = units().assign(trust="hemmeligt")
    with pytest.raises(InputError, match="Column 'trust' holds text") as caught:
        skcore.within_between(data, x="trust", y="spells", group="unit")
    assert "hemmeligt" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "kendall"}, "method must be one of 'pearson', 'spearman', not 'kendall'"),
        ({"adjust": "fdr"}, "adjust must be one of"),
        ({"conf_level": 95}, "conf_level must lie between 0 and 1"),
        ({"reliability": {"trust": 1.2}}, "reliability must lie above 0"),
        ({"y": "trust"}, "name no two different columns"),
    ],
)
def test_options_that_do_not_exist_are_refused(options, message):
    with pytest.raises(SkcoreError, match=message):
        skcore.correlate(units(), **({"x": "trust", "y": "spells"} | options))


def test_few_units_get_a_counted_p_value_that_the_seed_repeats():
    data = units(12)
    first = skcore.permutation_correlation(data, x="trust", y="absence_days", seed=7)
    again = skcore.permutation_correlation(data, x="trust", y="absence_days", seed=7)
    pd.testing.assert_frame_equal(first, again)
    assert first.loc[0, "n_permutations"] == 9999
    assert first.loc[0, "method"] == "spearman, random permutation p"
    few = skcore.permutation_correlation(
        data.head(4), x="trust", y="spells", method="pearson", n_permutations=99
    ).iloc[0]
    assert few["reason"] == "fewer than 5 complete rows"


@settings(max_examples=40)
@given(st.lists(st.integers(0, 5), min_size=5, max_size=7), st.integers(0, 1000))
def test_a_permutation_p_is_never_below_one_over_the_permutations(values, seed):
    y = np.random.default_rng(seed).normal(size=len(values))
    row = skcore.permutation_correlation(pd.DataFrame({"x": values, "y": y}), x="x", y="y").iloc[0]
    if row["reason"] == "":
        assert row["p_value"] >= 1 / row["n_permutations"] - 1e-12
        assert -1 <= row["conf_low"] <= row["estimate"] <= row["conf_high"] <= 1
    else:
        assert np.isnan(row["p_value"])


def test_levels_differ_where_units_and_people_point_apart():
    rng = np.random.default_rng(5)
    unit = np.repeat(np.arange(30), 10)
    shared, own = rng.normal(size=30)[unit] * 5, rng.normal(size=300)
    data = pd.DataFrame({"unit": unit, "a": shared + own, "b": -shared + own})
    table = skcore.within_between(data, x="a", y="b", group="unit", seed=4, n_resamples=400)
    table = table.set_index("level")
    assert table.loc["within", "conf_low"] > 0.9
    assert table.loc["between", "conf_high"] < -0.9
    assert table.loc["raw", "n"] == 300
    assert table.loc["between_unweighted", "n"] == 30


def test_ends_at_each_level_hang_on_the_seed_in_the_third_decimal_only():
    data = people(38)
    ends = ["conf_low", "conf_high"]
    one, other = (
        skcore.within_between(data, x="trust", y="who5", group="unit", seed=seed)[ends]
        for seed in (1, 2)
    )
    assert (one - other).abs().to_numpy().max() < 0.01
    assert not one.equals(other)


def test_people_without_spread_inside_units_have_no_within():
    data = people().assign(trust=lambda t: t["unit"])
    table = skcore.within_between(data, x="trust", y="who5", group="unit").set_index("level")
    assert table.loc["within", "reason"] == "no variance"
    assert np.isnan(table.loc["within", "estimate"])
    assert np.isfinite(table.loc["between", "conf_low"])


def test_two_units_have_no_interval_at_any_level():
    data = people(2)
    table = skcore.within_between(data, x="trust", y="who5", group="unit")
    assert (table["reason"] == "fewer than 3 units").all()
    assert table["conf_low"].isna().all()


def test_an_empty_table_gives_reasons_and_no_error():
    data = people().iloc[:0]
    table = skcore.within_between(data, x="trust", y="who5", group="unit")
    assert (table["n"] == 0).all()
    mixed = skcore.mixed_model(data, outcome="who5", predictors="trust", group="unit")
    assert (mixed["reason"] == "fewer than 3 units").all()
    sizes = skcore.unit_association(
        units().iloc[:0], outcome="spells", predictor="trust", exposure="fte_years"
    )
    assert sizes["reason"].ne("").all()


def test_units_that_do_not_differ_have_no_reliability():
    rng = np.random.default_rng(1)
    data = pd.DataFrame({"unit": np.tile(np.arange(10), 6), "trust": rng.normal(size=60)})
    data["trust"] -= data.groupby("unit")["trust"].transform("mean")
    row = skcore.unit_mean_reliability(data, values="trust", group="unit").iloc[0]
    assert np.isnan(row["estimate"])
    assert row["reason"] == "units do not differ more than chance"


def test_units_of_one_size_are_as_reliable_counted_once_or_by_size():
    data = people()
    assert data.groupby("unit").size().nunique() == 1
    size, unit = (
        skcore.unit_mean_reliability(data, values="trust", group="unit", weight=w).iloc[0]
        for w in ("size", "unit")
    )
    numbers = ["estimate", "std_error", "conf_low", "conf_high"]
    np.testing.assert_allclose(unit[numbers].astype(float), size[numbers].astype(float))
    assert unit["method"] == "ICC(2), ANOVA, each unit counted once"
    with pytest.raises(SkcoreError, match="weight must be one of 'size', 'unit', not 'people'"):
        skcore.unit_mean_reliability(data, values="trust", group="unit", weight="people")


def test_a_random_intercept_does_not_hang_on_where_its_search_begins():
    data = people()
    table = skcore.mixed_model(
        data, outcome="who5", predictors="trust", group="unit", conf_level=0.9
    )
    design = np.column_stack([np.ones(len(data)), data["trust"]])
    other = MixedLM(data["who5"].to_numpy(), design, groups=data["unit"]).fit(method="powell")
    np.testing.assert_allclose(table["estimate"], other.fe_params, rtol=1e-4)
    between, within = float(other.cov_re[0, 0]), other.scale
    assert table.loc[0, "icc1"] == pytest.approx(between / (between + within), rel=1e-3)


def test_a_random_intercept_at_zero_is_named_as_anova_fallback():
    data = people()
    data["who5"] -= data.groupby("unit")["who5"].transform("mean")
    data["trust"] -= data.groupby("unit")["trust"].transform("mean")
    table = skcore.mixed_model(data, outcome="who5", predictors="trust", group="unit")
    assert not table["converged"].any()
    assert table["method"].str.contains("ANOVA moments \\(fallback\\)").all()
    assert (table["icc1"] == 0).all()
    slope = np.polyfit(data["trust"], data["who5"], 1)[0]
    assert table.loc[1, "estimate"] == pytest.approx(slope)


def test_a_constant_predictor_is_a_reason_not_an_error():
    data = people().assign(hours=37.0)
    table = skcore.mixed_model(data, outcome="who5", predictors="hours", group="unit")
    assert (table["reason"] == "predictors without variance of their own").all()
    assert table["estimate"].isna().all()


def test_per_scales_the_ratio_and_spares_zero_one_predictors():
    data = units().assign(night=lambda t: t["unit"] % 2)
    names = ["trust", "night"]
    one, ten = (
        skcore.count_model(
            data, outcome="spells", predictors=names, exposure="fte_years", per=per
        ).set_index("term")
        for per in (1, 10)
    )
    assert ten.loc["trust", "estimate"] == pytest.approx(one.loc["trust", "estimate"] ** 10)
    assert ten.loc["night", "estimate"] == pytest.approx(one.loc["night", "estimate"])
    assert ten.loc["trust", "coefficient"] == one.loc["trust", "coefficient"]
    named = skcore.count_model(
        data, outcome="spells", predictors=names, exposure="fte_years", per={"trust": 10}
    ).set_index("term")
    pd.testing.assert_frame_equal(named, ten)


def test_counts_without_extra_spread_are_fitted_as_poisson_and_say_so():
    rng = np.random.default_rng(2)
    data = pd.DataFrame({"trust": rng.normal(60, 5, 80)})
    data["spells"] = rng.binomial(20, 0.5, 80)  # less spread than Poisson
    row = skcore.count_model(data, outcome="spells", predictors="trust").iloc[0]
    assert row["dispersion"] == 0
    assert row["method"].startswith("negative binomial at alpha 0 (Poisson)")
    assert np.isfinite(row["conf_low"])


@pytest.mark.parametrize("family", ["negative_binomial", "quasi_poisson"])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"spells": 0}, "outcome is zero everywhere"),
        ({"trust": 60.0}, "a predictor without variance"),
        ({"nurses": lambda t: t["trust"] * 2 + 1}, "predictors that add up to one another"),
        ({"nurses": lambda t: (t["spells"] > 0) * 1.0}, "outcome is zero throughout a class"),
        ({"cluster": 1}, "fewer clusters than the model needs"),
    ],
)
def test_models_that_cannot_be_fitted_say_why(family, change, reason):
    data = units().assign(cluster=lambda t: t["unit"]).assign(**change)
    if "nurses" in change and reason.endswith("class"):
        data.loc[:5, "spells"] = 0
        data["nurses"] = (data["spells"] > 0) * 1.0
    table = skcore.count_model(
        data,
        outcome="spells",
        predictors=["trust", "nurses"],
        exposure="fte_years",
        family=family,
        cluster="cluster",
    )
    assert (table["reason"] == reason).all()
    assert table[NUMBERS].isna().all(axis=None)
    assert (table["n"] == 40).all()


def test_three_units_are_too_few_for_a_model():
    row = skcore.count_model(units(3), outcome="spells", predictors="trust").iloc[0]
    assert row["reason"] == "fewer than 4 rows"


def test_closed_units_are_left_out_and_impossible_rows_refused():
    data = units()
    data.loc[0, ["fte_years", "absence_days"]] = 0
    row = skcore.count_model(
        data,
        outcome="absence_days",
        predictors="trust",
        exposure="fte_years",
        family="quasi_poisson",
    ).iloc[0]
    assert row["n"] == 39
    data.loc[1, "fte_years"] = 0
    data.loc[2, "absence_days"] = -1
    with pytest.raises(InputError, match="time at risk above 0") as caught:
        skcore.count_model(data, outcome="absence_days", predictors="trust", exposure="fte_years")
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"family": "poisson"}, "family must be one of 'negative_binomial', 'quasi_poisson'"),
        ({"per": 0}, "per must be above 0"),
        ({"per": {"age": 10}}, "per names 'age', which is no predictor"),
    ],
)
def test_model_options_that_do_not_exist_are_refused(options, message):
    with pytest.raises(SkcoreError, match=message):
        skcore.count_model(units(), outcome="spells", predictors="trust", **options)


def test_the_line_drawn_is_the_line_of_the_sentence():
    data = units()
    names = {"outcome": "absence_days", "predictor": "trust", "exposure": "fte_years"}
    sizes = skcore.unit_association(data, **names).set_index("measure")
    line = skcore.association_line(data, **names, n_points=21)
    step = line["trust"].diff().iloc[1]
    ratio = (line["estimate"].iloc[1] / line["estimate"].iloc[0]) ** (10 / step)
    assert ratio == pytest.approx(sizes.loc["rate_ratio", "estimate"])
    middle = data["trust"].mean()
    logs = np.log(line["estimate"])
    five = [np.exp(np.interp(middle + d, line["trust"], logs)) for d in (-5, 5)]
    assert five[1] - five[0] == pytest.approx(sizes.loc["days_per_fte", "estimate"])
    assert (line["n"] == 40).all()


def test_units_without_absence_figures_make_a_smaller_honest_result():
    data = units()
    data.loc[:19, "absence_days"] = np.nan
    rows = skcore.unit_association(
        data, outcome="absence_days", predictor="trust", exposure="fte_years"
    )
    assert (rows["n"] == 20).all()
    assert rows["measure"].to_list() == ["rate_ratio", "days_per_fte"]


def test_few_units_get_ranks_and_no_line():
    names = {"outcome": "absence_days", "predictor": "trust", "exposure": "fte_years"}
    rows = skcore.unit_association(
        units(14), **names, covariates="nurses", reliability=0.64, reliability_std_error=0.1
    )
    assert (rows["measure"] == "rank_correlation").all()
    assert rows["estimand"].to_list() == ["measured", "corrected"] * 2
    assert rows.loc[1, "estimate"] == pytest.approx(rows.loc[0, "estimate"] / 0.8)
    assert rows.loc[1, "conf_high"] - rows.loc[1, "conf_low"] > (
        rows.loc[0, "conf_high"] - rows.loc[0, "conf_low"]
    )
    assert (rows["reason"].iloc[2:] == "too few units to hold anything constant").all()
    line = skcore.association_line(units(14), **names)
    assert line["estimate"].isna().all()
    assert (line["reason"] == "fewer than 15 units").all()
    more = skcore.unit_association(units(14), **names, few_units=10)
    assert more["measure"].to_list() == ["rate_ratio", "days_per_fte"]


def test_no_absence_anywhere_is_a_reason():
    rows = skcore.unit_association(
        units().assign(absence_days=0.0),
        outcome="absence_days",
        predictor="trust",
        exposure="fte_years",
    )
    assert (rows["reason"] == "outcome is zero everywhere").all()
    assert (rows["n"] == 40).all()


def test_occupation_mix_stands_beside_the_plain_result_and_weakens_the_correction_rule():
    rows = skcore.unit_association(
        units(60),
        outcome="absence_days",
        predictor="trust",
        exposure="fte_years",
        covariates="nurses",
        reliability=0.7,
        per=5,
    )
    assert rows["adjusted_for"].to_list() == [""] * 4 + ["nurses"] * 4
    plain = rows[rows["adjusted_for"] == ""].set_index(["measure", "estimand"])["estimate"]
    stretched = np.log(plain["rate_ratio", "measured"]) / 0.7
    assert np.log(plain["rate_ratio", "corrected"]) == pytest.approx(stretched)


def test_a_reliability_that_the_covariates_use_up_is_a_reason():
    data = units(60).assign(copy=lambda t: t["trust"] + np.tile([2.0, -2.0, 0.0], 20))
    rows = skcore.unit_association(
        data,
        outcome="absence_days",
        predictor="trust",
        exposure="fte_years",
        covariates="copy",
        reliability=0.3,
    )
    last = rows[(rows["adjusted_for"] == "copy") & (rows["estimand"] == "corrected")]
    assert (last["reason"] == "unit means not reliable beyond the covariates").all()


@pytest.mark.parametrize("n", [12, 40])
def test_a_reliability_that_may_be_zero_corrects_nothing(n):
    rows = skcore.unit_association(
        units(n),
        outcome="absence_days",
        predictor="trust",
        exposure="fte_years",
        reliability=0.3,
        reliability_std_error=0.2,
    ).set_index("estimand")
    assert (rows.loc[["corrected"], "reason"] == "reliability too uncertain to correct by").all()
    assert rows.loc[["corrected"], NUMBERS].isna().all(axis=None)
    assert (rows.loc[["measured"], "reason"] == "").all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"reliability": 0}, "reliability must lie above 0"),
        ({"reliability_std_error": -1}, "reliability_std_error must be 0 or more"),
        ({"per": -10}, "per must be above 0"),
    ],
)
def test_impossible_corrections_are_refused(options, message):
    with pytest.raises(SkcoreError, match=message):
        skcore.unit_association(units(), outcome="spells", predictor="trust", **options)


def test_sensitivity_repeats_the_headline_and_drops_the_largest_unit():
    data = units()
    names = {"outcome": "absence_days", "predictor": "trust", "exposure": "fte_years"}
    table = skcore.sensitivity(data, **names)
    assert len(table) == 6
    headline = skcore.unit_association(data, **names).iloc[0]
    same = table[(table["analysis"] == "quasi_poisson") & (table["units_used"] == "all")].iloc[0]
    assert same["estimate"] == headline["estimate"]
    assert same["conf_low"] == headline["conf_low"]
    assert set(table.loc[table["units_used"] == "without_largest", "n"]) == {39}
    lags = pd.concat([data.assign(lag=0), units(seed=2).assign(lag=6)])
    by_lag = skcore.sensitivity(lags, **names, lag="lag", per=5)
    assert by_lag["lag"].to_list() == [0] * 6 + [6] * 6


def test_input_is_never_changed():
    data, staff = units(), people()
    before = data.copy(), staff.copy()
    skcore.sensitivity(data, outcome="spells", predictor="trust", exposure="fte_years")
    skcore.mixed_model(staff, outcome="who5", predictors="trust", group="unit")
    pd.testing.assert_frame_equal(data, before[0])
    pd.testing.assert_frame_equal(staff, before[1])


def small_table(seed: int, n: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    unit = rng.integers(0, 4, n)
    counts = rng.integers(0, 3, n) * rng.integers(0, 2, n)
    table = pd.DataFrame(
        {
            "unit": unit,
            "x": rng.integers(0, 4, n).astype(float),
            "y": counts.astype(float),
            "z": rng.normal(size=n),
            "exposure": rng.uniform(0.1, 3, n),
        }
    )
    table.loc[rng.random(n) < 0.15, "x"] = np.nan
    return table


def no_number_is_missing_without_a_reason(seed, n):
    data = small_table(seed, n)
    rates = {"outcome": "y", "predictor": "x", "exposure": "exposure"}
    counts = {"outcome": "y", "predictors": ["x", "z"], "exposure": "exposure"}
    tables = [
        skcore.correlate(data, x="x", y="y"),
        skcore.correlate(data, x="x", y="y", covariates=["z", "exposure"]),
        skcore.correlate(data, x="x", y="z", group="unit", method="spearman"),
        skcore.permutation_correlation(data, x="x", y="y", n_permutations=19),
        skcore.within_between(data, x="x", y="z", group="unit", n_resamples=50),
        skcore.unit_mean_reliability(data, values="x", group="unit"),
        skcore.mixed_model(data, outcome="z", predictors="x", group="unit"),
        skcore.count_model(data, **counts),
        skcore.count_model(data, **counts, cluster="unit", family="quasi_poisson"),
        skcore.unit_association(data, **rates, covariates="z", few_units=5, reliability=0.6),
        skcore.unit_association(data, outcome="y", predictor="x", few_units=0),
        skcore.association_line(data, **rates, few_units=0),
        skcore.sensitivity(data, **rates),
    ]
    for table in tables:
        missing = table[["estimate", "conf_low", "conf_high"]].isna().any(axis=1)
        assert (table.loc[missing, "reason"] != "").all(), table


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.integers(1, 12))
def test_a_number_is_never_missing_without_a_reason(seed, n):
    no_number_is_missing_without_a_reason(seed, n)


@pytest.mark.whole
@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 12))
def test_none_of_sixty_tables_lacks_a_number_without_a_reason(seed, n):
    no_number_is_missing_without_a_reason(seed, n)


@pytest.mark.parametrize("offset", [0, 1e4, 20_240_000, 1e9])
def test_a_predictor_far_from_zero_has_the_same_slope(offset: float) -> None:
    rng = np.random.default_rng(7)
    unit = np.repeat(np.arange(24), 10)
    near = np.round(3 + rng.normal(0, 1, 240) + np.repeat(rng.normal(0, 0.5, 24), 10))
    unit_effect = np.repeat(rng.normal(0, 6, 24), 10)
    y = np.round(50 + 8 * near + unit_effect + rng.normal(0, 12, 240))
    data = pd.DataFrame({"u": unit, "x": near, "far": offset + near, "y": y, "high": y + offset})
    one = skcore.mixed_model(data, outcome="y", predictors="x", group="u").iloc[1]
    for outcome in ("y", "high"):
        far = skcore.mixed_model(data, outcome=outcome, predictors="far", group="u").iloc[1]
        for name in ("estimate", "std_error", "conf_low", "icc1"):
            assert far[name] == pytest.approx(one[name], rel=1e-6)
        assert far["converged"] == one["converged"]
