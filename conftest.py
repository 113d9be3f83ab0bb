"""The sample for tests and for the examples of docstrings, read once in a test process."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent

#: as in ``skcore/__main__.py``: before anything loads numpy
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def copy_sample() -> Callable[[Path], None]:
    """Copy the sample without what making its decks leaves beside it."""

    def copy(folder: Path) -> None:
        left = ("*.ledger.json*", "*.inputs-confidential.json", "*.decks.txt")
        shutil.copytree(ROOT / "data" / "sample", folder, ignore=shutil.ignore_patterns(*left))

    return copy


@pytest.fixture(scope="session")
def sample_study(
    tmp_path_factory: pytest.TempPathFactory, copy_sample: Callable[[Path], None]
) -> Any:
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


@pytest.fixture(scope="session")
def sample_in(sample_study: Any, sample_release: Any) -> Callable[[str], Any]:
    """What may be shown of the sample, in Danish and in English."""
    import skcore

    @cache
    def released(language: str) -> Any:
        if language == sample_study.language:
            return sample_release
        return skcore.release_study(replace(sample_study, language=language), earlier={})

    return released


@pytest.fixture
def sample_folder(tmp_path: Path, copy_sample: Callable[[Path], None]) -> Path:
    """A copy of the sample's files that a test may change."""
    folder = tmp_path / "study"
    copy_sample(folder)
    return folder


@pytest.fixture(autouse=True)
def names_of_examples(request: pytest.FixtureRequest, doctest_namespace: dict[str, Any]) -> None:
    """Examples may speak of ``study`` and ``release``: those of the sample."""
    if not isinstance(request.node, pytest.DoctestItem):
        return
    code = "".join(example.source for example in request.node.dtest.examples)
    for name in ("study", "release"):
        if re.search(rf"\b{name}\b", code):
            doctest_namespace[name] = request.getfixturevalue(f"sample_{name}")
