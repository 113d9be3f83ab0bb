"""What is not shown is explained in the study's own words."""

from __future__ import annotations

import dataclasses
import functools
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from attacker import attack_by_rank, shown_rows
from random_small import STEPS, organisation, units
from scipy.optimize import linprog
from small_study import loaded, study_file, with_answers
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.commands.explain import _Speaker, explain_study
from skcore.decks.left_out import left_out
from skcore.decks.phrases import Phrases
from skcore.disclosure import improve
from skcore.disclosure.wide import with_wide_ranges
from skcore.release.history import earlier_of, record
from skcore.release.plans import people_of, study_plans, workplace_coverage

COPSOQ = "copsoq3-social-capital"
WAVES = ("2025", "2026")


@pytest.fixture(scope="module")
def lines(small_study: Path) -> list[str]:
    return explain_study(small_study / "study.toml")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> dict[int, skcore.Study]:
    """Settings of a study with one survey and with two, to be filled with random answers."""
    return {
        n: loaded(
            tmp_path_factory.mktemp("reasons"),
            organisation(0, WAVES[:n]),
            units=units(),
            waves=WAVES[:n],
        )
        for n in (1, 2)
    }


def random_study(empty: dict[int, skcore.Study], seed: int) -> skcore.Study:
    n = 1 + seed % 2
    return with_answers(empty[n], organisation(seed, WAVES[:n]))


