"""From a notebook to a deck: ``jupyter nbconvert --to meeting-slides`` and ``--to pptx``."""

from __future__ import annotations

import hashlib
import re
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import Exporter, FilenameExtension
from traitlets import Bool, Instance, Integer, List, Unicode
from traitlets.config import Application, Config

from skcore.errors import DisclosureError, SkcoreError
from skcore.look import Look
from skcore.problems import has_errors
from skcore.reading.study import load_study
from skcore.release import StudyRelease, release_study
from skcore.release.history import earlier_of, record
from skcore.runs.manifest import manifest_bytes
from skcore.slides.html import render_stacks
from skcore.slides.notebook_look import look_of_study, path_of_study, study_of
from skcore.slides.pages import Deck, Draft, collect, shows_slides, speaks_of_a_study
from skcore.slides.powerpoint.free import prefer_pictures
from skcore.slides.pptx import pptx_of
from skcore.slides.shown import hashed_words, shown_numbers
from skcore.storage import in_words
from skcore.texts import LANGUAGES, load_texts
from skcore.texts.reader import reader_language

NBCONVERT = "jupyter-nbconvert"  # its command line; importing it here would go in a circle
_FORMULA = re.compile(
    r"\$\$.+?\$\$|(?<![\\\w$])\$(?=\S)[^$\n]*[^\s$]\$(?!\d)|\\\(|\\\[|\\begin\{", re.DOTALL
)
#: what the study of a deck's slides was released as, and the ledgers that remember it
Released = tuple[StudyRelease, list[str]] | None


class DeckExporter(Exporter):
    """What both our exporters read of a notebook.

    Slides that cells show and Markdown cells become the deck, whatever the notebook imports; in a
    notebook with slides, Markdown with slideshow metadata (slide, subslide, fragment, notes).
    All other outputs are left out, since they have not come through the door, and cells with the
    tag ``confidential`` are too; the log names the cells. Slides of a study go the way of
    ``skcore slides``: the study that ``STUDY`` names is released again, planned with what was
    shown before and remembered, and the slides must be those of this release.
    """

    language = Unicode("", help="da or en; empty: what the notebook says").tag(config=True)
    title = Unicode("", help="Title of the deck; empty: what the notebook says").tag(config=True)
    study = Unicode(
        "",
        help="The study file of the slides; empty: the one that STUDY in the notebook's "
        "parameters names",
    ).tag(config=True)
    edition = Integer(1, help="Edition: 2 when released answers have changed").tag(config=True)
    released = List(
        Unicode(), help="For a new edition: the study files as they were when released"
    ).tag(config=True)
    ordinary = Bool(
        default_value=False,
        help="Declare that the notebook is about no study: all outputs are exported",
    ).tag(config=True)
    look = Instance(Look, ())  # the organisation's colour and logo

    @property
    def default_config(self) -> Any:
        """Nothing of what was typed into a widget is kept when a notebook is run for export."""
        ours = Config({"ExecutePreprocessor": {"store_widget_state": False}})
        ours.merge(super().default_config)
        return ours

    # exporters return text or bytes where the base class says notebook; nbconvert's own do the same
    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Return the deck and nbconvert's resources."""
        copy, resources = super().from_notebook_node(nb, resources, **kw)
        try:
            deck, released = self._deck(copy, resources)
            made = self._render(deck)
        except SkcoreError as error:
            if not (Application.initialized() and Application.instance().name == NBCONVERT):
                raise
            # the command line gets the sentence alone
            self.log.critical("%s", error)
            raise SystemExit(1) from error
        if released is not None:
            self._add_manifest(resources, made, deck, *released)
        return made, resources

    @abstractmethod
    def _render(self, deck: Deck) -> str | bytes:
        """Return the file that a deck becomes."""

    def _deck(self, nb: Any, resources: Any) -> tuple[Deck, Released]:
        text = load_texts(reader_language())
        of_a_study = speaks_of_a_study(nb) if self.ordinary else []
        if of_a_study:
            raise DisclosureError(text("notebook.not_ordinary", cells=_listed(of_a_study)))
        stacks, left_out = collect(nb, ordinary=self.ordinary)
        if left_out:
            self.log.warning("%s", text("notebook.left_out", cells=_listed(left_out)))
        formulas = _with_formulas(nb)
        if formulas:
            self.log.warning("%s", text("notebook.formulas", cells=_listed(formulas)))
        language = self._language(nb, stacks)
        title = self.title or _title(nb, stacks, resources)
        look = self._look(nb, resources, language)
        return Deck(stacks, title, language, look), self._release(nb, resources, stacks)

    def _release(self, nb: Any, resources: Any, stacks: Sequence[Sequence[Draft]]) -> Released:
        """Release the study of the slides again, and remember it; None without results."""
        shown = [(draft.cell, draft.slide) for draft in _drafts(stacks) if draft.slide is not None]
        telling = [(cell, one) for cell, one in shown if one.result_id or one.figure is not None]
        if not telling:
            return None
        language = telling[0][1].language
        text = load_texts(language)
        named = self.study or study_of(nb)
        if not named:
            cells = _listed(cell for cell, _ in telling)
            raise DisclosureError(text("notebook.no_study", cells=cells))
        path = path_of_study(named, folder=self._folder(resources))
        if path is None:
            raise DisclosureError(text("notebook.study_elsewhere", name=named[:80]))
        study = load_study(path, language=language)
        folder = self._folder(resources)
        released = [path_of_study(old, folder=folder) or old for old in self.released]
        earlier = earlier_of(study, edition=self.edition, decks=[folder], released=released)
        release = release_study(study, earlier=earlier)
        others = [cell for cell, one in telling if one.result_id != release.result_id]
        if others:
            raise DisclosureError(
                text("notebook.other_result", cells=_listed(others), result=release.result_id)
            )
        with in_words(language):
            return release, record(study, release, edition=self.edition)

    def _folder(self, resources: Any) -> Path:
        """Where a path counts from: where a command was typed, or where the notebook lies."""
        return Path("" if self.study else resources.get("metadata", {}).get("path", ""))

    def _add_manifest(
        self, resources: Any, made: str | bytes, deck: Deck, release: StudyRelease, own: list[str]
    ) -> None:
        """Put the manifest beside the deck, under the deck's name."""
        name = str(resources.get("metadata", {}).get("name", "") or "notebook")
        content = made if isinstance(made, bytes) else made.encode()
        slides = [draft.slide for draft in _drafts(deck.stacks) if draft.slide is not None]
        manifest = manifest_bytes(
            release,
            edition=self.edition,
            files={f"{name}{self.file_extension}": hashlib.sha256(content).hexdigest()},
            ledgers=own,
            shown={name: shown_numbers(slides)},
            words={name: hashed_words(slides)},
        )
        # "./": nbconvert makes the file's folder, and that of a bare name is none
        resources.setdefault("outputs", {})[f"./{name}.manifest.json"] = manifest

    def _language(self, nb: Any, stacks: Sequence[Sequence[Draft]]) -> str:
        told = [self.language, nb.metadata.get("skcore", {}).get("language", "")]
        told += [draft.slide.language for draft in _drafts(stacks) if draft.slide]
        told += [str(nb.metadata.get("lang", ""))[:2], "da"]
        return str(next(language for language in told if language in LANGUAGES))

    def _look(self, nb: Any, resources: Any, language: str) -> Look:
        """Return the look that was given, else that of the study, else ours."""
        given: Look = self.look
        named = self.study or (study_of(nb) if shows_slides(nb) else "")
        if given != Look() or not named:
            return given
        look, problems = look_of_study(named, folder=self._folder(resources))
        if has_errors(problems):
            said = " ".join(f"{p.file}: {p.text(language)}".lstrip(": ") for p in problems)
            self.log.warning("The deck has our look, not the organisation's. %s", said)
        return look


