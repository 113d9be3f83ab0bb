"""Sentences about sick leave, other results and well-being claim what the numbers show."""

from __future__ import annotations

import dataclasses
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import skcore
from skcore.decks.other_results import null_outcomes_slide
from skcore.decks.phrases import Phrases
from skcore.decks.scatter import association_words, beside, direction
from skcore.decks.wellbeing import _level_trap, _title_key, _trap_kind
from skcore.disclosure import protect
from skcore.slides.markup import plain
from skcore.slides.slide import Chart

NAN = float("nan")
DRAWN = re.compile(r"\b(prik|streg|bånd|linjen)", re.IGNORECASE)


@pytest.fixture(params=["da", "en"])
def p(request: pytest.FixtureRequest, sample_release: Any) -> Phrases:
    facts = dataclasses.replace(sample_release.facts, language=request.param)
    return Phrases(dataclasses.replace(sample_release, facts=facts))


def row(estimate: float, low: float, high: float, measure: str = "days_per_fte") -> pd.Series:
    sizes = {"estimate": estimate, "conf_low": low, "conf_high": high}
    return pd.Series(sizes | {"measure": measure, "n": 26})


def words(p: Phrases, found: pd.Series) -> tuple[str, str]:
    title, body = association_words(p, found, p.workplaces(26), about="deck.absence")
    return title, " ".join(body).replace("\u00a0", " ")


CLAIMS = {
    "lower": ("med lavere sygefravær", "with lower sickness absence"),
    "higher": ("med højere sygefravær", "with higher sickness absence"),
    "none": ("Ingen sikker sammenhæng", "No certain association"),
    "nothing": ("kan ikke regnes ud", "cannot be computed"),
}


@pytest.mark.parametrize(
    ("numbers", "claim"),
    [
        ((-1.6, -2.4, -0.7), "lower"),
        ((1.6, 0.7, 2.4), "higher"),
        ((-1.6, -4.8, 1.6), "none"),
        ((-1.6, -3.2, 0.0), "none"),
        ((-1.6, -3.2, -0.0), "none"),
        ((0.0, 0.0, 0.1), "none"),
        ((NAN, NAN, NAN), "nothing"),
        ((-1.6, NAN, NAN), "nothing"),
    ],
)
@pytest.mark.parametrize("measure", ["days_per_fte", "rank_correlation"])
def test_a_title_claims_what_the_numbers_beside_it_show(
    p: Phrases, numbers: tuple[float, float, float], claim: str, measure: str
) -> None:
    title, body = words(p, row(*numbers, measure))
    for name, said in CLAIMS.items():
        assert (said[p.language == "en"] in title) == (name == claim)
    assert "nan" not in (title + body).lower()


@settings(max_examples=60)
@given(st.integers(-80, 80), st.integers(0, 60), st.integers(0, 60))
def test_no_title_claims_a_direction_that_the_interval_does_not_have(
    sample_release: Any, tenths: int, below: int, above: int
) -> None:
    found = row(tenths / 10, (tenths - below) / 10, (tenths + above) / 10)
    title, body = words(Phrases(sample_release), found)
    certain = found["conf_low"] > 0 or found["conf_high"] < 0
    assert ("Ingen sikker" in title) == (not certain)
    assert ("lavere" in title) == (certain and tenths < 0)
    assert ("ingen sikker sammenhæng" in body) == (not certain)


def test_the_sentence_is_the_model_sentence_of_the_room(sample_release: Any) -> None:
    title, body = words(Phrases(sample_release), row(-1.6, -2.4, -0.7))
    assert title == "Højere social kapital hænger sammen med lavere sygefravær"
    assert body == (
        "På tværs af 26 arbejdspladser hænger 10 point højere social kapital sammen med 1,6 "
        "dagsværk lavere sygefravær pr. fuldtidsansat om året (95 %-sikkerhedsinterval: 0,7–2,4)."
    )


