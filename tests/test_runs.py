"""One run, whole or nothing, and resumable: stopped, refused or failing at any moment."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from killing import KILLED, changes_of, content, needs_fork, stopped
from small_study import study_file
from typer.testing import CliRunner

import skcore
import skcore.runs.bench
import skcore.runs.rendering
import skcore.storage
from skcore.__main__ import _heard
from skcore.cli import app
from skcore.commands.slides import make_decks
from skcore.disclosure.memory.pending import finish_stopped, shown_by_a_stopped_run
from skcore.errors import DisclosureError, SkcoreError
from skcore.release.history import earlier_of
from skcore.storage import UNFINISHED, locked

LATE = ("2026", "a", "employee", 5, 1, 5, 1)


def answers(*waves: str, late: int = 0) -> list[tuple[Any, ...]]:
    draw = random.Random(4)  # noqa: S311 - any answers do
    rows = []
    for wave in waves:
        for unit in "abcd":
            roles = ["employee"] * (9 + (late if unit == "a" else 0)) + ["leader"]
            rows += [(wave, unit, role, *(draw.randint(1, 5) for _ in range(4))) for role in roles]
    return rows


def study(folder: Path, *waves: str, late: int = 0) -> Path:
    return study_file(folder, answers(*waves, late=late), waves=waves)


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with decks of its first survey, after its second has come in."""
    home = tmp_path_factory.mktemp("begun")
    make_decks(study(home / "study", "2025"), out=home / "study" / "slides", jobs=1)
    study(home / "study", "2025", "2026")
    return home


