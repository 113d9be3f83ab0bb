"""Somebody who knows how the answers to each question lie and every mean: no answer follows."""

from __future__ import annotations

import dataclasses
import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from small_study import loaded, study_file, with_answers

import skcore
from skcore.release.plans import study_plans


def released(folder: Path, forms: list[list[Any]], *, options: tuple[int, ...]) -> Any:
    """A study of one workplace whose questions have these options only."""
    path = study_file(folder, [["2025", "A", "employee", *form] for form in forms])
    words = (folder / "one.toml").read_text(encoding="utf-8")
    for code in {1, 2, 3, 4, 5} - set(options):
        words = re.sub(
            rf"\[\[options.extent\]\]\ncode = {code}\n.*?(?=\[\[)", "", words, flags=re.S
        )
    (folder / "one.toml").write_text(words, encoding="utf-8")
    return skcore.release_study(skcore.load_study(path), earlier={})


def mean_of(release: Any, theme: str) -> float | None:
    table = release.levels["one"].table
    own = table[(table["cut"] == "wave × role") & (table["role"] == "employee")]
    own = own[(own["variable"] == theme) & ~own["hidden"]]
    return None if own.empty else float(own["estimate"].iloc[0])


def counts_of(release: Any, item: str) -> tuple[int, dict[str, int]]:
    """How many answered a question, and how many each part of its answers; nobody if not told."""
    table = release.items.table
    own = table[(table["variable"] == item) & ~table["hidden"]]
    if own.empty:
        return 0, {}
    n = int(own["n"].iloc[0])
    return n, dict(
        zip(own["category"], (own["estimate"] * n / 100).round().astype(int), strict=True)
    )


# --- who skipped a question

#: eighteen people, the last of whom skipped the second question of theme C
SKIPPED = [[q, q, q, q] for q in [5, 3, 1] * 5] + [[5, 3, 5, 3], [3, 1, 3, 1], [1, 5, 1, ""]]


def answers_of_the_skipper(release: Any) -> list[float]:
    """What somebody may have answered to Q3 who skipped Q4, from the mean and both questions."""
    mean = mean_of(release, "C")
    (n, third), (fewer, fourth) = counts_of(release, "Q3"), counts_of(release, "Q4")
    options = [0.0, 50.0, 100.0]
    if mean is None or not third or not fourth or (n, fewer) != (18, 17):
        return options
    told = sum(float(step) * people for own in (third, fourth) for step, people in own.items())
    return [s for s in options if abs(n * mean - told / 2 - s / 2) <= n / 2 + 1e-6]


def test_an_answer_of_who_skipped_the_other_question_does_not_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(answers_of_the_skipper(released(tmp_path / "on", SKIPPED, options=(1, 3, 5)))) == 3
    monkeypatch.setattr(
        "skcore.release.item_answers.everybody_shown", lambda _, own, __: set(own.item_codes)
    )
    off = released(tmp_path / "off", SKIPPED, options=(1, 3, 5))
    assert answers_of_the_skipper(off) == [0.0]


@pytest.mark.parametrize("linked", [False, True])
def test_who_skipped_a_question_or_came_new_takes_nobodys_result_away(
    tmp_path: Path, linked: bool
) -> None:
    """All but one of a workplace stood for a group of their own, and the whole went for it."""
    forms = [[q, 3, q, 6 - q] for q in [2, 3, 4, 5] * 5]
    waves = ["2025", "2026"][: 1 + linked]
    answers = [[wave, "A", "employee", *form] for wave in waves for form in forms]
    answers[3][-1] = ""
    study = loaded(tmp_path, answers, waves=waves)
    if linked:  # one of twenty is somebody else in the second survey
        ids = [f"p{i % 20}" for i in range(39)] + ["new"]
        responses = study.responses.assign(respondent=ids)
        study = dataclasses.replace(study, responses=responses, linked=True)
    groups = study_plans(study, earlier={}).means["one"].groups
    own = groups[(groups["role"] == "employee") & (groups["n"] > 0)].set_index("cut")["hidden"]
    assert not own[["wave × role", "wave × unit × role"]].any()
    assert own["wave × role × complete = all"].any()


# --- what is told of the coding of answers


def of_four(folder: Path, forms: list[list[Any]]) -> skcore.Study:
    """A study of four workplaces; these forms are dealt to them."""
    rows = [["2025", "ABCD"[i % 4], "employee", *form] for i, form in enumerate(forms)]
    return with_answers(loaded(folder, rows[:4]), rows)


