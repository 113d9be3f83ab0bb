"""Any study: checked, made into decks and explained, whatever was asked, of whom and how often.

Each pair of settings occurs in one of some sixty studies. All of them are read, planned, made into
slides and explained each time; some go through the command line as well, and are opened in a
browser (``browser/test_studies.py``). Larger ones, and six hundred others, by ``make test-deep``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from matrix_studies import OWN, Case, matrix, small_matrix, write_case
from typer.testing import CliRunner

from skcore.cli import app
from skcore.decks import left_out, network_deck, own_decks, unit_deck
from skcore.explanation import check_ahead, explain_plans
from skcore.instruments import load_instrument
from skcore.reading.study import load_study
from skcore.release import StudyRelease, release_study
from skcore.slides.markup import plain
from skcore.slides.slide import Chart, Slide, TableFigure

CASES = small_matrix()
#: words that only studies may use that have what they speak of
PRESETS = {
    "company": {"da": r"virksomhed", "en": r"\bcompany"},
    "municipality": {"da": r"kommun|borger|forvaltning", "en": r"municipality|citizen"},
    "hospital": {"da": r"\bhospital(et|s)\b|patient|afsnit", "en": r"the hospital\b|patient|ward"},
}
CAPITAL = {"da": "social kapital", "en": "social capital"}
SICK_LEAVE = {"da": "fravær", "en": "absence|sick leave"}
LEADERS = {"da": r"\blederne", "en": r"the leaders|leaders stand"}
ABOUT_CAPITAL = {"copsoq3-social-capital", "fire-hurtige", "kouvonen-8"}
SHIPPED = ("copsoq3-social-capital", "fire-hurtige", "kouvonen-8", "who-5", "own-items-example")
NUMBER = re.compile(r"(?<![\w.,‑-])[−-]?\d+(?:[.,]\d+)*(?![\w‑])")


def decks_of(case: Case, folder: Path) -> tuple[StudyRelease, dict[str, list[Slide]]]:
    """Do what check does, and explain; return the decks, the network deck's name is empty."""
    study = load_study(write_case(case, folder))
    release = release_study(study, earlier={})
    decks = {"": network_deck(release)}
    decks |= {unit: unit_deck(release, unit) for unit in own_decks(release)}
    assert all(line and "{" not in line for line in left_out(release))
    assert explain_plans(study, release.plans)
    return release, decks


def holds(case: Case, folder: Path) -> None:
    """What must hold of every study's slides."""
    release, decks = decks_of(case, folder)
    assert (len(decks) == 1) == (case.workplaces == 1 or set(case.instruments) == {"who-5"})
    for slides in decks.values():
        for slide in slides:
            speaks_of_what_there_is(case, slide)
            numbers_are_in_the_figure(release, slide)
    if case.workplaces == 1 and not _of_the_whole(release).empty:
        assert any(isinstance(slide.figure, Chart | TableFigure) for slide in decks[""])


def _of_the_whole(release: StudyRelease) -> pd.DataFrame:
    table = release.levels[release.facts.primary.id].table
    whole = table[(table["cut"] == "wave × role") & ~table["hidden"]]
    return whole[(whole["wave"] == release.facts.last_wave) & (whole["role"] == "employee")]


def speaks_of_what_there_is(case: Case, slide: Slide) -> None:
    """No preset's words but the study's own, no theme, file or people that it does not have."""
    said = f"{slide.to_text()} {slide.notes}".lower()
    asked = set(case.instruments)
    about_capital = bool(ABOUT_CAPITAL & asked)
    if about_capital and CAPITAL[case.language] in slide.kicker.lower():
        return  # research is told of hospitals and of sick leave, and of what it asked there
    for preset, words in PRESETS.items():
        if preset != case.preset:
            assert not re.search(words[case.language], said), (preset, slide.title)
    if not about_capital:
        assert CAPITAL[case.language] not in said, slide.title
    if case.absence == "none":
        assert not re.search(SICK_LEAVE[case.language], said), slide.title
    if case.leaders == "none":
        assert not re.search(LEADERS[case.language], said), slide.title
    for name in SHIPPED:
        if name not in asked:
            for label in _labels(name, case):
                assert label not in said, (label, slide.title)


def _labels(name: str, case: Case) -> set[str]:
    """Labels of a questionnaire's scales that no questionnaire of the study has."""
    own = {
        scale.label[case.language]
        for asked in case.instruments
        if asked != OWN
        for scale in load_instrument(asked).scales
    }
    every = {scale.label[case.language] for scale in load_instrument(name).scales} - own
    # a word of every day is no theme's name
    return {label.lower() for label in every if " " in label and label.lower() != CAPITAL["da"]}


def numbers_are_in_the_figure(release: StudyRelease, slide: Slide) -> None:
    """Every number of a title or a sentence is in its figure, or follows from two of its row."""
    if slide.figure is None or slide.layout == "title":
        return
    text = f"{slide.title} {' '.join(plain(paragraph) for paragraph in slide.body)}"
    for name in names_of(release):
        text = text.replace(name, " ")
    known = numbers_of(release, slide)
    for found in NUMBER.findall(text):
        assert value_of(found, release.facts.language) in known, (found, slide.title)


def value_of(written: str, language: str) -> float:
    decimal, thousands = (",", ".") if language == "da" else (".", ",")
    digits = written.replace(thousands, "").replace(decimal, ".")
    return abs(float(digits.replace("−", "-")))