@pytest.fixture(scope="session")
def uninterrupted(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one run that nobody stops makes of it."""
    home = tmp_path_factory.mktemp("whole") / "home"
    shutil.copytree(begun, home)
    return files(made(home))


@pytest.fixture(scope="session")
def moments(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many changes to files that run makes."""
    home = tmp_path_factory.mktemp("counted") / "home"
    shutil.copytree(begun, home)
    return changes_of(lambda: made(home))


@pytest.fixture
def home(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(begun, tmp_path / "home"))


def made(home: Path, **options: Any) -> Path:
    how: dict[str, Any] = {"jobs": 1, **options}
    make_decks(home / "study" / "study.toml", out=home / "study" / "slides", **how)
    return home


def files(home: Path) -> dict[str, bytes]:
    return content(home / "study")


def without_bench(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in found.items() if UNFINISHED not in name}


# --- stopped at any moment


def stop_and_go_on(home: Path, moment: int, whole: dict[str, bytes], *, interrupt: bool) -> None:
    before = files(home)
    code = stopped(lambda: made(home), before=moment, interrupt=interrupt)
    assert code in (0, KILLED)
    left = without_bench(files(home))
    note = home / "study" / "study.pending.json"
    if not note.exists() and code == KILLED:
        assert left in (before, whole), "half of a run lies there, and nothing tells of it"
    if note.exists() and left["study/slides/manifest.json"] != before["study/slides/manifest.json"]:
        assert shown_by_a_stopped_run(home / "study")
    made(home)
    assert files(home) == whole


@needs_fork
@pytest.mark.parametrize(
    "interrupt",
    [False, pytest.param(True, marks=pytest.mark.whole)],
    ids=["killed", "interrupted"],
)
@pytest.mark.parametrize(
    "part", [0.5, *(pytest.param(part, marks=pytest.mark.whole) for part in (0.1, 0.72, 0.8, 0.9))]
)
def test_a_run_stopped_at_any_moment_and_finished_equals_one_that_nobody_stopped(
    home: Path, uninterrupted: dict[str, bytes], moments: int, part: float, interrupt: bool
) -> None:
    moment = int(part * moments) + interrupt
    stop_and_go_on(home, moment, uninterrupted, interrupt=interrupt)


@needs_fork
@pytest.mark.deep
@pytest.mark.parametrize("interrupt", [False, True], ids=["killed", "interrupted"])
def test_there_is_no_moment_at_which_a_run_may_not_be_stopped(
    begun: Path, tmp_path: Path, uninterrupted: dict[str, bytes], moments: int, interrupt: bool
) -> None:
    for moment in range(moments):
        home = Path(shutil.copytree(begun, tmp_path / f"at-{moment}"))
        stop_and_go_on(home, moment, uninterrupted, interrupt=interrupt)
        shutil.rmtree(home)


# --- what hinders a run is told in one sentence, and nothing is half-written


def refused(home: Path, match: str, **options: Any) -> None:
    """The run is refused in these words; decks and ledgers are as they were."""
    before = files(home)
    with pytest.raises(SkcoreError, match=match) as caught:
        made(home, **options)
    assert len(str(caught.value).splitlines()) == 1
    assert without_bench(files(home)) == before


def hold(patched: pytest.MonkeyPatch, name: str) -> None:
    """Another program opens a deck after it was tested whether all can be replaced."""
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target.name == name and self != target and UNFINISHED not in str(target):
            raise PermissionError(errno.EACCES, "held", str(self), None, str(target))
        return replace(self, target)

    patched.setattr(Path, "replace", held)


def failing(error: OSError, *, name: str) -> Callable[..., Any]:
    def write(path: Path, content: bytes) -> None:
        if name in path.name:
            raise error
        skcore.storage.write_whole(path, content)

    return write


@pytest.mark.whole
def test_a_full_disk_is_told_and_what_is_finished_is_not_made_again(
    home: Path, uninterrupted: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    with monkeypatch.context() as patched:
        patched.setattr(skcore.runs.bench, "write_whole", failing(full, name="c.html"))
        refused(home, r"^The disk is full\. Make room, and run the same again")
    made_now: list[str | None] = []
    slides_of = skcore.runs.rendering.slides_of

    def counted(release: Any, unit: str | None) -> Any:
        made_now.append(unit)
        return slides_of(release, unit)

    monkeypatch.setattr(skcore.runs.rendering, "slides_of", counted)
    made(home)
    assert made_now == ["c", "d"]
    assert files(home) == uninterrupted
    made_now.clear()
    made(home, force=True)
    assert made_now == [None, "a", "b", "c", "d"]


def test_a_folder_that_is_closed_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = PermissionError(errno.EACCES, "Permission denied", str(home / "study" / "slides"))
    monkeypatch.setattr(skcore.runs.bench, "write_whole", failing(closed, name="a.html"))
    refused(home, r"slides' cannot be written: either it is open in another program, or you may")


def test_any_other_hindrance_is_told_with_the_system_s_own_words(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = OSError(errno.EIO, "Input/output error", str(home / "study" / "slides"))
    monkeypatch.setattr(skcore.runs.bench, "write_whole", failing(broken, name="a.html"))
    refused(home, r"slides' cannot be written \(Input/output error\)\. Run the same again when")


class Bomb:
    """Ends the process that it is sent to, as a system without memory does."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)


@pytest.mark.whole
def test_a_process_that_the_system_ends_is_told_and_the_next_run_goes_on(
    home: Path, uninterrupted: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    slides_of = skcore.runs.rendering.slides_of
    with monkeypatch.context() as patched:
        patched.setattr(
            skcore.runs.rendering,
            "slides_of",
            lambda release, unit: [Bomb()] if unit == "d" else slides_of(release, unit),
        )
        refused(home, r"^The computer stopped the work on some decks, most often for want", jobs=2)
    made(home, jobs=2)
    assert files(home) == uninterrupted


def test_steps_say_how_long_is_left_in_the_study_s_language(home: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    made(home, force=True, language="da", on_step=lambda *step: steps.append(step))
    drawn = [step for step in steps if step[2]]
    assert [done for _, done, _ in drawn] == [1, 2, 3, 4, 5]
    assert {total for *_, total in drawn} == {5}
    assert drawn[-1][0] == "Laver slides, under et minut tilbage"
    assert all(
        re.fullmatch(r"Laver slides, (under et minut|ca\. \d+ min\.) tilbage", words)
        for words, *_ in drawn
    )


def test_a_deck_that_is_open_elsewhere_is_named_before_anything_is_moved(
    home: Path, uninterrupted: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target.name == "network-meeting.xlsx" and UNFINISHED not in str(target):
            raise PermissionError(errno.EACCES, "held", str(self), None, str(target))
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", held)
        refused(home, r"network-meeting\.xlsx cannot be replaced; close them in PowerPoint")
    made(home)
    assert files(home) == uninterrupted


def test_what_is_hindered_half_way_is_shown_and_finished_by_the_next_run(
    home: Path, uninterrupted: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        hold(patched, "a.html")
        with pytest.raises(SkcoreError, match=r"a\.html' cannot be written.*the rest follows"):
            made(home)
    assert shown_by_a_stopped_run(home / "study")
    made(home)
    assert files(home) == uninterrupted


def test_what_a_run_clears_away_while_another_program_writes_it_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the register of actions, which a notebook saves beside the study file."""
    move, cleared = skcore.storage.move, list[Path]()

    def cleared_before(source: Path, target: Path) -> None:
        if not cleared:
            finish_stopped(tmp_path)
        cleared.append(source)
        move(source, target)

    monkeypatch.setattr(skcore.storage, "move", cleared_before)
    skcore.storage.write_whole(tmp_path / "actions.csv", b"unit;action")
    assert len(cleared) == 2
    assert content(tmp_path) == {f"{tmp_path.name}/actions.csv": b"unit;action"}


@pytest.mark.parametrize("text", ["[" * 100_000, '{"pending": {"ledgers": 3}, "sha256": "x"}'])
def test_a_stopped_run_s_note_that_cannot_be_read_is_told_with_the_way_out(
    home: Path, text: str
) -> None:
    note = home / "study" / "study.pending.json"
    note.write_text(text, encoding="utf-8")
    refused(
        home, r"^study\.pending\.json cannot be read\. It remembers .* delete it and the slides"
    )
    with pytest.raises(DisclosureError, match=r"^study\.pending\.json cannot be read"):
        earlier_of(skcore.load_study(home / "study" / "study.toml"))


def test_two_runs_at_once_are_told_and_a_dead_one_locks_nobody_out(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skcore.storage, "_WAIT", 0.0)
    with locked(home / "study"):
        refused(home, r"^Another run is at work in '.*study'\. Wait until it is done")
    made(home)


def test_a_deck_that_fails_is_named_and_stops_no_other(
    home: Path, uninterrupted: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    unit_deck = skcore.runs.rendering.unit_deck

    def broken(release: Any, unit: str) -> Any:
        return {}["answer seventy-seven"] if unit == "b" else unit_deck(release, unit)

    monkeypatch.setattr(skcore.runs.rendering, "unit_deck", broken)
    slides = home / "study" / "slides"
    result = CliRunner().invoke(
        app,
        ["slides", str(home / "study" / "study.toml"), "--out", str(slides), "--jobs", "1"],
    )
    assert result.exit_code == 3
    assert "Could not be made:" in result.output
    assert "KeyError" in result.output
    assert "seventy" not in result.output
    manifest = json.loads((slides / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["failed"] == ["workplaces/b"]
    assert "workplaces/c.html" in manifest["files"]
    assert "workplaces/b.html" not in manifest["files"]
    ledgers = {name: data for name, data in files(home).items() if name.endswith(".ledger.json")}
    assert ledgers == {name: uninterrupted[name] for name in ledgers}


def test_where_no_deck_can_be_made_nothing_is_shown(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skcore.runs.rendering, "slides_of", lambda *_: {}["x"])
    refused(home, r"^Nothing could be made: KeyError")


# --- what was shown by a stopped run is known


@pytest.mark.whole
@needs_fork
def test_a_late_answer_is_no_matter_while_nothing_of_a_stopped_run_is_shown(
    home: Path, moments: int
) -> None:
    assert stopped(lambda: made(home), before=moments // 2) == KILLED
    shutil.rmtree(home / "study" / "slides" / "workplaces")  # also where somebody tidies up
    study_file(home / "study", [*answers("2025", "2026"), LATE], waves=["2025", "2026"])
    made(home)
    assert not list((home / "study" / "slides").glob(f"{UNFINISHED}*"))


def test_a_late_answer_is_refused_where_a_stopped_run_has_moved_a_deck(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        hold(patched, "a.html")
        with pytest.raises(SkcoreError):
            made(home)
    study_file(home / "study", [*answers("2025", "2026"), LATE], waves=["2025", "2026"])
    with pytest.raises(DisclosureError, match="have changed since something was shown"):
        made(home)
    assert not shown_by_a_stopped_run(home / "study"), "what had begun to be shown is finished"
    study(home / "study", "2025", "2026")
    made(home)


# --- at the command line


class Closing:
    """Whose end is a moment at which Python raises nothing."""

    def __del__(self) -> None:
        raise KeyboardInterrupt


@pytest.mark.whole
def test_ctrl_c_at_a_moment_when_nothing_can_be_raised_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "unraisablehook", _heard)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background ignores it
    Closing()
    with pytest.raises(KeyboardInterrupt):
        time.sleep(5)
    assert capsys.readouterr().err == ""


def command(home: Path, *options: str) -> list[str]:
    study, out = home / "study" / "study.toml", home / "study" / "slides"
    return [sys.executable, "-m", "skcore", "slides", str(study), "--out", str(out), *options]


@pytest.mark.whole
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are looked up there")
def test_processes_of_a_killed_run_end_with_it(home: Path) -> None:
    """One more than there are decks: who has been given none knows whom it works for too."""
    run = subprocess.Popen(command(home, "--jobs", "6"), stderr=subprocess.PIPE, text=True)
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    their_tracker_and_six = 7
    while run.poll() is None and len(children.read_bytes().split()) < their_tracker_and_six:
        time.sleep(0.01)
    run.kill()
    run.communicate(timeout=60)  # nobody holds the other end any longer
    assert run.returncode == -signal.SIGKILL


@pytest.mark.whole
@needs_fork
def test_a_run_stopped_by_the_system_goes_on_at_the_command_line(
    home: Path, uninterrupted: dict[str, bytes]
) -> None:
    slides = home / "study" / "slides"
    for kind, many in ((signal.SIGINT, 1), (signal.SIGKILL, 3)):
        run = subprocess.Popen(command(home, "--jobs", "1"), stderr=subprocess.PIPE, text=True)
        while run.poll() is None and len(list(slides.rglob("*.made.json"))) < many:
            time.sleep(0.02)
        os.kill(run.pid, kind)
        said = run.communicate()[1]
        assert "Traceback" not in said
        if kind == signal.SIGINT and run.returncode:
            assert run.returncode == 130
            assert "Run the same again to go on" in said
    subprocess.run(command(home, "--jobs", "1"), check=True, capture_output=True)
    assert files(home) == uninterrupted
