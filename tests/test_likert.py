"""Bars of answers: what users of other packages found wrong in theirs must hold here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import skcore
from skcore.errors import SkcoreError
from skcore.figures.drawing import draw
from skcore.slides.figure import Chart
from skcore.slides.paging import paged
from skcore.slides.slide import Slide
from skcore.texts.numbers import round_to_total

ANSWERS = ("slet ikke", "lidt", "delvist", "meget", "helt")
QUESTION = "Konflikter løses retfærdigt"


def rows(shares: dict[str, tuple[float, ...]], **more: Any) -> pd.DataFrame:
    """One row per bar and answer; answers that nobody gave may be left out with None."""
    return pd.DataFrame(
        [
            {"label": label, "category": answer, "share": share, "n": 412, **more}
            for label, parts in shares.items()
            for answer, share in zip(ANSWERS, parts, strict=True)
            if share is not None
        ]
    )


def drawn(table: pd.DataFrame, width: int = 1152, height: int = 440, **options: Any) -> Axes:
    chart = Chart("distribution", table, {"language": "da", "categories": ANSWERS, **options})
    axes = Figure(figsize=(width / 72, height / 72), dpi=72).add_axes((0, 0, 1, 1))
    return draw(chart.kind, chart.table, chart.options, axes, own=True)


def bars(axes: Axes) -> dict[float, list[tuple[float, float]]]:
    """Left ends and widths of the bars in each row, by the row's middle, from the left."""
    found: dict[float, list[tuple[float, float]]] = {}
    for patch in axes.patches:
        if isinstance(patch, Rectangle) and not patch.get_gid():
            middle = round(patch.get_y() + patch.get_height() / 2, 2)
            found.setdefault(middle, []).append((patch.get_x(), patch.get_width()))
    return {middle: sorted(parts) for middle, parts in sorted(found.items())}


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def places(axes: Axes, words: str) -> list[tuple[float, float]]:
    return [text.xy for text in axes.texts if text.get_text() == words]


# --- sums to 100


@given(st.lists(st.integers(0, 400), min_size=2, max_size=7).filter(any))
def test_whole_percentages_of_a_bar_always_add_up_to_a_hundred(counts: list[int]) -> None:
    shares = [100 * count / sum(counts) for count in counts]
    told = round_to_total(shares)
    assert sum(told) == 100
    assert all(abs(whole - share) < 1 for whole, share in zip(told, shares, strict=True))
    assert all(whole == 0 for whole, count in zip(told, counts, strict=True) if count == 0)


def test_parts_of_something_else_are_refused() -> None:
    with pytest.raises(SkcoreError, match="add up to 60 cannot be rounded to 100"):
        round_to_total([30.0, 30.0])


def test_bars_of_a_real_release_add_up_to_a_hundred(sample_release: Any) -> None:
    for slide in skcore.items_slides(sample_release):
        assert isinstance(slide.figure, Chart)
        axes = drawn(slide.figure.table, **slide.figure.options)
        totals = [sum(width for _, width in parts) for parts in bars(axes).values()]
        assert totals == pytest.approx([100] * slide.figure.table["label"].nunique())


def test_bars_lie_end_to_end_without_gap_or_overlap() -> None:
    axes = drawn(rows({QUESTION: (5, 14, 38, 33, 10), "Ro": (0, 0, 20, 30, 50)}))
    for parts in bars(axes).values():
        ends = [left + width for left, width in parts]
        assert ends[:-1] == pytest.approx([left for left, _ in parts[1:]])


# --- nobody disagrees


@pytest.mark.parametrize("zero", [0.0, None])
def test_where_nobody_disagrees_the_bar_begins_in_the_middle_and_keeps_its_numbers(
    zero: float | None,
) -> None:
    axes = drawn(rows({QUESTION: (zero, zero, 20, 50, 30)}))
    (parts,) = bars(axes).values()
    assert [width for _, width in parts] == [20, 50, 30]
    assert parts[0][0] == pytest.approx(-10)  # half of the middle answer lies on each side
    assert {"20", "50", "30"} <= set(texts(axes))
    assert "0" not in texts(axes)


def test_where_everybody_gives_one_answer_there_is_one_whole_bar() -> None:
    (parts,) = bars(drawn(rows({QUESTION: (0, 0, 0, 0, 100)}))).values()
    assert parts == [(0, 100)]


