"""Slides are read at the back of a room: measured on the sample, and with names of 80 letters."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import skcore
from skcore.figures.drawing import figure_of
from skcore.figures.words import text_width
from skcore.slides.figure import Chart
from skcore.slides.fit import FOOT_SIZE, foot_width, lay_out
from skcore.slides.markup import plain
from skcore.slides.paging import paged
from skcore.slides.slide import Slide

MOST_WORDS = 25
DRAWN = {"core", "directions", "group", "found"}  # ideas, no axes of ours
LONG = "Ældreplejens rehabiliterings- og træningsteam for borgere i eget hjem i distrikt"


def slides_of(release: Any) -> list[Slide]:
    units = ("hjem-02", "dagvest-01", "pleje-04")
    decks = [skcore.network_deck(release), *(skcore.unit_deck(release, u) for u in units)]
    return [page for deck in decks for slide in deck for page in paged(slide)]


def axes_width(slide: Slide) -> float:
    chart, laid = slide.figure, lay_out(slide)
    assert isinstance(chart, Chart)
    options = {"language": slide.language, **chart.options}
    size = {"width": laid.figure_width, "height": laid.figure_height}
    (axes,) = figure_of(chart.kind, chart.table, options, **size).axes
    return float(axes.get_position().width) * laid.figure_width


def charts(slides: list[Slide]) -> list[Slide]:
    return [s for s in slides if isinstance(s.figure, Chart) and s.figure.kind not in DRAWN]


def test_axes_are_at_least_620_px_wide(sample_release: Any) -> None:
    found = {slide.title: axes_width(slide) for slide in charts(slides_of(sample_release))}
    assert len(found) > 8
    assert {title: wide for title, wide in found.items() if wide < 620} == {}


def test_long_english_themes_take_more_lines_before_the_axis_gives_way(sample_in: Any) -> None:
    deck = skcore.unit_deck(sample_in("en"), "hjem-01")
    found = {slide.title: axes_width(slide) for slide in charts(deck)}
    assert {title: wide for title, wide in found.items() if wide < 620} == {}


@pytest.mark.parametrize("kind", ["profile", "change", "levels"])
def test_names_of_80_letters_leave_the_axes_their_room(kind: str) -> None:
    rows = {"label": [LONG, LONG[::-1]] * 2, "scale": ["A", "A", "B", "B"], "estimate": 60.0}
    ends = {"conf_low": 55.0, "conf_high": 65.0, "before": 58.0, "after": 60.0}
    table = pd.DataFrame(rows | ends).head(4 if kind == "levels" else 2)
    slide = Slide("Navne", figure=Chart(kind, table), alt="x", boxes=(("Tal sammen", "Hvad?"),))
    assert axes_width(slide) >= 620


def test_no_short_word_of_a_cover_can_stand_alone_on_its_last_line() -> None:
    name = "Plejecenter Søndergården, demensafsnittet i det sydlige distrikt"
    assert lay_out(Slide(name, layout="title")).title.endswith(" i det sydlige\u00a0distrikt")


def test_footnotes_take_one_line_and_what_has_no_room_is_in_the_notes(sample_release: Any) -> None:
    for slide in slides_of(sample_release):
        if slide.layout != "title":
            assert text_width(slide.footnote, FOOT_SIZE) <= foot_width(slide), slide.title
            assert lay_out(slide).left_out == ()
    long = Slide("Titel", footnote=" · ".join(f"del {n} af fodnoten" for n in range(20)))
    (page,) = paged(long)
    assert page.footnote.startswith("del 0 af fodnoten · del 1")
    assert "Del 19 af fodnoten" in page.notes


def test_at_most_25_words_and_a_question_stand_beside_a_figure(sample_release: Any) -> None:
    three_answers = "Er der så ingen?"
    for slide in charts(slides_of(sample_release)):
        said = " ".join(plain(part) for part in slide.body)
        if not said.startswith(three_answers):
            assert len(said.split()) <= MOST_WORDS, slide.title
            assert any("?" in asked for _, asked in slide.boxes), slide.title
        assert len(slide.boxes) <= 2
