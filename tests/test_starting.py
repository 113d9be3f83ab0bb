"""A command starts with what it needs: nobody waits for a library that does nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

#: loads in a fresh process as the console does, and tells what came with it
LOADED = """
import json, sys
from skcore.cli import app
try:
    app(sys.argv[1:], standalone_mode=False)
except SystemExit:
    pass
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
NOTEBOOKS = {"IPython", "jupyterlab", "nbclient", "nbconvert", "nbformat"}
PAPER = {"docx", "typst"}
STATISTICS = {"factor_analyzer", "joblib", "pingouin", "seaborn", "sklearn", "statsmodels"}
TABLES = {"numpy", "pandas", "pandera", "scipy"}


@pytest.mark.parametrize(
    ("asked", "not_needed"),
    [
        (["--help"], NOTEBOOKS | PAPER | STATISTICS | TABLES | {"matplotlib", "pptx"}),
        pytest.param(
            ["explain", "STUDY"],
            NOTEBOOKS | PAPER | STATISTICS | {"pptx", "xlsxwriter"},
            marks=pytest.mark.whole,
        ),
        pytest.param(
            ["check", "STUDY"],
            NOTEBOOKS | PAPER | {"pptx", "seaborn", "xlsxwriter"},
            marks=pytest.mark.whole,
        ),
        (
            ["questionnaire", "who-5", "--to", "limesurvey", "--out", "OUT"],
            NOTEBOOKS | PAPER | STATISTICS | {"pptx", "xlsxwriter"},
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_command_loads_only_what_it_needs(
    asked: list[str], not_needed: set[str], small_study: Path, tmp_path: Path
) -> None:
    places = {"STUDY": str(small_study / "study.toml"), "OUT": str(tmp_path / "form.txt")}
    command = [sys.executable, "-c", LOADED, *(places.get(word, word) for word in asked)]
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    loaded = set(json.loads(ended.stdout.splitlines()[-1]))
    assert "typer" in loaded
    assert loaded & not_needed == set()
