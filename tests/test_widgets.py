"""Widgets without a browser: what they show came through the door, and what leaves a notebook."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_notebook, new_output

import skcore
from skcore.columns import GLOSSARY
from skcore.exporting import MeetingSlidesExporter, PptxExporter
from skcore.figures.kinds import COLUMNS
from skcore.slides.pages import OURS, collect
from skcore.slides.paging import paged
from skcore.slides.slide import MIME_TYPE, Slide
from skcore.texts.readable import readable_html
from skcore.widgets.ground import Board, typed

WIDGETS = sorted((Path(skcore.__file__).parent / "widgets").glob("*.py"))
NAMES = ("explore", "pick_cards", "plan_programme", "quick_poll", "edit_actions")
CALLS = tuple(f"skcore.{name}(" for name in NAMES)
VIEW = "application/vnd.jupyter.widget-view+json"


def shown(board: Any, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What a board puts into its cell's output."""
    put: list[dict[str, Any]] = []

    def display(data: dict[str, Any], **how: Any) -> Any:
        put.append({"data": data, "metadata": how.get("metadata") or {}})
        return SimpleNamespace(update=lambda data, raw: put.append({"data": data, "raw": raw}))

    monkeypatch.setattr("IPython.display.display", display)
    board._ipython_display_()
    return put


@pytest.mark.parametrize("path", WIDGETS, ids=lambda p: p.stem)
def test_no_widget_uses_what_a_keyboard_or_a_reader_cannot(path: Path) -> None:
    names = {
        n.attr for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Attribute)
    }
    assert not {name for name in names if name.endswith("Slider")}
    assert not names & {"Accordion", "Tab", "ToggleButtons", "embed", "dependency_state"}


@pytest.mark.parametrize(
    "choice",
    [
        {},
        {"scale": "TE"},
        {"level": "forvaltning"},
        {"level": "arbejdsplads"},
        {"unit": "dagoest-01", "beside": "whole"},
        {"unit": "dagoest-01", "beside": "before"},
        {"beside": "before"},
        {"beside": "views"},
        {"scale": "WHO5"},
        {"wave": "2025", "role": "leader"},
    ],
    ids=str,
)
def test_a_look_shows_released_numbers_only(sample_release: Any, choice: dict[str, str]) -> None:
    slide = skcore.explored_slide(sample_release, **choice)
    table = skcore.explored_table(sample_release, **choice)
    assert slide.result_id == sample_release.result_id
    assert slide.figure is not None
    assert set(table.columns) <= set(GLOSSARY)
    tables = [*sample_release.levels.values(), sample_release.gaps, sample_release.changes]
    tables.append(sample_release.unit_changes)
    names = ["estimate", "before", "after", "employee", "leader", "conf_low", "conf_high"]
    told = {
        float(v)
        for released in tables
        for name in names
        if name in released.table
        for v in released.table.loc[~released.table["hidden"], name].dropna()
    }
    for name in set(names) & set(table):
        assert set(table[name].dropna().astype(float)) <= told


def test_a_look_at_workplaces_names_none_and_its_order_tells_none(sample_release: Any) -> None:
    table = skcore.explored_table(sample_release, level="arbejdsplads")
    slide = skcore.explored_slide(sample_release, level="arbejdsplads")
    names = set(sample_release.facts.units["name"])
    assert set(table["name"]) == {""} if "name" in table else True
    assert not any(name in json.dumps(slide.to_json(), ensure_ascii=False) for name in names)
    for _, rows in table.groupby("label", sort=False):
        assert rows["estimate"].is_monotonic_increasing
    labels = set(table["label"])
    assert "Tillid mellem ledelse og medarbejdere" not in labels  # points at one leader
    assert len(labels) == 3


