"""What was shown of the registers is shown again as it was, or not at all."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import skcore
from skcore.errors import DisclosureError
from skcore.release.action_absence import AROUND
from skcore.release.history import earlier_of, ledger_path, record
from skcore.release.remembered import OUTCOMES, WHOLE
from skcore.release.whole_absence import absence_by_month


@pytest.fixture(scope="module")
def study(small_study: Path, tmp_path_factory: pytest.TempPathFactory) -> skcore.Study:
    """A study whose decks have been made once."""
    folder = shutil.copytree(small_study, tmp_path_factory.mktemp("registers") / "study")
    study = skcore.load_study(folder / "study.toml")
    record(study, skcore.release_study(study))
    return study


def entry(study: skcore.Study, name: str) -> dict[str, object]:
    path = ledger_path(study, name)
    (release,) = json.loads(path.read_text(encoding="utf-8"))["releases"]
    return dict(release)


def with_absence(study: skcore.Study, change: object) -> skcore.Study:
    return dataclasses.replace(study, absence=change(study.absence.copy()))  # type: ignore[operator]


def add_days(month: str, cause: str, unit: int = 0, days: float = 1.5) -> object:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        rows = table.index[(table["month"] == month) & (table["cause"] == cause)]
        table.loc[rows[unit], "absence_days"] += days
        return table

    return change


def test_a_released_year_of_a_workplace_is_kept_as_it_was(study: skcore.Study) -> None:
    release = entry(study, "absence")
    assert release["kind"] == "absence"
    assert [c for part in release["shown"] for c in part["cut"]] == ["unit"]
    changed = with_absence(study, add_days("2025-06-01", "own_sickness"))
    for edition in (1, 2):
        with pytest.raises(
            DisclosureError, match=r"'absence' .* ændret, .* vist: 2025\..*Har ingen set"
        ):
            earlier_of(changed, edition=edition)


def test_a_month_a_cause_and_a_year_of_the_whole_are_kept_as_they_were(study: skcore.Study) -> None:
    known = entry(study, WHOLE)["fingerprints"]
    assert "2026-09" in known
    assert "child_sickness 2025-10/2026-09" in known
    for month, cause, told in (
        ("2026-09-01", "own_sickness", "2026-09"),
        ("2026-05-01", "child_sickness", "child_sickness 2025-10/2026-09"),
    ):
        with pytest.raises(DisclosureError, match=told):
            earlier_of(with_absence(study, add_days(month, cause)))


@pytest.mark.whole
def test_without_the_memory_of_months_the_days_of_the_one_who_was_ill_follow(
    study: skcore.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month of the whole, and the same with one person's twenty days put in afterwards."""
    changed = with_absence(study, add_days("2026-09-01", "own_sickness", days=20))
    monkeypatch.setattr("skcore.release.history.check_register", lambda *_: None)
    assert earlier_of(changed)[WHOLE]
    before, after = (
        absence_by_month(one).table.set_index("month").loc["2026-09", "absence_percent"]
        for one in (study, changed)
    )
    own = study.absence.query("cause == 'own_sickness'")
    own = own[own["month"].astype(str) == "2026-09-01"]
    assert abs((after - before) / 100 * own["available_days"].sum() - 20) < 6


@pytest.mark.whole
def test_new_months_may_come_and_old_ones_may_go(study: skcore.Study, tmp_path: Path) -> None:
    def later(table: pd.DataFrame) -> pd.DataFrame:
        new = table[table["month"] == "2026-09-01"].assign(month=pd.Timestamp("2026-10-01"))
        return pd.concat([table[table["month"] > "2024-03-01"], new.astype(table.dtypes)])

    moved = with_absence(study, later)
    release = skcore.release_study(moved, earlier=earlier_of(moved))
    elsewhere = tmp_path / "other.toml"  # ledgers of this release are not to lie beside the study
    record(dataclasses.replace(moved, path=elsewhere), release)
    assert "2026-10" in set(release.months.table["month"])
    assert earlier_of(dataclasses.replace(study, absence=None))[WHOLE]


def test_another_result_is_kept_as_it_was_where_it_was_shown(study: skcore.Study) -> None:
    release = entry(study, OUTCOMES)
    (part,) = release["shown"]
    key, unit = part["groups"][0]
    outcome, wave = key.split(" · ")
    assert all(n >= 10 for *_, n in release["cells"])
    table = study.outcomes
    own = (table["outcome"] == outcome) & (table["wave"] == wave) & (table["unit"] == unit)
    for column in ("value", "n"):
        changed = table.assign(**{column: table[column] + own})
        with pytest.raises(DisclosureError, match=f"'outcomes' .* ændret, .* {wave}"):
            earlier_of(dataclasses.replace(study, outcomes=changed), edition=2)
    units = {unit for where, unit in part["groups"] if where == key}
    other = (table["outcome"] == outcome) & (table["wave"] == wave) & ~table["unit"].isin(units)
    assert other.any()
    corrected = table.assign(value=table["value"] + other)
    assert earlier_of(dataclasses.replace(study, outcomes=corrected))[OUTCOMES]


