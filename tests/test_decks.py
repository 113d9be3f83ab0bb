"""What a deck claims: titles are true of the numbers beside them, and manners are kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import skcore
from skcore.decks import named_levels
from skcore.decks.actions import _actions_chart, actions_title
from skcore.decks.changed import change_sentences, change_title
from skcore.decks.distances import _distance, profile_title
from skcore.decks.named_levels import levels_title
from skcore.decks.of_few import Few
from skcore.decks.overall import level_title
from skcore.decks.phrases import LONGEST_KICKER, Phrases
from skcore.decks.rows import employees
from skcore.decks.views import _items_title
from skcore.meeting.extremes import certain_rows
from skcore.slides.paging import paged
from skcore.slides.slide import Chart, Slide
from skcore.texts import load_texts

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


def test_workplaces_that_all_lie_beyond_what_is_told_have_no_change_in_points(
    p: Phrases, sample_release: Any
) -> None:
    row = sample_release.participants.table.iloc[0].copy()
    row[["treated_before", "treated"]] = 95.0, 0.0
    table = _actions_chart(Few(p, 1), row, before="1. måling", after="2. måling").table
    assert table["before_bounded"].to_list() == ["above", ""]
    assert table["estimate"].isna().to_list() == [True, False]


def test_two_boxes_beside_a_workplaces_numbers_are_of_two_themes(sample_release: Any) -> None:
    for unit in sample_release.facts.workplaces("2026")[:12]:
        heads = [head for head, _ in skcore.profile_slide(sample_release, unit).boxes]
        assert len({head.split(" · ")[-1] for head in heads}) == len(heads)


def test_a_cover_names_the_organisation_once(sample_release: Any) -> None:
    assert skcore.title_slide(sample_release).kicker.endswith(sample_release.facts.organisation)
    named = dataclasses.replace(sample_release.facts, title="Social kapital – Byen")
    facts = dataclasses.replace(named, organisation="Byen")
    cover = skcore.title_slide(dataclasses.replace(sample_release, facts=facts))
    assert "Byen" not in cover.kicker


def test_only_a_workplace_is_told_that_it_is_a_part_of_the_mean(sample_release: Any) -> None:
    unit = sample_release.facts.workplaces("2026")[0]
    own, shared = (
        deck[-1]
        for deck in (skcore.unit_deck(sample_release, unit), skcore.network_deck(sample_release))
    )
    assert "I er selv med i gennemsnittet" in words_of(own)
    assert "I er selv med" not in words_of(shared)


# --- change


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ({"TE": (6, 1, 11), "JU": (1, -3, 5)}, "Tillid mellem kolleger ligger højere end sidst"),
        ({"TE": (1, -1, 3), "JU": (-6, -9, -3)}, "Retfærdighed ligger lavere end sidst"),
        ({"TE": (2, 0, 4), "JU": (-2, -4, 0)}, "Svarene ligner dem fra sidste måling"),
        ({"TE": (6, 0, 12), "JU": (-2, -6, 0)}, "Ingen ændring er større end usikkerheden"),
        ({"TE": (np.nan, np.nan, np.nan)}, "Svarene ligger så yderligt, at ændringer ikke vises"),
        (
            {"TE": (6, 1, 11), "JU": (-6, -9, -3)},
            "Tillid mellem kolleger ligger højere end sidst, retfærdighed lavere",
        ),
        (
            {"TE": (6, 1, 11), "JU": (6, 1, 11), "SW": (1, -3, 5)},
            "Retfærdighed og tillid mellem kolleger ligger højere end sidst",
        ),
        (
            {"TE": (6, 1, 11), "JU": (3, 1, 5), "SW": (9, 3, 15)},
            "Alle tre temaer ligger højere end sidst",
        ),
        (
            {"TE": (-6, -11, -1), "JU": (-3, -5, -1), "SW": (-9, -15, -3)},
            "Alle tre temaer ligger lavere end sidst",
        ),
    ],
)
def test_a_change_is_claimed_only_where_it_exceeds_the_uncertainty(
    p: Phrases, rows: dict[str, tuple[float, float, float]], title: str
) -> None:
    assert change_title(p, changes(**rows)).startswith(title)


def test_the_largest_certain_change_is_named_not_the_largest(p: Phrases) -> None:
    rows = changes(TE=(9, -2, 20), JU=(3, 1, 5))
    assert "Retfærdighed" in change_title(p, rows)


def test_the_sentences_are_about_what_the_title_names(p: Phrases) -> None:
    rows = changes(TE=(9, -2, 20), JU=(3, 1, 5), SW=(-4, -7, -1))
    rows = rows.assign(before=60.0, after=60.0 + rows["estimate"])
    told = change_sentences(p, rows)
    assert len(told) == 2
    assert told[0].startswith("Retfærdighed er steget fra 60 til 63 point")
    assert told[0].endswith("Fremgangen er lille, men større end usikkerheden.")
    assert told[1].startswith("Fællesskab og samarbejde er faldet")
    quiet = change_sentences(p, rows.head(1))
    assert quiet == ["Ændringer af den størrelse kan være tilfældige."]


def test_an_interval_that_touches_zero_is_not_certain() -> None:
    assert certain_rows(changes(TE=(2, 0, 4), JU=(-2, -4, 0))).empty


# --- a workplace beside the whole

TM = "Tillid mellem ledelse og medarbejdere"
LIKE = "Jeres svar ligner de andres: Ingen forskel er"
UNSURE = "Ingen forskel fra de andre er"
BOTH = f"{TM} ligger over kommunens gennemsnit – retfærdighed under"


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ({"TM": (10, 4, 16), "JU": (-2, -8, 4)}, f"{TM} ligger 10 point over kommunens"),
        ({"TM": (2, -4, 8), "JU": (-9, -15, -3)}, "Retfærdighed ligger 9 point under kommunens"),
        ({"TM": (10, 4, 16), "JU": (-9, -15, -3)}, BOTH),
        ({"TM": (2, -4, 8), "JU": (-4, -9, 1)}, f"{UNSURE} større"),
        ({"TM": (1, -3, 4), "JU": (-1, -4, 2)}, f"{LIKE} mærkbar"),
        ({"TM": (8, -1, 17), "JU": (1, -5, 7)}, f"{UNSURE} større"),
        ({"TM": (4, 1, 7), "JU": (1, -2, 4)}, f"{UNSURE} både"),
        ({"TM": (3, 1, 4), "JU": (1, -2, 4)}, f"{LIKE} mærkbar"),
        ({"TM": (4, 1, 7), "JU": (8, -1, 17)}, f"{UNSURE} både"),
        ({"TM": (np.nan,) * 3, "JU": (np.nan,) * 3}, "Jeres tal i denne måling"),
    ],
)  # fmt: skip
def test_the_profile_claims_size_and_certainty_as_they_are(
    p: Phrases, rows: dict[str, tuple[float, float, float]], title: str
) -> None:
    assert profile_title(p, profile(**rows))[0].startswith(title)


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_cards_reason_is_as_sure_as_the_workplaces_slide(language: str) -> None:
    text = load_texts(language)
    for sure in ("certain", "uncertain", "certain_but", "uncertain_but"):
        assert text(f"unit.profile.{sure}") == text(f"themes.{sure}") + "."
    end = {"da": "usikkert, om I svarer anderledes", "en": "whether you answer differently"}
    assert text("themes.uncertain_but").endswith(end[language])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            (8, 2, 14),
            "8 point over kommunens. Forskellen er mærkbar og større",
        ),
        ((8, -2, 18), "over kommunens. Forskellen er mærkbar, men det er usikkert, om I"),
        ((-3, -9, 3), "3 point under kommunens. Forskellen er lille og ligger"),
        ((-3, -5, -1), "Forskellen er lille, men større end usikkerheden."),
        ((12, 6, 18), "Forskellen er stor og større end usikkerheden."),
        ((0, -5, 5), "på linje med kommunens."),
    ],
)
def test_size_and_certainty_are_kept_apart_in_words(
    p: Phrases, row: tuple[float, float, float], words: str
) -> None:
    assert words in _distance(p, profile(JU=row))


HIGH, LOW, NEAR = (8, 2, 14), (-8, -14, -2), (1, -4, 6)


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ({"TE": LOW, "JU": LOW, "SW": NEAR}, "Retfærdighed og tillid mellem kolleger ligger 8"),
        ({"JU": HIGH, "TE": NEAR, "SW": HIGH}, "Retfærdighed samt fællesskab og samarbejde lig"),
        ({"JU": HIGH, "TM": HIGH}, "Retfærdighed samt tillid mellem ledelse og medarbejdere"),
        (
            {"TM": HIGH, "TE": NEAR, "JU": HIGH, "SW": HIGH},
            "Retfærdighed, fællesskab og samarbejde samt tillid mellem ledelse og medarbejdere lig",
        ),
        (
            {"TM": (20, 14, 26), "TE": NEAR, "JU": HIGH, "SW": HIGH},  # not all as far: no points
            "Retfærdighed, fællesskab og samarbejde samt tillid mellem ledelse og medarbejdere "
            "ligger over kommunens gennemsnit",
        ),
        ({"TM": HIGH, "TE": LOW, "JU": HIGH}, "Retfærdighed samt tillid mellem ledelse og med"),
        ({"TM": (-9, -15, -3), "TE": LOW, "JU": LOW}, "Alle tre temaer ligger under kommunens"),
        ({"TM": (9, 3, 15), "TE": HIGH, "JU": HIGH}, "Alle tre temaer ligger over kommunens"),
    ],
)
def test_all_that_is_certain_is_named_the_shorter_first_and_all_of_them_are_counted(
    p: Phrases, rows: dict[str, tuple[float, float, float]], title: str
) -> None:
    assert profile_title(p, profile(**rows))[0].startswith(title)


def test_equals_above_and_below_are_both_told(p: Phrases) -> None:
    rows = profile(JU=(6, -2, 14), TE=(-6, -14, 2), SW=(6, -2, 14))
    (told,) = profile_title(p, rows)[1]
    assert told == (
        "Jeres gennemsnit for retfærdighed samt fællesskab og samarbejde ligger 6 point over "
        "kommunens, for tillid mellem kolleger 6 under. Forskellene er mærkbare, men usikre."
    )


# --- levels and spread


def means(**rows: tuple[float, float, float]) -> pd.DataFrame:
    names = ["estimate", "conf_low", "conf_high"]
    return pd.DataFrame(rows.values(), columns=names, index=list(rows)).assign(bounded="")


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ({"TE": (63, 61, 65), "SW": (74, 72, 76)}, "Fællesskab og samarbejde ligger højest"),
        (
            {"TE": (63, 55, 71), "SW": (74, 66, 82)},
            "Temaerne ligger mellem 63 og 74 point ud af 100",
        ),
        ({"TE": (62, 60, 64), "SW": (62, 60, 64)}, "Temaerne ligger på 62 point ud af 100"),
        ({"TE": (63, 61, 65)}, "Tillid mellem kolleger ligger på 63 point ud af 100"),
    ],
)
def test_the_highest_is_named_only_when_its_band_lies_above_the_next(
    p: Phrases, rows: dict[str, tuple[float, float, float]], title: str
) -> None:
    assert level_title(p, means(**rows), {}).startswith(title)


def test_most_alike_is_said_only_when_every_scale_has_its_dots_and_it_holds(p: Phrases) -> None:
    rows = means(TE=(63, 61, 65), SW=(74, 72, 76))
    assert level_title(p, rows, {"TE": 20.0, "SW": 12.0}).endswith(
        "fra arbejdsplads til arbejdsplads"
    )
    assert not level_title(p, rows, {"TE": 12.0, "SW": 20.0}).endswith("arbejdsplads")
    assert not level_title(p, rows, {"SW": 12.0}).endswith("arbejdsplads")


def parts(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["variable", "estimate", "conf_low", "conf_high"])


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (
            [("TM", 69, 65, 74), ("TM", 60, 58, 62)],
            f"Områderne ligger op til 9 point fra hinanden i {TM[:1].lower() + TM[1:]}",
        ),
        (
            [("TM", 69, 58, 80), ("TM", 60, 50, 70)],
            "Områderne kan ikke skelnes sikkert: Ingen forskel er større",
        ),
        (
            [("TM", 63, 61, 64), ("TM", 60, 59, 60)],
            "Områderne ligger tæt: Forskellene er under 5 point",
        ),
        # the widest span is uncertain, a narrower one is not: the certain one is named
        (
            [("TM", 80, 60, 99), ("TM", 60, 40, 80), ("JU", 56, 55, 57), ("JU", 50, 49, 51)],
            "Områderne ligger op til 6 point fra hinanden i retfærdighed",
        ),
    ],
)
def test_a_span_is_named_only_where_the_bands_at_its_ends_do_not_meet(
    p: Phrases, rows: list[tuple[str, float, float, float]], title: str
) -> None:
    assert levels_title(p, parts(*rows), "område")[0].startswith(title)


# --- manners, on every slide of the sample


@pytest.fixture(scope="module")
def slides(sample_release: Any) -> list[Slide]:
    """Every slide of the sample, in Danish."""
    return every_slide(sample_release)


def every_slide(release: Any) -> list[Slide]:
    units = release.facts.workplaces(release.facts.last_wave)
    decks = [skcore.network_deck(release), skcore.items_slides(release)]
    return [s for deck in decks for s in deck] + [
        s for unit in units for s in skcore.unit_deck(release, unit)
    ]


def words_of(slide: Slide) -> str:
    return "\n".join([slide.to_text(), slide.notes])


def test_no_slide_holds_a_word_of_verdict_cause_or_statistics(slides: list[Slide]) -> None:
    found = {
        match.group(): slide.title
        for slide in slides
        if (match := FORBIDDEN.search(words_of(slide)))
    }
    assert found == {}


def test_no_slide_has_an_unfilled_place_or_a_missing_number(slides: list[Slide]) -> None:
    found = [
        slide.title
        for slide in slides
        if re.search(r"[{}]|\bnan\b|\bNone\b|~~|\*\*|<NA>", words_of(slide))
    ]
    assert found == []


def test_every_chart_has_words_for_those_who_do_not_see_it(slides: list[Slide]) -> None:
    charts = [s for s in slides if isinstance(s.figure, Chart)]
    assert len(charts) > 50
    assert all(len(s.alt) > 40 for s in charts)


def test_every_result_slide_says_its_answers_and_carries_the_result_id(
    sample_release: Any, slides: list[Slide]
) -> None:
    for slide in slides:
        if isinstance(slide.figure, Chart):
            assert slide.result_id == sample_release.result_id
            assert slide.footnote


@pytest.mark.parametrize(
    ("code", "best", "said"),
    [
        (
            "TM1",
            ["I meget høj grad", "I høj grad", "Delvist"],
            "43\u00a0% oplever i høj eller meget høj grad, at ledelsen stoler på medarbejderne",
        ),
        ("TM3", ["I meget høj grad", "I høj grad"], "svarer positivt på"),  # it is turned
        ("SW1", ["Altid", "Ofte"], "43\u00a0% oplever ofte eller altid, at der er god stemning"),
        ("SW1", ["Altid", "Tit"], "svarer positivt på"),
    ],
)
def test_the_words_of_the_answers_are_those_that_were_given(
    p: Phrases, code: str, best: list[str], said: str
) -> None:
    assert said in _items_title(p, code, 43, best)


def test_the_network_deck_names_no_workplace(sample_release: Any) -> None:
    facts = sample_release.facts
    names = [facts.unit_name(u) for u in facts.workplaces("2025") + facts.workplaces("2026")]
    deck = "\n".join(str(s.to_json()) for s in skcore.network_deck(sample_release))
    above = {facts.unit_name(u) for u in set(facts.units["parent"])}
    assert [name for name in names if name in deck and name not in above] == []


def test_workplaces_are_named_only_by_agreement_and_it_stands_in_the_notes(
    sample_release: Any,
) -> None:
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


def test_well_being_among_the_first_questions_has_no_dots_and_no_names_either(
    sample_release: Any,
) -> None:
    facts = sample_release.facts
    first = facts.primary
    scales = tuple(
        dataclasses.replace(s, dimension="wellbeing") if s.code == "JU" else s for s in first.scales
    )
    instruments = (dataclasses.replace(first, scales=scales), *facts.instruments[1:])
    agreed = dataclasses.replace(
        facts.network_deck, named_units=True, agreed_by="MED", agreed_on=dt.date(2026, 9, 1)
    )
    facts = dataclasses.replace(facts, instruments=instruments, network_deck=agreed)
    release = dataclasses.replace(sample_release, facts=facts)
    slide = skcore.spread_slide(release)
    rows = slide.figure.table.groupby("label")["estimate"].count()
    assert rows["Retfærdighed"] == 0
    assert rows["Tillid mellem kolleger"] > 20
    said = slide.figure.options["alone"]
    assert said["Retfærdighed"] == "Vises kun samlet, aldrig for en enkelt arbejdsplads."
    assert "Retfærdighed" not in skcore.named_units_slide(release).figure.columns


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


def test_the_band_of_a_change_is_said_to_be_the_changes(sample_release: Any) -> None:
    """On a workplace's two slides the same number had bands of different width, without a word."""
    slides = [skcore.change_slide(sample_release)]
    slides += [skcore.unit_change_slide(sample_release, "hjem-01")]
    for slide in slides:
        assert slide.figure.options["note"].startswith("Båndet hører til ændringen")


