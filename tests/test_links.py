"""Links that are none are refused, links that are links are told, and nothing is told of few."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import skcore
from skcore.problems import Problem
from skcore.reading.links import link_problems

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


def staff(units: int = 12, of: int = 15, *, seed: int = 1) -> pd.DataFrame:
    """People with the unit and occupation they have in both surveys."""
    rng = np.random.default_rng(seed)
    unit = np.repeat([f"u{i:02d}" for i in range(units)], of)
    jobs = rng.choice(["nurse", "assistant", "cleaner"], len(unit), p=[0.5, 0.4, 0.1])
    return pd.DataFrame({"respondent": [f"p{i}" for i in range(len(unit))], "unit": unit}).assign(
        occupation=jobs
    )


def twice(first: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([first.assign(wave="1"), last.assign(wave="2")], ignore_index=True)


def found(answers: pd.DataFrame, backgrounds: tuple[str, ...] = ("occupation",)) -> list[Problem]:
    return link_problems(answers, waves=["1", "2"], backgrounds=backgrounds, headings={})


def told(problem: Problem, place: str) -> object:
    return dict(vars(problem)["values"])[place]


def answering(people: pd.DataFrame, share: float, seed: int) -> pd.DataFrame:
    return people.sample(frac=share, random_state=seed)


def numbered(people: pd.DataFrame) -> pd.DataFrame:
    return people.assign(respondent=[str(i) for i in range(len(people))])


def test_the_same_people_are_told_in_coarse_shares_and_nothing_is_refused() -> None:
    people = staff()
    moved = people.assign(unit=people["unit"].where(people.index % 12 > 0, "u00"))
    (note,) = found(twice(answering(people, 0.8, 1), answering(moved, 0.8, 2)))
    assert (note.key, note.severity) == ("links_agree", "note")
    assert told(note, "shares") == "unit 90 %, occupation 100 %"


def test_row_numbers_of_a_shuffled_pile_are_refused() -> None:
    first, last = (numbered(answering(staff(), 0.8, seed)) for seed in (1, 2))
    (problem,) = found(twice(first, last))
    assert (problem.key, problem.severity) == ("links_implausible", "error")
    assert "linked = false" in problem.text("en")
    assert "højst" in problem.text("da")


def test_row_numbers_of_a_sorted_export_are_refused_by_their_occupations() -> None:
    first, last = (
        numbered(answering(staff(4, 60), 0.9, seed).sort_values("unit")) for seed in (1, 2)
    )
    same = (
        first.set_index("respondent")["unit"]
        == last.set_index("respondent")["unit"].reindex(first["respondent"])
    ).mean()
    assert same > 0.75  # the units alone would pass
    (problem,) = found(twice(first, last))
    assert (problem.key, told(problem, "what")) == ("links_implausible", "occupation")


def test_a_reorganisation_is_no_false_link() -> None:
    people = staff()
    renamed = people.assign(unit="ny-" + people["unit"])
    (note,) = found(twice(people, renamed))
    assert (note.key, told(note, "shares")) == ("links_agree", "occupation 100 %")
    half = people.assign(unit=people["unit"].where(people["unit"] > "u05", "ny"))
    (note,) = found(twice(people, half))
    assert told(note, "shares") == "unit 100 %, occupation 100 %"


@pytest.mark.parametrize("of", [1, 9])
def test_of_few_who_answered_both_times_nothing_is_said(of: int) -> None:
    people = numbered(staff(1, of))
    assert found(twice(people, people.assign(unit="u99"))) == []


def test_numbers_that_never_recur_link_nobody_and_that_is_told() -> None:
    people = staff()
    (note,) = found(twice(people, people.assign(respondent="new " + people["respondent"])))
    assert (note.key, note.severity) == ("links_none", "note")


def test_one_workplace_where_all_do_the_same_cannot_be_judged() -> None:
    people = staff(1, 40).assign(occupation="nurse")
    assert found(twice(numbered(people), numbered(people[::-1]))) == []


def test_a_background_that_changes_is_outweighed_by_one_that_stays() -> None:
    people = staff().assign(shift=["day", "night", "evening"] * 60)
    turned = people.assign(shift=people["shift"].sample(frac=1, random_state=3).to_numpy())
    (note,) = found(twice(people, turned), ("occupation", "shift"))
    assert note.key == "links_agree"


def test_a_study_of_row_numbers_that_says_they_link_is_refused(tmp_path: Path) -> None:
    for file in SAMPLE.iterdir():
        if "ledger" not in file.name:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    file = tmp_path / "study.toml"
    text = file.read_text(encoding="utf-8").replace("linked = false", "linked = true ")
    file.write_text(text, encoding="utf-8")
    message = r"højst 5 % af dem, der har samme nummer i '2025' og '2026', har samme 'Arbejdsplads'"
    with pytest.raises(skcore.InputError, match=message):
        skcore.load_study(file)
