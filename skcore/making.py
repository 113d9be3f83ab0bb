"""Decks made one by one into the bench of a run: one that fails stops no other."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from warnings import catch_warnings

from skcore.decks import network_deck, unit_deck
from skcore.errors import SkcoreError
from skcore.provenance import run_key
from skcore.reading.study import Study
from skcore.release import StudyFacts, StudyRelease
from skcore.runs import Bench
from skcore.slides.html import render_deck
from skcore.slides.shown import hashed_words, shown_numbers
from skcore.slides.slide import Slide
from skcore.slides.workbook import render_workbook

__all__ = ["Run", "Step", "make_all", "slides_of", "title_of"]

T = TypeVar("T")
Step = Callable[[str, int, int], None]
#: file name of a deck without its end -> id of its workplace; the network deck has none
Names = Mapping[str, str | None]

WORKBOOK = "xlsx"  # with each deck, whatever it is made as: its numbers to plot anew
FEW = 3  # decks; starting processes costs more than making fewer


@dataclass(frozen=True)
class Run:
    """What decks are made of, as what, and where they shall lie."""

    study: Study
    release: StudyRelease
    names: Names
    out: Path
    formats: Sequence[str]
    template: Path | None
    edition: int

    def key(self) -> str:
        """Return the name of all that goes in."""
        return run_key(
            self.release,
            edition=self.edition,
            theme=self.release.facts.look.theme,
            formats=list(self.formats),
            template=self.template,
            decks=list(self.names.items()),
        )


@dataclass(frozen=True)
class Failed:
    """Why a deck could not be made; never what anybody answered."""

    reason: str


@dataclass(frozen=True)
class Rendered:
    """A deck's files, and the numbers and hashed words of its pages."""

    files: dict[str, bytes]
    shown: list[dict[str, str]]
    words: list[str]


Result = tuple[str, Rendered | Failed]  # a deck's name and what came of it


def make_all(bench: Bench, run: Run, *, jobs: int, on_step: Step) -> dict[str, str]:
    """Make the decks that are not in the bench yet; return those that could not be, and why.

    Each is written when it is made and then forgotten, so memory does not grow with their number.

    Raises
    ------
    SkcoreError
        When no deck can be made, or the system ended a process.
    """
    facts = run.release.facts
    left = {name: unit for name, unit in run.names.items() if not bench.is_made(name)}
    failed: dict[str, str] = {}
    made = _each_rendered(left, run, jobs)
    try:
        for done, (name, result) in enumerate(made, len(run.names) - len(left) + 1):
            if isinstance(result, Failed):
                failed[name] = result.reason
            else:
                bench.keep(name, result.files, shown=result.shown, words=result.words)
            on_step(facts.texts("made.drawing"), done, len(run.names))
    except BrokenExecutor as error:
        raise SkcoreError(facts.texts("storage.process_lost")) from error
    finally:
        with catch_warnings(action="ignore"):  # who stops a run knows that it is not done
            made.close()
    if len(failed) == len(run.names):
        raise SkcoreError(facts.texts("made.none", reason=next(iter(failed.values()))))
    return {name: failed[name] for name in run.names if name in failed}


def _each_rendered(names: Names, run: Run, jobs: int) -> Generator[Result, None, None]:
    """Yield decks as they are rendered, in any order: none waits in memory for a longer one."""
    from joblib import Parallel, delayed

    facts = run.release.facts
    how = {"facts": facts, "kinds": [*run.formats, WORKBOOK], "template": run.template}
    tasks = (
        delayed(_rendered)(name, unit, _tried(partial(slides_of, run.release, unit)), **how)
        for name, unit in names.items()
    )
    workers = 1 if len(names) < FEW else (jobs or -1)
    yield from Parallel(n_jobs=workers, return_as="generator_unordered", max_nbytes=None)(tasks)


def slides_of(release: StudyRelease, unit: str | None) -> list[Slide]:
    """Return a workplace's slides, or the network meeting's."""
    return network_deck(release) if unit is None else unit_deck(release, unit)


def title_of(facts: StudyFacts, unit: str | None) -> str:
    """Return the title of a workplace's deck, or the network meeting's."""
    if unit is None:
        return facts.texts("deck.title_of_network", title=facts.title)
    return facts.texts("deck.title_of_unit", unit=facts.unit_name(unit))


def _rendered(
    name: str,
    unit: str | None,
    slides: list[Slide] | Failed,
    *,
    facts: StudyFacts,
    kinds: Sequence[str],
    template: Path | None,
) -> Result:
    """Return a deck's name and all that is made of it."""
    if isinstance(slides, Failed):
        return name, slides
    deck = partial(_bytes_of, slides, title_of(facts, unit), facts=facts, template=template)
    return name, _tried(
        lambda: Rendered(
            {f"{name}.{kind}": deck(kind) for kind in kinds},
            shown_numbers(slides),
            hashed_words(slides),
        )
    )


def _bytes_of(
    slides: list[Slide], title: str, kind: str, *, facts: StudyFacts, template: Path | None
) -> bytes:
    how: dict[str, Any] = {"title": title, "language": facts.language, "look": facts.look}
    if kind == "html":
        return render_deck(slides, **how).encode("utf-8")
    if kind == WORKBOOK:
        return render_workbook(slides, language=facts.language)
    from skcore.slides.pptx import render_pptx

    return render_pptx(slides, **how, template=template)


def _tried(make: Callable[[], T]) -> T | Failed:
    try:
        return make()
    except SkcoreError as error:
        return Failed(str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, the other decks are made
        # where it happened and no more: its words may hold a value
        frames = list(_ours(traceback.extract_tb(error.__traceback__)))
        return Failed(", ".join([type(error).__name__, *frames[-1:]]))


def _ours(frames: Sequence[traceback.FrameSummary]) -> Iterator[str]:
    package = Path(__file__).parent
    for frame in frames:
        if Path(frame.filename).is_relative_to(package):
            yield f"{Path(frame.filename).relative_to(package).as_posix()}:{frame.lineno}"
