"""Figures by content: what is drawn, what is said to be not shown, and what is refused."""

from __future__ import annotations

import io
import itertools
import math
import subprocess
import sys
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.figure import Figure
from slide_examples import (
    HOSTILE,
    LONG_UNIT,
    THEMES,
    change_chart,
    distribution_chart,
    example_deck,
    gap_chart,
    hidden_profile_chart,
    levels_chart,
    profile_chart,
    scatter_chart,
    spread_chart,
    trend_chart,
)

import skcore
from skcore.disclosure import DisclosurePolicy, plan_release, protect
from skcore.errors import DisclosureError, SkcoreError
from skcore.figures import drawing
from skcore.figures.apart import keep_apart
from skcore.figures.axis import limits_of, near_values
from skcore.figures.drawing import draw, figure_of
from skcore.figures.style import COLOURS, HATCH, SHADE, VALUE
from skcore.figures.words import (
    balanced,
    clauses,
    clean,
    shorten,
    soft_hyphens,
    text_width,
    tied,
    wrap,
)
from skcore.figures.writer import SvgWriter
from skcore.slides.figure import Chart
from skcore.slides.fit import lay_out
from skcore.slides.paging import paged
from skcore.slides.slide import Slide
from skcore.slides.workbook import render_workbook
from skcore.texts import load_texts

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: Chart, width: int = 720, height: int = 440):
    """Draw on a figure of our own; return its axes."""
    size = {"width": width, "height": height}
    return figure_of(chart.kind, chart.table, chart.options, **size).axes[0]


def texts(axes) -> list[str]:
    """Return all words on axes and those inside them, numbers along them too."""
    every = [axes, *axes.child_axes]
    ticks = [
        label.get_text()
        for part in every
        for axis in (part.xaxis, part.yaxis)
        if axis.get_visible()
        for label in axis.get_ticklabels()
        if label.get_visible()
    ]
    return [text.get_text() for part in every for text in part.texts] + ticks


def svg_of(chart: Chart, **size: int) -> str:
    size = {"width": 720, "height": 440, **size}
    return drawing.svg_of(chart.kind, chart.table, chart.options, **size)


def svg_texts(chart: Chart) -> list[str]:
    root = ET.fromstring(svg_of(chart))  # noqa: S314 - our own drawing
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def hatched(axes) -> list:
    parts = (patch for part in (axes, *axes.child_axes) for patch in part.patches)
    return [patch for patch in parts if patch.get_hatch()]


def released() -> object:
    counts = pd.DataFrame({"unit": ["Nord", "Syd", "Øst"], "n": [24, 12, 4]})
    plan = plan_release(counts, cuts=[("unit",)], policy=DisclosurePolicy())
    means = counts.assign(mean=[71.4, 58.2, 40.0])
    return protect(means, plan)


def test_every_figure_refuses_a_table_that_has_not_come_through_the_door():
    table = profile_chart().table
    for name in (name for name in skcore.__all__ if name.startswith("plot_")):
        with pytest.raises(DisclosureError, match="not a released table"):
            getattr(skcore, name)(table)


def test_a_released_table_is_drawn_and_its_small_unit_is_hatched_not_zero():
    table = released()
    names = {"label": "unit", "estimate": "mean", "conf_low": "mean", "conf_high": "mean"}
    axes = skcore.plot_profile(table, columns=names)
    assert "71" in texts(axes)
    assert "vises ikke (færre end 5 svar)" in " ".join(texts(axes))
    assert len(hatched(axes)) == 1
    assert "0" not in texts(axes)  # the axis begins near the values, and says so
    assert "Aksen begynder ved 50" in texts(axes)


def test_a_figure_can_be_drawn_on_axes_of_ones_own():
    figure = Figure(figsize=(14, 5))
    axes = figure.add_subplot(121)
    before = axes.get_position().bounds
    names = {"label": "unit", "estimate": "mean", "conf_low": "mean", "conf_high": "mean"}
    assert skcore.plot_profile(released(), ax=axes, columns=names, language="en") is axes
    assert axes.get_position().bounds == before
    assert "not shown (fewer than 5 answers)" in " ".join(texts(axes))


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(SkcoreError, match="no column 'average' to draw as 'estimate'"):
        skcore.plot_profile(released(), columns={"estimate": "average"})
    with pytest.raises(SkcoreError, match=r"needs the columns label, .*; missing: label"):
        skcore.plot_profile(released())


def test_profile_draws_dot_band_reference_and_the_number_of_each_row():
    axes = drawn(profile_chart(reference_label="hele kommunen"))
    large = [text for text in axes.texts if text.get_fontsize() == VALUE]
    marks = [text.get_text() for text in large if text.get_fontweight() == "bold"]
    assert marks == ["71", "66", "58", "77"]
    beside = [text.get_text() for text in large if text.get_fontweight() != "bold"]
    assert beside == [*profile_chart().table["reference"].map("{:.0f}".format)]
    assert {"hele", "kommunen"} <= set(" ".join(texts(axes)).split())
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [float(line.get_xdata()[0]) for line in dots] == [71, 66, 58, 77]
    assert [line.get_markerfacecolor() for line in dots] == [
        COLOURS[name] for name in ("trust", "trust", "justice", "community")
    ]


