"""From a notebook to a deck, whatever file it is then written as: slides, language, title, look."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import Exporter
from traitlets import Instance, Unicode

from skcore.look import Look
from skcore.problems import has_errors
from skcore.slides.notebook_look import look_of_study, study_of
from skcore.slides.pages import Draft, collect, uses_skcore
from skcore.texts import LANGUAGES

__all__ = ["Deck", "DeckExporter"]


_FORMULA = re.compile(
    r"\$\$.+?\$\$|(?<![\\\w$])\$(?=\S)[^$\n]*[^\s$]\$(?!\d)|\\\(|\\\[|\\begin\{", re.DOTALL
)


@dataclass(frozen=True)
class Deck:
    """What a notebook has to show, before it is laid out."""

    stacks: Sequence[Sequence[Draft]]  # subslides lie under their slide
    title: str
    language: str
    look: Look


class DeckExporter(Exporter):
    """What all our exporters read of a notebook.

    Slides that cells show, and Markdown cells with slideshow metadata (slide, subslide, fragment,
    notes, skip), become the deck. In a notebook that uses skcore other outputs are left out,
    since they have not come through the door; the log names their cells. In other notebooks
    ordinary outputs (HTML, SVG, PNG, JPEG, text) are exported.
    """

    language = Unicode("", help="da or en; empty: what the notebook says").tag(config=True)
    title = Unicode("", help="Title of the deck; empty: what the notebook says").tag(config=True)
    study = Unicode(
        "",
        help="The study file whose [look] the deck has; empty: the one that STUDY in the "
        "notebook's parameters names",
    ).tag(config=True)
    look = Instance(Look, ())  # the organisation's colour and logo

    def _deck(
        self,
        nb: Any,
        resources: Any,
        prefer: Callable[[Any], None] = lambda _: None,
        **kw: Any,
    ) -> tuple[Deck, dict[str, Any]]:
        """Return the deck of a notebook and nbconvert's resources.

        ``prefer`` chooses among the forms that an output comes in; it changes a copy.
        """
        copy, resources = super().from_notebook_node(nb, resources, **kw)
        prefer(copy)
        stacks, left_out = collect(copy)
        if left_out:
            cells = ", ".join(str(number) for number in left_out)
            self.log.warning(
                "Outputs left out of the deck, since they have not come through the door: cell %s. "
                "Show them as a Slide made from what protect() returned.",
                cells,
            )
        formulas = _with_formulas(copy)
        if formulas:
            self.log.warning(
                "Formulas stand in the deck as they were typed: cell %s. Show them as a picture.",
                ", ".join(map(str, formulas)),
            )
        language = self._language(copy, stacks)
        title = self.title or _title(copy, stacks, resources)
        look = self._look(copy, resources, language)
        return Deck(stacks, title, language, look), resources

    def _language(self, nb: Any, stacks: Sequence[Sequence[Draft]]) -> str:
        told = [self.language, nb.metadata.get("skcore", {}).get("language", "")]
        told += [draft.slide.language for stack in stacks for draft in stack if draft.slide]
        told += [str(nb.metadata.get("lang", ""))[:2], "da"]
        return str(next(language for language in told if language in LANGUAGES))

    def _look(self, nb: Any, resources: Any, language: str) -> Look:
        """Return the look that was given, else that of the study, else ours."""
        given: Look = self.look
        named = self.study or (study_of(nb) if uses_skcore(nb) else "")
        if given != Look() or not named:
            return given
        # a path on the command line counts from where it was typed, one in a notebook from there
        folder = "" if self.study else resources.get("metadata", {}).get("path", "")
        look, problems = look_of_study(named, folder=Path(folder))
        if has_errors(problems):
            said = " ".join(f"{p.file}: {p.text(language)}".lstrip(": ") for p in problems)
            self.log.warning("The deck has our look, not the organisation's. %s", said)
        return look


def _with_formulas(nb: Any) -> list[int]:
    """Numbers of the Markdown cells on slides that hold a formula, which nothing here sets."""
    ours = uses_skcore(nb)
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
    told += [draft.title for stack in stacks for draft in stack]
    told += [resources.get("metadata", {}).get("name", ""), "Slides"]
    return str(next(title for title in told if title))
