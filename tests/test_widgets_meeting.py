"""Widgets for the meeting: a programme saved with its comments, hands counted and shown once."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import skcore
from skcore.disclosure import plan_release
from skcore.disclosure.memory.ledger import record_release
from skcore.release.history import earlier_of, record
from skcore.release.polls import close_poll, poll_questions, why_hidden
from skcore.release.same_people import Survey
from skcore.widgets.polling import _told

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


@pytest.fixture
def place(tmp_path: Path, copy_sample: Callable[[Path], None]) -> Path:
    copy_sample(tmp_path / "study")
    return tmp_path / "study"


def planned(place: Path) -> Any:
    return skcore.plan_programme(skcore.load_study(place))


LEDGER = "study.polls.ledger.json"


def poll(place: Path, tool: str = "fire-hurtige", meeting: str = "29. oktober") -> Any:
    return skcore.quick_poll(skcore.load_study(place), tool, meeting=meeting)


def count(board: Any, hands: Mapping[int, int]) -> Any:
    """Count so many hands at each answer, and close."""
    answers = list(board.asked[board.question.value].answers)
    for at, many in hands.items():
        for _ in range(many):
            board.add(answers[at])
    return board.close()


def test_a_programme_that_was_not_touched_is_saved_byte_for_byte(place: Path) -> None:
    before = (place / "study.toml").read_bytes()
    board = planned(place)
    assert board.slide.figure.rows[0][0] == "12.30–12.40"
    board.save()
    assert (place / "study.toml").read_bytes() == before


def test_fields_show_the_organisations_own_words_and_the_file_keeps_their_places(
    place: Path,
) -> None:
    board = planned(place)
    assert board.fields["who"].value == "Kommunaldirektøren"
    told = " ".join(str(field.value) for field in board.fields.values())
    assert "{" not in told
    assert board.fields["say"].value.endswith("Vi slutter kl. 15.30.")
    board.fields["say"].value = "Hej. Vi slutter kl. 15.30."
    board.fields["minutes"].value = 15  # when the meeting ends moves with its points
    assert board.fields["say"].value == "Hej. Vi slutter kl. 15.35."
    assert board.points[0]["say"] == "Hej. Vi slutter kl. {end}."
    assert board.points[0]["who"] == "{top_director}"


def test_minutes_order_and_an_own_point_are_saved_and_the_comments_stay(place: Path) -> None:
    file = place / "study.toml"
    before = file.read_text(encoding="utf-8")
    board = planned(place)
    names = [point["point"] for point in board.points]
    board.list.value = 1
    board.fields["minutes"].value = 15
    board.move(1)
    board.add()
    board.fields["point"].value = 'Kaffe "på vej"'
    board.fields["content"].value = "pause"
    board.start.value = "9.00"
    board.save()
    after = file.read_text(encoding="utf-8")
    lines = [line for line in before.splitlines() if line.lstrip().startswith("#")]
    assert lines
    assert [line for line in after.splitlines() if line.lstrip().startswith("#")] == lines
    assert "# uge 44: efter efterårsferien" in after
    meeting = tomllib.loads(after)["meeting"]
    kept = [name for name in tomllib.loads(before)["meeting"] if name != "programme"]
    assert [name for name in meeting if name != "points"] == kept
    assert [p["point"] for p in meeting["points"]][:4] == [
        *(names[0], names[2], names[1]),
        'Kaffe "på vej"',
    ]
    assert planned(place).slide.figure == board.slide.figure
    assert board.slide.figure.rows[0][0].startswith("09.00–")


def test_comments_of_own_points_stay_and_a_second_save_changes_nothing(place: Path) -> None:
    file = place / "study.toml"
    own = 'start = "9.00"\n# kort i år\n[[meeting.points]]\npoint = "Hej"   # alle står op\n'
    own += 'minutes = 60\n\n[[meeting.points]]\npoint = "Slut"\nminutes = 60\n'
    text = file.read_text(encoding="utf-8").replace('programme = "programme-2"\n', "")
    text = text.replace('start = "12.30"\n', "").replace('place = "Kantinen', 'venue_x = "Kantinen')
    head, _, rest = text.partition("venue_x")
    file.write_text(head + own + "\n" + rest.partition("\n")[2], encoding="utf-8")
    board = planned(place)
    board.list.value = 1
    board.fields["minutes"].value = 30
    board.save()
    once = file.read_bytes()
    assert "# alle står op" in once.decode("utf-8")
    assert [p["minutes"] for p in tomllib.loads(once.decode("utf-8"))["meeting"]["points"]] == [
        60,
        30,
    ]
    board.save()
    assert file.read_bytes() == once


def test_warnings_follow_while_planning_and_what_is_wrong_is_not_saved(place: Path) -> None:
    board = planned(place)
    before = (place / "study.toml").read_bytes()
    board.fields["minutes"].value = 200
    assert "slutter" in board.problems.value
    board.fields["point"].value = ""
    assert board.slide is None
    assert not board.attempt(board.save)
    assert "sk-problem" in board._said.value
    assert (place / "study.toml").read_bytes() == before


def test_a_meeting_without_a_programme_begins_with_one_of_ours(place: Path) -> None:
    file = place / "study.toml"
    text = file.read_text(encoding="utf-8").replace('programme = "programme-2"\n', "")
    file.write_text(text, encoding="utf-8")
    board = planned(place)
    assert board.points == []
    assert board.slide is None
    board.begin_with.value = "programme-1"
    board.save()
    read = skcore.load_study(place).meeting
    assert len(read["points"]) == len(board.points) > 5
    assert any("{top_director}" in point.get("who", "") for point in read["points"])
    assert "{" not in "".join(cell for row in board.slide.figure.rows for cell in row)


@pytest.mark.whole
def test_the_slides_of_the_planned_meeting_are_made_and_a_poll_is_no_survey(place: Path) -> None:
    count(poll(place), {0: 6, 1: 6})
    board = planned(place)
    board.fields["point"].value = "Goddag og velkommen"
    deck = board.decks()
    assert deck.parent == place / "netvaerksmoede"
    assert LEDGER not in (deck.parent / "manifest.json").read_text(encoding="utf-8")
    assert "Goddag og velkommen" in deck.read_text(encoding="utf-8").replace("\u00ad", "")


def test_hands_become_one_figure_and_the_number_at_each_answer_stays(place: Path) -> None:
    board = poll(place)
    closed = count(board, {0: 3, 1: 6, 2: 3})
    line = closed.table.iloc[0]
    assert (int(line["n"]), float(line["mean"])) == (12, 75.0)
    assert "75 point (12 svar)" in board.figure.value.replace("\u00a0", " ")
    assert board.slide.figure.rows[0][1] == "75 point (12 svar)"
    assert board._hands == []
    (entry,) = json.loads((place / LEDGER).read_text(encoding="utf-8"))["releases"]
    assert entry["cells"] == [["2026 · TM1", 12]]
    assert not {75, 3, 6} & {cell for cells in entry["cells"] for cell in cells}
    assert not {"3", "6"} & set(board.counted.value)


def page(board: Any) -> list[dict[str, Any]]:
    """The state of a board's controls, which its page holds, and a notebook that stores states."""

    def controls(box: Any) -> list[Any]:
        return [box, *(one for child in getattr(box, "children", ()) for one in controls(child))]

    ours = {"layout", "style", "children"}  # numbers of models
    states = [control.get_state() for control in controls(board.box)]
    return [{name: s[name] for name in s if name not in ours} for s in states]


