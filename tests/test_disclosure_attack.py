"""Random organisations, and somebody who knows everything that is shown: nobody is found."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
from attacker import attack, attack_by_rank, shown_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from skcore.disclosure.audit import audit_release
from skcore.disclosure.exposure import ShownRows
from skcore.disclosure.plan import CostlyCutsWarning, plan_release
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.policy import DisclosurePolicy

CLASSES = ["area", "dep", "unit", "role", "occ"]
CUTS = [
    *[(), ("area",), ("dep",), ("unit",), ("role",), ("occ",)],
    *[("unit", "role"), ("dep", "role"), ("area", "role"), ("role", "occ")],
    *[("area", "occ"), ("dep", "occ"), ("unit", "occ")],
]


@st.composite
def organisations(draw: st.DrawFn) -> tuple[pd.DataFrame, list[tuple[str, ...]], int]:
    """People one by one, the cuts that will be shown, and the minimum."""
    rows = []
    for unit in range(draw(st.integers(2, 8))):
        dep = draw(st.integers(0, 2))
        for role, numbers in (("e", [0, 1, 2, 3, 4, 5, 6, 9]), ("l", [0, 1, 1, 2])):
            for occ in "xyz"[: draw(st.integers(1, 3))]:
                k = draw(st.sampled_from(numbers))
                rows += [(f"a{dep % 2}", f"d{dep}", f"u{unit}", role, occ)] * k
    rows = rows or [("a0", "d0", "u0", "e", "x")]
    cuts = draw(st.lists(st.sampled_from(CUTS), min_size=1, max_size=8, unique=True))
    return pd.DataFrame(rows, columns=CLASSES), cuts, draw(st.sampled_from([3, 4, 5, 5, 5, 7]))


def policy_of(minimum: int) -> DisclosurePolicy:
    return DisclosurePolicy(minimum=minimum, lowered_because="test" if minimum < 5 else None)


def counts_of(people: pd.DataFrame) -> pd.DataFrame:
    return people.groupby(CLASSES).size().rename("n").reset_index()


def plan_of(people: pd.DataFrame, cuts: list, minimum: int, **options: object) -> ReleasePlan:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CostlyCutsWarning)
        return plan_release(counts_of(people), cuts=cuts, policy=policy_of(minimum), **options)


def nobody_is_found(case: tuple, improve: bool) -> None:
    people, cuts, minimum = case
    plan = plan_of(people, cuts, minimum, improve=improve)
    rows = shown_rows(people, plan.groups, plan.classes)
    assert not attack_by_rank(rows, minimum)
    assert audit_release(plan).empty


@settings(max_examples=50)
@given(organisations(), st.booleans())
def test_nobody_is_found_in_a_planned_release(case: tuple, improve: bool) -> None:
    nobody_is_found(case, improve)


@pytest.mark.whole
@settings(max_examples=300)
@given(organisations(), st.booleans())
def test_nobody_is_found_in_three_hundred_planned_releases(case: tuple, improve: bool) -> None:
    nobody_is_found(case, improve)


@pytest.mark.deep
@settings(max_examples=2000)
@given(organisations(), st.booleans())
def test_nobody_is_found_in_two_thousand_planned_releases(case: tuple, improve: bool) -> None:
    nobody_is_found(case, improve)


@settings(max_examples=15)
@given(organisations())
def test_the_programme_finds_nobody_either(case: tuple) -> None:
    people, cuts, minimum = case
    plan = plan_of(people, cuts, minimum)
    assert attack(shown_rows(people, plan.groups, plan.classes), minimum) is None


def nobody_is_found_in_turn(case: tuple, other: tuple, late: int, unit: int) -> None:
    people, cuts, minimum = case
    first = plan_of(people, cuts, minimum)
    more = people.iloc[[unit % len(people)] * late]
    everyone = pd.concat([people, more], ignore_index=True)
    second = plan_of(everyone, other[1], minimum, earlier=[first])
    before = shown_rows(people, first.groups, CLASSES)
    before = np.hstack([before, np.zeros((len(before), late))])
    after = shown_rows(everyone, second.groups, CLASSES)
    assert not attack_by_rank(np.vstack([before, after]), minimum)
    assert audit_release(second).empty


@settings(max_examples=20)
@given(organisations(), organisations(), st.integers(0, 8), st.integers(0, 8))
def test_two_releases_in_turn_expose_nobody_together(
    case: tuple, other: tuple, late: int, unit: int
) -> None:
    """The second knows other cuts, and of a few late answers in one unit."""
    nobody_is_found_in_turn(case, other, late, unit)


@pytest.mark.whole
@settings(max_examples=60)
@given(organisations(), organisations(), st.integers(0, 8), st.integers(0, 8))
def test_sixty_pairs_of_releases_in_turn_expose_nobody(
    case: tuple, other: tuple, late: int, unit: int
) -> None:
    nobody_is_found_in_turn(case, other, late, unit)


@settings(max_examples=60)
@given(organisations(), st.data())
def test_the_judge_sees_what_the_attacker_sees(case: tuple, data: st.DataObject) -> None:
    """Plans spoilt by showing groups that they hide."""
    people, cuts, minimum = case
    plan = plan_of(people, cuts, minimum)
    groups = plan.groups
    more = data.draw(st.lists(st.sampled_from(range(len(groups))), max_size=3))
    groups.loc[more, "hidden"] = False
    spoilt = object.__new__(ReleasePlan)
    for name, value in vars(plan).items():
        object.__setattr__(spoilt, name, groups if name == "_groups" else value)
    found = audit_release(spoilt)
    assert found.empty == (not attack_by_rank(shown_rows(people, groups, CLASSES), minimum))
    assert (found["reason"] == "worked out").all()
    assert (found["n"] < minimum).all()


def least_hidden(people: pd.DataFrame, groups: pd.DataFrame, minimum: int) -> int:
    """Fewest groups of enough people that must go, by trying all sets, smallest first."""
    free = groups.index[groups["n"] >= minimum].tolist()
    for size in range(len(free) + 1):
        for gone in itertools.combinations(free, size):
            trial = groups.assign(hidden=(groups["n"] < minimum) | groups.index.isin(gone))
            if not attack_by_rank(shown_rows(people, trial, CLASSES), minimum):
                return size
    raise AssertionError("hiding everything is always safe")


@pytest.mark.whole
def test_the_least_possible_is_withheld_in_small_organisations() -> None:
    best = tried = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        rows = []
        for unit in range(5):
            sizes = rng.choice([1, 2, 3, 5, 6, 9], 2)
            rows += [
                (f"a{unit % 2}", f"d{unit % 3}", f"u{unit}", "e", o)
                for o, k in zip("xy", sizes, strict=True)
                for _ in range(k)
            ]
        people = pd.DataFrame(rows, columns=CLASSES)
        plan = plan_of(people, [(), ("area",), ("dep",), ("unit",), ("occ",)], 5)
        least = least_hidden(people, plan.groups, 5)
        tried += 1
        best += plan.withheld == least
        assert plan.lower_bound <= least <= plan.withheld
    assert best >= 0.95 * tried


def test_a_thousand_units_are_within_one_percent_of_the_bound() -> None:
    rng = np.random.default_rng(1)
    rows = []
    for unit in range(500):
        classes = (f"a{unit // 60}", f"d{unit // 6:03}", f"u{unit:04}")
        rows.append((*classes, "employee", int(rng.negative_binomial(3, 0.15)) + 1))
        rows.append((*classes, "leader", 1))
    counts = pd.DataFrame(rows, columns=["area", "dep", "unit", "role", "n"])
    cuts = [("role",), ("area", "role"), ("dep", "role"), ("unit", "role")]
    plan = plan_release(counts, cuts=cuts, policy=DisclosurePolicy())
    assert plan.withheld > 0
    assert plan.withheld <= 1.01 * plan.lower_bound
    assert audit_release(plan).empty


@pytest.mark.whole
@settings(max_examples=40)
@given(organisations(), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_changes_nothing(case: tuple, random: object) -> None:
    people, cuts, minimum = case
    counts = counts_of(people)
    order = list(range(len(counts)))
    random.shuffle(order)  # type: ignore[attr-defined]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CostlyCutsWarning)
        plans = [
            plan_release(table, cuts=cuts, policy=policy_of(minimum))
            for table in (counts, counts.iloc[order])
        ]
    pd.testing.assert_frame_equal(plans[0].groups, plans[1].groups)


@settings(max_examples=100)
@given(st.data())
def test_one_more_row_exposes_exactly_when_the_ranks_say_so(data: st.DataObject) -> None:
    """The search alone, on rows that come from no organisation."""
    m = data.draw(st.integers(3, 9))
    weights = data.draw(st.lists(st.sampled_from([1, 1, 2, 3, 6]), min_size=m, max_size=m))
    minimum = data.draw(st.sampled_from([3, 5, 8]))
    state, shown = ShownRows(weights, minimum, list(range(m))), np.zeros((0, sum(weights)))
    sets = st.sets(st.integers(0, m - 1), min_size=1)
    for label, cells in enumerate(data.draw(st.lists(sets, max_size=8))):
        line = np.repeat([float(cell in cells) for cell in range(m)], weights)
        trial = np.vstack([shown, line])
        row, made_of = state.reduce(label, sorted(cells))
        exposing = state.try_row(row, made_of)
        # cells apart, as the search sees them: one column per person, weights by repetition
        assert (exposing is not None) == _exposes(trial, weights, minimum)
        if exposing is None:
            state.show(row, made_of)
            shown = trial


def _exposes(rows: np.ndarray, weights: list[int], minimum: int) -> bool:
    starts = np.cumsum([0, *weights[:-1]])
    cells = rows[:, starts]
    full = np.linalg.matrix_rank(cells)
    for size in range(1, len(weights) + 1):
        for chosen in itertools.combinations(range(len(weights)), size):
            if sum(weights[c] for c in chosen) < minimum:
                rest = np.delete(cells, chosen, axis=1)
                if (np.linalg.matrix_rank(rest) if rest.size else 0) < full:
                    return True
    return False
