"""Named rows on a common horizontal axis: where labels, rows and the axis stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from skcore.figures.axis import axis_note, foot_of, note_room, number_axis, write_note
from skcore.figures.marks import ABOVE, EDGE, Marks, ink_of
from skcore.figures.style import GRID, INK, LINE, QUIET, SIZE, SMALL, VALUE, Canvas, widest
from skcore.figures.words import balanced, shorten, wrap

LABEL_SHARE = 0.4  # of the figure's width, at most
WIDE = 900.0  # px of a figure from which its axes have their room
PLOT = 622.0  # px that axes keep for themselves where the figure has room
ROW_MOST = 104.0  # px: rows farther apart than this do not belong together any more
ROW_ALONE = 200.0  # and of a single row or two
ROW_LEAST = 38.0
LINES_MOST = 3
SNUG = 6.0  # px that the last label may reach below its row
GAP = 16.0  # between label and axis
OVER = 34.0  # px from a row up to a label that stands over it
COLUMN_GAP = 12.0
BESIDE = 90.0  # px of a head of a column where labels are long
HEAD = SIZE  # px: heads of columns
SMALL_HEAD = 20.0  # px: where several stand beside long labels
HEAD_LINE = LINE * HEAD / SIZE
KEY = SMALL  # what marks mean
KEY_LINE = LINE * KEY / SIZE
TOP = ABOVE + 0.36 * VALUE  # px from a mark's middle to the upper edge of its number
AIRY = TOP + 11  # px that a row needs for a number above its mark, under a stroke of the row above


class Rows(Marks):
    """Rows at 0, 1, 2 … from the top down; they have set margins, limits, labels and axis.

    Parameters
    ----------
    canvas
        Where to draw.
    labels
        One per row.
    axis
        Where the axis begins and ends.
    right
        px kept for words right of the axis.
    close
        px more that are kept there where rows stand too close for numbers above their marks.
    head
        px kept above the rows.
    above
        px that the first row's marks reach above its middle, or with its head above that.
    strong
        Which labels are bold.
    ticks
        Whether the axis has numbers, and what ``axis_note`` says under them.
    over
        Whether labels stand over their rows, in full, and leave the axis its width.
    """

    def __init__(
        self,
        canvas: Canvas,
        labels: Sequence[str],
        axis: tuple[float, float],
        *,
        right: float = EDGE,
        close: float = 0.0,
        head: float = 0.0,
        above: float = 0.0,
        strong: Sequence[bool] = (),
        ticks: bool = True,
        over: bool = False,
    ) -> None:
        told = axis_note(canvas, axis[0]) if ticks else ""
        key = str(canvas.options.get("note", "")) if ticks else ""
        if over and key and told:  # one line less below the axis
            key, told = f"{key} · {told[:1].lower()}{told[1:]}", ""
        width, height = canvas.figure_size
        most = width if over else label_most(width, right)
        beside = [] if over else [part for label in labels for part in wrap(label, most, SIZE)]
        wide = width >= WIDE and width - right - note_room(told) >= PLOT
        inline = not told or wide or note_room(told) <= widest(beside)
        foot = (foot_of(key, "" if inline else told) if ticks else 0) + 4
        room = height - head - foot
        most_high = ROW_MOST if len(labels) > 2 else ROW_ALONE
        each = min(room / max(len(labels), 1), most_high)
        lack = max(0.0, above - head - each / 2) * 1.1
        head, room = head + lack, room - lack
        each = min(room / max(len(labels), 1), most_high)
        right += close if each < AIRY else 0
        if over:
            wrapped = [canvas.wrapped(label, width, 1) for label in labels]
            left = GAP
        else:
            wrapped = _wrapped(canvas, labels, most / 1.2, each / LINE)
            left = widest([line for lines in wrapped for line in lines], bold=any(strong)) + GAP
        if told and inline and not over:
            left = max(left, note_room(told))
        spare = (room - each * len(labels)) / 2
        canvas.margins(left=left, right=right, top=spare, bottom=foot + spare)
        canvas.bare()
        if not canvas.own:
            each = (canvas.size[1] - head) / max(len(labels), 1)
        canvas.ax.set_xlim(*axis)
        canvas.ax.set_ylim(len(labels) - 0.5, -0.5 - head / each)
        super().__init__(canvas, canvas.ax, wide=canvas.size[0], each=each)
        self.airy = self.each >= AIRY and not over
        self.tall = OVER - 2 if over else self.tall
        self.strong = [*strong] or [False] * len(labels)
        for y, (lines, bold) in enumerate(zip(wrapped, self.strong, strict=True)):
            how: dict[str, Any] = {"anchor": "end", "right": -GAP}
            how = {"anchor": "start", "up": OVER} if over else how
            canvas.lines(lines, 0, y, frame=canvas.across, bold=bold, **how)
        if ticks:
            number_axis(self.ax.xaxis, canvas, most=max(3, min(6, int(canvas.size[0] // 84))))
            self.ax.grid(axis="x", color=GRID, lw=1.2, clip_on=False)
            self.key = write_note(canvas, told, key=key, left=left)
        else:
            self.ax.xaxis.set_visible(False)

    @property
    def free(self) -> float:
        """Height of a stroke that touches no number above the mark of the next row, px."""
        return min(36.0, 2 * (self.each - TOP - 2)) if self.airy else 36.0

    def top(self, px: float) -> float:
        """Return the y of a place so many px under the upper edge of the axes."""
        return self.ax.get_ylim()[1] + px / self.each

    def beside(self, y: float, words: Sequence[str], *, right: float = 36, **how: Any) -> None:
        """Write words right of the axis."""
        place = {"right": right, "anchor": "start", "frame": self.canvas.across, "size": SIZE}
        self.canvas.lines(words, 1, y, **{**place, **how})

    def told(self, x: float, y: float, words: str, colour: str) -> None:
        """Write a row's number above its mark, or right of the axis where rows stand close."""
        if self.airy:
            self.value(x, y, words, colour)
        else:
            self.beside(y, [words], colour=ink_of(colour), bold=True, size=VALUE)

    def differ(
        self, y: float, parts: Sequence[str], colour: str, *, sure: bool, stacked: bool = True
    ) -> None:
        """Write a difference and, below or after it, its uncertainty."""
        if not (stacked and self.airy):
            self.beside(y, [" ".join(parts)], colour=colour, bold=sure)
            return
        looks: tuple[dict[str, Any], ...] = (
            {"size": VALUE, "bold": sure, "colour": colour},
            {"size": SMALL, "colour": QUIET},
        )
        for place, (part, look) in enumerate(zip(parts, looks, strict=False)):
            self.beside(y, [part], up=LINE / 2 * (len(parts) - 1 - 2 * place), **look)


