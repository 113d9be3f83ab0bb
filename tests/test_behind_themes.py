"""The questions behind a workplace's theme: told of ten complete answers, and nobody's follow."""

from __future__ import annotations

import dataclasses
import importlib
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import skcore
from skcore.measuring.scoring import score_items
from skcore.release.behind_themes import behind_themes
from skcore.release.item_answers import answer_shares
from skcore.release.plans import people_of, study_plans

module = importlib.import_module("skcore.release.behind_themes")
UNIT = "dagoest-01"
JUSTICE = ["JU1", "JU2", "JU3", "JU4"]


@pytest.fixture(scope="module")
def parts(sample_study: Any) -> tuple[Any, Any, Any]:
    people, plans = people_of(sample_study), study_plans(sample_study, earlier={})
    return people, plans, answer_shares(sample_study, people, plans)


def told(study: Any, parts: tuple[Any, Any, Any], on: Any = ()) -> pd.DataFrame:
    table = behind_themes(study, parts[0], parts[1], parts[2], on).table
    return table[~table["hidden"]]


def answering(study: Any, where: pd.Series, items: list[str], codes: list[float]) -> Any:
    """The study as it were, had these people answered so, each in turn one of the codes."""
    responses = study.responses.copy()
    turns = np.resize(codes, int(where.sum()))
    for item in items:
        responses.loc[where, item] = turns
    return dataclasses.replace(study, responses=responses)


def now(study: Any) -> pd.Series:
    return study.responses["wave"] == study.waves[-1].id


def own(study: Any, unit: str = UNIT) -> pd.Series:
    employees = study.responses["role"] == "employee"
    return now(study) & (study.responses["unit"] == unit) & employees


def test_shares_are_those_of_the_people_who_answered_the_whole_theme(
    sample_study: Any, parts: Any
) -> None:
    points = score_items(sample_study.responses, sample_study.instruments[0])
    full = points.loc[own(sample_study), JUSTICE].dropna()
    table = told(sample_study, parts)
    rows = table[(table["unit"] == UNIT) & table["variable"].isin(JUSTICE)].set_index("variable")
    assert rows.index.tolist() == JUSTICE[:3]  # in the order of the form, chosen by no answer
    assert rows["n"].unique().tolist() == [len(full)]
    for item, row in rows.iterrows():
        assert row["share"] == round(100 * (full[item] > 50).mean())


def test_nothing_is_told_below_ten_complete_answers(sample_study: Any, parts: Any) -> None:
    assert told(sample_study, parts)["n"].min() >= 10
    responses = sample_study.responses.copy()
    rows = responses.index[own(sample_study)]
    responses.loc[rows[9:], "JU4"] = np.nan  # nine have answered all of the theme
    fewer = dataclasses.replace(sample_study, responses=responses)
    table = told(fewer, parts)
    assert not table[(table["unit"] == UNIT) & table["variable"].isin(JUSTICE)].shape[0]


