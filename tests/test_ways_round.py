"""Ordinary ways by which answers that were shown could come back as others: each is refused.

And the other way round: what changed nothing about the answers is never refused.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from outsider import Cell, Outsider
from random_small import STEPS
from random_whole import in_turn, write_in_turn
from small_study import study_file
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.commands.check import check_ahead
from skcore.commands.codebook import make_codebook
from skcore.commands.slides import make_decks
from skcore.disclosure.memory import pending
from skcore.disclosure.memory.made_decks import folder_remembered
from skcore.disclosure.memory.pending import Pending
from skcore.release.history import Earlier, earlier_of, record
from skcore.release.plans import Plans, people_of, plan_study, study_plans
from skcore.release.survey import levels

LATE = "2025;A;employee;1;1;1;1\n"
CHANGED, LOST = "have changed since something was shown", "is missing beside the study file"
SEEMS = "Wave '2026' seems to be wave '2025', which was shown before: "


def answers(wave: str, seed: int, sizes: tuple[int, ...] = (7, 8, 9, 12)) -> list[list[object]]:
    rng = np.random.default_rng(seed)
    return [
        [wave, unit, "employee", *rng.integers(1, 6, 4).tolist()]
        for unit, n in zip("ABCD", sizes, strict=True)
        for _ in range(n)
    ]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of which slides were made, in a folder below it; never to be changed."""
    place = tmp_path_factory.mktemp("shown")
    path = study_file(place / "study", answers("2025", 1))
    make_decks(path, out=place / "study" / "out", units=["none"], jobs=1)
    return place / "study"


@pytest.fixture
def study(shown: Path, tmp_path: Path) -> Path:
    return shutil.copytree(shown, tmp_path / "study") / "study.toml"


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def late(path: Path) -> Path:
    file = path.parent / "responses.csv"
    file.write_text(file.read_text(encoding="utf-8") + LATE, encoding="utf-8")
    return path


def renamed(path: Path, name: str = "odense.toml") -> Path:
    return path.rename(path.with_name(name))


def copied(path: Path, name: str = "odense.toml") -> Path:
    return Path(shutil.copy(path, path.with_name(name)))


def without_ledgers(path: Path, pattern: str = "*.ledger.json") -> Path:
    found = list(path.parent.glob(pattern))
    assert found
    for ledger in found:
        ledger.unlink()
    return path


def with_title(path: Path) -> Path:
    edit(path, ('title = "T"', 'title = "Other"'))
    return path


def wave_renamed(path: Path, *dates: tuple[str, str]) -> Path:
    edit(path, ('id = "2025"', 'id = "2026"'), *dates)
    edit(path.parent / "responses.csv", ("2025;", "2026;"))
    return path


def a_day_later(path: Path) -> Path:
    return wave_renamed(path, ("2025-03-03", "2025-03-04"), ("2025-03-23", "2025-03-24"))


def a_year_later(path: Path) -> Path:
    return wave_renamed(path, ("2025-03-03", "2026-03-03"), ("2025-03-23", "2026-03-23"))


def without_dates(path: Path) -> Path:
    return wave_renamed(path, ("start = 2025-03-03\nend = 2025-03-23\n", ""))


def many_late(path: Path) -> Path:
    """So many late answers that the numbers are others."""
    file = path.parent / "responses.csv"
    more = "".join(LATE.replace(";A;", f";{unit};") * 4 for unit in "ABCD")
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    return path


def emptied(path: Path) -> Path:
    """The survey's id stays in the study file, and its answers go to another one."""
    edit(path.parent / "responses.csv", ("2025;", "2026;"))
    edit(path, ("[[responses]]", second_wave() + "[[responses]]\nother_people = true"))
    return path


def added_again(path: Path) -> Path:
    """The same answers once more, as a second survey of the year after."""
    file = path.parent / "responses.csv"
    header, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    again = [row.replace("2025;", "2026;") for row in rows]
    edit(path, ("[[responses]]", second_wave() + "[[responses]]\nother_people = true"))
    file.write_text("".join([header, *rows[:-1], *again]), encoding="utf-8")
    return path


