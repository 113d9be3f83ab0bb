"""What was seen at meetings: read with every fault named, shown of three meetings or more."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import study_file

import skcore
from skcore.disclosure import audit_release
from skcore.errors import DisclosureError, InputError
from skcore.release.history import earlier_of, record
from skcore.release.observed import observed
from skcore.wording import our_wording

ACTS = our_wording().handouts("da").raw("observation.acts")
HEAD = "Møde;Arbejdsplads;Til stede;Det, man kan se og høre;Streger"
ANSWERS = [("2025", unit, "employee", 3, 4, 3, 4) for unit in ("nord", "syd") for _ in range(12)]

LINE = 'observations = "observationer.csv"'

Meeting = tuple[str, str, int, Sequence[int]]


def written(folder: Path, *meetings: Meeting, head: str = HEAD) -> Path:
    """Write the strokes of meetings: name, workplace, people there, one number per act."""
    rows = [
        f"{name};{unit};{present};{act};{n}"
        for name, unit, present, strokes in meetings
        for act, n in zip(ACTS.values(), strokes, strict=True)
    ]
    path = folder / "observationer.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
    return path


def strokes(*first: int) -> list[int]:
    return [*first, *[1] * (8 - len(first))]


def release_of(folder: Path, *meetings: Meeting, earlier: Any = None) -> Any:
    path = folder / "study.toml"
    if not path.exists():
        study_file(folder, ANSWERS)
        text = path.read_text("utf-8")
        text = text.replace('language = "en"', 'language = "da"')
        path.write_text(text.replace("[files]\n", f"[files]\n{LINE}\n"), "utf-8")
    written(folder, *meetings)
    study = skcore.load_study(path)
    return study, skcore.release_study(study, earlier=earlier_of(study) if earlier is None else {})


def shown(release: Any, unit: str = "") -> dict[str, float]:
    """Percent of each act, empty where it is not shown."""
    if release.observations is None:
        return {}
    table = release.observations.table
    rows = table[(table["unit"] == unit) if unit else (table["cut"] == "total")]
    return dict(rows[~rows["hidden"]].set_index("variable")["estimate"])


# --- reading --------------------------------------------------------------------------------------


def test_strokes_become_parts_of_their_meeting(tmp_path: Path) -> None:
    path = written(tmp_path, ("1", "nord", 9, strokes(6, 2, 0)), ("2", "", 7, [0] * 8))
    read = skcore.read_observations(path)
    first = read[read["meeting"] == "1"].set_index("act")
    assert first.loc[["asks", "builds", "thanks"], "share"].tolist() == [6 / 13, 2 / 13, 0.0]
    assert first["n"].unique().tolist() == [13]
    assert read[read["meeting"] == "2"]["share"].isna().all()  # nothing was seen: no parts


def test_the_form_is_read_by_its_own_words_in_either_language_and_by_short_names(
    tmp_path: Path,
) -> None:
    english = list(our_wording().handouts("en").raw("observation.acts").values())
    path = tmp_path / "observations.csv"
    acts = [*list(ACTS.values())[:3], *english[3:6], *list(ACTS)[6:]]
    rows = [f"May;{'9' if at == 2 else ''};{act};{at}" for at, act in enumerate(acts)]
    head = "Meeting no.;How many are present?;What one can see and hear;In all"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    read = skcore.read_observations(path)
    assert read["act"].tolist() == list(ACTS)
    assert read["present"].unique().tolist() == [9]  # said once for the meeting


def test_a_list_with_headings_alone_is_no_meeting_yet(tmp_path: Path) -> None:
    assert len(skcore.read_observations(written(tmp_path))) == 0
    _, release = release_of(tmp_path, earlier={})
    assert release.observations is None
    assert skcore.observation_slide(release) is None


def test_everything_that_is_wrong_with_the_strokes_is_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, ("1", "", 9, strokes(2)), ("2", "", 8, strokes(2)))
    lines = path.read_text("utf-8-sig").splitlines()
    lines[2] = lines[2].replace(ACTS["builds"], "Nogen sukker")
    lines[3] = lines[3].replace(";9;", ";10;")
    lines[9] = lines[9].rsplit(";", 1)[0] + ";-1"
    lines[10] = lines[9].rsplit(";", 1)[0] + ";2,5"
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    with pytest.raises(InputError) as caught:
        skcore.read_observations(path, language="da")
    said = "\n".join(caught.value.problems["problem"])
    for expected in (
        "'Nogen sukker' står ikke på observationsskemaet (række 3)",
        "flere tal for det samme møde (række 2, 3, 4, 5, 6, 7, 8, 9)",
        "har ikke alle 8 linjer fra observationsskemaet (række 10)",
        "tal under nul (række 10)",
        "(række 11)",
        "(række 10, 11)",
    ):
        assert expected in said, said


def test_check_says_which_meetings_do_not_count_and_how_many_are_needed(tmp_path: Path) -> None:
    study, release = release_of(
        tmp_path, ("1", "", 9, strokes(2)), ("2", "", 4, strokes(2)), earlier={}
    )
    notes = "\n".join(skcore.check_study(study.path)["problem"])
    assert "Et observeret møde tæller ikke med: Der var færre end 5 til stede" in notes
    assert "Observationer vises først fra tre møder; her er et" in notes
    assert shown(release) == {}


# --- through the door -----------------------------------------------------------------------------


def meetings(unit: str, n: int, *, first: int = 1, present: int = 9) -> list[Meeting]:
    return [(str(k), unit, present, strokes(k, 2 * k, 3)) for k in range(first, first + n)]


def test_two_meetings_are_not_shown_and_three_are(tmp_path: Path) -> None:
    _, two = release_of(tmp_path, *meetings("", 2), earlier={})
    assert shown(two) == {}
    assert skcore.observation_slide(two) is None
    _, three = release_of(tmp_path, *meetings("", 3), earlier={})
    told = shown(three)
    assert sum(told.values()) == 100
    assert told["builds"] == 29  # 12 of 42 strokes
    assert skcore.observation_slide(three).title == f"Oftest set: {ACTS['builds']}"


def test_a_meeting_of_too_few_people_is_no_part_of_what_is_shown(tmp_path: Path) -> None:
    small = ("9", "", 4, [50, *[0] * 7])
    _, with_it = release_of(tmp_path, *meetings("", 3), small, earlier={})
    _, without = release_of(tmp_path, *meetings("", 3), earlier={})
    assert shown(with_it) == shown(without) != {}


def test_a_workplace_is_shown_only_where_the_other_meetings_are_three_as_well(
    tmp_path: Path,
) -> None:
    _, two_left = release_of(tmp_path, *meetings("nord", 3), *meetings("syd", 2), earlier={})
    assert shown(two_left)
    assert not shown(two_left, "nord")  # whole minus nord is two meetings
    _, three_left = release_of(tmp_path, *meetings("nord", 3), *meetings("syd", 3), earlier={})
    assert all(shown(three_left, unit) for unit in ("", "nord", "syd"))
    slide = skcore.observation_slide(three_left, "nord")
    assert slide in skcore.unit_deck(three_left, "nord")
    assert slide.footnote.endswith("streger fra tre møder")


def test_a_new_meeting_waits_until_it_is_one_of_three(tmp_path: Path) -> None:
    study, first = release_of(tmp_path, *meetings("", 3))
    record(study, first)
    for n in (4, 5):
        study, later = release_of(tmp_path, *meetings("", n))
        assert shown(later) == shown(first)
        record(study, later)
    study, six = release_of(tmp_path, *meetings("", 6))
    assert shown(six) != shown(first)
    assert six.observations.table["n"].tolist()[0] == 6
    record(study, six)


def test_strokes_that_were_shown_cannot_be_changed_afterwards(tmp_path: Path) -> None:
    study, first = release_of(tmp_path, *meetings("", 3))
    record(study, first)
    changed = [*meetings("", 2), ("3", "", 9, strokes(4, 6, 3))]
    with pytest.raises(DisclosureError, match=r"'observations'.*er ændret.*total"):
        release_of(tmp_path, *changed)


IN_TURN = st.lists(
    st.lists(st.sampled_from(["", "nord", "syd"]), max_size=4), min_size=1, max_size=4
)


def nothing_of_few_follows(study: Any, steps: list[list[str]]) -> None:
    rows: list[tuple[Any, ...]] = []
    earlier: list[Any] = []
    for step in steps:
        for unit in step:
            rows += [(unit, str(len(rows)), 8, act, 2.0) for act in ACTS]
        seen = pd.DataFrame(rows, columns=["unit", "meeting", "present", "act", "strokes"])
        released = observed(dataclasses.replace(study, observations=seen), earlier)
        if released is not None:
            groups = released.plan.groups
            assert (groups.loc[~groups["hidden"], "n"] >= 3).all()
            assert audit_release(released.plan).empty
            earlier.append(released.plan.as_earlier(str(len(earlier))))


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(IN_TURN)
def test_nothing_of_fewer_than_three_meetings_ever_follows(
    sample_study: Any, steps: list[list[str]]
) -> None:
    """Meetings come in any order; what is shown in turn is audited together."""
    nothing_of_few_follows(sample_study, steps)


@pytest.mark.whole
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(IN_TURN)
def test_nothing_of_few_meetings_follows_in_sixty_turns(
    sample_study: Any, steps: list[list[str]]
) -> None:
    nothing_of_few_follows(sample_study, steps)


# --- with one rule switched off, what was seen at one meeting or two follows ----------------------

MODULE = sys.modules[observed.__module__]  # by its name the function is found
Told = tuple[frozenset[str], dict[str, float]]


def told_of(release: Any, meetings: Sequence[Meeting]) -> list[Told]:
    """Strokes that are told, each act of the meetings they were made at, which everybody knows."""
    table = release.observations.table
    found = []
    for unit, rows in table[~table["hidden"]].groupby(table["unit"].fillna("")):
        names = [f"{m[0]} {m[1]}".strip() for m in meetings if unit in ("", m[1])]
        told = frozenset(names[: rows["n"].iloc[0]])  # new ones wait
        found.append((told, dict(zip(rows["variable"], rows["strokes"], strict=True))))
    return found


def follows(told: Sequence[Told]) -> list[tuple[set[str], dict[str, float]]]:
    """Acts of fewer than three meetings, told as they are or by subtraction."""
    nothing: Told = (frozenset(), {})
    return [
        (set(one - other), {act: n - less.get(act, 0) for act, n in strokes.items()})
        for one, strokes in told
        for other, less in [nothing, *told]
        if other < one and len(one - other) < 3
    ]


@pytest.mark.whole
def test_without_the_fewest_meetings_two_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skcore.disclosure.DisclosurePolicy.minimum_for", lambda *_: 1)
    _, release = release_of(tmp_path, *meetings("", 2), earlier={})
    ((both, seen),) = follows(told_of(release, meetings("", 2)))
    assert both == {"1", "2"}
    assert seen["builds"] == 2 * (1 + 2)


@pytest.mark.whole
def test_without_the_plan_of_sums_the_other_workplace_s_two_meetings_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [*meetings("nord", 3), *meetings("syd", 2)]
    assert follows(told_of(release_of(tmp_path, *made, earlier={})[1], made)) == []
    monkeypatch.setattr("skcore.disclosure.exposure.ShownRows.try_row", lambda *_: None)
    told = told_of(release_of(tmp_path, *made, earlier={})[1], made)
    ((few, seen),) = follows(told)
    assert few == {"1 syd", "2 syd"}
    assert seen["builds"] == 2 * (1 + 2)


@pytest.mark.whole
def test_without_the_fewest_people_at_a_meeting_what_three_people_did_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two meetings all strokes were for one act; at the third, of three people, for another."""
    made: list[Meeting] = [("1", "", 9, [9, *[0] * 7]), ("2", "", 9, [9, *[0] * 7])]
    few: Meeting = ("3", "", 3, [0, 5, *[0] * 6])
    assert shown(release_of(tmp_path, *made, few, earlier={})[1]) == {}
    monkeypatch.setattr(MODULE, "large_enough", lambda seen, _: seen)
    told = shown(release_of(tmp_path, *made, few, earlier={})[1])
    assert told["builds"] > 0


