"""Who comes to the network meeting: by level, at mixed tables, and named in their list only."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

import skcore
from skcore.commands.handouts import make_handouts
from skcore.commands.slides import make_decks
from skcore.errors import InputError, SkcoreError
from skcore.handouts import HANDOUTS
from skcore.handouts.gathering import participants, programme, seats
from skcore.handouts.printing import Printer
from skcore.reading.attendance import LEVELS, parse_participants, read_participants

PEOPLE = """Navn;Niveau;Arbejdsplads
Alma Fjordvang;Direktion;
Birk Sølvmark;Mellemledere;
Ellen Havgaard;MED-udvalg;
Gry Aavang;HR;
Hans Ågerskov;Lokal TRIO;{unit}
Ida Østervang;TRIO;{unit}
Jens Krogmark;arbejdsplads;Kommunens køkken
"""
NAMES = ("Fjordvang", "Sølvmark", "Havgaard", "Aavang", "Ågerskov", "Østervang", "Krogmark")


@pytest.fixture
def folder(lean: Path) -> Path:
    """The list is read and printed the same with and without registers."""
    return lean


def listed(folder: Path, text: str = PEOPLE, unit: str = "") -> Path:
    path = folder / "deltagere.csv"
    path.write_text(text.replace("{unit}", unit), encoding="utf-8-sig")
    return path


def with_list(folder: Path, text: str = PEOPLE) -> Path:
    """Give a study a list of participants."""
    path = folder / "study.toml"
    content = path.read_text("utf-8")
    path.write_text(content.replace('"participants.csv"', '"deltagere.csv"'), "utf-8")
    units = pd.read_csv(folder / "units.csv", sep=";", encoding="utf-8-sig")
    listed(folder, text, units["name"].iloc[-1])
    return path


def text_of(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


# --- reading --------------------------------------------------------------------------------------


def test_levels_are_read_in_many_words_and_units_by_name(tmp_path: Path) -> None:
    people = read_participants(
        listed(tmp_path, unit="Nordhjemmet"), {"nord": "Nordhjemmet"}, language="da"
    )
    assert people["level"].tolist() == [*LEVELS, "workplace", "workplace"]
    assert people["unit"].tolist()[-3:] == ["nord", "nord", "Kommunens køkken"]


def test_what_is_wrong_is_told_at_once_and_nobody_s_name_with_it(tmp_path: Path) -> None:
    text = (
        "Navn;Niveau;Arbejdsplads\nAlma Fjordvang;Alma Fjordvang;\n;HR;\nBo;;\nGry;HR;\nGry;HR;\n"
    )
    with pytest.raises(InputError, match="kan ikke bruges") as caught:
        read_participants(listed(tmp_path, text), {}, language="da")
    said = "\n".join(caught.value.problems["problem"])
    for expected in ("Et niveau kendes ikke (række 2)", "(række 3)", "(række 4)", "(række 5, 6)"):
        assert expected in said, said
    assert not any(name in said for name in ("Alma", "Fjordvang", "Gry"))


def test_two_people_of_one_name_are_not_told_to_be_one(tmp_path: Path) -> None:
    """Nobody is to be dropped from the list; and people without a name are not alike."""
    text = "Navn;Niveau\nGry;HR\nGry;HR\n;HR\n;HR\n"
    _, problems = parse_participants(listed(tmp_path, text), names={})
    (alike,) = [p for p in problems if p.key == "participants_alike"]
    assert alike.rows == (2, 3)
    assert "flere personer, så behold dem alle" in alike.text("da")
    assert "different people, keep them all" in alike.text("en")


def test_a_level_that_nobody_stands_for_is_named(tmp_path: Path) -> None:
    path = listed(tmp_path, "Navn;Niveau\nAlma;Direktion\nBo;TRIO\n")
    _, problems = parse_participants(path, names=None)
    [missing] = [p for p in problems if p.key == "level_missing"]
    assert missing.severity == "note"
    assert missing.text("da").startswith(
        "Blandt deltagerne mangler: Mellemledere, MED, HR og arbejdsmiljø."
    )
    assert missing.text("en").startswith("Missing among the participants: Middle managers, Joint")


def test_check_names_the_missing_level_and_goes_on(folder: Path) -> None:
    path = with_list(folder, "Navn;Niveau\nAlma Fjordvang;Direktion\n")
    found = skcore.check_study(path)
    said = " ".join(found["problem"])
    assert "Blandt deltagerne mangler: Mellemledere" in said
    assert "Fjordvang" not in said
    assert set(found["severity"]) == {"note"}


# --- tables and tags ------------------------------------------------------------------------------


@given(
    who=st.lists(
        st.tuples(st.sampled_from(LEVELS), st.sampled_from(["", "a", "b", "c"])),
        min_size=1,
        max_size=60,
    ),
    per_table=st.integers(3, 12),
)
def test_tables_are_never_too_large_and_mix_levels_as_evenly_as_can_be(
    who: list[tuple[str, str]], per_table: int
) -> None:
    people = pd.DataFrame(who, columns=["level", "unit"]).assign(
        name=[f"P{k}" for k in range(len(who))]
    )
    seated = seats(people, per_table=per_table)
    assert sorted(seated["name"]) == sorted(people["name"])
    sizes = seated["table"].value_counts()
    assert sizes.max() <= per_table
    assert sizes.max() - sizes.min() <= 1
    tables = seated["table"].max()
    for _, level in seated.groupby("level"):
        counts = level["table"].value_counts().reindex(range(1, tables + 1), fill_value=0)
        assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("language", ["da", "en"])
def test_lists_tables_and_tags_hold_everybody_once(sample_release: Any, language: str) -> None:
    facts = replace(sample_release.facts, language=language)
    people = pd.DataFrame(
        {
            "name": [f"Person {k:02d} Mellemnavn-Langtnavnesen" for k in range(23)],
            "level": [LEVELS[k % 4] for k in range(23)],  # nobody of a workplace
            "unit": ["dagoest-06" if k % 2 else "" for k in range(23)],
        }
    )
    content = Printer().pdf(participants(replace(sample_release, facts=facts), people))
    text = text_of(content).replace("\u00a0", " ")
    for name in people["name"]:
        assert text.count(name.split()[1] + " M") == 3  # by level, by table, on a tag
    assert ("Der mangler: Arbejdspladser" if language == "da" else "Missing: Workplaces") in text
    # two of the four levels come from no workplace, and have no empty column of them
    assert len(re.findall(r"\b(?:Arbejdsplads|Workplace)\b", text)) == 2
    reader = PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert len(reader.pages) == 6  # three of lists, three of eight tags
    assert all(page.extract_text().strip() for page in reader.pages)
    assert Printer().pdf(participants(replace(sample_release, facts=facts), people)) == content


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_script_has_every_point_with_its_time_room_and_first_sentence(
    sample_release: Any, language: str
) -> None:
    facts = replace(sample_release.facts, language=language)
    release = replace(sample_release, facts=facts)
    text = " ".join(text_of(Printer().pdf(programme(release))).split())
    table = skcore.build_programme(facts.meeting, language=language, words=facts.words)
    for row in table.to_dict("records"):
        assert text.count(row["time"]) == 2
        for words in (row["point"], row["form"], row["say"]):
            assert words.split()[0] in text
    assert "kl. 15.30" in text or "at 15:30" in text


# --- names go nowhere else ------------------------------------------------------------------------


def every_text(folder: Path) -> dict[str, str]:
    """Text of everything in a folder, also inside of PDFs and zip files."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        if path.suffix == ".pdf":
            found[path.name] = text_of(content) + str(PdfReader(io.BytesIO(content)).metadata)
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                found[path.name] = " ".join(
                    parts.read(name).decode("utf-8", "replace") for name in parts.namelist()
                )
        else:
            found[path.name] = content.decode("utf-8", "replace")
    return found


