"""Sick leave and other results of the workplaces, also where there is little of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import skcore
from skcore.association.occupations import occupation_mix
from skcore.disclosure import Released, audit_release
from skcore.release.absence import absence_and_capital
from skcore.release.outcomes import outcomes_and_capital
from skcore.release.plans import people_of
from skcore.release.whole_absence import absence_by_cause, absence_by_month, absence_by_year
from skcore.slides.markup import plain

COPSOQ = "copsoq3-social-capital"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A study of 30 workplaces of about 25 people, as its files are read."""
    folder = tmp_path_factory.mktemp("small")
    skcore.write_study(skcore.simulate_study(seed=4, units=30, median_size=25), folder)
    return skcore.load_study(folder / "study.toml")


@pytest.fixture(scope="module")
def whole(small: Any) -> Any:
    return skcore.release_study(small)


def with_registers(study: Any, release: Any, **changes: Any) -> Any:
    """Return the release with other registers beside the same answers and plans."""
    other = dataclasses.replace(study, **changes)
    people = people_of(other)
    absence, missing = absence_and_capital(other, people, release.plans)
    return dataclasses.replace(
        release,
        absence=absence,
        absence_missing=missing,
        outcomes=outcomes_and_capital(other, people, release.plans),
        months=absence_by_month(other),
        years=absence_by_year(other),
        causes=absence_by_cause(other),
    )


def said(slide: Any) -> str:
    text = " ".join([slide.title, *(plain(body) for body in slide.body), slide.footnote])
    return text.replace("\u00a0", " ")


# --- what there is little of


def test_a_study_without_absence_says_so_in_the_table_and_leaves_the_slide_out(
    lean_release: Any,
) -> None:
    release = lean_release
    assert release.absence_missing == "no_register"
    table = skcore.association_table(release)
    assert table["reason"].tolist() == ["Der er ingen fraværstal i denne undersøgelse."]
    assert skcore.absence_slide(release) is None
    assert skcore.sensitivity_slide(release) is None
    assert skcore.sensitivity_table(release).empty
    assert skcore.cause_table(release).empty
    assert skcore.trend_slide(release) is None
    assert len(skcore.network_deck(release)) > 8


def test_absence_for_half_of_the_workplaces_is_told_and_used(small: Any, whole: Any) -> None:
    units = sorted(whole.absence.points.table["unit"])[::2]
    absence = small.absence[small.absence["unit"].isin(units)]
    release = with_registers(small, whole, absence=absence)
    n = len(release.absence.points)
    assert 3 <= n <= len(units)
    assert set(release.absence.points.table["unit"]) <= set(units)
    slide = skcore.absence_slide(release)
    assert f"Sygefraværet kan vises for {n} af {release.absence.shown} arbejdspladser" in said(
        slide
    )
    assert "rangkorrelation" in slide.notes
    assert "line" not in slide.figure.options


def test_no_absence_anywhere_is_no_association_and_not_the_claim_of_none(
    small: Any, whole: Any
) -> None:
    counts = ["spells", "persons_absent", "long_term_days"]
    absence = small.absence.assign(absence_days=0.0).drop(columns=counts)
    release = with_registers(small, whole, absence=absence)
    slide = skcore.absence_slide(release)
    assert slide.title == "Sammenhængen med sygefravær kan ikke regnes ud"
    assert "Det er ikke det samme som ingen sammenhæng" in said(slide)
    assert "nan" not in said(slide).lower()
    assert skcore.association_table(release)["reason"].ne("").all()
    assert skcore.sensitivity_slide(release) is None
    assert "var 0,0 % det seneste år" in said(skcore.trend_slide(release))


def test_where_nobody_is_known_to_be_absent_no_workplace_is_shown(small: Any, whole: Any) -> None:
    counts = dict.fromkeys(["spells", "persons_absent", "long_term_days"], 0)
    absence = small.absence.assign(absence_days=0.0, **counts)
    release = with_registers(small, whole, absence=absence)
    assert release.absence_missing == "few_units"
    slide = skcore.absence_slide(release)
    assert slide.figure is None
    assert "mindst 10 ansatte" in said(slide)


