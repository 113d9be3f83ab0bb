"""Which tables of a study will be shown, planned together before a value is computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pandas as pd

from skcore.aggregation.membership import counted_people, level_columns, scored_people, unit_paths
from skcore.disclosure import ReleasePlan, plan_release
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.disclosure.plan import plan_again
from skcore.disclosure.wide import with_wide_ranges
from skcore.evaluation.crosswalk import regroup
from skcore.instruments.model import Instrument
from skcore.measuring.scoring import score_items
from skcore.reading.study import Study
from skcore.release.answered import NOBODY, scores_of, step_of, withheld_then
from skcore.release.compared import Compared, comparisons
from skcore.release.dots import steps_of_dots
from skcore.release.questions import plan_questions
from skcore.release.shared import (
    ends_that_follow,
    part_columns,
    part_steps,
    sharing,
    with_one_base,
)
from skcore.release.skipped import skipped_columns, skippers, skips_planned
from skcore.release.spread import spreads_of
from skcore.response.early_late import timing

SHARES = ".distribution"  # ends the name of the plan of what needs more people than a mean

ELSEWHERE = ".elsewhere"  # ends the name of what other study files told of the same workplaces

SEVERAL = 3  # workplaces of a part that health is told of

#: what not showing a group costs the reader, by the class its cut adds to wave and role: first
#: the whole, then the workplaces, then what stands between them; the rest counts once
WEIGHTS = {"": 100.0, "unit": 10.0, "level_1": 4.0, "comparison": 3.0, "level_2": 3.0}


@dataclass(frozen=True)
class Plans:
    """The plan of each instrument's means, and of what needs more people than a mean."""

    means: dict[str, ReleasePlan]
    distributions: ReleasePlan
    questions: dict[str, ReleasePlan]  # of each own question
    steps: Mapping[str, int]  # in which dots tell each mean of themes
    #: what was shown before, by the name it is remembered under
    earlier: Mapping[str, Sequence[EarlierRelease]] = field(default_factory=dict)

    def health_of_one(self, instrument: Instrument) -> set[tuple[str, str]]:
        """Surveys and roles in which one workplace alone answered questions on health."""
        return {(w, role) for cut, w, role in self.by_one(instrument) if cut == "wave × role"}

    def by_one(self, instrument: Instrument) -> set[tuple[str, str, str]]:
        """Cuts, surveys and roles of which health is not told, since a group is one workplace."""
        if not instrument.is_health:
            return set()
        one = _health_of_one(self.means[instrument.id])
        return set(zip(one["cut"], one["wave"], one["role"], strict=True))

    def elsewhere(self, name: str) -> Sequence[EarlierRelease]:
        """What other study files told of a register that has some of its workplaces."""
        return self.earlier.get(f"{name}{ELSEWHERE}", ())

    def step(self, code: str, on: Compared | None = None) -> int:
        """Steps of the dots of a mean; wider where it is compared on fewer questions than asked.

        What the whole tells of the shorter mean was not looked at.
        """
        step = self.steps.get(code, 1)
        return 3 * step if step > 1 and on is not None and code in on.shortened else step


def people_of(study: Study) -> pd.DataFrame:
    """Respondents with scores, levels, the group they are compared in, and how they answered.

    Returns
    -------
    pandas.DataFrame
        ``scored_people`` with ``comparison`` (the smallest union of units that is closed under
        the crosswalk; the unit itself where nothing was reorganised), ``complete`` (``all``
        where every item of the first instrument is answered, else ``some``), a ``skipped_...``
        column per scale of the first instrument (how many of its items, as text), ``part: ...``
        columns (see ``part_columns``); where the export says when, ``timing`` (``early`` or
        ``late``, see ``timing_of``); where answers are linked, a ``panel_...`` column per pair of
        surveys (see ``panel_column``).
    """
    people = with_one_base(scored_people(study), study.instruments)
    primary = study.instruments[0]
    items = [code for code in primary.item_codes if code in people]
    complete = score_items(people, primary)[items].notna().all(axis=1)  # "not relevant" is no score
    return people.assign(
        comparison=_comparison(people, study),
        complete=complete.map({True: "all", False: "some"}),
        **skipped_columns(people, study),
        **part_columns(people, study),
        **_panels(people, study),
        **timing_of(people, study),
    )


