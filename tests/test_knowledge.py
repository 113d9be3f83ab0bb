"""Six slides of inspiration: one idea and one source each, drawn, and nothing promised."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import skcore
from skcore.figures.drawing import figure_of
from skcore.figures.style import GREY
from skcore.slides.figure import Chart


def said(slide: Any) -> str:
    return slide.to_text()


def test_there_are_six_ideas_each_with_one_source_of_its_own(sample_release: Any) -> None:
    slides = skcore.knowledge_slides(sample_release)
    assert len(slides) == 6
    assert len({slide.title for slide in slides}) == 6
    for slide in slides:
        assert slide.footnote.startswith("Kilde: ")
        assert slide.footnote.count("(20") == 1
        words = " ".join(run.text for paragraph in slide.body for run in paragraph)
        assert any("?" in str(box) for box in slide.boxes) or slide.figure is not None
        assert len(words.split()) <= 40


def test_every_idea_is_drawn(sample_release: Any) -> None:
    charts = [s.figure for s in skcore.knowledge_slides(sample_release)]
    assert [chart.kind for chart in charts] == ["core", "directions", "group", *["found"] * 3]
    for chart, words in zip(
        charts,
        (
            {"Kerneopgaven", "Tillid", "Retfærdighed", "Samarbejde"},
            {"Kerneopgaven", "Samlende", "Brobyggende", "Forbindende", "Ledelse og MED"},
            {"Gruppen: Det måler vi"},
            {"ingen forskel", "← mindre langt fravær", "mere langt fravær →"},
            {"ingen forskel", "← mindre langt fravær", "mere langt fravær →"},
            {"ingen forskel", "← færre fraværsdage", "flere fraværsdage →"},
        ),
        strict=True,
    ):
        axes = figure_of(chart.kind, chart.table, chart.options, width=680, height=470).axes[0]
        drawn = {text.get_text() for text in axes.texts}
        assert words <= drawn


def test_a_found_result_is_drawn_where_its_notes_say_and_grey_where_it_is_not_certain(
    sample_release: Any,
) -> None:
    for slide in skcore.knowledge_slides(sample_release)[3:]:
        ratio = slide.figure.options["ratio"]
        told = [float(number.replace(",", ".")) for number in re.findall(r"\d,\d\d", slide.notes)]
        assert ratio == told[:3]
        chart = slide.figure
        axes = figure_of(chart.kind, chart.table, chart.options, width=680, height=470).axes[0]
        band, (dot,) = axes.lines[2], [line for line in axes.lines if line.get_marker() == "o"]
        stroke = axes.lines[1].get_xdata()[0]
        over = band.get_xdata()[0] <= stroke <= band.get_xdata()[1]
        assert over == (ratio[1] <= 1 <= ratio[2]) == ("ingen sikker" in slide.title)
        assert (dot.get_markerfacecolor() == GREY) == over


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_null_result_follows_the_association(
    sample_in: Callable[[str], Any], language: str
) -> None:
    release = sample_in(language)
    sources = [slide.footnote for slide in skcore.knowledge_slides(release)]
    found = next(at for at, text in enumerate(sources) if "Török" in text)
    assert "Hansen" in sources[found + 1]
    null = skcore.knowledge_slides(release)[found + 1]
    assert ("ingen sikker sammenhæng" if language == "da" else "no certain") in null.title


def test_they_stand_in_the_network_deck_and_hold_no_number_of_the_study(
    sample_release: Any,
) -> None:
    titles = [slide.title for slide in skcore.network_deck(sample_release)]
    for slide in skcore.knowledge_slides(sample_release):
        assert slide.title in titles
        assert not isinstance(slide.figure, Chart) or "estimate" not in slide.figure.table


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_slide_repeats_no_number_of_its_source(
    sample_in: Callable[[str], Any], language: str
) -> None:
    for slide in skcore.knowledge_slides(sample_in(language)):
        told = " ".join(run.text for paragraph in slide.body for run in paragraph)
        assert not set(re.findall(r"\d[\d.,]+\d", told)) & set(
            re.findall(r"\d[\d.,]+\d", slide.footnote)
        )


def test_a_study_of_something_else_has_none(sample_release: Any) -> None:
    primary = replace(sample_release.facts.primary, about=("wellbeing",))
    facts = replace(sample_release.facts, instruments=(primary,))
    assert skcore.knowledge_slides(replace(sample_release, facts=facts)) == []
