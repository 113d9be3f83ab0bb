"""The researcher's room: what is drawn of people is true, has a banner, and leaves no notebook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from test_docstrings import BOOKKEEPING
from test_docstrings import STATISTICS as PUBLIC_STATISTICS

import skcore
from skcore.errors import SkcoreError
from skcore.slides.pages import collect

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
FIGURES = ["items", "correlations", "units", "levels", "absence", "residuals"]


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_is_axes_with_a_banner_in_the_language_of_the_study(
    sample_study: Any, name: str
) -> None:
    ax = getattr(skcore, f"explore_{name}")(sample_study)
    assert isinstance(ax, Axes)
    assert not isinstance(ax, skcore.Slide)
    assert ax.get_title(loc="left")
    assert any(text.get_text().startswith("FORTROLIGT:") for text in ax.texts)
    given = plt.subplots()[1]
    assert getattr(skcore, f"explore_{name}")(sample_study, ax=given) is given


def test_the_map_of_pairs_is_the_table_and_stars_what_holds_among_all(sample_study: Any) -> None:
    table = skcore.associate(sample_study, lags=[0, 6])
    ax = skcore.explore_associations(sample_study, table=table)
    assert any(text.get_text().startswith("FORTROLIGT:") for text in ax.texts)
    shown = table[(table["covariates"] == "") & (table["level"] != "raw")]
    written = [text.get_text() for text in ax.texts if re.match("[−0-9]", text.get_text())]
    assert len(written) == len(shown)
    held = int((shown["p_adjusted"] < 0.05).sum())
    assert sum(word.endswith("*") for word in written) == held > 0
    assert f"{held} af {len(shown)}." in ax.get_title(loc="left")
    strongest = shown.loc[shown[shown["p_adjusted"] < 0.05]["estimate"].abs().idxmax()]
    assert f"({strongest['estimate']:.2f})".replace("-", "−").replace(".", ",") in ax.get_title(
        loc="left"
    )
    nothing = skcore.explore_associations(sample_study, table=table.head(0))
    assert "Her er hverken fravær" in nothing.get_title(loc="left")


@pytest.mark.parametrize("name", ["items", "units", "absence", "residuals"])
def test_a_scale_that_there_is_not_is_refused(sample_study: Any, name: str) -> None:
    with pytest.raises(skcore.SkcoreError, match=r"scale='XX' is not one of JU, SW, TE, TM"):
        getattr(skcore, f"explore_{name}")(sample_study, scale="XX")


def test_bars_of_an_item_are_the_shares_of_its_answers(sample_study: Any) -> None:
    ax = skcore.explore_items(sample_study, scale="TE")
    lines = [label.get_text() for label in ax.get_yticklabels()]
    assert len(lines) == 6
    people = skcore.scored_people(sample_study)
    here = people[(people["role"] == "employee") & (people["wave"] == "2025")]
    scored = skcore.score_items(here, sample_study.instruments[0])["TE1"].dropna()
    assert lines[0].endswith(f"1. måling, n = {len(scored)}")
    first = [b for b in ax.patches if abs(b.get_y() + b.get_height() / 2) < 0.4]
    widths = sorted(round(bar.get_width(), 6) for bar in first)
    shares = sorted(round(float(v), 6) for v in scored.value_counts(normalize=True))
    assert [w for w in widths if w > 0] == shares


def test_points_of_workplaces_are_their_means_and_what_they_shrink_to(sample_study: Any) -> None:
    ax = skcore.explore_units(sample_study, scale="TE")
    people = skcore.scored_people(sample_study)
    here = people[(people["role"] == "employee") & (people["wave"] == "2026")].dropna(subset=["TE"])
    told = skcore.shrunken_means(here, values=["TE"], group="unit")
    drawn = np.vstack([c.get_offsets() for c in ax.collections])
    assert sorted(drawn[:, 1]) == pytest.approx(sorted([*told["mean"], *told["estimate"]]))


def test_the_line_between_workplaces_is_the_weighted_least_squares_of_their_means(
    sample_study: Any,
) -> None:
    ax = skcore.explore_levels(sample_study, x="TE", y="WHO5")
    people = skcore.scored_people(sample_study)
    here = people[(people["role"] == "employee") & (people["wave"] == "2026")].dropna(
        subset=["TE", "WHO5"]
    )
    means = here.groupby("unit")[["TE", "WHO5"]].mean()
    slope = np.cov(here["unit"].map(means["TE"]), here["unit"].map(means["WHO5"]))
    x, y = ax.get_lines()[1].get_data()
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(slope[0, 1] / slope[0, 0])
    assert len(ax.get_lines()) == 2
    inside = here[["TE", "WHO5"]] - here.groupby("unit")[["TE", "WHO5"]].transform("mean")
    x, y = ax.get_lines()[0].get_data()
    within = (inside["TE"] * inside["WHO5"]).sum() / (inside["TE"] ** 2).sum()
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(within)


def test_residuals_are_those_of_the_count_model(sample_study: Any) -> None:
    ax = skcore.explore_residuals(sample_study)
    units = skcore.units_with_absence(sample_study).query("lag == 0")
    days = {"outcome": "absence_days", "predictors": "mean", "exposure": "fte_years"}
    model = skcore.count_model(units, family="quasi_poisson", **days).iloc[0]
    expected, residual = np.asarray(ax.collections[0].get_offsets()).T
    spread = np.sqrt(model["dispersion"] * expected)
    assert residual * spread + expected == pytest.approx(units["absence_days"].to_numpy())
    steps = np.log(expected / units["fte_years"].to_numpy())
    slope = np.polyfit(units["mean"], steps, 1)[0]
    assert slope == pytest.approx(model["coefficient"], rel=1e-4)


def test_where_there_is_no_register_it_is_said(sample_study: Any) -> None:
    import dataclasses

    bare = dataclasses.replace(sample_study, absence=None)
    assert skcore.units_with_absence(bare).empty
    for draw in (skcore.explore_absence, skcore.explore_residuals):
        assert "ikke fravær for nok arbejdspladser" in draw(bare).get_title(loc="left")


#: all of them: none can be forgotten
STATISTICS = sorted({*PUBLIC_STATISTICS} - BOOKKEEPING) + [
    name for name in skcore.__all__ if name.startswith("explore_")
]


@pytest.mark.parametrize("name", STATISTICS)
def test_every_statistic_is_called_in_a_notebook_with_how_not_to_read_it(name: str) -> None:
    found = 0
    for path in NOTEBOOKS:
        walk = ""
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                walk = source
            elif re.search(rf"skcore\.{name}\(", source):
                found += 1
                assert "confidential" in cell["metadata"]["tags"]
                assert re.search(r"Sådan læses d\w+ ikke", walk), source
    assert found >= 1


def test_the_room_begins_with_a_banner_and_all_its_cells_are_marked() -> None:
    for stem in ("1_measurement", "3_evaluation"):
        (path,) = [p for p in NOTEBOOKS if p.stem == stem]
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        marked = ["confidential" in c["metadata"].get("tags", []) for c in cells]
        first = marked.index(True)
        assert all(marked[first:])
        assert "FORTROLIGT" in "".join(cells[first]["source"])


@pytest.mark.parametrize("ordinary", [False, True])
def test_cells_of_the_room_leave_in_no_way(sample_release: Any, ordinary: bool) -> None:
    tags = {"tags": ["confidential"]}
    slide = skcore.anonymity_slide(sample_release)._repr_mimebundle_()
    outputs = [new_output("display_data", d) for d in (slide, {"text/plain": "svar 4711"})]
    shown = {"slideshow": {"slide_type": "slide"}}
    made = new_notebook(
        cells=[
            new_markdown_cell("# Offentligt", metadata=shown),
            new_markdown_cell("# Hemmeligt", metadata=tags | shown),
            new_code_cell("skcore.explore_items(study)", metadata=tags, outputs=outputs),
        ]
    )
    nbformat.validate(made)
    stacks, left_out = collect(made, ordinary=ordinary)
    assert [draft.title for stack in stacks for draft in stack] == ["Offentligt"]
    assert left_out == [2, 3]


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("explore_units", {"wave": "2024"}, "There is no wave '2024'"),
        ("explore_correlations", {"wave": "2024"}, "There is no wave '2024'"),
        ("explore_levels", {"wave": "2024"}, "There is no wave '2024'"),
        ("units_with_absence", {"wave": "2024"}, "There is no wave '2024'"),
        ("explore_associations", {"wave": 2026}, "wave=2026: the id of a wave is text"),
        ("explore_units", {"wave": 2026}, "wave=2026: the id of a wave is text"),
        ("explore_levels", {"wave": 2026}, "wave=2026: the id of a wave is text.* '2026'"),
        ("explore_items", {"ax": "hej"}, "ax must be axes of matplotlib.*not the text 'hej'"),
        ("explore_absence", {"ax": 3}, "ax must be axes of matplotlib"),
        ("export_scores", {"path": 5}, "path must be a path, not 5"),
    ],
)
def test_what_no_study_has_ends_in_a_sentence(
    sample_study: Any, name: str, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(SkcoreError, match=said):
        getattr(skcore, name)(sample_study, **wrong)


@pytest.mark.parametrize("name", [f"explore_{name}" for name in FIGURES])
def test_a_figure_of_a_table_asks_for_the_study(name: str) -> None:
    with pytest.raises(SkcoreError, match=r"study must be a study, load_study\(…\), not a DataFr"):
        getattr(skcore, name)(pd.DataFrame({"a": [1]}))


def test_slides_of_a_study_ask_for_its_release(sample_study: Any) -> None:
    with pytest.raises(SkcoreError, match=r"release must be a release, release_study\(study\)"):
        skcore.unit_deck(sample_study, "x")


@pytest.mark.parametrize("name", [*FIGURES, "associations"])
def test_beside_others_no_title_is_wider_than_its_axes_and_numbers_have_commas(
    sample_study: Any, name: str
) -> None:
    figure, axes = plt.subplots(1, 3, figsize=(15, 5))
    given = {"table": skcore.associate(sample_study, lags=[0])} if name == "associations" else {}
    ax = getattr(skcore, f"explore_{name}")(sample_study, ax=axes[0], **given)
    figure.canvas.draw()
    room = ax.get_window_extent()
    banner = next(text for text in ax.texts if text.get_text().startswith("FORTROLIGT:"))
    for text in (ax._left_title, banner):
        assert text.get_window_extent().x1 <= room.x1
    assert ax._left_title.get_window_extent().y0 >= banner.get_window_extent().y1 - 1
    told = [
        *ax.texts,
        *(
            label
            for a in figure.axes[:1] + figure.axes[3:]
            for label in [*a.get_xticklabels(), *a.get_yticklabels()]
        ),
    ]
    assert not [t.get_text() for t in told if re.fullmatch(r"[-−]?\d*\.\d+\*?", t.get_text())]


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("name", ["items", "units", "levels", "absence"])
def test_a_legend_lies_under_the_axes_and_on_nothing(
    sample_study: Any, name: str, wide: bool
) -> None:
    given = None if wide else plt.subplots(1, 3, figsize=(15, 5))[1][0]
    ax = getattr(skcore, f"explore_{name}")(sample_study, ax=given)
    ax.figure.canvas.draw()
    box = ax.get_legend().get_window_extent()
    room = ax.get_window_extent()
    assert box.y1 <= ax.xaxis.label.get_window_extent().y0 + 1
    assert box.x0 >= room.x0 - 1
    assert box.x1 <= room.x1 + 1


@pytest.mark.parametrize("columns", [1, 3])
def test_a_map_says_its_numbers_only_where_cells_have_room(sample_study: Any, columns: int) -> None:
    figure, axes = plt.subplots(1, columns, figsize=(10, 5), squeeze=False)
    ax = skcore.explore_correlations(sample_study, ax=axes[0][0])
    figure.canvas.draw()
    numbers = [t for t in ax.texts if re.fullmatch(r"\d,\d\d", t.get_text())]
    cell = ax.get_window_extent().width / 14
    assert (len(numbers) > 0) == (columns == 1)
    assert all(text.get_window_extent().width <= cell for text in numbers)
