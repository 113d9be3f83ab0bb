"""One study, one door: what comes out is rounded, complete, and computed over shown groups only."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import skcore
from skcore.disclosure import Released, audit_release
from skcore.release.answer_parts import answer_groups
from skcore.release.item_answers import leaves_doubt
from skcore.release.plans import people_of

COPSOQ = "copsoq3-social-capital"


def tables(release: Any) -> dict[str, Released]:
    named = {
        name: getattr(release, name)
        for name in (
            "responses", "coding", "missing", "bounds", "profile", "gaps", "items", "spread",
            "scales", "changes", "share_changes", "unit_changes", "participants", "months", "years",
            "wellbeing",
        )
    }  # fmt: skip
    named |= {f"levels {key}": value for key, value in release.levels.items()}
    named |= {
        f"absence {k}": getattr(release.absence, k) for k in ("points", "rates", "model", "line")
    }
    return {name: table for name, table in named.items() if table is not None}


def test_everything_a_deck_can_show_came_through_the_door(sample_release: Any) -> None:
    found = tables(sample_release)
    assert len(found) == 22
    assert all(type(table) is Released for table in found.values())


def test_no_plan_lets_anybody_work_out_a_few_answers(sample_release: Any) -> None:
    plans = [*sample_release.plans.means.values(), sample_release.plans.distributions]
    assert [len(audit_release(plan)) for plan in plans] == [0] * len(plans)


@pytest.mark.parametrize("name", [f"levels {COPSOQ}", "unit_changes", "responses", "gaps"])
def test_points_are_whole_numbers_and_hidden_rows_are_blank(sample_release: Any, name: str) -> None:
    table = tables(sample_release)[name].table
    figures = table.select_dtypes("float").drop(
        columns=[c for c in table if c == "hidden"], errors="ignore"
    )
    values = figures.to_numpy(dtype=float)
    whole = values - np.round(values)
    ends = [name.endswith(("_low", "_high")) for name in figures]
    assert np.nanmax(np.abs(whole[:, ~np.array(ends)])) == 0
    # in tenths only where an end would touch zero
    assert np.nanmax(np.abs(values * 10 - np.round(values * 10))) < 1e-6
    assert figures[table["hidden"]].drop(columns=["n"], errors="ignore").isna().all().all()


def test_a_shown_mean_is_the_mean_of_those_who_answered_every_scale(
    sample_study: Any, sample_release: Any
) -> None:
    people = people_of(sample_study)
    codes = ["TM", "TE", "JU", "SW", "SC"]
    counted = people.dropna(subset=codes)
    table = sample_release.levels[COPSOQ].table
    units = table[(table["cut"] == "wave × unit × role") & ~table["hidden"]]
    assert len(units) > 150
    for row in units.sample(40, random_state=2).itertuples():
        own = counted[
            (counted["wave"] == row.wave)
            & (counted["unit"] == row.unit)
            & (counted["role"] == row.role)
        ]
        assert row.n == len(own)
        exact = own[row.variable].mean()
        assert abs(row.estimate - exact) <= 0.5 + 1e-9 or row.bounded


def test_a_unit_mean_is_its_employees_and_never_its_leaders(sample_release: Any) -> None:
    groups = sample_release.plans.means[COPSOQ].groups
    cuts = groups["cut"].unique()
    assert all("role" in cut for cut in cuts)
    leaders = groups[(groups["cut"] == "wave × unit × role") & (groups["role"] == "leader")]
    assert leaders["hidden"].all()


def test_health_data_are_planned_for_no_workplace(sample_release: Any) -> None:
    cuts = set(sample_release.plans.means["who-5"].groups["cut"])
    assert cuts == {"wave × role", "wave × level_1 × role"}
    assert "unit" not in sample_release.levels["who-5"].table.columns


def test_the_association_rests_on_exactly_the_shown_workplaces(sample_release: Any) -> None:
    absence = sample_release.absence
    points = absence.points.table
    assert not points["hidden"].any()
    assert int(absence.model.table["n"].iloc[0]) == len(points) == len(absence.rates.table)
    shown = sample_release.plans.means[COPSOQ].groups
    shown = shown[(shown["cut"] == "wave × unit × role") & ~shown["hidden"]]
    assert set(points["unit"]) <= set(shown.loc[shown["wave"] == absence.wave, "unit"])


def test_the_line_is_drawn_over_the_points_and_no_further(sample_release: Any) -> None:
    absence = sample_release.absence
    line, points = absence.line.table["points"], absence.points.table["estimate"]
    assert abs(line.min() - points.min()) <= 1
    assert abs(line.max() - points.max()) <= 1


def test_workplaces_that_were_reorganised_are_compared_together(sample_release: Any) -> None:
    table = sample_release.unit_changes.table
    union = sample_release.facts.comparison["hjem-01"]
    assert union == "hjem-01 + hjem-02 + hjem-03"
    row = table[(table["comparison"] == union) & (table["role"] == "employee")].iloc[0]
    assert row["n_first"] > 60
    assert "hjem-01" not in set(table["comparison"])


def test_few_answers_and_rare_ones_are_told_together() -> None:
    def of(*counts: int) -> list[list[float]]:
        return answer_groups([dict(zip([100.0, 75.0, 50.0, 25.0, 0.0], counts, strict=True))])

    assert of(2, 1, 1, 1, 4) == []
    assert of(3, 2, 1, 1, 3) == [[100, 75], [50, 25, 0]]
    assert of(5, 6, 6, 6, 6) == [[100, 75], [50], [25, 0]]
    assert of(6, 6, 6, 6, 6) == [[100, 75], [50], [25, 0]]
    assert of(60, 60, 40, 30, 10) == [[100], [75], [50], [25], [0]]
    assert of(60, 60, 40, 36, 4) == [[100], [75], [50], [25, 0]]
    assert of(4, 60, 40, 36, 60) == [[100, 75], [50], [25], [0]]
    assert of(60, 60, 79, 1, 0) == [[100], [75], [50, 25, 0]]
    assert of(200, 0, 0, 0, 0) == []  # everybody: nothing is told
    assert of(20, 20, 4, 1, 1) == [[100, 75], [50, 25, 0]]  # of 46, none below ten percent
    assert of(22, 20, 2, 1, 1) == []
    assert answer_groups([{100.0: 20, 60.0: 0, 40.0: 9, 0.0: 11}]) == [[100, 60], [40, 0]]


def test_of_few_people_no_answers_are_told_that_the_mean_would_tell_closer() -> None:
    four = {100.0: 3, 75.0: 3, 50.0: 4, 25.0: 2, 0.0: 2}
    at_an_end = {100.0: 0, 75.0: 6, 50.0: 0, 25.0: 0, 0.0: 8}

    def told(*answers: dict[float, int]) -> bool:
        counts = {str(place): own for place, own in enumerate(answers)}
        parts = {item: answer_groups([own]) for item, own in counts.items()}
        return leaves_doubt(counts, {item: part for item, part in parts.items() if part})

    assert told(four, four, four)
    assert not told(four, four)  # of one question or two the mean nearly gives them away
    assert not told(at_an_end, at_an_end, at_an_end)  # everybody at the same end of their part
    unable = {100.0: 1, 75.0: 9, 50.0: 4, 25.0: 0, 0.0: 0}
    assert told(four, four, unable)  # a question that is not told keeps the doubt
    assert told({100.0: 8, 0.0: 6})  # of two options there is nothing closer to tell
    many = {step: 3 * n for step, n in four.items()}
    assert told(many)


STEPS = [100.0, 75.0, 50.0, 25.0, 0.0]


@given(st.integers(10, 29), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_never_does_a_mean_tell_how_many_gave_an_answer_inside_a_part(
    n: int, questions: int, seed: int
) -> None:
    """Everybody knows the mean, so the sum over all questions, and the parts that are told."""
    draw = np.random.default_rng(seed)
    drawn = draw.multinomial(n, draw.dirichlet(np.ones(5)), size=questions)
    counts = {str(place): dict(zip(STEPS, row, strict=True)) for place, row in enumerate(drawn)}
    parts = {item: found for item, own in counts.items() if (found := answer_groups([own]))}
    if not parts or not leaves_doubt(counts, parts):
        return
    total = sum(step * people for own in counts.values() for step, people in own.items())
    blocks = [
        (part, sum(own[step] for step in part))
        for item, own in counts.items()
        for part in parts.get(item, [STEPS])
    ]
    assert min(people for _, people in blocks) >= 5
    for place, (part, people) in enumerate(blocks):
        rest = blocks[:place] + blocks[place + 1 :]
        low = total - sum(max(other) * m for other, m in rest)
        high = total - sum(min(other) * m for other, m in rest)
        for step in part if len(part) > 1 else ():
            others = [other for other in part if other != step]
            possible = [
                k
                for k in range(people + 1)
                if k * step + (people - k) * min(others) <= high
                and k * step + (people - k) * max(others) >= low
            ]
            assert len(possible) > 1


def test_shares_of_an_item_add_up_to_a_hundred(sample_release: Any) -> None:
    table = sample_release.items.table
    total = table.groupby(["wave", "variable"])["estimate"].sum()
    assert total.eq(100).all()


def test_the_same_input_gives_the_same_release_in_any_order(
    sample_study: Any, sample_release: Any
) -> None:
    import dataclasses

    shuffled = dataclasses.replace(
        sample_study, responses=sample_study.responses.sample(frac=1, random_state=5)
    )
    again = skcore.release_study(shuffled)
    keys = ["cut", "wave", "level_1", "level_2", "unit", "role", "variable"]
    first, second = (
        r.levels[COPSOQ].table.sort_values(keys, ignore_index=True) for r in (sample_release, again)
    )
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.whole
def test_without_absence_there_is_no_association_and_the_rest_stands(sample_study: Any) -> None:
    import dataclasses

    release = skcore.release_study(dataclasses.replace(sample_study, absence=None))
    assert release.absence is None
    assert release.months is None
    assert len(skcore.network_deck(release)) > 8


@pytest.mark.whole
def test_a_higher_minimum_shows_fewer_groups(sample_study: Any, sample_release: Any) -> None:
    import dataclasses

    policy = skcore.DisclosurePolicy(minimum=8, distribution_minimum=12)
    release = skcore.release_study(dataclasses.replace(sample_study, policy=policy))
    shown = [(~r.plans.means[COPSOQ].groups["hidden"]).sum() for r in (sample_release, release)]
    assert shown[1] < shown[0]
    groups = release.plans.means[COPSOQ].groups
    assert groups.loc[~groups["hidden"], "n"].min() >= 8


def test_the_smallest_difference_a_unit_can_show_is_that_from_the_rest(sample_release: Any) -> None:
    table = sample_release.levels[COPSOQ].table
    table = table[(table["wave"] == "2026") & (table["role"] == "employee") & ~table["hidden"]]
    whole = table[(table["cut"] == "wave × role")].set_index("variable")
    assert whole["detectable"].isna().all()  # nothing is left to be unlike
    units = table[table["cut"] == "wave × unit × role"]
    for row in units.sample(20, random_state=4).itertuples():
        n, everybody = float(row.n), float(whole.loc[row.variable, "n"])
        per_sd = skcore.detectable_change(n, 1.0, n_last=everybody - n) * (1 - n / everybody)
        assert 13 < row.detectable / per_sd < 21  # the spread inside units, scale by scale


def test_the_smallest_change_rests_on_the_answers_of_both_surveys(sample_release: Any) -> None:
    table = sample_release.unit_changes.table
    shown = table[~table["hidden"] & (table["variable"] == "TM")]
    per_sd = skcore.detectable_change(
        shown["n_first"].astype(float), 1.0, n_last=shown["n_last"].astype(float)
    )
    spread = shown["detectable"] / per_sd
    assert len(shown) > 20
    assert spread.between(16, 20).all()
    assert (shown["detectable"] >= (shown["conf_high"] - shown["conf_low"]) / 2).all()


# --- can the answers be used, and whom do they speak for


def lean(study: Any, **changes: Any) -> Any:
    """The study of one questionnaire, without occupations and registers: half of the planning."""
    import dataclasses

    less = {"absence": None, "outcomes": None, "backgrounds": ()}
    return dataclasses.replace(study, **{"instruments": study.instruments[:1], **less, **changes})


def turned(study: Any, item: str, wave: str) -> Any:
    """The same study with one item coded the other way round in one survey's export."""
    import dataclasses

    answers = study.responses.copy()
    rows = answers["wave"] == wave
    answers.loc[rows, item] = 6 - answers.loc[rows, item]
    return dataclasses.replace(study, responses=answers)


