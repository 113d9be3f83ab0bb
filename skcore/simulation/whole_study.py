"""A whole study from a seed: tree, answers of two waves, registers, and what was true."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skcore.simulation.citizens import draw_replacements, outcome_table
from skcore.simulation.illness import absence_register
from skcore.simulation.levels import draw_persons, draw_workplaces
from skcore.simulation.organisation import Organisation, make_organisation, municipality
from skcore.simulation.story import WAVES
from skcore.simulation.truth import Floats, Truth
from skcore.simulation.wave import SimulatedForms, invited_in, survey, true_capital
from skcore.wording import our_wording

SAMPLE_SEED = 55
SMALLEST_ACTION_UNIT = 10
# every part draws from a stream of its own, so that changing one leaves the others alone
_STREAMS = ("organisation", "levels", "people", "first", "choice", "second", "absence", "outcomes")


@dataclass(frozen=True)
class SimulatedStudy:
    """
    A study whose truth is known; tables as `load_study` gives them.

    Parameters
    ----------
    seed
        What it was made from.
    title, organisation, levels
        As in ``study.toml``.
    responses
        One row per answer: ``respondent, wave, unit, role, occupation``, item codes.
    units
        ``unit, name, parent, level, intervention, preposition, wave``.
    invited
        ``unit, wave, role, invited``.
    absence
        ``unit, month, cause, absence_days, available_days, spells, employed, persons_absent,
        long_term_days``.
    outcomes
        ``unit, wave, outcome, value, n``.
    crosswalk
        ``unit_before, unit_after, share``: the divided workplace only.
    actions
        ``unit, action, theme, who, since, until, status, next_look, expected, dose``, as the
        municipality's register would have them: ISO dates and Danish words.
    observations
        ``unit, meeting, present, act, strokes`` of meetings at the first of the chosen.
    participants
        ``name, level, unit``: who comes to the network meeting, all invented.
    truth
        The numbers behind it.
    unit_truth
        One row per workplace and wave: ``unit, wave, intervention, employees``, the exact means
        ``TM, TE, JU, SW, social_capital, wellbeing`` (0-100), ``measured`` (social capital in
        the employees' answers), and ``social_capital_without_action``,
        ``measured_without_action``: the same people by the same chance, had there been none.
    """

    seed: int
    title: str
    organisation: str
    levels: tuple[str, ...]
    responses: pd.DataFrame
    units: pd.DataFrame
    invited: pd.DataFrame
    absence: pd.DataFrame
    outcomes: pd.DataFrame
    crosswalk: pd.DataFrame
    actions: pd.DataFrame
    observations: pd.DataFrame
    participants: pd.DataFrame
    truth: Truth
    unit_truth: pd.DataFrame


def simulate_study(
    *,
    seed: int = SAMPLE_SEED,
    units: int = 45,
    median_size: float = 17.0,
    intervention_units: int = 6,
    truth: Truth | None = None,
) -> SimulatedStudy:
    """
    Simulate a study of a municipality with two anonymous waves a year apart.

    Parameters
    ----------
    seed
        Same seed and numbers, same study.
    units
        Workplaces in the first wave, at least 12.
    median_size
        Median number of people in a workplace (3-60).
    intervention_units
        Workplaces with an action between the waves; fewer where too few have 10 people.
    truth
        Numbers to simulate from; the sample's when not given.

    Returns
    -------
    SimulatedStudy

    Raises
    ------
    SkcoreError
        When there are too few workplaces or `median_size` is out of range.

    Notes
    -----
    Absence depends on the true social capital of the workplace and on occupations, not on the
    single person's answers. Who answers does not depend on what they would answer. Answers are
    not linked: respondent numbers are row numbers of a shuffled pile, anew in each wave.

    Examples
    --------
    >>> from skcore import simulate_study
    >>> study = simulate_study(seed=1, units=12)
    >>> study.unit_truth["wave"].value_counts().to_dict()
    {'2025': 12, '2026': 11}
    """
    truth = truth or Truth()
    rng = {name: np.random.default_rng([seed, k]) for k, name in enumerate(_STREAMS)}
    organisation = make_organisation(rng["organisation"], units=units, median_size=median_size)
    course = _course(rng, organisation, intervention_units, truth)
    common: dict[str, Any] = {"capital": course.capital, "centre": course.centre, "truth": truth}
    words = municipality()
    return SimulatedStudy(
        seed=seed,
        title=words["title"],
        organisation=words["organisation"],
        levels=tuple(words["levels"]),
        responses=pd.concat([wave.responses for wave in course.waves], ignore_index=True),
        units=_units(organisation, course.action),
        invited=pd.concat([invited_in(organisation, k) for k in (0, 1)], ignore_index=True),
        absence=absence_register(rng["absence"], organisation, **common),
        outcomes=outcome_table(rng["outcomes"], organisation, left=course.left, **common),
        crosswalk=organisation.crosswalk,
        actions=_actions(organisation, course.action),
        observations=_observations(organisation, course.action),
        participants=_participants(organisation, course.action),
        truth=truth,
        unit_truth=_unit_truth(organisation, course),
    )


@dataclass(frozen=True)
class _Course:
    """What happened: two waves, an action between them, and people who left."""

    waves: tuple[SimulatedForms, SimulatedForms]
    action: Floats  # workplace: 1 with an action
    left: tuple[Floats, Floats]  # position: 1 whose employee left in the year before the wave
    capital: Floats  # workplace x wave: true social capital
    without_action: pd.DataFrame  # the second wave's means, had there been no action
    centre: float


def _course(
    rng: Mapping[str, np.random.Generator],
    organisation: Organisation,
    intervention_units: int,
    truth: Truth,
) -> _Course:
    levels = draw_workplaces(rng["levels"], organisation, truth)
    before = true_capital(organisation, levels.first, 0)["social_capital"].to_numpy()
    common: dict[str, Any] = {"centre": float(before.mean()), "truth": truth}
    persons = draw_persons(rng["people"], len(organisation.people))
    feeling = levels.wellbeing
    first = survey(
        rng["first"],
        organisation,
        number=0,
        levels=levels.first,
        wellbeing=feeling[:, 0],
        persons=persons,
        **common,
    )
    action = _choose(rng["choice"], organisation, first.true, intervention_units, truth)
    left = draw_replacements(rng["people"], organisation, capital=before, **common)
    later = draw_persons(rng["people"], len(persons.general), before=persons, stay=1 - left[1])
    # the same chance twice: with and without the action, so that the difference is the action's
    second, without = (
        survey(
            copy.deepcopy(rng["second"]),
            organisation,
            number=1,
            levels=levels.second + truth.effect * raised,
            wellbeing=feeling[:, 1],
            persons=later,
            **common,
        )
        for raised in (action[:, None], 0.0)
    )
    return _Course(
        waves=(first, second),
        action=action,
        left=left,
        capital=np.column_stack([before, second.true["social_capital"]]),
        without_action=without.true,
        centre=common["centre"],
    )


def _choose(
    rng: np.random.Generator,
    organisation: Organisation,
    first: pd.DataFrame,
    wanted: int,
    truth: Truth,
) -> Floats:
    """Choose the workplaces with an action: those with low measured means, and some chance."""
    places = organisation.workplaces
    barred = [organisation.split, *organisation.receivers]
    may = (places["size"] >= SMALLEST_ACTION_UNIT) & places["serves"]
    may &= ~places.index.isin(barred) & first["measured"].notna()
    measured = first["measured"]
    low = -(measured - measured.mean()) / measured.std()
    score = truth.selection * low + np.sqrt(1 - truth.selection**2) * rng.normal(size=len(low))
    chosen = score.loc[may].nlargest(wanted).index
    action = np.zeros(len(places))
    action[chosen] = 1.0
    return action


def _units(organisation: Organisation, action: Floats) -> pd.DataFrame:
    """Return the tree as study files hold it: the divided workplace stands in the first wave."""
    places = organisation.workplaces["unit"]
    chosen = places[action == 1]
    gone = places.iloc[organisation.split]
    tree = organisation.tree
    waves = np.where(tree["unit"] == gone, WAVES[0].id, "")
    told = tree.assign(intervention=tree["unit"].isin(chosen), wave=waves)
    return told[["unit", "name", "parent", "level", "intervention", "preposition", "wave"]]


def _actions(organisation: Organisation, action: Floats) -> pd.DataFrame:
    """Return the register of actions: of the chosen, of the divided workplace and of one other."""
    places = organisation.workplaces["unit"]
    divided = places.iloc[[organisation.split]]
    barred = places.index[[organisation.split, *organisation.receivers]]
    left = {
        "chosen": list(places[action == 1]),
        "divided": list(divided),
        "other": list(places[(action == 0) & ~places.index.isin(barred)]),
    }
    rows = [
        {"unit": left[told["place"]].pop(0), **told}
        for told in municipality()["actions"]
        if left[told["place"]]
    ]
    columns = ["unit", "action", "theme", "who", "since", "until", "status", "next_look"]
    table = pd.DataFrame(rows, columns=[*columns, "expected", "dose"])
    return table.astype(dict.fromkeys(("expected", "dose"), "Int64"))


def _observations(organisation: Organisation, action: Floats) -> pd.DataFrame:
    """Return what was seen at meetings, an act a row."""
    acts = our_wording().handouts("da").raw("observation.acts").values()
    rows = [
        (unit, told["meeting"], told["present"], act, strokes)
        for unit, told in _at_the_chosen("meetings", organisation, action)
        for act, strokes in zip(acts, told["strokes"], strict=True)
    ]
    return pd.DataFrame(rows, columns=["unit", "meeting", "present", "act", "strokes"])


def _participants(organisation: Organisation, action: Floats) -> pd.DataFrame:
    """Return who comes to the network meeting."""
    rows = [
        (name, told["level"], unit)
        for unit, told in _at_the_chosen("participants", organisation, action)
        for name in told["names"]
    ]
    return pd.DataFrame(rows, columns=["name", "level", "unit"])


def _at_the_chosen(
    key: str, organisation: Organisation, action: Floats
) -> list[tuple[str, dict[str, Any]]]:
    """What the story tells of the chosen workplaces, and of none of them; as far as there are."""
    chosen = list(organisation.workplaces["unit"][action == 1])
    told = [entry for entry in municipality()[key] if entry.get("at", -1) < len(chosen)]
    return [(chosen[entry["at"]] if "at" in entry else "", entry) for entry in told]


def _unit_truth(organisation: Organisation, course: _Course) -> pd.DataFrame:
    """Stack both waves' true means, without the workplaces that a wave does not have."""
    without = (course.waves[0].true, course.without_action)
    tables = []
    for wave, forms, plain in zip(WAVES, course.waves, without, strict=True):
        front = organisation.workplaces[["unit"]].assign(
            wave=wave.id, intervention=course.action == 1
        )
        beside = plain[["social_capital", "measured"]].add_suffix("_without_action")
        table = pd.concat([front, forms.true, beside], axis=1)
        tables.append(table.loc[table["employees"] > 0])
    return pd.concat(tables, ignore_index=True)
