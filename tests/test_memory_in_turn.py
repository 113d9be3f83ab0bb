"""Random sequences of ordinary steps: all that was ever shown, taken together, gives nobody away.

And an unchanged study is never refused, whatever it is called by now and wherever it lies.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from attacked import IN_TURN
from attacker import attack
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from killing import KILLED, stopped
from small_study import study_file

import skcore
import skcore.release
from skcore.commands.codebook import make_codebook
from skcore.commands.slides import make_decks
from skcore.disclosure.memory.ledger import parse_ledger
from skcore.disclosure.memory.pending import shown_by_a_stopped_run
from skcore.release.history import earlier_of
from skcore.release.plans import study_plans

UNITS = "ABC"
SIZES = st.lists(st.integers(4, 9), min_size=3, max_size=3)
STEPS = (
    *("show_it", "show_it", "show_it", "show_a_new_edition", "a_late_answer", "a_new_survey"),
    *("rename_the_survey", "rename_the_study", "copy_the_study", "move_the_folder"),
    *("lose_the_ledgers_and_find_them", "older_ledgers_are_put_back", "older_ledgers_are_put_back"),
    *("a_run_is_killed", "a_run_is_killed"),
)
WAYS = ("slides", "codebook", "notebook", "notebook")
CUTS = {"wave × role": ("wave", "role"), "wave × unit × role": ("wave", "unit", "role")}


class Memory(RuleBasedStateMachine):
    """A study, its people, and all groups of them that were ever shown."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.rng = np.random.default_rng(7)
        self.people: list[list[object]] = []  # wave, unit, role and answers of each
        self.shown: list[frozenset[int]] = []
        self.study = self.home / "0" / "study.toml"
        self.released: list[Path] = []  # the study as it was at each release
        self.waves = ["2025"]
        self.edition, self.number = 1, 0
        self.changed = False

    @initialize(sizes=SIZES)
    def begin(self, sizes: list[int]) -> None:
        for unit, n in zip(UNITS, sizes, strict=True):
            self.answer("2025", unit, n)
        self.write()

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    def answer(self, wave: str, unit: str, n: int) -> None:
        for _ in range(n):
            self.people.append([wave, unit, "employee", *self.rng.integers(1, 6, 4).tolist()])

    def write(self) -> None:
        """Write the study under the name and in the folder that it has now."""
        fresh = study_file(self.home / "fresh", self.people, waves=self.waves)
        for file in fresh.parent.iterdir():
            name = self.study.name if file == fresh else file.name
            self.study.parent.mkdir(exist_ok=True)
            shutil.copyfile(file, self.study.parent / name)

    def show(self, way: str, edition: int = 1) -> None:
        how = {"edition": edition, "released": self.released if edition > 1 else []}
        before = earlier_of(skcore.load_study(self.study), **how)
        plan = study_plans(skcore.load_study(self.study), earlier=before).means["one"]
        if way == "slides":
            make_decks(self.study, out=self.study.parent / "out", units=["none"], jobs=1, **how)
        elif way == "codebook":
            make_codebook(self.study, **how)
        else:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(skcore.release, "_is_notebook", lambda: True)
                skcore.release_study(skcore.load_study(self.study), **how)
        self.may_be_seen(plan.groups, edition)

    def may_be_seen(self, groups: pd.DataFrame, edition: int) -> None:
        self.add(groups)
        self.number += 1
        copy = shutil.copytree(self.study.parent, self.home / f"released-{self.number}")
        self.released.append(copy / self.study.name)
        self.changed, self.edition = False, max(edition, self.edition)

    def add(self, groups: pd.DataFrame) -> None:
        for group in groups[~groups["hidden"] & groups["cut"].isin(CUTS)].to_dict("records"):
            wanted = [group[name] for name in CUTS[str(group["cut"])]]
            columns = ["wave", "unit", "role"]
            at = [columns.index(name) for name in CUTS[str(group["cut"])]]
            inside = [i for i, p in enumerate(self.people) if [p[k] for k in at] == wanted]
            self.shown.append(frozenset(inside))
        rows = np.zeros((len(self.shown), len(self.people)))
        for row, inside in enumerate(self.shown):
            rows[row, list(inside)] = 1
        assert attack(rows, 5) is None

    @rule(
        step=st.sampled_from(STEPS),
        way=st.sampled_from(WAYS),
        unit=st.sampled_from(UNITS),
        n=st.integers(1, 3),
        sizes=SIZES,
        together=st.booleans(),
    )
    def go_on(self, step: str, **how: Any) -> None:
        """One rule for all: hypothesis leaves rules out at random, and here they are to meet."""
        getattr(self, step)(**how)

    def show_it(self, way: str, **_: Any) -> None:
        if self.changed:
            with pytest.raises(skcore.DisclosureError, match="have changed since"):
                self.show(way)
        else:  # an unchanged study is not refused
            self.show(way)

    def show_a_new_edition(self, way: str, **_: Any) -> None:
        if not self.changed:
            return
        self.show(way, self.edition + 1)

    def a_late_answer(self, unit: str, n: int, **_: Any) -> None:
        self.answer(self.waves[0], unit, n)
        self.write()
        self.changed = bool(self.shown)

    def a_new_survey(self, sizes: list[int], **_: Any) -> None:
        if len(self.waves) > 2:
            return
        self.waves.append(str(int(self.waves[-1]) + 1))
        for unit, n in zip(UNITS, sizes, strict=True):
            self.answer(self.waves[-1], unit, n)
        self.write()

    def a_run_is_killed(self, n: int, **_: Any) -> None:
        """Before any of its changes to files; what it has put in place may have been seen."""
        if self.changed or not hasattr(os, "fork"):
            return
        study = skcore.load_study(self.study)
        plan = study_plans(study, earlier=earlier_of(study)).means["one"]
        out = self.study.parent / "out"
        moment = int(self.rng.integers(0, 15 * n))  # the last third brings out
        run = partial(make_decks, self.study, out=out, units=["none"], jobs=1, force=True)
        code = stopped(run, before=moment, interrupt=bool(moment % 2))
        assert code in (0, KILLED), "an unchanged study is refused"
        if code == 0 or shown_by_a_stopped_run(self.study.parent):
            self.may_be_seen(plan.groups, 1)

    def rename_the_survey(self, **_: Any) -> None:
        old, new = self.waves[0], f"{self.waves[0]}x"
        if not self.shown:
            return
        kept = [list(person) for person in self.people], list(self.waves)
        self.people = [[new if p[0] == old else p[0], *p[1:]] for p in self.people]
        self.study.write_text(
            self.study.read_text(encoding="utf-8").replace(f'id = "{old}"', f'id = "{new}"'),
            encoding="utf-8",
        )
        table = self.study.parent / "responses.csv"
        table.write_text(table.read_text(encoding="utf-8").replace(f"{old};", f"{new};"))
        with pytest.raises(skcore.DisclosureError):
            self.show("slides")
        self.people, self.waves = kept
        self.write()

    def rename_the_study(self, together: bool, **_: Any) -> None:
        stem = f"{self.study.stem}x"
        for file in self.study.parent.glob(f"{self.study.stem}.*"):
            if together or file == self.study:
                file.rename(file.with_name(file.name.replace(self.study.stem, stem, 1)))
        self.study = self.study.with_name(f"{stem}.toml")

    def copy_the_study(self, **_: Any) -> None:
        copy = self.study.with_name(f"{self.study.stem}y.toml")
        shutil.copyfile(self.study, copy)
        self.study = copy

    def move_the_folder(self, **_: Any) -> None:
        new = self.study.parent.with_name(f"{self.study.parent.name}0")
        self.study = self.study.parent.rename(new) / self.study.name

    def lose_the_ledgers_and_find_them(self, **_: Any) -> None:
        stopped_run = list(self.study.parent.glob("*.pending.json"))  # knows them too
        if not (self.study.parent / "out" / "manifest.json").is_file() or stopped_run:
            return
        self.no_way_with({})

    def older_ledgers_are_put_back(self, n: int, **_: Any) -> None:
        """From a backup of before the last release; what was kept beside them stays."""
        backups = [ledgers_in(old.parent) for old in self.released[-1 - n :]]
        now = known_of(ledgers_in(self.study.parent))
        older = [backup for backup in backups if not now <= known_of(backup)]
        if older and not list(self.study.parent.glob("*.pending.json")):
            self.no_way_with(older[0])

    def no_way_with(self, ledgers: dict[str, bytes]) -> None:
        """Whatever is tried with these in the place of today's ledgers, which come back then."""
        folder = self.study.parent
        kept = ledgers_in(folder)
        put_there(folder, ledgers)
        for way in ("codebook", "notebook", "slides"):
            with pytest.raises(skcore.DisclosureError):
                self.show(way)
        assert ledgers_in(folder) == ledgers
        put_there(folder, kept)


