"""Ordinary studies of every kind: each pair of settings occurs in some study of a small matrix."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from allpairspy import AllPairs

from skcore.instruments.loader import load_instrument
from skcore.instruments.model import Instrument

OWN = "own.toml"
FEW = 10  # people of whom all may have skipped a question
SHIPPED = ("copsoq3-social-capital", "fire-hurtige", "kouvonen-8", "who-5", "own-items-example")
#: how many people a workplace has, from and to
SIZES = {"tiny": (1, 4), "small": (5, 9), "ten": (10, 14), "large": (15, 40), "mixed": (1, 40)}
#: what keeps a study small: other settings are as they are
SMALL: dict[str, tuple[object, ...]] = {"workplaces": (1, 2, 5, 9)}
SETTINGS: dict[str, tuple[object, ...]] = {
    "first": (*SHIPPED, OWN),
    "options": (2, 3, 4, 5, 6, 7, 10, 11, "uneven", "words"),
    "second": ("", *SHIPPED, OWN),
    "workplaces": (1, 2, 5, 14, 45),
    "sizes": tuple(SIZES),
    "levels": (1, 2, 3, 4),
    "preset": ("municipality", "hospital", "company"),
    "leaders": ("none", "one", "many"),
    "absence": ("none", "part", "all"),
    "waves": (1, 2, 3),
    "missing": (0.0, 0.03, 0.3),
    "language": ("da", "en"),
    "invited": (False, True),
    "outcomes": (False, True),
    "linked": (False, True),
    "crosswalk": (False, True),
    "extras": (False, True),  # named workplaces, an intervention, a background, dates, a goal
}
LEVELS = {
    "da": ("koncern", "division", "afdeling", "team"),
    "en": ("group", "division", "department", "team"),
}
STEMS = ("Birk", "Elme", "Ahorn", "Røn", "Tjørn", "Pil", "Hassel", "Lærke", "Måge", "Ugle")


@dataclass(frozen=True)
class Case:
    """One study of the matrix."""

    number: int
    seed: int
    first: str
    options: int | str
    second: str
    workplaces: int
    sizes: str
    levels: int
    preset: str
    leaders: str
    absence: str
    waves: int
    missing: float
    language: str
    invited: bool
    outcomes: bool
    linked: bool
    crosswalk: bool
    extras: bool

    @property
    def instruments(self) -> tuple[str, ...]:
        """What is asked, in the order of the study file."""
        return (self.first, *([self.second] if self.second else []))

    @property
    def name(self) -> str:
        """Enough to find the study again."""
        asked = "+".join(name.removesuffix(".toml").split("-")[0] for name in self.instruments)
        own = f"{self.options}" if OWN in self.instruments else ""
        return f"{self.seed}-{self.number:02}-{asked}{own}-{self.workplaces}{self.sizes}"


def small_matrix() -> list[Case]:
    """Make studies of at most nine workplaces in which all pairs of the other settings occur."""
    return matrix(settings=SETTINGS | SMALL)


def matrix(seed: int = 0, settings: Mapping[str, tuple[object, ...]] = SETTINGS) -> list[Case]:
    """Make the studies in which all pairs of settings occur; other seeds give other studies."""
    settings = {name: list(values) for name, values in settings.items()}
    if seed:
        for values in settings.values():
            random.Random(seed).shuffle(values)  # noqa: S311 - which studies, no secret
    chosen = AllPairs(list(settings.values()), filter_func=_possible)
    return [Case(number, seed, *row) for number, row in enumerate(chosen)]


def _possible(row: list[object]) -> bool:
    known = dict(zip(SETTINGS, row, strict=False))
    twice = known.get("second", "") == known["first"]
    return not twice


def write_case(case: Case, folder: Path) -> Path:
    """Write the files of a study; return the path of its ``study.toml``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / OWN).write_text(own_instrument(case.options), encoding="utf-8")
    instruments = [load_instrument(name, folder=folder) for name in case.instruments]
    draw = np.random.default_rng([case.seed, case.number])
    tree = _tree(case)
    waves = [str(2024 + place) for place in range(case.waves)]
    answers = _answers(case, instruments, tree, waves, draw)
    _save(answers, folder / "responses.csv")
    _save(tree, folder / "units.csv")
    registers = dict(_registers(case, answers, tree, waves))
    for name, table in registers.items():
        _save(table, folder / f"{name}.csv")
    study = folder / "study.toml"
    study.write_text("\n".join(_settings(case, list(registers), waves)) + "\n", encoding="utf-8")
    return study


