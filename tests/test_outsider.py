"""Random studies, and an outsider who has every number that is shown: nobody is found."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from attacked import KINDS, MEANS, TABLES, TABLES_TWICE
from outsider import Cell, Outsider, moved_intervals, tables_of
from random_small import AREAS, STEPS, answers, lists_of, organisation, units
from small_study import loaded, with_answers

import skcore
from skcore.release.answered import with_sums
from skcore.release.plans import people_of, plan_study
from skcore.release.survey import levels

Rows = Sequence[Sequence[Any]]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> dict[int, skcore.Study]:
    """A study file's settings with one and with two surveys, to be filled with answers."""
    folder = tmp_path_factory.mktemp("random")
    rows = {1: organisation(0), 2: organisation(0, ("2025", "2026"))}
    return {
        n: loaded(folder / str(n), own, units=units(), waves=["2025", "2026"][:n])
        for n, own in rows.items()
    }


def cells_of(rows: Rows, late: Rows = ()) -> dict[Cell, int]:
    count = Counter((r[0], r[1], r[2], False) for r in rows)
    return dict(count + Counter((r[0], r[1], r[2], True) for r in late))


def shown_of(study: skcore.Study, rows: Rows, *, whole: bool) -> dict[str, pd.DataFrame]:
    """Tables of a release; only the means of its groups where not the whole is asked."""
    study = with_answers(study, rows)
    if whole:
        return tables_of(skcore.release_study(study, earlier={}))
    people = people_of(study)
    plans = plan_study(study, people, earlier={})
    return {"levels": levels(people, study.instruments[0], plans).table}


def found_in(study: skcore.Study, rows: Rows, *, whole: bool = True) -> list[str]:
    outsider = Outsider(cells_of(rows), AREAS)
    outsider.read(shown_of(study, rows, whole=whole))
    return outsider.finds(STEPS)


def nobody_is_found(empty: dict[int, skcore.Study], seeds: Sequence[int], *, whole: bool) -> None:
    for seed in seeds:
        waves = ("2025", "2026")[: 1 + seed % 2] if whole else ("2025",)
        rows = organisation(seed, waves)
        assert found_in(empty[len(waves)], rows, whole=whole) == [], seed


def test_nobody_is_found_in_any_table_of_random_studies(empty: dict[int, skcore.Study]) -> None:
    nobody_is_found(empty, TABLES["CI"][:2], whole=True)


def test_nobody_is_found_in_the_means_of_random_studies(empty: dict[int, skcore.Study]) -> None:
    nobody_is_found(empty, MEANS["CI"][:5], whole=False)


@pytest.mark.whole
def test_nobody_is_found_in_more_random_studies(
    empty: dict[int, skcore.Study],
) -> None:
    nobody_is_found(empty, MEANS["CI"][5:], whole=False)
    nobody_is_found(empty, TABLES["CI"][2:], whole=True)


@pytest.mark.deep
def test_nobody_is_found_in_two_thousand_random_studies(empty: dict[int, skcore.Study]) -> None:
    nobody_is_found(empty, TABLES["deep"], whole=True)
    nobody_is_found(empty, MEANS["deep"], whole=False)


# --- two releases in time

#: from this seed on five or more come late at a workplace
MANY_LATE = 9000


def later(rows: Rows, kind: str, seed: int) -> tuple[Rows, Rows]:
    """What the second release has of the first, and what is new in it."""
    rng = np.random.default_rng(seed)
    units = sorted({row[1] for row in rows})
    if kind == "late":
        new: Rows = []
        least, most = (1, 4) if seed < MANY_LATE else (5, 10)
        for unit in rng.choice(units, int(rng.integers(1, min(len(units), 2) + 1)), replace=False):
            new += answers(rng, int(rng.integers(least, most)), "2025", str(unit), "employee")
        return rows, new
    if kind == "gone":
        return [row for row in rows if row[1] != units[0]], []
    if kind == "new":
        return rows, answers(rng, int(rng.integers(1, 9)), "2025", "u7", "employee")
    if kind == "grown":
        return rows, []
    # of every other two seeds the same answers once more
    again = organisation(seed if seed % 4 < 2 else seed + 50_000)
    return rows, [["2026", *row[1:]] for row in again if len(units) > 1 or row[1] == units[0]]