@pytest.mark.whole
def test_check_says_beforehand_from_whom_an_edition_would_take_numbers_and_explain_has_words(
    small_study: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(small_study, tmp_path / "study")
    file, answers = folder / "study.toml", folder / "responses.csv"
    study = skcore.load_study(file)
    record(study, skcore.release_study(study))
    old = shutil.copytree(folder, tmp_path / "old") / "study.toml"
    table = pd.read_csv(answers, sep=";", dtype=str, encoding="utf-8-sig")
    late = table[(table["Måling"] == "2. måling") & (table["Stilling"] == "Medarbejder")]
    late = late.dropna().drop_duplicates("Arbejdsplads")
    late = late.assign(**{"Løbenr.": [str(9000 + n) for n in range(len(late))]})
    more = pd.concat([table, late])
    more.to_csv(answers, sep=";", index=False, encoding="utf-8-sig")
    again = ["--edition", "2", "--released", str(old), "--language", "en"]
    told = CliRunner().invoke(app, ["check", str(file), *again]).output
    changed = skcore.load_study(file)
    plans = study_plans(changed, earlier=earlier_of(changed, edition=2, released=[old]))
    own = plans.means[COPSOQ].groups.query("cut == 'wave × unit × role' and role == 'employee'")
    before = released_before(plans.means[COPSOQ].earlier)
    names = study.units.set_index("unit")["name"]
    lost = [u for w, u in zip(own["wave"], own["unit"], strict=True) if (w, u) in before]
    hidden = set(own.loc[own["hidden"] & (own["wave"] == "2026"), "unit"])
    gone = [unit for unit in lost if unit in hidden and ("2026", unit) in before]
    assert len(set(gone)) >= 2
    (line,) = (x for x in told.splitlines() if x.startswith("This edition would take the numbers"))
    assert all(names[unit] in line for unit in gone)
    assert not any(names[unit] in line for unit in set(names.index) - set(gone) - hidden)
    said = "\n".join(explain_study(file, edition=2, released=[old]))
    assert "som vist før)" in said
    assert not re.search(r"employee|leader|\br-[0-9a-f]{6}|level_|\(1\)", said)
    assert "Med denne udgave mister" in said


def released_before(earlier: Any) -> set[tuple[str, str]]:
    return {
        (values["wave"], values["unit"])
        for release in earlier
        for cut, values in release.shown
        if "unit" in values and "complete" not in values and values.get("role") == "employee"
    }


@pytest.mark.parametrize(
    "seed", [0, 2, 4, *(pytest.param(seed, marks=pytest.mark.whole) for seed in (1, 5, 6, 7, 8))]
)
def test_every_reason_of_a_random_study_is_the_rule_that_held(
    empty: dict[int, skcore.Study], seed: int
) -> None:
    study = random_study(empty, seed)
    plan = study_plans(study, earlier={}).means["one"]
    reader = Reader(people_of(study), plan)
    assert not reader.tells_too_much(reader.shown)
    for row in skcore.explain(plan).to_dict("records"):
        n, own = reader.n(row), reader.inside(row)
        reason = row["hidden_reason"]
        assert (n == 0) == (reason == "no data")
        assert (0 < n < 5) == (reason == "primary")
        if reason == "complementary":
            assert reader.tells_too_much([*reader.shown, own]), row
        if row["because"]:
            named = reader.groups(row["because"])
            assert attack_by_rank(np.array([*named, own]), 5), row
        if row["merge_with"]:
            together = np.max([own, *reader.groups(row["merge_with"])], axis=0)
            assert together.sum() >= 5
            assert all(
                name.split(" · ")[0] == row["wave"] for name in row["merge_with"].split("; ")
            )
            assert not any((together == shown).all() for shown in reader.shown)
            assert not attack_by_rank(np.array([*reader.shown, together]), 5), row


class Reader:
    """Works every reason out anew, from people and their points."""

    def __init__(self, people: pd.DataFrame, plan: skcore.ReleasePlan) -> None:
        self.people, self.plan = people, plan
        groups = plan.groups
        self.shown = list(shown_rows(people, groups, plan.classes))
        own = groups.to_dict("records")
        cells = [[str(g[c]) for c in plan.classes if pd.notna(g.get(c))] for g in own]
        self.named = {
            frozenset(words): self.inside(g)
            for words, g in zip(cells, own, strict=True)
            if self.inside(g).any()
        }
        self.hidden = [self.inside(g) for g in own if g["hidden"]]

    def inside(self, group: dict[str, Any]) -> np.ndarray:
        given = {c: group[c] for c in self.plan.classes if pd.notna(group.get(c))}
        return np.all([self.people[c] == value for c, value in given.items()], axis=0).astype(float)

    def groups(self, names: str) -> list[np.ndarray]:
        return [self.named[frozenset(name.split(" · "))] for name in names.split("; ")]

    def n(self, group: dict[str, Any]) -> int:
        return int(self.inside(group).sum())

    def tells_too_much(self, rows: list[np.ndarray]) -> bool:
        """Sums of few, a mean that is not shown within ten points, or somebody's certain answer."""
        if attack_by_rank(np.array(rows), 5):
            return True
        return any(self._values_tell(rows, theme, step) for theme, step in STEPS.items())

    def _values_tell(self, rows: list[np.ndarray], theme: str, step: float) -> bool:
        points = self.people[theme].to_numpy(dtype=float)
        ends = [row for row in rows if not 5 <= points[row > 0].mean() <= 95]
        for row in ends:
            others = [r for r in rows if (r != row).any()]
            at_end = points[row > 0].mean() in (0, 100)
            if at_end and (5 * row.sum() <= step or self._width(others, points, row) < step):
                return True
            singles = [np.eye(len(points))[i] for i in np.flatnonzero(row)]
            if not at_end and any(self._width(rows, points, one) < step for one in singles):
                return True
        asked = [h for h in self.hidden if h.any() and not any((r <= h).all() for r in rows)]
        return any(self._width(rows, points, h) < 10 * h.sum() for h in asked)

    def _width(self, rows: list[np.ndarray], points: np.ndarray, part: np.ndarray) -> float:
        """How far apart the sums of these people may lie, given the sums of the rows."""
        told = np.array(rows).reshape(-1, len(points))
        ends = [
            linprog(sign * part, A_eq=told, b_eq=told @ points, bounds=(0, 100)).fun
            for sign in (1, -1)
        ]
        return -ends[0] - ends[1] + 1e-6


@pytest.mark.parametrize("answer", [1, 5])
def test_a_workplace_at_the_end_of_a_scale_is_told_of_no_search(
    tmp_path: Path, answer: int
) -> None:
    """It read "up to 10,500 % more ... the search stopped", though nothing else could be shown."""
    study = loaded(tmp_path, [["2025", "A", "employee", answer, 3, 4, 2]] * 5)
    plan = study_plans(study, earlier={}).means["one"]
    assert plan.groups["hidden"].all()
    assert plan.withheld > 0
    assert STOPPED["en"] not in " ".join(_Speaker(study, plan).covered())


STOPPED = {"en": "search for the best plan stopped", "da": "Søgningen efter den bedste plan"}
OF_WHAT = {"en": "up to (.*) of what is withheld", "da": "Op til (.*) af det, der holdes tilbage"}


@pytest.mark.whole
def test_that_the_search_stopped_is_said_only_where_it_did(
    empty: dict[int, skcore.Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = {}
    for seed in range(8):
        study = random_study(empty, seed)
        plans[seed] = study_plans(study, earlier={}).means["one"]
        assert STOPPED["en"] not in " ".join(_Speaker(study, plans[seed]).covered()), seed
    limits = improve.Limits(rounds=0)
    monkeypatch.setattr("skcore.disclosure.plan.Limits", lambda **_: limits)
    said = 0
    for seed, best in plans.items():
        study = random_study(empty, seed)
        first = study_plans(study, earlier={}).means["one"]
        for language in ("da", "en"):
            spoken = dataclasses.replace(study, language=language)
            line = " ".join(_Speaker(spoken, first).covered())
            if STOPPED[language] in line:
                said += 1
                share = re.search(OF_WHAT[language], line)[1]
                percent = float(re.match(r"[\d,.]+", share)[0].replace(",", "."))
                assert 0 < percent <= 100
                # rounded to whole percent
                assert best.withheld >= first.withheld * (1 - (percent + 0.5) / 100)
            else:
                assert first.withheld == pytest.approx(first.lower_bound, rel=0.01)
    assert said > 4


@pytest.mark.whole
def test_no_time_is_said_where_something_is_withheld_for_it_and_nowhere_else(
    empty: dict[int, skcore.Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    def plan(seconds: float) -> skcore.ReleasePlan:
        monkeypatch.setattr(
            "skcore.release.plans.with_wide_ranges", functools.partial(wide, seconds=seconds)
        )
        return study_plans(study, earlier={}).means["one"]

    wide, told = with_wide_ranges, set()
    for seed in range(8):
        study = random_study(empty, seed)
        enough, none = plan(60.0), plan(-1.0)
        assert not enough.cut_short
        hidden = [set(np.flatnonzero(p.groups["hidden"])) for p in (enough, none)]
        told.add(none.cut_short)
        assert none.cut_short or hidden[0] == hidden[1]
    assert told == {True, False}


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
    said = [line for line in lines if line.startswith("Et svar tæller")]
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
    merges = [line for line in lines if "kan gruppen vises samlet med" in line]
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


def in_language(release: Any, language: str) -> Any:
    facts = dataclasses.replace(release.facts, language=language)
    return dataclasses.replace(release, facts=facts)


@pytest.mark.parametrize(("language", "words"), [("da", "har "), ("en", "have ")])
def test_the_anonymity_slide_says_how_much_is_covered(
    small_release: Any, language: str, words: str
) -> None:
    release = in_language(small_release, language)
    slide = skcore.anonymity_slide(release)
    percent = Phrases(release).percent(workplace_coverage(release.plans.means[COPSOQ], "2026"))
    said = ["".join(run.text for run in paragraph) for paragraph in slide.body]
    assert any(percent in text and words in text for text in said)


@pytest.mark.parametrize("language", ["da", "en"])
def test_reasons_on_slides_are_told_apart(small_release: Any, language: str) -> None:
    """Too few, worked out, no data: three sentences, and no data is no "not shown"."""
    phrases = Phrases(in_language(small_release, language))
    said = [phrases.hidden_reason(r) for r in ("primary", "complementary", "no data")]
    assert len(set(said)) == 3
    not_shown = {"da": "vises ikke", "en": "not shown"}[language]
    assert [not_shown in text for text in said] == [True, True, False]


def test_a_workplace_reads_its_own_reason_and_no_data_is_none_of_them(folder: Path) -> None:
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


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_few_wrote_for_a_background_is_not_repeated(tmp_path: Path, language: str) -> None:
    """Nurses are many, and are named where three of them lead; what one wrote is his own word."""
    study = loaded(tmp_path, [["2025", "A", "employee", 3, 3, 4, 2]] * 5)
    study = dataclasses.replace(study, backgrounds=("occupation",), language=language)
    parts = [("employee", "nurse", 9), ("leader", "nurse", 3), ("employee", "min chef lyver", 1)]
    counts = pd.DataFrame(parts, columns=["role", "occupation", "n"]).assign(wave="2025")
    cuts = [("wave", "role"), ("wave", "role", "occupation")]
    plan = skcore.plan_release(counts, cuts=cuts, policy=study.policy)
    said = "\n".join(_Speaker(study, plan).hidden())
    assert "lyver" not in said
    assert "nurse" in said
    assert {"da": "et svar, som færre end 5 gav", "en": "an answer that fewer"}[language] in said


def test_an_instrument_that_withholds_nothing_is_explained_too(tmp_path: Path) -> None:
    head = "unit;role;WHO5_1;WHO5_2;WHO5_3;WHO5_4;WHO5_5\n"
    rows = [f"{place};{role};5;4;3;2;1\n" for place in "NS" for role in ("leder", "medarbejder")]
    (tmp_path / "study.toml").write_text(
        'title="P"\nlanguage="en"\norganisation="S"\ninstruments=["who-5"]\nlevels=["place"]\n'
        '[[waves]]\nid="1"\n[[responses]]\nfile="a.csv"\nwave="1"\nnumbers="codes"\n'
        "[disclosure]\nminimum=5\n"
    )

    def said(*rows: str) -> str:
        (tmp_path / "a.csv").write_text(head + "".join(rows) * 8)
        return "\n".join(explain_study(tmp_path / "study.toml"))

    assert "1 of 1" in said(*rows)
    alone = said(rows[0], rows[3])  # leaders of one workplace, employees of the other
    assert "0 of 1" in alone
    assert "for several workplaces together only, and here one answered" in alone
    assert "together with" not in alone


@pytest.mark.parametrize(
    ("leaders", "told", "explained", "left"),
    [
        (9, False, "takes at least 10 leaders", "takes at least 10 leaders and 10 employees"),
        (30, True, "shown beside the employees’, for", ""),
    ],
)
def test_why_all_leaders_stand_not_beside_the_employees_is_the_rule_that_held(
    tmp_path: Path, leaders: int, told: bool, explained: str, left: str
) -> None:
    rng = np.random.default_rng(1)
    answers = [
        ["2025", f"u{n % 5}", role, *rng.integers(2, 5, 4)]
        for role, people in (("employee", 100), ("leader", leaders))
        for n in range(people)
    ]
    file = study_file(tmp_path, answers)
    whole = [line for line in explain_study(file) if line.startswith("2025 · leaders: ")]
    assert len(whole) == 1
    assert explained in whole[0]
    release = skcore.release_study(skcore.load_study(file), earlier={})
    assert (skcore.gap_slide(release) is not None) == told
    why = [line for line in left_out(release) if "the employees’ views" in line]
    assert len(why) == (not told)
    assert left in " ".join(why)
