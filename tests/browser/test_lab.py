"""Widgets in real JupyterLab, by mouse and by keyboard alone: nothing deleted, nothing unnamed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from real_lab import WAIT, Desk, Lab

pytest.importorskip("jupyterlab", reason="JupyterLab comes with skcore[lab]")
pytestmark = pytest.mark.browser

BEGIN = """
import skcore
study = skcore.load_study("study/study.toml")
release = skcore.release_study(study)
"""


@pytest.fixture(scope="module")
def lab(
    tmp_path_factory: pytest.TempPathFactory, copy_sample: Callable[[Path], None]
) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    copy_sample(folder / "study")
    started = Lab(folder).start()
    yield started
    started.stop()


@pytest.fixture
def opened(lab: Lab, browser: Any) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def open_cells(name: str, *cells: str) -> Desk:
        desks.append(lab.open(browser, lab.notebook(name, *cells)))
        return desks[-1]

    yield open_cells
    for desk in desks:
        desk.page.context.close()


def picture(desk: Desk, name: str) -> None:
    """Keep a picture to look at, where somebody asked for it."""
    folder = os.environ.get("SKCORE_PICTURES")
    if folder:
        desk.page.screenshot(path=str(Path(folder) / f"{name}.png"))


def give(desk: Desk, file: Path) -> None:
    """Choose a file behind the button, as the computer's own window does."""
    with desk.page.expect_file_chooser(timeout=WAIT) as chooser:
        desk.board.get_by_role("button", name="Hent en fil ind i mappen").click()
    chooser.value.set_files(str(file))


def saved(desk: Desk) -> dict[str, Any]:
    text = desk.save()
    notebook: dict[str, Any] = json.loads(text)
    assert "widgets" not in notebook["metadata"]
    assert "unpkg" not in text
    return notebook


def test_explore_by_mouse_and_by_keyboard(opened: Callable[..., Desk]) -> None:
    desk = opened("explore", BEGIN, "skcore.explore(release)")
    page, board = desk.page, desk.board
    board.get_by_label("Niveau").select_option(label="Arbejdsplads")
    page.wait_for_selector("text=point fra hinanden fra arbejdsplads til arbejdsplads")
    board.get_by_label("Niveau").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # the first workplace that is shown
    chosen = str(board.get_by_label("Enhed").locator("option:checked").text_content())
    assert chosen.replace("\u00a0", " ") != "Alle, der vises"
    kicker = "document.querySelector('.sk-board .sk-kicker').textContent.replaceAll('\u00ad', '')"
    said = f"(name) => {kicker}.startsWith(name)"
    page.wait_for_function(said, arg=chosen.replace("\u00a0", " "), timeout=WAIT)
    for _ in range(4):  # survey, role, beside: on to the button
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Kopiér som slide"
    page.keyboard.press("Enter")
    page.wait_for_selector("text=/Kommer med på slides/")
    assert desk.axe() == []
    before = desk.cells
    assert desk.press_dd_everywhere() >= 7
    assert desk.cells == before
    picture(desk, "explore")
    outputs = saved(desk)["cells"][1]["outputs"]
    (slide,) = [o["data"] for o in outputs if "application/vnd.skcore.slide+json" in o["data"]]
    assert "Hele kommunen" not in slide["application/vnd.skcore.slide+json"]["kicker"]
    assert desk.errors() == []


def test_cards_by_keyboard_alone(opened: Callable[..., Desk], lab: Lab) -> None:
    desk = opened("cards", BEGIN, 'skcore.pick_cards(release, "dagoest-01")')
    page, board = desk.page, desk.board
    first = board.locator("option").first.text_content()
    here = "document.activeElement.textContent"
    board.get_by_label("Kort i den rækkefølge").focus()
    for _ in range(2):  # up, down
        page.keyboard.press("Tab")
    assert page.evaluate(here) == "Ned"
    page.keyboard.press("Space")
    page.wait_for_selector("text=Kortet ligger nu som nummer 2.")
    assert board.locator("option").nth(1).text_content()[3:] == first[3:]
    for _ in range(2):  # back to the cards, and to the third of them
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    chosen = "document.querySelector('.sk-board .sk-list select').selectedIndex"
    page.wait_for_function(f"{chosen} == 2", timeout=WAIT)
    third = board.locator("option").nth(2).text_content()
    for _ in range(3):  # up, down, the other cards: the next of them
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.evaluate(here) == "Byt kortet"
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Kortet er byttet.")
    assert board.locator("option").nth(2).text_content() != third
    page.keyboard.press("Tab")
    assert page.evaluate(here) == "Lav PDF"
    page.keyboard.press("Space")
    page.wait_for_selector("text=/Kortene ligger i/", timeout=WAIT)
    assert next(lab.folder.glob("*-dagoest-01.pdf")).stat().st_size > 10_000
    assert desk.axe() == []
    before = desk.cells
    assert desk.press_dd_everywhere() >= 6
    assert desk.cells == before
    picture(desk, "cards")
    saved(desk)
    assert desk.errors() == []


