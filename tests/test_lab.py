"""``skcore lab``: notebooks beside the study in its language; nothing is written over."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from skcore.beginning import NOTEBOOKS, PROGRAM, begin_study
from skcore.commands import lab
from skcore.commands.lab import open_lab
from skcore.errors import InputError, SkcoreError
from skcore.texts.reader import program

OURS = Path(__file__).parents[1] / "notebooks"


def study(folder: Path, language: str = "en") -> Path:
    path = folder / "undersøgelse.toml"
    path.write_text(f'title = "T"\nlanguage = "{language}"\n', encoding="utf-8")
    return path


def words(path: Path) -> str:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def test_an_english_study_gets_english_notebooks_that_open_it(tmp_path: Path) -> None:
    said: list[str] = []
    ran: list[str] = []
    open_lab(study(tmp_path), say=said.append, run=lambda command: ran.extend(command) or 0)
    for name in NOTEBOOKS:
        made = tmp_path / "notebooks" / name
        notebook = json.loads(made.read_text("utf-8"))
        assert notebook["metadata"]["skcore"]["language"] == "en"
        assert not any(mark in words(made) for mark in (" og ", " ikke ", " der ")), name
        assert "../undersøgelse.toml" in made.read_text("utf-8")
        code = [c["source"] for c in notebook["cells"] if c["cell_type"] == "code"]
        ours = json.loads((OURS / name).read_text("utf-8"))["cells"]
        assert len(code) == sum(c["cell_type"] == "code" for c in ours)
    assert ran[:3] == [sys.executable, "-m", "jupyterlab"]
    assert str(tmp_path / "notebooks") in ran
    assert said[0].startswith("The notebooks lie in ")


def test_a_danish_study_gets_ours_and_what_lies_there_is_kept(tmp_path: Path) -> None:
    path = study(tmp_path, "da")
    said: list[str] = []
    open_lab(path, say=said.append, run=lambda _: 0)
    ours = words(OURS / NOTEBOOKS[1]).replace(PROGRAM, program())
    assert words(tmp_path / "notebooks" / NOTEBOOKS[1]) == ours
    mine = tmp_path / "notebooks" / NOTEBOOKS[0]
    mine.write_text("mit", "utf-8")
    open_lab(path, say=said.append, run=lambda _: 0)
    assert mine.read_text("utf-8") == "mit"
    assert "intet er skrevet over" in said[3]


def test_a_new_english_study_has_english_notebooks(tmp_path: Path) -> None:
    begin_study(tmp_path / "s", language="en")
    assert "How not to read it" in words(tmp_path / "s" / "notebooks" / NOTEBOOKS[0])


def test_without_jupyterlab_one_sentence_says_what_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "find_spec", lambda _: None)
    with pytest.raises(SkcoreError, match=r"pip install .skcore\[lab\]"):
        open_lab(study(tmp_path))
    assert not (tmp_path / "notebooks").exists()


def test_without_a_study_file_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="without a study file"):
        open_lab(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "notebooks").write_text("a file of this name", encoding="utf-8")
    with pytest.raises(SkcoreError, match=r"'.*notebooks' cannot be written"):
        open_lab(study(tmp_path), run=lambda _: 0)