def test_a_register_without_own_sickness_is_no_error(small: Any, whole: Any) -> None:
    absence = small.absence[small.absence["cause"] == "maternity"]
    release = with_registers(small, whole, absence=absence)
    assert release.absence is None
    assert release.absence_missing == "few_units"


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        (lambda t: t.drop(columns="employed"), "no_employed", "hvor mange der er ansat"),
        (lambda t: t[t["month"] < "2025-06-01"], "no_year", "ikke 12 måneders fravær"),
        (lambda t: t[t["unit"] == t["unit"].iloc[-1]], "few_units", "For få arbejdspladser"),
    ],
)
def test_what_cannot_be_related_is_told_on_the_slide(
    small: Any, whole: Any, change: Any, key: str, words: str
) -> None:
    release = with_registers(small, whole, absence=change(small.absence))
    assert (release.absence, release.absence_missing) == (None, key)
    assert words in said(skcore.absence_slide(release))
    assert words in skcore.association_table(release)["reason"].iloc[0]


def test_a_survey_without_days_has_no_year_after_it_and_says_why(small: Any, whole: Any) -> None:
    waves = [dataclasses.replace(wave, start=None, end=None) for wave in small.waves]
    release = with_registers(small, whole, waves=waves)
    assert "ingen datoer" in said(skcore.absence_slide(release))


@pytest.mark.whole
def test_one_department_gives_a_smaller_result(small: Any) -> None:
    tree = small.units
    top = tree.loc[tree["parent"] == "", "unit"].iloc[0]
    areas = tree.loc[tree["parent"] == top, "unit"]
    inside = tree[tree["unit"].eq(top) | tree["unit"].isin(areas) | tree["parent"].isin(areas)]
    one = {
        name: getattr(small, name)[lambda t: t["unit"].isin(inside["unit"])]
        for name in ("responses", "invited", "absence", "outcomes")
    }
    study = dataclasses.replace(small, units=inside, crosswalk=None, **one)
    release = skcore.release_study(study)
    slide = skcore.absence_slide(release)
    assert slide is not None
    if release.absence is not None:
        assert len(release.absence.points) < len(inside)
        assert int(release.absence.model.table["n"].iloc[0]) == len(release.absence.points)
    assert len(skcore.network_deck(release)) > 8


def test_a_year_needs_twelve_months_in_a_row(small: Any, whole: Any) -> None:
    gap = small.absence["month"].unique()
    absence = small.absence[small.absence["month"] != sorted(gap)[-5]]
    release = with_registers(small, whole, absence=absence)
    assert release.years is None
    assert skcore.trend_slide(release).title == "Sygefraværet måned for måned"


def test_a_single_year_with_one_survey_in_it_says_so(small: Any, whole: Any) -> None:
    months = sorted(small.absence["month"].unique())[-12:]
    release = with_registers(
        small, whole, absence=small.absence[small.absence["month"].isin(months)]
    )
    words = said(skcore.trend_slide(release))
    assert "Den lodrette streg viser, hvornår vi målte." in words
    assert "Sammenlign samme måneder" not in words
    longer = said(skcore.trend_slide(with_registers(small, whole, absence=small.absence)))
    assert "De lodrette streger viser, hvornår vi målte." in longer
    assert "Sammenlign samme måneder" in longer


# --- exactly the shown workplaces, and nothing that gives one person away


def test_every_relation_rests_on_exactly_the_shown_workplaces(sample_release: Any) -> None:
    groups = sample_release.plans.means[COPSOQ].groups
    groups = groups[(groups["cut"] == "wave × unit × role") & ~groups["hidden"]]
    relations = [sample_release.absence, *sample_release.outcomes.values()]
    assert len(relations) == 3
    for relation in relations:
        points = relation.points.table
        own = relation.rates if relation is sample_release.absence else relation.figures
        shown = groups.loc[groups["wave"] == relation.wave, "unit"]
        assert not points["hidden"].any()
        assert not own.table["hidden"].any()
        assert set(points["unit"]) == set(own.table["unit"]) <= set(shown)
        assert (relation.model.table["n"] == len(points)).all()
        assert (relation.line.table["n"] == len(points)).all()
        assert audit_release(own.plan).empty


