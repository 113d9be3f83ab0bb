"""Small studies made in memory: four questions, three themes (A = Q1, B = Q2, C = Q3 and Q4)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

import skcore

ITEMS = ["Q1", "Q2", "Q3", "Q4"]
_OPTIONS = "".join(
    f"[[options.extent]]\ncode = {c}\npoints = {25 * (c - 1)}\n"
    f'label = {{ da = "svar {c}", en = "answer {c}" }}\n'
    for c in (5, 4, 3, 2, 1)
)
_ITEMS = "".join(
    f'[[items]]\ncode = "{i}"\noptions = "extent"\nlabel = {{ da = "{i}", en = "{i}" }}\n'
    for i in ITEMS
)
_SCALES = "".join(
    f'[[scales]]\ncode = "{c}"\nitems = {items}\nmin_answered = 1\ndimension = "{d}"\n'
    f'label = {{ da = "tema {c}", en = "theme {c}" }}\n'
    f'definite = {{ da = "temaet {c}", en = "the theme {c}" }}\n'
    for c, items, d in [
        ("A", ["Q1"], "overall"),
        ("B", ["Q2"], "justice"),
        ("C", ["Q3", "Q4"], "community"),
    ]
)
_INSTRUMENT = (
    'id = "one"\nversion = "1"\nlanguages = ["da", "en"]\nvalidated = false\nsource = "test"\n'
    f'licence = "test"\n[title]\nda = "En"\nen = "One"\n{_OPTIONS}{_ITEMS}{_SCALES}'
)


def study_file(
    folder: Path,
    answers: Sequence[Sequence[Any]],
    *,
    units: pd.DataFrame | None = None,
    invited: pd.DataFrame | None = None,
    waves: Sequence[str] = ("2025",),
    absence: pd.DataFrame | None = None,
    more: str = "",
) -> Path:
    """Write a study; ``answers`` are rows (wave, unit, role, Q1 ... Q4), units lie in a tree.

    ``units``: ``unit, parent, level`` (``work`` at the bottom); by default one level.
    """
    folder.mkdir(parents=True, exist_ok=True)
    table = pd.DataFrame(answers, columns=["wave", "unit", "role", *ITEMS])
    table.to_csv(folder / "responses.csv", sep=";", index=False)
    if units is None:
        units = pd.DataFrame({"unit": sorted(set(table["unit"]))}).assign(parent="", level="work")
    units = units.assign(name="Unit " + units["unit"])
    units.to_csv(folder / "units.csv", sep=";", index=False)
    (folder / "one.toml").write_text(_INSTRUMENT, encoding="utf-8")
    levels = [level for level in ("area", "work") if level in set(units["level"])]
    files = 'units = "units.csv"\n'
    if invited is not None:
        invited.to_csv(folder / "invited.csv", sep=";", index=False)
        files += 'invited = "invited.csv"\n'
    if absence is not None:
        absence.to_csv(folder / "absence.csv", sep=";", index=False, decimal=",")
        files += 'absence = "absence.csv"\n'
    told = "".join(
        f'[[waves]]\nid = "{w}"\nlabel = "{w}"\nstart = {w}-03-03\nend = {w}-03-23\n' for w in waves
    )
    path = folder / "study.toml"
    path.write_text(
        'title = "T"\nlanguage = "en"\norganisation = "Org"\ninstruments = ["one.toml"]\n'
        f"levels = {levels}\n{told}"
        '[[responses]]\nfile = "responses.csv"\nnumbers = "codes"\n'
        '[responses.columns]\nwave = "wave"\nunit = "unit"\nrole = "role"\n'
        '[responses.values.role]\nleader = "leader"\nemployee = "employee"\n'
        f"[answers]\nlinked = false\n[files]\n{files}[disclosure]\nminimum = 5\n{more}",
        encoding="utf-8",
    )
    return path


def loaded(folder: Path, answers: Sequence[Sequence[Any]], **options: Any) -> skcore.Study:
    """Write a study and load it."""
    return skcore.load_study(study_file(folder, answers, **options))


def with_answers(study: skcore.Study, answers: Sequence[Sequence[Any]]) -> skcore.Study:
    """Give the same study with other answers, without files: for many studies in little time."""
    table = pd.DataFrame(answers, columns=["wave", "unit", "role", *ITEMS])
    table = table.astype(dict.fromkeys(ITEMS, float)).astype({"wave": str, "unit": str})
    ids = [f"r{i}" for i in range(len(table))]
    return dataclasses.replace(study, responses=table.assign(respondent=ids))
