"""Ways that led to what few people answered, beside the sums: each is closed, and was open."""

from __future__ import annotations

import dataclasses
import functools
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from attacker import attack
from small_study import loaded, study_file, with_answers

import skcore
from skcore.commands.explain import explain_study
from skcore.decks.frame import anonymity_slide
from skcore.release.change import shares_of_few
from skcore.release.compared import compare_on
from skcore.release.history import earlier_of, record
from skcore.release.plans import highest_levels, people_of, plan_study, study_plans
from skcore.release.share_change import _leaves_doubt, _put_together, told_shares
from skcore.release.survey import ROOM_FOR_A_WORD, favourable_shares


def staff(unit: str, answers: list[int], rest: tuple[int, ...] = (3, 3, 3)) -> list[list[Any]]:
    return [["2025", unit, "employee", q, *rest] for q in answers]


def levels(study: skcore.Study, **earlier: Any) -> pd.DataFrame:
    return skcore.release_study(study, earlier=earlier).levels["one"].table


def groups(seed: int, means: dict[str, float], n: int = 8, wave: str = "2025") -> list[list[Any]]:
    rng = np.random.default_rng(seed)
    return [
        [wave, unit, "employee", *np.clip(np.round(rng.normal(mean, 0.8, 4)), 1, 5).astype(int)]
        for unit, mean in means.items()
        for _ in range(n)
    ]


# --- the spread behind intervals


def test_a_spread_that_is_one_groups_own_is_behind_no_interval(tmp_path: Path) -> None:
    """Five workplaces of one person each add nothing to the spread of six."""
    ones = [row for i, q in enumerate([5, 2, 4, 3, 5]) for row in staff(f"s{i}", [q])]
    widths = []
    for place, own in enumerate(([5, 5, 4, 4, 4, 1], [4, 4, 4, 4, 4, 3])):
        table = levels(loaded(tmp_path / str(place), [*staff("A", own), *ones]))
        shown = table[(table["unit"] == "A") & (table["variable"] == "A") & ~table["hidden"]]
        widths.append((shown["conf_high"] - shown["estimate"]).item())
    assert widths == pytest.approx([1.96 * 25 / 6**0.5] * 2, abs=1)


def test_nine_who_agree_are_not_told_by_an_interval_without_width(tmp_path: Path) -> None:
    table = levels(loaded(tmp_path, staff("A", [5, 5, 4, 4, 4, 4, 3, 4, 1])))
    alike = table[(table["variable"] == "B") & ~table["hidden"]]
    assert (alike["conf_high"] - alike["conf_low"]).min() > 30


