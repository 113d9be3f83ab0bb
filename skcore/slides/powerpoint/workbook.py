"""The workbook inside a native chart: the shown numbers first, positions of words and lines apart.

Every cell that holds words is text and stays text, whatever it begins with: a workplace called
``=cmd()`` is no formula. Two runs write the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from skcore.plots.words import clean

__all__ = ["Book", "Range", "number_text"]

Cell = str | float | None
FIXED_TIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Range:
    """Cells that a series is drawn from, with their values."""

    formula: str
    values: tuple[Cell, ...]


def number_text(value: float) -> str:
    """Write a number for XML: no trailing zeros, no exponent for what slides show.

    Examples
    --------
    >>> number_text(71.0), number_text(0.1 + 0.2)
    ('71', '0.3')
    """
    rounded = round(float(value), 6) + 0.0
    return str(int(rounded)) if rounded.is_integer() else repr(rounded)


def _plain(value: Cell) -> Cell:
    if isinstance(value, str):
        return clean(value)
    return None if value is None or not math.isfinite(value) else float(value)


class Book:
    """Two sheets: ``numbers`` holds what is shown, ``places`` where words and lines stand."""

    def __init__(
        self, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, names: tuple[str, str]
    ) -> None:
        self.columns = [clean(name) for name in columns]
        self.rows = [[_plain(value) for value in row] for row in rows]
        self.names = names
        self.places: list[tuple[str, tuple[Cell, ...]]] = []

    def column(self, place: int, *, first: int = 0, last: int | None = None) -> Range:
        """Return one column's cells, from row ``first`` to before ``last``."""
        end = len(self.rows) if last is None else last
        values = tuple(row[place] for row in self.rows[first:end])
        return Range(self._address(0, first + 1, place, end, place), values)

    def across(self, row: int, first: int, last: int) -> Range:
        """Return cells of one row, columns ``first`` to ``last``, both included."""
        values = tuple(self.rows[row][first : last + 1])
        return Range(self._address(0, row + 1, first, row + 1, last), values)

    def place(self, heading: str, values: Sequence[Cell]) -> Range:
        """Put positions on the second sheet and return their cells."""
        kept = tuple(_plain(v if isinstance(v, str) or v is None else round(v, 4)) for v in values)
        column = len(self.places)
        self.places.append((clean(heading), kept))
        return Range(self._address(1, 1, column, len(kept), column), kept)

    def last_heading(self) -> Range:
        """Return the cell with the heading of what was placed last, which names a series."""
        column = len(self.places) - 1
        return Range(self._address(1, 0, column, 0, column), (self.places[-1][0],))

    def heading(self, place: int) -> Range:
        """Return the cell with a column's heading, which names a series."""
        return Range(self._address(0, 0, place, 0, place), (self.columns[place],))

    def _address(self, sheet: int, top: int, left: int, bottom: int, right: int) -> str:
        corner = xl_rowcol_to_cell(top, left, row_abs=True, col_abs=True)
        end = xl_rowcol_to_cell(bottom, right, row_abs=True, col_abs=True)
        cells = corner if corner == end else f"{corner}:{end}"
        return f"'{self.names[sheet]}'!{cells}"

    def to_xlsx(self) -> bytes:
        """Return the workbook's bytes."""
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True})
        book.set_properties({"author": "", "created": FIXED_TIME.replace(tzinfo=None)})
        self.text = book.add_format({"quote_prefix": True})
        sheet = book.add_worksheet(self.names[0])
        sheet.set_column(0, 0, 40)
        lines: list[Sequence[Cell]] = [self.columns, *self.rows]
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                self._write(sheet, row, column, value)
        sheet = book.add_worksheet(self.names[1])
        for column, (heading, values) in enumerate(self.places):
            for row, value in enumerate((heading, *values)):
                self._write(sheet, row, column, value)
        book.close()
        return stream.getvalue()

    def _write(self, sheet: xlsxwriter.worksheet.Worksheet, row: int, at: int, value: Cell) -> None:
        if isinstance(value, str):
            # quoted, so that Excel keeps it text when somebody edits the cell
            quoted = self.text if value.startswith(_FORMULA_SIGNS) else None
            sheet.write_string(row, at, value, quoted)
        elif value is not None:
            sheet.write_number(row, at, value)
