"""The same decks and the same numbers a year later; what differs is said by slide and number."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lean import without
from PIL import Image
from pptx import Presentation
from random_whole import in_turn, write_in_turn
from small_study import ITEMS
from typer.testing import CliRunner

import skcore
import skcore.commands.verify as verifying
import skcore.commands.why_moved as why
from skcore.cli import app
from skcore.commands.other_inputs import _other_answers, other_inputs
from skcore.commands.slides import make_decks
from skcore.commands.verify import verify_folder, verify_numbers
from skcore.release import fingerprints
from skcore.release.fingerprints import inputs_of, kept_path
from skcore.slides.read_back import said_numbers
from skcore.slides.shown import numbers_in
from skcore.texts import load_texts

ROOT = Path(__file__).resolve().parents[1]
runner = CliRunner()
UNIT = "hjem-02"
NETWORK = "netvaerksmoede"
NOT_COMPARED = "Tal holdes kun op mod slides, hvor svarene er, som de var"


@pytest.fixture(scope="module")
def original(small_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study with sick leave, and its decks."""
    place = tmp_path_factory.mktemp("verified")
    without(shutil.copytree(small_study, place / "study"), "outcomes", "observations")
    study = place / "study" / "study.toml"
    make_decks(study, out=place / "out", units=[UNIT], formats=["html", "pptx"], jobs=1)
    return place


@pytest.fixture(scope="module")
def computed() -> dict[str, Any]:
    return {}