def press(board: Any, hands: Mapping[int, int]) -> None:
    """Press the buttons at the answers so often, as a browser does, and then close."""
    answers, (_, close) = board.box.children[3], board.box.children[5].children
    presses = [answers.children[at] for at, many in hands.items() for _ in range(many)]
    for pressed in (*presses, close):
        message = {"method": "custom", "content": {"event": "click"}}
        pressed.comm.handle_msg({"content": {"data": message}, "buffers": []})


def pages(place: Path, twin: str) -> tuple[str, str]:
    """Pages after twelve hands at the middle answer, and after six at each end: the same mean."""
    boards = [poll(shutil.copytree(place, place.parent / twin / name)) for name in "ab"]
    for board, hands in zip(boards, ({2: 12}, {0: 6, 4: 6}), strict=True):
        press(board, hands)
        assert "50 point (12 svar)" in board.figure.value.replace("\u00a0", " ")
    turn = re.compile(r"sk-turn-[0-9a-f]{8}(?=\")")
    one, other = (turn.sub("", json.dumps(page(board), default=str)) for board in boards)
    return one, other


def test_the_page_does_not_tell_how_many_hands_were_at_an_answer(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pages(place, "as it is")
    assert one == other

    def counting(*controls: Any) -> None:
        controls[-1]._dom_classes += (f"sk-turn-{len(controls[-1]._dom_classes)}",)

    monkeypatch.setattr("skcore.widgets.ground._turn", counting)
    one, other = pages(place, "counted")
    assert one != other


def test_two_moments_of_a_page_do_not_tell_which_answers_nobody_gave(place: Path) -> None:
    board = poll(place)

    def turns() -> list[str]:
        answers = board.asked[board.question.value].answers
        return [str(s["_dom_classes"]) for s in page(board) if s.get("description") in answers]

    before = turns()
    press(board, {2: 12})
    assert len(before) == 5
    assert all(a != b and "sk-turn" in a for a, b in zip(before, turns(), strict=True))


def test_hands_can_be_counted_without_controls(place: Path) -> None:
    study = skcore.load_study(place)
    asked, *_ = skcore.poll_questions(study, "fire-hurtige")
    closed = skcore.close_poll(study, asked, dict(zip(asked.answers, (3, 6, 3), strict=False)))
    assert (int(closed.table["n"].iloc[0]), float(closed.table["mean"].iloc[0])) == (12, 75.0)
    told = {(asked.code, "before"): closed}
    slide = skcore.poll_slide(study, "fire-hurtige", told, meeting="29. oktober")
    assert slide.figure.rows[0] == (asked.text, "75 point (12 svar)")


def test_no_end_of_hands_says_what_each_of_them_answered(place: Path) -> None:
    """Of five hands only five times 100 lie over 95; that they are not told tells no more."""
    study = skcore.load_study(place)
    questions = poll_questions(study, "fire-hurtige")
    top, second, *_, last = questions[0].answers
    for asked, hands in zip(questions, ({top: 5}, {last: 5}, {top: 4, second: 1}), strict=False):
        closed = close_poll(study, asked, hands)
        assert closed.table["hidden"].all()
        assert "færre end 6" in why_hidden(study, closed)
    told = close_poll(study, questions[3], {top: 6}).table.iloc[0]
    assert (float(told["mean"]), told["bounded"]) == (95.0, "above")  # or five, and one of 75


@pytest.mark.parametrize(("tool", "few"), [("fire-hurtige", 5), ("statements", 9)])
def test_too_few_hands_say_only_that_they_are_too_few(place: Path, tool: str, few: int) -> None:
    board = poll(place, tool)
    closed = count(board, {0: few})
    assert closed.table["hidden"].all()
    assert board.slide is None
    assert f"færre end {few + 1}" in board._said.value
    assert str(few) not in board._said.value.replace(str(few + 1), "")
    with pytest.raises(skcore.DisclosureError, match="også hvis I var for få"):
        count(board, {0: few + 1})
    board.moment.value = "after"  # one more than those of whom nothing was told
    assert not count(board, {0: few + 8}).table["hidden"].any()


def renamed(place: Path) -> Path:
    """The study under another file name, as somebody makes it who saves a copy."""
    (place / "study.toml").rename(place / "kopi.toml")
    return place / "kopi.toml"


def moved_apart(place: Path) -> Path:
    """The study file in a folder of its own, reading the same answers."""
    text = (place / "study.toml").read_text(encoding="utf-8")
    (place / "andet").mkdir()
    for name in (path.name for path in place.glob("*.csv")):
        text = text.replace(f'"{name}"', f'"../{name}"')
    (place / "andet" / "study.toml").write_text(text, encoding="utf-8")
    return place / "andet" / "study.toml"


@pytest.mark.parametrize("how", [lambda place: place, renamed, moved_apart])
def test_a_closed_question_is_not_closed_again_by_anybody(
    place: Path, how: Callable[[Path], Path]
) -> None:
    count(poll(place), {0: 6, 1: 6})
    again = poll(how(place), meeting="30. oktober")
    with pytest.raises(skcore.DisclosureError, match=r"Spørgsmålet er lukket \(før\)"):
        count(again, {0: 6, 1: 7})
    assert again.slide is None
    again.moment.value = "after"
    assert count(again, {0: 6, 1: 7}).table["hidden"].all()


def of_version_0_2_0(study: Any, asked: Any, n: int, meeting: str = "29. oktober") -> Path:
    """A question that was closed before the talk, as version 0.2.0 remembered it."""
    about = f"{meeting} · {asked.code}"
    here = pd.DataFrame({"wave": [about], "n": [n]})
    plan = plan_release(here, cuts=[("wave",)], policy=study.policy, kind="means")
    name = hashlib.sha256(about.encode("utf-8")).hexdigest()[:16]
    path = study.path.parent / "meeting-polls" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    record_release(path, plan, label=f"{about} · before", fingerprints={f"{about} · before": "a1"})
    return path


def test_what_version_0_2_0_closed_is_closed_and_the_way_on_is_said(place: Path) -> None:
    study = skcore.load_study(place)
    asked, other, *_ = poll_questions(study, "fire-hurtige")
    hands = dict.fromkeys(list(asked.answers)[:2], 6)
    of_version_0_2_0(study, asked, 12)
    of_version_0_2_0(study, asked, 14, "30. oktober")
    with pytest.raises(skcore.DisclosureError, match=r"lukket med version 0\.2\.0.*så flyt mappen"):
        close_poll(study, asked, hands, moment="after")
    assert not close_poll(study, other, hands).table["hidden"].any()
    (place / "meeting-polls").rename(place.parent / "meeting-polls")
    assert not close_poll(study, asked, hands).table["hidden"].all()


def test_a_damaged_ledger_of_an_old_folder_is_named(place: Path) -> None:
    study = skcore.load_study(place)
    asked = poll_questions(study, "fire-hurtige")[0]
    path = of_version_0_2_0(study, asked, 12)
    path.write_text(path.read_text(encoding="utf-8").replace("12", "13"), encoding="utf-8")
    with pytest.raises(skcore.DisclosureError, match=path.name):
        close_poll(study, asked, dict.fromkeys(list(asked.answers)[:2], 6))


def test_a_poll_of_the_next_survey_is_another(place: Path) -> None:
    study = skcore.load_study(place)
    asked = poll_questions(study, "fire-hurtige")[0]
    hands = dict.fromkeys(list(asked.answers)[:2], 6)
    before = replace(study, waves=study.waves[:1])
    assert not close_poll(before, asked, hands).table["hidden"].any()
    assert not close_poll(study, asked, hands | {list(asked.answers)[2]: 1}).table["hidden"].any()
    same = replace(study, waves=(replace(study.waves[-1], id="i år"),))
    same = replace(same, fingerprints={"i år": study.fingerprints["2026"]})
    with pytest.raises(skcore.DisclosureError, match="Spørgsmålet er lukket"):
        close_poll(same, asked, hands)


def test_a_question_in_the_same_words_is_the_same_under_another_code(place: Path) -> None:
    study = skcore.load_study(place)
    asked = poll_questions(study, "statements")[0]
    hands = dict.fromkeys(list(asked.answers)[:2], 6)
    close_poll(study, asked, hands)
    with pytest.raises(skcore.DisclosureError, match="Spørgsmålet er lukket"):
        close_poll(study, replace(asked, code="statement 99"), hands, moment="after")
    reworded = replace(asked, code="statement 98", text=f"{asked.text.rstrip('.').upper()} ")
    with pytest.raises(skcore.DisclosureError, match="Spørgsmålet er lukket"):
        close_poll(study, reworded, hands, moment="after")


def with_the_next_survey_planned(place: Path, study: Any) -> Any:
    """The study file names a coming survey, as for its form: nobody has answered that."""
    text = (place / "study.toml").read_text(encoding="utf-8")
    coming = '[[waves]]\nid = "2027"\nstart = 2027-03-01\nend = 2027-03-19\n\n[[responses]]'
    (place / "study.toml").write_text(text.replace("[[responses]]", coming, 1), encoding="utf-8")
    return skcore.load_study(place)


def renamed_with_a_late_answer(_: Path, study: Any) -> Any:
    """The survey has another id, and other answers; its weeks tell."""
    return replace(
        study, waves=(replace(study.waves[-1], id="i år"),), fingerprints={"i år": "a" * 64}
    )


@pytest.mark.parametrize("how", [with_the_next_survey_planned, renamed_with_a_late_answer])
def test_a_closed_question_stays_closed_until_another_survey_is_answered(
    place: Path, how: Callable[[Path, Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    study = skcore.load_study(place)
    asked = poll_questions(study, "fire-hurtige")[0]
    hands = dict.fromkeys(list(asked.answers)[:2], 6)
    first = close_poll(study, asked, hands)
    later = how(place, study)
    assert later.waves[-1].id != study.waves[-1].id
    one_more = hands | {list(asked.answers)[4]: 1}
    with pytest.raises(skcore.DisclosureError, match=r"Spørgsmålet er lukket \(før\)"):
        close_poll(later, asked, one_more)
    assert close_poll(later, asked, one_more, moment="after").table["hidden"].all()
    by_name = Survey(later.waves[-1].id, frozenset(), None, {})
    monkeypatch.setattr("skcore.release.polls._followed", lambda _: by_name)
    sums = [
        n * mean
        for told in (first, close_poll(later, asked, one_more))
        for n, mean in told.table[["n", "mean"]].itertuples(index=False)
    ]
    assert sums[1] - sums[0] < 12.5 + 0.5 * 13  # without it: the one more gave the lowest answer


@pytest.mark.parametrize(
    ("rule", "off"),
    [
        ("_survey_and_question", lambda *given: (f"x · {len(given[2])}", "")),
        ("earlier_releases", lambda _: ()),
    ],
)
def test_without_the_memory_of_counts_the_one_who_came_between_two_is_found(
    place: Path, rule: str, off: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed once more before the talk, or after it with one more: 12 hands, and then 13."""
    monkeypatch.setattr(f"skcore.release.polls.{rule}", off)
    monkeypatch.setattr("skcore.disclosure.memory.ledger._check_planned_with", lambda *_: None)
    board = poll(place)
    first = count(board, {0: 6, 1: 6}).table["mean"].item()
    board.moment.value = "after" if rule == "earlier_releases" else "before"
    second = count(poll(place) if board.moment.value == "before" else board, {0: 6, 1: 6, 4: 1})
    came = 13 * (second.table["mean"].item() + 0.5) - 12 * (first - 0.5)
    assert came < 25  # of 0, 25, 50, 75 and 100 only one is left


@pytest.mark.whole
def test_what_was_counted_in_a_meeting_is_no_part_of_what_decks_remember(place: Path) -> None:
    count(poll(place), {0: 6, 1: 6})
    study = skcore.load_study(renamed(place))
    release = skcore.release_study(study)
    assert not any("polls" in name for name in earlier_of(study))
    record(study, release)
    assert skcore.release_study(study).result_id == release.result_id


@pytest.mark.parametrize(("after", "hidden"), [(12, False), (13, True), (11, True), (24, False)])
def test_a_few_more_or_fewer_than_before_are_not_told_apart(
    place: Path, after: int, hidden: bool
) -> None:
    board = poll(place)
    count(board, {0: 6, 2: 6})
    board.moment.value = "after"
    closed = count(board, {1: after})
    assert closed.table["hidden"].tolist() == [hidden]
    assert ("få flere eller færre" in board._said.value) is hidden
    assert len(board.slide.figure.columns) == (2 if hidden else 3)


def test_the_four_quick_ones_are_summed_as_their_source_sums_them(place: Path) -> None:
    board = poll(place)
    for code in board.asked:
        board.question.value = code
        count(board, {1: 6, 2: 6})  # 62.5, shown as 63
    assert board.slide.title.startswith("Vores gennemsnit er 10,1 på skalaen 0–16")
    assert "lidt under gennemsnittet" in board.slide.title


def test_a_share_for_whom_a_statement_fits_is_held_at_its_ends(place: Path) -> None:
    study = skcore.load_study(place)
    asked = poll_questions(study, "statements")[0]
    answers = list(asked.answers)
    assert [asked.answers[a] for a in answers] == [100, 100, 0, 0, 0]
    told = close_poll(study, asked, {answers[0]: 12}).table.iloc[0]
    assert (float(told["share"]), told["bounded"]) == (80.0, "above")
    assert "mindst 80" in _told(
        study, asked, close_poll(study, asked, {answers[0]: 12}, moment="after")
    )
    asked = poll_questions(study, "statements")[1]
    told = close_poll(study, asked, {answers[1]: 5, answers[3]: 7}).table.iloc[0]
    assert (float(told["share"]), told["bounded"]) == (42.0, "")


def test_an_unknown_tool_and_an_empty_count_are_refused(place: Path) -> None:
    with pytest.raises(skcore.SkcoreError, match=r"tool='quiz' findes ikke"):
        poll(place, "quiz")
    with pytest.raises(skcore.SkcoreError, match="ikke talt nogen"):
        poll(place).close()
