"""Days and months in one way everywhere: Danish, settled by the column, or asked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import skcore
from skcore.errors import InputError, SkcoreError
from skcore.reading.dates import (
    as_date,
    as_months,
    date_of_text,
    day_order,
    month_of_text,
    months_of,
)

JULY = pd.Timestamp(2023, 7, 1)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "2023-07-01",
            "01-07-2023",
            "1.7.2023",
            "2023-07",
            "1. juli 2023",
            "juli 2023",
            "07-2023",
        ),
        *("July 1, 2023", "2023/07/01", dt.date(2023, 7, 1), JULY, pd.Period("2023-07"), "jul-23"),
    ],
)
def test_an_argument_is_read_as_danes_write_it(value: object) -> None:
    assert as_date(value, "start") == JULY


@pytest.mark.parametrize("value", [None, "", "3/7/2023", "31-31-2023", "snart", True, np.nan])
def test_an_argument_that_is_no_date_or_two_is_refused(value: object) -> None:
    with pytest.raises(SkcoreError, match=r"start=.* cannot be read as a date\. Write 2023-07-01"):
        as_date(value, "start")


def test_months_with_day_and_month_turned_are_asked_about_and_not_read_as_days_of_one() -> None:
    """04-01, 05-01 ...: April, May with the month first, or three days of one January."""
    months, settled = months_of(["04-01-2024", "05-01-2024", "06-01-2024"])
    assert (set(months.values()), settled) == ({None}, False)
    for texts in (["01-04-2024", "01-05-2024"], ["04-01-2024"], ["04-01-2024", "31-01-2024"]):
        months, settled = months_of(texts)
        assert settled
        assert None not in months.values()


@pytest.mark.parametrize("form", ["%Y-%m", "%d-%m-%Y", "01.%m.%Y", "%Y%m", "%Y-%m-%d", "%YM%m"])
def test_months_of_a_register_are_the_same_in_every_form(form: str) -> None:
    rows = [(u, m) for u in range(8) for m in pd.date_range("2022-01-01", periods=36, freq="MS")]
    table = pd.DataFrame(rows, columns=["u", "m"])
    rng = np.random.default_rng(2)
    table = table.assign(treated=(table["u"] < 4) * 1, fte=5.0, spells=rng.poisson(3, len(table)))
    names = {"outcome": "spells", "exposure": "fte", "unit": "u", "treated": "treated"}
    given_as = table.assign(month=table["m"].dt.strftime(form))
    one = skcore.absence_trend(table, month="m", start="2023-07", **names)
    other = skcore.absence_trend(given_as, month="month", start="01-07-2023", **names)
    pd.testing.assert_frame_equal(one, other)


def test_months_that_cannot_be_read_are_counted() -> None:
    with pytest.raises(InputError, match="1 rows cannot be read as months"):
        as_months(pd.Series(["2024-03", "forår"], name="m"), "absence_trend")
    assert as_months(pd.Series([202403, 202404]), "x").dt.month.tolist() == [3, 4]


@given(st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31)))
def test_a_day_is_the_same_in_every_form_that_is_clear(day: dt.date) -> None:
    texts = [f"{day:%Y-%m-%d}", f"{day:%d-%m-%Y}", f"{day.day}.{day.month}.{day.year}"]
    texts += [f"{day:%Y/%m/%d} 10:14", f"{day:%Y%m%d}", f"{day:%d.%m.%y} kl. 9"]
    texts += [str((day - dt.date(1899, 12, 30)).days)]
    assert {date_of_text(text) for text in texts} == {pd.Timestamp(day)}
    assert date_of_text(f"{day.month}/{day.day}/{day.year}", "month") == pd.Timestamp(day)
    assert month_of_text(texts[0]) == pd.Timestamp(day).replace(day=1)


@given(st.lists(st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)), min_size=1, max_size=9))
def test_a_column_with_slashes_is_never_read_the_wrong_way(days: list[dt.date]) -> None:
    for form, order in (
        ("{0.day}/{0.month}/{0.year}", "day"),
        ("{0.month}/{0.day}/{0.year}", "month"),
    ):
        texts = [form.format(day) for day in days]
        read = [date_of_text(text, day_order(texts)) for text in texts]
        assert all(r is None or r == pd.Timestamp(d) for r, d in zip(read, days, strict=True)), (
            order
        )


@pytest.mark.parametrize(
    "text",
    [
        *("den 5. marts 2025", "5.marts 2025", "5-mar-2025", "05MAR2025", "05-Mar-2025 10:02"),
        *("onsdag den 5. marts 2025", "ons. 05-03-2025", "Wed Mar 5 2025", "March 5th, 2025"),
        *("2025-03-05T23:30:00Z", "2025/03/05 9:14:05 AM GMT+1", "05.03.2025 kl. 14:03"),
    ],
)
def test_a_day_is_read_as_people_and_programs_write_it(text: str) -> None:
    assert date_of_text(text, day_order([text])) == pd.Timestamp(2025, 3, 5)


@pytest.mark.parametrize(
    "text", ["5. martz 2025", "32. marts 2025", "den 2025", "mandag", "31APR2025", "5 m 2025"]
)
def test_what_is_nearly_a_day_is_none(text: str) -> None:
    assert date_of_text(text) is None


@given(st.text(max_size=20))
def test_no_text_is_a_crash(text: str) -> None:
    date_of_text(text, day_order([text]))
    assert month_of_text(text) is None or month_of_text(text) is not None


def test_one_slip_does_not_turn_a_column_and_two_orders_are_nobodys_to_guess() -> None:
    days = range(13, 29)
    assert day_order([*(f"{day}/3/2025" for day in days), "3/14/2025"]) == "day"
    assert day_order([*(f"3/{day}/2025" for day in days), "14/3/2025"]) == "month"
    assert day_order(["13/3/2025", "3/13/2025", "2/3/2025"]) == ""
    assert date_of_text("2/3/2025", "") is None


def test_a_leave_with_unclear_days_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "spells.csv"
    head = "person;unit;start;end\n"
    available = pd.DataFrame({"unit": "N", "month": ["2025-03"], "available_days": [200.0]})
    known = {"available": available, "per_calendar_day": 0.6}
    path.write_text(head + "1;N;3/4/2025;3/5/2025\n", encoding="utf-8")
    with pytest.raises(InputError, match="3/4 may be 3 April as well as 4 March"):
        skcore.read_spells(path, **known)
    path.write_text(head + "1;N;3/4/2025;3/15/2025\n2;N;3/14/2025;3/5/2025\n", encoding="utf-8")
    assert "ends before it begins" in str(skcore.check_spells(path, **known)["problem"].tolist())
