"""Are the answers coded as the instrument says? What looks turned, shifted, mixed or copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pandas as pd

from skcore.errors import InputError
from skcore.inputs import Mask, Whole, takes
from skcore.instruments.model import Instrument
from skcore.measuring.coded_answers import allowed_codes
from skcore.measuring.scoring import score_items
from skcore.texts import load_texts
from skcore.texts.numbers import format_number

_PEOPLE = 20  # fewer cannot tell a turned item from chance
_WEAKEST = 0.15  # correlations nearer to zero are not called a direction
_ERRORS = 3  # standard errors: two would not do, since the component is fitted to the same answers


@dataclass(frozen=True)
class Direction:
    """An item that runs against the others; ``other`` where one of two must be wrong."""

    item: str
    r: float
    n: int
    whole_scale: bool = False
    other: str = ""


def item_directions(points: pd.DataFrame, instrument: Instrument) -> list[Direction]:
    """Find items that run against the rest: first among all items, then within each scale.

    Parameters
    ----------
    points
        Scored items, one row per respondent.
    instrument
        Questionnaire that says which items make a scale and where high is bad.
    """
    scales = [[i for i in scale.items if i in points.columns] for scale in instrument.scales]
    bad_when_high = {i for s in instrument.scales if not s.high_is_good for i in s.items}
    items = [i for i in dict.fromkeys(chain.from_iterable(scales)) if _usable(points[i])]
    turned = {item: -1.0 if item in bad_when_high else 1.0 for item in items}
    aligned = points[items] * pd.Series(turned, dtype=float)
    found = {one.item: one for one in _minority(aligned)}
    for scale in scales:
        mine = [item for item in scale if item in items]
        if mine and len(mine) < len(items) and all(item in found for item in mine):
            found |= {i: Direction(i, found[i].r, found[i].n, whole_scale=True) for i in mine}
    signs = {item: -1.0 if item in found else 1.0 for item in items}
    righted = aligned * pd.Series(signs, dtype=float)
    for scale in scales:
        mine = [item for item in scale if item in items]
        within = _minority(righted[mine]) if len(mine) > 2 else _of_two(righted[mine])
        found |= {one.item: one for one in within if one.item not in found}
    return list(found.values())


def _usable(column: pd.Series) -> bool:
    return int(column.count()) >= _PEOPLE and bool(column.max() > column.min())


def _minority(frame: pd.DataFrame) -> list[Direction]:
    """Items whose sign in the first principal component is not that of the majority."""
    if frame.shape[1] < 3:
        return []
    correlations = frame.corr(min_periods=_PEOPLE).fillna(0.0).to_numpy(copy=True)
    np.fill_diagonal(correlations, 1.0)
    first = np.linalg.eigh(correlations)[1][:, -1]
    signs = np.where(first * np.sign(first.sum() or 1.0) < 0, -1.0, 1.0)
    righted = frame * signs
    against = []
    for at in np.flatnonzero(signs < 0).tolist():
        r, n = _with_rest(righted, at)
        if r >= _threshold(n):
            against.append(Direction(str(frame.columns[at]), -r, n))
    return against


def _of_two(frame: pd.DataFrame) -> list[Direction]:
    """Both items of a pair that contradict each other: the answers cannot say which is wrong."""
    if frame.shape[1] != 2:
        return []
    both = frame.dropna()
    r, n = _correlation(both.iloc[:, 0], both.iloc[:, 1])
    if -r < _threshold(n):
        return []
    names: Sequence[str] = [str(name) for name in frame.columns]
    pairs = zip(names, reversed(names), strict=True)
    return [Direction(item, r, n, other=other) for item, other in pairs]


def _threshold(n: int) -> float:
    return max(_WEAKEST, _ERRORS / float(np.sqrt(max(n, 1))))


def _with_rest(frame: pd.DataFrame, at: int) -> tuple[float, int]:
    rest = frame.drop(columns=frame.columns[at]).mean(axis=1)
    return _correlation(frame.iloc[:, at], rest)


def _correlation(x: pd.Series, y: pd.Series) -> tuple[float, int]:
    both = (x.notna() & y.notna()).to_numpy()
    n = int(both.sum())
    first, second = x.to_numpy()[both], y.to_numpy()[both]
    if n < _PEOPLE or np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0, n
    return float(np.corrcoef(first, second)[0, 1]), n


_FEW_ITEMS = 5  # the same answer to fewer items is common and says nothing
_ENOUGH_TO_COPY = 8  # equal answers to fewer items happen by chance


@takes("responses", classes=["instrument"])
def audit_coding(
    responses: pd.DataFrame, instrument: Instrument, *, language: str = "da"
) -> pd.DataFrame:
    """Look for coding faults before anything is scored.

    Parameters
    ----------
    responses
        One row per respondent; item columns as they were read, also when they hold text.
    instrument
        Questionnaire that declares options, scales and reversed items.
    language
        Language of the item labels and of what is said about them.

    Returns
    -------
    pandas.DataFrame
        One row per finding, by item and then over rows: ``item, label, key, problem, n, share,
        advice``. ``key`` is the kind in one word, whatever the language; ``n`` counts respondents
        and ``share`` their part of the table; for an item that runs against the others, ``n`` is
        how many the correlation rests on. ``item`` is empty for findings about rows. Empty when
        nothing was found. No answer of a respondent is in it.

    Raises
    ------
    InputError
        No item of the instrument is a column, or one is there twice.

    Notes
    -----
    Looked for, in this order: items nobody answered; words in place of codes, or mixed with them;
    codes shifted by one (0-4 for 1-5); points instead of codes; other undeclared codes ("don't
    know" as a number); items with one single answer; items that run against the others after
    scoring, as one that is reversed twice or not at all does; rows with the same code all
    through; rows copied from one another.

    Direction is judged by the first principal component of all items (items of scales where high
    is bad turned first), then within each scale, with at least 20 respondents and a correlation
    beyond both -.15 and three standard errors. The majority is taken to be right: when
    more than half of the items are turned, the others are named; when all of them are, nothing
    can be seen in the answers. Honest data can look odd too: every finding is a question.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> who = skcore.load_instrument("who-5")
    >>> codes = [1, 2, 3, 4, 3, 2]
    >>> answers = pd.DataFrame({item: codes for item in who.item_codes})
    >>> answers[who.item_codes[0]] = [1, 2, 3, 9, 9, 2]
    >>> found = skcore.audit_coding(answers, who)
    >>> found[["item", "n"]].iloc[0].tolist() == [who.item_codes[0], 2]
    True
    """
    present = _present(responses, instrument)
    findings: list[_Finding] = []
    clean = {}
    for item in present:
        found, clean[item] = _audit_item(item, responses[item], instrument)
        findings += found
    codes = pd.DataFrame(clean, index=responses.index)
    points = score_items(codes, instrument)
    findings += [_against(one, instrument, language) for one in item_directions(points, instrument)]
    order = {item: at for at, item in enumerate(present)}
    findings.sort(key=lambda finding: order[finding.item])
    findings += _audit_rows(responses, codes, points, instrument)
    texts = load_texts(language)
    return pd.DataFrame(
        {
            "item": [f.item for f in findings],
            "label": [instrument.item(f.item).label[language] if f.item else "" for f in findings],
            "key": [f.problem for f in findings],
            "problem": [texts(f"audit.{f.problem}", **f.values) for f in findings],
            "n": np.array([f.n for f in findings], dtype=np.int64),
            "share": np.array([f.n for f in findings]) / max(len(responses), 1),
            "advice": [texts(f"audit.advice.{f.advice}", **f.values) for f in findings],
        }
    ).astype(dict.fromkeys(["item", "label", "key", "problem", "advice"], "str"))


@dataclass(frozen=True)
class _Finding:
    """What was found: keys of the texts that say it, and what fills their places."""

    item: str
    problem: str
    n: int
    advice: str
    values: Mapping[str, str] = field(default_factory=dict)


def _present(responses: pd.DataFrame, instrument: Instrument) -> list[str]:
    present = [code for code in instrument.item_codes if code in responses.columns]
    if not present:
        raise InputError(
            f"No item is a column: the coding of instrument '{instrument.id}' cannot be looked at. "
            f"Map each of its items ({', '.join(instrument.item_codes)}) to one column."
        )
    return present


def _audit_item(
    item: str, column: pd.Series, instrument: Instrument
) -> tuple[list[_Finding], pd.Series]:
    """Audit one column; return also its declared codes alone, all else missing."""
    options = instrument.options_of(item)
    declared = {option.code for option in options}
    numbers = pd.to_numeric(column.astype(object), errors="coerce").astype(float)
    if not pd.api.types.is_numeric_dtype(column):
        numbers = numbers.mask(column.map(lambda value: isinstance(value, str)).astype(bool))
    answered, text = int(column.notna().sum()), int((column.notna() & numbers.isna()).sum())
    known = numbers.isin(declared)
    clean = numbers.where(known)
    findings = []
    if answered == 0:
        findings.append(_Finding(item, "nobody", 0, "nobody"))
    if text:
        findings.append(_Finding(item, "mixed" if text < answered else "words", text, "words"))
    outside = int((numbers.notna() & ~known).sum())
    if outside:
        key, values = _outside(numbers.dropna(), [(o.code, o.points) for o in options])
        findings.append(_Finding(item, key, outside, key, values))
    if text == 0 and outside == 0 and answered >= 2 and clean.min() == clean.max():
        findings.append(_Finding(item, "constant", answered, "constant"))
    return findings, clean


def _outside(numbers: pd.Series, options: list[tuple[int, float]]) -> tuple[str, dict[str, str]]:
    """Name the likely reason for undeclared codes, and the codes that are meant."""
    codes = [code for code, _ in options]
    values = {"codes": allowed_codes(codes)}
    seen = set(numbers)
    for shift in (-1, 1):
        shifted = [code + shift for code in codes]
        if seen <= set(shifted):
            return "shifted", {**values, "shifted": allowed_codes(shifted)}
    return ("points" if seen <= {points for _, points in options} else "outside"), values


def _against(direction: Direction, instrument: Instrument, language: str) -> _Finding:
    key = "against_scale" if direction.whole_scale else "against"
    key = "against_other" if direction.other else key
    values = {"r": format_number(direction.r, 2, language=language), "other": direction.other}
    advice = "reversed" if instrument.item(direction.item).reversed else "not_reversed"
    return _Finding(direction.item, key, direction.n, advice, values)


def _audit_rows(
    responses: pd.DataFrame, codes: pd.DataFrame, points: pd.DataFrame, instrument: Instrument
) -> list[_Finding]:
    """Rows with one code all through, and rows that repeat another row."""
    findings = []
    answered = codes.notna().sum(axis=1).to_numpy()
    same = (answered >= _FEW_ITEMS) & (codes.max(axis=1) == codes.min(axis=1)).to_numpy()
    turned = any(instrument.item(str(item)).reversed for item in codes.columns)
    # with reversed items, one code all through contradicts itself (the middle does not)
    lined = same & (points.max(axis=1) > points.min(axis=1)).to_numpy() if turned else same
    if lined.any():
        key = "lined" if turned else "lined_honest"
        findings.append(_Finding("", key, int(lined.sum()), key))
    copied = _copied(responses, answered, same)
    if copied.any():
        findings.append(_Finding("", "copied", int(copied.sum()), "copied"))
    return findings


def _copied(responses: pd.DataFrame, answered: Whole, same: Mask) -> Mask:
    """Mark rows that repeat an earlier one in everything but the respondent's number."""
    compared = [n for n in responses.columns if n not in ("respondent", "answered")]
    candidates = (answered >= _ENOUGH_TO_COPY) & ~same
    copied = np.zeros(len(responses), dtype=bool)
    copied[candidates] = responses.loc[candidates, compared].duplicated().to_numpy()
    return copied
