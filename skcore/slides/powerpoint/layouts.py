"""The layouts of our own template: where title, footer and page number stand."""

from __future__ import annotations

from skcore.figures.style import COLOURS
from skcore.slides.powerpoint.text import EMU, NAMESPACES, fill_xml

__all__ = ["LAYOUTS", "layout_xml", "master_shapes", "master_styles", "xfrm_xml"]

LAYOUTS = {"title": "Titelslide", "content": "Kun titel", "section": "Afsnitsoverskrift"}
#: kind -> placeholders: type, idx, name, box in px, size px, words of the layout
TITLE_BOX = (64, 64, 1152, 90)
STRIPE = (64, 196, 54, 8)
_PLACES = {
    "title": (
        ("ctrTitle", 0, "Titel", (64, 236, 1152, 150), 66, "Titel"),
        ("subTitle", 1, "Undertitel", (64, 400, 1152, 200), 29, "Undertitel"),
    ),
    "content": (("title", 0, "Titel", TITLE_BOX, 36, "Titel"),),
    "section": (("title", 0, "Titel", (64, 124, 1152, 120), 48, "Titel"),),
}
_FEET = (
    ("ftr", 11, "Fodnote", (64, 666, 1072, 24), "l"),
    ("sldNum", 12, "Sidetal", (1144, 666, 72, 24), "r"),
)


def xfrm_xml(box: tuple[float, float, float, float], tag: str = "a") -> str:
    """Return a place; px."""
    x, y, wide, high = (round(value * EMU) for value in box)
    return f'<{tag}:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{wide}" cy="{high}"/></{tag}:xfrm>'


def _placeholder(
    number: int, kind: str, idx: int, name: str, box: tuple[float, float, float, float], text: str,
    style: str,
) -> str:  # fmt: skip
    field = (
        '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="da-DK"/>'
        "<a:t>‹nr.›</a:t></a:fld>"
    )
    words = field if kind == "sldNum" else f'<a:r><a:rPr lang="da-DK"/><a:t>{text}</a:t></a:r>'
    at = f' idx="{idx}"' if idx else ""
    anchor = "b" if kind in {"ftr", "sldNum"} else "t"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        f'</p:cNvSpPr><p:nvPr><p:ph type="{kind}"{at}/></p:nvPr></p:nvSpPr><p:spPr>{xfrm_xml(box)}'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr lIns="0" '
        f'tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/></a:bodyPr><a:lstStyle>{style}'
        f"</a:lstStyle><a:p>{words}</a:p></p:txBody></p:sp>"
    )


def _style(size: float, *, bold: bool, colour: str, align: str = "l") -> str:
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:buNone/><a:defRPr '
        f'sz="{round(size * 75)}" b="{int(bold)}"><a:solidFill><a:schemeClr val="{colour}"/>'
        "</a:solidFill></a:defRPr></a:lvl1pPr>"
    )


def _tree(shapes: str) -> str:
    return (
        f'<p:spTree {NAMESPACES}><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/>'
        f"</p:nvGrpSpPr><p:grpSpPr/>{shapes}</p:spTree>"
    )


def _feet(first: int) -> str:
    return "".join(
        _placeholder(
            first + place,
            kind,
            idx,
            name,
            box,
            "",
            _style(18, bold=False, colour="tx2", align=side),
        )
        for place, (kind, idx, name, box, side) in enumerate(_FEET)
    )


def layout_xml(kind: str) -> str:
    """Return a layout's shapes."""
    shapes = ""
    for place, (type_, idx, name, box, size, words) in enumerate(_PLACES[kind], start=2):
        colour = "tx2" if type_ == "subTitle" else "tx1"
        style = _style(size, bold=type_ != "subTitle", colour=colour)
        shapes += _placeholder(place, type_, idx, name, box, words, style)
    return _tree(shapes + (_stripe(20) if kind == "title" else "") + _feet(10))


def _stripe(first: int) -> str:
    """Return the three colours that every title slide begins with."""
    x, y, wide, high = STRIPE
    shapes = ""
    for place, name in enumerate(("trust", "justice", "community")):
        box = (x + place * wide, y, wide, high)
        shapes += (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{first + place}" name="Stribe {place + 1}"/><p:cNvSpPr/>'
            f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{xfrm_xml(box)}<a:prstGeom prst="rect">'
            f"<a:avLst/></a:prstGeom>{fill_xml(COLOURS[name])}<a:ln><a:noFill/></a:ln></p:spPr>"
            '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="da-DK"/></a:p></p:txBody>'
            "</p:sp>"
        )
    return shapes


def master_shapes() -> str:
    """Return the master's placeholders."""
    title = _placeholder(2, "title", 0, "Titel", TITLE_BOX, "Titel", "")
    body = _placeholder(3, "body", 1, "Tekst", (64, 172, 1152, 460), "Tekst", "")
    return _tree(title + body + _feet(4))


def master_styles() -> str:
    """Return how titles, text and all else look where nothing else is said."""
    title = _style(36, bold=True, colour="tx1")
    body = _style(23, bold=False, colour="tx1")
    return (
        f"<p:txStyles {NAMESPACES}><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{body}"
        f"</p:bodyStyle><p:otherStyle>{body}</p:otherStyle></p:txStyles>"
    )