def first_of(kind: str, seed: int) -> Rows:
    """Answers of the first release: of one workplace alone where its kind says so."""
    rows = [row for row in organisation(seed) if row[1] != "u7"]
    largest = Counter(row[1] for row in rows).most_common(1)[0][0]
    return [row for row in rows if kind != "alone" or row[1] == largest]


def listed(
    empty: skcore.Study, rows: Rows, kind: str, seed: int, *, again: bool = False
) -> skcore.Study:
    """A study of these answers, with the lists that it has when shown first or again."""
    table = pd.DataFrame([row[:3] for row in rows], columns=["wave", "unit", "role"])
    tree, invited = lists_of(table, kind, seed, again=again)
    known = empty.units[empty.units["unit"].isin(tree["unit"])]
    return dataclasses.replace(with_answers(empty, rows), units=known, invited=invited)


def found_in_time(empty: dict[int, skcore.Study], kind: str, seed: int) -> tuple[list[str], int]:
    rows = first_of(kind, seed)
    event = ("late", "wave")[seed % 2] if kind == "alone" else kind
    kept, new = later(rows, event, seed)
    study = listed(empty[1], rows, kind, seed)
    first = skcore.release_study(study, earlier={})
    people = {"2025": people_of(study)}
    plans = {"one": first.plans.means["one"], "one.distribution": first.plans.distributions}
    known = {name: (plan.as_earlier("first"),) for name, plan in plans.items()}
    known["one"] = (with_sums(known["one"][0], people, study.instruments[0]),)
    surveys = 2 if event == "wave" else 1
    second = skcore.release_study(
        listed(empty[surveys], [*kept, *new], kind, seed, again=True), earlier=known
    )
    late = event == "late"
    cells = cells_of(rows, new if late else ()) | ({} if late else cells_of(new))
    outsider = Outsider(cells, AREAS)
    outsider.read(tables_of(first), list(cells_of(rows)))
    there = cells_of(kept, new) if late else cells_of([*kept, *new])
    outsider.read(tables_of(second), list(there))
    came = [cell for cell in cells if cell[3]]
    moved = moved_intervals(first.levels["one"].table, second.levels["one"].table)
    return outsider.finds(STEPS, unknown=came), moved


@pytest.mark.parametrize(
    "kind", ["late", *(pytest.param(kind, marks=pytest.mark.whole) for kind in KINDS[1:])]
)
def test_nobody_is_found_between_two_releases(empty: dict[int, skcore.Study], kind: str) -> None:
    for seed in TABLES_TWICE["CI"]:
        assert found_in_time(empty, kind, seed) == ([], 0), seed


@pytest.mark.deep
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_found_between_many_releases(empty: dict[int, skcore.Study], kind: str) -> None:
    for seed in TABLES_TWICE["deep"]:
        assert found_in_time(empty, kind, seed) == ([], 0), seed


