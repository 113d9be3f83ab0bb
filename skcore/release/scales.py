"""Do the scales hold: reliability and how much of the answers lies between units."""

from __future__ import annotations

import pandas as pd

from skcore.aggregation.membership import counted_people
from skcore.disclosure import Released, protect
from skcore.measuring.intraclass import icc
from skcore.measuring.omega import mcdonald_omega
from skcore.measuring.reliability import cronbach_alpha, spearman_brown
from skcore.measuring.scoring import score_items
from skcore.reading.study import Study
from skcore.release.answer_parts import SMALLEST_PART
from skcore.release.answered import step_of, was_another
from skcore.release.plans import Plans
from skcore.release.spread import least_spread

USUAL_SPREAD = 20.0  # points between individuals, where nobody can tell the study's own


def individual_spread(study: Study, plans: Plans) -> float:
    """Standard deviation of individuals in the first survey, mean over the scales (points).

    Half of it is said on slides, so it rests on the spreads told for intervals: those of the
    first survey that has its own. Twenty points, about what is usual, where none has.
    """
    instrument = study.instruments[0]
    spreads = plans.means[instrument.id].spreads
    for wave in study.waves:
        own = [spreads.get((wave.id, "employee", scale.code)) for scale in instrument.scales]
        points = [found[0] for found in own if found and found[0] and found[1]]
        if points:
            return sum(points) / len(points)
    return USUAL_SPREAD


def scale_quality(study: Study, people: pd.DataFrame, plans: Plans) -> Released:
    """Reliability and intraclass correlation of each scale, over the shown units.

    Returns
    -------
    Released
        ``variable, term`` (alpha, omega, icc1, icc2; spearman_brown of two items), ``estimate,
        conf_low, conf_high, n, method, reason``; three decimals; employees of the last survey.
        Nothing in a new edition of a survey that was released, nor of a scale with a question
        that nearly all answered alike; no icc without a told spread.

    Notes
    -----
    Beside the means an ICC tells the spread inside workplaces: of two editions that differ by few
    answers or one workplace it would be theirs, and of two workplaces nearly each one's own.
    """
    instrument = study.instruments[0]
    plan = plans.means[instrument.id]
    wave = study.waves[-1].id
    shown = plan.shown_groups(("wave", "unit", "role"), wave=wave, role="employee")
    chosen = people[counted_people(people, instrument)].merge(shown, on=["wave", "unit", "role"])
    points = score_items(chosen, instrument)
    rows = []
    for scale in instrument.scales:
        items = [code for code in scale.items if code in points]
        if not items or len(chosen) < study.policy.model_minimum or was_another(plan, wave):
            continue
        if any(nearly_alike(points[item]) for item in items):
            continue
        for term, function in (("alpha", cronbach_alpha), ("omega", mcdonald_omega)):
            rows.append(function(points, items=items).assign(term=term, variable=scale.code))
        if len(items) == 2:
            two = spearman_brown(points, items=items)
            rows.append(two.assign(term="spearman_brown", variable=scale.code))
        spread, df = plan.spreads.get((wave, "employee", scale.code), (None, None))
        # a spread that is held must not follow from how much lies between workplaces
        if spread and df and spread > least_spread(step_of(instrument, scale.code)):
            rows.extend(_icc_rows(chosen, scale.code))
    if not rows:  # too few people for any of it: an empty table of the same shape
        names = ["variable", "term", "estimate", "conf_low", "conf_high", "n", "method", "reason"]
        return protect(pd.DataFrame(columns=["wave", "role", *names]), plan, pooled_intervals=True)
    over = shown.assign(cut="wave × unit × role")
    return protect(pd.concat(rows, ignore_index=True), plan, kind="model", over=over, decimals=3)


def nearly_alike(answers: pd.Series) -> bool:
    """Whether fewer than five gave another answer than most: of such a question nothing is told.

    That it does not vary would be said as a reason, or by a reliability that is none.
    """
    return bool(answers.value_counts().max() > answers.count() - SMALLEST_PART)


def _icc_rows(chosen: pd.DataFrame, code: str) -> list[pd.DataFrame]:
    found = icc(chosen, values=[code], group="unit")
    first = found.assign(term="icc1", estimate=found["icc1"])
    second = found.assign(
        term="icc2", estimate=found["icc2"], conf_low=float("nan"), conf_high=float("nan")
    )
    keep = ["variable", "term", "estimate", "conf_low", "conf_high", "n", "method"]
    return [first[keep], second[keep]]
