"""Everybody can use every kind of deck: axe-core on all slides of each, in one go.

The network deck is judged slide by slide in ``test_studies.py``; decks of real data are there too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser_walk import ALL_SLIDES, AXE, axe_on_all_at_once

import skcore
from skcore.exporting import MeetingSlidesExporter

pytestmark = pytest.mark.browser

NOTEBOOKS = ["1_measurement", "2_dialogue", "3_evaluation"]


def rendered(deck: list[skcore.Slide], language: Any = "da") -> str:
    return skcore.render_deck(deck, title="Prøve", language=language)


def test_what_is_wrong_on_any_slide_is_found_though_all_are_judged_at_once(
    open_deck: Any, sample_release: Any
) -> None:
    deck = skcore.network_deck(sample_release)
    opened = open_deck(rendered(deck), query="?print-pdf", bypass_csp=True)
    slides = opened.page.evaluate(ALL_SLIDES)
    pale = "for (const head of document.querySelectorAll('h2')) { head.style.color = '#ddd'; }"
    opened.page.evaluate(pale)
    opened.page.add_script_tag(path=AXE)
    (found,) = opened.page.evaluate("axe.run()")["violations"]
    assert found["id"] == "color-contrast"
    # a title slide's words stand in a heading too
    assert len(found["nodes"]) == slides >= 15


@pytest.mark.parametrize("kind", ["shown", "not shown", "re-organised"])
def test_everybody_can_use_a_workplaces_own_deck(
    open_deck: Any, sample_release: Any, kind: str
) -> None:
    html = rendered(skcore.unit_deck(sample_release, workplace(sample_release, kind)))
    said = {
        "shown": "båndet",
        "not shown": "vises ikke",
        "re-organised": "De omlagte arbejdspladser under ét",
    }
    assert said[kind] in html.replace("\u00ad", "").replace("\N{NO-BREAK SPACE}", " ")
    assert axe_on_all_at_once(open_deck, html) == []


def workplace(release: Any, kind: str) -> str:
    """Return a workplace of the sample whose deck is of a kind."""
    groups = release.plans.means["copsoq3-social-capital"].groups
    last = release.facts.last_wave
    mine = groups[(groups["cut"] == "wave × unit × role") & (groups["role"] == "employee")]
    mine = mine[(mine["wave"] == last) & mine["unit"].isin(release.facts.workplaces(last))]
    if kind == "re-organised":
        return "hjem-01"
    return str(mine.loc[mine["hidden"] == (kind == "not shown"), "unit"].iloc[0])


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_everybody_can_use_a_notebooks_deck(
    open_deck: Any, executed_notebook: Callable[[str], Path], name: str
) -> None:
    notebook = nbformat.read(executed_notebook(name), as_version=4)
    html, _ = MeetingSlidesExporter().from_notebook_node(notebook)
    assert axe_on_all_at_once(open_deck, html) == []
