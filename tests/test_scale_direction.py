"""A survey read from the wrong end looks as right as a right one; what is beside it may tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import skcore
from skcore.commands.check import check_ahead

COPSOQ = ["TM1", "TMX2", "TM3", "TM4", "TE1", "TE2", "TE3", "JU1", "JU2", "JU3", "JU4"]
COPSOQ += ["SW1", "SW2", "SW3"]
TURNED = {"TM3", "TE1", "TE2"}
WHO = [f"WHO5_{n}" for n in range(1, 6)]


def study(
    folder: Path,
    *,
    capital: str,
    who: str = "",
    n: int = 120,
    level: float = 0.6,
    words: bool = False,
) -> Path:
    """A study whose file holds our codes, with the lines of ``numbers`` as they are given."""
    rng = np.random.default_rng(4)
    mood = rng.normal(level, 0.6, n)
    columns: dict[str, object] = {"unit": [f"Team {'ABCDEF'[i % 6]}" for i in range(n)]}
    for item in COPSOQ:
        codes = np.clip(np.rint(3 + mood + rng.normal(0, 0.7, n)), 1, 5).astype(int)
        columns[item] = 6 - codes if item in TURNED else codes
    if words:
        said = ["I meget ringe grad", "I ringe grad", "Delvist", "I høj grad", "I meget høj grad"]
        often = ["Aldrig/næsten aldrig", "Sjældent", "Sommetider", "Ofte", "Altid"]
        for item in COPSOQ:
            known = often if item.startswith("SW") else said
            columns[item] = [known[code - 1] for code in np.asarray(columns[item])]
    if who:
        for item in WHO:
            columns[item] = np.clip(np.rint(2.5 + mood + rng.normal(0, 0.7, n)), 0, 5).astype(int)
    pd.DataFrame(columns).to_csv(folder / "svar.csv", index=False, sep=";")
    numbers = f'"copsoq3-social-capital" = "{capital}"' if capital else ""
    numbers += f', "who-5" = "{who}"' if who else ""
    asked = '"copsoq3-social-capital"' + (', "who-5"' if who else "")
    lines = ['title = "T"', 'language = "da"', 'organisation = "O"', f"instruments = [{asked}]"]
    lines += ["[[waves]]", 'id = "2026"', "[[responses]]", 'file = "svar.csv"']
    lines += [f"numbers = {{ {numbers} }}"] if numbers else []
    lines += ["[disclosure]", "minimum = 5"]
    (folder / "study.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder / "study.toml"


def asked(path: Path) -> str:
    problems, _ = check_ahead(path)
    assert not (problems["severity"] == "error").any(), problems["problem"].tolist()
    return " ".join(problems.loc[problems["column"] == "numbers", "problem"])


def test_codes_read_as_they_are_raise_no_question(tmp_path: Path) -> None:
    assert asked(study(tmp_path, capital="codes")) == ""


def test_codes_taken_for_places_lie_on_the_wrong_side_of_the_danish_value(tmp_path: Path) -> None:
    said = asked(study(tmp_path, capital="position"))
    assert "(fire af spørgsmålene) på den modsatte side af midten end gennemsnittet" in said
    assert "Fire hurtige" not in said  # nobody asked a questionnaire of that name
    assert not any(character.isdigit() for character in said.replace("2026", ""))


def test_capital_that_runs_against_wellbeing_is_asked_about(tmp_path: Path) -> None:
    said = asked(study(tmp_path, capital="position", who="codes", level=0.0))
    assert "er der lavest trivsel, hvor svarene er bedst på: tillid mellem ledelse" in said
    assert "modsatte side" not in said  # at the middle both ends are as near


def test_a_low_survey_in_words_is_believed(tmp_path: Path) -> None:
    assert asked(study(tmp_path, capital="", words=True, level=-1.0)) == ""


def test_few_people_tell_nothing(tmp_path: Path) -> None:
    assert asked(study(tmp_path, capital="position", who="codes", n=24)) == ""


@pytest.mark.parametrize("language", ["da", "en"])
def test_both_languages_say_where_the_line_is(language: str) -> None:
    from skcore.problems import Problem

    values = {"wave": "1", "scales": "x", "scale": "x", "reference": "y"}
    for key in ("against_wellbeing", "level_mirrored"):
        assert "[[responses]]" in Problem(key, "numbers", values).text(language)


def test_questions_turned_twice_are_asked_about_before_anything_is_shown(tmp_path: Path) -> None:
    skcore.write_study(skcore.simulate_study(units=12, seed=3), tmp_path)
    file = tmp_path / "responses.csv"
    table = pd.read_csv(file, sep=";", dtype=str, encoding="utf-8-sig")
    words = ["I meget ringe grad", "I ringe grad", "Delvist", "I høj grad", "I meget høj grad"]
    assert "ask" not in set(check_ahead(tmp_path / "study.toml")[0]["severity"])
    turned = table["TE1"].replace(dict(zip(words, reversed(words), strict=True)))
    table.assign(TE1=turned).to_csv(file, sep=";", index=False, encoding="utf-8-sig")
    found, _ = check_ahead(tmp_path / "study.toml")
    asked = found[found["severity"] == "ask"]["problem"].tolist()
    assert len(asked) == 2  # one of each survey
    for line in asked:
        assert "Kolleger deler information med hinanden" in line
        assert "vendes de to gange" in line


@pytest.mark.parametrize(("times", "told"), [(1, False), (0.04, True)])
def test_sick_leave_so_low_that_it_may_be_of_another_kind_is_asked_about(
    tmp_path: Path, times: float, told: bool
) -> None:
    """Percentages in a column of hours make 0.2 % of a year; what is asked is told anyway."""
    skcore.write_study(skcore.simulate_study(units=12, seed=3), tmp_path)
    file = tmp_path / "absence.csv"
    table = pd.read_csv(file, sep=";", decimal=",", encoding="utf-8-sig")
    days = next(name for name in table if name in ("absence_days", "Fraværsdagsværk"))
    table[days] = (table[days] * times).round(2)
    table.to_csv(file, sep=";", decimal=",", index=False, encoding="utf-8-sig")
    found, _ = check_ahead(tmp_path / "study.toml")
    asked = found.loc[found["severity"] == "ask", "problem"].tolist()
    assert any("procenter i en kolonne med timer" in line for line in asked) == told