def own_instrument(options: int | str) -> str:
    """Write a questionnaire as somebody writes their first: only what must be said."""
    if options == "words":
        answers = '[options]\nhow = ["Aldrig", "Sjældent", "Somme tider", "Som regel", "Altid"]\n'
    else:
        points = [0.0, 10.0, 40.0, 100.0] if options == "uneven" else _even(int(options))
        answers = "".join(
            f"[[options.how]]\ncode = {code}\npoints = {value:g}\n"
            f'label = {{ da = "Trin {code}", en = "Step {code}" }}\n'
            for code, value in enumerate(points, 1)
        )
    items = "".join(
        f'[[items]]\ncode = "{code}"\noptions = "how"\nreversed = {turned}\n'
        f'label = {{ da = "Min dag: {da}", en = "My day: {en}" }}\n'
        for code, turned, da, en in (
            ("OA1", "false", "overblik", "overview"),
            ("OA2", "true", "afbrydelser", "interruptions"),
            ("OA3", "false", "ro", "calm"),
            ("OB1", "false", "værktøj", "tools"),
            ("OB2", "false", "plads", "room"),
        )
    )
    return (
        'id = "own"\nversion = "1"\nlanguages = ["da", "en"]\nvalidated = false\n'
        'source = "Vores egne spørgsmål."\nlicence = "Vores egen."\n'
        '[title]\nda = "Arbejdsdagen"\nen = "The working day"\n'
        f"{answers}{items}"
        '[[scales]]\ncode = "OA"\nitems = ["OA1", "OA2", "OA3"]\n'
        'label = { da = "overblik i hverdagen", en = "overview of the day" }\n'
        '[[scales]]\ncode = "OB"\nitems = ["OB1", "OB2"]\n'
        'label = { da = "IT og rammer", en = "IT and premises" }\n'
    )


def _even(options: int) -> list[float]:
    return [round(100 * place / (options - 1), 2) for place in range(options)]