def test_hidden_rows_say_why_and_missing_data_looks_different():
    axes = drawn(hidden_profile_chart())
    assert "vises ikke (færre end 5 svar)" in " ".join(texts(axes))
    assert "ingen data" in texts(axes)
    assert "over 95" in texts(axes)
    assert len(hatched(axes)) == 1


def test_spread_draws_every_unit_once_without_a_name_and_says_where_the_axis_begins():
    chart = spread_chart(units=40)
    axes = drawn(chart)
    dots = [part for part in axes.collections if len(part.get_offsets())]
    assert [len(part.get_offsets()) for part in dots] == [40] * 4
    for part, (_, rows) in zip(dots, chart.table.groupby("label", sort=False), strict=True):
        assert sorted(part.get_offsets()[:, 0]) == sorted(rows["estimate"])
    assert "Aksen begynder ved 30" in texts(axes)
    assert {"40", "60", "80", "100"} < set(texts(axes))
    numbers = [t.get_text() for t in axes.texts if t.get_fontsize() == VALUE]
    assert numbers == [
        f"{value:.0f}" for value in chart.table.groupby("label", sort=False)["overall"].first()
    ]
    labels = {word for label in chart.table["label"] for word in label.split()}
    others = [t for t in axes.texts if t.get_fontsize() != VALUE]
    note = {"Aksen", "begynder", "ved", "30"}
    assert {word for t in others for word in t.get_text().split()} == labels | note


def test_more_workplaces_than_can_be_told_apart_are_drawn_as_counts():
    chart = spread_chart(units=400)
    notes = {"note": "Hver prik", "note_counts": "Søjlerne"}
    axes = drawn(Chart("spread", chart.table, {**chart.options, **notes}))
    assert "Søjlerne" in texts(axes)
    assert "Hver prik" not in texts(axes)  # of dots nothing is said where there are none
    assert not [part for part in axes.collections if isinstance(part, PathCollection)]
    bars = [part for part in axes.collections if isinstance(part, PolyCollection)]
    assert sum(len(part.get_paths()) for part in bars) > 40
    assert "61" in texts(axes)


def test_the_order_of_unnamed_points_tells_nothing():
    table = spread_chart().table
    shuffled = table.sample(frac=1, random_state=3).sort_values("label", kind="stable")
    in_order = table.sort_values("label", kind="stable")
    one, other = (Chart("spread", part, {}) for part in (shuffled, in_order))
    assert one == other
    points = scatter_chart()
    again = Chart("scatter", points.table.sample(frac=1, random_state=4), points.options)
    assert again == points
    assert set(points.table["size"] % 10) == {0}


def test_a_slide_carries_no_column_that_a_chart_does_not_read():
    table = spread_chart().table.assign(unit="Hjemmepleje Nord")
    assert "unit" not in Chart("spread", table, {}).table.columns


def test_scatter_draws_the_line_and_names_both_axes_in_danish():
    axes = drawn(scatter_chart())
    assert any("akserne begynder ved" in text for text in texts(axes))
    assert "Sygefravær (dagsværk pr. fuldtidsansat om året)" in texts(axes)
    points, band = sorted(axes.collections, key=lambda part: -len(part.get_offsets()))
    assert len(points.get_offsets()) == len(scatter_chart().table)
    assert len(band.get_paths()) == 1
    assert any(len(line.get_xdata()) == 12 for line in axes.lines)


def test_answers_of_which_nobody_said_the_good_end_have_shades_of_one_hue():
    import colorsys

    from matplotlib.colors import to_rgb

    from skcore.figures.shares import shades

    hues = {round(colorsys.rgb_to_hls(*to_rgb(c))[0], 1) for c in shades(5, neutral=True)}
    assert hues == {0.6}
    assert len({round(colorsys.rgb_to_hls(*to_rgb(c))[0], 1) for c in shades(5)}) > 1
    chart = distribution_chart()
    neutral = Chart(chart.kind, chart.table, {**chart.options, "neutral": True})
    bars = [{p.get_facecolor() for p in drawn(one, width=1152).patches} for one in (chart, neutral)]
    assert bars[0] != bars[1]


def test_distribution_says_every_answer_once_and_draws_each_share():
    axes = drawn(distribution_chart(), width=1152)
    widths = sorted(round(p.get_width()) for p in axes.patches if p.get_gid() != "key")
    assert widths == sorted(distribution_chart().table["share"])
    written = sorted(int(text) for text in texts(axes) if text.isdigit() and text != "412")
    assert written == widths  # short pieces have their number above
    assert texts(axes).count("Delvist") == 1


