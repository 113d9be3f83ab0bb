"""Days of answering that some surveys have and others lack: the study works, and says what is lost.

Whoever answered late is compared with whoever answered early in the last survey only.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from test_same_answers import errors, people, study

import skcore

EARLY, LATE = "{}-03-05", "{}-03-18"


def dated(year: str, days: str) -> pd.DataFrame:
    """Return a survey's answers with days: both halves, all early, all late, outside, or none."""
    table = people(int(year))
    halves = [EARLY, LATE] if days == "both" else [{"late": LATE}.get(days, EARLY)]
    year = "1980" if days == "outside" else year
    said = [halves[row % len(halves)].format(year) for row in range(len(table))]
    return table if days == "none" else table.assign(answered=said)


def written(folder: Path, first: str, last: str) -> Path:
    files = [("2025", dated("2025", first)), ("2026", dated("2026", last))]
    return study(folder, files, start="2026-03-02\nend = 2026-03-20")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("both", "both", ""),
        ("none", "both", "2025"),
        ("both", "none", "2026"),
        ("both", "outside", "2026"),
        ("both", "early", ""),
        ("both", "late", ""),
        ("outside", "late", "2025"),
    ],
)
def test_a_survey_without_days_is_released_and_its_lack_is_told(
    tmp_path: Path, first: str, last: str, told: str
) -> None:
    path = written(tmp_path, first, last)
    release = skcore.release_study(skcore.load_study(path), earlier={})
    assert (release.early_late is not None) == (last == "both")
    said = "\n".join(skcore.check_study(path)["problem"])
    assert ("har ingen dage for svarene" in said) == bool(told)
    assert (f"'{told}' har ingen dage" in said) == bool(told)


def test_a_file_whose_days_are_another_surveys_is_asked_about(tmp_path: Path) -> None:
    def with_days(n: int) -> str:
        """Say what ``check`` holds to be wrong where so many days are a year too early."""
        here = people(2026).assign(answered=[EARLY.format(2026), LATE.format(2026)] * 24)
        here.loc[: n - 1, "answered"] = here["answered"].str.replace("2026", "2025")
        files = [("2025", dated("2025", "both")), ("2026", here)]
        return errors(study(tmp_path, files, start="2026-03-02\nend = 2026-03-20"))

    assert with_days(24) == ""  # told as a note
    assert "47 af 48 datoer i 'answered'" in with_days(47)
    assert "ret første og sidste dag (start og end) under [[waves]]" in with_days(48)


def test_the_order_of_day_and_month_is_what_the_study_says_unless_a_day_says_otherwise(
    tmp_path: Path,
) -> None:
    def said(first: str, line: str) -> str:
        days = [first, *["05-03-2026"] * 47]
        path = study(tmp_path, [("2026", people(2026).assign(answered=days))])
        whole = path.read_text("utf-8").replace("[[responses]]", f"[[responses]]\n{line}")
        path.write_text(whole, "utf-8")
        found = skcore.check_study(path)
        return "\n".join(found.loc[found["severity"] != "note", "problem"])

    assert "den 3. april og den 4. marts" in said("06-03-2026", "")
    assert said("16-03-2026", "") == said("06-03-2026", 'dates = "day_first"') == ""
    assert 'Skriv dates = "day_first"' in said("16-03-2026", 'dates = "month_first"')
    assert "Mente du 'day_first'" in said("06-03-2026", 'dates = "day_fist"')
