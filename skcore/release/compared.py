"""Which two surveys are compared, and on what: only what was asked both times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from skcore.instruments.model import Instrument, Scale
from skcore.measuring.scoring import score_scales
from skcore.reading.action_register import carry_actions
from skcore.reading.study import Study

FEWEST_SCALES = 2  # of a composite, so that it is one


@dataclass(frozen=True)
class Compared:
    """Two surveys, the scales that they have in common, and those compared on fewer questions."""

    first: str
    last: str
    scales: tuple[str, ...]
    #: scale -> questions asked both times; composite -> its scales asked both times
    shortened: Mapping[str, tuple[str, ...]]
    #: asked in one of them, and not compared
    left: tuple[str, ...]
    instrument: Instrument  # as it was asked both times

    def named(self, code: str) -> str:
        """Name the score that is compared: the scale's own where it was asked the same way."""
        return f"{code} {self.first} {self.last}" if code in self.shortened else code

    def in_place(self, people: pd.DataFrame) -> pd.DataFrame:
        """Scores of everybody on what both surveys asked, where that is not the whole scale.

        Who answered none of the common questions keeps the score of those that were answered, so
        that the same people stand behind every figure.
        """
        codes = list(self.shortened)
        if not codes:
            return people[codes]
        return score_scales(people, self.instrument)[codes].fillna(people[codes])


def comparisons(study: Study, people: pd.DataFrame) -> list[Compared]:
    """Each pair of surveys that a study compares: the last two, and those around the action."""
    around = action_surveys(study)
    pairs = [tuple(wave.id for wave in study.waves[-2:])] if len(study.waves) > 1 else []
    acts = study.units["intervention"].any() or len(begun_actions(study)) > 0
    if pairs and isinstance(around, tuple) and acts:
        pairs.append(around)
    return [compare_on(study, people, *pair) for pair in dict.fromkeys(pairs)]


def compare_on(study: Study, people: pd.DataFrame, first: str, last: str) -> Compared:
    """Find what two surveys have in common of the first instrument.

    A scale of which both asked at least as many questions as it needs is compared on these; a
    composite on those of its scales, if there are two. What differs otherwise is the
    questionnaire, and no change in anybody.
    """
    instrument = study.instruments[0]
    asked = [asked_in(people, instrument, wave) for wave in (first, last)]
    scales: list[Scale] = []
    shortened: dict[str, tuple[str, ...]] = {}
    for scale in instrument.scales:
        common = tuple(item for item in scale.items if item in asked[0] & asked[1])
        if len(common) < max(scale.min_answered, 1):
            continue
        if set(scale.items) & (asked[0] ^ asked[1]):
            shortened[scale.code] = common
            scale = replace(scale, items=common, min_answered=1)
        scales.append(scale)
    known = {scale.code for scale in scales}
    of_leaders = {scale.code for scale in scales if scale.about_management}
    composites = []
    for whole in instrument.composites:
        parts = tuple(code for code in whole.scales if code in known)
        if len(parts) < min(FEWEST_SCALES, len(whole.scales)):
            continue
        if parts != whole.scales or set(parts) & shortened.keys():
            shortened[whole.code] = parts
        about = of_leaders.issuperset(parts)
        composites.append(replace(whole, scales=parts, about_management=about))
    kept = (*(s.code for s in scales), *(c.code for c in composites))
    asked_of = {s.code: set(s.items) for s in instrument.scales}
    for whole in instrument.composites:
        asked_of[whole.code] = set().union(*(asked_of[code] for code in whole.scales))
    left = [c for c, items in asked_of.items() if c not in kept and items & (asked[0] | asked[1])]
    common_part = replace(instrument, scales=tuple(scales), composites=tuple(composites))
    return Compared(first, last, kept, shortened, tuple(left), common_part)


def asked_in(people: pd.DataFrame, instrument: Instrument, wave: str) -> set[str]:
    """Return the questions that anybody answered: others were not asked, whatever a file says."""
    items = [code for code in instrument.item_codes if code in people]
    answered = people.loc[people["wave"] == wave, items].notna().any()
    return set(answered.index[answered])


def begun_actions(study: Study) -> pd.DataFrame:
    """Return the actions of the register that have begun."""
    if study.actions is None or study.actions.empty:
        return pd.DataFrame()
    return study.actions[study.actions["status"] != "planned"]


def participating_units(study: Study, *, before: str = "", after: str = "") -> pd.DataFrame:
    """Tell which units take part in an action: those marked, or else those of the register.

    Parameters
    ----------
    study
        From ``load_study``.
    before, after
        Ids of the surveys around the action. Given both, an action of the register that began at
        another time than between them puts its unit on no side.

    Returns
    -------
    pandas.DataFrame
        One row per unit that there is now: ``unit``, ``participating`` (1 or 0; NaN where the
        action began at another time), ``since`` (day it began, None where nobody says) and
        ``first_month`` (first day of its first whole month).

    Examples
    --------
    >>> import skcore
    >>> int(participating_units(study)["participating"].sum()) > 2
    True
    """
    there = study.units.loc[~study.units["unit"].isin(study.units["parent"])]
    told = pd.DataFrame({"unit": there["unit"].unique(), "participating": 0.0, "since": None})
    marked = study.units.loc[study.units["intervention"], "unit"]
    if len(marked):
        told["participating"] = told["unit"].isin(marked).astype(float)
        began = told["participating"].map({1.0: study.evaluation.started})
        return _with_month(told.assign(since=began))
    begun = begun_actions(study)
    if begun.empty:
        return _with_month(told)
    carried = carry_actions(begun, units=told["unit"], crosswalk=study.crosswalk)
    since = pd.to_datetime(carried["since"].fillna(study.evaluation.started))
    inside = pd.Series(True, index=carried.index)
    waves = {wave.id: wave for wave in study.waves}
    if before and after:
        first, last = waves[before], waves[after]
        over, back = first.end or first.start, last.start or last.end
        if over and back:  # without dates of the surveys nobody can tell
            inside = since.between(pd.Timestamp(over), pd.Timestamp(back))
    side = inside.map({True: 1.0, False: np.nan}).groupby(carried["unit"]).max()
    start = since[inside].groupby(carried["unit"]).min().dropna().dt.date
    has = told["unit"].isin(carried["unit"])
    told["participating"] = told["participating"].mask(has, told["unit"].map(side))
    return _with_month(told.assign(since=told["unit"].map(start).astype(object)))


def _with_month(told: pd.DataFrame) -> pd.DataFrame:
    first_of_it = pd.to_datetime(told["since"]) - pd.Timedelta(days=1) + pd.offsets.MonthBegin()
    return told.assign(first_month=first_of_it)


def action_surveys(study: Study) -> tuple[str, str] | str:
    """Return the surveys before and after the action, or why nobody can say which they are."""
    told = study.evaluation
    waves = [wave.id for wave in study.waves]
    if len(waves) < 2:
        return "one_survey"
    starts = {w.id: w.start or w.end for w in study.waves if w.start or w.end}
    if told.before and told.after:
        return told.before, told.after
    if told.started is not None and len(starts) == len(waves):
        earlier = [wave for wave, start in starts.items() if start and start <= told.started]
        before = told.before or (earlier[-1] if earlier else "")
        if not before:
            return "before_all"
        after = [w for w in waves[waves.index(before) + 1 :] if w not in earlier]
        return (before, told.after or after[0]) if told.after or after else "after_all"
    return (waves[0], waves[1]) if len(waves) == 2 else "which_surveys"
