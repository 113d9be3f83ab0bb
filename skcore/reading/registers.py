"""The lists beside the answers: units, invited, absence, outcomes and the crosswalk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from skcore.instruments.model import Instrument
from skcore.problems import Problem, refuse_errors
from skcore.reading.absence_register import parse_absence
from skcore.reading.action_register import parse_actions
from skcore.reading.observations import parse_observations
from skcore.reading.register_rules import parse_crosswalk, parse_invited, parse_outcomes
from skcore.reading.unit_tree import parse_units
from skcore.texts import load_texts

Parsed = tuple[pd.DataFrame, list[Problem]]


def read_units(
    path: str | Path,
    *,
    levels: Sequence[str] | None = None,
    waves: Sequence[str] = (),
    language: str = "en",
) -> pd.DataFrame:
    """Read the tree of units and check that it is one.

    Parameters
    ----------
    path
        CSV, Excel or SPSS file with ``unit`` and, where they are known, ``name``, ``parent``
        (the unit above; empty directly under the organisation), ``level``, ``intervention``
        (yes or no), ``preposition`` (i, på) and ``wave`` (empty: all waves).
    levels
        The words for the levels from top to workplace; those of a municipality by default.
    waves
        The waves' ids, where the tree changes from one to the next.
    language
        Language of the messages and of the default levels, ``da`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        One row per unit (and wave): ``unit, name, parent, level, intervention, preposition,
        wave``; a level that is not told follows from the depth in the tree.

    Raises
    ------
    InputError
        ``problems`` lists repeated units, unknown parents, circles, words that are no level, a
        unit under one of its own or a lower level, and cells that cannot be read.

    Examples
    --------
    >>> import skcore
    >>> units = skcore.read_units("data/sample/units.csv", waves=["2025", "2026"], language="da")
    >>> units["level"].value_counts().to_dict()
    {'arbejdsplads': 45, 'område': 7, 'forvaltning': 3}
    """
    words = levels or load_texts(language).raw("presets.municipality.levels")
    return _usable(path, parse_units(path, levels=words, waves=waves), language)


def read_invited(
    path: str | Path, *, waves: Sequence[str] = (), language: str = "en"
) -> pd.DataFrame:
    """Read how many were invited: ``unit, wave, role, occupation, invited`` (people).

    Parameters
    ----------
    path
        CSV, Excel or SPSS file. Without ``role``, all are employees; ``wave`` may be left out
        where there is one wave, and ``occupation`` where nobody counted by it.
    waves
        The waves' ids.
    language
        Language of the messages, ``da`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        One row per unit, wave and role: ``unit, wave, role, invited``; per ``occupation`` besides
        where the list has it.

    Raises
    ------
    InputError
        Numbers below zero, repeated rows, unknown roles or waves; all problems at once.

    Examples
    --------
    >>> import skcore
    >>> int(skcore.read_invited("data/sample/invited.csv")["invited"].sum())
    1852
    """
    return _usable(path, parse_invited(path, names=None, waves=waves), language)


def read_absence(path: str | Path, *, language: str = "en") -> pd.DataFrame:
    """Read the absence register: one row per unit, month and cause.

    Parameters
    ----------
    path
        CSV, Excel or SPSS file with ``unit``, ``month`` (2025-03, 01-03-2025, marts 2025 ...),
        ``cause`` (egen sygdom, barns sygdom, arbejdsulykke, barsel; own_sickness ...; all own
        sickness where the column is missing), ``absence_days`` and ``available_days`` (full
        working days; available = worked and absent) and, where the register tells, ``spells``,
        ``employed``, ``persons_absent``, ``long_term_days``.
    language
        Language of the messages, ``da`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        The columns above; ``month`` is the month's first day, ``cause`` one of ``own_sickness,
        child_sickness, work_accident, maternity, other``.

    Raises
    ------
    InputError
        Days below zero, more absence than available days, repeated rows; all at once.

    Examples
    --------
    >>> import skcore
    >>> skcore.read_absence("data/sample/absence.csv")["month"].min()
    Timestamp('2023-10-01 00:00:00')
    """
    return _usable(path, parse_absence(path, names=None), language)


def read_outcomes(
    path: str | Path, *, waves: Sequence[str] = (), language: str = "en"
) -> pd.DataFrame:
    """Read other results of the units: satisfaction, turnover, quality.

    Parameters
    ----------
    path
        CSV, Excel or SPSS file with ``unit, wave, outcome, value`` and ``n`` (how many the value
        rests on: citizens count, not employees).
    waves
        The waves' ids.
    language
        Language of the messages, ``da`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        One row per unit, wave and outcome: ``unit, wave, outcome, value, n``, and where the file
        has them ``measure`` (what it is counted in) and ``name_da``, ``name_en`` (for slides).

    Raises
    ------
    InputError
        Repeated rows, unknown waves, cells that are no numbers; all problems at once.

    Examples
    --------
    >>> import skcore
    >>> sorted(skcore.read_outcomes("data/sample/outcomes.csv")["outcome"].unique())[:1]
    ['borgertilfredshed']
    """
    return _usable(path, parse_outcomes(path, names=None, waves=waves), language)


def read_crosswalk(path: str | Path, *, language: str = "en") -> pd.DataFrame:
    """Read which units became which.

    Parameters
    ----------
    path
        CSV, Excel or SPSS file with ``unit_before, unit_after, share``: the part (0-1) of the
        unit before that went to the unit after. A blank unit means closed or new.
    language
        Language of the messages, ``da`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        One row per pair: ``unit_before, unit_after`` (missing where blank), ``share``.

    Raises
    ------
    InputError
        Shares outside 0-1 or that do not add up to 1 for a unit before; repeated pairs.

    Examples
    --------
    >>> import skcore
    >>> skcore.read_crosswalk("data/sample/crosswalk.csv").groupby("unit_before")["share"].sum()
    unit_before
    hjem-04    1.0
    Name: share, dtype: float64
    """
    return _usable(path, parse_crosswalk(path, names=None), language)


def read_actions(
    path: str | Path, instruments: Sequence[Instrument] = (), *, language: str = "en"
) -> pd.DataFrame:
    """Read the register of actions: what a workplace does, since when, and what it expects.

    Parameters
    ----------
    path
        CSV, Excel or SPSS file with ``unit, action`` and, where they are known, ``theme`` (a scale
        by code or label, or words of your own), ``who`` (a function: leader, AMR, TR, TRIO),
        ``since``, ``until`` and ``next_look`` (dates), ``status`` (planned, running, done,
        stopped), ``expected`` (points, 0-100, that the theme is expected to change) and ``dose``
        (percent of what was planned that has been carried out). Danish headings and words are
        read as well. A list without rows is one.
    instruments
        The questionnaires whose scales the themes may name.
    language
        Language of the messages, ``da`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        The columns above and ``variable``, the code of the scale that the theme names (empty
        where it names none). ``who`` is empty where a word of it is no function that we know: it
        may be a person. A blank status counts as planned.

    Raises
    ------
    InputError
        Unknown statuses, dates that are none, an end before its start, repeated rows, percent and
        points outside their range; all at once.

    Examples
    --------
    >>> import skcore
    >>> capital = skcore.load_instrument("copsoq3-social-capital")
    >>> actions = skcore.read_actions("data/sample/actions.csv", [capital])
    >>> actions[["unit", "variable", "who", "status"]].iloc[0].tolist()
    ['pleje-02', 'JU', 'Leder og tillidsrepræsentant', 'running']
    """
    return _usable(path, parse_actions(path, names=None, instruments=instruments), language)


def read_observations(path: str | Path, *, language: str = "en") -> pd.DataFrame:
    """Read what was seen at meetings: strokes on the form of observation (``skcore handouts``).

    Parameters
    ----------
    path
        CSV, Excel or SPSS file with a row for each act of a meeting: ``meeting`` (its number or
        day), ``present`` (how many were there; one row of the meeting is enough), ``act`` (the
        words of the form, or ``asks, builds, thanks, admits, differs, invites, core, agrees``),
        ``strokes`` (in all; 0 where it was not seen), and ``unit`` where the meeting is a
        workplace's own. Danish headings and words are read as well. A list without rows is one.
    language
        Language of the messages, ``da`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        The columns above, ``act`` by its short name, and ``share`` (the act's part of the
        meeting's strokes, 0-1; missing of a meeting without any) and ``n`` (strokes of the
        meeting). Of one meeting: what may be shown is ``StudyRelease.observations``, of three
        meetings or more together.

    Raises
    ------
    InputError
        Unknown acts, a meeting of which acts or those present are missing, repeated rows; all at
        once.

    Examples
    --------
    >>> import skcore
    >>> seen = skcore.read_observations("data/sample/observations.csv")
    >>> seen.groupby("meeting")["share"].sum().round(9).unique().tolist()
    [1.0]
    """
    return _usable(path, parse_observations(path, names=None), language)


def _usable(path: str | Path, parsed: Parsed, language: str) -> pd.DataFrame:
    frame, problems = parsed
    first = f"The list '{Path(path).name}' cannot be used:"
    refuse_errors(problems, first=first, language=language)
    return frame.reset_index(drop=True)