def second_wave(start: str = "2026-03-03", end: str = "2026-03-23", more: str = "") -> str:
    return f'[[waves]]\nid = "2026"\nstart = {start}\nend = {end}\n{more}'


def other_instrument(path: Path) -> Path:
    edit(path.parent / "one.toml", ('id = "one"', 'id = "two"'))
    return path


def elsewhere(path: Path) -> Path:
    """A study file in a folder of its own that reads the same answers."""
    (path.parent.parent / "new").mkdir()
    new = path.parent.parent / "new" / "study.toml"
    new.write_bytes(path.read_bytes())
    edit(new, *((f'"{name}"', f'"../study/{name}"') for name in ("responses.csv", "one.toml")))
    edit(new, ('"units.csv"', '"../study/units.csv"'))
    return new


def decks_deep(path: Path) -> Path:
    shutil.move(path.parent / "out", path.parent / "a" / "b" / "c" / "d" / "out")
    return path


def decks_of_a_notebook(path: Path) -> Path:
    """What the notebook's exporter leaves: a deck and a manifest by its name."""
    (path.parent / "out" / "manifest.json").rename(path.parent / "walk.manifest.json")
    shutil.rmtree(path.parent / "out")
    return path


def merged(path: Path) -> Path:
    edit(path.parent / "responses.csv", (";B;", ";A;"))
    return path


def moved(path: Path) -> Path:
    return path.parent.rename(path.parent.parent / "moved") / path.name


def ledgers_in_capitals(path: Path) -> Path:
    for ledger in path.parent.glob("*.ledger.json"):
        ledger.rename(ledger.with_name(ledger.name.upper()))
    return path


def answers_in_a_folder(path: Path) -> Path:
    (path.parent / "data").mkdir()
    shutil.move(path.parent / "responses.csv", path.parent / "data" / "responses.csv")
    edit(path, ("responses.csv", "data/responses.csv"))
    return path


def an_older_copy_put_over(path: Path) -> Path:
    """All but the slides is as it was in a backup of before a second survey was shown."""
    backup = shutil.copytree(path.parent, path.parent.parent / "backup")
    make_decks(second_survey(path), out=path.parent / "out", units=["none"], jobs=1)
    shutil.rmtree(backup / "out")
    shutil.copytree(backup, path.parent, dirs_exist_ok=True)
    return path


Way = Callable[[Path], Path]
WAYS: dict[str, tuple[list[Way], str]] = {
    "a late answer": ([late], CHANGED),
    "the folder moved": ([late, moved], CHANGED),
    "the study file renamed": ([late, renamed], CHANGED),
    "the study file in capitals": ([late, lambda p: renamed(p, "STUDY.toml")], CHANGED),
    "answers in a folder of their own": ([late, answers_in_a_folder], CHANGED),
    "the study file copied": ([late, copied], CHANGED),
    "copied, with another title": ([late, copied, with_title], CHANGED),
    "copied, survey renamed": ([late, copied, wave_renamed], SEEMS + "their dates"),
    "copied, survey renamed, a year later": ([late, copied, a_year_later], SEEMS + "nearly all"),
    "renamed, survey renamed": ([late, renamed, wave_renamed], SEEMS + "their dates"),
    "a study file elsewhere": ([late, elsewhere], CHANGED),
    "elsewhere, ledgers lost": ([late, without_ledgers, elsewhere], LOST),
    "another title": ([late, with_title], CHANGED),
    "another questionnaire id": ([late, other_instrument], CHANGED),
    "copied, another questionnaire id": ([late, copied, other_instrument], CHANGED),
    "workplaces merged": ([merged], CHANGED),
    "survey renamed, answers as they were": ([wave_renamed], "were shown before as wave '2025'"),
    "survey renamed": ([late, wave_renamed], SEEMS + "their dates overlap"),
    "survey renamed, a day later": ([late, a_day_later], SEEMS + "their dates overlap"),
    "survey renamed, a year later": ([late, a_year_later], SEEMS + "nearly all workplaces"),
    "survey renamed, no dates": ([late, without_dates], SEEMS + "nearly all workplaces"),
    "survey renamed, no dates, many late": (
        [many_late, without_dates],
        SEEMS + "the same workplaces answered",
    ),
    "survey emptied into a new one": ([late, emptied], SEEMS + "nearly all workplaces"),
    "answers again as a second survey": ([late, added_again], SEEMS + "most answers"),
    "ledgers lost": ([late, without_ledgers], LOST),
    "ledgers lost, nothing changed": ([without_ledgers], LOST),
    "ledgers lost, another title": ([late, without_ledgers, with_title], LOST),
    "ledgers lost, renamed": ([late, without_ledgers, renamed], LOST),
    "ledgers lost, copied": ([late, without_ledgers, copied, with_title], LOST),
    "ledgers lost, folder moved": ([late, without_ledgers, moved], LOST),
    "ledgers lost, survey renamed": ([late, without_ledgers, a_year_later], LOST),
    "ledgers lost, another id": ([late, without_ledgers, other_instrument], LOST),
    "ledgers lost, decks five down": ([late, without_ledgers, decks_deep, with_title], LOST),
    "ledgers lost, a notebook's decks": ([late, without_ledgers, decks_of_a_notebook], LOST),
    "ledgers in capitals": ([late, ledgers_in_capitals], LOST),
    "an older copy put over": ([an_older_copy_put_over, late], LOST),
    "one ledger lost": ([lambda p: without_ledgers(p, "study.one.ledger.json")], LOST),
}


