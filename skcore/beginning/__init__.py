"""Begin a study: a folder with a study file to fill in, lists to start from and the notebooks."""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

from skcore.beginning.outputs import NOTEBOOKS, leave_outputs_out
from skcore.errors import SkcoreError
from skcore.instruments.model import Instrument
from skcore.storage import in_words, write_whole
from skcore.texts import LANGUAGES, load_texts
from skcore.texts.reader import program

SAMPLE_PATH = "../data/sample/study.toml"  # what the notebooks point at where they come from
PROGRAM = "py -m skcore"  # what they tell to type where they come from


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
    with in_words(language):
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".new-") as workshop:
            bench = Path(workshop) / "study"
            bench.mkdir()
            if fill is not None:
                fill(bench)
            elif example:
                _write_example(bench, language)
            else:
                _write_templates(bench, language)
            write_notebooks(bench, language)
            if place.exists():
                place.rmdir()
            shutil.move(bench, place)
        leave_outputs_out(place)
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


def _write_example(folder: Path, language: str) -> None:
    from skcore.simulation.study_folder import write_study
    from skcore.simulation.whole_study import simulate_study

    write_study(simulate_study(), folder, language=language)


def _write_templates(folder: Path, language: str) -> None:
    for source in (files(__package__) / "content" / language).iterdir():
        (folder / source.name).write_bytes(template(source.name, language))


def template(name: str, language: str, instruments: Sequence[Instrument] = ()) -> bytes:
    """Return a file to fill in, with our program as it is typed on this system.

    Parameters
    ----------
    name
        Name of the file, as it lies in a language's folder.
    language
        ``da`` or ``en``.
    instruments
        The study's questionnaires, whose themes an example may name; none: our own example's.
    """
    content = (files(__package__) / "content" / language / name).read_bytes()
    themes = [scale.label[language] for ours in instruments for scale in ours.scales]
    usual = {"da": "retfærdighed", "en": "justice"}[language]
    theme = usual if usual in themes or not themes else themes[0].split(" (")[0]
    for place, words in ((b"{program}", program()), (b"{theme}", theme)):
        content = content.replace(place, words.encode("utf-8"))
    return content


def write_notebooks(folder: Path, language: str, *, study: str = "study.toml") -> list[Path]:
    """Write the three notebooks into a study's folder in its language; those there are kept.

    Parameters
    ----------
    folder
        Where the study file lies.
    language
        ``da`` or ``en``.
    study
        Name of the study file, which the notebooks begin with.
    """
    place = folder / "notebooks"
    place.mkdir(exist_ok=True)
    written = []
    for name in NOTEBOOKS:
        if not (place / name).exists():
            text = _spoken(name, language).replace(SAMPLE_PATH, f"../{study}")
            text = text.replace(PROGRAM, program())
            write_whole(place / name, text.encode("utf-8"))
            written.append(place / name)
    return written


def _spoken(name: str, language: str) -> str:
    """Text of a notebook in a language: its words cell by cell, its code as it is."""
    if language == "da":
        return _notebook(name)
    notebook = json.loads(_notebook(name))
    source = files(__package__) / "content" / "notebooks_en.toml"
    words = tomllib.loads(source.read_text(encoding="utf-8"))[name.removesuffix(".ipynb")]
    for cell in notebook["cells"]:
        first = next((line.strip() for line in cell["source"] if line.strip("-\n")), "")
        at = next((k for k, told in enumerate(words) if told["da"] == first), None)
        if cell["cell_type"] == "markdown" and at is not None:
            cell["source"] = words.pop(at)["en"].splitlines(keepends=True)
    notebook["metadata"].setdefault("skcore", {})["language"] = language
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _notebook(name: str) -> str:
    """Text of a notebook, from the installed package or from the project's own folder."""
    installed = files("skcore") / "notebooks" / name
    if installed.is_file():
        return installed.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "notebooks" / name).read_text(encoding="utf-8")