def test_few_workplaces_get_a_rank_and_are_told_why(p: Phrases) -> None:
    few = row(-0.21, -0.67, 0.36, "rank_correlation")
    _, body = words(p, few)
    assert {"da": "rangkorrelation −0,21", "en": "rank correlation −0.21"}[p.language] in body
    why = {"da": "for usikre til at tegne en linje", "en": "too uncertain to draw a line"}
    assert why[p.language] in body
    assert {"da": "kun få øje på en meget stærk", "en": "only detect"}[p.language] in body
    assert "dagsværk" not in body
    assert "working days" not in body
    strong = words(p, row(-0.8, -0.93, -0.5, "rank_correlation"))[1]
    assert {"da": "kun få øje på", "en": "only detect"}[p.language] not in strong


@pytest.mark.parametrize("measure", ["difference", "rank_correlation"])
@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((2.0, 0.4, 3.6), "hænger sammen med højere kvalitet"),
        ((-0.5, -0.8, -0.2), "hænger sammen med lavere kvalitet"),
        ((0.3, -0.2, 0.7), "Ingen sikker sammenhæng mellem social kapital og kvalitet"),
        ((NAN, NAN, NAN), "Sammenhængen med kvalitet kan ikke regnes ud"),
    ],
)
def test_any_outcome_is_held_to_the_same(
    sample_release: Any, numbers: tuple[float, float, float], said: str, measure: str
) -> None:
    p, found = Phrases(sample_release), row(*numbers, measure)
    about = {"about": "deck.outcome", "outcome": "kvalitet"}
    assert said in association_words(p, found, "26 pladser", **about)[0]


def test_what_the_numbers_do_not_say_stands_beside_them(sample_release: Any) -> None:
    slides = [skcore.absence_slide(sample_release), *skcore.outcome_slides(sample_release)]
    slides += [skcore.sensitivity_slide(sample_release), *skcore.relation_slides(sample_release)]
    for slide in slides:
        text = " ".join([*map(plain, slide.body), slide.notes])
        assert "Tallene viser ikke, at det ene skyldes det andet" in text
        assert "ikke noget om den enkelte" in text


def test_how_many_and_how_uncertain_stands_on_the_slide_of_sick_leave(
    sample_release: Any,
) -> None:
    """Of nine workplaces an interval that just leaves 0 out stood in the notes only."""
    model = sample_release.absence.model.table
    for measure, n, numbers, said in (
        ("days_per_fte", 24, (-1.6, -2.4, -0.7), "(0,7–2,4) på tværs af 24 arbejdspladser"),
        ("rank_correlation", 9, (-0.67, -0.92, -0.02), "på ni arbejdspladser: −0,67, hvor"),
    ):
        ends = dict(zip(("estimate", "conf_low", "conf_high"), numbers, strict=True))
        table = model.head(1).assign(measure=measure, n=n, **ends)
        absence = dataclasses.replace(sample_release.absence, model=SimpleNamespace(table=table))
        slide = skcore.absence_slide(dataclasses.replace(sample_release, absence=absence))
        assert said in plain(slide.body[0]).replace("\u00a0", " ")


def test_the_line_drawn_is_the_line_of_the_sentence(sample_release: Any) -> None:
    model = skcore.association_table(sample_release).set_index(["measure", "adjusted_for"])
    told = model.loc[("days_per_fte", "")].iloc[0]["estimate"]
    line = sample_release.absence.line.table
    middle = sample_release.absence.points.table["estimate"].mean()
    x = line["points"].to_numpy()
    height = np.interp([middle - 5, middle + 5], x, line["estimate"].to_numpy())
    assert height[1] - height[0] == pytest.approx(told, abs=0.2)


def test_a_slide_on_a_constructed_model_says_lower_in_both_languages(
    p: Phrases, sample_release: Any
) -> None:
    absence = sample_release.absence
    table = absence.model.table.drop(columns=["hidden", "hidden_reason"])
    table[["estimate", "conf_low", "conf_high"]] = [-1.6, -2.4, -0.7]
    over = absence.points.table[["unit", "wave", "role", "cut"]]
    decimals = dict.fromkeys(["estimate", "conf_low", "conf_high"], 2)
    plan = absence.points.plan
    model = protect(table, plan, kind="model", over=over, decimals=decimals)
    changed = dataclasses.replace(absence, model=model)
    slide = skcore.absence_slide(dataclasses.replace(p.release, absence=changed))
    assert slide is not None
    assert CLAIMS["lower"][p.language == "en"] in slide.title


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((-1.2, -2.0, -0.3), "højde for faggrupper: 1,2 lavere (0,3–2,0)."),
        ((1.2, 0.3, 2.0), "højde for faggrupper: 1,2 højere (0,3–2,0)."),
        ((-0.3, -4.4, 3.7), "højde for faggrupper: −0,3 (fra −4,4 til +3,7)."),
        ((2.8, 0.0, 5.5), "højde for faggrupper: +2,8 (fra ca. 0 til +5,5)."),
    ],
)
def test_what_stands_beside_is_said_as_the_sentence_above_it(
    sample_release: Any, numbers: tuple[float, float, float], said: str
) -> None:
    told = beside(Phrases(sample_release), row(*numbers), "deck.beside.occupations")
    assert told.replace("\u00a0", " ").endswith(said)


