"""Widgets in real JupyterLab, by mouse and by keyboard alone: nothing deleted, nothing unnamed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from real_lab import SETTLED, Desk, Lab
from test_check_import import WRONG

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


CHOSEN = "document.querySelector('.sk-board .sk-list select').selectedIndex"


def picture(desk: Desk, name: str) -> None:
    """Keep a picture to look at, where somebody asked for it."""
    folder = os.environ.get("SKCORE_PICTURES")
    if folder:
        desk.page.screenshot(path=str(Path(folder) / f"{name}.png"))


def give(desk: Desk, file: Path) -> None:
    """Choose a file behind the button, as the computer's own window does."""
    with desk.page.expect_file_chooser() as chooser:
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
    desk.press("Tab", "ArrowDown")  # the first workplace that is shown
    chosen = str(board.get_by_label("Enhed").locator("option:checked").text_content())
    assert chosen.replace("\u00a0", " ") != "Alle, der vises"
    kicker = "document.querySelector('.sk-board .sk-kicker').textContent.replaceAll('\u00ad', '')"
    page.wait_for_function(
        f"(name) => {kicker}.startsWith(name)", arg=chosen.replace("\u00a0", " ")
    )
    desk.press(*["Tab"] * 4)  # survey, role, beside: on to the button
    assert desk.focused == "Kopiér som slide"
    desk.press("Enter", until="/Kommer med på slides/")
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
    board = desk.board
    first = board.locator("option").first.text_content()
    board.get_by_label("Kort i den rækkefølge").focus()
    desk.press("Tab", "Tab")  # up, down
    assert desk.focused == "Ned"
    desk.press("Space", until="Kortet ligger nu som nummer 2.")
    assert board.locator("option").nth(1).text_content()[3:] == first[3:]
    desk.press("Shift+Tab", "Shift+Tab", "ArrowDown")  # back to the cards, to the third of them
    third = board.locator("option").nth(2).text_content()
    desk.press("Tab", "Tab", "Tab", "ArrowDown", "Tab")  # up, down, the next of the other cards
    assert desk.focused == "Byt kortet"
    desk.press("Enter", until="Kortet er byttet.")
    assert board.locator("option").nth(2).text_content() != third
    desk.press("Tab")
    assert desk.focused == "Lav PDF"
    desk.press("Space", until="/Kortene ligger i/")
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
    for name, content, told in WRONG:
        wrong = lab.folder / name
        wrong.write_bytes(content)
        give(desk, wrong)
        page.wait_for_selector(f"text={told}")
        assert sorted(p.name for p in place.iterdir()) == ["udtraek.csv"]
    board.get_by_label("Udtræk med svar").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("text=4. Antal svar, som de bliver læst")
    assert desk.axe() == []
    picture(desk, "import")
    before = desk.cells
    assert desk.press_dd_everywhere() >= 20
    assert desk.cells == before
    board.get_by_role("button", name="Skriv study.toml").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=/Undersøgelsen er skrevet/")
    assert (place / "study.toml").is_file()
    assert "Ledelsen stoler" not in json.dumps(saved(desk), ensure_ascii=False)
    assert desk.errors() == []


def test_actions_by_keyboard_alone(opened: Callable[..., Desk], lab: Lab) -> None:
    desk = opened("actions", BEGIN, "skcore.edit_actions(study)")
    board = desk.board
    board.get_by_role("button", name="Ny indsats").focus()
    desk.press("Enter", until="Udfyld felterne")
    board.get_by_label("Arbejdsplads eller niveau").focus()
    desk.press("ArrowDown", "Tab")
    desk.page.keyboard.type("Fælles dd frokost")
    desk.press("Tab")
    desk.listed(": Fælles dd frokost")
    assert desk.axe() == []
    picture(desk, "actions")
    before = desk.cells
    assert desk.press_dd_everywhere() >= 5
    assert desk.cells == before
    board.get_by_role("button", name="Gem registret").focus()
    desk.press("Enter", until="/er gemt med/")
    written = (lab.folder / "study" / "actions.csv").read_text(encoding="utf-8-sig")
    assert "Fælles dd frokost" in written
    assert "Fælles dd frokost" not in json.dumps(saved(desk), ensure_ascii=False)
    assert desk.errors() == []


def test_a_programme_by_keyboard_alone(opened: Callable[..., Desk], lab: Lab) -> None:
    desk = opened("programme", BEGIN, "skcore.plan_programme(study)")
    page, board = desk.page, desk.board
    board.get_by_label("Punkter i den rækkefølge").focus()
    desk.press("ArrowDown", "Tab", "Tab")
    assert desk.focused == "Ned"
    desk.press("Enter")
    desk.page.wait_for_function(f"{CHOSEN} == 2")
    desk.press("Tab", "Tab", "Tab", "Control+a")  # new point, remove: on to the minutes
    page.keyboard.type("25")
    desk.press("Tab")
    desk.listed("25 min.")
    desk.press("Control+a")
    page.keyboard.type("Et dd punkt")
    desk.press("Tab")
    desk.listed("25 min. · Et dd punkt")
    assert desk.axe() == []
    picture(desk, "programme")
    before = desk.cells
    board.get_by_role("button", name="Gem i study.toml").focus()
    desk.press("Enter", until="/Programmet er gemt/")
    written = (lab.folder / "study" / "study.toml").read_text(encoding="utf-8")
    assert 'point = "Et dd punkt"' in written
    assert "# uge 44" in written
    assert desk.press_dd_everywhere() >= 10
    assert desk.cells == before
    assert "widgets" not in saved(desk)["metadata"]
    assert desk.errors() == []