def test_the_registers_ledgers_hold_no_value(study: skcore.Study) -> None:
    for name in (WHOLE, OUTCOMES):
        release = entry(study, name)
        assert all(len(text) == 64 for text in release["fingerprints"].values())
        assert release["variables"] == ["n"]


def of_others(study: skcore.Study, *, later: int, **changed: Any) -> skcore.Study:
    """Another study file beside, with a survey of other people so many days after the first."""
    first = study.waves[0]
    day = first.end + dt.timedelta(days=later)
    wave = dataclasses.replace(first, id="pulse", start=day, end=day, other_people=True)
    rows = study.responses[study.responses["wave"] == first.id]
    nothing = dict.fromkeys(("invited", "actions", "outcomes", "observations", "crosswalk"))
    return dataclasses.replace(
        study,
        path=study.path.with_name("pulse.toml"),
        waves=(wave,),
        responses=rows.assign(wave="pulse"),
        promises=(),
        fingerprints={"pulse": "0" * 64},
        **nothing,
        **changed,
    )


@pytest.mark.whole
@pytest.mark.parametrize(("later", "fewer"), [(28, True), (0, False)])
def test_years_that_another_study_file_told_of_the_same_workplaces_are_known(
    study: skcore.Study, monkeypatch: pytest.MonkeyPatch, later: int, fewer: bool
) -> None:
    """Another survey of other people a month later, and the same register: two single months."""
    other = of_others(study, later=later)

    def told() -> set[str]:
        known = earlier_of(other)
        assert known["copsoq3-social-capital"] == ()  # of other people
        absence = skcore.release_study(other, earlier=known).absence
        return set() if absence is None else set(absence.rates.table["unit"])

    some = told()
    monkeypatch.setattr("skcore.release.history.years_elsewhere", lambda *_: ())
    assert len(told() - some) > 0 if fewer else told() == some


@pytest.mark.whole
def test_a_month_of_the_whole_less_that_of_another_study_file_is_not_one_workplaces(
    study: skcore.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its register has one workplace less: every month of both is that workplace's month."""
    table = study.absence
    employed = table.groupby("unit")["employed"].max()
    one = employed[employed < 50].idxmax()
    other = of_others(study, later=0, absence=table[table["unit"] != one])

    def told() -> tuple[int, ...]:
        release = skcore.release_study(other, earlier=earlier_of(other))
        tables = (release.months, release.years, release.causes)
        return tuple(0 if t is None else len(t.table) for t in tables)

    assert told() == (0, 0, 0)
    same = dataclasses.replace(other, absence=table)
    assert skcore.release_study(same, earlier=earlier_of(same)).months is not None
    monkeypatch.setattr("skcore.release.history.told_elsewhere", lambda *_: {})
    assert min(told()) > 0


def test_the_year_of_a_cause_less_one_told_before_is_not_the_absence_of_few(
    study: skcore.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register has grown by a month: what is left of both years are two single months."""
    cause, (went, came) = "child_sickness", pd.to_datetime(["2025-10-01", "2026-10-01"])

    def grown(absent: int) -> skcore.Study:
        table = study.absence[study.absence["month"] <= "2026-09"]
        table = pd.concat([table, table[table["month"] == went].assign(month=came)])
        own = (table["cause"] == cause) & (table["month"] == came)
        table.loc[own, "persons_absent"] = [1] * absent + [0] * (own.sum() - absent)
        return dataclasses.replace(study, absence=table)

    def told(of: skcore.Study) -> bool:
        release = skcore.release_study(of, earlier=earlier_of(of))
        return cause in set(release.causes.table["cause"])

    assert f"{cause} 2025-10/2026-09" in entry(study, WHOLE)["fingerprints"]
    few = grown(1)
    assert [told(one) for one in (study, few, grown(5))] == [True, False, True]
    monkeypatch.setattr("skcore.release.whole_absence._told_otherwise", lambda *_: set())
    assert told(few)


@pytest.mark.whole
def test_a_cause_of_the_whole_less_that_of_another_study_file_is_not_told(
    study: skcore.Study,
) -> None:
    """Sixty employed or more are left, of whom nobody knows how many were absent for it."""
    employed = study.absence.groupby("unit")["employed"].max().sort_values().cumsum()
    units = employed.index[: int((employed < 60).sum()) + 1]
    rest = study.absence[~study.absence["unit"].isin(units)]
    other = of_others(study, later=0, absence=rest)
    release = skcore.release_study(other, earlier=earlier_of(other))
    assert set(release.causes.table["cause"]) == {"own_sickness"}


def test_what_another_study_file_told_of_other_workplaces_is_not_held_together_with_this(
    study: skcore.Study,
) -> None:
    def known(absence: pd.DataFrame) -> list[int]:
        other = earlier_of(of_others(study, later=0, absence=absence))
        return [len(other[f"{name}.elsewhere"]) for name in (WHOLE, AROUND)]

    assert known(study.absence) == [1, 0]  # nothing was told around an action
    assert known(study.absence.assign(unit="x" + study.absence["unit"].astype(str))) == [0, 0]
