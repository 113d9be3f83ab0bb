"""What stands beside an evaluation: who moved, what ran when, weights, and one page of it all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import skcore
from skcore.figures.drawing import svg_of
from skcore.handouts import HANDOUTS
from skcore.release.facts import StudyFacts
from skcore.release.plans import people_of

FILE: dict[str, Any] = {"sep": ";", "encoding": "utf-8-sig"}


def with_facts(release: Any, **changed: object) -> Any:
    facts: StudyFacts = replace(release.facts, **changed)  # type: ignore[arg-type]
    return replace(release, facts=facts)


def test_who_went_where_is_drawn_with_what_is_compared_as_one(sample_release: Any) -> None:
    slide = skcore.reorganisation_slide(sample_release)
    assert slide is not None
    table = slide.figure.table
    assert table["share"].to_list() == [52, 30, 18]
    assert table["label"].nunique() == 1
    assert slide.title == "Omlægningen rørte fire arbejdspladser"
    said = "".join(run.text for line in slide.body for run in line)
    assert said.startswith("Sammenlignes som én: ")
    assert all(name in said for name in table["category"])
    drawn = svg_of("moved", table, slide.figure.options, width=800, height=500)
    assert all(f">{share}" in drawn for share in (52, 30, 18))


def test_merged_closed_and_new_workplaces_are_drawn_and_many_are_counted(
    sample_release: Any,
) -> None:
    units = sample_release.facts.workplaces("2026")[:12]
    rows = [(units[0], units[1], 1.0), (units[2], units[1], 1.0), (units[3], None, 1.0)]
    rows += [(None, units[4], np.nan)] + [(units[5], unit, 0.1) for unit in units[6:12]]
    moved = pd.DataFrame(rows, columns=["unit_before", "unit_after", "share"])
    slide = skcore.reorganisation_slide(with_facts(sample_release, crosswalk=moved))
    assert slide is not None
    assert len(slide.figure.table) == 9
    assert {"Lukket"} <= set(slide.figure.table["category"])
    assert {"Ny"} <= set(slide.figure.table["label"])
    assert "crosswalk.csv" in slide.footnote
    drawn = svg_of("moved", slide.figure.table, slide.figure.options, width=800, height=500)
    assert "nan" not in (drawn + slide.alt).lower()
    assert skcore.reorganisation_slide(with_facts(sample_release, crosswalk=None)) is None
    same = pd.DataFrame({"unit_before": units, "unit_after": units, "share": 1.0})  # nobody moved
    assert skcore.reorganisation_slide(with_facts(sample_release, crosswalk=same)) is None


def test_what_is_not_shown_both_times_is_said_not_to_be_compared(sample_release: Any) -> None:
    slide = skcore.reorganisation_slide(replace(sample_release, unit_changes=None))
    assert slide is not None
    assert slide.body[0][0].text == "Kan ikke sammenlignes"


def test_themes_of_the_register_stand_under_the_courses_of_sick_leave(sample_release: Any) -> None:
    for slide in (skcore.action_absence_slide(sample_release), skcore.trend_slide(sample_release)):
        assert slide is not None
        bars = slide.figure.options["bars"]
        assert slide.figure.options["x_label"].startswith("Bjælker: ")  # what they are is said
        assert 1 <= len(bars) <= 4
        months = slide.figure.table["month"]
        for bar in bars:
            assert bar["start"] <= bar["end"]
            assert bar["end"] >= str(months.min())
        drawn = svg_of("trend", slide.figure.table, slide.figure.options, width=800, height=500)
        assert bars[0]["label"].split()[0] in drawn
        names = set(sample_release.facts.units["name"])
        assert not any(bar["label"] in names for bar in bars)
    none = with_facts(sample_release, actions=pd.DataFrame())
    assert not {"bars", "x_label"} & set(skcore.trend_slide(none).figure.options)  # type: ignore[union-attr]


def test_weighted_means_are_made_of_shown_workplaces_alone(sample_release: Any) -> None:
    table = skcore.weighted_table(sample_release).set_index("variable")
    means = sample_release.levels[sample_release.facts.primary.id].table
    cut = "wave × unit × role"
    means = means[(means["cut"] == cut) & (means["wave"] == "2026") & (means["role"] == "employee")]
    asked = sample_release.responses.table
    asked = asked[(asked["cut"] == cut) & (asked["wave"] == "2026") & (asked["role"] == "employee")]
    shown = means[(means["variable"] == "JU") & ~means["hidden"]]
    weight = shown["unit"].map(asked.set_index("unit")["invited"])
    assert means["hidden"].any()  # and what is not shown is no part of it
    row = table.loc["JU"]
    assert row["n_groups"] == len(shown)
    assert row["estimate"] == pytest.approx(np.average(shown["estimate"], weights=weight), abs=0.06)
    assert row["unweighted"] == pytest.approx(
        np.average(shown["estimate"], weights=shown["n"]), abs=0.06
    )
    half = (shown["conf_high"] - shown["conf_low"]) / 2 * weight / weight.sum()
    width = row["conf_high"] - row["conf_low"]
    assert width == pytest.approx(2 * np.sqrt((half**2).sum()), abs=0.11)


@pytest.mark.whole
def test_a_list_of_invited_by_occupation_gives_a_second_row_of_weighted_means(folder: Path) -> None:
    before = skcore.weighted_table(skcore.release_study(skcore.load_study(folder / "study.toml")))
    study = skcore.load_study(folder / "study.toml")
    told = sorted(set(study.responses["occupation"]) - {""})
    file = folder / "invited.csv"
    table = pd.read_csv(file, sep=";", encoding="utf-8-sig")
    many = table.loc[table.index.repeat(len(told))].assign(Faggruppe=told * len(table))
    # one of each occupation at a workplace, and the rest of its people in the first
    first = many["Faggruppe"] == told[0]
    many["invited"] = np.where(first, (many["invited"] - len(told) + 1).clip(lower=0), 1)
    many = many[(many["role"] == "employee")]
    many.to_csv(file, sep=";", index=False)
    release = skcore.release_study(skcore.load_study(folder / "study.toml"))
    found = skcore.weighted_table(release)
    assert set(before["group"]) == {"unit"}
    means = release.levels[release.facts.primary.id].table
    means = means[(means["cut"] == "wave × role × occupation") & (means["wave"] == "2026")]
    means = means[(means["variable"] == "TM") & ~means["hidden"] & means["occupation"].isin(told)]
    means = means[means["role"] == "employee"]
    invited = many[many["wave"].astype(str) == "2026"].groupby("Faggruppe")["invited"].sum()
    row = found[(found["group"] == "occupation") & (found["variable"] == "TM")].iloc[0]
    weight = means["occupation"].map(invited)
    assert row["estimate"] == pytest.approx(np.average(means["estimate"], weights=weight), abs=0.06)
    assert (row["n_groups"], row["invited"]) == (len(means), weight.sum())
    assert row["unweighted"] != row["estimate"]
    # the whole profile needs the answers themselves, and is for the researcher alone
    study = skcore.load_study(folder / "study.toml")
    people = people_of(study)
    people = people[(people["wave"] == "2026") & (people["role"] == "employee")]
    paths = people[["unit", "level_1"]].drop_duplicates()
    register = study.invited[study.invited["wave"] == "2026"].merge(paths, on="unit")
    register = register[register["occupation"].isin(people["occupation"])]
    margins = ["role", "occupation", "level_1"]
    raked = skcore.raked_means(people, register, values="TM", margins=margins, cluster="unit")
    assert raked["n"].item() == (people["occupation"].isin(told) & people["TM"].notna()).sum()


def test_an_occupation_that_stands_twice_in_the_list_of_invited_is_told(tmp_path: Path) -> None:
    file = tmp_path / "invited.csv"
    lines = ["unit;role;faggruppe;invited", "a;employee;SOSU;4", "a;employee;SOSU;5"]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(skcore.InputError, match="occupation"):
        skcore.read_invited(file, waves=["1"])
    file.write_text("\n".join(lines[:2]), encoding="utf-8")
    assert skcore.read_invited(file, waves=["1"]).columns.to_list() == [
        *("unit", "wave", "role", "occupation", "invited"),
    ]


def test_nothing_is_weighted_where_nobody_knows_who_was_invited(folder: Path) -> None:
    (folder / "invited.csv").unlink()
    file = folder / "study.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("invited")]
    file.write_text("\n".join(kept), encoding="utf-8")
    assert skcore.weighted_table(skcore.release_study(skcore.load_study(file))).empty


def test_the_page_to_the_steering_group_has_the_slides_own_words(sample_release: Any) -> None:
    data = HANDOUTS["steering"].make(sample_release).data
    told = skcore.conclusion_slide(sample_release)
    assert told is not None
    assert data["found"] == [list(row) for row in told.figure.rows]
    titles = [
        slide.title
        for slide in (
            skcore.promise_slide(sample_release),
            skcore.chance_slide(sample_release),
            skcore.action_absence_slide(sample_release),
        )
        if slide is not None
    ]
    assert len(titles) == len(data["actions"]) > 0
    assert all(line.startswith(t) for line, t in zip(data["actions"], titles, strict=True))
    row = sample_release.participants.table.assign(conf_low=np.nan, conf_high=np.nan)
    few = replace(sample_release, participants=SimpleNamespace(table=row))
    left = HANDOUTS["steering"].make(few).data["actions"]
    assert not any("af sig selv" in line for line in left)
    assert any("af sig selv" in line for line in data["actions"])
    one = HANDOUTS["steering"].make(replace(sample_release, changes=None)).data
    assert one["found"] == []
    assert one["subject"] == sample_release.facts.title
