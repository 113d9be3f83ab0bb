"""From a study file to decks on disk: checked, planned with what was shown, made, brought out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from skcore.decks import own_decks
from skcore.decks.left_out import left_out
from skcore.errors import SkcoreError
from skcore.look import THEMES
from skcore.reading.study import load_study
from skcore.release import StudyRelease, release_study
from skcore.release.facts import StudyFacts
from skcore.release.history import earlier_of
from skcore.runs import Made, Step, begin_run
from skcore.runs.rendering import BACKENDS, each_rendered, slides_of
from skcore.slides.shown import hashed_words, shown_numbers
from skcore.texts import load_texts
from skcore.texts.numbers import join_words
from skcore.texts.reader import reader_language

Shown = dict[str, list[dict[str, str]]]
Words = dict[str, list[str]]

#: names that Windows keeps for devices, whatever stands after a point
_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9¹²³]")
FORMATS = ("html", "pptx")  # what decks can be made as, and the end of their files' names


def make_decks(
    path: str | Path,
    *,
    out: str | Path,
    language: str | None = None,
    units: Sequence[str] = ("all",),
    formats: Sequence[str] = ("html",),
    template: str | Path | None = None,
    theme: str = "light",
    jobs: int = 0,
    backend: str = "local",
    scheduler: str | None = None,
    edition: int = 1,
    released: Sequence[str | Path] = (),
    force: bool = False,
    on_step: Step = lambda *_: None,
) -> Made:
    """Make the network deck and the workplaces' own decks of a study.

    Parameters
    ----------
    path
        The study file.
    out
        Folder for the decks; made where it does not exist. They are brought there when all are
        made; a run that was stopped leaves ``.unfinished-…`` in it, from which the next goes on.
    language
        ``da`` or ``en``; the study's own where None.
    units
        ``["all"]``, ``["none"]`` or ids of workplaces.
    formats
        ``html``, ``pptx`` or both; each deck is made as each.
    template
        The organisation's own ``.pptx`` for PowerPoint decks; ours where None.
    theme
        How HTML decks open: ``light``, ``dark`` or ``contrast``.
    jobs
        Parallel processes; 0 means one per core.
    backend
        ``local``, or ``dask``: by the computers behind ``scheduler``, with the same bytes.
    scheduler
        Address of Dask's scheduler; processes of this computer where None.
    edition
        Number of the edition: 2 when the answers of a released survey have changed, and so on.
    released
        For a new edition, the study files as they were when released.
    force
        Whether to make all anew, also what a stopped run has finished.
    on_step
        Called with words, decks done and decks in all.

    Returns
    -------
    Made
        Its ``files``, the network deck first and the manifest last; ``told``, lines that say what
        was made, where it lies, and how many workplaces get no numbers; ``failed``, decks that
        could not be made.

    Raises
    ------
    SkcoreError
        With everything that is wrong with the input, when answers of a released survey have
        changed and no edition is named, when a template lacks a layout, the disk is full, or files
        cannot be written. Then nothing has been shown, and nothing is remembered as shown.

    Examples
    --------
    >>> import pathlib, skcore, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = skcore.write_study(skcore.simulate_study(units=12, seed=8), folder)
    ...     study = pathlib.Path(folder) / "study.toml"
    ...     out = pathlib.Path(folder) / "decks"
    ...     decks = skcore.make_decks(study, out=out, units=["none"], jobs=1)
    >>> [file.suffix for file in decks.files]
    ['.html', '.xlsx', '.json']
    """
    asked = _checked_formats(formats, template)
    if backend not in BACKENDS or (scheduler is not None and backend == "local"):
        text = load_texts(reader_language())
        raise SkcoreError(text("refused.backend", name=backend, allowed=", ".join(BACKENDS)))
    on_step("…", 0, 0)
    study = load_study(path, language=language)
    if theme not in THEMES:
        allowed = ", ".join(THEMES)
        raise SkcoreError(load_texts(study.language)("refused.theme", name=theme, allowed=allowed))
    how: dict[str, Any] = {
        "formats": asked,
        "template": None if template is None else Path(template),
    }
    workers = partial(each_rendered, jobs=jobs, backend=backend, scheduler=scheduler)
    with begin_run(study, Path(out), edition=edition, released=released, on_step=on_step) as run:
        facts = run.release.facts
        facts = replace(facts, look=replace(facts.look, theme=theme))
        release = replace(run.release, facts=facts)
        names = _names(release, chosen_units(release, units))
        made = run.make(
            list(names),
            lambda left: workers({n: names[n] for n in left}, release, **how),
            words="made.drawing",
            force=force,
            theme=theme,
            units=list(names.values()),
            **how,
        )
    decks = {name: unit for name, unit in names.items() if name not in made.failed}
    told = _told(decks, Path(out).resolve(), facts, asked)
    return replace(made, told=(*told, *left_out(release), *made.told))


def numbers_of_study(
    path: str | Path,
    *,
    language: str,
    edition: int = 1,
    decks: Sequence[Path] = (),
    released: Sequence[str | Path] = (),
    afresh: bool = False,
) -> tuple[StudyRelease, Shown, Words]:
    """Return what the decks of a study would be made of now, their numbers, and their words.

    Nothing is written. ``decks`` are folders of decks whose ledgers must be there; the others are
    as in ``make_decks``. ``afresh``: as if nothing had been shown; what comes out is for nobody's
    eyes, but for what of the old it no longer holds.
    """
    study = load_study(path, language=language)
    earlier = {} if afresh else earlier_of(study, edition=edition, decks=decks, released=released)
    release = release_study(study, earlier=earlier)
    shown, words = Shown(), Words()
    for name, unit in _names(release, chosen_units(release, ["all"])).items():
        slides = slides_of(release, unit)
        shown[name], words[name] = shown_numbers(slides), hashed_words(slides)
    return release, shown, words


def _told(
    decks: Mapping[str, str | None], out: Path, facts: StudyFacts, formats: Sequence[str]
) -> list[str]:
    """Say what was made, and where it lies."""
    text = facts.texts
    lines = [
        text("made.network", file=out / f"{name}.{formats[0]}")
        for name, unit in decks.items()
        if unit is None
    ]
    own = [name for name, unit in decks.items() if unit is not None]
    if own:
        key = f"made.own.{'one' if len(own) == 1 else 'many'}"
        lines.append(text(key, n=len(own), folder=out / Path(own[0]).parent))
    kinds = join_words([text(f"made.{kind}") for kind in formats], language=facts.language)
    lines += [text("made.formats", formats=kinds), text("made.workbooks")]
    return lines if "pptx" in formats else [*lines, text("made.no_pptx")]


def _checked_formats(formats: Sequence[str], template: str | Path | None) -> list[str]:
    """Return each format once; a template that cannot be used is told before anything is made."""
    text = load_texts(reader_language())
    asked = list(dict.fromkeys(formats))
    unknown = [name for name in asked if name not in FORMATS]
    if unknown or not asked:
        name = unknown[0] if unknown else ""
        raise SkcoreError(text("refused.format", name=name, allowed=", ".join(FORMATS)))
    if template is not None:
        if "pptx" not in asked:
            raise SkcoreError(text("refused.template_without_pptx"))
        from skcore.slides.powerpoint.template import open_template

        open_template(template)
    return asked


def chosen_units(release: StudyRelease, asked: Sequence[str]) -> list[str]:
    facts = release.facts
    there = facts.workplaces(facts.last_wave)
    if list(asked) == ["none"]:
        return []
    if list(asked) == ["all"]:
        return own_decks(release)
    unknown = [unit for unit in asked if unit not in there]
    if unknown:
        raise SkcoreError(
            facts.texts("made.no_workplace", unit=unknown[0], allowed=", ".join(there))
        )
    return list(asked)


def _names(release: StudyRelease, units: list[str]) -> dict[str, str | None]:
    """Return each deck's file name, without its end and with its folder, and its workplace."""
    text = release.facts.texts
    names: dict[str, str | None] = {text("files.network"): None}
    for unit in units:
        names[f"{text('files.workplaces')}/{file_name(unit, names)}"] = unit
    return names


def file_name(unit: str, taken: dict[str, Any]) -> str:
    """Make a name that every file system takes; ids may hold anything."""
    plain = re.sub(r"[^\w-]+", "-", unit).strip("-").lower()[:60] or "x"
    plain += "-x" * bool(_RESERVED.fullmatch(plain))
    used = {Path(name).stem for name in taken}
    number = 1
    name = plain
    while name in used:
        number += 1
        name = f"{plain}-{number}"
    return name