def test_a_question_that_all_answered_alike_is_nowhere_called_so(tmp_path: Path) -> None:
    """Its distribution is not told; "every answer is the same" beside a mean of 75 was it."""
    study = of_four(tmp_path, [[4, q, q, 6 - q] for q in [1, 2, 3, 4, 5] * 8])
    found = skcore.audit_coding(study.responses, study.instruments[0], language="en")
    assert found[["item", "problem"]].iloc[0].tolist() == ["Q1", "every answer is the same"]
    release = skcore.release_study(study, earlier={})
    assert mean_of(release, "A") == 75
    assert counts_of(release, "Q1")[1] == {}
    assert skcore.coding_table(release)["item"].tolist() == ["Q4"]


def test_no_reliability_says_that_a_question_was_answered_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = of_four(tmp_path, [[q, q, 4, 6 - q] for q in [1, 2, 3, 4, 5] * 8])

    def reasons() -> str:
        table = skcore.release_study(study, earlier={}).scales.table
        return "; ".join(table.loc[table["variable"] == "C", "reason"].dropna())

    assert reasons() == ""
    monkeypatch.setattr("skcore.release.scales.nearly_alike", lambda _: False)
    assert "every answer to Q3 is the same" in reasons()


def test_a_new_edition_tells_nothing_of_the_coding_beside_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question runs wholly against the others in both: so it did for each who came late."""
    old = [[3, q, q, 6 - q] for q in [1, 2, 3, 4, 5] * 8]
    first = of_four(tmp_path, old)
    release = skcore.release_study(first, earlier={})
    told = skcore.coding_table(release)
    assert told["item"].tolist() == ["Q4"]
    known = {"one": (release.plans.means["one"].as_earlier("first"),)}
    assert skcore.coding_table(skcore.release_study(first, earlier=known)).equals(told)
    late = of_four(tmp_path / "late", [*old, *[[3, q, q, 6 - q] for q in [1, 2, 3, 4, 5] * 4]])
    assert skcore.coding_table(skcore.release_study(late, earlier=known)).empty
    monkeypatch.setattr("skcore.release.usable_answers.was_another", lambda *_: False)
    again = skcore.coding_table(skcore.release_study(late, earlier=known))
    assert again["problem"].tolist() == told["problem"].tolist()
    assert [told["people"].tolist(), again["people"].tolist()] == [["40"], ["60"]]


# --- parts of a question's answers


def test_no_part_of_a_questions_answers_is_that_of_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = [[q, 3, q, q] for q in [5, 5, 5, 4, 4, 4, 4, 3, 3, 3, 3, 3, 2, 2, 2, 1]]

    def few(folder: Path) -> list[int]:
        release = released(folder, forms, options=(1, 2, 3, 4, 5))
        told = [counts_of(release, item)[1] for item in ("Q1", "Q2", "Q3", "Q4")]
        return [n for own in told for n in own.values() if n < 5]

    assert few(tmp_path / "on") == []
    monkeypatch.setattr(
        "skcore.release.item_answers.answer_groups",
        lambda counts: [[step] for step in counts[0]] if counts else [],
    )
    monkeypatch.setattr("skcore.release.item_answers.leaves_doubt", lambda *_: True)
    assert 1 in few(tmp_path / "off")  # one person gave the lowest answer


def fits(release: Any, item: str, theme: str) -> set[tuple[int, ...]]:
    """Every way in which the answers to a theme's one question may lie, given all that is told."""
    mean, (n, parts) = mean_of(release, theme), counts_of(release, item)
    if mean is None or not parts:
        return {(0,), (1,)}  # nothing is told: anything fits
    inside = []
    for words, people in parts.items():
        steps = [float(word) for word in words.split("+")]
        inside.append(
            [
                tuple(zip(steps, given, strict=True))
                for given in itertools.product(range(people + 1), repeat=len(steps))
                if sum(given) == people
            ]
        )
    ways = [list(itertools.chain(*way)) for way in itertools.product(*inside)]
    return {
        tuple(people for _, people in way)
        for way in ways
        if abs(sum(step * people for step, people in way) - n * mean) <= n / 2 + 1e-6
    }


def test_the_mean_of_one_question_does_not_tell_its_answers_inside_their_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six at the very top, five in the middle, five a step from the bottom: only that fits."""
    forms = [[q, 3, 3, 4] for q in [5] * 6 + [3] * 5 + [2] * 5]
    options = (1, 2, 3, 4, 5)
    assert len(fits(released(tmp_path / "on", forms, options=options), "Q1", "A")) > 1
    monkeypatch.setattr("skcore.release.item_answers.leaves_doubt", lambda *_: True)
    assert len(fits(released(tmp_path / "off", forms, options=options), "Q1", "A")) == 1