def test_change_shows_levels_change_and_uncertainty_with_signs():
    found = texts(drawn(change_chart()))
    assert {"+6", "(fra +1 til +11)", "−3", "1. måling", "2. måling", "Udvikling"} <= set(found)
    alone = texts(drawn(change_chart(levels=False)))
    assert "0" in alone
    assert "1. måling" not in alone


def test_the_two_dots_are_named_in_one_order_whichever_is_larger():
    up = change_chart()
    names = [[t for t in texts(drawn(chart)) if "måling" in t] for chart in (up, _turned(up))]
    assert names == [["1. måling", "2. måling"]] * 2
    places = [t.xy[0] for t in drawn(_turned(up)).texts if "måling" in t.get_text()]
    assert places == sorted(places)


def _turned(chart: Chart) -> Chart:
    ends = {"before": chart.table["after"], "after": chart.table["before"]}
    return Chart("change", chart.table.assign(**ends), chart.options)


def test_gap_is_two_views_and_a_hidden_row_is_hatched():
    axes = drawn(gap_chart())
    assert {"medarbejdere", "ledere", "+11"} <= set(texts(axes))
    assert len(hatched(axes)) == 1


def test_levels_draws_one_theme_wide_the_others_as_numbers_and_gives_the_reason_in_words():
    axes = drawn(levels_chart(4), width=1152)
    assert len(hatched(axes)) == 1
    assert any("kunne ellers regnes ud" in words for words in texts(axes))
    assert texts(axes).count("–") == 3  # of the themes that stand as numbers beside the axis


def test_trend_names_its_lines_and_the_surveys():
    found = texts(drawn(trend_chart()))
    assert {"1. måling", "2. måling", "jan. 2009", "Fraværsprocent"} <= set(found)
    assert any(text.startswith("Deltagende") for text in found)


def test_wording_follows_the_language():
    options = {**spread_chart().options, "language": "en"}
    assert "The axis begins at 30" in texts(drawn(Chart("spread", spread_chart().table, options)))


def test_text_is_text_in_svg_and_hostile_names_stay_text():
    table = profile_chart().table.assign(label=[HOSTILE, LONG_UNIT, "$x^2$", "=cmd()"])
    chart = Chart("profile", table, {"language": "da"})
    words = " ".join(svg_texts(chart))
    assert "<script>" in words
    assert "alert(1)" in words or "aler-" in words
    assert "$x^2$" in words
    assert "\u202e" not in words
    assert "<script" not in svg_of(chart)
    assert "<circle " in svg_of(chart)


@pytest.mark.parametrize("chart", [hidden_profile_chart(), scatter_chart(), levels_chart(4)])
def test_a_drawing_has_no_id_so_two_on_a_page_cannot_share_one(chart):
    svg = svg_of(chart)
    assert not {"id", "clip-path", "href", "mask", "filter"} & {
        name.split("}")[-1]
        for node in ET.fromstring(svg).iter()  # noqa: S314 - our own drawing
        for name in node.attrib
    }
    assert "url(" not in svg


def test_what_is_not_shown_is_hatched_inside_its_box():
    root = ET.fromstring(svg_of(hidden_profile_chart()))  # noqa: S314 - our own drawing
    lines = [node.get("d") for node in root.iter(f"{SVG}path") if node.get("d").count("M") > 20]
    (box,) = [
        node.get("d")
        for node in root.iter(f"{SVG}path")
        if node.get("d").count("L") == 4 and "stroke:var(--hatch" in node.get("style")
    ]
    (strokes,) = lines

    def corners(path: str):
        numbers = [float(n) for n in path.replace("M", " ").replace("L", " ").split()]
        return numbers[::2], numbers[1::2]

    (xs, ys), (left, top) = corners(strokes), corners(box)
    assert min(left) - 0.02 <= min(xs) <= max(xs) <= max(left) + 0.02
    assert min(top) - 0.02 <= min(ys) <= max(ys) <= max(top) + 0.02


def test_names_in_any_script_are_drawn_without_a_word_on_the_way(recwarn):
    table = profile_chart().table.assign(
        label=["日本語の部署", "ۀ وحدة", "☀️ Børnehuset 🌞", "Łódź"]
    )
    words = svg_texts(Chart("profile", table, {"language": "da"}))
    assert {"日本語の部署", "Łódź"} <= set(words)
    assert len(recwarn) == 0


@pytest.mark.whole
def test_svg_has_no_clock_no_outside_address_and_the_same_bytes_in_another_process():
    chart = scatter_chart()
    svg = svg_of(chart)
    assert "metadata" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    code = (
        "import sys, hashlib; sys.path[:0] = ['tests', '.']\n"
        "from test_plots import svg_of, scatter_chart\n"
        "print(hashlib.sha256(svg_of(scatter_chart()).encode()).hexdigest())"
    )
    from hashlib import sha256
    from os import environ
    from pathlib import Path

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
        env={**environ, "PYTHONHASHSEED": "1"},
    )
    assert done.stdout.strip() == sha256(svg.encode()).hexdigest()


