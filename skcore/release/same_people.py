"""Which ledgers speak of a study's people, and whether a new survey is one that was shown before.

A ledger may lie there under the name of another study file (one that was renamed or copied), or of
another study, of other people. A survey is known by the hash of its answers. Where that is new,
dates and numbers of answers tell: of two surveys a year apart, 33 to 58 % of the workplaces have
as many answers, give or take two; of one survey with late answers, nearly all.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

from skcore.aggregation.membership import counted_people, scored_people
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.disclosure.memory.ledger import Ledger, earlier_releases
from skcore.errors import DisclosureError
from skcore.reading.dates import month_after
from skcore.reading.study import Study
from skcore.reading.study_settings import Wave
from skcore.release.absence import LEDGER, YEAR
from skcore.release.action_absence import AROUND
from skcore.release.plans import ELSEWHERE
from skcore.release.questions import QUESTION
from skcore.release.remembered import POLLS, REGISTERS, WHOLE

END = ".ledger.json"
ALIKE, GIVE_OR_TAKE = 0.8, 2  # so many of the workplaces have as many answers, give or take so many

Days = tuple[str, str]  # first and last, as ISO dates
People = Mapping[str, int]  # employees who answered, by workplace


@dataclass(frozen=True)
class Survey:
    """A survey as a ledger remembers it, or as the study has it now."""

    wave: str
    prints: frozenset[str]
    days: Days | None
    people: Mapping[str, People]  # by instrument, since some leave one of them out
    others: bool = False  # said to be other people than those of any survey that was shown

    def same_days(self, other: Survey) -> bool:
        """Whether the two overlap; where a survey has no dates, whether they have the same id."""
        if self.others:
            return False
        if self.days is None or other.days is None:
            return self.wave == other.wave
        return self.days[0] <= other.days[1] and other.days[0] <= self.days[1]

    def as_many(self, other: Survey) -> bool:
        """Whether as many answered, nearly everywhere."""
        return self._alike(other, lambda one, two: abs(one - two) <= GIVE_OR_TAKE)

    def same_places(self, other: Survey) -> bool:
        """Whether it is the same workplaces that answered."""
        return self._alike(other, lambda one, two: one > 0 and two > 0)

    def _alike(self, other: Survey, near: Callable[[int, int], bool]) -> bool:
        alike = [(name, name) for name in self.people.keys() & other.people.keys()]
        # a questionnaire by another id is the same people's too
        for name, there in alike or product(self.people, other.people):
            one, two = self.people[name], other.people[there]
            both = [unit for unit in one.keys() & two.keys() if near(one[unit], two[unit])]
            if both and len(both) >= ALIKE * min(len(one), len(two)):
                return True
        return False


@dataclass(frozen=True)
class Memory:
    """The ledgers of one study file, there or gone: by the name of the plan they remember."""

    stem: str
    ledgers: Mapping[str, Ledger]

    @property
    def of_surveys(self) -> dict[str, Ledger]:
        """Ledgers of the answers to questionnaires: registers remember months and results."""
        return {
            plan: ledger
            for plan, ledger in self.ledgers.items()
            if plan not in (*REGISTERS, POLLS) and not plan.startswith(QUESTION)
        }

    @property
    def of_questions(self) -> dict[str, Ledger]:
        """Ledgers of own questions, by code."""
        return {
            plan.removeprefix(QUESTION): ledger
            for plan, ledger in self.ledgers.items()
            if plan.startswith(QUESTION)
        }

    @property
    def units(self) -> set[object]:
        """Every workplace that one of them names."""
        found = set[object]()
        for entry in (entry for ledger in self.ledgers.values() for entry in ledger.entries):
            if "unit" in entry["classes"]:
                place = entry["classes"].index("unit")
                found |= {cell[place] for cell in entry["cells"]}
        return found

    @cached_property
    def surveys(self) -> dict[str, Survey]:
        """What is remembered of each survey."""
        found: dict[str, Survey] = {}
        for plan, ledger in self.of_surveys.items():
            for entry in ledger.entries:
                people = _people_in(entry)
                for wave, print_ in entry["fingerprints"].items():
                    old = found.get(wave, Survey(wave, frozenset(), None, {}))
                    days = entry.get("dates", {}).get(wave, old.days)
                    prints, here = old.prints | {print_}, people.get(wave, {})
                    known = {**old.people, plan: here}
                    found[wave] = Survey(wave, prints, days and (days[0], days[1]), known)
        return found


def _people_in(entry: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Employees who answered, by survey and workplace, as a release counted them."""
    classes = entry["classes"]
    if not {"wave", "unit", "role"} <= set(classes):
        return {}
    wave, unit, role = (classes.index(name) for name in ("wave", "unit", "role"))
    found: dict[str, dict[str, int]] = {}
    for cell in entry["cells"]:
        if cell[role] == "employee" and (n := max(cell[len(classes) :])):
            places = found.setdefault(str(cell[wave]), {})
            places[cell[unit]] = places.get(cell[unit], 0) + n
    return found


