"""Workplaces that an export has only numbers for: a list names them, or else somebody is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from skcore.beginning.asked import Asker
from skcore.beginning.column_kinds import ABSENCE, INVITED, PEOPLE, find_columns
from skcore.problems import short
from skcore.reading.tables import RawTable

_SHOWN = 8  # so many numbers are told
_PAIR = re.compile(r"(\d+)\s*[=:]\s*(.+?)\s*(?=$|[;,\n]\s*\d+\s*[=:])")  # 1 = North; 2 = South


def are_numbers(names: Collection[str]) -> bool:
    """Whether these are numbers and no words, which say nothing by themselves."""
    return len(names) > 0 and all(name.isdecimal() for name in names)


def called(
    names: Collection[str], heading: str, ask: Asker, lists: Iterable[RawTable | None] = ()
) -> dict[str, str]:
    """Return number -> name, as far as a list or somebody tells; empty where there are words."""
    numbers = sorted(names, key=lambda name: (len(name), name))
    if not are_numbers(numbers):
        return {}
    for raw in filter(None, lists):
        found = _names_beside(raw, numbers)
        pairs = ", ".join(f"{number} = {short(name)}" for number, name in found.items())
        # a list may count its rows: another workplace's name would be on the slides
        choices = {"yes": ask.text("new.from.yes"), "no": ask.text("new.from.called_no")}
        said: dict[str, Any] = {"file": raw.file, "pairs": pairs}
        key = f"called_by:{raw.file}"
        if found and ask.choose(key, choices, "yes", by_enter=False, **said) == "yes":
            return found
    return _asked(numbers, heading, ask)


def _names_beside(raw: RawTable, numbers: Collection[str]) -> dict[str, str]:
    """Names in a list that has a column of the export's numbers, and one of workplaces in words."""
    headings = list(map(str, raw.frame))
    words = [name for name in headings if not raw.frame[name].str.fullmatch(r"[\d.,]*").all()]
    named = find_columns(words, {"unit_name": PEOPLE["unit"]}).get("unit_name")
    kinds = (ABSENCE, INVITED)  # numbers of people, days and the like are no workplaces
    other = {
        h for kind in kinds for ours, h in find_columns(headings, kind).items() if ours != "unit"
    }
    for heading in headings if named else ():
        pairs = raw.frame[[heading, named]].drop_duplicates()
        pairs = pairs[pairs[heading].isin(numbers) & (pairs[named] != "")]
        if (
            heading not in other
            and set(pairs[heading]) == set(numbers)
            and len(pairs) == len(numbers)
        ):
            return dict(zip(pairs[heading], pairs[named], strict=True))
    return {}


def _asked(numbers: Sequence[str], heading: str, ask: Asker) -> dict[str, str]:
    """Ask what the numbers stand for; one that is not told keeps its number, and check says so."""
    first, second = [*numbers, str(int(numbers[0]) + 1)][:2]
    example = ask.text("new.from.called_example", first=first, second=second)
    listed = ", ".join(numbers[:_SHOWN]) + (" …" if len(numbers) > _SHOWN else "")
    said = {"heading": short(heading), "listed": listed, "example": example}
    told = dict(_PAIR.findall(ask.for_text(f"called:{heading}", "", **said)))
    return {number: told[number] for number in numbers if number in told}
