"""The rolling year, and what a register does not tell."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import skcore
from skcore.errors import InputError, SkcoreError


def register(days: object = 12.0, months: int = 24, **columns: object) -> pd.DataFrame:
    month = pd.date_range("2024-01-01", periods=months, freq="MS")
    base = {"unit": "a", "month": month, "cause": "own_sickness"}
    return pd.DataFrame(base | {"absence_days": days, "available_days": 227.0} | columns)


def test_the_rolling_year_ends_with_each_month() -> None:
    table = skcore.rolling_absence(register(range(24)))
    assert table["n_months"].tolist() == [*range(1, 13), *[12] * 12]
    last = table.iloc[-1]
    assert last["absence_days"] == sum(range(12, 24))
    assert last["days_per_fte"] == pytest.approx(sum(range(12, 24)) / 12)
    early = table.iloc[10]
    assert pd.isna(early["days_per_fte"])
    assert early["reason"] == "11 of 12 months in the register"


@settings(max_examples=30)
@given(st.lists(st.integers(0, 40), min_size=24, max_size=24), st.integers(0, 12))
def test_a_rolling_year_is_the_summary_of_its_twelve_months(days: list[int], skip: int) -> None:
    table = register(days)
    rolling = skcore.rolling_absence(table)
    start = table["month"].iloc[skip]
    summary = skcore.absence_summary(table, start=start).iloc[0]
    own = rolling[rolling["month"] == start + pd.DateOffset(months=11)].iloc[0]
    columns = ["absence_days", "available_days", "fte_years", "absence_percent", "days_per_fte"]
    assert own[columns].tolist() == pytest.approx(summary[columns].tolist())


def test_a_gap_leaves_out_every_window_that_spans_it() -> None:
    table = register(months=24).drop(index=6)
    rolling = skcore.rolling_absence(table, months=3).set_index("month")
    assert rolling.loc["2024-07-01":"2024-09-01", "days_per_fte"].isna().all()
    assert rolling.loc["2024-09-01", "reason"] == "2 of 3 months in the register"
    assert rolling.loc["2024-10-01", "days_per_fte"] == pytest.approx(12)


def test_units_do_not_run_into_each_other_and_causes_are_summed() -> None:
    two = pd.concat([register(1.0), register(3.0, unit="b"), register(2.0, cause="maternity")])
    rolling = skcore.rolling_absence(two.sample(frac=1, random_state=1), months=2)
    assert rolling.groupby("unit")["n_months"].first().tolist() == [1, 1]
    assert rolling.groupby("unit")["absence_days"].last().tolist() == [2, 6]
    both = skcore.rolling_absence(two, months=2, cause=["own_sickness", "maternity"])
    assert both.groupby("unit")["absence_days"].last().tolist() == [6, 6]


def test_what_cannot_be_rolled_is_told() -> None:
    with pytest.raises(SkcoreError, match="months=0 is no window"):
        skcore.rolling_absence(register(), months=0)
    with pytest.raises(SkcoreError, match=r"'sick' does not occur.*own_sickness"):
        skcore.rolling_absence(register(), cause="sick")
    with pytest.raises(InputError, match="no column 'available_days'"):
        skcore.rolling_absence(register().drop(columns="available_days"))


def test_gaps_and_units_that_open_or_close_are_noted_and_not_filled() -> None:
    table = pd.concat(
        [
            register(),
            register(unit="opens").tail(20),
            register(unit="closes").head(20),
            register(unit="gap").drop(index=5),
            register(300.0, unit="over").head(24),
        ]
    )
    told = skcore.check_absence(table)
    assert told["severity"].eq("note").all()
    text = "\n".join(told["problem"])
    for part in (
        "1 unit starts later than the register does: 'opens'",
        "1 unit stops before the register does: 'closes'",
        "1 unit lacks months in the middle of the register: 'gap'",
        "than available days: 'over'",
    ):
        assert part in text
    danish = "\n".join(skcore.check_absence(table, language="da")["problem"])
    assert "1 enhed mangler måneder midt i fraværslisten: 'gap'" in danish


def test_a_whole_register_has_nothing_to_tell() -> None:
    assert skcore.check_absence(register()).empty
    assert skcore.check_absence(register().head(0)).empty


def test_a_gap_is_told_when_the_study_is_checked(sample_folder: object) -> None:
    path = sample_folder / "absence.csv"  # type: ignore[operator]
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("hjem-01;2024-05")]
    path.write_text("".join(kept), encoding="utf-8-sig")
    told = skcore.check_study(sample_folder / "study.toml")  # type: ignore[operator]
    assert told["severity"].tolist() == ["note"]
    assert "mangler måneder midt i fraværslisten: 'hjem-01'" in told["problem"].iloc[0]


REGISTER = pd.DataFrame(
    {
        "unit": "Nord",
        "month": pd.date_range("2025-04-01", periods=12, freq="MS"),
        "cause": "own_sickness",
        "absence_days": 12.0,
        "available_days": 227.0,
    }
)
WRONG = {
    "absence_days.*empty cell": REGISTER.assign(absence_days=[None] + [12.0] * 11),
    "available_days.*empty cell": REGISTER.assign(available_days=[None] + [227.0] * 11),
    "same workplace, month, cause": pd.concat([REGISTER, REGISTER.head(2)]),
    "numbers below zero": REGISTER.assign(absence_days=[-1] + [12] * 11),
    "more days of absence than available": REGISTER.assign(absence_days=500),
}


@pytest.mark.parametrize("said", WRONG)
def test_a_table_is_refused_for_what_a_file_is_refused_for(said: str) -> None:
    with pytest.raises(skcore.InputError, match=f"(?s)absence_summary cannot.*{said}"):
        skcore.absence_summary(WRONG[said], start="2025-03-21")
    with pytest.raises(skcore.InputError, match=f"(?s)rolling_absence cannot.*{said}"):
        skcore.rolling_absence(WRONG[said])


@pytest.mark.parametrize(
    "months",
    [
        pd.Series(pd.date_range("2025-04-30", periods=12, freq="ME")),
        pd.Series(pd.period_range("2025-04", periods=12, freq="M")),
        pd.Series(pd.date_range("2025-04-01", periods=12, freq="MS").to_period("D") + 4),
        pd.Series(pd.date_range("2025-04-01", periods=12, freq="MS")).dt.tz_localize("UTC"),
    ],
    ids=["month ends", "months", "days", "midnights of a zone"],
)
def test_any_day_of_a_month_is_its_month(months: pd.Series) -> None:
    there = REGISTER.assign(month=months)
    expected = skcore.absence_summary(REGISTER, start="2025-03-21")
    pd.testing.assert_frame_equal(skcore.absence_summary(there, start="2025-03-21"), expected)
    assert skcore.rolling_absence(there)["n_months"].iloc[-1] == 12
    assert skcore.check_absence(there).empty


def test_midnights_of_another_zone_and_longer_periods_are_no_months() -> None:
    danish = REGISTER["month"].dt.tz_localize("Europe/Copenhagen").dt.tz_convert("UTC")
    with pytest.raises(skcore.InputError, match="times of a time zone; give days without one"):
        skcore.absence_summary(REGISTER.assign(month=danish), start="2025-03-21")
    quarters = pd.Series(pd.period_range("2025Q1", periods=12, freq="Q"))
    with pytest.raises(skcore.InputError, match="no months; give months or days"):
        skcore.rolling_absence(REGISTER.assign(month=quarters))


def test_a_day_of_a_zone_is_a_day() -> None:
    start = pd.Timestamp("2025-03-21", tz="Europe/Copenhagen")
    assert skcore.absence_summary(REGISTER, start=start)["n_months"].item() == 12