def test_an_export_becomes_a_study_by_keyboard_alone(opened: Callable[..., Desk], lab: Lab) -> None:
    place = lab.folder / "import"
    place.mkdir()
    export = (lab.folder / "study" / "responses.csv").read_bytes()
    (place / "udtraek.csv").write_bytes(export)
    desk = opened("import", 'import skcore\nskcore.check_import("import", language="da")')
    page, board = desk.page, desk.board
    big = lab.folder / "stor.csv"
    with big.open("wb") as file:
        file.truncate(60_000_000)
    give(desk, big)
    page.wait_for_selector(
        "text=/Filen er for stor til at blive hentet her \\(60 MB; højst 10 MB\\)/"
    )
    assert sorted(p.name for p in place.iterdir()) == ["udtraek.csv"]
    pdf = lab.folder / "rapport.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    give(desk, pdf)
    page.wait_for_selector("text=er ikke et udtræk", timeout=WAIT)
    assert sorted(p.name for p in place.iterdir()) == ["udtraek.csv"]
    board.get_by_label("Udtræk med svar").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("text=4. Antal svar, som de bliver læst", timeout=WAIT)
    assert desk.axe() == []
    picture(desk, "import")
    before = desk.cells
    assert desk.press_dd_everywhere() >= 20
    assert desk.cells == before
    board.get_by_role("button", name="Skriv study.toml").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=/Undersøgelsen er skrevet/", timeout=WAIT)
    assert (place / "study.toml").is_file()
    assert "Ledelsen stoler" not in json.dumps(saved(desk), ensure_ascii=False)
    assert desk.errors() == []


def test_actions_by_keyboard_alone(opened: Callable[..., Desk], lab: Lab) -> None:
    desk = opened("actions", BEGIN, "skcore.edit_actions(study)")
    page, board = desk.page, desk.board
    board.get_by_role("button", name="Ny indsats").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Udfyld felterne", timeout=WAIT)
    board.get_by_label("Arbejdsplads eller niveau").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Fælles dd frokost")
    page.keyboard.press("Tab")
    listed = "document.querySelector('.sk-board .sk-list').textContent.replaceAll('\u00a0', ' ')"
    page.wait_for_function(f"{listed}.includes(': Fælles dd frokost')", timeout=WAIT)
    assert desk.axe() == []
    picture(desk, "actions")
    before = desk.cells
    assert desk.press_dd_everywhere() >= 5
    assert desk.cells == before
    board.get_by_role("button", name="Gem registret").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=/er gemt med/", timeout=WAIT)
    written = (lab.folder / "study" / "actions.csv").read_text(encoding="utf-8-sig")
    assert "Fælles dd frokost" in written
    assert "Fælles dd frokost" not in json.dumps(saved(desk), ensure_ascii=False)
    assert desk.errors() == []


def test_a_programme_by_keyboard_alone(opened: Callable[..., Desk], lab: Lab) -> None:
    desk = opened("programme", BEGIN, "skcore.plan_programme(study)")
    page, board = desk.page, desk.board
    board.get_by_label("Punkter i den rækkefølge").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Ned"
    page.keyboard.press("Enter")
    for _ in range(3):  # new point, remove: on to the minutes
        page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("25")
    page.keyboard.press("Tab")
    listed = "document.querySelector('.sk-board .sk-list').textContent.replaceAll('\u00a0', ' ')"
    page.wait_for_function(f"{listed}.includes('25 min.')", timeout=WAIT)
    page.keyboard.press("Control+a")
    page.keyboard.type("Et dd punkt")
    page.keyboard.press("Tab")
    page.wait_for_function(
        f"{listed}.replaceAll('\u00a0', ' ').includes('Et dd punkt')", timeout=WAIT
    )
    assert desk.axe() == []
    picture(desk, "programme")
    before = desk.cells
    board.get_by_role("button", name="Gem i study.toml").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=/Programmet er gemt/", timeout=WAIT)
    written = (lab.folder / "study" / "study.toml").read_text(encoding="utf-8")
    assert 'point = "Et dd punkt"' in written
    assert "# uge 44" in written
    assert desk.press_dd_everywhere() >= 10
    assert desk.cells == before
    assert "widgets" not in saved(desk)["metadata"]
    assert desk.errors() == []


def test_hands_are_counted_and_shown_once_by_keyboard_alone(
    opened: Callable[..., Desk], lab: Lab
) -> None:
    desk = opened("poll", BEGIN, 'skcore.quick_poll(study, "fire-hurtige", meeting="i dag")')
    page, board = desk.page, desk.board
    answer = board.get_by_role("button", name="I høj grad", exact=True)
    answer.focus()
    for _ in range(12):
        page.keyboard.press("Space")
    page.wait_for_selector("text=Talt: 12", timeout=WAIT)
    assert "75" not in str(board.text_content())
    before = desk.cells
    assert desk.press_dd_everywhere() >= 9
    assert desk.cells == before
    board.get_by_role("button", name="Luk og vis").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Lukket: 12 svar.", timeout=WAIT)
    page.wait_for_selector("text=/75 point/", timeout=WAIT)
    assert desk.axe() == []
    picture(desk, "poll")
    for _ in range(3):
        answer.click()
    board.get_by_role("button", name="Luk og vis").click()
    page.wait_for_selector("text=/Det lukkes én gang/", timeout=WAIT)
    assert (lab.folder / "study" / "study.polls.ledger.json").is_file()
    saved(desk)
    assert desk.errors() == []