def test_numbers_from_an_earlier_survey_say_so(p: Phrases) -> None:
    footnote = skcore.absence_slide(p.release).footnote
    assert {"da": "har svaret i 1. måling (", "en": "answered in Survey 1 ("}[
        p.language
    ] in footnote
    assert "1. måling" not in skcore.outcome_slides(p.release)[0].footnote


# --- sensitivity: what all ways of computing agree on


@pytest.mark.parametrize(
    ("shift", "said"),
    [
        ({}, "Ingen sikker sammenhæng på nogen af de 4 måder"),
        ({0: (0.7, 0.6, 0.8)}, "Svaret afhænger af, hvordan vi regner"),
        (dict.fromkeys(range(5), (0.7, 0.6, 0.8)), "Lavere sygefravær hænger sammen med højere"),
        (dict.fromkeys(range(5), (1.3, 1.1, 1.6)), "Højere sygefravær hænger sammen med højere"),
    ],
)
def test_the_forest_claims_what_all_rows_agree_on(
    sample_release: Any, shift: dict[int, tuple[float, float, float]], said: str
) -> None:
    absence = sample_release.absence
    table = absence.sensitivity.table.drop(columns=["hidden", "hidden_reason"])
    ratios = table.index[(table["measure"] == "rate_ratio") & table["estimate"].notna()]
    for place, numbers in shift.items():
        rows = ratios if len(shift) > 1 else ratios[[place]]
        table.loc[rows, ["estimate", "conf_low", "conf_high"]] = numbers
    over = absence.points.table[["unit", "wave", "role", "cut"]]
    made = protect(table, absence.points.plan, kind="model", over=over, decimals=2)
    changed = dataclasses.replace(absence, sensitivity=made)
    slide = skcore.sensitivity_slide(dataclasses.replace(sample_release, absence=changed))
    assert slide.title.startswith(said)


def test_few_workplaces_have_no_forest_of_rates(sample_release: Any) -> None:
    absence = sample_release.absence
    table = absence.model.table.drop(columns=["hidden", "hidden_reason"]).head(1)
    table["measure"] = "rank_correlation"
    over = absence.points.table[["unit", "wave", "role", "cut"]]
    few = protect(table, absence.points.plan, kind="model", over=over, decimals=2)
    changed = dataclasses.replace(absence, model=few)
    release = dataclasses.replace(sample_release, absence=changed)
    assert skcore.sensitivity_slide(release) is None
    assert len(skcore.sensitivity_table(release)) > 10


# --- the level trap


def levels(**rows: tuple[float, float, float]) -> pd.DataFrame:
    names = ["estimate", "conf_low", "conf_high"]
    return pd.DataFrame(rows.values(), index=list(rows), columns=names)


@pytest.mark.parametrize(
    ("raw", "within", "between", "trap"),
    [
        (0.27, 0.25, 0.41, False),
        (-0.16, -0.11, -0.71, True),
        (0.20, 0.20, 0.40, True),
        (0.30, 0.25, 0.45, False),
        (0.05, 0.10, -0.02, True),
        (0.00, 0.00, 0.00, False),
        (0.00, 0.00, 0.02, True),
        (NAN, NAN, 0.40, False),
    ],
)
def test_levels_disagree_in_sign_or_by_a_factor_of_two(
    raw: float, within: float, between: float, trap: bool
) -> None:
    rows = {"raw": raw, "within": within, "between": between}
    assert _level_trap(levels(**{k: (v, v, v) for k, v in rows.items()})) is trap


