"""The house: imports point down only, and the open room never reads people's answers."""

from __future__ import annotations

import ast
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import skcore

PACKAGE = Path(__file__).parents[1] / "skcore"

#: rooms from the ground up; a room may import itself and what lies below it
FLOORS = [
    {"errors", "columns", "silence", "explained"},
    {"texts"},
    {"arguments"},
    {"problems", "inputs", "storage"},
    {"settings", "look"},
    {"wording"},
    {"instruments"},
    {"disclosure.policy"},
    {"reading"},
    {"simulation"},
    {"measuring"},
    {"aggregation", "response"},
    {"association"},
    {"evaluation"},
    {"exploration"},
    {"disclosure"},
    {"release"},
    {"figures"},
    {"meeting"},
    {"slides"},
    {"decks"},
    {"handouts"},
    {"beginning", "runs"},
    {"codebook", "exporting"},
    {"questionnaire"},
    {"commands"},
    {"widgets"},
    {"cli"},
    {"__main__"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
#: what lies above the door and may hold nothing but released tables
OPEN_ROOM = {"figures", "meeting", "slides", "decks", "handouts"}
CONFIDENTIAL = {"reading", "measuring", "aggregation", "response", "association", "evaluation"}
CONFIDENTIAL |= {"exploration"}


def room_of(parts: tuple[str, ...]) -> str:
    """Room of a module; the policy lies on its own floor, since a study holds one."""
    if parts[:2] == ("disclosure", "policy"):
        return "disclosure.policy"
    return parts[0]


def modules() -> list[Path]:
    return [p for p in sorted(PACKAGE.rglob("*.py")) if p != PACKAGE / "__init__.py"]


def imports_of(path: Path, *, typing_too: bool) -> set[tuple[str, ...]]:
    """Modules of ours that a module imports; those for types only are told apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in for_types and not typing_too:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {tuple(n.split(".")[1:]) for n in names if n.split(".")[0] == "skcore"}
    return {parts for parts in found if parts}


def name_of(path: Path) -> tuple[str, ...]:
    return path.relative_to(PACKAGE).with_suffix("").parts


def test_every_module_lies_in_a_room() -> None:
    assert {room_of(name_of(path)) for path in modules()} <= set(FLOOR)


@pytest.mark.parametrize("path", modules(), ids=lambda p: ".".join(name_of(p)))
def test_imports_point_down_only(path: Path) -> None:
    own = FLOOR[room_of(name_of(path))]
    upwards = {
        ".".join(parts)
        for parts in imports_of(path, typing_too=True)
        if room_of(parts) in FLOOR and FLOOR[room_of(parts)] > own
    }
    assert upwards == set()


@pytest.mark.parametrize(
    "path", [p for p in modules() if name_of(p)[0] in OPEN_ROOM], ids=lambda p: ".".join(name_of(p))
)
def test_the_open_room_imports_nothing_that_holds_answers(path: Path) -> None:
    reached = {room_of(parts) for parts in imports_of(path, typing_too=False)}
    assert reached & CONFIDENTIAL == set()


def module_of(parts: tuple[str, ...]) -> str:
    """Return the module that an import names, or that holds the name that it takes."""
    place = PACKAGE.joinpath(*parts)
    is_module = place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()
    return ".".join(parts if is_module else parts[:-1])


def own_name(path: Path) -> str:
    *room, name = name_of(path)
    return ".".join(room if name == "__init__" else [*room, name])


def test_no_modules_import_one_another_in_a_circle() -> None:
    arrows = {
        own_name(path): {module_of(parts) for parts in imports_of(path, typing_too=False)}
        - {own_name(path), ""}
        for path in modules()
    }
    assert len(list(TopologicalSorter(arrows).static_order())) >= len(modules())


def test_no_two_modules_have_one_name() -> None:
    """A command bears the name of the room that it opens; all else is told by its own name."""
    names = defaultdict(list)
    for path in modules():
        *room, name = name_of(path)
        if name == "__main__":
            continue
        if name == "__init__":
            name = room.pop()
        elif room == ["commands"]:
            continue
        names[name].append(".".join([*room, name]))
    assert {name: found for name, found in names.items() if len(found) > 1} == {}


def test_no_two_modules_begin_with_one_line() -> None:
    first = defaultdict(list)
    for path in modules():
        words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        first[words.partition("\n")[0]].append(".".join(name_of(path)))
    assert {line: found for line, found in first.items() if len(found) > 1 or not line} == {}


def test_the_library_raises_and_never_asserts() -> None:
    asserting = [
        f"{'.'.join(name_of(path))}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    ]
    assert asserting == []


def lines_without_docstrings(path: Path) -> int:
    """Lines to be read for what a module does: what is said of it is not counted."""
    text = path.read_text(encoding="utf-8")
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    said = [
        node.body[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, holders) and ast.get_docstring(node) is not None
    ]
    return len(text.splitlines()) - sum(
        (first.end_lineno or first.lineno) - first.lineno + 1 for first in said
    )


def test_no_module_outgrows_its_question() -> None:
    long = {
        ".".join(name_of(path)): lines
        for path in modules()
        if (lines := lines_without_docstrings(path)) > 325
    }
    assert long == {}


def test_public_names_stand_in_the_order_of_the_work() -> None:
    way = ["load_study", "score_scales", "cronbach_alpha", "group_means", "correlate"]
    way += ["compare_waves", "protect", "release_study", "plot_levels", "choose_cards"]
    way += ["network_deck", "unit_deck", "make_decks", "simulate_study", "SkcoreError"]
    assert sorted(way, key=skcore.__all__.index) == way
    assert skcore.__dir__() == skcore.__all__
