"""Somebody who knows every figure of sick leave that is shown, and how many were absent where."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from attacker import attack

import skcore
from skcore.release.absence import MIN_ABSENT, absence_and_capital, size_classes
from skcore.release.dots import dots_apart, in_steps
from skcore.release.plans import people_of
from skcore.release.whole_absence import absence_by_cause, absence_by_month, absence_by_year

COPSOQ = "copsoq3-social-capital"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> skcore.Study:
    folder = tmp_path_factory.mktemp("absence")
    skcore.write_study(skcore.simulate_study(seed=4, units=30, median_size=25), folder)
    return skcore.load_study(folder / "study.toml")


@pytest.fixture(scope="module")
def release(study: skcore.Study) -> Any:
    return skcore.release_study(study)


def with_few_absent(study: skcore.Study, unit: str, absent: int = 3) -> skcore.Study:
    """A register in which few of one workplace's many employees are ever absent."""
    table = study.absence.copy()
    own = table["unit"] == unit
    table.loc[own, "persons_absent"] = table.loc[own, "persons_absent"].clip(upper=absent)
    return dataclasses.replace(study, absence=table)


def absent_rows(absence: Any, register: pd.DataFrame) -> np.ndarray:
    """Shown units and the whole, as rows over the people who were absent in the year."""
    begin = pd.Timestamp(absence.start)
    year = (register["month"] >= begin) & (register["month"] < begin + pd.DateOffset(months=12))
    own = register[year & (register["cause"] == "own_sickness")]
    people = own.groupby("unit")["persons_absent"].max().clip(lower=1).astype(int)
    units = np.repeat(people.index.to_numpy(), people.to_numpy())
    shown = absence.rates.table.query("not hidden")["unit"]
    rows = [units == unit for unit in shown]
    return np.array([np.ones(len(units)), *rows], dtype=float)  # the months add up to the whole


def test_the_few_who_were_absent_do_not_follow_from_the_whole(
    study: skcore.Study, release: Any
) -> None:
    """All but one workplace shown, and the one has many employed and three absent."""
    absence = release.absence
    assert attack(absent_rows(absence, study.absence), MIN_ABSENT) is None
    largest = study.absence.groupby("unit")["employed"].max()
    shown = absence.rates.table["unit"]
    few = with_few_absent(study, largest[shown].idxmax())
    few = dataclasses.replace(few, absence=few.absence[few.absence["unit"].isin(shown)])
    people = people_of(few)
    again, _ = absence_and_capital(few, people, release.plans)
    assert len(again.rates) == len(shown) - 2  # itself, and one more that it hides behind
    assert attack(absent_rows(again, few.absence), MIN_ABSENT) is None
    # switched off, the months less the workplaces that are shown are these three
    all_shown = dataclasses.replace(again, rates=absence.rates)
    rows = absent_rows(all_shown, few.absence)
    alone = rows[[0, *(i for i in range(1, len(rows)) if rows[i].sum() >= MIN_ABSENT)]]
    assert attack(alone, MIN_ABSENT) is not None


