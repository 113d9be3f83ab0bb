"""The programme of a network meeting: its clock times, what is refused, and the deck it drives."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_study import study_file
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.errors import InputError
from skcore.wording.points import CONTENTS, points_of, programmes

WORDS = {"h_med": "H-MED", "top_director": "Kommunaldirektøren"}
#: DOMAIN part 1: the two examples of network meetings, minute for minute
FIRST = [
    *("11.00–11.10", "11.10–11.20", "11.20–11.35", "11.35–11.55", "11.55–12.15", "12.15–12.25"),
    *("12.25–12.50", "12.50–13.10", "13.10–13.25", "13.25–13.55", "13.55–14.00"),
]
SECOND = [
    *("12.30–12.40", "12.40–12.55", "12.55–13.30", "13.30–13.40", "13.40–14.15", "14.15–14.45"),
    *("14.45–15.00", "15.00–15.20", "15.20–15.30"),
]
LUNCH = """
[meeting]
number = 1
date = 2026-10-29
programme = "programme-1"

[[meeting.points]]
change = "Let anretning"
minutes = 15

[[meeting.points]]
after = "lunch"
minutes = 10
point = "Sang fra højskolesangbogen"
who = "Alle"
form = "Stående"
materials = "Sangbøger"
say = "Nummer 17, alle vers."

[[meeting.points]]
change = "workplace-1"
workplaces = ["dagoest-01"]
"""


def study_with(folder: Path, meeting: str) -> Path:
    """Write a small study in Danish with this ``[meeting]``."""
    answers = [("2025", unit, "employee", 3, 3, 3, 3) for unit in "ab" for _ in range(6)]
    path = study_file(folder, answers, more=meeting + '[evaluation]\nchosen = "lot"\n')
    path.write_text(path.read_text("utf-8").replace('language = "en"', 'language = "da"'), "utf-8")
    return path


def told(path: Path) -> pd.DataFrame:
    """What ``check`` says of the programme."""
    found = skcore.check_study(path)
    return found[found["column"].isin(["meeting", "points"])]


def said_by_check(path: Path) -> tuple[int, str]:
    run = CliRunner().invoke(app, ["check", str(path)])
    return run.exit_code, " ".join(run.output.split())


# --- clock times ----------------------------------------------------------------------------------


def test_both_programmes_come_out_minute_for_minute() -> None:
    for programme, expected in (("programme-1", FIRST), ("programme-2", SECOND)):
        for language, mark in (("da", "."), ("en", ":")):
            table = skcore.build_programme(programme, language=language, words=WORDS)
            assert table["time"].tolist() == [time.replace(".", mark) for time in expected]
            assert (table["warning"] == "").all()
            assert table["minutes"].sum() == 180
            assert (table[["content", "form", "materials", "say"]] != "").all(axis=None)
            assert "{" not in "".join(table.to_numpy(dtype=str).ravel())


def test_the_first_sentence_says_when_the_meeting_ends() -> None:
    table = skcore.build_programme("programme-1", language="da", words=WORDS, start="9:15")
    assert table["say"].iloc[0].endswith("og vi slutter kl. 12.15.")


@given(
    minutes=st.lists(st.integers(1, 240), min_size=1, max_size=20),
    start=st.times().map(lambda t: f"{t.hour}.{t.minute:02d}"),
)
def test_times_add_up_from_the_start_whatever_the_points(minutes: list[int], start: str) -> None:
    own = [{"minutes": n, "point": f"P{k}"} for k, n in enumerate(minutes)]
    points = points_of({"points": own, "start": start}, language="da", words={})
    assert [point.minutes for point in points] == minutes
    assert all(a.ends == b.begins for a, b in pairwise(points))


def test_a_programme_of_a_study_is_a_table_in_its_own_words() -> None:
    own = [
        {"minutes": 5, "point": "Kaffe", "content": "pause"},
        {"minutes": 20, "point": "Tal", "content": ["results", "sick_leave"], "who": "{h_med}"},
    ]
    table = skcore.build_programme(own, language="da", words=WORDS, start="12.00")
    assert table["time"].tolist() == ["12.00–12.05", "12.05–12.25"]
    assert table["content"].tolist() == ["pause", "results sick_leave"]
    assert table["who"].tolist() == ["", "H-MED"]


def test_what_a_user_writes_in_braces_stays_as_it_is() -> None:
    own = [{"minutes": 5, "point": "Leg {og} lær }{"}]
    table = skcore.build_programme(own, language="da", words=WORDS)
    assert table["point"].tolist() == ["Leg {og} lær }{"]


def test_everything_that_is_wrong_with_points_is_refused_at_once() -> None:
    wrong = [
        {"minutes": 5, "point": "A", "content": "resultater"},
        {"minutes": 0, "point": "B"},
        {"point": "C"},
        {"minutes": 5, "point": "D", "minuter": 5},
    ]
    with pytest.raises(InputError) as caught:
        skcore.build_programme(wrong, language="da", words=WORDS, start="25.00")
    said = "\n".join(caught.value.problems["problem"])
    for expected in (
        "resultater",
        "'minutes'",
        "skal ligge fra 1 til 240",
        "minuter",
        "klokkeslæt",
    ):
        assert expected in said, said
    assert said.count("[[meeting.points]] 2") == 1  # 0 minutes are one fault, and not missing too
    with pytest.raises(InputError, match="Mente du 'programme-2'"):
        skcore.build_programme("programme-22", language="da", words=WORDS)


# --- check ----------------------------------------------------------------------------------------


def test_lunch_of_15_minutes_and_a_point_of_our_own_are_all_right(tmp_path: Path) -> None:
    path = study_with(tmp_path, LUNCH.replace("dagoest-01", "Unit a"))
    assert told(path).empty
    points = points_of(skcore.load_study(path).meeting, language="da", words=WORDS)
    times = {p.point: (f"{p.begins:%H.%M}", f"{p.ends:%H.%M}") for p in points}
    assert times["Let anretning"] == ("12.25", "12.40")
    assert times["Sang fra højskolesangbogen"] == ("12.40", "12.50")
    assert times["Tak for i dag og kom godt hjem"] == ("13.55", "14.00")


def test_check_refuses_what_a_programme_cannot_be_made_of_and_says_it_all(tmp_path: Path) -> None:
    path = study_with(
        tmp_path,
        """