@pytest.mark.whole
def test_names_of_participants_stand_in_their_list_and_nowhere_else(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = with_list(folder)
    make_decks(path, out=tmp_path / "slides", units=["none"], formats=["html", "pptx"], jobs=1)
    make_handouts(path, out=tmp_path / "ark", units=["none"])
    study = skcore.load_study(path)
    assert not any(name in repr(study) + str(vars(study)) for name in NAMES)
    printed = capsys.readouterr()
    assert not any(name in printed.out + printed.err for name in NAMES)
    texts = {**every_text(tmp_path / "slides"), **every_text(tmp_path / "ark")}
    texts |= {n: t for n, t in every_text(folder).items() if n != "deltagere.csv"}
    assert {"netvaerksmoede.html", "netvaerksmoede.pptx", "program.pdf", "manifest.json"} <= set(
        texts
    )
    own = texts.pop("deltagere.pdf")
    assert all(name in own for name in NAMES)
    assert {n for n, text in texts.items() if any(name in text for name in NAMES)} == set()


@pytest.mark.whole
def test_a_changed_list_is_printed_anew_though_no_result_changed(
    folder: Path, tmp_path: Path
) -> None:
    path = with_list(folder)
    for text, there in ((PEOPLE, False), (PEOPLE + "Ny Kollegamand;HR;\n", True)):
        listed(folder, text)
        make_handouts(path, out=tmp_path / "ark", units=["none"], only=["participants"])
        assert (
            "Kollegamand" in text_of((tmp_path / "ark" / "deltagere.pdf").read_bytes())
        ) is there


def test_what_a_study_has_no_list_or_programme_for_is_asked_for_in_one_sentence(
    folder: Path, tmp_path: Path
) -> None:
    path = folder / "study.toml"
    text = path.read_text("utf-8").replace('programme = "programme-2"\n', "")
    text = text.replace("participants =", "# participants =")
    path.write_text(text, "utf-8")
    for name, sentence in (("programme", "intet program"), ("participants", "ingen liste over")):
        with pytest.raises(SkcoreError, match=sentence):
            make_handouts(path, out=tmp_path / "ark", only=[name])
    assert not (tmp_path / "ark").exists()
    assert {"programme", "participants"} <= set(HANDOUTS)
