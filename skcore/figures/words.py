"""Words in figures: made harmless, measured, and wrapped without cutting.

Widths are those of Liberation Sans, which is shipped: Arial and Helvetica are as wide, so what fits
here fits in a browser, in PowerPoint and on paper, and is the same on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

#: marks that turn the direction of the text around them, and other invisible steering
_STEERING = dict.fromkeys(
    [0x061C, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
_WHITE = re.compile(r"[ \t\r\n\f\v\u0085\u2028\u2029]+")
#: beginnings of words that Danish compounds in public service are made of: the best places to part
_STEMS = re.compile(
    "(?=afdeling|afsnit|afvigelse|ansvar|arbejd|beboer|bofælles|borger|børne|center|daginst|demens|distrikt"
    "|enhed|familie|forebygg|formand|funktion|forvaltning|fraværs|fælles|grupp|handicap|hjem|hjælp|hospital|indsats"
    "|institution|klinik|konsulent|koordin|kvinde|køkken|leder|ledelse|medarbejder|miljø|modtag"
    "|område|omsorg|patient|personale|plads|pleje|psykiatri|pædagog|rehabilit|repræsentant|resultat|rådgivn|samarbejd"
    "|sekretariat|service|skole|special|støtte|sundhed|svar|procent|sygefravær|sygepleje|teknik|team|tilbud"
    "|træning|uddannelse|udvikling|udvalg|undersøg|undervis|ungdom|viden|ældre)"
)
#: else between two consonants that stand between vowels
_PART = re.compile(r"(?<=[aeiouyæøå][bcdfghjklmnpqrtvwxz])(?=[bcdfghjklmnpqrstvwxz][aeiouyæøå])")
UNKNOWN_WIDTH = 1.2  # of a letter that another font will have to draw, in text sizes
SOFT_HYPHEN = "\u00ad"
#: the space between a number and its word: 7 point, 1. måling
_COUNTED = re.compile(r"(?<=\d) (?=[^\W\d])|(?<=\d\.) (?=[^\W\d])")
NO_BREAK = "\u00a0"
#: from one number to another
_FROM_TO = re.compile(r"(?:fra )?[+−]?\d[\d.,]*[ \u00a0](?:til|to) (?=[+−]?\d)")
#: the space after a list's comma: tillid, retfærdighed og samarbejde
_LISTED = re.compile(r"(?<=,) (?=\w+ (?:og|and|eller|or) )")
#: where a sentence goes on, and how even its parts are then
_CLAUSES = ((re.compile("(?<=[:–]) "), 0.0), (re.compile("(?<=,) "), 0.7))
SHORT = 8  # letters of a word that should not end a paragraph alone on a line


def clean(text: object, *, keep_lines: bool = False, keep_ends: bool = False) -> str:
    r"""Return text without control characters and direction marks.

    Examples
    --------
    >>> clean("Afsnit\x00 \u202eB7\n")
    'Afsnit B7'
    """
    plain = str(text)
    if plain.isprintable() and (plain.isascii() or "  " not in plain):
        return plain if keep_ends else plain.strip()
    lines = plain.splitlines() if keep_lines else [plain]
    cleaned = [_WHITE.sub(" ", line).translate(_STEERING) for line in lines]
    kept = ("".join(c for c in line if not _unprintable(c)) for line in cleaned)
    if keep_ends:
        return "\n".join(kept)
    return "\n".join(line.strip() for line in kept).strip("\n")


@cache
def _unprintable(character: str) -> bool:
    code = ord(character)
    return unicodedata.category(character) in {"Cc", "Cs", "Cn"} or (code & 0xFFFE) == 0xFFFE


def font_file(*, bold: bool = False) -> Path:
    """Return the file of the font that everything is measured with and drawn in."""
    weight = "Bold" if bold else "Regular"
    return Path(str(files("skcore.figures") / f"fonts/LiberationSans-{weight}.ttf"))


@cache
def _font(*, bold: bool) -> Any:
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(font_file(bold=bold)))
    font.set_size(100, 72)
    return font


@lru_cache(maxsize=4096)
def _advance(character: str, *, bold: bool) -> float:
    from matplotlib.ft2font import LoadFlags

    font = _font(bold=bold)
    if font.get_char_index(ord(character)) == 0:
        return 0.0 if unicodedata.combining(character) else UNKNOWN_WIDTH
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / 100


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line in the unit of ``size`` (px).

    Examples
    --------
    >>> text_width("Tillid", 20) < text_width("Tillid", 20, bold=True) < 100
    True
    """
    return size * _unit_width(text, bold=bold)


@lru_cache(maxsize=16384)
def _unit_width(text: str, *, bold: bool) -> float:
    return sum(_advance(letter, bold=bold) for letter in text if letter != SOFT_HYPHEN)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Wrap text by words to ``width``; a word that is too long is parted with a hyphen.

    Examples
    --------
    >>> wrap("Tillid mellem ledelse og medarbejdere", 230, 20)
    ['Tillid mellem ledelse og', 'medarbejdere']
    >>> wrap("Ældreplejespecialistteamet", 200, 20)
    ['Ældreplejespecialist-', 'teamet']
    >>> wrap("Ældre- og Omsorgsforvaltningen", 230, 24)
    ['Ældre- og Omsorgs-', 'forvaltningen']
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if text_width(candidate, size, bold=bold) <= width:
            line = candidate
            continue
        if line:
            begun, word = _begun(line, word, width, size, bold=bold)
            lines.append(begun)
        *full, line = _part_word(word, width, size, bold=bold)
        lines += full
    lines.append(line)
    return [part.replace(SOFT_HYPHEN, "") for part in lines]


