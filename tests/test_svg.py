"""Figures written as SVG: every mark and every word stands where matplotlib puts it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from slide_examples import (
    change_chart,
    distribution_chart,
    gap_chart,
    hidden_profile_chart,
    levels_chart,
    profile_chart,
    scatter_chart,
    spread_chart,
    trend_chart,
)

from skcore.plots.drawing import chart_svg, draw
from skcore.slides.figure import Chart
from skcore.slides.html import render_deck, slide_fragment
from skcore.slides.slide import Slide

SVG = "{http://www.w3.org/2000/svg}"
WIDTH, HEIGHT = 860, 480
ANCHORS = {"left": "start", "center": "middle", "right": "end"}
NUMBER = r"-?\d+(?:\.\d+)?"
CHARTS = {
    "profile": profile_chart(reference_label="hele kommunen"),
    "hidden": hidden_profile_chart(),
    "spread": spread_chart(),
    "scatter": scatter_chart(),
    "distribution": distribution_chart(),
    "change": change_chart(),
    "differences": change_chart(levels=False),
    "levels": levels_chart(1),
    "panels": levels_chart(4),
    "trend": trend_chart(),
    "gap": gap_chart(),
}

#: what it is, and its numbers: px from the upper left corner
Mark = tuple[tuple[Any, ...], list[float]]


def svg_of(chart: Chart, **how: str) -> str:
    size = {"width": WIDTH, "height": HEIGHT}
    return chart_svg(chart.kind, chart.table, chart.options, **size, **how)


def drawn(chart: Chart) -> list[Mark]:
    """What matplotlib draws, in the order it does."""
    figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), dpi=72)
    axes = draw(chart.kind, chart.table, chart.options, figure.add_axes((0, 0, 1, 1)), own=True)
    renderer = FigureCanvasAgg(figure).get_renderer()
    ours = [*axes.texts, *axes.patches, *axes.lines, *axes.collections]
    children = [child for child in axes.get_children() if child in ours]
    layers = sorted(children, key=lambda child: child.get_zorder())
    return [mark for child in layers for mark in marks_of(child, renderer, axes)]


def marks_of(child: Any, renderer: Any, axes: Axes) -> Iterator[Mark]:
    clip = child.get_clip_on() and not isinstance(child, Annotation)
    if isinstance(child, Annotation):
        child.update_positions(renderer)
        x, y = child.get_transform().transform(child.get_unitless_position())
        look = (ANCHORS[child.get_ha()], child.get_fontweight() == "bold", child.get_color())
        yield ("text", child.get_text(), *look), [x, HEIGHT - y, child.get_fontsize()]
    elif isinstance(child, Line2D):
        points = flipped(child.get_transform().transform(child.get_xydata()))
        if child.get_marker() != "None":
            edge = child.get_markeredgewidth() if child.get_markeredgecolor() != "none" else 0
            look = ("circle", to_hex(child.get_markerfacecolor()), bool(edge), clip)
            for x, y in points:
                yield look, [x, y, child.get_markersize() / 2, child.get_alpha() or 1]
        else:
            cap = child.get_dash_capstyle() if child.is_dashed() else child.get_solid_capstyle()
            look = ("line", to_hex(child.get_color()), cap.replace("projecting", "square"))
            numbers = [child.get_linewidth(), child.get_alpha() or 1, *points.ravel()]
            yield (*look, child.is_dashed(), clip), [n for n in numbers if not math.isnan(n)]
    elif isinstance(child, PathCollection):
        points = flipped(child.get_offset_transform().transform(child.get_offsets()))
        for (x, y), size in zip(points, child.get_sizes(), strict=True):
            look = ("circle", to_hex(child.get_facecolor()[0]), False, clip)
            yield look, [x, y, math.sqrt(size) / 2, child.get_alpha()]
    elif child in axes.collections:
        look = ("area", to_hex(child.get_facecolor()[0]), clip)
        vertices = np.concatenate([outline.vertices for outline in child.get_paths()])
        yield (
            look,
            [child.get_alpha(), *corners(flipped(child.get_transform().transform(vertices)))],
        )
    else:
        box = child.get_window_extent()
        hatched = bool(child.get_hatch())
        colour = "hatch" if hatched else to_hex(child.get_facecolor())
        yield ("rect", colour, clip), [box.x0, HEIGHT - box.y1, box.width, box.height]


def flipped(points: Any) -> Any:
    return np.asarray(points) * (1, -1) + (0, HEIGHT)


def corners(points: Any) -> list[float]:
    """An outline by its corners, wherever it begins."""
    different = {(round(float(x), 2), round(float(y), 2)) for x, y in points}
    return [part for corner in sorted(different) for part in corner]


def written(svg: str) -> list[Mark]:
    """What stands in an SVG, in its order."""
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    definitions = root.find(f"{SVG}defs")
    assert definitions is not None
    root.remove(definitions)
    parents = {child: node for node in root.iter() for child in node}
    return [mark for node in root.iter() if node in parents for mark in read(node, parents[node])]


def read(node: ET.Element, parent: ET.Element) -> Iterator[Mark]:
    kind, given = node.tag.removeprefix(SVG), node.attrib
    style = styles(given.get("style") or parent.attrib.get("style", ""))
    clip = "clip-path" in given or (kind == "circle" and "clip-path" in parent.attrib)

    def numbers(*names: str) -> list[float]:
        return [float(given[name]) for name in names]

    if kind == "text":
        look = (style["text-anchor"], "font-weight" in style, style["fill"])
        size = float(style["font-size"].removesuffix("px"))
        yield (kind, node.text, *look), [*numbers("x", "y"), size]
    elif kind == "rect":
        colour = "hatch" if "hatch" in style["fill"] else style["fill"]
        yield (kind, colour, clip), numbers("x", "y", "width", "height")
    elif kind == "circle":
        look = (kind, style["fill"], "stroke" in style, clip)
        yield look, [*numbers("cx", "cy", "r"), float(style.get("fill-opacity", 1))]
    elif kind == "path" and given["d"].endswith("Z"):
        points = np.reshape([float(n) for n in re.findall(NUMBER, given["d"])], (-1, 2))
        yield ("area", style["fill"], clip), [float(style["fill-opacity"]), *corners(points)]
    elif kind == "path":
        look = ("line", style["stroke"], style["stroke-linecap"], "stroke-dasharray" in style)
        strength = [float(style["stroke-width"]), float(style.get("stroke-opacity", 1))]
        yield (*look, clip), strength + [float(n) for n in re.findall(NUMBER, given["d"])]


def styles(text: str) -> dict[str, str]:
    plain = re.sub(r"var\(--\w+,(#\w+)\)", r"\1", text)
    return dict(part.split(": ", 1) for part in plain.split("; ") if part)


@pytest.mark.parametrize("name", CHARTS)
def test_every_mark_and_word_stands_where_matplotlib_puts_it(name: str) -> None:
    wanted, found = drawn(CHARTS[name]), written(svg_of(CHARTS[name]))
    assert [look for look, _ in found] == [look for look, _ in wanted]
    for (look, one), (_, other) in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other, atol=0.011, rtol=0, err_msg=str(look))
    assert len(found) > 15


def test_a_gap_in_a_course_parts_its_line_and_its_band() -> None:
    table = trend_chart().table
    here = table["group"] == table["group"].iloc[0]
    table.loc[here & (table["month"] == table["month"].iloc[5]), "estimate"] = math.nan
    table = table.assign(conf_low=table["estimate"] - 1, conf_high=table["estimate"] + 1)
    chart = Chart("trend", table, trend_chart().options)
    assert [look for look, _ in written(svg_of(chart))] == [look for look, _ in drawn(chart)]
    paths = re.findall(r' d="([^"]*)"', svg_of(chart))
    assert "nan" not in svg_of(chart)
    assert sum(path.count("M") == 2 for path in paths) == 2  # one line and one band


def test_a_course_that_is_missing_altogether_is_not_written() -> None:
    table = trend_chart().table
    table.loc[table["group"] == table["group"].iloc[0], "estimate"] = math.nan
    chart = Chart("trend", table, trend_chart().options)
    whole, part = svg_of(trend_chart()), svg_of(chart)
    assert part.count("<path") == whole.count("<path") - 1
    assert "nan" not in part


def test_a_name_that_looks_like_an_id_stays_as_it_is() -> None:
    table = profile_chart().table.assign(label=["ID-kort", "f1-axes", "url(#f1-axes)", "C"])
    slide = Slide("Profil", figure=Chart("profile", table, {}), alt="Figur.")
    for html in (render_deck([slide], title="x", language="da"), slide_fragment(slide)):
        assert all(f">{name}</text>" in html for name in table["label"])


def test_figures_of_one_page_have_ids_of_their_own_and_all_colours_follow_the_theme() -> None:
    svg = svg_of(hidden_profile_chart(), ids="f7-", told='role="img"')
    assert set(re.findall(r' id="([^"]*)"', svg)) == {"f7-axes", "f7-hatch"}
    assert set(re.findall(r"url\(#([^)]*)\)", svg)) == {"f7-axes", "f7-hatch"}
    assert svg.startswith("<svg ")
    assert 'role="img">' in svg
    assert not re.findall(r"(?:fill|stroke): #", svg)
    assert "#f7-hatch" not in svg_of(profile_chart(), ids="f7-")


def test_numbers_of_unnamed_points_have_no_more_decimals_than_a_screen_shows() -> None:
    table = pd.DataFrame({"x": [1 / 3, 2 / 3], "y": [10 / 7, 20 / 7]})
    svg = svg_of(Chart("scatter", table, {"language": "da"}))
    assert max(len(n.partition(".")[2]) for n in re.findall(NUMBER, svg)) <= 3
