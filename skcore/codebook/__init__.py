"""The study's codebook: every question and scale, how answers are coded, and how they fell.

Made from a release: numbers of answers and distributions have come through the door already.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from skcore.codebook.ddi import codebook_ddi
from skcore.codebook.files import codebook_html, codebook_xlsx
from skcore.codebook.sheets import Sheet, codebook_sheets
from skcore.errors import SkcoreError
from skcore.reading.study import load_study
from skcore.release import release_study
from skcore.release.history import earlier_of, record
from skcore.texts import load_texts

__all__ = [
    "Sheet",
    "codebook_ddi",
    "codebook_html",
    "codebook_sheets",
    "codebook_xlsx",
    "make_codebook",
]


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
    """
    study = load_study(path, language=language)
    place = Path(out) if out is not None else None
    if place is not None and place.suffix not in ("", ".xlsx", ".html", ".xml"):
        raise SkcoreError(load_texts(study.language)("refused.codebook_file", name=place.name))
    earlier = earlier_of(study, edition=edition, released=released)
    release = release_study(study, earlier=earlier)
    place = place or study.path.with_name(release.facts.texts("codebook.file"))
    sheets = codebook_sheets(release)
    made = {
        ".xlsx": codebook_xlsx(sheets),
        ".html": codebook_html(release, sheets).encode(),
        ".xml": codebook_ddi(release),
    }
    record(study, release, edition=edition)
    place.parent.mkdir(parents=True, exist_ok=True)
    written = []
    for suffix, content in made.items():
        if place.suffix in ("", suffix):
            written.append(place.with_suffix(suffix))
            written[-1].write_bytes(content)
    return tuple(written)
