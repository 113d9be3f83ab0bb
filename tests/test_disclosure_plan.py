"""What may be shown: published cases, rules one by one, order, editions."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from attacker import attack, attack_by_rank, shown_rows

from skcore.disclosure import exposure
from skcore.disclosure.audit import audit_release
from skcore.disclosure.plan import CostlyCutsWarning, plan_release
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.policy import DisclosurePolicy
from skcore.errors import DisclosureError, InputError, SkcoreError

POLICY = DisclosurePolicy()
REGIONS = pd.DataFrame(
    {
        "region": list("ABIJKLMN"),
        "county": list("xxxxyyyy"),
        "size": list("ssssslls"),
        "n": [2, 2, 8, 8, 3, 3, 3, 7],
    }
)
DEPARTMENTS = pd.DataFrame({"dep": ["D", "D", "E"], "unit": ["u1", "u2", "E"], "n": [6, 6, 3]})
TREE = [("area", "role"), ("dep", "role"), ("unit", "role")]


def people_of(counts: pd.DataFrame, n: str = "n") -> pd.DataFrame:
    return counts.loc[counts.index.repeat(counts[n])].reset_index(drop=True)


def exposed(counts: pd.DataFrame, groups: pd.DataFrame, plan: ReleasePlan, n: str = "n") -> bool:
    rows = shown_rows(people_of(counts, n), groups, plan.classes)
    found = attack(rows, plan.minimum)
    assert (found is not None) == attack_by_rank(rows, plan.minimum)
    return found is not None


def hidden(plan: ReleasePlan, **classes: str) -> str:
    groups = plan.groups
    for name, value in classes.items():
        groups = groups[groups[name] == value]
    others = [name for name in plan.classes if name not in classes]
    return str(groups[groups[others].isna().all(axis=1)]["hidden_reason"].item())


def test_of_groups_set_apart_the_least_dear_is_not_shown() -> None:
    """What values tell together is given up with the rest, at the least cost of all."""
    counts = pd.DataFrame({"unit": ["A", "B", "C", "D"], "n": [9, 8, 7, 6]})
    cuts, weights = [(), ("unit",)], {(): 10, ("unit",): 1}
    plan = plan_release(counts, cuts=cuts, policy=POLICY, weights=weights)
    assert not plan.groups["hidden"].any()
    apart = [{0, 1}, {0, 2}, {1, 3}]  # the whole and A, the whole and B, A and C
    plan = plan_release(counts, cuts=cuts, policy=POLICY, weights=weights, apart=apart)
    assert plan.groups.loc[plan.groups["hidden"], "unit"].tolist() == ["A", "B"]
    assert plan.withheld == plan.lower_bound == 2
    dear = plan_release(
        counts, cuts=cuts, policy=POLICY, weights={(): 1, ("unit",): 1}, apart=apart
    )
    assert dear.withheld == 2


def test_the_published_regions_keep_k_unknown() -> None:
    """Every line has two hidden cells, and K would still follow exactly."""
    cuts = [("region",), ("county",), ("size",)]
    plan = plan_release(REGIONS, cuts=cuts, policy=POLICY)
    assert not exposed(REGIONS, plan.groups, plan)
    assert audit_release(plan).empty
    # two hidden cells per line: A and B in x, K, L and M in y; A, B, K in s; L, M in l
    naive = plan.groups
    naive["hidden"] = naive["n"] < 5
    assert exposed(REGIONS, naive, plan)


def test_a_department_and_its_sibling_do_not_follow_from_units() -> None:
    plan = plan_release(DEPARTMENTS, cuts=[(), ("dep",), ("unit",)], policy=POLICY)
    assert not exposed(DEPARTMENTS, plan.groups, plan)
    assert hidden(plan, dep="E") == "primary"
    naive = plan.groups
    naive["hidden"] = naive["dep"].isin(["D", "E"]) | (naive["n"] < 5)
    assert exposed(DEPARTMENTS, naive, plan)


def test_the_leader_minus_two_is_somebody() -> None:
    """A signed find: all staff of one role split gives the leader less two others."""
    counts = pd.DataFrame(
        {
            "unit": ["A", "A", "A", "B"],
            "role": ["employee", "employee", "leader", "employee"],
            "site": ["x", "y", "x", "y"],
            "n": [10, 2, 1, 10],
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error", CostlyCutsWarning)
        plan = plan_release(counts, cuts=[("unit", "role"), ("site",)], policy=POLICY)
    everything = plan.groups
    everything["hidden"] = everything["n"] < 5
    # site x minus unit A's employees = leader − the two at site y
    assert exposed(counts, everything, plan)
    assert not exposed(counts, plan.groups, plan)


def test_all_staff_beside_employees_gives_the_leader_away_and_warns() -> None:
    counts = pd.DataFrame(
        {"unit": ["A", "A", "B", "B"], "role": ["employee", "leader"] * 2, "n": [9, 1, 7, 1]}
    )
    with pytest.warns(CostlyCutsWarning, match="unit and unit × role"):
        plan = plan_release(counts, cuts=[("unit",), ("unit", "role")], policy=POLICY)
    assert not exposed(counts, plan.groups, plan)
    assert plan.withheld == 2


def test_published_practice_of_survey_platforms_is_contained() -> None:
    """A unit of 5 is shown, unless its parent minus it is fewer than 5."""
    counts = pd.DataFrame({"dep": ["D", "D"], "unit": ["u1", "u2"], "n": [6, 4]})
    plan = plan_release(counts, cuts=[("dep",), ("unit",)], policy=POLICY)
    assert sorted(plan.groups["hidden_reason"]) == ["", "complementary", "primary"]
    three = pd.DataFrame({"dep": ["D"] * 3, "unit": ["u1", "u2", "u3"], "n": [6, 4, 1]})
    plan = plan_release(three, cuts=[("dep",), ("unit",)], policy=POLICY)
    assert hidden(plan, unit="u1") == ""  # the two hidden siblings are five together


def test_five_is_shown_four_is_not_and_nothing_is_no_data() -> None:
    counts = pd.DataFrame({"unit": ["A", "B", "C"], "n": [5, 4, 0]})
    plan = plan_release(counts, cuts=[("unit",)], policy=POLICY)
    assert plan.groups["hidden_reason"].tolist() == ["", "primary", "no data"]
    assert plan.groups["hidden"].tolist() == [False, True, True]


def test_a_higher_minimum_is_kept() -> None:
    counts = pd.DataFrame({"unit": ["A", "B"], "n": [9, 7]})
    plan = plan_release(counts, cuts=[("unit",)], policy=DisclosurePolicy(minimum=8))
    assert plan.groups["hidden"].tolist() == [False, True]


def test_a_leader_who_skipped_one_scale_is_safe() -> None:
    counts = pd.DataFrame(
        {
            "unit": ["A", "B", "C", "D", "E"],
            "role": ["leader"] * 5,
            "TM_n": [1, 1, 1, 1, 1],
            "JU_n": [1, 1, 1, 1, 0],
        }
    )
    plan = plan_release(counts, cuts=[("role",)], policy=POLICY, n=["TM_n", "JU_n"])
    assert plan.groups["hidden_reason"].tolist() == ["primary"]
    one = plan_release(counts, cuts=[("role",)], policy=POLICY, n="TM_n")
    assert exposed(counts, one.groups, one, n="JU_n")
    assert plan.groups["n"].tolist() == [4]


def test_a_group_is_shown_only_when_safe_for_every_variable() -> None:
    counts = pd.DataFrame({"dep": ["D"] * 2, "unit": ["u1", "u2"], "TM_n": [9, 6], "JU_n": [9, 4]})
    plan = plan_release(counts, cuts=[("dep",), ("unit",)], policy=POLICY, n=["TM_n", "JU_n"])
    for name in plan.variables:
        assert not exposed(counts, plan.groups, plan, n=name)
    only = plan_release(counts, cuts=[("dep",), ("unit",)], policy=POLICY, n="TM_n")
    assert exposed(counts, only.groups, only, n="JU_n")


def test_a_scale_and_its_items_do_not_give_the_incomplete_away() -> None:
    """The scale rests on everybody, the item on those who answered it: two cuts."""
    counts = pd.DataFrame(
        {"unit": ["A", "A", "B", "B"], "TM1": ["answered", "missing"] * 2, "n": [8, 2, 8, 6]}
    )
    cuts = [("unit",), ("unit", ("TM1", "answered"))]
    plan = plan_release(counts, cuts=cuts, policy=POLICY)
    groups = plan.groups
    assert groups["cut"].unique().tolist() == ["unit", "unit × TM1 = answered"]
    by_unit = groups.groupby("unit")["hidden"].sum()
    assert by_unit.to_dict() == {"A": 1, "B": 0}
    everything = groups.assign(hidden=groups["n"] < 5)
    assert exposed(counts, everything, plan)


def test_twelve_answers_then_thirteen() -> None:
    before = pd.DataFrame({"unit": ["A", "B"], "n": [12, 9]})
    after = pd.DataFrame({"unit": ["A", "B"], "n": [13, 9]})
    first = plan_release(before, cuts=[("unit",)], policy=POLICY)
    second = plan_release(after, cuts=[("unit",)], policy=POLICY, earlier=[first])
    assert second.groups["hidden_reason"].tolist() == ["complementary", ""]
    assert audit_release(second).empty
    alone = plan_release(after, cuts=[("unit",)], policy=POLICY)
    assert not alone.groups["hidden"].any()


def test_people_who_moved_between_groups_cannot_be_told_from_counts() -> None:
    before = pd.DataFrame({"wave": 1, "unit": ["A", "B"], "n": [12, 9]})
    first = plan_release(before, cuts=[("wave", "unit")], policy=POLICY)
    moved = before.assign(n=[11, 10])
    with pytest.raises(DisclosureError, match="some groups have grown and others have shrunk"):
        plan_release(moved, cuts=[("wave", "unit")], policy=POLICY, earlier=[first])
    withdrawn = pd.concat([before.assign(n=[7, 9]), before.assign(wave=2)])
    later = plan_release(withdrawn, cuts=[("wave", "unit")], policy=POLICY, earlier=[first])
    assert not later.groups["hidden"].any()  # five withdrew, and a second survey came


def test_five_late_answers_may_be_shown() -> None:
    first = plan_release(pd.DataFrame({"unit": ["A"], "n": [12]}), cuts=[("unit",)], policy=POLICY)
    after = pd.DataFrame({"unit": ["A"], "n": [17]})
    second = plan_release(after, cuts=[("unit",)], policy=POLICY, earlier=[first])
    assert not second.groups["hidden"].any()


def test_another_deck_from_the_same_answers_is_planned_with_the_first() -> None:
    first = plan_release(DEPARTMENTS, cuts=[("unit",)], policy=POLICY)
    second = plan_release(DEPARTMENTS, cuts=[()], policy=POLICY, earlier=[first])
    assert second.groups["hidden_reason"].tolist() == ["complementary"]
    alone = plan_release(DEPARTMENTS, cuts=[()], policy=POLICY)
    assert not alone.groups["hidden"].any()
    both = pd.concat([first.groups, alone.groups])
    assert exposed(DEPARTMENTS, both, first)


def test_a_new_name_of_the_variable_does_not_forget_the_first_release() -> None:
    first = plan_release(DEPARTMENTS, cuts=[("unit",)], policy=POLICY)
    renamed = DEPARTMENTS.rename(columns={"n": "TM_n"})
    second = plan_release(renamed, cuts=[()], policy=POLICY, n="TM_n", earlier=[first])
    assert second.groups["hidden"].all()


def test_an_earlier_release_with_other_classes_is_refused() -> None:
    first = plan_release(DEPARTMENTS, cuts=[("dep", "unit")], policy=POLICY)
    coarser = DEPARTMENTS.groupby("unit", as_index=False)["n"].sum()
    with pytest.raises(DisclosureError, match="was made with 'dep', which the counts lack"):
        plan_release(coarser, cuts=[("unit",)], policy=POLICY, earlier=[first])
    changed = DEPARTMENTS.assign(n=[6, 6, 4])
    total = plan_release(DEPARTMENTS[["unit", "n"]], cuts=[("unit",)], policy=POLICY)
    with pytest.raises(DisclosureError, match="fewer class columns"):
        plan_release(changed, cuts=[("dep", "unit")], policy=POLICY, earlier=[total])


def test_a_new_wave_in_its_own_column_is_free() -> None:
    first = plan_release(
        pd.DataFrame({"wave": [1], "unit": ["A"], "n": [12]}),
        cuts=[("wave", "unit")],
        policy=POLICY,
    )
    both = pd.DataFrame({"wave": [1, 2], "unit": ["A", "A"], "n": [12, 13]})
    second = plan_release(both, cuts=[("wave", "unit")], policy=POLICY, earlier=[first])
    assert not second.groups["hidden"].any()


def test_a_distribution_plan_lies_within_the_plan_of_means() -> None:
    counts = pd.DataFrame({"dep": ["D"] * 3, "unit": ["u1", "u2", "u3"], "n": [12, 11, 3]})
    means = plan_release(counts, cuts=[("dep",), ("unit",)], policy=POLICY)
    spread = plan_release(
        counts, cuts=[("dep",), ("unit",)], policy=POLICY, kind="distribution", within=means
    )
    assert spread.minimum == 10
    assert (spread.groups["hidden"] | ~means.groups["hidden"]).all()
    with pytest.raises(DisclosureError, match="does not hold all groups of total"):
        plan_release(counts, cuts=[()], policy=POLICY, within=means)


def test_weights_say_what_the_reader_needs() -> None:
    counts = pd.DataFrame({"dep": ["D", "D"], "unit": ["u1", "u2"], "n": [8, 3]})
    cuts = [("dep",), ("unit",)]
    dear = plan_release(counts, cuts=cuts, policy=POLICY, weights={("unit",): 10})
    cheap = plan_release(counts, cuts=cuts, policy=POLICY, weights={("dep",): 10})
    assert (hidden(dear, unit="u1"), hidden(dear, dep="D")) == ("", "complementary")
    assert (hidden(cheap, unit="u1"), hidden(cheap, dep="D")) == ("complementary", "")
    with pytest.raises(DisclosureError, match="names 'area', which is not among the cuts"):
        plan_release(counts, cuts=cuts, policy=POLICY, weights={"area": 2})


def test_a_unit_that_is_its_department_is_shown_with_it() -> None:
    counts = pd.DataFrame({"dep": ["D", "E"], "unit": ["D", "u"], "n": [9, 8]})
    plan = plan_release(counts, cuts=[("dep",), ("unit",)], policy=POLICY)
    assert not plan.groups["hidden"].any()


def test_the_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(4)
    counts = pd.DataFrame(
        {
            "area": [f"a{i // 12}" for i in range(48)],
            "dep": [f"d{i // 6}" for i in range(48)],
            "unit": [f"u{i:02}" for i in range(48)],
            "role": ["employee"] * 48,
            "n": rng.integers(1, 14, 48),
        }
    )
    plan = plan_release(counts, cuts=TREE, policy=POLICY)
    for seed in range(3):
        mixed = counts.sample(frac=1, random_state=seed).astype({"unit": "category"})
        again = plan_release(mixed, cuts=TREE, policy=POLICY)
        pd.testing.assert_frame_equal(again.groups, plan.groups)


def test_values_of_a_plan_cannot_be_changed_from_outside() -> None:
    plan = plan_release(DEPARTMENTS, cuts=[("unit",)], policy=POLICY)
    groups, counts = plan.groups, plan.counts
    groups["hidden"], counts["n"] = False, 0
    assert plan.groups["hidden"].any()
    assert plan.counts["n"].sum() == 15
    with pytest.raises(AttributeError):
        plan.minimum = 1  # type: ignore[misc]


def test_input_is_never_changed() -> None:
    before = REGIONS.copy()
    plan_release(REGIONS, cuts=[("region",)], policy=POLICY)
    pd.testing.assert_frame_equal(REGIONS, before)


def test_a_missing_class_is_named_and_never_dropped() -> None:
    counts = pd.DataFrame({"unit": ["A", None, "B"], "n": [9, 8, 7]})
    with pytest.raises(InputError, match=r"Column 'unit' has rows without a class \(rows 1\)"):
        plan_release(counts, cuts=[("unit",)], policy=POLICY)


def test_all_problems_of_the_counts_come_at_once() -> None:
    counts = pd.DataFrame({"unit": ["A", None], "TM_n": [9.5, 8], "JU_n": [-1, 4]})
    with pytest.raises(InputError) as error:
        plan_release(counts, cuts=[("unit",)], policy=POLICY, n=["TM_n", "JU_n", "SW_n"])
    assert error.value.problems["column"].tolist() == ["TM_n", "JU_n", "SW_n", "unit"]


@pytest.mark.parametrize(
    ("cuts", "message"),
    [
        ([("uni",)], "names column 'uni', which the counts do not have"),
        ([("unit", "unit")], "names a column twice"),
        ([], "No cut is given"),
        ([(("unit", "A", 1),)], "has two parts"),
    ],
)
def test_cuts_that_cannot_be_planned_are_named(cuts: list[tuple], message: str) -> None:
    with pytest.raises(InputError, match=message):
        plan_release(DEPARTMENTS, cuts=cuts, policy=POLICY)


def test_without_a_policy_or_with_an_unknown_kind_nothing_is_planned() -> None:
    with pytest.raises(SkcoreError, match="policy must be a DisclosurePolicy, not None"):
        plan_release(DEPARTMENTS, cuts=[("unit",)], policy=None)  # type: ignore[arg-type]
    with pytest.raises(SkcoreError, match=r"kind must be one of 'means', .*, not 'counts'"):
        plan_release(DEPARTMENTS, cuts=[("unit",)], policy=POLICY, kind="counts")  # type: ignore[arg-type]
    with pytest.raises(DisclosureError, match="earlier must hold plans"):
        plan_release(DEPARTMENTS, cuts=[("unit",)], policy=POLICY, earlier=[REGIONS])  # type: ignore[list-item]


def test_without_the_complementary_rule_somebody_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exposure.ShownRows, "try_row", lambda *_: None)
    plan = plan_release(REGIONS, cuts=[("region",), ("county",), ("size",)], policy=POLICY)
    assert exposed(REGIONS, plan.groups, plan)
    assert not audit_release(plan).empty


def test_where_a_search_that_was_cut_off_counted_as_safe_somebody_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cuts = [("region",), ("county",), ("size",)]
    monkeypatch.setattr(exposure, "WORK_LIMIT", 0)
    plan = plan_release(REGIONS, cuts=cuts, policy=POLICY)
    assert not exposed(REGIONS, plan.groups, plan)
    monkeypatch.setattr(exposure._Search, "_explore", lambda *_: None)
    plan = plan_release(REGIONS, cuts=cuts, policy=POLICY)
    assert exposed(REGIONS, plan.groups, plan)


def test_what_the_counted_work_does_not_reach_is_withheld_said_and_the_same_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Work is counted and not timed, so that a slow machine decides as a quick one."""
    rng = np.random.default_rng(1)
    classes = {name: rng.integers(0, 4, 60).astype(str) for name in "abc"}
    counts = pd.DataFrame(classes).assign(n=rng.integers(1, 6, 60))
    counts = counts.groupby(list("abc"), as_index=False).sum()
    cuts = [("a",), ("b",), ("c",), ("a", "b"), ("b", "c"), ("a", "c")]

    def planned(limit: int) -> ReleasePlan:
        monkeypatch.setattr(exposure, "SEARCH_LIMIT", limit)
        return plan_release(counts, cuts=cuts, policy=POLICY)

    whole, short, none = planned(exposure.SEARCH_LIMIT), planned(2_000), planned(0)
    assert not whole.cut_short
    assert short.cut_short
    assert none.cut_short
    hidden = [plan.groups["hidden"].sum() for plan in (whole, short, none)]
    assert hidden[0] < hidden[2]
    for plan, limit in ((short, 2_000), (none, 0)):
        pd.testing.assert_frame_equal(plan.groups, planned(limit).groups)
        assert not exposed(counts, plan.groups, plan)
        assert audit_release(plan).empty


def test_a_search_that_is_cut_off_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exposure, "WORK_LIMIT", 0)
    counts = pd.DataFrame({"dep": ["D"] * 2, "unit": ["u1", "u2"], "role": ["l", "l"], "n": [3, 3]})
    plan = plan_release(counts, cuts=[("dep",)], policy=POLICY)
    assert plan.groups["hidden_reason"].tolist() == [""]  # six people behind one merged cell
    counts = pd.DataFrame({"a": list("xxy"), "b": list("zww"), "n": [4, 4, 4]})
    plan = plan_release(counts, cuts=[("a",), ("b",)], policy=POLICY)
    assert plan.groups.loc[plan.groups["n"] == 8, "hidden"].all()