[meeting]
start = "kl. 9"
ends = "sent"
seats = 40
programme = "programme-1"
[[meeting.points]]
change = "frokost"
minutes = 15
[[meeting.points]]
minutes = 10
point = "Uden plads"
[[meeting.points]]
change = "lunch"
content = "resultater"
[[meeting.points]]
change = "lunch"
minuter = 3
[[meeting.points]]
change = "workplace-1"
workplaces = "Nordpolen"
""",
    )
    code, said = said_by_check(path)
    assert code == 1
    for expected in (
        "'start' i [meeting] skal være et klokkeslæt",
        "'ends' i [meeting] skal være et klokkeslæt",
        "'seats' i [meeting] skal ligge fra 3 til 12",
        "'resultater' kan ikke bruges som content",
        "'minuter'",
        "'Nordpolen' kan ikke bruges som workplaces",
    ):
        assert expected in said, said
    only_places = """
[meeting]
programme = "programme-1"
[[meeting.points]]
change = "frokost"
minutes = 15
[[meeting.points]]
minutes = 10
point = "Uden plads"
"""
    code, said = said_by_check(study_with(tmp_path, only_places))
    assert code == 1
    assert "'frokost' kan ikke bruges som change" in said
    assert "[[meeting.points]] 2: Sig, hvor punktet hører til" in said


def test_change_without_a_programme_is_refused(tmp_path: Path) -> None:
    meeting = '[meeting]\n[[meeting.points]]\nchange = "lunch"\nminutes = 5\n'
    code, said = said_by_check(study_with(tmp_path, meeting))
    assert code == 1
    assert "De bruges kun sammen med programme" in said


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ('change = "roles"\nminutes = 25', "slutter kl. 14.05: 5 minutter over tiden"),
        ('change = "results"\nminutes = 9', "'De samlede resultater' har 9 minutter"),
        ('change = "lunch"\nminutes = 0', "Uden pause i 90 minutter eller mere"),
        ('change = "workplace-2"\npresenting = 2', "har 5 minutter til et oplæg"),
    ],
)
def test_check_warns_and_goes_on(tmp_path: Path, change: str, expected: str) -> None:
    meeting = f'[meeting]\nprogramme = "programme-1"\n[[meeting.points]]\n{change}\n'
    path = study_with(tmp_path, meeting)
    found = told(path)
    assert set(found["severity"]) == {"note"}
    assert found["problem"].str.contains(expected, regex=False).any(), list(found["problem"])
    assert said_by_check(path)[0] == 0


def test_a_longer_meeting_is_no_fault_where_the_study_says_when_it_ends(tmp_path: Path) -> None:
    meeting = (
        '[meeting]\nends = "14.05"\nprogramme = "programme-1"\n'
        '[[meeting.points]]\nchange = "roles"\nminutes = 25\n'
    )
    assert told(study_with(tmp_path, meeting)).empty


# --- the deck -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lunch(sample_study: Any) -> Any:
    meeting = tomllib.loads(LUNCH)["meeting"]
    return skcore.release_study(replace(sample_study, meeting=meeting), earlier={})


def test_every_point_has_one_divider_with_its_time_in_the_order_of_the_programme(
    lunch: Any,
) -> None:
    deck = skcore.network_deck(lunch)
    dividers = [slide for slide in deck if slide.layout == "section"]
    assert [slide.time for slide in dividers] == [
        *FIRST[:6], "12.25–12.40", "12.40–12.50", *FIRST[7:]
    ]  # fmt: skip
    assert all(slide.body[0][0].text == slide.time for slide in dividers)
    assert dividers[0].kicker == "Punkt 1 af 12"
    times = [slide.time for slide in deck if slide.time]
    assert times == sorted(times)
    assert deck[0].layout == "title"
    assert deck[-1].layout == "method"


def test_a_pause_says_when_we_begin_again_and_the_notes_are_the_script(lunch: Any) -> None:
    by_title = {slide.title: slide for slide in skcore.network_deck(lunch)}
    assert "Let anretning – vi begynder igen kl. 12.40" in by_title
    own = by_title["Sang fra højskolesangbogen"].notes
    assert own == (
        "12.40–12.50 · 10 min. · Alle\nRummet: Stående\nMaterialer: Sangbøger\n"
        "Sig først: ”Nummer 17, alle vers.”"
    )


def test_each_presenting_workplace_has_a_slide_named_where_the_study_names_it(lunch: Any) -> None:
    titles = [slide.title for slide in skcore.network_deck(lunch)]
    assert "Børnehuset Mosevipen fortæller" in titles
    assert "Arbejdsplads 2 fortæller" in titles
    own, other = (
        f"{name}: præsentation + summen i grupper"
        for name in ("Børnehuset Mosevipen", "Arbejdsplads 2")
    )
    assert {own, other} <= set(titles)
    assert {own, other} <= {row[1] for row in skcore.programme_slide(lunch).figure.rows}
    slide = next(
        s for s in skcore.network_deck(lunch) if s.title == "Børnehuset Mosevipen fortæller"
    )
    assert slide.kicker == "20 minutter: 12 til at fortælle, 8 til summen"
    assert slide.boxes[0][1].endswith("?")
    assert "Fredagens udmelding" in slide.to_text()


def test_no_result_is_lost_whichever_programme_drives_the_deck(
    lunch: Any,
) -> None:
    def results(release: Any) -> set[str]:
        deck = skcore.network_deck(release)
        return {slide.title for slide in deck if slide.result_id and slide.layout != "method"}

    meeting = {k: v for k, v in lunch.facts.meeting.items() if k not in ("programme", "points")}
    without = replace(lunch, facts=replace(lunch.facts, meeting=meeting))
    named = {skcore.programme_slide(lunch).title, skcore.register_slide(lunch).title}
    assert results(lunch) - named == results(without) - named
    only = {"points": [{"minutes": 10, "point": "Goddag", "content": "welcome"}]}
    short = replace(lunch, facts=replace(lunch.facts, meeting=only))
    named |= {skcore.programme_slide(short).title}
    ours = {skcore.reflection_slide(lunch).title, skcore.closing_slide(lunch).title}
    assert results(short) - named == results(without) - named - ours


def test_nothing_comes_after_the_goodbye_but_how_the_numbers_are_made(lunch: Any) -> None:
    meeting = {"programme": "programme-2"}
    deck = skcore.network_deck(replace(lunch, facts=replace(lunch.facts, meeting=meeting)))
    titles = [slide.title for slide in deck]
    assert titles[-2] == skcore.closing_slide(lunch).title
    assert {slide.title for slide in skcore.knowledge_slides(lunch)} <= set(titles)


def test_what_nobody_asked_for_is_told_with_the_results_and_not_after_the_reflection(
    lunch: Any,
) -> None:
    meeting = {"programme": "programme-2"}
    deck = skcore.network_deck(replace(lunch, facts=replace(lunch.facts, meeting=meeting)))
    known = {slide.title for slide in skcore.knowledge_slides(lunch)}
    anonymity = skcore.anonymity_slide(lunch).title
    (results,) = {slide.time for slide in deck if slide.title == anonymity}
    assert {slide.time for slide in deck if slide.title in known} == {results}
    at = [n for n, slide in enumerate(deck) if slide.title in known]
    assert at[-1] < [slide.title for slide in deck].index(skcore.reflection_slide(lunch).title)


def test_the_goodbye_is_said_once(lunch: Any) -> None:
    titles = [slide.title for slide in skcore.network_deck(lunch)]
    assert titles[-3:-1] == ["Tak for i dag", "Tak for i dag og kom godt hjem"]
    assert titles.count("Tak for i dag og kom godt hjem") == 1


def test_points_may_part_the_results_among_them(lunch: Any) -> None:
    points = [
        {"minutes": 20, "point": "Fravær", "content": "sick_leave"},
        {"minutes": 20, "point": "Svar", "content": "results"},
    ]
    release = replace(lunch, facts=replace(lunch.facts, meeting={"points": points}))
    deck = skcore.network_deck(release)
    early = {slide.kicker for slide in deck if slide.time == "11.00–11.20"}
    assert early == {"Punkt 1 af 2", "Sygefravær", "Indsatser"}  # absence around the action too
    assert skcore.response_slide(release).title in [
        s.title for s in deck if s.time == "11.20–11.40"
    ]
    assert skcore.absence_slide(release).title in [s.title for s in deck if s.time == "11.00–11.20"]
    assert skcore.change_slide(release).title in [s.title for s in deck if s.time == "11.20–11.40"]


@pytest.mark.whole
def test_every_content_makes_a_deck(lunch: Any) -> None:
    for content in CONTENTS:
        points = [{"minutes": 30, "point": "P", "content": content, "presenting": 2}]
        deck = skcore.network_deck(
            replace(lunch, facts=replace(lunch.facts, meeting={"points": points}))
        )
        assert [s.title[0] for s in deck if s.layout == "section"] == ["P"], content


def test_the_end_says_what_happens_now_who_and_when(lunch: Any) -> None:
    slide = skcore.closing_slide(lunch)
    assert [row[2] for row in slide.figure.rows][:4] == [
        "uge 45", "uge 47", "uge 48", "20. november 2026"
    ]  # fmt: skip
    assert all(cell for row in slide.figure.rows for cell in row)
    undated = replace(lunch, facts=replace(lunch.facts, meeting={}))
    whens = [row[2] for row in skcore.closing_slide(undated).figure.rows]
    assert whens[:4] == ["aftales i dag"] * 4


def test_without_a_programme_the_deck_is_as_it_was(lunch: Any) -> None:
    release = replace(lunch, facts=replace(lunch.facts, meeting={"number": 1}))
    deck = skcore.network_deck(release)
    assert not any(slide.layout == "section" or slide.time for slide in deck)
    assert skcore.programme_slide(release) is None


def test_our_programmes_use_known_contents_and_speak_both_languages() -> None:
    for programme in programmes().values():
        for point in programme["points"]:
            assert point["content"] in CONTENTS
            for name in ("point", "who", "form", "materials", "say"):
                assert set(point[name]) == {"da", "en"}
