"""From an answer as an export writes it (label, code, "don't know") to a code, or to a problem."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Option
from skcore.problems import ERROR, NOTE, Problem
from skcore.reading.bare_numbers import Translation, by_code, by_place

__all__ = [
    "ReadColumn",
    "are_answers",
    "blanks",
    "decimal_mark",
    "is_blank",
    "read_answers",
    "read_numbers",
    "told_by_words",
]

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

# "1 I høj grad", "(1) …", "[1] …", "1 - …", "1=…", "1. …"; "I høj grad (1)", "… [1]", "… - 1"
_NUMBERED_LABEL = re.compile(r"[\[(]?(-?\d+)[\])]?\s*(?:[-=:.)]\s*|\s+|(?<=[\])]))(?=[^\d\s])(.+)")
_LABEL_NUMBERED = re.compile(r"(.*?[^\d\s(\[=:-])\s*(?:[\[(]\s*|[-=:]\s*)(-?\d+)[\])]?")
_PLAIN_NUMBER = re.compile(r"[+\-\u2212]?\d+(?:[.,]\d+)?")
_DANISH_THOUSANDS = re.compile(r"[+\-\u2212]?\d{1,3}(?:[. \u00a0]\d{3})+(?:,\d+)?")
_ENGLISH_THOUSANDS = re.compile(r"[+\-\u2212]?\d{1,3}(?:,\d{3})+\.\d+")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+")
_TOOL_CODE = re.compile(r"AO?0*(\d{1,2})", re.IGNORECASE)
_POINT_AND_THREE = re.compile(r"\d{1,3}\.\d{3}")
_COMMA_AND_THREE = re.compile(r"\d{1,3}(?:,\d{3})+")
_POINT_DECIMAL = re.compile(r"[+\-\u2212]?(?:\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+\.\d+)")
_COMMA_DECIMAL = re.compile(
    r"[+\-\u2212]?(?:\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:[. \u00a0]\d{3})+,\d+)"
)

_MANY = 5  # a spelling in fewer rows may be one person's own words
_ALIKE = 0.87  # "I hoj grad" is "I høj grad"; "I nogen grad" (0.83) is not "I ringe grad"

_FITS = 0.8  # so many answers of a column must be answers to the question

_CODE, _LABEL, _BOTH = "code", "label", "both"
_NONE, _OUTSIDE, _TEXT, _ASKED = "none", "outside", "text", "asked"


@dataclass(frozen=True)
class ReadColumn:
    """A column as numbers (NaN where there is none), with what could not be read.

    ``bare`` counts the numbers whose meaning nobody has told.
    """

    numbers: pd.Series[float]
    problems: tuple[Problem, ...] = ()
    bare: Counter[float] = field(default_factory=Counter)


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


def blanks(column: pd.Series[str]) -> pd.Series[bool]:
    """Say of each cell whether it is no answer; each text is looked at once.

    Examples
    --------
    >>> blanks(pd.Series(["Ved ikke", "Aldrig", ""])).tolist()
    [True, False, True]
    """
    return column.isin([text for text in column.unique() if is_blank(text)])


def read_answers(
    column: pd.Series[str],
    options: Sequence[Option],
    *,
    labels: Mapping[str, str] | None = None,
    own: Mapping[str, object] | None = None,
    numbers: Translation | None = None,
    instrument: str = "",
) -> ReadColumn:
    """Read one item's answers as codes of its options: words decide, bare numbers are not guessed.

    ``labels`` are the words that SPSS or Stata knows for codes, read like words in a cell;
    ``own`` is the study's translation to our codes or words; ``numbers`` says what numbers
    without words mean. Without it they are missing, and counted in ``bare``.
    """
    name = str(column.name)
    at, texts = pd.factorize(column)
    key = _Key(options, labels or {}, own or {}, texts)
    known = key.told or numbers
    read = [key.read(text, known) for text in texts]
    kinds = np.array([kind for kind, _ in read], dtype=object)
    values = np.array([code for _, code in read], dtype=float)[at]

    def rows(*wanted: str) -> tuple[int, ...]:
        of_text = np.isin(kinds, wanted)
        return tuple(column.index[of_text[at]]) if of_text.any() else ()

    allowed = {"instrument": instrument, **_allowed(options, known or key.codes)}
    outside = rows(_OUTSIDE)
    problems = []
    if outside:
        problems.append(Problem("answer_outside", name, allowed, rows=outside, n=len(outside)))
    problems += _texts(column.loc[list(rows(_TEXT))], options, allowed)
    labels_in, codes_in = rows(_LABEL), rows(_CODE, _ASKED)
    if labels_in and codes_in:  # two exports pasted together, maybe coded apart
        fewer = min(codes_in, labels_in, key=len)
        severity = ERROR if numbers is None else NOTE
        problems.append(Problem("mixed_labels", name, rows=fewer, n=len(fewer), severity=severity))
    if key.foreign and numbers is not None:
        problems.append(Problem("labels_unknown", name, severity=NOTE))
    bare: Counter[float] = Counter()
    for text, kind, times in zip(texts, kinds, np.bincount(at, minlength=len(texts)), strict=True):
        if kind in (_CODE, _ASKED):
            bare[_as_code(text) or 0.0] += int(times)
    return ReadColumn(pd.Series(values, index=column.index, name=name), tuple(problems), bare)


def told_by_words(
    column: pd.Series[str], options: Sequence[Option], labels: Mapping[str, str]
) -> Translation | None:
    """Return what numbers mean by SPSS's labels or the words beside them, where these tell."""
    return _Key(options, labels, {}, column.unique()).told


