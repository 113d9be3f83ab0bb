"""The programme of a network meeting: points with minutes become points with clock times."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from skcore.errors import SkcoreError

__all__ = ["build_programme", "list_programmes", "programme_title"]


@cache
def _programmes() -> dict[str, Any]:
    content = files("skcore.meeting") / "content" / "programmes.toml"
    return tomllib.loads(content.read_text(encoding="utf-8"))


def list_programmes() -> list[str]:
    """Return the ids of the programmes that can be built.

    Returns
    -------
    list[str]

    Examples
    --------
    >>> import skcore
    >>> skcore.list_programmes()
    ['programme-1', 'programme-2']
    """
    return list(_programmes())


def _programme(programme: str) -> dict[str, Any]:
    if programme not in _programmes():
        allowed = ", ".join(list_programmes())
        raise SkcoreError(f"Programme '{programme}' is not known. Choose one of: {allowed}.")
    found: dict[str, Any] = _programmes()[programme]
    return found


def _clock(text: str) -> dt.datetime:
    try:
        hour, minute = (int(part) for part in text.replace(":", ".").split("."))
        return dt.datetime(2000, 1, 1, hour, minute)
    except ValueError as error:
        raise SkcoreError(
            f"Meeting start '{text}' is not a time of day. Write it as 11.00 or 11:00."
        ) from error


def build_programme(
    programme: str, *, language: str, words: Mapping[str, str], start: str | None = None
) -> pd.DataFrame:
    """Lay the points of a programme after one another from the start.

    Parameters
    ----------
    programme
        Id of the programme (see ``list_programmes``).
    language
        ``da`` or ``en``.
    words
        The study's words, for ``{h_med}`` and ``{top_director}``.
    start
        Time of day (``11.00``); the programme's own where None.

    Returns
    -------
    pandas.DataFrame
        ``time`` (11.00-11.10, closed en dash), ``point``, ``who``.

    Examples
    --------
    >>> words = {"h_med": "H-MED", "top_director": "Kommunaldirektøren"}
    >>> build_programme("programme-1", language="da", words=words).iloc[0].tolist()
    ['11.00–11.10', 'Velkomst, formål og program', 'Kommunaldirektøren']
    """
    content = _programme(programme)
    now = _clock(start or content["start"])
    separator = "." if language == "da" else ":"
    rows = []
    for point in content["points"]:
        end = now + dt.timedelta(minutes=point["minutes"])
        span = "–".join(f"{t:%H}{separator}{t:%M}" for t in (now, end))
        rows.append((span, point["point"][language], point["who"][language].format(**words)))
        now = end
    return pd.DataFrame(rows, columns=["time", "point", "who"])


def programme_title(programme: str, *, language: str) -> str:
    """Return the sentence that stands above the programme."""
    return str(_programme(programme)["title"][language])
