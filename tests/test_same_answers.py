"""Nobody is counted twice: copies of answers are told, and people who answer alike are not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import skcore
from skcore.beginning.asked import Files
from skcore.beginning.proposal import propose
from skcore.cli import app
from skcore.errors import InputError

ITEMS = ["TM1", "TMX2", "JU1", "JU4"]
UNITS = {"Nord": 22, "Syd": 23, "Lille": 3}

STUDY = """
title = "Prøve"
language = "{language}"
organisation = "Sandby"
preset = "municipality"
instruments = ["fire-hurtige"]
levels = ["arbejdsplads"]
[[waves]]
id = "2025"
start = 2025-03-03
end = 2025-03-21
[[waves]]
id = "2026"
start = {start}
[disclosure]
minimum = 6
{linked}
"""


def people(seed: int, units: dict[str, int] | None = None) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    unit = np.repeat([*(units or UNITS)], [*(units or UNITS).values()])
    table = pd.DataFrame(rng.integers(1, 6, (len(unit), 4)), columns=ITEMS)
    return table.assign(unit=unit)


def study(
    folder: Path,
    files: Sequence[tuple[str, pd.DataFrame | str]],
    *,
    language: str = "da",
    more: str = "",
    linked: str = "",
    start: str = "2026-03-02",
) -> Path:
    """Write a study of files of answers, each a survey and a table or the text of one."""
    folder.mkdir(exist_ok=True)
    text = STUDY.format(language=language, linked=linked, start=start)
    for number, (wave, answers) in enumerate(files, 1):
        said = answers if isinstance(answers, str) else answers.to_csv(sep=";", index=False)
        (folder / f"file{number}.csv").write_text(said, encoding="utf-8")
        text += f'[[responses]]\nfile = "file{number}.csv"\nwave = "{wave}"\nnumbers = "codes"\n'
    (folder / "study.toml").write_text(text + more, encoding="utf-8")
    return folder / "study.toml"


def errors(path: Path) -> str:
    found = skcore.check_study(path)
    return "\n".join(found.loc[found["severity"] == "error", "problem"])


def notes(path: Path) -> str:
    found = skcore.check_study(path)
    return "\n".join(found.loc[found["severity"] == "note", "problem"])


def copies() -> dict[str, pd.DataFrame | str]:
    once = people(1)
    shuffled = once.sample(frac=1, random_state=3)
    mended = shuffled.copy()
    mended.iloc[0, 0] = 6 - mended.iloc[0, 0]
    return {
        "a title above": "Trivsel 2025\n\n" + once.to_csv(sep=";", index=False),
        "another order": shuffled,
        "other ids": shuffled.assign(respondent=range(900, 948)),
        "one answer mended": mended,
        "a later export with more": pd.concat([once, people(9)]),
        "units spelled otherwise": shuffled.assign(unit=shuffled["unit"].str.upper()),
    }


@pytest.mark.parametrize("how", copies())
@pytest.mark.parametrize("linked", ["", "[answers]\nlinked = true"])
def test_a_copy_of_a_file_is_an_error_however_it_is_written(
    tmp_path: Path, how: str, linked: str
) -> None:
    first = people(1).assign(respondent=range(48)) if linked else people(1)
    said = errors(study(tmp_path, [("2025", first), ("2025", copies()[how])], linked=linked))
    assert "De samme besvarelser står i to filer for samme måling: file1.csv / file2.csv" in said
    code = CliRunner().invoke(
        app, ["slides", str(tmp_path / "study.toml"), "--out", str(tmp_path / "out")]
    )
    assert code.exit_code != 0
    assert not (tmp_path / "out").exists()


def test_a_copy_is_told_in_english_and_let_through_by_a_line(tmp_path: Path) -> None:
    twice = [("2025", people(1)), ("2025", copies()["another order"])]
    with pytest.raises(InputError, match="same answers stand in two files of one survey"):
        skcore.load_study(study(tmp_path, twice, language="en"))
    told = study(tmp_path, twice, more="other_people = true\n")
    assert len(skcore.load_study(told).responses) == 96


@pytest.mark.parametrize("how", ["another order", "other ids", "one answer mended"])
def test_last_years_answers_are_not_this_years(tmp_path: Path, how: str) -> None:
    again = [("2025", people(1)), ("2026", copies()[how])]
    said = errors(study(tmp_path, again))
    assert "Målingerne 2025 / 2026 har de samme besvarelser (file1.csv / file2.csv)" in said
    english = errors(study(tmp_path, again, language="en"))
    assert "surveys 2025 / 2026 have the same answers" in english
    others = study(tmp_path, again, more="other_people = true\n")
    assert "samme besvarelser" not in notes(others) + errors(others)


def test_surveys_that_overlap_are_named(tmp_path: Path) -> None:
    files = [("2025", people(1)), ("2026", people(2))]
    found = skcore.check_study(study(tmp_path, files, start="2025-03-10"))
    told = found[found["problem"].str.contains("begynder, før den forrige er slut")]
    assert told["severity"].tolist() == ["note"]
    found = skcore.check_study(study(tmp_path, files, start="2025-03-10", language="en"))
    assert found["problem"].str.contains("starts before the one before it has ended").any()
    assert not skcore.check_study(study(tmp_path, files))["problem"].str.contains("slut.").any()


@pytest.mark.parametrize("times", [2, 3])
@pytest.mark.parametrize("order", ["after", "between"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_rows_pasted_in_again_are_asked_about(
    tmp_path: Path, times: int, order: str, language: str
) -> None:
    again = pd.concat([people(1)] * times)
    again = again if order == "after" else again.sample(frac=1, random_state=2)
    path = study(tmp_path, [("2025", again)], language=language)
    words = {"da": "kommer to eller tre gange", "en": "come in twos or threes"}[language]
    assert words in errors(path)
    export = tmp_path / "file1.csv"
    with pytest.raises(InputError, match="pasted in twice"):
        skcore.read_responses(export, "fire-hurtige", numbers="codes")
    read = skcore.read_responses(export, "fire-hurtige", numbers="codes", other_people=True)
    assert len(read) == 48 * times
    assert errors(study(tmp_path, [("2025", again)], more="other_people = true\n")) == ""


def test_the_rows_of_one_workplace_pasted_in_again_are_asked_about(tmp_path: Path) -> None:
    once = people(1)
    again = pd.concat([once, once[once["unit"] == "Syd"]])
    assert "kommer to eller tre gange" in errors(study(tmp_path, [("2025", again)]))


def some_of(seed: int, n: int, items: list[str]) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.integers(1, 6, (n, len(items))), columns=items)


@pytest.mark.parametrize("size", [6, 9])
@pytest.mark.parametrize("order", ["at the end", "at once"])
def test_a_small_workplace_pasted_in_again_is_known_by_the_order(
    tmp_path: Path, size: int, order: str
) -> None:
    little = some_of(4, size, ITEMS).assign(unit="Lille")
    once = people(1, {"Nord": 22, "Syd": 23})
    parts = [little, once, little] if order == "at the end" else [once, little, little]
    found = skcore.check_study(study(tmp_path, [("2025", pd.concat(parts))]))
    error = found[found["severity"] == "error"].iloc[0]
    assert "kommer to eller tre gange" in error["problem"]
    assert error["n"] == size
    assert errors(study(tmp_path, [("2025", pd.concat(parts[1:] if order != "at once" else
                                                      parts[:2]))])) == ""  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1, 3, 4]), st.sampled_from(["", "unit", "TM1"]))
def test_no_order_of_an_honest_file_is_taken_for_copies(
    seed: int, questions: int, sorted_by: str
) -> None:
    from skcore.reading.same_answers import pasted_twice

    rng, items = np.random.default_rng(seed), ITEMS[:questions]
    said = np.clip(np.round(rng.normal(3.7, 0.9, (400, 1)) + rng.normal(0, 0.5, (400, 4))), 1, 5)
    table = pd.DataFrame(said, columns=ITEMS)[items].assign(wave="1")
    table["unit"] = rng.choice(["Nord", "Syd", "Vest"], 400)
    if sorted_by:
        first = ["unit"] if sorted_by == "unit" else items
        table = table.sort_values([*first, *items], kind="stable", ignore_index=True)
    assert pasted_twice(table, items) == []


@pytest.mark.parametrize("same", [15, 25, 40])
def test_a_file_of_which_some_are_in_another_is_an_error(tmp_path: Path, same: int) -> None:
    once, others = people(1), people(2)
    partly = pd.concat([once.sample(same, random_state=1), others[same:]])
    said = errors(study(tmp_path, [("2025", once), ("2025", partly)]))
    assert ("hvis kun nogle er de samme" in said) == (same > 15)  # four questions tell no less
    english = errors(study(tmp_path, [("2025", once), ("2025", partly)], language="en"))
    assert ("where only some are the same" in english) == (same > 15)
    assert errors(study(tmp_path, [("2025", once), ("2025", others)])) == ""


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([4, 14]))
def test_a_fifth_of_a_long_form_in_another_file_is_known_and_honest_files_are_not(
    seed: int, questions: int
) -> None:
    from skcore.reading.same_answers import _NEVER, _is_copy, forms_of

    items = [f"q{n}" for n in range(questions)]
    rng = np.random.default_rng(seed)
    mood = rng.normal(3.7, 0.7, (160, 1))
    said = np.clip(np.round(mood + rng.normal(0, 0.8, (160, questions))), 1, 5)
    table = pd.DataFrame(said, columns=items).assign(unit=np.resize(["Nord", "Syd", "Vest"], 160))
    one, other = table[:100], table[100:]
    assert not _is_copy(forms_of(other, items), forms_of(one, items), part=_NEVER)
    partly = pd.concat([one[40:60], other[20:]])
    if questions == 14:
        assert _is_copy(forms_of(partly, items), forms_of(one, items), part=_NEVER)


def test_new_from_stops_at_rows_pasted_in_again(tmp_path: Path) -> None:
    again = pd.concat([people(1)] * 2).replace({i: {n: f"{n}" for n in range(1, 6)} for i in ITEMS})
    labels = {
        o.code: o.label["da"] for o in skcore.load_instrument("fire-hurtige").options_of("TM1")
    }
    again[ITEMS] = again[ITEMS].map(lambda code: labels[int(code)])
    again.rename(columns={"unit": "Arbejdsplads"}).to_csv(tmp_path / "x.csv", sep=";", index=False)
    asked = ["new", str(tmp_path / "s"), "--language", "da", "--yes", "--from"]
    done = CliRunner().invoke(app, [*asked, str(tmp_path / "x.csv")])
    assert "kommer to eller tre gange" in done.output, done.output


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([3, 10, 40]), st.sampled_from([0.5, 1.0]))
def test_people_of_one_workplace_who_answer_four_questions_alike_are_no_copies(
    seed: int, few: int, spread: float
) -> None:
    from skcore.reading.same_answers import _is_copy, forms_of, pasted_twice

    rng = np.random.default_rng(seed)
    mood = rng.normal(3.7, 0.7, (few + 300, 1))
    said = np.clip(np.round(mood + rng.normal(0, spread, (few + 300, 4))), 1, 5)
    table = pd.DataFrame(said, columns=ITEMS).assign(unit="Nord", wave="1")
    assert pasted_twice(table, ITEMS) == []
    if few > 3:  # three people may by chance, and their study then has a line to write
        fewer, more = (forms_of(part, ITEMS) for part in (table[:few], table[few:]))
        assert not _is_copy(fewer, more)


@pytest.mark.parametrize("people_of_a_form", [4, 12])
def test_dozens_who_answer_alike_are_no_copies_by_their_even_number(
    people_of_a_form: int, tmp_path: Path
) -> None:
    eight = people(5).drop_duplicates(ITEMS).head(8)
    alike = pd.concat([eight] * people_of_a_form)
    assert errors(study(tmp_path / "s", [("2025", alike)])) == ""


def test_no_message_about_copies_tells_an_answer_or_an_id(tmp_path: Path) -> None:
    once = people(1).assign(respondent=[f"hemmelig{n}" for n in range(48)])
    again = once.assign(respondent=[f"skjult{n}" for n in range(48)])
    said = errors(study(tmp_path, [("2025", once), ("2026", again)]))
    said += errors(study(tmp_path, [("2025", pd.concat([once, again]))]))
    assert "samme besvarelser" in said
    assert "to eller tre gange" in said
    assert "hemmelig" not in said
    assert "skjult" not in said
    assert "Lille" not in said


def test_a_row_that_is_another_to_the_second_is_asked_about_and_people_alike_are_not(
    tmp_path: Path,
) -> None:
    table = people(2025)
    table = pd.concat([table, table.iloc[[3]]], ignore_index=True)  # somebody answered like another

    def asked(answers: pd.DataFrame, more: str = "") -> list[str]:
        found = skcore.check_study(study(tmp_path, [("2025", answers)], more=more))
        return found.loc[found["severity"] == "ask", "problem"].tolist()

    assert asked(table) == []
    seconds = [f"2025-03-{5 + row % 9:02} 10:{row:02}:17" for row in range(len(table))]
    timed = table.assign(sent=seconds)
    assert asked(timed) == []
    timed.loc[48, "sent"] = timed.loc[3, "sent"]
    (said,) = asked(timed)
    assert "helt ens med en tidligere, også hvor ellers ingen er det" in said
    assert "(række 50)" in said
    assert asked(timed, more="other_people = true\n") == []
    coarse = table.assign(sent=[f"2025-03-{5 + row % 9:02}" for row in range(len(table))])
    coarse.loc[48, "sent"] = coarse.loc[3, "sent"]
    assert asked(coarse) == []
    assert asked(timed.iloc[[*range(6), 48]]) == []  # of few rows nothing tells them apart


def test_new_asks_whether_a_row_that_is_another_to_the_second_is_taken_once(
    tmp_path: Path,
) -> None:
    table = people(2025)
    table["Tid"] = [f"2025-03-05 10:{row:02}:17" for row in range(len(table))]
    file = tmp_path / "export.csv"
    pd.concat([table, table.iloc[[3]]]).to_csv(file, sep=";", index=False)
    (asked,) = [
        question
        for question in propose(Files(file), {}, language="da").questions
        if question.key == "row_again"
    ]
    assert asked.proposed is None
    assert "(række 50)" in asked.text
    for said, n in (("yes", 48), ("no", 49)):
        assert len(propose(Files(file), {"row_again": said}, language="da").responses) == n