def ledgers_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.ledger.json")}


def put_there(folder: Path, ledgers: dict[str, bytes]) -> None:
    for path in folder.glob("*.ledger.json"):
        path.unlink()
    for name, content in ledgers.items():
        (folder / name).write_bytes(content)


def known_of(ledgers: dict[str, bytes]) -> set[str]:
    """Results that ledgers remember."""
    read = [parse_ledger(Path(name), content.decode()) for name, content in ledgers.items()]
    return {result for ledger in read for result in ledger.results}


def walk(seed: int, steps: int = 12) -> None:
    """Take steps drawn evenly; hypothesis prefers what is simple, and much of it the same."""
    rng = np.random.default_rng(seed)
    memory = Memory()
    try:
        memory.begin(rng.integers(4, 10, 3).tolist())
        for _ in range(steps):
            memory.go_on(
                str(rng.choice(STEPS)),
                way=str(rng.choice(WAYS)),
                unit=str(rng.choice(list(UNITS))),
                n=int(rng.integers(1, 4)),
                sizes=rng.integers(4, 10, 3).tolist(),
                together=bool(rng.integers(2)),
            )
    finally:
        memory.teardown()


@pytest.mark.parametrize(
    "seed",
    [
        IN_TURN["CI"][0],
        *(pytest.param(seed, marks=pytest.mark.whole) for seed in IN_TURN["CI"][1:]),
    ],
)
def test_ordinary_steps_in_turn_give_nobody_away(seed: int) -> None:
    walk(seed)


@pytest.mark.deep
@pytest.mark.parametrize("seed", IN_TURN["deep"])
def test_many_ordinary_steps_in_turn_give_nobody_away(seed: int) -> None:
    walk(seed, 20)


@pytest.mark.deep
class TestMemory(Memory.TestCase):  # type: ignore[misc]
    settings = settings(max_examples=40, stateful_step_count=14, deadline=None)
