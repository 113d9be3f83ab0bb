"""One ``study.toml`` ties all inputs together: the confidential room's only entrance."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from skcore.errors import InputError, SkcoreError
from skcore.instruments.model import Composite, Instrument, Scale
from skcore.problems import ERROR, Problem, has_errors, problem_table
from skcore.reading.promises import Locked, promise_path, read_promises
from skcore.reading.responses import answered_forms
from skcore.reading.study_files import beside, parse_files
from skcore.reading.study_settings import Description, Settings, Wave, parse_settings
from skcore.settings import read_settings
from skcore.texts import LANGUAGES, Texts, load_texts
from skcore.wording import OWN_FILES, Wording, our_wording, read_wording

STUDY_FILE = "study.toml"
PROMISES = "study.promises.json"  # whatever the study file is called


@dataclass(frozen=True, kw_only=True, repr=False)
class Study(Description):
    """A study with everything that belongs to it. Respondents' rows: never show them.

    ``responses``: ``respondent, wave, unit`` (text, empty where missing), ``role`` (``employee``,
    ``leader``), backgrounds, item codes (option codes as float). ``units``: ``unit, name, parent``
    (empty directly under the organisation), ``level, intervention, preposition, wave`` (empty:
    all). ``invited``, ``absence``, ``outcomes``, ``crosswalk``, ``actions``: as the readers give
    them, or ``None``; ``actions_file``: what the register is called. ``fingerprints``: wave ->
    checksum of its answers to the questionnaires, the same in any row order; own questions, which
    may come later, have their own. ``sources``: every file that was read, as the study file names
    it (itself as ``study.toml``); ``hashes``: sha256 of what each of them held.
    """

    path: Path
    sources: Mapping[str, Path]
    hashes: Mapping[str, str]
    responses: pd.DataFrame
    units: pd.DataFrame
    invited: pd.DataFrame | None
    absence: pd.DataFrame | None
    outcomes: pd.DataFrame | None
    crosswalk: pd.DataFrame | None
    fingerprints: Mapping[str, str]
    actions: pd.DataFrame | None = None
    actions_file: str = ""
    #: strokes per meeting and act, from the form of observation
    observations: pd.DataFrame | None = None
    #: what the register's actions were expected to give, as locked before a survey
    promises: tuple[Locked, ...] = ()
    #: list of who comes to the network meeting, read only where it is printed
    participants: Path | None = None
    #: dialogue cards and texts of handouts, the study's own before ours
    wording: Wording = field(default_factory=our_wording)

    def __repr__(self) -> str:
        """Say which study this is and what to call next; never a row of it."""
        surveys = ", ".join(f"{w} ({n:,})" for w, n in self._answers().items())
        return f"<Study {self.title!r}: answers by survey {surveys}. Next: release_study(study)>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"

    def _answers(self) -> dict[str, int]:
        return {str(w): int(n) for w, n in self.responses.groupby("wave", sort=True).size().items()}

    @property
    def texts(self) -> Texts:
        """The wording in the study's language."""
        return load_texts(self.language)

    @property
    def instrument_items(self) -> tuple[str, ...]:
        """Codes of all items, each once."""
        return tuple(dict.fromkeys(code for i in self.instruments for code in i.item_codes))

    @property
    def answered(self) -> list[Wave]:
        """Surveys that have answers, in order."""
        there = set(self.responses["wave"])
        return [wave for wave in self.waves if wave.id in there]

    def wave(self, wave_id: str) -> Wave:
        """Return the wave with this id."""
        for wave in self.waves:
            if wave.id == wave_id:
                return wave
        if any(wave.id == str(wave_id) for wave in self.waves):  # a year, written as a number
            raise SkcoreError(f"wave={wave_id!r}: the id of a wave is text. Give '{wave_id}'.")
        known = ", ".join(wave.id for wave in self.waves)
        raise SkcoreError(f"There is no wave '{wave_id}'. The study has: {known}.")

    def scale(self, code: str) -> Scale | Composite:
        """Return the scale or composite with this code, from whichever instrument has it."""
        return self.instrument_of(code).scale(code)

    def instrument_of(self, scale: str) -> Instrument:
        """Return the instrument that a scale or composite belongs to."""
        for instrument in self.instruments:
            if scale in instrument.scale_codes:
                return instrument
        known = ", ".join(code for i in self.instruments for code in i.scale_codes)
        raise SkcoreError(f"There is no scale '{scale}'. The study has: {known}.")


def load_study(path: str | Path, *, language: str | None = None) -> Study:
    """Load a study: its ``study.toml`` and every file that it names.

    Parameters
    ----------
    path
        The study file, or the folder that holds a ``study.toml``.
    language
        ``da`` or ``en`` instead of the study's own language.

    Returns
    -------
    Study
        Everything read and checked, frozen.

    Raises
    ------
    InputError
        ``problems`` lists everything that :func:`check_study` calls an error, over all files.

    Examples
    --------
    >>> import skcore
    >>> study = skcore.load_study("data/sample/study.toml")
    >>> study.title, [wave.id for wave in study.waves], len(study.responses)
    ('Social kapital på ældre- og børneområdet', ['2025', '2026'], 1394)
    """
    study, problems, spoken = read_study(path, language)
    if study is None:
        errors = [problem for problem in problems if problem.severity == ERROR]
        first = {"da": "Undersøgelsen kan ikke indlæses:", "en": "The study cannot be loaded:"}
        raise InputError(first[spoken], problem_table(errors, language=spoken))
    return study


