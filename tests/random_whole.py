"""Random small studies with all that a study may hold, as files: for whoever reads what is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from random_small import AREAS, answers, units
from small_study import ITEMS, study_file

WAVES = ("2025", "2026")
OWN = """
[[questions]]
code = "move"
text = "Would you like to move?"
options = ["yes", "no"]

[goals]
A = 70
"""


def whole_study(folder: Path, seed: int) -> tuple[Path, pd.DataFrame]:
    """Write a random study of up to eight workplaces; return its file and its answers.

    With a background, forms that are partly blank, who answered when, an own question and, in
    turn by seed, one survey or two, pseudonyms, and a question that the second survey left out.
    """
    table = whole_answers(seed)
    waves = sorted(table["wave"].unique())
    return write_whole(folder, table, linked=seed % 3 == 0 and len(waves) == 2), table


def whole_answers(seed: int) -> pd.DataFrame:
    """Answers of a random study, a row each."""
    rng = np.random.default_rng([9, seed])
    waves = WAVES[: 1 + seed % 2]
    rows: list[list[Any]] = []
    for unit in list(AREAS)[: rng.integers(3, 9)]:
        size = int(rng.choice([2, 4, 5, 6, 9, 12, 15]))
        for wave in waves:
            rows += answers(rng, max(size + int(rng.integers(-1, 2)), 1), wave, unit, "employee")
            rows += answers(rng, int(rng.random() < 0.5), wave, unit, "leader")
    table = pd.DataFrame(rows, columns=["wave", "unit", "role", *ITEMS]).astype(
        dict.fromkeys(ITEMS, "Int64")
    )
    for item in ITEMS:
        table[item] = table[item].mask(rng.random(len(table)) < 0.03)
    if seed % 4 == 3:  # the second survey did not ask the last question
        table["Q4"] = table["Q4"].mask(table["wave"] == WAVES[1])
    table["answered"] = [
        f"{w}-03-{d:02}" for w, d in zip(table["wave"], _days(rng, table), strict=True)
    ]
    table["move"] = rng.choice(["yes", "no"], len(table), p=[0.4, 0.6])
    place = table.groupby(["wave", "unit", "role"]).cumcount().astype(str)
    table["respondent"] = table["unit"] + table["role"] + place
    codes, people = pd.factorize(table["respondent"])
    table["occupation"] = rng.choice(["nurse", "cook"], len(people), p=[0.7, 0.3])[codes]
    return table


def write_whole(folder: Path, table: pd.DataFrame, *, linked: bool = False) -> Path:
    """Write a study of these answers."""
    waves = sorted(table["wave"].unique())
    path = study_file(folder, [], units=units(), waves=waves, more=OWN)
    table.to_csv(folder / "responses.csv", sep=";", index=False)
    columns = 'role = "role"\noccupation = "occupation"\nanswered = "answered"\n'
    columns += 'move = "move"\nrespondent = "respondent"\n'
    text = path.read_text("utf-8").replace('role = "role"\n', columns, 1)
    text = text.replace("linked = false", f"linked = {str(linked).lower()}")
    text = text.replace("levels = ", 'backgrounds = ["occupation"]\nlevels = ', 1)
    path.write_text(text, encoding="utf-8")
    return path


def _days(rng: np.random.Generator, table: pd.DataFrame) -> list[int]:
    return [int(day) for day in rng.integers(3, 24, len(table))]
