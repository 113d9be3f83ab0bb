"""Nothing that leaves the library holds an answer, or a figure that is not shown."""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from leaks import SCALES, Secrets, documents_of, leaks, secrets_of
from pypdf import PdfWriter
from typer.testing import CliRunner

import skcore
from skcore.aggregation.membership import share_favourable
from skcore.cli import app
from skcore.commands.handouts import make_handouts
from skcore.disclosure import Released
from skcore.measuring.scoring import score_items
from skcore.release.history import earlier_of
from skcore.release.plans import people_of

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ["1_measurement", "2_dialogue", "3_evaluation"]


@pytest.fixture(scope="module")
def folder(made_study: Path) -> Path:
    return made_study


@pytest.fixture(scope="module")
def study(folder: Path) -> skcore.Study:
    return skcore.load_study(folder / "study.toml")


@pytest.fixture(scope="module")
def release(study: skcore.Study) -> Any:
    return skcore.release_study(study, earlier=earlier_of(study))


@pytest.fixture(scope="module")
def people(study: skcore.Study) -> pd.DataFrame:
    found = people_of(study)
    # the library puts the wave before ids that are not linked; what was written is secret too
    return found.assign(respondent=found["respondent"].str.extract(r"(RESP\d+QX)")[0])


@pytest.fixture(scope="module")
def secrets(study: skcore.Study, people: pd.DataFrame) -> Secrets:
    parts = [
        score_items(study.responses, i)[[c for c in i.item_codes if c in study.responses]]
        for i in study.instruments
    ]
    points = pd.concat(parts, axis=1).set_axis(people.index)
    return secrets_of(people, _items(study), points)


def _items(study: skcore.Study) -> list[str]:
    return [c for i in study.instruments for c in i.item_codes if c in study.responses]


def decks(folder: Path) -> dict[str, str]:
    files = [p for p in (folder / "out").rglob("*") if p.is_file()]
    files += list(folder.glob("*.ledger.json"))
    found = {}
    for file in files:
        found |= {f"{file.parent.name}/{k}": v for k, v in documents_of(file).items()}
    return found


def test_the_secrets_are_there_to_be_found(secrets: Secrets, people: pd.DataFrame) -> None:
    assert len(secrets.ids) == len(people)
    assert len(secrets.forms) > 100
    assert len(secrets.figures) > 300
    assert len(secrets.scores) >= 10


def test_decks_manifest_and_ledgers_hold_no_secret(folder: Path, secrets: Secrets) -> None:
    found = decks(folder)
    kinds = {name.rsplit(" ", 1)[-1] for name in found}
    assert {"words", "geometry", "code"} < kinds
    assert sum("worksheets" in name for name in found) > 10
    assert sum("ledger" in name for name in found) == 7
    assert leaks(found, secrets) == []