def test_a_spread_near_nothing_does_not_say_that_everybody_answered_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of five workplaces of seven answer 75, and of the sixth two 50: the means leave more."""
    five = [row for unit in "ABCDE" for row in staff(unit, [4] * 7)]
    study = loaded(tmp_path, [*five, *staff("F", [4] * 5 + [3] * 2)])
    alike = with_answers(study, [*five, *staff("F", [4] * 7)])

    def told(own: skcore.Study) -> tuple[float | None, int | None]:
        return skcore.release_study(own, earlier={}).plans.means["one"].spreads[KEY]

    def pairs() -> float:
        """How many pairs may have answered 50 and 100 in place of 75, by the spread told."""
        points, df = told(study)
        return ((points + 0.5) ** 2 * df - 625 * 10 / 7) / 1250

    assert pairs() > 5
    assert told(alike) == told(study) == (20, 36)
    monkeypatch.setattr("skcore.release.spread.least_spread", lambda _: 0.0)
    assert pairs() < 1


KEY = ("2025", "employee", "A")


def test_a_spread_is_told_in_whole_points_of_enough_people(tmp_path: Path) -> None:
    study = loaded(tmp_path, groups(1, {f"u{i}": 3 + i / 10 for i in range(9)}))
    told = skcore.release_study(study, earlier={}).plans.means["one"].spreads
    points, df = told["2025", "employee", "A"]
    answers = 25 * (study.responses["Q1"] - 1)
    inner = answers - answers.groupby(study.responses["unit"]).transform("mean")
    assert df == 63
    assert points == round(float(np.sqrt((inner**2).sum() / 63)))


def test_no_group_has_more_than_a_third_of_the_spread(tmp_path: Path) -> None:
    many = groups(1, {f"u{i}": 3.0 for i in range(6)})
    study = loaded(tmp_path, [*many, *staff("big", [1, 5] * 40)])
    told = skcore.release_study(study, earlier={}).plans.means["one"].spreads
    assert told["2025", "employee", "A"][1] == 42  # the big one is left out, the six stay
    assert told["2025", "employee", "A"][0] < 30


def test_a_late_answer_moves_no_interval_of_others(tmp_path: Path) -> None:
    old = groups(4, {f"u{i}": 3 + i / 10 for i in range(9)})
    first = loaded(tmp_path / "old", old)
    record(first, skcore.release_study(first))
    late = loaded(tmp_path / "new", [*old, *[["2025", "u0", "employee", 1, 1, 1, 1]] * 5])
    for ledger in (tmp_path / "old").glob("*ledger*"):
        (tmp_path / "new" / ledger.name).write_bytes(ledger.read_bytes())
    known = earlier_of(late, edition=2, released=[first])
    tables = [levels(first), skcore.release_study(late, earlier=known).levels["one"].table]
    both = tables[0].merge(tables[1], on=["cut", "unit", "role", "variable"])
    same = both[(both["n_x"] == both["n_y"]).fillna(False) & ~both["hidden_x"] & ~both["hidden_y"]]
    assert len(same) >= 20
    for name in ("estimate", "conf_low", "conf_high"):
        assert same[f"{name}_x"].equals(same[f"{name}_y"])
    # computed anew, the spread would differ: what is told is what the ledger holds
    anew = skcore.release_study(late, earlier={}).plans.means["one"].spreads
    kept = skcore.release_study(late, earlier=known).plans.means["one"].spreads
    assert anew != kept


def test_a_later_survey_gets_a_spread_of_its_own(tmp_path: Path) -> None:
    units = {f"u{i}": 3.0 for i in range(9)}
    rows = [
        *groups(1, units),
        *[["2026", r[1], r[2], 1 if r[3] < 3 else 5, *r[4:]] for r in groups(2, units)],
    ]
    study = loaded(tmp_path, rows, waves=["2025", "2026"])
    told = skcore.release_study(study, earlier={}).plans.means["one"].spreads
    assert told["2026", "employee", "A"][0] > told["2025", "employee", "A"][0] + 10


def test_intervals_stay_on_the_scale(tmp_path: Path) -> None:
    table = levels(loaded(tmp_path, groups(2, {"A": 4.9, "B": 1.2, "C": 4.4}, n=6)))
    shown = table[~table["hidden"]]
    assert shown["conf_high"].max() <= 100
    assert shown["conf_low"].min() >= 0


# --- what is barred in one table is told in none


def told_elsewhere(folder: Path) -> skcore.Study:
    return loaded(
        folder, staff("A", [3, 4, 3, 4, 2, 3]) + staff("D", [5] * 4) + staff("E", [5] * 5)
    )


def test_four_at_the_top_are_not_pinned_by_the_whole_in_any_column(tmp_path: Path) -> None:
    table = levels(told_elsewhere(tmp_path))
    shown = table[(table["variable"] == "A") & ~table["hidden"]]
    assert set(shown["cut"]) == {"wave × role"} or not (shown["cut"] == "wave × role").any()
    whole = table["cut"] == "wave × role"
    if table.loc[whole, "hidden"].all():
        assert table[["reference", "difference"]].isna().all(axis=None)


def test_a_workplace_that_is_the_whole_is_not_set_beside_itself(tmp_path: Path) -> None:
    study = loaded(tmp_path / "one", groups(4, {"A": 3.4}, n=14))
    release = skcore.release_study(study, earlier={})
    slide = skcore.profile_slide(release, "A")
    assert slide.title.startswith(("Jeres tal", "Your numbers"))
    assert {"reference", "difference"} & set(slide.figure.table.dropna(axis="columns")) == set()
    said = [slide.alt, *slide.notes, slide.figure.options["note"]]
    assert not [words for words in said if release.facts.words["of_the_whole"] in words]
    assert "(–)" not in slide.alt
    assert skcore.questions_slide(release, "A").footnote.endswith(
        "by how far apart the answers lie"
    )
    two = levels(loaded(tmp_path / "two", groups(4, {"A": 3.4, "B": 3.0}, n=14)))
    assert two.loc[two["unit"].eq("A") & ~two["hidden"], "difference"].notna().all()


def test_without_the_ranges_four_at_the_top_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skcore.release.plans.with_wide_ranges", lambda plan, *_, **__: plan)
    monkeypatch.setattr("skcore.disclosure.door._with_wide_ranges", lambda *given: given[1])
    table = levels(told_elsewhere(tmp_path))
    a = table[(table["variable"] == "A") & ~table["hidden"] & (table["role"] == "employee")]
    whole, own = (
        a[a["cut"] == cut]["estimate"].item() for cut in ("wave × role", "wave × unit × role")
    )
    rest = (15 * whole - 6 * own) / 9  # D and E together, within rounding
    assert rest > 98


def test_every_table_of_points_stands_on_the_one_plan(sample_release: Any) -> None:
    """Barred anywhere is told nowhere: no table shows a row that the plan of means withholds."""
    plan = sample_release.plans.means["copsoq3-social-capital"]
    assert plan.checked == {"TM", "TE", "JU", "SW", "SC"}
    for name in ("gaps", "changes", "share_changes", "unit_changes", "spread", "items", "bounds"):
        own = getattr(sample_release, name).plan.groups
        named = ["cut", *(name for name in plan.classes if name in own)]
        both = own.merge(plan.groups, on=named, suffixes=("", "_means"))
        assert len(both) == len(own)
        assert not (both["hidden_means"] & ~both["hidden"]).any(), name


# --- ends


def test_an_end_is_not_told_where_it_says_what_everybody_answered(tmp_path: Path) -> None:
    many = groups(1, {f"u{i}": 3.0 for i in range(5)})
    table = levels(loaded(tmp_path, [*many, *staff("top", [5] * 5)]))
    own = table[(table["unit"] == "top") & (table["variable"] == "A")]
    assert own["hidden"].all()


def test_an_end_is_told_where_one_answer_may_be_another(tmp_path: Path) -> None:
    many = groups(1, {f"u{i}": 3.0 for i in range(5)})
    table = levels(loaded(tmp_path, [*many, *staff("top", [5] * 7 + [4])]))
    own = table[(table["unit"] == "top") & (table["variable"] == "A")]
    assert own["bounded"].tolist() == ["above"]


def test_an_end_that_the_whole_tells_exactly_is_not_told(tmp_path: Path) -> None:
    """All six at the bottom: "under 5" alone would leave doubt, the whole beside it does not."""
    many = groups(1, {f"u{i}": 3.0 for i in range(5)})
    table = levels(loaded(tmp_path, [*many, *staff("low", [1] * 6)]))
    own = table[(table["unit"] == "low") & (table["variable"] == "A")]
    assert own["hidden"].all()
    a = table[(table["variable"] == "A") & (table["role"] == "employee")].set_index("unit")
    assert a.loc[[f"u{i}" for i in range(5)], "hidden"].any() or a.loc[[np.nan], "hidden"].all()


# --- sick leave of few


def register(units: list[str], spells: dict[str, int], **more: int) -> pd.DataFrame:
    months = pd.date_range("2025-04-01", periods=12, freq="MS")
    rows = [
        (u, f"{m:%Y-%m}", "own_sickness", 8.0, 266.0, spells.get(u, 36) / 12, 14)
        for u in units
        for m in months
    ]
    names = ["unit", "month", "cause", "absence_days", "available_days", "spells", "employed"]
    table = pd.DataFrame(rows, columns=names).assign(**more)
    first = table["month"] == "2025-04"  # whole spells: all of a unit's in its first month
    table["spells"] = (table["spells"] * 12).where(first, 0).round().astype(int)
    return table


def rates(folder: Path, absence: pd.DataFrame) -> Any:
    units = dict.fromkeys(sorted(set(absence["unit"])), 3.4)
    study = loaded(folder, groups(0, units, n=14), absence=absence)
    return skcore.release_study(study, earlier={}).absence


def test_spells_stand_in_where_nobody_says_how_many_were_absent(tmp_path: Path) -> None:
    units = [f"u{i}" for i in range(6)]
    few = rates(tmp_path / "few", register(units, {"u0": 3}))
    assert "u0" not in set(few.rates.table["unit"])
    assert len(few.rates.table) < 5 + 1  # nor can it be worked out from the whole
    assert few.absent_told
    people = rates(tmp_path / "people", register(units, {"u0": 3}, persons_absent=7))
    assert "u0" in set(people.rates.table["unit"])  # seven people are told to have been absent


def test_without_the_spells_the_sick_leave_of_three_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody sees who is away: three spells are at most three people, and whose is no secret."""
    units = [f"u{i}" for i in range(6)]
    spells = {unit: 3 if unit == "u0" else 36 for unit in units}
    away = np.repeat(units, [spells[unit] for unit in units])

    def told(folder: Path) -> set[int] | None:
        table = rates(folder, register(units, {"u0": 3})).rates.table
        shown = [away == unit for unit in table.loc[~table["hidden"], "unit"]]
        return attack(np.array([np.ones(len(away)), *shown], dtype=float), 5)  # and the whole

    assert told(tmp_path / "on") is None
    monkeypatch.setattr(
        "skcore.release.absence.few_absent_told",
        lambda table: pd.Series(np.inf, index=table.index),
    )
    found = told(tmp_path / "off")
    assert found is not None
    assert set(away[sorted(found)]) == {"u0"}


