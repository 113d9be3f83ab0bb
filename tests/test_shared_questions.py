"""Two scales that share questions tell a third: what follows from them is guarded as well."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from outsider import Outsider, tables_of
from random_small import AREAS, STEPS, organisation
from small_study import ITEMS, loaded, study_file, with_answers

import skcore

Rows = list[list[Any]]
UNITS = ("u0", "u1", "u2", "u3")
MIXED = [(3, 4, 3, 2), (4, 2, 4, 3), (2, 3, 3, 4), (3, 3, 2, 3), (4, 4, 3, 4), (2, 2, 4, 3)]
#: whole form -> the first two questions once more, in a questionnaire of its own
SHORT = (
    'id = "short"\nversion = "1"\nlanguages = ["da", "en"]\nvalidated = false\nsource = "test"\n'
    'licence = "test"\n[title]\nda = "Kort"\nen = "Short"\n'
)


def people(wave: str, *, last: int | None, own: tuple[int, int] = (3, 3)) -> Rows:
    """Four workplaces of six; in ``u0`` all gave the same two answers to the last questions."""
    rows: Rows = []
    for unit in UNITS:
        for form in MIXED:
            third, fourth = own if unit == "u0" else form[2:]
            rows.append([wave, unit, "employee", *form[:2], third, last and fourth])
    return rows


def told(study: skcore.Study) -> tuple[float, float]:
    """Theme C of u0 in the first survey: as it is, and as both surveys asked it."""
    release = skcore.release_study(study, earlier={})
    table = release.levels["one"].table
    keep = (table["wave"] == "2025") & (table["unit"] == "u0") & (table["variable"] == "C")
    whole = table.loc[keep & (table["role"] == "employee"), "estimate"].item()
    assert release.unit_changes is not None
    changes = release.unit_changes.table
    keep = (changes["comparison"] == "u0") & (changes["variable"] == "C")
    return float(whole), float(changes.loc[keep & (changes["role"] == "employee"), "before"].item())


def two_surveys(folder: Path, own: tuple[int, int]) -> skcore.Study:
    rows = [*people("2025", last=1, own=own), *people("2026", last=None)]
    return with_answers(loaded(folder, rows, waves=["2025", "2026"]), rows)


def test_a_theme_beside_its_shorter_form_does_not_tell_the_question_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All six gave 2 (25 points) to one question and 5 (100 points) to the other."""
    study = two_surveys(tmp_path, (2, 5))
    assert not all(value == value for value in told(study))
    monkeypatch.setattr("skcore.release.plans.part_steps", lambda *_: {})
    whole, shorter = told(study)
    assert 2 * (whole - 0.5) - (shorter + 0.5) > 100 - 25 / 6  # one below would be 25 points less


def test_a_theme_beside_its_shorter_form_is_told_where_answers_to_the_other_vary(
    tmp_path: Path,
) -> None:
    study = two_surveys(tmp_path, (2, 4))
    assert told(study) == (50, 25)


# --- questions in two questionnaires


def with_second(folder: Path, rows: Rows, scales: dict[str, list[str]]) -> skcore.Study:
    """Study with a second questionnaire of these scales of the same questions."""
    path = study_file(folder, rows)
    one = (folder / "one.toml").read_text("utf-8")
    options = one[one.index("[[options") : one.index("[[items")]
    used = [item for item in ITEMS if any(item in items for items in scales.values())]
    asked = [part for part in one.split("[[items]]")[1:] if part.split('"')[1] in used]
    asked[-1] = asked[-1].split("[[scales]]")[0]
    told = "".join(
        f'[[scales]]\ncode = "{code}"\nitems = {items}\nmin_answered = {len(items)}\n'
        f'dimension = "other"\nlabel = {{ da = "{code}", en = "{code}" }}\n'
        f'definite = {{ da = "{code}", en = "{code}" }}\n'
        for code, items in scales.items()
    )
    body = "".join(f"[[items]]{part}" for part in asked)
    (folder / "short.toml").write_text(f"{SHORT}{options}{body}{told}", encoding="utf-8")
    text = path.read_text("utf-8").replace('["one.toml"]', '["one.toml", "short.toml"]')
    path.write_text(text, encoding="utf-8")
    return skcore.load_study(path)


def number_of(release: skcore.StudyRelease, instrument: str, code: str) -> Any:
    table = release.levels[instrument].table
    keep = (table["unit"] == "u0") & (table["variable"] == code) & ~table["hidden"]
    return table.loc[keep, ["estimate", "n"]].astype(float).to_numpy().ravel().tolist()


def test_the_same_question_in_two_questionnaires_is_told_of_the_same_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of seven skipped another theme: seven and six people would tell that answer."""
    rows = [*people("2025", last=1), ["2025", "u0", "employee", 5, None, 5, 5]]
    study = with_second(tmp_path, rows, {"X": ["Q1"]})
    release = skcore.release_study(study, earlier={})
    first, second = number_of(release, "one", "A"), number_of(release, "short", "X")
    assert first == second
    assert first[1] == 6
    monkeypatch.setattr("skcore.release.plans.with_one_base", lambda people, _: people)
    release = skcore.release_study(study, earlier={})
    first, second = number_of(release, "one", "A"), number_of(release, "short", "X")
    assert 7 * second[0] - 6 * first[0] > 100 - 6.5  # the seventh's own answer, but for rounding


def test_scales_of_two_questionnaires_that_share_questions_do_not_tell_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C is Q3 and Q4, Y is Q1 and Q3: with A (Q1) it follows that all gave the same to Q4."""
    rows = people("2025", last=1, own=(1, 5))
    study = with_second(tmp_path, rows, {"Y": ["Q1", "Q3"]})
    assert not number_of(skcore.release_study(study, earlier={}), "one", "C")
    monkeypatch.setattr("skcore.release.plans.part_steps", lambda *_: {})
    release = skcore.release_study(study, earlier={})
    a, c, y = (
        number_of(release, name, code)[0]
        for name, code in (("one", "A"), ("one", "C"), ("short", "Y"))
    )
    assert 2 * c - (2 * y - a) == 100  # Q4 is twice C less Q3, and Q3 twice Y less Q1


