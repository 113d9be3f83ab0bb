"""The organisation's colour and logo: checked when read, seen in both formats, never run."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Emu
from slide_examples import distribution_chart, profile_chart
from test_pptx import PIXEL

from skcore.commands.slides import make_decks
from skcore.errors import SkcoreError
from skcore.figures.style import SHADE, VARIABLES
from skcore.look import LARGEST_LOGO, Look, contrast_on_white, read_look
from skcore.problems import NOTE
from skcore.reading.study import check_study, load_study
from skcore.release.facts import StudyFacts
from skcore.slides.html import render_deck
from skcore.slides.pptx import render_pptx
from skcore.slides.slide import Slide, runs

PICTURE = MSO_SHAPE_TYPE.PICTURE
PNG = base64.b64decode(PIXEL)
HOSTILE_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><script>alert(1)</script>'
    b'<image href="https://example.org/x.png"/><rect width="40" height="20"/></svg>'
)
SLIDES = [
    Slide("Velkommen", layout="title", kicker="Fjordby"),
    Slide(
        "Profilen",
        kicker="Resultater",
        figure=profile_chart(),
        alt="Figur.",
        body=(runs("**Vigtigt** ord"),),
        result_id="r-1",
    ),
    Slide("Svarene", figure=distribution_chart(), alt="Figur."),
]


def said(folder: Path, look: str, *, language: str = "da") -> list[str]:
    file = folder / "study.toml"
    text = file.read_text(encoding="utf-8") + f"\n[look]\n{look}\n"
    file.write_text(text, encoding="utf-8")
    return check_study(file, language=language)["problem"].tolist()


# --- reading


def test_a_study_without_a_look_has_ours(folder: Path) -> None:
    assert load_study(folder / "study.toml").look == Look()


def test_colour_and_logo_are_read_from_beside_the_study(folder: Path) -> None:
    (folder / "logo.svg").write_bytes(HOSTILE_SVG)
    (folder / "logo.png").write_bytes(PNG)
    assert said(folder, 'accent = "#7A1F4D"\nlogo = "logo.svg"') == []
    look = load_study(folder / "study.toml").look
    assert (look.accent, look.kind, look.picture) == ("#7a1f4d", "svg", PNG)
    assert look.name == "Fjordby Kommune (fiktive tal)"
    assert "look" in StudyFacts.__dataclass_fields__


@pytest.mark.parametrize(
    ("look", "language", "message"),
    [
        ('accent = "#ffcc00"', "da", "kontrasten er 1,5:1 og skal være mindst 4,5:1"),
        ('accent = "#777777"', "en", "contrast is 4.4:1 and must be at least 4.5:1"),
        ('accent = "red"', "da", "skal skrives som"),
        ('accent = "#fff;}"', "en", "must be a colour like"),
        ('logo = "logo.gif"', "en", "'logo.gif' must be an SVG or PNG file"),
        ('logo = "logo.svg"', "da", "Filen 'logo.svg' findes ikke"),
        ('acent = "#1f5f99"', "da", "Mente du 'accent'"),
        ("accent = 7", "en", "'accent' in [look] must be a text"),
    ],
)
def test_what_cannot_be_used_is_said(folder: Path, look: str, language: str, message: str) -> None:
    (problem,) = said(folder, look, language=language)
    assert message in problem


def test_a_logo_that_is_none_or_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"GIF89a")
    assert [p.key for p in read_look({"logo": "logo.png"}, folder=tmp_path)[1]] == ["logo_kind"]
    (tmp_path / "logo.png").write_bytes(PNG + b"0" * LARGEST_LOGO)
    look, (problem,) = read_look({"logo": "logo.png"}, folder=tmp_path)
    assert problem.key == "logo_large"
    assert look == Look()


def test_an_svg_without_a_png_beside_it_is_a_note_about_powerpoint(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(HOSTILE_SVG)
    look, (problem,) = read_look({"logo": "logo.svg"}, folder=tmp_path, name="Fjordby")
    assert problem.severity == NOTE
    assert "'logo.png'" in problem.text("da")
    assert look.logo
    assert not look.picture


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_on_white("#ffffff") == 1
    assert contrast_on_white("#767676") == pytest.approx(4.54, abs=0.01)
    assert contrast_on_white("#777777") == pytest.approx(4.48, abs=0.01)


# --- HTML


def test_the_logo_is_held_once_and_only_as_an_image() -> None:
    look = Look(accent="#7a1f4d", name="Fjordby <Kommune>", logo=HOSTILE_SVG, kind="svg")
    html = render_deck(SLIDES, title="Prøve", language="da", look=look)
    assert html.count(look.logo_uri) == 1
    assert "alert(" not in html
    assert "img-src data:" in html
    assert html.count('<div class="sk-logo" role="img" aria-label="Fjordby &lt;Kommune&gt;">') == 1
    assert html.count('<span class="sk-mark" aria-hidden="true">') == 2
    assert '.sk-deck[data-theme="light"]{--accent:#7a1f4d}' in html


def test_without_a_look_a_deck_has_no_logo() -> None:
    html = render_deck(SLIDES, title="Prøve", language="da")
    assert 'class="sk-logo"' not in html
    assert 'class="sk-mark"' not in html


# --- PowerPoint


def test_powerpoint_has_the_logo_as_a_picture_with_words() -> None:
    look = Look(name="Fjordby", logo=PNG, kind="png", picture=PNG)
    deck = Presentation(io.BytesIO(render_pptx(SLIDES, title="x", language="da", look=look)))
    pictures = [[s for s in page.shapes if s.shape_type == 13] for page in deck.slides]
    assert [len(found) for found in pictures] == [1, 1, 1]
    assert pictures[0][0]._element.xpath(".//p:cNvPr/@descr") == ["Fjordby"]
    assert pictures[0][0].top < deck.slide_height / 4 < pictures[1][0].top


@pytest.mark.parametrize("own", [False, True])
def test_the_logo_lies_on_no_words_in_any_layout(tmp_path: Path, own: bool) -> None:
    long = "412 af 538 medarbejdere har svaret (77 %) · " * 4
    slides = [
        replace(slide, footnote=long, result_id="r-abcdef", layout=layout, figure=figure)
        for slide in SLIDES[1:]
        for layout in ("title", "section", "content", "method")
        for figure in [slide.figure if layout == "content" else None]
    ]
    how = {"look": Look(name="Fjordby", logo=PNG, kind="png", picture=PNG)}
    if own:  # a template has its logos on the master, below the title and at the bottom
        how = {"template": tmp_path / "own.pptx"}
        made = Presentation()
        layouts = list(made.slide_layouts)
        source = made.slides.add_slide(layouts[6]).shapes
        for left, top in ((Emu(7200000), Emu(1500000)), (Emu(6800000), Emu(6100000))):
            picture = source.add_picture(io.BytesIO(PNG), left, top, Emu(1500000), Emu(400000))
            _, rid = layouts[5].part.get_or_add_image_part(io.BytesIO(PNG))
            picture._element.blipFill.blip.rEmbed = rid
            layouts[5].shapes._spTree.append(picture._element)
        made.save(str(how["template"]))
    deck = Presentation(io.BytesIO(render_pptx(slides, title="x", language="da", **how)))
    for number, page in enumerate(deck.slides):
        held = page.slide_layout.shapes if own else page.shapes
        pictures = [shape for shape in held if shape.shape_type == PICTURE]
        assert pictures or (own and page.slide_layout.name != "Title Only")
        for logo in pictures:
            for shape in page.shapes:
                wide = min(logo.left + logo.width, shape.left + shape.width)
                high = min(logo.top + logo.height, shape.top + shape.height)
                apart = wide <= max(logo.left, shape.left) or high <= max(logo.top, shape.top)
                assert apart or shape._element is logo._element, (number, shape.name)


def test_powerpoint_has_the_colour_on_words_and_not_on_charts() -> None:
    slides = render_pptx(SLIDES, title="x", language="da")
    own = render_pptx(SLIDES, title="x", language="da", look=Look(accent="#7a1f4d"))
    with zipfile.ZipFile(io.BytesIO(slides)) as old, zipfile.ZipFile(io.BytesIO(own)) as new:
        page = new.read("ppt/slides/slide2.xml").decode()
        assert page.count("7A1F4D") == 2  # kicker and strong word
        figures = [
            re.findall(r"<p:grpSp>.*?</p:grpSp>", file.read(f"ppt/slides/slide{n}.xml").decode())
            for file in (old, new)
            for n in (1, 2, 3)
        ]
        assert figures[:3] == figures[3:]
        assert sum(map(len, figures)) == 4
        assert old.read("ppt/slides/slide3.xml") == new.read("ppt/slides/slide3.xml")


def themes() -> dict[str, dict[str, str]]:
    """Selector (and its media query) of the deck's style -> its colours by name, all of them."""
    css = (files("skcore.slides") / "templates/deck.css").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for media, rule, body in re.findall(
        r"(?:@media \(prefers-contrast: (more)\) \{\s*)?(\.sk-deck[^{]*?)\{([^}]*)\}", css
    ):
        colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", body))
        if colours:
            name = "dark" if "dark" in rule else "contrast" if "contrast" in rule else "light"
            found[f"more {name}" if media else name] = colours
    base = found["light"]
    dark = found["dark"]
    under = {"contrast": base, "more light": base, "dark": base, "more dark": base | dark}
    return {name: under.get(name, {}) | colours for name, colours in found.items()}


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted(map(contrast_on_white, (one, other)))
    return darker / lighter  # both are over white


