"""Study files, ledgers and manifests as version 0.1.0 wrote them: read, and nobody locked out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.commands.slides import make_decks
from skcore.release.history import earlier_of

FILES = Path(__file__).parent / "first_version"
VERSIONS = ["first", "last"]
PLAN = "fire-hurtige"


@pytest.fixture(
    params=[VERSIONS[0], *(pytest.param(v, marks=pytest.mark.whole) for v in VERSIONS[1:])]
)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return shutil.copytree(FILES / request.param, tmp_path / request.param)


def late(place: Path) -> Path:
    with (place / "study" / "svar.csv").open("a", encoding="utf-8") as file:
        file.write("2023;a1;Medarbejder;Delvist;Delvist;Delvist;Delvist\n")
    return place / "study" / "study.toml"


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8-sig")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_ledgers_are_read_and_upgraded_once_beside_a_kept_copy(place: Path) -> None:
    path, study = place / "study" / "study.toml", place / "study"
    before = {ledger: ledger.read_bytes() for ledger in study.glob("*.ledger.json")}
    assert {json.loads(content)["format"] for content in before.values()} == {1}
    assert len(earlier_of(skcore.load_study(path), decks=[place / "out"])[PLAN]) == 1
    for out in ("out", "more"):
        make_decks(path, out=place / out, units=["none"], jobs=1)
        for ledger, content in before.items():
            assert ledger.with_suffix(".format-1.json").read_bytes() == content
            assert json.loads(ledger.read_text(encoding="utf-8"))["format"] == 2
        assert len(list(study.glob("*.format-1.json"))) == len(before)
    assert earlier_of(skcore.load_study(path))[PLAN]


def test_what_0_1_0_showed_is_held_together_with_what_changed_since(
    place: Path, tmp_path: Path
) -> None:
    then = shutil.copytree(place / "study", tmp_path / "then") / "study.toml"
    path = late(place)
    study = skcore.load_study(path)
    with pytest.raises(skcore.DisclosureError, match="måling 2023 er ændret"):
        earlier_of(study)
    assert earlier_of(study, edition=2, released=[then])[PLAN]
    edit(path, ('id = "2023"', 'id = "2022"'), ("2023-03", "2022-03"))
    edit(place / "study" / "svar.csv", ("2023;", "2022;"))
    with pytest.raises(skcore.DisclosureError, match="'2022' ser ud til at være måling '2023'"):
        earlier_of(skcore.load_study(path))


def test_ledgers_that_are_gone_are_missed_though_the_first_manifests_name_none(
    place: Path,
) -> None:
    path = late(place)
    shutil.move(place / "out", place / "study" / "out")
    for ledger in path.parent.glob("*.ledger.json"):
        ledger.unlink()
    with pytest.raises(skcore.DisclosureError, match="mangler ved siden af"):
        earlier_of(skcore.load_study(path))


def test_another_programs_manifest_says_nothing_of_decks(place: Path) -> None:
    (place / "study" / "site").mkdir()
    said = json.dumps({"name": "site", "ledgers": ["x"]})
    (place / "study" / "site" / "manifest.json").write_text(said, encoding="utf-8")
    assert earlier_of(skcore.load_study(place / "study"))[PLAN]


def test_a_new_survey_comes_to_those_of_0_1_0(place: Path) -> None:
    path = place / "study" / "study.toml"
    edit(path, ("[[responses]]", '[[waves]]\nid = "2025"\nstart = 2025-03-03\n\n[[responses]]'))
    answers = (place / "study" / "svar.csv").read_text(encoding="utf-8-sig").splitlines()
    new = [line.replace("2024;", "2025;", 1) for line in answers if line.startswith("2024;")]
    shifted = [";".join([*row[:3], *row[4:], row[3]]) for row in (line.split(";") for line in new)]
    with (place / "study" / "svar.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(shifted) + "\n")
    assert len(earlier_of(skcore.load_study(path))[PLAN]) == 1


def test_numbers_without_words_are_a_question_and_then_the_same_answers(place: Path) -> None:
    """0.1.0 took numbers for codes; the line that says so brings its ledgers back."""
    words = ("I meget ringe grad", "I ringe grad", "Delvist", "I meget høj grad", "I høj grad")
    pairs = zip(words, "12354", strict=True)
    edit(place / "study" / "svar.csv", *pairs)
    path = place / "study" / "study.toml"
    with pytest.raises(skcore.InputError, match='numbers = "codes"'):
        skcore.load_study(path)
    edit(path, ('file = "svar.csv"', 'file = "svar.csv"\nnumbers = "codes"'))
    assert len(earlier_of(skcore.load_study(path))[PLAN]) == 1


@pytest.mark.whole
def test_verify_says_what_it_could_not_check(place: Path) -> None:
    for deck in json.loads((place / "out" / "manifest.json").read_text(encoding="utf-8"))["files"]:
        (place / "out" / deck).parent.mkdir(exist_ok=True)
    study = str(place / "study" / "study.toml")
    said = CliRunner().invoke(app, ["verify", str(place / "out"), study]).output
    unchecked = "deres ord og deres tal" if place.name == "first" else "og deres ord, blev ikke"
    assert unchecked in said
    assert "Svarene er ikke dem" not in said
    late(place)
    said = CliRunner().invoke(app, ["verify", str(place / "out"), study]).output
    assert "Målingen 2023: Svarene er ikke dem, som slides er lavet af" in said
