"""Paragraphs of DrawingML: exact line heights, strong and quiet words, a language on every run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml

from skcore.figures.style import COLOURS, INK, QUIET
from skcore.figures.words import clean
from skcore.slides.fit import Type
from skcore.slides.markup import Run

ACCENT = COLOURS["trust"]
FONT = "Arial"  # as wide as the font that widths are measured in
EMU = 9525  # to a px
NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_COLOURS = {"": INK, "strong": ACCENT, "quiet": QUIET}


def fill_xml(colour: str, alpha: float = 1.0) -> str:
    """Return a solid fill."""
    clear = f'<a:alpha val="{round(alpha * 100000)}"/>' if alpha < 1 else ""
    return f'<a:solidFill><a:srgbClr val="{colour[1:].upper()}">{clear}</a:srgbClr></a:solidFill>'


def language_tag(language: str) -> str:
    """Return the language as PowerPoint names it.

    Examples
    --------
    >>> language_tag("da"), language_tag("en")
    ('da-DK', 'en-GB')
    """
    return "en-GB" if language == "en" else "da-DK"


def points(px: float) -> int:
    """Return px as hundredths of a point."""
    return round(px * 75)


def run_xml(
    text: str,
    language: str,
    *,
    size: float = 0,
    colour: str = "",
    bold: bool | None = None,
    spacing: float = 0,
) -> str:
    """Return a run of text; what is not given comes from the layout."""
    attributes = f' lang="{language_tag(language)}"'
    attributes += f' sz="{points(size)}"' if size else ""
    attributes += "" if bold is None else f' b="{int(bold)}"'
    attributes += f' spc="{points(spacing)}"' if spacing else ""
    fonts = f'<a:latin typeface="{FONT}"/><a:cs typeface="{FONT}"/>' if colour else ""
    fill = fill_xml(colour) if colour else ""
    words = escape(clean(text, keep_ends=True))
    return f'<a:r><a:rPr{attributes} dirty="0">{fill}{fonts}</a:rPr><a:t>{words}</a:t></a:r>'


def paragraph_xml(
    runs: str, *, line: float = 0, before: float = 0, align: str = "l", end: str = "da"
) -> str:
    """Return a paragraph; ``line`` and ``before`` are exact px, so that heights are as counted."""
    spacing = f'<a:lnSpc><a:spcPts val="{points(line)}"/></a:lnSpc>' if line else ""
    spacing += f'<a:spcBef><a:spcPts val="{points(before)}"/></a:spcBef>'
    spacing += '<a:spcAft><a:spcPts val="0"/></a:spcAft>'
    how = f'<a:pPr marL="0" indent="0" algn="{align}">{spacing}<a:buNone/></a:pPr>'
    return f'<a:p>{how if runs else ""}{runs}<a:endParaRPr lang="{language_tag(end)}"/></a:p>'


def body_xml(body: Sequence[Sequence[Run]], language: str, how: Type) -> str:
    """Return paragraphs with their strong and quiet words."""
    paragraphs = ""
    for paragraph in body:
        runs = ""
        for run in paragraph:
            look: dict[str, Any] = {"colour": _COLOURS[run.style], "bold": run.style == "strong"}
            runs += run_xml(run.text, language, size=how.size, **look)
        before = how.gap if paragraphs else 0
        paragraphs += paragraph_xml(runs, line=how.line, before=before, end=language)
    return paragraphs


def text_body(paragraphs: str, *, insets: Sequence[float] = (0, 0, 0, 0)) -> str:
    """Return a text body whose text neither shrinks nor grows its box; insets in EMU."""
    sides = zip(("lIns", "tIns", "rIns", "bIns"), insets, strict=True)
    given = " ".join(f'{side}="{round(inset)}"' for side, inset in sides)
    return (
        f'<p:txBody><a:bodyPr wrap="square" {given} anchor="t"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle/>{paragraphs}</p:txBody>"
    )


def write_title(shape: Any, text: str, language: str, *, size: float = 0, line: float = 0) -> None:
    """Write a title placeholder's words; size and line height (px) only where given."""
    body = shape._element.txBody
    body.clear_content()
    run = run_xml(text, language, size=size)
    plain = f'<a:p>{run}<a:endParaRPr lang="{language_tag(language)}"/></a:p>'
    xml = paragraph_xml(run, line=line, end=language) if line else plain
    body.append(parse_xml(xml.replace("<a:p>", f"<a:p {NAMESPACES}>", 1)))


def xfrm_xml(
    box: tuple[float, float, float, float], tag: str = "a", *, flip: str = "", inside: bool = False
) -> str:
    """Return a place; px. A group's ``inside`` is counted as what it stands on is."""
    x, y, wide, high = (round(value * EMU) for value in box)
    place = f'<a:off x="{x}" y="{y}"/><a:ext cx="{wide}" cy="{high}"/>'
    place += f'<a:chOff x="{x}" y="{y}"/><a:chExt cx="{wide}" cy="{high}"/>' if inside else ""
    return f"<{tag}:xfrm{flip}>{place}</{tag}:xfrm>"
