"""A notebook's ordinary content as HTML that asks for nothing from outside and runs nothing."""

from __future__ import annotations

import base64
import re
from functools import cache
from typing import Any

from bleach.sanitizer import Cleaner
from markupsafe import Markup

from skcore.figures.words import clean

_TAGS = sorted(
    {
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
    }
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
        return tag == "img" and value.startswith(
            ("data:image/png", "data:image/jpeg", "data:image/gif")
        )
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

        plain: Any = strip_ansi  # nbconvert says nothing of its types here
        return _text(clean(plain(output.text), keep_lines=True) if output.name == "stdout" else "")
    if output.output_type == "error":
        return None
    data = output.data
    if "image/svg+xml" in data:
        # as a picture: a drawing's own scripts do not run and its addresses are not asked for
        return _picture(
            "image/svg+xml", base64.b64encode(_joined(data["image/svg+xml"]).encode()).decode()
        )
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
