"""All files of a study read together, and what is wrong between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pandas as pd

from skcore.problems import NOTE, Problem, has_errors, in_rows
from skcore.reading.absence_months import register_notes
from skcore.reading.absence_register import parse_absence
from skcore.reading.action_register import carry_actions, lost_owners, parse_actions
from skcore.reading.attendance import parse_participants
from skcore.reading.bare_numbers import Memory
from skcore.reading.days_answered import in_their_survey
from skcore.reading.export_columns import ANSWERED
from skcore.reading.invited_notes import no_leaders, of_the_invited
from skcore.reading.links import link_problems
from skcore.reading.observations import MEETING, parse_observations
from skcore.reading.own_questions import as_instrument
from skcore.reading.people import LEADER
from skcore.reading.register_columns import unknown_among
from skcore.reading.register_rules import parse_crosswalk, parse_invited, parse_outcomes
from skcore.reading.responses import parse_responses
from skcore.reading.same_answers import other_copies, respondents
from skcore.reading.study_settings import ResponseFile, Settings, Wave
from skcore.reading.unit_names import MANY, UnitNames, known_units, look_alikes, one_spelling
from skcore.reading.unit_tree import flat_units, numbered, parse_units, units_of_wave
from skcore.settings import not_among
from skcore.wording import read_wording
from skcore.wording.points import words_of


@dataclass(repr=False)
class StudyFiles:
    """The tables of a study while they are being read."""

    responses: pd.DataFrame
    units: pd.DataFrame
    registers: dict[str, pd.DataFrame] = field(default_factory=dict)


def parse_files(settings: Settings, *, folder: Path) -> tuple[StudyFiles, list[Problem]]:
    """Read every file that the study names; the tables are of use when no problem is an error."""
    units, problems = _units(settings, folder)
    tree_is_usable = not has_errors(problems)
    answers, answer_problems = _answers(settings, units if tree_is_usable else None, folder)
    problems += answer_problems
    if "units" not in settings.files and not answers.empty:
        answers["unit"] = one_spelling(answers["unit"])
        units = flat_units(set(answers["unit"]), level=settings.levels[-1])
        if n := len(numbered(units)):
            problems.append(Problem("unit_numbered_unlisted", "unit", n=n, severity=NOTE))
    if "invited" not in settings.files and tree_is_usable and not answers.empty:
        names = dict(zip(units["unit"], units["name"], strict=True))
        problems += look_alikes(answers["unit"].map(lambda unit: names.get(unit, unit)))
    for name in sorted({*settings.backgrounds} - {*settings.form.get("options", ())}):
        problems += look_alikes(answers[name], name) if [*answers].count(name) == 1 else []
    files = StudyFiles(answers, units.reset_index(drop=True))
    problems += _presenting(settings, files.units)
    if tree_is_usable:
        files.registers, register_problems = _registers(settings, files.units, folder)
        problems += register_problems
    if settings.linked and not has_errors(problems):
        columns = settings.responses[0].layout.columns.items()
        problems += link_problems(
            answers,
            waves=[wave.id for wave in settings.waves],
            backgrounds=settings.backgrounds,
            headings={our: source for source, our in columns},
        )
    if not has_errors(problems):
        problems += _worth_knowing(settings, files)
    return files, problems


def _presenting(settings: Settings, units: pd.DataFrame) -> list[Problem]:
    """List workplaces that present at the meeting, by id or name, and are none of the study's."""
    named = [*units.get("unit", ()), *units.get("name", ())]
    return [
        not_among("workplaces", name, named, where=f"[[meeting.points]] {number}")
        for number, point in enumerate(settings.meeting.get("points", ()), 1)
        for name in words_of(point.get("workplaces", ()))
        if name not in named
    ]


