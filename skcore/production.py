"""From a study file to decks on disk: checked, planned with what was shown, written whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from skcore.decks import left_out, network_deck, own_decks, unit_deck
from skcore.disclosure.memory.decks import remember_folder
from skcore.errors import SkcoreError
from skcore.explanation import without_numbers
from skcore.look import THEMES
from skcore.provenance import (
    SHOWN,
    confidential_files,
    decks_before,
    file_hash,
    manifest_bytes,
    shown_bytes,
    write_whole,
)
from skcore.reading.study import Study, load_study
from skcore.release import StudyFacts, StudyRelease, release_study
from skcore.release.history import earlier_of, record
from skcore.slides.html import render_deck
from skcore.slides.shown import hashed_words, shown_numbers
from skcore.slides.slide import Slide
from skcore.slides.workbook import render_workbook
from skcore.texts import LANGUAGES, load_texts
from skcore.texts.commands import reader_language
from skcore.texts.numbers import join_words

__all__ = ["FORMATS", "Made", "make_decks", "numbers_of_study"]

Step = Callable[[str, int, int], None]
Deck = tuple[str, list[Slide]]
Shown = dict[str, list[dict[str, str]]]
Words = dict[str, list[str]]

FORMATS = ("html", "pptx")  # what decks can be made as, and the end of their files' names
WORKBOOK = "xlsx"  # with each deck, whatever it is made as: its numbers to plot anew
FEW_FILES = 4  # named in a line of what lies there


@dataclass(frozen=True)
class Made:
    """What was written: the network deck first, the manifest last."""

    files: tuple[Path, ...]
    told: tuple[str, ...] = ()  # what was made, in their language


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
    on_step: Step = lambda *_: None,
) -> Made:
    """Make the network deck and the workplaces' own decks of a study.

    Parameters
    ----------
    path
        The study file.
    out
        Folder for the decks; made where it does not exist. Nothing is written unless all is made.
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
    on_step
        Called with words, steps done and steps in all.

    Returns
    -------
    Made
        Its ``files``, the network deck first and the manifest last; ``told``, lines that say what
        was made, where it lies, and how many workplaces get no numbers.

    Raises
    ------
    SkcoreError
        With everything that is wrong with the input, when answers of a released survey have
        changed and no edition is named, or when a template lacks a layout.
    """
    asked = _checked_formats(formats, template)
    on_step("…", 0, 0)
    place = Path(out)
    study = _in_language(load_study(path), language)
    if theme not in THEMES:
        allowed = ", ".join(THEMES)
        raise SkcoreError(load_texts(study.language)("refused.theme", name=theme, allowed=allowed))
    lying = confidential_files(place)
    if lying:
        text = load_texts(study.language)
        raise SkcoreError(text("refused.confidential", folder=place, files=", ".join(lying)))
    earlier = earlier_of(study, edition=edition, decks=[place], released=released)
    on_step(load_texts(study.language)("made.computing"), 0, 0)
    release = release_study(study, earlier=earlier)
    look = replace(release.facts.look, theme=theme)
    release = replace(release, facts=replace(release.facts, look=look))
    chosen = _chosen_units(release, units)
    decks = _decks(release, chosen)
    pages = _rendered(decks, release, asked, template, jobs, on_step)
    shown, words, own = _shown(decks)
    ledgers = record(study, release, edition=edition)
    remember_folder(study.path, place)
    manifest = partial(
        manifest_bytes,
        release,
        ledgers=ledgers,
        shown=shown,
        words=words,
        edition=edition,
        template=template,
    )
    before = decks_before(place)
    kept = _keep_edited(place, before, pages, facts=release.facts)
    written = write_whole(place, pages | own, manifest)
    told = _told(release, place, list(decks), asked, path)
    told += _told_of_older(place, before, pages, kept, facts=release.facts)
    return Made(files=tuple(written), told=tuple(told))


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
    study = _in_language(load_study(path), language)
    earlier = earlier_of(study, edition=edition, decks=decks, released=released)
    release = release_study(study, earlier=earlier)
    made = _decks(release, _chosen_units(release, ["all"]))
    shown = {name: shown_numbers(slides) for name, (_, slides) in made.items()}
    return release, shown, {name: hashed_words(slides) for name, (_, slides) in made.items()}


def _told(
    release: StudyRelease, place: Path, decks: list[str], formats: list[str], path: str | Path
) -> list[str]:
    """Say what was made, and what a reader would look for in vain."""
    facts, text = release.facts, release.facts.texts
    network, *own = decks
    lines = [text("made.network", file=place.resolve() / f"{network}.{formats[0]}")]
    if own:
        key = f"made.own.{'one' if len(own) == 1 else 'many'}"
        lines.append(text(key, n=len(own), folder=place.resolve() / Path(own[0]).parent))
    kinds = join_words([text(f"made.{kind}") for kind in formats], language=facts.language)
    lines += [text("made.formats", formats=kinds), text("made.workbooks"), *left_out(release)]
    wave = facts.last_wave
    return lines + without_numbers(
        release.plans.means[facts.primary.id],
        facts.workplaces(wave),
        wave=wave,
        path=path,
        language=facts.language,
    )


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


def _in_language(study: Study, language: str | None) -> Study:
    if language is None or language == study.language:
        return study
    if language not in LANGUAGES:
        text = load_texts(study.language)
        raise SkcoreError(text("refused.language", name=language, allowed=" / ".join(LANGUAGES)))
    return replace(study, language=language)


def _chosen_units(release: StudyRelease, asked: Sequence[str]) -> list[str]:
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


def _decks(release: StudyRelease, units: list[str]) -> dict[str, Deck]:
    """File name without its end -> title and slides of each deck."""
    facts = release.facts
    text = facts.texts
    name = text("files.network")
    title = text("deck.title_of_network", title=facts.title)
    decks = {name: (title, network_deck(release))}
    for unit in units:
        title = text("deck.title_of_unit", unit=facts.unit_name(unit))
        file = f"{text('files.workplaces')}/{_file_name(unit, decks)}"
        decks[file] = (title, unit_deck(release, unit))
    return decks


def _file_name(unit: str, taken: dict[str, Any]) -> str:
    """Make a name that every file system takes; ids may hold anything."""
    plain = re.sub(r"[^\w-]+", "-", unit).strip("-").lower()[:60] or "x"
    used = {Path(name).stem for name in taken}
    number = 1
    name = plain
    while name in used:
        number += 1
        name = f"{plain}-{number}"
    return name


def _render(deck: Deck, kind: str, facts: StudyFacts, template: str | Path | None) -> bytes:
    """Return one deck's bytes in one format."""
    title, slides = deck
    how: dict[str, Any] = {"title": title, "language": facts.language, "look": facts.look}
    if kind == "html":
        return render_deck(slides, **how).encode("utf-8")
    if kind == WORKBOOK:
        return render_workbook(slides, language=facts.language)
    from skcore.slides.pptx import render_pptx

    return render_pptx(slides, **how, template=template)


