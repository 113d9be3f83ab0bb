"""``skcore handouts``: paper for the meeting, through the same door as slides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from skcore.decks.left_out import without_numbers
from skcore.disclosure.memory.made_decks import MANIFEST
from skcore.errors import SkcoreError
from skcore.handouts import HANDOUTS, Paper, Printer
from skcore.production import Made, chosen_units, file_name, in_language
from skcore.provenance import confidential_files, decks_before, manifest_bytes, run_key
from skcore.reading.study import load_study
from skcore.release import StudyRelease, release_study
from skcore.release.history import in_turn, ledgers_after
from skcore.runs import Bench, at_work, bring_out
from skcore.texts import Texts, load_texts

__all__ = ["make_handouts"]


def make_handouts(
    path: str | Path,
    *,
    out: str | Path,
    language: str | None = None,
    units: Sequence[str] = ("all",),
    only: Sequence[str] = (),
    edition: int = 1,
    released: Sequence[str | Path] = (),
    on_step: Callable[[str, int, int], None] = lambda *_: None,
) -> Made:
    """Make the handouts of a study as PDF, and a manifest beside them.

    What they show is released and remembered as that of slides is, so whichever is made first,
    the other shows the same.

    Parameters
    ----------
    path
        The study file.
    out
        Folder for the handouts, another than that of slides. All are brought there when all are
        made; what a stopped run has printed is not printed again.
    language
        ``da`` or ``en``; the study's own where None.
    units
        ``["all"]``, ``["none"]`` or ids of workplaces.
    only
        Names of handouts (``skcore.handouts.HANDOUTS``); all where empty.
    edition, released
        As for ``make_decks``.
    on_step
        Called with words, steps done and steps in all.

    Returns
    -------
    Made
        Its ``files``, the manifest last, and ``told``, lines that say what was made.

    Raises
    ------
    SkcoreError
        With everything that is wrong with the input, when a name is unknown, or when the folder
        holds slides or answers.
    """
    on_step("…", 0, 0)
    place = Path(out)
    study = in_language(load_study(path), language)
    text = load_texts(study.language)
    _check_only(only, text)
    _check_folder(place, text)
    folder = study.path.parent
    with in_turn(study, edition=edition, decks=[place], released=released) as (earlier, _):
        on_step(text("made.computing"), 0, 0)
        release = release_study(study, earlier=earlier)
        every = release.facts.workplaces(release.facts.last_wave)
        chosen = every if list(units) == ["all"] else chosen_units(release, units)
        papers = dict(_papers(release, chosen, only or list(HANDOUTS)))
        with at_work(place, folder):
            key = run_key(release, handouts=list(papers), edition=edition)
            bench = Bench(place, key, ledgers=folder)
            files = _print(bench, papers, partial(on_step, text("handouts.printing")))
            names, ledgers = ledgers_after(study, release, edition=edition, out=place)
            told: dict[str, Any] = {"shown": {}, "words": {}, "edition": edition}
            bench.write(MANIFEST, manifest_bytes(release, files=files, ledgers=names, **told))
            bring_out(bench.place, place, [*files, MANIFEST], study=study, ledgers=ledgers)
            bench.clear(others=True)
    lines = [text("handouts.made", n=len(files), folder=place.resolve())]
    wave = release.facts.last_wave
    lines += without_numbers(
        release.plans.means[release.facts.primary.id],
        release.facts.workplaces(wave),
        wave=wave,
        path=path,
        language=study.language,
    )
    return Made(files=tuple(place / name for name in (*files, MANIFEST)), told=tuple(lines))


def _print(
    bench: Bench, papers: Mapping[str, Paper], on_step: Callable[[int, int], None]
) -> dict[str, str]:
    """Print what a stopped run has not printed; return names and hashes."""
    printer = Printer()
    files: dict[str, str] = {}
    for done, (name, paper) in enumerate(papers.items(), start=1):
        if not bench.is_made(name):
            bench.keep(name, {name: printer.pdf(paper)})
        files |= bench.mark(name)["files"]
        on_step(done, len(papers))
    return files


def _check_only(only: Sequence[str], text: Texts) -> None:
    for name in only:
        if name not in HANDOUTS:
            raise SkcoreError(text("handouts.unknown", name=name, allowed=", ".join(HANDOUTS)))


def _check_folder(place: Path, text: Texts) -> None:
    """Refuse a folder with answers, and one with slides, whose manifest is another."""
    lying = confidential_files(place)
    if lying:
        raise SkcoreError(text("refused.confidential", folder=place, files=", ".join(lying)))
    if any(not name.endswith(".pdf") for name in decks_before(place)):
        raise SkcoreError(text("handouts.slides_there", folder=place))


def _papers(
    release: StudyRelease, units: Sequence[str], names: Sequence[str]
) -> Iterator[tuple[str, Paper]]:
    """File name and paper of every handout: those for everybody, then each workplace's own."""
    text = release.facts.texts
    file = {name: f"{text(f'handouts.files.{name}')}.pdf" for name in names}
    for name in names:
        if not HANDOUTS[name].of_units:
            yield file[name], HANDOUTS[name].make(release)
    folders: dict[str, str] = {}
    for unit in units:
        folder = file_name(unit, folders)
        folders[folder] = unit
        for name in names:
            if HANDOUTS[name].of_units:
                place = f"{text('files.workplaces')}/{folder}/{file[name]}"
                yield place, HANDOUTS[name].make(release, unit)
