"""Every number that a slide shows, as text: what a deck in any format can be held against."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

import pandas as pd

from skcore.figures.kinds import TEXT_COLUMNS
from skcore.slides.figure import Chart, TableFigure
from skcore.slides.markup import plain
from skcore.slides.paging import paged
from skcore.slides.slide import Slide
from skcore.texts.numbers import format_number

#: signs and spaces that look alike, and marks that only tell where a word may part
_ALIKE = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2011": "-", "\u2212": "-", "\u00ad": None})
#: ids of results and of what was promised: their digits are no numbers
_ID = re.compile(r"(?<![\w-])(?:r-[0-9a-f]{6}|p-[0-9a-f]{10})(?!\w)")
_NUMBER = re.compile(r"(?<![\w-])[-+]?\d+(?:[.,:]\d+)*|\d+(?:[.,:]\d+)*")
#: a dot's size is drawn in tens of employed and never read as a number
_NOT_READ = TEXT_COLUMNS | {"size", "month", "hidden", "certain"}
_MOST_DECIMALS = 3


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a text as they are written, from left to right.

    Examples
    --------
    >>> numbers_in("Fra −2\N{NO-BREAK SPACE}til +6,5 (95 %; COPSOQ-3; låst som p-0cb7436a4c)")
    ['-2', '+6,5', '95', '3']
    """
    return _NUMBER.findall(_ID.sub("", text.translate(_ALIKE)))


def shown_numbers(slides: Iterable[Slide]) -> list[dict[str, str]]:
    """Return the numbers of every page of a deck, a space between them.

    Parameters
    ----------
    slides
        In the order of the deck; what is too long is parted as in the exporters.

    Returns
    -------
    list of dict
        One per page. ``words``: kicker, title, table cells, text, boxes and footnote in this order;
        ``chart``: the values that its chart and its line are drawn from, row by row; ``told``:
        alternative text and notes. What holds no number is left out. Page numbers and the
        result's id are none.

    Examples
    --------
    >>> table = TableFigure(("Tema", "Point"), (("Tillid", "71,5"),))
    >>> shown_numbers([Slide("To af 12 temaer", figure=table, footnote="Svar fra 48.")])
    [{'words': '12 71,5 48'}]
    """
    return [_page(page) for page in chain.from_iterable(paged(slide) for slide in slides)]


def _page(slide: Slide) -> dict[str, str]:
    cells: list[str] = []
    values: list[str] = []
    if isinstance(slide.figure, TableFigure):
        heads = slide.figure.columns if slide.figure.show_header else ()
        cells = list(chain(heads, *slide.figure.rows))
    elif isinstance(slide.figure, Chart):
        values = list(_chart_values(slide.figure, slide.language))
    asked = chain.from_iterable(slide.boxes)
    words = [slide.kicker, slide.title, *cells, *map(plain, slide.body), *asked, slide.footnote]
    parts = {"words": words, "chart": values, "told": [slide.alt, slide.notes]}
    found = {name: " ".join(numbers_in("\n".join(texts))) for name, texts in parts.items()}
    return {name: numbers for name, numbers in found.items() if numbers}


def hashed_words(slides: Iterable[Slide]) -> list[str]:
    """Return a hash of the words of every page of a deck, those of its figure too."""
    return [_hashed(page) for page in chain.from_iterable(paged(slide) for slide in slides)]


def _hashed(slide: Slide) -> str:
    said = "\n".join(_strings(replace(slide, result_id="").to_json()))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _strings(part: object) -> Iterator[str]:
    """Yield all texts of a slide's data, in order; numbers are held against each other as such."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _strings(inner)


def _chart_values(chart: Chart, language: str) -> Iterator[str]:
    """Yield a chart's values as the language writes them; rows that are not shown have none."""
    table = chart.table
    hidden = table["hidden"] if "hidden" in table else pd.Series(data=False, index=table.index)
    numeric = [name for name in table.columns if name not in _NOT_READ]
    # by column: a table without any has no records in pandas 3.0.0, and empty ones later
    rows = zip(*(table[name].tolist() for name in numeric), strict=True)
    for gone, row in zip(hidden, rows, strict=bool(numeric)):
        for value in row:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if number and not gone and not pd.isna(value):
                yield _written(float(value), language)
    line = pd.DataFrame(chart.options.get("line") or [])
    for value in line.to_numpy(float).ravel():
        if not pd.isna(value):
            yield _written(float(value), language)


def _written(value: float, language: str) -> str:
    exact = (d for d in range(_MOST_DECIMALS) if abs(round(value, d) - value) < 1e-9)
    return format_number(value, next(exact, _MOST_DECIMALS), language=language)
