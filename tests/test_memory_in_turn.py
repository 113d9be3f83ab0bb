"""Random sequences of ordinary steps: all that was ever shown, taken together, gives nobody away.

And an unchanged study is never refused, whatever it is called by now and wherever it lies.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from attacker import attack
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from small_study import study_file

import skcore
import skcore.release
from skcore.codebook import make_codebook
from skcore.production import make_decks
from skcore.release.history import earlier_of

UNITS = "ABC"
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

    @initialize(sizes=st.lists(st.integers(4, 9), min_size=3, max_size=3))
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
        plan = skcore.release_study(skcore.load_study(self.study), earlier=before).plans.means[
            "one"
        ]
        if way == "slides":
            make_decks(self.study, out=self.study.parent / "out", units=["none"], jobs=1, **how)
        elif way == "codebook":
            make_codebook(self.study, **how)
        else:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(skcore.release, "_is_notebook", lambda: True)
                skcore.release_study(skcore.load_study(self.study), **how)
        self.add(plan.groups)
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

    @rule(way=st.sampled_from(["slides", "codebook", "notebook"]))
    def show_it(self, way: str) -> None:
        if self.changed:
            with pytest.raises(skcore.DisclosureError, match="have changed since"):
                self.show(way)
        else:  # an unchanged study is not refused
            self.show(way)

    @precondition(lambda self: self.changed)
    @rule(way=st.sampled_from(["slides", "codebook", "notebook"]))
    def show_a_new_edition(self, way: str) -> None:
        self.show(way, self.edition + 1)

    @rule(unit=st.sampled_from(UNITS), n=st.integers(1, 3))
    def a_late_answer(self, unit: str, n: int) -> None:
        self.answer(self.waves[0], unit, n)
        self.write()
        self.changed = bool(self.shown)

    @precondition(lambda self: len(self.waves) < 3)
    @rule(sizes=st.lists(st.integers(4, 9), min_size=3, max_size=3))
    def a_new_survey(self, sizes: list[int]) -> None:
        self.waves.append(str(int(self.waves[-1]) + 1))
        for unit, n in zip(UNITS, sizes, strict=True):
            self.answer(self.waves[-1], unit, n)
        self.write()

    @precondition(lambda self: self.shown)
    @rule()
    def rename_the_survey(self) -> None:
        old, new = self.waves[0], f"{self.waves[0]}x"
        if old.endswith("x") or self.changed:
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

    @rule(together=st.booleans())
    def rename_the_study(self, together: bool) -> None:
        stem = f"{self.study.stem}x"
        for file in self.study.parent.glob(f"{self.study.stem}.*"):
            if together or file == self.study:
                file.rename(file.with_name(file.name.replace(self.study.stem, stem, 1)))
        self.study = self.study.with_name(f"{stem}.toml")

    @rule()
    def copy_the_study(self) -> None:
        copy = self.study.with_name(f"{self.study.stem}y.toml")
        shutil.copyfile(self.study, copy)
        self.study = copy

    @rule()
    def move_the_folder(self) -> None:
        new = self.study.parent.with_name(f"{self.study.parent.name}0")
        self.study = self.study.parent.rename(new) / self.study.name

    @precondition(lambda self: (self.study.parent / "out" / "manifest.json").is_file())
    @rule()
    def lose_the_ledgers_and_find_them(self) -> None:
        kept = {path: path.read_bytes() for path in self.study.parent.glob("*.ledger.json")}
        for path in kept:
            path.unlink()
        for way in ("codebook", "notebook", "slides"):
            with pytest.raises(skcore.DisclosureError):
                self.show(way)
        assert not list(self.study.parent.glob("*.ledger.json"))
        for path, content in kept.items():
            path.write_bytes(content)


class TestMemory(Memory.TestCase):  # type: ignore[misc]
    settings = settings(max_examples=10, stateful_step_count=8, deadline=None)


@pytest.mark.deep
class TestMemoryDeep(Memory.TestCase):  # type: ignore[misc]
    settings = settings(max_examples=60, stateful_step_count=14, deadline=None)
