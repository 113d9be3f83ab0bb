"""Any study: checked, made into decks and explained, whatever was asked, of whom and how often.

Each pair of settings occurs in one of some sixty studies. All of them are read, planned, made into
slides and explained each time; some go through the command line as well, and are opened in a
browser (``browser/test_studies.py``). Larger ones, and six hundred others, by ``make test-deep``.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest
from matrix_studies import OWN, SETTINGS, Case, matrix, small_matrix, write_case
from typer.testing import CliRunner

from skcore.cli import app
from skcore.commands.check import check_ahead
from skcore.commands.explain import explain_plans
from skcore.decks import network_deck, own_decks, unit_deck
from skcore.decks.left_out import left_out
from skcore.instruments.loader import load_instrument
from skcore.reading.study import load_study
from skcore.release import StudyRelease, release_study
from skcore.slides.markup import plain
from skcore.slides.slide import Chart, Slide, TableFigure
from skcore.texts import load_texts

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
    knowledge = is_knowledge(slide)
    assert about_capital or not knowledge, slide.title
    for preset, words in PRESETS.items():
        if preset != case.preset and not knowledge:  # research is told of where it was made
            assert not re.search(words[case.language], said), (preset, slide.title)
    if not about_capital:
        assert CAPITAL[case.language] not in said, slide.title
    if case.absence == "none":
        assert not re.search(SICK_LEAVE[case.language], said), slide.title
    if case.leaders == "none":
        assert not re.search(LEADERS[case.language], said), slide.title
    for name in SHIPPED:
        if name not in asked and not knowledge:
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


def is_knowledge(slide: Slide) -> bool:
    """Whether a slide tells what others have found."""
    return slide.kicker == load_texts(slide.language)("deck.kicker_knowledge")


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
    """Numbers that a reader of the slide sees, or that follow from two of them; and the rules'."""
    facts, figure = release.facts, slide.figure
    if is_knowledge(slide):  # what others have published stands with its source, and nowhere else
        assert re.search(r"\((19|20)\d\d\b", slide.footnote), slide.title
        return {value_of(n, facts.language) for n in NUMBER.findall(slide.footnote)}
    policy = facts.policy
    known = {0.0, 1.0, 100.0, policy.minimum, policy.absence_minimum, policy.ceiling}
    # what is told beside the figure: whose answers, how sure, what the alternative text says
    written = [slide.alt, slide.footnote]
    if isinstance(figure, TableFigure):
        written += [cell for row in (figure.columns, *figure.rows) for cell in row]
        written += [slide.title] if "svaret" in slide.title or "answered" in slide.title else []
        responses = release.responses.table
        known |= _of_tables(_of_the_whole(release), responses[responses["cut"] == "wave × role"])
    if isinstance(figure, Chart):
        known |= _of_tables(figure.table) | _shares(figure) | _of_tables(*_behind(release, figure))
    known |= {value_of(n, facts.language) for text in written for n in NUMBER.findall(text)}
    counts = {value for value in known if value == int(value)}
    if isinstance(figure, TableFigure):
        known |= {abs(one - other) for one in counts for other in counts}
    return known


def _of_tables(*tables: pd.DataFrame) -> set[float]:
    """Numbers of released tables, as they may be written: with up to two decimals."""
    found: set[float] = set()
    for table in tables:
        values = table.select_dtypes("number").astype(float).to_numpy().ravel()
        found |= {abs(round(v, d)) for v in values if v == v for d in (0, 1, 2)}
    return found


def _behind(release: StudyRelease, figure: Chart) -> list[pd.DataFrame]:
    """Tables that a figure is drawn from, where it does not show all that is said of them."""
    if figure.kind == "scatter":
        related = [*release.outcomes.values(), *([release.absence] if release.absence else [])]
        chance = release.action.chance if release.action is not None else None
        return [
            *(relation.model.table for relation in related),
            *([chance.table] if chance else []),
        ]
    if figure.kind == "profile":
        wave = release.facts.last_wave
        levels = release.levels[release.facts.primary.id].table
        own = _as_published(release, figure.table["estimate"])
        beside = [t.table for t in release.levels.values()]
        whole = [t[(t["cut"] == "wave × role") & (t["wave"] == wave)] for t in beside]
        return [levels[levels["wave"] == wave], *whole, own]
    if figure.kind in ("spread", "levels"):
        dots = figure.table.groupby("label" if figure.kind == "spread" else "scale")["estimate"]
        return [(dots.max() - dots.min()).dropna().to_frame()]
    if figure.kind == "distribution":
        whole = _of_the_whole(release)
        known = [reference.value for reference in release.facts.primary.references]
        points = pd.Series([*whole["estimate"], *known], dtype=float)
        return [whole, points.round().to_frame(), _as_published(release, points)]
    if figure.kind == "change":
        changed = [t.table for t in (release.share_changes, release.participants) if t is not None]
        return [*changed, *map(_differences, changed)]
    return [release.years.table] if release.years is not None else []


