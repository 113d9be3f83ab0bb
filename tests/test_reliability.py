"""Alpha and Spearman-Brown agree with R, say why they are undefined, and ignore shifts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from skcore.errors import InputError, SkcoreError
from skcore.measuring.reliability import cronbach_alpha, spearman_brown

NUMBERS = ["estimate", "conf_low", "conf_high", "n"]


def survey(golden: Path) -> pd.DataFrame:
    table = pd.read_csv(golden / "measurement_survey.csv")
    return table.assign(t2=6 - table["t2"], t5=6 - table["t5"])


def case(golden: Path, name: str) -> pd.DataFrame:
    if name == "survey":
        return survey(golden).loc[:, "t1":"t6"]
    tiny = pd.read_csv(golden / "measurement_tiny.csv")
    return tiny[tiny["case"] == name].drop(columns="case").dropna(axis=1, how="all")


def test_alpha_and_its_interval_agree_with_psych(golden):
    expected = pd.read_csv(golden / "measurement_alpha.csv")
    for row in expected.itertuples():
        found = cronbach_alpha(
            case(golden, row.case), missing=row.missing, conf_level=row.conf_level
        )
        np.testing.assert_allclose(
            found[[*NUMBERS, "n_items"]].to_numpy(float)[0],
            [row.estimate, row.conf_low, row.conf_high, row.n, row.n_items],
            rtol=1e-6,
        )
        assert ("reversed" in found["reason"].item()) == (row.estimate < 0)
        assert row.missing in found["method"].item()
    assert set(expected["missing"]) == {"listwise", "pairwise"}


def test_items_that_run_against_the_others_are_named(golden):
    answers = case(golden, "survey")
    assert cronbach_alpha(answers)["reason"].item() == ""
    raw = answers.assign(t2=100 - answers["t2"])
    assert cronbach_alpha(raw)["reason"].item().startswith("t2: against the other items, is it rev")


def test_spearman_brown_agrees_with_cor_test(golden):
    for row in pd.read_csv(golden / "measurement_spearman_brown.csv").itertuples():
        items = ["t1", "t3"] if row.case == "survey" else ["i1", "i2"]
        found = spearman_brown(case(golden, row.case), items=items, conf_level=row.conf_level)
        expected = [row.estimate, row.conf_low, row.conf_high, row.n]
        np.testing.assert_allclose(found[NUMBERS].to_numpy(float)[0], expected, rtol=1e-6)


def test_alpha_agrees_with_the_published_numbers_of_real_surveys(real_data):
    lead = [f"LEAD{i:02d}" for i in range(1, 12)]
    soldiers = pd.read_csv(real_data / "lq2002.csv")
    assert cronbach_alpha(soldiers, items=lead)["estimate"].item() == pytest.approx(0.9022365658)
    bfi = pd.read_csv(real_data / "bfi.csv")
    bfi[["E1", "E2"]] = 7 - bfi[["E1", "E2"]]
    for letter, pairwise, listwise in [
        ("N", 0.81396295, 0.81330314),
        ("E", 0.76173282, 0.76093264),
    ]:
        items = [f"{letter}{i}" for i in range(1, 6)]
        assert cronbach_alpha(bfi, items=items, missing="pairwise")[
            "estimate"
        ].item() == pytest.approx(pairwise, abs=5e-9)
        found = cronbach_alpha(bfi, items=items)
        assert found["estimate"].item() == pytest.approx(listwise, abs=5e-9)
    assert cronbach_alpha(bfi, items=[f"N{i}" for i in range(1, 6)])["n"].item() == 2694


POLITICS = {
    "Pol": 0.7136,
    "Hab": 0.8566,
    "Env": 0.6944,
    "Int": 0.7221,
    "Pers": 0.7300,
    "Nat": 0.7527,
    "Eco": 0.7348,
}


@pytest.mark.parametrize(("scale", "alpha"), POLITICS.items())
def test_alpha_of_the_politics_survey(real_data, scale, alpha):
    table = pd.read_csv(real_data / "politics_survey.csv").filter(regex=f"^{scale}[0-9]")
    assert cronbach_alpha(table)["estimate"].item() == pytest.approx(alpha, abs=5e-5)


PREVENT = {
    "Arbetsbelastning och krav": (0.8411, 514),
    "Möjlighet att påverka": (0.8371, 505),
    "Stöd": (0.8382, 489),
    "Återhämtning": (0.8773, 491),
    "Ledarskap": (0.9161, 480),
    "Kunskaper och utveckling": (0.7261, 477),
    "Psykologisk trygghet": (0.9308, 472),
}


def test_alpha_of_a_swedish_work_environment_survey_read_from_spss(real_data):
    pyreadstat = pytest.importorskip("pyreadstat")
    answers, _ = pyreadstat.read_sav(str(real_data / "prevent_osa" / "responses.sav"))
    labels = pd.read_csv(real_data / "prevent_osa" / "item_labels.csv")
    for scale, (alpha, n) in PREVENT.items():
        found = cronbach_alpha(answers, items=list(labels.loc[labels["scale"] == scale, "column"]))
        # four decimals are given, one of them rounded up from .87723
        assert found["estimate"].item() == pytest.approx(alpha, abs=1e-4)
        assert found["n"].item() == n


@pytest.mark.parametrize(
    ("table", "reason", "n"),
    [
        ({"a": [1.0, 2, 3]}, "a single item", 3),
        ({"a": [1.0], "b": [2.0]}, "fewer than two respondents", 1),
        ({"a": [np.nan, np.nan], "b": [1, 2.0]}, "fewer than two respondents", 0),
        ({"a": [2.0, 2, 2], "b": [3.0, 3, 3]}, "does not vary", 3),
        ({"a": [1.0, 2, 3], "b": [3.0, 2, 1]}, "does not vary", 3),
        ({"a": [], "b": []}, "fewer than two respondents", 0),
    ],
)
@pytest.mark.parametrize("function", [cronbach_alpha, spearman_brown])
def test_an_undefined_reliability_is_missing_with_its_reason(function, table, reason, n):
    found = function(pd.DataFrame(table, dtype=float))
    assert np.isnan(found[["estimate", "conf_low", "conf_high"]].to_numpy()).all()
    assert reason in found["reason"].item()
    assert found["n"].item() == n


def test_spearman_brown_is_for_two_items_that_both_vary():
    three = pd.DataFrame({"a": [1, 2, 3], "b": [1, 3, 3], "c": [2, 2, 3]})
    assert "for two items; there are 3" in spearman_brown(three)["reason"].item()
    flat = pd.DataFrame({"a": [1, 2, 3], "b": [2, 2, 2]})
    assert spearman_brown(flat)["reason"].item() == "every answer to b is the same"


def test_pairwise_alpha_of_items_never_answered_together_is_undefined():
    table = pd.DataFrame({"a": [1, 2, np.nan, np.nan], "b": [np.nan, np.nan, 3, 4]})
    found = cronbach_alpha(table, missing="pairwise")
    assert np.isnan(found["estimate"].item())
    assert "fewer than two respondents" in found["reason"].item()


def test_all_unusable_columns_are_listed_at_once():
    table = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    with pytest.raises(InputError, match="no column 'q'") as caught:
        cronbach_alpha(table, items=["a", "b", "q"])
    assert "Column 'b' holds text" in str(caught.value)
    assert caught.value.problems["column"].tolist() == ["b", "q"]


def test_unknown_ways_are_refused_with_the_allowed_ones():
    table = pd.DataFrame({"a": [1, 2], "b": [2, 1]})
    with pytest.raises(
        InputError, match="missing must be one of 'listwise', 'pairwise', not 'drop'"
    ):
        cronbach_alpha(table, missing="drop")
    with pytest.raises(
        InputError, match=r"conf_level must lie between 0 and 1 \(0.95 for 95 %\), not 95"
    ):
        cronbach_alpha(table, conf_level=95)
    with pytest.raises(SkcoreError, match=r"give a list: \['a'\]"):
        cronbach_alpha(table, items="a")
    with pytest.raises(InputError, match="Column 'a' holds infinite values"):
        cronbach_alpha(table.assign(a=[1, np.inf]))


answers = st.lists(st.tuples(*[st.integers(1, 5)] * 4), min_size=4, max_size=20)


@given(answers, st.lists(st.integers(-50, 50), min_size=4, max_size=4))
def test_alpha_never_changes_when_items_are_shifted(drawn, shifts):
    table = pd.DataFrame(drawn, columns=list("abcd"), dtype=float)
    assume(np.ptp(table.sum(axis=1)) > 0)
    moved = cronbach_alpha(table + np.array(shifts))
    pd.testing.assert_frame_equal(moved, cronbach_alpha(table), rtol=1e-7, atol=1e-9)


@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_items_never_matters(drawn, random):
    table = pd.DataFrame(drawn, columns=list("abcd"), dtype=float)
    assume(np.ptp(table.sum(axis=1)) > 0)
    rows, columns = list(table.index), list(table.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    turned = cronbach_alpha(table.loc[rows, columns])
    pd.testing.assert_frame_equal(turned, cronbach_alpha(table), rtol=1e-7, atol=1e-9)


def test_two_items_that_are_exact_opposites_have_no_reliability_and_no_infinite_one() -> None:
    told = spearman_brown(pd.DataFrame({"a": [1, 2, 3, 5], "b": [9, 7, 5, 1]})).iloc[0]
    assert np.isnan(told["estimate"])
    assert "a and b are exact opposites" in told["reason"]
