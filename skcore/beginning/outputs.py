"""What notebooks show stays out of Git: their outputs are left out where they are committed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from skcore.texts import load_texts
from skcore.texts.reader import python

NOTEBOOKS = ("1_measurement.ipynb", "2_dialogue.ipynb", "3_evaluation.ipynb")
_ATTRIBUTES = Path("notebooks") / ".gitattributes"


def leave_outputs_out(folder: Path) -> None:
    """Set up nbstripout for a study's notebooks, where its folder lies in a Git repository."""
    git = shutil.which("git")
    asked = [[git or "", "rev-parse", "--is-inside-work-tree"]]
    asked += [[sys.executable, "-m", "nbstripout", "--install", "--attributes", str(_ATTRIBUTES)]]
    for words in asked if git else ():
        if subprocess.run(words, cwd=folder, capture_output=True, check=False).returncode:  # noqa: S603
            return


def said_of_outputs(folder: Path, language: str) -> str:
    """Say whether Git leaves the outputs out, and what to do where it does not."""
    if (folder / _ATTRIBUTES).is_file():
        return load_texts(language)("new.stripped")
    first = ("\\" if sys.platform == "win32" else "/").join(("notebooks", NOTEBOOKS[0]))
    command = f"{python()} -m nbstripout {first}"
    return load_texts(language)("new.not_stripped", command=command)
