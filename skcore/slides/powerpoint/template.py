"""Where slides begin: our own template, or the organisation's with its layouts found by name."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.util import Emu

from skcore.errors import SkcoreError
from skcore.figures.style import COLOURS, INK, QUIET
from skcore.slides.powerpoint.layouts import LAYOUTS, layout_xml, master_shapes, master_styles
from skcore.slides.powerpoint.text import EMU, FONT
from skcore.texts import load_texts
from skcore.texts.reader import reader_language

__all__ = ["Template", "open_template"]

#: layout -> names that PowerPoint and organisations give it, Danish and English; first match wins
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("titelslide", "titeldias", "titel", "forside", "title slide", "title", "cover"),
    "content": (
        *("kun titel", "titel alene", "title only", "titel og indhold"),
        *("titel og indholdsobjekt", "title and content", "indhold", "content"),
    ),
}


@dataclass(frozen=True)
class Template:
    """An open presentation without slides, and its layouts."""

    presentation: Any
    layouts: dict[str, Any]
    ours: bool


def open_template(path: str | Path | None = None) -> Template:
    """Open our own template, or the organisation's.

    Parameters
    ----------
    path
        A ``.pptx`` or ``.potx`` with a title layout and a title-only (or content) layout.

    Raises
    ------
    SkcoreError
        When it cannot be read, or lacks a layout.
    """
    if path is None:
        presentation = Presentation(io.BytesIO(_own_bytes()))
    else:
        presentation = _read(Path(path))
        _drop_slides(presentation)
    if path is None:
        found = {kind: _named(presentation, (name.lower(),)) for kind, name in LAYOUTS.items()}
    else:
        found = {kind: _named(presentation, names) for kind, names in NAMES.items()}
        # other templates' section layouts leave no room under their titles
        found["section"] = found["content"]
        _check(presentation, found, Path(path).name)
    return Template(presentation, found, ours=path is None)


def _words(key: str, **values: object) -> str:
    """What is wrong with a template, in the language of whoever gave it."""
    return load_texts(reader_language())(f"refused.{key}", **values)


def _read(path: Path) -> Any:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SkcoreError(_words("template_unreadable", file=path)) from error
    try:
        return Presentation(io.BytesIO(_as_presentation(content)))
    except (PackageNotFoundError, ValueError, KeyError, OSError, SyntaxError) as error:
        raise SkcoreError(_words("template_no_powerpoint", file=path.name)) from error
    except Exception as error:  # zip and XML errors of several libraries
        if type(error).__module__.split(".")[0] not in {"zipfile", "lxml", "zlib"}:
            raise
        raise SkcoreError(_words("template_damaged", file=path.name)) from error


def _as_presentation(content: bytes) -> bytes:
    """Return a .potx as the .pptx that it is but for its content type."""
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = re.sub(
                    rb"presentationml\.template\.main", b"presentationml.presentation.main", data
                )
            new.writestr(name, data)
    return stream.getvalue()


def _drop_slides(presentation: Any) -> None:
    """Take away the slides that the template came with."""
    ids = presentation.slides._sldIdLst
    for entry in list(ids):
        presentation.part.drop_rel(entry.rId)
        ids.remove(entry)
    # sections name slides that are gone; PowerPoint would repair the file
    for extension in presentation.part._element.xpath("./p:extLst"):
        extension.getparent().remove(extension)


def _plain(name: str) -> str:
    return re.sub(r"[^a-zæøå]+", " ", re.sub(r"^\d+_", "", name.lower())).strip()


def _named(presentation: Any, names: tuple[str, ...]) -> Any:
    layouts = {_plain(layout.name): layout for layout in reversed(list(_all_layouts(presentation)))}
    return next((layouts[name] for name in names if name in layouts), None)


def _all_layouts(presentation: Any) -> Any:
    for master in presentation.slide_masters:
        yield from master.slide_layouts


def title_of(layout: Any) -> Any:
    """Return a layout's title placeholder, or None."""
    return next((p for p in layout.placeholders if p.placeholder_format.type in (1, 3)), None)


def _check(presentation: Any, found: dict[str, Any], name: str) -> None:
    there = ", ".join(f"'{layout.name}'" for layout in _all_layouts(presentation)) or "–"
    problems = []
    for kind in ("title", "content"):
        if found[kind] is None:
            names = ", ".join(f"'{entry.capitalize()}'" for entry in NAMES[kind])
            use = _words(f"template_use.{kind}")
            problems.append(
                _words("template_no_layout", file=name, use=use, there=there, names=names)
            )
        elif title_of(found[kind]) is None:
            problems.append(_words("template_no_title", layout=found[kind].name, file=name))
    if problems:
        raise SkcoreError("\n".join(problems))


@cache
def _own_bytes() -> bytes:
    """Return our own template: 1280×720 px, three layouts, the dimensions' colours as accents."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Emu(1280 * EMU), Emu(720 * EMU)
    kept = {"title": 0, "content": 5, "section": 2}
    layouts = list(presentation.slide_layouts)
    for place, layout in enumerate(layouts):
        if place not in kept.values():
            presentation.slide_layouts.remove(layout)
    for kind, place in kept.items():
        _refill(layouts[place]._element, layout_xml(kind))
        layouts[place]._element.cSld.set("name", LAYOUTS[kind])
    master = presentation.slide_master
    _refill(master._element, master_shapes())
    styles = master._element.find(f"{{{master._element.nsmap['p']}}}txStyles")
    styles.getparent().replace(styles, parse_xml(master_styles()))
    _theme(master.part.part_related_by(RT.THEME))
    package = presentation.part.package
    for part, kind in ((package, RT.THUMBNAIL), (presentation.part, RT.PRINTER_SETTINGS)):
        rels = part._rels
        for rid in [rid for rid, rel in rels.items() if rel.reltype == kind]:
            rels.pop(rid)
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


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
