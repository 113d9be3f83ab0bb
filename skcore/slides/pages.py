"""What of a notebook comes into a deck, and on which slide; what is left out of it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from typing import Any
from urllib.parse import unquote

from bleach.sanitizer import Cleaner
from markupsafe import Markup

from skcore.figures.words import clean
from skcore.look import Look
from skcore.slides.paging import paged
from skcore.slides.slide import MIME_TYPE, Slide

_TAGS = sorted(
    {"a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup"}
    | {"dd", "del"}
    | {"div", "dl", "dt", "em", "figcaption", "figure", "h3", "h4", "h5", "h6", "hr", "i", "img"}
    | {"ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong"}
    | {"h1", "h2", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "var"}
)
_HEADINGS = re.compile(r"<(/?)h([1-4])\b")
#: whole elements whose text is no content
_SCRIPTS = re.compile(
    r"<(script|style|iframe|object|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)


def _attribute(tag: str, name: str, value: str) -> bool:
    """Allow structure and embedded pictures; nothing that runs or is fetched."""
    if name == "src":
        pictures = tuple(f"data:image/{kind}" for kind in ("png", "jpeg", "gif"))
        return tag == "img" and value.startswith(pictures)
    if name == "href":
        return tag == "a" and value.startswith(("https://", "http://", "mailto:", "#"))
    return name in {"alt", "title", "colspan", "rowspan", "scope", "lang", "start"}


@cache
def _cleaner() -> Any:
    # "data" is for pictures alone: _attribute lets nothing else through
    protocols = {"http", "https", "mailto", "data"}
    return Cleaner(tags=_TAGS, attributes=_attribute, protocols=protocols, strip=True)


def _safe(html: str) -> Markup:
    kept = _cleaner().clean(_SCRIPTS.sub("", html))
    lower = _HEADINGS.sub(lambda m: f"<{m.group(1)}h{min(int(m.group(2)) + 2, 6)}", kept)
    named = re.sub(r"<img(?![^>]*\balt=)", '<img alt=""', lower)
    return Markup(named)  # noqa: S704 - only listed tags and attributes are left


def markdown_html(source: str) -> Markup:
    """Return Markdown as HTML: text, lists, tables, embedded pictures; headings below the slide's.

    Examples
    --------
    >>> print(markdown_html("Vi *lytter* <script>alert(1)</script>").strip())
    <p>Vi <em>lytter</em> </p>
    """
    # half a second, for a deck that comes from a notebook
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    return _safe(markdown2html_mistune(source))


def ordinary_html(output: Any) -> Markup | None:
    """Return a cell's output as HTML; ``None`` when nothing of it can be shown."""
    if output.output_type == "stream":
        from nbconvert.filters.ansi import strip_ansi

        told = strip_ansi(output.text) if output.name == "stdout" else ""  # type: ignore[no-untyped-call]
        return _text(clean(told, keep_lines=True))
    if output.output_type == "error":
        return None
    data = output.data
    if "image/svg+xml" in data:
        # as a picture: a drawing's own scripts do not run and its addresses are not asked for
        drawing = base64.b64encode(_joined(data["image/svg+xml"]).encode())
        return _picture("image/svg+xml", drawing.decode())
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            return _picture(kind, _joined(data[kind]).replace("\n", ""))
    if "text/html" in data:
        shown = _safe(_joined(data["text/html"]))  # of a script alone nothing is left to show
        return shown if shown.striptags().strip() or "<img" in shown else None
    if "text/markdown" in data:
        return markdown_html(_joined(data["text/markdown"]))
    return _text(_joined(data.get("text/plain", "")))


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value)


def _text(text: str) -> Markup | None:
    return Markup('<pre tabindex="0">{}</pre>').format(text) if text.strip() else None


def _picture(kind: str, content: str) -> Markup:
    safe = re.sub(r"[^A-Za-z0-9+/=]", "", content)
    return Markup('<img alt="" src="data:{};base64,{}">').format(kind, safe)


_PASTED = re.compile(r"<attachment:([^>\n]+)>|attachment:([^)\s\"'>]+)")
_LOST = re.compile(r"!\[([^\]]*)\]\(#[^)]*\)")
#: in a tag of cells that never leave the notebook
CONFIDENTIAL = re.compile("confidential|fortrolig", re.IGNORECASE)
#: what a widget of ours puts into a notebook beside the slide that leaves of it
OURS = "skcore-widget"
_VIEW = "application/vnd.jupyter.widget-view+json"
_OF_A_STUDY = re.compile(r"(?i:skcore)|\b(?:Slide|STUDY)\b")
_HEADING = re.compile(r"\A\s*#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")


@dataclass
class Draft:
    """One page before it is laid out: a ``Slide``, or Markdown and outputs under a title."""

    title: str
    slide: Slide | None = None
    parts: list[Markup] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cell: int = 0  # the number of the cell that shows it


@dataclass(frozen=True)
class Deck:
    """What there is to show, before it is laid out."""

    stacks: Sequence[Sequence[Draft]]  # subslides lie under their slide
    title: str
    language: str
    look: Look


def deck_of(slides: Iterable[Slide], *, title: str, language: str, look: Look | None) -> Deck:
    """Return slides as a deck; what is too long is parted."""
    pages = (page for slide in slides for page in paged(slide))
    stacks = [[Draft(title=page.title, slide=page)] for page in pages]
    return Deck(stacks, title, language, look or Look())


def shows_slides(notebook: Any) -> bool:
    """Whether a notebook shows slides of ours."""
    return any(MIME_TYPE in output.get("data", {}) for output in _outputs(notebook.cells))


