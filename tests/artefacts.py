"""Somebody who has nothing but the files: workbooks, pages and PowerPoint, and can read.

Written apart from the library. Numbers come from the cells of the workbooks, and every mark of a
figure is measured: an axis is known by the numbers under it, in the page's SVG and in PowerPoint's
shapes alike, so a mark that stands finer than the number told beside it is found.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import Any

import numpy as np
from leaks import documents_of
from lxml import etree
from outsider import ENDS_TOLD, Cell, Outsider
from python_calamine import CalamineWorkbook

WHOLE = {"role": "employee"}
SPOKEN = re.compile(r"(?<![\w.,])(\d+(?:\.\d+)?)(?=\s*(?:points?\b|%))")
#: what is said of every study, what follows from how many answered, and shares of own questions,
#: which stand in sentences alone
KNOWN = re.compile(
    r"95\s*%|0–100|below 5 points|fixed spread\s+\(\d+\s+points\)|lay 12 points"
    r"|Noticeable:\s*5\s+points"
    r"|[12]0\s*% and at least [89]0\s*%|are shown have\s+\d+\s*%|changes from about\s+\d+"
    r"|of at least about\s+\d+(–\d+)?\s+points"
    r"|within 5 points to each|\d+\s*% answer"
    r"|move\?(?::|\s+yes)?(?:\s+(?:at\s+(?:most|least)|højst|mindst)|[\s\d%()–])*"
)
#: how many answered of how many, in a sentence and in the table of parts
RATE = re.compile(
    r"(\d+)(?:\s+of)?\s+(\d+)(?:(?:\s+\w+)?\s+have\s+answered)?"
    r"(?:\s+\(?|\D*The response rate is\s+)(\d+)\s*%"
    r"(?:\D*The response rate is\s+\3\s*%)?"
)
SHARE = re.compile(r"(at most |at least |)(\d+)(?:%|\.0$)")
SVG = re.compile(r"<svg xmlns.*?</svg>", re.S)
#: points that a hundredth of a px, or a figure in EMU, leaves open
TOLERANCE = 0.05
CIRCLE = re.compile(r'<circle cx="([-\d.]+)" cy="([-\d.]+)"')
TEXT = re.compile(r'<text x="([-\d.]+)" y="([-\d.]+)"([^>]*)>([^<]*)<')
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
#: EMU in a px, and px from a dot to the word of a legend
EMU, BESIDE = 9525.0, 30.0


@dataclass(frozen=True)
class Sheet:
    """A slide as its deck's workbook tells it."""

    deck: str
    rows: list[list[Any]]

    def table(self) -> Iterator[dict[str, Any]]:
        """Rows of the slide's figure or table, by the words of its head."""
        start = next((i for i, row in enumerate(self.rows) if not any(row)), len(self.rows))
        head: list[Any] = []
        for row in self.rows[start + 1 :]:
            if not any(value is not None for value in row):
                return
            if not head:
                head = row
            else:
                yield {str(k): v for k, v in zip(head, row, strict=False) if k}


def sheets_of(out: Path) -> list[Sheet]:
    """Every sheet of every workbook below a folder of decks."""
    found = []
    for path in sorted(out.rglob("*.xlsx")):
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            rows = [[None if value == "" else value for value in row] for row in rows]
            found.append(Sheet(path.stem, rows))
    return found


def facts_of(
    sheets: list[Sheet], waves: list[str], shortened: Collection[str] = ()
) -> list[tuple[dict[str, Any], str, float, str]]:
    """Group, theme, mean and whether it is held at an end, for all that is told of a group.

    Themes in ``shortened`` are compared on fewer questions than they have: other answers.
    """
    found = []
    for sheet in sheets:
        own = {"comparison": sheet.deck} if sheet.deck.startswith("u") else {}
        for row in sheet.table():
            theme = str(row.get("Theme", "")).removeprefix("Theme ")
            note = str(row.get("Note") or "")
            group = {"wave": waves[-1], **WHOLE, **own}
            if row.get("Group"):
                group["level_1"] = str(row["Group"]).removeprefix("Unit ")
            told: dict[str, dict[str, Any]] = {
                "Mean": group,
                "The municipality": {"wave": waves[-1], **WHOLE},
                "Mean of all": {"wave": waves[-1], **WHOLE},
                "Employees": group,
                "Leaders": group | {"role": "leader"},
                **{wave: group | {"wave": wave} for wave in waves},
            }
            if "Mean of all" in row:  # dots of no name: whose they are nobody can say
                told.pop("Mean")
            for head, cells in told.items():
                if isinstance(row.get(head), int | float) and len(theme) == 1:
                    common = " on common questions" if head in waves and theme in shortened else ""
                    found.append((cells, theme + common, float(row[head]), _note_of(head, note)))
    return found


