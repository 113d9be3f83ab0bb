"""A mean with at most one of spread and share: also over several calls, and over releases."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from skcore.disclosure import protect
from skcore.disclosure.memory.ledger import earlier_releases, read_ledger, record_release
from skcore.disclosure.plan import plan_release
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.policy import DisclosurePolicy
from skcore.disclosure.told import known_by_shares, shares_beside_spreads
from skcore.errors import DisclosureError

COUNTS = pd.DataFrame({"wave": 1, "unit": ["A", "B"], "n": [12, 15]})
SPREAD = pd.DataFrame({"unit": ["A", "B"], "mean": [60.0, 55.0], "sd": [20.0, 15.0]})
SHARE = pd.DataFrame({"unit": ["A", "B"], "mean": [60.0, 55.0], "share_favourable": [50.0, 40.0]})


def planned(**options: object) -> ReleasePlan:
    counts = options.pop("counts", COUNTS)
    return plan_release(counts, cuts=[("unit",)], policy=DisclosurePolicy(), **options)


def test_a_share_after_a_spread_is_refused_and_the_other_way_round() -> None:
    for first, second, words in ((SPREAD, SHARE, "spread"), (SHARE, SPREAD, "share")):
        plan = planned()
        assert not protect(first, plan, kind="distribution").table["hidden"].any()
        with pytest.raises(DisclosureError, match=rf"The {words} of 2 groups .* already \(A, B\)"):
            protect(second, plan, kind="distribution")


def test_the_same_cell_may_run_again_and_means_are_always_welcome() -> None:
    plan = planned()
    first = protect(SPREAD, plan, kind="distribution").table
    pd.testing.assert_frame_equal(protect(SPREAD, plan, kind="distribution").table, first)
    assert len(protect(SHARE[["unit", "mean"]], plan)) == 2


def test_other_groups_and_other_variables_are_other_people_s_and_other_answers() -> None:
    plan = planned()
    protect(SPREAD.iloc[:1], plan, kind="distribution")
    assert len(protect(SHARE.iloc[1:], plan, kind="distribution")) == 1
    wide = planned()
    protect(SPREAD.rename(columns={"sd": "TM_sd"}), wide, kind="distribution")
    other = SHARE.rename(columns={"share_favourable": "JU_share"})
    assert len(protect(other, wide, kind="distribution")) == 2
    with pytest.raises(DisclosureError, match="The spread of 2 groups"):
        protect(SHARE.assign(variable="TM"), wide, kind="distribution")


def test_a_group_s_own_interval_is_its_spread_and_a_pooled_one_is_not() -> None:
    interval = SPREAD.drop(columns="sd").assign(conf_low=50.0, conf_high=70.0)
    plan = planned()
    protect(interval, plan, kind="distribution", pooled_intervals=True)
    assert len(protect(SHARE, plan, kind="distribution")) == 2
    plan = planned()
    protect(interval, plan, kind="distribution")
    with pytest.raises(DisclosureError, match="The spread of 2 groups"):
        protect(SHARE, plan, kind="distribution")


def test_what_is_not_shown_is_not_told() -> None:
    plan = planned(counts=COUNTS.assign(n=[12, 7]))
    assert protect(SPREAD, plan, kind="distribution").table["hidden"].tolist() == [False, True]
    assert {key[0] for _, key, _ in plan._told} == {"A"}


def test_a_plan_within_another_knows_what_was_told_of_it() -> None:
    means = planned()
    within = planned(kind="distribution", within=means)
    protect(SPREAD, means, kind="distribution")
    with pytest.raises(DisclosureError, match="The spread of 2 groups"):
        protect(SHARE, within, kind="distribution")


def test_a_division_of_one_workplace_is_that_workplace_whatever_the_cut_is_called() -> None:
    counts = pd.DataFrame({"division": ["D", "E", "E"], "unit": ["A", "B", "C"], "n": [12, 15, 14]})
    cuts = [("division",), ("unit",)]
    plan = plan_release(counts, cuts=cuts, policy=DisclosurePolicy())
    spread = pd.DataFrame({"division": ["D"], "mean": [60.0], "sd": [20.0]})
    protect(spread, plan, kind="distribution")
    assert len(protect(SHARE.iloc[1:], plan, kind="distribution")) == 1
    with pytest.raises(DisclosureError, match=r"The spread of 2 groups .* already \(A, D\)"):
        protect(SHARE, plan, kind="distribution")
    later = plan_release(
        counts, cuts=cuts, policy=DisclosurePolicy(), earlier=plan.as_earlier("deck")
    )
    with pytest.raises(DisclosureError, match=r"The spread of 2 groups .* already \(A, D\)"):
        protect(SHARE, later, kind="distribution")


def test_a_table_that_was_refused_has_told_nothing() -> None:
    plan = planned()
    with pytest.raises(DisclosureError, match="decimals names 'SD'"):
        protect(SPREAD, plan, kind="distribution", decimals={"SD": 1})
    assert len(protect(SHARE, plan, kind="distribution")) == 2


def test_a_plan_made_without_the_ledger_cannot_add_a_share_to_its_spread(tmp_path: Path) -> None:
    path = tmp_path / "l.json"
    for table in (SPREAD, SHARE):
        plan = planned()
        protect(table, plan, kind="distribution")
        if table is SPREAD:
            record_release(path, plan, label="deck", fingerprints={1: "aa"})
    before = path.read_bytes()
    with pytest.raises(DisclosureError, match="The spread of 2 groups"):
        record_release(path, plan, label="deck", fingerprints={1: "aa"})
    assert path.read_bytes() == before


def test_the_ledger_remembers_which_of_them_was_told(tmp_path: Path) -> None:
    path = tmp_path / "l.json"
    plan = planned()
    record_release(path, plan, label="deck", fingerprints={1: "aa"})
    assert "told" not in path.read_text(encoding="utf-8")
    protect(SPREAD, plan, kind="distribution")
    ledger = record_release(path, plan, label="deck", fingerprints={1: "aa"})
    assert len(ledger) == 1
    text = path.read_text(encoding="utf-8")
    assert '"spread"' in text
    assert "20" not in text
    later = planned(earlier=earlier_releases(read_ledger(path)))
    assert len(protect(SPREAD, later, kind="distribution")) == 2
    with pytest.raises(DisclosureError, match="The spread of 2 groups"):
        protect(SHARE, later, kind="distribution")


def test_a_share_from_which_that_of_a_group_with_a_spread_follows_is_not_told() -> None:
    """The whole less one part is the other part: whatever is told first, and in which release."""
    cuts = [(), ("unit",)]
    first = plan_release(COUNTS, cuts=cuts, policy=DisclosurePolicy())
    protect(SPREAD.iloc[:1].assign(cut="unit"), first, kind="distribution")
    whole, a, b = ([row] for row in first.groups["unit"].fillna("").sort_values().index)
    later = plan_release(
        COUNTS, cuts=cuts, policy=DisclosurePolicy(), earlier=first.as_earlier("deck")
    )
    unsaid = plan_release(COUNTS, cuts=cuts, policy=DisclosurePolicy())
    unsaid = plan_release(
        COUNTS, cuts=cuts, policy=DisclosurePolicy(), earlier=unsaid.as_earlier("an old ledger")
    )
    for plan, also in ((first, ""), (later, ""), (unsaid, "unit")):
        assert shares_beside_spreads(plan, [whole, b], also=also) == [True, False]
        assert shares_beside_spreads(plan, [a], also=also) == [False]
    assert shares_beside_spreads(first, [b, whole], also="") == [True, False]
    assert shares_beside_spreads(unsaid, [whole, a, b], also="") == [True, True, True]


def test_a_spread_follows_the_shares_told_before() -> None:
    cuts = [(), ("unit",)]
    plan = plan_release(COUNTS, cuts=cuts, policy=DisclosurePolicy())
    share = pd.DataFrame({"unit": [None, "A"], "cut": ["total", "unit"], "share": [50.0, 40.0]})
    protect(share, plan, kind="distribution")
    units = plan.groups.index[plan.groups["unit"].notna()].tolist()
    assert known_by_shares(plan, units) == set(units)  # B is the rest
