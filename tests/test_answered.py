"""When people answered: dates read as exports write them, early against late through the door."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import skcore
from skcore.disclosure import audit_release

COPSOQ = "copsoq3-social-capital"


def with_dates(folder: Path) -> Path:
    """The sample with a date per answer: the second survey's answers come over its three weeks."""
    file = folder / "responses.csv"
    table = pd.read_csv(file, sep=";", dtype=str, encoding="utf-8-sig")
    rng = np.random.default_rng(4)
    start = np.where(table["Måling"] == "2. måling", "2026-03-02", "2025-03-03")
    days = pd.to_datetime(pd.Series(start)) + pd.to_timedelta(rng.integers(0, 19, len(table)), "D")
    table["Svardato"] = days.dt.strftime("%d.%m.%Y 10:14")
    table.loc[:2, "Svardato"] = ["", "i går", "31-31-2026"]
    table.to_csv(file, sep=";", index=False, encoding="utf-8-sig")
    study = folder / "study.toml"
    text = study.read_text(encoding="utf-8")
    mapped = '"Måling" = "wave"\n"Svardato" = "answered"'
    study.write_text(text.replace('"Måling" = "wave"', mapped, 1), encoding="utf-8")
    return study


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-03-05", "2026-03-05"),
        ("2026-03-05T10:14:00Z", "2026-03-05"),
        ("2026/03/05 10:14", "2026-03-05"),
        ("25-03-2026", "2026-03-25"),
        ("05-03-2026", None),
        ("5.3.2026 kl. 10.14", "2026-03-05"),
        ("25/03/26", "2026-03-25"),
        ("05/03/26", None),  # or 3 May
        ("3/14/2026 9:14", "2026-03-14"),
        ("05.03.26", "2026-03-05"),
        ("46086", "2026-03-05"),
        ("46086.43", "2026-03-05"),
        ("5. marts 2026", "2026-03-05"),
        ("March 5, 2026", "2026-03-05"),
        ("1980-01-01 00:00", None),
        ("-3", None),
        ("", None),
        ("5. marts", None),
    ],
)
def test_days_are_read_as_danes_and_survey_tools_write_them(
    tmp_path: Path, text: str, date: str | None
) -> None:
    export = tmp_path / "export.csv"
    head = "unit;answered;WHO5_1;WHO5_2;WHO5_3;WHO5_4;WHO5_5"
    export.write_text(f"{head}\na;{text};1;2;3;4;5\n", encoding="utf-8")
    (read,) = skcore.read_responses(export, "who-5", numbers="codes")["answered"]
    assert (None if pd.isna(read) else f"{read:%Y-%m-%d}") == date


def test_without_dates_there_is_no_such_column(sample_study: Any, sample_release: Any) -> None:
    assert "answered" not in sample_study.responses
    assert sample_release.early_late is None
    assert skcore.early_late_table(sample_release).empty


def test_early_against_late_is_planned_and_made_of_those_dates(folder: Path) -> None:
    path = with_dates(folder)
    noted = skcore.check_study(path)
    assert noted["severity"].tolist() == ["note"]
    assert noted["n"].tolist() == [2]  # the blank is no date that cannot be read
    study = skcore.load_study(path)
    release = skcore.release_study(study)
    plan = release.plans.means[COPSOQ]
    assert ("wave", "role", "timing") in plan.cuts
    assert audit_release(plan).empty
    table = skcore.early_late_table(release).set_index("variable")
    assert table.index.tolist() == ["TM", "TE", "JU", "SW", "SC"]
    people = skcore.scored_people(study)
    staff = people[(people["wave"] == "2026") & (people["role"] == "employee")]
    staff = staff.dropna(subset=["TM", "TE", "JU", "SW"])
    late = staff["answered"] >= "2026-03-12"  # the second half of 2-20 March
    assert table["n_late"].unique().tolist() == [int(late.sum())]
    assert table["n_early"].unique().tolist() == [int((staff["answered"] < "2026-03-12").sum())]
    exact = staff.loc[late, "TM"].mean() - staff.loc[~late & staff["answered"].notna(), "TM"].mean()
    # the difference of two shown means, each in whole points
    assert table.loc["TM", "estimate"] == pytest.approx(exact, abs=1.0)
    ends = table[["conf_low", "conf_high"]]
    shown = ends.notna().all(axis=1)  # none where rounding would decide what is certain
    assert shown.any()
    assert (ends.loc[shown, "conf_low"] <= table.loc[shown, "estimate"]).all()
    assert (table.loc[shown, "estimate"] <= ends.loc[shown, "conf_high"]).all()


def test_when_somebody_answered_is_no_copy_and_no_scale(sample_folder: Path) -> None:
    study = skcore.load_study(with_dates(sample_folder))
    copsoq = skcore.load_instrument(COPSOQ)
    twice = pd.concat([study.responses, study.responses.iloc[[5]].assign(answered=pd.Timestamp(0))])
    before, after = (
        skcore.audit_coding(table, copsoq)["n"].sum() for table in (study.responses, twice)
    )
    assert after >= before + 1
