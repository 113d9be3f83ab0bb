"""Change over time: order of waves, unions of units, and what cannot be shown."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import skcore
from skcore.columns import GLOSSARY
from skcore.errors import InputError, SkcoreError
from skcore.instruments.loader import load_instrument

TEXT_ORDER = "The order of the waves in column 'wave' is not known"


def answers(n: int = 30, *, seed: int = 1, rise: float = 6.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    level = rng.normal(60, 12, n)
    parts = [
        pd.DataFrame(
            {
                "wave": wave,
                "unit": np.where(np.arange(n) < n // 2, "nord", "syd"),
                "subject": np.arange(n),
                "trust": level + rng.normal(0, 5, n) + shift,
                "justice": level + rng.normal(0, 5, n),
                "TM1": rng.choice([0, 25, 50, 75, 100], n),
                "TMX2": rng.choice([0, 25, 50, 75, 100], n),
            }
        )
        for wave, shift in (("før", 0.0), ("efter", rise))
    ]
    return pd.concat(parts, ignore_index=True)


def followed(n_treated: int, n_comparison: int, *, seed: int = 1, effect: float = 4.0):
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n_treated + n_comparison):
        level, treated = rng.normal(60, 6), int(i < n_treated)
        for post in (0, 1):
            value = level + post * (1 + effect * treated) + rng.normal(0, 2)
            rows.append((f"u{i}", f"d{i % 5}", treated, post, value))
    return pd.DataFrame(rows, columns=["unit", "department", "treated", "post", "trust"])


def difference(data: pd.DataFrame, **options) -> pd.Series:
    return skcore.difference_in_differences(
        data, outcome="trust", treated="treated", post="post", **options
    ).iloc[0]


def months(n_treated: int, n_comparison: int, *, drop: float = 0.7, seed: int = 1):
    rng = np.random.default_rng(seed)
    table = pd.MultiIndex.from_product(
        [range(n_treated + n_comparison), pd.period_range("2022-01", "2024-12", freq="M")],
        names=["unit", "month"],
    ).to_frame(index=False)
    table["treated"] = (table["unit"] < n_treated).astype(int)
    after = table["month"] >= pd.Period("2023-07")
    rate = np.where(after & (table["treated"] == 1), drop, 1.0)
    table["spells"] = rng.poisson(6 * rate * rng.gamma(20, 1 / 20, len(table)))
    return table.assign(fte_years=1.5, month=table["month"].astype(str))


def trend(data: pd.DataFrame, **options) -> pd.DataFrame:
    chosen = {"outcome": "spells", "exposure": "fte_years", "month": "month", "unit": "unit"}
    chosen |= {"treated": "treated", "start": "2023-07"}
    return skcore.absence_trend(data, **(chosen | options))


def test_months_without_any_spell_tell_no_ratio_of_one():
    table = trend(months(5, 5).assign(spells=0))
    assert table["estimate"].isna().all()
    assert set(table["reason"]) == {"outcome is zero everywhere"}


def test_months_that_remember_are_the_sample_of_few_units_from_three_years_on():
    one = trend(months(1, 3), errors="ar1")
    assert one["n_treated"].to_list() == [1, 1]
    assert (one["conf_low"] < one["estimate"]).all()
    assert (one["estimate"] < one["conf_high"]).all()
    fewer = months(1, 3).query("month >= '2022-02'")
    short = trend(fewer, errors="ar1")
    assert short["estimate"].isna().all()
    assert short["reason"].unique() == ["fewer than 36 months with both sides"]
    with pytest.raises(SkcoreError, match="errors must be one of 'units', 'ar1', not 'AR'"):
        trend(months(1, 3), errors="AR")


def test_every_column_stands_in_the_glossary():
    units = pd.DataFrame({"first": [50, 60, 70.0], "second": [55, 60, 65.0], "low": [1, 0, 0]})
    tables = [
        skcore.compare_waves(
            answers(), values="trust", wave="wave", group="unit", order=["før", "efter"]
        ),
        skcore.compare_shares(answers(), items="TM1", wave="wave", order=["før", "efter"]),
        skcore.difference_in_differences(
            followed(5, 5), outcome="trust", treated="treated", post="post", unit="unit"
        ),
        skcore.reliable_change(
            units, before="first", after="second", reliability=0.8, better="high"
        ),
        skcore.regression_to_the_mean(
            units, before="first", selected="low", reliability=0.6, after="second"
        ),
        trend(months(4, 4)),
    ]
    strange = {name for table in tables for name in table.columns} - set(GLOSSARY)
    assert strange == {"first", "second", "low"}


def test_waves_in_text_are_never_put_in_text_order():
    with pytest.raises(SkcoreError, match=TEXT_ORDER):
        skcore.compare_waves(answers(), values="trust", wave="wave")
    data = answers().astype({"wave": "category"})
    with pytest.raises(SkcoreError, match=TEXT_ORDER):
        skcore.compare_waves(data, values="trust", wave="wave")


def test_order_comes_from_the_argument_a_categorical_numbers_or_dates():
    data = answers(rise=6)
    given_order = skcore.compare_waves(data, values="trust", wave="wave", order=["før", "efter"])
    assert given_order.loc[0, "estimate"] > 3
    ordered = pd.CategoricalDtype(["aldrig", "før", "efter"], ordered=True)
    number = data["wave"].map({"før": 2024, "efter": 2025})
    date = pd.to_datetime(number.astype(str))
    for wave in (data["wave"].astype(ordered), number, date):
        other = skcore.compare_waves(data.assign(wave=wave), values="trust", wave="wave")
        pd.testing.assert_frame_equal(other, given_order)
    back = skcore.compare_waves(data, values="trust", wave="wave", order=["efter", "før"])
    assert back.loc[0, "estimate"] == pytest.approx(-given_order.loc[0, "estimate"])


def test_a_wave_that_the_order_lacks_and_a_single_wave_are_refused():
    with pytest.raises(SkcoreError, match="order lacks waves that the table has: efter"):
        skcore.compare_waves(answers(), values="trust", wave="wave", order=["før"])
    single = answers().assign(wave=1)
    with pytest.raises(SkcoreError, match="holds 1 wave; comparing needs two"):
        skcore.compare_waves(single, values="trust", wave="wave")


def test_groups_stand_with_all_their_variables_in_the_order_of_the_table():
    data = answers().assign(unit=lambda t: t["unit"].where(t["subject"] > 2))
    table = skcore.compare_waves(
        data, values=["trust", "justice"], wave="wave", group="unit", order=["før", "efter"]
    )
    assert table["variable"].to_list() == ["trust", "justice"] * 3
    # People without a unit are a row of their own, not lost.
    assert table["group"].isna().to_list() == [True, True, False, False, False, False]
    assert table["n_first"].sum() == 2 * 30


def test_linked_answers_use_the_pairs_and_are_surer():
    data = answers()
    data = data.drop(index=[0, 40])
    options = {"values": "trust", "wave": "wave", "order": ["før", "efter"]}
    linked = skcore.compare_waves(data, **options, subject="subject").iloc[0]
    plain = skcore.compare_waves(data, **options).iloc[0]
    assert linked["n_first"] == linked["n_last"] == 28
    assert (plain["n_first"], plain["n_last"]) == (29, 29)
    assert linked["std_error"] < 0.6 * plain["std_error"]
    assert (linked["method"], plain["method"]) == ("paired t, linked", "Welch t, unlinked")


def test_a_pseudonym_twice_in_a_wave_is_refused():
    data = answers()
    data.loc[1, "subject"] = 0
    with pytest.raises(InputError, match="2 rows share pseudonym and wave"):
        skcore.compare_waves(
            data, values="trust", wave="wave", subject="subject", order=["før", "efter"]
        )


def test_a_closed_unit_and_one_answer_and_no_spread_have_their_reasons():
    data = pd.DataFrame(
        {
            "wave": [1, 1, 1, 2, 2, 1, 1, 2, 2],
            "unit": ["a", "a", "b", "b", "b", "c", "c", "c", "c"],
            "trust": [50.0, 60, 50, 55, 65, 50, 50, 60, 60],
        }
    )
    table = skcore.compare_waves(data, values="trust", wave="wave", group="unit")
    assert table["reason"].to_list() == [
        "no answers in one of the waves",
        "one answer in one of the waves",
        "no variance",
    ]
    assert table[["conf_low", "conf_high", "p_value"]].isna().all(axis=None)
    assert table["estimate"].isna().to_list() == [True, False, False]
    assert table["change_size"].to_list() == ["", "important", "important"]


def test_size_words_follow_the_study_s_conventions():
    data = answers(200, rise=5.5)
    options = {"values": "trust", "wave": "wave", "order": ["før", "efter"]}
    sizes = [
        skcore.compare_waves(data, **options, **limits).loc[0, "change_size"]
        for limits in ({}, {"noticeable": 20}, {"important": 0.2})
    ]
    assert sizes == ["noticeable", "small", "important"]


def test_a_narrower_level_gives_a_narrower_interval():
    options = {"values": "trust", "wave": "wave", "order": ["før", "efter"]}
    wide, narrow = (
        skcore.compare_waves(answers(), **options, conf_level=level).iloc[0]
        for level in (0.95, 0.8)
    )
    assert wide["conf_low"] < narrow["conf_low"] < narrow["estimate"] < narrow["conf_high"]


def test_share_favourable_of_a_scale_is_the_mean_over_its_items():
    data = answers(60)
    options = {"wave": "wave", "order": ["før", "efter"]}
    items = skcore.compare_shares(data, items=["TM1", "TMX2"], **options)
    scale = skcore.compare_shares(data, items={"TM": ["TM1", "TMX2"]}, **options).iloc[0]
    assert scale["variable"] == "TM"
    assert scale["estimate"] == pytest.approx(items["estimate"].mean())
    first = data[data["wave"] == "før"]
    assert items.loc[0, "mean_first"] == pytest.approx((first["TM1"] >= 75).mean() * 100)
    strict = skcore.compare_shares(data, items="TM1", threshold=100, **options).iloc[0]
    assert strict["mean_first"] < items.loc[0, "mean_first"]


def test_a_missing_answer_is_not_an_unfavourable_one():
    data = pd.DataFrame({"wave": [1, 1, 1, 2, 2, 2], "TM1": [75, np.nan, 0, 100, 75, np.nan]})
    row = skcore.compare_shares(data, items="TM1", wave="wave").iloc[0]
    assert (row["mean_first"], row["mean_last"], row["n_first"]) == (50, 100, 2)


def test_three_against_three_tells_its_permutations_and_no_interval():
    row = difference(followed(3, 3, effect=30), unit="unit")
    assert row["n_permutations"] == 20
    assert row["p_value"] == pytest.approx(0.1)
    assert np.isnan(row["conf_low"])
    assert row["reason"] == (
        "3 against 3 units: 20 permutations, p never below 0.10, no 95% interval"
    )
    looser = difference(followed(3, 3), unit="unit", conf_level=0.8)
    assert np.isfinite(looser["conf_low"])


def test_one_treated_unit_needs_equal_variances():
    row = difference(followed(1, 24), unit="unit", equal_variances=False)
    assert row["method"] == "t on unit-level changes"
    assert np.isfinite(row["conf_low"])
    assert row["n_clusters"] == 25


def test_too_few_clusters_on_a_side_have_no_interval():
    for n_treated, n_comparison in ((1, 20), (2, 20), (20, 2)):
        row = difference(followed(n_treated, n_comparison), cluster="unit")
        assert np.isfinite(row["estimate"])
        assert np.isnan(row[["std_error", "conf_low", "p_value"]].to_numpy(float)).all()
        assert row["reason"] == "fewer than 3 clusters on a side: no interval"
    assert np.isfinite(difference(followed(3, 20), cluster="unit")["conf_low"])
    assert np.isnan(difference(followed(4, 30))["n_clusters"])


def test_a_department_with_both_sides_counts_on_both():
    row = difference(followed(10, 10), unit="unit", cluster="department")
    assert (row["n_treated"], row["n_comparison"], row["n_clusters"]) == (5, 5, 5)
    assert np.isfinite(row["conf_low"])


@pytest.mark.parametrize(("n_treated", "n_comparison"), [(3, 12), (4, 4)])
def test_the_jackknife_over_clusters_raises_no_false_alarms(n_treated, n_comparison):
    rng = np.random.default_rng(2)
    alarms = []
    for _ in range(200):
        n = rng.integers(5, 25, n_treated + n_comparison)
        unit = np.repeat(np.arange(len(n)), 2 * n)
        post = np.concatenate([np.repeat([0, 1], k) for k in n])
        moved = rng.normal(0, 3, len(n))[unit] * post + rng.normal(0, 6, len(n))[unit]
        trust = moved + rng.normal(0, 18, len(unit))
        data = pd.DataFrame({"unit": unit, "post": post, "trust": trust})
        row = difference(data.assign(treated=(unit < n_treated).astype(int)), cluster="unit")
        alarms.append(row["conf_low"] > 0 or row["conf_high"] < 0)
    assert np.mean(alarms) < 0.09  # the sandwich: 0.15 at 3 against 12


def chosen_low(rng: np.random.Generator, *, effect: float = 0.0) -> pd.DataFrame:
    """Forty workplaces, of which the six that look lowest get the action."""
    true = rng.normal(62, 6, 40)
    first, last = true + rng.normal(0, 5, (2, 40))
    treated = np.argsort(np.argsort(first)) < 6
    table = pd.DataFrame({"unit": range(40), "treated": treated.astype(int)})
    both = [table.assign(post=0, trust=first), table.assign(post=1, trust=last + effect * treated)]
    return pd.concat(both, ignore_index=True)


@pytest.mark.whole
@pytest.mark.parametrize("effect", [0.0, 6.0])
def test_from_the_same_start_workplaces_chosen_as_low_show_their_true_change(effect):
    rng = np.random.default_rng(4)
    rows = [chosen_low(rng, effect=effect) for _ in range(150)]
    adjusted = pd.DataFrame([difference(t, unit="unit", baseline_adjusted=True) for t in rows])
    plain = pd.DataFrame([difference(t, unit="unit") for t in rows])
    assert adjusted["estimate"].mean() == pytest.approx(effect, abs=0.8)
    assert plain["estimate"].mean() > effect + 3
    held = (adjusted["conf_low"] < effect) & (effect < adjusted["conf_high"])
    assert held.mean() > 0.9
    assert ((plain["conf_low"] < effect) & (effect < plain["conf_high"])).mean() < 0.85


def test_what_was_expected_and_the_estimate_add_up_to_what_was_seen():
    data = chosen_low(np.random.default_rng(1), effect=6)
    row = difference(data, unit="unit", baseline_adjusted=True)
    seen = data[data["treated"] == 1].groupby("post")["trust"].mean().diff().iloc[-1]
    assert row["expected"] + row["estimate"] == pytest.approx(seen)
    assert row["expected_low"] < row["expected"] < row["expected_high"]
    assert row["caution"].startswith("no comparison unit began as far out as the treated")


def test_the_same_start_needs_units_and_enough_of_them():
    with pytest.raises(SkcoreError, match="baseline_adjusted needs unit="):
        difference(followed(5, 5), cluster="unit", baseline_adjusted=True)
    few = difference(followed(3, 3), unit="unit", baseline_adjusted=True)
    assert np.isfinite(few["estimate"])
    assert np.isnan(few["conf_low"])
    assert few["reason"].startswith("3 against 3 units: 20 permutations")
    alike = followed(5, 5)
    alike.loc[alike["post"] == 0, "trust"] = 60.0
    assert difference(alike, unit="unit", baseline_adjusted=True)["reason"] == (
        "all units began alike"
    )


@pytest.mark.parametrize(
    ("keep", "options", "reason"),
    [
        ("treated == 1", {"unit": "unit"}, "no units on one side"),
        ("post == 0", {"unit": "unit"}, "no units on one side"),
        ("post == 0", {}, "no rows on one side or in one period"),
        ("treated == 1", {"unit": "unit", "baseline_adjusted": True}, "no units on one side"),
    ],
)
def test_designs_without_a_contrast_say_why(keep, options, reason):
    data = pd.concat([followed(5, 5)] * 2).query(keep)
    row = difference(data, **options)
    assert np.isnan(row["estimate"])
    assert row["reason"] == reason


def test_no_change_anywhere_has_no_variance():
    row = difference(followed(5, 5).assign(trust=60.0), unit="unit")
    assert (row["estimate"], row["reason"]) == (0, "no variance")
    assert np.isnan(row["p_value"])


def test_a_unit_on_both_sides_and_strange_marks_are_refused():
    data = followed(5, 5)
    data.loc[0, "treated"] = 0
    with pytest.raises(InputError, match="1 units of column 'unit' are both treated and not"):
        difference(data, unit="unit")
    with pytest.raises(InputError, match="Column 'post' must hold 0 and 1"):
        difference(followed(5, 5).assign(post=2), unit="unit")


def test_true_and_false_count_as_marks():
    data = followed(5, 6)
    marked = data.assign(treated=data["treated"] == 1, post=data["post"] == 1)
    pd.testing.assert_series_equal(difference(marked, unit="unit"), difference(data, unit="unit"))


def test_reliable_change_keeps_its_input_and_marks_missing():
    people = pd.DataFrame({"a": [50.0, 50, np.nan], "b": [80.0, 51, 60]}, index=[7, 8, 9])
    options = {"before": "a", "after": "b", "reliability": 0.5, "sd": 10, "better": "high"}
    result = skcore.reliable_change(people, **options)
    assert result.index.to_list() == [7, 8, 9]
    assert result["index"].iloc[0] == pytest.approx(3.0)
    assert result["category"].iloc[:2].to_list() == ["improved", "unchanged"]
    assert result["category"].isna().iloc[2]
    wide = skcore.reliable_change(people, **options, conf_level=0.999)
    assert wide["category"].iloc[0] == "unchanged"
    assert list(people.columns) == ["a", "b"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"reliability": 1.0}, "reliability must be 0 or more and below 1"),
        ({"sd": 0}, "sd must be above 0"),
        ({"better": None}, "Say which end of the scale is the good one: better='high'"),
        ({"better": "up"}, "Say which end of the scale is the good one"),
    ],
)
def test_impossible_reliable_change_is_refused(options, message):
    people = pd.DataFrame({"a": [1.0], "b": [2.0]})
    usual = {"reliability": 0.8, "better": "high"}
    with pytest.raises(SkcoreError, match=message):
        skcore.reliable_change(people, before="a", after="b", **(usual | options))


def test_fewer_complaints_are_an_improvement_where_low_is_good():
    people = pd.DataFrame({"a": [33.0, 26, 5], "b": [5.0, 27, 33]})
    options = {"before": "a", "after": "b", "reliability": 0.8, "sd": 8}
    low = skcore.reliable_change(people, **options, better="low")
    assert low["category"].to_list() == ["improved", "unchanged", "deteriorated"]
    assert low["change"].to_list() == [-28, 1, 28]
    high = skcore.reliable_change(people, **options, better="high")
    assert high["category"].to_list() == ["deteriorated", "unchanged", "improved"]


def test_an_instrument_tells_which_end_of_its_scale_is_good():
    people = pd.DataFrame({"a": [20.0], "b": [80.0]})
    options = {"before": "a", "after": "b", "reliability": 0.8, "sd": 16}
    scale = load_instrument("who-5").scales[0]
    assert skcore.reliable_change(people, **options, better=scale)["category"][0] == "improved"
    turned = replace(scale, high_is_good=False)
    worse = skcore.reliable_change(people, **options, better=turned)
    assert worse["category"][0] == "deteriorated"


def test_the_worked_example_of_jacobson_and_truax_is_reproduced():
    """Means 40 and 60, SD 7.5, reliability .80 (their table 1); from 32.5 to 47.5 is 3.16."""
    cutoff = (7.5 * 40 + 7.5 * 60) / (7.5 + 7.5)
    assert cutoff == 50
    people = pd.DataFrame(
        {"a": [32.5, 32.5, 45.0, 52.0, 50.0, 47.5], "b": [47.5, 50.5, 48.0, 68.0, 60.0, 32.5]}
    )
    table = skcore.reliable_change(
        people, before="a", after="b", reliability=0.8, sd=7.5, better="high", cutoff=cutoff
    )
    assert table["index"].round(2).iloc[0] == 3.16
    assert table["category"].to_list() == [
        "improved",  # reliably, and still on the wrong side of 50
        "recovered",
        "unchanged",
        "improved",  # was on the right side already
        "improved",  # began on the cut-off itself
        "deteriorated",
    ]
    mirrored = skcore.reliable_change(
        100 - people, before="a", after="b", reliability=0.8, sd=7.5, better="low", cutoff=50
    )
    assert mirrored["category"].to_list() == table["category"].to_list()


def test_units_chosen_as_low_rise_by_themselves_as_predicted():
    rng = np.random.default_rng(3)
    true = rng.normal(60, 5, 4000)
    first, last = (true + rng.normal(0, 5, 4000) for _ in range(2))
    units = pd.DataFrame({"first": first, "last": last, "low": (first < 55).astype(int)})
    row = skcore.regression_to_the_mean(
        units, before="first", selected="low", after="last", reliability=0.5
    ).iloc[0]
    assert row["conf_low"] < row["observed"] < row["conf_high"]
    assert row["estimate"] == pytest.approx(row["observed"], abs=0.5)
    certain = skcore.regression_to_the_mean(
        units, before="first", selected="low", reliability=1
    ).iloc[0]
    assert certain["estimate"] == 0
    none = skcore.regression_to_the_mean(
        units.assign(low=0), before="first", selected="low", reliability=0.5
    ).iloc[0]
    assert none["reason"] == "no unit is chosen"
    with pytest.raises(SkcoreError, match="reliability must lie between 0 and 1"):
        skcore.regression_to_the_mean(units, before="first", selected="low", reliability=2)


def test_unions_are_closed_under_the_crosswalk():
    crosswalk = pd.DataFrame(
        {
            "unit_before": ["A", "B", "B", "C", "D", None],
            "unit_after": ["X", "X", "Y", "Z", None, "N"],
        }
    )
    table = skcore.crosswalk_groups(crosswalk)
    assert table["group"].to_list() == ["X + Y"] * 3 + ["Z", "D", "N"]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12))
def test_a_unit_never_stands_in_two_unions_and_unions_are_smallest(pairs):
    crosswalk = pd.DataFrame(pairs, columns=["unit_before", "unit_after"])
    table = skcore.crosswalk_groups(crosswalk)
    for side in ("unit_before", "unit_after"):
        assert not table[[side, "group"]].drop_duplicates()[side].duplicated().any()
    # Smallest: within a union every pair is reached from the first by shared units.
    for _, part in table.groupby("group"):
        reached = {part.index[0]}
        while True:
            near = part.loc[list(reached)]
            more = part.index[
                part["unit_before"].isin(near["unit_before"])
                | part["unit_after"].isin(near["unit_after"])
            ]
            if set(more) == reached:
                break
            reached = set(more)
        assert reached == set(part.index)


def test_answers_are_regrouped_with_units_that_nobody_moved():
    data = pd.DataFrame(
        {
            "wave": ["før"] * 4 + ["efter"] * 4,
            "unit": ["A", "B", "C", "X", "X", "Y", "C", None],
        }
    )
    crosswalk = pd.DataFrame({"unit_before": ["A", "B", "B"], "unit_after": ["X", "X", "Y"]})
    result = skcore.regroup(data, crosswalk=crosswalk, unit="unit", wave="wave", after=["efter"])
    # X stood before too, and A and B were merged into it.
    assert result["group"].to_list()[:7] == ["X + Y", "X + Y", "C", "X + Y", "X + Y", "X + Y", "C"]
    assert result["group"].isna().iloc[7]
    with pytest.raises(SkcoreError, match="holds no row of the wave after"):
        skcore.regroup(data, crosswalk=crosswalk, unit="unit", wave="wave", after="senere")


def test_a_register_is_shared_out_and_nothing_is_lost():
    absence = pd.DataFrame(
        {
            "unit": ["A", "A", "B", "C"],
            "month": ["2024-01", "2024-02", "2024-01", "2024-01"],
            "absence_days": [10.0, 20.0, 30.0, 5.0],
            "spells": [1, 2, 3, 1],
        }
    )
    crosswalk = pd.DataFrame(
        {"unit_before": ["A", "A", "B"], "unit_after": ["X", "Y", "Y"], "share": [0.6, 0.4, 1.0]}
    )
    result = skcore.crosswalk_register(
        absence, crosswalk=crosswalk, values=["absence_days", "spells"]
    )
    assert list(result.columns) == list(absence.columns)
    keyed = result.set_index(["unit", "month"])
    assert keyed.loc[("Y", "2024-01"), "absence_days"] == pytest.approx(34)
    assert keyed.loc[("C", "2024-01"), "spells"] == 1
    assert result["absence_days"].sum() == pytest.approx(65)


def test_shares_that_cannot_be_right_are_all_named():
    absence = pd.DataFrame({"unit": ["A", "B"], "days": [1.0, 2.0]})
    crosswalk = pd.DataFrame(
        {"unit_before": ["A", "A", "B"], "unit_after": ["X", "Y", None], "share": [0.6, 0.3, 1]}
    )
    with pytest.raises(InputError, match="Shares do not add up to 1 for 'A'") as caught:
        skcore.crosswalk_register(absence, crosswalk=crosswalk, values="days")
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError, match="'share': 1 rows are missing or outside 0-1"):
        skcore.crosswalk_register(
            absence,
            crosswalk=crosswalk.assign(share=[1.5, 0.4, 0.6], unit_after=["X", "Y", "Z"]),
            values="days",
        )


def test_many_units_get_the_segmented_series():
    data = months(25, 25, seed=3)
    table = trend(data).set_index("term")
    level = table.loc["level_change"]
    assert level["conf_low"] < 0.7 < level["conf_high"] < 1
    assert level["method"].startswith("segmented negative binomial")
    bend = table.loc["trend_change"]
    assert bend["conf_low"] < 1 < bend["conf_high"]
    assert (table["n"] == 50 * 36).all()
    quasi = trend(data, family="quasi_poisson").iloc[0]
    assert quasi["method"].startswith("segmented quasi-Poisson")
    assert quasi["estimate"] == pytest.approx(level["estimate"], rel=0.05)


def test_few_units_get_the_level_alone():
    table = trend(months(6, 8)).set_index("term")
    method = "t on unit-level changes, beyond each unit's trend before"
    assert table.loc["level_change", "method"] == method
    assert table.loc["level_change", "conf_low"] < 0.7 < table.loc["level_change", "conf_high"]
    assert np.isnan(table.loc["trend_change", "estimate"])
    assert "the level alone is compared" in table.loc["trend_change", "reason"]
    tiny = trend(months(3, 3)).iloc[0]
    assert tiny["n_treated"] == 3
    assert "20 permutations" in tiny["reason"]


def test_absence_that_was_falling_already_is_no_effect():
    rng = np.random.default_rng(7)
    alarms = []
    for _ in range(60):
        table = months(8, 10, drop=1.0, seed=int(rng.integers(10**6)))
        month = pd.PeriodIndex(table["month"], freq="M")
        years = (month.year - 2023) + (month.month - 7) / 12
        rate = 6 * np.exp(-0.35 * years * table["treated"])  # falls by 30 % a year all along
        row = trend(table.assign(spells=rng.poisson(rate))).iloc[0]
        alarms.append(row["conf_low"] > 1 or row["conf_high"] < 1)
    assert np.mean(alarms) < 0.15  # the levels alone: nearly always


@pytest.mark.parametrize(
    ("change", "options", "reason"),
    [
        ({"treated": 1}, {}, "no units on one side"),
        ({}, {"start": "2024-10"}, "fewer than 6 months before or after"),
    ],
)
def test_series_without_a_contrast_say_why(change, options, reason):
    table = trend(months(5, 5).assign(**change), **options)
    assert (table["reason"] == reason).all()
    assert table["estimate"].isna().all()


def test_no_absence_at_all_in_a_long_series_is_a_reason():
    table = trend(months(25, 25).assign(spells=0))
    assert (table["reason"] == "outcome is zero everywhere").all()


def test_series_that_cannot_be_read_are_refused():
    data = months(5, 5)
    with pytest.raises(InputError, match="10 rows cannot be read as months"):
        trend(data.assign(month=data["month"].replace("2022-01", "januar")))
    with pytest.raises(SkcoreError, match="start='snart' cannot be read as a date"):
        trend(data, start="snart")
    data.loc[0, "treated"] = 0
    with pytest.raises(InputError, match="1 units of column 'unit' are both treated and not"):
        trend(data)
    dates = months(5, 5).assign(month=lambda t: pd.PeriodIndex(t["month"], freq="M"))
    pd.testing.assert_frame_equal(trend(dates), trend(months(5, 5)))


def no_number_is_missing_without_a_reason(seed, n):
    rng = np.random.default_rng(seed)
    unit = rng.integers(0, 6, n)
    data = pd.DataFrame(
        {
            "unit": unit,
            "treated": unit % 2,
            "post": rng.integers(0, 2, n),
            "trust": rng.integers(0, 3, n) * 25.0,
        }
    )
    data.loc[rng.random(n) < 0.15, "trust"] = np.nan
    tables = [
        difference(data, **options).to_frame().T
        for options in (
            {},
            {"unit": "unit"},
            {"cluster": "unit"},
            {"unit": "unit", "cluster": "unit"},
        )
    ]
    tables.append(
        skcore.compare_waves(data, values="trust", wave="post", group="unit", order=[0, 1])
    )
    for table in tables:
        missing = table[["estimate", "conf_low", "conf_high"]].isna().any(axis=1)
        assert (table.loc[missing, "reason"] != "").all(), table


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.integers(1, 14))
def test_a_number_is_never_missing_without_a_reason(seed, n):
    no_number_is_missing_without_a_reason(seed, n)


@pytest.mark.whole
@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 14))
def test_none_of_sixty_tables_lacks_a_number_without_a_reason(seed, n):
    no_number_is_missing_without_a_reason(seed, n)


def test_p_values_of_many_groups_are_adjusted_within_each_variable():
    rng = np.random.default_rng(3)
    people = pd.DataFrame(
        {
            "unit": np.repeat([f"u{k:02d}" for k in range(20)], 24),
            "wave": np.tile([1, 2], 240),
            "trust": rng.normal(60, 18, 480),
            "justice": rng.normal(55, 18, 480),
        }
    )
    people.loc[(people["unit"] == "u03") & (people["wave"] == 2), "trust"] += 60
    people.loc[people["unit"] == "u07", "trust"] = np.nan  # has no p-value and counts in nothing
    names = ["trust", "justice"]
    table = skcore.compare_waves(people, values=names, wave="wave", group="unit")
    for name in names:
        own = table[(table["variable"] == name) & table["p_value"].notna()].sort_values("p_value")
        p = own["p_value"].to_numpy()
        step = p * len(p) / np.arange(1, len(p) + 1)
        expected = np.minimum.accumulate(step[::-1])[::-1].clip(max=1)  # R: p.adjust(p, "BH")
        assert own["p_adjusted"].to_numpy() == pytest.approx(expected, rel=1e-9)
    assert table.loc[table["p_adjusted"] < 0.05, ["group", "variable"]].to_numpy().tolist() == [
        ["u03", "trust"]
    ]
    shares = skcore.compare_shares(people, items=names, wave="wave", group="unit")
    assert (shares["p_adjusted"].dropna() >= shares["p_value"].dropna() - 1e-12).all()
    alone = skcore.compare_waves(people, values=names, wave="wave")
    assert alone["p_adjusted"].to_list() == pytest.approx(alone["p_value"].to_list())


def test_no_change_is_small_also_where_everybody_answered_the_same() -> None:
    same = pd.DataFrame({"wave": [1, 2] * 10, "x": 50.0})
    assert skcore.compare_waves(same, values="x", wave="wave").loc[0, "change_size"] == "small"
