"""From files to decks at the command line: clear messages, safe output, nothing half-written."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.commands.slides import make_decks
from skcore.release.history import record

runner = CliRunner()


def answers(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "responses.csv", sep=";", dtype=str, encoding="utf-8-sig")


def save(folder: Path, table: pd.DataFrame, encoding: str = "utf-8-sig") -> None:
    table.to_csv(folder / "responses.csv", sep=";", index=False, encoding=encoding)


def edit_settings(folder: Path, *changes: tuple[str, str]) -> None:
    file = folder / "study.toml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def run(folder: Path, *options: str) -> tuple[int, str]:
    out = str(folder.parent / "out")
    study = str(folder / "study.toml")
    result = runner.invoke(app, ["slides", study, "--out", out, "--jobs", "1", *options])
    return result.exit_code, result.output


@pytest.fixture
def folder(lean: Path) -> Path:
    """Most of what is asked here is the same with and without registers."""
    return lean


@pytest.fixture(scope="module")
def shown_once(lean_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the lean study and its network deck."""
    place = tmp_path_factory.mktemp("shown") / "place"
    shutil.copytree(lean_study, place / "study")
    assert run(place / "study", "--units", "none")[0] == 0
    return place


@pytest.fixture
def shown(shown_once: Path, tmp_path: Path) -> Path:
    """A copy of that study, its deck beside it, to change."""
    return shutil.copytree(shown_once, tmp_path / "place") / "study"


def pages(folder: Path) -> dict[str, str]:
    out = folder.parent / "out"
    return {str(p.relative_to(out)): p.read_text(encoding="utf-8") for p in out.rglob("*.html")}


def words(page: str) -> str:
    """What a page says, without its scripts and styles."""
    plain = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", plain))


# --- input that is wrong: one message, everything at once, nothing written


def misspelt(folder: Path) -> None:
    save(folder, answers(folder).rename(columns={"JU1": "JUU1"}))


def outside(folder: Path) -> None:
    table = answers(folder)
    table.loc[[3, 5], "TM1"] = "77"
    save(folder, table)


def twice(folder: Path) -> None:
    table = answers(folder)
    save(folder, pd.concat([table, table.iloc[[0]]]))


def nowhere(folder: Path) -> None:
    table = answers(folder)
    table.loc[2, "Arbejdsplads"] = "findes-ikke"
    save(folder, table)


def emptied(folder: Path) -> None:
    (folder / "responses.csv").write_bytes(b"")


def garbled(folder: Path) -> None:
    text = (folder / "responses.csv").read_text(encoding="utf-8-sig")
    twice_encoded = text.encode("utf-8").decode("cp1252", errors="ignore")
    (folder / "responses.csv").write_text(twice_encoded, encoding="utf-8")


def no_policy(folder: Path) -> None:
    edit_settings(folder, ("[disclosure]\n", "[disclosures]\n"))


