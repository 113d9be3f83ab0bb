"""The same decks and the same numbers a year later; what differs is said by slide and number."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from typer.testing import CliRunner

from skcore import verification
from skcore.cli import app
from skcore.production import make_decks
from skcore.simulation import simulate_study, write_study
from skcore.slides.read_back import said_numbers
from skcore.verification import verify_folder, verify_numbers

runner = CliRunner()
UNIT = "hjem-02"
NETWORK = "netvaerksmoede"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study and its decks."""
    place = tmp_path_factory.mktemp("verified")
    write_study(simulate_study(units=12, seed=8), place / "study")
    study = place / "study" / "study.toml"
    make_decks(study, out=place / "out", units=[UNIT], formats=["html", "pptx"], jobs=1)
    return place


@pytest.fixture(scope="module")
def computed() -> dict[str, Any]:
    return {}


@pytest.fixture(autouse=True)
def once(computed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute the study anew the first time only: it is the same in every copy."""
    real = verification.numbers_of_study

    def numbers_of_study(path: Path, **how: Any) -> Any:
        key = repr(sorted(how.items()))
        if key not in computed:
            computed[key] = real(path, **how)
        return computed[key]

    monkeypatch.setattr(verification, "numbers_of_study", numbers_of_study)


@pytest.fixture
def place(original: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original, tmp_path / "place")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit_manifest(place: Path, change: Any) -> None:
    path = place / "out" / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def verify(place: Path, *more: str) -> tuple[int, str]:
    result = runner.invoke(app, ["verify", str(place / "out"), *more])
    return result.exit_code, result.output


# --- computed again


def test_the_study_gives_the_same_numbers_and_nothing_is_written(place: Path) -> None:
    before = {p: p.read_bytes() for p in place.rglob("*") if p.is_file()}
    code, said = verify(place, str(place / "study" / "study.toml"))
    assert code == 0, said
    assert "De samme tal: " in said
    assert "i 2 præsentationer" in said
    assert said.splitlines()[-1] == "OK"
    assert {p: p.read_bytes() for p in place.rglob("*") if p.is_file()} == before


def test_other_versions_are_told_and_are_no_difference(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = verification.versions()
    monkeypatch.setattr(verification, "versions", lambda: {**here, "pandas": "9.9"})
    code, said = verify(place, str(place / "study" / "study.toml"))
    assert code == 0
    assert f"lavet med pandas {here['pandas']}; her er pandas 9.9" in said


def test_a_number_that_differs_is_named_with_deck_slide_and_part(place: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        page = next(p for p in content["shown"][NETWORK] if p.get("chart"))
        page["chart"] = "99.5 " + page["chart"].partition(" ")[2]
        content["shown"][NETWORK][4]["words"] += " 4711"

    edit_manifest(place, change)
    found = verify_numbers(place / "out", place / "study" / "study.toml")
    assert len(found.differences) == 2
    assert any(f"{NETWORK}, slide 5, tekst og tabel: 4711 er væk" == d for d in found.differences)
    assert any("figur: 99.5 → " in line for line in found.differences)
    assert not any("De samme tal" in line for line in found.told)
    code, said = verify(place, str(place / "study" / "study.toml"))
    assert code == 1
    assert "OK" not in said.splitlines()


def test_slides_more_or_fewer_and_decks_that_are_gone_are_told(place: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        content["shown"][NETWORK].append({"words": "1"})
        content["shown"]["hjem-99"] = [{"words": "71"}]
        content["input"]["2031"] = "abc"

    edit_manifest(place, change)
    found = verify_numbers(place / "out", place / "study" / "study.toml").differences
    assert "Målingen 2031: Svarene er ikke dem, som slides er lavet af" in found
    assert "hjem-99: 1 slides blev lavet, nu er der 0" in found
    assert any(line.startswith(f"{NETWORK}: ") for line in found)


def test_many_differences_on_one_slide_are_counted() -> None:
    text = verification.load_texts("en")
    numbers = [str(n) for n in range(40)]
    other = [f"{n}0" if n % 2 else f"{n}" for n in range(40)]
    made, now = ([{"words": " ".join(part)}] for part in (numbers, other))
    (line,) = verification._differences("deck", made, now, text)
    assert line.startswith("deck, slide 1, text and table: 1 → 10; 3 → 30; ")
    assert line.endswith("; 14 other places")
    assert not list(verification._differences("deck", made, made, text))


# --- files that have changed


def test_a_changed_number_in_a_page_is_named(place: Path) -> None:
    deck = place / "out" / f"{NETWORK}.html"
    edit(deck, "</h2></div>", " 4711</h2></div>")
    changed, found = verify_folder(place / "out")
    assert changed == f"{NETWORK}.html: ændret, siden den blev lavet."
    assert found == f"{NETWORK}.html, slide 2, tekst og tabel: 4711 er kommet til"


def test_a_page_whose_words_say_the_same_numbers_is_told_as_such(place: Path) -> None:
    with (place / "out" / f"{NETWORK}.html").open("a", encoding="utf-8") as file:
        file.write(" ")
    assert verify_folder(place / "out") == [
        f"{NETWORK}.html: ændret, siden den blev lavet. "
        "Tallene i tekst og tabeller er de samme; figurerne er ikke læst."
    ]


def test_a_number_that_was_edited_in_powerpoint_is_named(place: Path) -> None:
    path = place / "out" / "arbejdspladser" / f"{UNIT}.pptx"
    presentation = Presentation(str(path))
    presentation.save(str(path))
    (line,) = verify_folder(place / "out")
    assert "er de samme" in line
    presentation.slides[1].shapes.title.text_frame.text = "Tilliden er steget til 4711"
    presentation.save(str(path))
    lines = verify_folder(place / "out")
    assert any("slide 2" in line and "4711" in line for line in lines)


def test_what_is_missing_or_broken_is_told_by_name(place: Path) -> None:
    out = place / "out"
    (out / f"{NETWORK}.html").unlink()
    (out / f"{NETWORK}.pptx").write_bytes(b"PK but no zip")
    (out / "arbejdspladser" / "shown.json").write_bytes(b"{}")
    assert verify_folder(out) == [
        f"{NETWORK}.html: mangler",
        f"{NETWORK}.pptx: ændret, siden den blev lavet. Den kan ikke læses.",
        "arbejdspladser/shown.json: ændret, siden den blev lavet.",
    ]


def test_reading_back_gives_the_manifests_numbers(place: Path) -> None:
    shown = json.loads((place / "out" / "manifest.json").read_text(encoding="utf-8"))["shown"]
    wanted = [page.get("words", "").split() for page in shown[NETWORK]]
    for kind in ("html", "pptx"):
        content = (place / "out" / f"{NETWORK}.{kind}").read_bytes()
        found = said_numbers(content, kind=kind, language="da")
        if kind == "html":
            assert found == wanted
        assert [sorted(page) for page in found] == [sorted(page) for page in wanted]
    assert sum(map(len, wanted)) > 100


def test_a_folder_without_a_manifest_of_ours_is_refused(tmp_path: Path) -> None:
    for content in (None, "{", "[]", '{"files": []}', '{"files": {}, "language": "sv"}'):
        if content is not None:
            (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
        result = runner.invoke(app, ["verify", str(tmp_path)])
        assert result.exit_code == 1
        assert "manifest.json" in result.output
        assert "Traceback" not in result.output
