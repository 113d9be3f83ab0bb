"""The register of actions: read like every list, carried over a reorganisation, nobody's name."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import skcore
from skcore.errors import InputError
from skcore.reading.action_register import carry_actions
from skcore.release.facts import study_facts
from skcore.release.plans import people_of

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
COPSOQ = skcore.load_instrument("copsoq3-social-capital")
HEAD = "Arbejdsplads;Indsats;Tema;Hvem;Fra;Til;Status;Næste opfølgning;Forventet;Gennemført"


def register(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "indsatser.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
    return path


def test_a_register_is_read_by_danish_headings_words_and_dates(tmp_path: Path) -> None:
    row = "nord;Kort møde;retfærdighed;Leder og AMR;01-09-2025;;I gang;20-11-2025;+5;80"
    read = skcore.read_actions(register(tmp_path, row), [COPSOQ], language="da").iloc[0]
    assert read[["unit", "action", "theme"]].tolist() == ["nord", "Kort møde", "retfærdighed"]
    assert read[["variable", "status", "who"]].tolist() == ["JU", "running", "Leder og AMR"]
    assert read["since"] == pd.Timestamp("2025-09-01")
    assert pd.isna(read["until"])
    assert read["next_look"] == pd.Timestamp("2025-11-20")
    assert read[["expected", "dose"]].tolist() == [5, 80]


@pytest.mark.parametrize(("others", "code"), [((), "FH"), ((COPSOQ,), "SC")])
def test_a_theme_is_known_by_its_name_before_the_bracket_unless_another_is_called_so(
    tmp_path: Path, others: tuple[skcore.Instrument, ...], code: str
) -> None:
    quick = skcore.load_instrument("fire-hurtige")
    path = register(tmp_path, "nord;Kort møde;Social kapital;Leder;01-09-2025;;I gang;;;")
    read = skcore.read_actions(path, [quick, *others], language="da")
    assert read["variable"].tolist() == [code]


@pytest.mark.parametrize("status", ["prøve", "ny"])
def test_the_status_of_an_action_is_not_that_of_a_form(tmp_path: Path, status: str) -> None:
    path = register(tmp_path, f"nord;Kort møde;JU;Leder;;;{status};;;")
    with pytest.raises(InputError, match="status") as told:
        skcore.read_actions(path, [COPSOQ], language="da")
    assert "skema" not in str(told.value)


def test_a_register_of_which_only_workplace_and_action_are_known_is_enough(tmp_path: Path) -> None:
    read = skcore.read_actions(register(tmp_path, "nord;Kort møde", head="unit;action"))
    assert read[["status", "theme", "who", "variable"]].iloc[0].tolist() == ["planned", "", "", ""]
    assert read[["since", "until", "expected", "dose"]].isna().all(axis=None)


def test_a_register_with_headings_alone_holds_no_action_yet(tmp_path: Path) -> None:
    assert len(skcore.read_actions(register(tmp_path))) == 0


def test_everything_that_is_wrong_with_a_register_is_told_at_once(tmp_path: Path) -> None:
    path = register(
        tmp_path,
        "nord;A;JU;Leder;01-09-2025;01-08-2025;i gang;;5;80",
        "nord;B;JU;Leder;01-09-2025;;måske;;5;80",
        "nord;C;JU;Leder;01-09-2025;;i gang;snart;5;80",
        "nord;;JU;Leder;01-09-2025;;i gang;;5;80",
        "nord;D;JU;Leder;01-09-2025;;i gang;;500;120",
        "nord;E;JU;Leder;01-09-2025;;i gang;;5;80",
        "nord;E;JU;Leder;01-09-2025;;i gang;;5;80",
    )
    with pytest.raises(InputError) as caught:
        skcore.read_actions(path, [COPSOQ], language="da")
    said = "\n".join(caught.value.problems["problem"])
    for expected in (
        "slutter, før den begynder (række 2)",
        "'måske' er ikke en status (række 3)",
        "er ikke en dato (række 4)",
        "har et tomt felt (række 5)",
        "uden for −100 til 100 (række 6)",
        "uden for 0–100 (række 6)",
        "(række 7, 8)",
    ):
        assert expected in said, said


@pytest.mark.parametrize(
    "who",
    ["Leder", "Lokal TRIO", "AMR og TR", "H-MED", "MED-udvalget", "To medarbejdere fra nattevagten",
     "HR-konsulent", "Shop steward and manager", "Afdelingslederen", "TR'en"],
)  # fmt: skip
def test_a_function_is_kept(tmp_path: Path, who: str) -> None:
    read = skcore.read_actions(register(tmp_path, f"nord;A;JU;{who}"))
    assert read["who"].tolist() == [who]


@pytest.mark.parametrize(
    "who", ["Mette Hansen", "Leder Mette Hansen", "mette", "TR (Bo)", "Leder/Åse", "K. Nørgaard"]
)
def test_what_may_be_a_person_is_shown_nowhere_and_told_without_the_name(
    tmp_path: Path, who: str
) -> None:
    path = register(tmp_path, f"dagoest-01;A;JU;{who};;;i gang")
    assert skcore.read_actions(path)["who"].tolist() == [""]
    found = checked(tmp_path, f"dagoest-01;A;JU;{who};;;i gang")
    assert found["problem"].str.contains(r"en funktion .* ikke en person \(række 2\)").any()
    assert not found["problem"].str.contains(who, regex=False).any()


@given(st.text(alphabet="abcdefghijklmnoprstuvyæøåABCDEÆØÅ ", min_size=3, max_size=30))
def test_no_word_that_is_no_function_comes_through(text: str) -> None:
    from skcore.reading.action_register import _is_function

    named = f"{text} Xqzbo"  # a name that nobody's function holds
    assert not _is_function(named)


def checked(folder: Path, *rows: str) -> pd.DataFrame:
    """What ``check`` says of the sample with another register."""
    study = folder / "study"
    study.mkdir(exist_ok=True)
    for file in SAMPLE.iterdir():
        (study / file.name).write_bytes(file.read_bytes())
    register(study, *rows).rename(study / "actions.csv")
    return skcore.check_study(study)


def test_an_unknown_workplace_an_odd_theme_and_a_missing_status_are_told(tmp_path: Path) -> None:
    found = checked(tmp_path, "Nordpolen;A;JU;Leder;;;i gang", "dagoest-01;B;vejret;Leder;;;")
    said = dict(zip(found["problem"], found["severity"], strict=True))
    [unknown] = [p for p in said if "'Nordpolen'" in p and "listen over enheder" in p]
    [theme] = [p for p in said if "holdes ikke op mod målingen" in p]
    [blank] = [p for p in said if "regnes som planlagt" in p]
    assert said[unknown] == "error"
    assert (said[theme], said[blank]) == ("note", "note")
    assert "retfærdighed" in theme
    assert "vejret" not in theme


# --- reorganised ----------------------------------------------------------------------------------


def test_the_sample_s_divided_workplace_gives_its_action_to_its_successors() -> None:
    study = skcore.load_study(SAMPLE / "study.toml")
    assert study.actions is not None
    facts = study_facts(study, people_of(study), noticeable=5, important=10)
    carried = facts.actions[facts.actions["unit_before"] == "hjem-04"]
    assert study.crosswalk is not None
    assert sorted(carried["unit"]) == sorted(study.crosswalk["unit_after"])
    assert (carried["action"] == "Fælles morgenmøde om dagens ruter").all()
    others = facts.actions[facts.actions["unit_before"] != "hjem-04"]
    assert (others["unit"] == others["unit_before"]).all()


def test_an_action_that_lost_its_workplace_is_named(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    found = checked(tmp_path, "hjem-04;A;JU;Leder;;;i gang")
    assert found.empty
    study = tmp_path / "study" / "study.toml"
    text = study.read_text("utf-8").replace('crosswalk = "crosswalk.csv"\n', "")
    study.write_text(text, "utf-8")
    found = skcore.check_study(study)
    assert (
        found["problem"].str.contains("ingen arbejdsplads mere: 'Hjemmepleje Østerbrusing'").any()
    )
    assert set(found["severity"]) == {"note"}


def test_a_study_without_a_register_has_none() -> None:
    study = dataclasses.replace(skcore.load_study(SAMPLE / "study.toml"), actions=None)
    assert study_facts(study, people_of(study), noticeable=5, important=10).actions.empty


def test_carrying_keeps_every_action_somewhere() -> None:
    actions = pd.DataFrame({"unit": list("abcd"), "action": list("wxyz")})
    crosswalk = pd.DataFrame(
        {"unit_before": ["b", "b", "c", None], "unit_after": ["e", "a", None, "f"]}
    )
    carried = carry_actions(actions, units=["a", "e", "f"], crosswalk=crosswalk)
    pairs = list(zip(carried["action"], carried["unit"], strict=True))
    assert pairs == [("w", "a"), ("x", "e"), ("x", "a"), ("y", ""), ("z", "")]
    assert carried["unit_before"].tolist() == ["a", "b", "b", "c", "d"]