def unknown_key(folder: Path) -> None:
    edit_settings(folder, ("organisation =", "organistion ="))


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "a misspelt column": (misspelt, "Kolonnen 'JU1' mangler.*Mente du 'JUU1'"),
    "a value outside the range": (outside, r"'TM1' har 2 værdier uden for 1–5 \(række 5, 7\)"),
    "a respondent twice": (twice, "flere gange i samme måling"),
    "a unit that the tree does not know": (nowhere, r"ikke står i listen over enheder \(række 4\)"),
    "an empty file": (emptied, "Filen er tom"),
    "a wrong encoding": (garbled, "forkert tegnsæt"),
    "no policy": (no_policy, r"'disclosure' .regler for, hvad der må vises. mangler i study.toml"),
    "a misspelt setting": (unknown_key, "Mente du 'organisation'"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_wrong_input_gets_a_message_and_nothing_is_written(folder: Path, name: str) -> None:
    break_it, expected = BROKEN[name]
    break_it(folder)
    code, said = run(folder)
    assert code == 1
    assert re.search(expected, said)
    assert "Traceback" not in said
    assert not (folder.parent / "out").exists()
    assert not list(folder.glob("*.ledger.json"))


def test_everything_wrong_is_said_at_once_and_no_answer_with_it(folder: Path) -> None:
    table = answers(folder)
    table.loc[3, "TM1"] = "hemmeligt svar"
    table.loc[4, "Stilling"] = "Praktikant"
    save(folder, table.rename(columns={"JU1": "JUU1"}))
    result = runner.invoke(app, ["check", str(folder / "study.toml")])
    assert result.exit_code == 1
    assert "JUU1" in result.output
    assert "TM1" in result.output
    assert "role" in result.output
    assert "hemmeligt" not in result.output


@pytest.mark.whole
def test_check_of_a_sound_study_says_ok(small_study: Path) -> None:
    result = runner.invoke(app, ["check", str(small_study / "study.toml")])
    assert (result.exit_code, result.output.splitlines()[0]) == (0, "OK")


def test_a_study_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = runner.invoke(app, ["slides", str(tmp_path / "nothing.toml")])
    assert result.exit_code == 1
    assert "nothing.toml" in result.output


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--language", "sv"], "Skriv --language da / en"),
        (["--format", "docx"], "'docx' is not one of the formats html, pptx"),
        (["--units", "findes-ikke"], "ingen arbejdsplads 'findes-ikke'"),
    ],
)
def test_wrong_options_say_what_is_allowed(folder: Path, options: list[str], message: str) -> None:
    code, said = run(folder, *options)
    assert code == 1
    assert message in said
    assert not (folder.parent / "out").exists()


# --- input that is unusual: safe output


def test_hostile_names_are_shown_as_text_and_never_run(folder: Path) -> None:
    hostile = ["<script>alert(1)</script>", "=cmd()|' /C calc'!A0", "**Nord**"]
    units = pd.read_csv(folder / "units.csv", sep=";", dtype=str, encoding="utf-8-sig")
    places = units.index[units["level"] == "arbejdsplads"][1:4]
    units.loc[places, "name"] = hostile
    units.to_csv(folder / "units.csv", sep=";", index=False, encoding="utf-8-sig")
    code, _ = run(folder, *(f"--units={unit}" for unit in units.loc[places, "unit"]))
    assert code == 0
    own = {Path(name).stem: page for name, page in pages(folder).items() if Path(name).parent.name}
    assert sorted(own) == sorted(units.loc[places, "unit"])
    for unit, name in zip(units.loc[places, "unit"], hostile, strict=True):
        assert "<script>alert" not in own[unit]
        assert name in words(own[unit])


@pytest.mark.whole
def test_a_hostile_unit_id_makes_a_harmless_file_name(folder: Path) -> None:
    units = pd.read_csv(folder / "units.csv", sep=";", dtype=str, encoding="utf-8-sig")
    old = units.loc[units["level"] == "arbejdsplads", "unit"].iloc[1]
    for file in ("units", "responses", "invited", "crosswalk"):
        path = folder / f"{file}.csv"
        text = path.read_text(encoding="utf-8-sig").replace(f"{old};", "../../ond;")
        path.write_text(text, encoding="utf-8-sig")
    code, said = run(folder, "--units", "../../ond")
    assert code == 0, said
    assert {p.parent.name for p in (folder.parent / "out").rglob("*.html")} == {
        "out",
        "arbejdspladser",
    }


@pytest.mark.whole
def test_without_leaders_the_two_views_are_left_out(folder: Path) -> None:
    table = answers(folder)
    save(folder, table[table["Stilling"] != "Leder"])
    code, _ = run(folder, "--units", "none")
    assert code == 0
    assert "To blikke" not in words(pages(folder)["netvaerksmoede.html"])


@pytest.mark.whole
def test_a_wave_without_invited_numbers_has_answers_and_no_rate(folder: Path) -> None:
    invited = pd.read_csv(folder / "invited.csv", sep=";", dtype=str, encoding="utf-8-sig")
    invited[invited["wave"] != "2026"].to_csv(
        folder / "invited.csv", sep=";", index=False, encoding="utf-8-sig"
    )
    code, _ = run(folder, "--units", "none")
    said = words(pages(folder)["netvaerksmoede.html"])
    assert code == 0
    assert "Antallet af inviterede er ikke oplyst" in said
    assert "nan" not in said.lower().split()