def _note_of(head: str, note: str) -> str:
    """What is noted of one number of a row: of several numbers each note says whose it is."""
    parts = dict(part.rpartition(": ")[::2] for part in note.split("; "))
    return parts.get(head, parts.get("", ""))


def shares_of(sheets: list[Sheet], wave: str) -> list[tuple[dict[str, Any], int, float, float]]:
    """Group, its answers where told, and between which percentages those who say yes lie."""
    found = []
    for sheet in sheets:
        own = {"comparison": sheet.deck} if sheet.deck.startswith("u") else {}
        for row in sheet.table():
            for head, group in {"Us": own, "All": {}, "yes": {}}.items():
                said = row.get(head)
                if "Question" not in row or said is None or not (text := SHARE.match(str(said))):
                    continue
                share = float(text[2])
                low = 0 if text[1] == "at most " else share - 0.5 * (not text[1])
                high = 100 if text[1] == "at least " else share + 0.5 * (not text[1])
                count = "Our answers" if head == "Us" else "answers" if head == "yes" else "Answers"
                n = int(row.get(count) or 0)
                found.append(({"wave": wave, **WHOLE, **group}, n, low, high))
    return found


class Files:
    """A folder of decks as somebody has it who knows nothing of how they were made."""

    def __init__(self, out: Path, waves: list[str], shortened: Collection[str] = ()) -> None:
        self.out, self.waves, self.shortened = out, waves, shortened
        self.sheets = sheets_of(out)

    def tell(self, outsider: Outsider, there: Collection[Cell] = ()) -> None:
        """Give an outsider all that the files tell of means; values at 5 and 95 may be ends.

        ``there``: who was asked when they were made, where others came since or went.
        """
        for group, theme, value, note in facts_of(self.sheets, self.waves, self.shortened):
            cells = outsider._cells(group, there or outsider.people)
            n = sum(outsider.people[cell] for cell in cells)
            low, high = max(value - 0.5, 0), min(value + 0.5, 100)
            if value in (5, 95):
                low, high = (0, high) if value == 5 else (low, 100)
                end = ENDS_TOLD["below" if value == 5 else "above"]
                low, high = end if note else (low, high)
            assert n, f"{group} has nobody in it, and yet a mean"
            fact = (frozenset(cells), low * n, high * n)
            outsider.told.setdefault(theme, []).append(fact)

    def tell_shares(self, outsider: Outsider, there: Collection[Cell] = ()) -> None:
        """Give an outsider who knows how many answered the own question what is told of them."""
        for group, told, low, high in shares_of(self.sheets, self.waves[-1]):
            cells = outsider._cells(group, there or outsider.people)
            n = sum(outsider.people[cell] for cell in cells)
            assert told in (0, n), f"{told} answers of {group}, and not {n}"
            # so many whole people, each worth 100 points
            ends = (100.0 * ceil(low * n / 100 - 1e-9), 100.0 * floor(high * n / 100 + 1e-9))
            outsider.told.setdefault("yes", []).append((frozenset(cells), *ends))

    def intervals(self, outsider: Outsider, there: Collection[Cell]) -> dict[Any, tuple[Any, ...]]:
        """Mean and interval of each theme and group of people that figures of means tell."""
        found = {}
        for sheet in self.sheets:
            own = {"comparison": sheet.deck} if sheet.deck.startswith("u") else {}
            for row in sheet.table():
                group = {"wave": self.waves[-1], **WHOLE, **own}
                if row.get("Group"):
                    group["level_1"] = str(row["Group"]).removeprefix("Unit ")
                ends = (row.get("Uncertainty from"), row.get("Uncertainty to"))
                if isinstance(row.get("Mean"), int | float) and "Mean of all" not in row:
                    people = frozenset(outsider._cells(group, there))
                    found[people, row.get("Theme")] = (row["Mean"], *ends)
        return found

    def finer(self) -> list[str]:
        """Marks of pages and of PowerPoint that stand at no number their deck tells."""
        found = []
        for path in sorted(self.out.rglob("*.html")):
            told = self._numbers(path.stem)
            marks = list(marks_of_page(path.read_text(encoding="utf-8")))
            shapes = list(marks_of_deck(path.with_suffix(".pptx").read_bytes()))
            for kind, values in [("page", marks), ("slide", shapes)]:
                every = [value for figure in values for value in figure]
                off = [v for v in every if min((abs(v - t) for t in told), default=1) > TOLERANCE]
                found += [f"{path.stem}: a mark of a {kind} at {value:.3f}" for value in off]
        return found

    def unexplained(self) -> list[str]:
        """Points and percent in words – sentences, alt texts, notes, tables – that are new.

        They stand in the workbook beside, or are differences of two such numbers, or everybody
        knows them: how many answered where, and what is the same in the decks of every study.
        """
        decks = [*self.out.rglob("*.html"), *self.out.rglob("*.pptx")]
        return unexplained_in(decks, self._numbers)

    def _numbers(self, deck: str) -> set[float]:
        """Every number that a deck's workbook tells."""
        rows = [v for own in self.sheets if own.deck == deck for row in own.rows for v in row]
        return {float(value) for value in rows if isinstance(value, int | float)}


