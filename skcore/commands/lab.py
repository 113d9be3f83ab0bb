"""``skcore lab``: the three notebooks beside a study, in its language, opened in JupyterLab."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from skcore.beginning import write_notebooks
from skcore.beginning.outputs import leave_outputs_out, said_of_outputs
from skcore.errors import SkcoreError
from skcore.problems import refuse_errors
from skcore.reading.study import STUDY_FILE
from skcore.settings import read_settings
from skcore.storage import in_words
from skcore.texts import LANGUAGES, load_texts
from skcore.texts.reader import python, reader_language


def open_lab(
    path: str | Path,
    *,
    say: Callable[[str], None] = print,
    run: Callable[[Sequence[str]], int] = subprocess.call,
) -> None:
    """Put the notebooks beside a study, see to it that Git keeps no outputs, and open JupyterLab.

    Parameters
    ----------
    path
        The study file, or its folder. Its answers are not read: notebooks tell what is wrong.
    say
        How a line is told.
    run
        What starts a program and waits for it.

    Raises
    ------
    SkcoreError
        When JupyterLab is not installed, there is no study file that can be read, or the notebooks
        cannot be written beside it.
    """
    path = Path(path)
    study = path / STUDY_FILE if path.is_dir() else path
    raw, problems = read_settings(study)
    asked = raw.get("language", reader_language())
    language = asked if asked in LANGUAGES else reader_language()
    text = load_texts(language)
    refuse_errors(problems, first=text("lab.no_study"), language=language)
    if find_spec("jupyterlab") is None:
        raise SkcoreError(text("lab.missing", python=python()))
    folder = study.resolve().parent
    with in_words(language):
        written = write_notebooks(folder, language, study=study.name)
    leave_outputs_out(folder)
    say(text("lab.written" if written else "lab.kept", folder=folder / "notebooks"))
    say(said_of_outputs(folder, language))
    say(text("lab.opens"))
    run(
        [
            sys.executable,
            "-m",
            "jupyterlab",
            str(folder / "notebooks"),
            "--ServerApp.root_dir",
            str(folder),
        ]
    )
