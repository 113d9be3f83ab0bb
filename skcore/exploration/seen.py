"""What every figure of the researcher's room shares: its banner, its people, its words."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from skcore.aggregation.membership import scored_people
from skcore.errors import SkcoreError
from skcore.explained import explained
from skcore.instruments.model import Instrument
from skcore.reading.study import Study
from skcore.texts import Texts
from skcore.texts.numbers import capitalise, format_number

WARNING = "#a4262c"
LEGEND = 9  # points: the letters of a legend
CELL = 24  # points: as wide as a correlation is written
SIZE = (10.0, 6.2)  # inches: fits beside the file list of a screen of 1366 points


of_study = explained(
    {
        "study": "From ``load_study``.",
        "scale": "Code of a scale; the leading instrument's first by default.",
        "wave": "Id of a survey; the last by default.",
        "ax": "Where to draw; a figure of its own by default.",
    },
    raises="SkcoreError\n    When there is no such scale or survey.",
)


@dataclass(frozen=True)
class Seen:
    """A study's people, and words about them in the study's language."""

    study: Study

    @property
    def text(self) -> Texts:
        """The wording in the study's language."""
        return self.study.texts

    @property
    def primary(self) -> Instrument:
        """The instrument that leads."""
        return self.study.instruments[0]

    @property
    def last(self) -> str:
        """Id of the last survey that has answers."""
        return str(self.study.answered[-1].id)

    def scale(self, code: str, *, place: int = 0) -> str:
        """Return a scale's code; one of the leading instrument's where none is given."""
        known = {s.code for i in self.study.instruments for s in i.scales}
        if code and code not in known:
            raise SkcoreError(f"scale={code!r} is not one of {', '.join(sorted(known))}.")
        codes = [scale.code for scale in self.primary.scales]
        return code or codes[min(place, len(codes) - 1)]

    def label(self, code: str) -> str:
        """What a scale is called."""
        return capitalise(self.study.scale(code).label[self.study.language])

    def in_points(self, code: str) -> str:
        """Name an axis of a scale's means."""
        return f"{self.label(code)} ({self.text('exploration.points')})"

    def wave(self, wave: str) -> str:
        """What a survey is called."""
        place = [w.id for w in self.study.waves].index(wave)
        return self.study.waves[place].label or self.text("deck.wave_label", number=place + 1)

    def employees(self, wave: str = "") -> pd.DataFrame:
        """Scored rows of the employees, of one survey where it is named."""
        if wave:
            self.study.wave(wave)
        people = scored_people(self.study)
        keep = people["role"] == "employee"
        return people[keep & (people["wave"] == wave)] if wave else people[keep]

    def axes(self, title: str, ax: Axes | None, *, keeps: float = 1.0) -> Axes:
        """Return axes with what they show and the banner that they stay here.

        A colour bar takes room: the axes keep 0.8 of their width.
        """
        banner, large = self.text("exploration.banner"), 12
        if ax is None:
            ax = plt.subplots(figsize=SIZE, layout="constrained")[1]
        else:  # it may stand beside others
            large = 9
        letters = max(int(keeps * _size(ax)[0] / (0.62 * large)), 16)  # no wider than the axes are
        title, banner = (fill(words, letters) for words in (title, banner))
        lines = banner.count("\n") + 1
        ax.set_title(title, loc="left", fontsize=large, pad=6 + 1.3 * large * lines)
        how: dict[str, Any] = {"color": WARNING, "fontweight": "bold", "fontsize": large - 2}
        ax.text(0.0, 1.015, banner, transform=ax.transAxes, **how)
        return ax

    def legend(self, ax: Axes) -> None:
        """Lay the legend under the axes, as wide as they are: on no point, however narrow."""
        legend = ax.get_legend()
        if legend is None:
            return
        wide, high = _size(ax)
        names = [text.get_text() for text in legend.get_texts()]
        letters = LEGEND * (0.62 * max(map(len, names)) + 5)
        columns = min(max(int(wide / letters), 1), len(names))
        below = (0.0, -42 / high)  # points: under the axis' numbers and its name
        how = {"ncols": columns, "fontsize": LEGEND, "frameon": False, "title": ""}
        sns.move_legend(ax, "upper left", bbox_to_anchor=below, borderaxespad=0, **how)

    @property
    def numbers(self) -> FuncFormatter:
        """How an axis writes its numbers."""
        comma = self.study.language == "da"
        return FuncFormatter(
            lambda value, _: f"{value:g}".replace("-", "−").replace(".", "," if comma else ".")
        )

    def finish(self, ax: Axes, x: str, y: str, *, key: bool = True) -> Axes:
        """Name both axes, which write numbers as the language does; a ``key`` lies under them."""
        for axis, words in ((ax.xaxis, x), (ax.yaxis, y)):
            axis.set_major_formatter(self.numbers)
            axis.set_label_text(words)
        if key:
            ax.legend()
            self.legend(ax)
        return ax

    def map(self, table: pd.DataFrame, ax: Axes, *, sure: pd.DataFrame | None = None) -> Axes:
        """Draw correlations as a map; numbers where cells have room, a star where ``sure``."""
        language = self.study.language
        words = table.map(lambda r: "" if pd.isna(r) else format_number(r, 2, language=language))
        if sure is not None:
            words = words.where(~sure, words + "*")
        how = {"vmin": -1, "vmax": 1, "cmap": "vlag", "cbar_kws": {"format": self.numbers}}
        said = words if 0.8 * _size(ax)[0] / len(table.columns) > CELL else False
        sns.heatmap(table, annot=said, fmt="", annot_kws={"size": 8}, ax=ax, **how)
        ax.set(xlabel="", ylabel="")
        return ax

    def nothing(self, why: str, ax: Axes | None) -> Axes:
        """Return axes that say why there is nothing to see."""
        ax = self.axes(self.text(f"exploration.{why}"), ax)
        ax.set_axis_off()
        return ax


def _size(ax: Axes) -> tuple[float, float]:
    """Width and height of axes in points."""
    box = ax.get_window_extent()
    return box.width / ax.figure.dpi * 72, box.height / ax.figure.dpi * 72
