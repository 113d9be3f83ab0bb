"""One run, whole or nothing, and resumable: stopped, refused or failing at any moment."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from killing import KILLED, changes_of, content, needs_fork, stopped
from small_study import study_file

from skcore.disclosure.memory.pending import shown_by_a_stopped_run
from skcore.production import make_decks
from skcore.storage import UNFINISHED

NETWORK = "network-meeting.html"
OWN = [f"workplaces/{unit}.html" for unit in "abcd"]


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
    make_decks(home / "study" / "study.toml", out=home / "study" / "slides", jobs=1, **options)
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
@pytest.mark.parametrize("interrupt", [False, True], ids=["killed", "interrupted"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.72, 0.8, 0.9])
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
