"""When two spellings of an answer label are the same answer."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape

_SPACE = re.compile(r"\s+")
_SLASH = re.compile(r"\s*/\s*")
_DASHES = {"\u2010": "-", "\u2011": "-", "\u2012": "-", "–": "-", "—": "-", "’": "'"}
#: what web pages write words with
_TAG, _ENTITY = re.compile(r"</?[a-z][^<>]*>"), re.compile(r"&#?\w+;")
_WHOLE = re.compile(r"(\d+)[.,]0+")
#: with what nobody sees: hyphens and joints of web pages
_PLAIN = str.maketrans(_DASHES | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""))


@lru_cache(maxsize=10_000)
def normalise_label(label: str) -> str:
    """Return a label without what exports vary: case, spaces (also round a slash), a final stop.

    Marks of web pages are left out: ``<b>I høj grad</b>`` is what it says on the page.

    Examples
    --------
    >>> normalise_label("Aldrig / næsten  aldrig.") == normalise_label("aldrig/næsten aldrig")
    True
    """
    if "&" in label:
        label = _ENTITY.sub(lambda found: unescape(found.group()), label)
    text = unicodedata.normalize("NFKC", label).translate(_PLAIN).casefold()
    text = _TAG.sub(" ", text) if "<" in text else text
    text = _SLASH.sub("/", _SPACE.sub(" ", text).strip())
    return text.rstrip(" .:")


def whole_number(text: str) -> str:
    """Return a whole number without the decimals that a table of numbers gave it.

    Examples
    --------
    >>> whole_number("12,0"), whole_number("1.0"), whole_number("1,5"), whole_number("Team 1.0")
    ('12', '1', '1,5', 'Team 1.0')
    """
    found = _WHOLE.fullmatch(text)
    return found.group(1) if found else text


#: answers that are no answer; "no colleagues" is missing, never the lowest code
_NO_ANSWER = frozenset(
    normalise_label(words)
    for words in (
        "",
        *("-", ".", "?", "NA", "N/A", "#N/A", "#I/T", "NaN", "None", "Null"),
        *("Ved ikke", "Ved det ikke", "Ikke relevant", "Ikke aktuelt", "Ubesvaret", "Intet svar"),
        *("Det ved jeg ikke", "Ikke besvaret", "Ikke oplyst", "Uoplyst", "(tom)", "(blank)"),
        *("Ønsker ikke at besvare", "Ønsker ikke at oplyse", "Kan ikke besvares"),
        *("Ønsker ikke at svare", "Vil ikke svare", "Kan ikke svare", "Ingen svar"),
        *("Ingen kolleger", "Ingen kollegaer", "Har ingen kolleger", "Jeg har ingen kolleger"),
        *("Ingen leder", "Har ingen leder", "Jeg har ingen leder", "Ingen overordnet"),
        *("Don't know", "Do not know", "Not relevant", "Not applicable", "No answer"),
        *("Prefer not to answer", "Prefer not to say", "Missing", "Unanswered"),
        *("No colleagues", "I have no colleagues", "I do not have colleagues"),
        *("No superior", "I have no superior", "No supervisor", "I have no supervisor"),
    )
)


@lru_cache(maxsize=10_000)
def is_blank(text: str) -> bool:
    """Say whether an answer is no answer ("ved ikke", "ingen kolleger", "Ved ikke/ikke relevant").

    Examples
    --------
    >>> is_blank("Ved ikke / Ikke relevant"), is_blank("Aldrig")
    (True, False)
    """
    plain = normalise_label(text)
    return plain in _NO_ANSWER or all(part in _NO_ANSWER for part in plain.split("/"))
