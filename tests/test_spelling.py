"""Two spellings of a workplace's name: the same, perhaps the same, or two places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skcore.reading.spelling import SAME, SURE, likeness, meant_among

WARDS = ["Lungemedicinsk Sengeafsnit", "Neurologisk Sengeafsnit", "Team 1", "Team 2", "Fødegangen"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FØDEGANGEN ", "Fødegangen"),
        ("Øre-/næse-/hals", "Øre-næse-hals"),
        ("Nyremedicin & dialyse", "Nyremedicin og Dialyse"),
    ],
)
def test_case_marks_and_joining_words_make_no_other_name(one: str, other: str) -> None:
    assert likeness(one, other) == SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lungemed. sengeafsnit", "Lungemedicinsk Sengeafsnit"),
        ("Med. afd. 2", "Medicinsk afdeling 2"),
        ("Fødegang", "Fødegangen"),
        ("Fysio-/ergoterapi", "Fysio- og ergoterapien"),
        ("Ørestad boern", "Ørestad børn"),
        ("Solgarden", "Solgården"),
        ("Å-bakken", "Aabakken"),
        ("Ø-huset Nord", "Oehuset Nord"),
        ("Afdeling Æ", "Afdeling Ae"),
        ("Ortopædkirugisk Sengeafsnit", "Ortopædkirurgisk Sengeafsnit"),
        ("Gynækologsik Sengeafsnit", "Gynækologisk Sengeafsnit"),
        ("Geriatrisk Sengafsnit", "Geriatrisk Sengeafsnit"),
        ("Solgården", "Plejehjemmet Solgården"),
        ("Nord Hjemmeplejen", "Hjemmeplejen Nord"),
        ("Plejecenter Rosengården", "Plejecentret Rosengården"),
        ("Plejehjem Solgård", "Plejehjemmet Solgård"),
        ("Ambulatorium Nord", "Ambulatoriet Nord"),
        ("Team Nord", "Teamet Nord"),
        ("Sankt Jørgens Skole", "Sct. Jørgens Skole"),
        ("Skt Jørgens Skole", "Sct. Jørgens Skolen"),
    ],
)
def test_forms_and_slips_are_surely_the_same(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one) == SURE
    assert meant_among(one, [other, "Køkkenet"]) == (other, [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Urologisk Sengeafsnit", "Neurologisk Sengeafsnit"),
        ("Nefrologisk Sengeafsnit", "Neurologisk Sengeafsnit"),
        ("Hepatologisk afsnit", "Hematologisk afsnit"),
        ("Hjemmeplejen Nord", "Hjemmeplejen Syd"),
        ("Hjemmeplejen", "Hjemmeplejen Nord"),
        ("Sengeafsnit", "Lungemedicinsk Sengeafsnit"),
        ("Vesterbro", "Østerbro"),
        ("Skovbo", "Skovbro"),
        ("Sengeafsnit 3", "Sengeafsnit 13"),
        ("Afsnit A", "Afsnit B"),
        ("Afsnit A", "Afsnit Å"),
        ("-", "Syd"),
        ("Dagvagten", "Nattevagten"),
        ("Team Øst", "Team Vest"),
        ("Plejecenter Øst", "Plejecentret Vest"),
        ("Sankt Jørgens Skole", "Sct. Knuds Skole"),
        ("Børnehuset Nord", "Børnehus Syd"),
        ("Hus 1", "Huset 2"),
    ],
)
def test_another_place_is_never_taken_for_one(one: str, other: str) -> None:
    assert likeness(one, other) < SURE
    assert meant_among(one, [other])[0] == ""


def test_what_few_wrote_is_a_slip_and_what_many_wrote_is_asked_about() -> None:
    assert meant_among("Fødegamgem", WARDS) == ("", ["Fødegangen"])
    assert meant_among("Fødegamgem", WARDS, rare=True) == ("Fødegangen", [])
    assert meant_among("Team 3", WARDS, rare=True) == ("", [])


@given(st.text(max_size=12), st.integers(0, 99), st.integers(0, 99))
def test_another_number_is_another_workplace(name: str, one: int, other: int) -> None:
    alike = likeness(f"{name} {one}", f"{name} {other}")
    assert (alike == SAME) == (one == other)
    assert alike in (SAME, 0) or one == other


def test_a_letter_may_begin_a_word_that_is_cut_short_but_is_never_taken_for_it() -> None:
    known = ["Hjemmeplejen Øst", "Hjemmeplejen Vest"]
    for rare in (False, True):
        assert meant_among("Hjemmepl. Ø", known, rare=rare) == ("", ["Hjemmeplejen Øst"])
        assert meant_among("Team A", ["Team Andebo"], rare=rare) == ("", ["Team Andebo"])
        assert meant_among("Team A", ["Team Ann"], rare=rare)[0] == ""  # .92 alike as letters
        for name in ("Afsnit B2", "Afsnit C", "B"):
            assert meant_among(name, ["Afsnit B", "Afsnit B3"], rare=rare) == ("", [])
