"""Studies of other questionnaires, kinds and sizes than the sample's: what they show and say."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from matrix_studies import OWN, Case, own_instrument, write_case
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.decks import network_deck, own_decks
from skcore.decks.left_out import left_out
from skcore.decks.overall import spread_slide
from skcore.decks.source_range import published_slide
from skcore.errors import SkcoreError
from skcore.release import StudyRelease
from skcore.slides.markup import plain
from skcore.slides.slide import Chart, TableFigure
from skcore.texts import load_texts

PLAIN = Case(
    number=5,
    seed=0,
    first="fire-hurtige",
    options=4,
    second="",
    workplaces=1,
    sizes="ten",
    levels=1,
    preset="municipality",
    leaders="none",
    absence="none",
    waves=1,
    missing=0.0,
    language="da",
    invited=False,
    outcomes=False,
    linked=False,
    crosswalk=False,
    extras=False,
)


def study_of(folder: Path, more: str = "", **how: object) -> Path:
    """Write a study that differs from a plain one in what is said."""
    path = write_case(dataclasses.replace(PLAIN, **how), folder)  # type: ignore[arg-type]
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    return path


def released(folder: Path, more: str = "", **how: object) -> StudyRelease:
    study = skcore.load_study(study_of(folder, more, **how))
    return skcore.release_study(study, earlier={})


def said(folder: Path, more: str = "", **how: object) -> str:
    return " ".join(left_out(released(folder, more, **how)))


# --- Fire hurtige ---------------------------------------------------------------------------------


def test_fire_hurtige_at_one_workplace_is_one_slide_for_a_staff_meeting(tmp_path: Path) -> None:
    release = released(tmp_path, number=3)
    slide = published_slide(release)
    assert slide is not None
    row = release.levels["fire-hurtige"].table.query("cut == 'wave × role' and not hidden").iloc[0]
    value = f"{0.16 * row['estimate'] + 1e-9:.1f}".replace(".", ",")
    words = " ".join(plain(paragraph) for paragraph in slide.body)
    assert slide.title.startswith(f"Social kapital (Fire hurtige): {value} på skalaen 0–16 – ")
    assert f"{row['estimate']:.0f} point ud af 100" in words
    assert "Gennemsnittet i Danmark (2005): 10,2 (64 point)" in words
    assert "Kilde: digogdendanskemodel.dk" in slide.footnote
    assert isinstance(slide.figure, Chart)
    assert slide.figure.kind == "distribution"
    assert 10 <= slide.figure.table["n"].min() <= 14
    # of one scale the slide with the level alone says nothing more, and the decks are one
    titles = [s.title for s in network_deck(release)]
    assert slide.title in titles
    assert spread_slide(release).title not in titles
    assert own_decks(release) == []
    assert "Vores egen historie" in titles


def test_below_ten_people_the_published_value_stands_in_a_table(tmp_path: Path) -> None:
    slide = published_slide(released(tmp_path, sizes="small"))
    assert slide is not None
    assert isinstance(slide.figure, TableFigure)
    assert slide.figure.rows[1] == ("Gennemsnittet i Danmark (2005)", "10,2", "64")


def test_a_question_that_is_not_told_is_named_beside_the_others(tmp_path: Path) -> None:
    release = released(tmp_path, number=3)
    told = set(release.items.table.query("not hidden")["variable"])
    slide = published_slide(release)
    assert slide is not None
    for item in release.facts.primary.items:
        label = item.label["da"]
        assert (item.code in told) == (label not in slide.footnote.rpartition("vises ikke")[2])


def test_kouvonen_reports_every_scale_as_its_source_does(tmp_path: Path) -> None:
    slide = published_slide(released(tmp_path, first="kouvonen-8", language="en", sizes="large"))
    assert slide is not None
    assert isinstance(slide.figure, TableFigure)
    assert [row[0] for row in slide.figure.rows] == [
        "Social capital in the work unit",
        "Bonding social capital",
        "Bridging social capital",
        "Linking social capital",
    ]


def test_each_question_is_told_once_where_scales_share_it(tmp_path: Path) -> None:
    release = released(tmp_path, first="kouvonen-8", sizes="large")
    table = release.items.table
    assert len(table)
    assert not table.duplicated(["wave", "variable", "category"]).any()
    assert table.groupby("variable")["estimate"].sum().eq(100).all()


# --- which slides, which words --------------------------------------------------------------------


@pytest.mark.parametrize(("workplaces", "words"), [(1, ""), (2, "Begge"), (5, "Alle fem")])
def test_how_many_workplaces_are_shown_is_said_as_people_say_it(
    tmp_path: Path, workplaces: int, words: str
) -> None:
    deck = network_deck(released(tmp_path, workplaces=workplaces))
    slide = next(s for s in deck if s.kicker == "Anonymitet")
    assert slide.footnote.startswith(words)
    assert "en arbejdsplads vises" not in slide.footnote
    assert ("hele kommunen" in slide.to_text()) == (workplaces > 1)
    assert "Sygefravær" not in slide.to_text()


def test_the_levels_slide_names_the_scales_that_are_shown_for_the_whole_only(
    tmp_path: Path,
) -> None:
    how = {"first": "kouvonen-8", "workplaces": 14, "levels": 3, "sizes": "large", "extras": True}
    deck = network_deck(released(tmp_path, **how))
    text = " ".join(slide.to_text() for slide in deck)
    assert "Forbindende social kapital vises kun samlet: For en enkelt gruppe" in text
    assert "Tillid mellem ledelse og medarbejdere vises kun samlet" not in text


def test_who_answered_says_where_and_when_where_nothing_divides_the_organisation(
    tmp_path: Path,
) -> None:
    release = released(tmp_path / "five", workplaces=5, sizes="large", extras=True)
    slide = skcore.decks.response_slide(release)
    told = " ".join(map(plain, slide.body))
    assert slide.figure is None
    assert "hvor mange der var inviteret" in told
    assert "Undersøgelsen omfatter fem arbejdspladser." in told
    wave = release.facts.waves[-1]
    assert wave.start is not None
    assert f"Der kunne svares fra {wave.start.day}. " in told
    alone = skcore.decks.response_slide(released(tmp_path / "one", sizes="large"))
    assert "omfatter" not in " ".join(map(plain, alone.body))


def test_a_company_has_words_of_its_own(tmp_path: Path) -> None:
    release = released(tmp_path, preset="company", first=OWN, workplaces=5, sizes="large")
    words = release.facts.words
    assert words["whole"] == "hele virksomheden"
    text = " ".join(slide.to_text() for slide in network_deck(release)).lower()
    assert "hele virksomheden" in text
    assert "kommun" not in text
    assert "social kapital" not in text


@pytest.mark.parametrize("preset", ["municipality", "hospital", "company"])
def test_every_word_can_be_set(tmp_path: Path, preset: str) -> None:
    ours = [k for k, v in load_texts("da").raw(f"presets.{preset}").items() if isinstance(v, str)]
    keys = [*ours, "capital", "capital_definite"]
    table = "".join(f'{key} = "ord {place}"\n' for place, key in enumerate(keys))
    release = released(tmp_path, f"[words]\n{table}", preset=preset)
    assert {key: release.facts.words[key] for key in keys} == {
        key: f"ord {place}" for place, key in enumerate(keys)
    }
    assert release.facts.words["Capital"] == f"Ord {keys.index('capital')}"


def test_what_an_instrument_is_about_is_not_misspelt(tmp_path: Path) -> None:
    own = own_instrument(4).replace("validated", 'about = ["social_capitel"]\nvalidated')
    (tmp_path / OWN).write_text(own, encoding="utf-8")
    with pytest.raises(SkcoreError, match=r"(?s)social_capitel.*social_capital"):
        skcore.load_instrument(tmp_path / OWN)


def test_an_own_word_for_what_an_instrument_is_about_is_taken(tmp_path: Path) -> None:
    own = own_instrument(4).replace("validated", 'about = ["safety"]\nvalidated')
    (tmp_path / OWN).write_text(own, encoding="utf-8")
    assert skcore.load_instrument(tmp_path / OWN).about == ("safety",)


# --- what check says ------------------------------------------------------------------------------

LARGE = {"workplaces": 5, "sizes": "large"}
QUESTION = (
    '[[questions]]\ncode = "occupation"\ntext = "Hvor sidder du?"\noptions = ["drift", "x"]\n'
)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"sizes": "tiny"}, r"samlede resultater vises ikke: Der er færre end 5 besvarelser"),
        ({"workplaces": 2, "sizes": "large"}, r"ingen prikker .*Færre end tre arbejdspladser"),
        ({"sizes": "small"}, r"4 af 4 spørgsmål vises ikke .* mindst 10 besvarelser"),
        ({**LARGE, "missing": 0.01, "number": 2}, r"sprunget et spørgsmål over"),
        (
            {"sizes": "small", "levels": 3, "workplaces": 6},
            r"slide for hver afdeling: .*named_levels",
        ),
        ({**LARGE, "leaders": "one", "workplaces": 2}, r"Færre end 5 ledere har svaret"),
        (
            {**LARGE, "absence": "part"},
            r"Sygefravær vises ikke sammen med .*\(kolonnen 'employed'\)",
        ),
        (
            {**LARGE, "workplaces": 2, "outcomes": True},
            r"slide om tilfredshed: .*tre arbejdspladser",
        ),
        ({**LARGE, "waves": 2}, r"slide om indsatser: Ingen arbejdsplads er markeret"),
        (
            {**LARGE, "first": "who-5", "waves": 2, "extras": True},
            r"slide om indsatser: Trivsel sammenlignes ikke fra arbejdsplads til arbejdsplads",
        ),
        (
            {**LARGE, "first": "who-5", "extras": True},
            r"slide med arbejdspladsernes navne: Intet af det, der er spurgt om",
        ),
    ],
)
def test_what_leaves_a_slide_out_is_said(
    tmp_path: Path, how: dict[str, object], words: str
) -> None:
    assert re.search(words, said(tmp_path, **how))


def test_nothing_is_left_out_of_a_study_that_has_it(tmp_path: Path) -> None:
    assert said(tmp_path, workplaces=5, sizes="large", number=8) == ""


def test_check_says_which_answer_counts_0_and_which_100(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(study_of(tmp_path, first=OWN, options="words"))])
    assert result.exit_code == 0
    assert "Arbejdsdagen: ”Aldrig” tæller 0, ”Altid” tæller 100 (" in result.output
    turned = "Arbejdsdagen: ”Altid” tæller 0, ”Aldrig” tæller 100 (Min dag: afbrydelser)."
    assert turned in result.output
