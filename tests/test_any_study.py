"""Studies of other questionnaires, kinds and sizes than the sample's: what they show and say."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest
from many_studies import study_of_many
from matrix_studies import OWN, Case, own_instrument, write_case
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.commands.explain import explain_study
from skcore.decks import network_deck, own_decks
from skcore.decks.left_out import left_out
from skcore.decks.named_levels import network_level_rows
from skcore.decks.overall import spread_slide
from skcore.decks.phrases import Phrases
from skcore.decks.register import looked_past
from skcore.decks.source_range import published_slide
from skcore.errors import SkcoreError
from skcore.handouts import HANDOUTS
from skcore.meeting.dialogue import dialogue_themes
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


@pytest.mark.parametrize(
    "how",
    [{"second": "who-5"}, {"second": "who-5", "workplaces": 3}, {"first": "who-5", "waves": 2}],
    ids=["one workplace", "one of three answered", "well-being alone"],
)
def test_well_being_of_the_only_workplace_that_answered_is_not_told(
    tmp_path: Path, how: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = study_of(tmp_path, sizes="large", **how)
    table = pd.read_csv(path.parent / "responses.csv", sep=";", dtype=str)
    health = [name for name in table if name.startswith("WHO5_")]
    table.loc[table["unit"] != table["unit"][0], health] = None
    table.to_csv(path.parent / "responses.csv", sep=";", index=False)

    def told() -> tuple[list[str], str]:
        release = skcore.release_study(skcore.load_study(path), earlier={})
        slides = [*network_deck(release), skcore.explored_slide(release, scale="WHO5")]
        titles = [slide.title for slide in slides]
        return [t for t in titles if t.startswith("Trivsel ligger")], " ".join(left_out(release))

    titles, why = told()
    assert titles == []
    assert "vises kun samlet for flere arbejdspladser, og her har kun én svaret" in why
    monkeypatch.setattr("skcore.release.plans._health_of_one", lambda plan: plan.groups.iloc[:0])
    titles, why = told()
    assert len(titles) == 2
    assert "flere arbejdspladser" not in why


def test_well_being_of_an_occupation_that_one_workplace_has_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor those of the others, by which the whole would tell it."""
    path = study_of(tmp_path, first="who-5", workplaces=3, sizes="large")
    table = pd.read_csv(path.parent / "responses.csv", sep=";", dtype=str)
    other = pd.Series(["cook", "clerk"] * len(table))[table.index]
    table["occupation"] = other.mask(table["unit"] == table["unit"][0], "smith")
    table.to_csv(path.parent / "responses.csv", sep=";", index=False)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("levels", 'backgrounds = ["occupation"]\nlevels', 1), "utf-8")

    def told() -> list[str]:
        table = skcore.release_study(skcore.load_study(path), earlier={}).levels["who-5"].table
        shown = table[~table["hidden"] & ~table["cut"].str.contains("timing")]
        return sorted(shown["occupation"].fillna("all"))

    assert told() == ["all"]
    lines = [line for line in explain_study(path) if "cook" in line]
    assert len(lines) == 1
    assert "og en af grupperne i denne opdeling findes kun på én" in lines[0]
    monkeypatch.setattr("skcore.release.plans._health_of_one", lambda plan: plan.groups.iloc[:0])
    assert told() == ["all", "clerk", "cook", "smith"]


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
    assert "og forbindende social kapital vises kun samlet: For en enkelt gruppe" in text
    assert "Tillid mellem ledelse og medarbejdere vises kun samlet" not in text


