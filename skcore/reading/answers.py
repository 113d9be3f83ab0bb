"""From an answer as an export writes it (label, code, "don't know") to a code, or to a problem."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from skcore.instruments.labels import is_blank, normalise_label
from skcore.instruments.model import Option
from skcore.problems import ERROR, NOTE, Problem, in_rows
from skcore.reading.bare_numbers import Translation, by_code, by_place
from skcore.reading.cell_values import ReadColumn, number_of

# "1 I høj grad", "(1) …", "[1] …", "1 - …", "1. …", "1.0 …", "A1 …"; "I høj grad (1)", "… - 1"
_NUMBERED_LABEL = re.compile(
    r"[\[(]?(?:ao?)?(-?\d+)(?:[.,]0+)?[\])]?\s*(?:[-=:.,)_/|]\s*|\s+|(?<=[\])]))(?=[^\d\s])(.+)"
)
_LABEL_NUMBERED = re.compile(r"(.*?[^\d\s(\[=:,-])\s*(?:[\[(]\s*|[-=:,]\s*)(-?\d+)[\])]?")
#: what lists put before their points, and what words are quoted by
_POINTED, _QUOTES = re.compile(r"(?:[a-j]|[ivx]+)[.)] (?=.)|[•·*>]+ ?"), "'\"»«“”„*` "
#: how programs without our letters write them
_FOREIGN = [
    str.maketrans(dict(zip("æøå", letters.split(), strict=True)))
    for letters in ("ae oe aa", "ae o a")
]
_TOOL_CODE = re.compile(r"AO?0*(\d{1,2})", re.IGNORECASE)

_MANY = 5  # a spelling in fewer rows may be one person's own words
_ALIKE = 0.87  # "I høi grad" is "I høj grad"; "I nogen grad" (0.83) is not "I ringe grad"

_FITS = 0.8  # so many answers of a column must be answers to the question

#: a column's texts, each once, after where in them each row's is: as ``pandas.factorize`` gives it
Distinct = tuple[np.ndarray, pd.Index]

_CODE, _LABEL, _BOTH = "code", "label", "both"
_NONE, _OUTSIDE, _TEXT, _ASKED = "none", "outside", "text", "asked"


def read_answers(
    column: pd.Series[str],
    options: Sequence[Option],
    *,
    labels: Mapping[str, str] | None = None,
    own: Mapping[str, object] | None = None,
    numbers: Translation | None = None,
    instrument: str = "",
    distinct: Distinct | None = None,
) -> ReadColumn:
    """Read one item's answers as codes of its options: words decide, bare numbers are not guessed.

    ``labels`` are the words that SPSS or Stata knows for codes, read like words in a cell;
    ``own`` is the study's translation to our codes or words; ``numbers`` says what numbers
    without words mean. Without it they are missing, and counted in ``bare``. ``distinct`` holds
    the column's texts once and where they stand, for who has looked already.
    """
    name = str(column.name)
    at, texts = distinct or pd.factorize(column)
    key = _Key(options, labels or {}, own or {}, texts)
    known = key.told or numbers
    read = [key.read(text, known) for text in texts]
    kinds = np.array([kind for kind, _ in read], dtype=object)
    values = np.array([code for _, code in read], dtype=float)[at]

    def rows(*wanted: str) -> tuple[int, ...]:
        of_text = np.isin(kinds, wanted)
        return tuple(column.index[of_text[at]]) if of_text.any() else ()

    allowed = {"instrument": instrument, **_allowed(options, known or key.codes)}
    problems = in_rows("answer_outside", name, rows(_OUTSIDE), allowed)
    problems += _texts(column.loc[list(rows(_TEXT))], options, allowed)
    if _LABEL in kinds and not {_CODE, _ASKED}.isdisjoint(kinds):
        # two exports pasted together, maybe coded apart
        fewer = min(rows(_CODE, _ASKED), rows(_LABEL), key=len)
        severity = ERROR if numbers is None else NOTE
        problems += in_rows("mixed_labels", name, fewer, severity=severity)
    if key.foreign and numbers is not None:
        problems.append(Problem("labels_unknown", name, severity=NOTE))
    bare: Counter[float] = Counter()
    for text, kind, times in zip(texts, kinds, np.bincount(at, minlength=len(texts)), strict=True):
        if kind in (_CODE, _ASKED):
            bare[_as_code(text) or 0.0] += int(times)
    return ReadColumn(pd.Series(values, index=column.index, name=name), tuple(problems), bare)


def told_by_words(
    texts: Iterable[str], options: Sequence[Option], labels: Mapping[str, str]
) -> Translation | None:
    """Return what numbers mean by SPSS's labels or the words beside them, where these tell."""
    return _Key(options, labels, {}, texts).told


def are_answers(
    column: pd.Series[str], options: Sequence[Option], labels: Mapping[str, str]
) -> bool:
    """Say whether most of a column are answers to such a question, in words or as numbers."""
    counts = column.value_counts()
    words = {str(text): labels.get(str(text), str(text)) for text in counts.index}
    given = {text: word for text, word in words.items() if not is_blank(word)}
    key, highest = _Key(options, labels, {}, given), 2.0 + len(options)

    def is_answer(text: str) -> bool:
        number = _as_code(given[text])  # a number with words of its own is what they say
        return key.word(given[text]) is not None or (number is not None and 0 <= number <= highest)

    good = sum(int(counts[text]) for text in given if is_answer(text))
    return bool(given) and good >= _FITS * int(counts[list(given)].sum())


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
    name = str(unread.name)
    problems = in_rows("answer_text", name, unread.index[~of_many], allowed)
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
        spoken = {normalise_label(word): float(o.code) for o in options for word in _words(o)}
        self.spoken = {
            word.translate(letters): code for letters in _FOREIGN for word, code in spoken.items()
        } | spoken
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
        """Return the code of an option's words, also with a number beside them or twice over."""
        plain = normalise_label(text)
        inner = _POINTED.sub("", plain, count=1) if _POINTED.match(plain) else plain
        for said in (plain, _apart(plain)[1], inner.strip(_QUOTES)):
            if said in self.spoken:
                return self.spoken[said]
        codes = {self.spoken.get(part) for part in plain.split("/")}  # in two languages
        return codes.pop() if len(codes) == 1 else None

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
    value, readable = number_of(text, point_is_decimal=True)
    return value if readable and not math.isnan(value) else None
