"""Own questionnaires and study files with slips in them: one sentence each, never a traceback."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from matrix_studies import OWN, Case, write_case
from typer.testing import CliRunner

from skcore.cli import app

CASE = Case(
    number=1, seed=77, first=OWN, options=4, second="", workplaces=2, sizes="ten", levels=2,
    preset="company", leaders="none", absence="none", waves=1, missing=0.0, language="da",
    invited=True, outcomes=True, linked=False, crosswalk=False, extras=False,
)  # fmt: skip
HOW = r"\[\[options\.how\]\][\s\S]*?(?=\[\[items)"
ONLY_ONE = r"\[\[options\.how\]\]\ncode = [234]\n.*\n.*\n"
#: name -> file, what stands there (a pattern), what stands there instead, and what check says
SLIPS: dict[str, tuple[str, str, str, str]] = {
    "points of another scale": (OWN, "points = 100|points = 66.67", "points = 1", "0 til 33.33"),
    "points over 100": (OWN, r"points = 100", "points = 120", "fra 0 til 100"),
    "points as text": (OWN, r"points = 33.33", 'points = "33,33"', "være et tal"),
    "one option": (OWN, ONLY_ONE, "", "mindst to svarmuligheder"),
    "no options": (OWN, HOW, "[options]\nhow = []\n", "mindst to svarmuligheder"),
    "options as one text": (OWN, HOW, '[options]\nhow = "ja/nej"\n', "tabeller"),
    "options as numbers": (OWN, HOW, "[options]\nhow = [1, 2, 3]\n", "ikke er svarmuligheder"),
    "the same option twice": (OWN, r'da = "Trin 2"', 'da = "Trin 1"', "mere end én gang"),
    "the same question twice": (OWN, r"Min dag: ro", "Min dag: plads", r"label\.da i items"),
    "the same theme twice": (OWN, "IT og rammer", "overblik i hverdagen", r"label\.da i scales"),
    "a scale of no question": (OWN, r'\["OB1", "OB2"\]', "[]", "mangler i scales.OB"),
    "no scales": (OWN, r"\[\[scales\]\][\s\S]*", "", "'scales' mangler i filen"),
    "an unknown dimension": (OWN, r'code = "OB"\n', 'code = "OB"\ndimension = "x"\n', "dimension"),
    "too many answers": (OWN, r'code = "OB"\n', 'code = "OB"\nmin_answered = 9\n', "1 til 2"),
    "braces in a label": (OWN, r"Min dag: ro", "Min {dag}: ro {0} %s **x**", ""),
    "a very long label": (OWN, r"Min dag: ro", "Min dag og " + "meget andet " * 25, ""),
    "a very long theme": (OWN, r"IT og rammer", "IT" + " og alt det andet" * 15, ""),
    "a well-being theme": (OWN, r'code = "OB"\n', 'code = "OB"\ndimension = "wellbeing"\n', ""),
    "no questionnaire": ("study.toml", r'\["own\.toml"\]', "[]", "instruments"),
    "an unknown one": ("study.toml", r'\["own\.toml"\]', '["own.toml", "copsoq2"]', "copsoq2"),
    "one that nobody was asked": ("study.toml", r'\["own\.toml"\]', '["own.toml", "who-5"]', "WHO"),
    "an unknown preset": ("study.toml", r'"company"', '"school"', "preset"),
    "levels of another list": ("study.toml", r"levels = .*", 'levels = ["by", "bydel"]', "niveau"),
    "a survey of another year": ("study.toml", r'id = "2024"', 'id = "2031"', "2024"),
    "a goal out of reach": ("study.toml", r"\Z", "[goals]\nOA = 170\n", "170|0 til 100"),
    "a taken background": ("study.toml", r"\[\[waves", 'backgrounds = ["unit"]\n[[waves', "'unit'"),
    "a background asked": ("study.toml", r"\[\[waves", 'backgrounds = ["OA1"]\n[[waves', "'OA1'"),
    "an unknown word": ("study.toml", r"\Z", '[words]\nchef = "X"\n', "chef"),
    "braces in a word": ("study.toml", r"\Z", '[words]\nwhole = "hele {huset}"\n', ""),
    "nobody answered": ("responses.csv", r"Trin \d", "", ""),
    "everybody the same": ("responses.csv", r"Trin \d", "Trin 4", ""),
    "leaders only": ("responses.csv", r"employee", "leader", ""),
    "names like formulas": ("units.csv", r"Elmehus 2", "=CMD()|<script>{x}%s", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("right")
    write_case(CASE, folder)
    return folder


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


#: one study that can be made at once, the others with `make test-whole` and in CI
MADE = [name for name in SLIPS if not SLIPS[name][3]]


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.whole] * (name in MADE[1:])) for name in SLIPS],
)
def test_a_slip_ends_in_a_sentence_or_in_slides(study: Path, tmp_path: Path, name: str) -> None:
    file, old, new, words = SLIPS[name]
    folder = tmp_path / "study"
    shutil.copytree(study, folder)
    text = (folder / file).read_text(encoding="utf-8-sig")
    changed = re.sub(old, lambda _: new, text)
    assert changed != text
    (folder / file).write_text(changed, encoding="utf-8")
    path, out = str(folder / "study.toml"), str(tmp_path / "out")
    code, said = run("check", path)
    assert "{" not in said.replace("{dag}", "").replace("{huset}", "").replace("{0}", "")
    if words:
        assert re.search(words, said), said
        assert code == 1
    for command in (
        ("slides", path, "--out", out, "--jobs", "1", "--units", "none"),
        ("explain", path),
        ("codebook", path, "--out", str(tmp_path / "codes")),
        ("handouts", path, "--only", "cards", "--units", "w1-01", "--out", str(tmp_path / "paper")),
    ):
        done, told = run(*command)
        assert told.strip()
        assert code or not done, (command[0], told)  # what check calls OK is made
        if command[0] == "slides":
            assert bool(done) == bool(code), told