SOME = ("the study file renamed", "survey renamed, a year later", "ledgers lost, another title")
COMMANDS = [(command, way) for command in ("codebook", "slides") for way in WAYS]
COMMANDS += [(command, way) for command in ("handouts", "check", "explain") for way in SOME]


@pytest.mark.parametrize(("command", "way"), COMMANDS)
def test_what_was_shown_does_not_come_back_as_something_else(
    study: Path, way: str, command: str
) -> None:
    steps, said = WAYS[way]
    for step in steps:
        study = step(study)
    folder = study.parent
    before = {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    writes = command in ("codebook", "slides", "handouts")
    out = ["--out", str(folder.parent / "new-out")] if writes else []
    result = CliRunner().invoke(app, [command, str(study), *out])
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output
    after = {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    assert after == before


def test_decks_in_a_folder_elsewhere_are_found_too(study: Path, tmp_path: Path) -> None:
    shutil.rmtree(study.parent / "out")
    make_decks(study, out=tmp_path / "shared" / "out", units=["none"], jobs=1)
    late(without_ledgers(study))
    with pytest.raises(skcore.DisclosureError, match=LOST):
        earlier_of(skcore.load_study(study))
    shutil.rmtree(tmp_path / "shared")  # nobody has seen them
    assert not any(earlier_of(skcore.load_study(study)).values())
    copy = shutil.copytree(study.parent, tmp_path / "copy")
    make_decks(study, out=tmp_path / "shared" / "out", units=["none"], jobs=1)
    assert not any(earlier_of(skcore.load_study(copy / "study.toml")).values())


def test_ledgers_from_before_the_last_slides_are_told_from_todays(study: Path) -> None:
    kept = {path: path.read_bytes() for path in study.parent.glob("*.ledger.json")}
    make_decks(second_survey(study), out=study.parent / "out", units=["none"], jobs=1)
    loaded = skcore.load_study(study)
    assert len(earlier_of(loaded)["one"]) == 2
    for path, content in kept.items():
        path.write_bytes(content)
    with pytest.raises(skcore.DisclosureError, match=LOST):
        earlier_of(loaded)


def test_ledgers_older_than_what_only_a_notebook_showed_are_told_too(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skcore.release, "_is_notebook", lambda: True)
    kept = {path: path.read_bytes() for path in study.parent.glob("*.ledger.json")}
    loaded = skcore.load_study(second_survey(study))
    skcore.release_study(loaded)
    for path, content in kept.items():
        path.write_bytes(content)
    with pytest.raises(
        skcore.DisclosureError, match=r"study\.one\.ledger\.json.* older: study\.inputs-"
    ):
        earlier_of(loaded)
    shutil.rmtree(study.parent / "out")  # nobody has seen any of it
    without_ledgers(study)
    skcore.release_study(loaded)
    assert len(earlier_of(loaded)["one"]) == 1


@pytest.fixture
def read_up(tmp_path: Path) -> Path:
    """A study of which nobody made slides: a codebook alone, whose files name no ledger."""
    path = study_file(tmp_path / "study", answers("2025", 1))
    make_codebook(path)
    return path


@pytest.mark.parametrize("plan", ["one", "one.distribution"])
def test_a_ledger_of_what_a_codebook_showed_is_missed_beside_the_others(
    read_up: Path, plan: str
) -> None:
    without_ledgers(read_up, f"study.{plan}.ledger.json")
    with pytest.raises(
        skcore.DisclosureError, match=rf"in study\.{plan}\.ledger\.json, .*Bring the latest back"
    ):
        earlier_of(skcore.load_study(read_up))


def test_ledgers_by_an_earlier_name_do_not_pass_for_those_by_todays(read_up: Path) -> None:
    """A backup of before the study file was copied and shown again with a second survey."""
    kept = {path: path.read_bytes() for path in read_up.parent.glob("*.ledger.json")}
    path = copied(read_up)
    make_codebook(second_survey(path))
    path = renamed(path, "aarhus.toml")  # what was kept beside it has the name of before
    without_ledgers(path)
    for file, content in kept.items():
        file.write_bytes(content)
    with pytest.raises(skcore.DisclosureError, match=r"odense\.inputs-confidential\.json knows"):
        earlier_of(skcore.load_study(path))
    (path.parent / "odense.inputs-confidential.json").unlink()  # nobody has seen it
    assert len(earlier_of(skcore.load_study(path))["one"]) == 1


@pytest.mark.parametrize("text", ["[" * 100_000, '{"results": {"r-1": {"files": 3}}, "rows": {}}'])
def test_what_was_kept_of_inputs_and_is_damaged_is_as_if_it_were_not_there(
    read_up: Path, text: str
) -> None:
    (read_up.parent / "study.inputs-confidential.json").write_text(text, encoding="utf-8")
    assert len(earlier_of(skcore.load_study(read_up))["one"]) == 1


# --- what changes nothing is not refused


def with_ledgers(path: Path) -> Path:
    for file in path.parent.glob("study.*"):
        file.rename(file.with_name(file.name.replace("study.", "odense.", 1)))
    return path.with_name("odense.toml")


def second_survey(path: Path, sizes: tuple[int, ...] = (7, 8, 9, 12)) -> Path:
    """As many answers at each workplace, a year later; not the same ones."""
    edit(path, ("[[responses]]", second_wave() + "[[responses]]\nother_people = true"))
    rows = answers("2026", 2, sizes)
    with (path.parent / "responses.csv").open("a", encoding="utf-8") as file:
        file.writelines(";".join(map(str, row)) + "\n" for row in rows)
    return path


def second_survey_alone(path: Path) -> Path:
    """Only the second survey's answers, with other numbers at half of the workplaces."""
    rows = answers("2026", 2, (7, 12, 9, 20))
    lines = [";".join(map(str, row)) + "\n" for row in rows]
    file = path.parent / "responses.csv"
    header = file.read_text(encoding="utf-8").splitlines(keepends=True)[0]
    a_year_later(path)
    file.write_text("".join([header, *lines]), encoding="utf-8")
    return path


def other_people(path: Path) -> Path:
    edit(wave_renamed(late(path)), ('id = "2026"', 'id = "2026"\nother_people = true'))
    return path


def in_danish(path: Path) -> Path:
    edit(path, ('language = "en"', 'language = "da"'))
    return path


def never_seen(path: Path) -> Path:
    shutil.rmtree(path.parent / "out")
    return late(without_ledgers(path))


REMEMBERED: dict[str, list[Way]] = {
    "nothing changed": [],
    "the study file renamed": [renamed],
    "renamed together with its ledgers": [with_ledgers],
    "copied": [copied],
    "elsewhere": [elsewhere],
    "answers in a folder of their own": [answers_in_a_folder],
    "the folder moved": [moved],
    "another title": [with_title],
    "another language": [in_danish],
    "a second survey": [second_survey],
    "a second survey, renamed": [second_survey, renamed],
    "a second survey in the place of the first": [second_survey_alone],
}
FORGOTTEN: dict[str, list[Way]] = {
    "decks nobody has seen": [never_seen],
    "other people in a study file of their own": [copied, other_people],
}


@pytest.mark.parametrize("way", [*REMEMBERED, *FORGOTTEN])
def test_an_unchanged_study_is_not_refused_and_is_remembered(study: Path, way: str) -> None:
    for step in REMEMBERED[way] if way in REMEMBERED else FORGOTTEN[way]:
        study = step(study)
    loaded = skcore.load_study(study)
    earlier = earlier_of(loaded, decks=[study.parent / "out"])
    assert bool(earlier["one"]) == (way in REMEMBERED)
    assert study_plans(loaded, earlier=earlier).means["one"].earlier == earlier["one"]


def test_a_minimum_above_groups_that_were_shown_is_refused_before_anything_is_planned(
    study: Path,
) -> None:
    edit(study, ("minimum = 5", "minimum = 8\ndistribution_minimum = 60"))
    said = r"minimum: 5 → 8.+distribution_minimum: 10 → 60.+minimum = 5; distribution_minimum = 10"
    with pytest.raises(skcore.DisclosureError, match=said):
        earlier_of(skcore.load_study(study))
    table, _ = check_ahead(study)
    assert "A minimum was raised after something was shown" in table["problem"].iloc[0]


def test_other_people_may_be_said_of_a_survey_and_nothing_else(study: Path) -> None:
    path = other_people(study)
    assert len(earlier_of(skcore.load_study(path))["one"]) == 1
    edit(path, ("other_people = true", 'other_people = "yes"'))
    with pytest.raises(skcore.InputError, match="other_people"):
        skcore.load_study(path)


def test_two_studies_of_different_people_live_in_one_folder(study: Path) -> None:
    """In the same weeks, at workplaces of their own, with a survey of the same id."""
    other = copied(study)
    edit(other, ("responses.csv", "others.csv"), ("units.csv", "other-units.csv"))
    for name, new in (("responses.csv", "others.csv"), ("units.csv", "other-units.csv")):
        text = (study.parent / name).read_text(encoding="utf-8")
        text = re.sub(r"\b([ABCD])\b", r"\1x", text)
        (study.parent / new).write_text(text.replace("employee;1", "employee;2"), encoding="utf-8")
    loaded = skcore.load_study(other)
    assert not any(earlier_of(loaded).values())
    make_decks(other, out=study.parent / "out-of-others", units=["none"], jobs=1)
    assert len(earlier_of(loaded)["one"]) == 1
    shutil.rmtree(study.parent / "out-of-others")  # nobody has seen them: it begins anew
    without_ledgers(other, "odense.*.ledger.json")
    assert not any(earlier_of(loaded).values())
    make_decks(other, out=study.parent / "out-of-others", units=["none"], jobs=1)
    assert len(earlier_of(skcore.load_study(study))["one"]) == 1


def test_a_renamed_study_adds_to_what_it_showed_before(study: Path) -> None:
    """Both names' ledgers together are planned with, and the old name's file sees the new."""
    path = copied(study)
    make_decks(second_survey(path), out=path.parent / "out", units=["none"], jobs=1)
    for name in ("odense.toml", "study.toml"):
        (path.parent / "study.toml").write_bytes(path.read_bytes())
        known = earlier_of(skcore.load_study(path.with_name(name)))["one"]
        surveys = sorted(sorted(set(release.cells["wave"])) for release in known)
        assert surveys == [["2025"], ["2025", "2026"]]


# --- with one rule of memory switched off, two decks side by side tell what the late ones answered


def nobody(*_: Any, **__: Any) -> Any:
    return {}


def never(*_: Any, **__: Any) -> bool:
    return False


def decks_elsewhere(path: Path) -> Path:
    """The decks lie where no folder of the study is, as was written down when they were made."""
    out = shutil.move(path.parent / "out", path.parent.parent / "shared" / "out")
    for name, told in folder_remembered(path, Path(out)).items():
        (path.parent / name).write_text(told, encoding="utf-8")
    return path


def a_backup_of_before(path: Path) -> Path:
    """What is remembered is as it was before a second survey was shown in a notebook."""
    kept = {file: file.read_bytes() for file in path.parent.glob("*.ledger.json")}
    study = skcore.load_study(second_survey(path))
    record(study, skcore.release_study(study))
    for file, content in kept.items():
        file.write_bytes(content)
    return path


def a_run_that_stopped(path: Path) -> Path:
    """A deck has been seen, and what its run would remember stands in its note."""
    ledgers = {file.name: file.read_text("utf-8") for file in path.parent.glob("*.ledger.json")}
    shutil.rmtree(without_ledgers(path).parent / "out")
    body = asdict(Pending(ledgers, ["deck.html"], bench="bench", out="out"))
    note = {"pending": body, "sha256": pending._checksum(body)}
    path.with_name("study.pending.json").write_text(json.dumps(note), encoding="utf-8")
    return path


def ledgers_edited(path: Path) -> Path:
    """As if the late answer had been there when something was shown."""
    now = skcore.load_study(path).fingerprints["2025"]
    for file in path.parent.glob("*.ledger.json"):
        content = json.loads(file.read_text(encoding="utf-8"))
        for entry in content["releases"]:
            entry["fingerprints"]["2025"] = now
            for cell in entry["cells"]:
                cell[-1] += cell[2:4] == ["A", "all"]
        file.write_text(json.dumps(content), encoding="utf-8")
    return path


class Whatever(str):
    """A checksum that equals every other."""

    __hash__ = str.__hash__

    def __eq__(self, _: object) -> bool:
        return True

    def __ne__(self, _: object) -> bool:
        return False


def own_folder_alone(study: skcore.Study) -> list[Path]:
    return [study.path.parent]


LEDGER = "skcore.disclosure.memory.ledger"
LYING, MADE = "skcore.release.ledgers_lying", "skcore.disclosure.memory.made_decks"
HISTORY, SAME = "skcore.release.history", "skcore.release.same_people"
NONE_LOST = {f"{HISTORY}.check_none_lost": nobody}
#: the way, and what is in the place of the rule that stands in it when that is switched off
OFF: dict[str, tuple[list[Way], dict[str, Any]]] = {
    "no memory": ([late], {f"{HISTORY}.ledgers_beside": nobody, **NONE_LOST}),
    "renamed": ([late, renamed], {f"{SAME}._speaks_of": never}),
    "elsewhere": ([late, elsewhere], {f"{LYING}._folders": own_folder_alone}),
    "questionnaire": ([late, other_instrument], {f"{SAME}.Memory.of_surveys": property(nobody)}),
    "survey's id": ([late, emptied], {f"{HISTORY}.check_surveys_are_new": nobody}),
    "questionnaire of a copy": ([late, copied, other_instrument], {f"{SAME}.product": nobody}),
    "its dates": ([many_late, wave_renamed], {f"{SAME}.Survey.same_days": never}),
    "its numbers": ([late, a_year_later], {f"{SAME}.Survey.as_many": never}),
    "its places": ([many_late, without_dates], {f"{SAME}.Survey.same_places": never}),
    "its answers": ([late, added_again], {f"{SAME}._forms": lambda *_: [Counter(), Counter()]}),
    "ledgers lost": ([late, without_ledgers], NONE_LOST),
    "decks deep": ([late, without_ledgers, decks_deep], {f"{MADE}._below": lambda _: []}),
    "decks away": ([late, without_ledgers, decks_elsewhere], {f"{MADE}._elsewhere": lambda _: []}),
    "stopped": ([late, a_run_that_stopped], {f"{LYING}.shown_by_a_stopped_run": nobody}),
    "edited": ([late, ledgers_edited], {f"{LEDGER}._checksum": lambda _: Whatever()}),
    "no release": ([late, without_ledgers, decks_of_a_notebook], {f"{MADE}.MANIFEST": "."}),
}


def told_of_the_last(path: Path, earlier: Earlier) -> tuple[pd.DataFrame, Counter[str]]:
    """What is shown of the last survey, whatever its id, and of how many at each workplace."""
    loaded = skcore.load_study(path)
    people = people_of(loaded)
    plans = plan_study(loaded, people, earlier=earlier)
    told, last = levels(people, loaded.instruments[0], plans).table, people["wave"].max()
    return told[told["wave"] == last].assign(wave="s"), Counter(
        people["unit"][people["wave"] == last]
    )


def found_between(first: Path, second: Path, **how: Any) -> list[str]:
    """What two releases tell together of those who came between them."""
    before, then = told_of_the_last(first, {})
    after, now = told_of_the_last(second, earlier_of(skcore.load_study(second), **how))
    sides = {False: then, True: now - then}
    people: dict[Cell, int] = {
        ("s", unit, "employee", late): n for late, own in sides.items() for unit, n in own.items()
    }
    outsider = Outsider(people, dict.fromkeys(then, "all"))
    outsider.read({"levels": before}, [cell for cell in people if not cell[3]])
    outsider.read({"levels": after})
    return outsider.finds(STEPS, unknown=[cell for cell in people if cell[3]])


@pytest.mark.whole
@pytest.mark.parametrize("rule", OFF)
def test_with_a_rule_of_memory_off_the_way_round_leads_to_who_came_late(
    shown: Path, study: Path, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, switched_off = OFF[rule]
    for step in steps:
        study = step(study)
    with pytest.raises(skcore.DisclosureError):
        earlier_of(skcore.load_study(study))
    for name, off in switched_off.items():
        monkeypatch.setattr(name, off)
    assert found_between(shown / "study.toml", study) != []


@pytest.mark.whole
def test_a_questionnaire_by_another_id_is_the_first_one_also_when_both_are_remembered(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One came late, and then one more: what is told by the second id is held against both."""
    first = shutil.copytree(study.parent, tmp_path / "first") / "study.toml"
    other_instrument(late(study))
    make_decks(study, out=tmp_path / "new", units=["none"], jobs=1, edition=2, released=[first])
    second = shutil.copytree(study.parent, tmp_path / "second") / "study.toml"
    how = {"edition": 3, "released": [first, second]}
    late(study)
    assert found_between(first, study, **how) == []
    assert len(earlier_of(skcore.load_study(study), **how)["two"]) == 2
    monkeypatch.setattr(f"{HISTORY}._shown_beside", lambda *_: True)
    assert found_between(first, study, **how) != []


def shown_in(plans: Plans) -> set[tuple[str, ...]]:
    groups = plans.means["one"].groups
    told = groups[~groups["hidden"]].drop(columns=["n", "hidden", "hidden_reason"])
    return set(told.astype(str).itertuples(index=False, name=None))


@pytest.mark.whole
def test_an_edition_shown_again_tells_nothing_that_it_withheld(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the answers of before nobody sees that a workplace would tell of who came late."""
    first, second = write_in_turn(tmp_path, "late", 3, in_turn("late", 3))
    then, now = skcore.load_study(first), skcore.load_study(second)
    record(then, skcore.release_study(then, earlier={}))
    for file in first.parent.glob("study.*.json"):
        shutil.copy(file, second.parent)
    with_them = {"edition": 2, "released": [first]}
    release = skcore.release_study(now, **with_them)
    record(now, release, edition=2)
    told = shown_in(release.plans)
    assert shown_in(study_plans(now, earlier=earlier_of(now))) == told
    assert shown_in(study_plans(now, earlier=earlier_of(now, **with_them))) == told
    nothing_known = "skcore.release.plans.withheld_then"
    monkeypatch.setattr(nothing_known, lambda plan, _: plan.groups.head(0))
    assert shown_in(study_plans(now, earlier=earlier_of(now))) > told
    # whoever gives the answers of before sees that it may not be shown
    assert shown_in(study_plans(now, earlier=earlier_of(now, **with_them))) == told


@pytest.mark.whole
def test_themes_by_other_codes_do_not_show_in_a_new_edition_what_those_of_before_withhold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sums of before are known by the codes of themes: by others nobody looks at them."""
    first, second = write_in_turn(tmp_path, "late", 3, in_turn("late", 3))
    then, now = skcore.load_study(first), skcore.load_study(second)
    record(then, skcore.release_study(then, earlier={}))
    for file in first.parent.glob("study.*.json"):
        shutil.copy(file, second.parent)
    how: dict[str, Any] = {"edition": 2, "released": [first]}
    withheld = len(shown_in(study_plans(now, earlier=earlier_of(now, **how))))
    codes = [(f'code = "{theme}"', f'code = "{theme}X"') for theme in "ABC"]
    edit(second.with_name("one.toml"), *codes)
    edit(second, ("\nA = ", "\nAX = "))
    other = skcore.load_study(second)
    with pytest.raises(
        skcore.DisclosureError,
        match=r"than now: theme A \(A\), .*theme C \(C\)\.",
    ):
        earlier_of(other, **how)
    monkeypatch.setattr(f"{HISTORY}._check_themes_are_the_same", nobody)
    assert len(shown_in(study_plans(other, earlier=earlier_of(other, **how)))) > withheld


@pytest.mark.whole
def test_with_an_older_memory_a_late_answer_to_what_a_notebook_showed_is_found(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_backup_of_before(study)
    first = shutil.copytree(study.parent, tmp_path / "first") / "study.toml"
    with (study.parent / "responses.csv").open("a", encoding="utf-8") as file:
        file.write(LATE.replace("2025", "2026"))
    with pytest.raises(skcore.DisclosureError, match="older"):
        earlier_of(skcore.load_study(study))
    monkeypatch.setattr(f"{HISTORY}.check_none_older", nobody)
    assert found_between(first, study) != []


@pytest.mark.whole
def test_where_a_notebook_remembers_nothing_its_next_cell_gives_who_came_late_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skcore.release, "_is_notebook", lambda: True)
    for name, remembers in (("on", True), ("off", False)):
        first = study_file(tmp_path / name, answers("2025", 1))
        monkeypatch.setattr(skcore.release, "_is_notebook", lambda told=remembers: told)
        skcore.release_study(skcore.load_study(first))
        second = late(shutil.copytree(first.parent, tmp_path / f"{name}-late") / "study.toml")
        if remembers:
            with pytest.raises(skcore.DisclosureError, match=CHANGED):
                earlier_of(skcore.load_study(second))
        else:
            assert found_between(first, second) != []


@pytest.mark.whole
def test_without_a_look_at_each_row_the_one_who_left_and_the_one_who_came_are_found(
    shown: Path, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of seven answers one is another now, and seven are as many: the change is these two."""
    file = study.parent / "responses.csv"
    first, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    rows.remove(max(rows[:7], key=lambda row: row.split(";")[3:]))
    file.write_text("".join([first, *rows, LATE]), encoding="utf-8")
    edition: dict[str, Any] = {"edition": 2, "released": [shown / "study.toml"]}
    with pytest.raises(skcore.DisclosureError, match="corrected or replaced"):
        earlier_of(skcore.load_study(study), **edition)
    monkeypatch.setattr("skcore.disclosure.memory.editions._nested", lambda *_: True)
    known = earlier_of(skcore.load_study(study), **edition)
    decks = (told_of_the_last(shown / "study.toml", {})[0], told_of_the_last(study, known)[0])
    before, after = (deck.query("unit == 'A' and variable == 'A'")["estimate"] for deck in decks)
    assert 7 * (before.item() - after.item() - 1) > 90  # from 100 to 0, or nearly