def test_an_item_turned_in_one_export_is_found_in_that_survey(sample_study: Any) -> None:
    release = skcore.release_study(lean(turned(sample_study, "JU1", "2025")))
    found = release.coding.table
    assert found[["wave", "item"]].to_numpy().tolist() == [["2025", "JU1"]]
    assert found["problem"].item().startswith("går imod de andre spørgsmål")
    assert int(found["people"].item()) > 600


def test_few_people_are_told_in_words_and_never_counted(sample_study: Any) -> None:
    answers = sample_study.responses.copy()
    items = list(sample_study.instruments[0].item_codes)
    last = answers.index[(answers["wave"] == "2026") & (answers["role"] == "employee")]
    answers.loc[last[:3], items] = 5.0
    found = skcore.release_study(lean(sample_study, responses=answers)).coding.table
    assert found["people"].tolist() == ["færre end 5"]
    assert not {"n", "share"} & set(found.columns)


def test_missing_answers_are_counted_question_by_question_and_a_few_are_no_number(
    sample_study: Any, sample_release: Any
) -> None:
    table = sample_release.missing.table.set_index(["wave", "variable"])["people"]
    answers = sample_study.responses
    staff = answers[(answers["wave"] == "2026") & (answers["role"] == "employee")]
    asked = staff[staff[list(sample_study.instrument_items)].notna().any(axis=1)]
    for item in sample_study.instrument_items:
        n = int(asked[item].isna().sum())
        assert table["2026", item] == (str(n) if n >= 5 else "færre end 5")
    assert (table == "færre end 5").any()


