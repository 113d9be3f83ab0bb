"""Ten who came late are enough to be told of; what all of them answered is not told of any."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from random_whole import write_whole
from small_study import ITEMS

import skcore
from skcore.release.history import released_plans

pytestmark = pytest.mark.whole

COLUMNS = ["wave", "unit", "role", *ITEMS, "move", "occupation", "answered", "respondent"]
#: of a theme of three questions a share is told
LONG = "items = ['Q3', 'Q4']", "items = ['Q2', 'Q3', 'Q4']"


def forms(unit: str, given: list[int], move: list[str], wave: str = "2026") -> pd.DataFrame:
    """A form for each of these answers, given to all four questions."""
    days = [f"{wave}-03-{5 + 16 * (place % 2):02}" for place in range(len(given))]
    ids = [f"{unit}-{wave}-{place}" for place in range(len(given))]
    rows = zip(given, move, days, ids, strict=True)
    return pd.DataFrame(
        [[wave, unit, "employee", *[q] * 4, m, "nurse", day, i] for q, m, day, i in rows],
        columns=COLUMNS,
    )


def before() -> pd.DataFrame:
    """Four workplaces of fourteen, with answers of all kinds, in two surveys."""
    given = [2, 3, 4, 3, 2, 4, 3, 4, 2, 1, 5, 3, 1, 5]
    said = [forms(f"u{i}", given, ["yes", "no"] * 7, w) for w in ("2025", "2026") for i in range(4)]
    return pd.concat(said, ignore_index=True)


def late(answer: int) -> pd.DataFrame:
    """Twelve who came late at one workplace, and all answered alike."""
    came = forms("u0", [answer] * 12, ["yes"] * 12)
    return came.assign(respondent="late" + came["respondent"])


def released(folder: Path, *tables: pd.DataFrame, earlier: Any = None) -> Any:
    path = write_whole(folder, pd.concat(tables, ignore_index=True))
    text = path.read_text("utf-8")  # the two surveys are alike, of other people
    path.write_text(text.replace("[[responses]]", "[[responses]]\nother_people = true"), "utf-8")
    instrument = path.with_name("one.toml")
    instrument.write_text(instrument.read_text("utf-8").replace(*LONG), encoding="utf-8")
    study = skcore.load_study(path)
    release = skcore.release_study(study, earlier=earlier or {})
    return release, {
        name: (plan.as_earlier("first"),) for name, plan in released_plans(study, release).items()
    }


def people_at(table: pd.DataFrame, share: str, **where: Any) -> dict[Any, float]:
    """People behind each percentage that a table tells, by what it is a percentage of."""
    rows = table[~table["hidden"]]
    for name, value in where.items():
        rows = rows[rows[name] == value]
    named = [c for c in ("cut", "unit", "variable", "category") if c in rows]
    keys = rows[named].astype(str).itertuples(index=False, name=None)
    return dict(zip(keys, (rows[share] * rows["n"] / 100).round(), strict=True))


def both_told(one: dict[Any, float], other: dict[Any, float]) -> list[float]:
    """How many more gave an answer than before, where both are told."""
    return [other[key] - one[key] for key in one.keys() & other.keys()]


def test_what_ten_late_ones_all_answered_to_a_question_is_not_told_by_both_editions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve more gave the middle answer, which is told alone, and nobody more another."""
    first, known = released(tmp_path / "first", before())
    told = people_at(first.items.table, "estimate", wave="2026")
    assert len(told) > 3

    def more(folder: str) -> list[float]:
        second, _ = released(tmp_path / folder, before(), late(3), earlier=known)
        assert len(people_at(second.items.table, "estimate", wave="2025")) > 3
        return both_told(told, people_at(second.items.table, "estimate", wave="2026"))

    assert more("on") == []
    again, _ = released(tmp_path / "again", before(), earlier=known)
    assert people_at(again.items.table, "estimate", wave="2026") == told  # the same is told again
    monkeypatch.setattr("skcore.release.item_answers.was_another", lambda *_: False)
    assert 12 in more("off")


def test_what_ten_late_ones_all_answered_to_an_own_question_is_not_told_by_both_editions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, known = released(tmp_path / "first", before())
    told = people_at(first.questions["move"].shares.table, "share", wave="2026")
    assert len(told) == 5  # the whole and each workplace

    def second(folder: str) -> tuple[list[float], int]:
        release, _ = released(tmp_path / folder, before(), late(3), earlier=known)
        own = release.questions["move"]
        options = people_at(own.options.table, "estimate", wave="2026")
        return both_told(told, people_at(own.shares.table, "share", wave="2026")), len(options)

    assert second("on") == ([0.0] * 3, 0)  # those to whom nobody came are told as they were
    monkeypatch.setattr(
        "skcore.release.questions._of_who_came", lambda plan: np.zeros(len(plan.groups), dtype=bool)
    )
    more, options = second("off")
    assert max(more) == 12
    assert options


def test_what_ten_late_ones_all_answered_well_is_not_told_by_both_editions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, known = released(tmp_path / "first", before())
    told = first.share_changes.table.query("not hidden")
    assert told["variable"].tolist() == ["C"]

    def after(folder: str) -> pd.DataFrame:
        second, _ = released(tmp_path / folder, before(), late(5), earlier=known)
        table = second.share_changes
        return told.head(0) if table is None else table.table.query("not hidden")

    assert after("on").empty
    monkeypatch.setattr("skcore.release.share_change.was_another", lambda *_: False)
    then, now = told.iloc[0], after("off").iloc[0]
    people = [round(row["after"] * row["n_last"] / 100) for row in (then, now)]
    assert people[1] - people[0] == now["n_last"] - then["n_last"] == 12
