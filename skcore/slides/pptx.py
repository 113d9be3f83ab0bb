"""Notebooks to one PowerPoint file: ``jupyter nbconvert --to pptx``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from nbconvert.exporters.exporter import Exporter
from traitlets import Instance, Unicode

from skcore.look import Look
from skcore.slides.html import MeetingSlidesExporter, _title
from skcore.slides.notebook import deck_notebook
from skcore.slides.pages import collect
from skcore.slides.powerpoint.brand import dress
from skcore.slides.powerpoint.free import add_free_pages, prefer_pictures
from skcore.slides.powerpoint.package import presentation_bytes
from skcore.slides.powerpoint.page import add_page
from skcore.slides.powerpoint.template import open_template
from skcore.slides.slide import Slide

__all__ = ["PptxExporter", "render_pptx"]


class PptxExporter(Exporter):
    """Export a notebook's slides as a PowerPoint file whose charts and tables can be edited.

    What becomes a slide is decided as in ``MeetingSlidesExporter``.
    """

    export_from_notebook = "Meeting slides (PowerPoint)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

    language = Unicode("", help="da or en; empty: what the notebook says").tag(config=True)
    title = Unicode("", help="Title of the deck; empty: what the notebook says").tag(config=True)
    template_file = Unicode("", help="The organisation's own .pptx; empty: ours").tag(config=True)
    look = Instance(Look, ())  # the organisation's colour and logo

    def _file_extension_default(self) -> str:
        return ".pptx"

    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the deck and nbconvert's resources."""
        copy, resources = super().from_notebook_node(nb, resources, **kw)
        prefer_pictures(copy)
        stacks, left_out = collect(copy)
        if left_out:
            cells = ", ".join(str(number) for number in left_out)
            self.log.warning(
                "Outputs left out of the deck, since they have not come through the door: cell %s. "
                "Show them as a Slide made from what protect() returned.",
                cells,
            )
        language = MeetingSlidesExporter._language(self, copy, stacks)  # type: ignore[arg-type]
        title = self.title or _title(copy, stacks, resources)
        template = open_template(self.template_file or None)
        drafts = [draft for stack in stacks for draft in stack]
        for draft in drafts:
            number = len(template.presentation.slides) + 1
            if draft.slide is not None:
                add_page(template, draft.slide, number=number)
            else:
                add_free_pages(template, draft, language=language)
        dress(template, self.look, language=language)
        content = presentation_bytes(template.presentation, title=title, language=language)
        return content, resources


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
