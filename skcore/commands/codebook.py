"""``skcore codebook``: the study's codebook as files, for researchers and for an archive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from skcore.codebook.ddi import codebook_ddi
from skcore.codebook.files import codebook_html, codebook_xlsx
from skcore.codebook.sheets import codebook_sheets
from skcore.errors import SkcoreError
from skcore.reading.study import load_study
from skcore.release import StudyRelease
from skcore.runs import begin_run
from skcore.runs.bench import Piece
from skcore.texts import load_texts


def make_codebook(
    path: str | Path,
    *,
    out: str | Path | None = None,
    language: str | None = None,
    edition: int = 1,
    released: Sequence[str | Path] = (),
) -> tuple[Path, ...]:
    """Write a study's codebook as xlsx and HTML, and as DDI-Codebook 2.5 for an archive.

    Parameters
    ----------
    path
        The study file.
    out
        ``….xlsx``, ``….html`` or ``….xml`` for one; a name without an end for all; beside the
        study file where None.
    language
        ``da`` or ``en``; the study's own where None.
    edition, released
        Number of the edition and the study files released before, as for the decks.

    Returns
    -------
    tuple of Path
        The files that were written.

    Raises
    ------
    SkcoreError
        With everything that is wrong with the input, or when ``out`` ends in something else.

    Examples
    --------
    >>> import pathlib, skcore, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = skcore.write_study(skcore.simulate_study(units=12, seed=8), folder)
    ...     files = skcore.make_codebook(pathlib.Path(folder) / "study.toml")
    >>> sorted(file.suffix for file in files)
    ['.html', '.xlsx', '.xml']
    """
    study = load_study(path, language=language)
    text = load_texts(study.language)
    place = study.path.with_name(text("codebook.file")) if out is None else Path(out)
    if place.suffix not in ("", ".xlsx", ".html", ".xml"):
        raise SkcoreError(text("refused.codebook_file", name=place.name))
    run = begin_run(study, place.parent, edition=edition, released=released, manifest=False)
    with run as begun:
        files = {
            place.with_suffix(suffix).name: content
            for suffix, content in _written(begun.release).items()
            if place.suffix in ("", suffix)
        }
        whole = [(place.name, Piece(files))]
        begun.make([place.name], lambda _: (piece for piece in whole), words="made.computing")
    return tuple(place.with_name(name) for name in files)


def _written(release: StudyRelease) -> dict[str, bytes]:
    sheets = codebook_sheets(release)
    html = codebook_html(release, sheets).encode()
    return {".xlsx": codebook_xlsx(sheets), ".html": html, ".xml": codebook_ddi(release)}
