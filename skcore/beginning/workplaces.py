"""The tree of workplaces that the files tell, and which names in them are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from skcore.beginning.asked import Asker, Files, Proposal
from skcore.beginning.lists import absence_list, invited_list, readable
from skcore.beginning.names import candidates, short_names
from skcore.instruments.labels import normalise_label
from skcore.problems import short
from skcore.reading.answers import is_blank
from skcore.reading.tables import RawTable

__all__ = ["Where", "unit_tree"]

_MANY = 5  # so many answers make a workplace of a name
_HOSPITAL = re.compile(r"afsnit|sygehus|hospital|ambulatori|sengea|klinik|ward")


@dataclass(frozen=True)
class Where:
    """Headings of the workplace and of what is above it."""

    unit: str
    parent: str


def unit_tree(raw: RawTable, where: Where, files: Files, proposal: Proposal, ask: Asker) -> None:
    """Put workplaces, what is above them and the lists by workplace into the proposal."""
    frame, text = raw.frame, ask.text
    counts = frame.loc[~frame[where.unit].map(is_blank).astype(bool), where.unit].value_counts()
    names = _Names(ask)
    own = {str(name): names.among_answers(str(name), times) for name, times in counts.items()}
    lists = []
    for path, reader in ((files.invited, invited_list), (files.absence, absence_list)):
        table = None
        if path is not None:
            table = reader(readable(path, proposal.language), ask)
            table["unit"] = table["unit"].map(
                {n: names.of(n, path.name) for n in table["unit"].unique()}
            )
        lists.append(table)
    above: dict[str, str] = {}
    if where.parent:
        known = frame[frame[where.parent] != ""].assign(unit=frame[where.unit].map(own))
        most = known.groupby("unit")[where.parent].agg(lambda cells: cells.value_counts().index[0])
        above = {str(unit): str(name) for unit, name in most.items()}
    tops = sorted(set(above.values()), key=normalise_label)
    ids = short_names([*tops, *(f"{n} " if n in tops else n for n in names.known)])
    place = {name: ids.get(f"{name} ", ids.get(name, "")) for name in names.known}
    joined = " ".join([where.unit, where.parent, *names.known]).casefold()
    proposal.preset = "hospital" if _HOSPITAL.search(joined) else "municipality"
    usual = text.raw(f"presets.{proposal.preset}.levels")
    proposal.levels = [
        *([_level_word(where.parent, usual[0])] if tops else []),
        _level_word(where.unit, usual[-1]),
    ]
    rows = [(ids[top], top, "", proposal.levels[0]) for top in tops]
    order = sorted(
        names.known, key=lambda n: (tops.index(above[n]) if n in above else -1, normalise_label(n))
    )
    rows += [(place[n], n, ids.get(above.get(n, ""), ""), proposal.levels[-1]) for n in order]
    proposal.units = pd.DataFrame(rows, columns=["unit", "name", "parent", "level"])
    proposal.spellings = {s: place[n] for s, n in own.items() if s != n}
    wave = proposal.waves[-1][0]
    for table in lists:
        if table is not None:
            table["unit"] = table["unit"].map(place)
    proposal.invited, proposal.absence = lists
    if proposal.invited is not None:
        proposal.invited.insert(1, "wave", wave)
    proposal.told += names.told
    proposal.told.append(text("new.from.workplaces", n=len(names.known)))


def _level_word(heading: str, usual: str) -> str:
    """Return the heading as a word for the level, where it is one."""
    word = normalise_label(heading)
    return word if re.fullmatch(r"[^\W\d_]{3,20}", word) else usual


@dataclass
class _Names:
    """Workplaces as they are known so far, and what other spellings were taken for."""

    ask: Asker
    known: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def among_answers(self, name: str, times: int) -> str:
        """Take a name of the export; one that few gave for a frequent one that it is much like.

        Nobody is asked about it: what few wrote is not shown.
        """
        meant, _ = candidates(name, self.known)
        if meant and (times < _MANY or normalise_label(meant) == normalise_label(name)):
            return meant
        self.known.append(name)
        return name

    def of(self, name: str, file: str) -> str:
        if name in self.known:
            return name
        meant, perhaps = candidates(name, self.known)
        text = self.ask.text
        if perhaps:
            choices = {other: short(other) for other in perhaps} | {
                "new": text("new.from.name_new")
            }
            key = f"name:{file}:{name}"
            meant = self.ask.choose(key, choices, None, name=short(name), file=file)
            meant = "" if meant == "new" else meant
        if meant:
            said = text("new.from.name_same", name=short(name), meant=short(meant), file=file)
            self.told += [said] if said not in self.told else []
            return meant
        self.known.append(name)
        return name