def test_a_users_own_matplotlib_settings_do_not_reach_a_deck():
    import matplotlib as mpl

    chart = change_chart()
    plain = svg_of(chart)
    with mpl.rc_context({"font.family": "serif", "svg.fonttype": "path", "lines.linewidth": 9}):
        assert svg_of(chart) == plain


def test_what_cannot_be_drawn_is_refused_with_what_is_allowed():
    table = profile_chart().table
    axes = Figure().add_subplot()
    with pytest.raises(SkcoreError, match="kind 'pie' is not one of profile, spread"):
        draw("pie", table, {}, axes)
    with pytest.raises(SkcoreError, match="table of the profile chart has no row"):
        draw("profile", table.iloc[:0], {}, axes)


def test_colours_are_readable_on_white():
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def paler(colour: str) -> str:
        parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return "#" + "".join(f"{round(SHADE * p + (1 - SHADE) * 255):02x}" for p in parts)

    for colour in (*COLOURS.values(), "#5b6672"):
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5
        # dots that lie on each other, and bands, are seen through
        assert 1.05 / (luminance(paler(colour)) + 0.05) >= 3
    assert 1.05 / (luminance(HATCH) + 0.05) >= 3


@given(
    st.lists(st.floats(0, 400), min_size=1, max_size=6).map(sorted),
    st.integers(10, 60),
)
def test_words_kept_apart_never_touch_nor_leave_the_line(wanted, width):
    places = keep_apart(wanted, [width] * len(wanted), 0, 600, gap=4)
    gaps = [b - a for a, b in pairwise(places)]
    assert all(gap >= width + 4 - 0.5 for gap in gaps)
    assert min(places) >= width / 2 - 0.5
    assert max(places) <= 600 - width / 2 + 0.5


@given(st.integers(-500, 500), st.integers(1, 1000))
def test_an_axis_reaches_its_values_and_is_not_much_longer(low, span):
    begin, end = limits_of(None, [pd.Series([low, low + span])])
    assert begin <= low < low + span <= end
    assert end - begin <= 2 * span + 2


@given(st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_an_axis_near_points_never_leaves_0_to_100_and_spans_forty(values):
    begin, end = near_values({}, values)
    assert 0 <= begin <= min(values)
    assert max(values) <= end <= 100
    assert end - begin >= 40


@pytest.mark.parametrize("chart", [change_chart(), gap_chart(), profile_chart(), trend_chart()])
def test_numbers_along_an_axis_are_few_and_inside_it(chart):
    for axis in (drawn(chart).xaxis, drawn(chart).yaxis):
        ticks = [at for at in axis.get_majorticklocs() if axis.get_visible()]
        low, high = sorted(axis.get_view_interval())
        inside = [at for at in ticks if low - 1e-6 <= at <= high + 1e-6]
        assert len(inside) in ((2, 3, 4, 5, 6, 7) if axis.get_visible() else (0,))


def test_a_month_that_stands_alone_is_a_dot_and_no_line_crosses_a_missing_month():
    table = pd.DataFrame(
        {
            "month": ["2009-01", "2009-02", "2009-03", "2009-05"],
            "estimate": [5.0, 6.0, float("nan"), 4.0],
            "group": "",
        }
    )
    lines = drawn(Chart("trend", table, {"language": "da"})).lines
    courses = [list(line.get_ydata()) for line in lines if line.get_linewidth() == 4]
    assert courses == [[5, 6], [4]]
    (dot,) = [line for line in lines if line.get_marker() == "o"]
    assert list(dot.get_ydata()) == [4.0]


@pytest.mark.parametrize("events", [[], [{"date": "2010-03-01", "label": "1. måling"}]])
def test_a_survey_outside_the_months_is_left_out(events):
    table = pd.DataFrame({"month": ["2009-01", "2009-02"], "estimate": 5.0, "group": ""})
    axes = drawn(Chart("trend", table, {"language": "da", "events": events}))
    assert "1. måling" not in texts(axes)
    assert {"jan. 2009", "feb. 2009"} < set(texts(axes))


@given(st.text(min_size=1, max_size=120), st.floats(40, 400))
def test_wrapped_text_loses_no_letter_and_fits(text, width):
    cleaned = clean(text)
    lines = wrap(cleaned, width, 23)
    letters = "".join(lines).replace("-", "").replace(" ", "")
    assert letters == cleaned.replace("-", "").replace(" ", "").replace("\u00ad", "")
    assert all(text_width(line, 23) <= width or len(line) <= 3 for line in lines)


def test_long_compounds_part_between_their_words():
    assert wrap("Specialrehabiliteringsteamet", 230, 23)[0] in {
        "Special-",
        "Specialrehabiliterings-",
    }
    assert soft_hyphens("Svarprocent") == "Svar\u00adprocent"
    assert soft_hyphens("Tillid") == "Tillid"
    assert balanced("Tillid mellem kolleger", 400, 23) == ["Tillid mellem kolleger"]
    assert shorten(["en linje", "en til", "og en"], 2) == ["en linje", "en …"]


def test_every_example_has_labels_in_danish_only():
    for slide in example_deck():
        if isinstance(slide.figure, Chart):
            words = " ".join(svg_texts(slide.figure)).lower()
            assert not {"not shown", "before", "after", "mean"} & set(words.split(" "))


def notes_of(chart: Chart) -> list[str | None]:
    """What the workbook notes beside each row of a chart."""
    content = render_workbook([Slide("A slide", figure=chart, alt="A figure.")], language="en")
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[-1].values)
    (start,) = [at for at, row in enumerate(rows) if "Note" in row]
    return [row[rows[start].index("Note")] for row in rows[start + 1 :][: len(chart.table)]]