def speaks_of_a_study(notebook: Any) -> list[int]:
    """Return the numbers of the cells that name skcore, a ``Slide`` or ``STUDY``."""
    return [
        number
        for number, cell in enumerate(notebook.cells, start=1)
        if _OF_A_STUDY.search(cell.source)
        or any(_OF_A_STUDY.search(json.dumps(output)) for output in _outputs([cell]))
    ]


def _outputs(cells: Iterable[Any]) -> Iterator[Any]:
    return chain.from_iterable(cell.get("outputs", ()) for cell in cells)


def collect(notebook: Any, *, ordinary: bool = False) -> tuple[list[list[Draft]], list[int]]:
    """Return stacks of pages (subslides lie under their slide), and cells left out.

    Slides and Markdown come in. In a notebook with slides, or with slideshow metadata, only
    Markdown with such metadata does: the rest is the notebook's own walk.

    Parameters
    ----------
    notebook
        A notebook node, executed.
    ordinary
        Whether other outputs come in too. They have not come through the door, so that is only
        for notebooks about no study.
    """
    walk = shows_slides(notebook) or any(_kind(cell) for cell in notebook.cells)
    collector = _Collector(ordinary=ordinary, walk=walk)
    for number, cell in enumerate(notebook.cells, start=1):
        collector.add(cell, number)
    return collector.stacks, collector.left_out


def _kind(cell: Any) -> str:
    return str(cell.metadata.get("slideshow", {}).get("slide_type", "") or "").strip("-")


class _Collector:
    """Walks the cells in order and lays their content on pages."""

    def __init__(self, *, ordinary: bool, walk: bool) -> None:
        self.ordinary = ordinary
        self.walk = walk
        self.stacks: list[list[Draft]] = []
        self.left_out: list[int] = []
        self.heading = ""

    def add(self, cell: Any, number: int) -> None:
        kind = _kind(cell)
        if kind == "skip":
            return
        if any(CONFIDENTIAL.search(str(tag)) for tag in cell.metadata.get("tags", ())):
            self.left_out.append(number)
        elif cell.cell_type == "markdown":
            self._markdown(_with_pictures(cell), kind)
        elif cell.cell_type == "code":
            self._outputs(cell, kind, number)

    def _page(self, draft: Draft, kind: str) -> None:
        if kind == "subslide" and self.stacks:
            self.stacks[-1].append(draft)
        else:
            self.stacks.append([draft])

    def _markdown(self, source: str, kind: str) -> None:
        last = self.stacks[-1][-1] if self.stacks else None
        if kind == "notes":
            if last is not None:
                self._note(last, source)
            return
        if self.walk and not kind:
            return  # the notebook's own walk, not meant for the room
        title, body = _parted(source)
        starts = kind in {"slide", "subslide"} or (not self.walk and bool(title)) or last is None
        if starts or last is None or (last.slide is not None and kind != "fragment"):
            self.heading = title or self.heading
            self._page(Draft(title=self.heading or "–", parts=_markdown_parts(body)), kind)
        elif last.slide is None:
            last.parts += _fragment(source) if kind == "fragment" else _markdown_parts(source)

    def _note(self, draft: Draft, source: str) -> None:
        if draft.slide is None:
            draft.notes.append(source.strip())
        else:
            notes = f"{draft.slide.notes}\n{source.strip()}".strip()
            draft.slide = replace(draft.slide, notes=notes)

    def _outputs(self, cell: Any, kind: str, number: int) -> None:
        for output in cell.outputs:
            data = output.get("data", {})
            if MIME_TYPE in data:
                for slide in paged(Slide.from_json(data[MIME_TYPE])):
                    self._page(Draft(title=slide.title, slide=slide, cell=number), kind)
            elif _VIEW in data or output.get("metadata", {}).get(OURS):
                continue  # controls without their notebook: of a widget its slide leaves
            elif self.ordinary:
                self._other(output, kind)
            elif number not in self.left_out:
                self.left_out.append(number)

    def _other(self, output: Any, kind: str) -> None:
        part = ordinary_html(output)
        if part is None:
            return
        last = self.stacks[-1][-1] if self.stacks else None
        if last is not None and last.slide is None and not last.parts:
            last.parts.append(part)
        else:
            self._page(Draft(title=self.heading or "–", parts=[part]), kind)


def _with_pictures(cell: Any) -> str:
    """Return a Markdown cell's source with its pasted pictures inside; a lost one leaves its words.

    A picture is data in the cell itself, so nothing is fetched.
    """
    pasted = cell.get("attachments", {})

    def address(match: re.Match[str]) -> str:
        name = match.group(1) or match.group(2)
        forms = pasted.get(name, pasted.get(unquote(name), {}))
        for kind in ("image/png", "image/jpeg", "image/gif"):
            if kind in forms:
                return f"data:{kind};base64," + "".join(forms[kind]).replace("\n", "")
        return "#"

    return _LOST.sub(r"\1", _PASTED.sub(address, cell.source))


def _parted(source: str) -> tuple[str, str]:
    """Part a cell into the heading it begins with (plain text) and the rest."""
    match = _HEADING.match(source)
    if match is None:
        return "", source
    plain = re.sub(r"[*_`~]|\[([^\]]*)\]\([^)]*\)", r"\1", match.group(1))
    return plain.strip(), source[match.end() :]


def _markdown_parts(source: str) -> list[Markup]:
    return [markdown_html(source)] if source.strip() else []


def _fragment(source: str) -> list[Markup]:
    shown = Markup('<div class="fragment">{}</div>')
    return [shown.format(part) for part in _markdown_parts(source)]
