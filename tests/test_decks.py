"""What a deck claims: titles are true of the numbers beside them, and manners are kept."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

import skcore
from skcore.decks.change import actions_title, change_title
from skcore.decks.phrases import Phrases, certain_rows
from skcore.decks.survey import _spread_title
from skcore.decks.unit import _distance, _profile_title
from skcore.slides.markup import plain
from skcore.slides.slide import Chart, Slide

#: words of verdict, of chance as researchers name it, and of cause: not in front of a room
FORBIDDEN = re.compile(
    r"skjul|signifikan|\bscore\b|benchmark|dårlig|\bbedst|effekt|fører til|skyldes at|påvirker|"
    r"respondent|sygedage|procentpoints|%-point|p-værdi|\bp\s*[<=]",
    re.IGNORECASE,
)


@pytest.fixture
def p(sample_release: Any) -> Phrases:
    return Phrases(sample_release)


def changes(**rows: tuple[float, float, float]) -> pd.DataFrame:
    names = ["estimate", "conf_low", "conf_high"]
    return pd.DataFrame(rows.values(), columns=names).assign(variable=list(rows))


def profile(**rows: tuple[float, float, float]) -> pd.DataFrame:
    names = ["difference", "diff_low", "diff_high"]
    return pd.DataFrame(rows.values(), columns=names).assign(variable=list(rows))


# --- change


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ({"TE": (6, 1, 11), "JU": (1, -3, 5)}, "Tilliden mellem kolleger er steget"),
        ({"TE": (1, -1, 3), "JU": (-6, -9, -3)}, "Den oplevede retfærdighed er faldet"),
        ({"TE": (6, 0, 12), "JU": (-2, -6, 0)}, "Ingen udvikling, der er større end usikkerheden"),
        (
            {"TE": (6, 1, 11), "JU": (-6, -9, -3)},
            "Tilliden mellem kolleger er steget, og den oplevede",
        ),
    ],
)
def test_a_change_is_claimed_only_where_it_exceeds_the_uncertainty(
    p: Phrases, rows: dict[str, tuple[float, float, float]], title: str
) -> None:
    assert change_title(p, changes(**rows), none="deck.change.title_none").startswith(title)


def test_the_largest_certain_change_is_named_not_the_largest(p: Phrases) -> None:
    rows = changes(TE=(9, -2, 20), JU=(3, 1, 5))
    assert "retfærdighed" in change_title(p, rows, none="deck.change.title_none")


def test_an_interval_that_touches_zero_is_not_certain() -> None:
    assert certain_rows(changes(TE=(2, 0, 4), JU=(-2, -4, 0))).empty


# --- a workplace beside the whole

TM = "Tillid mellem ledelse og medarbejdere"
BOTH = f"{TM} ligger over kommunens gennemsnit – retfærdighed under"


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ({"TM": (10, 4, 16), "JU": (-2, -8, 4)}, f"{TM} ligger 10 point over kommunens"),
        ({"TM": (2, -4, 8), "JU": (-9, -15, -3)}, "Retfærdighed ligger 9 point under kommunens"),
        ({"TM": (10, 4, 16), "JU": (-9, -15, -3)}, BOTH),
        ({"TM": (2, -4, 8), "JU": (-4, -9, 1)}, "Jeres svar ligger tæt på kommunens gennemsnit"),
        ({"TM": (8, -1, 17), "JU": (1, -5, 7)}, "Ingen forskel til kommunens gennemsnit er større"),
        ({"TM": (4, 1, 7), "JU": (1, -2, 4)}, "Jeres svar ligger tæt på kommunens gennemsnit"),
    ],
)  # fmt: skip
def test_the_profile_claims_size_and_certainty_as_they_are(
    p: Phrases, rows: dict[str, tuple[float, float, float]], title: str
) -> None:
    assert _profile_title(p, profile(**rows))[0].startswith(title)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((8, 2, 14), "8 point over kommunens. Forskellen er mærkbar og større end usikkerheden."),
        ((8, -2, 18), "8 point over kommunens. Forskellen er mærkbar, men usikker."),
        (
            (-3, -9, 3),
            "3 point under kommunens. Forskellen er lille og ligger inden for usikkerheden.",
        ),
        (
            (-3, -5, -1),
            "3 point under kommunens. Forskellen er lille, men større end usikkerheden.",
        ),
        ((12, 6, 18), "12 point over kommunens. Forskellen er stor og større end usikkerheden."),
        ((0, -5, 5), "på linje med kommunens."),
    ],
)
def test_size_and_certainty_are_kept_apart_in_words(
    p: Phrases, row: tuple[float, float, float], words: str
) -> None:
    assert plain(_distance(p, profile(JU=row).iloc[0])).endswith(words)


# --- levels and spread


def test_the_highest_is_named_only_when_it_is(p: Phrases) -> None:
    assert (
        _spread_title(p, pd.Series({"TE": 63.0, "SW": 74.0}), {})
        == "Fællesskab og samarbejde ligger højest"
    )
    assert "mellem 62 og 62" in _spread_title(p, pd.Series({"TE": 62.0, "SW": 62.0}), {})


def test_most_alike_is_said_only_when_every_scale_has_its_dots_and_it_holds(p: Phrases) -> None:
    means = pd.Series({"TE": 63.0, "SW": 74.0})
    assert _spread_title(p, means, {"TE": 20.0, "SW": 12.0}).endswith(
        "fra arbejdsplads til arbejdsplads"
    )
    assert not _spread_title(p, means, {"TE": 12.0, "SW": 20.0}).endswith("arbejdsplads")
    assert not _spread_title(p, means, {"SW": 12.0}).endswith("arbejdsplads")


def test_one_scale_has_its_level_as_title(p: Phrases) -> None:
    assert (
        _spread_title(p, pd.Series({"TE": 63.0}), {})
        == "Tillid mellem kolleger ligger på 63 point ud af 100"
    )


# --- manners, on every slide of the sample


def every_slide(release: Any) -> list[Slide]:
    units = release.facts.workplaces(release.facts.last_wave)
    decks = [skcore.network_deck(release), skcore.items_slides(release)]
    return [s for deck in decks for s in deck] + [
        s for unit in units for s in skcore.unit_deck(release, unit)
    ]


def words_of(slide: Slide) -> str:
    return "\n".join([slide.to_text(), slide.notes])


def test_no_slide_holds_a_word_of_verdict_cause_or_statistics(sample_release: Any) -> None:
    found = {
        match.group(): slide.title
        for slide in every_slide(sample_release)
        if (match := FORBIDDEN.search(words_of(slide)))
    }
    assert found == {}


def test_no_slide_has_an_unfilled_place_or_a_missing_number(sample_release: Any) -> None:
    found = [
        slide.title
        for slide in every_slide(sample_release)
        if re.search(r"[{}]|\bnan\b|\bNone\b|~~|\*\*|<NA>", words_of(slide))
    ]
    assert found == []


def test_every_chart_has_words_for_those_who_do_not_see_it(sample_release: Any) -> None:
    charts = [s for s in every_slide(sample_release) if isinstance(s.figure, Chart)]
    assert len(charts) > 50
    assert all(len(s.alt) > 40 for s in charts)


def test_every_result_slide_says_its_answers_and_carries_the_result_id(sample_release: Any) -> None:
    for slide in every_slide(sample_release):
        if isinstance(slide.figure, Chart):
            assert slide.result_id == sample_release.result_id
            assert slide.footnote


def test_the_network_deck_names_no_workplace(sample_release: Any) -> None:
    facts = sample_release.facts
    names = [facts.unit_name(u) for u in facts.workplaces("2025") + facts.workplaces("2026")]
    deck = "\n".join(str(s.to_json()) for s in skcore.network_deck(sample_release))
    above = {facts.unit_name(u) for u in set(facts.units["parent"])}
    assert [name for name in names if name in deck and name not in above] == []


def test_workplaces_are_named_only_by_agreement_and_it_stands_in_the_notes(
    sample_release: Any,
) -> None:
    import datetime as dt

    agreed = dataclasses.replace(
        sample_release.facts.network_deck,
        named_units=True,
        agreed_by="HovedMED",
        agreed_on=dt.date(2026, 9, 17),
    )
    facts = dataclasses.replace(sample_release.facts, network_deck=agreed)
    slide = skcore.named_units_slide(dataclasses.replace(sample_release, facts=facts))
    assert slide is not None
    assert "HovedMED, 17. september 2026" in slide.notes
    assert "Tillid mellem ledelse og medarbejdere" not in slide.figure.columns
    text = slide.to_text()
    assert "vises ikke (færre end 5 svar)" in text
    names = [row[0] for row in slide.figure.rows]
    assert names == [
        sample_release.facts.unit_name(u) for u in sample_release.facts.workplaces("2026")
    ]


def test_trust_in_management_has_no_dots_in_the_network_deck(sample_release: Any) -> None:
    chart = skcore.spread_slide(sample_release).figure
    rows = chart.table[chart.table["label"] == "Tillid mellem ledelse og medarbejdere"]
    assert len(rows) == 1
    assert np.isnan(rows["estimate"].iloc[0])


def test_no_chart_of_the_network_deck_holds_well_being_of_a_workplace(sample_release: Any) -> None:
    deck = skcore.network_deck(sample_release)
    charts = [s.figure for s in deck if isinstance(s.figure, Chart) and s.kicker == "Trivsel"]
    assert all(len(chart.table) <= 4 for chart in charts)


def test_units_stand_in_the_order_of_the_organisation_never_by_result(sample_release: Any) -> None:
    slide = skcore.levels_slide(sample_release)
    labels = list(dict.fromkeys(slide.figure.table["label"]))
    facts = sample_release.facts
    top = facts.units[facts.units["parent"] == ""]["unit"]
    assert labels == [facts.unit_name(u) for u in top]


def test_a_workplace_that_may_not_be_shown_is_told_why_and_keeps_its_questions(
    sample_release: Any,
) -> None:
    groups = sample_release.plans.means["copsoq3-social-capital"].groups
    small = groups[
        (groups["cut"] == "wave × unit × role")
        & (groups["wave"] == "2026")
        & (groups["role"] == "employee")
        & (groups["hidden_reason"] == "primary")
    ]["unit"].iloc[0]
    deck = skcore.unit_deck(sample_release, small)
    text = "\n".join(slide.to_text() for slide in deck)
    assert "vises ikke, fordi der er færre end 5 besvarelser" in text
    assert not any(isinstance(slide.figure, Chart) for slide in deck)
    assert "Hvornår går samarbejdet godt hos jer?" in text
    assert "Tallene er jeres" not in text
    assert "tallet" not in text


def test_a_unit_deck_shows_no_other_workplace(sample_release: Any) -> None:
    facts = sample_release.facts
    deck = "\n".join(str(s.to_json()) for s in skcore.unit_deck(sample_release, "pleje-03"))
    others = [facts.unit_name(u) for u in facts.workplaces("2026") if u != "pleje-03"]
    own = facts.unit_name("pleje-03")
    assert [name for name in others if name in deck and name not in own] == []


def test_both_languages_make_the_same_slides(sample_release: Any) -> None:
    facts = dataclasses.replace(sample_release.facts, language="en")
    english = dataclasses.replace(sample_release, facts=facts)
    pairs = zip(skcore.network_deck(sample_release), skcore.network_deck(english), strict=True)
    for danish, other in list(pairs)[1:]:  # the first holds the study's own title
        assert type(danish.figure) is type(other.figure)
        assert not re.search(r"\b(og|ikke|arbejdspladser|gennemsnit)\b", other.title)


@pytest.mark.parametrize(
    ("treated", "estimate", "low", "high", "key"),
    [
        (7.0, 6.0, 2.0, 10.0, "title_certain_up"),
        (-2.0, 6.0, 2.0, 10.0, "title_certain_held"),
        (1.0, -6.0, -10.0, -2.0, "title_certain_down"),
        (7.0, 6.0, 0.0, 12.0, "title_none"),
        (7.0, 6.0, np.nan, np.nan, "title_few"),
    ],
)
def test_participants_rose_more_only_where_they_rose(
    treated: float, estimate: float, low: float, high: float, key: str
) -> None:
    row = pd.Series({"treated": treated, "estimate": estimate, "conf_low": low, "conf_high": high})
    assert actions_title(row) == key


def test_a_strength_lies_above_the_whole_and_an_attention_point_below(sample_release: Any) -> None:
    facts = sample_release.facts
    levels = sample_release.levels[facts.primary.id]
    levels = levels.select(levels.table["variable"].isin(["TM", "TE", "JU", "SW"]))
    kinds = set()
    for unit in facts.workplaces("2026"):
        chosen = skcore.strengths_and_attention(levels, unit=unit, wave="2026")
        kinds |= set(chosen["kind"])
        assert (chosen.loc[chosen["kind"] == "strength", "difference"] > 0).all()
        assert (chosen.loc[chosen["kind"] == "attention", "difference"] < 0).all()
    assert kinds == {"strength", "attention", "highest", "lowest"}