def _tree(case: Case) -> pd.DataFrame:
    words = LEVELS[case.language][-case.levels :]
    rows: list[tuple[str, str, str, str]] = []
    above = [""]
    for depth, level in enumerate(words):
        last = depth == case.levels - 1
        count = case.workplaces if last else max(1, min(3**depth, case.workplaces // 3))
        here = [f"{'w' if last else 'l'}{depth}-{place:02}" for place in range(1, count + 1)]
        for place, unit in enumerate(here):
            stem = STEMS[place % len(STEMS)]
            name = f"{stem}hus {place + 1}" if last else f"{level.capitalize()} {stem}"
            rows.append((unit, name, above[place % len(above)], level))
        above = here
    tree = pd.DataFrame(rows, columns=["unit", "name", "parent", "level"])
    if case.extras:
        places = tree["unit"].str.startswith("w")
        tree["intervention"] = np.where(places & (np.arange(len(tree)) % 3 == 0), "ja", "nej")
    return tree


def _answers(
    case: Case,
    instruments: list[Instrument],
    tree: pd.DataFrame,
    waves: list[str],
    draw: np.random.Generator,
) -> pd.DataFrame:
    low, high = SIZES[case.sizes]
    places = tree.loc[tree["unit"].str.startswith("w"), "unit"]
    leaders = {"none": 0, "one": 1, "many": 6}[case.leaders]
    people = [
        (unit, role)
        for unit in places
        for role, count in (("employee", int(draw.integers(low, high + 1))), ("leader", leaders))
        for _ in range(count)
    ]
    level = dict(zip(places, draw.normal(0, 0.5, len(places)), strict=True))
    mind = draw.normal(0, 0.7, len(people))
    trade = np.where(draw.random(len(people)) < 0.5, "drift", "kontor")
    parts = []
    for number, wave in enumerate(waves):
        there = draw.random(len(people)) < 0.9
        there[0] = True
        table = pd.DataFrame(people, columns=["unit", "role"])
        table.insert(0, "respondent", [f"p{place}" for place in range(len(table))])
        table["wave"] = wave
        table["occupation"] = trade
        table["answered"] = [f"{wave}-03-{3 + int(d):02}" for d in draw.integers(0, 18, len(table))]
        tended = mind + table["unit"].map(level) + 0.1 * number
        for instrument in instruments:
            for item in instrument.items:
                table[item.code] = _words(instrument, item.code, tended, case, draw)
        parts.append(table[there])
    return pd.concat(parts, ignore_index=True)


def _words(
    instrument: Instrument, item: str, tended: pd.Series, case: Case, draw: np.random.Generator
) -> pd.Series:
    """Answers to a question as the export writes them."""
    options = sorted(instrument.options_of(item), key=lambda option: option.points)
    if instrument.item(item).reversed:
        options.reverse()
    said = [option.label[case.language] for option in options]
    middle = 0.62 + 0.18 * (tended + draw.normal(0, 0.8, len(tended)))
    place = (middle * len(said)).astype(int).clip(0, len(said) - 1)
    words = place.map(dict(enumerate(said)))
    kept = draw.random(len(words)) >= case.missing
    kept[0] |= len(words) < FEW  # a question that nobody answered would have to be told of
    return words.where(kept, "")


def _registers(
    case: Case, answers: pd.DataFrame, tree: pd.DataFrame, waves: list[str]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The lists beside the answers that the study has, by name."""
    draw = np.random.default_rng([case.seed, case.number, 1])
    places = list(tree.loc[tree["unit"].str.startswith("w"), "unit"])
    if case.invited:
        counts = answers.groupby(["unit", "wave", "role"]).size().reset_index(name="invited")
        yield "invited", counts.assign(invited=counts["invited"] + 3)
    if case.absence != "none":
        months = pd.period_range(f"{int(waves[0]) - 1}-04", f"{waves[-1]}-12", freq="M")
        kept = places if case.absence == "all" else places[::2]
        table = pd.DataFrame(
            [(unit, str(month)) for unit in kept for month in months], columns=["unit", "month"]
        ).assign(cause="own_sickness", available_days=300.0)
        table["absence_days"] = draw.integers(4, 40, len(table)).astype(float)
        if case.absence == "all":
            table = table.assign(employed=16, persons_absent=draw.integers(1, 7, len(table)))
        yield "absence", table
    if case.outcomes:
        rows = [(unit, wave, "tilfredshed") for unit in places for wave in waves]
        table = pd.DataFrame(rows, columns=["unit", "wave", "outcome"])
        yield "outcomes", table.assign(value=draw.integers(40, 95, len(table)), n=30)
    if case.crosswalk and len(places) > 1 and len(waves) > 1:
        halves = [(places[0], places[0], 0.5), (places[0], places[1], 0.5)]
        yield "crosswalk", pd.DataFrame(halves, columns=["unit_before", "unit_after", "share"])


def _settings(case: Case, files: list[str], waves: list[str]) -> Iterator[str]:
    """Lines of the study file."""
    yield f'title = "Undersøgelse {case.number}"\nlanguage = "{case.language}"'
    yield f'organisation = "Nordlys"\npreset = "{case.preset}"'
    yield f"instruments = {json.dumps(case.instruments)}"
    yield f"levels = {json.dumps(LEVELS[case.language][-case.levels :], ensure_ascii=False)}"
    if case.extras:
        yield 'backgrounds = ["occupation"]'
    for wave in waves:
        yield f'[[waves]]\nid = "{wave}"\nstart = {wave}-03-03\nend = {wave}-03-21'
    yield '[[responses]]\nfile = "responses.csv"'
    yield f"[answers]\nlinked = {str(case.linked).lower()}"
    yield "[files]"
    yield from (f'{name} = "{name}.csv"' for name in ("units", *files))
    yield "[disclosure]\nminimum = 5"
    if case.extras:
        yield '[network_deck]\nnamed_units = true\nagreed_by = "MED"\nagreed_on = 2026-09-17'
        yield '[meeting]\nnumber = 1\ndate = 2026-10-29\nstart = "12.30"\nprogramme = "programme-2"'


def _save(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, sep=";", decimal=",", index=False, encoding="utf-8-sig")