@pytest.mark.whole
def test_without_what_is_remembered_strokes_that_were_corrected_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = meetings("", 3)
    study, first = release_of(tmp_path, *made)
    record(study, first)
    monkeypatch.setattr("skcore.release.history.check_register", lambda *_: None)
    _, second = release_of(tmp_path, *made[:2], ("3", "", 9, strokes(3, 1, 3)))
    (_, then), (_, now) = told_of(first, made) + told_of(second, made)
    assert then["builds"] - now["builds"] == 5


@pytest.mark.whole
def test_without_the_memory_of_sums_one_meeting_follows_from_two_releases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = meetings("", 4)
    study, first = release_of(tmp_path, *made[:3])
    record(study, first)
    told = told_of(first, made)
    assert follows(told + told_of(release_of(tmp_path, *made)[1], made)) == []
    monkeypatch.setattr(MODULE, "_without_waiting", lambda seen, _: seen)
    nobody = [np.array([], dtype=int)]
    known = "skcore.disclosure.memory.earlier.EarlierRelease.members"
    monkeypatch.setattr(known, lambda release: nobody * len(release.shown))
    ((fourth, seen),) = follows(told + told_of(release_of(tmp_path, *made)[1], made))
    assert fourth == {"4"}
    assert seen["builds"] == 8


# --- on slides ------------------------------------------------------------------------------------


def test_the_slide_tells_strokes_meetings_and_no_person(sample_release: Any) -> None:
    slide = skcore.observation_slide(sample_release)
    assert slide.footnote == "168 streger fra seks møder"
    assert slide.figure.table["estimate"].sum() == 100
    assert slide.alt in [shown.alt for shown in skcore.network_deck(sample_release)]
    assert "hvem der gjorde hvad" in slide.notes


def test_a_tie_is_not_called_the_most(tmp_path: Path) -> None:
    _, release = release_of(tmp_path, *[(str(k), "", 9, [2] * 8) for k in range(3)], earlier={})
    assert skcore.observation_slide(release).title == "Det så vi til møderne"