def names_of(release: StudyRelease) -> list[str]:
    """Words with digits in them: names of workplaces and surveys, questions, answers, scales."""
    facts = release.facts
    words = [str(name) for name in facts.units["name"]] + [
        facts.wave_label(w.id) for w in facts.waves
    ]
    for instrument in facts.instruments:
        words += [item.label[facts.language] for item in instrument.items]
        words += [o.label[facts.language] for own in instrument.options.values() for o in own]
        for scale in instrument.scales:
            words += [scale.label[facts.language]]
            words += [scale.published.label[facts.language]] if scale.published else []
        words += [f"({reference.year})" for reference in instrument.references]
    return sorted({word for word in words if any(c.isdigit() for c in word)}, key=len, reverse=True)


def numbers_of(release: StudyRelease, slide: Slide) -> set[float]:
    """Numbers that a reader of the slide sees in its figure, and those of the rules."""
    facts = release.facts
    policy = facts.policy
    known = {0.0, 1.0, 100.0, 95.0, float(policy.minimum), float(policy.absence_minimum), 12.0}
    if isinstance(slide.figure, TableFigure):
        cells = [cell for row in (slide.figure.columns, *slide.figure.rows) for cell in row]
        known |= {value_of(n, facts.language) for cell in cells for n in NUMBER.findall(cell)}
        known |= {100.0 - value for value in known}
    if isinstance(slide.figure, Chart):
        table = slide.figure.table
        values = table.select_dtypes("number")
        known |= {round(abs(float(v)), 2) for v in values.to_numpy().ravel() if v == v}
        if slide.figure.kind == "spread":
            by_scale = table.groupby("label")["estimate"]
            known |= {float(v) for v in (by_scale.max() - by_scale.min()).dropna()}
        if "reference" in table:
            known |= {abs(float(v)) for v in (table["estimate"] - table["reference"]).dropna()}
        if slide.figure.kind == "distribution":
            known |= _shares(table) | _levels(release)
        known |= {
            float(n)
            for n in NUMBER.findall(" ".join(map(str, slide.figure.options.values())))
            if "," not in n
        }
    # what is told beside the figure: whose answers, how sure, and what the alternative text says
    told = f"{slide.alt} {slide.footnote}"
    return known | {value_of(n, facts.language) for n in NUMBER.findall(told)}


def _shares(table: pd.DataFrame) -> set[float]:
    """Shares of a question put together: the positive answers of a bar."""
    found: set[float] = set()
    for _, rows in table.groupby("label", sort=False):
        shares = rows["share"].astype(float).tolist()
        found |= {sum(shares[:end]) for end in range(len(shares) + 1)}
        found |= {sum(shares[start:]) for start in range(len(shares))}
    return found


def _levels(release: StudyRelease) -> set[float]:
    """Means of the whole with their intervals, as points and as their source writes them."""
    found: set[float] = set()
    for reference in release.facts.primary.references:
        found |= {round(reference.value), 10.2}
    rows = _of_the_whole(release)
    columns = rows[["estimate", "conf_low", "conf_high"]].astype(float)
    return found | {v for v in columns.to_numpy().ravel() if v == v}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_any_study_is_read_planned_made_into_slides_and_explained(
    case: Case, tmp_path: Path
) -> None:
    holds(case, tmp_path)


def run(*words: str) -> str:
    """Run a command that must succeed; return what it said."""
    done = CliRunner().invoke(app, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, f"{words[0]}: {done.output}"
    return done.output


def written(case: Case, folder: Path) -> None:
    """What check calls OK, slides and explain do; what slides leaves out, check has said."""
    study = str(write_case(case, folder))
    checked = run("check", study)
    made = run("slides", study, "--out", str(folder / "out"), "--jobs", "1", "--units", "all")
    run("explain", study)
    assert list((folder / "out").rglob("*.html"))
    release = release_study(load_study(study), earlier={})
    for line in left_out(release):
        assert line in checked
        assert line in made


@pytest.mark.parametrize("case", CASES[::10], ids=lambda case: case.name)
def test_what_check_calls_ok_is_made_and_explained(case: Case, tmp_path: Path) -> None:
    written(case, tmp_path)


@pytest.mark.deep
def test_larger_studies_are_made_and_explained(tmp_path: Path) -> None:
    for case in matrix():
        holds(case, tmp_path / "slides" / case.name)
        written(case, tmp_path / "written" / case.name)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(1, 10))
def test_six_hundred_other_studies_are_too(seed: int, tmp_path: Path) -> None:
    for case in matrix(seed):
        holds(case, tmp_path / case.name)


def test_each_pair_of_questionnaire_and_size_is_tried() -> None:
    for cases in (CASES, matrix()):
        pairs = {(case.first, case.workplaces) for case in cases}
        assert len(pairs) == len({c.first for c in cases}) * len({c.workplaces for c in cases})
        assert {c.options for c in cases if OWN in c.instruments} >= {2, 4, 11, "words", "uneven"}
    assert len(CASES) > 55


def test_the_sentences_are_held_against_the_figure(tmp_path: Path) -> None:
    """So that the test above can fail."""
    release, decks = decks_of(CASES[0], tmp_path)
    charted = next(slide for slide in decks[""] if isinstance(slide.figure, Chart | TableFigure))
    import dataclasses

    wrong = dataclasses.replace(charted, title="Det er 73,5 point")
    with pytest.raises(AssertionError, match="73,5"):
        numbers_are_in_the_figure(release, wrong)
    assert check_ahead(tmp_path / "study.toml")[1]