def memories_of(
    study: Study, ledgers: Mapping[str, Ledger], plans: Iterable[str]
) -> tuple[Memory, ...]:
    """Return the ledgers that speak of the study's people: first its own, then those of others."""
    own, *others = _lying(study, ledgers, plans)
    now = _surveys_of(study) if others else []
    return (own, *(other for other in others if _speaks_of(other, now)))


def years_elsewhere(
    study: Study,
    ledgers: Mapping[str, Ledger],
    plans: Iterable[str],
    memories: Sequence[Memory],
) -> tuple[EarlierRelease, ...]:
    """Sick leave that other study files told of workplaces of this one's register.

    Their surveys are other ones, so what they are called here is the year (``YEAR``) that began
    after them; of a survey without dates nobody knows which.
    """
    known, found = {memory.stem for memory in memories}, []
    here = set() if study.absence is None else set(study.absence["unit"])
    for memory in _lying(study, ledgers, plans):
        if memory.stem in known or LEDGER not in memory.ledgers:
            continue
        days = {wave: survey.days for wave, survey in memory.surveys.items()}
        for release in earlier_releases(memory.ledgers[LEDGER]):
            years = [_year_after(days.get(str(wave))) for wave in release.cells["wave"]]
            if here & set(release.cells["unit"]):
                found.append(replace(release, cells=release.cells.assign(wave=years)))
    return tuple(found)


def told_elsewhere(
    study: Study,
    ledgers: Mapping[str, Ledger],
    plans: Iterable[str],
    memories: Sequence[Memory],
) -> dict[str, tuple[EarlierRelease, ...]]:
    """Months of the whole, and sick leave around actions, that other study files told.

    Of those that have some of this one's workplaces: one more or less, and both tell its own.
    """
    known = {memory.stem for memory in memories}
    here = set() if study.absence is None else set(study.absence["unit"])
    beside = [
        memory
        for memory in _lying(study, ledgers, plans)
        if memory.stem not in known and here & memory.units
    ]
    return {
        f"{name}{ELSEWHERE}": tuple(
            release
            for memory in beside
            if name in memory.ledgers
            for release in earlier_releases(memory.ledgers[name])
        )
        for name in (WHOLE, AROUND)
    }


def _year_after(days: Days | None) -> str:
    return YEAR + ("" if days is None else f"{month_after(dt.date.fromisoformat(days[1])):%Y-%m}")


def _lying(study: Study, ledgers: Mapping[str, Ledger], plans: Iterable[str]) -> tuple[Memory, ...]:
    """All ledgers that lie there, by their study files, the study's own first."""
    folders = {path.parent for path in study.sources.values()}
    stems = {path.stem for folder in folders for path in folder.glob("*.toml")} | {study.path.stem}
    found: dict[str, dict[str, Ledger]] = {study.path.stem: {}}
    for name, ledger in ledgers.items():
        stem, plan = _parted(name.removesuffix(END), stems, list(plans))
        found.setdefault(stem, {})[plan] = ledger
    return tuple(Memory(stem, own) for stem, own in found.items())