def test_colours_belong_to_answers_also_where_some_were_never_given() -> None:
    full = drawn(rows({QUESTION: (20, 20, 20, 20, 20)}))
    some = drawn(rows({QUESTION: (None, None, 40, 30, 30)}))
    colours = [
        [p.get_facecolor() for p in axes.patches if p.get_width() in (20, 40, 30)]
        for axes in (full, some)
    ]
    assert colours[0][-3:] == colours[1][-3:]


# --- grouped: the middle answer, the axis


@pytest.fixture
def grouped() -> pd.DataFrame:
    first = rows({QUESTION: (5, 14, 38, 33, 10), "Ro": (0, 10, 41, 30, 19)}, group="1. måling")
    last = rows({QUESTION: (3, 10, 31, 40, 16), "Ro": (4, 6, 17, 33, 40)}, group="2. måling")
    return pd.concat([first, last.assign(n=388)]).sort_values("label", kind="stable")


def test_each_group_has_a_bar_of_its_own_with_its_own_middle_answer(grouped: pd.DataFrame) -> None:
    axes = drawn(grouped)
    found = list(bars(axes).values())
    assert [[width for _, width in parts] for parts in found] == [
        [5, 14, 38, 33, 10],
        [3, 10, 31, 40, 16],
        [10, 41, 30, 19],
        [4, 6, 17, 33, 40],
    ]
    for middle in ("38", "31", "41", "17"):
        assert len(places(axes, middle)) == 1  # once and whole, never in two halves
        assert places(axes, middle)[0][0] == pytest.approx(0)  # and in the middle of the figure


def test_groups_stand_on_one_axis_and_every_bar_has_its_name(grouped: pd.DataFrame) -> None:
    axes = drawn(grouped)
    low, high = axes.get_xlim()
    ends = [end for parts in bars(axes).values() for x, width in parts for end in (x, x + width)]
    assert low <= min(ends) + 1e-9
    assert max(ends) <= high + 1e-9
    assert [texts(axes).count(word) for word in (QUESTION, "Ro")] == [1, 1]
    assert [texts(axes).count(word) for word in ("1. måling", "2. måling")] == [2, 2]
    assert all(texts(axes).count(answer) == 1 for answer in ANSWERS)


def test_without_groups_nothing_stands_above_the_bars() -> None:
    axes = drawn(rows({QUESTION: (5, 14, 38, 33, 10)}, group=""))
    assert [part[0] for part in bars(axes).values()] == [(pytest.approx(-38), 5)]
    assert " · " not in "".join(texts(axes))


# --- "not relevant" lies outside the scale


def test_not_relevant_is_told_beside_the_bar_and_is_part_of_none() -> None:
    outside = pd.DataFrame(
        [{"label": QUESTION, "category": "ikke relevant", "share": 7.0, "n": 412}]
    )
    table = pd.concat([rows({QUESTION: (5, 14, 38, 33, 10)}), outside])
    axes = drawn(table)
    (parts,) = bars(axes).values()
    assert [width for _, width in parts] == [5, 14, 38, 33, 10]
    assert "7\u00a0%" in texts(axes)
    assert "ikke relevant" in " ".join(texts(axes))
    alone = drawn(rows({QUESTION: (5, 14, 38, 33, 10)}))
    assert bars(alone).popitem()[1] == parts  # the bar lies where it lay


@pytest.mark.whole
def test_an_option_without_points_is_neither_scored_nor_part_of_a_distribution(
    sample_study: Any,
) -> None:
    import dataclasses

    from skcore.instruments.model import Option
    from skcore.release.plans import people_of

    copsoq = sample_study.instruments[0]
    none = Option(9, float("nan"), {"da": "Ikke relevant", "en": "Not relevant"})
    options = {**copsoq.options, "extent": (*copsoq.options["extent"], none)}
    wider = dataclasses.replace(copsoq, options=options)
    answers = sample_study.responses.copy()
    chosen = answers.index[answers["wave"] == "2026"][:40]
    answers.loc[chosen, "JU1"] = 9.0
    study = dataclasses.replace(
        sample_study, instruments=(wider, *sample_study.instruments[1:]), responses=answers
    )
    assert (people_of(study).loc[chosen, "complete"] == "some").all()
    table = skcore.release_study(study, earlier={}).items.table
    shown = table[~table["hidden"]]
    assert shown.groupby(["wave", "variable"])["estimate"].sum().eq(100).all()
    assert not shown["category"].str.contains("nan").any()