def test_parts_that_cannot_be_told_apart_stand_in_the_quiet_colours(
    sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = skcore.levels_slide(sample_release)
    assert sure.figure.table["certain"].all() == ("op til" in sure.title)

    def wide(*asked: Any) -> pd.DataFrame:
        rows = employees(*asked)
        return rows.assign(conf_low=rows["conf_low"] - 30, conf_high=rows["conf_high"] + 30)

    monkeypatch.setattr(named_levels, "employees", wide)
    quiet = skcore.levels_slide(sample_release)
    assert "kan ikke skelnes sikkert" in quiet.title
    assert not quiet.figure.table["certain"].any()


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
    assert "Resultatet vises ikke: Der er færre end 5 besvarelser" in text
    assert not any(isinstance(slide.figure, Chart) for slide in deck)
    assert "Hvordan hjælper I hinanden på de travle dage?" in text
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


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_slide_has_notes_for_who_stands_beside_it(sample_release: Any, language: str) -> None:
    facts = dataclasses.replace(sample_release.facts, language=language)
    slides = every_slide(dataclasses.replace(sample_release, facts=facts))
    assert [s.title for s in slides if len(s.notes) < 60] == []
    danish = re.compile(r"\b(og|ikke|er|der)\b", re.IGNORECASE)
    # the register of actions is quoted as the organisation wrote it
    slides = [s for s in slides if "Leder og tillids" not in s.notes]
    assert {bool(danish.search(s.notes)) for s in slides} == {language == "da"}


def test_no_slide_of_the_sample_goes_on_to_a_second_for_its_words(slides: list[Slide]) -> None:
    assert [s.title for s in slides if len(paged(s)) > 1] == []


def test_a_long_name_stands_whole_above_the_title(p: Phrases) -> None:
    workplaces = p.release.facts.workplaces("2026")
    assert max(len(p.own_kicker(unit)) for unit in workplaces) <= LONGEST_KICKER
    name = p.release.facts.unit_name("dagoest-06")
    assert p.own_kicker("dagoest-06") == name
    assert p.own_kicker("hjem-01").endswith("arbejdspladsens egne slides")
    facts = dataclasses.replace(
        p.release.facts, units=p.release.facts.units.replace(name, name * 2)
    )
    longer = Phrases(dataclasses.replace(p.release, facts=facts))
    assert longer.own_kicker("dagoest-06") == name * 2
    slide = skcore.decks.story_slide(longer.release, "dagoest-06")
    assert [page.kicker for page in paged(slide)] == [name * 2]


def test_reorganised_workplaces_are_told_together_title_and_footnote_too(p: Phrases) -> None:
    slide = skcore.decks.unit_change_slide(p.release, "hjem-01")
    assert slide.title.startswith("De omlagte arbejdspladser under ét: Ingen ændring")
    assert "Hjemmepleje Tranebjælke" in slide.to_text()
    assert slide.footnote.startswith("For dem under ét: Med 67 svar før og 67 nu")
    assert "har svaret" not in slide.footnote
    own = skcore.decks.unit_change_slide(p.release, "dagoest-03")
    assert own.footnote.startswith("49 af 56 medarbejdere har svaret")


def test_that_only_what_was_asked_both_times_is_compared_stands_on_the_slide(p: Phrases) -> None:
    only = "Kun det, der er spurgt om begge gange, er sammenlignet"
    assert only not in skcore.decks.change_slide(p.release).footnote  # all of it was
    fewer = dataclasses.replace(p.release.compared, shortened={"JU": ("JU1", "JU2")})
    release = dataclasses.replace(p.release, compared=fewer)
    for slide in (
        skcore.decks.change_slide(release),
        skcore.decks.unit_change_slide(release, "dagoest-03"),
    ):
        shown = paged(slide)[0]
        assert only in shown.footnote
        assert "retfærdighed på 2 af 4 spørgsmål" in shown.notes


def test_what_a_change_must_be_to_be_seen_is_not_said_beside_a_smaller_one(p: Phrases) -> None:
    seen = skcore.decks.unit_change_slide(p.release, "pleje-02")
    assert seen.title == "Tillid mellem ledelse og medarbejdere ligger højere end sidst"  # +17
    assert "få øje på" not in seen.footnote
    assert "få øje på" in skcore.decks.unit_change_slide(p.release, "hjem-08").footnote


def test_an_action_that_was_stopped_is_told_since_when_it_ran(p: Phrases) -> None:
    said = {row[0]: row[2] for row in skcore.decks.agreed_slide(p.release, "hjem-01").figure.rows}
    assert said["Fælles morgenmøde om dagens ruter"] == "stoppet (begyndt 7.4.2025)"
    goes_on = skcore.decks.agreed_slide(p.release, "pleje-02").figure.rows[0]
    assert goes_on[1:3] == ("Retfærdighed · Leder og tillidsrepræsentant", "i gang siden 1.9.2025")


def test_a_change_that_may_not_be_shown_is_told_beside_the_profile(p: Phrases) -> None:
    assert skcore.decks.unit_change_slide(p.release, "pleje-06") is None
    said = "Udviklingen siden 1. måling vises ikke: Der er færre end 5 svar i en af målingerne"
    assert said in skcore.decks.profile_slide(p.release, "pleje-06").footnote
    assert "Udviklingen siden" not in skcore.decks.profile_slide(p.release, "hjem-01").footnote


@pytest.mark.parametrize(
    ("reason", "title", "said"),
    [
        ("primary", "Jeres tal vises ikke", "Der er færre end 5 besvarelser"),
        ("complementary", "Jeres tal vises ikke", "Nogles svar kunne ellers regnes ud"),
        ("no data", "Ingen svar i denne måling", "Der er ingen besvarelser fra"),
    ],
)
def test_a_workplace_is_told_its_own_reason(
    p: Phrases, monkeypatch: pytest.MonkeyPatch, reason: str, title: str, said: str
) -> None:
    cards = skcore.choose_cards(p.release, "hjem-04")
    monkeypatch.setattr("skcore.decks.unit.choose_cards", lambda *_: cards)
    facts = p.release.facts
    table = p.release.levels[facts.primary.id].table
    own = (table["unit"] == "hjem-05") & (table["cut"] == "wave × unit × role")
    table.loc[own, "hidden"] = True
    table.loc[own, "hidden_reason"] = reason
    levels = {facts.primary.id: SimpleNamespace(table=table)}
    release = dataclasses.replace(p.release, levels=levels)
    slide = skcore.decks.profile_slide(release, "hjem-05")
    text = slide.to_text()
    assert slide.title.startswith(title)
    assert said in text
    assert ("Svarene tæller med" in text) == (reason != "no data")
    assert not re.search(r"\d", text.replace("færre end 5", "").replace(slide.result_id, ""))
    assert "Tallene er jeres" not in skcore.decks.unit_title_slide(release, "hjem-05").to_text()


def test_one_part_of_the_organisation_is_not_told_twice(p: Phrases) -> None:
    table = p.release.responses.table
    one = table[table["level_1"].isin(["", "aeldre"]) | table["level_1"].isna()]
    areas = ["hjem", "pleje", "syg"]
    deeper = one[one["level_2"].isin(["", *areas]) | one["level_2"].isna()]
    release = dataclasses.replace(p.release, responses=SimpleNamespace(table=deeper))
    names = [row[0] for row in skcore.decks.response_slide(release).figure.rows]
    assert names == [*map(p.release.facts.unit_name, areas), "I alt"]
    alone = deeper[deeper["level_2"].isin(["", "hjem"]) | deeper["level_2"].isna()]
    release = dataclasses.replace(p.release, responses=SimpleNamespace(table=alone))
    slide = skcore.decks.response_slide(release)
    assert slide.figure is None
    assert slide.title.startswith("643 af 856")
    assert skcore.levels_slide(release) is None


@pytest.mark.parametrize(
    ("treated", "between", "key"),
    [
        ((3.0, 11.0), (2.0, 10.0), "title_certain_up"),
        ((-3.0, -1.0), (2.0, 10.0), "title_certain_held"),
        ((-1.0, 3.0), (2.0, 10.0), "title_certain_better"),
        ((-1.0, 3.0), (-10.0, -2.0), "title_certain_down"),
        ((3.0, 11.0), (0.0, 12.0), "title_unsure"),
        ((3.0, 11.0), (-1.0, 4.0), "title_none"),
        ((3.0, 11.0), (np.nan, np.nan), "title_few"),
    ],
)
def test_participants_rose_more_only_where_they_rose(
    p: Phrases, treated: tuple[float, float], between: tuple[float, float], key: str
) -> None:
    sizes = {"treated_low": treated[0], "treated_high": treated[1], "estimate": sum(between) / 2}
    row = pd.Series(sizes | {"conf_low": between[0], "conf_high": between[1], "expected": np.nan})
    assert actions_title(p, row) == key
    from_the_start = pd.Series({**row, "expected": 2.0})
    assert actions_title(p, from_the_start) == key.replace("certain", "start")