def timing_of(people: pd.DataFrame, study: Study) -> dict[str, pd.Series]:
    """Say who answered in the second half of each survey's time, where dates are known.

    The middle of the survey's own dates, and not of the answers: nobody changes side when a late
    answer comes.
    """
    if "answered" not in people:
        return {}
    words = pd.Series(NOBODY, index=people.index)
    for wave in study.waves:
        if wave.start is None or wave.end is None:
            continue
        second_half = wave.start + (wave.end - wave.start) / 2 + dt.timedelta(days=1)
        own = timing(people.loc[people["wave"] == wave.id, "answered"], split=second_half)
        words[own.index] = own.fillna(NOBODY)
    return {} if (words == NOBODY).all() else {"timing": words}


def panel_column(first: str, last: str) -> str:
    """Name the column that says who answered both of two surveys: ``both``, ``once``.

    A name per pair, so that it means the same in every release: who is in it never changes when
    a third survey comes.
    """
    return f"panel_{first}_{last}"


def _panels(people: pd.DataFrame, study: Study) -> dict[str, pd.Series]:
    """Tell who is behind the figures of both surveys, in the same role; one column per pair."""
    if not study.linked:
        return {}
    counted = people[counted_people(people, study.instruments[0])]
    columns = {}
    for first, last in pairwise(wave.id for wave in study.waves):
        pair = counted[counted["wave"].isin([first, last])]
        twice = pair.groupby(["respondent", "role"])["wave"].transform("nunique") == 2
        column = pd.Series(NOBODY, index=people.index, dtype=object)
        column[pair.index] = twice.map({True: "both", False: "once"})
        columns[panel_column(first, last)] = column
    return columns


def _comparison(people: pd.DataFrame, study: Study) -> pd.Series:
    if study.crosswalk is None or study.waves[-1].id not in set(people["wave"]):
        return people["unit"]
    grouped = regroup(
        people, crosswalk=study.crosswalk, unit="unit", wave="wave", after=study.waves[-1].id
    )
    return grouped["group"]


def plan_study(
    study: Study,
    people: pd.DataFrame,
    *,
    earlier: Mapping[str, Sequence[EarlierRelease]] | None = None,
) -> Plans:
    """Plan everything that the decks of a study show of its answers.

    Parameters
    ----------
    study
        The study.
    people
        ``people_of(study)``.
    earlier
        What was shown of each instrument before (``earlier_of``).

    Notes
    -----
    A unit's figure is its employees': no all-staff figure stands beside a figure by role.
    Health data are planned for the whole and for the highest level with several units only, where
    each of these is several workplaces.
    """
    before = dict(earlier or {})
    means: dict[str, ReleasePlan] = {}
    for instrument in study.instruments:
        held = _withheld_of_sharing(study, instrument, means)
        shown = before.get(instrument.id, ())
        means[instrument.id] = _plan_means(study, people, instrument, shown, held)
    primary = study.instruments[0]
    # of groups by these nothing is told but means: planned with the rest, they cost minutes
    means_only = {"comparison", *study.backgrounds, *level_columns(study.levels)[1:]}
    cuts = [cut for cut in means[primary.id].cuts if not means_only & set(cut)]
    distributions = plan_release(
        means[primary.id].counts,
        cuts=cuts,
        policy=study.policy,
        kind="distribution",
        within=means[primary.id],
        earlier=before.get(distribution_ledger(primary), ()),
        follows=means[primary.id].follows,
        weights={cut: _weight(cut) for cut in cuts},
    )
    own = plan_questions(study, people, means[primary.id], before)
    steps = steps_of_dots(study, people, means[primary.id])
    return Plans(means, distributions, own, steps, earlier=before)