def check_study(path: str | Path, *, language: str | None = None) -> pd.DataFrame:
    """List everything that is wrong with a study or worth knowing about it.

    Parameters
    ----------
    path
        The study file, or the folder that holds a ``study.toml``.
    language
        Language of the messages; the study's own by default.

    Returns
    -------
    pandas.DataFrame
        One row per problem, errors first: ``file, column, problem, n, rows`` (as the user sees
        them in the file: the header is row 1), ``severity`` (``error`` stops the study from being
        loaded, ``ask`` is to be looked at before anything is shown, ``note`` to be known). No row
        holds what anybody answered. Empty when all is well.

    Examples
    --------
    >>> import skcore
    >>> len(skcore.check_study("data/sample/study.toml"))
    0
    """
    _, problems, spoken = read_study(path, language)
    return problem_table(problems, language=spoken)


def read_study(
    path: str | Path, language: str | None = None
) -> tuple[Study | None, list[Problem], str]:
    """Return the study where nothing stops it, everything found, and the language to tell it in."""
    path = Path(path)
    path = path / STUDY_FILE if path.is_dir() else path
    raw, problems = read_settings(path)
    if language is not None and language not in LANGUAGES:
        text = load_texts(language_of(path))
        raise SkcoreError(text("refused.language", name=language, allowed=" / ".join(LANGUAGES)))
    if language is not None:
        raw = {**raw, "language": language} if raw else raw
    spoken = str(raw.get("language") or language or language_of(path))
    spoken = spoken if spoken in LANGUAGES else "da"
    if problems:
        return None, problems, spoken
    settings, found = parse_settings(raw, folder=path.parent)
    problems = [problem if problem.file else problem.within(path.name) for problem in found]
    if settings is None:
        return None, problems, spoken
    files, found = parse_files(settings, folder=path.parent)
    problems += [problem if problem.file else problem.within(path.name) for problem in found]
    wording, found = read_wording(path.parent, settings.language)
    promises, changed = read_promises(promise_path(path))
    problems += [*found, *changed]
    if has_errors(problems):
        return None, problems, spoken
    registers: dict[str, Any] = {name: files.registers.get(name) for name in _REGISTERS}
    shared: dict[str, Any] = {name: getattr(settings, name) for name in _DESCRIBED}
    sources = _sources(path, raw, settings)
    study = Study(
        path=path,
        sources=sources,
        hashes={n: hashlib.sha256(file.read_bytes()).hexdigest() for n, file in sources.items()},
        responses=answered_forms(files.responses, settings.instruments),
        units=files.units,
        wording=wording,
        promises=promises,
        participants=_participants(path.parent, settings),
        actions_file=Path(settings.files.get("actions", "").replace("\\", "/")).name,
        fingerprints=fingerprints_of(
            files.responses.drop(columns=[q.code for q in settings.questions]),
            linked=settings.linked,
        ),
        **shared,
        **registers,
    )
    return study, problems, spoken


def _sources(path: Path, raw: Mapping[str, Any], settings: Settings) -> dict[str, Path]:
    lists = [file for name, file in settings.files.items() if name != "participants"]
    named = [*(entry.file for entry in settings.responses), *lists]
    logo = str(raw.get("look", {}).get("logo", ""))
    named += [*map(str, raw["instruments"]), logo]
    if Path(logo).suffix:
        named.append(Path(logo).with_suffix(".png").as_posix())  # PowerPoint's picture
    named += OWN_FILES
    found = {name: beside(path.parent, name) for name in dict.fromkeys(named)}
    found[PROMISES] = promise_path(path)
    return {STUDY_FILE: path, **{name: file for name, file in found.items() if file.is_file()}}


def _participants(folder: Path, settings: Settings) -> Path | None:
    name = settings.files.get("participants")
    return None if name is None else beside(folder, name)


def language_of(path: Path) -> str:
    """Language of a study file that cannot be parsed, as far as a line of it says."""
    content = path.read_bytes() if path.is_file() else b""
    found = re.search(rb'(?m)^\s*language\s*=\s*[\'"](\w\w)[\'"]', content)
    return found.group(1).decode("ascii") if found else "da"


_REGISTERS = ("invited", "absence", "outcomes", "crosswalk", "actions", "observations")
_DESCRIBED = tuple(field.name for field in fields(Description))


def fingerprints_of(responses: pd.DataFrame, *, linked: bool) -> dict[str, str]:
    """Sum up each wave's answers; made-up respondent ids, which follow the row order, stay out."""
    left_out = ["wave"] if linked else ["wave", "respondent"]
    columns = sorted(column for column in responses.columns if column not in left_out)
    prints = {}
    for wave, rows in responses.groupby("wave", sort=False):
        text = rows[columns].to_csv(index=False, header=False, lineterminator="\n")
        content = "\n".join([",".join(columns), *sorted(text.splitlines())])
        prints[str(wave)] = hashlib.sha256(content.encode("utf-8")).hexdigest()
    return prints