def _parted(name: str, stems: Iterable[str], plans: Sequence[str]) -> tuple[str, str]:
    """Part a ledger's name in that of its study file and that of its plan."""
    own = max((stem for stem in stems if name.startswith(f"{stem}.")), key=len, default=None)
    if own is not None:
        return own, name.removeprefix(f"{own}.")
    _, asked, code = name.rpartition(f".{QUESTION}")  # also one that the study has no longer
    plans = [*plans, f"{QUESTION}{code}"] if asked else plans
    plan = max((plan for plan in plans if name.endswith(f".{plan}")), key=len, default="")
    return name.removesuffix(f".{plan}"), plan


def _surveys_of(study: Study) -> list[Survey]:
    """The study's surveys as they are now."""
    scored = scored_people(study)
    people = scored[scored["role"] == "employee"]
    found: dict[str, dict[str, People]] = {wave.id: {} for wave in study.waves}
    for instrument in study.instruments:
        counted = people[counted_people(people, instrument)]
        for wave, own in counted.groupby("wave")["unit"]:
            found[str(wave)][instrument.id] = Counter(own)
    return [
        Survey(
            wave.id,
            frozenset({study.fingerprints[wave.id]} if wave.id in study.fingerprints else ()),
            days_of(wave),
            {} if wave.other_people else found[wave.id],
            wave.other_people,
        )
        for wave in study.waves
    ]


def days_of(wave: Wave) -> Days | None:
    """First and last day of a survey that says both."""
    return (wave.start.isoformat(), wave.end.isoformat()) if wave.start and wave.end else None


def _speaks_of(memory: Memory, now: Sequence[Survey]) -> bool:
    """Whether another study file's ledgers are of surveys of this study.

    Other people of the same workplaces in the same weeks have to be said to be others.
    """
    return any(
        survey.prints & known.prints
        or survey.as_many(known)
        or (survey.same_days(known) and survey.same_places(known))
        for survey in now
        for known in memory.surveys.values()
    )


def check_surveys_are_new(study: Study, memories: Sequence[Memory]) -> None:
    """Refuse a survey that seems to be one of those that were shown, under another id.

    Raises
    ------
    DisclosureError
        Which survey it seems to be, by what, and what to do.
    """
    remembered = {w: survey for memory in memories for w, survey in memory.surveys.items()}
    here = study.fingerprints.keys()
    if not remembered or here <= remembered.keys():
        return
    for survey in _surveys_of(study):
        for known in remembered.values() if survey.wave not in remembered else ():
            sign = _sign(study, survey, known, still_there=known.wave in here)
            if sign:
                sign = study.texts(f"refused.{sign}")
                said = {"wave": survey.wave, "before": known.wave, "sign": sign}
                raise DisclosureError(study.texts("refused.wave_seems_shown", **said))


def _sign(study: Study, survey: Survey, known: Survey, *, still_there: bool) -> str:
    """Return what tells that two surveys are one; empty where nothing does.

    Of a survey that the study still has, the answers themselves say more than their numbers.
    """
    if survey.others or survey.prints & known.prints:  # the latter is told as renamed
        return ""
    if survey.same_days(known):
        return "same_days"
    if not still_there:
        undated = survey.days is None or known.days is None
        no_dates = "no_dates" if undated and survey.same_places(known) else ""
        return "as_many" if survey.as_many(known) else no_dates
    one, other = _forms(study, survey.wave, known.wave)
    return "same_answers" if (one & other).total() >= max(1, ALIKE * one.total()) else ""


def _forms(study: Study, *waves: str) -> list[Counter[tuple[object, ...]]]:
    """Each survey's answers as workplace, role and what was asked in all of them."""
    items = [code for code in study.instrument_items if code in study.responses]
    answers = study.responses[study.responses["wave"].isin(waves)]
    asked = answers.groupby("wave")[items].count().gt(0).all()
    columns = ["wave", "unit", "role", *asked.index[asked]]
    rows = answers[columns].astype(str).itertuples(index=False, name=None)
    counted = Counter(rows)
    return [Counter({row[1:]: n for row, n in counted.items() if row[0] == w}) for w in waves]
