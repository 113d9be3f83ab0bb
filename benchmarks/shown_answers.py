"""How many of the answers does what is shown cover, by the rules that withhold something?

Employees whose own workplace is shown, percent of all whose answers count, over the surveys of a
study: the sample, and random studies of two to eight workplaces (``tests/random_small.py``) with
one survey and with two, where people answer as people do, or often alike and at an end. Prints a
Markdown table, in some five minutes.
Run: python benchmarks/shown_answers.py [--studies 60]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import skcore
from skcore.release.plans import people_of, plan_study

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from random_small import organisation, units  # noqa: E402
from small_study import loaded, with_answers  # noqa: E402

OWN = "wave × unit × role"
WAVES = ("2025", "2026")
SUMS = {"skcore.disclosure.exposure.ShownRows.try_row": lambda *_: None}
RANGES = {"skcore.disclosure.ranges.Ranges.is_narrower": lambda *_: False}
JOINT = {"skcore.disclosure.wide._View._everybody_is_known": lambda *_: None}
ENDS = {
    f"skcore.disclosure.wide._View.{name}": lambda *_, **__: set()
    for name in ("certain", "certain_unshown")
}
#: what is held to -> what is switched off
RULES: dict[str, dict[str, Any]] = {
    "the minimum alone": {**SUMS, **RANGES, **ENDS},
    "minimum and sums": {**RANGES, **ENDS},
    "minimum, sums and ranges": ENDS,
    "minimum, sums and ends": RANGES,
    "all, but for the joint part of the ends": JOINT,
    "all": {},
}


def covered(studies: Iterable[skcore.Study]) -> tuple[float, float]:
    """Employees whose own workplace is shown, and all of them."""
    shown = everybody = 0.0
    for study in studies:
        groups = (
            plan_study(study, people_of(study), earlier={}).means[study.instruments[0].id].groups
        )
        own = groups[(groups["cut"] == OWN) & (groups["role"] == "employee")]
        shown += own.loc[~own["hidden"], "n"].sum()
        everybody += own["n"].sum()
    return shown, everybody


def randoms(folder: Path, many: int, waves: tuple[str, ...], *, plain: bool) -> list[skcore.Study]:
    """Random studies with these surveys; in ``plain`` ones people answer as people do."""
    empty = loaded(folder, organisation(0, waves), units=units(), waves=waves)
    rows = (organisation(seed, waves, plain=plain) for seed in range(many))
    return [with_answers(empty, answers) for answers in rows]


def main() -> None:
    """Print how much is covered with which rules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=60)
    many = parser.parse_args().studies
    with tempfile.TemporaryDirectory() as home:
        sample = [skcore.load_study(ROOT / "data" / "sample" / "study.toml")]
        kinds = [(plain, n) for plain in (True, False) for n in (1, 2)]
        random = [
            randoms(Path(home) / f"{plain}{n}", many, WAVES[:n], plain=plain) for plain, n in kinds
        ]
        heads = [f"{many} {'plain' if plain else 'near ends'}, surveys: {n}" for plain, n in kinds]
        print("| rules | sample |", *(f"{head} |" for head in heads))
        print("| --- |", *(["--- |"] * (1 + len(kinds))))
        for rules, off in RULES.items():
            with ExitStack() as stack:
                for name, instead in off.items():
                    stack.enter_context(patch(name, instead))
                pairs = [covered(studies) for studies in (sample, *random)]
            print(f"| {rules} |", *(f"{100 * n / of:.1f} % |" for n, of in pairs))


if __name__ == "__main__":
    main()