def test_where_the_mean_would_tell_the_answers_nothing_is_told(
    sample_study: Any, parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody at an end of above or below the middle: shares and mean tell every answer."""
    at_ends = answering(sample_study, own(sample_study), JUSTICE, [5.0, 3.0, 5.0])
    table = told(at_ends, parts)
    assert table[(table["unit"] == UNIT) & table["variable"].isin(JUSTICE)].empty
    assert not table[table["variable"].isin(JUSTICE)].empty  # other workplaces' are
    monkeypatch.setattr(module, "_room_left", lambda *_: True)
    table = told(at_ends, parts)
    assert len(table[(table["unit"] == UNIT) & table["variable"].isin(JUSTICE)]) == 3


def test_where_all_others_would_have_answered_alike_nobodys_are_told(
    sample_study: Any, parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the whole tells less what workplaces tell is what is left: it must be at no end."""
    left = now(sample_study) & ~sample_study.responses["unit"].isin(
        told(sample_study, parts)["unit"]
    )
    alike = answering(sample_study, left, ["JU1"], [5.0])
    incomplete = sample_study.responses[JUSTICE].isna().any(axis=1) & now(sample_study)
    alike = answering(alike, incomplete, ["JU1"], [5.0])
    assert told(alike, parts).query("variable in @JUSTICE").empty
    assert not told(alike, parts).empty
    monkeypatch.setattr(module, "_others_stay_open", lambda *_: True)
    assert not told(alike, parts).query("variable in @JUSTICE").empty


def test_a_share_at_an_end_is_not_told_closer(sample_study: Any, parts: Any) -> None:
    none = answering(sample_study, own(sample_study), ["JU1"], [1.0, 2.0])
    table = told(none, parts)
    row = table[(table["unit"] == UNIT) & (table["variable"] == "JU1")].iloc[0]
    assert (row["share"], row["bounded"]) == (10, "below")
    assert pd.isna(row["conf_low"])


def test_no_theme_is_told_that_another_mean_tells_in_part(sample_study: Any, parts: Any) -> None:
    shorter = SimpleNamespace(shortened={"JU": ("JU1", "JU4")})
    assert told(sample_study, parts, [shorter]).query("variable in @JUSTICE").empty
    quick = skcore.load_instrument("fire-hurtige")  # TM1, TMX2, JU1 and JU4 in one mean
    both = dataclasses.replace(sample_study, instruments=(*sample_study.instruments, quick))
    assert set(told(both, parts)["variable"]) == {"TE1", "TE2", "TE3", "SW1", "SW2", "SW3"}


def test_nothing_is_told_of_a_new_edition(
    sample_study: Any, parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "was_another", lambda *_: True)
    assert told(sample_study, parts).empty


def test_no_option_of_any_question_follows_from_mean_and_shares(sample_release: Any) -> None:
    """Least and most people who may have chosen each option, given all that is told."""
    instrument = sample_release.facts.primary
    levels = sample_release.levels[instrument.id].table
    units = levels[(levels["cut"] == "wave × unit × role") & (levels["wave"] == "2026")]
    means = units[units["role"] == "employee"].set_index(["unit", "variable"])["estimate"]
    table = sample_release.behind.table
    assert len(table) > 100
    scale_of = table["variable"].map({i: s.code for s in instrument.scales for i in s.items})
    for (unit, scale), rows in list(table.groupby(["unit", scale_of]))[:40]:
        n = int(rows["n"].iloc[0])
        items = instrument.scale(scale).items
        steps = [0.0, 25.0, 50.0, 75.0, 100.0]
        size = len(items) * len(steps)
        a_eq, b_eq = np.zeros((0, size)), []
        for at, item in enumerate(items):
            everybody = np.zeros(size)
            everybody[5 * at : 5 * at + 5] = 1
            a_eq, b_eq = np.vstack([a_eq, everybody]), [*b_eq, n]
            row = rows[rows["variable"] == item]
            if len(row) and not row["bounded"].iloc[0]:
                above = np.zeros(size)
                above[5 * at + 3 : 5 * at + 5] = 1
                many = round(row["share"].iloc[0] * n / 100)
                a_eq, b_eq = np.vstack([a_eq, above]), [*b_eq, many]
        points = np.tile(steps, len(items)) / len(items) / n
        around = [means[unit, scale] - 0.5, means[unit, scale] + 0.5]
        for place in range(size):
            wanted = np.eye(size)[place]
            ends = [
                sign
                * linprog(
                    sign * wanted,
                    A_ub=np.vstack([points, -points]),
                    b_ub=[around[1], -around[0]],
                    A_eq=a_eq,
                    b_eq=b_eq,
                ).fun
                for sign in (1, -1)
            ]
            assert ends[1] - ends[0] > 0.5, (unit, scale, place, ends)


def test_the_slide_shows_the_theme_that_is_talked_about(sample_release: Any) -> None:
    slide = skcore.behind_slide(sample_release, UNIT)
    assert slide.title.replace("\u00a0", " ").endswith("Godt arbejde bliver anerkendt (56 %)")
    assert slide.figure.columns == ("Retfærdighed", "Os", "Alle")
    assert slide.footnote.startswith("25 medarbejdere svarede på alle temaets spørgsmål")
    assert slide.alt in [own.alt for own in skcore.unit_deck(sample_release, UNIT)]
    hidden = skcore.behind_slide(sample_release, "fam-03")
    assert hidden is None


def test_the_share_is_remembered_so_that_no_spread_is_told_beside_it(sample_release: Any) -> None:
    told = sample_release.plans.distributions.as_earlier("x").told
    assert told[("wave × unit × role", ("2026", UNIT, "employee"), "JU1")] == "share"
