"""The command line speaks the reader's language before a study is read, the study's after."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from skcore.beginning import begin_study
from skcore.beginning.outputs import said_of_outputs
from skcore.cli import app, main
from skcore.commands.check import check_ahead
from skcore.commands.console import progress, show_problems
from skcore.reading.study_settings import parse_settings
from skcore.texts.reader import command_words, reader_language

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
runner = CliRunner()
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANGUAGE": "da:en"}, "da"),
        ({"LANG": "da_DK.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "dar_RU"}, "en"),
    ],
)
def test_the_computer_says_which_language(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert reader_language() == expected


@pytest.mark.parametrize(
    ("region", "expected"), [("Danish_Denmark", "da"), ("da_DK", "da"), (None, "en")]
)
def test_on_windows_the_readers_region_decides(
    monkeypatch: pytest.MonkeyPatch, region: str | None, expected: str
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (region, "cp1252"))
    assert reader_language() == expected


@pytest.mark.parametrize("language", ["da", "en"])
def test_progress_and_what_an_edition_costs_are_told_in_the_studys_language(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "study.toml"
    file.write_text(f'language = "{language}"\n', encoding="utf-8")
    begun = []
    enter = progress.__enter__
    monkeypatch.setattr(progress, "__enter__", lambda bar: begun.append(bar.words) or enter(bar))
    words = command_words(language)
    for command in ("slides", "check", "explain", "codebook", "handouts", "promise"):
        edition = [] if command == "promise" else ["--edition", "2"]
        told = runner.invoke(app, [command, str(file), *edition]).output
        assert begun.pop()["working"] == words["working"], command
        if command in ("slides", "codebook", "handouts"):
            assert words["edition_costs"].split("{")[0] in told


@pytest.mark.parametrize(("said", "told"), [("\n", "Nothing was made"), ("yes\n", "no-such.toml")])
def test_an_edition_says_what_it_costs_and_asks_only_who_sits_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, told: str
) -> None:
    for command in ("slides", "handouts", "codebook"):
        asked = [command, str(tmp_path / "no-such.toml"), "--edition", "2"]
        alone = runner.invoke(app, asked)
        assert "Edition 2 is remembered as shown" in alone.output
        assert "check or explain with the same behind" in alone.output
        assert "no-such.toml" in alone.output
        assert "Shall it be made?" not in alone.output
        with monkeypatch.context() as seat:
            seat.setattr("skcore.cli._sits_there", lambda: True)
            answered = runner.invoke(app, asked, input=said)
        assert "Shall it be made?" in answered.output
        assert told in answered.output
        assert answered.exit_code == 1
    assert "Edition" not in runner.invoke(app, ["slides", str(tmp_path / "no-such.toml")]).output


def test_both_languages_have_the_same_words() -> None:
    danish, english = command_words("da"), command_words("en")
    assert set(danish) == set(english)
    for table in ("frame", "refused"):
        assert set(danish[table]) == set(english[table])


def test_help_is_danish_where_the_computer_is_and_loads_no_tables() -> None:
    env = {**os.environ, "LANGUAGE": "da", "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    help_page = [sys.executable, "-X", "importtime", "-m", "skcore", "slides", "--help"]
    done = subprocess.run(help_page, env=env, capture_output=True, encoding="utf-8", check=True)
    for words in (
        "Brug: ",
        "Lav slides til netværksmødet",
        "Skal med",
        "Kan tilføjes",
        "Vis denne",
    ):
        assert words in done.stdout
    for words in ("Usage", "Options", "Show this", "default:"):
        assert words not in done.stdout
    assert "pandas" not in done.stderr


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["slides"], "Kommandoen mangler noget: study."),
        (["slidse"], "Kommandoen 'slidse' findes ikke. Skriv en af disse: slides."),
        (["slides", "study.toml", "--jop", "2"], "--jop findes ikke her. Måske: --jobs, --out."),
        (["slides", "study.toml", "--jobs"], "Der skal stå noget efter --jobs."),
        (["slides", "study.toml", "--jobs", "to"], "--jobs kan ikke have den værdi. Hvor mange"),
        (["instrument", "begin", "own.toml"], "action kan ikke have den værdi. new: skriv en fil"),
    ],
)
def test_a_command_that_cannot_be_read_is_told_in_the_readers_language(
    typed: list[str], said: str
) -> None:
    env = {**os.environ, "LANGUAGE": "da", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "skcore", *typed]
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert said in done.stderr
    assert not done.stdout
    assert not {"Traceback", "Error"} & set(done.stderr.replace(":", " ").split())


@pytest.mark.whole
def _answers_in_words(*_: object, **__: object) -> None:
    raise ValueError("could not convert 'min chef lyver' to a number") from KeyError("chef lyver")


@pytest.mark.parametrize("command", ["check", "explain", "export", "codebook", "slides", "verify"])
def test_an_error_that_nobody_foresaw_is_told_by_its_place_and_repeats_no_answer(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    command: str,
) -> None:
    study = shutil.copytree(SAMPLE, tmp_path / "study") / "study.toml"
    monkeypatch.setattr("skcore.reading.study_files.parse_responses", _answers_in_words)
    (tmp_path / "manifest.json").write_text('{"language": "en", "files": {}}', encoding="utf-8")
    where = [tmp_path, study] if command == "verify" else [study]
    monkeypatch.setattr("sys.argv", ["skcore", command, *map(str, where)])
    with pytest.raises(SystemExit) as left:
        main()
    told = "".join(capsys.readouterr())
    assert left.value.code == 1
    assert "lyver" not in told
    assert re.search(r"ValueError, reading/study_files\.py:\d+\.", told)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "får ingen egne tal"),
        pytest.param("en", "of their own", marks=pytest.mark.whole),
    ],
)
def test_check_says_how_many_workplaces_get_no_numbers_and_where_to_see_why(
    tmp_path: Path, language: str, said: str
) -> None:
    shutil.copytree(SAMPLE, tmp_path / "study", ignore=shutil.ignore_patterns("*.ledger.json*"))
    file = tmp_path / "study" / "study.toml"
    text = file.read_text(encoding="utf-8").replace('language = "da"', f'language = "{language}"')
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(file)])
    assert result.exit_code == 0
    ok, *ends, line = result.output.splitlines()
    assert ok == "OK"
    # which answer counts 0 and which 100, by questionnaire and kind; two points without presenters
    assert len(ends) == 6
    assert sum("workplaces-" in end for end in ends) == 2
    assert line.startswith("6 ")
    assert said in line
    assert f"skcore explain {file}" in line
    assert not list(file.parent.glob("*.ledger.json"))


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_the_template_shows_commented_out_can_be_switched_on(
    tmp_path: Path, language: str
) -> None:
    begin_study(tmp_path / "new", language=language)
    file = tmp_path / "new" / "study.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    keys = "not_asked|accent|logo|absence|code|text|options|theme|chosen|started"
    keys += "|named_units|named_levels|named_management|agreed_by|agreed_on"
    example = re.compile(rf'# (\[|"[^…]+" = "|({keys}) = ).*')
    text = "\n".join(line[2:] if example.fullmatch(line) else line for line in lines)
    (file.parent / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    settings, problems = parse_settings(tomllib.loads(text), folder=file.parent)
    assert settings is not None
    assert problems == []
    (responses,) = settings.responses
    assert set(responses.layout.columns.values()) == {"unit", "role", "answered"}
    assert responses.layout.not_asked == ("TM3", "TE1")
    assert responses.layout.translations["items"]["99"] == ""
    assert "absence" in settings.files
    assert settings.look.accent == "#1f5f99"
    assert settings.evaluation.told
    deck = settings.network_deck
    assert (deck.named_units, deck.named_levels, deck.named_management) == (True, True, True)
    assert deck.agreed_by
    assert deck.agreed_on


def git(place: Path, *words: str) -> str:
    """Run Git without the configuration of whoever runs the tests."""
    who = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    names = {
        f"GIT_{role}_{what}": "test"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", *words],
        cwd=place,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | who | names,
    )
    return done.stdout


@pytest.mark.whole
@pytest.mark.skipif(shutil.which("git") is None, reason="no Git here")
def test_what_notebooks_show_stays_out_of_git(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    result = runner.invoke(app, ["new", str(tmp_path / "study"), "--language", "en"])
    assert result.exit_code == 0
    assert "Git leaves out what the notebooks show (nbstripout)." in result.output
    path = tmp_path / "study" / "notebooks" / "1_measurement.ipynb"
    made = nbformat.read(path, as_version=4)
    shown = nbformat.v4.new_output("display_data", data={"text/plain": "HEMMELIGT"})
    next(cell for cell in made.cells if cell.cell_type == "code").outputs = [shown]
    nbformat.write(made, path)
    git(tmp_path, "add", "study/notebooks")
    assert "HEMMELIGT" not in git(tmp_path, "show", f":study/notebooks/{path.name}")
    assert "HEMMELIGT" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "words"), [("da", "gemmer det, den viser"), ("en", "keep what they show")]
)
def test_without_a_repository_it_is_said_how_to_take_outputs_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str, words: str
) -> None:
    result = runner.invoke(app, ["new", str(tmp_path / "study"), "--language", language])
    assert result.exit_code == 0
    assert words in result.output
    typed = f"{Path(sys.executable).stem} -m nbstripout notebooks/1_measurement.ipynb ("
    assert typed in result.output
    monkeypatch.setattr("sys.platform", "win32")
    said = said_of_outputs(tmp_path / "study", language)
    assert "py -m nbstripout notebooks\\1_measurement.ipynb (" in said
    assert not (tmp_path / "study" / "notebooks" / ".gitattributes").exists()


def test_what_check_says_first_is_in_the_studys_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    for language, said in (("da", "Linjer med ! skal rettes"), ("en", "Lines with ! must be")):
        study = tmp_path / f"{language}.toml"
        study.write_text(f'language = "{language}"\n', encoding="utf-8")
        problems, _ = check_ahead(study)
        show_problems(problems)
        assert capsys.readouterr().out.startswith(said)
