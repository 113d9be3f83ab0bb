"""The project's own files: one place for versions, nothing of this machine, clean notebooks."""

from __future__ import annotations

import importlib
import json
import re
import runpy
import subprocess
import tomllib
from contextlib import suppress
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from attacked import ROWS, read_as_files, table_of_promise
from switched_off import CASES, WITHOUT

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# spelt in parts, so that this file does not hold what it looks for
HOSTS = ("py" + "pi.org", "python" + "hosted", "registry.npm" + "js", "deb.deb" + "ian.org")
PLACE = re.compile(r"(?:/home/" + r"\w+|/root" + r"/|/work" + r"/\w+)")


def tracked() -> list[Path]:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_registry_or_a_path_of_a_machine() -> None:
    found = []
    for path in tracked():
        if path.suffix in {".png", ".ico"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.name}: {host}" for host in HOSTS if host in text]
        found += [f"{path.name}: {m}" for m in PLACE.findall(text)]
    assert found == []


def test_conda_users_get_the_python_and_jupyter_of_the_project() -> None:
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    wanted = [line.strip().removeprefix("- ") for line in lines]
    assert f"python{PROJECT['project']['requires-python']}" in wanted
    assert PROJECT["project"]["optional-dependencies"]["lab"][0] in wanted
    assert "-e ." in wanted


def test_the_lock_pins_every_dependency_with_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {
        match.group(1).lower().replace("_", "-")
        for match in re.finditer(r"^([\w.-]+)==", text, re.M)
    }
    extras = PROJECT["project"]["optional-dependencies"].values()
    asked = [*PROJECT["project"]["dependencies"], *(name for extra in extras for name in extra)]
    names = {re.split(r"[<>=\[ ]", name)[0].lower().replace("_", "-") for name in asked}
    assert names - pinned == set()
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "--index" not in text


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_notebooks_walk_and_hold_no_outputs(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert all(
        not c.get("outputs") and c.get("execution_count") is None for c in cells if "outputs" in c
    )
    assert not any(re.search(r"^\s*(def|class|for|while)\b", source, re.M) for source in code)
    assert sum(".toml" in source for source in code) == 1  # the parameters cell
    assert all(len(source.splitlines()) <= 6 for source in code)
    tagged = [c for c in cells if "parameters" in c["metadata"].get("tags", [])]
    assert len(tagged) == 1


def test_every_public_name_has_a_docstring_with_a_summary() -> None:
    import skcore

    undocumented = [
        name
        for name in skcore.__all__
        if not (getattr(skcore, name).__doc__ or "").strip().splitlines()[:1]
    ]
    assert undocumented == []


def test_each_promise_names_a_test_that_is_there() -> None:
    """In docs/promise.md: files and functions of tests, in the table of promises."""
    page = (ROOT / "docs" / "promise.md").read_text(encoding="utf-8")
    table = [line for line in page.splitlines() if line.startswith("| ") and "`" in line]
    assert len(table) >= 10
    for line in table:
        files = re.findall(r"`(test_\w+\.py)`", line)
        assert files, line
        sources = [(ROOT / "tests" / file).read_text(encoding="utf-8") for file in files]
        for name in re.findall(r"`(test_\w+)`", line):
            assert any(f"def {name}(" in source for source in sources), name


def test_each_promise_has_a_case_without_each_of_its_rules() -> None:
    page = (ROOT / "docs" / "promise.md").read_text(encoding="utf-8")
    promises = re.findall(r"^\| (.+?) \| `test", page, re.M)
    for begins, cases in CASES.items():
        assert sum(line.startswith(begins) for line in promises) == 1, begins
        for words, file, off in cases:
            code = (ROOT / "tests" / f"test_{file}.py").read_text(encoding="utf-8")
            if off.startswith("test_"):
                assert f"def {off}(" in code, off
                continue
            assert is_there(f"skcore.{off}"), f"{words}: {off} is no more"
            assert "monkeypatch" in code
            assert re.search(rf"\b{off.rpartition('.')[2]}\b", code), f"{words}: {off}"
    assert len(promises) == len(CASES)


def is_there(name: str) -> bool:
    """Whether a dotted name leads to something; a function may have the name of its module."""
    words = name.split(".")
    for end in range(len(words) - 1, 0, -1):
        with suppress(ModuleNotFoundError):
            module = importlib.import_module(".".join(words[:end]))
            found: Any = reduce(lambda own, word: getattr(own, word, None), words[end:], module)
            return found is not None
    return False


def test_what_the_measure_of_costs_switches_off_is_there() -> None:
    rules = runpy.run_path(str(ROOT / "benchmarks" / "shown_answers.py"))["RULES"]
    named = {name for off in rules.values() for name in off}
    assert named
    assert all(map(is_there, named))
    page = (ROOT / "docs" / "promise.md").read_text(encoding="utf-8")
    assert "`python benchmarks/shown_answers.py`" in page


def test_each_part_of_the_door_has_a_case_or_says_why_not() -> None:
    named = {off for cases in CASES.values() for _, _, off in cases}
    door = ROOT / "skcore" / "disclosure"
    parts = {
        ".".join(path.relative_to(door).with_suffix("").parts)
        for path in door.rglob("*.py")
        if path.name != "__init__.py"
    }
    held = {part for part in parts if any(off.startswith(f"disclosure.{part}.") for off in named)}
    assert held | WITHOUT.keys() == parts
    assert not held & WITHOUT.keys()


def test_the_promise_tells_how_many_studies_are_attacked() -> None:
    page = (ROOT / "docs" / "promise.md").read_text(encoding="utf-8")
    tried = page.partition("## How it is tried")[2].partition("\n## ")[0]
    assert [line for line in tried.splitlines() if line.startswith("| ")][2:] == table_of_promise()
    for row in ROWS:
        code = (ROOT / "tests" / row.split("`")[1]).read_text(encoding="utf-8")
        assert "from attacked import" in code, row
    in_ci = read_as_files("CI")
    assert in_ci >= 300
    assert in_ci + read_as_files("deep") >= 2000
