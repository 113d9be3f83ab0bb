"""Files as people export them (CSV, Excel, SPSS) into plain text cells, nothing guessed wrongly.

Cells are text and blanks are empty; the index holds the row numbers that the user sees when the
file is open: the header of a CSV or Excel file is row 1, so its first answer is row 2. SPSS shows
no header: its first case is row 1.
"""

from __future__ import annotations

import csv
import datetime as dt
import gc
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from skcore.problems import NOTE, Problem, has_errors, in_rows, short
from skcore.reading.headings import Wanted, each_once, heading_rows, is_tools_word
from skcore.reading.rows_beside import (
    trials,
    unfinished,
    without_headings_again,
    without_lines_under,
    without_totals,
)
from skcore.reading.workbooks import EDGES, OLD, Cells, as_text, read_workbook

_SAMPLE = 100_000  # letters in which a file's first lines are looked for
_DELIMITERS = (";", "\t", ",", "|")
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
#: beginnings of what is no table whatever it is called: archives, PDF, pictures, web pages
_FOREIGN = re.compile(
    rb"PK\x03\x04|%PDF|\x89PNG|GIF8|\xff\xd8\xff|\{\\rtf|\s*<(!doctype|html|\?xml)", re.I
)
_TEXT_FILES = (".csv", ".txt", ".tsv")

# What æøå turn into when a file has been read in the wrong encoding on its way here: UTF-8 taken
# for Windows-1252, DOS or Mac letters (Æ ® ’, Ø ¯, æ ¾ ‘, ø ¿ ›, å Œ †) in a word or at its ends,
# lost letters, control characters. A quotation mark before a word may have its pair.
_GARBLED = re.compile(
    r"Ã[^A-Za-zÀ-ÿ\s]|Ã[\u00a0-\u00bf]|Â[\u00a0-\u00bf]|â€|\ufffd|[\u0080-\u009f]"
    r"|[^\W\d_][‘›†¾¿Œ®¯][^\W\d_]|(?<!\w)[®¯¾¿Œ†›][^\W\d_]|[^\W\d_][†¾¿Œ›](?!\w)"
    r"|(?<!\w)[’‘](?=[^\W\d_]{2})(?!.*[’‘'])|[A-ZÆØÅ]’[A-ZÆØÅ]{2}"
)
#: a letter as web pages write it, whose semicolon is none between cells
_LETTER = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,5});")
_LOST = re.compile(r"(?:[^\W\d_]|(?<!\S))\?[^\W\d_]")  # headings may hold questions, names do not


@dataclass(frozen=True)
class RawTable:
    """A file's cells as text.

    ``labels`` holds what SPSS knows of a column's codes, ``words`` what it asked; ``exact`` says
    that numbers come from number cells, so that a point is a decimal point for certain, but in
    those that are ``typed``: text in a workbook.
    """

    frame: pd.DataFrame
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()
    exact: bool = False
    typed: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    file: str = ""  # as a message names it


def read_table(path: str | Path, wanted: Wanted | None = None) -> RawTable:
    """Read a file by its ending; what hinders it becomes a problem, not a garbled table.

    ``wanted`` holds the headings that are looked for: the row that has them is the row of headings.
    """
    path = Path(path)
    readers: dict[str, Callable[[Path, Wanted], RawTable]]
    readers = dict.fromkeys(_WORKBOOKS, _read_excel)
    readers |= dict.fromkeys((".sav", ".zsav", ".dta"), _read_labelled)
    readers |= dict.fromkeys(_TEXT_FILES, _read_csv)
    reader = readers.get(path.suffix.lower())
    named = {"name": short(path.name)}
    if reader is None:
        return _nothing(Problem("file_kind", values=named), path)
    if not path.is_file():
        return _nothing(Problem("file_missing", values=named), path)
    try:
        with path.open("rb"), _no_collecting():  # also tells whether another program holds it
            table = reader(path, wanted or Wanted())
    except OSError:
        return _nothing(Problem("file_unreadable", values=named), path)
    except Exception:  # noqa: BLE001 - a file nobody foresaw is still one sentence and no traceback
        return _nothing(Problem("file_strange", values=named), path)
    # a list of actions has a status too, and none of it is a form
    of_forms = wanted is not None and bool(wanted.questions)
    left_out = trials(table.frame, table.labels) if of_forms else []
    table = replace(table, frame=table.frame.drop(index=left_out))
    garbled = [short(name) for name in table.frame.columns if _GARBLED.search(name)]
    problems = [Problem("garbled_header", name, {"column": name}) for name in garbled]
    problems += in_rows("trial_row", "", left_out, severity=NOTE)
    if of_forms and (n := unfinished(table.frame, table.labels)):
        problems.append(Problem("forms_unfinished", n=n, severity=NOTE))
    problems = [*table.problems, *problems]
    if not has_errors(problems) and table.frame.empty:
        problems.append(Problem("file_empty"))
    return replace(table, problems=tuple(problem.within(path.name) for problem in problems))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Make millions of cells without the search for circles among them: a third of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def numbered_rows(path: Path) -> list[tuple[int, str]]:
    """Return every row of a file as one text, with the number that a reader of it sees.

    Of a file that is no table there are none.
    """
    kind, content = path.suffix.lower(), path.read_bytes()
    rows: Sequence[Cells] = ()
    if kind in _WORKBOOKS:
        rows = read_workbook(content).rows
    elif kind in _TEXT_FILES and (text := _decode(content)) is not None:
        text, first, delimiter = _after_separator_line(text)
        with suppress(csv.Error):
            rows = _records(text, delimiter or _delimiter(text), first=first)
    elif kind not in _TEXT_FILES:
        frame = read_table(path).frame
        rows = list(zip(frame.index, frame.to_numpy().tolist(), strict=True))
    return [(number, "\0".join(cells)) for number, cells in rows]


