"""What is not shown is explained in the study's own words."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.commands.explain import _Speaker, explain_study
from skcore.decks.phrases import Phrases
from skcore.release.plans import study_plans, workplace_coverage
from skcore.simulation import simulate_study, write_study

COPSOQ = "copsoq3-social-capital"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("explained") / "study"
    write_study(simulate_study(units=12, seed=8), place)
    return place


@pytest.fixture(scope="module")
def lines(folder: Path) -> list[str]:
    return explain_study(folder / "study.toml")


def test_a_plan_that_was_not_finished_says_what_it_may_cost(folder: Path) -> None:
    study = skcore.load_study(folder / "study.toml")
    plan = study_plans(study).means[COPSOQ]
    for bound, told in ((plan.withheld, False), (plan.withheld / 1.15, True)):
        speaker = _Speaker(study, dataclasses.replace(plan, lower_bound=bound))
        assert (
            any("op til 15 % mere tilbage" in line for line in plainly(speaker.covered())) is told
        )


def plainly(lines: list[str]) -> list[str]:
    return [line.replace("\u00a0", " ") for line in lines]


def test_each_reason_is_said_in_words_and_never_as_something_hidden(lines: list[str]) -> None:
    said = "\n".join(lines)
    assert "vises ikke (færre end 5 svar)" in said
    assert "vises ikke (kunne ellers regnes ud)" in said
    assert "kunne få menneskers svar regnes ud" in said
    assert "skjult" not in said.lower()
    for code in ("employee", "leader", "level_1", "complete", "panel_", "nan"):
        assert code not in said


def test_five_who_know_that_they_answered_read_what_counts(lines: list[str]) -> None:
    """Blank and partly answered forms and leaders: without a number that tells who it was."""
    said = [line for line in lines if "svaret på alle temaer" in line]
    assert said
    assert "delvist" in said[0]
    assert "Ledere står for sig" in said[0]
    assert not any(letter.isdigit() for letter in said[0])


def test_what_is_shown_is_counted(lines: list[str], folder: Path) -> None:
    plan = study_plans(skcore.load_study(folder / "study.toml")).means[COPSOQ]
    own = plan.groups[plan.groups["cut"] == "wave × unit × role"]
    own = own[(own["role"] == "employee") & (own["hidden_reason"] != "no data")]
    shown = own[~own["hidden"]]
    line = next(line for line in lines if line.startswith("arbejdsplads, "))
    assert f"{len(shown)} af {len(own)} resultater vises" in line
    share = 100 * shown["n"].sum() / own["n"].sum()
    assert f"{share:.0f}\u00a0%" in line
    assert 0 < workplace_coverage(plan, "2026") <= 100


def test_a_merge_that_is_named_could_be_shown(lines: list[str]) -> None:
    merges = [line for line in lines if "Kan vises samlet med" in line]
    assert merges
    assert all("vises ikke" in line for line in merges)


def test_the_command_writes_nothing_and_says_wrong_input_plainly(folder: Path) -> None:
    before = sorted(folder.iterdir())
    result = CliRunner().invoke(app, ["explain", str(folder / "study.toml")])
    assert result.exit_code == 0
    assert "vises ikke" in result.output
    assert sorted(folder.iterdir()) == before
    wrong = CliRunner().invoke(app, ["explain", str(folder / "nothing.toml")])
    assert wrong.exit_code == 1
    assert "nothing.toml" in wrong.output


@pytest.mark.parametrize(("language", "words"), [("da", "har "), ("en", "have ")])
def test_the_anonymity_slide_says_how_much_is_covered(
    folder: Path, language: str, words: str
) -> None:
    import dataclasses

    study = dataclasses.replace(skcore.load_study(folder / "study.toml"), language=language)
    release = skcore.release_study(study)
    slide = skcore.anonymity_slide(release)
    percent = Phrases(release).percent(workplace_coverage(release.plans.means[COPSOQ], "2026"))
    said = ["".join(run.text for run in paragraph) for paragraph in slide.body]
    assert any(percent in text and words in text for text in said)


@pytest.mark.parametrize("language", ["da", "en"])
def test_reasons_on_slides_are_told_apart(folder: Path, language: str) -> None:
    """Too few, worked out, no data: three sentences, and no data is no "not shown"."""
    import dataclasses

    study = dataclasses.replace(skcore.load_study(folder / "study.toml"), language=language)
    phrases = Phrases(skcore.release_study(study))
    said = [phrases.hidden_reason(r) for r in ("primary", "complementary", "no data")]
    assert len(set(said)) == 3
    not_shown = {"da": "vises ikke", "en": "not shown"}[language]
    assert [not_shown in text for text in said] == [True, True, False]


def test_a_workplace_reads_its_own_reason_and_no_data_is_none_of_them(folder: Path) -> None:
    import dataclasses

    study = skcore.load_study(folder / "study.toml")
    answers = study.responses
    silent = "dagoest-01"
    gone = (answers["unit"] == silent) & (answers["wave"] == "2026")
    assert gone.any()
    study = dataclasses.replace(study, responses=answers[~gone].reset_index(drop=True))
    release = skcore.release_study(study, earlier={})
    groups = release.plans.means[COPSOQ].groups
    own = groups[(groups["cut"] == "wave × unit × role") & (groups["role"] == "employee")]
    reasons = own[own["wave"] == "2026"].set_index("unit")["hidden_reason"]
    assert reasons[silent] == "no data"
    small = reasons.index[reasons == "primary"][0]

    def page(unit: str) -> str:
        slide = skcore.profile_slide(release, unit)
        words = [run.text for paragraph in slide.body for run in paragraph]
        return " ".join([slide.title, *words, slide.footnote, slide.notes])

    assert "vises ikke, fordi der er færre end 5 besvarelser" in page(small)
    assert "Ingen svar i denne måling" in page(silent)
    assert "vises ikke" not in page(silent)


def test_an_instrument_that_withholds_nothing_is_explained_too(tmp_path: Path) -> None:
    head = "unit;role;WHO5_1;WHO5_2;WHO5_3;WHO5_4;WHO5_5\n"
    (tmp_path / "a.csv").write_text(head + "N;leder;5;4;3;2;1\nS;medarbejder;5;4;3;2;1\n" * 8)
    (tmp_path / "study.toml").write_text(
        'title="P"\nlanguage="en"\norganisation="S"\ninstruments=["who-5"]\nlevels=["place"]\n'
        '[[waves]]\nid="1"\n[[responses]]\nfile="a.csv"\nwave="1"\nnumbers="codes"\n'
        "[disclosure]\nminimum=5\n"
    )
    assert "1 of 1" in "\n".join(explain_study(tmp_path / "study.toml"))
