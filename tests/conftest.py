"""Shared fixtures: where the real data lies, and how hypothesis behaves."""

from __future__ import annotations

import os
from pathlib import Path

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