def test_a_mean_held_at_an_end_is_told_as_beyond_it_in_changes_and_references():
    named = {"before_label": "1.", "after_label": "2."}
    rows = {"label": ["A", "B"], "before": [5.0, 93.0], "after": [95.0, 95.0]}
    rows |= {"before_bounded": ["", ""], "after_bounded": ["above", ""]}
    table = pd.DataFrame(
        rows | {"estimate": [math.nan, 2.0], "conf_low": [math.nan, -3], "conf_high": [math.nan, 7]}
    )
    chart = Chart("change", table, named)
    axes = drawn(chart)
    # A's 5 and B's 95 are that and no more
    assert {"over 95", "5", "93", "95"} <= set(texts(axes))
    assert texts(axes).count("over 95") == 1
    assert "under 5" not in texts(axes)
    assert notes_of(chart) == ["2.: over 95", None]
    row = {"label": "A", "estimate": 90.0, "conf_low": 85.0, "conf_high": 95.0, "reference": 95.0}
    profile = Chart(
        "profile",
        pd.DataFrame([row | {"difference": math.nan, "reference_bounded": "above"}]),
        {"reference_label": "alle"},
    )
    assert "over 95" in texts(drawn(profile))


def test_the_word_of_the_whole_is_not_put_to_a_dot_of_its_row():
    dots = {"label": "A", "estimate": [72.0, 95.0], "overall": 95.0, "overall_bounded": "above"}
    chart = Chart("spread", pd.DataFrame(dots), {})
    assert "over 95" in texts(drawn(chart))
    assert set(notes_of(chart)) == {"Mean of all: over 95"}


def test_pages_of_one_figure_share_their_axis():
    table = pd.DataFrame(
        {"label": [f"Tema {n}" for n in range(12)], "estimate": [30.0 + 5 * n for n in range(12)]}
    ).assign(conf_low=lambda t: t["estimate"] - 3, conf_high=lambda t: t["estimate"] + 3)
    pages = paged(
        Slide("Temaer", figure=Chart("profile", table), alt="Figur.", boxes=(("Tal", "Hvad?"),))
    )
    assert len(pages) > 1
    assert len({drawn(page.figure).get_xlim() for page in pages}) == 1


@pytest.mark.parametrize("units", [4, 12, 45, 120])
def test_dots_of_a_spread_lie_beside_each_other_and_in_their_row(units):
    drawing = ET.fromstring(svg_of(spread_chart(units)))  # noqa: S314 - our own drawing
    circles = [node for node in drawing.iter() if node.tag.endswith("circle")]
    assert len(circles) == 4 * units
    x, y, radius = (np.array([float(node.get(at)) for node in circles]) for at in ("cx", "cy", "r"))
    apart = np.hypot(x - x[:, None], y - y[:, None]) + np.diag(np.full(len(x), 99.0))
    assert apart.min() >= 0.65 * 2 * radius.max()
    assert radius.max() <= 12
    rows = [y[units * k : units * (k + 1)] for k in range(4)]
    assert all(above.max() < below.min() for above, below in pairwise(rows))


@pytest.mark.parametrize("goals", [(70, 65, 80), (61, 66, 58), (77, 60, 75), (66, 78, 99)])
@pytest.mark.parametrize("height", [290, 360])
@pytest.mark.parametrize("make", [profile_chart, lambda: spread_chart(45)])
def test_the_name_of_a_goal_lies_on_no_number(make, height, goals):
    chart = make()
    wanted = {label: goal for (label, _), goal in zip(THEMES[1:], goals, strict=True)}
    table = chart.table.assign(goal=chart.table["label"].map(wanted))
    figure = figure_of(chart.kind, table, chart.options, width=1152, height=height)
    writer = SvgWriter(1152, height)
    written = [text for text in figure.axes[0].texts if text.get_text()]
    boxes = [text.get_window_extent(writer).padded(-2) for text in written]
    named = [box for text, box in zip(written, boxes, strict=True) if "mål" in text.get_text()]
    assert len(named) == 3
    assert all(sum(box.overlaps(other) for other in boxes) == 1 for box in named)


