"""Preparing the dialogue at one workplace: what to talk about, and questions that open."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import pandas as pd

from skcore.disclosure import Released
from skcore.disclosure.released import require_released

__all__ = ["dialogue_questions", "strengths_and_attention"]


@cache
def _cards() -> Mapping[str, Mapping[str, list[str]]]:
    content = files("skcore.meeting") / "content" / "cards.toml"
    return tomllib.loads(content.read_text(encoding="utf-8"))


def dialogue_questions(topic: str, *, language: str) -> list[str]:
    """Return the questions for a dimension, a ``reflection`` or a workplace's own ``story``.

    Parameters
    ----------
    topic
        Dimension of a scale (``trust_vertical, trust, justice, community``), ``reflection``,
        ``without_numbers``, ``other_without`` or ``story``; any other gives the general questions.
    language
        ``da`` or ``en``.

    Examples
    --------
    >>> dialogue_questions("reflection", language="da")[0]
    'Det, jeg lagde mærke til …'
    """
    cards = _cards()
    return list(cards.get(topic, cards["other"])[language])


def strengths_and_attention(levels: Released, *, unit: str, wave: str) -> pd.DataFrame:
    """Pick the scale to celebrate and the scale to look into, by the distance to the whole.

    Parameters
    ----------
    levels
        Released means with ``unit, wave, role, variable, difference``.
    unit, wave
        The workplace and the survey.

    Returns
    -------
    pandas.DataFrame
        Up to two rows ``variable, kind`` (strength and attention; highest and lowest where all
        lie on one side of the whole), ``difference`` (points); empty where the workplace is not
        shown or has only one scale. Two scales that lie equally far from the whole keep the
        order of the questionnaire.

    Raises
    ------
    DisclosureError
        When ``levels`` has not come through the door.
    """
    table = require_released(levels, "levels").table
    if "unit" not in table:  # well-being is never told of a workplace
        return pd.DataFrame(columns=["variable", "kind", "difference"])
    rows = table[
        (table["cut"] == "wave × unit × role")
        & (table["unit"] == unit)
        & (table["wave"] == wave)
        & (table["role"] == "employee")
        & ~table["hidden"]
    ].dropna(subset=["difference"])
    if len(rows) < 2 or rows["difference"].nunique() == 1:
        return pd.DataFrame(columns=["variable", "kind", "difference"])
    ends = rows.loc[[rows["difference"].idxmax(), rows["difference"].idxmin()]]
    difference = ends["difference"].to_numpy()
    # a word for strength or attention only where the scale really lies above or below
    kinds = [
        "strength" if difference[0] > 0 else "highest",
        "attention" if difference[1] < 0 else "lowest",
    ]
    return pd.DataFrame(
        {"variable": ends["variable"].to_numpy(), "kind": kinds, "difference": difference}
    )
