"""A whole study of any number of workplaces with the longest Danish names, made cheaply."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from slide_examples import LONG_UNIT

from skcore.simulation.study_folder import write_study
from skcore.simulation.whole_study import simulate_study

#: one survey, without registers, backgrounds and numbers of invited
ONE_SURVEY = """
title = "Én måling"
language = "da"
organisation = "Fjordby Kommune"
preset = "municipality"
instruments = ["copsoq3-social-capital"]
levels = ["forvaltning", "område", "arbejdsplads"]
[[waves]]
id = "2025"
[[responses]]
file = "responses.csv"
numbers = "codes"
wave = "2025"
[responses.columns]
"Løbenr." = "respondent"
"Arbejdsplads" = "unit"
"Stilling" = "role"
[responses.values.role]
"Leder" = "leader"
"Medarbejder" = "employee"
[files]
units = "units.csv"
[disclosure]
minimum = 5
"""
NAMED = """
[network_deck]
named_units = true
agreed_by = "HovedMED"
agreed_on = 2026-09-17
"""


def first_answers(folder: Path) -> pd.DataFrame:
    """Answers of the first survey of a simulated study, as such a file has them."""
    answers = pd.read_csv(folder / "responses.csv", sep=";", dtype=str, encoding="utf-8-sig")
    return answers[answers["Måling"] == "1. måling"].drop(columns=["Måling", "Faggruppe"])


def study_of_many(folder: Path, units: int) -> Path:
    """Write one survey of ``units`` small workplaces that may be named; return its path.

    Every name is sixty letters and a number, every area's and administration's too.
    """
    more = max(units + 3, 12)  # not all are there in the first survey
    write_study(simulate_study(units=more, seed=8, median_size=9, intervention_units=1), folder)
    tree = pd.read_csv(folder / "units.csv", sep=";", dtype=str, encoding="utf-8-sig")
    tree = tree[["unit", "name", "parent", "level"]].drop_duplicates("unit")
    first = first_answers(folder)
    wanted = first["Arbejdsplads"].drop_duplicates().head(units)
    first = first[first["Arbejdsplads"].isin(wanted)]
    first.to_csv(folder / "responses.csv", sep=";", index=False, encoding="utf-8-sig")
    kept = tree[tree["unit"].isin(wanted)]
    while above := set(kept["parent"].dropna()) - set(kept["unit"]):
        kept = tree[tree["unit"].isin({*kept["unit"], *above})]
    names = [f"{LONG_UNIT} {place}" for place in range(1, len(kept) + 1)]
    kept.assign(name=names).to_csv(folder / "units.csv", sep=";", index=False, encoding="utf-8-sig")
    study = folder / "study.toml"
    study.write_text(ONE_SURVEY + NAMED, encoding="utf-8")
    return study