def test_no_interval_of_a_dot_tells_whose_it_is(
    sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the workplace where most answered the interval is the narrowest; how many, all know."""

    def of_the_largest() -> list[float]:
        data = skcore.explored_slide(sample_release, level="arbejdsplads").to_json()
        dots = pd.DataFrame(data["figure"]["table"]).query("label == 'Retfærdighed'")
        if "conf_high" not in dots:
            return []
        wide = dots["conf_high"] - dots["conf_low"]
        return dots.loc[wide == wide.min(), "estimate"].tolist()

    assert of_the_largest() == []
    monkeypatch.setattr("skcore.slides.figure.DOTS", {"spread": COLUMNS})
    table = sample_release.levels["copsoq3-social-capital"].table
    own = table[(table["cut"] == "wave × unit × role") & (table["variable"] == "JU")]
    own = own[(own["wave"] == "2026") & (own["role"] == "employee")]
    assert of_the_largest() == own.nlargest(1, "n")["estimate"].tolist()


def test_a_look_at_a_workplace_that_is_not_shown_says_why(sample_release: Any) -> None:
    table = sample_release.levels["copsoq3-social-capital"].table
    hidden = table[
        (table["cut"] == "wave × unit × role") & table["hidden"] & (table["role"] == "employee")
    ]
    unit = str(hidden.loc[hidden["wave"] == sample_release.facts.last_wave, "unit"].iloc[0])
    slide = skcore.explored_slide(sample_release, unit=unit)
    assert slide.title.startswith("Vises ikke (")
    assert slide.figure is None
    assert skcore.explored_table(sample_release, unit=unit).get("estimate") is None


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"scale": "XX"}, r"scale='XX' is not one of"),
        ({"level": "by"}, r"level='by' is not one of '', 'forvaltning'"),
        ({"unit": "nowhere"}, r"unit='nowhere' is not one of"),
        ({"wave": "1999"}, r"wave='1999' is not one of '', '2025', '2026'"),
        ({"role": "boss"}, r"role='boss' is not one of 'employee', 'leader'"),
        ({"level": "forvaltning", "beside": "before"}, r"beside='before' is not one of ''\."),
    ],
)
def test_a_look_that_there_is_not_is_refused(
    sample_release: Any, choice: dict[str, str], said: str
) -> None:
    with pytest.raises(skcore.SkcoreError, match=said):
        skcore.explored_slide(sample_release, **choice)


@pytest.mark.whole
def test_a_level_whose_groups_are_few_people_is_named_by_agreement_only(folder: Path) -> None:
    file = folder / "units.csv"
    units = pd.read_csv(file, sep=";", dtype=str, encoding="utf-8-sig")
    release = skcore.release_study(skcore.load_study(folder / "study.toml"), earlier={})
    small = release.facts.levels[1]
    groups = units[units["level"] == small]
    assert len(groups) > 1
    for choice in ({"level": small}, {"unit": groups["unit"].iloc[0]}):  # one of them alone as well
        with pytest.raises(skcore.SkcoreError, match=r"kræver en aftale: named_levels"):
            skcore.explored_slide(release, **choice)


def test_choices_follow_from_one_another(sample_release: Any) -> None:
    board = skcore.explore(sample_release)
    board.controls["level"].value = "arbejdsplads"
    offered = dict(board.controls["unit"].options)
    assert "dagoest-01" in offered.values()
    table = sample_release.levels["copsoq3-social-capital"].table
    rows = table[(table["cut"] == "wave × unit × role") & (table["wave"] == "2026")]
    hidden = set(rows.loc[rows["hidden"] & (rows["role"] == "employee"), "unit"])
    assert hidden
    assert not hidden & set(offered.values())
    board.controls["unit"].value = "dagoest-01"
    assert "before" in dict(board.controls["beside"].options).values()
    board.controls["beside"].value = "before"
    assert board.slide == skcore.explored_slide(sample_release, unit="dagoest-01", beside="before")
    board.controls["level"].value = ""
    assert board.controls["unit"].value == ""
    assert board.slide.kicker.startswith("Hele kommunen")


def test_cards_are_swapped_moved_and_printed(
    sample_release: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    hand = skcore.pick_cards(sample_release, "dagoest-01")
    proposed = skcore.choose_cards(sample_release, "dagoest-01")
    assert hand.cards.equals(proposed)
    hand.move(-1)  # the first stays the first
    assert hand.cards["card"].tolist() == proposed["card"].tolist()
    third = str(proposed["card"].iloc[2])
    hand.list.value = third
    hand.move(1)
    assert hand.cards["card"].iloc[3] == third
    new = hand.other.value
    hand.swap()
    assert hand.cards["card"].iloc[3] == new
    assert third not in set(hand.cards["card"])
    assert hand.cards["card"].is_unique
    assert hand.cards["use"].tolist().count("opening") == 2
    assert hand.slide.figure.rows[1][1] == hand.cards["text"].iloc[3]
    file = hand.print()
    assert file.parent == tmp_path
    assert file.read_bytes()[:5] == b"%PDF-"


def test_what_is_wrong_is_said_on_the_board(
    sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    hand = skcore.pick_cards(sample_release, "dagoest-01")
    monkeypatch.setattr("skcore.widgets.picking.write_whole", full)
    assert not hand.attempt(hand.print)
    assert "Disken er fuld. Skaf plads" in hand._said.value


def test_a_board_tells_a_saved_notebook_its_slide_and_nothing_that_was_chosen(
    sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = skcore.explore(sample_release)
    put = shown(board, monkeypatch)
    ground, view, left = put
    assert ground["metadata"] == {OURS: True}
    assert set(view["data"]) == {VIEW, "text/plain"}
    assert view["data"]["text/plain"] == ""
    assert Slide.from_json(left["data"][MIME_TYPE]) == board.slide
    board.controls["scale"].value = "TE"
    board.copy()
    assert Slide.from_json(put[-1]["data"][MIME_TYPE]) == board.slide
    assert "Kommer med på slides" in board._said.value


@pytest.fixture
def forgotten(sample_study: Any) -> Iterator[None]:
    """What leaves is remembered beside the sample, of which other tests here show nothing."""
    folder = sample_study.path.parent
    before = set(folder.iterdir())
    yield
    for left in set(folder.iterdir()) - before:
        left.unlink()


@pytest.mark.usefixtures("forgotten")
def test_a_widget_leaves_as_its_slide_and_nothing_else(
    sample_study: Any, sample_release: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = shutil.copytree(sample_study.path.parent, tmp_path / "study")
    here = skcore.load_study(place)
    poll = skcore.quick_poll(here, "fire-hurtige", meeting="29. oktober")
    for _ in range(12):
        poll.add("I høj grad")
    poll.close()
    boards = [
        skcore.explore(sample_release),
        skcore.pick_cards(sample_release, "dagoest-01"),
        skcore.plan_programme(here),
        poll,
    ]
    silent = [skcore.check_import(place), skcore.edit_actions(here)]  # rows, and what was typed
    cells = [
        new_code_cell(f"STUDY = {str(sample_study.path)!r}", metadata={"tags": ["parameters"]})
    ]
    for board in [silent[0], *boards, silent[1]]:
        outputs = [
            new_output("display_data", data=part["data"], metadata=part["metadata"])
            for part in shown(board, monkeypatch)
        ]
        cells.append(new_code_cell("skcore.x(release)", outputs=outputs))
    made = new_notebook(cells=cells)
    stacks, left_out = collect(made)
    pages = [page for board in boards for page in paged(board.slide)]
    assert [draft.slide for stack in stacks for draft in stack] == pages
    assert left_out == [2, 7]  # that they are left out is said
    html, _ = MeetingSlidesExporter().from_notebook_node(made)
    assert "<svg" in html
    assert "unpkg" not in html
    assert "sk-board" not in html
    assert VIEW not in html
    assert html.count('<section class="sk-slide') == len(pages)
    assert "12.30–12.40" in html  # the programme
    assert "75 point" in html.replace("\u00a0", " ")  # and what was counted
    deck, _ = PptxExporter().from_notebook_node(made)
    assert deck[:2] == b"PK"


def test_ordinary_widget_output_is_dropped_and_is_no_empty_page() -> None:
    view = {VIEW: {"model_id": "x", "version_major": 2}, "text/plain": "IntSlider(value=7)"}
    made = new_notebook(cells=[new_code_cell("w", outputs=[new_output("display_data", view)])])
    stacks, _ = collect(made, ordinary=True)
    assert stacks == []


def test_a_released_table_shows_itself_readably(
    sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "da")
    html = sample_release.responses._repr_html_()
    assert "Svarprocent (%)</th>" in html
    assert 'title="Svar / inviterede × 100"' in html
    assert "vises ikke (færre end 5 svar)" in html
    assert ">medarbejdere</td>" in html
    assert "NaN" not in html
    assert "rækker til" in html
    monkeypatch.setenv("LANGUAGE", "en")
    html = sample_release.scales._repr_html_()
    assert f'title="{GLOSSARY["conf_low"]}"' in html
    assert "text-align:right" in html


def test_a_readable_table_keeps_decimals_whole_numbers_of_people_and_hides_nothing_in_words() -> (
    None
):
    table = pd.DataFrame(
        {
            "n": pd.array([1234, None], "Int64"),
            "p_value": [0.0312, 0.5],
            "method": ["<b>", "x" * 90],
        }
    )
    html = readable_html(table, "da")
    assert "1.234</td>" in html
    assert "0,0312</td>" in html
    assert "0,5000</td>" in html
    assert "&lt;b&gt;" in html
    assert "x" * 90 in html
    assert readable_html(table.iloc[:0], "en") == "<p>No rows.</p>"


def test_a_notebook_shows_plain_tables_readably_and_what_a_method_says_in_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shell = InteractiveShell()
    shell.display_formatter.active_types = ["text/plain", "text/html"]
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    skcore.readable_tables("da")

    def seen(table: pd.DataFrame) -> str:
        return str(shell.display_formatter.format(table)[0]["text/html"])

    method = "Pearson over arbejdspladser, interval efter Fisher, " * 3
    table = pd.DataFrame({"estimate": [0.12344], "n": [45], "p_value": [1e-7], "method": [method]})
    html = seen(table)
    assert method in html
    assert "0,1234</td>" in html
    assert ">45</td>" in html
    assert "&lt; 0,0001</td>" in html
    assert "Antal" in html
    assert ">dagoest-01</td>" in seen(table.set_index(pd.Index(["dagoest-01"], name="unit")))
    twice = pd.concat([table, table], axis=1)
    assert seen(twice) == twice._repr_html_()
    assert "arbejdspladser" in shell.display_formatter.format(table)[0]["text/plain"]


def test_every_released_column_has_a_heading_in_both_languages(sample_release: Any) -> None:
    from skcore.texts.readable import heading_of

    for released in (sample_release.scales, sample_release.changes, sample_release.bounds):
        for column in set(released.table) - {"hidden"}:
            da, told = heading_of(column, "da")
            assert da != column, column
            assert told, column
            assert heading_of(column, "en")[1] == GLOSSARY.get(column, ""), column


def test_shipped_widgets_cannot_be_deleted_by_a_key_and_leave_on_purpose_only() -> None:
    found = []
    for path in sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and source.startswith(CALLS):
                found.append(source.partition("(")[0])
                assert cell["metadata"]["deletable"] is False
                assert cell["metadata"]["editable"] is False
                assert cell["metadata"]["slideshow"] == {"slide_type": "skip"}
    assert found == [f"skcore.{name}" for name in NAMES]


@pytest.mark.parametrize("name", ["1_measurement", "2_dialogue", "3_evaluation"])
def test_a_notebook_that_was_run_holds_no_state_of_its_widgets(
    executed_notebook: Any, name: str
) -> None:
    text = executed_notebook(name).read_text(encoding="utf-8")
    assert VIEW in text
    assert "widgets" not in json.loads(text)["metadata"]
    assert "VBox(" not in text


def test_an_error_that_nobody_foresaw_is_said_under_the_board_without_its_words() -> None:
    """Jupyter would write it into the notebook, values and all."""
    board = Board("en", "Title")
    field = typed("Words")

    def failing(_: str) -> None:
        raise KeyError("min chef lyver")

    board.follow(field, failing)
    field.value = "x"
    assert "KeyError" in board._said.value
    assert "lyver" not in board._said.value
