"""Printed pages by typst: tagged, in our own font, the same bytes for the same data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from skcore.errors import SkcoreError
from skcore.figures.words import font_file
from skcore.texts import load_texts

__all__ = ["typeset"]

ACCENT = "#1f4e79"


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """Return a PDF/UA-1 made from one of our templates; data are text and never markup.

    ``data`` holds ``title``, ``lang``, ``organisation``, ``page`` and what the template names.

    Raises
    ------
    SkcoreError
        When the text has letters that our font lacks (a question must not lose one in silence),
        or typst warns: nobody would see it on paper.
    """
    import typst

    text = json.dumps({"accent": ACCENT, **data}, ensure_ascii=False)
    lacking = sorted({letter for letter in text if ord(letter) not in _letters()})
    if lacking:
        said = load_texts(data["lang"])("questionnaire.refused.letters", letters=" ".join(lacking))
        raise SkcoreError(said)
    root = str(files(__package__) / "templates")
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(font_file().parent)],
    )
    compiler = typst.Compiler(root=root, font_paths=fonts)
    try:
        content, warnings = compiler.compile_with_warnings(
            f"{root}/{template}", format="pdf", sys_inputs={"data": text}, pdf_standards="ua-1"
        )
    except typst.TypstError as error:
        raise SkcoreError(f"'{data['title']}' ({template}): {error}") from error
    if warnings or not isinstance(content, bytes):  # a list would be pages as pictures
        said = "; ".join(str(warning.message) for warning in warnings) or "no PDF"
        raise SkcoreError(f"'{data['title']}' ({template}): {said}")
    return content


@cache
def _letters() -> frozenset[int]:
    """Letters that both weights of our font can draw."""
    from matplotlib.ft2font import FT2Font

    there = [FT2Font(str(font_file(bold=bold))).get_charmap() for bold in (False, True)]
    return frozenset(there[0].keys() & there[1].keys())