@pytest.mark.parametrize(
    ("within", "between", "kind"),
    [
        ((0.3, 0.2, 0.4), (-0.5, -0.8, -0.1), "opposite"),
        ((0.1, 0.0, 0.2), (-0.5, -0.8, -0.1), "size"),
        ((0.1, -0.1, 0.3), (-0.2, -0.5, 0.1), "unsure"),
        ((NAN, NAN, NAN), (-0.2, -0.5, 0.1), "unsure"),
    ],
)
def test_the_trap_is_claimed_as_far_as_it_is_certain(
    within: tuple[float, float, float], between: tuple[float, float, float], kind: str
) -> None:
    table = levels(within=within, between=between)
    assert _trap_kind(table.loc["within"], table.loc["between"]) == kind


@pytest.mark.parametrize(
    ("within", "between", "key"),
    [
        ((0.3, 0.2, 0.4), (0.5, 0.1, 0.8), "title_both"),
        ((0.3, 0.2, 0.4), (0.5, -0.1, 0.8), "title_within"),
        ((0.3, -0.2, 0.4), (0.5, 0.1, 0.8), "title_between"),
        ((0.3, -0.2, 0.4), (0.5, -0.1, 0.8), "title_none"),
        ((-0.3, -0.4, -0.2), (-0.5, -0.8, -0.1), "title_lower_both"),
        ((-0.3, -0.4, -0.2), (-0.5, -0.8, 0.1), "title_lower_within"),
        ((-0.3, -0.4, -0.2), (0.5, 0.1, 0.8), "trap_title_opposite"),
        ((NAN, NAN, NAN), (0.5, 0.1, 0.8), "title_between"),
    ],
)
def test_a_relation_is_claimed_at_the_levels_where_it_is_certain(
    within: tuple[float, float, float], between: tuple[float, float, float], key: str
) -> None:
    assert _title_key(levels(within=within, between=between)) == key


def test_the_trap_has_a_slide_of_its_own_with_all_three_levels(sample_release: Any) -> None:
    assert skcore.level_trap_slide(sample_release) is None
    made = sample_release.wellbeing
    table = made.table.drop(columns=["hidden", "hidden_reason"])
    sizes = ["estimate", "conf_low", "conf_high"]
    table.loc[table["level"] == "between", sizes] = [-0.41, -0.58, -0.21]
    cells = sample_release.plans.means["copsoq3-social-capital"].groups
    cells = cells[(cells["cut"] == "wave × role") & (cells["role"] == "employee")]
    changed = protect(
        table, made.plan, kind="model", over=cells[["cut", "wave", "role"]], decimals=2
    )
    release = dataclasses.replace(sample_release, relations={"WHO5": changed})
    slide = skcore.level_trap_slide(release)
    assert slide.title.startswith("Inden for arbejdspladserne går sammenhængen den ene vej")
    assert len(slide.figure.table) == 3
    assert slide not in skcore.network_deck(release)  # correlations are for the notebook
    assert slide in skcore.relation_slides(release)


def test_direction_reads_the_numbers_as_they_are_shown() -> None:
    assert direction(row(-0.1, -0.3, -0.1)) == "lower"
    assert direction(row(0.0, -0.0, 0.2)) == "none"


def test_notes_name_marks_only_where_the_figure_draws_them(sample_release: Any) -> None:
    slides = [*skcore.network_deck(sample_release)]
    slides += skcore.unit_deck(sample_release, "hjem-01")
    assert {type(slide.figure).__name__ for slide in slides} >= {"Chart", "TableFigure"}
    for slide in slides:
        chart = isinstance(slide.figure, Chart) and slide.figure
        drawn = chart and not (chart.kind == "profile" and len(chart.table) == 1)
        assert drawn or not DRAWN.search(slide.notes), (slide.title, slide.notes)


def test_outcomes_without_a_certain_association_stand_together_none_of_them_strong(
    sample_release: Any,
) -> None:
    slide = null_outcomes_slide(sample_release)
    named = "borgertilfredshed og personaleomsætning"
    assert slide.title == f"Ingen sikker sammenhæng med social kapital: {named}"
    assert "strong" not in slide.figure.emphasis
    assert "10\u00a0point" in slide.figure.columns[1]