def garbled_cells(column: pd.Series[str]) -> tuple[int, ...]:
    """Return the rows whose text has been read in the wrong encoding."""
    texts = [text for text in column.unique() if not text.isalnum() or not text.isascii()]
    broken = [text for text in texts if _GARBLED.search(text) or _LOST.search(text)]
    return tuple(column.index[column.isin(broken)]) if broken else ()


def _nothing(problem: Problem, path: Path | None = None) -> RawTable:
    return RawTable(pd.DataFrame(), problems=(problem.within(path.name) if path else problem,))


def _read_excel(path: Path, wanted: Wanted) -> RawTable:
    sheet = read_workbook(path.read_bytes(), lambda cells: sum(wanted.says(cells)))
    named = {"name": short(path.name)}
    problems = [replace(p, values=p.values or named) for p in sheet.problems]  # noqa: PD011
    if not sheet.rows:
        return RawTable(pd.DataFrame(), problems=tuple(problems))
    table = _table(sheet.rows, wanted)
    return replace(table, exact=True, typed=sheet.typed, problems=(*table.problems, *problems))


# --- CSV ----------------------------------------------------------------------------------------


def _read_csv(path: Path, wanted: Wanted) -> RawTable:
    content = path.read_bytes()
    if content.startswith(OLD) or (content[:2] == b"PK" and b"xl/" in content):
        return _nothing(Problem("excel_in_disguise"))
    if _FOREIGN.match(content):
        return _nothing(Problem("file_kind", values={"name": short(path.name)}))
    text = _decode(content)
    if text is None:
        return _nothing(Problem("encoding"))
    text, first, delimiter = _after_separator_line(text)
    try:
        rows = _records(text, delimiter or _delimiter(text), first=first)
    except csv.Error:
        return _nothing(Problem("broken_quotes"))
    return _table(rows, wanted)


