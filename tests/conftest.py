"""Shared fixtures: where the real data lies, and how hypothesis behaves."""

from __future__ import annotations

import gc
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from lean import without

ROOT = Path(__file__).resolve().parents[1]

#: scripts that make what tests compare with; some need packages that tests do not
collect_ignore_glob = ["golden/*"]

hypothesis.settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("ci")

#: messages follow the reader's language; tests pin the English ones, whoever runs them
os.environ["LANGUAGE"] = "en"


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it need not be looked through for what can be thrown away."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Notebooks run in kernels take as long as a browser does."""
    for item in items:
        if "executed_notebook" in getattr(item, "fixturenames", ()):
            item.add_marker("whole")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real data that is not part of the project; skips where there is none."""
    folder = Path(os.environ.get("SKCORE_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data: neither SKCORE_REAL_DATA nor {folder} exists")
    return folder


@pytest.fixture(scope="session")
def small_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a study of twelve workplaces; never to be changed."""
    from skcore.simulation.study_folder import write_study
    from skcore.simulation.whole_study import simulate_study

    place = tmp_path_factory.mktemp("small") / "study"
    write_study(simulate_study(units=12, seed=8), place)
    return place


@pytest.fixture(scope="session")
def lean_study(small_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study without registers, occupations and well-being; planned in half the time."""
    place = Path(shutil.copytree(small_study, tmp_path_factory.mktemp("lean") / "study"))
    file = without(place, "absence", "outcomes", "actions", "observations") / "study.toml"
    text = re.sub(r"(?s)\[evaluation\].*?\n\n", "", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    return place


@pytest.fixture(scope="session")
def small_release(small_study: Path) -> Any:
    """What may be shown of the small study."""
    import skcore

    return skcore.release_study(skcore.load_study(small_study / "study.toml"), earlier={})


@pytest.fixture(scope="session")
def lean_release(lean_study: Path) -> Any:
    """What may be shown of the lean study."""
    import skcore

    return skcore.release_study(skcore.load_study(lean_study / "study.toml"), earlier={})


@pytest.fixture
def folder(small_study: Path, tmp_path: Path) -> Path:
    """Give each test a copy of the small study, to change as it likes."""
    return shutil.copytree(small_study, tmp_path / "study")


@pytest.fixture
def lean(lean_study: Path, tmp_path: Path) -> Path:
    """Give each test a copy of the lean study, to change as it likes."""
    return Path(shutil.copytree(lean_study, tmp_path / "study"))


@pytest.fixture(scope="session")
def golden() -> Path:
    """Folder of values computed in R by the committed scripts beside them."""
    return ROOT / "tests" / "golden"


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Make a folder in one of several test processes; the others wait for it and use it too."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def made(name: str, make: Callable[[Path], None]) -> Path:
        place, done = root / name, root / f"{name}.done"
        try:
            place.mkdir()
        except FileExistsError:
            while not done.exists():
                time.sleep(0.1)
        else:
            try:
                make(place)
                done.write_text("made", encoding="utf-8")
            except BaseException:
                done.write_text("failed", encoding="utf-8")
                raise
        assert done.read_text(encoding="utf-8") == "made", (
            f"{name} was not made in the other process"
        )
        return place

    return made


@pytest.fixture(scope="session")
def made_study(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A small study whose respondents have ids that can be found again, and all its decks."""
    import pandas as pd

    from skcore.commands.slides import make_decks
    from skcore.simulation.study_folder import write_study
    from skcore.simulation.whole_study import simulate_study

    def make(place: Path) -> None:
        write_study(simulate_study(units=12, seed=8), place)
        file = place / "responses.csv"
        table = pd.read_csv(file, sep=";", dtype=str, encoding="utf-8-sig")
        own = table.columns[0]
        table[own] = [f"RESP{i:05}QX" for i in range(len(table))]
        table.to_csv(file, sep=";", index=False, encoding="utf-8-sig")
        make_decks(place / "study.toml", out=place / "out", formats=["html", "pptx"], jobs=1)

    return once("made-study", make)


@pytest.fixture(scope="session")
def executed_notebook(
    once: Callable[[str, Callable[[Path], None]], Path], made_study: Path
) -> Callable[[str], Path]:
    """Run a shipped notebook on that study, in a kernel as its users do; return the file."""
    import nbformat
    from nbclient import NotebookClient

    def executed(name: str) -> Path:
        def make(place: Path) -> None:
            notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
            for cell in notebook.cells:
                if "parameters" in cell.metadata.get("tags", []):
                    cell.source += f"\nSTUDY = {str(made_study / 'study.toml')!r}"
            how = {"timeout": 300, "kernel_name": "python3", "store_widget_state": False}
            NotebookClient(notebook, **how).execute()
            nbformat.write(notebook, place / f"{name}.ipynb")

        return once(f"executed-{name}", make) / f"{name}.ipynb"

    return executed
