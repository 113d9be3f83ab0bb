"""Notebooks to one PowerPoint file: ``jupyter nbconvert --to pptx``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from traitlets import Unicode

from skcore.look import Look
from skcore.slides.exporter import DeckExporter
from skcore.slides.notebook import deck_notebook
from skcore.slides.powerpoint.brand import dress
from skcore.slides.powerpoint.free import add_free_pages, prefer_pictures
from skcore.slides.powerpoint.package import presentation_bytes
from skcore.slides.powerpoint.page import add_page
from skcore.slides.powerpoint.template import open_template
from skcore.slides.slide import Slide

__all__ = ["PptxExporter", "render_pptx"]


class PptxExporter(DeckExporter):
    """Export a notebook's slides as a PowerPoint file whose charts and tables can be edited.

    What becomes a slide is decided by ``skcore.slides.exporter.DeckExporter``.
    """

    export_from_notebook = "Meeting slides (PowerPoint)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

    template_file = Unicode("", help="The organisation's own .pptx; empty: ours").tag(config=True)

    def _file_extension_default(self) -> str:
        return ".pptx"

    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the deck and nbconvert's resources."""
        deck, resources = self._deck(nb, resources, prefer=prefer_pictures, **kw)
        template = open_template(self.template_file or None)
        for draft in (draft for stack in deck.stacks for draft in stack):
            number = len(template.presentation.slides) + 1
            if draft.slide is not None:
                add_page(template, draft.slide, number=number)
            else:
                add_free_pages(template, draft, language=deck.language)
        dress(template, deck.look, language=deck.language)
        how = {"title": deck.title, "language": deck.language}
        return presentation_bytes(template.presentation, **how), resources


def render_pptx(
    slides: Iterable[Slide],
    *,
    title: str,
    language: Literal["da", "en"],
    template: str | Path | None = None,
    look: Look | None = None,
) -> bytes:
    """Return slides as one PowerPoint file, through the exporter that notebooks use too.

    Parameters
    ----------
    slides
        In the order of the deck; what is too long is parted.
    title
        The document's title.
    language
        ``da`` or ``en``.
    template
        The organisation's own ``.pptx``; ours where None.
    look
        The organisation's colour and logo; a template of its own brings its own logo.

    Raises
    ------
    SkcoreError
        When the template cannot be read or lacks a layout.

    Examples
    --------
    >>> deck = render_pptx([Slide("Velkommen")], title="1. netværksmøde", language="da")
    >>> deck[:2]
    b'PK'
    """
    notebook = deck_notebook(slides, title=title, language=language)
    exporter: Any = PptxExporter  # nbconvert has no types for making one
    exporter = exporter(
        template_file="" if template is None else str(template), look=look or Look()
    )
    content, _ = exporter.from_notebook_node(notebook)
    return bytes(content)