def test_bounds_follow_from_what_is_shown_and_nothing_finer(sample_release: Any) -> None:
    table = sample_release.bounds.table
    shown = sample_release.levels[COPSOQ].table
    shown = shown[(shown["cut"] == "wave × role") & (shown["wave"] == "2026")]
    shown = shown[shown["role"] == "employee"].set_index("variable")
    assert len(table) == 5
    for row in table.itertuples():
        assert row.estimate == shown.loc[row.variable, "estimate"]
        share = row.n / row.invited
        assert row.possible_low == pytest.approx(share * row.estimate, abs=0.5)
        assert row.possible_high == pytest.approx(share * row.estimate + 100 * (1 - share), abs=0.5)
        assert row.needed == pytest.approx(5 / (1 - share), abs=0.5)


def test_the_profile_follows_from_the_numbers_of_answers_shown(sample_release: Any) -> None:
    table = sample_release.profile.table
    assert set(table["cut"]) == {"wave × role", "wave × level_1 × role"}
    for _, rows in table.groupby("cut"):
        assert rows["part_answered"].sum() == pytest.approx(100, abs=0.2)
        parts = 100 * rows["answers"].astype(float) / rows["answers"].sum()
        np.testing.assert_allclose(rows["part_answered"], parts, atol=0.051)


