"""Names of workplaces under two spellings: surely the same, perhaps the same, or two."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache

from skcore.instruments.labels import normalise_label

SAME, SURE, PERHAPS, OTHER = 3, 2, 1, 0
_PERHAPS = 0.74  # of two words: "Vesterbro" and "Østerbro" (.82) may be a slip, or two places
_SLIP = 0.8  # of two names: what few wrote is a slip
_SHORT, _LONG = 5, 8  # letters: in shorter words a letter makes another place
_MOST = 4  # so many are named where several may be meant
#: letters as keyboards without them write them
_DOUBLE = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u", "ö": "oe", "ä": "ae"})
_SINGLE = str.maketrans({"æ": "a", "ø": "o", "å": "a", "é": "e", "ü": "u", "ö": "o", "ä": "a"})
_ENDINGS = frozenset(("n", "en", "et", "t", "e", "er", "r", "ne", "erne", "s", "ns", "ens", "ets"))
_SAINT = frozenset(("sankt", "sct", "skt"))
_JOINING = frozenset(("og", "and"))
#: words that say of what kind a place is, and not which
_KIND = re.compile(
    r"(afsnit|afdeling|afd\.?|cent[er]+|team|enhed|gruppe|klinik|ambulatori|pleje|skole|hus|hjem"
    r"|have|stue|tilbud|børn|ward|unit|clinic|department)(en|et|n|t|ne|e|um|met|ken|s)?$"
)


def meant_among(name: str, known: Iterable[str], *, rare: bool = False) -> tuple[str, list[str]]:
    """Return the known name that is meant, or nothing and those that may be, likeliest first.

    ``rare``: few wrote it, so that the only one that it is much like is meant.

    Examples
    --------
    >>> meant_among("Lungemed. sengeafsnit", ["Lungemedicinsk Sengeafsnit", "Fødegangen"])
    ('Lungemedicinsk Sengeafsnit', [])
    >>> meant_among("Urologisk afsnit", ["Neurologisk afsnit"])
    ('', ['Neurologisk afsnit'])
    """
    grades = {other: likeness(name, other) for other in known}
    alike = sorted(
        (other for other, grade in grades.items() if grade),
        key=lambda other: (-grades[other], -_ratio(name, other)),
    )
    best = [other for other in alike if grades[other] == grades[alike[0]]]
    slip = rare and len(alike) == 1 and _ratio(name, alike[0]) >= _SLIP
    slip = slip and not _initialled(_words(name), _words(alike[0]))  # "Team A", "Team Am"
    if len(best) == 1 and (grades[best[0]] >= SURE or slip):
        return best[0], []
    return "", alike[:_MOST]


@lru_cache(maxsize=100_000)
def likeness(one: str, other: str) -> int:
    """Return SAME, SURE, PERHAPS or OTHER.

    Numbers and single letters tell workplaces apart, so they must agree; but a letter may perhaps
    begin a word that is cut short (``Hjemmepl. Ø``, ``Hjemmeplejen Øst``). Surely the same are
    words cut short by a point, in another form (``Fødegang`` for ``Fødegangen``), with other
    letters for æ, ø and å, or a long one with a letter too many, too few or two changed about:
    another letter may be another place (``Nefrologisk``, ``Neurologisk``).
    """
    first, second = _words(one), _words(other)
    if "".join(first).replace(".", "") == "".join(second).replace(".", ""):
        return SAME
    spelt_out = {"".join(words).replace(".", "").translate(_DOUBLE) for words in (first, second)}
    if len(spelt_out) == 1:  # "Å-bakken", "Aabakken"
        return SURE
    marks = [sorted(w for w in words if w.isdigit() or len(w) == 1) for words in (first, second)]
    if marks[0] != marks[1]:
        return PERHAPS if _initialled(first, second) else OTHER
    if len(first) == len(second):
        pairs = (
            zip(*words, strict=True) for words in ((first, second), map(sorted, (first, second)))
        )
        return max(min(alike_words(a, b) for a, b in pair) for pair in pairs)
    short, long = sorted((first, second), key=len)
    return _left_out(short, long)


def one_for_one(one: str, other: str) -> bool:
    """Whether names have as many words: ``Ledende sygeplejerske`` is no other spelling."""
    return likeness(one, other) == SAME or len(_words(one)) == len(_words(other))


def _initialled(*given: list[str]) -> bool:
    """Whether the words are the same, but for those of which one name has only the first letter."""
    if len({len(words) for words in given}) > 1:
        return False
    pairs = [sorted((a.rstrip("."), b.rstrip(".")), key=len) for a, b in zip(*given, strict=True)]
    letters = [len(a) == 1 and b.startswith(a) and len(b) > 2 and b.isalpha() for a, b in pairs]
    words = [alike_words(a, b) >= SURE for a, b in zip(*given, strict=True)]
    return any(letters) and any(words) and all(map(max, letters, words))


def _left_out(short: list[str], long: list[str]) -> int:
    """``Solgården`` for ``Plejehjemmet Solgården``: what kind of place it is, is left out."""
    grades = [max(alike_words(word, there) for there in long) for word in short]
    telling = any(len(word) >= _SHORT and not _KIND.search(word) for word in short)
    if min(grades, default=OTHER) == OTHER or not any(len(word) >= _SHORT - 1 for word in short):
        return OTHER
    last = [alike_words(a, b) for a, b in zip(reversed(short), reversed(long), strict=False)]
    return SURE if telling and min(last) >= SURE else PERHAPS


def alike_words(one: str, other: str) -> int:
    """Return SURE, PERHAPS or OTHER of two words."""
    bare = {one.rstrip("."), other.rstrip(".")}
    if len(bare) == 1 or bare <= _SAINT:
        return SURE
    if one.endswith(".") or other.endswith("."):
        short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
        cut = long.startswith(short)
        return SURE if cut and len(short) > 2 else PERHAPS if cut and len(short) > 1 else OTHER
    if any(one.translate(table) == other.translate(table) for table in (_DOUBLE, _SINGLE)):
        return SURE
    short, long = sorted((one, other), key=len)
    if _is_definite(short, long) or _is_definite(long, short):
        return SURE
    if (len(short) >= _SHORT or _KIND.match(short)) and _is_slip(short, long):
        return SURE
    if len(short) > 2 and long.startswith(short):
        return PERHAPS
    return PERHAPS if len(short) >= _SHORT - 1 and _ratio(short, long) >= _PERHAPS else OTHER


def _is_definite(word: str, definite: str) -> bool:
    """``Centret``, ``Ambulatoriet`` and ``Hjemmet`` change the word itself."""
    stem, ending = word[:-2], word[-2:]
    forms = {"er": (f"{stem}ret",), "um": (f"{stem}et",)}.get(ending, ())
    doubled = (f"{word}{word[-1]}{article}" for article in ("en", "et"))
    return len(stem) > 1 and definite in (*forms, *doubled)


def _is_slip(short: str, long: str) -> bool:
    """Another form of the word, or in a long one a letter more or less, or two changed about."""
    if long.startswith(short) and long[len(short) :] in _ENDINGS:
        return True
    if len(short) < _LONG or short[:2] != long[:2] or len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def _words(name: str) -> list[str]:
    plain = normalise_label(name).replace("&", " ")
    words = [word for word in re.findall(r"\w+\.?", plain) if word not in _JOINING]
    # the stop that ends a name is taken away as a label's; a last short word is still cut short
    cut = name.strip().endswith(".") and words
    return [*words[:-1], f"{words[-1].rstrip('.')}."] if cut else words