def test_without_the_ends_a_line_of_workplaces_tells_how_far_over_95_one_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = [f"u{i}" for i in range(6)]
    rows = [*groups(0, dict.fromkeys(units, 3.4), n=14), *staff("top", [5] * 13 + [4])]

    def last(folder: Path) -> float:
        study = loaded(folder, rows, absence=register([*units, "top"], {}))
        return float(skcore.release_study(study, earlier={}).absence.line.table["points"].max())

    assert last(tmp_path / "on") == 95
    monkeypatch.setattr("skcore.release.workplaces.held", lambda values, _: values)
    assert last(tmp_path / "off") == 98  # one of fourteen answered 75


def test_a_line_over_workplaces_that_are_not_shown_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every workplace taken as shown, the door still asks which groups a model rests on."""
    units = [f"u{i}" for i in range(6)]
    rows = [*groups(0, dict.fromkeys(units, 3.4), n=14), *groups(1, {"few": 3.0}, n=4)]
    study = loaded(tmp_path, rows, absence=register([*units, "few"], {}))
    assert "few" not in set(skcore.release_study(study, earlier={}).absence.points.table["unit"])
    monkeypatch.setattr(
        "skcore.disclosure.ReleasePlan.shown_groups",
        lambda plan, cut, **_: plan.groups.loc[plan.groups["cut"] == " × ".join(cut), list(cut)],
    )
    with pytest.raises(skcore.DisclosureError, match="groups behind this model are not shown"):
        skcore.release_study(study, earlier={})


def test_where_a_register_tells_neither_people_nor_spells_the_footnote_says_so(
    tmp_path: Path,
) -> None:
    units = [f"u{i}" for i in range(6)]
    absence = register(units, {}).drop(columns="spells")
    study = loaded(tmp_path, groups(0, dict.fromkeys(units, 3.4), n=14), absence=absence)
    release = skcore.release_study(study, earlier={})
    assert not release.absence.absent_told
    footnotes = " ".join(slide.footnote for slide in skcore.network_deck(release))
    assert "does not tell how many have been absent" in footnotes


# --- names above the workplace


def tree(parts: dict[str, int]) -> pd.DataFrame:
    rows = [(area, "", "area") for area in parts]
    rows += [(f"{area}{i}", area, "work") for area, n in parts.items() for i in range(n)]
    return pd.DataFrame(rows, columns=["unit", "parent", "level"])


def levels_slides(folder: Path, parts: dict[str, int], n: int, more: str = "") -> list[Any]:
    units = [unit for unit, parent, _ in tree(parts).itertuples(index=False) if parent]
    answers = groups(3, dict.fromkeys(units, 3.4), n=n)
    study = loaded(folder, answers, units=tree(parts), more=more)
    found = skcore.levels_slide(skcore.release_study(study, earlier={}))
    return [] if found is None else [found]


AGREED = (
    "[network_deck]\nnamed_units = false\nnamed_levels = true\n"
    'agreed_by = "MED"\nagreed_on = 2025-01-02\n'
)


@pytest.mark.parametrize(
    ("parts", "n", "named"),
    [({"X": 3, "Y": 3}, 10, True), ({"X": 3, "Y": 2}, 15, False), ({"X": 3, "Y": 3}, 9, False)],
)
def test_a_level_is_named_where_each_group_is_three_workplaces_and_thirty_answers(
    tmp_path: Path, parts: dict[str, int], n: int, named: bool
) -> None:
    assert bool(levels_slides(tmp_path / "rule", parts, n)) == named
    (slide,) = levels_slides(tmp_path / "agreed", parts, n, AGREED)
    assert "MED" in slide.notes


def test_without_the_rule_for_names_two_workplaces_are_told_of_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two workplaces each knows the other's number, and both know whose leaders it is about."""
    parts = {"X": 3, "Y": 2, "Z": 4}

    def named(folder: Path) -> set[str]:
        slides = levels_slides(folder, parts, 15)
        words = [str(v) for s in slides for v in s.figure.table.to_numpy().ravel()]
        return {area for area, n in parts.items() if n < 3 and f"Unit {area}" in words}

    assert named(tmp_path / "on") == set()
    monkeypatch.setattr("skcore.decks.named_levels.may_be_named", lambda *_: True)
    assert named(tmp_path / "off") == {"Y"}


