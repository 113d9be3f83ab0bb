"""How long does a change in ``explore`` take among 200 workplaces, from choice to figure and table?

Run from the repository's root: python -m pytest benchmarks/test_explore.py -s
Timed is all that the kernel does: the choices that follow, the figure as SVG, the sentence and the
table. The peer is one strip plot of the same numbers by seaborn, as SVG, in the same run.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.figure
import pytest
import seaborn as sns

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from many_studies import study_of_many

import skcore

MOST = 0.3  # seconds of a change on a quiet machine
ALL = {"level": "arbejdsplads"}
#: what is chosen already, and the change
CHANGES: dict[str, tuple[dict[str, str], str, str]] = {
    "workplaces": ({}, "level", "arbejdsplads"),
    "one theme": (ALL, "scale", "TE"),
    "one workplace": (ALL, "unit", "last"),
    "beside the whole": (ALL | {"unit": "last"}, "beside", "whole"),
    "the whole": (ALL, "level", ""),
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Any:
    place = study_of_many(tmp_path_factory.mktemp("many") / "study", 200)
    return skcore.release_study(skcore.load_study(place))


def timed(does: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    does()
    return time.perf_counter() - wall, time.process_time() - processor


def stripplot(table: Any) -> None:
    axes = matplotlib.figure.Figure(figsize=(8, 4)).subplots()
    sns.stripplot(table, x="estimate", y="label", jitter=False, ax=axes)
    axes.figure.savefig(io.BytesIO(), format="svg")


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_among_200_workplaces(release: Any, name: str, benchmark: Any) -> None:
    last = release.facts.workplaces(release.facts.last_wave)[-1]
    earlier, control, value = CHANGES[name]
    board = skcore.explore(release)
    controls = board.controls
    for other, chosen in earlier.items():
        controls[other].value = last if chosen == "last" else chosen
    before = controls[control].value

    def change() -> None:
        controls[control].value = last if value == "last" else value

    def back() -> None:
        controls[control].value = before
        board.drawn.clear()

    took = []
    for _ in range(8):
        back()
        took.append(timed(change))
    benchmark.pedantic(change, setup=back, rounds=3, iterations=1)
    table = skcore.explored_table(release, **ALL)
    stripplot(table)
    peer = min(timed(lambda: stripplot(table))[1] for _ in range(5))
    wall, processor = (min(kind) for kind in zip(*took, strict=True))
    benchmark.extra_info |= {"wall": wall, "ratio_to_seaborn": processor / peer, "most": MOST}
    print(
        f"\n{name}: {1000 * wall:.0f} ms ({1000 * processor:.0f} of the processor), "
        f"{processor / peer:.1f} times seaborn's strip plot ({1000 * peer:.0f} ms)"
    )
    assert board.slide is not None
