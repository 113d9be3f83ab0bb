"""Printed pages by typst: tagged, in our own font, the same bytes for the same data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from skcore.errors import SkcoreError
from skcore.handouts.printing import Printer, letters
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
    text = json.dumps(data, ensure_ascii=False)
    lacking = sorted({letter for letter in text if ord(letter) not in letters()})
    if lacking:
        said = load_texts(data["lang"])("questionnaire.refused.letters", letters=" ".join(lacking))
        raise SkcoreError(said)
    return Printer("skcore.questionnaire").lay_out(template, {"accent": ACCENT, **data})