# --- marks of figures, measured

#: middle, left edge, height and what it says; a text of which one end is not known has none there
Word = tuple[float, float, float, str]


def unexplained_in(files: Iterable[Path], told_by: Callable[[str], set[float]]) -> list[str]:
    """Points and percent in the words of files that are no number told, by the file's stem."""
    found = []
    for path in sorted(files):
        told = told_by(path.stem)
        known = told | {abs(a - b) for a in told for b in told}
        for name, text in documents_of(path).items():
            if name.endswith("words") and not re.search("Layout|Master|docProps", name):
                said = SPOKEN.findall(KNOWN.sub(" ", RATE.sub(_without_rate, text)))
                found += [f"{name}: {n}" for n in said if float(n) not in known]
    return found


def _without_rate(found: re.Match[str]) -> str:
    """What stands there without a percentage that follows from the two numbers before it."""
    answers, asked = sorted(map(int, found.groups()[:2]))
    follows = asked and abs(100 * answers / asked - int(found[3])) <= 0.5
    return " " if follows else found[0]


def marks_of_page(page: str) -> Iterator[list[float]]:
    """The values at which the dots of each figure of a page stand."""
    for svg in SVG.findall(page):
        words = []
        for x, y, look, text in TEXT.findall(svg):
            middle = "middle" in look
            ends = (float(x), np.nan) if middle else (np.nan, float(x))
            words.append((*ends, float(y), text))
        yield list(_values(words, [(float(x), float(y)) for x, y in CIRCLE.findall(svg)]))


def marks_of_deck(content: bytes) -> Iterator[list[float]]:
    """The values at which the dots of each figure stand, each a group of shapes on its slide."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        slides = [n for n in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)]
        pages = [etree.fromstring(archive.read(name)) for name in slides]
    for figure in (group for page in pages for group in page.iter(f"{P}grpSp")):
        words: list[Word] = []
        dots = []
        for shape in figure.iter(f"{P}sp"):
            left, top, wide, high = _box(shape)
            text = "".join(run.text or "" for run in shape.iter(f"{A}t"))
            if text:
                words.append((left + wide / 2, left, top + high / 2, text))
            elif shape.find(f"{P}spPr/{A}prstGeom[@prst='ellipse']") is not None:
                dots.append((left + wide / 2, top + high / 2))
        yield list(_values(words, dots))


def _box(shape: Any) -> list[float]:
    """Left, top, width and height of a shape of a figure."""
    place = shape.find(f"{P}spPr/{A}xfrm")
    sides = (("off", "x"), ("off", "y"), ("ext", "cx"), ("ext", "cy"))
    return [int(place.find(A + part).get(side)) / EMU for part, side in sides]


def _values(words: list[Word], dots: list[tuple[float, float]]) -> Iterator[float]:
    """Values of dots, by the axis whose numbers stand in a row lowest in the figure."""
    numbers = [(x, y, float(t)) for x, _, y, t in words if re.fullmatch(r"\d+", t) and x == x]
    if not numbers or not dots:
        return
    floor = max(y for _, y, _ in numbers)
    axis = sorted((x, value) for x, y, value in numbers if abs(y - floor) < 2)
    x, value = np.array(axis).T
    if len(axis) < 3 or not (np.diff(value) > 0).all():
        return  # several axes side by side, or none
    slope, start = np.polyfit(x, value, 1)
    if np.abs(start + slope * x - value).max() < TOLERANCE:
        for place, y in dots:
            legend = [w for _, left, h, w in words if 0 < left - place < BESIDE and abs(h - y) < 20]
            if not legend:
                yield float(start + slope * place)
