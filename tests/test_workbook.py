"""Workbooks beside decks: the shown numbers to plot anew, and nothing that runs."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from slide_examples import (
    ANSWERS,
    change_chart,
    distribution_chart,
    example_deck,
    hidden_profile_chart,
    levels_chart,
    profile_chart,
    scatter_chart,
    trend_chart,
)

from skcore.slides.figure import Chart
from skcore.slides.paging import paged
from skcore.slides.slide import Slide
from skcore.slides.workbook import render_workbook


def sheets(*slides: Slide) -> list[Any]:
    return openpyxl.load_workbook(io.BytesIO(render_workbook(slides, language="da"))).worksheets


def rows(chart: Chart) -> list[tuple[Any, ...]]:
    """Return the rows under a slide's title, without free cells at their ends."""
    (sheet,) = sheets(Slide("Titel", figure=chart, alt="Figur."))
    found = [tuple(row) for row in sheet.iter_rows(min_row=3, values_only=True)]
    return [row for row in found if any(cell is not None for cell in row)]


def test_every_page_has_a_sheet_with_its_title_and_its_text() -> None:
    deck = example_deck()
    pages = [page for slide in deck for page in paged(slide)]
    found = sheets(*deck)
    assert [sheet["A1"].value for sheet in found] == [page.title for page in pages]
    assert all(sheet.title.startswith(f"{n} ") for n, sheet in enumerate(found, start=1))
    assert len({sheet.title.lower() for sheet in found}) == len(found)
    cells = [cell.value for row in found[2].iter_rows() for cell in row]
    assert pages[2].footnote in cells


def test_a_profile_has_its_numbers_under_headings() -> None:
    chart = profile_chart(reference_label="hele kommunen")
    head, *found = rows(chart)
    wanted = ("Tema", "Gennemsnit", "Usikkerhed fra", "Usikkerhed til", "Hele kommunen")
    assert head[:5] == wanted
    names = ["label", "estimate", "conf_low", "conf_high", "reference"]
    assert [row[:5] for row in found] == list(chart.table[names].itertuples(index=False, name=None))


def test_what_is_not_shown_has_its_reason_and_no_number() -> None:
    head, *found = rows(hidden_profile_chart())
    assert head[-1] == "Bemærkning"
    assert found[1][1:4] == (None, None, None)
    assert [row[-1] for row in found[1:]] == [
        "vises ikke (færre end 5 svar)",
        "Gennemsnit: over 95",  # and not the whole's beside it
        "ingen data",
    ]


def test_answers_stand_beside_each_other() -> None:
    head, *found = rows(distribution_chart())
    assert head[:7] == ("Spørgsmål", *ANSWERS, "svar")
    assert found[0][:7] == ("Konflikter løses på en retfærdig måde", 5, 14, 38, 33, 10, 412)


def test_points_come_without_sizes_and_the_line_below_them() -> None:
    chart = scatter_chart()
    found = rows(chart)
    assert found[0][:2] == tuple(chart.options[f"{axis}_label"] for axis in "xy")
    points = found[1 : len(chart.table) + 1]
    assert [row[:2] for row in points] == list(
        chart.table[["x", "y"]].itertuples(index=False, name=None)
    )
    assert not {cell for row in points for cell in row[2:]} - {None}
    assert found[len(chart.table) + 1][1:4] == ("Linje", "Usikkerhed fra", "Usikkerhed til")


@pytest.mark.parametrize(
    ("chart", "head"),
    [
        (change_chart(), ("Tema", "Udvikling", "Usikkerhed fra", "Usikkerhed til")),
        (levels_chart(4), ("Gruppe", "Tema", "Gennemsnit")),
        (trend_chart(), ("Gruppe", "Måned", "Gennemsnit")),
    ],
)
def test_columns_are_named_after_what_they_hold(chart: Chart, head: tuple[str, ...]) -> None:
    assert rows(chart)[0][: len(head)] == head


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_name_that_begins_like_a_formula_stays_text(sign: str) -> None:
    name = f"{sign}cmd|'/c calc'!A0"
    table = profile_chart().table.assign(label=[name, "b", "c", "d"])
    content = render_workbook(
        [Slide(name, figure=Chart("profile", table, {}), alt="x")], language="da"
    )
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    for place in ("A1", "A4"):
        assert (sheet[place].value, sheet[place].data_type) == (name, "s")
        assert sheet[place].quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert not any(b"<f>" in file.read(part) for part in file.namelist())
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}


def test_the_same_slides_give_the_same_bytes() -> None:
    first, again = (render_workbook(example_deck(), language="da") for _ in range(2))
    assert first == again
