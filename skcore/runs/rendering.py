"""Decks rendered one by one, in several processes."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from warnings import catch_warnings

from skcore.decks import network_deck, unit_deck
from skcore.errors import SkcoreError
from skcore.release import StudyRelease
from skcore.release.facts import StudyFacts
from skcore.runs.bench import Failed, Piece, tried
from skcore.slides.html import render_deck
from skcore.slides.shown import hashed_words, shown_numbers
from skcore.slides.slide import Slide
from skcore.slides.workbook import render_workbook

WORKBOOK = "xlsx"  # with each deck, whatever it is made as: its numbers to plot anew
BACKENDS = ("local", "dask")
PATIENCE = "10s"  # for a scheduler that is starting
FEW = 3  # decks; starting processes costs more than making fewer
_LOOK = 1.0  # seconds from one look at whether somebody still waits for decks to the next


def each_rendered(
    names: Mapping[str, str | None],
    release: StudyRelease,
    *,
    formats: Sequence[str],
    template: Path | None,
    jobs: int,
    backend: str = "local",
    scheduler: str | None = None,
) -> Generator[tuple[str, Piece | Failed], None, None]:
    """Yield decks as they are rendered, in any order: none waits in memory for a longer one.

    Parameters
    ----------
    names
        File name of each deck, without its end, and its workplace; the network deck has none.
    release
        What they show.
    formats, template, jobs, backend, scheduler
        As for ``make_decks``.

    Raises
    ------
    SkcoreError
        When the system ended a process, or the scheduler cannot be used.
    """
    from joblib import Parallel, delayed

    facts = release.facts
    how: dict[str, Any] = {"facts": facts, "kinds": [*formats, WORKBOOK], "template": template}
    tasks = (
        delayed(_rendered)(name, unit, tried(partial(slides_of, release, unit)), **how)
        for name, unit in names.items()
    )
    workers = 1 if len(names) < FEW else (jobs or -1)
    begun: dict[str, Any] = {"initializer": _end_with, "initargs": (os.getpid(),)}
    given = begun if backend == "local" else {}  # who looks after a scheduler's is the scheduler
    with _place(backend, scheduler, facts):
        parallel = Parallel(
            n_jobs=workers, return_as="generator_unordered", max_nbytes=None, **given
        )
        made = parallel(tasks)
        try:
            for deck in made:  # noqa: UP028 - `yield from` closes them itself, and loudly
                yield deck
        except BrokenExecutor as error:
            raise SkcoreError(facts.texts("storage.process_lost")) from error
        finally:
            with catch_warnings(action="ignore"):  # who stops a run knows that it is not done
                made.close()


@contextmanager
def _place(backend: str, scheduler: str | None, facts: StudyFacts) -> Iterator[None]:
    """Where joblib computes meanwhile: here, or on the computers of a Dask scheduler."""
    if backend == "local":
        yield
        return
    from joblib import parallel_config

    try:
        from distributed import Client
    except ImportError as error:
        raise SkcoreError(facts.texts("refused.no_dask")) from error
    try:
        client = Client(scheduler, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:  # nobody there; no address at all
        raise SkcoreError(facts.texts("refused.scheduler", address=scheduler)) from error
    with client, parallel_config(backend="dask"):
        yield


def slides_of(release: StudyRelease, unit: str | None) -> list[Slide]:
    """Return a workplace's slides, or the network meeting's."""
    return network_deck(release) if unit is None else unit_deck(release, unit)


def _rendered(
    name: str,
    unit: str | None,
    slides: list[Slide] | Failed,
    *,
    facts: StudyFacts,
    kinds: Sequence[str],
    template: Path | None,
) -> tuple[str, Piece | Failed]:
    """Return a deck's name and what is made of it, with the numbers and words of its pages."""
    if isinstance(slides, Failed):
        return name, slides
    title = facts.texts("deck.title_of_network", title=facts.title)
    if unit is not None:
        title = facts.texts("deck.title_of_unit", unit=facts.unit_name(unit))
    deck = partial(_bytes_of, slides, title, facts=facts, template=template)
    return name, tried(
        lambda: Piece(
            {f"{name}.{kind}": deck(kind) for kind in kinds},
            {"shown": shown_numbers(slides), "words": hashed_words(slides)},
        )
    )


def _end_with(parent: int) -> None:
    """End this process when the one that it works for has died: else it would wait for ever."""

    def watch() -> None:
        while os.getppid() == parent:  # on Windows it stays, and the pipe between them breaks
            time.sleep(_LOOK)
        os._exit(1)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is answered there, once
    threading.Thread(target=watch, daemon=True).start()


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