@pytest.mark.whole
def test_one_unit_only_still_makes_decks(folder: Path) -> None:
    table = answers(folder)
    unit = table["Arbejdsplads"].value_counts().index[0]
    save(folder, table[table["Arbejdsplads"] == unit])
    code, said = run(folder)
    assert code == 0, said
    assert "netvaerksmoede.html" in pages(folder)


def test_a_lowered_minimum_is_said_with_its_reason_on_every_result_slide(folder: Path) -> None:
    edit_settings(
        folder,
        ("minimum = 5", 'minimum = 4\nlowered_because = "MED har aftalt det den 3. marts"\n#'),
    )
    code, said = run(folder, "--units", "none")
    assert code == 0, said
    page = words(pages(folder)["netvaerksmoede.html"])
    assert page.count("Grænsen er sat ned til 4") >= 8


# --- the same again


@pytest.mark.whole
def test_the_same_run_twice_and_in_another_process_gives_the_same_bytes(folder: Path) -> None:
    assert run(folder)[0] == 0
    out = folder.parent / "out"
    first = {p.name: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    ledgers = {p.name: p.read_bytes() for p in folder.glob("*.ledger.json")}
    other = folder.parent / "other"
    subprocess.run(
        [sys.executable, "-m", "skcore", "slides", str(folder / "study.toml"), "--out", str(other)],
        check=True,
        capture_output=True,
        env={"PYTHONHASHSEED": "77", **_environment()},
    )
    second = {p.name: p.read_bytes() for p in other.rglob("*") if p.is_file()}
    assert first == second
    assert ledgers == {p.name: p.read_bytes() for p in folder.glob("*.ledger.json")}


def _environment() -> dict[str, str]:
    import os

    return {k: v for k, v in os.environ.items() if k != "PYTHONHASHSEED"}


def test_the_manifest_tells_whether_decks_were_changed(shown: Path) -> None:
    out = shown.parent / "out"
    assert runner.invoke(app, ["verify", str(out)]).exit_code == 0
    deck = out / "netvaerksmoede.html"
    deck.write_text(deck.read_text(encoding="utf-8") + " ", encoding="utf-8")
    result = runner.invoke(app, ["verify", str(out)])
    assert result.exit_code == 1
    assert "netvaerksmoede.html: ændret" in result.output


def test_verify_needs_a_folder_with_a_manifest(tmp_path: Path) -> None:
    result = runner.invoke(app, ["verify", str(tmp_path)])
    assert result.exit_code == 1
    assert "manifest.json" in result.output


def test_the_manifest_holds_no_number_that_the_network_deck_does_not_show(folder: Path) -> None:
    out = folder.parent / "out"
    made = make_decks(folder / "study.toml", out=out, units=["hjem-02"], jobs=1)
    content = json.loads(made.files[-1].read_text(encoding="utf-8"))
    assert set(content["shown"]) == {"netvaerksmoede"}
    own = json.loads((out / "arbejdspladser" / "shown.json").read_text(encoding="utf-8"))
    assert set(own["shown"]) == {"hjem-02"}
    assert set(content) == {
        "result_id", "language", "title", "input", "policy", "skcore", "python", "packages",
        "files", "ledgers", "shown", "edition", "template", "failed", "words", "all_inputs",
        "inputs", "code",
    }  # fmt: skip


# --- what was shown before


@pytest.mark.whole
def test_a_late_answer_needs_a_new_edition_and_is_then_planned_with_the_old(folder: Path) -> None:
    table = answers(folder)
    save(folder, table.iloc[:-1])
    assert run(folder, "--units", "none")[0] == 0
    before = folder.with_name("as-released")
    shutil.copytree(folder, before)
    save(folder, table)
    code, said = run(folder, "--units", "none")
    assert code == 1
    assert "er ændret, siden noget blev vist" in said
    code, said = run(folder, "--units", "none", "--edition", "2")
    assert code == 1
    assert "kræver svarene, som de var, da de blev vist" in said
    old = str(before / "study.toml")
    assert run(folder, "--units", "none", "--edition", "2", "--released", old)[0] == 0


@pytest.mark.whole
def test_what_was_edited_is_kept_and_what_is_older_is_told(folder: Path) -> None:
    out = folder.parent / "out"
    deck = out / "netvaerksmoede.pptx"
    assert run(folder, "--units", "none", "--format", "html,pptx")[0] == 0
    made = deck.read_bytes()
    deck.write_bytes(b"my own words")
    code, said = run(folder, "--units", "none", "--format", "html,pptx")
    assert code == 0
    assert "netvaerksmoede (rettet 1).pptx" in said
    assert (out / "netvaerksmoede (rettet 1).pptx").read_bytes() == b"my own words"
    assert deck.read_bytes() == made
    code, said = run(folder, "--units", "none")
    assert code == 0
    assert "Fra en tidligere gang, og ikke lavet om nu: netvaerksmoede.pptx." in said
    checked = runner.invoke(app, ["verify", str(out)])
    assert checked.exit_code == 1
    assert "netvaerksmoede.pptx: er fra en anden gang" in checked.output


def test_decks_without_their_ledger_are_said_loudly(shown: Path) -> None:
    for ledger in shown.glob("*.ledger.json"):
        ledger.unlink()
    code, said = run(shown, "--units", "none")
    assert code == 1
    assert "mangler ved siden af undersøgelsens fil" in said


def test_the_ledger_holds_no_value(
    small_study: Path, small_release: skcore.StudyRelease, tmp_path: Path
) -> None:
    study = Path(shutil.copytree(small_study, tmp_path / "study"))
    record(skcore.load_study(study), small_release)
    ledgers = list(study.glob("*.ledger.json"))
    assert len(ledgers) > 2
    for path in ledgers:
        for entry in json.loads(path.read_text(encoding="utf-8"))["releases"]:
            numbers = [v for cell in entry["cells"] for v in cell if isinstance(v, int | float)]
            assert all(isinstance(v, int) for v in numbers)
            assert not {"mean", "estimate"} & set(entry)


@pytest.mark.whole
def test_decks_come_in_english_by_option(folder: Path) -> None:
    code, said = run(folder, "--units", "hjem-02", "--language", "en")
    assert code == 0
    assert "The network meeting’s deck: " in said
    assert "network-meeting.html" in said
    assert "One workplace’s own deck: " in said
    assert "Each deck is made as HTML (to show)." in said
    assert "run the same command again with --format html,pptx" in said
    assert "workplaces" in said.splitlines()[-1]
    page = pages(folder)["network-meeting.html"]
    assert '<html lang="en"' in page
    assert "employees have answered" in words(page)


def test_new_begins_a_study_and_never_writes_over_one(tmp_path: Path) -> None:
    place = tmp_path / "ny"
    assert runner.invoke(app, ["new", str(place)]).exit_code == 0
    again = runner.invoke(app, ["new", str(place)])
    assert again.exit_code == 1
    assert "der skrives ikke oven i noget" in again.output
    again = runner.invoke(app, ["new", str(place), "--language", "en"])
    assert "nothing is written over" in again.output
    assert '"../study.toml"' in (place / "notebooks" / "1_measurement.ipynb").read_text(
        encoding="utf-8"
    ).replace("\\", "")


def test_the_example_of_new_is_a_study_without_problems(tmp_path: Path) -> None:
    assert runner.invoke(app, ["new", str(tmp_path / "ny"), "--example"]).exit_code == 0
    assert skcore.check_study(tmp_path / "ny" / "study.toml").empty


def test_the_example_in_english_speaks_english(tmp_path: Path) -> None:
    asked = ["new", str(tmp_path / "try"), "--example", "--language", "en"]
    assert runner.invoke(app, asked).exit_code == 0
    study = skcore.load_study(tmp_path / "try" / "study.toml")
    assert skcore.check_study(study.path).empty
    assert study.language == "en"
    assert study.levels == ("administration", "area", "workplace")
    assert set(study.units["level"]) == set(study.levels)
    assert not re.search("[æøåÆØÅ]", f"{study.title} {study.organisation} {study.meeting['place']}")
