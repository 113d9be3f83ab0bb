"""A deck as a notebook, so that every deck goes through the same exporters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from nbformat import NotebookNode, v4

from skcore.slides.slide import MIME_TYPE, Slide

__all__ = ["deck_notebook"]

_v4: Any = v4  # nbformat says nothing of its types here


def deck_notebook(
    slides: Iterable[Slide], *, title: str, language: Literal["da", "en"]
) -> NotebookNode:
    """Return a notebook with one code-less cell per slide.

    Parameters
    ----------
    slides
        In the order of the deck.
    title
        The deck's name: the page title in a browser, the document's title in PowerPoint.
    language
        ``da`` or ``en``.

    Returns
    -------
    NotebookNode
        Metadata ``skcore`` holds title and language; each cell's output carries a slide's JSON.
        Cell ids are counted, so the same slides give the same notebook.

    Examples
    --------
    >>> deck = deck_notebook([Slide(title="Velkommen")], title="1. netværksmøde", language="da")
    >>> deck.cells[0].outputs[0].data["text/plain"]
    'Velkommen'
    """
    cells = []
    for number, slide in enumerate(slides, start=1):
        data = {MIME_TYPE: slide.to_json(), "text/plain": slide.to_text()}
        output = _v4.new_output("display_data", data=data)
        cells.append(_v4.new_code_cell(source="", outputs=[output], id=f"slide-{number}"))
    metadata = {
        "skcore": {"title": title, "language": language},
        "language_info": {"name": "python"},
    }
    notebook: NotebookNode = _v4.new_notebook(cells=cells, metadata=metadata)
    return notebook
