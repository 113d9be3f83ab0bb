"""``skcore handouts``: paper for the meeting, through the same door as slides."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from skcore.commands.slides import chosen_units, file_name
from skcore.errors import SkcoreError
from skcore.handouts import HANDOUTS
from skcore.handouts.printing import Paper, Printer
from skcore.handouts.whole import QUICK, unworded
from skcore.reading.attendance import read_participants
from skcore.reading.study import Study, load_study
from skcore.release import StudyRelease
from skcore.runs import Made, Step, begin_run
from skcore.runs.bench import Failed, Piece, tried
from skcore.runs.manifest import decks_before
from skcore.texts import load_texts


def make_handouts(
    path: str | Path,
    *,
    out: str | Path,
    language: str | None = None,
    units: Sequence[str] = ("all",),
    only: Sequence[str] = (),
    edition: int = 1,
    released: Sequence[str | Path] = (),
    on_step: Step = lambda *_: None,
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
        As of ``make_decks``.

    Raises
    ------
    SkcoreError
        With everything that is wrong with the input, when a name is unknown, or when the folder
        holds slides or answers.
    """
    on_step("…", 0, 0)
    place = Path(out)
    study = load_study(path, language=language)
    text = load_texts(study.language)
    for name in only:
        if name not in HANDOUTS:
            raise SkcoreError(text("handouts.unknown", name=name, allowed=", ".join(HANDOUTS)))
    for name in only:
        if name not in _usual(study):
            raise SkcoreError(text(f"handouts.no_{name}"))
    if any(not name.endswith(".pdf") for name in decks_before(place)):
        raise SkcoreError(text("handouts.slides_there", folder=place))
    with begin_run(study, place, edition=edition, released=released, on_step=on_step) as run:
        every = run.release.facts.workplaces(run.release.facts.last_wave)
        chosen = every if list(units) == ["all"] else chosen_units(run.release, units)
        papers = dict(_papers(run.release, chosen, only or _usual(study), study.participants))
        made = run.make(
            list(papers),
            partial(_each_printed, papers),
            words="handouts.printing",
            participants=study.participants,
        )
    n = len(papers) - len(made.failed)
    told = [text("handouts.made", n=n, folder=place.resolve())]
    codes = unworded(run.release) if QUICK in (only or _usual(study)) else []
    if codes:
        file = f"{text(f'handouts.files.{QUICK}')}.pdf"
        told.append(text("handouts.unworded", file=file, codes=", ".join(codes)))
    return replace(made, told=(*told, *made.told))


def _usual(study: Study) -> list[str]:
    """Names of the handouts that a study has what it takes for."""
    lacking = {
        "programme": not (study.meeting.get("programme") or study.meeting.get("points")),
        "participants": study.participants is None,
    }
    return [name for name in HANDOUTS if not lacking.get(name, False)]


def _each_printed(
    papers: Mapping[str, Callable[[], Paper]], names: Sequence[str]
) -> Generator[tuple[str, Piece | Failed], None, None]:
    printer = Printer()
    for name in names:
        yield name, tried(partial(_printed, printer, name, papers[name]))


def _of_people(make: Callable[..., Paper], release: StudyRelease, path: Path | None) -> Paper:
    """Make a handout of who takes part; read for it alone, so that names go nowhere else."""
    if path is None:
        raise SkcoreError(release.facts.texts("handouts.no_participants"))
    units = release.facts.units
    names = dict(zip(units["unit"], units["name"], strict=True))
    return make(release, read_participants(path, names, language=release.facts.language))


def _printed(printer: Printer, name: str, make: Callable[[], Paper]) -> Piece:
    return Piece({name: printer.pdf(make())})


def _papers(
    release: StudyRelease, units: Sequence[str], names: Sequence[str], people: Path | None
) -> Iterator[tuple[str, Callable[[], Paper]]]:
    """File name of every handout and what makes it: for everybody, then each workplace's own."""
    text = release.facts.texts
    file = {name: f"{text(f'handouts.files.{name}')}.pdf" for name in names}
    for name in names:
        if HANDOUTS[name].of_people:
            yield file[name], partial(_of_people, HANDOUTS[name].make, release, people)
        elif not HANDOUTS[name].of_units:
            yield file[name], partial(HANDOUTS[name].make, release)
    folders: dict[str, str] = {}
    for unit in units:
        folder = file_name(unit, folders)
        folders[folder] = unit
        for name in names:
            if HANDOUTS[name].of_units:
                place = f"{text('files.workplaces')}/{folder}/{file[name]}"
                yield place, partial(HANDOUTS[name].make, release, unit)