@pytest.mark.whole
def test_what_five_late_ones_all_answered_does_not_follow_from_before_and_after(
    empty: dict[int, skcore.Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in (9003, 9021, 9031):
        assert found_in_time(empty, "late", seed) == ([], 0), seed
    monkeypatch.setattr("skcore.disclosure.wide._View.certain_unshown", lambda *_: set())
    found = [found_in_time(empty, "late", seed)[0] for seed in (9003, 9021, 9031)]
    assert all(found)
    assert all("at the same end" in one for own in found for one in own)


# --- with one rule switched off, the outsider finds somebody


def staff(unit: str, given: list[int], rest: tuple[int, ...] = (3, 4, 2)) -> Rows:
    return [["2025", unit, "employee", q, *rest] for q in given]


#: four at the top beside five at the top, and six in the middle
TOP = [*staff("u0", [3, 4, 3, 4, 2, 3]), *staff("u2", [5] * 4), *staff("u4", [5] * 5)]
#: five at the top beside others in the middle
END = [row for u in ("u0", "u2", "u4") for row in staff(u, [3, 4, 3, 4, 2, 3])] + staff(
    "u6", [5] * 5
)
#: two hidden workplaces, one shown, and the whole of them
SUMS = [
    *staff("u0", [3, 4, 3, 4, 2, 3, 4]),
    *staff("u2", [5, 2, 3]),
    *staff("u4", [1, 2, 5, 4, 2, 5]),
]


def test_without_the_ranges_the_outsider_finds_four_at_the_top(
    empty: dict[int, skcore.Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found_in(empty[1], TOP) == []
    monkeypatch.setattr("skcore.disclosure.ranges.Ranges.is_narrower", lambda *_: False)
    monkeypatch.setattr("skcore.disclosure.ranges.Ranges.is_certain", lambda *_: False)
    monkeypatch.setattr("skcore.disclosure.wide._View.certain", lambda *_, **__: set())
    assert any("u2" in found for found in found_in(empty[1], TOP))


def test_without_the_rule_for_ends_the_outsider_knows_five_answers(
    empty: dict[int, skcore.Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found_in(empty[1], END) == []
    monkeypatch.setattr("skcore.disclosure.wide._View.certain", lambda *_, **__: set())
    assert any("at the same end" in found for found in found_in(empty[1], END))


def test_without_the_plan_of_sums_the_outsider_subtracts(
    empty: dict[int, skcore.Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found_in(empty[1], SUMS) == []
    monkeypatch.setattr("skcore.disclosure.exposure.ShownRows.try_row", lambda *_: None)
    monkeypatch.setattr("skcore.disclosure.ranges.Ranges.is_narrower", lambda *_: False)
    assert any("u2" in found for found in found_in(empty[1], SUMS))


def test_without_the_minimum_the_mean_of_three_is_told(
    empty: dict[int, skcore.Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told_of_few() -> list[int]:
        outsider = Outsider(cells_of(SUMS), AREAS)
        outsider.read(shown_of(empty[1], SUMS, whole=False))
        return [
            n for part, *_ in outsider.told["A"] if (n := sum(map(outsider.people.get, part))) < 5
        ]

    assert told_of_few() == []
    monkeypatch.setattr("skcore.disclosure.DisclosurePolicy.minimum_for", lambda *_: 1)
    assert told_of_few() == [3]


def test_without_one_told_spread_the_outsider_sees_whose_answers_lie_apart(
    empty: dict[int, skcore.Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [*staff("u0", [1, 5] * 6), *staff("u2", [3, 4] * 6), *staff("u4", [3, 2] * 6)]
    assert found_in(empty[1], rows) == []

    def own(spreads: Any, table: pd.DataFrame, *, who: str = "role") -> pd.DataFrame:
        sd = table["sd"].fillna(0) if "sd" in table else 0.0
        return pd.DataFrame({"half": 2 * sd / table["n"] ** 0.5, "sd": sd}, index=table.index)

    monkeypatch.setattr("skcore.release.survey.half_widths", own)
    assert any("not one spread" in found for found in found_in(empty[1], rows))


def test_with_a_spread_computed_anew_a_late_answer_moves_the_intervals_of_others(
    empty: dict[int, skcore.Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row for unit in AREAS for row in staff(unit, [2, 3, 4, 3, 2, 4, 3, 3, 4])]
    first = with_answers(empty[1], rows)
    plans = plan_study(first, people_of(first), earlier={})
    known = plans.means["one"].as_earlier("first")
    late = with_answers(empty[1], [*rows, *staff("u0", [1, 5, 1, 5, 1])])

    def moved() -> int:
        tables = []
        for study, earlier in ((first, {}), (late, {"one": (known,)})):
            people = people_of(study)
            own = plan_study(study, people, earlier=earlier)
            tables.append(levels(people, study.instruments[0], own).table)
        return moved_intervals(*tables)

    assert moved() == 0
    object.__setattr__(known, "spreads", {})
    assert moved() > 0


def test_four_of_five_at_an_end_are_found_only_where_more_than_their_mean_tells_of_them() -> None:
    four, fifth, others = (
        ("2025", unit, "employee", late)
        for unit, late in [("u1", False), ("u1", True), ("u2", False)]
    )
    outsider = Outsider({four: 4, fifth: 1, others: 6}, {"u1": "area0", "u2": "area0"})
    outsider.told["B"] = [(frozenset({four, fifth}), 0.0, 27.5)]
    assert outsider.finds({"B": 12.5}, unknown=[fifth]) == []
    assert len(outsider.finds({"B": 30.0}, unknown=[fifth])) > 0  # nobody may have answered so
    outsider.told["B"] += [
        (frozenset({four, others}), 20.0, 30.0),
        (frozenset({others}), 5.0, 15.0),
    ]
    assert "within 1.2-6.3" in outsider.finds({"B": 12.5}, unknown=[fifth])[0]
