"""What the documentation says can be done is done here: code runs, commands and links exist."""

from __future__ import annotations

import re
import runpy
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import skcore
from skcore.cli import app
from skcore.problems import has_errors
from skcore.wording.points import point_problems

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if "_build" not in path.parts
)
_BLOCK = re.compile(r"^ *```(?P<kind>\S*)\n(?P<code>.*?)^ *```", re.M | re.S)
_LINK = re.compile(r"(?<!`)\[[^\]\n]+\]\((?!\w+:)(?P<to>[^)#\s]+)(?:#[^)]*)?\)")


def blocks(path: Path, *kinds: str) -> list[str]:
    found = _BLOCK.finditer(path.read_text(encoding="utf-8"))
    return [match["code"] for match in found if match["kind"] in kinds]


def commands() -> list[tuple[str, str]]:
    """Page and line of every command of ours that a page tells its reader to type."""
    told = []
    for path in PAGES:
        for line in "\n".join(blocks(path, "", "bash", "console")).splitlines():
            said = re.match(r"\s*(?:py -m )?(skcore \w.*?)(?:\s+#.*)?$", line)
            if said:
                told.append((path.name, said[1]))
    return told


@pytest.mark.parametrize(
    "page", ["README.md", pytest.param("docs/en/tutorial.md", marks=pytest.mark.whole)]
)
def test_the_code_of_a_page_runs_from_top_to_bottom(
    page: str, sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = blocks(ROOT / page, "python", "{code-cell}")
    assert cells
    monkeypatch.chdir(sample_folder)
    names: dict[str, object] = {}
    for cell in cells:
        code = "\n".join(line for line in cell.splitlines() if line[:1] not in (":", "%"))
        code = code.replace("data/sample/study.toml", "study.toml")
        exec(compile(code, page, "exec"), names)  # noqa: S102 - our own documentation
    assert isinstance(names["release"], skcore.StudyRelease)


@pytest.mark.parametrize(("page", "line"), commands())
def test_a_command_that_is_told_exists_with_its_options(page: str, line: str) -> None:
    _, name, *rest = shlex.split(line.replace("\\", "/").replace("…", "x"))
    group = get_command(app).commands  # type: ignore[attr-defined]
    assert name in group, f"{page}: {line}"
    known = {option for param in group[name].params for option in param.opts} | {"--help"}
    assert {word for word in rest if word.startswith("--")} <= known, f"{page}: {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_within_the_documentation_lead_somewhere(page: Path) -> None:
    made = {"docs/api/index.rst"}  # written when the site is built
    text = re.sub(_BLOCK, "", page.read_text(encoding="utf-8"))
    lost = [
        to
        for to in (match["to"] for match in _LINK.finditer(text))
        if not (page.parent / to).exists()
        and (page.parent / to).resolve().relative_to(ROOT).as_posix() not in made
    ]
    assert lost == []


def test_what_an_evaluator_is_told_to_call_is_there_and_whole_calls_run(sample_study: Any) -> None:
    page = (ROOT / "docs/en/evaluator.md").read_text(encoding="utf-8")
    told = [
        call for line in re.findall(r"^\| .*", page, re.M) for call in re.findall(r"`(.+?)`", line)
    ]
    names = {call.partition("(")[0] for call in told if re.match(r"[a-z]+(_[a-z]+)+($|\()", call)}
    assert len(names - {"p_adjusted", "least_p", "level_1"}) > 15
    assert {name for name in names if not hasattr(skcore, name)} <= {"p_adjusted", "least_p"}
    (whole,) = (call for call in told if "study)" in call)
    assert len(eval(f"skcore.{whole}", {"skcore": skcore, "study": sample_study}))  # noqa: S307


def test_the_tutorial_tells_how_large_the_sample_is(sample_study: Any) -> None:
    first, last = sample_study.responses.groupby("wave")["unit"].nunique()
    acting = int(sample_study.units["intervention"].astype(bool).sum())
    told = f"{first} workplaces ({last} after a reorganisation)"
    page = " ".join((ROOT / "docs/en/tutorial.md").read_text(encoding="utf-8").split())
    assert told in page
    assert acting == 6
    assert "six workplaces' action" in page


def test_the_pictures_can_be_made_anew(sample_release: skcore.StudyRelease) -> None:
    pytest.importorskip("playwright")
    made = runpy.run_path(str(ROOT / "docs" / "make_pictures.py"), run_name="looked_at")
    there = {path.stem for path in (ROOT / "docs").glob("*.png")}
    assert there == {"cards", "poster", *made["pictures"](sample_release)}


def test_every_statistic_held_against_r_is_a_public_name() -> None:
    table = (ROOT / "docs/en/same-in-r.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)", table, re.M)
    assert len(told) > 15
    assert [name for name in told if not hasattr(skcore, name)] == []


def test_every_programme_that_a_page_shows_can_be_used_as_it_stands() -> None:
    found = [
        (path.name, tomllib.loads(code)["meeting"])
        for path in PAGES
        for code in blocks(path, "toml")
        if "[meeting]" in code
    ]
    assert {meeting["programme"] for _, meeting in found} >= {"programme-1", "programme-2"}
    for page, meeting in found:
        problems = point_problems(meeting)
        assert not has_errors(problems), (page, [problem.text("da") for problem in problems])