def a_month_later(study: skcore.Study, release: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is told of workplaces' years after two surveys a month apart, one after the other."""
    first, second = release.absence.rates, study.waves[1]
    assert study.waves[0].id == release.absence.wave
    day = study.waves[0].end + dt.timedelta(days=28)
    waves = (study.waves[0], dataclasses.replace(second, start=day, end=day))
    before = {"absence": (first.plan.as_earlier("first"),)}
    plans = dataclasses.replace(release.plans, earlier=before)
    pulse = dataclasses.replace(study, waves=waves)
    absence, _ = absence_and_capital(pulse, people_of(pulse), plans)
    years = (one.table.query("not hidden").set_index("unit") for one in (first, absence.rates))
    return next(years), next(years) if absence.wave == second.id else first.table.head(0)


def few_ill_in(study: skcore.Study, release: Any, month: int) -> pd.Series:
    """Days of own sickness in one month from the survey on, of workplaces where few had any."""
    when = pd.Timestamp(release.absence.start) + pd.DateOffset(months=month)
    rows = study.absence[(study.absence["month"] == when)].set_index("unit")
    rows = rows[rows["cause"] == "own_sickness"]
    return rows.loc[rows["persons_absent"] < MIN_ABSENT, "absence_days"]


def test_two_years_a_month_apart_do_not_tell_who_was_ill_in_a_month(
    study: skcore.Study, release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The later year less the earlier is the month that came, less the one that went."""
    came, went = (few_ill_in(study, release, month) for month in (12, 0))
    _, second = a_month_later(study, release)
    assert not {*second.index} & {*came.index, *went.index}
    monkeypatch.setattr("skcore.release.absence._few_between", lambda *_: False)
    first, second = a_month_later(study, release)
    told = (second["days_per_fte"] - first["days_per_fte"]).dropna()
    known = told.index.intersection(came.index).intersection(went.index)
    assert len(known) > 3
    truth = (came - went)[known]
    assert np.corrcoef(told[known], truth)[0, 1] > 0.95


def shown_in(absence: Any) -> set[str]:
    return set(absence.rates.table.query("not hidden")["unit"])


def of_both(first: Any, second: Any, register: pd.DataFrame) -> np.ndarray:
    """What is told of the same year twice, as rows over the people who were absent in it."""
    return np.vstack([absent_rows(one, register) for one in (first, second)])


def test_two_surveys_of_one_month_do_not_withhold_another_beside_the_same_few(
    study: skcore.Study, release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of few hides behind another: behind one after the first survey, one after the second."""
    largest, shown = study.absence.groupby("unit")["employed"].max(), shown_in(release.absence)
    few = with_few_absent(study, largest[sorted(shown)].idxmax())
    day = study.waves[0].end
    waves = (study.waves[0], dataclasses.replace(study.waves[1], start=day, end=day))
    few = dataclasses.replace(
        few, waves=waves, absence=few.absence[few.absence["unit"].isin(shown)]
    )
    people, last = people_of(few), few.waves[1].id
    first, _ = absence_and_capital(few, people[people["wave"] != last], release.plans)
    other = min(shown_in(first))  # of whom too few answered the second
    people = people[(people["wave"] != last) | (people["unit"] != other)]
    before = {"absence": (first.rates.plan.as_earlier("first"),)}
    plans = dataclasses.replace(release.plans, earlier=before)

    def again() -> Any:
        second, _ = absence_and_capital(few, people, plans)
        assert second is not None
        assert second.wave == last
        return second

    assert first.wave != last
    assert attack(of_both(first, again(), few.absence), MIN_ABSENT) is None
    monkeypatch.setattr("skcore.release.absence._with_the_same_year", lambda earlier, *_: earlier)
    assert attack(of_both(first, again(), few.absence), MIN_ABSENT) is not None


def test_behind_whom_few_were_withheld_is_not_told_after_a_survey_in_the_same_year(
    study: skcore.Study, release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three months later it is nearly what it was, and so is what is left: the days of the few."""
    largest, shown = study.absence.groupby("unit")["employed"].max(), shown_in(release.absence)
    unit = largest[sorted(shown)].idxmax()
    day = study.waves[0].end + dt.timedelta(days=90)
    waves = (study.waves[0], dataclasses.replace(study.waves[1], start=day, end=day))
    monkeypatch.setattr("skcore.release.absence._few_between", lambda *_: False)

    def told(few: skcore.Study, *, without: bool = True) -> tuple[set[str], set[str]]:
        """Who is told of after the first survey and after the second, without another's answers."""
        table = few.absence[few.absence["unit"].isin(shown)].copy()
        table.loc[table["unit"] != unit, "persons_absent"] += MIN_ABSENT
        few = dataclasses.replace(few, waves=waves, absence=table)
        people, last = people_of(few), few.waves[1].id
        first, _ = absence_and_capital(few, people[people["wave"] != last], release.plans)
        other = max(shown_in(first)) if without else ""
        people = people[(people["wave"] != last) | (people["unit"] != other)]
        before = {"absence": (first.rates.plan.as_earlier("first"),)}
        plans = dataclasses.replace(release.plans, earlier=before)
        second, _ = absence_and_capital(few, people, plans)
        assert second is not None
        assert second.wave == last
        return shown_in(first), shown_in(second)

    def told_again(few: skcore.Study) -> set[str]:
        first, second = told(few)
        return second - first

    always = with_few_absent(study, unit, 2)
    year = pd.Timestamp(release.absence.start) + pd.DateOffset(months=12)
    few, many = always.absence, study.absence
    then = pd.concat([few[few["month"] < year], many[many["month"] >= year]], ignore_index=True)
    begins = pd.Timestamp(day) + pd.DateOffset(months=1, day=1)
    now = pd.concat([many[many["month"] < begins], few[few["month"] >= begins]], ignore_index=True)
    then, now = (dataclasses.replace(study, absence=table) for table in (then, now))
    first, second = told(now, without=False)
    assert unit in first - second
    assert len(first - second) > 1  # of few for the first time: another is withheld beside it
    assert told_again(always) == told_again(then) == set()
    monkeypatch.setattr("skcore.release.absence._withheld_then", lambda *_: set())
    assert told_again(always)
    assert told_again(then)


def test_few_do_not_hide_behind_a_workplace_that_has_no_full_year_and_few_absent(
    study: skcore.Study, release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It closed in the year: the whole's months less all that is shown are theirs together."""
    largest, shown = study.absence.groupby("unit")["employed"].max(), shown_in(release.absence)
    few, closed = largest[sorted(shown)].nlargest(2).index
    table = with_few_absent(with_few_absent(study, few, 2), closed, 2).absence
    late = (table["unit"] == closed) & (table["month"] > pd.Timestamp(release.absence.start))
    ill = dataclasses.replace(study, absence=table[table["unit"].isin(shown) & ~late])

    def told() -> np.ndarray:
        absence, _ = absence_and_capital(ill, people_of(ill), release.plans)
        return absent_rows(absence, ill.absence)

    assert attack(told(), MIN_ABSENT) is None
    monkeypatch.setattr(
        "skcore.release.absence._without_a_year",
        lambda *_: pd.DataFrame({"unit": [closed], "n": [int(largest[closed])]}),
    )
    assert attack(told(), MIN_ABSENT) is not None


def cause_rows(study: skcore.Study, table: pd.DataFrame) -> np.ndarray:
    """Shown causes, months and the year of own sickness as rows over absences of people."""
    last = sorted(study.absence["month"].unique())[-12:]
    year = study.absence[study.absence["month"].isin(last)]
    most = year.groupby(["cause", "month"])["persons_absent"].sum()
    # one column for everybody absent for a cause in a month; at least that many people
    people = [(c, m) for (c, m), n in most.items() for _ in range(int(min(n, 8)))]
    cause = np.array([c for c, _ in people])
    month = np.array([f"{m:%Y-%m}" for _, m in people])
    rows = [cause == shown for shown in table["cause"]]
    months = absence_by_month(study)
    shown_months = set() if months is None else set(months.table["month"])
    rows += [(cause == "own_sickness") & (month == m) for m in set(month) & shown_months]
    if absence_by_year(study) is not None:
        rows.append(cause == "own_sickness")
    return np.array(rows, dtype=float)


def test_no_cause_and_no_month_is_that_of_a_few(study: skcore.Study) -> None:
    assert attack(cause_rows(study, absence_by_cause(study).table), MIN_ABSENT) is None
    table = study.absence.copy()
    july = (table["month"] == "2026-07-01") & (table["cause"] == "own_sickness")
    rare = table["cause"] == "work_accident"
    table.loc[july | rare, "persons_absent"] = 0
    table.loc[table.index[july][:2], "persons_absent"] = 2
    table.loc[table.index[rare][::7], "persons_absent"] = 1
    table.loc[rare, "persons_absent"] *= table.loc[rare, "month"] == "2026-03-01"
    few = dataclasses.replace(study, absence=table)
    assert "2026-07" not in set(absence_by_month(few).table["month"])
    # with a month left out, nothing that sums over it may be told
    assert absence_by_cause(few) is None
    periods = absence_by_year(few)
    assert periods is None or "2026-09" not in "".join(periods.table["period"])
    told = pd.DataFrame({"cause": ["own_sickness", "work_accident"]})
    assert attack(cause_rows(few, told), MIN_ABSENT) is not None


def test_where_nobody_counts_people_a_cause_of_few_spells_is_left_out(study: skcore.Study) -> None:
    table = study.absence.drop(columns="persons_absent")
    rare = table["cause"] == "work_accident"
    table.loc[rare, "spells"] = 0
    table.loc[table.index[rare & (table["month"] == "2026-03-01")][:4], "spells"] = 1
    few = absence_by_cause(dataclasses.replace(study, absence=table)).table
    assert "work_accident" not in set(few["cause"])
    assert {"own_sickness", "child_sickness"} <= set(few["cause"])


def test_an_unnamed_point_is_no_workplace_by_its_size(release: Any) -> None:
    table = release.absence.rates.table
    assert table["employed"].value_counts().min() >= 5
    assert size_classes(pd.DataFrame({"employed": [10, 11, 12, 13, 400]})).nunique() == 1
    assert size_classes(pd.DataFrame({"employed": [10] * 8 + [400] * 2})).nunique() == 1


def test_a_result_of_few_people_is_not_told_in_fractions(release: Any) -> None:
    for outcome in release.outcomes.values():
        values = outcome.figures.table["value"]
        if values.max() - values.min() >= 10:
            assert (values % 1 == 0).all()


def test_the_line_tells_no_mean_more_exactly_than_its_point(
    study: skcore.Study, release: Any
) -> None:
    step = dots_apart(study.instruments[0], study.network_deck)
    assert step == 3
    for relation in (release.absence, *release.outcomes.values()):
        points = relation.points.table["estimate"]
        ends = relation.line.table["points"].iloc[[0, -1]]
        outmost = in_steps(points.agg(["min", "max"]), step, study.policy)
        assert ends.tolist() == outmost.tolist()


def test_the_line_does_not_tell_how_far_over_95_a_mean_lies(
    study: skcore.Study, release: Any
) -> None:
    people = people_of(study)
    unit = release.absence.points.table["unit"].iloc[0]
    own = (people["unit"] == unit) & (people["role"] == "employee") & people["SC"].notna()
    lines = []
    for points in (96.0, 99.0):
        high = people.assign(SC=people["SC"].mask(own, points))
        absence, _ = absence_and_capital(study, high, release.plans)
        assert absence.points.table.set_index("unit").loc[unit, "bounded"] == "above"
        lines.append((absence.line.table, absence.sensitivity.table))
    for one, other in zip(*lines, strict=True):
        pd.testing.assert_frame_equal(one, other)