def test_a_scale_of_all_questions_does_not_tell_the_trust_in_a_leader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight times the whole, less the questions of its other themes, is three times that trust."""
    how = {"first": "kouvonen-8", "workplaces": 14, "levels": 3, "sizes": "large", "waves": 2}
    release = released(tmp_path, **how)
    table = release.levels["kouvonen-8"].table.query("cut == 'wave × unit × role' and not hidden")
    wide = table.pivot_table("estimate", index=["wave", "unit", "role"], columns="variable")
    follows = (8 * wide["K8"] - 3 * wide["KB"] - 2 * wide["KBR"]) / 3
    assert (follows - wide["KL"]).abs().max() < 5
    units = release.facts.workplaces(release.facts.last_wave)
    label = "Social kapital i arbejdsenheden"

    def told() -> list[bool]:
        """Whether the whole is on a poster, of named parts, as dots, and a reason for a card."""
        dots = spread_slide(release).figure.table.dropna(subset="estimate")
        return [
            label in HANDOUTS["poster"].make(release, units[0]).data["told"],
            "K8" in set(network_level_rows(release, "level_1")["variable"]),
            label in set(dots["label"]),
            any("K8" in set(dialogue_themes(release, u, for_all=True)["variable"]) for u in units),
        ]

    assert told() == [False] * 4
    assert release.plans.steps == {"K8": 4}  # beside other results its dots stand in steps
    monkeypatch.setattr(
        "skcore.release.facts.StudyFacts.points_at_leaders",
        lambda facts, code: facts.scale(code).about_management,
    )
    assert told() == [True] * 4


def test_two_questionnaires_of_the_same_questions_do_not_tell_the_trust_in_a_leader(
    tmp_path: Path,
) -> None:
    """Of COPSOQ's core questions Fire hurtige is half that trust and half the justice."""
    how = {"first": "copsoq3-social-capital", "second": "fire-hurtige", "workplaces": 9}
    study = skcore.load_study(study_of(tmp_path, sizes="large", **how))
    core = {"TM1", "TMX2", "JU1", "JU4", "SW1"}
    left_out = dict.fromkeys(set(study.instruments[0].item_codes) - core, float("nan"))
    core_asked = dataclasses.replace(study, responses=study.responses.assign(**left_out))
    release = skcore.release_study(core_asked, earlier={})
    told = pd.concat([table.table for table in release.levels.values()])
    told = told.query("cut == 'wave × unit × role' and role == 'employee' and not hidden")
    wide = told.pivot_table("estimate", index="unit", columns="variable")
    assert (2 * wide["FH"] - wide["JU"] - wide["TM"]).abs().max() < 3
    (quick,) = (one for one in study.instruments if one.id == "fire-hurtige")
    assert spread_slide(release, quick).figure.kind == "profile"
    assert spread_slide(skcore.release_study(study, earlier={}), quick).figure.kind == "spread"


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
        (
            {**LARGE, "leaders": "one", "workplaces": 2},
            r"kræver mindst 10 ledere og 10 medarbejdere",
        ),
        (
            {**LARGE, "absence": "part"},
            r"Sygefravær vises ikke sammen med .*\(kolonnen 'employed', ansatte\)",
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


# --- what slides say only where there is something to say ----------------------------------------


def test_research_on_sick_leave_is_told_where_there_is_sick_leave(tmp_path: Path) -> None:
    without = skcore.knowledge_slides(released(tmp_path / "without"))
    having = skcore.knowledge_slides(released(tmp_path / "having", absence="all"))
    assert len(without) == 3
    assert len(having) == 6
    assert not [s.title for s in without if "fravær" in f"{s.to_text()} {s.notes}".lower()]


def test_differences_are_explained_where_a_slide_shows_one(tmp_path: Path) -> None:
    how = {"workplaces": 5, "sizes": "large"}
    once = network_deck(released(tmp_path / "once", **how))[-1].to_text()
    twice = network_deck(released(tmp_path / "twice", waves=2, **how))[-1].to_text()
    for word in ("Forskelle", "Farve", "Mærkbar"):
        assert word in twice
        assert word not in once
    assert "usikkerheden" in once


def test_what_is_not_shown_is_spoken_of_where_something_is_not(tmp_path: Path) -> None:
    how = {"first": OWN, "workplaces": 5}
    every = skcore.anonymity_slide(released(tmp_path / "all", sizes="ten", **how))
    some = skcore.anonymity_slide(released(tmp_path / "some", sizes="mixed", number=8, **how))
    assert "Alle fem arbejdspladser vises" in every.footnote
    assert "af medarbejdernes besvarelser" not in every.to_text()
    assert "vises ikke" in some.footnote
    assert "af medarbejdernes besvarelser" in some.to_text()


def test_well_being_is_said_to_be_shown_of_large_parts_where_it_is(tmp_path: Path) -> None:
    path = study_of(tmp_path, first="who-5", workplaces=9, levels=2, sizes="large")
    whole = skcore.release_study(skcore.load_study(path), earlier={})
    assert skcore.levels_slide(whole) is None
    assert "de største dele" not in skcore.anonymity_slide(whole).to_text()
    tree = pd.read_csv(tmp_path / "units.csv", sep=";", dtype=str, keep_default_na=False)
    tree.loc[tree["unit"] > "w1-05", "parent"] = "l0-02"
    second = tree[tree["unit"] == "l0-01"].assign(unit="l0-02", name="Afdeling Elme")
    pd.concat([second, tree]).to_csv(tmp_path / "units.csv", sep=";", index=False)
    parted = skcore.release_study(skcore.load_study(path), earlier={})
    levels = skcore.levels_slide(parted)
    assert levels is not None
    assert levels.title in [slide.title for slide in network_deck(parted)]
    assert "de største dele" in skcore.anonymity_slide(parted).to_text()


def test_a_theme_keeps_its_capitals_inside_a_heading(tmp_path: Path) -> None:
    release = released(tmp_path, first=OWN, workplaces=5, sizes="large")
    slides = [skcore.profile_slide(release, unit) for unit in own_decks(release)]
    heads = " ".join(head for slide in slides for head, _ in slide.boxes)
    assert "· IT og rammer" in heads
    assert "it og" not in heads


def test_a_question_that_was_turned_round_is_marked_beside_those_that_were_not(
    tmp_path: Path,
) -> None:
    release = released(tmp_path, first=OWN, workplaces=5, sizes="large")
    turned = [s for s in skcore.decks.items_slides(release) if "(vendt)" in s.footnote]
    assert len(turned) == 1
    labels = set(turned[0].figure.table["label"])
    assert "Min dag: afbrydelser (vendt)" in labels
    assert "Min dag: ro" in labels
    assert "(vendt)" not in turned[0].title


@pytest.mark.whole
def test_a_question_that_was_turned_round_is_marked_where_it_stands_alone(tmp_path: Path) -> None:
    study = skcore.load_study(study_of_many(tmp_path / "study", 1))
    slides = skcore.items_slides(skcore.release_study(study, earlier={}))
    label = "Medarbejderne deler information med ledelsen (vendt)"
    (alone,) = [s for s in slides if set(s.figure.table["label"]) == {label}]
    # "to a high degree" stands on the good side, beside the label and not beside what was asked
    few, many = alone.figure.options["categories"]
    assert few == "I ringe grad / I meget ringe grad"
    assert many.startswith("I meget høj grad / I høj grad")
    assert "(vendt): spurgt negativt" in alone.footnote


def test_the_slide_of_a_second_questionnaire_says_which_one_it_is(tmp_path: Path) -> None:
    release = released(
        tmp_path, first="copsoq3-social-capital", second=OWN, workplaces=5, sizes="large"
    )
    kickers = [s.kicker for s in network_deck(release) if s.title.startswith("Temaerne ligger")]
    assert kickers == ["De samlede resultater", "Arbejdsdagen"]


def test_the_last_slide_speaks_to_one_workplace_and_to_a_company(tmp_path: Path) -> None:
    one = skcore.closing_slide(released(tmp_path / "one")).figure
    many = skcore.closing_slide(released(tmp_path / "many", workplaces=5, preset="company")).figure
    assert "Vi vælger ét lille skridt" in str(one.rows)
    assert "Hver arbejdsplads" not in str(one.rows)
    assert "Hver arbejdsplads" in str(many.rows)
    assert "tages op i SU" in str(many.rows)
    assert "MED" not in str(many.rows)


def test_check_names_the_column_that_the_room_does_not_hear_of(tmp_path: Path) -> None:
    release = released(tmp_path, first=OWN, workplaces=5, absence="part")
    assert "'employed'" in " ".join(left_out(release))
    assert "employed" not in " ".join(s.to_text() for s in network_deck(release))


def test_changes_are_told_where_no_workplace_may_be_shown(tmp_path: Path) -> None:
    release = released(tmp_path, first=OWN, workplaces=5, sizes="tiny", waves=2)
    assert skcore.unit_change_table(release).empty
    assert network_deck(release)


def test_a_day_to_look_again_that_lies_before_the_surveys_end_is_told_and_not_shown(
    tmp_path: Path,
) -> None:
    release = released(tmp_path, workplaces=5, sizes="large")
    end = next(wave.end for wave in release.facts.waves if wave.id == release.facts.last_wave)
    assert end is not None
    p, last = Phrases(release), pd.Timestamp(end)
    assert looked_past(p, last - pd.Timedelta(days=1))
    assert not looked_past(p, last)
    assert not looked_past(p, pd.NaT)
    for days, told in ((-1, True), (1, False)):
        looks = pd.DataFrame({"next_look": [last + pd.Timedelta(days=days)]})
        facts = dataclasses.replace(release.facts, actions=looks)
        lines = left_out(dataclasses.replace(release, facts=facts))
        assert any("'next_look'" in line for line in lines) == told