def balanced(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Wrap as ``wrap`` does, with lines of about the same length.

    Examples
    --------
    >>> balanced("Tillid mellem ledelse og medarbejdere", 300, 20)
    ['Tillid mellem ledelse', 'og medarbejdere']
    """
    lines = wrap(text, width, size, bold=bold)
    if len(lines) == 1:
        return lines
    low, high = width / 2, width
    whole = set(text.split(" "))
    while high - low > size / 2:
        middle = (low + high) / 2
        narrower = wrap(text, middle, size, bold=bold)
        if len(narrower) > len(lines) or _parts(narrower, whole) > _parts(lines, whole):
            low = middle
        else:
            high = middle
            lines = narrower
    return lines


def _parts(lines: list[str], whole: set[str]) -> int:
    """Count the lines that end inside a word; "ældre-" is one in itself."""
    return sum(line.endswith("-") and line.rsplit(" ", 1)[-1] not in whole for line in lines)


def _begun(line: str, word: str, width: float, size: float, *, bold: bool) -> tuple[str, str]:
    """Let a compound that is too long for a line begin on the one before; return both."""
    too_long = text_width(word, size, bold=bold) > width
    for place in reversed(_inner_places(_STEMS, word) if too_long else []):
        begun = f"{line} {word[:place]}-"
        if text_width(begun, size, bold=bold) <= width:
            return begun, word[place:]
    return line, word


def _part_word(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    """Part one word into pieces that each fit; soft hyphens first, then between syllables."""
    pieces: list[str] = []
    word = soft_hyphens(word)  # the same places as in the browser
    while text_width(word, size, bold=bold) > width and len(word) > 2:
        longest_first = range(len(word) - 1, 1, -1)
        heads = ((n, text_width(word[:n] + "-", size, bold=bold)) for n in longest_first)
        cut = _best_cut(word, next((n for n, wide in heads if wide <= width), 1))
        head, word = word[:cut].rstrip(SOFT_HYPHEN), word[cut:]
        pieces.append(head if head.endswith(("-", "/", "–")) else head + "-")
    return [*pieces, word]


def _best_cut(word: str, most: int) -> int:
    marks = [m.end() for m in re.finditer(f"[{SOFT_HYPHEN}/–-]", word) if 1 < m.end() <= most]
    if marks:
        return marks[-1]
    for places in (_STEMS, _PART):
        parts = [m.start() for m in places.finditer(word.lower()) if 2 < m.start() <= most]
        if parts and parts[-1] > most // 3:
            return parts[-1]
    return max(min(most, len(word) - 3), 1)  # no letter stands alone


def soft_hyphens(text: str, *, longest: int = 10, room: float = 0, size: float = 0) -> str:
    """Return text whose words over ``longest`` letters carry soft hyphens between their parts.

    With ``room`` (px) only those that are wider than it in bold of ``size``.

    Examples
    --------
    >>> soft_hyphens("Ældreplejespecialistteamet Nord").replace(SOFT_HYPHEN, "|")
    'Ældre|pleje|specialist|teamet Nord'
    """
    return " ".join(
        _parted(word)
        if len(word) > longest
        and SOFT_HYPHEN not in word
        and (not room or text_width(word, size, bold=True) > room)
        else word
        for word in text.split(" ")
    )


def _inner_places(pattern: re.Pattern[str], word: str) -> list[int]:
    places = (match.start() for match in pattern.finditer(word.lower()))
    return [place for place in places if 3 < place < len(word) - 3]


def _parted(word: str) -> str:
    kept = _inner_places(_STEMS, word) or _inner_places(_PART, word)
    edges = [0, *kept, len(word)]
    return SOFT_HYPHEN.join(word[a:b] for a, b in pairwise(edges))


def tied(text: str, *, end: bool = False) -> str:
    """Return text whose numbers stay on the line of the word they count; no dash begins a line.

    With ``end`` no short word is left alone on the last line, whoever breaks the lines.

    Examples
    --------
    >>> tied("Tillid ligger 7 point over", end=True).replace(chr(160), "_")
    'Tillid ligger 7_point_over'
    """
    text = _COUNTED.sub(NO_BREAK, _LISTED.sub(NO_BREAK, text))
    text = _FROM_TO.sub(_tie, text).replace(" – ", f"{NO_BREAK}– ")
    head, space, last = text.rpartition(" ")
    if end and space and head.count(" ") > 1 and len(last.split("\u00a0")[0]) <= SHORT:
        return f"{head}\u00a0{last}"
    return text


def clauses(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return text that parts after its colon, dash or comma where it takes two lines and can.

    The words of both parts are tied, so that it does whoever breaks the lines.

    Examples
    --------
    >>> clauses("Jeres svar ligner de andres: Ingen skiller sig ud", 300, 20).replace(chr(160), "_")
    'Jeres_svar_ligner_de_andres: Ingen_skiller_sig_ud'
    """
    if text_width(text, size, bold=bold) <= width:
        return text
    for mark, even in _CLAUSES:
        parts = mark.split(text)
        wide = [text_width(part, size, bold=bold) for part in parts]
        long = all(part.count(" ") > 1 for part in parts)
        if long and len(parts) == 2 and even * max(wide) <= min(wide) <= max(wide) <= width:
            return " ".join(map(_tie, parts))
    return text


def _tie(words: str | re.Match[str]) -> str:
    return (words if isinstance(words, str) else words[0]).replace(" ", NO_BREAK)


def shorten(lines: list[str], most: int) -> list[str]:
    """Return at most ``most`` lines; the last ends in an ellipsis where something is left out."""
    if len(lines) <= most:
        return lines
    kept = lines[:most]
    last = kept[-1].rsplit(" ", 1)[0] if " " in kept[-1] else kept[-1][:-2]
    return [*kept[:-1], last.rstrip(" -,·") + " …"]