@dataclass(frozen=True)
class Column:
    """A column of numbers right of the axis: its head, and one text per row."""

    head: list[str]
    cells: list[str]
    width: float
    size: float = SIZE
    head_size: float = HEAD

    @property
    def tall(self) -> float:
        """Height of the head, px."""
        return len(self.head) * LINE * self.head_size / SIZE


def column_of(
    head: str,
    cells: Sequence[str],
    *,
    most: float = 124,
    size: float = SIZE,
    head_size: float = HEAD,
) -> Column:
    """Return a column as wide as its widest text needs."""
    lines = shorten(balanced(head, most, head_size), 4)
    wide = max(widest(lines, head_size), widest(cells, size, bold=True)) + COLUMN_GAP
    return Column(lines, [*cells], wide, size, head_size)


def write_columns(
    rows: Rows, columns: Sequence[Column], head: float, *, begin: float = EDGE
) -> None:
    """Write columns right of the axis, their heads in the first ``head`` px."""
    right = begin
    for column in columns:
        right += column.width
        look: dict[str, Any] = {"right": right, "anchor": "end", "colour": QUIET}
        top = rows.top(head - column.tall / 2)
        rows.beside(top, column.head, size=column.head_size, **look)
        size = column.size if rows.airy else SIZE
        for y, (words, strong) in enumerate(zip(column.cells, rows.strong, strict=True)):
            more = {"bold": True, "colour": INK} if strong else {}
            rows.beside(y, [words], **look | {"size": size} | more)


def _wrapped(canvas: Canvas, labels: Sequence[str], width: float, room: float) -> list[list[str]]:
    """Wrap labels; where a label is too long for its lines, let the column grow a little.

    ``room`` is how many lines a row holds; neighbours share what is between their middles.
    """
    share = canvas.figure_size[0] * LABEL_SHARE * 1.2 / width  # before words are cut
    tried = ((0.75, 1), (1.0, 1), (0.75, 2), (1.0, 2), (1.0, LINES_MOST), (1.2, LINES_MOST))
    # high rows hold more lines than look well, before the axis gives way
    grown = [(wider, LINES_MOST) for wider in (1.4, 1.6, 1.8, 2.1, 2.4) if wider < share]
    for wider, lines_most in (*tried, (1.2, 2 * LINES_MOST), *grown, (share, LINES_MOST)):
        wrapped = [balanced(label, width * wider, SIZE) for label in labels]
        if max(map(len, wrapped), default=0) <= lines_most and _have_room(wrapped, room):
            return wrapped
    most = min(LINES_MOST, max(1, int(room)))
    return [canvas.wrapped(label, width * share, most) for label in labels]


def _have_room(wrapped: Sequence[Sequence[str]], room: float) -> bool:
    """Whether no label reaches into the next one, and the last one not under the axis."""
    lines = [len(label) for label in wrapped]
    close = room + SNUG / 2 / LINE  # neighbours' letters do not touch yet
    shared = all((above + below) / 2 <= close for above, below in pairwise(lines))
    return shared and all(count <= room + SNUG / LINE for count in lines[-1:])


def label_most(width: float, right: float = EDGE) -> float:
    """Return the most px that labels may take left of the axis: its own room comes first."""
    share = width * LABEL_SHARE * 1.2
    return share if width < WIDE else min(share, max(width - right - PLOT - GAP, width * 0.2))


def rows_that_fit(
    labels: Sequence[str],
    width: float,
    height: float,
    *,
    taken: float = 80,
    least: float = ROW_LEAST,
    right: float = EDGE,
) -> int:
    """Return how many rows a figure carries without shortening a label (at least one).

    Parameters
    ----------
    labels
        All rows' labels.
    width, height
        Of the figure, px.
    taken
        px of the height that axis and headers need.
    least
        px that a row needs whatever its label.
    right
        px kept right of the axis.
    """
    room = label_most(width, right)
    lines = [min(len(wrap(label, room, SIZE)), LINES_MOST) for label in labels]
    # neighbours share the room between their middles
    most = max((above + below for above, below in pairwise(lines)), default=2 * max([1, *lines]))
    return max(1, int((height - taken) // max(least, most / 2 * LINE + 6)))
