"""Excel's cells as text: values only, whatever the file says of its size, styles and formats."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from skcore.problems import NOTE, Problem, short
from skcore.silence import silenced

Cells = tuple[int, list[str]]  # row number and the row's cells
OLD = b"\xd0\xcf\x11\xe0"  # Excel files of before 2007, and those with a password
# blanks, and marks that nobody sees: of a name that holds nothing else nothing is left
EDGES = " \t\r\n\u00a0\u00ad\u061c\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
# a formula with no result: a program wrote it and nobody has opened the file in Excel since
_UNCALCULATED = re.compile(rb"<f[ >][^<]*</f>\s*(?:<v\s*/>|<v></v>|</c>)")
_LOOKED = 20  # rows of a sheet that are looked through for headings
_TYPED = re.compile(rf"[{EDGES}]*[-+]?\d{{1,3}}\.\d{{3}}[{EDGES}]*\Z")
_HEADINGS = 2  # so many make a row of headings
# a formula that went wrong, but for one that looked something up and found nothing
_FAILED = re.compile(rb't="e"[^<]*(?:<f[^<]*(?:/>|</f>))?\s*<v>#(?!N/A|I/T)')
_MOST = 50_000_000  # bytes of a sheet that are looked through for formulas, and cells that are read
_FAR = re.compile(rb'\br="([A-Z]{3,}|[A-Z]+(?=\d{6}))(\d+)"')  # cells far to the right or far down
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"')


@dataclass(frozen=True)
class Sheet:
    """The sheet that is read; ``typed`` are numbers in it that stand as text."""

    rows: tuple[Cells, ...] = ()
    problems: tuple[Problem, ...] = ()
    typed: frozenset[str] = frozenset()


def read_workbook(content: bytes, says: Callable[[Sequence[str]], int] | None = None) -> Sheet:
    """Read a workbook (xlsx, xlsm, xlsb, xls, ods); merged cells hold their value in every row.

    Of several sheets that are not hidden, the one whose first rows say most as headings is read
    (``says``), the first where none does; a hidden one where only that has headings.
    """
    import python_calamine as calamine

    try:
        if any(_is_vast(sheet) for sheet in _sheets_of(content)):
            return Sheet(problems=(Problem("not_excel"),))
        with silenced(2):
            book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            kinds = {sheet.name: sheet for sheet in book.sheets_metadata}
            seen = [n for n, s in kinds.items() if s.visible == calamine.SheetVisibleEnum.Visible]
            sheets = [book.get_sheet_by_name(name) for name in kinds]
            filled = [sheet for sheet in sheets if sheet.height]
            if not filled:
                return Sheet()
            said = {s.name: _says(s, says) if says else 0 for s in filled}
            out = [s for s in filled if s.name in seen]
            hidden = not out or (max(said[s.name] for s in out) < _HEADINGS <= max(said.values()))
            chosen = max(filled if hidden else out, key=lambda sheet: said[sheet.name])
            filled = filled if hidden else out
            rows = chosen.to_python(skip_empty_area=False)
            alike = [s.name for s in filled if s is not chosen and _goes_on(s, rows, says)]
            merged = chosen.merged_cell_ranges
    except calamine.PasswordError:
        return Sheet(problems=(Problem("excel_old"),))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - the reader's own panics are no Exceptions
        return Sheet(problems=(Problem("excel_old" if content.startswith(OLD) else "not_excel"),))
    problems = []
    if alike:
        values = {"sheet": short(chosen.name), "others": ", ".join(map(short, alike))}
        problems.append(Problem("sheets_alike", values=values))
    elif len(filled) > 1:
        sheet = {"sheet": short(chosen.name)}
        problems.append(Problem("more_sheets", values=sheet, severity=NOTE))
    texts = [[as_text(cell) for cell in row] for row in rows]
    for (top, left), (bottom, _) in merged or ():
        for row in texts[top + 1 : bottom + 1]:
            row[left] = row[left] or texts[top][left]
    faults = {"formulas_uncalculated": _UNCALCULATED, "formulas_failed": _FAILED}
    problems += [
        Problem(key, severity=NOTE)
        for key, fault in faults.items()
        if any(fault.search(sheet) for sheet in _sheets_of(content))
    ]
    typed = {c.strip(EDGES) for row in rows for c in row if isinstance(c, str) and _TYPED.match(c)}
    return Sheet(tuple(enumerate(texts, 1)), tuple(problems), frozenset(typed))


def _goes_on(
    sheet: Any, rows: Sequence[Sequence[Any]], says: Callable[[Sequence[str]], int] | None
) -> bool:
    """Whether a sheet has the headings of those ``rows``, and others below them."""
    head = max(_texts(rows[:_LOOKED]), key=says) if says else ()
    first = _texts(sheet.to_python(skip_empty_area=False, nrows=_LOOKED))
    if says is None or says(head) < _HEADINGS or head not in first:
        return False
    here, there = {*_texts(rows)}, _texts(sheet.to_python(skip_empty_area=False))
    return any(any(row) and row not in here for row in there[first.index(head) :])


def _texts(rows: Sequence[Sequence[Any]]) -> list[tuple[str, ...]]:
    return [tuple(map(as_text, row)) for row in rows]


def _says(sheet: Any, says: Callable[[Sequence[str]], int]) -> int:
    """How much the best of the first rows says as a row of headings."""
    first = sheet.to_python(skip_empty_area=False, nrows=_LOOKED)
    return max(says([as_text(cell) for cell in row]) for row in first)


def as_text(value: object) -> str:
    """Return a cell as text: a whole number without decimals, a day without its midnight."""
    if value is None or isinstance(value, str):
        return (value or "").strip(EDGES)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value)


def _sheets_of(content: bytes) -> Iterator[bytes]:
    if not content.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for sheet in archive.infolist():
            if "worksheets/" in sheet.filename and sheet.file_size < _MOST:
                yield archive.read(sheet)


def _is_vast(sheet: bytes) -> bool:
    """Whether a cell lies so far out that the reader would take all memory for what is between."""
    far = [(_column(letters), int(row)) for letters, row in _FAR.findall(sheet)]
    rows = max((*map(int, _ROW.findall(sheet)), *(row for _, row in far)), default=0)
    return rows * max((column for column, _ in far), default=0) > _MOST


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