def test_a_dot_is_as_large_as_its_area_says():
    chart = Chart("scatter", pd.DataFrame({"x": [50.0, 62.0], "y": [41.0, 57.0]}), {})
    (points,) = drawn(chart).collections
    drawing = ET.fromstring(svg_of(chart))  # noqa: S314 - our own drawing
    radii = [float(node.get("r")) for node in drawing.iter() if node.tag.endswith("circle")]
    assert radii == pytest.approx([np.sqrt(points.get_sizes()[0]) / 2] * 2, abs=0.01)


def test_a_number_stays_on_the_line_of_the_word_it_counts():
    assert tied("ligger 7 point over i 2. måling") == "ligger 7\u00a0point over i 2.\u00a0måling"
    said = tied("(usikkerhed: fra −14,2 til +3,8) – og så videre")
    assert said == "(usikkerhed: fra\u00a0−14,2\u00a0til\u00a0+3,8)\u00a0– og så videre"
    assert tied("Hvad hjalp I hinanden med i går?", end=True).endswith("i\u00a0går?")
    assert tied("Hvad betyder kerneopgaven?", end=True) == "Hvad betyder kerneopgaven?"


@pytest.mark.parametrize("ys", [(58.6, 58.7), (58.7, 58.6), (30.0, 75.0)])
@pytest.mark.parametrize("slope", [1, -1])
def test_the_names_of_two_marked_points_never_lie_on_each_other(ys, slope):
    line = [{"x": x, "estimate": 60 + slope * (x - 60)} for x in (40.0, 90.0)]
    marks = [
        {"x": 57.6, "y": y, "label": name, "filled": name == "Set"}
        for name, y in zip(("Set", "Ventet"), ys, strict=True)
    ]
    options = {"line": line, "marks": marks, "x_axis": [40, 90], "y_axis": [0, 100]}
    table = pd.DataFrame({"x": [50.0, 70.0], "y": [55.0, 65.0]})
    axes = drawn(Chart("scatter", table, options))
    figure = axes.get_figure()
    boxes = [t.get_window_extent() for t in axes.texts if t.get_text() in ("Set", "Ventet")]
    assert len(boxes) == 2
    assert not boxes[0].overlaps(boxes[1])
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width for box in boxes)


def test_a_point_on_a_round_number_does_not_lie_on_the_numbers_of_the_axis():
    table = pd.DataFrame({"x": [50.0, 62.0, 79.0], "y": [41.0, 57.0, 40.0]})
    begin, end = drawn(Chart("scatter", table, {})).get_xlim()
    assert begin < 50
    assert end >= 80
    assert limits_of(None, [pd.Series([0.0, 100.0])]) == (0.0, 100.0)


def test_points_fill_their_figure_and_say_where_both_axes_begin():
    table = pd.DataFrame({"x": [50.0, 62.0, 79.0], "y": [81.0, 84.5, 88.0]})
    axes = drawn(Chart("scatter", table, {"x_label": "Points", "language": "en"}))
    low, high = axes.get_ylim()
    assert 70 <= low <= 81
    assert high < 100
    assert f"Points · the axes begin at 40 and {low:g}" in texts(axes)
    alike = drawn(Chart("scatter", table.assign(y=table["x"]), {"language": "en"}))
    assert "Both axes begin at 40" in texts(alike)
    upwards = drawn(Chart("scatter", table.assign(x=table["x"] - 50), {"language": "en"}))
    assert f"The vertical axis begins at {low:g}" in texts(upwards)


def test_an_axis_of_values_that_are_all_alike_has_whole_numbers():
    table = pd.DataFrame({"x": [50.0, 50.0], "y": [12.0, 14.0]})
    written = [t.get_text() for t in drawn(Chart("scatter", table, {})).get_xticklabels()]
    assert "50" in written
    assert not [words for words in written if "," in words]
    assert limits_of(None, [pd.Series([95.0, 95.0])])[1] == 100


@pytest.mark.parametrize("height", [330, 400, 520])
def test_the_axis_gives_way_before_a_label_is_cut(height):
    names = ["Trust between management and employees", "Trust between colleagues", "Justice"]
    names += ["Community and cooperation"]
    table = pd.DataFrame(
        {"label": names, "estimate": 71.0, "conf_low": 61.0, "conf_high": 82.0, "reference": 60.0}
    ).assign(difference=11.0, certain=1.0, dimension="trust")
    chart = Chart("profile", table, {"reference_label": "the company", "language": "en"})
    said = " ".join(texts(drawn(chart, 1152, height)))
    assert "…" not in said
    assert "management" in said
    assert "employees" in said


