"""Tables beside the slides in notebook 1: released rows, tree order, nothing where hidden."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest

import skcore

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
