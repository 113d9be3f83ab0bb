"""DrawingML of native charts, written out: series, marks, words, hidden axes.

Words on charts are text of their own and never a number format, since PowerPoint takes the
decimal mark of a formatted number from whoever's Windows shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from skcore.plots.style import INK, SIZE
from skcore.slides.powerpoint.workbook import Range, number_text

__all__ = [
    "FONT",
    "Mark",
    "Series",
    "Stroke",
    "Word",
    "chart_space",
    "fill_xml",
    "scatter_xml",
    "series_xml",
    "words_xml",
]

FONT = "Arial"
POINTS = 0.75  # points to a px
EMU = 9525  # to a px
_PLACES = {"start": "r", "middle": "ctr", "end": "l", "above": "t"}


@dataclass(frozen=True)
class Word:
    """One line of words at a point of a chart; ``anchor`` as in SVG, or ``above`` the point."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    colour: str = INK
    bold: bool = False
    plate: str = ""  # colour behind it


@dataclass(frozen=True)
class Stroke:
    """How a line is drawn; width in px."""

    colour: str
    width: float
    alpha: float = 1.0
    dash: tuple[float, float] | None = None  # px on, px off
    round: bool = False


@dataclass(frozen=True)
class Mark:
    """How a point is drawn; size in px."""

    colour: str
    size: float = 18.0
    filled: bool = True
    alpha: float = 1.0


@dataclass(frozen=True)
class Series:
    """A series of an XY chart, or of lines and bars where ``x`` holds categories."""

    name: Range
    x: Range
    y: Range
    stroke: Stroke | None = None
    mark: Mark | None = None
    marks: Mapping[int, Mark] = field(default_factory=dict)  # where a point differs
    words: Mapping[int, Word] = field(default_factory=dict)  # words at its points


def fill_xml(colour: str, alpha: float = 1.0) -> str:
    """Return a solid fill."""
    clear = f'<a:alpha val="{round(alpha * 100000)}"/>' if alpha < 1 else ""
    return f'<a:solidFill><a:srgbClr val="{colour[1:].upper()}">{clear}</a:srgbClr></a:solidFill>'


def _line_xml(stroke: Stroke | None) -> str:
    if stroke is None:
        return "<a:ln><a:noFill/></a:ln>"
    cap = "rnd" if stroke.round else "flat"
    dash = ""
    if stroke.dash is not None:
        on, off = (round(100000 * px / stroke.width) for px in stroke.dash)
        dash = f'<a:custDash><a:ds d="{on}" sp="{off}"/></a:custDash>'
    return (
        f'<a:ln w="{round(stroke.width * EMU)}" cap="{cap}">{fill_xml(stroke.colour, stroke.alpha)}'
        f"{dash}<a:round/></a:ln>"
    )


def _pale(colour: str) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * 0.4):02x}" for part in parts)


def _mark_xml(mark: Mark | None) -> str:
    if mark is None:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    edge = 0 if mark.filled else 3
    size = max(2, min(72, round((mark.size - edge) * POINTS)))
    # LibreOffice draws a mark in one colour, so an open one is pale rather than white
    inside = fill_xml(mark.colour, mark.alpha) if mark.filled else fill_xml(_pale(mark.colour))
    line = "<a:ln><a:noFill/></a:ln>" if mark.filled else _line_xml(Stroke(mark.colour, 3.5))
    return (
        f'<c:marker><c:symbol val="circle"/><c:size val="{size}"/>'
        f"<c:spPr>{inside}{line}</c:spPr></c:marker>"
    )


def run_properties(tag: str, language: str, colour: str, *, bold: bool = False) -> str:
    """Return how words on charts look."""
    weight = ' b="1"' if bold else ' b="0"'
    size = round(SIZE * POINTS * 100)
    return (
        f'<a:{tag} lang="{language}" sz="{size}"{weight}>{fill_xml(colour)}'
        f'<a:latin typeface="{FONT}"/><a:cs typeface="{FONT}"/></a:{tag}>'
    )


def _word_xml(place: int, word: Word, language: str, side: str) -> str:
    properties = run_properties("rPr", language, word.colour, bold=word.bold)
    plate = fill_xml(word.plate) if word.plate else "<a:noFill/>"
    return (
        f'<c:dLbl><c:idx val="{place}"/><c:tx><c:rich>'
        '<a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:spAutoFit/>'
        f"</a:bodyPr><a:p><a:r>{properties}<a:t>{escape(word.text)}</a:t></a:r></a:p></c:rich>"
        f"</c:tx><c:spPr>{plate}<a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:dLblPos val="{side or _PLACES[word.anchor]}"/>{_shown(value=True)}</c:dLbl>'
    )


def _shown(*, value: bool) -> str:
    return f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/>' + "".join(
        f'<c:show{part} val="0"/>' for part in ("CatName", "SerName", "Percent", "BubbleSize")
    )