@pytest.mark.parametrize("groups", [2, 3, 7])
def test_groups_with_long_names_have_them_whole_and_a_wide_axis(groups):
    rows = [
        {"label": f"{LONG_UNIT} {n}", "scale": scale, "dimension": dimension, "estimate": 50.0 + n}
        | {"conf_low": 45.0 + n, "conf_high": 55.0 + n}
        for scale, dimension in THEMES[1:]
        for n in range(groups)
    ]
    chart = Chart("levels", pd.DataFrame(rows), {"language": "da", "note": "Båndet er usikkert"})
    slide = Slide("Områderne", figure=chart, alt="Figur.", boxes=(("Tal sammen", "Hvad?"),))
    pages = paged(slide)
    assert len(pages) == {2: 1, 3: 1, 7: 2}[groups]
    for page in pages:
        axes = drawn(page.figure, 1152, lay_out(page).figure_height)
        box = axes.get_window_extent()
        assert box.width >= 620
        words = texts(axes)
        assert {*page.figure.table["label"], "Retfærdighed"} <= set(words)
        assert not [part for part in words if "…" in part]
        heads = {"Fællesskab og samarbejde", "Tillid mellem kolleger"}
        assert all(set(head.split(" ")) <= set(" ".join(words).split(" ")) for head in heads)
        writer = SvgWriter(1152, 400)
        boxes = [t.get_window_extent(writer).padded(-2) for t in axes.texts if t.get_text()]
        assert not [1 for a, b in combinations(boxes, 2) if a.overlaps(b)]


def test_no_head_of_a_column_is_cut_beside_long_labels():
    places = [
        "Ældre- og Omsorgsforvaltningen",
        "Børne- og Familieforvaltningen",
        "Fællesfunktioner",
    ]
    scales = ["Tillid mellem kolleger", "Retfærdighed", "Fællesskab og samarbejde"]
    rows = [{"label": a, "scale": b, "estimate": 60.0} for a in places for b in scales]
    table = pd.DataFrame(rows).assign(conf_low=55.0, conf_high=65.0, bounded="")
    axes = drawn(Chart("levels", table, {"lead": scales[0]}), 1152, 420)
    words = " ".join(text.get_text() for text in axes.texts)
    assert "…" not in words
    assert {"Retfærdighed", "samarbejde"} <= set(words.split())


def test_heads_of_columns_are_as_large_as_labels():
    table = profile_chart().table.assign(difference=3.0, certain=0.0)
    axes = drawn(Chart("profile", table, {"reference_label": "kommunen"}), 1152, 420)
    sizes = {text.get_text(): text.get_fontsize() for text in axes.texts}
    assert sizes["forskel"] >= 24
    assert sizes["kommunen"] >= 24


EACH_THEME = (
    "Trust between management and employees",
    "Trust between colleagues",
    "Justice",
    "Community and cooperation",
)


def own_profile(labels=EACH_THEME, *, height: float = 346.0, **options: str):
    """A workplace's own figure as its slide has it, the goal beside a number of the next row."""
    count = len(labels)
    goal = [math.nan] * (count - 2) + [65.0, math.nan]
    estimate = [*(63.0, 63.0, 52.0, 73.0, 56.0)[: count - 2], 52.0, 73.0]
    table = pd.DataFrame({"label": labels, "estimate": estimate, "goal": goal})
    table = table.assign(conf_low=table["estimate"] - 9, conf_high=table["estimate"] + 9)
    table = table.assign(reference=table["estimate"] + 2, difference=-2.0, certain=0.0)
    options = {"reference_label": "municipality", "language": "en", "note": "Line: all", **options}
    return drawn(Chart("profile", table.assign(dimension="trust"), options), 1152, height)


def boxes(axes):
    """Where each text stands: words and left, lower, right, upper edge in px."""
    axes.figure.dpi = 72
    renderer = FigureCanvasAgg(axes.figure).get_renderer()
    extents = ((text.get_text(), text.get_window_extent(renderer)) for text in axes.texts)
    return {(words, round(box.y0)): box.extents for words, box in extents if words}


def overlapping(found) -> list:
    pairs = [(a, b) for a in found for b in found if a < b]
    return [
        (a, b)
        for a, b in pairs
        if min(found[a][2], found[b][2]) - max(found[a][0], found[b][0]) > 1
        and min(found[a][3], found[b][3]) - max(found[a][1], found[b][1])
        > 6  # of cap and descender
    ]


@pytest.mark.parametrize("height", [300, 346, 372])
def test_no_words_of_a_workplaces_own_figure_lie_on_each_other(height):
    assert overlapping(boxes(own_profile(height=height))) == []
    danish = ("Tillid mellem ledelse og medarbejdere", "Tillid mellem kolleger", "Retfærdighed",
              "Fællesskab og samarbejde")  # fmt: skip
    axes = own_profile(danish, height=height, reference_label="kommunen", language="da")
    assert overlapping(boxes(axes)) == []