def test_without_numbers_of_invited_nothing_is_said_about_the_silent(sample_study: Any) -> None:
    release = skcore.release_study(lean(sample_study, invited=None))
    assert release.bounds is None
    assert release.profile is None


@pytest.mark.parametrize("people", [4, 20])
def test_a_study_with_few_answers_and_none_in_the_next_survey_is_released(
    sample_study: Any, people: int
) -> None:
    import dataclasses

    answers = sample_study.responses
    first = answers[(answers["wave"] == "2025") & (answers["role"] == "employee")].head(people)
    study = dataclasses.replace(
        sample_study, responses=first, absence=None, outcomes=None, crosswalk=None
    )
    release = skcore.release_study(study)
    assert release.changes is None
    assert release.share_changes is None
    assert release.scales.table.empty
    assert release.coding is None
    assert release.missing is None
    assert len(skcore.network_deck(release)) > 5


def test_two_items_have_spearman_brown_beside_alpha_and_omega_says_why_not(
    sample_study: Any,
) -> None:
    import dataclasses

    copsoq = sample_study.instruments[0]
    scales = tuple(
        dataclasses.replace(scale, items=("TE1", "TE3"), min_answered=1)
        if scale.code == "TE"
        else scale
        for scale in copsoq.scales
    )
    shorter = dataclasses.replace(copsoq, scales=scales)
    study = lean(sample_study, instruments=(shorter,))
    table = skcore.release_study(study, earlier={}).scales.table.set_index(["variable", "term"])
    assert table.loc[("TE", "spearman_brown"), "estimate"] > 0.3
    assert pd.isna(table.loc[("TE", "omega"), "estimate"])
    assert "two" in table.loc[("TE", "omega"), "reason"]
    assert ("TM", "spearman_brown") not in table.index
