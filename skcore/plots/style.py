"""One colour language, one text size and one canvas for every figure.

Everything is laid out in pixels of a 1280×720 slide (a figure has 72 dots per inch, so a point
is a pixel), and every line of text is drawn on its own with its anchor: the browser then keeps
right-aligned words right-aligned in whatever font it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from matplotlib.patches import FancyBboxPatch, Rectangle

from skcore.plots.words import balanced, shorten, text_width
from skcore.texts import Texts, load_texts
from skcore.texts.numbers import format_number

__all__ = ["COLOURS", "Canvas", "DrawingAxes", "colour_of"]

#: dimension -> colour; the same in every deck. Contrast with white is at least 4.5.
COLOURS: dict[str, str] = {
    "trust": "#1f5f99",
    "justice": "#00796b",
    "community": "#c25700",
    "wellbeing": "#6a4c93",
    "overall": "#1d2733",
}
INK = "#1d2733"
QUIET = "#5b6672"
TRACK = "#e8edf2"
GRID = "#dde3e9"
HATCH = "#8b96a1"
WHITE = "#ffffff"

SIZE = 23.0  # px: what must be read at the back of a room
LINE = 28.0  # px from line to line
#: from the middle of a line of text down to its baseline, in text sizes
BASELINE = 0.36


def colour_of(dimension: object) -> str:
    """Return the colour of a dimension; ink where it is unknown or not told."""
    return COLOURS.get(str(dimension), INK)


class DrawingAxes(Protocol):
    """What figures ask of axes: matplotlib's have it, and those that write SVG.

    Arguments are matplotlib's own; naming the calls keeps a figure from asking for one more that
    only matplotlib knows.
    """

    def get_figure(self, *, root: bool) -> Any: ...
    def get_position(self) -> Any: ...
    def set_position(self, pos: tuple[float, float, float, float], /) -> None: ...
    def set_axis_off(self) -> None: ...
    def get_xlim(self) -> tuple[float, float]: ...
    def get_ylim(self) -> tuple[float, float]: ...
    def set_xlim(self, low: float, high: float, /) -> Any: ...
    def set_ylim(self, low: float, high: float, /) -> Any: ...
    def add_patch(self, patch: Any, /) -> Any: ...
    def annotate(self, *what: Any, **how: Any) -> Any: ...
    def bar(self, *what: Any, **how: Any) -> Any: ...
    def fill_between(self, *what: Any, **how: Any) -> Any: ...
    def plot(self, *what: Any, **how: Any) -> Any: ...
    def scatter(self, *what: Any, **how: Any) -> Any: ...


@dataclass
class Canvas:
    """The axes one figure is drawn on, and how text is put on them."""

    ax: DrawingAxes
    options: Mapping[str, Any]
    own: bool  # the whole figure is ours, margins included

    @property
    def language(self) -> str:
        """Language of numbers and words."""
        return str(self.options.get("language", "da"))

    @property
    def texts(self) -> Texts:
        """Our words in that language."""
        return load_texts(self.language)

    @property
    def figure_size(self) -> tuple[float, float]:
        """Width and height of the figure in px."""
        width, height = self.ax.get_figure(root=True).get_size_inches()
        return float(width) * 72, float(height) * 72

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the axes in px."""
        box = self.ax.get_position()
        width, height = self.figure_size
        return float(box.width) * width, float(box.height) * height

    def margins(self, *, left: float, right: float, top: float, bottom: float) -> None:
        """Give the axes all of the figure but these margins (px); somebody else's stay."""
        if self.own:
            width, height = self.figure_size
            self.ax.set_position(
                (
                    left / width,
                    bottom / height,
                    max(width - left - right, 1) / width,
                    max(height - top - bottom, 1) / height,
                )
            )

    def bare(self) -> None:
        """Take away matplotlib's own frame and ticks."""
        self.ax.set_axis_off()

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        right: float = 0,
        up: float = 0,
        anchor: str = "middle",
        colour: str = INK,
        bold: bool = False,
        frame: tuple[str, str] = ("data", "data"),
    ) -> None:
        """Write one line whose middle is ``right`` and ``up`` px from a point."""
        where = {"start": "left", "middle": "center", "end": "right"}[anchor]
        self.ax.annotate(
            words,
            xy=(x, y),
            xycoords=_systems(frame),
            xytext=(right, up - BASELINE * SIZE),
            textcoords="offset points",
            ha=where,
            va="baseline",
            fontsize=SIZE,
            color=colour,
            fontweight="bold" if bold else "normal",
            annotation_clip=False,
            parse_math=False,
        )

    def lines(self, words: Sequence[str], x: float, y: float, *, up: float = 0, **how: Any) -> None:
        """Write several lines, their common middle at a point."""
        first = up + (len(words) - 1) * LINE / 2
        for place, line in enumerate(words):
            self.text(x, y, line, up=first - place * LINE, **how)

    def bar(self, x: float, y: float, width: float, height: float, **how: Any) -> None:
        """Draw a rectangle in data units, its left edge and middle at a point."""
        self.ax.add_patch(Rectangle((x, y - height / 2), width, height, linewidth=0, **how))

    def hatched(self, x: float, y: float, width: float, height: float, words: str) -> None:
        """Draw what is not shown: a hatched bar with the reason in words, never zero."""
        self.ax.add_patch(
            Rectangle(
                (x, y - height / 2),
                width,
                height,
                facecolor=WHITE,
                edgecolor=HATCH,
                hatch="///",
                linewidth=1,
                gid="not-shown",
                clip_on=False,
            )
        )
        if words:
            self.plate(x + width / 2, y, self._that_fit(words, width, height))

    def _that_fit(self, words: str, width: float, height: float) -> list[str]:
        """Return the reason on one line or two, and in short where there is no room for it."""
        a, b = self.ax.get_xlim()
        room = width / (b - a) * self.size[0] - 16
        if text_width(words, SIZE) <= room:
            return [words]
        head, bracket, reason = words.partition(" (")
        lines = [head, f"({reason}"]
        if bracket and text_width(lines[1], SIZE) <= room and height + 10 >= 2 * LINE:
            return lines
        return [self.texts("plots.not_shown")]

    def plate(self, x: float, y: float, words: list[str]) -> None:
        """Write quiet words on a white plate, so that what lies behind does not disturb."""
        a, b = self.ax.get_xlim()
        c, d = self.ax.get_ylim()
        per_x, per_y = (b - a) / self.size[0], abs(d - c) / self.size[1]
        wide = (max(text_width(line, SIZE) for line in words) + 16) * per_x
        high = LINE * len(words) * per_y
        self.ax.add_patch(
            FancyBboxPatch(
                (x - wide / 2, y - high / 2),
                wide,
                high,
                boxstyle="square,pad=0",
                fc=WHITE,
                ec="none",
                clip_on=False,
                zorder=2.2,
            )
        )
        self.lines(words, x, y, colour=QUIET)

    def number(self, value: float, decimals: int | None = None) -> str:
        """Write a value as the language does."""
        digits = int(self.options.get("decimals", 0)) if decimals is None else decimals
        return format_number(float(value), digits, language=self.language)

    def wrapped(self, words: str, width: float, most: int, *, bold: bool = False) -> list[str]:
        """Wrap words to a width (px) and at most so many lines."""
        return shorten(balanced(words, width, SIZE, bold=bold), most)


def _systems(frame: tuple[str, str]) -> Any:
    return "data" if frame == ("data", "data") else frame
