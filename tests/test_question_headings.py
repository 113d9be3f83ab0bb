"""Which heading asks which question: `new` and `check` are of one opinion."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

import skcore
from skcore.beginning.asked import Files
from skcore.beginning.proposal import propose
from skcore.errors import InputError
from skcore.reading.tables import read_table

COPSOQ = skcore.load_instrument("copsoq3-social-capital")
TEXT = {item.code: item.text["en"] for item in COPSOQ.items}
LABEL = {item.code: item.label["da"] for item in COPSOQ.items}
CODES = list(COPSOQ.item_codes)
UNIT = {"Afsnit": "unit"}


def answers(code: str) -> list[str]:
    options = COPSOQ.options_of(code)
    return [options[(row + len(code)) % 5].label["da"] for row in range(12)]


def export(folder: Path, headings: dict[str, str], *above: str) -> Path:
    """An export with a heading per code, and a row of headings before or after."""
    columns = [["Afsnit", *["Nord"] * 6, *["Syd"] * 6]]
    columns += [[heading, *answers(code)] for code, heading in headings.items()]
    rows = [";".join(f'"{cell}"' for cell in row) for row in zip(*columns, strict=True)]
    path = folder / "svar.csv"
    path.write_text("\n".join([*above, *rows]), encoding="utf-8")
    return path


HEADINGS = {
    "codes": {c: c for c in CODES},
    "small letters": {c: c.lower() for c in CODES},
    "groups": {c: f"tillid/{c}" for c in CODES},
    "LimeSurvey": {c: f"G1Q1[{c}]. Hvad siger du?" for c in CODES},
    "numbered": {c: f"{c}. {LABEL[c]}" for c in CODES},
    "official words": dict(TEXT),
    "official words, numbered and shouted": {
        c: f"{n}. {TEXT[c].upper()}" for n, c in enumerate(CODES, 1)
    },
    "a letter too few": {c: TEXT[c].replace("information", "informtion") for c in CODES},
}


@pytest.mark.parametrize("kind", HEADINGS)
def test_what_new_is_sure_of_check_reads_without_a_word(kind: str, tmp_path: Path) -> None:
    path = export(tmp_path, HEADINGS[kind])
    proposal = propose(Files(path), {}, language="da")
    assert [f.instrument.id for f in proposal.found] == [COPSOQ.id]
    assert not proposal.found[0].unsure
    read = skcore.read_responses(path, COPSOQ, columns=UNIT)
    for code, heading in HEADINGS[kind].items():
        assert proposal.columns[heading] == code
        words = [option.label["da"] for option in COPSOQ.options_of(code)]
        codes = [float(option.code) for option in COPSOQ.options_of(code)]
        assert read[code].map(dict(zip(codes, words, strict=True))).tolist() == answers(code)


def test_our_short_labels_are_sure_but_where_the_question_is_turned(tmp_path: Path) -> None:
    path = export(tmp_path, LABEL)
    (found,) = propose(Files(path), {}, language="da").found
    turned = {item.code for item in COPSOQ.items if item.reversed}
    assert turned <= set(found.unsure) | (set(CODES) - set(found.headings))
    assert not set(found.unsure) - turned
    said = " ".join(skcore.check_responses(path, COPSOQ, columns=UNIT, language="da")["problem"])
    for code in turned & set(found.headings):
        assert f'"{LABEL[code]}" = "{code}"' in said
    with pytest.raises(InputError, match="'TM3' is not in the file"):
        skcore.read_responses(path, COPSOQ, columns=UNIT)


def test_check_lists_what_longer_headings_were_read_as(tmp_path: Path) -> None:
    path = export(tmp_path, HEADINGS["groups"])
    said = skcore.check_responses(path, COPSOQ, columns=UNIT, language="da")
    line = said.loc[said["column"] == "items", "problem"].item()
    assert "14 kolonner er læst som spørgsmål" in line
    assert "'tillid/TM1' → TM1" in line
    columns = UNIT | {heading: code for code, heading in HEADINGS["groups"].items()}
    quiet = skcore.check_responses(path, COPSOQ, columns=columns, language="da")
    assert "læst som spørgsmål" not in " ".join(quiet["problem"])


def test_what_check_offers_to_paste_is_what_new_asks_about_and_is_taken(tmp_path: Path) -> None:
    likely = {"TM1": "Stoler ledelsen på, at medarbejderne gør arbejdet godt?"}
    path = export(tmp_path, HEADINGS["codes"] | likely)
    (found,) = propose(Files(path), {}, language="da").found
    assert found.unsure == ("TM1",)
    said = " ".join(skcore.check_responses(path, COPSOQ, columns=UNIT, language="da")["problem"])
    assert f'[responses.columns]\n"{likely["TM1"]}" = "TM1"' in said
    read = skcore.read_responses(path, COPSOQ, columns=UNIT | {likely["TM1"]: "TM1"})
    assert read["TM1"].notna().all()


def test_a_question_that_was_not_asked_is_not_offered(tmp_path: Path) -> None:
    likely = {"TM1": "Stoler ledelsen på, at medarbejderne gør arbejdet godt?"}
    path = export(tmp_path, HEADINGS["codes"] | likely)
    said = skcore.check_responses(path, COPSOQ, columns=UNIT, not_asked=["TM1"], language="da")
    assert "ligner de spørgsmål" not in " ".join(said["problem"])


def test_words_under_the_tools_names_are_the_row_of_headings_for_both(tmp_path: Path) -> None:
    names = ";".join(f"s_{n}" for n in range(15))
    path = export(tmp_path, TEXT, names)
    assert set(propose(Files(path), {}, language="da").columns) == {"Afsnit", *TEXT.values()}
    assert len(skcore.read_responses(path, COPSOQ, columns=UNIT)) == 12


def test_comments_that_speak_as_questions_do_are_no_headings(tmp_path: Path) -> None:
    head = ["Afsnit", *(f"Q{n}" for n in range(14)), "Kommentar", "Andet"]
    words = [answers(code) for code in CODES]
    rows = [["Nord", *(w[n] for w in words), "", ""] for n in range(12)]
    rows[0][-2:] = ["Jeg stoler på ledelsen", "Konflikter bliver løst retfærdigt"]
    path = tmp_path / "svar.csv"
    path.write_text("\n".join(";".join(row) for row in [head, *rows]), encoding="utf-8")
    columns = UNIT | {f"Q{n}": code for n, code in enumerate(CODES)}
    assert len(skcore.read_responses(path, COPSOQ, columns=columns)) == 12
    said = " ".join(skcore.check_responses(path, COPSOQ, columns=UNIT, language="da")["problem"])
    assert "stoler på ledelsen" not in said
    assert "løst retfærdigt" not in said


def test_columns_of_two_groups_are_two_though_their_cells_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    rows = "\n".join(f"{n};{n};{n}" for n in range(9))
    path.write_text(f"Planlagt/dage;Afholdt/dage;1. Afholdt/dage\n{rows}", encoding="utf-8")
    assert [*read_table(path).frame.columns] == ["Planlagt/dage", "Afholdt/dage"]


def test_what_spss_asked_is_a_heading_for_check_as_well(tmp_path: Path) -> None:
    frame = pd.DataFrame({"v0": ["Nord"] * 6 + ["Syd"] * 6})
    for number, code in enumerate(CODES, 1):
        frame[f"v{number}"] = answers(code)
    path = tmp_path / "svar.sav"
    words = {"v0": "Afsnit"} | {f"v{n}": TEXT[c] for n, c in enumerate(CODES, 1)}
    pyreadstat.write_sav(frame, str(path), column_labels=words)
    read = skcore.read_responses(path, COPSOQ, columns={"v0": "unit"})
    assert read[CODES].notna().all().all()
    assert not propose(Files(path), {}, language="da").found[0].unsure
