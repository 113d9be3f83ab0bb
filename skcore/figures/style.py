"""One colour language, one font and one canvas for every figure.

Everything is laid out in pixels of a 1280×720 slide (a figure has 72 dots per inch, so a point
is a pixel), once, from words measured in the shipped font. Every line of text is drawn on its own
with its anchor: right-aligned words stay right-aligned in whatever font shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.text import Annotation

from skcore.figures.words import balanced, font_file, shorten, text_width
from skcore.texts import Texts, load_texts
from skcore.texts.numbers import format_number

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
HATCH = "#6d7985"
GREY = HATCH  # marks of what may be chance; its words are QUIET
WHITE = "#ffffff"

#: colours become variables in a browser, so that other themes and forced colours reach them
VARIABLES = {
    **{colour: f"--{name}" for name, colour in COLOURS.items() if name != "overall"},
    INK: "--ink",
    QUIET: "--quiet",
    TRACK: "--track",
    GRID: "--grid",
    HATCH: "--hatch",
    WHITE: "--paper",
}

SIZE = 24.0  # px: what must be read at the back of a room
LINE = 29.0  # px from line to line
VALUE = 30.0  # px: the numbers that a slide is about
SMALL = 24.0  # px: along axes, and what names marks
#: dots that lie on each other and bands still have 3:1 to white
SHADE = 0.78
#: from the middle of a line of text down to its baseline, in text sizes
BASELINE = 0.36

#: nothing of the user's own matplotlib settings may come into a deck
SETTINGS: dict[Any, Any] = {
    "font.family": ["Liberation Sans", "DejaVu Sans"],
    "text.usetex": False,
    "text.parse_math": False,
    "axes.autolimit_mode": "data",
    "axes.axisbelow": True,
    "axes.facecolor": "none",
    "axes.grid": False,
    "axes.xmargin": 0.0,
    "axes.ymargin": 0.0,
    "axes.unicode_minus": True,
    "lines.linewidth": 3.0,
    "lines.solid_capstyle": "butt",
    "lines.dash_capstyle": "butt",
    "patch.linewidth": 0.0,
    "hatch.color": HATCH,
    "hatch.linewidth": 1.5,
    "xtick.color": QUIET,
    "xtick.labelsize": SMALL,
    "ytick.color": QUIET,
    "ytick.labelsize": SMALL,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "path.simplify": False,
}


@cache
def load_fonts() -> None:
    """Make the shipped font known to matplotlib."""
    from matplotlib.font_manager import fontManager

    for bold in (False, True):
        fontManager.addfont(font_file(bold=bold))


def colour_of(dimension: object) -> str:
    """Return the colour of a dimension; ink where it is unknown or not told."""
    return COLOURS.get(str(dimension), INK)


class Canvas:
    """The axes one figure is drawn on, and the words of its language."""

    def __init__(self, ax: Axes, options: Mapping[str, Any], *, own: bool) -> None:
        self.ax = ax
        self.options = options
        self.own = own  # the whole figure is ours, margins included
        self.language = str(options.get("language", "da"))
        self.decimals = int(options.get("decimals", 0))
        figure: Any = ax.get_figure(root=True)
        width, height = figure.get_size_inches() * 72
        self.figure_size = (float(width), float(height))
        self.across = ax.get_yaxis_transform()  # x from 0 to 1, y in data
        self.down = ax.get_xaxis_transform()  # x in data, y from 0 to 1

    @property
    def texts(self) -> Texts:
        """Our words in that language."""
        return load_texts(self.language)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the axes in px."""
        box = self.ax.get_position()
        return float(box.width) * self.figure_size[0], float(box.height) * self.figure_size[1]

    def margins(self, *, left: float, right: float, top: float, bottom: float) -> None:
        """Give the axes all of the figure but these margins (px); somebody else's stay."""
        if self.own:
            width, height = self.figure_size
            wide, high = max(width - left - right, 1), max(height - top - bottom, 1)
            self.ax.set_position((left / width, bottom / height, wide / width, high / height))

    def bare(self) -> None:
        """Take away frame and ticks."""
        self.ax.spines[:].set_visible(False)
        self.ax.tick_params(length=0, pad=8)
        self.ax.yaxis.set_visible(False)

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
        size: float = SIZE,
        frame: Any = "data",
    ) -> Annotation:
        """Write one line whose middle is ``right`` and ``up`` px from a point."""
        return self.ax.annotate(
            words,
            xy=(x, y),
            xycoords=frame,
            xytext=(right, up - BASELINE * size),
            textcoords="offset points",
            ha={"start": "left", "middle": "center", "end": "right"}[anchor],
            va="baseline",
            fontsize=size,
            color=colour,
            fontweight="bold" if bold else "normal",
            annotation_clip=False,
            zorder=5,
        )

    def lines(self, words: Sequence[str], x: float, y: float, *, up: float = 0, **how: Any) -> None:
        """Write several lines, their common middle at a point."""
        line = LINE * how.get("size", SIZE) / SIZE
        first = up + (len(words) - 1) * line / 2
        for place, part in enumerate(words):
            self.text(x, y, part, up=first - place * line, **how)

    def number(self, value: float, decimals: int | None = None) -> str:
        """Write a value as the language does."""
        digits = self.decimals if decimals is None else decimals
        return format_number(float(value), digits, language=self.language)

    def wrapped(self, words: str, width: float, most: int, **how: Any) -> list[str]:
        """Wrap words to a width (px) and at most so many lines."""
        return shorten(balanced(words, width, how.pop("size", SIZE), **how), most)


def widest(lines: Sequence[str], size: float = SIZE, *, bold: bool = False) -> float:
    """Return the width of the longest of some lines, px."""
    return max((text_width(line, size, bold=bold) for line in lines), default=0.0)
