"""Which columns say who, where and when: settled by words, or asked, and never assumed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from skcore.beginning.asked import PICKED, Asker
from skcore.beginning.column_kinds import PEOPLE, divides, find_columns, in_order, is_plain, kind_of
from skcore.beginning.roles import role_column
from skcore.errors import InputError
from skcore.problems import short
from skcore.reading.cell_values import blanks
from skcore.reading.tables import RawTable

NOBODYS = "none"  # the answer that no column is it

Cells = Mapping[str, "pd.Series[str]"]


def find_people(raw: RawTable, taken: Collection[str], ask: Asker) -> dict[str, str]:
    """Return our column -> its heading, of those not ``taken``, as far as words or answers tell.

    ``heading:unit`` and the like, where somebody picked one, are taken without being asked.
    """
    found: dict[str, str] = {}
    cells = {
        name: raw.frame[name].replace(raw.labels.get(name, {}))
        for name in map(str, raw.frame)
        if name not in taken and not blanks(raw.frame[name]).all()
    }
    for ours in PEOPLE:
        free = {name: said for name, said in cells.items() if name not in found.values()}
        picked = ask.answers.get(PICKED + ours)
        heading = _settled(ours, free, ask) if picked is None else picked
        if heading in cells:
            found[ours] = heading
    return found


def _settled(ours: str, free: Cells, ask: Asker) -> str:
    if ours in ("answered", "respondent"):
        return find_columns(list(free), {ours: PEOPLE[ours]}).get(ours, "")
    if ours == "role":
        return role_column(free, ask)
    fits = _candidates(ours, free)
    sure = [name for name in fits if is_plain(name, ours)]
    if ours == "wave":
        return sure[0] if sure else ""
    if sure and all(divides(free[sure[0]], free[name]) for name in sure[1:]):
        return sure[0]
    if not fits or ours == "unit":  # that is asked when all else is known
        return ""
    choices = {name: short(name) for name in sure or fits}
    choices[NOBODYS] = ask.text("new.from.none_of_them")
    return ask.choose(f"which:{ours}", choices, None, what=ask.text(f"new.from.{ours}"))


def _candidates(ours: str, free: Cells) -> list[str]:
    never = {"answers", "comments", "persons"} | ({"days"} if ours != "wave" else set())
    return [name for name in in_order(list(free), ours) if kind_of(name, free[name]) not in never]


def unit_column(raw: RawTable, free: Collection[str], ask: Asker) -> str:
    """Ask which of the ``free`` columns is the workplace: those whose words say so, else any.

    Raises
    ------
    InputError
        When none can be it, or somebody says that none is.
    """
    frame = raw.frame
    cells = {
        name: frame[name].replace(raw.labels.get(name, {}))
        for name in free
        if not blanks(frame[name]).all()
    }
    fits = _candidates("unit", cells)
    repeated = [name for name in cells if 1 < frame[name].nunique() <= len(frame) / 2]
    others = [name for name in repeated if not kind_of(name, cells[name])]
    sure = [name for name in fits if is_plain(name, "unit")]
    choices = {name: short(name) for name in sure or [*fits, *others]}
    said = ""
    if choices:
        first = next(iter(choices))
        choices[NOBODYS] = ask.text("new.from.none_of_them")
        said = ask.choose("unit", choices, first, by_enter=False)
    if said in ("", NOBODYS):
        raise InputError(ask.text("new.from.no_unit", file=raw.file))
    return said