def _differences(table: pd.DataFrame) -> pd.DataFrame:
    """What the participants' numbers differ by, before they were rounded."""
    values = table.select_dtypes("number").astype(float).to_numpy().ravel()
    apart = [one - other for one in values for other in values]
    return pd.DataFrame({"value": [a + b for a in apart for b in (-0.1, 0.0, 0.1)]})


def _as_published(release: StudyRelease, points: pd.Series) -> pd.DataFrame:
    """Points on the ranges that sources report scales on."""
    found = []
    for scale in release.facts.primary.scales:
        if scale.published is not None:
            own = scale.published
            found += (own.low + (own.high - own.low) * points.astype(float) / 100).tolist()
    return pd.DataFrame({"value": found})


def _shares(figure: Chart) -> set[float]:
    """Shares of a question put together: the positive answers of a bar."""
    found: set[float] = set()
    for _, rows in figure.table.groupby("label", sort=False) if "share" in figure.table else ():
        shares = rows["share"].astype(float).tolist()
        found |= {sum(shares[:end]) for end in range(len(shares) + 1)}
        found |= {sum(shares[start:]) for start in range(len(shares))}
    return found


@pytest.mark.parametrize(
    "case",
    # every twelfth at once, the others with `make test-whole` and in CI
    [
        pytest.param(c, id=c.name, marks=[pytest.mark.whole] * bool(n % 12))
        for n, c in enumerate(CASES)
    ],
)
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


@pytest.mark.whole
@pytest.mark.parametrize("case", CASES[::16], ids=lambda case: case.name)
def test_what_check_calls_ok_is_made_and_explained(case: Case, tmp_path: Path) -> None:
    written(case, tmp_path)


def test_wellbeing_alone_is_told_where_a_level_above_has_too_few_workplaces(tmp_path: Path) -> None:
    """Of a level that is not planned no gap is computed either."""
    case = next(c for c in matrix() if (c.first, c.workplaces, c.levels) == ("who-5", 1, 2))
    holds(case, tmp_path)


@pytest.mark.deep
def test_larger_studies_are_made_and_explained(tmp_path: Path) -> None:
    for case in matrix():
        holds(case, tmp_path / "slides" / case.name)
        written(case, tmp_path / "written" / case.name)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(1, 10))
def test_six_hundred_other_studies_are_too(seed: int, tmp_path: Path) -> None:
    for case in matrix(seed, SETTINGS | {"workplaces": (1, 2, 5, 14)}):
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
    published = load_texts(release.facts.language)("deck.kicker_knowledge")
    charted = next(
        slide
        for slide in decks[""]
        if isinstance(slide.figure, Chart | TableFigure) and slide.kicker != published
    )

    wrong = dataclasses.replace(charted, title="Det er 73,5 point")
    with pytest.raises(AssertionError, match="73,5"):
        numbers_are_in_the_figure(release, wrong)
    assert check_ahead(tmp_path / "study.toml")[1]


def test_well_being_is_told_of_the_highest_level_that_has_several_units(tmp_path: Path) -> None:
    """One unit on top is the whole under another name, and hid the level below it."""
    alone = next(case for case in CASES if case.instruments == ("who-5",))
    case = dataclasses.replace(alone, levels=3, workplaces=9, sizes="large", missing=0.0)
    release, _ = decks_of(case, tmp_path)
    table = release.levels["who-5"].table
    assert not table.loc[table["cut"] == "wave × level_2 × role", "hidden"].all()
    assert "wave × unit × role" not in set(table["cut"])
