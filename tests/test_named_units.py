"""Workplaces by theme, by name only where agreed: sign and number always, a tint beside them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

import pytest

import skcore
from skcore.reading.study_settings import NetworkDeck
from skcore.slides.slide import Slide, TableFigure


@pytest.fixture(scope="module")
def release(sample_release: Any) -> Any:
    agreed = NetworkDeck(True, "HovedMED", dt.date(2026, 9, 17))
    return dataclasses.replace(
        sample_release, facts=dataclasses.replace(sample_release.facts, network_deck=agreed)
    )


@pytest.fixture(scope="module")
def slide(release: Any) -> Slide:
    made = skcore.named_units_slide(release)
    assert isinstance(made, Slide)
    return made


def table_of(slide: Slide) -> TableFigure:
    assert isinstance(slide.figure, TableFigure)
    return slide.figure


def test_without_an_agreement_there_is_no_such_slide(sample_release: Any) -> None:
    assert skcore.named_units_slide(sample_release) is None


def test_every_shown_cell_has_its_mean_and_its_signed_distance_from_the_whole(
    slide: Slide, release: Any
) -> None:
    table = release.levels[release.facts.primary.id].table
    keep = (table["cut"] == "wave × unit × role") & (table["wave"] == "2026")
    means = table[keep & (table["role"] == "employee")].set_index(["unit", "variable"])
    names = {release.facts.unit_name(u): u for u in release.facts.workplaces("2026")}
    assert table_of(slide).columns == (
        "",
        "Tillid mellem kolleger",
        "Retfærdighed",
        "Fællesskab og samarbejde",
    )
    seen = 0
    for name, *cells in table_of(slide).rows:
        for code, cell in zip(("TE", "JU", "SW"), cells, strict=True):
            match = re.fullmatch(r"(\d+) \(([+−]?)(\d+)\)", cell)
            if match is None:
                assert cell.startswith("vises ikke")
                assert "(" in cells[0]  # why, once
                continue
            row = means.loc[(names[name], code)]
            sign = -1 if match[2] == "−" else 1
            assert int(match[1]) == row["estimate"]
            assert sign * int(match[3]) == row["difference"]
            assert (match[2] == "") == (row["difference"] == 0)
            seen += 1
    assert seen > 90


def test_the_tint_says_nothing_that_sign_and_number_do_not(slide: Slide, release: Any) -> None:
    table = table_of(slide)
    assert table.tint_from == release.facts.noticeable == 5
    assert [table.tint(cell) for cell in ("61 (+5)", "61 (+4)", "48 (−7,5)", "61", "over 95")] == [
        "above",
        "",
        "below",
        "",
        "",
    ]
    assert TableFigure(("",), ()).tint("61 (+50)") == ""
    page = skcore.render_deck([slide], title="Navne", language="da")
    tinted = re.findall(r'<td class="sk-right sk-(above|below)">\d+ \(([+−])(\d+)\)</td>', page)
    assert len(tinted) > 20
    assert all((side == "above") == (sign == "+") for side, sign, _ in tinted)
    assert min(int(size) for *_, size in tinted) == 5


def test_trust_in_the_leader_is_not_among_the_themes_and_the_agreement_is_in_the_notes(
    slide: Slide,
) -> None:
    assert not any("ledelse" in head for head in table_of(slide).columns)
    assert "HovedMED" in slide.notes
    assert "17. september 2026" in slide.notes


def test_a_tinted_table_travels_whole_as_json(slide: Slide) -> None:
    again = Slide.from_json(slide.to_json())
    assert again == slide
    assert table_of(again).tint_from == 5
    old = table_of(slide).to_json()
    del old["tint_from"]
    assert TableFigure.from_json(old).tint_from is None


def test_powerpoint_has_the_same_tints(slide: Slide) -> None:
    from skcore.slides.powerpoint.table import table_xml
    from skcore.slides.table_layout import table_layout

    figure = table_of(slide)
    xml = table_xml(figure, table_layout(figure, 1152, 5000), "da-DK", 1.0)
    tints = [figure.tint(cell) for row in figure.rows for cell in row]
    assert xml.lower().count("dce8f3") == tints.count("above")
    assert xml.lower().count("f8e3d2") == tints.count("below")


def test_a_mean_beyond_the_ends_has_no_distance_beside_it(release: Any) -> None:
    import pandas as pd

    from skcore.decks.overall import _with_difference
    from skcore.decks.phrases import Phrases

    p = Phrases(release)
    row = pd.Series({"estimate": 95.0, "bounded": "above", "difference": 33.0})
    assert _with_difference(p, row) == "over 95"
    alone = pd.Series({"estimate": 60.0, "bounded": "", "difference": float("nan")})
    assert _with_difference(p, alone) == "60"
