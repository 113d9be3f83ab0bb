"""Items that run against the others, as one does that is reversed twice or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.instruments.model import Instrument

Floats = npt.NDArray[np.float64]

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