def distribution_ledger(instrument: Instrument) -> str:
    """Under which name what needs more people than a mean is remembered."""
    return f"{instrument.id}{SHARES}"


def study_plans(
    study: Study, *, earlier: Mapping[str, Sequence[EarlierRelease]] | None = None
) -> Plans:
    """Plan a study's release without computing any figure of it."""
    return plan_study(study, people_of(study), earlier=earlier)


def highest_levels(study: Study) -> list[str]:
    """Class columns of the levels down to the first with several units: one alone is the whole."""
    columns = level_columns(study.levels)
    several = study.units.groupby("level")["unit"].nunique() > 1
    for place, word in enumerate(study.levels[:-1], 1):
        if several.get(word, False):
            return columns[:place]
    return columns[:1]


def _of_several_workplaces(study: Study, people: pd.DataFrame, instrument: Instrument) -> list[str]:
    """Levels that health is told of: no part of one is a workplace or two, nor is one left over.

    Of a department in which one workplace answered it would be that workplace's.
    """
    counted = people[counted_people(people, instrument) & (people["role"] == "employee")]
    columns = highest_levels(study)
    parts = counted[columns].fillna(NOBODY).assign(wave=counted["wave"], unit=counted["unit"])
    return [c for c in columns if (parts.groupby(["wave", c])["unit"].nunique() >= SEVERAL).all()]


def _health_of_one(plan: ReleasePlan) -> pd.DataFrame:
    """Groups by which it would be known what one workplace alone answered on health.

    The form says that such answers are shown of several workplaces together. An occupation that
    one workplace has is that workplace by another name, and the others tell it by what is left.
    """
    there = plan.counts[plan.counts["n"] > 0]
    groups = plan.groups[plan.groups["n"] > 0]

    def is_of_one(parts: pd.DataFrame) -> bool:
        left = there.merge(parts[["wave", "role"]].head(1))
        places = []
        for _, own in parts.loc[parts["n"] >= plan.minimum, list(plan.classes)].iterrows():
            inside = (left[own.dropna().index] == own.dropna()).all(axis=1)
            places.append(left.loc[inside, "unit"].nunique())
            left = left[~inside]
        return 1 in places or (left["n"].sum() >= plan.minimum and left["unit"].nunique() == 1)

    cuts = (parts for _, parts in groups.groupby(["cut", "wave", "role"], sort=False))
    return pd.concat([groups.iloc[:0], *(parts for parts in cuts if is_of_one(parts))])


def workplace_coverage(plan: ReleasePlan, wave: str) -> float:
    """Share (percent) of the employees behind a survey's figures whose own workplace is shown."""
    groups = plan.groups
    own = groups[(groups["cut"] == "wave × unit × role") & (groups["wave"] == wave)]
    own = own[own["role"] == "employee"]
    everybody = own["n"].sum()
    return float(100 * own.loc[~own["hidden"], "n"].sum() / everybody) if everybody else 0.0


def _withheld_of_sharing(
    study: Study, instrument: Instrument, means: Mapping[str, ReleasePlan]
) -> pd.DataFrame | None:
    """Groups that are withheld of a questionnaire before it with the same questions.

    Two plans may each withhold another group of enough people: together they would tell both.
    """
    alike = [i.id for i in sharing([instrument, *study.instruments])]
    tables = [plan.groups for name, plan in means.items() if name in alike]
    held = [t[t["hidden"] & (t["hidden_reason"] != "no data")] for t in tables]
    return pd.concat(held) if held else None


