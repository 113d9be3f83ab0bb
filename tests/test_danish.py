"""What readers stumbled on in the first version is gone, and its better wording is there.

Each row is a place where people read, what must not stand there, and what stands there instead.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from skcore.instruments.loader import load_instrument

REPOSITORY = Path(__file__).parents[1]


def shipped(name: str) -> str:
    package, _, path = name.partition("/")
    return (files(package) / path).read_text(encoding="utf-8")


DA, EN = (shipped(f"skcore.texts/{language}.toml") for language in ("da", "en"))
CARDS = shipped("skcore.wording/cards.toml")
PROGRAMMES = shipped("skcore.wording/programmes.toml")
NOTEBOOKS = "".join(
    path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
)
WITHOUT_SPACES = str.maketrans({"\u00a0": " "})

#: where, what is gone (an expression), what stands there now
ROWS = [
    (
        DA,
        r"Ingen sikker forskel til",
        "Ingen forskel fra de andre er større end usikkerheden",
    ),
    (
        DA,
        r"[Ff]orskel(le)? til (gennemsnittet|kommunens)|forskelle fra omkring",
        "forskelle på mindst ca.",
    ),
    (DA, r"er steget mere end de øvrige", "{scale} er steget mere på de deltagende arbejdspladser"),
    (DA, r"Ingen sikker udvikling", "Svarene ligner dem fra sidste måling"),
    (DA, r"[Dd]en oplevede|[Dd]et oplevede", "{scale} ligger højere end sidst"),
    (
        DA,
        r"fra forvaltning til forvaltning",
        "{levels} ligger op til {points} point fra hinanden i {scale}",
    ),
    (DA, r"på en måde,? vi kan stå ved", "så vi kan stå ved det"),
    (DA, r"flytte sig ved et tilfælde|ved et tilfælde", "så meget kan tallet svinge tilfældigt"),
    (DA, r"Længst under", "Også værd at tale om"),
    (DA, r"med faggrupperne taget i betragtning", "taget højde for"),
    (DA, r"Fundet: |ikke på en kur", "ikke lavere fravær"),
    (DA, r"Ledernes svar om|Størst er afstanden", "Lederne svarer {direction} om {scale}"),
    (DA, r"svarer ens:", "Afstanden er størst, når det gælder {scale}"),
    (DA, r"inden for og på tværs af arbejdspladser", "mellem kolleger og mellem arbejdspladser"),
    (DA, r"Slutninger fra arbejdspladser", "gælder ikke"),
    (DA, r"Den lodrette streg er målingen", "Den lodrette streg viser, hvornår vi målte"),
    (DA, r"love for meget", "Tallene er for usikre til at tegne en linje"),
    (
        DA,
        r"har udviklet sig ens|[Uu]dviklet sig forskelligt|[Uu]dviklingen ligner hinanden",
        "Udviklingen er omtrent den samme",
    ),
    (
        CARDS,
        r"udmelding var til at stole på",
        "Hvad kendetegner en udmelding, som I kan regne med?",
    ),
    (CARDS, r"en anden end lederens", "også når vi ikke er enige"),
    (
        PROGRAMMES,
        r"resultaterne og overvejelser",
        "Spørgeskemaresultaterne, og hvad de giver anledning til",
    ),
    (NOTEBOOKS, r"[Dd]e tavse|alle tavse", "der ikke har svaret"),
    (NOTEBOOKS, r"gennem døren", "godkendt til visning"),
    (NOTEBOOKS, r"Holder skalaerne", "Hænger spørgsmålene i hvert tema sammen?"),
]


@pytest.mark.parametrize(("where", "gone", "there"), ROWS, ids=[row[2][:40] for row in ROWS])
def test_readers_stumble_no_more(where: str, gone: str, there: str) -> None:
    where = where.translate(WITHOUT_SPACES)
    assert re.findall(gone, where) == []
    assert there in where


@pytest.mark.parametrize("name", ["copsoq3-social-capital", "fire-hurtige", "own-items-example"])
def test_a_question_that_is_answered_by_degree_is_stored_as_a_clause_too(name: str) -> None:
    for item in load_instrument(name).items:
        if not item.reversed:
            assert item.clause is not None, item.code
            assert all(words[:1].islower() for words in item.clause.values()), item.code


def test_english_texts_hold_no_danish_word() -> None:
    values = " ".join(re.findall(r'(?m)= .*?"((?:[^"\\]|\\.)*)"', EN))
    danish = set(re.findall(r"\w*[æøåÆØÅ]\w*", values))
    # a person and an organisation, and what a list must hold to be read
    assert danish <= {"Velfærd", "på"}
    plain = r"\b(forvaltning|borgertilfredshed|arbejdsplads|medarbejder|sygefravær|svar|ikke)"
    assert re.findall(plain, values) == []
