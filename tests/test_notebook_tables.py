"""Tables beside the slides in notebook 1: released rows, tree order, nothing where hidden."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pandas as pd
import pytest

import skcore
from skcore.texts.readable import readable_html

TABLES = ["coding_table", "rates_table", "profile_table", "bounds_table", "coverage_table"]


def test_rates_name_every_workplace_and_a_leader_only_where_enough_were_there(
    sample_release: Any,
) -> None:
    table = skcore.rates_table(sample_release)
    facts = sample_release.facts
    assert table["name"].drop_duplicates().tolist() == [
        facts.unit_name(unit) for unit in facts.workplaces(facts.last_wave)
    ]
    hidden = table["hidden_reason"] != ""
    assert hidden.any()
    assert table.loc[hidden, ["answers", "invited", "response_rate"]].isna().all().all()
    leaders = table[table["role"] == "leader"]
    assert (leaders["answers"] >= 5).all()


def test_the_profile_names_parts_of_the_organisation_and_all(sample_release: Any) -> None:
    table = skcore.profile_table(sample_release)
    assert table["name"].tolist()[:2] == ["", ""]
    assert "Ældre- og Omsorgsforvaltningen" in table["name"].tolist()
    assert (table["chance_low"] <= table["part_invited"] + 0.1).all()


def test_bounds_and_coverage_tell_what_the_release_tells(sample_release: Any) -> None:
    bounds = skcore.bounds_table(sample_release)
    assert bounds["variable"].tolist() == ["TM", "TE", "JU", "SW", "SC"]
    assert (bounds["possible_low"] < bounds["shifted_low"]).all()
    assert (bounds["shifted_high"] < bounds["possible_high"]).all()
    coverage = skcore.coverage_table(sample_release).set_index("cut")
    assert coverage.loc["wave × role", "groups_shown"] == 1
    assert 0 < coverage.loc["wave × unit × role", "groups_shown"] < 1


@pytest.mark.parametrize("name", ["coding_table", "profile_table", "bounds_table"])
def test_where_nothing_can_be_told_the_table_is_empty_with_its_columns(
    sample_release: Any, name: str
) -> None:
    bare = dataclasses.replace(sample_release, coding=None, profile=None, bounds=None)
    table = getattr(skcore, name)(bare)
    assert isinstance(table, pd.DataFrame)
    assert table.empty
    assert len(table.columns) >= 6


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_in_the_glossary(sample_release: Any, name: str) -> None:
    from skcore.columns import GLOSSARY

    table = getattr(skcore, name)(sample_release)
    assert [column for column in table.columns if column not in {*GLOSSARY, "wave", "role"}] == []


@pytest.mark.parametrize(
    ("make", "columns"),
    [
        (lambda r, _: skcore.choose_cards(r, "dagoest-01"), ["dimension", "direction", "form"]),
        (lambda r, _: skcore.dialogue_themes(r, "dagoest-01"), ["kind", "size"]),
        (lambda r, _: skcore.power_table(r), ["contrast", "scenario"]),
        (
            lambda r, _: skcore.sensitivity_table(r),
            ["measure", "adjusted_for", "analysis", "units_used"],
        ),
        (lambda _, s: s.absence, ["cause"]),
    ],
    ids=["cards", "themes", "power", "association", "absence"],
)
def test_codes_of_a_table_are_read_as_words(
    sample_release: Any, sample_study: Any, make: Any, columns: list[str]
) -> None:
    table = make(sample_release, sample_study)
    there = [name for name in columns if name in table]
    assert there
    for name in there:
        page = readable_html(table[[name]].drop_duplicates(), "da")
        cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
        assert cells
        codes = set(table[name].dropna().astype(str)) - {"", "sandwich"}
        assert not codes & set(cells), (name, codes & set(cells))