def blended(colour: str, ground: str, part: float) -> str:
    mixed = (
        round(part * int(colour[at : at + 2], 16) + (1 - part) * int(ground[at : at + 2], 16))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{value:02x}" for value in mixed)


WORDS = ("ink", "quiet", "accent", "trust", "justice", "community", "wellbeing")
MARKS = ("trust", "justice", "community", "wellbeing", "ink", "hatch")


@pytest.mark.parametrize("theme", ["light", "dark", "contrast", "more light", "more dark"])
def test_words_and_marks_can_be_told_from_their_ground_in_every_theme(theme: str) -> None:
    colours = themes()[theme]
    paper, track = colours["paper"], colours["track"]
    words = {name: contrast(colours[name], paper) for name in WORDS}
    words |= {
        f"{name} in a box": contrast(colours[name], colours["above"]) for name in ("ink", "accent")
    }
    assert {name: ratio for name, ratio in words.items() if ratio < 4.5} == {}
    marks = {name: contrast(colours[name], paper) for name in MARKS}
    bands = {name: contrast(blended(colours[name], track, SHADE), paper) for name in MARKS}
    assert {name: ratio for name, ratio in marks.items() if ratio < 3} == {}
    assert {name: ratio for name, ratio in bands.items() if ratio < 3} == {}


def test_the_light_theme_has_the_colours_that_figures_are_drawn_with() -> None:
    light = themes()["light"]
    drawn = {variable[2:]: colour for colour, variable in VARIABLES.items()}
    assert {name: light[name] for name in drawn} == drawn


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_a_deck_opens_in_the_theme_it_was_made_with(theme: str) -> None:
    html = render_deck([Slide("Velkommen")], title="x", language="da", look=Look(theme=theme))
    assert f'class="sk-deck" data-theme="{theme}"' in html
    assert f'.sk-deck[data-theme="{theme}"]' in html


def test_an_unknown_theme_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(SkcoreError, match="--theme og et af light, dark, contrast"):
        make_decks("data/sample/study.toml", out=tmp_path / "slides", theme="blue")
    assert not (tmp_path / "slides").exists()
