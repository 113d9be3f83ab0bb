"""A deck's numbers to plot anew: a workbook with one sheet per slide, as the slides show them.

Every cell that holds words is text and stays text, whatever it begins with: a workplace called
``=cmd()`` is no formula. Two runs write the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]

from skcore.figures.kinds import BOUNDED
from skcore.figures.marks import bounded_words, is_hidden, reason_words, records
from skcore.figures.words import clean
from skcore.slides.figure import Chart, TableFigure
from skcore.slides.markup import plain
from skcore.slides.paging import paged
from skcore.slides.slide import Slide
from skcore.texts import Texts, load_texts
from skcore.texts.numbers import format_date

Row = Sequence[str | float | None]
FIXED_TIME = dt.datetime(2000, 1, 1)  # the file format knows no time zone
NAME_MOST = 31  # letters of a sheet's name
_FORMULA_SIGNS = ("=", "+", "-", "@")


def render_workbook(slides: Iterable[Slide], *, language: str) -> bytes:
    """Return a deck's shown numbers as an Excel file.

    Parameters
    ----------
    slides
        In the order of the deck; what is too long is parted as in the other formats.
    language
        ``da`` or ``en``.

    Returns
    -------
    bytes
        One sheet per slide: its title, the table its figure is drawn from (or the table it
        shows), its text and its footnote.

    Examples
    --------
    >>> book = render_workbook([Slide("To af tre svarede")], language="da")
    >>> book[:2]
    b'PK'
    """
    stream = io.BytesIO()
    settings = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(stream, settings)
    book.set_properties({"author": "", "created": FIXED_TIME})
    text = book.add_format({"quote_prefix": True})
    pages = list(chain.from_iterable(paged(slide) for slide in slides))
    for number, slide in enumerate(pages, start=1):
        sheet = book.add_worksheet(_sheet_name(number, slide.title))
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 12, 16)
        for place, row in enumerate(_rows(slide, load_texts(language))):
            for column, value in enumerate(row):
                _write(sheet, place, column, value, text)
    book.close()
    return stream.getvalue()


def _sheet_name(number: int, title: str) -> str:
    """Return a name that Excel takes: numbered, so that no two are the same."""
    words = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")
    return f"{number} {words}"[:NAME_MOST].strip("' ")


def _write(sheet: Any, place: int, column: int, value: str | float | None, text: Any) -> None:
    if isinstance(value, str):
        # quoted, so that Excel keeps it text when somebody edits the cell
        words = clean(value)
        sheet.write_string(place, column, words, text if words.startswith(_FORMULA_SIGNS) else None)
    elif value is not None and not pd.isna(value):
        sheet.write_number(place, column, float(value))


def _rows(slide: Slide, text: Texts) -> Iterator[Row]:
    """Yield a sheet's rows: title, figure, text, footnote, with a free row between them."""
    yield [slide.title]
    if slide.kicker:
        yield [slide.kicker]
    if isinstance(slide.figure, TableFigure):
        yield []
        yield from ([*slide.figure.columns], *slide.figure.rows)
    elif isinstance(slide.figure, Chart):
        yield []
        told = _answers if slide.figure.kind == "distribution" else _chart
        yield from told(slide.figure, text)
    asked = [f"{head}: {words}" if head else words for head, words in slide.boxes]
    under = [*map(plain, slide.body), *asked, slide.footnote, slide.result_id]
    if any(under):
        yield []
    yield from ([words] for words in under if words)


def _chart(chart: Chart, text: Texts) -> Iterator[Row]:
    options, table = chart.options, chart.table
    if set(table.columns) == {"label", "group"}:  # a drawing of words: where each stands is ours
        yield from ([label] for label in table["label"])
        return
    columns = {n: _head(n, chart, text) for n in text.raw("pptx.heads") if n in table}
    notes = [_note(row, options, text, columns) for row in records(table)]
    yield [*columns.values(), text("pptx.note") if any(notes) else None]
    for row, note in zip(records(table), notes, strict=True):
        gone = "hidden" in row and is_hidden(row)
        cells = [_cell(name, row[name], text, options, gone=gone) for name in columns]
        yield [*cells, note or None]
    line = pd.DataFrame(options.get("line") or [])
    if not line.empty:
        names = {"x": columns["x"], "estimate": text("pptx.line")}
        names |= {end: text(f"pptx.heads.{end}") for end in ("conf_low", "conf_high")}
        kept = [name for name in names if name in line]
        yield []
        yield [names[name] for name in kept]
        yield from line[kept].to_numpy(float).tolist()


def _head(name: str, chart: Chart, text: Texts) -> str:
    """Return what a column is called: as the chart's own words have it, else as ours."""
    key = f"pptx.heads.{name}"
    if name == "label" and "scale" in chart.table:
        key = "pptx.heads.group"
    if name == "estimate" and chart.kind in {"change", "gap"}:
        key = f"plots.{chart.kind}"
    words = str(chart.options.get(f"{name}_label") or text(key))
    return words[:1].upper() + words[1:]


def _cell(
    name: str, value: Any, text: Texts, options: Mapping[str, Any], *, gone: bool
) -> str | float | None:
    if name == "month" and "counted_from" in options:  # months before and after any start
        away = pd.Period(value, "M") - pd.Period(options["counted_from"], "M")
        return float(away.n)
    if name == "month":
        return format_date(pd.Timestamp(f"{value[:7]}-01"), "month", language=text.language)
    if isinstance(value, str):
        return value
    return None if gone else float(value)


def _note(
    row: Mapping[str, Any], options: Mapping[str, Any], text: Texts, heads: Mapping[str, str]
) -> str:
    """Say why a row is not shown, or which of its means lie beyond the number that stands there.

    Beside another mean it is told by name: one of exactly 5 is not under 5.
    """
    if "hidden" in row and is_hidden(row):
        return reason_words(text, row, options)
    decimals = int(options.get("decimals", 0))
    means = [name for name in BOUNDED if name in heads]
    beyond = [name for name in means if row.get(BOUNDED[name])]
    words = {name: bounded_words(text, row, decimals, name) for name in beyond}
    if len(means) < 2:
        return "".join(words.values())
    return "; ".join(f"{heads[name]}: {said}" for name, said in words.items())


def _answers(chart: Chart, text: Texts) -> Iterator[Row]:
    """Yield a bar per row, its answers beside each other, the number of answers last."""
    table = chart.table
    names = [name for name in ("label", "group") if name in table]
    answers = [answer for answer in dict.fromkeys(table["category"]) if answer]
    told = [text("pptx.question"), *([text("pptx.heads.group")] if "group" in table else [])]
    count = [text("plots.answers")] if "n" in table else []
    yield [*told, *answers, *count, text("pptx.note")]
    for bar, part in table.groupby(names, sort=False):
        shares = dict(zip(part["category"], part["share"], strict=True))
        first = records(part)[0]
        gone = bool(first.get("hidden"))
        note = reason_words(text, first, chart.options) if gone else ""
        cells: list[float | None] = [shares.get(a) for a in answers]
        cells += [part["n"].max()] if count else []
        yield [*map(str, bar), *([None] * len(cells) if gone else cells), note]