def words_xml(words: Mapping[int, Word], language: str, *, side: str = "") -> str:
    """Return a series' words; its other points show none."""
    if not words:
        return ""
    found = "".join(_word_xml(place, words[place], language, side) for place in sorted(words))
    return f"<c:dLbls>{found}{_shown(value=False)}</c:dLbls>"


def _cells_xml(tag: str, cells: Range, count: int = 0) -> str:
    """Return cells with their values, so that the chart is drawn without opening the workbook."""
    words = any(isinstance(value, str) for value in cells.values)
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{escape(_value(value))}</c:v></c:pt>'
        for place, value in enumerate(cells.values)
        if value is not None
    )
    kind = "str" if words else "num"
    general = "" if words else "<c:formatCode>General</c:formatCode>"
    return (
        f"<c:{tag}><c:{kind}Ref><c:f>{escape(cells.formula)}</c:f><c:{kind}Cache>{general}"
        f'<c:ptCount val="{max(len(cells.values), count)}"/>{points}</c:{kind}Cache>'
        f"</c:{kind}Ref></c:{tag}>"
    )


def _value(value: str | float | None) -> str:
    return value if isinstance(value, str) else number_text(value or 0.0)


def series_xml(
    series: Series,
    place: int,
    language: str,
    *,
    kind: str = "scatter",
    fill: str = "",
    side: str = "",
    points: int = 0,
) -> str:
    """Return one series of an XY chart, or of bars in a fill with words at their ``side``."""
    if kind == "bar":
        words = words_xml(series.words, language, side=side)
        return (
            f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>{_cells_xml("tx", series.name)}'
            f"<c:spPr>{fill}<a:ln><a:noFill/></a:ln></c:spPr>"
            f'<c:invertIfNegative val="0"/>{words}{_cells_xml("cat", series.x)}'
            f"{_cells_xml('val', series.y)}</c:ser>"
        )
    marks = "".join(
        f'<c:dPt><c:idx val="{at}"/>{_mark_xml(mark)}<c:bubble3D val="0"/></c:dPt>'
        for at, mark in sorted(series.marks.items())
    )
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>{_cells_xml("tx", series.name)}'
        f"<c:spPr>{_line_xml(series.stroke)}</c:spPr>{_mark_xml(series.mark)}{marks}"
        f"{words_xml(series.words, language)}{_cells_xml('xVal', series.x, points)}"
        f'{_cells_xml("yVal", series.y, points)}<c:smooth val="0"/></c:ser>'
    )


def axis_xml(
    tag: str,
    own: int,
    other: int,
    side: str,
    limits: Sequence[float] | None,
    *,
    between: bool = False,
) -> str:
    """Return an axis that is not seen; its numbers are words of our own."""
    ends = ""
    if limits is not None:
        ends = f'<c:max val="{number_text(limits[1])}"/><c:min val="{number_text(limits[0])}"/>'
    order = "maxMin" if tag == "catAx" and side == "l" else "minMax"
    crossing = f'<c:crossBetween val="{"between" if between else "midCat"}"/>'
    extra = crossing if tag == "valAx" else '<c:auto val="0"/><c:lblAlgn val="ctr"/>'
    return (
        f'<c:{tag}><c:axId val="{own}"/><c:scaling><c:orientation val="{order}"/>{ends}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/><c:numFmt formatCode="General" '
        'sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        '<c:tickLblPos val="none"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
        f'<c:crossAx val="{other}"/><c:crosses val="min"/>{extra}</c:{tag}>'
    )


def scatter_xml(
    series: Sequence[Series], x: Sequence[float], y: Sequence[float], language: str
) -> str:
    """Return the plot area's content for an XY chart with axes from ``x`` and ``y``.

    PowerPoint draws later series over earlier ones and LibreOffice the other way round, so nothing
    that hides may overlap. LibreOffice also drops series that are followed by a longer one: the
    first is made the longest.
    """
    most = max((len(entry.x.values) for entry in series), default=0)
    drawn = "".join(
        series_xml(entry, place, language, points=0 if place else most)
        for place, entry in enumerate(series)
    )
    return (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{drawn}'
        '<c:axId val="1001"/><c:axId val="1002"/></c:scatterChart>'
        f"{axis_xml('valAx', 1001, 1002, 'b', x)}{axis_xml('valAx', 1002, 1001, 'l', y)}"
    )


def chart_space(
    plots: str, language: str, *, area: tuple[float, float, float, float] = (0, 0, 1, 1)
) -> bytes:
    """Return a whole chart; ``area`` is its plot's left, top, width, height as shares."""
    inner = "".join(
        f'<c:{side} val="{share:.5f}"/>' for side, share in zip("xywh", area, strict=True)
    )
    words = run_properties("defRPr", language, INK)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<c:date1904 val="0"/><c:lang val="{language}"/><c:roundedCorners val="0"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout><c:manualLayout>'
        '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{inner}</c:manualLayout></c:layout>"
        f"{plots}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{words}</a:pPr><a:endParaRPr "
        f'lang="{language}"/></a:p></c:txPr></c:chartSpace>'
    ).encode()
