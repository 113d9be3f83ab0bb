"""When two spellings of an answer label are the same answer."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["normalise_label"]

_SPACE = re.compile(r"\s+")
_SLASH = re.compile(r"\s*/\s*")
_DASHES = {"\u2010": "-", "\u2011": "-", "\u2012": "-", "–": "-", "—": "-", "’": "'"}
#: with what nobody sees: hyphens and joints of web pages
_PLAIN = str.maketrans(_DASHES | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""))


@lru_cache(maxsize=10_000)
def normalise_label(label: str) -> str:
    """Return a label without what exports vary: case, spaces (also round a slash), a final stop.

    Examples
    --------
    >>> normalise_label("Aldrig / næsten  aldrig.") == normalise_label("aldrig/næsten aldrig")
    True
    """
    text = unicodedata.normalize("NFKC", label).translate(_PLAIN).casefold()
    text = _SLASH.sub("/", _SPACE.sub(" ", text).strip())
    return text.rstrip(" .:")
