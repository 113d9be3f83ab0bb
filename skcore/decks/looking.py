"""What somebody chooses to look at: its scale, level, unit, survey and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from skcore.decks.named_levels import may_be_named
from skcore.decks.rows import shown_scales
from skcore.errors import SkcoreError
from skcore.instruments.model import Instrument
from skcore.release import StudyRelease

#: what a mean may stand beside: nothing, all employees, the survey before, the other role
BESIDE = ("", "whole", "before", "views")


@dataclass(frozen=True)
class Look:
    """What is looked at; everything has a first choice."""

    instrument: Instrument
    scales: tuple[str, ...]
    column: str  # class column of the level; empty for the whole
    unit: str
    wave: str
    role: str
    beside: str

    @property
    def kind(self) -> str:
        """Kind of the figure."""
        if self.beside in ("before", "views"):
            return {"before": "change", "views": "gap"}[self.beside]
        if self.column and not self.unit:
            return "spread" if self.column == "unit" else "levels"
        return "profile"


def looked_at(
    release: StudyRelease,
    scale: str = "",
    level: str = "",
    unit: str = "",
    wave: str = "",
    role: str = "employee",
    beside: str = "",
) -> Look:
    """Say what is meant by these words; refuse what there is not, with what there is."""
    facts = release.facts
    instruments = {i.id: i for i in facts.instruments}
    owners = {code: i for i in facts.instruments for code in shown_scales(release, i)}
    _one_of("scale", scale, ["", *instruments, *owners])
    _one_of("level", level, ["", *facts.levels])
    _one_of("unit", unit, ["", *facts.units["unit"]])
    _one_of("wave", wave, ["", *(w.id for w in facts.waves)])
    _one_of("role", role, ["employee", "leader"])
    instrument = instruments.get(scale) or owners.get(scale) or facts.primary
    if unit:
        level = str(facts.units.loc[facts.units["unit"] == unit, "level"].iloc[-1])
    columns = dict(zip(facts.levels, [*facts.level_columns, "unit"], strict=True))
    look = Look(
        instrument,
        (scale,) if scale in owners else tuple(shown_scales(release, instrument)),
        columns[level] if level else "",
        unit,
        wave or facts.last_wave,
        role,
        beside,
    )
    _one_of("beside", beside, comparisons_of(release, look))
    # a part of the organisation by its name, alone or among others
    if look.column not in ("", "unit") and not may_be_named(release, look.column):
        raise SkcoreError(facts.texts("explore.not_named"))
    return look


def comparisons_of(release: StudyRelease, look: Look) -> list[str]:
    """What the means of a look can stand beside."""
    facts = release.facts
    one = bool(look.unit) or not look.column
    last, leading = look.wave == facts.last_wave, look.instrument is facts.primary
    plain = one and look.role == "employee"
    there = {
        "": True,
        "whole": plain and bool(look.unit),
        "before": plain and last and leading and look.column in ("", "unit")
        and (release.unit_changes if look.unit else release.changes) is not None,
        "views": one and leading and facts.has_leaders and look.column != "unit",
    }  # fmt: skip
    return [name for name in BESIDE if there[name]]


def _one_of(name: str, given: str, allowed: list[str]) -> None:
    if given not in allowed:
        listed = ", ".join(repr(word) for word in allowed)
        raise SkcoreError(f"{name}={given!r} is not one of {listed}.")
