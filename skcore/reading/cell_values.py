"""What a cell holds before anybody knows its column: nothing, or a number with its marks."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from skcore.instruments.labels import is_blank
from skcore.problems import Problem, in_rows

_PLAIN_NUMBER = re.compile(r"[+\-\u2212]?\d+(?:[.,]\d+)?")
_DANISH_THOUSANDS = re.compile(r"[+\-\u2212]?\d{1,3}(?:[. \u00a0]\d{3})+(?:,\d+)?")
_ENGLISH_THOUSANDS = re.compile(r"[+\-\u2212]?\d{1,3}(?:,\d{3})+\.\d+")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+")
_POINT_AND_THREE = re.compile(r"\d{1,3}\.\d{3}")
_COMMA_AND_THREE = re.compile(r"\d{1,3}(?:,\d{3})+")
_POINT_DECIMAL = re.compile(r"[+\-\u2212]?(?:\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+\.\d+)")
_COMMA_DECIMAL = re.compile(
    r"[+\-\u2212]?(?:\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:[. \u00a0]\d{3})+,\d+)"
)


@dataclass(frozen=True)
class ReadColumn:
    """A column as numbers (NaN where there is none), with what could not be read.

    ``bare`` counts the numbers whose meaning nobody has told.
    """

    numbers: pd.Series[float]
    problems: tuple[Problem, ...] = ()
    bare: Counter[float] = field(default_factory=Counter)


def blanks(column: pd.Series[str]) -> pd.Series[bool]:
    """Say of each cell whether it is no answer; each text is looked at once.

    Examples
    --------
    >>> blanks(pd.Series(["Ved ikke", "Aldrig", ""])).tolist()
    [True, False, True]
    """
    return column.isin([text for text in column.unique() if is_blank(text)])


def decimal_mark(texts: Iterable[str]) -> str:
    """Return the decimal mark that numbers settle: ``1.234,5`` a comma, ``12.5`` a point, or none.

    Examples
    --------
    >>> decimal_mark(["1.234", "12,5"]), decimal_mark(["1.234"]), decimal_mark(["1,234", "12.5"])
    (',', '', '.')
    """
    several = list(texts)
    point = any(_POINT_DECIMAL.fullmatch(text) for text in several)
    comma = any(_COMMA_DECIMAL.fullmatch(text) for text in several)
    return "" if point == comma else "." if point else ","


def read_numbers(
    column: pd.Series[str], *, exact: bool = False, whole: bool = False, mark: str = ""
) -> ReadColumn:
    """Read numbers with decimal comma or point and thousands marks of either kind.

    ``1.234`` may be a thousand or one and a bit: unless the cells were ``exact`` numbers, the
    column's other numbers settle it or else those of the whole file (``mark``), that is a problem
    and not a guess. In a column of ``whole`` numbers it is a thousand, and so is ``1,234``; else
    that is one where the file has decimal points.
    """
    name = str(column.name)
    unique = [str(text) for text in column.unique()]
    mark = "." if exact else decimal_mark(unique) or mark
    if mark != "." and any("," in text for text in unique) and not whole:
        mark = ","
    dotted = [text for text in unique if _POINT_AND_THREE.fullmatch(text)]
    settled = bool(mark) or whole or not dotted
    parsed = {
        text: number_of(
            text.replace(",", "")
            if (whole or mark == ".") and _COMMA_AND_THREE.fullmatch(text)
            else text,
            point_is_decimal=mark == "." or not (mark or whole),
        )
        for text in unique
    }
    values = column.map({text: value for text, (value, _) in parsed.items()}).astype("float64")
    bad = [text for text, (_, readable) in parsed.items() if not readable]
    problems = in_rows("not_a_number", name, column.index[column.isin(bad)])
    if not settled:
        problems += in_rows("point_unclear", name, column.index[column.isin(dotted)])
    return ReadColumn(values.rename(name), tuple(problems))


def number_of(text: str, *, point_is_decimal: bool) -> tuple[float, bool]:
    """Return the number and whether the text could be read; a blank is a readable NaN."""
    text = text.strip()
    if is_blank(text):
        return float("nan"), True
    thousands = _DANISH_THOUSANDS.fullmatch(text) and not (
        point_is_decimal and _POINT_AND_THREE.fullmatch(text.lstrip("+-\u2212"))
    )
    if thousands:
        text = re.sub(r"[. \u00a0]", "", text)
    elif _ENGLISH_THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    elif not (_PLAIN_NUMBER.fullmatch(text) or _SCIENTIFIC.fullmatch(text)):
        return float("nan"), False
    number = float(text.replace(",", ".").replace("\u2212", "-"))
    return number, math.isfinite(number)
