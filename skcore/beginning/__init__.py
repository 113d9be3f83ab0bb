"""Begin a study: a folder with a study file to fill in, lists to start from and the notebooks."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from skcore.beginning.outputs import leave_outputs_out
from skcore.errors import SkcoreError
from skcore.texts import LANGUAGES, load_texts

__all__ = ["begin_study", "check_beginning"]

NOTEBOOKS = ("1_measurement.ipynb", "2_dialogue.ipynb", "3_evaluation.ipynb")
SAMPLE_PATH = "../data/sample/study.toml"  # what the notebooks point at where they come from


def begin_study(
    folder: str | Path,
    *,
    example: bool = False,
    language: str = "da",
    fill: Callable[[Path], None] | None = None,
) -> tuple[Path, ...]:
    """Make a folder to work in.

    Parameters
    ----------
    folder
        A folder that does not exist yet, or is empty.
    example
        Whether to fill it with an invented municipality, to try everything out at once.
    language
        ``da`` or ``en``: language of the files to fill in.
    fill
        What writes the study's files instead of those to fill in, given the folder.

    Returns
    -------
    tuple of Path
        The files written, the study file first.

    Raises
    ------
    SkcoreError
        When the folder holds something already, cannot be written, or the language is unknown.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     [path.name for path in begin_study(Path(home) / "study")][:2]
    ['study.toml', 'LAESMIG.txt']
    """
    place = Path(folder)
    check_beginning(place, language)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".new-") as workshop:
            bench = Path(workshop) / "study"
            bench.mkdir()
            if fill is not None:
                fill(bench)
            elif example:
                _write_example(bench)
            else:
                _write_templates(bench, language)
            _write_notebooks(bench)
            if place.exists():
                place.rmdir()
            shutil.move(bench, place)
        leave_outputs_out(place)
    except OSError as error:
        reason = error.strerror
        raise SkcoreError(
            load_texts(language)("new.not_written", folder=place, reason=reason)
        ) from error
    written = sorted(path for path in place.rglob("*") if path.is_file())
    first = [place / "study.toml", place / "LAESMIG.txt", place / "README.txt"]
    ordered = [path for path in first if path in written]
    return (*ordered, *(path for path in written if path not in ordered))


def check_beginning(folder: Path, language: str) -> None:
    """Refuse a folder that holds something, and an unknown language, before anything is asked."""
    if language not in LANGUAGES:
        raise SkcoreError(f"Language '{language}' is not known. Use {' or '.join(LANGUAGES)}.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SkcoreError(load_texts(language)("new.not_empty", folder=folder))


def _write_example(folder: Path) -> None:
    from skcore.simulation import simulate_study, write_study

    write_study(simulate_study(), folder)


def _write_templates(folder: Path, language: str) -> None:
    for source in (files(__package__) / "content" / language).iterdir():
        (folder / source.name).write_bytes(source.read_bytes())


def _write_notebooks(folder: Path) -> None:
    (folder / "notebooks").mkdir()
    for name in NOTEBOOKS:
        text = _notebook(name).replace(SAMPLE_PATH, "../study.toml")
        (folder / "notebooks" / name).write_text(text, encoding="utf-8", newline="\n")


def _notebook(name: str) -> str:
    """Text of a notebook, from the installed package or from the project's own folder."""
    installed = files("skcore") / "notebooks" / name
    if installed.is_file():
        return installed.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "notebooks" / name).read_text(encoding="utf-8")