def test_outcomes_stand_on_ten_people_or_are_left_out(
    sample_study: Any, sample_release: Any
) -> None:
    few = sample_study.outcomes.assign(n=lambda t: t["n"].where(t["n"] < 20, 9))
    release = with_registers(sample_study, sample_release, outcomes=few)
    for outcome in release.outcomes.values():
        own = few[(few["outcome"] == outcome.name) & (few["wave"] == outcome.wave)]
        n = own.set_index("unit")["n"]
        assert n[outcome.figures.table["unit"]].min() >= 10
    unknown = sample_study.outcomes.assign(n=np.nan)
    assert not with_registers(sample_study, sample_release, outcomes=unknown).outcomes


def test_everything_about_sick_leave_came_through_the_door(sample_release: Any) -> None:
    absence = sample_release.absence
    found = [absence.points, absence.rates, absence.model, absence.line, absence.sensitivity]
    found += [sample_release.months, sample_release.years, sample_release.causes]
    for outcome in sample_release.outcomes.values():
        found += [outcome.points, outcome.figures, outcome.model, outcome.line]
    found += list(sample_release.relations.values())
    assert all(type(table) is Released for table in found)


def test_causes_are_told_for_the_whole_organisation_only(
    sample_release: Any, small: Any, whole: Any
) -> None:
    table = sample_release.causes.table
    assert set(table["cause"]) == {"own_sickness", "child_sickness", "work_accident", "maternity"}
    assert (table["n"] >= 50).all()
    shown = skcore.cause_table(sample_release)
    assert shown["absence_percent"].tolist() == table["absence_percent"].tolist()
    own = table.set_index("cause").loc["own_sickness", "absence_percent"]
    assert own == sample_release.years.table["absence_percent"].iloc[-1]
    rare = small.absence.assign(
        persons_absent=lambda t: t["persons_absent"].where(t["cause"] != "work_accident", 0)
    )
    release = with_registers(small, whole, absence=rare)
    assert "work_accident" not in set(release.causes.table["cause"])


# --- is it not just the occupational groups?


def test_occupations_are_summed_up_in_as_many_numbers_as_the_workplaces_carry() -> None:
    rng = np.random.default_rng(2)
    units = pd.Series([f"u{k}" for k in range(24)])
    people = pd.DataFrame(
        {"unit": units.repeat(20), "occupation": rng.choice(list("abcdefgh"), 480)}
    )
    before = people.copy()
    mix, held = occupation_mix(people, units)
    assert list(mix) == ["mix_1", "mix_2", "unit"]
    assert 20 < held < 80
    assert abs(mix["mix_1"].corr(mix["mix_2"])) < 1e-9
    alike, none = occupation_mix(people.assign(occupation="a"), units)
    assert list(alike) == ["unit"]
    assert none == 0
    two = people.assign(occupation=people["occupation"].where(people["occupation"] < "b", "b"))
    assert occupation_mix(two, units)[1] == pytest.approx(100)
    pd.testing.assert_frame_equal(people, before)


def test_the_mix_is_of_those_who_told_their_occupation() -> None:
    units = pd.Series(["a", "b", "c", "d"] * 5).drop_duplicates()
    people = pd.DataFrame({"unit": np.repeat(["a", "b", "c"], 10), "occupation": ["x", "y"] * 15})
    people.loc[people.index % 5 == 0, "occupation"] = "y"
    many = units.repeat(5)  # more workplaces carry a number; they repeat the four
    told, _ = occupation_mix(people, pd.Series(many.to_numpy()))
    quiet = pd.DataFrame({"unit": ["a"] * 7 + ["d"] * 4, "occupation": [""] * 5 + [None] * 6})
    beside, _ = occupation_mix(pd.concat([people, quiet]), pd.Series(many.to_numpy()))
    pd.testing.assert_frame_equal(told, beside)
    assert told.loc[told["unit"] == "d", "mix_1"].abs().max() < 1e-9  # nobody told: at the mean


def test_the_first_question_in_the_room_is_answered(sample_release: Any) -> None:
    slide = skcore.absence_slide(sample_release)
    assert "taget højde for dem, er forskellen −0,3 dagsværk for 10 point og usikker" in said(slide)
    assert "Der er delvist taget højde for faggrupper (65 % af forskellene" in said(slide)
    table = skcore.association_table(sample_release)
    held = table[table["adjusted_for"] == "occupations"]
    assert (held["components"] == 2).all()
    assert set(table["estimand"]) == {"measured", "corrected"}