SLOW = """
import time
from skcore.widgets.listing import Form
quick = Form.open
Form.open = lambda board, chosen: (time.sleep(0.8), quick(board, chosen))
"""


def test_what_is_done_while_the_kernel_is_slow_goes_where_it_was_meant(
    opened: Callable[..., Desk],
) -> None:
    desk = opened("slow", BEGIN + SLOW, "skcore.plan_programme(study)")
    page, points = desk.page, desk.board.get_by_label("Punkter i den rækkefølge")

    def lines() -> list[str]:
        told = points.locator("option").all_text_contents()
        return [line.replace("\u00a0", " ").split(" · ", 1)[1] for line in told]

    expected = lines()
    points.focus()
    for key in ("ArrowDown", "ArrowDown", "Tab", "Tab", "Enter", *["Tab"] * 3, "Control+a"):
        page.keyboard.press(key)  # the third point, and down with it; on to its minutes
    page.keyboard.type("25")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Et punkt", delay=300)  # the kernel answers in the midst of it
    points.focus()
    page.keyboard.press("Home")  # and away at once
    desk.listed("25 min. · Et punkt")
    page.wait_for_function(f"{CHOSEN} === 0")
    page.wait_for_function(SETTLED)
    third = expected.pop(2).split(" · ")
    expected.insert(3, " · ".join(["25 min.", "Et punkt", *third[2:]]))
    assert lines() == expected
    assert desk.board.get_by_label("Minutter").input_value() == expected[0].split()[0]
    assert desk.errors() == []


MOUSED = (
    BEGIN,
    'skcore.pick_cards(release, "dagoest-01")',
    "skcore.edit_actions(study)",
    "skcore.plan_programme(study)",
    'skcore.check_import("moused", language="da")',
)


def test_cards_actions_programme_and_import_by_mouse(opened: Callable[..., Desk], lab: Lab) -> None:
    (lab.folder / "moused").mkdir()
    export = (lab.folder / "study" / "responses.csv").read_bytes()
    (lab.folder / "moused" / "udtraek.csv").write_bytes(export)
    desk = opened("mouse", *MOUSED)
    page, boards = desk.page, desk.page.locator(".sk-board")
    page.wait_for_function(f"document.querySelectorAll('.sk-board').length == {len(MOUSED) - 1}")
    cards, actions, programme, imported = (boards.nth(at) for at in range(len(MOUSED) - 1))

    def click(board: Any, button: str, until: str) -> None:
        board.get_by_role("button", name=button, exact=True).click()
        board.locator(f"text={until}").first.wait_for()

    first = cards.locator("option").first.text_content()
    cards.get_by_label("Kort i den rækkefølge").select_option(index=0)
    click(cards, "Ned", "Kortet ligger nu som nummer 2.")
    assert cards.locator("option").nth(1).text_content()[3:] == first[3:]

    click(actions, "Ny indsats", "Udfyld felterne")
    actions.get_by_label("Arbejdsplads eller niveau").select_option(index=1)
    page.wait_for_function(SETTLED)
    actions.get_by_label("Hvad gør I?").click()
    page.keyboard.type("Gåtur efter frokost")
    click(actions, "Gem registret", "/er gemt med/")
    written = (lab.folder / "study" / "actions.csv").read_text(encoding="utf-8-sig")
    assert "Gåtur efter frokost" in written

    points = programme.get_by_label("Punkter i den rækkefølge")

    def named(place: int) -> str:
        told = str(points.locator("option").nth(place).text_content())
        return told.replace("\u00a0", " ").split(" · ", 1)[1]

    second = named(1)
    points.select_option(index=1)
    page.wait_for_function(SETTLED)
    programme.get_by_role("button", name="Ned", exact=True).click()
    page.wait_for_function(SETTLED)
    assert named(2) == second
    click(programme, "Gem i study.toml", "/Programmet er gemt/")

    imported.get_by_label("Udtræk med svar").select_option(label="udtraek.csv")
    imported.locator("text=4. Antal svar, som de bliver læst").wait_for()
    click(imported, "Skriv study.toml", "/Undersøgelsen er skrevet/")
    assert (lab.folder / "moused" / "study.toml").is_file()
    picture(desk, "mouse")
    assert desk.errors() == []


def test_hands_are_counted_and_shown_once_by_keyboard_alone(
    opened: Callable[..., Desk], lab: Lab
) -> None:
    desk = opened("poll", BEGIN, 'skcore.quick_poll(study, "fire-hurtige", meeting="i dag")')
    page, board = desk.page, desk.board
    answer = board.get_by_role("button", name="I høj grad", exact=True)
    answer.focus()
    desk.press(*["Space"] * 12, until="Talt: 12")
    assert "75" not in str(board.text_content())
    before = desk.cells
    assert desk.press_dd_everywhere() >= 9
    assert desk.cells == before
    board.get_by_role("button", name="Luk og vis").focus()
    desk.press("Enter", until="Lukket: 12 svar.")
    page.wait_for_selector("text=/75 point/")
    assert desk.axe() == []
    picture(desk, "poll")
    for _ in range(3):
        answer.click()
    board.get_by_role("button", name="Luk og vis").click()
    page.wait_for_selector("text=/Det lukkes én gang/")
    assert (lab.folder / "study" / "study.polls.ledger.json").is_file()
    saved(desk)
    assert desk.errors() == []