def test_administrations_are_named_in_few_lines_and_no_head_leaves_a_short_word_alone():
    scales = ("Retfærdighed", "Tillid mellem kolleger", "Fællesskab og samarbejde")
    names = ("Ældre- og Omsorgsforvaltningen", "Børne- og Familieforvaltningen")
    table = pd.DataFrame(itertools.product(scales, names), columns=["scale", "label"])
    table = table.assign(estimate=55.0, conf_low=52.0, conf_high=58.0, dimension="justice")
    axes = drawn(Chart("levels", table, {"language": "da"}), 1152, 400)
    assert {*names, "Fællesskab og", "samarbejde"} <= {text.get_text() for text in axes.texts}
    assert axes.get_position().width * 1152 >= 620


@pytest.mark.parametrize("height", [300, 320])
def test_the_head_of_what_stands_beside_is_not_over_the_own_numbers_of_close_rows(height):
    found = boxes(own_profile(height=height, reference_label="kommunen", language="da"))
    own = [box for (words, _), box in found.items() if words in ("63", "52", "73")]
    (head,) = (box for (words, _), box in found.items() if words == "kommunen")
    assert max(box[2] for box in own) < head[0]


def test_long_labels_leave_most_of_the_figure_to_its_axis_and_no_head_is_parted():
    axes = own_profile()
    assert axes.get_position().width * 1152 > 540
    heads = [text.get_text() for text in axes.texts if text.get_text().endswith("-")]
    assert heads == []
    said = load_texts("en")("unit.profile.whole")
    assert own_profile(reference_label=said).get_position().width * 1152 >= 620


def test_seven_themes_have_room_and_no_stroke_reaches_into_the_next_row():
    names = (
        "Støtte",
        "Ledelse",
        "Tryghed",
        "Restitution",
        "Belastning",
        "Indflydelse",
        "Udvikling",
    )
    axes = own_profile(names, height=346, reference_label="kommunen", language="da")
    strokes = [
        line for line in axes.lines if len(set(line.get_xdata())) == 1 and line.get_zorder() == 4
    ]
    assert len(strokes) == 7
    assert max(np.ptp(line.get_ydata()) for line in strokes) <= 1
    pitch = axes.get_position().height * 346 / abs(np.diff(axes.get_ylim())[0])
    assert pitch >= VALUE + 2  # numbers of neighbouring rows do not touch
    note = next(t for t in axes.texts if t.get_text().startswith("Aksen begynder"))
    assert note.get_horizontalalignment() == "right"  # beside the axis, not on a line of its own


def test_the_name_of_a_bar_takes_the_room_left_of_the_axis_too():
    months = pd.DataFrame({"group": "", "month": pd.period_range("2024-10", periods=22, freq="M")})
    months = months.assign(month=months["month"].astype(str) + "-01", estimate=5.0)
    bar = {"start": "2025-12-20", "end": "2026-07-01", "label": EACH_THEME[0]}
    chart = Chart("trend", months, {"bars": [bar], "x_label": "Bars", "language": "en"})
    assert EACH_THEME[0] in texts(drawn(chart, 780, 500))


def test_a_title_of_two_lines_parts_where_its_sentence_does():
    def lines(text: str) -> list[str]:
        told = balanced(clauses(tied(text), 1152, 36, bold=True), 1152, 36, bold=True)
        return [line.replace("\u00a0", " ") for line in told]

    assert lines("Jeres svar ligner de andres: Ingen forskel er større end usikkerheden") == [
        "Jeres svar ligner de andres:", "Ingen forskel er større end usikkerheden"
    ]  # fmt: skip
    rose = "De deltagende arbejdspladser steg mere,", "end lave tal ofte stiger af sig selv"
    assert lines(" ".join(rose)) == [*rose]
    listed = lines("Social kapital er tillid, retfærdighed og samarbejde om kerneopgaven")
    assert listed[0] != "Social kapital er tillid,"
    listed = lines("Social kapital er tillid mellem os, retfærdighed og samarbejde om opgaven")
    assert not listed[0].endswith("os,")
    assert lines("Trivsel ligger på 63 point – målet er 65") == [
        "Trivsel ligger på 63 point – målet er 65"
    ]
    short = "Retfærdighed: Tillid mellem ledelse og medarbejdere ligger over kommunens gennemsnit"
    assert lines(short)[0] != "Retfærdighed:"  # a word alone is no clause


def test_a_line_ends_in_no_interval_and_begins_with_no_dash():
    told = tied("usikkerhed: fra −1,6 til +7,2 – og (−0.2 to +4.3)").split(" ")
    assert [part.replace("\u00a0", "_") for part in told] == [
        "usikkerhed:", "fra_−1,6_til_+7,2_–", "og", "(−0.2_to_+4.3)"
    ]  # fmt: skip
