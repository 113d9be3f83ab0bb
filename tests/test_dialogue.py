"""What a workplace may talk about, and the cards it gets: from shown results, never a ranking."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import skcore
from skcore.disclosure.released import seal
from skcore.errors import DisclosureError, SkcoreError
from skcore.wording import DIMENSIONS, THEME_USES, our_wording, read_wording

LANGUAGES = ("da", "en")
CARDS = our_wording().cards
#: words that a card has none of: verdicts, causes, and what points at one leader
FORBIDDEN = re.compile(
    r"hvorfor|why\b|skjul|bedst|dårlig|problem|svaghed|uenig|score|best\b|worst|\d|!", re.IGNORECASE
)


def altered(release: Any, unit: str, scale: str, **values: float) -> Any:
    """The release with other figures for one scale of one workplace, as if they were its own."""
    primary = release.facts.primary.id
    levels = release.levels[primary]
    table = levels.table
    row = (table["unit"] == unit) & (table["wave"] == release.facts.last_wave)
    row &= (table["role"] == "employee") & (table["variable"] == scale)
    row &= table["cut"] == "wave × unit × role"
    assert row.sum() == 1
    for name, value in values.items():
        table.loc[row, name] = value
    other = seal(table, levels.plan, levels.kind)
    return dataclasses.replace(release, levels={**release.levels, primary: other})


def quiet(release: Any, unit: str) -> Any:
    """The release with a workplace that lies level with the whole in everything."""
    for scale in ("TM", "TE", "JU", "SW"):
        release = altered(release, unit, scale, difference=0.0, diff_low=-6.0, diff_high=6.0)
    return dataclasses.replace(release, unit_changes=None)


def kinds(release: Any, unit: str) -> dict[str, pd.Series]:
    themes = skcore.dialogue_themes(release, unit)
    return {row["kind"]: row for _, row in themes[::-1].iterrows()}


def test_strengths_lie_above_the_whole_and_attention_points_below(sample_release: Any) -> None:
    found = pd.concat(
        skcore.dialogue_themes(sample_release, unit)
        for unit in sample_release.facts.workplaces("2026")
    )
    assert set(found["kind"]) == {"strength", "attention", "disagreement", "moved"}
    assert (found.loc[found["kind"] == "strength", "difference"] > 0).all()
    goals = found["variable"] == "JU"  # the one goal: above the whole and yet below it
    assert (found.loc[(found["kind"] == "attention") & ~goals, "difference"] < 0).all()


def test_size_and_certainty_choose_before_mere_distance(sample_release: Any) -> None:
    release = quiet(sample_release, "dagoest-02")
    release = altered(release, "dagoest-02", "TE", difference=12.0, diff_low=-1.0, diff_high=25.0)
    release = altered(release, "dagoest-02", "JU", difference=7.0, diff_low=2.0, diff_high=12.0)
    found = kinds(release, "dagoest-02")["strength"]
    assert (found["variable"], found["certain"], found["size"]) == ("JU", True, "noticeable")
    cards = skcore.choose_cards(release, "dagoest-02")
    assert cards.loc[cards["variable"] == "JU", "heading"].iloc[0] == "Styrke"


def test_a_small_difference_is_called_small_and_no_strength(sample_release: Any) -> None:
    release = quiet(sample_release, "dagoest-02")
    release = altered(release, "dagoest-02", "TE", difference=3.0, diff_low=1.0, diff_high=5.0)
    found = kinds(release, "dagoest-02")["strength"]
    assert "Forskellen er lille, men større end usikkerheden." in found["reason"]
    cards = skcore.choose_cards(release, "dagoest-02")
    assert "Styrke" not in set(cards["heading"])
    assert "Også værd at tale om" in set(cards["heading"])


def test_every_theme_whose_answers_lie_far_apart_is_talked_about(sample_release: Any) -> None:
    facts = sample_release.facts
    table = sample_release.spread.table
    apart = table[(table["spread"] == "apart") & (table["wave"] == "2026") & ~table["hidden"]]
    apart = apart[apart["role"] == "employee"]
    assert apart["unit"].nunique() >= 5
    for unit, own in apart.groupby("unit"):
        themes = skcore.dialogue_themes(sample_release, unit)
        told = themes[(themes["kind"] == "disagreement") & themes["difference"].isna()]
        cards = skcore.choose_cards(sample_release, unit)
        talked = cards.loc[cards["heading"] == "I oplever det forskelligt", "variable"]
        assert set(own["variable"]) == set(told["variable"]) == set(talked), facts.unit_name(unit)


def test_what_moved_is_told_with_its_numbers_and_only_where_certain(sample_release: Any) -> None:
    moved = kinds(sample_release, "dagoest-01")["moved"]
    change = sample_release.unit_changes.table
    row = change[(change["comparison"] == "dagoest-01") & (change["variable"] == moved["variable"])]
    row = row[row["role"] == "employee"].iloc[0]
    assert f"fra {row['before']:.0f} til {row['after']:.0f} point" in moved["reason"]
    for unit in sample_release.facts.workplaces("2026"):
        for _, theme in skcore.dialogue_themes(sample_release, unit).iterrows():
            assert theme["kind"] != "moved" or theme["certain"]


def test_two_views_are_told_a_level_up_and_that_is_said(sample_release: Any) -> None:
    reasons = [
        theme["reason"]
        for unit in sample_release.facts.workplaces("2026")
        for _, theme in skcore.dialogue_themes(sample_release, unit).iterrows()
        if "to blikke" in theme["reason"]
    ]
    assert reasons
    assert all("For den enkelte arbejdsplads vises forskellen ikke" in r for r in reasons)
    named = [r for r in reasons if "forvaltningen som helhed" in r]
    # trust between management and employees of one administration points at its head
    assert not any("tillid mellem ledelse" in r for r in named)


def test_a_workplace_that_is_not_shown_has_no_theme_and_still_cards(sample_release: Any) -> None:
    assert skcore.dialogue_themes(sample_release, "syg-02").empty
    cards = skcore.choose_cards(sample_release, "syg-02")
    assert len(cards) == 10
    assert set(cards["variable"]) == {""}
    assert not re.search(r"\d", " ".join(cards["reason"]))


def test_only_what_came_through_the_door_is_read(sample_release: Any) -> None:
    bare = {k: v.table for k, v in sample_release.levels.items()}
    with pytest.raises(DisclosureError, match="levels is a DataFrame, not a released table"):
        skcore.dialogue_themes(dataclasses.replace(sample_release, levels=bare), "pleje-03")


@pytest.mark.parametrize("n", [None, 8, 10, 12])
def test_cards_open_close_and_hold_the_core_task(sample_release: Any, n: int | None) -> None:
    for unit in sample_release.facts.workplaces("2026"):
        cards = skcore.choose_cards(sample_release, unit, n=n)
        assert 8 <= len(cards) <= 12
        assert len(cards) == n or n is None
        assert cards["card"].is_unique
        assert list(cards["use"].iloc[[0, 1, -2, -1]]) == ["opening"] * 2 + ["closing"] * 2
        core = cards[(cards["dimension"] == "core_task") & (cards["use"] != "next_step")]
        assert len(core) >= 2
        assert (cards["use"] == "next_step").sum() == 1
        assert (cards["reason"] != "").all()
        # the reason holds numbers; the card does not
        assert not re.search(r"\d", " ".join([*cards["text"], *cards["follow_up"]]))


def test_fewer_or_more_cards_than_a_talk_holds_are_refused(sample_release: Any) -> None:
    with pytest.raises(SkcoreError, match="Vælg fra 8 til 12 kort, ikke 13"):
        skcore.choose_cards(sample_release, "pleje-03", n=13)


def test_the_talk_slide_asks_what_the_cards_ask(sample_release: Any) -> None:
    for unit in ("dagoest-01", "syg-02", "hjem-02"):
        cards = skcore.choose_cards(sample_release, unit)
        between = cards[~cards["use"].isin(["opening", "closing"])].head(6)
        rows = skcore.questions_slide(sample_release, unit).figure.rows
        shown = zip(between["heading"], between["text"], between["theme"], strict=True)
        assert list(rows) == list(shown)


def test_the_pool_covers_every_dimension_and_use_three_times_in_both_languages() -> None:
    cells = [(card.dimension, card.use) for card in CARDS]
    for cell in product(DIMENSIONS, THEME_USES):
        assert cells.count(cell) >= 3, cell
    assert len([cell for cell in cells if cell[0] != "any"]) >= 72
    assert len({card.id for card in CARDS}) == len(CARDS)
    assert {card.direction for card in CARDS} == {"bonding", "bridging", "linking"}
    for language in LANGUAGES:
        texts = [card.text[language]["text"] for card in CARDS]
        assert len(set(texts)) == len(texts)


@cache
def official_words() -> set[str]:
    """Every question and label of the shipped questionnaires, as they would be recognised."""
    return {
        words.casefold().strip(" ?.")
        for name in skcore.list_instruments()["id"]
        for item in skcore.load_instrument(name).items
        for words in (*item.text.values(), *item.label.values())
        if words
    }


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_cards_ask_openly_and_are_no_question_of_a_questionnaire(card: Any) -> None:
    items = official_words()
    for language in LANGUAGES:
        side = card.text[language]
        said = f"{side['text']} {side['follow']}"
        assert not FORBIDDEN.search(said), said
        assert side["text"].casefold().strip(" ?.") not in items
        asks = side["text"].endswith("?")
        assert asks == (card.kind == "question")
        if asks and language == "da":
            assert re.match(r"(Hvad|Hvordan|Hvornår|Hvem|Hvilken|Hvor) ", side["text"]), side[
                "text"
            ]


OWN = """
remove = ["open-2"]
[[cards]]
id = "vores-1"
dimension = "justice"
use = "strength"
direction = "bonding"
form = "pairs"
minutes = 5
da = { text = "Hvad er vi stolte af i vagtplanen?", follow = "Hvem fandt på det?" }
"""


def test_own_cards_come_first_and_others_can_be_taken_away(sample_folder: Path) -> None:
    (sample_folder / "cards.toml").write_text(OWN, encoding="utf-8")
    release = skcore.release_study(skcore.load_study(sample_folder), earlier={})
    cards = skcore.choose_cards(release, "dagoest-01")
    assert "Hvad er vi stolte af i vagtplanen?" in set(cards["text"])
    assert list(cards["card"].iloc[:2]) == ["open-1", "open-3"]
    # an own card without English is not there in English
    facts = dataclasses.replace(release.facts, language="en")
    told = skcore.choose_cards(dataclasses.replace(release, facts=facts), "dagoest-01")
    assert "vores-1" not in set(told["card"])


FAULTY = """
remove = ["open-22"]
[[cards]]
id = "a"
dimension = "fairness"
use = "strength"
direction = "bonding"
form = "pairs"
minutes = 50
colour = "red"
en = { text = "What?", follow = "And?" }
[[cards]]
id = "a"
dimension = "any"
use = "strength"
direction = "bonding"
form = "pairs"
minutes = 5
da = { text = "Hvad", follow = "%s" }
"""


def test_all_faults_of_own_cards_are_told_at_once(sample_folder: Path) -> None:
    (sample_folder / "cards.toml").write_text(FAULTY % ("x" * 91), encoding="utf-8")
    problems = skcore.check_study(sample_folder)
    assert (problems["file"] == "cards.toml").all()
    said = "\n".join(problems["problem"])
    for part in (
        "'open-22' kan ikke bruges som remove i cards.toml",
        "'fairness' kan ikke bruges som dimension",
        "'minutes' i [[cards]] a skal ligge fra 1 til 20",
        "'colour' i [[cards]] a kendes ikke",
        "[[cards]] a mangler tekst på sproget 'da'",
        "'a' står mere end én gang",
        'Kort til opening, closing hører til dimension = "any"',
        "'follow' i [[cards]] a da er på 91 tegn. Der er plads til 90",
    ):
        assert part in said, part


def test_a_pool_too_small_to_choose_from_says_what_it_lacks(tmp_path: Path) -> None:
    gone = [c.id for c in CARDS if (c.dimension, c.use) == ("trust", "disagreement")]
    gone += [c.id for c in CARDS if c.use == "closing"][1:]
    (tmp_path / "cards.toml").write_text(f"remove = {gone}".replace("'", '"'), encoding="utf-8")
    _, problems = read_wording(tmp_path, "da")
    said = [problem.text("da") for problem in problems]
    assert len(said) == 2
    assert "mindst 1 kort med dimension = 'trust' og use = 'disagreement'" in said[0]
    assert "mindst 2 kort med dimension = 'any' og use = 'closing'" in said[1]
