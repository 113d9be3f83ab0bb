"""A slide that holds more than fits becomes several; nothing is made smaller or cut off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from skcore.figures.axis import near_values, reached
from skcore.figures.estimates import beside_levels
from skcore.figures.marks import EDGE
from skcore.figures.named_rows import BESIDE, rows_that_fit
from skcore.figures.words import tied
from skcore.slides.figure import Chart, TableFigure
from skcore.slides.fit import (
    BODY_GAP,
    ROW_KINDS,
    Layout,
    Type,
    body_height,
    box_height,
    lay_out,
    one_line,
)
from skcore.slides.markup import Run, joined
from skcore.slides.slide import Slide
from skcore.slides.table_layout import table_layout
from skcore.texts import load_texts

#: px of a chart's height that axis, heads and keys take
TAKEN = {"distribution": 112.0, "levels": 140.0, "change": 100.0, "gap": 100.0}
#: px that a row takes at least, where it is more than its label
LEAST = {"spread": 64.0, "distribution": 62.0, "change": 58.0, "gap": 58.0, "levels": 58.0}
OVER_ROW, OVER_TAKEN = 66.0, 180.0  # px, where labels stand over their rows
MOST_ROWS = 12

Body = tuple[tuple[Run, ...], ...]


def paged(slide: Slide) -> tuple[Slide, ...]:
    """Return the slide, or the slides it must be parted into.

    Rows of tables and named charts are parted evenly; text that is longer than its column goes
    on beside the same figure. Titles then end in ``(1 af 2)``.

    Examples
    --------
    >>> rows = tuple((f"Enhed {n}", "71") for n in range(1, 41))
    >>> long = Slide("Enhederne", figure=TableFigure(("Enhed", "Point"), rows))
    >>> [len(page.figure.rows) for page in paged(long)]
    [10, 10, 10, 10]
    """
    slide = _tied(slide)
    if slide.layout == "title":
        return (slide,)
    slide = one_line(slide)
    pages = [(figure, body) for figure in _figures(slide) for body in _bodies(slide)]
    if len(pages) == 1:
        return (slide,)
    texts = load_texts(slide.language)
    places = [{"page": number, "pages": len(pages)} for number in range(1, len(pages) + 1)]
    return tuple(
        replace(
            slide,
            title=texts("slides.page_of", title=_title(slide, figure), **place),
            figure=figure,
            body=body,
        )
        for place, (figure, body) in zip(places, pages, strict=True)
    )


def _tied(slide: Slide) -> Slide:
    """Return the slide with words that stay together on a line, in the browser and elsewhere."""
    body = [[*(Run(tied(run.text), run.style) for run in part)] for part in slide.body]
    for paragraph in body:
        last = paragraph[-1]
        paragraph[-1] = Run(tied(last.text, end=True), last.style)
    boxes = tuple((head, tied(asked, end=True)) for head, asked in slide.boxes)
    figure = slide.figure
    if isinstance(figure, TableFigure):
        figure = replace(figure, columns=tuple(tied(head, end=True) for head in figure.columns))
    return replace(
        slide, title=tied(slide.title), body=tuple(map(tuple, body)), boxes=boxes, figure=figure
    )


def _title(slide: Slide, figure: Chart | TableFigure | None) -> str:
    """Return a page's title: another one where the row that the title names is not here."""
    if not isinstance(figure, Chart):
        return slide.title
    named = figure.options.get("named_row")
    here = not named or named in set(figure.table["label"])
    return slide.title if here else str(figure.options["title_of_others"])


def _figures(slide: Slide) -> list[Chart | TableFigure | None]:
    if isinstance(slide.figure, TableFigure):
        return _tables(slide, slide.figure)
    if isinstance(slide.figure, Chart) and slide.figure.kind in ROW_KINDS:
        return _charts(slide, slide.figure)
    return [slide.figure]


def _tables(slide: Slide, table: TableFigure) -> list[Chart | TableFigure | None]:
    whole = lay_out(slide)
    laid = table_layout(table, whole.figure_width, whole.figure_height)
    if laid.height <= whole.figure_height:
        return [table]
    # beside the longest title that parting could give it
    title = load_texts(slide.language)("slides.page_of", title=slide.title, page=20, pages=20)
    tight = lay_out(replace(slide, title=title))
    laid = table_layout(table, tight.figure_width, tight.main_height)
    cuts = laid.rows_within(tight.main_height)
    table = replace(table, widths=laid.widths)
    size = tight.figure_width, tight.main_height
    return [
        part
        for a, b in pairwise(cuts)
        for part in _that_fit(replace(table, rows=table.rows[a:b]), *size)
    ]