def are_answers(
    column: pd.Series[str], options: Sequence[Option], labels: Mapping[str, str]
) -> bool:
    """Say whether most of a column are answers to such a question, in words or as numbers."""
    counts = column.value_counts()
    words = {str(text): labels.get(str(text), str(text)) for text in counts.index}
    given = {text: word for text, word in words.items() if not is_blank(word)}
    key, highest = _Key(options, labels, {}, given), 2.0 + len(options)

    def is_answer(text: str) -> bool:
        number = _as_code(text)
        return key.word(given[text]) is not None or (number is not None and 0 <= number <= highest)

    good = sum(int(counts[text]) for text in given if is_answer(text))
    return bool(given) and good >= _FITS * int(counts[list(given)].sum())


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
        text: _number(
            text.replace(",", "")
            if (whole or mark == ".") and _COMMA_AND_THREE.fullmatch(text)
            else text,
            point_is_decimal=mark == "." or not (mark or whole),
        )
        for text in unique
    }
    values = column.map({text: value for text, (value, _) in parsed.items()}).astype("float64")
    problems = []
    bad = {text for text, (_, readable) in parsed.items() if not readable}
    rows = tuple(column.index[column.isin(bad)])
    if rows:
        problems.append(Problem("not_a_number", name, rows=rows, n=len(rows)))
    if not settled:
        rows = tuple(column.index[column.isin(dotted)])
        problems.append(Problem("point_unclear", name, rows=rows, n=len(rows)))
    return ReadColumn(values.rename(name), tuple(problems))


def _texts(
    unread: pd.Series[str], options: Sequence[Option], allowed: Mapping[str, object]
) -> list[Problem]:
    """List texts that are no option: the rows of slips, and a word on a spelling of many.

    A suggestion says what somebody answered. So it is made for a spelling that many share, and
    then without their rows; a slip in a few rows has the rows, and no suggestion.
    """
    spoken = {normalise_label(word): option for option in options for word in _words(option)}
    counts = unread.value_counts()
    meant = {}
    for text in counts.index[counts >= _MANY]:
        found = difflib.get_close_matches(normalise_label(text), spoken, n=1, cutoff=_ALIKE)
        if found:
            meant[text] = spoken[found[0]]
    of_many = unread.isin(list(meant))
    rows = tuple(unread.index[~of_many])
    name = str(unread.name)
    problems = [Problem("answer_text", name, allowed, rows=rows, n=len(rows))] if rows else []
    if meant:
        codes = {option.code: option for option in meant.values()}
        hint = [codes[code].label for code in sorted(codes)]
        values = {**allowed, "hint": hint}
        problems.append(Problem("answer_spelling", name, values, n=int(of_many.sum())))
    return problems


