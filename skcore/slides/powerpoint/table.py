"""Native tables: thin rules, airy rows, the widths that were measured."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from skcore.figures.style import GRID, HATCH, INK, QUIET
from skcore.figures.words import text_width, wrap
from skcore.slides.figure import TableFigure
from skcore.slides.powerpoint.text import ACCENT, EMU, fill_xml, paragraph_xml, run_xml
from skcore.slides.table_layout import CELL_SIDE, TableLayout

_ALIGN = {"left": "l", "right": "r", "center": "ctr"}
_COLOURS = {"": INK, "strong": ACCENT, "quiet": QUIET}
_TINTS = {"above": "#dce8f3", "below": "#f8e3d2"}


def table_xml(figure: TableFigure, laid: TableLayout, language: str, scale: float) -> str:
    """Return a table; its first row is marked as header where headers are shown."""
    columns = "".join(f'<a:gridCol w="{round(w * EMU * scale)}"/>' for w in laid.widths)
    last = len(figure.columns) - 1
    cell = partial(_cell, laid=laid, language=language, scale=scale)
    rows = []
    if figure.show_header:
        cells = "".join(
            cell(_lines(text, laid, at, bold=True), align, "head", rule=HATCH, thick=2)
            for at, (text, align) in enumerate(zip(figure.columns, figure.align, strict=True))
        )
        rows.append(_row(cells, laid.header_height * scale))
    for row, height in zip(figure.rows, laid.row_heights, strict=True):
        cells = "".join(
            cell(
                _lines(text, laid, at, bold=figure.emphasis[at] == "strong"),
                figure.align[at],
                figure.emphasis[at],
                rule=GRID,
                sides=(laid.form, laid.form and at == last),
                tint=_TINTS.get(figure.tint(text), ""),
            )
            for at, text in enumerate(row)
        )
        rows.append(_row(cells, height * scale))
    if not rows:
        empty = cell([""], "left", "", rule=GRID)
        rows.append(_row(empty * len(figure.columns), laid.line))
    first = ' firstRow="1"' if figure.show_header else ""
    return (
        '<a:tbl xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f"<a:tblPr{first}/><a:tblGrid>{columns}</a:tblGrid>{''.join(rows)}</a:tbl>"
    )


def _row(cells: str, height: float) -> str:
    return f'<a:tr h="{round(height * EMU)}">{cells}</a:tr>'


def _lines(text: str, laid: TableLayout, at: int, *, bold: bool) -> list[str]:
    """Return the text whole; where a word is longer than its column, in lines parted as in HTML.

    PowerPoint would part it between any two letters.
    """
    room = laid.widths[at] - 2 * CELL_SIDE
    fits = all(text_width(word, laid.size, bold=bold) <= room for word in text.split(" "))
    return [text] if fits else wrap(text, room, laid.size, bold=bold)


def _cell(
    lines: Sequence[str],
    align: str,
    style: str,
    *,
    laid: TableLayout,
    language: str,
    scale: float,
    rule: str,
    thick: float = 1,
    sides: tuple[bool, bool] = (False, False),
    tint: str = "",
) -> str:
    colour = QUIET if style == "head" else _COLOURS[style]
    bold = style in {"head", "strong"}
    look: dict[str, Any] = {"size": laid.size * scale, "colour": colour, "bold": bold}
    run = "<a:br/>".join(run_xml(text, language, **look) for text in lines)
    paragraph = paragraph_xml(run, line=laid.line * scale, align=_ALIGN[align], end=language)
    side, padding = (round(px * EMU * scale) for px in (CELL_SIDE, laid.padding))
    anchor = "b" if style == "head" else "t"
    rules = (_line("L", rule) if sides[0] else "") + (_line("R", rule) if sides[1] else "")
    rules += _line("B", rule, thick)
    fill = fill_xml(tint) if tint else "<a:noFill/>"
    return (
        f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{paragraph}</a:txBody><a:tcPr marL="{side}" '
        f'marR="{side}" marT="{padding}" marB="{padding}" anchor="{anchor}">{rules}{fill}'
        "</a:tcPr></a:tc>"
    )


def _line(side: str, colour: str, thick: float = 1) -> str:
    return f'<a:ln{side} w="{round(thick * EMU)}">{fill_xml(colour)}</a:ln{side}>'
