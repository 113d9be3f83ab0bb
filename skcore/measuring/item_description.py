"""How does each item of a scale behave? Level, spread, ends of the range, fit with the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from skcore.errors import InputError
from skcore.inputs import Floats, takes
from skcore.instruments.model import Instrument
from skcore.measuring.item_table import Missing, item_matrix
from skcore.measuring.reliability import alpha_of, covariance, item_rest


@takes("data", numbers=["items"])
def item_statistics(
    data: pd.DataFrame,
    *,
    items: Sequence[str] | None = None,
    missing: Missing = "listwise",
    limits: tuple[float, float] | None = None,
    instrument: Instrument | None = None,
    language: str = "da",
) -> pd.DataFrame:
    """Describe the items of a scale, one row each.

    Parameters
    ----------
    data
        One row per respondent; item columns scored in the same direction (see `score_items`).
    items
        Columns of the scale; all columns when None.
    missing
        ``"listwise"``: every number rests on the respondents with every item; ``"pairwise"``:
        each item on all who answered it, each covariance on all who answered both.
    limits
        Lowest and highest possible answer, for floor and ceiling: ``(0, 100)`` for scored items,
        ``(1, 5)`` for codes 1-5. Never taken from what was observed.
    instrument
        Gives the items' labels; scored items then have the limits 0-100 unless given.
    language
        Language of the labels.

    Returns
    -------
    pandas.DataFrame
        One row per item, in the order given: ``item, label, n, n_missing, mean, sd, item_rest_r,
        alpha_if_deleted, floor, ceiling``. ``label`` is empty without an instrument, ``floor`` and
        ``ceiling`` are NaN without limits, ``alpha_if_deleted`` for a scale of two.

    Raises
    ------
    InputError
        Columns that are not there or not numeric; answers outside the limits (named by column,
        never by answer); items that the instrument does not have.

    Notes
    -----
    ``item_rest_r`` is the correlation with the sum of the *other* items, so an item is never
    correlated with itself. Clearly negative: look whether it should have been reversed
    (`audit_coding`). Alpha that rises when an item is left out is no reason by itself to leave it
    out: a shortened scale is another scale. Validated against ``psych::alpha`` (R).

    References
    ----------
    Nunnally JC, Bernstein IH. Psychometric Theory. 3rd ed. McGraw-Hill 1994, chapter 8: corrected
    item-total correlation, alpha if the item is left out.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> answers = pd.DataFrame({"TE1": [75, 50, 25, 100], "TE2": [75, 25, 25, 100],
    ...                         "TE3": [50, 50, 0, 75]})
    >>> described = skcore.item_statistics(answers, limits=(0, 100))
    >>> described[["item", "n", "mean", "item_rest_r", "ceiling"]].round(2)
      item  n   mean  item_rest_r  ceiling
    0  TE1  4  62.50         1.00     0.25
    1  TE2  4  56.25         0.87     0.25
    2  TE3  4  43.75         0.84     0.00
    """
    names, values = item_matrix(data, items)
    labels = _labels(names, instrument, language)
    if limits is None and instrument is not None:
        limits = (0.0, 100.0)
    if limits is not None:
        _check_limits(names, values, limits)
    used = values
    if missing == "listwise":
        used = values[~np.isnan(values).any(axis=1)]
    frame = pd.DataFrame(used, columns=names)
    matrix = covariance(values, missing)
    low, high = (np.nan, np.nan) if limits is None else limits
    answered = frame.count()
    return pd.DataFrame(
        {
            "item": names,
            "label": labels,
            "n": answered.to_numpy(),
            "n_missing": np.isnan(values).sum(axis=0),
            "mean": frame.mean().to_numpy(),
            "sd": frame.std().to_numpy(),
            "item_rest_r": item_rest(matrix),
            "alpha_if_deleted": _alpha_without(matrix),
            "floor": _share_at(frame, low),
            "ceiling": _share_at(frame, high),
        }
    )


@takes("data", numbers=["items"])
def item_distribution(data: pd.DataFrame, *, items: Sequence[str] | None = None) -> pd.DataFrame:
    """Count the answers to each item.

    Parameters
    ----------
    data
        One row per respondent; codes or points.
    items
        Columns to count; all columns when None.

    Returns
    -------
    pandas.DataFrame
        One row per item and answer that anybody in the table gave to any of the items, so every
        item has the same answers: ``item, value, n, share``. Shares are of those who answered
        the item and sum to 1; they are NaN for an item that nobody answered.

    Raises
    ------
    InputError
        Columns that are not there or not numeric.

    Notes
    -----
    For the confidential room. How few answers may lie behind a distribution that is shown is
    decided by `protect`, kind "distribution".
    Validated against ``psych::alpha`` (R), ``response.freq``.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> skcore.item_distribution(pd.DataFrame({"TE1": [1, 1, 2, None]}))
      item  value  n     share
    0  TE1    1.0  2  0.666667
    1  TE1    2.0  1  0.333333
    """
    names, values = item_matrix(data, items)
    answers = np.unique(values[~np.isnan(values)])
    counts = np.array([[int((column == a).sum()) for a in answers] for column in values.T])
    counts = counts.reshape(len(names), len(answers))
    people = counts.sum(axis=1, keepdims=True)
    shares = np.where(people > 0, counts / np.maximum(people, 1), np.nan)
    return pd.DataFrame(
        {
            "item": np.repeat(names, len(answers)),
            "value": np.tile(answers, len(names)),
            "n": counts.ravel(),
            "share": shares.ravel(),
        }
    )


def _labels(names: list[str], instrument: Instrument | None, language: str) -> list[str]:
    if instrument is None:
        return [""] * len(names)
    foreign = [name for name in names if name not in instrument.item_codes]
    if foreign:
        raise InputError(
            f"Instrument '{instrument.id}' has no item {', '.join(foreign)}. Its items are "
            f"{', '.join(instrument.item_codes)}: name those in items."
        )
    return [instrument.item(name).label[language] for name in names]


def _check_limits(names: list[str], values: Floats, limits: tuple[float, float]) -> None:
    low, high = limits
    if not low < high:
        raise InputError(f"limits are ({low:g}, {high:g}); give the lowest, then the highest.")
    with np.errstate(invalid="ignore"):
        outside = (values < low) | (values > high)
    if outside.any():
        columns = ", ".join(names[at] for at in np.flatnonzero(outside.any(axis=0)))
        raise InputError(
            f"Answers outside {low:g}–{high:g} in {columns}. Score the items first "
            f"(score_items), or give the limits of the codes."
        )


def _alpha_without(matrix: Floats) -> Floats:
    keep = ~np.eye(len(matrix), dtype=bool)
    return np.array([alpha_of(matrix[np.ix_(others, others)]) for others in keep])


def _share_at(frame: pd.DataFrame, answer: float) -> Floats:
    if np.isnan(answer):
        return np.full(frame.shape[1], np.nan)
    people = frame.count().to_numpy()
    share = frame.eq(answer).sum().to_numpy() / np.maximum(people, 1)
    return np.where(people > 0, share, np.nan)
