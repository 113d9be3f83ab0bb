"""What registers call the causes of absence, and which of them is own sickness."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.problems import ERROR, NOTE, Problem, closest, in_rows, short
from skcore.reading.register_columns import unknown_among
from skcore.reading.vocabulary import words_for

CAUSES: Mapping[str, Sequence[str]] = words_for("causes")
#: what a cause holds in words -> ours; the first that fits. § 56 is nobody's to guess
_CAUSES_IN_WORDS = (
    (r"barn|børn|child", "child_sickness"),
    (r"barsel|adoption|fædre|maternity|parental|orlov", "maternity"),
    (r"ulykke|skade|accident|injur", "work_accident"),
    (r"§|kronisk|aftale", ""),
    (r"sygdom|syge|sickness|illness", "own_sickness"),
    (r"ferie|omsorg|senior|kursus|andet|øvrig|other", "other"),
)
_KIN = re.compile(r"syg|sick|illness")
#: how the two begin that together are own sickness, where no cause is called so
_HALVES = (["kort", "lang"], ["long", "shor"])
#: sickness at large -> what is a part of it when it stands beside it
_AT_LARGE = {
    **dict.fromkeys(("sygdom", "sickness"), r"^(egen sygdom|own[ _]sickness)$"),
    "sygefravær": r"^(egen sygdom|own[ _]sickness)$|barn|børn|child|ulykke|skade|accident",
}
_CAUSE_OF = {normalise_label(w): c for c, words in CAUSES.items() for w in (c, *words)}


def sums_beside(said: pd.Series[str], months: pd.Series[Any]) -> set[str]:
    """Return the words for sickness at large that stand beside a part of it in the same month.

    They are often its sum with accidents and more, so somebody has to say it.
    """
    plain = {word: normalise_label(word) for word in said.unique()}
    parts = {large: [word for word, name in plain.items() if re.search(part, name)]
             for large, part in _AT_LARGE.items()}  # fmt: skip
    return {
        word
        for word, name in plain.items()
        if name in parts
        and months[said == word].isin(list(months[said.isin(parts[name])].unique())).any()
    }


def cause_words(
    said: pd.Series[str], months: pd.Series[Any] | None = None
) -> tuple[pd.Series[str], list[Problem]]:
    """Return our words for the causes; a misspelt one must not pass for another cause.

    ``months`` are those of a register, whose rows may sum one another up; spells do not.
    """
    plain = {word: normalise_label(word) for word in said.unique()}
    causes = said.map({word: _CAUSE_OF.get(plain[word]) for word in plain})
    if (said == "").all():
        return causes.fillna("own_sickness"), [Problem("no_causes", "cause", severity=NOTE)]
    sums = sums_beside(said, months) if months is not None else set()
    causes = causes.mask(said.isin(list(sums)))
    unknown = [word for word in plain if word and plain[word] not in _CAUSE_OF]
    misspelt = said.isin([word for word in unknown if _is_misspelt(plain[word])])
    problems = unknown_among(
        said.where(misspelt, "").rename("cause"), [], key="cause_unknown", hints=_CAUSE_OF
    )
    told = {word: cause_said(plain[word]) for word in unknown} | dict.fromkeys(sums, "")
    kin = [
        w for w, cause in told.items() if cause in ("", "own_sickness") and _KIN.search(plain[w])
    ]
    clear = {word: cause for word, cause in told.items() if cause and word not in kin}
    causes = causes.where(~said.isin(list(clear)), said.map(clear.get))
    none = bool(unknown or sums) and not (misspelt | (causes == "own_sickness")).any()
    if none and sorted(plain[word][:4] for word in kin) in _HALVES:
        causes, none = causes.mask(said.isin(kin), "own_sickness"), False
        problems.append(_about("causes_halves", kin))
    problems += in_rows("cause_blank", "cause", said.index[said == ""], severity=NOTE)
    if none:
        problems.append(_about("no_own_sickness", [*unknown, *sums], ERROR))
    for key, asked in (("cause_kin", said.isin(kin)), ("cause_other", ~said.isin(kin))):
        words = said[causes.isna() & ~misspelt & asked & (said != "")].unique().tolist()
        problems += [_about(key, words)] if len(words) and not none else []
    return causes.fillna("other").astype("str"), problems


def _is_misspelt(plain: str) -> bool:
    """Return whether a word looks like one of ours, and does not say the same by what it holds."""
    meant = closest(plain, _CAUSE_OF)
    return bool(meant) and not cause_said(plain) == _CAUSE_OF[meant] != "own_sickness"


def _about(key: str, words: Sequence[str], severity: str = NOTE) -> Problem:
    names = ", ".join(f"'{short(name)}'" for name in words[:5])
    block = "\n".join(f'"{short(name)}" = "own_sickness"' for name in words[:5])
    values = {"names": names, "block": block}
    return Problem(key, "cause", values, n=len(words), severity=severity)


def cause_said(plain: str) -> str:
    """Return our word for a cause by what a register calls it; nothing where it must be asked.

    Examples
    --------
    >>> cause_said("barns 1. sygedag"), cause_said("langtidssygdom"), cause_said("§ 56-sygdom")
    ('child_sickness', 'own_sickness', '')
    """
    patterns = (cause for words, cause in _CAUSES_IN_WORDS if re.search(words, plain))
    return _CAUSE_OF.get(plain) or next(patterns, "")


def known_cause(word: str) -> str:
    """Return our word for a cause that is written as we write it or as we read it without asking.

    Examples
    --------
    >>> known_cause("Egen sygdom"), known_cause("work_accident"), known_cause("§ 56-sygdom")
    ('own_sickness', 'work_accident', '')
    """
    return _CAUSE_OF.get(normalise_label(word), "")
