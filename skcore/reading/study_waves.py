"""When the surveys of a study were, and which of them tell of an action."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from skcore.problems import NOTE, Problem
from skcore.settings import not_among

#: how the participating workplaces came to take part
CHOSEN = ("lot", "low", "own_wish")
_YEARS = {"low": "1950", "high": "2100"}  # of surveys


def wave_problems(raw: Mapping[str, Any]) -> list[Problem]:
    problems = []
    last: dt.date | None = None
    ended: dt.date | None = None
    for wave in raw["waves"]:
        start, end = date_of(wave.get("start")), date_of(wave.get("end"))
        problems += [
            Problem("setting_outside", key, {"key": key, "where": "[[waves]]", **_YEARS})
            for key, day in (("start", start), ("end", end))
            if day and not int(_YEARS["low"]) <= day.year <= int(_YEARS["high"])
        ]
        if start and end and end < start:
            problems.append(Problem("wave_ends_first", "waves", {"wave": wave["id"]}))
        if start and last and start <= last:
            problems.append(Problem("waves_not_in_order", "waves", {"wave": wave["id"]}))
        elif start and ended and start <= ended:
            problems.append(Problem("waves_overlap", "waves", {"wave": wave["id"]}, severity=NOTE))
        last, ended = start or last, max(filter(None, (end, ended)), default=None)
    return problems


def evaluation_problems(raw: Mapping[str, Any]) -> list[Problem]:
    """List what [evaluation] says that cannot be: choices, surveys that are none, their order."""
    told = raw.get("evaluation", {})
    waves = [wave["id"] for wave in raw["waves"]]
    where = "[evaluation]"
    allowed = {"chosen": CHOSEN, "before": waves, "after": waves}
    problems = [
        not_among(key, told[key], known, where=where)
        for key, known in allowed.items()
        if key in told and told[key] not in known
    ]
    if problems or not told.keys() & {"before", "after"}:
        return problems
    before, after = told.get("before", waves[0]), told.get("after", waves[-1])
    if waves.index(before) < waves.index(after):
        return []
    return [Problem("before_not_earlier", "before", {"where": where})]


def date_of(value: object) -> dt.date | None:
    if isinstance(value, str):
        return dt.date.fromisoformat(value)
    return value if isinstance(value, dt.date) else None
