"""Decks of whole studies in a real browser: the sample in both languages, and real data."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from browser_walk import axe_on_all_at_once, axe_violations, walk
from matrix_studies import Case, small_matrix, write_case
from real_studies import lq2002_study, prevent_osa_study

import skcore
from skcore.decks import own_decks

pytestmark = pytest.mark.browser

COLOUR = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
WORKPLACES = ["hjem-01", "pleje-03", "dagvest-03"]


def held_up(opened: Any) -> None:
    """Nothing overflows, nothing is asked for, nothing is said, everybody can use it."""
    assert walk(opened.page) == {}
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert opened.said == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_network_deck_of_the_sample_holds_up(
    open_deck: Any, sample_study: Any, sample_release: Any, language: str
) -> None:
    release = sample_release
    if language == "en":
        release = skcore.release_study(dataclasses.replace(sample_study, language="en"))
    deck = skcore.network_deck(release)
    html = skcore.render_deck(deck, title="Prøve", language=language)
    assert len(html.encode()) < 1_500_000
    held_up(open_deck(html))
    if language == "da":
        assert axe_violations(open_deck(html, bypass_csp=True).page) == {}
    else:
        assert axe_on_all_at_once(open_deck, html) == []


def test_the_sample_deck_can_be_used_in_the_dark_and_is_printed_page_by_page(
    open_deck: Any, sample_release: Any
) -> None:
    html = skcore.render_deck(skcore.network_deck(sample_release), title="Prøve", language="da")
    dark = open_deck(html, bypass_csp=True)
    dark.page.keyboard.press("t")
    assert dark.page.get_attribute("html", "data-theme") == "dark"
    assert axe_violations(dark.page) == {}
    slides = html.count('<section class="sk-slide')
    printed = open_deck(html, query="?print-pdf")
    printed.page.wait_for_timeout(800)
    pdf = printed.page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == slides
    assert open_deck(html, contrast="more").page.evaluate(COLOUR).strip() == "#0b4376"


def test_workplaces_own_decks_hold_up_shown_or_not(open_deck: Any, sample_release: Any) -> None:
    units = sample_release.facts.workplaces("2026")
    groups = sample_release.plans.means["copsoq3-social-capital"].groups
    hidden = groups[groups["hidden"] & (groups["cut"] == "wave × unit × role")]
    not_shown = next(u for u in units if u in set(hidden.loc[hidden["role"] == "employee", "unit"]))
    for unit in [*(u for u in WORKPLACES if u in units), not_shown]:
        html = skcore.render_deck(
            skcore.unit_deck(sample_release, unit), title="Prøve", language="da"
        )
        held_up(open_deck(html))


@pytest.mark.parametrize("make", [prevent_osa_study, lq2002_study])
def test_decks_of_real_data_hold_up(
    open_deck: Any, real_data: Path, tmp_path: Path, make: Any
) -> None:
    release = skcore.release_study(skcore.load_study(make(tmp_path, real_data)))
    html = skcore.render_deck(skcore.network_deck(release), title="Prøve", language="da")
    unit = release.facts.workplaces(release.facts.last_wave)[-1]
    own = skcore.render_deck(skcore.unit_deck(release, unit), title="Prøve", language="da")
    for deck in (html, own):
        held_up(open_deck(deck))
        assert axe_on_all_at_once(open_deck, deck) == []


@pytest.mark.parametrize("case", small_matrix()[5::14], ids=lambda case: case.name)
def test_decks_of_any_study_hold_up(open_deck: Any, tmp_path: Path, case: Case) -> None:
    study = skcore.load_study(write_case(case, tmp_path / "study"))
    release = skcore.release_study(study, earlier={})
    decks = [skcore.network_deck(release)]
    decks += [skcore.unit_deck(release, unit) for unit in own_decks(release)[:1]]
    for slides in decks:
        held_up(open_deck(skcore.render_deck(slides, title="Prøve", language=case.language)))
