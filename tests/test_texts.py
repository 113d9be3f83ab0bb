"""Wording: both languages say the same things, with the same places to fill."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import pytest

from skcore.errors import SkcoreError
from skcore.texts import load_texts
from skcore.texts.numbers import (
    format_change,
    format_interval,
    format_number,
    format_percent,
    join_words,
    round_half_away,
    sort_key,
)


def leaves(table: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(table, dict):
        for key, value in table.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(table, list):
        for i, value in enumerate(table):
            yield from leaves(value, f"{path}[{i}]")
    else:
        yield path, str(table)


def places(template: str) -> set[str]:
    # a place that ends in _comma holds the same number with the Danish decimal mark
    names = (name for _, name, _, _ in string.Formatter().parse(template) if name)
    return {name.removesuffix("_comma") for name in names}


def test_both_languages_hold_the_same_keys_and_places() -> None:
    danish, english = (dict(leaves(load_texts(code).table)) for code in ("da", "en"))
    trees = [{k: places(v) for k, v in t.items() if ".levels[" not in k} for t in (danish, english)]
    assert trees[0] == trees[1]


# in any form: three items ask whether somebody holds information "skjult"; the rest are verdicts
FORBIDDEN = (
    "skjul",
    "signifikant",
    "score",
    "benchmark",
    "bedst",
    "dårligst",
    "effekt",
    "item",
    "!",
)
NOT_CAUSES = ("fører til", "skyldes af", "påvirker", "sænker")


@pytest.mark.parametrize("word", FORBIDDEN + NOT_CAUSES)
def test_danish_slides_avoid_words_that_mean_something_else_in_the_room(word: str) -> None:
    shown = [
        (key, text)
        for key, text in leaves(
            {k: load_texts("da").raw(k) for k in ("deck", "unit", "hidden", "themes")}
        )
        if word in "".join(p[0] for p in string.Formatter().parse(text)).lower()
    ]
    assert shown == []


def test_a_missing_text_says_which_file_to_mend() -> None:
    with pytest.raises(SkcoreError, match=r"No text 'deck\.nothing' in texts/da\.toml"):
        load_texts("da")("deck.nothing")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(SkcoreError, match="Language 'sv' is not one of da, en"):
        load_texts("sv")


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(2.5, 0, 3), (66.5, 0, 67), (0.65, 1, 0.7), (-2.5, 0, -3), (-0.4, 0, 0), (1.005, 2, 1.01)],
)
def test_rounding_is_half_away_from_zero(value: float, decimals: int, expected: float) -> None:
    rounded = round_half_away(value, decimals)
    assert rounded == expected
    assert str(rounded)[0] != "-" or rounded < 0


def test_danish_numbers_have_comma_dot_and_true_minus() -> None:
    assert format_number(1234567.891, 1, language="da") == "1.234.567,9"
    assert format_number(-3.25, 1, language="da") == "−3,3"
    assert format_percent(5.75, 1, language="da") == "5,8\u00a0%"
    assert format_change(6.2, language="da") == "+6"
    assert format_change(0.2, language="da") == "0"
    assert format_number(float("nan"), language="da") == "–"


def test_intervals_use_words_as_soon_as_a_sign_is_needed() -> None:
    assert format_interval(66, 76, language="da") == "66–76"
    assert format_interval(-0.7, 0.4, 1, language="da") == "fra −0,7 til 0,4"
    assert format_interval(1, 11, language="da", signed=True) == "fra +1 til +11"
    assert format_interval(-0.7, 0.4, 1, language="en") == "−0.7 to 0.4"


def test_an_end_that_is_zero_only_as_it_is_rounded_says_so() -> None:
    for low, high, decimals, said in [
        (0.0, 2.0, 0, "fra ca. 0 til +2"),  # beside "no certain change" a plain 0 would be no less
        (-0.04, 2.2, 1, "fra ca. 0 til +2,2"),
        (-2.0, 0.0, 0, "fra −2 til ca. 0"),
        (0.1, 3.9, 1, "fra +0,1 til +3,9"),
        (0.0, 0.0, 0, "fra 0 til 0"),
    ]:
        assert format_interval(low, high, decimals, language="da", signed=True) == said
    assert format_interval(0, 2, language="en", signed=True) == "about 0 to +2"
    assert format_interval(0, 8, language="da") == "0–8"


def test_names_sort_as_in_a_danish_dictionary() -> None:
    names = [
        "Aaby",
        "Åby",
        "Østby",
        "Æblegård",
        "Afdeling 10",
        "Afdeling 2",
        "Zoo",
        "aften",
        "Aften",
    ]
    assert sorted(names, key=sort_key) == [
        "Afdeling 2", "Afdeling 10", "Aften", "aften", "Zoo", "Æblegård", "Østby", "Åby", "Aaby",
    ]  # fmt: skip


def test_counts_are_words_up_to_ten_and_digits_above() -> None:
    texts = load_texts("da")
    assert texts.count("nouns.workplace", 1) == "en arbejdsplads"
    assert texts.count("nouns.workplace", 10) == "ti arbejdspladser"
    assert texts.count("nouns.workplace", 2182) == "2.182 arbejdspladser"


@pytest.mark.parametrize(
    ("language", "key", "one", "many"),
    [
        ("en", "unit.profile.title_below", "lies {} point below", "lies {} points below"),
        ("en", "themes.below", ": {} point below", ": {} points below"),
        ("en", "check.over_time", "{} minute over", "{} minutes over"),
        ("da", "check.over_time", "{} minut over", "{} minutter over"),
        ("da", "check.without_break", "i {} minut eller", "i {} minutter eller"),
    ],
)
def test_one_point_or_minute_is_in_the_singular(
    language: str, key: str, one: str, many: str
) -> None:
    text = load_texts(language)
    for said, words in (("1", one), (1, one), ("+1", one), ("11", many), ("1.1", many), (0, many)):
        filled = text(key, **dict.fromkeys(places(text.raw(key)), said))
        assert words.format(said) in filled


def test_words_are_joined_as_in_running_text() -> None:
    assert join_words(["a", "b", "c"], language="da") == "a, b og c"
    assert join_words(["a"], language="en") == "a"


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_one_questionnaire_was_tested_for_is_not_said_of_another(language: str) -> None:
    first = load_texts(language).raw("deck.knowledge.groups.body")[0]
    assert first.startswith(("Social kapital er", "Social capital is")), "of any study's questions"
