"""Numbers of absence as full working days: hours by their heading, else somebody is asked."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from skcore.beginning.asked import Asker
from skcore.errors import InputError
from skcore.problems import short
from skcore.reading.cell_values import decimal_mark, read_numbers
from skcore.reading.day_units import DAY_COLUMNS, HOURS_PER_DAY, unit_said


def in_days(
    table: pd.DataFrame, headings: Mapping[str, str], ask: Asker
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Turn hours into full working days; return what stays open as well, our column -> heading."""
    said = {ours: unit_said(headings[ours]) for ours in DAY_COLUMNS if ours in headings}
    named = {ours: f"'{short(headings[ours])}'" for ours in said}
    unsaid = [ours for ours, unit in said.items() if not unit]
    if unsaid:
        choices = {unit: ask.text(f"new.from.unit_{unit}") for unit in ("days", "hours", "other")}
        listed = ", ".join(named[ours] for ours in unsaid)
        unit = ask.choose("day_unit", choices, None, headings=listed)
        if unit == "other":
            raise InputError(ask.text("new.from.no_days", headings=listed))
        said |= dict.fromkeys(unsaid, unit)
    for unit in ("days", "hours"):
        taken = [named[o] for o in said if said[o] == unit and not _plain(headings[o])]
        if taken:
            line = ask.text(f"new.from.told_{unit}", headings=", ".join(taken))
            ask.proposal.told.append(line)
    mark = decimal_mark(text for ours in said for text in table[ours].unique())
    divided = {ours: _divided(table[ours], mark) for ours in said if said[ours] == "hours"}
    return table.assign(**divided), {ours: headings[ours] for ours in said if not said[ours]}


def _plain(heading: str) -> bool:
    """Whether a heading says full working days itself, in the one word for them."""
    return "dagsværk" in heading.casefold()


def _divided(cells: pd.Series[str], mark: str) -> pd.Series[str]:
    """Hours as full working days; what is no number stays, and ``check`` tells of it."""
    numbers = read_numbers(cells, mark=mark).numbers
    written = (numbers / HOURS_PER_DAY).round(4).astype("str").str.replace(".", ",", regex=False)
    return cells.where(numbers.isna(), written)