# --- the number of answers


def test_every_bar_says_how_many_answers_it_rests_on(grouped: pd.DataFrame) -> None:
    axes = drawn(grouped)
    assert texts(axes).count("412") == 2
    assert texts(axes).count("388") == 2
    assert texts(axes).count("svar") == 1
    assert "answers" in texts(drawn(grouped, language="en"))
    without = drawn(grouped.drop(columns="n"))
    assert "svar" not in texts(without)


def test_a_bar_that_is_not_shown_has_its_reason_and_no_number_of_answers() -> None:
    hidden = pd.DataFrame(
        [{"label": "Ro", "category": "", "share": None, "n": None, "hidden": True}]
    ).assign(hidden_reason="primary")
    table = pd.concat(
        [rows({QUESTION: (5, 14, 38, 33, 10)}, hidden=False, hidden_reason=""), hidden]
    )
    found = texts(drawn(table, minimum=5))
    assert "vises ikke (færre end 5 svar)" in found
    assert found.count("412") == 1


def test_names_and_numbers_never_run_into_each_other(grouped: pd.DataFrame) -> None:
    for width in (720, 1152):
        axes = drawn(grouped, width=width)
        figure = axes.get_figure()
        boxes = [text.get_window_extent() for text in axes.texts if text.get_text()]
        pairs = [(a, b) for at, a in enumerate(boxes) for b in boxes[at + 1 :]]
        apart = [a.shrunk(0.96, 0.7).overlaps(b.shrunk(0.96, 0.7)) for a, b in pairs]
        assert not any(apart)
        assert max(box.x1 for box in boxes) <= figure.get_size_inches()[0] * 72 + 1


def test_the_share_that_the_title_names_is_bracketed_over_its_answers_and_written() -> None:
    named = {"named_row": QUESTION, "named_answers": ["meget", "helt"], "title_of_others": "Alle"}
    shares = {
        QUESTION: (10.0, 20.0, 16.0, 43.0, 11.0),
        "Arbejdet fordeles": (30.0, 20.0, 20.0, 20.0, 10.0),
    }
    axes = drawn(rows(shares), **named)
    (bracket,) = [line for line in axes.lines if len(line.get_xdata()) == 4]
    assert (min(bracket.get_xdata()), max(bracket.get_xdata())) == pytest.approx((8.0, 8.0 + 54))
    ((x, _),) = places(axes, "54\u00a0%")
    assert x == pytest.approx(8.0 + 54)
    assert x < axes.get_xlim()[1]
    assert not [line for line in drawn(rows(shares)).lines if len(line.get_xdata()) == 4]


def test_a_page_without_the_named_question_has_the_title_of_them_all() -> None:
    shares = {f"Spørgsmål {place}": (20.0,) * 5 for place in range(9)}
    options = {"categories": ANSWERS, "named_row": "Spørgsmål 7", "named_answers": ["helt"]}
    chart = Chart(
        "distribution", rows(shares), options | {"title_of_others": "Sådan er der svaret"}
    )
    pages = paged(Slide("20 % svarer helt", figure=chart, alt="Svar.", boxes=(("Tal", "Hvad?"),)))
    assert len(pages) > 1
    for page in pages:
        here = "Spørgsmål 7" in set(page.figure.table["label"])
        assert page.title.startswith("20" if here else "Sådan er der svaret")


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_sample_tells_its_questions_as_clauses(
    sample_in: Callable[[str], Any], language: str
) -> None:
    release = sample_in(language)
    titles = [slide.title for slide in skcore.items_slides(release)]
    clause = r"\d+\s?% (oplever .+, at \w|(often or always )?experience .*that \w)"
    assert sum(bool(re.match(clause, title)) for title in titles) >= 3
    for slide in skcore.items_slides(release):
        share = re.match(r"\d+", slide.title)
        told = slide.figure.options.get("named_answers", [])
        row = slide.figure.table[
            slide.figure.table["label"] == slide.figure.options.get("named_row")
        ]
        shown = row.loc[row["category"].isin(told), "share"].sum()
        assert share is None or int(share.group()) == shown
