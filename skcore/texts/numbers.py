"""Numbers, dates and alphabetical order as people read them, Danish first.

Babel does the formatting. Two things it does not do as the room expects: it rounds half to even
on the decimal text (2.5 -> 2, where PowerPoint beside it shows 3), and it writes a hyphen for
minus. Both are settled here, once.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date as babel_date
from babel.numbers import format_decimal

from skcore.errors import SkcoreError

MINUS = "\u2212"
NBSP = "\u00a0"
NO_NUMBER = "–"


def round_half_away(value: float, decimals: int = 0) -> float:
    """Round half away from zero on the number's shortest decimal text (0.65 -> 0.7, -2.5 -> -3).

    Examples
    --------
    >>> round_half_away(66.5), round_half_away(0.65, 1), round_half_away(-2.5)
    (67.0, 0.7, -3.0)
    """
    if not math.isfinite(value):
        return value
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP)) + 0.0


def round_to_total(values: Sequence[float], total: int = 100) -> list[float]:
    """Round parts of a whole to whole numbers that add up to it: the largest remainders go up.

    Rounded one by one, five shares of a bar add up to 99 or 101 as often as to 100.

    Examples
    --------
    >>> round_to_total([12.5, 37.5, 50.0])
    [13.0, 37.0, 50.0]
    """
    if not all(math.isfinite(value) for value in values):
        return list(values)
    whole = [math.floor(value + 1e-9) for value in values]
    short = total - sum(whole)
    if not 0 <= short <= len(whole):
        raise SkcoreError(
            f"Parts that add up to {sum(values):g} cannot be rounded to {total}: give all of them."
        )
    order = sorted(range(len(whole)), key=lambda i: (whole[i] - values[i], i))
    for place in order[:short]:
        whole[place] += 1
    return [float(part) for part in whole]


def format_number(value: float, decimals: int = 0, *, language: str) -> str:
    """Write a number with the language's decimal mark and a true minus.

    Examples
    --------
    >>> format_number(12345.65, 1, language="da"), format_number(-0.7, 1, language="da")
    ('12.345,7', '−0,7')
    """
    if not math.isfinite(value):
        return NO_NUMBER
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    rounded = Decimal(repr(round_half_away(value, decimals)))
    return format_decimal(rounded, format=pattern, locale=language).replace("-", MINUS)


def format_percent(value: float, decimals: int = 0, *, language: str) -> str:
    r"""Write a percentage given on 0-100 (``77`` -> ``77 %``, non-breaking space).

    Examples
    --------
    >>> format_percent(76.6, language="da")
    '77\xa0%'
    """
    gap = NBSP if language == "da" else ""
    return f"{format_number(value, decimals, language=language)}{gap}%"


def format_change(value: float, decimals: int = 0, *, language: str) -> str:
    """Write a change with its sign; no sign on zero.

    Examples
    --------
    >>> format_change(6, language="da"), format_change(-3, language="da")
    ('+6', '−3')
    """
    text = format_number(value, decimals, language=language)
    return f"+{text}" if round_half_away(value, decimals) > 0 else text


def format_interval(
    low: float, high: float, decimals: int = 0, *, language: str, signed: bool = False
) -> str:
    """Write an interval: en dash between two positive numbers, words where a sign is needed.

    Examples
    --------
    >>> format_interval(66, 76, language="da")
    '66–76'
    >>> format_interval(-0.7, 0.4, 1, language="da")
    'fra −0,7 til 0,4'
    >>> format_interval(0, 2.2, 1, language="da", signed=True)
    'fra ca. 0 til +2,2'
    """
    write = format_change if signed else format_number
    first, last = (write(v, decimals, language=language) for v in (low, high))
    if signed:  # an end that is zero only as it is rounded may lie on either side of it
        about = "ca. 0" if language == "da" else "about 0"
        zero = [round_half_away(end, decimals) == 0 for end in (low, high)]
        if zero[0] != zero[1]:
            first, last = (about if zero[0] else first), (about if zero[1] else last)
    if not signed and round_half_away(low, decimals) >= 0:
        return f"{first}–{last}"
    return f"fra {first} til {last}" if language == "da" else f"{first} to {last}"


def interval_decimals(low: float, high: float, decimals: int = 0) -> int:
    """Return the decimals an interval is written with: one where an end would touch zero.

    Examples
    --------
    >>> interval_decimals(-0.3, 4.3), interval_decimals(1, 8)
    (1, 0)
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return decimals
    whole = all(round_half_away(end, decimals) == round_half_away(end, 1) for end in (low, high))
    return decimals if whole else max(decimals, 1)


def format_date(date: dt.date, style: str = "long", *, language: str) -> str:
    """Write a date: ``long`` 5. marts 2010, ``day`` fredag den 5. marts 2010, ``month`` mar. 2010.

    Examples
    --------
    >>> format_date(dt.date(2010, 3, 5), "day", language="da")
    'fredag den 5. marts 2010'
    """
    patterns = {
        "da": {
            "long": "d. MMMM y",
            "day": "EEEE 'den' d. MMMM y",
            "month": "MMM y",
            "short": "d.M.y",
        },
        "en": {"long": "d MMMM y", "day": "EEEE d MMMM y", "month": "MMM y", "short": "d MMM y"},
    }
    return babel_date(date, format=patterns[language][style], locale=language)


def join_words(words: list[str], *, language: str) -> str:
    """Join words as in running text: a, b og c."""
    if len(words) < 2:
        return "".join(words)
    last = " og " if language == "da" else " and "
    return ", ".join(words[:-1]) + last + words[-1]


def capitalise(text: str) -> str:
    """Capital first letter, the rest as it is (``str.capitalize`` would lower TRIO)."""
    return text[:1].upper() + text[1:]


# three places after z, in the private use area so that no letter of a name can stand there
_AE, _OE, _AA = "\ue001", "\ue002", "\ue003"
_DANISH = str.maketrans({"æ": _AE, "ä": _AE, "ø": _OE, "ö": _OE, "å": _AA, "ü": "y"})


def sort_key(name: str) -> tuple[object, ...]:
    """Danish alphabetical order (… x y z æ ø å, aa as å), numbers inside names by value.

    Examples
    --------
    >>> sorted(["Aalby", "Ørby", "Zoneby", "Afdeling 10", "Ærby", "Afdeling 2"], key=sort_key)
    ['Afdeling 2', 'Afdeling 10', 'Zoneby', 'Ærby', 'Ørby', 'Aalby']
    """
    lowered = unicodedata.normalize("NFC", name).lower()
    letters = lowered.replace("aa", "å").translate(_DANISH)
    parts = re.split(r"(\d+)", letters)
    natural = tuple((1, int(p), "") if p.isdigit() else (2, 0, p) for p in parts)
    # å before aa when otherwise equal, a capital first only on ties
    return (natural, "aa" in lowered, name)
