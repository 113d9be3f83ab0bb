"""From a study file to decks on disk: checked, planned with what was shown, made, brought out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from skcore.decks import left_out, own_decks
from skcore.decks.left_out import without_numbers
from skcore.disclosure.memory.made_decks import MANIFEST
from skcore.errors import SkcoreError
from skcore.look import THEMES
from skcore.making import Run, Step, make_all, slides_of, title_of
from skcore.provenance import (
    SHOWN,
    confidential_files,
    decks_before,
    manifest_bytes,
    read_manifest,
    shown_bytes,
)
from skcore.reading.study import Study, load_study
from skcore.release import StudyRelease, release_study
from skcore.release.history import earlier_of, in_turn, ledgers_after
from skcore.runs import Bench, at_work, bring_out
from skcore.slides.shown import hashed_words, shown_numbers
from skcore.texts import LANGUAGES, load_texts
from skcore.texts.numbers import join_words
from skcore.texts.reader import reader_language

__all__ = [
    "FORMATS",
    "Made",
    "chosen_units",
    "file_name",
    "in_language",
    "make_decks",
    "numbers_of_study",
]

Shown = dict[str, list[dict[str, str]]]
Words = dict[str, list[str]]

FORMATS = ("html", "pptx")  # what decks can be made as, and the end of their files' names
FEW_FILES = 4  # named in a line of what lies there


@dataclass(frozen=True)
class Made:
    """What was written: the network deck first, the manifest last."""

    files: tuple[Path, ...]
    told: tuple[str, ...] = ()  # what was made, in their language
    failed: tuple[str, ...] = ()  # decks that could not be made; they stop no other


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
    own_template = None if template is None else Path(template)
    on_step("…", 0, 0)
    place = Path(out)
    study = in_language(load_study(path), language)
    if theme not in THEMES:
        allowed = ", ".join(THEMES)
        raise SkcoreError(load_texts(study.language)("refused.theme", name=theme, allowed=allowed))
    _check_no_answers_lie_in(place, study)
    folder = study.path.parent
    seen = in_turn(study, edition=edition, decks=[place], released=released)
    with seen as (earlier, finished):
        on_step(load_texts(study.language)("made.computing"), 0, 0)
        release = release_study(study, earlier=earlier)
        look = replace(release.facts.look, theme=theme)
        release = replace(release, facts=replace(release.facts, look=look))
        names = _names(release, chosen_units(release, units))
        run = Run(study, release, names, place, asked, own_template, edition)
        with at_work(place, folder):
            before = decks_before(place)
            bench = Bench(place, run.key(), ledgers=folder)
            if force:
                bench.clear()
            kept, failed = list[str](), dict[str, str]()
            if bench.place.resolve() not in finished:
                failed = make_all(bench, run, jobs=jobs, on_step=on_step)
                kept = _bring_out(bench, run, failed)
            bench.clear(others=True)
    told = _told(run, failed, path) + _told_of_older(run, before, kept)
    files = [*read_manifest(place)["files"], MANIFEST]
    return Made(tuple(place / name for name in files), tuple(told), tuple(failed))


def _bring_out(bench: Bench, run: Run, failed: Mapping[str, str]) -> list[str]:
    """Add what tells of the decks, and bring all out; return what was edited and is kept aside."""
    files: dict[str, str] = {}
    folders: dict[str, tuple[Shown, Words]] = {"": ({}, {})}
    for name in run.names:
        if name not in failed:
            mark = bench.mark(name)
            files |= mark["files"]
            place, _, deck = name.rpartition("/")
            shown, words = folders.setdefault(place, ({}, {}))
            shown[deck], words[deck] = mark["shown"], mark["words"]
    shown, words = folders.pop("")
    for place, own in folders.items():
        files[f"{place}/{SHOWN}"] = bench.write(f"{place}/{SHOWN}", shown_bytes(*own))
    names, ledgers = ledgers_after(run.study, run.release, edition=run.edition, out=run.out)
    manifest = manifest_bytes(
        run.release,
        files=files,
        ledgers=names,
        shown=shown,
        words=words,
        edition=run.edition,
        template=run.template,
        failed=list(failed),
    )
    bench.write(MANIFEST, manifest)
    how: dict[str, Any] = {"study": run.study, "ledgers": ledgers}
    return bring_out(bench.place, run.out, [*files, MANIFEST], **how)


def numbers_of_study(
    path: str | Path,
    *,
    language: str,
    edition: int = 1,
    decks: Sequence[Path] = (),
    released: Sequence[str | Path] = (),
) -> tuple[StudyRelease, Shown, Words]:
    """Return what the decks of a study would be made of now, their numbers, and their words.

    Nothing is written. ``decks`` are folders of decks whose ledgers must be there; the others are
    as in ``make_decks``.
    """
    study = in_language(load_study(path), language)
    earlier = earlier_of(study, edition=edition, decks=decks, released=released)
    release = release_study(study, earlier=earlier)
    shown, words = Shown(), Words()
    for name, unit in _names(release, chosen_units(release, ["all"])).items():
        slides = slides_of(release, unit)
        shown[name], words[name] = shown_numbers(slides), hashed_words(slides)
    return release, shown, words


def _told(run: Run, failed: Mapping[str, str], path: str | Path) -> list[str]:
    """Say what was made, and what a reader would look for in vain."""
    facts, text = run.release.facts, run.release.facts.texts
    made = [name for name in run.names if name not in failed]
    own = [name for name in made if run.names[name] is not None]
    lines = [
        text("made.network", file=run.out.resolve() / f"{name}.{run.formats[0]}")
        for name in made
        if run.names[name] is None
    ]
    if own:
        key = f"made.own.{'one' if len(own) == 1 else 'many'}"
        lines.append(text(key, n=len(own), folder=run.out.resolve() / Path(own[0]).parent))
    kinds = join_words([text(f"made.{kind}") for kind in run.formats], language=facts.language)
    lines += [text("made.formats", formats=kinds), text("made.workbooks"), *left_out(run.release)]
    for name, reason in failed.items():
        lines.append(text("made.failed", deck=title_of(facts, run.names[name]), reason=reason))
    wave = facts.last_wave
    return lines + without_numbers(
        run.release.plans.means[facts.primary.id],
        facts.workplaces(wave),
        wave=wave,
        path=path,
        language=facts.language,
    )


def _check_no_answers_lie_in(out: Path, study: Study) -> None:
    lying = confidential_files(out)
    if lying:
        text = load_texts(study.language)
        raise SkcoreError(text("refused.confidential", folder=out, files=", ".join(lying)))


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


def in_language(study: Study, language: str | None) -> Study:
    if language is None or language == study.language:
        return study
    if language not in LANGUAGES:
        text = load_texts(study.language)
        raise SkcoreError(text("refused.language", name=language, allowed=" / ".join(LANGUAGES)))
    return replace(study, language=language)


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
    used = {Path(name).stem for name in taken}
    number = 1
    name = plain
    while name in used:
        number += 1
        name = f"{plain}-{number}"
    return name


def _told_of_older(run: Run, before: Mapping[str, str], kept: list[str]) -> list[str]:
    """Say what lies beside the new decks and is not one of them."""
    made = read_manifest(run.out)["files"]
    older = [
        name
        for name in sorted(before.keys() - made.keys())
        if (run.out / name).is_file() and not name.endswith(SHOWN)
    ]
    lines = []
    for key, names in (("made.kept", kept), ("made.older", older)):
        if names:
            more = " …" if len(names) > FEW_FILES else ""
            files = ", ".join(names[:FEW_FILES]) + more
            lines.append(run.release.facts.texts(key, files=files))
    return lines
