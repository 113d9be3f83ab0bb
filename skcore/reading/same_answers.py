"""Answers that stand twice: in two files, in two surveys, or pasted in twice.

Whoever is counted twice makes three people six, and a workplace too small to be shown is shown.
Ids tell nothing of it: row numbers and new exports change them. So forms are compared with forms,
and chance is counted: few questions have honest doubles.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.problems import Problem, in_rows

if TYPE_CHECKING:
    from skcore.reading.study_settings import ResponseFile, Settings

_TOLD = 32  # so many answers, in different forms, are not alike in pairs by chance
_LEAST = 5  # so many different forms at the least
_SLIPS = 10  # one form in so many may have been mended since it was copied
_PART = 4  # of a copy, one form in so many may lack
_CHANCE, _RARE, _NEVER = 0.05, 0.001, 1e-4  # of copies: whole, nearly whole, in part
_SORTED = 2  # so many different answers may repeat in sorted rows
_ERRORS = 3  # so many standard errors may a share be off
_TELLING = 0.95  # so many of a column's cells differ where it tells forms apart, as a time does
_MANY = 10  # of fewer rows, ages may all differ


def forms_of(answers: pd.DataFrame, items: Sequence[str]) -> pd.DataFrame:
    """Return ``unit``, ``said`` and ``form`` (both) of each row with answers, but who and when.

    They are hashes that live as long as the comparison.
    """
    there = answers[answers[list(items)].notna().any(axis=1)]
    said = there.drop(columns=["respondent", "answered", "wave", "file"], errors="ignore")
    unit = said.pop("unit").map(normalise_label)
    own = pd.util.hash_pandas_object(said, index=False)
    form = own ^ pd.util.hash_pandas_object(unit, index=False)
    return pd.DataFrame({"unit": unit, "said": own, "form": form}, index=there.index)


def pasted_twice(answers: pd.DataFrame, items: Sequence[str]) -> list[Problem]:
    """Ask where the forms of a survey in a file, or of a workplace in it, come in twos or threes.

    That every one of several forms does so is chance only where there are few questions: a form
    of one question counts for little, and many forms of many for much.
    """
    asked = [item for item in items if answers[item].notna().any()]
    needed = max(_LEAST, -(-_TOLD // max(len(asked), 1)))
    rows: set[int] = set()
    for _, survey in answers.groupby("wave"):
        forms = forms_of(survey, asked)
        counts = forms.groupby(["unit", "form"], sort=False).size()
        units = pd.Series(counts.index.get_level_values("unit"), index=counts.index)
        whole = len(_come_by(counts, units.mask(units.notna(), ""), needed)) > 0
        twos = units if whole else _come_by(counts, units, needed)
        again = forms["unit"].isin(twos) & forms["form"].duplicated()
        rows |= {*map(int, forms.index[again]), *map(int, _same_row_on_row(forms))}
    return in_rows("answers_pasted_twice", "", sorted(rows))


def rows_again(frame: pd.DataFrame) -> pd.Index[int]:
    """Rows that are an earlier one to the last cell, one of which no two people share.

    That is a time to the second, or an id under another name: of people who only answered alike
    nothing is told.
    """
    once = frame.drop_duplicates()
    if len(once) < _MANY or len(once) == len(frame):
        return frame.index[:0]
    telling = [name for name in frame if once[name].nunique() >= _TELLING * len(once)]
    return frame.index[frame.duplicated() & (frame[telling] != "").any(axis=1)]


def _come_by(counts: pd.Series[int], places: pd.Series[str], needed: int) -> pd.Index[str]:
    """Places of so many forms, of which nearly all come two or three times.

    Of dozens alike, even numbers tell nothing.
    """
    forms = counts.groupby(places).size()
    found = pd.Series(data=False, index=forms.index)
    for times in (2, 3):
        odd = (counts % times != 0).groupby(places).sum()
        plain = (counts == times).groupby(places).sum()
        found |= (_SLIPS * odd <= forms) & (forms <= 2 * plain)
    return forms.index[found & (forms >= needed)]


def _same_row_on_row(forms: pd.DataFrame) -> pd.Index[int]:
    """Rows that repeat others form by form in the same order, as no people do by chance.

    So few questions of a small workplace are known too. The chance of a run is that of its answers
    in the survey, and twice that in one workplace, at as many places as there are pairs of people.
    """
    said, n = pd.factorize(forms["form"])[0], len(forms)
    if n < 2 * _LEAST:
        return forms.index[:0]
    of_unit = forms.groupby("unit")["form"].transform("size")
    here = forms.groupby("form")["unit"].transform("size") / of_unit
    often = 2 * forms.groupby("said")["unit"].transform("size") / n
    likely = np.concatenate([[0.0], np.log(here.clip(upper=often).to_numpy()).cumsum()])
    five = said
    for more in range(1, _LEAST):
        five = pd.factorize(five[:-1] * n + said[more:])[0]
    at = pd.Series(np.arange(len(five)))
    back = at - at.groupby(five).shift()
    found = pd.DataFrame({"at": at, "back": back}).dropna()
    begins = (found["back"] != found["back"].shift()) | (found["at"] != found["at"].shift() + 1)
    found = found.groupby(begins.cumsum()).agg(
        at=("at", "first"), back=("back", "first"), rows=("at", "size")
    )
    found["end"] = found["at"] + found["rows"] + _LEAST - 1
    chance = likely[found["end"]] - likely[found["at"]] + np.log(of_unit.sum() / 2)
    apart = found["back"] >= found["end"] - found["at"]
    copied = found[apart & (chance < np.log(_RARE))]
    runs = [forms[a:b] for a, b in zip(copied["at"], copied["end"], strict=True)]
    # rows that are sorted by their answers repeat one of them
    return pd.concat([forms[:0], *(r for r in runs if r["said"].nunique() > _SORTED)]).index


def other_copies(
    answers: pd.DataFrame, items: Sequence[str], files: Sequence[ResponseFile]
) -> list[Problem]:
    """List files and surveys whose answers are those of another file or survey.

    ``files`` are known by their number in ``file`` (the first is 1); of some it is said that they
    are of other people.
    """
    by_part = answers.groupby(["wave", "file"], sort=False)
    if by_part.ngroups < 2:
        return []
    parts = {(str(wave), int(str(file))): forms_of(part, items) for (wave, file), part in by_part}
    problems: dict[str, Problem] = {}
    for first, second in combinations(parts, 2):
        (wave, file), (later, other) = first, second
        one, another = files[file - 1], files[other - 1]
        if one.layout.other_people or another.layout.other_people:
            continue
        fewer, more = sorted((parts[first], parts[second]), key=len)
        if _is_copy(fewer, more, part=_NEVER if wave == later else 0.0):
            names = " / ".join(dict.fromkeys((one.file, another.file)))
            values = {"files": names, "waves": f"{wave} / {later}"}
            # of two surveys nobody is counted twice by it, but "nothing has changed" is no result
            many = "files" if wave == later else "waves"
            told = Problem(f"answers_in_two_{many}", values=values)
            problems[f"{told.key} {names} {wave} {later}"] = told
    return list(problems.values())


def _is_copy(fewer: pd.DataFrame, more: pd.DataFrame, *, part: float = 0.0) -> bool:
    """Whether more of the forms come again than people of these workplaces answer alike.

    The share of a workplace's forms that stand once is how often one more person says something
    new (Good–Turing); so many new forms are to be expected of people who have not answered yet.
    ``part``: so rare must it be where much of the one is not in the other.
    """
    from scipy.stats import binom

    if fewer.empty:
        return False
    lacking = int(fewer["form"].value_counts().sub(more["form"].value_counts(), fill_value=0)
                  .clip(lower=0).sum())  # fmt: skip
    once = ~more["form"].duplicated(keep=False)
    if _PART * lacking > len(fewer):
        common = more["unit"].isin(fewer["unit"])
        alike = 1 - float(once[common].sum()) / (int(common.sum()) + 1)
        alike += _ERRORS * float(np.sqrt(alike * (1 - alike) / max(int(common.sum()), 1)))
        alike = min(alike, 1.0) * float(fewer["unit"].isin(more["unit"]).mean())
        chance = float(binom.cdf(lacking, len(fewer), 1 - alike))
        return len(fewer) - lacking >= _LEAST and chance < part
    new = once.groupby(more["unit"]).sum() / (more.groupby("unit").size() + 1)
    share = float(fewer["unit"].map(new).fillna(1.0).mean())
    chance = float(binom.cdf(lacking, len(fewer), share))
    return chance < (_CHANCE if lacking == 0 else _RARE)


def respondents(answers: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, list[Problem]]:
    """Keep pseudonyms that link waves; else make ids that cannot be taken for a link."""
    keys = ["wave", "respondent"]
    content = keys if settings.linked else [c for c in answers.columns if c != "file"]
    first = answers.drop_duplicates([*keys, "file"])
    twice = first.duplicated(content, keep=False)
    if not settings.linked:  # a row number is nobody's id, and few questions have honest doubles
        ids = zip(first["respondent"], first["wave"] + "-", strict=True)
        twice &= pd.Series([not who.startswith(n) for who, n in ids], index=first.index)
    problems = []
    if twice.any():
        names = sorted({settings.responses[n - 1].file for n in first.loc[twice, "file"]})
        values = {"files": ", ".join(names)}
        n = int(first[twice].duplicated(content).sum())
        problems.append(Problem("respondent_in_two_files", "respondent", values, n=n))
    if settings.linked:
        return answers, problems
    several = answers.groupby("wave")["file"].transform("nunique") > 1
    number = answers["file"].astype("str").where(several, "")
    prefix = (answers["wave"] + ":" + number).str.rstrip(":") + ":"
    return answers.assign(respondent=prefix + answers["respondent"]), problems