class MeetingSlidesExporter(DeckExporter):
    """Export a notebook's slides as one HTML file that works without a network."""

    export_from_notebook = "Meeting slides (one HTML file)"
    output_mimetype = "text/html"
    file_extension = FilenameExtension(".slides.html").tag(config=True)

    theme = Unicode("light", help="light or dark").tag(config=True)

    def _render(self, deck: Deck) -> str:
        return render_stacks(deck, theme=self.theme)


class PptxExporter(DeckExporter):
    """Export a notebook's slides as a PowerPoint file whose charts and tables can be edited."""

    export_from_notebook = "Meeting slides (PowerPoint)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

    file_extension = FilenameExtension(".pptx").tag(config=True)
    template_file = Unicode("", help="The organisation's own .pptx; empty: ours").tag(config=True)

    def _deck(self, nb: Any, resources: Any) -> tuple[Deck, Released]:
        prefer_pictures(nb)
        return super()._deck(nb, resources)

    def _render(self, deck: Deck) -> bytes:
        return pptx_of(deck, template=self.template_file)


def _drafts(stacks: Sequence[Sequence[Draft]]) -> list[Draft]:
    return [draft for stack in stacks for draft in stack]


def _listed(cells: Iterable[int]) -> str:
    return ", ".join(str(number) for number in dict.fromkeys(cells))


def _with_formulas(nb: Any) -> list[int]:
    """Numbers of the Markdown cells on slides that hold a formula, which nothing here sets."""
    ours = shows_slides(nb)
    kinds = [cell.metadata.get("slideshow", {}).get("slide_type", "") for cell in nb.cells]
    return [
        number
        for number, (cell, kind) in enumerate(zip(nb.cells, kinds, strict=True), 1)
        if cell.cell_type == "markdown"
        and kind not in ("skip", "notes")
        and (kind or not ours)
        and _FORMULA.search(cell.source)
    ]


def _title(nb: Any, stacks: Sequence[Sequence[Draft]], resources: Any) -> str:
    told = [nb.metadata.get("skcore", {}).get("title", ""), nb.metadata.get("title", "")]
    told += [draft.title for draft in _drafts(stacks)]
    told += [resources.get("metadata", {}).get("name", ""), "Slides"]
    return str(next(title for title in told if title))
