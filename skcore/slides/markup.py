"""Strong and quiet words in body text.

A template of ours may mark words as ``**strong**`` or ``~~quiet~~``. Values that are filled in
(a unit's name, say) are never parsed: a workplace called ``**Nord**`` keeps its stars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from numbers import Integral
from typing import Literal

from skcore.errors import SkcoreError
from skcore.figures.words import clean

Style = Literal["", "strong", "quiet"]
_STYLES: dict[str, Style] = {"**": "strong", "~~": "quiet"}
_MARK = re.compile(r"(\*\*|~~)")
_PLACE = re.compile(r"\{\{|\}\}|\{([A-Za-z_]\w*)\}")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    style: Style = ""

    def __post_init__(self) -> None:
        if self.style not in {"", "strong", "quiet"}:
            raise SkcoreError(
                f"Style '{self.style}' of a run of text is not one of '', 'strong', 'quiet'."
            )


def runs(template: str, **values: object) -> tuple[Run, ...]:
    """Parse one paragraph's marks, then fill in its values.

    Parameters
    ----------
    template
        Our own sentence with ``**strong**`` and ``~~quiet~~`` words and ``{name}`` places.
    **values
        Text or whole numbers for the places. Other numbers must be made text first, since how
        they are rounded is decided in one place only.

    Returns
    -------
    tuple of Run
        Never empty runs; neighbours differ in style.

    Raises
    ------
    SkcoreError
        When a mark is not closed, a place has no value, or a value is a fraction.

    Examples
    --------
    >>> runs("**Prikken** er {unit}s gennemsnit.", unit="**Nord**")
    (Run(text='Prikken', style='strong'), Run(text=' er **Nord**s gennemsnit.', style=''))
    """
    found: list[Run] = []
    style: Style = ""
    for piece in _MARK.split(template):
        if piece in _STYLES:
            if style not in {"", _STYLES[piece]}:
                raise SkcoreError(f"Marks cross in the text {template!r}. Close one first.")
            style = _STYLES[piece] if style == "" else ""
        elif piece:
            found.append(Run(_fill(piece, template, values), style))
    if style:
        raise SkcoreError(
            f"A mark is not closed in the text {template!r}: ** and ~~ come in pairs."
        )
    return joined(found)


def _fill(piece: str, template: str, values: dict[str, object]) -> str:
    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name is None:
            return match.group(0)[0]
        if name not in values:
            raise SkcoreError(f"The text {template!r} needs a value for '{name}'.")
        return _text_of(values[name], name)

    return _PLACE.sub(value, piece)


def _text_of(value: object, name: str) -> str:
    if isinstance(value, str):
        return clean(value)
    if not isinstance(value, bool) and isinstance(value, Integral):
        return str(int(value))
    raise SkcoreError(
        f"The value '{name}' of a text is {type(value).__name__}. "
        "Give text: numbers are rounded and written by skcore.texts.numbers."
    )


def joined(found: Iterable[Run]) -> tuple[Run, ...]:
    """Put neighbours of one style together."""
    parts = groupby((run for run in found if run.text), key=lambda run: run.style)
    return tuple(Run("".join(run.text for run in alike), style) for style, alike in parts)


def plain(paragraph: Iterable[Run]) -> str:
    """Return a paragraph's text without its styles.

    Examples
    --------
    >>> plain(runs("**Hver prik** er en arbejdsplads."))
    'Hver prik er en arbejdsplads.'
    """
    return "".join(run.text for run in paragraph)
