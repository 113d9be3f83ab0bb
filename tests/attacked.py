"""How many random studies are attacked, by what the attacker reads: seeds that the tests take.

``test_project.py`` holds the table in docs/promise.md against these lists.
"""

from __future__ import annotations

from collections.abc import Sequence

#: a second release after late answers, a workplace gone or new, a second survey, or more invited
#: than before; and of one workplace alone, of which late answers or a second survey come
KINDS = ("late", "gone", "new", "wave", "grown", "alone")

#: seeds in CI (``make test`` and ``make test-whole``) and those that ``make test-deep`` adds
TABLES = {"CI": range(8), "deep": range(1000, 1400)}
MEANS = {"CI": range(100, 370), "deep": range(2000, 3600)}
#: in 7004 the second release told exactly how far over 95 seven people of the first lie
TABLES_TWICE = {"CI": (*range(300, 304), 7004), "deep": range(4000, 4120)}
#: 535 and 510: a workplace's share at an end stands beside that of all; 2105: a workbook noted
#: "under 5" beside two means of which one was 5 exactly
FILES = {
    "CI": (3, 115, 510, 535, *range(800, 830), *range(2000, 2166)),
    "deep": (*range(100, 130), *range(830, 1100), *range(3000, 3700)),
}
FILES_TWICE = {
    "CI": (1, 500, *range(1000, 1015)),
    "deep": (*range(300, 312), *range(501, 560), *range(1100, 1150)),
}
JOINT = {"CI": (2018, 2020, 5001), "deep": (*range(2021, 2081), *range(5002, 5062))}
#: in 27 a spread of fifteen points, with all else, told what five people had answered
JOINT_NEAR = {"CI": (27, 1, 9), "deep": range(28, 88)}
TWINS = {"CI": (7,), "deep": range(200, 240)}
TWINS_TWICE = {"CI": (16,), "deep": range(17, 27)}
NOTEBOOKS = {"CI": (3, *range(601, 607)), "deep": range(700, 760)}
NOTEBOOKS_TWICE = {"CI": (5,), "deep": range(400, 410)}
IN_TURN = {"CI": (1, 2, 6, 8, 9, 13), "deep": range(100, 200)}

#: what is read, in the words of docs/promise.md
ROWS: dict[str, dict[str, Sequence[int]]] = {
    "every table of a release (`test_outsider.py`)": TABLES,
    "the means of every group (`test_outsider.py`)": MEANS,
    "every table of two releases, for each of six kinds (`test_outsider.py`)": TABLES_TWICE,
    "decks as files: pages, PowerPoint, workbooks (`test_artefacts.py`)": FILES,
    "decks as files, two releases, for each of six kinds (`test_artefacts.py`)": FILES_TWICE,
    "every table of a release in one programme, in whole people (`test_joint.py`)": JOINT,
    "the same, of workplaces that answer nearly alike (`test_joint.py`)": JOINT_NEAR,
    "every file beside that of a twin (`test_twins.py`)": TWINS,
    "every file of two releases beside those of twins, for each of six kinds (`test_twins.py`)": (
        TWINS_TWICE
    ),
    "notebooks that were run, and their exports (`test_notebooks_attacked.py`)": NOTEBOOKS,
    "notebooks run twice, for each of six kinds (`test_notebooks_attacked.py`)": NOTEBOOKS_TWICE,
    "editions and surveys in turn, by what is remembered (`test_memory_in_turn.py`)": IN_TURN,
}

SUM = "decks as files, studies in all, in one release or two (`test_artefacts.py`)"


def table_of_promise() -> list[str]:
    """Rows of the table "How it is tried"."""
    counts = {what: [len(s["CI"]), len(s["deep"])] for what, s in ROWS.items()}
    counts[SUM] = [read_as_files(where) for where in ("CI", "deep")]
    return [f"| {what} | {first} | {more} |" for what, (first, more) in counts.items()]


def read_as_files(where: str) -> int:
    """How many studies are read by somebody who has the files alone, once or in two releases."""
    return len(FILES[where]) + len(KINDS) * len(FILES_TWICE[where])
