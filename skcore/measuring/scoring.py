"""From answer codes to points: items on 0-100, scales and composites.

Every code is replaced by the points that the instrument declares for it; a reversed item is turned
once, within the declared range. What was observed never decides a range.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skcore.errors import InputError
from skcore.inputs import Floats, Mask, Whole, takes
from skcore.instruments.model import Composite, Instrument, Scale
from skcore.measuring.coded_answers import item_columns, undeclared

_CHUNK = 16_384  # rows scored at a time: the working arrays stay in the processor's cache


@takes("responses", numbers=["instrument"])
def score_items(responses: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Put the items of an instrument on 0-100, reversed items turned.

    Parameters
    ----------
    responses
        One row per respondent; item columns hold option codes, missing answers are NaN.
    instrument
        Questionnaire that declares codes, points and which items are reversed.

    Returns
    -------
    pandas.DataFrame
        The input's rows and columns; item columns hold points (0-100) instead of codes.

    Raises
    ------
    InputError
        No item of the instrument is a column, or a column holds anything but declared codes.
        All such columns are listed, with rows counted from 1 and without any answer.

    Notes
    -----
    Points of a reversed item are ``lowest + highest - points``, with the lowest and highest points
    that its options declare. Scored items are no longer codes: never score a table twice.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> copsoq = skcore.load_instrument("copsoq3-social-capital")
    >>> codes = [option.code for option in copsoq.options_of("TM1") if option.points in (0, 75)]
    >>> answers = pd.DataFrame({"TM1": sorted(codes), "TM3": sorted(codes)})
    >>> scored = skcore.score_items(answers, copsoq)
    >>> (scored["TM1"] + scored["TM3"]).tolist()  # TM3 is reversed
    [100.0, 100.0]
    """
    columns = item_columns(responses, instrument)
    scored = {}
    unknown = False
    for code, values in columns.items():
        points, matched = _points(values, _coding(instrument, code))
        unknown = unknown or _unmatched(values, matched)
        scored[code] = points
    if unknown:
        raise undeclared(columns, instrument)
    return responses.assign(**scored)


@takes("responses", numbers=["instrument"])
def score_scales(
    responses: pd.DataFrame, instrument: Instrument, *, partial: bool = False
) -> pd.DataFrame:
    """Score the scales and composites of an instrument for every respondent.

    Parameters
    ----------
    responses
        One row per respondent; item columns hold option codes, missing answers are NaN.
    instrument
        Questionnaire that declares scales, their missing rule and the composites.
    partial
        Also score a scale some of whose items are not in the table. Off by default: a shortened
        scale is another scale and does not compare with references or with other studies.

    Returns
    -------
    pandas.DataFrame
        The input's index; one column per scale and composite (0-100), then ``<code>_n``, the
        number of items answered (for a composite: over all its scales).

    Raises
    ------
    InputError
        As `score_items`; also when a scale has only some of its items in the table.

    Notes
    -----
    A scale is the mean of its answered items, missing when fewer than ``min_answered`` are
    answered. A composite of scales is the mean of its scale scores, a composite of items the mean
    of all answered items; both are missing when one of the scales is. A scale none of whose items
    are in the table is left out, and so is a composite one of whose scales is left out.
    Validated against ``psych::scoreFast`` (R); rows are scored in chunks, so the memory needed
    beside the input is that of the result.

    References
    ----------
    Burr, H. et al. (2019). The third version of the Copenhagen Psychosocial Questionnaire.
    Safety and Health at Work, 10(4), 482-503. https://doi.org/10.1016/j.shaw.2019.10.002

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> copsoq = skcore.load_instrument("copsoq3-social-capital")
    >>> best = max(copsoq.options_of("JU1"), key=lambda option: option.points).code
    >>> answers = pd.DataFrame({"JU1": [best, best], "JU2": [best, None],
    ...                         "JU3": [best, None], "JU4": [best, None]}, dtype=float)
    >>> skcore.score_scales(answers, copsoq)
          JU  JU_n
    0  100.0     4
    1    NaN     1
    """
    columns = item_columns(responses, instrument)
    scales = _scales_to_score(columns, instrument, partial=partial)
    composites = _composites_to_score(scales, instrument)
    codes = [*(scale.code for scale in scales), *(whole.code for whole in composites)]
    index = {code: at for at, code in enumerate(codes)}
    scores = np.empty((len(codes), len(responses)))
    answered = np.empty((len(codes), len(responses)), dtype=np.int64)
    items = dict.fromkeys(item for scale in scales for item in scale.items if item in columns)
    codings = {item: _coding(instrument, item) for item in items}
    for rows in _chunks(len(responses)):
        points, unknown = _chunk_points(columns, codings, rows)
        if unknown:
            raise undeclared(columns, instrument)
        totals = {scale.code: _total(scale, points) for scale in scales}
        for scale in scales:
            at = index[scale.code]
            scores[at, rows], answered[at, rows] = _scale_score(scale, totals)
        for composite in composites:
            at = index[composite.code]
            parts = scores[[index[code] for code in composite.scales], rows]
            scores[at, rows], answered[at, rows] = _composite_score(composite, parts, totals)
    named = dict(zip(codes, scores, strict=True))
    named_n = {f"{code}_n": row for code, row in zip(codes, answered, strict=True)}
    return pd.DataFrame({**named, **named_n}, index=responses.index, copy=False)


