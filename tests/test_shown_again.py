"""The same people planned once more show the same, though what was shown costs nothing to show."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from skcore.disclosure import DisclosurePolicy, exposure, plan_release
from skcore.disclosure.memory.entries import as_entry, as_release
from skcore.disclosure.planned import ReleasePlan

CUTS = [
    ("wave", "role"),
    ("wave", "unit", "role"),
    ("wave", "role", "occupation"),
    ("wave", "role", "timing"),
    ("wave", "role", ("complete", "all")),
]
WAVES = ["2025", "2026"]


def people(seed: int, waves: list[str]) -> pd.DataFrame:
    """Few workplaces whose people cross with occupations and dates: many ways to work a few out."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(30, 90)) * len(waves)
    return pd.DataFrame(
        {
            "wave": rng.choice(waves, n),
            "role": rng.choice(["employee", "leader"], n, p=[0.9, 0.1]),
            "unit": rng.choice([f"u{at}" for at in range(int(rng.integers(3, 7)))], n),
            "occupation": rng.choice(["a", "b", "c", "–"], n),
            "timing": rng.choice(["early", "late"], n),
            "complete": rng.choice(["all", "some"], n, p=[0.8, 0.2]),
            "n": 1,
        }
    )


def planned(counts: pd.DataFrame, *earlier: ReleasePlan) -> ReleasePlan:
    """Plan, knowing earlier plans as a ledger holds them."""
    known = [
        as_release(json.loads(json.dumps(as_entry(plan, str(at), {}, 1, {}))), str(at))
        for at, plan in enumerate(earlier)
    ]
    return plan_release(counts, cuts=CUTS, policy=DisclosurePolicy(), earlier=known)


def hidden(plan: ReleasePlan, waves: list[str]) -> pd.DataFrame:
    groups = plan.groups.drop(columns="hidden_reason")
    return groups[groups["wave"].isin(waves)].reset_index(drop=True)


@pytest.mark.parametrize("seed", range(12))
def test_a_second_run_shows_what_the_first_did(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exposure, "WORK_LIMIT", 40)  # searches end early, as of large studies
    counts = people(seed, WAVES[:1])
    first = planned(counts)
    again = planned(counts, first)
    pd.testing.assert_frame_equal(hidden(again, WAVES), hidden(first, WAVES))
    pd.testing.assert_frame_equal(
        hidden(planned(counts, first, again), WAVES), hidden(first, WAVES)
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_new_survey_leaves_what_was_decided_of_the_old_one(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exposure, "WORK_LIMIT", 40)
    both = people(seed, WAVES)
    first = planned(both[both["wave"] == "2025"])
    after = planned(both, first)
    pd.testing.assert_frame_equal(hidden(after, ["2025"]), hidden(first, ["2025"]))
    assert (~hidden(after, ["2026"])["hidden"]).any()


def test_a_cut_of_which_nothing_was_shown_is_remembered_as_decided() -> None:
    counts = pd.DataFrame({"wave": "2025", "unit": ["a", "b"], "n": [7, 2]})
    plan = plan_release(counts, cuts=[("wave",), ("wave", "unit")], policy=DisclosurePolicy())
    assert plan.groups["hidden"].tolist() == [False, True, True]
    entry = as_entry(plan, "deck", {}, 1, {})
    assert [part["groups"] for part in entry["shown"]] == [[["2025"]], []]
    assert as_release(entry, "deck").planned == {"wave", "wave × unit"}


def test_where_somebody_was_added_more_may_be_shown() -> None:
    counts = pd.DataFrame({"wave": "2025", "unit": ["a", "b"], "n": [7, 2]})
    cuts = [("wave", "unit")]
    first = plan_release(counts, cuts=cuts, policy=DisclosurePolicy())
    grown = counts.assign(n=[7, 8])
    known = [as_release(as_entry(first, "deck", {}, 1, {}), "deck")]
    after = plan_release(grown, cuts=cuts, policy=DisclosurePolicy(), earlier=known)
    assert not after.groups["hidden"].any()