@pytest.mark.whole
def test_another_background_does_not_pass_for_occupations(sample_study: Any) -> None:
    renamed = sample_study.responses.rename(columns={"occupation": "age"})
    study = dataclasses.replace(sample_study, responses=renamed, backgrounds=("age",))
    release = skcore.release_study(study, earlier={})
    assert "Der er ikke taget højde for faggrupper" in skcore.absence_slide(release).footnote
    assert set(skcore.association_table(release)["adjusted_for"]) == {""}


# --- sensitivity


def test_the_sensitivity_table_holds_every_way_and_every_lag(sample_release: Any) -> None:
    table = skcore.sensitivity_table(sample_release)
    full = table[table["lag"] < 12]
    ways = set(zip(full["analysis"], full["units_used"], full["lag"], strict=True))
    assert len(ways) == 3 * 2 * 3
    main = skcore.association_table(sample_release).iloc[0]
    own = full[(full["analysis"] == "quasi_poisson") & (full["lag"] == 0)].iloc[0]
    assert own["estimate"] == main["estimate"]
    late = table[table["lag"] == 12]
    assert late["reason"].tolist() == ["no twelve months of absence so long after the survey"]


def test_without_the_largest_there_is_one_fewer(sample_release: Any) -> None:
    table = skcore.sensitivity_table(sample_release)
    n = table.dropna(subset=["estimate"]).pivot_table(index="lag", columns="units_used", values="n")
    assert (n["all"] - n["without_largest"] == 1).all()


def test_the_forest_draws_the_numbers_of_the_table(sample_release: Any) -> None:
    slide = skcore.sensitivity_slide(sample_release)
    table = skcore.sensitivity_table(sample_release)
    rows = slide.figure.table
    assert rows["estimate"].iloc[0] == round(100 * (table["estimate"].iloc[1] - 1))
    assert len(rows) == 4
    assert slide not in skcore.network_deck(sample_release)


# --- other results and other scales


def test_each_outcome_has_its_slide_after_sick_leave(sample_release: Any) -> None:
    slides = skcore.outcome_slides(sample_release)
    assert [s.title for s in slides] == [
        "Ingen sikker sammenhæng mellem social kapital og borgertilfredshed",
        "Ingen sikker sammenhæng mellem social kapital og personaleomsætning",
    ]
    titles = [slide.title for slide in skcore.network_deck(sample_release)]
    both = "Ingen sikker sammenhæng med social kapital: borgertilfredshed og personaleomsætning"
    assert titles.index(both) > titles.index(skcore.absence_slide(sample_release).title)
    for slide, outcome in zip(slides, sample_release.outcomes.values(), strict=True):
        assert len(slide.figure.table) == len(outcome.points)
        assert "unit" not in slide.figure.table
        assert "label" not in slide.figure.table


def test_an_outcome_may_be_called_anything(sample_study: Any, sample_release: Any) -> None:
    hostile = "**{units}** <script>"
    outcomes = sample_study.outcomes.assign(outcome=hostile)
    outcomes = outcomes.drop_duplicates(["unit", "wave"])
    release = with_registers(sample_study, sample_release, outcomes=outcomes)
    slide = skcore.outcome_slides(release)[0]
    assert hostile in slide.title
    assert hostile in slide.alt


def test_every_other_scale_goes_the_same_way(whole: Any, lean_release: Any) -> None:
    release = whole
    assert list(release.relations) == ["WHO5"]
    assert release.wellbeing is release.relations["WHO5"]
    slides = skcore.relation_slides(release)
    assert slides[0].title in skcore.wellbeing_slide(release).notes
    assert lean_release.facts.primary.id == "copsoq3-social-capital"
    assert skcore.relation_slides(lean_release) == []  # of a study that asks of nothing else


def test_real_answers_have_their_other_scales_related(real_data: Path, tmp_path: Path) -> None:
    from real_studies import prevent_osa_study

    study = skcore.load_study(prevent_osa_study(tmp_path, real_data))
    release = skcore.release_study(study)
    for code, table in release.relations.items():
        assert table.table["variable"].eq(code).all()
        assert table.table["estimate"].abs().max() <= 1
