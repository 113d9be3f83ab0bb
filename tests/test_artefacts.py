"""Random studies made into files, and an outsider who has nothing but these: nobody is found."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from artefacts import CIRCLE, Files, marks_of_page
from attacked import FILES, FILES_TWICE, KINDS
from outsider import Cell, Outsider
from random_small import AREAS, STEPS, units
from random_whole import WAVES, in_turn, whole_study, write_in_turn
from small_study import ITEMS, study_file

from skcore.commands.slides import make_decks
from skcore.errors import DisclosureError

Intervals = dict[Any, tuple[Any, ...]]


def found_in(folder: Path, seed: int) -> list[str]:
    """What the files of a random study tell of few, and marks that stand finer than is told."""
    path, answers = whole_study(folder, seed)
    made = make_decks(path, out=folder / "out", formats=("html", "pptx"), jobs=1)
    assert len(made.files) > 3
    files = Files(folder / "out", sorted(answers["wave"].unique()))
    outsider = Outsider(_people(answers), AREAS)
    files.tell(outsider)
    asked = Outsider(_counted(answers), AREAS)
    files.tell_shares(asked)
    return outsider.finds(STEPS) + asked.counts("yes") + files.finer() + files.unexplained()


def _people(answers: pd.DataFrame) -> dict[Cell, int]:
    """Those behind the figures: everybody who answered every theme that the survey asked."""
    asked = answers.groupby("wave")[["Q3", "Q4"]].transform("count") > 0
    third = (answers[["Q3", "Q4"]].notna() & asked).any(axis=1)
    return _counted(answers[answers["Q1"].notna() & answers["Q2"].notna() & third])


def _counted(answers: pd.DataFrame) -> dict[Cell, int]:
    answers = answers[answers[ITEMS].notna().any(axis=1)]  # a blank form counts nowhere
    late = pd.Series(False, index=answers.index) if "late" not in answers else answers["late"]
    counts = answers.groupby(["wave", "unit", "role", late]).size()
    return {(w, u, r, bool(came)): int(n) for (w, u, r, came), n in counts.items()}


def found_in_time(folder: Path, kind: str, seed: int, *, remembered: bool = True) -> list[str]:
    """What the decks of two releases tell together, of who came between them too."""
    tables = in_turn(kind, seed)
    first, second = write_in_turn(folder, kind, seed, tables)
    how = {"formats": ("html", "pptx"), "jobs": 1}
    make_decks(first, out=folder / "out-1", **how)
    for ledger in first.parent.glob("*.ledger.json") if remembered else ():
        shutil.copy(ledger, second.parent)
    is_new = set(tables[1]["wave"]) != set(tables[0]["wave"])
    changed = {"edition": 2, "released": [first]} if remembered and not is_new else {}
    again = {"out": folder / "out-2", **how, **changed}
    try:
        made = make_decks(second, **again)
    except DisclosureError as refused:  # few people may answer alike by chance, and be others
        if "other_people = true" not in str(refused):
            raise
        text = second.read_text(encoding="utf-8")
        said = text.replace(f'id = "{WAVES[1]}"', f'id = "{WAVES[1]}"\nother_people = true')
        second.write_text(said, encoding="utf-8")
        made = make_decks(second, **again)
    assert len(made.files) > 3
    people = [_people(table) for table in tables]
    outsider = Outsider(people[0] | people[1], AREAS)
    everybody = [_counted(table) for table in tables]
    asked = Outsider(everybody[0] | everybody[1], AREAS)
    told, intervals = list[str](), list[Intervals]()
    for place, there in enumerate(people):
        given = tables[place].groupby("wave")["Q4"].count()
        fewer = ["C"] if (given == 0).any() else []  # compared on the question asked both times
        files = Files(folder / f"out-{place + 1}", list(given.index), fewer)
        files.tell(outsider, there)
        files.tell_shares(asked, everybody[place])
        intervals.append(files.intervals(outsider, there))
        told += files.finer() + files.unexplained()
    told += moved(*intervals)
    late = [cell for cell in asked.people if cell[3]]
    return told + outsider.finds(STEPS, unknown=late) + asked.counts("yes", unknown=late)


def moved(first: Intervals, second: Intervals) -> list[str]:
    """Groups of the same people and the same mean whose interval is another in the second."""
    both = ((key, first[key], second[key]) for key in first.keys() & second.keys())
    return [f"{key} moved" for key, one, other in both if one[0] == other[0] and one != other]


@pytest.mark.whole
@pytest.mark.parametrize("seed", FILES["CI"])
def test_nobody_is_found_in_the_files_of_random_studies(tmp_path: Path, seed: int) -> None:
    assert found_in(tmp_path, seed) == []


def test_a_mark_that_stands_finer_than_its_number_is_found(tmp_path: Path) -> None:
    assert found_in(tmp_path, 6) == []
    page = next(p for p in (tmp_path / "out" / "workplaces").glob("*.html") if _dots(p))
    moved = CIRCLE.sub(lambda m: f'<circle cx="{float(m[1]) + 2}" cy="{m[2]}"', page.read_text())
    page.write_text(moved, encoding="utf-8")
    files = Files(tmp_path / "out", ["2025"])
    assert len(files.finer()) == _dots(page) > 0
    deck = page.with_suffix(".pptx")
    deck.write_bytes(_with_dots_moved(deck.read_bytes()))
    assert len(files.finer()) == 2 * _dots(page)


def _with_dots_moved(content: bytes) -> bytes:
    dot = rb'(?<=<a:off x=")(\d+)(?="[^>]*/><a:ext[^>]*/></a:xfrm><a:prstGeom prst="ellipse")'
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            moved = re.sub(dot, lambda m: b"%d" % (int(m[1]) + 20_000), old.read(name))
            new.writestr(name, moved)
    return stream.getvalue()


def _dots(page: Path) -> int:
    return sum(map(len, marks_of_page(page.read_text(encoding="utf-8"))))


@pytest.mark.whole
@pytest.mark.parametrize("seed", FILES_TWICE["CI"])
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_found_in_the_files_of_two_releases(tmp_path: Path, kind: str, seed: int) -> None:
    assert found_in_time(tmp_path, kind, seed) == []


def test_a_finer_number_in_a_sentence_or_an_alt_text_is_found(tmp_path: Path) -> None:
    path, _ = whole_study(tmp_path, 6)
    make_decks(path, out=tmp_path / "out", formats=("html",), units=["none"], jobs=1)
    files = Files(tmp_path / "out", ["2025"])
    assert files.unexplained() == []
    page = next((tmp_path / "out").glob("*.html"))
    for planted in ("<p>Theme A: 61.37 points</p>", '<img alt="61.37 points">'):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</section>", f"{planted}</section>", 1), encoding="utf-8")
        assert len(files.unexplained()) > 0
        page.write_text(text, encoding="utf-8")


@pytest.mark.deep
@pytest.mark.parametrize("seed", FILES_TWICE["deep"])
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_found_in_the_files_of_many_releases(
    tmp_path: Path, kind: str, seed: int
) -> None:
    assert found_in_time(tmp_path, kind, seed) == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", FILES["deep"])
def test_nobody_is_found_in_the_files_of_many_studies(tmp_path: Path, seed: int) -> None:
    assert found_in(tmp_path, seed) == []


# --- with one rule switched off, the files tell


@pytest.mark.whole
def test_without_the_plan_of_sums_and_its_audit_the_files_alone_give_few_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"u0": [3, 4, 3, 4, 2, 3, 4], "u2": [5, 2, 3], "u4": [1, 2, 5, 4, 2, 5]}
    rows = [["2025", unit, "employee", q, 3, 4, 2] for unit, own in given.items() for q in own]
    cells = {("2025", unit, "employee", False): len(own) for unit, own in given.items()}

    def found(folder: Path) -> list[str]:
        path = study_file(folder, rows, units=units())
        make_decks(path, out=folder / "out", formats=("html", "pptx"), jobs=1)
        outsider = Outsider(dict(cells), AREAS)
        Files(folder / "out", ["2025"]).tell(outsider)
        assert outsider.told
        return outsider.finds(STEPS)

    assert found(tmp_path / "on") == []
    monkeypatch.setattr("skcore.disclosure.exposure.ShownRows.try_row", lambda *_: None)
    monkeypatch.setattr("skcore.disclosure.ranges.Ranges.is_narrower", lambda *_: False)
    with pytest.raises(DisclosureError, match="The audit finds"):
        found(tmp_path / "audited")
    monkeypatch.setattr("skcore.disclosure.memory.ledger.audit_release", lambda _: pd.DataFrame())
    assert any("u2" in one for one in found(tmp_path / "off"))


@pytest.mark.whole
def test_without_rounding_at_the_door_words_tell_another_number_than_the_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skcore.disclosure.door.rounded", lambda table, *_: table)
    assert any(".html words: " in found for found in found_in(tmp_path, 6))


@pytest.mark.whole
def test_without_what_is_remembered_two_releases_tell_a_late_answer_by_means_and_by_shares(
    tmp_path: Path,
) -> None:
    found = found_in_time(tmp_path, "late", 1000, remembered=False)
    assert any(one.startswith("A: ") for one in found)
    assert any(one.startswith("yes: 1 of the 1 of ") for one in found)


@pytest.mark.whole
def test_an_interval_that_moves_between_two_releases_is_found(tmp_path: Path) -> None:
    assert found_in_time(tmp_path, "grown", 500) == []
    people = _people(in_turn("grown", 500)[1])

    def told(out: str) -> Intervals:
        return Files(tmp_path / out, ["2025"]).intervals(Outsider(people, AREAS), people)

    assert len(told("out-1")) >= 6
    assert moved(told("out-1"), told("out-2")) == []
    path = tmp_path / "out-2" / "network-meeting.xlsx"
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet for cell in row]
    head = next(cell for cell in cells if cell.value == "Uncertainty to")
    head.offset(row=1).value += 1
    book.save(path)
    assert len(moved(told("out-1"), told("out-2"))) == 1
