"""Workplaces under names that differ a little from file to file: which are the same."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from skcore.instruments.labels import normalise_label

__all__ = ["candidates", "short_names"]

_LONGEST, _TELLING = 28, 5  # letters of an id, and of a word that names a place
_SAME, _PERHAPS, _APART = 0.84, 0.66, 0.06
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u", "ö": "o", "ä": "a"})


def candidates(name: str, known: Sequence[str]) -> tuple[str, list[str]]:
    """Return the known name that is meant, or nothing and those that may be, likeliest first."""
    scores = sorted(((_likeness(name, other), other) for other in known), reverse=True)
    if not scores or scores[0][0] < _PERHAPS:
        return "", []
    best, second = scores[0][0], scores[1][0] if len(scores) > 1 else 0.0
    if best == 1.0 > second or (best >= _SAME and best - second >= _APART):
        return scores[0][1], []
    return "", [other for score, other in scores[:4] if score >= _PERHAPS]


def _likeness(one: str, other: str) -> float:
    """From 0 to 1; numbers and single letters are what tells workplaces apart, so they must agree.

    A word with a full stop stands for every word that begins so: ``Med. afd.`` for ``Medicinsk
    afdeling``.
    """
    first, second = _words(one), _words(other)
    if "".join(first).replace(".", "") == "".join(second).replace(".", ""):
        return 1.0
    marks = [sorted(w for w in words if w.isdigit() or len(w) == 1) for words in (first, second)]
    if marks[0] != marks[1]:
        return 0.0
    longer, shorter = sorted((first, second), key=lambda words: -sum(map(len, words)))
    whole = difflib.SequenceMatcher(None, " ".join(first), " ".join(second)).ratio()
    parts = [max(_word(word, there) for there in longer) for word in shorter]
    missing = max(len(longer) - len(shorter), 0)
    by_words = sum(parts) / (len(parts) + 0.5 * missing) if parts else 0.0
    if any(len(word) >= _TELLING for word in shorter) and set(shorter) <= set(longer):
        by_words = max(by_words, _SAME)  # "Solen" for "Børnehuset Solen", where no other is so
    return min(max(whole, by_words), 0.99)


def _word(one: str, other: str) -> float:
    if one.endswith(".") or other.endswith("."):
        short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
        return 1.0 if len(short) > 1 and long.startswith(short) else 0.0
    return difflib.SequenceMatcher(None, one, other).ratio()


def _words(name: str) -> list[str]:
    plain = normalise_label(name).replace("&", " og ")
    words = re.findall(r"\w+\.?", plain)
    # the stop that ends a name is taken away as a label's; a last short word is still cut short
    cut = name.strip().endswith(".") and words
    return [*words[:-1], f"{words[-1].rstrip('.')}."] if cut else words


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return an id for each name: plain letters, figures and hyphens, each once."""
    ids: dict[str, str] = {}
    for name in names:
        plain = normalise_label(name).translate(_LETTERS)
        base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "enhed"
        while len(base) > _LONGEST and "-" in base:
            base = base.rpartition("-")[0]
        base = base[:_LONGEST]
        own, number = base, 2
        while own in ids.values():
            own, number = f"{base}-{number}", number + 1
        ids[name] = own
    return ids
