"""The organisation's look for a notebook's deck: read from the study that the notebook is about.

A notebook holds no colour and no logo of its own, so none can be slipped into a deck with it: what
its parameters say is a path, and what lies there is checked as ``skcore check`` does.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from skcore.look import Look, read_look
from skcore.problems import Problem, short
from skcore.settings import read_settings

#: cells that hold a notebook's parameters, as papermill marks them
TAGS = {"parameters", "injected-parameters"}
NAME = "STUDY"


def study_of(notebook: Any) -> str:
    """Return the path that a notebook's parameters give its study; empty where they give none.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> cell = new_code_cell('STUDY = "../study.toml"', metadata={"tags": ["parameters"]})
    >>> study_of(new_notebook(cells=[cell]))
    '../study.toml'
    """
    named = ""
    for cell in notebook.cells:
        if cell.cell_type == "code" and TAGS & set(cell.metadata.get("tags", [])):
            named = _named(cell.source) or named
    return named


def _named(source: str) -> str:
    """Return the text that is given to ``STUDY``; nothing is run to find it."""
    try:
        lines = ast.parse(source).body
    except (SyntaxError, ValueError):
        return ""
    values = [
        line.value.value
        for line in lines
        if isinstance(line, ast.Assign)
        and isinstance(line.value, ast.Constant)
        and any(isinstance(target, ast.Name) and target.id == NAME for target in line.targets)
    ]
    return next((value for value in reversed(values) if isinstance(value, str)), "")


def path_of_study(named: str, *, folder: Path) -> Path | None:
    """Return the path of a study file that a notebook names; None where none may be looked at."""
    if _elsewhere(named) or not named.lower().endswith(".toml"):
        return None
    return folder / named


def look_of_study(named: str, *, folder: Path) -> tuple[Look, list[Problem]]:
    """Return the look of the study at a path, and what is wrong with it; ours where it is wrong.

    Parameters
    ----------
    named
        Path of the study file.
    folder
        What the path counts from.
    """
    path = path_of_study(named, folder=folder)
    if path is None:
        return Look(), [Problem("file_unreadable", values={"name": short(named)})]
    raw, problems = read_settings(path)
    table = raw.get("look", {})
    if problems or not isinstance(table, dict):
        return Look(), problems
    logo = str(table.get("logo", ""))
    if _elsewhere(logo):
        return Look(), [Problem("file_unreadable", "logo", {"name": short(logo)})]
    return read_look(table, folder=path.parent, name=str(raw.get("organisation", "")))


def _elsewhere(path: str) -> bool:
    """Whether merely looking at a path would ask another machine, or is not possible at all."""
    return path.replace("\\", "/").startswith("//") or "\0" in path
