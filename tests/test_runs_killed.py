"""A run of 45 decks at the command line, killed at random moments: it ends as if nobody had."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from killing import content, needs_fork

import skcore
import skcore.storage
from skcore.simulation.study_folder import write_study
from skcore.simulation.whole_study import simulate_study
from skcore.storage import UNFINISHED, locked

pytestmark = [pytest.mark.deep, needs_fork]

DECKS, MOMENTS = 45, 20
KINDS = (signal.SIGINT, signal.SIGKILL)


def command(home: Path, *options: str) -> list[str]:
    study, out = str(home / "study.toml"), str(home / "slides")
    return [sys.executable, "-m", "skcore", "slides", study, "--out", out, *options]


def run(home: Path, *options: str) -> None:
    subprocess.run(command(home, *options), check=True, capture_output=True)


def marks(home: Path) -> int:
    return len(list(home.glob(f"slides/{UNFINISHED}*/**/*.made.json")))


def begun(home: Path) -> bool:
    """Whether a run holds the study's folder."""
    try:
        with locked(home):
            return False
    except OSError:
        return True


def stop(home: Path, kind: signal.Signals, due: Callable[[], bool], late: float) -> bool:
    """Run, and stop it so many seconds after something is due; whether it had not ended before."""
    process = subprocess.Popen(command(home), stderr=subprocess.PIPE, text=True, process_group=0)
    while process.poll() is None and not begun(home):
        time.sleep(0.01)
    while process.poll() is None and not due():
        time.sleep(0.0005)
    time.sleep(late)
    if process.poll() is None:  # on a busy machine it may be done before anybody looks
        # Ctrl-C goes to all processes of a program, a crash ends one
        (os.killpg if kind == signal.SIGINT else os.kill)(process.pid, kind)
    said = process.communicate()[1]
    assert "Traceback" not in said
    assert process.returncode in (0, 130 if kind == signal.SIGINT else -kind)
    assert ("Run the same again to go on" in said) == (process.returncode == 130)
    return process.returncode != 0


def test_a_run_killed_at_twenty_random_moments_equals_one_that_nobody_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skcore.storage, "_WAIT", 0.0)
    draw = random.Random(10)  # noqa: S311 - any moments do
    home, beside = tmp_path / "home", tmp_path / "beside" / "home"
    write_study(simulate_study(units=DECKS, seed=55), home)
    few = ",".join(skcore.load_study(home / "study.toml").responses["unit"].unique()[:6])
    run(home, "--theme", "dark", "--units", few)  # an earlier run, of which all is replaced
    before = content(home)

    shutil.copytree(home, beside)
    run(beside)
    whole = content(beside)
    assert sum(name.endswith(".html") for name in whole) == DECKS
    assert not any(UNFINISHED in name for name in whole)
    shutil.rmtree(beside)

    # while decks are made: one run, stopped again and again
    made = 0
    for number, moment in enumerate(sorted(draw.random() for _ in range(MOMENTS // 2))):
        many = int(moment * DECKS)
        assert stop(home, KINDS[number % 2], lambda: marks(home) >= many, draw.random())  # noqa: B023
        assert marks(home) >= made, "what was finished is made again"
        made = marks(home)
        assert {n: c for n, c in content(home).items() if UNFINISHED not in n} == before
    stop(home, signal.SIGKILL, lambda: marks(home) == DECKS, 0)
    assert not (home / "study.pending.json").exists(), "it was brought out before it was stopped"

    # while they are brought out: the end of that run, stopped anew each time
    note = beside / "study.pending.json"
    halves = 0
    for number in range(MOMENTS // 2):
        shutil.copytree(home, beside)
        stop(beside, KINDS[number % 2], note.exists, draw.random() ** 2 / 10)
        halves += note.exists()
        run(beside)
        assert content(beside) == whole
        shutil.rmtree(beside)
    assert halves, "none was stopped while decks were brought out"
    run(home)
    assert content(home) == whole