def _plan_means(
    study: Study,
    people: pd.DataFrame,
    instrument: Instrument,
    earlier: Sequence[EarlierRelease],
    barred: pd.DataFrame | None,
) -> ReleasePlan:
    levels = level_columns(study.levels)
    cuts: list[tuple[object, ...]] = [("wave", "role")]
    is_health, several = instrument.is_health, len(study.waves) > 1
    told = _of_several_workplaces(study, people, instrument) if is_health else levels
    cuts += [("wave", c, "role") for c in told]
    cuts += [] if is_health else [("wave", "unit", "role")]
    if instrument is study.instruments[0]:
        cuts += [("wave", "comparison", "role")] if several and not is_health else []
        cuts += [("wave", "role", background) for background in study.backgrounds]
        cuts += [("wave", "role", ("complete", "all"))]
        cuts += [skippers(code) for code in skips_planned(instrument, earlier)]
        cuts += [("wave", "role", "timing")] if "timing" in people else []
        if study.linked and several:
            panel = panel_column(study.waves[-2].id, study.waves[-1].id)
            cuts += [("wave", "role", (panel, "both"))]
    plan = plan_release(
        _cells(study, people, instrument, earlier),
        cuts=cuts,
        policy=study.policy,
        barred=barred,
        earlier=earlier,
        # a unit's place in the tree, and the union it is compared in, may be told anew later
        follows=[*levels, "comparison"],
        weights={cut: _weight(cut) for cut in cuts},
    )
    again = [withheld_then(plan, earlier), *([_health_of_one(plan)] if is_health else [])]
    if any(map(len, again)):
        barred = pd.concat([*again, *([] if barred is None else [barred])])
        plan = plan_again(plan, barred=barred, within=plan)
    wide = people
    steps = {code: step_of(instrument, code) for code in instrument.scale_codes if code in people}
    parts = part_steps(people, study) if instrument is study.instruments[0] else {}
    follow = {*parts, *ends_that_follow(instrument, study.instruments)}
    for on in comparisons(study, people) if instrument is study.instruments[0] else ():
        wide = wide.join(on.in_place(people).rename(columns=on.named))
        steps |= {on.named(code): step_of(on.instrument, code) for code in on.shortened}
        follow |= {on.named(code) for code in ends_that_follow(on.instrument)}
    scores = scores_of(wide, instrument, plan, steps | parts, follow)
    plan = with_wide_ranges(plan, scores, also=barred)
    spreads = spreads_of(study, wide, instrument, plan, steps=steps)
    return replace(plan, spreads=spreads)


def _weight(cut: tuple[object, ...]) -> float:
    added = [part for part in cut if part not in ("wave", "role")]
    return WEIGHTS.get(str(added[0]) if added else "", 1.0)


def _cells(
    study: Study, people: pd.DataFrame, instrument: Instrument, earlier: Sequence[EarlierRelease]
) -> pd.DataFrame:
    """Base cells of the plan: everybody counted, and cells of units from which nobody answered."""
    primary = instrument is study.instruments[0]
    levels = level_columns(study.levels)
    panels = [str(name) for name in people if str(name).startswith("panel_")]
    timed = ["timing"] if "timing" in people else []
    codes = skips_planned(instrument, earlier) if primary else []
    skips = [f"skipped_{code}" for code in codes]
    extra = [*study.backgrounds, "comparison", "complete", *panels, *timed, *skips]
    classes = ["wave", *levels, "unit", "role", *extra]
    counted = counted_people(people, instrument)
    known = people[classes].fillna(NOBODY)
    cells = counted.groupby([known[c] for c in classes]).sum().reset_index(name="n")
    paths = unit_paths(study.units, levels=study.levels, waves=[w.id for w in study.waves])
    silent = paths.merge(pd.DataFrame({"role": ["employee", "leader"]}), how="cross")
    silent = silent.assign(n=0, **dict.fromkeys(extra, NOBODY))
    silent["comparison"] = silent["unit"]
    return pd.concat([cells, silent[[*classes, "n"]]], ignore_index=True)