def _decode(content: bytes) -> str | None:
    """Decode as Danish exports come: UTF-8 with or without mark, UTF-16, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.rstrip("\x1a\0")  # how DOS ended a file, and programs that write blocks
        text = _LETTER.sub(_letter, text) if "&" in text else text
        return None if "\0" in text else text
    return None


def _letter(found: re.Match[str]) -> str:
    letter = unescape(found.group()).replace("\u00a0", " ")
    return letter if letter.isalpha() or letter == " " else found.group()


def _after_separator_line(text: str) -> tuple[str, int, str]:
    """Take away the line ``sep=;`` that Excel writes: the text, its first row number, the mark."""
    found = re.match(r"sep=(.)\r?\n", text)
    return (text[found.end() :], 2, found.group(1)) if found else (text, 1, "")


def _delimiter(text: str) -> str:
    """Return the mark that cuts the first lines into the most columns, equally many in each."""
    sample = "\n".join(text[:_SAMPLE].splitlines()[:50])

    def evenness(mark: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=mark) if row]
        cut = Counter(width for width in widths if width > 1)
        if not cut:
            return (0.0, 0)
        width, times = cut.most_common(1)[0]  # a title above the headings is not cut at all
        return (times / len(widths), width)

    return max(_DELIMITERS, key=evenness)


class _Texts(dict[str, str]):
    """Each text of a file once, composed (a and its ring are å) and without blanks around it."""

    def __missing__(self, cell: str) -> str:
        text = unicodedata.normalize("NFC", cell).strip(EDGES)
        if text.startswith('="') and text.endswith('"'):  # so programs keep Excel from counting
            text = text[2:-1].strip(EDGES)
        self[cell] = self.setdefault(text, text)
        return self[cell]


def _records(text: str, delimiter: str, *, first: int) -> list[Cells]:
    once = _Texts().__getitem__
    rows: Iterable[list[str]]
    if '"' in text:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    else:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if len(lines) > 1 and not lines[-1]:
            del lines[-1]
        rows = (line.split(delimiter) for line in lines)
    return [(number, [*map(once, row)]) for number, row in enumerate(rows, first)]


# --- SPSS and Stata -----------------------------------------------------------------------------

_EPOCHS = {"sav": dt.datetime(1582, 10, 14), "dta": dt.datetime(1960, 1, 1)}
_DATES = re.compile(r"[AEJS]?DATE|MOYR|QYR|WKYR|%-?tc|%-?t?d", re.IGNORECASE)


def _read_labelled(path: Path, _wanted: Wanted) -> RawTable:
    """Read SPSS or Stata; dates are turned by hand, since one impossible date stops the reader."""
    import pyreadstat

    kind = "dta" if path.suffix.lower() == ".dta" else "sav"
    reader = getattr(pyreadstat, f"read_{kind}")
    for encoding in (None, "WINDOWS-1252"):
        with suppress(Exception):  # whatever a reading library raises is one sentence
            frame, meta = reader(str(path), encoding=encoding, disable_datetime_conversion=True)
            break
    else:
        return _nothing(Problem("not_stata" if kind == "dta" else "not_spss"))
    texts = {
        name: _texts(frame[name], meta.original_variable_types.get(name, ""), kind)
        for name in frame
    }
    labels = {
        column: {as_text(code): str(label).strip(EDGES) for code, label in codes.items()}
        for column, codes in meta.variable_value_labels.items()
    }
    index = pd.RangeIndex(1, len(frame) + 1)
    words = {c: str(said).strip(EDGES) for c, said in meta.column_names_to_labels.items() if said}
    table = pd.DataFrame(texts).set_axis(index).astype("str")
    return RawTable(table, labels=labels, words=words, exact=True)


def _texts(column: pd.Series[Any], form: str, kind: str) -> pd.Series[str]:
    """Write each value once; days and times as ISO dates, impossible ones as their number."""
    at, values = pd.factorize(column)
    words = [as_text(value) for value in values]
    if pd.api.types.is_numeric_dtype(column) and _DATES.match(form):
        unit = "milliseconds" if form.lower().startswith("%tc") else "days"
        unit = "seconds" if kind == "sav" else unit
        words = [_day(value, unit, kind, word) for value, word in zip(values, words, strict=True)]
    return pd.Series(np.array([*words, ""], dtype=object)[at], dtype="str")


def _day(value: float, unit: str, kind: str, word: str) -> str:
    try:
        return as_text(_EPOCHS[kind] + dt.timedelta(**{unit: float(value)}))
    except OverflowError:
        return word


# --- from rows to a table -----------------------------------------------------------------------


def _table(rows: Sequence[Cells], wanted: Wanted) -> RawTable:
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if not filled:
        return RawTable(pd.DataFrame())
    at, below = heading_rows(filled, wanted)
    header, problems = _header(filled[: at + 1], filled[at + 1 : below])
    if len([name for name in header if name]) == 1 and re.search(r"[;,\t].*[;,\t]", header[0]):
        return _nothing(Problem("one_column"))
    body, under = without_lines_under(filled[below:], len(header))
    body, again = without_headings_again(body, header)
    body, totals = without_totals(body, wanted.answers)
    problems += [*under, *again, *totals]
    width = len(header)
    longer = [n for n, cells in body if len(cells) > width and any(cells[width:])]
    problems += in_rows("too_many_cells", "", longer)
    cells = [c if len(c) == width else (c + [""] * width)[:width] for _, c in body]
    kept = [place for place, name in enumerate(header) if name]
    texts = np.array(cells, dtype=object).reshape(len(cells), width).T.copy()  # by column
    frame = pd.DataFrame(
        {place: pd.array(texts[place], dtype="str") for place in kept},
        index=[number for number, _ in body],
    ).set_axis([header[place] for place in kept], axis=1)
    frame, repeated = each_once(frame)
    return RawTable(frame, repeated=repeated, problems=tuple(problems))


def _header(rows: Sequence[Cells], under: Sequence[Cells]) -> tuple[list[str], list[Problem]]:
    """Headings of the last row; where a cell is merged with those above, it stands up there."""
    *above, (number, header) = rows
    beside = tuple(other for other, _ in (*above, *under))
    key = "rows_under" if under else "rows_above"
    problems = [Problem(key, values={"row": number}, rows=beside, severity=NOTE)]
    if not above:
        return header, problems if under else []
    width = max(len(cells) for _, cells in rows)
    padded = [(cells + [""] * width)[:width] for _, cells in reversed(rows)]
    columns = [[name for name in several if name] for several in zip(*padded, strict=True)]
    # a tool's word under a question is no name where one stands above it
    names = [next((n for n in c if not is_tools_word(n)), "".join(c[:1])) for c in columns]
    return names[: len(header)], problems
