"""What the answers tell of the list of invited, held up against each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from skcore.problems import ASK, NOTE, Problem, short
from skcore.reading.people import LEADER
from skcore.reading.spelling import meant_among
from skcore.reading.study_settings import Settings

_NAMED = 5  # so many workplaces are named in a message


def no_leaders(answers: pd.DataFrame, invited: pd.DataFrame | None) -> Problem:
    """Ask about it where leaders were invited: their word may be read as employees'."""
    if invited is not None:
        leaders = invited[(invited["role"] == LEADER) & invited["wave"].isin(answers["wave"])]
        if leaders["invited"].sum() > 0:
            return Problem("no_leaders_invited", "role", severity=ASK)
    return Problem("no_leaders", "role", severity=NOTE)


def of_the_invited(
    settings: Settings, answers: pd.DataFrame, units: pd.DataFrame, invited: pd.DataFrame
) -> list[Problem]:
    """Workplaces where more answered than were invited, or somebody and nobody was."""
    more = _more_than_invited(settings, answers, units, invited)
    return [*more, *_not_invited(settings, answers, units, invited)]


def _more_than_invited(
    settings: Settings, answers: pd.DataFrame, units: pd.DataFrame, invited: pd.DataFrame
) -> list[Problem]:
    """Name the workplaces and surveys, and no number: the answers have not come to the door yet."""
    keys = ["unit", "wave", "role"]
    counted = answers.groupby(keys).size().rename("answered").reset_index()
    asked = invited.groupby(keys, as_index=False)["invited"].sum(min_count=1)
    both = counted.merge(asked, on=keys)
    over = both.loc[both["answered"] > both["invited"], ["unit", "wave"]].drop_duplicates()
    told = _told_of_places("more_than_invited", over, settings, units)
    return [replace(problem, severity=ASK) for problem in told]  # leaders among them, or no list


def _not_invited(
    settings: Settings, answers: pd.DataFrame, units: pd.DataFrame, invited: pd.DataFrame
) -> list[Problem]:
    """Name the workplaces with answers that the list of invited lacks, in surveys it counts."""
    keys = ["unit", "wave"]
    counted = invited.dropna(subset="invited")
    answers = answers[(answers["unit"] != "") & answers["wave"].isin(counted["wave"])]
    both = answers[keys].drop_duplicates().merge(counted[keys], how="left", indicator=True)
    places = both.loc[both["_merge"] == "left_only", keys]
    names = dict(zip(units["unit"], units["name"], strict=True))
    asked = {names[unit]: unit for unit in counted["unit"].unique() if unit in names}
    written = {names.get(unit, unit) for unit in places["unit"]} - set(asked)
    meant = {name: found for name in sorted(written) if (found := meant_among(name, asked)[0])}
    told = _told_of_places("not_invited", places, settings, units)
    if not meant:
        return told
    lines = [f'"{short(name)}" = "{asked[found]}"' for name, found in meant.items()]
    pairs = [f"'{short(name)}' / '{short(found)}'" for name, found in meant.items()]
    values = {"names": ", ".join(pairs[:_NAMED]), "block": "\n".join(lines[:_NAMED])}
    ask = Problem("not_invited_alike", "unit", values, (), len(meant), "", ASK)
    return [ask, *told]


def _told_of_places(
    key: str, places: pd.DataFrame, settings: Settings, units: pd.DataFrame
) -> list[Problem]:
    """One note about the list of invited, with the first few of ``unit, wave`` by name."""
    if places.empty:
        return []
    names = dict(zip(units["unit"], units["name"], strict=True))
    labels = {wave.id: wave.label or wave.id for wave in settings.waves}
    told = [
        f"'{short(names.get(unit, unit))}' ({short(labels[wave])})"
        for unit, wave in places[:_NAMED].itertuples(index=False)
    ]
    values = {"names": ", ".join(told) + (" …" if len(places) > _NAMED else "")}
    file = Path(settings.files["invited"].replace("\\", "/")).name
    return [Problem(key, "invited", values, (), len(places), file, NOTE)]