def _rendered(
    decks: dict[str, Deck],
    release: StudyRelease,
    formats: list[str],
    template: str | Path | None,
    jobs: int,
    on_step: Step,
) -> dict[str, bytes]:
    from joblib import Parallel, delayed

    facts = release.facts
    # starting processes costs more than a few decks do
    files = {
        f"{name}.{kind}": (deck, kind)
        for name, deck in decks.items()
        for kind in (*formats, WORKBOOK)
    }
    workers = 1 if len(files) < 6 else (jobs or -1)
    results = Parallel(n_jobs=workers, return_as="generator")(
        delayed(_render)(deck, kind, facts, template) for deck, kind in files.values()
    )
    pages = {}
    for done, (name, page) in enumerate(zip(files, results, strict=True), start=1):
        pages[name] = page
        on_step(facts.texts("made.drawing"), done, len(files))
    return pages


def _shown(decks: dict[str, Deck]) -> tuple[Shown, Words, dict[str, bytes]]:
    """Return the network deck's numbers and words, and the file with those of the others."""
    folders: dict[str, tuple[Shown, Words]] = {}
    for name, (_, slides) in decks.items():
        place, _, deck = name.rpartition("/")
        shown, words = folders.setdefault(place, ({}, {}))
        shown[deck], words[deck] = shown_numbers(slides), hashed_words(slides)
    own = {f"{place}/{SHOWN}": shown_bytes(*found) for place, found in folders.items() if place}
    return *folders[""], own


def _keep_edited(
    out: Path, before: Mapping[str, str], pages: Mapping[str, bytes], *, facts: StudyFacts
) -> list[str]:
    """Set files to edit aside that somebody has edited since they were made; return where."""
    kept = []
    for name in sorted(before.keys() & pages.keys()):
        file = out / name
        if file.suffix in {".pptx", ".xlsx"} and file.is_file() and file_hash(file) != before[name]:
            number, aside = 1, file
            while aside.exists():
                words = facts.texts("made.edited_name", name=file.stem, number=number)
                number, aside = number + 1, file.with_name(f"{words}{file.suffix}")
            file.rename(aside)
            kept.append(aside.relative_to(out).as_posix())
    return kept


def _told_of_older(
    out: Path,
    before: Mapping[str, str],
    pages: Mapping[str, bytes],
    kept: list[str],
    *,
    facts: StudyFacts,
) -> list[str]:
    """Say what lies beside the new decks and is not one of them."""
    older = [
        name
        for name in sorted(before.keys() - pages.keys())
        if (out / name).is_file() and not name.endswith(SHOWN)
    ]
    lines = []
    for key, names in (("made.kept", kept), ("made.older", older)):
        if names:
            more = " …" if len(names) > FEW_FILES else ""
            lines.append(facts.texts(key, files=", ".join(names[:FEW_FILES]) + more))
    return lines
