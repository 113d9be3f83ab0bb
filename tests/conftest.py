"""Shared fixtures: where the real data lies, and how hypothesis behaves."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]

hypothesis.settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("ci")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real data that is not part of the project; skips where there is none."""
    folder = Path(os.environ.get("SKCORE_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data: neither SKCORE_REAL_DATA nor {folder} exists")
    return folder


@pytest.fixture(scope="session")
def golden() -> Path:
    """Folder of values computed in R by the committed scripts beside them."""
    return ROOT / "tests" / "golden"


@pytest.fixture(scope="session")
def sample_study(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The sample study, read once, from a copy of which nothing has been shown yet."""
    import skcore

    folder = tmp_path_factory.mktemp("sample") / "study"
    copy_sample(folder)
    return skcore.load_study(folder / "study.toml")


@pytest.fixture(scope="session")
def sample_release(sample_study: Any) -> Any:
    """Everything that may be shown of the sample study."""
    import skcore

    return skcore.release_study(sample_study)


@pytest.fixture
def sample_folder(tmp_path: Path) -> Path:
    """A copy of the sample's files that a test may change."""
    folder = tmp_path / "study"
    copy_sample(folder)
    return folder


def copy_sample(folder: Path) -> None:
    """Copy the sample without the ledgers that making its decks leaves beside it."""
    shutil.copytree(
        ROOT / "data" / "sample", folder, ignore=shutil.ignore_patterns("*.ledger.json")
    )
