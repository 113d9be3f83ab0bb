"""What kinds of figures a table holds, and which of them may stand together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.disclosure.policy import DisclosurePolicy, Kind
from skcore.disclosure.rounding import round_half_away
from skcore.errors import DisclosureError

_SPREAD = ("spread", "sd", "std", "variance", "iqr", "ad_mean", "rwg_j", "rwg_j_star")
_SHARE = ("share", "share_favourable", "favourable", "percent")
_INTERVAL = ("conf_low", "conf_high", "std_error")
#: who may have given the answer where the end of a share is told: were it nobody or one, that one
#: would know how all others answered
_AT_AN_END = 2
#: never of people: one person may be behind them
_NEVER = ("median", "min", "max", "minimum", "maximum", "mode", "respondent")


def _is(name: str, words: Iterable[str]) -> bool:
    return any(name == w or name.endswith(f"_{w}") or name.startswith(f"{w}_") for w in words)


def is_number_column(name: str) -> bool:
    """Whether a column counts people: ``n``, ``TM_n``, ``n_first``."""
    return name == "n" or name.endswith("_n") or name.startswith("n_")


def check_figures(columns: Sequence[str], kind: Kind, *, pooled_intervals: bool = False) -> None:
    """Refuse columns that together would give single answers away.

    Mean, spread and number of one five-category item fix its whole distribution in most small
    groups; the share favourable beside them does so nearly always. So: the mean, and at most one
    of spread and share, from the distribution minimum up.
    """
    problems = [
        f"{name!r} may be one person's answer; leave it out."
        for name in columns
        if _is(name, _NEVER)
    ]
    spread = [name for name in columns if _is(name, _SPREAD)]
    share = [name for name in columns if _is(name, _SHARE)]
    interval = [name for name in columns if _is(name, _INTERVAL)]
    if kind == "means":
        # an interval from the spread pooled over many groups says nothing about one group's own
        more = [*spread, *share, *([] if pooled_intervals else interval)]
        problems += [
            f"{name!r} needs more people than a mean: use kind='distribution'." for name in more
        ]
    if kind == "distribution" and spread and share:
        problems.append(
            f"{', '.join(map(repr, [*spread, *share]))}: a spread beside a share gives the whole "
            "distribution away. Show one of them."
        )
    if problems:
        lines = "\n".join(f"- {problem}" for problem in problems)
        raise DisclosureError(f"This table cannot be shown as kind={kind!r}:\n{lines}")


def spreads_and_shares(columns: Sequence[str], *, own_intervals: bool) -> dict[str, set[str]]:
    """Which variables' spreads and shares the columns tell: ``sd`` of "", ``TM_sd`` of ``TM``.

    An interval from a group's own spread tells that spread; beside a share it is the share's, and
    tells nothing more than the share does.
    """
    shares = [name for name in columns if _is(name, _SHARE)]
    spreads = [name for name in columns if _is(name, _SPREAD)]
    if own_intervals and not shares:
        spreads += [name for name in columns if _is(name, _INTERVAL)]
    told = {"spread": (spreads, (*_SPREAD, *_INTERVAL)), "share": (shares, _SHARE)}
    return {what: {_stem(n, words) for n in names} for what, (names, words) in told.items()}


def _stem(name: str, words: Sequence[str]) -> str:
    """Return what a column is about: its name without the longest word for the kind of figure."""
    for word in sorted(words, key=len, reverse=True):
        if _is(name, [word]):
            return name.removesuffix(word).removeprefix(word).strip("_")
    return name


def default_bounded(columns: Sequence[str], variables: Sequence[str]) -> list[str]:
    """Columns taken as means on 0–100 when nobody says which are."""
    codes = {name.removesuffix("_n") for name in variables if name.endswith("_n")}
    codes |= {name.removeprefix("n_") for name in variables if name.startswith("n_")}
    return [name for name in columns if name == "mean" or name.endswith("_mean") or name in codes]


def _intervals_beside(name: str, columns: Sequence[str]) -> list[str]:
    """Interval columns of a mean: those of its stem, or the plain ones."""
    stem = name.removesuffix("mean").removesuffix("_")
    wanted = [f"{stem}_{word}" if stem else word for word in _INTERVAL]
    return [c for c in columns if c in wanted or c in _INTERVAL]


def beyond(values: pd.Series, low: float, high: float) -> npt.NDArray[np.str_]:
    """Say of each figure whether it lies ``below`` or ``above`` what is told of it; else empty."""
    return np.select([values < low, values > high], ["below", "above"], default="")


def share_end(n: pd.Series) -> pd.Series:
    """Percent of so many people that are told alike, from nobody up: two people or more.

    Examples
    --------
    >>> share_end(pd.Series([10, 19, 20, 500])).to_list()
    [20.0, 20.0, 10.0, 10.0]
    """
    per_head = 100 / n.astype(float).fillna(0).clip(lower=2 * _AT_AN_END)
    return pd.Series(np.ceil(_AT_AN_END * per_head / 10) * 10, index=n.index)


def bound(
    table: pd.DataFrame, columns: Sequence[str], policy: DisclosurePolicy, kind: Kind
) -> pd.DataFrame:
    """Hold means within floor and ceiling and shares (in percent) within their ends, for all alike.

    A companion column (``bounded``, or ``<column>_bounded`` for several) says ``below`` or
    ``above`` where a mean lies beyond its end, and a share at or beyond it (``share_end``). A
    spread of nothing is not told.
    """
    result = table.copy()
    shares = [n for n in table.columns if kind == "distribution" and _is(n, _SHARE)]
    ends: dict[str, tuple[Any, Any]]
    ends = dict.fromkeys(columns, (float(policy.floor), float(policy.ceiling)))
    least = share_end(table["n"]) if "n" in table else share_end(pd.Series(1, index=table.index))
    ends.update({name: (least, 100 - least) for name in shares if name not in ends})
    for name, (low, high) in ends.items():
        values = pd.to_numeric(result[name]).astype(float)
        at = beyond(values, low, high)
        word = at if name in columns else np.where(values == low, "below", at)
        word = word if name in columns else np.where(values == high, "above", word)
        result[name] = values.clip(low, high)
        result["bounded" if len(ends) == 1 else f"{name}_bounded"] = word
        for other in _intervals_beside(name, list(table.columns)):
            # an interval's middle is the very mean that must not be told
            result[other] = result[other].astype(float).mask(word != "")
    for name in table.columns:
        if _is(name, _SPREAD) and pd.api.types.is_numeric_dtype(result[name]):
            result[name] = result[name].mask(result[name] == 0)
    return result


def rounded(
    table: pd.DataFrame, columns: Sequence[str], decimals: int | Mapping[str, int] | None
) -> pd.DataFrame:
    """Round figures once, half away from zero; numbers of people are whole."""
    result = table.copy()
    given = decimals if isinstance(decimals, Mapping) else {}
    unknown = [name for name in given if name not in table.columns]
    if unknown:
        raise DisclosureError(
            f"decimals names {', '.join(map(repr, unknown))}, which the table does not have."
        )
    usual = 0 if decimals is None or isinstance(decimals, Mapping) else decimals
    for name in columns:
        if pd.api.types.is_numeric_dtype(result[name]) and not is_number_column(name):
            result[name] = round_half_away(result[name].astype(float), given.get(name, usual))
    return result