# --- a whole beside its themes


def all_at_the_top() -> Rows:
    """Seven of a workplace gave 5 to the first question, and so and so to the others."""
    rows = people("2025", last=1)
    top = [["2025", "top", "employee", 5, *form[1:]] for form in [*MIXED, MIXED[0]]]
    return [*rows, *top]


WHOLE = """
[[composites]]
code = "S"
scales = ["A", "B", "C"]
of = "scales"
label = { da = "hel", en = "whole" }
definite = { da = "hele", en = "the whole" }
"""


def top(release: skcore.StudyRelease, *names: tuple[str, str]) -> list[float]:
    """What is told of the seven, of each instrument's scale."""
    tables = [
        release.levels[i].table.query(f"unit == 'top' and variable == '{c}'") for i, c in names
    ]
    return [float(table["estimate"].iloc[0]) for table in tables]


def test_a_whole_and_its_other_themes_do_not_tell_how_far_over_95_the_third_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = study_file(tmp_path, all_at_the_top())
    with (tmp_path / "one.toml").open("a", encoding="utf-8") as file:
        file.write(WHOLE)
    study = skcore.load_study(path)
    codes = [("one", code) for code in "ABCS"]
    assert all(value != value for value in top(skcore.release_study(study, earlier={}), *codes))
    monkeypatch.setattr("skcore.release.plans.ends_that_follow", lambda *_: set())
    a, b, c, s = top(skcore.release_study(study, earlier={}), *codes)
    assert a == 95
    others = {x + y for x in sums(b, 25) for y in sums(c, 12.5)}
    least, most = (3 * 7 * (s + half) for half in (-0.5, 0.5))
    assert {x for x in sums(a, 25) for y in others if least <= x + y <= most} == {700.0}


def sums(mean: float, step: float) -> set[float]:
    """What seven may have as the sum of their points, where this is told as their mean."""
    every = [step * place for place in range(round(700 / step) + 1)]
    return {x for x in every if (x / 7 > 95 if mean == 95 else abs(x / 7 - mean) <= 0.5)}


def found_in_both(folder: Path, seed: int) -> list[str]:
    """What an outsider finds who reads one question in two questionnaires, as theme A and as X."""
    skipped = np.random.default_rng(seed)
    rows = [[*r[:4], None if skipped.random() < 0.05 else r[4], *r[5:]] for r in organisation(seed)]
    release = skcore.release_study(with_second(folder, rows, {"X": ["Q1"]}), earlier={})
    counted = Counter((str(w), str(u), str(r), False) for w, u, r, _, q2, *_ in rows if q2)
    outsider = Outsider(dict(counted), AREAS)
    outsider.read(tables_of(release))
    short = release.levels["short"].table.assign(variable="A", reference=np.nan)
    outsider.read({"levels": short})
    outsider.widths.clear()  # of two questionnaires, each with a spread of its own
    return outsider.finds({"A": STEPS["A"]})


def test_two_questionnaires_with_a_question_in_common_withhold_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both plans are safe alone; where each withholds another workplace, the few beside them."""
    assert found_in_both(tmp_path / "on", 57) == []
    monkeypatch.setattr("skcore.release.plans._withheld_of_sharing", lambda *_: None)
    assert found_in_both(tmp_path / "off", 57) != []


# --- shares of scales that share questions


def good_answers(folder: Path) -> tuple[float, float]:
    """How many of 24 good answers two questions on the leader may have had in a department."""
    rng = np.random.default_rng(0)
    asked = skcore.load_instrument("kouvonen-8")
    table = pd.DataFrame(rng.integers(1, 6, (164, 8)), columns=list(asked.item_codes))
    table["unit"] = np.tile(np.repeat(UNITS, [6, 6, 34, 36]), 2)
    table["wave"], table["role"] = np.repeat(["2025", "2026"], 82), "employee"
    led = list(asked.scale("KBR").items)
    table[led] = table[led].mask(table["unit"].isin(UNITS[:2]), 2)  # nobody answers these well
    areas = pd.DataFrame({"unit": ["a", "b"], "parent": "", "level": "area"})
    places = pd.DataFrame({"unit": UNITS, "parent": list("aabb"), "level": "work"})
    path = study_file(folder, [], units=pd.concat([areas, places]), waves=["2025", "2026"])
    table.to_csv(folder / "responses.csv", sep=";", index=False)
    path.write_text(path.read_text("utf-8").replace("one.toml", asked.id), encoding="utf-8")
    told = skcore.release_study(skcore.load_study(path), earlier={}).level_share_changes
    assert told is not None
    known = told.table[told.table["level_1"] == "a"].set_index("variable")["before"]
    if not {"K8", "KB", "KL"} <= set(known.index):
        return 0, 24
    rest = 8 * known["K8"] - 3 * known["KB"] - 3 * known["KL"]
    return 0.12 * (rest - 7), 0.12 * (rest + 7)


def test_shares_of_scales_that_share_questions_do_not_tell_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight times a share of eight questions, less those of two themes, is that of the third."""
    assert good_answers(tmp_path / "on") == (0, 24)
    monkeypatch.setattr(
        "skcore.release.share_change.compared_shares", lambda *_: ["K8", "KB", "KL"]
    )
    assert good_answers(tmp_path / "off")[1] < 1  # none of twelve answered either well