@pytest.fixture(autouse=True)
def once(computed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute the study anew the first time only: it is the same in every copy."""
    real = verifying.numbers_of_study

    def numbers_of_study(path: Path, **how: Any) -> Any:
        key = repr(sorted((name, value) for name, value in how.items() if name != "decks"))
        if key not in computed:
            computed[key] = real(path, **how)
        return computed[key]

    monkeypatch.setattr(verifying, "numbers_of_study", numbers_of_study)


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
    here = why.versions()
    monkeypatch.setattr(why, "versions", lambda: {**here, "pandas": "9.9", "Python": "4.0"})
    code, said = verify(place, str(place / "study" / "study.toml"))
    assert code == 0
    assert f"lavet med pandas {here['pandas']}" in said
    assert "her er pandas 9.9 og Python 4.0" in said
    assert "Derfor:" not in said  # no number has moved


def moved_number(content: dict[str, Any]) -> None:
    content["shown"][NETWORK][4]["words"] += " 4711"


def test_asking_for_other_versions_changes_none_of_ours() -> None:
    before = dict(why.versions())
    manifest = {"packages": {}, "code": {"version": "0.1.0", "commit": "ab" * 20}}
    then, here = why.other_versions(manifest, {"version": "9", "commit": "cd" * 20})
    assert (then, here) == (["skcore 0.1.0 (abababa)"], ["skcore 9 (cdcdcdc)"])
    assert why.versions() == before  # what later manifests say of us


def test_a_moved_number_is_put_down_to_the_version_that_is_another(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_manifest(place, moved_number)
    here = why.versions()
    monkeypatch.setattr(why, "versions", lambda: {**here, "scipy": "9.9"})
    code, said = verify(place, str(place / "study" / "study.toml"))
    assert code == 1
    line = next(line for line in said.splitlines() if line.startswith("Derfor:"))
    assert line.startswith("Derfor: Alt, der er regnet på, er det samme")
    assert f"Lavet med scipy {here['scipy']}:" in line


@pytest.mark.whole
def test_a_moved_number_is_put_down_to_the_only_file_that_is_another(
    place: Path, computed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_manifest(place, moved_number)
    put(place, "units.csv", renamed_workplace)
    said = difference(place, computed)[1]
    why_so = [line for line in said if line.startswith("Derfor:")]
    assert why_so[0].startswith("Derfor: Det eneste, der er ændret, er units.csv, så")
    computed.clear()
    here = why.versions()
    monkeypatch.setattr(why, "versions", lambda: {**here, "scipy": "9.9"})
    said = difference(place, computed)[1]
    assert any(line.startswith("Derfor: Både units.csv og programmet") for line in said)


def test_of_several_files_nobody_says_which_and_of_none_that_the_manifest_may_be_edited() -> None:
    text = load_texts("en")
    assert "changed are a.csv and b.csv. Put one of them back" in next(
        why.why_moved(["a.csv", "b.csv"], [], text)
    )
    assert "the numbers in manifest.json or shown.json may have been edited" in next(
        why.why_moved([], [], text)
    )


def test_a_number_that_differs_is_named_with_deck_slide_and_part(place: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        page = next(p for p in content["shown"][NETWORK] if p.get("chart"))
        page["chart"] = "99.5 " + page["chart"].partition(" ")[2]
        content["shown"][NETWORK][4]["words"] += " 4711"

    edit_manifest(place, change)
    found = verify_numbers(place / "out", place / "study" / "study.toml")
    assert len(found.differences) == 3
    assert "manifest.json eller shown.json kan være rettet" in found.differences[-1]
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

    edit_manifest(place, change)
    found = verify_numbers(place / "out", place / "study" / "study.toml").differences
    assert "hjem-99: 1 slides blev lavet, nu er der 0" in found
    assert any(line.startswith(f"{NETWORK}: ") for line in found)


def test_the_digits_of_ids_are_no_numbers() -> None:
    assert numbers_in("Låst som p-0cb7436a4c (r-31be49) med 6 point p-12") == ["6", "12"]


def test_many_differences_on_one_slide_are_counted() -> None:
    text = verifying.load_texts("en")
    numbers = [str(n) for n in range(40)]
    other = [f"{n}0" if n % 2 else f"{n}" for n in range(40)]
    made, now = ([{"words": " ".join(part)}] for part in (numbers, other))
    (line,) = verifying._differences("deck", made, now, text)
    assert line.startswith("deck, slide 1, text and table: 1 → 10; 3 → 30; ")
    assert line.endswith("; 14 other places")
    assert not list(verifying._differences("deck", made, made, text))


def test_a_slide_that_is_gone_makes_no_others_differ() -> None:
    text = verifying.load_texts("en")
    made = [{"words": words} for words in ("1 2 3", "4 5 6", "7 8", "", "9 10 11 12", "13")]
    now = [made[0], {"words": "7 88"}, *made[3:], {"words": "14 15"}]
    assert list(verifying._differences("deck", made, now, text)) == [
        "deck, slide 2: is no longer there",
        "deck, slide 3, text and table: 8 → 88",
        "deck, slide 6: is new",
    ]
    kept = list(verifying._differences("deck", made, now, text, old_only=True))
    assert [line.partition(", text")[0] for line in kept] == ["deck, slide 2", "deck, slide 3"]
    assert list(verifying._differences("deck", [{}], [], text)) == [
        "deck: 1 slides were made, now there are 0",
        "deck, slide 1: is no longer there",
    ]


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
    assert sum(map(len, wanted)) > 80


def test_a_folder_without_a_manifest_of_ours_is_refused(tmp_path: Path) -> None:
    beyond = [
        "[" * 100_000,
        '{"a": ' * 100_000,
        f'{{"files": {{}}, "language": "da", "edition": {10**30}}}',
    ]
    shown = '{"files": {}, "language": "da", "shown": [[["a"]]]}'
    for content in (
        None,
        "{",
        "[]",
        '{"files": []}',
        '{"files": {}, "language": "sv"}',
        shown,
        *beyond,
    ):
        if content is not None:
            (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
        result = runner.invoke(app, ["verify", str(tmp_path)])
        assert result.exit_code == 1
        assert "manifest.json" in result.output
        assert "Traceback" not in result.output


# --- what went in


def put(place: Path, name: str, change: Any) -> None:
    path = place / "study" / name
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(change(lines)), encoding="utf-8-sig")


def renamed_workplace(lines: list[str]) -> list[str]:
    return [line.replace(f"{UNIT};", f"{UNIT};Ny ", 1) if UNIT in line else line for line in lines]


def swapped(lines: list[str]) -> list[str]:
    """Two forms answer each other's last question: no mean moves, and the answers are others."""
    fields = [line.split(";") for line in lines]
    here = [n for n, row in enumerate(fields) if row[1:4] == fields[1][1:4]]
    other = next(n for n in here if fields[n][5] != fields[1][5])
    fields[1][5], fields[other][5] = fields[other][5], fields[1][5]
    return [";".join(row) for row in fields]


def difference(place: Path, computed: dict[str, Any]) -> tuple[int, list[str]]:
    computed.clear()
    code, said = verify(place, str(place / "study" / "study.toml"))
    computed.clear()
    return code, said.splitlines()


@pytest.mark.whole
def test_a_workplace_by_another_name_is_told_by_file_row_and_slide(
    place: Path, computed: dict[str, Any]
) -> None:
    put(place, "units.csv", renamed_workplace)
    rows = (place / "study" / "units.csv").read_text(encoding="utf-8-sig").splitlines()
    row = next(number for number, line in enumerate(rows, 1) if "Ny " in line)
    code, said = difference(place, computed)
    assert code == 1
    moved = (
        f"units.csv: er ikke, som den var, da slides blev lavet; nyt eller ændret: række {row}; "
    )
    assert f"{moved}rækker, der ikke længere er, som de var: 1" in said
    assert any(line.endswith(": Ordene er ikke dem, den blev lavet med") for line in said)
    assert any(line.startswith("De samme tal: ") for line in said)


@pytest.mark.whole
def test_answers_that_changed_are_told_by_survey_file_and_row_and_never_what_they_are(
    place: Path, computed: dict[str, Any]
) -> None:
    before = (place / "study" / "responses.csv").read_text(encoding="utf-8-sig").splitlines()
    put(place, "responses.csv", swapped)
    after = (place / "study" / "responses.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = [n for n, (a, b) in enumerate(zip(before, after, strict=True), 1) if a != b]
    code, said = difference(place, computed)
    assert code == 1
    assert said[0] == "Målingen 2025: Svarene er ikke dem, som slides er lavet af"
    listed = ", ".join(map(str, rows))
    assert said[1].endswith(
        f"nyt eller ændret: række {listed}; rækker, der ikke længere er, som de var: {len(rows)}"
    )
    assert said[2].startswith(NOT_COMPARED)
    assert "er ændret, siden noget blev vist" in said[3]
    assert "grad" not in "".join(said)
    (place / "study" / "study.inputs-confidential.json").unlink()
    code, said = difference(place, computed)
    assert code == 1
    assert "kan ikke siges uden study.inputs-confidential.json" in said[0]


@pytest.mark.whole
def test_rows_in_another_order_are_the_same_rows(place: Path, computed: dict[str, Any]) -> None:
    put(place, "invited.csv", lambda lines: [lines[0], *reversed(lines[1:])])
    code, said = difference(place, computed)
    assert code == 1
    assert said[0] == "invited.csv: er ikke, som den var, da slides blev lavet"


def answered_otherwise(lines: list[str]) -> list[str]:
    """One employee of the workplace answers everything at the other end."""
    fields = [line.rstrip("\n").split(";") for line in lines]
    row = next(row for row in fields[1:] if UNIT in row and "Medarbejder" in row)
    start = fields[0].index("TM1")
    row[start:] = ["I meget høj grad" if "ringe" in cell else cell for cell in row[start:]]
    row[start] = "I meget ringe grad"
    return [";".join(row) + "\n" for row in fields]


def one_form_fewer(lines: list[str]) -> list[str]:
    place = next(n for n, line in enumerate(lines) if UNIT in line and "Medarbejder" in line)
    return [*lines[:place], *lines[place + 1 :]]


def sixty_days_more(lines: list[str]) -> list[str]:
    fields = [line.rstrip("\n").split(";") for line in lines]
    column = fields[0].index("absence_days")
    row = next(row for row in fields[1:] if "own_sickness" in row and row[1].startswith("2025-06"))
    row[column] = str(float(row[column].replace(",", ".")) + 60).replace(".", ",")
    return [";".join(row) + "\n" for row in fields]


@pytest.mark.parametrize(
    "change",
    [
        answered_otherwise,
        pytest.param(one_form_fewer, marks=pytest.mark.whole),
    ],
)
def test_of_other_answers_the_file_is_told_and_no_number(
    place: Path, computed: dict[str, Any], change: Any
) -> None:
    put(place, "responses.csv", change)
    code, said = difference(place, computed)
    assert code == 1
    assert said[0].startswith("Målingen 2025: Svarene er ikke dem")
    assert "responses.csv: er ikke, som den var" in said[1]
    assert sum(line.startswith(NOT_COMPARED) for line in said) == 1
    assert not any(", slide " in line for line in said)


@pytest.mark.whole
def test_of_a_register_what_was_shown_and_does_not_come_out_any_more_is_named_by_slide(
    place: Path, computed: dict[str, Any]
) -> None:
    """The number that was shown, its slide, the file and the row; never the number in its place."""
    shown = skcore.runs.manifest.read_shown(
        place / "out", json.loads((place / "out" / "manifest.json").read_text(encoding="utf-8"))
    )
    put(place, "absence.csv", sixty_days_more)
    code, said = difference(place, computed)
    assert code == 1
    assert said[0].startswith("absence.csv: er ikke, som den var")
    lines = [line for line in said if line.endswith("kommer ikke ud af filerne, som de er nu")]
    assert lines
    for line in lines:
        head, numbers = line.removesuffix(" kommer ikke ud af filerne, som de er nu").split(": ", 1)
        deck, slide = re.fullmatch(r"(.+), slide (\d+), .+", head).groups()  # type: ignore[union-attr]
        old = " ".join(shown[deck][int(slide) - 1].values()).split()
        told = re.sub(r"\(og \d+.*?\)|og \d+ .*$", "", numbers)
        assert {n for part in told.split("; ") for n in part.split() if n[-1].isdigit()} <= {*old}
        assert "→" not in line


@pytest.mark.whole
def test_nothing_that_verify_says_depends_on_what_late_ones_answered(tmp_path: Path) -> None:
    """Which of the shown numbers stay tells what one who came late answered, within a step."""
    said = []
    for answer in (1, 5):
        tables = in_turn("late", 4)
        tables[1].loc[tables[1]["late"], ITEMS] = answer
        first, second = write_in_turn(tmp_path / str(answer), "late", 4, tables)
        make_decks(first, out=first.parent / "out", units=["u0"], jobs=1)
        for kept in first.parent.glob("*.json"):
            shutil.copy(kept, second.parent)
        done = runner.invoke(app, ["verify", str(first.parent / "out"), str(second)])
        said.append(re.sub(r"r-[0-9a-f]{6}", "", done.output))
    assert "responses.csv" in said[0]
    assert said[0] == said[1]


@pytest.mark.whole
def test_a_survey_that_came_after_the_decks_is_shown_by_nobody_who_asks_about_them(
    tmp_path: Path,
) -> None:
    """Its numbers would be remembered nowhere, and a late answer follow from the decks."""
    tables = in_turn("wave", 14)
    first, second = write_in_turn(tmp_path, "wave", 14, tables)
    edit(second, 'id = "2026"', 'id = "2026"\nother_people = true')
    make_decks(first, out=first.parent / "out", units=["none"], jobs=1)
    for kept in first.parent.glob("*.json"):
        shutil.copy(kept, second.parent)
    done = runner.invoke(app, ["verify", str(first.parent / "out"), str(second)])
    assert "Survey 2026: it had no answers when the decks were made" in done.output
    assert ", slide " not in done.output


@pytest.mark.whole
def test_a_line_of_the_study_file_is_told_with_the_number_it_moves(
    place: Path, computed: dict[str, Any]
) -> None:
    edit(place / "study" / "study.toml", "JU = 65", "JU = 70")
    code, said = difference(place, computed)
    assert code == 1
    assert said[0] == "study.toml: er ikke, som den var, da slides blev lavet"
    assert any(re.search(r"\b65 .*kommer ikke ud af filerne", line) for line in said)
    assert not any("→" in line for line in said)
    assert "study.toml" in said[-1] or any("kommer af" in line for line in said)


@pytest.mark.whole
def test_answers_in_another_order_are_the_same_answers(
    place: Path, computed: dict[str, Any]
) -> None:
    put(place, "responses.csv", lambda lines: [lines[0], *reversed(lines[1:])])
    code, said = difference(place, computed)
    assert not any(line.startswith("Målingen") for line in said)
    assert any(line.startswith("De samme tal: ") for line in said)
    assert code == 1
    assert said[0].startswith("responses.csv: er ikke, som den var")


@pytest.mark.whole
def test_another_python_is_told_and_is_no_difference(place: Path) -> None:
    edit_manifest(place, lambda m: m.update(python="3.10.2"))
    code, said = verify(place, str(place / "study" / "study.toml"))
    assert code == 0
    assert "Python 3.10.2" in said


def test_every_file_goes_into_the_results_name(small_study: Path, tmp_path: Path) -> None:
    place = shutil.copytree(small_study, tmp_path / "study")
    first = skcore.load_study(place)
    names = {inputs_of(first).result_id}
    assert set(first.sources) == {
        *("study.toml", "responses.csv", "units.csv", "invited.csv"),
        *("absence.csv", "actions.csv", "outcomes.csv", "crosswalk.csv", "observations.csv"),
        "study.promises.json",
    }
    for number, name in enumerate(first.sources, 1):
        with (place / name).open("ab") as file:
            file.write(b"\n")
        names.add(inputs_of(skcore.load_study(place)).result_id)
        assert len(names) == number + 1
    moved = dataclasses.replace(first, language="en")
    assert inputs_of(moved).result_id not in names
    (place / "study.toml").rename(place / "odense.toml")
    (place / "study.promises.json").rename(place / "odense.promises.json")
    assert inputs_of(skcore.load_study(place / "odense.toml")).result_id in names


def test_the_name_and_the_manifest_tell_which_code_made_them(
    original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = skcore.load_study(original / "study")
    here = inputs_of(study)
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    assert here.code.get("commit", "") == commit
    monkeypatch.setattr(fingerprints, "code_version", lambda: {"version": "9"})
    there = inputs_of(study)
    assert (there.result_id != here.result_id, there.key) == (True, here.key)
    manifest = json.loads((original / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["code"] == here.code
    assert manifest["result_id"] == here.result_id


@pytest.mark.whole
def test_words_of_another_version_are_told_and_are_no_difference(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(content: dict[str, Any]) -> None:
        content["words"][NETWORK][3] = "0" * 12

    edit_manifest(place, change)
    code, said = verify(place, str(place / "study" / "study.toml"))
    assert (code, f"{NETWORK}, slide 4: Ordene er ikke dem, den blev lavet med" in said) == (
        1,
        True,
    )
    monkeypatch.setattr(verifying, "code_version", lambda: {"version": "9", "commit": "ab" * 20})
    code, said = verify(place, str(place / "study" / "study.toml"))
    assert code == 0
    assert "her er skcore 9 (abababa)" in said
    assert "slide 4: Ordene er ikke" in said


def test_hashes_beside_decks_cannot_be_tried_without_all_that_went_in(place: Path) -> None:
    """A manifest may go to everybody: it holds no hash of a file or of answers alone."""
    said = (place / "out" / "manifest.json").read_text(encoding="utf-8")
    study = skcore.load_study(place / "study")
    for made in [*study.hashes.values(), *study.fingerprints.values(), inputs_of(study).key]:
        assert made not in said
    assert "confidential" in kept_path(study).name


@pytest.mark.parametrize(("language", "words"), [
    ("da", "kan ikke læses. Peg på en mappe, som skcore slides har lavet"),
    ("en", "cannot be read. Point to a folder that skcore slides wrote"),
])  # fmt: skip
def test_a_broken_manifest_is_told_in_the_studys_language(
    tmp_path: Path, language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "manifest.json").write_text("{")
    (tmp_path / "study.toml").write_text(f'language = "{language}"\n')
    done = runner.invoke(app, ["verify", str(tmp_path), str(tmp_path / "study.toml")])
    assert done.exit_code == 1
    assert words in " ".join(done.output.split())
    monkeypatch.setenv("LANGUAGE", language)
    alone = runner.invoke(app, ["verify", str(tmp_path)])
    assert words in " ".join(alone.output.split())


# --- what decks look like


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>'
CARD = """[[cards]]
id = "own-1"
dimension = "any"
use = "opening"
direction = "bonding"
form = "pairs"
minutes = 5
da.text = "Hvad lykkedes?"
da.follow = "Hvem var med?"
en.text = "What went well?"
en.follow = "Who had a part?"
"""


@pytest.fixture(scope="module")
def dressed(lean_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Decks in an organisation's own look: logo, its picture, template, cards and texts."""
    place = tmp_path_factory.mktemp("dressed")
    folder = Path(shutil.copytree(lean_study, place / "study"))
    (folder / "logo.svg").write_text(SVG, encoding="utf-8")
    Image.new("RGB", (8, 8), "navy").save(folder / "logo.png")
    (folder / "cards.toml").write_text(CARD, encoding="utf-8")
    (folder / "handouts.toml").write_text('[da.common]\ncut = "Klip"\n', encoding="utf-8")
    with (folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write('\n[look]\nlogo = "logo.svg"\n')
    own = Presentation()
    own.save(str(folder / "own.pptx"))
    how: dict[str, Any] = {"units": ["none"], "formats": ["pptx"], "jobs": 1}
    make_decks(folder / "study.toml", out=place / "out", template=folder / "own.pptx", **how)
    return place


@pytest.mark.whole
def test_every_file_of_an_own_look_is_named_when_it_is_another(
    dressed: Path, tmp_path: Path, computed: dict[str, Any]
) -> None:
    place = Path(shutil.copytree(dressed, tmp_path / "place"))
    study = place / "study"
    assert difference(place, computed)[0] == 0
    (study / "logo.svg").write_text(SVG.replace("9", "8"), encoding="utf-8")
    Image.new("RGB", (8, 8), "red").save(study / "logo.png")
    edit(study / "cards.toml", "Hvad lykkedes?", "Hvad gik godt?")
    edit(study / "handouts.toml", "Klip", "Klip her")
    edit(study / "study.toml", 'logo = "logo.svg"', 'logo = "logo.svg"\naccent = "#1f5f99"')
    (study / "own.pptx").write_bytes((study / "own.pptx").read_bytes() + b"\0")
    code, said = difference(place, computed)
    assert code == 1
    for name in ("logo.svg", "logo.png", "cards.toml", "handouts.toml", "study.toml", "own.pptx"):
        assert f"{name}: er ikke, som den var, da slides blev lavet" in said
    assert any(line.startswith("De samme tal: ") for line in said)


@pytest.mark.whole
def test_a_template_that_lies_elsewhere_is_pointed_to(
    dressed: Path, tmp_path: Path, computed: dict[str, Any]
) -> None:
    place = Path(shutil.copytree(dressed, tmp_path / "place"))
    study = str(place / "study" / "study.toml")
    moved = (place / "study" / "own.pptx").rename(tmp_path / "brand.pptx")
    code, said = difference(place, computed)
    assert code == 0
    assert any("own.pptx: PowerPoint-skabelonen er ikke fundet" in line for line in said)
    code, told = verify(place, study, "--template", str(moved))
    assert (code, "own.pptx" in told) == (0, False)
    moved.write_bytes(moved.read_bytes() + b"\0")
    code, told = verify(place, study, "--template", str(moved))
    assert code == 1
    assert "own.pptx: er ikke, som den var, da slides blev lavet" in told


def test_a_template_is_new_where_decks_were_made_without_one(place: Path) -> None:
    own = place / "own.pptx"
    Presentation().save(str(own))
    study = str(place / "study" / "study.toml")
    code, said = verify(place, study, "--template", str(own))
    assert code == 1
    assert "own.pptx: var der ikke, da slides blev lavet" in said


def test_an_own_question_is_told_by_its_words_and_not_by_its_code() -> None:
    lines = _other_answers({}, {"2026 · own_x": "a"}, load_texts("da"), {"own_x": "Trives du?"})
    assert [other.line for other in lines] == [
        "Målingen 2026 · Trives du?: Den havde ingen svar, da slides blev lavet"
    ]


def test_a_survey_that_came_after_the_decks_is_not_told_as_other_answers() -> None:
    made = {"input": {"2024": "a", "2025": "b", "2026": "c"}}
    now = SimpleNamespace(surveys={"2024": "a", "2025": "x", "2027": "d"})
    lines = other_inputs(made, "study.toml", now, load_texts("da"))  # type: ignore[arg-type]
    assert [other.line for other in lines] == [
        "Målingen 2025: Svarene er ikke dem, som slides er lavet af",
        "Målingen 2026: Dens svar indgik, da slides blev lavet, og mangler nu",
        "Målingen 2027: Den havde ingen svar, da slides blev lavet",
    ]