def _words(option: Option) -> Iterable[str]:
    return (*option.label.values(), *option.aliases)


class _Key:
    """What the texts of one column mean, by the questionnaire's, the study's and SPSS's words."""

    def __init__(
        self,
        options: Sequence[Option],
        labels: Mapping[str, str],
        own: Mapping[str, object],
        texts: Iterable[str],
    ) -> None:
        self.spoken = {normalise_label(word): float(o.code) for o in options for word in _words(o)}
        self.codes, self.places = by_code(options), by_place(options)
        self.own = {normalise_label(str(old)): str(new) for old, new in own.items()}
        self.labels = labels
        pairs = [(_as_code(number), self.word(word)) for number, word in labels.items()]
        pairs += [(number, self.spoken.get(words)) for number, words in map(_apart, texts)]
        told = {(number, code) for number, code in pairs if number is not None and code is not None}
        fits = [t for t in (self.codes, self.places) if all(t.get(n) == c for n, c in told)]
        #: what numbers mean where words beside some of them fit codes or places, and not both
        self.told = fits[0] if told and len(fits) == 1 else None
        worded = [word for word in labels.values() if not (is_blank(word) or _is_number(word))]
        self.known = any(self.word(word) is not None for word in worded)
        self.foreign = bool(worded) and not self.known

    def word(self, text: str) -> float | None:
        """Return the code of an option's words, also with a number before or after them."""
        plain = normalise_label(text)
        return self.spoken.get(plain, self.spoken.get(_apart(plain)[1]))

    def read(self, text: str, numbers: Translation | None) -> tuple[str, float]:
        """Return what kind of answer a text is, and its code."""
        word = self.labels.get(text, text)
        own = self.own.get(normalise_label(text), self.own.get(normalise_label(word)))
        if own is not None:
            text = word = own
            numbers = self.codes
        code = self.word(word)
        if code is None and is_blank(word):  # "ved ikke" may be an option of one's own question
            return _NONE, float("nan")
        number = _as_code(text)
        if code is not None:
            return (_BOTH if text in self.labels or _apart(text)[0] == code else _LABEL), code
        unlike = self.known and text in self.labels and not _is_number(word)
        if number is None or unlike:
            return _TEXT, float("nan")
        if numbers is None and (number in self.codes or number in self.places):
            return _ASKED, float("nan")
        if numbers is None or number not in numbers:
            return _OUTSIDE, float("nan")
        settled = numbers is self.told or own is not None
        return (_BOTH if settled else _CODE), numbers[number]


def _apart(text: str) -> tuple[float | None, str]:
    """Return the number before or after words (``1 - I høj grad``, ``[1] …``), and the words."""
    plain = normalise_label(text)
    found = _NUMBERED_LABEL.fullmatch(plain)
    if found:
        return float(found.group(1)), found.group(2).strip()
    found = _LABEL_NUMBERED.fullmatch(plain)
    return (float(found.group(2)), found.group(1).strip()) if found else (None, plain)


def _allowed(options: Sequence[Option], numbers: Translation) -> dict[str, object]:
    """The numbers that a file may have, and all options with them, in each language."""
    written = {code: number for number, code in [*numbers.items()][::-1]}
    languages = dict.fromkeys(language for option in options for language in option.label)
    spelt = {
        language: ", ".join(
            f"{written[option.code]:g} = {option.label[language]}"
            for option in options
            if language in option.label and option.code in written
        )
        for language in languages
    }
    return {"low": f"{min(numbers):g}", "high": f"{max(numbers):g}", "options": spelt}


def _is_number(text: str) -> bool:
    return _as_code(text) is not None


def _as_code(text: str) -> float | None:
    """Return an answer's number; LimeSurvey's ``A1`` and ``AO01`` are numbers without words."""
    if found := _TOOL_CODE.fullmatch(text.strip()):
        return float(found.group(1))
    value, readable = _number(text, point_is_decimal=True)
    return value if readable and not math.isnan(value) else None


def _number(text: str, *, point_is_decimal: bool) -> tuple[float, bool]:
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
