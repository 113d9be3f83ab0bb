"""Slides as one HTML file: templates, escaping, figures as inline SVG."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from skcore.figures.words import clean, soft_hyphens
from skcore.look import Look
from skcore.slides.figure import Chart, TableFigure
from skcore.slides.fit import Layout, lay_out, speaker_notes
from skcore.slides.pages import Deck, Draft, deck_of
from skcore.slides.slide import Slide
from skcore.slides.table_layout import table_layout
from skcore.texts import load_texts

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[^<>&A-Za-z]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])?"
)


#: what the template of a page asks for, by name
Page = dict[str, Any]


def words(text: object, room: float = 0, size: float = 0) -> Markup:
    """Escape text, let long words part, and keep right-to-left words from turning what follows.

    Words part only where they are wider than ``room`` (px) in ``size``, if it is given.

    Examples
    --------
    >>> words("<b>")
    Markup('&lt;b&gt;')
    """
    escaped = str(escape(soft_hyphens(clean(text, keep_ends=True), room=room, size=size)))
    return Markup(_RIGHT_TO_LEFT.sub(lambda m: f"<bdi>{m.group(0)}</bdi>", escaped))  # noqa: S704 - escaped on the line above


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("skcore.slides", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["words"] = words
    environment.filters["plain"] = clean
    return environment


@cache
def _file(path: str) -> Markup:
    """Return one of our own files, which may stand in the page as it is."""
    return Markup((files("skcore.slides") / path).read_text(encoding="utf-8"))  # noqa: S704 - shipped file


def render_deck(
    slides: Iterable[Slide], *, title: str, language: Literal["da", "en"], look: Look | None = None
) -> str:
    """Return slides as one HTML file, made as notebooks' are.

    Parameters
    ----------
    slides
        In the order of the deck; what is too long is parted.
    title
        The page title.
    language
        ``da`` or ``en``.
    look
        The organisation's colour and logo (``study.look``); ours where None.

    Returns
    -------
    str
        The whole page: styles, script and font within, nothing fetched.

    Examples
    --------
    >>> html = render_deck([Slide("Velkommen")], title="1. netværksmøde", language="da")
    >>> html.startswith("<!DOCTYPE html>"), 'lang="da"' in html
    (True, True)
    """
    return render_stacks(deck_of(slides, title=title, language=language, look=look))


def render_stacks(deck: Deck, *, theme: str = "") -> str:
    """Return a deck as one HTML file that works without a network."""
    places, texts, language = count(1), load_texts(deck.language), deck.language
    scripts = [_file("assets/reveal/reveal.js"), _file("templates/deck.js")]
    template = _environment().get_template("deck.html.j2")
    return template.render(
        stacks=[[_page(one, next(places), language) for one in stack] for stack in deck.stacks],
        title=deck.title,
        language=language,
        theme=theme or deck.look.theme,
        words=texts.raw("slides"),
        row_word=texts("slides.row"),
        css=_file("templates/deck.css"),
        look=deck.look,
        font_css=_font_css(),
        look_css=_look_css(deck.look),
        noscript_css=_file("templates/noscript.css"),
        reveal_css=_file("assets/reveal/reveal.css"),
        reveal_js=scripts[0],
        deck_js=scripts[1],
        script_hashes=_hashes(scripts),
    )


def _page(draft: Draft, place: int, language: str) -> Page:
    """Prepare a page by its place in the deck; title slides show no number."""
    if draft.slide is None:
        words = load_texts(language)("slides.page", page=place)
        return {"slide": None, "draft": draft, "number_words": words, "place": place}
    number = 0 if draft.slide.layout == "title" else place
    return slide_page(draft.slide, place=place, number=number, deck_language=language)


def slide_page(slide: Slide, *, place: int, number: int = 0, deck_language: str = "") -> Page:
    """Prepare one slide: layout, figure, notes.

    Parameters
    ----------
    slide
        What fits on one page (see ``skcore.slides.paging``).
    place
        Counted over the deck; makes ids unique.
    number
        Page number shown; 0 for none.
    deck_language
        A slide in another language says so.
    """
    layout = lay_out(slide)
    other = slide.language if deck_language and slide.language != deck_language else ""
    svg, table, figure = None, None, slide.figure
    if isinstance(figure, TableFigure):
        table = table_layout(figure, layout.figure_width, layout.figure_height)
    elif figure is not None:
        svg = _svg(slide, figure, layout)
    return {
        "slide": slide,
        "layout": layout,
        "svg": svg,
        "table": table,
        "notes": speaker_notes(slide, layout),
        "number": number,
        "number_words": load_texts(slide.language)("slides.page", page=number),
        "place": place,
        "language_attribute": other,
        # the result's id is seen on the slide about the numbers; elsewhere it is in the notes
        "result": slide.result_id if slide.layout == "method" else "",
    }


def _svg(slide: Slide, chart: Chart, layout: Layout) -> Markup:
    from skcore.figures.drawing import svg_of

    svg = svg_of(
        chart.kind,
        chart.table,
        {"language": slide.language, **chart.options},
        width=layout.figure_width,
        height=layout.figure_height,
        told=f'role="img" aria-label="{escape(slide.alt)}"',
    )
    return Markup(svg)  # noqa: S704 - the drawing escapes its words, and alt is escaped here


def slide_fragment(slide: Slide) -> str:
    """Return one slide as HTML for a notebook's output; the same slide gives the same bytes."""
    content = json.dumps(slide.to_json(), sort_keys=True).encode()
    template = _environment().get_template("fragment.html.j2")
    return template.render(
        page=slide_page(slide, place=0),
        look=Look(),
        id=f"slide-{hashlib.sha256(content).hexdigest()[:8]}",
        language=slide.language,
        css=_file("templates/deck.css"),
        row_word=load_texts(slide.language)("slides.row"),
    )


Slide.as_html = slide_fragment


@cache
def _font_css() -> Markup:
    """Return the font that everything is measured in, for a page that asks nobody for it."""
    rules = ""
    for weight, name in ((400, "regular"), (700, "bold")):
        content = (files("skcore.figures") / f"fonts/sans-{name}.woff").read_bytes()
        source = f'url("data:font/woff;base64,{base64.b64encode(content).decode()}")'
        rules += f'@font-face{{font-family:"Skcore Sans";font-weight:{weight};src:{source}}}'
    return Markup(rules)  # noqa: S704 - shipped files as base64


def _look_css(look: Look) -> Markup:
    """Return the organisation's colour and logo as a style: the logo is held once in the file.

    As an image of a style nothing in a logo can run or ask for anything.
    """
    rules = ""
    if look.accent:
        # the dark theme and high contrast keep the colours that can be read there
        light = '.sk-deck[data-theme="light"]'
        rules += f"@media not (prefers-contrast: more) {{{light}{{--accent:{look.accent}}}}}"
    if look.logo:
        rules += f'.sk-logo,.sk-mark{{background-image:url("{look.logo_uri}")}}'
    return Markup(rules)  # noqa: S704 - a checked colour and base64


def _hashes(scripts: Sequence[Any]) -> Markup:
    """Return what the page's policy allows to run: our two scripts and nothing else."""
    digests = (hashlib.sha256(str(script).encode()).digest() for script in scripts)
    allowed = " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests)
    return Markup(allowed)  # noqa: S704 - made of base64 only
