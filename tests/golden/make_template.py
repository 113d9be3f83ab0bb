"""Make the template of our PowerPoint decks (skcore/slides/powerpoint/template.pptx).

It has three layouts with placeholders for title, subtitle, footer and page number, and our colours
and font as its theme. Run after a change of colours or places: python tests/golden/make_template.py
"""

from __future__ import annotations

import re
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.util import Emu

from skcore.figures.style import COLOURS, INK, QUIET
from skcore.slides.fit import FOOT_ROOM, INNER, NUMBER, SIDE
from skcore.slides.powerpoint.template import LAYOUTS, OWN
from skcore.slides.powerpoint.text import EMU, FONT, NAMESPACES, fill_xml, xfrm_xml
from skcore.slides.pptx import presentation_bytes

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
    ("ftr", 11, "Fodnote", (64, 666, INNER - FOOT_ROOM, 24), "l"),
    ("sldNum", 12, "Sidetal", (SIDE + INNER - NUMBER, 666, NUMBER, 24), "r"),
)


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


def _layout_xml(kind: str) -> str:
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


def _master_shapes() -> str:
    """Return the master's placeholders."""
    title = _placeholder(2, "title", 0, "Titel", TITLE_BOX, "Titel", "")
    body = _placeholder(3, "body", 1, "Tekst", (64, 172, 1152, 460), "Tekst", "")
    return _tree(title + body + _feet(4))


def _master_styles() -> str:
    """Return how titles, text and all else look where nothing else is said."""
    title = _style(36, bold=True, colour="tx1")
    body = _style(23, bold=False, colour="tx1")
    return (
        f"<p:txStyles {NAMESPACES}><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{body}"
        f"</p:bodyStyle><p:otherStyle>{body}</p:otherStyle></p:txStyles>"
    )


def template_bytes() -> bytes:
    """Return the template: 1280×720 px, three layouts, the dimensions' colours as accents."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Emu(1280 * EMU), Emu(720 * EMU)
    kept = {"title": 0, "content": 5, "section": 2}
    layouts = list(presentation.slide_layouts)
    for place, layout in enumerate(layouts):
        if place not in kept.values():
            presentation.slide_layouts.remove(layout)
    for kind, place in kept.items():
        _refill(layouts[place]._element, _layout_xml(kind))
        layouts[place]._element.cSld.set("name", LAYOUTS[kind])
    master = presentation.slide_master
    _refill(master._element, _master_shapes())
    styles = master._element.find(f"{{{master._element.nsmap['p']}}}txStyles")
    styles.getparent().replace(styles, parse_xml(_master_styles()))
    _theme(master.part.part_related_by(RT.THEME))
    package = presentation.part.package
    for part, kind in ((package, RT.THUMBNAIL), (presentation.part, RT.PRINTER_SETTINGS)):
        rels = part._rels
        for rid in [rid for rid, rel in rels.items() if rel.reltype == kind]:
            rels.pop(rid)
    return presentation_bytes(presentation, title="skcore", language="da")


def _refill(element: Any, shapes: str) -> None:
    tree = element.cSld.spTree
    tree.getparent().replace(tree, parse_xml(shapes))


def _theme(part: Any) -> None:
    accents = [COLOURS[name] for name in ("trust", "justice", "community", "wellbeing")]
    colours = {"dk1": INK, "lt1": "#ffffff", "dk2": QUIET, "lt2": "#e8edf2"}
    colours |= {f"accent{n}": c for n, c in enumerate([*accents, QUIET, "#8b96a1"], start=1)}
    colours |= {"hlink": COLOURS["trust"], "folHlink": COLOURS["wellbeing"]}
    text = part.blob.decode("utf-8")
    for name, colour in colours.items():
        value = f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>'
        text = re.sub(rf"<a:{name}>.*?</a:{name}>", value, text, flags=re.DOTALL)
    text = re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{FONT}"', text)
    text = re.sub(r'name="Office Theme"', 'name="skcore"', text)
    part._blob = text.encode("utf-8")


if __name__ == "__main__":
    OWN.write_bytes(template_bytes())