def _units(settings: Settings, folder: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """The list of workplaces, empty where the study names none."""
    if "units" not in settings.files:
        return pd.DataFrame(), []
    path = beside(folder, settings.files["units"])
    return parse_units(path, levels=settings.levels, waves=[wave.id for wave in settings.waves])


def parse_lists(
    settings: Settings, *, folder: Path
) -> tuple[pd.DataFrame, pd.DataFrame | None, list[Problem]]:
    """Read the workplaces and the invited alone, before anybody has answered."""
    units, problems = _units(settings, folder)
    if has_errors(problems):
        return units, None, problems
    invited = {name: file for name, file in settings.files.items() if name == "invited"}
    tables, found = _registers(replace(settings, files=invited), units, folder)
    return units.reset_index(drop=True), tables.get("invited"), [*problems, *found]


def beside(folder: Path, name: str) -> Path:
    """Return a path relative to the study file; Windows writes its folders with a backslash."""
    return folder / name.replace("\\", "/")


# --- answers ------------------------------------------------------------------------------------


def _answers(
    settings: Settings, units: pd.DataFrame | None, folder: Path
) -> tuple[pd.DataFrame, list[Problem]]:
    tables, problems = [], []
    memory: Memory = {}
    own_questions = [as_instrument(settings.questions)] if settings.questions else []
    asked = [*settings.instruments, *own_questions]
    listed = [] if units is None or units.empty else [*units["unit"], *units["name"]]
    for number, entry in enumerate(settings.responses, 1):
        path = beside(folder, entry.file)
        layout = replace(entry.layout, choices={**entry.layout.choices, "unit": listed})
        table, found = parse_responses(path, asked, layout, memory=memory)
        headings = table.attrs.pop("headings", {})
        if not table.empty:
            table, own = _one_wave(table, found, settings, entry)
            table, outside = in_their_survey(table, settings.waves)
            own += outside
            waves = [wave.id for wave in settings.waves]
            own += unknown_among(table["wave"], waves, key="wave_unknown", least=MANY)
            if units is not None and not units.empty:
                table, unit_problems = _known_units(table, units)
                own += unit_problems
            found = [p for p in found if p.key != "no_wave"]
            found += [problem.headed(headings).within(path.name) for problem in own]
            tables.append(table.assign(file=number))
        problems += found
    if not tables:
        return pd.DataFrame(), problems
    together = pd.concat(tables, ignore_index=True)
    together, found = respondents(together, settings)
    if not has_errors([*problems, *found]):
        items = list(dict.fromkeys(code for used in asked for code in used.item_codes))
        found += other_copies(together, items, settings.responses)
    return together.drop(columns="file"), [*problems, *found]


def _one_wave(
    table: pd.DataFrame, found: Sequence[Problem], settings: Settings, entry: ResponseFile
) -> tuple[pd.DataFrame, list[Problem]]:
    """Give a file without waves the study's only one; with several, somebody must say which."""
    if not any(problem.key == "no_wave" for problem in found):
        return table, []
    if len(settings.waves) == 1:
        return table.assign(wave=settings.waves[0].id), []
    waves = ", ".join(wave.id for wave in settings.waves)
    problem = Problem("wave_needed", "wave", {"file": entry.file, "allowed": waves})
    return table.assign(wave=settings.waves[0].id), [problem]


def _known_units(table: pd.DataFrame, units: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Find each answer's unit in its wave's tree, by id or by name."""
    matched = table["unit"].copy()
    problems: list[Problem] = []
    for wave in table["wave"].unique():
        tree = units_of_wave(units, wave)
        names = dict(zip(tree["unit"], tree["name"], strict=True))
        rows = table["wave"] == wave
        matched[rows], found = known_units(table.loc[rows, "unit"], names)
        problems += found
    return table.assign(unit=matched), problems


# --- registers ----------------------------------------------------------------------------------


def _registers(
    settings: Settings, units: pd.DataFrame, folder: Path
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    waves = [wave.id for wave in settings.waves]
    listed = dict(zip(units["unit"], units["name"], strict=True)) if len(units) else {}
    readers: dict[str, Callable[..., tuple[pd.DataFrame, list[Problem]]]] = {
        "invited": partial(parse_invited, waves=waves),
        "outcomes": partial(parse_outcomes, waves=waves),
        "absence": partial(parse_absence, causes=settings.causes),
        "crosswalk": parse_crosswalk,
        "actions": partial(parse_actions, instruments=settings.instruments),
        "observations": partial(
            parse_observations, wording=read_wording(folder, settings.language)[0]
        ),
        "participants": parse_participants,
    }
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for name in (name for name in settings.files if name != "units"):
        path = beside(folder, settings.files[name])
        also = settings.unit_words.get(name)
        known = UnitNames(listed, also=also, table=name) if listed else None
        table, found = readers[name](path, names=known)
        if name == "absence" and not has_errors(found):
            found += [p.within(path.name) for p in register_notes(table)]
        if name in ("invited", "outcomes") and not has_errors(found):
            found += [p.within(path.name) for p in _outside_their_wave(table, units)]
        problems += found
        if name != "participants":  # names of people stay in their list
            tables[name] = table.reset_index(drop=True)
    if len(tables.get("actions", ())) and not has_errors(problems):
        now = units_of_wave(units, waves[-1])["unit"]
        carried = carry_actions(tables["actions"], units=now, crosswalk=tables.get("crosswalk"))
        file = beside(folder, settings.files["actions"]).name
        problems += [p.within(file) for p in lost_owners(carried, listed)]
    return tables, problems


def _outside_their_wave(table: pd.DataFrame, units: pd.DataFrame) -> list[Problem]:
    """List rows about a unit that the wave's tree no longer has, or not yet."""
    if table.empty or units.empty:
        return []
    here = {wave: set(units_of_wave(units, wave)["unit"]) for wave in table["wave"].unique()}
    pairs = zip(table.index, table["unit"], table["wave"], strict=True)
    rows = [row for row, unit, wave in pairs if unit not in here[wave]]
    return in_rows("unit_not_in_wave", "unit", rows, severity=NOTE)


# --- notes --------------------------------------------------------------------------------------


def _worth_knowing(settings: Settings, files: StudyFiles) -> list[Problem]:
    """List what stops nothing but changes what can be shown."""
    answers, notes = files.responses, []
    invited = files.registers.get("invited")
    if not (answers["role"] == LEADER).any():
        notes.append(no_leaders(answers, invited))
    if answers.loc[answers["unit"] != "", "unit"].nunique() == 1:
        notes.append(Problem("one_unit", "unit", severity=NOTE))
    chosen = files.units.get("intervention", pd.Series(dtype=bool)).any()
    if chosen and len(settings.waves) > 1 and not settings.evaluation.told:
        notes.append(Problem("chosen_not_told", "evaluation", severity=NOTE))
    notes += _too_few_to_be_seen(settings, files.registers.get("observations"))
    for wave in settings.waves:
        if wave.id not in set(answers["wave"]):
            notes.append(Problem("wave_without_answers", "wave", {"wave": wave.id}, severity=NOTE))
            continue
        notes += _undated(wave, files)
        if invited is None or wave.id not in set(invited["wave"]):
            values = {"wave": wave.id}
            notes.append(Problem("wave_without_invited", "invited", values, severity=NOTE))
    if invited is not None:
        notes += of_the_invited(settings, answers, files.units, invited)
    return notes


def _undated(wave: Wave, files: StudyFiles) -> list[Problem]:
    """Say what cannot be told of a survey whose days nobody has written."""
    absent = "absence" in files.registers and not (wave.start or wave.end)
    here = files.responses[files.responses["wave"] == wave.id]
    late = ANSWERED in here and here[ANSWERED].notna().any() and not (wave.start and wave.end)
    answered = ANSWERED in here and len(here) and here[ANSWERED].isna().all()
    no_days = answered and files.responses[ANSWERED].notna().any()
    lost = (("absence", absent), ("late", late), ("days", no_days))
    return [
        Problem(f"wave_undated_{what}", "waves", {"wave": wave.id}, severity=NOTE)
        for what, is_lost in lost
        if is_lost
    ]


def _too_few_to_be_seen(settings: Settings, seen: pd.DataFrame | None) -> list[Problem]:
    """Say which observed meetings do not count, and that fewer than three are not shown."""
    if seen is None or seen.empty:
        return []
    file, least = Path(settings.files["observations"]).name, settings.policy.minimum
    meetings = seen.drop_duplicates(MEETING)
    few = int((meetings["present"] < least).sum())
    notes = [("meeting_small", few)] if few else []
    notes += [("meetings_few", len(meetings) - few)] if len(meetings) - few < 3 else []
    values = {"minimum": least}
    return [Problem(key, "present", values, (), n, file, NOTE) for key, n in notes]