@dataclass(frozen=True)
class _Coding:
    """Points of an item by code: position ``code - lowest`` of two parallel arrays."""

    lowest: int
    codes: Floats  # NaN where no option has this code
    points: Floats  # after reversal; NaN for an option without points ("not relevant")
    all_count: bool  # every option has points


def _coding(instrument: Instrument, item: str) -> _Coding:
    options = instrument.options_of(item)
    lowest = min(option.code for option in options)
    size = max(option.code for option in options) - lowest + 1
    codes, points = np.full(size, np.nan), np.full(size, np.nan)
    for option in options:
        codes[option.code - lowest] = option.code
        points[option.code - lowest] = option.points
    if instrument.item(item).reversed:
        points = np.nanmin(points) + np.nanmax(points) - points
    return _Coding(lowest, codes, points, not any(np.isnan(o.points) for o in options))


def _points(values: Floats, coding: _Coding) -> tuple[Floats, Mask]:
    """Points of codes, NaN for none, and which values are declared codes."""
    with np.errstate(invalid="ignore"):  # a missing answer has no position; it matches no code
        position = (values - coding.lowest).astype(np.int64)
    matched = coding.codes.take(position, mode="clip") == values
    points = coding.points.take(position, mode="clip")
    points[~matched] = np.nan
    return points, matched


def _unmatched(values: Floats, matched: Mask) -> bool:
    """Tell whether an answer is neither a declared code nor missing."""
    missing = len(values) - int(np.count_nonzero(matched))
    return missing > 0 and missing != int(np.count_nonzero(np.isnan(values)))


def _chunks(n: int) -> Iterator[slice]:
    return (slice(start, min(start + _CHUNK, n)) for start in range(0, n, _CHUNK))


def _chunk_points(
    columns: Mapping[str, Floats], codings: Mapping[str, _Coding], rows: slice
) -> tuple[dict[str, tuple[Floats, Mask]], bool]:
    """Points (0 where missing) and who answered, per item; and whether a code is unknown."""
    result = {}
    unknown = False
    for item, coding in codings.items():
        values = columns[item][rows]
        points, matched = _points(values, coding)
        unknown = unknown or _unmatched(values, matched)
        answered = matched if coding.all_count else ~np.isnan(points)
        points[~answered] = 0.0
        result[item] = points, answered
    return result, unknown


def _total(scale: Scale, points: Mapping[str, tuple[Floats, Mask]]) -> tuple[Floats, Whole]:
    present = [points[item] for item in scale.items if item in points]
    total = np.zeros(len(present[0][0]))
    count = np.zeros(len(total), dtype=np.int64)
    for values, answered in present:
        total += values
        count += answered
    return total, count


def _scale_score(scale: Scale, totals: Mapping[str, tuple[Floats, Whole]]) -> tuple[Floats, Whole]:
    total, count = totals[scale.code]
    score = total / np.maximum(count, 1)
    score[count < max(scale.min_answered, 1)] = np.nan
    return score, count


def _composite_score(
    composite: Composite, parts: Floats, totals: Mapping[str, tuple[Floats, Whole]]
) -> tuple[Floats, Whole]:
    """Mean of the scale scores (one row each in ``parts``), or of all answered items."""
    count = np.sum([totals[code][1] for code in composite.scales], axis=0)
    mean = parts.mean(axis=0)  # NaN when one of the scales is missing
    if composite.of == "items":
        total = np.sum([totals[code][0] for code in composite.scales], axis=0)
        mean = np.where(np.isnan(mean), np.nan, total / np.maximum(count, 1))
    return mean, count


def _scales_to_score(
    columns: Mapping[str, Floats], instrument: Instrument, *, partial: bool
) -> tuple[Scale, ...]:
    """Scales with items in the table; refuses shortened ones unless asked for."""
    found = tuple(s for s in instrument.scales if any(item in columns for item in s.items))
    short = {s.code: [i for i in s.items if i not in columns] for s in found}
    problems = [
        {
            "column": item,
            "problem": f"Scale '{scale}' lacks its item '{item}'.",
            "n": len(lacking),
            "rows": "",
        }
        for scale, lacking in short.items()
        for item in lacking
    ]
    if problems and not partial:
        raise InputError(
            f"Instrument '{instrument.id}' is only partly in the table, and a shortened scale is "
            f"another scale. Map the columns that carry these items, use an instrument that "
            f"declares the shorter scale, or give partial=True.",
            pd.DataFrame(problems),
        )
    return found


def _composites_to_score(
    scales: tuple[Scale, ...], instrument: Instrument
) -> tuple[Composite, ...]:
    scored = {scale.code for scale in scales}
    return tuple(c for c in instrument.composites if scored.issuperset(c.scales))
