"""What the Danish guide tells to type works from the wheel, without the checkout beside it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from test_docs import blocks

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[1]
LEDGERS = shutil.ignore_patterns("*.json")
MARKER = "py -m skcore "


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as an installer does."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("skcore-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def told() -> list[str]:
    """Command lines of the Danish guide, in its order."""
    lines = "\n".join(blocks(ROOT / "README.da.md", "")).splitlines()
    return [line.strip().removeprefix(MARKER) for line in lines if line.strip().startswith(MARKER)]


def test_every_command_of_the_danish_guide_ends_well(installed: Path, tmp_path: Path) -> None:
    known = os.environ | {"PYTHONPATH": str(installed), "PYTHONUTF8": "1"}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", *words], cwd=tmp_path, env=known, capture_output=True, text=True
        )

    where = run("-c", "import skcore; print(skcore.__file__)").stdout
    assert where.startswith(str(installed))
    lines = told()
    assert len(lines) > 8
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "trivsel2026", ignore=LEDGERS)
    for line in lines:
        if line.startswith("new trivsel2026"):  # of the reader's own files
            continue
        done = run("-m", "skcore", *shlex.split(line.replace("\\", "/")))
        if line.endswith("--to pdf"):  # the official wording is the reader's to write in
            assert "Ordlyden mangler til 18 tekster" in done.stderr
            continue
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert done.stdout, line
    made = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert {"netvaerksmoede.html", "netvaerksmoede.pptx", "kort.pdf", "kodebog.xlsx"} <= made
