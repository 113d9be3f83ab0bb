"""The judge, the explanation and how much is shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from skcore.disclosure import judge
from skcore.disclosure.audit import audit_release
from skcore.disclosure.bundles import bundles
from skcore.disclosure.judge import find_exposures
from skcore.disclosure.plan import plan_release
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.policy import DisclosurePolicy
from skcore.disclosure.withheld import coverage, explain
from skcore.errors import DisclosureError

COUNTS = pd.DataFrame(
    {"dep": ["D", "D", "E", "E", "E"], "unit": ["u1", "u2", "u3", "u4", "u5"], "n": [6, 3, 9, 4, 2]}
)


def the_plan() -> ReleasePlan:
    return plan_release(COUNTS, cuts=[(), ("dep",), ("unit",)], policy=DisclosurePolicy())


def spoilt(plan: ReleasePlan) -> ReleasePlan:
    groups = plan.groups
    groups["hidden"] = groups["n"] < 5
    return replace(plan, _groups=groups)


def test_the_judge_names_who_from_what_and_how_many() -> None:
    found = audit_release(spoilt(the_plan()))
    assert found.to_dict("records") == [
        {"people": "D · u2", "n": 3, "groups": "D; u1", "reason": "worked out"}
    ]
    assert audit_release(the_plan()).empty


def test_an_undecided_block_counts_as_exposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "_programme", lambda *_: ("undecided", []))
    rows = [[0, 1, 2], [2, 3, 4], [4, 5, 0]]
    found = find_exposures([2, 1, 2, 1, 2, 1], rows, 5)
    assert found
    assert not any(exposure.decided for exposure in found)


def test_signed_combinations_of_three_rows_are_found() -> None:
    # a + b + c rows differ from one another by single people
    rows = [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 6], [0, 1, 2, 3, 5, 6]]
    found = find_exposures([1] * 7, rows, 3)
    assert {exposure.cells for exposure in found} == {
        frozenset({5, 6}),
        frozenset({4, 6}),
        frozenset({4, 5}),
    }


def test_rows_that_share_too_little_are_left_out() -> None:
    matrix = np.array([[1.0, 0, 1, 1, 1, 0], [0, 1, 0, 0, 1, 1]])
    assert bundles(matrix, [0, 1], [2] * 6, 5) == []
    assert bundles(matrix, [0, 1], [1] * 6, 5) == [frozenset({0}), frozenset({1})]
    assert bundles(matrix, [0, 1], [1] * 6, 5, most_steps=0) is None


def test_only_plans_are_judged_and_explained() -> None:
    with pytest.raises(DisclosureError, match="audit_release needs a plan"):
        audit_release(COUNTS)  # type: ignore[arg-type]
    with pytest.raises(DisclosureError, match="explain needs a plan"):
        explain(COUNTS)  # type: ignore[arg-type]


def test_explain_names_reasons_and_the_smallest_merge() -> None:
    table = explain(the_plan()).set_index("unit")
    assert table.loc["u4", ["hidden_reason", "merge_with"]].tolist() == ["primary", "u5"]
    assert table.loc["u5", "merge_with"] == "u4"
    assert table.loc["u1", "hidden_reason"] == "complementary"
    assert table.loc["u1", "because"] in {"D", "total; E"}
    assert "merge_with" in explain(the_plan(), merges=False)


def test_a_small_group_of_early_answers_alone_may_still_be_merged_with_its_neighbour() -> None:
    people = {"kitchen": (4, 0), "east": (7, 5), "north": (10, 9), "south": (8, 11)}
    counts = pd.DataFrame(
        [
            {"unit": unit, "timing": timing, "n": n}
            for unit, both in people.items()
            for timing, n in zip(("early", "late"), both, strict=True)
            if n
        ]
    )
    cuts = [(), ("unit",), ("timing",)]
    table = explain(plan_release(counts, cuts=cuts, policy=DisclosurePolicy())).set_index("unit")
    reasons = {"kitchen": "primary", "east": "complementary"}
    assert table["hidden_reason"].to_dict() == reasons
    assert table["merge_with"].to_dict() == {"kitchen": "east", "east": "kitchen"}


def test_a_named_merge_can_be_shown_beside_everything_else() -> None:
    plan = the_plan()
    merged = COUNTS.assign(unit2=COUNTS["unit"].replace({"u4": "u4+u5", "u5": "u4+u5"}))
    again = plan_release(merged, cuts=[("unit2",)], policy=DisclosurePolicy(), earlier=[plan])
    shown = again.groups.set_index("unit2")["hidden"]
    assert not shown["u4+u5"]


def test_coverage_says_what_share_is_shown() -> None:
    table = coverage(the_plan()).set_index("cut")
    assert table.loc["total", "people_shown"] == 1
    assert table.loc["unit", "groups_shown"] == pytest.approx(1 / 5)
    assert table.loc["unit", "people_shown"] == pytest.approx(9 / 24)
