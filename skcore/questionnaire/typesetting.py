"""Printed pages by typst: tagged, in our own font, the same bytes for the same data."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from typing import Any

from skcore.errors import SkcoreError
from skcore.handouts.printing import Printer, letters
from skcore.texts import load_texts

ACCENT = "#1f4e79"
_PIECE, _LONG = 30, re.compile(r"\S{41,}")


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
    broken = _breakable(json.loads(text))
    return Printer("skcore.questionnaire").lay_out(template, {"accent": ACCENT, **broken})


def _breakable(said: Any) -> Any:
    """Let words go on in the next line that are longer than one, where nobody sees the joint."""
    if isinstance(said, str):
        return _LONG.sub(lambda word: "\u200b".join(textwrap.wrap(word.group(), _PIECE)), said)
    if isinstance(said, dict):
        return {key: _breakable(part) for key, part in said.items()}
    return [_breakable(part) for part in said] if isinstance(said, list) else said