@pytest.fixture(scope="module")
def handouts(folder: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    def make(place: Path) -> None:
        make_handouts(folder / "study.toml", out=place)

    return once("made-handouts", make)


@pytest.mark.whole
def test_handouts_hold_no_secret_in_words_or_metadata(handouts: Path, secrets: Secrets) -> None:
    papers = list(handouts.rglob("*.pdf"))
    assert len(papers) > 80
    found: dict[str, str] = {}
    for paper in papers:
        found |= {f"{paper.parent.name}/{k}": v for k, v in documents_of(paper).items()}
    assert sum("gennemsnit med usikkerhed" in text for text in found.values()) > 5  # posters, told
    assert leaks(found, secrets) == []


@pytest.mark.whole
def test_a_leak_planted_in_a_handout_is_found(
    handouts: Path, people: pd.DataFrame, secrets: Secrets, tmp_path: Path
) -> None:
    paper = PdfWriter(clone_from=next(handouts.rglob("plakat.pdf")))
    paper.add_metadata({"/Subject": f"svar fra {people['respondent'].iloc[3]}."})
    paper.write(tmp_path / "plakat.pdf")
    assert leaks(documents_of(tmp_path / "plakat.pdf"), secrets)


@pytest.mark.whole
def test_handouts_of_a_workplace_that_is_not_shown_have_no_figure_of_it(
    handouts: Path, release: Any
) -> None:
    for unit in release.facts.workplaces(release.facts.last_wave):
        if skcore.profile_slide(release, unit).figure is not None:
            continue
        for name in ("plakat", "kort", "drejebog", "udsagn"):
            paper = handouts / "arbejdspladser" / unit / f"{name}.pdf"
            words = " ".join(documents_of(paper).values())
            assert "point" not in words
            assert "har svaret (" not in words


PLANTED: dict[str, Callable[[pd.DataFrame, list[str]], str]] = {
    "an id": lambda people, _: f"svar fra {people['respondent'].iloc[3]}.",
    "a form": lambda people, items: json.dumps(people[items].dropna().iloc[5].tolist()),
    "a form on 0-100": lambda people, items: "; ".join(
        f"{v:g}" for v in people[items].dropna().iloc[7]
    ),
    "a leader's score": lambda people, _: f"lederen: {_one_score(people):g}".replace(".", ","),
    "an unrounded mean": lambda people, _: f"{_unit_means(people).iloc[2]:.2f}",
    "an unrounded mean in a picture": lambda people, _: (
        f'<svg><circle cx="{_unit_means(people).iloc[4]:.5f}"/></svg>'
    ),
    "a spread": lambda people, _: f"sd {people.groupby(['wave', 'role'])['TM'].std().iloc[0]:.3f}",
}


def _one_score(people: pd.DataFrame) -> float:
    scores = people.loc[people["role"] == "leader", "TM"].dropna()
    return float(scores[scores % 1 > 0].iloc[0])


def _unit_means(people: pd.DataFrame) -> pd.Series:
    means = people.groupby(["wave", "unit", "role"])["TE"].mean().dropna()
    return means[(means * 100).round() % 10 != 0][means % 0.01 > 0.001]


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_leak_is_found(
    name: str, people: pd.DataFrame, study: skcore.Study, secrets: Secrets, tmp_path: Path
) -> None:
    text = PLANTED[name](people, _items(study))
    page = tmp_path / "page.html"
    page.write_text(f"<p>Alt vel</p>{text}", encoding="utf-8")
    assert leaks(documents_of(page), secrets)
    page.write_text("<p>Tilliden ligger på 71 point (66–76); 412 af 538.</p>", encoding="utf-8")
    assert leaks(documents_of(page), secrets) == []


def test_scripts_and_styles_are_the_same_in_every_deck_so_they_hold_no_data(folder: Path) -> None:
    codes = {k: v for k, v in decks(folder).items() if k.endswith("html code")}
    assert len(codes) == 12
    assert len(set(codes.values())) == 1


def test_marks_lie_on_whole_points(folder: Path) -> None:
    """A mean before rounding would be readable from where its mark is drawn."""
    scales = 0
    for name, text in decks(folder).items():
        if not name.endswith("html geometry"):
            continue
        for svg in re.findall(r"<svg.*?</svg>", text, flags=re.S):
            ticks = _ticks(svg)
            if len(ticks) < 3:
                continue
            scales += 1
            (first, low), *_, (last, high) = sorted(ticks.items())
            for place in re.findall(r'<circle [^>]*?cx="([\d.]+)" cy="([\d.]+)"', svg):
                x, y = map(float, place)
                if y < 40:  # the key's own dots
                    continue
                points = first + (last - first) * (x - low) / (high - low)
                assert abs(points - round(points, 1)) < 0.02, name  # the actions' means have tenths
    assert scales >= 5


def _ticks(svg: str) -> dict[int, float]:
    """Return the numbers under the axis and where they stand: the lowest line of three or more."""
    lines: dict[float, dict[int, float]] = {}
    for x, y, word in re.findall(r'<text [^>]*?x="([\d.]+)" y="([\d.]+)"[^>]*>(\d+)<', svg):
        lines.setdefault(float(y), {})[int(word)] = float(x)
    return max(((y, line) for y, line in lines.items() if len(line) > 2), default=(0.0, {}))[1]


# --- what is released holds shown, rounded figures and nothing else


def tables(release: Any) -> dict[str, Released]:
    found: dict[str, Released] = {}
    for name, value in vars(release).items():
        parts = value if isinstance(value, dict) else {"": value}
        for key, part in parts.items():
            inside = vars(part) if hasattr(part, "__dataclass_fields__") else {"": part}
            found |= {f"{name}.{key}.{k}": t for k, t in inside.items() if type(t) is Released}
    return found


def test_released_tables_hold_no_figure_before_rounding(release: Any, secrets: Secrets) -> None:
    found = tables(release)
    assert len(found) >= 15
    written = {name: t.table.to_csv(index=False, sep=" ") for name, t in found.items()}
    assert leaks(written, secrets) == []


def test_no_released_table_puts_a_spread_or_a_share_beside_a_unit(release: Any) -> None:
    """Mean and spread of a small group give its answers away, the more so with a share.

    So a unit has its mean and one coarse word, never a number for spread or share, in any table
    and in any call: nothing needs to be held together. Strokes at meetings are nobody's answers.
    """
    for name, released in tables(release).items():
        table = released.table
        if name == "observations..":
            continue
        of_units = [c for c in ("unit", "comparison") if c in table]
        registers = released.kind == "absence" or name.startswith("outcomes")
        if registers or not of_units or not table[of_units].notna().any(axis=None):
            continue
        spread = {c for c in table if re.search(r"^(sd|std|share|variance|rwg|ad_)", str(c))}
        assert spread == set(), name
        if released.kind == "distribution":
            units = table[table[of_units].notna().any(axis=1)]
            assert set(units.select_dtypes("number")) <= {"n"}, name
            assert set(units["spread"].dropna()) <= {"", "apart"}, name


def test_shares_of_the_whole_rest_on_at_least_thirty(release: Any) -> None:
    shares = release.items.table
    assert set(shares["cut"]) <= {"wave × role", "wave × role × complete = all"}
    finer = shares[~shares["category"].str.contains("+", regex=False)]
    assert shares["n"].min() >= 30
    assert finer.groupby(["wave", "variable"])["category"].nunique().le(1).all() or (
        finer["n"].min() >= 30
    )


def test_no_group_below_the_minimum_has_a_figure(release: Any, people: pd.DataFrame) -> None:
    for instrument, released in release.levels.items():
        table = released.table[~released.table["hidden"]]
        assert table["n"].min() >= 5, instrument
        own = table["unit"] if "unit" in table else pd.Series(None, index=table.index)
        leaders = table[(table["role"] == "leader") & own.notna()]
        assert leaders.empty, "one leader is one person"
    gaps = release.gaps.table
    shown = gaps[~gaps["hidden"]]
    assert (shown[["n_employee", "n_leader"]] >= 10).all(axis=None)
    assert gaps.loc[gaps["hidden"], ["employee", "leader", "estimate"]].isna().all(axis=None)


def test_well_being_is_never_told_of_a_unit(release: Any) -> None:
    cuts = release.levels["who-5"].table["cut"].unique()
    assert not any("unit" in cut or "comparison" in cut for cut in cuts)
    for unit in release.facts.workplaces(release.facts.last_wave):
        for slide in skcore.unit_deck(release, unit):
            assert "WHO" not in json.dumps(slide.to_json(), ensure_ascii=False)


def test_a_workplace_that_is_not_shown_has_no_figure_on_any_slide(release: Any) -> None:
    plan = release.plans.means[release.facts.primary.id]
    groups = plan.groups[plan.groups["cut"] == "wave × unit × role"]
    groups = groups[(groups["wave"] == release.facts.last_wave) & (groups["role"] == "employee")]
    hidden = groups.loc[groups["hidden"], "unit"].tolist()
    names = {release.facts.unit_name(unit) for unit in hidden}
    assert hidden
    for unit in hidden:
        for slide in skcore.unit_deck(release, unit):
            if hasattr(slide.figure, "table"):
                figures = slide.figure.table
                own = [c for c in ("estimate", "after", "before") if c in figures]
                assert figures[own].isna().all(axis=None)
    for slide in skcore.network_deck(release):
        if hasattr(slide.figure, "table") and "label" in slide.figure.table:
            figures = slide.figure.table
            told = [c for c in ("estimate", "share", "employee") if c in figures]
            assert not (figures["label"].isin(names) & figures[told].notna().any(axis=1)).any()


# --- notebooks, messages, logs


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_executed_notebooks_hold_no_secret_outside_the_researchers_room(
    name: str, executed_notebook: Callable[[str], Path], secrets: Secrets
) -> None:
    found = documents_of(executed_notebook(name))
    assert sum("svg" in text or "words" in key for key, text in found.items()) > 20
    assert leaks(found, secrets) == []


def test_messages_and_logs_hold_no_answer(
    folder: Path, secrets: Secrets, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = {}
    table = pd.read_csv(folder / "responses.csv", sep=";", dtype=str, encoding="utf-8-sig")
    broken = {
        "a value outside": table.assign(TM1=["77", *table["TM1"].iloc[1:]]),
        "twice": pd.concat([table, table.iloc[[0, 4]]]),
        "no such unit": table.assign(Arbejdsplads=["?", *table["Arbejdsplads"].iloc[1:]]),
        "changed": table.iloc[1:],
    }
    for name, answers in broken.items():
        place = tmp_path / name
        place.mkdir()
        for file in folder.iterdir():
            if file.is_file():
                (place / file.name).write_bytes(file.read_bytes())
        answers.to_csv(place / "responses.csv", sep=";", index=False, encoding="utf-8-sig")
        result = CliRunner().invoke(
            app, ["slides", str(place / "study.toml"), "--out", str(place / "out")]
        )
        assert result.exit_code == 1, name
        said[name] = result.output
    said["log"] = caplog.text
    assert all(said[name] for name in broken)
    assert leaks(said, secrets) == []


@pytest.mark.whole
def test_what_other_commands_write_or_say_holds_no_secret(
    folder: Path, secrets: Secrets, tmp_path: Path
) -> None:
    """Code book in each format, reasons, checks, how many must answer, verify."""
    place = tmp_path / "study"
    shutil.copytree(folder, place)
    old = set(place.rglob("*"))
    file, out = str(place / "study.toml"), tmp_path / "written"
    out.mkdir()
    commands = {
        "codebook": [file, "--out", str(out / "codebook")],
        "explain": [file],
        "check": [file],
        "verify": [str(place / "out"), file],
        "questionnaire": [file, "--to", "preparation", "--out", str(out / "form.pdf")],
        "export": [file, "--out", str(tmp_path / "confidential")],
    }
    found = {}
    for name, arguments in commands.items():
        done = CliRunner().invoke(app, [name, *arguments])
        assert done.exit_code == 0, done.output
        assert len(done.output) > 20, name
        found[name] = done.output
    written = [p for p in [*out.rglob("*"), *(set(place.rglob("*")) - old)] if p.is_file()]
    assert {".xml", ".xlsx", ".html", ".pdf"} <= {path.suffix for path in written}
    for path in written:
        if "confidential" not in path.name:
            found |= documents_of(path)
    assert leaks(found, secrets) == []


def test_favourable_shares_are_searched_for_too(study: skcore.Study, secrets: Secrets) -> None:
    """The search knows the share of a unit, though no table holds it."""
    shares = share_favourable(study.responses, study.instruments[0])["TM"]
    assert np.isfinite(shares).any()
    assert SCALES[0] == "TM"
    assert any(text.startswith("7") for text in secrets.figures)
