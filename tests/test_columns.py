"""One glossary: every column that a public function returns is in it, or was in its input."""

from __future__ import annotations

import functools
import inspect
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import skcore
from skcore.columns import GLOSSARY

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
RNG = np.random.default_rng(11)
ITEMS = ["TM1", "TMX2", "TM3", "TM4"]
CLASSES = {"wave", "unit", "role", "occupation", "level_1", "level_2", "comparison", "complete"}
COPSOQ = skcore.load_instrument("copsoq3-social-capital")
SCALES = {c for code in COPSOQ.scale_codes for c in (code, f"{code}_n")}

UNITS = pd.DataFrame(
    {
        "unit": [f"u{i:02d}" for i in range(24)],
        "trust": RNG.normal(60, 6, 24),
        "absence_days": RNG.gamma(20, 10, 24),
        "spells": RNG.poisson(30, 24),
        "fte_years": RNG.uniform(8, 30, 24),
    }
)
PEOPLE = pd.DataFrame(
    {
        "respondent": [f"r{i}" for i in range(300)],
        "unit": [f"u{i % 20:02d}" for i in range(300)],
        "wave": pd.Categorical(["1", "2"] * 150, ["1", "2"], ordered=True),
        "treated": [int(i % 20 < 8) for i in range(300)],
        "post": [i % 2 for i in range(300)],
        "x": RNG.normal(60, 15, 300),
        "y": RNG.normal(60, 15, 300),
        "good": RNG.integers(0, 2, 300) * 100.0,
        "role": ["leader" if i % 15 == 0 else "employee" for i in range(300)],
        **{item: RNG.integers(1, 6, 300).astype(float) for item in COPSOQ.item_codes},
    }
)
MONTHS = pd.DataFrame(
    {
        "unit": np.repeat(["a", "b", "c", "d"], 36),
        "month": np.tile(pd.date_range("2023-01-01", periods=36, freq="MS"), 4),
        "cause": "own_sickness",
        "absence_days": RNG.gamma(10, 5, 144),
        "available_days": 600.0,
        "spells": RNG.poisson(12, 144),
        "employed": 30.0,
        "treated": np.repeat([1, 1, 0, 0], 36),
    }
)
STAFF = pd.DataFrame({"role": ["leader", "employee"], "invited": [30, 400]})
CROSSWALK = pd.DataFrame({"unit_before": ["a", "b"], "unit_after": ["a", "a"], "share": [1.0, 1.0]})
COUNTS = pd.DataFrame({"unit": ["a", "b", "c"], "n": [9, 8, 3]})
SUMS = COUNTS.assign(variable="x", total=[90.0, 80.0, 60.0], squares=[990.0, 880.0, 1250.0])


AVAILABLE = MONTHS.assign(unit="a").drop_duplicates("month")


@functools.cache
def spells() -> Path:
    """A list of spells in a folder of its own."""
    path = Path(tempfile.mkdtemp()) / "spells.csv"
    path.write_text("person;unit;start;end;cause\n7;a;30-03-2025;03-04-2025;sygdom\n", "utf-8")
    return path


def plan() -> Any:
    return skcore.plan_release(COUNTS, cuts=[(), ("unit",)], policy=skcore.DisclosurePolicy())


