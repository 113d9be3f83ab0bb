"""Where slides begin: our own template, or the organisation's with its layouts found by name."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.exc import PackageNotFoundError

from skcore.errors import SkcoreError
from skcore.texts import load_texts
from skcore.texts.reader import reader_language

#: our own, made by tests/golden/make_template.py, and the names of its layouts
OWN = Path(__file__).with_name("template.pptx")
LAYOUTS = {"title": "Titelslide", "content": "Kun titel", "section": "Afsnitsoverskrift"}
#: layout -> names that PowerPoint and organisations give it, Danish and English; first match wins
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("titelslide", "titeldias", "titel", "forside", "title slide", "title", "cover"),
    "content": (
        *("kun titel", "titel alene", "title only", "titel og indhold"),
        *("titel og indholdsobjekt", "title and content", "indhold", "content"),
    ),
}
#: what PowerPoint calls templates, shows, and either with macros
_PLAIN = b"vnd.openxmlformats-officedocument.presentationml"
_KINDS = re.compile(
    rb"application/(?:vnd\.ms-powerpoint|" + re.escape(_PLAIN) + rb")"
    rb"\.(?:presentation|template|slideshow)(?:\.macroEnabled)?\.main\+xml"
)


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
        presentation = Presentation(str(OWN))
        found = {kind: _named(presentation, (name.lower(),)) for kind, name in LAYOUTS.items()}
        return Template(presentation, found, ours=True)
    presentation = _read(Path(path))
    _drop_slides(presentation)
    found = {kind: _named(presentation, names) for kind, names in NAMES.items()}
    # other templates' section layouts leave no room under their titles
    found["section"] = found["content"]
    _check(presentation, found, Path(path).name)
    return Template(presentation, found, ours=False)


def _words(key: str, **values: object) -> str:
    """What is wrong with a template, in the language of whoever gave it."""
    return load_texts(reader_language())(f"refused.{key}", **values)


def _read(path: Path) -> Any:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SkcoreError(_words("template_unreadable", file=path)) from error
    try:
        presentation = Presentation(io.BytesIO(_as_presentation(content)))
        for layout in _all_layouts(presentation):  # read only when asked for
            list(layout.placeholders)
        return presentation
    except (PackageNotFoundError, ValueError, KeyError, OSError, SyntaxError) as error:
        raise SkcoreError(_words("template_no_powerpoint", file=path.name)) from error
    except Exception as error:  # zip and XML errors of several libraries
        if type(error).__module__.split(".")[0] not in {"zipfile", "lxml", "zlib"}:
            raise
        raise SkcoreError(_words("template_damaged", file=path.name)) from error


def _as_presentation(content: bytes) -> bytes:
    """Return a template, a show or one with macros as the .pptx that it is but for its type."""
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = _KINDS.sub(rb"application/" + _PLAIN + rb".presentation.main+xml", data)
            new.writestr(name, data)
    return stream.getvalue()


def _drop_slides(presentation: Any) -> None:
    """Take away the slides that the template came with."""
    # sections and own shows name slides that are gone, and a password would lock the deck
    for rest in presentation.part._element.xpath(
        "./p:extLst | ./p:custShowLst | ./p:modifyVerifier"
    ):
        rest.getparent().remove(rest)
    ids = presentation.slides._sldIdLst
    for entry in list(ids):
        presentation.part.drop_rel(entry.rId)  # only what nothing names any more is dropped
        ids.remove(entry)


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
