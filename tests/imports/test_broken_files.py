"""Each broken file has its sentence, or is read rightly; no file stops a reader."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import broken_files as files
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import skcore
from skcore.errors import SkcoreError
from skcore.reading.tables import _records
from skcore.reading.workbooks import EDGES

COPSOQ = skcore.load_instrument("copsoq3-social-capital")
ASKED: dict[str, Any] = {
    "columns": {"Enhed": "unit"},
    "not_asked": [code for code in COPSOQ.item_codes if code not in files.ITEMS],
}
READERS = {
    "responses": lambda path: skcore.read_responses(path, COPSOQ, **ASKED),
    "absence": skcore.read_absence,
    "units": lambda path: skcore.read_units(path, levels=["top", "team"]),
    "actions": skcore.read_actions,
    "invited": skcore.read_invited,
    "outcomes": skcore.read_outcomes,
    "crosswalk": skcore.read_crosswalk,
    "observations": skcore.read_observations,
}


def written(folder: Path, ending: str, content: bytes) -> Path:
    path = folder / (f"svar.{ending}" if ending else "svar")
    path.write_bytes(content)
    return path


def test_there_are_at_least_sixty_of_them() -> None:
    assert len(files.SAME) + len(files.TOLD) >= 60


@pytest.mark.parametrize("name", files.SAME)
def test_odd_files_hold_the_same_answers(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, *files.SAME[name])
    table = skcore.read_responses(path, COPSOQ, **ASKED)
    assert table[files.ITEMS].to_numpy().tolist() == files.CODES
    units = [unit.casefold() for unit in files.UNITS]
    assert table["unit"].str.casefold().tolist() == units


@pytest.mark.parametrize("name", files.TOLD)
def test_broken_files_have_their_sentence_and_tell_no_answer(name: str, tmp_path: Path) -> None:
    ending, content, sentence = files.TOLD[name]
    path = written(tmp_path, ending, content)
    found = skcore.check_responses(path, COPSOQ, language="da", **ASKED)
    assert found["problem"].str.contains(re.escape(sentence)).any()
    assert not found["problem"].str.contains("Måske|75 %|03-05-2025", regex=True).any()


@pytest.mark.parametrize("reader", READERS)
def test_no_broken_file_stops_any_reader(reader: str, tmp_path: Path) -> None:
    for ending, content, *_ in [*files.SAME.values(), *files.TOLD.values()]:
        path = written(tmp_path, ending, content)
        try:
            assert len(READERS[reader](path)) >= 0
        except SkcoreError as error:
            assert str(error)[:1].isupper()  # noqa: PT017


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), reader=st.sampled_from(sorted(READERS)))
def test_no_damage_to_a_file_stops_any_reader(data: Any, reader: str, tmp_path: Path) -> None:
    """Cut, with bytes changed or put in: any file is read or refused in a sentence."""
    ending, content = data.draw(st.sampled_from(sorted(files.SAME.values())))
    start = data.draw(st.integers(0, len(content)))
    stop = data.draw(st.integers(start, min(start + 40, len(content))))
    put = data.draw(st.binary(max_size=40) | st.text(max_size=20).map(str.encode))
    path = written(tmp_path, ending, content[:start] + put + content[stop:])
    try:
        assert len(READERS[reader](path)) >= 0
    except SkcoreError as error:
        assert str(error)  # noqa: PT017


@given(st.text(alphabet="ab;\r\n \t\x0b\x0c\x1c\x85\u2028\u00a0,'æ", max_size=40))
def test_lines_without_quotes_are_cut_as_a_csv_reader_cuts_them(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    expected = [[cell.strip(EDGES) for cell in row] or [""] for row in rows] or [[""]]
    read = _records(text, ";", first=1)
    assert [cells for _, cells in read] == expected
    assert [number for number, _ in read] == list(range(1, len(read) + 1))