#: public function -> a call that gives its table, and the input whose columns may stand in it
CALLS: dict[str, tuple[Callable[[], Any], pd.DataFrame | None]] = {
    "absence_summary": (lambda: skcore.absence_summary(MONTHS, start="2024-01-01"), None),
    "absence_trend": (
        lambda: skcore.absence_trend(
            MONTHS,
            outcome="spells",
            month="month",
            start="2024-07-01",
            exposure="available_days",
            unit="unit",
            treated="treated",
        ),
        None,
    ),
    "action_checks": (
        lambda: skcore.action_checks(
            PEOPLE, outcome="x", treated="treated", post="post", unit="unit"
        ),
        None,
    ),
    "agreement": (lambda: skcore.agreement(PEOPLE, items=ITEMS, group="unit"), None),
    "associate": (
        lambda: skcore.associate(skcore.load_study(SAMPLE / "study.toml"), lags=[0]),
        None,
    ),
    "association_line": (
        lambda: skcore.association_line(
            UNITS, outcome="absence_days", predictor="trust", exposure="fte_years"
        ),
        UNITS,
    ),
    "audit_coding": (lambda: skcore.audit_coding(PEOPLE, COPSOQ), None),
    "audit_release": (lambda: skcore.audit_release(plan()), None),
    "build_programme": (
        lambda: skcore.build_programme(
            "programme-1", language="da", words={"h_med": "H-MED", "top_director": "x"}
        ),
        None,
    ),
    "check_absence": (lambda: skcore.check_absence(MONTHS), None),
    "check_spells": (
        lambda: skcore.check_spells(spells(), available=AVAILABLE, per_calendar_day=0.6),
        None,
    ),
    "check_responses": (lambda: skcore.check_responses(SAMPLE / "responses.csv", COPSOQ), None),
    "check_study": (lambda: skcore.check_study(SAMPLE / "study.toml"), None),
    "compare_early_late": (
        lambda: skcore.compare_early_late(
            PEOPLE.assign(order=range(300)), values=["x"], answered="order"
        ),
        None,
    ),
    "compare_shares": (lambda: skcore.compare_shares(PEOPLE, items=["good"], wave="wave"), None),
    "compare_waves": (lambda: skcore.compare_waves(PEOPLE, values=["x"], wave="wave"), None),
    "compare_with_register": (
        lambda: skcore.compare_with_register(
            PEOPLE, pd.DataFrame({"role": ["employee", "leader"], "invited": 400}), by=["role"]
        ),
        None,
    ),
    "correlate": (lambda: skcore.correlate(PEOPLE, x="x", y="y"), None),
    "count_model": (
        lambda: skcore.count_model(UNITS, outcome="spells", predictors=["trust"]),
        None,
    ),
    "read_lavaan": (lambda: skcore.read_lavaan("tests/golden"), None),
    "cronbach_alpha": (lambda: skcore.cronbach_alpha(PEOPLE, items=ITEMS), None),
    "crosswalk_groups": (lambda: skcore.crosswalk_groups(CROSSWALK), CROSSWALK),
    "crosswalk_register": (
        lambda: skcore.crosswalk_register(MONTHS, crosswalk=CROSSWALK, values=["absence_days"]),
        MONTHS,
    ),
    "difference_in_differences": (
        lambda: skcore.difference_in_differences(
            PEOPLE, outcome="x", treated="treated", post="post", unit="unit"
        ),
        None,
    ),
    "explain": (lambda: skcore.explain(plan()), COUNTS),
    "event_study": (
        lambda: skcore.event_study(
            MONTHS,
            outcome="spells",
            month="month",
            start="2024-07-01",
            exposure="available_days",
            unit="unit",
            treated="treated",
        ),
        None,
    ),
    "group_means": (
        lambda: skcore.group_means(PEOPLE, values=["x"], groups=["unit"], within=["unit"]),
        None,
    ),
    "means_of_sums": (lambda: skcore.means_of_sums(SUMS, groups=["unit"]), SUMS),
    "icc": (lambda: skcore.icc(PEOPLE, values=["x"], group="unit"), None),
    "item_distribution": (lambda: skcore.item_distribution(PEOPLE, items=ITEMS), None),
    "item_statistics": (lambda: skcore.item_statistics(PEOPLE, items=ITEMS), None),
    "list_instruments": (skcore.list_instruments, None),
    "mcdonald_omega": (lambda: skcore.mcdonald_omega(PEOPLE, items=ITEMS), None),
    "mixed_model": (
        lambda: skcore.mixed_model(PEOPLE, outcome="y", predictors=["x"], group="unit"),
        None,
    ),
    "permutation_correlation": (
        lambda: skcore.permutation_correlation(UNITS, x="trust", y="spells"),
        None,
    ),
    "published_score": (
        lambda: skcore.published_score(
            pd.DataFrame({"FH": [50.0, 70.0]}), skcore.load_instrument("fire-hurtige"), "FH"
        ),
        None,
    ),
    "read_absence": (lambda: skcore.read_absence(SAMPLE / "absence.csv"), None),
    "read_actions": (lambda: skcore.read_actions(SAMPLE / "actions.csv"), None),
    "read_crosswalk": (lambda: skcore.read_crosswalk(SAMPLE / "crosswalk.csv"), None),
    "read_invited": (lambda: skcore.read_invited(SAMPLE / "invited.csv"), None),
    "read_observations": (lambda: skcore.read_observations(SAMPLE / "observations.csv"), None),
    "read_outcomes": (lambda: skcore.read_outcomes(SAMPLE / "outcomes.csv"), None),
    "read_spells": (
        lambda: skcore.read_spells(spells(), available=AVAILABLE, per_calendar_day=0.6),
        None,
    ),
    "read_units": (
        lambda: skcore.read_units(
            SAMPLE / "units.csv",
            levels=["forvaltning", "område", "arbejdsplads"],
            waves=["2025", "2026"],
        ),
        None,
    ),
    "regroup": (
        lambda: skcore.regroup(PEOPLE, crosswalk=CROSSWALK, unit="unit", wave="wave", after="2"),
        PEOPLE,
    ),
    "response_bounds": (lambda: skcore.response_bounds(60, 75, 100), None),
    "response_rates": (
        lambda: skcore.response_rates(PEOPLE, UNITS[["unit"]].assign(invited=20), by=["unit"]),
        None,
    ),
    "rolling_absence": (lambda: skcore.rolling_absence(MONTHS), None),
    "role_gap": (lambda: skcore.role_gap(PEOPLE, values=["x"]), None),
    "score_items": (lambda: skcore.score_items(PEOPLE, COPSOQ), PEOPLE),
    "score_scales": (lambda: skcore.score_scales(PEOPLE, COPSOQ), None),
    "sensitivity": (
        lambda: skcore.sensitivity(
            UNITS, outcome="absence_days", predictor="trust", exposure="fte_years"
        ),
        None,
    ),
    "share_favourable": (lambda: skcore.share_favourable(PEOPLE, COPSOQ), None),
    "shrunken_means": (lambda: skcore.shrunken_means(PEOPLE, values=["x"], group="unit"), None),
    "spearman_brown": (lambda: skcore.spearman_brown(PEOPLE, items=ITEMS[:2]), None),
    "study_power": (
        lambda: skcore.study_power((6, 29), 12, 18, icc=0.12, correlation=0.85),
        None,
    ),
    "unit_association": (
        lambda: skcore.unit_association(
            UNITS, outcome="absence_days", predictor="trust", exposure="fte_years"
        ),
        None,
    ),
    "unit_mean_reliability": (
        lambda: skcore.unit_mean_reliability(PEOPLE, values="x", group="unit"),
        None,
    ),
    "unit_paths": (
        lambda: skcore.unit_paths(
            pd.DataFrame({"unit": ["a"], "parent": [""], "level": ["t"], "wave": [""]}),
            levels=["t"],
            waves=["1"],
        ),
        None,
    ),
    "within_between": (lambda: skcore.within_between(PEOPLE, x="x", y="y", group="unit"), None),
    "reliable_change": (
        lambda: skcore.reliable_change(
            PEOPLE, before="x", after="y", reliability=0.8, better="high"
        ),
        PEOPLE,
    ),
    "promise_and_found": (
        lambda: skcore.promise_and_found(
            pd.DataFrame(
                {
                    "unit": list("abcdefg"),
                    "variable": "TM",
                    "before": RNG.normal(60, 6, 7),
                    "after": RNG.normal(60, 6, 7),
                    "promised": [5.0, 6.0, *[np.nan] * 5],
                }
            )
        ),
        None,
    ),
    "raked_means": (
        lambda: skcore.raked_means(PEOPLE, STAFF, values="x", margins=["role"], cluster="unit"),
        None,
    ),
    "compare_linked": (
        lambda: skcore.compare_linked(
            PEOPLE.assign(who=[i // 2 for i in range(300)]),
            values="x",
            subject="who",
            wave="wave",
            first="1",
            last="2",
        ),
        None,
    ),
    "regression_to_the_mean": (
        lambda: skcore.regression_to_the_mean(
            UNITS.assign(low=(UNITS["trust"] < 58).astype(int), later=UNITS["trust"] + 1),
            before="trust",
            after="later",
            selected="low",
            reliability=0.7,
        ),
        None,
    ),
}
#: public names that give something other than a table, or whose tables tests/test_release.py reads
OTHER = {
    "bounds_table", "coding_table", "coverage_table", "early_late_table", "profile_table",
    "rates_table", "weighted_table", "rake_weights", "detectable_change", "list_programmes",
    "load_instrument", "load_study", "make_codebook", "make_decks", "network_deck",
    "plan_release", "protect", "read_responses", "release_study", "render_deck",
    "scored_people", "show", "simulate_study", "unit_deck", "choose_cards", "dialogue_themes",
    "unit_reliability", "write_study", "association_table", "change_table", "comparison_table",
    "cell_sums", "action_checks_table", "power_table", "unit_change_table",
    "items_slides", "outcome_slides", "relation_slides", "sensitivity_table", "cause_table",
    "knowledge_slides",
    "export_scores", "own_question_slides", "readable_tables",
    "close_poll", "poll_questions",
    "explore", "explored_table", "pick_cards", "plan_programme", "quick_poll",
    "check_import", "edit_actions", "explore_items",
    "action_classes_table", "explore_correlations", "explore_associations",
    "explore_units", "explore_levels", "explore_absence", "explore_residuals", "units_with_absence",
    "participating_units",
}  # fmt: skip


def functions() -> list[str]:
    named = [n for n in skcore.__all__ if inspect.isfunction(getattr(skcore, n))]
    return [n for n in named if not n.startswith("plot_") and not n.endswith("_slide")]


def test_every_public_function_is_held_to_the_glossary_or_named_as_other() -> None:
    assert set(functions()) == set(CALLS) | OTHER


@pytest.mark.parametrize("name", sorted(CALLS))
def test_columns_are_in_the_glossary_or_the_input(name: str) -> None:
    call, given = CALLS[name]
    table = call()
    known = set(GLOSSARY) | CLASSES | SCALES | set(() if given is None else given.columns)
    assert [c for c in table.columns if c not in known] == []


def test_tables_of_a_release_keep_to_the_glossary(sample_release: Any) -> None:
    for name in (
        "coding",
        "bounds",
        "profile",
        "levels",
        "responses",
        "gaps",
        "items",
        "changes",
        "unit_changes",
        "participants",
    ):
        released = getattr(sample_release, name)
        table = (
            next(iter(released.values())).table if isinstance(released, dict) else released.table
        )
        assert [c for c in table.columns if c not in set(GLOSSARY) | CLASSES] == [], name


def test_every_column_of_the_glossary_says_what_it_means() -> None:
    assert all(len(meaning) > 8 for meaning in GLOSSARY.values())
