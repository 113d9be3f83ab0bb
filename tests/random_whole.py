"""Random small studies with all that a study may hold, as files: for whoever reads what is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from random_small import AREAS, answers, lists_of, units
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
    turn by seed, one survey or two, pseudonyms, a question that the second survey left out, and
    a list of the invited; from seed 2000 on half as many workplaces.
    """
    table = whole_answers(seed)
    waves = sorted(table["wave"].unique())
    kind = "grown" if seed % 12 in (4, 5) else "invited by nobody knows whom"
    lists = lists_of(table, kind, seed, again=True)
    return write_whole(folder, table, linked=seed % 3 == 0 and len(waves) == 2, lists=lists), table


def whole_answers(seed: int) -> pd.DataFrame:
    """Answers of a random study, a row each."""
    rng = np.random.default_rng([9, seed])
    waves = WAVES[: 1 + seed % 2]
    rows: list[list[Any]] = []
    least, most = (3, 9) if seed < 2000 else (1, 6)
    for unit in list(AREAS)[: rng.integers(least, most)]:
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


def near_study(folder: Path, seed: int) -> Path:
    """Write a study of six to eight workplaces that answer nearly alike, and have a spread.

    The third theme has three questions, so that shares are told of it; in turn by seed one survey
    or two, and pseudonyms.
    """
    rng = np.random.default_rng([99, seed])
    waves = WAVES[: 1 + seed % 2]
    rows: list[list[Any]] = []
    for unit in list(AREAS)[: rng.integers(6, 9)]:
        size, middle = int(rng.choice([5, 6, 7, 8, 9, 12])), rng.choice([2.5, 3.5, 4, 4.5])
        spread = rng.choice([0, 0, 0.2, 0.3, 0.5] if seed % 4 < 2 else [0.3, 0.6, 1])
        for wave in waves:
            drawn = rng.normal(middle, spread, (size + int(rng.integers(0, 2)), len(ITEMS)))
            given = np.clip(np.round(drawn), 1, 5).astype(int).tolist()
            rows += [[wave, unit, "employee", *form] for form in given]
    table = pd.DataFrame(rows, columns=["wave", "unit", "role", *ITEMS])
    days = zip(table["wave"], _days(rng, table), strict=True)
    table["answered"] = [f"{wave}-03-{day:02}" for wave, day in days]
    place = table.groupby(["wave", "unit"]).cumcount().astype(str)
    table = table.assign(move="yes", occupation="nurse", respondent=table["unit"] + place)
    path = write_whole(folder, table, linked=seed % 6 == 3)
    told = path.read_text("utf-8").replace("[[responses]]", "[[responses]]\nother_people = true", 1)
    path.write_text(told if seed % 6 != 3 else path.read_text("utf-8"), encoding="utf-8")
    one = folder / "one.toml"
    longer = one.read_text("utf-8").replace("['Q3', 'Q4']", "['Q2', 'Q3', 'Q4']")
    one.write_text(longer, encoding="utf-8")
    return path


def in_turn(kind: str, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers of a random study when it was first shown, and when it was shown again."""
    event = ("late", "wave")[seed % 2] if kind == "alone" else kind
    number = 2 * seed + (event == "wave")
    while kind in ("gone", "new") and whole_answers(number)["unit"].nunique() == 1:
        number += 10_000  # one that has another workplace
    table = whole_answers(number).assign(late=False)
    if kind == "alone":
        table = table[table["unit"] == table["unit"].value_counts().index[0]]
    if event == "wave":
        return table[table["wave"] == WAVES[0]], table
    last = table["unit"] == table["unit"].max()
    if event == "late":
        rng = np.random.default_rng(seed)
        late = table[table["role"] == "employee"].sample(int(rng.integers(1, 4)), random_state=seed)
        late = late.assign(late=True, answered="2025-03-23", respondent=late["respondent"] + "x")
        late[ITEMS] = rng.integers(1, 6, late[ITEMS].shape)
        return table, pd.concat([table, late], ignore_index=True)
    firsts = {"gone": table, "new": table[~last], "grown": table}
    return firsts[kind], table[~last] if kind == "gone" else table


def write_in_turn(
    folder: Path, kind: str, seed: int, tables: tuple[pd.DataFrame, pd.DataFrame]
) -> list[Path]:
    """Write a study as it was when first shown, and as it was when shown again."""
    written = []
    for again, table in enumerate(tables):
        lists = lists_of(table, kind, seed, again=bool(again))
        own = folder / ("first", "second")[again]
        written.append(write_whole(own, table.drop(columns="late"), lists=lists))
    return written


def write_whole(
    folder: Path,
    table: pd.DataFrame,
    *,
    linked: bool = False,
    lists: tuple[pd.DataFrame, pd.DataFrame | None] | None = None,
) -> Path:
    """Write a study of these answers, and of these lists (the tree of units, the invited)."""
    waves = sorted(table["wave"].unique())
    tree, invited = lists or (units(), None)
    path = study_file(folder, [], units=tree, invited=invited, waves=waves, more=OWN)
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