def _that_fit(table: TableFigure, width: float, height: float) -> list[TableFigure]:
    """Part a page once more where its columns, laid out for itself, need more lines."""
    if len(table.rows) < 2 or table_layout(table, width, height).height <= height:
        return [table]
    half = len(table.rows) // 2
    parts = (replace(table, rows=rows) for rows in (table.rows[:half], table.rows[half:]))
    return [page for part in parts for page in _that_fit(part, width, height)]


def _charts(slide: Slide, chart: Chart) -> list[Chart | TableFigure | None]:
    labels = list(dict.fromkeys(chart.table["label"]))
    fit, over = _rows_that_fit(chart, labels, lay_out(slide))
    most = min(fit, MOST_ROWS)
    if len(labels) <= most:
        return [chart]
    parts = _even(labels, -(-len(labels) // most))
    options = {**chart.options, **_common_axis(chart), **({"over": True} if over else {})}
    return [
        Chart(chart.kind, chart.table[chart.table["label"].isin(part)], options) for part in parts
    ]


def _rows_that_fit(chart: Chart, labels: Sequence[str], layout: Layout) -> tuple[int, bool]:
    """Return how many rows a page holds, and whether their labels stand over them."""
    width, height = layout.figure_width, layout.figure_height
    right = EDGE
    if chart.kind == "levels":
        others = {str(scale): ("100",) for scale in chart.table["scale"].unique()[1:]}
        columns, begin, over = beside_levels(labels, others, width)
        right = begin + sum(column.width for column in columns)
        if over:
            return max(1, int((height - OVER_TAKEN) // OVER_ROW)), True
    if chart.kind == "profile":  # the whole's number, the distance
        right += 2 * BESIDE
    taken, least = TAKEN.get(chart.kind, 80.0), LEAST.get(chart.kind, 36.0)
    return rows_that_fit(labels, width, height, taken=taken, least=least, right=right), False


def _common_axis(chart: Chart) -> dict[str, tuple[float, float]]:
    """Return the axis of all pages: what is read across them lies at the same place."""
    if chart.kind not in {"profile", "spread", "gap", "change", "levels"}:
        return {}
    table = chart.table
    if chart.kind == "levels":  # one scale is drawn
        table = table[table["scale"] == (chart.options.get("lead") or table["scale"].iloc[0])]
    values = reached(chart.kind, table)
    alone = chart.kind == "change" and "before" not in chart.table
    return {} if alone else {"axis": near_values(chart.options, values)}


def _even(entries: Sequence[str], parts: int) -> list[Sequence[str]]:
    cuts = [round(len(entries) * part / parts) for part in range(parts + 1)]
    return [entries[a:b] for a, b in pairwise(cuts)]


def _parted_paragraphs(body: Body, width: float, room: float, how: Type) -> Body:
    """Part paragraphs that are longer than a whole column between words."""
    parted: list[tuple[Run, ...]] = []
    for paragraph in body:
        rest = paragraph
        while body_height((rest,), width, how) > room:
            words = [Run(w, run.style) for run in rest for w in re.findall(r"\S+\s*", run.text)]
            low, high = 1, len(words) - 1
            while low < high:
                middle = -(-(low + high) // 2)
                fits = body_height((joined(words[:middle]),), width, how) <= room
                low, high = (middle, high) if fits else (low, middle - 1)
            if low >= len(words):
                break
            parted.append(joined(words[:low]))
            rest = joined(words[low:])
        parted.append(rest)
    return tuple(parted)


def _bodies(slide: Slide) -> list[Body]:
    layout = lay_out(slide)
    if layout.below:
        return [slide.body]
    width = layout.body_width
    boxes = sum(box_height(box, width, layout.ask) + BODY_GAP for box in slide.boxes)
    room = layout.main_height - boxes
    pages: list[Body] = []
    page: Body = ()
    for paragraph in _parted_paragraphs(slide.body, width, room, layout.body):
        if page and body_height((*page, paragraph), width, layout.body) > room:
            pages.append(page)
            page = ()
        page = (*page, paragraph)
    return [*pages, page]
