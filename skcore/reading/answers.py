"""From an answer as an export writes it (label, code, "don't know") to a code, or to a problem."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Option
from skcore.problems import NOTE, Problem

__all__ = ["ReadColumn", "is_blank", "read_answers", "read_numbers"]

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

_NUMBERED_LABEL = re.compile(r"\(?(-?\d+)\)?\s*(?:[-=:.)]\s*|\s+)(?=\D)(.+)")
_LABEL_NUMBERED = re.compile(r"(.*\D)\s*\((-?\d+)\)")
_PLAIN_NUMBER = re.compile(r"[+\-\u2212]?\d+(?:[.,]\d+)?")
_DANISH_THOUSANDS = re.compile(r"[+\-\u2212]?\d{1,3}(?:[. \u00a0]\d{3})+(?:,\d+)?")
_ENGLISH_THOUSANDS = re.compile(r"[+\-\u2212]?\d{1,3}(?:,\d{3})+\.\d+")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+")
_POINT_AND_THREE = re.compile(r"\d{1,3}\.\d{3}")

_MANY = 5  # a spelling in fewer rows may be one person's own words
_ALIKE = 0.87  # "I hoj grad" is "I høj grad"; "I nogen grad" (0.83) is not "I ringe grad"

_CODE, _LABEL, _BOTH = "code", "label", "both"
_NONE, _OUTSIDE, _TEXT = "none", "outside", "text"


@dataclass(frozen=True)
class ReadColumn:
    """A column as numbers (NaN where there is none), with what could not be read."""

    numbers: pd.Series[float]
    problems: tuple[Problem, ...] = ()


def is_blank(text: str) -> bool:
    """Say whether an answer is no answer ("ved ikke", "ingen kolleger", "Ved ikke/ikke relevant").

    Examples
    --------
    >>> is_blank("Ved ikke / Ikke relevant"), is_blank("Aldrig")
    (True, False)
    """
    plain = normalise_label(text)
    return plain in _NO_ANSWER or all(part in _NO_ANSWER for part in plain.split("/"))


def read_answers(
    column: pd.Series[str],
    options: Sequence[Option],
    *,
    labels: Mapping[str, str] | None = None,
    instrument: str = "",
) -> ReadColumn:
    """Read one item's answers as codes of its options; ``labels`` are SPSS's words for codes.

    SPSS's words decide where the questionnaire knows them, since exports number the options in
    their own order; where it knows none of them, the numbers stand, and a note says so.
    """
    name = str(column.name)
    spoken = {
        normalise_label(word): float(option.code) for option in options for word in _words(option)
    }
    codes = {float(option.code) for option in options}
    relabelled, problems = _by_labels(column, labels or {}, spoken)
    meanings = {text: _meaning(text, spoken, codes) for text in relabelled.unique()}
    kinds = relabelled.map({text: kind for text, (kind, _) in meanings.items()})
    values = relabelled.map({text: code for text, (_, code) in meanings.items()}).astype("float64")
    places = {"low": f"{min(codes):g}", "high": f"{max(codes):g}", "instrument": instrument}
    allowed = {**places, "options": _spelt_out(options)}
    outside = tuple(column.index[kinds == _OUTSIDE])
    if outside:
        problems.append(Problem("answer_outside", name, allowed, rows=outside, n=len(outside)))
    problems += _texts(relabelled[kinds == _TEXT].rename(name), options, allowed)
    problems += _mixed(name, kinds)
    return ReadColumn(values.rename(name), tuple(problems))


def read_numbers(column: pd.Series[str], *, exact: bool = False, whole: bool = False) -> ReadColumn:
    """Read numbers with decimal comma or point and thousands marks of either kind.

    ``1.234`` may be a thousand or one and a bit: unless the cells were ``exact`` numbers or the
    column's other numbers settle it, that is a problem and not a guess. In a column of ``whole``
    numbers it is a thousand.
    """
    name = str(column.name)
    unique = [str(text) for text in column.unique()]
    dotted = [text for text in unique if _POINT_AND_THREE.fullmatch(text)]
    commas = any("," in text for text in unique)
    points = any(re.fullmatch(r"\d+\.(\d{1,2}|\d{4,})", text) for text in unique)
    settled = exact or whole or not dotted or commas or points
    decimal = exact or points or not (commas or whole)
    parsed = {text: _number(text, point_is_decimal=decimal) for text in unique}
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


def _spelt_out(options: Sequence[Option]) -> dict[str, str]:
    """All options with their codes, in each language that the questionnaire has."""
    languages = dict.fromkeys(language for option in options for language in option.label)
    return {
        language: ", ".join(
            f"{option.code} = {option.label[language]}"
            for option in options
            if language in option.label
        )
        for language in languages
    }


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


def _by_labels(
    column: pd.Series[str],
    labels: Mapping[str, str],
    spoken: Mapping[str, float],
) -> tuple[pd.Series[str], list[Problem]]:
    known = {code: label for code, label in labels.items() if normalise_label(label) in spoken}
    blank = {code: label for code, label in labels.items() if is_blank(label)}
    others = {code: label for code, label in labels.items() if code not in {**known, **blank}}
    if not known:
        note = [Problem("labels_unknown", str(column.name), severity=NOTE)] if others else []
        return column.replace(blank), note
    same = all(_as_code(code) == spoken[normalise_label(label)] for code, label in known.items())
    # where the numbers agree, they stay: often only the two ends of a scale carry words
    return column.replace({**blank, **others, **({} if same else known)}), []


def _meaning(text: str, spoken: Mapping[str, float], codes: set[float]) -> tuple[str, float]:
    if is_blank(text):
        return _NONE, float("nan")
    plain = normalise_label(text)
    if plain in spoken:
        return _LABEL, spoken[plain]
    number = _as_code(text)
    if number is not None:
        return (_CODE, number) if number in codes else (_OUTSIDE, float("nan"))
    number_first, number_last = _NUMBERED_LABEL.fullmatch(plain), _LABEL_NUMBERED.fullmatch(plain)
    for words, said in (
        number_first.group(2, 1) if number_first else ("", ""),
        number_last.group(1, 2) if number_last else ("", ""),
    ):
        code = spoken.get(words.strip())
        if code is not None:
            return (_BOTH if float(said) == code else _LABEL), code
    return _TEXT, float("nan")


def _as_code(text: str) -> float | None:
    value, readable = _number(text, point_is_decimal=True)
    return value if readable and not math.isnan(value) else None


def _mixed(name: str, kinds: pd.Series[str]) -> list[Problem]:
    """Labels in some rows and codes in others: two exports pasted together, maybe coded apart."""
    labels, codes = (kinds == _LABEL), (kinds == _CODE)
    if not (labels.any() and codes.any()):
        return []
    fewer = codes if codes.sum() <= labels.sum() else labels
    rows = tuple(kinds.index[fewer])
    return [Problem("mixed_labels", name, rows=rows, n=len(rows))]


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
