"""One study, every figure that may be shown of it: computed once, through one door."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from skcore.disclosure import Released
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.reading.study import Study
from skcore.release.absence import Absence, absence_and_capital
from skcore.release.action_absence import AROUND, ActionAbsence, absence_around
from skcore.release.by_class_of_action import classes_of_action
from skcore.release.change import changes, level_changes, unit_changes
from skcore.release.compared import Compared, compare_on
from skcore.release.facts import StudyFacts, study_facts
from skcore.release.few_words import without_words_of_few
from skcore.release.fingerprints import Inputs, inputs_of
from skcore.release.held_to_promise import Promised, locked_now, next_survey, promised_and_found
from skcore.release.history import earlier_of, remember
from skcore.release.item_answers import answer_shares
from skcore.release.observed import OBSERVED, observed
from skcore.release.outcomes import Outcome, outcomes_and_capital
from skcore.release.own_answers import OwnAnswers, own_answers
from skcore.release.participants import ActionTables, participants
from skcore.release.plans import Plans, people_of, plan_study
from skcore.release.relations import scale_relations
from skcore.release.remembered import WHOLE
from skcore.release.scales import individual_spread, scale_quality
from skcore.release.share_change import level_share_changes, told_shares, whole_share_changes
from skcore.release.survey import favourable_shares, gaps, levels, responses, spread_words
from skcore.release.usable_answers import bounds, coding, early_late, missing, profile
from skcore.release.whole_absence import absence_by_cause, absence_by_month, absence_by_year

NOTICEABLE_POINTS = 5.0  # conventions, so arguments: a noticeable difference in points ...
IMPORTANT_SD = 0.5  # ... and an important one in SDs of individuals in the first survey


@dataclass(frozen=True, repr=False)
class StudyRelease:
    """Everything that may be shown of a study: facts without people, and released tables."""

    facts: StudyFacts
    plans: Plans
    levels: Mapping[str, Released]
    responses: Released
    #: what looks wrong with the coding of the answers; None where too few answered
    coding: Released | None
    #: how many left each question out
    missing: Released | None
    #: how far the silent could move the means, and whether those who answered are those asked
    bounds: Released | None
    profile: Released | None
    #: whether those who answered late answered otherwise; None where nobody knows when
    early_late: Released | None
    gaps: Released
    items: Released
    spread: Released
    scales: Released
    changes: Released | None
    share_changes: Released | None
    #: of the parts just below the whole
    level_share_changes: Released | None
    unit_changes: Released | None
    #: of the parts of the organisation that hold the same workplaces both times
    level_changes: Released | None
    participants: Released | None
    #: what stands beside that contrast: its checks, what could be seen, what chance gives
    action: ActionTables | None
    #: the same by theme, status and dose of the register; None without one
    action_classes: Released | None
    #: sick leave around the action; None where it cannot be shown, or nobody says when it began
    action_absence: ActionAbsence | None
    #: what was promised of actions before the survey, beside what it found; None without promises
    promised: Promised | None
    #: whether the next survey could see what is promised of actions it will measure
    next_survey: Released | None
    #: what was seen at three meetings or more, act by act; None without
    observations: Released | None
    #: name of what is locked for the next survey; empty where nothing is
    locked_now: str
    #: why there is no change, or nothing about the action; empty where there is, or one survey
    change_missing: str
    actions_missing: str
    #: what the last two surveys have in common, and those around the action
    compared: Compared | None
    compared_actions: Compared | None
    absence: Absence | None
    #: why there is no association with sick leave; empty where there is one
    absence_missing: str
    outcomes: Mapping[str, Outcome]
    months: Released | None
    years: Released | None
    causes: Released | None
    #: the organisation's own questions, by code
    questions: Mapping[str, OwnAnswers]
    #: other scales beside social capital, by code; well-being first
    relations: Mapping[str, Released]
    result_id: str
    #: hashes of all that goes in, for the manifest
    inputs: Inputs

    def __repr__(self) -> str:
        """Say which release this is and what to call next."""
        surveys = ", ".join(wave.id for wave in self.facts.waves)
        return (
            f"<StudyRelease {self.result_id} of {self.facts.title!r}: surveys {surveys}. "
            "Next: network_deck(release)>"
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"

    @property
    def wellbeing(self) -> Released | None:
        """The first well-being scale beside social capital; None without one."""
        health = [c for c in self.relations if self.facts.scale(c).dimension == "wellbeing"]
        return self.relations[health[0]] if health else None

    @property
    def sensitivity(self) -> Released | None:
        """Whether the association with sick leave hangs on method, one workplace or months."""
        return None if self.absence is None else self.absence.sensitivity


def release_study(
    study: Study,
    *,
    earlier: Mapping[str, Sequence[EarlierRelease]] | None = None,
    edition: int = 1,
    released: Sequence[Study | str | Path] = (),
    noticeable: float = NOTICEABLE_POINTS,
    important: float = IMPORTANT_SD,
) -> StudyRelease:
    """Compute everything that the decks and notebooks show of a study, and bring it through.

    Parameters
    ----------
    study
        From ``load_study``.
    earlier
        What was shown of each instrument before (``earlier_of``): planned jointly. Read from the
        ledgers beside the study file where None, so that a notebook knows of the decks; ``{}``
        for a study of which nothing has been shown.
    edition, released
        Where ledgers are read: number of the edition, and the study as it was when released, for
        answers that have changed since (as for ``skcore slides``).
    noticeable
        Points on 0-100 from which a difference is called noticeable.
    important
        Standard deviations of individuals in the first survey from which it is called large.

    Returns
    -------
    StudyRelease
        Frozen; its tables are ``Released``, rounded, with what must not be shown left out.

    Raises
    ------
    DisclosureError
        When answers have changed since something was shown, or what is shown cannot be remembered.

    Notes
    -----
    In a notebook what is released is on the screen with the next cell. So there it is remembered
    at once, as ``skcore slides`` does; not where ``earlier`` is given, nor in a script.

    Examples
    --------
    >>> import skcore
    >>> study = skcore.load_study("data/sample/study.toml")
    >>> release = skcore.release_study(study)
    >>> len(release.levels["copsoq3-social-capital"]) > 100
    True
    """
    people = people_of(study)
    known = earlier_of(study, edition=edition, released=released) if earlier is None else earlier
    plans = plan_study(study, people, earlier=known)
    inputs = inputs_of(study)
    shares = favourable_shares(study, people)
    important *= individual_spread(study, plans)
    facts = study_facts(study, people, noticeable=noticeable, important=important)
    absence, without = absence_and_capital(study, people, plans)
    means = {
        i.id: without_words_of_few(levels(people, i, plans), study.backgrounds)
        for i in study.instruments
    }
    answers = responses(study, plans)
    last_two = [wave.id for wave in study.waves[-2:]]
    on = compare_on(study, people, *last_two) if len(last_two) == 2 else None
    items, words = answer_shares(study, people, plans), spread_words(study, people, plans)
    told = told_shares(study, people, shares, plans, on, items)  # beside the words that are told
    change, no_change = changes(study, people, plans, on)
    action = participants(study, people, plans)
    by_unit = unit_changes(study, people, plans, on)
    around = action.tables.units if action.tables else by_unit
    told_around = (*plans.earlier.get(AROUND, ()), *plans.elsewhere(AROUND))
    release = StudyRelease(
        facts=facts,
        plans=plans,
        levels=means,
        responses=answers,
        coding=coding(study, people, plans),
        missing=missing(study, people, plans),
        bounds=bounds(study, means[study.instruments[0].id], answers),
        profile=profile(study, answers),
        early_late=early_late(study, people, plans),
        gaps=gaps(study, people, plans),
        items=items,
        spread=words,
        scales=scale_quality(study, people, plans),
        changes=change,
        share_changes=whole_share_changes(study, people, shares, plans, on, told),
        level_share_changes=level_share_changes(study, plans, on, told),
        unit_changes=by_unit,
        level_changes=level_changes(study, people, plans, on),
        participants=action.row,
        action=action.tables,
        action_classes=classes_of_action(study, people, plans, around, action.on or on),
        action_absence=absence_around(study, absence, action.tables, told_around),
        promised=promised_and_found(study, people, plans, around, action.on or on),
        locked_now=locked_now(study),
        observations=observed(study, plans.earlier.get(OBSERVED, ())),
        next_survey=next_survey(study, plans, means[study.instruments[0].id]),
        change_missing=no_change,
        actions_missing=action.missing,
        compared=on,
        compared_actions=action.on,
        absence=absence,
        absence_missing=without,
        outcomes=outcomes_and_capital(study, people, plans),
        months=absence_by_month(study, plans.elsewhere(WHOLE)),
        years=absence_by_year(study, plans.elsewhere(WHOLE)),
        causes=absence_by_cause(study, plans.elsewhere(WHOLE), plans.earlier.get(WHOLE, ())),
        questions=own_answers(study, people, plans.questions),
        relations=scale_relations(study, people, plans),
        result_id=inputs.result_id,
        inputs=inputs,
    )
    if earlier is None and _is_notebook():
        remember(study, release, edition=edition)
    return release


def _is_notebook() -> bool:
    """Whether what is released is for a screen, cell by cell."""
    return hasattr(getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)(), "kernel")