def test_health_of_a_department_in_which_one_workplace_answered_is_not_told(
    sample_study: skcore.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor that of the other departments: the whole less theirs is the one workplace's."""
    rows = sample_study.responses
    answered = ~rows["unit"].isin(["stab-02", "stab-03", "stab-04"])
    study = dataclasses.replace(sample_study, responses=rows[answered])

    def departments(of: skcore.Study) -> set[str]:
        groups = study_plans(of, earlier={}).means["who-5"].groups
        told = groups[(groups["cut"] == "wave × level_1 × role") & ~groups["hidden"]]
        return set(told["level_1"]) if len(told) else set()

    assert "faelles" in departments(sample_study)
    assert departments(study) == set()
    monkeypatch.setattr(
        "skcore.release.plans._of_several_workplaces", lambda study, *_: highest_levels(study)
    )
    assert "faelles" not in departments(study)  # a group of one workplace has a rule of its own
    monkeypatch.setattr("skcore.release.plans._health_of_one", lambda plan: plan.groups.iloc[:0])
    assert "faelles" in departments(study)  # of eighteen people of one workplace


def test_without_the_rule_for_management_a_department_reads_of_its_leader(
    sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> bool:
        slide = skcore.levels_slide(sample_release)
        return any("ledelse" in scale for scale in slide.figure.table["scale"])

    assert not told()
    monkeypatch.setattr(type(sample_release.facts), "is_for_all", lambda *_: True)
    assert told()


def test_trust_in_management_is_of_the_whole_unless_it_is_agreed(sample_release: Any) -> None:
    slide = skcore.levels_slide(sample_release)
    assert not any("ledelse" in scale for scale in slide.figure.table["scale"])
    assert "ledelse" in " ".join([*map(str, slide.body), slide.footnote, slide.notes])
    deck = dataclasses.replace(sample_release.facts.network_deck, named_management=True)
    facts = dataclasses.replace(sample_release.facts, network_deck=deck)
    named = skcore.levels_slide(dataclasses.replace(sample_release, facts=facts))
    assert any("ledelse" in scale for scale in named.figure.table["scale"])


# --- who counts


def test_five_who_know_they_answered_read_why_fewer_count(tmp_path: Path) -> None:
    many = groups(1, {f"u{i}": 3.0 for i in range(5)})
    partly = [["2025", "P", "employee", 3, 3, 3, 3]] * 4 + [["2025", "P", "employee", 3, "", 3, 3]]
    study = loaded(tmp_path, [*many, *partly])
    release = skcore.release_study(study, earlier={})
    said = " ".join(
        str(part) for s in skcore.unit_deck(release, "P") for part in (*s.body, s.footnote, s.notes)
    )
    assert "only partly filled in do not count" in said


def test_a_blank_form_counts_nowhere_and_is_told(tmp_path: Path) -> None:
    blank = [["2025", "u0", "employee", "", "", "", ""]] * 6
    path = study_file(tmp_path, [*groups(1, {"u0": 3.0, "u1": 3.2}), *blank])
    study = skcore.load_study(path)
    assert len(study.responses) == 16
    assert "6 forms hold no answer at all" in " ".join(skcore.check_study(path)["problem"])
    rates_of_units = skcore.response_rates(study.responses, None, by=["unit"])
    assert rates_of_units["n"].tolist() == [8, 8]


# --- the same workplaces over time


def test_the_same_workplaces_are_withheld_in_the_next_survey() -> None:
    """Two of thirteen are too few in one survey each; what goes with them is chosen alike."""
    rng = np.random.default_rng(0)
    split = 0
    for _ in range(12):
        size = rng.integers(6, 12, 13)
        rows = [
            (wave, f"u{i:02}", 3 if i == 0 else int(n) + int(rng.integers(0, 4)))
            for wave in ("1", "2")
            for i, n in enumerate(size)
        ]
        counts = pd.DataFrame(rows, columns=["wave", "unit", "n"])
        plan = skcore.plan_release(
            counts, cuts=[("wave",), ("wave", "unit")], policy=skcore.DisclosurePolicy()
        )
        lost = plan.groups[plan.groups["hidden_reason"] == "complementary"]
        assert plan.withheld == 2
        split += lost["unit"].nunique() > 1
        # a later survey planned beside the first release of its own
        first = skcore.plan_release(
            counts[counts["wave"] == "1"],
            cuts=[("wave",), ("wave", "unit")],
            policy=skcore.DisclosurePolicy(),
        )
        later = skcore.plan_release(counts, cuts=plan.cuts, policy=plan.policy, earlier=[first])
        lost = later.groups[later.groups["hidden_reason"] == "complementary"]
        split += lost["unit"].nunique() > 1
    assert split == 0


def test_the_same_merges_are_proposed_in_both_surveys() -> None:
    rows = [("1", "A", 9), ("1", "B", 3), ("1", "C", 4), ("1", "D", 2)]
    rows += [("2", "A", 9), ("2", "B", 4), ("2", "C", 3), ("2", "D", 3)]
    plan = skcore.plan_release(
        pd.DataFrame(rows, columns=["wave", "unit", "n"]),
        cuts=[("wave",), ("wave", "unit")],
        policy=skcore.DisclosurePolicy(),
    )
    table = skcore.explain(plan)
    merges = table.groupby("wave")["merge_with"].agg(
        lambda part: [words.replace("1 · ", "").replace("2 · ", "") for words in part]
    )
    assert merges["1"] == merges["2"]
    assert any(merges["1"])


# --- time, and what is computed of many


def test_what_is_withheld_for_lack_of_time_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = groups(1, {f"u{i}": 3.0 for i in range(5)})
    few = [*staff("s", [3, 4, 2]), *staff("t", [2, 3, 3, 4])]
    path = study_file(tmp_path, [*many, *few, *staff("low", [1] * 6)])
    said = "no time to find out whether it"
    assert not any(said in line for line in explain_study(path))
    plan = skcore.release.plans.with_wide_ranges
    monkeypatch.setattr(
        "skcore.release.plans.with_wide_ranges", functools.partial(plan, seconds=-1.0)
    )
    assert any(said in line for line in explain_study(path))
    release = skcore.release_study(skcore.load_study(path), earlier={})
    assert said in anonymity_slide(release).footnote


def test_an_icc_of_two_workplaces_does_not_tell_how_far_apart_each_ones_answers_lie(
    tmp_path: Path,
) -> None:
    """One of thirty and one of six: the ICC tells the spread inside, and the means do the rest."""
    rows = [*groups(1, {"u0": 3.0}, n=30), *groups(2, {"u1": 3.4}, n=6)]
    study = loaded(tmp_path, rows)
    assert not terms(study) & {"icc1", "icc2"}
    many = loaded(tmp_path / "many", groups(1, {f"u{i}": 3.0 for i in range(9)}))
    assert terms(many) >= {"icc1", "icc2", "alpha"}


def test_a_new_edition_tells_no_reliability_beside_that_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without one workplace an ICC would tell its own spread, and so its answers."""
    old = groups(4, {f"u{i}": 3 + i / 10 for i in range(9)})
    first = loaded(tmp_path / "old", old)
    release = skcore.release_study(first, earlier={})
    assert terms(first) >= {"icc1", "alpha"}
    known = {"one": (release.plans.means["one"].as_earlier("first"),)}
    assert terms(first, known) >= {"icc1", "alpha"}  # the same answers, told again
    late = with_answers(first, [*old, *[["2025", "u0", "employee", 1, 5, 1, 5]] * 5])
    assert terms(late, known) == set()
    monkeypatch.setattr("skcore.release.scales.was_another", lambda *_: False)
    assert terms(late, known) >= {"icc1", "alpha"}


def terms(study: skcore.Study, earlier: Any = None) -> set[str]:
    table = skcore.release_study(study, earlier=earlier or {}).scales.table
    return set(table["term"].dropna())


# --- who answered


def test_a_part_that_is_not_shown_has_its_reason_where_its_number_of_answers_would_stand(
    sample_release: Any,
) -> None:
    table = sample_release.responses.table.copy()
    part = (table["cut"] == "wave × level_1 × role") & (table["wave"] == "2026")
    row = table.index[part & (table["role"] == "employee") & ~table["hidden"]][0]
    name = sample_release.facts.unit_name(str(table.loc[row, "level_1"]))

    def cells() -> tuple[str, ...]:
        responses = SimpleNamespace(table=table)
        slide = skcore.response_slide(dataclasses.replace(sample_release, responses=responses))
        return next(cells for cells in slide.figure.rows if cells[0] == name)[1:]

    assert str(int(table.loc[row, "answers"])) in cells()
    table.loc[row, ["hidden", "hidden_reason"]] = [True, "complementary"]
    # how many were asked is known; how many answered, and the rate, would be the part's own
    assert cells()[0] == str(int(table.loc[row, "invited"]))
    assert cells()[2] == "–"
    assert not re.search(r"\d", cells()[1])


# --- shares of few


@pytest.mark.parametrize("n", [10, *(pytest.param(n, marks=pytest.mark.whole) for n in (12, 19))])
def test_a_share_of_few_never_says_that_nobody_or_everybody_answered_so(
    tmp_path: Path, n: int
) -> None:
    """None, one and two of ten are told alike, in both surveys, and so are all and all but two.

    Held at five percent, as means are, "under 5" of nineteen was nobody; at ten, one of nineteen
    knew how all others had answered.
    """
    told = [_share_told(tmp_path, n, favourable) for favourable in (0, 1, 2)]
    assert told[0] == told[1] == told[2] == [20.0, 80.0, -1.0]
    assert _share_told(tmp_path, n, n // 2)[2] != -1


@pytest.mark.whole
def test_without_the_rule_for_shares_of_few_it_is_told_that_nobody_answered_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outsider tries how many of nineteen may have answered well, for what is told of none."""

    def fitting(folder: Path) -> list[int]:
        told = [_share_told(folder, 19, many) for many in range(3)]
        return [many for many in range(3) if told[many] == told[0]]

    assert fitting(tmp_path / "on") == [0, 1, 2]
    monkeypatch.setattr("skcore.release.change.shares_of_few", lambda *given: given)
    assert fitting(tmp_path / "off") == [0]


def test_a_share_of_many_is_told_as_it_is(tmp_path: Path) -> None:
    assert _share_told(tmp_path, 60, 5) == [8.0, 92.0, 84.0]


def _share_told(folder: Path, n: int, few: int) -> list[float]:
    """What is told of so many of n who answer well before, and of the others after; -1: nothing."""
    both = [  # a few lie apart and leave doubt, and no question is told
        {100: well - well // 3, 75: well // 3, 50: n - well - (n - well) // 5, 0: (n - well) // 5}
        for well in (few, n - few)
    ]
    parts = [[{p: (k + odd) // 2 for p, k in own.items()} for own in both] for odd in (0, 1)]
    answers = {"u1": tuple(parts[0]), "u2": tuple(parts[1])}  # of one workplace no share is told
    table = _quick(folder / f"{n} {few}", answers).share_changes.table
    (row,) = table[table["variable"] == "FH"].to_dict("records")
    assert not row["hidden"]
    return [-1.0 if pd.isna(row[c]) else float(row[c]) for c in ("before", "after", "estimate")]


def _quick(folder: Path, answers: dict[str, tuple[dict[int, int], dict[int, int]]]) -> Any:
    """Release two surveys of four questions: of each workplace how many gave all these points."""
    quick = skcore.load_instrument("fire-hurtige")
    codes = [{p: o.code for p, o in quick.points_of(i)} for i in quick.item_codes]
    rows = [
        [wave, unit, "employee", *(own[points] for own in codes)]
        for unit, both in answers.items()
        for wave, counts in zip(("2025", "2026"), both, strict=True)
        for points, many in counts.items()
        for _ in range(many)
    ]
    units = None
    if len(answers) > 1:
        places = [(unit, unit[0], "work") for unit in answers]
        areas = dict.fromkeys((unit[0], "", "area") for unit in answers)
        units = pd.DataFrame([*areas, *places], columns=["unit", "parent", "level"])
    path = study_file(folder, rows, units=units, waves=["2025", "2026"])
    for file, old, new in [
        (path, "one.toml", "fire-hurtige"),
        (path.with_name("responses.csv"), "Q1;Q2;Q3;Q4", ";".join(quick.item_codes)),
        (path, 'file = "responses.csv"', 'file = "responses.csv"\nother_people = true'),
    ]:
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return skcore.release_study(skcore.load_study(path), earlier={})


def _parts_told(release: Any) -> set[str]:
    """Parts of the organisation whose own share is told."""
    told = release.level_share_changes
    return set() if told is None else set(told.table.loc[~told.table["hidden"], "level_1"])


MIXED = {100: 4, 75: 4, 50: 4, 25: 4, 0: 4}
UNITS_OF_TWO = ("a1", "a2", "b1", "b2")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({100: 10, 50: 10}, id="mean and share tell every answer"),
        pytest.param({50: 5, 25: 4, 0: 3}, id="nobody answers well, told as at most 10 percent"),
    ],
)
def test_a_share_is_told_of_no_part_where_that_of_the_others_follows(
    tmp_path: Path, other: dict[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole's share, less that of part a, is that of part b."""
    both, few = (MIXED, MIXED), (other, other)
    answers = {"a1": both, "a2": both, "b1": few, "b2": few}
    release = _quick(tmp_path / "on", answers)
    assert not _parts_told(release)
    assert not release.share_changes.table["hidden"].any()
    monkeypatch.setattr("skcore.release.share_change._leave_the_rest_open", lambda *_: True)
    release = _quick(tmp_path / "off", answers)
    parts = release.level_share_changes.table.set_index("level_1")
    (whole,) = release.share_changes.table.to_dict("records")
    n = 2 * sum(other.values())
    follows = whole["before"] * whole["n_first"] - parts.loc["a", "before"] * 40
    good = sum(many for points, many in other.items() if points > 50)
    assert parts.loc["a", "before_bounded"] == ""
    assert abs(follows / 100 - 2 * good) < 0.5
    assert whole["n_first"] == 40 + n


def test_the_share_of_a_part_is_told_where_all_means_leave_the_answers_open(tmp_path: Path) -> None:
    assert _parts_told(_quick(tmp_path, dict.fromkeys(UNITS_OF_TWO, (MIXED, MIXED)))) == {"a", "b"}


def test_the_share_of_a_part_that_is_one_workplace_is_not_told_beside_how_far_apart(
    tmp_path: Path,
) -> None:
    both = (MIXED, MIXED)
    release = _quick(tmp_path, {"a1": both, "a2": both, "b1": both})
    assert not _parts_told(release)  # beside the whole's, that of part a would tell that of b1
    assert not release.share_changes.table["hidden"].all()
    words = release.spread.table
    assert set(words.loc[~words["hidden"], "unit"]) == {"a1", "a2", "b1"}


def test_shares_told_leave_open_what_parts_that_are_not_told_answered(tmp_path: Path) -> None:
    """Nobody in two small parts answers well: the whole less the others would say so."""
    big = dict.fromkeys(UNITS_OF_TWO, (MIXED, MIXED))
    poor, fair = {50: 2, 25: 2, 0: 2}, {100: 1, 75: 2, 50: 1, 25: 1, 0: 1}
    told = [
        _parts_told(_quick(tmp_path / name, big | {"c1": (few, few), "d1": (few, few)}))
        for name, few in (("poor", poor), ("fair", fair))
    ]
    assert told[1] == {"a", "b"}
    assert told[0] < told[1]


def _ways(m: int) -> Any:
    """All numbers of answers at each of five points that m answers may have."""
    counts = np.indices((m + 1,) * 4).reshape(4, -1).T
    counts = counts[counts.sum(axis=1) <= m]
    return np.column_stack([counts, m - counts.sum(axis=1)])


def test_mean_share_and_number_leave_every_answer_open_and_a_word_beside_them_does_not() -> None:
    """All ways in which ten people may have answered three questions, and what is told of each.

    So a part of the organisation has a share, and a workplace has the word for answers far apart.
    """
    counts = _ways(30)
    points = np.array([0, 25, 50, 75, 100])
    mean, share = counts @ points / 30, counts[:, 3:].sum(axis=1) / 30
    apart = (np.abs(points - mean[:, None]) * counts).sum(axis=1) / 30 / 25 > 5 / 6
    instrument = skcore.load_instrument("copsoq3-social-capital")
    assert len(instrument.scale("TE").items) == 3
    rows = pd.DataFrame({"estimate": 100 * share, "estimate_mean": mean, "variable": "TE", "n": 10})
    each = rows.drop_duplicates()
    doubt = [_leaves_doubt(row, instrument) for row in each.to_dict("records")]
    rows = rows.merge(each.assign(doubt=doubt))
    # of fewer than fifty people a share is held at ten and ninety percent
    told = pd.DataFrame({"mean": mean, "share": (100 * share).clip(10, 90)})
    told = np.floor(told + 0.5)

    def known(by: pd.DataFrame) -> int:
        groups = pd.DataFrame(counts).groupby([by[c] for c in by])
        doubt = rows["doubt"].groupby([by[c] for c in by]).any()
        sure = (groups.max() == groups.min()) & (groups.max() > 0)
        return int(sure[doubt].any(axis=1).sum())

    assert known(told) == 0
    assert known(told.assign(apart=apart)) > 50


def test_beside_a_spread_told_by_hand_no_part_s_share_is_told(tmp_path: Path) -> None:
    both = (MIXED, MIXED)
    release = _quick(tmp_path, dict.fromkeys(UNITS_OF_TWO, both))
    plan = release.plans.distributions
    assert {key[2] for key, what in plan.as_earlier("").told.items() if what == "share"} == {"FH"}
    row = {"wave": "2025", "level_1": "a", "role": "employee", "cut": "wave × level_1 × role"}
    by_hand = pd.DataFrame([{**row, "variable": "FH", "sd": 12.0, "n": 40}])
    with pytest.raises(skcore.DisclosureError, match="The share of 1 group has been brought"):
        skcore.protect(by_hand, plan, kind="distribution")
    study = skcore.load_study(tmp_path / "study.toml")
    people = people_of(study)
    plans = plan_study(study, people)
    skcore.protect(by_hand, plans.distributions, kind="distribution")
    shares = favourable_shares(study, people)
    on = compare_on(study, people, "2025", "2026")
    told = told_shares(study, people, shares, plans, on, release.items)
    assert told is not None
    assert set(told.table["cut"]) == {"wave × role"}  # less part a it would be that of part b


def test_the_share_of_a_theme_of_one_question_is_not_told_beside_its_mean(tmp_path: Path) -> None:
    """Two of twelve answered well: those are two people, and a question's own rule says five."""
    rows = [
        *staff("u", [5] * 2 + [3] * 10),
        *(["2026", *r[1:]] for r in staff("u", [5] * 6 + [3] * 6)),
    ]
    release = skcore.release_study(loaded(tmp_path, rows, waves=["2025", "2026"]), earlier={})
    assert not release.changes.table["hidden"].all()
    assert release.share_changes is None


def test_shares_of_so_few_that_nothing_is_shown_stop_no_study() -> None:
    table = pd.DataFrame({"n_first": [3, 12], "n_last": [40, 12], "before": 50.0, "after": 9.0})
    held, policy = shares_of_few(table, skcore.DisclosurePolicy())
    assert (policy.floor, policy.ceiling) == (20, 80)
    assert held["after"].tolist() == [19, 19]
    assert held["before"].tolist() == [50, 50]


# --- one workplace: mean, share and the word for answers far apart are the same people's

#: of ten people; beside mean and share "not far apart" leaves one way of answering four questions
ONE_WAY = {100: 5, 75: 2, 50: 3}


def _ways_left(release: Any, n: int = 10, questions: int = 4) -> pd.DataFrame:
    """Numbers of answers at each of five points that fit mean, share and word of the whole."""
    m = n * questions
    tables = [table.table for table in (release.levels["fire-hurtige"], release.spread)]
    mean, word = (t[(t["wave"] == "2026") & (t["variable"] == "FH")].iloc[0] for t in tables)
    counts = _ways(m)
    points = np.array([0, 25, 50, 75, 100])
    means = counts @ points / m
    far = (np.abs(points - means[:, None]) * counts).sum(axis=1) / m / 25 > 5 / 6
    fits = np.floor(means + 0.5) == mean["estimate"]
    fits &= far == (word["spread"] == "apart")
    if release.share_changes is not None:
        (share,) = release.share_changes.table["after"]
        fits &= np.floor(100 * counts[:, 3:].sum(axis=1) / m + 0.5) == share
    return pd.DataFrame(counts[fits])


def test_of_one_workplace_no_answer_is_certain_by_mean_share_and_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def known(folder: Path) -> int:
        ways = _ways_left(_quick(folder, {"u": (ONE_WAY, ONE_WAY)}))
        assert (ways == [0, 0, 12, 8, 20]).all(axis=1).any()  # the attacker has not gone astray
        return int(((ways.max() == ways.min()) & (ways.max() > 0)).sum())

    assert known(tmp_path / "on") == 0
    monkeypatch.setattr(
        "skcore.release.share_change.shares_beside_spreads",
        lambda _, rows, **__: [True] * len(rows),
    )
    monkeypatch.setattr("skcore.disclosure.door.check_not_told", lambda *_: None)
    assert known(tmp_path / "off") > 0


@pytest.mark.parametrize("n", [10, 13, 30])
def test_of_one_workplace_the_word_is_told_and_no_share(tmp_path: Path, n: int) -> None:
    answers = {100: n // 2, 75: 2, 50: n - n // 2 - 4, 25: 1, 0: 1}
    release = _quick(tmp_path, {"u": (answers, answers)})
    assert release.share_changes is None
    assert release.level_share_changes is None
    assert set(release.spread.table["wave"]) == {"2025", "2026"}
    row = {"wave": "2026", "unit": "u", "role": "employee", "cut": "wave × unit × role"}
    for more in (row, {"wave": "2026", "role": "employee", "cut": "wave × role"}):
        by_hand = pd.DataFrame([{**more, "variable": "FH", "share": 50.0, "n": n}])
        with pytest.raises(skcore.DisclosureError, match=r"The spread of \d groups has been"):
            skcore.protect(by_hand, release.plans.distributions, kind="distribution")


def test_a_share_told_before_keeps_the_word_of_the_same_people_back(tmp_path: Path) -> None:
    """Told by hand of the one workplace, and remembered: the next release has no word for it."""
    _quick(tmp_path, {"u": (MIXED, MIXED)})
    study = skcore.load_study(tmp_path / "study.toml")
    plan = plan_study(study, people_of(study)).distributions
    share = pd.DataFrame(
        [{"wave": "2026", "role": "employee", "cut": "wave × role", "share": 40.0, "n": 20}]
    ).assign(variable="FH")
    skcore.protect(share, plan, kind="distribution")
    known = {"fire-hurtige.distribution": (plan.as_earlier("by hand"),)}
    release = skcore.release_study(study, earlier=known)
    assert set(release.spread.table["wave"]) == {"2025"}


def test_a_word_is_told_where_the_mean_leaves_open_who_answered_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of ten people with a mean of 88 only one way of answering lies so far apart."""
    answers = {100: 9, 75: 0, 50: 0, 25: 0, 0: 1}
    near = {100: 26, 0: 4}

    def told(folder: Path, counts: dict[int, int]) -> set[str]:
        table = _quick(folder, {"u": (counts, counts)}).spread.table
        return set(table["spread"])

    assert told(tmp_path / "on", near) == {""}
    assert told(tmp_path / "few", answers) == {""}
    assert told(tmp_path / "open", {100: 15, 0: 5}) == {"apart"}
    monkeypatch.setattr("skcore.release.survey.ROOM_FOR_A_WORD", 0.0)
    assert told(tmp_path / "off", near) == {"apart"}


def test_mean_and_word_leave_every_answer_open() -> None:
    """All ways in which ten people may have answered three questions: with and without the rule."""
    m, points = 30, np.array([0, 25, 50, 75, 100])
    counts = _ways(m)
    mean = counts @ points / m
    far = (np.abs(points - mean[:, None]) * counts).sum(axis=1) / m / 25
    part = mean / 100

    def known(room: float) -> int:
        word = (far > 5 / 6) & (8 * part * (1 - part) >= room * 5 / 6)
        ways = pd.DataFrame(counts).groupby([np.floor(mean + 0.5), word])
        sure = (ways.max() == ways.min()) & (ways.max() > 0)
        inside = ~sure.index.get_level_values(0).isin([*range(6), *range(95, 101)])  # ends apart
        return int(sure[inside].any(axis=1).sum())

    assert known(ROOM_FOR_A_WORD) == 0
    assert known(0.0) > 0


@pytest.mark.parametrize(
    ("told", "unsafe"),
    [
        ({"100+75": "TE1", "50+25+0": "TE1"}, True),  # the others are not told
        ({}, False),
        ({"100+75": "TE1 TE2 TE3", "50+25+0": "TE1 TE2 TE3"}, False),
        ({"100+75+50": "TE1", "25+0": "TE1", "100+75": "TE2 TE3", "50+25+0": "TE2 TE3"}, True),
    ],
)
def test_a_share_of_few_tells_no_more_of_questions_than_is_told_of_them(
    told: dict[str, str], unsafe: bool
) -> None:
    rows = [
        ("2025", item, category, 150, False)
        for category, items in told.items()
        for item in items.split()
    ]
    table = pd.DataFrame(rows, columns=["wave", "variable", "category", "n", "hidden"])
    table = table.astype({"hidden": bool, "n": "Int64"})
    items: Any = SimpleNamespace(table=table)
    instrument = skcore.load_instrument("copsoq3-social-capital")
    assert _put_together(items, instrument) == ({"TE"} if unsafe else set())
    items.table = table.assign(n=pd.array([250] * len(table), dtype="Int64"))
    assert _put_together(items, instrument) == set()
